//! The citations of a body in the order in which it is read: a note is read where it is first referred to.

use crate::base::Range;
use crate::document::tree::{Block, Body, Citation, Image, Inline, Leaf};
use std::collections::BTreeSet;

/// A citation with its sources known.
#[derive(Debug, Clone, Default, Hash)]
pub struct Cite {
    /// What is cited; never empty.
    pub items: Vec<One>,
    /// The author of the first is part of the sentence.
    pub narrative: bool,
    /// Number of the note that it stands in or makes, from 1; used by note styles only.
    pub note: usize,
    /// Words of the author's own stand before and behind it in its note; used by note styles only.
    pub amid: (bool, bool),
}

/// One source within a citation; see `CiteItem`.
#[derive(Debug, Clone, Default, Hash)]
#[allow(missing_docs)]
pub struct One {
    /// Position among the sources that the engine was made with.
    pub work: usize,
    pub prefix: String,
    pub label: String,
    pub locator: String,
    pub suffix: String,
    pub suppress_author: bool,
}

impl Cite {
    /// Whether nothing is said but one source, or a place in one, by itself.
    pub fn is_plain(&self) -> bool {
        let [one] = self.items.as_slice() else { return false };
        let bare = one.prefix.is_empty() && one.suffix.is_empty() && !one.suppress_author;
        bare && !self.narrative && self.amid == (false, false)
    }
}

/// A citation and where it is read.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// The citation.
    pub citation: &'a Citation,
    /// Position in `Body::notes` of the note that it stands in.
    pub within: Option<u32>,
    /// Other words stand before and behind it in that note.
    pub amid: (bool, bool),
}

/// A note, in the order of a page whose citations make notes too.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Noted {
    /// A footnote, by position in `Body::notes`.
    Footnote(u32),
    /// A citation, by its place.
    Citation(Range),
}

/// The number of a footnote on a page whose citations make notes too; `own` is its number among the footnotes.
///
/// Citations may stand between, so it is seldom before its own number, and a page of many notes is not searched for each.
pub fn note_number(notes: &[Noted], note: u32, own: u32) -> u32 {
    let wanted = Noted::Footnote(note);
    let first = own.saturating_sub(1) as usize;
    let behind = notes.iter().skip(first).position(|noted| *noted == wanted).map(|position| position + first);
    let position = behind.or_else(|| notes.iter().position(|noted| *noted == wanted));
    position.map_or(own, |position| position as u32 + 1)
}

/// All citations of a body, and the order of its notes if each citation outside a footnote makes one.
pub fn read(body: &Body) -> (Vec<Read<'_>>, Vec<Noted>) {
    let mut reader =
        Reader { body, out: Vec::new(), notes: Vec::new(), seen: BTreeSet::new(), known: BTreeSet::new(), within: None };
    reader.blocks(&body.blocks);
    for figure in 0..body.figures.len() {
        reader.caption(Some(figure as u32));
    }
    for note in (0..).zip(&body.notes).filter(|(_, note)| note.number > 0).map(|(at, _)| at) {
        reader.note(note);
    }
    (reader.out, reader.notes)
}

/// Whether other words stand before and behind a citation in a footnote.
fn amid(body: &Body, note: u32, citation: &Citation) -> (bool, bool) {
    let blocks = body.notes.get(note as usize).map_or(&[][..], |note| &note.blocks);
    let is = |inline: Option<&Inline>| matches!(inline, Some(Inline::Cite(found)) if found.range == citation.range);
    let begins = matches!(blocks.first(), Some(Block::Paragraph { leaf, .. }) if is(leaf.inlines.first()));
    let ends = matches!(blocks.last(), Some(Block::Paragraph { leaf, .. }) if is(leaf.inlines.last()));
    (!begins, !ends)
}

struct Reader<'a> {
    body: &'a Body,
    out: Vec<Read<'a>>,
    notes: Vec<Noted>,
    /// Notes that were read.
    seen: BTreeSet<u32>,
    /// Starts of citations that were read: a caption stands in the tree and in the list of figures.
    known: BTreeSet<u32>,
    within: Option<u32>,
}

// The tree is as deep as the parser allows, and the parser has a limit; so these may call each other.
impl<'a> Reader<'a> {
    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => self.leaf(leaf),
            Block::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.blocks)),
            Block::Quote { blocks, .. } | Block::Callout { blocks, .. } => self.blocks(blocks),
            // The caption stands above the cells, and its source below.
            Block::Table { cells, figure, .. } => {
                let figure = figure.and_then(|at| self.body.figures.get(at as usize));
                figure.iter().filter_map(|figure| figure.caption.as_ref()).for_each(|caption| self.leaf(caption));
                cells.iter().for_each(|cell| self.leaf(cell));
                figure.iter().filter_map(|figure| figure.source.as_ref()).for_each(|source| self.leaf(source));
            }
            Block::Figure { image, figure, .. } => {
                self.image(image);
                self.caption(*figure);
            }
            Block::Definitions { groups, .. } => {
                for (terms, definitions) in groups {
                    terms.iter().for_each(|term| self.leaf(term));
                    definitions.iter().for_each(|blocks| self.blocks(blocks));
                }
            }
            Block::Drawing(drawing) => self.leaf(&drawing.leaf),
            Block::Code { .. } | Block::Rule { .. } | Block::Html { .. } | Block::Math { .. } => {}
        }
    }

    fn leaf(&mut self, leaf: &'a Leaf) {
        self.inlines(&leaf.inlines);
    }

    fn caption(&mut self, figure: Option<u32>) {
        if let Some(figure) = figure.and_then(|at| self.body.figures.get(at as usize)) {
            figure.caption.iter().chain(&figure.source).for_each(|leaf| self.leaf(leaf));
        }
    }

    fn image(&mut self, image: &'a Image) {
        self.inlines(&image.alt);
    }

    fn inlines(&mut self, inlines: &'a [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Cite(citation) => {
                    if self.known.insert(citation.range.start) {
                        let amid = self.within.map_or((false, false), |note| amid(self.body, note, citation));
                        self.out.push(Read { citation, within: self.within, amid });
                        if self.within.is_none() {
                            self.notes.push(Noted::Citation(citation.range.clone()));
                        }
                    }
                }
                Inline::NoteRef { note, .. } => self.note(*note),
                Inline::Styled { children, .. }
                | Inline::Link { children, .. }
                | Inline::Wiki { children, .. }
                | Inline::Unlinked { children, .. }
                | Inline::Span { children, .. } => self.inlines(children),
                Inline::Image(image) => self.image(image),
                Inline::Text(_)
                | Inline::Soft(_)
                | Inline::Hard(_)
                | Inline::Code { .. }
                | Inline::Html { .. }
                | Inline::Math(_) => {}
            }
        }
    }

    fn note(&mut self, note: u32) {
        // A note within a note is read after it, as it is numbered.
        if self.within.is_some() || !self.seen.insert(note) {
            return;
        }
        if let Some(found) = self.body.notes.get(note as usize) {
            self.notes.push(Noted::Footnote(note));
            self.within = Some(note);
            self.blocks(&found.blocks);
            self.within = None;
        }
    }
}
