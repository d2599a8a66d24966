//! Blocks of other programs, line by line: what begins them, where they end, and the text between.

use super::dialects::{DEEPEST, Writer};
use super::directive::{self, Block};
use super::labels::{anchor, heading, target};
use super::lines::{Fence, attributes, columns, dedented, indent, opening, options, unquoted};
use super::{tables, words};
use crate::import::told::Matter;

/// The lines of a text as they are written here.
pub(super) fn write(lines: &[&str], depth: usize, writer: &mut Writer) -> Vec<String> {
    let mut out = Out { lines: Vec::new(), parted: false, text: Vec::new() };
    let mut targets: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let bare = line.trim();
        let rest = &lines[at..];
        let comment = bare.rfind("<!--").is_some_and(|open| !bare[open..].contains("-->"));
        if comment && let Some(end) = rest.iter().position(|line| line.contains("-->")) {
            out.verbatim(&rest[..=end], writer);
            at += end + 1;
            continue;
        }
        if let Some((mut found, length)) = found(rest).filter(|_| depth < DEEPEST) {
            found.label = targets.pop();
            targets.clear();
            out.flush(writer);
            match directive::write(&found, depth + 1, writer) {
                Some(made) => {
                    writer.told.tell(Matter::Translated, "");
                    out.block(indent(line), made);
                }
                None => {
                    if let Some((_, _, info)) = code(rest).filter(|(_, _, info)| is_run(info)) {
                        writer.told.tell(Matter::Code, info);
                    }
                    out.lines.extend(rest[..length].iter().map(|line| line.to_string()));
                }
            }
            at += length;
            continue;
        }
        if let Some((made, length)) = table(rest) {
            out.flush(writer);
            writer.told.tell(Matter::Translated, "");
            let made: Vec<String> = made.into_iter().map(|line| words::write(&line, writer)).collect();
            out.block(indent(line), made);
            at += length;
            continue;
        }
        if let Some((_, length, info)) = code(rest) {
            if is_run(info) {
                writer.told.tell(Matter::Code, info);
            }
            out.verbatim(&rest[..length], writer);
            at += length;
            continue;
        }
        at += 1;
        if std::mem::take(&mut out.parted) && bare.is_empty() {
            continue;
        }
        // Space between blocks.
        let breaks = bare.to_ascii_lowercase().replace(['/', ' '], "").replace("<br>", "").is_empty() && bare.starts_with('<');
        if breaks && out.ends_block() && lines.get(at).is_none_or(|next| next.trim().is_empty()) {
            writer.told.tell(Matter::Layout, bare);
            continue;
        }
        if let Some(label) = target(bare) {
            targets.push(label);
        } else if let Some((words, id)) = heading(line)
            && let Some(label) = targets.first()
        {
            out.flush(writer);
            let level = &line[..line.len() - line.trim_start_matches('#').len()];
            let id = id.map_or_else(|| anchor(label), str::to_string);
            writer.told.tell(Matter::Translated, "");
            out.text.push(format!("{level} {words} {{#{id}}}"));
            targets.clear();
        } else {
            if !bare.is_empty() {
                targets.clear();
            }
            out.text.push(line.to_string());
        }
    }
    out.flush(writer);
    out.lines
}

/// What was written so far.
struct Out {
    lines: Vec<String>,
    /// A block ended with an empty line, and needs no other.
    parted: bool,
    /// Lines of text that are read together.
    text: Vec<String>,
}

impl Out {
    fn flush(&mut self, writer: &mut Writer) {
        if !self.text.is_empty() {
            let text = words::write(&self.text.join("\n"), writer);
            self.lines.extend(text.split('\n').map(str::to_string));
            self.text.clear();
        }
    }

    /// Whether what was written last is an empty line.
    fn ends_block(&self) -> bool {
        self.text.last().or(self.lines.last()).is_none_or(|last| last.trim().is_empty())
    }

    fn verbatim(&mut self, lines: &[&str], writer: &mut Writer) {
        self.flush(writer);
        self.lines.extend(lines.iter().map(|line| line.to_string()));
    }

    /// A block of its own, with empty lines around it.
    fn block(&mut self, indent: &str, lines: Vec<String>) {
        if self.lines.last().is_some_and(|last| !last.trim().is_empty()) && !lines.is_empty() {
            self.lines.push(String::new());
        }
        let any = !lines.is_empty();
        self.lines.extend(lines.into_iter().map(|line| if line.is_empty() { line } else { format!("{indent}{line}") }));
        if any {
            self.lines.push(String::new());
            self.parted = true;
        }
    }
}

/// The block of another program that lines begin with, and how many of them it has.
fn found<'t>(lines: &[&'t str]) -> Option<(Block<'t>, usize)> {
    let line = lines.first()?;
    let bare = line.trim();
    match bare.as_bytes().first()? {
        b'`' | b'~' => {
            let (inner, length, info) = code(lines)?;
            let (name, title) = braced(info)?;
            let inner: Vec<&str> = inner.iter().map(|inner| dedented(inner, columns(line))).collect();
            Some((Block::directive(name, title, inner, true), length))
        }
        b':' => div(lines),
        b'!' | b'?' | b'=' => indented(lines),
        b'{' => shortcode(lines).or_else(|| template(lines)),
        _ => None,
    }
}

/// Fenced code: its lines, how many there are with the fences, and the words of the first.
fn code<'l, 't>(lines: &'l [&'t str]) -> Option<(&'l [&'t str], usize, &'t str)> {
    let (_, _, info) = opening(lines.first()?.trim_start())?;
    let mut fence = Fence::default();
    fence.read(lines[0]);
    let end = lines[1..].iter().position(|line| {
        fence.read(line);
        !fence.is_open()
    });
    // One that is never closed is code to the end.
    let end = end.map_or(lines.len(), |end| end + 1);
    Some((&lines[1..end], (end + 1).min(lines.len()), info))
}

/// A table that is drawn or written in HTML, or pictures in HTML, and how many lines that has.
fn table(lines: &[&str]) -> Option<(Vec<String>, usize)> {
    let bare = lines.first()?.trim_start();
    if bare.starts_with("+-") || bare.starts_with("+=") {
        return tables::drawn(lines);
    }
    if let Some((inner, length, _)) = code(lines).filter(|(_, _, info)| info.replace(' ', "") == "{=html}") {
        return Some((tables::of_html(&inner.join("\n"))?, length));
    }
    if bare.get(..6).is_some_and(|tag| tag.eq_ignore_ascii_case("<table")) {
        let end = lines.iter().position(|line| line.trim_end().to_ascii_lowercase().ends_with("</table>"))? + 1;
        return Some((tables::of_html(&lines[..end].join("\n"))?, end));
    }
    if !bare.starts_with('<') {
        return None;
    }
    // A picture and a table on one line.
    let lower = bare.to_ascii_lowercase();
    if let Some(open) = lower.find("<table").filter(|_| lower.starts_with("<img")) {
        let (mut out, _) = tables::pictures(&[&bare[..open]])?;
        let end = lines.iter().position(|line| line.trim_end().to_ascii_lowercase().ends_with("</table>"))? + 1;
        let whole = [&[&bare[open..]], &lines[1..end]].concat().join("\n");
        out.push(String::new());
        out.extend(tables::of_html(&whole)?);
        return Some((out, end));
    }
    tables::pictures(lines)
}

/// Whether code is an instruction to another program, by the words of its fence: `{r}`, `{python}`.
fn is_run(info: &str) -> bool {
    let name = info
        .strip_prefix('{')
        .map(|rest| rest.trim_start().split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default());
    name.is_some_and(|name| {
        matches!(name, "r" | "python" | "julia" | "ojs" | "bash" | "sql" | "stata" | "code-cell" | "mermaid" | "dot")
    })
}

/// `{note} Title`: the name of a directive, and what stands behind it.
fn braced(info: &str) -> Option<(&str, &str)> {
    let (name, title) = info.strip_prefix('{')?.split_once('}')?;
    let fine = |b: u8| b.is_ascii_lowercase() || matches!(b, b'-' | b':' | b'_');
    (!name.is_empty() && name.bytes().all(fine)).then(|| (name, title.trim()))
}

/// A block between lines of colons, as Quarto, Pandoc, MyST and Docusaurus write it.
fn div<'t>(lines: &[&'t str]) -> Option<(Block<'t>, usize)> {
    let first = lines.first()?.trim();
    let info = first.trim_start_matches(':').trim_end_matches(':').trim();
    if !first.starts_with(":::") || info.is_empty() {
        return None;
    }
    let (mut depth, mut fence) = (1_usize, Fence::default());
    let end = lines[1..].iter().position(|line| {
        if fence.read(line) {
            return false;
        }
        let bare = line.trim();
        if let Some(rest) = bare.strip_prefix(":::") {
            match rest.trim_start_matches(':').trim() {
                "" => depth -= 1,
                _ => depth += 1,
            }
        }
        depth == 0
    })? + 1;
    let inner: Vec<&str> = lines[1..end].iter().map(|line| dedented(line, columns(lines[0]))).collect();
    if let Some((name, title)) = braced(info) {
        return Some((Block::directive(name, title, inner, false), end + 1));
    }
    let mut block = Block { lines: inner, ..Block::default() };
    let attributes = match info.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
        Some(inner) => attributes(inner),
        None => {
            let end = info.find(|c: char| c.is_whitespace() || c == '[').unwrap_or(info.len());
            let title = info[end..].trim().trim_start_matches('[').trim_end_matches(']');
            vec![(String::new(), format!(".{}", info[..end].trim_start_matches('.'))), ("title".into(), title.into())]
        }
    };
    for (key, value) in attributes {
        match (key.as_str(), value.chars().next()) {
            ("", Some('#')) => block.id = Some(value[1..].to_string()),
            ("", Some('.')) => block.classes.push(value[1..].to_string()),
            ("title", _) => block.title = value,
            _ => {}
        }
    }
    block.is_div = true;
    Some((block, end + 1))
}

/// What stands indented below its first line, as MkDocs writes it: `!!! note "Title"`, `??? note`, `=== "Tab"`.
fn indented<'t>(lines: &[&'t str]) -> Option<(Block<'t>, usize)> {
    let first = lines.first()?;
    let bare = first.trim();
    let mark =
        ["!!!", "???+", "???", "==="].into_iter().find(|mark| bare.strip_prefix(mark).is_some_and(|rest| rest.starts_with(' ')))?;
    let info = bare[mark.len()..].trim();
    let own = columns(first);
    let mut end = 1;
    for (at, line) in lines.iter().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        if columns(line) < own + 4 {
            break;
        }
        end = at + 1;
    }
    let mut inner: Vec<&str> = lines[1..end].iter().map(|line| dedented(line, own + 4)).collect();
    let mut block = Block::default();
    if mark == "===" {
        block.name = "tab";
        block.title = info.strip_prefix(['"', '\''])?.trim_end_matches(['"', '\'']).to_string();
    } else {
        let words = info.find(['"', '\'']).unwrap_or(info.len());
        block.name = info[..words].split_whitespace().next()?;
        if !block.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return None;
        }
        block.title = unquoted(&info[words..]).to_string();
        block.is_callout = true;
    }
    std::mem::swap(&mut block.lines, &mut inner);
    Some((block, end))
}

/// A shortcode of Hugo or Quarto alone on its line, with the one that closes it.
fn shortcode<'t>(lines: &[&'t str]) -> Option<(Block<'t>, usize)> {
    let (name, arguments) = words::call(lines.first()?.trim())?;
    let end = lines.iter().position(|line| {
        words::call(line.trim()).is_some_and(|(closed, _)| closed.strip_prefix('/').map(str::trim) == Some(name))
    })?;
    let mut block = Block { name, is_call: true, lines: lines[1..end].to_vec(), ..Block::default() };
    for (key, value) in attributes(arguments) {
        match key.as_str() {
            "title" | "header" | "summary" | "name" | "heading" => block.title = value,
            // Of words without a key the first is the sort, and one with spaces is a title.
            "" if value.contains(' ') || !block.classes.is_empty() => block.title = value,
            "" | "type" | "color" | "class" | "icon" | "style" => block.classes.push(value),
            _ => {}
        }
    }
    Some((block, end + 1))
}

/// A shortcode of Zola with a text: `{% note(title="…") %}`, up to `{% end %}`.
fn template<'t>(lines: &[&'t str]) -> Option<(Block<'t>, usize)> {
    let call = |line: &'t str| line.trim().strip_prefix("{%")?.strip_suffix("%}").map(str::trim);
    let (name, arguments) = call(lines.first()?)?.strip_suffix(')')?.split_once('(')?;
    let mut depth = 1_usize;
    let end = lines[1..].iter().position(|line| {
        match call(line) {
            Some("end") => depth -= 1,
            Some(inner) if inner.ends_with(')') => depth += 1,
            _ => {}
        }
        depth == 0
    })? + 1;
    let name = name.trim();
    let known = if name.contains("admonition") || name.contains("callout") { "admonition" } else { name };
    let known = if name.contains("container") || name.contains("wide") { "container" } else { known };
    let mut block = Block { name: known, is_call: true, lines: lines[1..end].to_vec(), ..Block::default() };
    for (key, value) in attributes(&arguments.replace(", ", " ")) {
        let value = value.trim_end_matches(',').to_string();
        match key.as_str() {
            "title" => block.title = value,
            "type" | "kind" | "level" => block.classes.push(value),
            _ => {}
        }
    }
    Some((block, end + 1))
}

impl<'t> Block<'t> {
    fn directive(name: &'t str, title: &str, lines: Vec<&'t str>, is_code: bool) -> Block<'t> {
        let (found, rest) = options(&lines);
        let mut block = Block { name, title: title.to_string(), is_code, ..Block::default() };
        for (key, value) in found {
            match key {
                "class" => block.classes.extend(value.split_whitespace().map(str::to_string)),
                "name" | "label" => block.id = Some(value.to_string()),
                "alt" => block.alt = value.to_string(),
                "width" => block.width = value.trim_end_matches("px").parse().ok(),
                _ => {}
            }
        }
        block.lines = rest.to_vec();
        block
    }
}
