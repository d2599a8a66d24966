//! Feeds: Atom (RFC 4287) and JSON Feed 1.1, with summaries; one of each for every language.

use super::xml::{Element, document};
use crate::base::OutPath;
use crate::base::address::encoded;
use crate::base::date::day_iso;
use crate::config::Withdrawn;
use crate::document::Line;
use crate::document::record::{Correction, Report, Text};
use crate::model::{Model, Page};
use crate::render::html::{inline_plain, plain_text};
use crate::render::values::{standing, was_report};
use crate::render::words::{Form, Words, fill};
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};
use serde_json::{Value, json};

/// `feed.xml`.
pub static ATOM: Format = Format::new("atom", |model, theme, planner| plan(model, theme, planner, "feed.xml", &ATOM), atom);
/// `feed.json`.
pub static JSON_FEED: Format =
    Format::new("json-feed", |model, theme, planner| plan(model, theme, planner, "feed.json", &JSON_FEED), json_feed);

/// A feed identifies itself by its address, so there is none where the site has none.
fn plan(model: &Model, _: &Theme, planner: &mut Planner, name: &str, format: &'static Format) {
    if model.base_url().is_empty() {
        return;
    }
    for language in model.languages() {
        let prefix = model.language_prefix(&language);
        if let Ok(path) = OutPath::new(&format!("{prefix}{name}")) {
            planner.routes.push(Route { path, format, subject: Subject::Language(language), origin: None });
        }
    }
}

/// What a feed says of one text.
struct Entry<'a> {
    /// The address at which it stood first: it stays the same wherever the text goes (RFC 4287, 4.2.6).
    id: String,
    /// Where it is now.
    address: String,
    language: &'a str,
    title: String,
    published: String,
    updated: String,
    summary: String,
    authors: Vec<String>,
    topics: Vec<&'a Text>,
}

/// The newest texts of a language: of each report the one that stands for it there; and reports that are gone.
fn entries<'a>(language: &'a str, view: &View<'a>) -> Vec<Entry<'a>> {
    let model = view.model;
    let mut texts: Vec<&Page> =
        model.families.iter().filter_map(|family| Some(model.page(model.text_in(family, language)?))).collect();
    texts.sort_by_key(|page| page.id);
    let gone = model.config.withdrawn.iter().filter(|one| is_of(language, one, model) && was_report(view, &one.address.value));
    let mut entries: Vec<Entry> = texts.into_iter().filter_map(|page| entry(page, language, view)).collect();
    entries.extend(gone.map(|one| tombstone(one, language, view)));
    entries.sort_by(|a, b| b.updated.cmp(&a.updated));
    entries.truncate(model.config.feed.limit);
    entries
}

fn entry<'a>(page: &'a Page, language: &str, view: &View<'a>) -> Option<Entry<'a>> {
    let (model, report) = (view.model, view.model.report(page)?);
    let published = rfc3339(report.date.as_ref()?.value.point().first());
    let updated = model.last_change(page).map_or_else(|| published.clone(), |point| rfc3339(point.first()));
    Some(Entry {
        id: model.absolute(model.first_address(page)),
        address: model.absolute(&encoded(page.url.as_str())),
        language: &page.language,
        title: marked(standing(report), page.name(), &view.theme.words, language),
        updated: updated.max(published.clone()),
        published,
        summary: summary(page, report, view, language),
        authors: model.authors(report).map(|author| author.name().to_string()).collect(),
        topics: report.topics.iter().collect(),
    })
}

/// Whether what was withdrawn stood among the pages of a language.
fn is_of(language: &str, one: &Withdrawn, model: &Model) -> bool {
    let below = |language: &str| one.address.value.trim_start_matches('/').starts_with(&model.language_prefix(language));
    let others = || model.languages().into_iter().any(|other| !model.is_main(&other) && below(&other));
    if model.is_main(language) { !others() } else { below(language) }
}

/// A report that was withdrawn and has no page any more: who has read it is told.
fn tombstone<'a>(one: &Withdrawn, language: &'a str, view: &View<'a>) -> Entry<'a> {
    let (model, address) = (view.model, one.address.value.as_str());
    let known = model.ledger.pages.values().find(|page| page.address == address);
    let day = rfc3339(one.date.last_point().first());
    let first = model.ledger.addresses.get(address).filter(|known| !known.first.is_empty());
    let name = if one.title.is_empty() { address } else { &one.title };
    Entry {
        id: model.absolute(known.map_or(address, |page| page.first_address())),
        address: model.absolute(&encoded(address)),
        language,
        title: marked("status-withdrawn", name, &view.theme.words, language),
        published: first.map_or_else(|| day.clone(), |known| format!("{}T00:00:00Z", known.first)),
        updated: day,
        summary: plain_text(&one.reason, language, Some(model)).trim().to_string(),
        authors: Vec::new(),
        topics: Vec::new(),
    }
}

/// The title, with the mark of a report that does not stand as it is: many readers of feeds show nothing else.
fn marked(standing: &str, title: &str, words: &Words, language: &str) -> String {
    match words.text(language, standing, None) {
        Some(mark) => {
            let pattern = words.text(language, "marked-title", None).unwrap_or("{mark}: {title}");
            fill(pattern, &[("mark", mark), ("title", title)])
        }
        None => title.to_string(),
    }
}

/// The summary, with the latest correction before it, so that a reader of the feed meets it.
fn summary(page: &Page, report: &Report, view: &View, language: &str) -> String {
    let summary = plain(&page.record.summary, view.model);
    let latest = report.corrections.iter().max_by_key(|correction| correction.date.value.order());
    let told = match view.model.retraction(page) {
        Some(retraction) => retracted(retraction, view, language),
        None => latest.map_or(String::new(), |latest| corrected(latest, view, language)),
    };
    format!("{told} {summary}").trim().to_string()
}

/// Since when a report is withdrawn, and why.
fn retracted(retraction: &Correction, view: &View, language: &str) -> String {
    let date = view.theme.words.date(language, &retraction.date.value, Form::Long);
    let day = fill(view.theme.words.text(language, "withdrawn-on", None).unwrap_or(""), &[("date", &date)]);
    match plain(&retraction.note, view.model) {
        note if note.is_empty() => stopped(day),
        note => format!("{} {}", stopped(day), stopped(note)),
    }
}

/// A correction in a sentence or two: "Corrected 2 July 2025: “62” instead of “61”."
fn corrected(correction: &Correction, view: &View, language: &str) -> String {
    let words = &view.theme.words;
    let plain = |text: &Option<Line>| plain(text, view.model);
    let text = |key: &str, values: &[(&str, &str)]| fill(words.text(language, key, None).unwrap_or(""), values);
    let date = words.date(language, &correction.date.value, Form::Long);
    let corrected = text("corrected-on", &[("date", &date)]);
    let (was, now) = (plain(&correction.was), plain(&correction.now));
    let sentence = match (was.as_str(), now.as_str()) {
        (_, "") => corrected,
        ("", now) => text("correction-now", &[("corrected", &corrected), ("now", now)]),
        (was, now) => text("correction-was-now", &[("corrected", &corrected), ("was", was), ("now", now)]),
    };
    // What takes the place of nothing is told by the note alone.
    match plain(&correction.note) {
        note if now.is_empty() && !note.is_empty() => format!("{} {}", stopped(sentence), stopped(note)),
        _ => stopped(sentence),
    }
}

/// A text that ends as a sentence does; its own end may stand within quotation marks.
fn stopped(mut text: String) -> String {
    let last = text.trim_end_matches(|c: char| "\"'”’»)]\u{a0} ".contains(c));
    if !last.ends_with(['.', '!', '?', '؟', '…']) {
        text.push('.');
    }
    text
}

fn plain(text: &Option<Line>, model: &Model) -> String {
    text.as_ref().map_or(String::new(), |text| inline_plain(text, Some(model))).trim().to_string()
}

fn rfc3339(day: (i32, u8, u8)) -> String {
    format!("{}T00:00:00Z", day_iso(day))
}

/// When a feed without entries changed last: when it came to be, which is today as long as it was never published.
fn since(route: &Route, model: &Model) -> String {
    match model.ledger.addresses.get(route.path.url().as_str()) {
        Some(address) if !address.first.is_empty() => format!("{}T00:00:00Z", address.first),
        _ => rfc3339(model.settings.today),
    }
}

fn atom(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let model = view.model;
    let language = language(route, model);
    let entries = entries(language, view);
    let own = model.absolute(route.path.url().as_str());
    let home = model.absolute(route.path.url().as_str().trim_end_matches("feed.xml"));
    let updated = entries.iter().map(|entry| entry.updated.clone()).max().unwrap_or_else(|| since(route, model));
    let mut feed = Element::new("feed").with("xmlns", "http://www.w3.org/2005/Atom");
    if matches!(route.subject, Subject::Language(_)) {
        feed = feed.with("xml:lang", language);
    }
    let publisher = Element::new("author").child(Element::new("name").text(model.config.publisher_name()));
    feed = feed
        .child(Element::new("title").text(model.config.title_in(language)))
        .child(Element::new("subtitle").text(model.config.description_in(language)))
        .child(Element::new("id").text(&home))
        .child(Element::new("link").with("rel", "self").with("type", "application/atom+xml").with("href", &own))
        .child(Element::new("link").with("rel", "alternate").with("type", "text/html").with("href", &home))
        .child(Element::new("updated").text(updated))
        .child(publisher);
    for entry in &entries {
        let mut element = Element::new("entry")
            .child(Element::new("title").text(&entry.title))
            .child(Element::new("id").text(&entry.id))
            .child(Element::new("link").with("rel", "alternate").with("type", "text/html").with("href", &entry.address))
            .child(Element::new("published").text(&entry.published))
            .child(Element::new("updated").text(&entry.updated));
        for author in &entry.authors {
            element = element.child(Element::new("author").child(Element::new("name").text(author)));
        }
        for topic in &entry.topics {
            let category = Element::new("category").with("term", &topic.value);
            let title = model.topic_title(&topic.value, language);
            element = element.child(if title == topic.value { category } else { category.with("label", title) });
        }
        feed = feed.child(element.child(Element::new("summary").text(&entry.summary)));
    }
    Ok(document(feed))
}

/// The language of a feed.
fn language<'a>(route: &'a Route, model: &'a Model) -> &'a str {
    if let Subject::Language(language) = &route.subject { language } else { &model.config.language }
}

fn json_feed(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let model = view.model;
    let language = language(route, model);
    let items: Vec<Value> = entries(language, view)
        .into_iter()
        .map(|entry| {
            let tags: Vec<&str> = entry.topics.iter().map(|topic| model.topic_title(&topic.value, language)).collect();
            json!({
                "id": entry.id, "url": entry.address, "title": entry.title, "content_text": entry.summary, "summary": entry.summary,
                "date_published": entry.published, "date_modified": entry.updated, "tags": tags, "language": entry.language,
                "authors": entry.authors.iter().map(|name| json!({"name": name})).collect::<Vec<_>>(),
            })
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": model.config.title_in(language), "description": model.config.description_in(language),
        "home_page_url": model.absolute(route.path.url().as_str().trim_end_matches("feed.json")),
        "feed_url": model.absolute(route.path.url().as_str()), "items": items,
    });
    Ok(super::json_bytes(&feed))
}
