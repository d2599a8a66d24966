//! What one render may use: bytes and time. A loop that writes, or asks for a range of numbers, comes to an end by this;
//! one that does neither cannot be stopped from within.

use std::cell::Cell;
use std::io::{Error, ErrorKind, Write};
use std::time::{Duration, Instant};

/// Most bytes that one template may write: what stops a loop that never stops writing.
pub const MAX_OUTPUT: usize = 64 << 20;
/// Longest time of one render, also on a busy machine; those who watch renders give them up before.
const LONGEST: Duration = Duration::from_secs(70);
/// The clock is looked at once in so many writes.
const LOOK: u32 = 1024;

thread_local! {
    /// When this thread's render began.
    static BEGAN: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Takes bytes until there are too many, or it takes too long.
pub struct Capped {
    bytes: Vec<u8>,
    writes: u32,
}

impl Capped {
    /// Begins the render of this thread.
    pub fn begin() -> Capped {
        BEGAN.set(Some(Instant::now()));
        Capped::within()
    }

    /// Begins a part of the render that this thread is at: its time goes on.
    pub fn within() -> Capped {
        Capped { bytes: Vec::with_capacity(16 << 10), writes: 0 }
    }

    /// What was written.
    pub fn bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writes = self.writes.wrapping_add(1);
        if self.writes.is_multiple_of(LOOK) && is_overdue() {
            return Err(Error::from(ErrorKind::TimedOut));
        }
        if self.bytes.len() + bytes.len() > MAX_OUTPUT {
            return Err(Error::other("too much output"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        // All is taken at once, or nothing.
        self.write(bytes).map(|_| ())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether the render of this thread has taken too long.
pub fn is_overdue() -> bool {
    BEGAN.get().is_some_and(|began| began.elapsed() > LONGEST)
}

/// What a template did that was stopped.
pub fn spent(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::TimedOut => format!("did not come to an end within {} s", LONGEST.as_secs()),
        _ => format!("writes more than {} MB", MAX_OUTPUT >> 20),
    }
}
