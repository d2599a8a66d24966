//! What templates see: our promise to theme authors. Model types are never serialised; these are made for the purpose,
//! and `themes/chancery/README.md` documents every field (a test compares the two).

use super::{Theme, memory};
use crate::base::{Hash, UrlPath};
use crate::document::Kind;
use crate::document::record::{Actor, ActorSort, Own, Report};
use crate::model::mention::{Companion, Gatherings, Sentences, company};
use crate::model::{Model, Page, PageId};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::Value;

pub mod actor;
pub mod backlinks;
pub mod cards;
pub mod common;
pub mod data;
mod exports;
pub mod links;
pub mod listing;
pub mod order;
pub mod pruned;
mod ranks;
pub mod records;
pub mod report;
pub mod search;
mod shared;
pub mod site;
pub mod withdrawn;

pub use common::Head;
use shared::{named, named_of};

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
    /// For each page, the paragraphs of reports' main texts that name it: (report, position in its paragraphs), once each.
    pub named: Vec<Arc<[(PageId, u32)]>>,
    /// The site as templates see it, by language.
    pub sites: Arc<BTreeMap<String, Value>>,
    /// What comes of front matter alone.
    pub records: Arc<Records>,
    /// What all files of search share; made when the first is asked for.
    pub search: super::formats::search::layout::Memory,
    /// Where sentences begin in the texts that name records.
    pub sentences: Sentences,
    /// Whom reports name together.
    pub gatherings: Gatherings,
    /// How long the files of the dataset are.
    pub dataset: super::formats::dataset::Lengths,
}

/// What pages share that comes of front matter and configuration, and of no prose.
pub struct Records {
    /// Topics by slug.
    pub topics: BTreeMap<String, Topic>,
    /// Main texts of reports, newest first.
    pub reports: Vec<PageId>,
    /// Place of a report in `reports`, by position of its main text.
    pub rank: Vec<u32>,
    /// Events in order of date.
    pub events: Vec<PageId>,
    /// Positions in `events` by actor and place.
    pub attended: BTreeMap<PageId, Vec<PageId>>,
    /// Positions in `Model::tenures` by holder and office.
    pub tenures: BTreeMap<PageId, Vec<u32>>,
    /// Records that say they are part of, or lie within, or were made from another.
    pub children: BTreeMap<PageId, Vec<PageId>>,
    /// Reports by author.
    pub written: BTreeMap<PageId, Vec<PageId>>,
    /// The order of names in each language.
    pub ranks: ranks::Ranks,
}

/// Computes what all pages share. `last` is the plan before, where the front matter of all pages is the same: then only
/// what the edited prose bears on is computed.
pub fn shared(model: &Model, theme: &Arc<Theme>, last: Option<&memory::Last>) -> Shared {
    let Some(last) = last else {
        let records = Arc::new(Records::new(model));
        let named = named(model);
        let entries = model.pages.par_iter().zip(&named).map(|(page, named)| entry_value(model, page, named)).collect();
        let sites = Arc::new(sites(model, theme, &records));
        let (search, sentences, gatherings, dataset) = Default::default();
        return Shared { entries, named, sites, records, search, sentences, gatherings, dataset };
    };
    let records = last.shared.records.clone();
    let mut touched: BTreeSet<PageId> = BTreeSet::new();
    for id in last.edited(model) {
        let before = last.said[id.0 as usize].iter();
        touched.insert(id);
        touched.extend(before.chain(model.outgoing(id)).filter_map(|reference| reference.to.page()));
    }
    let (mut named, mut entries) = (last.shared.named.clone(), last.shared.entries.clone());
    for id in touched {
        let at = id.0 as usize;
        named[at] = named_of(model, id);
        entries[at] = entry_value(model, &model.pages[at], &named[at]);
    }
    let same_theme = Arc::ptr_eq(&last.theme, theme);
    let sites = if same_theme { last.shared.sites.clone() } else { Arc::new(sites(model, theme, &records)) };
    let (search, sentences, gatherings, dataset) = Default::default();
    Shared { entries, named, sites, records, search, sentences, gatherings, dataset }
}

fn sites(model: &Model, theme: &Theme, records: &Records) -> BTreeMap<String, Value> {
    model.languages().into_iter().map(|tag| (tag.clone(), site::value(model, theme, records, &tag))).collect()
}

fn entry_value(model: &Model, page: &Page, named: &[(PageId, u32)]) -> Value {
    Value::from_serializable(&entry(model, page, named))
}

impl std::ops::Deref for Shared {
    type Target = Records;

    fn deref(&self) -> &Records {
        &self.records
    }
}

impl Shared {
    /// The short form of a page.
    pub fn entry(&self, id: PageId) -> Value {
        self.entries[id.0 as usize].clone()
    }
}

/// Actors named in the same paragraphs as one, the most frequent first.
pub fn companions(model: &Model, shared: &Shared, actor: PageId) -> Vec<Companion> {
    company(model, actor, MOST_COMPANIONS, &shared.gatherings)
}

fn topics(model: &Model, reports: &[PageId]) -> BTreeMap<String, Topic> {
    let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
    let mut slugs: rustc_hash::FxHashMap<&str, String> = Default::default();
    for id in reports {
        let Some(report) = model.report(model.page(*id)) else { continue };
        for written in &report.topics {
            let slug = slugs.entry(&written.value).or_insert_with(|| crate::base::text::slug(&written.value)).clone();
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
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.~+,=@!$".contains(byte);
    if path.as_bytes().iter().all(plain) {
        return path.to_string();
    }
    let mut out = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        if plain(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
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
        sort_name: order::sort_name(page).into_owned(),
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
        Own::Actor(actor) => of_actor(actor, &mut entry),
        Own::Place(place) => entry.sort = place.sort.as_ref().map_or(String::new(), |sort| sort.value.clone()),
        Own::Source(source) => {
            entry.sort = source.sort.as_ref().map_or(String::new(), |sort| sort.value.clone());
            entry.date = source.issued.as_ref().map(|date| date.value.to_string());
            entry.label = model.library.label(page.id);
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
    if page.main == page.id {
        return report.topics.iter().map(|topic| topic_link(model, &topic.value)).collect();
    }
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
    let names: BTreeSet<&str> = reports.flat_map(|report| &report.topics).map(|topic| topic.value.as_str()).collect();
    let slugs = names.into_iter().map(crate::base::text::slug);
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
            include_str!("values/search.rs"),
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
