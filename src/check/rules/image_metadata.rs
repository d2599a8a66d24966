//! Photographs that tell where they were taken.

use crate::base::Fault;
use crate::check::{Diagnostics, View};

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for (path, file) in &view.model.assets {
        if file.bytes.picture().is_some_and(|picture| picture.place) {
            let message = format!("`{}` carries the coordinates of the place where it was taken", path.name());
            let help = "remove them, for instance with `exiftool -gps:all= \"-xmp:gps*=\" FILE`, unless readers shall know";
            found.say(path, Fault::new("image-metadata", 0..0, message).with_help(help));
        }
    }
}
