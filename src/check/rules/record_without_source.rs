//! Events and claims that rest on nothing.

use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::document::record::Own;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for page in view.model.pages.iter().filter(|page| !page.is_unread()) {
        match &page.record.own {
            Own::Event(event) if event.sources.is_empty() => {
                let message = format!("the event `{}` names no source", page.key);
                let help = "add `sources: [id]`, a source that shows that it took place";
                found.say(&page.path, Fault::new("record-without-source", page.record.key.range.clone(), message).with_help(help));
            }
            // Versions inherit the claims of the main text; there they are told once.
            Own::Report(report) if page.main == page.id => {
                for claim in report.claims.iter().filter(|claim| claim.evidence.is_empty()) {
                    let help = "add `evidence:` with a `source`, or make it a judgement of your own with `kind: judgement`";
                    if claim.kind.as_ref().is_none_or(|kind| kind.value == "fact") {
                        let fault = Fault::new("record-without-source", claim.at.range.clone(), "this claim names no evidence");
                        found.say(&page.path, fault.with_help(help));
                    }
                }
            }
            _ => {}
        }
    }
}
