//! Floor 4: all pages together, and who points at whom.

pub mod addresses;
pub mod anchors;
mod astray;
mod called;
pub mod citation;
pub mod claims;
mod drawings;
pub mod evidence;
mod families;
pub mod fields;
mod held;
mod inflect;
pub mod inherit;
pub mod layout;
pub mod ledger;
pub mod listings;
pub mod memory;
pub mod mention;
mod menu;
pub mod names;
pub mod pages;
pub mod printed;
mod published;
pub mod references;
pub mod resolve;
pub mod standing;
pub mod ties;
mod titles;
pub mod words;

use crate::base::{Date, Fault, Faults, FilePath, Opened, Range, UrlPath};
use crate::config::Config;
use crate::document::tree::LeafId;
use crate::document::{Body, Document, Kind, Line, Record, Sort, Unread};
use crate::files::File;
use std::borrow::{Borrow, Cow};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Position in `Model::pages`. Pages are in a fixed order: by kind, key, version, language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(pub u32);

/// A record (or one text of a report) with its address.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its position.
    pub id: PageId,
    /// What it is about.
    pub kind: Kind,
    /// Its id in references: `nayib-bukele`.
    pub key: String,
    /// Its address.
    pub url: UrlPath,
    /// The file that it was read from.
    pub path: FilePath,
    /// That file, parsed.
    pub document: Arc<Document>,
    /// What the record says, with what it inherits: a version from the report's main text, a record from a second
    /// declaration that only adds fields.
    pub record: Arc<Record>,
    /// Position in `document.records`; the body belongs to record 0.
    pub position: usize,
    /// Second declarations that added fields: file, document, position of the record in it.
    pub additions: Vec<(FilePath, Arc<Document>, usize)>,
    /// BCP 47 tag of its text.
    pub language: String,
    /// Name of the version: empty for the main text, else as in the file's name (`summary`).
    pub version: String,
    /// The report's main text; itself for everything else.
    pub main: PageId,
    /// Draft or embargoed: here only because drafts were asked for.
    pub unpublished: bool,
    /// The body with the numbers and old anchors that the ledger and the front matter ask for, where they differ.
    pub settled: Option<Arc<Body>>,
}

impl Page {
    /// The file of the site that is named on this page, in text, in a field or in a drawing: one law for all, by which an address is
    /// read with its per cent signs, and without what stands behind `?` and `#`. `None` if it leaves the site.
    pub fn file_named(&self, written: &str) -> Option<FilePath> {
        let path = written.split(['#', '?']).next().unwrap_or(written);
        self.path.join(&crate::base::address::percent_decoded(path))
    }

    /// Whether its file could not be read to its end, so that what the record lacks may stand in the rest.
    pub fn is_unread(&self) -> bool {
        self.document.unread.is_some()
    }

    /// Whether a field may be there without being read: in a part of the file that could not be, or under a misspelt name,
    /// which has a fault of its own.
    pub fn may_have_meant(&self, field: &str) -> bool {
        let misspelt = |fault: &Fault| fault.rule == "unknown-field" && fault.fix.as_ref().is_some_and(|fix| fix.text == field);
        self.is_unread() || self.document.faults.iter().any(misspelt)
    }

    /// The file of the declaration that says a field: its own, or that of an addition.
    pub fn file_of(&self, field: &str) -> &FilePath {
        let told = inherit::teller((&self.path, &self.document, self.position), &self.additions, field);
        told.map_or(&self.path, |(path, ..)| path)
    }

    /// The Markdown body, empty for records declared inline or in lists.
    pub fn body(&self) -> &Body {
        static NONE: std::sync::LazyLock<Body> = std::sync::LazyLock::new(Body::default);
        match &self.settled {
            Some(body) => body,
            None if self.position == 0 => &self.document.body,
            None => &NONE,
        }
    }

    /// The text that all its ranges point into.
    pub fn text(&self) -> Opened<'_> {
        self.document.text.open()
    }

    /// The name shown to readers.
    pub fn name(&self) -> &str {
        &self.record.name.value
    }

    /// Its name as it is printed.
    pub fn printed_name(&self) -> Cow<'_, str> {
        crate::base::text::typeset(self.name(), &self.language)
    }
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page.
    Page(PageId),
    /// A place on a page; the anchor is known to exist.
    Anchor(PageId, Box<str>),
    /// A file beside the content or in `static/`, copied to the output.
    Asset(FilePath),
    /// A page that the site makes of its own accord, such as `/glossary/`.
    Listing(UrlPath),
    /// Something outside the site; its scheme is allowed.
    Web,
}

impl Target {
    /// The page that it leads to.
    pub fn page(&self) -> Option<PageId> {
        match self {
            Target::Page(id) | Target::Anchor(id, _) => Some(*id),
            _ => None,
        }
    }
}

/// Anything that points at something, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Who points.
    pub from: PageId,
    /// At what.
    pub to: Target,
    /// How it was written.
    pub sort: Sort,
    /// Where, in the text of `from`.
    pub range: Range,
    /// The leaf of the body that it stands in; `None` in front matter.
    pub leaf: Option<LeafId>,
    /// A mention that is counted but not linked; always true for the other sorts.
    pub linked: bool,
}

/// The anchor that a place in front matter means: `7` and `p7` are paragraph 7, anything else is taken as it is.
pub fn place_anchor(written: &str) -> String {
    let written = written.trim().trim_start_matches('#');
    if written.starts_with(|c: char| c.is_ascii_digit()) { format!("p{written}") } else { written.to_string() }
}

/// Where something is looked up by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// Every page of a key, in the order of kinds; texts of reports by the report's key, main text first.
    pub by_key: BTreeMap<String, Vec<PageId>>,
    /// Pages by the file that holds them, in order of place.
    pub by_path: BTreeMap<FilePath, Vec<PageId>>,
    /// Pages by address, aliases not among them.
    pub by_url: BTreeMap<UrlPath, PageId>,
    /// Position in `Model::families` by main text.
    pub families: BTreeMap<PageId, u32>,
    /// Keys that exist but are drafts or embargoed, with their kind and file: a reference to one is a fault that says so.
    pub hidden: BTreeMap<(Kind, String), FilePath>,
    /// The files that hold something of that.
    pub held: BTreeSet<FilePath>,
    /// Folders of which every text is a draft or embargoed: what lies in them is not for readers either.
    pub closed: BTreeSet<String>,
    /// By file, the range of each record that is held back though nothing says so clearly: `stauts: draft`, or a status in words that
    /// are none. `None` stands for all of a text that could not be read.
    pub in_doubt: BTreeMap<FilePath, Vec<Option<Range>>>,
    /// The words of files that could not be read to their end.
    pub unread: Vec<Unread>,
}

impl Index {
    /// Whether every id, path and address leads to the same page; the order of reports aside.
    pub(crate) fn leads_alike(&self, other: &Index) -> bool {
        (&self.by_key, &self.by_path, &self.by_url) == (&other.by_key, &other.by_path, &other.by_url)
            && (&self.hidden, &self.held, &self.closed, &self.unread) == (&other.hidden, &other.held, &other.closed, &other.unread)
    }

    /// Whether a file is held back, or lies beside texts that all are and is none of a page.
    pub fn is_held(&self, path: &FilePath) -> bool {
        let mut folders = path.as_str().rmatch_indices('/').map(|(at, _)| &path.as_str()[..at]);
        self.held.contains(path) || !self.by_path.contains_key(path) && folders.any(|folder| self.closed.contains(folder))
    }

    /// Whether a file that could not be read to its end may declare an id, or refer to it: then neither is missing yet.
    /// Of an address, the last part is asked for.
    pub fn may_be_unread(&self, id: &str) -> bool {
        let key = references::key_of(id);
        let key = if key.starts_with('/') { key.trim_end_matches('/').rsplit('/').next().unwrap_or("") } else { key };
        self.unread.iter().any(|unread| unread.holds(key))
    }

    /// The page that an id means where one of `kinds` is wanted (any, if the list is empty): `usa`, `actor:usa`, `slug#anchor`.
    ///
    /// Of a report's texts it is the main one. `None` if there is no such page, or if the id fits several kinds.
    pub fn find<P: Borrow<Page>>(&self, pages: &[P], id: &str, kinds: &[Kind]) -> Option<PageId> {
        let (kind, key) = Kind::parted(id.split('#').next().unwrap_or(id).trim());
        let fits = |found: Kind| kind.is_none_or(|kind| kind == found) && (kinds.is_empty() || kinds.contains(&found));
        let kind_of = |id: PageId| pages[id.0 as usize].borrow().kind;
        let mut all = self.by_key.get(key)?.iter().filter(|id| fits(kind_of(**id)));
        let first = *all.next()?;
        all.all(|id| kind_of(*id) == kind_of(first)).then_some(first)
    }
}

/// One report: its main text and its versions and translations.
#[derive(Debug, Clone)]
pub struct Family {
    /// The report's key.
    pub key: String,
    /// The main text.
    pub main: PageId,
    /// All texts: the main one first, then by version and language.
    pub texts: Vec<PageId>,
}

/// A relation with both ends known, and who says so.
#[derive(Debug, Clone)]
pub struct Tie {
    /// Who acts.
    pub from: PageId,
    /// On whom.
    pub to: PageId,
    /// Key in the registry of relation types.
    pub sort: String,
    /// When it began and ended.
    pub since: Option<Date>,
    /// When it ended; open if it still holds.
    pub until: Option<Date>,
    /// Sources that show it.
    pub sources: Vec<PageId>,
    /// The event it belongs to.
    pub event: Option<PageId>,
    /// A remark.
    pub note: Option<Line>,
    /// Reported or offered, not stated as done.
    pub reported: bool,
    /// The page that has the proof, and where.
    pub stated: (PageId, Range),
}

/// Someone holds an office for a time.
#[derive(Debug, Clone)]
pub struct Tenure {
    /// Who.
    pub holder: PageId,
    /// Which office.
    pub office: PageId,
    /// From when.
    pub from: Option<Date>,
    /// Until when; `..` while it lasts.
    pub to: Option<Date>,
    /// A remark.
    pub note: Option<Line>,
    /// Sources that show it.
    pub sources: Vec<PageId>,
}

/// A claim and the words that make it.
#[derive(Debug, Clone)]
pub struct PlacedClaim {
    /// The page whose front matter lists it.
    pub page: PageId,
    /// Position in that record's `claims`.
    pub claim: usize,
    /// The leaf of the body that holds its words; `None` if they were not found.
    pub leaf: Option<LeafId>,
}

/// What the resolved site depends on besides its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Today, as (year, month, day): decides what is embargoed. From `SOURCE_DATE_EPOCH` where it is set.
    pub today: (i32, u8, u8),
    /// Drafts, reviews and embargoed reports are part of the site.
    pub drafts: bool,
    /// Instead of the configured address of the site.
    pub base_url: Option<String>,
}

/// The whole site, resolved. A finished value: nothing in it changes again.
#[derive(Debug)]
pub struct Model {
    /// chancery.yaml.
    pub config: Arc<Config>,
    /// What else it depends on.
    pub settings: Settings,
    /// Reports whose front matter could not be read to its end are held back, because no rule stops a build for them.
    pub hold_unread: bool,
    /// All pages, by kind, key, version, language.
    pub pages: Arc<Vec<Arc<Page>>>,
    /// How they are found.
    pub index: Arc<Index>,
    /// What each page points at, by page, in order of place. A page that says the same as before shares its list with the
    /// model before.
    pub said: Arc<Vec<Arc<[Reference]>>>,
    /// What points at each page, by page: who says it, and the position in that page's list; in that order.
    pub incoming: Arc<Vec<Arc<[(PageId, u32)]>>>,
    /// Reports, newest first.
    pub families: Arc<[Family]>,
    /// Topics of reports as they were first written, by slug; made when they are asked for.
    topics: OnceLock<BTreeMap<String, String>>,
    /// Where sources come from in the end; made when it is asked for.
    origins: OnceLock<evidence::Origins>,
    /// What the paragraphs of each text of a report rest on.
    evidence: BTreeMap<PageId, Arc<evidence::Evidence>>,
    /// Relations, in order of date, then of place.
    pub ties: Arc<[Tie]>,
    /// Positions in `ties` of the relations that begin or end with a page, by page.
    pub ties_of: Arc<BTreeMap<PageId, Vec<u32>>>,
    /// Who held which office, in order of date.
    pub tenures: Arc<[Tenure]>,
    /// All sources, and how they are cited.
    pub library: Arc<citation::Library>,
    /// Where each claim of each page stands in its text.
    pub claims: Vec<PlacedClaim>,
    /// Files beside the content that pages use, and those in `static/`, by path.
    pub assets: BTreeMap<FilePath, Arc<File>>,
    /// Those of them that are PDFs of reports, and others that stand elsewhere than their path says, and where that is.
    printed: BTreeMap<FilePath, UrlPath>,
    /// Addresses that stay in letters apart.
    apart: Arc<ledger::Apart>,
    /// What was published so far.
    pub ledger: Arc<ledger::Ledger>,
    /// Pages that were published under another identity.
    pub carried: Arc<ledger::Carried>,
    /// How texts differ from what was published; only those that do.
    pub changes: BTreeMap<PageId, Vec<ledger::Change>>,
    /// What is wrong; a group that is as it was is shared with the model before.
    pub faults: Vec<Faults>,
}

impl Model {
    /// The page of that position.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// The references that a page makes, in order of place.
    pub fn outgoing(&self, id: PageId) -> &[Reference] {
        &self.said[id.0 as usize]
    }

    /// Everything that points at something, in order of page and place.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.said.iter().flat_map(|said| said.iter())
    }

    /// The references that lead to a page, in the order of pages and places.
    pub fn incoming(&self, id: PageId) -> impl Iterator<Item = &Reference> {
        self.incoming[id.0 as usize].iter().map(|(from, at)| &self.said[from.0 as usize][*at as usize])
    }

    /// The page that an id means where one of `kinds` is wanted; see `Index::find`.
    pub fn find(&self, id: &str, kinds: &[Kind]) -> Option<PageId> {
        self.index.find(&self.pages, id, kinds)
    }

    /// The reference that a page makes at a place, if it was resolved.
    pub fn target_at(&self, from: PageId, range: &Range) -> Option<&Reference> {
        let all = self.outgoing(from);
        let first = all.partition_point(|reference| reference.range.start < range.start);
        all[first..].iter().take_while(|reference| reference.range.start == range.start).find(|reference| reference.range == *range)
    }

    /// The relations that begin or end with a page, in order of date.
    pub fn ties_of(&self, id: PageId) -> impl Iterator<Item = &Tie> {
        self.ties_of.get(&id).into_iter().flatten().map(|position| &self.ties[*position as usize])
    }

    /// Pages of one kind, in order of key; of reports the main texts only.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Page> {
        // Pages are in order of kind, so those of one stand together.
        let start = self.pages.partition_point(|page| page.kind < kind);
        let end = start + self.pages[start..].partition_point(|page| page.kind == kind);
        self.pages[start..end].iter().map(|page| &**page).filter(|page| page.main == page.id)
    }

    /// The report that a text belongs to.
    pub fn family(&self, text: PageId) -> Option<&Family> {
        let position = self.index.families.get(&self.page(text).main)?;
        self.families.get(*position as usize)
    }
}
