//! Reports that are public before their day.

use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::document::Kind;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for page in view.model.of_kind(Kind::Report).filter(|page| !page.unpublished) {
        let Some(date) = view.model.report(page).and_then(|report| report.date.as_ref()) else { continue };
        // Of a month or a year the first day: it may be meant.
        let (year, month, day) = date.value.point().first();
        if (year, month, day) > view.model.settings.today {
            let message =
                format!("the report `{}` has the date {}, which has not come yet, and is public already", page.key, date.value);
            let help = format!(
                "write `embargo_until: {year:04}-{month:02}-{day:02}` to publish it on that day, or in `date` the day on which it is published"
            );
            found.say(&page.path, Fault::new("future-date", date.range.clone(), message).with_help(help));
        }
    }
}
