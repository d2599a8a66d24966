//! Links of a text in Markdown to others that were written beside it: notes of a vault, chapters of a book, posts of a blog. Each
//! leads to the report that the other became; what was shown within the text is linked, and what is nowhere stands as its words.

use super::markdown::labels::Label;
use super::told::Matter;
use super::tree::Draft;
use crate::base::address::{self, Scheme};
use crate::base::text::slug;
use crate::document::tree::Written;
use crate::document::{Options, Sort, markdown};

/// How labels of places begin that Quarto refers to from any chapter.
const LABELS: [&str; 4] = ["sec-", "fig-", "tbl-", "eq-"];

/// What others are there.
pub struct Others<'a> {
    /// The report that a document became, by its path as seen from the text.
    pub by_path: &'a dyn Fn(&str) -> Option<String>,
    /// The report that a note became, or the record of the site that is called so, by a name: as `[[…]]` has it.
    pub by_name: &'a dyn Fn(&str) -> Option<String>,
    /// The report that has a place with a label, and the place.
    pub by_label: &'a dyn Fn(&str) -> Option<(String, Label)>,
}

/// Leads the links of a draft where they belong; nothing is done to one that is not in Markdown.
pub fn join(draft: &mut Draft, others: &Others) {
    let Some(text) = draft.verbatim.take() else { return };
    let (parsed, _) = markdown::parse(&text, 0, &Options::default());
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for written in &parsed.written {
        let edit = match written.sort {
            Sort::Wiki => wiki(&text, written, draft, others),
            Sort::Image => embedded(&text, written, draft, others),
            Sort::Link => link(&text, written, draft, others),
            Sort::Citation => place(&text, written, draft, others),
            _ => None,
        };
        edits.extend(edit.filter(|(start, end, _)| text.get(*start..*end).is_some()));
    }
    edits.extend(roles(&text, draft, others));
    draft.verbatim = Some(edited(&text, edits));
}

/// A text with some places written otherwise; of two that overlap the first counts.
pub(super) fn edited(text: &str, mut edits: Vec<(usize, usize, String)>) -> String {
    edits.sort();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (start, end, with) in edits {
        if start >= at {
            out.push_str(&text[at..start]);
            out.push_str(&with);
            at = end;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// Where the address of a link or an image stands: in it, or where it is defined, as in `[b]: b.md`.
pub(super) fn address_of(text: &str, written: &Written) -> Option<(usize, usize)> {
    let (start, end) = (written.range.start as usize, written.range.end as usize);
    if text.get(start..end)? == written.text {
        return Some((start, end));
    }
    let start = text.find(&format!("]: {}", written.text))? + 3;
    Some((start, start + written.text.len()))
}

type Edit = Option<(usize, usize, String)>;

/// `[[Note]]`, `[[Note#Heading|words]]`.
fn wiki(text: &str, written: &Written, draft: &mut Draft, others: &Others) -> Edit {
    let (start, end) = (written.range.start as usize, written.range.end as usize);
    let open = text.get(..start)?.rfind("[[")?;
    let close = end + text.get(end..)?.find("]]")? + 2;
    if text.get(open..close)?.len() > written.text.len() + 400 {
        return None;
    }
    let bar = text[end..close].find('|').map(|bar| end + bar);
    let words = bar.map(|bar| text[bar + 1..close - 2].trim()).filter(|words| !words.is_empty());
    // In a table the bar has a backslash before it.
    let line = text[..open].rfind('\n').map_or(0, |end| end + 1);
    let sign = if text[line..].trim_start().starts_with('|') { "\\|" } else { "|" };
    let (name, place) = written.text.split_once('#').unwrap_or((&written.text, ""));
    let (name, place) = (name.trim(), anchor(place));
    if name.is_empty() {
        let words = words.unwrap_or(written.text.trim_start_matches(['#', '^']));
        let made = if place.is_empty() { words.to_string() } else { format!("[{words}](#{place})") };
        return Some((open, close, made));
    }
    // A figure of this text, or a kind of record.
    if draft.labels.is_numbered(name) {
        return None;
    }
    if let Some(id) = (others.by_name)(name) {
        if id == written.text {
            return None;
        }
        let place = if place.is_empty() { String::new() } else { format!("#{place}") };
        draft.told.tell(Matter::Linked, "");
        return Some((open, close, format!("[[{id}{place}{sign}{}]]", words.unwrap_or(&written.text))));
    }
    draft.told.tell(Matter::Unlinked, name);
    Some((open, close, words.unwrap_or(&written.text).to_string()))
}

/// `![[Note]]`: a text that is shown within this one.
fn embedded(text: &str, written: &Written, draft: &mut Draft, others: &Others) -> Edit {
    let (start, end) = (written.range.start as usize, written.range.end as usize);
    let whole = text.get(start..end)?;
    let inner = whole.strip_prefix("![[")?.strip_suffix("]]")?;
    let target = inner.split('|').next().unwrap_or_default().trim().trim_end_matches('\\');
    let (name, place) = target.split_once('#').unwrap_or((target, ""));
    if draft.pictures.iter().any(|picture| picture.name == written.text) {
        return None;
    }
    let id = (others.by_name)(name.trim())?;
    let place = anchor(place);
    let place = if place.is_empty() { place } else { format!("#{place}") };
    draft.told.untell(Matter::Attached, &written.text);
    draft.told.tell(Matter::EmbeddedNote, name);
    Some((start, end, format!("[[{id}{place}|{}]]", target.replace('|', " "))))
}

/// `[words](other.md#place)`.
fn link(text: &str, written: &Written, draft: &mut Draft, others: &Others) -> Edit {
    if !matches!(address::scheme(&written.text), Scheme::Relative) {
        return None;
    }
    let (path, place) = written.text.split_once('#').unwrap_or((&written.text, ""));
    let path = address::percent_decoded(path.split('?').next().unwrap_or_default());
    let bare = path.trim_start_matches("./");
    // MyST links to labels as to files.
    let label = Some(bare).filter(|bare| place.is_empty() && !bare.contains(['/', '.']));
    let here = label.and_then(|label| draft.labels.get(label)).filter(|found| !found.id.is_empty()).cloned();
    let to = match here {
        Some(found) => format!("#{}", found.id),
        None => match (others.by_path)(&path) {
            Some(id) if place.is_empty() => format!("../{id}/index.md"),
            Some(id) => format!("../{id}/index.md#{place}"),
            None => at(label.and_then(others.by_label)?).0,
        },
    };
    draft.told.untell(Matter::Attached, bare);
    draft.told.tell(Matter::Linked, "");
    let (start, end) = address_of(text, written)?;
    let bracketed = text[..start].ends_with('<') && text[end..].starts_with('>');
    let (start, end) = if bracketed { (start - 1, end + 1) } else { (start, end) };
    Some((start, end, to))
}

/// The address of a place of another report, and its words.
fn at((id, place): (String, Label)) -> (String, String) {
    let anchor = if place.id.is_empty() { String::new() } else { format!("#{}", place.id) };
    (format!("../{id}/index.md{anchor}"), place.words)
}

/// Roles of MyST that name a place of another text: ``{ref}`aims` ``.
fn roles(text: &str, draft: &mut Draft, others: &Others) -> Vec<(usize, usize, String)> {
    let mut out = Vec::new();
    for role in ["{ref}`", "{numref}`"] {
        for (start, _) in text.match_indices(role) {
            let inner = &text[start + role.len()..];
            let Some(end) = inner.find(['`', '\n']).filter(|end| inner.as_bytes()[*end] == b'`') else { continue };
            let (words, label) = match inner[..end].strip_suffix('>').and_then(|inner| inner.rsplit_once('<')) {
                Some((words, label)) => (words.trim(), label.trim()),
                None => ("", inner[..end].trim()),
            };
            let Some((address, own)) = (others.by_label)(label).map(at) else { continue };
            let words = if words.is_empty() || words.contains("%s") { &own } else { words };
            let words = if words.is_empty() { label } else { words };
            draft.told.tell(Matter::Linked, "");
            out.push((start, start + role.len() + end + 1, format!("[{words}]({address})")));
        }
    }
    out
}

/// `@sec-aims`, where that is a place of another text.
fn place(text: &str, written: &Written, draft: &mut Draft, others: &Others) -> Edit {
    let label = written.text.as_str();
    if !LABELS.iter().any(|sort| label.starts_with(sort)) {
        return None;
    }
    let (id, found) = (others.by_label)(label)?;
    let (start, end) = (written.range.start as usize, written.range.end as usize);
    let before = text.get(..start)?;
    let open = before.len() - before.strip_suffix('@').or(before.strip_suffix("@{"))?.len();
    let (start, end) = (start - open, if before.ends_with('{') { end + 1 } else { end });
    let alone = text[..start].ends_with('[') && text.get(end..)?.starts_with(']');
    let (start, end) = if alone { (start - 1, end + 1) } else { (start, end) };
    // Among others in brackets it stays for the author to part.
    if !alone && text[..start].rfind('[') > text[..start].rfind(']') {
        return None;
    }
    draft.cited.remove(label);
    draft.told.tell(Matter::Linked, "");
    let (address, words) = at((id, found));
    Some((start, end, format!("[{}]({address})", if words.is_empty() { label } else { &words })))
}

/// A heading as an anchor; none for a block, which has no name here.
fn anchor(place: &str) -> String {
    let last = place.rsplit('#').next().unwrap_or_default();
    if last.starts_with('^') { String::new() } else { slug(last) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;

    fn joined(text: &str) -> (String, Draft) {
        let mut draft = read("a.md", text.as_bytes(), &mut |_| None).unwrap();
        let by_path = |path: &str| (path == "b c.md" || path == "../x/b.qmd").then(|| "b".to_string());
        let by_name = |name: &str| matches!(name, "B" | "usa").then(|| name.to_lowercase());
        let place = Label { id: "sec-b".into(), words: "Of b".into(), numbered: false };
        let by_label = |label: &str| (label == "sec-b").then(|| ("b".to_string(), place.clone()));
        join(&mut draft, &Others { by_path: &by_path, by_name: &by_name, by_label: &by_label });
        (draft.verbatim.clone().unwrap().trim_end().to_string(), draft)
    }

    #[test]
    fn links_lead_to_reports() {
        for (text, written) in [
            (
                "A [[B]], [[B|the b]], [[B#Its aims]], [[#Aims]], [[usa]].",
                "A [[b|B]], [[b|the b]], [[b#its-aims|B#Its aims]], [Aims](#aims), [[usa]].",
            ),
            ("A [[No such]] and [[no|the *no*]], `[[B]]`", "A No such and the *no*, `[[B]]`"),
            ("| a |\n|---|\n| [[B\\|b]] |", "| a |\n|---|\n| [[b\\|b]] |"),
            ("A ![[B]] and ![[B#^x1|200]]", "A [[b|B]] and [[b|B#^x1]]"),
            (
                "[b](b%20c.md#aims) [c](<b c.md>) [d](../x/b.qmd) [e](e.md)",
                "[b](../b/index.md#aims) [c](../b/index.md) [d](../b/index.md) [e](e.md)",
            ),
            (
                "As @sec-b and [@sec-b] say; [see @sec-b; @doe].",
                "As [Of b](../b/index.md#sec-b) and [Of b](../b/index.md#sec-b) say; [see @sec-b; @doe].",
            ),
        ] {
            assert_eq!(joined(text).0, written, "{text}");
        }
        let (_, draft) = joined("[[No such]] ![[B]] ![[gone.pdf]] [e](e.md)");
        let told = [Matter::Unlinked, Matter::EmbeddedNote, Matter::Attached].map(|matter| draft.told.count(matter));
        assert_eq!(told, [1, 1, 2]);
    }
}
