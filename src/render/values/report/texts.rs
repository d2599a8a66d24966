//! The other texts of a report, and how it is cited.

use super::{Cite, text};
use crate::document::Kind;
use crate::document::record::{Id, Report};
use crate::model::citation::cite_report;
use crate::model::{Model, Page, PageId};
use crate::render::Theme;
use crate::render::html::escape;
use crate::render::values::common::{Maker, Switch, edtf};
use crate::render::values::exports::Exports;
use crate::render::values::html;
use crate::render::words::{Form, fill};
use tera::Value;

impl Maker<'_> {
    /// The short form of a report: of its text in this page's language, where there is one.
    pub(super) fn text(&self, report: PageId) -> Value {
        let family = self.model.family(report);
        self.short(family.and_then(|family| self.model.text_in(family, &self.page.language)).unwrap_or(report))
    }

    /// The same for the reports that some ids mean.
    pub(super) fn texts(&self, ids: &[Id]) -> Vec<Value> {
        ids.iter().filter_map(|id| self.model.find(&id.value, &[Kind::Report])).map(|id| self.text(id)).collect()
    }
}

/// Texts of the same report in this language.
pub(super) fn versions(maker: &Maker) -> Vec<Switch> {
    let Some(family) = maker.model.family(maker.page.id) else { return Vec::new() };
    let same = family.texts.iter().map(|id| maker.model.page(*id)).filter(|text| text.language == maker.page.language);
    let all: Vec<Switch> = same
        .map(|text| {
            let own = maker.model.report(text).and_then(|report| report.version_title.as_ref());
            Switch {
                name: own.map_or_else(|| text.version.clone(), |title| title.value.clone()),
                path: super::super::path(&text.url),
                language: text.language.clone(),
                current: text.id == maker.page.id,
            }
        })
        .collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// This version in the languages it exists in; a version that a language lacks leads to what there is.
pub(super) fn languages(maker: &Maker) -> Vec<Switch> {
    let Some(family) = maker.model.family(maker.page.id) else { return Vec::new() };
    let texts: Vec<_> = family.texts.iter().map(|id| maker.model.page(*id)).collect();
    let mut tags: Vec<&str> = Vec::new();
    for text in &texts {
        if !tags.contains(&text.language.as_str()) {
            tags.push(&text.language);
        }
    }
    if tags.len() < 2 {
        return Vec::new();
    }
    let switch = |tag: &&str| {
        let mut own = texts.iter().filter(|text| text.language == *tag);
        let text = own.clone().find(|text| text.version == maker.page.version).or_else(|| own.next())?;
        Some(Switch {
            name: super::super::site::language_name(maker.theme, tag),
            path: super::super::path(&text.url),
            language: text.language.clone(),
            current: text.language == maker.page.language,
        })
    };
    tags.iter().filter_map(switch).collect()
}

/// Title and subtitle in one line; a title that ends with a mark of its own takes no colon.
pub(super) fn whole_title(page: &crate::model::Page, report: &Report) -> String {
    let name = page.name();
    match &report.subtitle {
        Some(subtitle) if name.ends_with(['?', '!', '.', ':', '…']) => format!("{name} {}", subtitle.value),
        Some(subtitle) => format!("{name}: {}", subtitle.value),
        None => name.to_string(),
    }
}

pub(super) fn cite(maker: &Maker, report: &Report, corrected: Option<String>) -> Cite {
    let names: Vec<&str> = maker.model.authors(report).map(|author| author.name()).collect();
    let page = maker.page;
    let title = whole_title(page, report);
    let symbol = text(&report.symbol);
    let url = if maker.model.base_url().is_empty() {
        String::new()
    } else {
        maker.model.absolute(&format!("/{}", super::super::path(&page.url)))
    };
    let standing = remark(page, maker.model, maker.theme);
    let this = cite_report(page, maker.model, &standing).unwrap_or_default();
    let para = maker.theme.words.text(&page.language, "para", None).unwrap_or("para.\u{a0}{number}");
    let passage = if page.body().paragraphs.is_empty() { String::new() } else { passage(&this.text, &url, para) };
    let (text, exports) = (this.text.clone(), Exports::of_report(this));
    let marked = Some(html(&marked(&text, &url)));
    Cite {
        authors: names.join(", "),
        title,
        symbol,
        date: edtf(&report.date),
        corrected,
        standing,
        url,
        text,
        marked,
        passage,
        exports,
    }
}

/// A reference as HTML. In a language that is written from the right its address would fall apart, and draw the stop behind it away.
fn marked(text: &str, url: &str) -> String {
    match text.rsplit_once(url).filter(|_| !url.is_empty()) {
        Some((before, after)) => format!("{}<bdi>{}</bdi>{}", escape(before), escape(url), escape(after)),
        None => escape(text),
    }
}

/// A sentence that says that a report does not stand any more, since when, or what to read instead; empty for one that does.
pub fn remark(page: &Page, model: &Model, theme: &Theme) -> String {
    let words = |key: &str| theme.words.text(&page.language, key, None).unwrap_or("");
    let said = match model.report(page).map_or("", Report::standing) {
        "withdrawn" => match model.retraction(page) {
            Some(one) => {
                let date = theme.words.date(&page.language, &one.date.value, Form::Long);
                fill(words("withdrawn-on"), &[("date", &date)])
            }
            None => words("status-withdrawn").to_string(),
        },
        "superseded" => {
            let Some(next) = model.successor(page).map(|id| model.page(id)) else { return String::new() };
            let symbol = model.report(next).and_then(|report| report.symbol.as_ref());
            let title = symbol.map_or_else(|| next.name().to_string(), |symbol| format!("{} ({})", next.name(), symbol.value));
            fill(words("superseded-by"), &[("title", &title)])
        }
        _ => return String::new(),
    };
    if said.is_empty() { said } else { format!("{said}.") }
}

/// A reference with the place of a paragraph put in: its number before the address, and its anchor behind.
fn passage(text: &str, url: &str, para: &str) -> String {
    let stop = |text: &str| text.trim_end().trim_end_matches(['.', ',']).to_string();
    let Some(at) = text.rfind(url).filter(|_| !url.is_empty()) else {
        let place = if url.is_empty() { String::new() } else { format!(" {url}#{{anchor}}") };
        return format!("{}, {para}.{place}", stop(text));
    };
    let (before, after) = (&text[..at], &text[at + url.len()..]);
    if before.trim_end().ends_with(['.', ',']) && after.trim().trim_matches('.').is_empty() {
        return format!("{}, {para}. {url}#{{anchor}}{after}", stop(before));
    }
    format!("{}, {para}.", stop(&format!("{before}{url}#{{anchor}}{after}")))
}

#[cfg(test)]
mod tests {
    use super::{marked, passage};

    #[test]
    fn an_address_is_set_apart() {
        let url = "https://x.example/r/";
        assert_eq!(marked("A & B. 2025. https://x.example/r/.", url), "A &amp; B. 2025. <bdi>https://x.example/r/</bdi>.");
        assert_eq!((marked("A.", url), marked("A.", "")), ("A.".to_string(), "A.".to_string()));
    }

    #[test]
    fn a_paragraph_is_cited_by_number_and_address() {
        let (url, para) = ("https://x.example/r/", "para. {number}");
        let at = |text: &str| passage(text, url, para);
        assert_eq!(at("A. Title. 2025. https://x.example/r/."), "A. Title. 2025, para. {number}. https://x.example/r/#{anchor}.");
        assert_eq!(
            at("Title. Available: https://x.example/r/"),
            "Title. Available: https://x.example/r/#{anchor}, para. {number}."
        );
        assert_eq!(at("Title (2025)."), "Title (2025), para. {number}. https://x.example/r/#{anchor}");
        assert_eq!(passage("Title.", "", para), "Title, para. {number}.");
    }
}
