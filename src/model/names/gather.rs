//! From records to names: which fields name a record, and how each name is matched.

use super::{Bearer, Class, Fit, Known, LONGEST, Language, Tongue};
use crate::base::{Fault, FilePath};
use crate::config::Config;
use crate::document::Kind;
use crate::document::record::{ActorSort, Linking, Name, NameSort, Own, Record, Text, borne};
use crate::model::inflect::plurals;
use crate::model::mention::fold;
use crate::model::{Page, PageId, words};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is gathered on the way to `Names`.
pub(super) struct Gather {
    site: Language,
    /// Languages in which some page is written: a name that is a common word in one of them is risky.
    languages: Vec<Language>,
    pub found: Vec<(Vec<u8>, Bearer)>,
    pub records: Vec<Known>,
    pub by_key: FxHashMap<(Kind, String), u32>,
    pub by_page: FxHashMap<PageId, u32>,
    pub faults: Vec<(FilePath, Fault)>,
}

/// A name on its way in.
struct Entry<'a> {
    text: &'a Text,
    class: Class,
    fit: Fit,
    tongue: Tongue,
    force: bool,
    /// The language whose plurals it takes.
    plural: Option<Language>,
}

impl Gather {
    pub fn new<'p>(pages: impl Iterator<Item = &'p Page>, config: &Config) -> Self {
        let site = Language::new(&config.language);
        let mut languages = vec![site];
        for page in pages {
            let language = Language::new(&page.language);
            if !languages.contains(&language) {
                languages.push(language);
            }
        }
        Gather {
            site,
            languages,
            found: Vec::new(),
            records: Vec::new(),
            by_key: FxHashMap::default(),
            by_page: FxHashMap::default(),
            faults: Vec::new(),
        }
    }

    /// Takes in the names of one record.
    pub fn page(&mut self, page: &Page) {
        if matches!(page.kind, Kind::Source | Kind::Plain) {
            return;
        }
        let record = &*page.record;
        let index = self.records.len() as u32;
        self.records.push(Known::new(page, record));
        self.by_key.entry((page.kind, page.key.clone())).or_insert(index);
        self.by_page.insert(page.id, index);
        let full = |text, force| Entry { text, class: Class::Full, fit: Fit::Exact, tongue: Tongue::Any, force, plural: None };
        match &record.own {
            Own::Actor(actor) => {
                let person = actor.sort.value == ActorSort::Person;
                self.names(page, &actor.names, person);
                for descriptor in &actor.descriptors {
                    self.add(page, Entry { class: Class::Descriptor, ..full(descriptor, true) });
                }
                for demonym in &actor.demonyms {
                    self.add(page, Entry { class: Class::Demonym, ..full(demonym, true) });
                }
            }
            Own::Place(place) => {
                self.names(page, &place.names, false);
                for adjective in &place.adjectives {
                    self.add(page, Entry { class: Class::Demonym, ..full(adjective, true) });
                }
            }
            Own::Term(term) => {
                let language = term.language.as_ref().map_or(self.site, |text| Language::new(&text.value));
                for text in std::iter::once(&record.name).chain(&term.forms) {
                    self.term(page, text, language, term.force);
                }
                if let Some(text) = &term.abbreviation {
                    let plural = Some(language);
                    self.add(page, Entry { plural, ..full(text, term.force) });
                }
                for (tag, text) in &term.foreign {
                    let language = Language::new(tag);
                    let tongue = if is_proper(&text.value) { Tongue::Any } else { Tongue::Of(language, language) };
                    let entry = Entry { tongue, fit: term_fit(&text.value), plural: Some(language), ..full(text, term.force) };
                    self.add(page, entry);
                }
            }
            _ => self.add(page, full(&record.name, false)),
        }
    }

    /// The main name and the other names of an actor or place.
    fn names(&mut self, page: &Page, names: &[Name], person: bool) {
        let main = &page.record.name;
        let main_words: FxHashSet<&str> = main.value.split_whitespace().collect();
        let forced = names.iter().any(|name| name.force && name.name.value == main.value);
        let entry = |text, class, force| Entry { text, class, fit: Fit::Exact, tongue: Tongue::Any, force, plural: None };
        self.add(page, entry(main, Class::Full, forced));
        for name in names {
            // A part of a person's name is a short form, whatever the list calls it.
            let count = name.name.value.split_whitespace().count();
            let part =
                person && count < main_words.len() && name.name.value.split_whitespace().all(|word| main_words.contains(word));
            let class = match name.sort {
                NameSort::Shadow => Class::Shadow,
                NameSort::Short => Class::Short,
                _ if part && !name.force => Class::Short,
                _ => Class::Full,
            };
            self.add(page, entry(&name.name, class, name.force || class == Class::Shadow));
        }
    }

    fn term(&mut self, page: &Page, text: &Text, language: Language, force: bool) {
        let tongue = if is_proper(&text.value) { Tongue::Any } else { Tongue::Of(self.site, language) };
        let fit = term_fit(&text.value);
        self.add(page, Entry { text, class: Class::Full, fit, tongue, force, plural: Some(language) });
    }

    fn add(&mut self, page: &Page, entry: Entry<'_>) {
        let spelling = fold::tidy(&entry.text.value);
        let key = fold::fold(&spelling);
        if key.is_empty() || key.len() > LONGEST || !spelling.chars().any(char::is_alphanumeric) {
            return;
        }
        if !entry.force
            && let Some(reason) = self.risk(&spelling, &entry)
        {
            // The title of a report or event may well be a common word; it is then simply not looked for.
            if !matches!(page.kind, Kind::Report | Kind::Event) {
                let message = format!("`{spelling}` is not looked for in prose, because {reason}");
                let help = match page.kind {
                    Kind::Term => "add `force: true` to the term if it shall be found all the same, or give it a longer name",
                    _ => "add `force: true` to this name in `names:` if it shall be found all the same, or write a longer one",
                };
                let fault = Fault::new("risky-name", entry.text.range.clone(), message).with_help(help);
                self.faults.push((page.path.clone(), fault));
            }
            return;
        }
        let record = self.records.len() as u32 - 1;
        let bearer = |spelling: &str, made| Bearer {
            record,
            spelling: spelling.into(),
            class: entry.class,
            fit: entry.fit,
            tongue: entry.tongue,
            made,
            range: entry.text.range.clone(),
        };
        for plural in entry.plural.iter().flat_map(|language| plurals(&spelling, language.tag())) {
            let key = fold::fold(&plural);
            self.found.push((key, bearer(&plural, true)));
        }
        self.found.push((key, bearer(&spelling, false)));
    }

    /// Why a name would be found where it is not meant.
    fn risk(&self, spelling: &str, entry: &Entry<'_>) -> Option<String> {
        let letters = spelling.chars().filter(|c| !c.is_whitespace()).count();
        let unspaced = spelling.chars().any(fold::is_unspaced);
        if letters <= 2 && !unspaced {
            return Some(format!("it has only {}", if letters == 1 { "one letter" } else { "two letters" }));
        }
        let capitals = letters >= 3 && spelling.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if spelling.contains(' ') || (entry.fit == Fit::Exact && capitals) {
            return None;
        }
        let low = spelling.to_lowercase();
        let among: &[Language] = match &entry.tongue {
            Tongue::Of(_, own) => std::slice::from_ref(own),
            Tongue::Any => &self.languages,
        };
        let language = among.iter().find(|language| words::is_common(&low, language.tag()))?;
        Some(format!("it is a common word ({})", language.tag()))
    }
}

impl Known {
    fn new(page: &Page, record: &Record) -> Self {
        let sort = match &record.own {
            Own::Actor(actor) => Some(actor.sort.value),
            _ => None,
        };
        let rank = match (page.kind, sort) {
            (_, Some(ActorSort::Person)) => 0,
            (_, Some(ActorSort::State)) | (Kind::Place, _) => 3,
            (Kind::Term, _) => 2,
            _ => 1,
        };
        let usual = match sort {
            Some(ActorSort::State | ActorSort::Bloc | ActorSort::Alliance) => Linking::Page,
            _ => Linking::Section,
        };
        Known {
            page: page.id,
            kind: page.kind,
            key: page.key.clone(),
            linking: record.link.as_ref().map_or(usual, |link| link.value),
            rank,
            person: sort == Some(ActorSort::Person),
            office: sort == Some(ActorSort::Office),
            ground: rank == 3,
            words: person_words(record),
        }
    }
}

/// The words of all names of a person; none for others.
fn person_words(record: &Record) -> Box<[Box<str>]> {
    let Own::Actor(actor) = &record.own else { return Box::default() };
    if actor.sort.value != ActorSort::Person {
        return Box::default();
    }
    let names = borne(&actor.names).map(|name| &name.name);
    let mut words: Vec<Box<str>> =
        std::iter::once(&record.name).chain(names).flat_map(|name| name.value.split_whitespace()).map(Into::into).collect();
    words.sort_unstable();
    words.dedup();
    words.into()
}

/// Whether a term is a proper name: it is looked for in every language.
fn is_proper(term: &str) -> bool {
    term.trim_start().chars().next().is_some_and(char::is_uppercase)
}

/// How a term's letters must fit.
fn term_fit(term: &str) -> Fit {
    if term.chars().any(char::is_uppercase) { Fit::Proper } else { Fit::Folded }
}
