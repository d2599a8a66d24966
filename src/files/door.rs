//! The one door through which input files are read: confined to a folder, no links, regular files only.

use super::spelling;
use crate::base::FilePath;
use crate::system::{Closed, Folder};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The site's folder, held open.
#[derive(Debug)]
pub(super) struct Door {
    inside: Folder,
    folder: PathBuf,
}

impl Door {
    /// Opens the folder of a site; the folder itself may be reached through links.
    pub(super) fn at(root: &Path) -> io::Result<Door> {
        Ok(Door { inside: Folder::open(root)?, folder: root.to_path_buf() })
    }

    /// Opens a file for reading, with its size in bytes.
    pub(super) fn open(&self, path: &FilePath) -> Result<(File, u64), Closed> {
        match self.inside.read(path.as_str()) {
            Err(Closed::Missing) if !path.as_str().is_ascii() => self.inside.read(&spelling::on_disk(&self.folder, path)),
            opened => opened,
        }
    }
}
