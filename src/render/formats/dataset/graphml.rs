//! Actors and relations as GraphML, for networkx, igraph, Cytoscape, yEd and other tools that read networks:
//! <http://graphml.graphdrawing.org/specification.html>.

use super::network::{self, Edge, Network};
use crate::model::{Model, Page};
use crate::render::formats::xml::{self, Element};

/// The namespace, and where its schema lies.
const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";
const SCHEMA: &str = "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd";

/// Where an attribute is used, what it is called there, and what it is. None has a value by default: readers keep these apart
/// from the edges.
const KEYS: [(&str, &str, &str); 12] = [
    ("node", "label", "string"),
    ("node", "kind", "string"),
    ("edge", "label", "string"),
    ("edge", "type", "string"),
    ("edge", "group", "string"),
    ("edge", "since", "string"),
    ("edge", "until", "string"),
    ("edge", "start", "string"),
    ("edge", "end", "string"),
    ("edge", "reported", "boolean"),
    ("edge", "symmetric", "boolean"),
    ("edge", "withdrawn", "boolean"),
];

/// The network; see [`network::Network`].
pub fn network(model: &Model) -> Vec<u8> {
    let Network { nodes, edges } = network::network(model);
    let graph = Element::new("graph").with("id", "network").with("edgedefault", "directed");
    let graph = nodes.into_iter().fold(graph, |graph, page| graph.child(node(page)));
    let graph = edges.iter().enumerate().fold(graph, |graph, (at, one)| graph.child(edge(at, one)));
    let root = Element::new("graphml")
        .with("xmlns", NAMESPACE)
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with("xsi:schemaLocation", SCHEMA);
    xml::document(KEYS.iter().fold(root, |root, one| root.child(key(*one))).child(graph))
}

fn key((of, name, sort): (&str, &'static str, &'static str)) -> Element {
    Element::new("key").with("id", key_id(of, name)).with("for", of).with("attr.name", name).with("attr.type", sort)
}

/// One name may be used by nodes and by edges, and a key is known by its id alone.
fn key_id(of: &str, name: &str) -> String {
    format!("{of}-{name}")
}

/// Adds what is said; nothing, if that is empty.
fn said(element: Element, of: &str, name: &str, value: &str) -> Element {
    if value.is_empty() { element } else { element.child(Element::new("data").with("key", key_id(of, name)).text(value)) }
}

fn node(page: &Page) -> Element {
    let node = Element::new("node").with("id", network::id(page));
    said(said(node, "node", "label", page.name()), "node", "kind", network::kind(page))
}

fn edge(at: usize, one: &Edge) -> Element {
    let (since, until) = (network::written(one.since), network::written(one.until));
    let (start, end) = (one.first_day().unwrap_or_default(), one.last_day().unwrap_or_default());
    let truth = |is: bool| if is { "true" } else { "false" };
    let values = [
        ("label", one.label),
        ("type", one.sort),
        ("group", one.group),
        ("since", &since),
        ("until", &until),
        ("start", &start),
        ("end", &end),
        ("reported", truth(one.reported)),
        ("symmetric", truth(one.symmetric)),
        ("withdrawn", truth(one.withdrawn)),
    ];
    let edge =
        Element::new("edge").with("id", format!("e{at}")).with("source", network::id(one.from)).with("target", network::id(one.to));
    values.into_iter().fold(edge, |edge, (name, value)| said(edge, "edge", name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_declared_once() {
        let mut ids: Vec<String> = KEYS.iter().map(|(of, name, _)| key_id(of, name)).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), KEYS.len());
    }
}
