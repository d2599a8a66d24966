//! Pages in several languages: what leads to them, and which name means which record.

use crate::sandbox::{self, Sandbox};
use chancery::base::OutPath;
use chancery::session::{Session, Site, build};
use std::sync::Arc;

fn site(files: &[(&str, &str)]) -> Arc<Site> {
    let sandbox = Sandbox::with(files.iter().copied());
    Session::of(sandbox::files_of(sandbox.path()), sandbox::settings(), Vec::new()).update([])
}

#[test]
fn menu_and_foot_lead_to_the_page_in_the_readers_language() {
    let site = site(&[
        ("chancery.yaml", "title: Papers\nlanguage: en\nlanguages: [en, es]\nmenu:\n- {label: Of us, page: about}\n"),
        ("content/about.md", "---\ntitle: About us\nin_footer: true\n---\n\nText.\n"),
        ("content/about.es.md", "---\ntitle: De nosotros\nin_footer: true\n---\n\nTexto.\n"),
        ("content/only.md", "---\ntitle: Only here\nin_footer: true\n---\n\nText.\n"),
        ("content/reports/r/index.md", "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\n---\n\nText.\n"),
        ("content/reports/r/index.es.md", "---\ntitle: C\nsummary: D.\n---\n\nTexto.\n"),
    ]);
    let outputs = build::outputs(&site);
    let page = |path: &str| String::from_utf8_lossy(&outputs[&OutPath::new(path).unwrap()]).into_owned();
    let (english, spanish) = (page("reports/r/index.html"), page("es/reports/r/index.html"));
    assert!(english.contains("href=\"../../about/\"") && !english.contains("es/about/"), "{english}");
    assert!(spanish.contains("href=\"../../about/\"") || spanish.contains("es/about/"), "{spanish}");
    assert!(spanish.contains("De nosotros") && !spanish.contains("About us"), "{spanish}");
    assert!(english.contains("About us") && !english.contains("De nosotros"), "{english}");
    // What is written in one language is led to from all.
    assert!(english.contains("Only here") && spanish.contains("Only here"));
}

#[test]
fn a_name_of_two_records_says_where_to_declare_one() {
    for (folder, field, fields) in [
        ("events", "events", "title: The Accord\ndate: 2001-01-01\n"),
        ("places", "places", "name: The Accord\nsort: city\n"),
        ("glossary", "terms", "term: The Accord\ndefinition: X.\n"),
        ("actors", "actors", "name: The Accord\nsort: organisation\n"),
    ] {
        let record = format!("---\n{fields}summary: One.\n---\n");
        let (one, two) = (format!("content/{folder}/one.md"), format!("content/{folder}/two.md"));
        let site = site(&[
            ("chancery.yaml", "title: Papers\nlanguage: en\n"),
            (&one, &record),
            (&two, &record),
            ("content/reports/r/index.md", "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\n---\n\nThey spoke of The Accord.\n"),
        ]);
        let found = site.diagnostics.iter().find(|diagnostic| diagnostic.fault.rule == "ambiguous-mention");
        let help = found.and_then(|diagnostic| diagnostic.fault.help.clone()).unwrap_or_default();
        assert!(help.contains(&format!("in `{field}:`")), "{folder}: {help}");
    }
}

/// Records have one text, and names in several languages: pages use that of their own.
#[test]
fn pages_say_names_in_their_language_and_lead_to_texts_in_it() {
    let site = site(&[
        (
            "chancery.yaml",
            "title: T\nlanguage: en\nlanguages: [en, fr]\ntopics: {water: Water}\ntranslations: {fr: {topics: {water: L’eau}}}\n",
        ),
        (
            "content/actors/wb.md",
            "---\nname: World Bank\nkind: organisation\nnames: [{name: Banque mondiale, as: foreign, lang: fr}]\n---\n",
        ),
        ("content/glossary/t.md", "---\nterm: water tariff\ndefinition: A price.\nforeign: {fr: tarif de l’eau}\n---\n"),
        ("content/reports/a/index.md", "---\ntitle: Alpha\nsummary: B.\ndate: 2025-01-01\n---\n\nText.\n"),
        ("content/reports/a/index.fr.md", "---\ntitle: Alpha en français\nsummary: D.\n---\n\nTexte.\n"),
        ("content/reports/c/index.md", "---\ntitle: Gamma\nsummary: B.\ndate: 2025-03-01\n---\n\nText.\n"),
        (
            "content/reports/b/index.md",
            "---\ntitle: Beta\nsummary: B.\ndate: 2025-02-01\ntopics: [water]\nactors: [wb]\nterms: [t]\nsee_also: [a]\n---\n\nText of [[wb]] and a water tariff.\n",
        ),
        ("content/reports/b/index.fr.md", "---\ntitle: Bêta\nsummary: D.\n---\n\nTexte de [[wb]] et [[t]].\n"),
    ]);
    let outputs = build::outputs(&site);
    let page = |path: &str| String::from_utf8_lossy(&outputs[&OutPath::new(path).unwrap()]).into_owned();
    let (english, french) = (page("reports/b/index.html"), page("fr/reports/b/index.html"));
    assert!(!english.contains("Banque mondiale") && english.contains(">Water<"), "{english}");
    assert!(french.contains(">Banque mondiale<") && !french.contains(">World Bank"), "{french}");
    assert!(french.contains("tarif de l’eau") && !french.contains(">water tariff<"), "{french}");
    assert!(french.contains("L’eau"), "{french}");
    // What is before it and what to read next exist in French; what comes after does not, and says so.
    assert_eq!(french.matches("fr/reports/a/\">Alpha en français").count(), 2, "{french}");
    assert!(french.contains("reports/c/\" lang=\"en\" hreflang=\"en\">Gamma"), "{french}");
}

/// A file that is named as the translation of a record is no second record.
#[test]
fn records_are_not_translated() {
    let site = site(&[
        ("chancery.yaml", "title: T\nlanguage: en\nlanguages: [en, fr]\n"),
        ("content/actors/china.md", "---\nname: China\nkind: state\n---\n"),
        ("content/actors/china.fr.md", "---\nname: Chine\nkind: state\n---\n"),
        ("content/reports/a/index.md", "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\nactors: [china]\n---\n\nText.\n"),
    ]);
    let told: Vec<_> = site.diagnostics.iter().map(|one| (one.fault.rule, one.fault.help.clone().unwrap_or_default())).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "translated-record");
    assert!(told[0].1.contains("names: [{name: Chine, as: foreign, lang: fr}]"), "{told:?}");
    assert_eq!(site.model.of_kind(chancery::document::Kind::Actor).count(), 1);
}

/// A locale in another language than the site's is for all pages, a form of one of its languages for pages in that.
#[test]
#[cfg(feature = "citations")]
fn citations_speak_the_language_that_is_asked_for() {
    let source = "---\ntitle: Audit\ntype: chapter\nauthor: [{family: Ríos, given: Z}]\neditor: [{family: Paz, given: O}]\n\
        container-title: Book\nissued: 2024-03-05\npublisher: Court\nURL: https://x.org/a\naccessed: 2025-01-02\n---\n";
    let report = "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\n---\n\nText [@audit].\n";
    let references = |config: &str| -> [String; 2] {
        let site = site(&[
            ("chancery.yaml", &format!("title: T\nlanguage: en-GB\nlanguages: [en-GB, es]\ncitation: {{style: apa, {config}}}\n")),
            ("content/sources/audit.md", source),
            ("content/reports/r/index.md", report),
            ("content/reports/r/index.es.md", report),
        ]);
        let outputs = build::outputs(&site);
        ["reports/r/index.html", "es/reports/r/index.html"].map(|path| {
            let text = String::from_utf8_lossy(&outputs[&OutPath::new(path).unwrap()]).into_owned();
            let from = text.find("id=\"src-audit\"").expect("a list of sources");
            text[from..].split("</li>").next().unwrap().to_string()
        })
    };
    let [english, spanish] = references("locale: en-GB");
    assert!(english.contains(" In ") && spanish.contains(" En "), "{english}{spanish}");
    let [first, second] = references("locale: de-DE");
    assert!(first.contains("Hrsg.") && second.contains("Hrsg."), "{first}{second}");
    let told = |tag: &str| {
        let site = site(&[("chancery.yaml", &format!("title: T\ncitation: {{style: apa, locale: {tag}}}\n"))]);
        site.diagnostics.iter().find(|one| one.fault.rule == "unknown-language").map(|one| one.fault.clone())
    };
    let fault = told("xx").expect("it is told");
    assert_eq!(fault.range, 40..42);
    assert!(fault.help.is_some());
    // What falls back to another form of the same language is known.
    assert!(told("de-LU").is_none() && told("fr").is_none());
}

#[test]
fn a_glossary_stands_in_the_letters_of_its_language() {
    let site = site(&[
        ("chancery.yaml", "title: T\nlanguage: ja\n"),
        ("content/glossary/a.md", "---\nterm: 経済\nsort_name: けいざい\ndefinition: A.\n---\n"),
        ("content/glossary/b.md", "---\nterm: カフェ\ndefinition: B.\n---\n"),
        ("content/glossary/c.md", "---\nterm: 漢字\ndefinition: C.\n---\n"),
        ("content/places/p.md", "---\nname: 東京\nsort_name: とうきょう\n---\n"),
    ]);
    let outputs = build::outputs(&site);
    let page = String::from_utf8_lossy(&outputs[&OutPath::new("glossary/index.html").unwrap()]).into_owned();
    let at = |text: &str| page.rfind(text).unwrap_or_else(|| panic!("no {text} in {page}"));
    assert!(at("カフェ") < at("経済") && at("経済") < at("漢字"), "in the order of their readings");
    assert!(page.contains("href=\"#group-か\"") && !page.contains("href=\"#group-カ\"") && page.contains("href=\"#group-漢\""));
    let letters = page.split("class=\"letters\"").nth(1).unwrap().split("</ul>").next().unwrap();
    assert!(letters.contains(">わ<") && !letters.contains(">Q<"), "{letters}");
}

#[test]
fn a_word_of_another_language_says_how_it_is_looked_for_in_this_one() {
    let report = "---\ntitle: A\nsummary: B.\ndate: 2025-01-01\nterms: [wende]\n---\n\nThe Zeitenwende, at that location.\n";
    let told = |foreign: &str| -> Vec<(&'static str, String)> {
        let site = site(&[
            ("chancery.yaml", "title: T\nlanguage: en\n"),
            ("content/glossary/location.md", "---\nterm: location\nlanguage: fr\ndefinition: Rent.\n---\n"),
            ("content/glossary/wende.md", &format!("---\nterm: Zeitenwende\nlanguage: de\n{foreign}definition: A turn.\n---\n")),
            ("content/reports/r/index.md", report),
        ]);
        let faults = site.diagnostics.iter().filter(|one| one.fault.rule.starts_with("unused-"));
        faults.map(|one| (one.fault.rule, one.fault.help.as_deref().unwrap_or_default().to_string())).collect()
    };
    let without = told("");
    assert_eq!(without.iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), ["unused-record", "unused-term"]);
    assert!(without[0].1.contains("`foreign: {en: location}`") && without[1].1.contains("`foreign: {en: …}`"), "{without:?}");
    assert_eq!(told("foreign: {en: Zeitenwende}\n").len(), 1);
}

/// The body and the front matter of a page have the marks of its language, whether its name or its front matter says it.
#[test]
fn straight_marks_become_those_of_the_language() {
    let report = |title: &str, more: &str, text: &str| {
        format!("---\ntitle: '{title}'\nsummary: S. \"t\"\ndate: 2025-01-01\n{more}---\n\n{text}\n")
    };
    let files = [
        ("content/reports/r/index.md", report("Der \"Tarif\"", "subtitle: 'Ein \"Bericht\"'\n", "Er sagt: \"Das ist 'neu'.\"")),
        ("content/reports/r/index.fr.md", report("Le \"tarif\"", "subtitle: Après\n", "Il dit \"bonjour\".")),
        ("content/reports/r/index.zh-Hans.md", report("\"水\"", "", "他说\"你好\"然后离开。")),
        ("content/reports/e/index.md", report("An \"E\"", "language: en\n", "He said \"no\".")),
    ];
    let config = [("chancery.yaml", "title: T\nlanguage: de\nlanguages: [de, en, fr, zh-Hans]\n")];
    let site = site(&config.into_iter().chain(files.iter().map(|(path, text)| (*path, text.as_str()))).collect::<Vec<_>>());
    let outputs = build::outputs(&site);
    for (path, wanted) in [
        ("reports/r", ["<h1>Der „Tarif“</h1>", "Ein „Bericht“", "Er sagt: „Das ist ‚neu‘.“"].map(String::from)),
        (
            "fr/reports/r",
            ["<h1>Le «\u{202f}tarif\u{202f}»</h1>", "Le «\u{202f}tarif\u{202f}»\u{a0}: Après", "Il dit «\u{202f}bonjour\u{202f}»."]
                .map(String::from),
        ),
        ("zh-Hans/reports/r", ["<h1>“水”</h1>", "S. “t”", "他说“你好”然后离开。"].map(String::from)),
        ("en/reports/e", ["<h1>An “E”</h1>", "S. “t”", "He said “no”."].map(String::from)),
    ] {
        let html = String::from_utf8_lossy(&outputs[&OutPath::new(&format!("{path}/index.html")).unwrap()]).into_owned();
        for text in wanted {
            assert!(html.contains(&text), "{path}: {text} in {html}");
        }
    }
}
