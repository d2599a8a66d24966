//! One publication at a time: a small file at the target says who is at it, and since when.

use super::{Failure, Mode, Target};
use serde::{Deserialize, Serialize};

/// Where the lock lies at a target.
pub const LOCK: &str = ".chancery/lock.json";
/// After so many seconds without a sign of life a lock counts as left over.
pub const STALE: u64 = 30 * 60;

/// Who publishes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The machine and process, as a hash: it is public for a moment.
    pub machine: String,
    /// The process on that machine.
    pub process: u32,
    /// What people call them.
    pub name: String,
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

/// Takes the lock; `by_force` takes it whoever holds it. Gives a note where a left-over one was taken over.
pub fn take(target: &dyn Target, me: &Owner, by_force: bool) -> Result<Option<String>, Failure> {
    match target.write(LOCK, &bytes(me), Mode::Create) {
        Ok(()) => return Ok(None),
        Err(Failure::Changed(_)) => {}
        Err(other) => return Err(other),
    }
    let Some(object) = target.read(LOCK)? else {
        // It was given back in this very moment.
        target.write(LOCK, &bytes(me), Mode::Create)?;
        return Ok(None);
    };
    let held: Owner = serde_json::from_slice(&object.bytes).unwrap_or_default();
    let minutes = me.time.saturating_sub(held.time) / 60;
    if !by_force && judge(&held, me, runs) == Held::Alive {
        let name = if held.name.is_empty() { "somebody else" } else { held.name.as_str() };
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
    Ok(Some("an earlier publication was broken off; this one brings it to its end".into()))
}

/// Gives another sign of life.
pub fn renew(target: &dyn Target, me: &Owner) -> Result<(), Failure> {
    target.write(LOCK, &bytes(me), Mode::Always)
}

/// Gives the lock back.
pub fn release(target: &dyn Target) -> Result<(), Failure> {
    target.delete(&[LOCK.to_string()], &|_, _| {})
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
        let me = Owner { machine: "a".into(), process: 2, name: String::new(), time: 10_000 };
        let held = |machine: &str, time| Owner { machine: machine.into(), process: 1, name: String::new(), time };
        assert_eq!(judge(&held("b", 9_990), &me, |_| false), Held::Alive);
        assert_eq!(judge(&held("a", 9_990), &me, |_| true), Held::Alive);
        assert_eq!(judge(&held("a", 9_990), &me, |_| false), Held::Stale);
        assert_eq!(judge(&held("b", 8_000), &me, |_| true), Held::Stale);
    }
}
