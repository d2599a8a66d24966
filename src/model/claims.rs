//! Claims point into the prose by quoting it; here the words are found again.

use super::{Page, PlacedClaim};
use crate::base::{Fault, text};

use crate::document::plain::plain;
use crate::document::record::Own;
use crate::document::tree::LeafSort;

/// Finds the words of every claim of a page; a claim whose words are gone, or stand twice, is a fault.
pub(super) fn place_claims(page: &Page) -> (Vec<PlacedClaim>, Vec<Fault>) {
    let Own::Report(report) = &page.record.own else { return Default::default() };
    if report.claims.is_empty() {
        return Default::default();
    }
    let (body, text) = (page.body(), page.text());
    let mut prose: Vec<(u32, String)> = Vec::with_capacity(body.leaves.len());
    body.each_leaf(&mut |leaf| {
        if body.leaves.get(leaf.id as usize).is_some_and(|info| info.sort != LeafSort::Heading) {
            prose.push((leaf.id, comparable(&plain(&leaf.inlines, &text))));
        }
    });
    let (mut placed, mut faults) = (Vec::new(), Vec::new());
    for (claim, at) in report.claims.iter().map(|claim| &claim.at).enumerate() {
        let words = comparable(&at.value);
        let times: usize = if words.is_empty() { 0 } else { prose.iter().map(|(_, leaf)| leaf.matches(&words).count()).sum() };
        let leaf = prose.iter().find(|(_, leaf)| !words.is_empty() && leaf.contains(&words)).map(|(id, _)| *id);
        if times == 0 {
            let message = format!("no sentence of the text says “{}”", text::shown(&at.value));
            let help = "quote the text's own words, without emphasis or citations, or take the claim out";
            faults.push(Fault::new("claim-not-found", at.range.clone(), message).with_help(help));
        } else if times > 1 {
            let message = format!("the text says “{}” {times} times", text::shown(&at.value));
            faults.push(
                Fault::new("ambiguous-claim", at.range.clone(), message)
                    .with_help("quote a few words more, so that only one place is meant"),
            );
        }
        placed.push(PlacedClaim { page: page.id, claim, leaf });
    }
    (placed, faults)
}

/// Words for comparing: typographic quotes, dashes and spaces as typed on a keyboard, white space single.
fn comparable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            '–' | '—' | '‑' => out.push('-'),
            '…' => out.push_str("..."),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    // Typed `--` and `---` are dashes too.
    while out.contains("--") {
        out = out.replace("--", "-");
    }
    out.trim().to_string()
}
