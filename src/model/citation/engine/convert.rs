//! A work in the engine's own form of CSL-JSON.

use super::quotes;
use crate::base::text::primary_language;
use crate::model::citation::html::{HYPHEN, NO_NUMBER};
use crate::model::citation::item::Work;
use crate::model::citation::letters;
use crate::model::citation::style::TOLD;
use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value as Csl, VecDate, VecDateRange};
use std::collections::BTreeMap;

/// First of the years that stand for a date in words, one for each source; no source is as late.
const YEAR_OF_WORDS: usize = 30_000;

/// Stands for "and others" at the end of a list of names, while the engine is at work.
pub(super) const OTHERS: &str = "\u{e0f3}others";

/// A year in which nothing was issued.
const YEAR_OF_NONE: i16 = 9999;

/// A date of issue in words, such as "forthcoming", and the year that stands for it while the engine is at work.
pub(super) fn words_of_date(at: usize, work: &Work) -> Option<(String, &str)> {
    let words = work.words("issued")?;
    let year = YEAR_OF_WORDS + at;
    (year <= i16::MAX as usize).then(|| (year.to_string(), words))
}

/// Whether styles change the case of letters in a variable.
pub fn has_case(name: &str) -> bool {
    name.ends_with("title") || name.ends_with("title-short") || matches!(name, "genre" | "medium" | "event" | "publisher")
}

/// A work in the engine’s own form. Ranges of dates are cut to their beginning, for the engine stops at them; see `spans`.
pub(super) fn item(at: usize, work: &Work) -> Item {
    let mut map = BTreeMap::new();
    for (name, value) in &work.json {
        let csl = match value {
            serde_json::Value::String(text) if name == "number" || name == "version" => {
                let symbol = name == "number" && text.starts_with(char::is_alphabetic) && text.contains('/');
                Csl::String(text.replace('-', &HYPHEN.to_string()) + if symbol { NO_NUMBER } else { "" })
            }
            serde_json::Value::String(text) if has_case(name) => Csl::String(letters::kept(&quotes::marked(text))),
            serde_json::Value::String(_) if TOLD.iter().any(|(.., teller)| teller == name) => continue,
            serde_json::Value::String(text) => Csl::String(text.clone()),
            serde_json::Value::Array(_) => {
                let all = work.names(name);
                let others = all.len() > 1 && all.last().is_some_and(|last| last.literal == "others");
                let names = all.iter().enumerate().map(|(at, name)| match name.literal {
                    // "and others" of BibTeX is no name.
                    "others" if others && at + 1 == all.len() => NameValue::Literal(LiteralName { literal: OTHERS.into() }),
                    // What has its family name first has it so in every list, as citeproc-js writes `static-ordering`.
                    "" if name.fixed => NameValue::Literal(LiteralName { literal: quotes::of_name(&name.spoken()) }),
                    "" => NameValue::Item(NameItem {
                        family: quotes::of_name(name.family),
                        given: some(&initials(&quotes::of_name(name.given))),
                        non_dropping_particle: some(&quotes::of_name(name.particle)),
                        dropping_particle: some(&quotes::of_name(name.dropping)),
                        suffix: some(name.suffix),
                        comma_suffix: None,
                    }),
                    literal => NameValue::Literal(LiteralName { literal: quotes::of_name(literal) }),
                });
                Csl::Names(names.collect())
            }
            serde_json::Value::Object(date) if name != "custom" => {
                let words = words_of_date(at, work).filter(|_| name == "issued");
                let words = words.and_then(|(year, _)| Some([year.parse().ok()?, 0, 0]));
                let Some([year, month, day]) = work.dates(name).first().copied().or(words) else { continue };
                // CSL has no year 0; the engine counts from it.
                let Ok(year) = i16::try_from(if year < 0 { year + 1 } else { year }) else { continue };
                let circa = date.get("circa").is_some_and(|circa| *circa != serde_json::Value::Bool(false));
                let season = (21..=24).contains(&month).then(|| (month - 20).to_string());
                let month = if season.is_some() { 0 } else { month };
                let rest = [month, day].into_iter().take_while(|part| (1..=31).contains(part)).map(|part| part as i16);
                let date_parts = VecDateRange(vec![VecDate(std::iter::once(year).chain(rest).collect())]);
                Csl::Date(DateValue::DateParts { date_parts, literal: None, season, circa })
            }
            _ => continue,
        };
        // The engine looks this one up under another name than CSL's.
        let name = if name == "archive-place" { "archive_place" } else { name };
        map.insert(name.to_string(), csl);
    }
    map.insert("id".into(), Csl::String(at.to_string()));
    // The engine compares whole works, key by key in their order: works of one author and year differ at the first.
    map.insert("!".into(), Csl::String(at.to_string()));
    for (_, own, _, teller) in TOLD {
        let there = match work.json.get(own) {
            Some(serde_json::Value::String(text)) => !text.trim().is_empty(),
            Some(serde_json::Value::Array(_)) => !work.names(own).is_empty(),
            _ => false,
        };
        if there {
            map.insert(teller.into(), Csl::String("x".into()));
        }
    }
    Item(map)
}

/// In what form the engine finds a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Words or a number.
    Text,
    /// Names.
    Names,
    /// A date.
    Date,
}

/// The variables that a work has, and in what form the engine finds them for sure.
pub fn sorts(work: &Work) -> impl Iterator<Item = (&str, Option<Sort>)> {
    let sort = move |name: &str, value: &serde_json::Value| match value {
        serde_json::Value::String(text) => {
            (!text.trim().is_empty() && TOLD.iter().all(|(.., teller)| *teller != name)).then_some(Sort::Text)
        }
        serde_json::Value::Array(_) => {
            let sure = |name: &super::super::item::Name| {
                !name.literal.trim().is_empty() || !(name.family.trim().is_empty() || name.given.trim().is_empty())
            };
            work.names(name).iter().any(sure).then_some(Sort::Names)
        }
        serde_json::Value::Object(_) => {
            work.dates(name).first().is_some_and(|date| (1..=9999).contains(&date[0])).then_some(Sort::Date)
        }
        _ => None,
    };
    work.json.iter().map(move |(name, value)| (name.as_str(), sort(name, value)))
}

/// Initials with spaces between, as the engine wants them: it takes "J.R.R." for one.
fn initials(given: &str) -> String {
    let mut out = String::with_capacity(given.len() + 2);
    for c in given.chars() {
        if c.is_uppercase() && out.ends_with('.') {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_string())
}

/// Languages in which the day stands before its month: tag, what stands between, names of the months.
const DAY_FIRST: [(&str, &str, [&str; 12]); 4] = [
    (
        "es",
        " de ",
        [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
    ),
    (
        "fr",
        " ",
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    ),
    (
        "pt",
        " de ",
        [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
    ),
    (
        "it",
        " ",
        [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
    ),
];

/// The name of the month that `day_first` looks for in what is made of a work.
pub fn turned_month(work: &Work, language: &str) -> Option<&'static str> {
    let language = primary_language(language);
    let (.., months) = DAY_FIRST.iter().find(|(tag, ..)| *tag == language)?;
    let [_, month, _] = work.dates("issued").first().copied().filter(|[_, month, day]| *month > 0 && *day > 0)?;
    months.get(usize::try_from(month - 1).ok()?).copied()
}

/// "febrero 8", as styles made for English have it, becomes "8 de febrero"; only where it is the source's own day of issue.
pub(super) fn day_first(work: &Work, language: &str, html: String) -> String {
    let language = primary_language(language);
    let Some((_, between, months)) = DAY_FIRST.iter().find(|(tag, ..)| *tag == language) else { return html };
    let Some([_, month, day]) = work.dates("issued").first().copied().filter(|[_, month, day]| *month > 0 && *day > 0) else {
        return html;
    };
    let Some(name) = usize::try_from(month - 1).ok().and_then(|at| months.get(at)) else { return html };
    let wrong = format!("{name} {day}");
    let mut out = String::with_capacity(html.len() + between.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find(&wrong) {
        let after = &rest[at + wrong.len()..];
        out.push_str(&rest[..at]);
        let first = if day == 1 && language == "fr" { "1er".to_string() } else { day.to_string() };
        let other = after.starts_with(|c: char| c.is_ascii_digit()) || rest[..at].ends_with(char::is_alphabetic);
        out.push_str(&if other { wrong.clone() } else { format!("{first}{between}{name}") });
        rest = after;
    }
    out + rest
}

/// A source with a date that no other is like.
pub(super) fn dated() -> serde_json::Map<String, serde_json::Value> {
    let mut json = other("book");
    json.insert("issued".into(), serde_json::json!({ "date-parts": [[YEAR_OF_NONE]] }));
    json
}

/// A source that no other is like.
pub(super) fn other(kind: &str) -> serde_json::Map<String, serde_json::Value> {
    [("type", kind), ("title", "qzyx")].into_iter().map(|(name, text)| (name.to_string(), text.into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_stands_before_the_month_where_the_language_wants_it() {
        let work = |day: i64| {
            let issued = serde_json::json!({ "date-parts": [[2024, 2, day]] });
            Work { key: "x".into(), json: [("issued".to_string(), issued)].into_iter().collect() }
        };
        assert_eq!(day_first(&work(8), "es-ES", "Título. febrero 8.".into()), "Título. 8 de febrero.");
        assert_eq!(day_first(&work(8), "es", "febrero 80, febrero 9".into()), "febrero 80, febrero 9");
        assert_eq!(day_first(&work(1), "fr-FR", "février 1.".into()), "1er février.");
        assert_eq!(day_first(&work(8), "en-GB", "February 8".into()), "February 8");
    }
}
