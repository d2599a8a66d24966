//! What events say of themselves: how exactly their place is known, their code, and the sources that they cite for a report.

use crate::ledger::{BODY, Desk, FRONT};

fn said(desk: &Desk, rule: &str) -> Vec<String> {
    let all = desk.site.diagnostics.iter().filter(|one| one.fault.rule == rule);
    all.map(|one| format!("{} {} | {}", one.path, one.fault.message, one.fault.help.as_deref().unwrap_or(""))).collect()
}

#[test]
fn how_exactly_a_place_is_known_is_shown_and_in_the_data() {
    let mut desk = Desk::new();
    desk.put("content/places/harbour.md", "---\nname: The Harbour\nkind: port\n---\n");
    let event = |more: &str| format!("---\ntitle: A fair\ndate: 2025-03\nsources: []\n{more}---\n");
    desk.put("content/events/fair.md", &event("place: harbour\nprecision: city\ncameo: \"04\"\n"));
    desk.report(&format!("{FRONT}events: [fair]\n"), BODY);
    let built = desk.built();
    assert!(
        built["events/fair/index.html"].contains("The Harbour</a> (known to the city)</dd>"),
        "{}",
        built["events/fair/index.html"]
    );
    assert!(built["data/events.csv"].contains("fair,A fair,2025-03,,harbour,city,"), "{}", built["data/events.csv"]);
    desk.put("content/events/fair.md", &event("precision: site\n"));
    let told = "content/events/fair.md `place` is missing; `precision` says something about it | \
                write for instance `place: pentagon`, or take `precision` out";
    assert_eq!(said(&desk, "missing-field"), [told]);
    // Another declaration may have it.
    desk.put("content/events/more.yaml", "- {id: fair, place: harbour}\n");
    assert_eq!(said(&desk, "missing-field"), [] as [&str; 0]);
    assert!(desk.built()["data/events.csv"].contains(",harbour,site,"));
}

#[test]
fn codes_of_cameo_are_checked() {
    let mut desk = Desk::new();
    desk.put("content/events/fair.md", "---\ntitle: A fair\ndate: 2025-03\ncameo: 99\n---\n");
    desk.put(
        "chancery.yaml",
        "title: T\nrelation_types: {trains: {forward: trains, cameo: 3}, ties: {forward: ties, cameo: 0311}}\n",
    );
    let reason = "a code of the CAMEO codebook has two to four digits, of which the first two are its root, 01 to 20: `04`, `163`";
    assert_eq!(
        said(&desk, "invalid-identifier"),
        [
            "chancery.yaml `3` is no code of CAMEO | did you mean `03`?".to_string(),
            format!("content/events/fair.md `99` is no code of CAMEO | {reason}")
        ]
    );
}

/// A report rests on what the events in its front matter rest on.
#[test]
fn an_event_of_a_report_cites_for_it() {
    let mut desk = Desk::new();
    desk.put("content/sources/s.yaml", "- {id: one, type: report, title: One, issued: 2022}\n");
    let uncited = |desk: &mut Desk, events: &str| {
        desk.report(&format!("{FRONT}sources: [one]\nevents: [{events}]\n"), BODY);
        said(desk, "uncited-source").len()
    };
    assert_eq!(uncited(&mut desk, "{id: fair, title: A fair, date: 2025, sources: [one]}"), 0);
    assert_eq!(uncited(&mut desk, "{id: fair, title: A fair, date: 2025}"), 1);
    desk.put("content/events/talks.md", "---\ntitle: Talks\ndate: 2025-03\nsources: [one]\n---\n");
    assert_eq!(uncited(&mut desk, "talks"), 0);
    assert_eq!(uncited(&mut desk, ""), 1);
}
