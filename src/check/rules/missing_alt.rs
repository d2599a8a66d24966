//! Images that say nothing to those who do not see them.

use super::images;
use crate::base::Fault;
use crate::check::Diagnostics;
use crate::model::Page;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    for image in images::of(page.body()) {
        let decorative = image.attributes.classes.iter().any(|class| class == "decorative");
        if image.alt.is_empty() && !decorative {
            let message = format!("the image `{}` has no alternative text", image.destination.value);
            let help = "say between `![` and `]` what it shows, or add `{.decorative}` where it shows nothing";
            found.say(&page.path, Fault::new("missing-alt", image.range.clone(), message).with_help(help));
        }
    }
}
