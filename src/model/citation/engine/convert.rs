//! A work in the engine's own form of CSL-JSON.

use crate::model::citation::html::HYPHEN;
use crate::model::citation::item::Work;
use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value as Csl, VecDate, VecDateRange};
use std::collections::BTreeMap;

/// First of the years that stand for a date in words, one for each source; no source is as late.
const YEAR_OF_WORDS: usize = 30_000;

/// A date of issue in words, such as "forthcoming", and the year that stands for it while the engine is at work.
pub(super) fn words_of_date(at: usize, work: &Work) -> Option<(String, &str)> {
    let date = work.json.get("issued")?;
    let words = date.get("literal")?.as_str().filter(|words| !words.is_empty())?;
    let year = YEAR_OF_WORDS + at;
    (work.dates("issued").is_empty() && year <= i16::MAX as usize).then(|| (year.to_string(), words))
}

/// A work in the engine's own form. Ranges of dates are cut to their beginning: the engine stops at them.
pub(super) fn item(at: usize, work: &Work) -> Item {
    let mut map = BTreeMap::new();
    for (name, value) in &work.json {
        let csl = match value {
            serde_json::Value::String(text) if name == "number" || name == "version" => {
                Csl::String(text.replace('-', &HYPHEN.to_string()))
            }
            serde_json::Value::String(text) if name != "abstract" && name != "annote" => Csl::String(text.clone()),
            serde_json::Value::Array(_) => {
                let names = work.names(name).into_iter().map(|name| match name.literal {
                    "" => NameValue::Item(NameItem {
                        family: name.family.to_string(),
                        given: some(name.given),
                        non_dropping_particle: some(name.particle),
                        dropping_particle: some(name.dropping),
                        suffix: some(name.suffix),
                        comma_suffix: None,
                    }),
                    literal => NameValue::Literal(LiteralName { literal: literal.to_string() }),
                });
                Csl::Names(names.collect())
            }
            serde_json::Value::Object(date) if name != "custom" => {
                let words = words_of_date(at, work).filter(|_| name == "issued");
                let words = words.and_then(|(year, _)| Some([year.parse().ok()?, 0, 0]));
                let Some([year, month, day]) = work.dates(name).first().copied().or(words) else { continue };
                let Ok(year) = i16::try_from(year) else { continue };
                let rest = [month, day].into_iter().take_while(|part| (1..=31).contains(part)).map(|part| part as i16);
                let date_parts = VecDateRange(vec![VecDate(std::iter::once(year).chain(rest).collect())]);
                let circa = date.get("circa").is_some_and(|circa| *circa != serde_json::Value::Bool(false));
                let season = date
                    .get("season")
                    .and_then(|season| season.as_str().map(str::to_string).or(Some(season.as_i64()?.to_string())));
                let season = season.filter(|season| matches!(season.as_str(), "1" | "2" | "3" | "4"));
                Csl::Date(DateValue::DateParts { date_parts, literal: None, season, circa })
            }
            _ => continue,
        };
        // The engine looks this one up under another name than CSL's.
        let name = if name == "archive-place" { "archive_place" } else { name };
        map.insert(name.to_string(), csl);
    }
    map.insert("id".into(), Csl::String(at.to_string()));
    Item(map)
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_string())
}
