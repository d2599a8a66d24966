//! Single files and folders of the output.

use super::old::Stamp;
use crate::base::OutPath;
use crate::system::{Folder, create_new, let_all_read, new_folder};
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Makes a folder and those above it.
pub(super) fn make_folders(folder: &Path) -> Result<()> {
    let made = match (new_folder(folder), folder.parent()) {
        (Err(error), Some(above)) if error.kind() == ErrorKind::NotFound => {
            make_folders(above)?;
            new_folder(folder)
        }
        (made, _) => made,
    };
    match made {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(error).with_context(|| format!("cannot make {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Whether a path is one of the new ones, which are in order.
pub(super) fn is_new<T>(path: &str, new: &[(OutPath, T)]) -> bool {
    new.binary_search_by(|(new, _)| new.as_str().cmp(path)).is_ok()
}

/// Whether an old file stands where a new one has its folder, or in a folder where a new file stands.
pub(super) fn in_the_way<T>(old: &str, new: &[(OutPath, T)]) -> bool {
    let folder = format!("{old}/");
    let below = new.partition_point(|(new, _)| *new.as_str() < *folder);
    let holds = new.get(below).is_some_and(|(new, _)| new.as_str().starts_with(&folder));
    holds || old.match_indices('/').any(|(at, _)| is_new(&old[..at], new))
}

pub(super) fn remove_empty_folders(file: &Path, top: &Path) {
    let mut folder = file.parent();
    while let Some(path) = folder.filter(|path| *path != top && path.starts_with(top)) {
        if fs::remove_dir(path).is_err() {
            break;
        }
        folder = path.parent();
    }
}

/// Writes a new file, readable by all.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fill(create_new(path)?, bytes).map(drop)
}

/// Writes a new file piece by piece, readable by all.
pub(super) fn write_pieces(path: &Path, pieces: impl Iterator<Item = String>) -> io::Result<()> {
    let mut file = io::BufWriter::new(create_new(path)?);
    for piece in pieces {
        file.write_all(piece.as_bytes())?;
    }
    fill(file.into_inner()?, b"").map(drop)
}

/// Writes what is still to be written of a file, and sees to it that all may read it.
fn fill(mut file: File, bytes: &[u8]) -> io::Result<Stamp> {
    file.write_all(bytes)?;
    Ok(Stamp::of(&let_all_read(&file)?))
}

/// A folder that is held open, so that what lies below it is found without going down from the root each time.
pub(super) struct Top(Folder);

impl Top {
    /// Opens a folder.
    pub fn open(path: &Path) -> io::Result<Top> {
        Folder::open(path).map(Top)
    }

    /// Writes a new file below it, readable by all; its folder is there.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<Stamp> {
        fill(self.0.create(path)?, bytes)
    }

    /// Makes a folder below it, and those above that.
    pub fn make_folders(&self, folder: &str) -> io::Result<()> {
        let made = match (self.0.make(folder), folder.rsplit_once('/')) {
            (Err(error), Some((above, _))) if error.kind() == ErrorKind::NotFound => {
                self.make_folders(above)?;
                self.0.make(folder)
            }
            (made, _) => made,
        };
        made.or_else(|error| if error.kind() == ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })
    }
}
