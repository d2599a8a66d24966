//! Tables of fields: what may be written under which key. One row serves for reading, messages, JSON Schemas, templates
//! of new files and the manual.

mod check;
mod foreign;
mod form;
mod free;
mod held;
mod unknown;
mod words;

pub(crate) use check::coordinates;
pub use check::{Lacking, check, check_record, not_web};
pub use form::{bare_doi, bcp47, doi, identifier, key, web_address};
pub use free::json;
pub use held::{Held, held, holds, is_of_publication, of_publication};
pub(crate) use words::meant;

use super::yaml::Node;

/// The fields of a record, or of a part of one.
#[derive(Debug)]
pub struct Shape {
    /// What it is called in messages: "an actor".
    pub name: &'static str,
    /// One sentence for an author.
    pub about: &'static str,
    /// Its fields, in the order in which they are written in new files.
    pub fields: &'static [&'static [Field]],
    /// Keys that people write by mistake, with the right one.
    pub instead: &'static [(&'static str, &'static str)],
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What is written behind it.
    pub want: Want,
    /// Whether it must be there.
    pub required: bool,
    /// Where it must be there, it may be empty all the same.
    pub may_be_empty: bool,
    /// Left out of new files.
    pub rare: bool,
    /// The field that it says something about: without that it says nothing.
    pub of: Option<&'static str>,
    /// One or two sentences for an author.
    pub about: &'static str,
    /// A value, as YAML on one line.
    pub example: &'static str,
}

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub enum Want {
    /// Any text, number or word; letters are kept.
    Text,
    /// Text with Markdown inside one paragraph.
    Inline,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A date or range of dates in EDTF.
    Date,
    /// The end of something: a date, or `..` where it goes on.
    End,
    /// `true` or `false`.
    Bool,
    /// A whole number from … to.
    Integer(i64, i64),
    /// A number from … to.
    Number(f64, f64),
    /// An address on the web, `http` or `https`.
    Web,
    /// A digital object identifier.
    Doi,
    /// An identifier of that scheme.
    Identifier(&'static str),
    /// A language, by its BCP 47 tag.
    Language,
    /// The id of the record itself, or the last part of its address.
    Key,
    /// The id of another record, or that record in full.
    Id(&'static Target),
    /// The id of another record, that record in full, or a map that has `key` among its fields.
    IdOr(&'static Target, &'static Shape, &'static str),
    /// A file beside this one; the name is how the reference is called.
    File(&'static str),
    /// A text; one that is the id of such a record stands for that.
    TextOrId(&'static Target),
    /// A text, which stands for the first field of the map, or the map.
    TextOr(&'static Shape),
    /// A list.
    List(&'static Want),
    /// A map with these fields.
    Map(&'static Shape),
    /// A map with any keys and such values.
    Keyed(&'static Want),
    /// Identifiers by scheme; those of known schemes are checked.
    Identifiers,
    /// Latitude and longitude in degrees.
    Coordinates,
    /// Names as in CSL: a text, a map, or a list of both.
    Names,
    /// A date in EDTF, or a date map as in CSL-JSON.
    CslDate,
    /// Anything.
    Free,
}

/// What an id may lead to.
#[derive(Debug)]
pub struct Target {
    /// What the reference is called: the name in `Sort::Field`.
    pub sort: &'static str,
    /// Names of the kinds; the first is meant where none is said.
    pub kinds: &'static [&'static str],
    /// The shape of a record of some kind, written in full.
    pub shape: fn(&str) -> Option<&'static Shape>,
}

impl Field {
    /// An optional field.
    pub const fn new(name: &'static str, want: Want, about: &'static str, example: &'static str) -> Self {
        Field { name, want, required: false, may_be_empty: false, rare: false, of: None, about, example }
    }

    /// The same, but it must be there.
    pub const fn must(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, but its key must be there; what stands behind it may be empty.
    pub const fn present(mut self) -> Self {
        self.required = true;
        self.may_be_empty = true;
        self
    }

    /// The same, but it says something about another field, which must be there, too.
    pub const fn of(mut self, other: &'static str) -> Self {
        self.of = Some(other);
        self
    }

    /// The same, and written in new files after all.
    pub const fn shown(mut self) -> Self {
        self.rare = false;
        self
    }

    /// The same, but left out of new files.
    pub const fn rare(mut self) -> Self {
        self.rare = true;
        self
    }
}

impl Shape {
    /// All fields.
    pub fn all(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().flat_map(|group| group.iter())
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.all().find(|field| field.name == name)
    }
}

impl Target {
    /// The kind that a record written in full is of: the one that its `kind` names, or one of whose sorts it names
    /// (`person` is an actor), or else the first.
    pub fn kind_of(&self, node: &Node) -> Option<(&'static str, &'static Shape)> {
        let said = node.get("kind").and_then(Node::text);
        let shapes = || self.kinds.iter().filter_map(|name| Some((*name, (self.shape)(name)?)));
        let named = said.and_then(|said| shapes().find(|(name, _)| *name == said));
        named.or_else(|| shapes().find(|(_, shape)| has_sort(shape, said))).or_else(|| shapes().next())
    }
}

fn has_sort(shape: &Shape, said: Option<&str>) -> bool {
    match (shape.field("kind").filter(|field| field.required).map(|field| field.want), said) {
        (Some(Want::Word(words)), Some(said)) => words.contains(&said),
        _ => false,
    }
}
