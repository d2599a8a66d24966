//! One pass over a text: every place where the letters of a name stand alone and fit.

use super::around::stands_alone;
use super::fold::{Accents, Folded, difference, is_unspaced, tidy};
use super::prose::{Prose, Zone};
use crate::base::Range;
use crate::model::names::trie::{self, Words};
use crate::model::names::{Bearer, Class, Fit, Language, Names};

/// A place where a name stands.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its bytes in the text of the leaf.
    pub text: Range,
    /// The pattern: names that fold alike share it.
    pub pattern: u32,
    /// Who may be meant: positions in `Scan::bearers`.
    pub bearers: std::ops::Range<u32>,
    /// A longer name, or one that begins earlier, has taken its letters; the position of that hit.
    pub within: Option<u32>,
    /// It stands in a quotation.
    pub quoted: bool,
}

/// The hits of one leaf, and buffers that are used again for the next.
#[derive(Debug, Default)]
pub struct Scan {
    /// In order of place, the longer first.
    pub hits: Vec<Hit>,
    /// Positions in `Names::bearers`.
    pub bearers: Vec<u32>,
    /// All words of the leaves so far.
    pub words: Words,
    folded: Folded,
}

impl Scan {
    /// Finds the names of a leaf, for a page of some language.
    ///
    /// Overlapping candidates are looked at, because a candidate whose borders, case or language do not fit must
    /// not hide a shorter one that does; leftmost-longest is decided among those that fit.
    pub fn leaf(&mut self, names: &Names, prose: &Prose, page: Language) {
        self.hits.clear();
        let mut words = std::mem::take(&mut self.words);
        self.bearers.clear();
        let mut folded = std::mem::take(&mut self.folded);
        folded.refill(&prose.text);
        let search = &*names.search;
        let mut look = |start, end, pattern| self.candidate(names, prose, page, &folded, start..end, pattern);
        words.all();
        if folded.dropped {
            words.add_all();
            for found in search.all().iter().flat_map(|all| all.find_overlapping_iter(&folded.bytes)) {
                look(found.start(), found.end(), found.pattern().as_u32());
            }
        } else {
            for word in trie::words(&folded.bytes) {
                words.add(&folded.bytes[word.clone()]);
                let start = word.start;
                search.trie.at(&folded.bytes, word, |end, pattern| look(start, end, pattern));
            }
            if let Some((odd, patterns)) = &search.odd {
                for found in odd.find_overlapping_iter(&folded.bytes) {
                    look(found.start(), found.end(), patterns[found.pattern().as_usize()]);
                }
            }
        }
        self.words = words;
        self.folded = folded;
        self.hits.sort_by_key(|hit| (hit.text.start, std::cmp::Reverse(hit.text.end), hit.pattern));
        let mut last: Option<u32> = None;
        for index in 0..self.hits.len() {
            match last {
                Some(holder) if self.hits[index].text.start < self.hits[holder as usize].text.end => {
                    self.hits[index].within = Some(holder)
                }
                _ => last = Some(index as u32),
            }
        }
    }

    /// Holds the letters of a name against the text: a hit if its borders, case and language fit.
    fn candidate(
        &mut self,
        names: &Names,
        prose: &Prose,
        page: Language,
        folded: &Folded,
        found: std::ops::Range<usize>,
        pattern: u32,
    ) {
        let at = |index: usize| folded.at.get(index).copied().unwrap_or(prose.text.len() as u32);
        let text = at(found.start)..at(found.end);
        // A match may not end within what one letter became, such as the second `s` of `ß`.
        let halved =
            found.end < folded.bytes.len() && at(found.end - 1) == text.end || found.start > 0 && at(found.start - 1) == text.start;
        if halved || !stands_alone(&prose.text, &text) {
            return;
        }
        let zone = prose.zone(&text);
        if zone == Some(Zone::Closed) {
            return;
        }
        let bearers = self.fitting(names, pattern, &prose.text, &text, page);
        if !bearers.is_empty() {
            self.hits.push(Hit { text, pattern, bearers, within: None, quoted: zone == Some(Zone::Quoted) });
        }
    }

    /// What recorded names own of the leaf, in order of place; and whose short name it is, where one record alone has it.
    pub fn taken(&self, names: &Names) -> Vec<(Range, Option<u32>)> {
        let taken = |hit: &Hit| {
            let lone = match &self.bearers[hit.bearers.start as usize..hit.bearers.end as usize] {
                [only] if names.bearer(*only).class == Class::Short => Some(names.bearer(*only).record),
                _ => None,
            };
            (hit.text.clone(), lone)
        };
        self.hits.iter().filter(|hit| hit.within.is_none()).map(taken).collect()
    }

    /// The bearers of a pattern whose spelling and language fit.
    fn fitting(&mut self, names: &Names, pattern: u32, text: &str, range: &Range, page: Language) -> std::ops::Range<u32> {
        let start = self.bearers.len();
        let Some(written) = text.get(range.start as usize..range.end as usize) else { return 0..0 };
        let mut tidied: Option<String> = None;
        let mut bare = false;
        let span = names.patterns[pattern as usize].clone();
        for index in span {
            let bearer = names.bearer(index);
            if !bearer.tongue.admits(page) {
                continue;
            }
            let accents = if written == &*bearer.spelling {
                Accents::Same
            } else {
                match fits(bearer, tidied.get_or_insert_with(|| tidy(written)), page) {
                    Some(accents) => accents,
                    None => continue,
                }
            };
            // Whoever is written with these very accents comes before all who are written with others.
            match (accents, bare) {
                (Accents::Same, true) => {
                    self.bearers.truncate(start);
                    bare = false;
                }
                (Accents::Left, false) if self.bearers.len() > start => continue,
                (Accents::Left, _) => bare = true,
                _ => {}
            }
            self.bearers.push(index);
        }
        let record = |index: &u32| names.bearer(*index).record;
        if bare && self.bearers[start..].iter().any(|index| record(index) != record(&self.bearers[start])) {
            self.bearers.truncate(start);
        }
        start as u32..self.bearers.len() as u32
    }
}

/// Whether some letters may be this name, and with which accents.
fn fits(bearer: &Bearer, written: &str, page: Language) -> Option<Accents> {
    let found = difference(written, &bearer.spelling);
    let small = bearer.spelling.starts_with(char::is_lowercase) || bearer.spelling.starts_with("The ");
    let letters = match bearer.fit {
        Fit::Exact => !found.case && (!found.first || small),
        Fit::Proper => !found.first || small,
        // A short word in capitals is an acronym, not a term shouted.
        Fit::Folded => {
            let capitals = written.chars().count() <= 5 && !written.chars().any(char::is_lowercase);
            !capitals || written.contains(' ') || written.chars().any(is_unspaced)
        }
    };
    let accents = match found.accents {
        Accents::Other => return None,
        // `si` is not `sí`: in its own language a single small word keeps its accents.
        Accents::Left
            if bearer.fit == Fit::Folded && !written.contains(' ') && bearer.tongue.admits(page) && page != Language::ENGLISH =>
        {
            return None;
        }
        accents => accents,
    };
    letters.then_some(accents)
}
