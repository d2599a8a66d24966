//! Paragraphs that say something which wants a source, and have none: by the judgement that readers see on the evidence page.

use crate::base::{Fault, text};
use crate::check::{Diagnostics, View};
use crate::model::Page;

pub(super) fn check(view: &View, page: &Page, found: &mut Diagnostics) {
    for gap in view.model.evidence(page.id).into_iter().flat_map(|evidence| evidence.unsourced.iter()) {
        let number = gap.paragraph.and_then(|at| page.body().paragraphs.get(at as usize));
        let place = number.map_or_else(|| "this".to_string(), |paragraph| format!("paragraph {}", paragraph.number));
        let words = page
            .text()
            .get(gap.at.start as usize..gap.at.end as usize)
            .map(|words| text::shown(words).to_string())
            .unwrap_or_default();
        let message = format!("{place} says “{words}” and no source stands behind it");
        let help = "cite what it rests on, as `[@id]`; or mark the words, for readers to see: `[words]{.own-analysis}`, or \
                    `[words]{.uncited reason=\"no source found\"}`";
        found.say(&page.path, Fault::new("unsourced-paragraph", gap.at.clone(), message).with_help(help));
    }
}
