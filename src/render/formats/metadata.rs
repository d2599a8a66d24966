//! What stands in the head of a page for programs: Highwire `citation_*`, Dublin Core, Open Graph, JSON-LD.
//!
//! Addresses are absolute, so a site without `base_url` has none of them.

use crate::document::Kind;
use crate::document::record::{Actor, ActorSort, NameSort, Own, Report, Text, When};
use crate::model::citation::html::safe;
use crate::model::citation::item::{Name, Work};
use crate::model::citation::{bibtex, this};
use crate::model::{Model, Page, PageId};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A `<meta>` element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// `name`, or `property` for Open Graph.
    pub attribute: &'static str,
    /// Such as `citation_title`.
    pub name: &'static str,
    /// What it holds.
    pub content: String,
}

/// A `<link>` element to another form of the page (FAIR Signposting).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// `cite-as`, `describedby` or `license`.
    pub rel: &'static str,
    /// An address; relative ones are relative to the page.
    pub href: String,
    /// Media type; empty if it is not known.
    pub media_type: &'static str,
}

/// The `<meta>` elements of a page.
pub fn head(page: &Page, model: &Model) -> Vec<Meta> {
    let mut out = Metas(Vec::new());
    let url = address(page, model);
    if let (Some(report), Some(work)) = (model.report(page), this::report_work(page, model)) {
        highwire(&mut out, page, report, &work, model, &url);
        dublin_core(&mut out, page, &work, &url);
    }
    open_graph(&mut out, page, model, &url);
    out.0
}

struct Metas(Vec<Meta>);

impl Metas {
    fn put(&mut self, attribute: &'static str, name: &'static str, content: impl Into<String>) {
        let content = content.into();
        if !content.trim().is_empty() {
            self.0.push(Meta { attribute, name, content });
        }
    }

    fn name(&mut self, name: &'static str, content: impl Into<String>) {
        self.put("name", name, content);
    }
}

/// As Google Scholar and Zotero read it: each author is followed by what belongs to that author.
fn highwire(out: &mut Metas, page: &Page, report: &Report, work: &Work, model: &Model, url: &str) {
    out.name("citation_title", work.text("title"));
    let authors: Vec<&Page> = model.authors(report).collect();
    for author in &authors {
        out.name("citation_author", author_name(author));
        if let Own::Actor(actor) = &author.record.own {
            let part_of = actor.part_of.as_ref().and_then(|id| model.find(&id.value, &[Kind::Actor]));
            out.name("citation_author_institution", part_of.map_or("", |id| model.page(id).name()));
            out.name("citation_author_orcid", id_address(actor, "orcid").unwrap_or_default());
        }
    }
    if authors.is_empty() {
        out.name("citation_author", model.config.publisher_name());
    }
    out.name(
        "citation_publication_date",
        bibtex::iso(work, "issued").split('/').next().unwrap_or("").trim_end_matches('~').replace('-', "/"),
    );
    out.name("citation_technical_report_institution", work.text("publisher"));
    out.name("citation_technical_report_number", work.text("number"));
    out.name("citation_publisher", work.text("publisher"));
    out.name("citation_doi", work.text("DOI"));
    out.name("citation_language", page.language.as_str());
    out.name("citation_keywords", report.topics.iter().map(|topic| topic.value.as_str()).collect::<Vec<_>>().join("; "));
    out.name("citation_fulltext_html_url", url);
    out.name("citation_abstract_html_url", url);
}

/// "Bukele, Nayib": family name first, as Highwire wants persons.
fn author_name(page: &Page) -> String {
    let name = this::name(page);
    let part = |key: &str| name.get(key).and_then(Value::as_str).unwrap_or("");
    Name { literal: part("literal"), family: part("family"), given: part("given"), ..Name::default() }.inverted()
}

fn dublin_core(out: &mut Metas, page: &Page, work: &Work, url: &str) {
    out.name("DC.title", work.text("title"));
    for name in work.names("author") {
        out.name("DC.creator", name.inverted());
    }
    out.name("DC.publisher", work.text("publisher"));
    out.name("DC.date", bibtex::iso(work, "issued"));
    out.name("DC.type", "Text");
    out.name("DC.language", page.language.as_str());
    let doi = work.text("DOI");
    out.name("DC.identifier", if doi.is_empty() { url.to_string() } else { format!("doi:{doi}") });
    out.name("DC.rights", work.text("license"));
    out.name("DC.description", description(page));
}

fn open_graph(out: &mut Metas, page: &Page, model: &Model, url: &str) {
    let property = "property";
    let report = model.report(page);
    out.put(property, "og:title", report.map_or_else(|| page.name().to_string(), |report| this::title(page, report)));
    let sort = match &page.record.own {
        Own::Report(_) => "article",
        Own::Actor(actor) if actor.sort.value == ActorSort::Person => "profile",
        _ => "website",
    };
    out.put(property, "og:type", sort);
    out.put(property, "og:url", url);
    out.put(property, "og:site_name", model.config.title.as_str());
    out.put(property, "og:description", description(page));
    out.put(property, "og:locale", page.language.replace('-', "_"));
    if let Some(report) = report {
        out.put(property, "article:published_time", day(&report.date));
        out.put(property, "article:modified_time", modified(report));
        for topic in &report.topics {
            out.put(property, "article:tag", topic.value.as_str());
        }
    }
}

/// `<link>` elements of a report: how to cite it, its metadata, its licence.
pub fn related(page: &Page, model: &Model) -> Vec<Related> {
    let mut out = Vec::new();
    if let Some(report) = model.report(page) {
        if let Some(doi) = &report.doi {
            out.push(Related { rel: "cite-as", href: format!("https://doi.org/{}", doi.value), media_type: "" });
        }
        let licence = report.licence.as_ref().map_or(model.config.licence.as_str(), |licence| &licence.value);
        if safe(licence) {
            out.push(Related { rel: "license", href: licence.to_string(), media_type: "" });
        }
    }
    if matches!(page.kind, Kind::Report | Kind::Source) {
        for (href, media_type) in [
            ("cite.bib", "application/x-bibtex"),
            ("cite.ris", "application/x-research-info-systems"),
            ("cite.json", "application/vnd.citationstyles.csl+json"),
        ] {
            out.push(Related { rel: "describedby", href: href.into(), media_type });
        }
    }
    out
}

/// JSON-LD of a page; `None` for plain pages.
pub fn linked_data(page: &Page, model: &Model) -> Option<Value> {
    let mut data = match &page.record.own {
        Own::Report(report) => report_data(page, report, model)?,
        Own::Actor(actor) => actor_data(page, actor, model),
        Own::Source(_) => source_data(page, model)?,
        Own::Term(term) => {
            let mut data = thing("DefinedTerm", page);
            put(&mut data, "description", plain(&term.definition));
            put(&mut data, "termCode", text(&term.abbreviation));
            let set = json!({ "@type": "DefinedTermSet", "name": model.config.title });
            data.insert("inDefinedTermSet".into(), set);
            data
        }
        Own::Event(event) => {
            let mut data = thing("Event", page);
            if let Some(date) = &event.date {
                put(&mut data, "startDate", date.value.start_iso());
                put(&mut data, "endDate", date.value.end_iso());
            }
            let place = event.place.as_ref().and_then(|id| model.find(&id.value, &[])).map(|id| reference(id, model));
            put_if(&mut data, "location", place);
            let actors = event.actors.iter().filter_map(|one| model.find(&one.actor.value, &[Kind::Actor]));
            put_list(&mut data, "attendee", actors.map(|id| reference(id, model)).collect());
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
        put(&mut data, "description", description(page));
    }
    data.insert("@context".into(), "https://schema.org".into());
    Some(Value::Object(data))
}

/// JSON that can stand in a `<script>`: no `<`, so no end tag and no comment.
pub fn script_json(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

type Data = Map<String, Value>;

fn thing(sort: &str, page: &Page) -> Data {
    let mut data = Map::new();
    data.insert("@type".into(), sort.into());
    data.insert("name".into(), page.name().into());
    data
}

fn put(data: &mut Data, name: &str, value: impl Into<String>) {
    let value = value.into();
    if !value.is_empty() {
        data.insert(name.into(), value.into());
    }
}

fn put_if(data: &mut Data, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        data.insert(name.into(), value);
    }
}

fn put_list(data: &mut Data, name: &str, list: Vec<Value>) {
    if !list.is_empty() {
        data.insert(name.into(), list.into());
    }
}

/// A page, named within the data of another.
fn reference(id: PageId, model: &Model) -> Value {
    let page = model.page(id);
    let sort = match &page.record.own {
        Own::Actor(actor) => actor_type(actor.sort.value),
        Own::Place(_) => "Place",
        Own::Event(_) => "Event",
        Own::Term(_) => "DefinedTerm",
        _ => "CreativeWork",
    };
    let mut data = thing(sort, page);
    let url = address(page, model);
    if !url.is_empty() {
        data.insert("@id".into(), url.as_str().into());
        data.insert("url".into(), url.into());
    }
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

fn report_data(page: &Page, report: &Report, model: &Model) -> Option<Data> {
    let work = this::report_work(page, model)?;
    let mut data = thing("Report", page);
    data.insert("name".into(), work.text("title").into());
    put(&mut data, "headline", page.name());
    put(&mut data, "alternativeHeadline", text(&report.subtitle));
    put(&mut data, "reportNumber", text(&report.symbol));
    put(&mut data, "inLanguage", page.language.as_str());
    put(&mut data, "datePublished", day(&report.date));
    put(&mut data, "dateModified", modified(report));
    put(&mut data, "license", work.text("license"));
    put(&mut data, "abstract", description(page));
    put(&mut data, "keywords", report.topics.iter().map(|topic| topic.value.as_str()).collect::<Vec<_>>().join(", "));
    if let Some(doi) = &report.doi {
        put(&mut data, "sameAs", format!("https://doi.org/{}", doi.value));
    }
    let mut publisher = Map::new();
    publisher.insert("@type".into(), "Organization".into());
    publisher.insert("name".into(), model.config.publisher_name().into());
    put(&mut publisher, "url", if safe(&model.config.publisher.url) { model.config.publisher.url.as_str() } else { "" });
    let authors: Vec<Value> = model.authors(report).map(|author| person(author, model)).collect();
    put_list(&mut data, "author", if authors.is_empty() { vec![Value::Object(publisher.clone())] } else { authors });
    data.insert("publisher".into(), Value::Object(publisher));
    let about = report.actors.iter().filter_map(|id| model.find(&id.value, &[Kind::Actor])).map(|id| reference(id, model));
    put_list(&mut data, "about", about.collect());
    let rendered = model.library.report(page, model);
    let cited = rendered.bibliography.iter().filter_map(|(id, _)| cited(*id, model));
    put_list(&mut data, "citation", cited.collect());
    let series = &model.config.series.name;
    if !series.is_empty() && report.symbol.is_some() {
        data.insert("isPartOf".into(), json!({ "@type": "CreativeWorkSeries", "name": series }));
    }
    let corrections = report.corrections.iter().map(|one| {
        let mut data = Map::new();
        data.insert("@type".into(), "CorrectionComment".into());
        put(&mut data, "datePublished", one.date.value.start_iso());
        let words = one.note.as_ref().or(one.now.as_ref()).map(|text| crate::render::html::inline_plain(&text.value));
        put(&mut data, "text", words.unwrap_or_default());
        Value::Object(data)
    });
    put_list(&mut data, "correction", corrections.collect());
    Some(data)
}

fn person(page: &Page, model: &Model) -> Value {
    let Value::Object(mut data) = reference(page.id, model) else { return Value::Null };
    if let Own::Actor(actor) = &page.record.own {
        put_list(&mut data, "sameAs", same_as(actor));
    }
    Value::Object(data)
}

fn actor_data(page: &Page, actor: &Actor, model: &Model) -> Data {
    let mut data = thing(actor_type(actor.sort.value), page);
    let names = actor.names.iter().filter(|name| name.sort != NameSort::Shadow).map(|name| name.name.value.as_str().into());
    put_list(&mut data, "alternateName", names.collect());
    put_list(&mut data, "sameAs", same_as(actor));
    for (name, date) in [
        ("birthDate", &actor.born),
        ("deathDate", &actor.died),
        ("foundingDate", &actor.founded),
        ("dissolutionDate", &actor.dissolved),
    ] {
        put(&mut data, name, day(date));
    }
    if let Some(parts) = this::parts(page.name(), actor) {
        put(&mut data, "familyName", parts.0);
        put(&mut data, "givenName", parts.1);
    }
    let parent = actor.part_of.as_ref().and_then(|id| model.find(&id.value, &[Kind::Actor]));
    let relation = if actor.sort.value == ActorSort::Person { "affiliation" } else { "parentOrganization" };
    put_if(&mut data, relation, parent.map(|id| reference(id, model)));
    data
}

fn source_data(page: &Page, model: &Model) -> Option<Data> {
    let Value::Object(mut data) = cited(page.id, model)? else { return None };
    if let Own::Source(source) = &page.record.own {
        put(&mut data, "archivedAt", source.archive_url.as_ref().map_or("", |url| if safe(&url.value) { &url.value } else { "" }));
        // The page is about the source: the source's own address is not the page's.
        let own = address(page, model);
        if !own.is_empty() {
            data.insert("mainEntityOfPage".into(), own.into());
        }
    }
    Some(data)
}

/// A source as `citation` of a report.
fn cited(id: PageId, model: &Model) -> Option<Value> {
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
    let title = work.text("title");
    put(&mut data, "name", if title.is_empty() { model.page(id).name() } else { title });
    let authors = work.names("author").into_iter().map(|name| {
        let sort = if name.literal.is_empty() { "Person" } else { "Organization" };
        json!({ "@type": sort, "name": name.spoken() })
    });
    put_list(&mut data, "author", authors.collect());
    put(&mut data, "datePublished", bibtex::iso(work, "issued").split('/').next().unwrap_or("").trim_end_matches('~'));
    if !work.text("publisher").is_empty() {
        data.insert("publisher".into(), json!({ "@type": "Organization", "name": work.text("publisher") }));
    }
    put(&mut data, "isPartOf", work.text("container-title"));
    put(&mut data, "isbn", if sort == "Book" { work.text("ISBN") } else { "" });
    put(&mut data, "url", if safe(work.text("URL")) { work.text("URL") } else { "" });
    if !work.text("DOI").is_empty() {
        put(&mut data, "sameAs", format!("https://doi.org/{}", work.text("DOI")));
    }
    Some(Value::Object(data))
}

/// The address of an identifier.
fn id_address(actor: &Actor, scheme: &str) -> Option<String> {
    let value = &actor.ids.iter().find(|(name, _)| name == scheme)?.1.value;
    let prefix = match scheme {
        "wikidata" => "https://www.wikidata.org/wiki/",
        "orcid" => "https://orcid.org/",
        "ror" => "https://ror.org/",
        "opensanctions" => "https://www.opensanctions.org/entities/",
        _ => return None,
    };
    Some(if safe(value) { value.clone() } else { format!("{prefix}{value}") })
}

fn same_as(actor: &Actor) -> Vec<Value> {
    let ids = ["wikidata", "orcid", "ror", "opensanctions"].into_iter().filter_map(|scheme| id_address(actor, scheme));
    let website = actor.website.as_ref().map(|url| url.value.clone()).filter(|url| safe(url));
    ids.chain(website).map(Value::from).collect()
}

/// A page's address with scheme and host; empty where the site has none.
fn address(page: &Page, model: &Model) -> String {
    if model.base_url().is_empty() { String::new() } else { model.absolute(page.url.as_str()) }
}

fn description(page: &Page) -> String {
    plain(&page.record.summary)
}

fn plain(text: &Option<Text>) -> String {
    text.as_ref().map(|text| crate::render::html::inline_plain(&text.value)).unwrap_or_default()
}

fn text(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", |text| &text.value)
}

fn day(date: &Option<When>) -> String {
    date.as_ref().map(|date| date.value.start_iso()).unwrap_or_default()
}

/// The day of the last change that a reader is told of.
fn modified(report: &Report) -> String {
    let corrected = report.corrections.iter().map(|one| one.date.value.last_point());
    let all = report.updated.iter().map(|when| when.value.last_point()).chain(corrected);
    all.max()
        .map(|point| crate::base::Date { start: crate::base::date::End::Point(point), end: None }.start_iso())
        .unwrap_or_default()
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
