//! The passages of a page: what a result shows and leads to.

use crate::document::Body;
use crate::document::plain::Unsaid;
use crate::document::record::{Actor, Own, Place, Report, Source, Term, borne};
use crate::document::tree::{LeafId, LeafSort, Note};
use crate::model::{Model, Page};
use crate::render::html::inline_plain;
use crate::render::values::links::{heading_text, shown_name};
use crate::render::words::Words;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What sort of passage it is: `search.js` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Names and summary; what stands before the first heading.
    Head,
    /// A numbered paragraph with the lists, quotations and tables behind it.
    Paragraph,
    /// A heading; on pages without numbered paragraphs with its text.
    Heading,
    /// A key judgement.
    Judgement,
    /// A recommendation.
    Recommendation,
}

impl Sort {
    /// One letter, in the files.
    pub fn letter(self) -> &'static str {
        match self {
            Sort::Head => "",
            Sort::Paragraph => "p",
            Sort::Heading => "h",
            Sort::Judgement => "j",
            Sort::Recommendation => "r",
        }
    }
}

/// A passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its sort.
    pub sort: Sort,
    /// Anchor on the page; empty for its top.
    pub anchor: String,
    /// Number of a paragraph, letter of a judgement, words of a heading.
    pub label: String,
    /// Words of the heading above it.
    pub section: String,
    /// Its text.
    pub text: String,
}

impl Passage {
    fn new(sort: Sort, anchor: String, label: String) -> Passage {
        Passage { sort, anchor, label, section: String::new(), text: String::new() }
    }
}

/// The passages of a page in order; as many as `layout::count` says, or only the first if it is `brief`.
pub fn passages(model: &Model, words: &Words, page: &Page, brief: bool) -> Vec<Passage> {
    let mut head = Passage::new(Sort::Head, String::new(), String::new());
    head.text = summary(page, model);
    if let Own::Source(_) = &page.record.own {
        join(&mut head.text, &model.library.label(page.id));
    }
    let mut all = vec![head];
    if brief {
        return all;
    }
    let report = match &page.record.own {
        Own::Report(report) => Some(report),
        _ => None,
    };
    if let Some(report) = report {
        lists(report, model, &mut all);
    }
    body(model, words, page, report.is_some(), &mut all);
    all
}

fn lists(report: &Report, model: &Model, all: &mut Vec<Passage>) {
    for (at, one) in report.key_judgements.iter().enumerate() {
        let letter =
            char::from_u32('A' as u32 + at as u32).filter(char::is_ascii_uppercase).map_or((at + 1).to_string(), String::from);
        let mut passage = Passage::new(Sort::Judgement, "judgements".into(), letter);
        passage.text = inline_plain(&one.text, Some(model));
        all.push(passage);
    }
    for (at, one) in report.recommendations.iter().enumerate() {
        let mut passage = Passage::new(Sort::Recommendation, "recommendations".into(), (at + 1).to_string());
        passage.text = inline_plain(&one.text, Some(model));
        all.push(passage);
    }
}

/// Gives every leaf to the paragraph or heading that it stands in or behind; a note to the one that refers to it.
fn body(model: &Model, words: &Words, page: &Page, numbered: bool, all: &mut Vec<Passage>) {
    let body = page.body();
    // What is found is what readers see.
    let name = |unsaid: Unsaid| {
        let to = &model.target_at(page.id, &unsaid.written().range)?.to;
        match unsaid {
            Unsaid::Name(_) => Some(shown_name(model, words, page, to)),
            Unsaid::Author(_) => Some(model.library.label(to.page()?)),
        }
    };
    let mut starts: BTreeMap<LeafId, Passage> = BTreeMap::new();
    let mut section: BTreeMap<LeafId, String> = BTreeMap::new();
    for heading in &body.headings {
        let text = heading_text(model, page, heading);
        starts.insert(heading.leaf, Passage::new(Sort::Heading, heading.id.clone(), text.to_string()));
        section.insert(heading.leaf, text.into_owned());
    }
    for paragraph in body.paragraphs.iter().filter(|_| numbered) {
        let mut passage = Passage::new(Sort::Paragraph, format!("p{}", paragraph.number), paragraph.number.clone());
        let above = section.range(..paragraph.leaf).next_back();
        passage.section = above.map_or(String::new(), |(_, text)| text.clone());
        starts.insert(paragraph.leaf, passage);
    }
    let first = all.len();
    let places: Vec<LeafId> = starts.keys().copied().collect();
    all.extend(starts.into_values());
    let owner = |leaf: LeafId| match places.partition_point(|start| *start <= leaf) {
        0 => 0,
        behind => first + behind - 1,
    };
    let notes = in_notes(body);
    for (leaf, text) in body.plain_leaves(&page.text(), &name) {
        let Some(info) = body.leaves.get(leaf as usize) else { continue };
        let at = owner(notes.get(&leaf).copied().unwrap_or(leaf));
        // On a report a heading is a passage of its own; what follows it has its own number.
        if let Some(passage) = all.get_mut(at)
            && !(info.sort == LeafSort::Heading && passage.sort == Sort::Heading)
        {
            join(&mut passage.text, &text);
        }
    }
}

/// The leaves of notes, with the one that first refers to the note of each. Notes stand in the order in which the text refers
/// to them; here they are met in order of place, and of two that hold a leaf the inner one counts.
fn in_notes(body: &Body) -> FxHashMap<LeafId, LeafId> {
    let mut notes: Vec<&Note> = body.notes.iter().collect();
    notes.sort_by_key(|note| note.range.start);
    let (mut notes, mut open) = (notes.into_iter().peekable(), Vec::<&Note>::new());
    let mut found = FxHashMap::default();
    for (leaf, info) in (0..).zip(&body.leaves).filter(|(_, info)| info.sort == LeafSort::Note) {
        while let Some(note) = notes.next_if(|note| note.range.start <= info.range.start) {
            open.push(note);
        }
        while open.pop_if(|note| note.range.end < info.range.end).is_some() {}
        if let Some(first) = open.last().and_then(|note| note.first) {
            found.insert(leaf, first);
        }
    }
    found
}

fn join(text: &mut String, more: &str) {
    let more = more.trim();
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

fn summary(page: &Page, model: &Model) -> String {
    let record = &page.record;
    let own = match &record.own {
        Own::Report(report) => record.summary.as_ref().or(report.standfirst.as_ref()),
        Own::Term(term) => term.definition.as_ref().or(record.summary.as_ref()),
        _ => record.summary.as_ref(),
    };
    own.map_or(String::new(), |text| inline_plain(text, Some(model)))
}

/// Names that a page is found by, apart from its title, with their weight in per cent: other names in full, what only
/// tells of it less.
pub fn names<'a>(model: &'a Model, page: &'a Page) -> Vec<(&'a str, u32)> {
    let mut names = match &page.record.own {
        Own::Report(report) => of_report(model, report, &page.language),
        Own::Actor(actor) => of_actor(actor),
        Own::Place(place) => of_place(place),
        Own::Term(term) => of_term(term),
        Own::Source(source) => of_source(source),
        _ => Vec::new(),
    };
    names.retain(|(name, _)| *name != page.name());
    names
}

fn of_report<'a>(model: &'a Model, report: &'a Report, language: &str) -> Vec<(&'a str, u32)> {
    let texts = report.subtitle.iter().chain(&report.symbol).map(|text| (text.value.as_str(), 80));
    let topics = report.topics.iter().map(|text| (model.topic_title(&text.value, language), 40));
    let authors = model.authors(report).map(|author| (author.name(), 40));
    texts.chain(topics).chain(authors).collect()
}

fn of_actor(actor: &Actor) -> Vec<(&str, u32)> {
    let names = borne(&actor.names).map(|name| (name.name.value.as_str(), 100));
    // Phrases that stand for an actor (`his administration`) mean another one elsewhere: they are no names.
    let others = actor.demonyms.iter().map(|text| (text.value.as_str(), 40));
    names.chain(others).collect()
}

fn of_place(place: &Place) -> Vec<(&str, u32)> {
    let names = borne(&place.names).map(|name| (name.name.value.as_str(), 100));
    names.chain(place.adjectives.iter().map(|text| (text.value.as_str(), 40))).collect()
}

fn of_term(term: &Term) -> Vec<(&str, u32)> {
    let forms = term.forms.iter().chain(&term.abbreviation).map(|text| (text.value.as_str(), 100));
    forms.chain(term.foreign.iter().map(|(_, text)| (text.value.as_str(), 100))).collect()
}

/// What a source's own fields say of where it appeared and of who made it.
fn of_source(source: &Source) -> Vec<(&str, u32)> {
    let mut found = Vec::new();
    for key in ["author", "editor"] {
        for person in source.csl.get(key).and_then(|list| list.as_array()).into_iter().flatten() {
            let parts = ["literal", "given", "family"].into_iter().filter_map(|part| person.get(part)?.as_str());
            found.extend(parts.map(|part| (part, 60)));
        }
    }
    for key in ["container-title", "publisher", "number", "title-short"] {
        found.extend(source.csl.get(key).and_then(|value| value.as_str()).map(|text| (text, 40)));
    }
    found
}
