//! What an update came to: which copied files are others now, and what a person at the terminal is told.

use super::{Fresh, Told, panel};
use crate::base::{FilePath, Hash};
use crate::check::{Diagnostic, Level};
use crate::files::Change;
use crate::render::{Route, Subject};
use crate::session::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The file that a change is about.
pub fn path_of(change: &Change) -> Option<FilePath> {
    match change {
        Change::Put(path, _) | Change::Remove(path) => Some(path.clone()),
        Change::Faults(_) => None,
    }
}

/// Addresses of the files that are copied as they are and were edited, with a hash of what they hold now; with nothing, if they are
/// gone. Of what is new no tab has another form, unless something stood there before: `known` are the addresses that were told.
pub fn copied(old: &Site, new: &Site, edited: &BTreeSet<FilePath>, known: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    if edited.iter().all(|path| path.is_markdown()) {
        return BTreeMap::new();
    }
    let copy = |route: &Route| match &route.subject {
        Subject::File(path) if edited.contains(path) => Some((route.path.url().as_str().to_string(), path.clone())),
        _ => None,
    };
    let gone = old.plan.routes.iter().filter_map(copy).filter(|(_, path)| new.files.get(path).is_none());
    let gone = gone.map(|(address, _)| (address, String::new()));
    let now = new.plan.routes.iter().filter_map(copy).filter_map(|(address, path)| {
        let was = old.files.get(&path).is_some() || known.contains_key(&address);
        let hash = new.files.get(&path).filter(|_| was).map(|file| Hash::short(&file.hash))?;
        Some((address, hash))
    });
    gone.chain(now).collect()
}

/// What is said of an update: the faults that are new, and how many there are.
pub fn told(old: &Site, new: &Site, edited: &BTreeSet<FilePath>, took: Duration) -> Told {
    let known: BTreeSet<(&FilePath, &str, &str)> = old.diagnostics.iter().map(known_by).collect();
    let mut fresh: Vec<&Diagnostic> = new.diagnostics.iter().filter(|one| !known.contains(&known_by(one))).collect();
    fresh.sort_by_key(|one| (std::cmp::Reverse(one.level), !edited.contains(&one.path)));
    let is_error = |one: &Diagnostic| one.level == Level::Error;
    let errors = new.diagnostics.iter().filter(|one| is_error(one)).count();
    let told = |one: &Diagnostic| Fresh {
        is_error: is_error(one),
        line: panel::line(new, one),
        help: one.fault.help.as_ref().map(ToString::to_string),
    };
    // What known-faults.yaml takes in, or lists no more, is there as before.
    let apart: BTreeSet<(&FilePath, &str, &str)> = old.known.iter().map(known_by).collect();
    let again = fresh.iter().filter(|one| apart.contains(&known_by(one))).count();
    let (before, now) = (old.diagnostics.len() + old.known.len(), new.diagnostics.len() + new.known.len());
    Told::Updated {
        edited: edited.iter().cloned().collect(),
        took,
        errors,
        warnings: new.diagnostics.len() - errors,
        faults: fresh.iter().map(|one| told(one)).collect(),
        mended: (before + fresh.len()).saturating_sub(now + again),
    }
}

fn known_by(one: &Diagnostic) -> (&FilePath, &str, &str) {
    (&one.path, one.fault.rule, &one.fault.message)
}
