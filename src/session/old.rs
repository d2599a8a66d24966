//! What stands in the output before a build: our own files, by the manifest, and strangers.

use super::place::Refusal;
use super::write::MANIFEST;
use crate::base::{Hash, OutPath};
use crate::files::is_of_system;
use crate::system::{self, slashed};
use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The old site. Paths are relative to it, with `/`.
#[derive(Debug, Default)]
pub(super) struct Old {
    /// A hash of the manifest as it stands there; `None` in a folder that is not ours yet.
    pub manifest: Option<Hash>,
    /// What the manifest lists, with how it lies on the disk, if it is still there.
    pub listed: BTreeMap<String, Option<Stamp>>,
    /// Files that somebody else put there.
    pub strangers: BTreeSet<String>,
    /// Folders in which nothing is ours, with their permissions: git knows its own by those that are empty, too.
    pub folders: BTreeMap<PathBuf, u32>,
}

/// Largest manifest that is read, in bytes.
const MAX_MANIFEST: u64 = 256 << 20;

impl Old {
    /// Looks at an output folder. One that is neither ours nor empty is refused.
    pub fn read(out: &Path) -> Result<Old> {
        let manifest = read_manifest(out)?;
        let listed = manifest.as_deref().map(paths).transpose()?.unwrap_or_default();
        let manifest = manifest.map(|manifest| Hash::of_pieces(std::iter::once(manifest)));
        let mut old = Old { manifest, listed, ..Old::default() };
        let mut others = Vec::new();
        for entry in walkdir::WalkDir::new(out).min_depth(1).follow_links(false).sort_by_file_name() {
            let entry = entry.with_context(|| format!("cannot look into {}", out.display()))?;
            if entry.file_type().is_dir() {
                let folder = entry.path().strip_prefix(out).unwrap_or(entry.path());
                // One that went away while we looked is not there.
                if let Ok(meta) = entry.path().symlink_metadata()
                    && !old.is_ours(folder)
                {
                    old.folders.insert(folder.to_path_buf(), system::mode(&meta));
                }
                continue;
            }
            let shown = || entry.path().strip_prefix(out).unwrap_or(entry.path()).to_string_lossy().into_owned();
            let Some(path) = entry.path().strip_prefix(out).ok().and_then(slashed) else {
                others.push(shown());
                continue;
            };
            let path = &*path;
            if path == MANIFEST {
                continue;
            }
            if !entry.file_type().is_file() {
                others.push(shown());
            } else if let Some(stamp) = old.listed.get_mut(path) {
                // One that went away while we looked is not there.
                *stamp = entry.path().symlink_metadata().ok().map(|meta| Stamp::of(&meta));
            } else {
                old.strangers.insert(path.to_string());
            }
        }
        old.refuse_what_is_not_ours(out, &others)?;
        Ok(old)
    }

    fn refuse_what_is_not_ours(&self, out: &Path, others: &[String]) -> Result<()> {
        let name = out.display();
        if !others.is_empty() {
            let list = shorten(others.iter().map(String::as_str));
            return Err(Refusal(format!("`{name}` holds links or devices that Chancery did not make: {list}; remove them")).into());
        }
        let fine = |path: &&str| matches!(*path, ".gitignore" | ".gitkeep") || is_of_system(path);
        let strange = self.strangers.iter().map(String::as_str).filter(|path| !fine(path));
        if self.manifest.is_none() && strange.clone().next().is_some() {
            return Err(Refusal(format!(
                "`{name}` holds files that Chancery did not make: {}; choose an empty folder, or move them away",
                shorten(strange)
            ))
            .into());
        }
        Ok(())
    }

    /// Whether a folder holds, or held, a file that we made.
    fn is_ours(&self, folder: &Path) -> bool {
        let Some(below) = slashed(folder).map(|folder| format!("{folder}/")) else { return false };
        self.listed.range(below.clone()..).next().is_some_and(|(first, _)| first.starts_with(&below))
    }

    /// Whether somebody else's file stands at a path, or where a folder of it would be, or below it.
    pub fn is_stranger(&self, path: &str) -> bool {
        if self.strangers.is_empty() {
            return false;
        }
        let parents = path.match_indices('/').map(|(at, _)| &path[..at]);
        let below = format!("{path}/");
        std::iter::once(path).chain(parents).any(|path| self.strangers.contains(path))
            || self.strangers.range(below.clone()..).next().is_some_and(|first| first.starts_with(&below))
    }

    /// What we made and is still there, in order of path.
    pub fn ours(&self) -> impl Iterator<Item = (&str, Stamp)> {
        self.listed.iter().filter_map(|(path, stamp)| Some((path.as_str(), (*stamp)?)))
    }

    /// Whether a file was there when the folder was looked at.
    pub fn knows(&self, path: &str) -> bool {
        path == MANIFEST || self.listed.contains_key(path) || self.strangers.contains(path)
    }

    /// The stamp of the old site's file at a path, if it has the same bytes. The file itself is compared, not what the
    /// manifest says of it.
    pub fn same(&self, out: &Path, path: &str, bytes: &[u8]) -> Option<Stamp> {
        let size = self.listed.get(path).copied().flatten().map(|stamp| stamp.size);
        if size != Some(bytes.len() as u64) {
            return None;
        }
        let mut file = fs::File::open(out.join(path)).ok()?;
        let stamp = Stamp::of(&file.metadata().ok()?);
        let mut old = Vec::with_capacity(bytes.len() + 1);
        file.read_to_end(&mut old).ok()?;
        (old == bytes).then_some(stamp)
    }
}

/// What tells that a file is the one that was looked at, and was not written since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    place: (u64, u64),
    size: u64,
    modified: (i64, i64),
}

impl Stamp {
    /// The stamp of a file.
    pub fn of(meta: &fs::Metadata) -> Stamp {
        Stamp { place: system::number(meta), size: meta.len(), modified: system::written(meta) }
    }

    /// Itself in bytes, for hashing.
    pub fn bytes(&self) -> [u8; 40] {
        let parts = [self.place.0, self.place.1, self.size, self.modified.0 as u64, self.modified.1 as u64];
        let mut out = [0; 40];
        out.chunks_exact_mut(8).zip(parts).for_each(|(slot, part)| slot.copy_from_slice(&part.to_le_bytes()));
        out
    }
}

/// Up to five names.
fn shorten<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names.iter().take(5).map(|name| format!("`{}`", name.escape_debug())).collect::<Vec<_>>().join(", ");
    if names.len() > 5 { format!("{shown} and {} more", names.len() - 5) } else { shown }
}

fn read_manifest(out: &Path) -> Result<Option<Vec<u8>>> {
    let path = out.join(MANIFEST);
    match fs::symlink_metadata(&path) {
        Ok(meta) if meta.is_file() => {}
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot read {}", path.display()));
        }
        _ => return Ok(None),
    }
    let file = fs::File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MAX_MANIFEST).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(bytes))
}

/// The paths that a manifest lists; none that leads out of the folder.
fn paths(manifest: &[u8]) -> Result<BTreeMap<String, Option<Stamp>>> {
    #[derive(Deserialize)]
    struct Manifest {
        files: BTreeMap<String, IgnoredAny>,
    }
    let broken =
        || Refusal(format!("the output's `{MANIFEST}` is damaged, so its files cannot be told from others; empty the folder"));
    let manifest: Manifest = serde_json::from_slice(manifest).map_err(|_| broken())?;
    let paths = manifest.files.into_keys().filter(|path| OutPath::new(path).is_ok());
    Ok(paths.map(|path| (path, None)).collect())
}

/// The manifest of a site in pieces: the same for the same files, on any day.
pub(super) fn manifest<'a>(files: impl Iterator<Item = (&'a OutPath, &'a Hash)>) -> impl Iterator<Item = String> {
    let head = "{\n  \"generator\": \"Chancery\",\n  \"version\": 1,\n  \"files\": {".to_string();
    let line = |(at, (path, hash)): (usize, (&OutPath, &Hash))| {
        let begin = if at == 0 { "\n    \"" } else { ",\n    \"" };
        // A path of the output has nothing in it that JSON writes otherwise.
        [begin, path.as_str(), "\": \"", hash.digits(&mut [0; 32]), "\""].concat()
    };
    std::iter::once(head).chain(files.enumerate().map(line)).chain(std::iter::once("\n  }\n}\n".to_string()))
}
