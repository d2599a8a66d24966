//! How one record takes from another: a version from its report's main text, a record from a second declaration.

use crate::base::{FilePath, Range};
use crate::document::Document;
use crate::document::record::{Actor, Event, Own, Place, Record, Report, Source, Status, Term};
use std::sync::Arc;

/// Takes `other`'s value for every named field that is empty here.
macro_rules! fill {
    ($into:expr, $from:expr, options: [$($option:ident),*], lists: [$($list:ident),*]) => {
        $(if $into.$option.is_none() { $into.$option = $from.$option.clone(); })*
        $(if $into.$list.is_empty() { $into.$list = $from.$list.clone(); })*
    };
}

/// Gives a version or translation what its report says and it leaves out.
///
/// What quotes or sums up the main text's own words (judgements, claims, corrections, standfirst) stays there; a
/// translation takes no prose at all. A PDF is one of the text that names it.
pub fn version(text: &mut Record, main: &Record, same_language: bool) {
    // A title in another language is better than none; its place stays that of the text, which does not say it.
    if text.name.value.is_empty() {
        text.name.value = main.name.value.clone();
        text.rare.edit(|text| text.title.clone_from(&main.rare.title));
    }
    fill!(text, main, options: [link], lists: []);
    text.rare.edit(|text| {
        fill!(text, main.rare, options: [held], lists: [allow]);
    });
    if same_language {
        fill!(text, main, options: [summary], lists: []);
    }
    let (rare, main_rare) = (&mut text.rare, &main.rare);
    let (Own::Report(text), Own::Report(main)) = (&mut text.own, &main.own) else { return };
    // Drafts and embargoes hold for every text of a report; a text may be held back longer, never shorter.
    let held_back = main.status.value < text.status.value || main.status.value == Status::Withdrawn;
    if text.status.range.is_empty() || held_back {
        text.status = main.status.clone();
    }
    if let (Some(own), Some(of_report)) = (&text.embargo_until, &main.embargo_until)
        && of_report.value.known_end().is_none_or(|end| own.value.known_end().is_some_and(|own| own < end))
    {
        text.embargo_until = main.embargo_until.clone();
    }
    fill!(text, main,
        options: [symbol, date, updated, embargo_until, about_date, doi, licence, binding, cover, origin, superseded_by],
        lists: [authors, topics, regions, actors, places, sources, terms, events, no_link, see_also]);
    if same_language {
        if text.subtitle.is_none() {
            rare.edit(|text| text.subtitle.clone_from(&main_rare.subtitle));
        }
        fill!(text, main, options: [subtitle], lists: []);
        let (into, from) = (&mut text.disclosures, &main.disclosures);
        fill!(into, from, options: [funding, interests, method, ai], lists: []);
    }
}

/// Of the declarations of a record the one that says a field: its file, and where. `own` is the first, by position of the record.
pub fn teller<'a>(
    own: (&'a FilePath, &'a Arc<Document>, usize),
    additions: &'a [(FilePath, Arc<Document>, usize)],
    field: &str,
) -> Option<(&'a FilePath, &'a Document, &'a Range)> {
    let all = std::iter::once(own).chain(additions.iter().map(|(path, document, position)| (path, document, *position)));
    all.into_iter().find_map(|(path, document, position)| {
        let record = document.records.get(position)?;
        record.written.iter().find(|(name, _)| *name == field).map(|(_, range)| (path, &**document, range))
    })
}

/// Whether two declarations of a record say the same in a field, as far as values can be compared.
pub fn same(first: &Record, second: &Record, field: &str) -> bool {
    if field == first.kind.row().title_field {
        return first.name.value == second.name.value;
    }
    let (Own::Source(a), Own::Source(b)) = (&first.own, &second.own) else { return false };
    match field {
        "type" => a.sort.as_ref().map(|sort| &sort.value) == b.sort.as_ref().map(|sort| &sort.value),
        _ => a.csl.contains_key(field) && a.csl.get(field) == b.csl.get(field),
    }
}

/// Adds the fields of a second declaration of the same record.
pub fn addition(first: &mut Record, second: &Record) {
    let title = first.kind.row().title_field;
    let says = |record: &Record| record.written.iter().any(|(field, _)| *field == title);
    if !says(first) && says(second) {
        // It has its place in another file; here it is shown where the record begins.
        first.name.value.clone_from(&second.name.value);
    }
    fill!(first, second, options: [summary, link], lists: []);
    first.rare.edit(|first| {
        fill!(first, second.rare, options: [slug, title, subtitle, held], lists: [aliases, anchors, allow]);
        for (key, value) in second.rare.extra.iter().flatten() {
            first.extra.get_or_insert_default().entry(key).or_insert_with(|| value.clone());
        }
    });
    match (&mut first.own, &second.own) {
        (Own::Report(a), Own::Report(b)) => report(a, b),
        (Own::Actor(a), Own::Actor(b)) => actor(a, b),
        (Own::Place(a), Own::Place(b)) => place(a, b),
        (Own::Source(a), Own::Source(b)) => source(a, b),
        (Own::Term(a), Own::Term(b)) => term(a, b),
        (Own::Event(a), Own::Event(b)) => event(a, b),
        (Own::Plain(a), Own::Plain(b)) => {
            fill!(a, b, options: [language], lists: []);
            a.in_footer |= b.in_footer;
        }
        _ => {}
    }
}

fn report(a: &mut Report, b: &Report) {
    if a.status.range.is_empty() {
        a.status = b.status.clone();
    }
    let (into, from) = (&mut a.disclosures, &b.disclosures);
    fill!(into, from, options: [funding, interests, method, ai], lists: []);
    fill!(a, b,
        options: [subtitle, symbol, date, updated, embargo_until, standfirst, about_date, doi, licence, binding, cover, pdf, origin, superseded_by, language, version_title],
        lists: [authors, topics, regions, key_judgements, recommendations, actors, places, sources, terms, events, claims, corrections, revisions, see_also, asserts, no_link]);
}

fn actor(a: &mut Actor, b: &Actor) {
    if a.sort.range.is_empty() {
        a.sort = b.sort.clone();
    }
    fill!(a, b,
        options: [sort_name, born, died, founded, dissolved, part_of, image, website, reliability],
        lists: [names, demonyms, descriptors, ids, posts, relations, sources]);
}

fn place(a: &mut Place, b: &Place) {
    fill!(a, b, options: [sort, sort_name, within, coordinates], lists: [names, adjectives, same_as, sources]);
}

fn source(a: &mut Source, b: &Source) {
    fill!(a, b, options: [sort, issued, url, doi], lists: []);
    a.rare.edit(|a| {
        let b = &b.rare;
        fill!(a, b,
            options: [accessed, publisher_actor, archive_url, archive_date, reliability, origin, party, access, note, sha256],
            lists: [derived_from]);
        a.retracted |= b.retracted;
    });
    for (key, value) in &b.csl {
        a.csl.entry(key).or_insert_with(|| value.clone());
    }
}

fn term(a: &mut Term, b: &Term) {
    fill!(a, b, options: [definition, abbreviation, sort_name, language, broader], lists: [forms, foreign, see_also, not, sources]);
    a.contested |= b.contested;
    a.force |= b.force;
}

fn event(a: &mut Event, b: &Event) {
    fill!(a, b, options: [date, date_note, place, precision, cameo], lists: [actors, sources]);
    a.key |= b.key;
}
