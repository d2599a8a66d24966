//! One publication at a time: a small file at the target says who is at it, and since when.

use super::protocol::now;
use super::{Failure, Mode, Target};
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Where the lock lies at a target.
pub const LOCK: &str = ".chancery/lock.json";
/// After so many seconds without a sign of life a lock counts as left over.
pub const STALE: u64 = 30 * 60;
/// Time between two signs of life: many of them may fail before the lock counts as left over.
pub const BEAT: Duration = Duration::from_secs(2 * 60);

/// Who publishes. Readers can fetch the lock while it stands: it says nothing of a person, and names no machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The machine, as a hash.
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
    let gone = held.machine == me.machine && (held.process == me.process || !alive(held.process));
    let old = me.time.saturating_sub(held.time) > STALE;
    if gone || old { Held::Stale } else { Held::Alive }
}

/// A lock that was taken.
pub struct Lock<'a> {
    target: &'a dyn Target,
    owner: Owner,
    /// Another holds it by now.
    lost: AtomicBool,
}

/// Takes the lock; `by_force` takes it whoever holds it. Gives a note where a left-over one was taken over.
pub fn take<'a>(target: &'a dyn Target, me: &Owner, by_force: bool) -> Result<(Lock<'a>, Option<String>), Failure> {
    match target.write(LOCK, &bytes(me), Mode::Create) {
        Ok(()) => return Ok((Lock::of(target, me), None)),
        Err(Failure::Changed(_)) => {}
        Err(other) => return Err(other),
    }
    let Some(object) = target.read(LOCK)? else {
        // It was given back in this very moment.
        target.write(LOCK, &bytes(me), Mode::Create)?;
        return Ok((Lock::of(target, me), None));
    };
    let held: Owner = serde_json::from_slice(&object.bytes).unwrap_or_default();
    let minutes = me.time.saturating_sub(held.time) / 60;
    if !by_force && judge(&held, me, runs) == Held::Alive {
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
    Ok((Lock::of(target, me), Some("an earlier publication was broken off; this one brings it to its end".into())))
}

impl<'a> Lock<'a> {
    fn of(target: &'a dyn Target, owner: &Owner) -> Lock<'a> {
        Lock { target, owner: owner.clone(), lost: AtomicBool::new(false) }
    }

    /// Does some work, and gives signs of life meanwhile. One that fails is followed by the next.
    pub fn while_held<T>(&self, beat: Duration, work: impl FnOnce() -> T) -> T {
        std::thread::scope(|scope| {
            let (done, end) = channel::<()>();
            scope.spawn(move || {
                while end.recv_timeout(beat) == Err(RecvTimeoutError::Timeout) {
                    let _ = self.renew();
                }
            });
            let result = work();
            drop(done);
            result
        })
    }

    /// Gives another sign of life, unless another holds the lock by now.
    fn renew(&self) -> Result<(), Failure> {
        let ours = self.target.read(LOCK)?.filter(|there| held_by(&there.bytes, &self.owner));
        let Some(ours) = ours.filter(|_| self.still_held().is_ok()) else {
            self.lost.store(true, Ordering::Relaxed);
            return Ok(());
        };
        let bytes = bytes(&Owner { time: now(), ..self.owner.clone() });
        let renewed = self.target.write(LOCK, &bytes, ours.tag.map_or(Mode::Always, Mode::Replace));
        self.lost.fetch_or(matches!(renewed, Err(Failure::Changed(_))), Ordering::Relaxed);
        renewed
    }

    /// An error if another is known to hold the lock.
    pub fn still_held(&self) -> Result<(), Failure> {
        match self.lost.load(Ordering::Relaxed) {
            false => Ok(()),
            true => Err(Failure::Changed("somebody else took over this publication's lock, and may be publishing now".into())),
        }
    }

    /// Gives the lock back, if it is still ours.
    pub fn release(&self) -> Result<(), Failure> {
        match self.target.read(LOCK)? {
            Some(there) if held_by(&there.bytes, &self.owner) => self.target.delete(&[LOCK.to_string()], &|_, _| {}),
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

/// Whether a process of this machine runs. One that is not ours to ask about does.
fn runs(process: u32) -> bool {
    let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else { return false };
    rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
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
    fn a_lock_is_kept_alive_and_never_taken_from_another() {
        let folder = tempfile::tempdir().unwrap();
        let target = crate::publish::folder::Folder::at(folder.path());
        let me = Owner { machine: "a".into(), process: 1, time: 1 };
        let there = || serde_json::from_slice::<Owner>(&target.read(LOCK).unwrap().unwrap().bytes).unwrap();
        let wait =
            |until: &dyn Fn() -> bool| (0..1_000).any(|_| until() || (std::thread::sleep(Duration::from_millis(5)), false).1);
        let (lock, note) = take(&target, &me, false).unwrap();
        assert!(note.is_none());
        let renewed = lock.while_held(Duration::from_millis(5), || wait(&|| there().time > 1));
        assert!(renewed && lock.still_held().is_ok());
        let other = Owner { machine: "b".into(), ..me.clone() };
        let (theirs, _) = take(&target, &other, true).unwrap();
        lock.while_held(Duration::from_millis(5), || wait(&|| lock.still_held().is_err()));
        assert!(lock.still_held().unwrap_err().to_string().contains("took over"));
        lock.release().unwrap();
        assert_eq!(there(), other);
        theirs.release().unwrap();
        assert!(target.read(LOCK).unwrap().is_none());
    }
}
