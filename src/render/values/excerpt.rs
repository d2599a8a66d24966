//! The words around a reference, for lists of mentions.

use crate::base::Range;
use crate::model::Page;

/// The words before a reference, its own, and those after.
pub struct Excerpt {
    /// Before; begins with `…` where it was cut.
    pub before: String,
    /// The words that name the thing.
    pub name: String,
    /// After; ends with `…` where it was cut.
    pub after: String,
}

/// Words shown on either side at most.
const WORDS: usize = 30;
/// Bytes looked at on either side.
const WINDOW: usize = 600;

/// Cuts the sentence around a reference out of the leaf it stands in.
pub fn excerpt(page: &Page, leaf: &Range, range: &Range, name: &str) -> Excerpt {
    let text = page.text();
    let slice = |from: usize, to: usize| {
        let (mut from, mut to) = (from.min(text.len()), to.min(text.len()));
        while !text.is_char_boundary(from) {
            from += 1;
        }
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        text.get(from..to).unwrap_or("")
    };
    let (start, end) = (range.start as usize, range.end as usize);
    let floor = (leaf.start as usize).max(start.saturating_sub(WINDOW));
    let ceiling = (leaf.end as usize).min(end + WINDOW);
    // The range of a link is that of its target; its marks are dropped with the rest of the syntax.
    let written = slice(start, end);
    let (head, tail) = (slice(floor, start), slice(end, ceiling));
    let is_name = !head.ends_with("[[") && !head.ends_with("](") && !head.ends_with('@');
    let before = plain(head.trim_end_matches("[[").trim_end_matches("[@"));
    let after = plain(tail.split_once("]]").filter(|_| head.ends_with("[[")).map_or(tail, |(_, rest)| rest));
    Excerpt {
        before: last_sentence(&before, floor > leaf.start as usize),
        name: if is_name && !written.is_empty() { written.to_string() } else { name.to_string() },
        after: first_sentence(&after, ceiling < leaf.end as usize),
    }
}

/// What stands after the last full stop, at most `WORDS` words.
fn last_sentence(text: &str, cut: bool) -> String {
    let stop = text.rmatch_indices(['.', '?', '!']).find(|(at, _)| text[at + 1..].starts_with([' ', '\n', '”', '’'])).map(|(at, _)| at + 1);
    let sentence = text[stop.unwrap_or(0)..].trim_start_matches(['”', '’']).trim_start();
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let space = if sentence.ends_with(char::is_whitespace) { " " } else { "" };
    if words.len() > WORDS || (cut && stop.is_none()) {
        return format!("… {}{space}", words[words.len().saturating_sub(WORDS)..].join(" "));
    }
    format!("{}{space}", words.join(" "))
}

/// What stands up to the next full stop, at most `WORDS` words.
fn first_sentence(text: &str, cut: bool) -> String {
    let stop = text.match_indices(['.', '?', '!']).find(|(at, _)| {
        let rest = &text[at + 1..];
        rest.is_empty() || rest.starts_with([' ', '\n', '”', '’'])
    });
    let sentence = &text[..stop.map_or(text.len(), |(at, _)| at + 1)];
    let space = if sentence.starts_with(char::is_whitespace) { " " } else { "" };
    let words: Vec<&str> = sentence.split_whitespace().collect();
    if words.len() > WORDS || (cut && stop.is_none()) {
        return format!("{space}{} …", words[..words.len().min(WORDS)].join(" "));
    }
    format!("{space}{}", words.join(" "))
}

/// Markdown without its marks: link targets, citations, notes, emphasis.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let drop_to = |open: &str, close: &str| rest.strip_prefix(open).and_then(|tail| tail.find(close)).map(|at| open.len() + at + close.len());
        let skipped = drop_to("[^", "]").or_else(|| drop_to("[@", "]")).or_else(|| drop_to("](", ")")).or_else(|| drop_to("]{", "}"));
        if let Some(skipped) = skipped {
            rest = &rest[skipped..];
        } else if let Some(inner) = rest.strip_prefix("[[").and_then(|tail| tail.split_once("]]")) {
            let shown = inner.0.split_once('|').map_or_else(|| inner.0.replace('-', " "), |(_, shown)| shown.to_string());
            out.push_str(&shown);
            rest = inner.1;
        } else {
            if !matches!(c, '*' | '`' | '[' | ']' | '\\') {
                out.push(c);
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        assert_eq!(plain("as *he* said[^1], [see](x.md) [[mano-dura|firm hand]] [@a, p. 2]."), "as he said, see firm hand .");
        assert_eq!(last_sentence("One. Two is “here” and ", false), "Two is “here” and ");
        assert_eq!(first_sentence(" went home. Then", false), " went home.");
        assert!(first_sentence(&" word".repeat(50), false).ends_with(" …"));
    }
}
