//! What is known of some sources: their types, and which variables they have.

use super::super::engine::Sort;
use crate::document::csl::TYPES;

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

/// What is known of some sources, in bits: it is asked for with every source that is cited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    /// Their types: a bit for each of CSL's, and `UNKNOWN` for those that CSL does not know, which are of no type.
    types: u64,
    /// `None` where these are not looked at.
    variables: Option<Variables>,
}

/// The bit of types that CSL does not know.
const UNKNOWN: u64 = 1 << 63;

/// Which of the variables of `PLAIN` some sources have: a bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Variables {
    /// Any of the sources has it.
    some: u128,
    /// All of them have it, and of this sort: text, date, names.
    all: [u128; 3],
}

fn row(sort: Sort) -> usize {
    match sort {
        Sort::Text => 0,
        Sort::Date => 1,
        Sort::Names => 2,
    }
}

/// The place of a variable in `PLAIN`.
pub(super) fn place(name: &str) -> Option<u32> {
    PLAIN.binary_search(&name).ok().map(|at| at as u32)
}

impl Shape {
    /// The shape of a source of a type, by the variables that it has.
    pub fn of<'a>(kind: &str, sorts: impl Iterator<Item = (&'a str, Option<Sort>)>) -> Shape {
        let mut variables = Variables::default();
        for (name, sort) in sorts {
            let Some(bit) = place(name).map(|at| 1 << at) else { continue };
            variables.some |= bit;
            if let Some(sort) = sort {
                variables.all[row(sort)] |= bit;
            }
        }
        let types = TYPES.binary_search(&kind).map_or(UNKNOWN, |at| 1 << at);
        Shape { types, variables: Some(variables) }
    }

    /// The shape of these sources and of others.
    pub fn and(self, other: Shape) -> Shape {
        let both = |(one, other): (Variables, Variables)| Variables {
            some: one.some | other.some,
            all: [0, 1, 2].map(|row| one.all[row] & other.all[row]),
        };
        Shape { types: self.types | other.types, variables: self.variables.zip(other.variables).map(both) }
    }

    /// The shape of sources of these types, whatever variables they have.
    pub fn of_any_variables(self) -> Shape {
        Shape { variables: None, ..self }
    }

    /// The types that CSL knows.
    pub fn types(self) -> impl Iterator<Item = &'static str> {
        TYPES.into_iter().enumerate().filter(move |(at, _)| self.types & (1 << at) != 0).map(|(_, name)| name)
    }

    /// How many types that is, those that CSL does not know taken together.
    pub fn count(self) -> usize {
        self.types.count_ones() as usize
    }

    /// Whether any of the sources has the variable at a place of `PLAIN`; where that is not looked at, any may.
    pub fn some_have(self, place: Option<u32>) -> bool {
        self.variables.is_none_or(|variables| place.is_some_and(|at| variables.some & (1 << at) != 0))
    }

    /// Whether all of the sources have the variable at a place, of a sort.
    pub fn all_have(self, place: Option<u32>, sort: Sort) -> bool {
        self.variables.zip(place).is_some_and(|(variables, at)| variables.all[row(sort)] & (1 << at) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_variables_are_sorted() {
        assert!(PLAIN.is_sorted());
        assert!(PLAIN.len() <= 128);
    }

    #[test]
    fn types_are_sorted() {
        assert!(TYPES.is_sorted());
        assert!(TYPES.len() < 63);
    }

    #[test]
    fn what_all_have_and_what_some_have() {
        let book = Shape::of("book", [("note", Some(Sort::Text)), ("issued", Some(Sort::Date)), ("custom", None)].into_iter());
        let post = Shape::of("post", [("note", Some(Sort::Text)), ("issued", None), ("URL", Some(Sort::Text))].into_iter());
        let odd = Shape::of("none of CSL's", std::iter::empty());
        let both = book.and(post);
        assert_eq!(both.types().collect::<Vec<_>>(), ["book", "post"]);
        assert!(
            both.all_have(place("note"), Sort::Text)
                && !both.all_have(place("note"), Sort::Date)
                && !both.all_have(place("issued"), Sort::Date)
        );
        assert!(
            both.some_have(place("URL"))
                && !both.all_have(place("URL"), Sort::Text)
                && !both.some_have(place("volume"))
                && !both.some_have(place("custom"))
        );
        assert_eq!((both.count(), both.and(odd).count(), odd.types().count()), (2, 3, 0));
        assert!(both.of_any_variables().some_have(place("volume")) && !both.of_any_variables().all_have(place("note"), Sort::Text));
        assert_eq!(both.and(book), both);
        assert_eq!(both.of_any_variables().and(book), both.of_any_variables());
    }
}
