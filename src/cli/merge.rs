//! `chancery merge`: both sides of a conflict in `published.json`.

use super::{CLEAN, init, terminal};
use crate::model::ledger::{Ledger, merge, read};
use crate::publish::ledger::write;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// Joins two ledgers: those of a conflict in the site's `published.json`, or two files, of which the first is written.
pub(super) fn merge(root: &Path, files: &[PathBuf]) -> Result<u8> {
    let text = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let (path, ours, theirs) = match files {
        [ours, theirs] => (ours.clone(), text(ours)?, text(theirs)?),
        _ => {
            let path = root.join("published.json");
            let whole = text(&path)?;
            let Some((ours, theirs)) = merge::sides(&whole) else {
                ledger(&whole, "published.json")?;
                terminal::say("published.json has no marks of a conflict; there is nothing to do");
                return Ok(CLEAN);
            };
            (path, ours, theirs)
        }
    };
    let both = merge::union(ledger(&ours, "our side of published.json")?, ledger(&theirs, "their side of published.json")?);
    init::replace(&path, write(&both)).with_context(|| format!("cannot write {}", path.display()))?;
    if files.is_empty() {
        terminal::say("published.json has both sides now; commit it");
    }
    Ok(CLEAN)
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
