//! What the index of a language holds, and in which files: known from numbers alone, before a word of it is read.

use crate::document::Kind;
use crate::model::{Model, Page, PageId};

/// Words of text in a shard of texts: some 8 KB.
const SHARD_WORDS: u32 = 1200;
/// Words of the site for each shard of terms: some 10 KB.
const TERM_WORDS: u64 = 10_000;
/// Most shards of terms.
const MOST_TERMS: u64 = 1000;

/// Kinds in the order of the index: what comes first has the lower numbers.
pub const KINDS: [Kind; 7] = [Kind::Report, Kind::Actor, Kind::Place, Kind::Term, Kind::Event, Kind::Source, Kind::Plain];

/// A page in the index: its passages have the numbers from `first` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The page.
    pub page: PageId,
    /// Number of its first passage.
    pub first: u32,
    /// How many passages it has.
    pub count: u32,
    /// Only its names and summary: its text is in another language.
    pub brief: bool,
    /// How many pieces its passages are cut into.
    pub pieces: u32,
}

/// A run of passages of one page in a shard of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Position in `Layout::items`.
    pub item: u32,
    /// First passage, counted within the page.
    pub from: u32,
    /// Behind the last one.
    pub to: u32,
}

/// The index of a language.
#[derive(Debug, Default)]
pub struct Layout {
    /// Pages by kind; reports newest first, everything else by key.
    pub items: Vec<Item>,
    /// How many passages there are.
    pub passages: u32,
    /// First passage of each kind, in the order of `KINDS`, and the number of all at the end.
    pub kinds: Vec<u32>,
    /// What each shard of texts holds.
    pub texts: Vec<Vec<Piece>>,
    /// How many shards of terms there are.
    pub terms: usize,
    /// Words of a passage on average.
    pub average: f32,
}

impl Layout {
    /// Divides the site into passages and shards. Walks pages, not texts.
    pub fn new(model: &Model, language: &str) -> Layout {
        let mut layout = Layout::default();
        let mut words: u64 = 0;
        for kind in KINDS {
            layout.kinds.push(layout.passages);
            for page in pages(model, kind) {
                let own = page.language.eq_ignore_ascii_case(language);
                if own || !matches!(kind, Kind::Report | Kind::Plain) {
                    words += u64::from(layout.add(page, !own));
                }
            }
        }
        layout.kinds.push(layout.passages);
        layout.terms = (words / TERM_WORDS).clamp(1, MOST_TERMS) as usize;
        layout.average = (words as f32 / layout.passages.max(1) as f32).max(1.0);
        layout.shards(model);
        layout
    }

    fn add(&mut self, page: &Page, brief: bool) -> u32 {
        let count = if brief { 1 } else { count(page) };
        self.items.push(Item { page: page.id, first: self.passages, count, brief, pieces: 1 });
        self.passages += count;
        words(page, brief)
    }

    fn shards(&mut self, model: &Model) {
        let mut full = SHARD_WORDS;
        for (item, one) in self.items.iter_mut().enumerate() {
            let words = words(model.page(one.page), one.brief);
            let parts = words.div_ceil(SHARD_WORDS).clamp(1, one.count);
            one.pieces = parts;
            for part in 0..parts {
                let edge = |part: u32| (u64::from(one.count) * u64::from(part) / u64::from(parts)) as u32;
                let piece = Piece { item: item as u32, from: edge(part), to: edge(part + 1) };
                if full + words / parts > SHARD_WORDS || parts > 1 {
                    self.texts.push(Vec::new());
                    full = 0;
                }
                full += words / parts;
                if let Some(shard) = self.texts.last_mut() {
                    shard.push(piece);
                }
            }
        }
    }
}

/// Pages of a kind: every text of reports, newest first, and records by key.
fn pages(model: &Model, kind: Kind) -> Vec<&Page> {
    match kind {
        Kind::Report => model.families.iter().flat_map(|family| &family.texts).map(|id| model.page(*id)).collect(),
        _ => model.of_kind(kind).collect(),
    }
}

/// How many passages a page has: its head, its headings, its numbered paragraphs, judgements and recommendations.
pub fn count(page: &Page) -> u32 {
    let body = page.body();
    let lists = match &page.record.own {
        crate::document::record::Own::Report(report) => {
            body.paragraphs.len() + report.key_judgements.len() + report.recommendations.len()
        }
        _ => 0,
    };
    (1 + body.headings.len() + lists) as u32
}

fn words(page: &Page, brief: bool) -> u32 {
    // Names and a summary have some thirty words; where only they are shown, the body does not count.
    30 + if brief { 0 } else { page.body().words }
}

/// Everything that all files of search share, by language; made before the first of them is rendered.
#[derive(Default)]
pub struct Memory {
    made: std::sync::Mutex<std::collections::BTreeMap<String, std::sync::Arc<Made>>>,
}

/// What was made for a language.
#[derive(Default)]
pub struct Made {
    layout: std::sync::OnceLock<Layout>,
    index: std::sync::OnceLock<super::terms::Index>,
    /// Passages of pages that are cut into several pieces, by position in `Layout::items`, while some of these are still to be
    /// made; with how many.
    cut: std::sync::Mutex<rustc_hash::FxHashMap<u32, (Passages, u32)>>,
    /// Of the shards of texts that were made, what goes into their names.
    stamps: std::sync::Mutex<std::collections::BTreeMap<usize, String>>,
}

/// The passages of a page.
pub type Passages = std::sync::Arc<[super::passages::Passage]>;

impl Memory {
    /// What was made for a language so far.
    pub fn of(&self, language: &str) -> std::sync::Arc<Made> {
        let mut made = self.made.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        made.entry(language.to_string()).or_default().clone()
    }
}

impl Made {
    /// What the index holds.
    pub fn layout(&self, model: &Model, language: &str) -> &Layout {
        self.layout.get_or_init(|| Layout::new(model, language))
    }

    /// The passages of an item, for one of its pieces: read once for all of them, and kept until the last was made.
    pub fn passages(&self, piece: &Piece, item: &Item, read: impl FnOnce() -> Passages) -> Passages {
        if item.pieces < 2 {
            return read();
        }
        let cut = || self.cut.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let known = cut().get(&piece.item).map(|(passages, _)| passages.clone());
        // Not while others wait.
        let passages = known.unwrap_or_else(read);
        let mut cut = cut();
        let (kept, left) = cut.entry(piece.item).or_insert_with(|| (passages, item.pieces));
        let passages = kept.clone();
        *left -= 1;
        if *left == 0 {
            cut.remove(&piece.item);
        }
        passages
    }

    /// Remembers what goes into the name of a shard of texts.
    pub fn stamp(&self, shard: usize, bytes: &[u8]) {
        let stamp = crate::base::Hash::of(bytes).short();
        self.stamps.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(shard, stamp);
    }

    /// What was remembered.
    pub fn stamps(&self) -> std::collections::BTreeMap<usize, String> {
        self.stamps.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Whether [`Made::index`] has been made.
    pub fn is_ready(&self) -> bool {
        self.index.get().is_some()
    }

    /// The terms of all texts. Takes as long as reading the site once, in parallel: a thread of the pool that asked for it
    /// in the midst of a render could be given another file of search to render while it waits, and would then wait for
    /// itself. So whoever renders in parallel calls `search::prepare` first.
    pub fn index(&self, view: &crate::render::View, language: &str) -> &super::terms::Index {
        let layout = self.layout(view.model, language);
        self.index.get_or_init(|| super::terms::Index::new(view, layout, language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_page_in_many_pieces_is_read_once() {
        let (made, reads) = (Made::default(), Cell::new(0));
        let read = || {
            reads.set(reads.get() + 1);
            Passages::from([])
        };
        let whole = Item { page: PageId(0), first: 0, count: 3, brief: false, pieces: 1 };
        let cut = Item { pieces: 200, ..whole.clone() };
        made.passages(&Piece { item: 0, from: 0, to: 3 }, &whole, read);
        for from in 0..200 {
            made.passages(&Piece { item: 1, from, to: from + 1 }, &cut, read);
        }
        assert_eq!(reads.get(), 2);
        assert!(made.cut.lock().unwrap().is_empty(), "nothing is kept when all are made");
    }
}
