//! Takes values out of a map by the names of its fields; what does not fit is left out, because it was reported before.

use super::super::kind::Kind;
use super::super::line::{Line, Place};
use super::super::record::{Id, Record, Text, When};
use super::super::schema::{GRADES, may_be_id};
use super::super::tree::{Sort, Written};
use super::make;
use crate::base::date::{Date, End};
use crate::base::fields::{Shape, Target, Want, bare_doi, json};
use crate::base::text::{Quotes, language_tag};
use crate::base::yaml::{Node, Value};
use crate::base::{Fault, Range, Ranged};
use std::sync::Arc;

/// What is gathered while a record is read: references, records declared inline, faults that need two fields to see.
#[derive(Default)]
pub(super) struct Context<'a> {
    /// The text of the file.
    pub source: &'a str,
    /// The marks of its language, for straight ones.
    pub quotes: Quotes,
    /// `$…$` is a formula.
    pub math: bool,
    pub written: Vec<Written>,
    pub inline: Vec<(Record, Vec<Written>)>,
    pub faults: Vec<Fault>,
    /// Where records say who may see them.
    pub guarded: Vec<Range>,
    /// Keys of that sort that stand there a second time.
    pub twice: &'a [Range],
}

impl<'a> Context<'a> {
    /// Where a line of a field stands.
    pub fn place(&mut self, field: &'static str) -> Place<'_> {
        let (written, faults) = (&mut self.written, &mut self.faults);
        Place { source: self.source, field, quotes: self.quotes, math: self.math, written, faults }
    }

    /// Adds the record and those declared in it to the lists, each with its references in order of place.
    pub fn finish(self, record: Record, records: &mut Vec<Arc<Record>>, fields: &mut Vec<Vec<Written>>) {
        let record = Record { holds: self.inline.len() as u32, ..record };
        for (record, mut written) in std::iter::once((record, self.written)).chain(self.inline) {
            written.sort_by_key(|one| (one.range.start, one.range.end, one.sort));
            // An alias (`*x`) repeats references that stand at one place.
            written.dedup_by(|a, b| a.range == b.range && a.sort == b.sort && a.text == b.text);
            records.push(Arc::new(record));
            fields.push(written);
        }
    }

    /// Reports an end that lies before its beginning.
    pub fn order(&mut self, what: &str, from: Option<&When>, to: Option<&When>) {
        if let Some((from, to)) = reversed(from, to) {
            let message = format!("{what} ends {} before it begins {}", to.value, from.value);
            self.faults.push(
                Fault::new("reversed-range", to.range.clone(), message).with_help("exchange the two dates").with_label(
                    None,
                    from.range.clone(),
                    "its beginning",
                ),
            );
        }
    }

    /// Reports a change that was made before there was anything to change; `what` was changed on that day.
    pub fn changed(&mut self, what: &str, date: Option<&When>, day: Option<&When>) {
        if let Some((date, day)) = reversed(date, day) {
            let message = format!("{what} is {}, which is before `date`, {}", day.value, date.value);
            let help = match what {
                "`updated`" => {
                    "write the day of the last change in `updated`, or leave it out; `date` is when the report first appeared"
                }
                _ => "write the day on which the text was changed; `date` is when the report first appeared",
            };
            self.faults.push(Fault::new("reversed-range", day.range.clone(), message).with_help(help).with_label(
                None,
                date.range.clone(),
                "its `date`",
            ));
        }
    }
}

/// A beginning and an end, where the end lies before it.
fn reversed<'a>(from: Option<&'a When>, to: Option<&'a When>) -> Option<(&'a When, &'a When)> {
    let (from, to) = (from?, to?);
    let known = |end: End| matches!(end, End::Point(_));
    let reversed = known(to.value.start) && known(from.value.start) && from.value.point().first() > to.value.last_point().last();
    reversed.then_some((from, to))
}

/// A map and the table of its fields.
#[derive(Clone, Copy)]
pub(super) struct Map<'a> {
    shape: &'static Shape,
    pub node: &'a Node,
}

impl<'a> Map<'a> {
    pub fn new(shape: &'static Shape, node: &'a Node) -> Self {
        Map { shape, node }
    }

    /// Whether there is a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.shape.field(name).is_some()
    }

    pub fn get(&self, name: &str) -> Option<&'a Node> {
        debug_assert!(self.shape.field(name).is_some(), "{} has no field {name}", self.shape.name);
        self.node.get(name).filter(|node| !node.is_null())
    }

    pub fn text(&self, name: &str) -> Option<Text> {
        self.get(name).and_then(text_of)
    }

    /// A digital object identifier, also where its address is written.
    pub fn doi(&self, name: &str) -> Option<Text> {
        self.text(name).map(|doi| Ranged::new(bare_doi(&doi.value).to_string(), doi.range))
    }

    /// The tag of a language.
    pub fn language(&self, name: &str) -> Option<Text> {
        self.text(name).map(|tag| Ranged::new(language_tag(&tag.value), tag.range))
    }

    /// Whether a field holds Markdown.
    pub fn is_prose(&self, name: &str) -> bool {
        self.shape.field(name).is_some_and(|field| matches!(field.want, Want::Inline))
    }

    /// A line of Markdown; what it refers to is told under the name `of`.
    pub fn line(&self, context: &mut Context, name: &str, of: &'static str) -> Option<Line> {
        self.text(name).map(|text| Line::read(text, context.place(of)))
    }

    pub fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Node::text) == Some("true")
    }

    pub fn date(&self, name: &str) -> Option<When> {
        self.get(name).and_then(date_of)
    }

    /// The end of something; `..` is `Date::OPEN`.
    pub fn end(&self, name: &str) -> Option<When> {
        let node = self.get(name)?;
        match node.text()?.trim() {
            ".." => Some(Ranged::new(Date::OPEN, node.range.clone())),
            _ => date_of(node),
        }
    }

    pub fn items(&self, name: &str) -> &'a [Node] {
        match self.get(name).map(|node| &node.value) {
            Some(Value::Seq(items)) => items,
            _ => &[],
        }
    }

    pub fn texts(&self, name: &str) -> Vec<Text> {
        self.items(name).iter().filter_map(text_of).collect()
    }

    /// The maps of a list.
    pub fn maps(&self, name: &str, shape: &'static Shape) -> Vec<Map<'a>> {
        self.items(name).iter().filter(|node| matches!(node.value, Value::Map(_))).map(|node| Map::new(shape, node)).collect()
    }

    /// One of some words, as the value that it stands for.
    pub fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Option<Ranged<T>> {
        let node = self.get(name)?;
        let said = node.text()?;
        words.iter().find(|(word, _)| *word == said).map(|(_, value)| Ranged::new(*value, node.range.clone()))
    }

    /// A letter of the Admiralty code.
    pub fn grade(&self, name: &str) -> Option<Ranged<char>> {
        self.word(name, &GRADES.map(|letter| (letter, letter)))
            .and_then(|word| word.value.chars().next().map(|letter| Ranged::new(letter, word.range)))
    }

    /// A map of texts, by key.
    pub fn keyed(&self, name: &str) -> Vec<(String, Text)> {
        self.get(name)
            .map(|node| node.pairs().iter().filter_map(|(key, value)| Some((key.value.clone(), text_of(value)?))).collect())
            .unwrap_or_default()
    }

    /// Free data, as JSON.
    pub fn free(&self, name: &str) -> serde_json::Map<String, serde_json::Value> {
        match self.get(name).map(json) {
            Some(serde_json::Value::Object(map)) => map,
            _ => serde_json::Map::new(),
        }
    }

    pub fn id(&self, context: &mut Context, name: &str) -> Option<Id> {
        let node = self.get(name)?;
        id_of(node, self.target(name)?, context)
    }

    pub fn ids(&self, context: &mut Context, name: &str) -> Vec<Id> {
        let items = self.items(name);
        if items.is_empty() {
            return Vec::new();
        }
        let Some(target) = self.target(name) else { return Vec::new() };
        items.iter().filter_map(|node| id_of(node, target, context)).collect()
    }

    /// A text that refers to a record where it is the id of one; that is known only where all of them are.
    pub fn text_or_id(&self, context: &mut Context, name: &str) -> Option<Text> {
        let text = self.text(name)?;
        if let Some(Want::TextOrId(target)) = self.shape.field(name).map(|field| field.want)
            && target.kinds.iter().filter_map(|kind| Kind::named(kind)).any(|kind| may_be_id(&text.value, kind))
        {
            context.written.push(Written { text: text.value.clone(), range: text.range.clone(), sort: Sort::Field(target.sort) });
        }
        Some(text)
    }

    /// Ids, each perhaps with a role: the id and the map that it stands in.
    pub fn credits(&self, context: &mut Context, name: &str, shape: &'static Shape) -> Vec<(Id, Option<Text>)> {
        let Some(target) = self.target(name) else { return Vec::new() };
        let one = |node: &'a Node| {
            if node.get("actor").is_some() {
                let map = Map::new(shape, node);
                Some((map.id(context, "actor")?, map.text("role")))
            } else {
                Some((id_of(node, target, context)?, None))
            }
        };
        self.items(name).iter().filter_map(one).collect()
    }

    /// The name of a file beside this one; it is a reference like any other.
    pub fn file(&self, context: &mut Context, name: &str) -> Option<Text> {
        let text = self.text(name)?;
        if let Some(Want::File(sort)) = self.shape.field(name).map(|field| field.want) {
            context.written.push(Written { text: text.value.clone(), range: text.range.clone(), sort: Sort::Field(sort) });
        }
        Some(text)
    }

    fn target(&self, name: &str) -> Option<&'static Target> {
        let want = match self.shape.field(name)?.want {
            Want::List(item) => *item,
            want => want,
        };
        match want {
            Want::Id(target) | Want::IdOr(target, ..) => Some(target),
            _ => None,
        }
    }
}

fn id_of(node: &Node, target: &'static Target, context: &mut Context) -> Option<Id> {
    let id = match &node.value {
        Value::Scalar { text, .. } if !text.trim().is_empty() => Ranged::new(text.trim().to_string(), node.range.clone()),
        Value::Map(_) if target.kinds.len() <= 2 => declared(node, target, context)?,
        _ => return None,
    };
    context.written.push(Written { text: id.value.clone(), range: id.range.clone(), sort: Sort::Field(target.sort) });
    Some(id)
}

/// A record written in full where an id is wanted: it becomes a record of its own, and its id stands for it.
fn declared(node: &Node, target: &'static Target, context: &mut Context) -> Option<Id> {
    let kind = Kind::named(target.kind_of(node)?.0)?;
    let (source, quotes, math, twice) = (context.source, context.quotes, context.math, context.twice);
    let mut inner = Context { source, quotes, math, twice, ..Context::default() };
    let record = make(kind, node, true, &mut inner);
    context.faults.append(&mut inner.faults);
    context.guarded.append(&mut inner.guarded);
    let id = record.key.clone();
    // Whatever is declared within a report is held back with it, so it goes where the report goes.
    if id.value.is_empty() && kind == Kind::Report {
        return None;
    }
    if !id.value.is_empty() {
        let record = Record { holds: inner.inline.len() as u32, ..record };
        context.inline.push((record, inner.written));
    }
    context.inline.append(&mut inner.inline);
    (!id.value.is_empty()).then_some(id)
}

/// The letters of a scalar and their place.
pub(super) fn text_of(node: &Node) -> Option<Text> {
    let text = node.text()?;
    (!text.trim().is_empty()).then(|| Ranged::new(text.trim_end().to_string(), node.range.clone()))
}

pub(super) fn date_of(node: &Node) -> Option<When> {
    Date::parse(node.text()?).ok().map(|date| Ranged::new(date, node.range.clone()))
}

/// Nothing at a place.
pub(super) fn nowhere(node: &Node) -> Range {
    node.range.start..node.range.start
}
