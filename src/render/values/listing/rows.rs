//! Records as lines of an index.

use super::*;

impl Lister<'_> {
    /// A record as an index shows it.
    pub(super) fn row(&self, page: &crate::model::Page) -> Row {
        let maker = Maker::new(self.view, page);
        let template = match page.kind {
            Kind::Actor => "actors.html",
            Kind::Place => "places.html",
            Kind::Source => "sources.html",
            _ => "glossary.html",
        };
        let wants = |value: &str| self.whole || self.view.theme.wants(template, value);
        let (mut see_also, mut foreign, mut reference, mut grade) = (Vec::new(), String::new(), None, String::new());
        match &page.record.own {
            Own::Term(term) => {
                see_also = maker.entries(&term.see_also, &[]);
                foreign = term.language.as_ref().map_or(String::new(), |tag| tag.value.clone());
            }
            Own::Source(source) => {
                reference = wants("reference").then(|| records::reference(&maker, page));
                grade = source.reliability.as_ref().map_or(String::new(), |grade| grade.value.to_string());
            }
            _ => {}
        }
        let used = if wants("used") { self.used(page.id) } else { Vec::new() };
        Row { entry: self.shared.entry(page.id), used, reference, grade, see_also, foreign }
    }

    /// The reports that refer to a record, newest first, with the paragraphs.
    fn used(&self, id: PageId) -> Vec<Used> {
        let mut by_report: BTreeMap<(u32, PageId), Vec<u32>> = BTreeMap::new();
        for (report, paragraph) in self.shared.named[id.0 as usize].iter() {
            by_report.entry((self.shared.rank[report.0 as usize], *report)).or_default().push(*paragraph);
        }
        let used = |((_, report), mut positions): ((u32, PageId), Vec<u32>)| {
            positions.sort_unstable();
            let page = self.model.page(report);
            let paragraphs = positions.iter().filter_map(|position| super::super::common::paragraph(page, *position)).collect();
            Used { entry: self.shared.entry(report), paragraphs }
        };
        by_report.into_iter().map(used).collect()
    }
}
