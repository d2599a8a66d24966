//! Bodies of pages: what their references mean, told by the model.

use super::{Cited, Input, Links, Look, Settings, Words};
use crate::base::{FilePath, Range};
use crate::document::Kind;
use crate::document::tree::FigureSort;
use crate::model::citation::{Rendered, note_number};
use crate::model::resolve::asset_address;
use crate::model::{Model, Page, PageId, Reference, Target};
use crate::render::values::cards::card_id;
use crate::render::words;
use std::sync::Arc;

/// The body of a page as HTML.
pub fn body(page: &Page, model: &Model, strings: &words::Words) -> String {
    let all = model.outgoing(page.id);
    // References of the front matter stand before those of the body.
    let references = &all[all.partition_point(|reference| reference.leaf.is_none())..];
    let cited = page.body().written.iter().any(|written| written.sort == crate::document::Sort::Citation);
    let words = Words::of(strings, &page.language);
    let links =
        SiteLinks { page, model, words: &words, root: page.url.root(), rendered: cited.then(|| model.library.report(page, model)) };
    let raw_html = model.config.markdown.raw_html;
    let settings = if page.kind == Kind::Report { Settings::REPORT } else { Settings::RECORD };
    let mut out = String::new();
    let settings = Settings { raw_html, ..settings };
    let text = page.text();
    super::write(&Input { text: &text, body: page.body(), references, links: &links, words: &words, settings }, &mut out);
    out
}

struct SiteLinks<'a> {
    page: &'a Page,
    model: &'a Model,
    words: &'a Words<'a>,
    root: String,
    rendered: Option<Arc<Rendered>>,
}

impl SiteLinks<'_> {
    fn page_address(&self, id: PageId) -> String {
        format!("{}{}", self.root, self.model.page(id).url.relative())
    }

    fn asset(&self, path: &FilePath) -> String {
        asset_address(self.model, path).map(|url| format!("{}{}", self.root, url.relative())).unwrap_or_default()
    }
}

impl Links for SiteLinks<'_> {
    fn href(&self, target: &Target) -> String {
        match target {
            Target::Page(id) => self.page_address(*id),
            Target::Anchor(id, anchor) if *id == self.page.id => format!("#{anchor}"),
            Target::Anchor(id, anchor) => format!("{}#{anchor}", self.page_address(*id)),
            Target::Asset(path) => self.asset(path),
            Target::Listing(url) => format!("{}{}", self.root, url.relative()),
            Target::Web => String::new(),
        }
    }

    fn name(&self, target: &Target) -> String {
        let Some(page) = target.page().map(|id| self.model.page(id)) else { return String::new() };
        let Target::Anchor(_, anchor) = target else { return page.name().to_string() };
        let body = page.body();
        if let Some(figure) = body.figures.iter().find(|figure| figure.id.value == **anchor) {
            let words = if figure.sort == FigureSort::Table { self.words.table } else { self.words.figure };
            return words.replacen("{number}", &figure.number.to_string(), 1);
        }
        let number = anchor.strip_prefix('p').filter(|number| body.paragraphs.iter().any(|paragraph| paragraph.number == **number));
        if let Some(number) = number {
            return self.words.paragraph.replacen("{number}", number, 1);
        }
        body.headings.iter().find(|heading| heading.id == **anchor).map_or(page.name(), |heading| &heading.text).to_string()
    }

    fn look(&self, id: PageId) -> Option<Look<'_>> {
        let page = self.model.page(id);
        let class = match page.kind {
            Kind::Actor => "who",
            Kind::Place => "who place",
            Kind::Event => "who event",
            Kind::Term => "term",
            Kind::Source => "cited",
            Kind::Report | Kind::Plain => return None,
        };
        let foreign = page.kind == Kind::Term && page.language != self.page.language;
        Some(Look { class, card: Some(card_id(page.kind, &page.key).into()), language: foreign.then_some(page.language.as_str()) })
    }

    // Readers are led to paragraphs, which have numbers, so mentions need no anchors of their own.
    fn anchor(&self, _: &Reference) -> Option<String> {
        None
    }

    fn citation(&self, range: &Range) -> Option<Cited<'_>> {
        let cited = self.rendered.as_ref()?.at(range)?;
        let note = cited.note.as_ref().map(|note| (note.as_str().into(), cited.number as u32));
        Some(Cited { text: cited.text.as_str().into(), note })
    }

    fn note_number(&self, note: u32, own: u32) -> u32 {
        let notes = self.rendered.as_ref().map_or(&[][..], |rendered| &rendered.notes);
        note_number(notes, note, own)
    }
}

impl<'a> Words<'a> {
    /// The words of a language, with English where a strings file lacks one.
    pub fn of(strings: &'a words::Words, language: &str) -> Words<'a> {
        let english = Words::ENGLISH;
        let word = |key: &str, or: &'a str| strings.text(language, key, None).unwrap_or(or);
        let callouts = ["note", "tip", "important", "warning", "caution", "key"];
        let mut titles = english.callouts;
        for (title, key) in titles.iter_mut().zip(callouts) {
            *title = word(&format!("callout-{key}"), title);
        }
        Words {
            paragraph: word("paragraph-n", english.paragraph),
            back_to_paragraph: word("back-to-paragraph", english.back_to_paragraph),
            back_to_text: word("back-to-text", english.back_to_text),
            note: word("note-n", english.note),
            figure: word("figure-n", english.figure),
            table: word("table-n", english.table),
            unsourced: word("no-source-given", english.unsourced),
            unsourced_because: word("no-source-because", english.unsourced_because),
            own_analysis: word("own-analysis", english.own_analysis),
            numeral_first: language.split('-').next() == Some("fr"),
            done: word("task-done", english.done),
            open: word("task-open", english.open),
            callouts: titles,
        }
    }
}
