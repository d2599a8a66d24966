//! Escaping: the only ways by which content reaches the page.

use crate::document::tree::Attributes;
use crate::render::words::Words;

/// Text for HTML, between tags or within quotation marks.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(text, &mut out);
    out
}

/// Bytes that are looked at together.
const STEP: usize = 32;

/// Whether text for HTML cannot hold a byte as it is.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | 0)
}

/// Where the first byte stands that text for HTML cannot hold as it is. Most text has none, so many bytes are looked at
/// in one step.
fn special(bytes: &[u8]) -> Option<usize> {
    let any = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | is_special(*byte));
    let clean = bytes.chunks_exact(STEP).take_while(|chunk| !any(chunk)).count() * STEP;
    bytes[clean..].iter().position(|byte| is_special(*byte)).map(|at| clean + at)
}

/// Appends text for HTML. NUL, which no page may hold, becomes U+FFFD.
pub fn push_escaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = special(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Whether an address may hold a byte as it is.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%()*+,-./:;=?@_~".contains(&byte)
}

/// Appends an address for `href` or `src`: what no address may hold becomes per cent signs.
pub fn push_href(address: &str, out: &mut String) {
    if address.bytes().all(is_plain) {
        return out.push_str(address);
    }
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            _ if is_plain(byte) => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.extend(
                    [byte >> 4, byte & 15].map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase()),
                );
            }
        }
    }
}

/// Classes as written that are words of small letters, digits and hyphens; others could be anything.
pub(super) fn classes(attributes: &Attributes) -> String {
    let fine = |class: &&String| {
        class.starts_with(|c: char| c.is_ascii_lowercase())
            && class.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    attributes.classes.iter().filter(fine).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The language of a part, and the direction in which it is written: as it is said, or else that of the language.
pub(super) fn language(attributes: &Attributes) -> [(&'static str, &str); 2] {
    let language = value(attributes, "lang").unwrap_or_default();
    let derived = if language.is_empty() { "" } else { Words::direction(language) };
    [("lang", language), ("dir", value(attributes, "dir").unwrap_or(derived))]
}

/// The value of a key.
pub(super) fn value<'a>(attributes: &'a Attributes, key: &str) -> Option<&'a str> {
    attributes.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping() {
        assert_eq!(escape("a<b> & \"c\"\0ü"), "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}ü");
        let mut out = String::new();
        push_href("a b/ü?x=1&y='\"<\\", &mut out);
        assert_eq!(out, "a%20b/%C3%BC?x=1&amp;y=&#x27;%22%3C%5C");
    }

    #[test]
    fn a_special_byte_is_found_wherever_it_stands() {
        for at in 0..3 * STEP {
            for special in ['&', '<', '>', '"', '\0'] {
                let (before, after) = ("ü".repeat(at / 2) + &"x".repeat(at % 2), "y".repeat(STEP + 3));
                let one_by_one = |text: &str| text.chars().map(|c| escape(c.encode_utf8(&mut [0; 4]))).collect::<String>();
                let text = format!("{before}{special}{after}{special}");
                assert_eq!(escape(&text), one_by_one(&text));
            }
        }
    }

    #[test]
    fn classes_are_words() {
        let attributes =
            Attributes { classes: ["wide", "a\"b", "X", "a1-b", "1a"].map(String::from).to_vec(), ..Default::default() };
        assert_eq!(classes(&attributes), "wide a1-b");
    }
}
