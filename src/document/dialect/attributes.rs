//! `{#id .class key="value"}` behind a span, an image, a caption or a paragraph.

use super::short;
use crate::base::Ranged;
use crate::document::tree::Attributes;
use std::ops::Range;

/// Longest attribute block, in bytes; bounds how far an unclosed brace is looked after.
const LONGEST: usize = 1000;

/// Reads the block that begins with the brace at `at`, and where it ends; `None` if it is no attribute block.
pub fn read(text: &str, at: usize) -> Option<(Attributes, usize)> {
    read_keys(text, at, &mut |_| ())
}

/// Where the keys of the pairs stand in the block that begins with the brace at `at`, in order.
pub fn keys(text: &str, at: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    read_keys(text, at, &mut |key| found.push(key));
    found
}

fn read_keys(text: &str, at: usize, key: &mut dyn FnMut(Range<usize>)) -> Option<(Attributes, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    let limit = bytes.len().min(at + LONGEST);
    let mut found = Attributes::default();
    let mut here = at + 1;
    loop {
        here += bytes.get(here..limit)?.iter().take_while(|b| b.is_ascii_whitespace()).count();
        match bytes.get(here).filter(|_| here < limit)? {
            b'}' => return (found != Attributes::default()).then_some((found, here + 1)),
            b'#' => {
                let end = word(bytes, here + 1, limit)?;
                let id = text.get(here + 1..end)?.to_string();
                found.id = Some(Ranged::new(id, short(here + 1..end)));
                here = end;
            }
            b'.' => {
                let end = word(bytes, here + 1, limit)?;
                found.classes.push(text.get(here + 1..end)?.to_string());
                here = end;
            }
            _ => {
                let (pair, end) = pair(text, here, limit)?;
                key(here..here + pair.0.len());
                found.pairs.push(pair);
                here = end;
            }
        }
    }
}

/// The block that ends a text which begins at `from` and ends at `end`, and where it begins.
pub fn read_last(text: &str, from: usize, end: usize) -> Option<(Attributes, usize)> {
    let slice = text.get(from..end)?.trim_end();
    if !slice.ends_with('}') {
        return None;
    }
    let at = from + slice.rfind('{')?;
    let (found, closed) = read(text, at)?;
    (closed == from + slice.len() && !super::escaped(text, at)).then_some((found, at))
}

/// End of an id or class.
fn word(bytes: &[u8], from: usize, limit: usize) -> Option<usize> {
    let fine = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.') || !b.is_ascii();
    // A second `.` begins another class only after white space: `{.a.b}` is one odd name, and refused as such.
    let end = from + bytes.get(from..limit)?.iter().take_while(|b| fine(b)).count();
    let closed = matches!(bytes.get(end)?, b'}' | b' ' | b'\t' | b'\n' | b'\r');
    (end > from && closed).then_some(end)
}

/// `key=value` or `key="value"`.
fn pair(text: &str, from: usize, limit: usize) -> Option<((String, String), usize)> {
    let bytes = text.as_bytes();
    let fine = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':');
    let equals = from + bytes.get(from..limit)?.iter().take_while(|b| fine(b)).count();
    if equals == from || bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let key = text.get(from..equals)?.to_string();
    let value = equals + 1;
    let quote = *bytes.get(value)?;
    if matches!(quote, b'"' | b'\'') {
        let length = bytes.get(value + 1..limit)?.iter().position(|b| *b == quote)?;
        let inner = text.get(value + 1..value + 1 + length)?;
        return Some(((key, super::collapse(inner)), value + length + 2));
    }
    let fine = |b: &u8| !b.is_ascii_whitespace() && !b.is_ascii_control() && !b"{}<>=\"'`\\".contains(b);
    let end = value + bytes.get(value..limit)?.iter().take_while(|b| fine(b)).count();
    (end > value).then_some(((key, text.get(value..end)?.to_string()), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let (found, end) = read(text, 0)?;
        let id = found.id.map(|id| format!("#{}@{:?} ", id.value, id.range)).unwrap_or_default();
        Some(format!("{id}{:?} {:?} {end}", found.classes, found.pairs))
    }

    #[test]
    fn blocks() {
        let long = r#"{#fig-x .wide .b width=50 reason="x } y"} z"#;
        assert_eq!(shown("{#fig-a width=50% x=1/2}").as_deref(), Some(r##"#fig-a@2..7 [] [("width", "50%"), ("x", "1/2")] 24"##));
        let expected = r##"#fig-x@2..7 ["wide", "b"] [("width", "50"), ("reason", "x } y")] 41"##;
        assert_eq!(shown(long).as_deref(), Some(expected));
        assert_eq!(shown("{.uncited\nreason='a\n  b'}").as_deref(), Some(r#"["uncited"] [("reason", "a b")] 25"#));
    }

    #[test]
    fn what_is_none() {
        for text in ["{}", "{ }", "{x}", "{#}", "{.a", "{.a\"b}", "{a=}", "{.a<b}", "a", "{{.a}}", "{%if%}", "{a=\"b}"] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert!(read(&format!("{{.a{}}}", " ".repeat(5000)), 0).is_none());
    }

    #[test]
    fn the_last_of_a_text() {
        let text = "Text {with} {#p7A}  ";
        let (found, at) = read_last(text, 0, text.len()).unwrap();
        assert_eq!((found.id.unwrap().value.as_str(), at), ("p7A", 12));
        assert!(read_last("Text \\{#p7A}", 0, 12).is_none());
    }
}
