//! Paragraphs that say something which wants a source, and have none: by the judgement that readers see on the evidence page.

use crate::base::Fault;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::model::Page;

pub(super) fn check(view: &View, page: &Page, found: &mut Diagnostics) {
    let Some(evidence) = view.model.evidence(page.id).filter(|evidence| !evidence.unsourced.is_empty()) else { return };
    let text = page.text();
    for gap in &evidence.unsourced {
        let number = gap.paragraph.and_then(|at| page.body().paragraphs.get(at as usize));
        let place = number.map_or_else(|| "this".to_string(), |paragraph| format!("paragraph {}", paragraph.number));
        let words = shown(text.get(gap.at.start as usize..gap.at.end as usize).unwrap_or_default());
        let message = format!("{place} says “{words}” and no source stands behind it");
        let help = "cite what it rests on, as `[@id]`; or mark the words, for readers to see: `[words]{.own-analysis}`, or \
                    `[words]{.uncited reason=\"no source found\"}`";
        found.say(&page.path, Fault::new("unsourced-paragraph", gap.at.clone(), message).with_help(help));
    }
}
