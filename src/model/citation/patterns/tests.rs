use super::super::positions::Position;
use super::super::reading::{Cite, One};
use super::super::{cuts, engine, style};
use super::even::{is_even, is_even_text, is_plain_address, is_steady, is_steady_end};
use super::shape::words;
use super::*;
use serde_json::json;
use std::cell::Cell;

const TITLES: [&str; 31] = [
    "Annual report on ports (no. 1)",
    "State of things (to come at)",
    "Ports (Oslo) and rivers (DNA)",
    "The end)",
    "A list ((of) lists)",
    "Report on the ports of the Republic",
    "A history of the river",
    "the state of things to come",
    "World report 2024",
    "2024 in review",
    "Prisons: a survey of the facts, and of what is left out",
    "DNA, WikiLeaks and the iPhone in court",
    "AUDIT OF THE MINISTRY",
    "Women and men in parliament (second edition revised",
    "Budget, staff; change",
    "Annual report no. 7 of the court",
    "Self-report of anti-corruption bodies in Spain/Portugal",
    "Informe sobre la situación de los derechos",
    "Übersicht über die Häfen",
    "Перевод закона о портах",
    "Is it so?",
    "“Dams” & debts",
    "It’s the law",
    "Ends with a stop.",
    "A <i>sic</i> in the title",
    "What is at",
    "of",
    "X",
    "Vol. 3",
    "U.S. ports in 1999-2004 and 10",
    "qzxa of qzx",
];
const HOUSES: [&str; 7] =
    ["United Nations", "the Press of the University", "ICRC", "Ministry of Water (Oslo)", "Press 2000", "B&B", "de facto"];
const PAGES: [&str; 5] =
    ["https://a.example/1", "http://b.example/x/y-z", "https://c.example/?q=1&r=2", "https://d.example/", "https://e.example/a..b"];

/// Works of a few shapes with every sort of value.
fn works() -> Vec<Work> {
    let shapes = [
        json!({ "type": "report", "title": "", "publisher": "", "issued": 0, "URL": "" }),
        json!({ "type": "report", "title": "", "author": "", "issued": 0 }),
        json!({ "type": "book", "title": "", "author": "", "publisher": "", "publisher-place": "", "issued": 0, "edition": "2" }),
        json!({ "type": "webpage", "title": "", "container-title": "", "author": "", "URL": "", "accessed": { "date-parts": [[2024, 2, 3]] } }),
        json!({ "type": "article-journal", "title": "", "author": [{ "family": "Zuma", "given": "Ada" }], "container-title": "", "volume": "3", "page": "4-9", "issued": 0 }),
        json!({ "type": "hearing", "title": "", "authority": "", "event-title": "", "issued": { "date-parts": [[2001, 3, 4]] } }),
        json!({ "type": "legal_case", "title": "", "authority": "", "issued": 0 }),
    ];
    let mut works = dated();
    for (number, shape) in shapes.iter().enumerate() {
        for at in 0..TITLES.len() {
            let mut json = shape.as_object().cloned().unwrap();
            let pick = |list: &[&'static str], step: usize| list[(at * step + number) % list.len()];
            for (name, value) in json.iter_mut() {
                *value = match name.as_str() {
                    "type" | "edition" | "volume" | "page" | "accessed" => continue,
                    "issued" if value.is_object() => continue,
                    "issued" => json!({ "date-parts": [[1990 + (at * 3 + number) % 40]] }),
                    "author" if value.is_array() => continue,
                    "author" => json!([{ "literal": pick(&HOUSES, 3) }]),
                    "URL" => pick(&PAGES, 1).into(),
                    "publisher" | "publisher-place" | "authority" => pick(&HOUSES, 2).into(),
                    _ => pick(&TITLES, if name == "title" { 1 } else { 5 }).into(),
                };
            }
            json.insert("id".into(), format!("w{number}-{at}").into());
            works.push(Work { key: format!("w{number}-{at}"), json });
        }
    }
    works
}

/// Works with whole dates: every day of two months, some with another date or a volume that has the same figures.
fn dated() -> Vec<Work> {
    let others = [json!({}), json!({ "accessed": { "date-parts": [[2024, 2, 26]] } }), json!({ "volume": "6", "page": "26-29" })];
    let mut works = Vec::new();
    for (number, other) in others.iter().enumerate() {
        for (month, days) in [(2, 29), (8, 31)] {
            for day in 1..=days {
                let mut json = other.as_object().cloned().unwrap();
                let title = ["Informe de agosto 6", "World report", "Report of February 26"][(day / 11) as usize];
                json.insert("type".into(), ["article-newspaper", "webpage", "article-journal"][number].into());
                json.insert("title".into(), title.into());
                json.insert("container-title".into(), "The Times".into());
                json.insert("author".into(), json!([{ "literal": "Ministry of Water" }]));
                json.insert("issued".into(), json!({ "date-parts": [[2024, month, day]] }));
                works.push(Work { key: format!("d{number}-{month}-{day}"), json });
            }
        }
    }
    works
}

/// Every text is what the engine alone makes of it; of places in works, those in every `step`th.
fn hold(name: &str, language: &str, step: usize) {
    let style = style::named(name).unwrap();
    let id = Hash::of_parts(&[b"patterns", name.as_bytes()]);
    let cuts = cuts::of(id, &style);
    let pieces = cuts.pieces();
    for (at, work) in works().into_iter().enumerate() {
        let forms = [Form::Html, Form::Plain];
        let make = |work: &Work, _: &str| {
            Some(engine::Engine::new(&cuts.style(cuts::Part::Entries, &[work]), language, vec![work]).alone(0, &forms))
        };
        let by_pattern = Frame::of(id, language, &work).texts(&forms, make);
        let itself = engine::Engine::new(&style, language, vec![&work]).alone(0, &forms);
        assert_eq!(by_pattern, Some(itself), "{name} {language} {:?}", work.json);
        if !cuts.is_alone() || at % step != 0 {
            continue;
        }
        // The whole, and places in it that are one number and that are not.
        let another = Work { key: "another".into(), json: works()[0].json.clone() };
        let first = Position::FIRST.among(cuts.asks(&work));
        for (position, locator) in [(first, ""), (first, "26"), (first, "937"), (first, "8-9")] {
            let one = One { locator: locator.into(), ..One::default() };
            let make = |work: &Work, locator: &str| {
                let one = One { locator: locator.into(), ..One::default() };
                Some(vec![engine::Engine::new(&style, language, vec![work]).with_pieces(&pieces).cited(&one, position)])
            };
            let by_pattern = Frame::at(id, language, &work, "", locator).texts(&[Form::Cited(position)], make);
            let cite = Cite { items: vec![one], note: 1, ..Cite::default() };
            let itself = engine::Engine::new(&style, language, vec![&work, &another]).run(&[cite], &[]).citations.remove(0);
            let itself = if itself.note.is_empty() { itself.text } else { itself.note };
            assert_eq!(by_pattern, Some(vec![itself]), "{name} {language} {locator} {:?}", work.json);
        }
    }
}

#[test]
fn texts_by_pattern_are_the_engines_letter_by_letter() {
    for (name, language) in [
        ("chicago-author-date", "en-GB"),
        ("apa", "es"),
        ("chicago-notes", "en-US"),
        ("ieee", "fr"),
        ("modern-language-association", "de"),
    ] {
        hold(name, language, 3);
    }
}

proptest::proptest! {
    #[test]
    fn texts_of_plain_letters_are_even_as_all_others_are(text in "([A-Ca-c0-9]|[ ,/:.;()-]|[&é\"!]){0,12}|[a-z(]{0,3}\\)") {
        proptest::prop_assert_eq!(is_even(&text), is_even_text(&text), "{:?}", text);
    }

    #[test]
    fn figures_are_as_steady_as_other_figures(text in "[0-9]{1,20}", marked: bool) {
        proptest::prop_assert_eq!(is_steady_end(&text, marked), is_steady_end("8", marked), "{}", text);
    }
}

#[test]
fn the_engine_is_asked_for_a_shape_three_times() {
    let style = style::named("chicago-author-date").unwrap();
    let asked = Cell::new(0);
    let even = TITLES.iter().filter(|title| is_even(title) && is_steady(title, true)).zip(1990..);
    for (title, year) in even.clone() {
        let json = json!({ "type": "report", "title": title, "publisher": "United Nations", "issued": { "date-parts": [[year]] } });
        let work = Work { key: format!("key-{year}"), json: json.as_object().cloned().unwrap() };
        // What stands in begins and ends as the words do, so the shape is that of words with a capital and a letter.
        if title.starts_with(char::is_uppercase) && title.ends_with(char::is_alphabetic) {
            let made = Frame::of(Hash::of(b"three times"), "en", &work).texts(&[Form::Html], |work, _| {
                asked.set(asked.get() + 1);
                Some(engine::Engine::new(&style, "en", vec![work]).alone(0, &[Form::Html]))
            });
            assert!(made.unwrap()[0].contains(&format!("{year}. ")));
        }
    }
    assert_eq!(asked.get(), 3);
    assert!(even.count() > 12);
}

#[test]
fn days_of_one_month_are_one_shape() {
    let style = style::named("chicago-author-date").unwrap();
    let asked = Cell::new(0);
    for day in 14..=20 {
        let json =
            json!({ "type": "webpage", "title": "Ports", "publisher": "Press", "issued": { "date-parts": [[2020, 5, day]] } });
        let work = Work { key: format!("key-{day}"), json: json.as_object().cloned().unwrap() };
        let made = Frame::of(Hash::of(b"days"), "en-US", &work).texts(&[Form::Html], |work, _| {
            asked.set(asked.get() + 1);
            Some(engine::Engine::new(&style, "en-US", vec![work]).alone(0, &[Form::Html]))
        });
        assert!(made.as_ref().unwrap()[0].contains(&format!("May {day}")), "{made:?}");
    }
    assert_eq!(asked.get(), 3);
}

/// All styles of the archive: minutes in a debug build.
#[test]
#[ignore = "long: cargo test --release texts_by_pattern_of_every_style -- --ignored"]
fn texts_by_pattern_of_every_style_are_the_engines() {
    for style in hayagriva::archive::ArchivedStyle::all() {
        for language in ["en-US", "fr"] {
            hold(style.names()[0], language, 1);
        }
    }
}

#[test]
fn a_stand_in_shows_its_case() {
    for text in ["The text", "the text", "7 texts", "Texts of 2010"] {
        let stand_in = words(text, 'a');
        let all: Vec<String> = LETTERS[..6].iter().map(|letters| letters.of(&stand_in)).collect();
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{stand_in}: {one}");
        }
    }
}

#[test]
fn what_could_be_treated_otherwise_is_not_taken_out() {
    for text in ["Why?", "a) x)", "x (a.)", "“Dams”", "a & b", "<i>x</i>", "x.", " x", "2010", "a  b"] {
        assert!(!is_even(text), "{text}");
    }
    for text in ["https://a.example/?x=1", "ftp://a.example/x", "https://a.example/x.", "javascript:x"] {
        assert!(!is_plain_address(text), "{text}");
    }
}

#[test]
fn only_small_words_at_the_end_are_unsteady() {
    for text in ["Report 2019/152", "The ports", "Ports (no. 2)", "World report 2024", "The DNA", "Ríos", "река"] {
        assert!(is_steady(text, true), "{text}");
    }
    for text in ["What is at", "Things (what is at)", "What is At", "To come to"] {
        assert!(!is_steady(text, true), "{text}");
    }
    // Of a title all in capitals the style makes what it likes.
    assert!(!is_steady("AUDIT OF THE MINISTRY", true) && is_steady("DNA", true));
    // Without marks an acronym may lose its capitals by what stands behind it.
    assert!(!is_steady("The DNA", false));
}

#[test]
fn a_stand_in_that_stands_against_a_letter_is_no_place() {
    let taken = [Taken { variable: "issued", value: "2010".into(), stand_in: YEAR.into(), marked: false }];
    assert!(Pattern::read("(8713a)", Form::Html, &taken).is_none());
    assert!(Pattern::read("(8713, 8713)", Form::Html, &taken).is_some());
    assert_eq!(Pattern::read("(8713)", Form::Html, &taken).map(|pattern| pattern.filled(&taken)).as_deref(), Some("(2010)"));
    assert!(Pattern::read("(QZX)", Form::Html, &taken).is_none());
}

const WORDS_OF_TITLES: [&str; 34] = [
    "the",
    "of",
    "at",
    "on",
    "a",
    "and",
    "between",
    "Report",
    "state",
    "Ports",
    "DNA",
    "WikiLeaks",
    "iPhone",
    "2019",
    "S/RES/2699",
    "anti-corruption",
    "Self-Report",
    "U.S.",
    "no.",
    "v",
    "Río",
    "Übersicht",
    "закон",
    "(revised",
    "edition)",
    "part:",
    "end,",
    "facts;",
    "x",
    "I",
    "II",
    "de",
    "1999-2004",
    "New",
];

proptest::proptest! {
    /// Titles of any words, three of a shape, so that the last is filled in.
    #[test]
    fn any_title_by_pattern_is_the_engines(
        titles in proptest::collection::vec(proptest::collection::vec(0..WORDS_OF_TITLES.len(), 1..7), 3),
        year in 1000_i64..3000,
        style in 0_usize..5,
        spanish in proptest::bool::weighted(0.2),
    ) {
        let name = ["chicago-notes", "chicago-author-date", "apa", "modern-language-association", "ieee"][style];
        let language = if spanish { "es" } else { "en-GB" };
        let id = Hash::of_parts(&[b"any", name.as_bytes()]);
        let cuts = cuts::of(id, &style::named(name).unwrap());
        let forms = [Form::Html, Form::Plain];
        for titles in titles.windows(2).flat_map(|pair| [pair, pair]) {
            let [title, house] = [0, 1].map(|at| titles[at].iter().map(|word| WORDS_OF_TITLES[*word]).collect::<Vec<_>>().join(" "));
            let json = json!({
                "type": "report", "title": title, "publisher": house, "issued": { "date-parts": [[year]] },
                "author": [{ "literal": house }], "URL": format!("https://a.example/{year}"),
            });
            let work = Work { key: format!("k{year}"), json: json.as_object().cloned().unwrap() };
            let make = |work: &Work, _: &str| {
                Some(engine::Engine::new(&cuts.style(cuts::Part::Entries, &[work]), language, vec![work]).alone(0, &forms))
            };
            let made = Frame::of(id, language, &work).texts(&forms, make);
            proptest::prop_assert_eq!(made, make(&work, ""), "{} {:?}", name, work.json);
        }
    }
}
