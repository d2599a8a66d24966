//! Which record a text belongs to, and which text of a report is the main one: settled here, for everybody, before there is
//! any page.

use super::layout::Place;
use super::pages::Parsed;
use super::{Family, inherit};
use crate::base::{Fault, FilePath, Ranged, text};
use crate::config::Config;
use crate::document::record::Own;
use crate::document::{Document, Kind, Record};
use crate::model::Page;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What tells one page from another: kind, key, version, language.
pub(super) type Identity = (Kind, String, String, String);

/// A record on its way to a page.
pub(super) struct Entrant {
    pub path: FilePath,
    pub place: Arc<Place>,
    pub document: Arc<Document>,
    pub position: usize,
    pub record: Arc<Record>,
    pub additions: Vec<(FilePath, Arc<Document>, usize)>,
    /// Its file is named as a translation, which records have not; that has a fault, and adds nothing to another.
    pub translated: bool,
    /// Position of the main text among all entrants, once they are gathered; its own for everything but reports.
    pub main: usize,
}

impl Entrant {
    /// Whether it is what its file is about, and not declared by the way or in a list.
    pub fn is_own(&self) -> bool {
        self.position == 0 && self.path.is_markdown()
    }
}

/// Where a text stands among those of its record: the first is the main one. A text whose name says no language comes before
/// the languages of the site, which come in their order.
pub(super) fn rank<'a>(version: &'a str, language: &'a str, config: &Config) -> (&'a str, usize, &'a str) {
    let place = config.languages.iter().position(|one| one == language).unwrap_or(config.languages.len());
    (version, if language.is_empty() { 0 } else { place + 1 }, language)
}

/// Whether a file's name makes it a translation of what has one text only.
pub(super) fn is_translated_record(place: &Place, record: &Record) -> bool {
    !place.language.is_empty() && !place.unknown_language && !matches!(record.kind, Kind::Report | Kind::Plain)
}

/// The records of all files, in order of identity; files that are about a record before files that declare it by the way,
/// whatever their names.
pub(super) fn entrants(parsed: &[Parsed], config: &Config, faults: &mut Vec<(FilePath, Fault)>) -> Vec<(Identity, Entrant)> {
    let mains = mains(parsed, config);
    let own = parsed.par_iter().filter_map(|file| Some(entrant(file, 0, file.document.records.first()?, &mains)));
    let inline = parsed.par_iter().flat_map_iter(|file| {
        let mains = &mains;
        file.document.records.iter().enumerate().skip(1).map(move |(at, record)| entrant(file, at, record, mains))
    });
    let mut all: Vec<(Identity, Entrant)> = own.chain(inline).collect();
    all.par_sort_by(|(a, _), (b, _)| a.cmp(b));
    if !mains.is_empty() {
        faults.extend(all.iter().filter_map(|(identity, entrant)| second_id(identity, entrant, &mains)));
    }
    all
}

/// The main text of each record, by home and kind, where one of its texts says an id.
type Mains<'a> = FxHashMap<(&'a str, Kind), &'a Parsed>;

fn mains<'a>(parsed: &'a [Parsed], config: &Config) -> Mains<'a> {
    let own = || parsed.iter().filter_map(|file| Some((home(&file.place, file.document.records.first()?)?, file)));
    let says_id = |file: &Parsed| file.document.records.first().is_some_and(|record| !record.key.value.is_empty());
    let rank = |file: &'a Parsed| rank(&file.place.version, &file.place.language, config);
    let mut mains: Mains = own().filter(|(_, file)| says_id(file)).collect();
    for (home, file) in own() {
        if let Some(main) = mains.get_mut(&home).filter(|main| rank(file) < rank(main)) {
            *main = file;
        }
    }
    mains
}

/// What the texts of a record have in common; `None` for one that stands alone in a file between texts of a report.
fn home<'a>(place: &'a Place, record: &Record) -> Option<(&'a str, Kind)> {
    (record.kind == Kind::Report || place.version.is_empty()).then_some((&*place.home, record.kind))
}

/// A record of a file, by what it is. All texts of a record have the key of its main text: its `id`, or the name of the file
/// or folder.
fn entrant(file: &Parsed, position: usize, record: &Arc<Record>, mains: &Mains) -> (Identity, Entrant) {
    let place = &*file.place;
    let own = position == 0;
    let translated = own && is_translated_record(place, record);
    let main = home(place, record).filter(|_| own).and_then(|home| mains.get(&home)?.document.records.first());
    let id = &main.unwrap_or(record).key.value;
    let key = match id.as_str() {
        // Only reports have versions: between their texts, any other record is called as its file.
        "" if record.kind != Kind::Report && !place.version.is_empty() => &place.version,
        "" => &place.key,
        _ => id,
    };
    let version = if own && record.kind == Kind::Report { place.version.clone() } else { String::new() };
    let language = if own && !translated { place.language.clone() } else { String::new() };
    let entrant = Entrant {
        path: file.path.clone(),
        place: file.place.clone(),
        document: file.document.clone(),
        position,
        record: record.clone(),
        additions: Vec::new(),
        translated,
        main: 0,
    };
    ((record.kind, key.clone(), version, language), entrant)
}

/// The fault of a text whose `id` is another than that of the record it belongs to.
fn second_id(identity: &Identity, entrant: &Entrant, mains: &Mains) -> Option<(FilePath, Fault)> {
    let id: &Ranged<String> = &entrant.record.key;
    if entrant.position > 0 || entrant.translated || id.value.is_empty() || id.value == identity.1 {
        return None;
    }
    let main = mains.get(&home(&entrant.place, &entrant.record)?)?;
    let (kind, key) = (identity.0, text::shown(&identity.1));
    let message = format!("this is a text of the {kind} `{key}`, and its `id` says `{}`", text::shown(&id.value));
    let help = format!(
        "take the line out, or write it in {}, for all its texts; `slug:` changes the address of one, and another {kind} belongs \
         in a folder of its own",
        main.path
    );
    Some((entrant.path.clone(), Fault::new("second-id", id.range.clone(), message).with_help(help)))
}

/// Tells every text which is the main one of its report, and gives it what it leaves out and that one says.
pub(super) fn inherit_versions(entrants: &mut [(Identity, Entrant)], config: &Config) {
    let mut start = 0;
    for texts in entrants.chunk_by_mut(|(a, _), (b, _)| a.0 == Kind::Report && (a.0, &a.1) == (b.0, &b.1)) {
        let ranked = texts.iter().enumerate().map(|(at, ((_, _, version, language), _))| (rank(version, language, config), at));
        let main = ranked.min().map_or(0, |(_, at)| at);
        let (record, spoken) = (texts[main].1.record.clone(), texts[main].0.3.clone());
        for (at, ((.., language), entrant)) in texts.iter_mut().enumerate() {
            entrant.main = start + main;
            if at != main {
                inherit::version(Arc::make_mut(&mut entrant.record), &record, *language == spoken);
            }
        }
        start += texts.len();
    }
}

/// The texts of each report, which stand side by side among the pages; reports newest first.
pub(super) fn families(pages: &[Page], config: &Config) -> Vec<Family> {
    let report = |page: &Page| page.kind == Kind::Report;
    let family = |texts: &[Page]| {
        let foreign = |page: &Page| !page.language.eq_ignore_ascii_case(&config.language);
        let mut ordered: Vec<&Page> = texts.iter().collect();
        // Main first; then the versions in the main language, then translations, each in order of name.
        ordered.sort_by(|a, b| {
            let order = |page| (foreign(page), &page.language);
            let other = |page: &Page| page.id != page.main;
            (other(a), &a.version).cmp(&(other(b), &b.version)).then_with(|| order(a).cmp(&order(b)))
        });
        let (key, main) = (ordered[0].key.clone(), ordered[0].main);
        Family { key, main, texts: ordered.iter().map(|page| page.id).collect() }
    };
    let date = |family: &Family| match &pages.get(family.main.0 as usize)?.record.own {
        Own::Report(report) => report.date.as_ref().map(|date| date.value.order()),
        _ => None,
    };
    let all = pages.chunk_by(|a, b| report(a) && report(b) && a.key == b.key).filter(|texts| report(&texts[0]));
    let mut dated: Vec<_> = all.map(family).map(|family| (date(&family), family)).collect();
    dated.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.key.cmp(&other.key)));
    dated.into_iter().map(|(_, family)| family).collect()
}
