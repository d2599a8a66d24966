//! What a report judges, claims and recommends, and how sure it is.

use super::{Claim, Disclosure, Evidence, Judgement, Likelihood, Recommendation, text};
use crate::base::text::typeset;
use crate::document::Kind;
use crate::document::record::{Judgement as OwnJudgement, Report, Text};
use crate::model::claims::anchor;
use crate::render::values::common::{Maker, Paragraph, edtf};

pub(super) fn judgement(maker: &Maker, at: usize, one: &OwnJudgement) -> Judgement {
    let confidence = text(&one.confidence);
    let number = |anchor: &Text| {
        let number = anchor.value.trim_start_matches('p').to_string();
        Paragraph { anchor: anchor.value.clone(), number }
    };
    Judgement {
        letter: char::from_u32('A' as u32 + at as u32 % 26).unwrap_or('A').to_string(),
        text: maker.inline(&one.text),
        likelihood: one.likelihood.as_ref().and_then(|word| likelihood(maker, word)),
        level: match confidence.as_str() {
            "low" => 1,
            "moderate" => 2,
            "high" => 3,
            _ => 0,
        },
        confidence,
        sources: maker.entries(&one.sources, &[Kind::Source]),
        paragraphs: one.paragraphs.iter().map(number).collect(),
    }
}

/// What a word of the site's scale means.
pub(super) fn likelihood(maker: &Maker, written: &Text) -> Option<Likelihood> {
    let found = maker.model.config.likelihood(written).ok()?;
    let key = format!("likelihood-{}", found.word);
    let words = &maker.theme.words;
    let name = words.text(&maker.page.language, &key, None).map_or_else(|| found.label.clone(), str::to_string);
    let width = (found.to - found.from).max(1.0);
    // `55`, not `55.0`: Rust prints a whole number of this type without its fraction.
    Some(Likelihood {
        word: found.word.clone(),
        name,
        low: found.from.to_string(),
        high: found.to.to_string(),
        width: width.to_string(),
    })
}

pub(super) fn recommendations(maker: &Maker, report: &Report) -> Vec<Recommendation> {
    let of = |one: &crate::document::record::Recommendation| Recommendation {
        text: maker.inline(&one.text),
        to: one.to.as_ref().and_then(|id| maker.entry(id, &[Kind::Actor])),
        by: edtf(&one.by),
    };
    report.recommendations.iter().map(of).collect()
}

pub(super) fn claims(maker: &Maker, report: &Report) -> Vec<Claim> {
    let first = maker.model.claims.partition_point(|placed| placed.page < maker.page.id);
    let placed = |at: usize| {
        let own = maker.model.claims.get(first + at);
        let found = own.filter(|placed| placed.page == maker.page.id && placed.claim == at)?;
        maker.paragraph(maker.page.body().position_of(found.leaf?)?)
    };
    let claim = |(at, claim): (usize, &crate::document::record::Claim)| Claim {
        anchor: anchor(claim).filter(|anchor| !maker.page.body().has_anchor(anchor)).unwrap_or_default(),
        at: typeset(&claim.at.value, &maker.page.language).into_owned(),
        kind: text(&claim.kind),
        as_of: edtf(&claim.as_of),
        likelihood: claim.likelihood.as_ref().and_then(|word| likelihood(maker, word)),
        confidence: text(&claim.confidence),
        review: edtf(&claim.review),
        note: maker.inline_if(&claim.note),
        paragraph: placed(at),
        evidence: claim.evidence.iter().filter_map(|one| evidence(maker, one)).collect(),
    };
    report.claims.iter().enumerate().map(claim).collect()
}

pub(super) fn evidence(maker: &Maker, one: &crate::document::record::Evidence) -> Option<Evidence> {
    Some(Evidence {
        entry: maker.entry(&one.source, &[Kind::Source])?,
        stance: one.is.value.clone(),
        credibility: one.credibility.as_ref().map_or(0, |digit| digit.value),
        locator: text(&one.locator),
        quote: typeset(&text(&one.quote), &maker.page.language).into_owned(),
    })
}

pub(super) fn disclosures(maker: &Maker, report: &Report) -> Vec<Disclosure> {
    let own = &report.disclosures;
    let all = [("funding", &own.funding), ("interests", &own.interests), ("method", &own.method), ("ai", &own.ai)];
    all.into_iter().filter_map(|(key, text)| Some(Disclosure { key, text: maker.inline_if(text)? })).collect()
}
