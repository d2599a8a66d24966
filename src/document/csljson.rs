//! CSL-JSON: what Zotero and its kin export. A list of items, or one item, or `{"items": […]}`.

use super::json::{self, Json, Node};
use super::record::Record;
use super::sources::{Draft, Found, duplicate, is_own};
use super::{Written, csl};
use crate::base::{Fault, Range, Ranged};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fields that tools write and no citation needs.
const IGNORED: [&str; 8] = ["categories", "system_id", "attachments", "uri", "uris", "itemID", "schema", "citation-label"];

/// Reads a file; faults have places, and every item that is whole becomes a record.
pub fn parse(text: &str) -> (Vec<Arc<Record>>, Vec<Vec<Written>>, Vec<Fault>) {
    let (node, fault) = json::parse(text);
    let mut faults: Vec<Fault> = fault.into_iter().collect();
    let mut records = Vec::new();
    let mut fields = Vec::new();
    let mut seen: BTreeMap<String, Range> = BTreeMap::new();
    let items = node.map(|node| items(node, &mut faults)).unwrap_or_default();
    let mut found = Found::of(&mut faults);
    for item in items {
        let Some(draft) = draft(item, &mut found) else { continue };
        let key = draft.key.clone();
        if let Some(first) = seen.get(&key.value) {
            found.faults.push(duplicate(&key, first));
            continue;
        }
        seen.insert(key.value, key.range);
        let (record, written) = draft.record(found.faults);
        records.push(Arc::new(record));
        fields.push(written);
    }
    faults.sort_by_key(|fault| fault.range.start);
    (records, fields, faults)
}

fn items(node: Node, faults: &mut Vec<Fault>) -> Vec<Node> {
    match node.value {
        Json::Array(list) => list,
        Json::Object(fields) if fields.iter().any(|(key, _)| key.value == "items") => {
            let list = fields.into_iter().find(|(key, _)| key.value == "items").map(|(_, node)| node.value);
            if let Some(Json::Array(list)) = list { list } else { Vec::new() }
        }
        Json::Object(fields) => vec![Ranged::new(Json::Object(fields), node.range)],
        _ => {
            let message = "this is not CSL-JSON: a list of objects is expected";
            faults.push(Fault::new("invalid-json", node.range, message).with_help("export it again as CSL-JSON"));
            Vec::new()
        }
    }
}

fn draft(item: Node, found: &mut Found) -> Option<Draft> {
    let start = item.range.start..item.range.start + 1;
    let Json::Object(fields) = item.value else {
        let fault = Fault::new("invalid-json", item.range, "a source must be an object in braces");
        found.faults.push(fault.with_help(r#"write each as `{"id": "…", "type": "report", "title": "…"}`"#));
        return None;
    };
    let mut draft = Draft { range: item.range, ..Draft::default() };
    for (key, node) in fields {
        field(&mut draft, key, node, found);
    }
    if draft.key.value.is_empty() {
        let help = "add `\"id\": \"…\"`: it is what citations name it by";
        found.faults.push(Fault::new("invalid-json", start, "this source has no `id`").with_help(help));
        return None;
    }
    Some(draft)
}

fn field(draft: &mut Draft, key: Ranged<String>, node: Node, found: &mut Found) {
    let inner = |range: Range| if node.value.as_str().is_some() { range.start + 1..range.end - 1 } else { range };
    let place = inner(node.range.clone());
    match key.value.as_str() {
        "id" => {
            let id = match &node.value {
                Json::String(text) | Json::Number(text) => text.trim().to_string(),
                _ => String::new(),
            };
            draft.key = Ranged::new(key_of(&id), place);
        }
        "citation-key" if node.value.as_str().is_some_and(|key| !key.is_empty()) => {
            // Zotero's `id` is an address; the key that people cite stands here.
            let cited = node.value.as_str().unwrap_or_default();
            draft.key = Ranged::new(key_of(cited), place);
        }
        "type" => {
            let sort = node.value.as_str().unwrap_or("").to_string();
            if !csl::TYPES.contains(&sort.as_str()) {
                found.unknown_type(&sort, place.clone(), csl::TYPES.into_iter());
            }
            draft.sort = Some(Ranged::new(sort, place));
        }
        "custom" => {
            if let Json::Object(fields) = node.value {
                for (key, node) in fields {
                    let name = key.value.replace('-', "_");
                    if is_own(&name) {
                        let range =
                            if node.value.as_str().is_some() { node.range.start + 1..node.range.end - 1 } else { node.range };
                        draft.put(&name, node.value.plain(), range);
                    }
                }
            }
        }
        name if IGNORED.contains(&name) || name.starts_with('_') || csl::holds(name).is_some() => {
            if csl::holds(name).is_some() {
                draft.put(name, node.value.plain(), place);
            }
        }
        name => {
            let range = key.range.start + 1..key.range.end - 1;
            // CSL has a place for what others add, and its own programs keep what stands there.
            let own = is_own(name)
                .then(|| format!("write it as `\"custom\": {{\"{name}\": …}}`, where CSL-JSON has what it does not know"));
            found.unknown_field(name, range, csl::variables().chain(["id", "type", "custom"]), own);
        }
    }
}

/// The last part of an address that stands as `id`: `http://zotero.org/users/1/items/ABCD` is `ABCD`.
fn key_of(id: &str) -> String {
    match id.contains("://") {
        true => id.trim_end_matches('/').rsplit('/').next().unwrap_or(id).to_string(),
        false => id.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::record::Own;

    #[test]
    fn zotero_items_are_read() {
        let text = r#"[
  {"id": "http://zotero.org/users/1/items/ABCD", "citation-key": "olay2025", "type": "webpage",
   "title": "Hegseth", "author": [{"family": "Olay", "given": "Matthew"}],
   "issued": {"date-parts": [["2025", 4, 16]]}, "accessed": {"date-parts": [["2025", 6, 10]]},
   "URL": "https://x.example/", "custom": {"archive-url": "https://a.example/", "party": "usa"}}
]"#;
        let (records, fields, faults) = parse(text);
        assert_eq!(faults, []);
        assert_eq!(records[0].key.value, "olay2025");
        let Own::Source(source) = &records[0].own else { panic!() };
        assert_eq!(source.issued.as_ref().unwrap().value.to_string(), "2025-04-16");
        assert_eq!(source.rare.archive_url.as_ref().unwrap().value, "https://a.example/");
        assert_eq!(fields[0][0].text, "usa");
        let range = &fields[0][0].range;
        assert_eq!(&text[range.start as usize..range.end as usize], "usa");
    }

    #[test]
    fn what_programs_add_is_passed_over() {
        let text = r#"[{"id": "a", "citation-key": "", "type": "book", "title": "T", "itemID": 3, "_own": 4, "schema": "x"}]"#;
        let (records, _, faults) = parse(text);
        assert_eq!(records[0].key.value, "a");
        assert_eq!(faults, []);
    }

    #[test]
    fn what_is_chancerys_own_stands_under_custom() {
        let item = |fields: &str| parse(&format!(r#"[{{"id": "a", "type": "book", "title": "T", {fields}}}]"#));
        let (_, _, faults) = item(r#""reliability": "B""#);
        let help = faults[0].help.as_deref().unwrap();
        assert_eq!(help, r#"write it as `"custom": {"reliability": …}`, where CSL-JSON has what it does not know"#);
        let (records, _, faults) = item(r#""custom": {"reliability": "B"}"#);
        let Own::Source(source) = &records[0].own else { panic!() };
        assert_eq!((source.rare.reliability.as_ref().unwrap().value, faults), ('B', vec![]));
    }

    #[test]
    fn faults_say_where() {
        let text = r#"[{"id": "a", "type": "reprot", "titel": "x"}, {"id": "a", "type": "book"}, 3, {"type": "book"}]"#;
        let (records, _, faults) = parse(text);
        assert_eq!(records.len(), 1);
        let found: Vec<_> =
            faults.iter().map(|fault| (fault.rule, &text[fault.range.start as usize..fault.range.end as usize])).collect();
        assert_eq!(
            found,
            [
                ("unknown-source-field", "reprot"),
                ("unknown-source-field", "titel"),
                ("duplicate-id", "a"),
                ("invalid-json", "3"),
                ("invalid-json", "{")
            ]
        );
        assert_eq!(faults[0].help.as_deref(), Some("did you mean `report`?"));
        assert_eq!(faults[1].help.as_deref(), Some("did you mean `title`?"));
    }
}
