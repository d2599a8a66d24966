//! How a text differs from what was published, told so that people find the place.

use super::number::ParagraphNumber;
use super::text::{Piece, Pieces};
use super::{Unit, Wording};
use crate::base::Range;
use crate::base::text::{article, shown};
use std::collections::BTreeMap;

/// What became of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Its words are others.
    Edited,
    /// It was not there.
    Added,
    /// It is gone.
    Removed,
    /// It stands at another place.
    Moved,
}

/// A difference from what was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Number of a paragraph, else what it is: `title`, `table`, `note`.
    pub name: String,
    /// Whether it is a numbered paragraph.
    pub paragraph: bool,
    /// Where it stands in the page's file; `None` for what is gone.
    pub range: Option<Range>,
    /// Its first words, now or, if it is gone, before.
    pub words: String,
    /// Figures that became others: what stood there, what stands there; `None` for nothing.
    pub figures: Vec<(Option<String>, Option<String>)>,
    /// Which of the published wordings it is a difference from.
    pub wording: usize,
    /// Hash of its words there, if it was there.
    pub was: Option<u64>,
    /// Hash of its words now, if it is there.
    pub now: Option<u64>,
}

/// Most figures that one change names.
const FIGURES: usize = 4;

/// All differences: paragraphs in order, then the other parts in order, then what is gone.
pub fn compare(now: &Pieces, numbers: &[ParagraphNumber], (wording, before): (usize, &Wording)) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut met = vec![false; before.paragraphs.len()];
    for (piece, number) in now.paragraphs.iter().zip(numbers) {
        let old = number.was.and_then(|was| before.paragraphs.get(was));
        if let Some(seen) = number.was.and_then(|was| met.get_mut(was)) {
            *seen = true;
        }
        match old {
            None => changes.push(added(piece, true)),
            Some(old) if old.hash != piece.unit.hash => changes.push(edited(old, piece, true)),
            Some(old) if number.moved => {
                changes.push(Change { kind: ChangeKind::Moved, figures: Vec::new(), ..edited(old, piece, true) })
            }
            Some(_) => {}
        }
    }
    let gone = before.paragraphs.iter().zip(met).filter(|(_, met)| !met);
    let gone: Vec<Change> = gone.map(|(unit, _)| removed(unit, true)).collect();
    parts(&now.parts, &before.parts, &mut changes);
    changes.extend(gone);
    changes.iter_mut().for_each(|change| change.wording = wording);
    changes
}

/// Parts that are equal meet wherever they stand; of the others, those of one name meet in order.
fn parts(now: &[Piece], before: &[Unit], changes: &mut Vec<Change>) {
    let mut counts: BTreeMap<(&str, u64), usize> = BTreeMap::new();
    before.iter().for_each(|unit| *counts.entry((&unit.name, unit.hash)).or_default() += 1);
    let mut fresh: Vec<&Piece> = Vec::new();
    for piece in now {
        match counts.get_mut(&(piece.unit.name.as_str(), piece.unit.hash)).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => fresh.push(piece),
        }
    }
    let mut left: Vec<&Unit> = Vec::new();
    for unit in before.iter().rev() {
        if let Some(count) = counts.get_mut(&(unit.name.as_str(), unit.hash)).filter(|count| **count > 0) {
            *count -= 1;
            left.push(unit);
        }
    }
    left.reverse();
    for piece in fresh {
        match left.iter().position(|unit| unit.name == piece.unit.name) {
            Some(at) => {
                let old = left.remove(at);
                changes.push(edited(old, piece, false));
            }
            None => changes.push(added(piece, false)),
        }
    }
    changes.extend(left.into_iter().map(|unit| removed(unit, false)));
}

fn added(piece: &Piece, paragraph: bool) -> Change {
    Change {
        kind: ChangeKind::Added,
        range: Some(piece.range.clone()),
        now: Some(piece.unit.hash),
        was: None,
        ..removed(&piece.unit, paragraph)
    }
}

fn edited(old: &Unit, piece: &Piece, paragraph: bool) -> Change {
    let figures = figures(old, &piece.unit);
    Change { kind: ChangeKind::Edited, was: Some(old.hash), figures, ..added(piece, paragraph) }
}

fn removed(unit: &Unit, paragraph: bool) -> Change {
    Change {
        kind: ChangeKind::Removed,
        name: unit.name.clone(),
        paragraph,
        range: None,
        words: unit.words.clone(),
        figures: Vec::new(),
        wording: 0,
        was: Some(unit.hash),
        now: None,
    }
}

/// Which figures became which. Where as many stand there as before, they are held against each other one by one.
fn figures(was: &Unit, now: &Unit) -> Vec<(Option<String>, Option<String>)> {
    let mut gone: Vec<&String> = was.figures.iter().collect();
    let mut come: Vec<&String> = Vec::new();
    for figure in &now.figures {
        match gone.iter().position(|old| *old == figure) {
            Some(at) => drop(gone.remove(at)),
            None => come.push(figure),
        }
    }
    let pairs =
        (0..gone.len().max(come.len())).map(|at| (gone.get(at).map(|f| f.to_string()), come.get(at).map(|f| f.to_string())));
    pairs.take(FIGURES).collect()
}

impl Change {
    /// In a few words: "paragraph 7 (`61` is now `62`)".
    pub fn told(&self) -> String {
        let what = match (self.paragraph, self.name.as_str()) {
            (true, number) => format!("paragraph {number}"),
            (false, name @ ("title" | "subtitle" | "summary" | "standfirst")) => format!("the {name}"),
            (false, name) => format!("{} {name} that begins `{}`", article(name), shown(&self.words)),
        };
        let how = match self.kind {
            ChangeKind::Added => "new".to_string(),
            ChangeKind::Removed => "gone".to_string(),
            ChangeKind::Moved => "moved".to_string(),
            ChangeKind::Edited => self.figures.iter().map(became).collect::<Vec<_>>().join(", "),
        };
        if how.is_empty() { what } else { format!("{what} ({how})") }
    }
}

fn became(pair: &(Option<String>, Option<String>)) -> String {
    match pair {
        (Some(was), Some(now)) => format!("`{was}` is now `{now}`"),
        (Some(was), None) => format!("`{was}` is gone"),
        (None, Some(now)) => format!("`{now}` is new"),
        (None, None) => String::new(),
    }
}
