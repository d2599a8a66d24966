//! Numbers of paragraphs that last: those of today are held against those that were published.
//!
//! Equal texts meet first (both ends, then texts that occur once, in the manner of patience diff), then edited ones between
//! neighbours that met. What is new gets a letter, `7A`; what is gone leaves its number behind. Linear where the texts are
//! equal; else bounded by `CELLS` for each stretch without a match.

use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A paragraph as it stands now.
#[derive(Debug, Clone, Copy)]
pub struct Now<'a> {
    /// The number that its author gave it.
    pub given: Option<&'a str>,
    /// Hash of its words.
    pub hash: u64,
    /// What similar texts have in common: see [`super::digest::sketch`].
    pub sketch: u64,
}

/// A paragraph as it was published.
#[derive(Debug, Clone, Copy)]
pub struct Was<'a> {
    /// Its number.
    pub number: &'a str,
    /// Hash of its words.
    pub hash: u64,
    /// See [`Now::sketch`].
    pub sketch: u64,
}

/// The number of a paragraph, and what it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphNumber {
    /// `7`, `7A`.
    pub number: String,
    /// Position among the published ones; `None` for a new one.
    pub was: Option<usize>,
    /// It stands at another place among the others than before.
    pub moved: bool,
}

/// Most comparisons within one stretch of paragraphs of which none is as it was.
const CELLS: usize = 250_000;
/// Most bits in which the sketches of two forms of one paragraph differ, of 64. Unrelated texts differ in about half.
const NEAR: u32 = 22;

/// Numbers the paragraphs. `used` are numbers that were public once: none of them is given to another paragraph.
pub fn number(now: &[Now], was: &[Was], used: &BTreeSet<String>) -> Vec<ParagraphNumber> {
    let mut pairs = Pairs { now, was, partner: vec![None; now.len()], taken: vec![false; was.len()] };
    pairs.given();
    pairs.ends();
    pairs.once();
    let mut spine = spine(&pairs.partner);
    pairs.edited(&spine);
    spine = self::spine(&pairs.partner);
    let mut on_spine = vec![false; now.len()];
    spine.iter().for_each(|(at, _)| on_spine[*at] = true);
    let mut given = BTreeSet::new();
    let mut numbers: Vec<Option<String>> = (0..now.len())
        .map(|at| match now[at].given {
            // Given twice, which is a fault; no page may hold an anchor twice all the same.
            Some(number) if !given.insert(number) => Some(format!("{number}-{}", at + 1)),
            Some(number) => Some(number.to_string()),
            None => pairs.partner[at].map(|old| was[old].number.to_string()),
        })
        .collect();
    fill(&mut numbers, &on_spine, was, used);
    let whole = numbers.into_iter().zip(&pairs.partner).zip(&on_spine);
    whole
        .map(|((number, was), spine)| ParagraphNumber {
            number: number.unwrap_or_default(),
            was: *was,
            moved: was.is_some() && !spine,
        })
        .collect()
}

struct Pairs<'a> {
    now: &'a [Now<'a>],
    was: &'a [Was<'a>],
    /// For each paragraph of now its old one.
    partner: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs<'_> {
    fn join(&mut self, now: usize, was: usize) {
        self.partner[now] = Some(was);
        self.taken[was] = true;
    }

    fn free(&self, now: usize) -> bool {
        self.partner[now].is_none() && self.now[now].given.is_none()
    }

    fn same(&self, now: usize, was: usize) -> bool {
        self.free(now) && !self.taken[was] && self.now[now].hash == self.was[was].hash
    }

    /// Numbers that an author gave win.
    fn given(&mut self) {
        if self.now.iter().all(|one| one.given.is_none()) {
            return;
        }
        let by_number: FxHashMap<&str, usize> = self.was.iter().enumerate().map(|(at, one)| (one.number, at)).collect();
        for at in 0..self.now.len() {
            if let Some(old) = self.now[at].given.and_then(|number| by_number.get(number)).filter(|old| !self.taken[**old]) {
                self.join(at, *old);
            }
        }
    }

    /// Equal texts at the beginning and at the end.
    fn ends(&mut self) {
        let both = self.now.len().min(self.was.len());
        let mut head = 0;
        while head < both && (self.partner[head] == Some(head) || self.same(head, head)) {
            self.join(head, head);
            head += 1;
        }
        for back in 1..=both - head {
            let (now, was) = (self.now.len() - back, self.was.len() - back);
            if self.partner[now] != Some(was) && !self.same(now, was) {
                break;
            }
            self.join(now, was);
        }
    }

    /// Texts that occur once on either side, wherever they stand.
    fn once(&mut self) {
        let mut found: FxHashMap<u64, (u32, u32, usize, usize)> = FxHashMap::default();
        for at in (0..self.now.len()).filter(|at| self.free(*at)) {
            let entry = found.entry(self.now[at].hash).or_default();
            (entry.0, entry.2) = (entry.0 + 1, at);
        }
        for at in (0..self.was.len()).filter(|at| !self.taken[*at]) {
            if let Some(entry) = found.get_mut(&self.was[at].hash) {
                (entry.1, entry.3) = (entry.1 + 1, at);
            }
        }
        let mut single: Vec<(usize, usize)> =
            found.values().filter(|(now, was, ..)| (*now, *was) == (1, 1)).map(|(.., now, was)| (*now, *was)).collect();
        single.sort_unstable();
        single.into_iter().for_each(|(now, was)| self.join(now, was));
    }

    /// Edited texts, between neighbours that met.
    fn edited(&mut self, spine: &[(usize, usize)]) {
        let (mut now, mut was) = (0, 0);
        for (next_now, next_was) in spine.iter().copied().chain([(self.now.len(), self.was.len())]) {
            let news: Vec<usize> = (now..next_now).filter(|at| self.free(*at)).collect();
            let olds: Vec<usize> = (was..next_was).filter(|at| !self.taken[*at]).collect();
            self.stretch(&news, &olds);
            (now, was) = (next_now + 1, next_was + 1);
        }
    }

    fn stretch(&mut self, news: &[usize], olds: &[usize]) {
        let met = if news.len().saturating_mul(olds.len()) > CELLS { Vec::new() } else { self.best(news, olds) };
        let (mut now, mut was) = (0, 0);
        for (next_now, next_was) in met.iter().copied().chain([(news.len(), olds.len())]) {
            // As many paragraphs as before in the same place: they were written anew.
            if next_now - now == next_was - was {
                (now..next_now).zip(was..next_was).for_each(|(now, was)| self.join(news[now], olds[was]));
            }
            if next_now < news.len() && next_was < olds.len() {
                self.join(news[next_now], olds[next_was]);
            }
            (now, was) = (next_now + 1, next_was + 1);
        }
    }

    /// How much two texts have in common; 0 if they are not forms of one.
    fn likeness(&self, now: usize, was: usize) -> u32 {
        if self.now[now].hash == self.was[was].hash {
            return 1000;
        }
        let apart = (self.now[now].sketch ^ self.was[was].sketch).count_ones();
        if apart <= NEAR { 64 - apart } else { 0 }
    }

    /// The pairs, in order, that have most in common together: the longest common subsequence, weighted.
    fn best(&self, news: &[usize], olds: &[usize]) -> Vec<(usize, usize)> {
        if news.is_empty() || olds.is_empty() {
            return Vec::new();
        }
        let width = olds.len() + 1;
        let mut sums = vec![0u32; (news.len() + 1) * width];
        for i in (0..news.len()).rev() {
            for j in (0..olds.len()).rev() {
                let like = self.likeness(news[i], olds[j]);
                let joined = if like > 0 { like + sums[(i + 1) * width + j + 1] } else { 0 };
                sums[i * width + j] = joined.max(sums[(i + 1) * width + j]).max(sums[i * width + j + 1]);
            }
        }
        let (mut i, mut j, mut met) = (0, 0, Vec::new());
        while i < news.len() && j < olds.len() {
            let (here, like) = (sums[i * width + j], self.likeness(news[i], olds[j]));
            if like > 0 && here == like + sums[(i + 1) * width + j + 1] {
                met.push((i, j));
                (i, j) = (i + 1, j + 1);
            } else if here == sums[(i + 1) * width + j] {
                i += 1;
            } else {
                j += 1;
            }
        }
        met
    }
}

/// The longest run of pairs that are in the same order on both sides (patience sorting).
fn spine(partner: &[Option<usize>]) -> Vec<(usize, usize)> {
    let pairs: Vec<(usize, usize)> = partner.iter().enumerate().filter_map(|(now, was)| Some((now, (*was)?))).collect();
    let (mut piles, mut before) = (Vec::<usize>::new(), vec![None; pairs.len()]);
    for (at, (_, was)) in pairs.iter().enumerate() {
        let pile = piles.partition_point(|top| pairs[*top].1 < *was);
        before[at] = pile.checked_sub(1).map(|below| piles[below]);
        match piles.get_mut(pile) {
            Some(top) => *top = at,
            None => piles.push(at),
        }
    }
    let mut run = Vec::with_capacity(piles.len());
    let mut at = piles.last().copied();
    while let Some(here) = at {
        run.push(pairs[here]);
        at = before[here];
    }
    run.reverse();
    run
}

/// Whether a text can be the number of a paragraph: `7`, `7A`, `12-3` (one that was given twice).
pub fn is_number(text: &str) -> bool {
    let digits = |text: &str| (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let (text, place) = text.split_once('-').map_or((text, None), |(text, place)| (text, Some(place)));
    let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let (number, letters) = text.split_at(text.len() - letters.len());
    text.len() <= 64 && digits(number) && letters.bytes().all(|byte| byte.is_ascii_alphabetic()) && place.is_none_or(digits)
}

/// From this number on nothing is counted: a hand may have written any, and what counts on from there has to end somewhere.
const COUNTED: u64 = 100_000_000;

/// A number in its parts: `7A` is 7 and `A`.
type Parts = (u64, String);

fn parts(number: &str) -> Parts {
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    (number[..digits].parse().unwrap_or(0), number[digits..].to_string())
}

/// What letters are sorted by: as British acts count, 7, 7ZA, 7A, 7AZA, 7AA, 7B.
fn order(letters: &str) -> String {
    letters.replace('Z', "\u{1}")
}

/// Gives numbers to what has none: letters between old ones, counted on behind the last.
fn fill(numbers: &mut [Option<String>], on_spine: &[bool], was: &[Was], used: &BTreeSet<String>) {
    let mut used = used.clone();
    used.extend(was.iter().map(|one| one.number.to_string()));
    used.extend(numbers.iter().flatten().cloned());
    let mut highest = used.iter().map(|number| parts(number).0).filter(|number| *number < COUNTED).max().unwrap_or(0);
    let last = on_spine.iter().rposition(|on| *on);
    let mut at = 0;
    while at < numbers.len() {
        if numbers[at].is_some() {
            at += 1;
            continue;
        }
        let end = numbers[at..].iter().position(Option::is_some).map_or(numbers.len(), |length| at + length);
        if last.is_none_or(|last| at > last) {
            for number in &mut numbers[at..end] {
                highest += 1;
                while used.contains(&highest.to_string()) {
                    highest += 1;
                }
                *number = Some(highest.to_string());
                used.insert(highest.to_string());
            }
        } else {
            let before = at.checked_sub(1).and_then(|before| numbers[before].as_deref()).map_or((0, String::new()), parts);
            let after = numbers.get(end).and_then(Option::as_deref).map(parts);
            for (slot, number) in numbers[at..end].iter_mut().zip(between(&before, after.as_ref(), end - at, &used)) {
                used.insert(number.clone());
                *slot = Some(number);
            }
        }
        at = end;
    }
}

/// `count` new numbers behind `before`, and ahead of `after` where that can be: `7A`, `7B`; between 7A and 7B stands 7AA,
/// between 7 and 7A stands 7ZA.
fn between(before: &Parts, after: Option<&Parts>, count: usize, used: &BTreeSet<String>) -> Vec<String> {
    let (base, stem) = before;
    let after = after.filter(|(number, letters)| number == base && order(letters) > order(stem)).map(|(_, letters)| order(letters));
    let fits = |letters: &String| after.as_ref().is_none_or(|after| order(letters) < *after);
    let free = |letters: &String| !used.contains(&format!("{base}{letters}"));
    let named = |found: Vec<String>| found.into_iter().map(|letters| format!("{base}{letters}")).collect();
    if let Some(letter @ b'A'..=b'X') = stem.bytes().last() {
        let next = (letter + 1..=b'Y').map(|letter| format!("{}{}", &stem[..stem.len() - 1], letter as char));
        let found: Vec<String> = next.filter(|letters| fits(letters) && free(letters)).take(count).collect();
        if found.len() == count {
            return named(found);
        }
    }
    for (zeds, width) in (0..6usize).flat_map(|zeds| (1..=4u32).map(move |width| (zeds, width))) {
        let all = (0..25usize.pow(width)).map(|place| format!("{stem}{}{}", "Z".repeat(zeds), letters(place, width)));
        let found: Vec<String> = all.take_while(fits).filter(free).take(count).collect();
        if found.len() == count {
            return named(found);
        }
    }
    // Only where hands have numbered oddly: somewhere, but once.
    let all = (0..25usize.pow(5)).map(|place| format!("{stem}{}", letters(place, 5)));
    named(all.filter(free).take(count).collect())
}

/// The `place`th word of a width in capitals without Z: `AA`, `AB` …
fn letters(place: usize, width: u32) -> String {
    (0..width).rev().map(|digit| (b'A' + (place / 25usize.pow(digit) % 25) as u8) as char).collect()
}

#[cfg(test)]
mod tests;
