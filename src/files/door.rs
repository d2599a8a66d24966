//! The one door through which input files are read: confined to a folder, no links, regular files only.

use super::spelling;
use crate::base::FilePath;
use rustix::fs::{FileType, Mode, OFlags, fstat, openat};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

/// The site's folder, held open.
#[derive(Debug)]
pub(super) struct Door {
    root: OwnedFd,
    folder: PathBuf,
}

/// Why a file was not opened.
pub(super) enum Closed {
    /// It is, or lies behind, a symbolic link.
    Link,
    /// A folder, pipe, socket or device.
    NotAFile,
    /// The machine says no.
    Io(io::Error),
}

impl Door {
    /// Opens the folder of a site; the folder itself may be reached through links.
    pub(super) fn at(root: &Path) -> io::Result<Door> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Door { root: rustix::fs::open(root, flags, Mode::empty())?, folder: root.to_path_buf() })
    }

    /// Opens a file for reading, with its size in bytes; `None` if it is not there.
    ///
    /// `NONBLOCK` keeps a pipe that took a file's place after the listing from stopping us.
    pub(super) fn open(&self, path: &FilePath) -> Result<Option<(File, u64)>, Closed> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        let opened = match self.confined(path.as_str(), flags) {
            Err(Errno::NOENT) if !path.as_str().is_ascii() => self.confined(&spelling::on_disk(&self.folder, path), flags),
            opened => opened,
        };
        let fd = match opened {
            Ok(fd) => fd,
            Err(Errno::NOENT | Errno::NOTDIR) => return Ok(None),
            Err(Errno::LOOP | Errno::XDEV) => return Err(Closed::Link),
            Err(Errno::NXIO) => return Err(Closed::NotAFile),
            Err(error) => return Err(Closed::Io(error.into())),
        };
        let stat = fstat(&fd).map_err(|error| Closed::Io(error.into()))?;
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(Closed::NotAFile);
        }
        Ok(Some((File::from(fd), u64::try_from(stat.st_size).unwrap_or(0))))
    }

    /// On Linux the kernel itself refuses links in any part of the path; where it is too old, or elsewhere, the last
    /// part is still guarded, and the listing before has not followed links.
    fn confined(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{ResolveFlags, openat2};
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
            match openat2(&self.root, path, flags, Mode::empty(), resolve) {
                Err(Errno::NOSYS | Errno::PERM) => {}
                result => return result,
            }
        }
        openat(&self.root, path, flags, Mode::empty())
    }
}
