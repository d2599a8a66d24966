//! Words as the index knows them: folded, and grouped by stem. `search.js` cuts and folds a query in the same way.

use crate::model::mention::fold;
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is kept, in bytes; what is longer is cut for the index, not for readers.
const LONGEST: usize = 64;

/// Calls `visit` with every word of a text, as written.
///
/// Letters and digits make a word; `U.S.` is one word; a letter behind an apostrophe (`Trump's`) is none. Characters of
/// scripts without spaces are a word each.
pub fn each<'a>(text: &'a str, visit: &mut impl FnMut(&'a str)) {
    let (mut start, mut last) = (None, ' ');
    let mut at = 0;
    while at < text.len() {
        // Most of a text are letters and figures of ASCII, in runs.
        let run = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if run > 0 {
            start.get_or_insert((at, last));
            at += run;
            last = char::from(text.as_bytes()[at - 1]);
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        // Those of ASCII are behind us.
        let letter = !c.is_ascii() && is_letter(c);
        let unspaced = letter && fold::is_unspaced(c);
        if letter && !unspaced {
            start.get_or_insert((at, last));
        } else if start.is_some_and(|(from, _)| c == '.' && goes_on(&text[from..at], &text[next..])) {
            // A full stop within `U.S.`.
        } else {
            if let Some((from, before)) = start.take() {
                word(&text[from..at], before, visit);
            }
            if unspaced {
                visit(&text[at..next]);
            }
        }
        (last, at) = (c, next);
    }
    if let Some((from, before)) = start {
        word(&text[from..], before, visit);
    }
}

/// Whether a full stop between what stands before it and behind it is part of a word.
fn goes_on(word: &str, behind: &str) -> bool {
    is_dotted(word) && (word.contains('.') || behind.chars().next().is_some_and(char::is_alphabetic))
}

fn word<'a>(word: &'a str, before: char, visit: &mut impl FnMut(&'a str)) {
    let tail = is_apostrophe(before) && word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic();
    if !tail {
        visit(word);
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Part of a word; signs of no width stand within words and are dropped when they are folded.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Single letters with full stops between them: `U.S`.
fn is_dotted(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    })
}

/// A word without case, accents, ligatures and full stops; `buffer` holds it where it has to be made.
pub fn folded<'a>(word: &'a str, buffer: &'a mut String) -> &'a str {
    if word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return word;
    }
    buffer.clear();
    if word.is_ascii() {
        buffer.extend(word.chars().filter(|c| *c != '.').map(|c| c.to_ascii_lowercase()));
    } else {
        let plain = String::from_utf8(fold::fold(word)).unwrap_or_default();
        buffer.extend(plain.chars().filter(|c| *c != '.' && !is_vowel_sign(*c)));
    }
    while buffer.len() > LONGEST {
        buffer.pop();
    }
    buffer
}

/// Arabic short vowels and the stroke that stretches words: most texts leave them out.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}')
}

/// Finds stems in one language; in a language without rules a word is its own stem.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// The rules of a BCP 47 tag (Snowball).
    pub fn new(tag: &str) -> Stems {
        let algorithm = match tag.split('-').next().unwrap_or("") {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Stems(None),
        };
        Stems(Some(Stemmer::create(algorithm)))
    }

    /// The stem of a word as written, folded.
    pub fn of(&self, word: &str) -> String {
        let low = word.to_lowercase();
        let stem = match &self.0 {
            Some(stemmer) if low.chars().count() > 2 => stemmer.stem(&low),
            _ => Cow::Borrowed(low.as_str()),
        };
        let mut buffer = String::new();
        folded(&stem, &mut buffer).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each(text, &mut |word| found.push(folded(word, &mut String::new()).to_string()));
        found
    }

    #[test]
    fn words_are_cut_and_folded() {
        assert_eq!(
            words("Łódź, Straße; Ríos’ cœur, İzmir ıssız Ørsted"),
            ["lodz", "strasse", "rios", "coeur", "izmir", "issiz", "orsted"]
        );
        assert_eq!(
            words("Trump's U.S. policy. MS-13 l'État e.g. a. b"),
            ["trump", "us", "policy", "ms", "13", "l", "etat", "eg", "a", "b"]
        );
        assert_eq!(words("soft\u{ad}hyphen 外交 x"), ["softhyphen", "外", "交", "x"]);
        assert_eq!(words(&"a".repeat(200))[0].len(), LONGEST);
    }

    #[test]
    fn stems_group_inflections() {
        let english = Stems::new("en-GB");
        assert_eq!(english.of("deported"), english.of("Deporting"));
        let spanish = Stems::new("es");
        assert_eq!(spanish.of("naciones"), spanish.of("nación"));
        assert_eq!(Stems::new("xx").of("Élan"), "elan");
    }
}
