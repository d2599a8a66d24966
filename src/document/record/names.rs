//! What records are called.
#![allow(missing_docs)]

use super::{Own, Record, Text, When};

impl Record {
    /// The name shown to readers, and the others that an actor or place bears.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let others: &[Name] = match &self.own {
            Own::Actor(actor) => &actor.names,
            Own::Place(place) => &place.names,
            _ => &[],
        };
        std::iter::once(&self.name).chain(borne(others).map(|name| &name.name)).map(|text| text.value.as_str())
    }
}

/// Another name.
#[derive(Debug, Clone)]
pub struct Name {
    pub name: Text,
    pub sort: NameSort,
    /// BCP 47.
    pub language: Option<Text>,
    /// When it was borne.
    pub date: Option<When>,
    /// Matched although it is short or a common word.
    pub force: bool,
}

/// The names that a record bears: shadows stand for others.
pub fn borne(names: &[Name]) -> impl Iterator<Item = &Name> {
    names.iter().filter(|name| name.sort != NameSort::Shadow)
}

/// What sort of name it is; it decides how it is matched in prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum NameSort {
    Full,
    /// Links only after the full name, or where the report declares the actor.
    Short,
    Acronym,
    Former,
    Foreign,
    /// Exists only to block shorter names inside it.
    Shadow,
}
