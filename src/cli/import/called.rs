//! What the name of a document tells: what it is called, and its day.

use crate::system::real_path;
use std::path::Path;

/// A name without the day that it begins with.
pub(super) fn undated(name: &str) -> &str {
    let day = name.get(..10).filter(|day| crate::base::Date::parse(day).is_ok() && day.contains('-'));
    day.and_then(|_| name[10..].strip_prefix(['-', '_', ' '])).filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The day that the name of a file or of its folder begins with, as Jekyll and Zola have it: `2025-06-19-water-prices.md`.
pub(super) fn dated(file: &Path) -> Option<String> {
    let name = named(file);
    let day = name.get(..10).filter(|_| name[10..].starts_with(['-', '_', ' ']))?;
    crate::base::Date::parse(day).is_ok().then(|| day.to_string())
}

/// What the file of a document is called, without its ending: of an `index.md`, as Hugo and Zola have it, its folder is.
pub(super) fn named(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = || Some(real_path(file).ok()?.parent()?.file_name()?.to_string_lossy().into_owned());
    if matches!(stem.as_str(), "index" | "_index") { folder().unwrap_or(stem) } else { stem }
}
