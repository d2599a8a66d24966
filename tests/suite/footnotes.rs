//! Footnotes that readers see, and those that they do not.

use crate::sandbox::Sandbox;

#[test]
fn a_footnote_that_is_not_shown_is_nowhere() {
    let text = "Text [with]{#kept}.\n\n[^1]: Acme was told by [@leak] and [^2], see [[acme]] and [here](annex.csv).\n\n[^2]: [Leaked]{#lost}.\n";
    let report = format!("---\ntitle: A\nsummary: S.\ndate: 2025-01-01\n---\n\n{text}");
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\n"),
        ("content/reports/a/index.md", &report),
        ("content/reports/a/annex.csv", "a,b\n"),
        ("content/actors/acme.md", "---\nname: Acme\nkind: organisation\n---\n"),
        ("content/sources/leak.yaml", "- {id: leak, type: book, title: Paper, publisher: X, issued: 2020}\n"),
    ]);
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for said in [
        "nothing refers to the note `[^1]`",
        "only notes that are not shown refer to the note `[^2]`",
        "nothing refers to the actor `acme`",
        "the source `leak` is cited nowhere",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    for (name, bytes) in sandbox.snapshot("public") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!name.contains("annex") && !text.contains("was told") && !text.contains("Leaked"), "{name}");
    }
}

/// What a note says that is not shown does not count: neither its references nor its place among the others.
#[test]
fn notes_that_are_shown_are_numbered_and_led_back_from() {
    let text = "[^lost]: Not seen[^b], nor here[^a].\n\nOne[^a] and two[^a].\n\n[^a]: Note.[^c]\n\n[^b]: Other.\n\n[^c]: Third.\n";
    let page = format!("---\ntitle: A\n---\n\n{text}");
    let sandbox = Sandbox::built([("chancery.yaml", "title: T\n"), ("content/pages/a.md", &*page)]);
    let html = sandbox.read("public/a/index.html");
    for part in ["id=\"r1\" href=\"#n1\"", "id=\"r1-2\" href=\"#n1\"", "id=\"r2\" href=\"#n2\"", "href=\"#r1\"", "href=\"#r2\""] {
        assert_eq!(html.matches(part).count(), 1, "{part}: {html}");
    }
    assert!(!html.contains("Not seen") && !html.contains("Other.") && html.contains("Third."), "{html}");
    let lost = "---\ntitle: A\n---\n\nSee [there](#gone).\n\n[^1]: [Here]{#gone}.\n";
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\n"), ("content/pages/a.md", lost)]);
    assert!(sandbox.run(&["build"]).err.contains("error[missing-anchor]"));
}
