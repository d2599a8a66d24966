//! The vocabulary of CSL 1.0.2: types of work, names of variables, and what each type cannot do without.
//!
//! Names are those of <https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types>.

/// The tags that CSL-JSON allows in titles: beginning, end, and the element of HTML that each becomes.
pub const TAGS: [(&str, &str, &str); 9] = [
    ("<i>", "</i>", "i"),
    ("<b>", "</b>", "b"),
    ("<sup>", "</sup>", "sup"),
    ("<sub>", "</sub>", "sub"),
    ("<span class=\"nocase\">", "</span>", ""),
    ("<span class=\"nodecor\">", "</span>", "upright"),
    ("<span style=\"font-variant: small-caps;\">", "</span>", "span"),
    ("<span style=\"font-variant:small-caps;\">", "</span>", "span"),
    ("<sc>", "</sc>", "span"),
];

/// A title with more bytes is taken as it is.
const LONGEST_TITLE: usize = 4000;

/// A title without its tags; one that is not closed is text.
pub fn plain(title: &str) -> String {
    if !title.contains('<') || title.len() > LONGEST_TITLE {
        return title.to_string();
    }
    let mut out = String::with_capacity(title.len());
    let mut ends: Vec<&str> = Vec::new();
    let mut rest = title;
    while let Some(c) = rest.chars().next() {
        if let Some(end) = ends.last().filter(|end| rest.starts_with(**end)) {
            rest = &rest[end.len()..];
            ends.pop();
        } else if let Some((open, close, _)) = TAGS.iter().find(|(open, close, _)| rest.starts_with(open) && rest.contains(close)) {
            rest = &rest[open.len()..];
            ends.push(close);
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Every type of work.
pub const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Variables that hold names.
pub const NAMES: [&str; 27] = [
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editor-translator",
    "editorial-director",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
];

/// Variables that hold dates.
pub const DATES: [&str; 6] = ["accessed", "available-date", "event-date", "issued", "original-date", "submitted"];

/// Variables that hold a text or number.
pub const TEXTS: [&str; 67] = [
    "abstract",
    "annote",
    "archive",
    "archive_collection",
    "archive_location",
    "archive-place",
    "authority",
    "call-number",
    "chapter-number",
    "citation-key",
    "citation-label",
    "citation-number",
    "collection-number",
    "collection-title",
    "container-title",
    "container-title-short",
    "dimensions",
    "division",
    "DOI",
    "edition",
    "event",
    "event-place",
    "event-title",
    "first-reference-note-number",
    "genre",
    "ISBN",
    "ISSN",
    "issue",
    "journalAbbreviation",
    "jurisdiction",
    "keyword",
    "language",
    "license",
    "locator",
    "medium",
    "note",
    "number",
    "number-of-pages",
    "number-of-volumes",
    "original-publisher",
    "original-publisher-place",
    "original-title",
    "page",
    "page-first",
    "part-number",
    "part-title",
    "PMCID",
    "PMID",
    "printing-number",
    "publisher",
    "publisher-place",
    "references",
    "reviewed-genre",
    "reviewed-title",
    "scale",
    "section",
    "shortTitle",
    "source",
    "status",
    "supplement-number",
    "title",
    "title-short",
    "URL",
    "version",
    "volume",
    "volume-title",
    "year-suffix",
];

/// What sort of value a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// A list of names.
    Names,
    /// A date.
    Date,
    /// A text or number.
    Text,
}

/// What a variable holds; `None` if CSL has no such variable.
pub fn holds(variable: &str) -> Option<Holds> {
    if NAMES.contains(&variable) {
        Some(Holds::Names)
    } else if DATES.contains(&variable) {
        Some(Holds::Date)
    } else if TEXTS.contains(&variable) {
        Some(Holds::Text)
    } else {
        None
    }
}

/// Every variable: names, dates, texts.
pub fn variables() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().chain(DATES).chain(TEXTS)
}

/// What a reference to a work of this type cannot do without; of each group one is enough.
pub fn required(sort: &str) -> &'static [&'static [&'static str]] {
    const TITLE: &[&str] = &["title"];
    const ISSUED: &[&str] = &["issued", "status"];
    const CONTAINER: &[&str] = &["container-title"];
    const MAKER: &[&str] = &["author", "editor", "publisher", "director", "composer", "performer", "producer"];
    match sort {
        "article-journal" => &[TITLE, ISSUED, CONTAINER, &["author", "editor"]],
        "article-magazine" | "article-newspaper" => &[TITLE, ISSUED, CONTAINER],
        "chapter" | "paper-conference" => &[TITLE, ISSUED, &["container-title", "event-title", "event"], &["author", "editor"]],
        "entry" | "entry-dictionary" | "entry-encyclopedia" => &[TITLE, CONTAINER],
        "bill" | "legislation" | "regulation" | "treaty" | "hearing" => &[TITLE, &["issued", "number", "section", "status"]],
        "legal_case" => &[TITLE, ISSUED, &["authority", "container-title", "number", "URL"]],
        "patent" | "standard" => &[TITLE, &["number"]],
        "personal_communication" => &[ISSUED, &["author"]],
        "interview" => &[ISSUED, &["author", "interviewer", "title"]],
        "post" | "post-weblog" | "webpage" => &[TITLE, &["URL"]],
        "thesis" => &[TITLE, ISSUED, &["author"], &["publisher"]],
        "book" | "collection" | "dataset" | "pamphlet" | "report" | "software" => &[TITLE, ISSUED, MAKER],
        "periodical" => &[TITLE],
        _ => &[TITLE, ISSUED],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_do_not_overlap() {
        let mut all: Vec<_> = variables().collect();
        all.sort_unstable();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before);
        for sort in TYPES {
            assert!(required(sort).iter().flat_map(|group| group.iter()).all(|name| holds(name).is_some()), "{sort}");
        }
    }
}
