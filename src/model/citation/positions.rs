//! Where a note stands among the notes of a text: what styles of notes ask for (CSL 1.0.2, "position").

use super::reading::Cite;

/// Where a citation stands among those before it. Only of citations of one source without a locator, each in a note of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// The first of its source.
    First,
    /// The one before it cites the same source.
    Ibid,
    /// One of the few before it does.
    Near,
    /// One further before does.
    Far,
}

impl Position {
    /// The shortest list of citations whose last one stands there: `true` for the source, `false` for another one.
    pub fn before(self, near: usize) -> Vec<bool> {
        match self {
            Position::First => vec![true],
            Position::Ibid => vec![true, true],
            Position::Near => vec![true, false, true],
            Position::Far => std::iter::once(true).chain(std::iter::repeat_n(false, near)).chain([true]).collect(),
        }
    }
}

/// Most notes that may count as near; styles say five, if anything.
const MOST_NEAR: usize = 50;

/// The position of each citation; `near` is how many citations back a note counts as near. `None` unless all are plain
/// and have notes of their own.
pub fn positions(cites: &[Cite], near: usize) -> Option<Vec<Position>> {
    let plain = |cite: &Cite| cite.is_plain() && !cite.narrative && cite.amid == (false, false);
    let apart = cites.windows(2).all(|pair| pair[0].note < pair[1].note);
    if !(1..=MOST_NEAR).contains(&near) || !apart || cites.iter().any(|cite| !plain(cite) || cite.note == 0) {
        return None;
    }
    let works: Vec<usize> = cites.iter().map(|cite| cite.items[0].work).collect();
    let position = |at: usize| match works[..at].iter().rev().position(|work| *work == works[at]) {
        None => Position::First,
        Some(0) => Position::Ibid,
        Some(back) if back < near => Position::Near,
        Some(_) => Position::Far,
    };
    Some((0..works.len()).map(position).collect())
}

#[cfg(test)]
mod tests {
    use super::super::reading::One;
    use super::*;

    fn cites(works: &[usize]) -> Vec<Cite> {
        let cite = |(at, work): (usize, &usize)| Cite {
            items: vec![One { work: *work, ..One::default() }],
            note: at + 1,
            ..Cite::default()
        };
        works.iter().enumerate().map(cite).collect()
    }

    #[test]
    fn a_note_stands_behind_others() {
        use Position::{Far, First, Ibid, Near};
        let found = positions(&cites(&[0, 0, 1, 0, 1, 1, 2, 2, 2, 2, 0, 2]), 5);
        assert_eq!(found, Some(vec![First, Ibid, First, Near, Near, Ibid, First, Ibid, Ibid, Ibid, Far, Near]));
    }

    #[test]
    fn the_shortest_list_ends_where_it_should() {
        for near in [1, 2, 5] {
            for position in [Position::First, Position::Ibid, Position::Near, Position::Far] {
                let list: Vec<usize> = position.before(near).into_iter().map(|own| if own { 0 } else { 1 }).collect();
                let last = positions(&cites(&list), near).and_then(|all| all.last().copied());
                // With a distance of one, nothing but the note before is near.
                let wanted = if near == 1 && position == Position::Near { Position::Far } else { position };
                assert_eq!(last, Some(wanted), "{near}");
            }
        }
    }

    #[test]
    fn what_says_more_than_its_source_is_left_to_the_engine() {
        let with = |change: fn(&mut Cite)| {
            let mut all = cites(&[0, 1]);
            change(&mut all[1]);
            positions(&all, 5)
        };
        assert!(with(|_| ()).is_some());
        assert!(with(|cite| cite.items[0].locator = "4".into()).is_none());
        assert!(with(|cite| cite.note = 1).is_none());
        assert!(with(|cite| cite.narrative = true).is_none());
        assert!(with(|cite| cite.amid.0 = true).is_none());
        assert!(with(|cite| cite.items.push(One::default())).is_none());
    }
}
