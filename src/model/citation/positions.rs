//! Where a citation stands among those before it: what styles of notes ask for (CSL 1.0.2, "position").

#[cfg(feature = "citations")]
use super::{reading::Cite, reading::One, segments::segments};
#[cfg(feature = "citations")]
use hayagriva::citationberg::TestPosition;
#[cfg(feature = "citations")]
use std::collections::BTreeMap;

/// What the tests of a position say of a citation of one source, each as far as a style asks it.
///
/// Two citations of a source that differ in nothing that their style asks have one text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The first of its source.
    pub first: bool,
    /// The one before it cites the same source, and as exactly.
    pub ibid: bool,
    /// That has another locator, or none.
    pub located: bool,
    /// One of the few before it cites the same source.
    pub near: bool,
}

impl Position {
    /// The first citation of a source.
    pub const FIRST: Position = Position { first: true, ibid: false, located: false, near: false };

    /// What of it is asked, by a position that says yes to everything that is.
    #[must_use]
    pub fn among(self, asked: Position) -> Position {
        Position {
            first: self.first && asked.first,
            ibid: self.ibid && asked.ibid,
            located: self.located && asked.located,
            near: self.near && asked.near,
        }
    }
}

#[cfg(feature = "citations")]
impl Position {
    /// How a test comes out.
    pub fn is(self, test: &TestPosition) -> bool {
        match test {
            TestPosition::First => self.first,
            TestPosition::Subsequent => !self.first,
            TestPosition::Ibid => self.ibid || self.located,
            TestPosition::IbidWithLocator => self.located,
            TestPosition::NearNote => self.near,
        }
    }

    /// Takes down that a style has a test.
    pub fn ask(&mut self, test: &TestPosition) {
        match test {
            TestPosition::First | TestPosition::Subsequent => self.first = true,
            // The one is a case of the other.
            TestPosition::Ibid | TestPosition::IbidWithLocator => (self.ibid, self.located) = (true, true),
            TestPosition::NearNote => self.near = true,
        }
    }
}

/// The position of each item of each citation. `near` is how many citations back one counts as near.
///
/// Where the style sorts what stands in one citation (`sorts`), it is not known which item comes last there; `None` for those
/// that this has to do with.
#[cfg(feature = "citations")]
pub fn positions(cites: &[Cite], near: usize, sorts: bool) -> Vec<Vec<Option<Position>>> {
    let mut out: Vec<Vec<Option<Position>>> = cites.iter().map(|cite| vec![None; cite.items.len()]).collect();
    // By source: the number of the last piece that has it.
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    let mut before: Vec<&One> = Vec::new();
    let pieces = segments(cites);
    let mut number = 0;
    for (place, piece) in pieces.iter().enumerate() {
        let items: Vec<(usize, &One)> = piece.items.iter().map(|at| (*at, &cites[piece.cite].items[*at])).collect();
        let mixed = sorts && items.len() > 1;
        let mut here: Vec<&One> = Vec::new();
        for (own, (at, one)) in items.iter().enumerate() {
            let earlier = last.get(&one.work);
            let first = earlier.is_none() && here.iter().all(|other| other.work != one.work);
            let nearby = if here.is_empty() { &before[..] } else { &here[here.len() - 1..] };
            let others = items.iter().enumerate().filter(|(other, _)| mixed && *other != own).map(|(_, (_, one))| *one);
            let (unsure, same) = match nearby {
                [] if !mixed => (false, None),
                [other] if !mixed => (false, Some(*other).filter(|other| other.work == one.work)),
                // Of several that the style sorts, any may be the last one.
                several => (several.iter().copied().chain(others).any(|other| other.work == one.work), None),
            };
            let ibid = same.is_some_and(|other| locator(other) == locator(one));
            let located = same.is_some() && !ibid && !one.locator.is_empty();
            let near = earlier.is_some_and(|earlier| number - earlier <= near);
            out[piece.cite][*at] = (first || !unsure).then_some(Position { first, ibid, located, near });
            here.push(one);
        }
        items.iter().for_each(|(_, one)| _ = last.insert(one.work, number));
        before = if mixed { here } else { here.split_off(here.len().saturating_sub(1)) };
        number += 1;
        let ends = pieces.get(place + 1).is_none_or(|next| next.cite != piece.cite);
        if ends && several(&cites[piece.cite]) {
            before.clear();
            // The engine is given a citation that nobody sees here, and counts it.
            number += 1;
        }
    }
    out
}

/// Whether a citation has more than one source: what follows it is no "ibid", which would mean any of them (CSL 1.0.2,
/// "position").
#[cfg(feature = "citations")]
pub fn several(cite: &Cite) -> bool {
    cite.items.len() > 1
}

/// A locator as it is compared: a number without a label is that of a page.
#[cfg(feature = "citations")]
fn locator(one: &One) -> Option<(&str, &str)> {
    let label = if one.label.is_empty() { "page" } else { one.label.as_str() };
    (!one.locator.is_empty()).then_some((label, one.locator.as_str()))
}

#[cfg(all(test, feature = "citations"))]
mod tests {
    use super::*;

    fn cite(items: &[(usize, &str)]) -> Cite {
        let one = |(work, locator): &(usize, &str)| One { work: *work, locator: locator.to_string(), ..One::default() };
        Cite { items: items.iter().map(one).collect(), ..Cite::default() }
    }

    /// Positions as letters: `1` the first, `i` the same again, `l` with another locator, `n` near, `f` far, `?` unknown.
    fn letters(cites: &[Cite], near: usize, sorts: bool) -> String {
        let letter = |position: &Option<Position>| match position {
            None => '?',
            Some(position) if position.first => '1',
            Some(position) if position.ibid => 'i',
            Some(position) if position.located => 'l',
            Some(position) if position.near => 'n',
            Some(_) => 'f',
        };
        positions(cites, near, sorts).iter().flatten().map(letter).collect()
    }

    #[test]
    fn a_citation_stands_behind_others() {
        let all: Vec<Cite> = [0, 0, 1, 0, 1, 1, 2, 2, 2, 2, 0, 2].iter().map(|work| cite(&[(*work, "")])).collect();
        assert_eq!(letters(&all, 5, false), "1i1nni1iiifn");
        let all = [(0, ""), (0, "4"), (0, "4"), (0, "5"), (0, "")].map(|one| cite(&[one]));
        assert_eq!(letters(&all, 5, false), "1liln");
    }

    #[test]
    fn several_sources_stand_in_one_citation() {
        let all = [cite(&[(0, ""), (1, "")]), cite(&[(1, "")]), cite(&[(1, ""), (0, ""), (0, "3")]), cite(&[(2, ""), (2, "")])];
        assert_eq!(letters(&all, 5, false), "11ninl1i");
        assert_eq!(letters(&all, 5, true), "11n???1?");
    }

    #[test]
    fn a_prefix_begins_a_piece_of_its_own() {
        let mut two = cite(&[(0, ""), (1, "")]);
        two.items[1].prefix = "see".into();
        assert_eq!(letters(&[two, cite(&[(1, "")]), cite(&[(0, "")])], 2, true), "11nf");
    }

    #[test]
    fn what_is_not_asked_does_not_tell_citations_apart() {
        let mut asked = Position::default();
        asked.ask(&TestPosition::Subsequent);
        let later = Position { ibid: true, near: true, ..Position::default() };
        assert_eq!(later.among(asked), Position::default());
        assert_eq!(Position::FIRST.among(asked), Position::FIRST);
        asked.ask(&TestPosition::Ibid);
        assert!(later.among(asked).ibid && later.is(&TestPosition::Subsequent));
    }
}
