//! What lists of records are put in order and in groups by.

use super::listing::{IndexGroup, Letter};
use crate::base::collate::{Collation, Key};
use crate::document::record::{ActorSort, Own};
use crate::model::citation::person;
use crate::model::{Model, Page};
use std::borrow::Cow;
use std::collections::BTreeMap;
use tera::Value;

/// What lists are put in order and in groups by, of the short form of a record.
pub(super) const FIELDS: [&str; 4] = ["sort_name", "key", "sort", "date"];

/// What an index puts a record in order by: its name by the rules of the reader's language.
pub fn order_of(entry: &Value, order: &Collation) -> (Key, String) {
    (order.key(field(entry, "sort_name")), field(entry, "key").to_string())
}

/// What lists put a record in order by under a name in another language.
pub fn sorted_by<'a>(page: &Page, name: &'a str) -> Cow<'a, str> {
    match (&page.record.own, name.rsplit_once(' ')) {
        (Own::Actor(actor), Some((given, family))) if actor.sort.value == ActorSort::Person => {
            Cow::Owned(format!("{family}, {given}"))
        }
        _ => Cow::Borrowed(name),
    }
}

/// What lists put a record in order by.
pub fn sort_name<'a>(model: &Model, page: &'a Page) -> Cow<'a, str> {
    match &page.record.own {
        Own::Source(source) => {
            super::records::first_author(source, model.publisher_of(source)).map_or(Cow::Borrowed(page.name()), Cow::Owned)
        }
        Own::Actor(actor) => match &actor.sort_name {
            Some(name) => Cow::Borrowed(&name.value),
            None if actor.sort.value == ActorSort::Person => Cow::Owned(person::name(page).sorted()),
            None => Cow::Borrowed(page.name()),
        },
        Own::Place(place) => Cow::Borrowed(place.sort_name.as_ref().map_or(page.name(), |name| &name.value)),
        Own::Term(term) => Cow::Borrowed(term.sort_name.as_ref().map_or(page.name(), |name| &name.value)),
        _ => Cow::Borrowed(page.name()),
    }
}

/// Short forms in order of name, as readers of that language expect it.
pub fn sorted(mut entries: Vec<Value>, language: &str) -> Vec<Value> {
    if entries.len() < 2 {
        return entries;
    }
    let order = Collation::new(language);
    entries.sort_by_cached_key(|entry| order_of(entry, &order));
    entries
}

/// The anchor of a group. A letter keeps its marks here: Å and A are two groups where readers count them as two letters.
pub(super) fn anchor_of(name: &str) -> String {
    match name {
        "" => "other".into(),
        "#" => "0".into(),
        letter if letter.chars().count() == 1 => letter.to_lowercase(),
        name => crate::base::text::slug(name),
    }
}

fn field<'a>(entry: &'a Value, name: &'a str) -> &'a str {
    entry.get_from_path(name).and_then(|value| value.as_str()).unwrap_or("")
}

pub(super) fn by_sort(entry: &Value, _: &Collation) -> (String, String) {
    const ORDER: [&str; 7] = ["person", "office", "state", "organisation", "alliance", "bloc", "group"];
    let sort = field(entry, "sort");
    let place = ORDER.iter().position(|known| *known == sort).unwrap_or(ORDER.len());
    (format!("{place} {sort}"), sort.to_string())
}

/// Newest first; those without a date come last.
pub(super) fn by_year(entry: &Value, _: &Collation) -> (String, String) {
    let year = crate::base::Date::parse(field(entry, "date")).ok().map(|date| date.point().year);
    (format!("{:05}", 20_000 - year.unwrap_or(-20_000)), year.map_or(String::new(), |year| year.to_string()))
}

pub(super) fn by_letter(entry: &Value, order: &Collation) -> (String, String) {
    let letter = order.letter(field(entry, "sort_name"));
    (letter.clone(), letter)
}

/// The letters of the language, and whatever others the groups have.
pub(super) fn letters(groups: &[IndexGroup], order: &Collation) -> Vec<Letter> {
    let mut letters: BTreeMap<Key, Letter> = BTreeMap::new();
    for letter in order.alphabet() {
        letters.insert(order.key(letter), Letter { letter: letter.clone(), anchor: String::new() });
    }
    for group in groups.iter().filter(|group| group.name.chars().count() == 1) {
        let (letter, anchor) = (group.name.clone(), group.anchor.clone());
        letters.insert(order.key(&group.name), Letter { letter, anchor });
    }
    letters.into_values().collect()
}
