//! Values by language.

use super::primary_language;

/// One for each language whose words are known here, and one for all others.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct ByLanguage<T> {
    pub en: T,
    pub es: T,
    pub fr: T,
    pub de: T,
    pub ar: T,
    pub other: T,
}

impl<T> ByLanguage<T> {
    /// That of the language with this tag.
    pub fn of(&self, tag: &str) -> &T {
        match &*primary_language(tag) {
            "en" => &self.en,
            "es" => &self.es,
            "fr" => &self.fr,
            "de" => &self.de,
            "ar" => &self.ar,
            _ => &self.other,
        }
    }
}
