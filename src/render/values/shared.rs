//! What pages share: who belongs to whom by front matter, and the paragraphs that name each page.

use super::{Records, events, topics};
use crate::document::Kind;
use crate::document::record::Own;
use crate::model::{Model, Page, PageId, Reference};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

impl Records {
    /// Gathers them.
    pub(super) fn new(model: &Model) -> Records {
        let reports: Vec<PageId> = model.families.iter().map(|family| family.main).collect();
        let mut rank = vec![u32::MAX; model.pages.len()];
        for (position, family) in model.families.iter().enumerate() {
            for text in &family.texts {
                rank[text.0 as usize] = position as u32;
            }
        }
        let mut records = Records {
            topics: topics(model, &reports),
            reports,
            rank,
            events: events(model),
            attended: BTreeMap::new(),
            tenures: BTreeMap::new(),
            children: BTreeMap::new(),
            written: BTreeMap::new(),
            ranks: super::ranks::Ranks::new(model),
        };
        records.relate(model);
        records
    }

    /// Who belongs to whom, from every record that says so.
    fn relate(&mut self, model: &Model) {
        for event in self.events.clone() {
            let Own::Event(own) = &model.page(event).record.own else { continue };
            let actors = own.actors.iter().filter_map(|one| model.find(&one.actor.value, &[Kind::Actor]));
            let place = own.place.iter().filter_map(|id| model.find(&id.value, &[Kind::Place, Kind::Actor]));
            for who in actors.chain(place).collect::<BTreeSet<_>>() {
                self.attended.entry(who).or_default().push(event);
            }
        }
        for (position, tenure) in model.tenures.iter().enumerate() {
            for end in BTreeSet::from([tenure.holder, tenure.office]) {
                self.tenures.entry(end).or_default().push(position as u32);
            }
        }
        for page in model.pages.iter() {
            let above: Vec<PageId> = match &page.record.own {
                Own::Actor(own) => own.part_of.iter().filter_map(|id| model.find(&id.value, &[Kind::Actor])).collect(),
                Own::Place(own) => own.within.iter().filter_map(|id| model.find(&id.value, &[Kind::Place, Kind::Actor])).collect(),
                Own::Source(own) => own.rare.derived_from.iter().filter_map(|id| model.find(&id.value, &[Kind::Source])).collect(),
                Own::Term(own) => own.broader.iter().filter_map(|id| model.find(&id.value, &[Kind::Term])).collect(),
                _ => continue,
            };
            for parent in above {
                self.children.entry(parent).or_default().push(page.id);
            }
        }
        for id in self.reports.clone() {
            let page = model.page(id);
            let Some(report) = model.report(page) else { continue };
            for author in model.authors(report) {
                self.written.entry(author.id).or_default().push(id);
            }
        }
    }
}

/// The paragraphs that name each page: one pass over all references of main texts.
pub(super) fn named(model: &Model) -> Vec<Arc<[(PageId, u32)]>> {
    let mut named: Vec<Vec<(PageId, u32)>> = vec![Vec::new(); model.pages.len()];
    for page in model.of_kind(Kind::Report) {
        for reference in model.outgoing(page.id) {
            let Some(to) = reference.to.page() else { continue };
            add_paragraph(page, reference, &mut named[to.0 as usize]);
        }
    }
    named.into_iter().map(|list| each_once(list).into()).collect()
}

/// The paragraphs that name one page.
pub(super) fn named_of(model: &Model, id: PageId) -> Arc<[(PageId, u32)]> {
    let mut named = Vec::new();
    for reference in model.incoming(id) {
        let page = model.page(reference.from);
        if page.kind == Kind::Report && page.main == page.id {
            add_paragraph(page, reference, &mut named);
        }
    }
    each_once(named).into()
}

/// Adds the paragraph that a reference stands in, unless it is the last of the list.
fn add_paragraph(page: &Page, reference: &Reference, list: &mut Vec<(PageId, u32)>) {
    let Some(leaf) = reference.leaf else { return };
    let Some(paragraph) = page.body().position_of(leaf) else { return };
    if list.last() != Some(&(page.id, paragraph)) {
        list.push((page.id, paragraph));
    }
}

/// The list with each paragraph where it is first. Most come in the order of the text, which shows that none is there twice.
fn each_once(mut list: Vec<(PageId, u32)>) -> Vec<(PageId, u32)> {
    if !list.is_sorted_by(|one, next| one < next) {
        let mut seen = HashSet::new();
        list.retain(|one| seen.insert(*one));
    }
    list
}
