//! The places of records in the order of a language, worked out once for each language and kind.

use super::order::{sort_name, sorted_by};
use crate::base::collate::Collation;
use crate::document::Kind;
use crate::model::{Model, PageId};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Kinds that reports list by name.
const KINDS: [Kind; 3] = [Kind::Actor, Kind::Place, Kind::Term];

/// For each language that pages are in: the order of each kind, made when a page first asks for it.
#[derive(Debug, Default)]
pub struct Ranks(BTreeMap<String, [OnceLock<Vec<u32>>; KINDS.len()]>);

impl Ranks {
    /// None made yet.
    pub fn new(model: &Model) -> Ranks {
        let mut ranks = Ranks::default();
        for page in model.pages.iter() {
            if !ranks.0.contains_key(&page.language) {
                ranks.0.insert(page.language.clone(), Default::default());
            }
        }
        ranks
    }

    /// Puts records of one kind in order of name, as readers of a language expect it.
    pub fn sort<T>(&self, model: &Model, language: &str, kind: Kind, records: &mut [(PageId, T)]) {
        if records.len() < 2 {
            return;
        }
        let at = KINDS.iter().position(|known| *known == kind);
        match at.and_then(|at| self.0.get(language)?.get(at)) {
            Some(cell) => {
                let ranks = cell.get_or_init(|| ranks(model, language, kind));
                let start = first(model, kind);
                records.sort_by_key(|(id, _)| ranks.get((id.0 as usize).wrapping_sub(start)));
            }
            None => {
                let order = Collation::new(language);
                records.sort_by_cached_key(|(id, _)| key(model, *id, language, &order));
            }
        }
    }
}

/// Position of the first page of a kind: pages stand in order of kind.
fn first(model: &Model, kind: Kind) -> usize {
    model.pages.partition_point(|page| page.kind < kind)
}

/// The place of each page of a kind, from the first of them on.
fn ranks(model: &Model, language: &str, kind: Kind) -> Vec<u32> {
    let order = Collation::new(language);
    let start = first(model, kind);
    let end = start + model.pages[start..].partition_point(|page| page.kind == kind);
    let mut ids: Vec<PageId> = (start..end).map(|at| PageId(at as u32)).collect();
    ids.sort_by_cached_key(|id| key(model, *id, language, &order));
    let mut ranks = vec![0; ids.len()];
    for (rank, id) in ids.iter().enumerate() {
        ranks[id.0 as usize - start] = rank as u32;
    }
    ranks
}

fn key(model: &Model, id: PageId, language: &str, order: &Collation) -> (crate::base::collate::Key, String) {
    let page = model.page(id);
    let name = model.name_in(page, language).map_or_else(|| sort_name(model, page), |name| sorted_by(page, name));
    (order.key(&name), page.key.clone())
}
