//! What reports rest on, as reports themselves, the evidence page and its data tell it.

use super::common::{Paragraph, paragraph};
use super::links::shown_at;
use crate::base::Range;
use crate::model::evidence::{Evidence, Supported, Waiver};
use crate::model::mention::{Cut, Excerpts, leaves};
use crate::model::{Model, Page, PageId};
use crate::render::View;
use crate::render::formats::evidence::is_made;
use serde::Serialize;

/// Words of a sentence shown on either side of what is marked.
const WORDS: usize = 30;
/// Words of what is marked itself, and letters, for scripts without spaces; the rest stands in the report.
const MOST: (usize, usize) = (80, 800);

/// How many paragraphs of a report rest on a source, of those that say something which wants one.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
pub struct Coverage {
    /// Paragraphs with figures, dates, quotations or words that tell what others say; lists and tables count with the paragraph before.
    pub checked: u32,
    /// Those that rest on a source.
    pub sourced: u32,
    /// Those that mark all such words as the author's own analysis.
    pub own: u32,
    /// Those that mark words as unsourced, with a reason, and cite what else they have to.
    pub explained: u32,
    /// Those that cite nothing, or mark words as unsourced without a reason.
    pub unsourced: u32,
    /// Of a hundred that are checked, how many rest on a source, rounded down; 0 if none is checked.
    pub share: u32,
    /// Sources that the text cites, or that claims and key judgements name.
    pub sources: u32,
    /// Origins that these come from: articles made from one press release are one.
    pub origins: u32,
    /// Key judgements.
    pub judgements: u32,
    /// Those that name a source, or a paragraph that rests on one.
    pub judgements_sourced: u32,
    /// Claims.
    pub claims: u32,
    /// Those that name a source in support.
    pub claims_sourced: u32,
}

impl Coverage {
    /// Of a text; `None` for what is no report.
    pub fn of(model: &Model, id: PageId) -> Option<Coverage> {
        let evidence = model.evidence(id)?;
        let sources = model.sources_of(id);
        let Supported { of: judgements, supported: judgements_sourced } = evidence.judgements;
        let Supported { of: claims, supported: claims_sourced } = evidence.claims;
        let Evidence { sourced, own, explained, .. } = *evidence;
        let coverage = Coverage {
            checked: evidence.checked(),
            sourced,
            own,
            explained,
            unsourced: evidence.unsourced.len() as u32,
            share: 0,
            sources: sources.len() as u32,
            origins: model.origins(&sources) as u32,
            judgements,
            judgements_sourced,
            claims,
            claims_sourced,
        };
        Some(coverage.shared())
    }

    /// The same, where the text says something that wants a source, and the site has a page that tells of it.
    pub fn shown(model: &Model, id: PageId) -> Option<Coverage> {
        Coverage::of(model, id).filter(|coverage| coverage.checked > 0 && is_made(model))
    }

    /// Of several texts together; their sources are counted for each.
    pub fn sum<'a>(all: impl Iterator<Item = &'a Coverage>) -> Coverage {
        let add = |sum: Coverage, one: &Coverage| Coverage {
            checked: sum.checked + one.checked,
            sourced: sum.sourced + one.sourced,
            own: sum.own + one.own,
            explained: sum.explained + one.explained,
            unsourced: sum.unsourced + one.unsourced,
            share: 0,
            sources: sum.sources + one.sources,
            origins: sum.origins + one.origins,
            judgements: sum.judgements + one.judgements,
            judgements_sourced: sum.judgements_sourced + one.judgements_sourced,
            claims: sum.claims + one.claims,
            claims_sourced: sum.claims_sourced + one.claims_sourced,
        };
        all.fold(Coverage::default(), add).shared()
    }

    fn shared(self) -> Coverage {
        let share = (u64::from(self.sourced) * 100).checked_div(self.checked.into()).unwrap_or(0);
        Coverage { share: share as u32, ..self }
    }
}

/// Words that say of themselves that they have no source.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// The paragraph; none for what stands before the first numbered one.
    pub paragraph: Option<Paragraph>,
    /// Address of the place, from the top of the site.
    pub path: String,
    /// The words before them in their sentence, cut with `…`.
    pub before: String,
    /// The words, without marks; long ones are cut with `…`.
    pub words: String,
    /// The words after them in their sentence.
    pub after: String,
    /// They are the author's own analysis; else no source was found.
    pub own: bool,
    /// Why there is no source; empty if that is not said.
    pub reason: String,
}

/// What a text says without a source, in order of place.
pub fn waivers(view: &View, page: &Page) -> Vec<Waived> {
    let Some(evidence) = view.model.evidence(page.id).filter(|evidence| !evidence.waivers.is_empty()) else { return Vec::new() };
    let naming = |place: &Range| shown_at(view.model, &view.theme.words, page, place);
    let mut excerpts = Excerpts::naming(page, &naming, &view.plan.shared.sentences, Cut::default());
    // One walk for all of them: a page may have very many.
    let leaves = leaves(page.body());
    let mut waived = |waiver: &Waiver| {
        let found = excerpts.at(leaves.get(waiver.leaf as usize).copied().flatten()?, &waiver.range, WORDS);
        let paragraph = waiver.paragraph.and_then(|at| paragraph(page, at));
        let path = super::path(&page.url);
        Some(Waived {
            path: paragraph.as_ref().map_or_else(|| path.clone(), |paragraph| format!("{path}#{}", paragraph.anchor)),
            paragraph,
            before: if found.cut_start { format!("… {}", found.before) } else { found.before },
            words: shortened(found.name),
            after: if found.cut_end { format!("{} …", found.after) } else { found.after },
            own: waiver.own,
            reason: waiver.reason.to_string(),
        })
    };
    evidence.waivers.iter().filter_map(&mut waived).collect()
}

/// The numbered paragraphs of a text that have words without a source, in order.
pub fn gaps(model: &Model, page: &Page) -> Vec<Paragraph> {
    let gaps = model.evidence(page.id).map_or(&[][..], |evidence| &evidence.unsourced);
    gaps.iter().filter_map(|gap| paragraph(page, gap.paragraph?)).collect()
}

/// Words, or the first of them where they are many.
fn shortened(words: String) -> String {
    let (most_words, most_letters) = MOST;
    let gaps = words.char_indices().filter(|(_, c)| c.is_whitespace());
    let by_words = gaps.map(|(at, _)| at).nth(most_words.saturating_sub(1));
    let by_letters = words.char_indices().nth(most_letters).map(|(at, _)| at);
    match by_words.into_iter().chain(by_letters).min() {
        Some(end) => format!("{} …", words[..end].trim_end()),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut() {
        assert_eq!(shortened("one two".into()), "one two");
        let long = shortened("word ".repeat(81));
        assert_eq!((long.split_whitespace().count(), long.ends_with("word …")), (81, true));
        assert_eq!(shortened("語".repeat(900)).chars().count(), 802);
    }

    #[test]
    fn shares_are_of_a_hundred_and_rounded_down() {
        let of = |sourced, checked| Coverage { sourced, checked, ..Coverage::default() }.shared().share;
        assert_eq!((of(0, 0), of(2, 3), of(999, 1000), of(5, 5)), (0, 66, 99, 100));
    }
}
