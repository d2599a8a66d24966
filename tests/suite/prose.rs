//! What editors mark in prose: on sentences of several languages, just the words that are meant, and none beside them.

use chancery::files::Files;
use chancery::model::Settings;
use chancery::session::Session;
use std::collections::BTreeMap;

/// What the rules of `prose` and their like mark in a report of 19 June 2025: the rule and the words that are underlined.
fn marked(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let mut all: BTreeMap<String, String> = files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    all.entry("chancery.yaml".into()).or_insert_with(|| CONFIG.to_string());
    let settings = Settings { today: (2026, 1, 1), drafts: false, base_url: None };
    let site = Session::of(Files::from_memory(all.clone()), settings, Vec::new()).update([]);
    let told = site.diagnostics.iter().filter(|one| RULES.contains(&one.fault.rule));
    told.map(|one| {
        let text = &all[one.path.as_str()];
        (one.fault.rule, text[one.fault.range.start as usize..one.fault.range.end as usize].to_string())
    })
    .collect()
}

const CONFIG: &str = "title: T\nlanguage: en\nlanguages: [en, es, fr, de, ar]\nrules: {prose: warn, single-origin: warn}\n";
const RULES: [&str; 9] = [
    "vague-time",
    "vague-attribution",
    "unexplained-acronym",
    "unused-acronym",
    "long-sentence",
    "vague-link",
    "lapsed-title",
    "single-origin",
    "old-source",
];

fn report(text: &str) -> String {
    format!("---\ntitle: R\ndate: 2025-06-19\nsummary: S.\n---\n{text}\n")
}

/// In a text of one language.
fn words(language: &str, text: &str) -> Vec<(&'static str, String)> {
    let text = format!("---\ntitle: R\ndate: 2025-06-19\nsummary: S.\nlanguage: {language}\n---\n{text}\n");
    marked(&[("content/reports/r/index.md", &text)])
}

fn assert_marks(language: &str, text: &str, expected: &[(&str, &str)]) {
    let found = words(language, text);
    let found: Vec<(&str, &str)> = found.iter().map(|(rule, words)| (*rule, words.as_str())).collect();
    assert_eq!(found, expected, "{language}: {text}");
}

#[test]
fn words_that_do_not_say_when() {
    for (language, text, expected) in [
        ("en", "Prices have *recently* doubled. Currently nobody pays.", &["recently", "Currently"][..]),
        ("en", "They rose so far this year, and today more than ever.", &["so far this year", "today"]),
        (
            "en",
            "It was as recently as 2015 that USA Today wrote so. In the last year of the war, and the next year, it ended.",
            &[],
        ),
        ("en", "\"We pay today,\" he said. `today` and [today](https://example.org/today) are none.\n\n> It falls today.", &[]),
        ("en", "## Today\n\n| Today |\n|---|\n| today |\n\nNone.", &[]),
        // These say when, as far as it is known.
        ("en", "It began in mid-2024 or late 2024; in early 2025, and in the spring of 2025, it ended.", &[]),
        ("es", "Empezó a mediados de 2024 y terminó a finales de 2024.", &[]),
        ("es", "Últimamente los precios subieron; el año pasado bajaron.", &["Últimamente", "el año pasado"]),
        ("fr", "Aujourd’hui, les prix montent. L'an dernier aussi.", &["Aujourd’hui", "L'an dernier"]),
        (
            "de",
            "Derzeit steigen die Preise, wie in den letzten Jahren. Von heute ist nichts.",
            &["Derzeit", "in den letzten Jahren", "heute"],
        ),
        ("ar", "ارتفعت الأسعار مؤخرا.", &["مؤخرا"]),
        ("tlh", "recently today", &[]),
    ] {
        let expected: Vec<(&str, &str)> = expected.iter().map(|words| ("vague-time", *words)).collect();
        assert_marks(language, text, &expected);
    }
}

#[test]
fn views_of_nobody() {
    for (language, text, expected) in [
        ("en", "Critics say that it fails. It is widely believed, too.", &["Critics say", "is widely believed"][..]),
        ("en", "Critics say so [see](https://example.org/critics). Critics say so.[^1]\n\n[^1]: Ruiz, for one.", &[]),
        ("en", "> Critics say so.\n\n\"Critics say so,\" he wrote.", &[]),
        ("es", "Algunos analistas lo dudan.", &["Algunos analistas"]),
        ("fr", "De nombreux experts en doutent.", &["De nombreux experts"]),
        ("de", "Kritiker sagen, es sei zu spät.", &["Kritiker sagen"]),
    ] {
        let expected: Vec<(&str, &str)> = expected.iter().map(|words| ("vague-attribution", *words)).collect();
        let found: Vec<_> = words(language, text).into_iter().filter(|(rule, _)| *rule == "vague-attribution").collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(rule, words)| (*rule, words.as_str())).collect();
        assert!(found.len() == expected.len(), "{language}: {text}: {found:?}");
        assert!(found.iter().zip(&expected).all(|(found, wanted)| found.1.ends_with(wanted.1)), "{found:?}");
    }
}

#[test]
fn acronyms_are_written_out_where_they_stand_first() {
    for (text, expected) in [
        ("The PNC came. The PNC left.", &[("unexplained-acronym", "PNC")][..]),
        ("The National Civil Police (PNC) came. The PNC left. PNC's men too.", &[]),
        ("The PNC (National Civil Police) came; the FGR, the Fiscalía General de la República, too. FGR and PNC left.", &[]),
        ("The National Civil Police (the “PNC”) came.", &[("unused-acronym", "(the “PNC”)")]),
        ("The EU, NATO and the US met in Part IV. The MS-13 did not; nor did the G20 or `PNC`.", &[]),
        ("\"The PNC came,\" he said.\n\n> PNC!\n\n| PNC |\n|---|\n| PNC |", &[]),
        ("THE PNC CAME. JD Vance came.", &[]),
        ("NGOs and O.A.S. staff left.", &[("unexplained-acronym", "NGOs"), ("unexplained-acronym", "O.A.S")]),
    ] {
        assert_marks("en", text, expected);
    }
    // A record that has the acronym as a name explains it once it was named in full; one that is called so by everybody needs none.
    let actors = [
        (
            "content/actors/police.md",
            "---\nname: National Civil Police\nkind: organisation\nnames: [{name: PNC, as: acronym}]\n---\n",
        ),
        ("content/actors/brics.md", "---\nname: BRICS\nkind: bloc\n---\n"),
        ("content/actors/oas-council.md", "---\nname: OAS Permanent Council\nkind: organisation\n---\n"),
    ];
    for (text, expected) in [
        ("The National Civil Police came. The PNC left, with BRICS and the OAS Permanent Council.", &[][..]),
        ("The PNC came. The National Civil Police left.", &[("unexplained-acronym", "PNC")]),
    ] {
        let mut files = actors.to_vec();
        let text = report(text);
        files.push(("content/reports/r/index.md", &text));
        let found = marked(&files);
        let found: Vec<(&str, &str)> = found.iter().map(|(rule, words)| (*rule, words.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }
    let text = report("The OAS met the IMF.");
    let known = format!("{CONFIG}acronyms: [O.A.S.]\n");
    let found = marked(&[("content/reports/r/index.md", &text), ("chancery.yaml", &known)]);
    assert_eq!(found, [("unexplained-acronym", "IMF".to_string())]);
}

#[test]
fn titles_hold_on_the_day_of_the_report() {
    let records = [
        (
            "content/actors/ruiz.md",
            "---\nname: Ana Ruiz\nkind: person\nnames: [{name: Ruiz, as: short}]\nposts:\n  - {post: president, from: 2017-03-01, to: 2021-03-01}\n  \
             - {post: vice, from: 2013, to: 2017-03-01}\n---\n",
        ),
        (
            "content/actors/paz.md",
            "---\nname: José Paz\nkind: person\nposts:\n  - {post: president, from: 2021-03-01, to: ..}\n---\n",
        ),
        ("content/actors/sol.md", "---\nname: Eva Sol\nkind: person\nposts:\n  - {post: minister, from: 2025-09, to: ..}\n---\n"),
        (
            "content/actors/old.md",
            "---\nname: Max Alt\nkind: person\ndied: 1990\nposts:\n  - {post: president, from: 1970, to: 1974}\n---\n",
        ),
        (
            "content/actors/president.md",
            "---\nname: President of Aldania\nkind: office\nnames: [{name: presidenta de Aldania, as: foreign, lang: es}]\n---\n",
        ),
        ("content/actors/vice.md", "---\nname: Vice President of Aldania\nkind: office\n---\n"),
        ("content/actors/minister.md", "---\nname: Minister of Foreign Affairs\nkind: office\n---\n"),
    ];
    for (text, expected) in [
        ("It was President Ana Ruiz who asked.", &["President Ana Ruiz"][..]),
        (
            "Ana Ruiz came. President Ruiz asked, and the President of Aldania Ana Ruiz too.",
            &["President Ruiz", "President of Aldania Ana Ruiz"],
        ),
        ("It was then Vice President Ana Ruiz, and former president Ana Ruiz; ex-President Ana Ruiz.", &[]),
        ("In 2019 President Ana Ruiz asked.", &[]),
        ("In 2023 President Ana Ruiz asked.", &["President Ana Ruiz"]),
        ("President José Paz and President Max Alt met.", &[]),
        (
            "Foreign Affairs Minister Eva Sol, or Minister of Foreign Affairs Eva Sol.",
            &["Minister Eva Sol", "Minister of Foreign Affairs Eva Sol"],
        ),
        ("Vice President Ana Ruiz asked.", &["Vice President Ana Ruiz"]),
        ("\"President Ana Ruiz asked,\" he said. The president, Ana Ruiz, and Deputy President Ana Ruiz.", &[]),
        ("La presidenta Ana Ruiz.", &["presidenta Ana Ruiz"]),
    ] {
        let mut files = records.to_vec();
        let report = report(text);
        files.push(("content/reports/r/index.md", &report));
        let expected: Vec<(&str, String)> = expected.iter().map(|words| ("lapsed-title", words.to_string())).collect();
        assert_eq!(marked(&files), expected, "{text}");
    }
    // The day as of which titles hold may be another.
    let report = "---\ntitle: R\ndate: 2025-06-19\nabout_date: 2020\nsummary: S.\n---\nPresident Ana Ruiz asked.\n";
    let mut files = records.to_vec();
    files.push(("content/reports/r/index.md", report));
    assert!(marked(&files).is_empty());
}

#[test]
fn very_many_marks_in_one_paragraph_take_no_time_without_end() {
    // Quadratic work on these takes minutes.
    let many = |words: &str| report(&words.repeat(10_000));
    let acronyms: String = (0..26 * 26 * 26).map(|at| format!("({}", letters(at))).collect::<Vec<_>>().join(" ");
    for (text, least) in [
        (many("critics say and "), 10_000),
        (many("Critics say so. "), 10_000),
        (many("recently "), 10_000),
        (report(&acronyms), 10_000),
    ] {
        assert!(marked(&[("content/reports/r/index.md", &text)]).len() >= least);
    }
    let person = "---\nname: Ana Ruiz\nkind: person\nposts: [{post: president, from: 2017, to: 2021}]\n---\n";
    let office = "---\nname: President\nkind: office\n---\n";
    let text = many("President Ana Ruiz 2016 and ");
    let files =
        [("content/actors/ruiz.md", person), ("content/actors/president.md", office), ("content/reports/r/index.md", &*text)];
    assert_eq!(marked(&files).iter().filter(|(rule, _)| *rule == "lapsed-title").count(), 10_000);
}

/// The letters of a number: `AAA`, `AAB` …
fn letters(at: usize) -> String {
    [at / 676 % 26, at / 26 % 26, at % 26].iter().map(|at| char::from(b'A' + *at as u8)).collect()
}

#[test]
fn sections_that_rest_on_one_origin() {
    let head = "---\ntitle: R\ndate: 2025-06-19\nsummary: S.\nsources:\n  - {id: a, type: report, title: A, author: [{literal: A}], issued: 2024}\n  \
                - {id: b, type: report, title: B, author: [{literal: B}], issued: 2024, derived_from: [a]}\n  \
                - {id: c, type: report, title: C, author: [{literal: C}], issued: 2024}\n---\n";
    for (text, expected) in [
        ("## One\n\nX [@a].\n\nY [@b].\n\n### Sub\n\nZ [@a].\n\n## Two\n\nV [@c].", &["## One"][..]),
        ("## One\n\nX [@a].\n\nY [@c].\n\nZ [@b].", &[]),
        ("## One\n\nX [@a].\n\nY [@b].", &[]),
        ("X [@c].\n\nY [@c].\n\nZ.[^1]\n\n[^1]: In [@c].", &["X [@c]."]),
    ] {
        let text = format!("{head}{text}\n");
        let found = marked(&[("content/reports/r/index.md", &text)]);
        let found: Vec<&str> = found.iter().map(|(_, words)| words.trim_end()).collect();
        assert_eq!(found, expected, "{text}");
    }
}
