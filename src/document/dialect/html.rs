//! Raw HTML that a site leaves out: the text in it, which stays, and what goes with its tags.

use std::borrow::Cow;
use std::ops::Range;

/// Elements of which readers would see nothing, or something else, and what to do about each.
const ELEMENTS: [(&str, &str); 20] = [
    ("img", IMAGE),
    ("picture", IMAGE),
    ("svg", DRAWING),
    ("canvas", DRAWING),
    ("embed", LINK),
    ("iframe", LINK),
    ("object", LINK),
    ("audio", LINK),
    ("video", LINK),
    ("math", "set `markdown: {math: true}` in `chancery.yaml` and write it as `$…$`"),
    ("table", "write it as a table in Markdown, with `|` between the cells"),
    ("input", OUT),
    ("select", OUT),
    ("textarea", OUT),
    ("script", OUT),
    ("style", OUT),
    ("template", OUT),
    ("noscript", OUT),
    ("noembed", OUT),
    ("noframes", OUT),
];
const IMAGE: &str = "write it as `![what it shows](file.png)`";
const DRAWING: &str = "save it as a file beside the text, and write `![what it shows](file.svg)`";
const LINK: &str = "link to it: `[what it is](https://…)`";
const OUT: &str = "take it out, or write in Markdown what readers shall see";
/// Of these the ones that hold nothing, or text for readers.
const OPEN: [&str; 5] = ["img", "picture", "embed", "input", "table"];
/// Elements within a line: what stands before and behind their tags touches.
const INLINE: [&str; 31] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "u", "var", "wbr",
];
/// How far quotation marks in a tag are heeded.
const LONGEST: usize = 1000;

/// A piece of raw HTML, taken apart.
#[derive(Debug, Default)]
pub struct Apart {
    /// The bytes of its texts, in order: what stands between tags. None, if there is nothing but white space.
    pub texts: Vec<Text>,
    /// The first element that leaves nothing to see, and what to do about it.
    pub element: Option<(&'static str, &'static str)>,
}

/// A text between two tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its bytes.
    pub range: Range<usize>,
    /// It does not touch the text before it: a block or a line ended between them.
    pub parted: bool,
}

/// Takes raw HTML apart: tags, comments and what no reader sees go.
pub fn apart(html: &str) -> Apart {
    let lower = html.to_ascii_lowercase();
    let (mut found, mut parted, mut from, mut at) = (Apart::default(), false, 0, 0);
    while let Some(open) = lower[at..].find('<').map(|open| at + open) {
        let rest = &lower[open..];
        at = open + 1;
        let length = match rest.as_bytes().get(1) {
            Some(b'!' | b'?') => behind(rest, if rest.starts_with("<!--") { "-->" } else { ">" }),
            Some(b'/' | b'a'..=b'z') => tag_end(rest),
            // A sign of its own.
            _ => continue,
        };
        found.add(from..open, &mut parted);
        at = open + length;
        let name = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
        let name = &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).count()];
        parted |= !name.is_empty() && !INLINE.contains(&name);
        if let Some((name, help)) = ELEMENTS.iter().find(|(element, _)| *element == name && !rest.starts_with("</")) {
            found.element.get_or_insert((name, help));
            if !OPEN.contains(name) {
                at = lower[at..].find(&format!("</{name}")).map_or(lower.len(), |end| at + end);
            }
        }
        from = at;
    }
    found.add(from..html.len(), &mut parted);
    if found.texts.iter().all(|text| html[text.range.clone()].trim().is_empty()) {
        found.texts.clear();
    }
    found
}

impl Apart {
    fn add(&mut self, range: Range<usize>, parted: &mut bool) {
        if !range.is_empty() {
            self.texts.push(Text { range, parted: std::mem::take(parted) });
        }
    }
}

/// Something that was opened and never closed.
#[derive(Debug, PartialEq, Eq)]
pub struct Unclosed {
    /// Where in the HTML.
    pub at: usize,
    /// What opens it: `<!--`.
    pub sign: &'static str,
    /// What would close it.
    pub end: &'static str,
}

/// What a block of raw HTML opens and does not close, of that which goes on over empty lines (CommonMark's HTML blocks 1 to 5).
pub fn unclosed(html: &str) -> Option<Unclosed> {
    const BEGUN: [(&str, &str); 7] = [
        ("<?", "?>"),
        ("<![cdata[", "]]>"),
        ("<!", ">"),
        ("<script", "</script>"),
        ("<pre", "</pre>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
    ];
    // A comment may begin behind another one, or within a block of another sort.
    if let Some(at) = html.rfind("<!--").filter(|at| !html[at + 2..].contains("-->")) {
        return Some(Unclosed { at, sign: "<!--", end: "-->" });
    }
    let start = html.len() - html.trim_start().len();
    let lower = html[start..].to_ascii_lowercase();
    let (sign, end) = BEGUN.into_iter().find(|(sign, _)| lower.starts_with(sign) && !lower.starts_with("<!--"))?;
    // The parser ends such an element with any of these tags.
    let closed =
        lower.contains(end) || sign.len() > 3 && end.starts_with("</") && BEGUN[3..].iter().any(|(_, end)| lower.contains(end));
    (!closed).then_some(Unclosed { at: start, sign, end })
}

/// What to do about an element of which readers would see nothing, or something else.
pub fn way_out(element: &str) -> Option<&'static str> {
    ELEMENTS.iter().find(|(name, _)| *name == element).map(|(_, help)| *help)
}

/// Whether a tag ends a line.
pub fn is_break(tag: &str) -> bool {
    let name = tag.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    name.is_some_and(|name| name.trim_end_matches(['/', ' ']).eq_ignore_ascii_case("br"))
}

/// The length up to the end of a mark; the whole without one.
fn behind(text: &str, mark: &str) -> usize {
    text.find(mark).map_or(text.len(), |at| at + mark.len())
}

/// Where a tag ends; a `>` in quotation marks is none.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().take(LONGEST) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    behind(rest, ">")
}

/// A text of HTML as readers see it: the entities that are written by hand are decoded.
pub fn decoded(text: &str) -> Cow<'_, str> {
    const NAMED: [(&str, char); 6] = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", '\u{a0}')];
    if !text.contains('&') {
        return text.into();
    }
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let entity = part.split_once(';').and_then(|(name, after)| {
            let number =
                |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32).filter(|c| *c != '\0');
            let c = match name.strip_prefix('#') {
                Some(code) => code.strip_prefix(['x', 'X']).map_or_else(|| number(code, 10), |hex| number(hex, 16)),
                None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
            };
            Some((c?, after))
        });
        match entity {
            Some((c, after)) => out.extend([c].into_iter().chain(after.chars())),
            None => out.extend(["&", part]),
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_stays_and_tags_go() {
        for (html, text, element) in [
            ("<p>Lost <b>paragraph</b>.</p><p>Next</p>", "|Lost |paragraph|.||Next", None),
            ("<p title=\"a > b\">x</p>", "|x", None),
            ("<p title=\"a>x</p>", "|x", None),
            ("a < b", "a < b", None),
            ("<!-- a --><div>\n</div>", "", None),
            ("<script>if (a < b) c()</script>d", "|d", Some("script")),
            ("<IMG src=x> y", " y", Some("img")),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "|a||b", Some("table")),
            ("<svg><text>a</text></svg>", "", Some("svg")),
            ("<svg", "", Some("svg")),
            ("<", "<", None),
        ] {
            let found = apart(html);
            let texts = found.texts.iter().map(|text| [if text.parted { "||" } else { "|" }, &html[text.range.clone()]].concat());
            let texts: String = texts.collect();
            assert_eq!((texts.strip_prefix('|').unwrap_or(""), found.element.map(|(name, _)| name)), (text, element), "{html}");
        }
    }

    #[test]
    fn what_is_never_closed() {
        for (html, sign) in [
            ("<!-- a", Some((0, "<!--"))),
            ("<!-- a --> b <!-- c", Some((13, "<!--"))),
            ("<div> <!-- a\n", Some((6, "<!--"))),
            ("  <SCRIPT>a", Some((2, "<script"))),
            ("<pre>a", Some((0, "<pre"))),
            ("<![CDATA[ > a", Some((0, "<![cdata["))),
            ("<?php a", Some((0, "<?"))),
            ("<!-- a -->", None),
            ("<!-->", None),
            ("<pre>a</style>", None),
            ("<div>", None),
            ("<!doctype html>", None),
        ] {
            assert_eq!(unclosed(html).map(|found| (found.at, found.sign)), sign, "{html}");
        }
    }

    #[test]
    fn entities_are_decoded() {
        assert_eq!(decoded("R&amp;D &lt; &#233;&#xe9; &euro; & &#0; a&nbsp;b"), "R&D < éé &euro; & &#0; a\u{a0}b");
    }

    proptest! {
        #[test]
        fn any_html_comes_apart(html in "(<|>|</|<!--|-->|<svg|<img|<p|\"|'|é|a| |&|;){0,30}") {
            let mut end = 0;
            for text in apart(&html).texts {
                prop_assert!(text.range.start >= end && html.get(text.range.clone()).is_some());
                end = text.range.end;
            }
        }
    }
}
