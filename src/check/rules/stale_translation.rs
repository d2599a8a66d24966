//! Translations that were published before their report was corrected, and have not changed since.

use crate::base::Fault;
use crate::base::date::day_iso;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::document::record::{Correction, Report};
use crate::model::ledger::entries::entries;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let model = view.model;
    let texts = model.pages.iter().filter(|page| page.kind == Kind::Report && page.main != page.id && !page.unpublished);
    for page in texts {
        let main = model.page(page.main);
        if page.version != main.version || page.is_unread() || model.changes.contains_key(&page.id) {
            continue;
        }
        let Some((_, before)) = model.published(page) else { continue };
        let Some(correction) = model.report(main).and_then(|report| newer(report, &before.wording().since)) else { continue };
        // Whoever wrote an entry into the translation since then has looked at it.
        if entries(page, page).iter().any(|entry| entry.day >= day(correction)) {
            continue;
        }
        let message = format!(
            "{} was corrected on {}{}, and this translation of it has not changed since it was published on {}",
            main.path,
            correction.date.value,
            correction.was.as_ref().map_or_else(String::new, |was| format!(" (“{}” was wrong)", shown(&was.value))),
            before.wording().since
        );
        let help = format!(
            "correct it here as well, with its own `corrections:`; if it was right all along, add `revisions: [{{date: {}, note: \"…\"}}]`",
            day_iso(model.settings.today)
        );
        let fault = Fault::new("stale-translation", page.record.name.range.clone(), message).with_help(help);
        let fault = fault.with_label(Some(main.file_of("corrections").clone()), correction.date.range.clone(), "the correction");
        found.say(page.file_of("title"), fault);
    }
}

/// The last correction of what a report says that is younger than a day.
fn newer<'a>(report: &'a Report, since: &str) -> Option<&'a Correction> {
    let of_content = |one: &&Correction| matches!(one.level.value.as_str(), "source" | "substantive");
    report.corrections.iter().filter(of_content).filter(|one| *day(one) > *since).max_by_key(|one| day(one))
}

fn day(correction: &Correction) -> String {
    day_iso(correction.date.value.last_point().last())
}
