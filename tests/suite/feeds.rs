//! What stands outside the pages: feeds, the sitemap, the head; and marks of papers that do not stand any more.

use crate::ledger::{BODY, CONFIG, Desk, FRONT};

#[test]
fn papers_that_do_not_stand_are_marked_wherever_they_are_listed() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}status: withdrawn\ntopics: [x]\n"), BODY);
    desk.put("content/reports/b/index.md", "---\ntitle: Older\nsummary: S.\ndate: 2024\nsuperseded_by: a\n---\nWords.\n");
    let built = desk.built();
    let mark = |word: &str| format!("</a> <span class=\"contested\">{word}</span></h");
    for path in ["index.html", "reports/index.html"] {
        assert!(built[path].contains(&mark("Withdrawn")) && built[path].contains(&mark("Superseded")), "{path}");
    }
    // Once on the shelf, once in the register.
    assert_eq!(built["index.html"].matches(&mark("Withdrawn")).count(), 2);
    assert!(built["topics/index.html"].contains("<span class=\"contested\">Withdrawn</span>"));
    assert!(built["feed.xml"].contains("<title>Withdrawn: A prison</title>"), "{}", built["feed.xml"]);
    assert!(built["feed.json"].contains("\"title\": \"Superseded: Older\""), "{}", built["feed.json"]);
    let texts: String = built.iter().filter(|(path, _)| path.starts_with("search/en/d/")).map(|(_, text)| text.as_str()).collect();
    assert!(texts.contains("\"Withdrawn\"]") && texts.contains("\"Superseded\"]"), "{texts}");
}

#[test]
fn corrections_are_told_in_the_language_of_the_feed() {
    let mut desk = Desk::new();
    desk.put("chancery.yaml", &format!("{CONFIG}languages: [en, fr]\n"));
    let entry = |said: &str| format!("corrections:\n  - {{date: 2025-04-02, level: minor, {said}}}\n");
    for (said, words) in [
        ("now: \"*3* billion\"", "Corrected 2 April 2025: it now says “3 billion”. What it finds."),
        ("was: \"1\", now: \"3\"", "Corrected 2 April 2025: “3” instead of “1”. What it finds."),
        ("was: One., now: Two.", "Corrected 2 April 2025: “Two.” instead of “One.” What it finds."),
        ("was: \"1\", note: It was wrong", "Corrected 2 April 2025. It was wrong. What it finds."),
    ] {
        desk.report(&format!("{FRONT}{}", entry(said)), BODY);
        let feed = &desk.built()["feed.xml"];
        assert!(feed.contains(&format!("<summary>{words}</summary>")), "{words}\n{feed}");
    }
    let french = format!("---\ntitle: Une prison\nsummary: S.\n{}---\nTexte.\n", entry("was: \"1\", now: \"3\""));
    desk.put("content/reports/a/index.fr.md", &french);
    assert!(desk.built()["fr/feed.xml"].contains("<summary>Corrigé le 2 avril 2025 : « 3 » au lieu de « 1 ». S.</summary>"));
}

#[test]
fn every_language_has_its_feed() {
    let mut desk = Desk::new();
    desk.put("chancery.yaml", &format!("{CONFIG}languages: [en, es, fr]\n"));
    // A version alone stands for its report, as in the lists of that language.
    desk.put("content/reports/a/summary.es.md", "---\ntitle: Una cárcel\nversion_title: Resumen\nsummary: S.\n---\nTexto.\n");
    desk.put("content/pages/about.fr.md", "---\ntitle: Nous\n---\nTexte.\n");
    let built = desk.built();
    assert!(built["es/feed.xml"].contains("<id>https://example.org/es/reports/a/summary/</id>"), "{}", built["es/feed.xml"]);
    // An empty one changed last when it came to be.
    assert!(built["fr/feed.xml"].contains("<updated>2025-07-02T00:00:00Z</updated>"), "{}", built["fr/feed.xml"]);
    desk.publish("2025-06-01");
    assert!(desk.built()["fr/feed.xml"].contains("<updated>2025-06-01T00:00:00Z</updated>"));

    assert!(
        built["es/index.html"]
            .contains("<link rel=\"alternate\" type=\"application/feed+json\" title=\"Test\" href=\"../es/feed.json\">")
    );
    for (page, spanish) in [("/", "/es/"), ("/reports/", "/es/reports/")] {
        let url = built["sitemap.xml"].split("<url>").find(|url| url.contains(&format!("<loc>https://example.org{page}</loc>")));
        let other = format!("hreflang=\"es\" href=\"https://example.org{spanish}\"");
        assert!(url.is_some_and(|url| url.matches("<xhtml:link").count() == 3 && url.contains(&other)), "{page}");
        let html = &built[&format!("{}index.html", &page[1..])];
        assert!(html.contains(&format!("<link rel=\"alternate\" {other}>")), "{page}");
    }
}

#[test]
fn topics_have_their_titles() {
    let mut desk = Desk::new();
    desk.put("chancery.yaml", &format!("{CONFIG}topics:\n  moves: {{title: \"Migration & Asylum\"}}\n"));
    desk.report(&format!("{FRONT}topics: [moves, prisons]\n"), BODY);
    let built = desk.built();
    let html = &built["reports/a/index.html"];
    for part in [
        "name=\"citation_keywords\" content=\"Migration &amp; Asylum; prisons\"",
        "property=\"article:tag\" content=\"Migration &amp; Asylum\"",
        "\"keywords\":\"Migration & Asylum, prisons\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    assert!(built["feed.xml"].contains("<category term=\"moves\" label=\"Migration &amp; Asylum\"/>"), "{}", built["feed.xml"]);
    assert!(built["feed.xml"].contains("<category term=\"prisons\"/>"));
    assert!(built["feed.json"].contains("\"Migration & Asylum\""), "{}", built["feed.json"]);
}
