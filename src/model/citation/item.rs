//! A source in the forms that citation engines and reference managers read: CSL-JSON, and the engine's own items.

use crate::base::date::{End, Point, Unspecified};
use crate::base::{Date, Ranged};
use crate::document::csl::{self, Holds};
use crate::document::plain;
use crate::document::record::{Own, Record, Source};
use serde_json::{Map, Value, json};

/// One source, ready to be cited.
#[derive(Debug, Clone)]
pub struct Work {
    /// Its key.
    pub key: String,
    /// The whole of it as CSL-JSON: `id`, `type`, variables in the order of the record, then `custom`.
    pub json: Map<String, Value>,
}

/// What stands between two years where a style does not say otherwise; CSL 1.0.2, "Date Ranges".
pub const YEARS: char = '–';

/// The part of a date that has it as EDTF where the other parts of CSL-JSON cannot say it all: an open end, which end is
/// uncertain, digits that are not known.
const EDTF: &str = "edtf";

/// Variables of a work, in bits that some of them share: a quick no for most of those that it lacks.
#[derive(Debug, Clone, Copy)]
pub struct Present(u64);

impl Present {
    fn bit(name: &str) -> u64 {
        let ends =
            name.bytes().next().zip(name.bytes().next_back()).map_or(0, |(first, last)| 7 * u32::from(first) + u32::from(last));
        1 << ((ends + 13 * name.len() as u32) % 64)
    }

    /// Whether the work may have a variable; it has none for which the answer is no.
    pub fn may_have(self, name: &str) -> bool {
        self.0 & Present::bit(name) != 0
    }
}

impl Work {
    /// Makes a work of a source's record; `publisher` is the name of the actor that published it, where one is named.
    pub fn new(key: &str, record: &Record, publisher: Option<&str>) -> Option<Work> {
        let Own::Source(source) = &record.own else { return None };
        let mut json = Map::new();
        json.insert("id".into(), key.into());
        let sort = source.sort.as_ref().map_or("document", |sort| sort.value.as_str());
        json.insert("type".into(), if csl::TYPES.contains(&sort) { sort } else { "document" }.into());
        for (name, value) in &source.csl {
            let name = modern(name);
            let value = match csl::holds(name) {
                Some(Holds::Names) => names(value),
                Some(Holds::Date) => date(value),
                Some(Holds::Text) => text(value).map(Value::String),
                None => None,
            };
            if let Some(value) = value {
                json.insert(name.into(), value);
            }
        }
        fill(&mut json, record, source, publisher);
        let custom = custom(source);
        if !custom.is_empty() {
            json.insert("custom".into(), Value::Object(custom));
        }
        // A site has many works: without the room that was made for more.
        Some(Work { key: key.to_string(), json: json.into_iter().collect() })
    }

    /// Puts a remark in plain words: engines and reference managers read no Markdown. `name` is what `[[id]]` shows.
    pub fn remark(&mut self, source: &Source, name: plain::Name) {
        if let Some(remark) = source.rare.note.as_ref().filter(|remark| remark.body().is_some()) {
            self.json.insert("note".into(), remark.bare(name).into());
        }
    }

    /// Which variables it may have, for those who ask for many.
    pub fn present(&self) -> Present {
        Present(self.json.keys().fold(0, |bits, name| bits | Present::bit(name)))
    }

    /// A variable's text; empty if it has none.
    pub fn text(&self, name: &str) -> &str {
        self.json.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// The names that a variable holds.
    pub fn names(&self, name: &str) -> Vec<Name<'_>> {
        let list = self.json.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_object).map(Name::of).collect()
    }

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

    /// A date as EDTF: `2025-04-16`, `1979~`, `1979/1992`.
    pub fn edtf(&self, name: &str) -> String {
        let Some(date) = self.json.get(name) else { return String::new() };
        if let Some(text) = date.get(EDTF).and_then(Value::as_str) {
            return text.to_string();
        }
        let mark = if date.get("circa").is_some() { "~" } else { "" };
        let point = |date: &[i64; 3]| {
            // EDTF has a year 0, CSL has none.
            let mut out = if date[0] < -1 { format!("-{:04}", -(date[0] + 1)) } else { format!("{:04}", date[0].max(0)) };
            for part in date[1..].iter().take_while(|part| **part > 0) {
                out.push_str(&format!("-{part:02}"));
            }
            out + mark
        };
        self.dates(name).iter().map(point).collect::<Vec<_>>().join("/")
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

    /// The text of a variable without CSL's tags.
    pub fn plain(&self, name: &str) -> String {
        crate::document::csl::plain(self.text(name))
    }

    /// What the work is listed under: its first author's family name, else its publisher or title.
    pub fn head(&self) -> String {
        let named = ["author", "editor", "director", "composer"].into_iter().find_map(|name| self.names(name).into_iter().next());
        match named {
            Some(name) => name.listed(),
            None => {
                let all = [self.plain("title"), self.plain("publisher"), self.key.clone()];
                all.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
            }
        }
    }
}

/// One name of a CSL-JSON list.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct Name<'a> {
    /// Of an institution; then all else is empty.
    pub literal: &'a str,
    pub family: &'a str,
    pub given: &'a str,
    /// As "de la" in "de la Cruz": goes with the family name.
    pub particle: &'a str,
    /// As "von" in "Goethe, J. W. von": is left out of short forms.
    pub dropping: &'a str,
    pub suffix: &'a str,
    /// The family name comes first wherever the name is written, as in "Xi Jinping".
    pub fixed: bool,
}

impl<'a> Name<'a> {
    /// One of CSL-JSON.
    pub fn of(map: &'a Map<String, Value>) -> Self {
        let get = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or("");
        Name {
            literal: get("literal"),
            family: get("family"),
            given: get("given"),
            particle: get("non-dropping-particle"),
            dropping: get("dropping-particle"),
            suffix: get("suffix"),
            fixed: map.get("static-ordering").and_then(Value::as_bool).unwrap_or(false),
        }
    }

    /// As CSL-JSON has it.
    pub fn json(&self) -> Value {
        let mut out = Map::new();
        for (key, value) in [
            ("literal", self.literal),
            ("family", self.family),
            ("given", self.given),
            ("non-dropping-particle", self.particle),
            ("dropping-particle", self.dropping),
            ("suffix", self.suffix),
        ] {
            if !value.is_empty() {
                out.insert(key.into(), value.into());
            }
        }
        if self.fixed {
            out.insert("static-ordering".into(), true.into());
        }
        Value::Object(out)
    }

    /// "de la Cruz".
    pub fn listed(&self) -> String {
        joined(&[self.literal, self.particle, self.family])
    }

    /// "Ana de la Cruz Jr."
    pub fn spoken(&self) -> String {
        // 王小明: Chinese, Japanese and Korean names have the family name first, and nothing between.
        if self.family.starts_with(is_east_asian) && self.given.starts_with(is_east_asian) {
            return joined(&[&format!("{}{}", self.family, self.given), self.suffix]);
        }
        if self.fixed {
            return joined(&[self.family, self.given, self.suffix]);
        }
        joined(&[self.literal, self.given, self.dropping, self.particle, self.family, self.suffix])
    }
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Whether a letter is Han, Kana or Hangul.
pub fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{20000}'..='\u{3ffff}')
}

/// What the record says elsewhere than among its CSL variables.
fn fill(json: &mut Map<String, Value>, record: &Record, source: &Source, publisher: Option<&str>) {
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value
            && !json.contains_key(name)
        {
            json.insert(name.into(), value);
        }
    };
    let string = |text: &Option<Ranged<String>>| text.as_ref().map(|text| Value::String(text.value.clone()));
    let title = record.name.value.trim();
    put("title", (!title.is_empty()).then(|| title.into()));
    put("URL", string(&source.url));
    put("DOI", string(&source.doi));
    put("publisher", publisher.map(Value::from));
    put("issued", source.issued.as_ref().map(|issued| edtf(&issued.value)));
    put("accessed", source.rare.accessed.as_ref().map(|accessed| edtf(&accessed.value)));
}

/// What Chancery adds to CSL, for those who read our CSL-JSON back.
fn custom(source: &Source) -> Map<String, Value> {
    let mut custom = Map::new();
    let text = |text: &Option<Ranged<String>>| text.as_ref().map(|text| text.value.clone());
    let rows = [
        ("archive_url", text(&source.rare.archive_url)),
        ("archive_date", source.rare.archive_date.as_ref().map(|date| date.value.to_string())),
        ("reliability", source.rare.reliability.as_ref().map(|grade| grade.value.to_string())),
        ("origin", text(&source.rare.origin)),
        ("party", text(&source.rare.party)),
        ("access", text(&source.rare.access)),
        ("sha256", text(&source.rare.sha256)),
        ("retracted", source.rare.retracted.then(|| "true".to_string())),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            custom.insert(name.into(), value.into());
        }
    }
    if !source.rare.derived_from.is_empty() {
        custom.insert("derived_from".into(), source.rare.derived_from.iter().map(|id| Value::from(id.value.as_str())).collect());
    }
    custom
}

/// The names of CSL 1.0.2 for those that it replaced.
fn modern(name: &str) -> &str {
    match name {
        "journalAbbreviation" => "container-title-short",
        "shortTitle" => "title-short",
        "event" => "event-title",
        name => name,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A list of CSL-JSON names; a single one, or plain texts ("Olay, Matthew", "World Bank"), are understood too.
fn names(value: &Value) -> Option<Value> {
    let list: Vec<Value> = match value {
        Value::Array(list) => list.iter().filter_map(name).collect(),
        one => name(one).into_iter().collect(),
    };
    (!list.is_empty()).then_some(Value::Array(list))
}

fn name(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => match text.split_once(',') {
            Some((family, given)) if !given.contains(',') => name(&json!({ "family": family.trim(), "given": given.trim() })),
            _ => text_name(text),
        },
        Value::Object(map) => {
            let get = |key: &str| map.get(key).and_then(text).filter(|text| !text.is_empty());
            if let Some(literal) = get("literal") {
                return Some(json!({ "literal": literal }));
            }
            let family = match (get("family"), get("given")) {
                (Some(family), _) => family,
                (None, Some(given)) => return Some(json!({ "literal": given })),
                (None, None) => return None,
            };
            let mut out = Map::new();
            let (mut particle, mut bare) = (get("non-dropping-particle"), family.as_str());
            if particle.is_none() && get("dropping-particle").is_none() {
                let (found, rest) = particles(&family);
                (particle, bare) = ((!found.is_empty()).then(|| found.to_string()), rest);
            }
            out.insert("family".into(), bare.into());
            for (key, value) in [
                ("given", get("given")),
                ("non-dropping-particle", particle),
                ("dropping-particle", get("dropping-particle")),
                ("suffix", get("suffix")),
            ] {
                if let Some(value) = value {
                    out.insert(key.into(), value.into());
                }
            }
            Some(Value::Object(out))
        }
        _ => None,
    }
}

fn text_name(text: &str) -> Option<Value> {
    let text = text.trim();
    (!text.is_empty()).then(|| json!({ "literal": text }))
}

/// "de la Cruz" → "de la", "Cruz": the words in lower case that a family name begins with.
pub fn particles(family: &str) -> (&str, &str) {
    let mut at = 0;
    for word in family.split_inclusive(' ') {
        if at + word.len() == family.len() || !word.starts_with(char::is_lowercase) {
            break;
        }
        at += word.len();
    }
    (family[..at].trim_end(), &family[at..])
}

/// A CSL-JSON date of an EDTF text, or of a CSL-JSON date as it is.
fn date(value: &Value) -> Option<Value> {
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
    fn names_keep_their_particles() {
        let value = names(&json!(["de la Cruz, Ana", "World Bank", { "family": "van der Berg", "given": "Jan" }])).unwrap();
        assert_eq!(value[0], json!({ "family": "Cruz", "given": "Ana", "non-dropping-particle": "de la" }));
        assert_eq!(value[1], json!({ "literal": "World Bank" }));
        assert_eq!(value[2]["non-dropping-particle"], "van der");
        assert_eq!(particles("ibn"), ("", "ibn"));
    }

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
            assert_eq!(crate::document::sources::edtf(&work.json["issued"]), text);
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
