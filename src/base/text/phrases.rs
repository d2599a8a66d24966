//! Phrases of a list, found in a text as whole words.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use std::ops::Range;

/// Phrases to look for, in either case.
#[derive(Debug)]
pub struct Phrases(Option<AhoCorasick>);

impl Phrases {
    /// Of a list in small letters, in which a comma and a space part the phrases. Capitals are known where they are ASCII, or begin a
    /// phrase.
    pub fn new(list: &str) -> Phrases {
        let capital = |phrase: &str| {
            let first = phrase.chars().next().filter(|first| !first.is_ascii())?;
            let capital: String = first.to_uppercase().chain(phrase.chars().skip(1)).collect();
            (capital != phrase).then_some(capital)
        };
        let capitals: Vec<String> = list.split(", ").filter_map(capital).collect();
        let all = list.split(", ").chain(capitals.iter().map(String::as_str)).filter(|phrase| !phrase.is_empty());
        Phrases(AhoCorasickBuilder::new().ascii_case_insensitive(true).build(all).ok())
    }

    /// The places of phrases, in order of their ends; one may lie within another.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let whole = move |range: &Range<usize>| {
            let before = text.get(..range.start).and_then(|text| text.chars().next_back());
            let after = text.get(range.end..).and_then(|text| text.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        };
        let found = self.0.iter().flat_map(move |phrases| phrases.find_overlapping_iter(text));
        found.map(|found| found.range()).filter(whole)
    }

    /// The same without those that lie within others, or begin in one before; in order.
    pub fn find_apart(&self, text: &str) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = self.find(text).collect();
        all.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        all.retain(|range| {
            let apart = range.start >= end;
            end = if apart { range.end } else { end };
            apart
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_in_either_case() {
        let phrases = Phrases::new("this year, so far this year, últimamente");
        let found = |text: &str| -> Vec<String> { phrases.find_apart(text).into_iter().map(|at| text[at].to_string()).collect() };
        assert_eq!(found("So far this year, and THIS YEAR; this yearly"), ["So far this year", "THIS YEAR"]);
        assert_eq!(found("Últimamente, y últimamente"), ["Últimamente", "últimamente"]);
        assert!(found("").is_empty() && Phrases::new("").find("a").next().is_none());
    }
}
