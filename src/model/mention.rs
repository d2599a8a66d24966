//! Names in prose: which place names whom, and which of these places become links.
//!
//! `find` is a pure function of a page, its explicit references and the names of the site. The rules stand beside the
//! code that follows them; `explain ambiguous-mention` tells them to authors.

mod ambiguous;
mod around;
mod borders;
mod company;
mod excerpt;
pub mod fold;
mod leaves;
mod linking;
mod prose;
mod quotes;
mod scan;
mod sentences;
mod undeclared;
mod unused;

pub use around::{begins_sentence, word_after, word_before};
pub use company::{Companion, Gatherings, company};
pub use excerpt::{APART, Cut, Excerpt, Excerpts, Sentences, excerpt};
pub use leaves::leaves;
pub use prose::{GAP, Naming, Prose, Zone};
pub(super) use prose::{join, touches};
pub use sentences::sentences;
pub(super) use undeclared::undeclared_in;
pub use undeclared::{Proposed, is_body, proposed, undeclared};
pub use unused::{unused_records, unused_terms};

use super::names::trie::Words;
use super::names::{Bearer, Class, Language, Names};
use super::{Page, Reference, Target};
use crate::base::{Fault, Range};
use crate::document::record::Own;
use crate::document::tree::{Leaf, LeafId, LeafInfo, LeafSort};
use crate::document::{Kind, Sort};
use linking::{Candidate, Links};
use rustc_hash::{FxHashMap, FxHashSet};
use scan::{Ends, Hit, Scan};
use undeclared::{Stranger, Strangers};

/// What was found on one page.
#[derive(Debug, Default)]
pub struct Found {
    /// The mentions, in order of place.
    pub mentions: Vec<Reference>,
    /// `ambiguous-mention` and `inconsistent-name`, in order of place.
    pub faults: Vec<Fault>,
}

impl Names {
    /// Finds the mentions in the body of a page.
    ///
    /// `explicit` are the references of the page that are resolved already: those in front matter declare records, links
    /// in the text count as mentions that introduce them. The work is proportional to the text and what is found in it.
    pub fn find(&self, page: &Page, explicit: &[Reference]) -> Found {
        self.read(page, explicit, &mut |_| {}).0
    }

    /// The same, with what was seen on the way; `also` is handed each leaf as it is read, so that whoever else reads the words of a
    /// page does so in the same pass.
    pub(in crate::model) fn read(&self, page: &Page, explicit: &[Reference], also: &mut dyn FnMut(Heard)) -> (Found, Seen) {
        let body = page.body();
        if body.leaves.is_empty() {
            return Default::default();
        }
        let mut reader = Reader::new(self, page, explicit);
        let leaves = leaves(body);
        let text = page.text();
        let report = matches!(page.record.own, Own::Report(_));
        let mut strangers = Strangers::new(page);
        let mut prose = Prose::default();
        // Notes are read after the text, as readers do: a note does not take the link from the paragraph after it.
        for notes in [false, true] {
            for (at, (info, leaf)) in body.leaves.iter().zip(&leaves).enumerate() {
                if let Some(leaf) = leaf.filter(|_| (info.sort == LeafSort::Note) == notes) {
                    let section = if notes { u32::MAX } else { info.section.into() };
                    prose.read(leaf, &text, &|_| None);
                    reader.leaf(leaf.id, info.sort, section, &prose);
                    also(Heard { leaf, info, prose: &prose, scan: &reader.scan });
                    if report && undeclared::is_searched(info.sort) {
                        strangers.leaf(at, &prose, |taken| reader.scan.taken(self, taken));
                    }
                }
            }
        }
        let words = std::mem::take(&mut reader.scan.words);
        (reader.finish(), Seen { strangers: strangers.found, words })
    }
}

/// A leaf in which names were looked for.
pub(in crate::model) struct Heard<'a> {
    /// It, and where it stands.
    pub leaf: &'a Leaf,
    pub info: &'a LeafInfo,
    /// Its words.
    pub prose: &'a Prose,
    scan: &'a Scan,
}

impl Heard<'_> {
    /// Whether a byte of the words belongs to a name of the site.
    pub fn is_named(&self, at: u32) -> bool {
        self.scan.is_taken(at)
    }
}

/// What a search for names saw of a page.
#[derive(Default)]
pub(in crate::model) struct Seen {
    /// What may be names of nobody in a report.
    strangers: Vec<Stranger>,
    /// All words of the page.
    pub words: Words,
}

/// What a name turns out to mean at one place.
enum Meaning {
    /// The position of the bearer.
    Someone(u32),
    /// Several records, by position.
    Ambiguous(Vec<u32>),
    Nobody,
}

/// Reads one page from top to bottom.
struct Reader<'a> {
    names: &'a Names,
    page: &'a Page,
    language: Language,
    own: Option<u32>,
    declared: FxHashSet<u32>,
    introduced: FxHashSet<u32>,
    unlinked: FxHashSet<u32>,
    /// Links and wikilinks in the body, by leaf: where, and to which record.
    explicit: FxHashMap<LeafId, Vec<(u32, u32)>>,
    scan: Scan,
    /// Where recorded names begin and end in the leaf that is read, and what may be linked there.
    ends: Ends,
    candidates: Vec<Candidate>,
    links: Links,
    mentions: Vec<Reference>,
    ambiguous: FxHashSet<u32>,
    spellings: FxHashMap<(u32, u32), Spelling>,
    faults: Vec<Fault>,
}

/// How a name with capitals is written on a page.
struct Spelling {
    usual: bool,
    other: Option<(Range, String, bool)>,
}

impl<'a> Reader<'a> {
    fn new(names: &'a Names, page: &'a Page, explicit: &[Reference]) -> Self {
        let own = names.of_page(page.main);
        let mut declared: FxHashSet<u32> = own.into_iter().collect();
        let mut unlinked = FxHashSet::default();
        if let Own::Report(report) = &page.record.own {
            let lists = [
                (Kind::Actor, &report.actors),
                (Kind::Place, &report.places),
                (Kind::Place, &report.regions),
                (Kind::Term, &report.terms),
                (Kind::Event, &report.events),
            ];
            for (kind, ids) in lists {
                declared.extend(ids.iter().filter_map(|id| names.of_id(kind, &id.value)));
            }
            for id in &report.no_link {
                unlinked.extend(
                    [Kind::Actor, Kind::Place, Kind::Term, Kind::Event, Kind::Report]
                        .iter()
                        .filter_map(|kind| names.of_id(*kind, &id.value)),
                );
            }
        }
        let mut by_leaf: FxHashMap<LeafId, Vec<(u32, u32)>> = FxHashMap::default();
        for reference in explicit {
            let Some(record) = reference.to.page().and_then(|page| names.of_page(page)) else { continue };
            match (reference.sort, reference.leaf) {
                (Sort::Field("no_link"), _) => drop(unlinked.insert(record)),
                (Sort::Field(_), _) => drop(declared.insert(record)),
                (Sort::Link | Sort::Wiki, Some(leaf)) => by_leaf.entry(leaf).or_default().push((reference.range.start, record)),
                _ => {}
            }
        }
        by_leaf.values_mut().for_each(|list| list.sort_unstable());
        Reader {
            names,
            page,
            language: Language::new(&page.language),
            own,
            declared,
            introduced: FxHashSet::default(),
            unlinked,
            explicit: by_leaf,
            scan: Scan::default(),
            ends: Ends::default(),
            candidates: Vec::new(),
            links: Links::default(),
            mentions: Vec::new(),
            ambiguous: FxHashSet::default(),
            spellings: FxHashMap::default(),
            faults: Vec::new(),
        }
    }

    fn leaf(&mut self, id: LeafId, sort: LeafSort, section: u32, prose: &Prose) {
        let mut scan = std::mem::take(&mut self.scan);
        scan.leaf(self.names, prose, self.language);
        let explicit = self.explicit.remove(&id).unwrap_or_default();
        let mut waiting = explicit.iter().peekable();
        self.candidates.clear();
        self.ends.refill(&scan.hits);
        for hit in &scan.hits {
            let (place, cut) = prose.place(&hit.text);
            while let Some((_, record)) = waiting.next_if(|(start, _)| *start < place.start) {
                self.meet(*record, sort, section);
            }
            let holder = hit.within.map(|at| &scan.hits[at as usize]);
            if let Some(holder) = holder {
                self.introduce_inside(hit, holder, &scan);
                continue;
            }
            let bearer = match self.meaning(scan.bearers_of(hit)) {
                Meaning::Nobody => continue,
                Meaning::Ambiguous(records) => {
                    if sort != LeafSort::Heading {
                        self.report_ambiguous(hit, &records, place, prose);
                    }
                    continue;
                }
                Meaning::Someone(bearer) => bearer,
            };
            let Bearer { record, class, .. } = *self.names.bearer(bearer);
            let known = self.names.record(record);
            let Some(bound) = self.surroundings(self.names.bearer(bearer), hit, prose) else { continue };
            if class == Class::Full {
                self.introduced.insert(record);
            }
            if Some(record) == self.own || sort == LeafSort::Heading {
                continue;
            }
            self.note_spelling(bearer, hit, &place, prose);
            let barred = bound
                || cut
                || hit.quoted
                || sort == LeafSort::Quote
                || class == Class::Descriptor
                || self.unlinked.contains(&record);
            self.candidates.push(Candidate {
                mention: self.mentions.len(),
                record,
                text: hit.text.clone(),
                barred,
                demonym: class.is_loose(),
            });
            self.mentions.push(Reference {
                from: self.page.id,
                to: Target::Page(known.page),
                sort: Sort::Mention,
                range: place,
                leaf: Some(id),
                linked: false,
            });
        }
        for (_, record) in waiting {
            self.meet(*record, sort, section);
        }
        if !self.candidates.is_empty() {
            for mention in self.links.choose(self.names, &self.candidates, prose, id, section) {
                self.mentions[mention].linked = true;
            }
        }
        self.scan = scan;
    }

    /// A link in the text leads to a record: it counts as its first mention.
    fn meet(&mut self, record: u32, sort: LeafSort, section: u32) {
        self.introduced.insert(record);
        if sort != LeafSort::Heading {
            self.links.met(record, section);
        }
    }

    /// A full name inside a longer one introduces its bearer: `the government of Nayib Bukele`. Not inside a shadow name.
    fn introduce_inside(&mut self, hit: &Hit, holder: &Hit, scan: &Scan) {
        let shadow = scan.bearers_of(holder).iter().all(|bearer| self.names.bearer(*bearer).class == Class::Shadow);
        if shadow || hit.text.end > holder.text.end {
            return;
        }
        let mut full =
            scan.bearers_of(hit).iter().map(|bearer| self.names.bearer(*bearer)).filter(|bearer| bearer.class == Class::Full);
        if let (Some(one), None) = (full.next(), full.next()) {
            self.introduced.insert(one.record);
        }
    }

    /// Who is meant, among those whose name fits. Never chosen by popularity.
    fn meaning(&self, bearers: &[u32]) -> Meaning {
        let class = |bearer: &u32| self.names.bearer(*bearer).class;
        let record = |bearer: &u32| self.names.bearer(*bearer).record;
        let usable = |bearer: &u32| {
            class(bearer) != Class::Short || self.declared.contains(&record(bearer)) || self.introduced.contains(&record(bearer))
        };
        // Most names are those of one record.
        if let [only] = bearers {
            let meant = class(only) != Class::Shadow && (Some(record(only)) == self.own || usable(only));
            return if meant { Meaning::Someone(*only) } else { Meaning::Nobody };
        }
        let mut real: Vec<u32> = bearers.iter().copied().filter(|bearer| class(bearer) != Class::Shadow).collect();
        if real.iter().any(|bearer| !class(bearer).is_loose()) {
            real.retain(|bearer| !class(bearer).is_loose());
        }
        if let Some(own) = self.own
            && let Some(bearer) = real.iter().find(|bearer| record(bearer) == own)
        {
            return Meaning::Someone(*bearer);
        }
        let mut open: Vec<u32> = real.iter().copied().filter(|bearer| usable(bearer)).collect();
        if open.is_empty() {
            let mut records: Vec<u32> = real.iter().map(record).collect();
            records.dedup();
            return if records.len() > 1 { Meaning::Ambiguous(records) } else { Meaning::Nobody };
        }
        for decides in [&self.declared, &self.introduced] {
            if open.iter().any(|bearer| record(bearer) != record(&open[0])) {
                let kept: Vec<u32> = open.iter().copied().filter(|bearer| decides.contains(&record(bearer))).collect();
                if !kept.is_empty() {
                    open = kept;
                }
            }
        }
        if open.iter().all(|bearer| record(bearer) == record(&open[0])) {
            return Meaning::Someone(open[0]);
        }
        // "The Court" may be any: nobody has to say which.
        if open.iter().all(|bearer| class(bearer) == Class::Descriptor) {
            return Meaning::Nobody;
        }
        let mut records: Vec<u32> = open.iter().map(record).collect();
        records.dedup();
        Meaning::Ambiguous(records)
    }

    /// Looks around a name: `None` if it is part of an unknown longer one, else whether it may not be linked.
    fn surroundings(&self, bearer: &Bearer, hit: &Hit, prose: &Prose) -> Option<bool> {
        let (text, ends) = (prose.text.as_str(), &self.ends);
        let (known, class) = (self.names.record(bearer.record), bearer.class);
        let (left, right) = around::joined(text, &hit.text);
        let mut bound = left == around::Joined::Prefix;
        // `Garcia-Lopez` may be somebody else; in `Trump-Bukele` both are known.
        let unknown = matches!(left, around::Joined::Word(at) if !ends.ends(at))
            || matches!(right, around::Joined::Word(at) if !ends.begins(at));
        bound |= unknown && (known.person || class == Class::Demonym);
        if known.ground && class == Class::Full && around::is_part_of_place(text, &hit.text) {
            let next_known = around::word_after(text, hit.text.end).is_some_and(|(_, at)| ends.begins(at));
            let last_known = around::word_before(text, hit.text.start).is_some_and(|(word, at)| ends.ends(at + word.len() as u32));
            if !next_known && !last_known {
                return None;
            }
        }
        if known.republic && class != Class::Demonym && around::is_other_republic(text, hit.text.start) {
            return None;
        }
        // `European Union Agency for …` names the Union, but is something else.
        bound |= !known.person
            && around::is_part_of_body(text, &hit.text)
            && !around::word_after(text, hit.text.end).is_some_and(|(_, at)| ends.begins(at));
        if known.person && class == Class::Short {
            let own = |word: &str| known.words.iter().any(|own| **own == *word);
            if around::is_stranger(text, hit.text.start, self.language.tag(), own, |at| ends.ends(at)) {
                return None;
            }
            // `Trump Tower` names him, but is something else; `Trumps Politik` is his.
            let tower = !bearer.made
                && around::word_after(text, hit.text.end).is_some_and(|(word, at)| {
                    word.starts_with(char::is_uppercase) && word.chars().nth(1).is_some_and(char::is_lowercase) && !ends.begins(at)
                });
            bound |= tower;
        }
        Some(bound)
    }

    /// Remembers how a name with capitals is written here, for `inconsistent-name`.
    fn note_spelling(&mut self, bearer: u32, hit: &Hit, place: &Range, prose: &Prose) {
        let bearer = self.names.bearer(bearer);
        if !bearer.spelling.contains(char::is_uppercase) || bearer.class.is_loose() {
            return;
        }
        let written = &prose.text[hit.text.start as usize..hit.text.end as usize];
        let all = &self.names.patterns[hit.pattern as usize];
        let mut spellings = all.clone().map(|index| self.names.bearer(index)).filter(|other| other.record == bearer.record);
        let Some(usual) = spellings.clone().find(|other| !other.made).or_else(|| spellings.clone().next()) else { return };
        if written == &*usual.spelling {
            self.spellings.entry((bearer.record, hit.pattern)).or_insert(Spelling { usual: false, other: None }).usual = true;
            return;
        }
        let written = fold::tidy(written);
        let tail = |text: &str| text.chars().skip(1).collect::<String>();
        let same = tail(&written) == tail(&usual.spelling);
        let shouted = !written.chars().any(char::is_lowercase);
        let declared = spellings.any(|other| tail(&other.spelling) == tail(&written));
        let folds = written.to_lowercase() == usual.spelling.to_lowercase();
        let entry = self.spellings.entry((bearer.record, hit.pattern)).or_insert(Spelling { usual: false, other: None });
        if same {
            entry.usual = true;
        } else if entry.other.is_none() && !shouted && folds {
            entry.other = Some((place.clone(), written, declared));
        }
    }

    fn finish(mut self) -> Found {
        for mention in self.links.by_demonym_only() {
            self.mentions[mention].linked = true;
        }
        let mut odd: Vec<((u32, u32), Spelling)> = self.spellings.drain().collect();
        odd.sort_by_key(|(key, _)| *key);
        for ((record, pattern), spelling) in odd {
            let Some((place, written, declared)) = spelling.other else { continue };
            if declared && !spelling.usual {
                continue;
            }
            let all = self.names.patterns[pattern as usize].clone().map(|index| self.names.bearer(index));
            let Some(usual) = all.filter(|bearer| bearer.record == record).min_by_key(|bearer| bearer.made) else { continue };
            let message = format!("`{written}` is written `{}` elsewhere", usual.spelling);
            let help = if declared {
                format!("write `{}` throughout; both forms are names of `{}`", usual.spelling, self.names.record(record).key)
            } else {
                format!(
                    "write `{}`, as the record `{}` does, or add this form to it",
                    usual.spelling,
                    self.names.record(record).key
                )
            };
            let fix = usual.spelling.to_string();
            self.faults.push(Fault::new("inconsistent-name", place.clone(), message).with_help(help).with_fix(place, fix));
        }
        self.mentions.sort_by_key(|mention| (mention.range.start, mention.range.end));
        self.faults.sort_by(|a, b| (a.range.start, a.rule).cmp(&(b.range.start, b.rule)));
        Found { mentions: self.mentions, faults: self.faults }
    }
}
