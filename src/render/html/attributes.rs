//! Escaping: the only ways by which content reaches the page.

use crate::document::tree::Attributes;

/// Text for HTML, between tags or within quotation marks.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(text, &mut out);
    out
}

/// Appends text for HTML. NUL, which no page may hold, becomes U+FFFD.
pub fn push_escaped(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            0 => "\u{fffd}",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(replacement);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Appends an address for `href` or `src`: what no address may hold becomes per cent signs.
pub fn push_href(address: &str, out: &mut String) {
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            _ if b"!#$%()*+,-./:;=?@_~".contains(&byte) => out.push(char::from(byte)),
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
    fn classes_are_words() {
        let attributes =
            Attributes { classes: ["wide", "a\"b", "X", "a1-b", "1a"].map(String::from).to_vec(), ..Default::default() };
        assert_eq!(classes(&attributes), "wide a1-b");
    }
}
