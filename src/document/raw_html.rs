//! Raw HTML, taken apart: which tags and attributes of it a page keeps. The parser says of the others that they are left out,
//! and what is kept is written anew by `render/sanitise.rs`.

use crate::base::Range;

/// Elements within a line.
const INLINE: [&str; 36] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "rp",
    "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "strike", "big", "font",
];
/// Elements that hold blocks.
const BLOCK: [&str; 15] =
    ["aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "hr", "li", "ol", "p", "section", "summary", "ul"];
/// Elements whose content is no text for readers: it goes with them.
const SILENT: [&str; 20] = [
    "applet",
    "audio",
    "canvas",
    "embed",
    "frameset",
    "head",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "video",
];
/// Attributes that say something and do nothing, of any element.
const ATTRIBUTES: [&str; 8] = ["title", "lang", "dir", "datetime", "open", "value", "start", "reversed"];
/// Longest value of an attribute.
const LONGEST: usize = 1000;

/// A tag, taken apart.
pub struct Tag<'a> {
    /// In small letters.
    pub name: String,
    /// `</name>`
    pub end: bool,
    /// Each attribute once.
    pub attributes: Vec<Attribute<'a>>,
    /// Its bytes.
    pub range: std::ops::Range<usize>,
}

/// An attribute of a tag.
pub struct Attribute<'a> {
    /// In small letters.
    pub key: String,
    /// As written, with entities.
    pub value: &'a str,
    /// Where the value begins; the key, where it has none.
    pub at: usize,
    /// How many bytes from there stand for it: the value; if that is empty, the quotation mark behind it; or the key.
    pub length: usize,
}

/// A piece of raw HTML. Comments and declarations are none.
pub enum Piece<'a> {
    /// Text between tags.
    Text(&'a str),
    /// A tag that is kept, with those of its attributes that are.
    Kept(Tag<'a>),
    /// A tag that is left out; of what acts, all that it holds is left out with it.
    LeftOut(Tag<'a>),
}

/// Takes raw HTML apart; `block`: elements that hold blocks may stand in it.
pub fn pieces(html: &str, block: bool) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        found.push(Piece::Text(&rest[..at]));
        rest = &rest[at..];
        if let Some(after) = unseen(rest) {
            rest = after;
            continue;
        }
        let Some((tag, after)) = read(rest, html.len()) else {
            found.push(Piece::Text(&rest[..1]));
            rest = &rest[1..];
            continue;
        };
        rest = after;
        let name = tag.name.as_str();
        if INLINE.contains(&name) || (block && BLOCK.contains(&name)) {
            found.push(Piece::Kept(tag));
        } else {
            if SILENT.contains(&name) && !tag.end {
                rest = behind_end(rest, name);
            }
            found.push(Piece::LeftOut(tag));
        }
    }
    found.push(Piece::Text(rest));
    found
}

/// Whether a page keeps an attribute: what says something and does nothing, where a link leads, and images of the site.
pub fn is_kept(tag: &str, attribute: &Attribute) -> bool {
    let value = attribute.value;
    let fits = match (tag, attribute.key.as_str()) {
        (_, "class") => classes(value).count() == value.split_whitespace().count(),
        (_, "id") => !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '&')),
        ("a", "href") | ("img", "src" | "alt") => true,
        ("img", "width" | "height") => !value.is_empty() && value.len() < 6 && value.bytes().all(|byte| byte.is_ascii_digit()),
        (_, key) => ATTRIBUTES.contains(&key),
    };
    fits && value.len() <= LONGEST
}

/// Classes that are words of small letters, digits and hyphens; others could be anything.
pub fn classes(value: &str) -> impl Iterator<Item = &str> {
    let fine = |class: &&str| {
        class.starts_with(|c: char| c.is_ascii_lowercase())
            && class.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    value.split_whitespace().filter(fine)
}

/// An address as it is meant: the sign between parameters is an entity in HTML.
pub fn address(value: &str) -> String {
    value.trim().replace("&amp;", "&")
}

/// Where a byte of raw HTML stands in the file. In a quotation or list the lines of the file begin with what is no HTML.
pub fn origin(source: &str, range: &Range, html: &str, at: usize) -> u32 {
    let whole = source.get(range.start as usize..range.end as usize).unwrap_or_default();
    let lines = html.get(..at).unwrap_or(html).matches('\n').count();
    let begins = |text: &str| text.match_indices('\n').nth(lines.wrapping_sub(1)).map_or(0, |(at, _)| at + 1);
    let (there, here) = (begins(whole), begins(html));
    let line = |text: &str, from: usize| text.get(from..).unwrap_or_default().lines().next().map_or(0, str::len);
    let before = line(whole, there).saturating_sub(line(html, here));
    let place = (range.start as usize + there + before + at.saturating_sub(here)).min(range.end as usize);
    // Letters that Markdown replaces (NUL) are of other lengths there.
    source.floor_char_boundary(place) as u32
}

/// What follows a comment, declaration, instruction or CDATA section that begins the text.
fn unseen(text: &str) -> Option<&str> {
    let end = match text {
        _ if text.starts_with("<!--") => "-->",
        _ if text.starts_with("<![CDATA[") => "]]>",
        _ if text.starts_with("<?") => "?>",
        _ if text.starts_with("<!") => ">",
        _ => return None,
    };
    Some(text.split_once(end).map_or("", |(_, after)| after))
}

/// What follows the end of an element that has begun; nothing if it does not end.
fn behind_end<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        match read(rest, rest.len()) {
            Some((tag, after)) if tag.name == name => return after,
            _ => rest = &rest[2..],
        }
    }
    ""
}

/// Reads the tag that a text begins with, which is the end of one of so many bytes.
fn read(text: &str, whole: usize) -> Option<(Tag<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    let (end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':')).count();
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let start = whole - text.len();
    let mut tag = Tag { name: inner[..length].to_ascii_lowercase(), end, attributes: Vec::new(), range: start..start };
    let mut rest = &inner[length..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            tag.range.end = whole - after.len();
            return Some((tag, after));
        }
        let length =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '"' | '\'' | '<')).unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        let key = rest[..length].to_ascii_lowercase();
        let (mut at, mut shown) = (whole - rest.len(), length);
        rest = rest[length..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            at = whole - after.len() + usize::from(after.starts_with(['"', '\'']));
            (value, rest) = attribute_value(after)?;
            shown = value.len().max(1);
        }
        if !tag.attributes.iter().any(|other| other.key == key) {
            tag.attributes.push(Attribute { key, value, at, length: shown });
        }
    }
}

fn attribute_value(text: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote);
        }
    }
    let length = text.find(|c: char| c.is_whitespace() || matches!(c, '>' | '"' | '\'' | '<' | '=' | '`'))?;
    (length > 0).then(|| text.split_at(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_knows_its_place() {
        let html = "x <B\n class='k' id=w>y</b> <iframe src=z>q</iframe>!";
        let mut texts = String::new();
        let mut tags = Vec::new();
        for piece in pieces(html, false) {
            match piece {
                Piece::Text(text) => texts.push_str(text),
                Piece::Kept(tag) | Piece::LeftOut(tag) => {
                    tags.push(html[tag.range.clone()].to_string());
                    for one in &tag.attributes {
                        assert_eq!(&html[one.at..one.at + one.value.len()], one.value);
                    }
                }
            }
        }
        assert_eq!((texts.as_str(), tags.len()), ("x y !", 3), "{tags:?}");
        assert_eq!(tags[2], "<iframe src=z>");
    }

    #[test]
    fn places_are_those_of_the_file() {
        let source = "> <div>\n>   <a href=\"x\">\n> </div>\n";
        let html = "<div>\n<a href=\"x\">\n</div>\n";
        let at = html.find('x').unwrap();
        assert_eq!(&source[origin(source, &(2..source.len() as u32), html, at) as usize..][..1], "x");
        assert_eq!(origin(html, &(0..html.len() as u32), html, at) as usize, at);
        let replaced = "<i\0 ’’>";
        let seen = replaced.replace('\0', "\u{fffd}");
        for at in 0..seen.len() {
            let place = origin(replaced, &(0..replaced.len() as u32), &seen, at) as usize;
            assert!(replaced.is_char_boundary(place), "{at}");
        }
    }

    #[test]
    fn what_has_no_value_is_shown_by_its_name() {
        let html = "<p class=\"\"’ open lang=de>";
        let [Piece::Text(""), Piece::Kept(tag), Piece::Text("")] = &pieces(html, true)[..] else { panic!("a tag") };
        let shown: Vec<&str> = tag.attributes.iter().map(|one| &html[one.at..one.at + one.length]).collect();
        assert_eq!(shown, ["\"", "’", "open", "de"]);
    }
}
