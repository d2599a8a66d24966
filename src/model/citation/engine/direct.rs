//! Citations whose sources cannot be mistaken for others: each source is rendered once, by a style for its position.

use super::{Engine, Text, closes};
use crate::model::citation::item::Work;
use crate::model::citation::positions::Position;
use crate::model::citation::reading::{Cite, One};
use crate::model::citation::segments::{Segment, segments};
use crate::model::citation::style::{Class, class};
use hayagriva::citationberg::{IndependentStyle, ToFormatting};
use hayagriva::{CitationRequest, Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Formatting, standalone_citation};
use std::sync::Arc;

/// Makes the style for a source in a citation, by its position and whether it has a locator: without anything before and
/// behind it.
pub type Pieces<'a> = dyn Fn(Position, bool, &Work) -> Arc<IndependentStyle> + 'a;

impl Engine<'_> {
    /// One source by itself in a citation, in a position.
    pub fn cited(&self, one: &One, position: Position) -> String {
        let made = self.directly(&Cite { items: vec![one.clone()], ..Cite::default() }, &[position]);
        if class(self.style) == Class::Note { made.note } else { made.text }
    }

    /// A citation in which nothing is sorted, and whose sources cannot be mistaken for others: each is rendered once, in its
    /// position.
    pub fn directly(&self, cite: &Cite, positions: &[Position]) -> Text {
        let Some(pieces) = self.pieces else { return Text::default() };
        let segments = segments(std::slice::from_ref(cite));
        let piece = |segment: &Segment| self.pieced(pieces, cite, &segment.items, positions);
        let made: Vec<ElemChildren> = segments.iter().map(piece).collect();
        self.composed(cite, &segments.iter().zip(&made).collect::<Vec<_>>())
    }

    /// Some items of a citation, side by side, with what the style has before and behind them.
    pub(super) fn pieced(&self, pieces: &Pieces, cite: &Cite, items: &[usize], positions: &[Position]) -> ElemChildren {
        let layout = &self.style.citation.layout;
        let text = |text: &str| ElemChild::Text(Formatted { text: text.to_string(), formatting: Formatting::default() });
        let mut made: Vec<ElemChild> = layout.prefix.iter().map(|prefix| text(prefix)).collect();
        for (index, at) in items.iter().enumerate() {
            let (one, position) = (&cite.items[*at], positions.get(*at).copied().unwrap_or_default());
            let style = pieces(position, !one.locator.is_empty(), self.works[one.work]);
            let item = vec![self.cite_item(one)];
            let request = CitationRequest::new(item, &style, Some(self.locale.clone()), &self.locales, Some(cite.note));
            let children = standalone_citation(request);
            if index > 0 {
                made.extend(layout.delimiter.as_deref().map(text));
            }
            made.push(ElemChild::Elem(Elem { children, display: None, meta: Some(ElemMeta::Entry(index)) }));
        }
        let ended = |suffix: &str| last_text(&made).is_some_and(|last| last.ends_with(suffix));
        if let Some(suffix) = layout.suffix.as_deref().filter(|suffix| closes(suffix) || !ended(suffix)) {
            made.push(text(suffix));
        }
        ElemChildren(made)
    }
}

/// Whether a style sets what it has of a citation as the text around it.
pub fn is_bare(style: &IndependentStyle) -> bool {
    style.citation.layout.to_formatting() == Default::default()
}

/// The text that something ends with.
fn last_text(children: &[ElemChild]) -> Option<&str> {
    match children.last()? {
        ElemChild::Text(text) => Some(&text.text),
        ElemChild::Elem(elem) => last_text(&elem.children.0),
        _ => None,
    }
}
