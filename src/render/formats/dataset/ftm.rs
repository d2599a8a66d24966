//! FollowTheMoney: <https://followthemoney.tech>. One entity for each record and each tie, values as lists of texts.

use super::tables::{acts, summary};
use super::{found, identity};
use crate::base::Date;
use crate::base::date::End;
use crate::document::record::{Actor, ActorSort, NameSort, Own};
use crate::document::{Kind, Sort};
use crate::model::citation::html::safe;
use crate::model::citation::item::Work;
use crate::model::citation::{person, this};
use crate::model::{Model, Page, PageId, Tie};
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// An entity.
#[derive(Serialize)]
pub struct Entity {
    id: String,
    schema: &'static str,
    #[serde(serialize_with = "as_map")]
    properties: Vec<(&'static str, Vec<String>)>,
}

/// Properties in the order in which they were first put.
fn as_map<S: Serializer>(properties: &[(&'static str, Vec<String>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(properties.iter().map(|(name, values)| (name, values)))
}

impl Entity {
    fn new(id: impl Into<String>, schema: &'static str) -> Self {
        Entity { id: id.into(), schema, properties: Vec::new() }
    }

    fn put(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if value.is_empty() {
            return;
        }
        match self.properties.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => self.properties.push((name, vec![value])),
        }
    }

    fn dates(&mut self, start: &'static str, end: &'static str, date: &Date) {
        for (name, at) in [(start, Some(date.start)), (end, date.end)] {
            if let Some(End::Point(point)) = at {
                self.put(name, point.iso());
            }
        }
    }
}

/// `actor-usa`
fn id(page: &Page) -> String {
    [page.kind.name(), "-", &identity(page).replace(['/', '@'], "-")].concat()
}

/// Every entity of the site, in order of page, then ties, then mentions. One is made at a time: there may be many.
pub fn entities(model: &Model) -> impl Iterator<Item = Entity> {
    let pages = model.pages.iter().filter_map(|page| of_page(page, model));
    let tenures = model.tenures.iter().enumerate().map(|(at, tenure)| {
        let (holder, office) = (model.page(tenure.holder), model.page(tenure.office));
        let mut entity = Entity::new(format!("tenure-{}-{}-{at}", holder.key, office.key), "Occupancy");
        entity.put("holder", id(holder));
        entity.put("post", id(office));
        if let Some(date) = &tenure.from {
            entity.put("startDate", date.point().iso());
        }
        if let Some(Date { start: End::Point(point), .. }) = &tenure.to {
            entity.put("endDate", point.iso());
        }
        proofs(&mut entity, &tenure.sources, model);
        entity
    });
    let ties = model.ties.iter().enumerate().filter_map(|(at, one)| tie(at, one, model));
    pages.chain(tenures).chain(memberships(model)).chain(ties).chain(std::iter::once_with(|| mentions(model)).flatten())
}

/// Persons that say they are part of something.
fn memberships(model: &Model) -> impl Iterator<Item = Entity> {
    let person = |page: &Page| matches!(&page.record.own, Own::Actor(actor) if actor.sort.value == ActorSort::Person);
    super::parts(model).filter(move |(part, whole)| person(part) && holds(whole)).map(|(part, whole)| {
        let key = format!("membership-{}-{}", part.key, whole.key);
        ends(key, "Membership", ("member", part), ("organization", whole))
    })
}

/// Whether an actor is one that others can be part of: no office, and no person.
fn holds(page: &Page) -> bool {
    matches!(&page.record.own, Own::Actor(actor) if acts(actor.sort.value) && actor.sort.value != ActorSort::Person)
}

/// Whether there is any entity: nearly always the first page is one.
pub fn any(model: &Model) -> bool {
    entities(model).next().is_some()
}

fn of_page(page: &Page, model: &Model) -> Option<Entity> {
    match &page.record.own {
        Own::Actor(own) if page.main == page.id => actor(page, own, model),
        Own::Event(_) if page.main == page.id => event(page, model),
        Own::Source(_) if page.main == page.id => model.library.work(page.id).map(|work| article(id(page), page, work, model)),
        Own::Report(_) => this::report_work(page, model).map(|work| article(id(page), page, &work, model)),
        _ => None,
    }
}

fn actor(page: &Page, actor: &Actor, model: &Model) -> Option<Entity> {
    let schema = match actor.sort.value {
        ActorSort::Person => "Person",
        ActorSort::State => "PublicBody",
        ActorSort::Office => "Position",
        ActorSort::Organisation | ActorSort::Alliance | ActorSort::Bloc | ActorSort::Group => "Organization",
    };
    let mut entity = Entity::new(id(page), schema);
    entity.put("name", page.name());
    for name in &actor.names {
        let property = match name.sort {
            NameSort::Full | NameSort::Foreign => "alias",
            NameSort::Former => "previousName",
            NameSort::Short => "weakAlias",
            NameSort::Acronym if schema == "Organization" || schema == "PublicBody" => "abbreviation",
            NameSort::Acronym => "weakAlias",
            NameSort::Shadow => continue,
        };
        entity.put(property, &name.name.value);
    }
    entity.put("summary", summary(page, model));
    let (begins, ends) = match schema {
        "Person" => ([&actor.born, &actor.founded], [&actor.died, &actor.dissolved]),
        _ => ([&actor.founded, &actor.born], [&actor.dissolved, &actor.died]),
    };
    let names = match schema {
        "Person" => ("birthDate", "deathDate"),
        "Position" => ("inceptionDate", "dissolutionDate"),
        _ => ("incorporationDate", "dissolutionDate"),
    };
    for (name, dates) in [(names.0, begins), (names.1, ends)] {
        if let Some(date) = dates.into_iter().flatten().next() {
            entity.put(name, date.value.point().iso());
        }
    }
    for (scheme, value) in &actor.ids {
        match scheme.as_str() {
            "wikidata" => entity.put("wikidataId", &value.value),
            "iso3166" if value.value.len() == 2 => entity.put("country", country(&value.value)),
            _ => {}
        }
    }
    let name = person::name(page);
    if name.literal.is_empty() && schema == "Person" {
        entity.put("lastName", name.listed());
        entity.put("firstName", name.given);
        entity.put("nameSuffix", name.suffix);
    }
    let whole = model.whole_of(actor).map(|whole| model.page(whole));
    if let Some(whole) = whole.filter(|whole| whole.id != page.id && holds(whole)) {
        match schema {
            // Who belongs to what is a thing of its own; see `memberships`.
            "Person" => {}
            "Position" => entity.put("organization", id(whole)),
            _ => entity.put("parent", id(whole)),
        }
    }
    if schema != "Position" {
        entity.put("website", super::text(&actor.website));
    }
    for source in found(model, &actor.sources, Kind::Source) {
        entity.put("proof", id(source));
    }
    Some(entity)
}

/// FollowTheMoney's code of a country; for those that are no more it has its own, or none.
fn country(iso: &str) -> String {
    match iso.to_ascii_uppercase().as_str() {
        "SU" => "suhh".into(),
        "YU" => "yucs".into(),
        "CS" => "cshh".into(),
        "DD" => "dd".into(),
        "AN" | "BU" | "TP" | "ZR" => String::new(),
        _ => iso.to_lowercase(),
    }
}

fn event(page: &Page, model: &Model) -> Option<Entity> {
    let Own::Event(event) = &page.record.own else { return None };
    let mut entity = Entity::new(id(page), "Event");
    entity.put("name", page.name());
    entity.put("summary", summary(page, model));
    match &event.date {
        Some(date) if date.value.end.is_some() => entity.dates("startDate", "endDate", &date.value),
        Some(date) => entity.dates("date", "date", &date.value),
        None => {}
    }
    let place = event.place.as_ref().and_then(|id| model.find(&id.value, &[]));
    entity.put("location", place.map_or("", |id| model.page(id).name()));
    for one in &event.actors {
        let Some(actor) = model.find(&one.actor.value, &[Kind::Actor]).map(|id| model.page(id)) else { continue };
        // An office is no party to an event in this model; who held it is.
        if matches!(&actor.record.own, Own::Actor(own) if acts(own.sort.value)) {
            entity.put(if super::text(&one.role) == "host" { "organizer" } else { "involved" }, id(actor));
        }
    }
    for source in found(model, &event.sources, Kind::Source) {
        entity.put("proof", id(source));
    }
    Some(entity)
}

/// A source or report as a document.
fn article(id: String, page: &Page, work: &Work, model: &Model) -> Entity {
    let mut entity = Entity::new(id, "Article");
    let title = work.plain("title");
    entity.put("title", if title.is_empty() { page.name() } else { &title });
    // The schema asks for a file name; a document without one has its key.
    entity.put("fileName", &page.key);
    for name in work.names("author") {
        entity.put("author", name.spoken());
    }
    entity.put("publisher", work.text("publisher"));
    entity.put("summary", summary(page, model));
    entity.put("date", work.begins("issued"));
    let url = work.text("URL");
    entity.put("sourceUrl", if safe(url) { url } else { "" });
    entity.put("notes", model.report(page).map_or("", |report| report.standing()));
    entity
}

fn tie(at: usize, tie: &Tie, model: &Model) -> Option<Entity> {
    let (from, to) = (model.page(tie.from), model.page(tie.to));
    let sort = |page: &Page| match &page.record.own {
        Own::Actor(actor) => Some(actor.sort.value),
        _ => None,
    };
    let (Some(from_sort), Some(to_sort)) = (sort(from), sort(to)) else { return None };
    let kind = model.config.relation_types.get(&tie.sort);
    let legal = acts(from_sort) && acts(to_sort);
    let wanted = kind.map_or("", |kind| kind.ftm.as_str());
    let key = format!("tie-{}-{}-{}-{at}", tie.sort, from.key, to.key);
    let mut entity = match wanted {
        "Membership" if legal && to_sort != ActorSort::Person => ends(key, "Membership", ("member", from), ("organization", to)),
        "Payment" if legal => ends(key, "Payment", ("payer", from), ("beneficiary", to)),
        "Sanction" => {
            let mut entity = Entity::new(key, "Sanction");
            entity.put("entity", id(to));
            entity.put("authority", from.name());
            entity
        }
        _ => {
            let mut entity = ends(key, "UnknownLink", ("subject", from), ("object", to));
            entity.put("role", kind.map_or(tie.sort.as_str(), |kind| &kind.forward));
            entity
        }
    };
    if let Some(date) = &tie.since {
        entity.put("startDate", date.point().iso());
    }
    if let Some(Date { start: End::Point(point), .. }) = &tie.until {
        entity.put("endDate", point.iso());
    }
    if tie.reported {
        entity.put("status", "reported");
    }
    // The report that states it no longer stands.
    if model.is_withdrawn(tie) {
        entity.put("status", "withdrawn");
    }
    proofs(&mut entity, &tie.sources, model);
    Some(entity)
}

fn ends(key: String, schema: &'static str, from: (&'static str, &Page), to: (&'static str, &Page)) -> Entity {
    let mut entity = Entity::new(key, schema);
    entity.put(from.0, id(from.1));
    entity.put(to.0, id(to.1));
    entity
}

fn proofs(entity: &mut Entity, sources: &[PageId], model: &Model) {
    for source in sources {
        let page = model.page(*source);
        entity.put("proof", id(page));
        let url = model.library.work(*source).map_or("", |work| work.text("URL"));
        entity.put("sourceUrl", if safe(url) { url } else { "" });
    }
}

/// One for each report and each actor that it names.
fn mentions(model: &Model) -> impl Iterator<Item = Entity> {
    let mut pairs = BTreeSet::new();
    for reference in model.references().filter(|reference| matches!(reference.sort.in_body(), Sort::Mention | Sort::Wiki)) {
        if let Some(to) = reference.to.page() {
            let legal = matches!(&model.page(to).record.own, Own::Actor(actor) if acts(actor.sort.value));
            let known = model.page(reference.from).kind == Kind::Report && legal;
            pairs.extend(known.then_some((reference.from, to)));
        }
    }
    let entity = move |(from, to): (PageId, PageId)| {
        let (from, to) = (model.page(from), model.page(to));
        let mut entity = Entity::new(format!("mention-{}-{}", id(from), to.key), "Mention");
        entity.put("document", id(from));
        entity.put("name", to.name());
        entity.put("resolved", id(to));
        entity
    };
    pairs.into_iter().map(entity)
}
