//! Two reports that are cited by the same symbol or DOI.

use crate::base::{Fault, Range};
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::model::Page;
use rustc_hash::FxHashMap;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let mut seen: FxHashMap<(&str, String), (&Page, Range)> = FxHashMap::default();
    // Versions and translations have those of their report.
    for page in view.model.of_kind(Kind::Report) {
        let Some(report) = view.model.report(page) else { continue };
        let symbol = report.symbol.as_ref().map(|symbol| ("symbol", folded(&symbol.value), symbol));
        let doi = report.doi.as_ref().map(|doi| ("doi", folded(&doi.value), doi));
        for (field, value, written) in symbol.into_iter().chain(doi) {
            let Some((first, place)) = seen.get(&(field, value.clone())) else {
                seen.insert((field, value), (page, written.range.clone()));
                continue;
            };
            let what = if field == "doi" { "DOI" } else { field };
            let message = format!("the reports `{}` and `{}` have the same {what}, `{}`", first.key, page.key, written.value);
            let help = format!("give one of them another {what}: it is what readers cite and look for");
            let fault = Fault::new("duplicate-symbol", written.range.clone(), message).with_help(help);
            let fault = fault.with_label(Some(first.file_of(field).clone()), place.clone(), "the first one");
            found.say(page.file_of(field), fault);
        }
    }
}

/// Without what makes no difference to those who look for it.
fn folded(text: &str) -> String {
    text.trim().trim_start_matches("doi:").to_lowercase()
}
