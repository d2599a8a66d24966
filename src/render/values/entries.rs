//! The short form of a record: the same wherever one is named.

use super::{Html, Link, capitalised, common, html, order, path, pruned, sort_and_shape, topic_link};
use crate::base::Hash;
use crate::base::fields;
use crate::base::text::{primary_language, typeset};
use crate::document::record::{Actor, Own, Report, Status, Text};
use crate::document::{Kind, Line};
use crate::model::{Model, Page, PageId};
use crate::render::html::{self as write, At};
use crate::render::theme::Wanted;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock, PoisonError};
use tera::Value;
use tera::value::Key;

/// With more sources than this the short forms of most of them are not kept for long: few pages name each, and together they
/// would take a tenth of the memory.
const MANY: usize = 10_000;
/// Sources that more references lead to than this are shown on so many pages that their short form is kept all the same.
const OFTEN: usize = 8;
/// How many of the others are kept until the next take their places: a page and the data beside it show the same ones.
const RECENT: usize = 256;

/// The short forms of pages, made when they are first asked for.
pub(super) struct Entries {
    /// There are many sources.
    sparing: bool,
    /// By position.
    kept: Vec<OnceLock<Value>>,
    /// By the rest of the position. The locks are held for looking up and putting in only.
    recent: [Mutex<Option<(PageId, Value)>>; RECENT],
}

impl Entries {
    /// None yet.
    pub fn new(model: &Model) -> Entries {
        let sparing = model.of_kind(Kind::Source).nth(MANY).is_some();
        Entries { sparing, kept: vec![OnceLock::new(); model.pages.len()], recent: [const { Mutex::new(None) }; RECENT] }
    }

    /// Those that are kept, but for pages of which something changed.
    pub fn without(&self, changed: &BTreeSet<PageId>) -> Entries {
        let mut kept = self.kept.clone();
        changed.iter().for_each(|id| kept[id.0 as usize] = OnceLock::new());
        Entries { sparing: self.sparing, kept, recent: [const { Mutex::new(None) }; RECENT] }
    }

    /// Whether not all are kept.
    pub fn are_sparing(&self) -> bool {
        self.sparing
    }

    /// That of a page; `named` are the paragraphs of reports that name it. One that is not kept may have only the parts that
    /// are `wanted`.
    pub fn of(&self, model: &Model, id: PageId, named: &[(PageId, u32)], wanted: &Wanted) -> Value {
        let (page, at) = (model.page(id), id.0 as usize);
        let make = |wanted: &Wanted| pruned::value(&entry(model, page, named), wanted);
        if !self.sparing || page.kind != Kind::Source || model.incoming[at].len() > OFTEN {
            return self.kept[at].get_or_init(|| make(Wanted::WHOLE)).clone();
        }
        if !wanted.is_whole() {
            return make(wanted);
        }
        let recent = || self.recent[at % RECENT].lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = recent().as_ref().filter(|(known, _)| *known == id) {
            return known.clone();
        }
        let made = make(wanted);
        *recent() = Some((id, made.clone()));
        made
    }
}

/// The short form of a record, the same wherever one is named.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its id in references.
    pub key: String,
    /// `report`, `actor`, `place`, `source`, `term`, `event` or `page`.
    pub kind: &'static str,
    /// What sort of its kind: `person`, `state` … for actors, the CSL type for sources, `region` … for places; else empty.
    pub sort: String,
    /// Symbol of an actor: `person`, `state`, `body`, `armed` or `office`; else empty.
    pub shape: &'static str,
    /// The name shown to readers.
    pub name: String,
    /// Sources: author and year, as they are cited; else the name.
    pub label: String,
    /// What lists put it in order by.
    pub sort_name: String,
    /// Its address from the top of the site: write `{{ root }}{{ x.path }}`.
    pub path: String,
    /// One to three sentences; for terms the definition, for sources nothing.
    pub summary: Option<Html>,
    /// BCP 47 tag of its name, in the language of the page where it has one: for a term that of the term, for a source that of the
    /// work.
    pub language: String,
    /// BCP 47 tag of its summary, and of whatever else its file says.
    pub text_language: String,
    /// Its date (EDTF): of publication, of issue, of the event; none for the other kinds.
    pub date: Option<String>,
    /// Reports: what stands before the title's colon; else the name.
    pub title: String,
    /// Reports: what stands after it, or the field `subtitle`.
    pub subtitle: String,
    /// Reports: series symbol, such as `HSP/2025/14`.
    pub symbol: String,
    /// Reports: last part of the symbol.
    pub serial: String,
    /// Reports: colour of the paper: blue, buff, green, rose or orange; else `grey`.
    pub binding: &'static str,
    /// Reports: what this version is called; empty for the main text.
    pub version: String,
    /// Reports: subjects, as `{name, path}`.
    pub topics: Vec<Link>,
    /// `published`, `withdrawn`, `draft` or `review`.
    pub status: &'static str,
    /// Reports that do not stand as they are: name of the text that says so, such as `status-withdrawn`; else empty.
    pub standing: &'static str,
    /// Terms: its use is disputed.
    pub contested: bool,
    /// Numbered paragraphs of reports that name it.
    pub paragraphs: u32,
    /// Reports that name it.
    pub reports: u32,
}

fn entry(model: &Model, page: &Page, named: &[(PageId, u32)]) -> Entry {
    let record = &page.record;
    let mut reports: Vec<PageId> = named.iter().map(|(report, _)| *report).collect();
    reports.dedup();
    let at = At { model: Some(model), said_by: Some(page.id), language: &page.language, ..At::default() };
    let summary = |text: &Line| html(&write::inline(text, at));
    let mut entry = Entry {
        key: page.key.clone(),
        kind: page.kind.name(),
        sort: String::new(),
        shape: "",
        name: page.printed_name().into_owned(),
        label: page.printed_name().into_owned(),
        sort_name: order::sort_name(model, page).into_owned(),
        path: path(&page.url),
        summary: record.summary.as_ref().map(summary),
        language: page.language.clone(),
        text_language: page.language.clone(),
        date: None,
        title: page.printed_name().into_owned(),
        subtitle: String::new(),
        symbol: String::new(),
        serial: String::new(),
        binding: "grey",
        version: String::new(),
        topics: Vec::new(),
        status: "published",
        standing: "",
        contested: false,
        paragraphs: named.len() as u32,
        reports: reports.len() as u32,
    };
    match &record.own {
        Own::Report(report) => of_report(model, page, report, &mut entry),
        Own::Actor(actor) => of_actor(actor, &mut entry),
        Own::Place(place) => entry.sort = place.sort.as_ref().map_or(String::new(), |sort| sort.value.clone()),
        Own::Source(source) => {
            entry.sort = source.sort.as_ref().map_or(String::new(), |sort| sort.value.clone());
            entry.date = source.issued.as_ref().map(|date| date.value.to_string());
            entry.label = model.library.label(page.id);
            entry.language = words_language(page).to_string();
        }
        Own::Term(term) => {
            entry.summary = term.definition.as_ref().or(record.summary.as_ref()).map(summary);
            entry.contested = term.contested;
            if let Some(language) = &term.language {
                entry.language = language.value.clone();
            }
        }
        Own::Event(event) => entry.date = event.date.as_ref().map(|date| date.value.to_string()),
        Own::Plain(_) => {}
    }
    entry
}

/// The short form of a record under its name in a language.
pub(super) fn renamed(entry: Value, page: &Page, name: &str, language: &str) -> Value {
    let Some(mut map) = entry.as_map().cloned() else { return entry };
    let sorted = order::sorted_by(page, name);
    let printed = typeset(name, language);
    for (key, value) in
        [("name", &*printed), ("label", &*printed), ("title", &*printed), ("language", language), ("sort_name", &*sorted)]
    {
        if let Some(slot) = map.get_mut(&Key::from(key)) {
            *slot = Value::from(value);
        }
    }
    Value::from(map)
}

fn of_report(model: &Model, page: &Page, report: &Report, entry: &mut Entry) {
    let (title, subtitle) = split_title(&page.printed_name());
    entry.title = title;
    entry.subtitle = report.subtitle.as_ref().map_or(subtitle, |text| typeset(&text.value, &page.language).into_owned());
    if report.subtitle.is_some() {
        entry.title = page.printed_name().into_owned();
    }
    entry.date = report.date.as_ref().map(|date| date.value.to_string());
    entry.symbol = report.symbol.as_ref().map_or(String::new(), |symbol| symbol.value.clone());
    entry.serial = entry.symbol.rsplit('/').next().unwrap_or("").to_string();
    entry.binding = binding(report, &model.page(page.main).key, &entry.serial);
    if page.main != page.id && page.version != model.page(page.main).version {
        entry.version = report.version_title.as_ref().map_or_else(|| page.version.clone(), |text| text.value.clone());
    }
    entry.topics = topic_links(model, page, report);
    entry.status = common::status(report.status.value);
    entry.standing = standing(report);
}

/// The language of a record's words: of a source that of the work, where that is another than its record's: `en-GB` is no other
/// than `en`.
pub(super) fn words_language(page: &Page) -> &str {
    let Own::Source(source) = &page.record.own else { return &page.language };
    let said = source.csl.get("language").and_then(|language| language.as_str());
    let other = |tag: &&str| fields::bcp47(tag) && primary_language(tag) != primary_language(&page.language);
    said.filter(other).unwrap_or(&page.language)
}

/// The text that marks a report which does not stand as it is: withdrawn, replaced by another, not yet public. Empty for others.
pub fn standing(report: &Report) -> &'static str {
    match report.status.value {
        Status::Draft => "status-draft",
        Status::Review => "status-review",
        Status::Withdrawn => "status-withdrawn",
        Status::Published if report.superseded_by.is_some() => "status-superseded",
        Status::Published => "",
    }
}

/// The topics of a text. Only those of main texts have pages: a translation leads to the topic in the same place.
fn topic_links(model: &Model, page: &Page, report: &Report) -> Vec<Link> {
    if page.main == page.id {
        return report.topics.iter().map(|topic| topic_link(model, &topic.value, &page.language)).collect();
    }
    let main = model.report(model.page(page.main)).map_or(&[][..], |main| &main.topics);
    let paths: Vec<String> = main.iter().map(|topic| topic_link(model, &topic.value, &page.language).path).collect();
    let link = |(at, topic): (usize, &Text)| {
        let own = topic_link(model, &topic.value, &page.language);
        let path = match paths.get(at).filter(|_| paths.len() == report.topics.len()) {
            _ if paths.contains(&own.path) => own.path,
            Some(same) => same.clone(),
            None => "topics/".to_string(),
        };
        Link { name: own.name, path }
    };
    report.topics.iter().enumerate().map(link).collect()
}

/// What stands before a title's first colon or question mark, and what stands after it.
pub(super) fn split_title(title: &str) -> (String, String) {
    if let Some((head, tail)) = title.split_once(": ") {
        return (head.trim().to_string(), capitalised(tail.trim()));
    }
    match title.split_once("? ") {
        Some((head, tail)) => (format!("{}?", head.trim()), capitalised(tail.trim())),
        None => (title.to_string(), String::new()),
    }
}

/// The colour of a report's paper: as it says, or else by its number in the series, so that neighbours differ.
fn binding(report: &Report, key: &str, serial: &str) -> &'static str {
    const PAPERS: [&str; 5] = ["orange", "rose", "green", "buff", "blue"];
    if let Some(said) = report.binding.as_ref().and_then(|said| PAPERS.iter().find(|paper| **paper == said.value)) {
        return said;
    }
    let number = serial.parse::<u64>().unwrap_or_else(|_| Hash::of(key.as_bytes()).to_string().bytes().map(u64::from).sum());
    PAPERS[(number % 5) as usize]
}

fn of_actor(actor: &Actor, entry: &mut Entry) {
    let (sort, shape) = sort_and_shape(actor.sort.value);
    entry.sort = sort.to_string();
    entry.shape = shape;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_split_at_the_first_colon_or_question_mark() {
        assert_eq!(split_title("Favour for favour: the bargain: two"), ("Favour for favour".into(), "The bargain: two".into()));
        assert_eq!(split_title("A new kind of alliance? How it works"), ("A new kind of alliance?".into(), "How it works".into()));
        assert_eq!(split_title("Plain"), ("Plain".into(), String::new()));
    }
}
