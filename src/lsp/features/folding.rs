//! Folding: what can be shut in an editor, by lines: front matter, sections, records of a list, code and drawings.

use super::{Answer, Asked, Part, outline};
use crate::base::Range;
use crate::document::front;
use crate::document::tree::Block;
use crate::lsp::under;

/// Tells which parts of a text can be folded.
pub(super) fn folding(asked: &Asked) -> Answer {
    let mut all: Vec<Range> = Vec::new();
    if asked.path.is_markdown() {
        all.extend(front::split(asked.text).yaml.map(|yaml| 0..yaml.end));
    }
    if let Answer::Outline(parts) = outline::outline(asked) {
        gather(&parts, &mut all);
    }
    if let Some(page) = under::page_of(asked.site, asked.path) {
        all.extend(page.body().blocks.iter().filter_map(|block| match block {
            Block::Code { range, .. } | Block::Table { range, .. } | Block::Callout { range, .. } => Some(range.clone()),
            Block::Drawing(drawing) => Some(drawing.range.clone()),
            _ => None,
        }));
    }
    // Lines that say nothing stay open behind what is shut.
    let trimmed = |range: Range| {
        let text = asked.text.get(range.start as usize..range.end as usize)?;
        let end = range.start + text.trim_end().len() as u32;
        (range.start < end).then_some(range.start..end)
    };
    let mut all: Vec<Range> = all.into_iter().filter_map(trimmed).collect();
    all.sort_by_key(|range| (range.start, range.end));
    all.dedup();
    Answer::Folds(all)
}

fn gather(parts: &[Part], all: &mut Vec<Range>) {
    for part in parts {
        all.push(part.range.clone());
        gather(&part.parts, all);
    }
}
