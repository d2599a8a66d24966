//! Reports that are withdrawn without a word about when and why.

use crate::base::Fault;
use crate::base::date::day_iso;
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::document::record::Status;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let model = view.model;
    for page in model.of_kind(Kind::Report) {
        let Some(report) = model.report(page).filter(|report| report.status.value == Status::Withdrawn) else { continue };
        if model.retraction(page).is_some() || page.may_have_meant("corrections") {
            continue;
        }
        let message = format!("the report `{}` is withdrawn, and nothing says since when and why", page.key);
        let help = format!(
            "add under `corrections:` the line `- {{date: {}, level: retraction, note: \"…\"}}`: the log of corrections, feeds and \
             citations then tell of it",
            day_iso(model.settings.today)
        );
        found.say(page.file_of("status"), Fault::new("undated-withdrawal", report.status.range.clone(), message).with_help(help));
    }
}
