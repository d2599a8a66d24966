//! From the letters of a scalar back to the bytes that it was written with.

use crate::base::Range;
use crate::base::text::comment;

/// Where the letters of a scalar were written, asked for in order of place.
pub struct Places<'a> {
    scalar: &'a Range,
    written: &'a str,
    quote: Option<char>,
    /// The letters that were not looked for yet, with their places.
    letters: std::str::CharIndices<'a>,
    at: usize,
    /// They are not those that were written, so that no later one is looked for.
    lost: bool,
}

impl<'a> Places<'a> {
    /// Of a scalar that stands at some bytes of a file; `text` is what was read from them.
    pub fn new(source: &'a str, scalar: &'a Range, text: &'a str) -> Self {
        let written = source.get(scalar.start as usize..scalar.end as usize).unwrap_or("");
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
        // The first line of a block says how it is folded.
        let block = written.starts_with(['|', '>']).then(|| written.find('\n')).flatten();
        let at = block.unwrap_or(quote.map_or(0, |_| 1));
        Places { scalar, written, quote, letters: text.char_indices(), at, lost: false }
    }

    /// Where some bytes of the text stand in the file; the whole scalar where that cannot be told.
    pub fn of(&mut self, part: &Range) -> Range {
        self.find(part).unwrap_or_else(|| self.scalar.clone())
    }

    fn find(&mut self, part: &Range) -> Option<Range> {
        let mut found: Option<Range> = None;
        if std::mem::replace(&mut self.lost, true) {
            return None;
        }
        while let Some((place, c)) = self.letters.clone().next().filter(|(place, _)| (*place as u32) < part.end) {
            let kept = self.letters.as_str().starts_with("<!--");
            let (from, to) = step(self.written, self.at, c, self.quote, kept)?;
            let range = self.scalar.start + from as u32..self.scalar.start + to as u32;
            if place as u32 >= part.start {
                found = Some(found.map_or(range.start, |found| found.start)..range.end);
            }
            self.letters.next();
            self.at = to;
        }
        self.lost = false;
        found
    }
}

/// The bytes of the next character. White space is folded, so any of it stands for any other. Comments are skipped, but for one
/// that was `kept` as letters.
fn step(written: &str, mut at: usize, c: char, quote: Option<char>, kept: bool) -> Option<(usize, usize)> {
    let rest = |at: usize| written.get(at..).unwrap_or("");
    if c.is_whitespace() {
        let run = rest(at).len() - rest(at).trim_start().len();
        let escaped = if run == 0 && quote == Some('"') { escape(rest(at)).map_or(0, |(_, length)| length) } else { 0 };
        return Some((at, at + run + escaped));
    }
    loop {
        let here = rest(at);
        let next = here.chars().next()?;
        if next.is_whitespace() {
            at += next.len_utf8();
        } else if !kept && let Some(length) = comment(here) {
            at += length;
        } else if quote == Some('\'') && c == '\'' && here.starts_with("''") {
            return Some((at, at + 2));
        } else if quote == Some('"') && next == '\\' {
            if here[1..].starts_with(['\n', '\r']) {
                at += 1;
                continue;
            }
            let (letter, length) = escape(here)?;
            return (letter == c).then_some((at, at + length));
        } else {
            return (next == c).then_some((at, at + next.len_utf8()));
        }
    }
}

/// The character that an escape means, and the bytes that it takes.
fn escape(text: &str) -> Option<(char, usize)> {
    let sign = text.strip_prefix('\\')?.chars().next()?;
    let digits = match sign {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        'n' => return Some(('\n', 2)),
        't' => return Some(('\t', 2)),
        'r' => return Some(('\r', 2)),
        '_' => return Some(('\u{a0}', 2)),
        sign => return Some((sign, 1 + sign.len_utf8())),
    };
    let number = u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()?;
    Some((char::from_u32(number)?, 2 + digits))
}
