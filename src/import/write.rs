//! Blocks as Markdown of Chancery's kind, one paragraph a line.

mod inlines;
mod places;

use super::escape::{self, Here};
use super::told::Matter;
use super::tree::{Block, Draft, Inline, Table, is_blank, plain};
use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

/// Most cells of a table that are written.
const MOST_CELLS: usize = 2_000_000;

/// The body of a draft; `math`: whether `$…$` is maths on the site. What cannot be written is told in the draft.
pub fn body(draft: &mut Draft, math: bool) -> String {
    if let Some(text) = &draft.verbatim {
        return text.clone();
    }
    let mut blocks = take(&mut draft.blocks);
    let mut notes = take(&mut draft.notes);
    let mut writer = Writer { draft, math, ids: BTreeMap::new(), figures: 0, tables: 0 };
    writer.name_places(&mut blocks, &mut notes);
    let mut out = String::new();
    writer.blocks(&blocks, "", &mut out);
    for (at, note) in notes.iter().enumerate() {
        out.push('\n');
        let label = format!("[^{}]: ", at + 1);
        let start = out.len();
        writer.blocks(note, "    ", &mut out);
        let text = out.split_off(start);
        let text = text.strip_prefix("    ").unwrap_or(&text);
        // What begins with a block of another sort stands on a line of its own.
        let simple = matches!(note.first(), Some(Block::Paragraph(_)));
        out.push_str(label.trim_end());
        out.push_str(if text.trim().is_empty() {
            " \u{2026}\n"
        } else if simple {
            " "
        } else {
            "\n\n    "
        });
        out.push_str(if text.trim().is_empty() { "" } else { text });
    }
    draft.notes = notes;
    draft.blocks = blocks;
    out
}

/// A text as one line of Markdown, as front matter has it.
pub fn line(draft: &mut Draft, inlines: &[Inline], math: bool) -> String {
    let mut writer = Writer { draft, math, ids: BTreeMap::new(), figures: 0, tables: 0 };
    writer.inlines(inlines, Here::default(), Breaks::Space)
}

/// What becomes of a forced line end.
#[derive(Clone, Copy, PartialEq)]
enum Breaks {
    Line,
    Space,
    Tag,
}

struct Writer<'a> {
    draft: &'a mut Draft,
    math: bool,
    /// Where the places of the document lie here: an anchor, or the id of a table or figure.
    ids: BTreeMap<String, String>,
    figures: usize,
    tables: usize,
}

impl Writer<'_> {
    /// Finds out where links within the text lead, and gives ids to what they lead to.
    fn name_places(&mut self, blocks: &mut [Block], notes: &mut [Vec<Block>]) {
        let mut wanted = BTreeSet::new();
        let mut look = |inlines: &mut Vec<Inline>| places::places(inlines, &mut wanted);
        super::tree::each_text(blocks, &mut look);
        notes.iter_mut().for_each(|note| super::tree::each_text(note, &mut look));
        let mut taken = BTreeSet::new();
        let (mut figures, mut tables) = (0, 0);
        places::name(blocks, &wanted, &mut taken, &mut self.ids, &mut figures, &mut tables);
    }

    fn blocks(&mut self, blocks: &[Block], indent: &str, out: &mut String) {
        let mut last: Option<&Block> = None;
        for block in blocks {
            let start = out.len();
            if let Some(before) = last {
                blank(indent, out);
                if joins(before, block) {
                    // Without it both would be one.
                    out.push_str(&format!("{indent}<!-- -->\n"));
                    blank(indent, out);
                }
            }
            let written = out.len();
            self.block(block, indent, out);
            if out.len() == written {
                out.truncate(start);
            } else {
                last = Some(block);
            }
        }
    }

    fn block(&mut self, block: &Block, indent: &str, out: &mut String) {
        match block {
            Block::Heading { level, text, id } => {
                let here = Here { heading: true, ..Here::default() };
                let words = self.inlines(text, here, Breaks::Space);
                if words.trim().is_empty() {
                    return;
                }
                let id = id.as_ref().map(|id| format!(" {{#{id}}}")).unwrap_or_default();
                let marks = "#".repeat(usize::from((*level).clamp(1, 5)) + 1);
                out.push_str(&format!("{indent}{marks} {}{id}\n", words.trim()));
            }
            Block::Paragraph(text) => {
                let words = self.inlines(text, Here { begins: true, ..Here::default() }, Breaks::Line);
                for line in words.trim().lines() {
                    out.push_str(&format!("{indent}{}\n", line.trim_start()));
                }
            }
            Block::List { start, items } => self.list(*start, items, indent, out),
            Block::Quote(blocks) => self.blocks(blocks, &format!("{indent}> "), out),
            Block::Code(text) => {
                let fence = "`".repeat(escape::ticks(text).max(2) + 1);
                out.push_str(&format!("{indent}{fence}\n"));
                // A line end of any sort is one to Markdown.
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                for line in text.trim_end_matches('\n').lines() {
                    out.push_str(format!("{indent}{line}").trim_end());
                    out.push('\n');
                }
                out.push_str(&format!("{indent}{fence}\n"));
            }
            Block::Table(table) => self.table(table, indent, out),
            Block::Figure { file, alt, caption, .. } => {
                let title = if is_blank(caption) { String::new() } else { format!(" \"{}\"", escape::title(&plain(caption))) };
                let id = if is_blank(caption) {
                    String::new()
                } else {
                    self.figures += 1;
                    format!("{{#fig-{}}}", self.figures)
                };
                let alt = self.alt(alt);
                out.push_str(&format!("{indent}![{alt}]({file}{title}){id}\n"));
                // The caption of a figure is letters alone: what else it says follows.
                let mut marks = Vec::new();
                beyond_letters(caption, &mut marks);
                if !marks.is_empty() {
                    let words = self.inlines(&marks, Here::default(), Breaks::Space);
                    blank(indent, out);
                    out.push_str(&format!("{indent}{}\n", words.trim()));
                }
            }
            Block::Rule => out.push_str(&format!("{indent}---\n")),
            Block::Remark(words) => {
                let words = words.replace("--", "—").replace(['<', '>'], "");
                out.push_str(&format!("{indent}<!-- {} -->\n", escape::tidy(&words).trim()));
            }
        }
    }

    fn alt(&mut self, alt: &str) -> String {
        let mut out = String::new();
        escape::put(&mut out, escape::tidy(alt).trim(), Here { bracket: true, math: self.math, ..Here::default() });
        out
    }

    fn list(&mut self, start: Option<u32>, items: &[Vec<Block>], indent: &str, out: &mut String) {
        let lone = |item: &Vec<Block>| {
            item.iter().enumerate().all(|(at, block)| match block {
                Block::Paragraph(_) => at == 0,
                Block::List { .. } => at > 0,
                _ => false,
            })
        };
        let tight = items.iter().all(lone);
        for (at, item) in items.iter().enumerate() {
            let mark = match start {
                Some(start) => format!("{}. ", start.saturating_add(at as u32).min(999_999_999)),
                None => "- ".to_string(),
            };
            if at > 0 && !tight {
                blank(indent, out);
            }
            let inner = format!("{indent}{}", " ".repeat(mark.len()));
            let mut text = String::new();
            match (tight, item.as_slice()) {
                (true, [first, rest @ ..]) => {
                    self.block(first, &inner, &mut text);
                    for block in rest {
                        self.block(block, &inner, &mut text);
                    }
                }
                _ => self.blocks(item, &inner, &mut text),
            }
            // A mark with nothing behind it, or with what is no paragraph, is an item all the same.
            let first = text.strip_prefix(&inner).unwrap_or(&text);
            out.push_str(&format!("{indent}{mark}"));
            out.push_str(if first.is_empty() { "\n" } else { first });
        }
    }

    fn table(&mut self, table: &Table, indent: &str, out: &mut String) {
        // One long row must not make all others as long.
        let most = (MOST_CELLS / table.rows.len().max(1)).max(1);
        let widest = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = widest.min(most);
        if width < widest {
            self.draft.told.tell(Matter::Large, "");
        }
        if width == 0 {
            return;
        }
        for (at, row) in table.rows.iter().enumerate() {
            let mut line = String::from("|");
            for column in 0..width {
                let words = row.get(column).map(|cell| {
                    let here = Here { cell: true, ..Here::default() };
                    self.inlines(cell, here, Breaks::Tag)
                });
                line.push_str(&format!(" {} |", words.unwrap_or_default().trim()));
            }
            out.push_str(&format!("{indent}{line}\n"));
            if at == 0 {
                let marks: String =
                    (0..width).map(|column| if is_number_column(table, column) { "---:|" } else { "---|" }).collect();
                out.push_str(&format!("{indent}|{marks}\n"));
            }
        }
        if !is_blank(&table.caption) {
            self.tables += 1;
            let words = self.inlines(&table.caption, Here::default(), Breaks::Space);
            blank(indent, out);
            out.push_str(&format!("{indent}: {} {{#tbl-{}}}\n", words.trim(), self.tables));
        }
    }
}

/// An empty line, which within a quotation has the mark of it.
fn blank(indent: &str, out: &mut String) {
    out.push_str(indent.trim_end());
    out.push('\n');
}

/// Notes, citations and links of a text.
fn beyond_letters(inlines: &[Inline], out: &mut Vec<Inline>) {
    for inline in inlines {
        match inline {
            Inline::Note(_) | Inline::Cite(_) | Inline::Link(..) => {
                if !out.is_empty() {
                    out.push(Inline::Text(" ".into()));
                }
                out.push(inline.clone());
            }
            Inline::Styled(_, inner) | Inline::Place(_, inner) => beyond_letters(inner, out),
            _ => {}
        }
    }
}

/// Whether two blocks would be read as one.
fn joins(before: &Block, block: &Block) -> bool {
    match (before, block) {
        (Block::List { start: a, .. }, Block::List { start: b, .. }) => a.is_some() == b.is_some(),
        (Block::Quote(_), Block::Quote(_)) => true,
        _ => false,
    }
}

/// Whether a column holds numbers, below its head.
fn is_number_column(table: &Table, column: usize) -> bool {
    let cells = table.rows.iter().skip(1).filter_map(|row| row.get(column)).map(|cell| plain(cell));
    let mut numbers = 0;
    for cell in cells {
        let cell = cell.trim();
        if cell.is_empty() || matches!(cell, "-" | "–" | "—" | "n/a" | "…") {
            continue;
        }
        let fine = |c: char| c.is_ascii_digit() || " \u{a0}\u{202f}.,%-−+$€£()".contains(c);
        if !(cell.chars().all(fine) && cell.contains(|c: char| c.is_ascii_digit())) {
            return false;
        }
        numbers += 1;
    }
    numbers > 0
}
