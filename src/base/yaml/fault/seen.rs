//! Errors that the parser notices late or calls by a name that helps nobody: what stands on the line tells more.

use super::{QUOTE, line_at, line_start, mend, shorten};
use granit_parser::ErrorKind;
use std::ops::Range;

/// What is wrong: where, the reason, the way out, and what to write in the place of which bytes.
pub(super) struct Seen {
    pub at: usize,
    pub message: String,
    pub help: String,
    pub mend: Option<(Range<usize>, String)>,
}

impl Seen {
    fn new(at: usize, message: String, help: String) -> Seen {
        Seen { at, message, help, mend: None }
    }
}

/// What is wrong, by the line of an error.
pub(super) fn at(source: &str, at: usize, kind: &ErrorKind) -> Option<Seen> {
    use ErrorKind as E;
    match kind {
        E::MappingValueNotAllowed => printed_marks(source, at).or_else(|| too_deep(source, at)).or_else(|| no_key(source, at)),
        E::ExpectedBlockMappingKey => behind_bracket(source, at).or_else(|| askew(source, at)),
        E::ExpectedBlockSequenceEntry | E::InvalidIndentation => askew(source, at),
        _ => None,
    }
}

/// A line above a `key: value` that has no key, for what stands there is none to YAML: `title:Water`, `title = Water`, or a colon of
/// Chinese. Both are read as one text.
fn no_key(source: &str, at: usize) -> Option<Seen> {
    let mut start = line_start(source, at);
    let depth = column(line_at(source, start));
    // A second colon on its line is a fault of that line.
    if has_key(source.get(start..at)?) {
        return None;
    }
    let mut first = None;
    while let Some(end) = start.checked_sub(1) {
        start = line_start(source, end);
        let line = line_at(source, start);
        if line.trim().is_empty() || has_key(line) || column(line) != depth {
            break;
        }
        first = Some(start);
    }
    let start = first? + depth;
    let line = line_at(source, start).trim_end();
    let end = line.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')?;
    let (key, rest) = line.split_at(end);
    let mut signs = rest.trim_start().chars();
    let sign = signs.next().filter(|_| !key.is_empty())?;
    let value = signs.as_str().trim();
    let message = match sign {
        ':' if signs.as_str().starts_with(char::is_whitespace) => {
            format!("behind the colon of `{key}` stands a space that does not break, which is a letter to YAML")
        }
        ':' => format!("`{}` has no space behind its colon, and so it is no field", shorten(line)),
        '=' => format!("`{}` has an equals sign in the place of a colon, and so it is no field", shorten(line)),
        '：' | '﹕' | '︓' => format!("`{sign}` is no colon of YAML"),
        _ => return None,
    };
    let help = format!("write `{key}: {}`: a colon and a space", shorten(value));
    Some(Seen { mend: Some((start..start + line.len(), format!("{key}: {value}"))), ..Seen::new(start, message, help) })
}

/// A field of an item that is indented otherwise than the first field of that item.
fn askew(source: &str, at: usize) -> Option<Seen> {
    let start = line_start(source, at);
    let line = line_at(source, start);
    let own = line.len() - line.trim_start_matches(' ').len();
    if !has_key(line) || line[own..].starts_with("- ") {
        return None;
    }
    let mut above = start;
    let (item, wanted) = loop {
        above = line_start(source, above.checked_sub(1)?);
        let line = line_at(source, above);
        let dash = line.len() - line.trim_start_matches(' ').len();
        if line[dash..].starts_with("- ") && has_key(line) {
            break (line, column(line));
        }
        // It belongs to something else than to that item.
        if !line.trim().is_empty() && dash < own.min(2) {
            return None;
        }
    };
    let dash = item.len() - item.trim_start_matches(' ').len();
    if own <= dash || own == wanted {
        return None;
    }
    let key = shorten(item[wanted..].split(':').next().unwrap_or(""));
    let name = shorten(line[own..].split(':').next().unwrap_or(""));
    let message =
        format!("`{name}` begins neither below `{key}`, as the fields of one item do, nor below what the item belongs to");
    let help = format!("write {wanted} spaces before it, to begin below `{key}`");
    Some(Seen { mend: Some((start..start + own, " ".repeat(wanted))), ..Seen::new(start + own, message, help) })
}

/// A `key: value` that is indented further than the one above it: it is read as more of that value.
fn too_deep(source: &str, at: usize) -> Option<Seen> {
    let start = line_start(source, at);
    let column = column(line_at(source, start));
    let own = source.get(start + column..at)?;
    // The first colon of a line stands behind its key; a second one is in its value.
    if has_key(own) || own.is_empty() || own.starts_with(['"', '\'']) {
        return None;
    }
    let mut above = start;
    let (line, wanted) = loop {
        above = line_start(source, above.checked_sub(1)?);
        let line = line_at(source, above);
        // Lines without a key, or as deep as this one, go on with the value.
        if has_key(line) && self::column(line) < column {
            break (line, self::column(line));
        }
    };
    let key = line[wanted..].split(':').next().unwrap_or("").trim();
    let begin = match wanted {
        0 => "take out the spaces before it".to_string(),
        1 => "write 1 space before it".to_string(),
        _ => format!("write {wanted} spaces before it"),
    };
    let key = shorten(key);
    let message = format!("this line is indented further than `{key}`, and so it is read as more of its value");
    let help = format!("{begin}, to begin below `{key}`; if it does belong to that value, put all of the value in quotation marks");
    Some(Seen::new(start + column, message, help))
}

/// A value in quotation marks as they are printed, which say nothing to YAML: `title: “Water: a history”`.
fn printed_marks(source: &str, at: usize) -> Option<Seen> {
    let line = line_at(source, line_start(source, at));
    let (_, value) = line.split_once(": ")?;
    let mark = value.trim_start().chars().next().filter(|c| "“”„«»‘’‚".contains(*c))?;
    let message = format!("`{mark}` is no quotation mark of YAML, and a value that contains `: ` needs some");
    let help = "write straight ones around the whole value: `key: \"value\"`".to_string();
    Some(Seen { mend: mend::value(source, at), ..Seen::new(at, message, help) })
}

/// With how many spaces a line should begin that begins with a tab: as the key above, or further where that waits for its value.
pub(super) fn indent(source: &str, tab: usize) -> usize {
    let mut above = line_start(source, tab);
    let own = line_at(source, above).trim_start();
    while let Some(end) = above.checked_sub(1) {
        above = line_start(source, end);
        let line = line_at(source, above).trim_end();
        if has_key(line) {
            let goes_on = line.ends_with([':', '|', '>']) || !has_key(own);
            return column(line) + if goes_on { 2 } else { 0 };
        }
    }
    0
}

/// Text behind the bracket that closes a value: the value was meant as text.
fn behind_bracket(source: &str, at: usize) -> Option<Seen> {
    let before = source[line_start(source, at)..at].trim_end();
    let (open, what) = match before.chars().next_back()? {
        ']' => ('[', "a list"),
        '}' => ('{', "a map"),
        _ => return None,
    };
    let message = format!("a value that begins with `{open}` is {what}, and something stands behind its end");
    Some(Seen { mend: mend::value(source, at), ..Seen::new(at, message, format!("if it is a text, {QUOTE}")) })
}

/// Where the key of a line begins: behind spaces and the `- ` of lists.
pub(super) fn column(line: &str) -> usize {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    line.len() - rest.len()
}

/// Whether a line has a colon with a space, a tab or nothing behind it.
pub(super) fn has_key(line: &str) -> bool {
    line.contains(": ") || line.contains(":\t") || line.ends_with(':')
}
