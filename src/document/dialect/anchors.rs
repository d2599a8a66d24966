//! Anchors: unique in a page, and the same on every build.

use crate::base::{Fault, Range, Ranged, text};
use rustc_hash::{FxHashMap, FxHashSet};

/// Longest anchor made from a heading, in bytes.
const LONGEST: usize = 100;

/// The anchors of one page.
#[derive(Default)]
pub struct Anchors {
    used: FxHashMap<String, Range>,
    next: FxHashMap<String, u32>,
    numbers: FxHashSet<String>,
}

impl Anchors {
    /// Takes an anchor that the author wrote; the fault if it is taken already, or kept for the page's own use.
    pub fn claim(&mut self, id: &Ranged<String>) -> Option<Fault> {
        if reserved(&id.value) {
            let message = format!("the anchor `{}` is kept for the page's own use", id.value);
            return Some(Fault::new("duplicate-anchor", id.range.clone(), message).with_help("choose a word of your own"));
        }
        if let Some(first) = self.used.get(&id.value) {
            let fault = Fault::new("duplicate-anchor", id.range.clone(), format!("the anchor `{}` is given twice", id.value));
            return Some(fault.with_label(None, first.clone(), "first here").with_help("give one of them another name"));
        }
        self.used.insert(id.value.clone(), id.range.clone());
        None
    }

    /// Takes the number of a paragraph; the fault if it is taken already.
    pub fn number(&mut self, number: &str, range: Range) -> Option<Fault> {
        let new = self.numbers.insert(number.to_string());
        let fault = || {
            Fault::new("duplicate-anchor", range, format!("there are two paragraphs with the number `{number}`"))
                .with_help("give the one that came later a letter, such as `{#p7A}`")
        };
        (!new).then(fault)
    }

    /// An anchor made from words, with a number behind it if it is taken: `outlook`, `outlook-2`. All anchors that authors
    /// wrote must be claimed before.
    pub fn make(&mut self, words: &str) -> String {
        let mut slug = text::shortened(text::slug(shortened_text(words)), LONGEST);
        if slug.is_empty() {
            slug.push_str("section");
        } else if reserved(&slug) {
            slug.insert_str(0, "section-");
        }
        if !self.used.contains_key(&slug) {
            self.used.insert(slug.clone(), 0..0);
            return slug;
        }
        let next = self.next.entry(slug.clone()).or_insert(2);
        loop {
            let candidate = format!("{slug}-{next}");
            *next += 1;
            if !self.used.contains_key(&candidate) {
                self.used.insert(candidate.clone(), 0..0);
                return candidate;
            }
        }
    }
}

/// Names that scripts in a page look up, which an element with that id could stand before.
const SCRIPTED: [&str; 11] = [
    "constructor",
    "cookie",
    "document",
    "getelementbyid",
    "hasownproperty",
    "location",
    "navigator",
    "prototype",
    "queryselector",
    "tostring",
    "window",
];

/// Anchors of the parts that pages have around their text, and words whose heading would be taken for one of theirs (`h-time`).
const PARTS: [&str; 49] = [
    "actors",
    "cite",
    "cite-bib",
    "cite-json",
    "cite-ris",
    "cite-text",
    "corr",
    "corrections",
    "derivations",
    "derived",
    "disclosures",
    "evidence",
    "facts",
    "holders",
    "judgements",
    "kj",
    "latest",
    "listed",
    "log",
    "main",
    "mentions",
    "menu",
    "named",
    "nf",
    "papers",
    "parts",
    "passage-cite",
    "passage-text",
    "posts",
    "profile",
    "rec",
    "recommendations",
    "reference",
    "reference-text",
    "reg",
    "related",
    "series",
    "sources",
    "summary",
    "terms",
    "ties",
    "time",
    "timeline",
    "toc",
    "topics",
    "versions",
    "who",
    "with",
    "wrote",
];

/// Beginnings of anchors that the renderer makes.
const MADE: [&str; 6] = ["__", "m-", "h-", "card-", "claim-", "src-"];

/// `p7`, `n3`, `r3-2` and the like are made by the renderer; other names mean something to scripts or to the page around.
fn reserved(id: &str) -> bool {
    let scripted = SCRIPTED.iter().any(|name| id.eq_ignore_ascii_case(name));
    if scripted || PARTS.contains(&id) || MADE.iter().any(|begin| id.starts_with(begin)) {
        return true;
    }
    let rest = id.strip_prefix(['p', 'n', 'r']);
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Enough of a heading to make an anchor from.
fn shortened_text(words: &str) -> &str {
    let end = words.char_indices().nth(4 * LONGEST).map_or(words.len(), |(at, _)| at);
    &words[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_unique() {
        let mut anchors = Anchors::default();
        let id = Ranged::new("outlook-2".to_string(), 3..12);
        assert!(anchors.claim(&id).is_none());
        assert!(anchors.claim(&id).is_some());
        let made: Vec<_> = (0..3).map(|_| anchors.make("Outlook!")).collect();
        assert_eq!(made, ["outlook", "outlook-3", "outlook-4"]);
        assert_eq!(anchors.make("Sources"), "section-sources");
        assert_eq!([anchors.make("?"), anchors.make("…"), anchors.make("P7")], ["section", "section-2", "section-p7"]);
    }

    #[test]
    fn anchors_of_long_headings_are_short() {
        let made = Anchors::default().make(&"Größe ".repeat(1000));
        assert!(made.len() <= LONGEST && made.ends_with("-grosse"), "{made}");
        assert!(Anchors::default().make(&"ü".repeat(1000)).len() <= LONGEST);
    }

    /// No id of a template that shows an author's text, or of its parts, may be one of that text as well.
    #[test]
    fn parts_of_the_page_are_kept() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/chancery/templates");
        let (mut templates, mut free) = (0, Vec::new());
        for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let is_part = entry.depth() > 1 || entry.file_name() == "base.html";
            if !is_part && !text.contains("page.body") {
                continue;
            }
            templates += 1;
            let ids = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
            free.extend(ids.filter(|id| !id.contains('{') && !reserved(id)).map(str::to_string));
        }
        assert!(templates > 12, "{templates}");
        assert_eq!(free, [""; 0]);
    }

    #[test]
    fn forms_of_the_page_are_kept() {
        let mut anchors = Anchors::default();
        for id in ["p7", "n1", "r1-2", "m-bukele-3", "h-summary", "claim-c7", "passage-cite", "__proto__", "getElementById"] {
            assert!(anchors.claim(&Ranged::new(id.to_string(), 0..2)).is_some(), "{id}");
        }
        assert_eq!(anchors.make("Location"), "section-location");
        assert!(anchors.claim(&Ranged::new("press".to_string(), 0..2)).is_none());
    }
}
