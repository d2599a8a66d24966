//! Go to definition: from a reference or a name to what it means.

use super::{Answer, Asked};
use crate::lsp::under;

/// Tells where what stands under the cursor leads.
pub(super) fn definition(asked: &Asked) -> Answer {
    let Some(found) = under::under(asked.site, asked.path, asked.at()) else { return Answer::Nothing };
    let spot = found.target().and_then(|target| under::spot(asked.site, &target));
    spot.map_or(Answer::Nothing, |spot| Answer::Leads(vec![spot], found.range()))
}
