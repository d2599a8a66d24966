//! Claims whose day of review has come.

use crate::base::Fault;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::document::Kind;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let model = view.model;
    for page in model.pages.iter().filter(|page| page.kind == Kind::Report) {
        for claim in model.report(page).into_iter().flat_map(|report| &report.claims) {
            // Of a month or a year the first day.
            let due = claim.review.as_ref().filter(|review| review.value.point().first() <= model.settings.today);
            let Some(review) = due else { continue };
            let message = format!("the claim “{}” was to be looked at again {}", shown(&claim.at.value), review.value);
            let help = "look whether its sources still bear it; then write the next day in `review:`, or take it out";
            found.say(page.file_of("claims"), Fault::new("review-due", review.range.clone(), message).with_help(help));
        }
    }
}
