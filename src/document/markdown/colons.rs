//! Colons at the beginning of a line: a definition has a space behind its own (Pandoc, PHP Markdown Extra), and the parser asks
//! for none.
//!
//! `:::` or `:tada:` would make the paragraph before it a term. A text in which that happens is read once more, with such colons
//! hidden behind a byte that no text has.

use pulldown_cmark::{CowStr, Event};

/// Stands for a colon that begins no definition. A control character, so that no text is mistaken for it.
const HIDDEN: u8 = 0x1f;

/// Whether what begins with a colon is a definition.
pub(super) fn defines(text: &str) -> bool {
    matches!(text.as_bytes(), [b':', b' ' | b'\t' | b'\n' | b'\r', ..] | [b':'])
}

/// Whether a line parts the head of a table from its rows: `:---|---:`.
fn delimits(line: &str) -> bool {
    let signs = line.trim_end().bytes().all(|byte| matches!(byte, b':' | b'-' | b'|' | b' ' | b'\t'));
    signs && line.contains('-') && line.contains('|')
}

/// A text in which colons that begin a line but no definition are hidden; all else stands where it stood.
pub(super) fn hidden(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for line in source.split_inclusive(['\n', '\r']) {
        let content = line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t>*+-.)".contains(c));
        if content.starts_with(':') && !defines(content) && !delimits(content) {
            out.push_str(&line[..line.len() - content.len()]);
            out.push(char::from(HIDDEN));
            out.push_str(&content[1..]);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// An event with its colons as they were.
pub(super) fn shown<'a>(event: Event<'a>) -> Event<'a> {
    let back = |text: CowStr<'a>| match text.contains(char::from(HIDDEN)) {
        true => CowStr::from(text.replace(char::from(HIDDEN), ":")),
        false => text,
    };
    match event {
        Event::Text(text) => Event::Text(back(text)),
        Event::Code(text) => Event::Code(back(text)),
        Event::Html(text) => Event::Html(back(text)),
        Event::InlineHtml(text) => Event::InlineHtml(back(text)),
        Event::InlineMath(text) => Event::InlineMath(back(text)),
        Event::DisplayMath(text) => Event::DisplayMath(back(text)),
        other => other,
    }
}
