//! From records to names: which fields name a record, and how each name is matched.

use super::{Bearer, Class, Fit, Known, LONGEST, Language, Tongue};
use crate::base::{Fault, FilePath};
use crate::config::Config;
use crate::document::Kind;
use crate::document::record::{ActorSort, Linking, Name, NameSort, Own, Record, Term, Text};
use crate::model::inflect::{CHANGE_NAMES, forms, name_forms};
use crate::model::mention::fold;
use crate::model::{Page, PageId, words};
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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
    forms: Forms,
}

/// The forms that a name has besides the one that is written.
#[derive(Clone, Copy)]
enum Forms {
    None,
    /// Those of a term of a language.
    Term(Language),
    /// Those that texts of some languages give to a name.
    Name {
        person: bool,
    },
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
        let full =
            |text, force| Entry { text, class: Class::Full, fit: Fit::Exact, tongue: Tongue::Any, force, forms: Forms::None };
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
            Own::Term(term) => self.forms_of(page, term),
            _ => self.add(page, full(&record.name, false)),
        }
    }

    /// The main name and the other names of an actor or place.
    fn names(&mut self, page: &Page, names: &[Name], person: bool) {
        let main = &page.record.name;
        let main_words: FxHashSet<&str> = main.value.split_whitespace().collect();
        let forced = names.iter().any(|name| name.force && name.name.value == main.value);
        let forms = Forms::Name { person };
        let entry = |text, class, force| Entry { text, class, fit: Fit::Exact, tongue: Tongue::Any, force, forms };
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
            let own = name.language.as_ref().map(|tag| Language::new(&tag.value));
            let forms = if own.is_some_and(|own| !CHANGE_NAMES.contains(&own.tag())) { Forms::None } else { forms };
            self.add(page, Entry { forms, ..entry(&name.name, class, name.force || class == Class::Shadow) });
        }
    }

    /// The forms of a term in its own language, and in others.
    fn forms_of(&mut self, page: &Page, term: &Term) {
        let name = &page.record.name;
        let own = term.language.as_ref().map_or(self.site, |text| Language::new(&text.value));
        for text in std::iter::once(name).chain(&term.forms) {
            self.term(page, text, own, term.force);
        }
        let entry = |text, tongue, forms| Entry { text, class: Class::Full, fit: Fit::Exact, tongue, force: term.force, forms };
        if let Some(text) = &term.abbreviation {
            self.add(page, entry(text, Tongue::Any, Forms::Term(own)));
        }
        for (tag, text) in &term.foreign {
            let language = Language::new(tag);
            let within = Tongue::Of(language, language);
            // The word itself, taken into another language, keeps its forms there.
            let taken = text.value == name.value && language != own;
            let forms = Forms::Term(if taken { own } else { language });
            let tongue = if is_proper(&text.value, language) { Tongue::Any } else { within };
            self.add(page, Entry { fit: term_fit(&text.value), ..entry(text, tongue, forms) });
            for text in term.forms.iter().filter(|_| taken) {
                self.add(page, Entry { fit: term_fit(&text.value), ..entry(text, within, forms) });
            }
        }
    }

    fn term(&mut self, page: &Page, text: &Text, language: Language, force: bool) {
        let tongue = match text.value.trim().contains(' ') {
            _ if is_proper(&text.value, language) => Tongue::Any,
            true => Tongue::Of(self.site, language),
            // `location` is French in the glossary and English in an English text: a word of another language is looked for
            // where `foreign` says so.
            false => Tongue::Of(language, language),
        };
        let fit = term_fit(&text.value);
        self.add(page, Entry { text, class: Class::Full, fit, tongue, force, forms: Forms::Term(language) });
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
        let marks = |text: &str| text.nfd().filter(|c| is_combining_mark(*c)).count();
        let bearer = |spelling: &str, tongue, made, umlaut| Bearer {
            record,
            spelling: spelling.into(),
            class: entry.class,
            fit: entry.fit,
            tongue,
            made,
            umlaut,
            range: entry.text.range.clone(),
        };
        let mut made: Vec<(String, Tongue, bool)> = Vec::new();
        let mut add = |forms: Vec<String>, language: Language, tongue: Tongue| {
            let umlaut = |form: &str| language.tag() == "de" && marks(form) > marks(&spelling);
            made.extend(forms.into_iter().map(|form| {
                let umlaut = umlaut(&form);
                (form, tongue, umlaut)
            }));
        };
        match entry.forms {
            Forms::None => {}
            Forms::Term(language) => add(forms(&spelling, language.tag()), language, entry.tongue),
            Forms::Name { person } => {
                for language in self.languages.iter().filter(|language| CHANGE_NAMES.contains(&language.tag())) {
                    let tongue = Tongue::Of(*language, *language);
                    add(name_forms(&spelling, language.tag(), person), *language, tongue);
                }
            }
        }
        self.found.extend(made.iter().map(|(form, tongue, umlaut)| (fold::fold(form), bearer(form, *tongue, true, *umlaut))));
        self.found.push((key, bearer(&spelling, entry.tongue, false, false)));
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
            Tongue::Of(one, other) => &[*one, *other],
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
            republic: rank == 3
                && record.names().any(|name| name.split_once(" Republic of ").is_some_and(|(before, _)| before != "The")),
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
    let mut words: Vec<Box<str>> = record.names().flat_map(str::split_whitespace).map(Into::into).collect();
    words.sort_unstable();
    words.dedup();
    words.into()
}

/// Whether a term of a language is a proper name: it is looked for in every language. Of a German word its first letter does
/// not tell.
fn is_proper(term: &str, language: Language) -> bool {
    let skip = usize::from(language.tag() == "de");
    let is_capital = |word: &str| word.chars().nth(skip).is_some_and(char::is_uppercase);
    if skip == 0 { is_capital(term.trim_start()) } else { term.split_whitespace().any(is_capital) }
}

/// How a term's letters must fit.
fn term_fit(term: &str) -> Fit {
    if term.chars().any(char::is_uppercase) { Fit::Proper } else { Fit::Folded }
}
