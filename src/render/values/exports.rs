//! A reference as reference managers read it: shown on the page, and in files beside it.

use crate::model::citation::item::Work;
use crate::model::citation::{CiteThis, bibtex, ris};
use serde::Serialize;
use serde_json::Value;

/// One reference in the forms of reference managers; `cite.bib`, `cite.ris` and `cite.json` beside the page hold the same.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Exports {
    /// A BibTeX record.
    pub bibtex: String,
    /// A RIS record.
    pub ris: String,
    /// A list of one CSL-JSON item.
    pub csl_json: String,
}

impl Exports {
    /// Of a report of the site.
    pub fn of_report(this: CiteThis) -> Exports {
        Exports { bibtex: trimmed(this.bibtex), ris: trimmed(this.ris), csl_json: list(this.csl_json) }
    }

    /// Of a source.
    pub fn of(work: &Work) -> Exports {
        Exports {
            bibtex: trimmed(bibtex::entry(work)),
            ris: trimmed(ris::entry(work)),
            csl_json: list(Value::Object(work.json.clone())),
        }
    }
}

fn trimmed(mut record: String) -> String {
    record.truncate(record.trim_end_matches(['\n', '\r']).len());
    record
}

fn list(item: Value) -> String {
    serde_json::to_string_pretty(&Value::Array(vec![item])).unwrap_or_default()
}
