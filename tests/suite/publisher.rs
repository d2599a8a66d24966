//! Who published a source, by the id of an actor: shown by name, linked, counted, in the data; and how reliable that makes it.

use crate::ledger::{BODY, Desk, FRONT};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Built = BTreeMap<String, String>;

fn desk(publisher: &str) -> Desk {
    let mut desk = Desk::new();
    desk.put("content/actors/river-watch.md", "---\nname: River Watch\nkind: organisation\nsummary: S.\nreliability: B\n---\n");
    desk.put("content/sources/s.yaml", &format!("- {{id: one, type: report, title: One, {publisher}issued: 2022}}\n"));
    desk.report(FRONT, &format!("{BODY}\nSo it says [@one].\n"));
    desk
}

fn said(desk: &Desk, rule: &str) -> Vec<String> {
    let all = desk.site.diagnostics.iter().filter(|one| one.fault.rule == rule);
    all.map(|one| format!("{} {} | {}", one.path, one.fault.message, one.fault.help.as_deref().unwrap_or(""))).collect()
}

fn linked(built: &Built, path: &str) -> Value {
    let (_, rest) = built[path].split_once("application/ld+json\">").unwrap();
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

#[test]
fn the_id_of_an_actor_is_shown_as_its_name_and_counts_as_a_reference() {
    let desk = desk("publisher: river-watch, ");
    assert_eq!(desk.site.diagnostics.iter().map(|one| one.fault.message.clone()).collect::<Vec<_>>(), [] as [&str; 0]);
    let built = desk.built();
    let page = &built["sources/one/index.html"];
    assert!(page.contains("<dt>Publisher</dt><dd><a href=\"../../actors/river-watch/\">River Watch</a></dd>"), "{page}");
    assert!(!page.contains(">river-watch") && page.contains("River Watch, 2022"), "{page}");
    assert!(built["reports/a/index.html"].contains("River Watch, 2022"), "{}", built["reports/a/index.html"]);
    // One list of what an actor published, and one line that says as what it is named there.
    let actor = &built["actors/river-watch/index.html"];
    assert_eq!(actor.matches("href=\"../../sources/one/\"").count(), 2, "{actor}");
    assert!(actor.contains("One</a><span>as its publisher</span>") && actor.contains("Sources of this actor"), "{actor}");
    for (path, part) in [
        ("data/sources.csv", "one,report,One,,2022,River Watch,river-watch,"),
        ("sources/one/cite.bib", "institution = {River Watch}"),
        ("sources/one/cite.ris", "PB  - River Watch"),
        ("sources/one/cite.json", "\"publisher\": \"River Watch\""),
        ("data/entities.ftm.json", "\"publisher\":[\"River Watch\"]"),
    ] {
        assert!(built[path].contains(part), "{path}: {part}\n{}", built[path]);
    }
    let publisher = json!({ "@type": "Organization", "name": "River Watch", "@id": "https://example.org/actors/river-watch/" });
    assert_eq!(linked(&built, "sources/one/index.html")["publisher"], publisher);
}

#[test]
fn bibliographies_may_name_an_actor_too() {
    let mut desk = desk("");
    desk.put("content/sources/s.bib", "@book{two, title = {Two}, publisher = {river-watch}, year = 2020}\n");
    let third = r#"[{"id": "three", "type": "book", "title": "Three", "publisher": "actor:river-watch", "issued": {"date-parts": [[2019]]}}]"#;
    desk.put("content/sources/s.json", third);
    let table = &desk.built()["data/sources.csv"];
    for row in ["two,book,Two,,2020,River Watch,river-watch,", "three,book,Three,,2019,River Watch,river-watch,"] {
        assert!(table.contains(row), "{table}");
    }
}

#[test]
fn a_text_stays_a_text() {
    for text in ["River Watch", "Reuters", "reuters", "e-flux"] {
        let desk = desk(&format!("publisher: {text}, "));
        let built = desk.built();
        let row = format!("one,report,One,,2022,{text},,");
        assert!(built["data/sources.csv"].contains(&row), "{}", built["data/sources.csv"]);
        assert!(said(&desk, "almost-an-id").is_empty() && said(&desk, "unresolved-reference").is_empty(), "{text}");
        assert_eq!(said(&desk, "unused-record").len(), 1, "{text}");
    }
    // Words of its own beside the actor are shown.
    let built = desk("publisher: The River Watch Press, publisher_actor: river-watch, ").built();
    assert!(built["data/sources.csv"].contains("one,report,One,,2022,The River Watch Press,river-watch,"));
}

#[test]
fn what_is_a_letter_away_from_an_id_is_told() {
    let told = "content/sources/s.yaml no actor has the id `river-wach`, so readers see it as it stands | \
                did you mean `river-watch` (River Watch)? a name is written as readers are to see it";
    assert_eq!(said(&desk("publisher: river-wach, "), "almost-an-id"), [told]);
    // What says that it is an id is one.
    assert_eq!(said(&desk("publisher: \"actor:river-wach\", "), "unresolved-reference").len(), 1);
}

/// Readers of the source would learn of who is not public yet.
#[test]
fn an_actor_that_is_held_back_is_told() {
    let mut desk = desk("publisher: secret-office, ");
    let draft = "---\ntitle: D\nstatus: draft\nactors: [{id: secret-office, name: The Office, kind: organisation}]\n---\nText.\n";
    desk.put("content/reports/d/index.md", draft);
    assert_eq!(said(&desk, "draft-reference").len(), 1);
}

#[test]
fn a_source_is_as_reliable_as_who_published_it_unless_it_says_otherwise() {
    let built = desk("publisher: river-watch, ").built();
    assert!(built["sources/one/index.html"].contains("<dd>B, Usually reliable (as its publisher)</dd>"));
    assert!(built["reports/a/index.html"].contains("Usually reliable (B, as its publisher). "));
    assert!(built["sources/index.html"].contains("<p>B, Usually reliable (as its publisher)</p>"));
    assert!(
        built["actors/river-watch/index.html"].contains("<dt>Reliability of its publications</dt><dd>B, Usually reliable</dd>")
    );
    assert!(built["data/sources.csv"].contains(",B,river-watch,"), "{}", built["data/sources.csv"]);
    assert!(built["data/actors.csv"].contains(",B,,actors/river-watch/"), "{}", built["data/actors.csv"]);
    let cited: Value = serde_json::from_str(&built["sources/one/cite.json"]).unwrap();
    assert_eq!(cited[0]["custom"], json!({ "reliability": "B" }));
    // Named in other words, it is the same actor.
    let built = desk("publisher: Press, publisher_actor: river-watch, reliability: D, ").built();
    assert!(built["sources/one/index.html"].contains("<dd>D, Not usually reliable</dd>"));
    assert!(built["data/sources.csv"].contains(",D,one,"), "{}", built["data/sources.csv"]);
}

/// As in a preview that is left open.
#[test]
fn what_becomes_of_a_publisher_is_seen_at_once() {
    let mut desk = desk("publisher: river-watch, ");
    let table = |desk: &Desk| desk.built()["data/sources.csv"].clone();
    assert!(table(&desk).contains(",River Watch,river-watch,"));
    let path = "content/actors/river-watch.md";
    desk.put(path, "---\nname: The Watch\nkind: organisation\nsummary: S.\nreliability: D\n---\n");
    let built = desk.built();
    assert!(built["data/sources.csv"].contains("2022,The Watch,river-watch,,,,,D,river-watch,"), "{}", built["data/sources.csv"]);
    assert!(built["sources/one/index.html"].contains("D, Not usually reliable (as its publisher)"));
    assert!(built["reports/a/index.html"].contains("The Watch, 2022"), "{}", built["reports/a/index.html"]);
    desk.remove(path);
    assert!(table(&desk).contains("2022,river-watch,,,,,,,"), "{}", table(&desk));
    assert_eq!(said(&desk, "almost-an-id"), [] as [&str; 0]);
    desk.put("content/actors/river-watchs.md", "---\nname: The Watch\nkind: organisation\nsummary: S.\n---\n");
    assert_eq!(said(&desk, "almost-an-id").len(), 1);
    desk.put("content/actors/river-watchs.md", "---\nname: A Watch\nkind: organisation\nsummary: S.\n---\n");
    assert!(said(&desk, "almost-an-id")[0].contains("(A Watch)"));
}

/// Programs that read our CSL-JSON take a text for true, whatever it says.
#[test]
fn what_is_yes_or_no_is_no_text() {
    let built = desk("retracted: true, publisher: X, ").built();
    let cited: Value = serde_json::from_str(&built["sources/one/cite.json"]).unwrap();
    assert_eq!(cited[0]["custom"], json!({ "retracted": true }));
}
