//! What was published goes on working, and changes are owned up to: the site held against its ledger, `published.json`.
//!
//! Advice while one writes; `chancery publish` stops at it. See [`refusals`].

use crate::base::address::is_page;
use crate::base::{Fault, FilePath, Range, UrlPath, text};
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::model::Page;
use crate::model::anchors::Anchors;
use crate::model::ledger::entries::{entries, told};
use crate::model::ledger::{self, Change, Published, identity};
use crate::render::formats;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Something that publishing stops at.
pub struct Refusal {
    /// What is set aside where an override names it: `/reports/x/`, `report:x@en#p7`, `report:x@en`.
    pub what: String,
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
    let mut all = addresses(view);
    all.extend(anchors(view));
    all.extend(changes(view));
    all
}

pub(super) fn dropped_address(view: &View, found: &mut Diagnostics) {
    say(addresses(view), found);
}

pub(super) fn dropped_anchor(view: &View, found: &mut Diagnostics) {
    say(anchors(view), found);
}

pub(super) fn silent_change(view: &View, found: &mut Diagnostics) {
    say(changes(view), found);
}

fn say(refusals: Vec<Refusal>, found: &mut Diagnostics) {
    refusals.into_iter().for_each(|one| found.say(&one.path, one.fault));
}

/// Today, as the ledger writes days.
fn today(view: &View) -> String {
    let (year, month, day) = view.model.settings.today;
    format!("{year:04}-{month:02}-{day:02}")
}

/// Addresses at which nothing stands any more.
fn addresses<'a>(view: &View<'a>) -> Vec<Refusal> {
    let ledger = &view.model.ledger;
    if ledger.addresses.is_empty() {
        return Vec::new();
    }
    let gone = ledger.addresses.iter().filter(|(address, entry)| {
        let kept = !formats::TRANSIENT.iter().any(|format| format.name == entry.kind);
        let there = UrlPath::new(address).is_ok_and(|url| view.plan.routes.contains(&url.out()));
        let buried = view.model.config.withdrawn.iter().any(|one| one.address.value == **address);
        kept && !there && !buried && !ledger.overridden(address) && !view.model.index.may_be_unread(address)
    });
    let moved = LazyCell::new(|| {
        let stood = |page: &'a Arc<Page>| Some((view.model.published(page)?.1.address.as_str(), page));
        view.model.pages.iter().filter_map(stood).collect::<BTreeMap<&str, &Arc<Page>>>()
    });
    let refusal = |(address, entry): (&String, &ledger::Address)| {
        let address = text::shown(address);
        let tombstone = format!(
            "in chancery.yaml write `withdrawn: [{{address: {address}, date: {}, reason: \"…\"}}]` to say why nothing stands there",
            today(view)
        );
        let help = match moved.get(&*address) {
            // No page can stand there.
            _ if !is_page(&address) => tombstone,
            Some(page) => format!("add `aliases: [{address}]` to {}, which is at `{}` now", page.path, page.url),
            None => format!("add `aliases: [{address}]` to the page that takes its place, or {tombstone}"),
        };
        let message = format!("`{address}` was published on {}, and nothing stands there any more", entry.first);
        let fault = Fault::new("dropped-address", entry.range.clone(), message).with_help(help);
        Refusal { what: address.to_string(), path: ledger::path(), fault }
    };
    gone.map(refusal).collect()
}

/// Anchors that pages had and have no more.
fn anchors(view: &View) -> Vec<Refusal> {
    let ledger = &view.model.ledger;
    if ledger.pages.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for page in view.model.pages.iter().filter(|page| !page.is_unread()) {
        let name = identity(page);
        let Some((_, before)) = view.model.published(page) else { continue };
        let there = Anchors::of(page);
        for anchor in before.anchors.iter().filter(|anchor| !there.contains(anchor)) {
            let what = format!("{name}#{anchor}");
            if !ledger.overridden(&what) {
                all.push(Refusal { what, path: page.path.clone(), fault: dropped(page, before, anchor) });
            }
        }
    }
    all
}

fn dropped(page: &Page, before: &Published, anchor: &str) -> Fault {
    let (place, now) = successor(page, before, anchor);
    let shown = text::shown(anchor);
    let what = match anchor.strip_prefix('p').filter(|number| number.starts_with(|c: char| c.is_ascii_digit())) {
        Some(number) => format!("paragraph {number} of {} `{}` was published and is gone", page.kind, page.key),
        None => format!("{} `{}` was published with a place `#{shown}`, and has none any more", page.kind, page.key),
    };
    let now = now.unwrap_or_else(|| "…".into());
    let help = format!("add `anchors: {{{shown}: {now}}}` to the front matter: links to `#{shown}` then lead to `#{now}`");
    Fault::new("dropped-anchor", place, what).with_help(help)
}

/// The place nearest to one that is gone, and its anchor: for a paragraph the one before it, for a heading the likest.
fn successor(page: &Page, before: &Published, anchor: &str) -> (Range, Option<String>) {
    let body = page.body();
    let gone = before.paragraphs.iter().position(|unit| anchor.strip_prefix('p') == Some(&unit.name));
    let earlier = before.paragraphs[..gone.unwrap_or(0)].iter().rev();
    let left = earlier.filter_map(|unit| body.paragraphs.iter().find(|one| one.number == unit.name)).next();
    if let Some(paragraph) = left.or_else(|| gone.and_then(|_| body.paragraphs.first())) {
        let range = body.leaves.get(paragraph.leaf as usize).map_or(0..0, |leaf| leaf.range.clone());
        return (range, Some(format!("p{}", paragraph.number)));
    }
    let fresh = body.headings.iter().filter(|heading| !before.anchors.contains(&heading.id));
    let near = text::nearest(anchor, body.headings.iter().map(|heading| heading.id.as_str()));
    let heading = body.headings.iter().find(|heading| Some(heading.id.as_str()) == near).or_else(|| fresh.into_iter().next());
    match heading {
        Some(heading) => (heading.range.clone(), Some(heading.id.clone())),
        None => (page.record.name.range.clone(), body.paragraphs.first().map(|one| format!("p{}", one.number))),
    }
}

/// Texts that changed without a word about it.
fn changes(view: &View) -> Vec<Refusal> {
    let model = view.model;
    let mut all = Vec::new();
    for (id, changes) in &model.changes {
        let page = model.page(*id);
        let name = identity(page);
        let Some((_, before)) = model.published(page).filter(|_| !page.unpublished && !page.is_unread()) else { continue };
        if !told(&entries(page, model.page(page.main)), before) {
            all.push(Refusal { what: name, path: page.path.clone(), fault: silent(page, changes, &today(view)) });
        }
    }
    for page in model.pages.iter().filter(|page| page.kind == Kind::Report && !page.unpublished && !page.is_unread()) {
        let name = identity(page);
        let Some((_, before)) = model.published(page) else { continue };
        let now = entries(page, model.page(page.main)).len();
        if now < before.entries.len() {
            let message =
                format!("{} of the published corrections and revisions of `{}` are gone", before.entries.len() - now, page.key);
            let fault = Fault::new("silent-change", page.record.name.range.clone(), message);
            let fault = fault.with_help("put them back: a log that can be shortened proves nothing");
            all.push(Refusal { what: name, path: page.path.clone(), fault });
        }
    }
    all
}

fn silent(page: &Page, changes: &[Change], today: &str) -> Fault {
    let mut told: Vec<String> = changes.iter().take(NAMED).map(Change::told).collect();
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
fn help(changes: &[Change], today: &str) -> String {
    let figure = changes.iter().find_map(|change| {
        let pair = change.figures.iter().find_map(|(was, now)| Some((was.clone()?, now.clone()?)))?;
        Some((pair, change))
    });
    let first = figure.as_ref().map(|(_, change)| *change).or(changes.first());
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
