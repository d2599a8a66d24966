//! One pass over a text: every place where the letters of a name stand alone and fit.

use super::around::stands_alone;
use super::fold::{Accents, Folded, difference, is_unspaced, tidy};
use super::prose::{Prose, Zone};
use crate::base::Range;
use crate::model::names::trie::{self, Words};
use crate::model::names::{Bearer, Class, Fit, Language, Names, tokens};
use std::ops::ControlFlow;

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
        let (mut words, mut folded) = (std::mem::take(&mut self.words), std::mem::take(&mut self.folded));
        words.all();
        self.hits.clear();
        self.bearers.clear();
        if self.word_by_word(names, prose, page, &mut words, &mut folded).is_break() {
            self.hits.clear();
            self.bearers.clear();
            self.whole(names, prose, page, &mut words, &mut folded);
        }
        self.words = words;
        self.folded = folded;
        self.arrange();
    }

    /// Puts the hits in order, and finds those within others.
    fn arrange(&mut self) {
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

    /// Folds no more of a leaf than where a name may begin; breaks off where all of it must be folded.
    fn word_by_word(
        &mut self,
        names: &Names,
        prose: &Prose,
        page: Language,
        words: &mut Words,
        folded: &mut Folded,
    ) -> ControlFlow<()> {
        let (search, text) = (&*names.search, prose.text.as_str());
        if search.odd.is_some() && (search.odd_ascii || !text.is_ascii()) {
            return ControlFlow::Break(());
        }
        tokens::each(text.as_bytes(), |token, plain| {
            if plain {
                let hash = tokens::hash(text.as_bytes(), token.clone());
                words.add(hash);
                if search.trie.may_stand(text.as_bytes(), token.clone(), hash) {
                    folded.begin(token.start);
                    folded.fold_until(text, token.end);
                    self.names_at(names, prose, page, folded, 0..token.len());
                }
                return ControlFlow::Continue(());
            }
            folded.begin(token.start);
            folded.fold_until(text, token.end);
            if folded.dropped {
                return ControlFlow::Break(());
            }
            let end = folded.bytes.len();
            let mut at = 0;
            while let Some(word) = trie::next_word(&folded.bytes[..end], at) {
                at = word.end;
                let hash = tokens::hash(&folded.bytes, word.clone());
                words.add(hash);
                if search.trie.may_begin(hash) {
                    self.names_at(names, prose, page, folded, word);
                }
            }
            ControlFlow::Continue(())
        })
    }

    /// Finds the names of a leaf in a folded copy of it.
    fn whole(&mut self, names: &Names, prose: &Prose, page: Language, words: &mut Words, folded: &mut Folded) {
        folded.refill(&prose.text);
        let search = &*names.search;
        if folded.dropped {
            words.add_all();
            for found in search.all().iter().flat_map(|all| all.find_overlapping_iter(&folded.bytes)) {
                self.candidate(names, prose, page, folded, found.start()..found.end(), found.pattern().as_u32());
            }
            return;
        }
        let mut at = 0;
        while let Some(word) = trie::next_word(&folded.bytes, at) {
            at = word.end;
            words.add(tokens::hash(&folded.bytes, word.clone()));
            self.names_at(names, prose, page, folded, word);
        }
        if let Some((odd, patterns)) = &search.odd {
            for found in odd.find_overlapping_iter(&folded.bytes) {
                let pattern = patterns[found.pattern().as_usize()];
                self.candidate(names, prose, page, folded, found.start()..found.end(), pattern);
            }
        }
    }

    /// Looks at every name that begins at a folded word.
    fn names_at(&mut self, names: &Names, prose: &Prose, page: Language, folded: &mut Folded, word: std::ops::Range<usize>) {
        let start = word.start;
        names.search.trie.at(folded, &prose.text, word, |folded, end, pattern| {
            self.candidate(names, prose, page, folded, start..end, pattern);
        });
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
        let at = |index: usize| folded.place(index);
        let text = at(found.start)..at(found.end);
        // A match may not end within what one letter became, such as the second `s` of `ß`.
        let halved =
            found.end < folded.bytes.len() && at(found.end - 1) == text.end || found.start > 0 && at(found.start - 1) == text.start;
        if halved || !stands_alone(&prose.text, &text, page.tag()) {
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

    /// Who may be meant by a hit.
    pub fn bearers_of(&self, hit: &Hit) -> &[u32] {
        &self.bearers[hit.bearers.start as usize..hit.bearers.end as usize]
    }

    /// What recorded names own of the leaf, in order of place; and whose short name it is, where one record alone has it.
    pub fn taken(&self, names: &Names, into: &mut Vec<(Range, Option<u32>)>) {
        let taken = |hit: &Hit| {
            let lone = match self.bearers_of(hit) {
                [only] if names.bearer(*only).class == Class::Short => Some(names.bearer(*only).record),
                _ => None,
            };
            (hit.text.clone(), lone)
        };
        into.clear();
        into.extend(self.hits.iter().filter(|hit| hit.within.is_none()).map(taken));
    }

    /// Whether a byte of the leaf belongs to a name.
    pub fn is_taken(&self, at: u32) -> bool {
        let before = self.hits.partition_point(|hit| hit.text.start <= at);
        let last = before.checked_sub(1).and_then(|last| self.hits.get(last));
        // One that begins within another ends where that does, or before.
        let holder = last.map(|hit| hit.within.and_then(|holder| self.hits.get(holder as usize)).unwrap_or(hit));
        holder.is_some_and(|hit| at < hit.text.end)
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
        Accents::Left if bearer.umlaut => return None,
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

/// Where recorded names begin and end in a leaf.
#[derive(Default)]
pub(super) struct Ends {
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Ends {
    /// Takes the places of a leaf's hits, which are in order.
    pub fn refill(&mut self, hits: &[Hit]) {
        self.starts.clear();
        self.starts.extend(hits.iter().map(|hit| hit.text.start));
        self.ends.clear();
        self.ends.extend(hits.iter().map(|hit| hit.text.end));
        self.ends.sort_unstable();
    }

    pub fn begins(&self, at: u32) -> bool {
        self.starts.binary_search(&at).is_ok()
    }

    pub fn ends(&self, at: u32) -> bool {
        self.ends.binary_search(&at).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FilePath, Ranged, UrlPath};
    use crate::config::Config;
    use crate::document::record::{Own, Record, Term};
    use crate::document::{Kind, Options, parse};
    use crate::model::{Page, PageId};
    use proptest::prelude::*;
    use std::sync::Arc;

    /// Names of terms, each with a page of its own.
    fn names(of: &[&str]) -> Names {
        fn written<T>(value: T) -> Ranged<T> {
            Ranged { value, range: 0..0 }
        }
        let page = |(at, name): (usize, &&str)| {
            let key = format!("k{at}");
            let record = Record {
                kind: Kind::Term,
                key: written(key.clone()),
                range: 0..0,
                name: written(name.to_string()),
                rare: Default::default(),
                summary: None,
                link: None,
                own: Own::Term(Box::new(Term { force: true, ..Term::default() })),
                written: vec![],
                holds: 0,
            };
            Page {
                id: PageId(at as u32),
                kind: Kind::Term,
                url: UrlPath::new(&format!("/{key}/")).unwrap(),
                path: FilePath::new(&key).unwrap(),
                key,
                document: Arc::new(parse(Some(Kind::Term), "md", "".into(), &Options::default())),
                record: record.into(),
                position: 0,
                additions: vec![],
                language: "en".into(),
                version: String::new(),
                main: PageId(at as u32),
                unpublished: false,
                settled: None,
            }
        };
        let pages: Vec<Page> = of.iter().enumerate().map(page).collect();
        Names::new(&pages, &Config::default()).0
    }

    fn found(names: &Names, text: &str, whole: bool) -> (Vec<(Range, u32, Option<u32>, Vec<u32>)>, String) {
        let (mut scan, prose) = (Scan::default(), Prose::plain(text));
        if whole {
            let (mut words, mut folded) = Default::default();
            scan.whole(names, &prose, Language::ENGLISH, &mut words, &mut folded);
            scan.words = words;
            scan.arrange();
        } else {
            scan.leaf(names, &prose, Language::ENGLISH);
        }
        let hit = |hit: &Hit| (hit.text.clone(), hit.pattern, hit.within, scan.bearers_of(hit).to_vec());
        (scan.hits.iter().map(hit).collect(), scan.words.clone().all().iter().map(|bits| format!("{bits:x} ")).collect())
    }

    #[test]
    fn words_are_looked_up_across_folded_characters() {
        let names = names(&["Élysée palace", "rule of law", "law"]);
        let found = |text: &str| found(&names, text, false).0.into_iter().map(|hit| hit.0).collect::<Vec<_>>();
        assert_eq!(found("the \u{201c}\u{c9}lys\u{e9}e\u{a0}\n palace\u{201d}, lawful"), vec![7..25; 1]);
        assert_eq!(found("a rule  of\tlaw is law"), [2..14, 11..14, 18..21]);
    }

    proptest! {
        /// Word by word the same is found as in a folded copy of the whole text.
        #[test]
        fn no_name_is_missed(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "rule", "of", "law", "Law", "LAW", "palace", "Élysée", "elysee", "E\u{301}lysée", "strasse", "Straße", "co-op", "coop",
                    "the", "x", "ß", "§", "“", "’s", "'", " ", " ", "  ", "\u{a0}", "\n", ".", "-", "\u{ad}", "\u{fffc}", "æ", "漢", "ё",
                    "u.s.", "U.S.", "rules", "rulesoflawlessnessandmoreofthatsort",
                ]),
                0..30,
            ),
            odd in prop::sample::select(vec!["law's", "ёлка", "(law)", "漢"]),
        ) {
            let text = parts.concat();
            let all = ["rule of law", "law", "of law", "Élysée palace", "Strasse", "rule", "u.s.", "u.s. law", "co-op", "the  law", odd];
            let names = names(&all);
            prop_assert_eq!(found(&names, &text, false), found(&names, &text, true), "{:?}", text);
        }
    }
}
