//! Words that put a view into mouths which nobody can find: *critics say*, *it is widely believed*.

use super::pieces;
use super::words::of;
use crate::base::Fault;
use crate::base::text::shown;
use crate::check::Diagnostics;
use crate::model::Page;
use crate::model::mention::GAP;

pub(in crate::check::rules) fn check(page: &Page, found: &mut Diagnostics) {
    let words = of(&page.language);
    pieces(page, &mut |piece| {
        if !piece.is_running() {
            return;
        }
        let text = &piece.prose.text;
        let vague = words.attributions.find_apart(text);
        if vague.is_empty() {
            return;
        }
        let sentences = piece.sentences();
        let marked = |place: &std::ops::Range<usize>| {
            piece.prose.marks.iter().any(|(_, shown)| (shown.start as usize) < place.end && (shown.end as usize) > place.start)
        };
        for range in vague.into_iter().filter(|range| piece.is_own(range)) {
            let Some(sentence) = sentences.iter().find(|sentence| sentence.contains(&range.start)) else { continue };
            // A source, a note or a link says who.
            let Some(said) = text.get(range.clone()) else { continue };
            // The number of a note stands behind the full stop.
            let noted = text.get(sentence.end..).is_some_and(|rest| rest.starts_with(GAP));
            if noted || text.get(sentence.clone()).is_some_and(|sentence| sentence.contains(GAP)) || marked(sentence) {
                continue;
            }
            let message = format!("“{}” does not say who, and the sentence cites nobody", shown(said));
            let help = "name them, or cite one who says so, as `[@id]`; what nobody can be named for is better left out";
            found.say(&page.path, Fault::new("vague-attribution", piece.place(&range), message).with_help(help));
        }
    });
}
