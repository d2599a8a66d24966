//! Names in the order that readers of a language expect: Å after Z in Swedish, Ñ after N in Spanish.
//!
//! The Unicode Collation Algorithm with CLDR's rules for each language, by ICU4X.

use super::text::fold;
use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;
use std::cell::OnceCell;
use std::cmp::Ordering;

/// Letters with marks that some languages count as letters of their own, with what they are a form of elsewhere.
#[rustfmt::skip]
const MARKED: [(&str, &str); 34] = [
    ("Ă", "A"), ("Â", "A"), ("Ą", "A"), ("Å", "A"), ("Ä", "A"), ("Æ", "AE"), ("Ć", "C"), ("Č", "C"),
    ("Ç", "C"), ("Ď", "D"), ("Ę", "E"), ("Ê", "E"), ("Ğ", "G"), ("İ", "I"), ("Î", "I"), ("Ł", "L"),
    ("Ľ", "L"), ("Ń", "N"), ("Ñ", "N"), ("Ň", "N"), ("Ö", "O"), ("Ø", "O"), ("Ó", "O"), ("Ô", "O"),
    ("Õ", "O"), ("Ř", "R"), ("Ś", "S"), ("Š", "S"), ("Ş", "S"), ("Ș", "S"), ("Ț", "T"), ("Ü", "U"),
    ("Ź", "Z"), ("Ž", "Z"),
];

/// The alphabets of languages that are not written in Latin letters.
const ALPHABETS: [(&[&str], &str); 5] = [
    (&["ar"], "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    (&["ru"], "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯ"),
    (&["uk"], "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЮЯ"),
    (&["el"], "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"),
    (&["he", "yi"], "אבגדהוזחטיכלמנסעפצקרשת"),
];

/// The order of names in one language.
#[derive(Debug)]
pub struct Collation {
    full: Option<CollatorBorrowed<'static>>,
    letters: Option<CollatorBorrowed<'static>>,
    language: String,
    alphabet: OnceCell<Vec<String>>,
}

/// What a name is put in order by; equal names in equal languages have equal keys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<u8>, String);

impl Collation {
    /// The order of a language by its BCP 47 tag; a tag that says nothing gets the order that suits most languages.
    pub fn new(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            Collator::try_new((&locale).into(), options).ok()
        };
        let base = language.split('-').next().unwrap_or(language).to_ascii_lowercase();
        Collation {
            full: collator(Strength::Tertiary),
            letters: collator(Strength::Primary),
            language: base,
            alphabet: OnceCell::new(),
        }
    }

    /// The key of a name; ties go to the text itself, so that the order never depends on anything else.
    pub fn key(&self, name: &str) -> Key {
        let mut bytes = Vec::with_capacity(name.len() * 3);
        match &self.full {
            // Writing to a `Vec` cannot fail: its error type has no values.
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(name, &mut bytes);
            }
            None => bytes.extend(fold(name).into_bytes()),
        }
        Key(bytes, name.to_string())
    }

    /// Whether two letters are the same to the reader of an index, whatever their case and marks.
    fn same(&self, a: &str, b: &str) -> bool {
        self.letters.as_ref().map_or(fold(a) == fold(b), |collator| collator.compare(a, b) == Ordering::Equal)
    }

    /// The letter of an index under which a name stands, in upper case; `#` for figures and for names without letters.
    pub fn letter(&self, name: &str) -> String {
        let Some(first) = first_letter(name).filter(|first| !first.chars().all(char::is_numeric)) else { return "#".into() };
        let own = self.alphabet().iter().find(|letter| **letter == first);
        if let Some(letter) = own.or_else(|| self.alphabet().iter().find(|letter| self.same(letter, &first))) {
            return letter.clone();
        }
        fold(&first).chars().next().map_or_else(|| "#".into(), |plain| plain.to_uppercase().collect())
    }

    /// The letters of the language's index, in order.
    pub fn alphabet(&self) -> &[String] {
        self.alphabet.get_or_init(|| self.all_letters())
    }

    fn all_letters(&self) -> Vec<String> {
        if let Some((_, letters)) = ALPHABETS.iter().find(|(languages, _)| languages.contains(&self.language.as_str())) {
            return letters.chars().map(String::from).collect();
        }
        let mut letters: Vec<String> = ('A'..='Z').map(String::from).collect();
        // Danes and Norwegians sort Ä and Ö with these letters, Swedes and Finns the other way round.
        let skip: &[&str] = if matches!(self.language.as_str(), "da" | "nb" | "nn" | "no") { &["Ä", "Ö"] } else { &[] };
        for (marked, plain) in MARKED.into_iter().filter(|(marked, _)| !skip.contains(marked)) {
            if !self.same(marked, plain) && !letters.iter().any(|letter| self.same(letter, marked)) {
                letters.push(marked.to_string());
            }
        }
        letters.sort_by_cached_key(|letter| self.key(letter));
        letters
    }
}

/// The first letter or figure of a text with its marks, composed and in upper case.
fn first_letter(text: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let composed = text.chars().skip_while(|c| !c.is_alphanumeric()).take(8).nfc().next()?;
    Some(composed.to_uppercase().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, names: &[&str]) -> Vec<String> {
        let order = Collation::new(language);
        let mut names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        names.sort_by_cached_key(|name| order.key(name));
        names
    }

    #[test]
    fn names_stand_as_readers_of_the_language_expect() {
        let names = ["Zebra", "Ökologi", "Äpple", "Åsa", "Nunez", "Ñandú", "Nzz", "apple", "Éire", "Edda"];
        let swedish = ["apple", "Edda", "Éire", "Ñandú", "Nunez", "Nzz", "Zebra", "Åsa", "Äpple", "Ökologi"];
        assert_eq!(sorted("sv", &names), swedish);
        let spanish = ["apple", "Äpple", "Åsa", "Edda", "Éire", "Nunez", "Nzz", "Ñandú", "Ökologi", "Zebra"];
        assert_eq!(sorted("es-SV", &names), spanish);
        let english = ["apple", "Äpple", "Åsa", "Edda", "Éire", "Ñandú", "Nunez", "Nzz", "Ökologi", "Zebra"];
        assert_eq!(sorted("en-GB", &names), english);
        assert_eq!(sorted("no such language", &names), english);
    }

    #[test]
    fn letters_are_those_of_the_language() {
        let alphabet = |language: &str| Collation::new(language).alphabet().concat();
        assert_eq!(alphabet("en"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        assert_eq!(alphabet("es"), "ABCDEFGHIJKLMNÑOPQRSTUVWXYZ");
        assert!(alphabet("sv").ends_with("XYZÅÄÖ"), "{}", alphabet("sv"));
        assert!(alphabet("nb").ends_with("XYZÆØÅ"), "{}", alphabet("nb"));
        assert_eq!(alphabet("fr").len(), 26);
        assert_eq!(alphabet("ar").chars().count(), 28);
        let letter = |language: &str, name: &str| Collation::new(language).letter(name);
        assert_eq!((letter("en", "ñandú"), letter("es", "n\u{303}andu\u{301}")), ("N".into(), "Ñ".into()));
        assert_eq!((letter("de", "Äpfel"), letter("sv", "äpple"), letter("sv", "Ærø")), ("A".into(), "Ä".into(), "Ä".into()));
        assert_eq!((letter("ar", "أمن"), letter("en", "Москва"), letter("ar", "NATO")), ("ا".into(), "М".into(), "N".into()));
        assert_eq!((letter("en", "“24/7”"), letter("en", "…"), letter("en", "")), ("#".into(), "#".into(), "#".into()));
    }
}
