//! A document in Markdown that its project keeps in parts: texts that it includes (Quarto, MkDocs), and a head that all documents of
//! a folder have (Quarto's `_metadata.yml`).

use super::beside::Beside;
use crate::base::yaml;
use crate::document::front;
use crate::import::Fence;
use std::fs;
use std::path::Path;

/// Deepest text within a text.
const DEEPEST: usize = 4;
/// Most texts within a text, with those in these.
const MOST_PARTS: usize = 1000;
/// Largest text with all that it includes, and largest part, in bytes.
const MOST: usize = 8 << 20;
/// The head of all documents of a folder.
const HEAD: &str = "_metadata.yml";

/// The bytes of a document with its parts in their places; those that cannot be had stay as they are named.
pub(super) fn whole(bytes: Vec<u8>, file: &Path, beside: &Beside) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&bytes) else { return bytes };
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let head =
        file.parent().map(|folder| folder.join(HEAD)).filter(|head| head.symlink_metadata().is_ok_and(|meta| meta.is_file()));
    let head = head.and_then(|head| fs::read_to_string(head).ok()).filter(|head| head.len() < MOST);
    let text = head.map_or(text.clone(), |head| headed(&text, &head));
    let mut left = MOST_PARTS;
    with_parts(&text, beside, 0, &mut left).into_bytes()
}

/// A text with the lines of another head that its own has not.
fn headed(text: &str, head: &str) -> String {
    let parts = front::split(text);
    let parsed = yaml::parse(head, 0..head.len() as u32, yaml::FRONT_MATTER);
    let Some(node) = parsed.node else { return text.to_string() };
    let own = parts.yaml.as_ref().and_then(|range| yaml::parse(text, range.clone(), yaml::FRONT_MATTER).node);
    let starts: Vec<u32> = node.pairs().iter().map(|(key, _)| key.range.start).collect();
    let mut added = String::new();
    for (at, (key, _)) in node.pairs().iter().enumerate() {
        let end = starts.get(at + 1).map_or(head.len(), |end| *end as usize);
        if own.as_ref().is_none_or(|own| own.get(&key.value).is_none()) {
            added.push_str(head.get(key.range.start as usize..end).unwrap_or_default().trim_end());
            added.push('\n');
        }
    }
    match parts.yaml {
        Some(range) => format!("{}{added}{}", &text[..range.end as usize], &text[range.end as usize..]),
        None if parts.fault.is_some() => text.to_string(),
        None => format!("---\n{added}---\n{text}"),
    }
}

/// A text with what it includes in the place of the lines that say so.
fn with_parts(text: &str, beside: &Beside, depth: usize, left: &mut usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fence = Fence::default();
    for line in text.split_inclusive('\n') {
        let is_code = fence.read(line);
        let path = included(line.trim()).filter(|_| depth < DEEPEST && !is_code && out.len() < MOST && *left > 0);
        match path.and_then(|path| beside.part(path)).filter(|part| part.len() < MOST) {
            Some(part) => {
                *left -= 1;
                let part = part.replace("\r\n", "\n");
                let body = part.get(front::split(&part).body..).unwrap_or_default();
                out.push_str(with_parts(body, beside, depth + 1, left).trim_end());
                out.push('\n');
            }
            None => out.push_str(line),
        }
    }
    out
}

/// The path that a line includes.
fn included(line: &str) -> Option<&str> {
    let path =
        line.strip_prefix("{{<").and_then(|rest| rest.strip_suffix(">}}")).and_then(|inner| inner.trim().strip_prefix("include "));
    let path = path.or_else(|| line.strip_prefix("--8<--").filter(|rest| rest.starts_with(' ')))?.trim();
    let path = path.trim_matches(['"', '\'']);
    let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    matches!(end.as_str(), "md" | "qmd" | "rmd" | "markdown" | "txt").then_some(path)
}
