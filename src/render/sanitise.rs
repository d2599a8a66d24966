//! Raw HTML made harmless: every byte that leaves is written here, from a list of allowed names.
//!
//! Markdown hands raw HTML over in pieces, an opening tag here and its end two paragraphs on, so a sanitiser of whole
//! documents would see broken ones. This one takes the tags apart and writes those it knows anew, with their attributes
//! escaped; what it does not know is dropped, and `Balance` sees that all that is opened is closed in order. No element is
//! on the list that changes how a browser reads what follows it (`svg`, `math`, `style`, `template`, `table` …), so what
//! is written is what is read.

/// Elements within a line.
const INLINE: [&str; 34] = [
    "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "strike", "big", "font",
];
/// Elements that hold blocks.
const BLOCK: [&str; 15] =
    ["aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "hr", "li", "ol", "p", "section", "summary", "ul"];
/// Old names that have a successor.
const RENAMED: [(&str, &str); 5] = [("tt", "code"), ("strike", "s"), ("big", "span"), ("font", "span"), ("center", "div")];
const VOID: [&str; 3] = ["br", "hr", "wbr"];
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
/// Attributes that say something and do nothing.
const ATTRIBUTES: [&str; 8] = ["title", "lang", "dir", "datetime", "open", "value", "start", "reversed"];
/// Most elements that are open at a time.
const DEEPEST: usize = 32;

/// The elements that are open.
#[derive(Debug, Default)]
pub struct Balance {
    open: Vec<&'static str>,
}

impl Balance {
    /// Closes all that is open.
    pub fn close_all(&mut self, out: &mut String) {
        while let Some(name) = self.open.pop() {
            close(name, out);
        }
    }

    fn begin(&mut self, name: &'static str, attributes: &[(String, String)], out: &mut String) {
        if self.open.len() >= DEEPEST && !VOID.contains(&name) {
            return;
        }
        out.push('<');
        out.push_str(name);
        for (key, value) in attributes {
            out.push(' ');
            out.push_str(key);
            out.push_str("=\"");
            super::html::push_escaped(value, out);
            out.push('"');
        }
        if VOID.contains(&name) {
            out.push_str(" />");
        } else {
            out.push('>');
            self.open.push(name);
        }
    }

    /// Closes an element, and those opened within it; an end without a beginning is dropped.
    fn end(&mut self, name: &str, out: &mut String) {
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            for name in self.open.drain(at..).rev() {
                close(name, out);
            }
        }
    }
}

fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Writes a piece of raw HTML in a line: a tag, a comment, a declaration.
pub fn push_inline(html: &str, balance: &mut Balance, out: &mut String) {
    push(html, &[&INLINE], balance, out);
}

/// Writes a block of raw HTML.
pub fn push_block(html: &str, balance: &mut Balance, out: &mut String) {
    push(html, &[&INLINE, &BLOCK], balance, out);
}

fn push(html: &str, allowed: &[&[&'static str]], balance: &mut Balance, out: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text(&rest[..at], out);
        rest = &rest[at..];
        if let Some(after) = unseen(rest) {
            rest = after;
            continue;
        }
        let Some((tag, after)) = Tag::read(rest) else {
            out.push_str("&lt;");
            rest = &rest[1..];
            continue;
        };
        rest = after;
        if let Some(name) = allowed.iter().copied().flatten().find(|name| **name == tag.name) {
            let name = RENAMED.iter().find(|(old, _)| old == name).map_or(*name, |(_, new)| *new);
            if tag.end { balance.end(name, out) } else { balance.begin(name, &tag.attributes, out) }
        } else if SILENT.contains(&tag.name.as_str()) && !tag.end {
            rest = behind_end(rest, &tag.name);
        }
    }
    text(rest, out);
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
        match Tag::read(rest) {
            Some((tag, after)) if tag.name == name => return after,
            _ => rest = &rest[2..],
        }
    }
    ""
}

/// Text between tags; entities stay.
fn text(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        super::html::push_escaped(&rest[..at], out);
        let tail = &rest[at + 1..];
        let length = tail.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').take(32).count();
        let entity = length > 0 && tail.as_bytes().get(length) == Some(&b';');
        out.push_str(if entity { "&" } else { "&amp;" });
        rest = tail;
    }
    super::html::push_escaped(rest, out);
}

/// A tag, taken apart.
struct Tag {
    name: String,
    end: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// Reads the tag that a text begins with.
    fn read(text: &str) -> Option<(Tag, &str)> {
        let inner = text.strip_prefix('<')?;
        let (end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':')).count();
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut tag = Tag { name: inner[..length].to_ascii_lowercase(), end, attributes: Vec::new() };
        let mut rest = &inner[length..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if let Some(after) = rest.strip_prefix('>') {
                return Some((tag, after));
            }
            let length =
                rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '"' | '\'' | '<')).unwrap_or(rest.len());
            if length == 0 {
                return None;
            }
            let key = rest[..length].to_ascii_lowercase();
            rest = rest[length..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                (value, rest) = attribute_value(after.trim_start())?;
            }
            let fresh = !tag.attributes.iter().any(|(other, _)| *other == key);
            if ATTRIBUTES.contains(&key.as_str()) && fresh && value.len() <= 1000 {
                tag.attributes.push((key, value.to_string()));
            }
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

    fn block(html: &str) -> String {
        let (mut balance, mut out) = (Balance::default(), String::new());
        push_block(html, &mut balance, &mut out);
        balance.close_all(&mut out);
        out
    }

    #[test]
    fn what_is_known_stays() {
        for (html, expected) in [
            ("<b>x</b> &amp; &lt; & y", "<b>x</b> &amp; &lt; &amp; y"),
            ("<DIV LANG=de title='a \"b\"'>x", "<div lang=\"de\" title=\"a &quot;b&quot;\">x</div>"),
            ("<details open><summary>s</summary>t</details>", "<details open=\"\"><summary>s</summary>t</details>"),
            ("a<br>b<hr/>", "a<br />b<hr />"),
            ("<font color=red>x</font><center>y</center>", "<span>x</span><div>y</div>"),
            ("<b><i>x</b></i>", "<b><i>x</i></b>"),
            ("a < b > c", "a &lt; b &gt; c"),
        ] {
            assert_eq!(block(html), expected, "{html}");
        }
    }

    #[test]
    fn what_acts_is_gone() {
        for (html, expected) in [
            ("<script>alert(1)</script>x", "x"),
            ("<SCRIPT\n>alert('</b>')</sCript >x", "x"),
            ("<svg><style><img src=x onerror=y></style></svg>x", "x"),
            ("<b onclick=x style=y class=z id=w>x</b>", "<b>x</b>"),
            ("<a href=javascript:x>y</a>", "y"),
            ("<img src=x onerror=y>z", "z"),
            ("<b title=\"x\"onclick=y>z", "<b title=\"x\">z</b>"),
            ("<b title='\"><script>'>z", "<b title=\"&quot;&gt;&lt;script&gt;\">z</b>"),
            ("<!-- <b> -->x<!--", "x"),
            ("<![CDATA[<b>]]>x<?php y ?>z<!DOCTYPE w>", "xz"),
            ("<iframe src=x>", ""),
            ("<b <script>alert(1)</script>", "&lt;b "),
            ("<form><input><button formaction=x>y</button></form>", "y"),
            ("<noscript><p title=\"</noscript><img src=x onerror=y>\">z", "\"&gt;z"),
            ("<table><td>x", "x"),
        ] {
            let html = block(html);
            assert!(!html.contains("onerror=") && !html.contains("<script") && !html.contains("javascript:"), "{html}");
            assert_eq!(html, expected.replace('"', if html.contains("&quot;&gt;z") { "&quot;" } else { "\"" }));
        }
    }

    #[test]
    fn depth_is_bounded() {
        let html = block(&"<div>".repeat(10_000));
        assert_eq!(html.matches("<div>").count(), DEEPEST);
        assert_eq!(html.matches("</div>").count(), DEEPEST);
    }
}
