//! Relations: the ties of one actor on both sides of it, or a matrix of those among several; below, what they rest on.

use super::timeline::within;
use super::{Pen, attribute};
use crate::base::{Date, Ranged};
use crate::document::Kind;
use crate::document::drawing::Relations;
use crate::document::record::Own;
use crate::model::{PageId, Tie};
use crate::render::html::push_escaped;
use crate::render::values::sort_and_shape;
use crate::render::words::Form;

/// Ties of one side that are shown at once.
const SHOWN: usize = 12;

pub(super) fn draw(pen: &Pen, relations: &Relations, out: &mut String) {
    let find = |id: &Ranged<String>| pen.model.find(&id.value, &[Kind::Actor]);
    let actors: Vec<PageId> = relations.actors.iter().filter_map(find).collect();
    let centre = relations.of.as_ref().and_then(find);
    let known = |id: PageId| actors.is_empty() || actors.contains(&id);
    let mut ties: Vec<&Tie> = match centre {
        Some(centre) => pen.model.ties_of(centre).filter(|tie| known(if tie.from == centre { tie.to } else { tie.from })).collect(),
        None => pen.model.ties.iter().filter(|tie| actors.contains(&tie.from) && actors.contains(&tie.to)).collect(),
    };
    ties.retain(|tie| fits(pen, relations, tie));
    if ties.is_empty() {
        out.push_str("<p class=\"none\">");
        push_escaped(pen.word("no-ties"), out);
        out.push_str("</p>\n");
        return;
    }
    match centre {
        Some(centre) => around(pen, centre, &ties, out),
        None => matrix(pen, &actors, &ties, out),
    }
    lines(pen, &ties, out);
    proofs(pen, &ties, out);
}

fn fits(pen: &Pen, relations: &Relations, tie: &Tie) -> bool {
    let group = pen.model.config.relation_types.get(&tie.sort).map(|sort| sort.group.name());
    let of_type = relations.types.is_empty() || relations.types.contains(&tie.sort);
    let of_group = relations.groups.is_empty() || group.is_some_and(|group| relations.groups.iter().any(|one| one == group));
    let span = Date::span(tie.since, tie.until.or(Some(Date::OPEN)));
    of_type && of_group && (span.is_none() || within(last_day(span), relations.from, None) && within(span, None, relations.to))
}

/// A span that goes on has no last day; it reaches to any.
fn last_day(span: Option<Date>) -> Option<Date> {
    let span = span?;
    match span.end {
        Some(crate::base::date::End::Open | crate::base::date::End::Unknown) => Date::parse("9999").ok(),
        _ => Some(span),
    }
}

fn mutual(pen: &Pen, tie: &Tie) -> bool {
    pen.model.config.relation_types.get(&tie.sort).is_some_and(|sort| sort.symmetric)
}

/// `sanctions, 2021`
fn verb(pen: &Pen, tie: &Tie) -> String {
    let label = label(pen, tie);
    match span(pen, tie) {
        Some(span) => pen.filled("tie-when", &[("tie", &label), ("when", &span)]),
        None => label,
    }
}

/// What the one who acts does.
fn label(pen: &Pen, tie: &Tie) -> String {
    pen.strings().tie(&pen.model.config, pen.language(), &tie.sort).0
}

/// The years of a tie.
fn span(pen: &Pen, tie: &Tie) -> Option<String> {
    let date = match (tie.since, tie.until) {
        (None, None) => return None,
        (Some(since), None) => since,
        (since, until) => Date::span(since, until)?,
    };
    Some(pen.strings().date(pen.language(), &date, Form::Year))
}

/// One actor, what others do to it, and what it does.
fn around(pen: &Pen, centre: PageId, ties: &[&Tie], out: &mut String) {
    let name = &*pen.name(centre);
    let side = |key: &str, class: &str, list: Vec<&Tie>, out: &mut String| {
        out.push_str(&format!("<div class=\"{class}\">\n<p class=\"side\">"));
        push_escaped(&pen.filled(key, &[("name", name)]), out);
        out.push_str("</p>\n");
        rows(pen, centre, &list[..list.len().min(SHOWN)], out);
        if list.len() > SHOWN {
            out.push_str("<details class=\"more\"><summary>");
            push_escaped(&pen.counted("n-more-ties", list.len() - SHOWN), out);
            out.push_str("</summary>\n");
            rows(pen, centre, &list[SHOWN..], out);
            out.push_str("</details>\n");
        }
        out.push_str("</div>\n");
    };
    out.push_str("<div class=\"ties\">\n");
    side("ties-in", "in", ties.iter().copied().filter(|tie| tie.to == centre && !mutual(pen, tie)).collect(), out);
    out.push_str("<p class=\"self\">");
    push_escaped(name, out);
    out.push_str("</p>\n");
    side("ties-out", "out", ties.iter().copied().filter(|tie| tie.from == centre || mutual(pen, tie)).collect(), out);
    out.push_str("</div>\n");
}

fn rows(pen: &Pen, centre: PageId, ties: &[&Tie], out: &mut String) {
    if ties.is_empty() {
        return out.push_str("<p class=\"none\">–</p>\n");
    }
    out.push_str("<ul>\n");
    for tie in ties {
        let other = if tie.from == centre { tie.to } else { tie.from };
        out.push_str("<li class=\"tie");
        out.push_str(if tie.reported { " reported" } else { "" });
        out.push_str(if pen.model.is_withdrawn(tie) { " withdrawn\">" } else { "\">" });
        kind(pen, other, out);
        out.push_str("<span class=\"wire\">");
        push_escaped(&verb(pen, tie), out);
        reported(pen, tie, out);
        out.push_str("</span></li>\n");
    }
    out.push_str("</ul>\n");
}

/// A link with the actor's shape before it.
fn kind(pen: &Pen, id: PageId, out: &mut String) {
    let shape = match &pen.model.page(id).record.own {
        Own::Actor(actor) => sort_and_shape(actor.sort.value).1,
        _ => "",
    };
    out.push_str("<span");
    attribute("class", &format!("kind kind-{shape}"), out);
    out.push('>');
    pen.link(id, "", out);
    out.push_str("</span>");
}

fn reported(pen: &Pen, tie: &Tie, out: &mut String) {
    if tie.reported {
        out.push_str(" <span class=\"vh\">(");
        push_escaped(pen.word("reported"), out);
        out.push_str(")</span>");
    }
    withdrawn(pen, tie, out);
}

/// That the report which has the proof no longer stands.
fn withdrawn(pen: &Pen, tie: &Tie, out: &mut String) {
    if pen.model.is_withdrawn(tie) {
        out.push_str(" <span class=\"contested\">");
        push_escaped(pen.word("tie-withdrawn"), out);
        out.push_str("</span>");
    }
}

/// Who acts stands at the left, on whom at the head. Small screens show a list of each row's ties.
fn matrix(pen: &Pen, actors: &[PageId], ties: &[&Tie], out: &mut String) {
    out.push_str("<p class=\"guide matrix-guide\">");
    push_escaped(pen.word("matrix-guide"), out);
    out.push_str("</p>\n<div class=\"stack scroll\">\n<table class=\"grid-table matrix\" role=\"table\">\n");
    out.push_str("<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">");
    push_escaped(pen.word("matrix-corner"), out);
    out.push_str("</th>");
    // Small screens hide the heads: no link stands there, for it could be reached and not seen. Each row leads to its actor.
    for id in actors {
        out.push_str("<th role=\"columnheader\" scope=\"col\">");
        push_escaped(&pen.model.page(*id).printed_name(), out);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n<tbody role=\"rowgroup\">\n");
    for from in actors {
        out.push_str("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
        pen.link(*from, "", out);
        out.push_str("</th>");
        for to in actors {
            cell(pen, *from, *to, ties, out);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn cell(pen: &Pen, from: PageId, to: PageId, ties: &[&Tie], out: &mut String) {
    let here = |tie: &&&Tie| (tie.from == from && tie.to == to) || (mutual(pen, tie) && tie.from == to && tie.to == from);
    let here: Vec<&&Tie> = ties.iter().filter(here).collect();
    let class = match (from == to, here.is_empty()) {
        (true, true) => "none same",
        (_, true) => "none",
        _ => "",
    };
    out.push_str("<td role=\"cell\"");
    if !class.is_empty() {
        attribute("class", class, out);
    }
    attribute("data-label", &pen.name(to), out);
    out.push('>');
    for (at, tie) in here.iter().enumerate() {
        out.push_str(if at > 0 { "; " } else { "" });
        out.push_str(if tie.reported { "<span class=\"hearsay\">" } else { "<span>" });
        push_escaped(&verb(pen, tie), out);
        reported(pen, tie, out);
        out.push_str("</span>");
    }
    if here.is_empty() && from != to {
        out.push('–');
    }
    out.push_str("</td>");
}

/// What a dashed line means, where there is one.
fn lines(pen: &Pen, ties: &[&Tie], out: &mut String) {
    out.push_str("<p class=\"key-lines\"><span>");
    push_escaped(pen.word("stated"), out);
    out.push_str("</span>");
    if ties.iter().any(|tie| tie.reported) {
        out.push_str("<span class=\"dash\">");
        push_escaped(pen.word("reported"), out);
        out.push_str("</span>");
    }
    out.push_str("</p>\n");
}

/// Every tie as a sentence with its sources; one without says so.
fn proofs(pen: &Pen, ties: &[&Tie], out: &mut String) {
    out.push_str("<details class=\"more\"><summary>");
    push_escaped(pen.word("sources"), out);
    out.push_str("</summary>\n<ul class=\"proofs\">\n");
    for tie in ties {
        out.push_str("<li>");
        push_escaped(&pen.name(tie.from), out);
        out.push(' ');
        push_escaped(&label(pen, tie), out);
        out.push(' ');
        push_escaped(&pen.name(tie.to), out);
        if let Some(span) = span(pen, tie) {
            push_escaped(pen.word("comma"), out);
            push_escaped(&span, out);
        }
        if let Some(note) = &tie.note {
            out.push_str(". ");
            out.push_str(&pen.remark(note, tie.stated.0));
        }
        out.push_str(" (");
        if tie.sources.is_empty() {
            push_escaped(pen.word("unsourced"), out);
        }
        for (at, source) in tie.sources.iter().enumerate() {
            out.push_str(if at > 0 { "; " } else { "" });
            out.push_str("<a class=\"cite\" href=\"");
            crate::render::html::push_href(&pen.links.href(&crate::model::Target::Page(*source)), out);
            out.push_str("\">");
            push_escaped(&pen.model.library.label(*source), out);
            out.push_str("</a>");
        }
        out.push(')');
        withdrawn(pen, tie, out);
        out.push_str("</li>\n");
    }
    out.push_str("</ul></details>\n");
}
