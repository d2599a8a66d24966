//! Texts that begin with their title: it stands above the text already.

use crate::base::{Fault, text::fold};
use crate::check::Diagnostics;
use crate::model::Page;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    let body = page.body();
    let Some((first, rest)) = body.headings.split_first().filter(|(first, _)| first.leaf == 0) else { return };
    let message = if fold(&first.text) == fold(page.name()) {
        "this heading repeats the title of the page, which stands above the text anyway"
    } else if first.level == 1 && !rest.iter().any(|heading| heading.section) && rest.len() > 1 {
        "this heading stands above the whole text, as its title does, and makes one section of it"
    } else {
        return;
    };
    let help = "take it out; the title is the field of that name in the front matter";
    found.say(&page.path, Fault::new("title-in-text", first.range.clone(), message).with_help(help));
}
