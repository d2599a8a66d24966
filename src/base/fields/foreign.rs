//! Fields of other generators: what their authors meant by them, which depends on what is written behind them. To answer by
//! the name alone would make a page public that was held back, or the other way round.

use super::Shape;
use super::check::clip;
use super::held::{Says, folded, means, says};
use crate::base::yaml::{Node, Value};
use crate::base::{Fault, Range};

/// Adds to the fault of an unknown field what to write in its place; `None` if its name says nothing to us.
pub(super) fn told(shape: &Shape, record: &Node, key: Range, value: &Node, name: &str) -> Option<Answer> {
    let has = |field: &str| shape.field(field).is_some() && record.get(field).is_none();
    let whole = key.start..value.range.end.max(key.end);
    let text = value.text().map(str::trim).filter(|text| !text.is_empty());
    let known = shape.field("status").is_some();
    let is_source = shape.field("container-title").is_some();
    let public = says(shape, name, value).and_then(|says| match says {
        Says::Status if known => Some(field("status", has("status"), key.clone())),
        Says::Embargo if known => Some(field("embargo_until", has("embargo_until"), key.clone())),
        says => publication(says, value, known, has("status"), whole.clone()),
    });
    if public.is_some() {
        return public;
    }
    match &*folded(name) {
        "redirectfrom" | "redirects" | "oldurls" if has("aliases") => Some(Answer {
            help: "`aliases` is the list of old addresses that lead here".into(),
            fix: Some((key, "aliases".into())),
        }),
        "permalink" | "url" | "path" if has("aliases") && shape.field("website").is_none() && !is_source => {
            Some(address(text, whole))
        }
        "bibliography" | "references" | "bib" | "biblio" if shape.field("sources").is_some() => bibliography(value),
        "series" | "number" | "seriesnumber" | "reportnumber" | "issue" if shape.field("symbol").is_some() => Some(Answer::plain(
            "a report has its place in the series by `symbol: CH/2025/1`; what the series is called is said once, by \
             `series: {prefix: CH, name: Chancery Papers}` in chancery.yaml",
        )),
        "csl" | "citationstyle" if known => Some(Answer::plain(
            "the style is the same on all pages: put the file into `styles/`, and write `citation: {style: styles/NAME.csl}` in chancery.yaml",
        )),
        _ => None,
    }
}

/// What to write where a key says who may see a record; `known` is whether reports' own fields for that are known here, and `free`
/// whether `status` is not written besides.
fn publication(says: Says, value: &Node, known: bool, free: bool, whole: Range) -> Option<Answer> {
    let (text, means) = (value.text().map(str::trim).filter(|text| !text.is_empty()), means(value));
    Some(match (says, means) {
        (Says::Draft, _) => status(known, free, means != Some(false), whole),
        (Says::Public, Some(public)) => status(known, free, !public, whole),
        (Says::Public | Says::Day, None) if known => day(text),
        (Says::Hidden, Some(true) | None) | (Says::Shown, Some(false)) | (Says::Seen | Says::Build, _) => Answer::plain(if known {
            "every public page is listed and searched: write `status: draft` if readers may not see it, or take the line out"
        } else {
            "every public page is listed and searched: move the file out of `content/` if readers may not see it, or take the line out"
        }),
        (Says::Expiry, _) if known => Answer::plain(
            "nothing goes by itself on a day: write `status: withdrawn` when it has come, and the page says so; to take it down, \
             delete it, and write its address under `withdrawn:` in chancery.yaml",
        ),
        (Says::Expiry, _) => Answer::plain(
            "nothing goes by itself on a day: move the file out of `content/` when it has come, and take the line out",
        ),
        (Says::Day, None) => Answer::plain(
            "only reports can wait for a day: move the file out of `content/` until it has come, and take the line out",
        ),
        (Says::Embargo, Some(true) | None) if !known => status(false, false, true, whole),
        (Says::Status, _) if !known && matches!(text, Some("draft" | "review")) => status(false, false, true, whole),
        _ => return None,
    })
}

/// A field of ours under another name.
fn field(name: &str, free: bool, key: Range) -> Answer {
    Answer { help: format!("did you mean `{name}`?"), fix: free.then(|| (key, name.into())) }
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
    use crate::base::fields::{Field, Want, check};
    use crate::base::yaml;

    const STATUS: Field = Field::new("status", Want::Text, "A.", "draft");
    const UNTIL: Field = Field::new("embargo_until", Want::Date, "A.", "2030-01-01");
    const ALIASES: Field = Field::new("aliases", Want::List(&Want::Text), "A.", "[/a/]");
    const SOURCES: Field = Field::new("sources", Want::List(&Want::Text), "A.", "[a]");
    static REPORT: Shape = Shape {
        name: "a report",
        about: "",
        fields: &[&[STATUS, UNTIL, ALIASES, SOURCES]],
        instead: &[("bibliography", "sources")],
    };
    static PAGE: Shape = Shape { name: "a page", about: "", fields: &[&[ALIASES]], instead: &[] };

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
            ("visible: false", "every public page is listed", None),
            ("drfat: true", "write `status: draft`", Some("status: draft")),
            ("stauts: draft", "did you mean `status`?", Some("status: draft")),
            ("embrago: 2027-01-01", "did you mean `embargo_until`?", Some("embargo_until: 2027-01-01")),
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
