//! The MathML that `clean.rs` writes, as elements.

use unicode_normalization::UnicodeNormalization;

/// An element of MathML.
#[derive(Default)]
pub(super) struct Element<'a> {
    pub name: &'a str,
    pub attributes: &'a str,
    pub children: Vec<Element<'a>>,
    /// Its letters, and those of what it holds.
    pub text: String,
}

/// The elements; none nest deeper than `clean.rs` lets them.
pub(super) fn read(mathml: &str) -> Option<Element<'_>> {
    let mut open = vec![Element::default()];
    let mut rest = mathml;
    while let Some((text, behind)) = rest.split_once('<') {
        open.last_mut()?.text.push_str(&letters(text));
        let (tag, behind) = behind.split_once('>')?;
        rest = behind;
        if tag.starts_with('/') {
            close(&mut open)?;
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        open.push(Element { name, attributes, ..Element::default() });
        if closed {
            close(&mut open)?;
        }
    }
    open.pop()
}

fn close(open: &mut Vec<Element>) -> Option<()> {
    let closed = open.pop()?;
    let parent = open.last_mut()?;
    if closed.name != "annotation" {
        parent.text.push_str(&closed.text);
        parent.children.push(closed);
    }
    Some(())
}

/// Letters as they are typed: bold, script and the like are the same letters, and signs that nobody sees are none.
fn letters(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    let seen = text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}'));
    let (mut out, styled) = (String::with_capacity(text.len()), '\u{1d400}'..='\u{1d7ff}');
    for c in seen {
        match styled.contains(&c) {
            true => out.extend([c].into_iter().nfkc()),
            false => out.push(c),
        }
    }
    out
}
