//! The front matter of an imported report.

use super::keys::Ids;
use super::tree::{Draft, Inline, Work, plain};
use super::write;
use crate::base::text::slug;
use crate::document::schema::quoted;
use serde_json::Value;
use std::collections::BTreeSet;

/// Lines that stand first, if they are written already.
const HEADS: [&str; 3] = ["title:", "subtitle:", "summary:"];

/// What the site knows and the document does not.
pub struct Given<'a> {
    /// The id of an actor by a name.
    pub actor: &'a dyn Fn(&str) -> Option<String>,
    /// Whether an id belongs to a record of the site.
    pub taken: &'a dyn Fn(&str) -> bool,
    /// Whether an author is likelier a body than a person.
    pub is_body: &'a dyn Fn(&str) -> bool,
    /// Language of the site, as a BCP 47 tag.
    pub language: &'a str,
    /// `$…$` is maths on the site.
    pub math: bool,
    /// The works have a file of their own: see [`sources`].
    pub apart: bool,
}

/// The front matter but for its end; see [`closed`]. What cannot be written is told in the draft, so it is made once.
pub fn front(draft: &mut Draft, given: &Given) -> String {
    let written = std::mem::take(&mut draft.fields);
    let mut out = Lines { text: String::from("---\n"), written };
    let mut heads = String::new();
    let is_head = |line: &&String| HEADS.iter().any(|name| line.starts_with(name));
    out.written.iter().filter(is_head).for_each(|line| put_line(&mut heads, line));
    out.text.push_str(&heads);
    let title = if plain(&draft.title).trim().is_empty() { vec![Inline::Text("Untitled".into())] } else { draft.title.clone() };
    let line = write::line(draft, &title, given.math);
    out.put("title", &quoted(line.trim()));
    for (name, text) in [("subtitle", draft.subtitle.clone()), ("summary", draft.summary.clone())] {
        let line = write::line(draft, &text, given.math);
        if !line.trim().is_empty() {
            out.put(name, &quoted(line.trim()));
        }
    }
    match (&draft.date, &draft.made) {
        (Some(date), _) => out.put("date", date),
        (None, Some(made)) if !out.has("date") => {
            comment(&mut out.text, &format!("date: {made}   # the day on which the document was saved; it names no other"));
        }
        (None, _) if !out.has("date") => comment(&mut out.text, "date:    # the document names no day"),
        _ => {}
    }
    if !draft.authors.is_empty() && !out.has("authors") {
        out.text.push_str("authors:\n");
        let (mut ids, mut listed) = (Ids::default(), BTreeSet::new());
        for author in &draft.authors {
            let item = match (given.actor)(author) {
                // Two ways to write a name may be of one person.
                Some(id) if !listed.insert(id.clone()) => continue,
                Some(id) => id,
                None => {
                    let kind = if (given.is_body)(author) { "organisation" } else { "person" };
                    // What else bears the id is another record.
                    let id = ids.free(&id_of(author), given.taken);
                    format!("{{id: {id}, name: {}, kind: {kind}}}", flow(author))
                }
            };
            out.text.push_str(&format!("  - {item}\n"));
        }
    }
    out.put("status", "draft");
    if let Some(language) = draft.language.as_deref().filter(|language| !is_language_of(language, given.language)) {
        out.put("language", language);
    }
    if !draft.topics.is_empty() {
        let topics: Vec<String> = draft.topics.iter().map(|topic| flow(topic)).collect();
        out.put("topics", &format!("[{}]", topics.join(", ")));
    }
    let written = std::mem::take(&mut out.written);
    written.iter().filter(|line| !is_head(line)).for_each(|line| put_line(&mut out.text, line));
    let own = || draft.works.iter().filter(|work| !work.known);
    if own().next().is_some() && !given.apart {
        out.text.push_str("sources:\n");
        own().for_each(|work| source(work, "  ", &mut out.text));
    }
    draft.fields = written;
    out.text
}

/// Front matter with its end, and before that, as comments, lines that may be added.
pub fn closed(front: &str, proposed: &[String]) -> String {
    let mut out = front.to_string();
    proposed.iter().for_each(|line| comment(&mut out, line));
    out.push_str("---\n\n");
    out
}

fn comment(out: &mut String, line: &str) {
    put_line(out, &format!("# {line}"));
}

/// Writes a line, even if it is one of what could not be read: without what YAML refuses, and without what ends a line there and nowhere else.
fn put_line(out: &mut String, line: &str) {
    let is_refused = |c: char| c.is_control() && !matches!(c, '\t' | '\u{85}') || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    let kept = line.trim_end().chars().filter(|c| !is_refused(*c));
    out.extend(kept.map(|c| if matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') { ' ' } else { c }));
    out.push('\n');
}

struct Lines {
    text: String,
    /// Lines that stand as they were written.
    written: Vec<String>,
}

impl Lines {
    fn has(&self, name: &str) -> bool {
        self.written.iter().any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')))
    }

    fn put(&mut self, name: &str, value: &str) {
        if !self.has(name) {
            self.text.push_str(&format!("{name}: {value}\n"));
        }
    }
}

/// Whether a text in one language belongs to a site of another without being told so: `en-US` to `en`.
fn is_language_of(language: &str, site: &str) -> bool {
    let primary = crate::base::text::primary_language;
    language == site || primary(language) == primary(site)
}

/// An id made of a name.
fn id_of(name: &str) -> String {
    let id = slug(name);
    if id.is_empty() { "name".to_string() } else { id }
}

/// A text between the brackets of YAML.
pub(super) fn flow(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let written = quoted(&text);
    if written.starts_with(['"', '\'']) || !text.contains(|c: char| ",[]{}:#&*!|>%@`\"'\\".contains(c)) {
        return written;
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// The works of a draft that the site does not have, as a list in a file of its own.
pub fn sources(draft: &Draft) -> String {
    let mut out = String::new();
    draft.works.iter().filter(|work| !work.known).for_each(|work| source(work, "", &mut out));
    out
}

/// The same works in CSL-JSON, where keys may hold signs that ids of records may not.
pub fn described(draft: &Draft) -> String {
    let works = draft.works.iter().filter(|work| !work.known);
    let items = works.map(|work| {
        let id = ("id".to_string(), Value::String(work.key.clone()));
        Value::Object([id].into_iter().chain(work.csl.clone()).collect())
    });
    let items: Vec<Value> = items.collect();
    serde_json::to_string_pretty(&items).unwrap_or_default() + "\n"
}

/// A source in full.
fn source(work: &Work, indent: &str, out: &mut String) {
    out.push_str(&format!("{indent}- id: {}\n", flow(&work.key)));
    for (name, value) in &work.csl {
        let written = match value {
            Value::String(text) => quoted(text),
            Value::Array(names) => {
                let name = |name: &Value| {
                    let parts: Vec<String> = name
                        .as_object()
                        .into_iter()
                        .flatten()
                        .filter_map(|(part, text)| Some(format!("{part}: {}", flow(text.as_str()?))))
                        .collect();
                    format!("{{{}}}", parts.join(", "))
                };
                format!("[{}]", names.iter().map(name).collect::<Vec<_>>().join(", "))
            }
            _ => continue,
        };
        out.push_str(&format!("{indent}  {name}: {written}\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_could_not_be_read_are_comments_to_their_end() {
        let mut out = String::new();
        comment(&mut out, "a:\u{1} b\u{7f}\u{feff}\tc\u{2028}status: published\u{85}x: y ");
        assert_eq!(out, "# a: b\tc status: published x: y\n");
    }

    #[test]
    fn texts_between_brackets() {
        for (text, written) in
            [("Jane Doe", "Jane Doe"), ("Doe, Jane", "'Doe, Jane'"), ("O'Brien [x]", "'O''Brien [x]'"), ("2025", "'2025'")]
        {
            assert_eq!(flow(text), written);
        }
    }
}
