//! The leaves of a body by their position.

use crate::document::Body;
use crate::document::tree::Leaf;

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
