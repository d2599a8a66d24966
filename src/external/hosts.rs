//! What is known of hosts while they are asked: whose turn it is, until when one wants to be left alone, and which need not be
//! asked again.

use crate::check::external::Answer;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// All hosts, by name.
#[derive(Default)]
pub(super) struct Hosts {
    all: Mutex<BTreeMap<String, Arc<Host>>>,
    heard: AtomicBool,
    unreached: AtomicUsize,
    unknown: AtomicBool,
}

/// A host; whoever holds its turn may ask it.
#[derive(Default)]
pub(super) struct Host {
    pub turn: tokio::sync::Mutex<Turn>,
}

#[derive(Default)]
pub(super) struct Turn {
    /// It is not to be asked before.
    pub not_before: Option<Instant>,
    /// So many of its addresses, one after the other, it would not answer for now.
    pub refused: u32,
    /// What is said of all its addresses from now on.
    pub closed: Option<Answer>,
}

impl Hosts {
    pub fn get(&self, name: &str) -> Arc<Host> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(name.to_string()).or_default().clone()
    }

    /// Somebody answered, whatever it was.
    pub fn heard(&self) {
        self.heard.store(true, Ordering::Relaxed);
    }

    /// A host could not be reached; `unknown` says that its name could not even be looked up.
    pub fn unreached(&self, unknown: bool) {
        self.unreached.fetch_add(1, Ordering::Relaxed);
        self.unknown.fetch_or(unknown, Ordering::Relaxed);
    }

    /// Whether nobody answered of those who should have: then nothing is known of any host.
    pub fn is_silent(&self) -> bool {
        !self.heard.load(Ordering::Relaxed) && self.unreached.load(Ordering::Relaxed) > 0
    }

    /// Whether it looks as if this machine were connected to nothing: nobody answered, and there was more than one to do so, or
    /// names could not be looked up. Without a network some systems say of every name that it does not exist.
    pub fn is_cut_off(&self) -> bool {
        self.is_silent() && (self.unreached.load(Ordering::Relaxed) > 1 || self.unknown.load(Ordering::Relaxed))
    }
}
