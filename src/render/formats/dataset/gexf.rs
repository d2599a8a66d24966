//! Actors and relations as GEXF 1.3, for Gephi and other tools that draw networks: <https://gexf.net>.

use crate::base::Date;
use crate::base::date::{End, Point, day_iso};
use crate::config::relations::Group;
use crate::document::Kind;
use crate::document::record::Own;
use crate::model::{Model, Page, PageId, Tie};
use crate::render::formats::xml::{self, Element};
use std::collections::BTreeSet;

/// The network: a node for each actor and each place at the end of a relation, an edge for each relation, for each post that
/// somebody held, and from each actor to what it is part of.
pub fn network(model: &Model) -> Vec<u8> {
    let ends = model.ties.iter().flat_map(|tie| [tie.from, tie.to]);
    let all: BTreeSet<PageId> = model.of_kind(Kind::Actor).map(|page| page.id).chain(ends).collect();
    let nodes = all.iter().fold(Element::new("nodes"), |nodes, id| nodes.child(node(model.page(*id))));
    let ties = model.ties.iter().map(|tie| of_tie(model, tie));
    let tenures = model.tenures.iter().map(|tenure| Edge {
        label: "holds the office",
        since: tenure.from,
        until: tenure.to,
        ..Edge::between("holds-office", model.page(tenure.holder), model.page(tenure.office))
    });
    let parts = super::parts(model).map(|(part, whole)| Edge { label: "is part of", ..Edge::between("part-of", part, whole) });
    let edges = ties.chain(tenures).chain(parts).enumerate();
    let edges = edges.fold(Element::new("edges"), |edges, (at, one)| edges.child(edge(at, &one)));
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

/// What an edge says.
struct Edge<'a> {
    sort: &'a str,
    from: &'a Page,
    to: &'a Page,
    label: &'a str,
    group: &'a str,
    since: Option<Date>,
    until: Option<Date>,
    reported: bool,
    symmetric: bool,
    withdrawn: bool,
}

impl<'a> Edge<'a> {
    /// One that is as it is, with nothing more to say.
    fn between(sort: &'a str, from: &'a Page, to: &'a Page) -> Self {
        let (group, since, until) = (Group::Structure.name(), None, None);
        Edge { sort, from, to, label: sort, group, since, until, reported: false, symmetric: false, withdrawn: false }
    }
}

fn of_tie<'a>(model: &'a Model, tie: &'a Tie) -> Edge<'a> {
    let sort = model.config.relation_types.get(&tie.sort);
    Edge {
        label: sort.map_or(tie.sort.as_str(), |sort| sort.forward.as_str()),
        group: sort.map_or("", |sort| sort.group.name()),
        since: tie.since,
        until: tie.until,
        reported: tie.reported,
        symmetric: sort.is_some_and(|sort| sort.symmetric),
        withdrawn: model.is_withdrawn(tie),
        ..Edge::between(&tie.sort, model.page(tie.from), model.page(tie.to))
    }
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

fn edge(at: usize, one: &Edge) -> Element {
    let written = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let (since, until) = (written(one.since), written(one.until));
    // Readers of GEXF refuse edges of both sorts in one graph, so all are directed, and `symmetric` tells which are alike.
    let mut edge = Element::new("edge")
        .with("id", at.to_string())
        .with("source", id(one.from))
        .with("target", id(one.to))
        .with("label", one.label);
    if let Some(first) = day(one.since.map(|date| date.start), Point::first) {
        edge = edge.with("start", first);
    }
    if let Some(last) = day(one.until.map(|date| date.end.unwrap_or(date.start)), Point::last) {
        edge = edge.with("end", last);
    }
    let said = |is: bool| if is { "true" } else { "" };
    edge.child(values(&[one.sort, one.group, &since, &until, said(one.reported), said(one.symmetric), said(one.withdrawn)]))
}

/// A day as Gephi's time line wants it; none for an end that is open, not known, or before our era.
fn day(end: Option<End>, of: fn(&Point) -> (i32, u8, u8)) -> Option<String> {
    let Some(End::Point(point)) = end else { return None };
    let day = of(&point);
    (day.0 > 0).then(|| day_iso(day))
}
