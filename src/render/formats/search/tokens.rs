//! Words as the index knows them: folded, and grouped by stem. `search.js` cuts and folds a query in the same way.

use crate::base::text::{Dotted, primary_language};
use crate::model::mention::fold;
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is kept, in bytes; what is longer is cut for the index, not for readers.
const LONGEST: usize = 64;

/// What a byte is: of ASCII a small letter or figure, a large letter, or a sign; or part of another character.
const SIGN: u8 = 0;
const SMALL: u8 = 1;
const LARGE: u8 = 2;
const OTHER: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [SIGN; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if byte.is_ascii_lowercase() || byte.is_ascii_digit() {
            classes[at] = SMALL;
        } else if byte.is_ascii_uppercase() {
            classes[at] = LARGE;
        } else if !byte.is_ascii() {
            classes[at] = OTHER;
        }
        at += 1;
    }
    classes
};

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// As it is written.
    pub text: &'a str,
    /// It is of small letters and figures of ASCII, and not too long: its own folded form.
    is_plain: bool,
}

/// Calls `visit` with every word of a text.
///
/// Letters and digits make a word; `U.S.` is one word; a letter behind an apostrophe (`Trump's`) is none. In scripts without
/// spaces each character makes a word with the one behind it; the last of a run is one alone.
pub fn each<'a>(text: &'a str, visit: &mut impl FnMut(Word<'a>)) {
    let bytes = text.as_bytes();
    // Where a word began, what stands before it, and what its bytes are; from a character that is not ASCII on it is not plain.
    let (mut start, mut last, mut seen) = (None, ' ', SIGN);
    // What stands before the last full stop was looked at.
    let (mut dotted, mut looked) = (Dotted::default(), 0);
    let mut at = 0;
    while at < bytes.len() {
        // Most of a text are letters and figures of ASCII, in runs.
        let (from, mut run) = (at, SIGN);
        for byte in &bytes[at..] {
            let class = CLASSES[usize::from(*byte)];
            if class & (SMALL | LARGE) == 0 {
                break;
            }
            run |= class;
            at += 1;
        }
        if at > from {
            if start.is_none() {
                (start, seen) = (Some((from, last)), SIGN);
            }
            seen |= run;
            last = char::from(bytes[at - 1]);
            continue;
        }
        if bytes[at].is_ascii() {
            let c = char::from(bytes[at]);
            // A full stop within `U.S.` is part of the word.
            let within = c == '.'
                && start.is_some_and(|(from, _)| {
                    if looked <= from {
                        (dotted, looked) = (Dotted::default(), from);
                    }
                    dotted.read(&text[looked..at], char::is_alphabetic);
                    looked = at;
                    goes_on(dotted, &text[at + 1..])
                });
            if within {
                seen |= OTHER;
            } else if let Some((from, before)) = start.take() {
                word(&text[from..at], before, seen, visit);
            }
            (last, at) = (c, at + 1);
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        let letter = is_letter(c);
        let unspaced = letter && fold::is_unspaced(c);
        if letter && !unspaced {
            start.get_or_insert((at, last));
            seen |= OTHER;
        } else {
            if let Some((from, before)) = start.take() {
                word(&text[from..at], before, seen, visit);
            }
            if unspaced {
                let behind = text[next..].chars().next().filter(|c| is_letter(*c) && fold::is_unspaced(*c));
                visit(Word { text: &text[at..next + behind.map_or(0, char::len_utf8)], is_plain: false });
            }
        }
        (last, at) = (c, next);
    }
    if let Some((from, before)) = start {
        word(&text[from..], before, seen, visit);
    }
}

/// Whether a full stop between what stands before it and behind it is part of a word.
fn goes_on(word: Dotted, behind: &str) -> bool {
    word.holds() && (word.has_stop() || behind.chars().next().is_some_and(char::is_alphabetic))
}

fn word<'a>(text: &'a str, before: char, seen: u8, visit: &mut impl FnMut(Word<'a>)) {
    let tail = text.len() == 1 && is_apostrophe(before) && text.as_bytes()[0].is_ascii_alphabetic();
    if !tail {
        visit(Word { text, is_plain: seen == SMALL && text.len() <= LONGEST });
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Part of a word; signs of no width stand within words and are dropped when they are folded.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A word without case, accents, ligatures and full stops; `buffer` holds it where it has to be made.
pub fn folded<'a>(word: Word<'a>, buffer: &'a mut String) -> &'a str {
    if word.is_plain { word.text } else { fold_word(word.text, buffer) }
}

fn fold_word<'a>(word: &str, buffer: &'a mut String) -> &'a str {
    buffer.clear();
    if word.is_ascii() {
        buffer.extend(word.chars().filter(|c| *c != '.').map(|c| c.to_ascii_lowercase()));
    } else {
        let plain = String::from_utf8(fold::fold(word)).unwrap_or_default();
        buffer.extend(plain.chars().filter(|c| *c != '.' && !is_vowel_sign(*c)).map(letter));
        let article = ARTICLES.iter().find_map(|article| buffer.strip_prefix(article).filter(|rest| rest.chars().nth(2).is_some()));
        if let Some(rest) = article {
            *buffer = rest.to_string();
        }
    }
    while buffer.len() > LONGEST {
        buffer.pop();
    }
    buffer
}

/// The Arabic article, with what is written onto its front; what is left must have three letters.
const ARTICLES: [&str; 12] = ["وبال", "وكال", "فبال", "فكال", "وال", "بال", "كال", "فال", "ولل", "فلل", "لل", "ال"];

/// A letter or figure as the commonest of its forms: Arabic letters that writers confuse, figures, and Latin in full width.
fn letter(c: char) -> char {
    match c {
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        '٠'..='٩' => char::from(b'0' + (u32::from(c) - 0x660) as u8),
        '۰'..='۹' => char::from(b'0' + (u32::from(c) - 0x6f0) as u8),
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).map_or(c, |plain| plain.to_ascii_lowercase()),
        c => c,
    }
}

/// A folded Arabic word without the particle that may be written onto its front (and, then, in, to, as). Nobody can tell one
/// from a first letter, so the index has both.
pub fn bare(form: &str) -> Option<&str> {
    form.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']).filter(|rest| rest.chars().nth(2).is_some())
}

/// Arabic short vowels and the stroke that stretches words: most texts leave them out.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}')
}

/// Finds stems in one language; in a language without rules a word is its own stem.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// The rules of a BCP 47 tag (Snowball).
    pub fn new(tag: &str) -> Stems {
        let algorithm = match &*primary_language(tag) {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Stems(None),
        };
        Stems(Some(Stemmer::create(algorithm)))
    }

    /// The stem of a word as written, folded.
    pub fn of(&self, word: &str) -> String {
        let low = word.to_lowercase();
        let stem = match &self.0 {
            Some(stemmer) if low.chars().count() > 2 => stemmer.stem(&low),
            _ => Cow::Borrowed(low.as_str()),
        };
        let mut buffer = String::new();
        fold_word(&stem, &mut buffer).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each(text, &mut |word| {
            let form = folded(word, &mut String::new()).to_string();
            assert_eq!(form, fold_word(word.text, &mut String::new()), "{text}");
            found.push(form);
        });
        found
    }

    #[test]
    fn words_are_cut_and_folded() {
        assert_eq!(
            words("Łódź, Straße; Ríos’ cœur, İzmir ıssız Ørsted"),
            ["lodz", "strasse", "rios", "coeur", "izmir", "issiz", "orsted"]
        );
        assert_eq!(
            words("Trump's U.S. policy. MS-13 l'État e.g. a. b"),
            ["trump", "us", "policy", "ms", "13", "l", "etat", "eg", "a", "b"]
        );
        assert_eq!(words("soft\u{ad}hyphen 外交 x"), ["softhyphen", "外交", "交", "x"]);
        assert_eq!(words("AI外交政策，水。"), ["ai", "外交", "交政", "政策", "策", "水"]);
        assert_eq!(words("ＯＥＣＤ ２０ ٢٠٪ ۲۰"), ["oecd", "20", "20", "20"]);
        assert_eq!(words("المياه والصين للصين إلى علىَ مدرسة الله"), ["مياه", "صين", "صين", "الي", "علي", "مدرسه", "الله"]);
        assert_eq!((bare("وقطر"), bare("ولد"), bare("صين")), (Some("قطر"), None, None));
        assert_eq!(words(&"a".repeat(200))[0].len(), LONGEST);
        assert_eq!(words("aé b2 B2 2 l’a x.y u.s. 'n"), ["ae", "b2", "b2", "2", "l", "xy", "us"]);
    }

    #[test]
    fn stems_group_inflections() {
        let english = Stems::new("en-GB");
        assert_eq!(english.of("deported"), english.of("Deporting"));
        let spanish = Stems::new("es");
        assert_eq!(spanish.of("naciones"), spanish.of("nación"));
        assert_eq!(Stems::new("xx").of("Élan"), "elan");
    }
}
