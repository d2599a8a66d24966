//! Papers that do not stand any more, or changed: feeds, the sitemap, the head, data and citations say the same of them.

use crate::ledger::{BODY, CONFIG, Desk, FRONT};
use serde_json::Value;
use std::collections::BTreeMap;

type Built = BTreeMap<String, String>;

const RETRACTION: &str =
    "status: withdrawn\ncorrections:\n  - {date: 2025-05-04, level: retraction, note: The data were forged, at: p1}\n";

/// The entry of a feed that has a text in it.
fn entry<'a>(built: &'a Built, feed: &str, text: &str) -> &'a str {
    let found = built[feed].split("<entry>").skip(1).find(|entry| entry.contains(text));
    found.unwrap_or_else(|| panic!("{text} is not in {feed}:\n{}", built[feed]))
}

fn lastmod<'a>(built: &'a Built, page: &str) -> &'a str {
    let url = built["sitemap.xml"].split("<url>").find(|url| url.contains(&format!("<loc>https://example.org{page}</loc>")));
    url.and_then(|url| url.split("<lastmod>").nth(1)).map_or("", |rest| rest.split('<').next().unwrap_or(""))
}

/// JSON-LD of a page.
fn linked(html: &str) -> Value {
    let (_, rest) = html.split_once("application/ld+json\">").unwrap();
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

fn json(built: &Built, path: &str) -> Value {
    serde_json::from_str(&built[path]).unwrap()
}

fn said(desk: &Desk, rule: &str) -> Vec<String> {
    let all = desk.site.diagnostics.iter().filter(|one| one.fault.rule == rule);
    all.map(|one| one.fault.message.clone()).collect()
}

/// What was corrected in one paper on one day stands together on the log, below one date and one title.
#[test]
fn the_log_says_each_day_of_a_paper_once() {
    let mut desk = Desk::new();
    let corrections = "corrections:\n  - {date: 2025-06-03, level: minor, was: \"60\", now: \"61\"}\n  - {date: 2025-06-03, level: minor, note: A word.}\n  - {date: 2025-05-02, level: minor, note: Another.}\n";
    desk.report(&format!("{FRONT}{corrections}"), BODY);
    let built = desk.built();
    let log = built["corrections/index.html"].split("class=\"log\"").nth(1).unwrap().split("</ol>").next().unwrap();
    let count = |part: &str| log.matches(part).count();
    assert_eq!((count("<time"), count("#corrections\""), count("<li>"), count("</li>"), count("</ul>")), (2, 2, 5, 5, 2), "{log}");
    let days: Vec<usize> = log.split("<time").skip(1).map(|day| day.matches("<li>").count()).collect();
    assert_eq!(days, [3, 1], "{log}");
}

/// Lists with many sections have contents, each line of which leads to one.
#[test]
fn long_lists_have_contents() {
    let mut desk = Desk::new();
    for year in 2021..2025 {
        let text = format!(
            "---\ntitle: T\ndate: {year}-01-01\nauthors: [{{id: a{year}, name: A{year}, kind: person}}]\ntopics: [t{year}]\n---\nText.\n"
        );
        desk.put(&format!("content/reports/r{year}/index.md"), &text);
    }
    let built = desk.built();
    for page in ["reports", "authors", "topics"] {
        let html = &built[&format!("{page}/index.html")];
        let (contents, text) = html.split_once("class=\"toc\"").and_then(|(_, rest)| rest.split_once("</nav>")).unwrap();
        let anchors: Vec<&str> = contents.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(anchors.len() >= 4, "{page}: {contents}");
        assert!(anchors.iter().all(|anchor| text.contains(&format!("id=\"{anchor}\""))), "{page}: {anchors:?}");
    }
    assert!(!Desk::new().built()["reports/index.html"].contains("class=\"toc\""));
}

#[test]
fn a_revision_is_a_change_like_any_other() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}revisions: [{{date: 2025-06-03, note: More.}}]\nupdated: 2025-04\n"), BODY);
    let built = desk.built();
    let html = &built["reports/a/index.html"];
    assert_eq!(lastmod(&built, "/reports/a/"), "2025-06-03");
    assert!(html.contains("article:modified_time\" content=\"2025-06-03\""), "{html}");
    assert_eq!(linked(html)["dateModified"], "2025-06-03");
    assert!(entry(&built, "feed.xml", "A prison").contains("<updated>2025-06-03T00:00:00Z</updated>"));
    assert_eq!(json(&built, "feed.json")["items"][0]["date_modified"], "2025-06-03T00:00:00Z");
}

#[test]
fn changes_to_come_are_told_and_passed_over() {
    let mut desk = Desk::new();
    desk.report(
        &format!("{FRONT}updated: 2035-01-01\ncorrections: [{{date: 2031-01-01, level: minor, now: x}}]\nrevisions: [{{date: 2062, note: N.}}]\n"),
        BODY,
    );
    assert_eq!(
        said(&desk, "future-date"),
        [
            "`updated` of the report `a` is 2035-01-01, which has not come yet",
            "the day of this correction of the report `a` is 2031-01-01, which has not come yet",
            "the day of this revision of the report `a` is 2062, which has not come yet",
        ]
    );
    let built = desk.built();
    assert_eq!(lastmod(&built, "/reports/a/"), "2025-03-01");
    assert!(!built["feed.xml"].contains("20310") && !built["feed.xml"].contains("2035-"), "{}", built["feed.xml"]);
    desk.report(&format!("{FRONT}corrections: [{{date: 1999-01-01, level: minor, now: x}}]\n"), BODY);
    assert_eq!(said(&desk, "reversed-range"), ["the day of this correction is 1999-01-01, which is before `date`, 2025-03-01"]);
}

#[test]
fn a_withdrawal_reaches_whoever_reads_something_else_than_the_page() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}symbol: T/1\n{RETRACTION}"), BODY);
    assert!(said(&desk, "undated-withdrawal").is_empty());
    let built = desk.built();
    let html = &built["reports/a/index.html"];
    let told = entry(&built, "feed.xml", "Withdrawn: A prison");
    assert!(told.contains("<updated>2025-05-04T00:00:00Z</updated>"), "{told}");
    assert!(told.contains("<summary>Withdrawn on 4 May 2025. The data were forged. What it finds.</summary>"), "{told}");
    assert_eq!(lastmod(&built, "/reports/a/"), "2025-05-04");
    let data = linked(html);
    assert_eq!((&data["creativeWorkStatus"], &data["dateModified"]), (&"Withdrawn".into(), &"2025-05-04".into()));
    assert_eq!(data["correction"][0]["url"], "https://example.org/reports/a/#p1");
    let data = json(&built, "reports/a/index.json");
    assert_eq!((&data["status"], &data["withdrawn"]), (&"withdrawn".into(), &"2025-05-04".into()));
    for (path, part) in [
        ("reports/a/cite.bib", "pubstate = {withdrawn}"),
        ("reports/a/cite.bib", "note = {Withdrawn on 4 May 2025.}"),
        ("reports/a/cite.ris", "N1  - Withdrawn on 4 May 2025."),
        ("reports/a/cite.json", "\"status\": \"withdrawn\""),
        ("corrections/index.html", "The data were forged"),
        ("data/entities.ftm.json", "\"notes\":[\"withdrawn\"]"),
    ] {
        assert!(built.get(path).is_some_and(|text| text.contains(part)), "{path}: {part}\n{:?}", built.get(path));
    }
    let cited = html.split("id=\"cite-text\">").nth(1).unwrap().split("</blockquote>").next().unwrap();
    assert!(cited.ends_with("Withdrawn on 4 May 2025.") && !cited.contains("Corrected"), "{cited}");
    assert!(html.contains("<p class=\"amend\">Withdrawn on 4 May 2025.</p>"));
    let why = "kept for the record. Withdrawn on 4 May 2025: <bdi>The data were forged</bdi></p>";
    assert!(html.contains(why), "{html}");
    // In another language too.
    desk.put("chancery.yaml", &format!("{CONFIG}languages: [en, fr]\n"));
    desk.put("content/reports/a/index.fr.md", "---\ntitle: Une prison\nsummary: S.\n---\nTexte.\n");
    let built = desk.built();
    assert!(built["fr/reports/a/cite.ris"].contains("N1  - Retiré le 4 mai 2025."), "{}", built["fr/reports/a/cite.ris"]);
    let why = "Retiré le 4 mai 2025: <bdi lang=\"en\">The data were forged</bdi></p>";
    assert!(built["fr/reports/a/index.html"].contains(why), "{}", built["fr/reports/a/index.html"]);
    assert!(entry(&built, "fr/feed.xml", "Une prison").contains("<updated>2025-05-04T00:00:00Z</updated>"));
}

#[test]
fn a_withdrawal_without_a_word_is_told_and_listed_all_the_same() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}status: withdrawn\n"), BODY);
    assert_eq!(said(&desk, "undated-withdrawal"), ["the report `a` is withdrawn, and nothing says since when and why"]);
    let built = desk.built();
    let log = &built["corrections/index.html"];
    assert!(log.contains("href=\"../reports/a/\">A prison</a>. Withdrawn."), "{log}");
    assert!(built["reports/a/cite.ris"].contains("N1  - Withdrawn."), "{}", built["reports/a/cite.ris"]);
}

#[test]
fn licences_lead_to_their_terms_under_their_names() {
    let mut desk = Desk::new();
    desk.put("chancery.yaml", &format!("{CONFIG}licence: CC-BY-4.0\n"));
    desk.report(FRONT, BODY);
    desk.put("content/reports/b/index.md", "---\ntitle: B\ndate: 2025-04-01\nlicence: CC0-1.0\nsummary: S.\n---\nText.\n");
    desk.put(
        "content/reports/c/index.md",
        "---\ntitle: C\ndate: 2025-04-01\nlicence: All rights reserved\nsummary: S.\n---\nText.\n",
    );
    let built = desk.built();
    let by = "reused under <a class=\"whole\" rel=\"license\" href=\"https://creativecommons.org/licenses/by/4.0/\">CC BY 4.0</a>.";
    let zero =
        "reused under <a class=\"whole\" rel=\"license\" href=\"https://creativecommons.org/publicdomain/zero/1.0/\">CC0 1.0</a>.";
    for (path, part) in [
        ("index.html", by),
        ("reports/a/index.html", by),
        // A paper with a licence of its own says that one, and not the site's.
        ("reports/b/index.html", zero),
        ("reports/c/index.html", "reused under <span class=\"whole\">All rights reserved</span>."),
    ] {
        assert!(built[path].contains(part), "{path}: {part}\n{}", built[path]);
    }
    assert!(!built["reports/b/index.html"].contains("licenses/by/4.0"));
}

#[test]
fn a_paper_that_was_replaced_says_by_which() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}superseded_by: b\n"), BODY);
    let next = "---\ntitle: Two prisons\nsummary: S.\ndate: 2025-06-01\nsymbol: T/2\n---\nWords.\n";
    desk.put("content/reports/b/index.md", next);
    let built = desk.built();
    let html = &built["reports/a/index.html"];
    let remark = "Superseded by Two prisons (T/2).";
    assert!(html.contains(&format!("{remark}</blockquote>")) && built["reports/a/cite.ris"].contains(&format!("N1  - {remark}")));
    assert!(html.contains("name=\"DCTERMS.isReplacedBy\" content=\"https://example.org/reports/b/\""), "{html}");
    assert_eq!(linked(html)["creativeWorkStatus"], "Superseded");
    assert_eq!(json(&built, "reports/a/index.json")["superseded_by"], "report:b");
    assert_eq!(lastmod(&built, "/reports/a/"), "2025-06-01");
    // None of them may lead back.
    desk.put("content/reports/b/index.md", &next.replace("symbol", "superseded_by: a\nsymbol"));
    assert_eq!(said(&desk, "circular-succession"), ["reports are superseded in a circle: `a` by `b`, then `a` again"]);
    desk.put("content/reports/b/index.md", &next.replace("symbol", "superseded_by: b\nsymbol"));
    assert_eq!(said(&desk, "circular-succession"), ["the report `b` is superseded by itself"]);
}

#[test]
fn a_report_that_is_gone_stays_in_the_feeds() {
    let mut desk = Desk::new();
    let tomb = |address: &str| {
        format!(
            "withdrawn:\n  - {{address: {address}, date: 2025-06-09, title: A *prison*, reason: \"The [data](/data/) were forged.\"}}\n"
        )
    };
    desk.publish("2025-03-01");
    desk.remove("content/reports/a/index.md");
    desk.put("content/reports/b/index.md", "---\ntitle: B\nsummary: S.\ndate: 2025-04-01\n---\nWords.\n");
    desk.put("chancery.yaml", &format!("{CONFIG}languages: [en, fr]\n{}", tomb("/reports/a/")));
    let built = desk.built();
    let told = entry(&built, "feed.xml", "<id>https://example.org/reports/a/</id>");
    assert!(told.contains("<title>Withdrawn: A *prison*</title>") && told.contains("The data were forged."), "{told}");
    assert!(told.contains("<published>2025-03-01T00:00:00Z</published>") && told.contains("<updated>2025-06-09T"), "{told}");
    assert_eq!(json(&built, "feed.json")["items"][0]["url"], "https://example.org/reports/a/");
    // It is told where it stood.
    desk.put("content/reports/b/index.fr.md", "---\ntitle: B\nsummary: S.\n---\nMots.\n");
    desk.put("chancery.yaml", &format!("{CONFIG}languages: [en, fr]\n{}", tomb("/fr/reports/a/")));
    let built = desk.built();
    assert!(!built["feed.xml"].contains("Withdrawn:") && built["fr/feed.xml"].contains("Retiré : A *prison*"));
}

/// RFC 4287, 4.2.6: an id must not change when the entry is relocated.
#[test]
fn feeds_know_a_paper_by_its_first_address() {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    desk.remove("content/reports/a/index.md");
    let moved = |aliases: &str| format!("---\n{FRONT}aliases: [{aliases}]\n---\n{BODY}");
    desk.put("content/reports/größe/index.md", &moved("/reports/a/"));
    let check = |desk: &Desk, now: &str| {
        let built = desk.built();
        let told = entry(&built, "feed.xml", "<id>https://example.org/reports/a/</id>");
        assert!(told.contains(&format!("href=\"https://example.org{now}\"")), "{told}");
        let item = &json(&built, "feed.json")["items"][0];
        assert_eq!(item["id"], "https://example.org/reports/a/");
        assert_eq!(item["url"], format!("https://example.org{now}"));
    };
    check(&desk, "/reports/gr%C3%B6%C3%9Fe/");
    // Nor at the next publication, and the next move.
    let ledger = desk.publish("2025-04-01");
    assert!(ledger.contains("\"first\": \"/reports/a/\",\n"), "{ledger}");
    desk.remove("content/reports/größe/index.md");
    desk.put("content/reports/c/index.md", &moved("/reports/a/, /reports/größe/"));
    check(&desk, "/reports/c/");
    desk.publish("2025-05-01");
    check(&desk, "/reports/c/");
    assert!(said(&desk, "broken-ledger").is_empty());
    // Back at its first address, it needs no word about it; another paper there is another one.
    desk.remove("content/reports/c/index.md");
    desk.report(&format!("{FRONT}aliases: [/reports/c/]\n"), BODY);
    assert!(!desk.publish("2025-06-01").contains("\"first\": \"/rep"));
}

#[test]
fn days_before_our_era_make_no_odd_days_in_feeds() {
    let mut desk = Desk::new();
    desk.report("title: A\nsummary: S.\ndate: -0043-03-15\n", BODY);
    let built = desk.built();
    assert!(entry(&built, "feed.xml", "<title>A</title>").contains("<published>0000-03-15T00:00:00Z</published>"));
    assert_eq!(lastmod(&built, "/reports/a/"), "");
}

/// What a withdrawn report asserts is shown as what it is, on the page of either end and in the data.
#[test]
fn ties_of_a_withdrawn_report_are_marked() {
    let mut desk = Desk::new();
    for (key, name) in [("x", "Xavier Stone"), ("y", "Yara Hill")] {
        desk.put(&format!("content/actors/{key}.md"), &format!("---\nname: {name}\nkind: person\nsummary: S.\n---\n"));
    }
    let asserts = "asserts:\n  - {type: praises, from: x, to: y, note: Forged tie.}\n  - {type: rivals, from: x, to: y}\n";
    desk.report(&format!("{FRONT}{asserts}"), "Words.\n\n```relations\nof: x\ntitle: Ties\n```\n");
    let mark = "<span class=\"contested\">in a paper that was withdrawn</span>";
    let count = |built: &Built, path: &str| built[path].matches(mark).count();
    let built = desk.built();
    assert_eq!((count(&built, "actors/x/index.html"), count(&built, "actors/y/index.html")), (0, 0));
    assert!(!built["data/network.gexf"].contains("for=\"6\""));
    desk.report(&format!("{FRONT}{asserts}{RETRACTION}"), "Words.\n\n```relations\nof: x\ntitle: Ties\n```\n");
    let built = desk.built();
    // In the row and in the list of proofs, and where the tie is mutual.
    assert!(
        count(&built, "actors/x/index.html") >= 3 && count(&built, "actors/y/index.html") >= 3,
        "{}",
        built["actors/x/index.html"]
    );
    assert_eq!(count(&built, "reports/a/index.html"), 4);
    assert!(built["actors/x/index.html"].contains("<li class=\"tie withdrawn\">"));
    assert_eq!(built["data/relations.csv"].matches(",true\r\n").count(), 2, "{}", built["data/relations.csv"]);
    assert!(built["data/network.gexf"].contains("<attvalue for=\"6\" value=\"true\"/>"));
    assert_eq!(built["data/network.graphml"].matches("<data key=\"edge-withdrawn\">true</data>").count(), 2);
    assert_eq!(built["data/entities.ftm.json"].matches("\"status\":[\"withdrawn\"]").count(), 2);
    assert_eq!(json(&built, "actors/x/index.json")["relations"][0]["withdrawn"], true);
}

#[test]
fn one_symbol_or_doi_for_two_papers_is_told() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}symbol: T/1\ndoi: 10.1234/ABC\n"), BODY);
    desk.put("content/reports/a/summary.md", "---\ntitle: In short\nversion_title: Summary\nsummary: S.\n---\nWords.\n");
    assert!(said(&desk, "duplicate-symbol").is_empty());
    let other = "---\ntitle: B\nsummary: S.\ndate: 2025\nsymbol: t/1\ndoi: https://doi.org/10.1234/abc\n---\nWords.\n";
    desk.put("content/reports/b/index.md", other);
    assert_eq!(
        said(&desk, "duplicate-symbol"),
        ["the reports `a` and `b` have the same symbol, `t/1`", "the reports `a` and `b` have the same DOI, `10.1234/abc`",]
    );
}

#[test]
fn one_actor_with_two_records_is_told() {
    let mut desk = Desk::new();
    let mut put = |key: &str, front: &str| {
        desk.put(&format!("content/actors/{key}.md"), &format!("---\n{front}\nkind: person\nsummary: S.\n---\n"));
        said(&desk, "duplicate-actor")
    };
    put("a", "name: Ana Ruiz\nids: {orcid: 0000-0002-1825-0097, iso3166: SV}");
    let same = put("b", "name: Ben Okoro\nids: {orcid: https://orcid.org/0000-0002-1825-0097}");
    assert_eq!(same, ["the actors `a` and `b` have the same `orcid`, https://orcid.org/0000-0002-1825-0097"]);
    assert!(put("b", "name: Ben Okoro\nids: {iso3166: SV}").is_empty(), "one country may have many");
    assert_eq!(put("b", "name: ana ruiz"), ["the actors `a` and `b` have the same name, ana ruiz"]);
    assert!(put("b", "name: Ana Ruiz\nids: {orcid: 0000-0002-1694-233X}").is_empty());
    put("a", "name: Ana Ruiz\nborn: 1961");
    assert!(put("b", "name: Ana Ruiz\nborn: 1984").is_empty());
}

/// A word that is none counts as a draft; that the page is gone is that mistake's doing.
#[test]
fn a_misspelt_status_is_one_fault() {
    let mut desk = Desk::new();
    desk.report(FRONT, &format!("{BODY}\n[annex](annex.pdf)\n"));
    desk.put("content/reports/a/annex.pdf", "x");
    desk.publish("2025-03-01");
    desk.report(&format!("{FRONT}status: publishd\n"), BODY);
    assert_eq!(said(&desk, "unknown-word").len(), 1);
    assert_eq!(said(&desk, "dropped-address"), [""; 0]);
    desk.report(&format!("{FRONT}status: draft\n"), BODY);
    assert!(!said(&desk, "dropped-address").is_empty());
    // Where nothing makes anyone mend it, what it takes down is told.
    desk.put("chancery.yaml", &format!("{CONFIG}rules: {{unknown-word: warn, invalid-yaml: warn}}\n"));
    for lines in ["status: publishd\n", "subtitle: a: b\n"] {
        desk.report(&format!("{FRONT}{lines}"), BODY);
        assert!(!said(&desk, "dropped-address").is_empty(), "{lines}");
    }
}
