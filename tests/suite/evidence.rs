//! What paragraphs rest on: the judgement of the model, the page made of it, its data, and the line on reports.

use crate::sandbox;
use chancery::base::FilePath;
use chancery::files::{Change, Files};
use chancery::model::evidence::Evidence;
use chancery::session::{Session, Site, build};
use std::sync::Arc;

const SOURCES: &str = "- {id: a, title: A, author: [{literal: Ann}], issued: 2020}\n- {id: b, title: B, author: [{literal: Bea}], issued: 2021, derived_from: [a]}\n- {id: c, title: C, author: [{literal: Cy}], issued: 2022, derived_from: [a]}\n";

fn site(files: &[(&str, &str)]) -> Arc<Site> {
    let mut all = vec![("chancery.yaml", "title: T\nlanguage: en\nlanguages: [en, es]\n"), ("content/sources/all.yaml", SOURCES)];
    all.retain(|(path, _)| !files.iter().any(|(own, _)| own == path));
    all.extend(files);
    Session::of(Files::from_memory(all), sandbox::settings(), Vec::new()).update([])
}

/// The evidence of the one report of a site with this text, and more front matter.
fn evidence_with(more: &str, text: &str) -> (Evidence, Arc<Site>) {
    let report = format!("---\ntitle: R\ndate: 2025-01-02\nsummary: S.\n{more}---\n\n{text}\n");
    let site = site(&[("content/reports/r/index.md", &report)]);
    let page = site.model.families[0].main;
    (site.model.evidence(page).expect("a report has evidence").clone(), site)
}

/// Paragraphs that rest on a source, are own analysis, are explained; and the positions of those that rest on nothing.
fn counts(text: &str) -> (u32, u32, u32, Vec<Option<u32>>) {
    let (found, _) = evidence_with("", text);
    (found.sourced, found.own, found.explained, found.unsourced.iter().map(|gap| gap.paragraph).collect())
}

#[test]
fn a_paragraph_rests_on_what_it_cites() {
    let none = (0, 0, 0, vec![]);
    let sourced = (1, 0, 0, vec![]);
    let without = (0, 0, 0, vec![Some(0)]);
    for (text, expected) in [
        ("Nothing to look up.", &none),
        ("Nothing to look up [@a].", &none),
        ("Some 75,000 people.", &without),
        ("Some 75,000 people [@a].", &sourced),
        ("Some 75,000 people, as @a says.", &sourced),
        ("Some 75,000 people.[^n]\n\n[^n]: See [@a].", &sourced),
        ("Some 75,000 people.[^n]\n\n[^n]: See elsewhere, 2020.", &without),
        ("Some 75,000 people: [[source:a]].", &sourced),
        ("Some [75,000 people](https://example.org/).", &none),
        ("He said: “we will not give in”.", &without),
        ("The “iron fist” holds.", &none),
        ("They can be told apart.", &none),
        ("He told the court so.", &without),
        ("According to some, it holds.", &without),
        ("According to some, it holds [@a].", &sourced),
        ("So they spoke:\n\n> We hold out.", &without),
        ("So they spoke:\n\n> We hold out [@a].", &sourced),
        ("These:\n\n- 40 people\n- 50 people", &without),
        ("These [@a]:\n\n- 40 people\n- 50 people", &sourced),
        // A table has to rest on something by itself, and its source is not that of the words before it.
        ("As follows.\n\n| A |\n| --- |\n| 40 |", &without),
        ("As follows [@a].\n\n| A |\n| --- |\n| 40 |", &sourced),
        ("As follows.\n\n| A |\n| --- |\n| 40 |\n\n: Caption [@a]. {#tbl-x}", &sourced),
        ("Some 50 people.\n\n| A |\n| --- |\n| 40 |\n\n: Caption [@a]. {#tbl-x}", &without),
        ("Some 50 people, says [[tbl-x]].\n\n| A |\n| --- |\n| 40 |\n\n: Caption [@a]. {#tbl-x}", &sourced),
        ("Some 50 people, says [[tbl-x]].\n\n| A |\n| --- |\n| 40 |\n\n: Caption. {#tbl-x}", &without),
        ("## In 2020\n\nNothing to look up.", &none),
        ("- 40 people\n\nNothing to look up.", &(0, 0, 0, vec![None])),
        ("Some 40 people.\n\nNothing.\n\nSome 50 people [@a].\n\nSome 60 people.", &(1, 0, 0, vec![Some(0), Some(3)])),
    ] {
        assert_eq!(&counts(text), expected, "{text}");
    }
}

#[test]
fn waivers_hold_for_their_own_words() {
    for (text, expected) in [
        ("[Some 40 people will follow.]{.own-analysis}", (0, 1, 0, vec![])),
        ("[It will not last.]{.own-analysis}", (0, 1, 0, vec![])),
        ("[Some 40 people]{.uncited reason=\"No source found\"} left.", (0, 0, 1, vec![])),
        // Without a reason it only says what everybody sees.
        ("[Some 40 people]{.uncited} left.", (0, 0, 0, vec![Some(0)])),
        ("[Some 40 people]{.uncited reason=\" \"} left.", (0, 0, 0, vec![Some(0)])),
        ("[Some 40 people]{.uncited reason=x} left, 50 stayed.", (0, 0, 0, vec![Some(0)])),
        ("[Some 40 people]{.uncited reason=x} left, 50 stayed [@a].", (0, 0, 1, vec![])),
        ("[Some 40 people]{.uncited} left, 50 stayed [@a].", (0, 0, 0, vec![Some(0)])),
        ("[Some 40 people]{.own-analysis} will leave, 50 stayed [@a].", (1, 0, 0, vec![])),
        // What tells that somebody says it goes with what is said; in another sentence it stands for itself.
        ("According to him, [all are guilty]{.uncited reason=x}.", (0, 0, 1, vec![])),
        ("[All are guilty]{.uncited reason=x}. According to him, it holds.", (0, 0, 0, vec![Some(0)])),
        ("[Some 40]{.uncited reason=x} left; [50 will]{.own-analysis}.", (0, 0, 1, vec![])),
        ("[All of [40 people]{.uncited reason=x} will.]{.own-analysis}", (0, 0, 1, vec![])),
        ("Nothing.[^n]\n\n[^n]: [Some 40]{.uncited reason=x}.", (0, 0, 1, vec![])),
    ] {
        assert_eq!(counts(text), expected, "{text}");
    }
    let (found, _) = evidence_with("", "One.\n\n[Some *40*]{.uncited reason=\"Not found\"} and [so on]{.own-analysis}.");
    let told = |waiver: &chancery::model::evidence::Waiver| (waiver.paragraph, waiver.own, waiver.reason.to_string());
    let told: Vec<_> = found.waivers.iter().map(told).collect();
    assert_eq!(told, [(Some(1), false, "Not found".into()), (Some(1), true, String::new())]);
}

#[test]
fn names_are_no_figures() {
    let report = "---\ntitle: R\ndate: 2025-01-02\nsummary: S.\n---\n\nThe Group of 77 met.\n\nThe G20 met.\n\nSome 77 met.\n";
    let actor = "---\nname: Group of 77\nkind: bloc\n---\n";
    let site = site(&[("content/reports/r/index.md", report), ("content/actors/g77.md", actor)]);
    let found = site.model.evidence(site.model.families[0].main).expect("evidence");
    assert_eq!(found.unsourced.iter().map(|gap| gap.paragraph).collect::<Vec<_>>(), [Some(2)]);
    let gap = &found.unsourced[0].at;
    assert_eq!(&report[gap.start as usize..gap.end as usize], "77");
}

#[test]
fn claims_judgements_sources_and_origins_are_counted() {
    let more = "claims:\n  - {at: some 40 people, evidence: [{source: b, is: supports}]}\n  - {at: some 50 people, evidence: [{source: c, is: contradicts}]}\n\
        key_judgements:\n  - {text: One., paragraphs: [p1]}\n  - {text: Two., paragraphs: [p2]}\n  - {text: Three., sources: [a]}\n";
    let (found, site) = evidence_with(more, "There were some 40 people.\n\nThere were some 50 people.");
    assert_eq!((found.sourced, found.unsourced.len()), (1, 1));
    assert_eq!((found.claims.supported, found.claims.of), (1, 2));
    assert_eq!((found.judgements.supported, found.judgements.of), (2, 3));
    let sources = site.model.sources_of(site.model.families[0].main);
    assert_eq!((sources.len(), site.model.origins(&sources)), (3, 1));
}

/// Every language with words of its own, and one without.
#[test]
fn other_languages_have_their_words() {
    for (language, text, wanted) in [
        ("es", "Según algunos, se mantiene.", 1),
        ("es", "Véase el párrafo 7 y el artículo 5.", 0),
        ("fr", "D'après eux, cela tient.", 1),
        ("de", "Laut Bericht hält es.", 1),
        ("ar", "وقال الوزير ذلك.", 1),
        ("tlh", "According to some, 40 people.", 1),
        ("tlh", "According to some, people.", 0),
    ] {
        let config = format!("title: T\nlanguage: {language}\n");
        let report = format!("---\ntitle: R\ndate: 2025-01-02\nsummary: S.\n---\n\n{text}\n");
        let site = site(&[("chancery.yaml", &config), ("content/reports/r/index.md", &report)]);
        let found = site.model.evidence(site.model.families[0].main).expect("evidence");
        assert_eq!(found.unsourced.len(), wanted, "{language}: {text}");
    }
}

/// An output of a site; empty if there is none.
fn output(site: &Site, path: &str) -> String {
    let bytes = site.route(path).and_then(|route| site.render_one(route).ok());
    String::from_utf8(bytes.unwrap_or_default()).expect("it is text")
}

const REPORT: &str = "---\ntitle: Water\ndate: 2025-01-02\nsummary: S.\n---\n\nSome 40 people came [@a; @b].\n\nIn all [some 50]{.uncited reason=\"The ministry <does> not count\"} left.\n\n[None will return.]{.own-analysis}\n\nSome 60 stayed.\n";

#[test]
fn the_page_quotes_what_has_no_source_and_why() {
    let site = site(&[("content/reports/water/index.md", REPORT)]);
    let page = output(&site, "/evidence/");
    for part in [
        "id=\"r-water\"",
        "href=\"../reports/water/#p2\"",
        "In all <mark>some 50</mark> left.",
        "The ministry &lt;does&gt; not count",
        "None will return.",
        "<a href=\"../reports/water/#p4\">4</a>",
        "data-label=\"Origins\">1<",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let report = output(&site, "/reports/water/");
    let line = "1 of 4 paragraphs with figures, dates, quotations or statements of others rest on a source, 1 is the author’s own analysis, \
                1 says what no source was found for, 1 remains unsourced.";
    assert!(report.contains(line) && report.contains("href=\"../../evidence/#r-water\""), "{report}");
    let data: serde_json::Value = serde_json::from_str(&output(&site, "/evidence/index.json")).expect("it is JSON");
    let first = &data["reports"][0];
    assert_eq!((&first["id"], &first["evidence"]["origins"]), (&"report:water".into(), &1.into()));
    assert_eq!(first["evidence"]["unsourced_paragraphs"], serde_json::json!(["4"]));
    assert_eq!(first["evidence"]["waivers"][0]["reason"], "The ministry <does> not count");
    let own: serde_json::Value = serde_json::from_str(&output(&site, "/reports/water/index.json")).expect("it is JSON");
    assert_eq!((&own["evidence"]["paragraphs"], &own["evidence"]["sourced"]), (&4.into(), &1.into()));
}

/// What is marked is told of wherever it stands; a report counts once.
#[test]
fn versions_and_translations_are_quoted_too() {
    let short = "---\ntitle: Water in short\nversion_title: Short\n---\n\nAll [came by 70 boats]{.uncited reason=\"Nobody wrote it down\"}.\n";
    let spanish = "---\ntitle: Agua\n---\n\nLlegaron [unos 80 barcos]{.own-analysis}.\n\nSe fueron 90.\n";
    let quiet = "---\ntitle: Agua\nversion_title: Breve\n---\n\nNada.\n";
    let site = site(&[
        ("content/reports/water/index.md", REPORT),
        ("content/reports/water/short.md", short),
        ("content/reports/water/index.es.md", spanish),
        ("content/reports/water/quiet.md", quiet),
    ]);
    let page = output(&site, "/evidence/");
    for part in [
        "All <mark>came by 70 boats</mark>.",
        "href=\"../reports/water/short/#p1\"",
        "Nobody wrote it down",
        "<blockquote lang=\"es\" dir=\"auto\">Llegaron <mark>unos 80 barcos</mark>.",
        "<a href=\"../es/reports/water/#p2\">2</a>",
        "<dt>Paragraphs</dt><dd>4</dd>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert_eq!((page.matches("id=\"r-water\"").count(), page.contains("Breve")), (1, false));
    let data: serde_json::Value = serde_json::from_str(&output(&site, "/evidence/index.json")).expect("it is JSON");
    let texts = &data["reports"][0]["texts"];
    let told = |at: usize| {
        (texts[at]["version"].as_str(), texts[at]["language"].as_str(), texts[at]["evidence"]["waivers"].as_array().map(Vec::len))
    };
    assert_eq!((texts.as_array().map(Vec::len), data["reports"].as_array().map(Vec::len)), (Some(3), Some(1)));
    assert!(
        (0..3).any(|at| told(at) == (Some("short"), Some("en"), Some(1)))
            && (0..3).any(|at| told(at) == (Some(""), Some("es"), Some(1)))
    );
}

/// Nothing leads to a page that is not there, and what a site has of its own stands.
#[test]
fn the_page_is_left_out_where_it_is_not_wanted() {
    let linked = |site: &Site| output(site, "/corrections/").contains("href=\"../evidence/\"");
    let with = site(&[("content/reports/water/index.md", REPORT)]);
    assert!(linked(&with) && with.route("/evidence/").is_some());
    let config = ("chancery.yaml", "title: T\nlanguage: en\nexports: {evidence: false}\n");
    let without = site(&[config, ("content/reports/water/index.md", REPORT)]);
    assert!(!linked(&without) && without.route("/evidence/").is_none() && without.route("/evidence/index.json").is_none());
    assert!(
        !output(&without, "/reports/water/").contains("evidence/")
            && !output(&without, "/reports/water/index.json").contains("evidence")
    );
    // Its address does not vanish with the last report.
    let empty = site(&[]);
    assert!(linked(&empty) && output(&empty, "/evidence/").contains("There are no papers yet."));
    let page = ("content/pages/evidence.md", "---\ntitle: Our evidence\n---\n\nOwn words.\n");
    let own = site(&[page, ("content/reports/water/index.md", REPORT)]);
    assert!(own.diagnostics.iter().all(|one| one.fault.rule != "same-path"));
    assert!(output(&own, "/evidence/").contains("Own words.") && !output(&own, "/reports/water/").contains("#r-water"));
}

/// A theme that was copied before there was the page has it from the built-in one.
#[test]
fn a_theme_that_does_not_know_the_page_has_it() {
    let files = [
        ("chancery.yaml", "title: T\nlanguage: en\ntheme: ours\n"),
        ("themes/ours/theme.yaml", "name: ours\n"),
        ("themes/ours/templates/report.html", "<main>{{ page.entry.title }}</main>"),
        ("themes/ours/templates/parts/evidence.html", "{% component odds(likelihood: map, @lang) %}{% endcomponent odds %}"),
        ("themes/ours/i18n/en.yaml", "language-name: English\n"),
        ("content/reports/water/index.md", REPORT),
    ];
    let site = site(&files);
    assert!(output(&site, "/evidence/").contains("In all <mark>some 50</mark> left."));
    assert_eq!(output(&site, "/reports/water/").trim(), "<main>Water</main>");
}

#[test]
fn a_report_that_is_not_public_is_not_told_of() {
    let draft = REPORT.replace("summary:", "status: draft\nsummary:").replace("Water", "Fire");
    let files = [("content/reports/water/index.md", REPORT), ("content/reports/fire/index.md", &draft)];
    for path in ["/evidence/", "/evidence/index.json"] {
        let text = output(&site(&files), path);
        assert!(text.contains("Water") && !text.contains("Fire") && !text.contains("fire"), "{path}: {text}");
    }
}

/// What a waiver says is on the page, also where it says as much as before.
#[test]
fn an_edit_of_what_is_quoted_is_a_change_of_lists() {
    let files = [
        ("chancery.yaml", "title: T\nlanguage: en\n"),
        ("content/sources/all.yaml", SOURCES),
        ("content/reports/water/index.md", REPORT),
    ];
    let mut session = Session::of(Files::from_memory(files), sandbox::settings(), Vec::new());
    let before = session.update([]);
    let path = FilePath::new("content/reports/water/index.md").expect("a path");
    let edits =
        [("some 50", "some 51"), ("None will return", "Some will return"), ("not count", "not tell"), ("Some 60", "Nobody")];
    let mut text = REPORT.to_string();
    let mut last = before;
    for (old, new) in edits {
        text = text.replace(old, new);
        let after = session.update([Change::Put(path.clone(), text.clone().into_bytes().into())]);
        let changed = after.changed_since(&last);
        assert!(changed.listings || changed.everything, "{old}");
        assert_ne!(output(&last, "/evidence/"), output(&after, "/evidence/"), "{old}");
        let fresh = Session::of((*after.files).clone(), sandbox::settings(), Vec::new()).update([]);
        assert_eq!(build::outputs(&after), build::outputs(&fresh), "{old}");
        last = after;
    }
    // What is written above only moves it; so do longer words in another paragraph.
    text = text.replace("Some 40 people came", "Some 40 people came by boat");
    let after = session.update([Change::Put(path.clone(), text.clone().into_bytes().into())]);
    let changed = after.changed_since(&last);
    assert!(!changed.listings && !changed.everything && !changed.pages.is_empty());
    assert_eq!(output(&last, "/evidence/"), output(&after, "/evidence/"));
}

/// Very much of everything comes to an end.
#[test]
fn hostile_texts_are_judged() {
    let many = 4000;
    let notes: String = (0..many).map(|at| format!("[^n{at}]: Note {at} [@a].\n")).collect();
    let texts = [
        "[9]{.uncited reason=x} ".repeat(many),
        (0..many).map(|at| format!("Some {at}[^n{at}].\n\n")).collect::<String>() + &notes,
        format!("{}9{}", "[".repeat(500), "]{.own-analysis}".repeat(500)),
        "p. ".repeat(many) + &"1 and ".repeat(many) + "then 2",
        format!("{}7 8", "x".repeat(200_000)),
        "1.".repeat(100_000),
        "“a b c d” ".repeat(many),
        "\u{660}\u{fffc}½".repeat(many),
    ];
    for (at, text) in texts.iter().enumerate() {
        let (found, site) = evidence_with("", text);
        assert!(found.checked() > 0 && output(&site, "/evidence/").contains("id=\"r-r\""), "{at}");
    }
}
