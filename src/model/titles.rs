//! Titles that name records: `Meeting of [[ivan]]`.

use super::citation::name_of;
use super::pages::by_key;
use super::{Index, Page, PageId};
use crate::document::Line;
use crate::document::record::Own;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A title that would grow longer than this by the names in it keeps what was written: titles that name each other could
/// double at each step.
const LONGEST_TITLE: usize = 2000;

/// Titles that refer to something have its name. A title that is named in another comes before it; in a circle
/// one of them shows what was written.
pub(super) fn name(pages: &mut [Page]) {
    let refers = |page: &Page| page.record.rare.title.is_some() || page.record.rare.subtitle.is_some();
    let all: BTreeSet<PageId> = pages.iter().filter(|page| refers(page)).map(|page| page.id).collect();
    if all.is_empty() {
        return;
    }
    let index = Index { by_key: by_key(pages), ..Index::default() };
    let named_in = |pages: &[Page], id: PageId| {
        let rare = &pages[id.0 as usize].record.rare;
        let written = rare.title.iter().chain(&rare.subtitle).filter_map(Line::body).flat_map(|body| &body.written);
        let found = written.filter_map(|one| index.find(pages, &one.text, &[])).filter(|to| all.contains(to));
        found.collect::<Vec<PageId>>()
    };
    let (mut seen, mut open) = (BTreeSet::new(), all.iter().rev().map(|id| (*id, false)).collect::<Vec<_>>());
    while let Some((id, ready)) = open.pop() {
        if ready {
            name_title(pages, id, &index);
        } else if seen.insert(id) {
            open.push((id, true));
            open.extend(named_in(pages, id).into_iter().rev().filter(|to| !seen.contains(to)).map(|to| (to, false)));
        }
    }
}

/// Puts names into the title and the second line of a page.
fn name_title(pages: &mut [Page], id: PageId, index: &Index) {
    let of = |line: &Line| {
        let named = line.bare(&|unsaid| name_of(pages, index, unsaid)).into_owned();
        if named.len() > LONGEST_TITLE { line.bare(&|_| None).into_owned() } else { named }
    };
    let rare = &pages[id.0 as usize].record.rare;
    let (title, subtitle) = (rare.title.as_ref().map(of), rare.subtitle.as_ref().map(of));
    let record = Arc::make_mut(&mut pages[id.0 as usize].record);
    if let Some(title) = title {
        record.name.value = title;
    }
    if let (Some(named), Own::Report(report)) = (subtitle, &mut record.own)
        && let Some(subtitle) = &mut report.subtitle
    {
        subtitle.value = named;
    }
}
