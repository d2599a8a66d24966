//! The fields of events and terms.

use super::super::record::{Event, Participant, Term};
use super::super::schema::{PARTICIPANT, PRECISIONS};
use super::reader::{Context, Map};
use crate::base::text::language_tag;

pub(super) fn read(map: Map, context: &mut Context) -> Event {
    let participant = |(actor, role)| Participant { actor, role };
    Event {
        date: map.date("date"),
        date_note: map.line(context, "date_note", "date_note"),
        place: map.id(context, "place"),
        precision: map.word("precision", &PRECISIONS.map(|word| (word, word))),
        actors: map.credits(context, "actors", &PARTICIPANT).into_iter().map(participant).collect(),
        sources: map.ids(context, "sources"),
        key: map.flag("key"),
        cameo: map.text("cameo"),
    }
}

pub(super) fn read_term(map: Map, context: &mut Context) -> Term {
    let aliases = map.texts("aliases").into_iter().filter(|alias| !alias.value.starts_with('/'));
    Term {
        definition: map.line(context, "definition", "definition"),
        forms: map.texts("forms").into_iter().chain(aliases).collect(),
        abbreviation: map.text("abbreviation"),
        sort_name: map.text("sort_name"),
        language: map.language("language"),
        foreign: map.keyed("foreign").into_iter().map(|(tag, word)| (language_tag(&tag), word)).collect(),
        see_also: map.ids(context, "see_also"),
        broader: map.id(context, "broader"),
        not: map.ids(context, "not"),
        contested: map.flag("contested"),
        sources: map.ids(context, "sources"),
        force: map.flag("force"),
    }
}
