//! Timelines: an ordered list with the years that are skipped.

use super::Pen;
use crate::base::Date;
use crate::document::Kind;
use crate::document::drawing::{Moment, Timeline};
use crate::document::record::Own;
use crate::model::PageId;
use crate::render::html::{Drawn, push_escaped};

/// Years that may pass without a word; more are said.
const SILENT: i32 = 5;

/// A line of the list.
enum Entry<'a> {
    Event(PageId),
    Own { text: &'a str, sources: Option<usize> },
}

pub(super) fn draw(pen: &Pen, timeline: &Timeline, words: &Drawn, out: &mut String) {
    let entries = entries(pen, timeline);
    if entries.is_empty() {
        out.push_str("<p class=\"none\">");
        push_escaped(pen.word("no-events"), out);
        out.push_str("</p>\n");
        return;
    }
    out.push_str("<ol class=\"time\">\n");
    let mut last: Option<i32> = None;
    for (date, key, entry) in &entries {
        if let (Some(last), Some(date)) = (last, date)
            && date.point().year - last > SILENT
        {
            let years = pen.counted("n-years", (date.point().year - last) as usize);
            out.push_str("<li class=\"gap\"><span></span><div>");
            push_escaped(&years, out);
            out.push_str("</div></li>\n");
        }
        last = date.map(|date| date.last_point().year).max(last);
        out.push_str(if *key { "<li class=\"key\">" } else { "<li>" });
        match date {
            Some(date) => pen.when(date, out),
            None => {
                out.push_str("<span class=\"when\">");
                push_escaped(pen.word("undetermined"), out);
                out.push_str("</span>");
            }
        }
        out.push_str("<div>");
        match entry {
            Entry::Event(id) => pen.link(*id, "happening", out),
            Entry::Own { text, sources } => {
                out.push_str("<span class=\"told\">");
                out.push_str(&pen.line(text));
                out.push_str("</span> <span class=\"meta\">");
                match sources.and_then(|at| words.sources.get(at)) {
                    Some(cited) => out.push_str(cited),
                    None => push_escaped(pen.word("unsourced"), out),
                }
                out.push_str("</span>");
            }
        }
        out.push_str("</div></li>\n");
    }
    out.push_str("</ol>\n");
}

/// What the timeline shows, in order of date.
fn entries<'a>(pen: &Pen, timeline: &'a Timeline) -> Vec<(Option<Date>, bool, Entry<'a>)> {
    let event = |id: PageId| match &pen.model.page(id).record.own {
        Own::Event(event) => Some((event.date.as_ref().map(|date| date.value), event.key, Entry::Event(id))),
        _ => None,
    };
    let mut chosen: Vec<PageId> = Vec::new();
    let mut entries = Vec::new();
    for moment in &timeline.events {
        match moment {
            Moment::Event(id) => chosen.extend(pen.model.find(&id.value, &[Kind::Event])),
            Moment::Own { date, text, sources, key } => {
                entries.push((Some(*date), *key, Entry::Own { text, sources: *sources }));
            }
        }
    }
    let filtered = !(timeline.actors.is_empty() && timeline.places.is_empty());
    if filtered || timeline.events.is_empty() {
        chosen.extend(pen.shared.events.iter().copied().filter(|id| fits(pen, timeline, *id)));
    }
    let mut seen = std::collections::BTreeSet::new();
    entries.extend(chosen.into_iter().filter(|id| seen.insert(*id)).filter_map(event));
    // Sorting keeps the order in which moments of one day were written.
    entries.sort_by_key(|(date, ..)| date.map(|date| date.order()));
    entries
}

/// Whether the filters let an event of the site in.
fn fits(pen: &Pen, timeline: &Timeline, id: PageId) -> bool {
    let Own::Event(event) = &pen.model.page(id).record.own else { return false };
    let find = |id: &str| pen.model.find(id, &[Kind::Actor, Kind::Place]);
    let wanted = |list: &[crate::base::Ranged<String>]| list.iter().filter_map(|one| find(&one.value)).collect::<Vec<_>>();
    let (actors, places) = (wanted(&timeline.actors), wanted(&timeline.places));
    let took_part = event.actors.iter().filter_map(|one| find(&one.actor.value)).any(|one| actors.contains(&one));
    let there = event.place.iter().filter_map(|one| find(&one.value)).any(|one| places.contains(&one));
    let date = event.date.as_ref().map(|date| date.value);
    (timeline.actors.is_empty() || took_part) && (timeline.places.is_empty() || there) && within(date, timeline.from, timeline.to)
}

/// Whether something with a date lies between two others; what has no date lies nowhere.
pub(super) fn within(date: Option<Date>, from: Option<Date>, to: Option<Date>) -> bool {
    if from.is_none() && to.is_none() {
        return true;
    }
    let Some(date) = date else { return false };
    from.is_none_or(|from| date.order().1 >= from.point().first()) && to.is_none_or(|to| date.order().0 <= to.last_point().last())
}
