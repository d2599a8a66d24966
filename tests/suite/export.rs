//! The dataset on its own: the same files as in the website, in a folder or on standard output.

use crate::sandbox::Sandbox;
use std::collections::BTreeMap;

const ACTOR: &str = "---\nname: A\nkind: state\nrelations:\n  - {type: ally-of, to: b, since: 2019, until: 2020-02}\n---\n";
const SOURCE: &str = "- {id: s, title: On water, type: report, issued: 2024, author: [{family: Ruiz, given: Ana}]}\n";
const REPORT: &str = "---\ntitle: R\ndate: 2025-01-01\nsummary: S.\n---\n\nA is named [@s].\n";

fn site(config: &str) -> Sandbox {
    Sandbox::with([
        ("chancery.yaml", format!("title: T\n{config}").as_str()),
        ("content/actors/a.md", ACTOR),
        ("content/actors/b.md", "---\nname: B\nkind: state\n---\n"),
        ("content/sources/s.yaml", SOURCE),
        ("content/reports/r/index.md", REPORT),
    ])
}

/// What lies in a folder, by name, without what Chancery keeps there for itself.
fn files(sandbox: &Sandbox, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(sandbox.at(folder)).unwrap().map(|entry| entry.unwrap());
    let named = entries.map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()));
    named.filter(|(name, _)| !name.starts_with('.') && name != "index.html").collect()
}

#[test]
fn the_same_bytes_as_in_a_build() {
    let sandbox = site("");
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let export = sandbox.run(&["export"]);
    assert!(export.code == 0 && export.out.is_empty() && export.err.contains("9 files in dataset, 9 changed"), "{export:?}");
    let built = files(&sandbox, "public/data");
    assert_eq!(built.len(), 9, "{:?}", built.keys());
    assert_eq!(files(&sandbox, "dataset"), built);
    for (format, name) in
        [("ftm", "entities.ftm.json"), ("BibTeX", "sources.bib"), ("graphml", "network.graphml"), ("actors.csv", "actors.csv")]
    {
        for to in [&["export", "--format", format][..], &["export", "-", "--format", format]] {
            assert_eq!(sandbox.run(to).out.as_bytes(), built[name], "{format}");
        }
    }
    // A table of nothing is a table.
    let empty = sandbox.run(&["export", "--format", "events.csv"]);
    assert!(empty.code == 0 && empty.out.starts_with("id,") && empty.out.lines().count() == 1, "{empty:?}");
    let again = sandbox.run(&["export"]);
    assert!(again.err.contains("9 files in dataset, nothing changed"), "{again:?}");
    // Whether the website has it is another question.
    sandbox.write("chancery.yaml", "title: T\nexports: {dataset: false}\n");
    assert_eq!(sandbox.run(&["export", "elsewhere"]).code, 0);
    assert_eq!(files(&sandbox, "elsewhere"), built);
    let tables = sandbox.run(&["export", "elsewhere", "--format", "csv"]);
    assert!(tables.code == 0 && files(&sandbox, "elsewhere").keys().all(|name| name.ends_with(".csv")), "{tables:?}");
}

#[test]
fn nothing_goes_that_is_not_its_own() {
    let sandbox = site("");
    sandbox.run(&["build"]);
    let refused = sandbox.run(&["export", "public"]);
    assert!(refused.code == 2 && refused.err.contains("a website stands there"), "{refused:?}");
    assert!(sandbox.at("public/index.html").exists());
    for folder in ["content", ".", "static"] {
        assert_eq!(sandbox.run(&["export", folder]).code, 2, "{folder}");
    }
    sandbox.write("mine/notes.txt", "mine");
    let refused = sandbox.run(&["export", "mine"]);
    assert!(refused.code == 2 && refused.err.contains("`notes.txt`"), "{refused:?}");
    // What is put beside a dataset stays there.
    sandbox.run(&["export"]);
    sandbox.write("dataset/notes.txt", "mine");
    sandbox.write("content/actors/b.md", "---\nname: Bee\nkind: state\n---\n");
    let export = sandbox.run(&["export"]);
    assert!(export.code == 0 && export.err.contains("changed"), "{export:?}");
    assert_eq!(sandbox.read("dataset/notes.txt"), "mine");
    // A site whose content is away takes nothing away.
    std::fs::rename(sandbox.at("content"), sandbox.at("away")).unwrap();
    let refused = sandbox.run(&["export"]);
    assert!(refused.code == 2 && sandbox.read("dataset/actors.csv").contains("Bee"), "{refused:?}");
}

#[test]
fn what_is_wrong_stops_it_and_what_is_not_public_stays_out() {
    let sandbox = site("");
    sandbox.run(&["export"]);
    let before = files(&sandbox, "dataset");
    sandbox.write("content/reports/r/index.md", REPORT.replace("[@s]", "[@nobody, p. 3]"));
    for args in [&["export"][..], &["export", "--format", "ftm"]] {
        let ran = sandbox.run(args);
        assert!(ran.code == 1 && ran.out.is_empty() && ran.err.contains("error[unknown-source]"), "{ran:?}");
        assert!(ran.err.ends_with("nothing was exported\n"), "{ran:?}");
    }
    assert_eq!(files(&sandbox, "dataset"), before);
    let draft = REPORT.replace("title: R", "title: Secret\nstatus: draft");
    sandbox.write("content/reports/r/index.md", draft);
    assert!(!sandbox.run(&["export", "--format", "ftm"]).out.contains("Secret"));
    assert!(sandbox.run(&["export", "--format", "ftm", "--drafts"]).out.contains("Secret"));
}

#[test]
fn formats_are_named() {
    let sandbox = site("");
    for (args, said) in [
        (&["export", "--format", "gexff"][..], "did you mean `gexf`?"),
        (
            &["export", "--format", "excel-file"],
            "there are csv, csl-json, bibtex, ris, ftm, gexf, graphml, and each file by its name",
        ),
        (&["export", "--format", "csv"], "there are sources.csv, actors.csv,"),
        (&["export", "-"], "one file goes to standard output"),
    ] {
        let ran = sandbox.run(args);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.contains(said), "{ran:?}");
    }
}
