//! Quotations within a paragraph.

use super::prose::GAP;
use crate::base::Range;

/// What stands between quotation marks, with them; in order, apart.
///
/// An apostrophe is no mark, and a single mark that never closes is none either.
pub fn quotations(text: &str) -> Vec<Range> {
    if !text.contains(['“', '‘', '„', '«', '"', '\'']) {
        return Vec::new();
    }
    let mut found: Vec<Range> = Vec::new();
    let mut open: Option<(char, u32)> = None;
    let mut before: Option<char> = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let after = letters.peek().map(|(_, c)| *c);
        match open {
            None if opens(c, before, after) => open = Some((c, at as u32)),
            Some((opening, start)) if closes(opening, c, before, after) => {
                found.push(start..(at + c.len_utf8()) as u32);
                open = None;
            }
            // A double mark inside a single one that never closed (an apostrophe before a year) begins afresh.
            Some(('‘' | '\'', _)) if matches!(c, '“' | '«' | '„') => open = Some((c, at as u32)),
            _ => {}
        }
        before = Some(c);
    }
    // A quotation over several paragraphs opens each of them and closes the last only.
    if let Some(('“' | '«' | '„', start)) = open
        && text[..start as usize].trim().is_empty()
    {
        found.push(start..text.len() as u32);
    }
    found
}

fn opens(c: char, before: Option<char>, after: Option<char>) -> bool {
    let edge = before.is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '[' | '—' | '–' | '-' | '/' | '“' | '‘' | GAP));
    match c {
        '“' | '«' | '„' => true,
        '‘' => edge,
        '"' | '\'' => edge && after.is_some_and(|a| !a.is_whitespace()),
        _ => false,
    }
}

fn closes(opening: char, c: char, before: Option<char>, after: Option<char>) -> bool {
    let end = before.is_some_and(|b| !b.is_whitespace()) && after.is_none_or(|a| !a.is_alphanumeric());
    match opening {
        '“' => c == '”',
        '„' => c == '“' || c == '”',
        '«' => c == '»',
        '"' => c == '"' && end,
        '‘' => c == '’' && end,
        '\'' => c == '\'' && end,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_and_apostrophes_are_not() {
        let quoted = |text: &str| -> Vec<String> {
            quotations(text).into_iter().map(|range| text[range.start as usize..range.end as usize].to_string()).collect()
        };
        assert_eq!(quoted("the ‘world’s coolest dictator’, he"), ["‘world’s coolest dictator’"]);
        assert_eq!(quoted("Honduras’ President and Trump’s plan"), [] as [&str; 0]);
        assert_eq!(quoted("he said “a ‘b’ c” and \"d e\" to 'f'."), ["“a ‘b’ c”", "\"d e\"", "'f'"]);
        assert_eq!(quoted("“It went on and on"), ["“It went on and on"]);
        assert_eq!(quoted("a “stray mark"), [] as [&str; 0]);
        assert_eq!(quoted("« Le Monroe » dit-il"), ["« Le Monroe »"]);
    }
}
