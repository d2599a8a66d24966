//! `chancery merge`: both sides of a conflict in `published.json`.

use super::{CLEAN, init, terminal};
use crate::model::ledger::{Ledger, merge, read};
use crate::publish::ledger::write;
use crate::publish::programs::must;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Joins two ledgers: those of a conflict in the site's `published.json`, or two files, of which the first is written.
pub(super) fn merge(root: &Path, files: &[PathBuf]) -> Result<u8> {
    let text = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let (path, ours, theirs) = match files {
        [ours, theirs] => (ours.clone(), text(ours)?, text(theirs)?),
        _ => {
            let path = root.join("published.json");
            let whole = text(&path)?;
            match merge::sides(&whole).map_or_else(|| unmerged(root), |sides| Ok(Some(sides)))? {
                Some((ours, theirs)) => (path, ours, theirs),
                None => {
                    ledger(&whole, "published.json")?;
                    terminal::say("published.json has no marks of a conflict; there is nothing to do");
                    return Ok(CLEAN);
                }
            }
        }
    };
    let both = merge::union(ledger(&ours, "our side of published.json")?, ledger(&theirs, "their side of published.json")?);
    init::replace(&path, write(&both)).with_context(|| format!("cannot write {}", path.display()))?;
    if files.is_empty() {
        terminal::say("published.json has both sides now; commit it");
    }
    Ok(CLEAN)
}

/// Both sides as Git keeps them where it left the file of one side there, without marks: so it does where the merge driver
/// could not run. `None` where Git knows of no conflict, or there is no Git.
fn unmerged(root: &Path) -> Result<Option<(String, String)>> {
    let git = |args: &[&str]| must(Command::new("git").arg("-C").arg(root), args, b"").ok();
    let Some(listed) = git(&["ls-files", "-u", "-z", "--", "published.json"]) else { return Ok(None) };
    let listed = String::from_utf8_lossy(&listed);
    // `mode id stage`, a tab, the path.
    let side = |stage: &str| {
        let about = listed.split('\0').filter_map(|line| line.split_once('\t'));
        about.map(|(about, _)| about).find_map(|about| Some(about.strip_suffix(stage)?.split_whitespace().nth(1)?.to_string()))
    };
    let text = |id: String| {
        let bytes = git(&["cat-file", "blob", &id]).context("git does not give a side of published.json")?;
        String::from_utf8(bytes).context("a side of published.json is no UTF-8")
    };
    match (side(" 2"), side(" 3")) {
        (Some(ours), Some(theirs)) => Ok(Some((text(ours)?, text(theirs)?))),
        // One side took the file away; what the other one published is public.
        (Some(one), None) | (None, Some(one)) => text(one).map(|text| Some((text.clone(), text))),
        (None, None) => Ok(None),
    }
}

/// Reads one side, which must be whole.
fn ledger(text: &str, name: &str) -> Result<Ledger> {
    let (ledger, faults) = read(Some(text.as_bytes()));
    match faults.first() {
        None => Ok(ledger),
        Some(fault) => {
            let line = text[..(fault.range.start as usize).min(text.len())].matches('\n').count() + 1;
            bail!(
                "{name} cannot be read: line {line}: {}; nothing was changed. Restore both sides from version control",
                fault.message
            )
        }
    }
}
