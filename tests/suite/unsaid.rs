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
        | A | By @roe |\n|---|---|\n| 1 | 2 |\n";
    let sandbox = built("", front, text);
    let page = sandbox.read("public/reports/a/index.html");
    for part in [
        "<meta name=\"description\" content=\"As Smith 2020, 7 shows, Nayib Bukele fell.\"",
        ">What Smith 2020 says of it<",
        "data-label=\"By Roe 2021\"",
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

#[test]
fn stops_stand_once_and_before_all_numerals_of_citations() {
    for (text, expected) in [
        ("First [@smith] [@roe].", "First.1, 2"),
        ("First [@smith][@roe].", "First.1, 2"),
        ("First [@smith], [@roe].", "First.1, 2"),
        ("First [@smith], [@roe], and more.", "First,1, 2 and more."),
        ("First [@smith], second [@roe].", "First,1 second.2"),
        ("First [@smith] [@roe] [@un] [@smith].", "First.1, 2, 3, 4"),
        ("So Roe et al. [@roe].", "So Roe et al.1"),
        ("So *Roe et al.* [@roe].", "So Roe et al.1"),
        ("Did it? [@roe].", "Did it?1"),
        ("Source: [@roe].", "Source:1."),
        ("In the U.S. [@roe], it fell.", "In the U.S.,1 it fell."),
        ("A note[^n] [@roe].", "A note1, 2."),
        ("First [@smith]. [@roe] Next.", "First.1, 2 Next."),
    ] {
        let front = "title: A\nsummary: S.";
        let sandbox = built("", front, &format!("Start.\n\n{text}\n\n[^n]: Note.\n"));
        let words = main_words(&sandbox, "public/reports/a/index.html");
        assert!(
            words.contains(&format!(" 2{expected} ")) || words.contains(&format!("2 {expected} ")),
            "{text}: {expected}\n{words}"
        );
    }
}

#[test]
fn french_spaces_do_not_break_in_text_and_titles() {
    let sandbox = built(
        "language: fr\n",
        "title: \"Le Nil : « toutes »\"\nsummary: \"Débit : 5 150 m³.\"",
        "Les « eaux *douces* » : 5 150 mégawatts ; `a : b` !\n",
    );
    let page = sandbox.read("public/reports/a/index.html");
    for part in [
        "Les «\u{202f}eaux <em>douces</em>\u{202f}»\u{a0}: 5\u{202f}150 mégawatts\u{202f}; <code>a : b</code>\u{202f}!",
        "Le Nil\u{a0}: «\u{202f}toutes\u{202f}»",
        "Débit\u{a0}: 5\u{202f}150 m³.",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn notes_of_headings_and_tables_lead_back_to_the_text() {
    let text = "Text.[^a]\n\n## Head[^h]\n\n| A[^t] |\n|---|\n| 1 [@smith] |\n\n[^a]: A.\n[^h]: H.\n[^t]: T.\n";
    let sandbox = built("", "title: A\nsummary: S.", text);
    let page = sandbox.read("public/reports/a/index.html");
    let back = |number: u32| {
        let from = page.split_once(&format!("href=\"#r{number}\" role=\"doc-backlink\">")).expect("a way back").1;
        from.split('<').next().unwrap_or_default().to_string()
    };
    assert_eq!([1, 2, 3, 4].map(back), ["Back to paragraph 1", "Back to the text", "Back to the text", "Back to the text"]);
}
