//! Files that published reports show or link to: pictures, data, PDFs. Readers and those who cite a paper take them for part
//! of it, so another file at the same address is a change of the paper.

use super::{Refusal, reports, today};
use crate::base::{Fault, FilePath, UrlPath, text};
use crate::check::View;
use crate::model::Page;
use crate::model::ledger::entries::{entries, told};
use crate::model::ledger::{files_of, identity};
use crate::render::Subject;
use crate::render::formats::asset;
use std::collections::BTreeSet;

/// Files that are others than those that were published, where no correction or revision says so.
pub(super) fn changed(view: &View) -> Vec<Refusal> {
    let model = view.model;
    let file_at = |address: &str| match &view.plan.routes.get(&UrlPath::new(address).ok()?.out())?.subject {
        Subject::File(path) => Some(path),
        _ => None,
    };
    let others = model.ledger.addresses.iter().filter(|(_, entry)| !entry.files.is_empty()).filter_map(|(address, entry)| {
        let path = file_at(address)?;
        let file = model.assets.get(path)?;
        let hash = file.hash.to_string();
        (!entry.files.iter().all(|shown| hash.starts_with(&shown.hash))).then_some(path)
    });
    let others: BTreeSet<&FilePath> = others.collect();
    if others.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (page, before) in reports(model) {
        let changed = files_of(model, page).into_iter().filter(|(path, _)| others.contains(path));
        let mut changed = changed.peekable();
        if changed.peek().is_none() || told(&entries(page, model.page(page.main)), before) {
            continue;
        }
        for (path, range) in changed {
            let name = path.name();
            let message = format!(
                "`{}`, which the published report `{}` shows or links to, is another file than was published, and no \
                 correction or revision says so",
                text::shown(name),
                page.key
            );
            let day = today(view);
            let help = format!(
                "if what it says changed, add under `corrections:` the line `- {{date: {day}, level: substantive, was: \"…\", \
                 now: \"…\"}}`; if only its form did (it was saved or compressed anew, say), add under `revisions:` the line \
                 `- {{date: {day}, note: \"{name} was saved anew.\"}}`; or put the old file back"
            );
            let fault = Fault::new("silent-change", range, message).with_help(help);
            all.push(Refusal { what: vec![identity(page)], path: page.path.clone(), fault });
        }
    }
    all
}

/// The page that has a file of the name that stood at an address, if it was published elsewhere or has old addresses, and
/// is the only such page.
pub(super) fn heir<'a>(view: &View<'a>, address: &str) -> Option<&'a Page> {
    let model = view.model;
    let moved = |page: &Page| {
        let elsewhere = model.published(page).is_some_and(|(_, before)| before.address != page.url.as_str());
        (elsewhere || !page.record.rare.aliases.is_empty()) && asset::heir(model, page, address).is_some()
    };
    let mut heirs = model.pages.iter().map(|page| &**page).filter(|page| moved(page));
    let first = heirs.next()?;
    // The texts of one report share its folder.
    heirs.all(|page| page.main == first.main).then_some(first)
}
