//! Markdown as plain values: blocks, inlines, and the tables that say where everything stands.
//!
//! A text that stands in the file as written keeps only its range; what was changed on the way (an entity, a curly
//! quote) is kept beside it. So a tree costs little, and every letter knows its place.
#![allow(missing_docs)]

mod inline;
mod places;

use super::drawing::Drawing;
use crate::base::{Range, Ranged, Rare, Silent};
pub use inline::{Citation, CiteItem, Destination, Formula, Image, Inline, Inlines, Leaf, Letters, Mark, Style, Wikilink};
pub use places::{Place, Places};

/// The body of a file.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// How many levels lower headings are shown than they are written: one where the text uses `#`, since the title of the
    /// page has that level.
    pub shift: u8,
    /// Everything that holds inlines (paragraph, heading, cell, item …) in order of place; `LeafId` is the position here.
    pub leaves: Vec<LeafInfo>,
    /// Footnotes in order of first reference. One to which only notes refer that are not shown is empty; those to which nothing
    /// refers are not here.
    pub notes: Vec<Note>,
    /// Figures, tables and formulas that have a number, in order.
    pub figures: Vec<Figure>,
    /// References in order of place: links, wikilinks, citations, images.
    pub written: Vec<Written>,
    /// Numbers of the numbered paragraphs, in order: `7`, `7A`.
    pub paragraphs: Vec<Paragraph>,
    /// Ids of spans and images written in braces, sorted; headings, figures and paragraphs hold their own.
    pub anchors: Vec<String>,
    /// Old anchors that the front matter keeps (`anchors`), sorted by `at`; the model puts them here.
    pub kept: Vec<Kept>,
    /// Words of prose: paragraphs, headings, lists, quotations, call-outs, definitions.
    pub words: u32,
    /// Where anchors stand, if the text is long.
    pub places: Places,
}

/// Position in `Body::leaves`.
pub type LeafId = u32;

/// A numbered paragraph: a paragraph of the running text, not in a list, quotation, table or note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// `7`, or `7A` where it was put in later. Its anchor is `p7`.
    pub number: String,
    /// The author gave it that number.
    pub given: bool,
    /// Where it stands.
    pub leaf: LeafId,
}

/// An old anchor that leads to a place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The anchor of the place as it is now.
    pub at: String,
    /// The old one.
    pub old: String,
}

/// Where a leaf stands.
#[derive(Debug, Clone)]
pub struct LeafInfo {
    /// Its bytes.
    pub range: Range,
    paragraph: u32,
    /// How many sections begin before it, as far as they can be counted: mentions are linked once in each.
    pub section: u16,
    /// What it is part of.
    pub sort: LeafSort,
}

impl LeafInfo {
    /// Of a leaf behind so many numbered paragraphs; sections are counted when all headings are known.
    pub fn new(range: Range, sort: LeafSort, paragraphs: usize) -> LeafInfo {
        let paragraph = (paragraphs as u32).checked_sub(1).unwrap_or(u32::MAX);
        LeafInfo { range, paragraph, section: 0, sort }
    }

    /// Position in `Body::paragraphs` of the numbered paragraph that it is, or that stands last before it.
    pub fn paragraph(&self) -> Option<u32> {
        (self.paragraph != u32::MAX).then_some(self.paragraph)
    }

    /// Says that it is a numbered paragraph.
    pub fn number(&mut self, paragraph: u32) {
        self.paragraph = paragraph;
    }
}

/// What a leaf is part of; decides whether names are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafSort {
    Paragraph,
    Heading,
    Item,
    Cell,
    Quote,
    Note,
    Caption,
    Term,
    Definition,
    Callout,
}

/// A heading and its anchor.
#[derive(Debug, Clone)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// A section begins with it: it is of the highest level that the text may use, and stands in no list or quotation.
    pub section: bool,
    /// As a section it has no number of its own: `{.unnumbered}`, `{-}`.
    pub unnumbered: bool,
    /// Anchor, unique in the page.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// It holds a formula.
    pub formula: bool,
    /// Its bytes.
    pub range: Range,
    /// Its leaf.
    pub leaf: LeafId,
}

/// `id`, classes and keys written in braces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `#id`
    pub id: Option<Ranged<String>>,
    /// `.class`
    pub classes: Vec<String>,
    /// `key=value`
    pub pairs: Vec<(String, String)>,
}

impl Silent for Attributes {
    const NONE: &'static Self = &Attributes { id: None, classes: Vec::new(), pairs: Vec::new() };
}

/// A block of the text.
#[derive(Debug, Clone)]
pub enum Block {
    /// A paragraph; `number` is its position in `Body::paragraphs` where it is a numbered one.
    Paragraph { leaf: Leaf, number: Option<u32> },
    /// A heading; `index` is its position in `Body::headings`.
    Heading { leaf: Leaf, index: u32, attributes: Rare<Attributes> },
    /// A list.
    List { start: Option<u32>, tight: bool, items: Vec<Item>, range: Range },
    /// A quotation.
    Quote { blocks: Vec<Block>, attributes: Rare<Attributes>, range: Range },
    /// `> [!NOTE]`
    Callout { sort: CalloutSort, blocks: Vec<Block>, range: Range },
    /// Code; `info` is all that stands after the fence.
    Code { info: Box<Ranged<String>>, text: String, range: Range },
    /// A table; the first row is the head. `index` is its position in `Body::figures` where it is numbered.
    Table { cells: Box<Cells>, figure: Option<u32>, range: Range },
    /// An image alone in a paragraph.
    Figure { image: Box<Image>, figure: Option<u32>, range: Range },
    /// A list of terms and definitions: each group has terms, then definitions.
    Definitions { groups: Vec<(Vec<Leaf>, Vec<Vec<Block>>)>, range: Range },
    /// `---`
    Rule { range: Range },
    /// Raw HTML, as written.
    Html { range: Range, text: String },
    /// A formula that stands alone; `figure` is as for tables.
    Math { range: Range, formula: Box<Formula>, figure: Option<u32> },
    /// A fenced block that becomes a picture.
    Drawing(Box<Drawing>),
}

/// An item of a list.
#[derive(Debug, Clone)]
pub struct Item {
    /// Ticked or not, in a task list.
    pub task: Option<bool>,
    /// What it holds. In a tight list a paragraph shows without `<p>`.
    pub blocks: Vec<Block>,
}

/// Alignment of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// What a call-out is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalloutSort {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
    /// Chancery's own: a key finding.
    Key,
}

/// A footnote.
#[derive(Debug, Clone)]
pub struct Note {
    /// What stands after `[^`.
    pub label: String,
    /// Its number, from 1, as readers meet them (the caption of a table before its cells); 0 if it is not shown.
    pub number: u32,
    /// Its text.
    pub blocks: Vec<Block>,
    /// The bytes of its definition.
    pub range: Range,
    /// How often it is referred to.
    pub references: u32,
    /// The leaf of the first reference.
    pub first: Option<LeafId>,
}

/// A numbered figure, table or formula.
#[derive(Debug, Clone)]
pub struct Figure {
    /// `fig`, `tbl` or `eq`: what it is counted with.
    pub sort: FigureSort,
    /// Number within its sort, from 1.
    pub number: u32,
    /// Anchor, such as `fig-deportees`.
    pub id: Ranged<String>,
    /// What stands under or over it.
    pub caption: Option<Leaf>,
    /// "Source: …" under it.
    pub source: Option<Leaf>,
}

/// What a numbered thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureSort {
    Figure,
    Table,
    Equation,
}

impl FigureSort {
    /// What it is called in messages, before its number.
    pub fn name(self) -> &'static str {
        match self {
            FigureSort::Figure => "Figure",
            FigureSort::Table => "Table",
            FigureSort::Equation => "Equation",
        }
    }
}

/// Cells of a table.
#[derive(Debug, Clone)]
pub struct Cells {
    /// How each column is set.
    pub align: Vec<Align>,
    /// The head's.
    pub head: Vec<Leaf>,
    /// The others, row by row.
    pub rows: Vec<Vec<Leaf>>,
}

impl Cells {
    /// All of them in the order in which they are read.
    pub fn iter(&self) -> impl Iterator<Item = &Leaf> {
        self.head.iter().chain(self.rows.iter().flatten())
    }
}

/// A reference as the author wrote it.
#[derive(Debug, Clone)]
pub struct Written {
    /// What was written: an id, a path, an address, a key.
    pub text: String,
    /// Its place (the id alone, without brackets).
    pub range: Range,
    /// How it was written.
    pub sort: Sort,
}

/// How a reference came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sort {
    /// `[text](path.md#anchor)`
    Link,
    /// `![alt](chart.png)`
    Image,
    /// `[[id]]`
    Wiki,
    /// `[@key]`
    Citation,
    /// A name found in prose.
    Mention,
    /// A front matter field, by name.
    Field(&'static str),
    /// The words of a front matter field, by name, and how they refer to it.
    Prose(&'static str, Manner),
}

/// How words refer to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Manner {
    /// `[text](path.md#anchor)`
    Link,
    /// `[[id]]`
    Wiki,
    /// `[@key]`
    Citation,
}

impl Sort {
    /// The same as it would be in the body.
    pub fn in_body(self) -> Sort {
        match self {
            Sort::Prose(_, Manner::Link) => Sort::Link,
            Sort::Prose(_, Manner::Wiki) => Sort::Wiki,
            Sort::Prose(_, Manner::Citation) => Sort::Citation,
            sort => sort,
        }
    }
}

/// Deepest nesting of blocks, and of inlines in a leaf, that a tree has; what lies deeper was made flat by the parser. Walks
/// may therefore call themselves.
pub const MAX_DEPTH: usize = 100;

impl Body {
    /// The leaf that holds a byte of the file.
    pub fn leaf_at(&self, offset: u32) -> Option<LeafId> {
        let after = self.leaves.partition_point(|leaf| leaf.range.start <= offset);
        let id = after.checked_sub(1)?;
        (offset < self.leaves[id].range.end).then_some(id as LeafId)
    }

    /// Position in `paragraphs` of the one that a leaf is, or that stands last before it.
    pub fn position_of(&self, leaf: LeafId) -> Option<u32> {
        self.leaves.get(leaf as usize)?.paragraph()
    }

    /// The numbered paragraph that a leaf is, or that stands last before it.
    pub fn paragraph_of(&self, leaf: LeafId) -> Option<&Paragraph> {
        self.paragraphs.get(self.position_of(leaf)? as usize)
    }

    /// The old anchors that lead to the place with this one.
    pub fn kept_at<'a>(&'a self, at: &'a str) -> impl Iterator<Item = &'a str> {
        let first = self.kept.partition_point(|kept| kept.at.as_str() < at);
        self.kept[first..].iter().take_while(move |kept| kept.at == at).map(|kept| kept.old.as_str())
    }

    /// Whether something on the page has this anchor: a heading, a figure or table, a numbered paragraph, a span.
    pub fn has_anchor(&self, id: &str) -> bool {
        let kept = || self.kept.iter().any(|kept| kept.old == id);
        self.place(id).is_some() || kept() || self.anchors.binary_search_by(|anchor| anchor.as_str().cmp(id)).is_ok()
    }
}
