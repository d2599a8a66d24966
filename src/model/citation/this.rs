//! "Cite this": a report of the site as a work that others cite.

use super::dated::edtf;
use super::item::Work;
use super::{bibtex, person, ris};
use crate::base::text::{fold, is_french};
use crate::document::Kind;
use crate::document::record::Report;
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

/// How a text of a report is cited; `None` for other pages. `remark` is what [`marked_work`] takes.
pub fn cite_report(page: &Page, model: &Model, remark: &str) -> Option<CiteThis> {
    let mut work = report_work(page, model)?;
    // Styles print nothing of a status that they do not know, or print it where the day belongs.
    let (html, text) = model.library.reference_of(&work, &page.language);
    mark(&mut work, page, model, remark);
    let (bibtex, ris) = (bibtex::entry(&work), ris::entry(&work));
    Some(CiteThis { text, html, bibtex, ris, csl_json: Value::Object(work.json) })
}

/// A text of a report for reference managers: with its status where it does not stand, and a sentence that says so to
/// readers of theirs.
pub fn marked_work(page: &Page, model: &Model, remark: &str) -> Option<Work> {
    let mut work = report_work(page, model)?;
    mark(&mut work, page, model, remark);
    Some(work)
}

fn mark(work: &mut Work, page: &Page, model: &Model, remark: &str) {
    let status = model.report(page).map_or("", Report::standing);
    for (variable, value) in [("status", status), ("note", remark)] {
        if !value.is_empty() {
            work.json.insert(variable.into(), value.into());
        }
    }
}

/// A text of a report as a work: type `report`, its symbol as number; `None` for other pages.
pub fn report_work(page: &Page, model: &Model) -> Option<Work> {
    let report = model.report(page)?;
    let language = if model.is_main(&page.language) { "" } else { page.language.as_str() };
    let key = key(&[&page.key, &page.version, language], model);
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

/// The key of a text: its report's, with its version and language; `-` stands between them unless another report is called so.
fn key(parts: &[&str], model: &Model) -> String {
    let parts: Vec<&str> = parts.iter().filter(|part| !part.is_empty()).copied().collect();
    let key = parts.join("-");
    let taken = parts.len() > 1 && model.find(&key, &[Kind::Report]).is_some();
    if taken { parts.join("/") } else { key }
}

/// "Title: Subtitle (Summary)".
pub fn title(page: &Page, report: &Report) -> String {
    let mut title = page.name().to_string();
    if let Some(subtitle) = &report.subtitle {
        // French has a space before the colon.
        let colon = if is_french(&page.language) { "\u{a0}: " } else { ": " };
        title.push_str(if title.ends_with(['?', '!', ':']) { " " } else { colon });
        title.push_str(&subtitle.value);
    }
    if let Some(version) = report.version_title.as_ref().filter(|_| !page.version.is_empty()) {
        title.push_str(&format!(" ({})", version.value));
    }
    title
}

/// What a credit calls those who edited, in the languages that reports are written in; without marks, in small letters.
const EDITORS: [&str; 27] = [
    "editor",
    "editors",
    "ed.",
    "edited by",
    "editing",
    "herausgeber",
    "herausgeberin",
    "herausgegeben von",
    "hrsg.",
    "sous la direction de",
    "dir.",
    "directeur d'ouvrage",
    "directrice d'ouvrage",
    "editora",
    "editado por",
    "edicion",
    "edicao",
    "organizador",
    "organizadora",
    "organizado por",
    "a cura di",
    "curatore",
    "curatrice",
    "onder redactie van",
    "redacteur",
    "محرر",
    "تحرير",
];

/// The same for those who translated.
const TRANSLATORS: [&str; 33] = [
    "translator",
    "translators",
    "trans.",
    "translated by",
    "translation",
    "ubersetzer",
    "ubersetzerin",
    "ubersetzung",
    "ubersetzt von",
    "traducteur",
    "traductrice",
    "traduction",
    "traduit par",
    "traductor",
    "traductora",
    "traduccion",
    "traducido por",
    "traduttore",
    "traduttrice",
    "traduzione",
    "tradotto da",
    "tradutor",
    "tradutora",
    "traducao",
    "traduzido por",
    "vertaler",
    "vertaling",
    "vertaald door",
    "مترجم",
    "ترجمة",
    "переводчик",
    "翻译",
    "翻訳",
];

/// Which part a role is: 0 for authors, 1 for editors, 2 for translators.
fn part(role: &str) -> usize {
    let role = fold(role.trim()).replace('’', "'");
    // What is no letter of English may fold into several, in the lists as well.
    let is = |list: &[&str]| list.iter().any(|known| fold(known) == role);
    if is(&EDITORS) { 1 } else { 2 * usize::from(is(&TRANSLATORS)) }
}

/// Authors, editors and translators, by what their credit says; without any, the publisher is the author.
fn makers(report: &Report, model: &Model) -> Vec<(&'static str, Value)> {
    let mut lists: Vec<(&'static str, Vec<Value>)> =
        vec![("author", Vec::new()), ("editor", Vec::new()), ("translator", Vec::new())];
    for credit in &report.authors {
        let Some(id) = model.find(&credit.actor.value, &[Kind::Actor]) else { continue };
        let list = credit.role.as_ref().map_or(0, |role| part(&role.value));
        lists[list].1.push(person::name(model.page(id)).json());
    }
    if lists.iter().all(|(_, names)| names.is_empty()) {
        lists[0].1.push(json!({ "literal": model.config.publisher_name() }));
    }
    lists.into_iter().filter(|(_, names)| !names.is_empty()).map(|(name, list)| (name, Value::Array(list))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_known_in_many_languages() {
        for (role, wanted) in [
            ("Editor", 1),
            ("Herausgeberin", 1),
            ("Sous la direction de", 1),
            ("Directeur d’ouvrage", 1),
            ("Edición", 1),
            ("محرر", 1),
            ("Übersetzer", 2),
            ("Traductor", 2),
            ("traducción", 2),
            ("Traduction", 2),
            ("ترجمة", 2),
            ("Translated by", 2),
            ("Lead author", 0),
            ("", 0),
        ] {
            assert_eq!(part(role), wanted, "{role}");
        }
    }
}
