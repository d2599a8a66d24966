//! Lists, also as Word and Google Docs save them.

use super::super::tree::{Block, Inline};
use super::Reader;
use super::dom::Id;
use super::read::trimmed;

/// Deepest level of a list of Google Docs, from 0 on.
const DEEPEST: usize = 8;

impl Reader<'_, '_> {
    pub(super) fn list(&mut self, id: Id, out: &mut Vec<Block>) {
        let ordered = self.page.name(id) == "ol";
        let from = self.page.get(id, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let mut items: Vec<Vec<Block>> = Vec::new();
        for child in self.page.children(id) {
            if self.notes.blocks.contains(child) {
                continue;
            }
            let blocks = match self.page.name(*child) {
                "li" => self.blocks(self.page.children(*child)),
                "" => continue,
                _ => self.blocks(&[*child]),
            };
            match items.last_mut() {
                // A list directly in a list belongs to the item before it.
                Some(last) if matches!(self.page.name(*child), "ul" | "ol") => last.extend(blocks),
                _ if blocks.is_empty() => {}
                _ => items.push(blocks),
            }
        }
        // Google Docs writes each level as a list of its own, with the level in its class.
        let class = self.page.get(id, "class").unwrap_or_default();
        let level = google_level(class);
        let goes_on = level.is_some() && class.split_whitespace().all(|class| class != "start");
        if let Some(level) = level.filter(|level| *level > 0)
            && let Some(last) = innermost(out, level)
        {
            match last.last_mut() {
                Some(Block::List { start, items: before }) if goes_on && start.is_some() == ordered => before.extend(items),
                _ => last.push(Block::List { start: ordered.then_some(from), items }),
            }
            return;
        }
        // LibreOffice indents a list by lists around it.
        if level.is_none()
            && let [item] = items.as_mut_slice()
            && let [Block::List { .. }] = item.as_slice()
        {
            return out.append(item);
        }
        if !items.is_empty() {
            match out.last_mut() {
                Some(Block::List { start, items: before }) if level == Some(0) && goes_on && start.is_some() == ordered => {
                    before.extend(items)
                }
                _ => out.push(Block::List { start: ordered.then_some(from), items }),
            }
        }
    }

    /// An item of a list as Word saves it: a paragraph with its mark as letters.
    pub(super) fn item_of_word(&mut self, id: Id, level: usize, out: &mut Vec<Block>) {
        let mut text = Vec::new();
        let mut mark = String::new();
        for child in self.page.children(id) {
            let style = self.page.get(*child, "style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
            if style.contains("mso-list:ignore") {
                mark = self.page.text(*child);
            } else {
                self.letters(*child, &mut text);
            }
        }
        let mut text = trimmed(text);
        if mark.is_empty()
            && let Some(Inline::Text(first)) = text.first_mut()
        {
            let written = first.trim_start();
            let end = written.find(['\u{a0}', ' ']).unwrap_or(0);
            if end > 0 && end <= 4 {
                mark = written[..end].to_string();
                *first = written[end..].trim_start_matches(['\u{a0}', ' ']).to_string();
            }
        }
        let digits: String = mark.trim().chars().take_while(char::is_ascii_digit).collect();
        let start = digits.parse::<u32>().ok().or_else(|| mark.trim().ends_with(['.', ')']).then_some(1));
        let item = vec![Block::Paragraph(text)];
        let list = |items| Block::List { start, items };
        if level > 1
            && let Some(last) = innermost(out, level - 1)
        {
            match last.last_mut() {
                Some(Block::List { items, .. }) => items.push(item),
                _ => last.push(list(vec![item])),
            }
            return;
        }
        match out.last_mut() {
            Some(Block::List { start: before, items }) if before.is_some() == start.is_some() => items.push(item),
            _ => out.push(list(vec![item])),
        }
    }
}

/// The level of an item of a list of Word: `mso-list:l0 level1 lfo1`.
pub(super) fn word_item(style: &str, class: &str) -> Option<usize> {
    let at = style.find("mso-list:").filter(|at| !style[*at..].starts_with("mso-list:none"));
    let level = at
        .and_then(|at| style[at..].split("level").nth(1)?.bytes().next())
        .map(|digit| usize::from(digit.saturating_sub(b'0')).clamp(1, 9));
    level.or_else(|| class.starts_with("MsoList").then_some(1).filter(|_| at.is_some()))
}

/// The level of a list of Google Docs: `lst-kix_abc-1`.
fn google_level(class: &str) -> Option<usize> {
    let class = class.split_whitespace().find(|class| class.starts_with("lst-kix_"))?;
    // It has nine; a page that names more of them would nest its lists without end.
    class.rsplit('-').next()?.parse::<usize>().ok().map(|level| level.min(DEEPEST))
}

/// The last item so many levels down in the list that stands last.
fn innermost(out: &mut [Block], level: usize) -> Option<&mut Vec<Block>> {
    let Some(Block::List { items, .. }) = out.last_mut() else { return None };
    let item = items.last_mut()?;
    match level {
        0 | 1 => Some(item),
        _ if matches!(item.last(), Some(Block::List { .. })) => innermost(item, level - 1),
        _ => Some(item),
    }
}
