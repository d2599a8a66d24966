//! Images that every reader would wait for: larger than any screen shows.

use super::{bad_image, image_format};
use crate::base::{Fault, FilePath};
use crate::check::{Diagnostics, View};
use std::collections::BTreeSet;

/// Most bytes of an image in a page: a second on a common connection.
const MAX_BYTES: u64 = 5_000_000;
/// Most pixels; a browser needs four bytes for each.
const MAX_PIXELS: u64 = 40_000_000;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let large: Vec<(&FilePath, String)> = view.model.assets.iter().filter_map(|(path, file)| Some((path, size(file)?))).collect();
    if large.is_empty() {
        return;
    }
    // What is only linked is there to be downloaded.
    let shown: BTreeSet<&FilePath> = view.model.references().filter_map(image_format::shown).collect();
    for (path, size) in large.into_iter().filter(|(path, _)| shown.contains(path)) {
        let message = format!("`{}` has {size}, which every reader of the page loads", path.name());
        let help = "export it again, 2,000 pixels wide, which is enough for any screen; who needs all of it can have a link to a second file";
        found.say(path, Fault::new("large-image", 0..0, message).with_help(help));
    }
}

/// How large a file is, if it is too large and nothing worse is said of it.
fn size(file: &crate::files::File) -> Option<String> {
    let length = file.bytes.length();
    let pixels = file.bytes.picture().and_then(|picture| picture.size).filter(|size| !bad_image::is_too_much(*size));
    match pixels {
        _ if length > MAX_BYTES => Some(format!("{} MB", length.div_ceil(1_000_000))),
        Some((width, height)) if u64::from(width) * u64::from(height) > MAX_PIXELS => Some(format!("{width} × {height} pixels")),
        _ => None,
    }
}
