//! How wide a formula is, roughly: only browsers know, and what is wider than a page has to be told before.

use super::elements::Element;
use super::words::{LARGE, SPACED};

/// Letters above and below the line are that much smaller.
const SMALL: f32 = 0.72;

/// The width of a formula in ems.
pub(super) fn of(formula: &Element) -> u16 {
    formula.width().ceil().min(f32::from(u16::MAX)) as u16
}

impl Element<'_> {
    fn width(&self) -> f32 {
        let child = |at: usize| self.children.get(at).map_or(0.0, Element::width);
        match self.name {
            "mo" if self.children.is_empty() => self.text.chars().map(|c| sign(c, self.text.chars().count())).sum(),
            "mi" | "mn" | "mtext" | "mo" => self.text.chars().map(letter).sum(),
            "mspace" => self.space(),
            "mfrac" => 0.3 + child(0).max(child(1)),
            "msqrt" => 0.9 + self.row(),
            "mroot" => 0.9 + child(0) + SMALL * child(1),
            "msup" | "msub" | "msubsup" => child(0) + SMALL * child(1).max(child(2)),
            "mover" | "munder" | "munderover" => child(0).max(SMALL * child(1)).max(SMALL * child(2)),
            "mmultiscripts" => child(0) + SMALL * self.children.iter().skip(1).map(Element::width).sum::<f32>(),
            "mtable" => self.columns(),
            _ => self.row(),
        }
    }

    fn row(&self) -> f32 {
        self.children.iter().map(Element::width).sum()
    }

    /// The columns of a table, each as wide as its widest cell.
    fn columns(&self) -> f32 {
        let mut columns: Vec<f32> = Vec::new();
        for row in &self.children {
            columns.resize(columns.len().max(row.children.len()), 0.0);
            for (column, cell) in columns.iter_mut().zip(&row.children) {
                *column = column.max(0.5 + cell.width());
            }
        }
        columns.iter().sum()
    }

    fn space(&self) -> f32 {
        let width = self.attributes.split("width=\"").nth(1).and_then(|rest| rest.split("em").next());
        width
            .and_then(|width| width.parse().ok())
            .filter(|width: &f32| width.is_finite())
            .map_or(0.0, |width| width.clamp(0.0, 100.0))
    }
}

fn letter(c: char) -> f32 {
    match c {
        ' ' | '.' | ',' | 'i' | 'j' | 'l' | 'f' | 't' | 'r' => 0.35,
        'm' | 'w' | 'M' | 'W' => 0.85,
        c if c.is_uppercase() => 0.7,
        _ => 0.52,
    }
}

/// A sign, with the space around it; of several the letters are a name.
fn sign(c: char, of: usize) -> f32 {
    match c {
        _ if of > 1 => letter(c) + 0.1,
        c if SPACED.contains(c) => 1.3,
        c if LARGE.contains(c) => 1.2,
        _ => 0.4,
    }
}
