//! What the site says of itself in its other languages.

use super::Config;
use std::collections::BTreeMap;

/// The site's own words in a language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translation {
    /// The site's name; empty if it has the same name.
    pub title: String,
    /// One sentence about it; empty if only the main language has one.
    pub description: String,
    /// Labels of the menu by those of the main language.
    pub menu: BTreeMap<String, String>,
    /// Titles of topics, by the slugs of the words that reports use.
    pub topics: BTreeMap<String, String>,
}

impl Config {
    /// The site's name in a language.
    pub fn title_in(&self, language: &str) -> &str {
        self.in_language(language, |one| one.title.as_str()).unwrap_or(&self.title)
    }

    /// One sentence about the site in a language.
    pub fn description_in(&self, language: &str) -> &str {
        self.in_language(language, |one| one.description.as_str()).unwrap_or(&self.description)
    }

    /// A label of the menu in a language.
    pub fn label_in<'a>(&'a self, label: &'a str, language: &str) -> &'a str {
        self.in_language(language, |one| one.menu.get(label).map_or("", String::as_str)).unwrap_or(label)
    }

    /// The title of a topic in a language, by its slug; `None` where it has none of its own.
    pub fn topic_in(&self, slug: &str, language: &str) -> Option<&str> {
        self.in_language(language, |one| one.topics.get(slug).map_or("", String::as_str))
    }

    fn in_language<'a>(&'a self, language: &str, pick: impl Fn(&'a Translation) -> &'a str) -> Option<&'a str> {
        self.translations.get(language).map(pick).filter(|text| !text.is_empty())
    }
}
