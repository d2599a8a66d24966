//! What was published stays: numbers, addresses and anchors; and no text changes without a word about it.

use chancery::base::FilePath;
use chancery::check::Level;
use chancery::files::{Change, Files};
use chancery::model::Settings;
use chancery::publish::ledger::{self, Override};
use chancery::session::build::{self, Progress};
use chancery::session::{Session, Site};
use std::sync::Arc;

pub const CONFIG: &str = "title: Test\nlanguage: en\nbase_url: \"https://example.org/\"\n";
pub const FRONT: &str = "title: A prison\nsummary: What it finds.\ndate: 2025-03-01\n";
pub const BODY: &str = "## The agreement\n\nThe *agreement* was signed in February; they held 61 men.[^1]\n\n\
    It's \"paid\" for -- 1.5 million dollars -- in March.\n\n| State | Men |\n|---|---|\n| A | 12 |\n\n\
    Congress learned of it from a newspaper.\n\n[^1]: So says page 4 of the text.\n";

/// A site of one report, some of it as published before.
pub struct Desk {
    session: Session,
    pub site: Arc<Site>,
}

impl Desk {
    pub fn new() -> Desk {
        let settings = Settings { today: (2025, 7, 2), drafts: false, base_url: None };
        let page = "---\ntitle: About\n---\n## Us\n\nText.\n";
        let files = [("chancery.yaml", CONFIG.to_string()), ("content/pages/about.md", page.to_string())];
        let mut session = Session::of(Files::from_memory(files), settings, Vec::new());
        let site = session.update([]);
        let mut desk = Desk { session, site };
        desk.report(FRONT, BODY);
        desk
    }

    pub fn put(&mut self, path: &str, text: &str) {
        self.site = self.session.update([Change::Put(FilePath::new(path).unwrap(), text.as_bytes().into())]);
    }

    pub fn report(&mut self, front: &str, body: &str) {
        self.put("content/reports/a/index.md", &format!("---\n{front}---\n{body}"));
    }

    pub fn publish(&mut self, when: &str) -> String {
        let text = String::from_utf8(ledger::next(&self.site, when, "", &[])).unwrap();
        self.put("published.json", &text);
        text
    }

    pub fn refusals(&self) -> Vec<(&'static str, String)> {
        let all = ledger::refusals(&self.site);
        assert!(all.iter().all(|one| one.level == Level::Error));
        // A build says the same as advice.
        for one in &all {
            assert!(self.site.diagnostics.iter().any(|other| other.fault == one.fault && other.level == Level::Warn));
        }
        all.into_iter().map(|one| (one.fault.rule, one.fault.message.clone())).collect()
    }

    pub fn remove(&mut self, path: &str) {
        self.site = self.session.update([Change::Remove(FilePath::new(path).unwrap())]);
    }

    fn numbers(&self) -> Vec<String> {
        self.numbers_of("a")
    }

    pub fn numbers_of(&self, key: &str) -> Vec<String> {
        let page = self.site.model.pages.iter().find(|page| page.key == key).unwrap();
        page.body().paragraphs.iter().map(|paragraph| paragraph.number.clone()).collect()
    }

    pub fn built(&self) -> std::collections::BTreeMap<String, String> {
        let outcome = build::build(&self.site, None, None, &Progress::new()).unwrap();
        let errors: Vec<_> = outcome.diagnostics.iter().filter(|one| one.level == Level::Error).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        build::outputs(&self.site).into_iter().map(|(path, bytes)| (path.as_str().to_string(), text(bytes))).collect()
    }
}

#[test]
fn a_ledger_says_what_was_published_and_reads_back() {
    let mut desk = Desk::new();
    assert!(desk.refusals().is_empty());
    let first = desk.publish("2025-03-01");
    assert!(desk.site.diagnostics.iter().all(|one| one.fault.rule != "broken-ledger"), "{first}");
    for line in [
        "    \"/reports/a/\": {\"kind\": \"page\", \"first\": \"2025-03-01\"}",
        "    \"/feed.xml\": {\"kind\": \"atom\", \"first\": \"2025-03-01\"}",
        "    \"report:a@en\": {",
        "\"the-agreement\"",
        "\"61\", \"The agreement was signed in February;\"]",
    ] {
        assert!(first.contains(line), "{line}\n{first}");
    }
    assert!(!first.contains("assets/"), "names with a hash are nobody's to keep");
    assert!(serde_json::from_str::<serde_json::Value>(&first).is_ok());
    assert!(desk.refusals().is_empty());
    // The same site on a later day changes the day alone.
    let second = desk.publish("2025-04-01");
    assert_eq!(second.replacen("2025-04-01", "2025-03-01", 1), first);
}

/// Figures of a chart that stand in a file are read by people like any others.
#[test]
fn figures_in_a_file_are_text() {
    let mut desk = Desk::new();
    let data = "content/reports/a/men.csv";
    desk.put(data, "year,men\n2024,40\n2025,61\n");
    let chart = "```chart\ntitle: Men held\nunit: men\ntakeaway: It rose.\ndata: men.csv\nsources: []\n```\n";
    desk.report(FRONT, &format!("{BODY}\n{chart}"));
    desk.publish("2025-03-01");
    assert_eq!(desk.refusals(), []);
    desk.put(data, "year,men\n2024,40\n2025,63\n");
    let said = "the published report `a` differs in a drawing that begins `Men held` (`61` is now `63`), and no correction or revision says so";
    assert_eq!(desk.refusals(), [("silent-change", said.to_string())]);
    desk.put(data, "year, men\n2024, 40\n2025, 61\n");
    assert_eq!(desk.refusals(), []);
}

#[test]
fn what_is_no_text_never_triggers() {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    let same = BODY
        .replace("*agreement*", "**agreement**")
        .replace("It's \"paid\" for -- 1.5", "It’s\n“paid”  for – 1.5")
        .replace("| A | 12 |", "|A|12|")
        .replace("Congress", "[Congress](https://congress.gov/)")
        .replace("## The agreement", "The agreement {#the-agreement}\n-------------");
    desk.report(FRONT, &same);
    assert_eq!(desk.refusals(), []);
    desk.put("chancery.yaml", &format!("{CONFIG}markdown: {{typography: false}}\nsettings: {{shelf: 2}}\n"));
    desk.put("templates/page.html", "{% extends \"sheet.html\" %}");
    assert_eq!(desk.refusals(), []);
    desk.report(&format!("{FRONT}topics: [x]\nbinding: blue\n"), BODY);
    assert_eq!(desk.refusals(), []);
}

#[test]
fn one_number_stops_it_and_a_correction_lets_it_pass() {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    let edited = BODY.replace("61 men", "62 men");
    desk.report(FRONT, &edited);
    let said = "the published report `a` differs in paragraph 1 (`61` is now `62`), and no correction or revision says so";
    assert_eq!(desk.refusals(), [("silent-change", said.to_string())]);
    let refusal = &ledger::refusals(&desk.site)[0];
    let line = "- {date: 2025-07-02, level: substantive, was: \"61\", now: \"62\", at: p1}";
    assert!(refusal.fault.help.as_ref().is_some_and(|help| help.contains(line)), "{refusal:?}");
    let text = desk.site.text(&refusal.path).unwrap();
    assert!(text[refusal.fault.range.start as usize..].starts_with("The *agreement* was"));
    let told = ledger::explain(&desk.site);
    assert!(told.contains("paragraph 1 (`61` is now `62`)") && told.contains("not told anywhere"), "{told}");

    // An entry that is older than the text tells nothing of this change.
    desk.report(&format!("{FRONT}corrections:\n  - {}\n", &line[2..].replace("2025-07-02", "2025-02-01")), &edited);
    assert_eq!(desk.refusals().len(), 1);
    desk.report(&format!("{FRONT}corrections:\n  {line}\n"), &edited);
    assert_eq!(desk.refusals(), []);
    let built = desk.built();
    for (path, words) in [
        ("reports/a/index.html", "Corrected 2 July 2025"),
        ("corrections/index.html", "<ins>62</ins>"),
        ("feed.xml", "Corrected 2 July 2025: “62” instead of “61”."),
    ] {
        assert!(built[path].contains(words), "{path} lacks {words}");
    }

    // Once published, the next change needs an entry of its own; and an entry cannot be taken back.
    desk.publish("2025-07-02");
    assert_eq!(desk.refusals(), []);
    let front = format!("{FRONT}corrections:\n  {line}\n");
    desk.report(&front, &edited.replace("newspaper", "leak"));
    assert_eq!(desk.refusals().len(), 1);
    desk.report(
        &format!("{front}revisions:\n  - {{date: 2025-07-02, note: Better words.}}\n"),
        &edited.replace("newspaper", "leak"),
    );
    assert_eq!(desk.refusals(), []);
    desk.report(FRONT, &edited);
    assert_eq!(desk.refusals(), [("silent-change", "1 of the published corrections and revisions of `a` are gone".to_string())]);
}

#[test]
fn every_sort_of_text_counts() {
    let mut desk = Desk::new();
    let judged = format!("{FRONT}key_judgements:\n  - {{text: It will last., likelihood: likely, confidence: low}}\n");
    desk.report(&judged, BODY);
    desk.publish("2025-03-01");
    for (front, body, named) in [
        (judged.replace("A prison", "A jail"), BODY.to_string(), "the title"),
        (judged.replace("it finds", "we find"), BODY.to_string(), "the summary"),
        (judged.replace("likelihood: likely", "likelihood: unlikely"), BODY.to_string(), "a judgement that begins `It will last."),
        (judged.replace("confidence: low", "confidence: high"), BODY.to_string(), "a judgement"),
        (judged.clone(), BODY.replace("page 4", "page 5"), "a note that begins `So says page 5 of the` (`4` is now `5`)"),
        (judged.clone(), BODY.replace("| 12 |", "| 13 |"), "a table that begins `State Men A 13` (`12` is now `13`)"),
        (judged.clone(), BODY.replace("\n\nCongress learned of it from a newspaper.", ""), "paragraph 3 (gone)"),
        (judged.clone(), BODY.replace("Congress", "Fresh words stand before it.\n\nCongress"), "paragraph 2A (new)"),
    ] {
        desk.report(&front, &body);
        let said = desk.refusals();
        assert!(said.iter().any(|(rule, message)| *rule == "silent-change" && message.contains(named)), "{named}: {said:?}");
    }
}

#[test]
fn numbers_stay_and_everything_shows_them() {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    let front = format!("{FRONT}revisions:\n  - {{date: 2025-07-02, note: \"More, see [[a#p1A]].\"}}\n");
    let body = BODY.replace("It's", "Between the two stands something new; see [[a#p3]].\n\nIt's");
    desk.report(&front, &body);
    assert_eq!(desk.numbers(), ["1", "1A", "2", "3"]);
    assert_eq!(desk.refusals(), []);
    let html = &desk.built()["reports/a/index.html"];
    for part in ["id=\"p1A\"", "id=\"p3\"", "href=\"#p3\"", "1–3"] {
        assert!(html.contains(part), "{part}");
    }
    // Published so, it stays so; the author may still say otherwise.
    desk.publish("2025-07-02");
    desk.report(&front, &body.replace("## The agreement", "## The agreement\n\nQuite another beginning."));
    assert_eq!(desk.numbers(), ["0A", "1", "1A", "2", "3"]);
    desk.report(&front, &body.replace("## The agreement", "## The agreement\n\nQuite another beginning. {#p7}"));
    assert_eq!(desk.numbers(), ["7", "1", "1A", "2", "3"]);
    // A number that counting would give twice is fine once the ledger knows better.
    desk.report(&front, &BODY.replace("It's", "Something new.\n\nIt's").replace("in March.", "in March. {#p2}"));
    assert_eq!(desk.numbers(), ["1", "1A", "2", "3"]);
    assert!(desk.site.diagnostics.iter().all(|one| one.fault.rule != "duplicate-anchor"));
}

#[test]
fn an_address_needs_an_alias_or_a_tombstone() {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    desk.report(&format!("{FRONT}slug: b\n"), BODY);
    let said = "`/reports/a/` was published on 2025-03-01, and nothing stands there any more".to_string();
    assert_eq!(desk.refusals(), [("dropped-address", said)]);
    let help = ledger::refusals(&desk.site)[0].fault.help.clone().unwrap();
    assert_eq!(help, "add `aliases: [/reports/a/]` to content/reports/a/index.md, which is at `/reports/b/` now");
    desk.report(&format!("{FRONT}slug: b\naliases: [/reports/a/]\n"), BODY);
    assert_eq!(desk.refusals(), []);

    // A draft is not public any more; nor are the data made of it, and their page.
    desk.report(&format!("{FRONT}status: draft\n"), BODY);
    assert_eq!(desk.refusals().len(), 3);
    let grave = "withdrawn:\n  - {address: /data/entities.ftm.json, date: 2025-07-02, reason: No more data.}\n  - {address: /data/, date: 2025-07-02, reason: No more data.}\n  - {address: /reports/a/, date: 2025-07-02, title: A prison, reason: \"Its *source* was forged.\", instead: \"page:about\"}\n";
    desk.put("chancery.yaml", &format!("{CONFIG}{grave}"));
    assert_eq!(desk.refusals(), []);
    let built = desk.built();
    let page = &built["reports/a/index.html"];
    for part in ["noindex", "Withdrawn on 2 July 2025", "<em>source</em>", "href=\"../../about/\"", "A prison"] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(built["corrections/index.html"].contains("href=\"../reports/a/\""));
    assert!(!built["sitemap.xml"].contains("/reports/a/"));
    // The ledger goes on remembering it.
    assert!(desk.publish("2025-07-02").contains("\"/reports/a/\": {\"kind\": \"listing\", \"first\": \"2025-03-01\"}"));
    desk.put("chancery.yaml", CONFIG);
    assert_eq!(desk.refusals().len(), 3);
}

#[test]
fn what_only_the_site_reads_is_no_address() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}aliases: [/old/]\n"), BODY);
    let text = desk.publish("2025-03-01");
    assert!(text.contains("\"/search/\"") && text.contains("\"/old/\"") && text.contains("\"/feed.json\""), "{text}");
    for path in ["/search/en/", "/_headers", "/_redirects", "/index.json"] {
        assert!(!text.contains(path), "{path}\n{text}");
    }
    // Ledgers of earlier versions hold such addresses; none of them may stop anything.
    let entry = |address: &str, kind: &str| format!("    \"{address}\": {{\"kind\": \"{kind}\", \"first\": \"2025-03-01\"}},\n");
    let old = entry("/_redirects", "rules for hosts") + &entry("/search/en/d/9.json", "search index") + &entry("/a.pdf", "file");
    desk.put("published.json", &text.replacen("\"addresses\": {\n", &format!("\"addresses\": {{\n{old}"), 1));
    desk.report(FRONT, BODY);
    let said: Vec<_> = ledger::refusals(&desk.site).iter().map(|one| (one.fault.message.clone(), one.fault.help.clone())).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].0.starts_with("`/a.pdf`") && said[1].0.starts_with("`/old/`"), "{said:?}");
    // No alias can stand where a file stood.
    assert!(said[0].1.as_ref().is_some_and(|help| help.starts_with("in chancery.yaml write `withdrawn:")), "{said:?}");
}

#[test]
fn what_stands_at_its_address_was_not_withdrawn() {
    let mut desk = Desk::new();
    let config = format!("{CONFIG}withdrawn:\n  - {{address: /reports/a/, date: 2025-07-02, reason: R., instead: A prison}}\n");
    desk.put("chancery.yaml", &config);
    let errors = desk.site.diagnostics.iter().filter(|one| one.level == Level::Error);
    let said: Vec<_> = errors
        .map(|one| {
            let range = one.fault.range.start as usize..one.fault.range.end as usize;
            (one.path.as_str(), &config[range], one.fault.message.as_str(), one.fault.help.as_deref().unwrap_or(""))
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "chancery.yaml",
                "/reports/a/",
                "`reports/a/index.html` is wanted twice: by content/reports/a/index.md and by chancery.yaml",
                "take the entry out of `withdrawn` in chancery.yaml while something stands at its address; a paper that stays, \
                 with a notice that it no longer stands, says `status: withdrawn`"
            ),
            (
                "chancery.yaml",
                "A prison",
                "no page or record is called `A prison`",
                "that is a name, and an id is wanted here: write `a`"
            ),
        ]
    );
}

#[test]
fn an_anchor_is_kept_alive() {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    let body = BODY.replace("The agreement\n", "What was agreed\n").replace("Congress learned of it from a newspaper.\n\n", "");
    let front = format!("{FRONT}revisions:\n  - {{date: 2025-07-02, note: Shorter.}}\n");
    desk.report(&front, &body);
    let said: Vec<_> = desk.refusals();
    assert_eq!(
        said.iter().map(|(_, message)| message.as_str()).collect::<Vec<_>>(),
        [
            "report `a` was published with a place `#the-agreement`, and has none any more",
            "paragraph 3 of report `a` was published and is gone"
        ]
    );
    let help: Vec<_> = ledger::refusals(&desk.site).into_iter().filter_map(|one| one.fault.help.clone()).collect();
    assert!(help[0].starts_with("add `anchors: {the-agreement: what-was-agreed}`"), "{help:?}");
    assert!(help[1].starts_with("add `anchors: {p3: p2}`"), "{help:?}");
    desk.report(&format!("{front}anchors: {{the-agreement: what-was-agreed, p3: p2}}\n"), &body);
    assert_eq!(desk.refusals(), []);
    let html = &desk.built()["reports/a/index.html"];
    assert!(html.contains("<h2 id=\"h-what-was-agreed\"><span class=\"kept\" id=\"the-agreement\"></span>"));
    assert!(html.contains("<span class=\"kept\" id=\"p3\"></span>"));
    // One that leads nowhere, and one that is there still.
    desk.report(&format!("{front}anchors: {{the-agreement: nowhere, p2: p1}}\n"), &body);
    let rules: Vec<_> = desk.site.diagnostics.iter().filter(|one| one.level == Level::Error).map(|one| one.fault.rule).collect();
    assert_eq!(rules, ["missing-anchor", "duplicate-anchor"]);
}

#[test]
fn an_override_is_written_down() {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    desk.report(&format!("{FRONT}slug: b\n"), &BODY.replace("61", "62"));
    assert_eq!(ledger::refused(&desk.site), ["/reports/a/", "report:a@en"]);
    let one = Override { date: "2025-07-02".into(), reason: "A \"test\".".into(), what: ledger::refused(&desk.site) };
    let text = String::from_utf8(ledger::next(&desk.site, "2025-07-02", "", &[one])).unwrap();
    assert!(
        text.contains("{\"date\": \"2025-07-02\", \"reason\": \"A \\\"test\\\".\", \"what\": [\"/reports/a/\", \"report:a@en\"]}")
    );
    assert!(text.contains("\"/reports/a/\": {\"kind\": \"page\", \"first\": \"2025-03-01\", \"last\": \"2025-03-01\"}"), "{text}");
    desk.put("published.json", &text);
    assert_eq!(desk.refusals(), []);
    // It holds for that change of the text, and for no later one.
    desk.report(&format!("{FRONT}slug: b\n"), &BODY.replace("61", "63"));
    assert_eq!(desk.refusals().len(), 1);
}

#[test]
fn drafts_are_in_no_ledger() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}status: draft\n"), BODY);
    assert!(!desk.publish("2025-03-01").contains("report:a"));
    desk.put("chancery.yaml", &format!("{CONFIG}drafts: true\n"));
    assert!(!desk.publish("2025-03-01").contains("report:a"), "not even where drafts are shown");
}

/// An entry that was published stays as it was: a retraction does not become a comma.
#[test]
fn a_published_correction_cannot_be_rewritten() {
    let mut desk = Desk::new();
    let entry = |level: &str, was: &str| format!("  - {{date: 2025-03-01, level: {level}, was: \"{was}\", now: \"61\", at: p1}}\n");
    let front = |entries: &[String]| format!("{FRONT}corrections:\n{}", entries.concat());
    desk.report(&front(&[entry("substantive", "598")]), BODY);
    desk.publish("2025-03-01");
    assert_eq!(desk.refusals(), []);
    let said = "1 of the published corrections and revisions of `a` say something else than they did, or are gone";
    desk.report(&front(&[entry("minor", "598")]), BODY);
    assert_eq!(desk.refusals(), [("silent-change", said.to_string())]);
    // One more does not make up for it; beside the old one it is fine.
    desk.report(&front(&[entry("minor", "598"), entry("minor", "60")]), BODY);
    assert_eq!(desk.refusals(), [("silent-change", said.to_string())]);
    desk.report(&front(&[entry("minor", "60"), entry("substantive", "598")]), BODY);
    assert_eq!(desk.refusals(), []);
}

/// Pictures, data and annexes are part of a report, whatever its text says.
#[test]
fn a_published_file_is_not_exchanged_without_a_word() {
    let mut desk = Desk::new();
    let (data, body) = ("content/reports/a/men.csv", format!("{BODY}\nSee [the figures](men.csv), and [again](men.csv).\n"));
    desk.put(data, "year,men\n2024,40\n");
    desk.report(FRONT, &body);
    let first = desk.publish("2025-03-01");
    assert!(
        first.contains("\"/files/reports/a/men.csv\": {\"kind\": \"file\", \"first\": \"2025-03-01\", \"hash\": \""),
        "{first}"
    );
    assert_eq!(desk.refusals(), []);
    desk.put(data, "year,men\n2024,400\n");
    let said = "`men.csv`, which the published report `a` shows or links to, is another file than was published, and no correction \
        or revision says so";
    assert_eq!(desk.refusals(), [("silent-change", said.to_string())]);
    assert!(ledger::explain(&desk.site).contains(said));
    assert_eq!(ledger::refused(&desk.site), ["report:a@en"]);
    // The way out of a file that was saved anew.
    let help = ledger::refusals(&desk.site)[0].fault.help.clone().unwrap().into_owned();
    let line = help.split('`').find(|part| part.contains("note:")).unwrap().to_string();
    desk.report(&format!("{FRONT}revisions:\n  {line}\n"), &body);
    assert_eq!(desk.refusals(), []);
    desk.publish("2025-07-02");
    desk.put(data, "year,men\n2024,401\n");
    assert_eq!(desk.refusals().len(), 1);
    // A ledger of before knows no hashes, and asks for none.
    let older: String = first
        .lines()
        .map(|line| line.split(", \"hash\"").next().unwrap().to_string() + if line.contains("\"hash\"") { "},\n" } else { "\n" })
        .collect();
    desk.put("published.json", &older);
    desk.report(FRONT, &body);
    assert!(desk.site.diagnostics.iter().all(|one| one.fault.rule != "broken-ledger"), "{older}");
    assert_eq!(desk.refusals(), []);
}

/// A file that nobody refers to is no part of a report.
#[test]
fn other_files_may_change() {
    let mut desk = Desk::new();
    desk.put("static/own.css", "a {}");
    assert!(!desk.publish("2025-03-01").contains("\"hash\""));
    desk.put("static/own.css", "b {}");
    assert_eq!(desk.refusals(), []);
}

/// A place that is promised twice is one place.
#[test]
fn an_old_anchor_stands_once() {
    let mut desk = Desk::new();
    desk.report(&format!("{FRONT}anchors: {{old-a: p2, \"#old-a\": p1, old-b: p1}}\n"), BODY);
    let rules: Vec<_> = desk.site.diagnostics.iter().filter(|one| one.level == Level::Error).map(|one| one.fault.rule).collect();
    assert_eq!(rules, ["duplicate-anchor"]);
    let page = desk.site.model.pages.iter().find(|page| page.key == "a").unwrap();
    let kept: Vec<_> = page.body().kept.iter().map(|kept| (kept.at.as_str(), kept.old.as_str())).collect();
    assert_eq!(kept, [("p1", "old-b"), ("p2", "old-a")]);
}

/// Who writes a long report anew is told so once; what an override sets aside is each place.
#[test]
fn a_report_written_anew_is_one_message() {
    let mut desk = Desk::new();
    let line = |word: &str, at: usize| (0..12).map(|part| format!("{word}{} ", 31 * at + part)).collect::<String>() + "\n\n";
    let text = |word: &str, count: usize| (0..count).map(|at| line(word, at)).collect::<String>();
    desk.report(FRONT, &text("Old", 30));
    desk.publish("2025-03-01");
    desk.report(&format!("{FRONT}revisions:\n  - {{date: 2025-07-02, note: Anew.}}\n"), &text("another", 29));
    let said = desk.refusals();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].0 == "dropped-anchor" && said[0].1.ends_with("places of report `a` that were published are gone"), "{said:?}");
    let aside = ledger::refused(&desk.site);
    assert!(aside.len() > 20 && aside.iter().all(|one| one.starts_with("report:a@en#")), "{aside:?}");
}

/// A text that refers to a record by its id is the same text when the record is called otherwise.
#[test]
fn a_record_that_is_called_otherwise_changes_no_text() {
    let mut desk = Desk::new();
    let actor = |name: &str| format!("---\nname: {name}\nkind: organisation\n---\n");
    desk.put("content/actors/board.md", &actor("Brenna Water Board"));
    desk.put("content/actors/mill.md", &actor("Mill Company"));
    desk.report(FRONT, "See [[board]].\n\n- [[board]] paid 12.\n");
    let ledger = desk.publish("2025-03-01");
    desk.put("content/actors/board.md", &actor("Agency of the River and its Banks"));
    assert_eq!(desk.refusals(), []);
    // What was published without those hashes is compared by names, as before.
    let old: String = ledger
        .lines()
        .map(|line| {
            let six = line.trim_start().starts_with('[') && line.matches("\", \"").count() == 5;
            let cut = line.rfind(", \"").filter(|_| six);
            let end = if line.ends_with(',') { "]," } else { "]" };
            cut.map_or_else(|| line.to_string(), |at| format!("{}{end}", &line[..at])) + "\n"
        })
        .collect();
    assert_ne!(old, ledger);
    desk.put("published.json", &old);
    assert_eq!(desk.refusals().len(), 1);
    desk.put("content/actors/board.md", &actor("Brenna Water Board"));
    assert_eq!(desk.refusals(), []);
    // Another record is another text.
    desk.put("published.json", &ledger);
    desk.report(FRONT, "See [[mill]].\n\n- [[board]] paid 12.\n");
    assert_eq!(desk.refusals().len(), 1);
}
