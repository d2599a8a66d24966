//! Which keys say who may see a record: the fields that hold a report back, what other generators call them, and either of them
//! misspelt. What is told of a key, what it holds back and whether a fault of it may ever be known is all said by this one table.

use super::Shape;
use crate::base::date::{day_iso, next_day};
use crate::base::text::{Choices, nearest};
use crate::base::yaml::{Node, Value};
use crate::base::{Date, Range};

/// What a key says of who may see a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Anything but no holds it back.
    Draft,
    /// No holds it back, or a day that has not come.
    Public,
    /// A day that has not come holds it back.
    Day,
    /// Yes holds it back.
    Hidden,
    /// No holds it back.
    Shown,
    /// Whatever is no word for being public holds it back.
    Seen,
    /// The field `embargo_until`.
    Embargo,
    /// The field `status`.
    Status,
    /// The day on which it goes: from then on it is held back.
    Expiry,
    /// A map of Hugo's: whether a page is made of it, and listed.
    Build,
}

/// When keys that say it in other words than ours, or not clearly, hold a record back.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Until this date; `Date::UNKNOWN` has no end.
    until: Option<Date>,
    /// From the first day of this date on; `Date::UNKNOWN` is always.
    from: Option<Date>,
}

impl Held {
    /// At any time.
    pub const ALWAYS: Held = Held { until: Some(Date::UNKNOWN), from: None };

    /// Whether it is held back on a day.
    pub fn is_on(&self, today: (i32, u8, u8)) -> bool {
        let gone = |from: &Date| from.known_start().is_none_or(|first| first <= today);
        self.until.as_ref().is_some_and(|until| holds(until, today)) || self.from.as_ref().is_some_and(gone)
    }
}

/// Whether a date until which something is held back has not come on a day.
pub fn holds(until: &Date, today: (i32, u8, u8)) -> bool {
    until.known_end().is_none_or(|end| today < end)
}

/// Names without case and signs.
const WORDS: [(&str, Says); 37] = [
    ("build", Says::Build),
    ("confidential", Says::Hidden),
    ("datepublished", Says::Day),
    ("draft", Says::Draft),
    ("eleventyexcludefromcollections", Says::Hidden),
    ("embargo", Says::Embargo),
    ("embargodate", Says::Embargo),
    ("embargoed", Says::Embargo),
    ("embargoeduntil", Says::Embargo),
    ("embargountil", Says::Embargo),
    ("expirationdate", Says::Expiry),
    ("expires", Says::Expiry),
    ("expireson", Says::Expiry),
    ("expiry", Says::Expiry),
    ("expirydate", Says::Expiry),
    ("headless", Says::Hidden),
    ("hidden", Says::Hidden),
    ("listed", Says::Shown),
    ("noindex", Says::Hidden),
    ("permalink", Says::Shown),
    ("private", Says::Hidden),
    ("pubdate", Says::Day),
    ("public", Says::Shown),
    ("publish", Says::Public),
    ("publishdate", Says::Day),
    ("published", Says::Public),
    ("publishedat", Says::Day),
    ("publishon", Says::Day),
    ("releasedate", Says::Day),
    ("searchexclude", Says::Hidden),
    ("secret", Says::Hidden),
    ("status", Says::Status),
    ("unlisted", Says::Hidden),
    ("unpublishdate", Says::Expiry),
    ("unpublished", Says::Hidden),
    ("visibility", Says::Seen),
    ("visible", Says::Shown),
];

/// When a record is held back by keys that are no fields, as their author meant them (`draft: true` of other generators, or
/// `stauts: draft`), and by fields of which nobody can tell what they say. One that is clearly a draft needs no other words.
pub fn held(shape: &Shape, record: &Node) -> Option<Held> {
    let said = |field: &str| record.get(field).filter(|_| shape.field(field).is_some());
    if said("status").and_then(Node::text).is_some_and(|text| matches!(text, "draft" | "review")) {
        return None;
    }
    let status = || said("status").is_some_and(|node| !node.text().is_some_and(is_status));
    let has_end = |text: &str| Date::parse(text).is_ok_and(|date| date.known_end().is_some());
    let embargo = || said("embargo_until").is_some_and(|node| !node.text().is_some_and(has_end));
    if status() || embargo() {
        return Some(Held::ALWAYS);
    }
    let unknown = record.pairs().iter().filter(|(key, _)| shape.field(&key.value).is_none());
    let said: Vec<(Says, &Node)> = unknown.filter_map(|(key, value)| Some((says(shape, &key.value, value)?, value))).collect();
    // One without an end is the longest, and one without a beginning the first.
    let until = said.iter().filter_map(|(says, value)| until(shape, *says, value));
    let until = until.max_by_key(|date| date.known_end().map_or((1, None), |end| (0, Some(end))));
    let from = said.iter().filter_map(|(says, value)| from(*says, value)).min_by_key(Date::known_start);
    (until.is_some() || from.is_some()).then_some(Held { until, from })
}

/// Where a record says, in whatever words, who may see it: each key with its value.
pub fn of_publication<'a>(shape: &'a Shape, record: &'a Node) -> impl Iterator<Item = Range> + 'a {
    let pairs = record.pairs().iter().filter(|(key, value)| says(shape, &key.value, value).is_some());
    pairs.map(|(key, value)| key.range.start..value.range.end.max(key.range.end))
}

/// Whether a key says, in whatever words, who may see a record.
pub fn is_of_publication(name: &str) -> bool {
    exact(name).is_some()
}

/// What a key says of who may see a record, if it does. A name that is misspelt says so only if what stands behind it does, too.
pub(super) fn says(shape: &Shape, name: &str, value: &Node) -> Option<Says> {
    // In a bibliography these words are about the work.
    if shape.field("container-title").is_some() {
        return None;
    }
    if let Some(says) = exact(name) {
        return Some(says);
    }
    if shape.field(name).is_some() || shape.instead.iter().any(|(wrong, _)| *wrong == name) {
        return None;
    }
    let written = folded(name);
    let (far, word) = Choices::new(WORDS.iter().map(|(word, _)| *word)).nearest(&written)?;
    let fields: Vec<String> = shape.all().map(|field| folded(field.name)).collect();
    let other = Choices::new(fields.iter().map(String::as_str)).nearest(&written);
    let says = exact(word)?;
    (other.is_none_or(|(other, _)| far <= other) && is_answer(shape, says, value)).then_some(says)
}

/// Whether a value is such as stands behind a key.
fn is_answer(shape: &Shape, says: Says, value: &Node) -> bool {
    let is_day = || text_of(value).is_some_and(|text| first_day(text) != Date::UNKNOWN);
    match says {
        Says::Draft | Says::Hidden => value.is_null() || means(value).is_some(),
        Says::Public => value.is_null() || means(value).is_some() || is_day(),
        Says::Day | Says::Expiry => is_day(),
        Says::Shown => means(value).is_some(),
        Says::Status if !is_report(shape) => until(shape, says, value).is_some(),
        Says::Build => !value.pairs().is_empty(),
        Says::Seen | Says::Embargo | Says::Status => true,
    }
}

/// Until when a key holds back.
fn until(shape: &Shape, says: Says, value: &Node) -> Option<Date> {
    let (text, means) = (text_of(value), means(value));
    let for_good = |holds: bool| holds.then_some(Date::UNKNOWN);
    match says {
        Says::Draft => for_good(means != Some(false)),
        Says::Hidden => for_good(means == Some(true) || value.is_null()),
        Says::Shown => for_good(means == Some(false)),
        Says::Seen => for_good(text.is_some_and(|text| !matches!(&*folded(text), "public" | "published" | "visible" | "true"))),
        Says::Public if means.is_some() => for_good(means == Some(false)),
        Says::Public => text.filter(|_| is_report(shape)).map(first_day),
        Says::Day => text.map(first_day),
        Says::Build => for_good(["render", "list"].iter().any(|key| value.get(key).and_then(text_of).is_some_and(is_never))),
        Says::Embargo if means == Some(false) => None,
        Says::Embargo => Some(text.map_or(Date::UNKNOWN, first_day)),
        Says::Status if is_report(shape) => for_good(!matches!(text, Some("published" | "withdrawn"))),
        // What describes nothing yet may be a report, and say so in a report's words.
        Says::Status => for_good(matches!(text, Some("draft" | "review"))),
        Says::Expiry => None,
    }
}

/// From when on a key holds back. What is no date may be one that has passed.
fn from(says: Says, value: &Node) -> Option<Date> {
    let text = text_of(value).filter(|_| says == Says::Expiry && means(value) != Some(false))?;
    Some(Date::parse(text).ok().or_else(|| day_of(text)).unwrap_or(Date::UNKNOWN))
}

/// Whether a word of Hugo's says that no page is made.
fn is_never(text: &str) -> bool {
    matches!(text, "never" | "false")
}

/// The words for where a report stands.
fn is_status(text: &str) -> bool {
    matches!(text, "draft" | "review" | "published" | "withdrawn")
}

fn is_report(shape: &Shape) -> bool {
    shape.field("status").is_some()
}

fn exact(name: &str) -> Option<Says> {
    let folded = folded(name);
    WORDS.iter().find(|(word, _)| *word == folded).map(|(_, says)| *says)
}

/// A name without case and signs.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn text_of(value: &Node) -> Option<&str> {
    value.text().map(str::trim).filter(|text| !text.is_empty())
}

/// Yes or no, where a value is one of the words for it, or nearly.
pub(super) fn means(value: &Node) -> Option<bool> {
    const YES: [&str; 5] = ["1", "on", "true", "y", "yes"];
    const NO: [&str; 5] = ["0", "false", "n", "no", "off"];
    let Value::Scalar { text, .. } = &value.value else { return None };
    let text = text.trim().to_lowercase();
    let is_in = |words: &[&str], word: &str| words.contains(&word);
    if is_in(&YES, &text) || is_in(&NO, &text) {
        return Some(is_in(&YES, &text));
    }
    // Of two or three letters, any other word is as near.
    let near = nearest(&text, ["false", "true"]).filter(|_| text.len() > 3)?;
    Some(is_in(&YES, near))
}

/// The first whole day behind what is written: a day, or an hour of one.
fn first_day(text: &str) -> Date {
    if let Ok(date) = Date::parse(text) {
        return date;
    }
    let day = day_of(text).and_then(|date| Date::parse(&day_iso(next_day(date.known_end()?))).ok());
    day.unwrap_or(Date::UNKNOWN)
}

/// The day of an hour.
fn day_of(text: &str) -> Option<Date> {
    text.get(..10).and_then(|day| Date::parse(day).ok()).filter(|date| date.known_end().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::fields::{Field, Want};
    use crate::base::yaml;

    const STATUS: Field = Field::new("status", Want::Text, "A.", "draft");
    const UNTIL: Field = Field::new("embargo_until", Want::Date, "A.", "2030");
    const DATE: Field = Field::new("date", Want::Date, "A.", "2030");
    static REPORT: Shape =
        Shape { name: "a report", about: "", fields: &[&[STATUS, UNTIL, DATE]], instead: &[("visiting", "extra data")] };
    static PAGE: Shape = Shape { name: "a page", about: "", fields: &[&[DATE]], instead: &[] };
    static SOURCE: Shape =
        Shape { name: "a source", about: "", fields: &[&[Field::new("container-title", Want::Text, "A.", "A")]], instead: &[] };

    fn read(text: &str) -> Node {
        yaml::parse(text, 0..text.len() as u32, yaml::FRONT_MATTER).node.unwrap()
    }

    fn end(shape: &'static Shape, text: &str) -> Option<Option<(i32, u8, u8)>> {
        held(shape, &read(text)).map(|held| held.until.and_then(|until| until.known_end()))
    }

    #[test]
    fn words_that_are_no_fields_hold_back() {
        for text in [
            "draft: true",
            "Draft: yes",
            "draft:",
            "draft: perhaps",
            "published: false",
            "private: true",
            "hidden: 1",
            "hidden: ture",
            "permalink: false",
            "visible: no",
            "listed: false",
            "public: fasle",
            "visibility: internal",
            "headless: true",
            "embargo: soon",
            "embargoDate: soon",
        ] {
            assert_eq!(end(&REPORT, text), Some(None), "{text}");
            assert!(held(&SOURCE, &read(text)).is_none(), "{text}");
        }
        for text in ["draft: false", "published: true", "title: draft", "hidden: false", "status: draft"] {
            assert_eq!(end(&REPORT, text), None, "{text}");
        }
        for text in ["visible: true", "embargo: no", "visibility: Public", "permalink: /a/", "expiryDate: no", "build: 12"] {
            assert_eq!(end(&REPORT, text), None, "{text}");
        }
        assert_eq!(end(&REPORT, "publishDate: 2027-01-01"), Some(Some((2027, 1, 1))));
        assert_eq!(end(&REPORT, "publishDate: 2027-01-31T10:00:00Z\npubdate: 2026"), Some(Some((2027, 2, 1))));
        assert_eq!(end(&REPORT, "publishDate: soon"), Some(None));
        for text in ["draft: true", "status: draft", "embargo_until: soon"] {
            assert_eq!(end(&PAGE, text), Some(None), "{text}");
        }
        assert_eq!(end(&PAGE, "published: 2027-01-01"), None, "what is meant may be another day");
        assert_eq!(end(&PAGE, "publishDate: 2027-01-01"), Some(Some((2027, 1, 1))));
        for (text, holds) in [("{render: never}", true), ("{list: false}", true), ("{render: always, list: local}", false)] {
            assert_eq!(end(&PAGE, &format!("_build: {text}")).is_some(), holds, "{text}");
        }
    }

    #[test]
    fn what_expires_is_held_back_from_its_day_on() {
        for (text, first) in [
            ("expiryDate: 2026-03-01", Some((2026, 3, 1))),
            ("expiryDate: 2026-03-01T10:00:00Z", Some((2026, 3, 1))),
            ("expires: 2026-03", Some((2026, 3, 1))),
            ("expiryDate: 2027-01-01\nexpires: 2026-03-01", Some((2026, 3, 1))),
            ("expiryDtae: 2026-03-01", Some((2026, 3, 1))),
            // What is no date may have passed.
            ("expiryDate: soon", Some((1, 1, 1))),
            ("expiryDate: 2027-01-01\nexpires: soon", Some((1, 1, 1))),
            ("expires: no", None),
            ("expiryDate:", None),
        ] {
            for shape in [&REPORT, &PAGE] {
                let held = held(shape, &read(text));
                let days = [(1, 1, 1), (2026, 2, 28), (2026, 3, 1), (2999, 1, 1)];
                let on = days.map(|day| held.as_ref().is_some_and(|held| held.is_on(day)));
                assert_eq!(on, days.map(|day| first.is_some_and(|first| first <= day)), "{text}");
            }
            assert!(held(&SOURCE, &read(text)).is_none());
        }
        let both = held(&REPORT, &read("publishDate: 2026-01-01\nexpiryDate: 2026-03-01")).unwrap();
        assert_eq!([(2025, 12, 31), (2026, 1, 1), (2026, 3, 1)].map(|day| both.is_on(day)), [true, false, true]);
    }

    #[test]
    fn fields_that_cannot_be_read_hold_back_in_no_clear_words() {
        for text in ["status: publishd", "status:", "status: [draft]", "embargo_until: soon", "embargo_until: 2027-01-01/.."] {
            assert_eq!(end(&REPORT, text), Some(None), "{text}");
        }
        for text in ["status: review", "status: withdrawn", "embargo_until: 2027-01-01", "status: draft\ndraft: true"] {
            assert_eq!(end(&REPORT, text), None, "{text}");
        }
    }

    #[test]
    fn misspelt_words_hold_back_like_those_that_were_meant() {
        for text in [
            "stauts: draft",
            "stauts:",
            "drfat: true",
            "darft:",
            "Drafts: ture",
            "publised: false",
            "hiden: true",
            "privat: yes",
            "visble: false",
            "embrago: 2999-01-01/..",
            "embargo_untill: soon",
        ] {
            assert_eq!(end(&REPORT, text), Some(None), "{text}");
        }
        assert_eq!(end(&REPORT, "embrago: 2027-01-01"), Some(Some((2027, 1, 1))));
        assert_eq!(end(&PAGE, "stauts: draft"), Some(None));
        // Something else is meant, or may be: a field is nearer, or what stands behind the name is no answer.
        for text in [
            "stauts: published",
            "drfat: false",
            "drafter: J. Smith",
            "publisher: RAND",
            "visibl: 10 km",
            "visiting: false",
            "dates: 2999",
            "colour: red",
        ] {
            assert_eq!(end(&REPORT, text), None, "{text}");
        }
        assert_eq!(end(&PAGE, "stats: 12"), None);
    }

    #[test]
    fn where_a_record_says_who_may_see_it_is_known() {
        let text = "title: A\nstatus: x\ndrfat: true\npublisher: B\nlisted: true\n";
        let node = read(text);
        let found: Vec<&str> =
            of_publication(&REPORT, &node).map(|range| &text[range.start as usize..range.end as usize]).collect();
        assert_eq!(found, ["status: x", "drfat: true", "listed: true"]);
    }

    #[test]
    fn words_are_folded_and_in_order() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(WORDS.iter().all(|(word, _)| folded(word) == *word));
    }
}
