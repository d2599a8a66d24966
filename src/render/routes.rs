//! All paths that will exist, and which of them collide.

use super::{Listing, Planner, Route, Subject};
use crate::base::{Fault, FilePath, Hash, OutPath, Range, paths};
use rayon::prelude::*;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// Routes in order of path, each path once: a sorted list takes half of a map's room.
pub struct Routes(Vec<Route>);

impl Routes {
    /// What will stand at a path. What is stamped is known by its name with any stamp.
    pub fn get(&self, path: &OutPath) -> Option<&Route> {
        let find = |path: &str| self.0.binary_search_by(|route| route.path.as_str().cmp(path)).ok().map(|at| &self.0[at]);
        find(path.as_str()).or_else(|| find(&unstamped(path.as_str())?).filter(|route| route.format.is_stamped))
    }

    /// Whether what will stand at a path has a hash of what it holds in its name.
    pub fn is_hashed(&self, path: &str) -> bool {
        let route = OutPath::new(path).ok().and_then(|path| self.get(&path));
        route.is_some_and(|route| route.format.is_hashed || route.format.is_stamped)
    }

    /// Whether something will stand at a path.
    pub fn contains(&self, path: &OutPath) -> bool {
        self.get(path).is_some()
    }

    /// All, in order of path.
    pub fn iter(&self) -> std::slice::Iter<'_, Route> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing will be made.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `fonts/x.woff2` → `fonts/x.0123456789.woff2`: a name that stands for its bytes.
pub(super) fn stamped(name: &str, hash: &Hash) -> String {
    let hash = hash.short();
    let (folder, file) = name.rsplit_once('/').map_or(("", name), |(folder, file)| (folder, file));
    let file = match file.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem}.{hash}.{extension}"),
        _ => format!("{file}.{hash}"),
    };
    if folder.is_empty() { file } else { format!("{folder}/{file}") }
}

/// The name that a path has without its stamp; `None` if it has none.
pub fn unstamped(path: &str) -> Option<String> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (name, stamp) = stem.rsplit_once('.')?;
    let digits = stamp.len() == Hash::SHORT && stamp.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| format!("{name}.{extension}"))
}

/// All that the formats want, given in their order.
pub(super) fn merge<'a>(planners: impl Iterator<Item = &'a Planner>) -> (Routes, Vec<(FilePath, Fault)>) {
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
    order.par_sort_unstable_by(|a, b| routes[*a].path.cmp(&routes[*b].path));
    let (mut before, mut taken) = ("", Vec::new());
    for route in order.iter().map(|at| &routes[*at]) {
        let folders = route.path.as_str().rsplit_once('/').map_or("", |(folders, _)| folders);
        // Neighbours in the list lie in the same folder, which need not be looked for twice.
        if folders != before {
            before = folders;
            let ends = folders.match_indices('/').map(|(at, _)| at).chain([folders.len()]).filter(|at| *at > 0);
            taken = ends.filter_map(|at| folded.get(&*paths::folded(&folders[..at]))).collect();
        }
        faults.extend(taken.iter().map(|first| collision(&routes[**first], route, 0..0)));
    }
    let mut routes: Vec<Option<Route>> = routes.into_iter().map(Some).collect();
    (Routes(order.into_iter().filter_map(|at| routes[at].take()).collect()), faults)
}

fn collision(first: &Route, second: &Route, range: Range) -> (FilePath, Fault) {
    let name = |route: &Route| {
        route.origin.as_ref().map_or_else(|| format!("the {} of the site", route.format.name), |file| file.to_string())
    };
    let message = format!("`{}` is wanted twice: by {} and by {}", second.path, name(first), name(second));
    // What stands there was not withdrawn.
    let withdrawn = |route: &Route| matches!(&route.subject, Subject::Listing(of) if matches!(of.0, Listing::Withdrawn(_)));
    let help = if withdrawn(first) || withdrawn(second) {
        "take the entry out of `withdrawn` in chancery.yaml while something stands at its address; a paper that stays, with a \
         notice that it no longer stands, says `status: withdrawn`"
    } else {
        "give one of them another name, `slug` or alias"
    };
    let fault = Fault::new("same-path", range, message).with_help(help);
    let path = second.origin.clone().or_else(|| first.origin.clone());
    (path.unwrap_or_else(crate::config::path), fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::formats::asset::FILE;

    #[test]
    fn what_is_stamped_is_found_by_its_name() {
        let stamped = stamped("search/en/d/0.json", &Hash::of(b"x"));
        assert_eq!(unstamped(&stamped).as_deref(), Some("search/en/d/0.json"));
        assert_eq!((unstamped("d/0.json"), unstamped("d/0.012345678x.json")), (None, None));
    }

    #[test]
    fn a_file_and_a_folder_collide_as_disks_compare_names() {
        let route = |path: &str| Route { path: OutPath::new(path).unwrap(), format: &FILE, subject: Subject::Site, origin: None };
        for (file, below) in [("a", "a/b"), ("A", "a/b"), ("caf\u{e9}", "cafe\u{301}/b"), ("x/caf\u{c9}", "x/cafe\u{301}/b/c")] {
            let planner = Planner { routes: vec![route(file), route(below)], ..Planner::default() };
            let (_, faults) = merge([&planner].into_iter());
            assert_eq!(faults.iter().map(|(_, fault)| fault.rule).collect::<Vec<_>>(), ["same-path"], "{file}");
        }
    }
}
