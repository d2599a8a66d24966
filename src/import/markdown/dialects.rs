//! What Quarto, MyST, MkDocs, Hugo and Docusaurus write in their own ways and Chancery has, too: call-outs, figures, tables and
//! formulas with numbers, cross-references, citations, notes. Each is written as it is here; what has no place here stays as it
//! was written, and `chancery check` tells of it.

use super::blocks;
use super::labels::Labels;
use crate::import::told::Told;

/// Deepest nesting of blocks that are looked into.
pub(super) const DEEPEST: usize = 12;

/// What the parts of a text are written with.
pub(super) struct Writer<'a> {
    /// The places that are referred to.
    pub labels: Labels,
    /// What is told of.
    pub told: &'a mut Told,
    /// Notes that stood within the text, by their labels.
    pub notes: Vec<(String, String)>,
    /// The text as it was, in which labels of notes may be taken.
    pub whole: &'a str,
}

/// A text in the Markdown of Chancery, and the places in it that others may refer to; `top` are labels of the text
/// as a whole, and its title.
pub(super) fn translated(text: &str, told: &mut Told, top: (&[String], &str)) -> (String, Labels) {
    let labels = Labels::of(text).with_top(top.0, top.1);
    let mut writer = Writer { labels, told, notes: Vec::new(), whole: text };
    let lines: Vec<&str> = text.lines().collect();
    let mut out = blocks::write(&lines, 0, &mut writer).join("\n");
    out.push('\n');
    for (label, note) in &writer.notes {
        let note: Vec<&str> = note.split_whitespace().collect();
        out.push_str(&format!("\n[^{label}]: {}\n", note.join(" ")));
    }
    (out, writer.labels)
}

impl Writer<'_> {
    /// A label for a note that stood within the text.
    pub fn note(&mut self, text: String) -> String {
        let mut number = self.notes.len() + 1;
        let taken = |number: usize| self.whole.contains(&format!("[^n{number}]"));
        while taken(number) || self.notes.iter().any(|(label, _)| *label == format!("n{number}")) {
            number += 1;
        }
        let label = format!("n{number}");
        self.notes.push((label.clone(), text));
        label
    }
}
