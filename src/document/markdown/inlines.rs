//! The text within a leaf: letters, emphasis, links, and the dialect's citations, wikilinks, spans and attributes.

use super::super::Sort;
use super::super::dialect::autolink::{self, Bare};
use super::super::dialect::{citation, collapse, escaped, html, short, spaced};
use super::super::tree::{Citation, Destination, Image, Inline, Letters, MAX_DEPTH, Style, Wikilink};
use super::marks::embedded;
use super::{Builder, CITATION, LOCATOR, inside};
use crate::base::{Range as Short, Ranged};
use pulldown_cmark::{Event, LinkType, Tag};
use std::ops::Range;

/// An inline that is open: emphasis, a link …
pub(super) struct OpenInline {
    kind: Kind,
    range: Range<usize>,
    /// Where its children begin in `Builder::nodes`, and the brackets within it in `Builder::brackets`.
    nodes: usize,
    brackets: usize,
}

enum Kind {
    Style(Style),
    Link {
        sort: LinkType,
        destination: String,
        title: String,
    },
    Image {
        sort: LinkType,
        destination: String,
        title: String,
    },
    Wiki(Ranged<String>),
    Unlinked,
    /// It leaves no trace; what it holds belongs to the level above.
    Flat,
    /// The same, and a citation follows whose bracket begins at a byte.
    Before(usize),
}

impl<'a> Builder<'a> {
    /// Letters as the parser gives them: those of the file, or what they became.
    pub(super) fn letters(&mut self, letters: &str, range: Range<usize>) {
        let start = range.start.max(self.skip);
        if start >= range.end {
            return;
        }
        self.ensure_leaf(&range);
        if self.text.get(range.clone()) != Some(letters) {
            if start == range.start {
                if self.text.as_bytes()[start] == b'-' {
                    self.foreign(start..start + 1);
                }
                self.count_words(letters);
                let own = Some(match self.text.as_bytes()[start] {
                    b'"' | b'\'' if range.len() == 1 => self.pairing.mark(self.text, start, self.options.quotes).into(),
                    _ => letters.into(),
                });
                self.nodes.push(Inline::Text(Letters { range: short(range), own }));
            }
            return;
        }
        self.foreign(start..range.end);
        match self.text.as_bytes()[start] {
            b'{' => self.end_span(start),
            b'[' if letters.len() == 1 && !escaped(self.text, start) => {
                self.brackets.push(self.nodes.len());
                self.nodes.push(Inline::Text(Letters { range: short(range), own: None }));
                return;
            }
            b']' if letters.len() == 1 && !escaped(self.text, start) => {
                self.faults.extend(spaced::fault(self.text, range.end));
                let level = self.open.last().map_or(0, |open| open.brackets);
                self.span = if self.brackets.len() > level { self.brackets.pop().map(|at| (at, range.end)) } else { None };
                if let Some((first, _)) = self.span {
                    self.half_citation(first, start);
                }
            }
            b'^' => self.unknown_note(start),
            _ => {}
        }
        self.text_with_citations(start.max(self.skip)..range.end);
    }

    pub(super) fn ensure_leaf(&mut self, range: &Range<usize>) {
        if self.leaf.is_none() {
            let sort = self.container_sort();
            self.begin_leaf(range.clone(), sort, false);
        }
    }

    /// Letters of the file, with `@key` and bare addresses taken out.
    fn text_with_citations(&mut self, range: Range<usize>) {
        let is_bare = self.signs.address(self.text, range.start) >= range.end;
        if is_bare || self.open.iter().any(|open| !matches!(open.kind, Kind::Style(_) | Kind::Flat | Kind::Before(_))) {
            return self.text_node(range);
        }
        let leaf = self.leaf.as_ref().map_or(range.end, |leaf| self.body.leaves[leaf.id as usize].range.end as usize);
        let limit = leaf.max(range.end);
        // Emphasis that is open ends before the address does.
        let within = self.open.iter().rfind(|open| matches!(open.kind, Kind::Style(_))).map_or(limit, |open| open.range.end);
        let mut from = range.start;
        while let Some(bare) = autolink::find(self.text, from..range.end, self.floor(from), limit.min(within).max(range.end)) {
            self.text_and_citations(from..bare.range.start.max(from), limit);
            from = bare.range.end.max(from + 1);
            self.bare_link(bare);
            self.skip = from;
        }
        self.text_and_citations(from..range.end.max(from), limit);
    }

    /// How far back an address may begin: over letters that touch, which the parser gave one by one.
    fn floor(&self, from: usize) -> usize {
        let level = self.open.last().map_or(0, |open| open.nodes);
        match self.nodes.last() {
            Some(Inline::Text(Letters { range, own: None })) if self.nodes.len() > level && range.end as usize == from => {
                range.start as usize
            }
            _ => from,
        }
    }

    fn bare_link(&mut self, bare: Bare) {
        let range = short(bare.range.clone());
        if let Some(Inline::Text(Letters { range: last, own: None })) = self.nodes.last_mut()
            && last.end > range.start
        {
            last.end = range.start;
            if last.start >= last.end {
                self.nodes.pop();
            }
        }
        let written = self.text.get(bare.range).unwrap_or_default();
        self.count_words(written);
        let address = format!("{}{}", bare.scheme, written.replace("&amp;", "&"));
        self.written(address.clone(), range.clone(), Sort::Link);
        let children = Box::new([Inline::Text(Letters { range: range.clone(), own: None })]);
        let to = Destination { address: Ranged::new(address, range.clone()), title: String::new(), range };
        self.nodes.push(Inline::Link { to: Box::new(to), children });
    }

    fn text_and_citations(&mut self, range: Range<usize>, limit: usize) {
        let (mut from, mut look) = (range.start, range.start);
        while let Some(at) = Some(self.signs.at(self.text, look)).filter(|at| *at < range.end) {
            look = at + 1;
            if let Some((key, end)) = citation::narrative(self.text, at, limit) {
                self.text_node(from..at);
                self.cite(at..end, vec![citation::narrative_item(self.text, key)], true);
                self.skip = end;
                (from, look) = (end, end);
            }
        }
        self.text_node(from..range.end);
    }

    /// Adds letters of the file, to the letters before them where they touch.
    pub(super) fn text_node(&mut self, range: Range<usize>) {
        if range.start >= range.end {
            return;
        }
        let text = self.text;
        self.count_words(text.get(range.clone()).unwrap_or_default());
        let level = self.open.last().map_or(0, |open| open.nodes);
        let range = short(range);
        if self.nodes.len() > level
            && let Some(Inline::Text(Letters { range: last, own: None })) = self.nodes.last_mut()
            && last.end == range.start
        {
            last.end = range.end;
            return;
        }
        self.nodes.push(Inline::Text(Letters { range, own: None }));
    }

    pub(super) fn count_words(&mut self, letters: &str) {
        let image = || self.open.iter().any(|open| matches!(open.kind, Kind::Image { .. }));
        if self.leaf.as_ref().is_some_and(|leaf| leaf.prose) && !image() {
            self.words.add(letters);
        }
    }

    fn cite(&mut self, range: Range<usize>, items: Vec<super::super::tree::CiteItem>, narrative: bool) {
        for item in &items {
            self.written(item.key.value.clone(), item.key.range.clone(), Sort::Citation);
        }
        self.nodes.push(Inline::Cite(Box::new(Citation { range: short(range), narrative, items })));
    }

    /// The brackets of `@key [p. 4; @other]`; the citation was made when the key came in.
    fn locate(&mut self, range: &Range<usize>) -> bool {
        let [.., Inline::Cite(cite), Inline::Text(space)] = self.nodes.as_mut_slice() else { return false };
        if !cite.narrative || space.range != (cite.range.end..range.start as u32) {
            return false;
        }
        let Some(item) = cite.items.last_mut() else { return false };
        let others = citation::behind(self.text, inside(range), item);
        let keys: Vec<_> = others.iter().map(|other| other.key.clone()).collect();
        cite.items.extend(others);
        cite.range.end = range.end as u32;
        let items = cite.items.clone();
        self.nodes.pop();
        self.loose_citation(inside(range), &items);
        keys.into_iter().for_each(|key| self.written(key.value, key.range, Sort::Citation));
        true
    }

    /// Everything within a leaf that is neither text nor a pair of start and end.
    pub(super) fn inline(&mut self, mut event: Event<'a>, range: Range<usize>) {
        if range.start < self.skip {
            return;
        }
        if let Event::InlineHtml(tag) = &event {
            if self.options.literal_html {
                self.ensure_leaf(&range);
                return self.literal_html(tag, &range);
            }
            if self.options.raw_html {
                self.keep_html(tag, &range, false);
            } else if html::is_break(tag) {
                // No other mark ends a line in a cell of a table.
                event = Event::HardBreak;
            } else {
                return self.dropped_html(tag, &range);
            }
        }
        self.ensure_leaf(&range);
        if self.title && matches!(event, Event::SoftBreak | Event::HardBreak) && self.open.is_empty() {
            return self.end_callout_title(&range);
        }
        if matches!(event, Event::InlineMath(_)) && self.is_price(&range) {
            return self.text_node(range);
        }
        let place = short(range.clone());
        let node = match event {
            Event::SoftBreak => Inline::Soft(place),
            Event::HardBreak => Inline::Hard(place),
            Event::Code(code) => {
                self.count_words(&code);
                Inline::Code { text: (&*code).into(), range: place }
            }
            Event::InlineMath(math) | Event::DisplayMath(math) => Inline::Math(self.formula(&math, &range)),
            Event::InlineHtml(html) => Inline::Html { text: (&*html).into(), range: place },
            Event::FootnoteReference(label) => {
                let note = self.notes.refer(&label, self.leaf.as_ref().map(|leaf| leaf.id), place.start);
                Inline::NoteRef { note, range: place }
            }
            _ => return,
        };
        if matches!(node, Inline::Soft(_) | Inline::Hard(_)) {
            self.words.pause();
        }
        self.nodes.push(node);
    }

    pub(super) fn start_inline(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let mut kind = Kind::Flat;
        if range.start >= self.skip {
            self.ensure_leaf(&range);
            kind = self.kind(tag, &range);
        }
        if self.open.len() >= MAX_DEPTH && !matches!(kind, Kind::Flat | Kind::Before(_)) {
            self.deep(&range);
            kind = Kind::Flat;
        }
        let (nodes, brackets) = match (&kind, self.open.last()) {
            (Kind::Flat | Kind::Before(_), Some(open)) => (open.nodes, open.brackets),
            (Kind::Flat | Kind::Before(_), None) => (0, 0),
            _ => (self.nodes.len(), self.brackets.len()),
        };
        self.open.push(OpenInline { kind, range, nodes, brackets });
    }

    fn kind(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Kind {
        match tag {
            Tag::Emphasis => Kind::Style(Style::Emphasis),
            Tag::Strong => Kind::Style(Style::Strong),
            Tag::Strikethrough => Kind::Style(Style::Strike),
            Tag::Superscript => Kind::Style(Style::Superscript),
            Tag::Subscript => Kind::Style(Style::Subscript),
            Tag::Link { link_type: LinkType::ShortcutUnknown, dest_url, .. } => {
                if &*dest_url == CITATION
                    && let Some(items) = citation::bracketed(self.text, inside(range))
                {
                    self.loose_citation(inside(range), &items);
                    self.cite(range.clone(), items, false);
                } else if &*dest_url != LOCATOR || !self.locate(range) {
                    self.text_node(range.clone());
                }
                self.skip = range.end;
                Kind::Flat
            }
            Tag::Link { link_type: LinkType::ReferenceUnknown, .. } => self.citation_behind(range),
            Tag::Link { link_type: LinkType::WikiLink { has_pothole }, .. } => self.wiki(has_pothole, range),
            Tag::Link { link_type, dest_url, title, .. } => {
                let mail = if link_type == LinkType::Email { "mailto:" } else { "" };
                Kind::Link { sort: link_type, destination: format!("{mail}{dest_url}"), title: title.into_string() }
            }
            Tag::Image { link_type, dest_url, title, .. } => {
                Kind::Image { sort: link_type, destination: dest_url.into_string(), title: title.into_string() }
            }
            _ => Kind::Flat,
        }
    }

    /// `[text][@key]`, where the text may be a citation too.
    fn citation_behind(&mut self, range: &Range<usize>) -> Kind {
        let Some(label) = super::label_start(self.text, range) else { return Kind::Flat };
        let first = range.start..label;
        match citation::bracketed(self.text, inside(&first)) {
            Some(items) => {
                self.cite(first, items, false);
                self.skip = label;
            }
            None => self.text_node(range.start..range.start + 1),
        }
        Kind::Before(label)
    }

    /// `[[id]]`, `[[id|text]]`, `[[!name]]`. In a table the pipe has a backslash before it, which is not part of the id.
    fn wiki(&mut self, has_text: bool, range: &Range<usize>) -> Kind {
        let start = range.start + 2;
        let whole = self.text.get(start..range.end.saturating_sub(2)).unwrap_or_default();
        let target = whole.split('|').next().filter(|_| has_text).unwrap_or(whole);
        let raw = target.strip_suffix('\\').filter(|_| has_text).unwrap_or(target);
        if raw.starts_with('!') {
            if !has_text {
                self.skip = start + 1;
            }
            return Kind::Unlinked;
        }
        if !has_text {
            self.skip = range.end;
        }
        let lead = raw.len() - raw.trim_start().len();
        let id = raw.trim();
        let id = Ranged::new(collapse(id), short(start + lead..start + lead + id.len()));
        self.written(id.value.clone(), id.range.clone(), Sort::Wiki);
        Kind::Wiki(id)
    }

    pub(super) fn end_inline(&mut self, range: Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        let OpenInline { kind, nodes, brackets, range: begun } = open;
        match kind {
            Kind::Flat => return,
            Kind::Before(label) => {
                if self.skip < label {
                    self.text_node(label - 1..label);
                }
                if let Some(items) = citation::bracketed(self.text, inside(&(label..range.end))) {
                    self.cite(label..range.end, items, false);
                }
                self.skip = self.skip.max(range.end);
                return;
            }
            _ => {}
        }
        self.brackets.truncate(brackets);
        self.span = None;
        let children: Box<[Inline]> = self.nodes.drain(nodes.min(self.nodes.len())..).collect();
        let content = children.last().map_or(begun.start + 1, |last| last.range().end as usize);
        let place = short(range.clone());
        let node = match kind {
            Kind::Style(style) => Inline::Styled { style, children, range: place },
            Kind::Wiki(target) => Inline::Wiki { to: Box::new(Wikilink { target, range: place }), children },
            Kind::Link { sort, destination, title } => {
                let address = self.address(sort, destination, content, &range, Sort::Link);
                Inline::Link { to: Box::new(Destination { address, title, range: place }), children }
            }
            Kind::Image { sort, destination, title } => {
                let destination = self.address(sort, destination, content, &range, Sort::Image);
                let (alt, attributes) = embedded(sort, children.into(), self.text);
                self.image(Image { destination, alt, title, attributes, range: place })
            }
            Kind::Unlinked | Kind::Flat | Kind::Before(_) => Inline::Unlinked { children, range: place },
        };
        self.nodes.push(node);
    }

    /// Writes a link's address down, with its place where that can be found.
    fn address(&mut self, sort: LinkType, address: String, content: usize, range: &Range<usize>, written: Sort) -> Ranged<String> {
        let found = match sort {
            LinkType::Inline => self.place(&address, content, range),
            LinkType::Autolink | LinkType::Email => Some(short(range.start + 1..range.end - 1)),
            _ => None,
        };
        let place = found.unwrap_or_else(|| short(range.clone()));
        self.written(address.clone(), place.clone(), written);
        Ranged::new(address, place)
    }

    /// The place of the address in `[text](address "title")`, whose text ends at or after `content`.
    fn place(&self, address: &str, content: usize, range: &Range<usize>) -> Option<Short> {
        let rest = self.text.get(content..range.end)?;
        let after = rest.find("](")? + 2;
        let blank = rest[after..].len() - rest[after..].trim_start().len();
        let start = content + after + blank;
        let rest = self.text.get(start..range.end)?;
        let (start, rest) = rest.strip_prefix('<').map_or((start, rest), |inner| (start + 1, inner));
        if rest.starts_with(address) {
            return Some(short(start..start + address.len()));
        }
        // Written with entities or backslashes: up to what ends it.
        let end = rest.find(|c: char| c.is_whitespace() || c == '>').or_else(|| rest.rfind(')'))?;
        let end = rest[..end].rfind(')').filter(|close| close + 1 == end).unwrap_or(end);
        Some(short(start..start + end))
    }
}
