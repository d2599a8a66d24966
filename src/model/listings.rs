//! What the site makes of its own accord, and references may lead to: lists, topics, feeds, data, citations.

use super::{Index, Page};
use crate::base::{UrlPath, text::slug};
use crate::document::Kind;
use crate::document::record::Own;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Addresses that formats are known to make, before any of them is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listings {
    /// Addresses, such as `/glossary/` or `/data/actors.csv`.
    pub fixed: BTreeSet<String>,
    /// Files beside pages of a kind, such as `cite.bib`.
    pub beside: BTreeSet<(Kind, &'static str)>,
}

impl Listings {
    /// The same, with the topics of reports that are part of the site.
    pub(super) fn with_topics(&self, pages: &[Arc<Page>]) -> Listings {
        let mut fixed = self.fixed.clone();
        for page in pages.iter().filter(|page| page.main == page.id) {
            if let Own::Report(report) = &page.record.own {
                fixed.extend(report.topics.iter().map(|topic| address(&topic.value)));
            }
        }
        Listings { fixed, beside: self.beside.clone() }
    }

    /// Whether something will stand at an address.
    pub(super) fn has(&self, index: &Index, pages: &[Arc<Page>], address: &str) -> bool {
        let beside = || {
            let (folder, file) = address.rsplit_once('/')?;
            let page = index.by_url.get(&UrlPath::new(&format!("{folder}/")).ok()?)?;
            let kind = pages.get(page.0 as usize)?.kind;
            self.beside.iter().find(|(own, name)| *own == kind && *name == file)
        };
        self.fixed.contains(address) || beside().is_some()
    }

    /// The page of a topic, by its name.
    pub(super) fn topic(&self, name: &str) -> Option<UrlPath> {
        let address = address(name);
        self.fixed.contains(&address).then(|| UrlPath::new(&address).ok()).flatten()
    }
}

/// Where the page of a topic stands.
fn address(topic: &str) -> String {
    format!("/topics/{}/", slug(topic))
}
