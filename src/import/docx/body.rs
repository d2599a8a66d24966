//! Paragraphs and tables, one after the other.

use super::super::cell::{self, Cell, MOST_CELLS, MOST_COLUMNS};
use super::super::told::{Matter, clipped};
use super::super::tree::{Block, Inline, Table, is_blank};
use super::Reader;
use super::arrange::{Paragraph, Piece, arrange};
use super::letters::Look;
use super::numbering::{Counts, Mark, Numbering};
use super::styles::Role;
use super::xml::{Element, Node};

/// Deepest nesting of tables and text boxes that is followed.
const DEEPEST: usize = 8;

impl Reader<'_, '_> {
    /// What a body, a note, a cell or a text box holds.
    pub(super) fn pieces(&mut self, parent: &Element) -> Vec<Piece> {
        let mut out = Vec::new();
        self.put_pieces(parent, &mut out);
        out
    }

    fn put_pieces(&mut self, parent: &Element, out: &mut Vec<Piece>) {
        for element in parent.all() {
            match element.name() {
                "w:p" => self.paragraph(element, out),
                "w:tbl" => self.table(element, out),
                "w:sdt" => {
                    if !self.is_dropped(element)
                        && let Some(content) = element.first("w:sdtContent")
                    {
                        self.put_pieces(content, out);
                    }
                }
                "w:ins" | "w:moveTo" | "w:customXml" | "w:smartTag" => self.put_pieces(element, out),
                "mc:AlternateContent" => {
                    if let Some(chosen) = element.first("mc:Choice").or(element.first("mc:Fallback")) {
                        self.put_pieces(chosen, out);
                    }
                }
                // Pandoc has the places of headings before their paragraphs.
                "w:bookmarkStart" => self.places.extend(element.get("w:name").map(str::to_string)),
                "w:altChunk" => self.tell(Matter::Embedded),
                _ => {}
            }
        }
    }

    /// Whether a part that Word fills in is one that a page makes itself; it is told.
    pub(super) fn is_dropped(&mut self, part: &Element) -> bool {
        let Some(properties) = part.first("w:sdtPr") else { return false };
        let gallery = properties.first("w:docPartObj").and_then(|object| object.val("w:docPartGallery")).unwrap_or_default();
        let tag = properties.val("w:tag").unwrap_or_default();
        if gallery == "Table of Contents" {
            self.draft.told.tell(Matter::Contents, "");
            return true;
        }
        if gallery == "Bibliographies" || properties.first("w:bibliography").is_some() || tag == "MENDELEY_BIBLIOGRAPHY" {
            self.draft.told.tell(Matter::SourcesList, "");
            return true;
        }
        // "Click here to enter text".
        properties.flag("w:showingPlcHdr").unwrap_or(false)
    }

    fn paragraph(&mut self, element: &Element, out: &mut Vec<Piece>) {
        let outer = std::mem::take(&mut self.near);
        let mut words = String::new();
        first_words(element, &mut words);
        // A picture alone is near the words before it.
        self.near = if words.trim().is_empty() { self.last.clone() } else { clipped(&words) };
        self.last.clone_from(&self.near);
        let properties = element.first("w:pPr");
        let style = properties.and_then(|properties| properties.val("w:pStyle"));
        let mut role = self.styles.role(style);
        if let Some(level) =
            properties.and_then(|properties| properties.val("w:outlineLvl")).and_then(|level| level.parse::<u8>().ok())
            && role == Role::Body
            && level < 9
        {
            role = Role::Heading(level + 1);
        }
        let number = properties.and_then(|properties| properties.first("w:numPr"));
        let (style_list, style_level) = self.styles.list(style);
        let list = number.and_then(|number| number.val("w:numId")?.parse().ok()).or(style_list).filter(|list| *list != 0);
        let level = number.and_then(|number| number.val("w:ilvl")?.parse().ok()).or(style_level).unwrap_or(0);
        let base = self.frames.len();
        self.frames.push(Vec::new());
        // A field that is not closed goes on in this paragraph.
        for field in &self.fields {
            if field.in_result {
                self.frames.push(Vec::new());
            }
        }
        let places = std::mem::take(&mut self.places);
        places.into_iter().for_each(|place| self.put(Inline::Anchor(place)));
        self.letters(element, Look::default());
        let text = self.close_paragraph(base);
        let behind = std::mem::take(&mut self.behind);
        let list = list.filter(|_| !matches!(role, Role::Heading(_)));
        let goes_on = list.is_some_and(|list| self.numbering.mark(list, level) == Mark::None);
        let list = list.filter(|_| !goes_on);
        let counted = list.is_some_and(|list| matches!(self.numbering.mark(list, level), Mark::Number(_)));
        // A paragraph whose end was deleted goes on in the next one.
        let mark = properties.and_then(|properties| properties.first("w:rPr"));
        let open = mark.is_some_and(|mark| mark.first("w:del").is_some());
        let border = properties.and_then(|properties| properties.at(&["w:pBdr", "w:bottom"])).is_some();
        let paragraph = Paragraph { role, list: list.map(|list| (list, level)), goes_on, text, open };
        match out.last_mut() {
            Some(Piece::Paragraph(before)) if before.open => {
                before.text.extend(paragraph.text);
                before.open = open;
            }
            // In a cell the number of an empty item may be all that it says.
            _ if is_blank(&paragraph.text) && !open && !(self.in_cell && counted) => {
                if border {
                    out.push(Piece::Block(Block::Rule));
                } else if role == Role::Body {
                    out.push(Piece::Gap);
                }
            }
            _ => out.push(Piece::Paragraph(paragraph)),
        }
        out.extend(behind);
        self.near = outer;
    }

    fn table(&mut self, element: &Element, out: &mut Vec<Piece>) {
        let mut rows: Vec<Vec<Vec<Piece>>> = Vec::new();
        if self.depth >= DEEPEST {
            self.draft.told.tell(Matter::Deep, &element.text());
            let text = vec![Inline::Text(element.text())];
            return out.push(Piece::Block(Block::Paragraph(text)));
        }
        let (mut cells, mut merged, mut nested, mut wide) = (0, false, false, false);
        self.depth += 1;
        for row in wrapped(element, "w:tr") {
            let deleted = row.first("w:trPr").is_some_and(|properties| properties.first("w:del").is_some());
            if deleted {
                self.draft.told.tell(Matter::Deleted, &row.text());
                continue;
            }
            let mut line: Vec<Vec<Piece>> = Vec::new();
            let before =
                row.first("w:trPr").and_then(|properties| properties.val("w:gridBefore")?.parse::<usize>().ok()).unwrap_or(0);
            let before = before.min(MOST_COLUMNS);
            cells += before;
            if cells <= MOST_CELLS {
                line.resize_with(before, Vec::new);
            }
            for cell in wrapped(row, "w:tc") {
                let properties = cell.first("w:tcPr");
                let span = properties.and_then(|properties| properties.val("w:gridSpan")?.parse::<usize>().ok()).unwrap_or(1);
                let down = properties.and_then(|properties| properties.first("w:vMerge"));
                let goes_on = down.is_some_and(|down| down.get("w:val") != Some("restart"));
                merged |= span > 1 || goes_on;
                cells += span.min(MOST_COLUMNS);
                if cells > MOST_CELLS {
                    break;
                }
                let outer = std::mem::replace(&mut self.in_cell, true);
                let content = if goes_on { Vec::new() } else { self.pieces(cell) };
                self.in_cell = outer;
                nested |= content.iter().any(|piece| matches!(piece, Piece::Block(Block::Table(_))));
                line.push(content);
                for _ in 1..span.min(MOST_COLUMNS) {
                    line.push(Vec::new());
                }
                wide |= line.iter().skip(MOST_COLUMNS).any(|cell| !cell.is_empty());
                line.truncate(MOST_COLUMNS);
            }
            rows.push(line);
        }
        self.depth -= 1;
        if cells > MOST_CELLS || wide {
            self.tell(Matter::Large);
        }
        rows.retain(|row| !row.is_empty());
        // A frame around text is no table.
        if let [row] = rows.as_mut_slice()
            && let [cell] = row.as_mut_slice()
        {
            let blocks = arrange(std::mem::take(cell), &self.numbering);
            if !blocks.is_empty() {
                out.push(Piece::Block(Block::Quote(blocks)));
                self.draft.told.tell(Matter::TextBox, &element.text());
            }
            return;
        }
        if rows.is_empty() {
            return;
        }
        let words = element.text();
        if merged {
            self.draft.told.tell(Matter::Merged, &words);
        }
        if nested {
            self.draft.told.tell(Matter::TableInTable, &words);
        }
        let mut flat = Flat { numbering: &self.numbering, counts: Counts::default(), listed: false };
        let rows = rows.into_iter().map(|row| row.into_iter().map(|cell| flat.line(cell)).collect()).collect();
        if flat.listed {
            self.draft.told.tell(Matter::TableList, &words);
        }
        out.push(Piece::Block(Block::Table(Table { rows, ..Table::default() })));
    }
}

/// The elements of a name in another, also those that lie in wrappers.
fn wrapped<'e>(parent: &'e Element, name: &str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    for element in parent.all() {
        match element.name() {
            own if own == name => found.push(element),
            "w:sdt" => found.extend(element.first("w:sdtContent").into_iter().flat_map(|content| wrapped(content, name))),
            "w:ins" | "w:customXml" | "w:moveTo" => found.extend(wrapped(element, name)),
            _ => {}
        }
    }
    found
}

/// Cells of a table as lines.
struct Flat<'n> {
    numbering: &'n Numbering,
    counts: Counts,
    /// There was a list.
    listed: bool,
}

impl Flat<'_> {
    /// The content of a cell on one line.
    fn line(&mut self, pieces: Vec<Piece>) -> Vec<Inline> {
        let mut cell = Cell::default();
        for piece in pieces {
            match piece {
                Piece::Paragraph(paragraph) => {
                    let mut text = paragraph.text;
                    if let Some((list, level)) = paragraph.list {
                        cell.listed = true;
                        text.insert(0, cell::mark(self.counts.number(self.numbering, list, level)));
                    }
                    cell.put(text);
                }
                Piece::Block(block) => cell.put_blocks(vec![block]),
                Piece::Gap => {}
            }
        }
        self.listed |= cell.listed;
        cell.line
    }
}

/// The first words of a paragraph, as a reader sees them.
fn first_words(element: &Element, out: &mut String) {
    for child in &element.children {
        if out.len() > 80 {
            return;
        }
        if let Node::Element(inner) = child {
            match inner.name() {
                "w:t" => out.push_str(&inner.text()),
                "w:tab" | "w:br" => out.push(' '),
                "w:del" | "w:moveFrom" | "w:pPr" | "w:rPr" | "w:instrText" | "mc:AlternateContent" => {}
                _ => first_words(inner, out),
            }
        }
    }
}
