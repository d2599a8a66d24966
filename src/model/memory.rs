//! What one resolve leaves for the next: results by the identity of what they were made of.
//!
//! Nothing here is invalidated. A result is used again where every input of the pure function that made it is the same
//! value (the same `Arc`, or compared and found equal), and is made anew in any other case. What is not used again is
//! dropped at once: a memory holds the last model's parts and no others, so it never grows.

use super::anchors::Anchors;
use super::citation::Library;
use super::evidence::Evidence;
use super::ledger;
use super::names::Names;
use super::names::trie::Words;
use super::pages::Parsed;
use super::{Family, Index, Page, PageId, PlacedClaim, Reference, Settings, Tenure, Tie};
use crate::base::{Faults, FilePath};
use crate::config::Config;
use crate::document::Document;
use crate::document::front;
use crate::files::Files;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parts of the last model.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) last: Option<Last>,
}

/// All that was made of one set of files.
#[derive(Debug)]
pub(super) struct Last {
    pub parsed: Vec<Parsed>,
    pub config: Arc<Config>,
    pub settings: Settings,
    pub hold_unread: bool,
    pub refused: Vec<(FilePath, super::layout::Place)>,
    pub paths: Arc<[FilePath]>,
    pub strays: super::called::Strays,
    pub listings: super::listings::Listings,
    pub style: Option<crate::base::Hash>,
    pub ledger: Arc<ledger::Known>,
    pub settled: Vec<Arc<ledger::Settled>>,
    pub carried: Arc<ledger::Carried>,
    pub pages: Arc<Vec<Arc<Page>>>,
    pub heads: Arc<Heads>,
    pub anchors: Vec<Arc<Anchors>>,
    pub read: Vec<Arc<Read>>,
    pub incoming: Arc<Vec<Arc<[(PageId, u32)]>>>,
    /// Faults that belong to no page's reading.
    pub others: Faults,
}

/// What depends on the front matter and data files of the whole site, and on no prose.
#[derive(Debug)]
pub(super) struct Heads {
    pub index: Arc<Index>,
    pub families: Arc<[Family]>,
    pub ties: Arc<[Tie]>,
    pub ties_of: Arc<BTreeMap<PageId, Vec<u32>>>,
    pub tenures: Arc<[Tenure]>,
    pub library: Arc<Library>,
    pub names: Arc<Names>,
    /// Pages to which a second declaration adds.
    pub added_to: Vec<PageId>,
    pub faults: Faults,
}

/// What was read on one page.
#[derive(Debug)]
pub(super) struct Read {
    pub page: Arc<Page>,
    pub explicit: Arc<Explicit>,
    /// Everything it points at, mentions among them, in order of place.
    pub references: Arc<[Reference]>,
    pub claims: Vec<PlacedClaim>,
    /// What its paragraphs rest on, if it is a report.
    pub evidence: Option<Arc<Evidence>>,
    pub faults: Faults,
    /// The words of its text: a name that may not stand among them need not be looked for.
    pub words: Words,
    /// Whether its text has drawings.
    pub drawn: bool,
}

/// What a page says in so many words.
#[derive(Debug)]
pub(super) struct Explicit {
    pub faults: Faults,
    /// The files that it shows or links.
    pub assets: Vec<FilePath>,
    /// The anchors that it was held against.
    pub asked: Vec<(PageId, Arc<Anchors>)>,
}

impl Memory {
    /// How many results are kept: pages, files and lists. For tests that nothing grows.
    pub fn len(&self) -> usize {
        self.last.as_ref().map_or(0, |last| {
            let lists = last.pages.len() + last.settled.len() + last.anchors.len() + last.read.len() + last.incoming.len();
            lists + last.parsed.len() + last.paths.len()
        })
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }
}

impl Last {
    /// The paths of a snapshot: the list that is kept, where it has the same.
    pub fn paths(last: Option<&Last>, files: &Files) -> Arc<[FilePath]> {
        match last.filter(|last| last.paths.iter().eq(files.iter().map(|file| &file.path))) {
            Some(last) => last.paths.clone(),
            None => files.iter().map(|file| file.path.clone()).collect(),
        }
    }

    /// Which files were parsed anew; `None` where one came, went or moved, or says something else above its body.
    pub fn edited(&self, parsed: &[Parsed]) -> Option<Vec<usize>> {
        if self.parsed.len() != parsed.len() {
            return None;
        }
        let mut edited = Vec::new();
        for (at, (old, new)) in self.parsed.iter().zip(parsed).enumerate() {
            if old.path != new.path || (!Arc::ptr_eq(&old.place, &new.place) && old.place != new.place) {
                return None;
            }
            if !Arc::ptr_eq(&old.document, &new.document) {
                if !new.path.is_markdown() || !same_head(&old.document, &new.document) {
                    return None;
                }
                edited.push(at);
            }
        }
        Some(edited)
    }
}

/// Whether two Markdown files differ in their bodies only: records and fields come of what stands above, letter by letter.
fn same_head(old: &Document, new: &Document) -> bool {
    let (old_text, new_text) = (old.text.open(), new.text.open());
    let (before, after) = (front::split(&old_text), front::split(&new_text));
    before.yaml.is_some()
        && before == after
        && old_text.get(..before.body) == new_text.get(..after.body)
        && old.records.len() == new.records.len()
        && old.body.blocks.is_empty() == new.body.blocks.is_empty()
        // A conflict that Git left in the body puts all that stands above it in doubt.
        && old.unread == new.unread
}

/// The pages of the last model with the documents that were parsed anew.
pub(super) fn with_bodies(last: &Last, parsed: &[Parsed], edited: &[usize]) -> Vec<Arc<Page>> {
    let mut pages = last.pages.to_vec();
    if edited.is_empty() {
        return pages;
    }
    let new = |path: &FilePath| edited.iter().map(|at| &parsed[*at]).find(|parsed| parsed.path == *path).map(|new| &new.document);
    let by_path = edited.iter().filter_map(|at| last.heads.index.by_path.get(&parsed[*at].path)).flatten();
    for id in by_path.chain(&last.heads.added_to) {
        let page = &mut pages[id.0 as usize];
        if let Some(document) = new(&page.path).filter(|new| !Arc::ptr_eq(new, &page.document)) {
            Arc::make_mut(page).document = document.clone();
        }
        for at in 0..page.additions.len() {
            if let Some(document) = new(&page.additions[at].0) {
                Arc::make_mut(page).additions[at].1 = document.clone();
            }
        }
    }
    pages
}

/// Takes the last model's page where a new one is the same in all it says.
pub(super) fn shared(last: &Last, pages: Vec<Page>) -> Vec<Arc<Page>> {
    let old = |page: &Page| last.pages.get(page.id.0 as usize).filter(|old| same_page(old, page)).cloned();
    pages.into_iter().map(|page| old(&page).unwrap_or_else(|| Arc::new(page))).collect()
}

pub(super) fn same_page(a: &Page, b: &Page) -> bool {
    let additions = |a: &Page, b: &Page| {
        let same = |(x, y): (&(FilePath, Arc<Document>, usize), &(FilePath, Arc<Document>, usize))| {
            x.0 == y.0 && Arc::ptr_eq(&x.1, &y.1) && x.2 == y.2
        };
        a.additions.len() == b.additions.len() && a.additions.iter().zip(&b.additions).all(same)
    };
    Arc::ptr_eq(&a.document, &b.document)
        && Arc::ptr_eq(&a.record, &b.record)
        && (a.id, a.kind, &a.key, &a.url, &a.path, a.position) == (b.id, b.kind, &b.key, &b.url, &b.path, b.position)
        && (&a.language, &a.version, a.main, a.unpublished) == (&b.language, &b.version, b.main, b.unpublished)
        && additions(a, b)
}

/// Whether the pages of two models are the same ones, whatever they say.
pub(super) fn same_places(old: &[Arc<Page>], new: &[Arc<Page>]) -> bool {
    let same = |(a, b): (&Arc<Page>, &Arc<Page>)| {
        Arc::ptr_eq(a, b) || (a.kind, &a.language, &a.version, a.main) == (b.kind, &b.language, &b.version, b.main)
    };
    old.len() == new.len() && old.iter().zip(new).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Options};

    #[test]
    fn what_stands_below_the_front_matter_is_no_head() {
        let document = |text: &str| crate::document::parse(Some(Kind::Plain), "md", text.into(), &Options::default());
        let same = |old: &str, new: &str| same_head(&document(old), &document(new));
        assert!(same("---\na: 1\n---\n\nOne.\n", "---\na: 1\n---\n\nTwo.\n"));
        assert!(!same("---\na: 1\n---\n\nOne.\n", "---\na: 2\n---\n\nOne.\n"));
        assert!(!same("One.\n", "Two.\n"));
    }
}
