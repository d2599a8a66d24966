//! Who is named with whom: actors in one paragraph.

use crate::document::tree::LeafSort;
use crate::document::{Kind, Sort};
use crate::model::{Model, Page, PageId};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A paragraph that names more actors than this is a list, and says nothing of who belongs together.
const CROWD: usize = 40;

/// Somebody named together with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Companion {
    /// Who.
    pub page: PageId,
    /// In how many paragraphs.
    pub count: u32,
}

/// The actors that each report names; listed when the first of them asks, and kept for the others.
#[derive(Debug, Default)]
pub struct Gatherings(OnceLock<Box<[OnceLock<Named>]>>);

/// Paragraphs or leaves of a report and the actors that they name.
type Named = Box<[((u32, u32), PageId)]>;

impl Gatherings {
    fn of(&self, model: &Model, page: &Page) -> &[((u32, u32), PageId)] {
        let pages = self.0.get_or_init(|| model.pages.iter().map(|_| OnceLock::new()).collect());
        pages.get(page.id.0 as usize).map_or(&[], |page_named| page_named.get_or_init(|| named(model, page)))
    }
}

/// The actors that paragraphs of reports name together with one, the most frequent first, at most `most` of them; empty
/// for a page that is no actor.
///
/// Only the main text of a report is read: its summary would count the same company twice. The work is proportional to
/// the actors in the reports that name this one; it is done when its page is rendered. `known` is that of the same model.
pub fn company(model: &Model, actor: PageId, most: usize, known: &Gatherings) -> Vec<Companion> {
    let mut counts: FxHashMap<PageId, u32> = FxHashMap::default();
    let mut reports: Vec<PageId> = model.incoming(actor).filter(|one| one.leaf.is_some()).map(|one| one.from).collect();
    reports.dedup();
    if model.page(actor).kind != Kind::Actor {
        return Vec::new();
    }
    for page in reports.into_iter().map(|id| model.page(id)).filter(|page| page.kind == Kind::Report && page.main == page.id) {
        for together in known.of(model, page).chunk_by(|(a, _), (b, _)| a == b).filter(|together| together.len() <= CROWD) {
            if together.iter().any(|(_, one)| *one == actor) {
                for (_, other) in together.iter().filter(|(_, other)| *other != actor) {
                    *counts.entry(*other).or_default() += 1;
                }
            }
        }
    }
    let mut found: Vec<Companion> = counts.into_iter().map(|(page, count)| Companion { page, count }).collect();
    found.sort_unstable_by_key(|companion| (std::cmp::Reverse(companion.count), companion.page));
    found.truncate(most);
    found
}

/// The actors that a report names, by paragraph or leaf, once each; a list after a paragraph counts as part of it, a note
/// stands alone.
fn named(model: &Model, page: &Page) -> Named {
    let leaves = &page.body().leaves;
    let mut named: Vec<((u32, u32), PageId)> = Vec::new();
    for reference in model.outgoing(page.id) {
        let (Some(leaf), Some(actor)) = (reference.leaf, reference.to.page()) else { continue };
        if !matches!(reference.sort, Sort::Mention | Sort::Wiki | Sort::Link) || model.page(actor).kind != Kind::Actor {
            continue;
        }
        let Some(info) = leaves.get(leaf as usize) else { continue };
        let place = match info.paragraph() {
            Some(number) if info.sort != LeafSort::Note => (0, number),
            _ => (1, leaf),
        };
        named.push((place, actor));
    }
    named.sort_unstable();
    named.dedup();
    named.into()
}
