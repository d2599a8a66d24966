//! Spans of years, which the engine stops at: it is given their beginning, and the end is written behind that.

use crate::model::citation::item::{Work, YEARS};
use hayagriva::{ElemChild, ElemChildren, ElemMeta};
use std::collections::BTreeMap;

/// The spans of years of a work, by the first year as it is written.
pub(super) struct Spans(BTreeMap<String, i64>);

impl Spans {
    /// Those of its dates that name two years and nothing else. Where another date has the first year too, the engine's
    /// text does not tell which of the two it is, and it is left as it is.
    pub(super) fn of(work: &Work) -> Spans {
        let dates = || work.json.iter().filter(|(_, value)| value.is_object()).map(|(name, _)| name.as_str());
        let alone = |(first, last): &(i64, i64)| {
            let same = |name: &&str| work.dates(name).first().is_some_and(|date| date[0] == *first);
            dates().filter(same).all(|name| work.span(name) == Some((*first, *last)))
        };
        let spans = dates().filter_map(|name| work.span(name)).filter(alone);
        Spans(spans.map(|(first, last)| (first.to_string(), last)).collect())
    }

    /// Writes the last year behind the first wherever a date is that year and no more.
    pub(super) fn written(&self, children: &mut ElemChildren) {
        if !self.0.is_empty() {
            children.0.iter_mut().for_each(|child| self.child(child));
        }
    }

    /// The same in one child.
    pub(super) fn child(&self, child: &mut ElemChild) {
        let ElemChild::Elem(elem) = child else { return };
        if elem.meta != Some(ElemMeta::Date) {
            return self.written(&mut elem.children);
        }
        let mut texts = Vec::new();
        texts_of(&mut elem.children, &mut texts);
        let all: String = texts.iter().map(|text| text.as_str()).collect();
        let Some(last) = self.0.get(all.trim_matches(|c: char| !c.is_alphanumeric())) else { return };
        if let Some(text) = texts.into_iter().find(|text| text.contains(|c: char| c.is_ascii_digit())) {
            let end = text.rfind(|c: char| c.is_ascii_digit()).map_or(text.len(), |at| at + 1);
            text.insert_str(end, &format!("{YEARS}{last}"));
        }
    }
}

fn texts_of<'a>(children: &'a mut ElemChildren, out: &mut Vec<&'a mut String>) {
    for child in &mut children.0 {
        match child {
            ElemChild::Text(text) => out.push(&mut text.text),
            ElemChild::Elem(elem) => texts_of(&mut elem.children, out),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::PageId;
    use crate::model::citation::item::Work;
    use crate::model::citation::reading::{Cite, One};
    use crate::model::citation::{Library, Setup};
    use serde_json::{Value, json};

    /// Citation or note, and entry, of a work in a style.
    fn made(style: &str, json: Value) -> (String, String) {
        let json = json.as_object().cloned().unwrap();
        let (library, _) = Library::of(vec![(PageId(0), Work { key: "a".into(), json })], &Setup { style, ..Setup::default() });
        let cite = Cite { items: vec![One { work: 0, ..One::default() }], note: 1, ..Cite::default() };
        let rendered = library.cites(&[cite], "en-GB");
        let plain =
            |html: &str| html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>();
        let cited = &rendered.citations[0];
        (plain(cited.note.as_deref().unwrap_or(&cited.text)), plain(&rendered.bibliography[0].1))
    }

    fn book(dates: Value) -> Value {
        let mut book = json!({ "type": "book", "title": "Ports in 2019", "author": [{ "family": "Zuma", "given": "Ada" }], "publisher": "Press" });
        book.as_object_mut().unwrap().extend(dates.as_object().cloned().unwrap());
        book
    }

    #[test]
    fn a_span_of_years_is_written_whole() {
        let span = || book(json!({ "issued": { "date-parts": [[2019], [2021]] } }));
        let cases = [
            ("apa", "(Zuma, 2019–2021)", "(2019–2021)"),
            ("chicago-author-date", "(Zuma 2019–2021)", "2019–2021. Ports in 2019"),
            ("ieee", "[1]", "Press, 2019–2021"),
            ("chicago-notes", "Press, 2019–2021)", "Press, 2019–2021."),
            ("modern-language-association", "(Zuma)", "Press, 2019–2021."),
        ];
        for (style, cited, listed) in cases {
            let (citation, entry) = made(style, span());
            assert!(citation.contains(cited), "{style}: {citation}");
            assert!(entry.contains(listed) && entry.matches('–').count() == 1, "{style}: {entry}");
        }
    }

    #[test]
    fn other_dates_stay_as_they_are() {
        for dates in [
            json!({ "issued": { "date-parts": [[2019]] } }),
            json!({ "issued": { "date-parts": [[2021], [2019]] } }),
            json!({ "issued": { "date-parts": [[2019, 3], [2019, 5]] } }),
            // Which of the two the style shows cannot be told.
            json!({ "issued": { "date-parts": [[2019]] }, "original-date": { "date-parts": [[2019], [2021]] } }),
        ] {
            let (citation, entry) = made("apa", book(dates.clone()));
            assert!(citation.contains("2019") || citation.contains("2021"), "{citation}");
            assert!(!format!("{citation}{entry}").contains('–'), "{dates}: {citation} {entry}");
        }
        let (_, entry) = made(
            "apa",
            book(json!({ "issued": { "date-parts": [[2019], [2021]] }, "accessed": { "date-parts": [[2019, 5, 6]] } })),
        );
        assert!(!entry.contains('–'), "{entry}");
    }
}
