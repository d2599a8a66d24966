//! Author and year, without any style: what is shown where the engine is left out of the program, or gives up on a source.

use super::html::{anchor, escape, rich, safe};
use super::item::Work;
use super::reading::{Cite, One};
use crate::base::address::of_doi;
use crate::document::Kind;
use crate::document::dialect::citation::around;
use crate::document::plain::Unsaid;
use crate::document::record::Own;
use crate::model::{Index, Page};
use std::borrow::Borrow;
use std::collections::BTreeSet;

/// "Olay 2025", as text: short names of up to two authors, and the year.
pub fn label(work: &Work) -> String {
    let names = ["author", "editor"].into_iter().map(|name| work.names(name)).find(|names| !names.is_empty()).unwrap_or_default();
    let head = match names.as_slice() {
        [] => periodical(work),
        [one] => one.listed(),
        [one, two] => format!("{} and {}", one.listed(), two.listed()),
        [one, ..] => format!("{} et al.", one.listed()),
    };
    match work.years() {
        Some(year) => format!("{head} {year}"),
        None => format!("{head} n.d."),
    }
}

/// What readers see of something that is not said, for texts that are put in words before there is a library.
pub fn name_of<P: Borrow<Page>>(pages: &[P], index: &Index, unsaid: Unsaid) -> Option<String> {
    let kinds: &[Kind] = if matches!(unsaid, Unsaid::Author(_)) { &[Kind::Source] } else { &[] };
    let page = pages.get(index.find(pages, &unsaid.written().value, kinds)?.0 as usize)?.borrow();
    match unsaid {
        Unsaid::Name(_) => Some(page.name().to_string()),
        Unsaid::Author(_) => work_of(pages, index, page).map(|work| label(&work)),
    }
}

/// The work that a source is, with the actor that published it.
pub fn work_of<P: Borrow<Page>>(pages: &[P], index: &Index, page: &Page) -> Option<Work> {
    let Own::Source(source) = &page.record.own else { return None };
    let publisher = source.publisher().and_then(|id| pages.get(index.find(pages, id, &[Kind::Actor])?.0 as usize));
    Work::new(&page.key, &page.record, publisher.map(|page| &*page.borrow().record))
}

/// What a work without authors goes by: the paper or site it stands in, else its short title, else what it is listed under.
fn periodical(work: &Work) -> String {
    let named = [work.text("container-title"), work.text("title-short")].into_iter().find(|text| !text.is_empty());
    named.map_or_else(|| work.head(), str::to_string)
}

/// "(see Olay 2025, chap. 4)", or "Olay 2025, 4" in the sentence, as HTML.
pub fn citation(works: &[&Work], cite: &Cite) -> String {
    let mut out = String::new();
    for (at, one) in cite.items.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "; " });
        item(works[one.work], one, &mut out);
    }
    if cite.narrative { out } else { format!("({out})") }
}

fn item(work: &Work, one: &One, out: &mut String) {
    let [before, place, behind] = around(&one.prefix, (&one.label, &one.locator), &one.suffix);
    escape(&before, out);
    out.push_str(&format!("<a class=\"cite\" href=\"#{0}\" data-card=\"card-{0}\">", anchor(&work.key)));
    match (one.suppress_author, work.years()) {
        (true, Some(years)) => out.push_str(&years),
        _ => escape(&label(work), out),
    }
    escape(&place, out);
    out.push_str("</a>");
    escape(&behind, out);
}

/// The list of sources, by name, year and title; positions are those in `works`.
pub fn bibliography(works: &[&Work], cited: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut list: Vec<usize> = cited.collect::<BTreeSet<_>>().into_iter().collect();
    list.sort_by_cached_key(|at| order(works[*at]));
    list
}

/// What sources are put in order by where no style does it.
pub fn order(work: &Work) -> (String, i64, String, String) {
    use crate::base::text::fold;
    (fold(&work.head()), work.year().unwrap_or(i64::MAX), fold(work.text("title")), work.key.clone())
}

/// "Olay, Matthew. 2025. Title. Publisher." as HTML, or as text.
pub fn reference(work: &Work, html: bool) -> String {
    let mut out = String::new();
    let mut part = |text: &str, italic: bool| {
        let text = text.trim().trim_end_matches('.');
        if text.is_empty() {
            return;
        }
        out.push_str(if html && italic { "<i>" } else { "" });
        rich(text, html, &mut out);
        out.push_str(if html && italic { "</i>" } else { "" });
        out.push_str(if text.ends_with(['?', '!']) { " " } else { ". " });
    };
    let names = ["author", "editor"].into_iter().map(|name| work.names(name)).find(|names| !names.is_empty()).unwrap_or_default();
    let listed = |name: &super::item::Name| match name.given {
        "" => name.listed(),
        given => format!("{}, {given}", name.listed()),
    };
    part(&names.iter().map(listed).collect::<Vec<_>>().join("; "), false);
    part(work.years().as_deref().unwrap_or("n.d"), false);
    part(work.text("title"), true);
    part(work.text("container-title"), false);
    part(work.text("publisher"), false);
    let url = match work.text("DOI") {
        "" => work.text("URL").to_string(),
        doi => of_doi(doi),
    };
    let mut text = String::new();
    escape(&url, &mut text);
    match (html, safe(&url)) {
        (true, true) => out.push_str(&format!("<a href=\"{text}\">{text}</a>")),
        (true, false) => out.push_str(&text),
        (false, _) => out.push_str(&url),
    }
    out.trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::dialect::citation::{bracketed, item_said};

    /// Here and in titles, which are put in words without a library, a citation reads the same.
    #[test]
    fn items_read_as_they_do_everywhere() {
        for (inside, expected) in [
            ("see @a, ch. 2, for a critique", "see Doe 2025, chap. 2, for a critique"),
            ("@a, pp. 33-35", "Doe 2025, 33-35"),
            ("@a, secs. 3 and 5", "Doe 2025, secs. 3 and 5"),
            ("@a, {}4 of them", "Doe 2025 4 of them"),
            ("@a, & more", "Doe 2025, & more"),
        ] {
            let items = bracketed(inside, 0..inside.len()).unwrap();
            assert_eq!(item_said(&items[0], "Doe 2025"), expected, "{inside}");
            let json = serde_json::json!({ "author": [{ "family": "Doe" }], "issued": { "date-parts": [[2025]] } });
            let work = Work { key: "a".into(), json: json.as_object().unwrap().clone() };
            let one = One {
                prefix: items[0].prefix.clone(),
                label: items[0].label.clone(),
                locator: items[0].locator.clone(),
                suffix: items[0].suffix.clone(),
                ..One::default()
            };
            let html = citation(&[&work], &Cite { items: vec![one], ..Cite::default() });
            let link = "<a class=\"cite\" href=\"#src-a\" data-card=\"card-src-a\">";
            assert_eq!(html.replace(link, "").replace("</a>", ""), format!("({})", expected.replace('&', "&amp;")), "{inside}");
        }
    }
}
