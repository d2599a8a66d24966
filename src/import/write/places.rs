//! Places of a text that links in it lead to.

use super::super::tree::{Block, Inline, is_blank, plain};
use crate::base::text::slug;
use std::collections::{BTreeMap, BTreeSet};

/// The places that links lead to.
pub(super) fn places(inlines: &[Inline], wanted: &mut BTreeSet<String>) {
    for inline in inlines {
        match inline {
            Inline::Place(to, inner) => {
                wanted.insert(to.clone());
                places(inner, wanted);
            }
            Inline::Styled(_, inner) | Inline::Link(_, inner) => places(inner, wanted),
            _ => {}
        }
    }
}

/// The names that a place has.
fn anchors(inlines: &[Inline], found: &mut Vec<String>) {
    for inline in inlines {
        match inline {
            Inline::Anchor(name) => found.push(name.clone()),
            Inline::Styled(_, inner) | Inline::Link(_, inner) | Inline::Place(_, inner) => anchors(inner, found),
            _ => {}
        }
    }
}

/// Gives ids to headings that links lead to, and says where each place lies.
pub(super) fn name(
    blocks: &mut [Block],
    wanted: &BTreeSet<String>,
    taken: &mut BTreeSet<String>,
    ids: &mut BTreeMap<String, String>,
    figures: &mut usize,
    tables: &mut usize,
) {
    let put = |inlines: &[Inline], own: &Option<String>, id: &str, ids: &mut BTreeMap<String, String>| {
        let mut names: Vec<String> = own.iter().cloned().collect();
        anchors(inlines, &mut names);
        let mut any = false;
        for name in names.into_iter().filter(|name| wanted.contains(name)) {
            ids.entry(name).or_insert_with(|| id.to_string());
            any = true;
        }
        any
    };
    for block in blocks {
        match block {
            Block::Heading { text, id, .. } => {
                let base = slug(&plain(text));
                let base = if base.is_empty() || base.starts_with(|c: char| c.is_ascii_digit()) {
                    format!("section-{base}")
                } else {
                    base
                };
                let base = base.trim_end_matches('-').to_string();
                let mut chosen = base.clone();
                let mut count = 1;
                while taken.contains(&chosen) {
                    count += 1;
                    chosen = format!("{base}-{count}");
                }
                *id = put(text, id, &chosen, ids).then(|| chosen.clone());
                if id.is_some() {
                    taken.insert(chosen);
                }
            }
            Block::Table(table) if !is_blank(&table.caption) => {
                *tables += 1;
                put(&table.caption, &table.id, &format!("tbl-{tables}"), ids);
            }
            Block::Figure { caption, id, .. } if !is_blank(caption) => {
                *figures += 1;
                put(caption, id, &format!("fig-{figures}"), ids);
            }
            Block::Quote(inner) => name(inner, wanted, taken, ids, figures, tables),
            Block::List { items, .. } => items.iter_mut().for_each(|item| name(item, wanted, taken, ids, figures, tables)),
            _ => {}
        }
    }
}
