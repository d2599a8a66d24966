//! Actors and relations as GEXF 1.3, for Gephi and other tools that draw networks: <https://gexf.net>.

use crate::base::Date;
use crate::base::date::{End, Point};
use crate::document::Kind;
use crate::document::record::Own;
use crate::model::{Model, Page, PageId, Tie};
use crate::render::formats::xml::{self, Element};
use std::collections::BTreeSet;

/// The network: a node for each actor and each place at the end of a relation, an edge for each relation.
pub fn network(model: &Model) -> Vec<u8> {
    let ends = model.ties.iter().flat_map(|tie| [tie.from, tie.to]);
    let all: BTreeSet<PageId> = model.of_kind(Kind::Actor).map(|page| page.id).chain(ends).collect();
    let nodes = all.iter().fold(Element::new("nodes"), |nodes, id| nodes.child(node(model.page(*id))));
    let edges = model.ties.iter().enumerate().fold(Element::new("edges"), |edges, (at, tie)| edges.child(edge(model, at, tie)));
    let graph = Element::new("graph")
        .with("defaultedgetype", "directed")
        .with("mode", "dynamic")
        .with("timeformat", "date")
        .child(attributes("node", &["kind"]))
        .child(attributes("edge", &["type", "group", "since", "until", "reported", "symmetric"]))
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

/// Actors and places may share a key, so a node is known by both.
fn id(page: &Page) -> String {
    format!("{}:{}", page.kind.name(), page.key)
}

fn node(page: &Page) -> Element {
    let kind = match &page.record.own {
        Own::Actor(actor) => actor.sort.value.name(),
        _ => page.kind.name(),
    };
    Element::new("node").with("id", id(page)).with("label", page.name()).child(values(&[kind]))
}

fn edge(model: &Model, at: usize, tie: &Tie) -> Element {
    let sort = model.config.relation_types.get(&tie.sort);
    let symmetric = sort.is_some_and(|sort| sort.symmetric);
    let label = sort.map_or(tie.sort.as_str(), |sort| sort.forward.as_str());
    let group = sort.map_or("", |sort| sort.group.name());
    let written = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let (since, until) = (written(tie.since), written(tie.until));
    // Readers of GEXF refuse edges of both sorts in one graph, so all are directed, and `symmetric` tells which are alike.
    let mut edge = Element::new("edge")
        .with("id", at.to_string())
        .with("source", id(model.page(tie.from)))
        .with("target", id(model.page(tie.to)))
        .with("label", label);
    if let Some(first) = day(tie.since.map(|date| date.start), Point::first) {
        edge = edge.with("start", first);
    }
    if let Some(last) = day(tie.until.map(|date| date.end.unwrap_or(date.start)), Point::last) {
        edge = edge.with("end", last);
    }
    let said = |is: bool| if is { "true" } else { "" };
    edge.child(values(&[&tie.sort, group, &since, &until, said(tie.reported), said(symmetric)]))
}

/// A day as Gephi's time line wants it; none for an end that is open, not known, or before our era.
fn day(end: Option<End>, of: fn(&Point) -> (i32, u8, u8)) -> Option<String> {
    let Some(End::Point(point)) = end else { return None };
    let (year, month, day) = of(&point);
    (year > 0).then(|| format!("{year:04}-{month:02}-{day:02}"))
}
