//! What citations become, as far as the engine does not make it.

use crate::document::dialect::citation::{behind, bracketed, narrative, narrative_item};
use crate::model::PageId;
use crate::model::citation::item::Work;
use crate::model::citation::reading::{Cite, One};
use crate::model::citation::{Library, Setup};
use serde_json::{Value, json};

/// Citations as they are written in Markdown, of works named by their `id`, without tags; texts, or else notes.
fn cited(setup: &Setup, works: &[Value], written: &[&str]) -> Vec<String> {
    let key = |work: &Value| work["id"].as_str().unwrap_or_default().to_string();
    let work = |(at, json): (usize, &Value)| (PageId(at as u32), Work { key: key(json), json: json.as_object().cloned().unwrap() });
    let (library, _) = Library::of(works.iter().enumerate().map(work).collect(), setup);
    let cite = |(at, text): (usize, &&str)| {
        let items = match narrative(text, 0, text.len()).filter(|_| text.starts_with('@')) {
            Some((own, end)) => {
                let mut item = narrative_item(text, own);
                let others = if end < text.len() { behind(text, end + 2..text.len() - 1, &mut item) } else { Vec::new() };
                [item].into_iter().chain(others).collect()
            }
            None => bracketed(text, 1..text.len() - 1).unwrap(),
        };
        let one = |item: crate::document::tree::CiteItem| One {
            work: works.iter().position(|work| key(work) == item.key.value).unwrap(),
            prefix: item.prefix,
            label: item.label,
            locator: item.locator,
            suffix: item.suffix,
            suppress_author: item.suppress_author,
        };
        let items = items.into_iter().map(one).collect();
        Cite { items, narrative: text.starts_with('@'), note: at + 1, amid: (false, false) }
    };
    let cites: Vec<Cite> = written.iter().enumerate().map(cite).collect();
    let plain = |html: &str| html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    let shown = library.cites(&cites, "en-GB");
    shown
        .citations
        .iter()
        .map(|made| plain(if made.text.is_empty() { made.note.as_deref().unwrap_or("") } else { &made.text }))
        .collect()
}

fn book(id: &str, author: &str, year: i64) -> Value {
    json!({ "id": id, "type": "book", "title": id.to_uppercase(), "publisher": "Verso", "issued": { "date-parts": [[year]] },
        "author": [{ "family": author, "given": "John" }] })
}

fn named(style: &str) -> Setup<'_> {
    Setup { style, ..Setup::default() }
}

#[test]
fn brackets_at_the_end_are_closed() {
    let works = [book("a", "Smith", 2020)];
    let written = ["[@a, p. 3 (emphasis added)]", "[@a, sec. 6(1)]", "[@a, 3; @a, sec. 2(b)]"];
    let apa = ["(Smith, 2020, p. 3 (emphasis added))", "(Smith, 2020, Section 6(1))", "(Smith, 2020, p. 3, 2020, Section 2(b))"];
    let made = cited(&named("apa"), &works, &written);
    assert_eq!(made[..2], apa[..2]);
    assert!(made[2].ends_with("Section 2(b))"), "{}", made[2]);
    assert_eq!(cited(&named("american-medical-association"), &works, &written[1..2]), ["1(sect6(1))"]);
    assert_eq!(cited(&named("chicago-notes"), &works, &["[@a, p. 3 (mine).]"]), ["John Smith, A (Verso, 2020), 3 (mine)."]);
}

#[test]
fn places_keep_their_labels() {
    let works = [book("a", "Smith", 2020)];
    let written =
        ["[@a, art. 5]", "[@a, app. B]", "[@a, chap. 2, and passim]", "[@a, pp. iv-x]", "[@a, p. iv]", "[@a, pp. 1087-1092]"];
    let made = cited(&named("harvard-cite-them-right"), &works, &written);
    let places = ["art. 5", "app. B", "ch. 2, and passim", "pp. iv–x", "p. iv", "pp. 1087–1092"];
    assert_eq!(made, places.map(|place| format!("(Smith, 2020, {place})")));
    assert_eq!(cited(&named("chicago-author-date"), &works, &written[5..]), ["(Smith 2020, 1087–92)"]);
}

#[test]
fn an_author_in_the_sentence_has_no_marks_of_the_style() {
    let body = json!({ "id": "u", "type": "legislation", "title": "Right to Water", "author": [{ "literal": "UN General Assembly" }],
        "issued": { "date-parts": [[2010]] } });
    let works = [body, book("b", "Jones", 2021)];
    for (style, wanted) in [
        ("chicago-notes", "UN General Assembly"),
        ("chicago-author-date", "UN General Assembly (Right to Water 2010)"),
        ("apa", "UN General Assembly (Right to Water, 2010)"),
    ] {
        assert_eq!(cited(&named(style), &works, &["@u"]), [wanted], "{style}");
    }
    assert_eq!(cited(&named("apa"), &works, &["@b [p. 3; see @u]"]), ["Jones (2021, p. 3; see Right to Water, 2010)"]);
}

#[test]
fn a_note_tells_a_source_without_author() {
    let json = json!({ "type": "webpage", "title": "Foreign affairs of rivers", "URL": "https://example.org/fp",
        "issued": { "date-parts": [[2019]] } });
    let work = |key: &str, json: &Value| Work { key: key.into(), json: json.as_object().cloned().unwrap() };
    let plain = |html: &str| html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>();
    let works = [work("fp-2019", &json), work("b", &book("b", "Jones", 2021))];
    for style in ["chicago-notes", "modern-humanities-research-association-notes"] {
        let (library, _) = Library::of(vec![(PageId(0), works[0].clone()), (PageId(1), works[1].clone())], &named(style));
        let cite = |work: usize, narrative: bool, note: usize, locator: &str| Cite {
            items: vec![One { work, locator: locator.into(), ..One::default() }],
            narrative,
            note,
            ..Cite::default()
        };
        let cites = [cite(0, true, 1, ""), cite(1, true, 2, ""), cite(0, true, 3, ""), cite(1, true, 4, ""), cite(0, true, 5, "3")];
        let made = library.cites(&cites, "en-GB");
        let notes: Vec<String> = made.citations.iter().map(|cited| plain(cited.note.as_deref().unwrap_or(""))).collect();
        for at in [0, 2, 4] {
            assert!(notes[at].to_lowercase().contains("foreign affairs of rivers"), "{style} {at}: {notes:?}");
            assert_eq!(made.citations[at].text, made.citations[0].text, "{style}");
        }
        assert!(notes[4].contains('3') && !notes.concat().to_lowercase().contains("fp-2019"), "{notes:?}");
    }
}

#[test]
fn others_are_et_al() {
    let work = |id: &str, names: &[&str]| {
        let person =
            |name: &&str| if *name == "others" { json!({ "literal": name }) } else { json!({ "family": name, "given": "Ann" }) };
        json!({ "id": id, "type": "book", "title": "Title", "publisher": "Press", "issued": { "date-parts": [[2020]] },
            "author": names.iter().map(person).collect::<Vec<_>>() })
    };
    let json = work("a", &["Roe", "Doe", "others"]);
    for (style, cited_as, listed) in [
        ("apa", "(Roe et al., 2020)", "Roe, A., Doe, A. et al."),
        ("chicago-author-date", "(Roe et al. 2020)", "Roe, Ann, Ann Doe et al."),
        ("chicago-notes", "Ann Roe et al., ", "Roe, Ann, Ann Doe et al. "),
        ("ieee", "[1]", "A. Roe, A. Doe et al., "),
    ] {
        assert!(cited(&named(style), std::slice::from_ref(&json), &["[@a]"])[0].starts_with(cited_as), "{style}");
        let own = Work { key: "a".into(), json: json.as_object().cloned().unwrap() };
        let (library, _) = Library::of(vec![(PageId(0), own.clone())], &named(style));
        let text = library.reference_of(&own, "en").1;
        assert!(text.contains(listed) && !text.contains("et al.."), "{style}: {text}");
    }
    let made = cited(&named("apa"), &[work("b", &["Roe", "others"])], &["[@b]", "@b"]);
    assert_eq!(made, ["(Roe et al., 2020)", "Roe et al. (2020)"]);
}

#[test]
fn no_space_stands_before_a_sign_of_the_style() {
    let json = json!({ "type": "article-journal", "title": "One ; two", "container-title": "BMJ", "volume": "77", "issue": "5",
        "author": [{ "family": "Lee", "given": "Al" }], "issued": { "date-parts": [[2019, 5]] } });
    let work = Work { key: "a".into(), json: json.as_object().cloned().unwrap() };
    let (library, _) = Library::of(vec![(PageId(0), work.clone())], &named("vancouver"));
    assert_eq!(library.reference_of(&work, "en").1, "Lee A. One ; two. BMJ. 2019 May;77(5).");
}

#[test]
fn several_sources_have_no_ibid_behind_them() {
    let csl = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0"><info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info><citation near-note-distance="3"><layout suffix="." delimiter="; "><choose><if position="ibid"><text value="ibid"/></if><else-if position="near-note"><text variable="title" prefix="near "/></else-if><else-if position="subsequent"><text variable="title" prefix="far "/></else-if><else><text variable="title"/></else></choose></layout></citation><bibliography><layout><text variable="title"/></layout></bibliography></style>"#;
    let setup = Setup { style: "x.csl", csl: Some(csl.as_bytes()), ..Setup::default() };
    let written = ["[@a]", "[@a]", "[@b; @a]", "[@a]", "[@b; see @a]", "[@a]", "[@a]"];
    let wanted = ["A.", "Ibid.", "B; near A.", "Near A.", "Near B; see near A.", "Near A.", "Ibid."];
    // Told apart by the engine, or not.
    for other in ["Jones", "Smith"] {
        let works = [book("a", "Smith", 2020), book("b", other, 2020)];
        assert_eq!(cited(&setup, &works, &written), wanted, "{other}");
    }
}
