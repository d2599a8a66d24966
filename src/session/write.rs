//! Writing the site: whole or not at all.
//!
//! The protocol, which survives being killed at any moment:
//!
//! 1. Lock the output folder (`flock` on the folder itself, so no lock file lies about). Who comes second is told so.
//! 2. Clear away what a killed build left: `.public.tmp-<pid>` folders beside the output that are marked as ours.
//! 3. Write what is new to a `.public.tmp-<pid>` beside the output. If anything is, files whose bytes did not change are
//!    hard-linked from the old site in the end, so they keep their modification time.
//! 4. Write the manifest, which lists every file with its hash and marks the folder as ours.
//! 5. Exchange the two folders in one step (`RENAME_EXCHANGE`). Where the file system cannot, the old folder is moved
//!    aside and the new one in; a build that finds the output missing and the old folder aside moves it back.
//! 6. Remove the old folder.
//!
//! Where the output is a mount point, or nothing may be written beside it, step 5 moves file by file. That is weaker:
//! a reader, or a kill, in that moment may see pages of two builds; each file is whole all the same.
//!
//! Files in the output that the manifest does not list are strangers, and so are folders in which nothing is listed. They
//! are carried over with their permissions, never removed; a file that
//! stands where a page has to stand stops the build.
//!
//! A kill needs no `fsync`, only a power cut does: one `syncfs` before the exchange, and only where an old site could
//! be lost, keeps the cost at that of writing.

use super::old::{self, Old, Stamp};
use super::place::{self, Refusal};
use super::put::{Top, in_the_way, is_new, make_folders, remove_empty_folders, write_new, write_pieces};
use crate::base::{Hash, OutPath};
use crate::system::{self, Lock, exchange, move_folder, slashed};
use anyhow::{Context, Result};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

mod beside;
mod seal;

pub use beside::Busy;
use beside::{MARK, beside, clear, clear_stale, lock, make_temp, recover};
pub use seal::Seal;

/// The file in the output that lists what Chancery put there: who else finds it knows whose the folder is.
pub const MANIFEST: &str = ".chancery-manifest.json";

/// An output folder, locked, with a folder beside it in which the new site grows.
pub struct Staging {
    out: PathBuf,
    parent: PathBuf,
    temp: PathBuf,
    swap: Swap,
    /// Holds the lock as long as it lives.
    _lock: Lock,
    /// The output did not exist before.
    created: bool,
    old: Old,
    /// Folders that were made, from the top of the site.
    folders: Mutex<FxHashSet<String>>,
    put: Mutex<Vec<(OutPath, Put)>>,
    /// Files of the new site that the old one has with the same bytes. They are linked at the end, and only if anything
    /// else changed.
    kept: Mutex<BTreeMap<OutPath, Stamp>>,
    /// The folder `temp`.
    top: Top,
    /// What tells the next build that nothing changed.
    seal: Option<Seal>,
}

/// A file of the new site.
#[derive(Debug, Clone, Copy)]
struct Put {
    hash: Hash,
    /// How it lies on the disk, if it was written.
    stamp: Option<Stamp>,
}

/// The manifest of what was put, in pieces.
fn manifest(put: &[(OutPath, Put)]) -> impl Iterator<Item = String> {
    old::manifest(put.iter().map(|(path, put)| (path, &put.hash)))
}

/// How the new site takes the place of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swap {
    /// In one step.
    Exchange,
    /// The old one aside, the new one in.
    Aside,
    /// File by file.
    Files,
}

/// What a finished build did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Files of the site.
    pub files: usize,
    /// Files that are new or have other bytes.
    pub changed: usize,
    /// Files of the old site that are gone.
    pub removed: usize,
    /// Hash of the manifest: what tells whether this site still stands there.
    pub manifest: Hash,
}

impl Staging {
    /// Locks an output folder and looks at what is there.
    ///
    /// `protected` are folders that are never an output: the home folder, say. A [`Refusal`] says why the folder is
    /// not written to; any other error is the machine's.
    pub fn open(root: &Path, out: &Path, protected: &[PathBuf]) -> Result<Staging> {
        let (parent, out) = place::judge(root, out, protected)?;
        recover(&parent, &out)?;
        let (lock, created) = lock(&parent, &out)?;
        clear_stale(&parent, &out);
        let old = Old::read(&out)?;
        let (temp, swap) = match make_temp(&parent, &out) {
            Ok(made) => made,
            Err(error) => {
                if created {
                    let _ = fs::remove_dir(&out);
                }
                return Err(error);
            }
        };
        let top = Top::open(&temp).with_context(|| format!("cannot open {}", temp.display()))?;
        let (folders, put, kept) = (Mutex::default(), Mutex::default(), Mutex::default());
        Ok(Staging { out, parent, temp, swap, _lock: lock, created, old, folders, put, kept, top, seal: None })
    }

    /// How many pages of the old site would be gone: those of which nobody says that they stay.
    pub fn pages_lost(&self, stays: impl Fn(&str) -> bool) -> usize {
        self.old.listed.keys().filter(|path| path.ends_with(".html") && !stays(path)).count()
    }

    /// What a build, or an export, made there before.
    pub fn made(&self) -> impl Iterator<Item = &str> {
        self.old.listed.keys().map(String::as_str)
    }

    /// The folder in which the new site grows: what is left over if the process ends before the build does.
    pub fn temp(&self) -> &Path {
        &self.temp
    }

    /// Takes another way to swap, for tests of those that this machine would not need.
    pub fn swap_by(&mut self, swap: Swap) {
        self.swap = swap;
    }

    /// Puts a file of the new site; any number of threads may do so at once.
    pub fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<()> {
        if self.old.is_stranger(path.as_str()) {
            return Err(Refusal(format!(
                "`{}` is a file that Chancery did not make, and a page has to stand there; move it away",
                path.under(&self.out).display()
            ))
            .into());
        }
        let mut put = Put { hash: Hash::of(bytes), stamp: None };
        if let Some(stamp) = self.old.same(&self.out, path.as_str(), bytes) {
            self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(path.clone(), stamp);
        } else {
            self.folder_of(path.as_str())?;
            let written = self.top.write(path.as_str(), bytes);
            put.stamp = Some(written.with_context(|| format!("cannot write {}", path.under(&self.out).display()))?);
        }
        self.put.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((path.clone(), put));
        Ok(())
    }

    /// Makes the new site the one that readers see. If nothing changed, nothing is touched.
    pub fn commit(mut self) -> Result<Written> {
        let mut put = std::mem::take(&mut *self.put.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        put.par_sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        let removed = self.old.listed.keys().filter(|path| !is_new(path, &put)).count();
        let (files, changed) = (put.len(), put.len() - kept.len());
        let manifest = || Hash::of_pieces(manifest(&put));
        let same = (changed == 0 && removed == 0).then(manifest).filter(|now| self.old.manifest == Some(*now));
        let manifest = match same {
            Some(manifest) => manifest,
            None => {
                let (manifest, moved) = rayon::join(manifest, || self.exchange(&put, &kept));
                moved?;
                manifest
            }
        };
        self.write_seal(&manifest, put);
        Ok(Written { files, changed, removed, manifest })
    }

    /// Puts the new site in the place of the old one.
    fn exchange(&mut self, put: &[(OutPath, Put)], kept: &BTreeMap<OutPath, Stamp>) -> Result<()> {
        match self.swap {
            Swap::Files => self.move_files(put, kept)?,
            Swap::Exchange | Swap::Aside => {
                kept.par_iter().try_for_each(|(path, stamp)| self.keep(path, stamp))?;
                self.move_folder(put, kept)?;
            }
        }
        self.created = false;
        Ok(())
    }

    /// Gives an unchanged file its place in the new site. Where a file system has no hard links it is written again, with
    /// the old modification time.
    fn keep(&self, path: &OutPath, stamp: &Stamp) -> Result<()> {
        let (from, to) = (path.under(&self.out), path.under(&self.temp));
        self.folder_of(path.as_str())?;
        if fs::hard_link(&from, &to).is_err() {
            let kept = fs::read(&from).and_then(|bytes| write_new(&to, &bytes));
            let time = kept.and_then(|()| fs::symlink_metadata(&from)?.modified());
            let done = time.and_then(|time| File::options().write(true).open(&to)?.set_modified(time));
            done.with_context(|| format!("cannot keep {}", from.display()))?;
        }
        // Whoever changed it after it was compared would have their bytes in our site.
        match fs::symlink_metadata(&from) {
            Ok(meta) if Stamp::of(&meta) == *stamp => Ok(()),
            _ => anyhow::bail!("{} was changed by another program while the site was built; build again", from.display()),
        }
    }

    fn move_folder(&mut self, put: &[(OutPath, Put)], kept: &BTreeMap<OutPath, Stamp>) -> Result<()> {
        self.carry_strangers()?;
        write_pieces(&self.temp.join(MANIFEST), manifest(put)).context("cannot write the manifest")?;
        // From here on it is a site, and that is what it is known by.
        fs::remove_file(self.temp.join(MARK)).context("cannot finish the new site")?;
        if self.old.manifest.is_some() {
            system::save(&self.temp).context("cannot save the new site to the disk")?;
        }
        let moved = match self.swap {
            Swap::Exchange => exchange(&self.temp, &self.out),
            _ => Err(io::Error::from(ErrorKind::Unsupported)),
        };
        if let Err(error) = moved {
            if error.kind() != ErrorKind::Unsupported {
                return Err(error).with_context(|| format!("cannot put the new site at {}", self.out.display()));
            }
            let aside = beside(&self.parent, &self.out, "old");
            match move_folder(&self.out, &aside) {
                // Somebody works in it, a web server perhaps; files can be replaced all the same.
                Err(error) if system::is_in_use(&error) => return self.move_files(put, kept),
                moved => moved.with_context(|| format!("cannot move {} aside", self.out.display()))?,
            }
            if let Err(error) = move_folder(&self.temp, &self.out) {
                let _ = move_folder(&aside, &self.out);
                return Err(error).with_context(|| format!("cannot put the new site at {}", self.out.display()));
            }
            self.temp = aside;
        }
        let _ = File::open(&self.parent).and_then(|folder| folder.sync_all());
        // From here on `temp` is the old site. What somebody put there while we built is a stranger, too.
        self.rescue();
        Ok(())
    }

    /// The weak way: each file is whole at any moment, the site as a whole is not.
    fn move_files(&self, put: &[(OutPath, Put)], kept: &BTreeMap<OutPath, Stamp>) -> Result<()> {
        let both = self.old.listed.keys().filter_map(|path| OutPath::new(path).ok()).map(|path| (path, Hash::of(b"")));
        let both: BTreeMap<OutPath, Hash> = both.chain(put.iter().map(|(path, put)| (path.clone(), put.hash))).collect();
        // First a manifest of both sites: if we are killed now, the next build knows all these files as ours.
        self.replace(MANIFEST, old::manifest(both.iter()))?;
        let gone = self.old.listed.keys().filter(|path| !is_new(path, put));
        // A file that stands where a folder has to, or the other way round, goes first; all others go last.
        let (first, last): (Vec<&String>, Vec<&String>) = gone.partition(|path| in_the_way(path, put));
        first.into_iter().try_for_each(|path| self.remove(path))?;
        let is_page = |path: &OutPath| path.as_str().ends_with(".html");
        let (pages, parts): (Vec<_>, Vec<_>) =
            put.iter().map(|(path, _)| path).filter(|path| !kept.contains_key(path)).partition(|path| is_page(path));
        for path in parts.into_iter().chain(pages) {
            let target = path.under(&self.out);
            if let Some(folder) = target.parent() {
                make_folders(folder)?;
            }
            fs::rename(path.under(&self.temp), &target).with_context(|| format!("cannot write {}", target.display()))?;
        }
        last.into_iter().try_for_each(|path| self.remove(path))?;
        self.replace(MANIFEST, manifest(put))
    }

    /// Removes a file of the old site, and the folders that it leaves empty.
    fn remove(&self, path: &str) -> Result<()> {
        let target = self.out.join(path);
        if let Err(error) = fs::remove_file(&target)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(error).with_context(|| format!("cannot remove {}", target.display()));
        }
        remove_empty_folders(&target, &self.out);
        Ok(())
    }

    fn replace(&self, name: &str, pieces: impl Iterator<Item = String>) -> Result<()> {
        let temp = self.temp.join(name);
        let _ = fs::remove_file(&temp);
        write_pieces(&temp, pieces).with_context(|| format!("cannot write {name}"))?;
        fs::rename(&temp, self.out.join(name)).with_context(|| format!("cannot write {name}"))
    }

    /// Gives strangers their place in the new site. They stay in the old one as well, so that nothing is lost whenever we are
    /// killed.
    fn carry_strangers(&self) -> Result<()> {
        let mut carried = Vec::new();
        for (folder, mode) in &self.old.folders {
            let to = self.temp.join(folder);
            // What the new site has made is its own by now.
            if fs::symlink_metadata(&to).is_err() {
                make_folders(&to)?;
                carried.push((to, mode));
            }
        }
        for path in &self.old.strangers {
            let (from, to) = (self.out.join(path), self.temp.join(path));
            self.folder_of(path.as_str())?;
            if fs::hard_link(&from, &to).is_err() {
                fs::copy(&from, &to).with_context(|| format!("cannot keep {}", from.display()))?;
            }
        }
        // Last, for nothing can be put into one that may only be read.
        carried.iter().rev().try_for_each(|(folder, mode)| {
            let set = system::set_mode(folder, **mode);
            set.with_context(|| format!("cannot set the permissions of {}", folder.display()))
        })
    }

    /// Moves into the new site what appeared in the old one after it was looked at.
    fn rescue(&self) {
        for entry in walkdir::WalkDir::new(&self.temp).follow_links(false).into_iter().flatten() {
            let Ok(path) = entry.path().strip_prefix(&self.temp) else { continue };
            let known = slashed(path).is_some_and(|path| self.old.knows(&path));
            let target = self.out.join(path);
            if !entry.file_type().is_dir() && !known && fs::symlink_metadata(&target).is_err() {
                let _ = target.parent().map(make_folders);
                let _ = fs::rename(entry.path(), &target);
            }
        }
    }

    /// Makes the folder of a file, once.
    fn folder_of(&self, path: &str) -> Result<()> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let known = |made: &FxHashSet<String>| made.contains(folder);
        if known(&self.folders.lock().unwrap_or_else(|poisoned| poisoned.into_inner())) {
            return Ok(());
        }
        // Two threads may make the same one; the second finds it there.
        if !folder.is_empty() {
            let made = self.top.make_folders(folder);
            made.with_context(|| format!("cannot make {}", self.temp.join(folder).display()))?;
        }
        self.folders.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(folder.to_string());
        Ok(())
    }
}

impl Drop for Staging {
    /// Clears away what is left: a new site that was given up, or the old one after the exchange.
    fn drop(&mut self) {
        // Nothing can be taken out of a folder that may only be read.
        for (folder, _) in self.old.folders.iter().filter(|(_, mode)| *mode & 0o300 != 0o300) {
            let _ = system::set_mode(&self.temp.join(folder), 0o700);
        }
        let _ = write_new(&self.temp.join(MARK), b"");
        clear(&self.temp);
        if self.created {
            let _ = fs::remove_dir(&self.out);
        }
    }
}
