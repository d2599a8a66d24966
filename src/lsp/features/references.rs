//! Find references: everything that leads to what stands under the cursor, names in prose too.

use super::{Answer, Asked};
use crate::lsp::under;

/// Tells what leads to the record, page or place under the cursor.
pub(super) fn references(asked: &Asked) -> Answer {
    let found = under::under(asked.site, asked.path, asked.at());
    let Some(target) = found.and_then(|found| found.target()) else { return Answer::Nothing };
    let mut spots = under::leading_to(asked.site, &target);
    if asked.declared
        && let Some(spot) = under::spot(asked.site, &target)
        && !spots.contains(&spot)
    {
        spots.insert(0, spot);
    }
    Answer::Spots(spots)
}
