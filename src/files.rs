//! Floor 1: the snapshot of all input files. Everything above is a pure function of it.

use crate::base::{Fault, FilePath, Hash};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// One input file as it was read.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it lies in the site.
    pub path: FilePath,
    /// What it holds.
    pub bytes: Arc<[u8]>,
    /// Hash of what it holds.
    pub hash: Hash,
}

/// A change of the snapshot: what a watcher, an editor or a test says.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new or changed file.
    Put(FilePath, Arc<[u8]>),
    /// A file that is gone.
    Remove(FilePath),
}

/// All input files of a site, in order of path: chancery.yaml, `content/`, `themes/`, `templates/`, `static/`.
#[derive(Debug, Clone, Default)]
pub struct Files {
    by_path: BTreeMap<FilePath, Arc<File>>,
    /// What could not be read, or was refused: links, devices, odd names.
    pub faults: Vec<(FilePath, Fault)>,
}

/// Largest file that is read, in bytes.
pub const MAX_FILE: u64 = 256 << 20;

/// What a site is made of, at the top of its folder.
pub const INPUTS: [&str; 5] = ["chancery.yaml", "content", "static", "templates", "themes"];

impl Files {
    /// Applies a change.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Put(path, bytes) => {
                let hash = Hash::of(&bytes);
                self.by_path.insert(path.clone(), Arc::new(File { path, bytes, hash }));
            }
            Change::Remove(path) => {
                self.by_path.remove(&path);
            }
        }
    }

    /// The file at a path.
    pub fn get(&self, path: &FilePath) -> Option<&Arc<File>> {
        self.by_path.get(path)
    }

    /// All files, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<File>> {
        self.by_path.values()
    }

    /// The files below a folder, in order of path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Arc<File>> {
        self.iter().filter(move |file| file.path.below(folder).is_some())
    }

    /// Reads the site at `root`.
    ///
    /// Never follows a symbolic link, never opens a device or pipe, never leaves the folder. What is refused becomes a
    /// fault; a file that vanishes between listing and reading is treated as absent.
    pub fn read(root: &Path) -> std::io::Result<Files> {
        let mut files = Files::default();
        for top in INPUTS {
            read_tree(root, top, &mut files)?;
        }
        Ok(files)
    }
}

fn read_tree(root: &Path, top: &str, files: &mut Files) -> std::io::Result<()> {
    let start = root.join(top);
    if start.symlink_metadata().is_err() {
        return Ok(());
    }
    for entry in walkdir::WalkDir::new(&start).sort_by_file_name().into_iter() {
        let entry = match entry {
            Ok(entry) => entry,
            // A folder or file that vanished while we looked is simply not there.
            Err(error) if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => continue,
            Err(error) => return Err(error.into()),
        };
        let _ = (&entry, &mut *files);
    }
    Ok(())
}
