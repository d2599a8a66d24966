//! From documents to pages: keys, versions, second declarations, drafts, addresses.

use super::layout::Place;
use super::{Family, Index, Page, PageId, Settings, inherit};
use crate::base::{Fault, FilePath, OutPath, Range, UrlPath, text};
use crate::config::Config;
use crate::document::record::{Own, Status};
use crate::document::{Document, Kind, Record};
use std::collections::btree_map::Entry;
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

/// The pages of a site, their families, the index and what was wrong.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub pages: Vec<Page>,
    pub families: Vec<Family>,
    pub index: Index,
    pub faults: Vec<(FilePath, Fault)>,
}

/// What tells one page from another: kind, key, version, language.
type Identity = (Kind, String, String, String);

/// A record on its way to a page.
struct Entrant {
    path: FilePath,
    document: Arc<Document>,
    position: usize,
    record: Arc<Record>,
    additions: Vec<(FilePath, Arc<Document>, usize)>,
}

/// Makes the pages.
pub(super) fn pages(parsed: &[Parsed], config: &Config, settings: &Settings) -> Pages {
    let mut out = Pages::default();
    let mut entrants = gather(parsed, &mut out.faults);
    inherit_versions(&mut entrants);
    let (public, hidden) = part(entrants, settings);
    for (identity, entrant) in hidden {
        out.index.hidden.entry((identity.0, identity.1)).or_insert(entrant.path);
    }
    out.pages.reserve_exact(public.len());
    for ((kind, key, version, language), entrant) in public {
        let unpublished = held_back(&entrant.record, settings);
        let language =
            if language.is_empty() { own_language(&entrant.record).unwrap_or_else(|| config.language.clone()) } else { language };
        let id = PageId(out.pages.len() as u32);
        let url = address(kind, &key, &version, &language, &entrant, config, &mut out.faults);
        out.pages.push(Page {
            id,
            kind,
            key,
            url,
            path: entrant.path,
            document: entrant.document,
            record: entrant.record,
            position: entrant.position,
            additions: entrant.additions,
            language,
            version,
            main: id,
            unpublished,
            settled: None,
        });
    }
    families(&mut out, config);
    index(&mut out);
    out
}

/// All records by identity; a second declaration adds to the first, or is a fault.
fn gather(parsed: &[Parsed], faults: &mut Vec<(FilePath, Fault)>) -> BTreeMap<Identity, Entrant> {
    let mut entrants: BTreeMap<Identity, Entrant> = BTreeMap::new();
    // The files that are about a record come before files that declare it by the way, whatever their names.
    let own = parsed.iter().flat_map(|file| file.document.records.first().map(|record| (file, 0, record)));
    let inline =
        parsed.iter().flat_map(|file| file.document.records.iter().enumerate().skip(1).map(move |(at, record)| (file, at, record)));
    for (file, position, record) in own.chain(inline) {
        let (version, language) =
            if position == 0 { (file.place.version.clone(), file.place.language.clone()) } else { Default::default() };
        let key = if record.key.value.is_empty() { file.place.key.clone() } else { record.key.value.clone() };
        if position == 0 && file.place.unknown_language {
            let tag = &file.place.language;
            let fault = Fault::new(
                "unknown-language",
                0..0,
                format!("the file's name says language `{tag}`, which the site does not have"),
            );
            faults.push((
                file.path.clone(),
                fault.with_help(format!("add `{tag}` to `languages` in chancery.yaml, or rename the file")),
            ));
        }
        let entrant = Entrant {
            path: file.path.clone(),
            document: file.document.clone(),
            position,
            record: record.clone(),
            additions: Vec::new(),
        };
        match entrants.entry((record.kind, key, version, language)) {
            Entry::Vacant(place) => {
                place.insert(entrant);
            }
            Entry::Occupied(mut first) => second_declaration(first.get_mut(), entrant, faults),
        }
    }
    entrants
}

/// A record declared twice: fields that the first lacks are added, anything said twice is a fault that shows both places.
fn second_declaration(first: &mut Entrant, second: Entrant, faults: &mut Vec<(FilePath, Fault)>) {
    let title = second.record.kind.row().title_field;
    let said = |name: &str| first.record.written.iter().find(|(field, _)| *field == name);
    let clash = second.record.written.iter().filter(|(field, _)| !matches!(*field, "id" | "kind")).find_map(|(field, range)| {
        let (_, before) = said(field)?;
        let same_name = *field == title && first.record.name.value == second.record.name.value;
        (!same_name).then(|| (*field, range.clone(), before.clone()))
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
            let (range, before) = match &clash {
                Some((_, range, before)) => (range.clone(), before.clone()),
                None => (key.range.clone(), first.record.name.range.clone()),
            };
            let what = clash.map_or_else(|| "its text".to_string(), |(field, ..)| format!("`{field}`"));
            let message = format!("{kind} `{}` is declared twice, and both say {what}", key.value);
            let fault = Fault::new("duplicate-id", range, message)
                .with_label(Some(first.path.clone()), before, "declared here first")
                .with_help("give one of them another `id`, or leave in the second only what the first does not say");
            faults.push((second.path, fault));
        }
    }
}

/// Versions and translations take what they leave out from the report's main text.
fn inherit_versions(entrants: &mut BTreeMap<Identity, Entrant>) {
    let mains: BTreeMap<String, Arc<Record>> = entrants
        .iter()
        .filter(|((kind, _, version, language), _)| *kind == Kind::Report && version.is_empty() && language.is_empty())
        .map(|((_, key, ..), entrant)| (key.clone(), entrant.record.clone()))
        .collect();
    for ((kind, key, version, language), entrant) in entrants.iter_mut() {
        if *kind != Kind::Report || (version.is_empty() && language.is_empty()) {
            continue;
        }
        if let Some(main) = mains.get(key) {
            inherit::version(Arc::make_mut(&mut entrant.record), main, language.is_empty());
        }
    }
}

/// Splits what is part of the site from what is held back.
fn part(entrants: BTreeMap<Identity, Entrant>, settings: &Settings) -> (BTreeMap<Identity, Entrant>, BTreeMap<Identity, Entrant>) {
    // What a draft declares inline is as little public as the draft.
    let closed: BTreeSet<FilePath> = entrants
        .values()
        .filter(|entrant| entrant.position == 0 && held_back(&entrant.record, settings))
        .map(|entrant| entrant.path.clone())
        .collect();
    entrants.into_iter().partition(|(_, entrant)| settings.drafts || !closed.contains(&entrant.path))
}

/// Whether a record is a draft, in review or under embargo on the day of the build.
fn held_back(record: &Record, settings: &Settings) -> bool {
    let Own::Report(report) = &record.own else { return false };
    matches!(report.status.value, Status::Draft | Status::Review)
        || report.embargo_until.as_ref().is_some_and(|day| settings.today < day.value.point().last())
}

/// The language that a record itself names.
fn own_language(record: &Record) -> Option<String> {
    match &record.own {
        Own::Report(report) => report.language.as_ref(),
        Own::Plain(plain) => plain.language.as_ref(),
        _ => None,
    }
    .map(|language| language.value.clone())
}

/// The address of a page; where what was written cannot be one, a fault, and an address made from the hash of the key.
fn address(
    kind: Kind,
    key: &str,
    version: &str,
    language: &str,
    entrant: &Entrant,
    config: &Config,
    faults: &mut Vec<(FilePath, Fault)>,
) -> UrlPath {
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
        if one { UrlPath::new(&format!("/{}/", parts.join("/"))) } else { none() }
    };
    let mut checked = made(&parts, last);
    // Keys of sources are made by reference managers: `DBLP:conf/x/Y` is nothing that an author should have to change.
    if let (Err(_), Kind::Source, None) = (&checked, kind, slug) {
        let other = suggestion(key);
        parts.iter_mut().filter(|part| **part == key).for_each(|part| *part = &other);
        checked = made(&parts, &other);
    }
    checked.unwrap_or_else(|reason| {
        let range = slug.map_or_else(|| entrant.record.key.range.clone(), |slug| slug.range.clone());
        let what = if slug.is_some() { "slug" } else { "id" };
        let message = format!("`{}` cannot be part of an address: {reason}", text::shown(last));
        let help = format!("write a `{what}` of letters, digits and hyphens, such as `{}`", suggestion(last));
        faults.push((entrant.path.clone(), Fault::new("odd-address", range, message).with_help(help)));
        fallback(kind, key)
    })
}

/// A slug made of what was written, or a word if nothing is left of it.
fn suggestion(written: &str) -> String {
    let mut slug = text::slug(written);
    let cut = slug.char_indices().nth(60).map_or(slug.len(), |(at, _)| at);
    slug.truncate(cut);
    if slug.is_empty() { "page-1".into() } else { slug }
}

/// An address that always can be one; the fault beside it stops the build.
fn fallback(kind: Kind, key: &str) -> UrlPath {
    let hash = crate::base::Hash::of_parts(&[kind.name().as_bytes(), key.as_bytes()]);
    UrlPath::new(&format!("/invalid/{}/", hash.short())).expect("hexadecimal digits are a fine address")
}

/// Groups the texts of each report and tells every text its main one.
fn families(out: &mut Pages, config: &Config) {
    let mut by_key: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for page in out.pages.iter().filter(|page| page.kind == Kind::Report) {
        by_key.entry(page.key.clone()).or_default().push(page.id);
    }
    for (key, mut texts) in by_key {
        let page = |id: &PageId| &out.pages[id.0 as usize];
        let foreign = |id: &PageId| !page(id).language.eq_ignore_ascii_case(&config.language);
        // Main first; then the versions in the main language, then translations, each in order of name.
        texts.sort_by_key(|id| (page(id).version.clone(), foreign(id), page(id).language.clone()));
        let main = texts[0];
        for id in &texts {
            out.pages[id.0 as usize].main = main;
        }
        out.families.push(Family { key, main, texts });
    }
    let date = |family: &Family| match &out.pages[family.main.0 as usize].record.own {
        Own::Report(report) => report.date.as_ref().map(|date| date.value.order()),
        _ => None,
    };
    let mut dated: Vec<_> = out.families.drain(..).map(|family| (date(&family), family)).collect();
    dated.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.key.cmp(&other.key)));
    out.families = dated.into_iter().map(|(_, family)| family).collect();
    out.index.families = out.families.iter().enumerate().map(|(at, family)| (family.main, at as u32)).collect();
}

/// Fills the index and finds pages that want one address.
fn index(out: &mut Pages) {
    let Pages { pages, index, faults, .. } = out;
    let mut folded: BTreeMap<std::sync::Arc<str>, PageId> = BTreeMap::new();
    for page in pages.iter() {
        index.by_key.entry(page.key.clone()).or_default().push(page.id);
        index.by_path.entry(page.path.clone()).or_default().push(page.id);
        index.by_url.entry(page.url.clone()).or_insert(page.id);
        match folded.entry(page.url.out().folded()) {
            Entry::Vacant(place) => {
                place.insert(page.id);
            }
            Entry::Occupied(first) => faults.push(collision(page, &pages[first.get().0 as usize])),
        }
    }
    for ids in index.by_path.values_mut() {
        ids.sort_by_key(|id| pages[id.0 as usize].position);
    }
    // A report's key finds its main text first.
    for ids in index.by_key.values_mut() {
        ids.sort_by_key(|id| (pages[id.0 as usize].kind, pages[id.0 as usize].main != *id, *id));
    }
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
