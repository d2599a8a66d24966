//! From fields under CSL's names to a record of a source: what the readers of BibTeX and CSL-JSON have in common.

use super::csl::{self, Holds};
use super::record::{Id, Own, RareSourceFields, Record, Source, Text, When};
use super::schema::{may_be_id, shape};
use super::{Kind, Line, Sort, Written};
use crate::base::date::months;
use crate::base::fields::{self, Want};
use crate::base::text::nearest;
use crate::base::{Date, Fault, Range, Ranged, Rare, Silent};
use serde_json::{Map, Value};

/// A source as a reader found it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Its key.
    pub key: Id,
    /// The whole entry.
    pub range: Range,
    /// A CSL type.
    pub sort: Option<Text>,
    /// CSL variables and what Chancery adds, in order.
    pub fields: Vec<Field>,
}

/// One field of a draft.
#[derive(Debug, Clone)]
pub struct Field {
    /// A CSL variable, or a name of Chancery's own.
    pub name: String,
    /// In CSL-JSON form.
    pub value: Value,
    /// The place of the value.
    pub range: Range,
}

/// Names that Chancery adds to CSL; in CSL-JSON they stand under `custom`.
const OWN: [&str; 11] = [
    "archive_url",
    "archive_date",
    "reliability",
    "origin",
    "party",
    "publisher_actor",
    "derived_from",
    "access",
    "retracted",
    "sha256",
    "summary",
];

/// Whether a field is one that Chancery adds, with hyphens or with underscores.
pub fn is_own(name: &str) -> bool {
    OWN.contains(&name.replace('-', "_").as_str())
}

impl Draft {
    /// Adds a field, unless there is one of that name.
    pub fn put(&mut self, name: &str, value: Value, range: Range) {
        if !self.has(name) && !value.is_null() && value != Value::String(String::new()) {
            self.fields.push(Field { name: name.to_string(), value, range });
        }
    }

    /// Whether there is a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// Makes the record, and the references that it makes.
    pub fn record(mut self, faults: &mut Vec<Fault>) -> (Record, Vec<Written>) {
        self.read_note();
        let mut source = Source { sort: self.sort.clone(), ..Source::default() };
        let mut rare = RareSourceFields::NONE.clone();
        let mut written = Vec::new();
        let mut places: Vec<(&'static str, Range)> = self.sort.iter().map(|sort| ("type", sort.range.clone())).collect();
        let mut title = None;
        let mut summary = None;
        let mut publisher = None;
        for field in self.fields {
            faults.extend(not_web(&field));
            places.extend(shape(Kind::Source).field(&field.name).map(|known| (known.name, field.range.clone())));
            let text = || Ranged::new(as_text(&field.value), field.range.clone());
            let when = |faults: &mut Vec<Fault>| when(&field, faults);
            match field.name.as_str() {
                "archive_url" => rare.archive_url = Some(text()),
                "archive_date" => rare.archive_date = when(faults),
                "reliability" => {
                    rare.reliability = text().value.chars().next().map(|c| Ranged::new(c.to_ascii_uppercase(), field.range.clone()))
                }
                "origin" => rare.origin = Some(text()),
                "access" => rare.access = Some(text()),
                "retracted" => rare.retracted = as_text(&field.value) == "true",
                "sha256" => rare.sha256 = Some(text()),
                "summary" => summary = Some(Line::verbatim(text())),
                "party" => rare.party = Some(refer(text(), "party", &mut written)),
                "publisher_actor" => rare.publisher_actor = Some(refer(text(), "publisher_actor", &mut written)),
                "derived_from" => {
                    let list = match &field.value {
                        Value::Array(list) => list.iter().map(as_text).collect(),
                        one => vec![as_text(one)],
                    };
                    let refer = |key| refer(Ranged::new(key, field.range.clone()), "derived_from", &mut written);
                    rare.derived_from = list.into_iter().map(refer).collect();
                }
                name => {
                    match name {
                        "title" => title = Some(text()),
                        "issued" => source.issued = when(faults),
                        "accessed" => rare.accessed = when(faults),
                        "URL" => source.url = Some(text()),
                        "DOI" => source.doi = Some(Ranged::new(fields::bare_doi(&text().value).to_string(), field.range.clone())),
                        "publisher" => publisher = Some(text()).filter(|text| may_be_id(&text.value, Kind::Actor)),
                        "note" => rare.note = Some(Line::verbatim(text())),
                        _ if csl::holds(name) == Some(Holds::Date) => drop(when(faults)),
                        _ => {}
                    }
                    let value = match field.value {
                        value if csl::holds(name) == Some(Holds::Date) => edtf(&value),
                        Value::String(doi) if name == "DOI" => fields::bare_doi(&doi).into(),
                        value => value,
                    };
                    source.csl.insert(field.name, value);
                }
            }
        }
        if let (None, Some(id)) = (&rare.publisher_actor, publisher) {
            refer(id, "publisher", &mut written);
        }
        source.rare = rare.into();
        let place = self.key.range.clone();
        let record = Record {
            kind: Kind::Source,
            name: title
                .map_or_else(|| Ranged::new(named(&source.csl), place), |title| Ranged::new(csl::plain(&title.value), title.range)),
            key: self.key,
            range: self.range,
            summary,
            link: None,
            rare: Rare::default(),
            own: Own::Source(Box::new(source)),
            holds: 0,
            written: places,
        };
        (record, written)
    }

    /// Zotero's way of writing what it has no field for: lines `variable: value` at the beginning of `note`.
    fn read_note(&mut self) {
        let Some(at) = self.fields.iter().position(|field| field.name == "note") else { return };
        let (note, range) = (as_text(&self.fields[at].value), self.fields[at].range.clone());
        let mut rest = Vec::new();
        let mut found = Vec::new();
        let mut head = true;
        for line in note.lines() {
            let bare = line.trim().trim_start_matches("{:").trim_end_matches('}');
            match bare.split_once(':').map(|(name, value)| (name.trim(), value.trim())) {
                Some((name, value)) if head && !value.is_empty() && variable(name).is_some() => {
                    found.push((variable(name).unwrap_or_default(), value.to_string()));
                }
                _ => {
                    head = head && line.trim().is_empty();
                    rest.push(line);
                }
            }
        }
        if found.is_empty() {
            return;
        }
        self.fields[at].value = rest.join("\n").trim().into();
        for (name, value) in found {
            if name == "type" {
                if csl::TYPES.contains(&value.as_str()) {
                    self.sort = Some(Ranged::new(value, range.clone()));
                }
                continue;
            }
            let value = match csl::holds(name) {
                Some(Holds::Names) => match value.split_once("||") {
                    Some((family, given)) => serde_json::json!([{ "family": family.trim(), "given": given.trim() }]),
                    None => serde_json::json!([{ "literal": value }]),
                },
                _ => value.into(),
            };
            match self.fields.iter_mut().find(|field| field.name == name) {
                Some(field) if csl::holds(name) == Some(Holds::Names) => {
                    if let (Value::Array(list), Value::Array(more)) = (&mut field.value, value) {
                        list.extend(more);
                    }
                }
                Some(_) => {}
                None => self.fields.push(Field { name: name.to_string(), value, range: range.clone() }),
            }
        }
        self.fields.retain(|field| field.value != Value::String(String::new()));
    }
}

/// The variable that a line of a note names: `Original Date` and `original-date` are the same.
fn variable(name: &str) -> Option<&'static str> {
    let name = name.replace(' ', "-");
    if name.eq_ignore_ascii_case("type") {
        return Some("type");
    }
    csl::variables().find(|other| other.eq_ignore_ascii_case(&name) && *other != "note")
}

fn refer(id: Text, field: &'static str, written: &mut Vec<Written>) -> Text {
    written.push(Written { text: id.value.clone(), range: id.range.clone(), sort: Sort::Field(field) });
    id
}

/// A name for a source without a title: whose it is, or what it is part of.
fn named(csl: &Map<String, Value>) -> String {
    let text = |name: &str| csl.get(name).map(as_text).filter(|text| !text.is_empty());
    ["title-short", "reviewed-title", "container-title", "event-title", "number", "genre"]
        .into_iter()
        .find_map(text)
        .unwrap_or_default()
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_string(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

/// The fault of an address that is none.
fn not_web(field: &Field) -> Option<Fault> {
    let known = shape(Kind::Source).field(&field.name).filter(|known| matches!(known.want, Want::Web))?;
    fields::not_web(known, &as_text(&field.value), field.range.clone())
}

/// A date field as EDTF where it is one.
fn when(field: &Field, faults: &mut Vec<Fault>) -> Option<When> {
    let text = as_text(&edtf(&field.value));
    if let Some(said) = field.value.get("season").filter(|said| !said.is_null() && season(&as_text(said)).is_none()) {
        let message = format!("`{}` in `{}` is no season", as_text(said), field.name);
        let help = "write `\"season\": 1` for spring, 2 for summer, 3 for autumn, 4 for winter, or the name of the season";
        faults.push(Fault::new("invalid-date", field.range.clone(), message).with_help(help));
    }
    // "Forthcoming", and what CSL-JSON says is not to be read.
    let literal = matches!(&field.value, Value::Object(map) if map.contains_key("literal"));
    let words = literal || !text.contains(char::is_numeric);
    match Date::parse(&text) {
        Ok(date) => Some(Ranged::new(date, field.range.clone())),
        Err(_) if words && text.contains(char::is_alphabetic) => None,
        Err(why) => {
            // How a date is written there depends on the format and the field, so there is no fix.
            let fault = Date::refused(field.range.clone(), format!("`{}` is not a date", field.name), &text, &why);
            faults.push(Fault { fix: None, ..fault });
            None
        }
    }
}

/// A CSL-JSON date as an EDTF text; what cannot be one stays a text as written.
pub fn edtf(value: &Value) -> Value {
    let Value::Object(map) = value else {
        return match value {
            Value::String(text) => loose(text).into(),
            Value::Number(number) => number.as_i64().map_or(Value::Null, |year| format!("{year:04}").into()),
            _ => Value::Null,
        };
    };
    if let Some(text) = map.get("edtf").and_then(Value::as_str).filter(|text| Date::parse(text).is_ok()) {
        return text.trim().into();
    }
    let number = |part: &Value| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok());
    let point = |parts: &Value| {
        let parts: Vec<i64> = parts.as_array()?.iter().map_while(number).collect();
        let year = *parts.first()?;
        // EDTF has a year 0 between 1 BC and 1 AD, CSL has none.
        let mut out = if year < -1 { format!("-{:04}", -(year + 1)) } else { format!("{:04}", year.max(0)) };
        for (at, part) in parts.iter().enumerate().skip(1).take(2).take_while(|(_, part)| (1..=31).contains(*part)) {
            // citeproc-js counts seasons on behind the months, too.
            let season = at == 1 && (13..=16).contains(part);
            out.push_str(&format!("-{:02}", if season { part + 8 } else { *part }));
        }
        Some(out)
    };
    let about = map.get("circa").is_some_and(|circa| !matches!(circa, Value::Bool(false) | Value::Null));
    let list = map.get("date-parts").and_then(Value::as_array);
    let mut points: Vec<String> = list.into_iter().flatten().filter_map(point).collect();
    if let ([one], Some(season)) = (points.as_mut_slice(), map.get("season").and_then(|said| season(&as_text(said)))) {
        let is_year = one.trim_start_matches('-').len() == 4;
        one.push_str(&if is_year { format!("-{season}") } else { String::new() });
    }
    points.iter_mut().for_each(|point| point.push_str(if about { "~" } else { "" }));
    match points.as_slice() {
        [] => map.get("raw").or(map.get("literal")).map_or(Value::Null, |text| loose(&as_text(text)).into()),
        [one] => one.as_str().into(),
        [one, two, ..] => format!("{one}/{two}").into(),
    }
}

/// A season of CSL-JSON, from 1 or by its name, as EDTF counts it: from 21.
pub fn season(text: &str) -> Option<u8> {
    let number = text.trim().parse::<u8>().ok().filter(|number| (1..=4).contains(number)).map(|number| number + 20);
    number.or_else(|| months::named(text.trim()).filter(|season| *season > 20))
}

/// An ISO time without its hours, a date in words as EDTF; everything else as it is.
fn loose(text: &str) -> String {
    let text = text.trim();
    let day = text.split_once('T').map(|(day, _)| day.to_string());
    day.or_else(|| in_words(text)).filter(|day| Date::parse(day).is_ok()).unwrap_or_else(|| text.to_string())
}

/// A date that can mean one only: `12 March 2020`, `Mar. 12th, 2020`, `May 2020`, `c. 1979`.
fn in_words(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let about = ["circa ", "ca. ", "ca ", "c. ", "about "].iter().find_map(|mark| lower.strip_prefix(mark));
    let words = about.unwrap_or(&lower).trim();
    let date = match Date::meant(words).as_slice() {
        [one] => one.clone(),
        _ if Date::parse(words).is_ok() => words.to_string(),
        _ => return None,
    };
    Some(if about.is_some() { date + "~" } else { date })
}

/// The faults of one file, as they are found.
pub struct Found<'a> {
    /// All so far.
    pub faults: &'a mut Vec<Fault>,
    /// For how many names something near was looked for.
    asked: usize,
}

/// Something near is looked for so often only, since it is costly.
const ASKED: usize = 20;

impl Found<'_> {
    /// Faults that are added to others.
    pub fn of(faults: &mut Vec<Fault>) -> Found<'_> {
        Found { faults, asked: 0 }
    }

    /// Whether something near is to be looked for.
    fn asks(&mut self) -> bool {
        self.asked += 1;
        self.asked <= ASKED
    }

    /// "Did you mean", for the first few names.
    pub fn near<'b>(&mut self, name: &str, known: impl Iterator<Item = &'b str>) -> Option<String> {
        let near = if self.asks() { nearest(name, known) } else { None };
        near.map(|near| format!("did you mean `{near}`?"))
    }

    /// A field that CSL does not have; `own` says where it is written if it is one that Chancery adds.
    pub fn unknown_field(&mut self, name: &str, range: Range, known: impl Iterator<Item = &'static str>, own: Option<String>) {
        let near = own.or_else(|| self.near(name, known));
        let fault = Fault::new("unknown-source-field", range, format!("sources have no field `{name}`"));
        self.faults.push(fault.with_help("take it out, or say in `note` what it says").with_help_if(near));
    }

    /// A type that does not exist.
    pub fn unknown_type(&mut self, name: &str, range: Range, known: impl Iterator<Item = &'static str> + Clone) {
        let meant = if self.asks() { fields::meant(name, known) } else { None };
        let near = meant.map(|near| format!("did you mean `{near}`?"));
        let fault = Fault::new("unknown-source-field", range, format!("there is no type of source called `{name}`"));
        self.faults.push(fault.with_help("it is treated as a document").with_help_if(near));
    }
}

/// The fault of a key that stands twice in one file.
pub fn duplicate(key: &Id, first: &Range) -> Fault {
    Fault::new("duplicate-id", key.range.clone(), format!("the source `{}` stands twice in this file", key.value))
        .with_help("rename one of them, or remove it")
        .with_label(None, first.clone(), "the first one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn notes_give_up_their_variables() {
        let mut draft = Draft::default();
        draft.put("note", "Original-Date: 1950-02\nDOI: 10.1/x\nauthor: Doe || Jane\n\nRead: twice".into(), 3..9);
        let (record, _) = draft.record(&mut Vec::new());
        let Own::Source(source) = record.own else { panic!() };
        assert_eq!(source.csl["original-date"], "1950-02");
        assert_eq!(source.doi.unwrap().value, "10.1/x");
        assert_eq!(source.csl["author"], json!([{ "family": "Doe", "given": "Jane" }]));
        assert_eq!(source.csl["note"], "Read: twice");
    }

    #[test]
    fn dates_of_csl_become_edtf() {
        assert_eq!(edtf(&json!({ "date-parts": [["2020", 3, "5"]] })), "2020-03-05");
        assert_eq!(edtf(&json!({ "date-parts": [[-500], [-1]] })), "-0499/0000");
        assert_eq!(edtf(&json!({ "date-parts": [[2020, 3], [2021]], "circa": 1 })), "2020-03~/2021~");
        assert_eq!(edtf(&json!({ "raw": "2020-03-05T10:00:00Z" })), "2020-03-05");
        assert_eq!(edtf(&json!({ "literal": "forthcoming" })), "forthcoming");
        assert_eq!(edtf(&json!({ "date-parts": [[2021]], "season": 2 })), "2021-22");
        assert_eq!(edtf(&json!({ "date-parts": [["2021"]], "season": "Spring", "circa": true })), "2021-21~");
        assert_eq!(edtf(&json!({ "date-parts": [[2021, 5]], "season": 2 })), "2021-05");
        assert_eq!(edtf(&json!({ "date-parts": [[2021, 13], [2021, 22]] })), "2021-21/2021-22");
        assert_eq!(edtf(&json!({ "raw": "Spring 2021" })), "2021-21");
        assert_eq!(edtf(&json!({ "date-parts": [[1985]], "edtf": "1985?/.." })), "1985?/..");
    }

    #[test]
    fn a_season_that_is_none_is_told() {
        let mut draft = Draft::default();
        draft.put("issued", json!({ "date-parts": [[2021]], "season": "Michaelmas" }), 3..9);
        let mut faults = Vec::new();
        draft.record(&mut faults);
        assert_eq!(faults[0].message, "`Michaelmas` in `issued` is no season");
    }
}
