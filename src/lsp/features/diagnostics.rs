//! What is wrong, told whenever it changes: all that `chancery check` says without rendering. What is known comes after it, quietly.

use crate::base::FilePath;
use crate::check::Diagnostic;
use crate::session::Site;
use std::collections::BTreeMap;

/// So many faults are told of one file; nobody reads more.
const MOST: usize = 500;

/// A fault, and whether known-faults.yaml lists it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The fault.
    pub what: &'a Diagnostic,
    /// Whether it is known.
    pub known: bool,
}

/// The faults of a site, those that are known behind the others.
fn all(site: &Site) -> impl Iterator<Item = Seen<'_>> {
    let fresh = site.diagnostics.iter().map(|what| Seen { what, known: false });
    fresh.chain(site.known.iter().map(|what| Seen { what, known: true }))
}

/// The faults of one file.
pub fn of<'a>(site: &'a Site, path: &FilePath) -> impl Iterator<Item = Seen<'a>> {
    all(site).filter(move |one| one.what.path == *path)
}

/// The faults of a site by file. Those of the theme within the program lie in no file.
pub fn by_file(site: &Site) -> BTreeMap<FilePath, Vec<Seen<'_>>> {
    let mut found: BTreeMap<FilePath, Vec<Seen>> = BTreeMap::new();
    for one in all(site) {
        let path = &one.what.path;
        if let Some(some) = found.get_mut(path) {
            if some.len() < MOST {
                some.push(one);
            }
        } else if site.files.get(path).is_some() || site.text(path).is_none() {
            found.insert(path.clone(), vec![one]);
        }
    }
    found
}

/// Whether a fault is about something that could as well not be there; editors show that faded.
pub fn is_unnecessary(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.fault.rule, "unused-record" | "unused-term" | "unused-footnote" | "uncited-source" | "surplus-cell")
}
