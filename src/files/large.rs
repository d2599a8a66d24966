//! Files that are too large to be kept: photographs, PDFs, recordings.

use super::door::Door;
use super::{Lost, reason};
use crate::base::picture::{self, Picture};
use crate::base::{FilePath, Hash};
use crate::base::{active, media};
use crate::system::Closed;
use std::io::Read;
use std::sync::Arc;

/// What is no text and larger than this, in bytes, is not kept.
pub(super) const LARGE: usize = 1 << 20;

/// A file that is read again by whoever wants it, and has to be then what it was.
#[derive(Debug)]
pub struct Large {
    door: Arc<Door>,
    path: FilePath,
    hash: Hash,
    /// In bytes.
    length: u64,
    /// What its header tells, if it is an image.
    picture: Option<Picture>,
    /// A browser that has to guess what it is takes it for a page.
    page: bool,
    pdf: bool,
    truly: Option<&'static str>,
    lost: Lost,
}

impl Large {
    /// The file at a path that was found to hold some bytes.
    pub(super) fn new(door: &Arc<Door>, path: &FilePath, (bytes, hash): (&[u8], Hash), lost: &Lost) -> Large {
        let (door, path, lost) = (door.clone(), path.clone(), lost.clone());
        let (picture, page) = (picture::read(bytes), active::is_like_a_page(bytes));
        let (pdf, truly) = (media::is_pdf(bytes), media::truly(bytes));
        Large { door, path, hash, length: bytes.len() as u64, picture, page, pdf, truly, lost }
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What its header tells, if it is an image.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }

    /// Whether a browser that has to guess what it is takes it for a page.
    pub fn is_like_a_page(&self) -> bool {
        self.page
    }

    /// Whether it is a PDF.
    pub fn is_pdf(&self) -> bool {
        self.pdf
    }

    /// As [`media::truly`].
    pub fn truly(&self) -> Option<&'static str> {
        self.truly
    }

    /// What it holds now. That this is something else than before is known to the snapshot.
    pub fn read(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.length as usize + 1);
        let read = match self.door.open(&self.path) {
            // One byte more than there was tells that it has grown.
            Ok((file, _)) => file.take(self.length + 1).read_to_end(&mut bytes).map_err(|error| reason(&error)),
            Err(Closed::Missing) => Err("it is gone".into()),
            Err(_) => Err("it is no file any more".into()),
        };
        if let Err(reason) = read {
            self.lost.say(format!("`{}` cannot be read again: {reason}", self.path));
        } else if Hash::of(&bytes) != self.hash {
            self.lost.say(format!("`{}` was changed while the site was built", self.path));
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Bytes, Files};
    use std::path::Path;

    /// A PNG of 3 × 2 pixels, as far as its header tells, and much behind it that is no text.
    fn photograph() -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02".to_vec();
        bytes.resize(LARGE + 1, 0xff);
        bytes
    }

    fn read(root: &Path) -> (Files, Bytes) {
        let files = Files::read(root).unwrap();
        let bytes = files.get(&FilePath::new("content/a.png").unwrap()).unwrap().bytes.clone();
        (files, bytes)
    }

    #[test]
    fn what_is_large_and_no_text_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("content/a.png");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, photograph()).unwrap();
        let (files, bytes) = read(folder.path());
        assert!(matches!(bytes, Bytes::Large(_)));
        assert_eq!(*bytes.open(), photograph());
        assert_eq!((bytes.size(), bytes.picture().map(|picture| picture.format)), (Some((3, 2)), Some("png")));
        assert!(bytes.text().is_none() && files.lost().is_none());
        // What is small, or a text, is kept.
        std::fs::write(&path, &photograph()[..LARGE]).unwrap();
        assert!(matches!(read(folder.path()).1, Bytes::Other(_)));
        std::fs::write(&path, vec![b'a'; LARGE + 1]).unwrap();
        assert!(matches!(read(folder.path()).1, Bytes::Text(_)));
    }

    #[test]
    fn a_large_file_that_changes_or_goes_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("content/a.png");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let changes: [(&dyn Fn(), &str); 4] = [
            (&|| std::fs::write(&path, photograph().split_at(LARGE).0).unwrap(), "was changed"),
            (&|| std::fs::write(&path, [photograph(), vec![1]].concat()).unwrap(), "was changed"),
            (&|| std::fs::remove_file(&path).unwrap(), "it is gone"),
            (&|| std::fs::remove_file(&path).and_then(|()| std::fs::create_dir(&path)).unwrap(), "it is no file"),
        ];
        for (change, said) in changes {
            std::fs::write(&path, photograph()).unwrap();
            let (files, bytes) = read(folder.path());
            change();
            bytes.open();
            let lost = files.lost().unwrap();
            assert!(lost.contains("content/a.png") && lost.contains(said), "{lost}");
        }
    }
}
