//! Macros that lists are put in order by: without quotation marks, which no order looks at (CSL-JSON's own processors drop what
//! a key begins with and is no letter; the engine does not).

use hayagriva::citationberg::{
    CslMacro, IndependentStyle, LayoutRenderingElement as Element, NamesChild, Sort, SortKey, TextTarget,
};
use std::collections::BTreeSet;

/// What is added to the name of such a macro.
const IN_ORDER: &str = " (in order)";

/// Has a style sort by macros of its own, where those that it names have quotation marks.
pub fn unquoted(style: &mut IndependentStyle) {
    let (mut seen, mut open) = (BTreeSet::new(), Vec::new());
    let sorts = [style.citation.sort.as_mut(), style.bibliography.as_mut().and_then(|list| list.sort.as_mut())];
    sorts.into_iter().flatten().for_each(|sort| names(sort, |name| open.push(name.clone())));
    let mut copies: Vec<CslMacro> = Vec::new();
    let mut quoted = false;
    while let Some(name) = open.pop() {
        let Some(found) = style.macros.iter().find(|one| one.name == name).filter(|_| seen.insert(name.clone())) else { continue };
        let mut copy = found.clone();
        copy.name.push_str(IN_ORDER);
        bare(&mut copy.children, &mut open, &mut quoted);
        copies.push(copy);
    }
    if quoted {
        style.macros.append(&mut copies);
        let sorts = [style.citation.sort.as_mut(), style.bibliography.as_mut().and_then(|list| list.sort.as_mut())];
        sorts.into_iter().flatten().for_each(|sort| names(sort, |name| name.push_str(IN_ORDER)));
    }
}

fn names(sort: &mut Sort, mut each: impl FnMut(&mut String)) {
    for key in &mut sort.keys {
        if let SortKey::MacroName { name, .. } = key {
            each(name);
        }
    }
}

/// Takes the quotation marks away, and has macros name such as have none. How deep elements are nested was checked when the
/// style was read.
fn bare(elements: &mut [Element], open: &mut Vec<String>, quoted: &mut bool) {
    for element in elements {
        match element {
            Element::Text(text) => {
                *quoted |= std::mem::replace(&mut text.quotes, false);
                if let TextTarget::Macro { name } = &mut text.target {
                    open.push(name.clone());
                    name.push_str(IN_ORDER);
                }
            }
            Element::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        bare(&mut substitute.children, open, quoted);
                    }
                }
            }
            Element::Group(group) => bare(&mut group.children, open, quoted),
            Element::Choose(choose) => {
                for branch in std::iter::once(&mut choose.if_).chain(&mut choose.else_if) {
                    bare(&mut branch.children, open, quoted);
                }
                choose.otherwise.iter_mut().for_each(|other| bare(&mut other.children, open, quoted));
            }
            Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::PageId;
    use crate::model::citation::item::Work;
    use crate::model::citation::{Library, Setup};
    use serde_json::json;

    #[test]
    fn quotation_marks_are_not_looked_at() {
        let article = |title: &str, author: &str, day: i64| {
            let mut json = json!({ "type": "article-newspaper", "title": title, "issued": { "date-parts": [[2022, 4, day]] } });
            if !author.is_empty() {
                json["author"] = json!([{ "literal": author }]);
            }
            json
        };
        let works = [
            article("Zebra crossing", "", 1),
            article("Sanctions, again", "European Commission", 2),
            article("Sanctions", "European Commission", 3),
        ];
        let works = works
            .into_iter()
            .enumerate()
            .map(|(at, json)| (PageId(at as u32), Work { key: format!("w{at}"), json: json.as_object().cloned().unwrap() }));
        let works: Vec<_> = works.collect();
        for style in ["chicago-notes", "apa"] {
            let (library, _) = Library::of(works.clone(), &Setup { style, ..Setup::default() });
            let one = |work: usize| crate::model::citation::reading::One { work, ..Default::default() };
            let cite = |work: usize| crate::model::citation::reading::Cite {
                items: vec![one(work)],
                note: work + 1,
                ..Default::default()
            };
            let made = library.cites(&[cite(0), cite(1), cite(2)], "en-GB");
            let order: Vec<u32> = made.bibliography.iter().map(|(page, _)| page.0).collect();
            assert_eq!(order, if style == "apa" { [1, 2, 0] } else { [2, 1, 0] }, "{style}");
        }
    }
}
