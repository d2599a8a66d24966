//! What the paragraphs of a report rest on: the one judgement that the evidence page, reports and rules read.
//!
//! A paragraph wants a source if it has figures, dates, quotations or words that tell what others say (`signs`). It rests on one if
//! it cites it, by itself, in a note, by a claim of the front matter that quotes it, or by a figure or table that it refers to. What
//! the author marks as own analysis, or as unsourced with a reason, is waived, and stays visible in the text.

mod judge;
mod origins;
mod signs;
mod words;

pub(super) use judge::Gathered;
pub use origins::Origins;

use super::{Model, PageId};
use crate::base::Range;
use crate::document::tree::LeafId;
use crate::document::{Kind, Sort};

/// What the paragraphs of one text rest on. A numbered paragraph counts with the lists, quotations and tables behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Paragraphs that say something which wants a source, and rest on one.
    pub sourced: u32,
    /// Paragraphs in which all such words are the author's own analysis.
    pub own: u32,
    /// Paragraphs that mark words as unsourced, with a reason, and cite what else they have to.
    pub explained: u32,
    /// Those that have a source for none of such words, or mark some as unsourced without a reason; in order.
    pub unsourced: Box<[Gap]>,
    /// What the text marks as own analysis or as unsourced, by paragraph; notes after the words that they belong to.
    pub waivers: Box<[Waiver]>,
    /// Key judgements.
    pub judgements: Supported,
    /// Claims.
    pub claims: Supported,
}

/// A paragraph that has words without a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Position in `Body::paragraphs`; `None` for what stands before the first numbered one.
    pub paragraph: Option<u32>,
    /// The first words that want a source, in the file.
    pub at: Range,
}

/// Words that say of themselves that they have no source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The leaf that holds them.
    pub leaf: LeafId,
    /// Their span in the file, with its marks.
    pub range: Range,
    /// Position in `Body::paragraphs`; of words in a note, that of the paragraph with the note's number.
    pub paragraph: Option<u32>,
    /// They are the author's own analysis; else no source was found.
    pub own: bool,
    /// Why there is no source; empty if that is not said.
    pub reason: Box<str>,
}

/// How many there are of something, and how many of these a source stands behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Supported {
    /// All of them.
    pub of: u32,
    /// Those that name a source in support, or a paragraph that rests on one.
    pub supported: u32,
}

impl Evidence {
    /// Paragraphs that say something which wants a source.
    pub fn checked(&self) -> u32 {
        self.sourced + self.own + self.explained + self.unsourced.len() as u32
    }
}

impl Model {
    /// What the paragraphs of a report's text rest on; `None` for other pages.
    pub fn evidence(&self, id: PageId) -> Option<&Evidence> {
        self.evidence.get(&id).map(|evidence| &**evidence)
    }

    /// The sources that a page cites in its text, or names for claims and judgements; each once, in order of page.
    pub fn sources_of(&self, id: PageId) -> Vec<PageId> {
        let counts = |sort: Sort| matches!(sort, Sort::Field("claims" | "key_judgements"));
        let cited = self.outgoing(id).iter().filter(|one| one.leaf.is_some() || counts(one.sort));
        let mut sources: Vec<PageId> =
            cited.filter_map(|one| one.to.page()).filter(|to| self.page(*to).kind == Kind::Source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// How many origins some sources have between them: five articles made from one press release are one.
    pub fn origins(&self, sources: &[PageId]) -> usize {
        self.origins.get_or_init(|| Origins::new(self)).count(sources)
    }
}
