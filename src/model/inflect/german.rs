//! German: cases and plurals of terms, and the genitive and the adjectives of names, which have no apostrophe.

/// Endings that an adjective takes.
const ADJECTIVE: [&str; 5] = ["e", "en", "er", "es", "em"];
/// Ends of nouns that are feminine: they have a plural in -en and no genitive of their own.
const FEMININE: [&str; 9] = ["ung", "heit", "keit", "schaft", "tät", "ion", "ik", "anz", "enz"];
/// Ends of nouns whose plural no ending tells, with it.
const IRREGULAR: [(&str, &str); 18] = [
    ("land", "länder"),
    ("haus", "häuser"),
    ("amt", "ämter"),
    ("gut", "güter"),
    ("volk", "völker"),
    ("buch", "bücher"),
    ("wort", "wörter"),
    ("kind", "kinder"),
    ("bild", "bilder"),
    ("feld", "felder"),
    ("geld", "gelder"),
    ("dorf", "dörfer"),
    ("rat", "räte"),
    ("bank", "banken"),
    ("macht", "mächte"),
    ("stadt", "städte"),
    ("kraft", "kräfte"),
    ("mann", "männer"),
];

/// Cases and plurals of a term.
pub fn term(form: &str) -> Vec<String> {
    declined(form, noun)
}

/// What a name becomes behind a noun or a preposition: `Chinas`, `der Europäischen Union`, `des Deutschen Bundestages`.
/// A person's name has the genitive only.
pub fn name(name: &str, person: bool) -> Vec<String> {
    if person {
        return genitives(name, false).into_iter().filter(|one| one != name).collect();
    }
    declined(name, |word| genitives(word, true))
}

/// A phrase with the forms of its head and of the adjectives before it.
fn declined(form: &str, head: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let words: Vec<&str> = form.split(' ').filter(|word| !word.is_empty()).collect();
    let before = words.len().saturating_sub(1);
    let stems: Vec<&str> = words[..before].iter().map_while(|word| stem(word)).collect();
    // `Bundesministerium des Innern`: what follows in small letters does not change.
    let behind = words[stems.len()..].iter().skip(1).position(|word| word.starts_with(char::is_lowercase));
    let at = behind.map_or(before, |behind| stems.len() + behind);
    let Some(noun) = words.get(at) else { return Vec::new() };
    let (between, rest) = (&words[stems.len()..at], &words[at + 1..]);
    let nouns = std::iter::once(noun.to_string()).chain(head(noun));
    let endings = if stems.is_empty() { &[""][..] } else { &ADJECTIVE };
    let mut found = Vec::new();
    for noun in nouns {
        for ending in endings {
            let adjectives = stems.iter().map(|stem| format!("{stem}{ending}"));
            let written = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
            let others = written(between).into_iter().chain([noun.clone()]).chain(written(rest));
            found.push(adjectives.chain(others).collect::<Vec<_>>().join(" "));
        }
    }
    found.retain(|one| one != form);
    found.sort();
    found.dedup();
    found
}

/// What stands before the ending of a word that may be an adjective.
fn stem(word: &str) -> Option<&str> {
    let small = word.chars().skip(1).all(char::is_lowercase);
    let stem = ["er", "es", "e"].iter().find_map(|ending| word.strip_suffix(ending))?;
    (small && stem.chars().count() > 2).then_some(stem)
}

/// The genitives of a noun; `body` may take the long one.
fn genitives(word: &str, body: bool) -> Vec<String> {
    let low = word.to_lowercase();
    if body && FEMININE.iter().any(|end| low.ends_with(end)) {
        return Vec::new();
    }
    let vowel = low.ends_with(['a', 'e', 'i', 'o', 'u', 'y', 'ä', 'ö', 'ü']);
    let hiss = low.ends_with(['s', 'ß', 'x', 'z']);
    let mut found = Vec::new();
    if !hiss {
        found.push(format!("{word}s"));
    }
    if body && !vowel && !low.ends_with("er") && !low.ends_with("en") && !low.ends_with("el") {
        found.push(format!("{word}es"));
    }
    found
}

/// Cases and plurals of a noun.
fn noun(word: &str) -> Vec<String> {
    let low = word.to_lowercase();
    let with = |endings: &[&str]| endings.iter().map(|ending| format!("{word}{ending}")).collect::<Vec<_>>();
    let ends = |all: &[&str]| all.iter().any(|end| low.ends_with(end));
    if ends(&FEMININE) {
        return with(&["en"]);
    }
    if let Some((end, plural)) = IRREGULAR.iter().find(|(end, _)| low.ends_with(end)) {
        let before = &word[..word.len().saturating_sub(end.len())];
        let plural = if before.is_empty() { capitalised(plural) } else { format!("{before}{plural}") };
        let dative = if plural.ends_with('n') { plural.clone() } else { format!("{plural}n") };
        let mut found = vec![plural, dative];
        found.extend(genitives(word, true));
        return found;
    }
    if low.ends_with("nis") {
        return with(&["se", "ses", "sen"]);
    }
    if let Some(stem) = word.strip_suffix("um").filter(|stem| stem.chars().count() > 3) {
        return vec![format!("{word}s"), format!("{stem}en")];
    }
    if low.ends_with("mus") {
        return Vec::new();
    }
    if low.ends_with('e') {
        return with(&["n", "s"]);
    }
    if ends(&["chen", "lein", "en"]) {
        return with(&["s"]);
    }
    if ends(&["er", "el"]) {
        return with(&["s", "n"]);
    }
    if low.ends_with(['a', 'i', 'o', 'u', 'y']) {
        return with(&["s"]);
    }
    let mut found = with(&["e", "en", "es"]);
    if !low.ends_with(['s', 'ß', 'x', 'z']) {
        found.push(format!("{word}s"));
    }
    if let Some(changed) = umlaut(word) {
        found.extend(["e", "en"].map(|ending| format!("{changed}{ending}")));
    }
    found
}

/// The word with the mark of the plural on its last vowel (`Zoll`, `Zöll`); `None` if that vowel takes none.
fn umlaut(word: &str) -> Option<String> {
    let (at, vowel) = word.char_indices().rfind(|(_, c)| "aeiouyäöüAEIOUÄÖÜ".contains(*c))?;
    // `Baum`: of two vowels the first is marked; that of `Feuer` or `Boot` is not.
    let before = word[..at].chars().next_back();
    let (at, vowel) = match (before, vowel) {
        (Some(a @ ('a' | 'A')), 'u') => (at - 1, a),
        (Some('a' | 'e' | 'i' | 'o' | 'u'), _) => return None,
        _ => (at, vowel),
    };
    let marked = match vowel {
        'a' => 'ä',
        'o' => 'ö',
        'u' => 'ü',
        'A' => 'Ä',
        'O' => 'Ö',
        'U' => 'Ü',
        _ => return None,
    };
    Some(format!("{}{marked}{}", &word[..at], &word[at + 1..]))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_cases_and_plurals() {
        for (form, wanted) in [
            ("Wassertarif", &["Wassertarife", "Wassertarifs", "Wassertarifen"][..]),
            ("Zoll", &["Zölle", "Zöllen", "Zolls", "Zolles"]),
            ("Vertrag", &["Verträge", "Vertrages"]),
            ("Bundesland", &["Bundesländer", "Bundesländern", "Bundeslandes"]),
            ("Amt", &["Ämter", "Ämtern", "Amtes"]),
            ("Verordnung", &["Verordnungen"]),
            ("Ministerium", &["Ministerien", "Ministeriums"]),
            ("Grenze", &["Grenzen"]),
            ("Zeitenwende", &["Zeitenwenden"]),
            ("strategische Autonomie", &["strategischen Autonomie", "strategischer Autonomie"]),
            ("Rat", &["Räte", "Rates"]),
            ("Baum", &["Bäume"]),
        ] {
            let found = term(form);
            assert!(wanted.iter().all(|one| found.iter().any(|other| other == one)), "{form}: {found:?}");
            assert!(!found.iter().any(|one| one == form));
        }
        assert!(!term("Rat").iter().any(|form| form == "Rate"));
        assert_eq!(term(""), [] as [&str; 0]);
    }

    #[test]
    fn names_have_the_genitive_and_their_adjectives_all_cases() {
        assert_eq!(name("Angela Merkel", true), ["Angela Merkels"]);
        assert_eq!(name("Olaf Scholz", true), [] as [&str; 0]);
        assert_eq!(name("China", false), ["Chinas"]);
        for (form, wanted) in [
            ("Europäische Union", "Europäischen Union"),
            ("Deutscher Bundestag", "Deutschen Bundestages"),
            ("Weißes Haus", "Weißen Hauses"),
            ("Bundesministerium des Innern", "Bundesministeriums des Innern"),
            ("Vereinigte Staaten von Amerika", "Vereinigten Staaten von Amerika"),
        ] {
            let found = name(form, false);
            assert!(found.iter().any(|one| one == wanted), "{form}: {found:?}");
        }
    }
}
