//! What need not be asked of the engine again and again.
//!
//! A list of sources costs the engine three renderings of each source, and most of them repeat what another page had.
//! Where no two sources of a text could be taken for one another, each entry is what it is on a page of its own, so it
//! is rendered once in a process, and the engine is asked for the order alone, if that (see `order`).

mod many;
mod prune;
mod reach;
mod shape;

use super::engine;
use super::item::Work;
use super::positions::{Position, positions};
use super::reading::Cite;
use super::style::{Class, class};
use crate::base::Hash;
use hayagriva::citationberg::IndependentStyle;
use hayagriva::citationberg::taxonomy::Kind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(super) use many::by_type;

/// What a style is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Everything.
    Whole,
    /// Entries of the list of sources, and nothing of citations.
    Entries,
    /// The order of the list, and nothing else.
    Order,
    /// Citations, and nothing of the list.
    Citations,
    /// One source in a citation, without what stands before and behind it there, in a position; whether with a locator.
    Cited(Position, bool),
}

impl Part {
    /// Of one source in a citation, its position and whether it has a locator.
    fn cited(self) -> Option<(Position, bool)> {
        if let Part::Cited(position, located) = self { Some((position, located)) } else { None }
    }
}

/// A style, cut down to what is asked of it and to the types of sources.
pub(super) struct Cuts {
    style: Arc<IndependentStyle>,
    /// An entry of the list depends on its own source alone, as long as no other can be taken for it.
    simple: bool,
    /// The same of a style that makes notes; a note depends on what was cited before it too.
    noted: bool,
    /// What its citations ask of their position.
    asked: Position,
    /// A name that stands in two entries may be replaced in the second.
    substitutes: bool,
    /// Authors of one family name are told apart in the whole text.
    tells: bool,
    /// No list of names is ever cut down to none.
    whole_names: bool,
    made: Mutex<BTreeMap<(Part, String), Arc<IndependentStyle>>>,
    /// What sources of each type have, of all that were seen.
    kinds: Mutex<BTreeMap<String, shape::Shape>>,
    known: OnceLock<()>,
    /// How often forms were asked for that are not made yet.
    times: Mutex<BTreeMap<(Part, String), u8>>,
    /// What citations of one source ask of their position, by what those of its type have.
    asks: Mutex<BTreeMap<String, Position>>,
    /// For works of more types than `MAX_TYPES`.
    many: Mutex<BTreeMap<Part, many::Many>>,
}

/// Cuts by style; there are few in a process.
static CUTS: Mutex<BTreeMap<Hash, Arc<Cuts>>> = Mutex::new(BTreeMap::new());
/// Most styles that are kept: a preview reads a site's own style anew after each change of it.
const MAX_CUTS: usize = 16;
/// Most forms of a style that are kept; from 10 to 200 kB each.
const MAX_FORMS: usize = 256;
/// How often a style is asked for sources of a shape before it is cut down to what these have, which takes as long as a few
/// of them; until then it is cut down to their types. Tests are not to wait for it.
const OFTEN: u8 = if cfg!(test) { 0 } else { 40 };
/// Most forms that are counted before they are made.
const MAX_TIMES: usize = 4096;
/// Most types at once that a style is cut down to as one.
const MAX_TYPES: usize = 3;

/// Parts of a style that depend on other sources.
const NUMBERED: [&str; 3] = ["CitationNumber", "CitationLabel", "FirstReferenceNoteNumber"];

/// The cuts of a style.
pub(super) fn of(id: Hash, style: &Arc<IndependentStyle>) -> Arc<Cuts> {
    let mut all = CUTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = all.get(&id) {
        return found.clone();
    }
    if all.len() >= MAX_CUTS {
        all.clear();
    }
    all.entry(id).or_insert_with(|| Arc::new(Cuts::new(style))).clone()
}

fn shape_of(works: &[&Work]) -> shape::Shape {
    let types = works.iter().map(|work| work.text("type").to_string()).collect();
    shape::Shape::of(types, &works.iter().map(|work| engine::sorts(work)).collect::<Vec<_>>())
}

/// Parts of a style as `Debug` shows them, which shows every part; each is written once.
struct Shown<'a> {
    style: &'a IndependentStyle,
    citation: String,
    list: String,
    macros: Vec<String>,
}

impl Shown<'_> {
    fn of(style: &IndependentStyle) -> Shown<'_> {
        let macros = style.macros.iter().map(|one| format!("{one:?}")).collect();
        Shown { style, citation: format!("{:?}", style.citation), list: format!("{:?}", style.bibliography), macros }
    }

    /// Whether the citations, or the list, have one of some parts.
    fn has(&self, citation: bool, parts: &[&str]) -> bool {
        let wanted = reach::reached(self.style, citation, !citation);
        let used = self.style.macros.iter().zip(&self.macros).filter(|(one, _)| wanted.contains(&one.name));
        let own = if citation { &self.citation } else { &self.list };
        { std::iter::once(own).chain(used.map(|(_, text)| text)) }.any(|text| parts.iter().any(|part| text.contains(part)))
    }

    /// Whether any of it has a part.
    fn has_anywhere(&self, part: &str) -> bool {
        let settings = format!("{:?}", self.style.settings);
        [&settings, &self.citation, &self.list].into_iter().chain(&self.macros).any(|text| text.contains(part))
    }
}

impl Cuts {
    fn new(style: &Arc<IndependentStyle>) -> Cuts {
        let list = style.bibliography.as_ref();
        let shown = Shown::of(style);
        let alone = list.is_some_and(|list| list.second_field_align.is_none())
            && engine::is_bare(style)
            && !shown.has(true, &NUMBERED)
            && !shown.has(false, &NUMBERED);
        let (simple, noted) = (alone && class(style) == Class::AuthorDate, alone && class(style) == Class::Note);
        let substitutes = list.is_some_and(|list| list.subsequent_author_substitute.is_some());
        // In the list of sources no position is tested.
        let asked = reach::asked(style);
        let tells = engine::tells_authors(style);
        let whole_names = !shown.has_anywhere("use_first: Some(0)");
        let (made, kinds, known, times, asks, many) = Default::default();
        Cuts { style: style.clone(), simple, noted, asked, substitutes, tells, whole_names, made, kinds, known, times, asks, many }
    }

    /// The position of each item of each citation, as far as it is `asked` of its source; `None` where that is not known.
    pub(super) fn positions(&self, cites: &[Cite], asked: &[Position]) -> Vec<Vec<Option<Position>>> {
        let known = |position: Option<Position>, asked: Position| match position {
            _ if asked == Position::default() => Some(asked),
            position => position.map(|position| position.among(asked)),
        };
        if self.asked == Position::default() {
            return cites.iter().map(|cite| vec![Some(self.asked); cite.items.len()]).collect();
        }
        let near = usize::try_from(self.style.citation.near_note_distance).unwrap_or(usize::MAX);
        let mut all = positions(cites, near, self.sorts());
        for (positions, cite) in all.iter_mut().zip(cites) {
            positions.iter_mut().zip(&cite.items).for_each(|(position, one)| *position = known(*position, asked[one.work]));
        }
        all
    }

    /// Whether it puts what stands in one citation into an order of its own.
    pub(super) fn sorts(&self) -> bool {
        self.style.citation.sort.is_some()
    }

    /// Whether an entry or a note may depend on its own source alone.
    pub(super) fn is_alone(&self) -> bool {
        self.simple || self.noted
    }

    /// Whether it makes notes.
    pub(super) fn makes_notes(&self) -> bool {
        self.noted
    }

    /// What citations of a source ask of their position. Styles ask that mostly of types that are rare.
    pub(super) fn asks(&self, work: &Work) -> Position {
        if self.asked == Position::default() {
            return self.asked;
        }
        let shape = self.shape_of_type(work);
        let mut asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        if asks.len() >= MAX_FORMS {
            asks.clear();
        }
        let pruned = || prune::pruned(&self.part(Part::Citations), &shape, None, self.whole_names);
        *asks.entry(shape.to_string()).or_insert_with(|| reach::asked(&pruned()))
    }

    /// The style for a part of what it makes, of some works. Where their entries depend on citations, that is the whole.
    pub(super) fn style(&self, part: Part, works: &[&Work]) -> Arc<IndependentStyle> {
        let part = match part {
            _ if self.is_alone() => part,
            _ => Part::Whole,
        };
        let shape = shape_of(works);
        if shape.types.len() > MAX_TYPES {
            let mut by_type: BTreeMap<&str, Vec<&Work>> = BTreeMap::new();
            for work in works {
                let kind = work.text("type");
                by_type.entry(if kind.parse::<Kind>().is_ok() { kind } else { "" }).or_default().push(work);
            }
            let shapes = by_type.into_iter().map(|(kind, works)| (kind.to_string(), shape_of(&works))).collect();
            let mut many = self.many.lock().unwrap_or_else(PoisonError::into_inner);
            let parted = many.entry(part).or_default().style(|| self.part(part), shapes, self.whole_names);
            return parted.unwrap_or_else(|| self.style.clone());
        }
        if let Some(found) = self.form(part, &shape, || None) {
            return found;
        }
        // A form for types does for all of their sources, if less well.
        let general = self.shape_of_types(works);
        let whole = || Some(Arc::new(self.part(part)));
        let form = self.form(part, &general, whole).unwrap_or_else(|| self.style.clone());
        if general == shape || !self.is_often(part, &shape) {
            return form;
        }
        self.form(part, &shape, || Some(form.clone())).unwrap_or(form)
    }

    /// The form of a part for sources of a shape, kept or else made of another that does for them.
    fn form(
        &self,
        part: Part,
        shape: &shape::Shape,
        of: impl FnOnce() -> Option<Arc<IndependentStyle>>,
    ) -> Option<Arc<IndependentStyle>> {
        let key = (part, shape.to_string());
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = made.get(&key) {
            return Some(found.clone());
        }
        let style = Arc::new(prune::pruned(&*of()?, shape, part.cited(), self.whole_names));
        if made.len() >= MAX_FORMS {
            made.clear();
        }
        made.insert(key, style.clone());
        Some(style)
    }

    /// Takes down, once, what the sources of a site have: a form for a type is for all of them.
    pub(super) fn know(&self, works: &[Work]) {
        self.known.get_or_init(|| works.iter().for_each(|work| _ = self.shape_of_type(work)));
    }

    /// The shape of all sources that were ever seen of the types that some have.
    fn shape_of_types(&self, works: &[&Work]) -> shape::Shape {
        let all = works.iter().map(|work| self.shape_of_type(work));
        all.reduce(|one, other| one.and(&other)).unwrap_or_default()
    }

    /// The same of one type; it grows by what one more source has.
    fn shape_of_type(&self, work: &Work) -> shape::Shape {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let own = shape_of(&[work]);
        let kind = work.text("type");
        if kinds.len() >= MAX_FORMS && !kinds.contains_key(kind) {
            return shape::Shape { variables: None, ..own };
        }
        let known = kinds.entry(kind.to_string()).or_insert_with(|| own.clone());
        *known = std::mem::take(known).and(&own);
        known.clone()
    }

    /// Whether a form was asked for often enough to be made.
    fn is_often(&self, part: Part, shape: &shape::Shape) -> bool {
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        if times.len() >= MAX_TIMES {
            times.clear();
        }
        let times = times.entry((part, shape.to_string())).or_default();
        *times = times.saturating_add(1);
        *times > OFTEN
    }

    /// A style that does nothing but sort the list of sources, where no citation has to do with its order.
    pub(super) fn sorter(&self, works: &[&Work]) -> Option<Arc<IndependentStyle>> {
        self.simple.then(|| self.style(Part::Order, works))
    }

    /// The style for a part of what it makes, of any works.
    fn part(&self, part: Part) -> IndependentStyle {
        let mut style = (*self.style).clone();
        if matches!(part, Part::Entries | Part::Order) {
            style.citation.layout.elements.clear();
            style.citation.sort = None;
        }
        if let (Part::Order | Part::Citations | Part::Cited(..), Some(list)) = (part, &mut style.bibliography) {
            list.layout.elements.clear();
        }
        if part.cited().is_some() {
            let layout = &mut style.citation.layout;
            // The engine would set the delimiter within the cite.
            (layout.prefix, layout.suffix, layout.delimiter, style.citation.sort) = (None, None, None, None);
        }
        style
    }

    /// Whether no two of some sources have anything to do with each other: their citations differ without any help, and
    /// no name stands in two of them. With each citation comes the position of its source.
    pub(super) fn apart(&self, works: &[&Work], mut citations: impl Iterator<Item = (usize, Arc<str>)>) -> bool {
        let (mut seen, mut names, mut heads) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        let mut persons = BTreeMap::new();
        let mut told = |work: &Work| match engine::first_person(work).filter(|_| self.tells) {
            Some((family, given)) => *persons.entry(family).or_insert(given.clone()) == given,
            None => true,
        };
        let fresh = |work: &&Work| {
            let own = if self.substitutes { all_names(work) } else { BTreeSet::new() };
            heads.insert((work.year(), work.head())) && told(work) && own.into_iter().all(|name| names.insert(name))
        };
        // Links differ where readers see no difference.
        let own = |(work, text): (usize, Arc<str>)| !text.is_empty() && *seen.entry(shown(&text)).or_insert(work) == work;
        self.is_alone() && works.iter().all(fresh) && citations.all(own)
    }
}

/// The text of some HTML without its elements.
fn shown(html: &str) -> String {
    html.split('<')
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once('>').map_or(part, |(_, text)| text) })
        .collect()
}

/// Every name of a work, whatever its part in it.
fn all_names(work: &Work) -> BTreeSet<String> {
    let lists = work.json.iter().filter(|(_, value)| value.is_array());
    lists.flat_map(|(variable, _)| work.names(variable)).map(|name| name.listed().to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
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
        let text = include_str!("../../../tests/citations/sources.json");
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
            let pieces = |position, located, work: &Work| cuts.style(Part::Cited(position, located), &[work]);
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
        let (library, _) =
            Library::of(works().into_iter().enumerate().map(|(at, work)| (PageId(at as u32), work)).collect(), &setup);
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
                // In one of them again, for what is made by pattern from the third time on.
                for _ in 0..if number == 3 { 3 } else { 1 } {
                    let Some((texts, list)) = library.ask_little(&style, &works, &global, &cites, &listed, language) else {
                        continue;
                    };
                    let whole = engine::Engine::new(&style, language, works.clone()).run(&cites, &listed);
                    let whole_texts: Vec<_> = whole.citations.into_iter().map(|made| (made.text, made.note)).collect();
                    for (at, (text, wanted)) in texts.iter().zip(&whole_texts).enumerate() {
                        assert_eq!(text, wanted, "{name} {language} {at}: {:?} after {:?}", cites[at], &cites[..at]);
                    }
                    assert_eq!((texts, list), (whole_texts, whole.bibliography), "{name} {language}");
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
        assert!(little >= 60, "the short way was taken {little} times");
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
        // This style asks where a citation stands, but not of most sources.
        let asks: Vec<Position> = two.iter().map(|work| cuts.asks(work)).collect();
        assert!(cuts.asked.first && asks.contains(&Position::default()), "{asks:?}");
    }
}
