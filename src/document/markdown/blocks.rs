//! Containers that are open, and the blocks that they become.

use super::super::dialect::callout::{self, Meant};
use super::super::dialect::short;
use super::super::tree::{Align, Attributes, Block, CalloutSort, Item, Leaf, LeafSort, MAX_DEPTH};
use super::{Builder, colons};
use crate::base::{Fault, Ranged};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};
use std::ops::Range;

/// A container that is open.
pub(super) struct Frame {
    pub kind: Container,
    pub range: Range<usize>,
    pub blocks: Vec<Block>,
}

/// What is particular of a container.
pub(super) enum Container {
    Root,
    List { start: Option<u32>, tight: bool, items: Vec<Item> },
    Item { task: Option<bool> },
    Quote(Attributes),
    Callout(CalloutSort),
    Note(String),
    Definitions(Groups),
    Definition,
    Table { align: Vec<Align>, head: Vec<Leaf>, rows: Vec<Vec<Leaf>>, row: Vec<Leaf> },
}

type Groups = Vec<(Vec<Leaf>, Vec<Vec<Block>>)>;

/// How many containers of each sort are open: what a leaf is part of.
#[derive(Default)]
pub(super) struct Within {
    quotes: u32,
    notes: u32,
    callouts: u32,
    definitions: u32,
    items: u32,
}

impl Within {
    /// The sort of a leaf here. A quotation counts before all else, since nothing is linked in one.
    pub fn sort(&self) -> LeafSort {
        match self {
            Within { quotes: 1.., .. } => LeafSort::Quote,
            Within { notes: 1.., .. } => LeafSort::Note,
            Within { callouts: 1.., .. } => LeafSort::Callout,
            Within { definitions: 1.., .. } => LeafSort::Definition,
            Within { items: 1.., .. } => LeafSort::Item,
            _ => LeafSort::Paragraph,
        }
    }

    fn change(&mut self, kind: &Container, by: i32) {
        let counter = match kind {
            Container::Quote(_) => &mut self.quotes,
            Container::Note(_) => &mut self.notes,
            Container::Callout(_) => &mut self.callouts,
            Container::Definition => &mut self.definitions,
            Container::Item { .. } => &mut self.items,
            _ => return,
        };
        *counter = counter.saturating_add_signed(by);
    }
}

impl Frame {
    pub fn root() -> Self {
        Frame { kind: Container::Root, range: 0..0, blocks: Vec::new() }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) {
            self.end_implicit();
        }
        match tag {
            Tag::Paragraph => {
                if let Some(Frame { kind: Container::Item { .. }, .. }) = self.frames.last()
                    && self.flat == 0
                    && let Some(position) = self.frames.len().checked_sub(2)
                    && let Container::List { tight, .. } = &mut self.frames[position].kind
                {
                    *tight = false;
                }
                self.begin_leaf(range, self.within.sort(), true);
            }
            Tag::Heading { .. } => self.begin_heading(tag, range),
            Tag::TableCell => {
                self.begin_leaf(range, if self.within.sort() == LeafSort::Quote { LeafSort::Quote } else { LeafSort::Cell }, true)
            }
            Tag::DefinitionListTitle => self.begin_leaf(range, LeafSort::Term, true),
            Tag::CodeBlock(kind) => {
                self.verbatim = Some(String::new());
                self.info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => self.verbatim = Some(String::new()),
            Tag::TableHead | Tag::TableRow => {}
            Tag::BlockQuote(kind) => self.begin_quote(kind, range),
            Tag::List(start) => {
                // CommonMark counts to 999999999.
                let start = start.map(|start| u32::try_from(start).unwrap_or(u32::MAX));
                self.push_frame(Container::List { start, tight: true, items: Vec::new() }, range)
            }
            Tag::Item => self.push_frame(Container::Item { task: None }, range),
            Tag::FootnoteDefinition(label) => self.push_frame(Container::Note(label.to_string()), range),
            Tag::DefinitionList => self.push_frame(Container::Definitions(Vec::new()), range),
            Tag::DefinitionListDefinition => {
                let written = self.text.get(range.clone()).unwrap_or_default().trim_start();
                self.misled = !self.hidden && !colons::defines(written);
                self.push_frame(Container::Definition, range)
            }
            Tag::Table(columns) => {
                let align = columns.into_iter().map(align).collect();
                self.push_frame(Container::Table { align, head: Vec::new(), rows: Vec::new(), row: Vec::new() }, range);
            }
            inline => self.start_inline(inline, range),
        }
    }

    pub(super) fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => self.end_heading(level as u8, range),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::DefinitionListTitle => self.end_term(),
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::HtmlBlock => self.end_html(range),
            TagEnd::MetadataBlock(_) => self.verbatim = None,
            TagEnd::TableHead | TagEnd::TableRow => {
                self.surplus_cells(range);
                self.end_row(tag == TagEnd::TableHead)
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table => {
                self.end_implicit();
                self.pop_frame(tag);
            }
            _ => self.end_inline(range),
        }
    }

    /// Opens a container; beyond the deepest level it is only counted. Notes and tables hold no deep tree of their own.
    fn push_frame(&mut self, kind: Container, range: Range<usize>) {
        let shallow = matches!(kind, Container::Note(_) | Container::Table { .. });
        let part = matches!(kind, Container::Item { .. } | Container::Definition) && self.flat == 0;
        if self.frames.len() >= MAX_DEPTH && !shallow && !part {
            self.flat += 1;
            return self.deep(&range);
        }
        if self.flat > 0 && !shallow {
            self.flat += 1;
            return;
        }
        self.within.change(&kind, 1);
        self.frames.push(Frame { kind, range, blocks: Vec::new() });
    }

    fn pop_frame(&mut self, tag: TagEnd) {
        if self.flat > 0 && !matches!(tag, TagEnd::FootnoteDefinition | TagEnd::Table) {
            self.flat -= 1;
            return;
        }
        if self.frames.len() < 2 {
            return;
        }
        let Some(Frame { kind, range, mut blocks }) = self.frames.pop() else { return };
        self.title = false;
        // Most have one or two, and room for more.
        blocks.shrink_to_fit();
        self.within.change(&kind, -1);
        let end = range.start + self.text.get(range.clone()).map_or(0, |slice| slice.trim_end().len());
        let range = short(range.start..end);
        match kind {
            Container::List { start, tight, items } => self.push_block(Block::List { start, tight, items, range }),
            Container::Item { task } => {
                if let Some(Frame { kind: Container::List { items, .. }, .. }) = self.frames.last_mut() {
                    items.push(Item { task, blocks });
                }
            }
            Container::Quote(attributes) => self.push_block(Block::Quote { blocks, attributes: attributes.into(), range }),
            Container::Callout(sort) => self.push_block(Block::Callout { sort, blocks, range }),
            Container::Note(label) => self.notes.define(label, blocks, range),
            Container::Definitions(groups) => self.push_block(Block::Definitions { groups, range }),
            Container::Definition => {
                if let Some(Frame { kind: Container::Definitions(groups), .. }) = self.frames.last_mut() {
                    match groups.last_mut() {
                        Some((_, definitions)) => definitions.push(blocks),
                        None => groups.push((Vec::new(), vec![blocks])),
                    }
                }
            }
            Container::Table { align, head, rows, .. } => self.end_table(align, head, rows, range),
            Container::Root => {}
        }
    }

    pub(super) fn push_block(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            // Most items and quotations hold one block, and a list of blocks begins with room for four.
            if frame.blocks.is_empty() {
                frame.blocks.reserve_exact(1);
            }
            frame.blocks.push(block);
        }
    }

    /// `> [!NOTE]` is known to the parser, `> [!KEY]` is ours.
    fn begin_quote(&mut self, kind: Option<BlockQuoteKind>, range: Range<usize>) {
        let sort = match kind {
            Some(BlockQuoteKind::Note) => CalloutSort::Note,
            Some(BlockQuoteKind::Tip) => CalloutSort::Tip,
            Some(BlockQuoteKind::Important) => CalloutSort::Important,
            Some(BlockQuoteKind::Warning) => CalloutSort::Warning,
            Some(BlockQuoteKind::Caution) => CalloutSort::Caution,
            None => match self.marked_quote(&range) {
                Some(sort) => sort,
                None => return self.push_frame(Container::Quote(Attributes::default()), range),
            },
        };
        self.push_frame(Container::Callout(sort), range);
    }

    /// What a quotation is that begins with a word in brackets; the parser knows those of GitHub alone on their line.
    fn marked_quote(&mut self, range: &Range<usize>) -> Option<CalloutSort> {
        // Quotations in each other all stand on one line, and only the innermost can begin with a word in brackets.
        if !callout::may_be_marked(self.text.get(range.clone())?) {
            return None;
        }
        let end = self.first_line(range);
        let marker = callout::marker(self.text.get(range.start..end)?)?;
        if marker.meant == Meant::Unknown {
            let at = range.start + self.text[range.start..end].find("[!").unwrap_or(0);
            let message = format!("`[!{}]` is no call-out here, and readers see it as it stands", marker.word);
            let help = "write `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]`, `[!CAUTION]` or `[!KEY]`";
            self.faults.push(Fault::new("foreign-syntax", short(at..at + marker.word.len() + 3), message).with_help(help));
            return None;
        }
        let line_end = if self.text[end..].starts_with("\r\n") { 2 } else { 1 };
        let title = range.start + marker.length;
        self.skip = self.skip.max(if marker.titled { title } else { end + line_end });
        self.title = marker.titled;
        match marker.meant {
            Meant::Callout(sort) => Some(sort),
            Meant::Quotation | Meant::Unknown => None,
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        if let Some(Frame { kind: Container::Item { task }, .. }) = self.frames.last_mut()
            && self.flat == 0
        {
            *task = Some(done);
        }
    }

    fn end_cell(&mut self) {
        let Some(leaf) = self.end_leaf() else { return };
        if let Some(Frame { kind: Container::Table { row, .. }, .. }) = self.frames.last_mut() {
            row.push(leaf);
        }
    }

    fn end_row(&mut self, first: bool) {
        if let Some(Frame { kind: Container::Table { head, rows, row, .. }, .. }) = self.frames.last_mut() {
            let row = std::mem::take(row);
            if first { *head = row } else { rows.push(row) }
        }
    }

    fn end_term(&mut self) {
        let Some(leaf) = self.end_leaf() else { return };
        match self.frames.last_mut() {
            Some(Frame { kind: Container::Definitions(groups), .. }) if self.flat == 0 => match groups.last_mut() {
                Some((terms, definitions)) if definitions.is_empty() => terms.push(leaf),
                _ => groups.push((vec![leaf], Vec::new())),
            },
            _ => self.push_block(Block::Paragraph { leaf, number: None }),
        }
    }

    fn end_code(&mut self, range: Range<usize>) {
        let text = self.verbatim.take().unwrap_or_default();
        let place = self.info_range(&range);
        let info = Ranged::new(std::mem::take(&mut self.info), place);
        self.foreign_fence(&info);
        if let Some(drawing) = self.drawing(&info, &text, &range) {
            return self.push_block(Block::Drawing(drawing));
        }
        self.push_block(Block::Code { info: Box::new(info), text, range: short(range) });
    }

    /// The place of what stands behind the fence; empty for indented code.
    fn info_range(&self, range: &Range<usize>) -> crate::base::Range {
        let line = self.text.get(range.start..self.first_line(range)).unwrap_or_default();
        let info = line.trim_start().trim_start_matches(['`', '~']).trim_start();
        if info.len() == line.trim_start().len() || self.info.is_empty() {
            return short(range.start..range.start);
        }
        let start = range.start + line.len() - info.len();
        short(start..start + info.trim_end().len())
    }
}

fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
