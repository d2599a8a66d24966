//! Raw HTML where the site leaves it out: its tags go, and its text stays. What is kept is seen to in `raw.rs`.

use super::super::dialect::html::{self, Text};
use super::super::dialect::{caption, foreign, short};
use super::super::tree::{Inline, Letters};
use super::Builder;
use crate::base::Fault;
use std::ops::Range;

impl Builder<'_> {
    pub(super) fn end_html(&mut self, range: Range<usize>) {
        let text = self.verbatim.take().unwrap_or_default();
        if self.options.literal_html {
            return self.literal_html(&text, &range);
        }
        let unclosed = self.unclosed_html(&text, &range);
        if self.options.raw_html {
            return self.html_block(text, &range);
        }
        let apart = html::apart(&text);
        let first = range.start..self.first_line(&range);
        if !unclosed && !only_comments(&text) {
            self.raw_html(first, apart.element);
        }
        if !apart.texts.is_empty() {
            self.html_text(&text, &apart.texts, range);
        }
    }

    /// Tells of what is opened in a block and never closed: all that follows in the file belongs to it. Whether there is such.
    fn unclosed_html(&mut self, html: &str, range: &Range<usize>) -> bool {
        let Some(open) = html::unclosed(html) else { return false };
        // In a quotation the block is not in one piece in the file.
        let block = self.text.get(range.clone()).unwrap_or_default();
        let at = range.start + if block.starts_with(html) { open.at } else { block.rfind(open.sign).unwrap_or(0) };
        let what = match open.sign {
            "<!--" => "this comment".to_string(),
            sign if sign.ends_with(char::is_alphabetic) => format!("`{sign}>`"),
            sign => format!("`{sign}`"),
        };
        let message = format!("{what} is never closed, so that nothing of what follows is shown as it is meant");
        let help = format!("write `{}` where it ends, or take it out", open.end);
        self.faults.push(Fault::new("unclosed-html", short(at..at + open.sign.len()), message).with_help(help));
        true
    }

    /// A comment that is not closed in its paragraph is none: readers see it. Told once of a paragraph.
    pub(super) fn unclosed_comment(&mut self, at: usize) {
        if self.leaf.as_mut().is_some_and(|leaf| std::mem::replace(&mut leaf.unclosed, true)) {
            return;
        }
        let message = "this comment is not closed in its paragraph, and readers see what it says";
        let help = "write `-->` where it ends; one that goes over empty lines begins on a line of its own";
        self.faults.push(Fault::new("unclosed-html", short(at..at + 4), message).with_help(help));
    }

    /// A tag in a line, which is left out. One of the usual ones is reported for a paragraph.
    pub(super) fn dropped_html(&mut self, tag: &str, range: &Range<usize>) {
        if only_comments(tag) {
            return;
        }
        if self.raised(tag, range) {
            return;
        }
        let element = html::apart(tag).element;
        self.ensure_leaf(range);
        let reported = self.leaf.as_mut().is_some_and(|leaf| std::mem::replace(&mut leaf.raw_html, true));
        if element.is_some() || !reported {
            self.raw_html(range.clone(), element);
        }
    }

    /// `10<sup>6</sup>`: without its tags the number is another one. Whether that was told, or the tag ends such a piece.
    fn raised(&mut self, tag: &str, range: &Range<usize>) -> bool {
        let tag = tag.to_ascii_lowercase();
        let name = tag.trim_start_matches(['<', '/']).trim_end_matches('>').trim();
        if !matches!(name, "sup" | "sub") {
            return false;
        }
        let end = format!("</{name}>");
        if tag.starts_with("</") {
            let before = &self.text[..range.start];
            let inner = before.rfind('>').map_or("", |at| &before[at + 1..]);
            return foreign::script(inner, name == "sup").is_some();
        }
        let rest = self.text.get(range.end..).unwrap_or_default();
        let inner = rest.find('<').filter(|at| *at < 40).map_or("", |at| &rest[..at]);
        let closed = rest.get(inner.len()..inner.len() + end.len()).is_some_and(|written| written.eq_ignore_ascii_case(&end));
        let Some(sign) = foreign::script(inner, name == "sup").filter(|_| closed) else { return false };
        let message = format!("`<{name}>` is left out, so that its `{inner}` is read as part of the number or word before it");
        let fault = Fault::new("raw-html", short(range.clone()), message).with_help(format!("write the sign itself: `{sign}`"));
        let whole = short(range.start..range.end + inner.len() + end.len());
        self.faults.push(fault.with_fix(whole, sign));
        true
    }

    fn raw_html(&mut self, range: Range<usize>, element: Option<(&str, &'static str)>) {
        let (message, help) = match element {
            Some((name @ "table", help)) => (format!("`<{name}>` is left out, and its cells are shown as plain text"), help),
            Some((name, help)) => (format!("`<{name}>` is left out, and readers see nothing in its place"), help),
            None => (
                "tags of HTML are left out on this site, and the text between them is shown as plain text".to_string(),
                "write it in Markdown, or set `markdown: {raw_html: true}` in `chancery.yaml`",
            ),
        };
        self.faults.push(Fault::new("raw-html", short(range), message).with_help(help));
    }

    /// The text of a block of raw HTML, as a paragraph.
    fn html_text(&mut self, html: &str, texts: &[Text], range: Range<usize>) {
        self.begin_leaf(range.clone(), self.within.sort(), true);
        if self.text.get(range.start..range.start + html.len()) == Some(html) {
            for text in texts {
                let start = range.start + text.range.start;
                if text.parted && !matches!(self.nodes.last(), None | Some(Inline::Soft(_))) {
                    self.words.pause();
                    self.nodes.push(Inline::Soft(short(start..start)));
                }
                self.html_lines(start..range.start + text.range.end);
            }
            caption::trim(&mut self.nodes, self.text);
        } else {
            // In a quotation each line begins with a sign that belongs to no text.
            let parts = texts.iter().flat_map(|text| [if text.parted { " " } else { "" }, &html[text.range.clone()]]);
            let words = html::decoded(&parts.collect::<String>()).split_whitespace().collect::<Vec<_>>().join(" ");
            let end = range.start + self.text.get(range.clone()).map_or(0, |block| block.trim_end().len());
            self.own_text(&words, &(range.start..end));
        }
        self.end_paragraph();
    }

    /// Text between two tags, line by line.
    fn html_lines(&mut self, range: Range<usize>) {
        let mut start = range.start;
        let text = self.text;
        for line in text.get(range).unwrap_or_default().split_inclusive('\n') {
            let end = start + line.len();
            let written = line.trim_end_matches(['\n', '\r']);
            match html::decoded(written) {
                decoded if decoded == written => self.text_node(start..start + written.len()),
                decoded => self.own_text(&decoded, &(start..start + written.len())),
            }
            if written.len() < line.len() {
                self.words.pause();
                self.nodes.push(Inline::Soft(short(start + written.len()..end)));
            }
            start = end;
        }
    }

    fn own_text(&mut self, words: &str, range: &Range<usize>) {
        self.count_words(words);
        self.nodes.push(Inline::Text(Letters { range: short(range.clone()), own: Some(words.into()) }));
    }
}

/// Whether HTML is nothing but comments, which are dropped without a word.
fn only_comments(html: &str) -> bool {
    let mut rest = html.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some((_, after)) = comment.split_once("-->") else { return true };
        rest = after.trim_start();
    }
    rest.is_empty()
}
