//! The places of a text that other programs refer to by a label, and what each is called here.

use super::lines::{Fence, option};
use crate::base::text::slug;
use std::collections::BTreeMap;

/// What sort of thing has a number here, by the beginning of its id.
const NUMBERED: [&str; 3] = ["fig-", "tbl-", "eq-"];

/// A place of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its id here.
    pub id: String,
    /// The words of a heading.
    pub words: String,
    /// It has a number here, so that a reference needs no words.
    pub numbered: bool,
}

/// The places of a text by their labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(BTreeMap<String, Label>);

impl Labels {
    /// Those of a text.
    pub(super) fn of(text: &str) -> Labels {
        let mut all = Labels::default();
        let (mut fence, mut targets) = (Fence::default(), Vec::new());
        let mut directive = "";
        let mut made = Vec::new();
        for line in text.lines() {
            let bare = line.trim();
            let was_open = fence.is_open();
            fence.read(line);
            if let Some(name) = opened(bare) {
                directive = name;
                if let Some(label) = targets.pop() {
                    all.named(label, sort_of(directive));
                }
                targets.clear();
            }
            if let Some((key, value)) = option(bare).filter(|(key, _)| matches!(*key, "name" | "label"))
                && !value.is_empty()
            {
                all.named(value, if key == "name" || !directive.is_empty() { sort_of(directive) } else { "" });
                continue;
            }
            if let Some(label) = bare.strip_prefix("#|").and_then(|rest| rest.trim().strip_prefix("label:")).filter(|_| was_open) {
                all.add(label.trim().trim_matches(['"', '\'']), "", "");
                continue;
            }
            if was_open || fence.is_open() {
                continue;
            }
            if let Some(label) = target(bare) {
                targets.push(label);
                continue;
            }
            if let Some((words, id)) = heading(line) {
                id.iter().for_each(|id| all.add(id, id, words));
                for label in targets.drain(..) {
                    // A heading has the first of its labels as its id; see `blocks.rs`.
                    all.add(label, id.unwrap_or(label), words);
                }
                if id.is_none() {
                    made.push(words);
                }
                continue;
            }
            ids(line).for_each(|id| all.add(id, id, ""));
            // `$$ … $$ (label)`
            if let Some(label) = bare.strip_prefix("$$").and_then(|rest| rest.trim_start().strip_prefix('(')?.strip_suffix(')')) {
                all.named(label, "eq-");
            }
            if !bare.is_empty() {
                directive = "";
                if let Some(label) = targets.pop().filter(|_| bare.starts_with(['|', '!'])) {
                    all.named(label, if bare.starts_with('|') { "tbl-" } else { "fig-" });
                }
                targets.clear();
            }
        }
        // Labels that are written come before those that are made of words.
        for words in made {
            let id = slug(words);
            if !id.is_empty() {
                all.0.entry(id.clone()).or_insert(Label { id, words: words.to_string(), numbered: false });
            }
        }
        all
    }

    /// With labels of the text as a whole, which has a title.
    pub(super) fn with_top(mut self, top: &[String], title: &str) -> Labels {
        let place = || Label { id: String::new(), words: title.to_string(), numbered: false };
        self.0.extend(top.iter().map(|label| (label.clone(), place())));
        self
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Label)> {
        self.0.iter().map(|(label, place)| (label.as_str(), place))
    }

    /// Whether something with a number has an id.
    pub fn is_numbered(&self, id: &str) -> bool {
        self.0.values().any(|place| place.numbered && place.id == id)
    }

    /// What a label names.
    pub fn get(&self, label: &str) -> Option<&Label> {
        self.0.get(label).or_else(|| {
            // Quarto writes `@Fig-x` at the beginning of a sentence.
            let small = label.get(..1)?.to_ascii_lowercase() + &label[1..];
            self.0.get(&small)
        })
    }

    /// A reference to a place of the same text, perhaps with words of its own.
    pub(super) fn reference(&self, label: &str, words: &str) -> Option<String> {
        let found = self.get(label)?;
        let words = if words.is_empty() { &found.words } else { words };
        Some(match words {
            // The page itself.
            words if found.id.is_empty() => words.to_string(),
            "" if found.numbered => format!("[[{}]]", found.id),
            "" => format!("[{label}](#{})", found.id),
            words => format!("[{words}](#{})", found.id),
        })
    }

    fn named(&mut self, label: &str, sort: &str) {
        let id = id_of(label, sort);
        self.add(label, &id, "");
    }

    fn add(&mut self, label: &str, id: &str, words: &str) {
        let id = if id.is_empty() { label } else { id };
        let fine = !label.is_empty() && label.len() <= 100 && !label.contains(char::is_whitespace);
        if fine {
            let id = anchor(id);
            let numbered = NUMBERED.iter().any(|sort| id.starts_with(sort)) && words.is_empty();
            self.0.entry(label.to_string()).or_insert(Label { id, words: words.to_string(), numbered });
        }
    }
}

/// The id of a thing with a number, by its label in MyST: `fig:river` and `river` are `fig-river`.
pub(super) fn id_of(label: &str, sort: &str) -> String {
    let rest = [":", "-", "_"].iter().find_map(|sign| label.strip_prefix(sort.trim_end_matches('-'))?.strip_prefix(sign));
    let rest = rest.or_else(|| label.strip_prefix("table:").or(label.strip_prefix("tab:")).filter(|_| sort == "tbl-"));
    if sort.is_empty() { anchor(label) } else { format!("{sort}{}", slug(rest.unwrap_or(label))) }
}

/// A label as an anchor: as it was written, where it can be one.
pub(super) fn anchor(label: &str) -> String {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    if !label.is_empty() && label.chars().all(fine) { label.to_string() } else { slug(label) }
}

/// The beginning of the ids of what a directive makes.
pub(super) fn sort_of(directive: &str) -> &'static str {
    match directive {
        "figure" | "image" => "fig-",
        "table" | "list-table" | "csv-table" => "tbl-",
        "math" => "eq-",
        _ => "",
    }
}

/// The name of a directive that a line opens: ```` ```{figure} a.png ````, `:::{note}`.
fn opened(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(['`', ':', '~']);
    let inner = rest.trim_start().strip_prefix('{').filter(|_| line.len() >= rest.len() + 3)?;
    inner.split_once('}').map(|(name, _)| name).filter(|name| !name.starts_with(['.', '#']))
}

/// The label that a line of MyST gives to what follows: `(aims)=`.
pub(super) fn target(line: &str) -> Option<&str> {
    let label = line.strip_prefix('(')?.strip_suffix(")=")?;
    (!label.is_empty() && !label.contains(['(', ')', ' '])).then_some(label)
}

/// The words and the id of a heading.
pub(super) fn heading(line: &str) -> Option<(&str, Option<&str>)> {
    let rest = line.trim_start_matches('#');
    if !(1..=6).contains(&(line.len() - rest.len())) || !rest.starts_with([' ', '\t']) {
        return None;
    }
    let words = rest.trim();
    let (words, braces) = match words.rfind('{').filter(|_| words.ends_with('}')) {
        Some(at) => (words[..at].trim_end(), &words[at..]),
        None => (words, ""),
    };
    Some((words.trim_end_matches('#').trim_end(), ids(braces).next()))
}

/// The ids in braces of a line.
fn ids(line: &str) -> impl Iterator<Item = &str> {
    line.split("{#").skip(1).map(|rest| rest.split(['}', ' ', '\t']).next().unwrap_or_default()).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_labels() {
        let labels = Labels::of(
            "## Two\n\n(aims)=\n# Our aims\n\n## Method {#sec-method}\n\n![A](a.png){#fig-a}\n\n: T {#tbl-t}\n\n```{figure} b.png\n:name: fig:b\n\nB\n```\n\n\
             ```{r}\n#| label: fig-c\nx <- '{#fig-no}'\n```\n\n$$ x $$ {#eq-x}\n\n```\n(no)=\n# Not\n```\n\n$$\ny\n$$ (two)\n",
        );
        let shown = |label: &str| labels.reference(label, "");
        assert_eq!(shown("aims").as_deref(), Some("[Our aims](#aims)"));
        assert_eq!(shown("sec-method").as_deref(), Some("[Method](#sec-method)"));
        assert_eq!(shown("fig-a").as_deref(), Some("[[fig-a]]"));
        assert_eq!(shown("Fig-a").as_deref(), Some("[[fig-a]]"));
        assert_eq!(shown("tbl-t").as_deref(), Some("[[tbl-t]]"));
        assert_eq!(shown("fig:b").as_deref(), Some("[[fig-b]]"));
        assert_eq!(shown("fig-c").as_deref(), Some("[[fig-c]]"));
        assert_eq!(shown("eq-x").as_deref(), Some("[[eq-x]]"));
        assert_eq!(shown("two").as_deref(), Some("[[eq-two]]"));
        assert_eq!(labels.reference("fig-a", "the map").as_deref(), Some("[the map](#fig-a)"));
        assert_eq!((shown("no"), shown("fig-no"), shown("not")), (None, None, None));
    }
}
