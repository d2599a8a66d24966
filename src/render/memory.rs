//! What one plan leaves for the next, by the rule of `model::memory`: a result is used again where all it was made of is
//! the same, and nothing else is kept.

use super::routes::{Routes, merge};
use super::{Format, Planner, Theme, formats, values};
use crate::base::{Faults, together};
use crate::model::{Model, Page, PageId, Reference};
use rayon::prelude::*;
use std::sync::Arc;

/// The parts of the last plan.
#[derive(Default)]
pub struct Memory {
    pub(super) last: Option<Last>,
}

/// What was planned, and what of.
pub struct Last {
    index: Arc<crate::model::Index>,
    pub(super) theme: Arc<Theme>,
    pages: Arc<Vec<Arc<Page>>>,
    pub(super) said: Arc<Vec<Arc<[Reference]>>>,
    pub(super) shared: Arc<values::Shared>,
    by_heads: Arc<Vec<Planner>>,
    others: Vec<Planner>,
    routes: Arc<Routes>,
    faults: Faults,
}

impl Memory {
    /// How many results are kept. For tests that nothing grows.
    pub fn len(&self) -> usize {
        self.last.as_ref().map_or(0, |last| last.pages.len() + last.said.len() + last.routes.len())
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }
}

impl Last {
    /// Whether the front matter of all pages, the configuration and the settings are the same: all that a model's index
    /// is made of, and it is made anew with any of them.
    pub fn same_heads(&self, model: &Model) -> bool {
        Arc::ptr_eq(&self.index, &model.index)
    }

    /// Pages that say something else than before, or say it elsewhere on the page.
    pub fn edited(&self, model: &Model) -> Vec<PageId> {
        let same = |at: usize| Arc::ptr_eq(&self.pages[at], &model.pages[at]) && Arc::ptr_eq(&self.said[at], &model.said[at]);
        (0..model.pages.len()).filter(|at| !same(*at)).map(|at| PageId(at as u32)).collect()
    }
}

/// Plans a site; see [`super::plan`].
pub(super) fn plan(model: &Model, theme: &Arc<Theme>, memory: &mut Memory) -> super::Plan {
    let last = memory.last.take();
    let known = last.as_ref().filter(|last| last.same_heads(model));
    let planned = |format: &Format| {
        let mut planner = Planner::default();
        (format.plan)(model, theme, &mut planner);
        planner
    };
    let by_heads = match known {
        Some(last) => last.by_heads.clone(),
        None => {
            let formats: Vec<_> = formats::FORMATS.iter().filter(|format| format.by_heads).collect();
            Arc::new(formats.into_par_iter().map(|format| planned(format)).collect::<Vec<_>>())
        }
    };
    let others: Vec<Planner> = formats::FORMATS.iter().filter(|format| !format.by_heads).map(|format| planned(format)).collect();
    let merged = || match known.filter(|last| last.others == others) {
        Some(last) => (last.routes.clone(), last.faults.clone()),
        None => {
            let (mut by_heads, mut rest) = (by_heads.iter(), others.iter());
            let in_order = formats::FORMATS.iter().filter_map(|format| if format.by_heads { by_heads.next() } else { rest.next() });
            let (routes, faults) = merge(in_order);
            (Arc::new(routes), together(faults))
        }
    };
    let ((routes, faults), shared) = rayon::join(merged, || Arc::new(values::shared(model, theme, known)));
    memory.last = Some(Last {
        index: model.index.clone(),
        theme: theme.clone(),
        pages: model.pages.clone(),
        said: model.said.clone(),
        shared: shared.clone(),
        by_heads,
        others,
        routes: routes.clone(),
        faults: faults.clone(),
    });
    super::Plan { routes, faults, shared }
}
