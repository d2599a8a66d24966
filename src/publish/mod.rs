//! Floor 8: from a finished site to the world.
//!
//! A publication compares what was built with what the target's own manifest says, and sends the difference in an order
//! in which no reader meets a page without its parts. The protocol ([`protocol`]) is the same for every sort of target;
//! what differs stands behind the door [`Target`]. Plans and guards ([`plan`]) are pure. The one async runtime of the
//! program's publishing lives in `store.rs`.

use crate::base::Hash;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

mod archive;
mod credentials;
mod folder;
mod git;
pub mod headers;
pub mod known;
pub mod ledger;
pub mod local;
pub mod lock;
pub mod manifest;
pub mod plan;
pub mod programs;
pub mod protocol;
mod rsync;
mod sftp;
mod store;
pub mod targets;
pub mod web;

pub use targets::{Address, Place, Secrets};

/// A file as it is to stand at the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Path below the target's root, with `/`.
    pub path: String,
    /// Where its bytes lie on this machine.
    pub source: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Hash of the bytes that are sent.
    pub hash: Hash,
    /// What it is served with, where the target keeps that.
    pub headers: headers::Headers,
    /// Whether a hash of what it holds stands in its name, as its maker says.
    pub hashed: bool,
}

/// A small file that was read at a target.
#[derive(Debug, Clone)]
pub struct Object {
    /// What it holds.
    pub bytes: Vec<u8>,
    /// The version of it, where the target knows versions.
    pub tag: Option<String>,
}

/// On which condition a small file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// On none.
    Always,
    /// Nothing stands there.
    Create,
    /// What stands there is still this version.
    Replace(String),
}

/// Why a target did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Somebody else wrote there meanwhile.
    Changed(String),
    /// Anything else, in words for people.
    Other(String),
}

impl Failure {
    /// A failure with an explanation.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure::Other(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Changed(message) | Failure::Other(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Failure {}

/// What is called with each file that is done: its path, and how many bytes it has. An error is a reason to go no further.
pub type Seen<'a> = &'a (dyn Fn(&str, u64) -> Result<(), Failure> + Sync);

/// A place that sites are published to. Paths are relative to its root, with `/`.
///
/// Where [`Target::is_whole`] holds, nothing is visible before [`Target::finish`], and everything is at once.
pub trait Target: Send + Sync {
    /// Its address as people may see it: without secrets.
    fn shown(&self) -> String;
    /// Whether all changes appear in one step.
    fn is_whole(&self) -> bool {
        false
    }
    /// Whether a file stands in the way of a folder of its name, and the other way round.
    fn has_folders(&self) -> bool {
        false
    }
    /// Reads a small file; `None` if there is none.
    fn read(&self, path: &str) -> Result<Option<Object>, Failure>;
    /// Writes a small file, whole or not at all.
    fn write(&self, path: &str, bytes: &[u8], mode: Mode) -> Result<(), Failure>;
    /// All files that are there, with their sizes.
    fn list(&self) -> Result<BTreeMap<String, u64>, Failure>;
    /// Sends files, in any order; each appears whole. What differs from [`Item::hash`] by now is not sent.
    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure>;
    /// What stands at some paths, by hash; what is missing is left out.
    fn hashes(&self, paths: &[&str], seen: Seen) -> Result<BTreeMap<String, Hash>, Failure>;
    /// Removes files; one that is gone already is no failure.
    fn delete(&self, paths: &[String], seen: Seen) -> Result<(), Failure>;
    /// Makes everything visible, where that is one step. `note` is one line for a history.
    fn finish(&self, note: &str) -> Result<(), Failure> {
        let _ = note;
        Ok(())
    }
}

/// Reads the bytes of a file that is to be sent; they must still be those that were planned.
fn bytes_of(item: &Item) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(&item.source).map_err(|error| Failure::new(format!("cannot read `{}`: {error}", item.path)))?;
    if Hash::of(&bytes) != item.hash {
        return Err(Failure::new(format!("`{}` changed while it was published; publish again", item.path)));
    }
    Ok(bytes)
}
