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
    /// The bit of the whole, as a part of others.
    whole: u64,
}

/// For so many things of one page that lead nowhere something near is looked for: nobody reads more of them at once, and of more
/// than that most have one reason.
pub const MOST_GUESSES: usize = 200;
/// How many distances are worked out for one question, at most: of those words that are more than one edit away and whose letters
/// do not tell that they are too far. Where there are more of these, each is as good a guess as the next.
const MOST_DISTANCES: usize = 1000;

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
        let close = self.all.iter().filter(|choice| choice.may_be_within(&asked, 1));
        let close = close.filter_map(|choice| Some((one_edit(&asked.chars, &choice.chars)?, choice.written))).min();
        if close.is_some_and(|(cost, _)| cost == 0 || cost < limit) {
            return close;
        }
        let (mut best, mut left, mut rows) = (close, MOST_DISTANCES, Rows::default());
        for choice in &self.all {
            // What is as near as the best so far may come before it in order.
            let bound = best.map_or(limit, |(cost, _)| cost);
            let mut cost = bound + 1;
            if bound > 1 && left > 0 && choice.may_be_within(&asked, bound) {
                left -= 1;
                cost = rows.distance(&asked.chars, &choice.chars, bound);
            }
            if cost > bound && bound == limit && choice.has(&asked) {
                cost = limit;
            }
            if cost <= bound {
                best = best.into_iter().chain([(cost, choice.written)]).min();
            }
        }
        best
    }
}

impl<'a> Choice<'a> {
    fn new(written: &'a str) -> Choice<'a> {
        let folded = fold(written);
        let letters = folded.chars().fold(0, |all, c| all | 1 << (u32::from(c) % 64));
        let parts = folded.split('-').fold(0, |all, part| all | bit(part));
        Choice { written, chars: folded.chars().collect(), letters, parts, whole: bit(&folded), folded }
    }

    /// Whether so many edits may be enough; no, if letters and length tell that they are not.
    fn may_be_within(&self, asked: &Choice, edits: usize) -> bool {
        // An edit takes one character away and puts in another, or does one of both.
        (self.letters ^ asked.letters).count_ones() as usize <= 2 * edits && self.chars.len().abs_diff(asked.chars.len()) <= edits
    }

    /// Whether another word is part of this one, however far it is from the whole.
    fn has(&self, asked: &Choice) -> bool {
        // `bukele` for `nayib-bukele`: the whole of one stands in the other between hyphens.
        // And `aliases` for `alias`: no more than an ending is missing.
        let ending = || self.chars.len().abs_diff(asked.chars.len()) <= 2 && self.folded.starts_with(&asked.folded);
        let part = || self.parts & asked.whole != 0 && self.folded.split('-').any(|part| part == asked.folded);
        asked.folded.len() >= 4 && (ending() || part())
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

/// Edits between two words, if they are none or one: what is left of both without what they begin and end with alike.
fn one_edit(a: &[char], b: &[char]) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..)?, b.get(same..)?);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (a.get(..a.len() - same)?, b.get(..b.len() - same)?) {
        ([], []) => Some(0),
        ([_], []) | ([], [_]) | ([_], [_]) => Some(1),
        ([a, b], [c, d]) if (a, b) == (d, c) => Some(1),
        _ => None,
    }
}

/// More edits than any two words need.
const FAR: usize = usize::MAX / 2;

/// Three rows of the table of distances; the room is used again.
#[derive(Default)]
struct Rows([Vec<usize>; 3]);

impl Rows {
    /// Edits between two words, transpositions counted once; more than `limit` is `limit + 1`. Only what can come to no more
    /// than that is looked at: words of which the first so many letters differ in length by no more (Ukkonen 1985).
    fn distance(&mut self, a: &[char], b: &[char], limit: usize) -> usize {
        if a.len().abs_diff(b.len()) > limit {
            return limit + 1;
        }
        let Rows(rows) = self;
        rows.iter_mut().for_each(Vec::clear);
        rows[0].resize(b.len() + 1, FAR);
        rows[1].extend(0..=b.len());
        rows[2].resize(b.len() + 1, FAR);
        let mut least_before = 0;
        for i in 1..=a.len() {
            let [before, last, row] = &mut *rows;
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
                prop_assert_eq!(Rows::default().distance(&a, &b, limit), far(&a, &b).min(limit + 1), "{:?} {:?} {}", a, b, limit);
            }
            prop_assert_eq!(one_edit(&a, &b), Some(far(&a, &b)).filter(|edits| *edits <= 1), "{:?} {:?}", a, b);
        }

        /// What is passed over by its letters would have been too far.
        #[test]
        fn letters_tell_what_is_too_far(a in "[a-f -]{0,12}", b in "[a-f -]{0,12}") {
            let (one, other) = (Choice::new(&a), Choice::new(&b));
            for limit in 1..=5 {
                let far = far(&other.chars, &one.chars) > limit;
                prop_assert!(far || one.may_be_within(&other, limit), "{} {} {}", a, b, limit);
            }
        }

        /// As it is defined: each word by itself, and of the nearest the first.
        #[test]
        fn what_is_nearest_is_found_in_few_steps(words in proptest::collection::vec("[a-d-]{0,8}", 0..12), asked in "[a-d-]{0,8}") {
            let written = Choice::new(&asked);
            let limit = (written.chars.len() / 3).clamp(1, 5);
            let cost = |word: &String| {
                let choice = Choice::new(word);
                let far = far(&written.chars, &choice.chars);
                let ends = choice.folded.strip_prefix(&written.folded).is_some_and(|rest| rest.chars().count() <= 2);
                let has = written.folded.len() >= 4 && (ends || choice.folded.split('-').any(|part| part == written.folded));
                if far <= limit { Some(far) } else { has.then_some(limit) }
            };
            let defined = words.iter().filter_map(|word| Some((cost(word)?, word.as_str()))).min();
            prop_assert_eq!(Choices::new(words.iter().map(String::as_str)).nearest(&asked), defined);
        }
    }
}
