//! What stands around a picture: its number, title and takeaway above; its remark, sources and table below.

use super::{Pen, attribute};
use crate::document::drawing::{Cell, Chart, ChartSort, Drawing, Row};
use crate::model::Target;
use crate::render::html::{Drawn, push_escaped, push_href};

/// The figures of a chart.
pub(super) struct Figures<'a> {
    pub chart: &'a Chart,
    pub series: &'a [String],
    pub rows: &'a [Row],
}

/// Anchor of a part of a picture; its leaf has a number that is the picture's alone.
pub(super) fn part_id(drawing: &Drawing, part: &str) -> String {
    format!("h-d{}{part}", drawing.leaf.id)
}

/// Opens the figure and writes its caption.
pub(super) fn open(drawing: &Drawing, words: &Drawn, class: &str, out: &mut String) {
    out.push_str("<figure");
    attribute("class", &format!("fig {class}"), out);
    if let Some(id) = &drawing.id {
        attribute("id", &id.value, out);
    }
    out.push_str(">\n");
    caption(drawing, words, out);
}

fn caption(drawing: &Drawing, words: &Drawn, out: &mut String) {
    if words.title.is_empty() && words.label.is_empty() {
        return;
    }
    out.push_str("<figcaption>");
    if !words.label.is_empty() {
        out.push_str("<span class=\"label\">");
        out.push_str(&words.label);
        out.push_str("</span>");
    }
    if !words.title.is_empty() {
        out.push_str("<span class=\"ttl\"");
        attribute("id", &part_id(drawing, ""), out);
        out.push('>');
        out.push_str(&words.title);
        out.push_str("</span>");
    }
    if !words.takeaway.is_empty() {
        out.push_str("<span class=\"take\"");
        attribute("id", &part_id(drawing, "-t"), out);
        out.push('>');
        out.push_str(&words.takeaway);
        out.push_str("</span>");
    }
    out.push_str("</figcaption>\n");
}

/// Writes the remark, and closes the figure.
pub(super) fn close(pen: &Pen, drawing: &Drawing, out: &mut String) {
    if let Some(note) = drawing.note.as_deref().filter(|note| !note.trim().is_empty()) {
        out.push_str("<p class=\"src\">");
        out.push_str(&pen.line(note));
        out.push_str("</p>\n");
    }
    out.push_str("</figure>");
}

/// A chart with all that belongs to it; `picture` writes the bars or lines.
pub(super) fn chart(
    pen: &Pen,
    drawing: &Drawing,
    words: &Drawn,
    of: &Figures,
    out: &mut String,
    picture: impl FnOnce(&mut String),
) {
    if of.chart.marginal {
        out.push_str("<figure class=\"marginal chart\"");
        if let Some(id) = &drawing.id {
            attribute("id", &id.value, out);
        }
        out.push_str(">\n<figcaption>");
        if !words.label.is_empty() {
            out.push_str(&words.label);
            out.push_str(". ");
        }
        out.push_str("<b");
        attribute("id", &part_id(drawing, ""), out);
        out.push('>');
        out.push_str(&words.title);
        out.push_str("</b>, ");
        push_escaped(&of.chart.unit, out);
        out.push_str("<span class=\"vh\"");
        attribute("id", &part_id(drawing, "-t"), out);
        out.push_str(">. ");
        out.push_str(&words.takeaway);
        out.push_str("</span></figcaption>\n");
    } else {
        open(drawing, words, "chart", out);
        out.push_str("<p class=\"unit\">");
        push_escaped(&of.chart.unit, out);
        out.push_str("</p>\n");
    }
    picture(out);
    if of.chart.sort == ChartSort::Lines {
        table(pen, of, out);
    }
    foot(pen, drawing, words, of, out);
    out.push_str("</figure>");
}

/// Sources, remark, and the file.
fn foot(pen: &Pen, drawing: &Drawing, words: &Drawn, of: &Figures, out: &mut String) {
    out.push_str("<p class=\"src\">");
    let cited = drawing.sources.first().map_or(0, |part| part.len().div_ceil(2));
    let list = words.sources.first().map_or("", String::as_str);
    let pattern = pen.strings().text(pen.language(), "drawing-sources", Some(cited as i64)).unwrap_or("{list}");
    let (before, after) = pattern.split_once("{list}").unwrap_or((pattern, ""));
    push_escaped(before, out);
    out.push_str(list);
    push_escaped(after, out);
    if !out.ends_with('.') {
        out.push('.');
    }
    if let Some(note) = drawing.note.as_deref().filter(|note| !note.trim().is_empty()) {
        out.push(' ');
        out.push_str(&pen.line(note));
    }
    if let Some(data) = &of.chart.data
        && let Some(path) = pen.page.file_named(&data.file.value)
    {
        let address = pen.links.href(&Target::Asset(path));
        if !address.is_empty() {
            out.push_str(" <a download href=\"");
            push_href(&address, out);
            out.push_str("\">");
            push_escaped(pen.word("drawing-file"), out);
            out.push_str("</a>");
        }
    }
    out.push_str("</p>\n");
}

/// The figures as a table, closed until somebody asks for it; what is printed shows it.
fn table(pen: &Pen, of: &Figures, out: &mut String) {
    out.push_str("<details class=\"more figures\"><summary>");
    push_escaped(pen.word("drawing-table"), out);
    out.push_str("</summary>\n<div class=\"scroll\"><table class=\"grid-table\">\n<thead><tr><th scope=\"col\">");
    push_escaped(&heading(pen, of), out);
    out.push_str("</th>");
    let unit = [of.chart.unit.clone()];
    for name in if of.series.is_empty() { &unit[..] } else { of.series } {
        out.push_str("<th scope=\"col\" class=\"n\">");
        push_escaped(name, out);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in of.rows {
        out.push_str("<tr><th scope=\"row\">");
        push_escaped(&pen.label(&row.label), out);
        out.push_str("</th>");
        for cell in &row.cells {
            out.push_str("<td class=\"n\">");
            push_escaped(&value(pen, cell), out);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div></details>\n");
}

/// What heads the column of labels.
pub(super) fn heading(pen: &Pen, of: &Figures) -> String {
    if of.chart.label.is_empty() { pen.word("drawing-label").to_string() } else { of.chart.label.clone() }
}

/// A value as readers see it.
pub(super) fn value(pen: &Pen, cell: &Cell) -> String {
    match (&cell.shown, &cell.value) {
        (Some(shown), _) => shown.clone(),
        (None, Some(number)) => pen.number(number),
        (None, None) => pen.word("no-data").to_string(),
    }
}
