//! What stands in the head of a page for programs: Highwire `citation_*`, Dublin Core, Open Graph, JSON-LD.
//!
//! Addresses are absolute, so a site without `base_url` has none of them.

mod licence;
mod linked;
mod linked_report;

use crate::base::address::{encoded, of_doi};
use crate::base::text::typeset;
use crate::document::Kind;
use crate::document::Line;
use crate::document::record::{ActorSort, Own, Report, Text, When};
use crate::model::citation::html::safe;
use crate::model::citation::item::Work;
use crate::model::citation::{person, this};
use crate::model::{Model, Page};
use crate::render::identifiers;
use crate::render::values::common::{asset, asset_size};
use serde::Serialize;

pub use licence::Licence;
pub use linked::{licence_data, linked_data, script_json};

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
    /// `alternate`, `cite-as`, `describedby`, `item` or `license`.
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
        dublin_core(&mut out, page, &work, model, &url);
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
        out.name("citation_author", person::name(author).inverted());
        if let Own::Actor(actor) = &author.record.own {
            let part_of = model.whole_of(actor);
            out.name("citation_author_institution", part_of.map_or("", |id| model.page(id).name()));
            out.name("citation_author_orcid", identifiers::of_actor(actor, "orcid"));
        }
    }
    if authors.is_empty() {
        out.name("citation_author", model.config.publisher_name());
    }
    out.name("citation_publication_date", work.begins("issued").replace('-', "/"));
    out.name("citation_technical_report_institution", work.text("publisher"));
    out.name("citation_technical_report_number", work.text("number"));
    out.name("citation_publisher", work.text("publisher"));
    out.name("citation_doi", work.text("DOI"));
    out.name("citation_language", page.language.as_str());
    out.name("citation_keywords", topics(page, report, model).join("; "));
    out.name("citation_fulltext_html_url", url);
    out.name("citation_abstract_html_url", url);
    out.name("citation_pdf_url", pdf_address(page, model));
}

fn dublin_core(out: &mut Metas, page: &Page, work: &Work, model: &Model, url: &str) {
    out.name("DC.title", work.text("title"));
    // A collection has editors; whoever translated or edited beside an author contributed.
    let [authors, editors, translators] = ["author", "editor", "translator"].map(|role| work.names(role));
    let creators = if authors.is_empty() { &editors } else { &authors };
    creators.iter().for_each(|name| out.name("DC.creator", name.inverted()));
    let contributors = editors.iter().filter(|_| !authors.is_empty()).chain(&translators);
    contributors.for_each(|name| out.name("DC.contributor", name.inverted()));
    out.name("DC.publisher", work.text("publisher"));
    out.name("DC.date", work.edtf("issued"));
    out.name("DC.type", "Text");
    out.name("DC.language", page.language.as_str());
    let doi = work.text("DOI");
    out.name("DC.identifier", if doi.is_empty() { url.to_string() } else { format!("doi:{doi}") });
    out.name("DC.rights", work.text("license"));
    let successor = model.successor(page).map_or(String::new(), |id| address(model.page(id), model));
    out.name("DCTERMS.isReplacedBy", successor);
    out.name("DC.description", description(page, model));
}

fn open_graph(out: &mut Metas, page: &Page, model: &Model, url: &str) {
    let property = "property";
    let report = model.report(page);
    let title = report.map_or_else(|| page.name().to_string(), |report| this::title(page, report));
    out.put(property, "og:title", typeset(&title, &page.language).into_owned());
    let sort = match &page.record.own {
        Own::Report(_) => "article",
        Own::Actor(actor) if actor.sort.value == ActorSort::Person => "profile",
        _ => "website",
    };
    out.put(property, "og:type", sort);
    out.put(property, "og:url", url);
    out.put(property, "og:site_name", model.config.title_in(&page.language));
    out.put(property, "og:description", description(page, model));
    out.put(property, "og:locale", page.language.replace('-', "_"));
    if let Some((image, size)) = image(page, model) {
        out.put(property, "og:image", image);
        for (name, pixels) in [("og:image:width", size.0), ("og:image:height", size.1)] {
            out.put(property, name, if pixels > 0 { pixels.to_string() } else { String::new() });
        }
    }
    if let Some(report) = report {
        out.put(property, "article:published_time", day(&report.date));
        out.put(property, "article:modified_time", modified(page, model));
        for topic in topics(page, report, model) {
            out.put(property, "article:tag", topic);
        }
    }
}

/// `<link>` elements of a report: how to cite it, its licence, its PDF, its metadata.
pub fn related(page: &Page, model: &Model) -> Vec<Related> {
    let mut out = Vec::new();
    if let Some(report) = model.report(page) {
        if let Some(doi) = &report.doi {
            out.push(Related { rel: "cite-as", href: of_doi(&doi.value), media_type: "" });
        }
        let licence = report.licence.as_ref().map_or(model.config.licence.as_str(), |licence| &licence.value);
        if let Some(href) = licence::address(licence).filter(|href| safe(href)) {
            out.push(Related { rel: "license", href, media_type: "" });
        }
    }
    // It lies beside the page. As another form of it for browsers, and as what the page describes for programs.
    if let Some(printed) = model.printed(page) {
        for rel in ["alternate", "item"] {
            out.push(Related { rel, href: encoded(printed.path.name()), media_type: "application/pdf" });
        }
    }
    if model.config.exports.citations && matches!(page.kind, Kind::Report | Kind::Source) {
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

/// A page's address with scheme and host; empty where the site has none.
fn address(page: &Page, model: &Model) -> String {
    absolute(&crate::render::values::path(&page.url), model)
}

/// The address of a report's PDF with scheme and host; empty where there is none.
fn pdf_address(page: &Page, model: &Model) -> String {
    model.printed(page).map_or_else(String::new, |printed| absolute(&crate::render::values::path(&printed.url), model))
}

/// An encoded address, seen from the top of the site, with scheme and host; empty where the site has none.
fn absolute(path: &str, model: &Model) -> String {
    if model.base_url().is_empty() { String::new() } else { model.absolute(&format!("/{path}")) }
}

/// The image of a page, with its width and height in pixels: a report's cover, or that of an actor.
fn image(page: &Page, model: &Model) -> Option<(String, (u32, u32))> {
    let written = match &page.record.own {
        Own::Report(report) => report.cover.as_ref(),
        Own::Actor(actor) => actor.image.as_ref(),
        _ => None,
    }?;
    let image = absolute(&asset(model, page, written)?, model);
    (!image.is_empty()).then(|| (image, asset_size(model, page, written)))
}

/// The topics of a report as readers see them.
pub(super) fn topics<'a>(page: &Page, report: &'a Report, model: &'a Model) -> Vec<&'a str> {
    report.topics.iter().map(|topic| model.topic_title(&topic.value, &page.language)).collect()
}

fn description(page: &Page, model: &Model) -> String {
    plain(&page.record.summary, model)
}

fn plain(text: &Option<Line>, model: &Model) -> String {
    text.as_ref().map(|text| crate::render::html::inline_plain(text, Some(model))).unwrap_or_default()
}

fn text(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", |text| &text.value)
}

fn day(date: &Option<When>) -> String {
    date.as_ref().map(|date| date.value.start_iso()).unwrap_or_default()
}

/// The day of the last change that a reader is told of.
fn modified(page: &Page, model: &Model) -> String {
    model.last_change(page).map(|point| point.iso()).unwrap_or_default()
}
