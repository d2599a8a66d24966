//! Cites of one author within a citation: side by side, and with the name but once.
//!
//! CSL 1.0.2, "Cite Grouping" and "Cite Collapsing". The engine has both, but mistakes one group for another where cites
//! of different authors alternate, and drops "n.d."; so it is asked for every cite in full, and the rest is done here.

use super::html::{self, To};
use super::list::substitutes;
use super::repair::take_author;
use super::{Class, class, collapses};
use hayagriva::citationberg::{Collapse, IndependentStyle, LayoutRenderingElement as Element};
use hayagriva::{ElemChild, ElemChildren};

/// One cite of a citation.
pub(super) struct Part {
    /// Its position in the citation.
    pub position: usize,
    /// What the engine made of it.
    pub inner: ElemChildren,
    /// The person or body whose name it begins with, in full: two may show as one.
    pub author: String,
    /// It names a page.
    pub located: bool,
    /// HTML between it and the one before.
    pub delimiter: String,
}

/// Whether cites of one author are put together here.
pub(super) fn groups(style: &IndependentStyle) -> bool {
    class(style) != Class::Numeric && (collapses(style) || style.citation.cite_group_delimiter.is_some())
}

/// Whether a cite is made of several elements side by side: the engine sets between these what belongs between cites.
pub(super) fn loose(style: &IndependentStyle) -> bool {
    style.citation.layout.delimiter.is_some() && several(&style.citation.layout.elements)
}

fn several(elements: &[Element]) -> bool {
    let within = |element: &Element| match element {
        Element::Choose(choose) => {
            choose.branches().any(|branch| several(&branch.children))
                || choose.otherwise.as_ref().is_some_and(|branch| several(&branch.children))
        }
        _ => false,
    };
    elements.len() > 1 || elements.iter().any(within)
}

/// The style as the engine is to have it: every cite and entry in full, in the order of the style.
pub(super) fn apart(style: &IndependentStyle) -> IndependentStyle {
    let mut style = style.clone();
    if groups(&style) {
        style.citation.collapse = None;
        style.citation.cite_group_delimiter = None;
    }
    if loose(&style) {
        style.citation.layout.delimiter = None;
    }
    let replaces = substitutes(&style);
    if let Some(list) = style.bibliography.as_mut().filter(|_| replaces) {
        list.subsequent_author_substitute = None;
    }
    style
}

/// Puts cites of one author behind the first of them, and leaves out what that one says already.
pub(super) fn grouped(style: &IndependentStyle, parts: Vec<Part>) -> Vec<Part> {
    let citation = &style.citation;
    let escaped = |text: &str| {
        let mut out = String::new();
        html::escape(text, &mut out);
        out
    };
    let own = escaped(citation.layout.delimiter.as_deref().unwrap_or("; "));
    let group = citation.cite_group_delimiter.as_deref().map(escaped);
    let behind = citation.after_collapse_delimiter.as_deref().map_or(own.clone(), escaped);
    let suffix = citation.year_suffix_delimiter.as_deref().map(escaped).or(group.clone()).unwrap_or(own.clone());
    let mut groups: Vec<(Option<String>, Vec<Part>)> = Vec::new();
    for part in parts {
        let names = part.inner.find_names().map(|names| format!("{}\n{}", plain(&names.children), part.author));
        match groups.iter_mut().find(|(of, _)| of.is_some() && *of == names) {
            Some((_, parts)) => parts.push(part),
            None => groups.push((names, vec![part])),
        }
    }
    let mut out: Vec<Part> = Vec::new();
    let mut collapsed = false;
    for (_, parts) in groups {
        let first = out.len();
        let after = std::mem::replace(&mut collapsed, false);
        for mut part in parts {
            let Some(before) = (out.len() > first).then(|| &out[out.len() - 1]) else {
                part.delimiter = if after { behind.clone() } else { own.clone() };
                out.push(part);
                continue;
            };
            let mut bare = part.inner.clone();
            let reduced = collapses(style) && take_author(&mut bare).is_some() && !plain(&bare).trim().is_empty();
            if reduced {
                part.inner = bare;
            }
            collapsed |= reduced;
            part.delimiter = match &group {
                // CSL parts collapsed cites of one author by a comma, unless the one before has a locator.
                _ if reduced && before.located => own.clone(),
                None if reduced && citation.collapse == Some(Collapse::Year) => ", ".to_string(),
                None => own.clone(),
                Some(group) => group.clone(),
            };
            out.push(part);
        }
        if collapsed && citation.collapse != Some(Collapse::Year) {
            letters(&mut out, first, &suffix, citation.collapse == Some(Collapse::YearSuffixRanged));
        }
    }
    out
}

/// Leaves out the year where the cite before has the same: `2000a, b`; in ranges of three or more `2000a–c`.
fn letters(parts: &mut Vec<Part>, first: usize, delimiter: &str, ranged: bool) {
    let texts: Vec<String> = parts.iter().map(|part| plain(&part.inner)).collect();
    let mut chain: Vec<Option<String>> = vec![None; parts.len()];
    for at in first + 1..parts.len() {
        let (before, own) = (&texts[at - 1], &texts[at]);
        // The first of a group has the names too.
        let of = |text: &str| {
            let end = text.len() - text.chars().rev().take_while(char::is_ascii_lowercase).count();
            (end > 0 && end < text.len()).then(|| (text[..end].to_string(), text[end..].to_string()))
        };
        let (Some((stem, _)), Some((year, letter))) = (of(before), of(own)) else { continue };
        if stem.ends_with(&year) && letter.len() <= 2 {
            chain[at] = Some(letter);
        }
    }
    for at in first + 1..parts.len() {
        if let Some(letter) = &chain[at] {
            cut(&mut parts[at].inner, letter);
            parts[at].delimiter = delimiter.to_string();
        }
    }
    if !ranged {
        return;
    }
    let follows = |at: usize| {
        let (Some(before), Some(own)) = (texts[at - 1].chars().last(), texts[at].chars().last()) else { return false };
        chain[at].as_ref().is_some_and(|letter| letter.len() == 1) && before as u32 + 1 == own as u32
    };
    let mut at = parts.len();
    while at > first + 1 {
        let end = at - 1;
        let mut start = end;
        while start > first && follows(start) {
            start -= 1;
        }
        if end - start >= 2 {
            parts[end].delimiter = "–".to_string();
            parts.drain(start + 1..end);
        }
        at = start.max(first).min(end);
    }
}

/// Leaves nothing but the letters that the text ends with.
fn cut(children: &mut ElemChildren, letters: &str) {
    while let Some(child) = children.0.pop() {
        match child {
            ElemChild::Text(mut text) if text.text.ends_with(letters) => {
                text.text = letters.to_string();
                children.0 = vec![ElemChild::Text(text)];
                return;
            }
            ElemChild::Elem(mut elem) if plain(&elem.children).ends_with(letters) => {
                cut(&mut elem.children, letters);
                children.0 = vec![ElemChild::Elem(elem)];
                return;
            }
            _ => {}
        }
    }
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
    use crate::model::citation::reading::{Cite, One};
    use crate::model::citation::{Library, Setup};
    use serde_json::json;

    /// One citation of some works, without its tags; each has a key, an author and a year, 0 for none.
    fn cited(setup: &Setup, works: &[(&str, &str, i64)], order: &[(usize, &str)]) -> String {
        let work = |(at, (key, author, year)): (usize, &(&str, &str, i64))| {
            let (family, given) = author.split_once(", ").unwrap_or((author, "Kim"));
            let mut json = json!({ "id": key, "type": "book", "title": format!("Title {at}"), "author": [{ "family": family, "given": given }] });
            if *year != 0 {
                json["issued"] = json!({ "date-parts": [[year]] });
            }
            (PageId(at as u32), Work { key: key.to_string(), json: json.as_object().cloned().unwrap() })
        };
        let (library, faults) = Library::of(works.iter().enumerate().map(work).collect(), setup);
        assert_eq!(faults, []);
        let one = |(work, locator): &(usize, &str)| One { work: *work, locator: locator.to_string(), ..One::default() };
        let cite = Cite { items: order.iter().map(one).collect(), note: 1, ..Cite::default() };
        let html = &library.cites(&[cite], "en-US").citations[0].text;
        html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
    }

    const HEAD: &str = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info>"#;

    #[test]
    fn delimiters_stand_between_cites_and_not_within() {
        let csl = format!(
            r#"{HEAD}<citation><layout prefix="(" suffix=")" delimiter="; "><choose><if type="book"><names variable="author"><name form="short"/></names><text variable="title" prefix=", "/></if></choose></layout></citation></style>"#
        );
        let setup = Setup { style: "x.csl", csl: Some(csl.as_bytes()), ..Setup::default() };
        assert_eq!(cited(&setup, &THREE, &[(0, ""), (1, "")]), "(Zuma, Title 0; Aas, Title 1)");
        assert_eq!(cited(&setup, &THREE, &[(2, "")]), "(Zuma, Title 2)");
    }

    const THREE: [(&str, &str, i64); 3] = [("a", "Zuma", 2003), ("b", "Aas", 2005), ("c", "Zuma", 2010)];

    #[test]
    fn cites_of_one_author_stand_together() {
        let chicago = Setup { style: "chicago-author-date", ..Setup::default() };
        let apa = Setup { style: "apa", ..Setup::default() };
        assert_eq!(cited(&chicago, &THREE, &[(0, ""), (1, ""), (2, "")]), "(Zuma 2003, 2010; Aas 2005)");
        assert_eq!(cited(&apa, &THREE, &[(0, ""), (1, ""), (2, "")]), "(Aas, 2005; Zuma, 2003, 2010)");
        // Behind a page a comma would begin another one.
        assert_eq!(cited(&chicago, &THREE, &[(0, "7"), (2, "9"), (1, "")]), "(Zuma 2003, 7; 2010, 9; Aas 2005)");
        assert_eq!(cited(&chicago, &THREE, &[(1, "")]), "(Aas 2005)");
    }

    #[test]
    fn persons_of_one_family_name_are_not_one_author() {
        let chicago = Setup { style: "chicago-author-date", ..Setup::default() };
        let two = [("a", "Zuma, Ada", 2003), ("b", "Zuma, Bo", 2005)];
        let made = cited(&chicago, &two, &[(0, ""), (1, "")]);
        assert!(made.contains("2003; "), "{made}");
    }

    #[test]
    fn what_has_no_date_says_so_each_time() {
        let two = [("a", "Zuma", 0), ("b", "Zuma", 0)];
        let chicago = Setup { style: "chicago-author-date", ..Setup::default() };
        assert_eq!(cited(&chicago, &two, &[(0, ""), (1, "")]), "(Zuma, n.d.-a, n.d.-b)");
    }

    #[test]
    fn letters_may_stand_for_their_year() {
        let csl = |more: &str| {
            format!(
                r#"{HEAD}<citation disambiguate-add-year-suffix="true" {more}><layout prefix="(" suffix=")" delimiter="; "><group delimiter=" "><names variable="author"><name form="short"/></names><date variable="issued"><date-part name="year"/></date></group></layout></citation><bibliography><layout><text variable="title"/></layout></bibliography></style>"#
            )
        };
        let works: Vec<(String, i64)> = (0..5).map(|at| (format!("w{at}"), if at < 4 { 2000 } else { 2001 })).collect();
        let works: Vec<(&str, &str, i64)> = works.iter().map(|(key, year)| (key.as_str(), "Zuma", *year)).collect();
        for (more, all) in [
            (r#"collapse="year-suffix" cite-group-delimiter=", ""#, "(Zuma 2000a, b, c, d, 2001)"),
            (r#"collapse="year-suffix-ranged" cite-group-delimiter=", ""#, "(Zuma 2000a–d, 2001)"),
            (r#"collapse="year-suffix" year-suffix-delimiter=",""#, "(Zuma 2000a,b,c,d; 2001)"),
            (r#"cite-group-delimiter=" / ""#, "(Zuma 2000a / Zuma 2000b / Zuma 2000c / Zuma 2000d / Zuma 2001)"),
        ] {
            let csl = csl(more);
            let setup = Setup { style: "x.csl", csl: Some(csl.as_bytes()), ..Setup::default() };
            let order = |list: &[usize]| list.iter().map(|at| (*at, "")).collect::<Vec<_>>();
            assert_eq!(cited(&setup, &works, &order(&[0, 1, 2, 3, 4])), all, "{more}");
        }
    }
}
