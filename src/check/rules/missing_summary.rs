//! Reports that lists can say nothing about.

use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::document::Kind;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for page in view.model.of_kind(Kind::Report).filter(|page| !page.may_have_meant("summary")) {
        if page.record.summary.as_ref().is_none_or(|summary| summary.value.trim().is_empty()) {
            let message = format!("the report `{}` has no summary", page.key);
            let help = "say in `summary:` what it finds, in one to three sentences";
            found.say(&page.path, Fault::new("missing-summary", page.record.name.range.clone(), message).with_help(help));
        }
    }
}
