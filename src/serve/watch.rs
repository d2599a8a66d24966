//! The eyes: what the machine says about the folders of a site, in the terms of [`Seen`].

use super::gather::Seen;
use crate::base::FilePath;
use crate::files::{INPUTS, input};
use crate::system::{names, number, real_path};
use notify::event::{AccessKind, AccessMode, CreateKind, Event, EventKind, Flag, ModifyKind, RenameMode};
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Watches a site's folder until it is dropped.
pub struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
}

impl Watch {
    /// Begins to watch `root`; `tell` is called on a thread of the watcher.
    pub fn begin(root: &Path, tell: impl Fn(Seen) + Send + 'static) -> notify::Result<Watch> {
        let root = real_path(root).map_err(notify::Error::io)?;
        let top = root.clone();
        let mut probes = Probes::default();
        let handler = move |event: notify::Result<Event>| match event {
            Ok(event) => translate(&top, &event, &mut probes).into_iter().for_each(&tell),
            Err(_) => tell(Seen::Everything),
        };
        let watcher = RecommendedWatcher::new(handler, Config::default().with_follow_symlinks(false))?;
        let mut watch = Watch { watcher, root };
        watch.again()?;
        Ok(watch)
    }

    /// Watches what stands at the path of the site's folder now.
    pub fn again(&mut self) -> notify::Result<()> {
        let _ = self.watcher.unwatch(&self.root);
        self.watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        INPUTS.iter().try_for_each(|top| self.renew(top))
    }

    /// Watches a folder at the top of the site, which may be another than before.
    pub fn renew(&mut self, top: &str) -> notify::Result<()> {
        let path = self.root.join(top);
        let _ = self.watcher.unwatch(&path);
        match path.symlink_metadata() {
            Ok(meta) if meta.is_dir() => self.watcher.watch(&path, RecursiveMode::Recursive),
            _ => Ok(()),
        }
    }
}

/// Files that an editor makes to learn whether it may, and removes again: Vim calls them `4913`, and they are empty. A file or
/// folder that has this number for its name is an input like any other.
#[derive(Default)]
struct Probes(BTreeSet<FilePath>);

impl Probes {
    fn has(&mut self, file: &Path, path: &FilePath, kind: EventKind) -> bool {
        if path.name() != "4913" {
            return false;
        }
        match file.symlink_metadata() {
            Ok(meta) if meta.is_file() && meta.len() == 0 => _ = self.0.insert(path.clone()),
            Ok(_) => _ = self.0.remove(path),
            // It may be gone before anybody looks.
            Err(_) if kind == EventKind::Create(CreateKind::File) => _ = self.0.insert(path.clone()),
            Err(_) if kind.is_remove() => return self.0.remove(path),
            Err(_) => {}
        }
        self.0.contains(path)
    }
}

/// What an event of the machine means.
fn translate(root: &Path, event: &Event, probes: &mut Probes) -> Vec<Seen> {
    if event.attrs.flag() == Some(Flag::Rescan) {
        return vec![Seen::Everything];
    }
    let make: fn(FilePath) -> Seen = match event.kind {
        EventKind::Create(CreateKind::Folder) => Seen::Folder,
        EventKind::Create(_) => Seen::Writing,
        EventKind::Remove(_) => Seen::Gone,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Seen::Settled,
        // Both halves were told on their own.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => return Vec::new(),
        EventKind::Modify(ModifyKind::Name(_)) => Seen::Gone,
        EventKind::Modify(ModifyKind::Metadata(_)) => Seen::Touched,
        EventKind::Modify(_) => Seen::Writing,
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Seen::Settled,
        _ => return Vec::new(),
    };
    let inputs = event.paths.iter().filter_map(|path| Some((path, input(root, path)?)));
    let inputs = inputs.filter(|(file, path)| !probes.has(file, path, event.kind));
    inputs
        .map(|(file, path)| match make(path) {
            // A folder that was moved here came with its files.
            Seen::Settled(path) if is_folder(file) => Seen::Folder(path),
            // What is no plain file is never closed.
            Seen::Writing(path) if is_odd(file) => Seen::Settled(path),
            seen => seen,
        })
        .collect()
}

fn is_folder(file: &Path) -> bool {
    file.symlink_metadata().is_ok_and(|meta| meta.is_dir())
}

/// A link, pipe or device, or a second name of a file.
fn is_odd(file: &Path) -> bool {
    file.symlink_metadata().is_ok_and(|meta| !meta.is_file() || names(&meta) > 1)
}

/// What tells a folder from another that stands at its path later; numbers of files are given again.
pub type Identity = ((u64, u64), Option<SystemTime>);

/// That of the folder at a path, if there is one.
pub fn identity(folder: &Path) -> Option<Identity> {
    let meta = folder.metadata().ok().filter(std::fs::Metadata::is_dir)?;
    Some((number(&meta), meta.created().ok()))
}

/// The file by which git says that it is changing the folder, if the site lies in a work tree.
pub fn git_lock(root: &Path) -> Option<PathBuf> {
    let root = real_path(root).ok()?;
    let git = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists())?;
    if git.is_dir() {
        return Some(git.join("index.lock"));
    }
    // A work tree of its own: the file says where its part of the repository lies.
    let text = std::fs::read_to_string(&git).ok()?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(git.parent()?.join(folder).join("index.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    fn watched(work: impl FnOnce(&Path)) -> Vec<Seen> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("content")).expect("made");
        std::fs::write(folder.path().join("content/old.md"), "x").expect("written");
        let (sender, receiver) = mpsc::channel();
        let _watch = Watch::begin(folder.path(), move |seen| {
            let _ = sender.send(seen);
        })
        .expect("it watches");
        work(folder.path());
        let mut seen = Vec::new();
        while let Ok(one) = receiver.recv_timeout(Duration::from_millis(300)) {
            seen.push(one);
        }
        seen
    }

    fn path(name: &str) -> FilePath {
        FilePath::new(name).expect("a path")
    }

    #[test]
    fn saves_are_seen_as_what_they_are() {
        let seen = watched(|root| {
            std::fs::write(root.join("content/.temp"), "a").expect("written");
            std::fs::rename(root.join("content/.temp"), root.join("content/old.md")).expect("renamed");
            std::fs::write(root.join("public.md"), "a").expect("written");
        });
        assert_eq!(seen.last(), Some(&Seen::Settled(path("content/old.md"))), "{seen:?}");
        assert!(!seen.contains(&Seen::Writing(path("content/old.md"))), "{seen:?}");
        let seen = watched(|root| std::fs::write(root.join("content/old.md"), "a").expect("written"));
        assert_eq!(seen.last(), Some(&Seen::Settled(path("content/old.md"))), "{seen:?}");
        assert!(seen.contains(&Seen::Writing(path("content/old.md"))), "{seen:?}");
        let seen = watched(|root| std::fs::remove_file(root.join("content/old.md")).expect("removed"));
        assert_eq!(seen, [Seen::Gone(path("content/old.md"))]);
        let seen = watched(|root| std::fs::create_dir(root.join("content/new")).expect("made"));
        assert!(seen.contains(&Seen::Folder(path("content/new"))), "{seen:?}");
    }
}
