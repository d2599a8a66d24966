//! Elements as blocks and letters.

use super::super::images::figures;
use super::super::told::{Matter, clipped};
use super::super::tree::{Block, Inline, is_blank, plain};
use super::super::{guess, tidy};
use super::Reader;
use super::dom::Id;
use super::lists::word_item;

/// Deepest nesting of lists, quotations and tables.
pub(super) const DEEPEST: usize = 12;

/// What shows nothing of the text.
const LEFT: [&str; 19] = [
    "script", "style", "noscript", "template", "head", "nav", "button", "select", "input", "textarea", "svg", "canvas", "object",
    "iframe", "video", "audio", "dialog", "title", "math",
];
/// What begins a block of its own.
const BLOCKS: [&str; 38] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "hr",
    "address",
    "details",
    "summary",
    "hgroup",
    "center",
    "body",
    "tbody",
    "tr",
    "td",
    "fieldset",
    "form",
    "menu",
];

impl Reader<'_, '_> {
    /// Nodes as blocks.
    pub(super) fn blocks(&mut self, nodes: &[Id]) -> Vec<Block> {
        let mut out = Vec::new();
        if self.depth > DEEPEST * 4 {
            self.draft.told.tell(Matter::Deep, &self.near);
            let text = nodes.iter().map(|id| self.page.text(*id)).collect::<Vec<_>>().join(" ");
            paragraph(vec![Inline::Text(text)], &mut out);
            return out;
        }
        self.depth += 1;
        let mut line = Vec::new();
        for id in nodes {
            if self.is_block(*id) {
                paragraph(std::mem::take(&mut line), &mut out);
                self.block(*id, &mut out);
            } else {
                self.letters(*id, &mut line);
            }
        }
        paragraph(line, &mut out);
        self.depth -= 1;
        out
    }

    /// Whether a node is a block, or holds one: browsers let links and the like stand around blocks.
    fn is_block(&self, id: Id) -> bool {
        let name = self.page.name(id);
        BLOCKS.contains(&name)
            || (matches!(name, "a" | "span" | "b" | "i" | "em" | "strong" | "font" | "ins" | "del" | "picture")
                || name.contains('-'))
                && self.page.children(id).iter().any(|child| BLOCKS.contains(&self.page.name(*child)))
    }

    fn block(&mut self, id: Id, out: &mut Vec<Block>) {
        if self.notes.blocks.contains(&id) || self.is_hidden(id) {
            return;
        }
        let children = self.page.children(id);
        match self.page.name(id) {
            name @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                let level = name.as_bytes().get(1).map_or(1, |digit| digit - b'0');
                let mut text = Vec::new();
                children.iter().for_each(|child| self.letters(*child, &mut text));
                self.near = clipped(&plain(&text));
                if is_blank(&text) {
                    return;
                }
                if self.is_of_the_head(id, &["subtitle"]) && self.draft.subtitle.is_empty() {
                    self.draft.subtitle = trimmed(text);
                } else {
                    out.push(Block::Heading { level, text: trimmed(text), id: self.page.get(id, "id").map(str::to_string) });
                }
            }
            "ul" | "ol" | "menu" => self.list(id, out),
            "dl" => {
                for child in children {
                    match self.page.name(*child) {
                        "dt" => {
                            let mut text = Vec::new();
                            self.page.children(*child).iter().for_each(|child| self.letters(*child, &mut text));
                            let text = trimmed(text);
                            if !is_blank(&text) {
                                out.push(Block::Paragraph(vec![Inline::Styled(super::super::tree::Style::Strong, text)]));
                            }
                        }
                        _ => out.extend(self.blocks(self.page.children(*child))),
                    }
                }
            }
            "table" => out.extend(self.table(id)),
            "figure" => self.figure(id, out),
            "blockquote" => {
                let blocks = self.blocks(children);
                if !blocks.is_empty() {
                    out.push(Block::Quote(blocks));
                }
            }
            "pre" => {
                let text = self.page.text(id);
                if !text.trim().is_empty() {
                    out.push(Block::Code(text.trim_matches('\n').to_string()));
                }
            }
            "hr" => out.push(Block::Rule),
            "p" | "div" | "section" | "span" if self.said_of_the_text(id, out) => {}
            "p" => {
                let style = self.page.get(id, "style").unwrap_or_default();
                let class = self.page.get(id, "class").unwrap_or_default();
                if let Some(level) = word_item(style, class) {
                    return self.item_of_word(id, level, out);
                }
                let blocks = self.blocks(children);
                let role = class.split_whitespace().next().unwrap_or_default();
                for block in blocks {
                    match block {
                        Block::Paragraph(text)
                            if (role == "MsoTitle" || self.is_of_the_head(id, &["title", "Title"]))
                                && !is_blank(&text)
                                && (self.draft.title.is_empty() || self.draft.title_is_hidden) =>
                        {
                            self.draft.title = text;
                            self.draft.title_is_hidden = false;
                        }
                        Block::Paragraph(text)
                            if (role == "MsoSubtitle" || self.is_of_the_head(id, &["subtitle", "Subtitle"]))
                                && self.draft.subtitle.is_empty() =>
                        {
                            self.draft.subtitle = text
                        }
                        Block::Paragraph(text) if role == "MsoCaption" => caption(text, out),
                        Block::Paragraph(_) if role.starts_with("MsoToc") => self.draft.told.tell(Matter::Contents, ""),
                        Block::Paragraph(text) if matches!(role, "MsoQuote" | "MsoIntenseQuote") => {
                            out.push(Block::Quote(vec![Block::Paragraph(text)]));
                        }
                        block => out.push(block),
                    }
                }
            }
            _ => {
                let before = out.len();
                let inner = self.blocks(children);
                out.extend(inner);
                self.leave_heading_of_notes(id, before, out);
            }
        }
    }

    /// The heading and the line above notes go with them.
    fn leave_heading_of_notes(&self, id: Id, before: usize, out: &mut Vec<Block>) {
        let holds = self.page.children(id).iter().any(|child| {
            self.notes.blocks.contains(child) || self.page.children(*child).iter().any(|inner| self.notes.blocks.contains(inner))
        });
        let only_head = out.iter().skip(before).all(|block| match block {
            Block::Heading { text, .. } => plain(text).split_whitespace().count() <= 3,
            Block::Rule => true,
            _ => false,
        });
        if holds && only_head {
            out.truncate(before);
        } else if holds && matches!(out.last(), Some(Block::Rule)) {
            out.pop();
        }
    }

    /// Whether a part is one that the front matter has, as Pandoc and others mark it by its class: it is taken over. Words that
    /// are more than a name or a day stay in the text, and so does all that stands in it: that may be of others.
    fn said_of_the_text(&mut self, id: Id, out: &mut Vec<Block>) -> bool {
        if id > self.begins {
            return false;
        }
        let class = self.page.get(id, "class").unwrap_or_default().to_ascii_lowercase();
        let text = || self.page.text(id).split_whitespace().collect::<Vec<_>>().join(" ");
        match class.split_whitespace().next().unwrap_or_default() {
            "author" | "byline" => {
                let text = text();
                let Some(names) = guess::byline(&text).or_else(|| guess::only_names(&text)) else { return false };
                self.draft.told.tell_mails(&text);
                self.draft.authors.extend(names);
            }
            "date" | "pubdate" => {
                let Some(day) = guess::date(&text()) else { return false };
                // Another day is part of the text, as in a list of events.
                if *self.draft.date.get_or_insert_with(|| day.clone()) != day {
                    return false;
                }
            }
            "abstract" => {
                let is_title = |id: &Id| self.page.get(*id, "class").is_some_and(|class| class.contains("abstract-title"));
                if !self.draft.summary.is_empty() || self.page.text(id).len() > tidy::LONGEST_SUMMARY {
                    return false;
                }
                let (title, rest): (Vec<Id>, Vec<Id>) = self.page.children(id).iter().copied().partition(is_title);
                // Read once, whatever becomes of it: an abstract may hold another.
                let (title, mut rest) = (self.blocks(&title), self.blocks(&rest));
                match rest.as_mut_slice() {
                    [Block::Paragraph(text)] if self.draft.summary.is_empty() => self.draft.summary = std::mem::take(text),
                    _ => out.extend(title.into_iter().chain(rest)),
                }
            }
            _ => return false,
        }
        true
    }

    /// Whether an element stands before the text, and is of one of some classes.
    fn is_of_the_head(&self, id: Id, classes: &[&str]) -> bool {
        let own = self.page.get(id, "class").unwrap_or_default();
        id < self.begins && own.split_whitespace().any(|class| classes.contains(&class))
    }

    pub(super) fn is_hidden(&self, id: Id) -> bool {
        let name = self.page.name(id);
        let style = self.page.get(id, "style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        LEFT.contains(&name)
            || self.page.get(id, "hidden").is_some()
            || self.page.get(id, "aria-hidden") == Some("true") && name != "a" && name != "span"
            || style.contains("display:none")
            || style.contains("mso-hide:all")
            || matches!(self.page.get(id, "role"), Some("navigation" | "search"))
            // LibreOffice writes what stands at the top and the bottom of pages.
            || name == "div" && matches!(self.page.get(id, "title"), Some("header" | "footer"))
            || matches!(self.page.get(id, "id"), Some("TOC" | "toc"))
    }

    fn figure(&mut self, id: Id, out: &mut Vec<Block>) {
        let mut words = Vec::new();
        let mut rest = Vec::new();
        for child in self.page.children(id) {
            match self.page.name(*child) {
                "figcaption" => self.page.children(*child).iter().for_each(|child| self.letters(*child, &mut words)),
                _ => rest.push(*child),
            }
        }
        let words = guess::unlabelled(trimmed(words));
        let place = self.page.get(id, "id").map(str::to_string);
        let mut blocks = self.blocks(&rest);
        match blocks.iter_mut().rev().find(|block| matches!(block, Block::Figure { .. } | Block::Table(_))) {
            Some(Block::Figure { caption, id, .. }) if caption.is_empty() => (*caption, *id) = (words, place),
            Some(Block::Table(table)) if table.caption.is_empty() => (table.caption, table.id) = (words, place),
            _ => paragraph(words, &mut blocks),
        }
        out.extend(blocks);
    }
}

/// A caption that stands under what it belongs to.
fn caption(text: Vec<Inline>, out: &mut Vec<Block>) {
    let of_table = guess::is_table_label(&plain(&text));
    match out.last_mut() {
        Some(Block::Figure { caption, .. }) if caption.is_empty() && of_table != Some(true) => *caption = guess::unlabelled(text),
        Some(Block::Table(table)) if table.caption.is_empty() && of_table != Some(false) => table.caption = guess::unlabelled(text),
        _ => out.push(Block::Paragraph(text)),
    }
}

/// A line of letters as a paragraph; pictures alone are figures.
fn paragraph(line: Vec<Inline>, out: &mut Vec<Block>) {
    match figures(trimmed(line)) {
        Ok(figures) => out.extend(figures),
        Err(line) if is_blank(&line) => {}
        Err(line) => out.push(Block::Paragraph(line)),
    }
}

/// Letters without white space and line ends around them.
pub(super) fn trimmed(mut line: Vec<Inline>) -> Vec<Inline> {
    let blank = |inline: &Inline| match inline {
        Inline::Text(text) => text.chars().all(|c| c.is_whitespace()),
        Inline::Break => true,
        _ => false,
    };
    while line.last().is_some_and(blank) {
        line.pop();
    }
    let first = line.iter().position(|inline| !blank(inline)).unwrap_or(line.len());
    line.drain(..first);
    line
}
