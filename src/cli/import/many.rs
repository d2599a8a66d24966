//! Several documents at once: which they are.

use crate::import;
use crate::system::real_path;
use anyhow::{Context, Error, Result, anyhow, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Deepest folder that is looked into.
pub(super) const DEEPEST: usize = 8;
/// Most documents of a folder.
const MOST: usize = 2000;

/// What a site holds that its own documents lie in, or that is no document.
const OF_SITE: [&str; 6] = ["content", "public", "static", "styles", "templates", "themes"];

/// A document, and the folder that was named where it lies in one.
pub(super) type Named = (PathBuf, Option<PathBuf>);

/// The documents that are named, and those of folders that are named, in the order of their names, each once; no link is
/// followed, and nothing that is of a site already is one. And the folders that give none, with the reason.
pub(super) fn documents(named: &[PathBuf]) -> (Vec<Named>, Vec<(PathBuf, Error)>) {
    let (mut out, mut without) = (Vec::new(), Vec::new());
    for path in named {
        if !path.is_dir() {
            out.push((path.clone(), None));
            continue;
        }
        if let Some(site) = site_of(path) {
            let help = format!("it lies in `{site}/` of a site, whose texts are there already; name the documents themselves");
            without.push((path.clone(), anyhow!("this is no folder of documents: {help}")));
            continue;
        }
        let mut own = Vec::new();
        match gather(path, 0, &mut own) {
            Ok(()) if own.is_empty() => without.push((path.clone(), anyhow!("there is no document in it; {}", import::READ))),
            Ok(()) => out.extend(own.into_iter().map(|file| (file, Some(path.clone())))),
            Err(why) => without.push((path.clone(), why)),
        }
    }
    let mut seen = BTreeSet::new();
    out.retain(|(path, _)| seen.insert(path.clone()));
    (out, without)
}

/// The part of a site that a folder is, or lies in.
fn site_of(folder: &Path) -> Option<&'static str> {
    let whole = real_path(folder).ok()?;
    let part = |path: &Path| OF_SITE.into_iter().find(|name| path.ends_with(name) && path.parent().is_some_and(is_site));
    whole.ancestors().find_map(part)
}

/// Whether a folder is that of a site.
fn is_site(folder: &Path) -> bool {
    folder.join("chancery.yaml").is_file()
}

fn gather(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) -> Result<()> {
    let shown = folder.display();
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut entries = entries.with_context(|| format!("cannot read {shown}"))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let is_site = is_site(folder);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let sort = entry.file_type().with_context(|| format!("cannot read {}", entry.path().display()))?;
        // What is hidden, and what Word has beside a document that is open, is no document.
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if sort.is_dir() {
            if is_site && OF_SITE.contains(&name.as_str()) {
                continue;
            }
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
