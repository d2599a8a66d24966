//! The outline of a file: its sections, figures and tables, and the records that it declares.

use super::{Answer, Asked, Part, PartSort};
use crate::base::Range;
use crate::document::tree::Body;
use crate::lsp::under;

/// Tells what a file consists of.
pub(super) fn outline(asked: &Asked) -> Answer {
    let Some(parsed) = under::parsed(asked.site, asked.path) else { return Answer::Nothing };
    let document = &parsed.document;
    // The first record of a text is the text itself.
    let own = usize::from(asked.path.is_markdown());
    let records = document.records.iter().skip(own).map(|record| {
        let named = [&record.name.range, &record.key.range].into_iter().find(|range| range.start < range.end);
        let names = named.cloned().unwrap_or(record.range.start..record.range.start);
        let range = record.range.start.min(names.start)..record.range.end.max(names.end);
        let detail = format!("{} `{}`", record.kind, record.key.value);
        let name = [&record.name.value, &record.key.value].into_iter().find(|name| !name.trim().is_empty());
        let name = name.map_or_else(|| record.kind.to_string(), |name| name.to_string());
        Part { name, detail, sort: PartSort::Record(record.kind), range, names, parts: Vec::new() }
    });
    let mut parts: Vec<Part> = records.collect();
    let body = under::page_of(asked.site, asked.path).map_or(&*document.body, |page| page.body());
    parts.extend(sections(body, asked.text.len() as u32));
    Answer::Outline(parts)
}

/// Sections within sections, with the figures in them.
fn sections(body: &Body, end: u32) -> Vec<Part> {
    let headings = body.headings.iter().map(|heading| (heading.range.start, Some(heading), None));
    let figures = body.figures.iter().map(|figure| (figure.id.range.start, None, Some(figure)));
    let mut all: Vec<_> = headings.chain(figures).collect();
    all.sort_by_key(|(start, ..)| *start);
    // Sections that are open, each with its level, the outermost first.
    let mut open: Vec<(u8, Part)> = Vec::new();
    let mut done: Vec<Part> = Vec::new();
    for (start, heading, figure) in all {
        if let Some(heading) = heading {
            while open.last().is_some_and(|(level, _)| *level >= heading.level) {
                close(&mut open, &mut done, start);
            }
            let name = if heading.text.trim().is_empty() { format!("#{}", heading.id) } else { heading.text.clone() };
            let (names, detail) = (heading.range.clone(), format!("#{}", heading.id));
            let part = Part { name, detail, sort: PartSort::Heading, range: names.clone(), names, parts: Vec::new() };
            open.push((heading.level, part));
        }
        if let Some(figure) = figure {
            let what = figure.sort.name();
            let range: Range = figure.id.range.clone();
            let (name, detail) = (format!("{what} {}", figure.number), figure.id.value.clone());
            let part = Part { name, detail, sort: PartSort::Figure, names: range.clone(), range, parts: Vec::new() };
            open.last_mut().map_or(&mut done, |(_, section)| &mut section.parts).push(part);
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut done, end);
    }
    done
}

/// Ends the innermost open section at an offset.
fn close(open: &mut Vec<(u8, Part)>, done: &mut Vec<Part>, end: u32) {
    let Some((_, mut part)) = open.pop() else { return };
    part.range.end = part.range.end.max(end);
    open.last_mut().map_or(done, |(_, section)| &mut section.parts).push(part);
}
