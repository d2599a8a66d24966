//! Floor 5: what will exist, and its bytes. Formats never write files.

use crate::base::{Fault, FilePath, OutPath, Range};
use crate::model::{Model, PageId};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

pub mod builtin;
pub mod drawing;
pub mod formats;
pub mod functions;
pub mod highlight;
pub mod html;
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

/// A path that will exist.
#[derive(Clone)]
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
    /// The dataset.
    Data,
    /// A page that says what stood at its address and was withdrawn: position in `Config::withdrawn`.
    Withdrawn(usize),
    NotFound,
}

impl Listing {
    /// Whether search engines and the sitemap should know it.
    pub fn is_indexed(&self) -> bool {
        !matches!(self, Listing::NotFound | Listing::Withdrawn(_))
    }
}

/// Collects routes while a site is planned.
#[derive(Default)]
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
    pub routes: BTreeMap<OutPath, Route>,
    /// Paths that two want, or that differ in case only.
    pub faults: Vec<(FilePath, Fault)>,
    /// Values that all templates see, converted once.
    pub shared: values::Shared,
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

/// Plans the site: every path that will exist, and which of them collide.
pub fn plan(model: &Model, theme: &Theme) -> Plan {
    let mut planner = Planner::default();
    for format in formats::FORMATS {
        (format.plan)(model, theme, &mut planner);
    }
    let mut faults = planner.faults;
    let mut routes: BTreeMap<OutPath, Route> = BTreeMap::new();
    let mut folded: BTreeMap<String, OutPath> = BTreeMap::new();
    for route in planner.routes {
        let place = |path: &OutPath, origin: &Option<FilePath>| {
            let wanted = planner.places.iter().find(|(other, file, _)| other == path && Some(file) == origin.as_ref());
            wanted.map_or(0..0, |(.., range)| range.clone())
        };
        match folded.entry(route.path.folded()) {
            Entry::Vacant(free) => {
                free.insert(route.path.clone());
                routes.insert(route.path.clone(), route);
            }
            // Pages that want one address were told so by the model.
            Entry::Occupied(taken) => {
                let first = &routes[taken.get()];
                if matches!((&first.subject, &route.subject), (Subject::Page(_), Subject::Page(_))) {
                    continue;
                }
                faults.push(collision(first, &route, place(&route.path, &route.origin)));
            }
        }
    }
    // A file cannot stand where a folder has to.
    for path in routes.keys() {
        let parents = path.as_str().match_indices('/').map(|(at, _)| path.as_str()[..at].to_lowercase());
        for parent in parents {
            if let Some(first) = folded.get(&parent) {
                let route = &routes[path];
                faults.push(collision(&routes[first], route, 0..0));
            }
        }
    }
    Plan { shared: values::shared(model, theme), routes, faults }
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
pub fn listing_addresses() -> BTreeSet<String> {
    let names =
        ["", "reports/", "actors/", "places/", "sources/", "glossary/", "events/", "topics/", "authors/", "corrections/", "data/"];
    names.iter().map(|name| format!("/{name}")).collect()
}

/// Makes the bytes of one route.
pub fn render(route: &Route, view: View) -> Result<Vec<u8>, RenderFault> {
    (route.format.render)(route, &view)
}
