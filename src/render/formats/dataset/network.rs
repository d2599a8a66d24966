//! Actors and what ties them, as a graph: one walk over the model, for every format that writes it.

use crate::base::Date;
use crate::base::date::{End, Point, day_iso};
use crate::config::relations::Group;
use crate::document::Kind;
use crate::document::record::Own;
use crate::model::{Model, Page, PageId, Tie};
use std::collections::BTreeSet;

/// A node for each actor and each place at the end of a relation, in order of page; an edge for each relation, for each post that
/// somebody held, and from each actor to what it is part of.
pub struct Network<'a> {
    /// The nodes.
    pub nodes: Vec<&'a Page>,
    /// The edges.
    pub edges: Vec<Edge<'a>>,
}

/// What an edge says. All are directed: readers refuse edges of both sorts in one graph.
pub struct Edge<'a> {
    /// The type of relation, as chancery.yaml has it; `holds-office`, `part-of`.
    pub sort: &'a str,
    /// Where it begins.
    pub from: &'a Page,
    /// Where it ends.
    pub to: &'a Page,
    /// The type in words, as they are said of `from`.
    pub label: &'a str,
    /// Cooperation, conflict, structure; empty for a type that is not known.
    pub group: &'a str,
    /// Since when.
    pub since: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
    /// Said by somebody, and not by the site.
    pub reported: bool,
    /// It is the same from both ends.
    pub symmetric: bool,
    /// The report that states it was withdrawn.
    pub withdrawn: bool,
}

/// The network of a site.
pub fn network(model: &Model) -> Network<'_> {
    let ends = model.ties.iter().flat_map(|tie| [tie.from, tie.to]);
    let all: BTreeSet<PageId> = model.of_kind(Kind::Actor).map(|page| page.id).chain(ends).collect();
    let ties = model.ties.iter().map(|tie| of_tie(model, tie));
    let tenures = model.tenures.iter().map(|tenure| Edge {
        label: "holds the office",
        since: tenure.from,
        until: tenure.to,
        ..Edge::between("holds-office", model.page(tenure.holder), model.page(tenure.office))
    });
    let parts = super::parts(model).map(|(part, whole)| Edge { label: "is part of", ..Edge::between("part-of", part, whole) });
    Network { nodes: all.into_iter().map(|id| model.page(id)).collect(), edges: ties.chain(tenures).chain(parts).collect() }
}

impl<'a> Edge<'a> {
    /// One that is as it is, with nothing more to say.
    fn between(sort: &'a str, from: &'a Page, to: &'a Page) -> Self {
        let (group, since, until) = (Group::Structure.name(), None, None);
        Edge { sort, from, to, label: sort, group, since, until, reported: false, symmetric: false, withdrawn: false }
    }

    /// The first day, as `2019-06-01`, where it is known.
    pub fn first_day(&self) -> Option<String> {
        day(self.since.map(|date| date.start), Point::first)
    }

    /// The last day, where it is known.
    pub fn last_day(&self) -> Option<String> {
        day(self.until.map(|date| date.end.unwrap_or(date.start)), Point::last)
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

/// Actors and places may share a key, so a node is known by both.
pub fn id(page: &Page) -> String {
    format!("{}:{}", page.kind.name(), page.key)
}

/// What a node is: the kind of actor, or `place`.
pub fn kind(page: &Page) -> &'static str {
    match &page.record.own {
        Own::Actor(actor) => actor.sort.value.name(),
        _ => page.kind.name(),
    }
}

/// A date as it is written, of which the days may be known in part only; empty without one.
pub fn written(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// A day as a time line wants it; none for an end that is open, not known, or before our era.
fn day(end: Option<End>, of: fn(&Point) -> (i32, u8, u8)) -> Option<String> {
    let Some(End::Point(point)) = end else { return None };
    let day = of(&point);
    (day.0 > 0).then(|| day_iso(day))
}
