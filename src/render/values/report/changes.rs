//! What a report says of its changes: what was wrong, what was added, and why it stands no more.

use super::super::Html;
use super::super::common::Maker;
use super::text;
use crate::document::Kind;
use crate::document::record::{Correction, Report};
use serde::Serialize;
use tera::Value;

/// A correction.
#[derive(Debug, Serialize)]
pub struct Corrected {
    /// When (EDTF).
    pub date: String,
    /// `minor`, `source`, `substantive` or `retraction`.
    pub level: String,
    /// What was wrong.
    pub was: Option<Html>,
    /// What stands now.
    pub now: Option<Html>,
    /// Why, or what follows.
    pub note: Option<Html>,
    /// Number of the paragraph it concerns; empty if it is no paragraph.
    pub number: String,
    /// Anchor of the place; empty if none is said.
    pub anchor: String,
    /// Sources that show it.
    pub sources: Vec<Value>,
}

/// A change that corrects nothing.
#[derive(Debug, Serialize)]
pub struct Revised {
    /// When (EDTF).
    pub date: String,
    /// What changed.
    pub note: Html,
}

/// That a report was withdrawn.
#[derive(Debug, Serialize)]
pub struct Retraction {
    /// When (EDTF).
    pub date: String,
    /// Why; none where that is not said.
    pub reason: Option<Html>,
    /// BCP 47 tag of those words.
    pub language: String,
}

/// Corrections, newest first.
pub fn corrections(maker: &Maker, report: &Report) -> Vec<Corrected> {
    let mut sorted: Vec<&Correction> = report.corrections.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.date.value.order()));
    let of = |one: &&Correction| {
        let anchor = text(&one.at);
        let number =
            anchor.strip_prefix('p').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or("").to_string();
        Corrected {
            date: one.date.value.to_string(),
            level: one.level.value.clone(),
            was: maker.inline_if(&one.was),
            now: maker.inline_if(&one.now),
            note: maker.inline_if(&one.note),
            number,
            anchor,
            sources: maker.entries(&one.sources, &[Kind::Source]),
        }
    };
    sorted.iter().map(of).collect()
}

pub(super) fn revisions(maker: &Maker, report: &Report) -> Vec<Revised> {
    let mut sorted: Vec<_> = report.revisions.iter().collect();
    sorted.sort_by_key(|one| std::cmp::Reverse(one.date.value.order()));
    sorted.iter().map(|one| Revised { date: one.date.value.to_string(), note: maker.inline(&one.note) }).collect()
}

/// Since when a report is withdrawn, and why; a translation has the words of its report, where it has none of its own.
pub(super) fn retraction(maker: &Maker, report: &Report) -> Option<Retraction> {
    let one = maker.model.retraction(maker.page)?;
    let is_own = report.corrections.iter().any(|own| std::ptr::eq(own, one));
    let said_by = if is_own { maker.page } else { maker.model.page(maker.page.main) };
    let words = [&one.note, &one.now].into_iter().find(|line| line.as_ref().is_some_and(|line| !line.value.trim().is_empty()));
    Some(Retraction {
        date: one.date.value.to_string(),
        reason: words.and_then(|line| maker.remark(line, said_by.id)),
        language: said_by.language.clone(),
    })
}
