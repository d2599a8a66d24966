//! `evidence/index.json`: what each report rests on, and what it says without a source, for programs.

use super::dataset::identity;
use crate::base::{OutPath, UrlPath};
use crate::model::{Family, Model, Page};
use crate::render::values::evidence::{Coverage, Waived, gaps, waivers};
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};
use serde_json::{Value, json};

/// Where the page stands, from the top of the site.
pub const PATH: &str = "evidence/";

/// The data beside the evidence page.
pub static EVIDENCE: Format = Format::new("data of the evidence", plan, render).by_heads().transient();

/// Whether the site makes the evidence page: it did not switch it off, and has no page of its own there. Like the log of corrections it
/// also stands where no report does, for its address must not vanish when the last one is withdrawn.
pub fn is_made(model: &Model) -> bool {
    let own = || UrlPath::new(&format!("/{PATH}")).is_ok_and(|url| model.index.by_url.contains_key(&url));
    model.config.exports.evidence && !own()
}

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    if !(model.config.exports.pages && is_made(model)) {
        return;
    }
    if let Ok(path) = OutPath::new(&format!("{PATH}index.json")) {
        planner.routes.push(Route { path, format: &EVIDENCE, subject: Subject::Site, origin: None });
    }
}

fn render(_: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let mut bytes = b"{\"reports\":[".to_vec();
    // One at a time: of very many reports the values of all are many times as large as their text.
    for (at, report) in view.model.families.iter().filter_map(|family| report(view, family)).enumerate() {
        if at > 0 {
            bytes.push(b',');
        }
        // Memory takes all that is written to it.
        let _ = serde_json::to_writer(&mut bytes, &report);
    }
    bytes.extend(b"]}\n");
    Ok(bytes)
}

/// One report, by its main text, with its versions and translations.
fn report(view: &View, family: &Family) -> Option<Value> {
    let page = view.model.page(family.main);
    let others = family.texts.iter().filter(|id| **id != family.main).map(|id| view.model.page(*id));
    let other = |page: &Page| {
        let evidence = grounds(view, page)?;
        Some(json!({ "version": page.version, "path": page.url.relative(), "language": page.language, "evidence": evidence }))
    };
    Some(json!({
        "id": format!("report:{}", identity(page)),
        "name": page.name(),
        "path": page.url.relative(),
        "language": page.language,
        "evidence": grounds(view, page)?,
        "texts": others.filter_map(other).collect::<Vec<_>>(),
    }))
}

/// What one text rests on.
fn grounds(view: &View, page: &Page) -> Option<Value> {
    let mut data = coverage(&Coverage::of(view.model, page.id)?);
    let unsourced: Vec<String> = gaps(view.model, page).into_iter().map(|one| one.number).collect();
    let waivers: Vec<Value> = waivers(view, page).iter().map(waived).collect();
    if let Value::Object(map) = &mut data {
        map.insert("unsourced_paragraphs".into(), unsourced.into());
        map.insert("waivers".into(), waivers.into());
    }
    Some(data)
}

fn waived(one: &Waived) -> Value {
    json!({
        "kind": if one.own { "own-analysis" } else { "uncited" },
        "paragraph": one.paragraph.as_ref().map(|paragraph| paragraph.number.as_str()),
        "path": one.path,
        "text": one.words,
        "reason": if one.reason.is_empty() { Value::Null } else { one.reason.as_str().into() },
    })
}

/// How much of a text rests on sources, as data.
pub(super) fn coverage(one: &Coverage) -> Value {
    json!({
        "paragraphs": one.checked,
        "sourced": one.sourced,
        "own_analysis": one.own,
        "uncited": one.explained,
        "unsourced": one.unsourced,
        "sources": one.sources,
        "origins": one.origins,
        "judgements": { "all": one.judgements, "sourced": one.judgements_sourced },
        "claims": { "all": one.claims, "sourced": one.claims_sourced },
    })
}
