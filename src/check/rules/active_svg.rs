//! Drawings from `content/` that run script or load things: an SVG opened by itself is a page of the site.

use crate::base::{Fault, Range};
use crate::check::{Diagnostics, View};

/// What has no place in a drawing, in lower case, and what it is called in the message.
const ACTIVE: [(&str, &str); 12] = [
    ("<script", "a script"),
    ("<foreignobject", "a foreign object"),
    ("<iframe", "a frame"),
    ("<embed", "an embedded object"),
    ("<object", "an embedded object"),
    ("<!entity", "an entity definition"),
    ("<!doctype", "a document type"),
    ("<?xml-stylesheet", "a foreign style sheet"),
    ("javascript:", "a script address"),
    ("@import", "a foreign style sheet"),
    ("href=\"http", "something loaded from the web"),
    ("href='http", "something loaded from the web"),
];

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for (path, file) in &view.model.assets {
        if path.extension() != "svg" || path.below("content").is_none() {
            continue;
        }
        let bytes = file.bytes.open();
        let text = String::from_utf8_lossy(&bytes);
        if let Some((range, what)) = active(&text) {
            let message = format!("`{}` contains {what}", path.name());
            let help = "save the drawing as plain SVG, without scripts and links; drawings in `static/` are not looked into";
            found.say(path, Fault::new("active-svg", range, message).with_help(help));
        }
    }
}

/// The first active thing in a drawing.
fn active(text: &str) -> Option<(Range, &'static str)> {
    // Of the same length as the text: only ASCII letters change.
    let lower = text.to_ascii_lowercase();
    let named = ACTIVE.iter().filter_map(|(mark, what)| Some((lower.find(mark)?, mark.len(), *what)));
    let handler = handlers(&lower).map(|(at, length)| (at, length, "an event handler"));
    // Metadata of drawing programs has addresses as namespaces; those are not `href`.
    let (at, length, what) = named.chain(handler).min()?;
    Some((at as u32..(at + length) as u32, what))
}

/// The first attribute such as `onload=` within a tag.
fn handlers(lower: &str) -> Option<(usize, usize)> {
    let bytes = lower.as_bytes();
    let mut inside = false;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' => inside = true,
            b'>' => inside = false,
            b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'"' | b'\'' if inside && bytes[at + 1..].starts_with(b"on") => {
                let letters = bytes[at + 3..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
                let rest = &bytes[at + 3 + letters..];
                let gap = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
                if letters > 0 && rest.get(gap) == Some(&b'=') {
                    return Some((at + 1, letters + 2));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_handlers_and_loads_are_seen() {
        let what = |text: &str| active(text).map(|(_, what)| what);
        assert_eq!(what("<svg><path d='M0 0'/></svg>"), None);
        assert_eq!(what("<svg><text>on = x, only=1</text></svg>"), None);
        assert_eq!(what("<svg ONLOAD = 'x'>"), Some("an event handler"));
        assert_eq!(what("<svg/onload=x>"), Some("an event handler"));
        assert_eq!(what("<svg><Script>"), Some("a script"));
        assert_eq!(what("<svg on"), None);
        assert_eq!(active("é <script>").unwrap().0, 3..10);
    }
}
