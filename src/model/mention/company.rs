//! Who is named with whom: actors in one paragraph.

use crate::document::tree::LeafSort;
use crate::document::{Kind, Sort};
use crate::model::{Model, PageId};
use rustc_hash::FxHashMap;

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

/// For each page of the model, the actors that paragraphs of reports name together with it, the most frequent first,
/// at most `most` of them; empty for pages that are no actors.
///
/// Only the main text of a report is read: its summary would count the same company twice.
pub fn company(model: &Model, most: usize) -> Vec<Vec<Companion>> {
    let mut pairs: FxHashMap<(PageId, PageId), u32> = FxHashMap::default();
    for page in model.of_kind(Kind::Report) {
        let leaves = &page.body().leaves;
        // (paragraph or leaf, actor); a list after a paragraph counts as part of it, a note stands alone.
        let mut named: Vec<((u32, u32), PageId)> = Vec::new();
        for reference in model.outgoing(page.id) {
            let (Some(leaf), Some(actor)) = (reference.leaf, reference.to.page()) else { continue };
            if !matches!(reference.sort, Sort::Mention | Sort::Wiki | Sort::Link) || model.page(actor).kind != Kind::Actor {
                continue;
            }
            let Some(info) = leaves.get(leaf as usize) else { continue };
            let place = match info.paragraph {
                Some(number) if info.sort != LeafSort::Note => (0, number),
                _ => (1, leaf),
            };
            named.push((place, actor));
        }
        named.sort_unstable();
        named.dedup();
        for together in named.chunk_by(|(a, _), (b, _)| a == b).filter(|together| together.len() <= CROWD) {
            for (at, (_, one)) in together.iter().enumerate() {
                for (_, other) in &together[at + 1..] {
                    *pairs.entry((*one, *other)).or_default() += 1;
                }
            }
        }
    }
    let mut found: Vec<Vec<Companion>> = vec![Vec::new(); model.pages.len()];
    for ((one, other), count) in pairs {
        for (page, companion) in [(one, other), (other, one)] {
            if let Some(list) = found.get_mut(page.0 as usize) {
                list.push(Companion { page: companion, count });
            }
        }
    }
    for list in &mut found {
        list.sort_unstable_by_key(|companion| (std::cmp::Reverse(companion.count), companion.page));
        list.truncate(most);
    }
    found
}
