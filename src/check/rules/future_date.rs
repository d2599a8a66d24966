//! Reports that are public before their day, and changes that are told before they were made.

use crate::base::Fault;
use crate::base::date::day_iso;
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::document::record::{Report, When};
use crate::model::Page;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let today = view.model.settings.today;
    // Of a month or a year the first day: it may be meant.
    let to_come = |when: &&When| when.value.point().first() > today;
    for page in view.model.pages.iter().filter(|page| page.kind == Kind::Report && !page.unpublished) {
        let Some(report) = view.model.report(page) else { continue };
        if let Some(date) = report.date.as_ref().filter(to_come).filter(|_| page.main == page.id) {
            let day = day_iso(date.value.point().first());
            let message =
                format!("the report `{}` has the date {}, which has not come yet, and is public already", page.key, date.value);
            let zone = match view.model.config.time_zone.is_empty() {
                true => "; days are those of UTC, unless `time_zone` in chancery.yaml says another zone",
                false => "",
            };
            let help = format!(
                "write `embargo_until: {day}` to publish it on that day, or in `date` the day on which it is published{zone}"
            );
            found.say(&page.path, Fault::new("future-date", date.range.clone(), message).with_help(help));
        }
        for (field, what, day) in changes(page, report).filter(|(.., day)| to_come(day)) {
            let message = format!("{what} of the report `{}` is {}, which has not come yet", page.key, day.value);
            let help = "write the day on which the text was changed; until this one comes, feeds and lists for search engines pass over it";
            found.say(page.file_of(field), Fault::new("future-date", day.range.clone(), message).with_help(help));
        }
    }
}

/// The days of changes that a text says itself.
fn changes<'a>(page: &'a Page, report: &'a Report) -> impl Iterator<Item = (&'static str, &'static str, &'a When)> {
    let own = page.main == page.id || page.record.written.iter().any(|(field, _)| *field == "updated");
    let updated = report.updated.iter().filter(move |_| own).map(|when| ("updated", "`updated`", when));
    let corrections = report.corrections.iter().map(|one| ("corrections", "the day of this correction", &one.date));
    let revisions = report.revisions.iter().map(|one| ("revisions", "the day of this revision", &one.date));
    updated.chain(corrections).chain(revisions)
}
