//! A folder of this machine, or one that is mounted here. Each file appears by one rename.

use super::manifest::MANIFEST;
use super::programs::temporary;
use super::{Failure, Item, Mode, Object, Seen, Target, bytes_of};
use crate::base::Hash;
use crate::system::{self, let_all_read, real_path, slashed};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The folder.
pub(super) struct Folder {
    root: PathBuf,
    next: AtomicUsize,
    /// Folders that are known to lie within it.
    within: Mutex<BTreeSet<PathBuf>>,
}

impl Folder {
    /// A folder; it need not exist yet, the one above it must.
    pub(super) fn at(root: &Path) -> Folder {
        Folder { root: root.to_path_buf(), next: AtomicUsize::new(0), within: Mutex::default() }
    }

    fn fail(&self, what: &str, path: &str, error: &io::Error) -> Failure {
        let reason = match error.kind() {
            ErrorKind::StorageFull => "the disk is full".to_string(),
            ErrorKind::PermissionDenied => "permission denied".to_string(),
            _ => error.to_string(),
        };
        Failure::new(format!("cannot {what} `{path}` in {}: {reason}", self.root.display()))
    }

    /// Writes beside the site, then moves to the place: a reader sees the old file or the new one. `save` has it on the disk before.
    fn place(&self, path: &str, bytes: &[u8], create: bool, save: bool) -> io::Result<()> {
        let own = self.root.join(".chancery");
        let temp = own.join(format!("{}{}", temporary(), self.next.fetch_add(1, Ordering::Relaxed)));
        let to = self.root.join(path);
        let above = to.parent().unwrap_or(&self.root);
        make(&own)?;
        make(above)?;
        self.check(above)?;
        let result = File::create(&temp)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                // Some disks know no permissions.
                let _ = let_all_read(&file);
                if save { file.sync_all() } else { Ok(()) }
            })
            .and_then(|()| if create { fs::hard_link(&temp, &to) } else { fs::rename(&temp, &to) });
        if result.is_err() || create {
            let _ = fs::remove_file(&temp);
        }
        result
    }

    /// An error if a folder lies outside, by a link that somebody put there: nothing is written or deleted through it.
    fn check(&self, folder: &Path) -> io::Result<()> {
        let mut within = self.within.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !within.contains(folder) {
            if !real_path(folder)?.starts_with(real_path(&self.root)?) {
                return Err(io::Error::other("a symbolic link there leads out of the folder; put a folder in its place"));
            }
            within.insert(folder.to_path_buf());
        }
        Ok(())
    }

    /// What a killed publication left half written. What is ours may be the lock, which is renewed meanwhile.
    fn clear(&self) {
        let Ok(entries) = fs::read_dir(self.root.join(".chancery")) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("tmp-") && !name.starts_with(temporary()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Makes a folder and those above it; the new ones are everybody's to enter, whatever other new folders of a person are.
fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
        make(above)?;
    }
    match fs::create_dir(folder) {
        Ok(()) => {
            let _ = system::set_mode(folder, 0o755);
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        // Not what a writer takes for a file that is there already.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(ErrorKind::NotADirectory.into()),
        Err(error) => Err(error),
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
        if path == MANIFEST {
            // What it speaks of is on the disk before it: a power cut would leave files empty that nobody sends again.
            let _ = system::save(&self.root);
        }
        match self.place(path, bytes, mode == Mode::Create, true) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Failure::Changed(format!("`{path}` is there already"))),
            // Whoever holds the lock cleared away what was about to become one.
            Err(error) if mode == Mode::Create && error.kind() == ErrorKind::NotFound && self.root.join(path).exists() => {
                Err(Failure::Changed(format!("`{path}` is there already")))
            }
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
            let path = entry.path().strip_prefix(&self.root).ok().and_then(slashed);
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
            self.place(&item.path, &bytes, false, false).map_err(|error| self.fail("write", &item.path, &error))?;
            seen(&item.path, item.size)?;
        }
        Ok(())
    }

    fn hashes(&self, paths: &[&str], seen: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        let mut found = BTreeMap::new();
        for path in paths.iter().filter(|path| !self.root.join(path).is_dir()) {
            if let Some(object) = self.read(path)? {
                found.insert((*path).to_string(), Hash::of(&object.bytes));
                seen(path, object.bytes.len() as u64)?;
            }
        }
        Ok(found)
    }

    fn delete(&self, paths: &[String], seen: Seen) -> Result<(), Failure> {
        for path in paths {
            let full = self.root.join(path);
            let above = full.parent().filter(|above| above.is_dir());
            above.map_or(Ok(()), |above| self.check(above)).map_err(|error| self.fail("delete", path, &error))?;
            match fs::remove_file(&full) {
                Ok(()) => {}
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                // A folder by now: a publication that was broken off had come so far.
                Err(_) if full.is_dir() => {}
                Err(error) => return Err(self.fail("delete", path, &error)),
            }
            // Folders that became empty go too; one that is not empty stays by itself.
            for above in Path::new(path).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
                if above == Path::new(".chancery") || fs::remove_dir(self.root.join(above)).is_err() {
                    break;
                }
            }
            seen(path, 0)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_may_read_and_nothing_leaves_the_folder() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let root = folder.path().join("www");
        let target = Folder::at(&root);
        let source = folder.path().join("source");
        fs::write(&source, "text").unwrap();
        // As where the umask is 077.
        system::set_mode(&source, 0o600).unwrap();
        let item = |path: &str| Item {
            path: path.into(),
            source: source.clone(),
            size: 4,
            hash: Hash::of(b"text"),
            headers: Default::default(),
            hashed: false,
        };
        target.put(&[&item("a/b/index.html")], &|_, _| Ok(())).unwrap();
        let mode = |path: &str| system::mode(&fs::metadata(root.join(path)).unwrap()) & 0o777;
        assert_eq!((mode("a/b/index.html"), mode("a/b"), mode(".chancery")), (0o644, 0o755, 0o755));
        fs::write(outside.path().join("theirs.html"), "theirs").unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join("out")).unwrap();
        for failed in [
            target.put(&[&item("out/theirs.html")], &|_, _| Ok(())),
            target.put(&[&item("out/new/x.html")], &|_, _| Ok(())),
            target.delete(&["out/theirs.html".into()], &|_, _| Ok(())),
        ] {
            assert!(failed.unwrap_err().to_string().contains("symbolic link"));
        }
        assert_eq!(fs::read_to_string(outside.path().join("theirs.html")).unwrap(), "theirs");
    }
}
