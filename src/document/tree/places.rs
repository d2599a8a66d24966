//! What has an anchor in a body: looked through where there is little, found by the anchor where there is much.

use super::{Body, Figure, Heading, Paragraph};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What an anchor of a text stands at.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    Figure(&'a Figure),
    Paragraph(&'a Paragraph),
    Heading(&'a Heading),
}

/// Where anchors stand, once that was asked of a long text. Its figures, paragraphs and headings do not change any more then.
#[derive(Debug, Clone, Default)]
pub struct Places(OnceLock<Box<FxHashMap<String, Position>>>);

#[derive(Debug, Clone, Copy)]
enum Position {
    Figure(usize),
    Paragraph(usize),
    Heading(usize),
}

/// So many things are looked through one by one.
const FEW: usize = 64;

impl Body {
    /// The numbered figure, table or formula with an id.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        if self.figures.len() <= FEW {
            return self.figures.iter().find(|figure| figure.id.value == id);
        }
        match self.placed(id)? {
            Place::Figure(figure) => Some(figure),
            _ => None,
        }
    }

    /// What stands at an anchor: a figure, table or formula, a numbered paragraph, a heading.
    pub fn place(&self, anchor: &str) -> Option<Place<'_>> {
        if self.figures.len() + self.paragraphs.len() + self.headings.len() > FEW {
            return self.placed(anchor);
        }
        let number = anchor.strip_prefix('p');
        let paragraph = || self.paragraphs.iter().find(|one| number == Some(&one.number)).map(Place::Paragraph);
        let heading = || self.headings.iter().find(|one| one.id == anchor).map(Place::Heading);
        self.figures.iter().find(|one| one.id.value == anchor).map(Place::Figure).or_else(paragraph).or_else(heading)
    }

    /// The same, by a table of all of them.
    fn placed(&self, anchor: &str) -> Option<Place<'_>> {
        let all = || {
            let figures = self.figures.iter().zip(0..).map(|(one, at)| (one.id.value.clone(), Position::Figure(at)));
            let paragraphs = self.paragraphs.iter().zip(0..).map(|(one, at)| (format!("p{}", one.number), Position::Paragraph(at)));
            let headings = self.headings.iter().zip(0..).map(|(one, at)| (one.id.clone(), Position::Heading(at)));
            let mut all = FxHashMap::default();
            figures.chain(paragraphs).chain(headings).for_each(|(anchor, at)| _ = all.entry(anchor).or_insert(at));
            Box::new(all)
        };
        match *self.places.0.get_or_init(all).get(anchor)? {
            Position::Figure(at) => self.figures.get(at).map(Place::Figure),
            Position::Paragraph(at) => self.paragraphs.get(at).map(Place::Paragraph),
            Position::Heading(at) => self.headings.get(at).map(Place::Heading),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown;

    /// What stands at an anchor is the same in a short text and in a long one.
    #[test]
    fn anchors_are_found_in_short_and_long_texts() {
        let text = |paragraphs: usize| {
            let more: String = (0..paragraphs).map(|at| format!("Text {at}.\n\n")).collect();
            format!("## Aims\n\nFirst.\n\n| A |\n|---|\n| 1 |\n\n: Caption {{#tbl-a}}\n\n## p2\n\n{more}")
        };
        for paragraphs in [1, 200] {
            let (body, _) = markdown::parse(&text(paragraphs), 0, &crate::document::Options::default());
            let kind = |anchor: &str| match body.place(anchor) {
                Some(Place::Figure(figure)) => format!("figure {}", figure.number),
                Some(Place::Paragraph(paragraph)) => format!("paragraph {}", paragraph.number),
                Some(Place::Heading(heading)) => format!("heading {}", heading.text),
                None => "nothing".into(),
            };
            assert_eq!(
                ["aims", "tbl-a", "p1", "p2", "p", "aim"].map(kind),
                ["heading Aims", "figure 1", "paragraph 1", "paragraph 2", "nothing", "nothing"]
            );
            assert!(body.figure("tbl-a").is_some() && body.figure("p1").is_none());
        }
    }
}
