//! Works that are cited, in CSL-JSON as reference managers have it in a document: what a record of a source can take of it.

use super::tree::Work;
use crate::base::Date;
use crate::base::fields::{bcp47, doi, identifier, web_address};
use crate::document::csl::{self, Holds};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Variables that are of no use to a reader of the site: what the manager keeps for its owner.
const LEFT: [&str; 12] = [
    "abstract",
    "annote",
    "call-number",
    "source",
    "note",
    "keyword",
    "archive",
    "archive_location",
    "archive-place",
    "archive_collection",
    "citation-label",
    "citation-number",
];

/// A record of a work without its key; `None` if nothing would be left that names it.
pub(super) fn record(item: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut out = Map::new();
    let sort = item.get("type").and_then(Value::as_str).unwrap_or_default();
    out.insert("type".into(), json!(if csl::TYPES.contains(&sort) { sort } else { "document" }));
    let title = text(item.get("title")).or_else(|| text(item.get("title-short"))).or_else(|| text(item.get("container-title")));
    out.insert("title".into(), json!(title.or_else(|| text(item.get("URL")))?));
    for (name, value) in item {
        let Some(holds) = csl::holds(name).filter(|_| !LEFT.contains(&name.as_str()) && !out.contains_key(name)) else { continue };
        let value = match holds {
            Holds::Names => names(value),
            Holds::Date => date(value).map(Value::String),
            Holds::Text => text(Some(value)).filter(|text| is_fine(name, text)).map(Value::String),
        };
        if let Some(value) = value {
            out.insert(name.clone(), value);
        }
    }
    Some(out)
}

/// Of a list of works in CSL-JSON those that are cited, by the keys that they have there; `None` if it is none.
pub(super) fn cited_of(text: &str, wanted: &BTreeSet<String>) -> Option<(Vec<Work>, BTreeSet<String>)> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let items = match &value {
        Value::Array(items) => items,
        Value::Object(map) => map.get("items")?.as_array()?,
        _ => return None,
    };
    let (mut works, mut keys) = (Vec::new(), BTreeSet::new());
    for item in items.iter().filter_map(Value::as_object) {
        let named = [item.get("citation-key"), item.get("id")].into_iter().filter_map(|value| self::text(value));
        let Some(key) = named.filter(|key| wanted.contains(key)).find(|key| !keys.contains(key)) else { continue };
        if let Some(csl) = record(item) {
            keys.insert(key.clone());
            works.push(Work { key, known: false, csl });
        }
    }
    Some((works, keys))
}

/// The key that a manager gave to a work, if people chose it.
pub(super) fn own_key(item: &Map<String, Value>) -> Option<String> {
    let written = text(item.get("citation-key")).or_else(|| {
        // Zotero's Better BibTeX keeps it in the remark.
        let note = text(item.get("note"))?;
        let at = note.find("Citation Key:")?;
        note[at + "Citation Key:".len()..].split_whitespace().next().map(str::to_string)
    })?;
    crate::base::fields::key(&written).then_some(written)
}

/// Whether a record may hold a value without a fault.
fn is_fine(name: &str, text: &str) -> bool {
    match name {
        "URL" => web_address(text).is_ok(),
        "DOI" => doi(text).is_ok(),
        "ISBN" | "ISSN" | "PMID" | "PMCID" => identifier(name, text).is_ok(),
        "language" => bcp47(text),
        _ => true,
    }
}

/// A text or a number, on one line.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => csl::plain(text).split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Names in parts, without what only a manager reads.
fn names(value: &Value) -> Option<Value> {
    let parts = ["family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"];
    let name = |name: &Value| {
        let name = name.as_object()?;
        let kept: Map<String, Value> =
            parts.iter().filter_map(|part| Some((part.to_string(), json!(text(name.get(*part))?)))).collect();
        (kept.contains_key("family") || kept.contains_key("literal")).then_some(Value::Object(kept))
    };
    let all: Vec<Value> = value.as_array()?.iter().filter_map(name).collect();
    (!all.is_empty()).then_some(Value::Array(all))
}

/// A date in EDTF.
fn date(value: &Value) -> Option<String> {
    if let Some(written) = text(Some(value)) {
        return edtf(&written);
    }
    let map = value.as_object()?;
    let number = |part: &Value| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok());
    let point = |parts: &Value| {
        let parts: Vec<i64> = parts.as_array()?.iter().map_while(number).collect();
        match parts.as_slice() {
            [year] if (0..=9999).contains(year) => Some(format!("{year:04}")),
            [year, month] => Some(format!("{year:04}-{month:02}")),
            [year, month, day, ..] => Some(format!("{year:04}-{month:02}-{day:02}")),
            _ => None,
        }
    };
    let parts: Vec<String> = map.get("date-parts").and_then(Value::as_array).into_iter().flatten().filter_map(point).collect();
    let written = match parts.as_slice() {
        [one] => one.clone(),
        [from, to, ..] => format!("{from}/{to}"),
        [] => text(map.get("raw")).or_else(|| text(map.get("literal")))?,
    };
    edtf(&written)
}

/// A date as it is written here, if it is certain what it means.
pub(super) fn edtf(written: &str) -> Option<String> {
    if Date::parse(written).is_ok() {
        return Some(written.to_string());
    }
    match Date::meant(written).as_slice() {
        [one] => Some(one.clone()),
        // Day and month cannot be told apart; the year can.
        [one, ..] => one.get(..4).map(str::to_string),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_manager_holds_becomes_a_record() {
        let item = json!({
            "id": 12, "type": "report", "title": "Water <i>and</i>\n cities", "abstract": "Long", "note": "Citation Key: oecd2021\nx",
            "author": [{"literal": "OECD"}, {"family": "Díaz", "given": "Ana", "multi": {}}, {}],
            "issued": {"date-parts": [["2021", 3]]}, "accessed": {"raw": "June 5, 2024"}, "URL": "javascript:x", "DOI": "10.1000/xyz",
            "language": "English", "source": "Zotero", "odd": 1, "volume": 3
        });
        let item = item.as_object().unwrap();
        assert_eq!(
            Value::Object(record(item).unwrap()),
            json!({
                "type": "report", "title": "Water and cities",
                "author": [{"literal": "OECD"}, {"family": "Díaz", "given": "Ana"}],
                "issued": "2021-03", "accessed": "2024-06-05", "DOI": "10.1000/xyz", "volume": "3"
            })
        );
        assert_eq!(own_key(item).as_deref(), Some("oecd2021"));
        assert!(record(&Map::new()).is_none());
    }
}
