//! Raw HTML, where the site allows it: what is kept of it, with its links and images resolved as those of Markdown are.

use super::{Input, Writer};
use crate::base::Range;
use crate::base::address::{Scheme, scheme};
use crate::document::raw_html::origin;
use crate::model::{Reference, Target};
use crate::render::sanitise::{self, Site};
use std::collections::BTreeSet;

/// A piece of raw HTML within its page.
struct Here<'a, 'i> {
    input: &'a Input<'a>,
    html: &'a str,
    range: &'a Range,
    linked: bool,
    /// Ids that raw HTML has had on this page.
    ids: &'i mut BTreeSet<String>,
}

impl Site for Here<'_, '_> {
    fn address(&self, at: usize, written: &str) -> Option<String> {
        let start = origin(self.input.text, self.range, self.html, at);
        match reference_at(self.input.references, start).map(|reference| &reference.to) {
            Some(Target::Web) => Some(written.to_string()),
            Some(target) => Some(self.input.links.href(target)).filter(|address| !address.is_empty()),
            // What did not resolve leads nowhere.
            None => matches!(scheme(written), Scheme::Web | Scheme::Person).then(|| written.to_string()),
        }
    }

    fn take_id(&mut self, id: &str) -> bool {
        // The parser claimed those that nothing else on the page has.
        self.input.body.anchors.binary_search_by(|anchor| anchor.as_str().cmp(id)).is_ok() && self.ids.insert(id.to_string())
    }

    fn is_linked(&self) -> bool {
        self.linked
    }
}

/// The reference that begins at a byte, and is no name found in prose.
fn reference_at(all: &[Reference], start: u32) -> Option<&Reference> {
    let first = all.partition_point(|reference| reference.range.start < start);
    let mut here = all[first..].iter().take_while(|reference| reference.range.start == start);
    here.find(|reference| reference.sort != crate::document::Sort::Mention)
}

impl<'a> Writer<'a, '_> {
    /// Whether a link lies around what is written.
    pub(super) fn is_linked(&self) -> bool {
        self.linked > 0 || self.raw.is_linked()
    }

    /// What a reference means that begins at a byte.
    pub(super) fn reference(&self, start: u32) -> Option<&'a Reference> {
        reference_at(self.input.references, start)
    }

    pub(super) fn html(&mut self, html: &str, range: &Range) {
        if !self.page {
            self.push(html);
        } else if self.input.settings.raw_html {
            let mut here = Here { input: self.input, html, range, linked: self.linked > 0, ids: &mut self.raw_ids };
            sanitise::push_inline(html, &mut self.raw, &mut here, self.out);
        }
    }

    pub(super) fn html_block(&mut self, html: &str, range: &Range) {
        if !self.page {
            self.push(html);
            if !html.ends_with('\n') {
                self.push("\n");
            }
        } else if self.input.settings.raw_html {
            let mut here = Here { input: self.input, html, range, linked: self.linked > 0, ids: &mut self.raw_ids };
            sanitise::push_block(html, &mut self.raw, &mut here, self.out);
            self.push("\n");
        }
    }
}
