//! Fields that one file alone cannot judge: what another declaration may have, titles that versions inherit, words of the site's scale, numbers of paragraphs.

use super::anchors::Anchors;
use super::{Index, Page};
use crate::base::text::{Choices, MOST_GUESSES};
use crate::base::{Fault, text};
use crate::config::Config;
use crate::document::front::missing_title;
use crate::document::record::{Own, Report, Text};
use std::cell::LazyCell;

/// What is wrong with the fields of a record; `anchors` are its own, of `config` it is the scale of likelihood.
pub(super) fn check(page: &Page, index: &Index, anchors: &Anchors, config: &Config) -> Vec<Fault> {
    match &page.record.own {
        Own::Report(report) => of_report(page, report, anchors, config),
        _ if page.document.lacking.is_empty() || index.may_be_unread(&page.key) => Vec::new(),
        _ => lacking(page).cloned().collect(),
    }
}

/// Fields that no declaration of a record has; each is told at the first.
fn lacking(page: &Page) -> impl Iterator<Item = &Fault> {
    let said = |field| page.record.written.iter().any(|(name, _)| *name == field);
    let own = page.document.lacking.iter().filter(|one| one.record == page.record.range);
    own.filter(move |one| !said(one.field)).map(|one| &one.fault)
}

fn of_report(page: &Page, report: &Report, anchors: &Anchors, config: &Config) -> Vec<Fault> {
    let titled = if page.main == page.id && !page.may_have_meant("title") { missing_title(&page.record) } else { None };
    let scale = words(report).filter_map(|word| config.likelihood(word).err().map(|fault| *fault));
    let choices = LazyCell::new(|| Choices::new(anchors.iter()));
    let places = places(report).filter(|place| !anchors.contains(&super::place_anchor(&place.value)));
    let places = places.enumerate().map(|(at, place)| missing_place(place, (at < MOST_GUESSES).then_some(&*choices)));
    titled.into_iter().chain(scale).chain(places).collect()
}

/// Words of likelihood in judgements and claims.
fn words(report: &Report) -> impl Iterator<Item = &Text> {
    let judged = report.key_judgements.iter().filter_map(|judgement| judgement.likelihood.as_ref());
    judged.chain(report.claims.iter().filter_map(|claim| claim.likelihood.as_ref()))
}

/// Anchors that judgements and corrections point at.
fn places(report: &Report) -> impl Iterator<Item = &Text> {
    let argued = report.key_judgements.iter().flat_map(|judgement| &judgement.paragraphs);
    argued.chain(report.corrections.iter().filter_map(|correction| correction.at.as_ref()))
}

/// The fault of a place that a text has not; `7` means paragraph 7, as `p7` does.
fn missing_place(place: &Text, known: Option<&Choices>) -> Fault {
    let fault = Fault::new(
        "missing-anchor",
        place.range.clone(),
        format!("this report has no place called `{}`", text::shown(&place.value)),
    );
    let near = known.and_then(|known| known.nearest(&super::place_anchor(&place.value)));
    let near = near.map(|(_, near)| format!("did you mean `{near}`?"));
    fault.with_help(near.unwrap_or_else(|| "write the number of a paragraph, as `p7`, or the id of a heading".into()))
}
