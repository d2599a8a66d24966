//! The leaves of a body by their position.

use crate::document::Body;
use crate::document::tree::{Leaf, LeafId};

/// The leaves of a body; a leaf that the table of leaves does not know is left out.
pub fn leaves(body: &Body) -> Vec<Option<&Leaf>> {
    let mut found: Vec<Option<&Leaf>> = vec![None; body.leaves.len()];
    body.each_leaf(&mut |leaf| {
        if let Some(slot) = found.get_mut(leaf.id as usize) {
            *slot = Some(leaf);
        }
    });
    found
}

/// One leaf of a body, without a list of all.
pub fn leaf(body: &Body, id: LeafId) -> Option<&Leaf> {
    let mut found = None;
    body.each_leaf(&mut |leaf| {
        if leaf.id == id {
            found = Some(leaf);
        }
    });
    found
}
