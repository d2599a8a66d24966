//! Whether the site's ledger has seen what stands at a target.
//!
//! Who publishes from an old checkout, or without the `published.json` that somebody else's publication wrote, would take
//! away what others published and put old texts in the place of corrected ones; and the rules about what was published
//! would find nothing, since they ask the ledger at hand. The target knows better: its manifest has the name of the
//! publication, and names every file.

use super::manifest::Record;
use super::protocol::Planned;
use crate::base::OutPath;
use crate::base::text;
use crate::model::ledger::{Ledger, publication};

/// Most addresses that a message names.
const NAMED: usize = 5;

/// Why a publication must not go on without a word from a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// In words for people.
    pub message: String,
    /// What an override sets aside.
    pub what: Vec<String>,
}

/// What stands at the target and is not known here, if anything.
pub fn stale(planned: &Planned, ledger: &Ledger) -> Option<Stale> {
    let there = planned.before.manifest.as_ref().filter(|there| there.record != Record::Nowhere)?;
    // Whoever publishes the same again takes nothing away: the ledger may have been lost on the way back.
    if there.record == Record::Ledger && there.deploy != planned.plan.manifest.deploy && !ledger.knows(&there.deploy) {
        let name = publication(&there.deploy);
        return Some(Stale {
            message: format!(
                "what stands there (publication {name}) is not in this site's `published.json`: somebody published since this \
                 checkout, or the file that was written then was not committed. Bring the newest state of the site here first \
                 (`git pull`), keep both sides of `published.json`, and publish again. If that state is lost for good, \
                 `--override-reason \"why\"` publishes all the same"
            ),
            what: vec![format!("publication {name}")],
        });
    }
    let gone: Vec<String> = planned
        .plan
        .delete
        .iter()
        .filter(|path| there.files.contains_key(*path) && is_lasting(path))
        .filter_map(|path| unknown(path, ledger))
        .collect();
    let shown: Vec<String> = gone.iter().take(NAMED).map(|address| format!("`{}`", text::shown(address))).collect();
    let more = if gone.len() > NAMED { format!(" and {} more", gone.len() - NAMED) } else { String::new() };
    (!gone.is_empty()).then(|| Stale {
        message: format!(
            "this would take public addresses away that `published.json` does not know: {}{more}. Somebody else published them, or \
             the file is an old one: bring the newest state of the site here first (`git pull`). What is to go gets a line \
             `aliases:` in the page that takes its place, or one below `withdrawn:` in chancery.yaml; \
             `--override-reason \"why\"` publishes all the same",
            shown.join(", ")
        ),
        what: gone,
    })
}

/// Whether readers may have kept the address of a file, as far as its path tells.
fn is_lasting(path: &str) -> bool {
    let plain = path.strip_suffix(".gz").unwrap_or(path);
    let page = plain.ends_with(".html") && !plain.ends_with("404.html") && !plain.split('/').any(|part| part == "search");
    page || plain.starts_with("files/") || plain.ends_with(".pdf")
}

/// The address of a path, if the ledger does not know it; where it does, its rules have spoken.
fn unknown(path: &str, ledger: &Ledger) -> Option<String> {
    let address = |path: &str| OutPath::new(path).ok().map(|out| out.url().as_str().to_string());
    let plain = path.strip_suffix(".gz").unwrap_or(path);
    let known = [path, plain].into_iter().filter_map(address).any(|address| ledger.addresses.contains_key(&address));
    if known { None } else { address(plain) }
}
