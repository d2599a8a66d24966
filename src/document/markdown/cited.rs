//! Citations and notes that are written nearly right.

use super::super::dialect::loose::{self, Loose};
use super::super::dialect::notes::Unseen;
use super::super::dialect::{escaped, short};
use super::super::tree::{CiteItem, Inline, Letters, Note};
use super::Builder;
use crate::base::text::nearest;
use crate::base::{Fault, Ranged};
use std::ops::Range;

/// References to notes that do not exist.
#[derive(Default)]
pub(super) struct Unknown {
    referred: Vec<Ranged<String>>,
    /// Those that begin a text, and so may be the note itself without its colon.
    begun: Vec<Ranged<String>>,
}

impl Builder<'_> {
    /// Tells of what stands in a citation and cites nothing.
    pub(super) fn loose_citation(&mut self, inside: Range<usize>, items: &[CiteItem]) {
        let found = loose::within(self.text, inside, items);
        found.into_iter().for_each(|loose| self.tell_loose(loose));
    }

    /// Tells of brackets that were meant for a citation; they begin at the node `first` and end before the byte `end`.
    pub(super) fn half_citation(&mut self, first: usize, end: usize) {
        let Some(Inline::Text(Letters { range, .. })) = self.nodes.get(first) else { return };
        // `[words]{.class}` and `[words](address)` are what they are.
        if !matches!(self.text.as_bytes().get(end + 1), Some(b'{' | b'(' | b'[' | b':'))
            && let Some(found) = loose::half(self.text, range.start as usize + 1..end)
        {
            self.tell_loose(found);
        }
    }

    fn tell_loose(&mut self, loose: Loose) {
        let fault = Fault::new("loose-citation", short(loose.range), loose.message).with_help(loose.help);
        self.faults.push(match loose.fix {
            Some((range, words)) => fault.with_fix(short(range), words),
            None => fault,
        });
    }

    /// `[^x]` came in as text: there is no such note.
    pub(super) fn unknown_note(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        if at == 0 || bytes[at - 1] != b'[' || escaped(self.text, at - 1) {
            return;
        }
        let limit = bytes.len().min(at + 200);
        let length = bytes[at..limit].iter().position(|b| matches!(b, b']' | b'[' | b'\n' | b'\r')).unwrap_or(0);
        if length > 1
            && bytes[at + length] == b']'
            && let Some(label) = self.text.get(at + 1..at + length)
        {
            let begins = self.text[..at - 1].trim_end_matches(' ').ends_with('\n') || at == 1;
            let goes_on = matches!(bytes.get(at + length + 1), Some(b' ' | b'\t'));
            // The bracket alone is in yet, or the line above is such a note itself.
            let first = || {
                let above = self.text[..at - 1].trim_end().lines().next_back().unwrap_or_default();
                self.nodes.len() <= 1 || above.trim_start().starts_with("[^")
            };
            let found = Ranged::new(label.to_string(), short(at - 1..at + length + 1));
            let list = if begins && goes_on && first() { &mut self.unknown.begun } else { &mut self.unknown.referred };
            list.push(found);
        }
    }
}

impl Unknown {
    /// Reports references to notes that are not there; the nearest label is looked for a few times only, since it is costly.
    pub(super) fn tell(&self, notes: &[Note], unseen: &Unseen, faults: &mut Vec<Fault>) {
        for label in &self.begun {
            let message = format!("this begins with `[^{}]` and has no colon, so that it is no note", label.value);
            let fault = Fault::new("unknown-footnote", label.range.clone(), message);
            let help = format!("write the colon: `[^{}]: …`", label.value);
            faults.push(fault.with_help(help).with_fix(label.range.end..label.range.end, ":"));
        }
        for (position, label) in self.referred.iter().enumerate() {
            // The note is there, and only lacks its colon: that was told.
            if self.begun.iter().any(|begun| begun.value == label.value) {
                continue;
            }
            // Another number is another note, and no misspelt one.
            let figures = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
            let most = if position < 20 && !figures(&label.value) { 500 } else { 0 };
            let known = notes.iter().map(|note| &note.label).chain(unseen.iter().map(|(label, _)| label));
            let known = known.map(String::as_str).filter(|known| !figures(known));
            let help = match nearest(&label.value, known.take(most)) {
                Some(near) => format!("did you mean `[^{near}]`?"),
                None => format!("add a line `[^{}]: …`", label.value),
            };
            let message = format!("there is no note `[^{}]`", label.value);
            faults.push(Fault::new("unknown-footnote", label.range.clone(), message).with_help(help));
        }
    }
}
