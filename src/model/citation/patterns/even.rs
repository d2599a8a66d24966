//! Texts that stand-ins may take the place of: nothing in them is looked at but the case of their letters.

use super::taken::Letters;
use crate::model::citation::html::safe;
use crate::model::citation::letters::{is_shouted, kept, restored};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Whether a text has nothing that a style could look at, but for the case of its letters: plain words, no sign at the end
/// but a bracket that is opened in it.
pub(super) fn is_even(text: &str) -> bool {
    if text.is_ascii() { is_even_ascii(text.as_bytes()) } else { is_even_text(text) }
}

/// The same in one go, for what most texts are made of.
fn is_even_ascii(text: &[u8]) -> bool {
    let (mut open, mut close, mut letters, mut last) = (0, 0, false, 0);
    for &byte in text {
        match (last, byte) {
            (b' ', b' ' | b',' | b'.') | (b'.', b'.') | (b'-', b'-') => return false,
            (_, b'(') => open += 1,
            (_, b')') => close += 1,
            (_, b' ' | b',' | b'/' | b'-' | b':' | b'.' | b';' | b'0'..=b'9') => {}
            (_, byte) if byte.is_ascii_alphabetic() => letters = true,
            _ => return false,
        }
        last = byte;
    }
    let inner = text.strip_suffix(b")").filter(|_| open == close).unwrap_or(text);
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.len() <= 1000 && letters && is_word(text.first()) && is_word(inner.last())
}

pub(super) fn is_even_text(text: &str) -> bool {
    let inner = text.strip_suffix(')').filter(|_| text.matches('(').count() == text.matches(')').count());
    let is_plain = |c: char| c.is_alphanumeric() || " ,/-():.;".contains(c);
    text.len() <= 1000
        && text.starts_with(char::is_alphanumeric)
        && inner.unwrap_or(text).ends_with(char::is_alphanumeric)
        && text.contains(char::is_alphabetic)
        && text.chars().all(is_plain)
        && !["  ", "..", " ,", " .", "--"].iter().any(|pair| text.contains(pair))
}

thread_local! {
    /// Last words that were looked at, and what was found. The ends of titles are few.
    static STEADY: RefCell<FxHashMap<(String, bool), bool>> = RefCell::default();
}
/// Most last words that are kept.
const MOST_WORDS: usize = 4096;

/// Whether the case of a text is what it is whatever stands behind it: a small word such as "at" is a capital at the end.
pub(super) fn is_steady(text: &str, marked: bool) -> bool {
    if marked && is_shouted(text) {
        return false;
    }
    let begin = text.trim_end_matches(')').rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1);
    let last = text.get(begin..).map_or(text, |last| last.trim_start_matches(|c: char| !c.is_alphanumeric()));
    // All figures are alike.
    let last = if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) { "8" } else { last };
    let word = (last.to_string(), marked);
    if let Some(known) = STEADY.with_borrow(|known| known.get(&word).copied()) {
        return known;
    }
    let steady = is_steady_end(last, marked);
    STEADY.with_borrow_mut(|known| {
        if known.len() >= MOST_WORDS {
            known.clear();
        }
        known.insert(word, steady);
    });
    steady
}

pub(super) fn is_steady_end(last: &str, marked: bool) -> bool {
    let shown = |letters: Letters, text: &str| match marked {
        true => restored(&letters.of(&kept(text))).into_owned(),
        false => letters.of(text),
    };
    let end = format!("Xx {last}");
    let same = |letters: Letters| {
        let alone = shown(letters, &end);
        ["”", ", x", ". X", " (x"].into_iter().all(|behind| shown(letters, &format!("{end}{behind}")).starts_with(&alone))
    };
    let small = last.starts_with(char::is_alphabetic) && shown(Letters::Title, &end).ends_with(&last.to_lowercase());
    !small && same(Letters::Title) && same(Letters::Sentence)
}

pub(super) fn is_plain_address(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.:".contains(c);
    safe(text)
        && text.starts_with("http")
        && text.chars().all(is_plain)
        && text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        && !text.contains("..")
}
