//! Works that published reports rest on: another one under the same key is a change of each report that cites it.

use super::{Refusal, reports, today};
use crate::base::Fault;
use crate::check::View;
use crate::document::Kind;
use crate::model::ledger::entries::{entries, told};
use crate::model::ledger::{evidence, identity};
use crate::model::{Page, PageId};
use std::collections::BTreeMap;

/// Sources that are other works than those that were published, where no correction or revision says so.
pub(super) fn exchanged(view: &View) -> Vec<Refusal> {
    let model = view.model;
    let others: BTreeMap<PageId, Vec<&str>> =
        model.of_kind(Kind::Source).filter_map(|source| Some((source.id, differing(view, source)?))).collect();
    if others.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (page, before) in reports(model) {
        let mut cited = BTreeMap::new();
        for reference in model.outgoing(page.id).iter().filter(|reference| reference.leaf.is_some()) {
            if let Some((id, parts)) = reference.to.page().and_then(|id| Some((id, others.get(&id)?))) {
                cited.entry(id).or_insert((&reference.range, parts));
            }
        }
        if cited.is_empty() || told(&entries(page, model.page(page.main)), before) {
            continue;
        }
        for (id, (range, parts)) in cited {
            let source = model.page(id);
            let message = format!(
                "the source `{}`, on which the published report `{}` rests, is another work than was published ({} are others), and no \
                 correction or revision says so",
                source.key,
                page.key,
                parts.join(" and ")
            );
            let help = format!(
                "give the other work a key of its own, and cite that where it is meant; or add under `corrections:` the line \
                 `- {{date: {}, level: source, note: \"…\", sources: [{}]}}`",
                today(view),
                source.key
            );
            let fault = Fault::new("silent-change", range.clone(), message).with_help(help);
            let fault = fault.with_label(Some(source.path.clone()), source.record.key.range.clone(), "the source as it is now");
            all.push(Refusal { what: vec![identity(page)], path: page.path.clone(), fault });
        }
    }
    all
}

/// What a source differs in from the work that was published under its address, where that was another.
fn differing(view: &View, source: &Page) -> Option<Vec<&'static str>> {
    let entry = view.model.ledger.addresses.get(source.url.as_str()).filter(|entry| !entry.files.is_empty())?;
    let now = evidence::mark(view.model.library.work(source.id)?);
    entry.files.iter().find_map(|was| evidence::differing(&was.hash, &now))
}
