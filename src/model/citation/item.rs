//! A source in the forms that citation engines and reference managers read: CSL-JSON, and the engine's own items.

use super::dated::{date, edtf};
use crate::base::Ranged;
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
    /// Makes a work of a source's record; `publisher` is the actor that published it, where one is named.
    pub fn new(key: &str, record: &Record, publisher: Option<&Record>) -> Option<Work> {
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
        // Readers see an actor's name in the place of its id.
        let publisher_name = publisher.map(|publisher| publisher.name.value.as_str());
        if let (Some(text), Some(name)) = (json.get_mut("publisher"), publisher_name)
            && text.as_str() == source.publisher()
        {
            *text = name.into();
        }
        fill(&mut json, record, source, publisher_name);
        let custom = custom(source, source.grade(publisher));
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
fn custom(source: &Source, grade: Option<char>) -> Map<String, Value> {
    let mut custom = Map::new();
    let text = |text: &Option<Ranged<String>>| text.as_ref().map(|text| text.value.clone());
    let rows = [
        ("archive_url", text(&source.rare.archive_url)),
        ("archive_date", source.rare.archive_date.as_ref().map(|date| date.value.to_string())),
        ("reliability", grade.map(String::from)),
        ("origin", text(&source.rare.origin)),
        ("party", text(&source.rare.party)),
        ("access", text(&source.rare.access)),
        ("sha256", text(&source.rare.sha256)),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            custom.insert(name.into(), value.into());
        }
    }
    if source.rare.retracted {
        custom.insert("retracted".into(), true.into());
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
}
