//! Words that put a view into mouths which nobody can find: *critics say*, *it is widely believed*.

use super::Reading;
use super::words::of;
use crate::base::Fault;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::model::Page;
use crate::model::mention::GAP;

pub(in crate::check::rules) fn check(_: &View, page: &Page, reading: &Reading, found: &mut Diagnostics) {
    let words = of(&page.language);
    for piece in reading.pieces().iter().filter(|piece| piece.is_running()) {
        let text = &piece.prose.text;
        let vague = words.attributions.find_apart(text);
        if vague.is_empty() {
            continue;
        }
        // Whether a source, a note or a link in the sentence says who; a note's number stands behind the full stop.
        let tells = |sentence: &std::ops::Range<usize>| {
            let shown = |(_, shown): &(_, crate::base::Range)| {
                (shown.start as usize) < sentence.end && (shown.end as usize) > sentence.start
            };
            text.get(sentence.clone()).is_some_and(|sentence| sentence.contains(GAP))
                || text.get(sentence.end..).is_some_and(|rest| rest.starts_with(GAP))
                || piece.prose.marks.iter().any(shown)
        };
        let sentences = piece.sentences();
        let mut last: Option<(usize, bool)> = None;
        for range in vague.into_iter().filter(|range| piece.is_own(range)) {
            let at = sentences.partition_point(|sentence| sentence.end <= range.start);
            let (Some(sentence), Some(said)) = (sentences.get(at), text.get(range.clone())) else { continue };
            // Each sentence is looked at once.
            let told = last.filter(|(known, _)| *known == at).map_or_else(|| tells(sentence), |(_, told)| told);
            last = Some((at, told));
            if told {
                continue;
            }
            let message = format!("“{}” does not say who, and the sentence cites nobody", shown(said));
            let help = "name them, or cite one who says so, as `[@id]`; what nobody can be named for is better left out";
            found.say(&page.path, Fault::new("vague-attribution", piece.place(&range), message).with_help(help));
        }
    }
}
