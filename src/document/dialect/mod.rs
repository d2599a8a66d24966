//! What Chancery adds to CommonMark and GFM, a file for each addition; none of it knows the Markdown parser.

pub mod anchors;
pub mod attributes;
pub mod autolink;
pub mod callout;
pub mod caption;
pub mod cells;
pub mod citation;
pub mod foreign;
pub mod html;
pub mod loose;
pub mod notes;
pub mod pasted;
pub mod spaced;

use std::ops::Range;

/// Whether the byte at `at` is taken literally: an odd number of backslashes stands before it.
pub fn escaped(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// A range of bytes as trees hold it.
pub(crate) fn short(range: Range<usize>) -> crate::base::Range {
    range.start as u32..range.end as u32
}

/// White space in one piece: line ends, with the `>` of a quotation, count as one space.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line_began = false;
    for c in text.chars() {
        line_began = matches!(c, '\n' | '\r') || (line_began && (c.is_whitespace() || c == '>'));
        if !(line_began || c.is_whitespace()) {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}
