//! Single files and folders of the output.

use super::old::Stamp;
use crate::base::OutPath;
use anyhow::{Context, Result};
use rustix::fs::{AtFlags, Mode, OFlags};
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Makes a folder, readable by all whatever the process's mask says.
pub(super) fn new_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o755))
}

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
    fill(create(path)?, bytes).map(drop)
}

/// Writes a new file piece by piece, readable by all.
pub(super) fn write_pieces(path: &Path, pieces: impl Iterator<Item = String>) -> io::Result<()> {
    let mut file = io::BufWriter::new(create(path)?);
    for piece in pieces {
        file.write_all(piece.as_bytes())?;
    }
    fill(file.into_inner()?, b"").map(drop)
}

fn create(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new().write(true).create_new(true).mode(0o644).open(path)
}

/// Writes what is still to be written of a file, and sees to it that all may read it.
fn fill(mut file: File, bytes: &[u8]) -> io::Result<Stamp> {
    file.write_all(bytes)?;
    let meta = file.metadata()?;
    if meta.mode() & 0o777 != 0o644 {
        file.set_permissions(Permissions::from_mode(0o644))?;
    }
    Ok(Stamp::of(&meta))
}

/// A folder that is held open, so that what lies below it is found without going down from the root each time.
pub(super) struct Top {
    folder: OwnedFd,
    /// The process's mask takes nothing from the permissions of a folder: found out with the first.
    unmasked: AtomicBool,
}

impl Top {
    /// Opens a folder.
    pub fn open(path: &Path) -> io::Result<Top> {
        Ok(Top { folder: File::open(path)?.into(), unmasked: AtomicBool::new(false) })
    }

    /// Writes a new file below it, readable by all; its folder is there.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<Stamp> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        fill(rustix::fs::openat(&self.folder, path, flags, Mode::from(0o644))?.into(), bytes)
    }

    /// Makes a folder below it, and those above that.
    pub fn make_folders(&self, folder: &str) -> io::Result<()> {
        let made = match (self.new_folder(folder), folder.rsplit_once('/')) {
            (Err(error), Some((above, _))) if error.kind() == ErrorKind::NotFound => {
                self.make_folders(above)?;
                self.new_folder(folder)
            }
            (made, _) => made,
        };
        made.or_else(|error| if error.kind() == ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })
    }

    fn new_folder(&self, folder: &str) -> io::Result<()> {
        rustix::fs::mkdirat(&self.folder, folder, Mode::from(0o755))?;
        if self.unmasked.load(Ordering::Relaxed) {
            return Ok(());
        }
        if rustix::fs::statat(&self.folder, folder, AtFlags::SYMLINK_NOFOLLOW)?.st_mode & 0o777 == 0o755 {
            self.unmasked.store(true, Ordering::Relaxed);
        } else {
            rustix::fs::chmodat(&self.folder, folder, Mode::from(0o755), AtFlags::empty())?;
        }
        Ok(())
    }
}
