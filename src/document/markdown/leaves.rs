//! What holds inlines, when it ends: paragraphs and their numbers, headings, figures, captions.

use super::super::dialect::{attributes, caption, short};
use super::super::plain::{in_tex, plain};
use super::super::tree::{
    Attributes, Block, Cells, Figure, FigureSort, Heading, Image, Inline, Inlines, Leaf, LeafInfo, LeafSort, Letters, Paragraph,
    Style,
};
use super::Builder;
use super::blocks::{Container, Frame};
use crate::base::{Fault, Range as Short, Ranged};
use crate::document::tree::Align;
use pulldown_cmark::Tag;
use std::ops::Range;

/// A leaf whose inlines are coming in.
pub(super) struct OpenLeaf {
    pub id: u32,
    /// The parser tells its end; without, as in a tight list, it ends where a block begins or ends.
    explicit: bool,
    /// Raw HTML in it has been reported.
    pub raw_html: bool,
    /// So has a comment in it that is not closed.
    pub unclosed: bool,
    /// Its words are prose.
    pub prose: bool,
    attributes: Attributes,
}

impl<'a> Builder<'a> {
    pub(super) fn begin_leaf(&mut self, range: Range<usize>, sort: LeafSort, explicit: bool) {
        self.pairing.begin();
        let id = self.body.leaves.len() as u32;
        let start = range.start.max(self.skip.min(range.end));
        let end = start + self.text.get(start..range.end).map_or(0, |slice| slice.trim_end().len());
        self.body.leaves.push(LeafInfo::new(short(start..end), sort, self.body.paragraphs.len()));
        let prose = !matches!(sort, LeafSort::Note | LeafSort::Cell | LeafSort::Caption);
        self.leaf = Some(OpenLeaf { id, explicit, raw_html: false, unclosed: false, prose, attributes: Attributes::default() });
    }

    /// Takes the open leaf with all its inlines; nothing if it is empty, and then it leaves no trace.
    fn take_leaf(&mut self) -> Option<(Leaf, Attributes)> {
        let open = self.leaf.take()?;
        self.open.clear();
        self.brackets.clear();
        self.span = None;
        self.words.pause();
        let inlines: Inlines = self.nodes.drain(..).collect();
        if let (Some(first), Some(last)) = (inlines.first(), inlines.last()) {
            let info = &mut self.body.leaves[open.id as usize].range;
            let end = if open.explicit { info.end.max(last.range().end) } else { last.range().end };
            *info = info.start.min(first.range().start)..end;
        }
        Some((Leaf { id: open.id, inlines }, open.attributes))
    }

    pub(super) fn end_leaf(&mut self) -> Option<Leaf> {
        self.take_leaf().map(|(leaf, _)| leaf)
    }

    /// Ends the text of a tight item, before a block begins or its container ends.
    pub(super) fn end_implicit(&mut self) {
        if self.leaf.as_ref().is_some_and(|leaf| !leaf.explicit)
            && let Some(mut leaf) = self.end_leaf()
            && !self.forget_empty(&leaf)
        {
            if self.take_language(&mut leaf) && self.forget_empty(&leaf) {
                return;
            }
            self.loose_braces(&leaf, false);
            self.push_block(Block::Paragraph { leaf, number: None });
        }
    }

    /// Drops a leaf in which nothing is left to show.
    fn forget_empty(&mut self, leaf: &Leaf) -> bool {
        let empty = leaf.inlines.is_empty() && leaf.id as usize + 1 == self.body.leaves.len();
        if empty {
            self.body.leaves.pop();
        }
        empty
    }

    fn slice(&self, range: &Short) -> &'a str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    fn info(&mut self, leaf: &Leaf) -> &mut LeafInfo {
        &mut self.body.leaves[leaf.id as usize]
    }

    pub(super) fn end_paragraph(&mut self) {
        let title = std::mem::take(&mut self.title);
        let Some(mut leaf) = self.end_leaf() else { return };
        if self.forget_empty(&leaf) {
            return;
        }
        if title {
            strong(&mut leaf);
        }
        let bytes = self.info(&leaf).range.clone();
        if caption::begins(self.slice(&bytes)).is_some() && self.follows_table() {
            return self.caption_after_table(leaf, bytes);
        }
        if self.take_language(&mut leaf) && self.forget_empty(&leaf) {
            return;
        }
        match &*leaf.inlines {
            [Inline::Math(formula), rest @ ..] if self.is_display(&formula.range) && (rest.is_empty() || self.is_id(rest)) => {
                let (formula, range) = (formula.clone(), formula.range.start..bytes.end);
                let figure = rest.first().and_then(|braces| self.number_equation(braces.range().start, bytes.end));
                return self.push_block(Block::Math { range, formula, figure });
            }
            [Inline::Image(_)] => {
                if let Some(Inline::Image(image)) = leaf.inlines.edit(Vec::pop) {
                    self.figure(image, leaf.id, bytes);
                }
                return;
            }
            _ => {}
        }
        self.foreign_table(&bytes);
        let top = self.frames.len() == 1 && self.flat == 0;
        let number = top.then(|| self.number(&mut leaf, bytes));
        self.loose_braces(&leaf, top);
        self.push_block(Block::Paragraph { leaf, number });
    }

    /// Ends the first line of a call-out, which is its title; the paragraph goes on below it.
    pub(super) fn end_callout_title(&mut self, line_end: &Range<usize>) {
        self.title = false;
        let Some(open) = &self.leaf else { return };
        let (id, sort) = (open.id as usize, self.within.sort());
        let end = self.body.leaves[id].range.end as usize;
        self.body.leaves[id].range.end = line_end.start as u32;
        if let Some(mut leaf) = self.end_leaf()
            && !self.forget_empty(&leaf)
        {
            strong(&mut leaf);
            let title = Block::Paragraph { leaf, number: None };
            // What follows the title may be a term: its list of definitions is open, and the title stands before it.
            match self.frames.as_mut_slice() {
                [.., below, Frame { kind: Container::Definitions(_), .. }] if self.flat == 0 => below.blocks.push(title),
                _ => self.push_block(title),
            }
        }
        let term = matches!(self.frames.last(), Some(Frame { kind: Container::Definitions(_), .. }));
        self.begin_leaf(line_end.end..end.max(line_end.end), if term { LeafSort::Term } else { sort }, true);
    }

    /// Numbers a paragraph of the running text. `{#p7A}` at its end names a number that does not count; one of digits alone
    /// is counted on from.
    fn number(&mut self, leaf: &mut Leaf, bytes: Short) -> u32 {
        let own = attributes::read_last(self.text, bytes.start as usize, bytes.end as usize);
        let own = own.filter(|(_, at)| self.text[..*at].ends_with([' ', '\t', '\n', '\r']));
        let own = own.and_then(|(found, at)| Some((found.id?.value.strip_prefix('p').filter(|n| numeral(n))?.to_string(), at)));
        let given = own.is_some();
        let number = match own {
            Some((number, at)) => {
                leaf.inlines.edit(|inlines| {
                    caption::split(inlines, at as u32);
                    caption::trim(inlines, self.text);
                });
                self.numbered = true;
                self.count = number.parse().unwrap_or(self.count);
                number
            }
            None => {
                self.count = self.count.saturating_add(1);
                self.count.to_string()
            }
        };
        let position = self.body.paragraphs.len() as u32;
        self.body.paragraphs.push(Paragraph { number, given, leaf: leaf.id });
        self.info(leaf).number(position);
        position
    }

    pub(super) fn begin_heading(&mut self, tag: Tag<'a>, range: Range<usize>) {
        self.begin_leaf(range.clone(), LeafSort::Heading, true);
        self.title = false;
        let Tag::Heading { id, classes, attrs, .. } = tag else { return };
        let place = |id: &str| {
            let slice = self.text.get(range.clone()).unwrap_or_default();
            let at = slice.rfind(&format!("#{id}")).map_or(range.start, |at| range.start + at + 1);
            short(at..(at + id.len()).min(range.end))
        };
        let mut found = Attributes {
            id: id.map(|id| Ranged::new(id.to_string(), place(&id))),
            classes: classes.iter().map(ToString::to_string).collect(),
            pairs: attrs.iter().map(|(key, value)| (key.to_string(), value.as_deref().unwrap_or_default().to_string())).collect(),
        };
        // Pandoc writes `{-}`, too.
        if found.pairs.iter().any(|(key, _)| key == "-") {
            found.pairs.retain(|(key, _)| key != "-");
            found.classes.push("unnumbered".into());
        }
        if !found.pairs.is_empty() {
            let at = self.text.get(range.clone()).and_then(|slice| slice.rfind('{')).map_or(range.start, |at| range.start + at);
            // Words in braces without `=` come as keys, too.
            found.pairs.iter_mut().for_each(|(_, value)| *value = value.trim_matches(['"', '\'']).to_string());
            self.heed(&mut found, at..range.end, &["lang", "dir"]);
        }
        if let Some(leaf) = &mut self.leaf {
            leaf.attributes = found;
        }
    }

    pub(super) fn end_heading(&mut self, level: u8, range: Range<usize>) {
        let Some((leaf, attributes)) = self.take_leaf() else { return };
        let mut id = String::new();
        if let Some(written) = &attributes.id {
            match self.anchors.claim(written) {
                Some(fault) => self.faults.push(fault),
                None => id = written.value.clone(),
            }
        }
        let index = self.body.headings.len() as u32;
        let text = plain(&leaf.inlines, self.text).trim().to_string();
        let formula = leaf.inlines.iter().any(Inline::has_formula);
        if formula {
            self.called.push((index, in_tex(&leaf.inlines, self.text)));
        }
        // Whether it begins a section is settled when all levels are known.
        let section = self.frames.len() == 1;
        let unnumbered = attributes.classes.iter().any(|class| class == "unnumbered");
        self.body.headings.push(Heading { level, section, unnumbered, id, text, formula, range: short(range), leaf: leaf.id });
        self.push_block(Block::Heading { leaf, index, attributes: attributes.into() });
    }

    /// An image alone in a paragraph: numbered if its id says so. Its caption is its title, or else its alternative text.
    fn figure(&mut self, image: Box<Image>, id: u32, range: Short) {
        let mut leaf = Leaf { id, inlines: Inlines::default() };
        self.info(&leaf).sort = LeafSort::Caption;
        let numbered = image.attributes.id.clone().filter(|id| id.value.starts_with("fig-"));
        let figure = numbered.map(|id| {
            let words = if image.title.is_empty() { image.alt.clone() } else { self.title(&image) };
            leaf.inlines = words.into_iter().collect();
            self.number_figure(FigureSort::Figure, id, leaf)
        });
        self.push_block(Block::Figure { image, figure, range });
    }

    /// The title of an image as inlines.
    fn title(&self, image: &Image) -> Vec<Inline> {
        let from = image.destination.range.end.max(image.range.start);
        let slice = self.text.get(from as usize..image.range.end as usize).unwrap_or_default();
        match slice.find(&image.title) {
            Some(at) => caption::letters(from + at as u32..from + (at + image.title.len()) as u32, None),
            None => caption::letters(image.range.clone(), Some(&image.title)),
        }
    }

    /// Counts a figure or table, and parts its caption from the source named in it.
    fn number_figure(&mut self, sort: FigureSort, id: Ranged<String>, mut caption: Leaf) -> u32 {
        let count = &mut self.figures[sort as usize];
        *count += 1;
        let number = *count;
        let mut source = None;
        if let Some(at) = caption::source_at(&caption.inlines, self.text) {
            let mut inlines = caption.inlines.edit(|inlines| caption::split(inlines, at));
            caption::trim(&mut inlines, self.text);
            let inlines = inlines.into_iter().collect();
            let mut info = self.info(&caption).clone();
            info.range.start = at.min(info.range.end);
            self.info(&caption).range.end = info.range.start;
            source = Some(Leaf { id: self.body.leaves.len() as u32, inlines });
            self.body.leaves.push(info);
        }
        caption.inlines.edit(|inlines| caption::trim(inlines, self.text));
        let caption = Some(caption).filter(|caption| !caption.inlines.is_empty());
        self.body.figures.push(Figure { sort, number, id, caption, source });
        self.body.figures.len() as u32 - 1
    }

    fn follows_table(&self) -> bool {
        let last = self.frames.last().and_then(|frame| frame.blocks.last());
        matches!(last, Some(Block::Table { figure: None, .. }))
    }

    fn caption_after_table(&mut self, leaf: Leaf, bytes: Short) {
        let found = self.table_caption(leaf, bytes);
        if let Some(Frame { blocks, .. }) = self.frames.last_mut()
            && let Some(Block::Table { figure, .. }) = blocks.last_mut()
        {
            *figure = Some(found);
        }
    }

    /// `: Caption {#tbl-x}`, the colon first.
    fn table_caption(&mut self, mut leaf: Leaf, bytes: Short) -> u32 {
        let info = self.info(&leaf);
        (info.sort, info.range) = (LeafSort::Caption, bytes.clone());
        let mut id = Ranged::new(String::new(), bytes.clone());
        if let Some((found, at)) = attributes::read_last(self.text, bytes.start as usize, bytes.end as usize) {
            leaf.inlines.edit(|inlines| caption::split(inlines, at as u32));
            if let Some(written) = found.id {
                match self.anchors.claim(&written) {
                    Some(fault) => self.faults.push(fault),
                    None => id = written,
                }
            }
        }
        let mark = caption::begins(self.slice(&bytes)).unwrap_or(1);
        if let Some(Inline::Text(letters)) = leaf.inlines.first_mut()
            && letters.own.is_none()
        {
            letters.range.start = (letters.range.start + mark as u32).min(letters.range.end);
        }
        self.number_figure(FigureSort::Table, id, leaf)
    }

    /// Ends a table. A caption that stands directly under it, without an empty line, came in as its last rows.
    pub(super) fn end_table(&mut self, align: Vec<Align>, head: Vec<Leaf>, mut rows: Vec<Vec<Leaf>>, range: Short) {
        let first = rows.iter().position(|row| row.first().is_some_and(|cell| self.begins_caption(cell)));
        let caption = first.map(|first| rows.split_off(first));
        let figure = caption.and_then(|rows| self.join_rows(rows)).map(|(leaf, bytes)| self.table_caption(leaf, bytes));
        if let Some(cell) = rows.last().and_then(|row| row.first()) {
            self.loose_braces(cell, false);
        }
        self.push_block(Block::Table { cells: Box::new(Cells { align, head, rows }), figure, range });
    }

    /// Tells of an id in braces that ends a text and belongs to nothing, so that readers see it.
    fn loose_braces(&mut self, leaf: &Leaf, numbered: bool) {
        let Some(Inline::Text(Letters { range: last, own: None })) = leaf.inlines.last() else { return };
        let Some((found, at)) = attributes::read_last(self.text, last.start as usize, last.end as usize) else { return };
        let written = self.text.get(at..last.end as usize).unwrap_or_default().trim_end();
        let Some(id) = found.id.map(|id| id.value) else {
            let message = format!("`{written}` belongs to nothing here, and readers see it as it stands");
            let help = format!("write it directly behind words in brackets, as `[words]{written}`, or take it out");
            return self.faults.push(Fault::new("loose-braces", at as u32..last.end, message).with_help(help));
        };
        if id.strip_prefix('p').is_some_and(numeral) {
            return self.loose_number(&id, at as u32..last.end, numbered);
        }
        let help = match id.split_once('-') {
            Some(("tbl", _)) => format!("write `: Caption {{#{id}}}` on a line of its own under the table, the colon first"),
            Some(("eq", _)) => format!("write it behind a formula that stands alone: `$$ … $$ {{#{id}}}`"),
            Some(("fig", _)) => {
                format!("write it directly behind an image, as `![…](…){{#{id}}}`, or behind the word that begins a drawing")
            }
            _ => format!("write it at the end of a heading, or directly behind words in brackets, as `[words]{{#{id}}}`"),
        };
        let message = format!("`{{#{id}}}` names nothing here, and readers see it as it stands");
        self.faults.push(Fault::new("loose-braces", at as u32..last.end, message).with_help(help));
    }

    /// `{#p12}` that gives no number.
    fn loose_number(&mut self, id: &str, range: Short, numbered: bool) {
        let message = format!("`{{#{id}}}` gives no number here, and readers see it as it stands");
        let fault = Fault::new("loose-braces", range.clone(), message);
        self.faults.push(match numbered {
            true => fault.with_help("write a space before it").with_fix(range, format!(" {{#{id}}}")),
            false => fault.with_help("only paragraphs of the running text have numbers: take it out"),
        });
    }

    fn begins_caption(&self, cell: &Leaf) -> bool {
        let Some(info) = self.body.leaves.get(cell.id as usize) else { return false };
        let at = info.range.start as usize;
        let opened = at > 0 && self.text.as_bytes()[at - 1] == b'|';
        !opened && self.text.get(at..).is_some_and(|rest| rest.starts_with(": "))
    }

    /// Rows that are no rows, as one leaf; a pipe in them was only a pipe.
    fn join_rows(&mut self, rows: Vec<Vec<Leaf>>) -> Option<(Leaf, Short)> {
        let mut id = None;
        let mut inlines: Vec<Inline> = Vec::new();
        let mut end = 0;
        for (line, mut cell) in rows.into_iter().flat_map(|row| row.into_iter().enumerate()) {
            let Some((first, last)) = cell.inlines.first().zip(cell.inlines.last()) else { continue };
            let start = first.range().start;
            let bytes = self.body.leaves[cell.id as usize].range.clone();
            let whole = last.range().end.max(bytes.end);
            match id {
                None => id = Some(cell.id),
                Some(_) if line == 0 => inlines.push(Inline::Soft(end..start)),
                Some(_) => inlines.extend(caption::letters(end..start, None)),
            }
            inlines.append(&mut cell.inlines.edit(std::mem::take));
            end = whole;
        }
        let leaf = Leaf { id: id?, inlines: inlines.into_iter().collect() };
        let start = self.info(&leaf).range.start;
        self.body.leaves.truncate(leaf.id as usize + 1);
        Some((leaf, start..end))
    }

    /// Whether text comes in directly within a container, as in a tight list.
    pub(super) fn container_sort(&self) -> LeafSort {
        match self.frames.last() {
            Some(Frame { kind: Container::Table { .. }, .. }) => LeafSort::Cell,
            _ => self.within.sort(),
        }
    }
}

/// Makes all of a leaf strong.
fn strong(leaf: &mut Leaf) {
    leaf.inlines.edit(|inlines| {
        let children: Box<[Inline]> = inlines.drain(..).collect();
        if let Some((first, last)) = children.first().zip(children.last()) {
            let range = first.range().start..last.range().end;
            inlines.push(Inline::Styled { style: Style::Strong, children, range });
        }
    });
}

/// `7`, `7A`, `12bis`.
fn numeral(number: &str) -> bool {
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && number.len() <= 12 && number[digits..].bytes().all(|b| b.is_ascii_alphabetic())
}
