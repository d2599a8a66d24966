//! Rendering everything, and handing each output on as soon as it is made: the whole site is never in memory at once.

use super::write::{Staging, Written};
use super::{Site, floors};
use crate::base::{Fault, FilePath, Hash, OutPath, SHARE};
use crate::check::report::Form;
use crate::check::{self, Diagnostic, Found, Rendered};
use crate::render::{Listing, Route, Subject};
use crate::system::this_thread;
use anyhow::{Result, bail};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

thread_local! {
    /// The system's number of this thread, where it is known.
    static THREAD: Option<u32> = this_thread();
}

/// How far a rendering is; for a progress bar, and for whoever watches that it comes to an end.
#[derive(Default)]
pub struct Progress {
    total: AtomicUsize,
    done: AtomicUsize,
    running: Vec<Mutex<Option<Running>>>,
}

/// One output that is being made.
#[derive(Debug, Clone)]
pub struct Running {
    /// Since when.
    pub since: Instant,
    /// Which.
    pub path: OutPath,
    /// The file that it is made of, where there is one.
    pub origin: Option<FilePath>,
    /// The template that it is made by, where that is known.
    pub template: Option<&'static str>,
    /// The number of the thread that makes it, where the system tells.
    pub thread: Option<u32>,
}

impl Progress {
    /// Progress of a rendering in this pool of threads.
    pub fn new() -> Self {
        let slots = rayon::current_num_threads() + 1;
        Progress { running: (0..slots).map(|_| Mutex::default()).collect(), ..Progress::default() }
    }

    /// Outputs made, and to be made in all; 0 of 0 before it begins.
    pub fn count(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// The output that has been in the making for the longest time.
    pub fn slowest(&self) -> Option<Running> {
        let now = self.running.iter().filter_map(|slot| slot.lock().ok()?.clone());
        now.min_by_key(|running| running.since)
    }

    fn begin(&self, site: &Site, route: &Route) {
        let template = match &route.subject {
            Subject::Page(id) => Some(site.model.page(*id).kind.row().template),
            _ => None,
        };
        let (path, origin) = (route.path.clone(), route.origin.clone());
        let running = Running { since: Instant::now(), path, origin, template, thread: THREAD.with(|number| *number) };
        self.set(Some(running));
    }

    fn end(&self) {
        self.set(None);
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    fn set(&self, running: Option<Running>) {
        let slot = rayon::current_thread_index().map_or(0, |at| at + 1);
        if let Some(slot) = self.running.get(slot) {
            *slot.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = running;
        }
    }
}

/// What a rendering of everything gave.
pub struct Outcome {
    /// All diagnostics: those of the site, and those of its outputs.
    pub diagnostics: Vec<Diagnostic>,
    /// What was written; `None` where there were errors, or nothing should be.
    pub written: Option<Written>,
    /// What the diagnostics read like, in the form that the seal was asked for.
    pub said: Option<String>,
    /// Time for rendering, in which writing to the new folder runs along.
    pub render: Duration,
    /// Time for putting the new site in place.
    pub write: Duration,
}

/// Renders everything. With a `staging` the outputs are written, and if nothing is wrong, the new site takes the place
/// of the old one; without, they are looked at only. An error is one of the machine: a full disk, say.
///
/// `seal` are the hash of all inputs and the form in which the next build says again what is said of this one.
pub fn build(site: &Site, staging: Option<Staging>, seal: Option<(&Hash, Form)>, progress: &Progress) -> Result<Outcome> {
    let start = Instant::now();
    let emptied: Vec<Found> = staging.as_ref().and_then(|staging| emptied(site, staging)).into_iter().collect();
    let wrong = check::has_errors(&site.diagnostics) || check::has_errors(&check::judge(emptied.clone(), &site.levels));
    let staged = staging.as_ref();
    let making = Making { site, staging: staged, progress, failed: AtomicBool::new(wrong), found: Mutex::new(emptied) };
    let form = seal.filter(|_| staging.is_some()).map(|(_, form)| form);
    let say = |diagnostics: &[Diagnostic], form: Form| match form {
        Form::Human if diagnostics.is_empty() && site.known.is_empty() => String::new(),
        form => site.report(diagnostics, form),
    };
    // What is known already is said while the site is rendered; most often nothing comes on top.
    let (made, known) = rayon::join(|| making.all(), || form.map(|form| say(&site.diagnostics, form)));
    made?;
    if let Some(why) = site.files.lost() {
        bail!("{why}; build again");
    }
    let render = start.elapsed();
    let start = Instant::now();
    let failed = making.failed.into_inner();
    let found = once_each(making.found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()));
    let known = known.filter(|_| found.is_empty());
    let mut diagnostics = site.diagnostics.clone();
    diagnostics.extend(check::judge(found, &site.levels));
    check::sort(&mut diagnostics);
    let said = form.map(|form| known.unwrap_or_else(|| say(&diagnostics, form)));
    let written = match staging {
        Some(mut staging) if !failed => {
            if let (Some((inputs, _)), Some(said)) = (seal, &said) {
                staging.seal_with(inputs, said.clone());
            }
            Some(staging.commit()?)
        }
        _ => None,
    };
    Ok(Outcome { diagnostics, written, said, render, write: start.elapsed() })
}

/// The fault of a site that has no content any more: a folder was renamed, or not checked out, and all pages would go.
fn emptied(site: &Site, staging: &Staging) -> Option<Found> {
    if site.files.below("content").next().is_some() {
        return None;
    }
    let stays = |path: &str| OutPath::new(path).is_ok_and(|path| site.plan.routes.contains(&path));
    let lost = staging.pages_lost(stays);
    let message = format!("there is nothing in `content/`, and {lost} pages of the site that stands there would go");
    let help = "put the folder back: a submodule may not be checked out; if the site is to be empty, remove the output first";
    let fault = Fault::new("no-content", 0..0, message).with_help(help);
    (lost > 0).then_some((FilePath::new("content")?, fault))
}

/// All outputs on their way to the disk.
struct Making<'a> {
    site: &'a Site,
    staging: Option<&'a Staging>,
    progress: &'a Progress,
    /// Something is wrong, so nothing more is written.
    failed: AtomicBool,
    found: Mutex<Vec<Found>>,
}

impl Making<'_> {
    fn all(&self) -> Result<()> {
        self.progress.total.store(self.site.plan.routes.len(), Ordering::Relaxed);
        let (prepared, mut others): (Vec<&Route>, Vec<&Route>) =
            self.site.plan.routes.iter().partition(|route| floors::is_prepared(route));
        // A page that lists everything takes longest, so it does not come last; but that of the dataset says how long its
        // files are, which is known once they are made.
        others.sort_by_key(|route| match &route.subject {
            Subject::Page(_) | Subject::File(_) | Subject::Redirect(_) => 1,
            Subject::Listing(of) if of.0 == Listing::Data => 2,
            _ => 0,
        });
        let some = |routes: Vec<&Route>| routes.into_par_iter().with_max_len(SHARE).try_for_each(|route| self.one(route));
        let prepare = || {
            floors::prepare(&self.site.view());
            let (last, first) = prepared.into_iter().partition(|route| floors::is_last(route));
            some(first).and_then(|()| some(last))
        };
        let (first, second) = rayon::join(prepare, || some(others));
        first.and(second)
    }

    fn one(&self, route: &Route) -> Result<()> {
        self.progress.begin(self.site, route);
        let result = floors::render(route, &self.site.view());
        self.progress.end();
        let faults = match &result {
            Ok(bytes) => check::observe_output(&Rendered { route, bytes }, &self.site.check_view()),
            Err(bad) => vec![(bad.path.clone(), bad.fault.clone())],
        };
        if !faults.is_empty() {
            // Only an error stops the writing; a warning about an output does not.
            if check::has_errors(&check::judge(faults.clone(), &self.site.levels)) || result.is_err() {
                self.failed.store(true, Ordering::Relaxed);
            }
            self.found.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).extend(faults);
        }
        match (self.staging, result) {
            (Some(staging), Ok(bytes)) if !self.failed.load(Ordering::Relaxed) => staging.put(&route.place(&bytes), &bytes),
            _ => Ok(()),
        }
    }
}

/// All outputs in memory, in order of path: for tests, and for whoever shows a site without writing it. What cannot be
/// rendered is left out; [`build`] tells why.
pub fn outputs(site: &Site) -> BTreeMap<OutPath, Vec<u8>> {
    floors::prepare(&site.view());
    let made = site.plan.routes.iter().collect::<Vec<_>>().into_par_iter();
    let place = |(route, bytes): (&Route, Vec<u8>)| (route.place(&bytes), bytes);
    made.filter_map(|route| Some(place((route, floors::render(route, &site.view()).ok()?)))).collect()
}

/// A template that is wrong is wrong on every page that it makes: it is told once for each place in it.
fn once_each(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|a, b| {
        let key = |(path, fault): &Found| (path.clone(), fault.rule, fault.range.start, fault.range.end, fault.message.clone());
        key(a).cmp(&key(b))
    });
    found.dedup_by(|b, a| (&a.0, a.1.rule, &a.1.range) == (&b.0, b.1.rule, &b.1.range));
    found
}

/// What the template of an output gets, as JSON; `None` if no template makes it.
pub fn context(site: &Site, path: &str) -> Option<String> {
    let address = path.trim_start_matches('/');
    let with_index =
        if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.to_string() };
    let route = OutPath::new(&with_index).ok().and_then(|path| site.plan.routes.get(&path))?;
    floors::context(route, &site.view())
}
