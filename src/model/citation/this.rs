//! "Cite this": a report of the site as a work that others cite.

use super::item::{Name, Work, edtf};
use super::{bibtex, ris};
use crate::document::record::{Actor, ActorSort, Own, Report};
use crate::model::{Model, Page};
use serde_json::{Map, Value, json};

/// How a report is cited, in all the forms that readers ask for.
#[derive(Debug, Clone, Default)]
pub struct CiteThis {
    /// The full reference in the site's style, as text.
    pub text: String,
    /// The same, as HTML.
    pub html: String,
    /// A BibTeX entry.
    pub bibtex: String,
    /// A RIS record.
    pub ris: String,
    /// A CSL-JSON item.
    pub csl_json: Value,
}

/// How a text of a report is cited; `None` for other pages.
pub fn cite_report(page: &Page, model: &Model) -> Option<CiteThis> {
    let work = report_work(page, model)?;
    let (html, text) = model.library.reference_of(&work, &page.language);
    let (bibtex, ris) = (bibtex::entry(&work), ris::entry(&work));
    Some(CiteThis { text, html, bibtex, ris, csl_json: Value::Object(work.json) })
}

/// A text of a report as a work: type `report`, its symbol as number; `None` for other pages.
pub fn report_work(page: &Page, model: &Model) -> Option<Work> {
    let report = model.report(page)?;
    let language = if model.is_main(&page.language) { "" } else { page.language.as_str() };
    let key = [page.key.as_str(), page.version.as_str(), language];
    let key = key.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let mut json = Map::new();
    json.insert("id".into(), key.as_str().into());
    json.insert("type".into(), "report".into());
    json.insert("title".into(), title(page, report).into());
    for (variable, names) in makers(report, model) {
        json.insert(variable.into(), names);
    }
    let mut text = |name: &str, value: &str| {
        if !value.is_empty() {
            json.insert(name.into(), value.into());
        }
    };
    let symbol = report.symbol.as_ref().map_or("", |symbol| symbol.value.as_str());
    text("number", symbol);
    text(
        "collection-title",
        if symbol.is_empty() || model.config.series.name == model.config.publisher_name() { "" } else { &model.config.series.name },
    );
    text("publisher", model.config.publisher_name());
    text("DOI", report.doi.as_ref().map_or("", |doi| &doi.value));
    text("license", report.licence.as_ref().map_or(&model.config.licence, |licence| &licence.value));
    text("language", &page.language);
    if !model.base_url().is_empty() {
        text("URL", &model.absolute(page.url.as_str()));
    }
    if let Some(date) = &report.date {
        json.insert("issued".into(), edtf(&date.value));
    }
    Some(Work { key, json })
}

/// "Title: Subtitle (Summary)".
pub fn title(page: &Page, report: &Report) -> String {
    let mut title = page.name().to_string();
    if let Some(subtitle) = &report.subtitle {
        title.push_str(if title.ends_with(['?', '!', ':']) { " " } else { ": " });
        title.push_str(&subtitle.value);
    }
    if let Some(version) = report.version_title.as_ref().filter(|_| !page.version.is_empty()) {
        title.push_str(&format!(" ({})", version.value));
    }
    title
}

/// Authors, editors and translators, by what their credit says; without any, the publisher is the author.
fn makers(report: &Report, model: &Model) -> Vec<(&'static str, Value)> {
    let mut lists: Vec<(&'static str, Vec<Value>)> =
        vec![("author", Vec::new()), ("editor", Vec::new()), ("translator", Vec::new())];
    for credit in &report.authors {
        let Some(id) = model.find(&credit.actor.value, &[crate::document::Kind::Actor]) else { continue };
        let role = credit.role.as_ref().map(|role| role.value.to_lowercase()).unwrap_or_default();
        let list = match role.as_str() {
            "editor" | "edited by" => 1,
            "translator" | "translated by" => 2,
            _ => 0,
        };
        lists[list].1.push(name(model.page(id)));
    }
    if lists.iter().all(|(_, names)| names.is_empty()) {
        lists[0].1.push(json!({ "literal": model.config.publisher_name() }));
    }
    lists.into_iter().filter(|(_, names)| !names.is_empty()).map(|(name, list)| (name, Value::Array(list))).collect()
}

/// An actor as a CSL-JSON name: a person in two parts, by `sort_name` where it is written; all others whole.
pub fn name(page: &Page) -> Value {
    let Own::Actor(actor) = &page.record.own else { return json!({ "literal": page.name() }) };
    match parts(page.name(), actor) {
        Some((family, given)) => json!({ "family": family, "given": given }),
        None => json!({ "literal": page.name() }),
    }
}

/// Family and given name of a person.
pub fn parts<'a>(name: &'a str, actor: &'a Actor) -> Option<(&'a str, &'a str)> {
    if actor.sort.value != ActorSort::Person {
        return None;
    }
    let sorted = actor.sort_name.as_ref().and_then(|sorted| sorted.value.split_once(','));
    let (family, given) = sorted.or_else(|| name.rsplit_once(' ').map(|(given, family)| (family, given)))?;
    Some((family.trim(), given.trim())).filter(|(family, given)| !family.is_empty() && !given.is_empty())
}

impl Name<'_> {
    /// "Cruz, Ana", as lists of metadata want names.
    pub fn inverted(&self) -> String {
        let listed = self.listed();
        if self.given.is_empty() { listed } else { format!("{listed}, {}", self.given) }
    }
}
