//! Drawings from `content/` that run script or load things: an SVG opened by itself is a page of the site.

use super::xml::{Attribute, Piece, Reader};
use crate::base::address::{Scheme, scheme};
use crate::base::{Fault, Range};
use crate::check::{Diagnostics, View};

/// Elements that have no place in a drawing, in lower case, and what each is called in the message.
const ACTIVE: [(&str, &str); 10] = [
    ("script", "a script"),
    ("handler", "a script"),
    ("listener", "a script"),
    ("foreignobject", "a foreign object"),
    ("iframe", "a frame"),
    ("frame", "a frame"),
    ("embed", "an embedded object"),
    ("object", "an embedded object"),
    ("audio", "an embedded object"),
    ("video", "an embedded object"),
];

/// Attributes that are addresses, without their prefix.
const ADDRESSES: [&str; 4] = ["href", "src", "base", "ping"];

const WEB: &str = "something loaded from the web";
pub(super) const SHEET: &str = "a foreign style sheet";
pub(super) const UNREADABLE: &str = "what is not well-formed XML";
pub(super) const NOT_UTF8: &str = "text that is not in UTF-8";

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for (path, file) in &view.model.assets {
        if path.extension() != "svg" || path.below("content").is_none() {
            continue;
        }
        if let Some((range, what)) = active(&file.bytes.open()) {
            let message = format!("`{}` contains {what}", path.name());
            let help =
                "save the drawing as plain SVG in UTF-8, without scripts and links; drawings in `static/` are not looked into";
            found.say(path, Fault::new("active-svg", range, message).with_help(help));
        }
    }
}

/// The first active thing in a drawing, or the first that cannot be read: who knows what a browser makes of that.
fn active(bytes: &[u8]) -> Option<(Range, &'static str)> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The place of a fault is one in a text that is shown: what is no UTF-8 has none.
        Err(_) => return Some((0..0, NOT_UTF8)),
    };
    // The text of the style sheet that we are in: browsers join it over comments.
    let mut style: Option<(Range, String)> = None;
    for piece in Reader::new(text) {
        let found = match piece {
            Err(at) => return Some((at as u32..at as u32 + u32::from(text[at..].starts_with('<')), UNREADABLE)),
            Ok(Piece::Type { range }) => Some((range, "a document type")),
            Ok(Piece::Instruction { text: said, range }) => instruction(said, text).map(|what| (range, what)),
            Ok(Piece::Start { name, range, attributes, empty }) => {
                if local(name) == "style" && !empty {
                    style = style.or(Some((range.clone(), String::new())));
                }
                element(name, range, &attributes)
            }
            Ok(Piece::Text { text, range }) => {
                if let Some((sheet, whole)) = &mut style {
                    whole.push_str(&text);
                    sheet.end = range.end;
                }
                None
            }
            Ok(Piece::End { name }) if local(name) == "style" => {
                style.take().and_then(|(range, sheet)| css(&sheet).map(|what| (range, what)))
            }
            Ok(Piece::End { .. } | Piece::Comment) => None,
        };
        if found.is_some() {
            return found;
        }
    }
    style.and_then(|(range, sheet)| css(&sheet).map(|what| (range, what)))
}

/// A name without its prefix, in lower case: `svg:script` is a script wherever `svg` stands for SVG.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// What an instruction asks for that is not for plain files: a style sheet, or another encoding.
pub(super) fn instruction(said: &str, text: &str) -> Option<&'static str> {
    let said = said.to_ascii_lowercase();
    if said.starts_with("xml-stylesheet") {
        return Some(SHEET);
    }
    // What says that it is in another encoding is read in that one. Those of ISO 8859 are ASCII as far as that goes.
    let encoding = said.strip_prefix("xml").filter(|rest| rest.starts_with(char::is_whitespace))?.split_once("encoding")?.1;
    let encoding = encoding.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''));
    let same = ["utf-8", "utf8", "us-ascii"].iter().any(|name| encoding.starts_with(name));
    let same = same || (encoding.starts_with("iso-8859-") && text.is_ascii());
    (!same).then_some(NOT_UTF8)
}

fn element(name: &str, range: Range, attributes: &[Attribute]) -> Option<(Range, &'static str)> {
    let name = local(name);
    if let Some((_, what)) = ACTIVE.iter().find(|(active, _)| *active == name) {
        return Some((range, what));
    }
    attributes.iter().find_map(|one| attribute(&name, one).map(|what| (one.range.clone(), what)))
}

fn attribute(element: &str, one: &Attribute) -> Option<&'static str> {
    let name = local(one.name);
    let value = one.value.trim();
    if name.strip_prefix("on").is_some_and(|event| !event.is_empty() && event.bytes().all(|b| b.is_ascii_alphabetic())) {
        return Some("an event handler");
    }
    if one.name.starts_with("xmlns") {
        return (value == "http://www.w3.org/1999/xhtml").then_some("HTML");
    }
    // Metadata of drawing programs has addresses in attributes of other names, which nothing is loaded from.
    if ADDRESSES.contains(&name.as_str()) {
        let picture = matches!(element, "image" | "feimage") && value.starts_with("data:image/");
        return match scheme(value) {
            _ if picture => None,
            Scheme::Relative | Scheme::Anchor | Scheme::Person => None,
            Scheme::Web if element == "a" => Some("a link to another site"),
            Scheme::Web => Some(WEB),
            Scheme::Forbidden => Some("an address that could run a script"),
        };
    }
    if name == "attributename" && local(value) == "href" {
        return Some("an address that changes");
    }
    css(value)
}

/// What a style sheet, or a value of it, loads from elsewhere.
fn css(sheet: &str) -> Option<&'static str> {
    // Most values are numbers.
    if !sheet.contains(['(', '@', '\\']) {
        return None;
    }
    let sheet = unescaped(sheet).to_ascii_lowercase();
    if sheet.contains("@import") {
        return Some(SHEET);
    }
    let loads = |rest: &str| {
        let address = rest.trim_start().trim_start_matches(['"', '\'']);
        !address.starts_with("data:") && matches!(scheme(address), Scheme::Web | Scheme::Forbidden)
    };
    let loaded = sheet.split("url(").skip(1).any(|rest| loads(&rest[..rest.find(')').unwrap_or(rest.len())]));
    (loaded || sheet.contains("image-set(")).then_some(WEB)
}

/// A style sheet with what is escaped in it as it is meant: `\75rl(` is `url(`, `/\\e.org` is `/\e.org`.
fn unescaped(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let digits = behind.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        rest = &behind[digits..];
        if digits > 0 {
            out.extend(u32::from_str_radix(&behind[..digits], 16).ok().and_then(char::from_u32));
            // The white space that ends a number belongs to it.
            rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix([' ', '\t', '\n', '\r', '\x0c'])).unwrap_or(rest);
            continue;
        }
        // A letter stands for itself, and the end of a line for nothing.
        let mut letters = rest.chars();
        out.extend(letters.next().filter(|letter| !matches!(letter, '\n' | '\r' | '\x0c')));
        rest = letters.as_str();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(text: &str) -> Option<&'static str> {
        active(text.as_bytes()).map(|(_, what)| what)
    }

    #[test]
    fn scripts_handlers_and_loads_are_seen() {
        for (text, expected) in [
            ("<svg ONLOAD = 'x'/>", "an event handler"),
            ("<svg class=\">\" onload=\"x\"/>", "an event handler"),
            ("<svg><Script/></svg>", "a script"),
            ("<svg><svg:script xmlns:svg='http://www.w3.org/2000/svg'/></svg>", "a script"),
            ("<svg><a href='java&#115;cript:x'/></svg>", "an address that could run a script"),
            ("<svg><a xlink:href = 'java&#x0a;script:x'/></svg>", "an address that could run a script"),
            ("<svg><a><animate attributeName='xlink:href' to='javascript:x'/></a></svg>", "an address that changes"),
            ("<svg><use href='data:image/svg+xml,x'/></svg>", "an address that could run a script"),
            ("<svg><image href = \"https://e.org/x.png\"/></svg>", WEB),
            ("<svg><image href=\"//e.org/x.png\"/></svg>", WEB),
            ("<svg><a href='https://e.org/'/></svg>", "a link to another site"),
            ("<svg><g xmlns='http://www.w3.org/1999/xhtml'/></svg>", "HTML"),
            ("<svg><path fill=\"url( '//e.org/x.svg#a')\"/></svg>", WEB),
            ("<svg><path style='fill:\\75 rl(https://e.org/)'/></svg>", WEB),
            ("<svg><path fill='url(/\\\\e.example/f)'/></svg>", WEB),
            ("<svg><path fill='url(\\\\\\\\e.example/f)'/></svg>", WEB),
            ("<svg><path style='fill:url(\"ht\\tp://e.org/\")'/></svg>", WEB),
            ("<svg><style>a { fill: url(\"/\\\n/e.org/\") }</style></svg>", WEB),
            ("<svg><style>@im<!-- -->port 'x.css';</style></svg>", SHEET),
            ("<svg><style><![CDATA[@\\69mport 'x.css';]]>", SHEET),
            ("<svg><style>a { background: image-set('https://e.org/x' 1x) }</style></svg>", WEB),
            ("<?xml-stylesheet href='x.css'?><svg/>", SHEET),
            ("<?xml version='1.0' encoding='UTF-7'?><svg/>", NOT_UTF8),
            ("<!DOCTYPE svg><svg/>", "a document type"),
            ("<svg/onload=x>", UNREADABLE),
            ("<svg a=x/>", UNREADABLE),
            ("<svg a='<'/>", UNREADABLE),
            ("<svg a='&x;'/>", UNREADABLE),
            ("<svg a='x'b='y'/>", UNREADABLE),
            ("<svg on", UNREADABLE),
            ("<svg><!-- ", UNREADABLE),
            ("<svg><![IGNORE[", UNREADABLE),
        ] {
            assert_eq!(what(text), Some(expected), "{text}");
        }
        assert_eq!(active("é <script>".as_bytes()).unwrap().0, 3..10);
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        let wide: Vec<u8> = "\u{feff}<svg onload='x'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(active(&wide), Some((0..0, NOT_UTF8)));
    }

    #[test]
    fn plain_drawings_pass() {
        for text in [
            "",
            "<svg><path d='M0 0'/></svg>",
            "<svg><text>on = x, only=1 &amp; &#8211;</text><title lang='en'>x</title></svg>",
            "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a < b > onload=\"x\" -->\n<svg class='>'></svg >\n",
            "<?xml version='1.0' encoding='ISO-8859-1'?><svg/>",
            "<svg xmlns:cc='http://creativecommons.org/ns#'><cc:license rdf:resource='http://creativecommons.org/l/'/></svg>",
            "<svg><image href='data:image/png;base64,AA'/><use xlink:href='#a'/><use href='b.svg#c'/></svg>",
            "<svg><style>a { fill: url(#b) } @font-face { src: url(\"data:font/woff2;base64,AA\") }</style></svg>",
            "<svg><style/><text>@import</text></svg>",
        ] {
            assert_eq!(what(text), None, "{text}");
        }
    }
}
