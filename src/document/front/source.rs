//! The fields of a source, and CSL variables in CSL-JSON form.

use super::super::record::{RareSourceFields, Source, When};
use super::super::schema::{CSL_DATES, CSL_NAMES, CSL_NUMBERS, CSL_TEXTS, SOURCE};
use super::super::sources::season;
use super::reader::{Context, Map, date_of};
use crate::base::fields::{Want, bare_doi, json};
use crate::base::yaml::{Node, Value};
use crate::base::{Date, Ranged};
use serde_json::{Value as Json, json as make_json};

/// CSL variables that have a row of their own among Chancery's fields.
const SHARED: [&str; 12] =
    ["type", "title", "author", "issued", "publisher", "URL", "DOI", "ISBN", "ISSN", "accessed", "language", "note"];

pub(super) fn read(map: Map, context: &mut Context) -> Source {
    Source {
        sort: map.text("type"),
        csl: variables(map.node),
        issued: map.get("issued").and_then(csl_date),
        url: map.text("URL"),
        doi: map.doi("DOI"),
        rare: rare(map, context).into(),
    }
}

fn rare(map: Map, context: &mut Context) -> RareSourceFields {
    let publisher_actor = map.id(context, "publisher_actor");
    // Who is named twice is not looked for in the text.
    if publisher_actor.is_none() {
        map.text_or_id(context, "publisher");
    }
    RareSourceFields {
        accessed: map.get("accessed").and_then(csl_date),
        publisher_actor,
        archive_url: map.text("archive_url"),
        archive_date: map.date("archive_date"),
        reliability: map.grade("reliability"),
        origin: map.text("origin"),
        party: map.id(context, "party"),
        derived_from: map.ids(context, "derived_from"),
        access: map.text("access"),
        retracted: map.flag("retracted"),
        note: map.line(context, "note", "note"),
        sha256: map.text("sha256"),
    }
}

/// Every CSL variable that is written, in order.
fn variables(node: &Node) -> serde_json::Map<String, Json> {
    let groups = [CSL_TEXTS, CSL_NUMBERS, CSL_DATES, CSL_NAMES];
    let known = |key: &str| SHARED.contains(&key) || groups.iter().any(|group| group.iter().any(|field| field.name == key));
    let mut out = serde_json::Map::new();
    for (key, value) in node.pairs().iter().filter(|(key, value)| known(&key.value) && !value.is_null()) {
        let json = match SOURCE.field(&key.value).map(|field| field.want) {
            Some(Want::Names) => Some(Json::Array(people(value))),
            Some(Want::CslDate) => csl_date(value).map(|date| Json::String(date.value.to_string())),
            Some(Want::Free | Want::List(_)) => Some(json(value)),
            Some(Want::Doi) => value.text().map(|text| Json::String(bare_doi(text.trim_end()).to_string())),
            _ => value.text().map(|text| Json::String(text.trim_end().to_string())),
        };
        if let Some(json) = json {
            out.insert(key.value.clone(), json);
        }
    }
    // Without the room that was made for more.
    out.into_iter().collect()
}

/// Names as CSL-JSON has them; a text is a name that is not taken apart.
fn people(node: &Node) -> Vec<Json> {
    match &node.value {
        Value::Seq(items) => items.iter().flat_map(people).collect(),
        Value::Scalar { text, .. } => vec![make_json!({ "literal": text })],
        Value::Map(pairs) => {
            let part = |(key, value): &(Ranged<String>, Node)| {
                let key = if key.value == "name" { "literal" } else { key.value.as_str() };
                Some((key.to_string(), Json::String(value.text()?.to_string())))
            };
            vec![Json::Object(pairs.iter().filter_map(part).collect())]
        }
        Value::Null => Vec::new(),
    }
}

/// A date as EDTF, or as the `date-parts` of CSL-JSON.
pub(super) fn csl_date(node: &Node) -> Option<When> {
    if node.text().is_some() {
        return date_of(node);
    }
    if let Some(text) = ["raw", "literal", "edtf"].iter().find_map(|key| node.get(key)).and_then(Node::text) {
        return Date::parse(text).ok().map(|date| Ranged::new(date, node.range.clone()));
    }
    let Value::Seq(ends) = &node.get("date-parts")?.value else { return None };
    let ends: Vec<String> = ends.iter().take(2).map(parts).collect::<Option<_>>()?;
    let season = node.get("season").and_then(Node::text).and_then(season);
    let ends = match (ends.as_slice(), season) {
        ([year], Some(season)) if year.len() == 4 => format!("{year}-{season}"),
        _ => ends.join("/"),
    };
    Date::parse(&ends).ok().map(|date| Ranged::new(date, node.range.clone()))
}

fn parts(node: &Node) -> Option<String> {
    let Value::Seq(parts) = &node.value else { return None };
    let number = |at: usize| parts.get(at).and_then(Node::text).and_then(|text| text.parse::<u32>().ok());
    let mut out = format!("{:04}", number(0)?);
    for at in 1..parts.len().min(3) {
        out.push_str(&format!("-{:02}", number(at)?));
    }
    Some(out)
}
