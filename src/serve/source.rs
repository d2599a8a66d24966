//! From the page to its source, and back: pages carry no places, so a place is found again by its anchor and its words.

use crate::base::text::{Lines, fold};
use crate::base::{FilePath, Range};
use crate::document::Body;
use crate::document::tree::LeafId;
use crate::model::{Page, PageId};
use crate::session::Site;
use std::collections::BTreeSet;

/// A place in a file, line and column counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: FilePath,
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Where in the page something is shown: the anchor of its block, if it has one, and the words of the block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// An `id` in the page.
    pub id: Option<String>,
    /// The words as written, cut.
    pub words: String,
}

/// Words that are compared, at most; a paragraph is told from others by its first.
const MOST_WORDS: usize = 60;
/// A block that has less in common with what is looked for is not it.
const ALIKE: f64 = 0.3;

/// Finds the source of a block of a page by its anchor and its words.
pub fn find(site: &Site, page: PageId, id: Option<&str>, words: &str) -> Spot {
    let page = site.model.page(page);
    let text = page.text();
    let (body, wanted) = (page.body(), word_set(words));
    let by_id = id.and_then(|id| leaf_of(body, id)).and_then(|leaf| body.leaves.get(leaf as usize));
    if let Some(leaf) = by_id
        && (wanted.is_empty() || likeness(&wanted, slice(&text, &leaf.range)) >= ALIKE)
    {
        return spot(page, leaf.range.start);
    }
    let leaves = body.leaves.iter().map(|leaf| leaf.range.clone());
    let mut best: Option<(f64, u32)> = None;
    for range in leaves.chain(lines(&text, &page.record.range)) {
        let score = likeness(&wanted, slice(&text, &range));
        if score >= ALIKE && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, range.start));
        }
    }
    match best {
        Some((_, start)) => spot(page, start),
        None => spot(page, by_id.map_or(page.record.range.start, |leaf| leaf.range.start)),
    }
}

/// Where in a page a place of its file is shown.
pub fn shown(page: &Page, range: &Range) -> Option<Shown> {
    let (body, text) = (page.body(), page.text());
    let holds =
        |leaf: &&(usize, &crate::document::tree::LeafInfo)| leaf.1.range.start <= range.start && range.start <= leaf.1.range.end;
    let leaves: Vec<(usize, &crate::document::tree::LeafInfo)> = body.leaves.iter().enumerate().collect();
    let found = leaves.iter().filter(holds).min_by_key(|(_, leaf)| leaf.range.end.saturating_sub(leaf.range.start));
    if let Some((at, leaf)) = found {
        return Some(Shown { id: id_of(body, *at as LeafId), words: cut(slice(&text, &leaf.range)) });
    }
    let record = &page.record.range;
    let line = (record.start <= range.start && range.start <= record.end)
        .then(|| lines(&text, record).find(|line| line.start <= range.start && range.start <= line.end))??;
    let written = slice(&text, &line);
    let value = written.split_once(": ").map_or(written, |(_, value)| value);
    Some(Shown { id: None, words: cut(value) })
}

/// The place of an offset in a page's file.
pub fn spot(page: &Page, offset: u32) -> Spot {
    let (line, column) = Lines::new(&page.text()).position(&page.text(), offset);
    Spot { file: page.path.clone(), line, column }
}

/// The leaf that an anchor of the page stands at.
fn leaf_of(body: &Body, id: &str) -> Option<LeafId> {
    if let Some(number) = id.strip_prefix('p')
        && let Some(paragraph) = body.paragraphs.iter().find(|paragraph| paragraph.number == number)
    {
        return Some(paragraph.leaf);
    }
    let id = id.strip_prefix("h-").unwrap_or(id);
    body.headings.iter().find(|heading| heading.id == id).map(|heading| heading.leaf)
}

fn id_of(body: &Body, leaf: LeafId) -> Option<String> {
    if let Some(heading) = body.headings.iter().find(|heading| heading.leaf == leaf) {
        return Some(if heading.section { format!("h-{}", heading.id) } else { heading.id.clone() });
    }
    body.paragraph_of(leaf).filter(|paragraph| paragraph.leaf == leaf).map(|paragraph| format!("p{}", paragraph.number))
}

/// The lines of a range.
fn lines<'a>(text: &'a str, range: &Range) -> impl Iterator<Item = Range> + use<'a> {
    let mut at = range.start;
    slice(text, range).split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len() as u32;
        start..start + line.trim_end().len() as u32
    })
}

fn slice<'a>(text: &'a str, range: &Range) -> &'a str {
    text.get(range.start as usize..(range.end as usize).min(text.len())).unwrap_or("")
}

fn cut(text: &str) -> String {
    text.chars().take(400).collect()
}

fn word_set(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(fold).collect()
}

/// How alike two texts are, from 0 to 1 (Dice's coefficient of their words).
fn likeness(wanted: &BTreeSet<String>, text: &str) -> f64 {
    let words = word_set(text);
    let common = words.intersection(wanted).count();
    if common == 0 { 0.0 } else { 2.0 * common as f64 / (words.len() + wanted.len()) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Files;
    use crate::model::Settings;
    use crate::session::Session;

    const TEXT: &str = "---\ntitle: Water prices\ndate: 2025-06-19\nsummary: What the tariff of 2024 did to bills.\n---\n\nThe first paragraph is *here*.\n\n## A heading\n\nThe second one has other words.\n\n- an item of a list\n";

    #[test]
    fn there_and_back() {
        let files = Files::from_memory([("chancery.yaml", "title: T\n"), ("content/reports/a/index.md", TEXT)]);
        let settings = Settings { today: (2025, 7, 1), drafts: true, base_url: None };
        let site = Session::of(files, settings, Vec::new()).update([]);
        let page = site.model.pages.iter().find(|page| page.key == "a").expect("the report");
        let line = |id: Option<&str>, words: &str| find(&site, page.id, id, words).line;
        assert_eq!(line(Some("p1"), "1 The first paragraph is here."), 7);
        assert_eq!(line(Some("p1"), ""), 7);
        assert_eq!(line(None, "The second one has other words."), 11);
        assert_eq!(line(None, "an item of a list"), 13);
        assert_eq!(line(None, "What the tariff of 2024 did to bills."), 4);
        assert_eq!(line(Some("a-heading"), "1A heading"), 9);
        let at = TEXT.find("other words").expect("there") as u32;
        assert_eq!(shown(page, &(at..at + 5)).expect("shown").id.as_deref(), Some("p2"));
        let at = TEXT.find("What the").expect("there") as u32;
        assert_eq!(shown(page, &(at..at + 4)).expect("shown").words, "What the tariff of 2024 did to bills.");
    }
}
