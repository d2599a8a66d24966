//! Floor 1: the snapshot of all input files. Everything above is a pure function of it.
//!
//! Every read goes through one door, [`door::open`]: it is confined to the site's folder, follows no link, and opens
//! nothing but regular files.

use crate::base::{Fault, FilePath, Hash, Opened, SharedText};
use crate::system::{self, Closed, slashed};
use rayon::prelude::*;
use shelf::FileShelf;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

mod bytes;
mod door;
mod large;
mod look;
mod refuse;
mod shelf;
mod spelling;

pub use bytes::{Bytes, OpenedBytes};
pub use large::Large;
pub use refuse::{is_of_system, is_passed_over};

/// One input file as it was read.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it lies in the site.
    pub path: FilePath,
    /// What it holds.
    pub bytes: Bytes,
    /// Hash of what it holds.
    pub hash: Hash,
}

/// A change of the snapshot: what a watcher, an editor or a test says.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new or changed file.
    Put(FilePath, Bytes),
    /// A file that is gone.
    Remove(FilePath),
    /// All that could not be read or was refused, in order of path.
    Faults(Vec<(FilePath, Fault)>),
}

/// All input files of a site, in order of path: chancery.yaml, known-faults.yaml, published.json, `content/`, `themes/`, `templates/`, `static/`.
#[derive(Debug, Clone, Default)]
pub struct Files {
    by_path: BTreeMap<FilePath, Arc<File>>,
    /// What could not be read, or was refused: links, devices, odd names.
    pub faults: Vec<(FilePath, Fault)>,
    lost: Lost,
}

/// The first thing that is not in memory and could not be read again as it was, in a sentence; shared by all that may find one.
#[derive(Debug, Clone, Default)]
struct Lost(Arc<OnceLock<String>>);

impl Lost {
    fn say(&self, sentence: String) {
        let _ = self.0.set(sentence);
    }
}

/// Largest file that is read, in bytes.
pub const MAX_FILE: u64 = 256 << 20;

/// A site with more Markdown than this, in bytes, has it on a shelf where it may.
pub const MUCH_TEXT: usize = 64 << 20;

/// A disk that has not so many times the room of the texts is left to the site, which takes about nine times as much.
const ROOM: u64 = 16;

/// Files that are read, and texts that are laid on a shelf, in one go.
const ARMFUL: usize = 64;

/// What a site is made of, at the top of its folder.
pub const INPUTS: [&str; 8] =
    ["chancery.yaml", "content", "known-faults.yaml", "published.json", "static", "styles", "templates", "themes"];

/// Whether a path is one of those, or below one.
pub fn is_input(root: &Path, path: &Path) -> bool {
    INPUTS.iter().any(|input| path.starts_with(root.join(input)))
}

/// The path of an input of the site; `None` for all else, and for what a snapshot passes over without a word, such as the files that
/// editors keep beside what they edit.
pub fn input(root: &Path, path: &Path) -> Option<FilePath> {
    let relative = FilePath::new(&slashed(path.strip_prefix(root).ok()?)?)?;
    let top = relative.as_str().split('/').next()?;
    (INPUTS.contains(&top) && !is_passed_over(&relative)).then_some(relative)
}

/// The file or folder of a site on the disk, by the name that it has there; whatever is not there yet is as it is written.
pub fn on_disk(root: &Path, path: &FilePath) -> PathBuf {
    root.join(&*spelling::on_disk(root, path))
}

impl Files {
    /// Applies a change.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Put(path, bytes) => {
                let hash = Hash::of(&bytes.open());
                self.by_path.insert(path.clone(), Arc::new(File { path, bytes, hash }));
            }
            Change::Remove(path) => {
                self.by_path.remove(&path);
            }
            Change::Faults(faults) => self.faults = faults,
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

    /// The Markdown below `content/` that is there and was not read, in order of path: links, what is too large, what the machine keeps.
    pub fn refused_texts(&self) -> impl Iterator<Item = &FilePath> {
        let refused = self.faults.iter().map(|(path, _)| path).filter(|path| path.is_markdown() && path.below("content").is_some());
        refused.filter(|path| !self.by_path.contains_key(*path))
    }

    /// Lays the Markdown below `content/` on shelves, if it is more than `most` bytes: each text is looked at a few times only.
    /// The shelves are files on the disk of `folder`, where that has room for them and for the site by far. What finds none there
    /// stays in memory.
    pub fn shelve(&mut self, folder: &Path, most: usize) {
        let shelved = |file: &File| file.path.is_markdown() && file.path.below("content").is_some();
        let mut texts: Vec<&mut Arc<File>> = self.by_path.values_mut().filter(|file| shelved(file)).collect();
        let much: usize = texts.iter().map(|file| file.bytes.open().len()).sum();
        if much <= most || room(folder) / ROOM < much as u64 {
            return;
        }
        // The system lets one thread at a time add to a file.
        let shelves = (0..rayon::current_num_threads()).map(|_| FileShelf::new(folder, self.lost.clone()).map(Arc::new));
        let Ok(shelves) = shelves.collect::<io::Result<Vec<_>>>() else { return };
        texts.par_chunks_mut(ARMFUL).for_each(|files| {
            let shelf = &shelves[rayon::current_thread_index().unwrap_or(0) % shelves.len()];
            // Whoever else has a file keeps its text in any case.
            let texts = files.iter_mut().filter_map(|file| match &mut Arc::get_mut(file)?.bytes {
                Bytes::Text(text) => Some(text),
                _ => None,
            });
            let mut texts: Vec<&mut SharedText> = texts.collect();
            let opened: Vec<Opened> = texts.iter().map(|text| text.open()).collect();
            let Ok(shelved) = shelf.put(&opened.iter().map(|text| &**text).collect::<Vec<&str>>()) else { return };
            drop(opened);
            texts.iter_mut().zip(shelved).for_each(|(text, shelved)| **text = shelved);
        });
    }

    /// Why something that is not in memory could not be read again as it was, if that happened: what was made of it is wrong.
    pub fn lost(&self) -> Option<&str> {
        self.lost.0.get().map(String::as_str)
    }

    /// A snapshot made of texts, for tests and examples; paths that are none are left out.
    pub fn from_memory<P: AsRef<str>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Files {
        let mut made = Files::default();
        for (path, bytes) in files {
            if let Some(path) = FilePath::new(path.as_ref()) {
                made.apply(Change::Put(path, bytes.as_ref().into()));
            }
        }
        made
    }

    /// Reads the site at `root`.
    ///
    /// Never follows a symbolic link, never opens a device or pipe, never leaves the folder. What is refused becomes a
    /// fault; a file that vanishes between listing and reading is treated as absent. Each file is read once: that is
    /// the snapshot, whatever happens to the file later; only what is large and no text is read again by whoever copies it,
    /// and [`Files::lost`] tells if it was not the same. An error is one of the folder itself.
    pub fn read(root: &Path) -> io::Result<Files> {
        let door = Arc::new(door::Door::at(root)?);
        let mut files = Files::default();
        let mut listed = Vec::new();
        for top in INPUTS {
            list(root, top, top, &mut listed, &mut files.faults);
        }
        let read = read_all(&door, listed, &files.lost);
        for (result, path) in read {
            match result {
                Ok((bytes, hash)) => {
                    files.by_path.insert(path.clone(), Arc::new(File { path, bytes, hash }));
                }
                Err(fault) => files.faults.push((path, *fault)),
            }
        }
        files.faults.sort_by(|a, b| (&a.0, a.1.rule).cmp(&(&b.0, b.1.rule)));
        Ok(files)
    }
}

/// Lists the regular files at or below `start`, which lies in the input `top`; whatever else lies there becomes a fault.
fn list(root: &Path, top: &str, start: &str, listed: &mut Vec<FilePath>, faults: &mut Vec<(FilePath, Fault)>) {
    let walk = walkdir::WalkDir::new(root.join(start)).follow_links(false).follow_root_links(false).sort_by_file_name();
    let mut entries = walk.into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            // A folder or file that vanished while we looked is simply not there.
            Err(error) if error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound) => continue,
            Err(error) => {
                let path = error.path().and_then(|path| path.strip_prefix(root).ok()).unwrap_or(Path::new(start));
                let reason = error.io_error().map_or_else(|| error.to_string(), reason);
                faults.push((refuse::shown(path), refuse::unreadable(&reason)));
                continue;
            }
        };
        let relative = entry.path().strip_prefix(root).unwrap_or(Path::new(start));
        let is_dir = entry.file_type().is_dir();
        let verdict = match refuse::by_name(top, relative, entry.file_name(), entry.file_type()) {
            refuse::Verdict::Take(path) if spelling::is_second(root, relative, &path) => refuse::Verdict::Refuse(refuse::second()),
            verdict => verdict,
        };
        match verdict {
            refuse::Verdict::Take(_) if is_dir => {}
            refuse::Verdict::Take(path) => listed.push(path),
            refuse::Verdict::Skip | refuse::Verdict::Refuse(_) => {
                if let refuse::Verdict::Refuse(fault) = verdict {
                    faults.push((refuse::shown(relative), fault));
                }
                if is_dir {
                    entries.skip_current_dir();
                }
            }
        }
    }
}

/// What a file holds and its hash, or why it is not read.
type Contents = Result<(Bytes, Hash), Box<Fault>>;

/// Reads files, in their order; those that have vanished are left out. Each thread reads into one buffer again and again.
fn read_all(door: &Arc<door::Door>, listed: Vec<FilePath>, lost: &Lost) -> Vec<(Contents, FilePath)> {
    let read = |buffer: &mut Vec<u8>, path: FilePath| Some((read_one(door, &path, buffer, lost).transpose()?, path));
    listed.into_par_iter().with_max_len(ARMFUL).map_init(Vec::new, read).flatten_iter().collect()
}

/// Reads a file by way of `buffer`, and hashes what it holds; `None` if it has vanished.
fn read_one(
    door: &Arc<door::Door>,
    path: &FilePath,
    buffer: &mut Vec<u8>,
    lost: &Lost,
) -> Result<Option<(Bytes, Hash)>, Box<Fault>> {
    let (file, size) = match door.open(path) {
        Ok(opened) => opened,
        Err(Closed::Missing) => return Ok(None),
        Err(Closed::Link) => return Err(refuse::link().into()),
        Err(Closed::NotAFile) => return Err(refuse::not_a_file("no regular file").into()),
        Err(Closed::Io(error)) => return Err(refuse::unreadable(&reason(&error)).into()),
    };
    buffer.clear();
    buffer.reserve(size.min(MAX_FILE) as usize + 1);
    match file.take(MAX_FILE + 1).read_to_end(buffer) {
        Ok(_) if buffer.len() as u64 > MAX_FILE => Err(refuse::too_large().into()),
        Ok(_) => match refuse::by_content(path, buffer) {
            Some(fault) => Err(fault.into()),
            None => {
                let hash = Hash::of(buffer);
                let is_kept = buffer.len() <= large::LARGE || std::str::from_utf8(buffer).is_ok();
                let large = || Bytes::Large(Arc::new(large::Large::new(door, path, (buffer, hash), lost)));
                Ok(Some((if is_kept { Bytes::from(buffer.as_slice()) } else { large() }, hash)))
            }
        },
        Err(error) => Err(refuse::unreadable(&reason(&error)).into()),
    }
}

/// Bytes that are free on the disk of a folder.
fn room(folder: &Path) -> u64 {
    system::free_bytes(folder)
}

/// What the machine says, without the number that it adds.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn rules(files: &Files) -> Vec<(&str, &str)> {
        files.faults.iter().map(|(path, fault)| (path.as_str(), fault.rule)).collect()
    }

    #[test]
    fn reads_what_is_there_and_refuses_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("content/reports/a")).unwrap();
        std::fs::create_dir_all(root.join("content/.git")).unwrap();
        std::fs::create_dir_all(root.join("static/.well-known")).unwrap();
        for (path, text) in [
            ("chancery.yaml", "title: X"),
            ("content/reports/a/index.md", "text"),
            ("content/.git/config", "secret"),
            ("content/CNAME", "evil.example"),
            ("static/CNAME", "fine.example"),
            ("static/.well-known/security.txt", "x"),
            ("static/.env", "secret"),
            ("static/.DS_Store", "of the Finder"),
            ("static/._CNAME", "of the Finder"),
            ("content/reports/a/Thumbs.db", "of the Explorer"),
            ("static/key.txt", "-----BEGIN OPENSSH PRIVATE KEY-----\nx"),
            ("elsewhere.md", "not an input"),
        ] {
            std::fs::write(root.join(path), text).unwrap();
        }
        symlink("/etc/passwd", root.join("content/leak.md")).unwrap();
        symlink(".", root.join("content/loop")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            root.join("content/pipe.md"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        use std::os::unix::ffi::OsStrExt;
        std::fs::write(root.join("content").join(std::ffi::OsStr::from_bytes(b"bad\xff.md")), "x").unwrap();

        let files = Files::read(root).unwrap();
        let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["chancery.yaml", "content/reports/a/index.md", "static/.well-known/security.txt", "static/CNAME"]);
        assert_eq!(
            rules(&files),
            [
                ("content/CNAME", "host-file"),
                ("content/bad\u{fffd}.md", "odd-name"),
                ("content/leak.md", "refused-link"),
                ("content/loop", "refused-link"),
                ("content/pipe.md", "not-a-file"),
                ("static/.env", "hidden-file"),
                ("static/key.txt", "secret-file"),
            ]
        );
    }

    #[test]
    fn a_linked_input_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        symlink("/etc", folder.path().join("content")).unwrap();
        let files = Files::read(folder.path()).unwrap();
        assert_eq!(files.iter().count(), 0);
        assert_eq!(rules(&files), [("content", "refused-link")]);
    }

    #[test]
    fn changes_apply() {
        let mut files = Files::from_memory([("content/a.md", "x"), ("../b", "y")]);
        assert_eq!(files.iter().count(), 1);
        files.apply(Change::Remove(FilePath::new("content/a.md").unwrap()));
        assert_eq!(files.iter().count(), 0);
    }
}
