//! Floor 3: one file, alone. Bytes in; records, a Markdown tree and faults out, never one without the other.

pub mod bibtex;
pub mod csl;
pub mod csljson;
pub mod dialect;
pub mod direction;
pub mod drawing;
mod formula;
pub mod front;
pub mod json;
pub mod jsonschema;
pub mod kind;
pub mod line;
pub mod lost;
pub mod markdown;
pub mod plain;
pub mod raw_html;
pub mod record;
pub mod schema;
pub mod sources;
pub mod tree;
mod unread;

use crate::base::fields::Lacking;
use crate::base::paths::MARKDOWN;
use crate::base::text::{Quotes, conflict};
pub use crate::base::yaml;
use crate::base::{Fault, SharedText};
pub use kind::Kind;
pub use line::Line;
pub use record::Record;
use std::sync::Arc;
pub use tree::{Body, Manner, Sort, Written};
pub use unread::Unread;

/// One parsed file. It depends on the file's bytes and the options only; it holds no path, so a moved file is still known.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text that all ranges point into.
    pub text: SharedText,
    /// The record that the file is about, then the records declared inline; a list file has any number.
    ///
    /// A record whose key was not written has an empty one: the model takes it from the file's name.
    pub records: Vec<Arc<Record>>,
    /// References in front matter, by position in `records`; each list in order of place.
    pub fields: Vec<Vec<Written>>,
    /// The Markdown body; it belongs to the first record.
    pub body: Arc<Body>,
    /// What is wrong within the file.
    pub faults: Vec<Fault>,
    /// Fields that records must have and that this file does not give them.
    pub lacking: Vec<Lacking>,
    /// The words of what records come of, where it could not be read to its end.
    pub unread: Option<Unread>,
}

/// What a parse depends on besides the bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Options {
    /// `$…$` is maths. Off unless the site asks: prices are common, formulas are not.
    pub math: bool,
    /// Straight quotes and hyphens become typographic ones.
    pub typography: bool,
    /// Raw HTML is kept (and sanitised) instead of being a fault.
    pub raw_html: bool,
    /// Raw HTML is text like any other, as in lines of front matter; comes before `raw_html`.
    pub literal_html: bool,
    /// The marks of the text's language, for straight ones.
    pub quotes: Quotes,
    /// The name of the file says the language, so that its front matter cannot.
    pub named: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { math: false, typography: true, raw_html: false, literal_html: false, quotes: Quotes::default(), named: false }
    }
}

/// Parses one file. `kind` is what its folder says; `extension` is that of its name, in lower case.
///
/// `.bib` is BibTeX or BibLaTeX, `.json` CSL-JSON: lists of sources. Any other file has no records.
pub fn parse(kind: Option<Kind>, extension: &str, text: SharedText, options: &Options) -> Document {
    let opened = text.open();
    let written: &str = &opened;
    let (read, mut body) = match extension {
        "yaml" | "yml" => (front::data(written, kind, options), Body::default()),
        extension if MARKDOWN.contains(&extension) => {
            let parts = front::split(written);
            let mut read = front::front(written, &parts, kind, options);
            let own = read.quotes.map(|quotes| Options { quotes, ..options.clone() });
            let (body, faults) = markdown::parse(written, parts.body, own.as_ref().unwrap_or(options));
            read.faults.extend(faults);
            (read, body)
        }
        "bib" | "json" => {
            let (records, fields, faults) = if extension == "bib" { bibtex::parse(written) } else { csljson::parse(written) };
            let broken = faults.iter().any(|fault| matches!(fault.rule, "invalid-bibtex" | "invalid-json"));
            let unread = broken.then(|| Unread::new(written));
            (front::Read { records, fields, faults, unread, ..front::Read::default() }, Body::default())
        }
        _ => (front::Read::default(), Body::default()),
    };
    let mut faults = read.faults;
    if !read.records.is_empty() {
        faults.extend(direction::faults(written));
        lost::tell(written, &mut faults);
    }
    let (mut unread, mut lacking) = (read.unread, read.lacking);
    let (mut records, mut fields) = (read.records, read.fields);
    if let Some(fault) = conflict(written) {
        // Whatever else is said of the file comes of it.
        faults = vec![fault];
        lacking.clear();
        body.written.clear();
        unread.get_or_insert_with(|| Unread::new(written));
        if !MARKDOWN.contains(&extension) {
            (records, fields) = Default::default();
        }
    }
    drop(opened);
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end, fault.rule));
    Document { text, records, fields, body: Arc::new(body), faults, lacking, unread }
}
