//! Tables of a page.

use super::super::cell::{Cell, MOST_CELLS, MOST_COLUMNS};
use super::super::told::Matter;
use super::super::tree::{Block, Inline, Table, is_blank};
use super::Reader;
use super::dom::Id;

impl Reader<'_, '_> {
    /// A table, or the blocks in one that is a frame of its text.
    pub(super) fn table(&mut self, id: Id) -> Vec<Block> {
        let mut rows = Vec::new();
        let mut caption = Vec::new();
        let mut head: Option<usize> = None;
        for child in self.page.children(id) {
            match self.page.name(*child) {
                "caption" => caption = super::super::guess::unlabelled(self.line(*child)),
                "thead" | "tbody" | "tfoot" => {
                    let own = self.page.children(*child).iter().copied().filter(|row| self.page.name(*row) == "tr");
                    rows.extend(own);
                    if self.page.name(*child) == "thead" {
                        head = Some(rows.len());
                    }
                }
                "tr" => rows.push(*child),
                _ => {}
            }
        }
        let cells = |row: &Id| {
            let all = self.page.children(*row).iter().copied();
            all.filter(|cell| matches!(self.page.name(*cell), "td" | "th")).collect::<Vec<Id>>()
        };
        let grid: Vec<Vec<Id>> = rows.iter().map(cells).filter(|row| !row.is_empty()).collect();
        if let [row] = grid.as_slice()
            && let [cell] = row.as_slice()
        {
            return self.blocks(&[*cell]);
        }
        let mut out: Vec<Vec<Vec<Inline>>> = Vec::new();
        // Cells that reach down into the rows below, by column.
        let mut reach: Vec<usize> = Vec::new();
        let (mut merged, mut wide, mut count) = (false, false, 0);
        for row in grid {
            if count > MOST_CELLS {
                break;
            }
            let mut line: Vec<Vec<Inline>> = Vec::new();
            for cell in row {
                self.reached(&mut line, &mut reach);
                let number =
                    |name: &str| self.page.get(cell, name).and_then(|span| span.trim().parse::<usize>().ok()).unwrap_or(1).max(1);
                let (across, down) = (number("colspan").min(MOST_COLUMNS), number("rowspan").min(MOST_CELLS));
                if line.len() >= MOST_COLUMNS {
                    wide = true;
                    break;
                }
                merged |= across > 1 || down > 1;
                let text = self.line(cell);
                for at in 0..across {
                    let column = line.len();
                    if reach.len() <= column {
                        reach.resize(column + 1, 0);
                    }
                    reach[column] = down - 1;
                    line.push(if at == 0 { text.clone() } else { Vec::new() });
                }
            }
            self.reached(&mut line, &mut reach);
            line.truncate(MOST_COLUMNS);
            // Those that rows above reach into take room as well.
            count += line.len();
            out.push(line);
        }
        if count > MOST_CELLS || wide {
            self.draft.told.tell(Matter::Large, &self.near);
        }
        out.retain(|row| !row.iter().all(|cell| is_blank(cell)));
        if out.is_empty() {
            return Vec::new();
        }
        if merged || head.is_some_and(|head| head > 1) {
            self.draft.told.tell(Matter::Merged, &self.page.text(id));
        }
        vec![Block::Table(Table { rows: out, caption, id: self.page.get(id, "id").map(str::to_string) })]
    }

    /// Empty cells where one of a row above reaches down.
    fn reached(&self, line: &mut Vec<Vec<Inline>>, reach: &mut [usize]) {
        while let Some(left) = reach.get_mut(line.len()).filter(|left| **left > 0) {
            *left -= 1;
            line.push(Vec::new());
        }
    }

    /// The content of a cell on one line.
    pub(super) fn line(&mut self, id: Id) -> Vec<Inline> {
        let mut cell = Cell::default();
        cell.put_blocks(self.blocks(self.page.children(id)));
        for _ in 0..cell.tables {
            self.draft.told.tell(Matter::TableInTable, "");
        }
        if cell.listed {
            self.draft.told.tell(Matter::TableList, &self.page.text(id));
        }
        cell.line
    }
}
