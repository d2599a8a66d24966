//! Headings that skip a level: who reads by headings, as screen readers do, looks for the missing part.

use crate::base::Fault;
use crate::check::Diagnostics;
use crate::model::Page;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    let body = page.body();
    // The title of the page stands before all of them; `#` has its level, unless the text itself uses that.
    let mut before = 1 - body.shift;
    for heading in &body.headings {
        if heading.level > before + 1 {
            let above = match before {
                0 => "no heading stands before it".to_string(),
                before => format!("the one before it of level {before}"),
            };
            let message = format!("this heading is of level {}, and {above}", heading.level);
            let help = format!("write it with {}", "#".repeat(usize::from(before) + 1));
            found.say(&page.path, Fault::new("heading-jump", heading.range.clone(), message).with_help(help));
        }
        before = heading.level;
    }
}
