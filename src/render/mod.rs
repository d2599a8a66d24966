//! Floor 5: what will exist, and its bytes. Formats never write files.

use crate::base::{Fault, FilePath, OutPath};
use crate::model::{Model, PageId};
use std::collections::BTreeMap;

pub mod theme;

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
    NotFound,
}

/// Collects routes while a site is planned.
pub struct Planner {
    /// Routes so far.
    pub routes: Vec<Route>,
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
    pub shared: tera::Value,
}

/// What a render may look at.
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
