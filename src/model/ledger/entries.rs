//! The entries by which a report owns up to changes: its corrections and revisions.

use super::Published;
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
    let fresh = |entry: &&Entry| !before.entries.contains(&entry.hash) && entry.day >= before.since;
    entries.len() > before.entries.len() && entries.iter().any(|entry| fresh(&entry))
}
