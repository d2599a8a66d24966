//! `.txt`: text without any mark, of which lines alone tell what they are.

use super::tidy::HEAD;
use super::told::{Matter, Told};
use super::tree::{Block, Draft, Inline, Table};
use super::{READ, Refusal, guess};
use crate::base::text::windows_1252;
use std::collections::BTreeMap;

/// A line with more characters is a paragraph of its own, not a line of one.
const LONG_LINE: usize = 200;
/// Most words of a heading.
const LONGEST_HEADING: usize = 12;
/// Fewest characters of a paragraph that shows the line before it to be a heading.
const PARAGRAPH: usize = 100;
/// Headings of the notes at the end, in small letters.
const NOTES: [&str; 12] = [
    "notes",
    "footnotes",
    "endnotes",
    "references",
    "anmerkungen",
    "fußnoten",
    "notas",
    "notas al pie",
    "notes de bas de page",
    "note",
    "sources",
    "fuentes",
];

/// Reads a text.
pub(super) fn read(bytes: &[u8]) -> Result<Draft, Refusal> {
    let mut draft = Draft::default();
    let text = decode(bytes, &mut draft.told)?;
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let (lines, notes) = notes(&lines);
    let mut reader = Reader { draft, notes, used: BTreeMap::new() };
    let groups = groups(&lines);
    reader.blocks(&groups);
    reader.finish();
    Ok(reader.draft)
}

/// The text of bytes: UTF-8, UTF-16 by its mark, or else Windows-1252. Letters that were lost are told.
pub(super) fn decode(bytes: &[u8], told: &mut Told) -> Result<String, Refusal> {
    let text = utf16(bytes).unwrap_or_else(|| match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_string(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    });
    if text.contains('\0') {
        return Err(Refusal::new("this is no text: it holds bytes that no text has").with_help(READ));
    }
    for _ in text.matches('\u{fffd}') {
        told.tell(Matter::Encoding, "");
    }
    Ok(text)
}

/// The text of bytes whose mark says that they are UTF-16; `None` of others.
pub(super) fn utf16(bytes: &[u8]) -> Option<String> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        _ => return None,
    };
    let units = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect())
}

/// Cuts off the notes at the end: `[1] Text`, below a heading or a line, or alone.
fn notes<'t>(lines: &[&'t str]) -> (Vec<&'t str>, BTreeMap<u32, String>) {
    let mut begin = lines.len();
    let mut found: BTreeMap<u32, String> = BTreeMap::new();
    let mut more: Vec<&str> = Vec::new();
    // Whether the last line before each that has no number is a heading of notes.
    let mut headed = false;
    let below_heading: Vec<bool> = lines
        .iter()
        .map(|line| {
            let before = headed;
            if !line.trim().is_empty() && numbered(line.trim()).is_none() {
                headed = line.len() < 40 && NOTES.contains(&line.trim().trim_end_matches(':').to_lowercase().as_str());
            }
            before
        })
        .collect();
    for (at, line) in lines.iter().enumerate().rev() {
        let trimmed = line.trim();
        let note = bracketed(trimmed)
            .or_else(|| raised(trimmed))
            .or_else(|| numbered(trimmed).filter(|_| below_heading.get(at) == Some(&true)));
        match note {
            Some((number, text)) => {
                more.reverse();
                let text = [text].into_iter().chain(more.drain(..)).collect::<Vec<_>>().join(" ");
                // Those above count from the beginning again: they stay where they are.
                if found.contains_key(&number) {
                    break;
                }
                found.insert(number, text);
                begin = at;
            }
            None if trimmed.is_empty() => more.clear(),
            None => {
                // A line that goes on from the one before it, or the end of the text.
                let before = lines[..at].last().is_some_and(|before| !before.trim().is_empty());
                if !before || more.len() > 20 {
                    break;
                }
                more.push(trimmed);
            }
        }
    }
    if found.is_empty() {
        return (lines.to_vec(), found);
    }
    let mut kept = lines[..begin].to_vec();
    while let Some(last) = kept.last() {
        let low = last.trim().trim_end_matches(':').to_lowercase();
        let line = low.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '—'));
        if line || NOTES.contains(&low.as_str()) {
            kept.pop()
        } else {
            break;
        };
    }
    (kept, found)
}

/// `[1] Text`.
fn bracketed(line: &str) -> Option<(u32, &str)> {
    let (number, text) = line.strip_prefix('[')?.split_once(']')?;
    let number = number.trim_start_matches('^').parse().ok().filter(|number| (1..1000).contains(number))?;
    let text = text.trim_start_matches(':').trim();
    (!text.is_empty()).then_some((number, text))
}

/// `¹ Text`.
fn raised(line: &str) -> Option<(u32, &str)> {
    let (number, length) = raised_number(line)?;
    let text = line[length..].trim();
    (!text.is_empty()).then_some((number, text))
}

/// `1. Text`.
fn numbered(line: &str) -> Option<(u32, &str)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?.strip_prefix(['.', ')', ' '])?;
    let number = line[..digits].parse().ok().filter(|number| (1..1000).contains(number))?;
    (!rest.trim().is_empty()).then_some((number, rest.trim()))
}

/// A number in raised digits at the beginning of a text, and its length.
fn raised_number(text: &str) -> Option<(u32, usize)> {
    let digit = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|raised| raised == c);
    let (mut number, mut length) = (0_u32, 0);
    for c in text.chars().take(3) {
        let Some(value) = digit(c) else { break };
        number = number * 10 + value as u32;
        length += c.len_utf8();
    }
    (number > 0).then_some((number, length))
}

/// Lines that belong together: those between empty ones; long ones each alone.
fn groups<'t>(lines: &[&'t str]) -> Vec<Vec<&'t str>> {
    let mut out: Vec<Vec<&str>> = vec![Vec::new()];
    let long = lines.iter().filter(|line| line.chars().count() > LONG_LINE).count();
    let filled = lines.iter().filter(|line| !line.trim().is_empty()).count();
    // Where lines are paragraphs, some are long.
    let alone = long * 5 > filled || long > 0 && lines.iter().filter(|line| line.trim().is_empty()).count() == 0;
    for line in lines {
        let tabbed = |line: &str| line.trim().contains('\t');
        let goes_on = tabbed(line) && out.last().and_then(|group| group.last()).is_some_and(|last| tabbed(last));
        let item = marked(line).is_some() && out.last().and_then(|group| group.last()).is_some_and(|last| marked(last).is_some());
        if line.trim().is_empty() || alone && !goes_on && !item {
            out.push(Vec::new());
        }
        if !line.trim().is_empty()
            && let Some(last) = out.last_mut()
        {
            last.push(line);
        }
    }
    out.retain(|group| !group.is_empty());
    // Lines at the beginning that say who wrote it and when are no lines of one sentence, nor of the title above them.
    let says = |line: &&str| guess::date(line).is_some() || guess::byline(line).is_some();
    let apart = |at: usize, group: &[&str]| match group {
        [_, rest @ ..] if at < HEAD && !rest.is_empty() => rest.iter().all(says) && (at == 0 || group.iter().all(says)),
        _ => false,
    };
    let split = |(at, group): (usize, Vec<&'t str>)| match apart(at, &group) {
        true => group.into_iter().map(|line| vec![line]).collect(),
        false => vec![group],
    };
    out.into_iter().enumerate().flat_map(split).collect()
}

/// What marks an item of a list: its number, if it has one, and its text.
fn marked(line: &str) -> Option<(Option<u32>, &str)> {
    let line = line.trim_start();
    for mark in ["- ", "* ", "• ", "•\t", "– ", "· ", "▪ ", "◦ ", "o\t", "\u{f0b7} ", "\u{f0b7}\t"] {
        if let Some(text) = line.strip_prefix(mark) {
            return Some((None, text.trim()));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?.strip_prefix(['.', ')'])?.strip_prefix([' ', '\t'])?;
    let number = line[..digits].parse().ok().filter(|_| digits <= 3)?;
    Some((Some(number), rest.trim()))
}

/// `1.2 Title` or `1. Title`: how deep it is.
fn section(line: &str) -> Option<u8> {
    let number = line.split_whitespace().next()?;
    let parts: Vec<&str> = number.trim_end_matches(['.', ')']).split('.').collect();
    let fine = parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    let dotted = number.ends_with('.') || parts.len() > 1;
    (fine && dotted && parts.len() <= 4).then_some(parts.len() as u8)
}

/// Whether a line is short and ends no sentence.
fn is_short(line: &str) -> bool {
    let line = line.trim();
    line.split_whitespace().count() <= LONGEST_HEADING
        && !line.ends_with(['.', ';', ',', '!'])
        && line.chars().any(char::is_alphabetic)
        && marked(line).is_none_or(|(number, _)| number.is_some())
}

fn is_capitals(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4 && line.chars().all(|c| !c.is_lowercase()) && line.chars().any(char::is_uppercase)
}

struct Reader {
    draft: Draft,
    notes: BTreeMap<u32, String>,
    /// Position of the notes that were referred to.
    used: BTreeMap<u32, usize>,
}

impl Reader {
    fn blocks(&mut self, groups: &[Vec<&str>]) {
        let length = |at: usize| groups.get(at).map_or(0, |group| group.iter().map(|line| line.chars().count()).sum::<usize>());
        for (at, group) in groups.iter().enumerate() {
            if let Some((level, text)) = self.heading(group, length(at + 1), at, groups) {
                let text = self.text(&text);
                self.draft.blocks.push(Block::Heading { level, text, id: None });
            } else if let Some(table) = table(group) {
                let rows = table.into_iter().map(|row| row.into_iter().map(|cell| self.text(cell)).collect()).collect();
                self.draft.blocks.push(Block::Table(Table { rows, ..Table::default() }));
            } else if group.iter().all(|line| line.trim().chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | ' '))) {
                self.draft.blocks.push(Block::Rule);
            } else {
                self.paragraphs(group);
            }
        }
    }

    /// Paragraphs and items of lists in lines that belong together.
    fn paragraphs(&mut self, lines: &[&str]) {
        let mut open: Option<(Option<Option<u32>>, String)> = None;
        for line in lines {
            match marked(line) {
                // A number at the beginning of a line may be part of the sentence.
                Some((number, text)) if open.is_none() || number.is_none() || matches!(open, Some((Some(_), _))) => {
                    self.end(open.take());
                    open = Some((Some(number), text.to_string()));
                }
                _ => match &mut open {
                    Some((_, text)) => {
                        // A word that was cut at the end of a line.
                        text.push(' ');
                        text.push_str(line.trim());
                    }
                    None => open = Some((None, line.trim().to_string())),
                },
            }
        }
        self.end(open);
    }

    fn end(&mut self, open: Option<(Option<Option<u32>>, String)>) {
        let Some((mark, text)) = open else { return };
        let paragraph = Block::Paragraph(self.text(&text));
        let Some(number) = mark else { return self.draft.blocks.push(paragraph) };
        match self.draft.blocks.last_mut() {
            Some(Block::List { start, items })
                if start.is_some() == number.is_some()
                    && start.is_none_or(|start| number == Some(start.saturating_add(items.len() as u32))) =>
            {
                items.push(vec![paragraph]);
            }
            _ => self.draft.blocks.push(Block::List { start: number, items: vec![vec![paragraph]] }),
        }
    }

    /// The level and the text of a heading, if the lines are one.
    fn heading(&mut self, group: &[&str], next: usize, at: usize, groups: &[Vec<&str>]) -> Option<(u8, String)> {
        let line = group.first()?.trim();
        if let [_, under] = group
            && under.trim().len() >= 3
            && is_short(line)
        {
            let under = under.trim();
            if under.bytes().all(|byte| byte == b'=') {
                return Some((1, line.to_string()));
            }
            if under.bytes().all(|byte| byte == b'-') {
                return Some((2, line.to_string()));
            }
        }
        if group.len() > 1 || !is_short(line) || line.contains('\t') {
            return None;
        }
        // What stands first is the title, and what follows it says who wrote it.
        if at == 0 || guess::date(line).is_some() || guess::byline(line).is_some() {
            return None;
        }
        let level = section(line);
        let sibling =
            |at: usize| groups.get(at).and_then(|group| group.first()).is_some_and(|line| is_short(line) && section(line) == level);
        if let Some(level) = level
            && !sibling(at + 1)
            && !sibling(at.wrapping_sub(1))
            && next > 0
        {
            return Some((level, line.to_string()));
        }
        if level.is_some() || marked(line).is_some() {
            return None;
        }
        let head = line.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase() && c.is_alphabetic());
        let told = is_capitals(line) || head && next >= PARAGRAPH && !line.ends_with([':', '"', '”', '’']);
        if !told || at < 2 && line.contains(" - ") {
            return None;
        }
        self.draft.told.tell(Matter::HeadingGuess, line);
        Some((1, line.to_string()))
    }

    /// Letters, with the marks of notes in them.
    fn text(&mut self, text: &str) -> Vec<Inline> {
        let mut out = Vec::new();
        let mut from = 0;
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(|c: char| c == '[' || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c)))
        {
            let start = at + found;
            let rest = &text[start..];
            let mark = match rest.strip_prefix('[') {
                Some(inner) => inner.bytes().take(12).position(|byte| byte == b']').and_then(|end| {
                    let number = &inner[..end];
                    let value = number.trim_start_matches('^').parse::<u32>().ok()?;
                    Some((value, number.len() + 2))
                }),
                None => raised_number(rest),
            };
            let step = rest.chars().next().map_or(1, char::len_utf8);
            match mark.filter(|(number, _)| self.notes.contains_key(number)) {
                Some((number, length)) => {
                    let before = text[from..start].trim_end();
                    out.push(Inline::Text(before.to_string()));
                    out.push(Inline::Note(self.note(number)));
                    from = start + length;
                    at = from;
                }
                None => at = start + step,
            }
        }
        out.push(Inline::Text(text[from..].to_string()));
        out
    }

    fn note(&mut self, number: u32) -> usize {
        if let Some(known) = self.used.get(&number) {
            return *known;
        }
        let position = self.draft.notes.len();
        let text = self.notes.get(&number).cloned().unwrap_or_default();
        self.draft.notes.push(vec![Block::Paragraph(vec![Inline::Text(text)])]);
        self.used.insert(number, position);
        position
    }

    /// Notes that nothing refers to stand at the end of the text.
    fn finish(&mut self) {
        let left: Vec<(u32, String)> = self
            .notes
            .iter()
            .filter(|(number, _)| !self.used.contains_key(number))
            .map(|(number, text)| (*number, text.clone()))
            .collect();
        for (number, text) in left {
            self.draft.blocks.push(Block::Paragraph(vec![Inline::Text(format!("[{number}] {text}"))]));
        }
    }
}

/// Rows of cells that tabs part.
fn table<'t>(group: &[&'t str]) -> Option<Vec<Vec<&'t str>>> {
    let rows: Vec<Vec<&str>> = group.iter().map(|line| line.split('\t').map(str::trim).collect()).collect();
    let width = rows.first()?.len();
    (rows.len() > 1 && width > 1 && rows.iter().all(|row| row.len() == width)).then_some(rows)
}
