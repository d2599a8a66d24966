//! In which language the words of a style are.

use super::{Library, Setup};
use crate::base::text::primary_language;

impl Library {
    /// The language of the style's words on a page in a language.
    pub(super) fn words<'a>(&'a self, language: &'a str) -> &'a str {
        let is_meant = self.everywhere || is_same_language(&self.locale, language);
        if is_meant && !self.locale.is_empty() { &self.locale } else { language }
    }
}

/// Whether pages in every language of the site have words in the locale that it asks for.
pub(super) fn is_everywhere(setup: &Setup) -> bool {
    !setup.languages.iter().any(|language| is_same_language(language, setup.locale))
}

/// Whether two tags are of one language, whatever their regions.
fn is_same_language(one: &str, other: &str) -> bool {
    primary_language(one) == primary_language(other)
}
