//! What every template sees as `site`.

use super::{Records, common::listing_path};
use crate::base::FilePath;
use crate::base::address::{Scheme, encoded, scheme};
use crate::document::Kind;
use crate::document::record::Own;
use crate::model::Model;
use crate::render::Theme;
use crate::render::formats::metadata::Licence;
use crate::render::formats::{dataset, evidence};
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

/// The site, in one language.
#[derive(Debug, Serialize)]
pub struct Site {
    /// Its name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// BCP 47 tag of its main language.
    pub language: String,
    /// Address with scheme and host, without a slash at the end; empty if not said.
    pub base_url: String,
    /// Who publishes it.
    pub publisher: String,
    /// Under what terms its texts may be reused; empty if not said.
    pub licence: String,
    /// The same as a name and an address; none if it is not said.
    pub deed: Option<Licence>,
    /// Address of the home page in this language, from the top of the site; empty for the main one.
    pub home: String,
    /// Address of the register of reports in this language.
    pub register: String,
    /// Languages that the site has texts in; empty if there is only one.
    pub languages: Vec<HomeLink>,
    /// The image before the site's name, as the settings say: none, one, or one for each mode.
    pub logos: Vec<Logo>,
    /// The site's menu.
    pub menu: Vec<MenuItem>,
    /// Links at the foot of every page.
    pub footer: Vec<MenuItem>,
    /// How many records there are: `reports`, `actors`, `places`, `sources`, `terms`, `events`, `topics`.
    pub counts: BTreeMap<&'static str, usize>,
    /// Address of the Atom feed from the top of the site; empty if there is none.
    pub feed: String,
    /// Address of the JSON feed from the top of the site; empty if there is none.
    pub json_feed: String,
    /// `cite.bib`, `cite.ris` and `cite.json` stand beside reports and sources.
    pub cite_files: bool,
    /// The theme's settings with the site's values.
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// Free data of chancery.yaml.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// A home page in a language.
#[derive(Debug, Serialize)]
pub struct HomeLink {
    /// The language's name for itself.
    pub name: String,
    /// BCP 47 tag.
    pub language: String,
    /// Its address from the top of the site.
    pub path: String,
    /// It is the language of this page.
    pub current: bool,
}

/// An image before the site's name, 32 pixels high.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Logo {
    /// Its address from the top of the site.
    pub path: String,
    /// What it shows; empty if the name beside it says so.
    pub alt: String,
    /// `light` or `dark`, where there is one for each; else empty.
    pub mode: &'static str,
    /// Its width at that height, in pixels; 0 if it is not known.
    pub width: u32,
}

/// A line of a menu.
#[derive(Debug, Clone, Serialize)]
pub struct MenuItem {
    /// What is shown; empty if `text` says it.
    pub name: String,
    /// Name of a text in the strings file; empty if `name` is shown.
    pub text: String,
    /// Address from the top of the site, or with scheme and host.
    pub href: String,
    /// It leads away from the site.
    pub external: bool,
    /// What `section` is on the pages below it, such as `actors`.
    pub section: String,
}

/// What `site` is made of beside front matter, configuration and theme.
#[derive(Debug, PartialEq)]
pub struct Beside {
    logos: Vec<Logo>,
    /// There is a page of data: texts count, for mentions are data.
    has_data: bool,
}

impl Beside {
    /// As it is now; quick, for it is asked at every update.
    pub fn of(model: &Model, theme: &Theme) -> Beside {
        Beside { logos: logos(model, theme), has_data: dataset::any(model) }
    }
}

/// The site as templates see it, in one language.
pub fn value(model: &Model, theme: &Theme, shared: &Records, beside: &Beside, language: &str) -> Value {
    let config = &model.config;
    let prefix = model.language_prefix(language);
    let has_feed = !model.base_url().is_empty();
    let languages = model.languages();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (name, kind) in KINDS {
        counts.insert(name, model.of_kind(*kind).count());
    }
    counts.insert("topics", shared.topics.len());
    let site = Site {
        title: config.title_in(language).to_string(),
        description: config.description_in(language).to_string(),
        language: config.language.clone(),
        base_url: model.base_url().to_string(),
        publisher: config.publisher_name().to_string(),
        licence: config.licence.clone(),
        deed: Licence::shown(&config.licence),
        home: encoded(&prefix),
        register: listing_path(model, language, "reports/"),
        logos: beside.logos.clone(),
        menu: menu(model, theme, &counts, language),
        footer: footer(model, beside.has_data, &counts, language),
        languages: if languages.len() > 1 {
            let link = |tag: &String| HomeLink {
                name: language_name(theme, tag),
                language: tag.clone(),
                path: encoded(&model.language_prefix(tag)),
                current: tag == language,
            };
            languages.iter().map(link).collect()
        } else {
            Vec::new()
        },
        counts,
        feed: if has_feed { encoded(&format!("{prefix}feed.xml")) } else { String::new() },
        json_feed: if has_feed { encoded(&format!("{prefix}feed.json")) } else { String::new() },
        cite_files: config.exports.citations,
        settings: theme.settings.clone(),
        extra: config.extra.clone(),
    };
    Value::from_serializable(&site)
}

const KINDS: &[(&str, Kind)] = &[
    ("reports", Kind::Report),
    ("actors", Kind::Actor),
    ("places", Kind::Place),
    ("sources", Kind::Source),
    ("terms", Kind::Term),
    ("events", Kind::Event),
];

/// A language's name for itself, from its strings file.
pub fn language_name(theme: &Theme, tag: &str) -> String {
    theme.words.language_name(tag)
}

fn item(text: &str, href: String, section: &str) -> MenuItem {
    MenuItem { name: String::new(), text: text.into(), href, external: false, section: section.into() }
}

/// The images that the settings `logo` and `logo_dark` name.
fn logos(model: &Model, theme: &Theme) -> Vec<Logo> {
    let said = |name: &str| theme.settings.get(name).and_then(|value| value.as_str()).unwrap_or_default();
    let both = !said("logo").is_empty() && !said("logo_dark").is_empty();
    let logo = |name: &str, mode: &'static str| {
        let file = FilePath::new(&format!("static/{}", said(name)))?;
        let size = model.assets.get(&file)?.bytes.size();
        let width = size.map_or(0, |(width, height)| (u64::from(width) * 32).div_ceil(u64::from(height)) as u32);
        let mode = if both { mode } else { "" };
        Some(Logo { path: encoded(said(name)), alt: said("logo_alt").to_string(), mode, width })
    };
    [logo("logo", "light"), logo("logo_dark", "dark")].into_iter().flatten().collect()
}

/// What exists, in the order of the design; then what chancery.yaml adds.
fn menu(model: &Model, theme: &Theme, counts: &BTreeMap<&'static str, usize>, language: &str) -> Vec<MenuItem> {
    let mut items = vec![item("menu-reports", listing_path(model, language, "reports/"), "reports")];
    let records = [
        ("actors", "menu-actors", "actors/"),
        ("events", "menu-events", "events/"),
        ("topics", "menu-topics", "topics/"),
        ("terms", "menu-glossary", "glossary/"),
        ("sources", "menu-sources", "sources/"),
    ];
    for (count, text, path) in records {
        if counts.get(count).is_some_and(|count| *count > 0) {
            items.push(item(text, path.to_string(), path.trim_end_matches('/')));
        }
    }
    items.extend(own(model, language));
    if theme.has(crate::render::formats::search::TEMPLATE) {
        items.push(item("menu-search", listing_path(model, language, "search/"), "search"));
    }
    items
}

/// What chancery.yaml adds to the menu: pages by reference or by address. What leads nowhere was reported elsewhere.
fn own(model: &Model, language: &str) -> Vec<MenuItem> {
    let item = |line: &crate::config::MenuItem| {
        let name = model.config.label_in(&line.label, language).to_string();
        if scheme(&line.page) == Scheme::Web {
            let href = line.page.clone();
            return Some(MenuItem { name, text: String::new(), href, external: true, section: String::new() });
        }
        let (href, section) = match line.page.strip_prefix('/') {
            Some(address) => (encoded(address), address.trim_end_matches('/').to_string()),
            None => {
                let page = model.plain_in(model.page(model.find(&line.page, &[])?), language);
                (super::path(&page.url), page.key.clone())
            }
        };
        Some(MenuItem { name, text: String::new(), href, external: false, section })
    };
    model.config.menu.iter().filter_map(item).collect()
}

fn footer(model: &Model, has_data: bool, counts: &BTreeMap<&'static str, usize>, language: &str) -> Vec<MenuItem> {
    let mut items = vec![item("menu-reports", listing_path(model, language, "reports/"), "reports")];
    for (count, text, path) in
        [("places", "menu-places", "places/"), ("terms", "menu-glossary", "glossary/"), ("sources", "menu-sources", "sources/")]
    {
        if counts.get(count).is_some_and(|count| *count > 0) {
            items.push(item(text, path.to_string(), path.trim_end_matches('/')));
        }
    }
    items.push(item("menu-authors", "authors/".into(), "authors"));
    items.push(item("menu-corrections", "corrections/".into(), "corrections"));
    if evidence::is_made(model) {
        items.push(item("menu-evidence", evidence::PATH.into(), "evidence"));
    }
    if has_data {
        items.push(item("menu-data", "data/".into(), "data"));
    }
    for page in model.of_kind(Kind::Plain) {
        if model.plain_in(page, language).id != page.id {
            continue;
        }
        if matches!(&page.record.own, Own::Plain(plain) if plain.in_footer) {
            let (name, href) = (page.printed_name().into_owned(), super::path(&page.url));
            items.push(MenuItem { name, text: String::new(), href, external: false, section: page.key.clone() });
        }
    }
    if !model.base_url().is_empty() {
        items.push(item("menu-feed", listing_path(model, language, "feed.xml"), ""));
    }
    items
}
