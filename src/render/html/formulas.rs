//! Formulas: MathML where it could be set, else TeX as it is written.

use super::Writer;
use crate::document::plain::{Name, named};
use crate::document::tree::{Formula, Inline};

/// Ems that there are in a line of the contents; what is wider is a text there, which breaks into lines.
const CONTENTS: u16 = 10;

/// The classes of a formula that may be wider than where it stands: than a narrow screen, and than the text on paper, where it goes on
/// over the margin, or is printed in smaller letters.
fn reach(width: u16) -> &'static str {
    match width {
        0..=14 => "",
        15..=25 => " m-long",
        26..=37 => " m-long m-wide",
        38..=53 => " m-long m-wide m-wider",
        _ => " m-long m-wide m-wider m-widest",
    }
}

/// The words of a heading as HTML without links and anchors, and with its formulas: for the contents, where it stands once more.
pub fn title(inlines: &[Inline], source: &str, name: Name) -> String {
    let mut out = String::new();
    push_title(inlines, source, name, &mut out);
    out.trim().to_string()
}

fn push_title(inlines: &[Inline], source: &str, name: Name, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Math(formula) => match formula.mathml.as_deref().filter(|_| formula.width <= CONTENTS) {
                Some(mathml) => out.push_str(&mathml.replacen("<math display=\"block\">", "<math>", 1)),
                None => super::push_escaped(&formula.words, out),
            },
            // A citation leaves no gap before the full stop that follows it.
            Inline::Cite(citation) if !citation.narrative => out.truncate(out.trim_end_matches(' ').len()),
            _ if inline.has_formula() => push_title(inline.children(), source, name, out),
            _ => super::push_escaped(&named(std::slice::from_ref(inline), source, name), out),
        }
    }
}

impl Writer<'_, '_> {
    /// A formula in a line of text.
    pub(super) fn formula(&mut self, formula: &Formula) {
        match formula.mathml.as_deref() {
            // One that is set off within a paragraph scrolls as one that stands alone, and so does a long one in its line.
            Some(mathml) => {
                let is_display = mathml.starts_with("<math display");
                let scrolls = is_display || !reach(formula.width).is_empty();
                if scrolls {
                    let focus = if self.is_linked() { "\">" } else { "\" tabindex=\"0\">" };
                    let line = if is_display { "" } else { " m-in" };
                    ["<span class=\"math", line, reach(formula.width), focus].iter().for_each(|part| self.push(part));
                }
                self.push(mathml);
                self.push(if scrolls { "</span>" } else { "" });
            }
            None => {
                self.push("<span class=\"math tex\">");
                self.escaped(&formula.tex);
                self.push("</span>");
            }
        }
    }

    /// A formula that stands alone, with its number if it has one.
    pub(super) fn formula_block(&mut self, formula: &Formula, figure: Option<u32>) {
        let numbered = figure.and_then(|at| self.input.body.figures.get(at as usize)).filter(|_| self.page);
        if let Some(figure) = numbered {
            self.push("<div class=\"equation\"");
            self.id(Some(&figure.id.value));
            self.push(">\n");
            self.kept(&figure.id.value);
        }
        match formula.mathml.as_deref() {
            Some(mathml) => {
                ["<div class=\"math", reach(formula.width), "\" tabindex=\"0\">", mathml].iter().for_each(|part| self.push(part));
            }
            None => {
                self.push("<div class=\"math tex\" tabindex=\"0\">");
                self.escaped(&formula.tex);
            }
        }
        self.push("</div>\n");
        if let Some(figure) = numbered {
            let number = figure.number.to_string();
            self.push("<span class=\"number\"><span class=\"vh\">");
            self.numbered(self.input.words.equation, &number);
            self.push("</span><span aria-hidden=\"true\">(");
            self.push(&number);
            self.push(")</span></span>\n</div>\n");
        }
    }
}
