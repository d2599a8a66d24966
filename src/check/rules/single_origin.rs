//! Sections whose sources all come from one place: several articles on one press release are one witness.

use crate::base::Fault;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::document::record::Own;
use crate::document::tree::Heading;
use crate::document::{Kind, Sort};
use crate::model::{Page, PageId};
use std::collections::BTreeSet;

/// Paragraphs of a section that cite, from which on one origin is told of.
const PARAGRAPHS: usize = 3;

pub(super) fn check(view: &View, page: &Page, found: &mut Diagnostics) {
    let model = view.model;
    if page.position > 0 || !matches!(page.record.own, Own::Report(_)) {
        return;
    }
    let body = page.body();
    let headings: Vec<&Heading> = body.headings.iter().filter(|heading| heading.section).collect();
    // What each section cites, and in which paragraphs; position 0 is what stands before the first one.
    let mut sections: Vec<(BTreeSet<u32>, Vec<PageId>)> = vec![Default::default(); headings.len() + 1];
    for one in model.outgoing(page.id).iter().filter(|one| one.sort != Sort::Mention) {
        let (Some(leaf), Some(to)) = (one.leaf, one.to.page()) else { continue };
        let Some(info) = body.leaves.get(leaf as usize).filter(|_| model.page(to).kind == Kind::Source) else { continue };
        let Some((paragraphs, sources)) = sections.get_mut(usize::from(info.section)) else { continue };
        paragraphs.extend(info.paragraph());
        sources.push(to);
    }
    for (at, (paragraphs, mut sources)) in sections.into_iter().enumerate() {
        sources.sort_unstable();
        sources.dedup();
        if paragraphs.len() < PARAGRAPHS || model.origins(&sources) != 1 {
            continue;
        }
        let heading = at.checked_sub(1).and_then(|at| headings.get(at));
        let (what, range) = match heading {
            Some(heading) => (format!("the section “{}”", shown(&heading.text)), heading.range.clone()),
            None => {
                let first = body.paragraphs.first().and_then(|first| body.leaves.get(first.leaf as usize));
                ("what stands before the first section".to_string(), first.map_or(0..0, |leaf| leaf.range.clone()))
            }
        };
        let names: Vec<String> = sources.iter().map(|id| format!("`{}`", model.page(*id).key)).collect();
        let message = match names.as_slice() {
            [one] => format!("{} paragraphs of {what} cite {one}, and no other source", paragraphs.len()),
            _ => format!("all that {what} cites goes back to one origin: {}", names.join(", ")),
        };
        let help = "look for a source that knows it from elsewhere; where one origin is all there can be, say so in the text";
        found.say(&page.path, Fault::new("single-origin", range, message).with_help(help));
    }
}
