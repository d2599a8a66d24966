//! The publication itself: the same steps for every target.
//!
//! 1. Read the manifest, and what a publication that was broken off wrote down. Plan, and refuse what is dangerous.
//! 2. Lock. Who comes second is told so. Look again at the manifest: it must be the one that was planned by.
//! 3. Write down what will be touched. From here on nobody believes the old manifest about those files.
//! 4. Send hashed assets, other assets, pages, then the index and feeds. What stands in the way of a folder, or as a
//!    folder in the way of a file, is deleted before, where the target has folders.
//! 5. Read the changed pages back and compare.
//! 6. Write the manifest, on the condition that it is still the one of step 2.
//! 7. Only now delete; then forget the notes of step 3 and unlock.
//!
//! Until the end a sign of life is given now and then. Who finds that another holds the lock by now stops.
//!
//! Broken off anywhere, the next run finds the notes and ends the same. A target that changes in one step (git, an
//! archive) needs neither lock nor notes: its step 6 is the commit.

use super::lock::{self, Lock, Owner};
use super::manifest::{MANIFEST, Manifest, PENDING, Pending, Record};
use super::plan::{self, Before, Plan, Stage};
use super::{Failure, Item, Mode, Seen, Target};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// So many files are sent between two notes.
const BATCH: usize = 400;

/// What a person decided.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How many files may be deleted; a tenth of the site, if not said.
    pub allow_deletes: Option<usize>,
    /// What lies at the target counts as ours.
    pub adopt: bool,
    /// A lock of somebody else is taken over.
    pub break_lock: bool,
    /// Who publishes.
    pub owner: Owner,
    /// One line for a history.
    pub note: String,
    /// Time between two signs of life, if another than usual.
    pub beat: Option<Duration>,
}

/// What is told while it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Files of a stage are sent.
    Send(Stage),
    /// Changed pages are read back.
    Verify,
    /// What is gone from the site is deleted.
    Delete,
    /// The last step, where there is one.
    Finish,
}

/// Is told about the course of a publication.
pub trait Watch: Sync {
    /// A step begins, with so many files.
    fn begin(&self, step: Step, files: usize, bytes: u64);
    /// A file is done.
    fn seen(&self, path: &str, bytes: u64);
    /// Something that a person should know.
    fn note(&self, text: &str);
}

/// A publication that has been planned.
#[derive(Debug)]
pub struct Planned {
    /// What is known of the target.
    pub before: Before,
    /// What to do.
    pub plan: Plan,
    tag: Option<String>,
    site: Vec<Item>,
}

impl Planned {
    /// The same, as a preview: it is written down nowhere.
    pub fn as_preview(mut self) -> Planned {
        self.plan.manifest.record = Record::Nowhere;
        self
    }

    /// All files of the site.
    pub fn site(&self) -> &[Item] {
        &self.site
    }
}

/// What a publication did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Files sent.
    pub put: usize,
    /// Files deleted.
    pub deleted: usize,
    /// Changed pages that were read back and found right.
    pub verified: usize,
}

/// Looks at the target and plans. Nothing is written.
pub fn prepare(target: &dyn Target, site: Vec<Item>, adopt: bool) -> Result<Planned, Failure> {
    let (before, tag) = look(target)?;
    let plan = plan::plan(site.clone(), &before, adopt);
    Ok(Planned { before, plan, tag, site })
}

fn look(target: &dyn Target) -> Result<(Before, Option<String>), Failure> {
    let object = target.read(MANIFEST)?;
    let manifest = object.as_ref().map(|object| Manifest::parse(&object.bytes)).transpose().map_err(Failure::Other)?;
    let pending = if target.is_whole() { None } else { target.read(PENDING)? };
    let pending = pending.map(|object| Pending::parse(&object.bytes)).transpose().map_err(Failure::Other)?.unwrap_or_default();
    let listed = if manifest.is_none() { target.list()? } else { BTreeMap::new() };
    let listed = listed.into_iter().filter(|(path, _)| super::manifest::is_plain(path)).collect();
    Ok((Before { manifest, pending, listed }, object.and_then(|object| object.tag)))
}

/// Carries a plan out. An error says what is live.
pub fn carry_out(target: &dyn Target, planned: Planned, options: &Options, watch: &dyn Watch) -> Result<Done, Failure> {
    if let Some(refusal) = planned.plan.refusal(options.allow_deletes) {
        return Err(Failure::Other(refusal));
    }
    if planned.plan.is_done(&planned.before) {
        return Ok(Done { put: 0, deleted: 0, verified: 0 });
    }
    if target.is_whole() {
        return in_one_step(target, &planned, options, watch);
    }
    let (lock, note) = lock::take(target, &options.owner, options.break_lock)?;
    if let Some(note) = note {
        watch.note(&note);
    }
    let result = lock.while_held(options.beat.unwrap_or(lock::BEAT), || locked(target, planned, options, watch, &lock));
    // A failure here must not hide the first one; a lock that stays is taken over by the next run.
    let released = lock.release().or_else(|_| lock.release());
    let done = result?;
    released?;
    Ok(done)
}

fn in_one_step(target: &dyn Target, planned: &Planned, options: &Options, watch: &dyn Watch) -> Result<Done, Failure> {
    let plan = &planned.plan;
    let live = |failure: Failure| explain(failure, "nothing of this publication is live; what was published before stands");
    watch.begin(Step::Send(Stage::Pages), plan.put.len(), plan.bytes());
    let seen: Seen = &|path, bytes| watch.seen(path, bytes);
    // Nothing is visible yet, and a file may have become a folder.
    target.delete(&plan.delete, &|_, _| {}).map_err(live)?;
    target.put(&plan.put.iter().collect::<Vec<_>>(), seen).map_err(live)?;
    target.write(MANIFEST, &plan.manifest.bytes(), Mode::Always).map_err(live)?;
    watch.begin(Step::Finish, 1, 0);
    target.finish(&options.note).map_err(live)?;
    Ok(Done { put: plan.put.len(), deleted: plan.delete.len(), verified: 0 })
}

fn locked(target: &dyn Target, planned: Planned, options: &Options, watch: &dyn Watch, lock: &Lock) -> Result<Done, Failure> {
    let (before, tag) = look(target)?;
    let record = planned.plan.manifest.record;
    let mut plan = if before.manifest == planned.before.manifest && before.pending == planned.before.pending {
        planned.plan
    } else if before.manifest == planned.before.manifest {
        plan::plan(planned.site, &before, options.adopt)
    } else {
        return Err(Failure::Changed("somebody else published there since this was planned; look at the plan again".into()));
    };
    plan.manifest.record = record;
    let tag = tag.or(planned.tag);
    let mut notes = notes(&plan, &before);
    let untouched = |failure| explain(failure, "nothing of this publication is live; what was published before stands");
    target.write(PENDING, &notes.bytes(), Mode::Always).map_err(untouched)?;
    let (first, last) = if target.has_folders() { plan.in_the_way() } else { (Vec::new(), plan.delete.clone()) };
    let deleted = if first.is_empty() { "nothing was deleted" } else { "only what stood in their way was deleted" };
    let began = |failure| explain(failure, &format!("no file of this publication is sent, and {deleted}; publish again"));
    lock.still_held().map_err(began)?;
    if !first.is_empty() {
        target.delete(&first, &|_, _| {}).map_err(began)?;
    }
    send(target, &plan, &mut notes, watch, (lock, deleted))?;
    let verified = verify(target, &plan, watch, (lock, deleted))?;
    let mode = match (&before.manifest, tag) {
        (Some(_), Some(tag)) => Mode::Replace(tag),
        (Some(_), None) => Mode::Always,
        (None, _) => Mode::Create,
    };
    let new = |failure| {
        explain(
            failure,
            &format!("the new site is live, but {deleted} and the manifest is the old one; publish again to bring it to its end"),
        )
    };
    lock.still_held().map_err(new)?;
    target.write(MANIFEST, &plan.manifest.bytes(), mode).map_err(new)?;
    let rest = |failure| {
        explain(
            failure,
            "the new site is live; some files that are no longer part of it are still there; publish again to remove them",
        )
    };
    if !last.is_empty() {
        watch.begin(Step::Delete, last.len(), 0);
    }
    for batch in last.chunks(BATCH) {
        lock.still_held().map_err(rest)?;
        target.delete(batch, &|path, bytes| watch.seen(path, bytes)).map_err(rest)?;
    }
    target.delete(&[PENDING.to_string()], &|_, _| {}).map_err(rest)?;
    Ok(Done { put: plan.put.len(), deleted: plan.delete.len(), verified })
}

/// What will be touched. What a publication before this one brought to its end, and this one leaves alone, stays known.
fn notes(plan: &Plan, before: &Before) -> Pending {
    let mut touched = before.pending.touched.clone();
    touched.extend(plan.put.iter().map(|item| (item.path.clone(), None)));
    touched.extend(plan.delete.iter().map(|path| (path.clone(), None)));
    Pending::of(touched)
}

/// The lock, and what was deleted so far.
type Course<'a> = (&'a Lock<'a>, &'a str);

fn send(target: &dyn Target, plan: &Plan, notes: &mut Pending, watch: &dyn Watch, (lock, deleted): Course) -> Result<(), Failure> {
    let mut done = 0;
    for stage in Stage::ALL {
        let items: Vec<&Item> = plan.put.iter().filter(|item| item.stage() == stage).collect();
        if items.is_empty() {
            continue;
        }
        watch.begin(Step::Send(stage), items.len(), items.iter().map(|item| item.size).sum());
        for batch in items.chunks(BATCH) {
            let sent = done;
            let live = |failure| {
                let text = format!(
                    "{sent} of {} files are sent, each of them whole, and {deleted}; publish again to send the rest",
                    plan.put.len()
                );
                explain(failure, &text)
            };
            lock.still_held().map_err(live)?;
            target.put(batch, &|path, bytes| watch.seen(path, bytes)).map_err(live)?;
            done += batch.len();
            if done < plan.put.len() && batch.len() == BATCH {
                for item in batch {
                    notes.touched.insert(item.path.clone(), plan.manifest.files.get(&item.path).cloned());
                }
                target.write(PENDING, &notes.bytes(), Mode::Always).map_err(live)?;
            }
        }
    }
    Ok(())
}

/// Reads back what readers read: the changed pages, feeds and rules; and one of the assets for all.
fn verify(target: &dyn Target, plan: &Plan, watch: &dyn Watch, (lock, deleted): Course) -> Result<usize, Failure> {
    let mut wanted: Vec<&Item> = plan.put.iter().filter(|item| item.stage() >= Stage::Pages).collect();
    wanted.extend(plan.put.iter().find(|item| item.stage() < Stage::Pages));
    watch.begin(Step::Verify, wanted.len(), wanted.iter().map(|item| item.size).sum());
    let live = |failure| explain(failure, &format!("everything is sent and {deleted}; publish again"));
    for batch in wanted.chunks(BATCH) {
        lock.still_held().map_err(live)?;
        let paths: Vec<&str> = batch.iter().map(|item| item.path.as_str()).collect();
        let found = target.hashes(&paths, &|path, bytes| watch.seen(path, bytes)).map_err(live)?;
        let wrong: BTreeSet<&str> =
            batch.iter().filter(|item| found.get(&item.path) != Some(&item.hash)).map(|item| item.path.as_str()).collect();
        if let Some(first) = wrong.first() {
            let message =
                format!("{} of {} pages that were sent read differently at the target, `{first}` first", wrong.len(), wanted.len());
            return Err(live(Failure::Other(message)));
        }
    }
    Ok(wanted.len())
}

fn explain(failure: Failure, live: &str) -> Failure {
    match failure {
        Failure::Changed(message) => Failure::Changed(format!("{message}; {live}")),
        Failure::Other(message) => Failure::Other(format!("{message}; {live}")),
    }
}

/// Seconds since 1970.
pub fn now() -> u64 {
    u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or(0)
}
