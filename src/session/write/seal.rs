//! What tells that a site need not be built again.
//!
//! After a build a small file beside the output, `.chancery-<output>.seal`, keeps a hash of everything that went in and
//! one of how each file that came out lies on the disk (device, inode, size, time of change). Where both are the same,
//! the site is what a build would make, and what the build said is said again. A seal that is missing, old or damaged
//! costs a build and nothing else; it is no part of the site and is never published.

use super::{Put, Staging};
use crate::base::{Hash, OutPath};
use crate::session::old::Stamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;

/// Largest seal that is read, in bytes.
const MAX_SEAL: u64 = 64 << 20;

/// What a build leaves for the next.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Seal {
    /// Hash of all that went in.
    inputs: String,
    /// Hash of all that came out.
    outputs: String,
    /// How many files that was.
    pub files: usize,
    /// What was said of the site.
    pub said: String,
}

impl Staging {
    /// The seal of the site that stands there, if the same inputs would make it again.
    pub fn unchanged(&self, inputs: &Hash) -> Option<Seal> {
        let path = self.seal_path();
        let meta = fs::symlink_metadata(&path).ok()?;
        if !meta.is_file() || meta.len() > MAX_SEAL {
            return None;
        }
        let seal: Seal = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let now = outputs(&self.old.manifest?, self.old.ours()).to_string();
        (seal.inputs == inputs.to_string() && seal.outputs == now).then_some(seal)
    }

    /// Has the site sealed when it stands: by the hash of all that goes in, with what is said of it.
    pub fn seal_with(&mut self, inputs: &Hash, said: String) {
        self.seal = Some(Seal { inputs: inputs.to_string(), said, ..Seal::default() });
    }

    /// Writes the seal. The lock is still held, so no other build has touched the files.
    pub(super) fn write_seal(&self, manifest: &Hash, mut files: Vec<(OutPath, Put)>) {
        let Some(seal) = &self.seal else { return };
        // What was written now lies where it was written: moving a file or its folder changes nothing of its stamp.
        let look = |path: &OutPath| fs::symlink_metadata(path.under(&self.out)).ok().map(|meta| Stamp::of(&meta));
        files.par_iter_mut().for_each(|(path, put)| put.stamp = put.stamp.or_else(|| look(path)));
        let stamps = files.iter().filter_map(|(path, put)| Some((path.as_str(), put.stamp?)));
        let outputs = outputs(manifest, stamps);
        let seal = Seal { outputs: outputs.to_string(), files: files.len(), ..seal.clone() };
        let path = self.seal_path();
        let temp = self.parent.join(format!("{}.{}", self.seal_name(), std::process::id()));
        // Without a seal the next build is a whole one, which is no fault.
        let written = serde_json::to_vec(&seal).map_err(std::io::Error::from).and_then(|bytes| super::write_new(&temp, &bytes));
        if written.and_then(|()| fs::rename(&temp, &path)).is_err() {
            let _ = fs::remove_file(&temp);
        }
    }

    fn seal_name(&self) -> String {
        format!(".chancery-{}.seal", self.out.file_name().unwrap_or_default().to_string_lossy())
    }

    fn seal_path(&self) -> PathBuf {
        self.parent.join(self.seal_name())
    }
}

/// A hash of a manifest, and of how the files of a site lie on the disk, in order of path.
fn outputs<'a>(manifest: &'a Hash, stamps: impl Iterator<Item = (&'a str, Stamp)>) -> Hash {
    let file = |(path, stamp): (&'a str, Stamp)| [Cow::from(path.as_bytes()), stamp.bytes().to_vec().into()];
    Hash::of_each(std::iter::once(Cow::from(manifest.as_bytes())).chain(stamps.flat_map(file)))
}
