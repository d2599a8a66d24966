//! One line of Markdown: summaries, judgements, definitions.

use super::{Cited, Input, Links, Look, Settings, Words, Writer};
use crate::base::address::{Scheme, scheme};
use crate::base::{Range, Ranged};
use crate::document::plain::named;
use crate::document::tree::{Block, Citation, Inline};
use crate::document::{Body, Kind, Options, Sort, markdown};
use crate::model::{Model, PageId, Reference, Target};
use std::collections::BTreeMap;

/// How a line is shown.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    /// Where `[[id]]` and `[@key]` are looked up; without it only addresses are links.
    pub model: Option<&'a Model>,
    /// What leads to the top of the site: an address `/x` is written from there.
    pub root: &'a str,
    /// What it refers to becomes links; else links keep their words, and citations are left out.
    pub linked: bool,
}

/// What a line refers to. It stands on many pages, so its references are no part of the model.
struct LineLinks<'a> {
    line: Line<'a>,
    /// Citations as HTML, by where they begin.
    citations: BTreeMap<u32, String>,
}

impl Line<'_> {
    fn address(&self, id: PageId) -> String {
        self.model.map_or(String::new(), |model| format!("{}{}", self.root, model.page(id).url.relative()))
    }

    /// "(Olay 2025; Vance 2025, 3)", each a link to its source; empty if one is not found.
    fn citation(&self, citation: &Citation) -> Option<String> {
        let model = self.model.filter(|_| self.linked)?;
        let mut out = String::from(if citation.narrative { "" } else { "(" });
        for (position, item) in citation.items.iter().enumerate() {
            let id = model.find(&item.key.value, &[Kind::Source])?;
            out.push_str(if position > 0 { "; " } else { "" });
            super::push_escaped(&item.prefix, &mut out);
            out.push_str("<a class=\"cite\" href=\"");
            super::push_href(&self.address(id), &mut out);
            out.push_str("\">");
            super::push_escaped(&model.library.label(id), &mut out);
            if !item.locator.is_empty() {
                super::push_escaped(&format!(", {}", item.locator), &mut out);
            }
            out.push_str("</a>");
            super::push_escaped(&item.suffix, &mut out);
        }
        out.push_str(if citation.narrative { "" } else { ")" });
        Some(out)
    }
}

impl Links for LineLinks<'_> {
    fn href(&self, target: &Target) -> String {
        target.page().filter(|_| self.line.linked).map_or(String::new(), |id| self.line.address(id))
    }

    fn name(&self, target: &Target) -> String {
        let named = self.line.model.zip(target.page()).map(|(model, id)| model.page(id).printed_name().into_owned());
        named.unwrap_or_default()
    }

    fn look(&self, _: PageId) -> Option<Look<'_>> {
        None
    }

    fn anchor(&self, _: &Reference) -> Option<String> {
        None
    }

    fn citation(&self, range: &Range) -> Option<Cited<'_>> {
        let text = self.citations.get(&range.start).map_or("", String::as_str);
        Some(Cited { text: text.into(), note: None })
    }
}

/// One line of Markdown as HTML, for within a block. Notes are left out, and links that lead nowhere keep only their words.
pub fn inline(text: &str, line: Line) -> String {
    if !text.contains(SIGNS) {
        return super::escape(text.trim());
    }
    let mut body = parsed(text);
    let mut references = Vec::new();
    let mut links = LineLinks { line, citations: BTreeMap::new() };
    for block in &mut body.blocks {
        if let Block::Paragraph { leaf, .. } = block {
            links.prepare(&mut leaf.inlines, &mut references);
        }
    }
    let input = Input {
        text,
        body: &body,
        references: &references,
        links: &links,
        words: &Words::ENGLISH,
        settings: Settings { paragraphs: false, ..Settings::RECORD },
    };
    let mut out = String::with_capacity(text.len() + 32);
    let mut writer = Writer::new(&input, &mut out);
    for (position, block) in body.blocks.iter().enumerate() {
        if position > 0 {
            writer.push(" ");
        }
        match block {
            Block::Paragraph { leaf, .. } => writer.leaf(leaf),
            other => {
                let words = plain_block(&body, other, text, line.model);
                writer.escaped(&words);
            }
        }
    }
    out
}

/// One line of Markdown as plain text; with a model, what it refers to by its name.
pub fn inline_plain(text: &str, model: Option<&Model>) -> String {
    if !text.contains(SIGNS) {
        return text.trim().to_string();
    }
    let body = parsed(text);
    let blocks: Vec<String> = body.blocks.iter().map(|block| plain_block(&body, block, text, model)).collect();
    blocks.join(" ").trim().to_string()
}

/// Characters that may mean something; a text without them is what it is.
const SIGNS: [char; 18] = ['*', '_', '`', '[', ']', '<', '&', '\\', '"', '\'', '-', '.', '~', '@', '\n', '#', '>', '|'];

fn parsed(text: &str) -> Body {
    let options = Options { literal_html: true, ..Options::default() };
    markdown::parse(text, 0, &options).0
}

fn plain_block(body: &Body, block: &Block, text: &str, model: Option<&Model>) -> String {
    match block {
        Block::Code { text, .. } => text.trim().to_string(),
        block => words(body, std::slice::from_ref(block), text, model),
    }
}

/// The words of the leaves of some blocks.
fn words(body: &Body, blocks: &[Block], text: &str, model: Option<&Model>) -> String {
    let name = |to: &Ranged<String>| model.and_then(|model| Some(model.page(referred(model, &to.value)?).name().to_string()));
    let mut all = Vec::new();
    body.leaves_of(blocks, &mut |leaf| all.push(named(&leaf.inlines, text, &name)));
    all.join(" ").trim().to_string()
}

/// The page that `[[id]]`, `[[kind:id]]` or `[[id#place]]` means.
fn referred(model: &Model, written: &str) -> Option<PageId> {
    model.find(written.split('#').next().unwrap_or(written).trim(), &[])
}

impl LineLinks<'_> {
    /// Finds what the line refers to, and writes addresses from the top of the site as they are seen from the page; other
    /// relative ones lead nowhere. The tree is no deeper than `MAX_DEPTH`.
    fn prepare(&mut self, inlines: &mut [Inline], known: &mut Vec<Reference>) {
        for inline in inlines {
            match inline {
                Inline::Wiki { to, .. } => {
                    let target = &to.target;
                    if let Some(id) = self.line.model.and_then(|model| referred(model, &target.value)) {
                        let range = target.range.clone();
                        known.push(Reference {
                            from: PageId(0),
                            to: Target::Page(id),
                            sort: Sort::Wiki,
                            range,
                            leaf: None,
                            linked: true,
                        });
                    }
                }
                Inline::Cite(citation) => {
                    if let Some(html) = self.line.citation(citation) {
                        self.citations.insert(citation.range.start, html);
                    }
                }
                Inline::Link { to, children, .. } => {
                    let destination = &mut to.address;
                    if !self.line.linked {
                        destination.value.clear();
                    }
                    if scheme(&destination.value) == Scheme::Relative
                        && let Some(rest) = destination.value.strip_prefix('/')
                    {
                        destination.value = format!("{}{rest}", self.line.root);
                        let (from, range) = (PageId(0), destination.range.clone());
                        known.push(Reference { from, to: Target::Web, sort: Sort::Link, range, leaf: None, linked: true });
                    }
                    self.prepare(children, known);
                }
                Inline::Styled { children, .. } | Inline::Span { children, .. } => self.prepare(children, known),
                _ => {}
            }
        }
    }
}
