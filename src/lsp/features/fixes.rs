//! Quick fixes: what faults propose to write instead.

use super::diagnostics::{self, Seen};
use super::{Answer, Asked, Edit, Repair, Spot};
use crate::base::text::shown;

/// Tells how the faults at a place can be put right.
pub(super) fn fixes(asked: &Asked) -> Answer {
    let touches = |start: u32, end: u32| start <= asked.range.end && asked.range.start <= end;
    let repair = |Seen { what: one, known }: Seen| {
        let fix = one.fault.fix.as_ref()?;
        let near = touches(one.fault.range.start, one.fault.range.end) || touches(fix.range.start, fix.range.end);
        let old = asked.text.get(fix.range.start as usize..fix.range.end as usize)?;
        let title = match fix.text.trim() {
            "" => format!("Take out `{}`", shown(old)),
            new => format!("Write `{}`", shown(new)),
        };
        let edit = Edit { spot: Spot::new(&one.path, &fix.range), text: fix.text.clone() };
        near.then(|| Repair { title, of: one.clone(), known, edit })
    };
    Answer::Repairs(diagnostics::of(asked.site, asked.path).filter_map(repair).collect())
}
