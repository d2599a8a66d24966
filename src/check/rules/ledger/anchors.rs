//! Places of published pages that are there no more.

use super::Refusal;
use crate::base::text::{Choices, MOST_GUESSES, shown};
use crate::base::{Fault, Range};
use crate::check::View;
use crate::document::tree::Heading;
use crate::model::Page;
use crate::model::anchors::Anchors;
use crate::model::ledger::{Published, identity};
use rustc_hash::{FxHashMap, FxHashSet};

/// So many dropped places of one page are told one by one, or if they are less than half of what it had.
const MANY: usize = 20;

/// Anchors that pages had and have no more.
pub(super) fn dropped(view: &View) -> Vec<Refusal> {
    let ledger = &view.model.ledger;
    if ledger.pages.is_empty() {
        return Vec::new();
    }
    let aside = ledger.aside();
    let mut all = Vec::new();
    for page in view.model.pages.iter().filter(|page| !page.is_unread()) {
        let name = identity(page);
        let Some((_, before)) = view.model.published(page) else { continue };
        let there = Anchors::of(page);
        let what = |anchor: &str| format!("{name}#{anchor}");
        let is_gone = |anchor: &&String| !there.contains(anchor) && !aside.contains(what(anchor).as_str());
        let gone: Vec<&str> = before.anchors.iter().filter(is_gone).map(String::as_str).collect();
        let path = || page.path.clone();
        if gone.len() > MANY && 2 * gone.len() > before.anchors.len() {
            let fault = most(page, before, gone.len());
            all.push(Refusal { what: gone.into_iter().map(what).collect(), path: path(), fault });
        } else if !gone.is_empty() {
            let places = Places::of(page, before);
            let one = |(at, anchor): (usize, &str)| {
                let fault = fault(&places, anchor, at < MOST_GUESSES);
                Refusal { what: vec![what(anchor)], path: path(), fault }
            };
            all.extend(gone.into_iter().enumerate().map(one));
        }
    }
    all
}

/// Of a page that was written anew: nobody reads a message for each paragraph.
fn most(page: &Page, before: &Published, gone: usize) -> Fault {
    let all = before.anchors.len();
    let message = format!("{gone} of the {all} places of {} `{}` that were published are gone", page.kind, page.key);
    let fault = Fault::new("dropped-anchor", page.record.name.range.clone(), message);
    fault.with_help(
        "if it was written anew, keep the published one, and publish the new one in a folder of its own; the old one names it in \
         `superseded_by`. Else say in the front matter of each place where it leads now, as `anchors: {p8: p7, old-heading: new-heading}`",
    )
}

fn fault(places: &Places, anchor: &str, guess: bool) -> Fault {
    let (place, now) = places.successor(anchor, guess);
    let page = places.page;
    let what = match anchor.strip_prefix('p').filter(|number| number.starts_with(|c: char| c.is_ascii_digit())) {
        Some(number) => format!("paragraph {number} of {} `{}` was published and is gone", page.kind, page.key),
        None => format!("{} `{}` was published with a place `#{}`, and has none any more", page.kind, page.key, shown(anchor)),
    };
    let now = now.unwrap_or_else(|| "…".into());
    let help = format!("add `anchors: {{{anchor}: {now}}}` to the front matter: links to `#{anchor}` then lead to `#{now}`");
    Fault::new("dropped-anchor", place, what).with_help(help)
}

/// The places of a page of which some are gone: made once for all of them.
struct Places<'a> {
    page: &'a Page,
    /// For each paragraph that was published, by number: the nearest paragraph of now among those that stood before it.
    earlier: FxHashMap<&'a str, Option<usize>>,
    headings: Choices<'a>,
    by_id: FxHashMap<&'a str, &'a Heading>,
    /// The first heading that was not there.
    fresh: Option<&'a Heading>,
}

impl<'a> Places<'a> {
    fn of(page: &'a Page, before: &'a Published) -> Places<'a> {
        let body = page.body();
        let mut now: FxHashMap<&str, usize> = FxHashMap::default();
        for (at, paragraph) in body.paragraphs.iter().enumerate() {
            now.entry(&paragraph.number).or_insert(at);
        }
        let mut earlier = FxHashMap::default();
        let mut last = None;
        for unit in before.paragraphs() {
            earlier.entry(unit.name.as_str()).or_insert(last);
            last = now.get(unit.name.as_str()).copied().or(last);
        }
        let mut by_id = FxHashMap::default();
        for heading in &body.headings {
            by_id.entry(heading.id.as_str()).or_insert(heading);
        }
        let known: FxHashSet<&str> = before.anchors.iter().map(String::as_str).collect();
        let fresh = body.headings.iter().find(|heading| !known.contains(heading.id.as_str()));
        let headings = Choices::new(body.headings.iter().map(|heading| heading.id.as_str()));
        Places { page, earlier, headings, by_id, fresh }
    }

    /// The place nearest to one that is gone, and its anchor: for a paragraph the one before it, for a heading the likest if
    /// that is to be guessed.
    fn successor(&self, anchor: &str, guess: bool) -> (Range, Option<String>) {
        let body = self.page.body();
        let earlier = anchor.strip_prefix('p').and_then(|number| self.earlier.get(number));
        if let Some(paragraph) = earlier.and_then(|at| body.paragraphs.get(at.unwrap_or(0))) {
            let range = body.leaves.get(paragraph.leaf as usize).map_or(0..0, |leaf| leaf.range.clone());
            return (range, Some(format!("p{}", paragraph.number)));
        }
        let near = guess.then(|| self.headings.nearest(anchor)).flatten().and_then(|(_, near)| self.by_id.get(near).copied());
        match near.or(self.fresh) {
            Some(heading) => (heading.range.clone(), Some(heading.id.clone())),
            None => (self.page.record.name.range.clone(), body.paragraphs.first().map(|one| format!("p{}", one.number))),
        }
    }
}
