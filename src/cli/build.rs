//! `chancery build` and `chancery check`.

use super::args::{Build, Check, Choice};
use super::{CLEAN, CONTENT, guard, known, terminal};
use crate::base::Hash;
use crate::check::report::Form;
use crate::check::{self, Level, levels};
use crate::config::{self, zone};
use crate::files::MUCH_TEXT;
use crate::model::Settings;
use crate::session::build::{self, Outcome, Progress};
use crate::session::write::Staging;
use crate::session::{Session, Site};
use crate::system::{most_memory, real_path};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The largest chancery.yaml that is looked at for its time zone, in bytes.
const MOST_CONFIG: u64 = 1 << 20;

/// Makes the website.
pub(super) fn build(root: &Path, args: &Build) -> Result<u8> {
    let start = Instant::now();
    if let Some(path) = &args.dump_context {
        return dump_context(root, args, path);
    }
    require_site(root)?;
    let out = args.out.clone().unwrap_or_else(|| inside(root, "public"));
    let staging = stage(root, &out)?;
    let mut session = session(root, &args.choice)?;
    let form = args.choice.format;
    let inputs = session.inputs(&[&program(), &format!("{form:?}")]);
    // Whoever asks for times wants the work done.
    if let Some(seal) = staging.unchanged(&inputs).filter(|_| !args.choice.timings) {
        if form == Form::Human {
            say_written(&out, seal.files, (0, 0), start);
            terminal::say_raw(&seal.said);
        } else {
            terminal::print(&seal.said)?;
        }
        return Ok(CLEAN);
    }
    session.shelve(staging.temp(), MUCH_TEXT);
    let site = session.finish();
    let outcome = render(&site, Some(staging), Some((&inputs, form)))?;
    if form == Form::Human
        && let Some(written) = outcome.written
    {
        say_written(&out, written.files, (written.changed, written.removed), start);
    }
    let code = finish(&site, &outcome, &args.choice);
    // The process ends here: the system takes back its memory at once, where taking the site apart takes a while.
    std::mem::forget(site);
    code
}

/// A folder of the site, as it is named to whoever stands in it.
pub(super) fn inside(root: &Path, name: &str) -> PathBuf {
    if root == Path::new(".") { name.into() } else { root.join(name) }
}

/// Locks the folder that is written; the person's own is none.
pub(super) fn stage(root: &Path, out: &Path) -> Result<Staging> {
    let home: Vec<PathBuf> = std::env::home_dir().into_iter().collect();
    Staging::open(root, out, &home)
}

pub(super) fn say_written(out: &Path, files: usize, changes: (usize, usize), start: Instant) {
    let changed = match changes {
        (0, 0) => "nothing changed".to_string(),
        (changed, 0) => format!("{changed} changed"),
        (changed, removed) => format!("{changed} changed, {removed} removed"),
    };
    let seconds = start.elapsed().as_secs_f64();
    terminal::say(&format!("{files} files in {}, {changed} ({seconds:.2} s)", out.display()));
}

/// What tells this program from others, also from one of the same version that was built again.
fn program() -> String {
    let file = std::env::current_exe().and_then(std::fs::metadata);
    let stamp = file.and_then(|meta| Ok((meta.len(), meta.modified()?)));
    format!("{} {stamp:?}", env!("CARGO_PKG_VERSION"))
}

/// Looks for everything that is wrong.
pub(super) fn check(root: &Path, args: &Check) -> Result<u8> {
    require_site(root)?;
    let site = open(root, &args.choice)?;
    let mut outcome = render(&site, None, None)?;
    if args.freeze || args.thaw {
        let written = known::write(root, &site, std::mem::take(&mut outcome.diagnostics), args)?;
        return Ok(if check::has_errors(&written) { CONTENT } else { CLEAN });
    }
    #[cfg(feature = "publish")]
    if args.external {
        outcome.diagnostics.extend(super::external::check(&site, args)?);
        check::sort(&mut outcome.diagnostics);
    }
    finish(&site, &outcome, &args.choice)
}

fn dump_context(root: &Path, args: &Build, path: &str) -> Result<u8> {
    require_site(root)?;
    let site = open(root, &args.choice)?;
    match build::context(&site, path) {
        Some(context) => terminal::print(&context)?,
        None => bail!("no template makes `{path}`; give the address of a page, such as `reports/water/`"),
    }
    Ok(CLEAN)
}

/// A folder without chancery.yaml is most often the wrong folder, and is told so before anything else.
pub(super) fn require_site(root: &Path) -> Result<()> {
    if root.join("chancery.yaml").symlink_metadata().is_err() {
        let shown = real_path(root).unwrap_or_else(|_| root.to_path_buf());
        bail!(
            "there is no chancery.yaml in {}; go to the folder of your site, name it with --root, or make one with `chancery init`",
            shown.display()
        );
    }
    Ok(())
}

/// Rules that are named must exist.
pub(super) fn require_rules<'a>(names: impl IntoIterator<Item = &'a String>) -> Result<()> {
    for name in names {
        if check::groups::named(name).is_empty() {
            let near = crate::base::text::nearest(name, check::groups::names());
            let hint = near.map_or("`chancery explain` lists all rules".into(), |near| format!("did you mean `{near}`?"));
            bail!("no rule is called `{name}`; {hint}");
        }
    }
    Ok(())
}

pub(super) fn open(root: &Path, choice: &Choice) -> Result<Arc<Site>> {
    Ok(session(root, choice)?.finish())
}

fn session(root: &Path, choice: &Choice) -> Result<Session> {
    require_rules(choice.allow.iter().chain(choice.deny.iter().filter(|name| *name != levels::WARNINGS)))?;
    let settings = Settings { today: today(root)?, drafts: choice.drafts, base_url: choice.base_url.clone() };
    let mut session = Session::open(root, settings, choice.allow.clone())?;
    session.deny(choice.deny.clone());
    session.show_below(&match choice.format {
        Form::Human => below(root),
        Form::Sarif | Form::Github | Form::Gitlab => below_repository(root),
        Form::Json => String::new(),
    });
    Ok(session)
}

/// What stands before a path of the site where one stands now, so that a terminal can open it.
fn below(root: &Path) -> String {
    if root == Path::new(".") { String::new() } else { format!("{}/", root.display().to_string().trim_end_matches('/')) }
}

/// The same as seen from the top of the repository that the site lies in.
fn below_repository(root: &Path) -> String {
    let Ok(root) = real_path(root) else { return String::new() };
    let top = root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
    let inside = top.and_then(|top| root.strip_prefix(top).ok());
    let names = inside.into_iter().flat_map(Path::components).map(|name| name.as_os_str().to_str());
    names.collect::<Option<Vec<&str>>>().map_or_else(String::new, |names| names.iter().map(|name| format!("{name}/")).collect())
}

/// The day that decides what is embargoed, in the site's time zone: today, or that of `SOURCE_DATE_EPOCH`
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn today(root: &Path) -> Result<(i32, u8, u8)> {
    today_in(&time_zone(root))
}

/// The same in a time zone.
pub(super) fn today_in(time_zone: &str) -> Result<(i32, u8, u8)> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds = seconds.trim().parse().context("SOURCE_DATE_EPOCH is not a number of seconds")?;
            jiff::Timestamp::from_second(seconds).context("SOURCE_DATE_EPOCH is out of range")?
        }
        Err(_) => jiff::Timestamp::now(),
    };
    Ok(zone::day(now, time_zone))
}

/// What chancery.yaml says of the time zone. What is wrong with that file is told when the site is read.
fn time_zone(root: &Path) -> String {
    let path = root.join("chancery.yaml");
    // Nothing but a regular file of its size is read, as in the snapshot.
    let is_plain = path.symlink_metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= MOST_CONFIG);
    let text = is_plain.then(|| std::fs::read_to_string(path).ok()).flatten();
    text.map_or_else(String::new, |text| config::load(Some(&text)).0.time_zone)
}

pub(super) fn render(site: &Arc<Site>, staging: Option<Staging>, seal: Option<(&Hash, Form)>) -> Result<Outcome> {
    let progress = Arc::new(Progress::new());
    let _watch = guard::watch(progress.clone(), staging.as_ref().map(|staging| staging.temp().to_path_buf()));
    build::build(site, staging, seal, &progress)
}

/// Shows what was found, and says with which code to end.
fn finish(site: &Site, outcome: &Outcome, choice: &Choice) -> Result<u8> {
    match choice.format {
        Form::Human if outcome.diagnostics.is_empty() && site.known.is_empty() && outcome.written.is_some() => {}
        form => {
            // A build has it already, for its seal.
            let said = outcome.said.clone().unwrap_or_else(|| site.report(&outcome.diagnostics, form));
            if form == Form::Human { terminal::say_raw(&said) } else { terminal::print(&said)? }
        }
    }
    if choice.format == Form::Human && site.model.config.drafts {
        terminal::say("note: `drafts: true` stands in chancery.yaml: drafts and reports under embargo are part of this site");
    }
    if choice.timings {
        terminal::say_raw(&timings(site, outcome));
    }
    let failed = outcome.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    Ok(if failed { CONTENT } else { CLEAN })
}

fn timings(site: &Site, outcome: &Outcome) -> String {
    let times = site.times;
    let steps = [
        ("read", times.read),
        ("parse", times.parse),
        ("resolve", times.resolve),
        ("plan", times.plan),
        ("check", times.check),
        ("render", outcome.render),
        ("write", outcome.write),
    ];
    let mut out = String::new();
    for (name, time) in steps {
        out.push_str(&format!("{name:8} {:9.1} ms\n", time.as_secs_f64() * 1000.0));
    }
    if let Some(kilobytes) = most_memory() {
        out.push_str(&format!("{:8} {:9.1} MB\n", "memory", kilobytes as f64 / 1024.0));
    }
    out
}
