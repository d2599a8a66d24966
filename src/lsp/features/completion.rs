//! Completion: ids, citation keys, paths and anchors in prose; fields and what they take in YAML.
//!
//! What is being typed is found by the letters before the cursor, for half-written text seldom parses; what may come there is
//! taken from the site and from the tables of fields.

mod body;
mod fields;
mod yaml;

use super::search::nearness;
use super::{Answer, Asked, Item, ItemSort, card};
use crate::base::fields::{Field, Shape};
use crate::base::text::fold;
use crate::base::{FilePath, Range};
use crate::config::{self, schema::CONFIG};
use crate::document::record::{Own, borne};
use crate::document::{Kind, front, schema};
use crate::lsp::under;
use crate::model::Page;
use crate::render::theme::schema::MANIFEST;
use crate::session::Site;

/// So many are offered; who wants one of more writes another letter.
const MOST: usize = 200;

/// What may be written where the cursor stands, the nearest first.
#[derive(Debug, Default)]
struct Offer {
    items: Vec<Item>,
    /// There is more than was offered.
    cut: bool,
}

/// Tells what may be written where the cursor stands.
pub(super) fn completion(asked: &Asked) -> Answer {
    let at = asked.at() as usize;
    let offer = match part(asked) {
        Some(Part::Yaml(start, shape)) => {
            yaml::context(asked.text, start, at).map(|context| fields::offer(asked, shape, &context)).unwrap_or_default()
        }
        Some(Part::Prose) => body::offer(asked),
        None => Offer::default(),
    };
    if offer.items.is_empty() {
        return Answer::Nothing;
    }
    // What was typed has left others out, which come back with a letter that is taken back.
    let complete = !offer.cut && offer.items.iter().all(|item| item.range.is_empty());
    Answer::Items(offer.items, complete)
}

/// The field whose key stands under the cursor, and its place.
pub(super) fn field_at(asked: &Asked) -> Option<(&'static Field, Range)> {
    let Part::Yaml(start, shape) = part(asked)? else { return None };
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let at = asked.at() as usize;
    let (before, after) = (asked.text.get(start..at)?, asked.text.get(at..)?);
    let from = at - before.chars().rev().take_while(|c| is_key(*c)).map(char::len_utf8).sum::<usize>();
    let to = at + after.chars().take_while(|c| is_key(*c)).map(char::len_utf8).sum::<usize>();
    let name = asked.text.get(from..to).filter(|_| asked.text[to..].starts_with(':'))?;
    let context = yaml::context(asked.text, start, to)?;
    let shapes = fields::shapes(shape, &context.path);
    Some((shapes.iter().find_map(|shape| shape.field(name))?, from as u32..to as u32))
}

/// What a part of a file is.
enum Part {
    /// YAML from an offset on, of a record of that shape.
    Yaml(usize, &'static Shape),
    /// Markdown.
    Prose,
}

/// In which part of which file the cursor stands.
fn part(asked: &Asked) -> Option<Part> {
    let path = asked.path;
    if *path == config::path() {
        return Some(Part::Yaml(0, &CONFIG));
    }
    if path.name() == "theme.yaml" && path.below("themes").is_some() {
        return Some(Part::Yaml(0, &MANIFEST));
    }
    let kind = kind_of(asked.site, path)?;
    if matches!(path.extension().as_str(), "yaml" | "yml") {
        return Some(Part::Yaml(0, schema::shape(kind)));
    }
    if !path.is_markdown() {
        return None;
    }
    let parts = front::split(asked.text);
    let at = asked.at();
    match parts.yaml {
        Some(yaml) if (yaml.start..=yaml.end).contains(&at) => Some(Part::Yaml(yaml.start as usize, schema::shape(kind))),
        // Front matter that is being begun.
        None if parts.body == asked.text.len() && parts.fault.is_some() && at > parts.place.end => {
            Some(Part::Yaml(parts.place.end as usize, schema::shape(kind)))
        }
        _ if at as usize >= parts.body => Some(Part::Prose),
        _ => None,
    }
}

/// What a file below `content/` describes.
fn kind_of(site: &Site, path: &FilePath) -> Option<Kind> {
    let parsed = under::parsed(site, path)?;
    let own = parsed.document.records.first().map(|record| record.kind);
    // What has no kind of its own is read as a plain page.
    own.filter(|kind| *kind != Kind::Plain).or(parsed.place.kind).or(own)
}

/// Records whose ids or names are like what was typed; `text` makes what is written of an id.
fn records(asked: &Asked, kinds: &[Kind], typed: &str, range: &Range, text: impl Fn(&str) -> String) -> Offer {
    let site = asked.site;
    let word = fold(typed.trim());
    let fits = |page: &&Page| page.main == page.id && (kinds.is_empty() || kinds.contains(&page.kind));
    let pages = site.model.pages.iter().map(|page| &**page).filter(fits);
    let mut found: Vec<(u8, &Page)> = pages.filter_map(|page| Some((nearness(page, &word)?, page))).collect();
    found.sort_by(|a, b| (a.0, &a.1.key, a.1.id).cmp(&(b.0, &b.1.key, b.1.id)));
    let cut = found.len() > MOST;
    let item = |(_, page): (u8, &Page)| {
        let id = id_among(site, page, kinds);
        Item {
            detail: format!("{} · {}", page.name(), card::what(page)),
            about: about(site, page),
            text: text(&id),
            label: id,
            range: range.clone(),
            found_by: names(page),
            sort: ItemSort::Record(page.kind),
        }
    };
    Offer { items: found.into_iter().take(MOST).map(item).collect(), cut }
}

/// The id of a page, with its kind where others of `kinds` have the same.
fn id_among(site: &Site, page: &Page, kinds: &[Kind]) -> String {
    let same = site.model.index.by_key.get(&page.key).into_iter().flatten().map(|id| site.model.page(*id).kind);
    let clash = same.into_iter().any(|kind| kind != page.kind && (kinds.is_empty() || kinds.contains(&kind)));
    if clash { format!("{}:{}", page.kind, page.key) } else { page.key.clone() }
}

fn about(site: &Site, page: &Page) -> String {
    match &page.record.own {
        Own::Source(_) => card::source(site, page.id),
        Own::Term(term) => term.definition.as_ref().map(|line| card::escaped(&card::words(site, line))).unwrap_or_default(),
        _ => page.record.summary.as_ref().map(|line| card::escaped(&card::words(site, line))).unwrap_or_default(),
    }
}

/// What else a record is found by.
fn names(page: &Page) -> String {
    let mut all = page.name().to_string();
    if let Own::Actor(actor) = &page.record.own {
        borne(&actor.names).for_each(|name| {
            all.push(' ');
            all.push_str(&name.name.value);
        });
    }
    all
}
