//! Who wrote a report.

use super::{Author, text};
use crate::document::Kind;
use crate::document::record::{Credit, Own, Report};
use crate::render::values::actor::identifier;
use crate::render::values::common::Maker;

/// Who wrote a report, with what their records say of them.
pub(super) fn authors(maker: &Maker, report: &Report) -> Vec<Author> {
    let (model, page) = (maker.model, maker.page);
    // What a translation leaves out it has from the main text, place and all.
    let main = model.page(page.main);
    let main = model.report(main).filter(|_| main.language != page.language).map(|report| (&report.authors, &main.language));
    let author = |credit: &Credit| {
        let id = model.find(&credit.actor.value, &[Kind::Actor])?;
        let Own::Actor(actor) = &model.page(id).record.own else { return None };
        let inherited = main.filter(|(authors, _)| {
            let same = |other: &Credit| (&other.role, &other.actor) == (&credit.role, &credit.actor);
            credit.role.is_some() && authors.iter().any(same)
        });
        let orcid = actor.ids.iter().find(|(scheme, _)| scheme == "orcid");
        Some(Author {
            entry: maker.short(id),
            role: text(&credit.role),
            language: inherited.map_or(String::new(), |(_, language)| language.clone()),
            affiliation: actor.part_of.as_ref().and_then(|id| maker.entry(id, &[Kind::Actor])),
            orcid: orcid.map(|(scheme, value)| identifier(scheme, value)).filter(|id| !id.url.is_empty()),
        })
    };
    report.authors.iter().filter_map(author).collect()
}

/// How many authors a cover names, as `report.html` shows them; what it cannot say stands at the foot.
const ON_COVER: usize = 5;

/// The authors for the foot of a report, where its cover leaves something out.
pub(super) fn credits(authors: &[Author]) -> Vec<Author> {
    let more = |author: &Author| author.affiliation.is_some() || author.orcid.is_some();
    if authors.len() > ON_COVER || authors.iter().any(more) { authors.to_vec() } else { Vec::new() }
}
