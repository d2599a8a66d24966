//! `chancery schema`.

use super::{CLEAN, terminal};
use crate::document::Kind;
use crate::document::kind::KINDS;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Prints the schemas, or writes one file for each kind.
pub(super) fn schema(kind: Option<Kind>, out: Option<&Path>) -> Result<u8> {
    let kinds = KINDS.iter().map(|row| row.kind).filter(|other| kind.is_none_or(|kind| kind == *other));
    let Some(out) = out else {
        let all: Vec<(Kind, serde_json::Value)> = kinds.map(|kind| (kind, of(kind))).collect();
        let value = match (kind, all) {
            (Some(_), mut all) => all.pop().map(|(_, value)| value).unwrap_or_default(),
            (None, all) => all.into_iter().map(|(kind, value)| (kind.name().to_string(), value)).collect(),
        };
        terminal::print(&format!("{value:#}"));
        return Ok(CLEAN);
    };
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    for kind in kinds {
        let path = out.join(format!("{kind}.schema.json"));
        fs::write(&path, format!("{:#}\n", of(kind))).with_context(|| format!("cannot write {}", path.display()))?;
        terminal::say(&format!("made {}", path.display()));
    }
    Ok(CLEAN)
}

fn of(kind: Kind) -> serde_json::Value {
    serde_json::json!({ "title": kind.name() })
}
