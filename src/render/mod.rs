//! Floor 5: what will exist, and its bytes. Formats never write files.

use crate::base::{Fault, Faults, FilePath, OutPath, Range};
use crate::config::Exports;
use crate::model::{Model, PageId};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub mod builtin;
pub mod drawing;
pub mod formats;
pub mod functions;
pub mod highlight;
pub mod html;
pub mod memory;
pub mod sanitise;
pub mod theme;
pub mod values;
pub mod words;

pub use theme::Theme;

/// A maker of one sort of output. Adding one is a file in `formats/` and its row in `FORMATS`.
pub struct Format {
    /// Name in messages.
    pub name: &'static str,
    /// Says which paths will exist.
    pub plan: fn(&Model, &Theme, &mut Planner),
    /// Makes the bytes of one of them.
    pub render: fn(&Route, &View) -> Result<Vec<u8>, RenderFault>,
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

/// What an output is made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A page of the model.
    Page(PageId),
    /// A page that lists others, in a language.
    Listing(Listing, String),
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
    /// By path.
    pub routes: Arc<BTreeMap<OutPath, Route>>,
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

/// One map of what the formats want, in their order.
fn merge<'a>(planners: impl Iterator<Item = &'a Planner>) -> (BTreeMap<OutPath, Route>, Vec<(FilePath, Fault)>) {
    let planners: Vec<&Planner> = planners.collect();
    let mut faults: Vec<(FilePath, Fault)> = planners.iter().flat_map(|planner| planner.faults.iter().cloned()).collect();
    let mut routes: Vec<Route> = Vec::with_capacity(planners.iter().map(|planner| planner.routes.len()).sum());
    let mut folded: rustc_hash::FxHashMap<Arc<str>, usize> = Default::default();
    for route in planners.iter().flat_map(|planner| planner.routes.iter().cloned()) {
        let place = |path: &OutPath, origin: &Option<FilePath>| {
            let mut places = planners.iter().flat_map(|planner| &planner.places);
            let wanted = places.find(|(other, file, _)| other == path && Some(file) == origin.as_ref());
            wanted.map_or(0..0, |(.., range)| range.clone())
        };
        match folded.entry(route.path.folded()) {
            Entry::Vacant(free) => {
                free.insert(routes.len());
                routes.push(route);
            }
            // Pages that want one address were told so by the model.
            Entry::Occupied(taken) => {
                let first = &routes[*taken.get()];
                if matches!((&first.subject, &route.subject), (Subject::Page(_), Subject::Page(_))) {
                    continue;
                }
                faults.push(collision(first, &route, place(&route.path, &route.origin)));
            }
        }
    }
    // A file cannot stand where a folder has to.
    let mut order: Vec<usize> = (0..routes.len()).collect();
    order.sort_unstable_by(|a, b| routes[*a].path.cmp(&routes[*b].path));
    let (mut before, mut taken) = ("", Vec::new());
    for route in order.iter().map(|at| &routes[*at]) {
        let folders = route.path.as_str().rsplit_once('/').map_or("", |(folders, _)| folders);
        // Neighbours in the list lie in the same folder, which need not be looked for twice.
        if folders != before {
            before = folders;
            let ends = folders.match_indices('/').map(|(at, _)| at).chain([folders.len()]).filter(|at| *at > 0);
            taken = ends.filter_map(|at| folded.get(folders[..at].to_lowercase().as_str())).collect();
        }
        faults.extend(taken.iter().map(|first| collision(&routes[**first], route, 0..0)));
    }
    // A map is made quickest of what is in order.
    let mut routes: Vec<Option<Route>> = routes.into_iter().map(Some).collect();
    let routes = order.into_iter().filter_map(|at| routes[at].take());
    (routes.map(|route| (route.path.clone(), route)).collect(), faults)
}

fn collision(first: &Route, second: &Route, range: Range) -> (FilePath, Fault) {
    let name = |route: &Route| {
        route.origin.as_ref().map_or_else(|| format!("the {} of the site", route.format.name), |file| file.to_string())
    };
    let message = format!("`{}` is wanted twice: by {} and by {}", second.path, name(first), name(second));
    let fault = Fault::new("same-path", range, message).with_help("give one of them another name, `slug` or alias");
    let path = second.origin.clone().or_else(|| first.origin.clone());
    (path.unwrap_or_else(crate::config::path), fault)
}

/// Addresses of pages that the site makes of its own accord, as links in Markdown write them.
pub fn listing_addresses(exports: &Exports) -> BTreeSet<String> {
    let names = [
        "",
        "reports/",
        "actors/",
        "places/",
        "sources/",
        "glossary/",
        "events/",
        "topics/",
        "authors/",
        "corrections/",
        "data/",
        "search/",
    ];
    let names = names.iter().filter(|name| exports.dataset || **name != "data/");
    names.map(|name| format!("/{name}")).collect()
}

/// Makes what many routes share and no thread may wait for while it renders one of them: to be called before routes are
/// rendered in a pool of threads.
pub fn prepare(view: &View) {
    formats::search::prepare(view);
}

/// Makes the bytes of one route.
pub fn render(route: &Route, view: View) -> Result<Vec<u8>, RenderFault> {
    (route.format.render)(route, &view)
}
