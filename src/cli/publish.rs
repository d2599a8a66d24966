//! `chancery publish`: build, plan, ask, send, remember.

use super::args::{Choice, Publish};
use super::{CLEAN, CONTENT, build, init, terminal};
use crate::base::Hash;
use crate::base::date::day_iso;
use crate::check::report::Form;
use crate::check::{self, Diagnostic};
use crate::config::Config;
use crate::model::ledger::{self as known_ledger, merge};
use crate::publish::ledger::{self, Override};
use crate::publish::local::{self, Built};
use crate::publish::lock::Owner;
use crate::publish::plan::size;
use crate::publish::programs::Scratch;
use crate::publish::protocol::{self, Options, Planned, Step, Watch};
use crate::publish::targets::{FORMS, Settings};
use crate::publish::{Address, Item, Place, Secrets, Target, known, web};
use crate::session::Site;
use crate::system::machine;
use anyhow::{Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::Instant;

/// Rules that an override sets aside.
const LEDGER_RULES: [&str; 3] = ["dropped-address", "dropped-anchor", "silent-change"];

/// Publishes the site.
pub(super) fn publish(root: &Path, args: &Publish) -> Result<u8> {
    let start = Instant::now();
    build::require_site(root)?;
    let allow = args.override_reason.iter().flat_map(|_| LEDGER_RULES).map(str::to_string).collect();
    let choice =
        Choice { drafts: false, allow, deny: Vec::new(), format: Form::Human, timings: false, base_url: args.base_url.clone() };
    let out = build::inside(root, "public");
    // The output stays locked until it is built; afterwards it is compared with what was built, and each file with the plan
    // as it is sent.
    let staging = build::stage(root, &out)?;
    let site = build::open(root, &choice)?;
    let unreadable = ledger::unreadable(&site);
    if !unreadable.is_empty() {
        terminal::say_raw(&site.report(&unreadable, Form::Human));
        terminal::say("nothing was published: without the whole ledger nobody knows what was public, and it would be written anew");
        return Ok(CONTENT);
    }
    if args.explain {
        terminal::print(&ledger::explain(&site))?;
        return Ok(CLEAN);
    }
    let settings = choose(&site.model.config, args.target.as_deref(), root)?;
    let address = Address::parse(&settings.to).map_err(|error| anyhow!(error))?;
    if site.model.config.drafts {
        bail!("`drafts: true` stands in chancery.yaml; drafts are never published: take it out");
    }
    if args.verify_web && site.model.base_url().is_empty() {
        bail!("`--verify-web` needs `base_url` in chancery.yaml, or `--base-url`; nothing was published");
    }
    let outcome = build::render(&site, Some(staging), None)?;
    let mut found = outcome.diagnostics;
    // What a preview shows was not published: there it is advice.
    if args.override_reason.is_none() && !settings.preview {
        let refusals = ledger::refusals(&site);
        // `check` gave advice about the same; what stops is said once, as what it is here.
        found.retain(|one| !refusals.iter().any(|refusal| same(one, refusal)));
        found.extend(refusals);
        check::sort(&mut found);
    }
    if !found.is_empty() || !site.known.is_empty() {
        terminal::say_raw(&site.report(&found, Form::Human));
    }
    let Some(written) = outcome.written.filter(|_| !check::has_errors(&found)) else {
        terminal::say("nothing was published");
        return Ok(CONTENT);
    };
    let place = Place {
        vars: std::env::vars().collect(),
        home: std::env::home_dir(),
        temp: std::env::temp_dir(),
        root: root.to_path_buf(),
    };
    let secrets = Secrets::of(&place, &settings.to, &settings.profile);
    let when = day_iso(site.model.settings.today);
    let work = Work {
        site: &site,
        args,
        settings: &settings,
        place: &place,
        address: &address,
        out: &out,
        manifest: written.manifest,
        when,
    };
    let report = send(&work, start);
    report.map_err(|error| anyhow!(secrets.hide(&format!("{error:#}"))))
}

/// Two findings about one thing: a rule that is an error here and a warning in `check`.
fn same(a: &Diagnostic, b: &Diagnostic) -> bool {
    (&a.path, a.fault.rule, &a.fault.range, &a.fault.message) == (&b.path, b.fault.rule, &b.fault.range, &b.fault.message)
}

struct Work<'a> {
    site: &'a Site,
    args: &'a Publish,
    settings: &'a Settings,
    place: &'a Place,
    address: &'a Address,
    out: &'a Path,
    /// Of the site that was built.
    manifest: Hash,
    /// Today, as the ledger writes days.
    when: String,
}

fn send(work: &Work, start: Instant) -> Result<u8> {
    let args = work.args;
    let scratch = Scratch::below(&work.place.temp)?;
    let base_url = work.site.model.base_url();
    let hashed = |path: &str| work.site.plan.routes.is_hashed(path);
    let built = Built { out: work.out, manifest: work.manifest, hashed: &hashed, base_url };
    let items = local::items(&built, work.address, work.settings, &scratch)?;
    let target = work.address.open(work.settings, work.place)?;
    let mut planned = protocol::prepare(target.as_ref(), items, args.adopt)?;
    if work.settings.preview {
        planned = planned.as_preview();
    }
    if args.verify {
        let bar = Bar { shown: Mutex::default(), live: &|| {} };
        let reread = protocol::reread(target.as_ref(), planned, args.adopt, &bar);
        bar.end();
        planned = reread?;
    }
    let stale = known::stale(&planned, &work.site.model.ledger).filter(|_| !work.settings.preview);
    terminal::say(&format!("to {}", target.shown()));
    terminal::say_raw(&planned.plan.table());
    if args.dry_run || args.verbose {
        terminal::print(&planned.plan.lines())?;
    }
    if let Some(stale) = stale.as_ref().filter(|_| args.override_reason.is_none()) {
        bail!("{}", stale.message);
    }
    if let Some(refusal) = planned.plan.refusal(args.allow_deletes) {
        bail!("{refusal}");
    }
    if args.dry_run {
        return Ok(CLEAN);
    }
    let publication = (planned.plan.manifest.deploy.clone(), stale.map_or_else(Vec::new, |stale| stale.what));
    if planned.plan.is_done(&planned.before) {
        terminal::say("nothing changed since the last publication");
        remember(work, publication)?.into_iter().for_each(terminal::say);
        verify(work, planned.site())?;
        return Ok(CLEAN);
    }
    if !args.yes && !agreed(target.as_ref())? {
        terminal::say("nothing was published");
        return Ok(CLEAN);
    }
    let changed: Vec<_> = planned.plan.put.clone();
    announce(work, &publication.0)?;
    // As soon as it is public it is written down: what fails afterwards, here or at the target, must not make it forgotten.
    let remembered = Mutex::new(None);
    let live = || *held(&remembered) = Some(remember(work, publication.clone()));
    let done = carry_out(work, target.as_ref(), planned, start, &live);
    let remembered = held(&remembered).take();
    match (done, remembered) {
        (done, Some(Ok(said))) => {
            said.into_iter().for_each(terminal::say);
            done?;
        }
        (Ok(()), Some(Err(error))) => return Err(error),
        (Err(error), Some(Err(other))) => bail!("{error:#}; and {other:#}"),
        (done, None) => done?,
    }
    verify(work, &changed)?;
    Ok(CLEAN)
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Reads pages back from the web, if that is wanted.
fn verify(work: &Work, items: &[Item]) -> Result<()> {
    if work.args.verify_web {
        let base_url = work.site.model.base_url();
        let seen = web::verify(base_url, items)?;
        terminal::say(&format!("{seen} pages read back from {base_url}"));
    }
    Ok(())
}

fn carry_out(work: &Work, target: &dyn Target, planned: Planned, start: Instant, live: &(dyn Fn() + Sync)) -> Result<()> {
    let note = format!(
        "Publish {} files, {} changed ({})",
        planned.plan.manifest.files.len(),
        planned.plan.put.len(),
        planned.plan.manifest.deploy.get(..10).unwrap_or_default()
    );
    let options = Options {
        allow_deletes: work.args.allow_deletes,
        adopt: work.args.adopt,
        break_lock: work.args.break_lock,
        owner: owner(),
        note,
        beat: None,
    };
    let bytes = planned.plan.bytes();
    let bar = Bar { shown: Mutex::default(), live };
    let done = protocol::carry_out(target, planned, &options, &bar);
    bar.end();
    let done = done?;
    let seconds = start.elapsed().as_secs_f64();
    let verified = if done.verified > 0 { format!(", {} read back", done.verified) } else { String::new() };
    terminal::say(&format!("published: {} sent ({}), {} deleted{verified} ({seconds:.1} s)", done.put, size(bytes), done.deleted));
    Ok(())
}

/// Writes down in `published.json` what is public now: by which publication, and what of the target's was set aside for it.
/// Gives what a person is told of it.
fn remember(work: &Work, (deploy, aside): (String, Vec<String>)) -> Result<Option<&'static str>> {
    if work.settings.preview {
        return Ok(Some("this is a preview: published.json stays as it is"));
    }
    let when = &work.when;
    let overrides: Vec<Override> = work
        .args
        .override_reason
        .iter()
        .map(|reason| Override {
            date: when.clone(),
            reason: reason.clone(),
            what: [ledger::refused(work.site), aside.clone()].concat(),
        })
        .filter(|entry| !entry.what.is_empty())
        .collect();
    let written = put_down(work, ledger::next(work.site, when, &deploy, &overrides), &deploy)?;
    Ok(written.then_some("published.json is up to date; commit it with your site"))
}

/// Writes the name of a publication down before it begins: who breaks off and goes on with other texts is not taken for
/// somebody else, and a file that cannot be written is found out before anything is public.
fn announce(work: &Work, deploy: &str) -> Result<()> {
    if work.settings.preview || work.site.model.ledger.knows(deploy) {
        return Ok(());
    }
    put_down(work, ledger::announced(work.site, &work.when, deploy), deploy).map(|_| ())
}

/// Writes `published.json`, and says whether it is another than before. What somebody wrote there meanwhile is kept.
fn put_down(work: &Work, mut bytes: Vec<u8>, deploy: &str) -> Result<bool> {
    let path = work.place.root.join("published.json");
    let there = match std::fs::read(&path) {
        Ok(there) => Some(there),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        // What cannot be read now may know more than is to be written.
        Err(error) => bail!("`published.json` could not be read: {error}; put that right, and publish again"),
    };
    if there.as_ref() == Some(&bytes) {
        return Ok(false);
    }
    let seen = work.site.files.get(&known_ledger::path()).map(|file| file.hash);
    let ours = |there: &Vec<u8>| seen == Some(Hash::of(there)) || *there == ledger::announced(work.site, &work.when, deploy);
    if let Some(there) = there.filter(|there| !ours(there)) {
        let (theirs, faults) = known_ledger::read(Some(&there));
        if !faults.is_empty() {
            bail!("`published.json` was changed meanwhile and cannot be read; put it right, and publish again");
        }
        let (ours, _) = known_ledger::read(Some(&bytes));
        bytes = ledger::write(&merge::union(ours, theirs)).into_bytes();
    }
    init::replace(&path, &bytes).map_err(|error| anyhow!("`published.json` could not be written: {error}; publish again"))?;
    Ok(true)
}

/// The target that is meant: by name, by address, or the only one.
fn choose(config: &Config, wanted: Option<&str>, root: &Path) -> Result<Settings> {
    let targets = &config.publish.targets;
    let known = || targets.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let name = match wanted {
        Some(address) if address.contains("://") || address.starts_with("zip:") => {
            // One that chancery.yaml names is that target, whatever it is called by.
            let place = |address: &str| Address::parse(address).ok().map(|address| address.below(root));
            let wanted = place(address);
            let known = targets.values().find(|target| target.to == address || (wanted.is_some() && place(&target.to) == wanted));
            let known = known.cloned();
            return Ok(known.unwrap_or_else(|| Settings { to: address.to_string(), ..Settings::default() }));
        }
        Some(name) => name,
        None if !config.publish.default.is_empty() => &config.publish.default,
        None => match targets.values().next() {
            Some(only) if targets.len() == 1 => return Ok(only.clone()),
            Some(_) => bail!("which target is meant? there are {}; name one, or write `default:` below `publish:`", known()),
            None => bail!("there is no target: write one below `publish:` in chancery.yaml, or name an address: {FORMS}"),
        },
    };
    match (targets.get(name), crate::base::text::nearest(name, targets.keys().map(String::as_str))) {
        (Some(target), _) => Ok(target.clone()),
        (None, Some(near)) => bail!("no target is called `{name}`; did you mean `{near}`?"),
        (None, None) if targets.is_empty() => {
            bail!("no target is called `{name}`: chancery.yaml has none; an address would be one of {FORMS}")
        }
        (None, None) => bail!("no target is called `{name}`; there are {}", known()),
    }
}

/// Asks at a terminal. Without one nobody can answer, and to run the command is answer enough.
fn agreed(target: &dyn Target) -> Result<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(true);
    }
    terminal::say_raw(&format!("Publish to {}? [y/N] ", target.shown()));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Who publishes: this process of this machine, whose name is hashed.
fn owner() -> Owner {
    let parts = machine();
    let machine = Hash::of_parts(&parts.iter().map(Vec::as_slice).collect::<Vec<&[u8]>>()).to_string();
    Owner { machine, process: std::process::id(), time: protocol::now() }
}

/// Progress: a bar with the rate and what remains on a terminal, a line for each step elsewhere.
struct Bar<'a> {
    shown: Mutex<Option<ProgressBar>>,
    live: &'a (dyn Fn() + Sync),
}

impl Bar<'_> {
    fn end(&self) {
        if let Some(bar) = held(&self.shown).take() {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Bar<'_> {
    fn begin(&self, step: Step, files: usize, bytes: u64) {
        let what = match step {
            Step::Send(stage) => format!("sending {}", stage.name()),
            Step::Verify => "reading back".into(),
            Step::Delete => "deleting".into(),
            Step::Finish => "finishing".into(),
        };
        self.end();
        if std::io::stderr().is_terminal() {
            let form = "{msg:24} {bar:24} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left";
            let style = ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr()).with_style(style).with_message(what);
            *held(&self.shown) = Some(bar);
        } else if files > 0 {
            let _ = writeln!(anstream::stderr(), "{what}: {files} ({})", size(bytes));
        }
    }

    fn seen(&self, _: &str, bytes: u64) {
        if let Some(bar) = &*held(&self.shown) {
            bar.inc(bytes);
        }
    }

    fn note(&self, text: &str) {
        terminal::say(&format!("note: {text}"));
    }

    fn live(&self) {
        (self.live)();
    }
}
