//! Lines: a plot without words inside a grid of words, so that letters keep their size when the plot is stretched.
//!
//! Only neighbours are joined. Where a value is not known, or a year is missing from a yearly series, the line breaks:
//! nobody knows what happened between.

use super::frame::{Figures, part_id};
use super::scale::{Scale, percent, ticks};
use super::{Pen, attribute};
use crate::base::Date;
use crate::document::drawing::{Drawing, Row};
use crate::render::html::push_escaped;

/// Longest line of a series' name, in characters.
const NAME: usize = 14;
/// Most labels under a plot; on small screens only the first and the last.
const LABELS: usize = 6;
const DASHES: [&str; 4] = ["", "9 5", "2 5", "14 4 2 4"];

/// A point in per cent of the plot, from the left and from the top.
type Point = (f64, f64);

pub(super) fn draw(pen: &Pen, drawing: &Drawing, of: &Figures, out: &mut String) {
    let values = || of.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| Some(cell.value.as_ref()?.value));
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let ticks = if low <= high { ticks(low, high) } else { ticks(0.0, 1.0) };
    let (Some(first), Some(last)) = (ticks.first(), ticks.last()) else { return };
    let scale = Scale { low: first.value, high: last.value };
    let places = Places::of(of.rows);
    out.push_str("<div class=\"plot\" role=\"img\"");
    attribute("aria-labelledby", &part_id(drawing, ""), out);
    attribute("aria-describedby", &part_id(drawing, "-t"), out);
    out.push_str(">\n");
    let marks: Vec<(String, f64)> = ticks.iter().map(|tick| (pen.number(tick), 100.0 - scale.at(tick.value))).collect();
    axis(&marks, out);
    let series: Vec<Vec<Vec<Point>>> =
        (0..of.rows.first().map_or(0, |row| row.cells.len())).map(|at| places.lines(of.rows, at, &scale)).collect();
    plot(&marks, 100.0 - scale.at(0.0_f64.clamp(scale.low, scale.high)), &series, out);
    if of.series.len() > 1 {
        names(of.series, &series, out);
    }
    labels(pen, of.rows, &places, out);
    out.push_str("</div>\n");
    let broken = series.iter().any(|lines| lines.len() > 1);
    if broken {
        out.push_str("<p class=\"src gaps\">");
        push_escaped(pen.word("drawing-gaps"), out);
        out.push_str("</p>\n");
    }
}

/// Where rows stand from left to right.
struct Places {
    /// Positions of the rows in order, with their place in per cent.
    order: Vec<(usize, f64)>,
    /// The greatest distance over which neighbours are joined, in per cent.
    joined: f64,
}

impl Places {
    fn of(rows: &[Row]) -> Places {
        let dates: Option<Vec<(f64, f64)>> = rows.iter().map(|row| moment(&row.label)).collect();
        let Some(dates) = dates.filter(|dates| dates.len() > 1) else {
            let last = rows.len().saturating_sub(1).max(1) as f64;
            let order = (0..rows.len()).map(|at| (at, at as f64 / last * 100.0)).collect();
            return Places { order, joined: 150.0 / last };
        };
        let mut order: Vec<(usize, f64)> = dates.iter().map(|(year, _)| *year).enumerate().collect();
        order.sort_by(|a, b| a.1.total_cmp(&b.1));
        let (low, high) = (order[0].1, order[order.len() - 1].1);
        let span = if high > low { high - low } else { 1.0 };
        let unit = dates.iter().map(|(_, unit)| *unit).fold(f64::INFINITY, f64::min);
        let steps: Vec<f64> = order.windows(2).map(|pair| pair[1].1 - pair[0].1).filter(|step| *step > 0.0).collect();
        let least = steps.iter().copied().fold(f64::INFINITY, f64::min);
        // A step that occurs once is no rhythm: two points far apart say nothing of what lies between.
        let regular = steps.iter().filter(|step| **step <= least * 1.2).count() > 1;
        let joined = if regular { least.max(unit) } else { unit } * 1.5 / span * 100.0;
        for place in &mut order {
            place.1 = (place.1 - low) / span * 100.0;
        }
        Places { order, joined }
    }

    /// The pieces of the line of a series.
    fn lines(&self, rows: &[Row], series: usize, scale: &Scale) -> Vec<Vec<Point>> {
        let mut lines: Vec<Vec<Point>> = Vec::new();
        let mut last: Option<f64> = None;
        for (at, x) in &self.order {
            let value = rows.get(*at).and_then(|row| row.cells.get(series)).and_then(|cell| cell.value.as_ref());
            let Some(value) = value else {
                last = None;
                continue;
            };
            let point = (*x, 100.0 - scale.at(value.value));
            match lines.last_mut().filter(|_| last.is_some_and(|last| x - last <= self.joined)) {
                Some(line) => line.push(point),
                None => lines.push(vec![point]),
            }
            last = Some(*x);
        }
        lines
    }
}

/// A date in years, and the unit that it is exact to.
fn moment(label: &str) -> Option<(f64, f64)> {
    let point = Date::parse(label).ok()?.point();
    let (year, month, day) = point.first();
    let unit = match (point.month, point.day) {
        (0, _) => 1.0,
        (21.., _) => 1.0 / 4.0,
        (_, 0) => 1.0 / 12.0,
        _ => 1.0 / 365.0,
    };
    Some((f64::from(year) + f64::from(month - 1) / 12.0 + f64::from(day - 1) / 365.0, unit))
}

const SVG: &str = "<svg aria-hidden=\"true\" focusable=\"false\" class=\"";

/// The numbers beside the plot.
fn axis(marks: &[(String, f64)], out: &mut String) {
    let width = marks.iter().map(|(text, _)| text.chars().count()).max().unwrap_or(1);
    out.push_str(&format!("{SVG}plot-y\" width=\"{}em\" height=\"100%\">", percent(width as f64 * 0.56 + 0.6)));
    for (text, y) in marks {
        out.push_str(&format!("<text x=\"0\" y=\"{}%\" dy=\"0.32em\" fill=\"currentColor\">", percent(*y)));
        push_escaped(text, out);
        out.push_str("</text>");
    }
    out.push_str("</svg>\n");
}

fn plot(marks: &[(String, f64)], zero: f64, series: &[Vec<Vec<Point>>], out: &mut String) {
    out.push_str(&format!("{SVG}plot-in\" width=\"100%\" height=\"100%\">"));
    for (_, y) in marks {
        let class = if (y - zero).abs() < 1e-6 { "axis" } else { "grid" };
        let y = percent(*y);
        out.push_str(&format!("<line class=\"{class}\" x1=\"0\" x2=\"100%\" y1=\"{y}%\" y2=\"{y}%\"/>"));
    }
    out.push_str("<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" width=\"100%\" height=\"100%\" overflow=\"visible\">");
    for (at, lines) in series.iter().enumerate() {
        let path = |line: &Vec<Point>| {
            let points: Vec<String> = line.iter().map(|(x, y)| format!("{} {}", percent(*x), percent(*y))).collect();
            format!("M{}", points.join("L"))
        };
        let long: String = lines.iter().filter(|line| line.len() > 1).map(path).collect();
        if !long.is_empty() {
            let dash = DASHES[at % DASHES.len()];
            let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
            out.push_str(&format!("<path class=\"line\" d=\"{long}\" vector-effect=\"non-scaling-stroke\"{dash}/>"));
        }
        let dots: String = lines.iter().flatten().map(|(x, y)| format!("M{} {}h.01", percent(*x), percent(*y))).collect();
        out.push_str(&format!("<path class=\"dots\" d=\"{dots}\" vector-effect=\"non-scaling-stroke\"/>"));
    }
    out.push_str("</svg></svg>\n");
}

/// The names of the series, each at the end of its line.
fn names(series: &[String], lines: &[Vec<Vec<Point>>], out: &mut String) {
    let texts: Vec<Vec<String>> = series.iter().map(|name| wrapped(name)).collect();
    let longest = texts.iter().flatten().map(|line| line.chars().count()).max().unwrap_or(1);
    out.push_str(&format!("{SVG}plot-names\" width=\"{}em\" height=\"100%\">", percent(longest as f64 * 0.56 + 0.8)));
    let wanted: Vec<f64> = lines.iter().map(|lines| lines.last().and_then(|line| line.last()).map_or(50.0, |(_, y)| *y)).collect();
    let heights: Vec<f64> = texts.iter().map(|lines| lines.len() as f64 * 8.5).collect();
    for (lines, y) in texts.iter().zip(spread(&wanted, &heights)) {
        out.push_str(&format!("<text y=\"{}%\" fill=\"currentColor\">", percent(y)));
        let first = 0.32 - (lines.len() as f64 - 1.0) * 0.6;
        for (at, line) in lines.iter().enumerate() {
            let down = if at == 0 { percent(first) } else { "1.2".into() };
            out.push_str(&format!("<tspan x=\"0.6em\" dy=\"{down}em\">"));
            push_escaped(line, out);
            out.push_str("</tspan>");
        }
        out.push_str("</text>");
    }
    out.push_str("</svg>\n");
}

/// Moves labels apart, each of a height, so that none covers another; all in per cent.
fn spread(wanted: &[f64], heights: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut places = wanted.to_vec();
    let mut edge = -4.0;
    for at in &order {
        places[*at] = places[*at].max(edge + heights[*at] / 2.0);
        edge = places[*at] + heights[*at] / 2.0;
    }
    // What was pushed out at the foot moves up again.
    let mut edge = 104.0;
    for at in order.iter().rev() {
        places[*at] = places[*at].min(edge - heights[*at] / 2.0);
        edge = places[*at] - heights[*at] / 2.0;
    }
    places
}

/// A name in lines: four at most, and what is left out is told of.
fn wrapped(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < NAME) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_string()),
        }
    }
    if lines.len() > 4 {
        // The table of its figures has it whole.
        lines.truncate(4);
        lines.iter_mut().skip(3).for_each(|last| last.push('…'));
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

fn labels(pen: &Pen, rows: &[Row], places: &Places, out: &mut String) {
    let count = places.order.len();
    let step = count.saturating_sub(1).div_ceil(LABELS - 1).max(1);
    out.push_str(&format!("{SVG}plot-x\" width=\"100%\">"));
    for (at, (row, x)) in places.order.iter().enumerate() {
        let last = at + 1 == count;
        // The one before the last is left out if it would run into it.
        if !last && (at % step > 0 || count - 1 - at < step) {
            continue;
        }
        let anchor = match (at, last) {
            (0, _) => "start",
            (_, true) => "end",
            _ => "middle",
        };
        let class = if anchor == "middle" { " class=\"minor\"" } else { "" };
        out.push_str(&format!("<text{class} x=\"{}%\" y=\"1.1em\" text-anchor=\"{anchor}\" fill=\"currentColor\">", percent(*x)));
        push_escaped(&pen.label(rows.get(*row).map_or("", |row| &row.label)), out);
        out.push_str("</text>");
    }
    out.push_str("</svg>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::drawing::Cell;
    use crate::document::drawing::number::number;

    fn rows(list: &[(&str, &str)]) -> Vec<Row> {
        let row = |(label, value): &(&str, &str)| Row {
            label: label.to_string(),
            cells: vec![Cell { value: number(value), shown: None }],
        };
        list.iter().map(row).collect()
    }

    fn pieces(list: &[(&str, &str)]) -> Vec<usize> {
        let rows = rows(list);
        Places::of(&rows).lines(&rows, 0, &Scale { low: 0.0, high: 10.0 }).iter().map(Vec::len).collect()
    }

    #[test]
    fn nothing_is_drawn_over_what_is_not_known() {
        assert_eq!(pieces(&[("2015", "9"), ("2024", "1")]), [1, 1]);
        assert_eq!(pieces(&[("2015", "9"), ("2016", "1")]), [2]);
        assert_eq!(pieces(&[("2015", "9"), ("2016", "1"), ("2017", "-"), ("2018", "2")]), [2, 1]);
        assert_eq!(pieces(&[("2015", "9"), ("2016", "1"), ("2017", "3"), ("2019", "2")]), [3, 1]);
        assert_eq!(pieces(&[("1990", "9"), ("2000", "1"), ("2010", "3")]), [3]);
        assert_eq!(pieces(&[("2025-01", "9"), ("2025-02", "1"), ("2025-03", "1")]), [3]);
        assert_eq!(pieces(&[("north", "9"), ("south", "1"), ("west", "?"), ("east", "1")]), [2, 1]);
    }

    #[test]
    fn dates_stand_at_their_place() {
        let places = Places::of(&rows(&[("2024", "1"), ("2015", "2"), ("2021", "3")]));
        let shown: Vec<(usize, String)> = places.order.iter().map(|(at, x)| (*at, percent(*x))).collect();
        assert_eq!(shown, [(1, "0".into()), (2, "66.67".into()), (0, "100".into())]);
    }

    #[test]
    fn names_do_not_cover_each_other() {
        let places = spread(&[50.0, 51.0, 99.0], &[10.0, 10.0, 10.0]);
        assert!(places[1] - places[0] >= 10.0 && places[2] <= 99.0, "{places:?}");
        assert_eq!(wrapped("Civil nuclear assistance"), ["Civil nuclear", "assistance"]);
        let long = wrapped("United Nations Office for the Coordination of Humanitarian Affairs");
        assert_eq!(long, ["United Nations", "Office for the", "Coordination", "of…"]);
    }
}
