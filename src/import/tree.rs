//! What a foreign document is read into, whatever its format: blocks, notes, pictures, works that it cites, and what is known of
//! it as a whole. It is small on purpose: what Markdown cannot say has no place in it.

use super::markdown::labels::Labels;
use super::told::Told;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A document that was read.
#[derive(Debug, Default)]
pub struct Draft {
    /// The title.
    pub title: Vec<Inline>,
    /// The title is one that the file has, and the text does not show.
    pub title_is_hidden: bool,
    /// The second line of the title.
    pub subtitle: Vec<Inline>,
    /// Who wrote it, each by name.
    pub authors: Vec<String>,
    /// Who made the file, by name: perhaps the author.
    pub creators: Vec<String>,
    /// Day of publication, in EDTF.
    pub date: Option<String>,
    /// Day on which the file was changed last.
    pub made: Option<String>,
    /// Language of the text, as a BCP 47 tag.
    pub language: Option<String>,
    /// A short abstract.
    pub summary: Vec<Inline>,
    /// Key words.
    pub topics: Vec<String>,
    /// Lines of front matter that are right as they were written, in order.
    pub fields: Vec<String>,
    /// The text.
    pub blocks: Vec<Block>,
    /// Footnotes and endnotes, in the order in which they are referred to.
    pub notes: Vec<Vec<Block>>,
    /// Pictures of the text.
    pub pictures: Vec<Picture>,
    /// Works that are cited.
    pub works: Vec<Work>,
    /// Keys of works that a text in Markdown cites.
    pub cited: BTreeSet<String>,
    /// Files of sources that it names, as seen from its folder.
    pub bibliographies: Vec<String>,
    /// A text that is Markdown already and stays as it was written, but for what other programs write in their own ways; in place
    /// of blocks and notes.
    pub verbatim: Option<String>,
    /// Places of such a text that others may refer to.
    pub labels: Labels,
    /// What did not go over, or needs a look.
    pub told: Told,
}

/// A picture of the document.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Name of its file, beside the text: letters of ASCII, digits, hyphens and one dot.
    pub name: String,
    /// What the file holds.
    pub bytes: Vec<u8>,
}

/// A work that is cited, as CSL-JSON describes it.
#[derive(Debug, Clone)]
pub struct Work {
    /// What citations name it by; see `keys.rs`.
    pub key: String,
    /// The record of a site that is the same work, so that no other is written.
    pub known: bool,
    /// Its variables, without `id`.
    pub csl: Map<String, Value>,
}

/// A part of the text.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; the highest of a text is 1.
    Heading {
        /// From 1 to 6.
        level: u8,
        /// Its words.
        text: Vec<Inline>,
        /// An id that a link of the text leads to.
        id: Option<String>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The number of the first item, if they have numbers.
        start: Option<u32>,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// Text whose spaces and lines mean something.
    Code(String),
    /// A table.
    Table(Table),
    /// A picture on its own.
    Figure {
        /// Name of its file.
        file: String,
        /// What it shows, for those who do not see it.
        alt: String,
        /// What stands under it.
        caption: Vec<Inline>,
        /// An id that a link of the text leads to.
        id: Option<String>,
    },
    /// A line across the text.
    Rule,
    /// A remark for the author at a place where something was left out; no reader gets it.
    Remark(String),
}

/// A table: rows of cells, the first of which is its head.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Its rows; all have as many cells as the first.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// Its caption, without the word *Table* and the number.
    pub caption: Vec<Inline>,
    /// An id that a link of the text leads to.
    pub id: Option<String>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Letters, as a reader sees them.
    Text(String),
    /// Words set off from others.
    Styled(Style, Vec<Inline>),
    /// Code.
    Code(String),
    /// A link to an address on the web or of mail.
    Link(String, Vec<Inline>),
    /// A link to a place in the text, by the name that the document has for it.
    Place(String, Vec<Inline>),
    /// A note, by its position in `Draft::notes`.
    Note(usize),
    /// A forced line end.
    Break,
    /// A picture within a line.
    Picture {
        /// Name of its file.
        file: String,
        /// What it shows.
        alt: String,
    },
    /// A citation.
    Cite(Vec<Cited>),
    /// A place that others lead to, by the name that the document has for it.
    Anchor(String),
}

/// How words are set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// Strong emphasis.
    Strong,
    /// Emphasis.
    Emph,
    /// Struck out.
    Struck,
    /// Raised.
    Raised,
    /// Lowered.
    Lowered,
}

/// One work within a citation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cited {
    /// Its position in `Draft::works`.
    pub work: usize,
    /// Words before it.
    pub prefix: String,
    /// A place in it, with its label where it is no page: `4-6`, `ch. 2`.
    pub locator: String,
    /// Words behind it.
    pub suffix: String,
    /// The author is left out.
    pub year_only: bool,
}

/// The letters of some inlines, without any mark.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    put_plain(inlines, &mut out);
    out
}

fn put_plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Styled(_, inner) | Inline::Link(_, inner) | Inline::Place(_, inner) => put_plain(inner, out),
            Inline::Break => out.push(' '),
            Inline::Note(_) | Inline::Picture { .. } | Inline::Cite(_) | Inline::Anchor(_) => {}
        }
    }
}

/// Whether inlines show nothing to a reader.
pub fn is_blank(inlines: &[Inline]) -> bool {
    inlines.iter().all(|inline| match inline {
        Inline::Text(text) => text.trim().is_empty(),
        Inline::Styled(_, inner) | Inline::Link(_, inner) | Inline::Place(_, inner) => is_blank(inner),
        Inline::Break | Inline::Anchor(_) => true,
        Inline::Code(_) | Inline::Note(_) | Inline::Picture { .. } | Inline::Cite(_) => false,
    })
}

/// Calls `visit` with all inlines of blocks and of what lies in them, in order.
pub fn each_text<'a>(blocks: &'a mut [Block], visit: &mut dyn FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => visit(text),
            Block::Figure { caption, .. } => visit(caption),
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_text(item, visit)),
            Block::Quote(blocks) => each_text(blocks, visit),
            Block::Table(table) => {
                table.rows.iter_mut().flatten().for_each(&mut *visit);
                visit(&mut table.caption);
            }
            Block::Code(_) | Block::Rule | Block::Remark(_) => {}
        }
    }
}
