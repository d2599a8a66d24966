//! What people and programs are shown of a list of diagnostics: three writers, one list.

use super::{Diagnostic, Level};
use crate::base::text::Lines;
use crate::base::{FilePath, Range};
use std::collections::BTreeMap;
use std::sync::Arc;

pub mod human;
pub mod json;
pub mod sarif;

/// The texts that the ranges of diagnostics point into, by file.
pub type Texts = BTreeMap<FilePath, Arc<str>>;

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// For a person, with the text underlined.
    #[default]
    Human,
    /// For a program, in our own form; see [`json`].
    Json,
    /// For code hosts, in SARIF 2.1.0; see [`sarif`].
    Sarif,
}

/// Collects the texts of all files that a list speaks of; `text` gives that of one file.
pub fn texts(diagnostics: &[Diagnostic], mut text: impl FnMut(&FilePath) -> Option<Arc<str>>) -> Texts {
    let mut found = Texts::new();
    for diagnostic in diagnostics {
        let labelled = diagnostic.fault.labels.iter().filter_map(|label| label.path.as_ref());
        for path in std::iter::once(&diagnostic.path).chain(labelled) {
            if !found.contains_key(path)
                && let Some(text) = text(path)
            {
                found.insert(path.clone(), text);
            }
        }
    }
    found
}

/// Lines and columns of a range, all counted from 1, columns in characters; the end is behind the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Finds places in texts. Ranges asked for in rising order cost no more than reading the text once.
pub(super) struct Places<'a> {
    texts: &'a Texts,
    open: BTreeMap<&'a FilePath, Open<'a>>,
}

struct Open<'a> {
    text: &'a str,
    lines: Lines,
    /// Offset, line and column of the last answer.
    last: (usize, usize, usize),
}

impl<'a> Places<'a> {
    pub fn new(texts: &'a Texts) -> Self {
        Places { texts, open: BTreeMap::new() }
    }

    /// The text of a file.
    pub fn text(&self, path: &FilePath) -> Option<&'a str> {
        self.texts.get(path).map(|text| &**text)
    }

    /// Where a range stands; the beginning of the file where there is no text.
    pub fn find(&mut self, path: &'a FilePath, range: &Range) -> Place {
        let Some(text) = self.text(path) else {
            return Place { line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let open = self.open.entry(path).or_insert_with(|| Open { text, lines: Lines::new(text), last: (0, 1, 1) });
        let start = open.position(range.start as usize);
        let kept = open.last;
        let end = open.position(range.end.max(range.start) as usize);
        open.last = kept;
        Place { line: start.0, column: start.1, end_line: end.0, end_column: end.1 }
    }

    /// The letters of a range, at most `limit` characters.
    pub fn letters(&self, path: &FilePath, range: &Range, limit: usize) -> Option<String> {
        let text = self.text(path)?;
        let (start, end) = (floor(text, range.start as usize), floor(text, range.end as usize));
        Some(text.get(start..end)?.chars().take(limit).collect())
    }
}

impl Open<'_> {
    fn position(&mut self, offset: usize) -> (usize, usize) {
        let offset = floor(self.text, offset);
        let (at, line, column) = self.last;
        // On a line of a megabyte, counting on from the last place keeps a thousand faults from costing a thousand lines.
        let between = (offset >= at).then(|| &self.text[at..offset]).filter(|part| !part.contains(['\n', '\r']));
        let (line, column) = match between {
            Some(between) if at > 0 => (line, column + between.chars().count()),
            _ => self.lines.position(self.text, offset as u32),
        };
        self.last = (offset, line, column);
        (line, column)
    }
}

/// The nearest border of a character at or before an offset.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// How many errors and warnings there are.
pub(super) fn count(diagnostics: &[Diagnostic]) -> (usize, usize) {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
    (errors, diagnostics.len() - errors)
}

/// Cuts a text to a number of characters.
pub(super) fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_any_order() {
        let path = FilePath::new("a.md").unwrap();
        let texts = Texts::from([(path.clone(), Arc::from("éa\nb é c\n"))]);
        let mut places = Places::new(&texts);
        let mut at = |range: Range| {
            let place = places.find(&path, &range);
            (place.line, place.column, place.end_line, place.end_column)
        };
        assert_eq!(at(2..3), (1, 2, 1, 3));
        assert_eq!(at(4..5), (2, 1, 2, 2));
        assert_eq!(at(6..8), (2, 3, 2, 4));
        assert_eq!(at(9..10), (2, 5, 2, 6));
        assert_eq!(at(2..5), (1, 2, 2, 2));
        assert_eq!(at(90..99), (3, 1, 3, 1));
        assert_eq!(at(7..7), (2, 3, 2, 3));
    }
}
