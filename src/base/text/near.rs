//! "Did you mean": the nearest of many words.

use super::fold;

/// Words to choose from, made ready for being asked many times.
pub struct Choices<'a> {
    all: Vec<Choice<'a>>,
}

struct Choice<'a> {
    written: &'a str,
    folded: String,
    /// The characters of that.
    chars: Box<[char]>,
    /// Which characters it has, and which parts between hyphens: a bit for those of some numbers.
    letters: u64,
    parts: u64,
}

impl<'a> Choices<'a> {
    /// Makes words ready.
    pub fn new(words: impl IntoIterator<Item = &'a str>) -> Choices<'a> {
        Choices { all: words.into_iter().map(Choice::new).collect() }
    }

    /// The word nearest to what was written, if one is near enough to be meant (Damerau–Levenshtein, a third of the length),
    /// and in how many edits; of those that are equally near the first in order.
    pub fn nearest(&self, written: &str) -> Option<(usize, &'a str)> {
        let asked = Choice::new(written);
        let limit = (asked.chars.len() / 3).clamp(1, 5);
        let found = self.all.iter().filter_map(|choice| Some((choice.cost(&asked, limit)?, choice.written)));
        found.min()
    }
}

impl<'a> Choice<'a> {
    fn new(written: &'a str) -> Choice<'a> {
        let folded = fold(written);
        let letters = folded.chars().fold(0, |all, c| all | 1 << (u32::from(c) % 64));
        let parts = folded.split('-').fold(0, |all, part| all | bit(part));
        Choice { written, chars: folded.chars().collect(), letters, parts, folded }
    }

    /// How far another word is from this one; `None` if that is too far.
    fn cost(&self, asked: &Choice, limit: usize) -> Option<usize> {
        // An edit takes one character away and puts in another, or does one of both.
        let apart = (self.letters ^ asked.letters).count_ones() as usize > 2 * limit;
        let cost = if apart { limit + 1 } else { distance(&asked.chars, &self.chars, limit) };
        // `bukele` for `nayib-bukele`: the whole of one stands in the other between hyphens.
        // And `aliases` for `alias`: no more than an ending is missing.
        let ending = || self.chars.len().abs_diff(asked.chars.len()) <= 2 && self.folded.starts_with(&asked.folded);
        let part = || self.parts & bit(&asked.folded) != 0 && self.folded.split('-').any(|part| part == asked.folded);
        match cost {
            cost if cost <= limit => Some(cost),
            _ if asked.folded.len() >= 4 && (ending() || part()) => Some(limit),
            _ => None,
        }
    }
}

/// The bit of a part.
fn bit(part: &str) -> u64 {
    1 << (part.bytes().fold(0u32, |all, byte| all.wrapping_mul(31).wrapping_add(u32::from(byte))) % 64)
}

/// The candidate nearest to what was written; see [`Choices::nearest`].
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Choices::new(candidates).nearest(written).map(|(_, candidate)| candidate)
}

/// Edits between two words, transpositions counted once; more than `limit` is `limit + 1`. Only what can come to no more than
/// that is looked at: words of which the first so many letters differ in length by no more (Ukkonen 1985).
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    const FAR: usize = usize::MAX / 2;
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut least_before = 0;
    let mut rows = [vec![FAR; b.len() + 1], (0..=b.len()).collect(), vec![FAR; b.len() + 1]];
    for i in 1..=a.len() {
        let [before, last, row] = &mut rows;
        let (from, to) = (i.saturating_sub(limit).max(1), (i + limit).min(b.len()));
        row[from - 1] = if from == 1 { i } else { FAR };
        let mut least = row[from - 1];
        for j in from..=to {
            let mut cost = (last[j - 1] + usize::from(a[i - 1] != b[j - 1])).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row[j] = cost;
            least = least.min(cost);
        }
        if to < b.len() {
            row[to + 1] = FAR;
        }
        // A transposition goes on from the row before.
        if least.min(least_before) > limit {
            return limit + 1;
        }
        least_before = least;
        rows.rotate_left(1);
    }
    rows[1][b.len()].min(limit + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nearest_is_near() {
        assert_eq!(nearest("alias", ["aliases", "actors"]), Some("aliases"));
        assert_eq!(nearest("bukele", ["nayib-bukele", "el-salvador"]), Some("nayib-bukele"));
        assert_eq!(nearest("xyz", ["aliases", "actors"]), None);
        assert_eq!(nearest("sorces", ["sources", "source"]), Some("sources"));
        assert_eq!(nearest("Ríos", ["rois", "rio"]), Some("rio"));
        assert_eq!(nearest("ab", ["ba", "ab"]), Some("ab"));
    }

    /// The whole table, as it is defined (optimal string alignment).
    fn far(a: &[char], b: &[char]) -> usize {
        let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
        for i in 1..=a.len() {
            let mut row = vec![i];
            for j in 1..=b.len() {
                let last = &rows[i - 1];
                let mut cost = (last[j - 1] + usize::from(a[i - 1] != b[j - 1])).min(last[j] + 1).min(row[j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    cost = cost.min(rows[i - 2][j - 2] + 1);
                }
                row.push(cost);
            }
            rows.push(row);
        }
        rows[a.len()][b.len()]
    }

    proptest! {
        #[test]
        fn a_part_of_the_table_is_enough(a in "[ab]{0,9}", b in "[abc]{0,9}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            for limit in 1..=5 {
                prop_assert_eq!(distance(&a, &b, limit), far(&a, &b).min(limit + 1), "{:?} {:?} {}", a, b, limit);
            }
        }

        /// What is passed over by its letters would have been too far.
        #[test]
        fn letters_tell_what_is_too_far(a in "[a-f -]{0,12}", b in "[a-f -]{0,12}") {
            let (one, other) = (Choice::new(&a), Choice::new(&b));
            for limit in 1..=5 {
                let far = far(&other.chars, &one.chars) > limit;
                let ends = one.folded.strip_prefix(&other.folded).is_some_and(|rest| rest.chars().count() <= 2);
                let part = one.folded.split('-').any(|part| part == other.folded);
                let none = far && !(other.folded.len() >= 4 && (ends || part));
                prop_assert_eq!(one.cost(&other, limit).is_none(), none, "{} {} {}", a, b, limit);
            }
        }
    }
}
