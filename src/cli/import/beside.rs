//! What lies beside a document and is taken along: pictures that it shows, and the sources that it cites.

use super::many::DEEPEST;
use crate::base::{FilePath, picture};
use crate::import::told::Matter;
use crate::import::{self, Draft};
use crate::system::real_path;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest picture beside a document, in bytes.
const MOST_PICTURE: u64 = 64 << 20;
/// Most bytes of all pictures beside a document.
const MOST_BESIDE: u64 = 512 << 20;
/// Largest file of sources, in bytes.
const MOST_SOURCES: u64 = 16 << 20;
/// Most files of sources beside a document that names none.
const MOST_FILES: usize = 16;
/// Most files of a vault that are looked at for their names.
const MOST_OF_VAULT: usize = 100_000;
/// What a folder holds that is a vault of Obsidian.
const VAULT: &str = ".obsidian";

/// The neighbours of a document.
pub(super) struct Beside<'a> {
    document: &'a Path,
    /// The folder in which its pictures may lie anywhere; `None` for a format that says where they lie.
    top: Option<PathBuf>,
    /// The files below that by name, once they are asked for.
    named: Option<BTreeMap<String, Vec<PathBuf>>>,
    /// Bytes of pictures that may still be taken.
    left: u64,
}

impl<'a> Beside<'a> {
    /// Those of a document. What may lie anywhere is looked for in the vault of Obsidian that it lies in, else in the folder that was
    /// `named` to be imported, else below its own.
    pub fn of(document: &'a Path, named: Option<&Path>) -> Beside<'a> {
        let scattered = document.file_name().is_some_and(|name| import::is_scattered(&name.to_string_lossy()));
        let own = folder(document);
        let vault = || {
            let whole = real_path(&own).ok()?;
            let vault = whole.ancestors().take(DEEPEST + 1).find(|above| above.join(VAULT).is_dir())?;
            Some(vault.to_path_buf())
        };
        let top = scattered.then(|| vault().or_else(|| named.map(Path::to_path_buf)).unwrap_or_else(|| own.clone()));
        Beside { document, top, named: None, left: MOST_BESIDE }
    }

    /// The bytes of a picture, by its path as the document has it: in its folder or below that, or wherever its vault has it.
    pub fn picture(&mut self, path: &str) -> Option<Vec<u8>> {
        let relative = FilePath::new(path)?;
        let bytes = below(&folder(self.document), &relative).and_then(|file| picture_of(&file));
        let bytes = bytes.or_else(|| self.elsewhere(&relative).and_then(|file| picture_of(&file)));
        let bytes = bytes.filter(|bytes| bytes.len() as u64 <= self.left)?;
        self.left -= bytes.len() as u64;
        Some(bytes)
    }

    /// The file of a vault whose path ends as one that is written; of several that with the shortest path, as in Obsidian.
    fn elsewhere(&mut self, path: &FilePath) -> Option<PathBuf> {
        let top = self.top.as_ref()?;
        let named = self.named.get_or_insert_with(|| files_by_name(top));
        let found = named.get(path.name())?.iter().filter(|file| file.ends_with(path.as_str()));
        found.min_by_key(|file| (file.components().count(), file.as_path())).cloned()
    }

    /// The sources that the document cites and the site has not, as BibTeX: of the files that it names, or of those beside it where it
    /// names none; with the names of these files. What is named and cannot be taken along is told.
    pub fn sources(&self, draft: &mut Draft, has: &dyn Fn(&str) -> bool) -> Option<(String, Vec<String>)> {
        let own = folder(self.document);
        let mut wanted: BTreeSet<String> = draft.cited.iter().filter(|key| !has(key)).cloned().collect();
        let files: Vec<String> = match draft.bibliographies.as_slice() {
            [] if wanted.is_empty() => return None,
            [] => bibliographies(&own),
            named => named.to_vec(),
        };
        let (mut text, mut from) = (String::new(), Vec::new());
        for name in files {
            let path = FilePath::new(name.trim_start_matches("./")).filter(|path| path.extension() == "bib");
            let bytes = path.and_then(|path| read(&below(&own, &path)?, MOST_SOURCES));
            let Some(file) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) else {
                draft.told.tell(Matter::Bibliography, &name);
                continue;
            };
            let Some((some, keys)) = import::cited_of(&file, &wanted) else { continue };
            wanted.retain(|key| !keys.contains(key));
            text.push_str(&some);
            from.push(name);
        }
        (!from.is_empty()).then_some((text, from))
    }
}

/// The folder of a document.
fn folder(document: &Path) -> PathBuf {
    match document.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// A file below a folder; none that a link leads to, which may be anywhere.
fn below(folder: &Path, path: &FilePath) -> Option<PathBuf> {
    let mut at = folder.to_path_buf();
    for part in path.as_str().split('/') {
        at.push(part);
        if at.symlink_metadata().ok()?.is_symlink() {
            return None;
        }
    }
    Some(at)
}

fn picture_of(file: &Path) -> Option<Vec<u8>> {
    read(file, MOST_PICTURE).filter(|bytes| picture::read(bytes).is_some())
}

/// The bytes of a regular file that is no larger than it may be.
fn read(file: &Path, most: u64) -> Option<Vec<u8>> {
    let meta = file.metadata().ok().filter(|meta| meta.is_file() && meta.len() <= most)?;
    let mut bytes = Vec::with_capacity(meta.len() as usize);
    fs::File::open(file).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Files of sources in a folder, by name.
fn bibliographies(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|sort| sort.is_file()));
    let mut names: Vec<String> = files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.') && name.to_ascii_lowercase().ends_with(".bib"));
    names.sort();
    names.truncate(MOST_FILES);
    names
}

/// The files below a folder by their names; what is hidden and what links lead to are none.
fn files_by_name(top: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mut all: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    let walk = walkdir::WalkDir::new(top).max_depth(DEEPEST + 1).sort_by_file_name().into_iter().filter_entry(visible).flatten();
    for entry in walk.filter(|entry| entry.file_type().is_file()).take(MOST_OF_VAULT) {
        all.entry(entry.file_name().to_string_lossy().into_owned()).or_default().push(entry.path().to_path_buf());
    }
    all
}
