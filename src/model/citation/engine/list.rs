//! The list of sources that the engine made.

use super::html::{self, Links, To};
use super::spans::Spans;
use hayagriva::{BibliographyItem, Rendered};

/// Entries of the list of sources; none where the style has no list.
pub(super) fn list(rendered: &Rendered) -> &[BibliographyItem] {
    rendered.bibliography.as_ref().map_or(&[], |list| &list.items)
}

/// Positions of the sources in the order of the list.
pub(super) fn keys(rendered: &Rendered) -> Vec<usize> {
    list(rendered).iter().filter_map(|item| item.key.parse().ok()).collect()
}

/// The HTML of an entry.
pub(super) fn entry(item: &BibliographyItem, spans: &Spans) -> String {
    let to = To::Html(Links::On);
    let mut out = String::new();
    if let Some(first) = &item.first_field {
        out.push_str("<span class=\"csl-left-margin\">");
        let mut field = String::new();
        let mut first = first.clone();
        spans.child(&mut first);
        html::child(&first, to, &mut field);
        out.push_str(field.trim());
        out.push_str("</span> ");
    }
    let mut rest = String::new();
    let mut content = item.content.clone();
    spans.written(&mut content);
    html::children(&content, to, &mut rest);
    out + rest.trim()
}
