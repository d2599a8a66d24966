//! One line of Markdown: summaries, judgements, definitions.

use super::{Cited, Input, Links, Look, Settings, Words, Writer};
use crate::base::address::{Scheme, scheme};
use crate::base::text::{Quotes, is_french, typeset};
use crate::base::{Range, Ranged, UrlPath};
use crate::document::line::{Place, block_words};
use crate::document::plain::Unsaid;
use crate::document::tree::{Block, Body, Citation, Inline};
use crate::document::{Kind, Line, Sort, Written};
use crate::model::resolve::asset_address;
use crate::model::{Model, PageId, Reference, Target};
use std::collections::BTreeMap;

/// Where and how a line is shown.
#[derive(Clone, Copy, Default)]
pub struct At<'a> {
    /// Where `[[id]]` and `[@key]` are looked up; without it only addresses are links.
    pub model: Option<&'a Model>,
    /// The page whose front matter has the line, as far as that is known: what it refers to was settled there.
    pub said_by: Option<PageId>,
    /// What a reference without words of its own shows; without it, the name of the page.
    pub shown: Option<&'a dyn Fn(&Target) -> String>,
    /// What leads to the top of the site: an address `/x` is written from there.
    pub root: &'a str,
    /// The language of the text.
    pub language: &'a str,
    /// What it refers to becomes links; else links keep their words, and citations are left out.
    pub linked: bool,
}

/// What a line refers to, as seen from where it is shown.
struct LineLinks<'a> {
    at: At<'a>,
    /// Citations as HTML, by where they begin.
    citations: BTreeMap<u32, String>,
}

impl At<'_> {
    fn address(&self, id: PageId) -> String {
        self.model.map_or(String::new(), |model| format!("{}{}", self.root, model.page(id).url.relative()))
    }

    /// What a reference of a line leads to: as it was settled for the page that says it, or else by its id or address.
    fn target(&self, line: &Line, written: &Written) -> Option<Target> {
        let settled = || {
            let reference = self.model?.target_at(self.said_by?, line.place(written.range.start)?)?;
            Some(reference.to.clone())
        };
        if let Some(target) = settled() {
            return Some(target);
        }
        if written.sort == Sort::Wiki {
            return Some(Target::Page(referred(self.model?, &written.text)?));
        }
        match scheme(&written.text) {
            Scheme::Web | Scheme::Person => Some(Target::Web),
            Scheme::Relative if written.text.starts_with('/') => UrlPath::new(&written.text).ok().map(Target::Listing),
            _ => None,
        }
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
        let top = |url: &UrlPath| format!("{}{}", self.at.root, url.relative());
        match target {
            Target::Page(id) => self.at.address(*id),
            Target::Anchor(id, anchor) => format!("{}#{anchor}", self.at.address(*id)),
            Target::Asset(path) => {
                self.at.model.and_then(|model| asset_address(model, path)).map_or(String::new(), |url| top(&url))
            }
            Target::Listing(url) => top(url),
            Target::Web => String::new(),
        }
    }

    fn name(&self, target: &Target) -> String {
        match (self.at.shown, self.at.model.zip(target.page())) {
            (Some(shown), _) => shown(target),
            (None, Some((model, id))) => model.page(id).printed_name().into_owned(),
            (None, None) => String::new(),
        }
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
pub fn inline(line: &Line, at: At) -> String {
    let text = line.value.as_str();
    let Some(body) = line.body() else { return super::escape(&typeset(text.trim(), at.language)) };
    let mut links = LineLinks { at, citations: BTreeMap::new() };
    let mut references = Vec::new();
    for written in &body.written {
        // The page that is pointed from is not asked for.
        let (from, sort, range) = (PageId(0), written.sort, written.range.clone());
        let to = at.target(line, written);
        references.extend(to.map(|to| Reference { from, to, sort, range, leaf: None, linked: true }));
    }
    body.leaves_of(&body.blocks, &mut |leaf| links.cite(&leaf.inlines));
    let input = Input {
        text,
        body,
        references: &references,
        links: &links,
        words: &Words { french: is_french(at.language), ..Words::ENGLISH },
        settings: Settings { paragraphs: false, ..Settings::RECORD },
    };
    let mut out = String::with_capacity(text.len() + 32);
    let mut writer = Writer::new(&input, &mut out);
    // Within a card that is a link itself there is none.
    writer.linked += u32::from(!at.linked);
    for (position, block) in body.blocks.iter().enumerate() {
        if position > 0 {
            writer.push(" ");
        }
        match block {
            Block::Paragraph { leaf, .. } => writer.leaf(leaf),
            Block::Math { formula, .. } => writer.formula(formula),
            other => writer.escaped(&words_of(body, other, text, at.model)),
        }
    }
    out
}

/// A text that is no field of a record, such as one of chancery.yaml, as `inline` shows lines.
pub fn inline_text(text: &str, at: At) -> String {
    inline(&line_of(text, at.language), at)
}

/// The same as plain text, as [`inline_plain`] shows lines.
pub fn plain_text(text: &str, language: &str, model: Option<&Model>) -> String {
    inline_plain(&line_of(text, language), model)
}

fn line_of(text: &str, language: &str) -> Line {
    let (written, faults) = (&mut Vec::new(), &mut Vec::new());
    let place = Place { source: "", field: "", quotes: Quotes::of(language), math: false, written, faults };
    Line::read(Ranged::new(text.to_string(), 0..0), place)
}

/// One line of Markdown as plain text; with a model, what it refers to by its name.
pub fn inline_plain(line: &Line, model: Option<&Model>) -> String {
    line.words(&|unsaid| unsaid_in(model?, unsaid)).into_owned()
}

fn words_of(body: &Body, block: &Block, text: &str, model: Option<&Model>) -> String {
    block_words(body, block, text, &|unsaid| unsaid_in(model?, unsaid))
}

/// What readers see of a line's `[[id]]` or `@key`, wherever the line stands.
pub fn unsaid_in(model: &Model, unsaid: Unsaid) -> Option<String> {
    match unsaid {
        Unsaid::Name(to) => Some(model.page(referred(model, &to.value)?).name().to_string()),
        Unsaid::Author(key) => Some(model.library.label(model.find(&key.value, &[Kind::Source])?)),
    }
}

/// The page that `[[id]]`, `[[kind:id]]` or `[[id#place]]` means.
fn referred(model: &Model, written: &str) -> Option<PageId> {
    model.find(written.split('#').next().unwrap_or(written).trim(), &[])
}

impl LineLinks<'_> {
    /// Makes the citations. The tree is no deeper than `MAX_DEPTH`.
    fn cite(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Cite(citation) => {
                    if let Some(html) = self.at.citation(citation) {
                        self.citations.insert(citation.range.start, html);
                    }
                }
                other => self.cite(other.children()),
            }
        }
    }
}
