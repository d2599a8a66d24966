//! Citations and the numerals of notes within a text.

use super::{Pending, Writer, push_escaped};
use crate::document::tree::Citation;

impl Writer<'_, '_> {
    pub(super) fn note_reference(&mut self, note: u32) {
        let Some(found) = self.input.body.notes.get(note as usize) else { return };
        let number = self.input.links.note_number(note, found.number).to_string();
        self.between_numerals();
        let start = self.out.len();
        if self.is_linked() {
            for part in ["<span class=\"ref\">", &number, "</span>"] {
                self.push(part);
            }
        } else {
            // The note leads back to the first that can be led to.
            let count = self.numerals.get_mut(note as usize).map_or(1, |count| {
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
        (self.numeral, self.movable) = (start..self.out.len(), false);
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
                self.between_numerals();
                let start = self.out.len();
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
                self.numeral = start..self.out.len();
                self.movable = !self.input.words.numeral_first;
                self.pending.push(Pending::Citation(number, note.into_owned()));
            }
            None => self.citation_html(&cited.text),
        }
    }

    /// Parts two numerals, which would read as one number.
    fn between_numerals(&mut self) {
        if !self.numeral.is_empty() && self.numeral.end == self.out.len() {
            self.push("<span class=\"ref-gap\">");
            self.escaped(self.input.words.comma);
            self.push("</span>");
        }
    }

    /// Writes letters. Stops and closing quotation marks that follow the numeral of a citation are set before it: the
    /// citation was written within the sentence, and its numeral stands behind.
    pub(super) fn letters_behind(&mut self, text: &str) {
        let mut rest = text;
        if self.movable && self.numeral.end == self.out.len() {
            let marks = text.find(|c| !".,;:!?…”’»".contains(c)).unwrap_or(text.len());
            // An apostrophe goes on with a word.
            let apostrophe = text.starts_with('’') && text[marks..].starts_with(char::is_alphanumeric);
            if marks > 0 && !apostrophe {
                let numeral = self.out.split_off(self.numeral.start);
                push_escaped(&text[..marks], self.out);
                self.push(&numeral);
                self.numeral = self.out.len() - numeral.len()..self.out.len();
                rest = &text[marks..];
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
