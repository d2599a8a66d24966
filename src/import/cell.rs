//! Cells of tables: whatever lies in one is put on one line.

use super::tree::{Block, Inline, is_blank};

/// Most cells of a table that is read.
pub(super) const MOST_CELLS: usize = 200_000;
/// Most columns of a table that is read.
pub(super) const MOST_COLUMNS: usize = 200;

/// The line of a cell, and what became of other things on it.
#[derive(Default)]
pub(super) struct Cell {
    /// What it says.
    pub line: Vec<Inline>,
    /// There were lists.
    pub listed: bool,
    /// How many tables there were.
    pub tables: usize,
}

impl Cell {
    /// Puts letters behind what is there.
    pub fn put(&mut self, text: Vec<Inline>) {
        if is_blank(&text) {
            return;
        }
        if !self.line.is_empty() {
            self.line.push(Inline::Break);
        }
        self.line.extend(text);
    }

    /// Puts blocks behind what is there, each on a line of its own.
    pub fn put_blocks(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            match block {
                Block::Paragraph(text) | Block::Heading { text, .. } => self.put(text),
                Block::List { start, items } => {
                    for (at, item) in items.into_iter().enumerate() {
                        self.put_item(start.map(|start| start.saturating_add(at as u32)), item);
                    }
                }
                Block::Quote(blocks) => self.put_blocks(blocks),
                Block::Code(text) => self.put(vec![Inline::Code(text)]),
                Block::Figure { file, alt, caption, .. } => {
                    self.put(vec![Inline::Picture { file, alt }]);
                    self.put(caption);
                }
                Block::Table(table) => {
                    self.tables += 1;
                    self.put(table.caption);
                    table.rows.into_iter().for_each(|row| self.put(joined(row)));
                }
                Block::Rule | Block::Remark(_) => {}
            }
        }
    }

    /// Puts an item of a list behind what is there, with its number, if it has one.
    fn put_item(&mut self, number: Option<u32>, item: Vec<Block>) {
        let mut inner = Cell::default();
        inner.put_blocks(item);
        inner.line.insert(0, mark(number));
        self.listed = true;
        self.tables += inner.tables;
        self.put(inner.line);
    }
}

/// What an item of a list begins with on the line of a cell.
pub(super) fn mark(number: Option<u32>) -> Inline {
    Inline::Text(number.map_or("• ".to_string(), |number| format!("{number}. ")))
}

/// The cells of a row as one line.
fn joined(row: Vec<Vec<Inline>>) -> Vec<Inline> {
    let mut line = Vec::new();
    for cell in row.into_iter().filter(|cell| !is_blank(cell)) {
        if !line.is_empty() {
            line.push(Inline::Text(" — ".into()));
        }
        line.extend(cell);
    }
    line
}
