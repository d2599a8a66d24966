//! Document highlight: where else on the same page stands what stands under the cursor, under any name.

use super::{Answer, Asked};
use crate::lsp::under;

/// Tells where the file names or declares what stands under the cursor.
pub(super) fn marks(asked: &Asked) -> Answer {
    let found = under::under(asked.site, asked.path, asked.at());
    let Some((target, here)) = found.and_then(|found| Some((found.target()?, found.range()))) else { return Answer::Nothing };
    let declared = under::spot(asked.site, &target);
    let all = under::leading_to(asked.site, &target).into_iter().chain(declared);
    let mut marks: Vec<_> = all.filter(|spot| spot.path == *asked.path).map(|spot| spot.range()).collect();
    if !marks.iter().any(|range| range.start <= here.start && here.end <= range.end) {
        marks.push(here);
    }
    marks.retain(|range| range.start < range.end);
    marks.sort_by_key(|range| (range.start, range.end));
    marks.dedup();
    Answer::Marks(marks)
}
