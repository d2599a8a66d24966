//! What `evidence.html` sees as `page`: what each report rests on, and what it says without a source.

use super::*;
use crate::render::values::common::Paragraph;
use crate::render::values::evidence::{Coverage, Waived, gaps, waivers};

/// What the reports rest on.
#[derive(Debug, Serialize)]
pub struct EvidencePage {
    /// What stands in the head.
    pub head: Head,
    /// How many reports there are.
    pub count: usize,
    /// All of them together; sources that several cite are counted for each.
    pub total: Coverage,
    /// Each report, newest first: its text in this language, or else its main one.
    pub reports: Vec<Grounds>,
}

/// What a report rests on.
#[derive(Debug, Serialize)]
pub struct Grounds {
    /// The report.
    pub entry: Value,
    /// How much of it rests on a source.
    pub coverage: Coverage,
    /// Numbered paragraphs that cite nothing, or mark words as unsourced without a reason.
    pub unsourced: Vec<Paragraph>,
    /// What it marks as unsourced, in order of place.
    pub uncited: Vec<Waived>,
    /// What it marks as the author's own analysis, in order of place.
    pub own: Vec<Waived>,
}

impl Lister<'_> {
    pub(super) fn evidence(&self, head: Head) -> EvidencePage {
        let texts = self.model.families.iter().map(|family| self.model.text_in(family, self.language).unwrap_or(family.main));
        let (texts, view): (Vec<PageId>, _) = (texts.collect(), self.view);
        let grounds = |id: &PageId| Some((*id, Coverage::of(view.model, *id)?, waivers(view, view.model.page(*id))));
        let found: Vec<_> = texts.par_iter().with_max_len(SHARE).filter_map(grounds).collect();
        let told = |(id, coverage, waivers): (PageId, Coverage, Vec<Waived>)| {
            let (own, uncited) = waivers.into_iter().partition(|waived| waived.own);
            let unsourced = gaps(self.model, self.model.page(id));
            Grounds { entry: self.short(id), coverage, unsourced, uncited, own }
        };
        let reports: Vec<Grounds> = found.into_iter().map(told).collect();
        EvidencePage { head, count: reports.len(), total: Coverage::sum(reports.iter().map(|one| &one.coverage)), reports }
    }
}
