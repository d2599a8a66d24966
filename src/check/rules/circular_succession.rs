//! Reports that take each other's place, so that none is the last.

use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::model::PageId;
use rustc_hash::FxHashMap;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let model = view.model;
    // By report the way on which it was met first.
    let mut met: FxHashMap<PageId, PageId> = FxHashMap::default();
    for page in model.of_kind(Kind::Report) {
        let mut way: Vec<PageId> = Vec::new();
        let mut next = Some(page.id);
        while let Some(id) = next.filter(|id| !met.contains_key(id)) {
            met.insert(id, page.id);
            way.push(id);
            next = model.successor(model.page(id));
        }
        // Whoever is met again on this very way stands in a circle.
        let Some(start) = next.filter(|id| met.get(id) == Some(&page.id)) else { continue };
        let circle = &way[way.iter().position(|id| *id == start).unwrap_or(0)..];
        let names: Vec<String> = circle.iter().map(|id| format!("`{}`", model.page(*id).key)).collect();
        let message = match names.as_slice() {
            [one] => format!("the report {one} is superseded by itself"),
            names => format!("reports are superseded in a circle: {}, then {} again", names.join(" by "), names[0]),
        };
        let page = model.page(start);
        let Some(written) = model.report(page).and_then(|report| report.superseded_by.as_ref()) else { continue };
        let fault = Fault::new("circular-succession", written.range.clone(), message);
        let fault = fault.with_help("leave `superseded_by` out of the report that stands now");
        found.say(page.file_of("superseded_by"), fault);
    }
}
