//! Quotations within a paragraph.

use super::prose::GAP;
use crate::base::Range;

/// What stands between quotation marks, with them, into an empty list; in order, apart.
///
/// An apostrophe is no mark, and a single mark that never closes is none either.
pub fn quotations(text: &str, found: &mut Vec<Range>) {
    let mut open: Option<(char, u32)> = None;
    for (at, c) in marks(text) {
        let (before, after) = (|| text[..at].chars().next_back(), || text[at + c.len_utf8()..].chars().next());
        match open {
            None if opens(c, before, after) => open = Some((c, at as u32)),
            Some((opening, start)) if closes(opening, c, before, after) => {
                found.push(start..(at + c.len_utf8()) as u32);
                open = None;
            }
            // A double mark inside a single one that never closed (an apostrophe before a year) begins afresh.
            Some(('‘' | '\'' | '›', _)) if matches!(c, '“' | '«' | '„' | '»') && opens(c, before, after) => {
                open = Some((c, at as u32))
            }
            _ => {}
        }
    }
    // A quotation over several paragraphs opens each of them and closes the last only.
    if let Some(('“' | '«' | '„', start)) = open
        && text[..start as usize].trim().is_empty()
    {
        found.push(start..text.len() as u32);
    }
}

/// Every character that may open or close a quotation, and where it stands; found by first bytes, for most texts have none.
fn marks(text: &str) -> impl Iterator<Item = (usize, char)> {
    let bytes = text.as_bytes();
    let mut next = [memchr::memchr3(b'"', b'\'', 0xe2, bytes), memchr::memchr(0xc2, bytes)].into_iter().flatten().min();
    std::iter::from_fn(move || {
        while let Some(at) = next {
            let is_first = |byte: &u8| matches!(byte, b'"' | b'\'' | 0xe2 | 0xc2);
            next = bytes[at + 1..].iter().position(is_first).map(|further| at + 1 + further);
            let c = text.get(at..).and_then(|rest| rest.chars().next());
            if let Some(c @ ('“' | '”' | '„' | '‘' | '’' | '«' | '»' | '‹' | '›' | '"' | '\'')) = c {
                return Some((at, c));
            }
        }
        None
    })
}

fn opens(c: char, before: impl Fn() -> Option<char>, after: impl Fn() -> Option<char>) -> bool {
    let edge = || before().is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '[' | '—' | '–' | '-' | '/' | '“' | '‘' | GAP));
    match c {
        '“' | '«' | '„' => true,
        '‘' => edge(),
        // German print turns the marks round: »so«, ›so‹. Swedish and Finnish begin as they end.
        '"' | '\'' | '»' | '›' | '”' => edge() && after().is_some_and(|a| !a.is_whitespace()),
        _ => false,
    }
}

fn closes(opening: char, c: char, before: impl Fn() -> Option<char>, after: impl Fn() -> Option<char>) -> bool {
    let end = || before().is_some_and(|b| !b.is_whitespace()) && after().is_none_or(|a| !a.is_alphanumeric());
    match opening {
        '“' => c == '”',
        '„' => c == '“' || c == '”',
        '«' => c == '»',
        '»' => c == '«' || c == '»' && end(),
        '›' => c == '‹' && end(),
        '”' => c == '”' && end(),
        '"' => c == '"' && end(),
        '‘' => c == '’' && end(),
        '\'' => c == '\'' && end(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_and_apostrophes_are_not() {
        let quoted = |text: &str| -> Vec<String> {
            let mut found = Vec::new();
            quotations(text, &mut found);
            found.into_iter().map(|range| text[range.start as usize..range.end as usize].to_string()).collect()
        };
        assert_eq!(quoted("the ‘world’s coolest dictator’, he"), ["‘world’s coolest dictator’"]);
        assert_eq!(quoted("Honduras’ President and Trump’s plan"), [] as [&str; 0]);
        assert_eq!(quoted("he said “a ‘b’ c” and \"d e\" to 'f'."), ["“a ‘b’ c”", "\"d e\"", "'f'"]);
        assert_eq!(quoted("“It went on and on"), ["“It went on and on"]);
        assert_eq!(quoted("a “stray mark"), [] as [&str; 0]);
        assert_eq!(quoted("« Le Monroe » dit-il"), ["« Le Monroe »"]);
        assert_eq!(
            quoted("Die »United Nations« sind ›gut‹, (»so« er). »A ›b‹ c«"),
            ["»United Nations«", "›gut‹", "»so«", "»A ›b‹ c«"]
        );
        assert_eq!(quoted("« un » et «deux» » trois"), ["« un »", "«deux»"]);
        assert_eq!(quoted("han sa ”Monroe” och ”nej”"), ["”Monroe”", "”nej”"]);
    }
}
