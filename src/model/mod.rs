//! Floor 4: all pages together, and who points at whom.

use crate::base::{FilePath, Range, UrlPath};
use crate::document::tree::LeafId;
use crate::document::{Body, Document, Kind, Record, Sort};
use std::sync::Arc;

/// Position in `Model::pages`. Pages are in a fixed order: by kind, key, version, language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(pub u32);

/// A record (or one text of a report) with its address.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its position.
    pub id: PageId,
    /// What it is about.
    pub kind: Kind,
    /// Its id in references: `nayib-bukele`.
    pub key: String,
    /// Its address.
    pub url: UrlPath,
    /// The file that it was read from.
    pub path: FilePath,
    /// That file, parsed.
    pub document: Arc<Document>,
    /// What the record says, with what it inherits: a version from the report's main text, a record from a second
    /// declaration that only adds fields.
    pub record: Arc<Record>,
    /// Position in `document.records`; the body belongs to record 0.
    pub position: usize,
    /// BCP 47 tag of its text.
    pub language: String,
    /// Name of the version: empty for the main text, else as in the file's name (`summary`).
    pub version: String,
    /// The report's main text; itself for everything else.
    pub main: PageId,
    /// Draft or embargoed: here only because drafts were asked for.
    pub unpublished: bool,
}

impl Page {
    /// The Markdown body, empty for records declared inline or in lists.
    pub fn body(&self) -> &Body {
        static NONE: std::sync::LazyLock<Body> = std::sync::LazyLock::new(Body::default);
        if self.position == 0 { &self.document.body } else { &NONE }
    }

    /// The text that all its ranges point into.
    pub fn text(&self) -> &str {
        &self.document.text
    }

    /// The name shown to readers.
    pub fn name(&self) -> &str {
        &self.record.name.value
    }
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page.
    Page(PageId),
    /// A place on a page; the anchor is known to exist.
    Anchor(PageId, Box<str>),
    /// A file beside the content, copied to the output.
    Asset(FilePath),
    /// Something outside the site; its scheme is allowed.
    Web,
}

impl Target {
    /// The page that it leads to.
    pub fn page(&self) -> Option<PageId> {
        match self {
            Target::Page(id) | Target::Anchor(id, _) => Some(*id),
            _ => None,
        }
    }
}

/// Anything that points at something, resolved.
#[derive(Debug, Clone)]
pub struct Reference {
    /// Who points.
    pub from: PageId,
    /// At what.
    pub to: Target,
    /// How it was written.
    pub sort: Sort,
    /// Where, in the text of `from`.
    pub range: Range,
    /// The leaf of the body that it stands in; `None` in front matter.
    pub leaf: Option<LeafId>,
    /// A mention that is counted but not linked; always true for the other sorts.
    pub linked: bool,
}
