//! Letters as Markdown that means just these letters.
//!
//! What could mean something gets a backslash, and nothing else does: the text is for people who will go on writing it.

use crate::document::dialect::autolink;

/// Where letters stand.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Here {
    /// At the beginning of a line.
    pub begins: bool,
    /// In a cell of a table.
    pub cell: bool,
    /// In a heading.
    pub heading: bool,
    /// In the words of a link or of something else in brackets.
    pub bracket: bool,
    /// Something in brackets follows.
    pub opens: bool,
    /// The first letter behind all that is written.
    pub behind: Option<char>,
    /// `$…$` is maths on this site.
    pub math: bool,
}

/// Letters as they are kept: white space is one space each, what only typesetters see is gone.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{2060}' => {}
            '\u{2028}' | '\u{2029}' => out.push(' '),
            c if c.is_control() && !c.is_whitespace() => {}
            // Spaces that do not break, and those of a width of their own, are meant.
            ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Puts a text behind what is written; `text` is tidy.
pub(super) fn put(out: &mut String, text: &str, here: Here) {
    if here.bracket {
        return letters(out, text, here);
    }
    let mut from = 0;
    while let Some(bare) = autolink::find(text, from..text.len(), from, text.len()) {
        let (start, end) = (bare.range.start, bare.range.end);
        let address = &text[start..end];
        let first = Here { begins: here.begins && from == 0, opens: false, behind: address.chars().next(), ..here };
        letters(out, &text[from..start], first);
        let plain = address.chars().all(|c| c.is_alphanumeric() || "/:.-?=%#+,;@".contains(c));
        let entity = address.match_indices('&').any(|(at, _)| is_entity(&address[at + 1..], None));
        let web = bare.scheme.is_empty() && address.contains("://") && !entity;
        if plain {
            out.push_str(address);
        } else if web && !address.contains(['<', '>', '\\', '|', '`']) {
            out.push('<');
            out.push_str(address);
            out.push('>');
        } else {
            let behind = text[end..].chars().next().or(here.behind);
            letters(out, address, Here { begins: here.begins && start == 0, opens: false, behind, ..here });
        }
        from = end;
    }
    letters(out, &text[from..], Here { begins: here.begins && from == 0, ..here });
}

fn letters(out: &mut String, text: &str, here: Here) {
    let from = if here.begins { line_start(out, text) } else { 0 };
    let kept = kept_brackets(text, here);
    for (at, c) in text[from..].char_indices().map(|(at, c)| (at + from, c)) {
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next().or(here.behind);
        let before = out.chars().next_back();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match c {
            '\\' | '`' | '*' | '~' | '^' | '{' => true,
            '}' | '#' => here.heading,
            '_' => !(word(before) && word(next)),
            '[' | ']' => kept.binary_search(&at).is_err(),
            '<' => next.is_none_or(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => is_entity(rest, here.behind),
            '|' => here.cell,
            '$' => here.math,
            '@' => !word(before) && (word(next) || matches!(next, Some('{' | '_' | ')'))),
            '!' => rest.is_empty() && here.opens,
            '=' => next == Some('=') || before == Some('='),
            '%' => next == Some('%'),
            // Behind a mark of a note at the beginning of a line, a colon would begin the note itself.
            ':' => is_named(rest) && !word(before) || at == 0 && before == Some(']') && out.starts_with("[^"),
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
    }
}

/// What would begin a block at the beginning of a line; the number of bytes that were written.
fn line_start(out: &mut String, text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: usize| bytes.get(at).is_none_or(|byte| byte.is_ascii_whitespace());
    let Some(first) = bytes.first() else { return 0 };
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sharps = bytes.iter().take_while(|byte| **byte == b'#').count();
    let marked = match first {
        b'#' => sharps <= 6 && ends(sharps),
        b'-' => ends(1) || bytes.get(1) == Some(&b'-'),
        b'+' => ends(1) || matches!(bytes.get(1), Some(b'-' | b'+')),
        b'>' | b'=' | b':' | b'|' | b'%' => true,
        b'!' => text.starts_with("!!!"),
        b'?' => text.starts_with("???"),
        b'0'..=b'9' if digits <= 9 && matches!(bytes.get(digits), Some(b'.' | b')')) && ends(digits + 1) => {
            out.push_str(&text[..digits]);
            out.push('\\');
            out.push(char::from(bytes[digits]));
            return digits + 1;
        }
        b'T' if text.starts_with("Table:") && text.contains("{#tbl-") => {
            out.push_str("Table\\:");
            return "Table:".len();
        }
        _ => false,
    };
    if !marked {
        return 0;
    }
    out.push('\\');
    out.push(char::from(*first));
    1
}

/// Where brackets stand that may stay as they are: `[sic]`, `[…]`, with nothing behind them that would make a link of them.
fn kept_brackets(text: &str, here: Here) -> Vec<usize> {
    let mut kept = Vec::new();
    if here.bracket || !text.contains('[') {
        return kept;
    }
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match c {
            '[' => open = Some(at),
            ']' => {
                let Some(start) = open.take() else { continue };
                let inner = &text[start + 1..at];
                let before = text[..start].chars().next_back();
                let behind = text[at + 1..].chars().next();
                let fine = |c: char| c.is_alphanumeric() || " .,…'’‘“”\"-–—?;/".contains(c);
                let task = matches!(inner.trim(), "" | "x" | "X");
                // At the beginning of a text it may follow a mark of a list; at its end anything may follow.
                let within = before.is_some_and(|c| !matches!(c, '!' | ']' | '^' | '\\'))
                    && behind.is_some_and(|c| !matches!(c, '(' | '[' | '{' | ':'));
                if within && !task && inner.chars().all(fine) {
                    kept.extend([start, at]);
                }
            }
            _ => {}
        }
    }
    kept.sort_unstable();
    kept
}

/// Whether what follows an `&` makes an entity of it.
fn is_entity(rest: &str, behind: Option<char>) -> bool {
    let name = rest.bytes().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    if name == rest.len() {
        return behind.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '#' | ';'));
    }
    name > 0 && rest.as_bytes().get(name) == Some(&b';')
}

/// Whether what follows a colon is the name of a sign and a colon: `:tada:`.
fn is_named(rest: &str) -> bool {
    let name = rest.bytes().take(60).take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(b)).count();
    name > 1 && rest.as_bytes().get(name) == Some(&b':')
}

/// The most backticks in a row: code is fenced by more of them.
pub(super) fn ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// An address as it stands between the brackets of a link: what would end it is written in percent.
pub(super) fn address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let address = address.trim();
    for (at, c) in address.char_indices() {
        match c {
            c if c.is_control() => {}
            // `&lt;` would be read as a sign.
            '&' if is_entity(address.get(at + 1..).unwrap_or_default(), None) => out.push_str("\\&"),
            ' ' | '"' | '(' | ')' | '<' | '>' | '\\' | '`' | '|' | '{' | '}' | '*' | '[' | ']' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// A text as the title of an image, between quotation marks.
pub(super) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in tidy(text).trim().chars() {
        if matches!(c, '"' | '\\' | '<' | '&' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, here: Here) -> String {
        let mut out = String::new();
        put(&mut out, text, here);
        out
    }

    #[test]
    fn what_means_something_is_escaped_and_nothing_else() {
        let begins = Here { begins: true, ..Here::default() };
        for (text, written) in [
            ("1. Prices", "1\\. Prices"),
            ("1) Prices", "1\\) Prices"),
            ("1.5 percent", "1.5 percent"),
            ("2015 was", "2015 was"),
            ("- and", "\\- and"),
            ("-5 degrees", "-5 degrees"),
            ("# 1", "\\# 1"),
            ("#1 in the list", "#1 in the list"),
            ("> 5", "\\> 5"),
            (": so", "\\: so"),
            ("he [Trump] said, [sic] and [...] so", "he [Trump] said, [sic] and [...] so"),
            ("a [link](x) and [@key], [[x]]", "a \\[link\\](x) and \\[\\@key\\], \\[\\[x\\]\\]"),
            ("snake_case and _so_", "snake_case and \\_so\\_"),
            ("@word, a@b.org", "\\@word, a@b.org"),
            ("AT&T & co, &amp;", "AT&T & co, \\&amp;"),
            ("$5 and $6", "$5 and $6"),
            ("a < b, <b>", "a < b, \\<b>"),
            ("C:\\x", "C:\\\\x"),
            ("see https://x.org/a_b_(c), so", "see <https://x.org/a_b_(c)>, so"),
            ("see https://x.org/a-b?c=1.", "see https://x.org/a-b?c=1."),
            ("at 10:30:15, :tada:", "at 10:30:15, \\:tada:"),
            ("50% of {x}", "50% of \\{x}"),
        ] {
            assert_eq!(at(text, begins), written);
        }
        assert_eq!(at("a|b $x$", Here { cell: true, math: true, ..Here::default() }), "a\\|b \\$x\\$");
        assert_eq!(at("Issue # {x}", Here { heading: true, ..Here::default() }), "Issue \\# \\{x\\}");
        assert_eq!(at("wow!", Here { opens: true, ..Here::default() }), "wow\\!");
    }

    #[test]
    fn addresses_and_titles() {
        assert_eq!(address("https://x.org/a (b)\n"), "https://x.org/a%20%28b%29");
        assert_eq!(address("https://x.org/?a=1&lt=2&lt;b&amp;c&#38;"), "https://x.org/?a=1&lt=2\\&lt;b\\&amp;c\\&#38;");
        assert_eq!(title("He said \"so\"\n\\"), "He said \\\"so\\\" \\\\");
        assert_eq!(tidy("a\t\n b\u{ad}c\u{a0}d\u{0}"), "a bc\u{a0}d");
    }
}
