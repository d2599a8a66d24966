//! Reports that rest on a source which was withdrawn.

use crate::base::Fault;
use crate::base::date::day_iso;
use crate::check::{Diagnostics, View};
use crate::document::record::{Own, Report, Status};
use crate::document::{Kind, Sort};
use crate::model::Page;
use std::collections::BTreeSet;

pub(super) fn check(view: &View, page: &Page, found: &mut Diagnostics) {
    let model = view.model;
    let Some(report) = model.report(page).filter(|report| report.status.value != Status::Withdrawn) else { return };
    let mut told = BTreeSet::new();
    for reference in model.outgoing(page.id) {
        let Some(source) = reference.to.page().map(|id| model.page(id)) else { continue };
        let retracted = matches!(&source.record.own, Own::Source(own) if own.rare.retracted);
        let file = match reference.sort {
            Sort::Field(field) | Sort::Prose(field, _) => page.file_of(field),
            _ => &page.path,
        };
        // What a text takes from its report's main text is told there.
        let elsewhere = page.main != page.id && *file != page.path;
        if !retracted || elsewhere || owned_up(view, report, source) || !told.insert(source.id) {
            continue;
        }
        let message = format!(
            "the report `{}` rests on the source `{}`, which was withdrawn by those who published it",
            page.key, source.key
        );
        let help = format!(
            "look whether what it bears still holds, and tell readers under `corrections:`: `- {{date: {}, level: source, note: \"…\", \
             sources: [{}]}}`; where it is cited because it was withdrawn, write `allow: [retracted-source]`",
            day_iso(model.settings.today),
            source.key
        );
        let fault = Fault::new("retracted-source", reference.range.clone(), message).with_help(help);
        found.say(file, fault);
    }
}

/// Whether a correction names the source.
fn owned_up(view: &View, report: &Report, source: &Page) -> bool {
    let mut named = report.corrections.iter().flat_map(|correction| &correction.sources);
    named.any(|id| view.model.find(&id.value, &[Kind::Source]) == Some(source.id))
}
