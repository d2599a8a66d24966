//! Records by what they are called, for references that were written with a name in the place of an id.

use super::anchors::Anchors;
use super::listings::Listings;
use super::references::Paths;
use super::{Index, Page, PageId};
use crate::base::address::on_site;
use crate::base::text::{Choices, fold, shown, slug};
use crate::base::{FilePath, UrlPath};
use crate::document::Kind;
use crate::document::record::Own;
use crate::files::{File, Files};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What a reference that leads nowhere may have meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// These records: it is a name of each. The ids tell them apart.
    Named(Vec<String>),
    /// The record of this id: what was written differs by a few letters from its id, or from a name that it has.
    Near(String, Option<String>),
    /// A record that is not there yet.
    Nobody,
}

/// BibTeX files outside of the folder of sources, which hold no records: a source that is missing may stand in one.
#[derive(Debug)]
pub(super) struct Strays(Vec<Arc<File>>);

impl Strays {
    pub fn of(files: &Files, index: &Index) -> Strays {
        let ends_so = |path: &FilePath| path.name().rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("bib"));
        let stray = |file: &&Arc<File>| ends_so(&file.path) && !index.by_path.contains_key(&file.path);
        Strays(files.below("content").filter(stray).cloned().collect())
    }

    /// Whether they say the same.
    pub fn same(&self, other: &Strays) -> bool {
        self.0.iter().map(|file| (&file.path, file.hash)).eq(other.0.iter().map(|file| (&file.path, file.hash)))
    }
}

/// The records of a site, by what they are called.
pub(super) struct Called<'a> {
    pages: &'a [Arc<Page>],
    index: &'a Index,
    strays: &'a Strays,
    /// Made when a reference is the first to lead nowhere.
    kinds: OnceLock<BTreeMap<Kind, OfKind<'a>>>,
    /// Files and addresses of pages, and what else stands at an address, likewise.
    files: OnceLock<Choices<'a>>,
    addresses: OnceLock<Choices<'a>>,
    /// The files of pages by what they are called; `None` where several are called so. Likewise.
    by_name: OnceLock<FxHashMap<&'a str, Option<&'a FilePath>>>,
    listings: &'a Listings,
    /// Old addresses of pages, likewise.
    old: OnceLock<BTreeMap<UrlPath, &'a Page>>,
    /// Keys in the stray files, likewise.
    stray: OnceLock<BTreeMap<String, FilePath>>,
    /// Places of those pages on which some place was not found.
    places: Ready<'a, PageId>,
    /// Names of the files below those folders in which some file was not found.
    beside: Ready<'a, String>,
}

/// Words to choose from, by where they stand: made ready when the first of them is asked for.
type Ready<'a, K> = Mutex<BTreeMap<K, Arc<Choices<'a>>>>;

fn ready<'a, K: Ord>(all: &Ready<'a, K>, of: K, make: impl FnOnce() -> Choices<'a>) -> Arc<Choices<'a>> {
    all.lock().unwrap_or_else(PoisonError::into_inner).entry(of).or_insert_with(|| Arc::new(make())).clone()
}

/// The records of a kind.
struct OfKind<'a> {
    ids: Choices<'a>,
    names: Choices<'a>,
    /// Who has a name, by the name as it is compared.
    bearers: FxHashMap<String, Vec<&'a Page>>,
}

impl<'a> Called<'a> {
    /// The records of some pages.
    pub fn new(pages: &'a [Arc<Page>], index: &'a Index, strays: &'a Strays, listings: &'a Listings) -> Called<'a> {
        let (kinds, files, addresses, by_name) = (OnceLock::new(), OnceLock::new(), OnceLock::new(), OnceLock::new());
        let (places, beside) = Default::default();
        Called {
            pages,
            index,
            strays,
            kinds,
            files,
            addresses,
            by_name,
            listings,
            old: OnceLock::new(),
            stray: OnceLock::new(),
            places,
            beside,
        }
    }

    /// The file of a page that is called as one that is not there: `a/index.md` for `a.md`, or another folder's `a.md`.
    pub fn namesake(&self, file: &FilePath) -> Option<FilePath> {
        let wanted = stem(file.as_str());
        let beside = ["/index.md", ".md"].iter().filter_map(|end| FilePath::new(&format!("{wanted}{end}")));
        if let Some(found) = beside.into_iter().find(|path| self.index.by_path.contains_key(path)) {
            return Some(found);
        }
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name = FxHashMap::default();
            for path in self.index.by_path.keys().filter(|path| path.is_markdown()) {
                by_name.entry(last(stem(path.as_str()))).and_modify(|only| *only = None).or_insert(Some(path));
            }
            by_name
        });
        by_name.get(last(wanted)).copied().flatten().cloned()
    }

    /// The place of a page that is nearest to one that is not there.
    pub fn near_place(&self, page: PageId, known: &'a Anchors, anchor: &str) -> Option<&'a str> {
        ready(&self.places, page, || Choices::new(known.iter())).nearest(anchor).map(|(_, near)| near)
    }

    /// The name of a file below a folder that is nearest to one that is not there.
    pub fn near_beside(&self, files: Paths<'a>, folder: &str, name: &str) -> Option<&'a str> {
        ready(&self.beside, folder.to_string(), || Choices::new(files.names_below(folder))).nearest(name).map(|(_, near)| near)
    }

    /// The file of a page that is nearest to a path at which there is none.
    pub fn near_file(&self, path: &str) -> Option<FilePath> {
        let files = self.files.get_or_init(|| Choices::new(self.index.by_path.keys().map(FilePath::as_str)));
        files.nearest(path).and_then(|(_, near)| FilePath::new(near))
    }

    /// The address that is nearest to one at which nothing stands.
    pub fn near_address(&self, path: &str) -> Option<&'a str> {
        let all = || self.index.by_url.keys().map(UrlPath::as_str).chain(self.listings.fixed.iter().map(String::as_str));
        self.addresses.get_or_init(|| Choices::new(all())).nearest(path).map(|(_, near)| near)
    }

    /// The page that has an address among its old ones.
    pub fn at_old_address(&self, path: &str) -> Option<&'a Page> {
        let old = self.old.get_or_init(|| {
            let of = |page: &'a Arc<Page>| {
                page.record.rare.aliases.iter().filter_map(|alias| on_site(&alias.value).ok()).map(move |url| (url, &**page))
            };
            self.pages.iter().rev().flat_map(of).collect()
        });
        old.get(&on_site(path).ok()?).copied()
    }

    /// The BibTeX file with a source of that key, where it lies outside of the folder of sources.
    pub fn stray_source(&self, key: &str) -> Option<&FilePath> {
        let keys = |file: &Arc<File>| {
            let bytes = file.bytes.open();
            let text = String::from_utf8_lossy(&bytes);
            let key =
                |line: &str| Some(line.trim_start().strip_prefix('@')?.split_once('{')?.1.split_once(',')?.0.trim().to_string());
            text.lines().filter_map(key).map(|key| (key, file.path.clone())).collect::<Vec<_>>()
        };
        self.stray.get_or_init(|| self.strays.0.iter().flat_map(keys).collect()).get(key)
    }

    /// What `written` may mean among the records of kinds that are `allowed`; `others` are ids of another sort. Without `guess`,
    /// only what has that very name.
    pub fn meant<'b>(
        &'b self,
        written: &str,
        allowed: &impl Fn(Kind) -> bool,
        others: impl Iterator<Item = &'b str>,
        guess: bool,
    ) -> Meant {
        let kinds: Vec<&OfKind> = self.kinds().iter().filter(|(kind, _)| allowed(**kind)).map(|(_, of)| of).collect();
        let folded = fold(written);
        let bearers = |name: &str| kinds.iter().filter_map(|of| of.bearers.get(name)).flatten().copied().collect::<Vec<&Page>>();
        let mut ids: Vec<String> = bearers(&folded).into_iter().map(|page| self.id_of(page, allowed)).collect();
        ids.sort();
        ids.dedup();
        // What differs from an id in case alone was meant to be one.
        if !ids.is_empty() && !ids.iter().any(|id| fold(id) == folded) {
            return Meant::Named(ids);
        }
        let same = self.index.by_key.get(&slug(written)).into_iter().flatten().map(|id| &self.pages[id.0 as usize]);
        if let Some(page) = { same }.find(|page| allowed(page.kind)) {
            return Meant::Near(self.id_of(page, allowed), None);
        }
        if !guess {
            return Meant::Nobody;
        }
        let others = Choices::new(others);
        let by_id = || {
            let all = kinds.iter().map(|of| &of.ids).chain([&others]);
            let (_, near) = all.filter_map(|choices| choices.nearest(written)).min()?;
            Some(Meant::Near(near.to_string(), None))
        };
        let by_name = || {
            let (_, near) = kinds.iter().filter_map(|of| of.names.nearest(written)).min()?;
            let page = bearers(&fold(near)).into_iter().min_by_key(|page| page.id)?;
            Some(Meant::Near(self.id_of(page, allowed), Some(near.to_string())))
        };
        let is_name = written.contains(char::is_whitespace);
        let found = if is_name { by_name().or_else(by_id) } else { by_id().or_else(by_name) };
        found.unwrap_or(Meant::Nobody)
    }

    /// The id, and the name, of a record of some kinds whose id is a letter away from what is written.
    pub fn by_a_letter(&self, written: &str, kinds: &[Kind]) -> Option<(&'a str, &'a str)> {
        let all = self.kinds().iter().filter(|(kind, _)| kinds.contains(kind));
        let (_, near) = all.filter_map(|(_, of)| of.ids.nearest(written)).filter(|(edits, _)| *edits <= 1).min()?;
        let ids = self.index.by_key.get(near)?;
        let page = ids.iter().map(|id| &self.pages[id.0 as usize]).find(|page| kinds.contains(&page.kind))?;
        Some((near, page.name()))
    }

    /// What to write in the place of an id that leads nowhere, where any kind of page or record is wanted.
    pub fn help(&self, written: &str) -> Option<String> {
        let (kind, key) = Kind::parted(written);
        match self.meant(key.trim(), &|found| kind.is_none_or(|kind| kind == found), std::iter::empty(), true) {
            Meant::Named(ids) => {
                let all = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ");
                Some(format!("that is a name, and an id is wanted here: write {all}"))
            }
            Meant::Near(id, Some(name)) => Some(format!("did you mean `{id}` ({})?", shown(&name))),
            Meant::Near(id, None) => Some(format!("did you mean `{id}`?")),
            Meant::Nobody => None,
        }
    }

    fn kinds(&self) -> &BTreeMap<Kind, OfKind<'a>> {
        self.kinds.get_or_init(|| {
            let mut pages: BTreeMap<Kind, Vec<&'a Page>> = BTreeMap::new();
            self.pages.iter().for_each(|page| pages.entry(page.kind).or_default().push(page));
            let of_kind = |(kind, pages): (Kind, Vec<&'a Page>)| {
                let mut bearers: FxHashMap<String, Vec<&'a Page>> = FxHashMap::default();
                for page in &pages {
                    names(page).for_each(|name| bearers.entry(fold(name)).or_default().push(page));
                }
                let ids = Choices::new(pages.iter().map(|page| page.key.as_str()));
                (kind, OfKind { ids, names: Choices::new(pages.iter().flat_map(|page| names(page))), bearers })
            };
            pages.into_iter().map(of_kind).collect()
        })
    }

    /// How a page is referred to: its id, and its kind where records of others have the same.
    fn id_of(&self, page: &Page, allowed: &impl Fn(Kind) -> bool) -> String {
        let same = self.index.by_key.get(&page.key).map_or(&[][..], Vec::as_slice);
        let others = same.iter().map(|id| self.pages[id.0 as usize].kind).any(|kind| kind != page.kind && allowed(kind));
        if others { format!("{}:{}", page.kind, page.key) } else { page.key.clone() }
    }
}

/// A path without what all paths of pages end in.
fn stem(path: &str) -> &str {
    let path = path.strip_suffix(".md").unwrap_or(path);
    path.strip_suffix("/index").unwrap_or(path)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What a page is called, in its own front matter.
fn names(page: &Page) -> impl Iterator<Item = &str> {
    let others = match &page.record.own {
        Own::Term(term) => term.forms.iter().chain(&term.abbreviation).map(|text| text.value.as_str()).collect(),
        Own::Report(report) => report.symbol.iter().map(|text| text.value.as_str()).collect(),
        _ => Vec::new(),
    };
    page.record.names().chain(others)
}
