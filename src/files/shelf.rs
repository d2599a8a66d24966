//! Texts that are not in memory: they lie in a file of ours which has no name.

use super::{Lost, reason};
use crate::base::{SharedText, Shelf};
use crate::system::NamelessFile;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file without a name. Nobody else can change what lies in it, as they can the files that were read.
#[derive(Debug)]
pub(super) struct FileShelf {
    file: NamelessFile,
    /// Bytes that are taken.
    end: AtomicU64,
    lost: Lost,
}

impl FileShelf {
    /// A shelf on the disk that a folder lies on. An error is the machine's.
    pub fn new(folder: &Path, lost: Lost) -> io::Result<FileShelf> {
        Ok(FileShelf { file: NamelessFile::new(folder)?, end: AtomicU64::new(0), lost })
    }

    /// Lays down some texts, and gives them as they are found there. An error is the machine's: a full disk, say.
    pub fn put(self: &Arc<Self>, texts: &[&str]) -> io::Result<Vec<SharedText>> {
        let all = texts.concat();
        let mut at = self.end.fetch_add(all.len() as u64, Ordering::Relaxed);
        self.file.write(all.as_bytes(), at)?;
        let place = |text: &&str| {
            let shelved = SharedText::on_shelf(self.clone(), at, text.len() as u32);
            at += text.len() as u64;
            shelved
        };
        Ok(texts.iter().map(place).collect())
    }
}

impl Shelf for FileShelf {
    fn read(&self, at: u64, into: &mut [u8]) {
        if let Err(error) = self.file.read(into, at) {
            into.fill(b' ');
            let sentence = "texts that were laid aside while the site is built cannot be read again";
            self.lost.say(format!("{sentence}: {}", reason(&error)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_lie_beside_each_other_in_a_file_without_a_name() {
        let (folder, lost) = (tempfile::tempdir().unwrap(), Lost::default());
        let shelf = Arc::new(FileShelf::new(folder.path(), lost.clone()).unwrap());
        let texts = ["first", "", "zwölf"];
        let shelved = [shelf.put(&texts).unwrap(), shelf.put(&texts).unwrap()].concat();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        folder.close().unwrap();
        for (shelved, text) in shelved.iter().zip(texts.iter().chain(&texts)) {
            assert_eq!(&*shelved.open(), *text);
        }
        assert!(lost.0.get().is_none());
    }

    #[test]
    fn what_cannot_be_read_again_is_spaces_and_known() {
        let (folder, lost) = (tempfile::tempdir().unwrap(), Lost::default());
        let shelf = Arc::new(FileShelf::new(folder.path(), lost.clone()).unwrap());
        let texts = shelf.put(&["first", "zwölf"]).unwrap();
        shelf.file.cut(7).unwrap();
        assert_eq!(&*texts[0].open(), "first");
        assert!(lost.0.get().is_none());
        assert_eq!(&*texts[1].open(), "      ");
        assert!(lost.0.get().is_some());
    }
}
