//! Citations in the pieces that the engine is given.

use super::Engine;
use crate::model::citation::reading::Cite;
use std::collections::BTreeSet;

/// One citation, or a part of it that the engine may sort and collapse by itself.
pub(super) struct Segment {
    pub cite: usize,
    /// Positions in the citation, in the order in which they are asked for.
    pub items: Vec<usize>,
}

/// Cuts citations before a cite with a prefix and after one with a suffix: across these nothing is sorted or collapsed.
pub(super) fn segments(cites: &[Cite]) -> Vec<Segment> {
    let mut out = Vec::new();
    for (cite, it) in cites.iter().enumerate() {
        let mut start = 0;
        for at in 1..it.items.len() {
            let cut = !it.items[at].prefix.is_empty()
                || !it.items[at - 1].suffix.is_empty()
                || (at == 1 && it.narrative)
                || it.items[at - 1].suppress_author != it.items[at].suppress_author;
            if cut {
                out.push(Segment { cite, items: (start..at).collect() });
                start = at;
            }
        }
        out.push(Segment { cite, items: (start..it.items.len()).collect() });
    }
    out
}

/// What stands between two pieces of a citation: the delimiter of the style, unless the author parted them already.
pub(super) fn between<'a>(cite: &Cite, last: Option<&Segment>, next: &Segment, own: &'a str) -> &'a str {
    let last = last.and_then(|piece| cite.items.get(*piece.items.last()?));
    let next = next.items.first().and_then(|at| cite.items.get(*at));
    if last.is_some_and(|one| one.suffix.trim_end().ends_with([',', ';'])) {
        " "
    } else if next.is_some_and(|one| one.prefix.starts_with([',', ';', '.', ':'])) {
        ""
    } else {
        own
    }
}

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
