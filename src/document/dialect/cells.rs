//! Rows of tables as they are written: which cells there are, and lines that were meant for rows.

use super::escaped;
use std::ops::Range;

/// The cells of a row that stands at some bytes of a text, without the bars that begin and end it.
pub fn cells(text: &str, row: Range<usize>) -> Vec<Range<usize>> {
    let Some(written) = text.get(row.clone()) else { return Vec::new() };
    let mut start = row.start + written.len() - written.trim_start().len();
    let end = row.start + written.trim_end().len();
    if text[start..end.max(start)].starts_with('|') {
        start += 1;
    }
    let mut found = Vec::new();
    for bar in text[start..end.max(start)].match_indices('|').map(|(bar, _)| start + bar).collect::<Vec<_>>() {
        if !escaped(text, bar) {
            found.push(start..bar);
            start = bar + 1;
        }
    }
    if start < end {
        found.push(start..end);
    }
    found
}

/// Lines of a paragraph that were meant for rows of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Rows {
    /// The first of them.
    pub line: Range<usize>,
    /// What they are, for a message.
    pub what: &'static str,
    /// The way out.
    pub help: String,
}

/// Finds two neighbouring lines of a paragraph that begin and end with `|`, or have two tabs each.
pub fn rows(text: &str, paragraph: Range<usize>) -> Option<Rows> {
    let slice = text.get(paragraph.clone())?;
    // Most paragraphs have neither.
    memchr::memchr2(b'|', b'\t', slice.as_bytes())?;
    let mut above: Option<(Range<usize>, Sort)> = None;
    let mut at = paragraph.start;
    for line in slice.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let start = at + line.len() - content.len();
        let range = start..start + content.trim_end().len();
        at += line.len();
        let sort = sort(&text[range.clone()]);
        match (&above, &sort) {
            (Some((first, before)), Some(sort)) if before == sort => return Some(told(text, first.clone(), range, *before)),
            _ => above = sort.map(|sort| (range, sort)),
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Bars,
    Tabs,
}

fn sort(line: &str) -> Option<Sort> {
    if line.len() > 2 && line.starts_with('|') && line.ends_with('|') && !escaped(line, line.len() - 1) {
        return Some(Sort::Bars);
    }
    (line.matches('\t').count() > 1).then_some(Sort::Tabs)
}

fn told(text: &str, first: Range<usize>, second: Range<usize>, sort: Sort) -> Rows {
    if sort == Sort::Tabs {
        let cells: Vec<&str> = text[first.clone()].split('\t').map(str::trim).collect();
        let help = format!(
            "write a table: the line `| {} |`, under the head a line `{}`",
            crate::base::text::shown(&cells.join(" | ")),
            dashes(cells.len())
        );
        return Rows { line: first, what: "a table whose cells are parted by tabs", help };
    }
    let columns = cells(text, first.clone()).len();
    let below = cells(text, second.clone());
    let is_dashes = |cell: &Range<usize>| {
        let cell = text[cell.clone()].trim();
        cell.contains('-') && cell.bytes().all(|byte| matches!(byte, b'-' | b':'))
    };
    if below.iter().all(is_dashes) {
        let help = format!("the head has {columns} cells and the line under it {}: write `{}`", below.len(), dashes(columns));
        return Rows { line: second, what: "a line of dashes that does not fit its table", help };
    }
    let help = format!("write a line `{}` under its head", dashes(columns));
    Rows { line: first, what: "a table without a line of dashes", help }
}

fn dashes(columns: usize) -> String {
    ["|", &"---|".repeat(columns.clamp(1, 20))].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parted_by_bars() {
        let read = |row: &str| cells(row, 0..row.len()).into_iter().map(|cell| row[cell].trim().to_string()).collect::<Vec<_>>();
        assert_eq!(read("| 1 | 2 | 3 |"), ["1", "2", "3"]);
        assert_eq!(read("1 | 2"), ["1", "2"]);
        assert_eq!(read(r"| a \| b | c \\| d |"), [r"a \| b", r"c \\", "d"]);
        assert_eq!(read("| 1 | | "), ["1", ""]);
        assert_eq!(read("|"), [] as [&str; 0]);
        assert_eq!(read(""), [] as [&str; 0]);
    }

    #[test]
    fn rows_without_a_table() {
        let read = |text: &str| rows(text, 0..text.len()).map(|rows| text[rows.line].to_string());
        assert_eq!(read("| Year | Flow |\n| 2023 | 41 |").as_deref(), Some("| Year | Flow |"));
        assert_eq!(read("Words\n> | a | b |\n> | c | d |").as_deref(), Some("| a | b |"));
        assert_eq!(read("| a | b |\n|---|---|---|").as_deref(), Some("|---|---|---|"));
        assert_eq!(read("2023\t41,2\t10%\n2024\t39,8\t9%").as_deref(), Some("2023\t41,2\t10%"));
        for text in ["| a |", "|a| is the size\nof |b|, so", "a\tb\nc\td", "| verse\n| and verse", "", "|x| = 3\nand |y|"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
