//! What stood at an address and was withdrawn: `withdrawn` in chancery.yaml.

use super::head::Head;
use super::{Html, html};
use crate::base::UrlPath;
use crate::base::address::{encoded, is_page};
use crate::config::Withdrawn;
use crate::document::Kind;
use crate::model::Page;
use crate::render::View;
use crate::render::html::{At, inline_text};
use serde::Serialize;
use tera::Value;

/// Something that was withdrawn.
#[derive(Debug, Serialize)]
pub struct Tombstone {
    /// Its address, without the slash before it.
    pub path: String,
    /// What it was called, or else its address.
    pub title: String,
    /// When it was withdrawn (EDTF); empty where that is not said.
    pub date: String,
    /// Why.
    pub reason: Html,
    /// The page to read instead.
    pub instead: Option<Value>,
}

/// The page at an address at which something stood that was withdrawn.
#[derive(Debug, Serialize)]
pub struct WithdrawnPage {
    /// What stands in the head.
    pub head: Head,
    /// What stood there, and why it is gone.
    pub withdrawn: Option<Tombstone>,
}

/// The page of the `at`th thing that was withdrawn.
pub fn page(view: &View, head: Head, at: usize, address: &str) -> WithdrawnPage {
    let withdrawn = view.model.config.withdrawn.get(at).map(|one| tombstone(view, one, &root(address)));
    WithdrawnPage { head, withdrawn }
}

/// Papers that were withdrawn and have no page any more, newest first, for a page at an address.
pub fn papers(view: &View, address: &str) -> Vec<Tombstone> {
    let mut papers: Vec<&Withdrawn> =
        view.model.config.withdrawn.iter().filter(|one| was_report(view, &one.address.value)).collect();
    papers.sort_by_key(|one| std::cmp::Reverse(one.date.order()));
    let gone = papers.into_iter().map(|one| tombstone(view, one, &root(address)));
    gone.chain(undated(view)).collect()
}

/// Papers that have their page still and were withdrawn, without a correction that says when and why.
fn undated<'a>(view: &'a View) -> impl Iterator<Item = Tombstone> + 'a {
    let model = view.model;
    let withdrawn = |page: &&Page| model.report(page).is_some_and(|report| report.standing() == "withdrawn");
    let silent = model.of_kind(Kind::Report).filter(withdrawn).filter(|page| model.retraction(page).is_none());
    silent.map(|page| Tombstone {
        path: super::path(&page.url),
        title: page.printed_name().into_owned(),
        date: String::new(),
        reason: html(""),
        instead: None,
    })
}

/// Whether a report stood at an address: the ledger knows, or the address says so.
pub fn was_report(view: &View, address: &str) -> bool {
    let mut pages = view.model.ledger.pages.iter();
    let published = pages.any(|(name, page)| name.starts_with("report:") && page.address == address);
    let mut parts = address.split('/').filter(|part| !part.is_empty());
    // `/es/reports/` itself is a list of them.
    published || is_page(address) && parts.any(|part| part == "reports") && parts.next().is_some()
}

fn tombstone(view: &View, one: &Withdrawn, root: &str) -> Tombstone {
    let at = At { model: Some(view.model), root, language: &view.model.config.language, linked: true, ..At::default() };
    let title = if one.title.is_empty() { &one.address.value } else { &one.title };
    Tombstone {
        path: encoded(one.address.value.trim_start_matches('/')),
        title: title.clone(),
        date: one.date.to_string(),
        reason: html(&inline_text(&one.reason, at)),
        instead: one
            .instead
            .as_ref()
            .and_then(|id| view.model.find(&id.value, &[]))
            .map(|id| view.plan.shared.entry(view.model, id)),
    }
}

/// What leads from an address to the top of the site.
fn root(address: &str) -> String {
    UrlPath::new(&format!("/{address}")).map_or(String::new(), |url| url.root())
}
