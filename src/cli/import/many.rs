//! Several documents at once: which they are.

use crate::import;
use anyhow::{Context, Error, Result, anyhow, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Deepest folder that is looked into.
const DEEPEST: usize = 8;
/// Most documents of a folder.
const MOST: usize = 2000;

/// The documents that are named, and those of folders that are named, in the order of their names, each once; no link is
/// followed. And the folders that give none, with the reason.
pub(super) fn documents(named: &[PathBuf]) -> (Vec<PathBuf>, Vec<(PathBuf, Error)>) {
    let (mut out, mut without) = (Vec::new(), Vec::new());
    for path in named {
        if !path.is_dir() {
            out.push(path.clone());
            continue;
        }
        let mut own = Vec::new();
        match gather(path, 0, &mut own) {
            Ok(()) if own.is_empty() => without.push((path.clone(), anyhow!("there is no document in it; {}", import::READ))),
            Ok(()) => out.append(&mut own),
            Err(why) => without.push((path.clone(), why)),
        }
    }
    let mut seen = BTreeSet::new();
    out.retain(|path| seen.insert(path.clone()));
    (out, without)
}

fn gather(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<()> {
    let shown = folder.display();
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut entries = entries.with_context(|| format!("cannot read {shown}"))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let sort = entry.file_type().with_context(|| format!("cannot read {}", entry.path().display()))?;
        // What is hidden, and what Word has beside a document that is open, is no document.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if sort.is_dir() {
            if depth >= DEEPEST {
                bail!("{} is nested deeper than {DEEPEST} folders; name it by itself", entry.path().display());
            }
            gather(&entry.path(), depth + 1, out)?;
        } else if sort.is_file() && import::is_document(&name) {
            if out.len() >= MOST {
                bail!("there are more than {MOST} documents in it; import its folders one by one");
            }
            out.push(entry.path());
        }
    }
    Ok(())
}
