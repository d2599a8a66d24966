//! Claims point into the prose by quoting it; here the words are found again.

use super::{Page, PlacedClaim};
use crate::base::{Fault, text};
use crate::document::plain::plain;
use crate::document::record::{Claim, Own, Text};
use crate::document::tree::LeafSort;
use memchr::memmem;
use std::collections::BTreeMap;

/// The anchor of a claim that has an id: `claim-c7`.
pub fn anchor(claim: &Claim) -> Option<String> {
    let id = text::slug(&claim.id.as_ref()?.value);
    (!id.is_empty()).then(|| format!("claim-{id}"))
}

/// Claims with the id of an earlier one: rows of the data and links could not tell which is meant.
fn twice(claims: &[Claim]) -> Vec<Fault> {
    let mut first: BTreeMap<String, &Text> = BTreeMap::new();
    let mut faults = Vec::new();
    for (anchor, id) in claims.iter().filter_map(|claim| Some((anchor(claim)?, claim.id.as_ref()?))) {
        match first.get(&anchor) {
            Some(before) => faults.push(
                Fault::new("duplicate-id", id.range.clone(), format!("two claims have the id `{}`", text::shown(&id.value)))
                    .with_label(None, before.range.clone(), "the first of them")
                    .with_help(
                        "give each claim an id of its own; what several sources say of one claim goes under one `evidence:`",
                    ),
            ),
            None => drop(first.insert(anchor, id)),
        }
    }
    faults
}

/// Finds the words of every claim of a page; a claim whose words are gone, or stand twice, is a fault.
pub(super) fn place_claims(page: &Page) -> (Vec<PlacedClaim>, Vec<Fault>) {
    let Own::Report(report) = &page.record.own else { return Default::default() };
    if report.claims.is_empty() {
        return Default::default();
    }
    let (body, text) = (page.body(), page.text());
    // All leaves in a row, each with a line end behind it, which no words have; and where each begins.
    let (mut prose, mut starts): (String, Vec<(usize, u32)>) = Default::default();
    body.each_leaf(&mut |leaf| {
        if body.leaves.get(leaf.id as usize).is_some_and(|info| info.sort != LeafSort::Heading) {
            starts.push((prose.len(), leaf.id));
            prose.push_str(&comparable(&plain(&leaf.inlines, &text)));
            prose.push('\n');
        }
    });
    let (mut placed, mut faults) = (Vec::new(), twice(&report.claims));
    for (claim, at) in report.claims.iter().map(|claim| &claim.at).enumerate() {
        let words = comparable(&at.value);
        let finder = memmem::Finder::new(&words);
        let mut found = finder.find_iter(prose.as_bytes()).filter(|_| !words.is_empty());
        let first = found.next();
        let leaf = first.and_then(|at| starts.get(starts.partition_point(|(start, _)| *start <= at).checked_sub(1)?));
        let (leaf, times) = (leaf.map(|(_, id)| *id), usize::from(first.is_some()) + found.count());
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

/// Words for comparing, of claims and corrections: typographic quotes, dashes and spaces as typed on a keyboard, white space single.
pub fn comparable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The narrow spaces within « … » are printed, and not typed.
    let narrow = |c: char| matches!(c, '\u{a0}' | '\u{202f}');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if narrow(c) && chars.peek().is_some_and(|c| matches!(c, '»' | '›')) => {}
            '‘' | '’' | '‚' | '‹' | '›' | '『' | '』' => out.push('\''),
            '“' | '”' | '„' | '»' | '「' | '」' => out.push('"'),
            '«' => {
                out.push('"');
                chars.next_if(|c| narrow(*c));
            }
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
