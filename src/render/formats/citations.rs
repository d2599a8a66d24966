//! `cite.bib`, `cite.ris` and `cite.json` beside every report and source, and what a report cites as `sources.bib`,
//! `sources.ris` and `sources.json`.

use super::json_bytes;
use crate::base::OutPath;
use crate::document::Kind;
use crate::model::citation::item::Work;
use crate::model::citation::{bibtex, ris, this};
use crate::model::{Model, Page};
use crate::render::values::report::texts::remark;
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};
use rayon::prelude::*;
use std::sync::Arc;

/// Citations for reference managers.
pub static CITATIONS: Format = Format::new("citation", plan, render).by_heads().transient();

/// The files beside a page of a kind.
pub fn names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Report => &["cite.bib", "cite.ris", "cite.json", "sources.bib", "sources.ris", "sources.json"],
        Kind::Source => &["cite.bib", "cite.ris", "cite.json"],
        _ => &[],
    }
}

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    if !model.config.exports.citations {
        return;
    }
    let routes = |page: &Arc<Page>| {
        let html = page.url.out();
        let folder = html.as_str().strip_suffix("index.html");
        let path = |name: &&str| OutPath::new(&format!("{}{name}", folder?)).ok();
        let (subject, origin) = (Subject::Page(page.id), Some(page.path.clone()));
        let route = |path| Route { path, format: &CITATIONS, subject: subject.clone(), origin: origin.clone() };
        names(page.kind).iter().filter_map(path).map(route).collect::<Vec<_>>()
    };
    planner.routes.par_extend(model.pages.par_iter().flat_map_iter(routes));
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::Page(id) = route.subject else { return Ok(Vec::new()) };
    let (model, page) = (view.model, view.model.page(id));
    let name = route.path.as_str().rsplit('/').next().unwrap_or("");
    if name.starts_with("sources.") {
        // In the order of the page's own list.
        let rendered = model.library.report(page, model);
        let works = rendered.bibliography.iter().filter_map(|(source, _)| model.library.work(*source));
        return Ok(bytes(name, works.collect()));
    }
    let own;
    let work = match page.kind {
        Kind::Source => model.library.work(id),
        _ => {
            own = this::marked_work(page, model, &remark(page, model, view.theme));
            own.as_ref()
        }
    };
    Ok(bytes(name, work.into_iter().collect()))
}

/// Some works in the form that a file's name asks for.
pub(super) fn bytes(name: &str, works: Vec<&Work>) -> Vec<u8> {
    match name.rsplit('.').next() {
        Some("bib") => bibtex::list(works.into_iter()).into_bytes(),
        Some("ris") => ris::list(works.into_iter()).into_bytes(),
        _ => json_bytes(&works.into_iter().map(|work| &work.json).collect::<Vec<_>>()),
    }
}
