//! Floor 0: what Linux, macOS and Windows do each in their own way, behind one function for each thing. Nobody above asks which
//! of them it runs on.
//!
//! What a system cannot do is left out where that harms nobody, and is an error of the kind `Unsupported` where somebody has to
//! know another way.

use std::io;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as own;
#[cfg(windows)]
use windows as own;

pub use own::{
    Folder, Lock, NamelessFile, as_address, create_new, exchange, free_bytes, is_in_use, is_own, is_running, is_same_disk,
    is_same_file, is_unlocked, let_all_read, machine, memory, mode, most_memory, move_folder, names, new_folder, number,
    of_address, private_folder, real_path, save, set_mode, slashed, step_back, this_thread, time_of, written,
};

/// Whether the system tells when a file that was written is closed.
pub const TELLS_OF_CLOSING: bool = cfg!(target_os = "linux");

/// Where a person's files lie that can be made anew, below their home folder.
pub const CACHES: &str = if cfg!(target_os = "macos") {
    "Library/Caches"
} else if cfg!(windows) {
    "AppData/Local"
} else {
    ".cache"
};

/// Why a file within a folder was not opened.
#[derive(Debug)]
pub enum Closed {
    /// It is not there.
    Missing,
    /// It is, or lies behind, a symbolic link.
    Link,
    /// A folder, pipe, socket or device.
    NotAFile,
    /// The machine says no.
    Io(io::Error),
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn a_lock_is_one_persons_and_goes_with_the_folder_or_its_name() {
        let above = tempfile::tempdir().unwrap();
        let (folder, name) = (above.path().join("site"), above.path().join(".site.lock"));
        fs::create_dir(&folder).unwrap();
        let lock = Lock::take(&folder, &name).unwrap().expect("it is free");
        assert!(lock.is_on(&folder));
        assert!(Lock::take(&folder, &name).unwrap().is_none());
        drop(lock);
        assert!(Lock::take(&folder, &name).unwrap().is_some());
    }

    #[test]
    fn two_folders_change_places_or_it_is_said_that_they_cannot() {
        let above = tempfile::tempdir().unwrap();
        let [a, b] = ["a", "b"].map(|name| above.path().join(name));
        for folder in [&a, &b] {
            new_folder(folder).unwrap();
            fs::write(folder.join(folder.file_name().unwrap()), "x").unwrap();
        }
        match exchange(&a, &b) {
            Ok(()) => assert!(a.join("b").exists() && b.join("a").exists()),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::Unsupported),
        }
        let aside = above.path().join("aside");
        move_folder(&a, &aside).unwrap();
        assert!(!a.exists() && aside.exists());
    }

    #[test]
    fn files_are_made_and_read_within_their_folder_only() {
        let above = tempfile::tempdir().unwrap();
        let folder = Folder::open(above.path()).unwrap();
        folder.make("a").unwrap();
        assert_eq!(folder.make("a").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(folder.make("b/c").unwrap_err().kind(), io::ErrorKind::NotFound);
        io::Write::write_all(&mut folder.create("a/x.md").unwrap(), b"text").unwrap();
        assert_eq!(folder.create("a/x.md").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let (file, size) = folder.read("a/x.md").ok().unwrap();
        assert_eq!((io::read_to_string(file).unwrap().as_str(), size), ("text", 4));
        assert!(matches!(folder.read("a"), Err(Closed::NotAFile)));
        assert!(matches!(folder.read("a/y.md"), Err(Closed::Missing)));
        assert!(matches!(folder.read("a/x.md/z"), Err(Closed::Missing)));
        assert!(is_same_file(&above.path().join("a/x.md"), &above.path().join("a").join("x.md")));
        assert!(!is_same_file(&above.path().join("a"), &above.path().join("a/x.md")));
        assert_eq!(slashed(&Path::new("a").join("x.md")).as_deref(), Some("a/x.md"));
        let real = real_path(above.path()).unwrap();
        assert_eq!(of_address(&as_address(&real)), real);
        assert!(as_address(&real).starts_with('/') && !as_address(&real).contains('\\'));
    }
}
