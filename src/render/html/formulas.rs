//! Formulas: MathML where it could be set, else TeX as it is written.

use super::Writer;

impl Writer<'_, '_> {
    /// A formula in a line of text.
    pub(super) fn formula(&mut self, tex: &str, start: u32) {
        match self.input.body.formula_at(start) {
            // One that is set off within a paragraph scrolls as one that stands alone.
            Some(mathml) if mathml.starts_with("<math display") => {
                self.push(if self.is_linked() { "<span class=\"math\">" } else { "<span class=\"math\" tabindex=\"0\">" });
                self.push(mathml);
                self.push("</span>");
            }
            Some(mathml) => self.push(mathml),
            None => {
                self.push("<span class=\"math tex\">");
                self.escaped(tex);
                self.push("</span>");
            }
        }
    }

    /// A formula that stands alone, with its number if it has one.
    pub(super) fn formula_block(&mut self, tex: &str, start: u32, figure: Option<u32>) {
        let numbered = figure.and_then(|at| self.input.body.figures.get(at as usize)).filter(|_| self.page);
        if let Some(figure) = numbered {
            self.push("<div class=\"equation\"");
            self.id(Some(&figure.id.value));
            self.push(">\n");
            self.kept(&figure.id.value);
        }
        match self.input.body.formula_at(start) {
            Some(mathml) => {
                self.push("<div class=\"math\" tabindex=\"0\">");
                self.push(mathml);
            }
            None => {
                self.push("<div class=\"math tex\" tabindex=\"0\">");
                self.escaped(tex);
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
