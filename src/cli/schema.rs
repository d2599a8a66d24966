//! `chancery schema`.

use super::{CLEAN, terminal};
use crate::document::{Kind, jsonschema};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Prints the schemas, or writes one file for each kind and one for chancery.yaml.
pub(super) fn schema(kind: Option<Kind>, out: Option<&Path>) -> Result<u8> {
    let wanted = |name: &str| kind.is_none_or(|kind| name == format!("{kind}.schema.json"));
    let all: Vec<(String, serde_json::Value)> = jsonschema::all().into_iter().filter(|(name, _)| wanted(name)).collect();
    let Some(out) = out else {
        let value = match kind {
            Some(kind) => jsonschema::schema(kind),
            None => all.into_iter().collect(),
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
