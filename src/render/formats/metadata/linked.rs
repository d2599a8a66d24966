//! JSON-LD in the words of schema.org: each page's `@id` is its address, so the site is one graph.

use super::linked_report::report_data;
use super::{address, day, description, image, licence, plain, text};
use crate::base::address::of_doi;
use crate::base::date::End;
use crate::document::Kind;
use crate::document::record::{Actor, ActorSort, Own, borne};
use crate::model::citation::html::safe;
use crate::model::citation::item::Work;
use crate::model::citation::person;
use crate::model::{Model, Page, PageId};
use crate::render::identifiers;
use serde_json::{Map, Value, json};

/// JSON-LD of a page; `None` for plain pages.
pub fn linked_data(page: &Page, model: &Model) -> Option<Value> {
    let mut data = match &page.record.own {
        Own::Report(report) => report_data(page, report, model)?,
        Own::Actor(actor) => actor_data(page, actor, model),
        Own::Source(_) => source_data(page, model)?,
        Own::Term(term) => {
            let mut data = thing("DefinedTerm", page);
            put(&mut data, "description", plain(&term.definition, model));
            put(&mut data, "termCode", text(&term.abbreviation));
            let forms = term.forms.iter().chain(&term.abbreviation).map(|form| Value::from(form.value.as_str()));
            let foreign = term.foreign.iter().map(|(tag, name)| json!({ "@value": name.value, "@language": tag }));
            put_list(&mut data, "alternateName", forms.chain(foreign).collect());
            let mut set = json!({ "@type": "DefinedTermSet", "name": model.config.title_in(&page.language) });
            if let (Some(set), false) = (set.as_object_mut(), model.base_url().is_empty()) {
                put(set, "@id", model.absolute("/glossary/"));
            }
            data.insert("inDefinedTermSet".into(), set);
            data
        }
        Own::Event(event) => {
            let mut data = thing("Event", page);
            if let Some(date) = &event.date {
                let is_begin = matches!(date.value.start, End::Point(_));
                put(&mut data, "startDate", if is_begin { date.value.start_iso() } else { String::new() });
                put(&mut data, "endDate", date.value.end_iso());
            }
            let place = event.place.as_ref().and_then(|id| model.find(&id.value, &[])).map(|id| reference(id, model));
            put_if(&mut data, "location", place);
            // Who invited is told apart from who came, as in the data for FollowTheMoney.
            for (name, hosts) in [("organizer", true), ("attendee", false)] {
                let some = event.actors.iter().filter(|one| (text(&one.role) == "host") == hosts);
                let found = some.filter_map(|one| model.find(&one.actor.value, &[Kind::Actor]));
                put_list(&mut data, name, found.map(|id| reference(id, model)).collect());
            }
            data
        }
        Own::Place(place) => {
            let mut data = thing("Place", page);
            if let Some(at) = &place.coordinates {
                data.insert("geo".into(), json!({ "@type": "GeoCoordinates", "latitude": at.value.0, "longitude": at.value.1 }));
            }
            put_list(
                &mut data,
                "sameAs",
                place.same_as.iter().filter(|url| safe(&url.value)).map(|url| url.value.as_str().into()).collect(),
            );
            let within = place.within.as_ref().and_then(|id| model.find(&id.value, &[Kind::Place, Kind::Actor]));
            put_if(&mut data, "containedInPlace", within.map(|id| reference(id, model)));
            data
        }
        Own::Plain(_) => return None,
    };
    let url = address(page, model);
    if !url.is_empty() {
        data.insert("@id".into(), url.as_str().into());
        data.entry("url").or_insert(url.into());
    }
    if !data.contains_key("description") {
        put(&mut data, "description", description(page, model));
    }
    put(&mut data, "image", image(page, model).map_or_else(String::new, |(address, _)| address));
    data.insert("@context".into(), "https://schema.org".into());
    Some(Value::Object(data))
}

/// JSON that can stand in a `<script>`: no `<`, so no end tag and no comment.
pub fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

pub(super) type Data = Map<String, Value>;

pub(super) fn thing(sort: &str, page: &Page) -> Data {
    let mut data = Map::new();
    data.insert("@type".into(), sort.into());
    data.insert("name".into(), page.name().into());
    data
}

pub(super) fn put(data: &mut Data, name: &str, value: impl Into<String>) {
    let value = value.into();
    if !value.is_empty() {
        data.insert(name.into(), value.into());
    }
}

pub(super) fn put_if(data: &mut Data, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        data.insert(name.into(), value);
    }
}

pub(super) fn put_list(data: &mut Data, name: &str, list: Vec<Value>) {
    if !list.is_empty() {
        data.insert(name.into(), list.into());
    }
}

/// A licence: its address, or else a work of that name.
pub fn licence_data(written: &str) -> Option<Value> {
    let named = || json!({ "@type": "CreativeWork", "name": written });
    (!written.trim().is_empty()).then(|| licence::address(written).map_or_else(named, Value::from))
}

/// A page, named within the data of another.
pub(super) fn reference(id: PageId, model: &Model) -> Value {
    let page = model.page(id);
    let sort = match &page.record.own {
        Own::Actor(actor) => actor_type(actor.sort.value),
        Own::Place(_) => "Place",
        Own::Event(_) => "Event",
        Own::Term(_) => "DefinedTerm",
        _ => "CreativeWork",
    };
    let mut data = thing(sort, page);
    // Its `@id` is its address; what else is known of it stands there.
    put(&mut data, "@id", address(page, model));
    Value::Object(data)
}

fn actor_type(sort: ActorSort) -> &'static str {
    match sort {
        ActorSort::Person => "Person",
        ActorSort::State => "Country",
        ActorSort::Office => "Occupation",
        ActorSort::Organisation | ActorSort::Alliance | ActorSort::Bloc | ActorSort::Group => "Organization",
    }
}

fn actor_data(page: &Page, actor: &Actor, model: &Model) -> Data {
    let mut data = thing(actor_type(actor.sort.value), page);
    let names = borne(&actor.names).map(|name| name.name.value.as_str().into());
    put_list(&mut data, "alternateName", names.collect());
    put_list(&mut data, "sameAs", same_as(actor));
    put_list(&mut data, "identifier", actor.ids.iter().map(|(scheme, id)| identifier(scheme, &id.value)).collect());
    for (name, date) in [
        ("birthDate", &actor.born),
        ("deathDate", &actor.died),
        ("foundingDate", &actor.founded),
        ("dissolutionDate", &actor.dissolved),
    ] {
        put(&mut data, name, day(date));
    }
    let name = person::name(page);
    if name.literal.is_empty() {
        put(&mut data, "familyName", name.listed());
        put(&mut data, "givenName", name.given);
    }
    let parent = model.whole_of(actor);
    let is_state = |id: &PageId| matches!(&model.page(*id).record.own, Own::Actor(of) if of.sort.value == ActorSort::State);
    match actor.sort.value {
        ActorSort::Person => put_if(&mut data, "affiliation", parent.map(|id| reference(id, model))),
        // An occupation has no parent; it has a country.
        ActorSort::Office => {
            put_if(&mut data, "occupationLocation", parent.filter(is_state).map(|id| reference(id, model)));
        }
        _ => put_if(&mut data, "parentOrganization", parent.map(|id| reference(id, model))),
    }
    posts(&mut data, actor, model);
    let url = address(page, model);
    if actor.sort.value != ActorSort::Office && !url.is_empty() {
        data.insert("mainEntityOfPage".into(), json!({ "@type": "ProfilePage", "url": url }));
    }
    data
}

/// The offices that somebody holds or held, each with its time, and what it is an office of: a role stands between the two.
fn posts(data: &mut Data, actor: &Actor, model: &Model) {
    let (mut offices, mut bodies) = (Vec::new(), Vec::new());
    for post in &actor.posts {
        let Some(office) = model.find(&post.post.value, &[Kind::Actor]) else { continue };
        let role = |name: &str, what: PageId| {
            let mut role = Map::new();
            role.insert("@type".into(), "OrganizationRole".into());
            put(&mut role, "roleName", model.page(office).name());
            put(&mut role, "startDate", day(&post.from));
            let last = post.to.as_ref().filter(|to| matches!(to.value.start, End::Point(_)));
            put(&mut role, "endDate", last.map_or(String::new(), |to| to.value.start_iso()));
            role.insert(name.into(), reference(what, model));
            Value::Object(role)
        };
        offices.push(role("hasOccupation", office));
        if let Own::Actor(own) = &model.page(office).record.own {
            bodies.extend(model.whole_of(own).map(|body| role("memberOf", body)));
        }
    }
    put_list(data, "hasOccupation", offices);
    put_list(data, "memberOf", bodies);
}

/// An identifier in a scheme.
fn identifier(scheme: &str, value: &str) -> Value {
    let mut data = Map::new();
    data.insert("@type".into(), "PropertyValue".into());
    put(&mut data, "propertyID", identifiers::scheme(scheme).0);
    put(&mut data, "value", value);
    put(&mut data, "url", identifiers::address(scheme, value));
    Value::Object(data)
}

fn source_data(page: &Page, model: &Model) -> Option<Data> {
    let Value::Object(mut data) = cited(page.id, model)? else { return None };
    if let Own::Source(source) = &page.record.own {
        put(
            &mut data,
            "archivedAt",
            source.rare.archive_url.as_ref().map_or("", |url| if safe(&url.value) { &url.value } else { "" }),
        );
        // The page is about the source: the source's own address is not the page's.
        let own = address(page, model);
        if !own.is_empty() {
            data.insert("mainEntityOfPage".into(), own.into());
        }
    }
    Some(data)
}

/// A source as `citation` of a report; its `@id` is that of its page.
pub(super) fn cited(id: PageId, model: &Model) -> Option<Value> {
    let work = model.library.work(id)?;
    let sort = match work.text("type") {
        "article-journal" | "review" => "ScholarlyArticle",
        "article-newspaper" | "article-magazine" => "NewsArticle",
        "book" | "collection" => "Book",
        "chapter" => "Chapter",
        "report" | "pamphlet" => "Report",
        "legislation" | "bill" | "regulation" | "treaty" => "Legislation",
        "dataset" => "Dataset",
        "thesis" => "Thesis",
        "webpage" => "WebPage",
        "post" | "post-weblog" => "SocialMediaPosting",
        "motion_picture" => "Movie",
        "software" => "SoftwareApplication",
        _ => "CreativeWork",
    };
    let mut data = Map::new();
    data.insert("@type".into(), sort.into());
    put(&mut data, "@id", address(model.page(id), model));
    let title = work.plain("title");
    put(&mut data, "name", if title.is_empty() { model.page(id).name().to_string() } else { title });
    let authors = work.names("author").into_iter().map(|name| {
        let sort = if name.literal.is_empty() { "Person" } else { "Organization" };
        json!({ "@type": sort, "name": name.spoken() })
    });
    put_list(&mut data, "author", authors.collect());
    put(&mut data, "datePublished", work.begins("issued"));
    let publisher = match &model.page(id).record.own {
        Own::Source(source) => model.publisher_of(source).map(|publisher| reference(publisher.id, model)),
        _ => None,
    };
    let named = || json!({ "@type": "Organization", "name": work.text("publisher") });
    put_if(&mut data, "publisher", publisher.or_else(|| (!work.text("publisher").is_empty()).then(named)));
    put_if(&mut data, "isPartOf", container(work));
    put(&mut data, "isbn", if sort == "Book" { work.text("ISBN") } else { "" });
    put(&mut data, "url", if safe(work.text("URL")) { work.text("URL") } else { "" });
    if !work.text("DOI").is_empty() {
        put(&mut data, "sameAs", of_doi(work.text("DOI")));
    }
    Some(Value::Object(data))
}

/// What a work stands in: a text in this place would be taken for an address.
fn container(work: &Work) -> Option<Value> {
    let name = Some(work.plain("container-title")).filter(|name| !name.is_empty())?;
    let sort = match work.text("type") {
        "article-journal" | "article-magazine" | "review" | "review-book" => "Periodical",
        "article-newspaper" => "Newspaper",
        "chapter" | "entry" | "entry-dictionary" | "entry-encyclopedia" | "paper-conference" => "Book",
        "webpage" | "post" | "post-weblog" => "WebSite",
        _ => "CreativeWork",
    };
    let mut data = Map::new();
    data.insert("@type".into(), sort.into());
    put(&mut data, "name", name);
    put(&mut data, "issn", if matches!(sort, "Periodical" | "Newspaper") { work.text("ISSN") } else { "" });
    put(&mut data, "isbn", if sort == "Book" { work.text("ISBN") } else { "" });
    Some(Value::Object(data))
}

pub(super) fn same_as(actor: &Actor) -> Vec<Value> {
    let ids = actor.ids.iter().map(|(scheme, id)| identifiers::address(scheme, &id.value)).filter(|url| !url.is_empty());
    let website = actor.website.as_ref().map(|url| url.value.clone()).filter(|url| safe(url));
    ids.chain(website).map(Value::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_leave_its_script() {
        let json = script_json(&json!({ "name": "</script><!--\u{2028}" }));
        assert!(!json.contains(['<', '>', '\u{2028}']), "{json}");
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["name"], "</script><!--\u{2028}");
    }
}
