//! Two records of what looks like one actor.

use crate::base::{Date, Fault, Range};
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::document::record::{Actor, Own};
use crate::model::Page;
use rustc_hash::FxHashMap;

type Seen<'a> = FxHashMap<(String, String), (&'a Page, &'a Actor, Range)>;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let mut seen = Seen::default();
    for page in view.model.of_kind(Kind::Actor) {
        let Own::Actor(actor) = &page.record.own else { continue };
        // What is one by two signs is told once.
        if let Some(fault) = same_id(page, actor, &mut seen) {
            found.say(page.file_of("ids"), fault);
        } else if let Some(fault) = same_name(page, actor, &mut seen) {
            found.say(page.file_of("name"), fault);
        }
    }
}

/// Another actor with the same identifier. A code of a country is that of its government and its offices, too.
fn same_id<'a>(page: &'a Page, actor: &'a Actor, seen: &mut Seen<'a>) -> Option<Fault> {
    let mut fault = None;
    for (scheme, id) in actor.ids.iter().filter(|(scheme, _)| !scheme.to_lowercase().starts_with("iso3166") && scheme != "iso") {
        let value = id.value.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_lowercase();
        match seen.get(&(scheme.clone(), value.clone())) {
            Some((first, _, place)) => {
                let message = format!("the actors `{}` and `{}` have the same `{scheme}`, {}", first.key, page.key, id.value);
                fault = fault.or_else(|| Some(twice(page, first, &id.range, place, "ids", message)));
            }
            None => {
                seen.insert((scheme.clone(), value), (page, actor, id.range.clone()));
            }
        }
    }
    fault
}

/// Another actor of the same sort and name, of whom nothing says that it is another.
fn same_name<'a>(page: &'a Page, actor: &'a Actor, seen: &mut Seen<'a>) -> Option<Fault> {
    let key = (format!("name of a {}", actor.sort.value.name()), page.name().to_lowercase());
    let Some((first, other, place)) = seen.get(&key) else {
        seen.insert(key, (page, actor, page.record.name.range.clone()));
        return None;
    };
    let ids = actor.ids.iter().any(|(scheme, id)| other.ids.iter().any(|(known, of)| known == scheme && of.value != id.value));
    let days = |one: &Actor| [&one.born, &one.died, &one.founded, &one.dissolved].map(|when| when.as_ref().map(|when| when.value));
    let two = ids || days(actor).iter().zip(days(other)).any(|(a, b)| a.zip(b).is_some_and(|(a, b)| apart(a, b)));
    let message = format!("the actors `{}` and `{}` have the same name, {}", first.key, page.key, page.name());
    (!two).then(|| twice(page, first, &page.record.name.range, place, "name", message))
}

/// Whether two dates cannot be of one day: `1950` and `1950-03-02` may well be.
fn apart(one: Date, other: Date) -> bool {
    let ((from, to), (other_from, other_to)) = (one.order(), other.order());
    to < other_from || other_to < from
}

fn twice(page: &Page, first: &Page, range: &Range, place: &Range, field: &'static str, message: String) -> Fault {
    let help = format!(
        "if they are one, keep `{}`, give it what `{}` says besides, and `aliases: [{}]`; if they are two, say what tells them apart: \
         other `ids`, or when they were born or founded",
        first.key, page.key, page.url
    );
    let fault = Fault::new("duplicate-actor", range.clone(), message).with_help(help);
    fault.with_label(Some(first.file_of(field).clone()), place.clone(), "the first one")
}
