//! Who published a source, and how reliable that makes it.

use super::{Model, Page};
use crate::document::Kind;
use crate::document::record::Source;

impl Model {
    /// The actor that published a source, where the site has a page for it.
    pub fn publisher_of(&self, source: &Source) -> Option<&Page> {
        Some(self.page(self.find(source.publisher()?, &[Kind::Actor])?))
    }

    /// How reliable a source is, a letter of the Admiralty code from A to F, and whether that is said of the actor that published it
    /// and not of the source.
    pub fn grade(&self, source: &Source) -> Option<(char, bool)> {
        let publisher = self.publisher_of(source).map(|publisher| &*publisher.record);
        Some((source.grade(publisher)?, source.rare.reliability.is_none()))
    }
}
