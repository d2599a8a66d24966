//! What of a table readers would not see, or see as it is written; and the order of its notes.

use super::super::dialect::{cells, short};
use super::super::tree::{Block, Body, Inline, LeafId};
use super::Builder;
use super::blocks::{Container, Frame};
use crate::base::text::shown;
use crate::base::{Fault, Range as Short};
use rustc_hash::FxHashSet;
use std::ops::Range;

impl Builder<'_> {
    /// Tells of cells beyond those of the head, which the parser drops.
    pub(super) fn surplus_cells(&mut self, row: Range<usize>) {
        let Some(Frame { kind: Container::Table { align, .. }, .. }) = self.frames.last() else { return };
        let columns = align.len();
        // Most rows have no more bars than they may have.
        let bars = self.text.get(row.clone()).map_or(0, |row| memchr::memchr_iter(b'|', row.as_bytes()).count());
        if bars < columns {
            return;
        }
        let cells = cells::cells(self.text, row);
        let mut surplus = cells.iter().skip(columns).filter(|cell| !self.text[(*cell).clone()].trim().is_empty());
        let Some(first) = surplus.next() else { return };
        let written = &self.text[first.clone()];
        let start = first.start + written.len() - written.trim_start().len();
        let words = written.trim();
        let message = format!(
            "this row has {} cells and the head of its table {columns}, so that `{}` is not shown",
            cells.len(),
            shown(words)
        );
        let help = "give the head as many cells, or write `\\|` for a bar within a cell";
        self.faults.push(Fault::new("surplus-cell", short(start..start + words.len()), message).with_help(help));
    }

    /// Tells of lines of a paragraph that were meant for a table.
    pub(super) fn foreign_table(&mut self, paragraph: &Short) {
        let paragraph = paragraph.start as usize..paragraph.end as usize;
        let Some(found) = cells::rows(self.text, paragraph) else { return };
        // Of tables with `+---+` that was said.
        if !self.foreign_before(found.line.start) {
            let message = format!("this is {}, and readers see it as it stands", found.what);
            self.faults.push(Fault::new("foreign-syntax", short(found.line), message).with_help(found.help));
        }
    }
}

/// Numbers the notes of tables as readers meet them: the caption stands above the cells, though it is written below them.
pub(super) fn number_notes(body: &mut Body) {
    let mut orders = Vec::new();
    orders_of(body, &body.blocks, &mut orders);
    for order in orders {
        let mut numbers: Vec<u32> = order.iter().filter_map(|note| Some(body.notes.get(*note as usize)?.number)).collect();
        numbers.sort_unstable();
        for (note, number) in order.into_iter().zip(numbers) {
            if let Some(note) = body.notes.get_mut(note as usize) {
                note.number = number;
            }
        }
    }
}

/// Of each table whose caption has notes: the notes that are first referred to in it, in the order of the page.
fn orders_of(body: &Body, blocks: &[Block], orders: &mut Vec<Vec<u32>>) {
    for block in blocks {
        match block {
            Block::Table { cells, figure: Some(figure), .. } => {
                let Some(figure) = body.figures.get(*figure as usize) else { continue };
                let mut found = Vec::new();
                figure.caption.iter().for_each(|caption| notes_of(caption.id, &caption.inlines, &mut found));
                let captioned = found.len();
                cells.iter().for_each(|cell| notes_of(cell.id, &cell.inlines, &mut found));
                figure.source.iter().for_each(|source| notes_of(source.id, &source.inlines, &mut found));
                if captioned > 0 && found.len() > captioned {
                    // A note that was referred to before the table keeps its number.
                    let first =
                        |note: &u32, leaf: &LeafId| body.notes.get(*note as usize).is_some_and(|note| note.first == Some(*leaf));
                    let mut own: FxHashSet<u32> =
                        found.iter().filter(|(note, leaf)| first(note, leaf)).map(|(note, _)| *note).collect();
                    orders.push(found.into_iter().map(|(note, _)| note).filter(|note| own.remove(note)).collect());
                }
            }
            Block::Quote { blocks, .. } | Block::Callout { blocks, .. } => orders_of(body, blocks, orders),
            Block::List { items, .. } => items.iter().for_each(|item| orders_of(body, &item.blocks, orders)),
            _ => {}
        }
    }
}

/// The references to notes in the inlines of a leaf: which note, and the leaf.
fn notes_of(leaf: LeafId, inlines: &[Inline], found: &mut Vec<(u32, LeafId)>) {
    for inline in inlines {
        match inline {
            Inline::NoteRef { note, .. } => found.push((*note, leaf)),
            other => notes_of(leaf, other.children(), found),
        }
    }
}
