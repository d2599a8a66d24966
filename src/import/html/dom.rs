//! A page as a tree, built by the parser that browsers' rules are written down in (<https://html.spec.whatwg.org/#parsing>), with
//! limits: what nests without end, or makes ever more elements of itself, is refused.

use super::super::Refusal;
use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, ExpandedName, LocalName, Namespace, QualName, ns, parse_document};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Deepest nesting.
const DEEPEST: usize = 400;
/// Most nodes.
const MOST_NODES: usize = 3_000_000;
/// Most steps that are gone to find a node among its siblings.
const MOST_STEPS: usize = 200_000_000;
/// Most pairs of attributes of one tag: the parser holds each against those before it.
const MOST_PAIRS: usize = 100_000_000;
/// Bytes that the parser is given at once: limits are looked at between.
const PIECE: usize = 4096;

/// A node of the tree, by number; the document is the first.
pub(super) type Id = usize;

/// What a node is.
#[derive(Debug)]
pub(super) enum Data {
    /// An element: its name in small letters, and its attributes.
    Element(String, Vec<(String, String)>),
    /// Letters.
    Text(String),
    /// The document, comments and the like.
    Other,
}

#[derive(Debug)]
struct Node {
    parent: Option<Id>,
    children: Vec<Id>,
    data: Data,
    depth: usize,
}

/// A page.
pub(super) struct Page(Vec<Node>);

impl Page {
    /// What a node is.
    pub fn data(&self, id: Id) -> &Data {
        self.0.get(id).map_or(&Data::Other, |node| &node.data)
    }

    /// The nodes in a node.
    pub fn children(&self, id: Id) -> &[Id] {
        self.0.get(id).map_or(&[], |node| &node.children)
    }

    /// The node that it is in.
    pub fn parent(&self, id: Id) -> Option<Id> {
        self.0.get(id)?.parent
    }

    /// The name of an element; empty for what is none.
    pub fn name(&self, id: Id) -> &str {
        match self.data(id) {
            Data::Element(name, _) => name,
            _ => "",
        }
    }

    /// An attribute of an element.
    pub fn get(&self, id: Id, attribute: &str) -> Option<&str> {
        match self.data(id) {
            Data::Element(_, all) => all.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str()),
            _ => None,
        }
    }

    /// All nodes below one, in the order of the text.
    pub fn below(&self, id: Id) -> Vec<Id> {
        let mut out = Vec::new();
        let mut stack: Vec<Id> = self.children(id).iter().rev().copied().collect();
        while let Some(next) = stack.pop() {
            out.push(next);
            stack.extend(self.children(next).iter().rev());
        }
        out
    }

    /// All letters in a node.
    pub fn text(&self, id: Id) -> String {
        let mut out = String::new();
        for node in [id].into_iter().chain(self.below(id)) {
            if let Data::Text(text) = self.data(node) {
                out.push_str(text);
            }
        }
        out
    }
}

/// Reads a page.
pub(super) fn parse(text: &str) -> Result<Page, Refusal> {
    if is_crowded(text) {
        return Err(Refusal::new("a tag of the page has more attributes than any document needs")
            .with_help("open it in a browser, copy the text into a Word document, and import that"));
    }
    let mut parser = parse_document(Sink::new(), html5ever::ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.ceil_char_boundary(PIECE);
        parser.process(StrTendril::from_slice(&rest[..end]));
        rest = &rest[end..];
        let sink = &parser.tokenizer.sink.sink;
        if sink.deepest.get() > DEEPEST || sink.nodes.borrow().len() > MOST_NODES || sink.steps.get() > MOST_STEPS {
            return Err(Refusal::new("the page is nested deeper, or larger, than any document")
                .with_help("open it in a browser, copy the text into a Word document, and import that"));
        }
    }
    Ok(Page(parser.finish().nodes.into_inner()))
}

/// Whether tags have so many attributes that the parser, which holds each against all before it, would come to no end. Any `<`
/// may begin a tag: whether it does, the parser alone knows.
fn is_crowded(text: &str) -> bool {
    let (mut pairs, mut steps) = (0_usize, 0);
    for (at, _) in text.match_indices('<') {
        let tag = text.as_bytes().get(at + 1..).unwrap_or_default();
        if !tag.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
            continue;
        }
        let (count, length) = attributes(tag);
        pairs = pairs.saturating_add(count.saturating_mul(count) / 2);
        steps += length;
        if pairs > MOST_PAIRS || steps > MOST_STEPS.saturating_add(text.len()) {
            return true;
        }
    }
    false
}

/// How many attributes a tag has, and where it ends (<https://html.spec.whatwg.org/#tag-name-state> and what follows).
fn attributes(tag: &[u8]) -> (usize, usize) {
    #[derive(Clone, Copy)]
    enum At {
        Element,
        Between,
        Name,
        BehindName,
        BeforeValue,
        Bare,
        Quoted(u8),
    }
    let mut state = At::Element;
    let mut count = 0;
    for (at, byte) in tag.iter().copied().enumerate() {
        let space = byte.is_ascii_whitespace();
        state = match (state, byte) {
            (At::Quoted(mark), _) if byte == mark => At::Between,
            (At::Quoted(mark), _) => At::Quoted(mark),
            (_, b'>') => return (count, at),
            (At::BeforeValue, b'"' | b'\'') => At::Quoted(byte),
            (At::BeforeValue, _) if space => At::BeforeValue,
            (At::BeforeValue, _) => At::Bare,
            (At::Bare, _) => {
                if space {
                    At::Between
                } else {
                    At::Bare
                }
            }
            (At::Name | At::BehindName, b'=') => At::BeforeValue,
            (At::Name | At::BehindName, _) if space => At::BehindName,
            (_, b'/') => At::Between,
            (At::Element, _) => {
                if space {
                    At::Between
                } else {
                    At::Element
                }
            }
            (At::Name, _) => At::Name,
            (At::Between, _) if space => At::Between,
            (At::Between | At::BehindName, _) => {
                count += 1;
                At::Name
            }
        };
    }
    (count, tag.len())
}

/// A node as the parser holds it.
#[derive(Clone)]
struct Handle {
    id: Id,
    name: Rc<QualName>,
}

struct Sink {
    nodes: RefCell<Vec<Node>>,
    deepest: Cell<usize>,
    steps: Cell<usize>,
    none: Rc<QualName>,
}

/// The name of an element while the parser looks at it.
#[derive(Debug)]
struct Named<'a>(&'a QualName);

impl ElemName for Named<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }

    fn expanded(&self) -> ExpandedName<'_> {
        self.0.expanded()
    }
}

impl Sink {
    fn new() -> Sink {
        let document = Node { parent: None, children: Vec::new(), data: Data::Other, depth: 0 };
        let none = Rc::new(QualName::new(None, ns!(html), LocalName::from("")));
        Sink { nodes: RefCell::new(vec![document]), deepest: Cell::new(0), steps: Cell::new(0), none }
    }

    fn make(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: None, children: Vec::new(), data, depth: 0 });
        nodes.len() - 1
    }

    fn handle(&self, id: Id) -> Handle {
        Handle { id, name: self.none.clone() }
    }

    fn detach(&self, id: Id) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(parent) = nodes.get_mut(id).and_then(|node| node.parent.take()) else { return };
        if let Some(node) = nodes.get_mut(parent)
            && let Some(at) = self.position(&node.children, id)
        {
            node.children.remove(at);
        }
    }

    /// Where a node stands among others; looked for from the end, where it is most often.
    fn position(&self, children: &[Id], id: Id) -> Option<usize> {
        let at = children.iter().rposition(|child| *child == id);
        self.steps.set(self.steps.get() + children.len() - at.unwrap_or(0));
        at
    }

    fn insert(&self, parent: Id, at: Option<usize>, child: NodeOrText<Handle>) {
        let id = match child {
            NodeOrText::AppendNode(handle) => {
                self.detach(handle.id);
                handle.id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = nodes.get(parent).and_then(|node| match at {
                    Some(at) => at.checked_sub(1).and_then(|at| node.children.get(at)),
                    None => node.children.last(),
                });
                if let Some(Node { data: Data::Text(last), .. }) = before.copied().and_then(|id| nodes.get_mut(id)) {
                    last.push_str(&text);
                    return;
                }
                drop(nodes);
                self.make(Data::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes.get(parent).map_or(0, |node| node.depth + 1);
        self.deepest.set(self.deepest.get().max(depth));
        if let Some(node) = nodes.get_mut(id) {
            node.parent = Some(parent);
            node.depth = depth;
        }
        if let Some(node) = nodes.get_mut(parent) {
            let at = at.unwrap_or(node.children.len()).min(node.children.len());
            node.children.insert(at, id);
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = Named<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.handle(0)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Named<'a> {
        Named(&target.name)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        let pairs =
            attributes.into_iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string())).collect();
        let id = self.make(Data::Element(name.local.to_string(), pairs));
        Handle { id, name: Rc::new(name) }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.handle(self.make(Data::Other))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.handle(self.make(Data::Other))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.id, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, before: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.nodes.borrow().get(element.id).is_some_and(|node| node.parent.is_some());
        if has_parent { self.append_before_sibling(element, child) } else { self.append(before, child) }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.clone()
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.detach(node.id);
        }
        let found = {
            let nodes = self.nodes.borrow();
            let parent = nodes.get(sibling.id).and_then(|node| node.parent);
            parent.and_then(|parent| Some((parent, self.position(&nodes.get(parent)?.children, sibling.id)?)))
        };
        if let Some((parent, at)) = found {
            self.insert(parent, Some(at), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        if let Some(Node { data: Data::Element(_, all), .. }) = self.nodes.borrow_mut().get_mut(target.id) {
            for attribute in attributes {
                let name = attribute.name.local.to_string();
                self.steps.set(self.steps.get() + all.len());
                if all.iter().all(|(known, _)| *known != name) {
                    all.push((name, attribute.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.id);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(moved) = nodes.get_mut(node.id).map(|node| std::mem::take(&mut node.children)) else { return };
        let depth = nodes.get(parent.id).map_or(0, |node| node.depth + 1);
        for child in &moved {
            if let Some(child) = nodes.get_mut(*child) {
                child.parent = Some(parent.id);
                child.depth = depth;
            }
        }
        if let Some(parent) = nodes.get_mut(parent.id) {
            parent.children.extend(moved);
        }
    }
}
