//! Which mentions become links.

use super::prose::Prose;
use crate::base::Range;
use crate::document::record::Linking;
use crate::document::tree::LeafId;
use crate::model::names::Names;
use rustc_hash::{FxHashMap, FxHashSet};

/// Most automatic links in a paragraph.
const CEILING: usize = 8;

/// A mention that may become a link.
#[derive(Debug)]
pub struct Candidate {
    /// Its position among the page's mentions.
    pub mention: usize,
    pub record: u32,
    /// Its bytes in the text of the leaf.
    pub text: Range,
    /// It is counted only: quoted, forbidden, part of a compound.
    pub barred: bool,
    /// Found by an adjective: counted only, unless the actor is met by nothing else.
    pub demonym: bool,
}

/// What was linked on a page so far.
#[derive(Debug, Default)]
pub struct Links {
    /// The section that holds the last link to a record.
    sections: FxHashMap<u32, u32>,
    /// Records met by a name or a link of the author's.
    named: FxHashSet<u32>,
    /// The first linkable demonym of each record, with its leaf.
    demonyms: FxHashMap<u32, (usize, LeafId)>,
    counts: FxHashMap<LeafId, usize>,
}

impl Links {
    /// A link that the author made counts as the first.
    pub fn met(&mut self, record: u32, section: u32) {
        self.sections.insert(record, section);
        self.named.insert(record);
    }

    /// Chooses the links of a leaf; the candidates are in order of place.
    ///
    /// The first mention of each section (or page), at most eight in a paragraph: persons before organisations before
    /// terms before states. Two links that only white space parts would read as one, so the lesser gives way.
    pub fn choose(&mut self, names: &Names, candidates: &[Candidate], prose: &Prose, leaf: LeafId, section: u32) -> Vec<usize> {
        let rank = |at: usize| names.record(candidates[at].record).rank;
        let mut taken: Vec<usize> = Vec::new();
        let mut here: FxHashSet<u32> = FxHashSet::default();
        for (at, candidate) in candidates.iter().enumerate() {
            if !candidate.demonym {
                self.named.insert(candidate.record);
            }
            if candidate.barred || candidate.demonym || !self.is_due(names, candidate.record, section, &here) {
                continue;
            }
            // A post is linked only where no person follows: "Secretary of State Marco Rubio" is one link.
            if names.record(candidate.record).office && person_follows(names, candidates, at, prose) {
                continue;
            }
            if touches_link(prose, &candidate.text) {
                continue;
            }
            if let Some(&last) = taken.last()
                && is_blank(prose, candidates[last].text.end, candidate.text.start)
            {
                if rank(at) >= rank(last) {
                    continue;
                }
                taken.pop();
                here.remove(&candidates[last].record);
            }
            taken.push(at);
            here.insert(candidate.record);
        }
        if taken.len() > CEILING {
            taken.sort_by_key(|at| (rank(*at), *at));
            taken.truncate(CEILING);
            taken.sort_unstable();
        }
        for at in &taken {
            self.sections.insert(candidates[*at].record, section);
        }
        self.counts.insert(leaf, taken.len());
        for candidate in candidates.iter().filter(|candidate| candidate.demonym && !candidate.barred) {
            let beside = |at: &usize| {
                let other = &candidates[*at].text;
                is_blank(prose, candidate.text.end, other.start) || is_blank(prose, other.end, candidate.text.start)
            };
            if names.record(candidate.record).linking != Linking::Never
                && !taken.iter().any(beside)
                && !touches_link(prose, &candidate.text)
            {
                self.demonyms.entry(candidate.record).or_insert((candidate.mention, leaf));
            }
        }
        taken.into_iter().map(|at| candidates[at].mention).collect()
    }

    /// Whether the next mention of a record would be a link.
    fn is_due(&self, names: &Names, record: u32, section: u32, here: &FxHashSet<u32>) -> bool {
        match names.record(record).linking {
            Linking::Never => false,
            Linking::Always => true,
            Linking::Section => self.sections.get(&record) != Some(&section) && !here.contains(&record),
            Linking::Page => !self.sections.contains_key(&record) && !here.contains(&record),
        }
    }

    /// The demonyms that become links after all: the first of each actor that a page names in no other way.
    pub fn by_demonym_only(&mut self) -> Vec<usize> {
        let mut only: Vec<(usize, LeafId)> =
            self.demonyms.iter().filter(|(record, _)| !self.named.contains(record)).map(|(_, first)| *first).collect();
        only.sort_unstable();
        only.retain(|(_, leaf)| {
            let count = self.counts.entry(*leaf).or_default();
            *count += 1;
            *count <= CEILING
        });
        only.into_iter().map(|(mention, _)| mention).collect()
    }
}

/// Whether a person is named right after a candidate: `Secretary of State Marco Rubio`, `the President, Nayib Bukele`.
fn person_follows(names: &Names, candidates: &[Candidate], at: usize, prose: &Prose) -> bool {
    let Some(next) = candidates.get(at + 1) else { return false };
    let between = prose.text.get(candidates[at].text.end as usize..next.text.start as usize).unwrap_or("-");
    names.record(next.record).person && matches!(between.trim(), "" | ",") && !between.is_empty()
}

/// Whether only white space stands between two places.
fn is_blank(prose: &Prose, from: u32, to: u32) -> bool {
    from <= to && prose.text.get(from as usize..to as usize).is_some_and(|between| between.trim().is_empty())
}

/// Whether a link of the author's is beside a name, with only white space between.
fn touches_link(prose: &Prose, text: &Range) -> bool {
    let left = prose.text.get(..text.start as usize).map_or(0, |left| left.trim_end().len()) as u32;
    let right = prose.text.get(text.end as usize..).map_or(0, |right| right.len() - right.trim_start().len()) as u32 + text.end;
    prose.is_link_end(left) || prose.is_link_start(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_makes_links_touch() {
        let prose = Prose::plain("U.S. Supreme Court, Trump-Bukele");
        assert!(is_blank(&prose, 4, 5));
        assert!(!is_blank(&prose, 18, 20));
        assert!(!is_blank(&prose, 25, 26));
    }
}
