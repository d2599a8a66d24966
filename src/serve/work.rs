//! The worker: the one thread that owns the session. It takes what the watcher saw, makes the site anew, and hands each
//! state on as a finished value; whoever answers requests only reads.

mod lenses;
mod round;

use super::effects::{self, Effects};
use super::endless;
use super::gather::{Batch, Gather, Seen};
use super::panel::{self, Fixed};
use super::push::{Prepared, Tabs, event};
use super::show::{self, Key, Lens, Shown, Standing};
use super::told::{copied, path_of, told};
use super::watch::{self, Watch};
use super::{Options, Told};
use crate::base::FilePath;
use crate::files::Change;
use crate::model::Settings;
use crate::session::{Session, Site};
use crate::system::{real_path, step_back};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::{Duration, Instant};
use tokio::sync::watch as latest;

/// Pages whose last good bytes are kept.
const MOST_KEPT: usize = 256;
/// A new folder is looked at once more after this time: files may have come before it was watched.
const LOOK_AGAIN: Duration = Duration::from_millis(150);
/// Renders that run at a time for the tabs.
const AT_A_TIME: usize = 8;

/// What the worker is told.
pub enum Note {
    /// By the watcher.
    Seen(Seen),
    /// By a request: the site through another lens, as long as it is waited for.
    Want(Lens, Weak<()>),
    /// By the search for what an edit changed elsewhere, for the state of that number.
    Found(u64, Effects),
    /// The preview is over.
    Stop,
}

/// One state of the preview; nothing in it changes again.
pub struct State {
    /// Counts the changes of the site.
    pub version: u64,
    /// The site, through each lens that was asked for; the author's is always there.
    pub sites: BTreeMap<Lens, Arc<Site>>,
    /// What the tabs are told.
    pub prepared: BTreeMap<Key, Arc<Prepared>>,
    /// What the last edit changed elsewhere, once it is known.
    pub effects: Option<Arc<Effects>>,
    /// Copied files that changed since the preview began, by address, with a hash; with nothing, if they are gone.
    pub files: Arc<BTreeMap<String, String>>,
    /// The files of the last edit.
    pub edited: Arc<BTreeSet<FilePath>>,
}

/// What the worker shares with those who answer requests.
pub struct Workshop {
    /// The folder of the site, as a whole path.
    pub root: PathBuf,
    /// How the preview was started.
    pub options: Options,
    /// The open tabs.
    pub tabs: Arc<Tabs>,
    states: latest::Sender<Arc<State>>,
    notes: Mutex<Sender<Note>>,
    kept: Mutex<Kept>,
}

/// The last good form of pages, the oldest given up first.
#[derive(Default)]
struct Kept {
    pages: BTreeMap<Key, Arc<Shown>>,
    order: VecDeque<Key>,
}

impl Workshop {
    /// The first state, and the worker that makes all others when it is [run](Worker::run).
    pub fn open(options: Options, root: PathBuf, notes: Sender<Note>) -> anyhow::Result<(Arc<Workshop>, Worker)> {
        let settings = Settings { drafts: true, ..options.settings.clone() };
        let mut session = Session::open(&root, settings, options.allowed.clone())?;
        let site = session.update([]);
        let state = State {
            version: 0,
            sites: BTreeMap::from([(Lens::Own, site)]),
            prepared: BTreeMap::new(),
            effects: None,
            files: Arc::default(),
            edited: Arc::default(),
        };
        let workshop = Arc::new(Workshop {
            root: real_path(&root)?,
            options,
            tabs: Arc::default(),
            states: latest::Sender::new(Arc::new(state)),
            notes: Mutex::new(notes),
            kept: Mutex::default(),
        });
        let (stop, again, later) = Default::default();
        let (lenses, wants) = Default::default();
        let folder = watch::identity(&workshop.root);
        let worker = Worker { workshop: workshop.clone(), session, folder, lenses, wants, stop, again, later };
        Ok((workshop, worker))
    }

    /// The latest state, now and later.
    pub fn states(&self) -> latest::Receiver<Arc<State>> {
        self.states.subscribe()
    }

    /// The latest state.
    pub fn state(&self) -> Arc<State> {
        self.states.borrow().clone()
    }

    /// Tells the worker something.
    pub fn note(&self, note: Note) {
        let _ = self.notes.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).send(note);
    }

    /// What is shown for a key; `None` if nobody made a site for its lens yet. May take as long as a page does.
    pub fn show(&self, state: &State, key: &Key) -> Option<Arc<Shown>> {
        let site = state.sites.get(&key.lens)?;
        let before = self.kept().pages.get(key).cloned();
        let shown = Arc::new(show::show(site, &key.path, before.as_deref()));
        if shown.standing == Standing::Good && shown.is_page {
            self.kept().keep(key, &shown);
        }
        Some(shown)
    }

    /// What tabs of a page are told.
    pub fn prepare(&self, state: &State, key: &Key) -> Option<Prepared> {
        let shown = self.show(state, key)?;
        Some(self.prepare_shown(state, key, shown))
    }

    fn prepare_shown(&self, state: &State, key: &Key, shown: Arc<Shown>) -> Prepared {
        let site = state.sites.get(&key.lens).unwrap_or_else(|| &state.sites[&Lens::Own]);
        let html = match shown.standing {
            Standing::Broken => panel::broken_page(site, &shown),
            _ => String::from_utf8_lossy(&shown.bytes).into_owned(),
        };
        let own = shown.files.iter().any(|path| state.edited.contains(path));
        let page = event("page", &json!({ "hash": shown.hash, "html": html, "own": own }));
        let today = state.sites[&Lens::Own].model.settings.today;
        let panel = panel::panel(site, &shown, (key.lens, today), state.effects.as_deref(), &state.files, &self.fixed());
        Prepared { panel: event("panel", &panel), page, shown }
    }

    /// What panels are written with.
    pub fn fixed(&self) -> Fixed<'_> {
        Fixed { root: &self.root, editor: self.options.editor.as_ref(), follow: self.options.follow }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Kept {
    fn keep(&mut self, key: &Key, shown: &Arc<Shown>) {
        if self.pages.insert(key.clone(), shown.clone()).is_none() {
            self.order.push_back(key.clone());
        }
        if self.order.len() > MOST_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.pages.remove(&oldest);
        }
    }
}

/// Owns the session.
pub struct Worker {
    workshop: Arc<Workshop>,
    session: Session,
    /// Tells the folder that was read from others that may come to stand in its place.
    folder: Option<watch::Identity>,
    /// Lenses asked for, the latest last.
    lenses: Vec<Lens>,
    /// Lenses that somebody waits for, in the order in which they were asked for.
    wants: Vec<(Lens, Weak<()>)>,
    /// Stops the search for what the last edit changed.
    stop: Arc<AtomicBool>,
    /// Folders to look at once more, and when.
    again: Option<(Instant, Vec<FilePath>)>,
    /// What was told while files were read.
    later: VecDeque<Note>,
}

impl Worker {
    /// Works until all who could tell it something are gone.
    pub fn run(mut self, notes: &Receiver<Note>, mut watch: Option<Watch>) {
        let mut lock = watch::git_lock(&self.workshop.root);
        let mut gather = Gather::default();
        let mut round = Instant::now() + round::OFTEN;
        loop {
            let now = Instant::now();
            let due = [gather.due(now, false), self.again.as_ref().map(|(at, _)| *at)].into_iter().flatten().min();
            let note = match self.later.pop_front() {
                Some(note) => Ok(note),
                // A lens is looked through when all is heard that was said, and nothing else waits.
                None if due.is_none() && self.wanted().is_some() => notes.try_recv().map_err(|error| match error {
                    TryRecvError::Empty => RecvTimeoutError::Timeout,
                    TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                }),
                None => notes.recv_timeout(due.into_iter().fold(round, Instant::min).saturating_duration_since(now)),
            };
            match note {
                Ok(Note::Seen(seen)) => gather.note(seen, Instant::now()),
                Ok(Note::Want(lens, asker)) => self.wants.push((lens, asker)),
                Ok(Note::Found(version, effects)) => self.found(version, effects),
                Ok(Note::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    if round <= Instant::now() {
                        if self.look_round(watch.as_mut(), &mut gather) {
                            lock = watch::git_lock(&self.workshop.root);
                        }
                        round = Instant::now() + round::OFTEN;
                    }
                    let now = Instant::now();
                    if let Some((_, folders)) = self.again.take_if(|(at, _)| *at <= now) {
                        folders.into_iter().for_each(|folder| gather.note(Seen::Touched(folder), now));
                    }
                    let locked = lock.as_ref().is_some_and(|lock| lock.exists());
                    if locked {
                        gather.still_locked(now);
                    }
                    if let Some(due) = gather.due(now, locked).filter(|due| *due > now) {
                        std::thread::sleep((due - now).min(Duration::from_millis(10)));
                    } else {
                        let batch = gather.take(now);
                        self.renew(&batch, watch.as_mut());
                        self.take(batch, &mut gather, notes);
                        // Where files never come to rest a lens has its turn between them.
                        if let Some(lens) = self.wanted() {
                            self.want(lens);
                        }
                    }
                }
            }
        }
    }

    /// A folder at the top of the site that came or went is watched anew.
    fn renew(&mut self, batch: &Batch, watch: Option<&mut Watch>) {
        let Some(watch) = watch else { return };
        for top in batch.paths.iter().filter(|path| path.folder().is_empty()) {
            if let Err(error) = watch.renew(top.as_str()) {
                (self.workshop.options.tell)(Told::Trouble(format!("cannot watch `{top}`: {error}")));
            }
        }
        if !batch.folders.is_empty() {
            self.again = Some((Instant::now() + LOOK_AGAIN, batch.folders.clone()));
        }
    }

    /// Reads what is complete and makes the site anew.
    fn take(&mut self, batch: Batch, gather: &mut Gather, notes: &Receiver<Note>) {
        if batch.paths.is_empty() && !batch.everything {
            return;
        }
        let start = Instant::now();
        let state = self.workshop.state();
        let files = state.sites[&Lens::Own].files.clone();
        let mut changes = match files.look(&self.workshop.root, &batch.paths) {
            Ok(changes) => changes,
            Err(error) => {
                (self.workshop.options.tell)(Told::Trouble(format!("cannot read the site: {error}")));
                return;
            }
        };
        // What was written to while it was read is read again when it is complete.
        while let Ok(note) = notes.try_recv() {
            match note {
                Note::Seen(seen) => gather.note(seen, Instant::now()),
                other => self.later.push_back(other),
            }
        }
        changes.retain(|change| !matches!(change, Change::Put(path, _) | Change::Remove(path) if gather.is_unsettled(path)));
        if changes.is_empty() {
            return;
        }
        self.update(&state, changes, start);
    }

    fn update(&mut self, before: &Arc<State>, changes: Vec<Change>, start: Instant) {
        self.stop.store(true, Ordering::Relaxed);
        let edited: BTreeSet<FilePath> = changes.iter().filter_map(path_of).collect();
        let mut files = (*before.files).clone();
        let old = before.sites[&Lens::Own].clone();
        let site = self.session.update(changes);
        let site = self.of_today(site);
        let fresh = copied(&old, &site, &edited, &files);
        files.extend(fresh);
        // The author's own view first; those who look through another lens see the old site for a moment longer.
        self.lenses.clear();
        let others: Vec<Lens> = self.workshop.tabs.lenses().into_iter().filter(|lens| *lens != Lens::Own).collect();
        let sites = before.sites.iter().filter(|(lens, _)| others.contains(lens));
        let mut sites: BTreeMap<Lens, Arc<Site>> = sites.map(|(lens, site)| (*lens, site.clone())).collect();
        sites.insert(Lens::Own, site.clone());
        let state = State {
            version: before.version + 1,
            sites,
            prepared: others_of(&before.prepared),
            effects: None,
            files: Arc::new(files),
            edited: Arc::new(edited),
        };
        self.send(state);
        if !others.is_empty() {
            let before = self.workshop.state();
            let mut sites = before.sites.clone();
            others.into_iter().for_each(|lens| drop(sites.insert(lens, self.through(lens))));
            let mut state = before.with(sites, None);
            state.prepared.extend(before.prepared.iter().filter(|(key, _)| key.lens == Lens::Own).map(kept));
            self.send(state);
        }
        (self.workshop.options.tell)(told(&old, &site, &self.workshop.state().edited, start.elapsed()));
        self.search(old, site, before.version + 1);
    }

    /// Renders what the tabs look at and is not prepared, and hands the state on.
    fn send(&self, mut state: State) {
        let mut keys = self.workshop.tabs.keys();
        state.prepared.retain(|key, _| keys.contains(key));
        keys.retain(|key| !state.prepared.contains_key(key) && state.sites.contains_key(&key.lens));
        for some in keys.chunks(AT_A_TIME) {
            let workshop = &self.workshop;
            let made = std::thread::scope(|scope| {
                let state = &state;
                let threads: Vec<_> = some.iter().map(|key| scope.spawn(move || workshop.prepare(state, key))).collect();
                threads.into_iter().map(|thread| thread.join().ok().flatten()).collect::<Vec<_>>()
            });
            let made = some.iter().zip(made).filter_map(|(key, made)| Some((key.clone(), Arc::new(made?))));
            state.prepared.extend(made);
        }
        self.workshop.states.send_replace(Arc::new(state));
    }

    /// Looks, on a thread that anybody may overtake, for what the edit changed elsewhere.
    fn search(&mut self, old: Arc<Site>, new: Arc<Site>, version: u64) {
        self.stop = Arc::default();
        let (stop, workshop) = (self.stop.clone(), self.workshop.clone());
        let work = move || {
            step_back();
            if let Some(effects) = effects::effects(&old, &new, &stop) {
                workshop.note(Note::Found(version, effects));
            }
        };
        let _ = std::thread::Builder::new().name("effects".into()).stack_size(endless::STACK).spawn(work);
    }

    fn found(&mut self, version: u64, effects: Effects) {
        let before = self.workshop.state();
        if before.version != version {
            return;
        }
        (self.workshop.options.tell)(Told::Effects(effects.clone()));
        let mut state = before.with(before.sites.clone(), Some(Arc::new(effects)));
        for (key, old) in &before.prepared {
            let prepared = self.workshop.prepare_shown(&state, key, old.shown.clone());
            state.prepared.insert(key.clone(), Arc::new(prepared));
        }
        self.workshop.states.send_replace(Arc::new(state));
    }
}

impl State {
    fn with(&self, sites: BTreeMap<Lens, Arc<Site>>, effects: Option<Arc<Effects>>) -> State {
        let (files, edited) = (self.files.clone(), self.edited.clone());
        State { version: self.version, sites, prepared: BTreeMap::new(), effects, files, edited }
    }
}

fn kept((key, prepared): (&Key, &Arc<Prepared>)) -> (Key, Arc<Prepared>) {
    (key.clone(), prepared.clone())
}

/// What tabs were told that look through another lens than the author's.
fn others_of(prepared: &BTreeMap<Key, Arc<Prepared>>) -> BTreeMap<Key, Arc<Prepared>> {
    prepared.iter().filter(|(key, _)| key.lens != Lens::Own).map(kept).collect()
}
