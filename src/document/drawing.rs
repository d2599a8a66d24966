//! Fenced blocks that become pictures: `chart`, `timeline`, `relations`. A small YAML spec in, a value with places out.
//!
//! What the spec refers to is written down like any other reference; its words (title, takeaway) and its citations are a
//! leaf of the body, so that names in them are found and sources know the sentence that rests on them.

mod chart;
pub mod csv;
pub mod number;
pub mod schema;
mod words;

use super::tree::{Inline, Leaf};
use super::{Sort, Written, yaml};
use crate::base::fields::{Shape, check};
use crate::base::yaml::{FRONT_MATTER, Node, Value};
use crate::base::{Date, Fault, Range, Ranged, text};
pub use chart::{Cell, Chart, ChartSort, Data, Row};
use std::borrow::Cow;
use words::Words;

/// Most series of a chart: as many hatches and dashes as can be told apart.
pub const MOST_SERIES: usize = 4;
/// Most rows of a chart: what is longer is a table or a file.
pub const MOST_ROWS: usize = 200;
/// Rows and series of a small chart in the margin.
pub const MARGINAL_ROWS: usize = 4;
/// Most actors of a matrix.
pub const MOST_ACTORS: usize = 12;

/// A fenced block that becomes a picture.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// The whole block, fences included.
    pub range: Range,
    /// What is drawn.
    pub spec: Spec,
    /// Its words and citations in order of place, one leaf of the body.
    pub leaf: Leaf,
    /// Which inlines of the leaf are the title.
    pub title: std::ops::Range<usize>,
    /// Which are the sentence that says what the picture shows.
    pub takeaway: std::ops::Range<usize>,
    /// Which are citations: those of the picture as a whole, or of each moment that a timeline tells itself.
    pub sources: Vec<std::ops::Range<usize>>,
    /// A remark under it (Markdown, inline).
    pub note: Option<String>,
    /// Its anchor, as written: `{#fig-x}`.
    pub id: Option<Ranged<String>>,
    /// Position in `Body::figures`, if the anchor makes it a numbered figure.
    pub figure: Option<u32>,
}

/// What is drawn.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Spec {
    Chart(Chart),
    Timeline(Timeline),
    Relations(Relations),
}

impl Spec {
    /// The file with the figures, as written, where they stand in one.
    pub fn data(&self) -> Option<&str> {
        match self {
            Spec::Chart(Chart { data: Some(data), .. }) => Some(&data.file.value),
            _ => None,
        }
    }
}

/// Events in order of date.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Events and moments in the order in which they are written.
    pub events: Vec<Moment>,
    /// Events of the site in which one of these took part.
    pub actors: Vec<Ranged<String>>,
    /// Events of the site that happened at one of these.
    pub places: Vec<Ranged<String>>,
    /// None earlier.
    pub from: Option<Date>,
    /// None later.
    pub to: Option<Date>,
}

/// A point of a timeline.
#[derive(Debug, Clone)]
pub enum Moment {
    /// An event of the site, by its id.
    Event(Ranged<String>),
    /// One that only this timeline tells.
    Own {
        /// When.
        date: Date,
        /// What happened (Markdown, inline).
        text: String,
        /// Position in `Drawing::sources`; none if it has no source.
        sources: Option<usize>,
        /// Marked as decisive.
        key: bool,
    },
}

/// Ties of one actor, or among several.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// The actor in the middle; without one the picture is a matrix.
    pub of: Option<Ranged<String>>,
    /// Whose ties: the others around the one in the middle, or the rows and columns of the matrix.
    pub actors: Vec<Ranged<String>>,
    /// Only ties of these types.
    pub types: Vec<String>,
    /// Only ties of these groups, such as `conflict`.
    pub groups: Vec<String>,
    /// None that ended earlier.
    pub from: Option<Date>,
    /// None that began later.
    pub to: Option<Date>,
}

impl Drawing {
    /// Whether it stands in the margin.
    pub fn is_marginal(&self) -> bool {
        matches!(&self.spec, Spec::Chart(chart) if chart.marginal)
    }
}

/// What reading a block gives besides its faults.
pub struct Read {
    /// The picture; its leaf has no number yet.
    pub drawing: Drawing,
    /// What it refers to, in order of place.
    pub written: Vec<Written>,
    /// Nothing in it is wrong. If something is, it is not drawn; what it refers to is checked all the same.
    pub whole: bool,
}

/// The fields of the block that an info string begins with; none for code.
pub fn shape(info: &str) -> Option<&'static Shape> {
    let name = info.split([' ', '\t', '{']).next().unwrap_or_default();
    schema::SHAPES.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
}

/// Reads the YAML that stands in `part` of a file; `None` if nothing can be drawn, and then a fault says why.
///
/// `fence` is the place of the opening fence: what is underlined where a field is missing.
pub fn read(file: &str, info: &str, fence: &Range, part: Range, faults: &mut Vec<Fault>) -> Option<Read> {
    let shape = shape(info)?;
    let parsed = yaml::parse(file, part, FRONT_MATTER);
    faults.extend(parsed.faults);
    let nothing = Node { range: fence.clone(), value: Value::Map(Vec::new()) };
    let node = match parsed.node {
        Some(node) if matches!(node.value, Value::Map(_)) => node,
        None if parsed.whole => nothing,
        _ if !parsed.whole => return None,
        _ => {
            let message = format!("{} is written as `key: value` lines, and something else stands here", shape.name);
            let help = format!("begin with `{}`", schema::first_line(shape));
            faults.push(Fault::new("wrong-type", fence.clone(), message).with_help(help));
            return None;
        }
    };
    let before = faults.len();
    check(shape, &node, fence, parsed.whole, faults);
    let mut reader = Reader { words: Words::new(file), written: Vec::new(), faults };
    let title = reader.words.text(node.get("title"));
    let takeaway = reader.words.text(node.get("takeaway"));
    let spec = match shape.name {
        "a chart" => Spec::Chart(chart::read(&node, fence, &mut reader)),
        "a timeline" => Spec::Timeline(reader.timeline(&node, fence)),
        _ => Spec::Relations(reader.relations(&node, fence)),
    };
    let note = node.get("note").and_then(Node::text).map(str::to_string);
    let Reader { words, mut written, .. } = reader;
    written.sort_by_key(|one| (one.range.start, one.range.end));
    let (inlines, order) = words.finish();
    let place = |at: Option<usize>| at.and_then(|at| order.get(at).cloned()).unwrap_or(0..0);
    let (title, takeaway) = (place(title), place(takeaway));
    // Parts were counted as they came: the title and the takeaway first, then each group of citations.
    let sources = order.iter().filter(|part| **part != title && **part != takeaway).cloned().collect();
    let drawing = Drawing {
        range: fence.clone(),
        spec,
        leaf: Leaf { id: 0, inlines: inlines.into_iter().collect() },
        title,
        takeaway,
        sources,
        note,
        id: None,
        figure: None,
    };
    Some(Read { drawing, written, whole: faults.len() == before })
}

/// What is collected while a spec is read.
struct Reader<'a, 'f> {
    words: Words<'a>,
    written: Vec<Written>,
    faults: &'f mut Vec<Fault>,
}

impl Reader<'_, '_> {
    fn fault(&mut self, rule: &'static str, range: &Range, message: impl Into<String>, help: impl Into<Cow<'static, str>>) {
        self.faults.push(Fault::new(rule, range.clone(), message).with_help(help));
    }

    /// The ids of a list, written down as references; `kind` is what they must be.
    fn ids(&mut self, node: Option<&Node>, kind: &str) -> Vec<Ranged<String>> {
        let Some(Node { value: Value::Seq(items), .. }) = node else { return Vec::new() };
        items.iter().filter_map(|item| self.id(item, kind)).collect()
    }

    fn id(&mut self, node: &Node, kind: &str) -> Option<Ranged<String>> {
        let Some(id) = node.text() else {
            if matches!(node.value, Value::Map(_)) {
                let help = format!("declare it in a file of its own, or in front matter, and write its id here as a {kind}");
                self.fault("wrong-type", &node.range, "a record cannot be declared within a drawing", help);
            }
            return None;
        };
        let text = if id.contains(':') || kind == "source" { id.to_string() } else { format!("{kind}:{id}") };
        let sort = if kind == "source" { Sort::Citation } else { Sort::Wiki };
        let range = inner(self.words.file, node);
        self.written.push(Written { text, range: range.clone(), sort });
        Some(Ranged::new(id.to_string(), range))
    }

    /// The sources of something: references, and a part of the leaf that cites them. Position in `Drawing::sources`.
    fn sources(&mut self, node: Option<&Node>) -> Option<usize> {
        let ids = self.ids(node, "source");
        self.words.cite(&ids)
    }

    fn timeline(&mut self, node: &Node, fence: &Range) -> Timeline {
        let mut timeline = Timeline {
            events: Vec::new(),
            actors: self.ids(node.get("actors"), "actor"),
            places: self.ids(node.get("places"), "place"),
            from: date(node.get("from")),
            to: date(node.get("to")),
        };
        if let Some(Node { value: Value::Seq(items), .. }) = node.get("events") {
            for item in items {
                let moment = match item.value {
                    Value::Map(_) => self.moment(item),
                    _ => self.id(item, "event").map(Moment::Event),
                };
                timeline.events.extend(moment);
            }
        }
        let empty = ["events", "actors", "places", "from", "to"].iter().all(|key| node.get(key).is_none());
        if empty {
            let help = "list `events:`, or choose the site's own with `actors:`, `places:`, `from:` and `to:`";
            self.fault("missing-field", fence, "the timeline does not say which events it shows", help);
        }
        timeline
    }

    fn moment(&mut self, node: &Node) -> Option<Moment> {
        let place = node.pairs().first().map_or(node.range.clone(), |(key, _)| key.range.clone());
        check(&schema::MOMENT, node, &place, true, self.faults);
        let sources = self.sources(node.get("sources"));
        let date = date(node.get("date"))?;
        let text = node.get("text").and_then(Node::text)?.to_string();
        let key = node.get("key").and_then(Node::text) == Some("true");
        Some(Moment::Own { date, text, sources, key })
    }

    fn relations(&mut self, node: &Node, fence: &Range) -> Relations {
        let texts = |key: &str| -> Vec<String> {
            match node.get(key).map(|node| &node.value) {
                Some(Value::Seq(items)) => items.iter().filter_map(Node::text).map(str::to_string).collect(),
                _ => Vec::new(),
            }
        };
        let relations = Relations {
            of: node.get("of").and_then(|of| self.id(of, "actor")),
            actors: self.ids(node.get("actors"), "actor"),
            types: texts("types"),
            groups: texts("groups"),
            from: date(node.get("from")),
            to: date(node.get("to")),
        };
        if node.get("of").is_none() && node.get("actors").is_none() {
            let help = "write `of:` and one actor for its ties, or `actors:` and a list for the ties among them";
            self.fault("missing-field", fence, "the picture does not say whose relations it shows", help);
        }
        if relations.of.is_none()
            && let Some(last) = relations.actors.get(MOST_ACTORS)
        {
            let message = format!("a matrix has at most {MOST_ACTORS} actors, and these are {}", relations.actors.len());
            self.fault("invalid-drawing", &last.range.clone(), message, "take the most important, or make two pictures");
        }
        relations
    }
}

fn date(node: Option<&Node>) -> Option<Date> {
    Date::parse(node?.text()?).ok()
}

/// The place of a scalar without its quotation marks.
fn inner(file: &str, node: &Node) -> Range {
    let written = file.get(node.range.start as usize..node.range.end as usize).unwrap_or_default();
    if written.len() >= 2 && written.starts_with(['"', '\'']) {
        node.range.start + 1..node.range.end - 1
    } else {
        node.range.clone()
    }
}

/// The words of a part of the leaf, for the title of a table and the like.
pub fn plain(drawing: &Drawing, part: &std::ops::Range<usize>, file: &str) -> String {
    let inlines: &[Inline] = drawing.leaf.inlines.get(part.clone()).unwrap_or_default();
    super::plain::plain(inlines, file)
}

/// What a rule says of a name that a list does not have.
fn unknown(rule: &'static str, range: &Range, what: &str, written: &str, known: &[&str]) -> Fault {
    let fault = Fault::new(rule, range.clone(), format!("{what} `{}`", text::shown(written)));
    match text::nearest(written, known.iter().copied()) {
        Some(near) => fault.with_help(format!("did you mean `{near}`?")).with_fix(range.clone(), near),
        None => fault.with_help(format!("it has {}", known.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", "))),
    }
}

#[cfg(test)]
mod tests;
