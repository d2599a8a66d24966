//! Cards: what shows when the pointer rests on a dotted link.

use super::Html;
use super::common::Maker;
use crate::document::record::Own;
use crate::document::{Kind, Sort};
use crate::model::PageId;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use tera::Value;

/// A card in a page.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// What links name in `data-card`.
    pub id: String,
    /// The record.
    pub entry: Value,
    /// Its summary or definition, or the full reference of a source; none if it has none, or stands in `from`.
    pub text: Option<Html>,
    /// BCP 47 tag of `text`, where it is another than the page's; else empty.
    pub language: String,
    /// Reports: the anchor of a cited source in the list of sources, where its words are; else empty.
    pub from: String,
    /// Paragraphs of this page that name it.
    pub here: u32,
    /// Other reports that name it.
    pub elsewhere: u32,
}

/// The id of a record's card.
pub fn card_id(kind: Kind, key: &str) -> String {
    match kind {
        // Citations name the source's place in the list of sources.
        Kind::Source => format!("card-{}", crate::model::citation::anchor(key)),
        _ => format!("card-{}-{key}", kind.name()),
    }
}

/// Cards for everything that this page's text links to, by kind and key.
pub fn cards(maker: &Maker) -> Vec<Card> {
    let (model, shared) = (maker.model, maker.shared);
    let mut wanted: BTreeMap<PageId, Vec<u32>> = BTreeMap::new();
    let mut listed: BTreeSet<PageId> = BTreeSet::new();
    for reference in model.outgoing(maker.page.id) {
        let (Some(to), Some(leaf)) = (reference.to.page(), reference.leaf) else { continue };
        if to == maker.page.id || !matches!(reference.sort, Sort::Mention | Sort::Wiki | Sort::Citation) {
            continue;
        }
        // A report lists what it cites: the words stand there, and a card need not say them again.
        if maker.page.kind == Kind::Report && matches!(reference.sort, Sort::Citation) {
            listed.insert(to);
        }
        let paragraphs = wanted.entry(to).or_default();
        let paragraph = maker.page.body().position_of(leaf);
        paragraphs.extend(paragraph.filter(|paragraph| !paragraphs.contains(paragraph)));
    }
    let mut cards = Vec::with_capacity(wanted.len());
    for (id, here) in wanted {
        let page = model.page(id);
        if !matches!(page.kind, Kind::Actor | Kind::Place | Kind::Term | Kind::Event | Kind::Source) {
            continue;
        }
        let definition = match &page.record.own {
            Own::Term(term) => maker.unlinked(&term.definition, id),
            Own::Source(_) if listed.contains(&id) => None,
            Own::Source(_) => Some(super::records::reference(maker, page)),
            _ => None,
        };
        let language = super::entries::words_language(page);
        let mut reports: Vec<PageId> = shared.named[id.0 as usize].iter().map(|(report, _)| *report).collect();
        reports.dedup();
        let elsewhere = reports.iter().filter(|report| **report != maker.page.main).count() as u32;
        cards.push(Card {
            id: card_id(page.kind, &page.key),
            entry: maker.short(id),
            language: if language == maker.page.language { String::new() } else { language.to_string() },
            text: if listed.contains(&id) { None } else { definition.or_else(|| maker.unlinked(&page.record.summary, id)) },
            from: if listed.contains(&id) { crate::model::citation::anchor(&page.key).to_string() } else { String::new() },
            here: here.len() as u32,
            elsewhere,
        });
    }
    cards
}
