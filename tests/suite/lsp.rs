//! The language server, as an editor meets it: over pipes in memory, and once as a process.

mod editor;
mod renaming;
mod trouble;

use crate::sandbox::Sandbox;
use chancery::lsp::Ending;
use editor::{Editor, applied, capable, frames, position, within};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;

const ONE: &str = "content/reports/one/index.md";

/// A copy of one of the tiny sites.
fn site(name: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name);
    for entry in walkdir::WalkDir::new(&from).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path().strip_prefix(&from).expect("below").to_string_lossy().into_owned();
        if !path.starts_with("expected") {
            sandbox.write(&path, std::fs::read(entry.path()).expect("read"));
        }
    }
    sandbox
}

fn codes(faults: &[Value]) -> Vec<&str> {
    faults.iter().map(|one| one["code"].as_str().expect("a rule")).collect()
}

/// The words of a text in a range.
fn words<'a>(text: &'a str, range: &Value) -> &'a str {
    let at = |place: &Value| {
        (0..=text.len()).filter(|at| text.is_char_boundary(*at)).find(|at| position(text, *at) == *place).expect("a place")
    };
    &text[at(&range["start"])..at(&range["end"])]
}

/// The files of an answer that is a list of places, with the words that stand there.
fn spots(sandbox: &Sandbox, editor: &Editor, answer: &Value) -> Vec<(String, String)> {
    let spot = |one: &Value| {
        let path = editor.path(one["uri"].as_str().expect("an address"));
        let words = words(&sandbox.read(&path), &one["range"]).to_string();
        (path, words)
    };
    answer.as_array().expect("a list").iter().map(spot).collect()
}

fn labels(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().map_or(&[][..], Vec::as_slice);
    items.iter().map(|item| item["label"].as_str().expect("a label").to_string()).collect()
}

#[test]
fn faults_come_and_go_with_what_is_typed() {
    let sandbox = site("basic");
    let text = sandbox
        .read(ONE)
        .replace("[@fp-2019, p. 4]", "[@fp-2091, p. 4]")
        .replace("sources: [fp-2019]\nterms", "sources: [fp-2019]\nterm");
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(ONE, &text);
    let faults = editor.faults(ONE, |all| codes(all).contains(&"unknown-source"));
    let fault = &faults[faults.iter().position(|one| one["code"] == "unknown-source").expect("told")];
    assert_eq!((words(&text, &fault["range"]), &fault["severity"], &fault["source"]), ("fp-2091", &json!(1), &json!("chancery")));
    let message = fault["message"].as_str().expect("a text");
    assert!(message.starts_with("no source is called `fp-2091`\nhelp: did you mean `fp-2019`?"), "{message}");
    assert!(codes(&faults).contains(&"unknown-field"), "{faults:?}");

    // Each is put right by what it proposes.
    let mut mended = text.clone();
    for rule in ["unknown-source", "unknown-field"] {
        let faults = editor.faults(ONE, |all| codes(all).contains(&rule));
        let range = &faults.iter().find(|one| one["code"] == rule).expect("told")["range"];
        let context = json!({ "diagnostics": [] });
        let params = json!({ "textDocument": { "uri": editor.uri(ONE) }, "range": range, "context": context });
        let fixes = editor.ask("textDocument/codeAction", params).expect("fixes");
        let fix = &fixes[0];
        assert_eq!((fix["kind"].as_str(), &fix["diagnostics"][0]["code"]), (Some("quickfix"), &json!(rule)), "{fixes}");
        let edits = fix["edit"]["documentChanges"][0]["edits"].as_array().expect("edits");
        mended = applied(&mended, edits);
        let changes: Vec<Value> = edits.iter().map(|edit| json!({ "range": edit["range"], "text": edit["newText"] })).collect();
        editor.did_change(ONE, json!(changes));
    }
    assert_eq!(mended, sandbox.read(ONE));
    editor.faults(ONE, |all| !codes(all).contains(&"unknown-source") && !codes(all).contains(&"unknown-field"));
    assert_eq!(editor.end(), Ending::Asked);
}

#[test]
fn other_places_of_a_fault_are_told() {
    let sandbox = site("basic");
    let mut editor = Editor::open(sandbox.path());
    editor.did_open("content/actors/second.yaml", "- {id: ms-13, name: Another, kind: group, summary: A gang.}\n");
    let declared = "content/actors/others.yaml";
    let faults = editor.faults(declared, |all| codes(all).contains(&"duplicate-id"));
    let other = &faults[0]["relatedInformation"][0];
    assert_eq!(editor.path(other["location"]["uri"].as_str().expect("an address")), "content/actors/second.yaml");
    assert_eq!(other["message"], "declared here first");
    // What was never saved is gone when it is closed.
    let uri = editor.uri("content/actors/second.yaml");
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.faults(declared, <[Value]>::is_empty);
}

#[test]
fn what_changes_on_the_disk_is_seen() {
    for watches in [true, false] {
        let sandbox = site("basic");
        let mut capabilities = capable();
        capabilities["workspace"]["didChangeWatchedFiles"]["dynamicRegistration"] = watches.into();
        let mut editor = Editor::with(sandbox.path(), capabilities);
        let text = sandbox.read(ONE).replace("[@fp-2019, p. 4]", "[@new-2020, p. 4]");
        editor.did_open(ONE, &text);
        editor.faults(ONE, |all| codes(all).contains(&"unknown-source"));
        assert_eq!(editor.asked.contains(&"client/registerCapability".to_string()), watches);
        sandbox.write(
            "content/sources/new-2020.md",
            "---\ntype: report\ntitle: New\nauthor: [{family: New}]\nissued: 2020\nURL: https://example.org/\n---\n",
        );
        if watches {
            let changes = json!([{ "uri": editor.uri("content/sources/new-2020.md"), "type": 1 }]);
            editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
        } else {
            let uri = editor.uri(ONE);
            editor.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
        }
        // The text itself was not saved: what is typed counts.
        editor.faults(ONE, |all| !codes(all).contains(&"unknown-source"));
        let hover = editor.ask_at("textDocument/hover", ONE, within(&text, "new-2020", 2), json!({})).expect("an answer");
        assert!(hover["contents"]["value"].as_str().is_some_and(|shown| shown.contains("new-2020.md")), "{hover}");
    }
}

#[test]
fn what_may_be_written_is_offered() {
    let sandbox = site("basic");
    let (before, after) = ("---\ntitle: T\ndate: 2025-01-01\nsummary: S.\n", "---\n\nWords.\n");
    let path = "content/reports/three/index.md";
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(path, "");
    let mut offered = |text: String| {
        let at = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        editor.did_change(path, json!([{ "text": text }]));
        let answer = editor.ask_at("textDocument/completion", path, position(&text, at), json!({})).expect("an answer");
        let first = answer["items"].as_array().and_then(|items| items.first());
        let done = first.map(|first| applied(&text, std::slice::from_ref(&first["textEdit"])).replacen(&text[..at.min(40)], "", 1));
        (labels(&answer), answer, done.unwrap_or_default())
    };
    let mut prose = |written: &str| offered(format!("{before}{after}\n{written}\n"));
    for (written, first) in [
        ("See [[Buk|", "nayib-bukele"),
        ("See [[actor:ms|", "ms-13"),
        ("See [[report:two#|", "end"),
        ("See [[two#en|]]", "end"),
        ("It [see @fp|", "fp-2019"),
        ("It [@fp-2019; @nation|", "fp-2019"),
        ("The [state](../../actors/na|)", "../../actors/nayib-bukele.md"),
        ("See [there](../two/index.md#e|)", "end"),
    ] {
        let (found, answer, _) = prose(written);
        assert_eq!(found.first().map(String::as_str), Some(first), "{written}: {answer}");
    }
    assert!(prose("See [[Buk|").2.contains("[[nayib-bukele]]\n"));
    assert!(prose("See [[Buk|]]").2.contains("[[nayib-bukele]]\n"));
    assert!(prose("It [@fp|]").2.contains("[@fp-2019]\n"));
    let (_, source, _) = prose("It [@|");
    // Whatever name it is found by, it is one of those that begin with what is typed: some editors show no others.
    for (written, typed) in [("See [[bukele|", "bukele"), ("It [@hostage|", "hostage"), ("It [@fp-2|", "fp-2")] {
        let (_, answer, _) = prose(written);
        let item = &answer["items"][0];
        let found_by = item["filterText"].as_str().or(item["label"].as_str()).expect("a text");
        assert!(found_by.starts_with(typed), "{written}: {item}");
    }
    let about = source["items"][0]["documentation"]["value"].as_str().expect("a text");
    assert!(about.contains("2019") && about.contains("A nation held hostage"), "{about}");
    for none in ["mail@exam|", "`[[na|`", "Words|", "```\n[[na|\n```"] {
        let (found, answer, _) = prose(none);
        assert!(found.is_empty(), "{none}: {answer}");
    }

    let mut front = |written: &str| offered(format!("{before}{written}\n{after}"));
    for (written, first) in [
        ("act|", "actors"),
        ("status: dr|", "draft"),
        ("actors: [el|", "el-salvador"),
        ("actors:\n  - buk|", "nayib-bukele"),
        ("actors: [{name: X, kin|", "kind"),
        ("actors: [{name: X, kind: per|", "person"),
        ("terms: [ma|", "mano-dura"),
        ("regions: [san|", "san-salvador"),
        ("key_judgements:\n  - text: It will.\n    lik|", "likelihood"),
        ("key_judgements:\n  - text: It will.\n    likelihood: very-l|", "very-likely"),
        ("key_judgements:\n  - text: It will.\n    sources: [f|", "fp-2019"),
        ("topics: [sec|", "security"),
        ("allow: [missing-al|", "missing-alt"),
    ] {
        let (found, answer, _) = front(written);
        assert_eq!(found.first().map(String::as_str), Some(first), "{written}: {answer}");
    }
    assert!(!front("|").0.contains(&"title".to_string()), "what stands there is not offered again");
    assert!(
        front("superseded_by: |").0.contains(&"two".to_string()) && !front("superseded_by: |").0.contains(&"ms-13".to_string())
    );
}

#[test]
fn settings_and_lists_of_records_are_completed() {
    let sandbox = site("basic");
    let mut editor = Editor::open(sandbox.path());
    for (path, text, first) in [
        ("chancery.yaml", "title: T\nci|\n", "citation"),
        ("chancery.yaml", "title: T\nrules:\n  missing-s|\n", "missing-summary"),
        ("chancery.yaml", "title: T\nrules:\n  missing-summary: al|\n", "allow"),
        ("content/actors/others.yaml", "- {id: x, name: X, kind: st|\n", "state"),
        ("content/actors/others.yaml", "- id: x\n  na|\n", "name"),
        ("content/sources/others.yaml", "- id: x\n  publisher: nay|\n", "nayib-bukele"),
    ] {
        let at = text.find('|').expect("a cursor");
        let text = text.replacen('|', "", 1);
        editor.did_open(path, &text);
        let answer = editor.ask_at("textDocument/completion", path, position(&text, at), json!({})).expect("an answer");
        assert_eq!(labels(&answer).first().map(String::as_str), Some(first), "{text}: {answer}");
    }
}

#[test]
fn what_is_behind_a_word_is_shown() {
    let sandbox = site("basic");
    let mut editor = Editor::open(sandbox.path());
    let text = sandbox.read(ONE).replace("See [[report:two#end]]", "See [[report:two#end]] and [[nobdy]]");
    editor.did_open(ONE, &text);
    for (words_there, into, shown) in [
        ("Bukele's government fought MS-13, as", 2, &["Nayib Bukele", "actor, person", "President of El Salvador"][..]),
        ("mano dura*", 2, &["term"]),
        ("@fp-2019, p. 4", 3, &["A nation held hostage", "source, article-magazine"]),
        ("[[report:two#end]]", 5, &["**End**", "The second report"]),
        ("[[el-salvador]]", 4, &["actor, state", "A state in Central America"]),
        ("../../events/decree.md", 5, &["event"]),
        ("jane-doe", 3, &["Jane Doe", "actor, person"]),
        ("[[nobdy]]", 4, &["unresolved-reference", "chancery explain unresolved-reference"]),
        ("The first report", 3, &["report, 2025-06-19"]),
        ("## The policy", 5, &["#the-policy", "1 reference"]),
        ("likelihood: likely", 3, &["likelihood", "field"]),
    ] {
        let answer = editor.ask_at("textDocument/hover", ONE, within(&text, words_there, into), json!({})).expect("an answer");
        let found = answer["contents"]["value"].as_str().unwrap_or_default();
        assert!(shown.iter().all(|one| found.contains(one)), "{words_there}: {answer}");
    }
    let nothing = editor.ask_at("textDocument/hover", ONE, within(&text, "there were more than", 3), json!({}));
    assert_eq!(nothing, Ok(Value::Null));
}

#[test]
fn references_lead_to_what_they_mean_and_back() {
    let sandbox = site("basic");
    let mut editor = Editor::open(sandbox.path());
    let text = sandbox.read(ONE);
    editor.did_open(ONE, &text);
    for (words_there, into, path, target) in [
        ("Bukele's government fought MS-13, as", 2, "content/actors/nayib-bukele.md", "Nayib Bukele"),
        ("@fp-2019, p. 4", 3, "content/sources/fp.yaml", "A nation held hostage"),
        ("[[report:two#end]]", 5, "content/reports/two/index.md", "## End {#end}"),
        ("authors: [jane-doe", 12, "content/actors/others.yaml", "Jane Doe"),
        ("../../events/decree.md", 5, "content/events/decree.md", ""),
        ("(#p1)", 2, ONE, "In El Salvador"),
    ] {
        let answer = editor.ask_at("textDocument/definition", ONE, within(&text, words_there, into), json!({})).expect("an answer");
        assert_eq!(editor.path(answer[0]["uri"].as_str().unwrap_or_else(|| panic!("{words_there}: {answer}"))), path);
        let there = sandbox.read(path);
        assert!(words(&there, &answer[0]["range"]).trim().starts_with(target), "{words_there}: {answer}");
    }

    // Names in prose, fields and relations lead back; so does the declaration, if it is asked for.
    let actor = "content/actors/nayib-bukele.md";
    let mut count = |declared: bool| {
        let context = json!({ "context": { "includeDeclaration": declared } });
        let place = within(&sandbox.read(actor), "Nayib Bukele", 3);
        let answer = editor.ask_at("textDocument/references", actor, place, context).expect("an answer");
        spots(&sandbox, &editor, &answer).into_iter().map(|(_, words)| words).collect::<Vec<String>>()
    };
    let found = count(false);
    assert!(
        ["nayib-bukele", "Nayib Bukele's", "Bukele"]
            .iter()
            .all(|one| found.iter().any(|word| word.contains(one) || one.contains(&**word))),
        "{found:?}"
    );
    assert!(found.len() >= 4, "{found:?}");
    assert_eq!(count(true).len(), found.len() + 1);
    let policy = editor.ask_at("textDocument/references", ONE, within(&text, "## The policy", 5), json!({ "context": {} }));
    assert_eq!(policy.expect("an answer").as_array().map(Vec::len), Some(1));
}

#[test]
fn declarations_in_front_matter_are_found() {
    let sandbox = site("inline");
    let brief = "content/brief.md";
    let text = sandbox.read(brief);
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(brief, &text);
    // The unit has a file of its own, too, which comes first; the ministry is declared here alone.
    for (id, expected) in [
        (
            "unit",
            &[("content/actors/unit.md", "The Research Unit"), (brief, "unit"), (brief, "unit"), (brief, "The Research Unit")][..],
        ),
        ("ministry", &[(brief, "The Ministry"), (brief, "ministry")]),
    ] {
        let context = json!({ "context": { "includeDeclaration": true } });
        let place = within(&text, &format!("id: {id}"), 5);
        let answer = editor.ask_at("textDocument/references", brief, place, context).expect("an answer");
        let found = spots(&sandbox, &editor, &answer);
        let found: Vec<(&str, &str)> = found.iter().map(|(path, words)| (path.as_str(), words.as_str())).collect();
        assert_eq!(found, expected, "{id}");
    }
}

#[test]
fn files_and_sites_have_an_outline() {
    let sandbox = site("basic");
    let text = "---\ntitle: T\ndate: 2025-01-01\nsummary: S.\nactors: [{id: new-one, name: New One, kind: person, summary: N.}]\n---\n\nNew One.\n\n## A\n\nText.\n\n### B\n\n| a |\n|---|\n| 1 |\n\n: Caption {#tbl-x}\n\n## C\n\nText.\n";
    let path = "content/reports/three/index.md";
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(path, text);
    let uri = editor.uri(path);
    let parts = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } })).expect("an answer");
    let names = |all: &Value| -> Vec<String> {
        all.as_array().into_iter().flatten().map(|one| one["name"].as_str().expect("a name").to_string()).collect()
    };
    assert_eq!(names(&parts), ["New One", "A", "C"]);
    assert_eq!(names(&parts[1]["children"]), ["B"]);
    assert_eq!(names(&parts[1]["children"][0]["children"]), ["Table 1"]);
    assert_eq!(words(text, &parts[1]["selectionRange"]).trim(), "## A");
    for (word, first) in
        [("new one", "New One"), ("bukl", "Nayib Bukele"), ("hostage", "A nation held hostage"), ("ms-13", "MS-13")]
    {
        let found = editor.ask("workspace/symbol", json!({ "query": word })).expect("an answer");
        assert_eq!(found[0]["name"], first, "{word}: {found}");
    }
    let mut flat = Editor::with(sandbox.path(), json!({}));
    flat.did_open(path, text);
    let parts = flat.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } })).expect("an answer");
    assert_eq!(names(&parts), ["New One", "A", "B", "Table 1", "C"]);
}

#[test]
fn parts_of_a_text_can_be_shut() {
    let sandbox = site("basic");
    let text = "---\ntitle: T\ndate: 2025-01-01\nsummary: S.\n---\n\nText.\n\n## A\n\nText.\n\n### B\n\n```\ncode\n```\n\n\n## C\n";
    let path = "content/reports/three/index.md";
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(path, text);
    let mut folds = |path: &str| -> Vec<(u64, u64)> {
        let document = json!({ "textDocument": { "uri": editor.uri(path) } });
        let answer = editor.ask("textDocument/foldingRange", document).expect("an answer");
        let line = |fold: &Value, key: &str| fold[key].as_u64().expect("a line");
        answer.as_array().expect("a list").iter().map(|fold| (line(fold, "startLine"), line(fold, "endLine"))).collect()
    };
    // Front matter to its last line, a section, the one in it, its code; a section of one line is none.
    assert_eq!(folds(path), [(0, 3), (8, 16), (12, 16), (14, 16)]);
    assert_eq!(folds("content/sources/fp.yaml").len(), 1);
}

#[test]
fn the_same_under_any_name_is_marked() {
    let sandbox = site("basic");
    let text = sandbox.read(ONE);
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(ONE, &text);
    let mut marked = |at: &str, into: usize| -> Vec<String> {
        let answer = editor.ask_at("textDocument/documentHighlight", ONE, within(&text, at, into), json!({})).expect("an answer");
        answer.as_array().map_or(&[][..], Vec::as_slice).iter().map(|one| words(&text, &one["range"]).to_string()).collect()
    };
    let found = marked("Bukele's government fought MS-13, as", 2);
    assert!(found.len() >= 3 && found.contains(&"nayib-bukele".to_string()), "{found:?}");
    assert_eq!(marked("(#p1)", 2).len(), 2);
    assert!(marked("there were more", 2).is_empty());
}

#[test]
fn columns_are_counted_as_the_editor_counts_them() {
    let sandbox = site("basic");
    let text = "---\r\ntitle: T\r\ndate: 2025-01-01\r\nsummary: S.\r\n---\r\n\r\nÜ 🦀 «[[nobdy]]» and [[el-salvador]].\r\n";
    let path = "content/reports/three/index.md";
    for (capabilities, encoding, column) in
        [(json!({}), "utf-16", 8), (json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } }), "utf-8", 12)]
    {
        let mut editor = Editor::strange(sandbox.path());
        let begun = editor.begin(capabilities);
        assert_eq!(begun["capabilities"]["positionEncoding"], encoding);
        editor.did_open(path, text);
        let faults = editor.faults(path, |all| codes(all).contains(&"unresolved-reference"));
        let fault = faults.iter().find(|one| one["code"] == "unresolved-reference").expect("told");
        let range = json!({ "start": { "line": 6, "character": column }, "end": { "line": 6, "character": column + 5 } });
        assert_eq!(fault["range"], range);
        editor.did_change(path, json!([{ "range": range, "text": "ms-13" }]));
        editor.faults(path, |all| !codes(all).contains(&"unresolved-reference"));
    }
}

#[test]
fn the_protocol_is_kept() {
    let sandbox = site("basic");
    let mut editor = Editor::strange(sandbox.path());
    let code = |answer: Result<Value, Value>| answer.expect_err("an error")["code"].as_i64();
    assert_eq!(code(editor.ask("textDocument/hover", json!({}))), Some(-32002));
    editor.send(b"Content-Length: 1\r\n\r\n{");
    assert_eq!(code(editor.answer(&Value::Null)), Some(-32700));
    editor.begin(capable());
    assert_eq!(code(editor.ask("initialize", json!({}))), Some(-32600));
    assert_eq!(code(editor.ask("no/such", json!({}))), Some(-32601));
    assert_eq!(code(editor.ask("textDocument/hover", json!({}))), Some(-32602));
    editor.did_open(ONE, &sandbox.read(ONE));
    for params in [json!({ "line": -1, "character": 0 }), json!({ "line": 1 }), json!("x"), json!(null)] {
        let answer = editor.ask_at("textDocument/hover", ONE, params, json!({}));
        assert_eq!(code(answer), Some(-32602));
    }
    // Changes that are none, and places that are nowhere, do no harm.
    let far = json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 });
    editor.did_change(
        ONE,
        json!([{ "range": { "start": far, "end": { "line": 0, "character": 0 } }, "text": "" }, { "text": sandbox.read(ONE) }]),
    );
    editor.did_change(ONE, json!([{ "range": { "start": -1 }, "text": "never" }, 7, { "text": sandbox.read(ONE) }]));
    editor.did_change("content/never/opened.md", json!([{ "text": "x" }]));
    editor.tell("textDocument/didChange", json!([]));
    editor.tell("$/setTrace", json!({ "value": "off" }));
    for method in ["hover", "definition", "references", "completion", "prepareRename"] {
        let _ = editor.ask_at(&format!("textDocument/{method}"), ONE, far.clone(), json!({ "context": {} }));
    }
    let hover = editor.ask_at("textDocument/hover", ONE, within(&sandbox.read(ONE), "jane-doe", 1), json!({})).expect("an answer");
    assert!(hover.to_string().contains("Jane Doe"), "{hover}");
    editor.ask("shutdown", Value::Null).expect("it shuts down");
    assert_eq!(code(editor.ask("workspace/symbol", json!({ "query": "" }))), Some(-32600));
    editor.tell("exit", Value::Null);
    assert_eq!(editor.wait(), Ending::Asked);

    let mut abrupt = Editor::open(sandbox.path());
    abrupt.tell("exit", Value::Null);
    assert_eq!(abrupt.wait(), Ending::Abrupt);
    assert_eq!(Editor::open(sandbox.path()).leave(), Ending::Abrupt);
    assert_eq!(Editor::strange(sandbox.path()).leave(), Ending::Abrupt);
}

#[test]
fn a_text_of_a_megabyte_with_very_many_faults_is_answered() {
    let sandbox = site("basic");
    let path = "content/reports/three/index.md";
    let text =
        format!("---\ntitle: T\ndate: 2025-01-01\nsummary: S.\n---\n\n{}\n", "🦀 [[nobdy]] and [[el-salvador]] ".repeat(30_000));
    let mut editor = Editor::open(sandbox.path());
    editor.did_open(path, &text);
    let faults = editor.faults(path, |all| codes(all).contains(&"unresolved-reference"));
    assert!((100..1000).contains(&faults.len()), "{}", faults.len());
    let last = text.rfind("el-salvador").expect("there");
    let hover = editor.ask_at("textDocument/hover", path, position(&text, last + 3), json!({})).expect("an answer");
    assert!(hover.to_string().contains("A state in Central America"), "{hover}");
    let place = position(&text, last);
    editor.did_change(path, json!([{ "range": { "start": place, "end": place }, "text": "x" }]));
    let nothing = editor.ask_at("textDocument/definition", path, place, json!({})).expect("an answer");
    assert_eq!(nothing, Value::Null);
}

/// Asks everything about a place; what is answered may be nothing, and must be no fault of ours.
fn ask_all(editor: &mut Editor, path: &str, place: &Value) {
    for method in ["hover", "definition", "references", "completion", "prepareRename", "rename", "codeAction", "documentSymbol"] {
        let more = json!({ "context": { "includeDeclaration": true }, "newName": "brand-new" });
        if let Err(error) = editor.ask_at(&format!("textDocument/{method}"), path, place.clone(), more) {
            assert_eq!(error["code"], -32803, "{method} of {path} at {place}: {error}");
        }
    }
}

#[test]
fn every_place_of_every_file_can_be_asked_about() {
    for name in ["basic", "inline", "versions", "drawings", "arabic", "relations"] {
        let sandbox = site(name);
        let mut editor = Editor::open(sandbox.path());
        for (path, bytes) in sandbox.snapshot("") {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            editor.did_open(&path, &text);
            let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            for at in borders.iter().step_by(borders.len() / 25 + 1) {
                ask_all(&mut editor, &path, &position(&text, *at));
            }
        }
        assert_eq!(editor.end(), Ending::Asked);
    }
}

#[test]
fn files_without_a_site_are_told_of_once() {
    let sandbox = Sandbox::with([
        ("notes/a.md", "# A\n"),
        ("notes/b.md", "# B\n"),
        ("site/content/pages/c.md", "---\ntitle: C\n---\n\n[[x]]\n"),
    ]);
    let mut editor = Editor::open(sandbox.path());
    editor.did_open("notes/a.md", "# A\n");
    editor.did_open("notes/b.md", "# B\n");
    let nothing = editor.ask_at("textDocument/hover", "notes/a.md", json!({ "line": 0, "character": 1 }), json!({}));
    assert_eq!(nothing, Ok(Value::Null));
    assert_eq!(editor.shown.len(), 1, "{:?}", editor.shown);
    assert!(editor.shown[0].contains("notes/a.md is part of no site"), "{:?}", editor.shown);
    // A site that comes to be is found; it lies below the folder that is open.
    let page = "site/content/pages/c.md";
    editor.did_open(page, &sandbox.read(page));
    sandbox.write("site/chancery.yaml", "title: T\n");
    let changes = json!([{ "uri": editor.uri("site/chancery.yaml"), "type": 1 }]);
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    editor.faults(page, |all| codes(all).contains(&"unresolved-reference"));
    assert_eq!(editor.shown.len(), 1);
}

#[test]
fn what_a_build_refuses_is_refused() {
    let sandbox = site("basic");
    let secret = Sandbox::with([("secret.md", "---\nname: Secret\nkind: person\nsummary: X.\n---\n")]);
    std::os::unix::fs::symlink(secret.at("secret.md"), sandbox.at("content/actors/secret.md")).expect("a link");
    let mut editor = Editor::open(sandbox.path());
    editor.did_open("content/actors/secret.md", &secret.read("secret.md"));
    editor.did_open("content/.hidden.md", "---\ntitle: Hidden\n---\n");
    editor.did_open("elsewhere.md", "# Elsewhere\n");
    let found = editor.ask("workspace/symbol", json!({ "query": "" })).expect("an answer").to_string();
    assert!(found.contains("Nayib Bukele") && !found.contains("Secret") && !found.contains("Hidden"), "{found}");
    assert!(editor.shown.is_empty());
}

#[test]
fn a_process_says_nothing_but_the_protocol_and_writes_nothing() {
    let sandbox = site("basic");
    let before = sandbox.snapshot("");
    for (asks, code) in [(true, Some(0)), (false, Some(1))] {
        let mut process = sandbox
            .command(&["lsp"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let (input, output) = (process.stdin.take().expect("piped"), process.stdout.take().expect("piped"));
        let mut editor = Editor::over(Box::new(input), frames(output), sandbox.path());
        editor.begin(capable());
        let text = sandbox.read(ONE).replace("[@fp-2019, p. 4]", "[@fp-2091, p. 4]");
        editor.did_open(ONE, &text);
        editor.faults(ONE, |all| codes(all).contains(&"unknown-source"));
        if asks {
            editor.ask("shutdown", Value::Null).expect("it shuts down");
            editor.tell("exit", Value::Null);
        }
        drop(editor);
        let ended = process.wait_with_output().expect("it ends");
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (code, ""));
    }
    assert_eq!(sandbox.snapshot(""), before);
}

/// A change of a text, by where it is, how long and what is written: as parts of the text and of a list of words.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, prop::sample::Index, prop::sample::Index)>> {
    proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..25)
}

/// What is typed in random edits.
const PIECES: [&str; 14] =
    ["", "a", "🦀", "ü", "\r\n", "\n", "[[el-salvador]]", "[@fp-2091]", "[[nobdy]]", "\n## H\n", "---", "`", "Bukele", "x: [y\n"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn after_any_edits_the_server_has_the_text_of_the_editor(edits in changes()) {
        let sandbox = site("basic");
        let mut editor = Editor::open(sandbox.path());
        let mut text: Vec<u16> = sandbox.read(ONE).replace('\n', "\r\n").encode_utf16().collect();
        editor.did_open(ONE, &String::from_utf16_lossy(&text));
        // Between letters only, as editors have it; not between the two signs of one line end either.
        let cuts = |text: &[u16], at: usize| {
            let low = text.get(at).is_some_and(|unit| (0xdc00..0xe000).contains(unit));
            low || (at > 0 && text[at - 1] == 13 && text.get(at) == Some(&10))
        };
        let place = |text: &[u16], at: usize| {
            let before = String::from_utf16_lossy(&text[..at]);
            position(&before, before.len())
        };
        for (from, length, piece) in edits {
            let mut start = from.index(text.len() + 1);
            let mut end = (start + length.index(30)).min(text.len());
            while cuts(&text, start) { start -= 1; }
            while cuts(&text, end) { end += 1; }
            let new = PIECES[piece.index(PIECES.len())];
            let range = json!({ "start": place(&text, start), "end": place(&text, end) });
            editor.did_change(ONE, json!([{ "range": range, "text": new }]));
            text.splice(start..end, new.encode_utf16());
        }
        let whole = String::from_utf16(&text).expect("no letter is cut");
        let mut fresh = Editor::open(sandbox.path());
        fresh.did_open(ONE, &whole);
        ask_all(&mut editor, ONE, &place(&text, text.len() / 2 - usize::from(cuts(&text, text.len() / 2))));
        ask_all(&mut editor, ONE, &place(&text, text.len()));
        let mut all = Vec::new();
        for editor in [&mut editor, &mut fresh] {
            let document = json!({ "uri": editor.uri(ONE) });
            let outline = editor.ask("textDocument/documentSymbol", json!({ "textDocument": document })).expect("an answer");
            let range = json!({ "start": { "line": 0, "character": 0 }, "end": place(&text, text.len()) });
            let params = json!({ "textDocument": document, "range": range, "context": {} });
            let mut fixes = editor.ask("textDocument/codeAction", params).expect("an answer");
            // The text has another version there.
            fixes.as_array_mut().expect("a list").iter_mut().for_each(|fix| {
                fix["edit"]["documentChanges"][0]["textDocument"]["version"].take();
            });
            let others = "content/actors/others.yaml";
            let place = within(&sandbox.read(others), "el-salvador", 1);
            let found = editor.ask_at("textDocument/references", others, place, json!({ "context": {} })).expect("an answer");
            all.push([outline, fixes, found]);
        }
        prop_assert_eq!(&all[0], &all[1]);
    }
}
