//! What is known of some sources: their types, and which variables they have.

use super::super::engine::Sort;
use std::collections::{BTreeMap, BTreeSet};

/// Variables that the engine takes from the source as they are, under their own names. Those that it makes up by itself
/// (the number of a citation, the suffix of a year, the first of some pages) are never decided beforehand.
pub(super) const PLAIN: [&str; 84] = [
    "DOI",
    "ISBN",
    "ISSN",
    "PMCID",
    "PMID",
    "URL",
    "accessed",
    "archive",
    "archive_collection",
    "archive_location",
    "author",
    "authority",
    "available-date",
    "call-number",
    "chair",
    "chapter-number",
    "collection-editor",
    "collection-number",
    "collection-title",
    "compiler",
    "composer",
    "container-author",
    "container-title",
    "container-title-short",
    "contributor",
    "curator",
    "dimensions",
    "director",
    "division",
    "edition",
    "editor",
    "editorial-director",
    "event-date",
    "event-place",
    "event-title",
    "executive-producer",
    "genre",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "issue",
    "issued",
    "jurisdiction",
    "keyword",
    "language",
    "license",
    "medium",
    "narrator",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "organizer",
    "original-author",
    "original-date",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "part-number",
    "part-title",
    "performer",
    "printing-number",
    "producer",
    "publisher",
    "publisher-place",
    "recipient",
    "references",
    "reviewed-author",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "script-writer",
    "section",
    "series-creator",
    "source",
    "status",
    "submitted",
    "supplement-number",
    "translator",
    "version",
    "volume",
    "volume-title",
];

/// What is known of some sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Their types, as CSL names; one that CSL does not know is of no type.
    pub types: BTreeSet<String>,
    /// The variables of `PLAIN` that any of them has, and of what sort they are in all of them; `None` where they differ.
    /// `None` for all where that is not looked at.
    pub variables: Option<BTreeMap<&'static str, Option<Sort>>>,
}

impl Shape {
    /// The shape of some sources, by the variables that each has.
    pub fn of(types: BTreeSet<String>, works: &[BTreeMap<&str, Option<Sort>>]) -> Shape {
        let mut variables: BTreeMap<&'static str, Option<Sort>> = BTreeMap::new();
        let plain = |name: &&str| PLAIN.binary_search(name).ok().map(|at| PLAIN[at]);
        for name in works.iter().flat_map(BTreeMap::keys).filter_map(plain) {
            let mut sorts = works.iter().map(|work| work.get(name).copied().flatten());
            let first = sorts.next().flatten();
            variables.entry(name).or_insert_with(|| first.filter(|_| sorts.all(|sort| sort == first)));
        }
        Shape { types, variables: Some(variables) }
    }

    /// The shape of these sources and of others.
    pub fn and(mut self, other: &Shape) -> Shape {
        self.types.extend(other.types.iter().cloned());
        self.variables = self.variables.zip(other.variables.as_ref()).map(|(one, other)| {
            let both = |name: &'static str| {
                let found = one.get(name).copied().flatten();
                (name, found.filter(|_| other.get(name).copied().flatten() == found))
            };
            one.keys().chain(other.keys()).map(|name| both(name)).collect()
        });
        self
    }
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.types.iter().try_for_each(|name| write!(f, "{name} "))?;
        match &self.variables {
            Some(all) => all.iter().try_for_each(|(name, sort)| {
                let sign = match sort {
                    None => "?",
                    Some(Sort::Text) => "",
                    Some(Sort::Date) => "/",
                    Some(Sort::Names) => "+",
                };
                write!(f, "{name}{sign} ")
            }),
            None => write!(f, "*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_variables_are_sorted() {
        assert!(PLAIN.is_sorted());
    }
}
