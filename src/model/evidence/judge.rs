//! From words and references to what each paragraph rests on.

use super::signs::Signs;
use super::{Evidence, Gap, Supported, Waiver};
use crate::base::Range;
use crate::document::record::{Own, Report, Text};
use crate::document::tree::{Attributes, Body, Inline, LeafId, LeafSort, Place};
use crate::document::{Kind, Sort};
use crate::model::mention::{Heard, join};
use crate::model::{Page, PageId, PlacedClaim, Reference, Target, place_anchor};
use rustc_hash::{FxHashMap, FxHashSet};

/// What one pass over the words of a report gathers.
pub(in crate::model) struct Gathered<'a> {
    page: &'a Page,
    body: &'a Body,
    signs: Signs,
    /// Position 0 is what stands before the first numbered paragraph.
    paragraphs: Vec<Paragraph>,
    waivers: Vec<Waiver>,
    /// Notes, by the paragraph that has their number; whether that stands in a table.
    noted: Vec<(usize, bool, u32)>,
    /// The note that each leaf of a note belongs to.
    notes: FxHashMap<LeafId, u32>,
}

/// What is known of a paragraph, with the lists, quotations and tables behind it.
#[derive(Default, Clone)]
struct Paragraph {
    /// The first words that want a source, and say nothing of themselves: in its text, and in its tables.
    bare: [Option<Range>; 2],
    /// Whether a source stands by its text, and by its tables.
    cited: [bool; 2],
    own: bool,
    explained: bool,
    /// The first words that are marked as unsourced, and do not say why.
    marked: Option<Range>,
}

const TEXT: usize = 0;
const TABLE: usize = 1;

/// How a paragraph stands.
#[derive(PartialEq, Clone)]
enum Standing {
    /// Nothing in it wants a source.
    Silent,
    Sourced,
    Own,
    Explained,
    Unsourced(Range),
}

impl<'a> Gathered<'a> {
    /// Of a report's text; `None` for other pages.
    pub fn new(page: &'a Page) -> Option<Gathered<'a>> {
        if page.kind != Kind::Report {
            return None;
        }
        let body = page.body();
        let mut notes = FxHashMap::default();
        for (at, note) in body.notes.iter().enumerate() {
            body.leaves_of(&note.blocks, &mut |leaf| _ = notes.insert(leaf.id, at as u32));
        }
        Some(Gathered {
            page,
            body,
            signs: Signs::new(&page.language),
            paragraphs: vec![Paragraph::default(); body.paragraphs.len() + 1],
            waivers: Vec::new(),
            noted: Vec::new(),
            notes,
        })
    }

    /// Takes in a leaf.
    pub fn leaf(&mut self, heard: &Heard) {
        let (leaf, sort) = (heard.leaf, heard.info.sort);
        let paragraph = match self.notes.get(&leaf.id) {
            Some(note) => self.body.notes.get(*note as usize).and_then(|note| self.body.position_of(note.first?)),
            None => heard.info.paragraph(),
        };
        let position = paragraph.map_or(0, |at| at as usize + 1);
        let mut spans: Vec<(Range, Option<&str>, bool)> = Vec::new();
        let noted = &mut self.noted;
        walk(&leaf.inlines, &mut |inline| match inline {
            Inline::NoteRef { note, .. } => noted.push((position, is_table(sort), *note)),
            Inline::Span { mark, .. } => {
                if let Some(own) = waives(&mark.attributes) {
                    spans.push((mark.range.clone(), reason(&mark.attributes), own));
                }
            }
            _ => {}
        });
        let Some(known) = self.paragraphs.get_mut(position) else { return };
        for (range, reason, own) in &spans {
            self.waivers.push(Waiver {
                leaf: leaf.id,
                range: range.clone(),
                paragraph,
                own: *own,
                reason: reason.unwrap_or_default().into(),
            });
            match (own, reason) {
                (true, _) => known.own = true,
                (false, Some(_)) => known.explained = true,
                (false, None) => _ = known.marked.get_or_insert_with(|| range.clone()),
            }
        }
        let part = usize::from(is_table(sort));
        let looked_at = !matches!(sort, LeafSort::Heading | LeafSort::Note | LeafSort::Caption);
        if looked_at && known.bare[part].is_none() {
            let mut excused: Vec<Range> = spans.iter().map(|(range, ..)| heard.prose.shown(range)).collect();
            join(&mut excused);
            known.bare[part] = self.signs.first(heard, &excused).map(|words| heard.prose.place(&words).0);
        }
    }

    /// What the paragraphs rest on, by the references of the page and the claims of its front matter.
    pub fn judge(mut self, pages: &[impl std::borrow::Borrow<Page>], references: &[Reference], claims: &[PlacedClaim]) -> Evidence {
        let Own::Report(report) = &self.page.record.own else { return Evidence::default() };
        self.cite(pages, references);
        let supports = |claim: &&PlacedClaim| report.claims.get(claim.claim).is_some_and(is_supported);
        for leaf in claims.iter().filter(supports).filter_map(|claim| claim.leaf) {
            self.cited(leaf);
        }
        let standings: Vec<Standing> = self.paragraphs.iter().map(Paragraph::standing).collect();
        let count = |wanted: Standing| standings.iter().filter(|standing| **standing == wanted).count() as u32;
        let gap = |(at, standing): (usize, &Standing)| match standing {
            Standing::Unsourced(at_words) => Some(Gap { paragraph: at.checked_sub(1).map(|at| at as u32), at: at_words.clone() }),
            _ => None,
        };
        self.waivers.sort_by_key(|waiver| (waiver.paragraph, waiver.range.start, waiver.range.end));
        Evidence {
            sourced: count(Standing::Sourced),
            own: count(Standing::Own),
            explained: count(Standing::Explained),
            unsourced: standings.iter().enumerate().filter_map(gap).collect(),
            judgements: self.judgements(report, &standings),
            claims: supported(report.claims.iter().map(is_supported)),
            waivers: self.waivers.into(),
        }
    }

    /// Notes which places lead to a source: by themselves, by a note, by a figure or table.
    fn cite(&mut self, pages: &[impl std::borrow::Borrow<Page>], references: &[Reference]) {
        let is_source = |id: PageId| pages.get(id.0 as usize).is_some_and(|page| page.borrow().kind == Kind::Source);
        let cites = |one: &&Reference| one.sort != Sort::Mention && one.to.page().is_some_and(is_source);
        let (mut notes, mut captions) = (vec![false; self.body.notes.len()], FxHashSet::default());
        for leaf in references.iter().filter(cites).filter_map(|one| one.leaf) {
            match self.notes.get(&leaf).and_then(|note| notes.get_mut(*note as usize)) {
                Some(note) => *note = true,
                None => {
                    captions.insert(leaf);
                    self.cited(leaf);
                }
            }
        }
        for (position, table, note) in std::mem::take(&mut self.noted) {
            if notes.get(note as usize) == Some(&true)
                && let Some(paragraph) = self.paragraphs.get_mut(position)
            {
                paragraph.cited[usize::from(table)] = true;
            }
        }
        // "Source: …" under a figure or table, whether or not it is a source of the site.
        for source in self.body.figures.iter().filter_map(|figure| figure.source.as_ref()) {
            self.cited(source.id);
        }
        if self.body.figures.is_empty() {
            return;
        }
        let drawn = self.body.drawings();
        let sourced: FxHashSet<u32> = drawn.iter().filter(|one| !one.sources.is_empty()).filter_map(|one| one.figure).collect();
        let figures = self.body.figures.iter().zip(0..);
        let rests = |caption: Option<&crate::document::tree::Leaf>| caption.is_some_and(|leaf| captions.contains(&leaf.id));
        let resting: FxHashSet<&str> = figures
            .filter(|(figure, at)| figure.source.is_some() || rests(figure.caption.as_ref()) || sourced.contains(at))
            .map(|(figure, _)| figure.id.value.as_str())
            .collect();
        for one in references {
            if let (Target::Anchor(page, anchor), Some(leaf)) = (&one.to, one.leaf)
                && *page == self.page.id
                && resting.contains(&**anchor)
            {
                self.cited(leaf);
            }
        }
    }

    /// A source stands by a leaf of the text.
    fn cited(&mut self, leaf: LeafId) {
        let Some(info) = self.body.leaves.get(leaf as usize) else { return };
        let position = info.paragraph().map_or(0, |at| at as usize + 1);
        if let Some(paragraph) = self.paragraphs.get_mut(position) {
            paragraph.cited[usize::from(is_table(info.sort))] = true;
        }
    }

    /// Key judgements that name a source, or a paragraph that rests on one.
    fn judgements(&self, report: &Report, standings: &[Standing]) -> Supported {
        let rests = |place: &Text| match self.body.place(&place_anchor(&place.value)) {
            Some(Place::Paragraph(paragraph)) => {
                let position = self.body.position_of(paragraph.leaf).map_or(0, |at| at as usize + 1);
                standings.get(position) == Some(&Standing::Sourced)
            }
            _ => false,
        };
        supported(report.key_judgements.iter().map(|one| !one.sources.is_empty() || one.paragraphs.iter().any(rests)))
    }
}

impl Paragraph {
    fn standing(&self) -> Standing {
        // What the text cites, its table shows.
        let rests = [self.cited[TEXT], self.cited[TEXT] || self.cited[TABLE]];
        let without = [TEXT, TABLE].into_iter().find(|part| self.bare[*part].is_some() && !rests[*part]);
        match (without.and_then(|part| self.bare[part].clone()), &self.marked) {
            (Some(words), _) => Standing::Unsourced(words),
            // Whatever else it cites: it says itself that some of its words have no source.
            (None, Some(words)) => Standing::Unsourced(words.clone()),
            _ if self.explained => Standing::Explained,
            _ if self.bare.iter().any(Option::is_some) => Standing::Sourced,
            _ if self.own => Standing::Own,
            _ => Standing::Silent,
        }
    }
}

fn supported(all: impl Iterator<Item = bool>) -> Supported {
    all.fold(Supported::default(), |sum, one| Supported { of: sum.of + 1, supported: sum.supported + u32::from(one) })
}

fn is_supported(claim: &crate::document::record::Claim) -> bool {
    claim.evidence.iter().any(|one| one.is.value == "supports")
}

/// Tables and what stands under them are judged apart from the words around them.
fn is_table(sort: LeafSort) -> bool {
    matches!(sort, LeafSort::Cell | LeafSort::Caption)
}

/// Whether a span says of itself that it has no source: as own analysis, or because none was found.
fn waives(attributes: &Attributes) -> Option<bool> {
    let is = |name: &str| attributes.classes.iter().any(|class| class == name);
    if is("uncited") { Some(false) } else { is("own-analysis").then_some(true) }
}

/// Why there is no source, where a span says so.
fn reason(attributes: &Attributes) -> Option<&str> {
    let reason = attributes.pairs.iter().find(|(key, _)| key == "reason").map(|(_, reason)| reason.trim());
    reason.filter(|reason| !reason.is_empty())
}

/// Every inline, those within others too. The tree is no deeper than the parser allows.
fn walk<'a>(inlines: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
    for inline in inlines {
        visit(inline);
        walk(inline.children(), visit);
    }
}
