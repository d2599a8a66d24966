//! Charts: labels and values, written in place or named in a file.

use super::number::{Number, is_nothing, number};
use super::{MARGINAL_ROWS, MOST_ROWS, MOST_SERIES, Reader, csv, unknown};
use crate::base::yaml::{Node, Value};
use crate::base::{Fault, Range, Ranged, text};
use crate::document::{Sort, Written};

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ChartSort {
    Bars,
    Lines,
}

/// A chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Bars or lines.
    pub sort: ChartSort,
    /// What one unit is.
    pub unit: String,
    /// What heads the column of labels; empty if it is not said.
    pub label: String,
    /// Names of the series; none if there is only one and it has no name.
    pub series: Vec<String>,
    /// Values written in place.
    pub rows: Vec<Row>,
    /// Values in a file.
    pub data: Option<Data>,
    /// One behind another.
    pub stacked: bool,
    /// Small, for the margin.
    pub marginal: bool,
}

/// A label and its values.
#[derive(Debug, Clone)]
pub struct Row {
    /// As written; a date is written out for readers.
    pub label: String,
    /// One for each series.
    pub cells: Vec<Cell>,
}

/// A value.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// None if nobody knows it.
    pub value: Option<Number>,
    /// What readers see instead of the number.
    pub shown: Option<String>,
}

/// Values in a file.
#[derive(Debug, Clone)]
pub struct Data {
    /// The file, relative to the report.
    pub file: Ranged<String>,
    /// The column of the labels.
    pub label: Option<Ranged<String>>,
    /// The columns of the values; all but the labels, if none are named.
    pub columns: Vec<Ranged<String>>,
}

const RULE: &str = "invalid-drawing";

pub(super) fn read(node: &Node, fence: &Range, reader: &mut Reader) -> Chart {
    reader.sources(node.get("sources"));
    let flag = |key: &str| node.get(key).and_then(Node::text) == Some("true");
    let text = |key: &str| node.get(key).and_then(Node::text);
    let names = |key: &str| -> Vec<Ranged<String>> {
        match node.get(key).map(|node| &node.value) {
            Some(Value::Seq(items)) => {
                items.iter().filter_map(|item| Some(Ranged::new(item.text()?.to_string(), item.range.clone()))).collect()
            }
            _ => Vec::new(),
        }
    };
    let series = names("series");
    let mut chart = Chart {
        sort: if text("type") == Some("lines") { ChartSort::Lines } else { ChartSort::Bars },
        unit: text("unit").unwrap_or_default().trim().to_string(),
        label: text("label").unwrap_or_default().to_string(),
        series: series.iter().map(|name| name.value.clone()).collect(),
        rows: Vec::new(),
        data: node.get("data").and_then(|file| {
            let name = file.text()?.to_string();
            let label = node.get("label").and_then(|label| Some(Ranged::new(label.text()?.to_string(), label.range.clone())));
            Some(Data { file: Ranged::new(name, super::inner(reader.words.file, file)), label, columns: names("columns") })
        }),
        stacked: flag("stacked"),
        marginal: flag("marginal"),
    };
    if let Some(data) = &chart.data {
        reader.written.push(Written { text: data.file.value.clone(), range: data.file.range.clone(), sort: Sort::Link });
    }
    if let Some(one) = series.get(MOST_SERIES) {
        let message = format!("a chart has at most {MOST_SERIES} series, and this has {}", series.len());
        reader.fault(RULE, &one.range, message, "make two charts, or leave some out");
    }
    match (node.get("values"), &chart.data) {
        (Some(_), Some(data)) => {
            let range = data.file.range.clone();
            reader.fault(RULE, &range, "the chart has both `values` and `data`", "keep one of them");
        }
        (None, None) => {
            let help = "write `values: {2015: 103, 2024: 1.9}`, or name a CSV file as `data: figures.csv`";
            reader.fault("missing-field", fence, "the chart has no figures", help);
        }
        (Some(values), None) => {
            chart.rows = rows(values, &series, reader);
            if matches!(&values.value, Value::Map(pairs) if pairs.is_empty()) {
                reader.fault(RULE, &first_line(&values.range), "the chart has no figures", "write labels with their values");
            }
        }
        (None, Some(_)) => {}
    }
    limits(&chart, &chart.rows, node.get("values").map_or(fence, |values| &values.range), reader.faults);
    chart
}

/// What a chart may not have, wherever its values come from.
pub(crate) fn limits(chart: &Chart, rows: &[Row], place: &Range, faults: &mut Vec<Fault>) {
    let mut say = |message: String, help: &'static str| faults.push(Fault::new(RULE, first_line(place), message).with_help(help));
    let negative = rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.value.as_ref()).any(|value| value.negative);
    if let Some(twice) = twice(&chart.series) {
        say(format!("two series are called `{}`", text::shown(twice)), "readers tell them by their names: give each its own");
    }
    if rows.len() > MOST_ROWS {
        say(format!("a chart has at most {MOST_ROWS} rows, and this has {}", rows.len()), "offer the file for download instead");
    }
    if chart.marginal && rows.len() * chart.series.len().max(1) > MARGINAL_ROWS {
        say(format!("a chart in the margin has at most {MARGINAL_ROWS} bars"), "take `marginal` away");
    }
    if chart.stacked && negative {
        say("bars with values below zero cannot be stacked".into(), "take `stacked` away");
    }
    if chart.sort == ChartSort::Lines && rows.len() < 2 && !rows.is_empty() {
        say("a line needs two points at least".into(), "write `type: bars`");
    }
}

/// A name that stands twice in a list.
fn twice(names: &[String]) -> Option<&str> {
    names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)).map(|(_, name)| name.as_str())
}

/// Enough of a place to underline.
fn first_line(range: &Range) -> Range {
    range.start..range.end.min(range.start + 60)
}

fn rows(values: &Node, series: &[Ranged<String>], reader: &mut Reader) -> Vec<Row> {
    let Value::Map(pairs) = &values.value else {
        let help = "write labels with their values, such as `{2015: 103, 2024: 1.9}`";
        reader.fault("wrong-type", &first_line(&values.range), "`values` wants a map of labels and values", help);
        return Vec::new();
    };
    let wanted = series.len().max(1);
    let mut rows = Vec::with_capacity(pairs.len());
    for (label, value) in pairs {
        let cells: Vec<Cell> = match &value.value {
            Value::Seq(items) => items.iter().filter_map(|item| cell(item, reader)).collect(),
            _ => cell(value, reader).into_iter().collect(),
        };
        let written = if let Value::Seq(items) = &value.value { items.len() } else { 1 };
        if written != wanted {
            let message = match series.len() {
                0 => format!("`{}` has {written} values, and the chart names no series", text::shown(&label.value)),
                _ => format!("`{}` has {written} values for {wanted} series", text::shown(&label.value)),
            };
            reader.fault(RULE, &label.range, message, "give each series one value, and `none` where nothing is known");
        }
        if cells.len() == wanted {
            rows.push(Row { label: label.value.trim().to_string(), cells });
        }
    }
    rows
}

fn cell(node: &Node, reader: &mut Reader) -> Option<Cell> {
    match &node.value {
        Value::Null => {
            // A label alone, with its colon.
            let written = reader.words.file.get(node.range.start as usize..node.range.end as usize);
            if !matches!(written, Some("~" | "null")) {
                reader.fault(RULE, &node.range, "a label has no value", NUMBERS);
            }
            Some(Cell::default())
        }
        Value::Map(pairs) => {
            const KEYS: [&str; 2] = ["value", "shown"];
            for (key, _) in pairs.iter().filter(|(key, _)| !KEYS.contains(&key.value.as_str())) {
                reader.faults.push(unknown("unknown-field", &key.range, "a value has no field", &key.value, &KEYS));
            }
            let inner = node.get("value");
            let mut found = inner.map_or(Some(Cell::default()), |inner| cell(inner, reader))?;
            found.shown = node.get("shown").and_then(Node::text).map(str::to_string);
            Some(found)
        }
        Value::Scalar { text, .. } => match parse(text) {
            Ok(value) => Some(Cell { value, shown: None }),
            Err(message) => {
                reader.fault(RULE, &node.range, message, NUMBERS);
                None
            }
        },
        Value::Seq(_) => {
            reader.fault("wrong-type", &first_line(&node.range), "a value is a number, and a list stands here", NUMBERS);
            None
        }
    }
}

const NUMBERS: &str = "write digits, with a point before decimals, as `75000` or `1.9`; `none` where nothing is known";

fn parse(written: &str) -> Result<Option<Number>, String> {
    if is_nothing(written) {
        return Ok(None);
    }
    number(written).map(Some).ok_or_else(|| format!("`{}` is no number", text::shown(written)))
}

/// `12.000` beside semicolons is twelve thousand to whoever parts thousands by points, and twelve to a chart. Where some number has
/// other digits behind its point, points stand before decimals.
fn two_meanings<'a>(cells: impl Iterator<Item = &'a Ranged<String>>) -> Option<Fault> {
    let mut first = None;
    for cell in cells {
        let Some((whole, rest)) = cell.value.trim().trim_start_matches(['-', '−', '+']).split_once('.') else { continue };
        if rest.len() != 3 || !(1..=3).contains(&whole.len()) || whole == "0" {
            return None;
        }
        first = first.or(Some(cell));
    }
    let cell = first?;
    let message = format!(
        "`{}` means two things in a file with semicolons: a point before decimals, or between thousands",
        cell.value.trim()
    );
    let help = "write all digits without the point (`12000`), or a zero more behind it (`12.0000`); or part the cells by commas";
    Some(Fault::new(RULE, cell.range.clone(), message).with_help(help))
}

impl Data {
    /// The series and rows that a file has: faults of the first list stand in the report, of the second in the file.
    #[allow(clippy::type_complexity)]
    pub fn table(&self, chart: &Chart, csv: &str) -> Result<(Vec<String>, Vec<Row>), (Vec<Fault>, Vec<Fault>)> {
        let table = csv::read(csv).map_err(|fault| (Vec::new(), vec![*fault]))?;
        let known: Vec<&str> = table.head.iter().map(|cell| cell.value.as_str()).collect();
        let mut faults = Vec::new();
        let mut find = |name: &Ranged<String>| {
            let found = table.column(&name.value);
            if found.is_none() {
                faults.push(unknown("unknown-column", &name.range, "the file has no column", &name.value, &known));
            }
            found
        };
        let label = self.label.as_ref().map_or(Some(0), &mut find);
        let columns: Vec<Option<usize>> = if self.columns.is_empty() {
            (0..table.head.len()).filter(|at| Some(*at) != label).map(Some).collect()
        } else {
            self.columns.iter().map(&mut find).collect()
        };
        let (Some(label), Some(columns)) = (label, columns.into_iter().collect::<Option<Vec<usize>>>()) else {
            return Err((faults, Vec::new()));
        };
        let place = self.columns.first().map_or(&self.file.range, |column| &column.range);
        let named = chart.series.len();
        if columns.is_empty() || columns.len() > MOST_SERIES || (named > 0 && named != columns.len()) {
            let message = match named {
                0 => format!("the chart takes {} columns, and at least 1 and at most {MOST_SERIES} can be drawn", columns.len()),
                _ => format!("the chart names {named} series and takes {} columns", columns.len()),
            };
            let help = "name the columns that are drawn, as `columns: [rate]`";
            return Err((vec![Fault::new(RULE, place.clone(), message).with_help(help)], Vec::new()));
        }
        let mut wrong = Vec::new();
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let cells = columns.iter().map(|at| match row.get(*at).map(|cell| (cell, parse(&cell.value))) {
                Some((_, Ok(value))) => Cell { value, shown: None },
                Some((cell, Err(message))) => {
                    if wrong.len() < 20 {
                        wrong.push(Fault::new(RULE, cell.range.clone(), message).with_help(NUMBERS));
                    }
                    Cell::default()
                }
                None => Cell::default(),
            });
            let cells = cells.collect();
            let label = row.get(label).map_or_else(String::new, |cell| cell.value.clone());
            rows.push(Row { label, cells });
        }
        let drawn = table.rows.iter().flat_map(|row| columns.iter().filter_map(|at| row.get(*at)));
        wrong.extend(if table.semicolons { two_meanings(drawn) } else { None });
        let mut faults = Vec::new();
        limits(chart, &rows, &self.file.range, &mut faults);
        let names: Vec<String> = match (named, columns.len()) {
            (0, 1) => Vec::new(),
            (0, _) => columns.iter().map(|at| table.head[*at].value.clone()).collect(),
            _ => chart.series.clone(),
        };
        let mut say = |message: String, help: &'static str| faults.push(Fault::new(RULE, place.clone(), message).with_help(help));
        if rows.is_empty() {
            say(
                "the file has a head and no rows, so there is nothing to draw".into(),
                "write the figures below the names of the columns",
            );
        }
        if let Some(twice) = twice(&names).filter(|_| named == 0) {
            say(format!("two columns are called `{}`", text::shown(twice)), "rename one of them, or name both in `series`");
        }
        if !wrong.is_empty() || !faults.is_empty() {
            return Err((faults, wrong));
        }
        Ok((names, rows))
    }
}
