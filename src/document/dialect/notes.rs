//! Footnotes: numbered by first reference, wherever they are defined.

use crate::base::{Fault, Range};
use crate::document::tree::{Block, LeafId, Note};
use rustc_hash::FxHashMap;

/// The footnotes of one page, as they are met.
#[derive(Default)]
pub struct Notes {
    by_label: FxHashMap<String, u32>,
    referred: Vec<Note>,
    references: Vec<Reference>,
    defined: Vec<(String, Vec<Block>, Range)>,
}

/// A reference to a note.
struct Reference {
    /// Position of the note in `referred`.
    to: u32,
    /// Where it stands.
    at: u32,
    leaf: Option<LeafId>,
}

/// Definitions that readers do not see, by label and place: nothing that is shown refers to them.
pub type Unseen = Vec<(String, Range)>;

impl Notes {
    /// Notes a reference; the position of its note in `Body::notes`.
    pub fn refer(&mut self, label: &str, leaf: Option<LeafId>, at: u32) -> u32 {
        let next = self.referred.len() as u32;
        let position = *self.by_label.entry(folded(label)).or_insert(next);
        if position == next {
            let (label, number) = (label.to_string(), next + 1);
            self.referred.push(Note { label, number, blocks: Vec::new(), range: 0..0, references: 0, first: leaf });
        }
        self.references.push(Reference { to: position, at, leaf });
        self.referred[position as usize].references += 1;
        position
    }

    /// Notes a definition.
    pub fn define(&mut self, label: String, blocks: Vec<Block>, range: Range) {
        self.defined.push((label, blocks, range));
    }

    /// Joins definitions to references. What nobody refers to is no part of the text.
    pub fn finish(mut self, faults: &mut Vec<Fault>) -> (Vec<Note>, Unseen) {
        let mut seen: FxHashMap<String, Range> = FxHashMap::default();
        // Definitions in order, each with the position of its note.
        let mut places: Vec<(Range, Option<u32>)> = Vec::with_capacity(self.defined.len());
        let mut unseen = Unseen::new();
        for (label, blocks, range) in std::mem::take(&mut self.defined) {
            let folded = folded(&label);
            if let Some(first) = seen.get(&folded) {
                let fault = Fault::new("duplicate-anchor", range.clone(), format!("the note `[^{label}]` is defined twice"));
                faults.push(fault.with_label(None, first.clone(), "first here").with_help("give one of them another name"));
                places.push((range.clone(), None));
                unseen.push((label, range));
                continue;
            }
            let position = self.by_label.get(&folded).copied();
            places.push((range.clone(), position));
            match position.and_then(|position| self.referred.get_mut(position as usize)) {
                Some(note) => (note.blocks, note.range) = (blocks, range.clone()),
                None => {
                    let message = format!("nothing refers to the note `[^{label}]`");
                    faults.push(unused(&label, range.clone(), message));
                    unseen.push((label, range.clone()));
                }
            }
            seen.insert(folded, range);
        }
        self.leave_out(places, &mut unseen, faults);
        (self.referred, unseen)
    }

    /// Leaves out notes to which only notes refer that are not shown, and numbers the others.
    fn leave_out(&mut self, mut places: Vec<(Range, Option<u32>)>, unseen: &mut Unseen, faults: &mut Vec<Fault>) {
        places.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        self.references.sort_by_key(|reference| reference.at);
        // The note in whose definition each reference stands: none for the text, `Some(None)` for one that nobody sees.
        let (mut open, mut next): (Vec<&(Range, Option<u32>)>, usize) = (Vec::new(), 0);
        let mut holders: Vec<Option<Option<u32>>> = Vec::with_capacity(self.references.len());
        for reference in &self.references {
            while let Some(place) = places.get(next).filter(|(range, _)| range.start <= reference.at) {
                open.push(place);
                next += 1;
            }
            while open.last().is_some_and(|(range, _)| range.end <= reference.at) {
                open.pop();
            }
            holders.push(open.last().map(|(_, note)| *note));
        }
        if holders.iter().all(Option::is_none) {
            return;
        }
        let mut from: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut shown = vec![false; self.referred.len()];
        let mut waiting = Vec::new();
        for (reference, holder) in self.references.iter().zip(&holders) {
            match holder {
                None => waiting.push(reference.to),
                Some(Some(holder)) => from.entry(*holder).or_default().push(reference.to),
                Some(None) => {}
            }
        }
        while let Some(note) = waiting.pop() {
            if let Some(shown) = shown.get_mut(note as usize).filter(|shown| !**shown) {
                *shown = true;
                waiting.extend(from.get(&note).into_iter().flatten());
            }
        }
        if shown.iter().all(|shown| *shown) && !holders.contains(&Some(None)) {
            return;
        }
        let is_shown = |note: u32| shown.get(note as usize).copied().unwrap_or(false);
        for note in &mut self.referred {
            (note.number, note.references, note.first) = (0, 0, None);
        }
        for (reference, holder) in self.references.iter().zip(&holders) {
            if let Some(note) = self.referred.get_mut(reference.to as usize)
                && holder.is_none_or(|holder| holder.is_some_and(is_shown))
            {
                note.first = note.first.filter(|_| note.references > 0).or(reference.leaf);
                note.references += 1;
            }
        }
        let mut number = 0;
        for (note, shown) in self.referred.iter_mut().zip(&shown) {
            if *shown {
                number += 1;
                note.number = number;
            } else {
                note.blocks.clear();
                let message = format!("only notes that are not shown refer to the note `[^{}]`", note.label);
                faults.push(unused(&note.label, note.range.clone(), message));
                unseen.push((note.label.clone(), note.range.clone()));
            }
        }
    }
}

fn unused(label: &str, range: Range, message: String) -> Fault {
    Fault::new("unused-footnote", range, message).with_help(format!("put `[^{label}]` where it belongs, or remove the note"))
}

/// Labels are compared without case, as the parser does.
fn folded(label: &str) -> String {
    if label.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) { label.to_string() } else { label.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_references() {
        let mut notes = Notes::default();
        notes.define("b".into(), Vec::new(), 0..5);
        assert_eq!(notes.refer("a", Some(0), 6), 0);
        assert_eq!(notes.refer("B", Some(1), 8), 1);
        assert_eq!(notes.refer("b", Some(2), 10), 1);
        notes.define("c".into(), Vec::new(), 20..25);
        notes.define("a".into(), Vec::new(), 30..35);
        notes.define("A".into(), Vec::new(), 40..45);
        let mut faults = Vec::new();
        let (notes, unseen) = notes.finish(&mut faults);
        let shown: Vec<_> = notes.iter().map(|n| (n.label.as_str(), n.number, n.references, n.first)).collect();
        assert_eq!(shown, [("a", 1, 1, Some(0)), ("B", 2, 2, Some(1))]);
        assert_eq!(unseen, [("c".to_string(), 20..25), ("A".to_string(), 40..45)]);
        assert_eq!(faults.iter().map(|f| f.rule).collect::<Vec<_>>(), ["unused-footnote", "duplicate-anchor"]);
    }

    #[test]
    fn what_is_not_shown_refers_to_nothing() {
        let mut notes = Notes::default();
        notes.define("unused".into(), Vec::new(), 0..10);
        assert_eq!(notes.refer("b", Some(0), 5), 0);
        assert_eq!(notes.refer("a", Some(1), 12), 1);
        assert_eq!(notes.refer("c", Some(2), 25), 2);
        assert_eq!(notes.refer("lost", Some(3), 35), 3);
        assert_eq!(notes.refer("c", Some(3), 36), 2);
        notes.define("a".into(), Vec::new(), 20..30);
        notes.define("lost".into(), Vec::new(), 31..40);
        notes.define("b".into(), Vec::new(), 40..45);
        notes.define("c".into(), Vec::new(), 50..55);
        let mut faults = Vec::new();
        let (notes, unseen) = notes.finish(&mut faults);
        let shown: Vec<_> = notes.iter().map(|n| (n.label.as_str(), n.number, n.references, n.first)).collect();
        assert_eq!(shown, [("b", 0, 0, None), ("a", 1, 1, Some(1)), ("c", 2, 1, Some(2)), ("lost", 0, 0, None)]);
        assert_eq!(unseen.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), ["unused", "b", "lost"]);
        assert_eq!(faults.len(), 3);
    }
}
