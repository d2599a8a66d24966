//! Values that read as texts once they stand in quotation marks.

use super::super::{Builder, Node, Value};
use super::seen::{column, has_key};
use super::{line_at, line_start, next_line};
use std::ops::Range;

/// The value on the line of an error, and the same in quotation marks, where all of it stands on that line.
pub(super) fn value(source: &str, at: usize) -> Option<(Range<usize>, String)> {
    let start = line_start(source, at);
    let line = line_at(source, start);
    let column = column(line);
    let (key, rest) = line[column..].split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let written = rest.trim();
    // A remark may stand behind it, and what a tab or bar begins is no line of words.
    if !is_key || !rest.starts_with(' ') || written.is_empty() || written.contains(" #") || written.starts_with(['|', '>', '#']) {
        return None;
    }
    // What goes on below would have to be joined.
    let mut below = start;
    while let Some(next) = next_line(source, below) {
        let line = line_at(source, next);
        if !line.trim().is_empty() {
            if self::column(line) > column && !has_key(line) {
                return None;
            }
            break;
        }
        below = next;
    }
    let text = unmarked(written);
    let value = quoted(text)?;
    let from = start + column + key.len() + 1 + rest.len() - rest.trim_start().len();
    Some((from..from + written.len(), value))
}

/// A value without the marks around it, whatever marks these are.
fn unmarked(written: &str) -> &str {
    const PAIRS: [(char, &str); 7] = [('"', "\""), ('\'', "'"), ('“', "”"), ('„', "“”"), ('«', "»"), ('‘', "’"), ('‚', "‘’")];
    let Some((open, close)) = PAIRS.iter().find(|(open, _)| written.starts_with(*open)) else { return written };
    let inner = &written[open.len_utf8()..];
    let ends: Vec<usize> = inner.char_indices().filter(|(_, c)| close.contains(*c)).map(|(at, _)| at).collect();
    match (ends.last(), inner.chars().next_back()) {
        // It was opened and never closed.
        (None, _) => inner,
        // Words in marks at both ends, as in `"a" and "b"`, are no text in marks.
        (Some(end), Some(last)) if close.contains(last) && (ends.len() == 1 || matches!(open, '\'' | '‘' | '‚')) => {
            &inner[..*end]
        }
        _ => written,
    }
}

/// A text in quotation marks, if it can be read back.
fn quoted(text: &str) -> Option<String> {
    let value = match text.contains(['"', '\\']) {
        false => format!("\"{text}\""),
        true => format!("'{}'", text.replace('\'', "''")),
    };
    let is_it = |node: &Node| matches!(&node.value, Value::Scalar { text: read, .. } if read == text);
    says(&format!("a: {value}"))?.get("a").is_some_and(is_it).then_some(value)
}

/// What a text says, if nothing in it is wrong. What is wrong in it is put into no words: these would be looked for here again.
fn says(text: &str) -> Option<Node> {
    let mut builder = Builder { source: text, quiet: true, ..Builder::default() };
    builder.read();
    let read = builder.finish();
    read.node.filter(|_| read.faults.is_empty())
}
