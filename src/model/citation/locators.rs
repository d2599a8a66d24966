//! Places in sources as a style writes them: `1087-1092` as `1087–92` where it shortens ranges of pages, Roman numbers, which
//! the engine does not read, with the label of several, and `6(1)` with the bracket of the style behind its own.

use super::html::SEVERAL;
use super::letters::ended;
use super::reading::{Cite, One};
use hayagriva::citationberg::{IndependentStyle, PageRangeFormat};
use std::borrow::Cow;

/// Citations with their places as the engine is to have them.
pub fn written<'a>(style: &IndependentStyle, cites: &'a [Cite]) -> Cow<'a, [Cite]> {
    let ranged = |one: &One| one.locator.contains(['-', '–']) || one.locator.ends_with([')', ']']);
    if !cites.iter().flat_map(|cite| &cite.items).any(ranged) {
        return Cow::Borrowed(cites);
    }
    let mut cites = cites.to_vec();
    for one in cites.iter_mut().flat_map(|cite| &mut cite.items).filter(|one| ranged(one)) {
        let is_page = matches!(one.label.as_str(), "" | "page");
        one.locator = place(&one.locator, style.settings.page_range_format.filter(|_| is_page));
    }
    Cow::Owned(cites)
}

fn place(text: &str, format: Option<PageRangeFormat>) -> String {
    let (mut out, mut several) = (String::with_capacity(text.len() + 8), false);
    for part in text.split_inclusive([' ', ',', ';', '&', '\u{a0}']) {
        let word = part.trim_end_matches([' ', ',', ';', '&', '\u{a0}']);
        let ends =
            word.split_once(['-', '–']).filter(|(from, to)| is_number(from) && is_number(to) || is_roman(from) && is_roman(to));
        match (ends, format) {
            (Some((from, to)), Some(format)) if is_number(from) => _ = format.format(&mut out, from, to, None),
            (Some((from, to)), _) => {
                several |= is_roman(from);
                out.extend([from, "–", to]);
            }
            _ => out.push_str(word),
        }
        out.push_str(&part[word.len()..]);
    }
    let only_roman = several && !out.contains(|c: char| c.is_numeric());
    ended(&mut out);
    out + if only_roman { SEVERAL[0] } else { "" }
}

fn is_number(text: &str) -> bool {
    (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0')
}

fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| b"ivxlcdm".contains(&byte.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_pages_are_as_the_style_has_them() {
        let chicago = Some(PageRangeFormat::Chicago16);
        for (text, shortened, kept) in [
            ("1087-1092", "1087–92", "1087–1092"),
            ("1087-92, 3 and 33–35 ff.", "1087–92, 3 and 33–35 ff.", "1087–92, 3 and 33–35 ff."),
            ("100-104; 101-108", "100–104; 101–8", "100–104; 101–108"),
            ("12a-14", "12a-14", "12a-14"),
            ("1-2-3", "1-2-3", "1-2-3"),
            ("6(1)", "6(1)\u{2063}", "6(1)\u{2063}"),
            ("01-12", "01-12", "01-12"),
            ("-", "-", "-"),
        ] {
            assert_eq!((place(text, chicago).as_str(), place(text, None).as_str()), (shortened, kept));
        }
        assert_eq!(place("iv-x", chicago), format!("iv–x{}", SEVERAL[0]));
        assert_eq!(place("iv-x, 3", None), "iv–x, 3");
    }
}
