//! Relations and posts with both ends known.

use super::{Index, Page, PageId, Tenure, Tie};
use crate::base::{Date, Fault, FilePath};
use crate::config::Config;
use crate::document::Kind;
use crate::document::record::{Id, Own, Post, Relation, When};
use std::sync::Arc;

/// What a relation may begin and end with.
const ENDS: &[Kind] = &[Kind::Actor, Kind::Place];

/// What ties are read from.
pub(super) struct Ties<'a> {
    pub pages: &'a [Arc<Page>],
    pub config: &'a Config,
    pub index: &'a Index,
    pub faults: Vec<(FilePath, Fault)>,
}

impl Ties<'_> {
    /// Every relation, in order of date, then of page and place.
    pub fn ties(&mut self) -> Vec<Tie> {
        let mut ties = Vec::new();
        for page in self.pages {
            let relations = match &page.record.own {
                Own::Actor(actor) => &actor.relations,
                // Versions inherit nothing that they could assert a second time.
                Own::Report(report) => &report.asserts,
                _ => continue,
            };
            ties.extend(relations.iter().filter_map(|relation| self.tie(page, relation)));
        }
        ties.sort_by_cached_key(|tie| (tie.since.map(|date| date.order()), tie.stated.0, tie.stated.1.start));
        ties
    }

    fn tie(&mut self, page: &Page, relation: &Relation) -> Option<Tie> {
        let from = match &relation.from {
            Some(id) => self.target(id, ENDS)?,
            None => page.id,
        };
        let to = self.target(&relation.to, ENDS)?;
        let sort = |end: PageId| match &self.pages[end.0 as usize].record.own {
            Own::Actor(actor) => Some(actor.sort.value),
            _ => None,
        };
        let known = self.config.relation_type(&relation.sort).map(|_| ());
        // A place may stand at either end of any relation.
        let fits = known.and_then(|()| match (sort(from), sort(to)) {
            (Some(from), Some(to)) => self.config.relation_fits(&relation.sort, from, to),
            _ => Ok(()),
        });
        if let Err(fault) = fits {
            let field = if page.kind == Kind::Report { "asserts" } else { "relations" };
            self.faults.push((page.file_of(field).clone(), *fault));
            return None;
        }
        Some(Tie {
            from,
            to,
            sort: relation.sort.value.clone(),
            since: date(&relation.since),
            until: date(&relation.until),
            sources: self.sources(&relation.sources),
            event: relation.event.as_ref().and_then(|id| self.target(id, &[Kind::Event])),
            note: relation.note.clone(),
            reported: relation.reported,
            stated: (page.id, relation.to.range.clone()),
        })
    }

    /// Every post that someone held, in order of date.
    pub fn tenures(&mut self) -> Vec<Tenure> {
        let mut tenures = Vec::new();
        for page in self.pages {
            let Own::Actor(actor) = &page.record.own else { continue };
            tenures.extend(actor.posts.iter().filter_map(|post| self.tenure(page, post)));
        }
        tenures.sort_by_cached_key(|tenure| (tenure.from.map(|date| date.order()), tenure.holder, tenure.office));
        tenures
    }

    fn tenure(&self, page: &Page, post: &Post) -> Option<Tenure> {
        Some(Tenure {
            holder: page.id,
            office: self.target(&post.post, &[Kind::Actor])?,
            from: date(&post.from),
            to: date(&post.to),
            note: post.note.clone(),
            sources: self.sources(&post.sources),
        })
    }

    fn target(&self, id: &Id, kinds: &[Kind]) -> Option<PageId> {
        self.index.find(self.pages, &id.value, kinds)
    }

    fn sources(&self, ids: &[Id]) -> Vec<PageId> {
        ids.iter().filter_map(|id| self.target(id, &[Kind::Source])).collect()
    }
}

fn date(when: &Option<When>) -> Option<Date> {
    when.as_ref().map(|when| when.value)
}
