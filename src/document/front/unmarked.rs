//! Front matter that does not begin with a first line `---`: what stands there in its place, and what to do.

use super::super::kind::KINDS;
use super::super::schema::shape;
use super::lines;
use crate::base::fields::is_of_publication;
use crate::base::text::shown;
use crate::base::{Fault, Range};

/// Fields that a text of nothing but Markdown hardly begins with.
const FIRST: [&str; 11] =
    ["title", "name", "term", "kind", "id", "version_title", "summary", "status", "embargo_until", "draft", "date"];

/// The fault of fields at the beginning of a text that no line `---` marks as front matter; and where the body begins.
pub(super) fn find(text: &str, start: usize) -> Option<(Fault, usize)> {
    let mut number = 0;
    let mut rest = lines(text, start).map(|(line, next)| {
        number += 1;
        (number, line, next)
    });
    let (at, first, after) = rest.by_ref().find(|(_, line, _)| !text[line.clone()].trim().is_empty())?;
    let mark = text[first.clone()].trim();
    let fault = |message: String, help: String| {
        let range: Range = first.start as u32..first.start as u32 + text[first.clone()].trim_end().len() as u32;
        Fault::new("unmarked-front-matter", range, message).with_help(help)
    };
    if key(mark, ':').is_some_and(|key| FIRST.contains(&key)) {
        let message = "fields stand at the beginning of the file, and no line `---` above them says so".to_string();
        let help = format!("write a line `---` above `{}`, as line 1 of the file, and another below the last field", shown(mark));
        return Some((fault(message, help), end(text, after, "---")));
    }
    let (_, second, _) = rest.find(|(_, line, _)| !text[line.clone()].trim().is_empty())?;
    if let Some((message, help)) = json(mark, &text[second.clone()]) {
        return Some((fault(message, help), end(text, after, "}")));
    }
    let below = text[second.clone()].trim();
    if mark.starts_with("```") && (below == "---" || key(below, ':').is_some_and(is_field)) {
        let message = format!("`{}` begins a block of code, and the front matter stands in it", shown(mark));
        let help = "delete this line and the one that closes the block, so that `---` is line 1 of the file";
        let closes = |line: &str| line.starts_with("```") && line.trim_start_matches('`').is_empty();
        let behind = lines(text, after).find(|(line, _)| closes(text[line.clone()].trim()));
        return Some((fault(message, help.into()), behind.map_or(text.len(), |(_, next)| next)));
    }
    let is_mark = mark.chars().all(|c| !c.is_alphanumeric() && !c.is_whitespace());
    if !is_mark || ![':', '='].into_iter().filter_map(|sign| key(text[second.clone()].trim(), sign)).any(is_field) {
        return None;
    }
    let (message, help) = match mark {
        "---" if at == 1 => {
            ("spaces stand before the `---` that begins front matter".into(), "take out the spaces before `---`".into())
        }
        "---" => (
            format!("the `---` that begins front matter stands on line {at}; it has to be line 1"),
            "delete the empty lines above `---`".into(),
        ),
        _ if mark.starts_with('+') => (
            format!("`{}` begins front matter in TOML; here it is YAML, between lines `---`", shown(mark)),
            format!(
                "write `---` for both lines `{}`, and `key: value` for each `key = value`; or move the file out of `content/`, and \
                 `chancery import` writes it so, and more of what Hugo and Zola write in their own ways",
                shown(mark)
            ),
        ),
        _ => (
            format!("`{}` stands where a line `---` begins front matter", shown(mark)),
            "write `---`, three hyphens and nothing else, as line 1 of the file and as the line below the last field".into(),
        ),
    };
    Some((fault(message, help), end(text, after, mark)))
}

/// What to say of front matter in JSON: a line `{`, and a key in quotation marks.
fn json(mark: &str, second: &str) -> Option<(String, String)> {
    let rest = mark.strip_prefix('{')?.trim_start();
    let line = if rest.is_empty() { second.trim() } else { rest };
    let (key, _) = line.strip_prefix('"')?.split_once('"').filter(|(_, rest)| rest.trim_start().starts_with(':'))?;
    is_field(key).then(|| {
        (
            "`{` begins front matter in JSON; here it is YAML, between lines `---`".into(),
            "write `---` for the lines `{` and `}`, and `key: value` on a line for each `\"key\": value,`".into(),
        )
    })
}

/// Whether a key is one of ours, or says in other words who may read the text.
fn is_field(key: &str) -> bool {
    is_of_publication(key) || KINDS.iter().any(|row| shape(row.kind).field(key).is_some())
}

/// The key of a line such as `title: A` or, in TOML, `title = "A"`.
fn key(line: &str, sign: char) -> Option<&str> {
    let (key, value) = line.split_once(sign)?;
    (value.is_empty() || value.starts_with(' ')).then(|| key.trim_end())
}

/// Where the text behind the fields begins: below the line that closes them, or the first empty one.
fn end(text: &str, after: usize, mark: &str) -> usize {
    let closes = |line: &str| line == "---" || line == mark || is_like(line);
    let at = |closes: &dyn Fn(&str) -> bool| lines(text, after).find(|(line, _)| closes(text[line.clone()].trim()));
    at(&closes).or_else(|| at(&str::is_empty)).map_or(text.len(), |(_, next)| next)
}

/// Whether a line is surely meant as `---`: dashes of any sort.
pub(super) fn is_like(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| matches!(c, '-' | '‐'..='―' | '−'))
}
