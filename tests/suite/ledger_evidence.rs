//! What published papers rest on: sources that are exchanged or called otherwise, corrections and translations.

use crate::ledger::{BODY, Desk, FRONT};

const SOURCES: &str = "content/sources/library.yaml";

fn library(key: &str, author: &str, year: u16, title: &str, more: &str) -> String {
    format!(
        "- id: {key}\n  type: report\n  title: {title}\n  author: [{{family: {author}, given: A.}}]\n  issued: {year}\n  URL: https://example.org/{year}\n{more}"
    )
}

fn cites(key: &str) -> String {
    format!("{BODY}\nThey were counted twice [@{key}, p. 4].\n")
}

/// Under one key there is one work: another one is other evidence, whatever the text says.
#[test]
fn a_source_of_a_published_report_is_not_exchanged_without_a_word() {
    let mut desk = Desk::new();
    desk.put(SOURCES, &library("count", "Smith", 2020, "The count", ""));
    desk.report(FRONT, &cites("count"));
    let first = desk.publish("2025-03-01");
    assert!(first.contains("\"/sources/count/\": {\"kind\": \"page\", \"first\": \"2025-03-01\", \"hash\": \""), "{first}");
    assert_eq!(desk.refusals(), []);
    // What is mended or completed is the same work.
    desk.put(SOURCES, &library("count", "Smith", 2021, "The count", "  publisher: Water Watch\n"));
    assert_eq!(desk.refusals(), []);
    desk.put(SOURCES, &library("count", "Brown", 2024, "A blog", ""));
    let said = "the source `count`, on which the published report `a` rests, is another work than was published (first author and year \
                and title are others), and no correction or revision says so";
    assert_eq!(desk.refusals(), [("silent-change", said.to_string())]);
    let told = "corrections:\n  - {date: 2025-07-02, level: source, note: Another count., sources: [count]}\n";
    desk.report(&format!("{FRONT}{told}"), &cites("count"));
    assert_eq!(desk.refusals(), []);
    desk.publish("2025-07-02");
    assert_eq!(desk.refusals(), []);
}

/// Reference managers give entries other keys; the text that readers get stays the same.
#[test]
fn a_source_may_be_called_otherwise_where_it_keeps_its_address() {
    let mut desk = Desk::new();
    desk.put(SOURCES, &library("Count20", "Smith", 2020, "The count", ""));
    desk.report(FRONT, &cites("Count20"));
    desk.publish("2025-03-01");
    desk.put(SOURCES, &library("smith-2020", "Smith", 2020, "The count", ""));
    desk.report(FRONT, &cites("smith-2020"));
    let rules: Vec<_> = desk.refusals().into_iter().map(|(rule, _)| rule).collect();
    assert!(rules.contains(&"dropped-address") && rules.contains(&"silent-change"), "{rules:?}");
    desk.put(SOURCES, &library("smith-2020", "Smith", 2020, "The count", "  aliases: [/sources/Count20/]\n"));
    assert_eq!(desk.refusals(), []);
    desk.publish("2025-04-01");
    assert_eq!(desk.refusals(), []);
    // Citing something else is a change as ever.
    desk.report(FRONT, &format!("{BODY}\nThey were counted twice [@smith-2020, p. 5].\n"));
    assert_eq!(desk.refusals().len(), 1);
}

/// Readers of the other language have the mistake still.
#[test]
fn a_translation_that_keeps_a_corrected_mistake_is_told() {
    let mut desk = Desk::new();
    desk.put("chancery.yaml", "title: Test\nlanguages: [en, fr]\nbase_url: \"https://example.org/\"\n");
    let french = "content/reports/a/index.fr.md";
    let version =
        |more: &str, men: u8| format!("---\ntitle: Une prison\nsummary: Ce qui suit.\n{more}---\nIls tenaient {men} hommes.\n");
    desk.put(french, &version("", 61));
    desk.publish("2025-03-01");
    let stale = |desk: &Desk| desk.site.diagnostics.iter().filter(|one| one.fault.rule == "stale-translation").count();
    assert_eq!(stale(&desk), 0);
    let told = "corrections:\n  - {date: 2025-07-01, level: substantive, was: \"61\", now: \"62\", at: p1}\n";
    let body = BODY.replace("61", "62");
    desk.report(&format!("{FRONT}{told}"), &body);
    assert_eq!(stale(&desk), 1);
    // Publishing the correction does not make the translation right.
    desk.publish("2025-07-01");
    assert_eq!(stale(&desk), 1);
    desk.put(french, &version("revisions: [{date: 2025-07-02, note: Vérifié.}]\n", 61));
    assert_eq!(stale(&desk), 0);
    desk.publish("2025-07-02");
    assert_eq!(stale(&desk), 0);
    desk.put(french, &version("", 62));
    assert_eq!(stale(&desk), 0, "a text that changes is the ledger's business");
}

/// A correction in front matter is a promise that the text keeps.
#[test]
fn a_correction_that_the_text_does_not_have_is_told() {
    let mut desk = Desk::new();
    let front = |was: &str, now: &str, at: &str| {
        format!("{FRONT}corrections:\n  - {{date: 2025-07-01, level: substantive, was: \"{was}\", now: \"{now}\"{at}}}\n")
    };
    let mut said = |front: String, body: &str| {
        desk.report(&front, body);
        let all = desk.site.diagnostics.iter().filter(|one| one.fault.rule == "correction-not-made");
        all.map(|one| one.fault.message.clone()).collect::<Vec<_>>()
    };
    let not_made = "a correction tells readers that “62” stands now, and paragraph 1 says “61”";
    assert_eq!(said(front("61", "62", ", at: p1"), BODY), [not_made]);
    assert_eq!(said(front("60", "61", ", at: p1"), BODY), [""; 0]);
    assert_eq!(
        said(front("61 men", "62 men", ""), BODY),
        ["a correction tells readers that “62 men” stands now, and the text of index.md says “61 men”"]
    );
    // It stands in a second place.
    let twice = "They held 15,100 men.\n\nOf 5,100 men some came home; 5,100.5 is no such figure.\n\nNow 5,200 men.\n";
    let second = "“5,100” was corrected to “5,200”, and paragraph 2 still says “5,100”";
    assert_eq!(said(front("5,100", "5,200", ", at: p3"), twice), [second]);
    assert_eq!(said(front("15,1", "15,2", ", at: p1"), twice), [""; 0], "no whole word");
    // Corrected again: what stood in between is gone as well.
    let again = "corrections:\n  - {date: 2025-06-01, level: minor, was: \"61\", now: \"62\", at: p1}\n  \
                 - {date: 2025-07-01, level: minor, was: \"62\", now: \"61\", at: p1}\n";
    assert_eq!(said(format!("{FRONT}{again}"), BODY), [""; 0]);
}
