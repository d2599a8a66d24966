//! What readers have of one page, or of one file, where two published without knowing of each other: both, beside each other,
//! until a publication that knows both takes their place.
//!
//! Every wording remembers what it took the place of. So of two it can be told whether one went on from the other, whoever
//! joins them, in whatever order and however often: nothing is left out but what another one has replaced.

use super::{Published, Unit};
use crate::base::Hash;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The text of a report as readers were given it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wording {
    /// The day on which it was published first.
    pub since: String,
    /// Hashes of the corrections and revisions known then, in order.
    pub entries: Vec<String>,
    /// The numbered paragraphs, in order.
    pub paragraphs: Vec<Unit>,
    /// All other text.
    pub parts: Vec<Unit>,
    /// Hashes of pieces and entries that it had once and has no more, or has again.
    pub replaced: BTreeSet<u64>,
}

/// A file that a report shows or links to, as readers were given it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The first 64 bits of its hash, in hexadecimal.
    pub hash: String,
    /// The same of the files in whose place it stands.
    pub was: BTreeSet<String>,
}

impl Wording {
    /// The hashes of all its pieces.
    pub(super) fn pieces(&self) -> impl Iterator<Item = u64> {
        self.paragraphs.iter().chain(&self.parts).map(|unit| unit.hash)
    }

    /// Whether it has a piece of such words.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.pieces().any(|own| own == hash)
    }

    /// The hashes of all pieces and entries.
    fn marks(&self) -> impl Iterator<Item = u64> {
        self.pieces().chain(self.entries.iter().map(|entry| mark(entry)))
    }

    /// Goes on from some others: what they had and this one has not was replaced.
    pub fn after(mut self, others: &[Wording]) -> Wording {
        let own: FxHashSet<u64> = self.marks().collect();
        for other in others {
            self.replaced.extend(other.replaced.iter().copied().chain(other.marks().filter(|mark| !own.contains(mark))));
        }
        self
    }

    /// Whether it knows all that another one has, and all that this one knew.
    fn covers(&self, other: &Wording) -> bool {
        let own: FxHashSet<u64> = self.marks().collect();
        other.replaced.is_subset(&self.replaced) && other.marks().all(|mark| own.contains(&mark) || self.replaced.contains(&mark))
    }
}

impl Shown {
    fn covers(&self, other: &Shown) -> bool {
        other.was.is_subset(&self.was) && (other.hash == self.hash || self.was.contains(&other.hash))
    }

    /// A file that stands in the place of some others.
    pub fn after(hash: String, others: &[Shown]) -> Shown {
        let before = others.iter().flat_map(|other| other.was.iter().chain((other.hash != hash).then_some(&other.hash)));
        Shown { was: before.cloned().collect(), hash }
    }
}

/// The bits of an entry's hash; one that a hand has written is hashed.
fn mark(entry: &str) -> u64 {
    let bits = |text: &str| u64::from_str_radix(text, 16).ok();
    bits(entry).or_else(|| bits(Hash::of(entry.as_bytes()).to_string().get(..16)?)).unwrap_or_default()
}

/// The wordings of both sides but those that another one went on from; the newest first.
fn wordings(one: Vec<Wording>, other: Vec<Wording>) -> Vec<Wording> {
    last(one, other, Wording::covers)
}

/// The files of both sides but those in whose place another one stands.
pub(super) fn files(one: Vec<Shown>, other: Vec<Shown>) -> Vec<Shown> {
    last(one, other, Shown::covers)
}

/// What nothing else covers. Of two that cover each other the greater one stays, so that no side is the first.
fn last<T: Ord>(one: Vec<T>, other: Vec<T>, covers: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut all: Vec<T> = one.into_iter().chain(other).collect();
    all.sort_by(|a, b| b.cmp(a));
    all.dedup();
    let left = |at: usize| {
        let after = |other: usize| other != at && covers(&all[other], &all[at]) && (!covers(&all[at], &all[other]) || other < at);
        (0..all.len()).any(after)
    };
    let left: Vec<bool> = (0..all.len()).map(left).collect();
    all.into_iter().zip(left).filter(|(_, left)| !left).map(|(one, _)| one).collect()
}

impl Published {
    /// The newest of its wordings; an empty one for what is no report.
    pub fn wording(&self) -> &Wording {
        static NONE: LazyLock<Wording> = LazyLock::new(Wording::default);
        self.wordings.first().unwrap_or(&NONE)
    }

    /// Joins what another side knows of the same page. Where only one of them knows that it moved, it did.
    pub(super) fn joined(mut self, other: Published) -> Published {
        let first = self.first_address().min(other.first_address()).to_string();
        let rank = |page: &Published| (!page.first.is_empty(), page.address.clone());
        if rank(&other) > rank(&self) {
            self.address = other.address;
        }
        self.first = if first == self.address { String::new() } else { first };
        self.wordings = wordings(self.wordings, other.wordings);
        self.anchors.extend(other.anchors);
        self.anchors.sort();
        self.anchors.dedup();
        self
    }

    /// The numbered paragraphs of all wordings in one order: those of the newest, and what the others have under another number,
    /// each behind the one before it.
    pub fn paragraphs(&self) -> Vec<&Unit> {
        let mut all: Vec<&Unit> = self.wording().paragraphs.iter().collect();
        for wording in self.wordings.iter().skip(1) {
            let known: FxHashMap<&str, usize> = all.iter().enumerate().map(|(at, unit)| (unit.name.as_str(), at + 1)).collect();
            let (mut more, mut at) = (BTreeMap::<usize, Vec<&Unit>>::new(), 0);
            for unit in &wording.paragraphs {
                match known.get(unit.name.as_str()) {
                    Some(behind) => at = *behind,
                    None => more.entry(at).or_default().push(unit),
                }
            }
            for (at, units) in more.into_iter().rev() {
                all.splice(at..at, units);
            }
        }
        all
    }

    /// By what is said elsewhere under a number: what the newest wording says there. A paragraph of which the newest form stands in
    /// `now` as well is another one, and is not meant.
    pub(super) fn alike(&self, now: &FxHashSet<u64>) -> FxHashMap<u64, u64> {
        let all = self.paragraphs();
        let known: FxHashSet<u64> = all.iter().map(|unit| unit.hash).collect();
        let by_number: FxHashMap<&str, u64> = all.iter().map(|unit| (unit.name.as_str(), unit.hash)).collect();
        let mut alike = FxHashMap::default();
        for unit in self.wordings.iter().skip(1).flat_map(|wording| &wording.paragraphs).filter(|unit| !known.contains(&unit.hash))
        {
            if let Some(hash) = by_number.get(unit.name.as_str()).filter(|hash| !now.contains(hash)) {
                alike.entry(unit.hash).or_insert(*hash);
            }
        }
        alike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, hash: u64) -> Unit {
        Unit { name: name.into(), hash, ..Unit::default() }
    }

    fn wording(since: &str, entries: &[&str], units: &[(&str, u64)]) -> Wording {
        let paragraphs = units.iter().map(|(name, hash)| unit(name, *hash)).collect();
        let entries = entries.iter().map(|entry| entry.to_string()).collect();
        Wording { since: since.into(), entries, paragraphs, ..Wording::default() }
    }

    #[test]
    fn only_what_was_replaced_goes() {
        let base = wording("2025-01-01", &[], &[("1", 100), ("2", 500)]);
        // On one day, from one text.
        let one = wording("2025-01-02", &["a1"], &[("1", 200), ("2", 500)]).after(std::slice::from_ref(&base));
        let other = wording("2025-01-02", &["b1"], &[("1", 100), ("2", 600)]).after(std::slice::from_ref(&base));
        let both = wordings(vec![one.clone()], vec![other.clone()]);
        assert_eq!(both.len(), 2);
        assert_eq!(both, wordings(vec![other.clone()], vec![one.clone()]));
        assert_eq!(wordings(both.clone(), vec![base.clone()]), both);
        let next = wording("2025-01-02", &["a1", "b1"], &[("1", 200), ("2", 600)]).after(&both);
        assert_eq!(wordings(vec![one.clone()], wordings(vec![next.clone()], vec![other])), std::slice::from_ref(&next));
        // Back to what stood there first: newer all the same.
        let back = wording("2025-01-02", &["a1", "a2"], &[("1", 100), ("2", 500)]).after(std::slice::from_ref(&one));
        assert_eq!(wordings(vec![base], wordings(vec![back.clone()], vec![one])), [back]);
        let file = |hash: &str, others: &[Shown]| Shown::after(hash.into(), others);
        let old = file("1", &[]);
        let (two, three) = (file("2", std::slice::from_ref(&old)), file("3", std::slice::from_ref(&old)));
        assert_eq!(files(vec![two.clone()], vec![old.clone()]), std::slice::from_ref(&two));
        assert_eq!(files(vec![two.clone()], vec![three.clone()]).len(), 2);
        let back = file("1", std::slice::from_ref(&two));
        assert_eq!(files(vec![old], vec![back.clone(), two]), [back]);
    }

    #[test]
    fn paragraphs_of_all_wordings_stand_in_one_order() {
        let wordings = vec![
            wording("2025-01-02", &[], &[("1", 1), ("1A", 2), ("2", 3)]),
            wording("2025-01-01", &[], &[("0A", 9), ("1", 1), ("1A", 7), ("1B", 8), ("2", 4)]),
        ];
        let page = Published { wordings, ..Published::default() };
        let shown: Vec<_> = page.paragraphs().iter().map(|unit| (unit.name.as_str(), unit.hash)).collect();
        assert_eq!(shown, [("0A", 9), ("1", 1), ("1A", 2), ("1B", 8), ("2", 3)]);
        let alike = page.alike(&[2, 4, 7].into_iter().collect());
        assert_eq!(alike.into_iter().collect::<Vec<_>>(), [(4, 3)]);
    }
}
