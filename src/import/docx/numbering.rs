//! `numbering.xml`: what stands before the items of a list.

use super::xml::Element;
use std::collections::HashMap;

/// How the items of one level of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// By a sign.
    Bullet,
    /// By numbers or letters, from this one on.
    Number(u32),
    /// By nothing.
    None,
}

/// All lists of a document, by number.
#[derive(Default)]
pub(super) struct Numbering(HashMap<u32, HashMap<u8, Mark>>);

impl Numbering {
    /// Reads the part.
    pub fn read(root: &Element) -> Self {
        let mut kinds: HashMap<&str, HashMap<u8, Mark>> = HashMap::new();
        for kind in root.elements("w:abstractNum") {
            let Some(id) = kind.get("w:abstractNumId") else { continue };
            kinds.insert(id, kind.elements("w:lvl").filter_map(level).collect());
        }
        let mut lists = HashMap::new();
        for list in root.elements("w:num") {
            let Some(id) = list.get("w:numId").and_then(|id| id.parse().ok()) else { continue };
            let mut levels = list.val("w:abstractNumId").and_then(|kind| kinds.get(kind)).cloned().unwrap_or_default();
            for change in list.elements("w:lvlOverride") {
                let Some(at) = change.get("w:ilvl").and_then(|at| at.parse().ok()) else { continue };
                if let Some((_, mark)) = change.first("w:lvl").and_then(level) {
                    levels.insert(at, mark);
                }
                if let Some(start) = change.val("w:startOverride").and_then(|start| start.parse().ok())
                    && let Some(Mark::Number(from)) = levels.get_mut(&at)
                {
                    *from = start;
                }
            }
            lists.insert(id, levels);
        }
        Numbering(lists)
    }

    /// What marks the items of a level of a list.
    pub fn mark(&self, list: u32, level: u8) -> Mark {
        self.0.get(&list).and_then(|levels| levels.get(&level)).copied().unwrap_or(Mark::Bullet)
    }
}

/// How many items each level of each list had so far: a list goes on behind a paragraph, and from cell to cell.
#[derive(Default)]
pub(super) struct Counts(HashMap<u32, HashMap<u8, u32>>);

impl Counts {
    /// Counts an item, and gives its number, if it has one.
    pub fn number(&mut self, numbering: &Numbering, list: u32, level: u8) -> Option<u32> {
        let own = self.0.entry(list).or_default();
        own.retain(|deep, _| *deep <= level);
        let before = own.entry(level).or_default();
        *before += 1;
        match numbering.mark(list, level) {
            Mark::Number(start) => Some(start.saturating_add(*before - 1)),
            _ => None,
        }
    }
}

fn level(level: &Element) -> Option<(u8, Mark)> {
    let at = level.get("w:ilvl")?.parse().ok()?;
    let start = level.val("w:start").and_then(|start| start.parse().ok()).unwrap_or(1);
    let mark = match level.val("w:numFmt").unwrap_or("decimal") {
        // Pandoc marks paragraphs that go on by a space.
        "bullet" if level.val("w:lvlText").is_some_and(|text| text.trim().is_empty()) => Mark::None,
        "bullet" => Mark::Bullet,
        "none" => Mark::None,
        _ => Mark::Number(start),
    };
    Some((at, mark))
}
