//! For programs: one JSON object, whose fields are a promise.
//!
//! ```json
//! { "version": 1, "errors": 1, "warnings": 0, "known": 0,
//!   "diagnostics": [ { "rule": "unresolved-reference", "level": "error", "file": "content/reports/a/index.md",
//!     "line": 14, "column": 38, "end_line": 14, "end_column": 49, "text": "@oecd-2021b",
//!     "message": "no source is called `oecd-2021b`", "help": "did you mean `oecd-2021a`?",
//!     "labels": [ { "file": "…", "line": 1, "column": 1, "end_line": 1, "end_column": 5, "text": "…" } ],
//!     "fix": { "line": 14, "column": 39, "end_line": 14, "end_column": 49, "text": "oecd-2021a" } } ] }
//! ```
//!
//! Lines and columns count from 1, columns in characters (Unicode scalar values); an end is behind the last character.
//! `level` is `error` or `warn`; `help` and `fix` are null where there is none; `text` is cut to 200 characters.
//! `known` says how many faults are not among them because known-faults.yaml has them.

use super::{Each, Place, Places, Texts, count, pretty};
use crate::base::{FilePath, Range};
use crate::check::Diagnostic;
use serde::Serialize;
use serde_json::{Value, json};

/// Longest underlined text, in characters.
const MAX_TEXT: usize = 200;

/// Writes a list as JSON; `known` are so many others.
pub fn write(diagnostics: &[Diagnostic], known: usize, texts: &Texts) -> String {
    #[derive(Serialize)]
    struct Whole<'a> {
        version: u32,
        errors: usize,
        warnings: usize,
        known: usize,
        diagnostics: Each<'a>,
    }
    let (errors, warnings) = count(diagnostics);
    pretty(&Whole { version: 1, errors, warnings, known, diagnostics: Each::new(diagnostics, Places::new(texts), one) })
}

fn one<'a>(diagnostic: &'a Diagnostic, places: &mut Places<'a>) -> Value {
    let fault = &diagnostic.fault;
    let path = &diagnostic.path;
    let mut value = json!({ "rule": fault.rule, "level": diagnostic.level.name() });
    put_place(&mut value, Some(path), places.find(path, &fault.range));
    value["text"] = letters(places, path, &fault.range);
    value["message"] = fault.message.clone().into();
    value["help"] = fault.help.clone().into();
    let labels = fault.labels.iter().map(|label| {
        let path = label.path.as_ref().unwrap_or(path);
        let mut value = json!({});
        put_place(&mut value, Some(path), places.find(path, &label.range));
        value["text"] = label.text.clone().into();
        value
    });
    value["labels"] = labels.collect();
    value["fix"] = match &fault.fix {
        None => Value::Null,
        Some(fix) => {
            let mut value = json!({});
            put_place(&mut value, None, places.find(path, &fix.range));
            value["text"] = fix.text.clone().into();
            value
        }
    };
    value
}

fn put_place(value: &mut Value, path: Option<&FilePath>, place: Place) {
    if let Some(path) = path {
        value["file"] = path.as_str().into();
    }
    value["line"] = place.line.into();
    value["column"] = place.column.into();
    value["end_line"] = place.end_line.into();
    value["end_column"] = place.end_column.into();
}

fn letters<'a>(places: &mut Places<'a>, path: &'a FilePath, range: &Range) -> Value {
    places.letters(path, range, MAX_TEXT).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Fault;
    use crate::check::Level;
    use std::sync::Arc;

    #[test]
    fn fields_are_as_promised() {
        let path = FilePath::new("content/a.md").unwrap();
        let texts = |_: &FilePath| Some(Arc::from("é\nab cd\n"));
        let fault = Fault::new("missing-alt", 6..8, "m").with_label(None, 0..2, "l").with_fix(6..8, "x");
        let out = write(&[Diagnostic { path, level: Level::Warn, fault: fault.into() }], 3, &texts);
        let value: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(
            value["diagnostics"][0],
            json!({ "rule": "missing-alt", "level": "warn", "file": "content/a.md",
                "line": 2, "column": 4, "end_line": 2, "end_column": 6, "text": "cd", "message": "m", "help": null,
                "labels": [{ "file": "content/a.md", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "text": "l" }],
                "fix": { "line": 2, "column": 4, "end_line": 2, "end_column": 6, "text": "x" } })
        );
        assert_eq!((&value["errors"], &value["warnings"], &value["known"]), (&json!(0), &json!(1), &json!(3)));
    }
}
