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
    /// The day on which it goes.
    Expiry,
}

/// Names without case and signs.
const WORDS: [(&str, Says); 27] = [
    ("confidential", Says::Hidden),
    ("datepublished", Says::Day),
    ("draft", Says::Draft),
    ("eleventyexcludefromcollections", Says::Hidden),
    ("embargo", Says::Embargo),
    ("embargoed", Says::Embargo),
    ("embargountil", Says::Embargo),
    ("expires", Says::Expiry),
    ("expirydate", Says::Expiry),
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
    ("searchexclude", Says::Hidden),
    ("secret", Says::Hidden),
    ("status", Says::Status),
    ("unlisted", Says::Hidden),
    ("unpublishdate", Says::Expiry),
    ("unpublished", Says::Hidden),
    ("visibility", Says::Seen),
    ("visible", Says::Shown),
];

/// Until when keys that are no fields hold a record back, as their author meant them: `draft: true` of other generators, or
/// `stauts: draft`. `Date::UNKNOWN` where they name no day.
pub fn held(shape: &Shape, record: &Node) -> Option<Date> {
    let unknown = record.pairs().iter().filter(|(key, _)| shape.field(&key.value).is_none());
    let all = unknown.filter_map(|(key, value)| until(shape, says(shape, &key.value, value)?, value));
    // One without an end is the longest.
    all.max_by_key(|date| date.known_end().map_or((1, None), |end| (0, Some(end))))
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
        Says::Public | Says::Day => text.filter(|_| is_report(shape)).map(first_day),
        Says::Embargo if means == Some(false) => None,
        Says::Embargo => Some(text.map_or(Date::UNKNOWN, first_day)),
        Says::Status if is_report(shape) => for_good(!matches!(text, Some("published" | "withdrawn"))),
        // What describes nothing yet may be a report, and say so in a report's words.
        Says::Status => for_good(matches!(text, Some("draft" | "review"))),
        Says::Expiry => None,
    }
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
    let day = text.get(..10).and_then(|day| Date::parse(day).ok()?.known_end());
    day.and_then(|day| Date::parse(&day_iso(next_day(day))).ok()).unwrap_or(Date::UNKNOWN)
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
        held(shape, &read(text)).map(|date| date.known_end())
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
            "embargo: soon",
        ] {
            assert_eq!(end(&REPORT, text), Some(None), "{text}");
            assert!(held(&SOURCE, &read(text)).is_none(), "{text}");
        }
        for text in ["draft: false", "published: true", "title: draft", "hidden: false", "status: draft"] {
            assert_eq!(end(&REPORT, text), None, "{text}");
        }
        for text in ["visible: true", "embargo: no", "visibility: Public", "permalink: /a/", "expiryDate: 2020-01-01"] {
            assert_eq!(end(&REPORT, text), None, "{text}");
        }
        assert_eq!(end(&REPORT, "publishDate: 2027-01-01"), Some(Some((2027, 1, 1))));
        assert_eq!(end(&REPORT, "publishDate: 2027-01-31T10:00:00Z\npubdate: 2026"), Some(Some((2027, 2, 1))));
        assert_eq!(end(&REPORT, "publishDate: soon"), Some(None));
        for text in ["draft: true", "status: draft", "embargo_until: soon"] {
            assert_eq!(end(&PAGE, text), Some(None), "{text}");
        }
        assert_eq!(end(&PAGE, "published: 2027-01-01"), None, "a page has no such day");
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
