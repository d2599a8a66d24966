//! Who may be called what: every name of every record, in one automaton.

use super::inflect::plurals;
use super::mention::fold;
use super::words;
use super::{Page, PageId};
use crate::base::{Fault, FilePath, Range};
use crate::config::Config;
use crate::document::Kind;
use crate::document::record::{ActorSort, Linking, Name, NameSort, Own, Record, Text};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// Longest name that is looked for, in bytes.
pub const LONGEST: usize = 300;

/// All names of a site, ready to be found. Its memory is proportional to them.
#[derive(Debug)]
pub struct Names {
    pub(super) automaton: Option<AhoCorasick>,
    /// Positions in `bearers`, by pattern.
    pub(super) patterns: Vec<std::ops::Range<u32>>,
    pub(super) bearers: Vec<Bearer>,
    pub(super) records: Vec<Known>,
    by_key: FxHashMap<(Kind, String), u32>,
    by_page: FxHashMap<PageId, u32>,
}

/// A record that has names.
#[derive(Debug)]
pub(super) struct Known {
    pub page: PageId,
    pub kind: Kind,
    pub key: String,
    pub linking: Linking,
    /// Who is linked first where a paragraph holds too many: persons, organisations, terms, states.
    pub rank: u8,
    pub person: bool,
    pub office: bool,
    /// A state or place: its name may be a part of an unknown longer one (`Mexico City`).
    pub ground: bool,
    /// The words of a person's name: another given name before the family name is somebody else's.
    pub words: Box<[Box<str>]>,
}

/// One name of one record.
#[derive(Debug)]
pub(super) struct Bearer {
    pub record: u32,
    /// As the record writes it, signs and spaces made plain.
    pub spelling: Box<str>,
    pub class: Class,
    pub fit: Fit,
    pub tongue: Tongue,
    /// A form made by rule, not written by anyone.
    pub made: bool,
    /// Where it is written.
    pub range: Range,
}

/// What sort of name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Matched anywhere, and introduces its bearer.
    Full,
    /// Matched only where its bearer was introduced or declared.
    Short,
    /// Counted, not linked.
    Demonym,
    /// Blocks shorter names inside it.
    Shadow,
}

/// How the letters must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// In case; a small first letter may be a capital one.
    Exact,
    /// In any case: a term written in small letters.
    Folded,
    /// In any case but for the first letter: a term that is a proper name.
    Proper,
}

/// On pages of which language a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Any,
    Of(Language, Language),
}

/// The primary part of a BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Language([u8; 4]);

impl Language {
    pub const ENGLISH: Language = Language(*b"en\0\0");

    /// Reads a tag; empty means English, the language of a site that says nothing.
    pub fn new(tag: &str) -> Self {
        let mut letters = [0; 4];
        let primary = tag.split(['-', '_']).next().unwrap_or("");
        let primary = if primary.is_empty() { "en" } else { primary };
        for (slot, byte) in letters.iter_mut().zip(primary.bytes()) {
            *slot = byte.to_ascii_lowercase();
        }
        Language(letters)
    }

    /// The tag again.
    pub fn tag(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("").trim_end_matches('\0')
    }
}

impl Tongue {
    /// Whether a name of this tongue is looked for on a page of that language.
    pub fn admits(self, page: Language) -> bool {
        match self {
            Tongue::Any => true,
            Tongue::Of(one, other) => page == one || page == other,
        }
    }
}

impl Names {
    /// Gathers the names of all actors, places, terms, events and reports.
    ///
    /// The faults are names that are too short or too common (`risky-name`) and names that another record always takes
    /// (`shadowed-alias`), by the file that writes them.
    pub fn new(pages: &[Page], config: &Config) -> (Names, Vec<(FilePath, Fault)>) {
        let mut gather = Gather::new(pages, config);
        for page in pages.iter().filter(|page| page.main == page.id) {
            gather.page(page);
        }
        let mut order: Vec<(Vec<u8>, Bearer)> = std::mem::take(&mut gather.found);
        order.sort_by(|(a, x), (b, y)| (a, x.record, x.made).cmp(&(b, y.record, y.made)));
        let (mut patterns, mut bearers, mut keys) = (Vec::new(), Vec::<Bearer>::new(), Vec::<Vec<u8>>::new());
        for (key, bearer) in order {
            if keys.last() != Some(&key) {
                keys.push(key);
                patterns.push(bearers.len() as u32..bearers.len() as u32);
            }
            let Some(span) = patterns.last_mut() else { continue };
            // The same name written twice, or written and made by rule, is one; the freer one stays.
            let twin = bearers[span.start as usize..]
                .iter_mut()
                .find(|other| other.record == bearer.record && other.spelling == bearer.spelling && other.tongue == bearer.tongue);
            match twin {
                Some(twin) if bearer.class == Class::Full && twin.class == Class::Short => twin.class = Class::Full,
                Some(_) => {}
                None => bearers.push(bearer),
            }
            span.end = bearers.len() as u32;
        }
        bearers.shrink_to_fit();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(&keys)
            .ok()
            .filter(|_| !keys.is_empty());
        let Gather { records, by_key, by_page, mut faults, .. } = gather;
        let names = Names { automaton, patterns, bearers, records, by_key, by_page };
        names.report_shadowed(pages, &mut faults);
        faults.sort_by(|(a, x), (b, y)| (a, x.range.start, &x.message).cmp(&(b, y.range.start, &y.message)));
        faults.dedup();
        (names, faults)
    }

    /// How many names there are, forms made by rule among them.
    pub fn len(&self) -> usize {
        self.bearers.len()
    }

    /// Whether there is no name at all.
    pub fn is_empty(&self) -> bool {
        self.bearers.is_empty()
    }

    /// The record that a page is about, if it has names.
    pub(super) fn of_page(&self, page: PageId) -> Option<u32> {
        self.by_page.get(&page).copied()
    }

    /// The record of an id as written in a field that holds one kind: `key` or `kind:key`.
    pub(super) fn of_id(&self, kind: Kind, id: &str) -> Option<u32> {
        let (kind, key) = match id.split_once(':').and_then(|(name, key)| Some((Kind::named(name)?, key))) {
            Some(found) => found,
            None => (kind, id),
        };
        self.by_key.get(&(kind, key.to_string())).copied()
    }

    pub(super) fn record(&self, index: u32) -> &Known {
        &self.records[index as usize]
    }

    pub(super) fn bearer(&self, index: u32) -> &Bearer {
        &self.bearers[index as usize]
    }

    /// Reports demonyms that are also a name of something else, which always takes them.
    fn report_shadowed(&self, pages: &[Page], faults: &mut Vec<(FilePath, Fault)>) {
        for span in &self.patterns {
            let all = &self.bearers[span.start as usize..span.end as usize];
            for bearer in all.iter().filter(|bearer| bearer.class == Class::Demonym) {
                let taker = all.iter().find(|other| {
                    let sort = matches!(other.class, Class::Full) && other.tongue == Tongue::Any
                        || other.fit == Fit::Folded && other.class == Class::Full;
                    let letters = other.spelling == bearer.spelling || other.fit == Fit::Folded;
                    other.record != bearer.record && sort && letters
                });
                let Some(taker) = taker else { continue };
                let (taken, by) = (self.record(bearer.record), self.record(taker.record));
                let Some(page) = pages.iter().find(|page| page.id == taken.page) else { continue };
                let message = format!(
                    "`{}` never leads to `{}`, because {} `{}` bears the same name and comes first",
                    bearer.spelling, taken.key, by.kind, by.key
                );
                let help = format!("remove it here, or from `{}`", by.key);
                faults.push((page.path.clone(), Fault::new("shadowed-alias", bearer.range.clone(), message).with_help(help)));
            }
        }
    }
}

/// What is gathered on the way to `Names`.
struct Gather {
    site: Language,
    /// Languages in which some page is written: a name that is a common word in one of them is risky.
    languages: Vec<Language>,
    found: Vec<(Vec<u8>, Bearer)>,
    records: Vec<Known>,
    by_key: FxHashMap<(Kind, String), u32>,
    by_page: FxHashMap<PageId, u32>,
    faults: Vec<(FilePath, Fault)>,
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
    fn new(pages: &[Page], config: &Config) -> Self {
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

    fn page(&mut self, page: &Page) {
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
    let names = actor.names.iter().filter(|name| name.sort != NameSort::Shadow).map(|name| &name.name);
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
