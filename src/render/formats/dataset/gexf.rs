//! Actors and relations as GEXF 1.3, for Gephi and other tools that draw networks: <https://gexf.net>.

use super::network::{self, Edge, Network, id, written};
use crate::model::{Model, Page};
use crate::render::formats::xml::{self, Element};

/// The network; see [`network::Network`].
pub fn network(model: &Model) -> Vec<u8> {
    let Network { nodes, edges } = network::network(model);
    let nodes = nodes.into_iter().fold(Element::new("nodes"), |nodes, page| nodes.child(node(page)));
    let edges = edges.iter().enumerate().fold(Element::new("edges"), |edges, (at, one)| edges.child(edge(at, one)));
    let graph = Element::new("graph")
        .with("defaultedgetype", "directed")
        .with("mode", "dynamic")
        .with("timeformat", "date")
        .child(attributes("node", &["kind"]))
        .child(attributes("edge", &["type", "group", "since", "until", "reported", "symmetric", "withdrawn"]))
        .child(nodes)
        .child(edges);
    xml::document(Element::new("gexf").with("xmlns", "http://gexf.net/1.3").with("version", "1.3").child(graph))
}

fn attributes(class: &str, names: &[&str]) -> Element {
    names.iter().enumerate().fold(Element::new("attributes").with("class", class).with("mode", "static"), |list, (at, name)| {
        list.child(Element::new("attribute").with("id", at.to_string()).with("title", *name).with("type", "string"))
    })
}

fn values(values: &[&str]) -> Element {
    let filled = values.iter().enumerate().filter(|(_, value)| !value.is_empty());
    filled.fold(Element::new("attvalues"), |list, (at, value)| {
        list.child(Element::new("attvalue").with("for", at.to_string()).with("value", *value))
    })
}

fn node(page: &Page) -> Element {
    Element::new("node").with("id", id(page)).with("label", page.name()).child(values(&[network::kind(page)]))
}

fn edge(at: usize, one: &Edge) -> Element {
    let (since, until) = (written(one.since), written(one.until));
    // Readers of GEXF refuse edges of both sorts in one graph, so all are directed, and `symmetric` tells which are alike.
    let mut edge = Element::new("edge")
        .with("id", at.to_string())
        .with("source", id(one.from))
        .with("target", id(one.to))
        .with("label", one.label);
    if let Some(first) = one.first_day() {
        edge = edge.with("start", first);
    }
    if let Some(last) = one.last_day() {
        edge = edge.with("end", last);
    }
    let said = |is: bool| if is { "true" } else { "" };
    edge.child(values(&[one.sort, one.group, &since, &until, said(one.reported), said(one.symmetric), said(one.withdrawn)]))
}
