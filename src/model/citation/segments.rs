//! Citations in the pieces that the engine is given.

use super::reading::Cite;

/// One citation, or a part of it that the engine may sort and collapse by itself.
pub struct Segment {
    /// Position of the citation.
    pub cite: usize,
    /// Positions in the citation, in the order in which they are asked for.
    pub items: Vec<usize>,
}

/// Cuts citations before a cite with a prefix and after one with a suffix: across these nothing is sorted or collapsed.
pub fn segments(cites: &[Cite]) -> Vec<Segment> {
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
pub fn between<'a>(cite: &Cite, last: Option<&Segment>, next: &Segment, own: &'a str) -> &'a str {
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
