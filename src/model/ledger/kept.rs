//! Old anchors that a page keeps alive: `anchors: {old: new}` in its front matter.

use crate::base::text::{Choices, MOST_GUESSES, shown};
use crate::base::{Fault, FilePath};
use crate::document::Body;
use crate::document::tree::Kept;
use crate::model::anchors::Anchors;
use crate::model::{Page, place_anchor};
use std::cell::LazyCell;
use std::collections::BTreeSet;

/// The old anchors of a page, by the place that they lead to. Those that cannot be are left out; [`check`] says so.
pub(super) fn kept(page: &Page, body: &Body) -> Vec<Kept> {
    // Of two that are the same the first one written counts.
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Kept> = page
        .record
        .rare
        .anchors
        .iter()
        .filter(|(old, _)| is_anchor(old))
        .map(|(old, now)| Kept { at: place_anchor(&now.value), old: place_anchor(old) })
        .filter(|kept| !body.has_anchor(&kept.old) && seen.insert(kept.old.clone()))
        .collect();
    kept.sort_by(|a, b| (&a.at, &a.old).cmp(&(&b.at, &b.old)));
    kept
}

/// Whether a word can be an anchor.
fn is_anchor(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '#'))
}

/// What is wrong with the old anchors of a page whose text has its numbers: they lead nowhere, or stand in the text still.
pub(in crate::model) fn check(page: &Page, known: &Anchors) -> Vec<(FilePath, Fault)> {
    let mut faults = Vec::new();
    let (choices, mut seen) = (LazyCell::new(|| Choices::new(known.iter())), BTreeSet::new());
    for (at, (old, now)) in page.record.rare.anchors.iter().enumerate() {
        let (from, to) = (place_anchor(old), place_anchor(&now.value));
        let in_text = page.body().has_anchor(&to) && !page.body().kept.iter().any(|kept| kept.old == to);
        if !in_text {
            let near = (at < MOST_GUESSES).then(|| choices.nearest(&to)).flatten();
            let near = near.map(|(_, near)| format!("did you mean `{near}`?"));
            let message = format!("the old anchor `{}` leads to `{}`, which is no place of this text", shown(old), shown(&to));
            let help = near.unwrap_or_else(|| "write the number of a paragraph, as `p7`, or the id of a heading or figure".into());
            faults.push((page.path.clone(), Fault::new("missing-anchor", now.range.clone(), message).with_help(help)));
        } else if !page.body().kept.iter().any(|kept| kept.old == from) {
            let message = format!("`{}` is no old anchor: the text has one of that name, or it cannot be one", shown(old));
            let fault = Fault::new("duplicate-anchor", now.range.clone(), message);
            faults.push((page.path.clone(), fault.with_help("take it out of `anchors`")));
        } else if !seen.insert(from) {
            let message = format!("the old anchor `{}` stands in `anchors` twice", shown(old));
            let fault = Fault::new("duplicate-anchor", now.range.clone(), message);
            faults.push((page.path.clone(), fault.with_help("take out the one that is wrong")));
        }
    }
    faults
}
