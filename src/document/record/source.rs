//! What a record of a source says.
#![allow(missing_docs)]

use super::super::line::Line;
use super::{Id, Text, When};
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
