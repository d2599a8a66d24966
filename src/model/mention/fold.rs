//! Folding: how letters are compared, and where each folded byte came from.
//!
//! Everything is lower-cased and loses its accents, so that one automaton finds all candidates in one pass; whether the
//! case and the accents of a candidate fit is decided afterwards, on the letters as written.

use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// A folded text, or a part of one, and its way back.
#[derive(Debug, Default)]
pub struct Folded {
    /// What the automaton reads.
    pub bytes: Vec<u8>,
    /// For each byte, where the character that it came from begins in the text.
    at: Vec<u32>,
    /// Where in the text the first character stands that is not folded yet.
    next: usize,
    /// Some character became nothing: a soft hyphen, an accent that stands apart.
    pub dropped: bool,
}

/// So many bytes of a text are folded at once where a name may go on in it: most names are shorter.
const STEP: usize = 48;

impl Folded {
    /// Folds a text into the buffers, which are emptied first.
    pub fn refill(&mut self, text: &str) {
        self.begin(0);
        self.bytes.reserve(text.len());
        self.at.reserve(text.len());
        self.fold_until(text, text.len());
    }

    /// Empties the buffers, to fold a text from some character on.
    pub fn begin(&mut self, at: usize) {
        self.bytes.clear();
        self.at.clear();
        self.next = at;
        self.dropped = false;
    }

    /// Folds a little more of the text; `false` at its end.
    pub fn go_on(&mut self, text: &str) -> bool {
        let more = self.next < text.len();
        self.fold_until(text, self.next + STEP);
        more
    }

    /// Where the character begins that a byte came from; behind the last byte, where the next one does.
    pub fn place(&self, index: usize) -> u32 {
        self.at.get(index).copied().unwrap_or(self.next as u32)
    }

    /// Folds the characters of a text that begin before some byte.
    pub fn fold_until(&mut self, text: &str, end: usize) {
        let bytes = text.as_bytes();
        let end = end.min(bytes.len());
        let mut at = self.next;
        while at < end {
            let (byte, run) = (bytes[at], run(&bytes[at..end], self.bytes.last() == Some(&b' ')));
            if run > 0 {
                self.bytes.extend(bytes[at..at + run].iter().map(u8::to_ascii_lowercase));
                self.at.extend(at as u32..(at + run) as u32);
                at += run;
            } else if byte < 0x80 {
                self.push_ascii(byte, at as u32);
                at += 1;
            } else {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                self.push_char(c, at as u32);
                at += c.len_utf8();
            }
        }
        self.next = at;
    }

    fn push_ascii(&mut self, byte: u8, at: u32) {
        let byte = match byte {
            b'\t' | b'\n' | b'\r' | b' ' => b' ',
            byte => byte.to_ascii_lowercase(),
        };
        // Any run of white space is one space, as a name may be broken over lines.
        if byte != b' ' || self.bytes.last() != Some(&b' ') {
            self.bytes.push(byte);
            self.at.push(at);
        }
    }

    fn push_char(&mut self, c: char, at: u32) {
        match plain(c) {
            Plain::Nothing => self.dropped = true,
            Plain::Ascii(text) => text.bytes().for_each(|byte| self.push_ascii(byte, at)),
            Plain::Other if is_accent(c) => self.dropped = true,
            Plain::Other => decompose_canonical(c, |part| {
                if is_accent(part) {
                    return;
                }
                for low in part.to_lowercase() {
                    match plain(low) {
                        Plain::Ascii(text) => text.bytes().for_each(|byte| self.push_ascii(byte, at)),
                        Plain::Nothing => self.dropped = true,
                        Plain::Other if is_accent(low) => {}
                        Plain::Other => {
                            let mut buffer = [0; 4];
                            for byte in low.encode_utf8(&mut buffer).bytes() {
                                self.bytes.push(byte);
                                self.at.push(at);
                            }
                        }
                    }
                }
            }),
        }
    }
}

/// How many of the first bytes are ASCII and need nothing but a lower case: most of a text, in long runs.
fn run(bytes: &[u8], mut space: bool) -> usize {
    let mut needs_more = |byte: &u8| {
        let again = space && *byte == b' ';
        space = *byte == b' ';
        again || !byte.is_ascii() || matches!(byte, b'\t' | b'\n' | b'\r')
    };
    bytes.iter().position(&mut needs_more).unwrap_or(bytes.len())
}

/// A name folded as the text is: the pattern that the automaton looks for.
pub fn fold(name: &str) -> Vec<u8> {
    let mut folded = Folded::default();
    folded.refill(name.trim());
    folded.bytes
}

/// What a character beyond ASCII counts as.
enum Plain {
    Nothing,
    Ascii(&'static str),
    Other,
}

fn plain(c: char) -> Plain {
    match c {
        '’' | '‘' | 'ʼ' | '‛' | '′' | '´' => Plain::Ascii("'"),
        '“' | '”' | '„' | '«' | '»' => Plain::Ascii("\""),
        '–' | '‐' | '‑' | '−' => Plain::Ascii("-"),
        // Soft hyphens and characters of no width stand anywhere and mean nothing.
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => Plain::Nothing,
        'ß' | 'ẞ' => Plain::Ascii("ss"),
        'æ' | 'Æ' => Plain::Ascii("ae"),
        'œ' | 'Œ' => Plain::Ascii("oe"),
        'ø' | 'Ø' => Plain::Ascii("o"),
        'ł' | 'Ł' => Plain::Ascii("l"),
        'đ' | 'Đ' => Plain::Ascii("d"),
        'ı' => Plain::Ascii("i"),
        c if c.is_whitespace() => Plain::Ascii(" "),
        _ => Plain::Other,
    }
}

/// Accents of Latin, Greek and Cyrillic; the vowel signs of other scripts are letters and stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Whether a character belongs to a script that puts no spaces between words: there any place may be a border.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is part of a word.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

/// A text in NFC with typographic signs and white space made plain; letters keep case and accents.
pub fn tidy(text: &str) -> String {
    let text = text.trim();
    if is_tidy(text) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        let before = out.len();
        match plain(c) {
            Plain::Nothing => {}
            Plain::Ascii(sign) if !c.is_alphabetic() => out.push_str(sign),
            _ => out.push(c),
        }
        if out[before..].chars().all(char::is_whitespace) && out.len() > before {
            let doubled = out[..before].ends_with(' ');
            out.truncate(before);
            if !doubled {
                out.push(' ');
            }
        }
    }
    out
}

/// Whether a text is all ASCII and holds no white space but single spaces.
fn is_tidy(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && !matches!(byte, b'\t'..=b'\r')) && !text.contains("  ")
}

/// How the letters of a text and of a name that fold alike still differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// The text lacks accents that the name has, and has none that the name lacks.
    pub accents: Accents,
    /// Some letter but the first differs in case.
    pub case: bool,
    /// The first letter differs in case.
    pub first: bool,
}

/// How the accents of a text and of a name differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accents {
    /// Not at all.
    Same,
    /// The text leaves some out.
    Left,
    /// The text has one that the name has not, or another one.
    Other,
}

/// Compares two tidy texts that fold alike.
pub fn difference(text: &str, name: &str) -> Difference {
    let mut found = Difference { accents: Accents::Same, case: false, first: false };
    if text == name {
        return found;
    }
    let expand = |text: &str| -> Vec<char> {
        let mut out = Vec::with_capacity(text.len());
        for c in text.nfd() {
            match plain(c) {
                // The stroke of `ł` or the tie of `æ` counts as an accent that may be left out.
                Plain::Ascii(base) if c.is_alphabetic() => {
                    base.chars().for_each(|b| out.push(if c.is_uppercase() { b.to_ascii_uppercase() } else { b }));
                    out.push('\u{335}');
                }
                _ => out.push(c),
            }
        }
        out
    };
    let (text, name) = (expand(text), expand(name));
    let (mut i, mut j) = (0, 0);
    while i < text.len() || j < name.len() {
        match (text.get(i), name.get(j)) {
            (Some(a), Some(b)) if a == b => (i, j) = (i + 1, j + 1),
            (_, Some(b)) if is_combining_mark(*b) => {
                if found.accents == Accents::Same {
                    found.accents = Accents::Left;
                }
                j += 1;
            }
            (Some(a), _) if is_combining_mark(*a) => {
                found.accents = Accents::Other;
                i += 1;
            }
            (Some(a), Some(b)) if a.to_lowercase().cmp(b.to_lowercase()) == Ordering::Equal => {
                if j == 0 {
                    found.first = true
                } else {
                    found.case = true
                }
                (i, j) = (i + 1, j + 1);
            }
            _ => {
                found.accents = Accents::Other;
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_the_way_back() {
        let mut folded = Folded::default();
        let text = "Zury\n  Ríos’ İx";
        folded.refill(text);
        assert_eq!(folded.bytes, "zury rios' ix".as_bytes());
        assert_eq!(folded.at.len(), folded.bytes.len());
        let end = folded.place(9) as usize;
        assert_eq!(&text[folded.place(5) as usize..end], "Ríos");
        assert_eq!(fold("E\u{301}LYSE\u{301}E"), fold("Élysée"));
        assert_eq!(fold("U.S.–Mexico\u{a0}border"), b"u.s.-mexico border");
    }

    #[test]
    fn differences_of_case_and_accent() {
        let all = |text, name| {
            let found = difference(&tidy(text), &tidy(name));
            (found.accents, found.first, found.case)
        };
        assert_eq!(all("Rios", "Ríos"), (Accents::Left, false, false));
        assert_eq!(all("Ríos", "Rios"), (Accents::Other, false, false));
        assert_eq!(all("papà", "papá"), (Accents::Other, false, false));
        assert_eq!(all("Monroe doctrine", "Monroe Doctrine"), (Accents::Same, false, true));
        assert_eq!(all("Mano dura", "mano dura"), (Accents::Same, true, false));
        assert_eq!(all("Lukasz", "Łukasz"), (Accents::Left, false, false));
        assert_eq!(all("Cote d'Ivoire", "Côte d’Ivoire"), (Accents::Left, false, false));
        assert_eq!(all("Ri\u{301}os", "Ríos"), (Accents::Same, false, false));
    }

    /// Long runs of ASCII are taken at once; the result is that of taking one character after the other.
    #[test]
    fn runs_are_what_single_characters_make() {
        let parts = ["The  Court", " of\u{a0}", " ", "\t\n", "A", "é", "’s", "\u{200b}", "ŁÓDŹ", "\r\n ", "x y", "", "漢字"];
        let mut state = 7u32;
        for _ in 0..2000 {
            let mut text = String::new();
            for _ in 0..8 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(parts[state as usize / 65_536 % parts.len()]);
            }
            let (mut whole, mut single) = (Folded::default(), Folded::default());
            whole.refill(&text);
            for (at, c) in text.char_indices() {
                match u8::try_from(c).ok().filter(u8::is_ascii) {
                    Some(byte) => single.push_ascii(byte, at as u32),
                    None => single.push_char(c, at as u32),
                }
            }
            assert_eq!((&whole.bytes, &whole.at, whole.dropped), (&single.bytes, &single.at, single.dropped), "{text:?}");
            let mut parts = Folded::default();
            while parts.go_on(&text) {}
            assert_eq!((&parts.bytes, &parts.at, parts.next), (&whole.bytes, &whole.at, text.len()), "{text:?}");
        }
    }
}
