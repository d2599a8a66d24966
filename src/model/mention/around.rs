//! What stands around a name: borders of words, compounds, strangers of the same family name.

use super::fold::{is_unspaced, is_word};
use crate::base::Range;
use crate::model::words;

fn before(text: &str, at: u32) -> &str {
    text.get(..at as usize).unwrap_or("")
}

fn after(text: &str, at: u32) -> &str {
    text.get(at as usize..).unwrap_or("")
}

/// Whether some bytes of a text begin and end on word borders, in a language by its primary tag. A dotted acronym is one word:
/// there is no `S` in `U.S.`.
pub fn stands_alone(text: &str, range: &Range, language: &str) -> bool {
    let (left, right) = (before(text, range.start), after(text, range.end));
    let Some(inside) = text.get(range.start as usize..range.end as usize) else { return false };
    let (Some(first), Some(last)) = (inside.chars().next(), inside.chars().next_back()) else { return false };
    if let Some(c) = left.chars().next_back() {
        let within = is_word(c) && is_word(first) && !is_unspaced(c) && !is_unspaced(first);
        if within && !(language == "ar" && follows_particle(left, inside)) {
            return false;
        }
        if c == '.' && joined_by_dot_left(left, inside) || is_apostrophe(c) && is_elided_name(left) || c == '@' {
            return false;
        }
    }
    if let Some(c) = right.chars().next() {
        if is_word(c) && (is_word(last) || last == '.') && !is_unspaced(c) && !is_unspaced(last) {
            return false;
        }
        // `US$10` is a sum of money.
        if is_currency(c) && last.is_uppercase() || c == '.' && joined_by_dot_right(right, inside) || c == '@' {
            return false;
        }
    }
    true
}

/// Whether what is written onto the front of an Arabic name are particles: and, then, in, to, as; `والصين` names الصين. A
/// short name has fewer of them: `فعلي` is a word of its own.
fn follows_particle(left: &str, name: &str) -> bool {
    // No more is looked at than tells that there is more: names may follow each other without a space.
    let letters = left.char_indices().rev().take(3).take_while(|(_, c)| is_word(*c));
    let start = letters.last().map_or(left.len(), |(at, _)| at);
    let short = name.chars().take_while(|c| is_word(*c)).count() < 4 && !name.contains(' ');
    match &left[start..] {
        "و" | "ب" | "ل" | "وب" | "ول" => true,
        "ف" | "ك" | "وك" | "فب" | "فل" | "فك" => !short,
        _ => false,
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '¢' | '¥' | '\u{20a0}'..='\u{20cf}')
}

pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// `U.` before `S.`, or `www.` and `mail.` before a name.
fn joined_by_dot_left(left: &str, inside: &str) -> bool {
    let mut letters = left.chars().rev().skip(1);
    let Some(last) = letters.next().filter(|c| c.is_alphanumeric()) else { return false };
    let alone = letters.next().is_none_or(|c| !c.is_alphanumeric());
    let small = last.is_lowercase() || last.is_numeric();
    let single = inside.chars().nth(1).is_none_or(|c| !c.is_alphanumeric());
    // `J.Smith` is a name after an initial; `x.y` is a file or an address.
    (alone && single) || (!alone && small && inside.starts_with(char::is_lowercase))
}

/// `.S.` after `U`, or `.com` after a name.
fn joined_by_dot_right(right: &str, inside: &str) -> bool {
    let Some(next) = right.chars().nth(1).filter(|c| c.is_alphanumeric()) else { return false };
    let single = inside.chars().rev().nth(1).is_none_or(|c| !c.is_alphanumeric());
    single || next.is_lowercase() || next.is_numeric()
}

/// The `O’` of O’Brien.
fn is_elided_name(left: &str) -> bool {
    let mut letters = left.chars().rev().skip(1);
    letters.next() == Some('O') && letters.next().is_none_or(|c| !is_word(c))
}

/// The word that ends right before a place, if only white space is between; and where it begins.
pub fn word_before(text: &str, at: u32) -> Option<(&str, u32)> {
    let left = before(text, at);
    let trimmed = left.trim_end();
    if trimmed.len() == left.len() {
        return None;
    }
    let start = trimmed.char_indices().rev().take_while(|(_, c)| is_word(*c) || matches!(c, '.' | '-' | '‑')).last()?.0;
    Some((&trimmed[start..], start as u32))
}

/// The word that begins right after a place, if only white space is between; and where it begins.
pub fn word_after(text: &str, at: u32) -> Option<(&str, u32)> {
    let right = after(text, at);
    let trimmed = right.trim_start();
    if trimmed.len() == right.len() {
        return None;
    }
    let length: usize = trimmed.chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum();
    (length > 0).then(|| (&trimmed[..length], at + (right.len() - trimmed.len()) as u32))
}

/// More bytes than any abbreviation has.
const LONGEST_ABBREVIATION: usize = 40;

/// Whether a sentence begins at a place.
pub fn begins_sentence(text: &str, at: u32) -> bool {
    let left = before(text, at)
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '“' | '‘' | '"' | '\'' | '(' | '«' | '„' | '»' | '‚' | '›'));
    match left.chars().next_back() {
        None => true,
        Some('.') => {
            // A longer word is no abbreviation; of a text without spaces no more is looked at than that.
            let far = |end: usize| (0..=end.saturating_sub(LONGEST_ABBREVIATION)).rev().find(|at| left.is_char_boundary(*at));
            let left = left.trim_end_matches('.');
            let word = left[far(left.len()).unwrap_or(0)..].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
            !words::is_abbreviation(&word.to_lowercase())
        }
        Some(c) => matches!(c, '!' | '?' | ':' | '…' | '•' | super::prose::GAP),
    }
}

/// What a hyphen joins to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// Nothing, or what leaves the name a name: `U.S.-based`.
    Free,
    /// `non-`, `Russo-`.
    Prefix,
    /// A capitalised word, as in `Garcia-Lopez`; the byte is where it begins (after the name) or ends (before it).
    Word(u32),
}

/// What is joined to a name by a hyphen, on its left and on its right.
pub fn joined(text: &str, range: &Range) -> (Joined, Joined) {
    let left = match before(text, range.start).strip_suffix(is_hyphen) {
        None => Joined::Free,
        Some(rest) => {
            let word: &str = rest.rsplit(|c: char| !is_word(c)).next().unwrap_or("");
            if words::is_prefix(&word.to_lowercase()) {
                Joined::Prefix
            } else if word.starts_with(char::is_uppercase) {
                Joined::Word(rest.len() as u32)
            } else {
                Joined::Free
            }
        }
    };
    let right = match after(text, range.end).strip_prefix(is_hyphen) {
        Some(rest) if rest.starts_with(char::is_uppercase) => Joined::Word(text.len() as u32 - rest.len() as u32),
        _ => Joined::Free,
    };
    (left, right)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑')
}

/// Whether a family name is that of somebody else: another given name stands before it (`Melania Trump`).
///
/// `own` says whether a word is part of the bearer's own names; `known` whether a recorded name ends at a place.
pub fn is_stranger(text: &str, at: u32, language: &str, own: impl Fn(&str) -> bool, known: impl Fn(u32) -> bool) -> bool {
    let Some((first, mut start)) = word_before(text, at) else { return false };
    let end = start + first.len() as u32;
    if !is_given_name(first) || known(end) {
        return false;
    }
    let bare = first.trim_end_matches('.');
    let low = bare.to_lowercase();
    let names_nobody = words::is_title(&low) || words::is_generic(&low) || words::is_adjective(&low);
    // Every German noun has a capital: `der Politik Merkels`, `Kanzlerin Merkel`.
    let noun = language == "de"
        && (words::is_german_noun(&low)
            || word_before(text, start).is_some_and(|(word, _)| words::is_german_article(&word.to_lowercase())));
    // A full stop after a whole word ends the sentence before.
    if names_nobody || noun || own(bare) || (bare.len() < first.len() && !is_initial(first)) {
        return false;
    }
    let mut word = first;
    for _ in 0..3 {
        // The first word of a sentence owes its capital to that, if it is a common one.
        if begins_sentence(text, start) && word == first && !is_initial(word) {
            return !words::is_common(&low, language) && !low.ends_with("ly");
        }
        match word_before(text, start) {
            Some((next, next_start)) if is_given_name(next) => {
                if own(next) {
                    return false;
                }
                (word, start) = (next, next_start);
            }
            _ => break,
        }
    }
    true
}

fn is_given_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn is_initial(word: &str) -> bool {
    word.trim_end_matches('.').chars().count() == 1
}

/// Whether a country's or region's name is part of a longer, unknown one: `New Mexico`, `Mexico City`, `Bank of China`.
pub fn is_part_of_place(text: &str, range: &Range) -> bool {
    let left = word_before(text, range.start).is_some_and(|(word, _)| PARTS.contains(&word))
        || head_of(text, range.start).is_some_and(|word| matches!(word, "Bank" | "University" | "Gulf" | "Sea" | "Strait" | "Bay"));
    left || word_after(text, range.end).is_some_and(|(word, _)| matches!(word, "City" | "Canal" | "Strait" | "Sea" | "Gulf"))
}

/// Whether a name stands in `Republic of the Congo`, without what its bearer's own full name has before that word.
pub fn is_other_republic(text: &str, at: u32) -> bool {
    head_of(text, at) == Some("Republic")
}

/// The word that `of` joins to a name, with or without an article: `Bank` of `Bank of China`.
fn head_of(text: &str, at: u32) -> Option<&str> {
    let (mut word, mut start) = word_before(text, at)?;
    if word == "the" {
        (word, start) = word_before(text, start)?;
    }
    (word == "of").then(|| word_before(text, start)).flatten().map(|(head, _)| head)
}

/// Whether a name goes on as that of a body of its own: `European Union Agency for Cybersecurity`.
pub fn is_part_of_body(text: &str, range: &Range) -> bool {
    let of_its_own = |word: &str| matches!(word, "Agency" | "Bank" | "Institute" | "University" | "Foundation" | "Academy");
    word_after(text, range.end).is_some_and(|(word, _)| of_its_own(word))
}

/// Capitalised words that make another place out of one.
const PARTS: [&str; 18] = [
    "New",
    "North",
    "South",
    "East",
    "West",
    "Northern",
    "Southern",
    "Eastern",
    "Western",
    "Central",
    "Latin",
    "Inner",
    "Outer",
    "Equatorial",
    "Nueva",
    "Nuevo",
    "Nouvelle",
    "Nouveau",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap() as u32;
        let language = if text.starts_with(|c: char| c > '\u{600}' && c < '\u{700}') { "ar" } else { "en" };
        stands_alone(text, &(start..start + name.len() as u32), language)
    }

    #[test]
    fn borders() {
        for (text, name) in [
            ("the U.S., he", "U.S."),
            ("the U.S.’s plan", "U.S."),
            ("l’Ukraine", "Ukraine"),
            ("Trump/Bukele", "Trump"),
            ("Trump.", "Trump"),
            ("the UN.", "UN"),
            ("J.Smith", "Smith"),
            ("在北京的", "北京"),
            ("والصين", "الصين"),
            ("وبالولايات المتحدة", "الولايات المتحدة"),
            ("وقطر", "قطر"),
        ] {
            assert!(alone(text, name), "{text}");
        }
        for (text, name) in [
            ("UNESCO", "UN"),
            ("the U.S.A.", "U.S."),
            ("the U.S.", "S"),
            ("O’Brien", "Brien"),
            ("nato.int", "nato"),
            ("@Trump", "Trump"),
            ("Barrio 180", "Barrio 18"),
            ("Trumps", "Trump"),
            ("a_Trump", "Trump"),
            ("US$10", "US"),
            ("A€ 5", "A"),
            ("فعلي", "علي"),
            ("أقطر", "قطر"),
        ] {
            assert!(!alone(text, name), "{text}");
        }
    }

    #[test]
    fn strangers() {
        let stranger = |text: &str, name: &str| {
            let at = text.rfind(name).unwrap() as u32;
            is_stranger(text, at, "en", |word| word == "Donald", |_| false)
        };
        assert!(stranger("then Melania Trump", "Trump"));
        assert!(stranger("Melania Trump", "Trump"));
        let german = |text: &str| is_stranger(text, text.rfind("Trump").unwrap() as u32, "de", |_| false, |_| false);
        assert!(german("sagte Melania Trump") && german("Melania Trump"));
        for text in
            ["die Politik Trumps", "Präsident Trump", "Doch Trump", "den Wirtschaftsminister Trump", "wegen Äußerungen Trumps"]
        {
            assert!(!german(text), "{text}");
        }
        for text in [
            "then President Trump",
            "However Trump",
            "then Donald J. Trump",
            "Melania, Trump",
            "Mr. Trump",
            "said Trump",
            "Meanwhile Trump",
            "on Monday Trump",
            "met Donald Trump. Trump",
        ] {
            assert!(!stranger(text, "Trump"), "{text}");
        }
    }
}
