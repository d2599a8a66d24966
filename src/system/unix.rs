//! Linux, macOS and their kin.

use super::Closed;
use rustix::fs::{AtFlags, CWD, FileType, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
use std::borrow::Cow;
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A folder that is held open: what lies in it is reached from there, whatever becomes of its path.
#[derive(Debug)]
pub struct Folder {
    folder: OwnedFd,
    /// The process's mask takes nothing from the permissions of a folder: found out with the first.
    unmasked: AtomicBool,
}

impl Folder {
    /// Opens a folder, which may itself be reached through links.
    pub fn open(path: &Path) -> io::Result<Folder> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Folder { folder: rustix::fs::open(path, flags, Mode::empty())?, unmasked: AtomicBool::new(false) })
    }

    /// Opens a regular file below it for reading, with its size in bytes; never through a link.
    ///
    /// `NONBLOCK` keeps a pipe that took a file's place after the listing from stopping us.
    pub fn read(&self, path: &str) -> Result<(File, u64), Closed> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        let fd = match self.confined(path, flags) {
            Ok(fd) => fd,
            Err(Errno::NOENT | Errno::NOTDIR) => return Err(Closed::Missing),
            Err(Errno::LOOP | Errno::XDEV) => return Err(Closed::Link),
            Err(Errno::NXIO) => return Err(Closed::NotAFile),
            Err(error) => return Err(Closed::Io(error.into())),
        };
        let stat = rustix::fs::fstat(&fd).map_err(|error| Closed::Io(error.into()))?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(Closed::NotAFile);
        }
        Ok((File::from(fd), u64::try_from(stat.st_size).unwrap_or(0)))
    }

    /// On Linux the kernel itself refuses links in any part of the path; where it is too old, or elsewhere, the last
    /// part is still guarded, and the listing before has not followed links.
    fn confined(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{ResolveFlags, openat2};
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
            match openat2(&self.folder, path, flags, Mode::empty(), resolve) {
                Err(Errno::NOSYS | Errno::PERM) => {}
                result => return result,
            }
        }
        rustix::fs::openat(&self.folder, path, flags, Mode::empty())
    }

    /// Makes a new file below it, readable by all as far as the process's mask lets it be; its folder is there.
    pub fn create(&self, path: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.folder, path, flags, Mode::from(0o644))?.into())
    }

    /// Makes a folder below it that all may enter; the one above it is there.
    pub fn make(&self, path: &str) -> io::Result<()> {
        rustix::fs::mkdirat(&self.folder, path, Mode::from(0o755))?;
        if self.unmasked.load(Ordering::Relaxed) {
            return Ok(());
        }
        if rustix::fs::statat(&self.folder, path, AtFlags::SYMLINK_NOFOLLOW)?.st_mode & 0o777 == 0o755 {
            self.unmasked.store(true, Ordering::Relaxed);
        } else {
            rustix::fs::chmodat(&self.folder, path, Mode::from(0o755), AtFlags::empty())?;
        }
        Ok(())
    }
}

/// A lock on a folder, which goes where the folder goes. It ends with the process, however that ends.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Locks a folder; `None` if somebody else has. Where folders cannot be locked, a file of the name `instead` stands for it.
    pub fn take(folder: &Path, _instead: &Path) -> io::Result<Option<Lock>> {
        let folder = File::open(folder)?;
        match rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Lock(folder))),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the locked folder is the one that stands at a path now.
    pub fn is_on(&self, path: &Path) -> bool {
        let ours = self.0.metadata().ok();
        ours.is_some_and(|ours| fs::symlink_metadata(path).is_ok_and(|there| number(&there) == number(&ours)))
    }
}

/// Whether a folder is there and nobody has it locked.
pub fn is_unlocked(folder: &Path) -> bool {
    Lock::take(folder, folder).is_ok_and(|lock| lock.is_some())
}

/// Exchanges two folders in one step. An error of the kind `Unsupported` is one of the file system, which has no such step.
pub fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    let done = rustix::fs::renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE);
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    let done = Err(Errno::NOSYS);
    done.map_err(|error| match error {
        Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP => io::Error::new(ErrorKind::Unsupported, error),
        error => error.into(),
    })
}

/// Moves a folder to a path where nothing stands.
pub fn move_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Whether an error says that another program has a file open: that hinders nobody here.
pub fn is_in_use(_: &io::Error) -> bool {
    false
}

/// Sees to it that what was written to a folder's disk so far outlives a power cut.
pub fn save(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(File::open(folder)?)?;
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        rustix::fs::sync();
    }
    Ok(())
}

/// Bytes that are free on the disk of a folder; 0 where that is not known.
pub fn free_bytes(folder: &Path) -> u64 {
    rustix::fs::statvfs(folder).map_or(0, |disk| disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// A file without a name, which the system removes when nobody has it open any more, however that comes.
#[derive(Debug)]
pub struct NamelessFile(File);

impl NamelessFile {
    /// A new one on the disk of a folder.
    pub fn new(folder: &Path) -> io::Result<NamelessFile> {
        let path = folder.join(".texts");
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        fs::remove_file(&path)?;
        Ok(NamelessFile(file))
    }

    /// Writes bytes to a place of it.
    pub fn write(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, at)
    }

    /// Reads as many bytes of it as `into` has room for.
    pub fn read(&self, into: &mut [u8], at: u64) -> io::Result<()> {
        self.0.read_exact_at(into, at)
    }

    /// Cuts it off.
    #[cfg(test)]
    pub fn cut(&self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }
}

/// Makes a new file, readable by all as far as the process's mask lets it be.
pub fn create_new(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new().write(true).create_new(true).mode(0o644).open(path)
}

/// Makes a folder that all may enter, whatever the process's mask says.
pub fn new_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    set_mode(path, 0o755)
}

/// Makes a folder that its owner alone may enter.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(path)
}

/// Sees to it that all may read a file; gives what is known of it.
pub fn let_all_read(file: &File) -> io::Result<Metadata> {
    let meta = file.metadata()?;
    if meta.mode() & 0o777 != 0o644 {
        file.set_permissions(Permissions::from_mode(0o644))?;
    }
    Ok(meta)
}

/// The permissions of a file or folder.
pub fn mode(meta: &Metadata) -> u32 {
    meta.mode() & 0o7777
}

/// Sets the permissions of a file or folder.
pub fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// Whether a file or folder is that of the person who runs the program.
pub fn is_own(meta: &Metadata) -> bool {
    meta.uid() == rustix::process::geteuid().as_raw()
}

/// What tells a file or folder from all others that are there at the same time.
pub fn number(meta: &Metadata) -> (u64, u64) {
    (meta.dev(), meta.ino())
}

/// When a file was last written.
pub fn written(meta: &Metadata) -> (i64, i64) {
    (meta.mtime(), meta.mtime_nsec())
}

/// How many names a file has.
pub fn names(meta: &Metadata) -> u64 {
    meta.nlink()
}

/// Whether two paths lead to one file or folder; links are not followed.
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    let number = |path: &Path| path.symlink_metadata().ok().map(|meta| number(&meta));
    number(a).is_some_and(|a| Some(a) == number(b))
}

/// Whether two folders lie on one disk.
pub fn is_same_disk(a: &Path, b: &Path) -> io::Result<bool> {
    Ok(fs::metadata(a)?.dev() == fs::metadata(b)?.dev())
}

/// The path without links, `.` and `..`.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// A path as text with `/` between its parts; `None` if it is none.
pub fn slashed(path: &Path) -> Option<Cow<'_, str>> {
    path.to_str().map(Cow::Borrowed)
}

/// The path that stands behind `file://`, decoded.
pub fn of_address(path: &str) -> PathBuf {
    path.into()
}

/// A path as it stands behind `file://`, not encoded yet.
pub fn as_address(path: &Path) -> Cow<'_, str> {
    path.to_string_lossy()
}

/// Puts this thread, and those that it starts, behind all others, where the machine knows such a thing: what they need of
/// a processor is taken only while nobody else wants it.
pub fn step_back() {
    // On Linux this concerns the calling thread alone; elsewhere it would be the whole program.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 19);
}

/// The system's number of this thread; known on Linux only.
pub fn this_thread() -> Option<u32> {
    fs::read_link("/proc/thread-self").ok().and_then(|path| path.file_name()?.to_str()?.parse().ok())
}

/// Time that a thread of this process has computed: fields 14 and 15 of its `stat`, in hundredths of a second (proc(5)).
pub fn time_of(thread: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/self/task/{thread}/stat")).ok()?;
    // The name of the thread, field 2, may hold spaces and parentheses.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((next()? + next()?) * 10))
}

/// The memory that the process uses, in kilobytes; known on Linux only.
pub fn memory() -> Option<u64> {
    status("VmRSS:")
}

/// The most memory that the process has used so far, in kilobytes; known on Linux only.
pub fn most_memory() -> Option<u64> {
    status("VmHWM:")
}

fn status(field: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Whether a process of this machine runs. One that is not ours to ask about does.
pub fn is_running(process: u32) -> bool {
    let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else { return false };
    rustix::process::test_kill_process(process) != Err(Errno::SRCH)
}

/// What tells this machine, or the space on it in which processes are counted, from others.
pub fn machine() -> Vec<Vec<u8>> {
    // Two of one name may be machines of their own, or spaces of one in which processes are counted by themselves.
    let id = fs::read("/etc/machine-id").unwrap_or_default();
    let boot = fs::read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let space = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    vec![rustix::system::uname().nodename().to_bytes().to_vec(), id, boot, space.into_os_string().into_encoded_bytes()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_thread_that_waits_does_not_compute() {
        let own = this_thread().expect("a number");
        let before = time_of(own).expect("a time");
        let mut sum = 0_u64;
        while time_of(own).expect("a time") < before + Duration::from_millis(30) {
            sum = (0..100_000).fold(sum, |sum, one| std::hint::black_box(sum.wrapping_mul(31) + one));
        }
        assert!(time_of(own) > Some(before) && time_of(u32::MAX).is_none());
        assert!(memory() > Some(0) && most_memory() >= memory());
    }
}
