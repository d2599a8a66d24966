//! Quotation marks and apostrophes as they are printed, by the language of the text: „so“, « so », “so”.
//!
//! Whoever types has two straight marks. Which of the printed ones is meant is told by what stands beside a mark and by the
//! marks before it, in the body of a page and in its front matter alike.

/// The marks of a language: for `"`, then for `'`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Quotes(u8);

struct Style {
    languages: &'static [&'static str],
    double: [&'static str; 2],
    single: [&'static str; 2],
}

const fn style(languages: &'static [&'static str], double: [&'static str; 2], single: [&'static str; 2]) -> Style {
    Style { languages, double, single }
}

/// The first holds where no other does. Regions come before their language.
const STYLES: [Style; 11] = [
    style(&["en"], ["“", "”"], ["‘", "’"]),
    style(&["de-ch", "de-li", "fr-ch", "it-ch"], ["«", "»"], ["‹", "›"]),
    style(&["de", "cs", "sk", "sl", "bg", "et", "lt", "is"], ["„", "“"], ["‚", "‘"]),
    style(&["fr"], ["«\u{202f}", "\u{202f}»"], ["“", "”"]),
    style(&["es", "it", "pt-pt", "ca", "gl", "eu", "el", "ar", "fa"], ["«", "»"], ["“", "”"]),
    style(&["ru", "uk", "be", "lv"], ["«", "»"], ["„", "“"]),
    style(&["nb", "nn", "no"], ["«", "»"], ["‘", "’"]),
    style(&["pl", "ro", "hu", "hr"], ["„", "”"], ["‚", "’"]),
    style(&["sv", "fi", "da", "he"], ["”", "”"], ["’", "’"]),
    style(&["zh-hant", "zh-tw", "zh-hk", "zh-mo"], ["「", "」"], ["『", "』"]),
    // Japanese has 「」, but a straight mark may as well stand for 『』 or a foreign one.
    style(&["ja"], ["\"", "\""], ["'", "'"]),
];

/// Signs behind which a quotation begins.
const EDGES: &str = "([{/—–-|=“‘«„‚‹「『（【《";
/// Signs before which a quotation ends.
const ENDS: &str = ".,;:!?)]}|…”’»›」』，。；：！？、）】》'\"";

impl Quotes {
    /// Those of a language, by its BCP 47 tag.
    pub fn of(language: &str) -> Quotes {
        let is = |tag: &str, known: &str| {
            let begins = tag.get(..known.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(known));
            begins && matches!(tag.as_bytes().get(known.len()), None | Some(b'-'))
        };
        let found = STYLES.iter().position(|style| style.languages.iter().any(|known| is(language, known)));
        Quotes(found.unwrap_or(0) as u8)
    }

    fn style(self) -> &'static Style {
        STYLES.get(usize::from(self.0)).unwrap_or(&STYLES[0])
    }
}

/// The quotations that are open, while the marks of a text are asked for in order of place.
#[derive(Debug, Clone, Default)]
pub struct Pairing {
    double: bool,
    single: bool,
    /// The byte behind the mark that opened last.
    opened: usize,
    /// No single mark that may close stands from the first byte to the second; whether one stands at the second.
    looked: (usize, usize, bool),
}

impl Pairing {
    /// Another paragraph begins: nothing is open.
    pub fn begin(&mut self) {
        (self.double, self.single, self.opened) = (false, false, 0);
    }

    /// What is printed for the `"` or `'` at a byte of a text.
    pub fn mark(&mut self, text: &str, at: usize, quotes: Quotes) -> &'static str {
        let double = text.as_bytes().get(at) == Some(&b'"');
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + 1..).and_then(|text| text.chars().next());
        let style = quotes.style();
        if double { self.double_mark(text, at, (before, after), style) } else { self.single_mark(text, at, (before, after), style) }
    }

    fn double_mark(&mut self, text: &str, at: usize, beside: (Option<char>, Option<char>), style: &Style) -> &'static str {
        let (before, after) = beside;
        // Inches and seconds of arc; letters of Hebrew with a mark between them are an acronym.
        let measure = before.is_some_and(|c| c.is_ascii_digit()) && (!self.double || is_measure(text, at));
        let hebrew = |c: Option<char>| c.is_some_and(|c| ('א'..='ת').contains(&c));
        if measure || hebrew(before) && hebrew(after) {
            return "\"";
        }
        let opens = self.opens(text, at, after, self.double);
        self.double = opens;
        if opens {
            self.opened = at + 1;
        }
        style.double[usize::from(!opens)]
    }

    fn single_mark(&mut self, text: &str, at: usize, beside: (Option<char>, Option<char>), style: &Style) -> &'static str {
        let (before, after) = beside;
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let spaced = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !unspaced(c));
        if spaced(before) && spaced(after) {
            return if digit(before) && digit(after) { "'" } else { "’" };
        }
        // Feet and minutes of arc.
        if digit(before) && (!self.single || is_measure(text, at)) {
            return "'";
        }
        if self.opens(text, at, after, self.single) {
            // One that nothing closes is an apostrophe: ’90s.
            if is_decade(text.as_bytes().get(at + 1..).unwrap_or_default()) || !self.closes(text, at + 1) {
                return if style.single[0] == "'" && !spaced(after) { "'" } else { "’" };
            }
            (self.single, self.opened) = (true, at + 1);
            return style.single[0];
        }
        if std::mem::take(&mut self.single) {
            return style.single[1];
        }
        "’"
    }

    /// Whether a mark begins a quotation; `open` says whether one is open that it could end.
    fn opens(&self, text: &str, at: usize, after: Option<char>, open: bool) -> bool {
        // Emphasis touches what it belongs to: what tells is the sign before its marks.
        let before = text.get(..at).unwrap_or_default().trim_end_matches(['*', '_', '~']);
        let Some(before) = before.chars().next_back() else { return true };
        let blank = after.is_none_or(char::is_whitespace);
        if blank {
            return before.is_whitespace() && !open && after.is_some();
        }
        if before.is_whitespace() || EDGES.contains(before) || self.opened == at {
            return true;
        }
        // Scripts that have no space there leave the order of the marks to tell.
        let apart = !before.is_alphanumeric() || unspaced(before);
        !open && apart && after.is_some_and(|c| !ENDS.contains(c))
    }

    /// Whether a single mark that may close stands at or behind a byte, in the same paragraph.
    fn closes(&mut self, text: &str, from: usize) -> bool {
        let (first, last, found) = self.looked;
        if (first..=last).contains(&from) && last > 0 {
            return found;
        }
        let bytes = text.as_bytes();
        let mut at = from;
        let found = loop {
            let Some(next) = memchr::memchr2(b'\'', b'\n', bytes.get(at..).unwrap_or_default()).map(|next| at + next) else {
                at = bytes.len();
                break false;
            };
            at = next;
            if bytes[at] == b'\n' {
                if matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) {
                    break false;
                }
            } else {
                let blank = at == from || bytes[at - 1].is_ascii_whitespace();
                let goes_on =
                    text.get(at + 1..).and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_alphanumeric() && !unspaced(c));
                if !blank && !goes_on {
                    break true;
                }
            }
            at += 1;
        };
        self.looked = (from, at, found);
        found
    }
}

/// Whether figures before a mark follow degrees, feet or minutes: `41'24"`, `13°41'`.
fn is_measure(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let number = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let foot = number.strip_suffix('\'').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    number.len() < before.len() && (foot || number.ends_with(['°', 'º', '′']))
}

/// `90s`, as in ’90s.
fn is_decade(bytes: &[u8]) -> bool {
    matches!(bytes, [a, b, b's', ..] if a.is_ascii_digit() && b.is_ascii_digit())
}

/// Letters of scripts that write no space before a quotation: Chinese, Japanese, Thai and their like; Arabic joins words.
fn unspaced(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{06ff}' | '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
