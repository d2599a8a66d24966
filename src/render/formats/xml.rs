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
        let indent = "  ".repeat(depth);
        out.push_str(&indent);
        out.push('<');
        out.push_str(self.name);
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\""));
            escape(value, out);
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>\n");
            return;
        }
        out.push('>');
        let nested = self.children.iter().any(|child| matches!(child, Child::Element(_)));
        if nested {
            out.push('\n');
        }
        for child in &self.children {
            match child {
                Child::Element(element) => element.write(out, depth + 1),
                Child::Text(text) => escape(text, out),
            }
        }
        if nested {
            out.push_str(&indent);
        }
        out.push_str(&format!("</{}>\n", self.name));
    }
}

/// A document with its declaration.
pub fn document(root: Element) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    root.write(&mut out, 0);
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
}
