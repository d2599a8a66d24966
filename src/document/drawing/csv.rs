//! Tables of comma-separated values (RFC 4180), each cell with its place.

use crate::base::text::conflict;
use crate::base::{Fault, Range, Ranged};

/// Largest file that a chart reads, in bytes.
const MOST_BYTES: usize = 1 << 20;
/// Most columns.
const MOST_COLUMNS: usize = 100;
/// What to do about a quotation mark that opens and is not closed.
const CLOSE: &str = r#"close it, or write `""` for one that belongs to the text"#;

/// A table; the first row is its head.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<Ranged<String>>,
    /// The rows; one may be shorter than the head.
    pub rows: Vec<Vec<Ranged<String>>>,
    /// Semicolons part its cells, as programs write it where a comma stands before decimals.
    pub semicolons: bool,
}

impl Table {
    /// The position of a column, by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|cell| cell.value == name)
    }
}

/// The first line without what stands in quotation marks: what parts its cells, and letters of cells that need none.
fn outside_quotes(text: &str) -> impl Iterator<Item = u8> {
    let mut quoted = false;
    let line = text.trim_start_matches(['\n', '\r']).bytes().take_while(move |byte| {
        quoted ^= *byte == b'"';
        quoted || !matches!(byte, b'\n' | b'\r')
    });
    let mut quoted = false;
    line.filter(move |byte| {
        quoted ^= *byte == b'"';
        !quoted
    })
}

/// Reads a table: commas, semicolons or tabs part the cells, whichever the first line has most of outside of quotation marks.
pub fn read(text: &str) -> Result<Table, Box<Fault>> {
    let fault =
        |range: Range, message: String, help: &'static str| Box::new(Fault::new("invalid-drawing", range, message).with_help(help));
    if text.len() > MOST_BYTES {
        return Err(fault(
            0..0,
            format!("the file is larger than {} kB, too much for a chart", MOST_BYTES >> 10),
            "keep the rows that the chart shows",
        ));
    }
    if let Some(fault) = conflict(text) {
        return Err(Box::new(fault));
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = text.len() - body.len();
    let comma = [b',', b';', b'\t'].into_iter().rev().max_by_key(|sign| outside_quotes(body).filter(|byte| byte == sign).count());
    let mut cells = Cells { text: body, at: 0, base, comma: comma.unwrap_or(b',') };
    let mut table = Table { semicolons: cells.comma == b';', ..Table::default() };
    let mut row = Vec::new();
    while let Some((cell, last)) = cells.next().map_err(|range| fault(range, "a quotation mark is never closed".into(), CLOSE))? {
        if row.len() == MOST_COLUMNS {
            return Err(fault(
                cell.range,
                format!("a row has more than {MOST_COLUMNS} columns"),
                "keep the columns that the chart shows",
            ));
        }
        row.push(cell);
        if last {
            let row = std::mem::take(&mut row);
            if row.iter().all(|cell| cell.value.is_empty()) {
                continue;
            }
            if table.head.is_empty() { table.head = row } else { table.rows.push(row) }
        }
    }
    if table.head.is_empty() {
        return Err(fault(0..0, "the file is empty".into(), "write a line of headings, and a line for each label"));
    }
    Ok(table)
}

struct Cells<'a> {
    text: &'a str,
    at: usize,
    base: usize,
    comma: u8,
}

/// A cell, and whether its row ends with it.
type Next = Option<(Ranged<String>, bool)>;

impl Cells<'_> {
    fn next(&mut self) -> Result<Next, Range> {
        let bytes = self.text.as_bytes();
        if self.at >= bytes.len() {
            return Ok(None);
        }
        let start = self.at;
        let mut value = String::new();
        if bytes.get(start) == Some(&b'"') {
            self.at += 1;
            loop {
                let rest = &self.text[self.at..];
                let Some(quote) = rest.find('"') else { return Err(self.place(start, start + 1)) };
                value.push_str(&rest[..quote]);
                self.at += quote + 1;
                if bytes.get(self.at) != Some(&b'"') {
                    break;
                }
                value.push('"');
                self.at += 1;
            }
        }
        let rest = &bytes[self.at..];
        let length = rest.iter().position(|b| *b == self.comma || matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
        value.push_str(&self.text[self.at..self.at + length]);
        self.at += length;
        let range = self.place(start, self.at);
        let last = bytes.get(self.at) != Some(&self.comma);
        self.at += match bytes.get(self.at..self.at + 2) {
            Some(b"\r\n") => 2,
            _ => 1,
        };
        // A comma at the very end of the file begins an empty cell; it says nothing that a missing one would not.
        let last = last || self.at >= bytes.len();
        Ok(Some((Ranged::new(value.trim().to_string(), range), last)))
    }

    fn place(&self, from: usize, to: usize) -> Range {
        (self.base + from) as u32..(self.base + to) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<Vec<String>> {
        let table = read(text).unwrap();
        std::iter::once(&table.head).chain(&table.rows).map(|row| row.iter().map(|cell| cell.value.clone()).collect()).collect()
    }

    #[test]
    fn tables() {
        let expected = vec![vec!["year", "rate, \"per\" 100,000"], vec!["2015", "103"], vec!["2024"]];
        assert_eq!(shown("\u{feff}year,\"rate, \"\"per\"\" 100,000\"\r\n2015, 103\r\n\r\n2024,"), expected);
        assert_eq!(shown("a;b\n1,5;2"), [["a", "b"], ["1,5", "2"]]);
        let head = "homicides, per 100,000 \"inhabitants\"";
        assert_eq!(shown("year;\"homicides, per 100,000 \"\"inhabitants\"\"\"\n2019;5"), [["year", head], ["2019", "5"]]);
        assert_eq!(shown("\"a,\nb,\nc\"\t\"d;;;\"\n1\t2"), [["a,\nb,\nc", "d;;;"], ["1", "2"]]);
        let table = read("a,b\n\"x\ny\",ü").unwrap();
        assert_eq!((table.rows[0][0].value.as_str(), table.rows[0][1].range.clone()), ("x\ny", 10..12));
        assert_eq!((table.column("b"), table.column("c")), (Some(1), None));
    }

    #[test]
    fn what_is_no_table() {
        assert_eq!(read("a,b\n\"x").unwrap_err().range, 4..5);
        assert!(read("").is_err() && read("\n\n").is_err());
        assert!(read(&",".repeat(200)).is_err());
        let long = |more: usize| format!("a\n{}", "x".repeat(MOST_BYTES - 2 + more));
        assert!(read(&long(0)).is_ok() && read(&long(1)).is_err());
    }
}
