//! Notes: links with a number that lead to a paragraph further down, which leads back.

use super::dom::{Data, Id, Page};
use std::collections::{HashMap, HashSet};

/// Longest mark of a note, in characters.
const LONGEST_MARK: usize = 6;

/// What ids of comments of Google Docs begin with, and those of what they are on.
const COMMENT: &str = "cmnt";
const COMMENTED: &str = "cmnt_ref";

/// The notes of a page.
#[derive(Default)]
pub(super) struct Notes {
    /// Blocks of notes, by the link that leads there.
    pub by_link: HashMap<Id, Id>,
    /// Blocks that are notes, and stand nowhere else in the text.
    pub blocks: HashSet<Id>,
    /// Their position in the draft, once they were read.
    pub read: HashMap<Id, usize>,
    /// Links back to the text.
    pub back: HashSet<Id>,
}

impl Notes {
    /// Finds them.
    pub fn find(page: &Page, all: &[Id]) -> Notes {
        let mut places: HashMap<&str, Id> = HashMap::new();
        let order: HashMap<Id, usize> = all.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        for id in all {
            for name in [page.get(*id, "id"), page.get(*id, "name").filter(|_| page.name(*id) == "a")].into_iter().flatten() {
                places.entry(name).or_insert(*id);
            }
        }
        let mut notes = Notes::default();
        let mut back: HashMap<Id, HashSet<&str>> = HashMap::new();
        let links = || all.iter().copied().filter(|id| page.name(*id) == "a");
        for link in links() {
            let Some(target) = page.get(link, "href").and_then(|href| href.strip_prefix('#')).filter(|target| !target.is_empty())
            else {
                continue;
            };
            let (Some(at), true) = (places.get(target), is_mark(&page.text(link))) else { continue };
            let before = order.get(&link) < order.get(at);
            let Some(block) = block(page, *at).filter(|_| before) else { continue };
            let low = target.to_ascii_lowercase();
            let named = ["fn", "note", "ftn", "sdfootnote", "sdendnote", "edn"].iter().any(|word| low.contains(word));
            if !(named || is_led_back(page, back.entry(block).or_insert_with(|| hrefs(page, block)), link))
                || within(page, link, block)
            {
                continue;
            }
            notes.by_link.insert(link, block);
            notes.blocks.insert(block);
        }
        // Comments of Google Docs stand behind the notes.
        for link in links() {
            let comment = page.get(link, "id").and_then(stem) == Some(COMMENT)
                && page.get(link, "href").and_then(|href| stem(href.strip_prefix('#')?)) == Some(COMMENTED);
            let paragraph = ancestors(page, link).find(|id| page.name(*id) == "p").filter(|_| comment);
            let Some(paragraph) = paragraph else { continue };
            let whole = page.parent(paragraph).filter(|parent| {
                let first = page.children(*parent).iter().find(|child| page.name(**child) == "p");
                page.name(*parent) == "div" && first == Some(&paragraph) && commented(page, *parent) == 1
            });
            notes.blocks.insert(whole.unwrap_or(paragraph));
        }
        // Whatever leads from a note to a place before it leads back.
        for link in links() {
            let inside = ancestors(page, link).any(|id| notes.blocks.contains(&id));
            let text = page.text(link);
            let back = page.get(link, "href").is_some_and(|href| href.starts_with('#'))
                && (is_mark(&text) || text.chars().all(|c| "↩↑^⏎↵\u{fe0e}\u{fe0f} ".contains(c)));
            if inside && back {
                notes.back.insert(link);
            }
        }
        notes
    }
}

/// `1`, `[1]`, `*`, `iv`.
fn is_mark(text: &str) -> bool {
    let text = text.trim();
    let inner = text.trim_matches(|c: char| "[]()".contains(c) || c == '\u{a0}');
    (1..=LONGEST_MARK).contains(&inner.chars().count())
        && (inner.chars().all(|c| c.is_ascii_digit() || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c))
            || inner.chars().all(|c| "*†‡§¶#".contains(c))
            || inner.chars().all(|c| "ivxlc".contains(c)))
}

/// How many paragraphs of an element begin a comment of Google Docs.
fn commented(page: &Page, id: Id) -> usize {
    let begins = |id: &Id| page.get(*id, "id").and_then(stem) == Some(COMMENT);
    page.children(id).iter().filter(|child| page.children(**child).iter().any(begins)).count()
}

fn ancestors(page: &Page, id: Id) -> impl Iterator<Item = Id> + '_ {
    std::iter::successors(page.parent(id), |id| page.parent(*id))
}

fn within(page: &Page, id: Id, block: Id) -> bool {
    ancestors(page, id).any(|above| above == block)
}

/// The block that a place stands in.
fn block(page: &Page, id: Id) -> Option<Id> {
    let is_block = |id: &Id| matches!(page.name(*id), "li" | "p" | "div" | "aside" | "dd" | "td" | "tr" | "section");
    let own = [id].into_iter().chain(ancestors(page, id)).find(is_block)?;
    // A paragraph within an element of its own for the note.
    let parent = page.parent(own)?;
    let alone = page
        .children(parent)
        .iter()
        .filter(|child| !matches!(page.data(**child), Data::Text(text) if text.trim().is_empty()))
        .take(2)
        .count()
        == 1;
    let noted = page.get(parent, "id").is_some_and(|id| id.to_ascii_lowercase().contains("fn"))
        || page.name(parent) == "li"
        || page.name(parent) == "aside";
    if is_block(&parent) && page.get(parent, "id").is_some_and(is_of_one_note) {
        return Some(parent);
    }
    Some(if noted && (alone || page.name(parent) != "div") && is_block(&parent) && page.name(own) == "p" { parent } else { own })
}

/// Whether an id is of an element for one note, however many paragraphs that has: `sdfootnote1` of LibreOffice, `ftn1` of Word.
fn is_of_one_note(id: &str) -> bool {
    stem(&id.to_ascii_lowercase())
        .map(|name| name.trim_end_matches(['-', '_']))
        .is_some_and(|name| matches!(name, "sdfootnote" | "sdendnote" | "footnote" | "endnote" | "ftn" | "edn" | "fn"))
}

/// Whether an address leads to a comment of Google Docs, or back from one.
pub(super) fn is_of_comment(href: &str) -> bool {
    href.strip_prefix('#').and_then(stem).is_some_and(|name| matches!(name, COMMENT | COMMENTED))
}

/// What stands before the number of an id.
fn stem(id: &str) -> Option<&str> {
    let name = id.trim_end_matches(|c: char| c.is_ascii_digit());
    (name.len() < id.len()).then_some(name)
}

/// Whether what leads back from a block leads to a link, or to what it stands in.
fn is_led_back(page: &Page, hrefs: &HashSet<&str>, link: Id) -> bool {
    let near = [link].into_iter().chain(ancestors(page, link).take(3));
    near.flat_map(|id| [page.get(id, "id"), page.get(id, "name")]).flatten().any(|name| hrefs.contains(name))
}

/// The places of the page that a block leads to.
fn hrefs(page: &Page, block: Id) -> HashSet<&str> {
    let links = page.below(block).into_iter().filter(|id| page.name(*id) == "a");
    links.filter_map(|id| page.get(id, "href")?.strip_prefix('#')).collect()
}
