//! Sections whose sources all come from one place: several articles on one press release are one witness.

use crate::base::Fault;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::document::record::Own;
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
    // What each section cites, and in which paragraphs. A section reaches to the next one of the highest level.
    let mut sections: Vec<(BTreeSet<u32>, Vec<PageId>)> = vec![Default::default(); body.headings.len() + 1];
    let starts: Vec<(u32, usize)> = body
        .headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| heading.section)
        .map(|(at, heading)| (heading.range.start, at))
        .collect();
    let section = |offset: u32| match starts.partition_point(|(start, _)| *start <= offset) {
        0 => 0,
        behind => starts[behind - 1].1 + 1,
    };
    for one in model.outgoing(page.id).iter().filter(|one| one.sort != Sort::Mention) {
        let (Some(leaf), Some(to)) = (one.leaf, one.to.page()) else { continue };
        let Some(info) = body.leaves.get(leaf as usize).filter(|_| model.page(to).kind == Kind::Source) else { continue };
        let Some((paragraphs, sources)) = sections.get_mut(section(info.range.start)) else { continue };
        paragraphs.extend(info.paragraph());
        sources.push(to);
    }
    for (at, (paragraphs, mut sources)) in sections.into_iter().enumerate() {
        sources.sort_unstable();
        sources.dedup();
        if paragraphs.len() < PARAGRAPHS || model.origins(&sources) != 1 {
            continue;
        }
        let heading = at.checked_sub(1).and_then(|at| body.headings.get(at));
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
