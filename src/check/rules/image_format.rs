//! Images in formats that most browsers do not show.

use crate::base::{Fault, FilePath};
use crate::check::{Diagnostics, View};
use crate::document::{Sort, schema};
use crate::model::{Page, Reference, Target};

/// What browsers show, by extension.
const SHOWN: [&str; 10] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "apng", "bmp", "ico"];

pub(super) fn check(view: &View, page: &Page, found: &mut Diagnostics) {
    for reference in view.model.outgoing(page.id) {
        let Some(path) = shown(reference).filter(|path| !SHOWN.contains(&path.extension().as_str())) else { continue };
        let message = format!("most browsers do not show `{}`: they know no such image", path.name());
        let help = "save a photograph as JPEG or PNG and a drawing as SVG, and name that file here; what is no image is linked, as `[text](file)`";
        found.say(&page.path, Fault::new("image-format", reference.range.clone(), message).with_help(help));
    }
}

/// The file that a reference shows as an image.
pub(super) fn shown(reference: &Reference) -> Option<&FilePath> {
    let is_image = match reference.sort {
        Sort::Image => true,
        Sort::Field(field) => schema::is_image(field),
        _ => false,
    };
    match &reference.to {
        Target::Asset(path) if is_image => Some(path),
        _ => None,
    }
}
