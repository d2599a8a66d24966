//! Where sources come from in the end, by `derived_from`: two articles made from one press release are one origin.

use crate::document::Kind;
use crate::document::record::Own;
use crate::model::{Model, PageId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Most origins of one source that are counted.
const MOST: usize = 64;

/// The origins of the sources that are made from others.
#[derive(Debug, Default)]
pub struct Origins(FxHashMap<PageId, Arc<[PageId]>>);

impl Origins {
    /// Follows every source of a site to its origins, each once.
    pub fn new(model: &Model) -> Origins {
        let made_from = |id: PageId| -> Vec<PageId> {
            let Own::Source(source) = &model.page(id).record.own else { return Vec::new() };
            let all = source.rare.derived_from.iter().filter_map(|id| model.find(&id.value, &[Kind::Source]));
            all.filter(|other| *other != id).collect()
        };
        Origins::of(model.of_kind(Kind::Source).map(|page| page.id), made_from)
    }

    /// The same by any table. Without calls of itself: a chain may be as long as the site has sources.
    fn of(sources: impl Iterator<Item = PageId>, made_from: impl Fn(PageId) -> Vec<PageId>) -> Origins {
        let mut known: FxHashMap<PageId, Arc<[PageId]>> = FxHashMap::default();
        let mut open: FxHashSet<PageId> = FxHashSet::default();
        let mut path: Vec<(PageId, Vec<PageId>, usize)> = Vec::new();
        let enter = |id: PageId, open: &mut FxHashSet<PageId>| {
            let parents = made_from(id);
            (!parents.is_empty()).then(|| {
                open.insert(id);
                (id, parents, 0)
            })
        };
        for source in sources {
            if !known.contains_key(&source) {
                path.extend(enter(source, &mut open));
            }
            while let Some((id, parents, next)) = path.last_mut() {
                if let Some(parent) = parents.get(*next).copied() {
                    *next += 1;
                    // One that leads back to itself is where the circle ends.
                    if !known.contains_key(&parent) && !open.contains(&parent) {
                        path.extend(enter(parent, &mut open));
                    }
                    continue;
                }
                let found: Arc<[PageId]> = match parents.as_slice() {
                    [one] => known.get(one).cloned().unwrap_or_else(|| [*one].into()),
                    several => {
                        let of = |parent: &PageId| known.get(parent).map_or(vec![*parent], |found| found.to_vec());
                        let mut all: Vec<PageId> = several.iter().flat_map(of).collect();
                        all.sort_unstable();
                        all.dedup();
                        all.truncate(MOST);
                        all.into()
                    }
                };
                open.remove(id);
                known.insert(*id, found);
                path.pop();
            }
        }
        Origins(known)
    }

    /// How many origins some sources have between them.
    pub fn count(&self, sources: &[PageId]) -> usize {
        let origins = sources.iter().flat_map(|source| match self.0.get(source) {
            Some(found) => &found[..],
            None => std::slice::from_ref(source),
        });
        origins.collect::<FxHashSet<_>>().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(made_from: &[&[u32]], cited: &[u32]) -> usize {
        let ids = |list: &[u32]| list.iter().map(|id| PageId(*id)).collect::<Vec<_>>();
        let origins = Origins::of((0..made_from.len() as u32).map(PageId), |id| ids(made_from[id.0 as usize]));
        origins.count(&ids(cited))
    }

    #[test]
    fn what_is_made_from_one_source_is_one_origin() {
        let release: &[&[u32]] = &[&[], &[0], &[0], &[1], &[]];
        assert_eq!(count(release, &[1, 2, 3]), 1);
        assert_eq!(count(release, &[0, 3, 4]), 2);
        assert_eq!(count(release, &[]), 0);
        // One that draws on two others has both, whichever of them is cited beside it.
        let digest: &[&[u32]] = &[&[], &[], &[0, 1]];
        assert_eq!((count(digest, &[2]), count(digest, &[0, 2]), count(digest, &[0, 1, 2])), (2, 2, 2));
    }

    #[test]
    fn circles_and_long_chains_come_to_an_end() {
        assert_eq!(count(&[&[1], &[0]], &[0, 1]), 1);
        let chain: Vec<Vec<u32>> = (0..200_000).map(|at| if at == 0 { vec![] } else { vec![at - 1] }).collect();
        let chain: Vec<&[u32]> = chain.iter().map(Vec::as_slice).collect();
        assert_eq!(count(&chain, &[7, 1000, 199_999]), 1);
        let backwards: Vec<Vec<u32>> = (0..200_000).map(|at| if at == 199_999 { vec![] } else { vec![at + 1] }).collect();
        let backwards: Vec<&[u32]> = backwards.iter().map(Vec::as_slice).collect();
        assert_eq!(count(&backwards, &[0, 7]), 1);
    }
}
