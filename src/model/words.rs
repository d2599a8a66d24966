//! Words by language: the most common ones, titles of persons, prefixes, abbreviations.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

static ENGLISH: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/en.txt")));
static SPANISH: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/es.txt")));
static FRENCH: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/fr.txt")));
static GERMAN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/de.txt")));
static TITLES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/titles.txt")));
static PREFIXES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/prefixes.txt")));
static ABBREVIATIONS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/abbreviations.txt")));
static GENERIC: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/generic.txt")));
static ADJECTIVES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/adjectives.txt")));
static BODIES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/bodies.txt")));
static GIVEN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/given.txt")));
static OPENERS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/openers.txt")));
static PLACES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/places.txt")));
static PLACES_OF: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(include_str!("words/places_of.txt")));
static STATES: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("words/states.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split('|')).collect()
});

fn set(list: &'static str) -> FxHashSet<&'static str> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// The common words of a language, by its primary tag.
fn common(language: &str) -> Option<&'static FxHashSet<&'static str>> {
    match language {
        "en" => Some(&ENGLISH),
        "es" => Some(&SPANISH),
        "fr" => Some(&FRENCH),
        "de" => Some(&GERMAN),
        _ => None,
    }
}

/// Whether a word in small letters is a common one of a language (its primary tag); `false` for languages without a list.
pub fn is_common(word: &str, language: &str) -> bool {
    common(language).is_some_and(|list| list.contains(word))
}

/// Whether capitals tell names in a language (its primary tag) whose common words are known: without these nobody can tell a
/// name from a word that begins a sentence, and in German none from any noun.
pub fn capitals_tell(language: &str) -> bool {
    language != "de" && common(language).is_some()
}

/// Whether a word in small letters stands before a person's name: `president`, `mr`.
pub fn is_title(word: &str) -> bool {
    TITLES.contains(word)
}

/// Whether a German word in small letters is a noun that stands before a person's name: `kanzlerin`, `wirtschaftsminister`; or
/// one that by its end is no given name.
pub fn is_german_noun(word: &str) -> bool {
    const ENDS: [&str; 34] = [
        "minister",
        "ministerin",
        "präsident",
        "präsidentin",
        "kanzler",
        "kanzlerin",
        "chef",
        "chefin",
        "sprecher",
        "sprecherin",
        "führer",
        "führerin",
        "vorsitzender",
        "vorsitzende",
        "vorsitzenden",
        "kandidat",
        "kandidatin",
        "sekretär",
        "sekretärin",
        "meister",
        "meisterin",
        "herr",
        "herrn",
        "frau",
        "könig",
        "königin",
        "papst",
        "richter",
        "richterin",
        "regierung",
        "ung",
        "ungen",
        "schaft",
        "politik",
    ];
    const NO_NAMES: [&str; 12] =
        ["heit", "keit", "tion", "tionen", "ismus", "tät", "leiter", "leiterin", "berater", "beraterin", "anwalt", "abgeordnete"];
    ENDS.iter().chain(&NO_NAMES).any(|end| word.ends_with(end))
}

/// Whether a German word in small letters stands before a noun, and so not before a given name: `der`, `seine`.
pub fn is_german_article(word: &str) -> bool {
    matches!(word, "am" | "im" | "ins" | "vom" | "zum" | "zur" | "beim" | "ans" | "aufs")
        || ["d", "ein", "kein", "dies", "jen", "jed", "sein", "ihr", "mein", "unser"].iter().any(|stem| {
            let ending = word.strip_prefix(stem);
            ending.is_some_and(|ending| matches!(ending, "" | "er" | "ie" | "as" | "es" | "em" | "en" | "e") && word != "d")
        })
}

/// Whether a word in small letters makes a compound with a hyphen: `anti`, `non`.
pub fn is_prefix(word: &str) -> bool {
    PREFIXES.contains(word)
}

/// Whether a word with a full stop, in small letters and without the stop, may stand inside a sentence: `no`, `mr`.
pub fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.contains(word)
}

/// Whether a capitalised phrase that ends with this word (in small letters) is no actor: `war`, `act`, `monday`.
pub fn is_generic(word: &str) -> bool {
    GENERIC.contains(word)
}

/// Whether a word in small letters is an adjective of a nation, language or creed.
pub fn is_adjective(word: &str) -> bool {
    ADJECTIVES.contains(word)
}

/// Whether a word in small letters says that a name is that of a body: `commission`, `partido`.
pub fn is_body(word: &str) -> bool {
    BODIES.contains(word)
}

/// Whether a name that begins with this word (in small letters) is likely that of a place: `san`, `puerto`; or, where what it is of
/// follows, `gulf`, `tierra`.
pub fn is_place(word: &str, of: bool) -> bool {
    PLACES.contains(word) || of && PLACES_OF.contains(word)
}

/// Whether this is the usual name of a state in English, Spanish, French or German: `South Africa`, `España`.
pub fn is_state(name: &str) -> bool {
    STATES.contains(name)
}

/// Whether a common word in small letters is a given name: `charles`.
pub fn is_given(word: &str) -> bool {
    GIVEN.contains(word)
}

/// Whether an English word in small letters stands at the beginning of a sentence and is no part of a name there.
pub fn is_opener(word: &str) -> bool {
    OPENERS.contains(word) || word.ends_with("ly") || word.ends_with("ing")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_small_letters_and_large_enough() {
        for (list, least) in [(&*ENGLISH, 1000), (&*SPANISH, 600), (&*FRENCH, 600)] {
            assert!(list.len() >= least, "{}", list.len());
            assert!(list.iter().all(|word| *word == word.to_lowercase()));
        }
        for word in ["king", "hunt", "page", "frank", "will", "may", "state"] {
            assert!(is_common(word, "en"), "{word}");
        }
        for word in ["tariff", "cartel", "yuan", "woke", "russia", "trump", "rubio", "castro"] {
            assert!(!is_common(word, "en"), "{word}");
        }
        assert!(is_common("casa", "es") && is_common("maison", "fr") && is_common("doch", "de"));
        for name in ["South Africa", "Estados Unidos", "Côte d'Ivoire", "Österreich"] {
            assert!(is_state(name), "{name}");
        }
        assert!(STATES.iter().all(|name| *name == name.trim() && !name.is_empty()) && !is_state("Africa"));
        assert!(is_german_article("der") && is_german_article("seines") && !is_german_article("mit"));
        assert!(capitals_tell("fr") && !capitals_tell("de") && !capitals_tell("ar"));
    }
}
