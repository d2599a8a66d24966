//! A zip file, for hosts that take a site through an upload form. Always whole; the same site gives the same bytes.

use super::{Failure, Item, Mode, Object, Seen, Target, bytes_of};
use crate::base::Hash;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use zip::write::SimpleFileOptions;

/// The archive.
pub(super) struct Archive {
    path: PathBuf,
    writer: Mutex<Option<zip::ZipWriter<File>>>,
}

impl Archive {
    /// An archive that will take the place of the one there, if there is one. What is none stays.
    pub(super) fn at(path: &Path) -> Result<Archive, Failure> {
        let archive = Archive { path: path.to_path_buf(), writer: Mutex::default() };
        let mut start = Vec::new();
        match File::open(path).and_then(|file| file.take(2).read_to_end(&mut start)) {
            Ok(_) if start == b"PK" => Ok(archive),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(archive),
            Ok(_) => Err(Failure::new(format!("{} is there and is no zip file; name another, or move it away", path.display()))),
            Err(error) => Err(archive.fail(error)),
        }
    }

    fn temp(&self) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.path.with_file_name(format!(".{name}.tmp-{}", std::process::id()))
    }

    fn fail(&self, error: impl std::fmt::Display) -> Failure {
        Failure::new(format!("cannot write {}: {error}", self.path.display()))
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.temp());
    }
}

impl Target for Archive {
    fn shown(&self) -> String {
        format!("zip:{}", self.path.display())
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn read(&self, _: &str) -> Result<Option<Object>, Failure> {
        Ok(None)
    }

    fn write(&self, _: &str, _: &[u8], _: Mode) -> Result<(), Failure> {
        // The manifest would only be in the way in what is handed to somebody else's form.
        Ok(())
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        Ok(BTreeMap::new())
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        let mut held = self.writer.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if held.is_none() {
            *held = Some(zip::ZipWriter::new(File::create(self.temp()).map_err(|error| self.fail(error))?));
        }
        let Some(writer) = held.as_mut() else { return Ok(()) };
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).unix_permissions(0o644);
        let mut one = |item: &Item| {
            let bytes = bytes_of(item)?;
            writer.start_file(item.path.as_str(), options).map_err(|error| self.fail(error))?;
            writer.write_all(&bytes).map_err(|error| self.fail(error))?;
            seen(&item.path, item.size)
        };
        let written = items.iter().try_for_each(|item| one(item));
        if written.is_err() {
            // It would try to bring a file to its end that is thrown away, and say that it cannot.
            std::mem::forget(held.take());
        }
        written
    }

    fn hashes(&self, _: &[&str], _: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        Ok(BTreeMap::new())
    }

    fn delete(&self, _: &[String], _: Seen) -> Result<(), Failure> {
        Ok(())
    }

    fn finish(&self, _: &str) -> Result<(), Failure> {
        let writer = self.writer.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take();
        let Some(writer) = writer else { return Ok(()) };
        let file = writer.finish().map_err(|error| self.fail(error))?;
        file.sync_all().and_then(|()| std::fs::rename(self.temp(), &self.path)).map_err(|error| self.fail(error))
    }
}
