//! Files that could not be read to their end: what they declare is not known, and must not be called missing.

use crate::base::text::slug;

/// The words of a file that could not be read to its end, put so that ids are found among them, and the names that ids
/// are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread(Box<str>);

impl Unread {
    /// The words of a text.
    pub fn new(text: &str) -> Self {
        Unread(format!("-{}-", slug(text)).into())
    }

    /// Whether an id stands there; so the file may be what declares it.
    pub fn holds(&self, id: &str) -> bool {
        let id = slug(id);
        !id.is_empty() && self.0.contains(&format!("-{id}-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_as_they_are_written_and_as_they_are_made() {
        let unread = Unread::new("title: Water: the reform\nsources: [{id: DBLP:x/Y, type: book}, {title: \"What’s Said\"}]");
        for id in ["water", "DBLP:x/Y", "whats-said", "reform"] {
            assert!(unread.holds(id), "{id}");
        }
        for id in ["wate", "said-so", "", "-"] {
            assert!(!unread.holds(id), "{id}");
        }
    }
}
