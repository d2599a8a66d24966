//! Fields of other generators: what their authors meant by them, which depends on what is written behind them. To answer by
//! the name alone would make a page public that was held back, or the other way round.

use super::Shape;
use super::check::{clip, suggestion};
use crate::base::date::{day_iso, next_day};
use crate::base::yaml::{Node, Value};
use crate::base::{Date, Fault, Range};

/// Adds to the fault of an unknown field what to write in its place; `None` if its name says nothing to us.
pub(super) fn told(shape: &Shape, record: &Node, key: Range, value: &Node, name: &str) -> Option<Answer> {
    let has = |field: &str| shape.field(field).is_some() && record.get(field).is_none();
    let (folded, yes) = (folded(name), yes(value));
    let whole = key.start..value.range.end.max(key.end);
    let text = value.text().map(str::trim).filter(|text| !text.is_empty());
    let known = shape.field("status").is_some();
    let is_source = shape.field("container-title").is_some();
    match (&*folded, yes) {
        ("draft", Some(draft)) => Some(status(known, has("status"), draft, whole)),
        ("published" | "publish", Some(public)) => Some(status(known, has("status"), !public, whole)),
        ("unlisted" | "hidden" | "noindex" | "private" | "searchexclude", Some(true)) if !is_source => {
            Some(Answer::plain(if known {
                "every public page is listed and searched: write `status: draft` if readers may not see it, or take the line out"
            } else {
                "every public page is listed and searched: move the file out of `content/` if readers may not see it, or take the line out"
            }))
        }
        ("published" | "publishdate" | "pubdate" | "datepublished", None) if known => Some(day(text)),
        ("expirydate" | "expires" | "unpublishdate", _) if known => Some(Answer::plain(
            "nothing goes by itself on a day: write `status: withdrawn` when it has come, and the page says so; to take it down, \
             delete it, and write its address under `withdrawn:` in chancery.yaml",
        )),
        ("redirectfrom" | "redirects" | "oldurls", _) if has("aliases") => Some(Answer {
            help: "`aliases` is the list of old addresses that lead here".into(),
            fix: Some((key, "aliases".into())),
        }),
        ("permalink" | "url" | "path", _) if has("aliases") && shape.field("website").is_none() && !is_source => {
            Some(address(text, whole))
        }
        ("bibliography" | "references" | "bib" | "biblio", _) if shape.field("sources").is_some() => bibliography(value),
        ("csl" | "citationstyle", _) if known => Some(Answer::plain(
            "the style is the same on all pages: put the file into `styles/`, and write `citation: {style: styles/NAME.csl}` in chancery.yaml",
        )),
        _ => None,
    }
}

/// A name without case and signs.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a value says, where it is one of the words for it.
fn yes(value: &Node) -> Option<bool> {
    match value.text()?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Until when keys that are no fields hold a record back, as their author meant them: `draft: true` of other generators, or
/// `stauts: draft`. `Date::UNKNOWN` where they name no day.
pub fn held(shape: &Shape, record: &Node) -> Option<Date> {
    // In a bibliography these words are about the work.
    if shape.field("container-title").is_some() {
        return None;
    }
    let unknown = record.pairs().iter().filter(|(key, _)| shape.field(&key.value).is_none());
    let all = unknown.filter_map(|(key, value)| held_by(shape, &key.value, value));
    // One without an end is the longest.
    all.max_by_key(|date| date.known_end().map_or((1, None), |end| (0, Some(end))))
}

/// Whether a key says, in whatever words, who may see a record.
pub fn is_of_publication(name: &str) -> bool {
    matches!(&*folded(name), "status" | "embargountil" | "embargo" | "draft" | "published" | "publish" | "publishdate")
}

fn held_by(shape: &Shape, name: &str, value: &Node) -> Option<Date> {
    let is_report = shape.field("status").is_some();
    let text = value.text().map(str::trim).filter(|text| !text.is_empty());
    match (&*folded(name), yes(value)) {
        ("draft", Some(false)) | ("published" | "publish", Some(true)) => None,
        ("draft", _) | ("published" | "publish" | "permalink", Some(false)) => Some(Date::UNKNOWN),
        ("unlisted" | "hidden" | "noindex" | "private" | "searchexclude", Some(true)) => Some(Date::UNKNOWN),
        ("published" | "publishdate" | "pubdate" | "datepublished", None) if is_report => text.map(first_day),
        // What describes nothing yet may be a report, and say so in a report's words.
        ("status", _) if !is_report => matches!(text, Some("draft" | "review")).then_some(Date::UNKNOWN),
        ("embargountil" | "embargo", _) if !is_report => Some(text.map_or(Date::UNKNOWN, first_day)),
        // A misspelt field holds back like that which was meant; what is told of it, `check` finds.
        _ => match is_report.then(|| suggestion(shape, name)).flatten() {
            Some("status") => (!matches!(text, Some("published" | "withdrawn"))).then_some(Date::UNKNOWN),
            Some("embargo_until") => Some(text.map_or(Date::UNKNOWN, first_day)),
            _ => None,
        },
    }
}

/// The first whole day behind what is written: a day, or an hour of one.
fn first_day(text: &str) -> Date {
    if let Ok(date) = Date::parse(text) {
        return date;
    }
    let day = text.get(..10).and_then(|day| Date::parse(day).ok()?.known_end());
    day.and_then(|day| Date::parse(&day_iso(next_day(day))).ok()).unwrap_or(Date::UNKNOWN)
}

/// What to write instead.
pub(super) struct Answer {
    help: String,
    fix: Option<(Range, String)>,
}

impl Answer {
    fn plain(help: &str) -> Answer {
        Answer { help: help.into(), fix: None }
    }

    /// Adds it to a fault.
    pub(super) fn add_to(self, fault: Fault) -> Fault {
        let fault = fault.with_help(self.help);
        match self.fix {
            Some((range, text)) => fault.with_fix(range, text),
            None => fault,
        }
    }
}

/// A page is held back, or not; `free` says that its status is not written besides.
fn status(known: bool, free: bool, draft: bool, whole: Range) -> Answer {
    let word = if draft { "draft" } else { "published" };
    let help = match (known, draft) {
        (true, true) => "write `status: draft`, which keeps it out of the site",
        (true, false) => "write `status: published`, or take the line out: without it a report is public",
        (false, true) => "only reports can be drafts: move the file out of `content/` until readers may see it",
        (false, false) => "take the line out: whatever stands in `content/` is public, but for drafts of reports",
    };
    let fix = (known && free).then(|| (whole, format!("status: {word}")));
    Answer { help: help.into(), fix }
}

/// The day of publication: what is told to readers, and what holds a page back, are two fields here.
fn day(text: Option<&str>) -> Answer {
    let day = text.and_then(|text| text.get(..10)).filter(|day| crate::base::Date::parse(day).is_ok()).unwrap_or("2025-07-01");
    Answer::plain(&format!(
        "write `embargo_until: {day}` if it may not be public before that day, and `date: {day}` for the day that readers are told"
    ))
}

/// An address of its own: here it is made of the folder and the `slug`.
fn address(text: Option<&str>, whole: Range) -> Answer {
    let path = text.filter(|text| text.starts_with('/') && !text.contains([':', '{', '#', ',', '[', ']']));
    let help = "the address is made of the folder and the `slug`; if it was public at another one, `aliases:` keeps that";
    match path {
        Some(path) => {
            Answer { help: format!("{help}, as `aliases: [{}]`", clip(path)), fix: Some((whole, format!("aliases: [{path}]"))) }
        }
        None => Answer::plain(help),
    }
}

/// Files of sources, as Quarto and Pandoc name them.
fn bibliography(value: &Node) -> Option<Answer> {
    let nodes = match &value.value {
        Value::Seq(items) => items.iter().collect(),
        _ => vec![value],
    };
    let is_file = |text: &&str| [".bib", ".bibtex", ".json", ".yaml", ".yml", ".ris"].iter().any(|end| text.trim().ends_with(end));
    let files: Vec<String> =
        nodes.iter().filter_map(|node| node.text()).filter(is_file).map(|text| format!("`{}`", clip(text))).collect();
    let help = format!(
        "files of sources are read where they lie in `content/sources/`: move {} there, and take the line out; every page may cite them",
        files.join(", ")
    );
    (!files.is_empty()).then(|| Answer::plain(&help))
}

#[cfg(test)]
mod tests {
    use super::Shape;
    use crate::base::fields::{Field, Want, check, held};
    use crate::base::yaml;

    const STATUS: Field = Field::new("status", Want::Text, "A.", "draft");
    const ALIASES: Field = Field::new("aliases", Want::List(&Want::Text), "A.", "[/a/]");
    const SOURCES: Field = Field::new("sources", Want::List(&Want::Text), "A.", "[a]");
    static REPORT: Shape =
        Shape { name: "a report", about: "", fields: &[&[STATUS, ALIASES, SOURCES]], instead: &[("bibliography", "sources")] };
    static PAGE: Shape = Shape { name: "a page", about: "", fields: &[&[ALIASES]], instead: &[] };

    #[test]
    fn words_that_are_no_fields_hold_back() {
        let end = |shape: &'static Shape, text: &str| {
            let parsed = yaml::parse(text, 0..text.len() as u32, yaml::FRONT_MATTER);
            held(shape, &parsed.node.unwrap()).map(|date| date.known_end())
        };
        for text in [
            "draft: true",
            "Draft: yes",
            "draft:",
            "draft: perhaps",
            "published: false",
            "private: true",
            "permalink: false",
            "stauts: draft",
        ] {
            assert_eq!(end(&REPORT, text), Some(None), "{text}");
        }
        for text in ["draft: false", "published: true", "title: draft", "stauts: published", "hidden: false", "status: draft"] {
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

    fn answer(shape: &'static Shape, text: &str) -> (String, Option<String>) {
        let parsed = yaml::parse(text, 0..text.len() as u32, yaml::FRONT_MATTER);
        let mut faults = Vec::new();
        check(shape, &parsed.node.unwrap(), &(0..0), true, &mut faults);
        let fault = faults.pop().unwrap();
        let fixed =
            fault.fix.map(|fix| format!("{}{}{}", &text[..fix.range.start as usize], fix.text, &text[fix.range.end as usize..]));
        (fault.help.unwrap_or_default().into_owned(), fixed)
    }

    #[test]
    fn what_is_written_decides() {
        for (text, begins, fixed) in [
            ("published: false", "write `status: draft`", Some("status: draft")),
            ("publish: no", "write `status: draft`", Some("status: draft")),
            ("draft: true", "write `status: draft`", Some("status: draft")),
            ("draft: false", "write `status: published`, or take the line out", Some("status: published")),
            ("status: review\ndraft: true", "write `status: draft`", None),
            ("publishDate: 2027-01-01T10:00:00Z", "write `embargo_until: 2027-01-01` if", None),
            ("expiryDate: 2027-01-01", "nothing goes by itself", None),
            ("unlisted: true", "every public page is listed", None),
            ("redirect_from: [/a/]", "`aliases` is the list", Some("aliases: [/a/]")),
            ("permalink: /old/a/", "the address is made of", Some("aliases: [/old/a/]")),
            (
                "bibliography: refs.bib",
                "files of sources are read where they lie in `content/sources/`: move `refs.bib` there",
                None,
            ),
            ("bibliography: [a, b]", "did you mean `sources`?", Some("sources: [a, b]")),
        ] {
            let (help, made) = answer(&REPORT, text);
            assert!(help.starts_with(begins), "{text}: {help}");
            assert_eq!(made.as_deref(), fixed, "{text}");
        }
        assert!(answer(&PAGE, "draft: true").0.starts_with("only reports can be drafts"));
        assert!(answer(&PAGE, "published: true").0.starts_with("take the line out"));
    }
}
