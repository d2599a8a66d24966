//! Floor 3: one file, alone. Bytes in; records, a Markdown tree and faults out, never one without the other.

pub mod kind;
pub mod plain;
pub mod record;
pub mod tree;

use crate::base::Fault;
pub use kind::Kind;
pub use record::Record;
use std::sync::Arc;
pub use tree::{Body, Sort, Written};

/// One parsed file. It depends on the file's bytes and the options only; it holds no path, so a moved file is still known.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text that all ranges point into.
    pub text: Arc<str>,
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
}

impl Default for Options {
    fn default() -> Self {
        Options { math: false, typography: true, raw_html: false }
    }
}
