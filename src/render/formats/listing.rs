//! Pages that list others: home, the register, indexes, the glossary, the timeline, topics, corrections, evidence, 404.

use super::evidence;
use super::page::frame;
use crate::base::address::{is_page, on_site};
use crate::base::{Fault, UrlPath, text};
use crate::document::Kind;
use crate::model::Model;
use crate::render::values::listing;
use crate::render::{Format, Listing, Planner, RenderFault, Route, Subject, Theme, View};
use tera::Context;

/// `index.html`, `actors/index.html` …
pub static LISTING: Format = Format::new("listing", plan, render).by_heads();

/// `data/index.html`, a listing like the others: whether there is anything to list comes of texts, too.
pub static DATA_LISTING: Format = Format::new("list of data", plan_data, render);

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    for (url, listing, language) in listings(model) {
        // What stood at an address and was withdrawn stands in chancery.yaml; everything else comes of the site as a whole.
        let origin = matches!(listing, Listing::Withdrawn(_)).then(crate::config::path);
        let subject = Subject::Listing(Box::new((listing, language)));
        planner.routes.push(Route { path: url.out(), format: &LISTING, subject, origin });
    }
    super::topics::check(model, planner);
    for one in model.config.withdrawn.iter().filter(|one| is_page(&one.address.value)) {
        let place = one.address.range.clone();
        match on_site(&one.address.value) {
            Ok(url) => planner.places.push((url.out(), crate::config::path(), place)),
            Err(reason) => {
                let message =
                    format!("`{}` cannot be the address of something withdrawn: {reason}", text::shown(&one.address.value));
                let fault = Fault::new("odd-address", place, message).with_help("write the path alone, such as `/reports/x/`");
                planner.faults.push((crate::config::path(), fault));
            }
        }
    }
}

fn plan_data(model: &Model, _: &Theme, planner: &mut Planner) {
    if let (true, Ok(url)) = (super::dataset::any(model), UrlPath::new("/data/")) {
        let subject = Subject::Listing(Box::new((Listing::Data, model.config.language.clone())));
        planner.routes.push(Route { path: url.out(), format: &LISTING, subject, origin: None });
    }
}

/// Every page that lists others by what front matter says: its address, what it lists, and its language. Home and the register exist in each
/// language that the site has texts in, everything else in the main one.
fn listings(model: &Model) -> Vec<(UrlPath, Listing, String)> {
    let main = model.config.language.clone();
    let mut found = Vec::new();
    let mut add = |path: &str, listing: Listing, language: &str| {
        // Tags and slugs make portable paths; one that does not is a page less, not a broken build.
        if let Ok(url) = UrlPath::new(path) {
            found.push((url, listing, language.to_string()));
        }
    };
    for language in model.languages() {
        let prefix = model.language_prefix(&language);
        add(&format!("/{prefix}"), Listing::Home, &language);
        add(&format!("/{prefix}reports/"), Listing::Reports, &language);
    }
    let has = |kind: Kind| model.of_kind(kind).next().is_some();
    let records = [
        (Kind::Actor, "/actors/", Listing::Actors),
        (Kind::Place, "/places/", Listing::Places),
        (Kind::Source, "/sources/", Listing::Sources),
        (Kind::Term, "/glossary/", Listing::Glossary),
        (Kind::Event, "/events/", Listing::Events),
    ];
    for (_, path, listing) in records.into_iter().filter(|(kind, ..)| has(*kind)) {
        add(path, listing, &main);
    }
    let topics: Vec<&String> = model.topics().keys().filter(|slug| !slug.is_empty()).collect();
    if !topics.is_empty() {
        add("/topics/", Listing::Topics, &main);
    }
    for slug in topics {
        add(&format!("/topics/{slug}/"), Listing::Topic(slug.clone()), &main);
    }
    add("/authors/", Listing::Authors, &main);
    add("/corrections/", Listing::Corrections, &main);
    if evidence::is_made(model) {
        add(&format!("/{}", evidence::PATH), Listing::Evidence, &main);
    }
    for (at, one) in model.config.withdrawn.iter().enumerate() {
        if let Some(url) = on_site(&one.address.value).ok().filter(|_| is_page(&one.address.value)) {
            add(url.as_str(), Listing::Withdrawn(at), &main);
        }
    }
    add("/404.html", Listing::NotFound, &main);
    found
}

/// Language and address of a page that stands in each language of the site; none where there is but one.
pub fn alternates(model: &Model, listing: &Listing) -> Vec<(String, String)> {
    let path = match listing {
        Listing::Home => "",
        Listing::Reports => "reports/",
        Listing::Search => "search/",
        _ => return Vec::new(),
    };
    let languages = model.languages();
    let address = |language: String| (format!("/{}{path}", model.language_prefix(&language)), language);
    let all = languages.into_iter().map(address).map(|(address, language)| (language, address));
    if all.len() > 1 { all.collect() } else { Vec::new() }
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::Listing(of) = &route.subject else { return Ok(Vec::new()) };
    let (listing, language) = &**of;
    let (template, context) = context(route, view, listing, language, false);
    view.theme.render(template, &context, None)
}

/// The template of a listing, and what it gets; `whole` also what it does not name.
pub fn context(route: &Route, view: &View, listing: &Listing, language: &str, whole: bool) -> (&'static str, Context) {
    let url = route.path.url();
    let (template, values) = listing::value(view, listing, (language, whole), url.relative());
    // A server shows 404 at any address, so its links cannot be relative.
    let root = if *listing == Listing::NotFound { view.model.base_path() } else { url.root() };
    (template, frame(view, values, section(listing), language, &root))
}

/// The line of the menu that a listing belongs to.
fn section(listing: &Listing) -> &'static str {
    match listing {
        Listing::Home | Listing::Reports => "reports",
        Listing::Actors => "actors",
        Listing::Places => "places",
        Listing::Sources => "sources",
        Listing::Glossary => "glossary",
        Listing::Events => "events",
        Listing::Topics | Listing::Topic(_) => "topics",
        Listing::Authors => "authors",
        Listing::Data => "data",
        Listing::Search => "search",
        Listing::Corrections | Listing::Withdrawn(_) => "corrections",
        Listing::Evidence => "evidence",
        Listing::NotFound => "",
    }
}
