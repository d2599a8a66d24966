//! Quotation marks and apostrophes within titles and names.
//!
//! A title has straight ones, or those of its own language; a reference has those of its style and language, and quotes
//! within quotes have the inner ones (CSL 1.0.2, "quotes" and the locale terms `open-quote`, `open-inner-quote`). The engine
//! leaves what stands in a variable as it is. So pairs are given to it as marks, which tell words apart as quotes do, and the
//! marks are written when it is known what they stand in.

use super::given::APART;
use crate::base::text::primary_language;
use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, TermForm};
use std::borrow::Cow;

/// Stand for the beginning and the end of a quotation.
const OPEN: char = '‹';
const CLOSE: char = '›';
/// Stands for an apostrophe, which looks like the end of a quotation in many languages.
const APOSTROPHE: char = '＇';
const PRINTED: &str = "’";

/// A name with marks for its apostrophes.
pub(super) fn of_name(text: &str) -> String {
    text.replace(['\'', '’'], APOSTROPHE.encode_utf8(&mut [0; 4]))
}

/// A name of which the engine knows nothing, with its apostrophes as they are printed.
pub(super) fn printed(text: &str) -> String {
    text.replace('\'', PRINTED)
}

/// A text with marks for its quotations and apostrophes.
pub(super) fn marked(text: &str) -> Cow<'_, str> {
    if !text.contains(['"', '\'', '“', '”', '„', '‘', '’']) {
        return Cow::Borrowed(text);
    }
    let mut letters: Vec<char> = text.chars().collect();
    let inside = tags(&letters);
    let beside = |at: Option<usize>| at.and_then(|at| letters.get(at)).copied();
    // Quotations that are open: where, with which sign, and whether it is a single one.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut pairs = Vec::new();
    let mut apostrophes = Vec::new();
    for at in 0..letters.len() {
        let single = match letters[at] {
            '"' | '“' | '”' | '„' => false,
            '\'' | '‘' | '’' => true,
            _ => continue,
        };
        if inside[at] {
            continue;
        }
        let before = (0..at).rev().find(|at| !inside[*at]).and_then(|at| beside(Some(at)));
        let after = (at + 1..letters.len()).find(|at| !inside[*at]).and_then(|at| beside(Some(at)));
        let begins = before.is_none_or(|c| c.is_whitespace() || "([{/—–-\"'“‘„«".contains(c));
        let word_goes_on = after.is_some_and(char::is_alphanumeric);
        let pending = open.iter().rposition(|(_, of)| *of == single);
        let closes = match letters[at] {
            '”' => true,
            '“' | '\'' | '"' | '’' => pending.is_some() && !begins && !(single && word_goes_on),
            _ => false,
        };
        let opens = match letters[at] {
            '“' | '„' | '‘' => true,
            '"' => begins,
            // '99, and 't.
            '\'' => begins && after.is_some_and(|c| c.is_alphabetic() || "\"“„<".contains(c)),
            _ => false,
        };
        match pending.filter(|_| closes) {
            Some(place) => {
                pairs.push((open[place].0, at));
                open.truncate(place);
            }
            None if opens => open.push((at, single)),
            None if matches!(letters[at], '\'' | '’') => apostrophes.push(at),
            None => {}
        }
    }
    apostrophes.extend(open.iter().map(|(at, _)| *at).filter(|at| letters[*at] == '\''));
    for (begin, end) in pairs {
        letters[begin] = OPEN;
        letters[end] = CLOSE;
    }
    for at in apostrophes {
        letters[at] = APOSTROPHE;
    }
    Cow::Owned(letters.into_iter().collect())
}

/// Which letters stand in a tag.
fn tags(letters: &[char]) -> Vec<bool> {
    let mut inside = vec![false; letters.len()];
    let mut at = 0;
    while at < letters.len() {
        let begins = letters[at] == '<' && letters.get(at + 1).is_some_and(|c| *c == '/' || c.is_ascii_alphabetic());
        match letters[at..].iter().position(|c| *c == '>').filter(|_| begins) {
            Some(length) => {
                inside[at..=at + length].fill(true);
                at += length;
            }
            // None ends any more.
            None if begins => break,
            None => {}
        }
        at += 1;
    }
    inside
}

/// The marks of a language in a style.
struct Quotes {
    outer: [String; 2],
    inner: [String; 2],
    /// Full stops and commas stand before the mark that closes.
    pulls: bool,
}

/// The locales that hold for a language in a style, the first one first; CSL 1.0.2, "Locale Fallback".
fn holding<'a>(style: &'a IndependentStyle, locales: &'a [Locale], code: &LocaleCode) -> Vec<&'a Locale> {
    let same = |lang: &LocaleCode| primary_language(&lang.0) == primary_language(&code.0);
    let own = style.locale.iter().filter(|locale| locale.lang.as_ref().is_none_or(same));
    let wanted = [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())];
    let all = wanted.into_iter().flatten().filter_map(|code| locales.iter().find(|locale| locale.lang.as_ref() == Some(&code)));
    own.chain(all).collect()
}

/// A term of a language in a style.
pub(super) fn term(term: OtherTerm, style: &IndependentStyle, locales: &[Locale], code: &LocaleCode) -> Option<String> {
    let found = |locale: &&Locale| Some(locale.term(Term::Other(term), TermForm::Long)?.single()?.to_string());
    holding(style, locales, code).iter().find_map(found)
}

impl Quotes {
    fn of(style: &IndependentStyle, locales: &[Locale], code: &LocaleCode) -> Quotes {
        let sign = |sign: OtherTerm, other: &str| term(sign, style, locales, code).unwrap_or_else(|| other.to_string());
        let pulls = |locale: &&Locale| locale.style_options?.punctuation_in_quote;
        Quotes {
            outer: [sign(OtherTerm::OpenQuote, "“"), sign(OtherTerm::CloseQuote, "”")],
            inner: [sign(OtherTerm::OpenInnerQuote, "‘"), sign(OtherTerm::CloseInnerQuote, "’")],
            pulls: holding(style, locales, code).iter().find_map(pulls).unwrap_or(false),
        }
    }
}

/// Writes quotation marks where marks stand for them.
pub(super) fn written(html: String, style: &IndependentStyle, locales: &[Locale], code: &LocaleCode) -> String {
    let html = if APART.iter().any(|sign| html.contains(*sign)) { html.replace(APART, "") } else { html };
    if !html.contains([OPEN, CLOSE]) {
        return if html.contains(APOSTROPHE) { html.replace(APOSTROPHE, PRINTED) } else { html };
    }
    let Quotes { outer, inner, pulls } = Quotes::of(style, locales, code);
    let mut out = String::with_capacity(html.len() + 16);
    // Quotations that are open: whether the engine wrote their marks.
    let mut open: Vec<bool> = Vec::new();
    let mut rest = html.as_str();
    while let Some(c) = rest.chars().next() {
        let own = |sign: &str| !sign.is_empty() && rest.starts_with(sign);
        let length = match c {
            '<' => {
                let length = rest.find('>').map_or(1, |at| at + 1);
                out.push_str(&rest[..length]);
                length
            }
            OPEN => {
                out.push_str(if open.len().is_multiple_of(2) { &outer[0] } else { &inner[0] });
                open.push(false);
                c.len_utf8()
            }
            CLOSE => {
                open.pop();
                let after = &rest[c.len_utf8()..];
                let pulled = after.chars().next().filter(|next| pulls && matches!(next, '.' | ','));
                // "?." would say it twice.
                out.extend(pulled.filter(|next| !(*next == '.' && out.ends_with(['?', '!', '.']))));
                out.push_str(if open.len().is_multiple_of(2) { &outer[1] } else { &inner[1] });
                c.len_utf8() + pulled.map_or(0, char::len_utf8)
            }
            APOSTROPHE => {
                out.push_str(PRINTED);
                c.len_utf8()
            }
            _ if own(&outer[1]) && open.last() == Some(&true) => {
                open.pop();
                out.push_str(&outer[1]);
                outer[1].len()
            }
            _ if own(&outer[0]) => {
                open.push(true);
                out.push_str(&outer[0]);
                outer[0].len()
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::citation::style;

    #[test]
    fn pairs_are_marked_and_apostrophes_are_printed() {
        for (text, wanted) in [
            ("The \"new\" order's cost", "The ‹new› order’s cost"),
            ("'So' it goes", "‹So› it goes"),
            ("Rock 'n' roll of the '90s", "Rock ‹n› roll of the ’90s"),
            ("“A ‘b’ c”, d’Arc", "‹A ‹b› c›, d’Arc"),
            ("„Neu“ ist alt", "‹Neu› ist alt"),
            ("The ladies’ choice", "The ladies’ choice"),
            ("5\" of rain", "5\" of rain"),
            ("<span class=\"nocase\">\"x\"</span> y", "<span class=\"nocase\">‹x›</span> y"),
            ("a < \"b\"", "a < ‹b›"),
            ("L'Égypte d'hier", "L’Égypte d’hier"),
            ("(\"x\")", "(‹x›)"),
            ("\"never closed", "\"never closed"),
        ] {
            assert_eq!(marked(text).replace(APOSTROPHE, PRINTED), wanted);
        }
    }

    #[test]
    fn quotes_within_quotes_are_the_inner_ones() {
        let chicago = style::named("chicago-author-date").unwrap();
        let made = |html: &str, language: &str| {
            written(html.to_string(), &chicago, &style::locales(language), &LocaleCode(language.to_string()))
        };
        assert_eq!(made("“The ‹new› order.” <i>‹A› b</i>", "en-US"), "“The ‘new’ order.” <i>“A” b</i>");
        assert_eq!(made("“The ‹new›.” x", "en-US"), "“The ‘new.’” x");
        assert_eq!(made("‹new›, ‹why?›.", "en-US"), "“new,” “why?”");
        assert_eq!(made("„Das ‹Neue›“", "de-DE"), "„Das ‚Neue‘“");
        assert_eq!(made("‘‹New›: Peru＇s ‹old›’", "en-GB"), "‘“New”: Peru’s “old”’");
        assert_eq!(made("nothing “here”", "en-US"), "nothing “here”");
        assert_eq!(made("›", "en-US"), "”");
    }
}
