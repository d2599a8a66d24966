//! The outer form of a `.bib` file: entries, fields and values with their places. A broken entry does not spoil the next.

use crate::base::{Fault, Range, Ranged};
use crate::document::sources::Found as Faults;
use std::collections::BTreeMap;

/// So many bytes at most a file has from its abbreviations, and as many from what its entries inherit.
pub const MOST: usize = 8 << 20;

/// One entry as it stands.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Its type, in lower case.
    pub sort: Ranged<String>,
    /// Its key.
    pub key: Ranged<String>,
    /// Field names in lower case, and values with abbreviations filled in, LaTeX as written.
    pub fields: Vec<(Ranged<String>, Ranged<String>)>,
    /// From `@` to the closing brace.
    pub range: Range,
}

/// Finds all entries.
pub fn scan(text: &str, found: &mut Faults) -> Vec<Entry> {
    let mut scanner = Scanner { text, at: 0, strings: months(), room: Some(MOST), found };
    let mut entries = Vec::new();
    while let Some(offset) = text[scanner.at..].find('@') {
        scanner.at += offset;
        let start = scanner.at;
        scanner.at += 1;
        let sort = scanner.word();
        scanner.space();
        let close = match scanner.peek() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            // An address or a remark between entries.
            _ => continue,
        };
        if sort.value.is_empty() {
            continue;
        }
        match sort.value.as_str() {
            "comment" | "preamble" => scanner.skip(start),
            "string" => {
                scanner.at += 1;
                scanner.string();
            }
            _ => {
                scanner.at += 1;
                let mut entry = Entry { sort, ..Entry::default() };
                let whole = scanner.entry(&mut entry, close);
                entry.range = start as u32..scanner.at as u32;
                match whole {
                    Ok(()) if !entry.key.value.is_empty() => entries.push(entry),
                    Ok(()) => {}
                    Err(fault) => {
                        scanner.found.faults.push((*fault).with_help_if(unclosed(&entry)));
                        scanner.recover(start);
                        // Its key is known, so that citations of it are not reported as well.
                        if !entry.key.value.is_empty() {
                            entry.range.end = scanner.at as u32;
                            entries.push(entry);
                        }
                    }
                }
            }
        }
    }
    entries
}

fn unclosed(entry: &Entry) -> Option<String> {
    (!entry.key.value.is_empty())
        .then(|| format!("close the entry `{}` where it ends; what follows in it is not read", entry.key.value))
}

/// The abbreviations that BibTeX knows by itself. They stand for names, as days may stand beside them: `mar # "~15"`.
fn months() -> BTreeMap<String, String> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    names.iter().map(|name| (name.to_string(), name.to_string())).collect()
}

struct Scanner<'a, 'b> {
    text: &'a str,
    at: usize,
    strings: BTreeMap<String, String>,
    /// What abbreviations may still come to; `None` once it was too much.
    room: Option<usize>,
    found: &'a mut Faults<'b>,
}

/// Boxed: a fault is large, and most values are not.
type Found<T> = Result<T, Box<Fault>>;

impl Scanner<'_, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn fault(&self, range: std::ops::Range<usize>, message: impl Into<String>) -> Box<Fault> {
        let fault = Fault::new("invalid-bibtex", range.start as u32..range.end as u32, message);
        Box::new(fault.with_help("an entry reads `@report{key, title = {…}, date = {2025-04-16}}`"))
    }

    /// A fault at the character that comes next.
    fn here(&self, message: impl Into<String>) -> Box<Fault> {
        let length = self.text[self.at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        self.fault(self.at..self.at + length, message)
    }

    /// White space and `%` comments.
    fn space(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'%') => self.at += self.text[self.at..].find('\n').unwrap_or(self.text.len() - self.at),
                _ => return,
            }
        }
    }

    fn word(&mut self) -> Ranged<String> {
        let stop = |c: char| c.is_whitespace() || "{}(),=\"#%'\\@".contains(c);
        let rest = &self.text[self.at..];
        let length = rest.find(stop).unwrap_or(rest.len());
        let word = Ranged::new(rest[..length].to_ascii_lowercase(), self.at as u32..(self.at + length) as u32);
        self.at += length;
        word
    }

    fn entry(&mut self, entry: &mut Entry, close: u8) -> Found<()> {
        let open = self.at - 1;
        self.space();
        let rest = &self.text[self.at..];
        let length = rest.find([',', '}', '=', '"', '{', '\n', '@']).unwrap_or(rest.len());
        let key = rest[..length].trim_end();
        entry.key = Ranged::new(key.to_string(), self.at as u32..(self.at + key.len()) as u32);
        self.at += length;
        if key.is_empty() || self.peek() == Some(b'=') {
            entry.key = Ranged::default();
            return Err(self.fault(open..open + 1, format!("this `@{}` has no key", entry.sort.value)));
        }
        loop {
            self.space();
            match self.peek() {
                Some(byte) if byte == close => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                None => return Err(self.never_closed(entry)),
                Some(b'@') if self.starts_entry() => return Err(self.never_closed(entry)),
                Some(_) => return Err(self.here("a comma is missing before this")),
            }
            match self.peek() {
                Some(b',') => continue,
                Some(byte) if byte == close => continue,
                None => return Err(self.never_closed(entry)),
                Some(b'@') if self.starts_entry() => return Err(self.never_closed(entry)),
                _ => {}
            }
            let name = self.word();
            if name.value.is_empty() {
                return Err(self.here("the name of a field should stand here"));
            }
            self.space();
            if self.peek() != Some(b'=') {
                return Err(self.here(format!("`=` is missing after `{}`", name.value)));
            }
            self.at += 1;
            let value = self.value()?;
            entry.fields.push((name, value));
        }
    }

    fn never_closed(&self, entry: &Entry) -> Box<Fault> {
        let range = entry.sort.range.start as usize - 1..entry.key.range.end as usize;
        self.fault(range, format!("the entry `{}` is never closed", entry.key.value))
    }

    /// Whether `@` begins an entry here, at the beginning of a line.
    fn starts_entry(&self) -> bool {
        let before = self.text[..self.at].trim_end_matches([' ', '\t']);
        // Asked first, so that a run of `@` is walked along once.
        if !before.is_empty() && !before.ends_with('\n') {
            return false;
        }
        let rest = self.text[self.at..].trim_start_matches('@');
        let word = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        word.len() < rest.len() && word.trim_start().starts_with(['{', '('])
    }

    fn value(&mut self) -> Found<Ranged<String>> {
        let mut out = String::new();
        let mut range: Option<Range> = None;
        loop {
            self.space();
            let start = self.at;
            let inner = match self.peek() {
                Some(b'{') => {
                    let inner = self.braced()?;
                    out.push_str(&self.text[inner.clone()]);
                    inner
                }
                Some(b'"') => {
                    let inner = self.quoted()?;
                    out.push_str(&self.text[inner.clone()]);
                    inner
                }
                _ => {
                    let word = self.word().value;
                    match word.bytes().all(|byte| byte.is_ascii_digit()) {
                        _ if word.is_empty() => return Err(self.here("a value in braces should stand here")),
                        true => out.push_str(&word),
                        false => self.abbreviation(&word, start, &mut out),
                    }
                    start..self.at
                }
            };
            let (from, to) = (inner.start as u32, inner.end as u32);
            range = Some(range.map_or(from..to, |range| range.start..to));
            self.space();
            if self.peek() != Some(b'#') {
                return Ok(Ranged::new(out, range.unwrap_or_default()));
            }
            self.at += 1;
        }
    }

    /// Fills in what an abbreviation stands for. Those that stand for each other double with each line, so there is an end to it.
    fn abbreviation(&mut self, word: &str, start: usize, out: &mut String) {
        let place = start..self.at;
        let Some(value) = self.strings.get(word) else {
            let near = self.found.near(word, self.strings.keys().map(String::as_str));
            let fault = self.fault(place, format!("there is no abbreviation `{word}`"));
            let help = "write a text in braces, or define the abbreviation with `@string`";
            self.found.faults.push(fault.with_help(help).with_help_if(near));
            return out.push_str(word);
        };
        match self.room.map(|room| room.checked_sub(value.len())) {
            Some(Some(left)) => {
                self.room = Some(left);
                out.push_str(value);
            }
            Some(None) => {
                self.room = None;
                let message = format!("the abbreviations of this file come to more than {} MB of text", MOST >> 20);
                let fault = self.fault(place, message);
                let help = "write long texts in braces where they belong, or spread the sources over several files";
                self.found.faults.push(fault.with_help(help));
                out.push_str(word);
            }
            None => out.push_str(word),
        }
    }

    /// The inside of balanced braces; `\{` and `\}` do not count.
    fn braced(&mut self) -> Found<std::ops::Range<usize>> {
        let open = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 1,
                b'{' => depth += 1,
                b'}' => depth -= 1,
                // A new entry at the beginning of a line: the brace was forgotten before it.
                b'@' if self.starts_entry() => return Err(self.fault(open..open + 1, "this brace is never closed")),
                _ => {}
            }
            self.at = (self.at + 1).min(self.text.len());
            if depth == 0 {
                return Ok(open + 1..self.at - 1);
            }
        }
        Err(self.fault(open..open + 1, "this brace is never closed"))
    }

    /// The inside of quotation marks; those within braces do not count.
    fn quoted(&mut self) -> Found<std::ops::Range<usize>> {
        let open = self.at;
        self.at += 1;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 1,
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b'"' if depth == 0 => {
                    self.at += 1;
                    return Ok(open + 1..self.at - 1);
                }
                b'@' if self.starts_entry() => break,
                _ => {}
            }
            self.at = (self.at + 1).min(self.text.len());
        }
        Err(self.fault(open..open + 1, "this quotation mark is never closed"))
    }

    /// `@string{name = value}`
    fn string(&mut self) {
        self.space();
        let name = self.word();
        self.space();
        if name.value.is_empty() || self.peek() != Some(b'=') {
            let fault = self.here("`@string` needs a name, `=` and a value");
            self.found.faults.push(*fault);
            return;
        }
        self.at += 1;
        match self.value() {
            Ok(value) => {
                self.strings.insert(name.value, value.value);
                self.space();
                self.at += usize::from(matches!(self.peek(), Some(b'}' | b')')));
            }
            Err(fault) => self.found.faults.push(*fault),
        }
    }

    /// Passes over something in braces.
    fn skip(&mut self, start: usize) {
        if self.peek() == Some(b'{') {
            if self.braced().is_err() {
                self.recover(start);
            }
        } else {
            self.at += 1;
        }
    }

    /// Goes to the next entry that begins a line after `start`.
    fn recover(&mut self, start: usize) {
        self.at = start + 1;
        while let Some(offset) = self.text[self.at..].find('@') {
            self.at += offset;
            if self.starts_entry() {
                return;
            }
            self.at += 1;
        }
        self.at = self.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> (Vec<Entry>, Vec<(String, String)>) {
        let mut faults = Vec::new();
        let entries = scan(text, &mut Faults::of(&mut faults));
        let show = |fault: Fault| (text[fault.range.start as usize..fault.range.end as usize].to_string(), fault.message);
        (entries, faults.into_iter().map(show).collect())
    }

    #[test]
    fn entries_have_places() {
        let text = "% x\n@string{o = {Oxford}}\n@Book{a:1, title = {A {B} \\} c}, publisher = o # \" UP\", year = 2020,\n}\nme@example.org";
        let (entries, faults) = run(text);
        assert_eq!(faults, []);
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].sort.value, "book");
        assert_eq!(entries[0].key.value, "a:1");
        assert_eq!(entries[0].fields[0].1.value, "A {B} \\} c");
        assert_eq!(entries[0].fields[1].1.value, "Oxford UP");
        let range = entries[0].fields[2].1.range.clone();
        assert_eq!(&text[range.start as usize..range.end as usize], "2020");
    }

    #[test]
    fn a_broken_entry_does_not_spoil_the_next() {
        for (text, at, message) in [
            ("@article{a, title={x}\n@book{b, title={y}}", "@article{a", "the entry `a` is never closed"),
            ("@article{a, title={x\n@book{b, title={y}}", "{", "this brace is never closed"),
            ("@article{a, title={x} year=2020}\n@book{b}", "y", "a comma is missing before this"),
            ("@article{a, title \"x\"}\n@book{b}", "\"", "`=` is missing after `title`"),
            ("@article{title={x}}\n@book{b}", "{", "this `@article` has no key"),
            ("@article{a, title=\"x}\n@book{b}", "\"", "this quotation mark is never closed"),
            ("@article{a, month = junk}\n@book{b}", "junk", "there is no abbreviation `junk`"),
        ] {
            let (entries, faults) = run(text);
            assert_eq!(faults, [(at.to_string(), message.to_string())], "{text}");
            assert_eq!(entries.last().map(|entry| entry.key.value.as_str()), Some("b"), "{text}");
        }
    }

    #[test]
    fn odd_input_is_survived() {
        for text in [
            "@",
            "@a{",
            "@a{b,c={\\",
            "@a{b,c=\"\\",
            "@string{",
            "@comment{x",
            "@a{é",
            "@a(b)",
            "@a{b,\u{1F600}={x}}",
            "@comment",
            "@a{b,c=}",
        ] {
            run(text);
        }
        run(&"@a{b,c={".repeat(2000));
    }

    /// Each of these took long, or much memory; `tests/hostile` has more of them, with a limit of time.
    #[test]
    fn what_is_small_is_read_quickly() {
        let strings: String = (1..14).map(|at| format!("@string{{a{at} = a{0} # a{0} # a{0} # a{0}}}\n", at - 1)).collect();
        let (entries, faults) = run(&format!("@string{{a0 = {{xxxx}}}}\n{strings}@misc{{k, title = a13}}"));
        assert!(entries[0].fields[0].1.value.len() <= MOST);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].1.contains("more than 8 MB"), "{faults:?}");
        for text in [
            format!("@a{{b\n{}", "@".repeat(30_000)),
            format!("@a{{b, c = {{\n{}", " @".repeat(30_000)),
            "@a{b,c={\\\n".repeat(4_000),
        ] {
            run(&text);
        }
        let defined: String = (0..4_000).map(|at| format!("@string{{some{at} = {{x}}}}\n")).collect();
        let asked: String = (0..4_000).map(|at| format!("@a{{k{at}, note = sime{at}}}\n")).collect();
        assert_eq!(run(&(defined + &asked)).1.len(), 4_000);
    }
}
