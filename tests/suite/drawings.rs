//! Drawings: what they refer to counts like any other reference, and every fault stands at its place.

use crate::sandbox::Sandbox;

const SOURCE: &str = "---\ntype: report\ntitle: A source\nissued: 2024\npublisher: Somebody\n---\n";

fn site(block: &str) -> Sandbox {
    Sandbox::with([
        ("chancery.yaml", "title: Site\nlanguage: en-GB\n"),
        ("content/sources/s.md", SOURCE),
        (
            "content/reports/r/index.md",
            format!("---\ntitle: R\nsummary: S.\ndate: 2025-01-01\nstatus: published\nauthors: []\n---\nText.\n\n{block}\n")
                .as_str(),
        ),
        ("content/reports/r/rates.csv", "year,rate\n2015,103\n2024,1.9\n"),
        ("content/reports/r/twice.csv", "year,rate,rate\n2015,1,2\n"),
        ("content/reports/r/empty.csv", "year,rate\n"),
        ("content/reports/r/bad.csv", "year,rate\n2015,over 100\n"),
        ("content/actors/one.md", "---\nname: One\nkind: state\nsummary: S.\n---\n"),
    ])
}

const HEAD: &str = "title: T\nunit: U\nsources: [s]\ntakeaway: It fell.\n";

#[test]
fn a_source_of_a_chart_is_cited() {
    let sandbox = site(&format!("```chart\n{HEAD}data: rates.csv\n```"));
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains("uncited-source"), "{}", ran.err);
    let page = sandbox.read("public/reports/r/index.html");
    assert!(page.contains("href=\"../../files/reports/r/rates.csv\"") && sandbox.at("public/files/reports/r/rates.csv").exists());
    assert!(page.contains("id=\"src-s\""), "the source stands in the list of sources");
    assert!(!page.contains("style="), "no inline style");
    // The source knows the sentence that rests on it.
    let source = sandbox.read("public/sources/s/index.html");
    assert!(source.contains("It fell."), "{source}");
}

#[test]
fn faults_stand_at_their_place() {
    let chart = |rest: &str| format!("```chart\n{HEAD}{rest}```");
    for (block, place, rule, part) in [
        ("```chart\ntitle: T\n```".to_string(), "index.md:10:1", "missing-field", "`unit` is missing"),
        (chart("values: {a: 1}\n").replace("[s]", "[t]"), "index.md:13:11", "unknown-source", "no source is called `t`"),
        (chart("data: rate.csv\n"), "index.md:15:7", "missing-asset", "did you mean `rates.csv`?"),
        (chart("data: ../../../x.csv\n"), "index.md:15:7", "outside-site", "outside"),
        (chart("data: rates.csv\ncolumns: [rates]\n"), "index.md:16:11", "unknown-column", "did you mean `rate`?"),
        (chart("data: bad.csv\n"), "bad.csv:2:6", "invalid-drawing", "`over 100` is no number"),
        (chart("values: {}\n"), "index.md:15:9", "invalid-drawing", "no figures"),
        (chart("series: [x, x]\nvalues: {a: [1, 2]}\n"), "index.md:16:9", "invalid-drawing", "two series are called `x`"),
        (chart("data: twice.csv\n"), "index.md:15:7", "invalid-drawing", "two columns are called `rate`"),
        (chart("data: empty.csv\n"), "index.md:15:7", "invalid-drawing", "nothing to draw"),
        (chart("values: {a: lots}\n"), "index.md:15:13", "invalid-drawing", "`lots` is no number"),
        (chart("value: {a: 1}\nvalues: {a: 1}\n"), "index.md:15:1", "unknown-field", "did you mean `values`?"),
        ("```timeline\nevents: [x]\n```".into(), "index.md:11:10", "unresolved-reference", "no event is called `x`"),
        ("```relations\nof: on\n```".into(), "index.md:11:5", "unresolved-reference", "did you mean `one`?"),
        ("```relations\nof: one\ntypes: [sanction]\n```".into(), "index.md:12:9", "unknown-relation", "did you mean `sanctions`?"),
        ("> ```chart\n> title: T\n> ```".into(), "index.md:10:3", "invalid-drawing", "cannot stand in a quotation"),
    ] {
        let ran = site(&block).run(&["check"]);
        for wanted in [place, rule, part] {
            assert!(ran.code == 1 && ran.err.contains(wanted), "{block}\n{wanted}\n{}", ran.err);
        }
    }
}
