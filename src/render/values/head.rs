//! What stands in the head of a page.

use super::common::Maker;
use super::entries::split_title;
use super::{Html, html};
use crate::base::address::encoded;
use crate::base::text::typeset;
use crate::document::{Kind, Line};
use crate::render::formats::metadata;
use serde::Serialize;

/// What stands in a page's head.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Head {
    /// The title, without the site's name.
    pub title: String,
    /// What the window is called, without the site's name: the title, and the list that it is of. Empty for the home page.
    pub window: String,
    /// One or two sentences, plain.
    pub description: String,
    /// Address with scheme and host; empty where the site has none.
    pub canonical: String,
    /// Addresses of translations: `language` and `href`.
    pub alternates: Vec<Alternate>,
    /// Search engines should not keep it.
    pub noindex: bool,
    /// `<meta>` elements for reference managers and for previews elsewhere.
    pub meta: Vec<Meta>,
    /// `<link>` elements that lead to citations and licences.
    pub related: Vec<Related>,
    /// JSON-LD, safe within a `<script>`; none if there is nothing to say.
    pub linked_data: Option<Html>,
}

/// A translation's address.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// BCP 47 tag.
    pub language: String,
    /// Its address with scheme and host, or from the top of the site where the site has no address.
    pub href: String,
}

/// A `<meta>` element.
#[derive(Debug, Clone, Serialize)]
pub struct Meta {
    /// `name`, or `property` for Open Graph.
    pub attribute: &'static str,
    /// As `citation_title`.
    pub name: &'static str,
    /// What it holds.
    pub content: String,
}

/// A `<link>` element.
#[derive(Debug, Clone, Serialize)]
pub struct Related {
    /// `cite-as`, `describedby` or `license`.
    pub rel: &'static str,
    /// An address; relative ones are relative to the page.
    pub href: String,
    /// Media type; empty if it is not known.
    pub media_type: &'static str,
}

impl Maker<'_> {
    /// What stands in the head of the page.
    pub fn head(&self, title: &str, description: Option<&Line>) -> Head {
        let model = self.model;
        let absolute = |address: &str| model.absolute(&format!("/{}", encoded(address.trim_start_matches('/'))));
        let alternate = |(language, address): (String, String)| Alternate { language, href: absolute(&address) };
        let is_wanted = |part: &str| self.wanted.part("head").is_some_and(|head| head.part(part).is_some());
        let title = typeset(title, &self.page.language).into_owned();
        Head {
            window: self.head_part("window", || self.window(&title)),
            title,
            description: match description.filter(|_| is_wanted("description")) {
                Some(text) => crate::render::html::inline_plain(text, Some(model)),
                None => String::new(),
            },
            canonical: match model.base_url() {
                "" => String::new(),
                _ if is_wanted("canonical") => absolute(self.page.url.as_str()),
                _ => String::new(),
            },
            alternates: self.head_part("alternates", || model.translations(self.page).into_iter().map(alternate).collect()),
            noindex: self.page.unpublished,
            meta: self.head_part("meta", || metadata::head(self.page, model).into_iter().map(meta).collect()),
            related: self.head_part("related", || metadata::related(self.page, model).into_iter().map(related).collect()),
            linked_data: self.head_part("linked_data", || {
                metadata::linked_data(self.page, model).map(|data| html(&metadata::script_json(&data)))
            }),
        }
    }

    fn window(&self, title: &str) -> String {
        let list = match self.page.kind {
            Kind::Report => {
                let symbol = self.model.report(self.page).and_then(|report| report.symbol.as_ref());
                let (short, _) = split_title(title);
                return symbol.map_or_else(|| short.clone(), |symbol| format!("{short} ({})", symbol.value));
            }
            Kind::Plain => return title.to_string(),
            Kind::Actor => "menu-actors",
            Kind::Place => "menu-places",
            Kind::Source => "menu-sources",
            Kind::Term => "menu-glossary",
            Kind::Event => "menu-events",
        };
        format!("{title} – {}", self.theme.words.text(&self.page.language, list, None).unwrap_or_default())
    }

    fn head_part<T: Default>(&self, part: &str, make: impl FnOnce() -> T) -> T {
        self.if_part_wanted("head", part, make)
    }
}

fn meta(from: metadata::Meta) -> Meta {
    Meta { attribute: from.attribute, name: from.name, content: from.content }
}

fn related(from: metadata::Related) -> Related {
    Related { rel: from.rel, href: from.href, media_type: from.media_type }
}
