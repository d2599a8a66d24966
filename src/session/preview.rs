//! What a preview asks of a site: which route an address means, one output alone, and which pages an edit touched.

use super::{Site, floors};
use crate::base::{OutPath, UrlPath};
use crate::model::{Page, PageId, Reference};
use crate::render::{RenderFault, Route};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pages that may look different in a new site; see [`Site::changed_since`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Pages of the new site whose text, references, backlinks or relations differ, new ones among them, in order.
    pub pages: Vec<PageId>,
    /// Those among `pages` that the old site did not have.
    pub added: Vec<PageId>,
    /// Addresses of pages that are gone.
    pub removed: Vec<UrlPath>,
    /// Configuration, theme, or the set of pages changed: any page may look different.
    pub everything: bool,
}

impl Site {
    /// The route of a request's path, such as `/reports/x/`, `/reports/x` or `/assets/y.css`; a query, an anchor and
    /// percent signs are seen to. `None` if the site has nothing there.
    pub fn route(&self, path: &str) -> Option<&Route> {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let path = crate::base::address::percent_decoded(path);
        let path = path.strip_prefix('/').unwrap_or(&path);
        let find = |path: &str| self.plan.routes.get(&OutPath::new(path).ok()?);
        if path.is_empty() || path.ends_with('/') {
            return find(&format!("{path}index.html"));
        }
        find(path).or_else(|| find(&format!("{path}/index.html")))
    }

    /// The bytes of one output.
    pub fn render_one(&self, route: &Route) -> Result<Vec<u8>, RenderFault> {
        floors::render(route, &self.view())
    }

    /// Which pages may look different from what they were in an `old` site.
    ///
    /// Quick and careful: a page that is not listed is the same, except where `everything` is set; a listed one may
    /// turn out the same when its bytes are compared. Pages are told apart by address.
    pub fn changed_since(&self, old: &Site) -> Changed {
        let before: BTreeMap<&UrlPath, PageId> = old.model.pages.iter().map(|page| (&page.url, page.id)).collect();
        let mut changed = Changed { everything: !self.looks_like(old), ..Changed::default() };
        for page in &self.model.pages {
            match before.get(&page.url) {
                None => changed.added.push(page.id),
                Some(id) if self.same_page(page, old, *id) => continue,
                Some(_) => {}
            }
            changed.pages.push(page.id);
        }
        let now: std::collections::BTreeSet<&UrlPath> = self.model.pages.iter().map(|page| &page.url).collect();
        changed.removed = before.keys().filter(|url| !now.contains(**url)).map(|url| (*url).clone()).collect();
        changed
    }

    /// Whether what all pages share is the same.
    fn looks_like(&self, old: &Site) -> bool {
        let ours = |site: &Site| {
            let shared = |path: &str| ["themes", "templates", "static"].iter().any(|top| path.starts_with(top));
            let config = floors::config_path();
            let files = site.files.iter().filter(|file| shared(file.path.as_str()) || file.path == config);
            files.map(|file| (file.path.clone(), file.hash)).collect::<Vec<_>>()
        };
        ours(self) == ours(old) && self.model.settings == old.model.settings
    }

    fn same_page(&self, page: &Page, old: &Site, was: PageId) -> bool {
        let before = old.model.page(was);
        let own = Arc::ptr_eq(&page.document, &before.document)
            && page.position == before.position
            && page.additions.len() == before.additions.len()
            && page.additions.iter().zip(&before.additions).all(|(a, b)| Arc::ptr_eq(&a.1, &b.1) && a.2 == b.2);
        own && self.same_references(page.id, old, was)
    }

    /// Whether two pages refer to the same, and are referred to by the same.
    fn same_references(&self, id: PageId, old: &Site, was: PageId) -> bool {
        let name = |site: &Site, id: Option<PageId>| id.map(|id| Arc::as_ptr(&site.model.page(id).document));
        let same = |new: &Reference, before: &Reference| {
            new.range == before.range
                && new.sort == before.sort
                && new.linked == before.linked
                && name(self, new.to.page()) == name(old, before.to.page())
                && name(self, Some(new.from)) == name(old, Some(before.from))
        };
        self.model.outgoing(id).len() == old.model.outgoing(was).len()
            && self.model.outgoing(id).iter().zip(old.model.outgoing(was)).all(|(new, before)| same(new, before))
            && self.model.incoming(id).count() == old.model.incoming(was).count()
            && self.model.incoming(id).zip(old.model.incoming(was)).all(|(new, before)| same(new, before))
            && self.model.ties_of(id).count() == old.model.ties_of(was).count()
    }
}
