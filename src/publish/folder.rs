//! A folder of this machine, or one that is mounted here. Each file appears by one rename.

use super::{Failure, Item, Mode, Object, Seen, Target, bytes_of};
use crate::base::Hash;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The folder.
pub(super) struct Folder {
    root: PathBuf,
    next: AtomicUsize,
}

impl Folder {
    /// A folder; it need not exist yet, the one above it must.
    pub(super) fn at(root: &Path) -> Folder {
        Folder { root: root.to_path_buf(), next: AtomicUsize::new(0) }
    }

    fn fail(&self, what: &str, path: &str, error: &io::Error) -> Failure {
        let reason = match error.kind() {
            ErrorKind::StorageFull => "the disk is full".to_string(),
            ErrorKind::PermissionDenied => "permission denied".to_string(),
            _ => error.to_string(),
        };
        Failure::new(format!("cannot {what} `{path}` in {}: {reason}", self.root.display()))
    }

    /// Writes beside the site, then moves to the place: a reader sees the old file or the new one.
    fn place(&self, path: &str, bytes: &[u8], create: bool) -> io::Result<()> {
        let own = self.root.join(".chancery");
        let temp = own.join(format!("tmp-{}-{}", std::process::id(), self.next.fetch_add(1, Ordering::Relaxed)));
        let to = self.root.join(path);
        let above = to.parent().unwrap_or(&self.root);
        fs::create_dir_all(&own)?;
        fs::create_dir_all(above)?;
        let result = fs::write(&temp, bytes).and_then(|()| if create { fs::hard_link(&temp, &to) } else { fs::rename(&temp, &to) });
        if result.is_err() || create {
            let _ = fs::remove_file(&temp);
        }
        result
    }

    /// What a killed publication left half written. What is ours may be the lock, which is renewed meanwhile.
    fn clear(&self) {
        let ours = format!("tmp-{}-", std::process::id());
        let Ok(entries) = fs::read_dir(self.root.join(".chancery")) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("tmp-") && !name.starts_with(&ours) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Target for Folder {
    fn shown(&self) -> String {
        format!("file://{}", self.root.display())
    }

    fn has_folders(&self) -> bool {
        true
    }

    fn read(&self, path: &str) -> Result<Option<Object>, Failure> {
        match fs::read(self.root.join(path)) {
            Ok(bytes) => Ok(Some(Object { tag: Some(Hash::of(&bytes).to_string()), bytes })),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(self.fail("read", path, &error)),
        }
    }

    fn write(&self, path: &str, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
        if let Mode::Replace(tag) = &mode
            && self.read(path)?.and_then(|object| object.tag).as_ref() != Some(tag)
        {
            return Err(Failure::Changed(format!("somebody else changed `{path}`")));
        }
        match self.place(path, bytes, mode == Mode::Create) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Failure::Changed(format!("`{path}` is there already"))),
            Err(error) => Err(self.fail("write", path, &error)),
        }
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        let mut found = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&self.root).min_depth(1).follow_links(false) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.io_error().is_some_and(|error| error.kind() == ErrorKind::NotFound) => continue,
                Err(error) => return Err(Failure::new(format!("cannot list {}: {error}", self.root.display()))),
            };
            let path = entry.path().strip_prefix(&self.root).ok().and_then(Path::to_str);
            if let (false, Some(path)) = (entry.file_type().is_dir(), path) {
                found.insert(path.to_string(), entry.metadata().map_or(0, |meta| meta.len()));
            }
        }
        Ok(found)
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        self.clear();
        for item in items {
            let bytes = bytes_of(item)?;
            self.place(&item.path, &bytes, false).map_err(|error| self.fail("write", &item.path, &error))?;
            seen(&item.path, item.size);
        }
        Ok(())
    }

    fn hashes(&self, paths: &[&str], seen: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        let mut found = BTreeMap::new();
        for path in paths {
            if let Some(object) = self.read(path)? {
                found.insert((*path).to_string(), Hash::of(&object.bytes));
                seen(path, object.bytes.len() as u64);
            }
        }
        Ok(found)
    }

    fn delete(&self, paths: &[String], seen: Seen) -> Result<(), Failure> {
        for path in paths {
            match fs::remove_file(self.root.join(path)) {
                Ok(()) => {}
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                // A folder by now: a publication that was broken off had come so far.
                Err(_) if self.root.join(path).is_dir() => {}
                Err(error) => return Err(self.fail("delete", path, &error)),
            }
            // Folders that became empty go too; one that is not empty stays by itself.
            for above in Path::new(path).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
                if above == Path::new(".chancery") || fs::remove_dir(self.root.join(above)).is_err() {
                    break;
                }
            }
            seen(path, 0);
        }
        Ok(())
    }
}
