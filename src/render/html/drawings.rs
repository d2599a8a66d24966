//! Pictures from fenced blocks: their words are written here, like all words; the picture itself by `Links::drawing`.

use super::{Drawn, Writer};
use crate::document::drawing::Drawing;
use crate::document::tree::Inline;

impl Writer<'_, '_> {
    /// A picture, or its block as code where nobody draws.
    pub(super) fn drawing(&mut self, drawing: &Drawing) -> String {
        let start = self.out.len();
        if self.page {
            let words = Drawn {
                title: self.part(drawing, &drawing.title),
                takeaway: self.part(drawing, &drawing.takeaway),
                sources: drawing.sources.iter().map(|part| self.part(drawing, part)).collect(),
                label: self.figure_label(drawing),
            };
            if let Some(mut picture) = self.input.links.drawing(drawing, &words) {
                picture.push('\n');
                return picture;
            }
        }
        let range = drawing.range.start as usize..drawing.range.end as usize;
        let block = self.input.text.get(range).unwrap_or_default();
        let (first, rest) = block.split_once('\n').unwrap_or((block, ""));
        let code = rest.rsplit_once('\n').map_or("", |(code, _)| code);
        self.code(first.trim_start_matches(['`', '~', ' ']), &format!("{code}\n"));
        self.out.split_off(start)
    }

    fn part(&mut self, drawing: &Drawing, part: &std::ops::Range<usize>) -> String {
        let inlines: &[Inline] = drawing.leaf.inlines.get(part.clone()).unwrap_or_default();
        let Some(first) = inlines.first() else { return String::new() };
        let start = self.out.len();
        let outside = std::mem::take(&mut self.mentions);
        let from = first.range().start;
        self.mentions.next = self.input.references.partition_point(|reference| reference.range.start < from);
        self.inlines(inlines);
        self.mentions = outside;
        self.out.split_off(start)
    }

    /// `Figure 2`
    fn figure_label(&mut self, drawing: &Drawing) -> String {
        let Some(figure) = drawing.figure.and_then(|at| self.input.body.figures.get(at as usize)) else { return String::new() };
        let start = self.out.len();
        self.numbered(self.input.words.figure, &figure.number.to_string());
        self.out.split_off(start)
    }
}
