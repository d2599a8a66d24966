//! What templates see: our promise to theme authors. Model types are never serialised; these are made for the purpose,
//! and `themes/chancery/README.md` documents every field (a test compares the two).

use super::Theme;
use crate::base::{Hash, UrlPath};
use crate::document::Kind;
use crate::document::record::{Actor, ActorSort, Own, Report};
use crate::model::mention::{Companion, company};
use crate::model::{Model, Page, PageId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tera::Value;

pub mod actor;
pub mod backlinks;
pub mod cards;
pub mod common;
pub mod data;
mod exports;
pub mod links;
pub mod listing;
pub mod records;
pub mod report;
pub mod site;
pub mod withdrawn;

pub use common::Head;

/// HTML made by Chancery: templates print it as it is.
pub type Html = Value;

/// Marks text as HTML.
pub fn html(text: &str) -> Html {
    Value::safe_string(text)
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
    /// BCP 47 tag of its text.
    pub language: String,
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
    /// Terms: its use is disputed.
    pub contested: bool,
    /// Numbered paragraphs of reports that name it.
    pub paragraphs: u32,
    /// Reports that name it.
    pub reports: u32,
}

/// A name and where it leads.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// What is shown.
    pub name: String,
    /// Its address from the top of the site.
    pub path: String,
}

/// A subject that reports share.
#[derive(Debug, Clone)]
pub struct Topic {
    /// As first written.
    pub name: String,
    /// Main texts, newest first.
    pub reports: Vec<PageId>,
}

/// Most names in "named together with".
const MOST_COMPANIONS: usize = 10;

/// What all pages share, computed once for each plan.
pub struct Shared {
    /// The short form of every page, by position.
    pub entries: Vec<Value>,
    /// The site as templates see it, by language.
    pub sites: BTreeMap<String, Value>,
    /// Topics by slug.
    pub topics: BTreeMap<String, Topic>,
    /// For each page, the paragraphs of reports' main texts that name it: (report, position in its paragraphs), once each.
    pub named: Vec<Vec<(PageId, u32)>>,
    /// Main texts of reports, newest first.
    pub reports: Vec<PageId>,
    /// Place of a report in `reports`, by position of its main text.
    pub rank: Vec<u32>,
    /// Events in order of date.
    pub events: Vec<PageId>,
    /// Positions in `events` by actor and place.
    pub attended: BTreeMap<PageId, Vec<PageId>>,
    /// Actors named in the same paragraphs, by position of the actor.
    pub company: Vec<Vec<Companion>>,
    /// Positions in `Model::tenures` by holder and office.
    pub tenures: BTreeMap<PageId, Vec<u32>>,
    /// Records that say they are part of, or lie within, or were made from another.
    pub children: BTreeMap<PageId, Vec<PageId>>,
    /// Reports by author.
    pub written: BTreeMap<PageId, Vec<PageId>>,
}

/// Computes what all pages share.
pub fn shared(model: &Model, theme: &Theme) -> Shared {
    let reports: Vec<PageId> = model.families.iter().map(|family| family.main).collect();
    let mut rank = vec![u32::MAX; model.pages.len()];
    for (position, family) in model.families.iter().enumerate() {
        for text in &family.texts {
            rank[text.0 as usize] = position as u32;
        }
    }
    let named = named(model);
    let mut shared = Shared {
        entries: Vec::with_capacity(model.pages.len()),
        sites: BTreeMap::new(),
        topics: topics(model, &reports),
        named,
        reports,
        rank,
        events: events(model),
        attended: BTreeMap::new(),
        company: company(model, MOST_COMPANIONS),
        tenures: BTreeMap::new(),
        children: BTreeMap::new(),
        written: BTreeMap::new(),
    };
    for page in &model.pages {
        let entry = Value::from_serializable(&entry(model, page, &shared.named[page.id.0 as usize]));
        shared.entries.push(entry);
    }
    shared.relate(model);
    shared.sites = model.languages().into_iter().map(|tag| (tag.clone(), site::value(model, theme, &shared, &tag))).collect();
    shared
}

impl Shared {
    /// The short form of a page.
    pub fn entry(&self, id: PageId) -> Value {
        self.entries[id.0 as usize].clone()
    }

    /// Who belongs to whom, from every record that says so.
    fn relate(&mut self, model: &Model) {
        for event in self.events.clone() {
            let Own::Event(own) = &model.page(event).record.own else { continue };
            let actors = own.actors.iter().filter_map(|one| model.find(&one.actor.value, &[Kind::Actor]));
            let place = own.place.iter().filter_map(|id| model.find(&id.value, &[Kind::Place, Kind::Actor]));
            for who in actors.chain(place).collect::<BTreeSet<_>>() {
                self.attended.entry(who).or_default().push(event);
            }
        }
        for (position, tenure) in model.tenures.iter().enumerate() {
            for end in BTreeSet::from([tenure.holder, tenure.office]) {
                self.tenures.entry(end).or_default().push(position as u32);
            }
        }
        for page in &model.pages {
            let above: Vec<PageId> = match &page.record.own {
                Own::Actor(own) => own.part_of.iter().filter_map(|id| model.find(&id.value, &[Kind::Actor])).collect(),
                Own::Place(own) => own.within.iter().filter_map(|id| model.find(&id.value, &[Kind::Place, Kind::Actor])).collect(),
                Own::Source(own) => own.derived_from.iter().filter_map(|id| model.find(&id.value, &[Kind::Source])).collect(),
                Own::Term(own) => own.broader.iter().filter_map(|id| model.find(&id.value, &[Kind::Term])).collect(),
                _ => continue,
            };
            for parent in above {
                self.children.entry(parent).or_default().push(page.id);
            }
        }
        for id in self.reports.clone() {
            let page = model.page(id);
            let Some(report) = model.report(page) else { continue };
            for author in model.authors(report) {
                self.written.entry(author.id).or_default().push(id);
            }
        }
    }
}

/// The paragraphs that name each page: one pass over all references of main texts.
fn named(model: &Model) -> Vec<Vec<(PageId, u32)>> {
    let mut named: Vec<Vec<(PageId, u32)>> = vec![Vec::new(); model.pages.len()];
    for page in model.pages.iter().filter(|page| page.kind == Kind::Report && page.main == page.id) {
        for reference in model.outgoing(page.id) {
            let (Some(to), Some(leaf)) = (reference.to.page(), reference.leaf) else { continue };
            let Some(paragraph) = page.body().leaves.get(leaf as usize).and_then(|leaf| leaf.paragraph) else { continue };
            let list = &mut named[to.0 as usize];
            if !list.iter().rev().take_while(|(report, _)| *report == page.id).any(|(_, other)| *other == paragraph) {
                list.push((page.id, paragraph));
            }
        }
    }
    named
}

fn topics(model: &Model, reports: &[PageId]) -> BTreeMap<String, Topic> {
    let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
    for id in reports {
        let Some(report) = model.report(model.page(*id)) else { continue };
        for written in &report.topics {
            let slug = crate::base::text::slug(&written.value);
            if slug.is_empty() {
                continue;
            }
            let topic = topics.entry(slug).or_insert_with(|| Topic { name: written.value.clone(), reports: Vec::new() });
            if topic.reports.last() != Some(id) {
                topic.reports.push(*id);
            }
        }
    }
    topics
}

fn events(model: &Model) -> Vec<PageId> {
    let mut events: Vec<&Page> = model.of_kind(Kind::Event).collect();
    events.sort_by_cached_key(|page| {
        let date = match &page.record.own {
            Own::Event(own) => own.date.as_ref().map(|date| date.value.order()),
            _ => None,
        };
        (date, page.key.clone())
    });
    events.iter().map(|page| page.id).collect()
}

/// An address from the top of the site, as it may stand in an attribute.
pub fn path(url: &UrlPath) -> String {
    encoded(url.relative())
}

/// Writes what is no plain ASCII, and what ends an address in text, with per cent signs.
pub fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'/'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'+'
            | b','
            | b'='
            | b'@'
            | b'!'
            | b'$' => out.push(byte as char),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn entry(model: &Model, page: &Page, named: &[(PageId, u32)]) -> Entry {
    let record = &page.record;
    let mut reports: Vec<PageId> = named.iter().map(|(report, _)| *report).collect();
    reports.dedup();
    let summary = |text: &str| html(&super::html::inline(text, super::html::Line { model: Some(model), root: "", linked: false }));
    let mut entry = Entry {
        key: page.key.clone(),
        kind: page.kind.name(),
        sort: String::new(),
        shape: "",
        name: page.name().to_string(),
        label: page.name().to_string(),
        sort_name: page.name().to_string(),
        path: path(&page.url),
        summary: record.summary.as_ref().map(|text| summary(&text.value)),
        language: page.language.clone(),
        date: None,
        title: page.name().to_string(),
        subtitle: String::new(),
        symbol: String::new(),
        serial: String::new(),
        binding: "grey",
        version: String::new(),
        topics: Vec::new(),
        status: "published",
        contested: false,
        paragraphs: named.len() as u32,
        reports: reports.len() as u32,
    };
    match &record.own {
        Own::Report(report) => of_report(model, page, report, &mut entry),
        Own::Actor(actor) => of_actor(page, actor, &mut entry),
        Own::Place(place) => entry.sort = place.sort.as_ref().map_or(String::new(), |sort| sort.value.clone()),
        Own::Source(source) => {
            entry.sort = source.sort.as_ref().map_or(String::new(), |sort| sort.value.clone());
            entry.date = source.issued.as_ref().map(|date| date.value.to_string());
            entry.label = model.library.label(page.id);
            entry.sort_name = records::first_author(source).unwrap_or_else(|| page.name().to_string());
        }
        Own::Term(term) => {
            entry.summary = term.definition.as_ref().or(record.summary.as_ref()).map(|text| summary(&text.value));
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

fn of_report(model: &Model, page: &Page, report: &Report, entry: &mut Entry) {
    let (title, subtitle) = split_title(page.name());
    entry.title = title;
    entry.subtitle = report.subtitle.as_ref().map_or(subtitle, |text| text.value.clone());
    if report.subtitle.is_some() {
        entry.title = page.name().to_string();
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
}

/// The topics of a text. Only those of main texts have pages: a translation leads to the topic in the same place.
fn topic_links(model: &Model, page: &Page, report: &Report) -> Vec<Link> {
    let main = model.report(model.page(page.main)).map_or(&[][..], |main| &main.topics);
    let link = |(at, topic): (usize, &crate::document::record::Text)| {
        let own = topic_link(model, &topic.value);
        let known = main.iter().any(|other| topic_link(model, &other.value).path == own.path);
        let path = match main.get(at).filter(|_| main.len() == report.topics.len()) {
            _ if known => own.path,
            Some(same) => topic_link(model, &same.value).path,
            None => "topics/".to_string(),
        };
        Link { name: own.name, path }
    };
    report.topics.iter().enumerate().map(link).collect()
}

/// Slugs of all topics, in order.
pub fn topic_slugs(model: &Model) -> BTreeSet<String> {
    let reports = model.families.iter().filter_map(|family| model.report(model.page(family.main)));
    let slugs = reports.flat_map(|report| &report.topics).map(|topic| crate::base::text::slug(&topic.value));
    slugs.filter(|slug| !slug.is_empty()).collect()
}

/// A topic and its page; chancery.yaml may give it a title.
pub fn topic_link(model: &Model, name: &str) -> Link {
    let slug = crate::base::text::slug(name);
    let titled = model.config.topics.iter().find(|topic| crate::base::text::slug(&topic.id) == slug);
    let name = titled.map_or(name, |topic| &topic.title);
    Link { name: if name.contains(' ') { name.to_string() } else { capitalised(name) }, path: encoded(&format!("topics/{slug}/")) }
}

/// What stands before a title's first colon or question mark, and what stands after it.
fn split_title(title: &str) -> (String, String) {
    if let Some((head, tail)) = title.split_once(": ") {
        return (head.trim().to_string(), capitalised(tail.trim()));
    }
    match title.split_once("? ") {
        Some((head, tail)) => (format!("{}?", head.trim()), capitalised(tail.trim())),
        None => (title.to_string(), String::new()),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
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

/// The name of an actor's sort, and of the shape that stands before its name.
pub fn sort_and_shape(sort: ActorSort) -> (&'static str, &'static str) {
    match sort {
        ActorSort::Person => ("person", "person"),
        ActorSort::State => ("state", "state"),
        ActorSort::Organisation => ("organisation", "body"),
        ActorSort::Alliance => ("alliance", "body"),
        ActorSort::Bloc => ("bloc", "body"),
        ActorSort::Group => ("group", "armed"),
        ActorSort::Office => ("office", "office"),
    }
}

fn of_actor(page: &Page, actor: &Actor, entry: &mut Entry) {
    let (sort, shape) = sort_and_shape(actor.sort.value);
    entry.sort = sort.to_string();
    entry.shape = shape;
    entry.sort_name = match &actor.sort_name {
        Some(name) => name.value.clone(),
        // The family name of a person is the last word, unless the record says otherwise.
        None if sort == "person" => match page.name().rsplit_once(' ') {
            Some((given, family)) => format!("{family}, {given}"),
            None => page.name().to_string(),
        },
        None => page.name().to_string(),
    };
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

    #[test]
    fn addresses_are_plain_ascii() {
        assert_eq!(encoded("actors/zury-ríos/"), "actors/zury-r%C3%ADos/");
        assert_eq!(encoded("a b'\"<"), "a%20b%27%22%3C");
    }

    /// Every public field of every struct here stands in the theme's README.
    #[test]
    fn every_field_is_documented() {
        let readme = include_str!("../../themes/chancery/README.md");
        let sources = [
            include_str!("values.rs"),
            include_str!("values/actor.rs"),
            include_str!("values/backlinks.rs"),
            include_str!("values/cards.rs"),
            include_str!("values/common.rs"),
            include_str!("values/data.rs"),
            include_str!("formats/dataset.rs"),
            include_str!("values/exports.rs"),
            include_str!("values/listing.rs"),
            include_str!("values/records.rs"),
            include_str!("values/report.rs"),
            include_str!("values/site.rs"),
            include_str!("values/withdrawn.rs"),
        ];
        let mut missing = Vec::new();
        for source in sources {
            let mut shown = false;
            for line in source.lines() {
                if line.contains("#[derive(") {
                    shown = line.contains("Serialize");
                }
                if line.starts_with('}') {
                    shown = false;
                }
                let field = line.strip_prefix("    pub ").and_then(|rest| rest.split_once(": ")).map(|(name, _)| name);
                if let Some(field) = field.filter(|name| shown && !readme.contains(&format!("`{name}`"))) {
                    missing.push(field.to_string());
                }
            }
        }
        assert!(missing.is_empty(), "not in themes/chancery/README.md: {missing:?}");
    }
}
