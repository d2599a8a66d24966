//! What pages that list others see as `page`.

mod evidence;
mod rows;

use super::common::{Maker, Moment};
use super::head::Head;
use super::order::{anchor_of, by_letter, by_sort, by_year, letters, order_of};
use super::report::{Corrected, corrections};
use super::withdrawn::{self, Tombstone};
use super::{Html, Link, Shared, pruned, records, topic_link};
use crate::base::SHARE;
use crate::base::address::encoded;
use crate::base::collate::{Collation, Key};
use crate::document::Kind;
use crate::document::record::Own;
use crate::model::{Model, PageId};
use crate::render::formats::listing::alternates;
use crate::render::formats::search::TEMPLATE;
use crate::render::theme::Wanted;
use crate::render::{Listing, View};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

/// Home, and the register of reports.
#[derive(Debug, Serialize)]
pub struct RegisterPage {
    /// What stands in the head.
    pub head: Head,
    /// The newest reports, as many as the setting `shelf` says.
    pub latest: Vec<Value>,
    /// All reports in this language by year, newest first.
    pub years: Vec<Year>,
    /// How many reports there are.
    pub count: usize,
    /// Topics by name, with the number of reports.
    pub topics: Vec<Counted>,
    /// The actors that most paragraphs name.
    pub most_named: Vec<Value>,
    /// The latest corrections.
    pub corrections: Vec<Amended>,
}

/// The reports of a year.
#[derive(Debug, Serialize)]
pub struct Year {
    /// As `2025`; empty for reports without a date.
    pub year: String,
    /// Newest first.
    pub reports: Vec<Value>,
}

/// A topic and how many reports have it.
#[derive(Debug, Serialize)]
pub struct Counted {
    /// What is shown.
    pub name: String,
    /// Its address from the top of the site.
    pub path: String,
    /// How many reports.
    pub count: usize,
    /// The reports, newest first.
    pub reports: Vec<Value>,
}

/// A correction and its report.
#[derive(Debug, Serialize)]
pub struct Amended {
    /// The report.
    pub entry: Value,
    /// The correction.
    pub correction: Corrected,
}

/// An index of records: actors, places, sources, terms.
#[derive(Debug, Serialize)]
pub struct IndexPage {
    /// What stands in the head.
    pub head: Head,
    /// How many records there are.
    pub count: usize,
    /// How many of them are disputed (terms).
    pub contested: usize,
    /// All letters, with and without records.
    pub letters: Vec<Letter>,
    /// The records in groups: by letter, by sort or by year.
    pub groups: Vec<IndexGroup>,
}

/// A letter of the rail.
#[derive(Debug, Serialize)]
pub struct Letter {
    /// The letter.
    pub letter: String,
    /// Anchor of its group; empty if it has none.
    pub anchor: String,
}

/// Some records of an index.
#[derive(Debug, Serialize)]
pub struct IndexGroup {
    /// A letter, a sort such as `person`, or a year; empty for what has none.
    pub name: String,
    /// Anchor.
    pub anchor: String,
    /// The records, each a `Row`.
    pub rows: Vec<Value>,
}

/// A record in an index. With more than ten thousand sources, those in the index of sources have the values that its template names.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The record.
    pub entry: Value,
    /// Reports that refer to it, with the paragraphs.
    pub used: Vec<Used>,
    /// Its full reference (sources).
    pub reference: Option<Html>,
    /// Its grade, A to F (sources), or empty.
    pub grade: String,
    /// That grade is the one of the actor that published it.
    pub graded_by_publisher: bool,
    /// Related terms.
    pub see_also: Vec<Value>,
    /// BCP 47 tag, where a term is not in the site's language; else empty.
    pub foreign: String,
}

/// A report and the paragraphs that refer to a record.
#[derive(Debug, Serialize)]
pub struct Used {
    /// The report.
    pub entry: Value,
    /// The paragraphs, in order.
    pub paragraphs: Vec<super::common::Paragraph>,
}

/// The timeline of all events.
#[derive(Debug, Serialize)]
pub struct EventsPage {
    /// What stands in the head.
    pub head: Head,
    /// How many events there are.
    pub count: usize,
    /// The events in order of date, with the years that are skipped.
    pub timeline: Vec<Moment>,
}

/// All topics, or one.
#[derive(Debug, Serialize)]
pub struct TopicsPage {
    /// What stands in the head.
    pub head: Head,
    /// How many topics there are; on a topic's own page, how many reports.
    pub count: usize,
    /// The topics by name; on a topic's own page that one alone.
    pub topics: Vec<Counted>,
}

/// Everybody who wrote a report.
#[derive(Debug, Serialize)]
pub struct AuthorsPage {
    /// What stands in the head.
    pub head: Head,
    /// How many authors there are.
    pub count: usize,
    /// The authors by name, with their reports.
    pub authors: Vec<Writer>,
}

/// An author.
#[derive(Debug, Serialize)]
pub struct Writer {
    /// Who.
    pub entry: Value,
    /// The reports, newest first.
    pub reports: Vec<Value>,
}

/// All corrections.
#[derive(Debug, Serialize)]
pub struct CorrectionsPage {
    /// What stands in the head.
    pub head: Head,
    /// How many corrections there are.
    pub count: usize,
    /// The corrections, newest first.
    pub corrections: Vec<Amended>,
    /// Papers that were withdrawn and have no page any more, newest first; then those that have one, and do not say when and why.
    pub withdrawn: Vec<Tombstone>,
}

/// A page that only says something: 404.
#[derive(Debug, Serialize)]
pub struct NoticePage {
    /// What stands in the head.
    pub head: Head,
}

/// Names in home's "most named".
const MOST_NAMED: usize = 8;
/// Corrections on home.
const LATEST_CORRECTIONS: usize = 5;

/// The values of a page that lists others in a language, and its template; `whole` also those that it does not name.
pub fn value(view: &View, listing: &Listing, (language, whole): (&str, bool), address: &str) -> (&'static str, Value) {
    let order = Collation::new(language);
    let lister = Lister { view, model: view.model, shared: &view.plan.shared, language, order, whole };
    let head = lister.head(listing, address);
    let value = |value: &dyn erased::Serialise| value.value();
    match listing {
        Listing::Home => ("home.html", value(&lister.register(head, "home.html"))),
        Listing::Reports => ("reports.html", value(&lister.register(head, "reports.html"))),
        Listing::Actors => ("actors.html", value(&lister.index(head, Kind::Actor, by_sort))),
        Listing::Places => ("places.html", value(&lister.index(head, Kind::Place, by_sort))),
        Listing::Sources => ("sources.html", value(&lister.index(head, Kind::Source, by_year))),
        Listing::Glossary => ("glossary.html", value(&lister.index(head, Kind::Term, by_letter))),
        Listing::Events => ("events.html", value(&lister.events(head))),
        Listing::Topics => ("topics.html", value(&lister.topics_page(head, None))),
        Listing::Topic(slug) => ("topic.html", value(&lister.topics_page(head, Some(slug)))),
        Listing::Authors => ("authors.html", value(&lister.authors(head))),
        Listing::Corrections => ("corrections.html", value(&lister.corrections(head, address))),
        Listing::Evidence => ("evidence.html", value(&lister.evidence(head))),
        Listing::Data => ("data.html", value(&super::data::page(view.model, &view.plan.shared.dataset, head))),
        Listing::Withdrawn(at) => ("withdrawn.html", value(&withdrawn::page(view, head, *at, address))),
        Listing::Search => (TEMPLATE, value(&super::search::page(view, language, head))),
        Listing::NotFound => ("404.html", value(&NoticePage { head })),
    }
}

/// Values of any type, made into the templates' own.
mod erased {
    pub trait Serialise {
        fn value(&self) -> tera::Value;
    }

    impl<T: serde::Serialize> Serialise for T {
        fn value(&self) -> tera::Value {
            tera::Value::from_serializable(self)
        }
    }
}

struct Lister<'a> {
    view: &'a View<'a>,
    model: &'a Model,
    shared: &'a Shared,
    language: &'a str,
    order: Collation,
    whole: bool,
}

impl Lister<'_> {
    fn head(&self, listing: &Listing, address: &str) -> Head {
        let key = match listing {
            Listing::Home => "home",
            Listing::Reports => "menu-reports",
            Listing::Actors => "menu-actors",
            Listing::Places => "menu-places",
            Listing::Sources => "menu-sources",
            Listing::Glossary => "menu-glossary",
            Listing::Events => "menu-events",
            Listing::Topics | Listing::Topic(_) => "menu-topics",
            Listing::Authors => "menu-authors",
            Listing::Corrections => "menu-corrections",
            Listing::Evidence => "menu-evidence",
            Listing::Data => "menu-data",
            Listing::Withdrawn(_) => "withdrawn-page",
            Listing::Search => "menu-search",
            Listing::NotFound => "not-found",
        };
        let words = &self.view.theme.words;
        let title = match listing {
            Listing::Topic(slug) => {
                self.shared.topics.get(slug).map_or(String::new(), |topic| topic_link(self.model, &topic.name, self.language).name)
            }
            Listing::Withdrawn(at) if self.model.config.withdrawn.get(*at).is_some_and(|one| !one.title.is_empty()) => {
                self.model.config.withdrawn[*at].title.clone()
            }
            _ => words.text(self.language, key, None).unwrap_or("").to_string(),
        };
        let description = match listing {
            Listing::Home => self.model.config.description_in(self.language).to_string(),
            _ => words.text(self.language, &format!("about-{key}"), None).unwrap_or("").to_string(),
        };
        let found = listing.is_indexed();
        let has_address = found && !self.model.base_url().is_empty();
        let alternate = |(language, address): (String, String)| super::head::Alternate {
            href: self.model.absolute(&encoded(&address)),
            language,
        };
        let window = match listing {
            Listing::Home => String::new(),
            Listing::Topic(_) => format!("{title} – {}", words.text(self.language, key, None).unwrap_or_default()),
            _ => title.clone(),
        };
        Head {
            window,
            title,
            description,
            canonical: if has_address { self.model.absolute(&format!("/{}", encoded(address))) } else { String::new() },
            alternates: alternates(self.model, listing).into_iter().map(alternate).collect(),
            noindex: !listing.is_indexed(),
            meta: Vec::new(),
            related: Vec::new(),
            linked_data: None,
        }
    }

    /// The text of each report that this language has: the main version, or else the first there is.
    fn reports(&self) -> Vec<PageId> {
        self.model.families.iter().filter_map(|family| self.model.text_in(family, self.language)).collect()
    }

    fn short(&self, id: PageId) -> Value {
        self.shared.entry_in(self.model, id, self.language)
    }

    /// Those parts of a short form that are wanted, of sources where there are very many.
    fn parts(&self, id: PageId, wanted: &Wanted) -> Value {
        if self.model.page(id).kind == Kind::Source { self.shared.parts_of_entry(self.model, id, wanted) } else { self.short(id) }
    }

    fn entries(&self, ids: &[PageId]) -> Vec<Value> {
        ids.iter().map(|id| self.short(*id)).collect()
    }

    fn register(&self, head: Head, template: &str) -> RegisterPage {
        let wants = |name: &str| self.whole || self.view.theme.wanted(template).part(name).is_some();
        let reports = self.reports();
        let shelf = self.view.theme.settings.get("shelf").and_then(|value| value.as_u64()).unwrap_or(3).min(12) as usize;
        let mut years: Vec<Year> = Vec::new();
        for id in &reports {
            let date = self.model.report(self.model.page(*id)).and_then(|report| report.date.as_ref());
            let year = date.map_or(String::new(), |date| date.value.point().year.to_string());
            let entry = self.short(*id);
            match years.last_mut().filter(|last| last.year == year) {
                Some(last) => last.reports.push(entry),
                None => years.push(Year { year, reports: vec![entry] }),
            }
        }
        RegisterPage {
            head,
            latest: self.entries(&reports[..reports.len().min(shelf)]),
            count: reports.len(),
            years,
            topics: if wants("topics") { self.topics() } else { Vec::new() },
            most_named: if wants("most_named") { self.most_named() } else { Vec::new() },
            corrections: if wants("corrections") { self.latest_corrections() } else { Vec::new() },
        }
    }

    /// The topics by name.
    fn topics(&self) -> Vec<Counted> {
        let mut topics: Vec<Counted> = self.shared.topics.values().map(|topic| self.counted(topic)).collect();
        topics.sort_by_cached_key(|topic| self.order.key(&topic.name));
        topics
    }

    fn counted(&self, topic: &super::Topic) -> Counted {
        let Link { name, path } = topic_link(self.model, &topic.name, self.language);
        Counted { name, path, count: topic.reports.len(), reports: self.entries(&topic.reports) }
    }

    fn most_named(&self) -> Vec<Value> {
        let mut actors: Vec<(usize, PageId)> = self
            .model
            .of_kind(Kind::Actor)
            .map(|page| (self.shared.named[page.id.0 as usize].len(), page.id))
            .filter(|(n, _)| *n > 0)
            .collect();
        actors.sort_by_key(|(count, id)| (std::cmp::Reverse(*count), *id));
        actors.iter().take(MOST_NAMED).map(|(_, id)| self.short(*id)).collect()
    }

    fn latest_corrections(&self) -> Vec<Amended> {
        self.amended().into_iter().take(LATEST_CORRECTIONS).collect()
    }

    /// All corrections of main texts, newest first.
    fn amended(&self) -> Vec<Amended> {
        let mut all: Vec<(Value, Corrected)> = Vec::new();
        for id in &self.shared.reports {
            let page = self.model.page(*id);
            let Some(report) = self.model.report(page).filter(|report| !report.corrections.is_empty()) else { continue };
            let maker = Maker::new(self.view, page);
            all.extend(corrections(&maker, report).into_iter().map(|one| (self.short(*id), one)));
        }
        all.sort_by(|a, b| b.1.date.cmp(&a.1.date));
        all.into_iter().map(|(entry, correction)| Amended { entry, correction }).collect()
    }

    fn corrections(&self, head: Head, address: &str) -> CorrectionsPage {
        let corrections = self.amended();
        let withdrawn = withdrawn::papers(self.view, address);
        CorrectionsPage { head, count: corrections.len() + withdrawn.len(), corrections, withdrawn }
    }

    fn events(&self, head: Head) -> EventsPage {
        // The timeline needs a page only for paragraphs, and a list of all events has none.
        let timeline = match self.model.pages.first() {
            Some(page) => Maker::new(self.view, page).timeline(&self.shared.events, false),
            None => Vec::new(),
        };
        EventsPage { head, count: self.shared.events.len(), timeline }
    }

    fn topics_page(&self, head: Head, slug: Option<&String>) -> TopicsPage {
        let topics = match slug {
            Some(slug) => self.shared.topics.get(slug).into_iter().map(|topic| self.counted(topic)).collect(),
            None => self.topics(),
        };
        let count = if slug.is_some() { topics.iter().map(|topic| topic.count).sum() } else { topics.len() };
        TopicsPage { head, count, topics }
    }

    fn authors(&self, head: Head) -> AuthorsPage {
        let writer = |(id, reports): (&PageId, &Vec<PageId>)| Writer { entry: self.short(*id), reports: self.entries(reports) };
        let mut authors: Vec<Writer> = self.shared.written.iter().map(writer).collect();
        authors.sort_by_cached_key(|author| order_of(&author.entry, &self.order));
        AuthorsPage { head, count: authors.len(), authors }
    }

    /// An index of one kind; `group` says which group a record stands in: what groups are put in order by, its name.
    fn index(&self, head: Head, kind: Kind, group: fn(&Value, &Collation) -> (String, String)) -> IndexPage {
        let mut groups: BTreeMap<Key, IndexGroup> = BTreeMap::new();
        let mut count = 0;
        let mut contested = 0;
        let (wanted, ordered_by) = self.wanted_of_rows(kind);
        let place = |id| {
            let entry = self.parts(id, &ordered_by);
            (order_of(&entry, &self.order), group(&entry, &self.order))
        };
        let mut pages: Vec<_> = self.model.of_kind(kind).map(|page| (place(page.id), page)).collect();
        pages.sort_by(|((one, _), _), ((other, _), _)| one.cmp(other));
        for ((_, (order, name)), page) in pages {
            let entry = self.parts(page.id, &wanted);
            count += 1;
            contested += usize::from(matches!(&page.record.own, Own::Term(term) if term.contested));
            let anchor = format!("group-{}", anchor_of(&name));
            let group = groups.entry(self.order.key(&order)).or_insert_with(|| IndexGroup { name, anchor, rows: Vec::new() });
            group.rows.push(pruned::value(&self.row(page, entry), &wanted));
        }
        let groups: Vec<IndexGroup> = groups.into_values().collect();
        IndexPage { head, count, contested, letters: letters(&groups, &self.order), groups }
    }
}
