//! What an editor can ask: one file for each feature, one row for each request. They look at a finished site and at the text under
//! the cursor, in bytes, and know nothing of the protocol.

use crate::base::{FilePath, Range};
use crate::check::Diagnostic;
use crate::document::Kind;
use crate::session::Site;

mod card;
mod completion;
mod definition;
pub mod diagnostics;
mod fixes;
mod folding;
mod hover;
mod marks;
mod outline;
mod references;
mod rename;
mod search;

/// A request and who answers it.
pub struct Feature {
    /// What the protocol calls it.
    pub method: &'static str,
    /// Answers it.
    pub answer: fn(&Asked) -> Answer,
}

/// What is asked before the editor's user gives a file or folder another name.
pub const FOLLOW: &str = "workspace/willRenameFiles";

/// Everything that is answered.
pub const FEATURES: [Feature; 12] = [
    Feature { method: "textDocument/codeAction", answer: fixes::fixes },
    Feature { method: "textDocument/completion", answer: completion::completion },
    Feature { method: "textDocument/hover", answer: hover::hover },
    Feature { method: "textDocument/definition", answer: definition::definition },
    Feature { method: "textDocument/references", answer: references::references },
    Feature { method: "textDocument/documentSymbol", answer: outline::outline },
    Feature { method: "workspace/symbol", answer: search::search },
    Feature { method: "textDocument/prepareRename", answer: rename::prepare },
    Feature { method: "textDocument/rename", answer: rename::rename },
    Feature { method: FOLLOW, answer: rename::follow },
    Feature { method: "textDocument/documentHighlight", answer: marks::marks },
    Feature { method: "textDocument/foldingRange", answer: folding::folding },
];

/// What is asked, of which site.
pub struct Asked<'a> {
    /// The site, with all that is typed and not saved.
    pub site: &'a Site,
    /// The file that is looked at; chancery.yaml, where the whole site is; the file or folder that gets another name.
    pub path: &'a FilePath,
    /// Its text.
    pub text: &'a str,
    /// The place; empty for a cursor.
    pub range: Range,
    /// A word that is part of the question: a new name or path, a word to search for.
    pub word: &'a str,
    /// Whether the declaration counts among the references.
    pub declared: bool,
}

impl Asked<'_> {
    /// Where the cursor stands.
    pub fn at(&self) -> u32 {
        self.range.start
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Nothing is there.
    Nothing,
    /// What is shown in a box beside the text: Markdown, and what it is about.
    Shown(String, Range),
    /// Where something leads; and what in the text does.
    Leads(Vec<Spot>, Range),
    /// Places.
    Spots(Vec<Spot>),
    /// What may be written, and whether these are all.
    Items(Vec<Item>, bool),
    /// Places in the same file.
    Marks(Vec<Range>),
    /// What can be shut.
    Folds(Vec<Range>),
    /// Ways to put something right.
    Repairs(Vec<Repair>),
    /// What a text consists of.
    Outline(Vec<Part>),
    /// What a site consists of.
    Records(Vec<Named>),
    /// What would be renamed: its place and its name.
    Renameable(Range, String),
    /// What has to change.
    Edits(Edits),
    /// It cannot be done, because of that.
    Refused(String),
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file.
    pub path: FilePath,
    /// What is gone to.
    pub start: u32,
    /// Its end.
    pub end: u32,
}

impl Spot {
    /// A range in a file.
    pub fn new(path: &FilePath, range: &Range) -> Spot {
        Spot { path: path.clone(), start: range.start, end: range.end.max(range.start) }
    }

    /// Its bytes.
    pub fn range(&self) -> Range {
        self.start..self.end
    }
}

/// Something that may be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What is shown, and what decides the order.
    pub label: String,
    /// What it is, in a few words.
    pub detail: String,
    /// More about it, as Markdown.
    pub about: String,
    /// What is written.
    pub text: String,
    /// In the place of what.
    pub range: Range,
    /// What else it is found by.
    pub found_by: String,
    /// What sort of thing it is.
    pub sort: ItemSort,
}

/// What sort of thing may be written; editors show it as a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemSort {
    /// A page or record of a kind.
    Record(Kind),
    /// A place on a page.
    Anchor,
    /// A field.
    Field,
    /// One of some words.
    Word,
    /// A file.
    File,
}

/// A way to put something right.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// What it does.
    pub title: String,
    /// What is wrong.
    pub of: Diagnostic,
    /// Whether known-faults.yaml lists it.
    pub known: bool,
    /// What changes.
    pub edit: Edit,
}

/// A part of a text, with the parts in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub detail: String,
    /// What sort of thing it is.
    pub sort: PartSort,
    /// All of it.
    pub range: Range,
    /// What names it; within `range`.
    pub names: Range,
    /// The parts in it.
    pub parts: Vec<Part>,
}

/// What sort of thing a part of a text, or a search result, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartSort {
    /// A section.
    Heading,
    /// A numbered figure or table.
    Figure,
    /// A record.
    Record(Kind),
}

/// A page or record that was searched for.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// Its kind and id.
    pub detail: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Where it is declared.
    pub spot: Spot,
}

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What goes.
    pub spot: Spot,
    /// What comes in its place.
    pub text: String,
}

/// Changes of many files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edits {
    /// Changes of texts, in order of place; the files still have their old names.
    pub edits: Vec<Edit>,
    /// Files and folders that get another name, after that.
    pub moves: Vec<(FilePath, FilePath)>,
}
