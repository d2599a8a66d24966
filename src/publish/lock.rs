//! One publication at a time: a small file at the target says who is at it, and since when.

use super::protocol::now;
use super::{Failure, Mode, Object, Target};
use crate::system::is_running;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Where the lock lies at a target.
pub const LOCK: &str = ".chancery/lock.json";
/// After so many seconds without a sign of life a lock counts as left over.
pub const STALE: u64 = 30 * 60;
/// Time between two signs of life: many of them may fail before the lock counts as left over.
pub const BEAT: Duration = Duration::from_secs(2 * 60);
/// Time between two looks whether the lock is still ours.
const LOOK: Duration = Duration::from_secs(15);
/// Who takes the lock from somebody who may be at it still waits so long: they look meanwhile, and stop.
pub const HANDOVER: Duration = Duration::from_secs(20);

/// Who publishes. Readers can fetch the lock while it stands: it says nothing of a person, and names no machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The machine since it was started, and the space in which its processes are counted, as a hash.
    pub machine: String,
    /// The process on that machine.
    pub process: u32,
    /// Last sign of life, in seconds since 1970.
    pub time: u64,
}

/// What a lock that is taken means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// By another: wait.
    Alive,
    /// By a process of this machine that is gone, or for so long that it must be left over.
    Stale,
}

/// Judges a lock that stands at a target; `alive` tells whether a process of this machine runs.
pub fn judge(held: &Owner, me: &Owner, alive: impl Fn(u32) -> bool) -> Held {
    let old = me.time.saturating_sub(held.time) > STALE;
    if old || is_gone(held, me, alive) { Held::Stale } else { Held::Alive }
}

/// Whether the process that holds a lock is one of this machine and has ended.
fn is_gone(held: &Owner, me: &Owner, alive: impl Fn(u32) -> bool) -> bool {
    held.machine == me.machine && (held.process == me.process || !alive(held.process))
}

/// A lock that was taken.
pub struct Lock<'a> {
    target: &'a dyn Target,
    owner: Owner,
    /// Another holds it by now.
    lost: AtomicBool,
    /// When it was last seen to be ours, by the clock on the wall: that one goes on while a machine sleeps.
    seen: AtomicU64,
    /// What is written or deleted since then.
    touched: Mutex<Vec<String>>,
}

/// How a lock was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Nobody had it.
    Free,
    /// Whoever had it is gone.
    LeftOver,
    /// From somebody who may be at it still.
    FromAnother,
}

/// Takes the lock; `by_force` takes it whoever holds it.
pub fn take<'a>(target: &'a dyn Target, me: &Owner, by_force: bool) -> Result<(Lock<'a>, Taken), Failure> {
    match target.write(LOCK, &bytes(me), Mode::Create) {
        Ok(()) => return Ok((Lock::of(target, me), Taken::Free)),
        Err(Failure::Changed(_)) => {}
        Err(other) => return Err(other),
    }
    let Some(object) = target.read(LOCK)? else {
        // It was given back in this very moment.
        target.write(LOCK, &bytes(me), Mode::Create)?;
        return Ok((Lock::of(target, me), Taken::Free));
    };
    let held: Owner = serde_json::from_slice(&object.bytes).unwrap_or_default();
    let minutes = me.time.saturating_sub(held.time) / 60;
    if !by_force && judge(&held, me, is_running) == Held::Alive {
        let name = if held.machine == me.machine { "another process of this machine" } else { "somebody else" };
        let since = match minutes {
            0 => "less than a minute".to_string(),
            1 => "1 minute".to_string(),
            more => format!("{more} minutes"),
        };
        return Err(Failure::Changed(format!(
            "`{}` is being published to by {name}, whose last sign of life is {since} old; nothing of this publication is live; \
             wait until they are done, or, if theirs was broken off, publish with `--break-lock`",
            target.shown()
        )));
    }
    let mode = object.tag.map_or(Mode::Always, Mode::Replace);
    target.write(LOCK, &bytes(me), mode)?;
    let taken = if is_gone(&held, me, is_running) { Taken::LeftOver } else { Taken::FromAnother };
    Ok((Lock::of(target, me), taken))
}

impl<'a> Lock<'a> {
    fn of(target: &'a dyn Target, owner: &Owner) -> Lock<'a> {
        let (lost, seen) = (AtomicBool::new(false), AtomicU64::new(now()));
        Lock { target, owner: owner.clone(), lost, seen, touched: Mutex::default() }
    }

    /// Does some work, and meanwhile looks whether the lock is ours and gives signs of life. One that fails is followed by the next.
    pub fn while_held<T>(&self, beat: Duration, work: impl FnOnce() -> T) -> T {
        std::thread::scope(|scope| {
            let (done, end) = channel::<()>();
            scope.spawn(move || {
                let mut renewed = Instant::now();
                while end.recv_timeout(beat.min(LOOK)) == Err(RecvTimeoutError::Timeout) {
                    if renewed.elapsed() < beat {
                        let _ = self.look();
                    } else {
                        let _ = self.renew();
                        renewed = Instant::now();
                    }
                }
            });
            let result = work();
            drop(done);
            result
        })
    }

    /// Looks whether the lock is ours; gives what stands there.
    fn look(&self) -> Result<Option<Object>, Failure> {
        let ours = self.target.read(LOCK)?.filter(|there| held_by(&there.bytes, &self.owner));
        match ours.is_some() {
            true => self.seen.store(now(), Ordering::Relaxed),
            false => self.lost.store(true, Ordering::Relaxed),
        }
        Ok(ours.filter(|_| !self.lost.load(Ordering::Relaxed)))
    }

    /// Gives another sign of life, unless another holds the lock by now.
    fn renew(&self) -> Result<(), Failure> {
        let Some(ours) = self.look()? else { return Ok(()) };
        let bytes = bytes(&Owner { time: now(), ..self.owner.clone() });
        let renewed = self.target.write(LOCK, &bytes, ours.tag.map_or(Mode::Always, Mode::Replace));
        self.lost.fetch_or(matches!(renewed, Err(Failure::Changed(_))), Ordering::Relaxed);
        renewed
    }

    /// An error if another holds the lock by now. `next` is what will be written or deleted if not.
    pub fn still_held(&self, next: Vec<String>) -> Result<(), Failure> {
        self.look()?;
        self.not_lost()?;
        *self.touched() = next;
        Ok(())
    }

    /// The same as far as it is known, without a look: asked after each file. Who was stopped for long, with a machine that slept
    /// perhaps, goes no further without a look: others may have taken the lock for left over.
    pub fn not_lost(&self) -> Result<(), Failure> {
        if self.lost.load(Ordering::Relaxed) {
            return Err(Failure::Changed("somebody else took over this publication's lock, and may be publishing now".into()));
        }
        if now().saturating_sub(self.seen.load(Ordering::Relaxed)) > STALE / 2 {
            return Err(Failure::new("this publication was stopped for so long that somebody else may be publishing by now"));
        }
        Ok(())
    }

    /// What was touched since the lock was last ours, if it is not any more: nobody knows whose files stand there now.
    pub fn doubtful(&self) -> Vec<String> {
        match self.look() {
            Ok(Some(_)) => Vec::new(),
            _ => std::mem::take(&mut *self.touched()),
        }
    }

    fn touched(&self) -> MutexGuard<'_, Vec<String>> {
        self.touched.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Gives the lock back, if it is still ours.
    pub fn release(&self) -> Result<(), Failure> {
        match self.target.read(LOCK)? {
            Some(there) if held_by(&there.bytes, &self.owner) => self.target.delete(&[LOCK.to_string()], &|_, _| Ok(())),
            _ => Ok(()),
        }
    }
}

/// Whether a lock is that of an owner, whenever it was renewed.
fn held_by(bytes: &[u8], owner: &Owner) -> bool {
    serde_json::from_slice::<Owner>(bytes).is_ok_and(|there| Owner { time: owner.time, ..there } == *owner)
}

fn bytes(owner: &Owner) -> Vec<u8> {
    serde_json::to_vec(owner).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_are_judged() {
        let me = Owner { machine: "a".into(), process: 2, time: 10_000 };
        let held = |machine: &str, time| Owner { machine: machine.into(), process: 1, time };
        assert_eq!(judge(&held("b", 9_990), &me, |_| false), Held::Alive);
        assert_eq!(judge(&held("a", 9_990), &me, |_| true), Held::Alive);
        assert_eq!(judge(&held("a", 9_990), &me, |_| false), Held::Stale);
        assert_eq!(judge(&held("b", 8_000), &me, |_| true), Held::Stale);
        // Readers may see it: who it is stays out of it.
        let said: serde_json::Value = serde_json::from_slice(&bytes(&me)).unwrap();
        assert_eq!(said, serde_json::json!({ "machine": "a", "process": 2, "time": 10_000 }));
    }

    #[test]
    fn who_was_stopped_for_long_looks_first() {
        let folder = tempfile::tempdir().unwrap();
        let target = crate::publish::folder::Folder::at(folder.path());
        let me = Owner { machine: "a".into(), process: 1, time: 1 };
        let (lock, _) = take(&target, &me, false).unwrap();
        assert!(lock.not_lost().is_ok());
        lock.seen.store(now() - STALE, Ordering::Relaxed);
        assert!(lock.not_lost().unwrap_err().to_string().contains("stopped for so long"));
        assert!(lock.still_held(Vec::new()).is_ok() && lock.not_lost().is_ok());
        // Nor is one that was taken over and given back still ours.
        let (theirs, _) = take(&target, &Owner { machine: "b".into(), ..me.clone() }, true).unwrap();
        theirs.release().unwrap();
        assert!(lock.still_held(Vec::new()).is_err());
        let (_, taken) = take(&target, &me, false).unwrap();
        let (_, again) = take(&target, &me, false).unwrap();
        assert_eq!((taken, again), (Taken::Free, Taken::LeftOver));
    }

    #[test]
    fn a_lock_is_kept_alive_and_never_taken_from_another() {
        let folder = tempfile::tempdir().unwrap();
        let target = crate::publish::folder::Folder::at(folder.path());
        let me = Owner { machine: "a".into(), process: 1, time: 1 };
        let there = || serde_json::from_slice::<Owner>(&target.read(LOCK).unwrap().unwrap().bytes).unwrap();
        let wait =
            |until: &dyn Fn() -> bool| (0..1_000).any(|_| until() || (std::thread::sleep(Duration::from_millis(5)), false).1);
        let (lock, taken) = take(&target, &me, false).unwrap();
        assert_eq!(taken, Taken::Free);
        let renewed = lock.while_held(Duration::from_millis(5), || wait(&|| there().time > 1));
        assert!(renewed && lock.still_held(vec!["x".into()]).is_ok() && lock.doubtful().is_empty());
        let other = Owner { machine: "b".into(), ..me.clone() };
        let (theirs, taken) = take(&target, &other, true).unwrap();
        assert_eq!(taken, Taken::FromAnother);
        lock.while_held(Duration::from_millis(5), || wait(&|| lock.not_lost().is_err()));
        assert!(lock.not_lost().unwrap_err().to_string().contains("took over"));
        // What it was about when it last knew is in doubt, and nothing more is begun.
        assert!(lock.still_held(vec!["y".into()]).is_err());
        assert_eq!(lock.doubtful(), ["x"]);
        lock.release().unwrap();
        assert_eq!(there(), other);
        theirs.release().unwrap();
        assert!(target.read(LOCK).unwrap().is_none());
    }
}
