//! Given names that tell authors of one family name apart wherever they are cited.
//!
//! CSL 1.0.2, "Disambiguation", `givenname-disambiguation-rule`: with every rule but `by-cite` names are told apart in the whole
//! text: (A. Zuma 2003) and (B. Zuma 2010), though the years differ. With that one they are where cites would be alike.

use super::{Class, Engine, class, quotes};
use crate::model::citation::item::{Name, Work};
use hayagriva::citationberg::json::{Item, NameValue, Value};
use hayagriva::citationberg::{CitationFormat, DisambiguationRule, IndependentStyle, StyleCategory};
use hayagriva::{ElemChild, ElemChildren, ElemMeta};
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a style tells its authors apart in the whole text.
pub fn tells_authors(style: &IndependentStyle) -> bool {
    let citation = &style.citation;
    class(style) != Class::Numeric
        && citation.disambiguate_add_givenname
        && citation.givenname_disambiguation_rule != DisambiguationRule::ByCite
}

/// Whether a style tells the authors of cites apart that would be alike.
fn tells_cites(style: &IndependentStyle) -> bool {
    let citation = &style.citation;
    class(style) != Class::Numeric
        && citation.disambiguate_add_givenname
        && citation.givenname_disambiguation_rule == DisambiguationRule::ByCite
}

/// What the cites of a work are alike in with those of another, but for given names: the authors and, if the style cites
/// them, the years.
fn alike(style: &IndependentStyle, work: &Work) -> String {
    let by_author = StyleCategory::CitationFormat { format: CitationFormat::Author };
    let year = work.years().filter(|_| !style.info.category.contains(&by_author));
    let names = work.names("author").into_iter().map(|name| name.listed()).chain(year);
    names.collect::<Vec<_>>().join("\n").to_lowercase()
}

/// The person that a work is cited by: family name and given name; none for a body.
pub fn first_person(work: &Work) -> Option<(String, String)> {
    let name = work.names("author").into_iter().next().filter(|name| name.literal.is_empty() && !name.given.is_empty())?;
    // "J.R." and "J. R." are one.
    let given = name.given.replace('.', ". ").split_whitespace().collect::<Vec<_>>().join(" ");
    Some((name.listed().to_lowercase(), given))
}

/// Tell family names apart for the engine, and nobody sees them: the digits of a number.
pub(super) const APART: [char; 2] = ['\u{2063}', '\u{2064}'];

/// The place of a name among `all`, written so that each differs from the others and they stay in order. The first has nothing.
fn digits(place: usize, all: usize) -> impl Iterator<Item = char> {
    let width = if place == 0 { 0 } else { all.saturating_sub(1).checked_ilog2().map_or(0, |last| last + 1) };
    (0..width).rev().map(move |bit| APART[place >> bit & 1])
}

/// What stands before the family names of first authors, by position, and the same written into what the engine is given;
/// empty for most texts.
pub(super) fn given_names(style: &IndependentStyle, works: &[&Work], items: &mut [Item]) -> BTreeMap<usize, String> {
    let mut out = BTreeMap::new();
    let by_cite = tells_cites(style);
    if works.len() < 2 || !(by_cite || tells_authors(style)) {
        return out;
    }
    let mut families: BTreeMap<String, Vec<(usize, String)>> = BTreeMap::new();
    for (at, work) in works.iter().enumerate() {
        if let Some((family, given)) = first_person(work) {
            families.entry(if by_cite { alike(style, work) } else { family }).or_default().push((at, given));
        }
    }
    // `Debug` shows every part of a style.
    let initialises = LazyCell::new(|| format!("{style:?}").contains("initialize_with: Some("));
    for persons in families.into_values() {
        let distinct: BTreeSet<&str> = persons.iter().map(|(_, given)| given.as_str()).collect();
        if distinct.len() < 2 {
            continue;
        }
        let short: BTreeSet<String> = distinct.iter().map(|given| initials(given)).collect();
        let initialised = short.len() == distinct.len() && *initialises;
        // In the order of given names, so that the list keeps its order.
        let places: BTreeMap<&str, usize> = distinct.iter().copied().zip(0..).collect();
        for (at, given) in &persons {
            let place = places.get(given.as_str()).copied().unwrap_or(0);
            if let Some(Value::Names(names)) = items[*at].0.get_mut("author")
                && let Some(NameValue::Item(name)) = names.first_mut()
            {
                name.family.extend(digits(place, distinct.len()));
            }
            out.insert(*at, if initialised { initials(given) } else { given.clone() });
        }
    }
    out
}

impl Engine<'_> {
    /// Writes a given name before the family name that a cite begins its names with.
    pub(super) fn put_given(&self, work: usize, cite: &mut ElemChildren) {
        let Some(given) = self.given.get(&work) else { return };
        let Some(names) = cite.find_names_mut() else { return };
        let family = self.works[work].names("author").first().map(Name::listed).unwrap_or_default();
        let family = quotes::of_name(&family);
        if let Some(text) =
            first_name(&mut names.children).filter(|text| family.starts_with(text.as_str()) || text.starts_with(&family))
        {
            text.insert_str(0, &format!("{} ", quotes::of_name(given)));
        }
    }
}

/// "Ann-Marie K." as "A.-M. K.".
fn initials(given: &str) -> String {
    let part = |part: &str| part.chars().find(|c| c.is_alphabetic()).map(|c| format!("{c}."));
    let word = |word: &str| word.split('-').filter_map(part).collect::<Vec<_>>().join("-");
    given.replace('.', ". ").split_whitespace().map(word).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The first text of the first name.
fn first_name(children: &mut ElemChildren) -> Option<&mut String> {
    fn first_text(children: &mut ElemChildren) -> Option<&mut String> {
        children.0.iter_mut().find_map(|child| match child {
            ElemChild::Text(text) if !text.text.trim().is_empty() => Some(&mut text.text),
            ElemChild::Elem(elem) => first_text(&mut elem.children),
            _ => None,
        })
    }
    children.0.iter_mut().find_map(|child| {
        let ElemChild::Elem(elem) = child else { return None };
        if matches!(elem.meta, Some(ElemMeta::Name(..))) { first_text(&mut elem.children) } else { first_name(&mut elem.children) }
    })
}

#[cfg(test)]
mod tests {
    use crate::model::PageId;
    use crate::model::citation::item::Work;
    use crate::model::citation::reading::{Cite, One};
    use crate::model::citation::{Library, Setup};
    use serde_json::json;

    #[test]
    fn places_are_written_in_few_signs_and_stay_in_order() {
        for all in [2, 3, 8, 9, 1000] {
            let written: Vec<String> = (0..all).map(|place| super::digits(place, all).collect()).collect();
            assert!(written.is_sorted_by(|a, b| a < b), "{all}: {written:?}");
            assert!(written.iter().all(|signs| signs.chars().count() <= 10), "{all}");
        }
    }

    /// One citation of each of some persons' books, and of all of them; without tags.
    fn cited(style: &str, persons: &[(&str, &str, i64)], narrative: bool) -> Vec<String> {
        let work = |(at, (family, given, year)): (usize, &(&str, &str, i64))| {
            let json = json!({ "id": format!("w{at}"), "type": "book", "title": format!("Title {at}"), "publisher": "Press",
                "author": [{ "family": family, "given": given }], "issued": { "date-parts": [[year]] } });
            (PageId(at as u32), Work { key: format!("w{at}"), json: json.as_object().cloned().unwrap() })
        };
        let (library, _) = Library::of(persons.iter().enumerate().map(work).collect(), &Setup { style, ..Setup::default() });
        let cite = |works: &[usize]| Cite {
            items: works.iter().map(|work| One { work: *work, ..One::default() }).collect(),
            narrative,
            ..Cite::default()
        };
        let all: Vec<usize> = (0..persons.len()).collect();
        let cites: Vec<Cite> = all.iter().map(|at| cite(&[*at])).chain([cite(&all)]).collect();
        let plain = |html: &str| html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
        library.cites(&cites, "en-US").citations.iter().map(|cited| plain(&cited.text)).collect()
    }

    #[test]
    fn authors_of_one_family_name_are_told_apart() {
        let two = [("Zuma", "Ann", 2003), ("Zuma", "Bob K.", 2010), ("Aas", "Bo", 2001)];
        let apa = cited("apa", &two, false);
        assert_eq!(apa, ["(A. Zuma, 2003)", "(B. K. Zuma, 2010)", "(Aas, 2001)", "(Aas, 2001; A. Zuma, 2003; B. K. Zuma, 2010)"]);
        let chicago = cited("chicago-author-date", &two, false);
        assert_eq!(chicago[..3], ["(A. Zuma 2003)", "(B. K. Zuma 2010)", "(Aas 2001)"]);
        assert_eq!(cited("apa", &two[..2], true)[0], "A. Zuma (2003)");
        // Letters are for years of one author.
        let same = [("Zuma", "Bob", 2003), ("Zuma", "Ann", 2003), ("Zuma", "Ann", 2003)];
        assert_eq!(cited("apa", &same, false)[..3], ["(B. Zuma, 2003)", "(A. Zuma, 2003a)", "(A. Zuma, 2003b)"]);
    }

    #[test]
    fn cites_that_would_be_alike_are_told_apart() {
        let three = [("Zuma", "Ann", 2003), ("Zuma", "Bob", 2003), ("Zuma", "Cy", 2010)];
        let harvard = cited("harvard-cite-them-right", &three, false);
        assert_eq!(harvard[..3], ["(A. Zuma, 2003)", "(B. Zuma, 2003)", "(Zuma, 2010)"]);
        let mla = cited("modern-language-association", &three, false);
        assert_eq!(mla[..3], ["(A. Zuma)", "(B. Zuma)", "(C. Zuma)"]);
    }

    #[test]
    fn one_author_is_never_told_from_herself() {
        let one = [("Zuma", "Ann", 2003), ("Zuma", "Ann", 2010)];
        assert_eq!(cited("apa", &one, false), ["(Zuma, 2003)", "(Zuma, 2010)", "(Zuma, 2003, 2010)"]);
        // Initials would not help.
        let two = [("Zuma", "Ann", 2003), ("Zuma", "Abe", 2010)];
        assert_eq!(cited("apa", &two, false)[0], "(Ann Zuma, 2003)");
    }
}
