//! What a record of a source says.
#![allow(missing_docs)]

use super::super::kind::Kind;
use super::super::line::Line;
use super::super::schema::may_be_id;
use super::{Id, Own, Record, Text, When};
use crate::base::{Ranged, Rare, Silent};

/// What a claim rests on: CSL variables under their CSL names, and what Chancery adds.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// A CSL type, such as `report` or `article-newspaper`.
    pub sort: Option<Text>,
    /// Every CSL variable as written (`title`, `author`, `issued`, `publisher`, `container-title`, `URL`, `DOI` …),
    /// in CSL-JSON form; dates are EDTF strings.
    pub csl: serde_json::Map<String, serde_json::Value>,
    /// Day of issue, read from `issued`.
    pub issued: Option<When>,
    pub url: Option<Text>,
    pub doi: Option<Text>,
    /// Fields that few sources have.
    pub rare: Rare<RareSourceFields>,
}

impl Source {
    /// The id of the actor that published it: what `publisher_actor` says, or else `publisher`, where that may be an id. Whether there
    /// is such an actor only the model knows; where there is none, `publisher` is a text.
    pub fn publisher(&self) -> Option<&str> {
        let text = || self.csl.get("publisher").and_then(|text| text.as_str()).filter(|text| may_be_id(text, Kind::Actor));
        self.rare.publisher_actor.as_ref().map(|id| id.value.as_str()).or_else(text)
    }

    /// How reliable it is, a letter from A to F: as it says itself, or else as the actor says that published it.
    pub fn grade(&self, publisher: Option<&Record>) -> Option<char> {
        let own = self.rare.reliability.as_ref();
        let inherited = || match publisher.map(|record| &record.own) {
            Some(Own::Actor(actor)) => actor.reliability.as_ref(),
            _ => None,
        };
        own.or_else(inherited).map(|grade| grade.value)
    }
}

/// Fields that few sources have.
#[derive(Debug, Clone, PartialEq)]
pub struct RareSourceFields {
    pub accessed: Option<When>,
    /// The actor that published it, where `publisher_actor` names one.
    pub publisher_actor: Option<Id>,
    pub archive_url: Option<Text>,
    pub archive_date: Option<When>,
    /// A to F of the Admiralty code: it belongs to the source.
    pub reliability: Option<Ranged<char>>,
    /// `primary`, `secondary` or `tertiary`.
    pub origin: Option<Text>,
    /// The actor whose side it takes.
    pub party: Option<Id>,
    /// Sources it was made from: five articles from one press release are one origin.
    pub derived_from: Vec<Id>,
    /// `open`, `registration`, `paywall` or `private`.
    pub access: Option<Text>,
    pub retracted: bool,
    pub note: Option<Line>,
    /// SHA-256 of the stored copy (Berkeley Protocol: whoever has a copy can see that it is that one).
    pub sha256: Option<Text>,
}

impl Silent for RareSourceFields {
    const NONE: &'static Self = &RareSourceFields {
        accessed: None,
        publisher_actor: None,
        archive_url: None,
        archive_date: None,
        reliability: None,
        origin: None,
        party: None,
        derived_from: Vec::new(),
        access: None,
        retracted: false,
        note: None,
        sha256: None,
    };
}
