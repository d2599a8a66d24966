//! Windows: folders cannot be locked or exchanged, and cannot be moved while anybody has a file in them open.

use super::Closed;
use std::borrow::Cow;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind};
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Opens a link itself, not what it leads to (`CreateFileW`).
const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
/// The system removes the file when nobody has it open any more.
const DELETE_ON_CLOSE: u32 = 0x0400_0000;
/// `ERROR_SHARING_VIOLATION`, `ERROR_ACCESS_DENIED`: somebody has it open, for a moment most often, as scanners for viruses do.
const IN_USE: [i32; 2] = [32, 5];
/// So often, and so long, it is waited for that a folder can be moved.
const TRIES: u32 = 20;
const WAIT: Duration = Duration::from_millis(50);

/// A folder; what lies in it is reached by its path.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Opens a folder, which may itself be reached through links.
    pub fn open(path: &Path) -> io::Result<Folder> {
        let path = path.canonicalize()?;
        fs::read_dir(&path)?;
        Ok(Folder(path))
    }

    /// Opens a regular file below it for reading, with its size in bytes; never through a link.
    pub fn read(&self, path: &str) -> Result<(File, u64), Closed> {
        let closed = |error: io::Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Closed::Missing,
            _ => Closed::Io(error),
        };
        let (mut at, mut parts) = (self.0.clone(), path.split('/').peekable());
        while let Some(part) = parts.next() {
            at.push(part);
            let kind = at.symlink_metadata().map_err(closed)?.file_type();
            if kind.is_symlink() {
                return Err(Closed::Link);
            }
            if parts.peek().is_some() && !kind.is_dir() {
                return Err(Closed::Missing);
            }
            if parts.peek().is_none() && !kind.is_file() {
                return Err(Closed::NotAFile);
            }
        }
        let file = File::options().read(true).custom_flags(OPEN_REPARSE_POINT).open(&at).map_err(closed)?;
        let meta = file.metadata().map_err(closed)?;
        match meta.file_type() {
            kind if kind.is_symlink() => Err(Closed::Link),
            kind if !kind.is_file() => Err(Closed::NotAFile),
            _ => Ok((file, meta.len())),
        }
    }

    /// Makes a new file below it; its folder is there.
    pub fn create(&self, path: &str) -> io::Result<File> {
        create_new(&self.0.join(path))
    }

    /// Makes a folder below it; the one above it is there.
    pub fn make(&self, path: &str) -> io::Result<()> {
        fs::create_dir(self.0.join(path))
    }
}

/// A lock on the name of a folder: a file that nobody else may open, and that goes with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Locks a folder by a file of the name `instead`; `None` if somebody else has.
    pub fn take(_folder: &Path, instead: &Path) -> io::Result<Option<Lock>> {
        let opened = File::options().write(true).create(true).share_mode(0).custom_flags(DELETE_ON_CLOSE).open(instead);
        match opened {
            Ok(file) => Ok(Some(Lock { _file: file })),
            Err(error) if is_in_use(&error) && instead.exists() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the locked folder is the one that stands at a path now: it is the path that is locked.
    pub fn is_on(&self, _path: &Path) -> bool {
        true
    }
}

/// Whether nobody has a folder locked: whoever asks holds the lock on its name.
pub fn is_unlocked(_folder: &Path) -> bool {
    true
}

/// There is no such step.
pub fn exchange(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Moves a folder to a path where nothing stands; one that is in use is waited for a little.
pub fn move_folder(from: &Path, to: &Path) -> io::Result<()> {
    for _ in 1..TRIES {
        match fs::rename(from, to) {
            Err(error) if is_in_use(&error) => std::thread::sleep(WAIT),
            done => return done,
        }
    }
    fs::rename(from, to)
}

/// Whether an error says that another program has a file open.
pub fn is_in_use(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| IN_USE.contains(&code))
}

/// Nothing less than each file by itself could be saved.
pub fn save(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// It is not known.
pub fn free_bytes(_folder: &Path) -> u64 {
    0
}

/// Files have names here.
#[derive(Debug)]
pub enum NamelessFile {}

impl NamelessFile {
    /// There is none.
    pub fn new(_folder: &Path) -> io::Result<NamelessFile> {
        Err(ErrorKind::Unsupported.into())
    }

    /// Writes bytes to a place of it.
    pub fn write(&self, _bytes: &[u8], _at: u64) -> io::Result<()> {
        match *self {}
    }

    /// Reads as many bytes of it as `into` has room for.
    pub fn read(&self, _into: &mut [u8], _at: u64) -> io::Result<()> {
        match *self {}
    }
}

/// Makes a new file.
pub fn create_new(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

/// Makes a folder.
pub fn new_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Makes a folder: those of a person's own are private.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// What is known of a file; who may read it is its folder's affair.
pub fn let_all_read(file: &File) -> io::Result<Metadata> {
    file.metadata()
}

/// There are no such permissions: all are as good as these.
pub fn mode(_meta: &Metadata) -> u32 {
    0o755
}

/// There are none.
pub fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Whether a file or folder is that of the person who runs the program: theirs lie in a folder of their own.
pub fn is_own(_meta: &Metadata) -> bool {
    true
}

/// What tells a file from the one that stood there before: when it was made.
pub fn number(meta: &Metadata) -> (u64, u64) {
    (meta.creation_time(), 0)
}

/// When a file was last written.
pub fn written(meta: &Metadata) -> (i64, i64) {
    (i64::try_from(meta.last_write_time()).unwrap_or(0), 0)
}

/// One, as far as is known.
pub fn names(_meta: &Metadata) -> u64 {
    1
}

/// Whether two paths lead to one file or folder.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    same_file::is_same_file(a, b).unwrap_or(false)
}

/// Whether two folders lie on one disk: one that does not is found out by whoever moves something.
pub fn is_same_disk(_a: &Path, _b: &Path) -> io::Result<bool> {
    Ok(true)
}

/// The path without links, `.` and `..`, as people write it: not with `\\?\` before it.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    dunce::canonicalize(path)
}

/// A path as text with `/` between its parts; `None` if it is none.
pub fn slashed(path: &Path) -> Option<Cow<'_, str>> {
    path.to_str().map(|path| if path.contains('\\') { path.replace('\\', "/").into() } else { path.into() })
}

/// The path that stands behind `file://`, decoded: `/c:/site` is `C:\site`.
pub fn of_address(path: &str) -> PathBuf {
    let mut letters = path.chars();
    let (slash, drive, colon) = (letters.next(), letters.next(), letters.next());
    match drive.filter(|drive| slash == Some('/') && drive.is_ascii_alphabetic() && colon == Some(':')) {
        Some(drive) => format!("{}:{}", drive.to_ascii_uppercase(), letters.as_str().replace('/', "\\")).into(),
        None => path.replace('/', "\\").into(),
    }
}

/// A path as it stands behind `file://`, not encoded yet.
pub fn as_address(path: &Path) -> Cow<'_, str> {
    let path = path.to_string_lossy().replace('\\', "/");
    if path.starts_with('/') { path.into() } else { format!("/{path}").into() }
}

/// The system is left to it.
pub fn step_back() {}

/// Not known.
pub fn this_thread() -> Option<u32> {
    None
}

/// Not known.
pub fn time_of(_thread: u32) -> Option<Duration> {
    None
}

/// Not known.
pub fn memory() -> Option<u64> {
    None
}

/// Not known.
pub fn most_memory() -> Option<u64> {
    None
}

/// Not known: it may.
pub fn is_running(_process: u32) -> bool {
    true
}

/// What tells this machine from others.
pub fn machine() -> Vec<Vec<u8>> {
    vec![std::env::var_os("COMPUTERNAME").unwrap_or_default().into_encoded_bytes()]
}
