//! Floor 7: the one thing that lives longer than a call, and the whole flow from files to a finished site.
//!
//! A [`Session`] changes, a [`Site`] never does. Building, checking and showing are ways of using a `Site`.

use crate::base::{FilePath, Hash};
use crate::check::{self, Diagnostic, Levels, report};
use crate::document::{Document, Kind, Options};
use crate::files::{Change, Files};
use crate::model::{Model, Settings};
use crate::render::{Plan, Theme, View};
use anyhow::{Context, Result};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub mod build;
mod floors;
mod old;
mod place;
mod put;
pub mod write;

pub use floors::Parsed;
pub use place::Refusal;

/// What a parsed file is known by: nothing else can change what parsing it gives.
type ParseKey = (Option<Kind>, String, Hash);

/// A site that is being worked on: its files as they are now, and what was parsed of them.
pub struct Session {
    root: PathBuf,
    files: Arc<Files>,
    settings: Settings,
    allowed: Vec<String>,
    options: Options,
    parsed: FxHashMap<ParseKey, Arc<Document>>,
    read: Duration,
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
    pub theme: Theme,
    /// How loud each rule is.
    pub levels: Levels,
    /// Everything that is wrong, as far as can be told without rendering.
    pub diagnostics: Vec<Diagnostic>,
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
        let (options, parsed) = (Options::default(), FxHashMap::default());
        Session { root: PathBuf::new(), files: Arc::new(files), settings, allowed, options, parsed, read: Duration::ZERO }
    }

    /// The folder of the site; empty for one in memory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Applies changes and makes the site anew. What did not change is not parsed again; all else is made from scratch,
    /// so nothing can be stale.
    pub fn update(&mut self, changes: impl IntoIterator<Item = Change>) -> Arc<Site> {
        for change in changes {
            Arc::make_mut(&mut self.files).apply(change);
        }
        let mut clock = Clock(Instant::now());
        let mut times = Times { read: self.read, ..Times::default() };
        let files = self.files.clone();
        let (config, mut found) = floors::config(&files);
        let documents = self.documents(floors::options(&config), &config);
        times.parse = clock.lap();
        let theme = floors::theme(&files, &config);
        let model = floors::resolve(&documents, &files, config, &self.settings);
        times.resolve = clock.lap();
        let plan = floors::plan(&model, &theme);
        times.plan = clock.lap();
        let mut levels = Levels::default();
        found.extend(levels.configure(&floors::config_path(), &floors::levels(&model.config)));
        found.extend(levels.excuse(&model));
        levels.allow(&self.allowed);
        found.extend(files.faults.iter().chain(&model.faults).chain(floors::theme_faults(&theme)).chain(&plan.faults).cloned());
        found.extend(check::observe(&check::View { files: &files, model: &model, plan: &plan }));
        let diagnostics = check::judge(found, &levels);
        times.check = clock.lap();
        Arc::new(Site { files, documents, model, plan, theme, levels, diagnostics, times })
    }

    /// Parses what is new and takes the rest from before; what no file holds any more is forgotten.
    fn documents(&mut self, options: Options, config: &crate::config::Config) -> Vec<Parsed> {
        if options != self.options {
            self.parsed.clear();
            self.options = options;
        }
        let wanted = floors::wanted(&self.files, config);
        let (known, options) = (&self.parsed, &self.options);
        let documents: Vec<(ParseKey, Parsed)> = wanted
            .into_par_iter()
            .map(|(file, place)| {
                let key = (floors::kind(&place), file.path.extension(), file.hash);
                let document = known.get(&key).cloned();
                let document = document.unwrap_or_else(|| Arc::new(floors::parse(key.0, &key.1, &file.bytes, options)));
                (key, floors::parsed(file.path.clone(), place, document))
            })
            .collect();
        self.parsed = documents.iter().map(|(key, parsed)| (key.clone(), parsed.document.clone())).collect();
        documents.into_iter().map(|(_, parsed)| parsed).collect()
    }
}

impl Site {
    /// What a render looks at.
    pub fn view(&self) -> View<'_> {
        View { model: &self.model, plan: &self.plan, theme: &self.theme }
    }

    /// What a rule looks at.
    pub fn check_view(&self) -> check::View<'_> {
        check::View { files: &self.files, model: &self.model, plan: &self.plan }
    }

    /// The text that the ranges of faults in a file point into.
    pub fn text(&self, path: &FilePath) -> Option<Arc<str>> {
        match self.documents.binary_search_by(|parsed| parsed.path.cmp(path)) {
            Ok(at) => Some(self.documents[at].document.text.clone()),
            Err(_) => {
                let Some(file) = self.files.get(path) else { return floors::theme_text(&self.theme, path) };
                // An image has no lines to show.
                let is_text = !file.bytes.get(..file.bytes.len().min(8000)).unwrap_or_default().contains(&0);
                is_text.then(|| String::from_utf8_lossy(&file.bytes).into())
            }
        }
    }

    /// Writes a list of diagnostics; see [`report::Form`].
    pub fn report(&self, diagnostics: &[Diagnostic], form: report::Form) -> String {
        let texts = report::texts(diagnostics, |path| self.text(path));
        match form {
            report::Form::Human => report::human::write(diagnostics, &texts),
            report::Form::Json => report::json::write(diagnostics, &texts),
            report::Form::Sarif => report::sarif::write(diagnostics, &texts),
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
