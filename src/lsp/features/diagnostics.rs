//! What is wrong, told whenever it changes: all that `chancery check` says without rendering.

use crate::base::FilePath;
use crate::check::Diagnostic;
use crate::session::Site;
use std::collections::BTreeMap;

/// So many faults are told of one file; nobody reads more.
const MOST: usize = 500;

/// The faults of a site by file, in order of place. Those of the theme within the program lie in no file.
pub fn by_file(site: &Site) -> BTreeMap<FilePath, Vec<&Diagnostic>> {
    let mut all: BTreeMap<FilePath, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in &site.diagnostics {
        let path = &diagnostic.path;
        if let Some(some) = all.get_mut(path) {
            if some.len() < MOST {
                some.push(diagnostic);
            }
        } else if site.files.get(path).is_some() || site.text(path).is_none() {
            all.insert(path.clone(), vec![diagnostic]);
        }
    }
    all
}

/// Whether a fault is about something that could as well not be there; editors show that faded.
pub fn is_unnecessary(diagnostic: &Diagnostic) -> bool {
    matches!(diagnostic.fault.rule, "unused-record" | "unused-term" | "unused-footnote" | "uncited-source" | "surplus-cell")
}
