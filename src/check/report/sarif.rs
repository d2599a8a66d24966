//! For code hosts: SARIF 2.1.0, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use super::{Each, Place, Places, Texts, pretty};
use crate::base::FilePath;
use crate::base::address::encoded;
use crate::check::{Diagnostic, Level, RULES};
use serde::Serialize;
use serde_json::{Value, json};

/// Writes a list as SARIF. Addresses of files are relative to the site's folder (`SITEROOT`).
pub fn write(diagnostics: &[Diagnostic], texts: &Texts) -> String {
    pretty(&Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: json!({ "driver": { "name": "Chancery", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules() } }),
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: json!({ "SITEROOT": { "description": { "text": "The folder that holds chancery.yaml." } } }),
            results: Each::new(diagnostics, texts, result),
        }],
    })
}

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
        "locations": [{ "physicalLocation": physical(&diagnostic.path, places.find(&diagnostic.path, &fault.range)) }],
    });
    if let Some(index) = RULES.iter().position(|rule| rule.name == fault.rule) {
        value["ruleIndex"] = index.into();
    }
    if !fault.labels.is_empty() {
        let related = fault.labels.iter().enumerate().map(|(id, label)| {
            let path = label.path.as_ref().unwrap_or(&diagnostic.path);
            json!({ "id": id, "message": { "text": label.text }, "physicalLocation": physical(path, places.find(path, &label.range)) })
        });
        value["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &fault.fix {
        let region = region(places.find(&diagnostic.path, &fix.range));
        value["fixes"] = json!([{
            "description": { "text": fault.help.as_deref().unwrap_or("write instead") },
            "artifactChanges": [{
                "artifactLocation": artifact(&diagnostic.path),
                "replacements": [{ "deletedRegion": region, "insertedContent": { "text": fix.text } }],
            }],
        }]);
    }
    value
}

fn physical(path: &FilePath, place: Place) -> Value {
    json!({ "artifactLocation": artifact(path), "region": region(place) })
}

fn region(place: Place) -> Value {
    let Place { line, column, end_line, end_column } = place;
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn artifact(path: &FilePath) -> Value {
    json!({ "uri": encoded(path.as_str()), "uriBaseId": "SITEROOT" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fault;

    #[test]
    fn has_what_the_standard_requires() {
        let path = FilePath::new("content/a b.md").unwrap();
        let fault = Fault::new("missing-alt", 0..0, "m").with_help("h").with_label(None, 0..0, "l").with_fix(0..0, "x");
        let out = write(&[Diagnostic { path, level: Level::Warn, fault: fault.into() }], &|_: &FilePath| None);
        let value: Value = serde_json::from_str(&out).unwrap();
        let run = &value["runs"][0];
        assert_eq!(value["version"], "2.1.0");
        assert_eq!(run["tool"]["driver"]["name"], "Chancery");
        let result = &run["results"][0];
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "content/a%20b.md");
        assert_eq!(result["message"]["text"], "m; h");
        assert_eq!(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "x");
    }
}
