//! Keys of sources in brackets, without their `@`: `[Wheeler2020]`, `(see Wheeler2020, p. 3)`. What is wrong within a
//! citation is told where it is read.

use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::document::dialect::loose::is_key;
use crate::document::tree::{Inline, Letters};
use crate::model::Page;

/// Most bytes of a bracket that is looked at.
const LONGEST: usize = 300;

pub(super) fn check(view: &View, page: &Page, found: &mut Diagnostics) {
    if page.position > 0 {
        return;
    }
    let text = page.text();
    let is_source = |word: &str| is_key(word) && view.model.find(word, &[Kind::Source]).is_some();
    page.body().each_leaf(&mut |leaf| look(&leaf.inlines, &text, page, &is_source, found));
}

/// Looks at letters, and at those within emphasis and spans. The tree is no deeper than the parser allows.
fn look(inlines: &[Inline], text: &str, page: &Page, is_source: &dyn Fn(&str) -> bool, found: &mut Diagnostics) {
    for inline in inlines {
        match inline {
            Inline::Text(Letters { range, own: None }) => {
                brackets(text, range.start as usize..range.end as usize, page, is_source, found)
            }
            Inline::Styled { children, .. } | Inline::Span { children, .. } => look(children, text, page, is_source, found),
            _ => {}
        }
    }
}

fn brackets(text: &str, range: std::ops::Range<usize>, page: &Page, is_source: &dyn Fn(&str) -> bool, found: &mut Diagnostics) {
    let Some(letters) = text.get(range.clone()) else { return };
    for open in memchr::memchr2_iter(b'[', b'(', letters.as_bytes()) {
        let close = if letters.as_bytes()[open] == b'[' { ']' } else { ')' };
        let Some(length) = letters[open + 1..].find(['[', ']', '(', ')']).filter(|length| *length < LONGEST) else { continue };
        let inner = &letters[open + 1..open + 1 + length];
        if !letters[open + 1 + length..].starts_with(close) {
            continue;
        }
        let mut words = inner.split([' ', ',', ';']).filter(|word| !word.is_empty());
        let Some(key) = words.find(|word| is_source(word)) else { continue };
        let start = range.start + open + 1 + inner.find(key).unwrap_or(0);
        let mended = format!("[{}]", inner.replacen(key, &format!("@{key}"), 1));
        let message = format!("`{key}` is the key of a source and has no `@`, so that nothing is cited and readers see the key");
        let fault = Fault::new("loose-citation", start as u32..(start + key.len()) as u32, message);
        let whole = (range.start + open) as u32..(range.start + open + length + 2) as u32;
        found.say(&page.path, fault.with_help(format!("write `{mended}`")).with_fix(whole, mended));
    }
}
