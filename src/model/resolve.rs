//! From all documents to the model: pages, references, mentions, ties, claims. Nothing is filled in later.

use super::anchors::Anchors;
use super::called::{Called, Strays};
use super::citation::{Library, Setup};
use super::claims::place_claims;
use super::evidence::Gathered;
use super::held::{self, Holding};
use super::listings::Listings;
use super::memory::{Explicit, Heads, Last, Memory, Read, same_places, shared, with_bodies};
use super::mention::{Heard, undeclared_in, unused_records, unused_terms};
use super::names::Names;
use super::pages::{Pages, Parsed, index, pages};
use super::references::{Paths, Resolver};
use super::ties::Ties;
use super::{Index, Model, Page, PageId, Reference, Settings, Target, Tie, drawings, fields, ledger, menu, printed};
use crate::base::{Fault, Faults, FilePath, Range, SHARE, UrlPath, text, together};
use crate::config::{self, Config};
use crate::document::{Kind, Sort};
use crate::files::{File, Files};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Resolves a site. `hold_unread` says what [`Model::hold_unread`] is; `listings` is what the site makes of its own accord; `memory` is
/// that of the last resolve, and may be empty: it decides how long this takes, never what comes of it.
pub fn resolve(
    parsed: &[Parsed],
    files: &Files,
    config: Arc<Config>,
    settings: Settings,
    hold_unread: bool,
    listings: &Listings,
    memory: &mut Memory,
) -> Model {
    let last = memory.last.take();
    let style = own_style(files, &config).map(|file| file.hash);
    // The same front matter, settings and configuration: only bodies differ, if anything does.
    let same = last.as_ref().filter(|last| Arc::ptr_eq(&last.config, &config) && last.settings == settings && last.style == style);
    let refused = held::refused(files, &config);
    let ledger = ledger::known(files, last.as_ref().map(|last| &last.ledger));
    let same = same.filter(|last| last.hold_unread == hold_unread && last.refused == refused && last.ledger.apart == ledger.apart);
    let edited = same.and_then(|last| Some((last, last.edited(parsed)?)));
    let (mut pages, heads) = match edited {
        Some((last, edited)) => (with_bodies(last, parsed, &edited), last.heads.clone()),
        None => {
            let holding = Holding { settings: &settings, unread: hold_unread, refused: &refused };
            heads(parsed, files, &config, holding, &ledger.apart, last.as_ref())
        }
    };
    let (settled, carried) = ledger::settle(&mut pages, &heads, files, &ledger, last.as_ref());
    let pages = Arc::new(pages);
    heads.library.keep_at_most(2 * pages.len() + 64);
    let paths = Last::paths(last.as_ref(), files);
    let last = last.as_ref();
    let anchors: Vec<Arc<Anchors>> = pages.par_iter().with_max_len(SHARE).map(|page| known_anchors(page, last)).collect();

    let listings = &listings.with_topics(&pages);
    let strays = Strays::of(files, &heads.index);
    let called = Called::new(&pages, &heads.index, &strays, listings);
    let (pages_now, there) = (&*pages, Paths::of(files));
    let site =
        Reading { pages: pages_now, heads: &heads, files: there, anchors: &anchors, listings, config: &config, called: &called };
    // Ids, addresses, kinds and files are as they were: what a page refers to means the same.
    let alike = last.filter(|last| {
        (Arc::ptr_eq(&last.heads, &heads) || last.heads.index.leads_alike(&heads.index) && same_places(&last.pages, &pages))
            && Arc::ptr_eq(&last.paths, &paths)
            && last.config.base_url == config.base_url
            && last.listings == *listings
    });
    let advised_alike = alike.is_some_and(|last| Arc::ptr_eq(&last.heads, &heads) && last.strays.same(&strays));
    let fresh = Fresh { alike, advised_alike, names: alike.and_then(|last| fresh_names(last, &heads, &config)) };
    let read: Vec<Arc<Read>> = pages.par_iter().with_max_len(SHARE).map(|page| site.read(page, &fresh)).collect();

    let drawn = read.iter().filter(|read| read.drawn).map(|read| &read.page);
    let mut others: Vec<(FilePath, Fault)> = Vec::new();
    for file in parsed {
        others.extend(file.document.faults.iter().map(|fault| (file.path.clone(), fault.clone())));
    }
    others.retain(|(path, fault)| fault.rule != "duplicate-anchor" || !ledger::is_solved(&pages, &settled, path, &fault.range));
    others.extend(ledger.faults.iter().map(|fault| (ledger::path(), fault.clone())));
    others.extend(drawings::check(drawn, files, &config));
    others.extend(odd_files(files));
    others.extend(menu::check(&pages, &heads.index, files, listings, &config, &called));
    others.extend(menu::instead(&pages, &heads.index, &config, &called));
    let mut faults: Vec<Faults> = vec![heads.faults.clone()];
    let (mut claims, mut used) = (Vec::new(), Vec::new());
    let evidence = read.iter().filter_map(|read| Some((read.page.id, read.evidence.clone()?))).collect();
    for read in &read {
        faults.extend([&read.explicit.faults, &read.faults].into_iter().filter(|faults| !faults.is_empty()).cloned());
        claims.extend(read.claims.iter().cloned());
        used.extend(read.explicit.assets.iter());
    }
    let said: Arc<Vec<Arc<[Reference]>>> = Arc::new(read.iter().map(|read| read.references.clone()).collect());
    let incoming = Arc::new(match alike {
        Some(last) => incoming_after(last, &read, &said),
        None => incoming(&said),
    });
    let changes = ledger::changes(&pages, &settled);
    let assets = assets(used, files);
    let mut model = Model {
        config: config.clone(),
        settings: settings.clone(),
        hold_unread,
        pages: pages.clone(),
        index: heads.index.clone(),
        said,
        incoming: incoming.clone(),
        families: heads.families.clone(),
        topics: Default::default(),
        origins: Default::default(),
        evidence,
        ties: heads.ties.clone(),
        ties_of: heads.ties_of.clone(),
        tenures: heads.tenures.clone(),
        library: heads.library.clone(),
        claims,
        printed: printed::addresses(&pages, &assets, &ledger.apart),
        assets,
        apart: ledger.apart.clone(),
        ledger: ledger.value.clone(),
        carried: carried.clone(),
        changes,
        faults,
    };
    others.extend(unused_records(&model, &heads.names, files));
    let others = together(others);
    let others = last.filter(|last| last.others == others).map_or(others, |last| last.others.clone());
    model.faults.push(others.clone());
    let parsed = parsed.to_vec();
    #[rustfmt::skip]
    let now = Last {
        parsed, config, settings, hold_unread, refused, paths, strays, listings: listings.clone(), style, ledger, settled, carried,
        pages, heads, anchors, read, incoming, others,
    };
    memory.last = Some(now);
    model
}

/// What may be taken from the last model.
struct Fresh<'a> {
    /// It, if ids, addresses, kinds and files are the same in it.
    alike: Option<&'a Last>,
    /// What else a fault may suggest is the same, too: what records are called, and what stands in files that are not read.
    advised_alike: bool,
    /// Names that are new in this model, gone or changed: see `Names::changed`. `None` if nothing is known of them.
    names: Option<Vec<Vec<usize>>>,
}

fn fresh_names(last: &Last, heads: &Heads, config: &Config) -> Option<Vec<Vec<usize>>> {
    if last.config.likelihood != config.likelihood {
        return None;
    }
    Some(if Arc::ptr_eq(&last.heads.names, &heads.names) { Vec::new() } else { heads.names.changed(&last.heads.names) })
}

/// Everything that no prose can change.
fn heads(
    parsed: &[Parsed],
    files: &Files,
    config: &Config,
    holding: Holding,
    apart: &ledger::Apart,
    last: Option<&Last>,
) -> (Vec<Arc<Page>>, Arc<Heads>) {
    let Pages { pages, families, hidden, mut faults } = pages(parsed, config, holding, apart);
    let pages: Vec<Arc<Page>> = match last {
        Some(last) => shared(last, pages),
        None => pages.into_iter().map(Arc::new).collect(),
    };
    let before = last.map(|last| &last.heads.names);
    let names = || Names::after(before.map(|names| &**names), &pages, config);
    let found = || {
        let (mut index, faults) = index(&pages, &families, hidden);
        index.unread = parsed.iter().filter_map(|file| file.document.unread.clone()).collect();
        let tied = || {
            let mut ties = Ties { pages: &pages, index: &index, config, faults };
            let (relations, tenures) = (ties.ties(), ties.tenures());
            (relations, tenures, ties.faults)
        };
        let (library, tied) = rayon::join(|| library(&pages, &index, files, config), tied);
        (index, library, tied)
    };
    let ((names, bad), (index, (library, style), (relations, tenures, wrong))) = rayon::join(names, found);
    faults.extend([bad, style, wrong].into_iter().flatten());
    let names = before.filter(|before| before.same(&names)).cloned().unwrap_or_else(|| Arc::new(names));
    let heads = Heads {
        ties_of: Arc::new(ties_of(&relations)),
        index: Arc::new(index),
        families: families.into(),
        ties: relations.into(),
        tenures: tenures.into(),
        library: Arc::new(library),
        names,
        added_to: pages.iter().filter(|page| !page.additions.is_empty()).map(|page| page.id).collect(),
        faults: together(faults),
    };
    (pages, Arc::new(heads))
}

/// The anchors of a page; those of the last model where they are the same.
fn known_anchors(page: &Arc<Page>, last: Option<&Last>) -> Arc<Anchors> {
    let at = page.id.0 as usize;
    let old = last.and_then(|last| Some((last.pages.get(at)?, last.anchors.get(at)?)));
    if let Some((_, known)) = old.filter(|(old, _)| Arc::ptr_eq(old, page)) {
        return known.clone();
    }
    let made = Anchors::of(page);
    // A fault about a missing anchor also asks whether there are headings at all.
    let same = |(old, known): &(&Arc<Page>, &Arc<Anchors>)| {
        ***known == made && old.body().headings.is_empty() == page.body().headings.is_empty()
    };
    old.filter(same).map_or_else(|| Arc::new(made), |(_, known)| known.clone())
}

/// What a page is read against.
struct Reading<'a> {
    pages: &'a [Arc<Page>],
    heads: &'a Heads,
    files: Paths<'a>,
    anchors: &'a [Arc<Anchors>],
    listings: &'a Listings,
    config: &'a Config,
    called: &'a Called<'a>,
}

impl Reading<'_> {
    /// Reads a page, or takes what was read.
    fn read(&self, page: &Arc<Page>, fresh: &Fresh) -> Arc<Read> {
        let at = page.id.0 as usize;
        let same =
            |(id, asked): &(PageId, Arc<Anchors>)| self.anchors.get(id.0 as usize).is_some_and(|now| Arc::ptr_eq(now, asked));
        let before = fresh.alike.and_then(|last| last.read.get(at));
        let told = |old: &&Arc<Read>| old.explicit.faults.is_empty() || fresh.advised_alike;
        // So is what a term lacks for being found, and no word of a page that does not use it tells of a change.
        let unused = |old: &Read| old.faults.iter().any(|(_, fault)| fault.rule == "unused-term");
        let advised = |old: &Read| fresh.advised_alike || !unused(old);
        let holds_new = |old: &Read| fresh.names.as_ref().is_none_or(|names| names.iter().any(|name| old.words.may_hold(name)));
        let old = before.filter(|old| Arc::ptr_eq(&old.page, page) && old.explicit.asked.iter().all(same)).filter(told);
        match old {
            Some(old) if advised(old) && !holds_new(old) => old.clone(),
            Some(old) => {
                let in_words = old.references.iter().filter(|reference| reference.sort != Sort::Mention).cloned();
                Arc::new(self.prose(page, in_words.collect(), old.explicit.clone(), Some(&old.references)))
            }
            None => {
                let (references, explicit) = self.explicit(page);
                Arc::new(self.prose(page, references, Arc::new(explicit), before.map(|old| &old.references)))
            }
        }
    }

    /// What a page refers to in so many words.
    fn explicit(&self, page: &Page) -> (Vec<Reference>, Explicit) {
        let Reading { pages, heads, files, anchors, listings, called, config } = *self;
        let resolver = Resolver {
            pages,
            index: &heads.index,
            files,
            anchors,
            listings,
            called,
            base_url: &config.base_url,
            asked: Default::default(),
            guesses: Default::default(),
        };
        let (references, faults) = resolver.page(page);
        let mut asked = resolver.asked.into_inner();
        asked.sort_unstable();
        asked.dedup();
        let assets = references.iter().filter_map(|reference| match &reference.to {
            Target::Asset(path) => Some(path.clone()),
            _ => None,
        });
        let explicit = Explicit {
            assets: assets.collect(),
            asked: asked.into_iter().map(|id| (id, anchors[id.0 as usize].clone())).collect(),
            faults: together(faults),
        };
        (references, explicit)
    }

    /// Reads the prose, and adds to the `references` that the page makes in so many words; a list that is equal to the one
    /// `before` is that one, so that others see that nothing changed.
    fn prose(
        &self,
        page: &Arc<Page>,
        mut references: Vec<Reference>,
        explicit: Arc<Explicit>,
        before: Option<&Arc<[Reference]>>,
    ) -> Read {
        let names = &self.heads.names;
        let mut gathered = Gathered::new(page);
        let mut also = |heard: Heard| gathered.iter_mut().for_each(|gathered| gathered.leaf(&heard));
        let (found, seen) = names.read(page, &references, &mut also);
        references.extend(found.mentions);
        references.sort_by_key(|reference| (reference.range.start, reference.range.end));
        let mut faults = found.faults;
        // What is declared may stand in what could not be read; and so may the text, behind front matter without an end.
        if page.kind == Kind::Report && !page.is_unread() {
            faults.extend(undeclared_in(page, names, &references, &seen));
            faults.extend(unused_terms(page, names, &references));
        }
        faults.extend(fields::check(page, &self.heads.index, &self.anchors[page.id.0 as usize], self.config));
        let (claims, bad) = place_claims(page);
        faults.extend(bad);
        let evidence = gathered.map(|gathered| Arc::new(gathered.judge(self.pages, &references, &claims)));
        let faults = faults.into_iter().map(|fault| (page.path.clone(), fault));
        let faults = together(faults.chain(ledger::kept::check(page, &self.anchors[page.id.0 as usize])));
        let drawn = !page.body().drawings().is_empty();
        let references = before.filter(|before| ***before == *references).cloned().unwrap_or_else(|| references.into());
        Read { page: page.clone(), explicit, references, claims, evidence, faults, words: seen.words, drawn }
    }
}

/// The site's own citation style, where chancery.yaml names a file.
fn own_style<'a>(files: &'a Files, config: &Config) -> Option<&'a Arc<File>> {
    let style = config.citation.style.as_str();
    style.ends_with(".csl").then(|| files.get(&FilePath::new(style)?)).flatten()
}

/// The sources and their style: one that the program carries, by name, or a `.csl` file of the site.
fn library(pages: &[Arc<Page>], index: &Index, files: &Files, config: &Config) -> (Library, Vec<(FilePath, Fault)>) {
    let style = config.citation.style.as_str();
    let own = own_style(files, config);
    let csl = own.map(|file| file.bytes.open());
    let setup = Setup {
        style,
        range: config.place("citation.style"),
        csl: csl.as_deref(),
        locale: &config.citation.locale,
        languages: &config.languages,
    };
    let (library, bad) = Library::new(pages, index, &setup);
    let path = own.map_or_else(config::path, |file| file.path.clone());
    let mut faults: Vec<(FilePath, Fault)> = bad.into_iter().map(|fault| (path.clone(), fault)).collect();
    faults.extend(unknown_locale(config).map(|fault| (config::path(), fault)));
    (library, faults)
}

/// The fault of `citation.locale` in a language that styles do not know.
fn unknown_locale(config: &Config) -> Option<Fault> {
    let locale = config.citation.locale.as_str();
    #[cfg(feature = "citations")]
    let unknown = |locale: &str| super::citation::style::unknown_locale(locale, config.place("citation.locale"));
    #[cfg(not(feature = "citations"))]
    let unknown = |_: &str| None;
    Some(locale).filter(|locale| !locale.is_empty()).and_then(unknown)
}

/// Which relations begin or end with each page.
fn ties_of(ties: &[Tie]) -> BTreeMap<PageId, Vec<u32>> {
    let mut by_page: BTreeMap<PageId, Vec<u32>> = BTreeMap::new();
    for (position, tie) in ties.iter().enumerate() {
        by_page.entry(tie.from).or_default().push(position as u32);
        if tie.to != tie.from {
            by_page.entry(tie.to).or_default().push(position as u32);
        }
    }
    by_page
}

/// What points at each page, from what each page says.
fn incoming(said: &[Arc<[Reference]>]) -> Vec<Arc<[(PageId, u32)]>> {
    let mut incoming = vec![Vec::new(); said.len()];
    for (from, said) in said.iter().enumerate() {
        for (at, reference) in said.iter().enumerate() {
            if let Some(PageId(to)) = reference.to.page() {
                incoming[to as usize].push((PageId(from as u32), at as u32));
            }
        }
    }
    incoming.into_iter().map(Arc::from).collect()
}

/// What points at each page, where few pages say something new: only the lists that they stand in are written anew.
fn incoming_after(last: &Last, read: &[Arc<Read>], said: &[Arc<[Reference]>]) -> Vec<Arc<[(PageId, u32)]>> {
    let new: BTreeSet<PageId> = read
        .iter()
        .zip(&last.read)
        .filter(|(new, old)| !Arc::ptr_eq(&new.references, &old.references))
        .map(|(new, _)| new.page.id)
        .collect();
    if new.len() > said.len() / 8 {
        return incoming(said);
    }
    let mut lists = last.incoming.to_vec();
    let mut added: BTreeMap<PageId, Vec<(PageId, u32)>> = BTreeMap::new();
    for from in &new {
        let at = from.0 as usize;
        for to in last.read[at].references.iter().filter_map(|old| old.to.page()) {
            added.entry(to).or_default();
        }
        for (position, reference) in read[at].references.iter().enumerate() {
            if let Some(to) = reference.to.page() {
                added.entry(to).or_default().push((*from, position as u32));
            }
        }
    }
    for (to, added) in added {
        let list = &mut lists[to.0 as usize];
        let mut all: Vec<(PageId, u32)> = list.iter().filter(|(from, _)| !new.contains(from)).copied().collect();
        all.extend(added);
        all.sort_unstable();
        if **list != *all {
            *list = all.into();
        }
    }
    lists
}

/// The files that pages use, and all of `static/`.
fn assets(used: Vec<&FilePath>, files: &Files) -> BTreeMap<FilePath, Arc<File>> {
    let fixed = files.below("static").map(|file| &file.path);
    used.into_iter().chain(fixed).filter_map(|path| Some((path.clone(), files.get(path)?.clone()))).collect()
}

/// The address at which an asset stands: a file in `static/` at the top, the PDF of a report beside its page, any other below
/// `/files/`, in the letters in which it was published.
pub fn asset_address(model: &Model, path: &FilePath) -> Option<UrlPath> {
    if let Some(url) = model.printed.get(path) {
        return Some(url.clone());
    }
    file_address(path)?.ok().filter(|_| model.assets.contains_key(path))
}

/// The address that a file of `static/` or `content/` has if it is copied, or why it can have none.
pub(super) fn file_address(path: &FilePath) -> Option<Result<UrlPath, String>> {
    let address = match path.below("static") {
        Some(rest) => format!("/{rest}"),
        None => format!("/files/{}", path.below("content")?),
    };
    Some(UrlPath::new(&address))
}

/// The fault of a file that can have no address: it would be lost.
pub(super) fn odd_file(path: &FilePath, reason: &str, range: Range) -> Fault {
    let message = format!("`{}` cannot be published under its name: {reason}", text::shown(path.name()));
    let help = "rename it: names of letters, digits, hyphens and dots, no longer than 200 bytes, work everywhere";
    Fault::new("odd-address", range, message).with_help(help)
}

/// Files of `static/` that can have no address.
fn odd_files(files: &Files) -> Vec<(FilePath, Fault)> {
    let address = |path: &FilePath| file_address(path)?.err();
    let odd = files.below("static").filter_map(|file| Some((&file.path, address(&file.path)?)));
    odd.map(|(path, reason)| (path.clone(), odd_file(path, &reason, 0..0))).collect()
}
