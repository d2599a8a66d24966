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
//! Until the end a sign of life is given now and then, and the lock is looked at before every batch. Who finds that another holds
//! it by now stops, and writes down what may have come between: the next publication sends that again. Who takes the lock from
//! somebody waits until they have looked.
//!
//! Broken off anywhere, the next run finds the notes and ends the same. A target that changes in one step (git, an
//! archive) needs neither lock nor notes: its step 6 is the commit.

use super::lock::{self, Lock, Owner, Taken};
use super::manifest::{Entry, LATE, MANIFEST, Manifest, PENDING, Pending, Record};
use super::plan::{self, Before, Plan, Stage};
use super::{Failure, Item, Mode, Seen, Target};
use crate::base::paths::folded;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
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
    /// Readers have the new site from here on, whatever fails afterwards.
    fn live(&self) {}
}

/// A publication that has been planned.
#[derive(Debug)]
pub struct Planned {
    /// What is known of the target.
    pub before: Before,
    /// What to do.
    pub plan: Plan,
    tag: Option<String>,
    /// What was read back and is not as it was sent.
    wrong: BTreeSet<String>,
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
    let (mut before, tag, _) = look(target)?;
    if !adopt {
        before.listed.extend(strangers(target, &site, &before)?);
    }
    let plan = plan::plan(site.clone(), &before, adopt);
    Ok(Planned { before, plan, tag, wrong: BTreeSet::new(), site })
}

/// Reads every file back that was published, and plans to send again what is not as it was sent.
pub fn reread(target: &dyn Target, mut planned: Planned, adopt: bool, watch: &dyn Watch) -> Result<Planned, Failure> {
    let Some(manifest) = &planned.before.manifest else { return Ok(planned) };
    let known: Vec<(&String, &Entry)> = manifest.files.iter().chain(&manifest.kept).collect();
    watch.begin(Step::Verify, known.len(), known.iter().map(|(_, entry)| entry.size).sum());
    for batch in known.chunks(BATCH) {
        let paths: Vec<&str> = batch.iter().map(|(path, _)| path.as_str()).collect();
        let found = target.hashes(&paths, &|path, bytes| seen(watch, path, bytes))?;
        let wrong = batch.iter().filter(|(path, entry)| found.get(*path).is_none_or(|hash| hash.to_string() != entry.hash));
        planned.wrong.extend(wrong.map(|(path, _)| path.to_string()));
    }
    planned.before.pending.touched.extend(planned.wrong.iter().map(|path| (path.clone(), None)));
    let record = planned.plan.manifest.record;
    planned.plan = plan::plan(planned.site.clone(), &planned.before, adopt);
    planned.plan.manifest.record = record;
    Ok(planned)
}

fn seen(watch: &dyn Watch, path: &str, bytes: u64) -> Result<(), Failure> {
    watch.seen(path, bytes);
    Ok(())
}

/// Files of others that stand where the site has new ones, at a target that was published to. What is equal to ours is no matter.
fn strangers(target: &dyn Target, site: &[Item], before: &Before) -> Result<BTreeMap<String, u64>, Failure> {
    let Some(manifest) = &before.manifest else { return Ok(BTreeMap::new()) };
    let known = || manifest.files.keys().chain(manifest.kept.keys()).chain(before.pending.touched.keys());
    let ours: BTreeSet<&str> = known().map(String::as_str).collect();
    let mut new: Vec<&Item> = site.iter().filter(|item| !ours.contains(item.path.as_str())).collect();
    if new.is_empty() {
        return Ok(BTreeMap::new());
    }
    if target.has_folders() {
        // A file that is only called otherwise may be found under its new name already.
        let ours: BTreeSet<Cow<str>> = known().map(|path| folded(path)).collect();
        new.retain(|item| !ours.contains(&folded(&item.path)));
    }
    // Where ours becomes a file out of a folder, the folder is ours.
    new.retain(|item| {
        let below = format!("{}/", item.path);
        !ours.range(below.as_str()..).next().is_some_and(|path| path.starts_with(&below))
    });
    if target.is_whole() {
        let listed = target.list()?;
        new.retain(|item| listed.contains_key(&item.path));
    }
    let mut strangers = BTreeMap::new();
    for batch in new.chunks(BATCH) {
        let paths: Vec<&str> = batch.iter().map(|item| item.path.as_str()).collect();
        let found = target.hashes(&paths, &|_, _| Ok(()))?;
        let others = batch.iter().filter(|item| found.get(&item.path).is_some_and(|hash| *hash != item.hash));
        strangers.extend(others.map(|item| (item.path.clone(), 0)));
    }
    Ok(strangers)
}

/// What the target says of itself, the version of its manifest, and whether there are late notes.
fn look(target: &dyn Target) -> Result<(Before, Option<String>, bool), Failure> {
    let object = target.read(MANIFEST)?;
    let manifest = object.as_ref().map(|object| Manifest::parse(&object.bytes)).transpose().map_err(Failure::Other)?;
    let notes = |path: &str| match target.is_whole() {
        true => Ok(None),
        false => {
            target.read(path)?.map(|object| Pending::read(&object.bytes, manifest.as_ref())).transpose().map_err(Failure::Other)
        }
    };
    let mut pending = notes(PENDING)?.unwrap_or_default();
    let late = notes(LATE)?;
    let is_late = late.is_some();
    pending.touched.extend(late.into_iter().flat_map(|late| late.touched));
    let listed = if manifest.is_none() { target.list()? } else { BTreeMap::new() };
    let listed = listed.into_iter().filter(|(path, _)| super::manifest::is_plain(path)).collect();
    Ok((Before { manifest, pending, listed }, object.and_then(|object| object.tag), is_late))
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
    let (lock, taken) = lock::take(target, &options.owner, options.break_lock)?;
    if taken != Taken::Free {
        watch.note("an earlier publication was broken off; this one brings it to its end");
    }
    let beat = options.beat.unwrap_or(lock::BEAT);
    let result = lock.while_held(beat, || {
        if taken == Taken::FromAnother {
            let wait = lock::HANDOVER.min(2 * beat);
            watch.note(&format!("waiting {} s, so that whoever was at it notices", wait.as_secs()));
            std::thread::sleep(wait);
        }
        locked(target, planned, options, watch, &lock)
    });
    if result.is_err() {
        late(target, lock.doubtful());
    }
    // A failure here must not hide the first one; a lock that stays is taken over by the next run.
    let released = lock.release().or_else(|_| lock.release());
    let done = result?;
    released.map_err(|failure| {
        explain(failure, "the new site is live; only the lock of this publication is still there; the next one takes it over")
    })?;
    Ok(done)
}

/// Writes down what may have been touched while another held the lock: whoever publishes next sends it again.
fn late(target: &dyn Target, paths: Vec<String>) {
    if paths.is_empty() {
        return;
    }
    let there = target.read(LATE).ok().flatten().and_then(|object| Pending::read(&object.bytes, None).ok());
    let mut notes = there.map_or_else(BTreeMap::new, |there| there.touched);
    notes.extend(paths.into_iter().map(|path| (path, None)));
    // Whoever cannot even do that has said already what failed.
    let _ = target.write(LATE, &Pending::of(notes).bytes(), Mode::Always);
}

fn in_one_step(target: &dyn Target, planned: &Planned, options: &Options, watch: &dyn Watch) -> Result<Done, Failure> {
    let plan = &planned.plan;
    let live = |failure: Failure| explain(failure, "nothing of this publication is live; what was published before stands");
    watch.begin(Step::Send(Stage::Pages), plan.put.len(), plan.bytes());
    // Nothing is visible yet, and a file may have become a folder.
    target.delete(&plan.delete, &|_, _| Ok(())).map_err(live)?;
    target.put(&plan.put.iter().collect::<Vec<_>>(), &|path, bytes| seen(watch, path, bytes)).map_err(live)?;
    target.write(MANIFEST, &plan.manifest.bytes(), Mode::Always).map_err(live)?;
    watch.begin(Step::Finish, 1, 0);
    target.finish(&options.note).map_err(live)?;
    watch.live();
    Ok(Done { put: plan.put.len(), deleted: plan.delete.len(), verified: 0 })
}

fn locked(target: &dyn Target, planned: Planned, options: &Options, watch: &dyn Watch, lock: &Lock) -> Result<Done, Failure> {
    let (mut before, tag, late) = look(target)?;
    before.pending.touched.extend(planned.wrong.iter().map(|path| (path.clone(), None)));
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
    lock.still_held(first.clone()).map_err(began)?;
    if !first.is_empty() {
        target.delete(&first, &|_, _| lock.not_lost()).map_err(began)?;
    }
    send(target, &plan, &mut notes, watch, (lock, deleted))?;
    // Before all that may fail or be cut off from here on.
    watch.live();
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
    lock.still_held(Vec::new()).map_err(new)?;
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
        lock.still_held(batch.to_vec()).map_err(rest)?;
        let seen: Seen = &|path, bytes| seen(watch, path, bytes).and_then(|()| lock.not_lost());
        target.delete(batch, seen).map_err(rest)?;
    }
    let notes = |failure| {
        explain(failure, "the new site is live; only the notes of this publication are still there; publish again to remove them")
    };
    let own: Vec<String> = [Some(PENDING), late.then_some(LATE)].into_iter().flatten().map(str::to_string).collect();
    target.delete(&own, &|_, _| Ok(())).map_err(notes)?;
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
    // Counted by file: what failed in the middle of a batch is not all of it.
    let (done, mut last) = (AtomicUsize::new(0), 0);
    for stage in Stage::ALL {
        let items: Vec<&Item> = plan.put.iter().filter(|item| item.stage() == stage).collect();
        if items.is_empty() {
            continue;
        }
        watch.begin(Step::Send(stage), items.len(), items.iter().map(|item| item.size).sum());
        for batch in items.chunks(BATCH) {
            let live = |failure| {
                let (sent, all) = (done.load(Ordering::Relaxed), plan.put.len());
                let text = format!(
                    "at least {sent} of {all} files are sent, each of them whole, and {deleted}; publish again to send the rest"
                );
                explain(failure, &text)
            };
            lock.still_held(batch.iter().map(|item| item.path.clone()).collect()).map_err(live)?;
            let seen: Seen = &|path, bytes| {
                done.fetch_add(1, Ordering::Relaxed);
                watch.seen(path, bytes);
                lock.not_lost()
            };
            target.put(batch, seen).map_err(live)?;
            last += batch.len();
            if last < plan.put.len() && batch.len() == BATCH {
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
        lock.not_lost().map_err(live)?;
        let paths: Vec<&str> = batch.iter().map(|item| item.path.as_str()).collect();
        let found = target.hashes(&paths, &|path, bytes| seen(watch, path, bytes)).map_err(live)?;
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
