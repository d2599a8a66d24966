//! From all documents to the model: pages, references, mentions, ties, claims. Nothing is filled in later.

use super::citation::{Library, Setup};
use super::claims::place_claims;
use super::mention::{undeclared, unused_records, unused_terms};
use super::names::Names;
use super::pages::{Pages, Parsed, pages};
use super::references::{Resolver, anchors};
use super::ties::Ties;
use super::{Model, Page, PageId, Reference, Settings, Target, Tie, drawings, fields};
use crate::base::address::{Scheme, scheme};
use crate::base::{Fault, FilePath, UrlPath, text};
use crate::config::{self, Config};
use crate::document::Kind;
use crate::files::{File, Files};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Resolves a site. `listings` are the addresses that the site makes of its own accord.
pub fn resolve(parsed: &[Parsed], files: &Files, config: Arc<Config>, settings: Settings, listings: &BTreeSet<String>) -> Model {
    let mut faults: Vec<(FilePath, Fault)> =
        parsed.iter().flat_map(|file| file.document.faults.iter().map(|fault| (file.path.clone(), fault.clone()))).collect();
    let Pages { pages, families, index, faults: mut found } = pages(parsed, &config, &settings);
    faults.append(&mut found);

    let anchors: Vec<_> = pages.par_iter().map(anchors).collect();
    let resolver = Resolver { pages: &pages, index: &index, files, anchors: &anchors, listings };
    faults.extend(menu(&resolver, &config));
    let (names, bad) = Names::new(&pages, &config);
    faults.extend(bad);
    let read = |page: &Page| {
        let (mut references, mut faults) = resolver.page(page);
        let found = names.find(page, &references);
        references.extend(found.mentions);
        references.sort_by_key(|reference| (reference.range.start, reference.range.end));
        faults.extend(found.faults.into_iter().map(|fault| (page.path.clone(), fault)));
        if page.kind == Kind::Report {
            let unmet = undeclared(page, &names, &references).into_iter().chain(unused_terms(page, &names, &references));
            faults.extend(unmet.map(|fault| (page.path.clone(), fault)));
        }
        (references, faults)
    };
    let resolved: Vec<(Vec<Reference>, Vec<(FilePath, Fault)>)> = pages.par_iter().map(read).collect();
    let mut references = Vec::with_capacity(pages.len());
    for (mut own, bad) in resolved {
        faults.extend(bad);
        own.shrink_to_fit();
        references.push(own);
    }

    faults.extend(fields::check(&pages, &anchors, &config));
    faults.extend(drawings::check(&pages, files, &config));
    let mut ties = Ties { pages: &pages, index: &index, config: &config, faults: Vec::new() };
    let (relations, tenures) = (ties.ties(), ties.tenures());
    faults.append(&mut ties.faults);
    let ties_of = ties_of(&relations);
    let claims = place_claims(&pages, &mut faults);
    let library = library(&pages, files, &config, &mut faults);
    let assets = assets(&references, files);
    let (references, outgoing, incoming) = link(references, &pages);
    let mut model = Model {
        config,
        settings,
        pages,
        index,
        references,
        outgoing,
        incoming,
        families,
        ties: relations,
        ties_of,
        tenures,
        library,
        claims,
        assets,
        faults,
    };
    let unused = unused_records(&model);
    model.faults.extend(unused);
    model
}

/// Lines of the menu that lead nowhere.
fn menu(resolver: &Resolver, config: &Config) -> Vec<(FilePath, Fault)> {
    let leads = |page: &str| match page.strip_prefix('/') {
        _ if scheme(page) == Scheme::Web => true,
        Some(rest) => {
            let file = FilePath::new(&format!("static/{rest}")).is_some_and(|file| resolver.files.get(&file).is_some());
            let known = UrlPath::new(page).is_ok_and(|url| resolver.index.by_url.contains_key(&url));
            known || file || resolver.listings.contains(page)
        }
        None => resolver.index.find(resolver.pages, page, &[]).is_some(),
    };
    let lost = |item: &&config::MenuItem| !leads(&item.page);
    let fault = |item: &config::MenuItem| {
        let keys = resolver.index.by_key.keys().map(String::as_str);
        let bare = item.page.rsplit(':').next().unwrap_or(&item.page);
        let near = text::nearest(bare, keys).map(|near| format!("did you mean `{near}`?"));
        let help = near
            .unwrap_or_else(|| "write the id of a page, an address such as `/actors/`, or one that begins with `https:`".into());
        let message = format!("the menu leads to `{}`, and there is no such page", text::shown(&item.page));
        (config::path(), Fault::new("unresolved-reference", item.range.clone(), message).with_help(help))
    };
    config.menu.iter().filter(lost).map(fault).collect()
}

/// The sources and their style: one that the program carries, by name, or a `.csl` file of the site.
fn library(pages: &[Page], files: &Files, config: &Config, faults: &mut Vec<(FilePath, Fault)>) -> Library {
    let style = config.citation.style.as_str();
    let own = style.ends_with(".csl").then(|| files.get(&FilePath::new(style)?)).flatten();
    let setup =
        Setup { style, range: config.place("citation.style"), csl: own.map(|file| &*file.bytes), locale: &config.citation.locale };
    let (library, bad) = Library::new(pages, &setup);
    faults.extend(bad.into_iter().map(|fault| (config::path(), fault)));
    library
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

/// One list of references, and both ways to read it.
fn link(by_page: Vec<Vec<Reference>>, pages: &[Page]) -> (Vec<Reference>, Vec<std::ops::Range<u32>>, Vec<Vec<u32>>) {
    let mut references = Vec::with_capacity(by_page.iter().map(Vec::len).sum());
    let mut outgoing = Vec::with_capacity(pages.len());
    let mut incoming = vec![Vec::new(); pages.len()];
    for own in by_page {
        let start = references.len() as u32;
        for reference in own {
            if let Some(PageId(to)) = reference.to.page() {
                incoming[to as usize].push(references.len() as u32);
            }
            references.push(reference);
        }
        outgoing.push(start..references.len() as u32);
    }
    (references, outgoing, incoming)
}

/// The files that pages use, and all of `static/`.
fn assets(references: &[Vec<Reference>], files: &Files) -> BTreeMap<FilePath, Arc<File>> {
    let used = references.iter().flatten().filter_map(|reference| match &reference.to {
        Target::Asset(path) => Some(path.clone()),
        _ => None,
    });
    let fixed = files.below("static").map(|file| file.path.clone());
    used.chain(fixed).filter_map(|path| Some((path.clone(), files.get(&path)?.clone()))).collect()
}

/// The address at which an asset stands: a file in `static/` at the top, any other beside the pages of its folder.
pub fn asset_address(model: &Model, path: &FilePath) -> Option<UrlPath> {
    let address = match path.below("static") {
        Some(rest) => format!("/{rest}"),
        None => format!("/files/{}", path.below("content")?),
    };
    UrlPath::new(&address).ok().filter(|_| model.assets.contains_key(path))
}
