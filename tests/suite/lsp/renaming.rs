//! Renaming: what an editor does with the answer leaves a site in which everything leads where it led.

use super::editor::{Editor, applied, capable, position, within};
use super::{ONE, site};
use crate::sandbox::{Sandbox, settings};
use chancery::check::Level;
use chancery::session::Session;
use serde_json::{Value, json};

/// Renames what stands at a place, as an editor does: on the disk.
fn renamed(sandbox: &Sandbox, path: &str, place: Value, new: &str) -> Result<Vec<String>, String> {
    let mut editor = Editor::open(sandbox.path());
    let answer = editor.ask_at("textDocument/rename", path, place, json!({ "newName": new }));
    let answer = answer.map_err(|error| error["message"].as_str().expect("a reason").to_string())?;
    let mut touched = Vec::new();
    for change in answer["documentChanges"].as_array().expect("changes") {
        if change["kind"] == "rename" {
            let [from, to] = ["oldUri", "newUri"].map(|key| editor.path(change[key].as_str().expect("an address")));
            std::fs::create_dir_all(sandbox.at(&to).parent().expect("a folder")).expect("made");
            std::fs::rename(sandbox.at(&from), sandbox.at(&to)).expect("renamed");
            touched.push(format!("{from} > {to}"));
        } else {
            let path = editor.path(change["textDocument"]["uri"].as_str().expect("an address"));
            let text = applied(&sandbox.read(&path), change["edits"].as_array().expect("edits"));
            sandbox.write(&path, text);
            touched.push(path);
        }
    }
    Ok(touched)
}

/// Where all references of a site lead, by name, and its errors.
fn led(sandbox: &Sandbox) -> (Vec<String>, Vec<String>) {
    let site = Session::open(sandbox.path(), settings(), Vec::new()).expect("a site").update([]);
    let name = |id| site.model.page(id).name().to_string();
    let mut all: Vec<String> =
        site.model.references().map(|one| format!("{:?} {} {:?}", one.sort, name(one.from), one.to.page().map(name))).collect();
    all.sort();
    let errors = site.diagnostics.iter().filter(|one| one.level == Level::Error);
    (all, errors.map(|one| format!("{} {}", one.path, one.fault.message)).collect())
}

#[test]
fn a_record_with_a_file_of_its_own() {
    let sandbox = site("basic");
    let other = sandbox.read("content/reports/two/index.md")
        + "\nSee [him](../../actors/nayib-bukele.md) and [him](/actors/nayib-bukele/), [[actor:nayib-bukele|him]].\n"
        + "\nSee [him](https://example.org/papers/actors/nayib-bukele/).\n";
    sandbox.write("content/reports/two/index.md", other);
    sandbox.write("chancery.yaml", sandbox.read("chancery.yaml") + "menu: [{label: Him, page: \"actor:nayib-bukele\"}]\n");
    let before = led(&sandbox);
    let place = within(&sandbox.read(ONE), "actors: [nayib-bukele", 12);
    let touched = renamed(&sandbox, ONE, place, "bukele").expect("it can be done");
    assert_eq!(
        touched,
        [
            "chancery.yaml",
            "content/events/decree.md",
            ONE,
            "content/reports/two/index.md",
            "content/actors/nayib-bukele.md > content/actors/bukele.md"
        ]
    );
    assert_eq!(led(&sandbox), before);
    assert!(before.1.is_empty(), "{:?}", before.1);
    let text = sandbox.read("content/reports/two/index.md");
    assert!(text.contains("See [him](../../actors/bukele.md) and [him](/actors/bukele/), [[actor:bukele|him]].\n"), "{text}");
    assert!(text.ends_with("See [him](https://example.org/papers/actors/bukele/).\n"), "{text}");
    assert!(sandbox.read("chancery.yaml").ends_with("page: \"actor:bukele\"}]\n"));
}

#[test]
fn an_actor_that_published_something() {
    let sandbox = site("basic");
    sandbox.write("content/sources/p.yaml", "- {id: p, type: book, title: P, publisher: el-salvador, issued: 2020}\n");
    sandbox.write("content/sources/q.bib", "@book{q, title={Q}, author={A}, year=2000, publisher={el-salvador}}\n");
    sandbox.write("content/sources/r.yaml", "- {id: r, type: book, title: R, publisher: El Salvador, issued: 2020}\n");
    let before = led(&sandbox);
    let place = within(&sandbox.read("content/sources/p.yaml"), "el-salvador", 2);
    let touched = renamed(&sandbox, "content/sources/p.yaml", place, "the-state").expect("it can be done");
    assert!(touched.contains(&"content/sources/q.bib".to_string()), "{touched:?}");
    assert_eq!(led(&sandbox), before);
    for (path, part) in [("p.yaml", "publisher: the-state,"), ("q.bib", "publisher={the-state}"), ("r.yaml", "El Salvador")] {
        assert!(sandbox.read(&format!("content/sources/{path}")).contains(part), "{path}");
    }
}

#[test]
fn a_record_in_a_list() {
    let sandbox = site("basic");
    let before = led(&sandbox);
    let path = "content/sources/fp.yaml";
    let place = within(&sandbox.read(path), "fp-2019", 2);
    let touched = renamed(&sandbox, path, place, "hostage").expect("it can be done");
    assert_eq!(touched, ["content/actors/nayib-bukele.md", "content/events/decree.md", ONE, path]);
    assert_eq!(led(&sandbox), before);
    assert!(!sandbox.read(ONE).contains("fp-2019") && sandbox.read(ONE).contains("[@hostage, p. 4]"));
}

#[test]
fn a_report_and_what_lies_beside_it() {
    let sandbox = site("basic");
    let two = "content/reports/two/index.md";
    sandbox.write(two, sandbox.read(two).replace("Words.", "[Data](two.csv), [here](index.md#end), [there](../two/two.csv)."));
    sandbox.write("content/reports/two/two.csv", "a,b\n1,2\n");
    sandbox.write(two, sandbox.read(two) + "\n## Two\n\nMore.\n");
    sandbox.write(ONE, sandbox.read(ONE).replace("[[report:two#end]]", "[[report:two#end]] and [[two#two]]"));
    sandbox.write("content/reports/two/index.es.md", "---\ntitle: El segundo\n---\n\nTexto.\n");
    sandbox.write("chancery.yaml", sandbox.read("chancery.yaml") + "languages: [en-GB, es]\n");
    let ledger = json!({
        "format": 1, "published": "2025-05-02",
        "addresses": {
            "/reports/two/": { "kind": "page", "first": "2025-05-02" },
            "/files/reports/two/two.csv": { "kind": "file", "first": "2025-05-02" },
        },
        "pages": {}, "overrides": [], "publications": [],
    });
    sandbox.write("published.json", ledger.to_string());
    let before = led(&sandbox);
    let place = within(&sandbox.read(ONE), "[[report:two#end]]", 10);
    let touched = renamed(&sandbox, ONE, place, "second").expect("it can be done");
    assert_eq!(touched, [ONE, two, "content/reports/two > content/reports/second"]);
    assert_eq!(led(&sandbox), before);
    let text = sandbox.read("content/reports/second/index.md");
    assert!(text.contains("[Data](two.csv), [here](index.md#end), [there](../second/two.csv)."), "{text}");
    let aliases = "\naliases: [/reports/two/, /files/reports/two/two.csv]\n---";
    assert!(text.contains(aliases), "readers have the old addresses: {text}");
    let site = Session::open(sandbox.path(), settings(), Vec::new()).expect("a site").update([]);
    let dropped: Vec<_> = site.diagnostics.iter().filter(|one| one.fault.rule == "dropped-address").collect();
    assert!(dropped.is_empty(), "{dropped:?}");
    assert!(sandbox.read(ONE).contains("[[report:second#end]] and [[second#two]]"));
}

#[test]
fn a_file_that_gets_another_name_in_the_editor_takes_its_references_along() {
    for (from, to, read) in [
        ("content/reports/two", "content/reports/second", "content/reports/second/index.md"),
        ("content/actors/nayib-bukele.md", "content/actors/bukele.md", "content/actors/bukele.md"),
    ] {
        let sandbox = site("basic");
        let before = led(&sandbox);
        let mut editor = Editor::open(sandbox.path());
        let files = json!([{ "oldUri": editor.uri(from), "newUri": editor.uri(to) }]);
        let answer = editor.ask("workspace/willRenameFiles", json!({ "files": files })).expect("an answer");
        let changes = answer["documentChanges"].as_array().expect("changes");
        assert!(!changes.is_empty());
        for change in changes {
            let path = editor.path(change["textDocument"]["uri"].as_str().expect("the editor moves the file itself"));
            let text = applied(&sandbox.read(&path), change["edits"].as_array().expect("edits"));
            sandbox.write(&path, text);
        }
        std::fs::rename(sandbox.at(from), sandbox.at(to)).expect("renamed");
        assert!(!sandbox.read(read).is_empty());
        assert_eq!(led(&sandbox), before);
    }
    // Nobody has an id of these names, or they lie elsewhere then.
    let sandbox = site("basic");
    let mut editor = Editor::open(sandbox.path());
    for (from, to) in [
        ("content/actors", "content/people"),
        ("content/sources/fp.yaml", "content/sources/x.yaml"),
        ("content/reports/two", "content/pages/two"),
        ("content/never.md", "content/ever.md"),
    ] {
        let files = json!([{ "oldUri": editor.uri(from), "newUri": editor.uri(to) }]);
        assert_eq!(editor.ask("workspace/willRenameFiles", json!({ "files": files })), Ok(Value::Null), "{from}");
    }
    let files = json!([{ "oldUri": editor.uri("content/reports/two"), "newUri": editor.uri("content/reports/one") }]);
    let refused = editor.ask("workspace/willRenameFiles", json!({ "files": files })).expect_err("refused");
    assert!(refused["message"].as_str().is_some_and(|reason| reason.contains("is the id of a report already")), "{refused}");
}

#[test]
fn a_record_without_an_id_gets_one() {
    let end = "\r\n";
    let text = [
        "---",
        "title: T",
        "date: 2025-01-01",
        "summary: S.",
        "actors:",
        "  - name: World Bank",
        "    kind: organisation",
        "    summary: A bank.",
        "  - {name: The Fund, kind: organisation, summary: A fund.}",
        "---",
        "",
        "[[world-bank]] and [[the-fund]].",
        "",
    ]
    .join(end);
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\nlanguage: en\n"), ("content/reports/r/index.md", &text)]);
    let before = led(&sandbox);
    for (id, new) in [("world-bank", "ibrd"), ("the-fund", "imf")] {
        let text = sandbox.read("content/reports/r/index.md");
        renamed(&sandbox, "content/reports/r/index.md", within(&text, &format!("[[{id}"), 4), new).expect("it can be done");
    }
    let text = sandbox.read("content/reports/r/index.md");
    assert!(text.contains("  - id: ibrd\r\n    name: World Bank\r\n") && text.contains("- {id: imf, name: The Fund"), "{text}");
    assert_eq!(led(&sandbox), before);
}

#[test]
fn what_cannot_be_renamed_is_told() {
    let sandbox = site("basic");
    let text = sandbox.read(ONE);
    let refused =
        |words: &str, into: usize, new: &str| renamed(&sandbox, ONE, within(&text, words, into), new).expect_err("refused");
    assert!(refused("jane-doe", 2, "a b").contains("cannot be an id"));
    assert!(refused("jane-doe", 2, "../x").contains("cannot be an id"));
    assert!(refused("jane-doe", 2, "ms-13").contains("is the id of an actor already"));
    assert!(refused("there were", 2, "x").contains("there is no id here"));
    assert!(refused("../../events/decree.md", 12, "x").contains("there is no id here"));

    sandbox.write("content/events/broken.md", "---\ntitle: [\nactors: [jane-doe]\n---\n");
    assert!(refused("jane-doe", 2, "x").contains("cannot be read to its end"));
    std::fs::remove_file(sandbox.at("content/events/broken.md")).expect("removed");

    let two = sandbox.read("content/reports/two/index.md");
    for link in ["../../actors/nayib%2Dbukele.md", "/actors/nayib%2Dbukele/"] {
        sandbox.write("content/reports/two/index.md", format!("{two}\nSee [him]({link}).\n"));
        assert!(refused("actors: [nayib-bukele", 12, "bukele").contains("cannot be changed"), "{link}");
    }
    sandbox.write("content/reports/two/index.md", two);

    let mut editor = Editor::open(sandbox.path());
    let prepared = editor.ask_at("textDocument/prepareRename", ONE, within(&text, "report:two#end", 9), json!({})).expect("an id");
    assert_eq!(prepared["placeholder"], "two");
    assert_eq!(prepared["range"]["start"], position(&text, text.find("two#end").expect("there")));

    let mut capabilities = capable();
    capabilities["workspace"]["workspaceEdit"]["resourceOperations"] = json!([]);
    let mut plain = Editor::with(sandbox.path(), capabilities);
    let answer = plain.ask_at("textDocument/rename", ONE, within(&text, "report:two#end", 9), json!({ "newName": "second" }));
    assert!(answer.expect_err("refused")["message"].as_str().is_some_and(|reason| reason.contains("rename files")));

    sandbox.write(
        "content/sources/z.bib",
        "@book{old, title={T}, author={A}, year=2000, publisher={P}}\n@inbook{part, crossref={old}, title={P}, pages={1}}\n",
    );
    let bib = sandbox.read("content/sources/z.bib");
    let reason = renamed(&sandbox, "content/sources/z.bib", within(&bib, "old", 1), "new").expect_err("refused");
    assert!(reason.contains("inherit from `old`"), "{reason}");
}
