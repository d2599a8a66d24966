//! The engine's output as HTML or plain text. Everything is escaped here; the engine itself escapes nothing.

use super::letters;
#[cfg(feature = "citations")]
use crate::base::address::of_doi;
use crate::base::hash::Hash;
use crate::document::csl::TAGS;
#[cfg(feature = "citations")]
use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
#[cfg(feature = "citations")]
use hayagriva::{Elem, ElemChild, ElemChildren, Formatting};

/// Escapes text for an element or a quoted attribute.
pub fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    // A control character is below space, or of the two bytes that begin with 0xc2.
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || matches!(byte, b'&' | b'<' | b'>' | b'"' | 0x7f | 0xc2)) {
        let (plain, odd) = rest.split_at(at);
        let mut chars = odd.chars();
        out.push_str(plain);
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            // Control characters are not allowed in HTML; tab and line end are white space here.
            Some(c) if c.is_control() => out.push(' '),
            c => out.extend(c),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// The anchor of a source in a report's list; letters and digits stay, all else becomes a mark and a hash keeps it unique.
pub fn anchor(key: &str) -> String {
    let plain: String = key.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    if plain == key { format!("src-{key}") } else { format!("src-{plain}-{}", Hash::of(key.as_bytes()).short()) }
}

/// Stands for a hyphen in a number that is no range, so that the engine does not make one of it.
pub const HYPHEN: char = '\u{2011}';

/// Stands behind a symbol such as S/RES/2699, so that the engine does not take it for a number with a prefix.
pub const NO_NUMBER: &str = "\u{2060} \u{2060}";

/// Stands behind a range of Roman numbers, so that the engine takes it for several; and what becomes of that.
pub const SEVERAL: [&str; 2] = ["\u{2060}9-9", "\u{2060}9–9"];

/// How far from its beginning a tag may end, in bytes; keeps the search for ends short.
const FAR: usize = 2000;

/// Text of a variable with CSL's few tags; `html` false drops them. What is not one of them, closed, is text.
///
/// The engine may have changed the case of letters in tags, so that is not looked at.
pub fn rich(text: &str, html: bool, out: &mut String) {
    rich_to(text, html, Slope::Upright, 8, out);
}

/// How the letters around stand: what is stressed within italics stands upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slope {
    Upright,
    #[cfg_attr(not(feature = "citations"), allow(dead_code))]
    Italic,
}

fn rich_to(text: &str, html: bool, slope: Slope, depth: u8, out: &mut String) {
    let plain = |text: &str, out: &mut String| {
        // What stands for something else is no ASCII.
        if text.is_ascii() {
            return if html { escape(text, out) } else { out.push_str(text) };
        }
        let text = letters::restored(text).replace(HYPHEN, "-").replace(NO_NUMBER, "").replace(SEVERAL[1], "");
        if html { escape(&text, out) } else { out.push_str(&text) }
    };
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain(&rest[..at], out);
        rest = &rest[at..];
        let found = TAGS.iter().filter(|_| depth > 0).find_map(|(open, close, tag)| {
            let head = rest.get(..open.len()).filter(|head| head.eq_ignore_ascii_case(open))?;
            let body = &rest[head.len()..];
            let mut near = body.as_bytes().windows(close.len()).take(FAR);
            let end = near.position(|part| part.eq_ignore_ascii_case(close.as_bytes()))?;
            Some((&body[..end], &body[end + close.len()..], *tag))
        });
        match found {
            Some((body, after, tag)) => {
                let (open, close) = match (tag, slope) {
                    _ if !html => ("", ""),
                    ("span", _) => ("<span class=\"small-caps\">", "</span>"),
                    ("i" | "upright", Slope::Italic) => ("<span class=\"upright\">", "</span>"),
                    ("i", Slope::Upright) => ("<i>", "</i>"),
                    ("b", _) => ("<b>", "</b>"),
                    ("sup", _) => ("<sup>", "</sup>"),
                    ("sub", _) => ("<sub>", "</sub>"),
                    _ => ("", ""),
                };
                out.push_str(open);
                rich_to(body, html, slope, depth - 1, out);
                out.push_str(close);
                rest = after;
            }
            None => {
                plain("<", out);
                rest = &rest[1..];
            }
        }
    }
    plain(rest, out);
}

/// Whether an address may stand in a link.
pub fn safe(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

/// Writes links around addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// As links: for the reference in a list.
    On,
    /// As text: inside something that is a link already.
    Off,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// HTML.
    Html(Links),
    /// Text alone.
    Plain,
}

/// Writes the engine's children.
#[cfg(feature = "citations")]
pub fn children(children: &ElemChildren, to: To, out: &mut String) {
    for one in &children.0 {
        child(one, to, out);
    }
}

/// Writes one of the engine's children.
#[cfg(feature = "citations")]
pub fn child(child: &ElemChild, to: To, out: &mut String) {
    match child {
        ElemChild::Text(text) => formatted(&text.text, text.formatting, to, out),
        ElemChild::Elem(elem) => element(elem, to, out),
        // Markup is made by Typst's own files only; here it is text like any other.
        ElemChild::Markup(text) => rich(text, matches!(to, To::Html(_)), out),
        ElemChild::Link { text, url } => {
            let link = to == To::Html(Links::On) && safe(url);
            if link {
                // The engine puts a DOI behind this as it is.
                let doi = url.strip_prefix("https://doi.org/").map(of_doi);
                out.push_str("<a href=\"");
                escape(doi.as_deref().unwrap_or(url), out);
                out.push_str("\">");
            }
            formatted(&text.text, text.formatting, to, out);
            if link {
                out.push_str("</a>");
            }
        }
        ElemChild::Transparent { .. } => {}
    }
}

#[cfg(feature = "citations")]
fn element(elem: &Elem, to: To, out: &mut String) {
    let class = match elem.display {
        Some(Display::Block) => Some("csl-block"),
        Some(Display::Indent) => Some("csl-indent"),
        Some(Display::LeftMargin) => Some("csl-left-margin"),
        Some(Display::RightInline) => Some("csl-right-inline"),
        None => None,
    };
    match (class, to) {
        (Some(class), To::Html(_)) => {
            out.push_str(&format!("<span class=\"{class}\">"));
            children(&elem.children, to, out);
            out.push_str("</span>");
        }
        (Some(_), To::Plain) => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            children(&elem.children, to, out);
        }
        (None, _) => children(&elem.children, to, out),
    }
}

#[cfg(feature = "citations")]
fn formatted(text: &str, formatting: Formatting, to: To, out: &mut String) {
    if to == To::Plain || text.is_empty() {
        return rich(text, to != To::Plain, out);
    }
    let on = [
        (formatting.font_style != FontStyle::Normal, "<i>", "</i>"),
        (formatting.font_weight == FontWeight::Bold, "<b>", "</b>"),
        (formatting.text_decoration == TextDecoration::Underline, "<u>", "</u>"),
        (formatting.font_variant == FontVariant::SmallCaps, "<span class=\"small-caps\">", "</span>"),
        (formatting.vertical_align == VerticalAlign::Sup, "<sup>", "</sup>"),
        (formatting.vertical_align == VerticalAlign::Sub, "<sub>", "</sub>"),
    ];
    on.iter().filter(|row| row.0).for_each(|row| out.push_str(row.1));
    let slope = if on[0].0 { Slope::Italic } else { Slope::Upright };
    rich_to(text, true, slope, 8, out);
    on.iter().rev().filter(|row| row.0).for_each(|row| out.push_str(row.2));
}

/// Mends what the engine leaves: `,.` and `,)` and two spaces where a part is missing, and `?.` behind a title. Links and tags stay as they are.
#[cfg(feature = "citations")]
pub fn mended(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut last = ' ';
    while let Some(c) = rest.chars().next() {
        let whole = match c {
            '<' if rest.starts_with("<a ") => rest.find("</a>").map(|at| at + 4),
            '<' => rest.find('>').map(|at| at + 1),
            _ => None,
        };
        if let Some(end) = whole {
            // A tag shows nothing, a link does.
            last = if rest.starts_with("<a ") { 'a' } else { last };
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        match (last, c) {
            (' ', ' ') | ('?' | '!', '.') => {}
            (',', '.' | ')') if out.ends_with(',') => {
                out.pop();
                out.push(c);
            }
            _ => out.push(c),
        }
        last = c;
        rest = &rest[c.len_utf8()..];
    }
    out.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        let mut out = String::new();
        rich(text, true, &mut out);
        out
    }

    #[test]
    fn only_the_tags_of_csl_survive() {
        assert_eq!(html("<b>&</b><script>x"), "<b>&amp;</b>&lt;script&gt;x");
        assert_eq!(html("a <i>b"), "a &lt;i&gt;b");
        assert_eq!(html("<I>a <sup>2</SUP></I> é < 3"), "<i>a <sup>2</sup></i> é &lt; 3");
        assert_eq!(html("<span class=\"nocase\">El Salvador</span>"), "El Salvador");
        assert_eq!(html(&"<i>".repeat(5000)).len(), 5000 * 9);
    }

    #[cfg(feature = "citations")]
    #[test]
    fn what_the_engine_leaves_is_mended() {
        assert_eq!(mended("ISO,. <a href=\"x,.y\">x,.y</a>  (2024,).  é"), "ISO. <a href=\"x,.y\">x,.y</a> (2024). é");
        assert_eq!(mended("a < b"), "a < b");
        assert_eq!(mended("<i>Or a Mirage?</i>. 2025."), "<i>Or a Mirage?</i> 2025.");
    }

    #[test]
    fn anchors_are_unique_and_plain() {
        assert_eq!(anchor("hrw-2022"), "src-hrw-2022");
        assert_ne!(anchor("a b"), anchor("a_b"));
        assert!(!anchor("x\"><script>").contains(['"', '<', ' ']));
    }
}
