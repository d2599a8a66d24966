//! Dates with a beginning and an end, which the engine stops at: it is given their beginning, and the end is written
//! behind that, as CSL 1.0.2, "Date Ranges", has it.

use super::convert::item;
use super::list::list;
use super::{Class, Engine, class};
use crate::model::citation::dated::YEARS;
use crate::model::citation::item::Work;
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild, ElemChildren, ElemMeta};
use std::collections::BTreeMap;

/// What stands for the beginning of a date, and the whole of it.
#[derive(Default)]
pub(super) struct Spans(BTreeMap<String, String>);

impl Engine<'_> {
    /// Those of a source. Where another date begins in the same words, the engine's text does not tell which of the two it
    /// is, and it is left as it is.
    pub(super) fn spans(&self, at: usize) -> Spans {
        let work = self.works[at];
        let names = work.json.iter().filter(|(_, value)| value.is_object()).map(|(name, _)| name.as_str());
        let dates: Vec<(&str, Vec<[i64; 3]>)> = names.map(|name| (name, work.dates(name))).collect();
        let is_open = |name: &str, points: &[[i64; 3]]| points.len() == 1 && points[0][0] >= 1 && work.is_open(name);
        if dates.iter().all(|(name, points)| !is_span(points) && !is_open(name, points)) {
            return Spans::default();
        }
        let mut last = work.clone();
        for (name, points) in dates.iter().filter(|(_, points)| is_span(points)) {
            let end: Vec<i64> = points[1].into_iter().take_while(|part| *part > 0).collect();
            last.json.insert(name.to_string(), serde_json::json!({ "date-parts": [end] }));
        }
        let (begin, end) = (self.written_dates(work), self.written_dates(&last));
        let mut spans: BTreeMap<String, Option<String>> = BTreeMap::new();
        for (first, last) in begin.iter().zip(&end).filter(|_| begin.len() == end.len()) {
            let ranged = || dates.iter().filter(|(name, points)| is_span(points) || is_open(name, points));
            // A style may write the year apart from the day.
            let of = ranged().find(|(_, points)| first.contains(&points[0][0].to_string())).or_else(|| ranged().next());
            let whole = match of {
                Some((_, points)) if is_span(points) && first != last => Some(joined(first, last, points[0], points[1])),
                // What goes on has a dash and nothing behind it; not every date of the source is that one.
                Some((_, points)) if !is_span(points) && first.contains(&points[0][0].to_string()) => {
                    Some(format!("{first}{YEARS}"))
                }
                _ => None,
            };
            spans
                .entry(first.clone())
                .and_modify(|known| *known = known.take().filter(|known| whole.as_ref() == Some(known)))
                .or_insert(whole);
        }
        Spans(spans.into_iter().filter_map(|(first, whole)| Some((first, whole?))).collect())
    }

    /// The dates of a source as the style writes them, in its citation, its note and its entry.
    fn written_dates(&self, work: &Work) -> Vec<String> {
        let item = item(0, work);
        let style = self.tight();
        let mut driver = BibliographyDriver::new();
        let note = (class(self.style) == Class::Note).then_some(1);
        let items = vec![CitationItem::with_entry(&item)];
        driver.citation(CitationRequest::new(items, &style, Some(self.locale.clone()), &self.locales, note));
        let made = driver.finish(BibliographyRequest::new(&style, Some(self.locale.clone()), &self.locales));
        let mut out = Vec::new();
        made.citations.iter().for_each(|made| dates(&made.citation, &mut out));
        for entry in list(&made) {
            entry.first_field.iter().for_each(|field| dates(&ElemChildren(vec![field.clone()]), &mut out));
            dates(&entry.content, &mut out);
        }
        out
    }
}

/// A beginning and a later end, in years of four figures or fewer.
fn is_span(points: &[[i64; 3]]) -> bool {
    matches!(points, [first, last] if first < last && first[0] >= 1 && last[0] <= 9999)
}

fn dates(children: &ElemChildren, out: &mut Vec<String>) {
    for child in &children.0 {
        let ElemChild::Elem(elem) = child else { continue };
        if elem.meta == Some(ElemMeta::Date) {
            let mut children = elem.children.clone();
            let mut texts = Vec::new();
            texts_of(&mut children, &mut texts);
            let all: String = texts.iter().map(|text| text.as_str()).collect();
            out.push(core(&all).to_string());
        } else {
            dates(&elem.children, out);
        }
    }
}

/// A date without the brackets and commas around it; the stop of "Dec." is its own.
fn core(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.').trim_end()
}

/// Two dates as one: what both share, as far as it is larger than what they differ in, stands once.
fn joined(first: &str, last: &str, from: [i64; 3], to: [i64; 3]) -> String {
    let (a, b) = (tokens(first), tokens(last));
    // A part that both have is the larger one where it holds the year, or the month of two days.
    let year = from[0].to_string();
    let larger = |part: &[&str]| {
        let in_month = from[1] == to[1] && part.iter().any(|token| token.starts_with(char::is_alphabetic));
        from[0] == to[0] && (part.iter().any(|token| token.trim_end_matches('.') == year) || in_month)
    };
    let least = a.len().min(b.len());
    let mut head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    if !larger(&a[..head]) {
        head = 0;
    }
    let mut tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count().min(least - head);
    if !larger(&a[a.len() - tail..]) {
        tail = 0;
    }
    format!("{}{YEARS}{}", a[..a.len() - tail].concat().trim_end(), b[head..].concat().trim_start())
}

/// Words, numbers and what stands between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '.';
        let same = |c: char| word(c) == word(first);
        let (token, after) = rest.split_at(rest.find(|c: char| !same(c)).unwrap_or(rest.len()));
        out.push(token);
        rest = after;
    }
    out
}

impl Spans {
    /// Writes the whole date wherever its beginning stands.
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
        let begin = core(&all);
        // A letter that tells years apart: 2019a.
        let bare = begin.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let letter = &begin[bare.len()..];
        let is_letter = letter.len() < 3 && bare.ends_with(|c: char| c.is_ascii_digit());
        let found = self.0.get(begin).cloned().or_else(|| Some(self.0.get(bare).filter(|_| is_letter)?.clone() + letter));
        let Some(whole) = found else { return };
        let whole = all.replacen(begin, &whole, 1);
        let shown = |text: &str| text.contains(char::is_alphanumeric);
        let place = texts.iter().position(|text| shown(text)).unwrap_or(0);
        for (at, text) in texts.into_iter().enumerate() {
            *text = if at == place { whole.clone() } else { String::new() };
        }
    }
}

/// All texts of the engine's children, in order.
pub(super) fn texts_of<'a>(children: &'a mut ElemChildren, out: &mut Vec<&'a mut String>) {
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
    fn what_goes_on_is_written_with_its_beginning() {
        for (style, cited, listed) in [
            ("apa", "(Zuma, 1985–)", "(1985–)"),
            ("chicago-author-date", "(Zuma 1985–)", "1985–. Ports in 2019"),
            ("chicago-notes", "Press, 1985–)", "Press, 1985–."),
        ] {
            let open =
                book(json!({ "issued": { "date-parts": [[1985]], "edtf": "1985/.." }, "accessed": { "date-parts": [[2020]] } }));
            let (citation, entry) = made(style, open);
            assert!(citation.contains(cited), "{style}: {citation}");
            assert!(entry.contains(listed) && entry.matches('–').count() == 1, "{style}: {entry}");
        }
        let (citation, entry) = made("apa", book(json!({ "issued": { "literal": "–1985", "edtf": "../1985" } })));
        assert!(citation.contains("(Zuma, –1985)") && entry.contains("(–1985)"), "{citation} {entry}");
    }

    #[test]
    fn seasons_are_written_by_name() {
        let article = |issued: Value| {
            json!({ "type": "article-journal", "title": "Days", "container-title": "Survival", "volume": "3",
                "author": [{ "family": "Zuma", "given": "Ada" }], "issued": issued })
        };
        let (note, entry) = made("chicago-notes", article(json!({ "date-parts": [[2021]], "season": 1 })));
        assert!(note.contains("Spring 2021") && entry.contains("Spring 2021"), "{note} {entry}");
        let (note, _) = made("chicago-notes", article(json!({ "date-parts": [[2021, 21], [2021, 22]] })));
        assert!(note.contains("Spring–Summer 2021"), "{note}");
    }

    #[test]
    fn other_dates_stay_as_they_are() {
        for dates in [json!({ "issued": { "date-parts": [[2019]] } }), json!({ "issued": { "date-parts": [[2021], [2019]] } })] {
            let (citation, entry) = made("apa", book(dates.clone()));
            assert!(citation.contains("2019") || citation.contains("2021"), "{citation}");
            assert!(!format!("{citation}{entry}").contains('–'), "{dates}: {citation} {entry}");
        }
        let (_, entry) = made(
            "apa",
            book(json!({ "issued": { "date-parts": [[2019], [2021]] }, "accessed": { "date-parts": [[2019, 5, 6]] } })),
        );
        assert!(entry.contains("(2019–2021)"), "{entry}");
    }

    #[test]
    fn months_and_days_are_written_once_where_they_are_the_same() {
        let article = |issued: Value| {
            json!({ "type": "article-newspaper", "title": "Days", "container-title": "Daily",
                "author": [{ "family": "Zuma", "given": "Ada" }], "issued": { "date-parts": issued } })
        };
        for (issued, long, short) in [
            (json!([[2020, 3, 4], [2020, 3, 9]]), "4–9 March 2020", "4–9 Mar. 2020"),
            (json!([[2020, 3, 4], [2020, 4, 4]]), "4 March–4 April 2020", "4 Mar.–4 Apr. 2020"),
            (json!([[2020, 3], [2020, 5]]), "March–May 2020", "Mar.–May 2020"),
            (json!([[2019, 12, 30], [2020, 1, 2]]), "30 December 2019–2 January 2020", "30 Dec. 2019–2 Jan. 2020"),
        ] {
            for (style, wanted) in [("chicago-notes", long), ("modern-language-association", short)] {
                let (_, entry) = made(style, article(issued.clone()));
                assert!(entry.contains(wanted), "{style} {issued}: {entry}");
            }
            let (note, _) = made("chicago-notes", article(issued.clone()));
            assert!(note.contains(long), "{issued}: {note}");
        }
        let (cited, entry) = made("apa", article(json!([[2020, 3, 4], [2020, 3, 9]])));
        assert!(cited.contains("(Zuma, 2020)") && entry.contains("(2020, March 4–9)"), "{cited} {entry}");
        let (_, entry) = made("apa", article(json!([[2020, 3, 4], [2020, 4, 4]])));
        assert!(entry.contains("(2020, March 4–April 4)"), "{entry}");
    }
}
