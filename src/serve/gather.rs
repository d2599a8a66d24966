//! When is a change complete? Turns what a watcher sees into batches in which no file is half written.
//!
//! There is no fixed delay. A file that was closed after writing, or renamed into its place, is complete at once; one that
//! is open for writing is waited for; while many files change, as when git checks out another branch, they are taken
//! together. Time is handed in, so that all of this can be tested without a clock.

use crate::base::FilePath;
use crate::system::TELLS_OF_CLOSING;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// One thing that a watcher saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A file was made or written to, and may still be open.
    Writing(FilePath),
    /// A file was closed after writing, or got its name: it is complete.
    Settled(FilePath),
    /// Rights or times were changed; perhaps a file can be read that could not.
    Touched(FilePath),
    /// A file or folder lost its name.
    Gone(FilePath),
    /// A folder was made: what lies in it by now was perhaps not seen.
    Folder(FilePath),
    /// More happened than could be told.
    Everything,
}

/// What is complete and may be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Files and folders to look at; empty if `everything`.
    pub paths: Vec<FilePath>,
    /// Folders that are new, to be looked at once more a little later.
    pub folders: Vec<FilePath>,
    /// The whole site.
    pub everything: bool,
}

/// A lone file is taken so long after the last event.
const ALONE: Duration = Duration::from_millis(2);
/// Several files are taken so long after the last event.
const TOGETHER: Duration = Duration::from_millis(15);
/// A file that is gone may come back under its name: many editors save so.
const COMES_BACK: Duration = Duration::from_millis(15);
/// A file that was written and not closed, as far as is told.
const NOT_CLOSED: Duration = Duration::from_millis(if TELLS_OF_CLOSING { 5000 } else { 20 });
/// What is complete is not held back any longer, though more keeps coming.
const LONGEST: Duration = Duration::from_secs(1);
/// The same, while git says that it is at work.
const LONGEST_LOCKED: Duration = Duration::from_secs(15);
/// How often to ask whether git is still at work.
const LOCKED: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Writing,
    Complete,
    Gone,
    Folder,
}

/// What was seen and not yet taken.
#[derive(Debug, Default)]
pub struct Gather {
    paths: BTreeMap<FilePath, (State, Instant)>,
    everything: bool,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Gather {
    /// Takes note of something.
    pub fn note(&mut self, seen: Seen, now: Instant) {
        self.first.get_or_insert(now);
        self.last = Some(now);
        let (path, state) = match seen {
            Seen::Writing(path) => (path, State::Writing),
            Seen::Settled(path) => (path, State::Complete),
            // It says nothing about a file that is being written.
            Seen::Touched(path) if self.paths.contains_key(&path) => return,
            Seen::Touched(path) => (path, State::Complete),
            Seen::Gone(path) => (path, State::Gone),
            Seen::Folder(path) => (path, State::Folder),
            Seen::Everything => {
                self.everything = true;
                return;
            }
        };
        self.paths.insert(path, (state, now));
    }

    /// Git is at work still: what it does last is perhaps not told yet when it has ended.
    pub fn still_locked(&mut self, now: Instant) {
        if self.first.is_some() {
            self.last = Some(now);
        }
    }

    /// Whether a file that was just read was written to since: then what was read is not to be trusted.
    pub fn is_unsettled(&self, path: &FilePath) -> bool {
        self.paths.get(path).is_some_and(|(state, _)| matches!(state, State::Writing | State::Gone))
    }

    /// When to ask again, or to take; `None` if nothing waits. `locked`: git is at work.
    pub fn due(&self, now: Instant, locked: bool) -> Option<Instant> {
        let (first, last) = self.first.zip(self.last)?;
        let quiet = if self.paths.len() > 1 || self.everything { TOGETHER } else { ALONE };
        let complete = self.paths.values().map(|(state, at)| *at + patience(*state));
        let due = complete.fold(last + quiet, Instant::max);
        let due = if locked { due.max(now + LOCKED) } else { due };
        Some(due.min(first + if locked { LONGEST_LOCKED } else { LONGEST }))
    }

    /// Takes what is complete; what is not is waited for again.
    pub fn take(&mut self, now: Instant) -> Batch {
        let mut batch = Batch { everything: std::mem::take(&mut self.everything), ..Batch::default() };
        let waiting = |state: State, at: Instant| state == State::Writing && at + patience(state) > now;
        for (path, (state, at)) in std::mem::take(&mut self.paths) {
            if waiting(state, at) {
                self.paths.insert(path, (state, at));
                continue;
            }
            if state == State::Folder {
                batch.folders.push(path.clone());
            }
            batch.paths.push(path);
        }
        if batch.everything {
            batch.paths.clear();
        }
        (self.first, self.last) = if self.paths.is_empty() { (None, None) } else { (Some(now), Some(now)) };
        batch
    }
}

fn patience(state: State) -> Duration {
    match state {
        State::Writing => NOT_CLOSED,
        State::Complete => Duration::ZERO,
        State::Gone => COMES_BACK,
        State::Folder => TOGETHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> FilePath {
        FilePath::new(name).expect("a path")
    }

    /// Feeds events at milliseconds, and tells when the batch is due, in milliseconds, and what is in it.
    fn play(events: &[(u64, Seen)], locked: bool) -> (u64, Batch) {
        let start = Instant::now();
        let mut gather = Gather::default();
        let mut now = start;
        for (at, seen) in events {
            now = start + Duration::from_millis(*at);
            gather.note(seen.clone(), now);
        }
        let due = gather.due(now, locked).expect("something waits");
        ((due - start).as_millis() as u64, gather.take(due))
    }

    #[test]
    fn a_closed_file_is_taken_at_once() {
        let (due, batch) = play(&[(0, Seen::Writing(path("a"))), (3, Seen::Settled(path("a")))], false);
        assert_eq!((due, batch.paths), (5, vec![path("a")]));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_open_file_is_waited_for_and_does_not_hold_up_the_rest_for_ever() {
        let mut events = vec![(0, Seen::Writing(path("a")))];
        assert_eq!(play(&events, false).0, 1000);
        events.push((900, Seen::Settled(path("b"))));
        events.push((950, Seen::Writing(path("a"))));
        let (due, batch) = play(&events, false);
        assert_eq!((due, batch.paths), (1000, vec![path("b")]));
    }

    #[test]
    fn a_file_that_is_gone_may_come_back() {
        let (due, _) = play(&[(0, Seen::Gone(path("a")))], false);
        assert_eq!(due, 15);
        let (due, batch) = play(&[(0, Seen::Gone(path("a"))), (1, Seen::Writing(path("a"))), (2, Seen::Settled(path("a")))], false);
        assert_eq!((due, batch.paths), (4, vec![path("a")]));
    }

    #[test]
    fn many_files_are_one_batch_and_git_is_waited_for() {
        let events: Vec<(u64, Seen)> = (0..50).map(|at| (at * 10, Seen::Settled(path(&format!("f{at}"))))).collect();
        let (due, batch) = play(&events, false);
        assert_eq!((due, batch.paths.len()), (505, 50));
        let gather = {
            let mut gather = Gather::default();
            gather.note(Seen::Settled(path("a")), Instant::now());
            gather
        };
        let later = Instant::now() + Duration::from_secs(3);
        assert!(gather.due(later, true).expect("it waits") > later);
        assert!(gather.due(later, false).expect("it is due") < later);
    }

    #[test]
    fn an_overflow_asks_for_everything() {
        let (_, batch) = play(&[(0, Seen::Settled(path("a"))), (0, Seen::Everything)], false);
        assert_eq!(batch, Batch { everything: true, ..Batch::default() });
    }
}
