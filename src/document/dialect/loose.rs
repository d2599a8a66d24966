//! Citations that are nearly right: what of them cites nothing, so that readers see it as it is written.

use super::citation::{item_key, key_at, parts};
use crate::document::tree::CiteItem;
use std::ops::Range;

/// Most bytes of a bracket that is looked at.
const LONGEST: usize = 2000;

/// A piece of a citation that does not mean what it was written for.
#[derive(Debug, PartialEq, Eq)]
pub struct Loose {
    /// Its bytes.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
    /// What to write where, if that is certain.
    pub fix: Option<(Range<usize>, String)>,
}

/// What is loose in brackets that are a citation of `items`: a key that belongs to none of them, and marks of emphasis.
pub fn within(text: &str, inside: Range<usize>, items: &[CiteItem]) -> Vec<Loose> {
    let mut found = Vec::new();
    let is_item = |key: &Range<usize>| items.iter().any(|item| item.key.range == super::short(key.clone()));
    let mut at = inside.start;
    while let Some(sign) = text.get(at..inside.end).and_then(|rest| rest.find('@')).map(|sign| at + sign) {
        at = sign + 1;
        let Some((key, end)) = key_at(text, sign, &inside) else { continue };
        at = end;
        if !is_item(&key) {
            found.push(uncited(text, inside.start, sign..end));
        }
    }
    let keys: Vec<Range<u32>> = items.iter().map(|item| item.key.range.clone()).collect();
    found.extend(emphasis(text, inside, &keys));
    found
}

/// A key behind a comma instead of a semicolon.
fn uncited(text: &str, from: usize, range: Range<usize>) -> Loose {
    let written = &text[range.clone()];
    let message = format!("`{written}` cites nothing: it belongs to what is said of the source before it");
    let help = format!("part sources by semicolons: `; {written}`");
    // Only words may stand between the comma and the key.
    let comma = text[from..range.start].rfind(',').map(|comma| from + comma);
    let words = |comma: &usize| !text[*comma..range.start].contains(|c: char| c.is_ascii_digit() || c == '@');
    let fix = comma.filter(words).map(|comma| (comma..comma + 1, ";".to_string()));
    Loose { range, message, help, fix }
}

/// The first words between `*` and `*`, or `_` and `_`, outside of keys.
fn emphasis(text: &str, inside: Range<usize>, keys: &[Range<u32>]) -> Option<Loose> {
    let bytes = text.as_bytes();
    let slice = text.get(inside.clone())?;
    let in_key = |at: usize| keys.iter().any(|key| key.contains(&(at as u32)));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let opens = |at: usize| {
        let behind = text[at + 1..inside.end].trim_start_matches(['*', '_']).chars().next();
        !letter(text[..at].chars().next_back()) && letter(behind) && !in_key(at) && !super::escaped(text, at)
    };
    let signs = slice.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'*' | b'_'));
    let start = signs.map(|(at, _)| inside.start + at).find(|at| opens(*at))?;
    let run = bytes[start..inside.end].iter().take_while(|byte| **byte == bytes[start]).count();
    let mark = &text[start..start + run];
    let length = text[start + run..inside.end].find(mark).filter(|length| *length > 0)?;
    let words = &text[start + run..start + run + length];
    let range = start..start + 2 * run + length;
    let ends = !words.ends_with(char::is_whitespace) && !letter(text[range.end..].chars().next());
    ends.then(|| Loose {
        message: format!("`{}` is not set in italics within a citation, and readers see the signs", &text[range.clone()]),
        help: "take the signs away".to_string(),
        fix: Some((range.clone(), words.to_string())),
        range,
    })
}

/// What keeps brackets from being a citation that were meant for one: a part between semicolons that has no key.
pub fn half(text: &str, inside: Range<usize>) -> Option<Loose> {
    let slice = text.get(inside.clone()).filter(|slice| slice.len() < LONGEST && slice.contains('@') && slice.contains(';'))?;
    let all: Vec<Range<usize>> = parts(slice, inside.start).collect();
    let trimmed = |part: &Range<usize>| {
        let written = &text[part.clone()];
        let start = part.start + written.len() - written.trim_start().len();
        start..start + written.trim().len()
    };
    let cites = |part: &&Range<usize>| item_key(text, (*part).clone()).is_some();
    let (with, without): (Vec<&Range<usize>>, Vec<&Range<usize>>) = all.iter().partition(cites);
    let target = trimmed(without.first()?);
    let written = &text[target.clone()];
    // Words in brackets may name a source in passing, and have semicolons.
    let begins = with.iter().any(|part| text[trimmed(part)].trim_start_matches('-').starts_with('@'));
    if with.is_empty() || !begins && !is_key(written) {
        return None;
    }
    if written.is_empty() {
        let message = "nothing stands beside this semicolon, so that these brackets are no citation".to_string();
        let at = inside.start + slice.find(';').unwrap_or(0);
        return Some(Loose { range: at..at + 1, message, help: "take the semicolon out".to_string(), fix: None });
    }
    let shown = crate::base::text::shown(written);
    let message = format!("`{shown}` names no source with `@`, so that these brackets are no citation, and readers see them");
    let (help, fix) = match is_key(written) {
        true => (format!("write `@{written}`"), Some((target.start..target.start, "@".to_string()))),
        false => ("write `@` before each key; what is said of a source stands behind a comma".to_string(), None),
    };
    Some(Loose { range: target, message, help, fix })
}

/// Whether a word looks like the key of a source: `Wheeler2020`, `un-res-2231`.
pub fn is_key(word: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let (digit, letter) = (word.contains(|c: char| c.is_ascii_digit()), word.contains(char::is_alphabetic));
    word.len() >= 5 && digit && letter && word.starts_with(char::is_alphanumeric) && word.chars().all(fine)
}

#[cfg(test)]
mod tests {
    use super::super::citation::bracketed;
    use super::*;

    fn found(inside: &str) -> Vec<(String, Option<String>)> {
        let mended = |loose: Loose| {
            let fix = loose.fix.map(|(range, words)| [&inside[..range.start], &words, &inside[range.end..]].concat());
            (inside[loose.range].to_string(), fix)
        };
        match bracketed(inside, 0..inside.len()) {
            Some(items) => within(inside, 0..inside.len(), &items).into_iter().map(mended).collect(),
            None => half(inside, 0..inside.len()).into_iter().map(mended).collect(),
        }
    }

    #[test]
    fn what_is_loose() {
        for (inside, range, mended) in [
            ("see @a1, p. 3, and @a2", "@a2", Some("see @a1, p. 3; and @a2")),
            ("@a1 and -@a2", "@a2", None),
            ("@a1, *passim*", "*passim*", Some("@a1, passim")),
            ("**see** @a1", "**see**", Some("see @a1")),
            ("@AP2025; Wheeler2020", "Wheeler2020", Some("@AP2025; @Wheeler2020")),
            ("see @a; Wheeler2020", "Wheeler2020", Some("see @a; @Wheeler2020")),
            ("@a; and more", "and more", None),
            ("@a;", ";", None),
        ] {
            assert_eq!(found(inside), [(range.to_string(), mended.map(str::to_string))], "{inside}");
        }
    }

    #[test]
    fn what_is_not() {
        for inside in [
            "see @a_b_c, pp. 33-35; also @b, ch. 2",
            "@a, x@y.org",
            "@a, 3 * 4 * 5",
            "as @smith says; others do not",
            "no key; at all",
            "-@a, p. 3",
            "@{odd *key*}",
        ] {
            assert_eq!(found(inside), [], "{inside}");
        }
    }
}
