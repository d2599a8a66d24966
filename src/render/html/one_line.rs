//! One line of Markdown: summaries, judgements, definitions.

use super::{Cited, Input, Links, Look, Settings, Words, Writer};
use crate::base::Range;
use crate::base::address::{Scheme, scheme};
use crate::document::plain::plain;
use crate::document::tree::{Block, Inline};
use crate::document::{Body, Options, Sort, markdown};
use crate::model::{PageId, Reference, Target};

/// A line stands on many pages and knows no references of its own: only addresses of the site and the web are links.
struct NoLinks;

impl Links for NoLinks {
    fn href(&self, _: &Target) -> String {
        String::new()
    }

    fn name(&self, _: &Target) -> String {
        String::new()
    }

    fn look(&self, _: PageId) -> Option<Look<'_>> {
        None
    }

    fn anchor(&self, _: &Reference) -> Option<String> {
        None
    }

    fn citation(&self, _: &Range) -> Option<Cited<'_>> {
        Some(Cited::default())
    }
}

/// One line of Markdown as HTML, for within a block. `root` leads to the top of the site: an address `/x` is written from
/// there. Citations and notes are left out, and links that lead nowhere keep only their words.
pub fn inline(text: &str, root: &str) -> String {
    if !text.contains(SIGNS) {
        return super::escape(text.trim());
    }
    let mut body = parsed(text);
    let mut references = Vec::new();
    for block in &mut body.blocks {
        if let Block::Paragraph { leaf, .. } = block {
            rooted(&mut leaf.inlines, root, &mut references);
        }
    }
    let input = Input {
        text,
        body: &body,
        references: &references,
        links: &NoLinks,
        words: &Words::ENGLISH,
        settings: Settings { paragraphs: false, ..Settings::RECORD },
    };
    let mut out = String::with_capacity(text.len() + 32);
    let mut writer = Writer::new(&input, &mut out);
    for (position, block) in body.blocks.iter().enumerate() {
        match block {
            Block::Paragraph { leaf, .. } => {
                if position > 0 {
                    writer.push(" ");
                }
                writer.leaf(leaf);
            }
            other => {
                let words = plain_block(&body, other, text);
                writer.escaped(&words);
            }
        }
    }
    out
}

/// One line of Markdown as plain text.
pub fn inline_plain(text: &str) -> String {
    if !text.contains(SIGNS) {
        return text.trim().to_string();
    }
    words(&parsed(text), text)
}

/// Characters that may mean something; a text without them is what it is.
const SIGNS: [char; 18] = ['*', '_', '`', '[', ']', '<', '&', '\\', '"', '\'', '-', '.', '~', '@', '\n', '#', '>', '|'];

fn parsed(text: &str) -> Body {
    let options = Options { math: false, typography: true, raw_html: false };
    markdown::parse(text, 0, &options).0
}

fn plain_block(body: &Body, block: &Block, text: &str) -> String {
    match block {
        Block::Heading { leaf, .. } => plain(&leaf.inlines, text),
        Block::Code { text, .. } => text.trim().to_string(),
        _ => words(body, text),
    }
}

/// The words of all leaves.
fn words(body: &Body, text: &str) -> String {
    let mut all = Vec::new();
    body.each_leaf(&mut |leaf| all.push(plain(&leaf.inlines, text)));
    all.join(" ").trim().to_string()
}

/// Writes addresses from the top of the site as they are seen from the page; other relative ones lead nowhere.
fn rooted(inlines: &mut [Inline], root: &str, known: &mut Vec<Reference>) {
    for inline in inlines {
        match inline {
            Inline::Link { destination, children, .. } => {
                if scheme(&destination.value) == Scheme::Relative
                    && let Some(rest) = destination.value.strip_prefix('/')
                {
                    destination.value = format!("{root}{rest}");
                    let (from, range) = (PageId(0), destination.range.clone());
                    known.push(Reference { from, to: Target::Web, sort: Sort::Link, range, leaf: None, linked: true });
                }
                rooted(children, root, known);
            }
            Inline::Styled { children, .. } | Inline::Span { children, .. } => rooted(children, root, known),
            _ => {}
        }
    }
}
