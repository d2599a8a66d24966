//! Single files and folders of the output.

use crate::base::{Hash, OutPath};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
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

/// Whether an old file stands where a new one has its folder, or in a folder where a new file stands.
pub(super) fn in_the_way(old: &str, new: &BTreeMap<OutPath, Hash>) -> bool {
    let is_new = |path: &str| OutPath::new(path).is_ok_and(|path| new.contains_key(&path));
    let holds = new.keys().any(|path| path.as_str().strip_prefix(old).is_some_and(|rest| rest.starts_with('/')));
    old.match_indices('/').any(|(at, _)| is_new(&old[..at])) || holds
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

pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, &AtomicBool::new(false))
}

/// Writes a new file, readable by all; once `unmasked`, the permissions need not be looked at any more.
pub(super) fn write(path: &Path, bytes: &[u8], unmasked: &AtomicBool) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o644).open(path)?;
    file.write_all(bytes)?;
    if unmasked.load(Ordering::Relaxed) {
        return Ok(());
    }
    match file.metadata()?.mode() & 0o777 {
        0o644 => unmasked.store(true, Ordering::Relaxed),
        _ => file.set_permissions(Permissions::from_mode(0o644))?,
    }
    Ok(())
}
