//! Who may be called what: every name of every record, in one tree of words.

mod gather;
pub(super) mod tokens;
pub(super) mod trie;

use super::{Page, PageId};
use crate::base::{Fault, FilePath, Range};
use crate::config::Config;
use crate::document::Kind;
use crate::document::record::Linking;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use gather::Gather;
use rustc_hash::FxHashMap;
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};
use trie::{Trie, Words};

/// Longest name that is looked for, in bytes.
pub const LONGEST: usize = 300;

/// All names of a site, ready to be found. Its memory is proportional to them.
#[derive(Debug)]
pub struct Names {
    pub(super) search: Arc<Search>,
    /// Positions in `bearers`, by pattern.
    pub(super) patterns: Vec<std::ops::Range<u32>>,
    pub(super) bearers: Vec<Bearer>,
    pub(super) records: Vec<Known>,
    by_key: FxHashMap<(Kind, String), u32>,
    by_page: FxHashMap<PageId, u32>,
    /// Positions in `bearers` of the names of each record; made when somebody asks.
    by_record: OnceLock<Vec<Vec<u32>>>,
}

/// What is looked for, and how. A name's position among the keys is its pattern.
#[derive(Debug, Default)]
pub(super) struct Search {
    keys: Vec<Vec<u8>>,
    pub trie: Trie,
    /// Those that begin with no plain word, and their patterns.
    pub odd: Option<(AhoCorasick, Vec<u32>)>,
    /// Whether some of these may stand in a text that is all ASCII.
    pub odd_ascii: bool,
    /// Finds all, in texts that the tree of words is not made for; made when it is first asked.
    all: OnceLock<Option<AhoCorasick>>,
}

impl Search {
    fn new(keys: Vec<Vec<u8>>) -> Search {
        let (trie, odd) = Trie::new(&keys);
        let others: Vec<Vec<u8>> = odd.iter().map(|position| keys[*position as usize].clone()).collect();
        let odd_ascii = others.iter().any(|key| key.is_ascii());
        Search { odd: automaton(&others).map(|found| (found, odd)), odd_ascii, keys, trie, all: OnceLock::new() }
    }

    /// An automaton for all names; `None` if there are none.
    pub fn all(&self) -> Option<&AhoCorasick> {
        self.all.get_or_init(|| automaton(&self.keys)).as_ref()
    }
}

/// An automaton that finds all of some folded names, overlapping ones too; `None` if there are none.
fn automaton(keys: &[Vec<u8>]) -> Option<AhoCorasick> {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::Standard).kind(Some(AhoCorasickKind::ContiguousNFA)).prefilter(false);
    builder.build(keys).ok().filter(|_| !keys.is_empty())
}

/// A record that has names.
#[derive(Debug, PartialEq)]
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
    /// Its full name is that of one republic of several: `Democratic Republic of the Congo`.
    pub republic: bool,
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
    /// A German form whose umlaut was made by rule: without it, it is another word (`Räte`, `Rate`).
    pub umlaut: bool,
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
    /// A phrase that stands for its bearer: counted, never linked, and blocks shorter names inside it.
    Descriptor,
    /// Blocks shorter names inside it.
    Shadow,
}

impl Class {
    /// Whether it is no name: words for many things, which stand for their bearer here.
    pub fn is_loose(self) -> bool {
        matches!(self, Class::Demonym | Class::Descriptor)
    }
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
    pub fn new<P: Borrow<Page>>(pages: &[P], config: &Config) -> (Names, Vec<(FilePath, Fault)>) {
        Names::after(None, pages, config)
    }

    /// Gathers the names as `new` does; what is looked for is shared with an `old` value where it is the same.
    pub fn after<P: Borrow<Page>>(old: Option<&Names>, pages: &[P], config: &Config) -> (Names, Vec<(FilePath, Fault)>) {
        let mut gather = Gather::new(pages.iter().map(Borrow::borrow), config);
        for page in pages.iter().map(Borrow::borrow).filter(|page| page.main == page.id) {
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
        let search = match old.filter(|old| old.search.keys == keys) {
            Some(old) => old.search.clone(),
            None => Arc::new(Search::new(keys)),
        };
        let Gather { records, by_key, by_page, mut faults, .. } = gather;
        let names = Names { search, patterns, bearers, records, by_key, by_page, by_record: OnceLock::new() };
        names.report_shadowed(pages, &mut faults);
        faults.sort_by(|(a, x), (b, y)| (a, x.range.start, &x.message).cmp(&(b, y.range.start, &y.message)));
        faults.dedup();
        (names, faults)
    }

    /// Whether the same is found in every text: the same names of the same records, wherever they are written.
    pub fn same(&self, other: &Names) -> bool {
        let bearer = |a: &Bearer, b: &Bearer| {
            let how = |one: &Bearer| (one.record, one.class, one.fit, one.tongue, one.made, one.umlaut);
            a.spelling == b.spelling && how(a) == how(b)
        };
        self.search.keys == other.search.keys
            && self.patterns == other.patterns
            && self.bearers.len() == other.bearers.len()
            && self.bearers.iter().zip(&other.bearers).all(|(a, b)| bearer(a, b))
            && self.records == other.records
    }

    /// The words of all names that are not as they were, names of records that are not as they were among them; each as
    /// `Words::bits`. What a page without them says of names is as it was, where the same pages stand in the same places.
    pub fn changed(&self, old: &Names) -> Vec<Vec<usize>> {
        let bearer = |(a, b): (&Bearer, &Bearer)| {
            let how = |one: &Bearer| (one.class, one.fit, one.tongue, one.made, one.umlaut);
            a.spelling == b.spelling && how(a) == how(b) && self.record(a.record) == old.record(b.record)
        };
        let all = |names: &'_ Names, at: usize| names.patterns[at].start as usize..names.patterns[at].end as usize;
        let same = |at: usize, before: usize| {
            let (now, then) = (&self.bearers[all(self, at)], &old.bearers[all(old, before)]);
            now.len() == then.len() && now.iter().zip(then).all(bearer)
        };
        let (new, gone) = (&self.search.keys, &old.search.keys);
        let (mut at, mut before, mut changed) = (0, 0, Vec::new());
        while at < new.len() || before < gone.len() {
            let order = match (new.get(at), gone.get(before)) {
                (Some(new), Some(gone)) => new.cmp(gone),
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
            };
            match order {
                Ordering::Less => changed.push(Words::bits(&new[at])),
                Ordering::Greater => changed.push(Words::bits(&gone[before])),
                Ordering::Equal if !same(at, before) => changed.push(Words::bits(&new[at])),
                Ordering::Equal => {}
            }
            at += usize::from(order.is_le());
            before += usize::from(order.is_ge());
        }
        changed
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

    fn borne_by(&self, record: u32) -> impl Iterator<Item = &Bearer> {
        let all = self.by_record.get_or_init(|| {
            let mut all = vec![Vec::new(); self.records.len()];
            for (at, bearer) in self.bearers.iter().enumerate() {
                all[bearer.record as usize].push(at as u32);
            }
            all
        });
        all[record as usize].iter().map(|at| &self.bearers[*at as usize])
    }

    /// Whether some name of a record is looked for in texts of a language; a record without names that are looked for at all is
    /// taken for one.
    pub(super) fn is_sought(&self, record: u32, language: Language) -> bool {
        let mut own = self.borne_by(record).peekable();
        own.peek().is_none() || own.any(|bearer| bearer.tongue.admits(language))
    }

    /// The names of a record as it writes them.
    pub(super) fn of_record(&self, record: u32) -> impl Iterator<Item = &str> {
        self.borne_by(record).filter(|bearer| !bearer.made).map(|bearer| &*bearer.spelling)
    }

    /// The record of an id as written in a field that holds one kind: `key` or `kind:key`.
    pub(super) fn of_id(&self, kind: Kind, id: &str) -> Option<u32> {
        let (said, key) = Kind::parted(id);
        self.by_key.get(&(said.unwrap_or(kind), key.to_string())).copied()
    }

    pub(super) fn record(&self, index: u32) -> &Known {
        &self.records[index as usize]
    }

    pub(super) fn bearer(&self, index: u32) -> &Bearer {
        &self.bearers[index as usize]
    }

    /// Reports demonyms that are also a name of something else, which always takes them.
    fn report_shadowed<P: Borrow<Page>>(&self, pages: &[P], faults: &mut Vec<(FilePath, Fault)>) {
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
                let Some(page) = pages.iter().map(Borrow::borrow).find(|page| page.id == taken.page) else { continue };
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
