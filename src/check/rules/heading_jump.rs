//! Headings that skip a level: who reads by headings, as screen readers do, looks for the missing part.

use crate::base::Fault;
use crate::check::Diagnostics;
use crate::model::Page;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    // The title of the page is its first level.
    let mut before = 1;
    for heading in &page.body().headings {
        if heading.level > before + 1 {
            let message = format!("this heading is of level {}, and the one before it of level {before}", heading.level);
            let help = format!("write it with {}", "#".repeat(usize::from(before) + 1));
            found.say(&page.path, Fault::new("heading-jump", heading.range.clone(), message).with_help(help));
        }
        before = heading.level;
    }
}
