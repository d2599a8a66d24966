//! Footnotes: numbered by first reference, wherever they are defined.

use crate::base::{Fault, Range};
use crate::document::tree::{Block, LeafId, Note};
use rustc_hash::FxHashMap;

/// The footnotes of one page, as they are met.
#[derive(Default)]
pub struct Notes {
    by_label: FxHashMap<String, u32>,
    referred: Vec<Note>,
    defined: Vec<(String, Vec<Block>, Range)>,
}

impl Notes {
    /// Notes a reference; its position in `Body::notes`, and how many references to the same note stand before.
    pub fn refer(&mut self, label: &str, leaf: Option<LeafId>) -> (u32, u32) {
        let next = self.referred.len() as u32;
        let position = *self.by_label.entry(folded(label)).or_insert(next);
        if position == next {
            let (label, number) = (label.to_string(), next + 1);
            self.referred.push(Note { label, number, blocks: Vec::new(), range: 0..0, references: 0, first: leaf });
        }
        let note = &mut self.referred[position as usize];
        note.references += 1;
        (position, note.references - 1)
    }

    /// Notes a definition.
    pub fn define(&mut self, label: String, blocks: Vec<Block>, range: Range) {
        self.defined.push((label, blocks, range));
    }

    /// Joins definitions to references.
    pub fn finish(mut self, faults: &mut Vec<Fault>) -> Vec<Note> {
        let mut seen: FxHashMap<String, Range> = FxHashMap::default();
        for (label, blocks, range) in self.defined {
            let folded = folded(&label);
            if let Some(first) = seen.get(&folded) {
                let fault = Fault::new("duplicate-anchor", range, format!("the note `[^{label}]` is defined twice"));
                faults.push(fault.with_label(None, first.clone(), "first here").with_help("give one of them another name"));
                continue;
            }
            match self.by_label.get(&folded).and_then(|position| self.referred.get_mut(*position as usize)) {
                Some(note) => (note.blocks, note.range) = (blocks, range.clone()),
                None => {
                    let fault = Fault::new("unused-footnote", range.clone(), format!("nothing refers to the note `[^{label}]`"));
                    faults.push(fault.with_help(format!("put `[^{label}]` where it belongs, or remove the note")));
                    self.referred.push(Note { label, number: 0, blocks, range: range.clone(), references: 0, first: None });
                }
            }
            seen.insert(folded, range);
        }
        self.referred
    }
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
        assert_eq!(notes.refer("a", Some(0)), (0, 0));
        assert_eq!(notes.refer("B", Some(1)), (1, 0));
        assert_eq!(notes.refer("b", Some(2)), (1, 1));
        notes.define("c".into(), Vec::new(), 20..25);
        notes.define("a".into(), Vec::new(), 30..35);
        notes.define("A".into(), Vec::new(), 40..45);
        let mut faults = Vec::new();
        let notes = notes.finish(&mut faults);
        let shown: Vec<_> = notes.iter().map(|n| (n.label.as_str(), n.number, n.references, n.first)).collect();
        assert_eq!(shown, [("a", 1, 1, Some(0)), ("B", 2, 2, Some(1)), ("c", 0, 0, None)]);
        assert_eq!(faults.iter().map(|f| f.rule).collect::<Vec<_>>(), ["unused-footnote", "duplicate-anchor"]);
    }
}
