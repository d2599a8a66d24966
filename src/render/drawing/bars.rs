//! Bars: a table in which one column is drawn. Series differ by hatch, and each bar has its name and number beside it.

use super::frame::{Figures, heading, part_id, value};
use super::scale::{Scale, percent};
use super::{Pen, attribute};
use crate::document::drawing::number::Number;
use crate::document::drawing::{Cell, Drawing, Row};
use crate::render::html::push_escaped;

const OPEN: &str = "<svg aria-hidden=\"true\" focusable=\"false\" width=\"100%\" height=\"100%\">";

pub(super) fn draw(pen: &Pen, drawing: &Drawing, of: &Figures, out: &mut String) {
    let several = of.series.len() > 1;
    let bars = Bars { pen, drawing, of, scale: scale(of) };
    bars.patterns(out);
    out.push_str("<table class=\"bars");
    out.push_str(match (several, of.chart.stacked) {
        (true, true) => " stacked",
        (true, false) => " grouped",
        _ => "",
    });
    out.push('"');
    attribute("aria-labelledby", &part_id(drawing, ""), out);
    attribute("aria-describedby", &part_id(drawing, "-t"), out);
    out.push_str(">\n<thead class=\"vh\"><tr>");
    for head in [&heading(pen, of), pen.word("bar"), &of.chart.unit] {
        out.push_str("<th scope=\"col\"><span>");
        push_escaped(head, out);
        out.push_str("</span></th>");
    }
    out.push_str("</tr></thead>\n");
    match (several, of.chart.stacked) {
        (true, true) => bars.stacked(out),
        (true, false) => bars.grouped(out),
        _ => bars.single(out),
    }
    out.push_str("</table>\n");
}

/// What all bars of a chart share.
fn scale(of: &Figures) -> Scale {
    let values = |row: &Row| -> Vec<f64> { row.cells.iter().filter_map(|cell| Some(cell.value.as_ref()?.value)).collect() };
    if of.chart.stacked {
        Scale::from_zero(of.rows.iter().map(|row| values(row).iter().sum()))
    } else {
        Scale::from_zero(of.rows.iter().flat_map(values))
    }
}

struct Bars<'a> {
    pen: &'a Pen<'a>,
    drawing: &'a Drawing,
    of: &'a Figures<'a>,
    scale: Scale,
}

impl Bars<'_> {
    fn single(&self, out: &mut String) {
        out.push_str("<tbody>\n");
        for row in self.of.rows {
            let name = self.pen.label(&row.label);
            row.cells.iter().take(1).for_each(|cell| self.row(&name, 0, cell, out));
        }
        out.push_str("</tbody>\n");
    }

    fn grouped(&self, out: &mut String) {
        for row in self.of.rows {
            out.push_str("<tbody>\n<tr><th colspan=\"3\" scope=\"rowgroup\">");
            push_escaped(&self.pen.label(&row.label), out);
            out.push_str("</th></tr>\n");
            for ((at, cell), name) in row.cells.iter().enumerate().zip(self.of.series) {
                self.row(name, at, cell, out);
            }
            out.push_str("</tbody>\n");
        }
    }

    fn row(&self, name: &str, series: usize, cell: &Cell, out: &mut String) {
        self.head(name, out);
        if let Some(number) = &cell.value {
            out.push_str(OPEN);
            self.bar(0.0, number.value, series, out);
            self.zero(out);
            out.push_str("</svg>");
        }
        self.end(&value(self.pen, cell), cell.value.is_some(), out);
    }

    /// Names and numbers stand in a box of their own, by which the style keeps them from taking the bar's room.
    fn head(&self, name: &str, out: &mut String) {
        out.push_str("<tr><th scope=\"row\"><span>");
        push_escaped(name, out);
        out.push_str("</span></th><td>");
    }

    fn end(&self, value: &str, known: bool, out: &mut String) {
        out.push_str(if known { "</td><td class=\"v\"><span>" } else { "</td><td class=\"v none\"><span>" });
        push_escaped(value, out);
        out.push_str("</span></td></tr>\n");
    }

    fn stacked(&self, out: &mut String) {
        out.push_str("<tbody>\n");
        for row in self.of.rows {
            self.head(&self.pen.label(&row.label), out);
            out.push_str(OPEN);
            let mut from = 0.0;
            for (at, cell) in row.cells.iter().enumerate() {
                let Some(number) = &cell.value else { continue };
                self.bar(from, from + number.value, at, out);
                from += number.value;
            }
            out.push_str("</svg><ul class=\"parts\">");
            for ((at, cell), name) in row.cells.iter().enumerate().zip(self.of.series) {
                out.push_str("<li>");
                if cell.value.is_some() {
                    out.push_str("<svg class=\"swatch\" aria-hidden=\"true\" focusable=\"false\">");
                    self.rect("0", "100", at, out);
                    out.push_str("</svg> ");
                }
                push_escaped(&format!("{name} {}", value(self.pen, cell)), out);
                out.push_str("</li>");
            }
            let known = row.cells.iter().all(|cell| cell.value.is_some());
            out.push_str("</ul>");
            self.end(&self.total(row, from), known, out);
        }
        out.push_str("</tbody>\n");
    }

    /// The sum, with as many decimals as its parts; nothing if a part is not known.
    fn total(&self, row: &Row, sum: f64) -> String {
        let known: Option<Vec<&Number>> = row.cells.iter().map(|cell| cell.value.as_ref()).collect();
        match known {
            Some(parts) => {
                let decimals = parts.iter().map(|part| part.decimals.len()).max().unwrap_or(0);
                self.pen.number(&Number::of(sum, decimals))
            }
            None => self.pen.word("no-data").to_string(),
        }
    }

    fn bar(&self, from: f64, to: f64, series: usize, out: &mut String) {
        let (a, b) = (self.scale.at(from), self.scale.at(to));
        self.rect(&percent(a.min(b)), &percent((a - b).abs()), series, out);
    }

    fn rect(&self, x: &str, width: &str, series: usize, out: &mut String) {
        out.push_str(&format!("<rect x=\"{x}%\" width=\"{width}%\" height=\"100%\""));
        match series {
            0 => out.push_str(" fill=\"currentColor\"/>"),
            3 => out.push_str(" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>"),
            hatch => {
                let id = part_id(self.drawing, &format!("-{hatch}"));
                out.push_str(&format!(" fill=\"url(#{id})\" stroke=\"currentColor\" stroke-width=\"2\"/>"));
            }
        }
    }

    /// The line that bars on both sides of zero stand on.
    fn zero(&self, out: &mut String) {
        if self.scale.low < 0.0 {
            let at = percent(self.scale.at(0.0));
            out.push_str(&format!("<line class=\"axis\" x1=\"{at}%\" x2=\"{at}%\" y1=\"0\" y2=\"100%\"/>"));
        }
    }

    /// The hatches, once for the chart.
    fn patterns(&self, out: &mut String) {
        const STROKES: [&str; 2] = [
            "patternTransform=\"rotate(45)\"><rect width=\"1.5\" height=\"5\" fill=\"currentColor\"/>",
            "><rect width=\"1.5\" height=\"1.5\" fill=\"currentColor\"/><rect x=\"2.5\" y=\"2.5\" width=\"1.5\" height=\"1.5\" fill=\"currentColor\"/>",
        ];
        if self.of.series.len() < 2 {
            return;
        }
        out.push_str("<svg class=\"hatches\" aria-hidden=\"true\" focusable=\"false\" width=\"0\" height=\"0\"><defs>");
        for (at, stroke) in STROKES.iter().enumerate().take(self.of.series.len() - 1) {
            let id = part_id(self.drawing, &format!("-{}", at + 1));
            out.push_str(&format!(
                "<pattern id=\"{id}\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" {stroke}</pattern>"
            ));
        }
        out.push_str("</defs></svg>\n");
    }
}
