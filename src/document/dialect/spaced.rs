//! Links whose address has a space in it: Markdown takes them for text, and readers see how they were written.

use super::short;
use crate::base::Fault;
use std::ops::Range;

/// Longest address that is looked for, in bytes; bounds how far an unclosed bracket is looked after.
const LONGEST: usize = 500;

/// A link or image that is none.
struct Broken<'a> {
    /// Where its text begins, with the bracket.
    open: usize,
    /// What stands in the place of its address, and where it begins.
    inner: &'a str,
    start: usize,
    /// Its address, without a title.
    address: &'a str,
    image: bool,
    /// It says where `[text]` leads, elsewhere in the file.
    defines: bool,
}

/// The link or image that is none: its text ends before the byte `at`, and `(address)` or `: address` follows.
fn broken(text: &str, at: usize) -> Option<Broken<'_>> {
    let rest = text.get(at..)?;
    let inner = match rest.as_bytes().first()? {
        b'(' => &rest[1..closed(rest)?],
        b':' => &rest[1..line(rest)?],
        _ => return None,
    };
    let start = at + 1 + inner.len() - inner.trim_start().len();
    let inner = inner.trim();
    let address = untitled(inner);
    // A call of a template is told as such.
    let call = address.starts_with("{{") || address.starts_with("{%");
    if !address.contains([' ', '\t']) || address.starts_with('<') || call {
        return None;
    }
    let open = opened(&text[..at])?;
    let image = text[..open].ends_with('!');
    let defines = rest.starts_with(':');
    let begins_line = || text[..open].trim_end_matches([' ', '\t']).ends_with(['\n', '\r']) || open == 0;
    if !(is_file(address) || image && !defines) || defines && !begins_line() {
        return None;
    }
    Some(Broken { open, inner, start, address, image, defines })
}

/// Links and images in a text that are none, whole: none of their words is one of the text.
pub fn places(text: &str) -> impl Iterator<Item = Range<usize>> {
    let ends = memchr::memchr_iter(b']', text.as_bytes());
    ends.filter_map(|end| broken(text, end + 1)).map(|one| one.open..one.start + one.inner.len())
}

/// The fault of a link or image that is none: its text ends before the byte `at`, and `(address)` or `: address` follows.
pub fn fault(text: &str, at: usize) -> Option<Fault> {
    let Broken { inner, start, address, image, defines, .. } = broken(text, at)?;
    let printed = printed(inner);
    let what = if image { "image" } else { "link" };
    if let Some((file, title)) = printed.filter(|(file, _)| is_file(file)) {
        let range = short(start..start + inner.len());
        let fault = Fault::new(
            "space-in-address",
            range.clone(),
            format!("this is no {what}, since the marks around its title are printed ones"),
        );
        let fault = fault.with_help("write straight quotation marks around the title");
        let right = format!("{file} \"{title}\"");
        return Some(if title.contains(['"', '\\']) { fault } else { fault.with_fix(range, right) });
    }
    let range = short(start..start + address.len());
    let fault = Fault::new("space-in-address", range.clone(), format!("this is no {what}, since its address has a space in it"));
    let help = if defines {
        "put the address between `<` and `>`, or write `%20` for each space"
    } else {
        "put the address between `<` and `>`, as in `(<my file.pdf>)`, or write `%20` for each space"
    };
    Some(fault.with_help(help).with_fix(range, format!("<{address}>")))
}

/// Where the first line of a text ends.
fn line(text: &str) -> Option<usize> {
    let end = text.bytes().take(LONGEST).position(|byte| matches!(byte, b'\n' | b'\r'));
    end.or_else(|| (text.len() < LONGEST).then_some(text.len()))
}

/// Where the bracket closes that begins a text, on the same line.
fn closed(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate().take(LONGEST) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at),
            b')' => depth -= 1,
            b'\n' | b'\r' => return None,
            _ => {}
        }
    }
    None
}

/// Where the square bracket begins that ends a text.
fn opened(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (back, byte) in text.bytes().rev().enumerate().take(LONGEST) {
        let at = text.len() - 1 - back;
        match byte {
            b']' => depth += 1,
            b'[' if super::escaped(text, at) => {}
            b'[' if depth == 1 => return Some(at),
            b'[' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// An address without the title behind it.
fn untitled(inner: &str) -> &str {
    let quote = inner.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    let title = quote.and_then(|quote| inner[..inner.len() - 1].rfind(&format!(" {quote}")));
    title.map_or(inner, |at| inner[..at].trim_end())
}

/// An address and the title behind it, where the marks of the title are those that are printed.
fn printed(inner: &str) -> Option<(&str, &str)> {
    let close = inner.chars().next_back().filter(|c| "”“’‘»«".contains(*c))?;
    let (file, title) = inner.split_once([' ', '\t'])?;
    let title = title.trim_start();
    let open = title.chars().next().filter(|c| "“„‘‚«»”’".contains(*c))?;
    let title = title.get(open.len_utf8()..title.len() - close.len_utf8())?;
    Some((file, title))
}

/// Whether something reads as the name of a file or an address on the web, not as words in brackets.
fn is_file(address: &str) -> bool {
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').is_some_and(|(stem, extension)| {
        let letters = (2..=5).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
        letters && extension.starts_with(|c: char| c.is_ascii_alphabetic()) && !stem.is_empty() && !stem.ends_with([' ', '.'])
    });
    extension || ["https://", "http://", "./", "../"].iter().any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_spaces_are_told_from_words_in_brackets() {
        let found = |text: &str| {
            let fault = fault(text, text.find(']').map_or(0, |at| at + 1))?;
            Some(text[fault.range.start as usize..fault.range.end as usize].to_string())
        };
        for (text, address) in [
            ("![Map](river map.png)", Some("river map.png")),
            ("![Map](river map)", Some("river map")),
            ("[annex](annex (1).pdf)", Some("annex (1).pdf")),
            ("![Map](map.png “The river”)", Some("map.png “The river”")),
            ("[sic](in “the original”)", None),
            ("[annex]( a/annex 1.pdf \"The annex\")", Some("a/annex 1.pdf")),
            ("[a](https://example.org/my page)", Some("https://example.org/my page")),
            ("[a](../x/my page#b)", Some("../x/my page#b")),
            ("[map]: river map.png", Some("river map.png")),
            ("see [map]: river map.png", None),
            ("[a](<river map.png>)", None),
            ("[a]({{< relref \"x.md\" >}})", None),
            ("[a](river%20map.png)", None),
            ("[sic](in the original, p. 4)", None),
            ("[a](see vol. 2.1)", None),
            ("\\[a](river map.png)", None),
            ("a](river map.png)", None),
            ("[a](river map.png", None),
            ("[é](é.", None),
        ] {
            assert_eq!(found(text).as_deref(), address, "{text}");
        }
    }
}
