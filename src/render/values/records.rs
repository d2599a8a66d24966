//! What `place.html`, `source.html`, `term.html`, `event.html` and `page.html` see as `page`.

use super::actor::{OtherName, names};
use super::backlinks::{Backlinks, backlinks};
use super::cards::{Card, cards};
use super::common::{Cited, Maker, Moment, Section, Switch, edtf};
use super::exports::Exports;
use super::head::Head;
use super::{Html, html};
use crate::document::Kind;
use crate::document::record::{Event, Place, Source, Term, Text};
use crate::model::Page;
use serde::Serialize;
use tera::Value;

/// A place.
#[derive(Debug, Serialize)]
pub struct PlacePage {
    /// What stands in the head.
    pub head: Head,
    /// The place in short; `sort` says what it is, as `region`.
    pub entry: Value,
    /// One to three sentences.
    pub summary: Option<Html>,
    /// Other names.
    pub names: Vec<OtherName>,
    /// The place or state it lies in.
    pub within: Option<Value>,
    /// Places that lie in it.
    pub parts: Vec<Value>,
    /// Latitude and longitude in degrees, such as `13.69, -89.22`; empty if not said.
    pub coordinates: String,
    /// The same place elsewhere on the web.
    pub same_as: Vec<String>,
    /// Sources that it cites or lists.
    pub sources: Vec<Cited>,
    /// Events that happened there, in order of date.
    pub timeline: Vec<Moment>,
    /// The text.
    pub body: Option<Html>,
    /// Who refers to it.
    pub backlinks: Backlinks,
    /// Cards for the records that the text links to.
    pub cards: Vec<Card>,
    /// Free data of the front matter.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// A source.
#[derive(Debug, Serialize)]
pub struct SourcePage {
    /// What stands in the head.
    pub head: Head,
    /// The source in short; `sort` is its CSL type.
    pub entry: Value,
    /// Its full reference.
    pub reference: Html,
    /// The same for reference managers.
    pub exports: Exports,
    /// Author and year, as it is cited.
    pub label: String,
    /// Who published it, where that is an actor.
    pub publisher: Option<Value>,
    /// Day of issue (EDTF).
    pub issued: Option<String>,
    /// Day it was read (EDTF).
    pub accessed: Option<String>,
    /// Its address, or empty.
    pub url: String,
    /// Digital object identifier, or empty.
    pub doi: String,
    /// Address of an archived copy, or empty.
    pub archive: String,
    /// Day of the archived copy (EDTF).
    pub archive_date: Option<String>,
    /// A to F of the Admiralty code, or empty; its words stand in the strings file as `grade-A` …
    pub grade: String,
    /// That letter is the one of the actor that published it; the source itself says none.
    pub graded_by_publisher: bool,
    /// `primary`, `secondary`, `tertiary`, or empty.
    pub origin: String,
    /// The actor whose side it takes.
    pub party: Option<Value>,
    /// Sources it was made from.
    pub derived_from: Vec<Value>,
    /// Sources made from it.
    pub derivations: Vec<Value>,
    /// `open`, `registration`, `paywall`, `private`, or empty.
    pub access: String,
    /// It was withdrawn by its publisher.
    pub retracted: bool,
    /// SHA-256 of the stored copy, or empty.
    pub sha256: String,
    /// A remark.
    pub note: Option<Html>,
    /// Sources that the text cites.
    pub sources: Vec<Cited>,
    /// The text.
    pub body: Option<Html>,
    /// Who cites it.
    pub backlinks: Backlinks,
    /// Cards for the records that the text links to.
    pub cards: Vec<Card>,
    /// Free data of the front matter.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// A term.
#[derive(Debug, Serialize)]
pub struct TermPage {
    /// What stands in the head.
    pub head: Head,
    /// The term in short.
    pub entry: Value,
    /// One sentence.
    pub definition: Option<Html>,
    /// Other forms in which it occurs.
    pub forms: Vec<String>,
    /// Its abbreviation, or empty.
    pub abbreviation: String,
    /// BCP 47 tag, where it is not the site's language; else empty.
    pub foreign: String,
    /// The term in other languages.
    pub translations: Vec<OtherName>,
    /// A wider term.
    pub broader: Option<Value>,
    /// Narrower terms.
    pub narrower: Vec<Value>,
    /// Related terms.
    pub see_also: Vec<Value>,
    /// What it is easily taken for.
    pub not: Vec<Value>,
    /// Its use is disputed.
    pub contested: bool,
    /// Sources that it cites or lists.
    pub sources: Vec<Cited>,
    /// The long explanation.
    pub body: Option<Html>,
    /// Where it is used.
    pub backlinks: Backlinks,
    /// Cards for the records that the text links to.
    pub cards: Vec<Card>,
    /// Free data of the front matter.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// An event.
#[derive(Debug, Serialize)]
pub struct EventPage {
    /// What stands in the head.
    pub head: Head,
    /// The event in short.
    pub entry: Value,
    /// One to three sentences.
    pub summary: Option<Html>,
    /// Day or span (EDTF).
    pub date: Option<String>,
    /// Why the date is not certain.
    pub date_note: Option<Html>,
    /// Where it happened.
    pub place: Option<Value>,
    /// Who took part, as what.
    pub participants: Vec<Participant>,
    /// Marked in timelines.
    pub decisive: bool,
    /// How exactly the place is known: `site`, `city`, `country`, or empty.
    pub precision: &'static str,
    /// Code of the CAMEO codebook, or empty.
    pub cameo: String,
    /// Sources that it cites or lists.
    pub sources: Vec<Cited>,
    /// The event before it.
    pub older: Option<Value>,
    /// The event after it.
    pub newer: Option<Value>,
    /// The text.
    pub body: Option<Html>,
    /// Who refers to it.
    pub backlinks: Backlinks,
    /// Cards for the records that the text links to.
    pub cards: Vec<Card>,
    /// Free data of the front matter.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Who took part in an event.
#[derive(Debug, Serialize)]
pub struct Participant {
    /// The actor.
    pub entry: Value,
    /// As what; empty if it is not said.
    pub role: String,
}

/// A plain page.
#[derive(Debug, Serialize)]
pub struct PlainPage {
    /// What stands in the head.
    pub head: Head,
    /// The page in short.
    pub entry: Value,
    /// One to three sentences.
    pub summary: Option<Html>,
    /// The text.
    pub body: Option<Html>,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Sources that it cites.
    pub sources: Vec<Cited>,
    /// The same page in other languages.
    pub languages: Vec<Switch>,
    /// Cards for the records that the text links to.
    pub cards: Vec<Card>,
    /// Free data of the front matter.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// The values of a place's page.
pub fn place(maker: &Maker, place: &Place) -> PlacePage {
    let page = maker.page;
    PlacePage {
        head: maker.head(page.name(), page.record.summary.as_ref()),
        entry: maker.short(page.id),
        summary: maker.if_wanted("summary", || maker.inline_if(&page.record.summary)),
        names: maker.if_wanted("names", || names(&place.names, &maker.page.language)),
        within: maker.if_wanted("within", || place.within.as_ref().and_then(|id| maker.entry(id, &[Kind::Place, Kind::Actor]))),
        parts: maker.if_wanted("parts", || children(maker)),
        coordinates: maker.if_wanted("coordinates", || {
            place.coordinates.as_ref().map_or(String::new(), |at| format!("{:.2}, {:.2}", at.value.0, at.value.1))
        }),
        same_as: maker
            .if_wanted("same_as", || place.same_as.iter().map(|text| text.value.clone()).filter(|url| is_web(url)).collect()),
        sources: maker.if_wanted("sources", || maker.sources()),
        timeline: maker
            .if_wanted("timeline", || maker.timeline(maker.shared.attended.get(&page.id).map_or(&[], Vec::as_slice), false)),
        body: maker.if_wanted("body", || maker.body()),
        backlinks: maker.if_wanted("backlinks", || backlinks(maker)),
        cards: maker.if_wanted("cards", || cards(maker)),
        extra: maker.extra(),
    }
}

/// The values of a source's page.
pub fn source(maker: &Maker, source: &Source) -> SourcePage {
    let (page, grade) = (maker.page, maker.model.grade(source));
    SourcePage {
        head: maker.head(page.name(), page.record.summary.as_ref()),
        entry: maker.short(page.id),
        reference: maker.if_wanted("reference", || Some(reference(maker, page))).unwrap_or_else(Value::none),
        exports: maker.if_wanted("exports", || maker.model.library.work(page.id).map(Exports::of).unwrap_or_default()),
        label: maker.if_wanted("label", || maker.model.library.label(page.id)),
        publisher: maker.if_wanted("publisher", || maker.model.publisher_of(source).map(|publisher| maker.short(publisher.id))),
        issued: maker.if_wanted("issued", || edtf(&source.issued)),
        accessed: maker.if_wanted("accessed", || edtf(&source.rare.accessed)),
        url: web(&source.url),
        doi: text(&source.doi),
        archive: web(&source.rare.archive_url),
        archive_date: maker.if_wanted("archive_date", || edtf(&source.rare.archive_date)),
        grade: grade.map_or(String::new(), |(letter, _)| letter.to_string()),
        graded_by_publisher: grade.is_some_and(|(_, inherited)| inherited),
        origin: text(&source.rare.origin),
        party: maker.if_wanted("party", || source.rare.party.as_ref().and_then(|id| maker.entry(id, &[Kind::Actor]))),
        derived_from: maker.if_wanted("derived_from", || maker.entries(&source.rare.derived_from, &[Kind::Source])),
        derivations: maker.if_wanted("derivations", || children(maker)),
        access: text(&source.rare.access),
        retracted: source.rare.retracted,
        sha256: text(&source.rare.sha256),
        note: maker.if_wanted("note", || maker.inline_if(&source.rare.note)),
        sources: maker.if_wanted("sources", || if page.body().blocks.is_empty() { Vec::new() } else { maker.sources() }),
        body: maker.if_wanted("body", || maker.body()),
        backlinks: maker.if_wanted("backlinks", || backlinks(maker)),
        cards: maker.if_wanted("cards", || cards(maker)),
        extra: maker.extra(),
    }
}

/// The values of a term's page.
pub fn term(maker: &Maker, term: &Term) -> TermPage {
    let page = maker.page;
    let foreign =
        |(tag, text): &(String, Text)| OtherName { name: text.value.clone(), sort: "foreign", language: tag.clone(), date: None };
    TermPage {
        head: maker.head(page.name(), term.definition.as_ref()),
        entry: maker.short(page.id),
        definition: maker.if_wanted("definition", || maker.inline_if(&term.definition)),
        forms: maker.if_wanted("forms", || term.forms.iter().map(|form| form.value.clone()).collect()),
        abbreviation: text(&term.abbreviation),
        foreign: text(&term.language),
        translations: maker.if_wanted("translations", || term.foreign.iter().map(foreign).collect()),
        broader: maker.if_wanted("broader", || term.broader.as_ref().and_then(|id| maker.entry(id, &[Kind::Term]))),
        narrower: maker.if_wanted("narrower", || children(maker)),
        see_also: maker.if_wanted("see_also", || maker.entries(&term.see_also, &[])),
        not: maker.if_wanted("not", || maker.entries(&term.not, &[])),
        contested: term.contested,
        sources: maker.if_wanted("sources", || maker.sources()),
        body: maker.if_wanted("body", || maker.body()),
        backlinks: maker.if_wanted("backlinks", || backlinks(maker)),
        cards: maker.if_wanted("cards", || cards(maker)),
        extra: maker.extra(),
    }
}

/// The values of an event's page.
pub fn event(maker: &Maker, event: &Event) -> EventPage {
    let page = maker.page;
    let at = || maker.shared.events.iter().position(|id| *id == page.id);
    let neighbour = |at: Option<usize>| at.and_then(|at| maker.shared.events.get(at)).map(|id| maker.short(*id));
    let part = |one: &crate::document::record::Participant| {
        Some(Participant { entry: maker.entry(&one.actor, &[Kind::Actor])?, role: text(&one.role) })
    };
    EventPage {
        head: maker.head(page.name(), page.record.summary.as_ref()),
        entry: maker.short(page.id),
        summary: maker.if_wanted("summary", || maker.inline_if(&page.record.summary)),
        date: maker.if_wanted("date", || edtf(&event.date)),
        date_note: maker.if_wanted("date_note", || maker.inline_if(&event.date_note)),
        place: maker.if_wanted("place", || event.place.as_ref().and_then(|id| maker.entry(id, &[Kind::Place, Kind::Actor]))),
        participants: maker.if_wanted("participants", || event.actors.iter().filter_map(part).collect()),
        decisive: event.key,
        precision: event.precision.as_ref().map_or("", |word| word.value),
        cameo: text(&event.cameo),
        sources: maker.if_wanted("sources", || maker.sources()),
        older: maker.if_wanted("older", || neighbour(at().and_then(|at| at.checked_sub(1)))),
        newer: maker.if_wanted("newer", || neighbour(at().map(|at| at + 1))),
        body: maker.if_wanted("body", || maker.body()),
        backlinks: maker.if_wanted("backlinks", || backlinks(maker)),
        cards: maker.if_wanted("cards", || cards(maker)),
        extra: maker.extra(),
    }
}

/// The values of a plain page.
pub fn plain(maker: &Maker) -> PlainPage {
    let page = maker.page;
    PlainPage {
        head: maker.head(page.name(), page.record.summary.as_ref()),
        entry: maker.short(page.id),
        summary: maker.if_wanted("summary", || maker.inline_if(&page.record.summary)),
        body: maker.if_wanted("body", || maker.body()),
        sections: maker.if_wanted("sections", || maker.sections()),
        sources: maker.if_wanted("sources", || maker.sources()),
        languages: Vec::new(),
        cards: maker.if_wanted("cards", || cards(maker)),
        extra: maker.extra(),
    }
}

fn children(maker: &Maker) -> Vec<Value> {
    super::order::sorted(maker.all(maker.shared.children.get(&maker.page.id).map_or(&[], Vec::as_slice)), &maker.page.language)
}

fn text(text: &Option<Text>) -> String {
    text.as_ref().map_or(String::new(), |text| text.value.clone())
}

/// An address on the web, or nothing: no other scheme reaches a link.
fn web(text: &Option<Text>) -> String {
    text.as_ref().map(|text| text.value.clone()).filter(|url| is_web(url)).unwrap_or_default()
}

fn is_web(url: &str) -> bool {
    crate::base::address::scheme(url) == crate::base::address::Scheme::Web
}

/// The family name, or the whole name, of the first author of a source; of who published it, where it has none.
pub fn first_author(source: &Source, publisher: Option<&Page>) -> Option<String> {
    let text = source.csl.get("publisher");
    if let (None, None, Some(publisher)) = (source.csl.get("author"), source.csl.get("editor"), publisher)
        && text.is_some_and(|text| text.as_str() == source.publisher())
    {
        return Some(publisher.name().to_string());
    }
    let author = source.csl.get("author").or_else(|| source.csl.get("editor")).or(text)?;
    let one = author.as_array().and_then(|all| all.first()).unwrap_or(author);
    let name = one.get("family").or_else(|| one.get("literal")).unwrap_or(one);
    name.as_str().map(str::to_string)
}

/// The full reference of a source.
pub fn reference(maker: &Maker, page: &Page) -> Html {
    html(&maker.model.library.reference(page.id, &maker.page.language))
}
