//! Characters that turn the direction of writing: a reader sees another order than a program.

use crate::base::Fault;
use crate::check::Diagnostics;
use crate::model::Page;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    let text = page.text();
    for (at, c) in turning(text) {
        let end = at + c.len_utf8() as u32;
        let message = format!("the invisible character U+{:04X} changes the order in which this line is read", u32::from(c));
        let help = "delete it; text in Arabic or Hebrew needs no such character";
        found.say(&page.path, Fault::new("hidden-direction", at..end, message).with_help(help).with_fix(at..end, ""));
    }
}

/// Embeddings, overrides and isolates; found by their first byte, for this reads every text.
fn turning(text: &str) -> impl Iterator<Item = (u32, char)> {
    text.match_indices(['\u{202a}', '\u{202b}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}'])
        .map(|(at, part)| (at as u32, part.chars().next().unwrap_or_default()))
}
