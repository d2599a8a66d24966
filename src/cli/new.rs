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
    if !init::write_new(&path, &template(kind, id, &name_from(kind, id)))? {
        bail!("`{relative}` exists already");
    }
    terminal::say(&format!("made {relative}"));
    Ok(CLEAN)
}

/// A first guess at the name that an id stands for: `jane-doe` is Jane Doe, `water-prices` is Water prices.
fn name_from(kind: Kind, id: &str) -> String {
    let every_word = matches!(kind, Kind::Actor | Kind::Place);
    let lower = kind == Kind::Term;
    let word = |(at, word): (usize, &str)| {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if !lower && (every_word || at == 0) => first.to_uppercase().chain(letters).collect(),
            _ => word.to_string(),
        }
    };
    id.split(['-', '_']).filter(|word| !word.is_empty()).enumerate().map(word).collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names() {
        assert_eq!(name_from(Kind::Actor, "jane-doe"), "Jane Doe");
        assert_eq!(name_from(Kind::Report, "water-prices"), "Water prices");
        assert_eq!(name_from(Kind::Term, "due-process"), "due process");
    }
}
