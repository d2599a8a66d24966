//! What sources have in common that differ in words only, and the source that stands in for them.

use super::super::engine::{has_case, turned_month};
use super::super::html::anchor;
use super::super::item::Work;
use super::even::{is_even, is_plain_address, is_steady};
use super::taken::Taken;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// Variables whose words are set into the frame as they are, but for their case.
const WORDS: [&str; 9] = [
    "authority",
    "collection-title",
    "container-title",
    "event-title",
    "publisher",
    "publisher-place",
    "title",
    "title-short",
    "volume-title",
];
/// What the engine is never given.
const UNSEEN: [&str; 4] = ["abstract", "annote", "custom", "id"];
/// In every stand-in, and nowhere else.
pub(super) const MARK: &str = "qzx";
/// Key of the source that stands in.
const KEY: &str = "qzxkey";
/// Stands in for a year.
pub(super) const YEAR: &str = "8713";
/// What a number of a place is taken down as; no source has it.
pub(super) const LOCATOR: &str = "locator";
/// Stands in for it.
const PAGE: &str = "937";
/// Stand in for days of one figure and of two; the first is taken that no other value has.
const DAYS: [[&str; 4]; 2] = [["6", "5", "4", "9"], ["26", "25", "24", "29"]];
/// Most values that are put into a pattern.
const MOST: usize = 20;

/// What works have in common that differ in words only.
pub(super) struct Shape<'a> {
    /// Every variable with its value, or with what stands in for it.
    pub bytes: Vec<u8>,
    pub taken: Vec<Taken<'a>>,
}

impl<'a> Shape<'a> {
    /// The shape of a work; `None` where nothing may be taken out of it.
    pub fn of(work: &'a Work, language: &str) -> Option<Shape<'a>> {
        let holds = |word: &str| work.json.values().filter_map(Value::as_str).any(|text| text.contains(word));
        // In these, words of the title are looked at after the style has made its text.
        if work.text("type") == "legal_case" || turned_month(work, language).is_some_and(holds) {
            return None;
        }
        let key = Taken { variable: "", value: anchor(&work.key).into(), stand_in: anchor(KEY), marked: false };
        let mut shape = Shape { bytes: Vec::with_capacity(256), taken: vec![key] };
        let mut date = None;
        for (name, value) in work.json.iter().filter(|(name, _)| !UNSEEN.contains(&name.as_str())) {
            let number = shape.taken.len();
            shape.bytes.extend_from_slice(name.as_bytes());
            match if number < MOST { stand_in(name, value, number) } else { None } {
                Some(one) => {
                    shape.bytes.extend_from_slice(b"\0=");
                    shape.bytes.extend_from_slice(one.stand_in.as_bytes());
                    // What else a date says comes last, for a day is taken out only where no other value has such figures.
                    date = date.or(value.as_object());
                    shape.taken.push(one);
                }
                None => {
                    shape.bytes.extend_from_slice(b"\0:");
                    let start = shape.bytes.len();
                    serde_json::to_writer(&mut shape.bytes, value).ok()?;
                    if holds_mark(&shape.bytes[start..]) {
                        return None;
                    }
                }
            }
            shape.bytes.push(0);
        }
        date.map_or(Some(()), |date| shape.date(date))?;
        (shape.taken.len() > 1).then_some(shape)
    }

    /// Takes down which place is cited; a number of up to four figures is one of many.
    pub fn at(mut self, label: &str, locator: &'a str) -> Shape<'a> {
        if locator.is_empty() {
            return self;
        }
        // One of something is no plural.
        let is_number =
            locator.len() <= 4 && locator != "1" && !locator.starts_with('0') && locator.bytes().all(|byte| byte.is_ascii_digit());
        // What stands in for it must be found again.
        let is_free = !self.bytes.windows(PAGE.len()).any(|part| part == PAGE.as_bytes());
        let taken = is_number && is_free && !self.taken.iter().any(|one| one.stand_in.contains(PAGE));
        self.bytes.extend_from_slice(b"\0@");
        self.bytes.extend_from_slice(label.as_bytes());
        self.bytes.extend_from_slice(if taken { b"\0=" } else { b"\0:" });
        self.bytes.extend_from_slice(if taken { PAGE.as_bytes() } else { locator.as_bytes() });
        if taken {
            let stand_in = PAGE.to_string();
            self.taken.push(Taken { variable: LOCATOR, value: locator.into(), stand_in, marked: false });
        }
        self
    }

    /// Takes down what a date says besides its year.
    fn date(&mut self, date: &'a Map<String, Value>) -> Option<()> {
        for (name, value) in date.iter().filter(|(name, _)| *name != "date-parts") {
            self.bytes.extend_from_slice(name.as_bytes());
            serde_json::to_writer(&mut self.bytes, value).ok()?;
        }
        let (_, mut rest) = issued(date)?;
        if let [month, day] = rest
            && let Some(day) = day.as_i64().and_then(|day| self.day(day))
        {
            self.bytes.extend_from_slice(day.stand_in.as_bytes());
            self.taken.push(day);
            rest = std::slice::from_ref(month);
        }
        serde_json::to_writer(&mut self.bytes, rest).ok()
    }

    /// What stands in for a day; not for those that languages have ordinals of their own for.
    fn day(&self, day: i64) -> Option<Taken<'a>> {
        let stand_ins = match day {
            4..=9 => DAYS[0],
            10 | 14..=20 | 24..=30 => DAYS[1],
            _ => return None,
        };
        let is_free = |figures: &&str| !self.bytes.windows(figures.len()).any(|part| part == figures.as_bytes());
        let stand_in = stand_ins.into_iter().find(is_free)?;
        Some(Taken { variable: "issued", value: day.to_string().into(), stand_in: stand_in.to_string(), marked: false })
    }
}

/// Whether some JSON has letters that are those of stand-ins.
fn holds_mark(json: &[u8]) -> bool {
    json.windows(MARK.len()).any(|part| part.eq_ignore_ascii_case(MARK.as_bytes()))
        || json.windows(YEAR.len()).any(|part| part == YEAR.as_bytes())
}

/// A work with stand-ins for its values.
pub(super) fn specimen(work: &Work, taken: &[Taken]) -> Work {
    let mut json: Map<String, Value> = work.json.clone();
    json.retain(|name, _| !UNSEEN.contains(&name.as_str()));
    for one in taken {
        let Some(value) = json.get_mut(one.variable) else { continue };
        let own = Value::from(one.stand_in.as_str());
        match value {
            Value::Array(_) => *value = json!([{ "literal": own }]),
            Value::Object(date) => {
                let at = usize::from(one.stand_in != YEAR) * 2;
                if let Some(part) = date.get_mut("date-parts").and_then(|parts| parts.get_mut(0)?.get_mut(at)) {
                    *part = one.stand_in.parse::<i64>().map_or(own, Value::from);
                }
            }
            _ => *value = own,
        }
    }
    Work { key: KEY.to_string(), json }
}

/// What stands in for a variable's value.
fn stand_in<'a>(name: &'a str, value: &'a Value, number: usize) -> Option<Taken<'a>> {
    let own = char::from(b'a' + number as u8);
    let taken = |value: Cow<'a, str>, stand_in: String| Taken { variable: name, value, stand_in, marked: has_case(name) };
    match value {
        Value::String(text) if name == "URL" && is_plain_address(text) => {
            let scheme = text.split_once("://")?.0;
            let end = if text.ends_with('/') { "/" } else { "" };
            Some(taken(text.into(), format!("{scheme}://{MARK}.example/{MARK}{own}{end}")))
        }
        Value::String(text) if WORDS.contains(&name) && is_even(text) && is_steady(text, has_case(name)) => {
            Some(taken(text.into(), words(text, own)))
        }
        Value::Array(list) => {
            let [Value::Object(only)] = list.as_slice() else { return None };
            let text = only
                .get("literal")
                .and_then(Value::as_str)
                .filter(|text| only.len() == 1 && is_even(text) && is_steady(text, has_case(name)))?;
            Some(taken(text.into(), words(text, own)))
        }
        Value::Object(date) if name == "issued" => Some(taken(issued(date)?.0.to_string().into(), YEAR.to_string())),
        _ => None,
    }
}

/// Year of a date that is one point, and the month and day behind it.
fn issued(date: &Map<String, Value>) -> Option<(i64, &[Value])> {
    let [Value::Array(point)] = date.get("date-parts")?.as_array()?.as_slice() else { return None };
    let (year, rest) = point.split_first()?;
    Some((year.as_i64().filter(|year| (1000..=9999).contains(year))?, rest))
}

/// Words that begin and end as a text does, and show what case a style gives to them.
pub(super) fn words(text: &str, own: char) -> String {
    let first = match text.chars().next() {
        Some(c) if c.is_uppercase() => "Qzx",
        Some(c) if c.is_numeric() => "7 qzx",
        _ => "qzx",
    };
    let inner = text.strip_suffix(')');
    let last = if inner.unwrap_or(text).ends_with(char::is_numeric) { '8' } else { 'e' };
    match inner {
        Some(_) => format!("{first}{own} of qzx, Qzx. qzx the (Qzx{own}{last})"),
        None => format!("{first}{own} of qzx, Qzx. qzx the Qzx{own}{last}"),
    }
}
