//! Markdown trees to HTML, in the markup that the design asks for.
//!
//! A tree says what was written; what its references mean is told by `Links`, and names found in prose lie over the text
//! as a list of ranges. Everything is written once, into one string. No `style` attribute is ever made: pages are shown
//! under a policy that forbids them.

mod attributes;
mod blocks;
mod drawings;
mod figures;
mod formulas;
mod inlines;
mod numerals;
mod one_line;
mod passages;
mod raw;

use crate::base::Range;
use crate::document::Body;
use crate::document::drawing::Drawing;
use crate::model::{PageId, Reference, Target};
use std::borrow::Cow;

pub use attributes::{escape, push_escaped, push_href};
pub use formulas::title;
pub use one_line::{At, inline, inline_plain, inline_text, plain_text, unsaid_in};

/// What a body is written with.
pub struct Input<'a> {
    /// The file's text: what ranges point into.
    pub text: &'a str,
    /// The tree.
    pub body: &'a Body,
    /// The page's references, by `range.start`; mentions among them.
    pub references: &'a [Reference],
    /// What references lead to, and how citations read.
    pub links: &'a dyn Links,
    /// Words of the page's language.
    pub words: &'a Words<'a>,
    /// How it is set.
    pub settings: Settings,
}

/// How a body is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// With sections, passages and anchors; else as plain CommonMark.
    pub page: bool,
    /// Paragraph numbers stand in the margin: on for reports.
    pub paragraphs: bool,
    /// Sections are numbered.
    pub sections: bool,
    /// Raw HTML passes the sanitiser; else it is left out. Plain CommonMark keeps it as written.
    pub raw_html: bool,
}

impl Settings {
    /// A report: numbered paragraphs and sections.
    pub const REPORT: Settings = Settings { page: true, paragraphs: true, sections: true, raw_html: false };
    /// The body of a record, or a plain page.
    pub const RECORD: Settings = Settings { page: true, paragraphs: false, sections: false, raw_html: false };
    /// CommonMark as its specification shows it.
    pub const COMMONMARK: Settings = Settings { page: false, paragraphs: false, sections: false, raw_html: true };
}

/// What a body needs to know of the rest of the site.
pub trait Links {
    /// The address of a target as seen from the page, not escaped; empty if it has none. For `Target::Web` not asked.
    fn href(&self, target: &Target) -> String;

    /// What `[[id]]` shows where it has no words of its own.
    fn name(&self, target: &Target) -> String;

    /// How a link to a record looks; `None` for an ordinary link.
    fn look(&self, page: PageId) -> Option<Look<'_>>;

    /// The anchor of a mention (`m-…`), if it has one.
    fn anchor(&self, mention: &Reference) -> Option<String>;

    /// A citation, by its range; `None` shows it as written.
    fn citation(&self, range: &Range) -> Option<Cited<'_>>;

    /// Author and year of what is cited within a sentence, by the place of its key.
    fn author(&self, _key: &Range) -> Option<String> {
        None
    }

    /// The number of a footnote: another than its own where citations make notes too.
    fn note_number(&self, _note: u32, own: u32) -> u32 {
        own
    }

    /// A picture as HTML; `None` shows what its block says as code.
    fn drawing(&self, _drawing: &Drawing, _words: &Drawn) -> Option<String> {
        None
    }

    /// Width and height of an image, in pixels.
    fn size(&self, _target: &Target) -> Option<(u32, u32)> {
        None
    }
}

/// The words of a drawing as HTML.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    /// What stands over it; empty if it has no title.
    pub title: String,
    /// The sentence that says what it shows; empty if it has none.
    pub takeaway: String,
    /// Its citations, part by part.
    pub sources: Vec<String>,
    /// `Figure 2`, or empty.
    pub label: String,
}

/// How a link to a record looks.
#[derive(Debug, Clone, Default)]
pub struct Look<'a> {
    /// `who`, `term` …
    pub class: &'a str,
    /// Id of the card that it opens.
    pub card: Option<Cow<'a, str>>,
    /// BCP 47 tag, where the name is not in the page's language.
    pub language: Option<&'a str>,
    /// Its card says what it means: a term with a definition.
    pub is_defined: bool,
}

/// A citation as it reads.
#[derive(Debug, Clone, Default)]
pub struct Cited<'a> {
    /// What stands in the sentence, as HTML.
    pub text: Cow<'a, str>,
    /// What stands in a note, as HTML, with the note's number; `None` unless the style makes notes.
    pub note: Option<(Cow<'a, str>, u32)>,
}

/// The words that a body needs, in its language. `{number}` and `{reason}` are replaced.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Words<'a> {
    pub paragraph: &'a str,
    pub back_to_paragraph: &'a str,
    pub back_to_text: &'a str,
    pub note: &'a str,
    pub figure: &'a str,
    pub table: &'a str,
    pub equation: &'a str,
    /// Behind a sentence that has no source, with and without a reason.
    pub unsourced: &'a str,
    pub unsourced_because: &'a str,
    /// Behind a passage that is the author's own analysis.
    pub own_analysis: &'a str,
    pub done: &'a str,
    pub open: &'a str,
    /// Titles of call-outs: note, tip, important, warning, caution, key finding.
    pub callouts: [&'a str; 6],
    /// Spaces before high marks and within « … » do not break, and the numeral of a citation's note stands before the full stop.
    pub french: bool,
    /// Between the items of a list.
    pub comma: &'a str,
}

impl Words<'static> {
    /// English.
    pub const ENGLISH: Words<'static> = Words {
        paragraph: "Paragraph {number}",
        back_to_paragraph: "Back to paragraph {number}",
        back_to_text: "Back to the text",
        note: "Note {number}",
        figure: "Figure {number}",
        table: "Table {number}",
        equation: "Equation {number}",
        unsourced: "no source given",
        unsourced_because: "no source given: {reason}",
        own_analysis: "the author’s own analysis",
        done: "Done",
        open: "To do",
        callouts: ["Note", "Tip", "Important", "Warning", "Caution", "Key finding"],
        french: false,
        comma: ", ",
    };
}

/// Writes a body.
pub fn write(input: &Input, out: &mut String) {
    let span =
        input.body.blocks.first().zip(input.body.blocks.last()).map_or(0, |(first, last)| last.end().saturating_sub(first.start()));
    out.reserve(span as usize * 3 / 2);
    let mut writer = Writer::new(input, out);
    if input.settings.page {
        writer.passages();
    } else {
        writer.blocks(&input.body.blocks);
        writer.all_notes();
    }
}

/// A note that is referred to and not yet written.
enum Pending {
    /// Position in `Body::notes`.
    Footnote(u32),
    /// Of a citation: its number and its HTML.
    Citation(u32, String),
    /// A picture for the margin, whole.
    Picture(String),
}

/// Writes trees into a string. Its calls go as deep as a tree does, which the parser bounds.
struct Writer<'a, 'o> {
    input: &'a Input<'a>,
    out: &'o mut String,
    /// The page form, and not plain CommonMark.
    page: bool,
    /// Notes to write behind the present block, and which were taken.
    pending: Vec<Pending>,
    taken: Vec<bool>,
    /// How often the numeral of each note was written.
    referred: Vec<u32>,
    /// Numbers of the paragraph that notes of citations lead back to.
    at_paragraph: Option<u32>,
    in_note: bool,
    numerals: numerals::Numerals,
    /// Depth within `<a>`: there is no link in a link.
    linked: u32,
    mentions: inlines::Mentions,
    raw: crate::render::sanitise::Balance,
    /// Ids that raw HTML has had.
    raw_ids: std::collections::BTreeSet<String>,
}

impl<'a, 'o> Writer<'a, 'o> {
    fn new(input: &'a Input<'a>, out: &'o mut String) -> Self {
        Writer {
            input,
            out,
            page: input.settings.page,
            pending: Vec::new(),
            taken: vec![false; input.body.notes.len()],
            referred: vec![0; input.body.notes.len()],
            at_paragraph: None,
            in_note: false,
            numerals: numerals::Numerals::default(),
            linked: 0,
            mentions: inlines::Mentions::default(),
            raw: Default::default(),
            raw_ids: Default::default(),
        }
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn escaped(&mut self, text: &str) {
        push_escaped(text, self.out);
    }

    /// A text of the interface with a number put in.
    fn numbered(&mut self, words: &str, number: &str) {
        match words.split_once("{number}") {
            Some((before, after)) => {
                self.escaped(before);
                self.escaped(number);
                self.escaped(after);
            }
            None => self.escaped(words),
        }
    }
}

#[cfg(test)]
mod tests;
