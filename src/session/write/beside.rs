//! What lies beside the output: the folder in which a new site grows, what killed builds left, and the lock on it all.

use super::{MANIFEST, Swap};
use crate::session::put::write_new;
use crate::system::{Lock, is_same_disk, is_unlocked, move_folder, new_folder};
use anyhow::{Context, Result};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The file that marks a folder beside the output as one of ours while it is no site.
pub(super) const MARK: &str = ".chancery-building";

/// Another build works on the same folder.
#[derive(Debug)]
pub struct Busy(pub Option<u32>);

impl std::fmt::Display for Busy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(pid) => write!(f, "another build is running (pid {pid})"),
            None => write!(f, "another build is running"),
        }
    }
}

impl std::error::Error for Busy {}

/// Locks the output folder, which is made if it is not there. The lock ends with the process, however that ends.
pub(super) fn lock(parent: &Path, out: &Path) -> Result<(Lock, bool)> {
    // The folder may be exchanged between opening and locking; then the lock is on one that is gone, and we try again.
    for _ in 0..20 {
        let created = match fs::create_dir(out) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            Err(error) => return Err(error).with_context(|| format!("cannot make {}", out.display())),
        };
        let lock = match Lock::take(out, &lock_file(parent, out)) {
            Ok(Some(lock)) => lock,
            Ok(None) => return Err(Busy(builder(parent, out)).into()),
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot lock {}", out.display())),
        };
        if lock.is_on(out) {
            return Ok((lock, created));
        }
    }
    Err(Busy(None).into())
}

/// The file that is locked where a folder cannot be.
fn lock_file(parent: &Path, out: &Path) -> PathBuf {
    parent.join(format!(".{}.lock", name(out)))
}

/// The process that builds: it names its folder after itself.
fn builder(parent: &Path, out: &Path) -> Option<u32> {
    leftovers(parent, out, "tmp").into_iter().map(|(_, pid)| pid).next()
}

/// `.public.tmp-123` and its like, beside the output. What somebody else named so (`.public.old-backup`) is not ours.
fn leftovers(parent: &Path, out: &Path, word: &str) -> Vec<(PathBuf, u32)> {
    let prefix = format!(".{}.{word}-", name(out));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let pid = name.strip_prefix(&prefix)?.parse().ok()?;
            entry.file_type().is_ok_and(|kind| kind.is_dir() && is_ours(&entry.path())).then(|| (entry.path(), pid))
        })
        .collect();
    found.sort();
    found
}

/// Whether a folder is one that a build made: it is marked, was a site, or has nothing in it.
fn is_ours(folder: &Path) -> bool {
    let has = |name: &str| fs::symlink_metadata(folder.join(name)).is_ok_and(|meta| meta.is_file());
    has(MARK) || has(MANIFEST) || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Removes a folder of ours. What tells that it is ours goes last: who is killed meanwhile, or finds a file that somebody has open
/// and that cannot be removed for that, leaves one that the next build knows.
pub(super) fn clear(folder: &Path) {
    let mut rest = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let removed = match entry.file_type() {
            Ok(kind) if kind.is_dir() => fs::remove_dir_all(entry.path()),
            _ if entry.file_name() == MARK || entry.file_name() == MANIFEST => continue,
            _ => fs::remove_file(entry.path()),
        };
        rest += usize::from(removed.is_err());
    }
    if rest == 0 {
        let _ = fs::remove_dir_all(folder);
    }
}

fn name(out: &Path) -> String {
    out.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

pub(super) fn beside(parent: &Path, out: &Path, word: &str) -> PathBuf {
    parent.join(format!(".{}.{word}-{}", name(out), std::process::id()))
}

/// Moves the old site back where a build was killed between its two renames. One that is locked is that of a build which
/// stands between them now.
pub(super) fn recover(parent: &Path, out: &Path) -> Result<()> {
    if fs::symlink_metadata(out).is_err()
        && let Some((aside, pid)) = leftovers(parent, out, "old").pop()
    {
        let lock = Lock::take(&aside, &lock_file(parent, out)).with_context(|| format!("cannot open {}", aside.display()))?;
        if lock.is_none() {
            return Err(Busy(Some(pid)).into());
        }
        move_folder(&aside, out).with_context(|| format!("cannot move {} back", aside.display()))?;
    }
    Ok(())
}

/// Removes what killed builds left. A folder that another build still holds locked is its old site: it removes it itself.
pub(super) fn clear_stale(parent: &Path, out: &Path) {
    let inside = leftovers(out, out, "tmp");
    for (path, _) in leftovers(parent, out, "tmp").into_iter().chain(leftovers(parent, out, "old")).chain(inside) {
        if is_unlocked(&path) {
            clear(&path);
        }
    }
}

/// Makes the folder of the new site: beside the output, or within it where that cannot be swapped.
pub(super) fn make_temp(parent: &Path, out: &Path) -> Result<(PathBuf, Swap)> {
    let mounted = !is_same_disk(parent, out)?;
    let temp = beside(parent, out, "tmp");
    let marked = |temp: &Path| new_folder(temp).and_then(|()| write_new(&temp.join(MARK), b""));
    let made = if mounted { Err(io::Error::from(ErrorKind::CrossesDevices)) } else { marked(&temp) };
    match made {
        Ok(()) => Ok((temp, Swap::Exchange)),
        Err(error)
            if matches!(error.kind(), ErrorKind::CrossesDevices | ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
        {
            let temp = beside(out, out, "tmp");
            marked(&temp).with_context(|| format!("cannot write in {}", out.display()))?;
            Ok((temp, Swap::Files))
        }
        Err(error) => Err(error).with_context(|| format!("cannot write in {}", parent.display())),
    }
}
