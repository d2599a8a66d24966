//! All images of a body, in order of place.

use crate::document::tree::{Block, Body, Image, Inline};

/// Deeper than any tree that the parser makes; guards the walk all the same.
const MAX_DEPTH: usize = 256;

/// The images of a body.
pub(super) fn of(body: &Body) -> Vec<&Image> {
    let mut found = Vec::new();
    // A body without images, which is most of them, is not walked.
    if body.written.iter().any(|written| written.sort == crate::document::Sort::Image) {
        blocks(&body.blocks, 0, &mut found);
        body.notes.iter().for_each(|note| blocks(&note.blocks, 0, &mut found));
        found.sort_by_key(|image| image.range.start);
    }
    found
}

fn blocks<'a>(list: &'a [Block], depth: usize, found: &mut Vec<&'a Image>) {
    if depth > MAX_DEPTH {
        return;
    }
    for block in list {
        match block {
            Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => inlines(&leaf.inlines, depth, found),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(&item.blocks, depth + 1, found)),
            Block::Quote { blocks: inner, .. } | Block::Callout { blocks: inner, .. } => blocks(inner, depth + 1, found),
            Block::Table { cells, .. } => {
                cells.iter().for_each(|leaf| inlines(&leaf.inlines, depth, found));
            }
            Block::Figure { image, .. } => found.push(image),
            Block::Definitions { groups, .. } => {
                for (terms, definitions) in groups {
                    terms.iter().for_each(|leaf| inlines(&leaf.inlines, depth, found));
                    definitions.iter().for_each(|inner| blocks(inner, depth + 1, found));
                }
            }
            Block::Code { .. } | Block::Rule { .. } | Block::Html { .. } | Block::Math { .. } | Block::Drawing(_) => {}
        }
    }
}

fn inlines<'a>(list: &'a [Inline], depth: usize, found: &mut Vec<&'a Image>) {
    if depth > MAX_DEPTH {
        return;
    }
    for inline in list {
        match inline {
            Inline::Image(image) => found.push(image),
            Inline::Styled { children, .. }
            | Inline::Link { children, .. }
            | Inline::Wiki { children, .. }
            | Inline::Unlinked { children, .. }
            | Inline::Span { children, .. } => inlines(children, depth + 1, found),
            _ => {}
        }
    }
}
