//! Requests to hayagriva, and what it leaves undone: affixes of each cite, cites without their author, authors in the
//! sentence, year suffixes in the order of the list.

mod collapse;
mod convert;
mod direct;
mod given;
mod keys;
mod list;
mod quotes;
mod repair;
mod sentence;
mod spans;
mod suffixes;

use super::Form;
use super::html::{self, Links, To, anchor, escape, mended};
use super::item::{Name, Work};
use super::plain;
use super::positions::{Position, several};
use super::reading::{Cite, One};
use super::segments::{Segment, between, segments};
use super::style::{Class, class, collapses, locales};
use collapse::Part;
pub use convert::{Sort, has_case, sorts, turned_month};
use convert::{dated, item};
use direct::Pieces;
pub use direct::is_bare;
use given::given_names;
pub use given::{first_person, tells_authors};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::{Locator, OtherTerm};
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode};
use hayagriva::{
    BibliographyDriver, BibliographyItem, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, ElemChild, ElemChildren,
    ElemMeta, LocatorPayload, Rendered, SpecificLocator, standalone_citation,
};
use list::{entry, keys, list};
use repair::{capitalised, closes, has_name, take_author, tightened, with_others};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// What the engine made of a list of citations.
#[derive(Debug, Default)]
pub struct Output {
    /// For each citation, in order.
    pub citations: Vec<Text>,
    /// For each source, by position in the list that was given, in the order of the style.
    pub bibliography: Vec<(usize, String)>,
}

/// What becomes of one citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// What stands in the sentence, as HTML; in a note style only the name of an author who is part of it.
    pub text: String,
    /// What stands in the note, as HTML; empty unless the style makes notes.
    pub note: String,
}

/// A style and a locale at work on some sources.
pub struct Engine<'a> {
    style: &'a IndependentStyle,
    /// Makes one that sorts the list of sources in the same way, and does less besides.
    sorter: Option<&'a dyn Fn() -> Option<Arc<IndependentStyle>>>,
    /// Makes one for a source in a position, see `Engine::directly`.
    pieces: Option<&'a Pieces<'a>>,
    locale: LocaleCode,
    locales: Arc<[Locale]>,
    works: Vec<&'a Work>,
    items: Vec<Item>,
    /// Given names that tell first authors apart, by position.
    given: BTreeMap<usize, String>,
    /// The style has "and others" in the place of "et al.", as OSCOLA has.
    and_others: OnceLock<bool>,
}

impl<'a> Engine<'a> {
    /// Prepares some sources.
    pub fn new(style: &'a IndependentStyle, language: &str, works: Vec<&'a Work>) -> Self {
        let mut items: Vec<Item> = works.iter().enumerate().map(|(at, work)| item(at, work)).collect();
        let given = given_names(style, &works, &mut items);
        Engine {
            style,
            sorter: None,
            pieces: None,
            locale: LocaleCode(language.to_string()),
            locales: locales(language),
            works,
            items,
            given,
            and_others: OnceLock::new(),
        }
    }

    /// With a style that sorts the list in the same way, whatever is cited; it is made when it is needed.
    pub fn sorted_by(self, sorter: &'a dyn Fn() -> Option<Arc<IndependentStyle>>) -> Self {
        Engine { sorter: Some(sorter), ..self }
    }

    /// With styles for sources in citations that depend on nothing but their position.
    pub fn with_pieces(self, pieces: &'a Pieces<'a>) -> Self {
        Engine { pieces: Some(pieces), ..self }
    }

    /// Renders citations and the list of sources; `listed` are sources that stand in the list without being cited.
    ///
    /// Positions in `cites` and `listed` are those of the sources that the engine was made with.
    pub fn run(&self, cites: &[Cite], listed: &[usize]) -> Output {
        let mut segments = segments(cites);
        let mut order = Vec::new();
        if class(self.style) == Class::AuthorDate && self.needs_suffixes(cites, listed) {
            order = match self.sorter.and_then(|make| make()) {
                Some(style) => {
                    let cited = cites.iter().flat_map(|cite| cite.items.iter().map(|one| one.work));
                    let mut seen = BTreeSet::new();
                    let wanted: Vec<usize> = cited.chain(listed.iter().copied()).filter(|at| seen.insert(*at)).collect();
                    keys(&self.drive(&style, &[], &[], &[], &wanted))
                }
                None => keys(&self.drive(self.style, cites, &segments, &[], listed)),
            };
            self.in_order(cites, &mut segments, &order);
        }
        let together = collapse::groups(self.style) && segments.iter().any(|segment| segment.items.len() > 1);
        let replaces = list::substitutes(self.style) && self.works.len() > 1;
        let style = if together || replaces { Cow::Owned(collapse::apart(self.style)) } else { self.tight() };
        let mut rendered = self.drive(&style, cites, &segments, &order, listed);
        if !order.is_empty() {
            rendered.citations.remove(0);
        }
        if let Some(list) = &mut rendered.bibliography {
            self.restore_names(&mut list.items);
        }
        if let Some(list) = rendered.bibliography.as_mut().filter(|_| replaces) {
            let others = quotes::term(OtherTerm::EtAl, self.style, &self.locales, &self.locale).unwrap_or_default();
            list::substitute(self.style, &mut list.items, |key| self.authors(key), &others);
        }
        let mut citations = vec![Text::default(); cites.len()];
        for (at, cite) in cites.iter().enumerate() {
            let parts = segments.iter().zip(&rendered.citations).filter(|(segment, _)| segment.cite == at);
            citations[at] = self.composed(cite, &parts.map(|(segment, made)| (segment, &made.citation)).collect::<Vec<_>>());
        }
        let entry = |item: &BibliographyItem| {
            let at: usize = item.key.parse().ok().filter(|at| *at < self.works.len())?;
            let made = self.case(at, mended(&entry(item, &self.spans(at))));
            // Some styles list no letters and no encyclopedias; a reader of the web needs an entry to go to.
            Some((at, if made.is_empty() { self.unlisted(at) } else { made }))
        };
        Output { citations, bibliography: list(&rendered).iter().filter_map(entry).collect() }
    }

    /// The style, without a delimiter that the engine would set within a cite.
    fn tight(&self) -> Cow<'_, IndependentStyle> {
        if collapse::loose(self.style) { Cow::Owned(collapse::apart(self.style)) } else { Cow::Borrowed(self.style) }
    }

    /// What stands in the list for a source that the style does not list: its note, or else author, year and title.
    fn unlisted(&self, at: usize) -> String {
        let mut note = String::new();
        if class(self.style) == Class::Note {
            html::children(&self.first_note(at), To::Html(Links::On), &mut note);
        }
        let note = self.case(at, mended(&note));
        if note.is_empty() { plain::reference(self.works[at], true) } else { note }
    }

    /// The note of a source where it is first cited, in full.
    fn first_note(&self, at: usize) -> ElemChildren {
        let mut note = match self.pieces {
            Some(pieces) => {
                let cite = Cite { items: vec![One { work: at, ..One::default() }], note: 1, ..Cite::default() };
                self.pieced(pieces, &cite, &[0], &[Position::FIRST])
            }
            None => {
                let mut driver = BibliographyDriver::new();
                let items = vec![CitationItem::with_entry(&self.items[at])];
                let style = self.tight();
                driver.citation(CitationRequest::new(items, &style, Some(self.locale.clone()), &self.locales, Some(1)));
                let made = driver.finish(BibliographyRequest::new(&style, Some(self.locale.clone()), &self.locales));
                made.citations.into_iter().next().map(|made| made.citation).unwrap_or_default()
            }
        };
        self.spans(at).written(&mut note);
        tightened(&mut note);
        note
    }

    /// The order of the list of sources; those that are equal stay in the order given.
    pub fn order(&self, wanted: &[usize]) -> Vec<usize> {
        keys(&self.drive(self.style, &[], &[], &[], wanted))
    }

    /// What becomes of one source by itself, one text for each form.
    pub fn alone(&self, at: usize, forms: &[Form]) -> Vec<String> {
        let mut entry = None;
        let text = |form: &Form| match form {
            Form::Cited(position) => self.cited(&One { work: at, ..One::default() }, *position),
            Form::Key(number) => self.key(at, usize::from(*number)).unwrap_or_default(),
            Form::Html | Form::Plain => {
                let to = if *form == Form::Html { To::Html(Links::On) } else { To::Plain };
                self.shown(at, entry.get_or_insert_with(|| self.drive(self.style, &[], &[], &[], &[at])), to)
            }
        };
        forms.iter().map(text).collect()
    }

    fn shown(&self, at: usize, rendered: &Rendered, to: To) -> String {
        let mut out = String::new();
        let spans = self.spans(at);
        if let Some(item) = list(rendered).first() {
            let mut content = item.content.clone();
            spans.written(&mut content);
            tightened(&mut content);
            html::children(&content, to, &mut out);
        }
        if out.is_empty() && class(self.style) == Class::Note {
            html::children(&self.first_note(at), to, &mut out);
        } else if list(rendered).is_empty() {
            let mut item = CitationItem::with_entry(&self.items[at]);
            item.purpose = Some(CitePurpose::Full);
            let style = self.tight();
            let request = CitationRequest::new(vec![item], &style, Some(self.locale.clone()), &self.locales, Some(1));
            let mut full = standalone_citation(request);
            spans.written(&mut full);
            tightened(&mut full);
            html::children(&full, to, &mut out);
        }
        self.case(at, mended(&out))
    }

    fn drive(&self, style: &IndependentStyle, cites: &[Cite], segments: &[Segment], first: &[usize], last: &[usize]) -> Rendered {
        let mut driver = BibliographyDriver::new();
        let request = |items, note| CitationRequest::new(items, style, Some(self.locale.clone()), &self.locales, note);
        let hidden = |list: &[usize]| {
            let item = |at: &usize| {
                let mut item = CitationItem::with_entry(&self.items[*at]);
                item.hidden = true;
                item
            };
            list.iter().map(item).collect::<Vec<_>>()
        };
        // The engine tells undated sources apart only where some cite of the text has a date.
        let dated = item(self.items.len(), &Work { key: "other".into(), json: dated() });
        if !first.is_empty() {
            let mut items = hidden(first);
            if self.works.iter().all(|work| work.year().is_none()) {
                let mut item = CitationItem::with_entry(&dated);
                item.hidden = true;
                items.push(item);
            }
            driver.citation(request(items, None));
        }
        // Where what nobody sees stands between two citations.
        let mut breaks = Vec::new();
        for (at, segment) in segments.iter().enumerate() {
            let cite = &cites[segment.cite];
            let items = segment.items.iter().map(|at| self.cite_item(&cite.items[*at])).collect();
            driver.citation(request(items, Some(cite.note)));
            // The engine has "ibid" for the last of several sources, too.
            if class(style) == Class::Note && several(cite) && segments.get(at + 1).is_some_and(|next| next.cite != segment.cite) {
                breaks.push(usize::from(!first.is_empty()) + at + 1 + breaks.len());
                driver.citation(request(hidden(&[cite.items[0].work]), None));
            }
        }
        if !last.is_empty() {
            driver.citation(request(hidden(last), None));
        }
        let mut made = driver.finish(BibliographyRequest::new(style, Some(self.locale.clone()), &self.locales));
        breaks.iter().rev().for_each(|at| _ = made.citations.remove(*at));
        made
    }

    fn cite_item<'b>(&'b self, one: &'b One) -> CitationItem<'b, Item> {
        let label = match one.label.as_str() {
            "" => Locator::Page,
            label => label.parse().unwrap_or(Locator::Custom),
        };
        let locator = (!one.locator.is_empty()).then(|| SpecificLocator(label, LocatorPayload::Str(&one.locator)));
        CitationItem::with_locator(&self.items[one.work], locator)
    }

    fn composed(&self, cite: &Cite, parts: &[(&Segment, &ElemChildren)]) -> Text {
        let made = self.compose(cite, parts);
        let works: Vec<usize> = cite.items.iter().map(|one| one.work).collect();
        Text { text: self.cases(&works, made.text), note: self.cases(&works, made.note) }
    }

    /// What the engine cannot write of a source: a date in words; `Nicaragua v United States` with its small `v`, which
    /// title case would make a capital.
    fn case(&self, at: usize, html: String) -> String {
        self.cases(&[at], html)
    }

    /// The same of several sources that stand in one text: what does not depend on them is looked for once.
    fn cases(&self, all: &[usize], html: String) -> String {
        let works = || all.iter().map(|at| (*at, self.works[*at]));
        let html = works().fold(html, |html, (at, work)| match convert::words_of_date(at, work) {
            Some((mark, words)) => {
                let mut written = String::new();
                escape(words, &mut written);
                html.replace(&mark, &written)
            }
            None => html,
        });
        let html = if html.contains(convert::OTHERS) {
            let term = |term, other: &str| quotes::term(term, self.style, &self.locales, &self.locale).unwrap_or(other.into());
            // `Debug` shows every part of a style.
            let and_others = *self.and_others.get_or_init(|| format!("{:?}", self.style).contains("term: AndOthers"));
            let others = if and_others { term(OtherTerm::AndOthers, "and others") } else { term(OtherTerm::EtAl, "et al.") };
            with_others(&html, &term(OtherTerm::And, "and"), &others)
        } else {
            html
        };
        let html = works().fold(html, |html, (_, work)| convert::day_first(work, &self.locale.0, html));
        let html = quotes::written(html, self.style, &self.locales, &self.locale);
        works().fold(html, |html, (_, work)| match work.text("title") {
            title if work.text("type") != "legal_case" || title.is_empty() => html,
            title if title.contains(" v. ") => html.replace(" V. ", " v. "),
            title if title.contains(" v ") => html.replace(" V ", " v "),
            _ => html,
        })
    }

    fn compose(&self, cite: &Cite, parts: &[(&Segment, &ElemChildren)]) -> Text {
        let layout = &self.style.citation.layout;
        let kind = class(self.style);
        let mut out = String::new();
        let mut author = None;
        for (number, (segment, children)) in parts.iter().enumerate() {
            let shown = |child: &ElemChild| matches!(child, ElemChild::Elem(elem) if matches!(elem.meta, Some(ElemMeta::Entry(_))));
            let Some(begin) = children.0.iter().position(shown) else { continue };
            let end = children.0.iter().rposition(shown).unwrap_or(begin);
            let to = To::Html(Links::Off);
            if out.is_empty() {
                children.0[..begin].iter().for_each(|child| html::child(child, to, &mut out));
            } else {
                let own = layout.delimiter.as_deref().unwrap_or("; ");
                escape(between(cite, number.checked_sub(1).map(|at| parts[at].0), segment, own), &mut out);
            }
            let mut list: Vec<Part> = Vec::new();
            let mut delimiter = String::new();
            for child in &children.0[begin..=end] {
                let ElemChild::Elem(elem) = child else {
                    delimiter.clear();
                    html::child(child, to, &mut delimiter);
                    continue;
                };
                let Some(ElemMeta::Entry(index)) = elem.meta else { continue };
                let Some(position) = segment.items.get(index).copied() else { continue };
                let Some(one) = cite.items.get(position) else { continue };
                let mut inner = elem.children.clone();
                self.spans(one.work).written(&mut inner);
                tightened(&mut inner);
                self.put_given(one.work, &mut inner);
                let narrative = position == 0 && cite.narrative;
                if narrative || one.suppress_author {
                    let mut rest = inner.clone();
                    let taken = take_author(&mut rest);
                    // What stands for an author is the title, and a note without it would not tell what is cited.
                    let named = kind != Class::Note || taken.as_ref().is_none_or(has_name);
                    if narrative {
                        author = Some(self.author(one, taken));
                    }
                    if named {
                        inner = rest;
                    }
                }
                let author = self.works[one.work].names("author").first().map(Name::spoken).unwrap_or_default();
                let delimiter = std::mem::take(&mut delimiter);
                list.push(Part { position, inner, author, located: !one.locator.is_empty(), delimiter });
            }
            if list.len() > 1 && collapse::groups(self.style) {
                list = collapse::grouped(self.style, list);
            } else if collapse::loose(self.style) {
                let bare = list.iter_mut().filter(|part| part.delimiter.is_empty());
                bare.for_each(|part| escape(layout.delimiter.as_deref().unwrap_or_default(), &mut part.delimiter));
            }
            let mut suffixed = false;
            for (number, part) in list.iter().enumerate() {
                if number > 0 {
                    out.push_str(&part.delimiter);
                }
                let one = &cite.items[part.position];
                self.affixed(one, &part.inner, &mut out);
                suffixed = !one.suffix.is_empty();
            }
            // The author's own sentence goes on.
            let goes_on = kind == Class::Note && cite.amid.1;
            if number + 1 == parts.len() && !goes_on {
                let own = &children.0[end + 1..];
                match layout.suffix.as_deref() {
                    // The engine takes a bracket that the cite ends with for the one that closes it.
                    Some(suffix) if suffixed || (own.is_empty() && closes(suffix)) => {
                        if closes(suffix) || !out.ends_with(suffix) {
                            escape(suffix, &mut out);
                        }
                    }
                    _ => own.iter().for_each(|child| html::child(child, to, &mut out)),
                }
            }
        }
        match (kind, author) {
            (Class::Note, _) if cite.amid.0 => Text { text: String::new(), note: out },
            (Class::Note, author) => Text { text: author.unwrap_or_default(), note: capitalised(out) },
            (_, Some(author)) if out.is_empty() => Text { text: author, note: String::new() },
            (_, Some(author)) => Text { text: format!("{author} {}", out.trim_start()), note: String::new() },
            (_, None) => Text { text: out, note: String::new() },
        }
    }

    /// One cite with its affixes and its link.
    fn affixed(&self, one: &One, inner: &ElemChildren, out: &mut String) {
        if !one.prefix.is_empty() {
            escape(&one.prefix, out);
            if !one.prefix.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        }
        let key = &self.works[one.work].key;
        out.push_str("<a class=\"cite\" href=\"#");
        escape(&anchor(key), out);
        out.push_str("\" data-card=\"card-");
        escape(&anchor(key), out);
        out.push_str("\">");
        let before = out.len();
        html::children(inner, To::Html(Links::Off), out);
        if out.len() == before {
            escape(key, out);
        }
        out.push_str("</a>");
        if !one.suffix.is_empty() {
            if one.suffix.starts_with(|c: char| c.is_alphanumeric() || "([“‘".contains(c)) {
                out.push(' ');
            }
            escape(one.suffix.trim_end(), out);
        }
    }
}

#[cfg(test)]
mod tests;
