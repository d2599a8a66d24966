//! The entries by which a report owns up to changes: its corrections and revisions.

use super::{Change, ChangeKind, Published, Wording};
use crate::base::Hash;
use crate::document::record::{Own, Report};
use crate::model::Page;

/// A correction or revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Hash of what it says.
    pub hash: String,
    /// Its day, as the ledger writes days; of a month or year the last.
    pub day: String,
}

/// The entries of a text: its own, and those of its report's main text.
pub fn entries(page: &Page, main: &Page) -> Vec<Entry> {
    let own = |page: &Page| match &page.record.own {
        Own::Report(report) => of(report),
        _ => Vec::new(),
    };
    let mut all = own(page);
    if main.id != page.id {
        all.extend(own(main));
    }
    all
}

fn of(report: &Report) -> Vec<Entry> {
    let text = |text: Option<&crate::document::record::Text>| text.map_or(String::new(), |text| text.value.clone());
    let corrections = report.corrections.iter().map(|one| {
        let said = [
            one.level.value.clone(),
            text(one.was.as_deref()),
            text(one.now.as_deref()),
            text(one.note.as_deref()),
            text(one.at.as_ref()),
        ];
        (&one.date, said.to_vec())
    });
    let revisions = report.revisions.iter().map(|one| (&one.date, vec![one.note.value.clone()]));
    let entry = |(date, said): (&crate::document::record::When, Vec<String>)| {
        let written = date.value.to_string();
        let parts: Vec<&[u8]> = std::iter::once(&written).chain(&said).map(|part| part.as_bytes()).collect();
        let (year, month, day) = date.value.last_point().last();
        Entry { hash: Hash::of_parts(&parts).to_string()[..16].to_string(), day: format!("{year:04}-{month:02}-{day:02}") }
    };
    corrections.chain(revisions).map(entry).collect()
}

/// Whether a change of the text has been owned up to: there is an entry more, which was not there when the text was
/// published, and is not older than that.
pub fn told(entries: &[Entry], before: &Published) -> bool {
    match before.wordings.is_empty() {
        true => !entries.is_empty(),
        false => before.wordings.iter().all(|wording| anew(entries, before, wording)),
    }
}

/// Whether there is an entry that was not there when any of the wordings was published.
fn anew(entries: &[Entry], before: &Published, wording: &Wording) -> bool {
    let known = |entry: &Entry| before.wordings.iter().any(|one| one.entries.contains(&entry.hash));
    entries.len() > wording.entries.len() && entries.iter().any(|entry| !known(entry) && entry.day >= wording.since)
}

/// The changes that have not been owned up to, each once. What readers of one wording find changed may be what those of another were
/// given already, with the entry that says so: that entry serves both. It does not serve a text that has become again what it was.
pub fn untold<'a>(entries: &[Entry], before: &Published, changes: &'a [Change]) -> Vec<&'a Change> {
    let mut untold: Vec<&Change> = Vec::new();
    for change in changes {
        let Some(wording) = before.wordings.get(change.wording) else { continue };
        let is_told = anew(entries, before, wording) || (before.wordings.len() > 1 && is_known(change, entries, before));
        if !is_told && !untold.iter().any(|one| one.told() == change.told()) {
            untold.push(change);
        }
    }
    untold
}

/// Whether a change from one wording is what another one was published with, and an entry of that one stands here.
fn is_known(change: &Change, entries: &[Entry], before: &Published) -> bool {
    let Some(own) = before.wordings.get(change.wording) else { return false };
    let serves = |other: &&Wording| {
        let fresh = |entry: &Entry| other.entries.contains(&entry.hash) && !own.entries.contains(&entry.hash);
        *other != own && entries.iter().any(fresh)
    };
    let others = || before.wordings.iter().filter(serves);
    let gone = change.was.is_none_or(|was| others().any(|other| other.replaced.contains(&was) && !other.has(was)));
    let come = change.now.is_none_or(|now| !own.replaced.contains(&now) && others().any(|other| other.has(now)));
    match change.kind {
        ChangeKind::Moved => come,
        _ => gone && come,
    }
}
