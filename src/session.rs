//! Floor 7: the one thing that lives longer than a call, and the whole flow from files to a finished site.
//!
//! A [`Session`] changes, a [`Site`] never does. Building, checking and showing are ways of using a `Site`.

use crate::base::{Faults, FilePath, Hash, together};
use crate::check::known::{self, Known};
use crate::check::{self, Diagnostic, Found, Levels, report};
use crate::config::Config;
use crate::files::{Change, Files};
use crate::model::memory::Memory;
use crate::model::{Index, Model, Settings};
use crate::render::{self, Plan, Theme, View};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub mod build;
mod documents;
mod floors;
mod old;
mod place;
pub mod preview;
mod put;
pub mod write;

use documents::Documents;
pub use floors::Parsed;
pub use place::Refusal;
pub use preview::Changed;

/// A site that is being worked on: its files as they are now, and what was parsed of them.
pub struct Session {
    root: PathBuf,
    files: Arc<Files>,
    settings: Settings,
    allowed: Vec<String>,
    denied: Vec<String>,
    /// What stands before paths of files where they are shown.
    shown_below: Arc<str>,
    config: Option<(Option<Hash>, Arc<Config>, Vec<Found>)>,
    known: Option<(Hash, Arc<Known>, Vec<Found>)>,
    documents: Documents,
    memories: Memories,
    /// Those of `site_with`.
    aside: Memories,
    read: Duration,
}

/// What one site leaves for the next; see `model::memory`.
#[derive(Default)]
struct Memories {
    theme: Option<(Arc<Config>, floors::ThemeInputs, Arc<Theme>)>,
    model: Memory,
    plan: render::memory::Memory,
    check: check::Memory,
    known: known::Memory,
    levels: Option<(Arc<Index>, Arc<Levels>, Vec<Found>)>,
    /// Faults of chancery.yaml, of the theme and of files as such.
    others: Faults,
}

/// A finished state of a site; nothing in it changes again.
pub struct Site {
    /// The snapshot it was made of.
    pub files: Arc<Files>,
    /// Every file that holds records, parsed, in order of path.
    pub documents: Vec<Parsed>,
    /// All pages, resolved.
    pub model: Model,
    /// What will exist.
    pub plan: Plan,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// How loud each rule is.
    pub levels: Arc<Levels>,
    /// Everything that is wrong, as far as can be told without rendering, and is not known.
    pub diagnostics: Vec<Diagnostic>,
    /// What is wrong and known: known-faults.yaml lists it.
    pub known: Vec<Diagnostic>,
    /// What stands before paths of files in reports.
    pub shown_below: Arc<str>,
    /// How long the steps took.
    pub times: Times,
}

/// How long the steps of the flow took.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct Times {
    pub read: Duration,
    pub parse: Duration,
    pub resolve: Duration,
    pub plan: Duration,
    pub check: Duration,
}

impl Session {
    /// Reads the site at `root`. `allowed` are rules that stay silent, whatever chancery.yaml says.
    pub fn open(root: &Path, settings: Settings, allowed: Vec<String>) -> Result<Session> {
        let start = Instant::now();
        let files = Files::read(root).with_context(|| format!("cannot read the folder `{}`", root.display()))?;
        let mut session = Session::of(files, settings, allowed);
        session.root = root.to_path_buf();
        session.read = start.elapsed();
        Ok(session)
    }

    /// A session on a snapshot that is there already.
    pub fn of(files: Files, settings: Settings, allowed: Vec<String>) -> Session {
        Session {
            root: PathBuf::new(),
            files: Arc::new(files),
            settings,
            allowed,
            denied: Vec::new(),
            shown_below: Arc::from(""),
            config: None,
            known: None,
            documents: Documents::default(),
            memories: Memories::default(),
            aside: Memories::default(),
            read: Duration::ZERO,
        }
    }

    /// Makes errors of these rules, whatever chancery.yaml says; `warnings` are all that would be warnings.
    pub fn deny(&mut self, rules: Vec<String>) {
        self.denied = rules;
    }

    /// Says what stands before the paths of files in reports: `site/` where that is how they are found from without.
    pub fn show_below(&mut self, folder: &str) {
        self.shown_below = folder.into();
    }

    /// What the site depends on besides its files.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Another day has come: the next update is of that.
    pub fn turn_to(&mut self, today: (i32, u8, u8)) {
        self.settings.today = today;
    }

    /// Drops all that would be used again: what a fault of ours interrupted may be half made.
    pub fn forget(&mut self) {
        (self.config, self.known) = (None, None);
        self.documents = Documents::default();
        (self.memories, self.aside) = (Memories::default(), Memories::default());
    }

    /// The folder of the site; empty for one in memory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The files as they are now.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// A hash of all that a site is made of: files, settings, rules that stay silent, and whatever `more` there is, such as
    /// the program itself.
    pub fn inputs(&self, more: &[&str]) -> Hash {
        let mut all = String::new();
        for file in self.files.iter() {
            all.push_str(&format!("{} {}\0", file.path, file.hash));
        }
        let levels = (&self.allowed, &self.denied);
        let rest = format!("{:?} {:?} {levels:?} {:?} {more:?}", self.files.faults, self.settings, self.shown_below);
        Hash::of_parts(&[all.as_bytes(), rest.as_bytes()])
    }

    /// Applies changes and makes the site anew. What did not change is not parsed again; all else is made from scratch,
    /// so nothing can be stale.
    pub fn update(&mut self, changes: impl IntoIterator<Item = Change>) -> Arc<Site> {
        for change in changes {
            Arc::make_mut(&mut self.files).apply(change);
        }
        let settings = self.settings.clone();
        self.site_with(&settings)
    }

    /// Lays the texts of a very large site aside; see [`Files::shelve`].
    pub fn shelve(&mut self, folder: &Path, most: usize) {
        Arc::make_mut(&mut self.files).shelve(folder, most);
    }

    /// The site as it is, where no update is to follow: what would be remembered for one is dropped.
    pub fn finish(mut self) -> Arc<Site> {
        let site = self.update([]);
        rayon::spawn(move || drop(self));
        site
    }

    /// The site of the same files with other settings; what is remembered is shared, and the next `update` is as before.
    pub fn site_with(&mut self, settings: &Settings) -> Arc<Site> {
        let mut clock = Clock(Instant::now());
        let mut times = Times { read: self.read, ..Times::default() };
        let (config, mut found) = self.config();
        let (known, bad) = self.known();
        found.extend(bad);
        let files = self.files.clone();
        let memories = if *settings == self.settings { &mut self.memories } else { &mut self.aside };
        let (documents, theme) = rayon::join(|| self.documents.update(&files, &config), || memories.theme(&files, &config));
        times.parse = clock.lap();
        let (levels, bad) = floors::levels(&config, (&self.allowed, &self.denied));
        found.extend(bad);
        let model = floors::resolve(&documents, &files, config, settings, &levels, &mut memories.model);
        times.resolve = clock.lap();
        let plan = floors::plan(&model, &theme, &mut memories.plan);
        times.plan = clock.lap();
        let levels = memories.levels(&model, levels, &mut found);
        found.extend(files.faults.iter().chain(floors::theme_faults(&theme)).cloned());
        found.extend(floors::theme_astray(&theme, &plan));
        let others = together(found);
        if memories.others != others {
            memories.others = others;
        }
        let view = check::View { files: &files, model: &model, plan: &plan, levels: &levels };
        let mut groups = check::observe(&view, &levels, &mut memories.check);
        groups.extend(model.faults.iter().chain([&memories.others, &plan.faults]).cloned());
        let diagnostics = memories.check.judge(groups, &levels);
        times.check = clock.lap();
        let shown_below = self.shown_below.clone();
        let mut site = Site { files, documents, model, plan, theme, levels, diagnostics, known: Vec::new(), shown_below, times };
        site.set_apart(&known, &mut memories.known);
        Arc::new(site)
    }

    /// chancery.yaml, read again when it changed.
    fn config(&mut self) -> (Arc<Config>, Vec<Found>) {
        let hash = self.files.get(&floors::config_path()).map(|file| file.hash);
        if self.config.as_ref().is_none_or(|(old, ..)| *old != hash) {
            let (config, found) = floors::config(&self.files);
            self.config = Some((hash, config, found));
        }
        self.config.as_ref().map(|(_, config, found)| (config.clone(), found.clone())).unwrap_or_default()
    }

    /// known-faults.yaml, read again when it changed.
    fn known(&mut self) -> (Arc<Known>, Vec<Found>) {
        let Some(file) = self.files.get(&known::path()) else { return Default::default() };
        if self.known.as_ref().is_none_or(|(old, ..)| *old != file.hash) {
            let (known, faults) = Known::read(Some(&file.bytes.open()));
            let found = faults.into_iter().map(|fault| (known::path(), fault)).collect();
            self.known = Some((file.hash, Arc::new(known), found));
        }
        self.known.as_ref().map(|(_, known, found)| (known.clone(), found.clone())).unwrap_or_default()
    }

    /// How many results are kept from one update to the next: for tests that nothing grows.
    pub fn remembered(&self) -> usize {
        let of = |memories: &Memories| memories.model.len() + memories.plan.len() + memories.check.len() + memories.known.len();
        self.documents.len() + of(&self.memories) + of(&self.aside)
    }
}

impl Memories {
    /// How loud each rule is, where `levels` say what chancery.yaml and the command line have of it: front matter excuses pages.
    fn levels(&mut self, model: &Model, mut levels: Levels, found: &mut Vec<Found>) -> Arc<Levels> {
        if self.levels.as_ref().is_none_or(|(index, ..)| !Arc::ptr_eq(index, &model.index)) {
            let bad = levels.excuse(model);
            self.levels = Some((model.index.clone(), Arc::new(levels), bad));
        }
        let (levels, bad) = self.levels.as_ref().map(|(_, levels, bad)| (levels.clone(), bad.clone())).unwrap_or_default();
        found.extend(bad);
        levels
    }

    /// The theme, loaded again when chancery.yaml or anything else that it is made of changed.
    fn theme(&mut self, files: &Files, config: &Arc<Config>) -> Arc<Theme> {
        let now = floors::theme_inputs(files);
        if let Some((_, _, theme)) = self.theme.as_ref().filter(|(with, of, _)| Arc::ptr_eq(with, config) && *of == now) {
            return theme.clone();
        }
        let theme = Arc::new(floors::theme(files, config));
        self.theme = Some((config.clone(), now, theme.clone()));
        theme
    }
}

impl Site {
    /// What a render looks at.
    pub fn view(&self) -> View<'_> {
        View { model: &self.model, plan: &self.plan, theme: &self.theme }
    }

    /// What a rule looks at.
    pub fn check_view(&self) -> check::View<'_> {
        check::View { files: &self.files, model: &self.model, plan: &self.plan, levels: &self.levels }
    }

    /// The text that the ranges of faults in a file point into.
    pub fn text(&self, path: &FilePath) -> Option<Arc<str>> {
        match self.documents.binary_search_by(|parsed| parsed.path.cmp(path)) {
            Ok(at) => Some(self.documents[at].document.text.to_arc()),
            Err(_) => {
                let Some(file) = self.files.get(path) else { return floors::theme_text(&self.theme, path) };
                // An image has no lines to show.
                let bytes = file.bytes.open();
                let is_text = !bytes.get(..bytes.len().min(8000)).unwrap_or_default().contains(&0);
                is_text.then(|| String::from_utf8_lossy(&bytes).into())
            }
        }
    }

    /// Sets apart what is known, and tells of what is known and not there any more.
    fn set_apart(&mut self, known: &Arc<Known>, memory: &mut known::Memory) {
        let all = std::mem::take(&mut self.diagnostics);
        // Drafts that only a preview takes in, and those that are held back, bring faults and take others away.
        let usual = !self.model.settings.drafts || self.model.config.drafts;
        let is_looked_for = |path: &FilePath, rule: &str| usual && self.levels.speaks(rule) && !self.model.index.is_held(path);
        let hash = |path: &FilePath| self.files.get(path).map(|file| file.hash);
        let look = known::Look { texts: &|path| self.text(path), hash: &hash, is_looked_for: &is_looked_for };
        let apart = known.apart(all, &look, memory);
        (self.diagnostics, self.known) = (apart.fresh, apart.known);
        if let Some(mended) = apart.mended {
            self.diagnostics.extend(check::judge(vec![mended], &self.levels));
            check::sort(&mut self.diagnostics);
        }
    }

    /// Writes a list of diagnostics, and tells of what is known; see [`report::Form`].
    pub fn report(&self, diagnostics: &[Diagnostic], form: report::Form) -> String {
        self.report_beside(diagnostics, &self.known, form)
    }

    /// The same, where others are known than the file says.
    pub fn report_beside(&self, diagnostics: &[Diagnostic], known: &[Diagnostic], form: report::Form) -> String {
        let texts = |path: &FilePath| self.text(path);
        match form {
            report::Form::Human => report::human::write(diagnostics, known.len(), &texts, &self.shown_below),
            report::Form::Json => report::json::write(diagnostics, known.len(), &texts),
            report::Form::Github => report::github::write(diagnostics, known.len(), &texts, &self.shown_below),
            report::Form::Gitlab => report::gitlab::write(diagnostics, &texts, &self.shown_below),
            report::Form::Sarif => report::sarif::write(diagnostics, known, &texts, &self.shown_below),
        }
    }
}

/// Measures one step after the other.
struct Clock(Instant);

impl Clock {
    fn lap(&mut self) -> Duration {
        let now = Instant::now();
        std::mem::replace(&mut self.0, now).elapsed()
    }
}
