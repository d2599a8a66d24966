//! Floor 5: what will exist, and its bytes. Formats never write files.

use crate::base::{Fault, Faults, FilePath, Hash, OutPath, Range};
use crate::config::Config;
use crate::document::kind::KINDS;
use crate::model::listings::Listings;
use crate::model::{Model, PageId};
use std::collections::BTreeSet;
use std::sync::Arc;

pub mod builtin;
pub mod drawing;
pub mod formats;
pub mod functions;
pub mod highlight;
pub mod html;
pub mod identifiers;
pub mod memory;
mod routes;
pub mod sanitise;
pub mod theme;
pub mod values;
pub mod words;

pub use routes::{Routes, unstamped};
pub use theme::Theme;

/// A maker of one sort of output. Adding one is a file in `formats/` and its row in `FORMATS`.
pub struct Format {
    /// Name in messages.
    pub name: &'static str,
    /// Says which paths will exist.
    pub plan: fn(&Model, &Theme, &mut Planner),
    /// Makes the bytes of one of them.
    pub render: fn(&Route, &View) -> Result<Vec<u8>, RenderFault>,
    /// Its `plan` looks at nothing but pages' front matter, addresses and chancery.yaml: what it wants is remembered while those
    /// stay as they are. Any other is asked at every update.
    pub by_heads: bool,
    /// Readers keep its addresses, so that none may vanish without a word.
    pub is_lasting: bool,
    /// Its files have a hash of what they hold in their names: what stands at such a path is never another.
    pub is_hashed: bool,
    /// The same of its files, whose names get their hash only when they are made: a route has the name without it.
    pub is_stamped: bool,
}

impl Format {
    /// One whose addresses last, and which is asked at every update.
    pub const fn new(
        name: &'static str,
        plan: fn(&Model, &Theme, &mut Planner),
        render: fn(&Route, &View) -> Result<Vec<u8>, RenderFault>,
    ) -> Format {
        Format { name, plan, render, by_heads: false, is_lasting: true, is_hashed: false, is_stamped: false }
    }

    /// Its paths come of front matter and configuration alone, never of prose, references or theme.
    pub const fn by_heads(mut self) -> Format {
        self.by_heads = true;
        self
    }

    /// Nobody keeps its addresses: only the site's own pages or its host read it, or it moves with its page.
    pub const fn transient(mut self) -> Format {
        self.is_lasting = false;
        self
    }

    /// Its files have a hash in their names, which are no one's to keep.
    pub const fn hashed(mut self) -> Format {
        (self.is_hashed, self.is_lasting) = (true, false);
        self
    }

    /// Its files get a hash into their names when they are made.
    pub const fn stamped(mut self) -> Format {
        (self.is_stamped, self.is_lasting) = (true, false);
        self
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        self.name == other.name
    }
}

/// A path that will exist.
#[derive(Clone, PartialEq)]
pub struct Route {
    /// Where.
    pub path: OutPath,
    /// Who makes it.
    pub format: &'static Format,
    /// What of.
    pub subject: Subject,
    /// The file that wants it: named when two want the same.
    pub origin: Option<FilePath>,
}

impl Route {
    /// Where it stands when its bytes are known: what is stamped has their hash in its name.
    pub fn place(&self, bytes: &[u8]) -> OutPath {
        let stamped = || OutPath::new(&routes::stamped(self.path.as_str(), &Hash::of(bytes))).ok();
        if self.format.is_stamped { stamped().unwrap_or_else(|| self.path.clone()) } else { self.path.clone() }
    }
}

/// What an output is made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A page of the model.
    Page(PageId),
    /// A page that lists others, in a language. In a box, for a site may have hundreds of thousands of routes, but few of these.
    Listing(Box<(Listing, String)>),
    /// A file copied as it is.
    File(FilePath),
    /// An old address that leads to a page.
    Redirect(PageId),
    /// The site in one language.
    Language(String),
    /// The site as a whole.
    Site,
}

/// Pages that list others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Listing {
    Home,
    Reports,
    Actors,
    Places,
    Sources,
    Glossary,
    Events,
    Topics,
    /// One topic, by slug.
    Topic(String),
    Authors,
    Corrections,
    /// What reports rest on.
    Evidence,
    Search,
    /// The dataset.
    Data,
    /// A page that says what stood at its address and was withdrawn: position in `Config::withdrawn`.
    Withdrawn(usize),
    NotFound,
}

impl Listing {
    /// Whether search engines and the sitemap should know it.
    pub fn is_indexed(&self) -> bool {
        !matches!(self, Listing::NotFound | Listing::Withdrawn(_) | Listing::Search)
    }
}

/// Collects routes while a site is planned.
#[derive(Default, PartialEq)]
pub struct Planner {
    /// Routes so far.
    pub routes: Vec<Route>,
    /// Where in a file a path was asked for, if it was written: what a collision underlines.
    pub places: Vec<(OutPath, FilePath, Range)>,
    /// Paths that were refused, with the file that wanted them.
    pub faults: Vec<(FilePath, Fault)>,
}

/// All paths that will exist.
pub struct Plan {
    /// What will be made.
    pub routes: Arc<Routes>,
    /// Paths that two want, or that differ in case only.
    pub faults: Faults,
    /// Values that all templates see, converted once.
    pub shared: Arc<values::Shared>,
}

/// What a render may look at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The site.
    pub model: &'a Model,
    /// What will exist.
    pub plan: &'a Plan,
    /// How it looks.
    pub theme: &'a Theme,
}

/// What went wrong in a render, in the file that is to blame (a template, or the page).
#[derive(Debug)]
pub struct RenderFault {
    /// The template or content file.
    pub path: FilePath,
    /// What is wrong there.
    pub fault: Fault,
}

/// Plans the site: every path that will exist, and which of them collide. `memory` is that of the last plan, and may be
/// empty.
pub fn plan(model: &Model, theme: &Arc<Theme>, memory: &mut memory::Memory) -> Plan {
    memory::plan(model, theme, memory)
}

/// What the site makes of its own accord, as links in Markdown write it. What is made of pages' text may turn out to be missing.
pub fn listings(config: &Config, has_address: bool) -> Listings {
    let names =
        ["reports/", "actors/", "places/", "sources/", "glossary/", "events/", "topics/", "authors/", "corrections/", "robots.txt"];
    let mut fixed: BTreeSet<String> = names.iter().map(|name| format!("/{name}")).collect();
    for (at, language) in config.languages.iter().enumerate() {
        let prefix = if at == 0 { String::new() } else { format!("{language}/") };
        let feeds: &[&str] = if has_address { &["feed.xml", "feed.json"] } else { &[] };
        fixed.extend(["", "reports/", "search/"].iter().chain(feeds).map(|name| format!("/{prefix}{name}")));
    }
    if config.exports.evidence {
        fixed.insert(format!("/{}", formats::evidence::PATH));
    }
    if has_address {
        fixed.insert("/sitemap.xml".into());
    }
    if config.exports.dataset {
        fixed.insert("/data/".into());
        fixed.extend(formats::dataset::names().map(|name| format!("/data/{name}")));
    }
    let mut beside = BTreeSet::new();
    for kind in KINDS.iter().map(|row| row.kind) {
        let citations = if config.exports.citations { formats::citations::names(kind) } else { &[] };
        let data: &[&str] = if config.exports.pages { &["index.json"] } else { &[] };
        beside.extend(citations.iter().chain(data).map(|name| (kind, *name)));
    }
    Listings { fixed, beside }
}

/// Makes what many routes share and no thread may wait for while it renders one of them: to be called before routes are
/// rendered in a pool of threads.
pub fn prepare(view: &View) {
    formats::search::prepare(view);
}

/// Whether a route is made of what [`prepare`] makes: all others may be rendered before that, or beside it.
pub fn is_prepared(route: &Route) -> bool {
    *route.format == formats::search::SHARD || is_last(route)
}

/// Whether a route tells of others by what these hold: it is rendered after them.
pub fn is_last(route: &Route) -> bool {
    *route.format == formats::search::SEARCH
}

/// Makes the bytes of one route.
pub fn render(route: &Route, view: View) -> Result<Vec<u8>, RenderFault> {
    (route.format.render)(route, &view)
}
