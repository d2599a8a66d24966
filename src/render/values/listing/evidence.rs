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
    /// Each report, newest first: its text in this language, or else its main one; and behind it those of its versions and translations
    /// that say something without a source.
    pub reports: Vec<Grounds>,
    /// How many places of older reports are left out of `unsourced`, `uncited` and `own`, where there are very many.
    pub more: usize,
}

/// What a report rests on.
#[derive(Debug, Serialize)]
pub struct Grounds {
    /// The report.
    pub entry: Value,
    /// It is the text that counts for the report; of another only `unsourced`, `uncited` and `own` are told beside it.
    pub main: bool,
    /// How much of it rests on a source.
    pub coverage: Coverage,
    /// Numbered paragraphs that cite nothing, or mark words as unsourced without a reason.
    pub unsourced: Vec<Paragraph>,
    /// What it marks as unsourced, in order of place.
    pub uncited: Vec<Waived>,
    /// What it marks as the author's own analysis, in order of place.
    pub own: Vec<Waived>,
}

/// Most waivers that are quoted, and most paragraphs that are linked: a page of everything a very large site marks could be read by
/// nobody. The data beside it have all.
const MOST_QUOTED: usize = 10_000;
const MOST_LINKED: usize = 50_000;

/// Keeps as many of a list as there is room for, and tells how many are left out.
fn fill<T>(list: &mut Vec<T>, used: &mut usize, most: usize) -> usize {
    let kept = list.len().min(most - *used);
    let left = list.len() - kept;
    list.truncate(kept);
    *used += kept;
    left
}

impl Lister<'_> {
    pub(super) fn evidence(&self, head: Head) -> EvidencePage {
        let view = self.view;
        let bare = |id: &PageId| {
            view.model.evidence(*id).is_some_and(|evidence| !(evidence.waivers.is_empty() && evidence.unsourced.is_empty()))
        };
        let texts = self.model.families.iter().flat_map(|family| {
            let main = self.model.text_in(family, self.language).unwrap_or(family.main);
            let others = family.texts.iter().copied().filter(move |id| *id != main && bare(id));
            std::iter::once((main, true)).chain(others.map(|id| (id, false)))
        });
        let marked = |id: PageId| view.model.evidence(id).map_or(0, |evidence| evidence.waivers.len());
        // What there is no room for is not quoted in the first place.
        let mut room = MOST_QUOTED;
        let with_room = |(id, main): (PageId, bool)| {
            let has_room = room > 0;
            room = room.saturating_sub(marked(id));
            (id, main, has_room)
        };
        let texts: Vec<(PageId, bool, bool)> = texts.map(with_room).collect();
        let grounds = |(id, main, has_room): &(PageId, bool, bool)| {
            let coverage = Coverage::of(view.model, *id)?;
            let (quoted, left) = if *has_room { (waivers(view, view.model.page(*id)), 0) } else { (Vec::new(), marked(*id)) };
            Some((*id, *main, coverage, quoted, left))
        };
        let found: Vec<_> = texts.par_iter().with_max_len(SHARE).filter_map(grounds).collect();
        let (mut quoted, mut linked, mut more) = (0, 0, 0);
        let told = |(id, main, coverage, mut waivers, left): (PageId, bool, Coverage, Vec<Waived>, usize)| {
            let mut unsourced = gaps(self.model, self.model.page(id));
            more += left + fill(&mut waivers, &mut quoted, MOST_QUOTED) + fill(&mut unsourced, &mut linked, MOST_LINKED);
            let (own, uncited) = waivers.into_iter().partition(|waived| waived.own);
            Grounds { entry: self.short(id), main, coverage, unsourced, uncited, own }
        };
        let reports: Vec<Grounds> = found.into_iter().map(told).collect();
        let main = || reports.iter().filter(|one| one.main);
        EvidencePage { head, count: main().count(), total: Coverage::sum(main().map(|one| &one.coverage)), more, reports }
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn what_is_too_much_is_counted() {
        let (mut used, most) = (0, 5);
        let mut kept = |length: usize| {
            let mut list = vec![0; length];
            (fill(&mut list, &mut used, most), list.len())
        };
        assert_eq!([kept(3), kept(4), kept(1), kept(0)], [(0, 3), (2, 2), (1, 0), (0, 0)]);
    }
}
