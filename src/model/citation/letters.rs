//! Words that keep their letters as the author wrote them: `WikiLeaks`, `iPhone`, `DNA`, and what CSL marks as `nocase`.
//!
//! CSL leaves words of mixed or capital letters alone when a style wants titles in title case; the engine makes `Wikileaks`
//! of them, and `And` of `and` behind a comma. So each such word carries a mark before it: which of its letters are capitals,
//! in characters that nobody sees and that no order of words looks at.

use std::borrow::Cow;

/// Begins a mark.
const MARK: char = '\u{2060}';
/// Stand for a letter of the word: a small one, a capital.
const SMALL: char = '\u{2061}';
const CAPITAL: char = '\u{2062}';
/// Stands within a word that is no small one, though the engine takes it for one: "front"; and behind a bracket at the end,
/// which the engine takes for that of the style.
const SPLIT: char = '\u{2063}';
/// Letters of the longest word that is marked.
const LONGEST: usize = 60;

/// Words that stay small in titles; CSL 1.0.2, "Title Case Conversion".
const SMALL_WORDS: [&str; 26] = [
    "a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "in", "into", "nor", "of", "on", "onto", "or", "over", "so",
    "the", "till", "to", "up", "via", "with", "yet",
];

/// What stands between two parties, and stays small unless a title or its second part begins with it, as citeproc-js has it.
const BETWEEN_PARTIES: [&str; 2] = ["v", "vs"];

const OPEN: &str = "<span class=\"nocase\">";
const CLOSE: &str = "</span>";

/// A title with marks before the words that keep their letters; without CSL's tags for them.
#[cfg_attr(not(feature = "citations"), allow(dead_code))]
pub fn kept(text: &str) -> String {
    if is_bare(text) {
        return text.to_string();
    }
    let shouted = is_shouted(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let inside = &rest[at + OPEN.len()..];
        let Some(end) = inside.find(CLOSE).filter(|end| !inside[..*end].contains('<')) else { break };
        words(&rest[..at], |place, word| !shouted && own(place, word), &mut out);
        words(&inside[..end], |_, _| true, &mut out);
        rest = &inside[end + CLOSE.len()..];
    }
    words(rest, |place, word| !shouted && own(place, word), &mut out);
    ended(&mut out);
    out
}

/// Sets a mark behind a bracket at the end.
pub fn ended(text: &mut String) {
    if text.ends_with([')', ']']) {
        text.push(SPLIT);
    }
}

/// Whether a title is all in capitals: it is written otherwise by intent of the style.
pub fn is_shouted(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.split_whitespace().nth(1).is_some()
}

/// Whether a text has surely no word to be marked: no capital within a word, alone or before a full stop, no `v`, and
/// neither a comma nor a tag.
fn is_bare(text: &str) -> bool {
    let (mut last, mut begin) = (b' ', 0);
    let alone = |word: &[u8]| matches!(word, [one] if one.is_ascii_uppercase()) || matches!(word, b"v" | b"vs");
    let bare = text.bytes().enumerate().all(|(at, byte)| {
        let inside = last.is_ascii_alphanumeric() || last == b'\'';
        let ends = !byte.is_ascii_alphanumeric() && begin > 0 && alone(&text.as_bytes()[begin..at]);
        if !byte.is_ascii_alphanumeric() {
            begin = at + 1;
        }
        let odd = ends || (inside && byte.is_ascii_uppercase()) || (byte == b'.' && last.is_ascii_uppercase());
        last = byte;
        byte.is_ascii() && !odd && !matches!(byte, b',' | b';' | b'<' | b'>')
    });
    let bare = bare && !(begin > 0 && text.as_bytes().get(begin..).is_some_and(alone));
    bare && !matches!(last, b')' | b']') && memchr::memmem::find(text.as_bytes(), b"ront").is_none()
}

/// What stands before a word.
#[derive(Default, Clone, Copy)]
struct Before {
    letter: Option<char>,
    /// The last letter that is no white space.
    shown: Option<char>,
    /// That is the full stop of a single capital, as in "U.S."; or such a capital.
    initial: bool,
}

/// Whether a word has letters of its own: a capital that is not its first letter, that is all of it ("Plan A"), or that
/// stands after a tag; or it is a small word behind a comma or an abbreviation.
fn own(before: Before, word: &str) -> bool {
    let skipped = if before.letter == Some('>') { 0 } else { 1 };
    let behind = matches!(before.shown, Some(',' | ';')) || (before.shown == Some('.') && before.initial);
    let small = || behind && SMALL_WORDS.contains(&word);
    let inside = before.shown.is_some();
    let between = || inside && before.shown != Some(':') && BETWEEN_PARTIES.contains(&word);
    let letter = || inside && word.chars().next().filter(|c| c.len_utf8() == word.len()).is_some_and(char::is_uppercase);
    word.chars().skip(skipped).any(char::is_uppercase) || small() || letter() || between()
}

/// Copies a text, with marks before some of its words.
fn words(text: &str, marked: impl Fn(Before, &str) -> bool, out: &mut String) {
    let mut rest = text;
    let mut before = Before::default();
    while let Some(first) = rest.chars().next() {
        let tag = first == '<' && rest[1..].starts_with(|c: char| c == '/' || c.is_ascii_alphabetic());
        let length = match rest.find('>') {
            Some(end) if tag => end + 1,
            _ if first.is_alphanumeric() => length_of_word(rest),
            _ => first.len_utf8(),
        };
        let (part, after) = rest.split_at(length);
        if first.is_alphanumeric() && marked(before, part) && part.chars().count() <= LONGEST && part.chars().all(is_simple) {
            out.push(MARK);
            out.extend(part.chars().map(|c| if c.is_uppercase() { CAPITAL } else { SMALL }));
        }
        if matches!(part, "front" | "Front") {
            let (first, others) = part.split_at(1);
            out.push_str(first);
            out.push(SPLIT);
            out.push_str(others);
        } else {
            out.push_str(part);
        }
        before.initial = match first {
            '.' => before.initial && before.letter.is_some_and(char::is_uppercase),
            _ if first.is_whitespace() => before.initial,
            _ => first.is_uppercase() && length == first.len_utf8(),
        };
        before.letter = part.chars().next_back();
        before.shown = before.letter.filter(|c| !c.is_whitespace()).or(before.shown);
        rest = after;
    }
}

/// Letters and figures, and apostrophes between them; in bytes.
fn length_of_word(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let joins = "'’＇".contains(c) && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !c.is_alphanumeric() && !joins {
            return at;
        }
    }
    text.len()
}

/// Whether a letter stays one letter, whatever its case.
fn is_simple(c: char) -> bool {
    c.to_lowercase().count() == 1 && c.to_uppercase().count() == 1
}

/// A text with its marks taken out and the words behind them as they were; in capitals where a style wants all of them so.
pub fn restored(text: &str) -> Cow<'_, str> {
    if text.contains(SPLIT) {
        return Cow::Owned(restored(&text.replace(SPLIT, "")).into_owned());
    }
    if !text.contains([SMALL, CAPITAL]) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        rest = &rest[at + MARK.len_utf8()..];
        let cases: Vec<bool> =
            rest.chars().map_while(|c| if [SMALL, CAPITAL].contains(&c) { Some(c == CAPITAL) } else { None }).collect();
        if cases.is_empty() {
            out.push(MARK);
            continue;
        }
        rest = &rest[cases.len() * CAPITAL.len_utf8()..];
        let end = rest.char_indices().nth(cases.len()).map_or(rest.len(), |(end, _)| end);
        let (word, after) = rest.split_at(end);
        // What a style writes in capitals is left so; of a single letter its neighbours tell.
        let single = cases.len() == 1 && after.chars().filter(|c| c.is_alphabetic()).take(12).any(char::is_lowercase);
        if word.chars().any(char::is_lowercase) || cases.iter().all(|capital| *capital) || single {
            for (c, capital) in word.chars().zip(&cases) {
                if *capital { out.extend(c.to_uppercase()) } else { out.extend(c.to_lowercase()) }
            }
        } else {
            out.push_str(word);
        }
        rest = after;
    }
    Cow::Owned(out + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a style with title case, which makes small letters of all but the first, leaves of a title.
    fn through_title_case(text: &str) -> String {
        let mut new = true;
        let kept = kept(text);
        let cased = kept.chars().map(|c| {
            let letter = if new { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
            new = c == ' ';
            letter
        });
        restored(&cased.collect::<String>()).into_owned()
    }

    #[test]
    fn words_keep_their_letters() {
        for (text, wanted) in [
            ("WikiLeaks and the iPhone: McMahon on UNICEF's files, NY", "WikiLeaks And The iPhone: McMahon On UNICEF's Files, NY"),
            ("on DNA", "On DNA"),
            ("the <i>Titanic</i> affair", "The <i>Titanic</i> Affair"),
            ("<span class=\"nocase\">eLife in use</span> of reports", "eLife in use Of Reports"),
            ("<span class=\"nocase\">open", "<span Class=\"nocase\">open"),
            ("ALL OF IT", "All Of It"),
            ("NATO", "NATO"),
            ("to J. A. in Asia and B. and it", "To J. A. in Asia And B. and It"),
            ("the plan B in it. in it", "The Plan B In It. In It"),
            ("a front line", "A Front Line"),
            ("A plan A: the S curve of Annex T", "A Plan A: The S Curve Of Annex T"),
            ("brown v. board vs roe: vs. it", "Brown v. Board vs Roe: Vs. It"),
            ("Ports, and a storm; the end, a tale", "Ports, and A Storm; the End, a Tale"),
        ] {
            assert_eq!(through_title_case(text), wanted);
        }
    }

    proptest::proptest! {
        #[test]
        fn bare_texts_have_no_marks(text in "([A-Ca-cv0-9 ',;.()/é:-]|the |O'B|an |vs|<i>){0,12}") {
            let mut marked = String::new();
            words(&text, own, &mut marked);
            proptest::prop_assert!(!is_bare(&text) || marked == text, "{text:?}");
        }
    }

    #[test]
    fn a_style_may_want_capitals() {
        assert_eq!(restored(&kept("iPhone").to_uppercase()), "IPHONE");
        assert_eq!(restored(&kept("x, a tale").to_uppercase()), "X, A TALE");
        assert_eq!(restored("a\u{2060} \u{2060}b"), "a\u{2060} \u{2060}b");
        assert_eq!(restored("\u{2060}\u{2061}\u{2062}\u{2062}x"), "x");
        assert_eq!(restored("\u{2062}"), "\u{2062}");
    }
}
