//! A small XML writer: everything that goes in is escaped, so nothing in a title can leave its element.

/// An element with attributes and children.
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Child>,
}

enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// An empty element.
    pub fn new(name: &'static str) -> Self {
        Element { name, attributes: Vec::new(), children: Vec::new() }
    }

    /// Adds an attribute.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// Adds text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Child::Text(text.into()));
        self
    }

    /// Adds an element.
    pub fn child(mut self, element: Element) -> Self {
        self.children.push(Child::Element(element));
        self
    }

    fn write(&self, out: &mut String, depth: usize) {
        self.write_with(out, depth, std::iter::empty());
    }

    /// Writes it with more elements behind its own children; none of these is kept.
    fn write_with(&self, out: &mut String, depth: usize, more: impl Iterator<Item = Element>) {
        let indent = |out: &mut String| (0..depth).for_each(|_| out.push_str("  "));
        indent(out);
        out.push('<');
        out.push_str(self.name);
        for (name, value) in &self.attributes {
            [" ", name, "=\""].into_iter().for_each(|part| out.push_str(part));
            escape(value, out);
            out.push('"');
        }
        let mut more = more.peekable();
        if self.children.is_empty() && more.peek().is_none() {
            out.push_str("/>\n");
            return;
        }
        out.push('>');
        let nested = more.peek().is_some() || self.children.iter().any(|child| matches!(child, Child::Element(_)));
        if nested {
            out.push('\n');
        }
        for child in &self.children {
            match child {
                Child::Element(element) => element.write(out, depth + 1),
                Child::Text(text) => escape(text, out),
            }
        }
        more.for_each(|element| element.write(out, depth + 1));
        if nested {
            indent(out);
        }
        ["</", self.name, ">\n"].into_iter().for_each(|part| out.push_str(part));
    }
}

/// A document with its declaration.
pub fn document(root: Element) -> Vec<u8> {
    document_of(root, std::iter::empty())
}

/// A document whose root holds many elements: they are written as they come, so only one of them is in memory at a time.
pub fn document_of(root: Element, children: impl Iterator<Item = Element>) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    root.write_with(&mut out, 0, children);
    out.into_bytes()
}

/// Escapes for text and attributes; characters that XML 1.0 does not know become U+FFFD.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_escapes() {
        let element = Element::new("t").with("a", "\"<&").text("</t>\u{b}]]>");
        let text = String::from_utf8(document(element)).unwrap();
        assert!(text.ends_with("<t a=\"&quot;&lt;&amp;\">&lt;/t&gt;\u{fffd}]]&gt;</t>\n"), "{text}");
    }

    #[test]
    fn elements_that_come_one_by_one_are_written_like_children() {
        let one = |text: &str| Element::new("one").text(text);
        let whole = document(Element::new("all").with("x", "1").child(one("a")).child(one("b")));
        assert_eq!(document_of(Element::new("all").with("x", "1"), ["a", "b"].into_iter().map(one)), whole);
        assert_eq!(document_of(Element::new("all").with("x", "1").child(one("a")), std::iter::once(one("b"))), whole);
        assert_eq!(document_of(Element::new("all"), std::iter::empty()), document(Element::new("all")));
    }
}
