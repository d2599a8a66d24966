//! Citations and lists of sources, with the citation engine behind one wall: nothing else names it.
//!
//! The engine is hayagriva, behind the feature `citations`. Without it, or where it gives up, sources are named by
//! author and year.

pub mod bibtex;
#[cfg(feature = "citations")]
mod cuts;
pub mod dated;
#[cfg(feature = "citations")]
mod engine;
mod entries;
pub mod html;
pub mod item;
mod letters;
mod locale;
#[cfg(feature = "citations")]
mod locators;
#[cfg(feature = "citations")]
mod order;
#[cfg(feature = "citations")]
mod patterns;
pub mod person;
mod plain;
#[cfg_attr(not(feature = "citations"), allow(dead_code))]
mod positions;
pub mod reading;
pub mod ris;
#[cfg(feature = "citations")]
mod segments;
mod setup;
#[cfg(feature = "citations")]
pub mod style;
pub mod this;

use super::{Index, Model, Page, PageId, Reference, Target};
use crate::base::{Fault, Hash, Range};
use crate::document::record::Own;
use crate::document::{Document, Kind};
use entries::Known;
use item::Work;
use rayon::prelude::*;
use reading::{Cite, One};
use std::collections::BTreeMap;
#[cfg(feature = "citations")]
use std::sync::OnceLock;
use std::sync::{Arc, Mutex, PoisonError};
#[cfg(feature = "citations")]
use style::of as styled;

pub use html::anchor;
pub(super) use plain::name_of;
pub use reading::{Noted, note_number};
pub use setup::{DEFAULT_STYLE, Setup};
pub use this::{CiteThis, cite_report};

/// All sources of a site and the style that they are cited in. It is asked by many threads at once.
pub struct Library {
    works: Vec<Work>,
    /// What was made of each work. The locks are held for looking up and putting in only.
    texts: Vec<Mutex<Vec<Known>>>,
    /// What citations of each work ask of their position.
    #[cfg(feature = "citations")]
    asked: Vec<OnceLock<positions::Position>>,
    /// Tags of the languages that they are in.
    tags: Mutex<Vec<Arc<str>>>,
    by_page: BTreeMap<PageId, usize>,
    pages: Vec<PageId>,
    #[cfg(feature = "citations")]
    style: Option<Arc<hayagriva::citationberg::IndependentStyle>>,
    /// Tells this style from others.
    #[cfg(feature = "citations")]
    style_id: Hash,
    locale: String,
    /// Pages in every language have words in that locale.
    everywhere: bool,
    /// Rendered reports by what they depend on. The lock is held for looking up and putting in only.
    rendered: Mutex<BTreeMap<Hash, Arc<Rendered>>>,
    /// The same by page, for a page is asked for its citations several times.
    of_page: Mutex<BTreeMap<PageId, OfPage>>,
}

/// What was rendered for a page, and what of: models that differ in their prose share a library.
struct OfPage {
    document: Arc<Document>,
    said: Arc<[Reference]>,
    rendered: Arc<Rendered>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("works", &self.works.len()).finish_non_exhaustive()
    }
}

/// The citations of one text and its list of sources.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// Every citation of the body, in order of place.
    pub citations: Vec<Cited>,
    /// The list of sources in the order of the style: each entry's HTML. Its anchor is `anchor(key)`.
    pub bibliography: Vec<(PageId, String)>,
    /// In a note style: footnotes and citations in the order in which they are numbered, from 1. Else empty.
    pub notes: Vec<Noted>,
}

/// One citation, rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Cited {
    /// Its place.
    pub range: Range,
    /// What stands in the sentence, as HTML; in a note style only the name of an author who is part of it.
    pub text: String,
    /// What stands in the note, as HTML; `None` unless the style makes notes. Within a footnote it is set there.
    pub note: Option<String>,
    /// Number of the note that it makes or stands in, from 1; 0 unless the style makes notes.
    pub number: usize,
    /// It makes a note of its own.
    pub own_note: bool,
    /// What it cites, in the order written.
    pub sources: Vec<PageId>,
}

impl Rendered {
    /// The citation at a place.
    pub fn at(&self, range: &Range) -> Option<&Cited> {
        let at = self.citations.binary_search_by_key(&range.start, |cited| cited.range.start).ok()?;
        self.citations.get(at)
    }
}

/// What a style makes of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A name and a year in the text.
    AuthorDate,
    /// A number or label in the text.
    Numeric,
    /// A note.
    Note,
}

impl Library {
    /// Takes in all sources and finds the style; a style that is unknown or broken is a fault, and the default is used.
    pub fn new<P: std::borrow::Borrow<Page> + Sync>(pages: &[P], index: &Index, setup: &Setup) -> (Library, Vec<Fault>) {
        let work = |page: &Page| {
            let Own::Source(source) = &page.record.own else { return None };
            let mut work = plain::work_of(pages, index, page)?;
            work.remark(source, &|unsaid| name_of(pages, index, unsaid));
            Some((page.id, work))
        };
        let sources = pages.par_iter().map(P::borrow).filter(|page| page.kind == Kind::Source && page.main == page.id);
        // A style takes as long to read as all works do.
        let (works, styled) = rayon::join(|| sources.filter_map(work).collect(), || styled(setup));
        Library::with(works, setup, styled)
    }

    /// Takes in some works; see `new`.
    pub fn of(works: Vec<(PageId, Work)>, setup: &Setup) -> (Library, Vec<Fault>) {
        Library::with(works, setup, styled(setup))
    }

    fn with(works: Vec<(PageId, Work)>, setup: &Setup, (style, faults): (Option<Arc<Style>>, Vec<Fault>)) -> (Library, Vec<Fault>) {
        #[cfg(not(feature = "citations"))]
        let _ = style;
        let (pages, works): (Vec<PageId>, Vec<Work>) = works.into_iter().unzip();
        let texts = works.iter().map(|_| Mutex::default()).collect();
        let library = Library {
            #[cfg(feature = "citations")]
            asked: works.iter().map(|_| OnceLock::new()).collect(),
            works,
            texts,
            tags: Mutex::default(),
            by_page: pages.iter().enumerate().map(|(at, page)| (*page, at)).collect(),
            pages,
            #[cfg(feature = "citations")]
            style,
            #[cfg(feature = "citations")]
            style_id: Hash::of_parts(&[setup.style.as_bytes(), setup.csl.unwrap_or_default()]),
            locale: setup.locale.to_string(),
            everywhere: locale::is_everywhere(setup),
            rendered: Mutex::default(),
            of_page: Mutex::default(),
        };
        // What the style is like is found out now, beside other heads: pages that are rendered in parallel would wait for it.
        #[cfg(feature = "citations")]
        if let Some(style) = library.style.as_ref().filter(|_| !library.works.is_empty()) {
            library.cuts(style);
        }
        (library, faults)
    }

    /// Forgets rendered texts where there are more than some number; those of edited texts are never asked for again.
    pub fn keep_at_most(&self, most: usize) {
        let mut rendered = self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
        if rendered.len() > most {
            rendered.clear();
        }
    }

    /// Its style as the text of a `.csl` file, for holding it against other programs; `None` without styles.
    pub fn style_xml(&self) -> Option<String> {
        #[cfg(feature = "citations")]
        if let Some(style) = &self.style {
            return hayagriva::citationberg::Style::Independent(style::for_others(style)).to_xml().ok();
        }
        None
    }

    /// What its style makes of a citation.
    pub fn manner(&self) -> Manner {
        #[cfg(feature = "citations")]
        if let Some(style) = &self.style {
            return match style::class(style) {
                style::Class::AuthorDate => Manner::AuthorDate,
                style::Class::Numeric => Manner::Numeric,
                style::Class::Note => Manner::Note,
            };
        }
        Manner::AuthorDate
    }

    /// The sources, in order of page.
    pub fn works(&self) -> impl Iterator<Item = (PageId, &Work)> {
        self.pages.iter().copied().zip(&self.works)
    }

    /// The work that a source's page is about.
    pub fn work(&self, source: PageId) -> Option<&Work> {
        self.works.get(*self.by_page.get(&source)?)
    }

    /// Renders the citations of a page's body and its list of sources.
    ///
    /// The list has what is cited, and what the front matter refers to (its `sources`, those of claims and judgements).
    pub fn report(&self, page: &Page, model: &Model) -> Arc<Rendered> {
        let said = &model.said[page.id.0 as usize];
        let same = |of: &&OfPage| Arc::ptr_eq(&of.document, &page.document) && Arc::ptr_eq(&of.said, said);
        if let Some(found) = self.of_page.lock().unwrap_or_else(PoisonError::into_inner).get(&page.id).filter(same) {
            return found.rendered.clone();
        }
        let rendered = self.report_new(page, model);
        let of = OfPage { document: page.document.clone(), said: said.clone(), rendered: rendered.clone() };
        self.of_page.lock().unwrap_or_else(PoisonError::into_inner).insert(page.id, of);
        rendered
    }

    fn report_new(&self, page: &Page, model: &Model) -> Arc<Rendered> {
        let note = self.manner() == Manner::Note;
        // Every citation has this sign, and most pages have none.
        let cites = memchr::memchr(b'@', page.text().as_bytes()).is_some();
        let (reads, order) = if note || cites { reading::read(page.body()) } else { Default::default() };
        // A page may have many thousand of them, so each is found without looking through all.
        let key = |noted: &Noted| match noted {
            Noted::Footnote(note) => (0, *note),
            Noted::Citation(range) => (1, range.start),
        };
        let numbers: std::collections::BTreeMap<_, usize> = order.iter().map(key).zip(1..).collect();
        let number = |noted: &Noted| numbers.get(&key(noted)).copied().unwrap_or(0);
        let mut cites = Vec::new();
        for read in &reads {
            let own = Noted::Citation(read.citation.range.clone());
            let number = if note { number(&read.within.map_or(own, Noted::Footnote)) } else { 0 };
            let mut sources = Vec::new();
            // A note has the name with the source: what is part of its sentence is cited like any other.
            let narrative = read.citation.narrative && !(note && read.within.is_some());
            let mut cite = Cite { items: Vec::new(), narrative, note: number, amid: read.amid };
            let mut unknown = Vec::new();
            for item in &read.citation.items {
                let target = model.target_at(page.id, &item.key.range).and_then(|reference| reference.to.page());
                match target.and_then(|id| Some((id, *self.by_page.get(&id)?))) {
                    Some((id, work)) => {
                        sources.push(id);
                        cite.items.push(One {
                            work,
                            prefix: item.prefix.clone(),
                            label: item.label.clone(),
                            locator: item.locator.clone(),
                            suffix: item.suffix.clone(),
                            suppress_author: item.suppress_author,
                        });
                    }
                    None => unknown.push(item.key.value.as_str()),
                }
            }
            let cited = Cited {
                range: read.citation.range.clone(),
                text: unknown.iter().map(|key| unresolved(key)).collect(),
                note: note.then(String::new),
                number,
                own_note: note && read.within.is_none(),
                sources,
            };
            cites.push((cited, cite));
        }
        let front = model.outgoing(page.id).iter().filter(|reference| reference.leaf.is_none());
        let listed = front.filter_map(|reference| match reference.to {
            Target::Page(id) => self.by_page.get(&id).copied(),
            _ => None,
        });
        let notes = if note { order } else { Vec::new() };
        self.render(cites, listed.collect(), notes, &page.language)
    }

    /// Renders some citations in reading order, with notes numbered as they say; positions are those of `works`.
    pub fn cites(&self, cites: &[Cite], language: &str) -> Arc<Rendered> {
        let note = self.manner() == Manner::Note;
        let place = |(at, cite): (usize, &Cite)| {
            let sources = cite.items.iter().map(|one| self.pages[one.work]).collect();
            let range = at as u32..at as u32 + 1;
            let cited =
                Cited { range, text: String::new(), note: note.then(String::new), number: cite.note, own_note: note, sources };
            (cited, cite.clone())
        };
        self.render(cites.iter().enumerate().map(place).collect(), Vec::new(), Vec::new(), language)
    }

    fn render(&self, cites: Vec<(Cited, Cite)>, listed: Vec<usize>, notes: Vec<Noted>, language: &str) -> Arc<Rendered> {
        // Whatever `render_new` is handed: what it leaves in its value as it came is part of that, too.
        let key = Hash::of_value(&(&cites, &listed, &notes, language));
        if let Some(found) = self.rendered.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return found.clone();
        }
        let rendered = Arc::new(self.render_new(cites, listed, notes, language));
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner).insert(key, rendered.clone());
        rendered
    }

    fn render_new(&self, cites: Vec<(Cited, Cite)>, listed: Vec<usize>, notes: Vec<Noted>, language: &str) -> Rendered {
        // The engine sees the sources of this text only: its cost grows with their number.
        let cited = cites.iter().flat_map(|(_, cite)| cite.items.iter().map(|one| one.work));
        let mut local: BTreeMap<usize, usize> = cited.chain(listed.iter().copied()).map(|at| (at, 0)).collect();
        local.values_mut().enumerate().for_each(|(number, at)| *at = number);
        let global: Vec<usize> = local.keys().copied().collect();
        let works: Vec<&Work> = global.iter().map(|at| &self.works[*at]).collect();
        let mut listed: Vec<usize> = listed.iter().map(|at| local[at]).collect();
        listed.sort_unstable();
        listed.dedup();
        let (mut places, mut asked) = (Vec::new(), Vec::new());
        let (mut citations, mut inner): (Vec<Cited>, Vec<Cite>) = cites.into_iter().unzip();
        for (at, cite) in inner.iter_mut().enumerate() {
            cite.items.iter_mut().for_each(|one| one.work = local[&one.work]);
            if !cite.items.is_empty() {
                places.push(at);
                asked.push(cite.clone());
            }
        }
        let (texts, bibliography) = self.ask(works, &global, &asked, &listed, language);
        for (at, (text, note)) in places.into_iter().zip(texts) {
            citations[at].text = text + &citations[at].text;
            if let Some(slot) = &mut citations[at].note {
                *slot = note;
            }
        }
        citations.sort_by_key(|cited| cited.range.start);
        let bibliography = bibliography.into_iter().map(|(at, html)| (self.pages[global[at]], html)).collect();
        Rendered { citations, bibliography, notes }
    }

    /// Asks the engine; a text and a note for each cite, and the list of sources. `global` are the positions of the works.
    fn ask(&self, works: Vec<&Work>, global: &[usize], cites: &[Cite], listed: &[usize], language: &str) -> Made {
        let _ = global;
        #[cfg(feature = "citations")]
        if let Some(style) = &self.style {
            let cites = &*locators::written(style, cites);
            if let Some(made) = self.ask_little(style, &works, global, cites, listed, language) {
                return made;
            }
            let cuts = self.cuts(style);
            // Undated sources are told apart beside one with a date, which a cut style could not show.
            let undated = works.len() > 1 && works.iter().all(|work| work.year().is_none());
            let style = if undated { style.clone() } else { cuts.style(cuts::Part::Whole, &works) };
            let sorter = || cuts.sorter(&works);
            let engine = || engine::Engine::new(&style, self.words(language), works.clone());
            let run = || engine().sorted_by(&sorter).run(cites, listed);
            if let Some(output) = guarded(run) {
                let texts = output.citations.into_iter().map(|made| (made.text, made.note)).collect();
                return (texts, self.completed(output.bibliography, &works, language));
            }
        }
        let _ = language;
        let note = self.manner() == Manner::Note;
        let texts = cites.iter().map(|cite| {
            let text = plain::citation(&works, cite);
            if note { (String::new(), text) } else { (text, String::new()) }
        });
        let all = cites.iter().flat_map(|cite| cite.items.iter().map(|one| one.work)).chain(listed.iter().copied());
        let list = plain::bibliography(&works, all).into_iter().map(|at| (at, plain::reference(works[at], true)));
        (texts.collect(), list.collect())
    }
}

/// What stands in the sentence, and in the note.
type Pair = (String, String);
/// A pair for each cite, and the list of sources by position.
type Made = (Vec<Pair>, Vec<(usize, String)>);
#[cfg(feature = "citations")]
type Style = hayagriva::citationberg::IndependentStyle;

#[cfg(not(feature = "citations"))]
type Style = std::convert::Infallible;

#[cfg(not(feature = "citations"))]
fn styled(setup: &Setup) -> (Option<Arc<Style>>, Vec<Fault>) {
    let message = format!("this program was built without citation styles, so `{}` is not used", setup.style);
    let fault = Fault::new("unknown-style", setup.range.clone(), message).with_help("build it with the feature `citations`");
    (None, (!setup.style.is_empty()).then_some(fault).into_iter().collect())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(not(feature = "citations"), allow(dead_code))]
enum Form {
    Html,
    Plain,
    /// As it is cited by itself in a position, with its link: in parentheses, or in a note.
    Cited(positions::Position),
    /// What a key has that the list of sources is put in order by, in small letters; by number. Empty if it is not known.
    Key(u8),
}

/// Runs the engine; `None` if it gave up, which some malformed sources make it do.
#[cfg(feature = "citations")]
fn guarded<T>(run: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).ok()
}

fn unresolved(key: &str) -> String {
    let mut out = String::from("<span class=\"unresolved\">@");
    html::escape(key, &mut out);
    out.push_str("</span>");
    out
}
