//! What is kept from readers by a mistake of which no rule was to tell: whoever silences a rule has not asked for pages to go missing.

use crate::base::{Fault, FilePath, Range};
use crate::check::levels::UNREAD;
use crate::check::{Diagnostics, Level, View};
use rustc_hash::FxHashMap;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let in_doubt = &view.model.index.in_doubt;
    if in_doubt.is_empty() {
        return;
    }
    let mut faults: FxHashMap<&FilePath, Vec<&Fault>> = FxHashMap::default();
    let read = view.model.faults.iter().flat_map(|group| group.iter()).map(|(path, fault)| (path, &**fault));
    let refused = view.files.faults.iter().map(|(path, fault)| (path, fault));
    for (path, fault) in read.chain(refused).filter(|(path, _)| in_doubt.contains_key(*path)) {
        faults.entry(path).or_default().push(fault);
    }
    for (path, records) in in_doubt {
        let all = faults.remove(path).unwrap_or_default();
        for record in records {
            let causes: Vec<&Fault> = all.iter().copied().filter(|fault| is_cause(fault, record.as_ref(), view, path)).collect();
            if causes.iter().all(|fault| view.levels.of(path, fault) == Level::Allow) {
                // What a key that stands there twice wants is told by neither of its values.
                let twice = causes.iter().find(|fault| fault.rule == "duplicate-key");
                found.say(path, told(twice.or(causes.first()).copied(), record.as_ref()));
            }
        }
    }
}

/// Whether a fault tells why a record, or all of a text that could not be read, is held back.
fn is_cause(fault: &Fault, record: Option<&Range>, view: &View, path: &FilePath) -> bool {
    match record {
        Some(record) => fault.guards && record.start <= fault.range.start && fault.range.start <= record.end,
        None => UNREAD.contains(&fault.rule) || view.files.get(path).is_none(),
    }
}

fn told(cause: Option<&Fault>, record: Option<&Range>) -> Fault {
    let Some(cause) = cause else {
        let start = record.map_or(0, |record| record.start);
        let message = "this is kept from readers: nothing says clearly whether they may see it";
        return Fault::new("held-back", start..start, message).with_help("write `status: draft` or `status: published`");
    };
    let fault = Fault::new("held-back", cause.range.clone(), format!("this is kept from readers: {}", cause.message));
    Fault { help: cause.help.clone(), fix: cause.fix.clone(), ..fault }
}
