//! Front matter and data files: YAML to records, with the references that stand in them.
//!
//! Values are first compared with the table of fields, which finds what is wrong, and then read by `reader`, which takes
//! what fits and says nothing. So a record with faults still is a record.

mod actor;
mod event;
mod reader;
mod report;
mod source;
#[cfg(test)]
mod tests;
mod unmarked;

use super::Options;
use super::csl;
use super::kind::Kind;
use super::line::{self, Line};
use super::record::{Linking, Own, Plain, RareFields, Record, Text};
use super::schema;
use super::tree::Written;
use super::unread::Unread;
use crate::base::fields::{self, Held, Lacking, check_record};
use crate::base::media;
use crate::base::text::{Quotes, shown, slug};
use crate::base::yaml::{self, Node, Value};
use crate::base::{Fault, Range, Ranged};
use reader::{Context, Map};
use std::sync::Arc;

/// What was read from the YAML of one file.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The record that the file is about, then those declared inline; a list has any number.
    pub records: Vec<Arc<Record>>,
    /// References in the fields, by position in `records`; each list in order of place.
    pub fields: Vec<Vec<Written>>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// As in `Document`.
    pub lacking: Vec<Lacking>,
    /// As in `Document`.
    pub unread: Option<Unread>,
    /// The marks of the language that the record says itself.
    pub quotes: Option<Quotes>,
    /// Where records say who may see them.
    pub guarded: Vec<Range>,
}

impl Read {
    /// Marks the faults of what says who may see a record; see [`Fault::guards`].
    fn guarding(mut self) -> Read {
        self.guarded.sort_by_key(|range| range.start);
        for fault in &mut self.faults {
            let before = self.guarded.partition_point(|range| range.start <= fault.range.start);
            let of = before.checked_sub(1).and_then(|at| self.guarded.get(at));
            fault.guards |= of.is_some_and(|of| fault.range.start <= of.end);
        }
        self
    }
}

/// Where front matter and body of a Markdown file are.
#[derive(Debug, Clone, PartialEq)]
pub struct Front {
    /// The YAML between the `---` lines, if there is any.
    pub yaml: Option<Range>,
    /// Where the body begins.
    pub body: usize,
    /// What is underlined where a field is missing: the first line.
    pub place: Range,
    /// An opening line without a closing one, or fields without an opening line.
    pub fault: Option<Fault>,
}

/// Why a file is not text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotText {
    /// The first byte that is no UTF-8.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: &'static str,
}

/// Reads bytes as UTF-8; where they are none, says where, and what to do.
pub fn decode(bytes: &[u8]) -> Result<&str, NotText> {
    // Its signs are all letters of UTF-8.
    if bytes.starts_with(b"{\\rtf") {
        let (message, help) = ("this file is no text, but a text in RTF".into(), "save it as plain text in UTF-8");
        return Err(NotText { offset: 0, message, help });
    }
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let byte = bytes.get(offset).copied().unwrap_or(0);
        if wide {
            NotText { offset: 0, message: "this file is saved as UTF-16".into(), help: "save it as UTF-8" }
        } else if let Some(truly) = media::truly(bytes) {
            let help = "`chancery import` makes a report of a document of Word; of another, save its text as plain text in UTF-8";
            NotText { offset: 0, message: format!("this file is no text, but {truly}"), help }
        } else {
            NotText {
                offset,
                message: format!("this file is not UTF-8: byte {offset} is 0x{byte:02x}"),
                help: "save it as UTF-8; it may be in an older encoding such as Windows-1252",
            }
        }
    })
}

/// Finds the front matter of a Markdown file: the lines between a first line `---` and the next one.
pub fn split(text: &str) -> Front {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = lines(text, start);
    let Some((first, after)) = lines.next() else { return Front { yaml: None, body: start, place: 0..0, fault: None } };
    let place = first.start as u32..first.start as u32 + text[first.clone()].trim_end().len() as u32;
    if text[first.clone()].trim_end() != "---" {
        let (fault, body) = unmarked::find(text, start).unzip();
        return Front { yaml: None, body: body.unwrap_or(start), place, fault };
    }
    let mut like = None;
    for (line, next) in lines {
        let written = text[line.clone()].trim_end();
        if written == "---" {
            return Front { yaml: Some(after as u32..line.start as u32), body: next, place, fault: None };
        }
        if unmarked::is_like(written.trim_start()) && written != "-" {
            like = like.or(Some((line.start as u32..line.start as u32 + written.len() as u32, written)));
        }
    }
    let fault = Fault::new("unclosed-front-matter", place.clone(), "the front matter is opened here and never closed");
    let fault = match like {
        None => fault.with_help("write `---` on a line of its own between the front matter and the text"),
        Some((line, written)) => fault
            .with_help(format!("write `---`, three hyphens and nothing else, in the place of `{}`", shown(written)))
            .with_label(None, line, "this does not close it"),
    };
    Front { yaml: None, body: text.len(), place, fault: Some(fault) }
}

/// Lines without their ends, each with the start of the next; `\n`, `\r\n` and `\r` end a line.
fn lines(text: &str, start: usize) -> impl Iterator<Item = (std::ops::Range<usize>, usize)> + '_ {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let end = &rest[length..];
        let line = at..at + length;
        at += length + if end.starts_with("\r\n") { 2 } else { usize::from(!end.is_empty()) };
        Some((line, at))
    })
}

/// Reads the front matter of a Markdown file: one record, and those declared inline.
pub fn front(text: &str, front: &Front, folder: Option<Kind>, options: &Options) -> Read {
    let mut read = Read { faults: front.fault.iter().cloned().collect(), ..Read::default() };
    let part = front.yaml.clone().unwrap_or(front.body as u32..front.body as u32);
    let parsed = match &front.yaml {
        Some(range) => yaml::parse(text, range.clone(), yaml::FRONT_MATTER),
        None => yaml::Parsed { whole: true, ..yaml::Parsed::default() },
    };
    let whole = parsed.whole && front.fault.is_none();
    read.faults.extend(parsed.faults);
    // Where the YAML breaks off, what stands there as a text was none; that is told already.
    let is_map = |node: &Node| whole || matches!(node.value, Value::Map(_));
    let node = match parsed.node {
        Some(node) if !is_map(&node) => None,
        node => map_or_fault(node, &part, "front matter", &mut read.faults),
    };
    let whole = whole && node.is_some();
    if !whole {
        read.unread = text.get(..front.body).map(Unread::new);
    }
    let node = node.unwrap_or(Node { range: part, value: Value::Map(Vec::new()) });
    let twice = twice(text, &mut read.faults);
    let given = Given { text, folder, whole, listed: false, twice: &twice, options };
    record(given, &node, &front.place, &mut read);
    if front.yaml.is_none() {
        for fault in read.lacking.iter_mut().map(|one| &mut one.fault) {
            fault.help = Some("begin the file with a line `---`, then fields such as `title: …`, then a line `---`".into());
        }
    }
    read.guarding()
}

/// Reads a YAML file: one record, a list of records, or a map of ids to records.
pub fn data(text: &str, folder: Option<Kind>, options: &Options) -> Read {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let part = start..text.len() as u32;
    let parsed = yaml::parse(text, part.clone(), yaml::DATA_FILE);
    let mut read = Read { faults: parsed.faults, unread: (!parsed.whole).then(|| Unread::new(text)), ..Read::default() };
    let Some(node) = parsed.node else {
        if parsed.whole {
            let help = "write the fields of one record, or a list of records";
            read.faults.push(Fault::new("missing-field", part.start..part.start, "this file is empty").with_help(help));
        }
        return read;
    };
    let twice = twice(text, &mut read.faults);
    let given = Given { text, folder, whole: parsed.whole, listed: true, twice: &twice, options };
    match &node.value {
        Value::Seq(items) => items.iter().for_each(|item| {
            if let Some(item) = map_or_fault(Some(item.clone()), &item.range, "an item of the list", &mut read.faults) {
                record(given, &item, &place_of(&item), &mut read);
            }
        }),
        Value::Map(pairs) if is_map_of_records(&node, folder) => pairs.iter().for_each(|(key, item)| {
            let mut item = item.clone();
            let nameless = item.get("id").is_none();
            if let (Value::Map(fields), true) = (&mut item.value, nameless) {
                let id = Node { range: key.range.clone(), value: Value::Scalar { text: key.value.clone(), plain: true } };
                fields.insert(0, (Ranged::new("id".into(), key.range.clone()), id));
            }
            record(given, &item, &key.range, &mut read);
        }),
        _ => {
            if let Some(node) = map_or_fault(Some(node), &part, "this file", &mut read.faults) {
                record(Given { listed: false, ..given }, &node, &place_of(&node), &mut read);
            }
        }
    }
    read.guarding()
}

/// Keys that say a second time who may see a record, and marks their faults.
fn twice(text: &str, faults: &mut [Fault]) -> Vec<Range> {
    let is_of_publication = |key: &Range| text.get(key.start as usize..key.end as usize).is_some_and(fields::is_of_publication);
    let twice = faults.iter_mut().filter(|fault| fault.rule == "duplicate-key" && is_of_publication(&fault.range));
    twice
        .map(|fault| {
            fault.guards = true;
            fault.range.clone()
        })
        .collect()
}

/// The title that a report's main text must have; versions and translations inherit it, so only the model can tell.
pub fn missing_title(record: &Record) -> Option<Fault> {
    let title = record.kind.row().title_field;
    let written = record.written.iter().any(|(name, _)| *name == title) && !record.name.value.is_empty();
    (!written).then(|| {
        Fault::new(
            "missing-field",
            record.range.start..record.range.start,
            format!("`{title}` is missing; a {} needs it", record.kind),
        )
        .with_help(format!(
            "write `{title}: …` in the front matter: between two lines `---`, the first of which is line 1 of the file"
        ))
    })
}

fn place_of(node: &Node) -> Range {
    node.pairs().first().map_or(node.range.clone(), |(key, _)| key.range.clone())
}

fn map_or_fault(node: Option<Node>, part: &Range, what: &str, faults: &mut Vec<Fault>) -> Option<Node> {
    match node {
        None => Some(Node { range: part.clone(), value: Value::Map(Vec::new()) }),
        Some(node) if matches!(node.value, Value::Map(_)) => Some(node),
        Some(node) => {
            let help = "write a `key: value` on each line; a space must follow the colon";
            faults.push(Fault::new("wrong-type", node.range, format!("{what} must be keys and values")).with_help(help));
            None
        }
    }
}

/// Every value is a map, and no key is a field: then keys are ids.
fn is_map_of_records(node: &Node, folder: Option<Kind>) -> bool {
    let maps = node.pairs().iter().all(|(_, value)| matches!(value.value, Value::Map(_)));
    let known = |key: &str| folder.is_some_and(|kind| schema::shape(kind).field(key).is_some());
    maps && !node.pairs().is_empty() && !node.pairs().iter().any(|(key, _)| known(&key.value))
}

/// What the record is: its own `kind:` decides, then the folder. A sort of actor (`person`) says that it is an actor, where the
/// folder says nothing; among places these are free words, and elsewhere the line belongs to something else.
fn kind_of(node: &Node, folder: Option<Kind>) -> Option<Kind> {
    let said = node.get("kind").and_then(Node::text).unwrap_or("");
    let sort = || (folder.is_none() && schema::ACTOR_SORTS.contains(&said)).then_some(Kind::Actor);
    Kind::named(said).or_else(sort).or(folder)
}

/// The fault of a sort of actor in a file that its folder makes something else.
fn stray_sort(node: &Node, folder: Option<Kind>) -> Option<Fault> {
    let folder = folder.filter(|kind| !matches!(kind, Kind::Actor | Kind::Place))?;
    let value = node.get("kind")?;
    let said = value.text().filter(|said| Kind::named(said).is_none() && schema::ACTOR_SORTS.contains(said))?;
    let message = format!("`{said}` is a sort of actor, and this file lies in the folder of {}", folder.row().folder);
    let fault = Fault::new("unknown-word", value.range.clone(), message);
    Some(fault.with_help(
        "if the line belongs to the item above it, indent it; if the file describes an actor, move it to content/actors/",
    ))
}

/// What is known of a file whose records are read.
#[derive(Clone, Copy)]
struct Given<'a> {
    text: &'a str,
    folder: Option<Kind>,
    /// It could be read to its end.
    whole: bool,
    /// It is a list of records.
    listed: bool,
    /// Keys that say a second time who may see a record.
    twice: &'a [Range],
    options: &'a Options,
}

fn record(given: Given, node: &Node, place: &Range, read: &mut Read) {
    let Given { text, folder, whole, listed, twice, options } = given;
    let kind = kind_of(node, folder);
    if kind.is_none() && whole {
        let at = node.get("kind").map_or(place.clone(), |said| said.range.clone());
        read.faults.push(Fault::new("no-kind", at, "nothing says what this file describes").with_help(
            "write `kind: report` (or actor, place, source, term, event, page), or move it into the folder of its kind: `content/reports/`, \
             `actors/`, `places/`, `sources/`, `glossary/`, `events/` or `pages/`",
        ));
    }
    let is_known = kind.is_some();
    let kind = kind.unwrap_or(Kind::Plain);
    read.faults.extend(stray_sort(node, folder));
    // Of what nobody knows the kind, nobody knows the fields.
    let lacking = match is_known {
        true => check_record(schema::shape(kind), node, place, whole, &mut read.faults),
        false => Vec::new(),
    };
    // Of a list, only what has an id can add to another declaration.
    let (own, others) = lacking.into_iter().partition(|one| listed && node.get("id").is_none() && one.record == node.range);
    read.faults.extend(Vec::into_iter(own).map(|one: Lacking| one.fault));
    read.lacking.extend(others as Vec<Lacking>);
    let own = node.get("language").and_then(Node::text).filter(|_| !options.named && matches!(kind, Kind::Report | Kind::Plain));
    read.quotes = own.map(Quotes::of);
    let quotes = read.quotes.unwrap_or(options.quotes);
    let mut context = Context { source: text, quotes, math: options.math, twice, ..Context::default() };
    let record = make(kind, node, listed, &mut context);
    if record.rare.held.is_some() && !is_known {
        // Nothing else tells what its fields are.
        read.faults.iter_mut().filter(|fault| fault.rule == "no-kind").for_each(|fault| fault.guards = true);
    }
    read.faults.append(&mut context.faults);
    read.guarded.append(&mut context.guarded);
    context.finish(record, &mut read.records, &mut read.fields);
}

/// Makes a record of a map; where `named` is set, one without `id` is called by the slug of its name.
fn make(kind: Kind, node: &Node, named: bool, context: &mut Context) -> Record {
    let map = Map::new(schema::shape(kind), node);
    context.guarded.extend(fields::of_publication(schema::shape(kind), node));
    let (mut title, title_line) = title_of(map, kind.row().title_field, context);
    let mut own = match kind {
        Kind::Report => Own::Report(Box::new(report::read(map, context))),
        Kind::Actor => Own::Actor(Box::new(actor::read(map, context))),
        Kind::Place => Own::Place(Box::new(actor::read_place(map, context))),
        Kind::Source => Own::Source(Box::new(source::read(map, context))),
        Kind::Term => Own::Term(Box::new(event::read_term(map, context))),
        Kind::Event => Own::Event(Box::new(event::read(map, context))),
        Kind::Plain => Own::Plain(Box::new(Plain { language: map.language("language"), in_footer: map.flag("in_footer") })),
    };
    // Readers see the title without CSL's tags; references have them.
    if let (Own::Source(source), Some(title)) = (&mut own, &mut title)
        && title.value.contains('<')
    {
        let plain = csl::plain(&title.value);
        source.csl.entry("title").or_insert(std::mem::replace(&mut title.value, plain).into());
    }
    let mut subtitle = None;
    if let Own::Report(report) = &mut own {
        (report.subtitle, subtitle) = title_of(map, "subtitle", context);
    }
    let key = map.text("id").unwrap_or_else(|| match &title {
        Some(title) if named => Ranged::new(slug(&title.value), title.range.clone()),
        _ => Ranged::new(String::new(), node.range.start..node.range.start),
    });
    // Of a key that stands there twice, either value may be what its author meant.
    let in_value = |key: &Range| node.pairs().iter().any(|(_, value)| value.range.contains(&key.start));
    let says_twice = context.twice.iter().any(|key| node.range.contains(&key.start) && !in_value(key));
    let is_address =
        |alias: &Ranged<String>| alias.value.starts_with('/') || !matches!(kind, Kind::Actor | Kind::Place | Kind::Term);
    Record {
        kind,
        range: node.range.clone(),
        name: title.unwrap_or_else(|| key.clone()),
        key,
        summary: map.line(context, "summary", "summary"),
        link: link(map),
        rare: RareFields {
            aliases: map.texts("aliases").into_iter().filter(is_address).collect(),
            anchors: map.keyed("anchors"),
            slug: map.text("slug"),
            allow: map.texts("allow"),
            extra: Some(map.free("extra")).filter(|extra| !extra.is_empty()),
            title: title_line,
            subtitle,
            held: if says_twice { Some(Held::ALWAYS) } else { fields::held(schema::shape(kind), node) },
        }
        .into(),
        own,
        holds: 0,
        written: node
            .pairs()
            .iter()
            .filter(|(_, value)| !value.is_null())
            .filter_map(|(key, value)| Some((schema::shape(kind).field(&key.value)?.name, value.range.clone())))
            .collect::<Box<[_]>>()
            .into_vec(),
    }
}

/// A title in plain words, and as a line where it refers to something. Names and terms are not Markdown.
fn title_of(map: Map, field: &'static str, context: &mut Context) -> (Option<Text>, Option<Line>) {
    let Some(text) = map.text(field) else { return (None, None) };
    if !map.is_prose(field) {
        return (Some(text), None);
    }
    let (text, line) = line::title(text, context.place(field));
    (Some(text), line)
}

/// Reports and plain pages are not found by their names.
fn link(map: Map) -> Option<Ranged<Linking>> {
    let words = [("section", Linking::Section), ("page", Linking::Page), ("always", Linking::Always), ("never", Linking::Never)];
    map.has("link").then(|| map.word("link", &words)).flatten()
}
