//! Which published page each page of the site carries on.
//!
//! A page is known by its identity. One whose identity was never published may be an old page under another name all the same:
//! it stands where that page stood, or its aliases lead on from there. Then that page's numbers, anchors and texts are its own.

use super::{Ledger, Published, identity};
use crate::base::address::on_site;
use crate::model::{Page, PageId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Pages that carry on another published page than that of their own identity, with its identity; `None` for a page whose
/// place in the ledger another one has taken.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Carried {
    names: BTreeMap<PageId, Option<String>>,
    /// Pages that stand there under several identities: one publisher gave them another, and one did not know of it.
    joined: BTreeMap<PageId, Joined>,
}

/// What was published of a page under several identities.
#[derive(Debug, Default, PartialEq, Eq)]
struct Joined {
    name: String,
    page: Published,
    also: Vec<String>,
}

impl Carried {
    /// What was published of a page, and by which identity.
    pub fn published<'a>(&'a self, page: &Page, ledger: &'a Ledger) -> Option<(&'a str, &'a Published)> {
        if let Some(joined) = self.joined.get(&page.id) {
            return Some((&joined.name, &joined.page));
        }
        let found = match self.names.get(&page.id) {
            Some(name) => ledger.pages.get_key_value(name.as_ref()?)?,
            None => ledger.pages.get_key_value(&identity(page))?,
        };
        Some((found.0.as_str(), found.1))
    }

    /// The other identities under which it was published.
    pub fn also(&self, page: &Page) -> &[String] {
        self.joined.get(&page.id).map_or(&[], |joined| &joined.also)
    }

    /// Gives pages what nobody carries on though it is theirs: it was published first where they were, and they stand at its address
    /// or lead on from there.
    fn join(&mut self, pages: &[Arc<Page>], ledger: &Ledger) {
        let held: BTreeSet<&str> = pages.iter().filter_map(|page| Some(self.published(page, ledger)?.0)).collect();
        let mut left: BTreeMap<&str, Vec<(&String, &Published)>> = BTreeMap::new();
        for (name, published) in ledger.pages.iter().filter(|(name, _)| !held.contains(name.as_str())) {
            left.entry(published.first_address()).or_default().push((name, published));
        }
        if left.is_empty() {
            return;
        }
        let mut joined = BTreeMap::new();
        for page in pages {
            let Some((name, own)) = self.published(page, ledger) else { continue };
            let (kind, identity) = (format!("{}:", page.kind), identity(page));
            let version = &identity[kind.len() + page.key.len()..];
            let theirs = left.get(own.first_address()).into_iter().flatten();
            let theirs: Vec<_> = theirs
                .filter(|(name, other)| name.starts_with(&kind) && name.ends_with(version) && leads_from(page, &other.address))
                .collect();
            if !theirs.is_empty() {
                let all = theirs.iter().fold(own.clone(), |all, (_, other)| all.joined((*other).clone()));
                let also = theirs.iter().map(|(name, _)| name.to_string()).collect();
                let page_then = Published { address: own.address.clone(), first: own.first.clone(), ..all };
                joined.insert(page.id, Joined { name: name.to_string(), page: page_then, also });
            }
        }
        self.joined = joined;
    }
}

/// Looks for the pages that are in the ledger under another identity.
///
/// A page of that identity keeps its place there, unless it has left the address for good, and the page that has it now is of
/// the same language: who cites the address is led to that one.
pub(in crate::model) fn carried(pages: &[Arc<Page>], ledger: &Ledger) -> Carried {
    let mut carried = Carried::default();
    if ledger.pages.is_empty() {
        return carried;
    }
    let mut new: VecDeque<&Page> =
        pages.iter().map(|page| &**page).filter(|page| !ledger.pages.contains_key(&identity(page))).collect();
    if new.is_empty() {
        // Each page there is carried on by one of its own.
        if ledger.pages.len() > pages.len() {
            carried.join(pages, ledger);
        }
        return carried;
    }
    let mut by_address: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, published) in &ledger.pages {
        by_address.entry(&published.address).or_default().push(name);
    }
    let holders: BTreeMap<String, &Page> = pages.iter().map(|page| (identity(page), &**page)).collect();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    while let Some(page) = new.pop_front() {
        let free = |name: &&str| match holders.get(*name) {
            _ if taken.contains(name) => false,
            Some(holder) => holder.language == page.language && !leads_from(holder, &ledger.pages[*name].address),
            None => true,
        };
        let Some(name) = candidates(page, &by_address, ledger).into_iter().find(free) else { continue };
        taken.insert(name);
        carried.names.insert(page.id, Some(name.to_string()));
        if let Some(holder) = holders.get(name) {
            carried.names.insert(holder.id, None);
            new.push_back(holder);
        }
    }
    carried.join(pages, ledger);
    carried
}

/// The published pages of its kind that a page may be, the likeliest first: what stood at its own address, then what stood
/// at its aliases, and there first what was the same version in the same language.
fn candidates<'a>(page: &Page, by_address: &BTreeMap<&str, Vec<&'a str>>, ledger: &Ledger) -> Vec<&'a str> {
    let (kind, identity) = (format!("{}:", page.kind), identity(page));
    let version = &identity[kind.len() + page.key.len()..];
    let mut found = Vec::new();
    for (at, address) in addresses(page).enumerate() {
        for name in by_address.get(address.as_str()).into_iter().flatten().filter(|name| name.starts_with(&kind)) {
            let since = ledger.pages.get(*name).map(|published| &published.wording().since);
            found.push(((at > 0, !name.ends_with(version), at, Reverse(since)), *name));
        }
    }
    found.sort();
    found.into_iter().map(|(_, name)| name).collect()
}

/// Whether an address leads to a page.
fn leads_from(page: &Page, address: &str) -> bool {
    addresses(page).any(|own| own == address)
}

/// The address of a page, then its old ones.
fn addresses(page: &Page) -> impl Iterator<Item = String> {
    let old = page.record.rare.aliases.iter().filter_map(|alias| on_site(&alias.value).ok());
    std::iter::once(page.url.to_string()).chain(old.map(|url| url.to_string()))
}
