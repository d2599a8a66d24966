//! The kinds of thing a site is made of, and the table that says where each lives.

use std::fmt;

/// What a file or record describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Report,
    Actor,
    Place,
    Source,
    Term,
    Event,
    /// About, method, contact …
    Plain,
}

/// A row of the table of kinds.
pub struct Row {
    /// The kind.
    pub kind: Kind,
    /// What front matter and references call it: `actor:usa`.
    pub name: &'static str,
    /// Its folder below `content/`.
    pub folder: &'static str,
    /// First part of its address; empty for plain pages, which stand at the top.
    pub prefix: &'static str,
    /// Its template.
    pub template: &'static str,
    /// The field that holds its name.
    pub title_field: &'static str,
}

/// Every kind. Adding one is a row here, its fields in `record.rs` and `schema.rs`, and a template.
pub const KINDS: [Row; 7] = [
    Row { kind: Kind::Report, name: "report", folder: "reports", prefix: "reports", template: "report.html", title_field: "title" },
    Row { kind: Kind::Actor, name: "actor", folder: "actors", prefix: "actors", template: "actor.html", title_field: "name" },
    Row { kind: Kind::Place, name: "place", folder: "places", prefix: "places", template: "place.html", title_field: "name" },
    Row { kind: Kind::Source, name: "source", folder: "sources", prefix: "sources", template: "source.html", title_field: "title" },
    Row { kind: Kind::Term, name: "term", folder: "glossary", prefix: "glossary", template: "term.html", title_field: "term" },
    Row { kind: Kind::Event, name: "event", folder: "events", prefix: "events", template: "event.html", title_field: "title" },
    Row { kind: Kind::Plain, name: "page", folder: "pages", prefix: "", template: "page.html", title_field: "title" },
];

impl Kind {
    /// Its row in the table.
    pub fn row(self) -> &'static Row {
        &KINDS[self as usize]
    }

    /// What it is called in ids and messages.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Kind> {
        KINDS.iter().find(|row| row.name == name).map(|row| row.kind)
    }

    /// An id as its kind, where one is written before it, and its key: `actor:usa` is the actor `usa`, `x:usa` a key of that name.
    pub fn parted(id: &str) -> (Option<Kind>, &str) {
        let parts = id.split_once(':').and_then(|(kind, key)| Some((Kind::named(kind)?, key)));
        parts.map_or((None, id), |(kind, key)| (Some(kind), key))
    }

    /// The kind of what lies in a folder below `content/`.
    pub fn of_folder(folder: &str) -> Option<Kind> {
        KINDS.iter().find(|row| row.folder == folder).map(|row| row.kind)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for row in &KINDS {
            assert_eq!(row.kind.row().name, row.name);
            assert_eq!(Kind::named(row.name), Some(row.kind));
        }
    }
}
