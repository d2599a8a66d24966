//! Citations and the numerals of notes within a text.

use super::{Pending, Writer, push_escaped};
use crate::base::text::spaced_as_french;
use crate::document::tree::Citation;
use std::borrow::Cow;

/// The numerals of notes that were written last, side by side: their bytes in the output.
#[derive(Default)]
pub(super) struct Numerals {
    start: usize,
    end: usize,
    /// They are all of citations, and stops may be set before them.
    movable: bool,
    /// A comma that was set before them with nothing behind it.
    comma: Option<usize>,
}

/// Whether the words of some HTML end with the stop of a sentence or an abbreviation, perhaps in quotation marks.
fn ends_in_stop(html: &str) -> bool {
    let mut words = html;
    while let Some(tag) = words.strip_suffix('>').and_then(|inner| inner.rfind('<')) {
        words = &words[..tag];
    }
    words.trim_end_matches(['”', '’', '»']).ends_with(['.', '!', '?', '…'])
}

impl Writer<'_, '_> {
    pub(super) fn note_reference(&mut self, note: u32) {
        let Some(found) = self.input.body.notes.get(note as usize) else { return };
        let number = self.input.links.note_number(note, found.number).to_string();
        self.begin_numeral(false);
        if self.is_linked() {
            for part in ["<span class=\"ref\">", &number, "</span>"] {
                self.push(part);
            }
        } else {
            // The note leads back to the first that can be led to.
            let count = self.referred.get_mut(note as usize).map_or(1, |count| {
                *count += 1;
                *count
            });
            let again = if count > 1 { format!("-{count}") } else { String::new() };
            for part in
                ["<a class=\"ref\" id=\"r", &number, &again, "\" href=\"#n", &number, "\" role=\"doc-noteref\" aria-label=\""]
            {
                self.push(part);
            }
            self.numbered(self.input.words.note, &number);
            for part in ["\">", &number, "</a>"] {
                self.push(part);
            }
        }
        self.numerals.end = self.out.len();
        if let Some(taken) = self.taken.get_mut(note as usize).filter(|taken| !**taken) {
            *taken = true;
            self.pending.push(Pending::Footnote(note));
        }
    }

    pub(super) fn cite(&mut self, citation: &Citation) {
        let links = self.input.links;
        let Some(cited) = links.citation(&citation.range) else {
            let written = self.input.text.get(citation.range.start as usize..citation.range.end as usize).unwrap_or_default();
            return self.escaped(written);
        };
        let numeral_only = cited.text.is_empty() && !self.in_note;
        if numeral_only && self.out.ends_with(char::is_whitespace) {
            self.out.pop();
        }
        match cited.note {
            // Within a note the source stands where it is cited.
            Some((note, _)) if self.in_note => self.citation_html(&note),
            Some((note, number)) => {
                self.citation_html(&cited.text);
                self.begin_numeral(!self.input.words.french);
                let number_text = number.to_string();
                let tag = [
                    "<a class=\"ref\" id=\"r",
                    &number_text,
                    "\" href=\"#n",
                    &number_text,
                    "\" role=\"doc-noteref\" aria-label=\"",
                ];
                if self.is_linked() {
                    self.push("<span class=\"ref\">");
                } else {
                    tag.into_iter().for_each(|part| self.out.push_str(part));
                    self.numbered(self.input.words.note, &number_text);
                    self.push("\">");
                }
                self.push(&number_text);
                self.push(if self.is_linked() { "</span>" } else { "</a>" });
                self.numerals.end = self.out.len();
                self.pending.push(Pending::Citation(number, note.into_owned()));
            }
            None => self.citation_html(&cited.text),
        }
    }

    /// Gets ready to write a numeral. One that follows another is parted from it, or both would read as one number; `movable`
    /// says whether stops may be set before it.
    fn begin_numeral(&mut self, movable: bool) {
        let comma = self.numerals.comma.take();
        if self.numerals.start == self.numerals.end || self.numerals.end != self.out.len() {
            // "Source: [@a]." has nothing that the stop could follow.
            let movable = movable && !self.out.ends_with([':', '：']);
            self.numerals = Numerals { start: self.out.len(), end: self.out.len(), movable, comma: None };
            return;
        }
        // `[@a], [@b]`: what parts the numerals says what the comma said.
        if let Some(at) = comma {
            self.out.remove(at);
            self.numerals.start -= 1;
        }
        self.push("<span class=\"ref-gap\">");
        self.escaped(self.input.words.comma);
        self.push("</span>");
        self.numerals.movable &= movable;
    }

    /// Writes letters. Stops and closing quotation marks that follow numerals of citations are set before them: the
    /// citations were written within the sentence, and their numerals stand behind.
    pub(super) fn letters_behind(&mut self, text: &str) {
        let text = &*if self.input.words.french { spaced_as_french(text) } else { Cow::Borrowed(text) };
        let mut rest = text;
        if self.numerals.movable && self.numerals.start < self.numerals.end && self.numerals.end == self.out.len() {
            let length = text.find(|c| !".,;:!?…”’»".contains(c)).unwrap_or(text.len());
            // An apostrophe goes on with a word.
            let apostrophe = text.starts_with('’') && text[length..].starts_with(char::is_alphanumeric);
            if length > 0 && !apostrophe {
                let numerals = self.out.split_off(self.numerals.start);
                let marks = &text[..length];
                rest = &text[length..];
                // "et al. [@a]." has one stop.
                push_escaped(marks.strip_prefix('.').filter(|_| ends_in_stop(self.out)).unwrap_or(marks), self.out);
                let comma = matches!(marks, "," | ";") && rest.trim().is_empty();
                let start = self.out.len();
                self.push(&numerals);
                let comma = comma.then(|| start - 1);
                self.numerals = Numerals { start, end: self.out.len(), movable: true, comma };
            }
        }
        push_escaped(rest, self.out);
    }

    /// HTML of a citation; within a link, without its links.
    fn citation_html(&mut self, html: &str) {
        if !self.is_linked() {
            return self.push(html);
        }
        let mut rest = html;
        while let Some(at) = rest.find("<a ").into_iter().chain(rest.find("</a>")).min() {
            self.push(&rest[..at]);
            let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
            rest = &rest[end..];
        }
        self.push(rest);
    }
}
