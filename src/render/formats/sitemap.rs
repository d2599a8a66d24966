//! `sitemap.xml` (sitemaps.org 0.9) and `robots.txt`.

use super::listing::alternates;
use super::xml::{Element, document_of};
use crate::base::address::encoded;
use crate::base::date::day_iso;
use crate::base::{FilePath, OutPath};
use crate::model::{Model, Page};
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};

/// `sitemap.xml`: needs the site's address.
pub static SITEMAP: Format = Format::new("sitemap", plan_sitemap, sitemap);
/// `robots.txt`.
pub static ROBOTS: Format = Format::new("robots", plan_robots, robots);

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
    if let Some(day) = page.and_then(|page| last_change(page, model)) {
        url = url.child(Element::new("lastmod").text(day));
    }
    for (language, address) in others {
        let address = model.absolute(&encoded(&address));
        url = url.child(Element::new("xhtml:link").with("rel", "alternate").with("hreflang", language).with("href", address));
    }
    Some(url)
}

/// The day on which a report changed last, or appeared; none before our era, of which search engines know nothing.
fn last_change(page: &Page, model: &Model) -> Option<String> {
    let appeared = model.report(page)?.date.as_ref().map(|date| date.value.last_point());
    let last = model.last_change(page).into_iter().chain(appeared).map(|point| point.first()).max()?;
    (last.0 > 0).then(|| day_iso(last))
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
