//! Sites that come from other generators: what is called otherwise here, lies elsewhere, or is not read.

use crate::sandbox::Sandbox;
use serde_json::Value;

const REPORT: &str = "---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\n\nText.\n";
const ACTOR: &str = "---\nname: Ana Ruiz\nkind: person\nsources: [s]\n---\n";

/// What is said of a site: rule, file, help and what the fix would write.
fn told(files: &[(&str, &str)]) -> Vec<[String; 4]> {
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
    files.iter().for_each(|(path, text)| sandbox.write(path, text));
    let ran = sandbox.run(&["check", "--format", "json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let one = |one: &Value| [text(&one["rule"]), text(&one["file"]), text(&one["help"]), text(&one["fix"]["text"])];
    value["diagnostics"].as_array().expect("a list").iter().map(one).collect()
}

/// The files that a rule speaks of.
fn of(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    told(files).into_iter().filter(|one| one[0] == rule).map(|one| one[1].clone()).collect()
}

#[test]
fn markdown_is_read_by_any_of_its_endings() {
    let sandbox = Sandbox::built([
        ("chancery.yaml", "title: T\n"),
        ("content/reports/a/index.markdown", REPORT),
        ("content/reports/a/short.mdown", "---\nversion_title: Short\n---\nBrief, see [all](index.markdown) and [b](../b/).\n"),
        ("content/reports/b/index.mdown", REPORT),
    ]);
    for page in ["reports/a", "reports/a/short", "reports/b"] {
        assert!(sandbox.at(&format!("public/{page}/index.html")).exists(), "{page}");
    }
}

#[test]
fn texts_that_are_not_read_are_told() {
    let files = [
        ("content/reports/a/index.md", "---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\n[Data](used.csv)\n"),
        ("content/reports/a/used.csv", "a,b\n"),
        // What the author works with, in a report's own folder, is nobody's business.
        ("content/reports/a/notes.txt", "x"),
        ("content/reports/a/data/raw.csv", "a\n"),
        ("content/reports/a/summary.qmd", REPORT),
        ("content/reports/a/refs.bib", "@book{k, title={K}}\n"),
        ("content/reports/b/index.docx", "x"),
        ("content/reports/held/index.md", "---\ntitle: A\nstatus: draft\n---\n[Data](later.csv)\n"),
        ("content/reports/held/later.csv", "a,b\n"),
        ("content/actors/people.csv", "x"),
        ("content/actors/more.toml", "x"),
        ("content/sources/zotero.ris", "x"),
        ("content/pages/old.html", "x"),
        ("content/pages/photo.png", "x"),
    ];
    let expected = [
        "content/actors/more.toml",
        "content/actors/people.csv",
        "content/pages/old.html",
        "content/reports/a/refs.bib",
        "content/reports/a/summary.qmd",
        "content/reports/b/index.docx",
        "content/sources/zotero.ris",
    ];
    assert_eq!(of("unread-file", &files), expected);
}

#[test]
fn pages_of_lists_are_told_as_such() {
    let files = [
        ("content/_index.md", REPORT),
        ("content/reports/_index.md", REPORT),
        ("content/reports/index.md", REPORT),
        ("content/reports/x.md", REPORT),
        ("content/pages/index.es.md", REPORT),
    ];
    let all = told(&files);
    // The report beside them is no version of one called `reports`, and nothing else is said of it.
    let found: Vec<(&str, &str)> = all.iter().map(|one| (one[0].as_str(), one[1].as_str())).collect();
    let expected = ["content/_index.md", "content/pages/index.es.md", "content/reports/_index.md", "content/reports/index.md"]
        .map(|path| ("list-page", path));
    assert_eq!(found, expected);
    assert!(all[3][2].contains("`content/reports/NAME/index.md`"), "{}", all[3][2]);
}

#[test]
fn names_of_files_that_are_no_ids_are_told() {
    let files = [
        ("content/reports/Übersicht Straße 2024/index.md", REPORT),
        ("content/reports/ok-2024/index.md", REPORT),
        ("content/reports/ok-2024/long one.md", "---\nversion_title: Long\n---\nX.\n"),
        ("content/reports/with id/index.md", "---\nid: other\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\nX.\n"),
    ];
    let all: Vec<_> = told(&files).into_iter().filter(|one| one[0] == "odd-id").collect();
    let found: Vec<&str> = all.iter().map(|one| one[1].as_str()).collect();
    assert_eq!(found, ["content/reports/ok-2024/long one.md", "content/reports/Übersicht Straße 2024/index.md"]);
    assert!(
        all[1][2].starts_with("call the folder `ubersicht-strasse-2024`, or write `id: ubersicht-strasse-2024`"),
        "{}",
        all[1][2]
    );
}

#[test]
fn an_index_in_capitals_is_told() {
    let told = told(&[("content/reports/a/Index.md", REPORT)]);
    assert!(told.iter().any(|one| one[0] == "odd-id" && one[2].contains("`index.md`")), "{told:?}");
    // Beside a translation it would be a version of it.
    let files = [("content/reports/a/Index.md", REPORT), ("content/reports/a/index.md", REPORT)];
    let both = self::told(&files);
    assert!(both.iter().any(|one| one[0] == "odd-id") && both.iter().all(|one| one[0] != "unnamed-version"), "{both:?}");
}

#[test]
fn a_place_on_ones_own_machine_is_told_as_such() {
    let page = "---\ntitle: A\n---\n![Map](<C:\\maps\\a.png>)\n";
    let told = told(&[("content/pages/a.md", page)]);
    assert!(told.iter().any(|one| one[0] == "forbidden-address" && one[2].contains("beside the text")), "{told:?}");
}

#[test]
fn an_odd_address_is_blamed_on_the_part_that_is_odd() {
    let version = "---\nversion_title: V\n---\nX.\n";
    let files =
        [("content/reports/y/index.md", REPORT), ("content/reports/y/a:b.md", version), ("content/reports/y/c:d.md", version)];
    let all: Vec<_> = told(&files).into_iter().filter(|one| one[0] != "odd-id").collect();
    let found: Vec<(&str, &str, &str)> = all.iter().map(|one| (one[0].as_str(), one[1].as_str(), one[2].as_str())).collect();
    let expected = [
        ("odd-address", "content/reports/y/a:b.md", "call the file `a-b.md`: its name is the end of its address"),
        ("odd-address", "content/reports/y/c:d.md", "call the file `c-d.md`: its name is the end of its address"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn addresses_that_are_nearly_right_have_an_exact_answer() {
    let links = "[a](/reports/p) [b](/reports/p/index.html) [c](/old/path/) [d](/old/path#p1) [e](/reports/p.html#p1) [f](/actors) [g](/nowhere)";
    let report = format!("---\ntitle: P\ndate: 2025-01-01\nsummary: S.\naliases: [old/path]\n---\n\n{links}\n");
    let all =
        told(&[("content/reports/p/index.md", &report), ("content/actors/ana-ruiz.md", ACTOR), ("content/sources/s.md", SOURCE)]);
    let found: Vec<(&str, &str)> =
        all.iter().filter(|one| one[0] == "unresolved-reference").map(|one| (one[2].as_str(), one[3].as_str())).collect();
    let write = |text: &'static str| (text, text.trim_matches(['`', ' ']).trim_start_matches("write `"));
    let expected = [
        write("write `/reports/p/`"),
        write("write `/reports/p/`"),
        write("write `/reports/p/`"),
        write("write `/reports/p/#p1`"),
        write("write `/reports/p/#p1`"),
        write("write `/actors/`"),
        ("write an address of the built site, such as `/glossary/`, or the path of a file, seen from this one", ""),
    ];
    assert_eq!(found, expected);
}

const SOURCE: &str = "---\ntitle: S\ntype: report\nissued: 2020\nauthor: [{literal: A}]\n---\n";

#[test]
fn a_source_in_a_file_that_is_not_read_is_found() {
    let report = "---\ntitle: P\ndate: 2025-01-01\nsummary: S.\nbibliography: refs.bib\n---\n\nSo it is [@knuth, p. 3] [@other].\n";
    let all = told(&[("content/reports/p/index.md", report), ("content/reports/p/refs.bib", "@book{knuth,\n title={K}}\n")]);
    let help =
        |rule: &str, at: usize| all.iter().filter(|one| one[0] == rule).nth(at).map(|one| one[2].clone()).unwrap_or_default();
    let moved = "`knuth` stands in content/reports/p/refs.bib, which is not read: move that file to content/sources/";
    assert_eq!(help("unknown-source", 0), moved);
    assert_eq!(help("unknown-source", 1), "`chancery new source other` begins a file for it");
    assert!(help("unknown-field", 0).contains("move `refs.bib` there"), "{all:?}");
    assert!(!all.iter().any(|one| one[0] == "wrong-type"), "{all:?}");
}

#[test]
fn front_matter_in_json_is_told_as_such() {
    for text in
        ["{\n  \"title\": \"A\",\n  \"date\": \"2025-01-01\"\n}\n\nText.\n", "{ \"title\": \"A\",\n  \"draft\": true }\n\nText.\n"]
    {
        let all = told(&[("content/reports/a/index.md", text)]);
        assert_eq!(all[0][0], "unmarked-front-matter", "{all:?}");
        assert!(all[0][2].starts_with("write `---` for the lines `{` and `}`"), "{all:?}");
    }
    assert!(of("unmarked-front-matter", &[("content/pages/a.md", "---\ntitle: A\n---\n{ \"title\": 1 }\n")]).is_empty());
}

#[test]
fn files_of_themes_that_nobody_uses_are_told() {
    let files = [
        ("chancery.yaml", "title: T\ntheme: ours\n"),
        ("themes/ours/theme.yml", "name: ours\n"),
        ("themes/ours/README.md", "x"),
        ("themes/ours/static/a.css", "x"),
        ("themes/ours/static/b.css", "x"),
        ("themes/ours/partials/foot.html", "x"),
        ("themes/ours/assets/ours.css", "p { color: red }"),
        ("themes/ours/templates/parts/own.html", "{% component own() %}x{% endcomponent own %}"),
        ("templates/hom.html", "x"),
        ("templates/mine.html", "x"),
        ("templates/page.html", "{% include \"mine.html\" %}"),
    ];
    let all: Vec<_> = told(&files).into_iter().filter(|one| one[0] == "unused-theme-file").collect();
    let found: Vec<(&str, &str)> = all.iter().map(|one| (one[1].as_str(), one[2].as_str())).collect();
    let expected = [
        ("templates/hom.html", "did you mean `home.html`?"),
        ("themes/ours/partials/foot.html", "templates lie in the theme's `templates/`: move what is in `partials/` there"),
        ("themes/ours/static/a.css", "files that pages load lie in the theme's `assets/`: move what is in `static/` there"),
        ("themes/ours/theme.yml", "call it `theme.yaml`"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_wrong_in_theme_yaml_is_told_where_it_is_and_once() {
    let settings = "settings:\n  motto: {type: text, default: x, doc: A line.}\n";
    for (text, rule) in [
        (format!("name: ours\n{settings}settings:\n  b: {{type: flag, default: true, doc: D.}}\n"), "duplicate-key"),
        (format!("name: ours\nextend: chancery\n{settings}"), "unknown-field"),
        ("settings:\n  motto: {type: txt, default: x, doc: A line.}\n".into(), "unknown-word"),
        ("settings: [\n".into(), "invalid-yaml"),
        ("- a\n".into(), "broken-theme"),
        ("settings:\n  motto: {type: text, default: x}\n".into(), "missing-field"),
    ] {
        let all = told(&[("chancery.yaml", "title: T\ntheme: ours\nsettings: {motto: Y}\n"), ("themes/ours/theme.yaml", &text)]);
        let found: Vec<(&str, &str)> = all.iter().map(|one| (one[0].as_str(), one[1].as_str())).collect();
        assert_eq!(found, [(rule, "themes/ours/theme.yaml")], "{text}");
    }
    let fine = format!("name: ours\n{settings}");
    assert!(
        told(&[("chancery.yaml", "title: T\ntheme: ours\nsettings: {motto: Y}\n"), ("themes/ours/theme.yaml", &fine)]).is_empty()
    );
}
