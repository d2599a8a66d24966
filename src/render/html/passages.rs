//! The top level of a page: sections, passages, and notes beside the paragraphs that they belong to.
//!
//! A passage is the grid that notes stand in. It begins at each block that has notes and takes in the blocks without
//! notes after it, at most eight: the grid has that many rows.

use super::{Pending, Writer};
use crate::document::tree::{Block, LeafId, LeafSort};

/// Most blocks of one passage.
const LONGEST: u32 = 9;

/// What is open at the top level.
#[derive(Default)]
struct Open {
    section: bool,
    /// Blocks in the open passage; 0 if none is open.
    blocks: u32,
    sections: u32,
}

impl Writer<'_, '_> {
    pub(super) fn passages(&mut self) {
        let mut open = Open::default();
        for block in &self.input.body.blocks {
            match block {
                Block::Heading { leaf, index, attributes } => {
                    self.end_passage(&mut open);
                    self.at_paragraph = None;
                    self.raw.close_all(self.out);
                    if self.input.body.headings.get(*index as usize).is_some_and(|heading| heading.section) {
                        self.section(&mut open, leaf, *index, attributes);
                    } else {
                        self.heading(leaf, *index, attributes);
                    }
                }
                Block::Table { .. } | Block::Figure { .. } | Block::Rule { .. } | Block::Html { .. } => self.wide(&mut open, block),
                // A small chart stands beside the paragraph that follows.
                Block::Drawing(drawing) if drawing.is_marginal() => {
                    let picture = self.drawing(drawing);
                    self.pending.push(Pending::Picture(picture));
                }
                Block::Drawing(_) => self.wide(&mut open, block),
                _ => self.prose(&mut open, block),
            }
        }
        self.end_passage(&mut open);
        self.raw.close_all(self.out);
        if open.section {
            self.push("</section>\n");
        }
    }

    fn section(
        &mut self,
        open: &mut Open,
        leaf: &crate::document::tree::Leaf,
        index: u32,
        attributes: &crate::document::tree::Attributes,
    ) {
        let id = self.input.body.headings[index as usize].id.as_str();
        if open.section {
            self.push("</section>\n");
        }
        open.section = true;
        let unnumbered = self.input.body.headings[index as usize].unnumbered;
        open.sections += u32::from(!unnumbered);
        let classes = super::attributes::classes(attributes);
        self.push("<section class=\"sec");
        for part in [if classes.is_empty() { "" } else { " " }, &classes, "\" id=\""] {
            self.push(part);
        }
        self.escaped(id);
        self.push("\" aria-labelledby=\"h-");
        self.escaped(id);
        self.push("\">\n<h2 id=\"h-");
        self.escaped(id);
        self.push("\"");
        self.language(attributes);
        self.push(">");
        self.kept(id);
        if self.input.settings.sections && !unnumbered {
            let number = open.sections.to_string();
            self.push("<span class=\"secno\">");
            self.push(&number);
            // The gap is a space too: without style, to the ear and in copied text the number stands apart.
            self.push("</span> ");
        }
        self.leaf(leaf);
        self.push("</h2>\n");
    }

    /// A block that is as wide as the page: it stands in no passage, but its notes do.
    fn wide(&mut self, open: &mut Open, block: &Block) {
        self.end_passage(open);
        self.at_paragraph = None;
        self.block(block, false);
        self.end_passage(open);
    }

    fn prose(&mut self, open: &mut Open, block: &Block) {
        if open.blocks >= LONGEST {
            self.end_passage(open);
        }
        let start = self.out.len();
        self.block(block, false);
        if self.out.len() == start {
            return;
        }
        let noted = !self.pending.is_empty();
        if open.blocks == 0 {
            self.out.insert_str(start, "<div class=\"passage\">\n");
        } else if noted {
            self.out.insert_str(start, "</div>\n<div class=\"passage\">\n");
            open.blocks = 0;
        }
        open.blocks += 1;
        self.notes();
    }

    /// Ends the open passage. Notes that found none, such as those of a table or heading, get one of their own.
    fn end_passage(&mut self, open: &mut Open) {
        if open.blocks > 0 {
            self.push("</div>\n");
            open.blocks = 0;
        }
        if !self.pending.is_empty() {
            self.push("<div class=\"passage\">\n");
            self.notes();
            self.push("</div>\n");
        }
    }

    /// Writes the notes that wait, and those that they refer to.
    fn notes(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        self.push("<div class=\"notes\">\n");
        while !self.pending.is_empty() {
            for pending in std::mem::take(&mut self.pending) {
                match pending {
                    Pending::Footnote(note) => self.footnote(note),
                    Pending::Picture(picture) => self.push(&picture),
                    Pending::Citation(number, html) => {
                        self.begin_note(number);
                        self.push(&html);
                        self.end_note(number, self.at_paragraph);
                    }
                }
            }
        }
        self.push("</div>\n");
    }

    /// Every note, at the end: the form without passages.
    pub(super) fn all_notes(&mut self) {
        self.pending.retain(|pending| matches!(pending, Pending::Footnote(_)));
        self.notes();
    }

    fn footnote(&mut self, position: u32) {
        let Some(note) = self.input.body.notes.get(position as usize) else { return };
        let number = self.input.links.note_number(position, note.number);
        self.begin_note(number);
        let outside = std::mem::replace(&mut self.in_note, true);
        match note.blocks.as_slice() {
            [Block::Paragraph { leaf, .. }] => self.leaf(leaf),
            // The first paragraph stands beside the number, the rest below.
            [Block::Paragraph { leaf, .. }, rest @ ..] => {
                self.leaf(leaf);
                self.push("\n");
                self.nested(rest);
            }
            blocks => self.nested(blocks),
        }
        self.in_note = outside;
        // A heading and a table have no number.
        let numbered = |leaf: &LeafId| {
            let info = self.input.body.leaves.get(*leaf as usize);
            info.is_some_and(|info| !matches!(info.sort, LeafSort::Heading | LeafSort::Cell | LeafSort::Caption))
        };
        self.end_note(number, note.first.filter(numbered).and_then(|leaf| self.input.body.position_of(leaf)));
    }

    fn begin_note(&mut self, number: u32) {
        let number = number.to_string();
        for part in ["<div class=\"note\" id=\"n", &number, "\" role=\"doc-footnote\"><span class=\"nno\">", &number, "</span>"] {
            self.push(part);
        }
    }

    fn end_note(&mut self, number: u32, paragraph: Option<u32>) {
        let number = number.to_string();
        for part in [" <a class=\"back\" href=\"#r", &number, "\" role=\"doc-backlink\">"] {
            self.push(part);
        }
        let paragraph =
            paragraph.and_then(|at| self.input.body.paragraphs.get(at as usize)).filter(|_| self.input.settings.paragraphs);
        match paragraph {
            Some(paragraph) => self.numbered(self.input.words.back_to_paragraph, &paragraph.number),
            None => self.escaped(self.input.words.back_to_text),
        }
        self.push("</a></div>\n");
    }
}
