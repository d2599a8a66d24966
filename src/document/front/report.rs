//! The fields of a report.

use super::super::line::Line;
use super::super::record::*;
use super::super::schema as s;
use super::reader::{Context, Map, nowhere, text_of};
use crate::base::{Date, Fault, Ranged};

pub(super) fn read(map: Map, context: &mut Context) -> Report {
    let (date, updated) = (map.date("date"), map.date("updated"));
    let corrections: Vec<_> =
        map.maps("corrections", &s::CORRECTION).into_iter().filter_map(|one| correction(one, context)).collect();
    let revisions = revisions(map, context);
    context.changed("`updated`", date.as_ref(), updated.as_ref());
    corrections.iter().for_each(|one| context.changed("the day of this correction", date.as_ref(), Some(&one.date)));
    revisions.iter().for_each(|one| context.changed("the day of this revision", date.as_ref(), Some(&one.date)));
    if let Some(node) = map.node.get("status").filter(|node| node.is_null()) {
        let message = "`status` is empty: nothing says whether readers may see the report";
        let help = "write `status: draft` or `status: published`, or take the line out: without it a report is public";
        context.faults.push(Fault::new("missing-field", node.range.clone(), message).with_help(help));
    }
    let status =
        [("draft", Status::Draft), ("review", Status::Review), ("published", Status::Published), ("withdrawn", Status::Withdrawn)];
    let credit = |(actor, role)| Credit { actor, role };
    Report {
        subtitle: None,
        symbol: map.text("symbol"),
        date,
        updated,
        authors: map.credits(context, "authors", &s::CREDIT).into_iter().map(credit).collect(),
        // A status that cannot be read must not publish what may be a draft.
        status: map.word("status", &status).unwrap_or_else(|| match map.node.get("status") {
            Some(node) => Ranged::new(Status::Draft, node.range.clone()),
            None => Ranged::new(Status::Published, nowhere(map.node)),
        }),
        embargo_until: embargo(map, context),
        topics: topics(map, context),
        regions: map.ids(context, "regions"),
        standfirst: map.line(context, "standfirst", "standfirst"),
        key_judgements: judgements(map, context),
        recommendations: recommendations(map, context),
        actors: map.ids(context, "actors"),
        places: map.ids(context, "places"),
        sources: map.ids(context, "sources"),
        terms: map.ids(context, "terms"),
        events: map.ids(context, "events"),
        about_date: map.date("about_date"),
        claims: map.maps("claims", &s::CLAIM).into_iter().filter_map(|claim| read_claim(claim, context)).collect(),
        corrections,
        revisions,
        disclosures: map.get("disclosures").map(|node| disclosures(Map::new(&s::DISCLOSURES, node), context)).unwrap_or_default(),
        doi: map.doi("doi"),
        licence: map.text("licence"),
        binding: map.text("binding"),
        cover: map.file(context, "cover"),
        pdf: map.file(context, "pdf"),
        origin: map.id(context, "origin"),
        superseded_by: map.id(context, "superseded_by"),
        see_also: map.ids(context, "see_also"),
        asserts: map.maps("asserts", &s::ASSERTION).into_iter().filter_map(|one| assertion(one, context)).collect(),
        no_link: map.ids(context, "no_link"),
        language: map.language("language"),
        version_title: map.text("version_title"),
    }
}

/// More topics than a reader would look under; each has a page that shows the report with all its topics.
const MOST_TOPICS: usize = 50;

fn topics(map: Map, context: &mut Context) -> Vec<Text> {
    let mut topics = map.texts("topics");
    if let Some(next) = topics.get(MOST_TOPICS) {
        let message = format!("this report has {} topics, and {MOST_TOPICS} is the most", topics.len());
        let fault = Fault::new("yaml-limit", next.range.clone(), message);
        context.faults.push(fault.with_help("keep those under which a reader would look for it"));
        topics.truncate(MOST_TOPICS);
    }
    topics
}

/// The embargo. One that cannot be read must not publish what may be held back, so it has no end.
fn embargo(map: Map, context: &mut Context) -> Option<When> {
    let node = map.node.get("embargo_until")?;
    let until = map.date("embargo_until");
    if node.is_null() {
        let message = "`embargo_until` is empty: nothing says on which day the report may be read";
        let help = "write that day, as `2025-07-01`, or take the line out: without it a report is public";
        context.faults.push(Fault::new("invalid-date", node.range.clone(), message).with_help(help));
    }
    if until.as_ref().is_some_and(|until| until.value.known_end().is_none()) {
        let message = "`embargo_until` has no end: nothing says on which day the report may be read";
        let help = "write that day, as `2025-07-01`; what is not for readers as yet has `status: draft`";
        context.faults.push(Fault::new("invalid-date", node.range.clone(), message).with_help(help));
    }
    Some(until.unwrap_or_else(|| Ranged::new(Date::UNKNOWN, node.range.clone())))
}

fn judgements(map: Map, context: &mut Context) -> Vec<Judgement> {
    let one = |node| {
        if let Some(text) = text_of(node) {
            let text = Line::read(text, context.place("key_judgements"));
            return Some(Judgement { text, likelihood: None, confidence: None, sources: Vec::new(), paragraphs: Vec::new() });
        }
        let map = Map::new(&s::JUDGEMENT, node);
        Some(Judgement {
            text: map.line(context, "text", "key_judgements")?,
            likelihood: map.text("likelihood"),
            confidence: map.text("confidence"),
            sources: map.ids(context, "sources"),
            paragraphs: map.texts("paragraphs"),
        })
    };
    map.items("key_judgements").iter().filter_map(one).collect()
}

fn recommendations(map: Map, context: &mut Context) -> Vec<Recommendation> {
    let one = |node| {
        if let Some(text) = text_of(node) {
            let text = Line::read(text, context.place("recommendations"));
            return Some(Recommendation { text, to: None, by: None });
        }
        let map = Map::new(&s::RECOMMENDATION, node);
        Some(Recommendation { text: map.line(context, "text", "recommendations")?, to: map.id(context, "to"), by: map.date("by") })
    };
    map.items("recommendations").iter().filter_map(one).collect()
}

fn read_claim(map: Map, context: &mut Context) -> Option<Claim> {
    Some(Claim {
        id: map.text("id"),
        at: map.text("at")?,
        kind: map.text("kind"),
        as_of: map.date("as_of"),
        likelihood: map.text("likelihood"),
        confidence: map.text("confidence"),
        review: map.date("review"),
        note: map.line(context, "note", "claims"),
        evidence: map.maps("evidence", &s::EVIDENCE).into_iter().filter_map(|one| evidence(one, context)).collect(),
    })
}

fn evidence(map: Map, context: &mut Context) -> Option<Evidence> {
    let digits = [("1", 1), ("2", 2), ("3", 3), ("4", 4), ("5", 5), ("6", 6)];
    Some(Evidence {
        source: map.id(context, "source")?,
        is: map.text("is")?,
        credibility: map.word("credibility", &digits),
        locator: map.text("locator"),
        quote: map.text("quote"),
    })
}

fn correction(map: Map, context: &mut Context) -> Option<Correction> {
    let sources = map.ids(context, "sources");
    Some(Correction {
        date: map.date("date")?,
        level: map.text("level")?,
        was: map.line(context, "was", "corrections"),
        now: map.line(context, "now", "corrections"),
        note: map.line(context, "note", "corrections"),
        at: map.text("at"),
        sources,
    })
}

fn revisions(map: Map, context: &mut Context) -> Vec<Revision> {
    let one = |map: Map| Some(Revision { date: map.date("date")?, note: map.line(context, "note", "revisions")? });
    map.maps("revisions", &s::REVISION).into_iter().filter_map(one).collect()
}

fn disclosures(map: Map, context: &mut Context) -> Disclosures {
    let mut one = |name: &str| map.line(context, name, "disclosures");
    Disclosures { funding: one("funding"), interests: one("interests"), method: one("method"), ai: one("ai") }
}

fn assertion(map: Map, context: &mut Context) -> Option<Relation> {
    let (since, until) = (map.date("since"), map.end("until"));
    context.order("the relation", since.as_ref(), until.as_ref());
    let (from, to) = (map.id(context, "from"), map.id(context, "to"));
    let (sources, event) = (map.ids(context, "sources"), map.id(context, "event"));
    let (note, reported) = (map.line(context, "note", "asserts"), map.flag("reported"));
    Some(Relation { sort: map.text("type")?, from: Some(from?), to: to?, since, until, sources, event, note, reported })
}
