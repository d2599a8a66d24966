//! `chancery check --freeze` and `--thaw`: what is wrong becomes known, and what was put right is known no more.

use super::args::Check;
use super::{init, terminal};
use crate::base::{Fault, FilePath};
use crate::check::known::{self, Known, NAME};
use crate::check::report::{Form, human::counted};
use crate::check::{self, Diagnostic, Level};
use crate::session::Site;
use anyhow::{Result, bail};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Writes known-faults.yaml, and shows what is not in it. `found` is all that is wrong and not known; what is left of it is
/// returned.
pub(super) fn write(root: &Path, site: &Site, found: Vec<Diagnostic>, args: &Check) -> Result<Vec<Diagnostic>> {
    let path = root.join(NAME);
    refuse_what_is_no_file(&path)?;
    let there = site.files.get(&known::path()).map(|file| file.bytes.open().to_vec());
    let (listed, faults) = Known::read(there.as_deref());
    if args.thaw && !faults.is_empty() {
        let broken = faults.into_iter().filter(|fault| fault.rule != "firm-rule").map(told).collect::<Vec<_>>();
        if !broken.is_empty() {
            say(site, &broken, &site.known, args)?;
            terminal::say(&format!("{NAME} stays as it is"));
            return Ok(broken);
        }
    }
    let (taken, mut rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| args.freeze && known::is_possible(one));
    // What is wrong with the file itself is wrong with the one before.
    rest.retain(|one| one.path != known::path());
    let added = taken.len();
    let mut all = site.known.clone();
    all.extend(taken);
    check::sort(&mut all);
    let is_held = |path: &FilePath| site.model.index.is_held(path);
    let texts = |path: &FilePath| site.text(path);
    let Some((text, total)) = known::write(&all, &texts, &listed, &is_held) else {
        bail!("there are more faults than {NAME} can hold; lower some of the rules below `rules:` in chancery.yaml first");
    };
    let gone = (listed.len() + added).saturating_sub(total);
    say(site, &rest, &all, args)?;
    if total == 0 {
        let removed = fs::remove_file(&path);
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => bail!("`{NAME}` could not be removed: {error}"),
            _ if there.is_none() => terminal::say(&format!("nothing is known; there is no {NAME}")),
            _ => terminal::say(&format!("all that was known has been put right; {NAME} is removed")),
        }
        return Ok(rest);
    }
    if there.as_deref() != Some(text.as_bytes()) {
        init::replace(&path, &text).map_err(|error| anyhow::anyhow!("`{NAME}` could not be written: {error}"))?;
    }
    let changes = match (added, gone) {
        _ if there.is_none() => "; commit it with your site".to_string(),
        (0, 0) => ", as before".to_string(),
        (added, gone) => format!(": {added} added, {gone} taken out"),
    };
    terminal::say(&format!("{NAME} has {}{changes}", counted(total, "known fault")));
    if check::has_errors(&rest) && args.freeze {
        terminal::say("what is shown above is never left at that: a page cannot be made, or readers could get what they must not");
    }
    Ok(rest)
}

fn told(fault: Fault) -> Diagnostic {
    Diagnostic { path: known::path(), level: Level::Error, fault: fault.into() }
}

fn say(site: &Site, rest: &[Diagnostic], all: &[Diagnostic], args: &Check) -> Result<()> {
    match args.choice.format {
        Form::Human if rest.is_empty() => {}
        Form::Human => terminal::say_raw(&site.report_beside(rest, all, Form::Human)),
        form => terminal::print(&site.report_beside(rest, all, form))?,
    }
    Ok(())
}

/// A link would be replaced, and what it leads to stay as it was.
fn refuse_what_is_no_file(path: &Path) -> Result<()> {
    match path.symlink_metadata() {
        Ok(meta) if !meta.is_file() => bail!("`{NAME}` is no regular file; move it away"),
        Err(error) if error.kind() != ErrorKind::NotFound => bail!("`{NAME}` could not be read: {error}"),
        _ => Ok(()),
    }
}
