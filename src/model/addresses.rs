//! Addresses and languages of the site as a whole.

use super::{Family, Model, Page, PageId};
use crate::base::text::{self, primary_language};
use crate::document::Kind;
use crate::document::record::{Actor, Name, NameSort, Own, Report};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;

impl Model {
    /// Where the site stands on the web, without a slash at the end; empty if nobody said.
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_deref().unwrap_or(&self.config.base_url).trim_end_matches('/')
    }

    /// An address of the site with scheme and host, or as it is where the site has none.
    pub fn absolute(&self, address: &str) -> String {
        format!("{}{address}", self.base_url())
    }

    /// The path below which the site stands on its host, with a slash at its end: `/` or `/papers/`.
    pub fn base_path(&self) -> String {
        let after_scheme = self.base_url().split_once("://").map_or("", |(_, rest)| rest);
        let path = after_scheme.split_once('/').map_or("", |(_, path)| path);
        if path.is_empty() { "/".into() } else { format!("/{path}/") }
    }

    /// The languages that the site has texts in: the main one first, the others in order of tag.
    pub fn languages(&self) -> Vec<String> {
        let mut others: Vec<String> =
            self.pages.iter().map(|page| page.language.clone()).filter(|language| !self.is_main(language)).collect();
        others.sort();
        others.dedup();
        others.insert(0, self.config.language.clone());
        others
    }

    /// Whether a tag is that of the site's main language.
    pub fn is_main(&self, language: &str) -> bool {
        language.eq_ignore_ascii_case(&self.config.language)
    }

    /// What addresses of a language begin with, without the first slash: empty for the main one, else `es/`.
    pub fn language_prefix(&self, language: &str) -> String {
        if self.is_main(language) { String::new() } else { format!("{language}/") }
    }

    /// Language and address of a text and of its translations, where there are any; the text itself is among them.
    pub fn translations(&self, page: &Page) -> Vec<(String, String)> {
        let all: Vec<_> = match (page.kind, self.family(page.id)) {
            (Kind::Report, Some(family)) => {
                let texts = family.texts.iter().map(|id| self.page(*id)).filter(|text| text.version == page.version);
                texts.map(|text| (text.language.clone(), text.url.to_string())).collect()
            }
            (Kind::Plain, _) => self.plain_in_languages(page).map(|text| (text.language.clone(), text.url.to_string())).collect(),
            _ => Vec::new(),
        };
        if all.len() > 1 { all } else { Vec::new() }
    }

    /// The text that stands for a report in a language: its main version, or else the first that there is.
    pub fn text_in(&self, family: &Family, language: &str) -> Option<PageId> {
        let mut own = family.texts.iter().copied().filter(|id| self.page(*id).language == language);
        own.clone().find(|id| self.page(*id).version == self.page(family.main).version).or_else(|| own.next())
    }

    /// Topics as they were first written in a report, by their slugs.
    pub fn topics(&self) -> &BTreeMap<String, String> {
        self.topics.get_or_init(|| {
            let reports = self.families.iter().filter_map(|family| self.report(self.page(family.main)));
            let (mut topics, mut met) = (BTreeMap::new(), FxHashSet::default());
            for written in reports.flat_map(|report| &report.topics).filter(|written| met.insert(written.value.as_str())) {
                topics.entry(text::slug(&written.value)).or_insert_with(|| written.value.clone());
            }
            topics
        })
    }

    /// What a topic is called in a language: the title that chancery.yaml gives it, or else what was written.
    pub fn topic_title<'a>(&'a self, written: &'a str, language: &str) -> &'a str {
        if self.config.topics.is_empty() && self.config.translations.is_empty() {
            return written;
        }
        let slug = text::slug(written);
        if let Some(title) = self.config.topic_in(&slug, language) {
            return title;
        }
        self.config.topics.iter().find(|topic| text::slug(&topic.id) == slug).map_or(written, |topic| &topic.title)
    }

    /// The name that a record has in the language of a page, where that is not the one that it is known by.
    pub fn name_in<'a>(&self, page: &'a Page, language: &str) -> Option<&'a str> {
        let own = match &page.record.own {
            Own::Term(term) => term.language.as_ref().map_or(page.language.as_str(), |tag| &tag.value),
            Own::Actor(_) | Own::Place(_) => &page.language,
            _ => return None,
        };
        let wanted = primary_language(language);
        if primary_language(own) == wanted {
            return None;
        }
        // A name in the very language comes before one in another form of it.
        let pick = |names: &mut dyn Iterator<Item = (&'a str, &'a str)>| {
            let fitting: Vec<_> = names.filter(|(tag, _)| primary_language(tag) == wanted).collect();
            fitting.iter().find(|(tag, _)| *tag == language).or(fitting.first()).map(|(_, name)| *name)
        };
        let of_names = |names: &'a [Name]| {
            let foreign = names.iter().filter(|name| name.sort == NameSort::Foreign);
            pick(&mut foreign.filter_map(|name| Some((name.language.as_ref()?.value.as_str(), name.name.value.as_str()))))
        };
        match &page.record.own {
            Own::Actor(actor) => of_names(&actor.names),
            Own::Place(place) => of_names(&place.names),
            Own::Term(term) => pick(&mut term.foreign.iter().map(|(tag, name)| (tag.as_str(), name.value.as_str()))),
            _ => None,
        }
    }

    /// The same as it is printed, or the name that the record is known by.
    pub fn printed_name_in<'a>(&self, page: &'a Page, language: &str) -> Cow<'a, str> {
        let name = self.name_in(page, language);
        name.map_or_else(|| page.printed_name(), |name| text::typeset(name, language))
    }

    fn plain_in_languages<'a>(&'a self, page: &'a Page) -> impl Iterator<Item = &'a Page> {
        self.of_kind(Kind::Plain).filter(|other| other.key == page.key)
    }

    /// A plain page in a language, where it is written in that; else the page itself.
    pub fn plain_in<'a>(&'a self, page: &'a Page, language: &str) -> &'a Page {
        let mut all = self.plain_in_languages(page).filter(|_| page.kind == Kind::Plain);
        all.find(|other| other.language == language).unwrap_or(page)
    }

    /// Who wrote a report, in the order of its front matter.
    pub fn authors<'a>(&'a self, report: &'a Report) -> impl Iterator<Item = &'a Page> {
        report.authors.iter().filter_map(|credit| self.find(&credit.actor.value, &[Kind::Actor])).map(|id| self.page(id))
    }

    /// What an actor says that it is part of.
    pub fn whole_of(&self, actor: &Actor) -> Option<PageId> {
        self.find(&actor.part_of.as_ref()?.value, &[Kind::Actor])
    }

    /// The fields of a report's text; `None` for other kinds.
    pub fn report<'a>(&self, page: &'a Page) -> Option<&'a Report> {
        match &page.record.own {
            Own::Report(report) => Some(report),
            _ => None,
        }
    }
}
