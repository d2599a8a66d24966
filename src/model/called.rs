//! Records by what they are called, for references that were written with a name in the place of an id.

use super::{Index, Page};
use crate::base::text::{fold, nearest, slug};
use crate::document::Kind;
use crate::document::record::{Name, NameSort, Own};
use std::sync::Arc;

/// What a reference that leads nowhere may have meant.
pub(super) enum Meant {
    /// These records: it is a name of each. The ids tell them apart.
    Named(Vec<String>),
    /// The record of this id: what was written differs from its id, or from a name that it has, by a few letters.
    Near(String, Option<String>),
    /// A record that is not there yet.
    Nobody,
}

/// The pages of a site, and how they are found.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub pages: &'a [Arc<Page>],
    pub index: &'a Index,
}

impl<'a> Called<'a> {
    /// What `written` may mean among the records of kinds that are `allowed`; `others` are ids of another sort.
    pub fn meant(self, written: &str, allowed: &impl Fn(Kind) -> bool, others: impl Iterator<Item = &'a str>) -> Meant {
        let pages = || self.pages.iter().filter(|page| allowed(page.kind));
        let folded = fold(written);
        let named = pages().filter(|page| names(page).any(|name| fold(name) == folded));
        let mut ids: Vec<String> = named.map(|page| self.id_of(page, allowed)).collect();
        ids.sort();
        ids.dedup();
        // What differs from an id in case alone was meant to be one.
        if !ids.is_empty() && !ids.iter().any(|id| fold(id) == folded) {
            return Meant::Named(ids);
        }
        let proper = slug(written);
        if let Some(page) = pages().find(|page| page.key == proper) {
            return Meant::Near(self.id_of(page, allowed), None);
        }
        let by_id = || {
            let near = nearest(written, pages().map(|page| page.key.as_str()).chain(others))?;
            Some(Meant::Near(near.to_string(), None))
        };
        let by_name = || {
            let near = nearest(written, pages().flat_map(|page| names(page)))?;
            let page = pages().find(|page| names(page).any(|name| name == near))?;
            Some(Meant::Near(self.id_of(page, allowed), Some(near.to_string())))
        };
        let is_name = written.contains(char::is_whitespace);
        let found = if is_name { by_name().or_else(by_id) } else { by_id().or_else(by_name) };
        found.unwrap_or(Meant::Nobody)
    }

    /// How a page is referred to: its id, and its kind where records of others have the same.
    fn id_of(self, page: &Page, allowed: &impl Fn(Kind) -> bool) -> String {
        let same = self.index.by_key.get(&page.key).map_or(&[][..], Vec::as_slice);
        let others = same.iter().map(|id| self.pages[id.0 as usize].kind).any(|kind| kind != page.kind && allowed(kind));
        if others { format!("{}:{}", page.kind, page.key) } else { page.key.clone() }
    }
}

/// What a page is called, in its own front matter.
fn names(page: &Page) -> impl Iterator<Item = &str> {
    let others = match &page.record.own {
        Own::Actor(actor) => borne(&actor.names),
        Own::Place(place) => borne(&place.names),
        Own::Term(term) => term.forms.iter().chain(&term.abbreviation).map(|text| text.value.as_str()).collect(),
        Own::Report(report) => report.symbol.iter().map(|text| text.value.as_str()).collect(),
        Own::Source(_) | Own::Event(_) | Own::Plain(_) => Vec::new(),
    };
    std::iter::once(page.name()).chain(others)
}

fn borne(names: &[Name]) -> Vec<&str> {
    names.iter().filter(|name| name.sort != NameSort::Shadow).map(|name| name.name.value.as_str()).collect()
}
