//! Styles and locales: found by name, read once in a process, and a site's own `.csl` file checked before it is trusted.

mod mend;
mod sorting;
mod xml;

use super::{DEFAULT_STYLE, Setup};
use crate::base::text::{nearest, primary_language};
use crate::base::{Fault, Range};
use hayagriva::archive::{self, ArchivedStyle};
use hayagriva::citationberg::{CitationFormat, Collapse, IndependentStyle, Locale, LocaleCode, Style, StyleCategory, StyleClass};
pub use mend::{TOLD, for_others, untested};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use xml::{Sort, Tag};

/// Largest `.csl` file that is read, in bytes; the largest of the official ones has about 150,000.
const MAX_STYLE: usize = 1 << 20;
/// Deepest nesting of elements in a `.csl` file; the official ones stay below 25.
const MAX_DEPTH: usize = 60;
/// Most attributes of an element: the XML reader compares each with each (RUSTSEC-2026-0194).
const MAX_ATTRIBUTES: usize = 200;
/// Most uses of macros in a style, those within macros counted each time; the official ones have up to 52,000 (APA 17,000).
const MOST_MACROS: u64 = 200_000;

/// Locales that were used, by language.
static CHOSEN: LazyLock<Mutex<BTreeMap<String, Arc<[Locale]>>>> = LazyLock::new(Mutex::default);
/// Most languages that are kept.
const MAX_CHOSEN: usize = 64;

/// The locales that count for a language: its own, the one it falls back to, and English. The engine looks through all
/// that it is given for every word.
pub fn locales(language: &str) -> Arc<[Locale]> {
    let mut chosen = CHOSEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = chosen.get(language) {
        return found.clone();
    }
    let code = LocaleCode(language.to_string());
    let mut wanted: Vec<LocaleCode> =
        [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())].into_iter().flatten().collect();
    wanted.sort_by(|a, b| a.0.cmp(&b.0));
    wanted.dedup();
    let made: Arc<[Locale]> = wanted.iter().filter_map(archived).collect();
    if chosen.len() >= MAX_CHOSEN {
        chosen.clear();
    }
    chosen.insert(language.to_string(), made.clone());
    made
}

/// The fault of a language in which no style has words; where that is `written`.
pub fn unknown_locale(tag: &str, written: Range) -> Option<Fault> {
    let code = LocaleCode(tag.to_string());
    // What falls back to English has no words of its own.
    let fallback = code.fallback().filter(|other| primary_language(&other.0) == primary_language(tag));
    if [Some(code), fallback].iter().flatten().any(|code| archived(code).is_some()) {
        return None;
    }
    let tags: Vec<String> = archive::locales().into_iter().filter_map(|locale| Some(locale.lang?.0)).collect();
    let mut near: Vec<String> =
        tags.iter().filter(|own| primary_language(own) == primary_language(tag)).map(|own| format!("`{own}`")).collect();
    if near.is_empty() {
        near.extend(nearest(tag, tags.iter().map(String::as_str)).map(|own| format!("`{own}`")));
    }
    let help = match near.join(" or ") {
        near if near.is_empty() => {
            "write a tag such as `en-GB`, `de-DE` or `es-ES`, or leave it out: then each page has its own".to_string()
        }
        near => format!("did you mean {near}? Left out, each page has its own"),
    };
    Some(Fault::new("unknown-language", written, format!("no citation style has words in `{tag}`")).with_help(help))
}

/// A locale of the archive. Reading all of them takes 50 ms, and each has its tag at its beginning, behind its length.
fn archived(wanted: &LocaleCode) -> Option<Locale> {
    let length = u8::try_from(wanted.0.len()).ok().filter(|length| *length < LONG_TEXT)?;
    let tag = [&[TEXT | length], wanted.0.as_bytes()].concat();
    let begins = |bytes: &&&[u8]| bytes.windows(tag.len()).take(HEAD).any(|part| part == tag);
    let read = archive::LOCALES.iter().filter(begins).filter_map(|bytes| ciborium::from_reader::<Locale, _>(*bytes).ok());
    { read }.find(|locale| locale.lang.as_ref() == Some(wanted))
}

/// Begins a text in CBOR, together with its length where that is less than `LONG_TEXT`; RFC 8949, 3.1.
const TEXT: u8 = 0x60;
const LONG_TEXT: u8 = 24;

/// How far from its beginning an archived locale has its tag at most, in bytes.
const HEAD: usize = 64;

/// Styles that were used, by name: 2 to 8 ms each.
static STYLES: LazyLock<Mutex<BTreeMap<String, Arc<IndependentStyle>>>> = LazyLock::new(Mutex::default);

/// What a style makes of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A name and a year in the text.
    AuthorDate,
    /// A number or label in the text.
    Numeric,
    /// A note.
    Note,
}

/// Whether the style leaves out the author of a second cite of the same author.
pub fn collapses(style: &IndependentStyle) -> bool {
    matches!(style.citation.collapse, Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged))
}

/// The class of a style.
pub fn class(style: &IndependentStyle) -> Class {
    let numeric = |category: &StyleCategory| {
        matches!(category, StyleCategory::CitationFormat { format: CitationFormat::Numeric | CitationFormat::Label })
    };
    if style.settings.class == StyleClass::Note {
        Class::Note
    } else if style.info.category.iter().any(numeric) {
        Class::Numeric
    } else {
        Class::AuthorDate
    }
}

/// The style of a site; the default one where it cannot be used, with the reason.
pub fn of(setup: &Setup) -> (Option<Arc<IndependentStyle>>, Vec<Fault>) {
    let mut faults = Vec::new();
    if let Some(bytes) = setup.csl {
        match read(bytes) {
            Ok(style) => return (Some(style), faults),
            Err((range, why)) => {
                let message = format!("the citation style `{}` cannot be used: {why}", setup.style);
                let help = format!("`{DEFAULT_STYLE}` is used until it is put right");
                faults.push(Fault::new("unknown-style", range, message).with_help(help));
            }
        }
    } else if !setup.style.is_empty() {
        match named(setup.style) {
            Some(style) => return (Some(style), faults),
            None => faults.push(unknown(setup.style, setup.range.clone())),
        }
    }
    (named(DEFAULT_STYLE), faults)
}

/// The style of that name, as the archive has it; also common names that it does not know.
pub fn named(name: &str) -> Option<Arc<IndependentStyle>> {
    let mut styles = STYLES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(style) = styles.get(name) {
        return Some(style.clone());
    }
    let other = match name {
        "chicago" | "chicago-notes-bibliography" | "chicago-fullnote-bibliography" => "chicago-notes",
        "chicago-note-bibliography" => "chicago-shortened-notes",
        "mhra" => "modern-humanities-research-association",
        "harvard" | "harvard-cite-them-right" => "harvard-cite-them-right",
        "apsa" => "american-political-science-association",
        "asa" => "american-sociological-association",
        "acm" => "association-for-computing-machinery",
        name => name,
    };
    let Style::Independent(mut style) = ArchivedStyle::by_name(other)?.get() else { return None };
    mend::complete(&mut style);
    Some(styles.entry(name.to_string()).or_insert(Arc::new(style)).clone())
}

/// The styles that are part of the program: the names that they are called by, and their titles, in order of name.
pub fn list() -> Vec<(String, &'static str)> {
    let one = |style: &ArchivedStyle| (style.names().join("`, `"), style.display_name());
    let mut all: Vec<(String, &str)> = ArchivedStyle::all().iter().map(one).collect();
    all.sort_unstable();
    all
}

/// The fault of a style that nobody knows.
pub fn unknown(name: &str, range: Range) -> Fault {
    let mut all: Vec<&str> = ArchivedStyle::all().iter().flat_map(|style| style.names().iter().copied()).collect();
    all.sort_unstable();
    let mut near: Vec<&str> = all.iter().copied().filter(|other| name.len() > 2 && other.contains(name)).take(4).collect();
    near.extend(nearest(name, all.iter().copied()).filter(|found| !near.contains(found)));
    let names = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = match near.len() {
        // Beside chancery.yaml nothing is looked for.
        _ if name.ends_with(".csl") => {
            let file = name.rsplit('/').next().unwrap_or(name);
            format!("styles of a site are read from its folder `styles/`: put the file there, and write `style: styles/{file}`")
        }
        0 => {
            "`chancery explain styles` lists those of the program; any other can be put into the site's `styles/`, as a `.csl` file"
                .to_string()
        }
        _ => format!(
            "did you mean {names}? `chancery explain styles` lists all; any other can be put into the site's `styles/`, as a `.csl` file"
        ),
    };
    Fault::new("unknown-style", range, format!("there is no citation style `{name}`")).with_help(help)
}

/// Reads a `.csl` file of the site; where and why it cannot be used, in plain words.
pub fn read(bytes: &[u8]) -> Result<Arc<IndependentStyle>, (Range, String)> {
    if bytes.len() > MAX_STYLE {
        return Err((0..0, format!("it has {} bytes, and {MAX_STYLE} is the most", bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| (0..0, "it is not UTF-8".to_string()))?;
    let tags = xml::tags(text, MAX_DEPTH)?;
    let root = tags.first().map_or(0..0, Tag::range);
    let attributes =
        |tag: &&Tag| text.get(tag.range().start as usize..tag.range().end as usize).unwrap_or_default().matches('=').count();
    if let Some(tag) = tags.iter().find(|tag| attributes(tag) > MAX_ATTRIBUTES) {
        return Err((tag.range(), format!("this element has more than {MAX_ATTRIBUTES} attributes")));
    }
    match Style::from_xml(text) {
        Ok(Style::Independent(mut style)) => {
            finite(&tags)?;
            mend::complete(&mut style);
            Ok(Arc::new(style))
        }
        Ok(Style::Dependent(style)) => {
            let parent = style.parent_link.href;
            let found = ArchivedStyle::by_id(&parent).and_then(|style| named(style.names().first()?));
            let link = tags.iter().find(|tag| tag.attribute("rel") == Some("independent-parent")).map_or(root, Tag::range);
            let why = "which is not among the styles of this program: put that one into the site instead";
            found.ok_or_else(|| (link, format!("it only refers to `{parent}`, {why}")))
        }
        Err(error) => Err((root, format!("it is not a CSL style: {error}"))),
    }
}

/// Refuses macros that use themselves, which the engine would follow for ever, and those that use each other so often that it
/// would take as long: twenty of which each uses the next one twice are a million.
fn finite(tags: &[Tag]) -> Result<(), (Range, String)> {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut left: Vec<(&str, Range)> = Vec::new();
    let mut inside = "";
    for tag in tags {
        match (tag.name, tag.sort) {
            ("macro", Sort::Close) => inside = "",
            ("macro", _) => {
                inside = tag.attribute("name").unwrap_or("");
                left.push((inside, tag.range()));
            }
            _ => uses.entry(inside).or_default().extend(tag.attribute("macro")),
        }
    }
    // How often macros are used by each, itself counted.
    let mut often: BTreeMap<&str, u64> = BTreeMap::new();
    let times = |name: &str, often: &BTreeMap<&str, u64>| -> u64 {
        let all = uses.get(name).into_iter().flatten().map(|used| often.get(used).copied().unwrap_or(1));
        all.fold(1, u64::saturating_add)
    };
    // Peels off macros that use nothing that is left; what cannot be peeled off is a circle.
    loop {
        let still: BTreeSet<&str> = left.iter().map(|(name, _)| *name).collect();
        let waits = |name: &str| uses.get(name).is_some_and(|used| used.iter().any(|other| still.contains(other)));
        let (waiting, free): (Vec<_>, Vec<_>) = left.into_iter().partition(|(name, _)| waits(name));
        let counted: Vec<(&str, u64)> = free.iter().map(|(name, _)| (*name, times(name, &often))).collect();
        if let Some(((name, range), (_, count))) = free.iter().zip(&counted).find(|(_, (_, count))| *count > MOST_MACROS) {
            let why = format!("its macro `{name}` uses macros {count} times over, and {MOST_MACROS} is the most");
            return Err((range.clone(), why));
        }
        often.extend(counted);
        left = waiting;
        match left.first() {
            None => break,
            Some((name, range)) if free.is_empty() => {
                return Err((range.clone(), format!("its macro `{name}` uses itself, or macros that do")));
            }
            Some(_) => {}
        }
    }
    let count = times("", &often);
    let root = tags.first().map_or(0..0, Tag::range);
    if count > MOST_MACROS {
        Err((root, format!("it uses macros {count} times over, and {MOST_MACROS} is the most")))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_is_found_by_its_tag() {
        for locale in archive::locales() {
            let tag = locale.lang.clone().unwrap();
            assert_eq!(archived(&tag), Some(locale), "{}", tag.0);
        }
        assert_eq!(archived(&LocaleCode("tlh".into())), None);
        assert_eq!(archived(&LocaleCode(String::new())), None);
    }

    #[test]
    fn styles_are_found_by_name() {
        assert_eq!(class(&named("apa").unwrap()), Class::AuthorDate);
        assert_eq!(class(&named("ieee").unwrap()), Class::Numeric);
        assert_eq!(class(&named("chicago").unwrap()), Class::Note);
        assert!(named("nosuch").is_none());
        let help = unknown("chicago-note", 0..1).help.unwrap();
        assert!(help.contains("`chicago-notes`"), "{help}");
    }

    #[test]
    fn a_dangerous_style_is_refused() {
        assert!(read(b"<style>").is_err());
        assert!(read("<a>".repeat(100).as_bytes()).unwrap_err().1.contains("nested"));
        let many = format!("<style {}/>", "a=\"\" ".repeat(MAX_ATTRIBUTES + 1));
        assert!(read(many.as_bytes()).unwrap_err().1.contains("attributes"));
        let style = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info><macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro><citation><layout><text macro="a"/></layout></citation></style>"#;
        let fault = read(style.as_bytes()).unwrap_err().1;
        assert!(fault.contains("uses itself"), "{fault}");
        // Each of twenty macros uses the next one twice.
        let twice = |n: usize| {
            let next = if n == 19 { r#"<text value="x"/>"#.into() } else { format!(r#"<text macro="m{}"/>"#, n + 1).repeat(2) };
            format!(r#"<macro name="m{n}"><group>{next}</group></macro>"#)
        };
        let many = style.replace(
            r#"<macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro>"#,
            &(0..20).map(twice).collect::<String>(),
        );
        let (range, fault) = read(many.replace(r#"macro="a""#, r#"macro="m0""#).as_bytes()).unwrap_err();
        assert!(fault.contains("262143 times over") && !range.is_empty(), "{fault}");
        assert!(read(style.replace(r#"<text macro="a"/></macro>"#, r#"<text value="x"/></macro>"#).as_bytes()).is_ok());
    }
}
