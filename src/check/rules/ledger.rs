//! What was published goes on working, and changes are owned up to: the site held against its ledger, `published.json`.
//!
//! Advice while one writes; `chancery publish` stops at it. See [`refusals`].

use crate::base::address::{is_page, old_file};
use crate::base::date::day_iso;
use crate::base::{Fault, FilePath, UrlPath, text};
use crate::check::{Diagnostics, Level, View};
use crate::document::Kind;
use crate::model::ledger::entries::{entries, untold};
use crate::model::ledger::{self, Change, Ledger, Published, identity};
use crate::model::{Model, Page};
use crate::render::formats;
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod anchors;
mod evidence;
mod files;

/// Something that publishing stops at.
pub struct Refusal {
    /// What is set aside where an override names it: `/reports/x/`, `report:x@en#p7`, `report:x@en`.
    pub what: Vec<String>,
    /// The file it is said of.
    pub path: FilePath,
    /// How it is said.
    pub fault: Fault,
}

/// The rules of which refusals come, by name.
pub const STOPS_PUBLISHING: [&str; 3] = ["dropped-address", "dropped-anchor", "silent-change"];

/// Most changes that one message names, and labels that it has.
const NAMED: usize = 5;
const LABELS: usize = 12;

/// Everything that publishing stops at, in no order.
pub fn refusals(view: &View) -> Vec<Refusal> {
    let mut all = changes(view);
    all.extend(beside_texts(view));
    all
}

/// All of it but texts that changed.
pub fn beside_texts(view: &View) -> Vec<Refusal> {
    let mut all = addresses(view);
    all.extend(anchors::dropped(view));
    all.extend(entries_gone(view));
    all.extend(files::changed(view));
    all.extend(evidence::exchanged(view));
    all
}

pub(super) fn dropped_address(view: &View, found: &mut Diagnostics) {
    say(addresses(view), found);
}

pub(super) fn dropped_anchor(view: &View, found: &mut Diagnostics) {
    say(anchors::dropped(view), found);
}

pub(super) fn silent_change(view: &View, found: &mut Diagnostics) {
    say(changes(view), found);
    say(entries_gone(view), found);
    say(files::changed(view), found);
    say(evidence::exchanged(view), found);
}

fn say(refusals: Vec<Refusal>, found: &mut Diagnostics) {
    refusals.into_iter().for_each(|one| found.say(&one.path, one.fault));
}

/// Today, as the ledger writes days.
fn today(view: &View) -> String {
    day_iso(view.model.settings.today)
}

/// Addresses at which nothing stands any more.
fn addresses<'a>(view: &View<'a>) -> Vec<Refusal> {
    let ledger = &view.model.ledger;
    if ledger.addresses.is_empty() {
        return Vec::new();
    }
    let mistaken = LazyCell::new(|| mistaken(view));
    let aside = ledger.aside();
    let gone = ledger.addresses.iter().filter(|(address, entry)| {
        let kept = formats::FORMATS.iter().all(|format| format.is_lasting || format.name != entry.kind);
        let there = UrlPath::new(address).is_ok_and(|url| view.plan.routes.contains(&url.out()));
        let buried = view.model.config.withdrawn.iter().any(|one| one.address.value == **address);
        kept && !there
            && !buried
            && !aside.contains(address.as_str())
            && (view.model.hold_unread || !view.model.index.may_be_unread(address))
            && !is_of(&mistaken, address, entry, ledger)
    });
    let moved = LazyCell::new(|| {
        let stood = |page: &'a Arc<Page>| Some((view.model.published(page)?.1.address.as_str(), page));
        view.model.pages.iter().filter_map(stood).collect::<BTreeMap<&str, &Arc<Page>>>()
    });
    let refusal = |(address, entry): (&String, &ledger::Address)| {
        let tombstone = format!(
            "in chancery.yaml write `withdrawn: [{{address: {address}, date: {}, reason: \"…\"}}]` to say why nothing stands there",
            today(view)
        );
        let help = match moved.get(address.as_str()) {
            // No page can stand there, but perhaps the same file of a report that moved.
            _ if !is_page(address) => match old_file(address).and_then(|_| files::heir(view, address)) {
                Some(page) => format!(
                    "add `aliases: [{address}]` to {}, which has a file of that name: it then stands there as well; or {tombstone}",
                    page.path
                ),
                None => tombstone,
            },
            Some(page) => format!("add `aliases: [{address}]` to {}, which is at `{}` now", page.path, page.url),
            // Files of reference managers have no field for it.
            None if address.starts_with("/sources/") => format!(
                "if it has another key now, add `aliases: [{address}]` to it, for an entry of a `.bib` file in a YAML file beside that: \
                 `- {{id: new-key, aliases: [{address}]}}`; or {tombstone}"
            ),
            None => format!("add `aliases: [{address}]` to the page that takes its place, or {tombstone}"),
        };
        let message = format!("`{}` was published on {}, and nothing stands there any more", text::shown(address), entry.first);
        let fault = Fault::new("dropped-address", entry.range.clone(), message).with_help(help);
        Refusal { what: vec![address.to_string()], path: ledger::path(), fault }
    };
    gone.map(refusal).collect()
}

/// Reports that are held back, and whose files have mistakes: `status: publishd` counts as a draft, so that nothing comes out
/// by mistake. What they lack is that mistake's doing, and is told with it; unless nobody has to mend it.
fn mistaken<'a>(view: &View<'a>) -> BTreeSet<&'a str> {
    let hidden = &view.model.index.hidden;
    if hidden.is_empty() {
        return BTreeSet::new();
    }
    let faults = view.model.faults.iter().flat_map(|group| group.iter());
    let wrong = faults.filter(|(path, fault)| view.levels.of(path, fault) == Level::Error);
    let files: BTreeSet<&FilePath> = wrong.map(|(path, _)| path).collect();
    let some = hidden.iter().filter(|((kind, _), path)| *kind == Kind::Report && files.contains(path));
    some.map(|((_, key), _)| key.as_str()).collect()
}

/// Whether an address was that of one of some reports, or of what lies beside it, or of a list that may have been of them.
fn is_of(keys: &BTreeSet<&str>, address: &str, entry: &ledger::Address, ledger: &Ledger) -> bool {
    let stood = |key: &str| {
        let texts =
            ledger.pages.range(format!("report:{key}")..).take_while(|(name, _)| name.starts_with(&format!("report:{key}")));
        let mut own = texts.filter(|(name, _)| name[7 + key.len()..].starts_with(['@', '/']));
        own.any(|(_, page)| page.address == address)
    };
    let list = || matches!(entry.kind.as_str(), "listing" | "dataset");
    keys.iter().any(|key| list() || address.split('/').any(|part| part == *key) || stood(key))
}

/// Texts that changed without a word about it.
fn changes(view: &View) -> Vec<Refusal> {
    let model = view.model;
    let mut all = Vec::new();
    for (id, changes) in &model.changes {
        let page = model.page(*id);
        let name = identity(page);
        let Some((_, before)) = model.published(page).filter(|_| !page.unpublished && !page.is_unread()) else { continue };
        let untold = untold(&entries(page, model.page(page.main)), before, changes);
        if !untold.is_empty() {
            all.push(Refusal { what: vec![name], path: page.path.clone(), fault: silent(page, &untold, &today(view)) });
        }
    }
    all
}

/// Public reports that were read to their end and were published before, with what was published of them.
fn reports(model: &Model) -> impl Iterator<Item = (&Page, &Published)> {
    let read = model.pages.iter().filter(|page| page.kind == Kind::Report && !page.unpublished && !page.is_unread());
    read.filter_map(|page| Some((&**page, model.published(page)?.1)))
}

/// Published corrections and revisions that are gone, or say something else than they did.
fn entries_gone(view: &View) -> Vec<Refusal> {
    let model = view.model;
    let mut all = Vec::new();
    for (page, before) in reports(model) {
        let known = known(before);
        if known.is_empty() {
            continue;
        }
        let now = entries(page, model.page(page.main));
        let mut left: Vec<&str> = now.iter().map(|entry| entry.hash.as_str()).collect();
        let stays = |hash: &&&str| left.iter().position(|now| now == *hash).map(|at| left.swap_remove(at)).is_some();
        let gone = known.len() - known.iter().filter(stays).count();
        if gone == 0 {
            continue;
        }
        let how = if now.len() + gone <= known.len() { "are gone" } else { "say something else than they did, or are gone" };
        let message = format!("{gone} of the published corrections and revisions of `{}` {how}", page.key);
        let fault = Fault::new("silent-change", page.record.name.range.clone(), message);
        let fault = fault.with_help(
            "put them back as they were: a log that can be shortened or rewritten proves nothing; what is wrong in an entry is \
             put right by an entry more",
        );
        all.push(Refusal { what: vec![identity(page)], path: page.path.clone(), fault });
    }
    all
}

/// The corrections and revisions that readers know: those of the newest text, and what others beside it have more.
fn known(before: &Published) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for wording in &before.wordings {
        let mut left = all.clone();
        for entry in wording.entries.iter().map(String::as_str) {
            match left.iter().position(|known| *known == entry) {
                Some(at) => drop(left.swap_remove(at)),
                None => all.push(entry),
            }
        }
    }
    all
}

fn silent(page: &Page, changes: &[&Change], today: &str) -> Fault {
    let mut told: Vec<String> = changes.iter().take(NAMED).map(|change| change.told()).collect();
    if changes.len() > NAMED {
        told.push(format!("{} more places", changes.len() - NAMED));
    }
    let list = match told.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => told.join(""),
    };
    let text = if page.version.is_empty() { String::new() } else { format!(" ({})", page.version) };
    let message = format!("the published report `{}`{text} differs in {list}, and no correction or revision says so", page.key);
    let mut places = changes.iter().filter_map(|change| Some((change.range.clone()?, change.told())));
    let first = places.next().map_or(page.record.name.range.clone(), |(range, _)| range);
    let mut fault = Fault::new("silent-change", first, message).with_help(help(changes, today));
    for (range, told) in places.take(LABELS) {
        fault = fault.with_label(None, range, told);
    }
    fault
}

/// The lines to add.
fn help(changes: &[&Change], today: &str) -> String {
    let figure = changes.iter().find_map(|change| {
        let pair = change.figures.iter().find_map(|(was, now)| Some((was.clone()?, now.clone()?)))?;
        Some((pair, change))
    });
    let first = figure.as_ref().map(|(_, change)| **change).or(changes.first().copied());
    let at = first.filter(|change| change.paragraph && change.range.is_some());
    let at = at.map_or(String::new(), |change| format!(", at: p{}", change.name));
    // Another figure is another finding; readers are told of it on the cover.
    let level = if figure.is_some() { "substantive" } else { "minor" };
    let (was, now) = figure.map_or(("…".into(), "…".into()), |(pair, _)| pair);
    format!(
        "if something was wrong, add under `corrections:` the line `- {{date: {today}, level: {level}, was: \"{was}\", now: \"{now}\"{at}}}`; \
         if nothing was, add under `revisions:` the line `- {{date: {today}, note: \"…\"}}`"
    )
}
