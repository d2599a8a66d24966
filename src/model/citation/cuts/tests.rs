use super::super::reading::One;
use super::super::{Form, Library, Setup};
use super::*;
use crate::model::PageId;
use serde_json::json;

const ENTRY: [Form; 2] = [Form::Html, Form::Plain];

fn works() -> Vec<Work> {
    let year = |year: i64| json!({ "date-parts": [[year]] });
    let person = |family: &str, given: &str| json!([{ "family": family, "given": given }]);
    let all = [
        json!({ "type": "report", "title": "Audit of the ports", "publisher": "Harbour Office", "issued": year(2019), "URL": "https://a.example/1" }),
        json!({ "type": "report", "title": "Budgets", "author": [{ "literal": "Ministry of Water" }], "issued": year(2021) }),
        json!({ "type": "book", "title": "On rivers", "author": person("Zuma", "Ada"), "issued": year(2001), "publisher": "Press", "publisher-place": "Oslo" }),
        json!({ "type": "article-journal", "title": "“Dams” & debts", "author": person("Aas", "Bo"), "container-title": "Journal", "volume": "3", "page": "4-9", "issued": year(2010), "DOI": "10.1000/x" }),
        json!({ "type": "webpage", "title": "a page", "container-title": "Site", "URL": "https://b.example/", "accessed": { "date-parts": [[2024, 2, 3]] } }),
        json!({ "type": "chapter", "title": "Locks", "author": person("de Vries", "Cor"), "editor": person("Moe", "Dag"), "container-title": "Canals", "issued": year(1999) }),
        json!({ "type": "legal_case", "title": "Nicaragua v United States", "authority": "ICJ", "issued": year(1986) }),
    ];
    let work = |(at, value): (usize, serde_json::Value)| {
        let mut json = value.as_object().cloned().unwrap_or_default();
        json.insert("id".into(), format!("w{at}").into());
        Work { key: format!("w{at}"), json }
    };
    all.into_iter().enumerate().map(work).collect()
}

/// Every source of the golden files, in a cut style and in the whole one: alone, cited, and with others of its type.
fn hold_cuts_against_the_whole(name: &str) -> usize {
    let Some(style) = super::super::style::named(name) else { return 0 };
    let cuts = Cuts::new(&style);
    let text = include_str!("../../../../tests/citations/sources.json");
    let (records, _, _) = crate::document::csljson::parse(text);
    let mut works: Vec<Work> = records.iter().map(|record| Work::new(&record.key.value, record, None).unwrap()).collect();
    works.extend(self::works());
    for (at, work) in works.iter().enumerate() {
        let same = works.iter().find(|other| other.key != work.key && other.text("type") == work.text("type"));
        let two: Vec<&Work> = std::iter::once(work).chain(same).collect();
        let language = if at % 3 == 0 { "es" } else { "en-GB" };
        let cite = |work: usize, locator: &str, narrative: bool, note: usize| Cite {
            items: vec![One { work, locator: locator.into(), ..One::default() }],
            narrative,
            note,
            ..Cite::default()
        };
        let last = two.len() - 1;
        let cites = [cite(0, "", false, 1), cite(0, "4", false, 2), cite(last, "12-14", false, 3), cite(0, "", true, 4)];
        let made = |style: &Arc<IndependentStyle>, works: &[&Work]| {
            let engine = engine::Engine::new(style, language, works.to_vec());
            let run = engine.run(&cites, &[0, works.len() - 1]);
            (format!("{:?}", run.citations), run.bibliography, engine.alone(0, &ENTRY))
        };
        let whole = made(&style, &two);
        assert_eq!(made(&cuts.style(Part::Whole, &two), &two), whole, "{name}: {}", work.key);
        let pieces = cuts.pieces();
        let entries = cuts.style(Part::Entries, &[work]);
        let engine = engine::Engine::new(&entries, language, vec![work]);
        let entry = if cuts.noted { engine.with_pieces(&pieces) } else { engine }.alone(0, &ENTRY);
        assert_eq!(entry, engine::Engine::new(&style, language, vec![work]).alone(0, &ENTRY), "{name}: {}, alone", work.key);
    }
    // Twice, so that they need suffixes of the year.
    let again = works.clone().into_iter().enumerate().map(|(at, mut work)| {
        work.key = format!("{}-again-{at}", work.key);
        work.json.insert("title".into(), format!("Another {}", at * 7 % 10).into());
        work
    });
    works.extend(again);
    // All types in one text, and before that in three, so that forms are made and made anew.
    let step = works.len() / 3;
    for some in [&works[..step], &works[step / 2..2 * step], &works[..]] {
        let some: Vec<&Work> = some.iter().collect();
        let cite = |at: usize| Cite {
            items: vec![One { work: at * 5 % some.len(), ..One::default() }, One { work: at, ..One::default() }],
            note: at + 1,
            ..Cite::default()
        };
        let cites: Vec<Cite> = (0..some.len()).map(cite).chain([0, 0, 3].map(cite)).collect();
        let whole = engine::Engine::new(&style, "en-GB", some.clone()).run(&cites, &[1]);
        for part in [Part::Whole, Part::Order, Part::Citations] {
            let cut = cuts.style(part, &some);
            let sorter = || cuts.sorter(&some);
            let made = engine::Engine::new(&cut, "en-GB", some.clone()).sorted_by(&sorter).run(&cites, &[1]);
            let order = |list: &[(usize, String)]| list.iter().map(|(at, _)| *at).collect::<Vec<_>>();
            if matches!(part, Part::Whole | Part::Citations) {
                assert_eq!(made.citations, whole.citations, "{name}: {part:?}");
            }
            if matches!(part, Part::Whole) {
                assert_eq!(made.bibliography, whole.bibliography, "{name}: {part:?}");
            }
            if matches!(part, Part::Order) {
                assert_eq!(order(&made.bibliography), order(&whole.bibliography), "{name}: {part:?}");
            }
        }
    }
    works.len()
}

#[test]
fn a_cut_style_makes_the_same_letters() {
    for name in ["chicago-author-date", "chicago-notes", "apa", "ieee"] {
        assert!(hold_cuts_against_the_whole(name) > 30);
    }
}

/// `Debug` shows every part of a style, however deep: nothing that it shows is missed.
#[test]
fn what_a_style_has_is_found() {
    const PARTS: [&str; 3] = ["CitationNumber", "CitationLabel", "FirstReferenceNoteNumber"];
    let (mut numbered, mut cut) = (0, 0);
    for style in hayagriva::archive::ArchivedStyle::all() {
        let hayagriva::citationberg::Style::Independent(mut style) = style.get() else { continue };
        for citation in [true, false] {
            let wanted = reach::reached(&style, citation, !citation);
            let own = if citation { format!("{:?}", style.citation) } else { format!("{:?}", style.bibliography) };
            let used = style.macros.iter().filter(|one| wanted.contains(&one.name));
            let shown = used.fold(own, |all, one| format!("{all}{one:?}"));
            let has = PARTS.iter().any(|part| shown.contains(part));
            assert_eq!(reach::is_numbered(&style, citation), has, "{}", style.info.title.value);
            numbered += usize::from(has);
        }
        prune::without_idle(&mut style);
        let none = format!("{style:?}").contains("use_first: Some(0)");
        assert_eq!(reach::may_cut_all_names(&style), none, "{}", style.info.title.value);
        cut += usize::from(none);
    }
    assert!(numbered > 40 && cut < 10, "{numbered} {cut}");
    // None of the archive does so in a name of its own.
    let xml = hayagriva::archive::ArchivedStyle::by_name("apa").map(|style| style.get().to_xml().unwrap()).unwrap();
    let read = |xml: &str| IndependentStyle::from_xml(xml).unwrap();
    assert!(!reach::may_cut_all_names(&read(&xml)));
    for tag in ["<name ", "<names ", "<bibliography "] {
        let named = |attribute: &str| {
            let bare = |(at, _): &(usize, &str)| !xml[*at..].split('>').next().unwrap_or("").contains(attribute);
            let (at, _) = xml.match_indices(tag).find(bare).unwrap();
            let changed = format!("{}{tag}{attribute}=\"0\" {}", &xml[..at], &xml[at + tag.len()..]);
            reach::may_cut_all_names(&read(&changed))
        };
        assert!(named("et-al-subsequent-use-first") && !named("et-al-subsequent-min"), "{tag}");
    }
}

/// All styles of the archive: minutes in a debug build.
#[test]
#[ignore = "long: cargo test --release a_cut_of_every_style -- --ignored"]
fn a_cut_of_every_style_makes_the_same_letters() {
    for style in hayagriva::archive::ArchivedStyle::all() {
        hold_cuts_against_the_whole(style.names()[0]);
    }
}

/// Makes the last citation one of many sorts, and puts others behind it.
fn more(cites: &mut Vec<Cite>, sort: usize, other: usize) {
    let note = cites.len();
    let Some(last) = cites.last_mut() else { return };
    last.note = note;
    let own = last.items[0].clone();
    let one = &mut last.items[0];
    match sort % 10 {
        0 => one.locator = ["4", "12", "1", "12-14"][sort % 4].into(),
        1 => (one.label, one.locator) = (["chapter", "section", "paragraph"][sort % 3].into(), "3".into()),
        2 => (one.prefix, one.suffix) = ("see".into(), ", and elsewhere".into()),
        3 => one.suppress_author = true,
        4 => last.narrative = true,
        5 => last.items.push(One { work: other, locator: "7".into(), ..One::default() }),
        6 => last.items.push(One { prefix: "but".into(), work: other, ..One::default() }),
        7 => last.amid = (true, false),
        8 => last.items.push(One { locator: "xii".into(), ..own.clone() }),
        _ => {}
    }
    // The same place again.
    if sort.is_multiple_of(3) {
        let again = Cite { note: note + 1, ..last.clone() };
        cites.push(again);
    }
}

/// Citations of every sort, and lists, are those of the engine; how often the way round it was taken.
fn hold_the_way_round(name: &str) -> usize {
    let mut little = 0;
    let setup = Setup { style: name, ..Setup::default() };
    let (library, _) = Library::of(works().into_iter().enumerate().map(|(at, work)| (PageId(at as u32), work)).collect(), &setup);
    let style = library.style.clone().unwrap();
    for (cited, listed) in [
        (vec![], vec![4, 1, 0]),
        (vec![3, 0], vec![6, 2]),
        (vec![5, 2, 1, 6], vec![]),
        (vec![], vec![0, 1, 2, 3, 4, 5, 6]),
        (vec![0, 0, 1, 0, 2, 1, 1, 3, 4, 5, 6, 0, 6, 6], vec![]),
        (vec![3, 2, 3, 3], vec![4]),
    ] {
        for (number, language) in ["en", "de-AT", "es", "en-GB", "fr"].into_iter().enumerate() {
            let mut cites: Vec<Cite> = Vec::new();
            for (at, work) in cited.iter().enumerate() {
                let one = One { work: *work, ..One::default() };
                cites.push(Cite { items: vec![one], note: at + 1, ..Cite::default() });
                // The first languages have nothing but sources.
                if number > 1 {
                    more(&mut cites, at + number, cited[(at * 3 + 1) % cited.len()]);
                }
            }
            let works: Vec<&Work> = library.works.iter().collect();
            let global: Vec<usize> = (0..works.len()).collect();
            let whole = std::cell::LazyCell::new(|| {
                let whole = engine::Engine::new(&style, language, works.clone()).run(&cites, &listed);
                let texts: Vec<_> = whole.citations.into_iter().map(|made| (made.text, made.note)).collect();
                (texts, whole.bibliography)
            });
            // Again, for what is made by pattern from the third time on.
            for _ in 0..3 {
                let Some((texts, list)) = library.ask_little(&style, &works, &global, &cites, &listed, language) else {
                    continue;
                };
                for (at, (text, wanted)) in texts.iter().zip(&whole.0).enumerate() {
                    assert_eq!(text, wanted, "{name} {language} {at}: {:?} after {:?}", cites[at], &cites[..at]);
                }
                assert_eq!((&texts, &list), (&whole.0, &whole.1), "{name} {language}");
                little += 1;
            }
        }
    }
    little
}

/// The way round the engine is a shorter one to the same place.
#[test]
fn lists_are_what_the_engine_would_make() {
    let names = [
        "chicago-author-date",
        "apa",
        "harvard-cite-them-right",
        "elsevier-harvard",
        "modern-language-association",
        "ieee",
        "chicago-notes",
        "chicago-shortened-notes",
        "modern-humanities-research-association-notes",
    ];
    let little: usize = names.into_iter().map(hold_the_way_round).sum();
    assert!(little >= 700, "the short way was taken {little} times");
}

/// All styles of the archive: minutes in a debug build.
#[test]
#[ignore = "long: cargo test --release the_way_round -- --ignored"]
fn the_way_round_is_the_engines_in_every_style() {
    // In this one the engine gives a year a letter, though no other source could be meant: (Aas 2010a), (ibid., p. 7).
    let names = hayagriva::archive::ArchivedStyle::all().iter().map(|style| style.names()[0]);
    let taken = names.filter(|name| *name != "deutsche-sprache" && hold_the_way_round(name) > 0).count();
    assert!(taken > 20, "the short way was taken in {taken} styles");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 40, ..Default::default() })]
    /// Citations of any sources in any order, with anything around them, and whatever else is listed.
    #[test]
    fn any_citations_are_the_engines(
        cited in proptest::collection::vec(proptest::collection::vec((0_usize..7, 0_usize..6, 0_u8..16), 1..4), 1..9),
        listed in proptest::collection::vec(0_usize..7, 0..3),
        style in 0_usize..6,
        german: bool,
    ) {
        let name = [
            "chicago-notes",
            "chicago-author-date",
            "apa",
            "modern-humanities-research-association-notes",
            "chicago-shortened-notes",
            "harvard-cite-them-right",
        ][style];
        let works = works().into_iter().enumerate().map(|(at, work)| (PageId(at as u32), work)).collect();
        let (library, _) = Library::of(works, &Setup { style: name, ..Setup::default() });
        let style = library.style.clone().unwrap();
        let cite = |(at, items): (usize, &Vec<(usize, usize, u8)>)| {
            let one = |(work, locator, around): &(usize, usize, u8)| One {
                work: *work,
                locator: ["", "", "4", "12", "12-14", "1"][*locator].into(),
                prefix: if *around == 1 { "see" } else { "" }.into(),
                suffix: if *around == 2 { ", and others" } else { "" }.into(),
                suppress_author: *around == 3,
                ..One::default()
            };
            let around = items[0].2;
            let amid = (around == 5, around == 6);
            Cite { items: items.iter().map(one).collect(), narrative: around == 4, note: at + 1, amid }
        };
        let cites: Vec<Cite> = cited.iter().enumerate().map(cite).collect();
        let works: Vec<&Work> = library.works.iter().collect();
        let global: Vec<usize> = (0..works.len()).collect();
        let language = if german { "de" } else { "en-GB" };
        if let Some((texts, list)) = library.ask_little(&style, &works, &global, &cites, &listed, language) {
            let whole = engine::Engine::new(&style, language, works).run(&cites, &listed);
            let whole_texts: Vec<_> = whole.citations.into_iter().map(|made| (made.text, made.note)).collect();
            proptest::prop_assert_eq!((texts, list), (whole_texts, whole.bibliography), "{} {:?}", name, cites);
        }
    }
}

/// Two persons of one family name, who gave their works one title: a short note must say which of them is meant.
#[test]
fn notes_that_could_be_mistaken_are_what_the_engine_makes() {
    let mut little = 0;
    for (name, titles) in ["chicago-notes", "modern-humanities-research-association-notes", "chicago-shortened-notes"]
        .into_iter()
        .flat_map(|name| [(name, ["Annual review", "Annual review"]), (name, ["Annual review", "Harbours"])])
    {
        let work = |at: usize, given: &str| {
            let json = json!({ "type": "book", "id": format!("w{at}"), "title": titles[at], "publisher": "Press",
                "author": [{ "family": "Zuma", "given": given }], "issued": { "date-parts": [[2001 + at]] } });
            (PageId(at as u32), Work { key: format!("w{at}"), json: json.as_object().cloned().unwrap() })
        };
        let setup = Setup { style: name, ..Setup::default() };
        let (library, _) = Library::of(vec![work(0, "Ada"), work(1, "Bo")], &setup);
        let style = library.style.clone().unwrap();
        let works: Vec<&Work> = library.works.iter().collect();
        let cite = |(at, work): (usize, &usize)| Cite {
            items: vec![One { work: *work, ..One::default() }],
            note: at + 1,
            ..Cite::default()
        };
        let cites: Vec<Cite> = [0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1].iter().enumerate().map(cite).collect();
        let whole = engine::Engine::new(&style, "en-GB", works.clone()).run(&cites, &[]);
        let whole: Vec<_> = whole.citations.into_iter().map(|made| (made.text, made.note)).collect();
        if let Some((texts, _)) = library.ask_little(&style, &works, &[0, 1], &cites, &[], "en-GB") {
            assert_eq!(texts, whole, "{name} {titles:?}");
            little += 1;
        }
    }
    assert!(little >= 2, "the short way was taken {little} times");
}

#[test]
fn what_could_be_mistaken_goes_to_the_engine() {
    let style = super::super::style::named("chicago-author-date").unwrap();
    let cuts = of(Hash::of(b"a test"), &style);
    assert!(cuts.simple);
    let two = works();
    let texts = |same: bool| [(0, "A 2001".into()), (1, if same { "A 2001".into() } else { "B 2001".into() })].into_iter();
    assert!(cuts.apart(&[&two[2], &two[3]], texts(false)));
    assert!(!cuts.apart(&[&two[2], &two[3]], texts(true)));
    assert!(!cuts.apart(&[&two[2], &two[2]], texts(false)));
    assert!(!of(Hash::of(b"numbers"), &super::super::style::named("ieee").unwrap()).simple);
    // This style asks where a citation stands, but not of such sources.
    assert!(cuts.asked.first && two.iter().all(|work| cuts.asks(work) == Position::default()));
}
