//! Files that pages link to and those of `static/`: none is lost without a word, and none of a draft reaches readers.

use crate::sandbox::{Ran, Sandbox};

fn report(more: &str, text: &str) -> String {
    format!("---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n{more}---\n\n{text}\n")
}

/// What is said of a site of one report with a file beside it, or in `static/`.
fn check(text: &str, file: &str) -> Ran {
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
    sandbox.write("content/reports/r/index.md", report("", text));
    sandbox.write(file, "x");
    sandbox.run(&["check"])
}

#[test]
fn a_file_that_can_have_no_address_is_told() {
    let long = format!("{}.pdf", "a".repeat(210));
    for (link, name) in [
        ("[a](annex%20%232.pdf)", "annex #2.pdf"),
        ("[a](100%25.pdf)", "100%.pdf"),
        ("[a](<what%3F.pdf>)", "what?.pdf"),
        ("[a](con.pdf)", "con.pdf"),
        ("![a](a*b.png)", "a*b.png"),
        (&format!("[a]({long})"), &long),
    ] {
        let ran = check(link, &format!("content/reports/r/{name}"));
        assert!(ran.code == 1 && ran.err.contains("error[odd-address]: `"), "{name}: {ran:?}");
        assert!(ran.err.contains("content/reports/r/index.md:7:"), "{name}: {ran:?}");
    }
    for name in ["con.txt", "a:b.txt", "%2e.txt", "a#b.txt", "a?b.txt", " lead.txt", "trail.", "in/lpt¹.txt"] {
        let ran = check("Text.", &format!("static/{name}"));
        assert!(ran.code == 1 && ran.err.contains("error[odd-address]"), "{name}: {ran:?}");
        assert!(ran.err.contains(&format!("static/{name}")), "{name}: {ran:?}");
    }
    let ran = check("[a](a%20b.pdf)", "content/reports/r/a b.pdf");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(check("Text.", "static/.well-known/security.txt").code, 0);
}

#[test]
fn files_beside_a_draft_are_not_published_by_another_page() {
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
    let chart = "```chart\ntitle: C\nunit: U\nsources: [s]\ntakeaway: It fell.\ndata: ../dr/sec.csv\n```\n";
    sandbox.write("content/sources/s.md", "---\ntype: report\ntitle: A source\nissued: 2024\npublisher: Somebody\n---\n");
    let text = format!("[a](../dr/sec.pdf) ![x](../dr/img/sec.png)\n\n{chart}");
    sandbox.write("content/reports/r/index.md", report("cover: ../dr/img/sec.png\n", &text));
    sandbox.write("content/reports/dr/index.md", report("status: draft\n", "[a](sec.pdf)"));
    // A public report in its folder has its own files.
    sandbox.write("content/reports/dr/sub/index.md", report("", "[own](own.txt)"));
    for file in ["sec.pdf", "img/sec.png", "sub/own.txt"] {
        sandbox.write(&format!("content/reports/dr/{file}"), "x");
    }
    sandbox.write("content/reports/dr/sec.csv", "a,b\nx,1\n");
    let ran = sandbox.run(&["check"]);
    assert_eq!((ran.code, ran.err.matches("error[draft-reference]").count()), (1, 4), "{ran:?}");
    assert_eq!(ran.err.matches("error[").count(), 4, "{ran:?}");
    let ran = sandbox.run(&["check", "--drafts"]);
    assert!(!ran.err.contains("draft-reference"), "{ran:?}");
    // Where another text of the report is public, its files are.
    sandbox.write("content/reports/dr/index.md", report("", "[a](sec.pdf)"));
    sandbox.write("content/reports/dr/short.md", "---\nversion_title: Short\nstatus: draft\n---\nBrief.\n");
    let ran = sandbox.run(&["check"]);
    assert!(!ran.err.contains("draft-reference"), "{ran:?}");
}

#[test]
fn old_addresses_do_not_steer_hosts() {
    for alias in ["/.chancery-manifest.json/x", "/.git/x/", "/.env/", "/_worker.js/index.js/", "/cname/", "/a/.htaccess/"] {
        let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
        sandbox.write("content/reports/r/index.md", report(&format!("aliases: [\"{alias}\"]\n"), "Text."));
        let ran = sandbox.run(&["build"]);
        assert!(ran.code == 1 && ran.err.contains("error[odd-address]"), "{alias}: {ran:?}");
        assert!(ran.err.contains("content/reports/r/index.md:5:"), "{alias}: {ran:?}");
    }
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
    sandbox.write("content/pages/p.md", "---\ntitle: P\nslug: _redirects\n---\nText.\n");
    let ran = sandbox.run(&["build"]);
    assert!(ran.code == 1 && ran.err.contains("error[odd-address]"), "{ran:?}");
}

#[test]
fn topics_have_a_page_each() {
    let told = |topics: &str| {
        let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
        sandbox.write("content/reports/r/index.md", report(&format!("topics: {topics}\n"), "Text."));
        sandbox.run(&["check"])
    };
    for (topics, rule, place) in [
        ("[con]", "odd-address", "5:10"),
        ("[water, \"🦀\"]", "odd-address", "5:17"),
        ("[\"/\"]", "odd-address", "5:10"),
        (&format!("[{}]", "水".repeat(70)), "odd-address", "5:10"),
        ("[C++, \"C#\"]", "same-path", "5:10"),
    ] {
        let ran = told(topics);
        assert!(ran.code == 1 && ran.err.contains(&format!("error[{rule}]")), "{topics}: {ran:?}");
        assert!(ran.err.contains(&format!("content/reports/r/index.md:{place}")), "{topics}: {ran:?}");
    }
    for topics in ["[ビザ, ピザ]", "[पानी, पुनः]", "[Water, water]"] {
        let ran = told(topics);
        assert_eq!(ran.code, 0, "{topics}: {ran:?}");
    }
}
