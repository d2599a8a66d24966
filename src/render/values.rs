//! What templates see: our promise to theme authors. Model types are never serialised; these are made for the purpose,
//! and `themes/chancery/README.md` documents every field (a test compares the two).

use super::theme::Wanted;
use super::{Theme, memory};
use crate::base::UrlPath;
use crate::base::address::encoded;
use crate::document::Kind;
use crate::document::record::{ActorSort, Own};
use crate::model::mention::{Companion, Gatherings, Sentences, company};
use crate::model::{Model, Page, PageId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::Value;

pub mod actor;
pub mod backlinks;
pub mod cards;
pub mod common;
pub mod data;
mod entries;
pub mod evidence;
mod exports;
mod head;
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

use entries::Entries;
pub use entries::standing;
pub use head::Head;
use shared::{named, named_of};
pub use withdrawn::was_report;

/// HTML made by Chancery: templates print it as it is.
pub type Html = Value;

/// Marks text as HTML.
pub fn html(text: &str) -> Html {
    Value::safe_string(text)
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
    /// The short forms of pages.
    entries: Entries,
    /// For each page, the paragraphs of reports' main texts that name it: (report, position in its paragraphs), once each.
    pub named: Vec<Arc<[(PageId, u32)]>>,
    /// The site as templates see it, by language.
    pub sites: Arc<BTreeMap<String, Value>>,
    /// What these are made of beside front matter, configuration and theme.
    beside: site::Beside,
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
    let beside = site::Beside::of(model, theme);
    let Some(last) = last else {
        let records = Arc::new(Records::new(model));
        let named = named(model);
        let entries = Entries::new(model);
        let sites = Arc::new(sites(model, theme, &records, &beside));
        let (search, sentences, gatherings, dataset) = Default::default();
        return Shared { entries, named, sites, beside, records, search, sentences, gatherings, dataset };
    };
    let records = last.shared.records.clone();
    let mut touched: BTreeSet<PageId> = BTreeSet::new();
    for id in last.edited(model) {
        let before = last.said[id.0 as usize].iter();
        touched.insert(id);
        touched.extend(before.chain(model.outgoing(id)).filter_map(|reference| reference.to.page()));
    }
    let entries = last.shared.entries.without(&touched);
    let mut named = last.shared.named.clone();
    for id in touched {
        named[id.0 as usize] = named_of(model, id);
    }
    let same = Arc::ptr_eq(&last.theme, theme) && last.shared.beside == beside;
    let sites = if same { last.shared.sites.clone() } else { Arc::new(sites(model, theme, &records, &beside)) };
    let (search, sentences, gatherings, dataset) = Default::default();
    Shared { entries, named, sites, beside, records, search, sentences, gatherings, dataset }
}

fn sites(model: &Model, theme: &Theme, records: &Records, beside: &site::Beside) -> BTreeMap<String, Value> {
    model.languages().into_iter().map(|tag| (tag.clone(), site::value(model, theme, records, beside, &tag))).collect()
}

impl std::ops::Deref for Shared {
    type Target = Records;

    fn deref(&self) -> &Records {
        &self.records
    }
}

impl Shared {
    /// The short form of a page.
    pub fn entry(&self, model: &Model, id: PageId) -> Value {
        self.parts_of_entry(model, id, Wanted::WHOLE)
    }

    /// The short form of a page, under the name that it has in a language.
    pub fn entry_in(&self, model: &Model, id: PageId, language: &str) -> Value {
        let entry = self.entry(model, id);
        match model.name_in(model.page(id), language) {
            Some(name) => entries::renamed(entry, model.page(id), name, language),
            None => entry,
        }
    }

    /// Whether there are so many sources that their index is made of those parts only that are named.
    pub fn is_sparing(&self) -> bool {
        self.entries.are_sparing()
    }

    /// The short form of a page, where many are made at a time: other parts than those `wanted` may be missing.
    pub fn parts_of_entry(&self, model: &Model, id: PageId, wanted: &Wanted) -> Value {
        self.entries.of(model, id, &self.named[id.0 as usize], wanted)
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

/// What a topic is called in a language, by its slug.
pub fn topic_name(model: &Model, slug: &str, language: &str) -> Option<String> {
    model.topics().get(slug).map(|written| topic_link(model, written, language).name)
}

/// A topic and its page; chancery.yaml may give it a title, and others in other languages.
pub fn topic_link(model: &Model, name: &str, language: &str) -> Link {
    let slug = crate::base::text::slug(name);
    let name = model.topic_title(name, language);
    Link { name: if name.contains(' ') { name.to_string() } else { capitalised(name) }, path: encoded(&format!("topics/{slug}/")) }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
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

#[cfg(test)]
mod tests {
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
            include_str!("values/entries.rs"),
            include_str!("values/exports.rs"),
            include_str!("values/listing.rs"),
            include_str!("values/records.rs"),
            include_str!("values/report.rs"),
            include_str!("values/report/changes.rs"),
            include_str!("values/report/download.rs"),
            include_str!("formats/metadata/licence.rs"),
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
