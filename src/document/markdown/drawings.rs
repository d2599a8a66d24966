//! Fenced blocks that become pictures: where their YAML stands, their anchor and number.

use super::super::dialect::{attributes, short};
use super::super::drawing::{self, Drawing};
use super::super::tree::{Figure, FigureSort, LeafInfo, LeafSort};
use super::Builder;
use crate::base::{Fault, Range as Short, Ranged};
use std::ops::Range;

impl Builder<'_> {
    /// The picture that a fenced block becomes; `None` for code, and for what cannot be drawn: that stays as it is written.
    pub(super) fn drawing(&mut self, info: &Ranged<String>, text: &str, range: &Range<usize>) -> Option<Box<Drawing>> {
        drawing::shape(&info.value)?;
        let fence = short(range.start..self.first_line(range));
        let part = self.yaml(range);
        let written = self.text.get(part.clone()).unwrap_or_default();
        // In a quotation each line begins with a sign that is no YAML.
        if written.lines().map(str::trim).ne(text.lines().map(str::trim)) {
            let fault = Fault::new("invalid-drawing", fence, "a drawing cannot stand in a quotation or call-out");
            self.faults.push(fault.with_help("move it out, before or behind it"));
            return None;
        }
        let first = info.value.split(' ').next().unwrap_or_default();
        let mut found = Vec::new();
        let read = drawing::read(self.text, first, &fence, short(part.clone()), &mut found);
        self.faults.extend(found);
        let read = read?;
        for written in read.written {
            self.written(written.text, written.range, written.sort);
        }
        if !read.whole {
            return None;
        }
        let mut drawing = read.drawing;
        drawing.range = short(range.clone());
        drawing.leaf.id = self.body.leaves.len() as u32;
        let leaf = LeafInfo::new(short(part), LeafSort::Caption, self.body.paragraphs.len());
        self.body.leaves.push(leaf);
        self.name_drawing(&mut drawing, &info.range);
        Some(Box::new(drawing))
    }

    /// The bytes between the fences.
    fn yaml(&self, range: &Range<usize>) -> Range<usize> {
        let end = range.start + self.text.get(range.clone()).map_or(0, |block| block.trim_end().len());
        let bytes = self.text.as_bytes();
        let start = match (self.first_line(range), bytes) {
            (at, bytes) if bytes.get(at..at + 2) == Some(b"\r\n") => at + 2,
            (at, _) => at + 1,
        };
        let start = start.min(end);
        let last = self.text[start..end].rfind(['\n', '\r']).map_or(start, |at| start + at + 1);
        let closes = self.text[last..end].trim();
        let closed = closes.len() >= 3 && (closes.bytes().all(|b| b == b'`') || closes.bytes().all(|b| b == b'~'));
        start..if closed { last } else { end }
    }

    /// `{#fig-x}` behind the word: an anchor, and a number among the figures.
    fn name_drawing(&mut self, drawing: &mut Drawing, info: &Short) {
        let found = attributes::read_last(self.text, info.start as usize, info.end as usize);
        let Some(id) = found.and_then(|(found, _)| found.id) else { return };
        if let Some(fault) = self.anchors.claim(&id) {
            return self.faults.push(fault);
        }
        if id.value.starts_with("fig-") {
            let count = &mut self.figures[FigureSort::Figure as usize];
            *count += 1;
            let number = *count;
            drawing.figure = Some(self.body.figures.len() as u32);
            // Its words are the leaf of the drawing, so that they are read once.
            let figure = Figure { sort: FigureSort::Figure, number, id: id.clone(), caption: None, source: None };
            self.body.figures.push(figure);
        } else {
            self.named.push(id.clone());
        }
        drawing.id = Some(id);
    }
}
