//! Styles and locales: found by name, read once in a process, and a site's own `.csl` file checked before it is trusted.

use crate::base::{Fault, Range, text::nearest};
use hayagriva::archive::{self, ArchivedStyle};
use hayagriva::citationberg::{CitationFormat, Collapse, IndependentStyle, Locale, LocaleCode, Style, StyleCategory, StyleClass};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Largest `.csl` file that is read, in bytes; the largest of the official ones has about 150,000.
const MAX_STYLE: usize = 1 << 20;
/// Deepest nesting of elements in a `.csl` file; the official ones stay below 25.
const MAX_DEPTH: usize = 60;

/// All locales of the archive: 50 ms and 5 MB, once.
static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(archive::locales);

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
    let wanted = [Some(code.clone()), code.fallback(), Some(LocaleCode::en_us())];
    let made: Arc<[Locale]> = LOCALES.iter().filter(|locale| wanted.contains(&locale.lang)).cloned().collect();
    if chosen.len() >= MAX_CHOSEN {
        chosen.clear();
    }
    chosen.insert(language.to_string(), made.clone());
    made
}

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
    let Style::Independent(style) = ArchivedStyle::by_name(other)?.get() else { return None };
    Some(styles.entry(name.to_string()).or_insert(Arc::new(style)).clone())
}

/// The fault of a style that nobody knows.
pub fn unknown(name: &str, range: Range) -> Fault {
    let mut all: Vec<&str> = ArchivedStyle::all().iter().flat_map(|style| style.names().iter().copied()).collect();
    all.sort_unstable();
    let mut near: Vec<&str> = all.iter().copied().filter(|other| name.len() > 2 && other.contains(name)).take(4).collect();
    near.extend(nearest(name, all.iter().copied()).filter(|found| !near.contains(found)));
    let names = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = match near.len() {
        _ if name.ends_with(".csl") => "name the file by its path in the site, such as `content/house.csl`".to_string(),
        0 => "use `apa`, `chicago-author-date`, `chicago-notes` or `ieee`, or put a `.csl` file into the site".to_string(),
        _ => format!("did you mean {names}? Any other style can be put into the site as a `.csl` file"),
    };
    Fault::new("unknown-style", range, format!("there is no citation style `{name}`")).with_help(help)
}

/// Reads a `.csl` file of the site; the reason in plain words if it cannot be used.
pub fn read(bytes: &[u8]) -> Result<Arc<IndependentStyle>, String> {
    if bytes.len() > MAX_STYLE {
        return Err(format!("it has {} bytes, and {MAX_STYLE} is the most", bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_string())?;
    if depth(text) > MAX_DEPTH {
        return Err(format!("its elements are nested more than {MAX_DEPTH} deep"));
    }
    match Style::from_xml(text) {
        Ok(Style::Independent(style)) => {
            acyclic(&style, text)?;
            Ok(Arc::new(style))
        }
        Ok(Style::Dependent(style)) => {
            let parent = style.parent_link.href;
            let found = ArchivedStyle::by_id(&parent).and_then(|style| named(style.names().first()?));
            found.ok_or_else(|| format!("it depends on `{parent}`, which is not among the styles of this program"))
        }
        Err(error) => Err(format!("it is not a CSL style: {error}")),
    }
}

/// How deep elements are nested, counted from tags alone; may be too high, never too low.
fn depth(xml: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in xml.split('<').skip(1) {
        let body = tag.split('>').next().unwrap_or(tag);
        if body.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !body.ends_with('/') && !body.starts_with(['!', '?']) {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Refuses macros that use themselves: the engine would follow them for ever.
fn acyclic(style: &IndependentStyle, xml: &str) -> Result<(), String> {
    let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut inside = "";
    for tag in xml.split('<').skip(1) {
        let body = tag.split('>').next().unwrap_or(tag);
        if body.starts_with("macro") {
            inside = attribute(body, "name").unwrap_or("");
        } else if body.starts_with("/macro") {
            inside = "";
        } else if let Some(name) = attribute(body, "macro") {
            uses.entry(inside).or_default().push(name);
        }
    }
    // Peels off macros that use nothing that is left; what cannot be peeled off is a circle.
    let mut left: Vec<&str> = style.macros.iter().map(|found| found.name.as_str()).collect();
    loop {
        let before = left.len();
        let still = left.clone();
        left.retain(|name| uses.get(name).is_some_and(|used| used.iter().any(|other| still.contains(other))));
        if left.is_empty() {
            return Ok(());
        }
        if left.len() == before {
            return Err(format!("its macro `{}` uses itself, or macros that do", left[0]));
        }
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back();
        rest = &rest[at + name.len()..];
        if before.is_some_and(char::is_whitespace)
            && let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start)
            && let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\''))
        {
            return value[1..].split(quote).next();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(read("<a>".repeat(100).as_bytes()).unwrap_err().contains("nested"));
        let style = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>x</title><id>x</id><updated>2020-01-01T00:00:00Z</updated></info><macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro><citation><layout><text macro="a"/></layout></citation></style>"#;
        let fault = read(style.as_bytes()).unwrap_err();
        assert!(fault.contains("uses itself"), "{fault}");
        assert!(read(style.replace(r#"<text macro="a"/></macro>"#, r#"<text value="x"/></macro>"#).as_bytes()).is_ok());
    }
}
