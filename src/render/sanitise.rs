//! Raw HTML made harmless: every byte that leaves is written here, from a list of allowed names.
//!
//! Markdown hands raw HTML over in pieces, an opening tag here and its end two paragraphs on, so a sanitiser of whole
//! documents would see broken ones. This one takes the tags apart (`document/raw_html.rs`) and writes those that are kept anew,
//! with their attributes escaped; the others are dropped, and `Balance` sees that all that is opened is closed in order. No
//! element is kept that changes how a browser reads what follows it (`svg`, `math`, `style`, `template`, `table` …), so what
//! is written is what is read.

use crate::base::address::{Scheme, scheme};
use crate::document::raw_html::{Attribute, Piece, Tag, classes, is_kept, pieces};

/// Old names that have a successor.
const RENAMED: [(&str, &str); 5] = [("tt", "code"), ("strike", "s"), ("big", "span"), ("font", "span"), ("center", "div")];
const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];
/// Most elements that are open at a time.
const DEEPEST: usize = 32;

/// What the page knows of what raw HTML names.
pub trait Site {
    /// The address of what stands at a byte of the piece, not escaped; `None` leads nowhere.
    fn address(&self, at: usize, written: &str) -> Option<String>;

    /// Whether an element may have that id: each id stands once.
    fn take_id(&mut self, id: &str) -> bool;

    /// There is a link around all of it already.
    fn is_linked(&self) -> bool;
}

/// The elements that are open: their names as they were written, and as they are.
#[derive(Debug, Default)]
pub struct Balance {
    open: Vec<(String, String)>,
}

impl Balance {
    /// Closes all that is open.
    pub fn close_all(&mut self, out: &mut String) {
        while let Some((_, name)) = self.open.pop() {
            close(&name, out);
        }
    }

    /// Whether a link is open.
    pub fn is_linked(&self) -> bool {
        self.open.iter().any(|(_, name)| name == "a")
    }

    fn begin(&mut self, tag: &Tag, site: &mut dyn Site, out: &mut String) {
        let is_void = VOID.contains(&tag.name.as_str());
        if self.open.len() >= DEEPEST && !is_void {
            return;
        }
        let mut name = RENAMED.iter().find(|(old, _)| *old == tag.name).map_or(tag.name.as_str(), |(_, new)| *new);
        let mut attributes: Vec<(&str, String)> = Vec::new();
        for one in tag.attributes.iter().filter(|one| is_kept(&tag.name, one)) {
            attributes.extend(attribute(one, site).map(|value| (one.key.as_str(), value)));
        }
        let has = |attributes: &[(&str, String)], key: &str| attributes.iter().any(|(name, _)| *name == key);
        if name == "img" && !has(&attributes, "src") {
            // An image that cannot be shown leaves its words.
            if let Some((_, words)) = attributes.iter().find(|(key, _)| *key == "alt") {
                out.push_str(words);
            }
            return;
        }
        if name == "img" && !has(&attributes, "alt") {
            attributes.push(("alt", String::new()));
        }
        // What leads nowhere, and a link within a link, is a place at most.
        if name == "a" && (!has(&attributes, "href") || self.is_linked() || site.is_linked()) {
            name = "span";
            attributes.retain(|(key, _)| *key != "href");
        }
        out.push('<');
        out.push_str(name);
        for (key, value) in attributes {
            for part in [" ", key, "=\"", &value, "\""] {
                out.push_str(part);
            }
        }
        out.push_str(if is_void { " />" } else { ">" });
        if !is_void {
            self.open.push((tag.name.clone(), name.to_string()));
        }
    }

    /// Closes an element, and those opened within it; an end without a beginning is dropped.
    fn end(&mut self, name: &str, out: &mut String) {
        if let Some(at) = self.open.iter().rposition(|(written, _)| written == name) {
            for (_, name) in self.open.drain(at..).rev() {
                close(&name, out);
            }
        }
    }
}

fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// The value of an attribute as it is written, escaped; `None` leaves it out.
fn attribute(one: &Attribute, site: &mut dyn Site) -> Option<String> {
    let mut value = String::new();
    match one.key.as_str() {
        "href" | "src" => {
            let address = site.address(one.at, &crate::document::raw_html::address(one.value))?;
            let is_fine = match scheme(&address) {
                Scheme::Forbidden => false,
                Scheme::Relative | Scheme::Anchor => true,
                Scheme::Web | Scheme::Person => one.key == "href",
            };
            if !is_fine {
                return None;
            }
            super::html::push_href(&address, &mut value);
        }
        "id" => {
            if !site.take_id(one.value) {
                return None;
            }
            text(one.value, &mut value);
        }
        "class" => text(&classes(one.value).collect::<Vec<_>>().join(" "), &mut value),
        _ => text(one.value, &mut value),
    }
    Some(value)
}

/// Writes a piece of raw HTML in a line: a tag, a comment, a declaration.
pub fn push_inline(html: &str, balance: &mut Balance, site: &mut dyn Site, out: &mut String) {
    push(html, false, balance, site, out);
}

/// Writes a block of raw HTML. A link does not reach beyond it, for what follows has links of its own.
pub fn push_block(html: &str, balance: &mut Balance, site: &mut dyn Site, out: &mut String) {
    push(html, true, balance, site, out);
    balance.end("a", out);
}

fn push(html: &str, block: bool, balance: &mut Balance, site: &mut dyn Site, out: &mut String) {
    for piece in pieces(html, block) {
        match piece {
            Piece::Text(words) => text(words, out),
            Piece::Kept(tag) if tag.end => balance.end(&tag.name, out),
            Piece::Kept(tag) => balance.begin(&tag, site, out),
            Piece::LeftOut(_) => {}
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Knows `p.png`, `/about/` and the web.
    #[derive(Default)]
    struct Known {
        ids: Vec<String>,
    }

    impl Site for Known {
        fn address(&self, _: usize, written: &str) -> Option<String> {
            let is_web = written.contains(':') || written.starts_with('#');
            (is_web || matches!(written, "p.png" | "/about/")).then(|| written.to_string())
        }

        fn take_id(&mut self, id: &str) -> bool {
            let is_new = id != "main" && !self.ids.iter().any(|other| other == id);
            self.ids.push(id.to_string());
            is_new
        }

        fn is_linked(&self) -> bool {
            false
        }
    }

    fn block(html: &str) -> String {
        let (mut balance, mut out) = (Balance::default(), String::new());
        push_block(html, &mut balance, &mut Known::default(), &mut out);
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
            ("<b class=\"k l2\" id=w>x</b><b id=w>y</b><b id=main>z</b>", "<b class=\"k l2\" id=\"w\">x</b><b>y</b><b>z</b>"),
            ("<a href='/about/' title=\"a &amp; b\">x</a>", "<a href=\"/about/\" title=\"a &amp; b\">x</a>"),
            ("<a href='https://x.org/?a=1&amp;b'>x</a>", "<a href=\"https://x.org/?a=1&amp;b\">x</a>"),
            ("<a href='#q'>x <a href='#r'>y</a> z</a>", "<a href=\"#q\">x <span>y</span> z</a>"),
            ("<a id=w></a><a href=nowhere>x</a>", "<span id=\"w\"></span><span>x</span>"),
            ("<img src=p.png width=3 height=x>", "<img src=\"p.png\" width=\"3\" alt=\"\" />"),
            ("<p><a href='#q'><img src=p.png alt=a></p>", "<p><a href=\"#q\"><img src=\"p.png\" alt=\"a\" /></a></p>"),
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
            ("<b onclick=x style=y>x</b>", "<b>x</b>"),
            ("<a href=javascript:x>y</a>", "<span>y</span>"),
            ("<a href='java&#115;cript:x'>y</a>", "<span>y</span>"),
            ("<img src=x onerror=y>z", "z"),
            ("<img src=https://x.org/p.png alt='a &lt;b>'>z", "a &lt;b&gt;z"),
            ("<b class='k \"x' id='a\"b'>x</b>", "<b>x</b>"),
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
