//! Reports of no day.

use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::document::Kind;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let reports = view.model.of_kind(Kind::Report).filter(|page| !page.unpublished && !page.may_have_meant("date"));
    // A date that cannot be read is another fault.
    for page in reports.filter(|page| !page.record.written.iter().any(|(field, _)| *field == "date")) {
        let message = format!("the report `{}` has no date, so it stands in no feed, and last in every list", page.key);
        let help = "write the day of publication, as `date: 2025-06-19`";
        found.say(&page.path, Fault::new("missing-date", page.record.name.range.clone(), message).with_help(help));
    }
}
