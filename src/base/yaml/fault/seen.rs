//! Errors that the parser notices late or calls by a name that helps nobody: what stands on the line tells more.

use super::{QUOTE, line_at, line_start, shorten};
use granit_parser::ErrorKind;

/// What is wrong, by the line of an error: where, the reason, and the way out.
pub(super) fn at(source: &str, at: usize, kind: &ErrorKind) -> Option<(usize, String, String)> {
    match kind {
        ErrorKind::MappingValueNotAllowed => printed_marks(source, at).or_else(|| too_deep(source, at)),
        ErrorKind::ExpectedBlockMappingKey => behind_bracket(source, at),
        _ => None,
    }
}

/// A `key: value` that is indented further than the one above it: it is read as more of that value.
fn too_deep(source: &str, at: usize) -> Option<(usize, String, String)> {
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
    Some((start + column, message, help))
}

/// A value in quotation marks as they are printed, which say nothing to YAML: `title: “Water: a history”`.
fn printed_marks(source: &str, at: usize) -> Option<(usize, String, String)> {
    let line = line_at(source, line_start(source, at));
    let (_, value) = line.split_once(": ")?;
    let mark = value.trim_start().chars().next().filter(|c| "“”„«»‘’‚".contains(*c))?;
    let message = format!("`{mark}` is no quotation mark of YAML, and a value that contains `: ` needs some");
    Some((at, message, "write straight ones around the whole value: `key: \"value\"`".to_string()))
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
fn behind_bracket(source: &str, at: usize) -> Option<(usize, String, String)> {
    let before = source[line_start(source, at)..at].trim_end();
    let (open, what) = match before.chars().next_back()? {
        ']' => ('[', "a list"),
        '}' => ('{', "a map"),
        _ => return None,
    };
    let message = format!("a value that begins with `{open}` is {what}, and something stands behind its end");
    Some((at, message, format!("if it is a text, {QUOTE}")))
}

/// Where the key of a line begins: behind spaces and the `- ` of lists.
fn column(line: &str) -> usize {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    line.len() - rest.len()
}

/// Whether a line has a colon with a space or nothing behind it.
fn has_key(line: &str) -> bool {
    line.contains(": ") || line.ends_with(':')
}
