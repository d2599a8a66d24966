//! The words of a text, and those with a capital among them.

use crate::base::Range;
use crate::base::text::Dotted;
use crate::model::mention::fold::is_word;
use crate::model::names::tokens::is_simple;

/// A word of a text.
pub(super) struct Word<'t> {
    /// Its letters.
    pub text: &'t str,
    /// Where it stands.
    pub range: Range,
}

/// The words of a text; a word may hold hyphens, apostrophes inside, and the dots of an acronym.
pub(super) struct Words<'t> {
    pub text: &'t str,
    /// Where the last one ended.
    pub at: usize,
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        let start = next_word(self.text, self.at)?;
        let end = plain_end(self.text.as_bytes(), start).unwrap_or_else(|| word_end(self.text, start));
        self.at = end;
        Some(Word { text: &self.text[start..end], range: start as u32..end as u32 })
    }
}

impl<'t> Words<'t> {
    /// The next word with a capital; words of small letters are passed over at once.
    pub fn next_capital(&mut self) -> Option<Word<'t>> {
        loop {
            let capital = self.at + first_large(&self.text.as_bytes()[self.at..])?;
            // It may stand within a word that began before it.
            let before = &self.text.as_bytes()[self.at..capital];
            self.at = capital - before.iter().rev().take_while(|byte| is_simple(**byte) || **byte == b'-').count();
            let word = self.next()?;
            if is_capital(word.text) {
                return Some(word);
            }
        }
    }
}

/// The first capital of ASCII or character beyond it; bytes are looked at sixteen at a time.
fn first_large(bytes: &[u8]) -> Option<usize> {
    let is_large = |byte: &u8| byte.is_ascii_uppercase() || !byte.is_ascii();
    let (blocks, _) = bytes.as_chunks::<16>();
    let small = blocks.iter().take_while(|block| !block.iter().fold(false, |any, byte| any | is_large(byte))).count() * 16;
    bytes[small..].iter().position(is_large).map(|at| small + at)
}

/// Where the next word begins.
fn next_word(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    while bytes.get(at).is_some_and(|byte| byte.is_ascii() && !is_simple(*byte)) {
        at += 1;
    }
    if is_simple(*bytes.get(at)?) { Some(at) } else { Some(at + text.get(at..)?.find(is_word)?) }
}

/// Where a word of ASCII ends; `None` if it has to be looked at letter by letter.
fn plain_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match bytes.get(at) {
            Some(byte) if is_simple(*byte) => {}
            Some(b'-') => match bytes.get(at + 1) {
                Some(next) if !next.is_ascii() => return None,
                Some(next) if is_simple(*next) && at > start => {}
                _ => break,
            },
            // The dots of an acronym.
            Some(b'.') if bytes.get(start).is_some_and(u8::is_ascii_uppercase) => return None,
            Some(byte) if !byte.is_ascii() => return None,
            _ => break,
        }
        at += 1;
    }
    (at > start).then_some(at)
}

fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut letters = text[start..].char_indices().peekable();
    // A single capital, or capitals with dots between: `U`, `U.S`.
    let mut dotted = Dotted::default();
    while let Some((offset, c)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let inside = next.is_some_and(is_word);
        let stop = c == '.' && dotted.holds();
        if is_word(c) || ((stop || matches!(c, '-' | '‑')) && inside) {
            end = start + offset + c.len_utf8();
        } else {
            if stop && offset > 1 {
                end = start + offset + 1;
            }
            break;
        }
        dotted.read(c.encode_utf8(&mut [0; 4]), char::is_uppercase);
    }
    end
}

/// Whether a word begins with a capital.
pub(super) fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_of_ascii_end_where_words_end(text in "[aBéÉ7_.’ ,‑-]{0,24}|[ab -]{10,20}[aB. -]{10,20}") {
            for word in (Words { text: &text, at: 0 }) {
                let range = word.range.start as usize..word.range.end as usize;
                prop_assert_eq!(range.end, word_end(&text, range.start), "{:?} in {:?}", word.text, text);
                prop_assert!(word.text.starts_with(is_word));
            }
            let slow = text.find(is_word);
            prop_assert_eq!(Words { text: &text, at: 0 }.next().map(|word| word.range.start as usize), slow);
            let capitals: Vec<Range> =
                Words { text: &text, at: 0 }.filter(|word| is_capital(word.text)).map(|word| word.range).collect();
            let mut words = Words { text: &text, at: 0 };
            let jumped: Vec<Range> = std::iter::from_fn(|| words.next_capital()).map(|word| word.range).collect();
            prop_assert_eq!(jumped, capitals);
        }
    }
}
