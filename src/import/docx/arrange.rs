//! Paragraphs in a row as blocks: lists, quotations, figures and tables with their captions.

use super::super::guess;
use super::super::images::figures;
use super::super::tree::{Block, Inline};
use super::numbering::{Counts, Numbering};
use super::styles::Role;

/// A paragraph or a block, as they follow each other.
pub(super) enum Piece {
    Paragraph(Paragraph),
    Block(Block),
    /// An empty paragraph, as people put between lists.
    Gap,
}

/// A paragraph.
pub(super) struct Paragraph {
    /// What it is by its style.
    pub role: Role,
    /// The list that it is an item of, and at which level.
    pub list: Option<(u32, u8)>,
    /// It belongs to the item before it.
    pub goes_on: bool,
    /// What it says.
    pub text: Vec<Inline>,
    /// Its end was deleted: the next one goes on.
    pub open: bool,
}

/// An item of a list on its way.
struct Item {
    list: u32,
    level: u8,
    blocks: Vec<Block>,
}

/// Makes blocks.
pub(super) fn arrange(pieces: Vec<Piece>, numbering: &Numbering) -> Vec<Block> {
    let mut out = Out { blocks: Vec::new(), items: Vec::new(), numbering, caption: None, gap: false, counts: Counts::default() };
    for piece in pieces {
        match piece {
            Piece::Gap => out.gap = true,
            Piece::Block(Block::Remark(words)) if !out.items.is_empty() => {
                if let Some(item) = out.items.last_mut() {
                    item.blocks.push(Block::Remark(words));
                }
            }
            Piece::Block(block) => out.block(block),
            Piece::Paragraph(paragraph) => out.paragraph(paragraph),
        }
    }
    out.end();
    out.blocks
}

struct Out<'n> {
    blocks: Vec<Block>,
    /// Items of the list that is open.
    items: Vec<Item>,
    numbering: &'n Numbering,
    /// A caption whose figure or table comes next.
    caption: Option<Vec<Inline>>,
    gap: bool,
    counts: Counts,
}

impl Out<'_> {
    fn paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { role, list, goes_on, text, .. } = paragraph;
        if goes_on && let Some(item) = self.items.last_mut() {
            item.blocks.push(Block::Paragraph(text));
            return;
        }
        if let Some((list, level)) = list.filter(|_| matches!(role, Role::Body | Role::Quote)) {
            self.gap = false;
            let blocks = figures(text).unwrap_or_else(|text| vec![Block::Paragraph(text)]);
            return self.items.push(Item { list, level, blocks });
        }
        match role {
            Role::Heading(level) => self.block(Block::Heading { level: level.min(6), text, id: None }),
            Role::Caption => match figures(text) {
                Ok(figures) => figures.into_iter().for_each(|figure| self.block(figure)),
                Err(text) => self.caption(text),
            },
            Role::Quote => {
                self.close();
                match self.blocks.last_mut() {
                    Some(Block::Quote(blocks)) if !self.gap => blocks.push(Block::Paragraph(text)),
                    _ => self.blocks.push(Block::Quote(vec![Block::Paragraph(text)])),
                }
                self.gap = false;
            }
            Role::Code => {
                self.close();
                let line = lines(&text);
                match self.blocks.last_mut() {
                    Some(Block::Code(code)) if !self.gap => {
                        code.push('\n');
                        code.push_str(&line);
                    }
                    _ => self.blocks.push(Block::Code(line)),
                }
                self.gap = false;
            }
            _ => match figures(text) {
                Ok(figures) => figures.into_iter().for_each(|figure| self.block(figure)),
                Err(text) => self.block(Block::Paragraph(text)),
            },
        }
    }

    fn block(&mut self, mut block: Block) {
        self.close();
        self.gap = false;
        match &mut block {
            Block::Table(table) => table.caption = self.caption.take().map(guess::unlabelled).unwrap_or_default(),
            Block::Figure { caption, .. } => *caption = self.caption.take().map(guess::unlabelled).unwrap_or_default(),
            Block::Remark(_) => {}
            _ => self.uncaptioned(),
        }
        self.blocks.push(block);
    }

    /// A caption belongs to what stands before it, unless its word says that it is of another sort.
    fn caption(&mut self, text: Vec<Inline>) {
        self.close();
        self.uncaptioned();
        let of_table = guess::is_table_label(&super::super::tree::plain(&text));
        let last = self.blocks.iter_mut().rev().find(|block| !matches!(block, Block::Remark(_)));
        match last {
            Some(Block::Figure { caption, .. }) if caption.is_empty() && of_table != Some(true) => {
                *caption = guess::unlabelled(text);
            }
            Some(Block::Table(table)) if table.caption.is_empty() && of_table != Some(false) && !self.gap => {
                table.caption = guess::unlabelled(text);
            }
            _ => self.caption = Some(text),
        }
    }

    /// A caption with nothing behind it is a paragraph.
    fn uncaptioned(&mut self) {
        if let Some(text) = self.caption.take() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// The list that is open ends.
    fn close(&mut self) {
        let items = std::mem::take(&mut self.items);
        if !items.is_empty() {
            self.uncaptioned();
            nest(items, self.numbering, &mut self.counts, &mut self.blocks);
        }
    }

    fn end(&mut self) {
        self.close();
        self.uncaptioned();
    }
}

/// Items in a row as lists: what lies deeper belongs to the item before it.
fn nest(items: Vec<Item>, numbering: &Numbering, counts: &mut Counts, out: &mut Vec<Block>) {
    let top = items.iter().map(|item| item.level).min().unwrap_or(0);
    let mut items = items.into_iter().peekable();
    let mut last: Option<u32> = None;
    while let Some(item) = items.next() {
        let mut deeper = Vec::new();
        while let Some(next) = items.next_if(|next| next.level > top) {
            deeper.push(next);
        }
        if item.level > top {
            // Those that stand first lie deeper than those after them: a list of their own.
            deeper.insert(0, item);
            nest(deeper, numbering, counts, out);
            continue;
        }
        let list = item.list;
        let start = counts.number(numbering, list, item.level);
        let mut blocks = item.blocks;
        if !deeper.is_empty() {
            nest(deeper, numbering, counts, &mut blocks);
        }
        match out.last_mut() {
            Some(Block::List { items, start: before }) if last == Some(list) && before.is_some() == start.is_some() => {
                items.push(blocks)
            }
            _ => out.push(Block::List { start, items: vec![blocks] }),
        }
        last = Some(list);
    }
}

/// Code with its lines and spaces.
fn lines(text: &[Inline]) -> String {
    let mut out = String::new();
    for inline in text {
        match inline {
            Inline::Break => out.push('\n'),
            Inline::Styled(_, inner) | Inline::Link(_, inner) | Inline::Place(_, inner) => out.push_str(&lines(inner)),
            other => out.push_str(&super::super::tree::plain(std::slice::from_ref(other))),
        }
    }
    out
}
