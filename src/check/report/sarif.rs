//! For code hosts: SARIF 2.1.0, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use super::{Each, Place, Places, Texts, pretty};
use crate::base::address::encoded;
use crate::base::{FilePath, Range};
use crate::check::{Diagnostic, Level, RULES, known};
use serde::Serialize;
use serde_json::{Value, json};

/// Writes a list as SARIF, and those that are `known` as suppressed. Addresses of files have `below` before them: with it they are
/// seen from the top of the repository, where code hosts look for them.
pub fn write(diagnostics: &[Diagnostic], known: &[Diagnostic], texts: &Texts, below: &str) -> String {
    // Either all results of a run say how they are suppressed, or none does (3.27.23).
    let others = if known.is_empty() { result } else { not_suppressed };
    pretty(&Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: json!({ "driver": { "name": "Chancery", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules() } }),
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: json!({ ROOT: { "description": { "text": "The top of the repository." } } }),
            results: Each::new(diagnostics, Places::below(texts, below), others).and(known, suppressed),
        }],
    })
}

/// What code hosts call the top of a repository.
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    column_kind: &'static str,
    original_uri_base_ids: Value,
    results: Each<'a>,
}

fn rules() -> Vec<Value> {
    let one = |rule: &crate::check::Rule| {
        json!({
            "id": rule.name,
            "shortDescription": { "text": rule.short() },
            "help": { "text": rule.about, "markdown": rule.about },
            "defaultConfiguration": { "level": level(rule.level) },
        })
    };
    RULES.iter().map(one).collect()
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "none",
        Level::Warn => "warning",
        Level::Error => "error",
    }
}

fn not_suppressed<'a>(diagnostic: &'a Diagnostic, places: &mut Places<'a>) -> Value {
    let mut value = result(diagnostic, places);
    value["suppressions"] = json!([]);
    value
}

/// Of what is known: by a file beside the text (3.35).
fn suppressed<'a>(diagnostic: &'a Diagnostic, places: &mut Places<'a>) -> Value {
    let mut value = result(diagnostic, places);
    let why = format!("It was there when the faults of the site were written down in {}.", known::NAME);
    value["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": why }]);
    value
}

fn result<'a>(diagnostic: &'a Diagnostic, places: &mut Places<'a>) -> Value {
    let fault = &diagnostic.fault;
    let text = match &fault.help {
        Some(help) => format!("{}; {help}", fault.message),
        None => fault.message.clone(),
    };
    let mut value = json!({
        "ruleId": fault.rule,
        "level": level(diagnostic.level),
        "message": { "text": text },
        "locations": [{ "physicalLocation": physical(&diagnostic.path, &fault.range, places) }],
    });
    if let Some(index) = RULES.iter().position(|rule| rule.name == fault.rule) {
        value["ruleIndex"] = index.into();
    }
    if !fault.labels.is_empty() {
        let related = fault.labels.iter().enumerate().map(|(id, label)| {
            let path = label.path.as_ref().unwrap_or(&diagnostic.path);
            json!({ "id": id, "message": { "text": label.text }, "physicalLocation": physical(path, &label.range, places) })
        });
        value["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &fault.fix {
        let region = region(places.find(&diagnostic.path, &fix.range));
        value["fixes"] = json!([{
            "description": { "text": fault.help.as_deref().unwrap_or("write instead") },
            "artifactChanges": [{
                "artifactLocation": artifact(&diagnostic.path, places),
                "replacements": [{ "deletedRegion": region, "insertedContent": { "text": fix.text } }],
            }],
        }]);
    }
    value
}

fn physical<'a>(path: &'a FilePath, range: &Range, places: &mut Places<'a>) -> Value {
    let region = region(places.find(path, range));
    json!({ "artifactLocation": artifact(path, places), "region": region })
}

fn region(place: Place) -> Value {
    let Place { line, column, end_line, end_column } = place;
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn artifact(path: &FilePath, places: &Places) -> Value {
    json!({ "uri": encoded(&places.shown(path)), "uriBaseId": ROOT })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fault;

    #[test]
    fn has_what_the_standard_requires() {
        let path = FilePath::new("content/a b.md").unwrap();
        let fault = Fault::new("missing-alt", 0..0, "m").with_help("h").with_label(None, 0..0, "l").with_fix(0..0, "x");
        let all = [Diagnostic { path, level: Level::Warn, fault: fault.into() }];
        let out = write(&all, &[], &|_: &FilePath| None, "my site/");
        let value: Value = serde_json::from_str(&out).unwrap();
        let run = &value["runs"][0];
        assert_eq!(value["version"], "2.1.0");
        assert_eq!(run["tool"]["driver"]["name"], "Chancery");
        let result = &run["results"][0];
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "my%20site/content/a%20b.md");
        assert_eq!(result["message"]["text"], "m; h");
        assert_eq!(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "x");
        assert_eq!(result.get("suppressions"), None);
        // What is known is there, and all say how it is with them.
        let out = write(&all, &all, &|_: &FilePath| None, "");
        let value: Value = serde_json::from_str(&out).unwrap();
        let results = value["runs"][0]["results"].as_array().unwrap();
        assert_eq!((results.len(), &results[0]["suppressions"]), (2, &json!([])));
        assert_eq!((&results[1]["suppressions"][0]["kind"], &results[1]["ruleId"]), (&json!("external"), &results[0]["ruleId"]));
    }
}
