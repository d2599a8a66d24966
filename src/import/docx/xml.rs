//! XML as a tree of plain values, read with limits. Namespaces are known by the prefix that the standards use for them.

use super::super::Refusal;
use super::super::plain::utf16;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::collections::HashSet;
use std::rc::Rc;

/// The way out of what is more than any document needs.
pub(super) const REFUSED: &str = "copy the text into a new document, and import that";

/// Deepest nesting of elements.
const DEEPEST: usize = 200;
/// Most elements of a part.
const MOST_ELEMENTS: usize = 3_000_000;

/// Namespaces (ECMA-376, transitional and strict) and the prefix under which they are known here.
const NAMESPACES: [(&str, &str); 23] = [
    ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"),
    ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "a"),
    ("http://purl.oclc.org/ooxml/drawingml/main", "a"),
    ("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "wp"),
    ("http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", "wp"),
    ("http://schemas.openxmlformats.org/drawingml/2006/picture", "pic"),
    ("http://purl.oclc.org/ooxml/drawingml/picture", "pic"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"),
    ("http://purl.oclc.org/ooxml/officeDocument/relationships", "r"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/math", "m"),
    ("http://purl.oclc.org/ooxml/officeDocument/math", "m"),
    ("http://schemas.openxmlformats.org/package/2006/relationships", "rel"),
    ("http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"),
    ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "wps"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/bibliography", "b"),
    ("http://purl.oclc.org/ooxml/officeDocument/bibliography", "b"),
    ("http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "cp"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("urn:schemas-microsoft-com:vml", "v"),
    ("urn:schemas-microsoft-com:office:office", "o"),
    ("http://schemas.microsoft.com/office/word/2010/wordml", "w14"),
];

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: Name,
    attributes: Vec<(Name, Box<str>)>,
    /// What it holds, in order.
    pub children: Vec<Node>,
}

type Name = Option<Rc<str>>;

/// A child of an element.
#[derive(Debug)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Letters.
    Text(String),
}

impl Element {
    /// Its name, with the prefix of its namespace: `w:p`.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// An attribute: `w:val`, `Id`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own.as_deref() == Some(name)).map(|(_, value)| &**value)
    }

    /// The elements in it.
    pub fn all(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of a name in it.
    pub fn elements<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.all().filter(move |element| element.name() == name)
    }

    /// The first element of a name in it.
    pub fn first(&self, name: &str) -> Option<&Element> {
        self.all().find(|element| element.name() == name)
    }

    /// The first element at a path of names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.first(name))
    }

    /// `w:val` of the first element of a name.
    pub fn val(&self, name: &str) -> Option<&str> {
        self.first(name)?.get("w:val")
    }

    /// Whether a property that is on or off is on (ECMA-376, 17.17.4); `None` if it is not there.
    pub fn flag(&self, name: &str) -> Option<bool> {
        let element = self.first(name)?;
        Some(!matches!(element.get("w:val"), Some("0" | "false" | "off" | "none")))
    }

    /// The first element of a name, however deep.
    pub fn find(&self, name: &str) -> Option<&Element> {
        self.all().find_map(|element| if element.name() == name { Some(element) } else { element.find(name) })
    }

    /// The elements of some names in it, however deep, without those within another of them.
    pub fn find_all<'a>(&'a self, names: &[&str], out: &mut Vec<&'a Element>) {
        for element in self.all() {
            match element.name() {
                own if names.contains(&own) => out.push(element),
                // The same once more, for programs before it.
                "mc:Fallback" if self.first("mc:Choice").is_some() => {}
                _ => element.find_all(names, out),
            }
        }
    }

    /// The letters of the first element at a path of names, without white space around them; `None` if there are none.
    pub fn words(&self, path: &[&str]) -> Option<String> {
        Some(self.at(path)?.text().trim().to_string()).filter(|text| !text.is_empty())
    }

    /// All letters in it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.put_text(&mut out);
        out
    }

    fn put_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.put_text(out),
            }
        }
    }
}

/// Reads a part; `part` is its name, for messages.
pub(super) fn parse(bytes: &[u8], part: &str) -> Result<Element, Refusal> {
    let wide = utf16(bytes);
    let text = match &wide {
        Some(text) => text.as_str(),
        None => std::str::from_utf8(bytes).map_err(|_| damaged(part))?,
    };
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut names: HashSet<Rc<str>> = HashSet::new();
    let mut stack: Vec<Element> = vec![Element::default()];
    let mut count = 0_usize;
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| damaged(part))?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(start) | Event::Empty(start) => {
                count += 1;
                if stack.len() > DEEPEST || count > MOST_ELEMENTS {
                    let what = if stack.len() > DEEPEST { "is nested deeper" } else { "is larger" };
                    return Err(
                        Refusal::new(format!("the part `{part}` of the file {what} than any document needs")).with_help(REFUSED)
                    );
                }
                let name = intern(&mut names, prefix(&namespace), start.local_name().into_inner());
                let mut element = Element { name, ..Element::default() };
                for attribute in start.attributes().with_checks(false) {
                    let attribute = attribute.map_err(|_| damaged(part))?;
                    if attribute.key.as_namespace_binding().is_some() {
                        continue;
                    }
                    let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
                    let key = intern(&mut names, prefix(&namespace), local.into_inner());
                    let value = unescaped(attribute.value.as_ref());
                    element.attributes.push((key, value.into()));
                }
                if is_empty { put(&mut stack, Node::Element(element)) } else { stack.push(element) }
            }
            Event::End(_) => {
                let Some(element) = stack.pop().filter(|_| !stack.is_empty()) else { return Err(damaged(part)) };
                put(&mut stack, Node::Element(element));
            }
            Event::Text(text) => put_text(&mut stack, &text.xml10_content()),
            Event::CData(text) => put_text(&mut stack, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                if let Some(letter) = entity(&name) {
                    put_text(&mut stack, letter.encode_utf8(&mut [0; 4]));
                }
            }
            Event::DocType(_) => {
                return Err(Refusal::new(format!(
                    "the part `{part}` of the file declares a document type, as no Word document does"
                ))
                .with_help(REFUSED));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
    let top = stack.pop().filter(|_| stack.is_empty()).ok_or_else(|| damaged(part))?;
    let root = top.children.into_iter().find_map(|child| match child {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    root.ok_or_else(|| damaged(part))
}

fn damaged(part: &str) -> Refusal {
    Refusal::new(format!("the file is damaged: its part `{part}` cannot be read"))
        .with_help("open it in Word or LibreOffice, save it again as .docx, and import that")
}

fn prefix(namespace: &ResolveResult<'_>) -> &'static str {
    let ResolveResult::Bound(namespace) = namespace else { return "" };
    NAMESPACES.iter().find(|(address, _)| *address == namespace.0).map_or("?", |(_, prefix)| prefix)
}

fn intern(names: &mut HashSet<Rc<str>>, prefix: &str, local: &str) -> Name {
    let name = if prefix.is_empty() { local.to_string() } else { format!("{prefix}:{local}") };
    if let Some(known) = names.get(name.as_str()) {
        return Some(known.clone());
    }
    let name: Rc<str> = name.into();
    names.insert(name.clone());
    Some(name)
}

fn put(stack: &mut [Element], node: Node) {
    if let Some(last) = stack.last_mut() {
        last.children.push(node);
    }
}

fn put_text(stack: &mut [Element], text: &str) {
    let Some(last) = stack.last_mut() else { return };
    match last.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => last.children.push(Node::Text(text.into())),
    }
}

/// The value of an attribute with its entities read; those of a document type are none.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let inner = &rest[at + 1..];
        match inner.split_once(';').filter(|(name, _)| name.len() < 12).and_then(|(name, behind)| Some((entity(name)?, behind))) {
            Some((letter, behind)) => {
                out.push(letter);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The letter that an entity of XML stands for.
fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
