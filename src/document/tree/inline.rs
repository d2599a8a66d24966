//! What a leaf holds: letters, links, citations and the like, in as little room as they take.

use super::{Attributes, LeafId};
use crate::base::{Range, Ranged};

/// Inlines in one piece.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Its position in `Body::leaves`.
    pub id: LeafId,
    /// The text.
    pub inlines: Inlines,
}

/// Inlines in order, in as little room as they take: most leaves are one text, which stands in the leaf itself.
#[derive(Debug, Clone, Default)]
pub struct Inlines(Held);

#[derive(Debug, Clone)]
enum Held {
    One(Inline),
    Any(Box<[Inline]>),
}

impl Default for Held {
    fn default() -> Self {
        Held::Any(Box::default())
    }
}

impl Inlines {
    /// Changes them as a list.
    pub fn edit<T>(&mut self, change: impl FnOnce(&mut Vec<Inline>) -> T) -> T {
        let mut list = match std::mem::take(&mut self.0) {
            Held::One(only) => vec![only],
            Held::Any(list) => list.into_vec(),
        };
        let result = change(&mut list);
        *self = list.into_iter().collect();
        result
    }
}

impl FromIterator<Inline> for Inlines {
    fn from_iter<I: IntoIterator<Item = Inline>>(inlines: I) -> Self {
        let mut inlines = inlines.into_iter();
        Inlines(match (inlines.next(), inlines.next()) {
            (Some(only), None) => Held::One(only),
            (first, second) => Held::Any(first.into_iter().chain(second).chain(inlines).collect()),
        })
    }
}

impl std::ops::Deref for Inlines {
    type Target = [Inline];

    fn deref(&self) -> &[Inline] {
        match &self.0 {
            Held::One(only) => std::slice::from_ref(only),
            Held::Any(list) => list,
        }
    }
}

impl std::ops::DerefMut for Inlines {
    fn deref_mut(&mut self) -> &mut [Inline] {
        match &mut self.0 {
            Held::One(only) => std::slice::from_mut(only),
            Held::Any(list) => list,
        }
    }
}

/// A piece of text within a leaf. Each has the range of all its bytes. Rare and large parts are boxed: a tree is mostly text.
#[derive(Debug, Clone)]
pub enum Inline {
    /// Letters.
    Text(Letters),
    /// A line end within a paragraph.
    Soft(Range),
    /// A forced line end.
    Hard(Range),
    /// Emphasis, strong …
    Styled { style: Style, children: Box<[Inline]>, range: Range },
    /// Code.
    Code { text: Box<str>, range: Range },
    /// A link as written; what it means is the reference at `range.start`.
    Link { to: Box<Destination>, children: Box<[Inline]> },
    /// `[[target]]` or `[[target|text]]`; without a text of its own it has no children and shows the name of what it leads to.
    Wiki { to: Box<Wikilink>, children: Box<[Inline]> },
    /// `[[!name]]`: letters that are never linked.
    Unlinked { children: Box<[Inline]>, range: Range },
    /// An image in running text.
    Image(Box<Image>),
    /// A citation.
    Cite(Box<Citation>),
    /// `[^label]`; `note` is the position in `Body::notes`.
    NoteRef { note: u32, range: Range },
    /// `[text]{.class key="value"}`
    Span { mark: Box<Mark>, children: Box<[Inline]> },
    /// Raw HTML, as written.
    Html { text: Box<str>, range: Range },
    /// A formula.
    Math(Box<Formula>),
}

/// A formula in TeX.
#[derive(Debug, Clone)]
pub struct Formula {
    /// As it is written.
    pub tex: Box<str>,
    /// As a line of plain text, such as `x² ≤ 1`; the TeX where it could not be set.
    pub words: Box<str>,
    /// What browsers set; none where a mistake in it was told, and where the program was built without formulas.
    pub mathml: Option<Box<str>>,
    /// How wide it is when set, roughly, in ems.
    pub width: u16,
    /// All its bytes.
    pub range: Range,
}

/// Where a link leads.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The address as written.
    pub address: Ranged<String>,
    /// What a reader sees who points at it; empty if not said.
    pub title: String,
    /// All bytes of the link.
    pub range: Range,
}

/// Where a wikilink leads.
#[derive(Debug, Clone)]
pub struct Wikilink {
    /// The id as written.
    pub target: Ranged<String>,
    /// All bytes of the link.
    pub range: Range,
}

/// What is said of a span.
#[derive(Debug, Clone)]
pub struct Mark {
    /// What stands in braces.
    pub attributes: Attributes,
    /// All bytes of the span.
    pub range: Range,
}

/// Some letters: those of the file at `range`, or `own` where they were changed on the way.
#[derive(Debug, Clone)]
pub struct Letters {
    /// Their place.
    pub range: Range,
    /// What they became, where that differs from the file.
    pub own: Option<Box<str>>,
}

impl Letters {
    /// The letters; `source` is the text of the file.
    pub fn of<'a>(&'a self, source: &'a str) -> &'a str {
        match &self.own {
            Some(own) => own,
            None => source.get(self.range.start as usize..self.range.end as usize).unwrap_or(""),
        }
    }
}

/// How letters are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Emphasis,
    Strong,
    Strike,
    Superscript,
    Subscript,
}

/// An image.
#[derive(Debug, Clone)]
pub struct Image {
    /// A path relative to the file, or an address.
    pub destination: Ranged<String>,
    /// Alternative text.
    pub alt: Vec<Inline>,
    /// What stands in quotation marks behind the address.
    pub title: String,
    /// `{#fig-x .wide width=…}`
    pub attributes: Attributes,
    /// All its bytes.
    pub range: Range,
}

/// One citation in the text, of one or more sources, in Pandoc's syntax.
#[derive(Debug, Clone)]
pub struct Citation {
    /// All its bytes.
    pub range: Range,
    /// `@key [p. 4]`: the author is part of the sentence.
    pub narrative: bool,
    /// What is cited, in order.
    pub items: Vec<CiteItem>,
}

/// One source within a citation.
#[derive(Debug, Clone)]
pub struct CiteItem {
    /// The key and its place, without `@` and braces.
    pub key: Ranged<String>,
    /// "see "
    pub prefix: String,
    /// CSL locator label, such as `page`, `paragraph`, `chapter`; empty without a locator.
    pub label: String,
    /// "33-35"
    pub locator: String,
    /// ", for a critique"
    pub suffix: String,
    /// `-@key`: without the author.
    pub suppress_author: bool,
}

impl Formula {
    /// One that is not set.
    pub fn as_written(tex: &str, range: Range) -> Formula {
        Formula { tex: tex.into(), words: tex.trim().into(), mathml: None, width: 0, range }
    }
}

impl Inline {
    /// All its bytes.
    pub fn range(&self) -> Range {
        match self {
            Inline::Text(letters) => letters.range.clone(),
            Inline::Image(image) => image.range.clone(),
            Inline::Cite(citation) => citation.range.clone(),
            Inline::Link { to, .. } => to.range.clone(),
            Inline::Wiki { to, .. } => to.range.clone(),
            Inline::Span { mark, .. } => mark.range.clone(),
            Inline::Soft(range)
            | Inline::Hard(range)
            | Inline::Styled { range, .. }
            | Inline::Code { range, .. }
            | Inline::Unlinked { range, .. }
            | Inline::NoteRef { range, .. }
            | Inline::Html { range, .. } => range.clone(),
            Inline::Math(formula) => formula.range.clone(),
        }
    }

    /// Whether it is a formula, or holds one.
    pub fn has_formula(&self) -> bool {
        matches!(self, Inline::Math(_)) || self.children().iter().any(Inline::has_formula)
    }

    /// What stands inside it; for an image its alternative text.
    pub fn children(&self) -> &[Inline] {
        match self {
            Inline::Styled { children, .. }
            | Inline::Link { children, .. }
            | Inline::Wiki { children, .. }
            | Inline::Unlinked { children, .. }
            | Inline::Span { children, .. } => children,
            Inline::Image(image) => &image.alt,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_any_length_is_the_same_list() {
        let one = |at: u32| Inline::Soft(at..at + 1);
        for length in 0..4 {
            let mut inlines: Inlines = (0..length).map(one).collect();
            let starts = |inlines: &Inlines| inlines.iter().map(|inline| inline.range().start).collect::<Vec<_>>();
            assert_eq!(starts(&inlines), (0..length).collect::<Vec<_>>());
            inlines.edit(|list| list.push(one(9)));
            assert_eq!(inlines.last().map(|inline| inline.range().start), Some(9));
            let last = inlines.edit(|list| list.split_off(1));
            assert_eq!((inlines.len(), last.len()), (1, length as usize));
        }
    }

    /// A site has many millions of them.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn they_stay_small() {
        assert_eq!([size_of::<Inline>(), size_of::<Leaf>()], [32, 40]);
        assert!(size_of::<super::super::Block>() <= 56 && size_of::<super::super::LeafInfo>() <= 16);
    }
}
