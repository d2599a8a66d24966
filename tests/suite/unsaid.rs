//! Words that are not written where they are read: who is cited within a sentence, in every output; and what stands around
//! the numerals of citations.

use crate::sandbox::Sandbox;

const LIBRARY: &str = "@report{smith, author = {Smith, Ann}, title = {The Dam}, year = {2020}, institution = {Institute}}\n\
    @report{roe, author = {Roe, Ben}, title = {The River}, year = {2021}, institution = {Institute}}\n\
    @report{un, author = {{World Bank et al.}}, title = {Flows}, year = {2022}, institution = {Institute}}\n";

fn built(style: &str, front: &str, text: &str) -> Sandbox {
    Sandbox::built([
        ("chancery.yaml", format!("title: T\nbase_url: https://t.org/\n{style}").as_str()),
        ("content/sources/library.bib", LIBRARY),
        ("content/reports/a/index.md", &format!("---\ndate: 2025-01-01\n{front}\n---\n{text}")),
    ])
}

/// The text of the page's `<main>`, without tags.
fn main_words(sandbox: &Sandbox, page: &str) -> String {
    let html = sandbox.read(page);
    let (_, rest) = html.split_once("<main").expect("it has a main");
    let mut out = String::new();
    for piece in rest.split('<') {
        out.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn who_is_cited_within_a_sentence_is_named_in_every_output() {
    let front = "title: What @roe *really* found\nsummary: As @smith [p. 7] shows, Nayib Bukele fell.";
    let text = "## What @smith says of it\n\nAs @smith [ch. 2] says, it fell. It rose [see @roe, pp. 3-4, and more].\n\n\
        | By @roe | B |\n|---|---|\n| 1 | 2 |\n";
    let sandbox = built("", front, text);
    let page = sandbox.read("public/reports/a/index.html");
    for part in [
        "<meta name=\"description\" content=\"As Smith 2020, 7 shows, Nayib Bukele fell.\"",
        ">What Smith 2020 says of it<",
        "data-label=\"B\"",
        "What Roe 2021 really found",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    for feed in ["public/feed.xml", "public/feed.json"] {
        assert!(sandbox.read(feed).contains("As Smith 2020, 7 shows"), "{feed}");
    }
    let smith = main_words(&sandbox, "public/sources/smith/index.html");
    assert!(smith.contains("As Smith 2020, chap. 2 says, it fell."), "{smith}");
    let roe = main_words(&sandbox, "public/sources/roe/index.html");
    assert!(roe.contains("It rose (see Roe 2021, 3-4, and more)."), "{roe}");
    // Anchors of headings do not follow who wrote what.
    assert!(page.contains("id=\"what-says-of-it\""));
}
