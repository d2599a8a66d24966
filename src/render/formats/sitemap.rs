//! `sitemap.xml` (sitemaps.org 0.9) and `robots.txt`.

use super::listing::alternates;
use super::xml::{Element, document_of};
use crate::base::address::encoded;
use crate::base::{FilePath, OutPath};
use crate::document::record::Own;
use crate::model::{Model, Page};
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};

/// `sitemap.xml`: needs the site's address.
pub static SITEMAP: Format = Format { name: "sitemap", plan: plan_sitemap, render: sitemap };
/// `robots.txt`.
pub static ROBOTS: Format = Format { name: "robots", plan: plan_robots, render: robots };

fn plan_sitemap(model: &Model, _: &Theme, planner: &mut Planner) {
    if !model.base_url().is_empty() {
        site_route(planner, "sitemap.xml", &SITEMAP, None);
    }
}

fn plan_robots(model: &Model, _: &Theme, planner: &mut Planner) {
    let own = FilePath::new("static/robots.txt").filter(|path| model.assets.contains_key(path));
    site_route(planner, "robots.txt", &ROBOTS, own);
}

fn site_route(planner: &mut Planner, path: &str, format: &'static Format, origin: Option<FilePath>) {
    if let Ok(path) = OutPath::new(path) {
        planner.routes.push(Route { path, format, subject: Subject::Site, origin });
    }
}

fn sitemap(_: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let set = Element::new("urlset").with("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    let set = set.with("xmlns:xhtml", "http://www.w3.org/1999/xhtml");
    Ok(document_of(set, view.plan.routes.iter().filter_map(|route| url(route, view.model))))
}

/// One address, if search engines should know it.
fn url(route: &Route, model: &Model) -> Option<Element> {
    let (page, others) = match &route.subject {
        Subject::Page(id) if route.path.as_str().ends_with(".html") => {
            let page = model.page(*id);
            (Some(page), model.translations(page))
        }
        Subject::Listing(of) if of.0.is_indexed() => (None, alternates(model, &of.0)),
        _ => return None,
    };
    let mut url = Element::new("url").child(Element::new("loc").text(model.absolute(&encoded(route.path.url().as_str()))));
    if let Some(day) = page.and_then(last_change) {
        url = url.child(Element::new("lastmod").text(day));
    }
    for (language, address) in others {
        let address = model.absolute(&encoded(&address));
        url = url.child(Element::new("xhtml:link").with("rel", "alternate").with("hreflang", language).with("href", address));
    }
    Some(url)
}

/// The day of a report's last change, as it says itself; never a file's time.
fn last_change(page: &Page) -> Option<String> {
    let Own::Report(report) = &page.record.own else { return None };
    let days = report
        .corrections
        .iter()
        .map(|correction| correction.date.value)
        .chain(report.updated.iter().chain(&report.date).map(|when| when.value));
    let (year, month, day) = days.map(|date| date.last_point().first()).max()?;
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// What the site says in `static/robots.txt`, or that all are welcome; and where the sitemap is, unless that is said.
fn robots(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let mut text = super::host::own_lines(route, view.model);
    if text.trim().is_empty() {
        text = String::from("User-agent: *\nAllow: /\n");
    }
    let is_said = text.lines().any(|line| line.trim_start().to_ascii_lowercase().starts_with("sitemap:"));
    if !view.model.base_url().is_empty() && !is_said {
        text.push_str(&format!("\nSitemap: {}\n", view.model.absolute("/sitemap.xml")));
    }
    Ok(text.into_bytes())
}
