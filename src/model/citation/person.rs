//! The names of actors in parts: what all citations, exports and lists have from one place.

use super::item::{Name, is_east_asian, particles};
use crate::base::text::fold;
use crate::document::record::{ActorSort, Own};
use crate::model::Page;

/// What stands behind a name and is no part of it.
const SUFFIXES: [&str; 9] = ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "Jnr", "Jnr."];
/// Numbers and titles of rulers: their names are not taken apart.
const NUMBERS: [&str; 12] = ["I", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIV", "XVI", "XXIII"];
const RULERS: [&str; 14] =
    ["King", "Queen", "Pope", "Emperor", "Empress", "Tsar", "Sultan", "Prince", "Princess", "Papst", "Papa", "Pape", "Rey", "Roi"];
/// Particles that are part of a family name where they have a capital: "Robert De Niro".
const PARTICLES: [&str; 20] = [
    "Van", "Von", "De", "Di", "Da", "Do", "Du", "Del", "Della", "Des", "Dos", "La", "Le", "El", "Al", "Bin", "Ibn", "Abu", "Der",
    "Den",
];
/// What joins two family names: "Ortega y Gasset".
const JOINTS: [&str; 3] = ["y", "e", "i"];
/// The usual family names of Vietnam, which stand first; without marks.
const VIETNAMESE: [&str; 24] = [
    "nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu", "vo", "đang", "bui", "đo", "ho", "ngo", "duong", "ly", "đinh",
    "trinh", "truong", "to", "đoan", "luong", "mai", "lam",
];

/// The name of an actor: a person's in parts, by `sort_name` where it is written; all others whole.
pub fn name(page: &Page) -> Name<'_> {
    let whole = Name { literal: page.name(), ..Name::default() };
    match &page.record.own {
        Own::Actor(actor) if actor.sort.value == ActorSort::Person => {
            parts(page.name(), actor.sort_name.as_ref().map(|name| name.value.as_str())).unwrap_or(whole)
        }
        _ => whole,
    }
}

/// A person's name in parts; `None` where it stands as it is.
fn parts<'a>(name: &'a str, sorted: Option<&'a str>) -> Option<Name<'a>> {
    let name = name.trim();
    let Some(sorted) = sorted.map(str::trim).filter(|sorted| !sorted.is_empty()) else { return straight(name) };
    let list: Vec<&str> = sorted.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    match list.as_slice() {
        [family, suffix, given] if SUFFIXES.contains(suffix) => Some(turned(name, family, given, suffix)),
        [family, given, suffix] => Some(turned(name, family, given, suffix)),
        [family, given] => match given.rsplit_once(' ') {
            Some((given, suffix)) if SUFFIXES.contains(&suffix) => Some(turned(name, family, given, suffix)),
            _ => Some(turned(name, family, given, "")),
        },
        // Only the family name, where the name ends or begins with it.
        [family] => {
            let given = |rest: &'a str| Some(rest).filter(|rest| rest.ends_with(' ')).map(str::trim);
            let begins = || name.strip_prefix(family).filter(|rest| rest.starts_with(' ')).map(str::trim);
            match name.strip_suffix(family).and_then(given) {
                Some(given) => Some(turned(name, family, given, "")),
                None => begins().map(|given| Name { family, given, fixed: true, ..Name::default() }),
            }
        }
        _ => None,
    }
}

/// A name of which the parts are known. One that is written with its family name first stays so.
fn turned<'a>(name: &str, family: &'a str, given: &'a str, suffix: &'a str) -> Name<'a> {
    let fixed =
        name.strip_prefix(family).and_then(|rest| rest.trim().strip_prefix(given)).is_some_and(|rest| rest.trim() == suffix);
    if fixed {
        return Name { family, given, suffix, fixed, ..Name::default() };
    }
    let (particle, family) = particles(family);
    // "Goethe, Johann Wolfgang von": the words in small letters that the given names end with.
    let mut end = given.len();
    while let Some((before, _)) = given[..end].trim_end().rsplit_once(' ').filter(|(_, word)| is_small(word)) {
        end = before.len() + 1;
    }
    let (given, dropping) = (given[..end].trim_end(), given[end..].trim());
    Name { family, given, particle, dropping, suffix, ..Name::default() }
}

/// A name as it is spoken, in parts; `None` where it has but one word, or is that of a ruler.
fn straight(name: &str) -> Option<Name<'_>> {
    if name.starts_with(is_east_asian) {
        return None;
    }
    let (bare, suffix) = match name.rsplit_once(' ') {
        Some((_, last)) if NUMBERS.contains(&last) => return None,
        Some((bare, last)) if SUFFIXES.contains(&last) => (bare.trim_end().trim_end_matches(','), last),
        _ => (name, ""),
    };
    // Where each word begins.
    let mut at = 0;
    let mut begins = Vec::new();
    for word in bare.split(' ') {
        if !word.is_empty() {
            begins.push((at, word));
        }
        at += word.len() + 1;
    }
    let numbered = suffix.starts_with("II") || suffix == "IV";
    let [(_, first), .., _] = begins.as_slice() else { return None };
    if numbered && RULERS.contains(first) {
        return None;
    }
    if is_vietnamese(name, first) {
        return Some(Name { family: first, given: bare[first.len()..].trim(), suffix, fixed: true, ..Name::default() });
    }
    // At least one word is given.
    let mut family = begins.len() - 1;
    if family > 2 && JOINTS.contains(&begins[family - 1].1) {
        family -= 2;
    }
    while family > 1 && PARTICLES.contains(&begins[family - 1].1) {
        family -= 1;
    }
    let mut particle = family;
    while particle > 1 && is_small(begins[particle - 1].1) {
        particle -= 1;
    }
    let (particle, family) = (begins[particle].0, begins[family].0);
    Some(Name {
        family: bare[family..].trim(),
        given: bare[..particle].trim(),
        particle: bare[particle..family].trim(),
        suffix,
        ..Name::default()
    })
}

fn is_small(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
}

/// Whether a name begins with a usual family name of Vietnam, and has letters that are written there only.
fn is_vietnamese(name: &str, first: &str) -> bool {
    let own = |c: char| matches!(c, 'ă' | 'đ' | 'ơ' | 'ư' | 'Ă' | 'Đ' | 'Ơ' | 'Ư' | '\u{1ea0}'..='\u{1ef9}');
    name.chars().any(own) && VIETNAMESE.contains(&&*fold(first))
}

impl Name<'_> {
    /// "Cruz, Ana", as lists of metadata want names.
    pub fn inverted(&self) -> String {
        let given = [self.given, self.dropping].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let parts = [self.listed(), given, self.suffix.to_string()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// What lists of names are put in order by: the particle does not count.
    pub fn sorted(&self) -> String {
        if !self.literal.is_empty() || self.fixed {
            return self.spoken();
        }
        Name { particle: "", dropping: if self.dropping.is_empty() { self.particle } else { self.dropping }, ..*self }.inverted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_have_family_names() {
        for (name, sorted, inverted, spoken) in [
            ("Nayib Bukele", None, "Bukele, Nayib", "Nayib Bukele"),
            ("Martin Luther King Jr.", None, "King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("Martin Luther King, Jr.", None, "King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("Martin Luther King Jr.", Some("King, Martin Luther, Jr."), "King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("Martin Luther King Jr.", Some("King, Jr., Martin Luther"), "King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("Martin Luther King Jr.", Some("King, Martin Luther Jr."), "King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("Henry Ford II", None, "Ford, Henry, II", "Henry Ford II"),
            ("Mohammed bin Salman", None, "bin Salman, Mohammed", "Mohammed bin Salman"),
            ("Mohammed bin Salman", Some("Salman, Mohammed bin"), "Salman, Mohammed bin", "Mohammed bin Salman"),
            ("Ursula von der Leyen", None, "von der Leyen, Ursula", "Ursula von der Leyen"),
            ("Ursula von der Leyen", Some("Leyen, Ursula von der"), "Leyen, Ursula von der", "Ursula von der Leyen"),
            ("Luiz Inácio Lula da Silva", None, "da Silva, Luiz Inácio Lula", "Luiz Inácio Lula da Silva"),
            (
                "Luiz Inácio Lula da Silva",
                Some("Lula da Silva, Luiz Inácio"),
                "Lula da Silva, Luiz Inácio",
                "Luiz Inácio Lula da Silva",
            ),
            ("Gabriel García Márquez", Some("García Márquez"), "García Márquez, Gabriel", "Gabriel García Márquez"),
            ("José Ortega y Gasset", None, "Ortega y Gasset, José", "José Ortega y Gasset"),
            ("Robert De Niro", None, "De Niro, Robert", "Robert De Niro"),
            ("Al Gore", None, "Gore, Al", "Al Gore"),
            ("Abdel Fattah al-Sisi", None, "al-Sisi, Abdel Fattah", "Abdel Fattah al-Sisi"),
            ("Xi Jinping", Some("Xi Jinping"), "Xi Jinping", "Xi Jinping"),
            ("Xi Jinping", Some("Xi, Jinping"), "Xi, Jinping", "Xi Jinping"),
            ("Xi Jinping", Some("Xi"), "Xi, Jinping", "Xi Jinping"),
            ("Nguyễn Văn A", None, "Nguyễn, Văn A", "Nguyễn Văn A"),
            ("Phạm Minh Chính", Some("Phạm Minh Chính"), "Phạm Minh Chính", "Phạm Minh Chính"),
            ("Lê Đức", None, "Lê, Đức", "Lê Đức"),
            ("習近平", None, "習近平", "習近平"),
            ("Pelé", None, "Pelé", "Pelé"),
            ("Elizabeth II", None, "Elizabeth II", "Elizabeth II"),
            ("Pope John Paul II", None, "Pope John Paul II", "Pope John Paul II"),
            ("Juan Carlos I", None, "Juan Carlos I", "Juan Carlos I"),
            ("bell hooks", None, "hooks, bell", "bell hooks"),
            ("Ana  Cruz", Some(" , "), "Ana  Cruz", "Ana  Cruz"),
            ("Ana Cruz", Some("Cruz, A, B, C"), "Ana Cruz", "Ana Cruz"),
            ("", None, "", ""),
        ] {
            let made = parts(name, sorted).unwrap_or(Name { literal: name, ..Name::default() });
            assert_eq!((made.inverted().as_str(), made.spoken().as_str()), (inverted, spoken), "{name} {sorted:?} {made:?}");
            let serde_json::Value::Object(json) = made.json() else { panic!() };
            assert_eq!(Name::of(&json).inverted(), inverted);
        }
    }

    #[test]
    fn lists_pass_over_particles() {
        let sorted = |name: &'static str, by: Option<&'static str>| parts(name, by).unwrap().sorted();
        assert_eq!(sorted("Ursula von der Leyen", None), "Leyen, Ursula von der");
        assert_eq!(sorted("Martin Luther King Jr.", None), "King, Martin Luther, Jr.");
        assert_eq!(sorted("Xi Zhongxun", Some("Xi, Zhongxun")), "Xi Zhongxun");
    }

    proptest::proptest! {
        #[test]
        fn no_name_is_lost(name in "([A-Z][a-zé]{0,4}|von|de|y|Jr\\.|II|,| |Nguyễn|đ|王){0,9}", sorted in "([A-Z][a-z]{0,3}|von|,| |Jr\\.){0,7}") {
            for by in [None, Some(sorted.as_str())] {
                let made = parts(&name, by).unwrap_or(Name { literal: &name, ..Name::default() });
                let _ = (made.sorted(), made.inverted());
                proptest::prop_assert!(by.is_some() || made.spoken().split_whitespace().count() == name.replace(", ", " ").split_whitespace().count() || name.contains(','));
            }
        }
    }
}
