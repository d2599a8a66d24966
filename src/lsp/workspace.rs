//! What the editor works on: the texts that it holds, and the sites that they belong to, each with its session.

use super::convert::{self, Client, Held, Texts};
use super::features::diagnostics;
use super::{Options, Told};
use crate::base::FilePath;
use crate::files::{self, Change, on_disk};
use crate::session::{Session, Site};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files that are looked at one by one; where more changed, the whole folder is.
const MOST_LOOKS: usize = 500;

/// Everything that is open.
pub(super) struct Workspace {
    options: Options,
    pub client: Client,
    /// Folders that the editor has open, until they were entered.
    pub folders: Vec<PathBuf>,
    /// Texts that the editor holds, by their addresses.
    buffers: BTreeMap<String, Buffer>,
    /// Sites, by their folders.
    rooms: BTreeMap<PathBuf, Room>,
    /// It was said that a file belongs to no site.
    homeless_told: bool,
}

/// A text that the editor holds: what it says, saved or not, is what counts.
struct Buffer {
    text: Held,
    version: i32,
    /// A change of it could not be read. Until all of it is known again, what lies on the disk counts.
    lost: bool,
    path: PathBuf,
    /// The site that it is part of, and its path there.
    home: Option<(PathBuf, FilePath)>,
}

/// A site.
struct Room {
    session: Session,
    site: Arc<Site>,
    /// Files whose texts changed in the editor.
    typed: BTreeSet<FilePath>,
    /// Files and folders of it that may have changed on the disk.
    touched: BTreeSet<FilePath>,
    /// All of them may have.
    everything: bool,
    /// What was told of faults, by file.
    told: BTreeMap<FilePath, Vec<Value>>,
    /// There may be other faults than were told.
    untold: bool,
    /// The last update did not come to its end, so that the next one begins with everything.
    shaken: bool,
}

/// A site, and a file of it as the editor has it.
pub(super) struct Seen<'a> {
    pub root: &'a Path,
    pub site: Arc<Site>,
    pub path: FilePath,
    /// The text, where the editor holds it.
    pub text: Option<&'a str>,
}

impl Workspace {
    pub fn new(options: Options, client: Client, folders: Vec<PathBuf>) -> Workspace {
        Workspace { options, client, folders, buffers: BTreeMap::new(), rooms: BTreeMap::new(), homeless_told: false }
    }

    /// Opens the sites that lie at folders of the editor, or above them.
    pub fn enter(&mut self, folders: &[PathBuf]) {
        for folder in folders {
            if let Some(root) = folder.ancestors().find(|folder| is_site(folder)) {
                self.room(root);
            }
        }
    }

    /// Whether a change waits for a moment of rest.
    pub fn is_waiting(&self) -> bool {
        self.rooms.values().any(|room| room.is_stale() || room.untold)
    }

    /// The editor holds a text from now on.
    pub fn open(&mut self, uri: &str, version: i32, text: String) {
        let Some(path) = convert::path_of(uri) else { return };
        self.buffers.insert(uri.to_string(), Buffer { text: Held::new(text), version, lost: false, path, home: None });
        self.settle(uri);
        self.look_without_watch();
    }

    /// The text of a buffer changed.
    pub fn change(&mut self, uri: &str, version: i32, changes: &[Value]) {
        let encoding = self.client.encoding;
        let Some(buffer) = self.buffers.get_mut(uri) else { return };
        let was_lost = buffer.lost;
        for change in changes {
            // What is said of places counts from a text that is not known.
            if buffer.lost && !convert::is_whole(change) {
                continue;
            }
            let changed = buffer.text.change(change, encoding);
            buffer.lost = changed.is_err();
            if let Err(reason) = changed {
                let path = buffer.path.display();
                (self.options.tell)(Told::Lost(format!(
                    "a change of {path} cannot be read ({reason}): save it, or close it and open it again; until then what lies on \
                     the disk counts"
                )));
            }
        }
        if !buffer.lost {
            // An edit of a text that is not known bears an old version, at which editors refuse it.
            buffer.version = version;
        }
        if let Some((root, path)) = &buffer.home
            && let Some(room) = self.rooms.get_mut(root)
        {
            if buffer.lost && !was_lost {
                room.touched.insert(path.clone());
            }
            room.typed.insert(path.clone());
        }
    }

    /// A text was saved.
    pub fn saved(&mut self, uri: &str) {
        self.settle_homeless();
        if let Some(path) = convert::path_of(uri) {
            self.touched(&path);
        }
        self.look_without_watch();
        self.read_again(uri);
    }

    /// Of a text that was lost the disk tells what it is, now that it is saved.
    fn read_again(&mut self, uri: &str) {
        let lost = self.buffers.get(uri).filter(|buffer| buffer.lost);
        let Some((root, path)) = lost.and_then(|buffer| buffer.home.clone()) else { return };
        let read = self.fresh(&root).filter(|site| site.files.get(&path).is_some()).and_then(|site| site.text(&path));
        if let (Some(text), Some(buffer)) = (read, self.buffers.get_mut(uri)) {
            (buffer.text, buffer.lost) = (Held::new(text.to_string()), false);
        }
    }

    /// The editor no longer holds a text: what lies on the disk counts.
    pub fn close(&mut self, uri: &str) {
        if let Some(Buffer { home: Some((root, path)), .. }) = self.buffers.remove(uri)
            && let Some(room) = self.rooms.get_mut(&root)
        {
            room.typed.remove(&path);
            room.touched.insert(path);
        }
    }

    /// Something at a path may have changed on the disk.
    pub fn touched(&mut self, path: &Path) {
        if path.file_name().is_some_and(|name| name == "chancery.yaml") {
            self.settle_homeless();
        }
        for (root, room) in &mut self.rooms {
            room.touched.extend(files::input(root, path));
        }
    }

    /// The site of a file as it is now, with all that was typed.
    pub fn see(&mut self, uri: &str) -> Option<Seen<'_>> {
        let (root, path) = match self.buffers.get(uri) {
            Some(buffer) if buffer.lost => return None,
            Some(buffer) => buffer.home.clone()?,
            None => home_of(&convert::path_of(uri)?)?,
        };
        let site = self.fresh(&root)?;
        let (root, _) = self.rooms.get_key_value(&root)?;
        Some(Seen { root, site, path, text: self.buffers.get(uri).map(|buffer| buffer.text.text()) })
    }

    /// All sites as they are now, with their folders.
    pub fn sites(&mut self) -> Vec<(PathBuf, Arc<Site>)> {
        let roots: Vec<PathBuf> = self.rooms.keys().cloned().collect();
        roots.into_iter().filter_map(|root| Some((root.clone(), self.fresh(&root)?))).collect()
    }

    /// Asks a site for its texts, as the editor counts them.
    pub fn texts<T>(&self, root: &Path, site: &Site, ask: impl FnOnce(&Texts) -> T) -> T {
        let open: BTreeMap<&FilePath, (&String, i32)> = self
            .buffers
            .iter()
            .filter_map(|(uri, buffer)| {
                let (own, path) = buffer.home.as_ref()?;
                (own == root).then_some((path, (uri, buffer.version)))
            })
            .collect();
        let text = |path: &FilePath| site.text(path);
        let open = |path: &FilePath| open.get(path).map(|(uri, version)| (uri.to_string(), *version));
        ask(&Texts::new(root, self.client, &text, &open))
    }

    /// Makes every site anew that waits for it, and tells what is wrong now and was not told.
    pub fn tell(&mut self, mut tell: impl FnMut(&Value)) {
        for (root, site) in self.sites() {
            let Some(untold) = self.rooms.get_mut(&root).map(|room| std::mem::replace(&mut room.untold, false)) else { continue };
            if !untold {
                continue;
            }
            let by_file = diagnostics::by_file(&site);
            let before = self.rooms.get_mut(&root).map(|room| std::mem::take(&mut room.told)).unwrap_or_default();
            let now = self.texts(&root, &site, |texts| {
                let mut now = BTreeMap::new();
                for (path, faults) in by_file {
                    let all: Vec<Value> = faults.iter().map(|fault| texts.diagnostic(fault.what, fault.known)).collect();
                    if before.get(&path) != Some(&all) {
                        tell(&texts.publication(&path, &all));
                    }
                    now.insert(path, all);
                }
                before.keys().filter(|path| !now.contains_key(*path)).for_each(|path| tell(&texts.publication(path, &[])));
                now
            });
            if let Some(room) = self.rooms.get_mut(&root) {
                room.told = now;
            }
        }
    }

    /// Finds the sites of buffers that are part of none.
    fn settle_homeless(&mut self) {
        let homeless = self.buffers.iter().filter(|(_, buffer)| buffer.home.is_none());
        let homeless: Vec<String> = homeless.map(|(uri, _)| uri.clone()).collect();
        homeless.iter().for_each(|uri| self.settle(uri));
    }

    /// Finds the site of a buffer; what it says counts there from now on.
    fn settle(&mut self, uri: &str) {
        let Some(buffer) = self.buffers.get(uri) else { return };
        let Some(root) = root_of(&buffer.path).map(Path::to_path_buf) else {
            if !self.homeless_told {
                self.homeless_told = true;
                let path = buffer.path.display();
                (self.options.tell)(Told::NoSite(format!("{path} is part of no site: no folder above it has a chancery.yaml")));
            }
            return;
        };
        let Some(path) = files::input(&root, &buffer.path) else { return };
        let Some(room) = self.room(&root) else { return };
        if room.refuses(&root, &path) {
            return;
        }
        room.typed.insert(path.clone());
        if let Some(buffer) = self.buffers.get_mut(uri) {
            buffer.home = Some((root, path));
        }
    }

    /// The site at a folder, opened if it is not yet.
    fn room(&mut self, root: &Path) -> Option<&mut Room> {
        if !self.rooms.contains_key(root) {
            let opened = Session::open(root, self.options.settings.clone(), Vec::new());
            let mut session = opened.map_err(|error| (self.options.tell)(Told::Trouble(format!("{error:#}")))).ok()?;
            let site = session.update([]);
            #[rustfmt::skip]
            let room = Room {
                session, site, typed: BTreeSet::new(), touched: BTreeSet::new(), everything: false, told: BTreeMap::new(),
                untold: true, shaken: false,
            };
            self.rooms.insert(root.to_path_buf(), room);
        }
        self.rooms.get_mut(root)
    }

    /// Where the editor tells of no changes on the disk, they are looked for now and then.
    fn look_without_watch(&mut self) {
        if !self.client.watches {
            self.rooms.values_mut().for_each(|room| room.everything = true);
        }
    }

    /// The site at a folder as it is now.
    fn fresh(&mut self, root: &Path) -> Option<Arc<Site>> {
        let mut texts: BTreeMap<&FilePath, &str> = BTreeMap::new();
        for buffer in self.buffers.values() {
            if let Some((own, path)) = &buffer.home
                && own == root
                && !buffer.lost
            {
                texts.insert(path, buffer.text.text());
            }
        }
        let room = self.rooms.get_mut(root)?;
        if room.is_stale() {
            let was_shaken = room.shaken;
            let failed = match catch_unwind(AssertUnwindSafe(|| room.update(root, &texts, &self.options))) {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(Told::Trouble(format!("cannot read {}: {error}", root.display()))),
                Err(_) => {
                    room.session.forget();
                    Some(Told::Fault(format!(
                        "a fault in Chancery at the last change in {}: what was found before it is shown until the next",
                        root.display()
                    )))
                }
            };
            if let Some(failed) = failed {
                // It is not tried again before something changes: it would come to the same.
                room.typed.clear();
                room.shaken = true;
                if !was_shaken {
                    (self.options.tell)(failed);
                }
            }
            room.untold = true;
        }
        Some(room.site.clone())
    }
}

impl Room {
    fn is_stale(&self) -> bool {
        self.everything || !self.typed.is_empty() || !self.touched.is_empty()
    }

    /// Whether a file lies on the disk that a build does not take, such as a link that leads elsewhere.
    fn refuses(&self, root: &Path, path: &FilePath) -> bool {
        let files = self.session.files();
        if files.get(path).is_some() || on_disk(root, path).symlink_metadata().is_err() {
            return false;
        }
        let is_it = |change: &Change| matches!(change, Change::Put(put, _) if put == path);
        !files.look(root, std::slice::from_ref(path)).is_ok_and(|changes| changes.iter().any(is_it))
    }

    fn update(&mut self, root: &Path, texts: &BTreeMap<&FilePath, &str>, options: &Options) -> std::io::Result<()> {
        if std::mem::take(&mut self.shaken) {
            self.everything = true;
            self.typed.extend(texts.keys().copied().cloned());
        }
        let everything = std::mem::take(&mut self.everything) || self.touched.len() > MOST_LOOKS;
        let touched: Vec<FilePath> = std::mem::take(&mut self.touched).into_iter().collect();
        let mut changes = match (everything, touched.as_slice()) {
            (false, []) => Vec::new(),
            (true, _) => self.session.files().look(root, &[])?,
            (false, paths) => self.session.files().look(root, paths)?,
        };
        // What the editor holds counts, whatever lies on the disk.
        changes.retain(|change| !matches!(change, Change::Put(path, _) | Change::Remove(path) if texts.contains_key(path)));
        let typed = std::mem::take(&mut self.typed);
        let put = |path: FilePath| texts.get(&path).map(|text| Change::Put(path, text.as_bytes().into()));
        changes.extend(typed.into_iter().filter_map(put));
        let today = (options.day)(&self.site.model.config.time_zone);
        if today != self.session.settings().today {
            self.session.turn_to(today);
        }
        self.site = self.session.update(changes);
        Ok(())
    }
}

/// Whether a site lies in a folder.
fn is_site(folder: &Path) -> bool {
    folder.join("chancery.yaml").symlink_metadata().is_ok_and(|meta| meta.is_file())
}

/// The folder of the site that a file lies in: the nearest above it.
fn root_of(path: &Path) -> Option<&Path> {
    path.ancestors().skip(1).find(|folder| is_site(folder))
}

/// The site that a file is part of, and its path there.
fn home_of(path: &Path) -> Option<(PathBuf, FilePath)> {
    let root = root_of(path)?;
    Some((root.to_path_buf(), files::input(root, path)?))
}
