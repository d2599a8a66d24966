//! Images that would fail, or hurt, in a reader's browser.

use crate::base::{Fault, text};
use crate::check::{Diagnostics, View};

/// Longest side in pixels; browsers refuse more.
const MAX_SIDE: u32 = 20_000;
/// Most pixels in all: 100 million take 400 MB when shown.
const MAX_PIXELS: u64 = 100_000_000;
/// The way out where browsers show nothing by whatever name.
const COPY: &str = "open it, and save a copy as JPEG or PNG: another name makes no other file of it";

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for (path, file) in &view.model.assets {
        let expected = match path.extension().as_str() {
            "png" => "png",
            "gif" => "gif",
            "jpg" | "jpeg" => "jpeg",
            "webp" => "webp",
            _ => continue,
        };
        let mut rename = None;
        let message = match file.bytes.picture() {
            None => match file.bytes.truly().or(file.bytes.is_like_a_page().then_some("a page of the web")) {
                Some(truly) => {
                    rename = Some(COPY.into());
                    format!("`{}` is in truth {truly}", path.name())
                }
                None => format!("`{}` is not an image", path.name()),
            },
            Some(picture) if picture.format != expected => {
                let stem = path.stem();
                let ending = if picture.format == "jpeg" { "jpg" } else { picture.format };
                rename = Some(match picture.format {
                    "heic" | "tiff" => COPY.into(),
                    _ => format!("call it `{stem}.{ending}`, also where it is shown"),
                });
                let article = text::article(picture.format);
                format!("`{}` is in truth {article} {} file", path.name(), picture.format.to_uppercase())
            }
            Some(picture) if !picture.whole => format!("`{}` is cut off", path.name()),
            Some(picture) => match picture.size {
                Some((width, height)) if is_too_much((width, height)) => {
                    format!("`{}` has {width} × {height} pixels, too many to show", path.name())
                }
                _ => continue,
            },
        };
        let again = "export the image again from the program that it was made with; 2,000 pixels are enough for any screen";
        found.say(path, Fault::new("bad-image", 0..0, message).with_help(again).with_help_if(rename));
    }
}

/// Whether an image of that width and height is too large to be shown at all.
pub(super) fn is_too_much((width, height): (u32, u32)) -> bool {
    width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS
}
