//! The leaves of a body by their position.

use crate::document::Body;
use crate::document::tree::{Block, Leaf};

/// The leaves of a body; a leaf that the table of leaves does not know is left out.
pub fn leaves(body: &Body) -> Vec<Option<&Leaf>> {
    let mut found: Vec<Option<&Leaf>> = vec![None; body.leaves.len()];
    let mut waiting: Vec<&[Block]> = vec![&body.blocks];
    waiting.extend(body.notes.iter().map(|note| note.blocks.as_slice()));
    let mut all: Vec<&Leaf> = Vec::with_capacity(body.leaves.len());
    for figure in &body.figures {
        all.extend(figure.caption.iter().chain(&figure.source));
    }
    while let Some(blocks) = waiting.pop() {
        for block in blocks {
            match block {
                Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => all.push(leaf),
                Block::List { items, .. } => waiting.extend(items.iter().map(|item| item.blocks.as_slice())),
                Block::Quote { blocks, .. } | Block::Callout { blocks, .. } => waiting.push(blocks),
                Block::Table { head, rows, .. } => all.extend(head.iter().chain(rows.iter().flatten())),
                Block::Definitions { groups, .. } => {
                    for (terms, definitions) in groups {
                        all.extend(terms);
                        waiting.extend(definitions.iter().map(Vec::as_slice));
                    }
                }
                Block::Drawing(drawing) => all.push(&drawing.leaf),
                Block::Figure { .. } | Block::Code { .. } | Block::Rule { .. } | Block::Html { .. } | Block::Math { .. } => {}
            }
        }
    }
    for leaf in all {
        if let Some(slot) = found.get_mut(leaf.id as usize) {
            *slot = Some(leaf);
        }
    }
    found
}
