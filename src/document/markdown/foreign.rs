//! Syntax of other programs (Hugo, Jekyll, Quarto, MyST, Obsidian, Pandoc), which readers would see as it is written: each is
//! told with what says the same here. Comments for editors are a rule of their own, since they become public.
//!
//! What begins a line is known by the first byte of its text; for what stands anywhere, the next byte that may begin it is
//! remembered, so that a file is looked through once.

use super::super::dialect::autolink::Next;
use super::super::dialect::{escaped, foreign, pasted, short};
use super::super::tree::Inline;
use super::Builder;
use crate::base::{Fault, Ranged};
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;
use std::sync::LazyLock;

/// Finds what marks of chat programs begin with.
static CHAT: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(pasted::CHAT).ok());

/// What is known of a file so far.
#[derive(Default)]
pub(super) struct Foreign {
    braces: Next,
    colons: Next,
    chat: Next,
    dollars: Next,
    /// Before this byte all has been told.
    told: usize,
    /// A `:::` was told, so that the one which closes it need not be.
    fenced: bool,
}

impl Foreign {
    fn sign(&mut self, bytes: &[u8], from: usize) -> usize {
        let braces = self.braces.behind(from, |from| Some(from + memchr::memchr3(b'{', b'%', b'=', bytes.get(from..)?)?));
        let colons = self.colons.behind(from, |from| Some(from + memchr::memchr3(b':', b'^', b'~', bytes.get(from..)?)?));
        braces.min(colons)
    }
}

impl Builder<'_> {
    /// Looks at a piece of text, as the file has it, before it is taken in.
    pub(super) fn foreign(&mut self, range: Range<usize>) {
        let bytes = self.text.as_bytes();
        if matches!(bytes[range.start], b'#' | 0xc2 | 0xe2 | b':' | b'!' | b'?' | b'+' | b'-' | b'\\' | b'[' | b'(' | b'%' | b'{')
            && self.begins_line()
        {
            self.foreign_line(range.start);
        }
        if bytes[range.start] == b'<' && self.text[range.start..].starts_with("<!--") && !escaped(self.text, range.start) {
            self.unclosed_comment(range.start);
        }
        if bytes[range.start] == b'[' && range.start > 0 && bytes[range.start - 1] == b'^' && !escaped(self.text, range.start - 1) {
            self.tell(range.start - 1, foreign::note(&self.text[range.start - 1..]));
        }
        self.foreign_marks(&range);
        self.foreign_formulas(&range);
        let mut from = range.start;
        loop {
            let at = self.foreign.sign(bytes, from);
            if at >= range.end {
                return;
            }
            from = at + 1;
            if at >= self.foreign.told && !escaped(self.text, at) {
                self.tell(at, foreign::anywhere(self.text, at));
            }
        }
    }

    /// Whether what comes in next begins a line.
    pub(super) fn begins_line(&self) -> bool {
        matches!(self.nodes.last(), None | Some(Inline::Soft(_) | Inline::Hard(_)))
    }

    /// Marks of chat programs.
    fn foreign_marks(&mut self, range: &Range<usize>) {
        let text = self.text;
        let mut from = range.start;
        loop {
            let find = |from: usize| Some(from + CHAT.as_ref()?.find(text.as_bytes().get(from..)?)?.start());
            let at = self.foreign.chat.behind(from, find);
            if at >= range.end {
                break;
            }
            from = at + 1;
            if at >= self.foreign.told && !escaped(text, at) {
                self.tell(at, pasted::chat(&text[at..]));
            }
        }
    }

    /// Formulas on a site that has none, and what looks like one and is none.
    fn foreign_formulas(&mut self, range: &Range<usize>) {
        let text = self.text;
        let mut from = range.start;
        loop {
            let at = self.foreign.dollars.behind(from, |from| Some(from + memchr::memchr(b'$', text.as_bytes().get(from..)?)?));
            if at >= range.end {
                return;
            }
            from = at + 1;
            if at >= self.foreign.told && !escaped(text, at) {
                let found = foreign::formula(&text[at..]);
                match self.options.math {
                    false => self.tell(at, found),
                    true => self.no_formula(at, found.map(|found| found.length)),
                }
            }
        }
    }

    /// Before a byte all has been told.
    pub(super) fn foreign_told(&mut self, end: usize) {
        self.foreign.told = self.foreign.told.max(end);
    }

    /// Whether what stands at a byte has been told.
    pub(super) fn foreign_before(&self, at: usize) -> bool {
        at < self.foreign.told
    }

    fn foreign_line(&mut self, at: usize) {
        if at < self.foreign.told || escaped(self.text, at) {
            return;
        }
        // A cell or an item may well begin with `% of …`.
        let own_line = self.text[..at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) || at == 0;
        let first = own_line && self.nodes.is_empty();
        let found = foreign::line(&self.text[at..], first);
        if let Some(found) = &found
            && self.text[at..].starts_with(":::")
        {
            // The one that closes says nothing new.
            let bare = self.text[at..at + found.length].trim_end_matches(':').is_empty();
            if bare && std::mem::take(&mut self.foreign.fenced) {
                return;
            }
            self.foreign.fenced = true;
        }
        self.tell(at, found);
    }

    fn tell(&mut self, at: usize, found: Option<foreign::Found>) {
        let Some(found) = found.filter(|_| at >= self.foreign.told) else { return };
        let range = at..at + found.length;
        self.foreign.told = range.end;
        let place = short(at..self.first_line(&range));
        let (rule, message) = match found.comment {
            true => ("public-comment", format!("{} is no comment here: readers see what it says", found.what)),
            false => ("foreign-syntax", format!("{} means nothing here, and readers see it as it stands", found.what)),
        };
        let mut fault = Fault::new(rule, place, message).with_help(found.help);
        if let Some(text) = found.instead {
            fault = fault.with_fix(short(range), text);
        }
        self.faults.push(fault);
    }

    /// A fence whose first word is an instruction to another program.
    pub(super) fn foreign_fence(&mut self, info: &Ranged<String>) {
        if let Some((what, help)) = foreign::fence(&info.value) {
            let message = format!("{what} means nothing here, and readers see the block as code");
            self.faults.push(Fault::new("foreign-syntax", info.range.clone(), message).with_help(help));
        }
    }
}
