//! What counts as the text of a page.
//!
//! Emphasis, where links lead and how Markdown is written are no text. Words, numbers, signs, citations, notes, tables,
//! captions and judgements are.

use super::Unit;
use super::digest::{figures, hash, sketch};
use crate::base::{FilePath, Range, Ranged};
use crate::document::plain;
use crate::document::record::{Judgement, Own, Record};
use crate::document::tree::{Block, Inline, Style};
use crate::model::Page;

/// Words that are kept of each unit, so that people know it.
const WORDS: usize = 6;
/// Most characters of those words.
const LONGEST: usize = 60;
/// A piece of text and where it stands.
#[derive(Debug, Clone)]
pub struct Piece {
    /// What it is compared by; its name is empty for numbered paragraphs, which get theirs later.
    pub unit: Unit,
    /// Its bytes in the page's file.
    pub range: Range,
}

/// The text of a page: its numbered paragraphs, and all else, both in order.
#[derive(Debug, Clone, Default)]
pub struct Pieces {
    /// By position in `Body::paragraphs`.
    pub paragraphs: Vec<Piece>,
    /// Title, summary, judgements, headings, lists, tables, notes …
    pub parts: Vec<Piece>,
}

/// What is gathered of a text: all that counts, and what people read of it.
#[derive(Default)]
struct Gathered {
    all: String,
    read: String,
    /// What people call it, where that is not how it begins.
    called: String,
    /// Where in `all` names stand of what is referred to by id, and what that is.
    meant: Vec<(std::ops::Range<usize>, String)>,
}

impl Gathered {
    fn word(&mut self, text: &str) {
        self.all.push_str(text);
        self.read.push_str(text);
    }

    /// The name of what is referred to by its id.
    fn name(&mut self, named: &Named) {
        let start = self.all.len();
        self.word(&named.name);
        self.meant.push((start..self.all.len(), named.id.clone()));
    }

    /// Hash of the text with ids in the place of names.
    fn by_ids(&self) -> Option<u64> {
        let mut out = String::with_capacity(self.all.len());
        let mut at = 0;
        for (range, id) in &self.meant {
            out.push_str(&self.all[at..range.start]);
            out.push_str(id);
            at = range.end;
        }
        out.push_str(&self.all[at..]);
        (!self.meant.is_empty()).then(|| hash(&out))
    }

    fn piece(self, name: &str, range: Range) -> Piece {
        let words = if self.called.is_empty() { &self.read } else { &self.called };
        let mut words = words.split_whitespace().take(WORDS).collect::<Vec<_>>().join(" ");
        if let Some((at, _)) = words.char_indices().nth(LONGEST) {
            words.truncate(at);
        }
        let (hash, meant) = (hash(&self.all), self.by_ids());
        let unit = Unit { name: name.to_string(), hash, meant, sketch: sketch(&self.read), figures: figures(&self.read), words };
        Piece { unit, range }
    }
}

/// What a text shows that stands elsewhere.
pub struct Elsewhere<'a> {
    /// What `[[id]]` shows.
    pub named: &'a dyn Fn(&str) -> Option<Named>,
    /// The key under which a source was published, where that is not the one by which it is cited now.
    pub cited: &'a dyn Fn(&str) -> Option<String>,
    /// The text of a file with the figures of a chart.
    pub data: &'a dyn Fn(&FilePath) -> Option<String>,
}

/// What is referred to by its id.
pub struct Named {
    name: String,
    /// `[[actor:usa]]`: stays when it is called otherwise.
    id: String,
}

impl Named {
    /// A page.
    pub fn of(page: &Page) -> Named {
        Named { name: page.name().to_string(), id: format!("[[{}:{}]]", page.kind, page.key) }
    }
}

/// The text of a page.
pub fn pieces(page: &Page, elsewhere: &Elsewhere) -> Pieces {
    let mut out = Pieces::default();
    // Only what stands in the page's own file: what a version inherits is the business of its report.
    if let Some(record) = page.document.records.get(page.position) {
        fields(record, &mut out.parts);
    }
    let reader = Reader { page, elsewhere };
    let body = page.body();
    out.paragraphs.reserve(body.paragraphs.len());
    reader.blocks(&body.blocks, &mut out);
    for note in body.notes.iter().filter(|note| note.number > 0) {
        let mut text = Gathered::default();
        note.blocks.iter().for_each(|block| reader.block(block, &mut text));
        out.parts.push(text.piece("note", note.range.clone()));
    }
    out
}

fn fields(record: &Record, parts: &mut Vec<Piece>) {
    let mut add = |name: &str, text: &str, range: &Range| {
        let text = Gathered { all: bare(text), read: bare(text), ..Gathered::default() };
        parts.push(text.piece(name, range.clone()));
    };
    let mut one = |name: &str, text: Option<&Ranged<String>>| {
        if let Some(text) = text.filter(|text| !text.value.trim().is_empty()) {
            add(name, &text.value, &text.range);
        }
    };
    one("title", Some(&record.name));
    one("summary", record.summary.as_deref());
    let Own::Report(report) = &record.own else { return };
    one("subtitle", report.subtitle.as_ref());
    one("standfirst", report.standfirst.as_deref());
    let disclosures = &report.disclosures;
    for text in [&disclosures.funding, &disclosures.interests, &disclosures.method, &disclosures.ai] {
        one("disclosure", text.as_deref());
    }
    for judgement in &report.key_judgements {
        add("judgement", &judged(judgement), &judgement.text.range);
    }
    for recommendation in &report.recommendations {
        add("recommendation", &recommendation.text.value, &recommendation.text.range);
    }
}

/// A judgement with its likelihood and confidence.
fn judged(judgement: &Judgement) -> String {
    let word = |text: &Option<Ranged<String>>| text.as_ref().map_or(String::new(), |text| text.value.replace('-', " "));
    let (likelihood, confidence) = (word(&judgement.likelihood), word(&judgement.confidence));
    format!("{} ({likelihood}; {confidence} confidence)", judgement.text.value)
}

/// Markdown inside one paragraph as plain words. A field is short, so it may be read once more.
fn bare(markdown: &str) -> String {
    let (body, _) = crate::document::markdown::parse(markdown, 0, &crate::document::Options::default());
    let mut out = String::new();
    body.each_leaf(&mut |leaf| {
        out.push_str(&plain::plain(&leaf.inlines, markdown));
        out.push(' ');
    });
    if out.trim().is_empty() { markdown.to_string() } else { out }
}

struct Reader<'a> {
    page: &'a Page,
    elsewhere: &'a Elsewhere<'a>,
}

impl Reader<'_> {
    fn blocks(&self, blocks: &[Block], out: &mut Pieces) {
        for block in blocks {
            let mut text = Gathered::default();
            self.block(block, &mut text);
            let range = self.place(block);
            match block {
                Block::Paragraph { number: Some(_), .. } => out.paragraphs.push(text.piece("", range)),
                Block::Rule { .. } => {}
                block => out.parts.push(text.piece(name(block), range)),
            }
        }
    }

    fn place(&self, block: &Block) -> Range {
        match block {
            Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => {
                self.page.body().leaves.get(leaf.id as usize).map_or(0..0, |leaf| leaf.range.clone())
            }
            Block::List { range, .. }
            | Block::Quote { range, .. }
            | Block::Callout { range, .. }
            | Block::Code { range, .. }
            | Block::Table { range, .. }
            | Block::Figure { range, .. }
            | Block::Definitions { range, .. }
            | Block::Rule { range }
            | Block::Html { range, .. }
            | Block::Math { range, .. } => range.clone(),
            Block::Drawing(drawing) => drawing.range.clone(),
        }
    }

    /// All text of a block; it calls itself as deep as the tree goes, which the parser bounds.
    fn block(&self, block: &Block, text: &mut Gathered) {
        let body = self.page.body();
        let figure = |at: &Option<u32>| at.and_then(|at| body.figures.get(at as usize));
        match block {
            Block::Paragraph { leaf, .. } | Block::Heading { leaf, .. } => self.line(&leaf.inlines, text),
            Block::List { items, .. } => items.iter().for_each(|item| {
                if let Some(done) = item.task {
                    text.all.push_str(if done { "[x] " } else { "[ ] " });
                }
                item.blocks.iter().for_each(|block| self.block(block, text));
            }),
            Block::Quote { blocks, .. } | Block::Callout { blocks, .. } => {
                blocks.iter().for_each(|block| self.block(block, text));
            }
            Block::Code { text: code, .. } | Block::Html { text: code, .. } => {
                text.word(code);
                text.word("\n");
            }
            Block::Math { formula, .. } => {
                text.word(&formula.tex);
                text.word("\n");
            }
            Block::Table { cells, figure: at, .. } => {
                if let Some(figure) = figure(at) {
                    figure.caption.iter().chain(&figure.source).for_each(|leaf| self.line(&leaf.inlines, text));
                }
                for leaf in cells.iter() {
                    self.inlines(&leaf.inlines, text);
                    // A number that goes to the next cell is another table.
                    text.all.push_str(" | ");
                    text.read.push(' ');
                }
            }
            Block::Figure { image, figure: at, .. } => match figure(at) {
                Some(figure) => figure.caption.iter().chain(&figure.source).for_each(|leaf| self.line(&leaf.inlines, text)),
                None => {
                    text.word(&image.title);
                    self.line(&image.alt, text);
                }
            },
            Block::Definitions { groups, .. } => {
                for (terms, definitions) in groups {
                    terms.iter().for_each(|leaf| self.line(&leaf.inlines, text));
                    definitions.iter().flatten().for_each(|block| self.block(block, text));
                }
            }
            // Its data are numbers that readers see, so all of it counts.
            Block::Drawing(drawing) => {
                let range = drawing.range.start as usize..drawing.range.end as usize;
                text.word(self.page.text().get(range).unwrap_or_default());
                let mut title = Gathered::default();
                self.inlines(drawing.leaf.inlines.get(drawing.title.clone()).unwrap_or_default(), &mut title);
                text.called = title.read;
                let path = drawing.spec.data().and_then(|written| self.page.path.join(written));
                if let Some(data) = path.and_then(|path| (self.elsewhere.data)(&path)) {
                    text.word("\n");
                    // Cells are apart, or two figures would be read as one.
                    text.word(&data.replace([',', ';', '\t'], " | "));
                }
            }
            Block::Rule { .. } => {}
        }
    }

    fn line(&self, inlines: &[Inline], text: &mut Gathered) {
        self.inlines(inlines, text);
        text.word("\n");
    }

    fn inlines(&self, inlines: &[Inline], text: &mut Gathered) {
        for inline in inlines {
            match inline {
                Inline::Text(letters) => text.word(letters.of(&self.page.text())),
                Inline::Soft(_) | Inline::Hard(_) => text.word(" "),
                Inline::Code { text: code, .. } => text.word(code),
                // As it is written: how it is spoken of may be put better one day, and then no text has changed.
                Inline::Math(formula) => text.word(&formula.tex),
                Inline::Wiki { to, children } if children.is_empty() => match (self.elsewhere.named)(&to.target.value) {
                    Some(named) => text.name(&named),
                    None => text.word(&to.target.value),
                },
                // Struck words say the opposite of the same words.
                Inline::Styled { style: Style::Strike, children, .. } => {
                    text.all.push_str("~~");
                    self.inlines(children, text);
                    text.all.push_str("~~");
                }
                Inline::Cite(citation) => {
                    for item in &citation.items {
                        let key = (self.elsewhere.cited)(&item.key.value);
                        let key = key.as_deref().unwrap_or(&item.key.value);
                        let parts = [" [", &item.prefix, "@", key, " ", &item.locator, &item.suffix, "]"];
                        parts.iter().for_each(|part| text.all.push_str(part));
                    }
                }
                // Which note it is, its own text says.
                Inline::NoteRef { .. } | Inline::Html { .. } => {}
                other => self.inlines(other.children(), text),
            }
        }
    }
}

/// What a block is called in messages and in the ledger.
fn name(block: &Block) -> &'static str {
    match block {
        Block::Paragraph { .. } => "paragraph",
        Block::Heading { .. } => "heading",
        Block::List { .. } => "list",
        Block::Quote { .. } => "quotation",
        Block::Callout { .. } => "call-out",
        Block::Code { .. } => "code",
        Block::Table { .. } => "table",
        Block::Figure { .. } => "figure",
        Block::Definitions { .. } => "definitions",
        Block::Rule { .. } => "rule",
        Block::Html { .. } => "html",
        Block::Math { .. } => "formula",
        Block::Drawing(_) => "drawing",
    }
}
