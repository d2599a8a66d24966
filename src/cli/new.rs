//! `chancery new`.

use super::{CLEAN, init, terminal};
use crate::base::text::slug;
use crate::document::Kind;
use crate::document::schema::template;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Makes a file with its front matter filled in.
pub(super) fn new(root: &Path, kind: Kind, id: &str) -> Result<u8> {
    let proper = slug(id);
    if proper.is_empty() {
        bail!("`{id}` cannot be an id: it has no letters");
    }
    if proper != id {
        bail!("`{id}` cannot be an id, which has lower case letters, digits and hyphens only; did you mean `{proper}`?");
    }
    if root.join("chancery.yaml").symlink_metadata().is_err() {
        bail!(
            "there is no chancery.yaml here; go to the folder of your site, name it with --root, or make one with `chancery init`"
        );
    }
    let folder = kind.row().folder;
    let relative = match kind {
        Kind::Report => format!("content/{folder}/{id}/index.md"),
        _ => format!("content/{folder}/{id}.md"),
    };
    let path = root.join(&relative);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    if !init::write_new(&path, &template(kind, id, ""))? {
        bail!("`{relative}` exists already");
    }
    terminal::say(&format!("made {relative}"));
    Ok(CLEAN)
}
