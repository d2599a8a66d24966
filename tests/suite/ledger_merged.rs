//! Two published without knowing of each other, and their ledgers were joined: what readers of either have is held to.

use crate::ledger::{Desk, FRONT};
use chancery::model::ledger::{Ledger, merge, read};
use chancery::publish::ledger::write;

const PATH: &str = "content/reports/a/index.md";

fn body(one: &str, two: &str) -> String {
    format!("## The sums\n\nThe ministry paid {one} dollars for it.\n\nThe prison held {two} men in March.\n")
}

fn front(corrections: &[(&str, &str, &str)]) -> String {
    let lines = corrections
        .iter()
        .map(|(day, was, now)| format!("  - {{date: {day}, level: substantive, was: \"{was}\", now: \"{now}\"}}\n"));
    let lines: String = lines.collect();
    if lines.is_empty() { FRONT.to_string() } else { format!("{FRONT}corrections:\n{lines}") }
}

/// A copy of a site whose one report was published on the first of June.
fn copy() -> Desk {
    let mut desk = Desk::new();
    desk.report(&front(&[]), &body("100", "500"));
    desk.publish("2025-06-01");
    desk
}

fn ledger(text: &str) -> Ledger {
    let (ledger, faults) = read(Some(text.as_bytes()));
    assert!(faults.is_empty(), "{faults:?}");
    ledger
}

/// Both ledgers, whichever is ours; what is written reads back.
fn joined(one: &str, other: &str) -> String {
    let text = write(&merge::union(ledger(one), ledger(other)));
    assert_eq!(text, write(&merge::union(ledger(other), ledger(one))));
    assert_eq!(text, write(&ledger(&text)));
    assert_eq!(text, write(&merge::union(ledger(&text), ledger(one))));
    text
}

/// What stops a copy that has both ledgers.
fn stops(ledger: &str, front: &str, body: &str) -> Vec<String> {
    let mut desk = copy();
    desk.put("published.json", ledger);
    desk.report(front, body);
    desk.refusals().into_iter().map(|(_, message)| message).collect()
}

#[test]
fn corrected_figures_of_both_sides_stay() {
    for (first, second) in [("2025-06-10", "2025-06-10"), ("2025-06-10", "2025-06-20")] {
        let (a, b) = ((first, "100", "200"), (second, "500", "600"));
        let (mut one, mut other) = (copy(), copy());
        one.report(&front(&[a]), &body("200", "500"));
        other.report(&front(&[b]), &body("100", "600"));
        assert!(one.refusals().is_empty() && other.refusals().is_empty());
        let (before, one, other) = (copy().publish("2025-06-01"), one.publish(first), other.publish(second));
        // Who knows more than another has nothing beside it.
        assert_eq!(joined(&one, &before), one);
        let both = joined(&one, &other);
        assert!(both.contains("\"beside\""), "{both}");
        // Each of them is told by the entry that it was published with.
        assert!(stops(&both, &front(&[a, b]), &body("200", "600")).is_empty());
        let lost = stops(&both, &front(&[a, b]), &body("200", "500"));
        assert_eq!(lost.len(), 1, "{lost:?}");
        assert!(lost[0].contains("differs in paragraph 2 (`600` is now `500`), and no"), "{lost:?}");
        let lost = stops(&both, &front(&[b, a]), &body("100", "600"));
        assert!(lost[0].contains("differs in paragraph 1 (`200` is now `100`), and no"), "{lost:?}");
        let gone = stops(&both, &front(&[a]), &body("200", "600"));
        assert!(gone.iter().any(|message| message.contains("1 of the published corrections and revisions")), "{gone:?}");
        // What is put right after both says so.
        assert_eq!(stops(&both, &front(&[a, b]), &body("250", "600")).len(), 1);
        assert!(stops(&both, &front(&[a, b, ("2025-06-21", "200", "250")]), &body("250", "600")).is_empty());
        // Then there is one text again, and those that it replaced do not come back.
        let mut desk = copy();
        desk.put("published.json", &both);
        desk.report(&front(&[a, b]), &body("200", "600"));
        let next = desk.publish("2025-06-21");
        assert!(!next.contains("\"beside\"") && desk.refusals().is_empty(), "{next}");
        assert_eq!(joined(&next, &other), next);
        assert_eq!(joined(&joined(&one, &next), &other), next);
    }
}

/// A figure that both corrected is what one of them says; readers of the other are told so by an entry more.
#[test]
fn two_corrections_of_one_figure() {
    let (a, b) = (("2025-06-10", "100", "200"), ("2025-06-10", "100", "300"));
    let (mut one, mut other) = (copy(), copy());
    one.report(&front(&[a]), &body("200", "500"));
    other.report(&front(&[b]), &body("300", "500"));
    let both = joined(&one.publish("2025-06-10"), &other.publish("2025-06-10"));
    let stopped = stops(&both, &front(&[a, b]), &body("200", "500"));
    assert!(stopped.len() == 1 && stopped[0].contains("`300` is now `200`"), "{stopped:?}");
    assert!(stops(&both, &front(&[a, b, ("2025-06-11", "300", "200")]), &body("200", "500")).is_empty());
}

#[test]
fn new_paragraphs_of_both_sides_stay() {
    let with = |more: &str| body("100", "500").replace("The prison", &format!("{more}The prison"));
    let (mine, theirs) = ("Mine says that 7 flights left.\n\n", "Theirs found another contract of the ministry.\n\n");
    let (a, b) = (("2025-06-10", "-", "7"), ("2025-06-10", "-", "contract"));
    let (mut one, mut other) = (copy(), copy());
    one.report(&front(&[a]), &with(mine));
    other.report(&front(&[b]), &with(theirs));
    assert_eq!(
        (one.numbers_of("a"), other.numbers_of("a")),
        (vec!["1".into(), "1A".into(), "2".into()], vec!["1".into(), "1A".into(), "2".into()])
    );
    let both = joined(&one.publish("2025-06-10"), &other.publish("2025-06-10"));
    let log = front(&[a, b]);
    assert!(stops(&both, &log, &with(&format!("{mine}{theirs}"))).is_empty());
    for (left, how) in [(mine, "`7` is new"), (theirs, "`7` is gone"), ("", "gone")] {
        let stopped = stops(&both, &log, &with(left));
        assert!(stopped.iter().any(|message| message.contains(&format!("differs in paragraph 1A ({how})"))), "{stopped:?}");
    }
    // Each has a number of its own.
    let mut desk = copy();
    desk.put("published.json", &both);
    desk.report(&log, &with(&format!("{mine}{theirs}")));
    let mut numbers = desk.numbers_of("a");
    numbers.sort();
    assert_eq!(numbers, ["1", "1A", "1ZA", "2"]);
}

/// One side gave the report another name, the other one went on with it under the old one.
#[test]
fn another_name_on_one_side() {
    let new = "content/reports/b/index.md";
    let text = |front: &str, body: &str| format!("---\n{front}aliases: [/reports/a/]\n---\n{body}");
    let (mut one, mut other) = (copy(), copy());
    one.remove(PATH);
    one.put(new, &text(&front(&[]), &body("100", "500")));
    assert_eq!(one.refusals(), []);
    let b = ("2025-06-10", "-", "findings");
    let more = format!("{}\n## Findings\n\nNobody was told of any of this.\n", body("100", "500"));
    other.report(&front(&[b]), &more);
    let both = joined(&one.publish("2025-06-10"), &other.publish("2025-06-10"));
    assert!(both.contains("\"report:a@en\"") && both.contains("\"report:b@en\""));

    one.put("published.json", &both);
    let said: Vec<String> = one.refusals().into_iter().map(|(_, message)| message).collect();
    for gone in ["paragraph 3 of report `b` was published and is gone", "a place `#findings`", "paragraph 3 (gone)"] {
        assert!(said.iter().any(|message| message.contains(gone)), "{gone}: {said:?}");
    }
    one.put(new, &text(&front(&[b]), &more));
    assert_eq!(one.refusals(), []);
    let next = one.publish("2025-06-11");
    assert!(!next.contains("\"report:a@en\"") && !next.contains("\"beside\""), "{next}");
    assert_eq!(one.refusals(), []);
    // A report that another one takes in is none of its wordings.
    let mut desk = copy();
    desk.put("content/reports/c/index.md", &format!("---\n{}---\nOf its own.\n", front(&[])));
    desk.publish("2025-06-02");
    desk.remove("content/reports/c/index.md");
    desk.report(&format!("{}aliases: [/reports/c/]\n", front(&[])), &body("100", "500"));
    assert!(desk.refusals().iter().all(|(rule, _)| *rule == "dropped-address"), "{:?}", desk.refusals());
}
