//! Names that several records bear.

use super::scan::Hit;
use super::{Prose, Reader};
use crate::base::{Fault, Range};
use crate::document::Kind;
use crate::model::names::Known;
use rustc_hash::FxHashSet;

impl Reader<'_> {
    /// Tells of a name that may be that of several records, once for each name.
    pub(super) fn report_ambiguous(&mut self, hit: &Hit, records: &[u32], place: Range, prose: &Prose) {
        if !self.ambiguous.insert(hit.pattern) {
            return;
        }
        let written = &prose.text[hit.text.start as usize..hit.text.end as usize];
        let known: Vec<&Known> = records.iter().map(|record| self.names.record(*record)).collect();
        let ids: Vec<String> = known.iter().map(|known| format!("`{}`", known.key)).collect();
        let list = match ids.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => ids.concat(),
        };
        let field = match known[0].kind {
            Kind::Term => "terms",
            Kind::Place => "places",
            Kind::Event => "events",
            _ => "actors",
        };
        let here = format!("write `[[{}|{written}]]` here", known[0].key);
        // Of two that are declared, or named in full before, neither helps.
        let all = |decides: &FxHashSet<u32>| records.iter().all(|record| decides.contains(record));
        let help = match (all(&self.declared), all(&self.introduced)) {
            (true, true) => here,
            (true, false) => format!("write the full name of the one that is meant first, or {here}"),
            (false, true) => format!("declare the one that is meant in `{field}:`, or {here}"),
            (false, false) => format!("declare the one that is meant in `{field}:`, write its full name first, or {here}"),
        };
        self.faults.push(Fault::new("ambiguous-mention", place, format!("`{written}` may be {list}")).with_help(help));
    }
}
