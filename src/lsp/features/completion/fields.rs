//! What may stand in YAML: fields of the shape that the keys lead to, and what each takes.

use super::yaml::{Context, Slot};
use super::{Offer, records};
use crate::base::Range;
use crate::base::fields::{Field, Shape, Want};
use crate::base::text::fold;
use crate::check::RULES;
use crate::check::groups::GROUPS;
use crate::document::Kind;
use crate::files::File;
use crate::lsp::features::search::likeness;
use crate::lsp::features::{Asked, Item, ItemSort};

/// What is written in a place.
enum Wanted {
    /// A value of a field.
    Of(&'static Want, &'static Field),
    /// A key or value of a map whose keys are free.
    Free(&'static Field),
}

/// Offers what fits a context.
pub(super) fn offer(asked: &Asked, top: &'static Shape, context: &Context) -> Offer {
    let range = context.start as u32..asked.at();
    let path = below_ids(top, &context.path);
    // A key that is there already gets another name.
    let colon = if asked.text[asked.at() as usize..].starts_with(':') { "" } else { ": " };
    let keys = || {
        let mut offer = keys(&shapes(top, path), context, &range, colon);
        if let Some(Wanted::Free(field)) = wanted(top, path)
            && field.name == "rules"
        {
            let rules = RULES.iter().filter(|rule| !context.siblings.contains(&rule.name));
            let item = |rule: &crate::check::Rule| Item {
                detail: rule.level.name().to_string(),
                text: format!("{}{colon}", rule.name),
                ..word(rule.name, rule.short(), &range)
            };
            let groups = GROUPS.iter().filter(|group| !context.siblings.contains(&group.name));
            let together = |group: &crate::check::groups::Group| Item {
                text: format!("{}{colon}", group.name),
                ..word(group.name, group.about, &range)
            };
            offer.items.extend(near(context.typed, rules.map(item).chain(groups.map(together))));
        }
        offer
    };
    match (context.slot, wanted(top, path)) {
        (Slot::Key, _) => keys(),
        (Slot::Value, Some(Wanted::Of(Want::List(inner), field))) if context.typed.is_empty() => {
            let mut offer = values(asked, inner, field, context.typed, &range);
            offer.items.iter_mut().for_each(|item| item.text = format!("[{}]", item.text));
            offer
        }
        (Slot::Value, Some(Wanted::Of(want, field))) => values(asked, want, field, context.typed, &range),
        (Slot::Item, Some(Wanted::Of(Want::List(inner), field))) => values(asked, inner, field, context.typed, &range),
        (Slot::LineItem, Some(Wanted::Of(Want::List(inner), field))) => {
            let mut offer = values(asked, inner, field, context.typed, &range);
            offer.items.extend(keys().items);
            offer
        }
        // A list of records, one after the other.
        (Slot::LineItem, None) if path.is_empty() => keys(),
        _ => Offer::default(),
    }
}

/// In a map of ids to records the first key is an id.
fn below_ids<'a>(top: &Shape, path: &'a [&'a str]) -> &'a [&'a str] {
    match path {
        [first, rest @ ..] if top.field(first).is_none() => rest,
        path => path,
    }
}

/// The shapes that a map may have to which keys lead.
pub(super) fn shapes(top: &'static Shape, path: &[&str]) -> Vec<&'static Shape> {
    match (path, wanted(top, path)) {
        ([], _) => vec![top],
        (_, Some(Wanted::Of(want, _))) => shapes_of(want),
        _ => Vec::new(),
    }
}

fn shapes_of(want: &'static Want) -> Vec<&'static Shape> {
    match want {
        Want::List(inner) => shapes_of(inner),
        Want::Map(shape) | Want::TextOr(shape) => vec![shape],
        Want::Id(target) => target.kinds.iter().filter_map(|kind| (target.shape)(kind)).collect(),
        Want::IdOr(target, shape, _) => {
            std::iter::once(*shape).chain(target.kinds.iter().filter_map(|kind| (target.shape)(kind))).collect()
        }
        _ => Vec::new(),
    }
}

/// What is written where keys lead to.
fn wanted(top: &'static Shape, path: &[&str]) -> Option<Wanted> {
    let mut shapes = vec![top];
    let mut found: Option<(&'static Want, &'static Field)> = None;
    for key in path {
        let (want, field) = match found {
            Some((Want::Keyed(inner), field)) => (*inner, field),
            _ => shapes.iter().find_map(|shape| shape.field(key)).map(|field| (&field.want, field))?,
        };
        found = Some((want, field));
        shapes = shapes_of(want);
    }
    match found? {
        (Want::Keyed(_), field) => Some(Wanted::Free(field)),
        (want, field) => Some(Wanted::Of(want, field)),
    }
}

/// Fields that are not there yet, those that must be there first.
fn keys(shapes: &[&'static Shape], context: &Context, range: &Range, colon: &str) -> Offer {
    let mut seen: Vec<&str> = context.siblings.clone();
    let mut fields: Vec<&'static Field> = Vec::new();
    for field in shapes.iter().flat_map(|shape| shape.all()) {
        if !seen.contains(&field.name) {
            seen.push(field.name);
            fields.push(field);
        }
    }
    fields.sort_by_key(|field| (!field.required, field.rare));
    let item = |field: &'static Field| Item {
        label: field.name.into(),
        detail: if field.required { "required".into() } else { String::new() },
        about: format!("{}\n\n`{}: {}`", field.about, field.name, field.example),
        text: format!("{}{colon}", field.name),
        range: range.clone(),
        found_by: String::new(),
        sort: ItemSort::Field,
    };
    Offer { items: near(context.typed, fields.into_iter().map(item)), cut: false }
}

/// What a field takes.
fn values(asked: &Asked, want: &'static Want, field: &'static Field, typed: &str, range: &Range) -> Offer {
    let config = &asked.site.model.config;
    let simple = |words: Vec<Item>| Offer { items: near(typed, words.into_iter()), cut: false };
    let plain = |words: &[&str]| simple(words.iter().map(|one| word(one, "", range)).collect());
    match want {
        Want::Word(words) => plain(words),
        Want::Bool => plain(&["true", "false"]),
        Want::Id(target) | Want::IdOr(target, ..) | Want::TextOrId(target) => {
            let kinds: Vec<Kind> = target.kinds.iter().filter_map(|kind| Kind::named(kind)).collect();
            records(asked, &kinds, typed, range, str::to_string)
        }
        Want::Language => plain(&config.languages.iter().map(String::as_str).collect::<Vec<_>>()),
        Want::File(sort) => {
            let folder = asked.path.folder();
            let fits = |file: &File| if *sort == "pdf" { file.path.extension() == "pdf" } else { file.bytes.size().is_some() };
            let beside = asked.site.files.below(folder).filter(|file| file.path.folder() == folder && fits(file));
            simple(beside.map(|file| Item { sort: ItemSort::File, ..word(file.path.name(), "", range) }).collect())
        }
        Want::Text if field.name == "likelihood" => {
            simple(config.likelihood.iter().map(|one| word(&one.word, &one.label, range)).collect())
        }
        Want::Text if field.name == "type" && field.about.contains("registry") => {
            let about = |sort: &crate::config::RelationType| format!("{} / {}", sort.forward, sort.backward);
            simple(config.relation_types.iter().map(|(key, sort)| word(key, &about(sort), range)).collect())
        }
        Want::Text if field.name == "topics" => {
            let listed = config.topics.iter().map(|topic| topic.id.as_str());
            let mut all: Vec<&str> = listed.chain(asked.site.model.topics().values().map(String::as_str)).collect();
            let mut seen = std::collections::BTreeSet::new();
            all.retain(|topic| seen.insert(*topic));
            plain(&all)
        }
        Want::Text if field.name == "allow" => {
            simple(RULES.iter().filter(|rule| rule.may_be_excused()).map(|rule| word(rule.name, rule.short(), range)).collect())
        }
        Want::Text if field.name == "page" => records(asked, &[], typed, range, str::to_string),
        _ => Offer::default(),
    }
}

fn word(word: &str, about: &str, range: &Range) -> Item {
    Item {
        label: word.to_string(),
        detail: String::new(),
        about: about.to_string(),
        text: word.to_string(),
        range: range.clone(),
        found_by: String::new(),
        sort: ItemSort::Word,
    }
}

/// Those that are like what was typed, the nearest first, else in their order.
fn near(typed: &str, items: impl Iterator<Item = Item>) -> Vec<Item> {
    let typed = fold(typed.trim());
    let mut all: Vec<(u8, Item)> = items.filter_map(|item| Some((likeness(&fold(&item.label), &typed)?, item))).collect();
    all.sort_by_key(|(likeness, _)| *likeness);
    all.into_iter().map(|(_, item)| item).collect()
}
