//! The dates of a work: as CSL-JSON has them, and as EDTF where that says more.

use super::item::Work;
use crate::base::Date;
use crate::base::date::{End, Point, Unspecified};
use crate::document::sources;
use serde_json::{Map, Value, json};

/// What stands between two years where a style does not say otherwise; CSL 1.0.2, "Date Ranges".
pub const YEARS: char = '–';

/// The part of a date that has it as EDTF where the other parts of CSL-JSON cannot say it all: an open end, which end is
/// uncertain, digits that are not known.
const EDTF: &str = "edtf";

impl Work {
    /// The dates that a variable holds, each as year, month and day with 0 for what is not known; a season is a month from 21.
    pub fn dates(&self, name: &str) -> Vec<[i64; 3]> {
        let parts = self.json.get(name).and_then(|date| date.get("date-parts")).and_then(Value::as_array);
        let day = |date: &Value| [0, 1, 2].map(|at| date.get(at).and_then(Value::as_i64).unwrap_or(0));
        let mut days: Vec<[i64; 3]> = parts.into_iter().flatten().map(day).collect();
        let season = self.json.get(name).and_then(|date| date.get("season"));
        let season = season.and_then(|season| season.as_i64().or_else(|| season.as_str()?.parse().ok()));
        if let ([[_, month @ 0, _]], Some(season @ 1..=4)) = (days.as_mut_slice(), season) {
            *month = season + 20;
        }
        days
    }

    /// A date as EDTF: `2025-04-16`, `1979~`, `1979/1992`; empty where it is none.
    pub fn edtf(&self, name: &str) -> String {
        match self.json.get(name).map(sources::edtf) {
            Some(Value::String(text)) if Date::parse(&text).is_ok() => text,
            _ => String::new(),
        }
    }

    /// Where a date begins, as ISO 8601 has it; empty where that is not known.
    pub fn begins(&self, name: &str) -> String {
        match Date::parse(&self.edtf(name)).map(|date| date.start) {
            Ok(End::Point(point)) => point.iso(),
            _ => String::new(),
        }
    }

    /// Whether a date has a beginning and no end that is known.
    pub fn is_open(&self, name: &str) -> bool {
        let text = self.json.get(name).and_then(|date| date.get(EDTF)).and_then(Value::as_str);
        text.is_some_and(|text| text.ends_with("/..") || text.ends_with('/'))
    }

    /// The words of a date that has no year.
    pub fn words(&self, name: &str) -> Option<&str> {
        let words = self.json.get(name)?.get("literal")?.as_str().filter(|words| !words.is_empty())?;
        self.dates(name).is_empty().then_some(words)
    }

    /// Year of issue.
    pub fn year(&self) -> Option<i64> {
        self.dates("issued").first().map(|date| date[0])
    }

    /// First and last year of a date that names two years and nothing else.
    pub fn span(&self, name: &str) -> Option<(i64, i64)> {
        match self.dates(name).as_slice() {
            [[first, 0, 0], [last, 0, 0]] if (1..*last).contains(first) && *last <= 9999 => Some((*first, *last)),
            _ => None,
        }
    }

    /// Year of issue as it is written, or the first and the last: `2019–2021`, `2019–`.
    pub fn years(&self) -> Option<String> {
        let Some(year) = self.year() else {
            return self.json.get("issued")?.get(EDTF).and(self.words("issued")).map(str::to_string);
        };
        if self.is_open("issued") {
            return Some(format!("{year}{YEARS}"));
        }
        Some(self.span("issued").map_or_else(|| year.to_string(), |(first, last)| format!("{first}{YEARS}{last}")))
    }
}

/// A CSL-JSON date of an EDTF text, or of a CSL-JSON date as it is.
pub fn date(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(match Date::parse(text) {
            Ok(date) => edtf(&date),
            Err(_) => json!({ "literal": text }),
        }),
        Value::Number(number) => date(&Value::String(format!("{:04}", number.as_i64()?))),
        Value::Object(map) => {
            if let Some(raw) = map.get("raw").or(map.get("edtf")).and_then(Value::as_str) {
                return date(&Value::String(raw.to_string()));
            }
            Some(value.clone()).filter(|_| map.contains_key("date-parts") || map.contains_key("literal"))
        }
        _ => None,
    }
}

/// A date as CSL-JSON: its points, and whether it is only about right; as EDTF besides where that says more.
pub fn edtf(date: &Date) -> Value {
    let parts = |point: &Point| {
        let known = [i64::from(point.historical()), i64::from(point.month), i64::from(point.day)];
        let length = 1 + usize::from(point.month > 0) + usize::from(point.month > 0 && point.day > 0);
        Value::from(known[..length].to_vec())
    };
    let doubtful = |point: Point| point.about || point.uncertain;
    let mut out = Map::new();
    let exact = match (date.start, date.end) {
        (End::Point(from), Some(End::Point(to))) => {
            let to = Point { year: to.last().0, ..to };
            out.insert("date-parts".into(), json!([parts(&from), parts(&to)]));
            from.about == to.about && !from.uncertain && !to.uncertain && is_specified(from) && is_specified(to)
        }
        (End::Point(point), None) => {
            let season = point.season();
            let last = Point { year: point.last().0, ..point };
            let list = if season > 0 {
                json!([[point.historical()]])
            } else if last.year != point.year {
                json!([parts(&point), parts(&last)])
            } else {
                json!([parts(&point)])
            };
            out.insert("date-parts".into(), list);
            if season > 0 {
                out.insert("season".into(), season.into());
            }
            !point.uncertain && is_specified(point)
        }
        // Without a beginning it has no year that it was issued in.
        (_, Some(End::Point(point))) => {
            out.insert("literal".into(), format!("{YEARS}{}", point.last().0).into());
            false
        }
        _ => {
            out.insert("date-parts".into(), json!([parts(&date.point())]));
            false
        }
    };
    if doubtful(date.point()) {
        out.insert("circa".into(), true.into());
    }
    if !exact {
        out.insert(EDTF.into(), date.to_string().into());
    }
    Value::Object(out)
}

/// Whether all digits of a point are known, as far as it goes.
fn is_specified(point: Point) -> bool {
    point.unspecified == Unspecified::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_exact_as_they_were_written() {
        for text in
            ["2025-04-16", "1979~", "2004?", "1984~/2004-06?", "2020/2021~", "1985/..", "1985/", "../1985", "2021-21", "198X"]
                .into_iter()
                .chain(["2021-21/2021-22", "2004-XX", "-0043", "-0043/0010", "19XX~"])
        {
            let json = [("issued".to_string(), date(&json!(text)).unwrap())].into_iter().collect();
            let work = Work { key: "a".into(), json };
            assert_eq!(work.edtf("issued"), text);
            let begins = Date::parse(text).unwrap().start_iso();
            assert_eq!(work.begins("issued"), if text.starts_with("..") { "" } else { &begins }, "{text}");
        }
    }

    #[test]
    fn dates_become_parts() {
        assert_eq!(date(&json!("2025-04-16")), Some(json!({ "date-parts": [[2025, 4, 16]] })));
        let said = |text: &str| date(&json!(text)).unwrap();
        assert_eq!(said("1979~/1992~"), json!({ "date-parts": [[1979], [1992]], "circa": true }));
        assert_eq!(said("1979~/1992"), json!({ "date-parts": [[1979], [1992]], "circa": true, "edtf": "1979~/1992" }));
        assert_eq!(said("2004?"), json!({ "date-parts": [[2004]], "circa": true, "edtf": "2004?" }));
        assert_eq!(said("2021-22"), json!({ "date-parts": [[2021]], "season": 2 }));
        assert_eq!(said("2021-21/2021-22"), json!({ "date-parts": [[2021, 21], [2021, 22]] }));
        assert_eq!(said("1985/.."), json!({ "date-parts": [[1985]], "edtf": "1985/.." }));
        assert_eq!(said("../1985"), json!({ "literal": "–1985", "edtf": "../1985" }));
        assert_eq!(said("198X"), json!({ "date-parts": [[1980], [1989]], "edtf": "198X" }));
        assert_eq!(said("2004-XX"), json!({ "date-parts": [[2004]], "edtf": "2004-XX" }));
        assert_eq!(date(&json!("-0499")), Some(json!({ "date-parts": [[-500]] })));
        assert_eq!(date(&json!(2020)), Some(json!({ "date-parts": [[2020]] })));
        assert_eq!(date(&json!("forthcoming")), Some(json!({ "literal": "forthcoming" })));
    }
}
