//! Captions: where the source of a figure begins, and cutting inlines at a byte.

use crate::base::Range;
use crate::document::tree::{Inline, Letters};

/// What a line about the origin of a figure begins with, before a colon: in the languages of the built-in translations and
/// some others.
const SOURCES: [&str; 16] = [
    "Source",
    "Sources",
    "Fuente",
    "Fuentes",
    "Quelle",
    "Quellen",
    "Fonte",
    "Fontes",
    "Fonti",
    "Bron",
    "المصدر",
    "المصادر",
    "مصدر",
    "来源",
    "出典",
    "Источник",
];

/// The last place of a text where such a word and its colon stand; French has a space between them, perhaps one that does not
/// break.
fn last_source(text: &str) -> Option<usize> {
    let colon = |rest: &str| rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).starts_with([':', '：']);
    let found = |word: &str| text.rmatch_indices(word).map(|(at, _)| at).find(|at| colon(&text[at + word.len()..]));
    // `المصدر` ends with `مصدر`: the longer word begins before.
    let last = SOURCES.iter().filter_map(|word| Some((found(word)?, word.len()))).max_by_key(|(at, length)| (at + length, *length));
    last.map(|(at, _)| at)
}

/// The byte of the file where "Source: …" begins within a caption; it must begin a sentence.
pub fn source_at(inlines: &[Inline], text: &str) -> Option<u32> {
    inlines.iter().enumerate().rev().find_map(|(position, inline)| {
        let Inline::Text(letters) = inline else { return None };
        let slice = letters.of(text);
        let at = last_source(slice)?;
        let before = slice[..at].trim_end();
        let begins = match before.chars().next_back() {
            Some(c) => matches!(c, '.' | '!' | '?' | ';' | ')' | '”' | '’' | '…') && before.len() < at,
            None => position == 0 || at > 0 || matches!(inlines[position - 1], Inline::Soft(_) | Inline::Hard(_)),
        };
        // Changed letters have no place of their own to be cut at.
        (begins && letters.own.is_none()).then_some(letters.range.start + at as u32)
    })
}

/// How many bytes mark a text as the caption of the table above it: `: …`, or Pandoc's `Table: …` with the id of a table.
pub fn begins(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix(':') {
        return rest.starts_with([' ', '\t', '\n', '\r']).then_some(1);
    }
    let named = text.starts_with("Table:") && text.ends_with('}') && text.contains("{#tbl-");
    named.then_some("Table:".len())
}

/// Cuts off and gives back what stands at or behind a byte of the file.
pub fn split(inlines: &mut Vec<Inline>, at: u32) -> Vec<Inline> {
    let whole = inlines.partition_point(|inline| inline.range().start < at);
    let mut rest = inlines.split_off(whole);
    if let Some(Inline::Text(letters)) = inlines.last_mut()
        && letters.own.is_none()
        && letters.range.end > at
    {
        let tail = Letters { range: at..letters.range.end, own: None };
        letters.range.end = at;
        rest.insert(0, Inline::Text(tail));
    }
    rest
}

/// Takes white space off both ends.
pub fn trim(inlines: &mut Vec<Inline>, text: &str) {
    while let Some(last) = inlines.last_mut() {
        match last {
            Inline::Soft(_) | Inline::Hard(_) => {}
            Inline::Text(letters) if letters.own.is_none() => {
                let length = letters.of(text).trim_end().len() as u32;
                letters.range.end = letters.range.start + length;
                if length > 0 {
                    break;
                }
            }
            _ => break,
        }
        inlines.pop();
    }
    let blank = |inline: &Inline| match inline {
        Inline::Soft(_) | Inline::Hard(_) => true,
        Inline::Text(letters) => letters.own.is_none() && letters.of(text).trim_start().is_empty(),
        _ => false,
    };
    let first = inlines.iter().position(|inline| !blank(inline)).unwrap_or(inlines.len());
    inlines.drain(..first);
    if let Some(Inline::Text(letters)) = inlines.first_mut()
        && letters.own.is_none()
    {
        letters.range.start = letters.range.end - letters.of(text).trim_start().len() as u32;
    }
}

/// A piece of the file as inlines.
pub fn letters(range: Range, own: Option<&str>) -> Vec<Inline> {
    vec![Inline::Text(Letters { range, own: own.map(Into::into) })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_of_a_caption() {
        for (text, at) in [
            ("Deportees by month. Source: DHS.", Some(20)),
            ("Deportees by month. Fuente: DHS.", Some(20)),
            ("Source: DHS", Some(0)),
            ("Débit moyen. Source : estimation.", Some(14)),
            ("Débit moyen. Sources\u{a0}: estimation.", Some(14)),
            ("متوسط التدفق. المصدر: تقدير", Some("متوسط التدفق. ".len() as u32)),
            ("Source of the Nile. A map", None),
            ("Open Source: a history", None),
            ("Deportees by month", None),
        ] {
            assert_eq!(source_at(&letters(0..text.len() as u32, None), text), at, "{text}");
        }
    }

    #[test]
    fn split_and_trim() {
        let text = " Deportees.  Source: DHS ";
        let mut inlines = letters(0..text.len() as u32, None);
        let mut source = split(&mut inlines, 13);
        trim(&mut inlines, text);
        trim(&mut source, text);
        assert_eq!((inlines[0].range(), source[0].range()), (1..11, 13..24));
        let mut blank = letters(0..1, None);
        trim(&mut blank, text);
        assert!(blank.is_empty());
    }
}
