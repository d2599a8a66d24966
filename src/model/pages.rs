//! From documents to pages: keys, versions, second declarations, drafts, addresses.

use super::families::{Entrant, Identity, entrants, families, inherit_versions, is_translated_record};
use super::held::{self, Holding};
use super::layout::Place;
use super::ledger::Apart;
use super::{Family, Index, Page, PageId, inherit, layout, titles};
use crate::base::address::on_site;
use crate::base::{Fault, FilePath, OutPath, Range, UrlPath, text};
use crate::config::Config;
use crate::document::{Document, Kind};
use rayon::prelude::*;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A parsed file and what its path says of it.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The file.
    pub path: FilePath,
    /// What its path says.
    pub place: Arc<Place>,
    /// What it holds.
    pub document: Arc<Document>,
}

/// The pages of a site, their families, what is held back and what was wrong.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub pages: Vec<Page>,
    pub families: Vec<Family>,
    pub hidden: Hidden,
    pub faults: Vec<(FilePath, Fault)>,
}

/// What is held back.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// As in [`Index::hidden`].
    pub records: BTreeMap<(Kind, String), FilePath>,
    /// As in [`Index::held`].
    pub files: BTreeSet<FilePath>,
    /// Files that hold back like these, and of whose records nothing is known.
    pub lost: Vec<FilePath>,
    /// As in [`Index::in_doubt`].
    pub in_doubt: BTreeMap<FilePath, Vec<Option<Range>>>,
}

/// Makes the pages.
pub(super) fn pages(parsed: &[Parsed], config: &Config, holding: Holding, apart: &Apart) -> Pages {
    let mut out = Pages::default();
    let all = entrants(parsed, config, &mut out.faults);
    out.hidden.in_doubt = held::in_doubt(&all, parsed, holding);
    let (public, held_back, lost) = held::part(all, parsed, config, holding);
    out.hidden.lost = lost;
    for (identity, entrant) in held_back {
        out.hidden.files.insert(entrant.path.clone());
        out.hidden.records.entry((identity.0, identity.1)).or_insert(entrant.path);
    }
    unknown_languages(parsed, &mut out.faults);
    translated_records(parsed, &mut out.faults);
    let mut entrants = gather(public, &mut out.faults);
    inherit_versions(&mut entrants, config);
    let made: Vec<(Page, Option<Box<Fault>>)> =
        entrants.into_par_iter().enumerate().map(|(at, entrant)| page(at, entrant, config, holding, apart)).collect();
    out.pages.reserve_exact(made.len());
    for (page, fault) in made {
        out.faults.extend(fault.map(|fault| (page.path.clone(), *fault)));
        out.pages.push(page);
    }
    out.families = families(&out.pages, config);
    titles::name(&mut out.pages);
    out
}

/// The page of a record, alone as yet, and what is wrong with its address.
fn page(
    at: usize,
    (identity, entrant): (Identity, Entrant),
    config: &Config,
    holding: Holding,
    apart: &Apart,
) -> (Page, Option<Box<Fault>>) {
    let (kind, key, version, language) = identity;
    let language = if language.is_empty() {
        let own = entrant.record.own_language().map_or(config.language.as_str(), |own| &own.value);
        // The site's own form of a tag is that of its addresses.
        config.languages.iter().find(|known| known.eq_ignore_ascii_case(own)).map_or(own, String::as_str).to_string()
    } else {
        language
    };
    let id = PageId(at as u32);
    let (url, fault) = match address(kind, &key, &version, &language, &entrant, config) {
        Ok(url) => (apart.get(&url).cloned().unwrap_or(url), None),
        Err(fault) => (fallback(&entrant), Some(fault)),
    };
    let page = Page {
        id,
        kind,
        key,
        url,
        unpublished: entrant.is_held_back(holding),
        path: entrant.path,
        document: entrant.document,
        record: entrant.record,
        position: entrant.position,
        additions: entrant.additions,
        language,
        version,
        main: PageId(entrant.main as u32),
        settled: None,
    };
    (page, fault)
}

/// Files whose names speak of a language that the site does not have.
fn unknown_languages(parsed: &[Parsed], faults: &mut Vec<(FilePath, Fault)>) {
    for file in parsed.iter().filter(|file| file.place.unknown_language && !file.document.records.is_empty()) {
        let tag = &file.place.language;
        let message = format!("the file's name says language `{tag}`, which the site does not have");
        let help = format!("add `{tag}` to `languages` in chancery.yaml, or rename the file");
        faults.push((file.path.clone(), Fault::new("unknown-language", 0..0, message).with_help(help)));
    }
}

/// Files whose names say that they are translations of records.
fn translated_records(parsed: &[Parsed], faults: &mut Vec<(FilePath, Fault)>) {
    for file in parsed {
        let Some(record) = file.document.records.first().filter(|record| is_translated_record(&file.place, record)) else {
            continue;
        };
        let (kind, tag, key) = (record.kind, &file.place.language, &file.place.key);
        let is_main =
            |other: &&Parsed| other.place.kind == file.place.kind && other.place.key == *key && other.place.language.is_empty();
        let main = parsed.iter().find(is_main).map(|other| other.path.to_string());
        let name = &record.name.value;
        let names = match kind {
            Kind::Actor | Kind::Place => Some(format!("`names: [{{name: {name}, as: foreign, lang: {tag}}}]`")),
            Kind::Term => Some(format!("`foreign: {{{tag}: {name}}}`")),
            _ => None,
        };
        let help = match (main, names) {
            (Some(main), Some(names)) => {
                format!("write its name in that language in {main}, as {names}, and take this file out of `content`")
            }
            (Some(main), None) => format!("what it is called in that language belongs in {main}; take this file out of `content`"),
            (None, _) => format!("call the file `{key}.{}`, without the language", file.path.extension()),
        };
        let message = format!("the file's name says language `{tag}`, and a {kind} has one text for all languages");
        faults.push((file.path.clone(), Fault::new("translated-record", 0..0, message).with_help(help)));
    }
}

/// The records in order of identity, each once; a second declaration adds to the first, or is a fault.
fn gather(all: Vec<(Identity, Entrant)>, faults: &mut Vec<(FilePath, Fault)>) -> Vec<(Identity, Entrant)> {
    let mut entrants: Vec<(Identity, Entrant)> = Vec::with_capacity(all.len());
    for (identity, entrant) in all {
        match entrants.last_mut().filter(|(before, _)| *before == identity) {
            Some(_) if entrant.translated => {}
            Some((_, first)) if first.translated => *first = entrant,
            Some((_, first)) => second_declaration(first, entrant, faults),
            None => entrants.push((identity, entrant)),
        }
    }
    entrants
}

/// A record declared twice: fields that the first lacks are added, anything said twice is a fault that shows both places.
fn second_declaration(first: &mut Entrant, second: Entrant, faults: &mut Vec<(FilePath, Fault)>) {
    let letters = |document: &Document, range: &Range| {
        let text = document.text.open();
        text.get(range.start as usize..range.end as usize).unwrap_or("").trim_matches(['"', '\'']).to_string()
    };
    // Only actors are of one `kind` or another; that of all else is what both were found by.
    let told = |field: &str| field != "id" && (field != "kind" || second.record.kind == Kind::Actor);
    let clash = second.record.written.iter().filter(|(field, _)| told(field)).find_map(|(field, range)| {
        let (path, document, before) = inherit::teller((&first.path, &first.document, first.position), &first.additions, field)?;
        let same =
            inherit::same(&first.record, &second.record, field) || letters(document, before) == letters(&second.document, range);
        (!same).then(|| (*field, range.clone(), path.clone(), before.clone()))
    });
    let has_body = second.position == 0 && !second.document.body.blocks.is_empty() && first.position == 0;
    match clash {
        None if !has_body => {
            let mut merged = (*first.record).clone();
            inherit::addition(&mut merged, &second.record);
            merged.written.extend(second.record.written.iter().cloned());
            first.record = Arc::new(merged);
            first.additions.push((second.path, second.document, second.position));
        }
        clash => {
            let kind = second.record.kind;
            let key = if second.record.key.value.is_empty() { &second.record.name } else { &second.record.key };
            let (range, path, before) = match &clash {
                Some((_, range, path, before)) => (range.clone(), path.clone(), before.clone()),
                None => (key.range.clone(), first.path.clone(), first.record.name.range.clone()),
            };
            let what = clash.map_or_else(|| "its text".to_string(), |(field, ..)| format!("`{field}`"));
            let message = format!("{kind} `{}` is declared twice, and both say {what}", key.value);
            let fault = Fault::new("duplicate-id", range, message)
                .with_label(Some(path), before, "declared here first")
                .with_help("give one of them another `id`, or leave in the second only what the first does not say");
            faults.push((second.path, fault));
        }
    }
}

/// The address of a page, or why what was written cannot be one.
fn address(
    kind: Kind,
    key: &str,
    version: &str,
    language: &str,
    entrant: &Entrant,
    config: &Config,
) -> Result<UrlPath, Box<Fault>> {
    let prefix = kind.row().prefix;
    let slug = entrant.record.rare.slug.as_ref();
    let last = slug.map_or(key, |slug| slug.value.trim_matches('/'));
    let mut parts = Vec::new();
    if !language.eq_ignore_ascii_case(&config.language) {
        parts.push(language);
    }
    parts.extend([prefix, last, version].into_iter().filter(|part| !part.is_empty()));
    let made = |parts: &[&str], last: &str| {
        let one = !last.is_empty() && !last.contains('/');
        let none = || Err("it has to be one part, without `/`".to_string());
        if one { on_site(&format!("/{}/", parts.join("/"))) } else { none() }
    };
    let mut checked = made(&parts, last);
    // Keys of sources are made by reference managers: `DBLP:conf/x/Y` is nothing that an author should have to change.
    if let (Err(_), Kind::Source, None) = (&checked, kind, slug) {
        let other = suggestion(key);
        parts.iter_mut().filter(|part| **part == key).for_each(|part| *part = &other);
        checked = made(&parts, &other);
    }
    checked.map_err(|reason| Box::new(odd_address(entrant, (last, version), reason)))
}

/// The fault of an address that cannot be: of its last part, or of the version behind it, which the file's name says.
fn odd_address(entrant: &Entrant, (last, version): (&str, &str), reason: String) -> Fault {
    let is_fine = |part: &str| on_site(part).is_ok();
    let cannot = |part: &str| format!("`{}` cannot be part of an address: {reason}", text::shown(part));
    if !version.is_empty() && is_fine(last) && !is_fine(version) {
        let name = entrant.path.name().replacen(version, &suggestion(version), 1);
        let help = format!("call the file `{name}`: its name is the end of its address");
        return Fault::new("odd-address", entrant.record.name.range.clone(), cannot(version)).with_help(help);
    }
    let slug = entrant.record.rare.slug.as_ref();
    let range = slug.map_or_else(|| entrant.record.key.range.clone(), |slug| slug.range.clone());
    let what = if slug.is_some() { "slug" } else { "id" };
    let help = format!("write a `{what}` of letters, digits and hyphens, such as `{}`", suggestion(last));
    Fault::new("odd-address", range, cannot(last)).with_help(help)
}

/// A slug made of what was written, or a word if nothing is left of it.
fn suggestion(written: &str) -> String {
    let mut slug = text::slug(written);
    let cut = slug.char_indices().nth(60).map_or(slug.len(), |(at, _)| at);
    slug.truncate(cut);
    if slug.is_empty() { "page-1".into() } else { slug }
}

/// An address that always can be one, made from the hash of its file; the fault beside it stops the build.
fn fallback(entrant: &Entrant) -> UrlPath {
    let hash = crate::base::Hash::of_parts(&[entrant.path.as_str().as_bytes(), &entrant.position.to_le_bytes()]);
    UrlPath::new(&format!("/{INVALID}/{}/", hash.short())).expect("hexadecimal digits are a fine address")
}

/// Where pages stand, in no output, whose own address cannot be.
pub const INVALID: &str = "invalid";

/// The index of all pages, and the faults of pages that want one address.
pub(super) fn index(pages: &[Arc<Page>], families: &[Family], hidden: Hidden) -> (Index, Vec<(FilePath, Fault)>) {
    let ((by_key, by_path), (by_url, faults)) =
        rayon::join(|| (by_key(pages), by_path(pages)), || (by_url(pages), collisions(pages)));
    let families = families.iter().enumerate().map(|(at, family)| (family.main, at as u32)).collect();
    let closed = closed_folders(pages, &hidden);
    let Hidden { records: hidden, files: held, in_doubt, .. } = hidden;
    (Index { by_key, by_path, by_url, families, hidden, held, closed, in_doubt, unread: Vec::new() }, faults)
}

/// The folders of reports that are held back, where no other text is public.
fn closed_folders(pages: &[Arc<Page>], hidden: &Hidden) -> BTreeSet<String> {
    let mut closed: BTreeSet<String> = layout::report_folders(hidden.files.iter().chain(&hidden.lost));
    if closed.is_empty() {
        return closed;
    }
    for page in pages {
        closed.remove(page.path.folder());
    }
    closed
}

/// Of a key the pages in order of kind; a report's key finds its main text first.
pub(super) fn by_key<P: Borrow<Page>>(pages: &[P]) -> BTreeMap<String, Vec<PageId>> {
    let mut all: Vec<&Page> = pages.iter().map(Borrow::borrow).collect();
    let rank = |page: &Page| (page.kind, page.main != page.id, page.id);
    all.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| rank(a).cmp(&rank(b))));
    let ids = |same: &[&Page]| (same[0].key.clone(), same.iter().map(|page| page.id).collect());
    all.chunk_by(|a, b| a.key == b.key).map(ids).collect()
}

fn by_path(pages: &[Arc<Page>]) -> BTreeMap<FilePath, Vec<PageId>> {
    let mut all: Vec<&Page> = pages.iter().map(|page| &**page).collect();
    all.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| (a.position, a.id).cmp(&(b.position, b.id))));
    let ids = |same: &[&Page]| (same[0].path.clone(), same.iter().map(|page| page.id).collect());
    all.chunk_by(|a, b| a.path == b.path).map(ids).collect()
}

/// Of pages with one address the first.
fn by_url(pages: &[Arc<Page>]) -> BTreeMap<UrlPath, PageId> {
    let mut all: BTreeMap<UrlPath, PageId> = pages.iter().rev().map(|page| (page.url.clone(), page.id)).collect();
    // Whoever types an address that was published in letters apart means the same.
    for page in pages {
        if let Some(whole) = page.url.composed() {
            all.entry(whole).or_insert(page.id);
        }
    }
    all
}

/// Pages whose addresses a file system may take for one.
fn collisions(pages: &[Arc<Page>]) -> Vec<(FilePath, Fault)> {
    let mut all: Vec<(Arc<str>, &Page)> = pages.iter().map(|page| (page.url.out().folded(), &**page)).collect();
    all.sort_by(|(a, one), (b, other)| a.cmp(b).then(one.id.cmp(&other.id)));
    let same = all.chunk_by(|(a, _), (b, _)| a == b);
    same.flat_map(|same| same[1..].iter().map(|(_, page)| collision(page, same[0].1))).collect()
}

fn collision(page: &Page, first: &Page) -> (FilePath, Fault) {
    let place = |page: &Page| -> Range { page.record.rare.slug.as_ref().unwrap_or(&page.record.name).range.clone() };
    let path: OutPath = page.url.out();
    let how = if page.url == first.url { "want to be" } else { "differ only in case or accents' form:" };
    let fault = Fault::new("same-path", place(page), format!("two pages {how} `{path}`"))
        .with_label(Some(first.path.clone()), place(first), "the other one")
        .with_help(format!("give {} or {} another `slug` or `id`", page.path, first.path));
    (page.path.clone(), fault)
}
