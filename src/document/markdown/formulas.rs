//! Formulas: what is set of them, what is wrong in them, and their numbers.

use super::super::dialect::{attributes, short};
use super::super::formula::{self, Wrong};
use super::super::tree::{Figure, FigureSort, Formula, Inline};
use super::Builder;
use crate::base::{Fault, Range as Short};
use std::ops::Range;

/// What fits on a page of paper in the smallest letters that formulas are printed in.
const MOST_EMS: u16 = 70;

impl Builder<'_> {
    /// The formula at a range; what cannot be set is told, and stays as it is written.
    pub(super) fn formula(&mut self, tex: &str, range: &Range<usize>) -> Box<Formula> {
        let place = short(range.clone());
        let set = formula::set(tex, self.is_display(&place)).unwrap_or_else(|wrong| {
            self.wrong(tex, range, wrong);
            None
        });
        let Some(set) = set else { return Box::new(Formula::as_written(tex, place)) };
        if set.width > MOST_EMS {
            let message = "this formula is wider than a page of paper, which would cut it off";
            let line = short(range.start..self.first_line(range));
            let help = r"set it in lines, as in `\begin{aligned} y &= a \\ &\quad + b \end{aligned}`";
            self.faults.push(Fault::new("wide-formula", line, message).with_help(help));
        }
        Box::new(Formula { tex: tex.into(), words: set.words, mathml: Some(set.mathml), width: set.width, range: place })
    }

    fn wrong(&mut self, tex: &str, range: &Range<usize>, wrong: Wrong) {
        let Wrong { range: part, message, help, instead } = wrong;
        let place = self.part(tex, range, &part).unwrap_or_else(|| range.start..self.first_line(range));
        let place = short(place.start..self.first_line(&place));
        let mut fault = Fault::new("invalid-math", place.clone(), message).with_help(help);
        if let Some(text) = instead.filter(|_| self.text.get(place.start as usize..place.end as usize) == tex.get(part)) {
            fault = fault.with_fix(place, text);
        }
        self.faults.push(fault);
    }

    /// Tells of dollar signs that the parser made no formula of: where braces do not match, spaces stand within, or nothing closes
    /// it. `length` is that of what looks like one.
    pub(super) fn no_formula(&mut self, at: usize, length: Option<usize>) {
        let Some(range) = length.map(|length| at..at + length) else { return self.no_end(at) };
        let marks = if self.text[at..].starts_with("$$") { 2 } else { 1 };
        let tex = self.text.get(range.start + marks..range.end - marks).unwrap_or_default();
        self.foreign_told(range.end);
        if let Err(wrong) = formula::set(tex, marks == 2) {
            return self.wrong(tex, &range, wrong);
        }
        let place = short(range.start..self.first_line(&range));
        let message = "this is no formula, for a space stands behind the first dollar sign or before the second";
        let fault = Fault::new("invalid-math", place, message).with_help("write the dollar signs close to it, as in `$x$`");
        self.faults.push(fault.with_fix(short(range), format!("${}$", tex.trim())));
    }

    /// Two dollar signs that begin a line and are not closed; where they end a formula that was told, they say nothing new.
    fn no_end(&mut self, at: usize) {
        let line = at..self.first_line(&(at..self.text.len()));
        let written = self.text.get(line.clone()).unwrap_or_default();
        let Some(behind) = written.strip_prefix("$$").filter(|_| self.begins_line()) else { return };
        let has_command = behind.split('\\').skip(1).any(|behind| behind.starts_with(|c: char| c.is_ascii_alphabetic()));
        if !behind.trim().is_empty() && !has_command {
            return;
        }
        self.foreign_told(line.end);
        let closes = self.unclosed && behind.trim().is_empty();
        self.unclosed = !closes;
        if closes {
            return;
        }
        let message = "a formula seems to begin here, and no `$$` closes it before the next empty line";
        let help = "write `$$` behind it, and no empty line within; a dollar sign that is money is `\\$`";
        self.faults.push(Fault::new("invalid-math", short(line), message).with_help(help));
    }

    /// Where a part of a formula stands in the file. In a quotation each line of it begins with a sign that is no TeX; a cell
    /// has a backslash before each bar.
    fn part(&self, tex: &str, range: &Range<usize>, part: &Range<usize>) -> Option<Range<usize>> {
        let marks = if self.is_display(&short(range.clone())) { 2 } else { 1 };
        let start = range.start + marks;
        let inner = self.text.get(start..range.end.checked_sub(marks)?)?;
        let find = |wanted: usize| {
            let (mut at, mut seen) = (start, 0);
            for (written, line) in inner.split_inclusive('\n').zip(tex.split_inclusive('\n')) {
                let bare = line.trim_end_matches(['\n', '\r']);
                let lead = written.trim_end_matches(['\n', '\r']).strip_suffix(bare)?.len();
                if wanted <= seen + bare.len() {
                    return Some(at + lead + wanted.saturating_sub(seen));
                }
                (at, seen) = (at + written.len(), seen + line.len());
            }
            (wanted <= seen).then_some(at)
        };
        let (start, end) = (find(part.start)?, find(part.end)?);
        (start <= end).then_some(start..end)
    }

    /// Whether a formula stands between two dollar signs on each side.
    pub(super) fn is_display(&self, range: &Short) -> bool {
        self.text.get(range.start as usize..).is_some_and(|text| text.starts_with("$$"))
    }

    /// Whether two dollar signs belong to sums of money and not to a formula: a digit stands behind the second, as Pandoc has it.
    pub(super) fn is_price(&mut self, range: &Range<usize>) -> bool {
        let is_price = self.text.as_bytes().get(range.end).is_some_and(u8::is_ascii_digit);
        if is_price {
            let message = "these dollar signs are read as money and not as a formula, for a digit stands behind the second";
            let mut fault = Fault::new("doubtful-math", short(range.start..self.first_line(range)), message)
                .with_help("write `\\$` for a dollar sign; behind a formula write a space");
            let whole = self.text.get(range.start..range.end).unwrap_or_default();
            if let Some(inner) = whole.strip_prefix('$').and_then(|rest| rest.strip_suffix('$')) {
                fault = fault.with_fix(short(range.clone()), format!("\\${inner}\\$"));
            }
            self.faults.push(fault);
        }
        is_price
    }

    /// Whether what stands behind a formula is an id of one in braces, on the same line or the next, and nothing else.
    pub(super) fn is_id(&self, behind: &[Inline]) -> bool {
        let ([Inline::Text(letters)] | [Inline::Soft(_), Inline::Text(letters)]) = behind else { return false };
        let (start, end) = (letters.range.start as usize, letters.range.end as usize);
        let Some((found, at)) = attributes::read_last(self.text, start, end) else { return false };
        let is_equation = found.id.is_some_and(|id| id.value.starts_with("eq-"));
        letters.own.is_none() && is_equation && self.text.get(start..at).is_some_and(|space| space.trim().is_empty())
    }

    /// Counts a formula by the id that stands behind it; its position in `Body::figures`.
    pub(super) fn number_equation(&mut self, from: u32, to: u32) -> Option<u32> {
        let id = attributes::read_last(self.text, from as usize, to as usize)?.0.id?;
        if let Some(fault) = self.anchors.claim(&id) {
            self.faults.push(fault);
            return None;
        }
        let count = &mut self.figures[FigureSort::Equation as usize];
        *count += 1;
        let number = *count;
        self.body.figures.push(Figure { sort: FigureSort::Equation, number, id, caption: None, source: None });
        Some(self.body.figures.len() as u32 - 1)
    }
}
