//! Markdown to tree: pulldown-cmark's events, taken once and in order, with Chancery's dialect put in on the way.
//!
//! `blocks.rs` keeps the containers that are open, `leaves.rs` makes paragraphs, headings, cells and captions of what they
//! hold, `inlines.rs` the text within them. Every range that leaves this module counts from the start of the file.

mod blocks;
mod cited;
mod colons;
mod drawings;
mod foreign;
mod formulas;
mod html;
mod inlines;
mod leaves;
mod marks;
mod raw;
mod tables;
mod words;

use super::dialect::anchors::Anchors;
use super::dialect::autolink::Signs;
use super::dialect::notes::Notes;
use super::dialect::{citation, escaped, short};
use super::tree::{Body, Heading, Inline};
use super::{Options, Written};
use crate::base::text::Pairing;
use crate::base::{Fault, Ranged};
use blocks::{Frame, Within};
use cited::Unknown;
use foreign::Foreign;
use inlines::OpenInline;
use leaves::OpenLeaf;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, OffsetIter, Options as Flags, Parser};
use std::ops::Range;
use words::Words;

/// Reads the Markdown that begins at byte `start` of a file. All ranges are bytes of the whole file.
pub fn parse(text: &str, start: usize, options: &Options) -> (Body, Vec<Fault>) {
    let start = (start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let source = &text[start..];
    match read(text, start, source, options) {
        Some(found) => found,
        None => read(text, start, &colons::hidden(source), options).unwrap_or_default(),
    }
}

/// Reads `source`, which is what follows `start`, perhaps with colons hidden; `None` if it makes definitions of what are none.
fn read(text: &str, start: usize, source: &str, options: &Options) -> Option<(Body, Vec<Fault>)> {
    let mut builder = Builder::new(text, options);
    builder.hidden = !std::ptr::eq(source, &text[start..]);
    let callback = |link: BrokenLink<'_>| broken_link(&text[start..], &link);
    let mut events = Parser::new_with_broken_link_callback(source, flags(options), Some(callback)).into_offset_iter();
    builder.definitions(start, &events);
    for (event, range) in events.by_ref() {
        let event = if builder.hidden { colons::shown(event) } else { event };
        builder.event(event, range.start + start..range.end + start);
        if builder.misled {
            return None;
        }
    }
    Some(builder.finish())
}

fn flags(options: &Options) -> Flags {
    let mut flags = Flags::ENABLE_TABLES
        | Flags::ENABLE_FOOTNOTES
        | Flags::ENABLE_STRIKETHROUGH
        | Flags::ENABLE_TASKLISTS
        | Flags::ENABLE_GFM
        | Flags::ENABLE_HEADING_ATTRIBUTES
        | Flags::ENABLE_DEFINITION_LIST
        | Flags::ENABLE_WIKILINKS;
    flags.set(Flags::ENABLE_MATH, options.math);
    flags.set(Flags::ENABLE_SMART_PUNCTUATION, options.typography);
    flags
}

/// What brackets become that look like a link to an undefined label: that is how the parser shows us citations.
const CITATION: &str = "cite";
/// The same for the brackets of `@key [p. 4]`.
const LOCATOR: &str = "locator";

fn broken_link<'a>(source: &str, link: &BrokenLink<'_>) -> Option<(CowStr<'a>, CowStr<'a>)> {
    let span = &link.span;
    let untouched = span.start > 0 && source.as_bytes()[span.start - 1] == b'[' && escaped(source, span.start - 1);
    // `[text][@key]` looks like a link with a label; it is a citation behind a bracket.
    if link.link_type == LinkType::Reference {
        let label = label_start(source, span)?;
        let found = citation::bracketed(source, inside(&(label..span.end))).is_some();
        return found.then_some((CowStr::Borrowed(CITATION), CowStr::Borrowed("")));
    }
    if link.link_type != LinkType::Shortcut || untouched {
        return None;
    }
    let found = if citation::bracketed(source, inside(span)).is_some() {
        CITATION
    } else if citation::narrative_before(source, span.start) {
        LOCATOR
    } else {
        return None;
    };
    Some((CowStr::Borrowed(found), CowStr::Borrowed("")))
}

/// Where the second bracket of `[text][label]` begins.
fn label_start(source: &str, span: &Range<usize>) -> Option<usize> {
    let at = source.get(span.clone())?.rfind("][")?;
    Some(span.start + at + 1)
}

/// What stands between the brackets of a span.
fn inside(span: &Range<usize>) -> Range<usize> {
    span.start + 1..span.end.saturating_sub(1).max(span.start + 1)
}

/// What is known while events come in.
struct Builder<'a> {
    text: &'a str,
    options: &'a Options,
    body: Body,
    faults: Vec<Fault>,
    anchors: Anchors,
    /// Anchors of spans, images and drawings.
    named: Vec<Ranged<String>>,
    notes: Notes,
    /// Containers that are open; the first is the body itself.
    frames: Vec<Frame>,
    /// Containers open beyond the deepest level, which leave no trace but their content.
    flat: usize,
    within: Within,
    leaf: Option<OpenLeaf>,
    /// Inlines of the leaf that is open, of all levels; each level knows where its own begin.
    nodes: Vec<Inline>,
    open: Vec<OpenInline>,
    /// What the anchors of headings with formulas are made of, by position in `Body::headings`.
    called: Vec<(u32, String)>,
    /// Everything before this byte has been read already, by the dialect.
    skip: usize,
    /// Positions in `nodes` of brackets that may begin a span, and the one closed last with the byte behind it.
    brackets: Vec<usize>,
    span: Option<(usize, usize)>,
    /// Code or raw HTML on its way.
    verbatim: Option<String>,
    /// What stands behind the fence of that code.
    info: String,
    /// Count of the numbered paragraphs.
    count: u32,
    /// Figures so far, tables, and formulas.
    figures: [u32; 3],
    /// Whether a paragraph was numbered by its author.
    numbered: bool,
    /// References to notes that do not exist.
    unknown: Unknown,
    words: Words,
    /// Quotations that are open.
    pairing: Pairing,
    /// Where the next `@` and the like stand.
    signs: Signs,
    too_deep: bool,
    /// Colons that begin no definition are hidden from the parser.
    hidden: bool,
    /// It made a definition of a line that is none.
    misled: bool,
    /// The leaf that is open, or that begins next, begins with the title of a call-out.
    title: bool,
    /// Where signs of other dialects stand.
    foreign: Foreign,
    /// Dollar signs that nothing closes were told, and those behind the formula not yet met.
    unclosed: bool,
    /// Tags and attributes of raw HTML that were said to be left out.
    left_out: std::collections::BTreeSet<(String, String)>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, options: &'a Options) -> Self {
        Builder {
            text,
            options,
            body: Body::default(),
            faults: Vec::new(),
            anchors: Anchors::default(),
            named: Vec::new(),
            notes: Notes::default(),
            frames: vec![Frame::root()],
            flat: 0,
            within: Within::default(),
            leaf: None,
            nodes: Vec::new(),
            open: Vec::new(),
            called: Vec::new(),
            skip: 0,
            brackets: Vec::new(),
            span: None,
            verbatim: None,
            info: String::new(),
            count: 0,
            figures: [0; 3],
            numbered: false,
            unknown: Unknown::default(),
            words: Words::default(),
            pairing: Pairing::default(),
            signs: Signs::default(),
            too_deep: false,
            hidden: false,
            misled: false,
            title: false,
            foreign: Foreign::default(),
            unclosed: false,
            left_out: Default::default(),
        }
    }

    /// Finds link definitions that would silently turn a citation into a link.
    fn definitions<F>(&mut self, start: usize, events: &OffsetIter<'a, F>)
    where
        F: pulldown_cmark::BrokenLinkCallback<'a>,
    {
        for (label, definition) in events.reference_definitions().iter().filter(|(label, _)| label.starts_with('@')) {
            let range = short(definition.span.start + start..definition.span.end + start);
            let message = format!("`[{label}]` is defined as a link, so `[{label}]` no longer cites a source");
            let help = format!("declare the source `{}` and remove this line", label.trim_start_matches('@'));
            self.faults.push(Fault::new("citation-as-link-definition", range, message).with_help(help));
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(letters) => match &mut self.verbatim {
                Some(verbatim) => verbatim.push_str(&letters),
                None => self.letters(&letters, range),
            },
            Event::Html(html) => {
                if let Some(verbatim) = &mut self.verbatim {
                    verbatim.push_str(&html);
                }
            }
            Event::Rule => {
                self.end_implicit();
                self.push_block(super::tree::Block::Rule { range: short(range) });
            }
            Event::TaskListMarker(done) => self.task(done),
            other => self.inline(other, range),
        }
    }

    /// One fault for all that is nested too deep.
    fn deep(&mut self, range: &Range<usize>) {
        if !self.too_deep {
            self.too_deep = true;
            let message = format!("this is nested more than {} levels deep; deeper levels are shown flat", super::tree::MAX_DEPTH);
            let at = short(range.start..self.first_line(range));
            self.faults.push(Fault::new("nesting-too-deep", at, message).with_help("take some levels of lists or quotations away"));
        }
    }

    /// The end of the first line of a range.
    fn first_line(&self, range: &Range<usize>) -> usize {
        let bytes = &self.text.as_bytes()[range.clone()];
        range.start + bytes.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(bytes.len())
    }

    fn written(&mut self, text: String, range: crate::base::Range, sort: super::Sort) {
        self.body.written.push(Written { text, range, sort });
    }

    fn finish(mut self) -> (Body, Vec<Fault>) {
        self.end_implicit();
        self.body.blocks = self.frames.swap_remove(0).blocks;
        self.name_anchors();
        self.begin_sections();
        let mut body = self.body;
        let (notes, mut unseen) = self.notes.finish(&mut self.faults);
        self.unknown.tell(&notes, &unseen, &mut self.faults);
        body.notes = notes;
        tables::number_notes(&mut body);
        // What stands in a note that is not shown is not said: no reference, and no place to refer to.
        unseen.sort_by_key(|(_, range)| (range.start, std::cmp::Reverse(range.end)));
        unseen.dedup_by(|(_, inner), (_, outer)| inner.end <= outer.end);
        let is_seen = |at: u32| {
            let before = unseen.partition_point(|(_, range)| range.start <= at);
            before.checked_sub(1).and_then(|last| unseen.get(last)).is_none_or(|(_, range)| range.end <= at)
        };
        body.written.retain(|written| is_seen(written.range.start));
        body.anchors = self.named.into_iter().filter(|id| is_seen(id.range.start)).map(|id| id.value).collect();
        body.anchors.sort_unstable();
        body.written.sort_by_key(|written| (written.range.start, written.range.end));
        body.words = self.words.count;
        // Bodies stay in memory as long as the program runs.
        body.blocks.shrink_to_fit();
        body.headings.shrink_to_fit();
        body.leaves.shrink_to_fit();
        body.written.shrink_to_fit();
        body.paragraphs.shrink_to_fit();
        self.faults.sort_by_key(|fault| (fault.range.start, fault.range.end, fault.rule));
        (body, self.faults)
    }

    /// Says where sections begin: at headings of the second level, or of the first where the text uses it; and tells each
    /// leaf how many begin before it.
    fn begin_sections(&mut self) {
        let Body { headings, leaves, shift, .. } = &mut self.body;
        *shift = u8::from(headings.iter().any(|heading| heading.section && heading.level == 1));
        headings.iter_mut().for_each(|heading| heading.section &= heading.level + *shift == 2);
        let mut begin = headings.iter().filter(|heading| heading.section).map(|heading| heading.leaf).peekable();
        let mut sections: u16 = 0;
        for (id, leaf) in (0..).zip(leaves) {
            leaf.section = sections;
            sections = sections.saturating_add(begin.next_if_eq(&id).is_some().into());
        }
    }

    /// Gives an anchor to whatever has none, now that all which were written are known.
    fn name_anchors(&mut self) {
        let mut called = self.called.iter().peekable();
        for (at, Heading { id, text, .. }) in (0..).zip(&mut self.body.headings) {
            let other = called.next_if(|(of, _)| *of == at).map(|(_, called)| called);
            if id.is_empty() {
                *id = self.anchors.make(other.unwrap_or(text));
            }
        }
        for figure in self.body.figures.iter_mut().filter(|figure| figure.id.value.is_empty()) {
            figure.id.value = self.anchors.make(&format!("tbl {}", figure.number));
        }
        if self.numbered {
            for (position, paragraph) in self.body.paragraphs.iter_mut().enumerate() {
                let range = self.body.leaves[paragraph.leaf as usize].range.clone();
                if let Some(fault) = self.anchors.number(&paragraph.number, range) {
                    self.faults.push(fault);
                    // No page may hold an anchor twice, not even one that is only previewed.
                    paragraph.number = format!("{}-{}", paragraph.number, position + 1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
