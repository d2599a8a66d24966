//! What a careful editor marks in the prose of a report: each rule reads the words as readers see them.

use crate::base::Range;
use crate::document::record::{Own, Report};
use crate::document::tree::{Leaf, LeafInfo, LeafSort};
use crate::model::Page;
use crate::model::mention::{Prose, Zone, leaves, sentences};
use std::cell::OnceCell;

mod acronyms;
mod lapsed_title;
mod long_sentence;
mod vague_attribution;
mod vague_link;
mod vague_time;
mod words;

pub(super) use acronyms::{unexplained as unexplained_acronym, unused as unused_acronym};
pub(super) use lapsed_title::check as lapsed_title;
pub(super) use long_sentence::check as long_sentence;
pub(super) use vague_attribution::check as vague_attribution;
pub(super) use vague_link::check as vague_link;
pub(super) use vague_time::check as vague_time;

/// A piece of the text and its words.
struct Piece<'a> {
    leaf: &'a Leaf,
    info: &'a LeafInfo,
    prose: Prose,
}

/// A page whose words are read when the first rule asks for them, and once for all.
pub struct Reading<'a> {
    page: &'a Page,
    pieces: OnceCell<Vec<Piece<'a>>>,
}

impl<'a> Reading<'a> {
    /// Of a page, of which nothing is read yet.
    pub fn new(page: &'a Page) -> Reading<'a> {
        Reading { page, pieces: OnceCell::new() }
    }

    /// The text of a report in pieces, its notes after the rest, as readers come to them. Other pages have none.
    fn pieces(&self) -> &[Piece<'a>] {
        self.pieces.get_or_init(|| read(self.page))
    }
}

fn read(page: &Page) -> Vec<Piece<'_>> {
    if report(page).is_none() {
        return Vec::new();
    }
    let (body, text) = (page.body(), page.text());
    let leaves = leaves(body);
    let part = |notes: bool| {
        let all = body.leaves.iter().zip(&leaves).filter(move |(info, _)| (info.sort == LeafSort::Note) == notes);
        all.filter_map(|(info, leaf)| Some(Piece { leaf: (*leaf)?, info, prose: Prose::new((*leaf)?, &text, &|_| None) }))
    };
    part(false).chain(part(true)).collect()
}

/// What is said of a report's text, its versions and translations included.
fn report(page: &Page) -> Option<&Report> {
    match &page.record.own {
        Own::Report(report) if page.position == 0 => Some(report),
        _ => None,
    }
}

impl Piece<'_> {
    /// Whether the author wrote it as a sentence of the text: no heading, no cell of a table, nobody else's words.
    fn is_running(&self) -> bool {
        !matches!(self.info.sort, LeafSort::Heading | LeafSort::Cell | LeafSort::Quote | LeafSort::Term)
    }

    /// Whether some bytes of its words are the author's own: no code, no link, no quotation.
    fn is_own(&self, words: &std::ops::Range<usize>) -> bool {
        self.prose.zone(&narrow(words)) != Some(Zone::Closed) && self.prose.zone(&narrow(words)) != Some(Zone::Quoted)
    }

    /// Its sentences, by their bytes.
    fn sentences(&self) -> Vec<std::ops::Range<usize>> {
        let text = &self.prose.text;
        let starts = sentences(text);
        let ends = starts.iter().skip(1).copied().chain([text.len() as u32]);
        starts.iter().zip(ends).map(|(start, end)| *start as usize..(end as usize).max(*start as usize)).collect()
    }

    /// Where some bytes of its words stand in the file.
    fn place(&self, words: &std::ops::Range<usize>) -> Range {
        self.prose.place(&narrow(words)).0
    }
}

fn narrow(words: &std::ops::Range<usize>) -> Range {
    words.start as u32..words.end as u32
}
