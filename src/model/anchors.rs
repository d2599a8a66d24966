//! The anchors of a page, packed: a site has many, and few are asked for.

use super::{Page, claims};
use crate::document::Sort;
use crate::document::record::Own;

/// Every anchor that may be linked on one page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Anchors {
    /// All of them, in order, one behind the other.
    text: Box<str>,
    /// Where each ends in `text`.
    ends: Box<[u32]>,
}

impl Anchors {
    /// Those of a page.
    pub fn of(page: &Page) -> Anchors {
        let body = page.body();
        let paragraphs: Vec<String> = body.paragraphs.iter().map(|paragraph| format!("p{}", paragraph.number)).collect();
        let claims: Vec<String> = match &page.record.own {
            Own::Report(report) => report.claims.iter().filter_map(claims::anchor).collect(),
            _ => Vec::new(),
        };
        let mut all: Vec<&str> = template_anchors(page);
        all.extend(claims.iter().map(String::as_str));
        all.extend(body.headings.iter().map(|heading| heading.id.as_str()));
        all.extend(paragraphs.iter().map(String::as_str));
        all.extend(body.figures.iter().map(|figure| figure.id.value.as_str()));
        all.extend(body.kept.iter().map(|kept| kept.old.as_str()));
        all.extend(body.anchors.iter().map(String::as_str));
        Anchors::packed(all)
    }

    fn packed(mut all: Vec<&str>) -> Anchors {
        all.sort_unstable();
        all.dedup();
        let ends = all.iter().scan(0, |end, anchor| {
            *end += anchor.len() as u32;
            Some(*end)
        });
        Anchors { ends: ends.collect(), text: all.concat().into() }
    }

    fn at(&self, position: usize) -> &str {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[position] as usize]
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|position| self.at(position))
    }

    /// Whether a page has an anchor.
    pub fn contains(&self, anchor: &str) -> bool {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.at(middle).cmp(anchor) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }
}

/// Anchors that a page has around its text, as far as what it says calls for them.
fn template_anchors(page: &Page) -> Vec<&'static str> {
    let mut anchors = vec!["main"];
    if let Own::Report(report) = &page.record.own {
        let in_fields = page.document.fields.get(page.position).into_iter().flatten();
        let mut said = page.body().written.iter().chain(in_fields);
        let cites = said.any(|written| written.sort.in_body() == Sort::Citation);
        let parts = [
            ("cite", true),
            ("summary", page.record.summary.is_some()),
            ("judgements", !report.key_judgements.is_empty()),
            ("recommendations", !report.recommendations.is_empty()),
            ("sources", cites || !report.sources.is_empty()),
        ];
        anchors.extend(parts.iter().filter(|(_, there)| *there).map(|(name, _)| name));
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_and_no_part_of_one() {
        let all = ["cite", "main", "p1", "p10", "p2", "ñandú"];
        let anchors = Anchors::packed(vec!["p2", "ñandú", "main", "p1", "p2", "cite", "p10", "p1"]);
        assert!(anchors.iter().eq(all));
        assert!(all.iter().all(|anchor| anchors.contains(anchor)));
        assert!(["", "p", "p11", "citemain", "main\0", "ñand", "zz"].iter().all(|other| !anchors.contains(other)));
        assert!(!Anchors::default().contains(""));
    }
}
