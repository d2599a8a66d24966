//! What a preview asks of a site: which route an address means, one output alone, and which pages an edit touched.

use super::{Site, floors};
use crate::base::{FilePath, OutPath, UrlPath};
use crate::document::Sort;
use crate::files::File;
use crate::model::{Page, PageId, Reference, Target};
use crate::render::{RenderFault, Route};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Pages that may look different in a new site; see [`Site::changed_since`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Pages of the new site that may look different, new ones among them, in order.
    pub pages: Vec<PageId>,
    /// Those among `pages` that the old site did not have.
    pub added: Vec<PageId>,
    /// Addresses of pages that are gone.
    pub removed: Vec<UrlPath>,
    /// Pages that list others may look different.
    pub listings: bool,
    /// More than prose changed (front matter, data, configuration, theme): `pages` are then the likely ones, and any other
    /// may look different too. Whoever must know compares the bytes.
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
    /// Quick and careful. Where `everything` is not set, a page that is not listed is the same in the built-in theme; a
    /// listed one may turn out the same when its bytes are compared. The work is proportional to the number of pages, and
    /// to the references of those that were edited.
    pub fn changed_since(&self, old: &Site) -> Changed {
        let alike = Arc::ptr_eq(&self.model.index, &old.model.index);
        // What all pages show beside their own, and what stands on pages that come of the ledger.
        let same_frame = Arc::ptr_eq(&self.theme, &old.theme)
            && Arc::ptr_eq(&self.plan.shared.sites, &old.plan.shared.sites)
            && Arc::ptr_eq(&self.model.ledger, &old.model.ledger);
        if alike && same_frame {
            let edited = self.said_otherwise(old);
            let pages = self.around(old, &edited, Some);
            // The evidence page quotes what reports say without a source, with the names of what they refer to.
            let quoted = |id: &PageId| self.model.evidence(*id).is_some_and(|evidence| !evidence.waivers.is_empty());
            let listings = edited.iter().any(|id| self.is_listed_otherwise(old, *id))
                || pages.iter().filter(|id| quoted(id)).any(|id| self.grounds(*id) != old.grounds(*id));
            return Changed { pages: pages.into_iter().collect(), listings, ..Changed::default() };
        }
        let place = |page: &Page| (page.kind, page.key.clone(), page.version.clone(), page.language.clone());
        let before: BTreeMap<_, PageId> = old.model.pages.iter().map(|page| (place(page), page.id)).collect();
        let was: Vec<Option<PageId>> = self.model.pages.iter().map(|page| before.get(&place(page)).copied()).collect();
        let edited = self.edited(old, |id| was[id.0 as usize]);
        let known: BTreeSet<PageId> = was.iter().flatten().copied().collect();
        let gone = old.model.pages.iter().filter(|page| !known.contains(&page.id));
        Changed {
            pages: self.around(old, &edited, |id| was[id.0 as usize]).into_iter().collect(),
            added: edited.iter().copied().filter(|id| was[id.0 as usize].is_none()).collect(),
            removed: gone.map(|page| page.url.clone()).collect(),
            listings: true,
            everything: true,
        }
    }

    /// Pages that say something else than in an old site of the same heads, or lead elsewhere, or show a file that was edited.
    fn said_otherwise(&self, old: &Site) -> Vec<PageId> {
        let other = |file: &&Arc<File>| old.model.assets.get(&file.path).is_none_or(|old| old.hash != file.hash);
        let fresh: BTreeSet<&FilePath> = self.model.assets.values().filter(other).map(|file| &file.path).collect();
        let is_fresh = |one: &Reference| matches!(&one.to, Target::Asset(path) if fresh.contains(path));
        let same = |at: usize| {
            Arc::ptr_eq(&self.model.pages[at], &old.model.pages[at])
                && Arc::ptr_eq(&self.model.said[at], &old.model.said[at])
                && (fresh.is_empty() || !self.model.said[at].iter().any(is_fresh))
        };
        (0..self.model.pages.len()).filter(|at| !same(*at)).map(|at| PageId(at as u32)).collect()
    }

    /// Pages whose file says something else; `was` tells what a page's position was in the old site.
    fn edited(&self, old: &Site, was: impl Fn(PageId) -> Option<PageId>) -> Vec<PageId> {
        let same = |page: &Page, before: &Page| {
            let added =
                |page: &Page| page.additions.iter().map(|(_, document, at)| (Arc::as_ptr(document), *at)).collect::<Vec<_>>();
            page.url == before.url && self.same_words(page, before) && added(page) == added(before)
        };
        let pages = self.model.pages.iter();
        pages.filter(|page| was(page.id).is_none_or(|was| !same(page, old.model.page(was)))).map(|page| page.id).collect()
    }

    /// Whether lists may say something else of a page whose prose was edited: its short form, or the paragraphs in which
    /// it names others and by which words, or how these are called, or what it rests on.
    fn is_listed_otherwise(&self, old: &Site, id: PageId) -> bool {
        let targets = |site: &Site| site.model.outgoing(id).iter().filter_map(|one| one.to.page()).collect::<BTreeSet<_>>();
        let named = |site: &Site, id: &PageId| site.plan.shared.named[id.0 as usize].clone();
        let numbers = |site: &Site| -> Vec<String> {
            site.model.page(id).body().paragraphs.iter().map(|paragraph| paragraph.number.clone()).collect()
        };
        self.plan.shared.entry(&self.model, id) != old.plan.shared.entry(&old.model, id)
            || targets(self).union(&targets(old)).any(|to| named(self, to) != named(old, to))
            || numbers(self) != numbers(old)
            || self.grounds(id) != old.grounds(id)
            || self.mentions(id) != old.mentions(id)
    }

    /// What lists tell of what a page rests on: counts, paragraphs, and what it says without a source, with the words around as readers
    /// have them. Where that stands in the file they do not tell.
    fn grounds(&self, id: PageId) -> impl PartialEq + use<> {
        let counts = self.model.evidence(id).map(|one| (one.sourced, one.own, one.explained, one.judgements, one.claims));
        (counts, floors::unsourced(&self.view(), id))
    }

    /// The rows that a page has in the data: whom it names, by which words; of links all words around them.
    fn mentions(&self, id: PageId) -> Vec<(&Target, bool, String)> {
        let page = self.model.page(id);
        let text = page.text();
        let named = |one: &&Reference| matches!(one.sort, Sort::Mention | Sort::Wiki | Sort::Link);
        // Once for each leaf: one may have very many links.
        let mut told = BTreeSet::new();
        let mut row = |one: &Reference| {
            let leaf = one.leaf.filter(|_| one.sort != Sort::Mention);
            if leaf.is_some_and(|leaf| !told.insert(leaf)) {
                return String::new();
            }
            let leaf = leaf.and_then(|leaf| page.body().leaves.get(leaf as usize));
            let range = leaf.map_or(&one.range, |leaf| &leaf.range);
            text.get(range.start as usize..range.end as usize).unwrap_or_default().to_string()
        };
        let rows = self.model.outgoing(id).iter().filter(named);
        rows.map(|one| (&one.to, one.linked, row(one))).collect()
    }

    /// Whether two pages come of the same text.
    fn same_words(&self, page: &Page, before: &Page) -> bool {
        if Arc::ptr_eq(&page.document, &before.document) {
            return page.position == before.position;
        }
        // A record declared by the way: its file may be edited elsewhere.
        let text = |page: &Page| -> Option<String> {
            let range = &page.record.range;
            Some(page.text().get(range.start as usize..range.end as usize)?.to_string())
        };
        page.position > 0 && before.position > 0 && text(page) == text(before)
    }

    /// Some edited pages, what they point at and pointed at, and whatever shows how often these are named.
    fn around(&self, old: &Site, edited: &[PageId], was: impl Fn(PageId) -> Option<PageId>) -> BTreeSet<PageId> {
        let url = |id: PageId| self.model.index.by_url.get(&old.model.page(id).url).copied();
        let mut pages: BTreeSet<PageId> = edited.iter().copied().collect();
        for id in edited {
            pages.extend(self.model.outgoing(*id).iter().filter_map(|reference| reference.to.page()));
            let before = was(*id).map_or(&[][..], |was| old.model.outgoing(was));
            pages.extend(before.iter().filter_map(|reference| url(reference.to.page()?)));
        }
        let counts = |site: &Site, id: PageId| {
            let named = &site.plan.shared.named[id.0 as usize];
            let reports: BTreeSet<PageId> = named.iter().map(|(report, _)| *report).collect();
            (named.len(), reports.len())
        };
        // An edited record shows its name on every page that refers to it, and so does one that is named more often.
        let shown = |id: &PageId| edited.contains(id) || was(*id).is_none_or(|was| counts(self, *id) != counts(old, was));
        for id in pages.clone().iter().filter(|id| shown(id)) {
            pages.extend(self.model.incoming(*id).map(|reference| reference.from));
            pages.extend(self.model.outgoing(*id).iter().filter_map(|reference| reference.to.page()));
            pages.extend(self.model.ties_of(*id).flat_map(|tie| [tie.from, tie.to]));
        }
        pages
    }
}
