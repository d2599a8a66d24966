//! Text: lines and columns, slugs, and how words are compared.

use super::Range;
use std::borrow::Cow;
use std::fmt::{self, Write};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

mod by_language;
mod comments;
mod conflict;
mod dotted;
mod near;
mod phrases;
mod quotes;
mod windows;

pub use by_language::ByLanguage;
pub use comments::{Uncommented, comment, uncommented};
pub use conflict::conflict;
pub use dotted::Dotted;
pub use near::{Choices, MOST_GUESSES, nearest};
pub use phrases::Phrases;
pub use quotes::{Pairing, Quotes};
pub use windows::{misread, windows_1252};

/// Where lines begin; the only place that counts lines and columns.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Finds the line starts of a text; `\n`, `\r\n` and a lone `\r` end a line.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(starts_within(text, 1..text.len()));
        Lines { starts }
    }

    /// The same of the text in which the bytes of `range` were replaced by `length` others: only what is new is read. `text` is the
    /// new one.
    pub fn replace(&mut self, text: &str, range: &Range, length: u32) {
        let end = range.start + length;
        // Whether a line begins at an offset, the bytes on both sides of it decide.
        let kept = self.starts.partition_point(|start| *start < range.start).max(1);
        let behind = self.starts.partition_point(|start| *start <= range.end).max(kept);
        if end != range.end {
            self.starts[behind..].iter_mut().for_each(|start| *start = *start - range.end + end);
        }
        let new = starts_within(text, range.start.max(1) as usize..end as usize);
        self.starts.splice(kept..behind, new);
    }

    /// Line and column of an offset, both counted from 1; a column is a character, not a byte.
    pub fn position(&self, text: &str, offset: u32) -> (usize, usize) {
        let offset = text.floor_char_boundary(offset as usize);
        let (line, start) = self.line(offset as u32);
        (line + 1, text[start as usize..offset].trim_start_matches('\u{feff}').chars().count() + 1)
    }

    /// The line of an offset, counted from 0, and where it begins.
    pub fn line(&self, offset: u32) -> (usize, u32) {
        let line = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        (line, self.starts[line])
    }

    /// The bytes of a line (counted from 1) without its end.
    pub fn range(&self, text: &str, line: usize) -> Range {
        let start = self.starts.get(line - 1).copied().unwrap_or(text.len() as u32);
        let end = self.starts.get(line).copied().unwrap_or(text.len() as u32);
        let trimmed = text[start as usize..end as usize].trim_end_matches(['\n', '\r']);
        start..start + trimmed.len() as u32
    }
}

/// Where lines begin, from an offset other than 0 to another, both counted in.
fn starts_within(text: &str, offsets: std::ops::Range<usize>) -> impl Iterator<Item = u32> {
    let bytes = text.as_bytes();
    let begins = |at: &usize| match bytes.get(at - 1) {
        Some(b'\n') => true,
        Some(b'\r') => bytes.get(*at) != Some(&b'\n'),
        _ => false,
    };
    (offsets.start..=offsets.end).filter(begins).map(|at| at as u32)
}

/// A text as a part of an address: lower case, accents off, words joined by hyphens; empty if nothing is left.
///
/// Letters of scripts without accents-off forms stay as they are, so a Russian or Arabic heading keeps its words. Marks are accents
/// in the scripts of Europe and of the Near East; from the Indic ones on they are vowels and sounds, without which ビザ is ピザ.
pub fn slug(text: &str) -> String {
    if text.is_ascii() {
        return ascii_slug(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut base = ' ';
    for c in text.nfd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            if base >= FIRST_OF_INDIA && !out.is_empty() && !out.ends_with('-') {
                out.push(c);
            }
            continue;
        }
        base = c;
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            c if c.is_alphanumeric() => out.push(c),
            '\'' | '’' => {}
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out.nfc().collect()
}

/// The scripts from here on have marks that are no accents: those of India and South-East Asia, of Japan and Korea.
const FIRST_OF_INDIA: char = '\u{900}';

/// The same of ASCII, in which there are no accents to take off and nothing to compose.
fn ascii_slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte.to_ascii_lowercase())),
            b'\'' => {}
            _ if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// A slug of at most so many bytes, cut between two words where it has several.
pub fn shortened(mut slug: String, longest: usize) -> String {
    if slug.len() > longest {
        let end = slug.floor_char_boundary(longest);
        slug.truncate(slug[..end].rfind('-').unwrap_or(end));
    }
    slug
}

/// A text as part of a message: at most 60 characters, controls made visible.
///
/// It can be printed and nothing else: what was cut for readers is no address or id any more, and what they are to write
/// themselves is never cut.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a>(&'a str);

/// A text as part of a message.
pub fn shown(text: &str) -> Shown<'_> {
    Shown(text)
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        let mut letters = self.0.chars();
        for c in letters.by_ref().take(60) {
            if c.is_control() { write!(to, "{}", c.escape_debug())? } else { to.write_char(c)? }
        }
        if letters.next().is_some() { to.write_char('…') } else { Ok(()) }
    }
}

/// A place in a text without the quotation marks or angle brackets around what stands there.
pub fn bare(text: &str, range: &Range) -> Range {
    let written = text.get(range.start as usize..range.end as usize).unwrap_or_default();
    let marks = ['"', '\'', '<', '>'];
    let start = written.len() - written.trim_start_matches(marks).len();
    let end = written.trim_end_matches(marks).len().max(start);
    range.start + start as u32..range.start + end as u32
}

/// "a" or "an", by the first letter of a word.
pub fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// The language that a BCP 47 tag begins with, in small letters: `en` of `en-GB`.
pub fn primary_language(tag: &str) -> Cow<'_, str> {
    let primary = tag.split('-').next().unwrap_or("");
    if primary.bytes().any(|b| b.is_ascii_uppercase()) { primary.to_ascii_lowercase().into() } else { primary.into() }
}

/// A BCP 47 tag as it is kept, whatever case it was written in (RFC 5646, 2.1.1): its language in small letters. The rest stays as
/// it is, for it may be part of addresses.
pub fn language_tag(tag: &str) -> String {
    let primary = primary_language(tag);
    format!("{primary}{}", &tag[primary.len()..])
}

/// A name or a quotation as it is printed: with the quotation marks of its language, and the apostrophes, dashes and dots that
/// Markdown gives to prose.
pub fn typeset<'a>(text: &'a str, language: &str) -> Cow<'a, str> {
    if is_french(language) {
        return match marked(text, language) {
            Cow::Borrowed(text) => spaced_as_french(text),
            Cow::Owned(text) => Cow::Owned(spaced_as_french(&text).into_owned()),
        };
    }
    marked(text, language)
}

/// The same without its spaces.
fn marked<'a>(text: &'a str, language: &str) -> Cow<'a, str> {
    if !text.contains(['\'', '"']) && !text.contains("--") && !text.contains("...") {
        return Cow::Borrowed(text);
    }
    let text = text.replace("---", "—").replace("--", "–").replace("...", "…");
    let quotes = Quotes::of(language);
    let mut pairing = Pairing::default();
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '\'' | '"' => out.push_str(pairing.mark(&text, at, quotes)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether a language is French, by its BCP 47 tag.
pub fn is_french(tag: &str) -> bool {
    primary_language(tag) == "fr"
}

/// A French text whose spaces before high marks, within « … » and between the figures of a number do not break. A mark that
/// was typed without its space gets none.
pub fn spaced_as_french(text: &str) -> Cow<'_, str> {
    if !text.contains(' ') {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices(' ') {
        let (before, after) = (&text[..at], &text[at + 1..]);
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let grouped = || {
            let figures = before.bytes().rev().take_while(u8::is_ascii_digit).count();
            let alone = !before[..before.len() - figures].ends_with(|c: char| c.is_alphanumeric());
            (1..=3).contains(&figures) && digits(after) == 3 && alone
        };
        let space = match after.chars().next() {
            _ if before.ends_with('«') => '\u{202f}',
            Some('»' | ';' | '!' | '?') => '\u{202f}',
            Some(':' | '%' | '€') => '\u{a0}',
            Some(c) if c.is_ascii_digit() && grouped() => '\u{202f}',
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push(space);
        from = at + 1;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// A text for comparing: lower case, accents off.
pub fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_short() {
        assert_eq!(shown("a\nb").to_string(), "a\\nb");
        assert_eq!(shown(&"é".repeat(60)).to_string(), "é".repeat(60));
        assert_eq!(shown(&"é".repeat(61)).to_string(), format!("{}…", "é".repeat(60)));
    }

    #[test]
    fn tags_of_languages_have_no_case() {
        let all = ["FR", "Fr-ca", "pt-BR", "ZH-hant", ""].map(language_tag);
        assert_eq!(all, ["fr", "fr-ca", "pt-BR", "zh-hant", ""]);
        assert_eq!((primary_language("DE-at"), primary_language("de")), ("de".into(), "de".into()));
    }

    #[test]
    fn names_are_typeset_as_prose_is() {
        for (written, printed) in [
            ("Trump's speech", "Trump’s speech"),
            ("Los Angeles' gangs in the '90s", "Los Angeles’ gangs in the ’90s"),
            ("The 'alarming regression' -report", "The ‘alarming regression’ -report"),
            ("\"He said 'no'\": 1979--1992...", "“He said ‘no’”: 1979–1992…"),
            ("O'Brien said 'it's over'", "O’Brien said ‘it’s over’"),
            ("1. * [x] _y_", "1. * [x] _y_"),
            ("'", "’"),
            ("", ""),
        ] {
            assert_eq!(typeset(written, "en"), printed);
        }
    }

    #[test]
    fn marks_are_those_of_the_language() {
        for (language, written, printed) in [
            ("de", "Das \"neue 'Recht'\" gilt's", "Das „neue ‚Recht‘“ gilt’s"),
            ("de-CH", "\"so\"", "«so»"),
            ("fr", "l'\"État 'fort'\": oui", "l’«\u{202f}État “fort”\u{202f}»: oui"),
            ("es-MX", "el \"plan\"", "el «plan»"),
            ("ar", "قال \"مرحبا\" و\"نعم\"", "قال «مرحبا» و«نعم»"),
            ("he", "צה\"ל אמר \"לא\"", "צה\"ל אמר ”לא”"),
            (
                "zh-Hans",
                "他说\"你好\"然后离开。他说'你好'了。这是\"第一\"和\"第二\"的比较。",
                "他说“你好”然后离开。他说‘你好’了。这是“第一”和“第二”的比较。",
            ),
            ("zh-Hans", "他说：\"你好\"，走了", "他说：“你好”，走了"),
            ("zh-Hant", "他說\"你好\"", "他說「你好」"),
            ("ja", "\"今日\"は it's", "\"今日\"は it’s"),
            ("xx", "\"a\"", "“a”"),
            (
                "en",
                "At 13°41'24\"N, 89°11'24\"W stands a wall of 10\" and a 6'2\" man.",
                "At 13°41'24\"N, 89°11'24\"W stands a wall of 10\" and a 6'2\" man.",
            ),
            ("en", "\"at 13°41'24\"N, in 2019\" and 'in 2020'; the 1990's", "“at 13°41'24\"N, in 2019” and ‘in 2020’; the 1990’s"),
            ("en", "(\"a\") **\"b\"** \"*c*\" *d*\"", "(“a”) **“b”** “*c*” *d*”"),
            ("en", "\"So **\"is\"** it\"", "“So **“is”** it”"),
            ("en", "he said,\"no\" and \" \"x", "he said,“no” and “ “x"),
        ] {
            assert_eq!(typeset(written, language), printed, "{language}");
        }
    }

    #[test]
    fn french_spaces_do_not_break() {
        for (written, printed) in [
            ("« toutes » : oui ; non !", "«\u{202f}toutes\u{202f}»\u{a0}: oui\u{202f}; non\u{202f}!"),
            ("5 150 mégawatts, 12 345 678 et 10 %", "5\u{202f}150 mégawatts, 12\u{202f}345\u{202f}678 et 10\u{a0}%"),
            ("en 2019 500 personnes, 12 avril", "en 2019 500 personnes, 12 avril"),
            ("a: b", "a: b"),
            (" » «", "\u{202f}» «"),
        ] {
            assert_eq!(spaced_as_french(written), printed);
        }
    }

    #[test]
    fn one_look_for_a_mark_that_closes_serves_all_that_open() {
        // A look for each of them would take hours.
        let text = "'a ".repeat(400_000);
        assert!(typeset(&text, "en").starts_with("’a ’a "));
    }

    #[test]
    fn lines_and_columns_count_characters() {
        let text = "ab\r\nü€c\rd\n";
        let lines = Lines::new(text);
        assert_eq!(lines.position(text, 0), (1, 1));
        assert_eq!(lines.position(text, 9), (2, 3));
        assert_eq!(lines.position(text, 11), (3, 1));
        assert_eq!(lines.position(text, 99), (4, 1));
        assert_eq!(lines.range(text, 2), 4..10);
    }

    proptest::proptest! {
        #[test]
        fn lines_of_an_edited_text_are_those_of_the_new_one(
            text in "[aü\r\n]{0,20}",
            edits in proptest::collection::vec((proptest::prelude::any::<[u16; 2]>(), "[bö\r\n]{0,4}"), 0..8),
        ) {
            let mut text = text;
            let mut lines = Lines::new(&text);
            for (places, new) in edits {
                let [one, other] = places.map(|place| text.floor_char_boundary(usize::from(place) % (text.len() + 1)));
                let range = one.min(other)..one.max(other);
                text.replace_range(range.clone(), &new);
                lines.replace(&text, &(range.start as u32..range.end as u32), new.len() as u32);
                proptest::prop_assert_eq!(&lines.starts, &Lines::new(&text).starts);
            }
        }
    }

    #[test]
    fn slugs_are_cut_between_words() {
        let short = |text: &str| shortened(slug(text), 48);
        assert_eq!(short("A New Kind of Alliance"), "a-new-kind-of-alliance");
        let id = short("The quite long title of a brief that nobody would want to type into anything");
        assert!(id.len() <= 48 && !id.ends_with('-') && id.starts_with("the-quite-long-title"), "{id}");
        assert_eq!(shortened("договор".into(), 5), "до");
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("Zury Ríos: the “state’s” plan"), "zury-rios-the-states-plan");
        assert_eq!(slug("  Größe & Ærø "), "grosse-aero");
        assert_eq!(slug("Договор"), "договор");
        assert_eq!(slug("?!"), "");
        for (one, other) in [("ビザ", "ピザ"), ("पानी", "पुनः"), ("น้ำ", "นำ"), ("가격", "가겨")]
        {
            assert_ne!(slug(one), slug(other));
            assert_eq!(slug(one), one.nfc().collect::<String>());
        }
        assert_eq!((slug("Край, أمن").as_str(), slug("\u{301}हिंदी\u{301} e\u{301}").as_str()), ("краи-امن", "हिंदी\u{301}-e"));
        // A letter that is not ASCII sends the same words the long way.
        for text in ["Summary of findings", "  A--b'c: 2 & (D) ", "\t9\u{1f}~x_y", "'", ""] {
            assert_eq!(slug(&format!("ж {text}")), format!("ж-{}", slug(text)).trim_end_matches('-'), "{text}");
        }
    }
}
