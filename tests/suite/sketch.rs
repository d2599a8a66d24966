//! A small reader of Markdown for tests of what stands above it: paragraphs, headings, quotations, items and notes;
//! emphasis, code, links, wikilinks, citations, images. It knows no nesting of blocks and no escapes.

use chancery::base::{Range, Ranged};
use chancery::document::tree::{
    Block, Body, Citation, CiteItem, Heading, Image, Inline, Item, Leaf, LeafInfo, LeafSort, Letters, Note, Paragraph, Style,
};
use chancery::document::{Document, Sort, Written};
use std::sync::Arc;

/// Reads a text.
pub fn document(text: &str) -> Document {
    let body = Sketch { text, body: Body::default(), section: 0 }.read();
    Document { text: text.into(), records: vec![], fields: vec![], body: Arc::new(body), faults: vec![] }
}

struct Sketch<'a> {
    text: &'a str,
    body: Body,
    section: u32,
}

impl Sketch<'_> {
    fn read(mut self) -> Body {
        let text = self.text;
        let mut at = 0;
        for block in text.split_inclusive("\n\n") {
            let start = at as u32;
            at += block.len();
            let block = block.trim_end();
            let end = start + block.len() as u32;
            if block.starts_with("```") {
                let info = Ranged::default();
                self.body.blocks.push(Block::Code { info, text: block.to_string(), range: start..end });
            } else if let Some(rest) = block.strip_prefix('<').filter(|rest| !rest.starts_with('<')) {
                self.body.blocks.push(Block::Html { range: start..end, text: rest.to_string() });
            } else if block.starts_with('#') {
                let level = block.bytes().take_while(|b| *b == b'#').count();
                let leaf = self.leaf(start + level as u32 + 1..end, LeafSort::Heading);
                self.section += u32::from(level == 2);
                let index = self.body.headings.len() as u32;
                self.body.headings.push(Heading {
                    level: level as u8,
                    id: format!("h{index}"),
                    text: String::new(),
                    range: start..end,
                    leaf: leaf.id,
                });
                self.body.blocks.push(Block::Heading { leaf, index, attributes: Default::default() });
            } else if block.starts_with("> ") {
                let leaf = self.leaf(start + 2..end, LeafSort::Quote);
                let blocks = vec![Block::Paragraph { leaf, number: None }];
                self.body.blocks.push(Block::Quote { blocks, range: start..end });
            } else if block.starts_with("- ") {
                let mut items = Vec::new();
                let mut from = start;
                for line in block.split_inclusive('\n') {
                    let leaf = self.leaf(from + 2..from + line.trim_end().len() as u32, LeafSort::Item);
                    items.push(Item { task: None, blocks: vec![Block::Paragraph { leaf, number: None }] });
                    from += line.len() as u32;
                }
                self.body.blocks.push(Block::List { start: None, tight: true, items, range: start..end });
            } else if let Some(label) = block.strip_prefix("[^").and_then(|rest| rest.split_once("]: ")).map(|(label, _)| label) {
                let leaf = self.leaf(start + label.len() as u32 + 5..end, LeafSort::Note);
                let blocks = vec![Block::Paragraph { leaf, number: None }];
                let number = self.body.notes.len() as u32 + 1;
                self.body.notes.push(Note {
                    label: label.to_string(),
                    number,
                    blocks,
                    range: start..end,
                    references: 1,
                    first: None,
                });
            } else if !block.is_empty() {
                let leaf = self.leaf(start..end, LeafSort::Paragraph);
                let number = self.body.paragraphs.len() as u32;
                self.body.paragraphs.push(Paragraph { number: (number + 1).to_string(), leaf: leaf.id });
                self.body.leaves[leaf.id as usize].paragraph = Some(number);
                self.body.blocks.push(Block::Paragraph { leaf, number: Some(number) });
            }
        }
        self.body
    }

    fn leaf(&mut self, range: Range, sort: LeafSort) -> Leaf {
        let id = self.body.leaves.len() as u32;
        let paragraph = (self.body.paragraphs.len() as u32).checked_sub(1);
        self.body.leaves.push(LeafInfo { range: range.clone(), sort, paragraph, section: self.section });
        let mut inlines = Vec::new();
        self.inlines(range, &mut inlines);
        Leaf { id, inlines }
    }

    fn inlines(&mut self, range: Range, out: &mut Vec<Inline>) {
        let text = self.text;
        let (mut at, end) = (range.start as usize, range.end as usize);
        let mut plain = at;
        while at < end {
            let rest = &text[at..end];
            let found = self.special(rest, at as u32);
            let Some((inline, length)) = found else {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            };
            if plain < at {
                out.push(Inline::Text(Letters { range: plain as u32..at as u32, own: None }));
            }
            out.push(inline);
            at += length;
            plain = at;
        }
        if plain < end {
            out.push(Inline::Text(Letters { range: plain as u32..end as u32, own: None }));
        }
    }

    fn special(&mut self, rest: &str, at: u32) -> Option<(Inline, usize)> {
        let within = |open: &str, close: &str| {
            let body = rest.strip_prefix(open)?;
            let length = body.find(close)?;
            Some((at + open.len() as u32..at + (open.len() + length) as u32, open.len() + length + close.len()))
        };
        let whole = |length: usize| at..at + length as u32;
        if rest.starts_with('\n') {
            return Some((Inline::Soft(at..at + 1), 1));
        }
        for (mark, style) in [("**", Style::Strong), ("*", Style::Emphasis)] {
            if let Some((inner, length)) = within(mark, mark).filter(|(inner, _)| !inner.is_empty()) {
                let mut children = Vec::new();
                self.inlines(inner, &mut children);
                return Some((Inline::Styled { style, children, range: whole(length) }, length));
            }
        }
        if let Some((inner, length)) = within("`", "`") {
            let text = self.text[inner.start as usize..inner.end as usize].to_string();
            return Some((Inline::Code { text, range: whole(length) }, length));
        }
        if let Some((inner, length)) = within("[[", "]]") {
            let words = &self.text[inner.start as usize..inner.end as usize];
            let mut children = Vec::new();
            if words.starts_with('!') {
                self.inlines(inner.start + 1..inner.end, &mut children);
                return Some((Inline::Unlinked { children, range: whole(length) }, length));
            }
            let id = words.split('|').next().unwrap_or("");
            let place = inner.start..inner.start + id.len() as u32;
            if id.len() < words.len() {
                self.inlines(place.end + 1..inner.end, &mut children);
            }
            let target = Ranged { value: id.to_string(), range: place.clone() };
            self.body.written.push(Written { text: id.to_string(), range: place, sort: Sort::Wiki });
            return Some((Inline::Wiki { target, children, range: whole(length) }, length));
        }
        if let Some((inner, length)) = within("[^", "]") {
            let _ = inner;
            return Some((Inline::NoteRef { note: 0, count: 0, range: whole(length) }, length));
        }
        if let Some((inner, length)) = within("[@", "]") {
            let key = self.text[inner.start as usize..inner.end as usize].to_string();
            let item = CiteItem {
                key: Ranged { value: key, range: inner },
                prefix: String::new(),
                label: String::new(),
                locator: String::new(),
                suffix: String::new(),
                suppress_author: false,
            };
            return Some((Inline::Cite(Citation { range: whole(length), narrative: false, items: vec![item] }), length));
        }
        for (open, image) in [("![", true), ("[", false)] {
            let Some((words, middle)) = within(open, "](") else { continue };
            let Some(close) = rest[middle..].find(')') else { continue };
            let length = middle + close + 1;
            let address = rest[middle..middle + close].to_string();
            let place = at + middle as u32..at + (middle + close) as u32;
            let mut children = Vec::new();
            self.inlines(words, &mut children);
            let destination = Ranged { value: address.clone(), range: place.clone() };
            let range = whole(length);
            if image {
                let image = Image { destination, alt: children, title: String::new(), attributes: Default::default(), range };
                return Some((Inline::Image(image), length));
            }
            self.body.written.push(Written { text: address, range: place, sort: Sort::Link });
            return Some((Inline::Link { destination, title: String::new(), children, range }, length));
        }
        if let Some((inner, length)) = within("<", ">")
            .filter(|(inner, _)| self.text[inner.start as usize..].starts_with(|c: char| c.is_alphabetic() || c == '/'))
        {
            let text = self.text[inner.start as usize..inner.end as usize].to_string();
            return Some((Inline::Html { text, range: whole(length) }, length));
        }
        None
    }
}
