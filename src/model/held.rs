//! What is held back: drafts, what is in review or under embargo, and what may be one of these. Settled here, for everybody,
//! before declarations of one record are put together, else a draft could add to what is public.

use super::Settings;
use super::families::{Entrant, Identity, rank};
use super::layout::{Place, Role, report_folders_of, role};
use super::pages::Parsed;
use crate::base::{FilePath, Range};
use crate::config::Config;
use crate::document::record::{Own, Status};
use crate::document::{Document, Kind, Record};
use crate::files::Files;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// What decides of what is held back.
#[derive(Debug, Clone, Copy)]
pub struct Holding<'a> {
    /// The day, and whether drafts are part of the site.
    pub settings: &'a Settings,
    /// As in [`super::Model::hold_unread`].
    pub unread: bool,
    /// Texts that are there and were not read, with what their paths say: nobody knows what they say, so each holds back as a draft does.
    pub refused: &'a [(FilePath, Place)],
}

/// The places of texts that were not read.
pub(super) fn refused(files: &Files, config: &Config) -> Vec<(FilePath, Place)> {
    if files.refused_texts().next().is_none() {
        return Vec::new();
    }
    let folders = report_folders_of(files);
    let place = |path: &FilePath| match role(path, &folders, &config.languages, &config.language) {
        Role::Records(place) if is_of_report(place.kind) => Some((path.clone(), place)),
        _ => None,
    };
    files.refused_texts().filter_map(place).collect()
}

/// Whether a record is a draft, in review or under embargo on the day of the build, by what it says itself.
fn says_so(record: &Record, settings: &Settings) -> bool {
    let Own::Report(report) = &record.own else { return false };
    matches!(report.status.value, Status::Draft | Status::Review) || report.is_embargoed(settings.today)
}

/// Whether a file in the folder of a kind may be about a report.
fn is_of_report(folder: Option<Kind>) -> bool {
    matches!(folder, None | Some(Kind::Report))
}

/// Whether front matter that may be that of a report could not be read to its end: so it may say that it is a draft.
fn is_unread_report(folder: Option<Kind>, document: &Document) -> bool {
    let is_report = || document.records.first().is_some_and(|record| record.kind == Kind::Report);
    document.unread.is_some() && (is_of_report(folder) || is_report())
}

impl Entrant {
    /// Whether it is held back by what it says itself, or may say.
    pub fn is_held_back(&self, holding: Holding) -> bool {
        says_so(&self.record, holding.settings) || self.in_other_words(holding) || self.is_unread(holding)
    }

    fn in_other_words(&self, holding: Holding) -> bool {
        self.record.rare.held.as_ref().is_some_and(|held| held.is_on(holding.settings.today))
    }

    fn is_unread(&self, holding: Holding) -> bool {
        holding.unread && self.is_own() && is_unread_report(self.place.kind, &self.document)
    }

    /// Whether it is held back, and nothing says so clearly.
    fn is_in_doubt(&self, holding: Holding) -> bool {
        let clearly = || match &self.record.own {
            Own::Report(report) => report.embargo_until.as_ref().and_then(|until| until.value.known_end()),
            _ => None,
        };
        self.in_other_words(holding) && clearly().is_none_or(|end| end <= holding.settings.today)
    }
}

/// By file the records that are held back though nothing says so clearly: as in [`super::Index::in_doubt`].
pub(super) fn in_doubt(all: &[(Identity, Entrant)], parsed: &[Parsed], holding: Holding) -> BTreeMap<FilePath, Vec<Option<Range>>> {
    let mut found: BTreeMap<FilePath, Vec<Option<Range>>> = BTreeMap::new();
    for (_, entrant) in all {
        let place = match entrant {
            entrant if entrant.is_unread(holding) => None,
            entrant if entrant.is_in_doubt(holding) => Some(entrant.record.range.clone()),
            _ => continue,
        };
        found.entry(entrant.path.clone()).or_default().push(place);
    }
    for (path, _) in lost(parsed, holding) {
        found.entry(path.clone()).or_default().push(None);
    }
    found
}

/// The records that are part of the site, and those that are held back, each in order of identity; and the files whose records are
/// not known, and which hold back like these.
///
/// What a declaration holds goes with it: what a draft declares inline is as little public as the draft.
pub(super) fn part(
    all: Vec<(Identity, Entrant)>,
    parsed: &[Parsed],
    config: &Config,
    holding: Holding,
) -> (Vec<(Identity, Entrant)>, Vec<(Identity, Entrant)>, Vec<FilePath>) {
    if holding.settings.drafts {
        return (all, Vec::new(), Vec::new());
    }
    let lost: Vec<(&FilePath, &Place)> = lost(parsed, holding).collect();
    let closed: FxHashSet<(FilePath, usize)> = {
        let mut closed = Closed { all: &all, config, holding, records: FxHashSet::default() };
        closed.texts(&lost);
        closed.records();
        closed.declared();
        closed.records.into_iter().map(|(path, at)| (path.clone(), at)).collect()
    };
    let lost = lost.into_iter().map(|(path, _)| path.clone()).collect();
    if closed.is_empty() {
        return (all, Vec::new(), lost);
    }
    let (public, held) = all.into_iter().partition(|(_, entrant)| !closed.contains(&(entrant.path.clone(), entrant.position)));
    (public, held, lost)
}

/// The files that may be texts of a report and of which nothing is known: in no encoding that is known, or not read at all.
fn lost<'a>(parsed: &'a [Parsed], holding: Holding<'a>) -> impl Iterator<Item = (&'a FilePath, &'a Place)> {
    let unread = parsed.iter().filter(move |_| holding.unread);
    let unread = unread.filter(|file| file.document.records.is_empty() && is_unread_report(file.place.kind, &file.document));
    unread.map(|file| (&file.path, &*file.place)).chain(holding.refused.iter().map(|(path, place)| (path, place)))
}

/// The records that are held back, as they are found.
struct Closed<'a> {
    all: &'a [(Identity, Entrant)],
    config: &'a Config,
    holding: Holding<'a>,
    /// By file and position.
    records: FxHashSet<(&'a FilePath, usize)>,
}

impl<'a> Closed<'a> {
    fn close(&mut self, entrant: &'a Entrant) {
        let held = entrant.position..=entrant.position + entrant.record.holds as usize;
        self.records.extend(held.map(|at| (&entrant.path, at)));
    }

    fn has(&self, entrant: &Entrant) -> bool {
        self.records.contains(&(&entrant.path, entrant.position))
    }

    /// Texts, by what they say themselves. A main text holds back all that lies beside it, whatever that says; one that is lost may be
    /// a main text all the same.
    fn texts(&mut self, lost: &[(&'a FilePath, &'a Place)]) {
        let own = || self.all.iter().map(|(_, entrant)| entrant).filter(|entrant| entrant.is_own());
        let says = own().filter(|entrant| entrant.is_held_back(self.holding)).map(|entrant| &*entrant.place.home);
        let mut homes: BTreeMap<&str, Home> =
            says.chain(lost.iter().map(|(_, place)| &*place.home)).map(|home| (home, Home::default())).collect();
        if homes.is_empty() {
            return;
        }
        let texts = own().map(|entrant| (&*entrant.place, Some(entrant))).chain(lost.iter().map(|(_, place)| (*place, None)));
        for (place, text) in texts {
            let Some(home) = homes.get_mut(&*place.home) else { continue };
            let held = text.is_none_or(|text| text.is_held_back(self.holding));
            home.add(rank(&place.version, &place.language, self.config), held, text);
        }
        let held: Vec<&Entrant> = homes.into_values().flat_map(Home::held).collect();
        held.into_iter().for_each(|text| self.close(text));
    }

    /// Whatever else declares a record that is held back in its own file.
    fn records(&mut self) {
        if self.records.is_empty() {
            return;
        }
        for texts in by_key(self.all) {
            let rank = |identity: &'a Identity| rank(&identity.2, &identity.3, self.config);
            let first = texts.iter().map(|(identity, _)| rank(identity)).min();
            let mut mains = texts.iter().filter(|(identity, entrant)| entrant.is_own() && Some(rank(identity)) == first).peekable();
            if mains.peek().is_some() && mains.all(|(_, entrant)| self.has(entrant)) {
                texts.iter().for_each(|(_, entrant)| self.close(entrant));
            }
        }
    }

    /// Records of which a public file says, by the way or in a list, that they are held back.
    fn declared(&mut self) {
        for texts in by_key(self.all) {
            let says = |entrant: &Entrant| !entrant.is_own() && entrant.is_held_back(self.holding) && !self.has(entrant);
            if texts.iter().any(|(_, entrant)| says(entrant)) {
                texts.iter().for_each(|(_, entrant)| self.close(entrant));
            }
        }
    }
}

/// The texts that lie side by side.
#[derive(Default)]
struct Home<'a> {
    /// The rank of the main one, and whether that is held back.
    main: Option<((&'a str, usize, &'a str), bool)>,
    /// All, and whether they are held back.
    texts: Vec<(&'a Entrant, bool)>,
}

impl<'a> Home<'a> {
    fn add(&mut self, rank: (&'a str, usize, &'a str), held: bool, text: Option<&'a Entrant>) {
        self.main = match self.main {
            Some((main, before)) if main < rank => Some((main, before)),
            Some((main, before)) if main == rank => Some((main, before || held)),
            _ => Some((rank, held)),
        };
        self.texts.extend(text.map(|text| (text, held)));
    }

    fn held(self) -> impl Iterator<Item = &'a Entrant> {
        let whole = self.main.is_some_and(|(_, held)| held);
        self.texts.into_iter().filter(move |(_, held)| whole || *held).map(|(text, _)| text)
    }
}

/// All declarations of each record: those that have its kind and key.
fn by_key(all: &[(Identity, Entrant)]) -> impl Iterator<Item = &[(Identity, Entrant)]> {
    all.chunk_by(|(a, _), (b, _)| (a.0, &a.1) == (b.0, &b.1))
}
