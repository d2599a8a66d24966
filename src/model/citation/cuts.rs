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
use shape::Shape;
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
    /// The style for each part, of any works.
    parts: Mutex<BTreeMap<Part, Arc<IndependentStyle>>>,
    made: Mutex<BTreeMap<(Part, Shape), Arc<IndependentStyle>>>,
    /// What sources of each type have, of all that were seen.
    kinds: Mutex<BTreeMap<String, Shape>>,
    known: OnceLock<()>,
    /// How often forms were asked for that are not made yet.
    times: Mutex<BTreeMap<(Part, Shape), u8>>,
    /// What citations of one source ask of their position, by what those of its type have.
    asks: Mutex<BTreeMap<Shape, Position>>,
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

fn shape_of(work: &Work) -> Shape {
    Shape::of(work.text("type"), engine::sorts(work))
}

impl Cuts {
    fn new(style: &Arc<IndependentStyle>) -> Cuts {
        let list = style.bibliography.as_ref();
        let alone = list.is_some_and(|list| list.second_field_align.is_none())
            && engine::is_bare(style)
            && !reach::is_numbered(style, true)
            && !reach::is_numbered(style, false);
        let (simple, noted) = (alone && class(style) == Class::AuthorDate, alone && class(style) == Class::Note);
        let substitutes = list.is_some_and(|list| list.subsequent_author_substitute.is_some());
        // In the list of sources no position is tested.
        let asked = reach::asked(style);
        let tells = engine::tells_authors(style);
        let whole_names = !reach::may_cut_all_names(style);
        let (parts, made, kinds, known, times, asks, many) = Default::default();
        Cuts {
            style: style.clone(),
            simple,
            noted,
            asked,
            substitutes,
            tells,
            whole_names,
            parts,
            made,
            kinds,
            known,
            times,
            asks,
            many,
        }
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

    /// What citations of a source ask of their position. Styles ask that mostly of types that are rare.
    pub(super) fn asks(&self, work: &Work) -> Position {
        if self.asked == Position::default() {
            return self.asked;
        }
        let shape = self.shape_of_type(work, shape_of(work));
        let mut asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        if asks.len() >= MAX_FORMS {
            asks.clear();
        }
        let pruned = || prune::pruned(&self.part(Part::Citations), &shape, None, self.whole_names);
        *asks.entry(shape).or_insert_with(|| reach::asked(&pruned()))
    }

    /// The style for a part of what it makes, of some works. Where their entries depend on citations, that is the whole.
    pub(super) fn style(&self, part: Part, works: &[&Work]) -> Arc<IndependentStyle> {
        let part = if self.is_alone() { part } else { Part::Whole };
        let own: Vec<Shape> = works.iter().map(|work| shape_of(work)).collect();
        let shape = own.iter().copied().reduce(Shape::and).unwrap_or_default();
        if shape.count() > MAX_TYPES {
            let mut shapes: BTreeMap<String, Shape> = BTreeMap::new();
            for (work, own) in works.iter().zip(own) {
                let kind = work.text("type");
                let kind = if kind.parse::<Kind>().is_ok() { kind } else { "" };
                shapes.entry(kind.to_string()).and_modify(|shape| *shape = shape.and(own)).or_insert(own);
            }
            let mut many = self.many.lock().unwrap_or_else(PoisonError::into_inner);
            let parted = many.entry(part).or_default().style(|| self.part(part), shapes, self.whole_names);
            return parted.unwrap_or_else(|| self.style.clone());
        }
        if let Some(found) = self.kept(part, shape) {
            return found;
        }
        // A form for types does for all of their sources, if less well.
        let types = works.iter().zip(own).map(|(work, own)| self.shape_of_type(work, own));
        let general = types.reduce(Shape::and).unwrap_or_default();
        let form = self.kept(part, general).unwrap_or_else(|| self.form(part, general, &self.part(part)));
        if general == shape || !self.is_often(part, shape) { form } else { self.form(part, shape, &form) }
    }

    /// The form of a part for sources of a shape, if it was made.
    fn kept(&self, part: Part, shape: Shape) -> Option<Arc<IndependentStyle>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).get(&(part, shape)).cloned()
    }

    /// Makes the form of a part for sources of a shape out of another that does for them.
    fn form(&self, part: Part, shape: Shape, of: &IndependentStyle) -> Arc<IndependentStyle> {
        let style = Arc::new(prune::pruned(of, &shape, part.cited(), self.whole_names));
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= MAX_FORMS {
            made.clear();
        }
        made.insert((part, shape), style.clone());
        style
    }

    /// Styles for single sources in a citation, by their position and whether they have a locator.
    pub(super) fn pieces(&self) -> impl Fn(Position, bool, &Work) -> Arc<IndependentStyle> + '_ {
        |position, located, work| self.style(Part::Cited(position, located), &[work])
    }

    /// Takes down, once, what the sources of a site have: a form for a type is for all of them.
    pub(super) fn know(&self, works: &[Work]) {
        self.known.get_or_init(|| works.iter().for_each(|work| _ = self.shape_of_type(work, shape_of(work))));
    }

    /// The shape of all sources that were ever seen of a source's type; it grows by what this one has.
    fn shape_of_type(&self, work: &Work, own: Shape) -> Shape {
        let kind = work.text("type");
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kinds.get_mut(kind) {
            *known = known.and(own);
            return *known;
        }
        if kinds.len() >= MAX_FORMS {
            return own.of_any_variables();
        }
        kinds.insert(kind.to_string(), own);
        own
    }

    /// Whether a form was asked for often enough to be made, and there is room for more than those of types.
    fn is_often(&self, part: Part, shape: Shape) -> bool {
        if self.made.lock().unwrap_or_else(PoisonError::into_inner).len() >= MAX_FORMS / 2 {
            return false;
        }
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        if times.len() >= MAX_TIMES {
            times.clear();
        }
        let times = times.entry((part, shape)).or_default();
        *times = times.saturating_add(1);
        *times > OFTEN
    }

    /// A style that does nothing but sort the list of sources, where no citation has to do with its order.
    pub(super) fn sorter(&self, works: &[&Work]) -> Option<Arc<IndependentStyle>> {
        self.simple.then(|| self.style(Part::Order, works))
    }

    /// The style for a part of what it makes, of any works. In a citation it is the same for all positions.
    fn part(&self, part: Part) -> Arc<IndependentStyle> {
        let part = if part.cited().is_some() { Part::Cited(Position::default(), false) } else { part };
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.entry(part).or_insert_with(|| Arc::new(cut(&self.style, part))).clone()
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
        works.iter().all(fresh) && citations.all(own)
    }
}

/// What a style needs for a part of what it makes.
fn cut(style: &IndependentStyle, part: Part) -> IndependentStyle {
    let mut style = style.clone();
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
    prune::without_idle(&mut style);
    style
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
mod tests;
