//! `chancery schema`.

use super::{CLEAN, terminal};
use crate::document::jsonschema;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Prints the schemas, or writes one file for each kind and one for chancery.yaml.
pub(super) fn schema(kind: Option<&str>, out: Option<&Path>) -> Result<u8> {
    let file = |kind: &str| format!("{kind}.schema.json");
    let wanted = |name: &str| kind.is_none_or(|kind| name == file(kind));
    let mut all: Vec<(String, serde_json::Value)> = jsonschema::all().into_iter().filter(|(name, _)| wanted(name)).collect();
    let Some(out) = out else {
        let value = match (kind, all.len()) {
            (Some(_), 1) => all.remove(0).1,
            _ => all.into_iter().collect(),
        };
        terminal::print(&format!("{value:#}"))?;
        return Ok(CLEAN);
    };
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    for (name, schema) in all {
        let path = out.join(name);
        fs::write(&path, format!("{schema:#}\n")).with_context(|| format!("cannot write {}", path.display()))?;
        terminal::say(&format!("made {}", path.display()));
    }
    Ok(CLEAN)
}
