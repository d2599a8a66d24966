//! The list of sources that the engine made.

use super::Engine;
use super::html::{self, Links, To};
use super::repair::tightened;
use super::spans::Spans;
use crate::model::citation::item::Name;
use hayagriva::citationberg::{IndependentStyle, SubsequentAuthorSubstituteRule};
use hayagriva::{BibliographyItem, Elem, ElemChild, ElemChildren, ElemMeta, Formatted, Rendered};
use std::collections::BTreeMap;

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
    tightened(&mut content);
    html::children(&content, to, &mut rest);
    out + rest.trim()
}

impl Engine<'_> {
    /// Gives entries the names that they have by themselves, where citations may have had to tell them apart.
    pub(super) fn restore_names(&self, items: &mut [BibliographyItem]) {
        let citation = &self.style.citation;
        let replaced = self.style.bibliography.as_ref().is_some_and(|list| list.subsequent_author_substitute.is_some());
        let telling = citation.disambiguate_add_names || citation.disambiguate_add_givenname;
        if !telling || (replaced && !substitutes(self.style)) {
            return;
        }
        let mut heads: BTreeMap<String, usize> = BTreeMap::new();
        self.works.iter().for_each(|work| *heads.entry(work.head()).or_default() += 1);
        for item in items {
            let Some(at) = item.key.parse().ok().filter(|at: &usize| *at < self.works.len()) else { continue };
            if heads.get(&self.works[at].head()).is_some_and(|count| *count > 1)
                && let Some(alone) = list(&self.drive(self.style, &[], &[], &[], &[at])).first()
            {
                restore_names(&mut item.content, &alone.content);
            }
        }
    }

    /// The names that a source of some key may begin with, in full.
    pub(super) fn authors(&self, key: &str) -> String {
        let work = key.parse().ok().and_then(|at: usize| self.works.get(at));
        let names =
            work.and_then(|work| ["author", "editor"].map(|name| work.names(name)).into_iter().find(|list| !list.is_empty()));
        names.unwrap_or_default().iter().map(Name::spoken).collect::<Vec<_>>().join("\n")
    }
}

/// Writes the names of an entry as they stand in one that nothing is told apart from: the engine gives entries the form
/// that names have where they are cited.
fn restore_names(content: &mut ElemChildren, alone: &ElemChildren) {
    fn all(children: &ElemChildren, out: &mut Vec<ElemChildren>) {
        for child in &children.0 {
            match child {
                ElemChild::Elem(elem) if matches!(elem.meta, Some(ElemMeta::Names(_))) => out.push(elem.children.clone()),
                ElemChild::Elem(elem) => all(&elem.children, out),
                _ => {}
            }
        }
    }
    fn put(children: &mut ElemChildren, names: &mut std::vec::IntoIter<ElemChildren>) {
        for child in &mut children.0 {
            match child {
                ElemChild::Elem(elem) if matches!(elem.meta, Some(ElemMeta::Names(_))) => {
                    if let Some(own) = names.next() {
                        elem.children = own;
                    }
                }
                ElemChild::Elem(elem) => put(&mut elem.children, names),
                _ => {}
            }
        }
    }
    let (mut here, mut there) = (Vec::new(), Vec::new());
    all(content, &mut here);
    all(alone, &mut there);
    if here.len() == there.len() {
        put(content, &mut there.into_iter());
    }
}

/// Whether repeated authors are replaced here: the engine leaves what stood between their names.
pub(super) fn substitutes(style: &IndependentStyle) -> bool {
    style.bibliography.as_ref().is_some_and(|list| {
        list.subsequent_author_substitute.is_some()
            && matches!(
                list.subsequent_author_substitute_rule,
                SubsequentAuthorSubstituteRule::CompleteAll | SubsequentAuthorSubstituteRule::PartialFirst
            )
    })
}

/// Replaces the authors of each entry that has the same as the one before; CSL 1.0.2, "Reference Grouping".
///
/// `authors` are those of a work in full, for two may be written alike; `others` is the term for "et al.".
pub(super) fn substitute(style: &IndependentStyle, list: &mut [BibliographyItem], authors: impl Fn(&str) -> String, others: &str) {
    let Some(sign) = style.bibliography.as_ref().and_then(|list| list.subsequent_author_substitute.clone()) else { return };
    let rule = style.bibliography.as_ref().map(|list| list.subsequent_author_substitute_rule);
    let first_only = rule == Some(SubsequentAuthorSubstituteRule::PartialFirst);
    let mut last = None;
    for item in list {
        let mut before = String::new();
        let names = names_mut(&mut item.content, &mut before).filter(|_| before.trim().is_empty());
        let Some(names) = names else {
            last = None;
            continue;
        };
        let written = |sign: &str| ElemChild::Text(Formatted { text: sign.to_string(), formatting: Default::default() });
        if first_only {
            let author = authors(&item.key).lines().next().unwrap_or_default().to_string();
            let before = last.take();
            at_first(names, &mut |names, at| {
                let key = (author.clone(), plain(&ElemChildren(names.0[..=at].to_vec())));
                if before.as_ref() == Some(&key) {
                    names.0.splice(..=at, [written(&sign)]);
                }
                last = Some(key);
            });
            continue;
        }
        let end = end_of_names(names, others);
        // What stands in for the author, such as a title, is replaced as a whole.
        let end = if end == 0 { names.0.len() } else { end };
        let own = ElemChildren(names.0[..end].to_vec());
        let key = (authors(&item.key), plain(&own));
        if last.as_ref() == Some(&key) && end > 0 {
            names.0.splice(..end, [written(&sign)]);
        }
        last = Some(key);
    }
}

/// The names that an entry begins with; what is shown before them is put into `before`.
fn names_mut<'a>(children: &'a mut ElemChildren, before: &mut String) -> Option<&'a mut ElemChildren> {
    let holds = |child: &ElemChild| {
        let ElemChild::Elem(elem) = child else { return false };
        matches!(elem.meta, Some(ElemMeta::Names(_))) || elem.children.find_names().is_some()
    };
    let at = children.0.iter().position(holds)?;
    children.0[..at].iter().for_each(|child| html::child(child, To::Plain, before));
    let ElemChild::Elem(elem) = &mut children.0[at] else { return None };
    if matches!(elem.meta, Some(ElemMeta::Names(_))) { Some(&mut elem.children) } else { names_mut(&mut elem.children, before) }
}

/// Where the first of the children stands that is a name or holds one.
fn first_of(names: &ElemChildren) -> Option<usize> {
    names.0.iter().position(|child| matches!(child, ElemChild::Elem(elem) if named(elem)))
}

/// Does something with the children that the first name is one of, and its place among them.
fn at_first(names: &mut ElemChildren, act: &mut dyn FnMut(&mut ElemChildren, usize)) {
    let Some(at) = first_of(names) else { return };
    if let ElemChild::Elem(elem) = &mut names.0[at]
        && !matches!(elem.meta, Some(ElemMeta::Name(..)))
    {
        return at_first(&mut elem.children, act);
    }
    act(names, at);
}

/// How many of the children are names and what stands between them, "et al." too; behind these may be a label.
fn end_of_names(names: &ElemChildren, others: &str) -> usize {
    let is_name = |child: &ElemChild| matches!(child, ElemChild::Elem(elem) if named(elem));
    let mut end = names.0.iter().rposition(is_name).map_or(0, |at| at + 1);
    let text = |at: usize| names.0.get(at).map(|child| plain(&ElemChildren(vec![child.clone()])));
    let shown: String = (end..names.0.len()).filter_map(text).collect();
    let list = shown.trim_start_matches([',', ' ', '\u{a0}']);
    if end > 0 && !others.is_empty() && list.starts_with(others) {
        let mut left = shown.len() - list.len() + others.len();
        while let Some(text) = text(end).filter(|_| left > 0) {
            left = left.saturating_sub(text.len());
            end += 1;
        }
    }
    end
}

fn named(elem: &Elem) -> bool {
    let inside = |child: &ElemChild| matches!(child, ElemChild::Elem(elem) if named(elem));
    matches!(elem.meta, Some(ElemMeta::Name(..))) || elem.children.0.iter().any(inside)
}

fn plain(children: &ElemChildren) -> String {
    let mut out = String::new();
    html::children(children, To::Plain, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use crate::model::PageId;
    use crate::model::citation::item::Work;
    use crate::model::citation::{Library, Setup};
    use serde_json::{Value, json};

    /// The entries of some works in a style, without their tags.
    fn listed(style: &str, works: Vec<Value>) -> Vec<String> {
        let work = |(at, json): (usize, Value)| {
            (PageId(at as u32), Work { key: format!("w{at}"), json: json.as_object().cloned().unwrap() })
        };
        let works: Vec<(PageId, Work)> = works.into_iter().enumerate().map(work).collect();
        let one = |work: usize| crate::model::citation::reading::One { work, ..Default::default() };
        let cite =
            |work: usize| crate::model::citation::reading::Cite { items: vec![one(work)], note: work + 1, ..Default::default() };
        let cites: Vec<_> = (0..works.len()).map(cite).collect();
        let (library, _) = Library::of(works, &Setup { style, ..Setup::default() });
        let plain = |html: &str| html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        library.cites(&cites, "en-US").bibliography.iter().map(|(_, html)| plain(html)).collect()
    }

    fn book(title: &str, authors: &[(&str, &str)], year: i64) -> Value {
        let names: Vec<Value> = authors.iter().map(|(family, given)| json!({ "family": family, "given": given })).collect();
        json!({ "type": "book", "title": title, "author": names, "publisher": "Press", "issued": { "date-parts": [[year]] } })
    }

    #[test]
    fn a_repeated_author_is_replaced_whole() {
        let two = [("Aas", "Bo"), ("Moe", "Al")];
        let many = |last: &'static str| [("Kim", "Lee"), ("Ono", "Yu"), ("Pal", last)];
        let list = vec![
            book("First", &two, 2001),
            book("Second", &two, 2002),
            book("Third", &many("Raj"), 2003),
            book("Wholly", &many("Raj"), 2004),
            book("Yonder", &many("Sue"), 2005),
        ];
        let wanted = [
            "Aas, Bo, and Al Moe. First. Press, 2001.",
            "———. Second. Press, 2002.",
            "Kim, Lee, et al. Third. Press, 2003.",
            "———. Wholly. Press, 2004.",
            // Others are behind this "et al.".
            "Kim, Lee, et al. Yonder. Press, 2005.",
        ];
        assert_eq!(listed("modern-language-association", list), wanted);
    }

    #[test]
    fn a_repeated_first_author_is_replaced_once() {
        let list = vec![
            book("First", &[("Aas", "Bo")], 2001),
            book("Second", &[("Aas", "Bo")], 2002),
            book("Third", &[("Aas", "Bo"), ("Moe", "Al")], 2003),
            book("Yonder", &[("Aas", "Cy")], 2004),
        ];
        let made = listed("modern-humanities-research-association-notes", list);
        let begins = ["Aas, Bo, First", "——, Second", "——, and Al Moe, Third", "Aas, Cy, Yonder"];
        assert!(made.iter().zip(begins).all(|(made, begin)| made.starts_with(begin)), "{made:?}");
    }
}
