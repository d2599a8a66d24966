//! Records as lines of an index.

use super::*;
use crate::render::theme::Wanted;
use crate::render::values::order;

/// The template of the index of a kind.
fn template(kind: Kind) -> &'static str {
    match kind {
        Kind::Actor => "actors.html",
        Kind::Place => "places.html",
        Kind::Source => "sources.html",
        _ => "glossary.html",
    }
}

impl Lister<'_> {
    /// What the index of a kind may name of its rows and their records, and what puts these in order and in groups.
    pub(super) fn wanted_of_rows(&self, kind: Kind) -> (Wanted, Wanted) {
        if self.whole || kind != Kind::Source || !self.shared.is_sparing() {
            return (Wanted::WHOLE.clone(), Wanted::WHOLE.clone());
        }
        (self.view.theme.wanted_of_any(template(kind)), Wanted::all_of(order::FIELDS))
    }

    /// A record, with its short form, as an index shows it.
    pub(super) fn row(&self, page: &crate::model::Page, entry: Value) -> Row {
        let maker = Maker::new(self.view, page);
        let wants = |value: &str| self.whole || self.view.theme.wants(template(page.kind), value);
        let (mut see_also, mut foreign, mut reference, mut grade) = (Vec::new(), String::new(), None, None);
        match &page.record.own {
            Own::Term(term) => {
                see_also = maker.entries(&term.see_also, &[]);
                foreign = term.language.as_ref().map_or(String::new(), |tag| tag.value.clone());
            }
            Own::Source(source) => {
                reference = wants("reference").then(|| records::reference(&maker, page));
                grade = self.model.grade(source);
            }
            _ => {}
        }
        let used = if wants("used") { self.used(page.id) } else { Vec::new() };
        let graded_by_publisher = grade.is_some_and(|(_, inherited)| inherited);
        let grade = grade.map_or(String::new(), |(letter, _)| letter.to_string());
        Row { entry, used, reference, grade, graded_by_publisher, see_also, foreign }
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
            Used { entry: self.short(report), paragraphs }
        };
        by_report.into_iter().map(used).collect()
    }
}
