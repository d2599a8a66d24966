//! What people and programs are shown of a list of diagnostics: five writers, one list.

use super::{Diagnostic, Level};
use crate::base::text::Lines;
use crate::base::{FilePath, Range};
use serde::{Serialize, Serializer};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod sarif;

/// Gives the text that the ranges of diagnostics in a file point into.
pub type Texts<'a> = dyn Fn(&FilePath) -> Option<Arc<str>> + 'a;

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
    /// For runs of GitHub Actions, which show it at its lines; see [`github`].
    Github,
    /// For merge requests of GitLab, as a report of code quality; see [`gitlab`].
    Gitlab,
}

/// Lines and columns of a range, all counted from 1, columns in characters; the end is behind the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// So many texts are open at once; a list may speak of very many files, one after the other.
const MOST_OPEN: usize = 64;

/// Finds places in texts. Ranges asked for in rising order cost no more than reading the text once.
pub(super) struct Places<'a> {
    texts: &'a Texts<'a>,
    /// What stands before paths where they are shown.
    below: &'a str,
    open: BTreeMap<&'a FilePath, Option<Open>>,
}

struct Open {
    text: Arc<str>,
    /// Counted when a place is asked for: letters want none.
    lines: OnceCell<Lines>,
    /// Offset, line and column of the last answer.
    last: (usize, usize, usize),
}

impl<'a> Places<'a> {
    pub fn new(texts: &'a Texts<'a>) -> Self {
        Places { texts, below: "", open: BTreeMap::new() }
    }

    /// The same, where paths are shown below a folder.
    pub fn below(texts: &'a Texts<'a>, below: &'a str) -> Self {
        Places { below, ..Places::new(texts) }
    }

    /// A path as it is shown.
    pub fn shown(&self, path: &FilePath) -> String {
        format!("{}{path}", self.below)
    }

    fn open(&mut self, path: &'a FilePath) -> Option<&mut Open> {
        if self.open.len() == MOST_OPEN && !self.open.contains_key(path) {
            self.open.clear();
        }
        let texts = self.texts;
        let open = || texts(path).map(|text| Open { text, lines: OnceCell::new(), last: (0, 1, 1) });
        self.open.entry(path).or_insert_with(open).as_mut()
    }

    /// The text of a file.
    pub fn text(&mut self, path: &'a FilePath) -> Option<Arc<str>> {
        self.open(path).map(|open| open.text.clone())
    }

    /// Where a range stands; the beginning of the file where there is no text.
    pub fn find(&mut self, path: &'a FilePath, range: &Range) -> Place {
        let Some(open) = self.open(path) else {
            return Place { line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let start = open.position(range.start as usize);
        let kept = open.last;
        let end = open.position(range.end.max(range.start) as usize);
        open.last = kept;
        Place { line: start.0, column: start.1, end_line: end.0, end_column: end.1 }
    }

    /// The letters of a range, at most `limit` characters.
    pub fn letters(&mut self, path: &'a FilePath, range: &Range, limit: usize) -> Option<String> {
        let text = &*self.open(path)?.text;
        let (start, end) = (floor(text, range.start as usize), floor(text, range.end as usize));
        Some(text.get(start..end)?.chars().take(limit).collect())
    }
}

impl Open {
    fn position(&mut self, offset: usize) -> (usize, usize) {
        let offset = floor(&self.text, offset);
        let (at, line, column) = self.last;
        // On a line of a megabyte, counting on from the last place keeps a thousand faults from costing a thousand lines.
        let between = (offset >= at).then(|| &self.text[at..offset]).filter(|part| !part.contains(['\n', '\r']));
        let (line, column) = match between {
            Some(between) if at > 0 => (line, column + between.chars().count()),
            _ => self.lines.get_or_init(|| Lines::new(&self.text)).position(&self.text, offset as u32),
        };
        self.last = (offset, line, column);
        (line, column)
    }
}

/// A list of diagnostics as values that are made one by one while it is written: there may be very many.
pub(super) struct Each<'a> {
    diagnostics: Vec<(&'a Diagnostic, Maker<'a>)>,
    places: RefCell<Places<'a>>,
}

/// Makes the value of a diagnostic.
type Maker<'a> = fn(&'a Diagnostic, &mut Places<'a>) -> serde_json::Value;

impl<'a> Each<'a> {
    /// `one` makes the value of each.
    pub fn new(diagnostics: &'a [Diagnostic], places: Places<'a>, one: Maker<'a>) -> Self {
        Each { diagnostics: Vec::with_capacity(diagnostics.len()), places: places.into() }.and(diagnostics, one)
    }

    /// More of them, whose values are made otherwise.
    pub fn and(mut self, diagnostics: &'a [Diagnostic], one: Maker<'a>) -> Self {
        self.diagnostics.extend(diagnostics.iter().map(|diagnostic| (diagnostic, one)));
        self
    }
}

impl Serialize for Each<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.diagnostics.iter().map(|(diagnostic, one)| one(diagnostic, &mut self.places.borrow_mut())))
    }
}

/// JSON for people and programs, with a line end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    // Only a map with keys that are no texts could fail.
    let mut out = serde_json::to_string_pretty(value).unwrap_or_default();
    out.push('\n');
    out
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
        let texts = |_: &FilePath| Some(Arc::from("éa\nb é c\n"));
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

    #[test]
    fn many_files_are_not_open_at_once() {
        let paths: Vec<FilePath> = (0..200).map(|at| FilePath::new(&format!("{at}.md")).unwrap()).collect();
        let texts = |path: &FilePath| (!path.as_str().starts_with('7')).then(|| Arc::from(format!("a\n{path}")));
        let mut places = Places::new(&texts);
        for path in paths.iter().chain(&paths) {
            let found = (places.find(path, &(2..3)).line, places.letters(path, &(2..99), 99));
            let there = !path.as_str().starts_with('7');
            assert_eq!(found, if there { (2, Some(path.to_string())) } else { (1, None) });
            assert!(places.open.len() <= MOST_OPEN);
        }
    }
}
