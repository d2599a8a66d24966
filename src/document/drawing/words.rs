//! The words of a drawing as a leaf: its title, its takeaway, and what it cites, in order of place.

use super::inner;
use crate::base::Ranged;
use crate::base::yaml::Node;
use crate::document::tree::{Citation, CiteItem, Inline, Letters};
use std::ops::Range;

/// Collects the parts of a leaf.
pub(super) struct Words<'a> {
    pub file: &'a str,
    parts: Vec<Vec<Inline>>,
}

impl<'a> Words<'a> {
    pub fn new(file: &'a str) -> Self {
        Words { file, parts: Vec::new() }
    }

    /// Adds a text; its letters are those of the file where they stand there as they read. The part's number.
    pub fn text(&mut self, node: Option<&Node>) -> Option<usize> {
        let node = node?;
        let text = node.text().map(str::trim).filter(|text| !text.is_empty())?;
        let range = inner(self.file, node);
        let written = self.file.get(range.start as usize..range.end as usize);
        let own = (written != Some(text)).then(|| text.into());
        self.parts.push(vec![Inline::Text(Letters { range, own })]);
        Some(self.parts.len() - 1)
    }

    /// Adds one citation for each source, as part of a sentence. Its position among the parts that cite.
    pub fn cite(&mut self, ids: &[Ranged<String>]) -> Option<usize> {
        if ids.is_empty() {
            return None;
        }
        let mut part = Vec::with_capacity(ids.len() * 2);
        for (at, id) in ids.iter().enumerate() {
            if at > 0 {
                let gap = id.range.start..id.range.start;
                part.push(Inline::Text(Letters { range: gap, own: Some("; ".into()) }));
            }
            let key = id.value.strip_prefix("source:").unwrap_or(&id.value);
            let item = CiteItem {
                key: Ranged::new(key.to_string(), id.range.clone()),
                prefix: String::new(),
                label: String::new(),
                locator: String::new(),
                suffix: String::new(),
                suppress_author: false,
            };
            part.push(Inline::Cite(Box::new(Citation { range: id.range.clone(), narrative: true, items: vec![item] })));
        }
        self.parts.push(part);
        Some(self.parts.iter().filter(|part| cites(part)).count() - 1)
    }

    /// All inlines in order of place, and where each part went.
    pub fn finish(self) -> (Vec<Inline>, Vec<Range<usize>>) {
        let mut order: Vec<usize> = (0..self.parts.len()).collect();
        let start = |at: &usize| self.parts[*at].first().map_or(0, |inline| inline.range().start);
        order.sort_by_key(start);
        let mut places = vec![0..0; self.parts.len()];
        let mut inlines = Vec::new();
        let mut parts: Vec<Option<Vec<Inline>>> = self.parts.into_iter().map(Some).collect();
        for at in order {
            if !inlines.is_empty() {
                inlines.push(separator(inlines.last()));
            }
            let from = inlines.len();
            inlines.extend(parts[at].take().unwrap_or_default());
            places[at] = from..inlines.len();
        }
        (inlines, places)
    }
}

/// What parts the title, the takeaway and the citations where the whole is read as one text.
fn separator(last: Option<&Inline>) -> Inline {
    let at = last.map_or(0, |inline| inline.range().end);
    Inline::Text(Letters { range: at..at, own: Some(" · ".into()) })
}

fn cites(part: &[Inline]) -> bool {
    part.iter().any(|inline| matches!(inline, Inline::Cite(_)))
}
