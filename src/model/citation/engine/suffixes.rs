//! Letters behind years that are the same: `2021a, 2021b`, in the order of the list.

use super::Engine;
use crate::model::citation::reading::Cite;
use crate::model::citation::segments::Segment;
use std::collections::BTreeSet;

impl Engine<'_> {
    /// Whether two sources may need `2021a` and `2021b`.
    pub(super) fn needs_suffixes(&self, cites: &[Cite], listed: &[usize]) -> bool {
        let all: BTreeSet<usize> =
            cites.iter().flat_map(|cite| cite.items.iter().map(|one| one.work)).chain(listed.iter().copied()).collect();
        let mut seen = BTreeSet::new();
        all.iter().any(|at| !seen.insert((self.works[*at].year(), self.works[*at].head())))
    }

    /// Puts cites that get suffixes into the order of the list: `2021a, 2021b`.
    pub(super) fn in_order(&self, cites: &[Cite], segments: &mut [Segment], order: &[usize]) {
        let group = |work: usize| (self.works[work].head(), self.works[work].year());
        let place = |work: usize| order.iter().position(|at| *at == work);
        for segment in segments.iter_mut().filter(|segment| segment.items.len() > 1) {
            let items = &cites[segment.cite].items;
            for later in 1..segment.items.len() {
                for earlier in 0..later {
                    let (a, b) = (items[segment.items[earlier]].work, items[segment.items[later]].work);
                    if a != b && group(a) == group(b) && place(b) < place(a) {
                        segment.items.swap(earlier, later);
                    }
                }
            }
        }
    }
}
