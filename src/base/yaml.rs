//! YAML as a tree in which every key and value knows its place.
//!
//! The parser is read event by event into a stack of our own, never by recursion, and everything that a hostile file can
//! blow up has a limit: bytes, depth, nodes, and what aliases are allowed to repeat.

mod fault;
mod place;
#[cfg(test)]
mod tests;

use super::text::uncommented;
use super::{Fault, Range, Ranged};
use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};
pub use place::Places;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Bytes of the file, without the line break or comment that may follow.
    pub range: Range,
    /// What was written.
    pub value: Value,
}

/// What was written. Scalars keep their letters: whether `no` is a word or a false is for the field to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, number, date or word.
    Scalar {
        /// Its letters, without quotation marks and with escapes undone.
        text: String,
        /// Without quotation marks.
        plain: bool,
    },
    /// A list.
    Seq(Vec<Node>),
    /// Keys and values, in order; no key stands twice.
    Map(Vec<(Ranged<String>, Node)>),
}

/// What a file may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of YAML.
    pub bytes: usize,
    /// Values, with those that aliases repeat.
    pub nodes: usize,
}

/// Limits of front matter and of `chancery.yaml`.
pub const FRONT_MATTER: Limits = Limits { bytes: 64 << 10, nodes: 100_000 };
/// Limits of data files.
pub const DATA_FILE: Limits = Limits { bytes: 4 << 20, nodes: 100_000 };
/// Deepest nesting of lists and maps.
pub const MAX_DEPTH: usize = 64;

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The top value: what stands before the first error, where there is one; `None` if nothing is written.
    pub node: Option<Node>,
    /// Whether all of it could be read. If not, what is missing may stand in the rest.
    pub whole: bool,
    /// What is wrong, in order of place.
    pub faults: Vec<Fault>,
}

impl Node {
    /// The letters of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.pairs().iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// Keys and values of a map; none for everything else.
    pub fn pairs(&self) -> &[(Ranged<String>, Node)] {
        match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// Whether nothing is written.
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }
}

/// Reads the YAML that stands in a part of a text; all ranges are bytes of the whole text.
pub fn parse(text: &str, part: Range, limits: Limits) -> Parsed {
    let Some(source) = text.get(part.start as usize..part.end as usize) else { return Parsed::default() };
    if source.len() > limits.bytes {
        return Parsed { faults: vec![fault::too_large(&part, source.len(), limits.bytes)], ..Parsed::default() };
    }
    if let Some(fault) = fault::control_character(source, part.start) {
        return Parsed { faults: vec![fault], ..Parsed::default() };
    }
    let mut builder = Builder { source, base: part.start, limits, ..Builder::default() };
    builder.read();
    builder.finish()
}

/// A list or map that is not closed yet.
struct Frame {
    is_map: bool,
    start: u32,
    end: u32,
    items: Vec<Node>,
    pairs: Vec<(Ranged<String>, Node)>,
    /// In a map: a key that waits for its value. `Some(None)` for a key that is no word: its value is dropped.
    key: Option<Option<Ranged<String>>>,
    anchor: usize,
    size: Size,
}

/// What a value costs to repeat.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    nodes: usize,
    bytes: usize,
    height: usize,
}

#[derive(Default)]
struct Builder<'a> {
    source: &'a str,
    base: u32,
    limits: Limits,
    stack: Vec<Frame>,
    root: Option<Node>,
    anchors: FxHashMap<usize, (Node, Size)>,
    /// Everything so far, aliases counted each time.
    cost: Size,
    faults: Vec<Fault>,
    stopped: bool,
    /// Of a fault only that it is there is asked.
    quiet: bool,
}

impl Default for Limits {
    fn default() -> Self {
        FRONT_MATTER
    }
}

impl<'a> Builder<'a> {
    fn read(&mut self) {
        let mut options = granit_parser::Options::default();
        options.flow_nesting_limit = MAX_DEPTH + 1;
        options.block_nesting_limit = MAX_DEPTH + 1;
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(self.source, options) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    self.faults.push(match self.quiet {
                        true => Fault::new("invalid-yaml", 0..0, ""),
                        false => fault::of_syntax(self.source, self.base, &error),
                    });
                    self.stopped = true;
                    return;
                }
            };
            if let Event::DocumentStart(..) = event {
                documents += 1;
                if documents > 1 {
                    self.stop(fault::second_document(self.range(&span)));
                    return;
                }
            }
            self.event(event, &span);
            if self.stopped {
                return;
            }
        }
    }

    fn range(&self, span: &Span) -> Range {
        let range = span.byte_range().unwrap_or(0..0);
        let end = range.end.clamp(range.start, self.source.len().max(range.start));
        self.base + range.start as u32..self.base + end as u32
    }

    fn event(&mut self, event: Event<'a>, span: &Span) {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.tag(tag, span);
                self.scalar(text, style, anchor, self.range(span));
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.tag(tag, span);
                self.open(false, anchor, span);
            }
            Event::MappingStart(_, anchor, tag) => {
                self.tag(tag, span);
                self.open(true, anchor, span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(span)),
            Event::Alias(id) => self.alias(id, self.range(span)),
            _ => {}
        }
    }

    fn stop(&mut self, fault: Fault) {
        self.faults.push(fault);
        self.stopped = true;
    }

    /// Tags of YAML itself (`!!str`) change nothing here; any other would ask for code, and is refused.
    fn tag(&mut self, tag: Option<Cow<'a, Tag>>, span: &Span) {
        let Some(tag) = tag else { return };
        let known = tag.core_suffix().is_some_and(|name| matches!(name, "str" | "int" | "float" | "bool" | "null" | "map" | "seq"));
        if !known {
            let range = self.range(&span.tag_span().unwrap_or(*span));
            self.faults.push(fault::foreign_tag(range, &tag.original()));
        }
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, anchor: usize, mut range: Range) {
        let plain = style == ScalarStyle::Plain;
        // Block scalars end with the line breaks behind them; nobody wants those underlined.
        let written = self.slice(&range);
        range.end = range.start + written.trim_end().len() as u32;
        if plain && !self.stopped {
            let behind = self.source.get((range.end - self.base) as usize..).unwrap_or("");
            self.faults.extend(fault::cut_value(&text, &range, behind));
        }
        let text = self.without_comments(text, &range);
        let null = plain && (range.is_empty() || matches!(&*text, "~" | "null"));
        let size = Size { nodes: 1, bytes: text.len(), height: 0 };
        let value = if null { Value::Null } else { Value::Scalar { text: text.into_owned(), plain } };
        if null && range.is_empty() {
            range = self.place_of_nothing(range.start);
        }
        self.push(Node { range, value }, size, anchor);
    }

    /// Comments for editors are no part of a text, whatever field it stands in.
    fn without_comments(&mut self, text: Cow<'a, str>, range: &Range) -> Cow<'a, str> {
        match uncommented(&text) {
            None => text,
            Some(left) => {
                if left.is_open {
                    self.faults.push(fault::open_comment(range.clone()));
                }
                left.text.into()
            }
        }
    }

    /// A value that is not there is shown where it would stand: behind its key.
    fn place_of_nothing(&self, at: u32) -> Range {
        match self.stack.last() {
            Some(Frame { key: Some(Some(key)), .. }) => key.range.clone(),
            _ => at..at,
        }
    }

    fn slice(&self, range: &Range) -> &'a str {
        self.source.get((range.start - self.base) as usize..(range.end - self.base) as usize).unwrap_or("")
    }

    fn open(&mut self, is_map: bool, anchor: usize, span: &Span) {
        let range = self.range(span);
        if self.stack.len() >= MAX_DEPTH {
            self.stop(fault::too_deep(range.start..range.start + 1));
            return;
        }
        let size = Size { nodes: 1, bytes: 0, height: 1 };
        let (items, pairs) = (Vec::new(), Vec::new());
        self.stack.push(Frame { is_map, start: range.start, end: range.end, items, pairs, key: None, anchor, size });
    }

    fn close(&mut self, span: Option<&Span>) {
        let Some(mut frame) = self.stack.pop() else { return };
        // A closing bracket has an extent; the end of a block has none and lies beyond blank lines and comments.
        if let Some(range) = span.map(|span| self.range(span)).filter(|range| !range.is_empty()) {
            frame.end = frame.end.max(range.end);
        }
        let range = frame.start..frame.end.max(frame.start);
        let value = if frame.is_map {
            let mut pairs = frame.pairs;
            self.drop_valueless(frame.start, &mut pairs);
            self.drop_duplicates(&mut pairs);
            self.merge(&mut pairs);
            Value::Map(pairs)
        } else {
            Value::Seq(frame.items)
        };
        self.push(Node { range, value }, frame.size, frame.anchor);
    }

    /// Puts a finished value where it belongs.
    fn push(&mut self, node: Node, size: Size, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), size));
            self.cost.bytes += size.bytes;
        }
        self.cost.nodes += 1;
        if !self.stopped && (self.cost.nodes > self.limits.nodes || self.cost.bytes > 4 * self.limits.bytes) {
            self.stop(fault::too_many(node.range, self.limits.nodes));
            return;
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = self.root.take().or(Some(node));
            return;
        };
        frame.end = frame.end.max(node.range.end);
        frame.size.nodes += size.nodes;
        frame.size.bytes += size.bytes;
        frame.size.height = frame.size.height.max(size.height + 1);
        if !frame.is_map {
            frame.items.push(node);
        } else if let Some(key) = frame.key.take() {
            frame.pairs.extend(key.map(|key| (key, node)));
        } else if let Value::Scalar { text, plain } = node.value {
            let odd = text.chars().next().filter(|first| plain && first.is_whitespace());
            self.faults.extend(odd.map(|space| fault::odd_space(node.range.clone(), space)));
            frame.key = Some(Some(Ranged::new(text, node.range)));
        } else {
            frame.key = Some(None);
            if !self.stopped {
                self.faults.push(fault::strange_key(node.range));
            }
        }
    }

    fn alias(&mut self, id: usize, range: Range) {
        let Some((node, size)) = self.anchors.get(&id) else {
            self.stop(fault::endless_alias(range));
            return;
        };
        let (node, size) = (Node { range: range.clone(), value: node.value.clone() }, *size);
        self.cost.nodes += size.nodes;
        self.cost.bytes += size.bytes;
        if self.cost.nodes > self.limits.nodes || self.cost.bytes > 4 * self.limits.bytes {
            self.stop(fault::too_many(range, self.limits.nodes));
        } else if self.stack.len() + size.height > MAX_DEPTH {
            self.stop(fault::too_deep(range));
        } else {
            self.push(node, size, 0);
        }
    }

    /// Takes words without a colon out of braces and reports them.
    fn drop_valueless(&mut self, start: u32, pairs: &mut Vec<(Ranged<String>, Node)>) {
        let (source, base) = (self.source, self.base);
        let behind = |at: u32| source.get((at - base) as usize..).unwrap_or("");
        let is_valueless = |(key, value): &(Ranged<String>, Node)| {
            // Nothing is shown at its key.
            value.is_null() && value.range == key.range && !behind(key.range.end).trim_start().starts_with(':')
        };
        if !behind(start).starts_with('{') || !pairs.iter().any(is_valueless) {
            return;
        }
        let mut kept: Vec<(Ranged<String>, Node)> = Vec::with_capacity(pairs.len());
        for run in pairs.chunk_by(|a, b| is_valueless(a) == is_valueless(b)) {
            if is_valueless(&run[0]) {
                let before = kept.last().map(|(key, value)| (key, value.range.clone()));
                let words = run[0].0.range.start..run[run.len() - 1].0.range.end;
                self.faults.push(fault::no_value(source, base, before, words));
            } else {
                kept.extend_from_slice(run);
            }
        }
        *pairs = kept;
    }

    /// Keeps the first of two equal keys and reports the second.
    fn drop_duplicates(&mut self, pairs: &mut Vec<(Ranged<String>, Node)>) {
        // Most maps are small, and hold no key twice.
        let again = |at: usize| pairs[..at].iter().any(|(key, _)| key.value == pairs[at].0.value);
        if pairs.len() <= 16 && !(1..pairs.len()).any(again) {
            return;
        }
        let mut order: Vec<usize> = (0..pairs.len()).collect();
        order.sort_by(|a, b| pairs[*a].0.value.cmp(&pairs[*b].0.value).then(a.cmp(b)));
        let mut twice = Vec::new();
        let mut first = 0;
        for at in 1..order.len() {
            if pairs[order[at]].0.value == pairs[order[first]].0.value {
                twice.push(order[at]);
                self.faults.push(fault::duplicate_key(&pairs[order[first]].0, &pairs[order[at]].0));
            } else {
                first = at;
            }
        }
        if !twice.is_empty() {
            twice.sort_unstable();
            let mut at = 0;
            pairs.retain(|_| {
                at += 1;
                twice.binary_search(&(at - 1)).is_err()
            });
        }
    }

    /// `<<: *defaults`: takes over the keys that are not written.
    fn merge(&mut self, pairs: &mut Vec<(Ranged<String>, Node)>) {
        let Some(at) = pairs.iter().position(|(key, _)| key.value == "<<") else { return };
        let (_, from) = pairs.remove(at);
        let maps = match from.value {
            Value::Seq(items) => items,
            value => vec![Node { range: from.range, value }],
        };
        let mut known: std::collections::BTreeSet<String> = pairs.iter().map(|(key, _)| key.value.clone()).collect();
        for map in maps {
            let Value::Map(inherited) = map.value else {
                self.faults.push(fault::merge_of_no_map(map.range));
                continue;
            };
            for (key, node) in inherited {
                if known.insert(key.value.clone()) {
                    pairs.push((key, node));
                }
            }
        }
    }

    /// Closes the top value where an error left it open, so that what was whole before it is kept. Values that were being
    /// read are dropped: half of a list would be found wrong once more. So would what stands before the error on its line,
    /// such as `[Draft]` in `title: [Draft] Water`.
    fn finish(mut self) -> Parsed {
        let whole = !self.stopped;
        self.stack.truncate(1);
        if let (false, Some(error), Some(frame)) = (whole, self.faults.last(), self.stack.last_mut()) {
            let between =
                |node: &Node| self.source.get((node.range.end - self.base) as usize..(error.range.start - self.base) as usize);
            frame.pairs.pop_if(|(_, node)| between(node).is_some_and(|text| !text.contains(['\n', '\r'])));
        }
        self.close(None);
        self.faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
        Parsed { node: self.root, whole, faults: self.faults }
    }
}
