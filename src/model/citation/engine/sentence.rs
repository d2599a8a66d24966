//! Authors who are part of a sentence, and what stands for them.

use super::convert::{dated, item};
use super::html::{self, Links, To, escape};
use super::repair::take_author;
use super::{Class, Engine, class, quotes};
use crate::model::citation::item::Work;
use crate::model::citation::reading::One;
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, ElemChildren, standalone_citation,
};

impl Engine<'_> {
    /// What a later note has in the place of an author, for a source without one.
    fn short_title(&self, at: usize) -> Option<ElemChildren> {
        let mut driver = BibliographyDriver::new();
        let (style, other) = (self.tight(), item(self.items.len(), &Work { key: "other".into(), json: dated() }));
        for (number, item) in [&self.items[at], &other, &self.items[at]].into_iter().enumerate() {
            let items = vec![CitationItem::with_entry(item)];
            driver.citation(CitationRequest::new(items, &style, Some(self.locale.clone()), &self.locales, Some(number + 1)));
        }
        let mut made = driver.finish(BibliographyRequest::new(&style, Some(self.locale.clone()), &self.locales));
        let mut later = made.citations.pop()?.citation;
        take_author(&mut later)
    }

    /// The author's name in a sentence, as it stood in the cite, or else as the style would write it.
    pub(super) fn author(&self, one: &One, taken: Option<ElemChildren>) -> String {
        let names = self.works[one.work].names("author");
        if taken.is_none() && names.len() > 2 {
            let mut short = String::new();
            escape(&quotes::printed(&names[0].listed()), &mut short);
            return format!("{short} et al.");
        }
        let taken = match taken {
            None if class(self.style) == Class::Note && names.is_empty() => self.short_title(one.work),
            taken => taken,
        };
        let children = taken.unwrap_or_else(|| {
            let mut item = CitationItem::with_entry(&self.items[one.work]);
            item.purpose = Some(CitePurpose::Author);
            let mut style = self.tight().into_owned();
            (style.citation.layout.prefix, style.citation.layout.suffix) = (None, None);
            standalone_citation(CitationRequest::new(vec![item], &style, Some(self.locale.clone()), &self.locales, Some(1)))
        });
        let mut out = String::new();
        html::children(&children, To::Html(Links::Off), &mut out);
        if self.locale.is_english() {
            // APA: "&" within parentheses only, "and" in the sentence.
            out = out.replace(" &amp; ", " and ");
        }
        // A style may end the names as a sentence, with a stop that is no name's own.
        let bare = out.trim().trim_end_matches(['.', ',']);
        let own = names.last().is_some_and(|name| bare.ends_with(&name.listed()) && !name.listed().ends_with('.'));
        let out = if own { bare.to_string() } else { out.trim().trim_end_matches(',').to_string() };
        if out.is_empty() {
            let mut head = String::new();
            escape(&self.works[one.work].head(), &mut head);
            return head;
        }
        out
    }
}
