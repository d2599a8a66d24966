//! What a body needs to know of the rest of the site: where references lead, how links look, how citations read.

use super::cards::card_id;
use super::common::Maker;
use super::{Html, html};
use crate::base::Range;
use crate::base::text::is_french;
use crate::document::drawing::Drawing;
use crate::document::plain::{Unsaid, named};
use crate::document::record::Own;
use crate::document::tree::{FigureSort, Heading, Place};
use crate::document::{Kind, Line, Sort};
use crate::model::citation::Rendered;
use crate::model::resolve::asset_address;
use crate::model::{Model, Page, PageId, Reference, Target};
use crate::render::html::{Cited, Drawn, Links, Look, Words, escape, title};
use crate::render::words;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::OnceCell;

/// The links of one page.
pub struct PageLinks<'a> {
    /// What the page is made from.
    pub maker: &'a Maker<'a>,
    /// The page's citations.
    pub rendered: &'a Rendered,
    /// What leads up to the top of the site.
    pub root: String,
    /// Where mentions begin, in order, with their record, and which of it in this text each is, from 1.
    pub mentions: Vec<(u32, PageId, u32)>,
    /// Cited works in another language than the page: what their links in notes begin with, and the tag. Made when a note is written.
    pub foreign: OnceCell<FxHashMap<String, &'a str>>,
}

/// The anchor of the `n`th mention of a record in a text, counted from 1: `m-actor-nato-2`.
pub fn mention_anchor(to: &Page, n: u32) -> String {
    format!("m-{}-{}-{n}", to.kind.name(), to.key)
}

/// Where all mentions in a page's text begin, with their record, and which of it each is, from 1.
pub fn count_mentions(model: &Model, page: &Page) -> Vec<(u32, PageId, u32)> {
    let mut counts: FxHashMap<PageId, u32> = FxHashMap::default();
    let mentions = model.outgoing(page.id).iter().filter(|one| one.sort == Sort::Mention);
    let counted = mentions.filter_map(|one| {
        let to = one.to.page()?;
        let count = counts.entry(to).or_default();
        *count += 1;
        Some((one.range.start, to, *count))
    });
    counted.collect()
}

/// What a reference without words of its own shows on a page: the name of another, `Table 1`, `para. 7`, a heading; with a
/// number on another page goes that page's name.
pub fn shown_name(model: &Model, words: &words::Words, on: &Page, target: &Target) -> String {
    let language = on.language.as_str();
    let text = |key: &str| words.text(language, key, None);
    match target {
        Target::Anchor(id, anchor) => {
            let page = model.page(*id);
            let numbered = |key: &str, number: &str| {
                let place = crate::render::words::fill(text(key).unwrap_or("{number}"), &[("number", number)]);
                if page.id == on.id {
                    return place;
                }
                [&*page.printed_name(), text("comma").unwrap_or(", "), &place].concat()
            };
            match page.body().place(anchor) {
                Some(Place::Figure(figure)) => {
                    let key = match figure.sort {
                        FigureSort::Figure => "figure-n",
                        FigureSort::Table => "table-n",
                        FigureSort::Equation => "equation-n",
                    };
                    numbered(key, &figure.number.to_string())
                }
                Some(Place::Paragraph(paragraph)) => numbered("para", &paragraph.number),
                Some(Place::Heading(heading)) => heading_text(model, page, heading).into_owned(),
                None => page.printed_name().into_owned(),
            }
        }
        Target::Listing(url) => {
            let topic = url.as_str().strip_prefix("/topics/").map_or("", |rest| rest.trim_end_matches('/'));
            super::topic_name(model, topic, language).unwrap_or_default()
        }
        target => target.page().map_or(String::new(), |id| model.printed_name_in(model.page(id), language).into_owned()),
    }
}

/// What a reference without words of its own shows in the prose of a page, by the place of what it refers to: who wrote a source, or
/// the name of anything else.
pub fn shown_at(model: &Model, words: &words::Words, page: &Page, place: &Range) -> Option<String> {
    let reference = model.target_at(page.id, place)?;
    match (reference.sort, reference.to.page()) {
        (Sort::Citation, Some(source)) => Some(model.library.label(source).to_string()),
        _ => Some(shown_name(model, words, page, &reference.to)).filter(|name| !name.is_empty()),
    }
}

/// The words of a heading, with the names of records that it refers to by their ids, and of who is cited within it.
pub fn heading_text<'a>(model: &Model, page: &Page, heading: &'a Heading) -> Cow<'a, str> {
    if !refers(model, page, heading) {
        return Cow::Borrowed(&heading.text);
    }
    let Some(leaf) = page.body().leaf(heading.leaf) else { return Cow::Borrowed(&heading.text) };
    Cow::Owned(named(&leaf.inlines, &page.text(), &|unsaid| name_in_heading(model, page, unsaid)).trim().to_string())
}

/// The same as HTML, for the contents: with the formulas in it, and without links and anchors.
pub fn heading_html(model: &Model, page: &Page, heading: &Heading) -> Html {
    match page.body().leaf(heading.leaf).filter(|_| heading.formula) {
        Some(leaf) => html(&title(&leaf.inlines, &page.text(), &|unsaid| name_in_heading(model, page, unsaid))),
        None => html(&escape(&heading_text(model, page, heading))),
    }
}

/// Whether a heading refers to something. Most do not, and texts and leaves are looked up for those that do.
fn refers(model: &Model, page: &Page, heading: &Heading) -> bool {
    let said = model.outgoing(page.id);
    let first = said.partition_point(|one| one.range.start < heading.range.start);
    let mut inside = said[first..].iter().take_while(|one| one.range.start < heading.range.end);
    inside.any(|one| matches!(one.sort, Sort::Wiki | Sort::Citation))
}

/// What is shown in a heading for what it refers to without words of its own.
fn name_in_heading(model: &Model, page: &Page, unsaid: Unsaid) -> Option<String> {
    let id = model.target_at(page.id, &unsaid.written().range)?.to.page()?;
    Some(match unsaid {
        // A heading that refers to a place of a page, perhaps to itself, names the page.
        Unsaid::Name(_) => model.page(id).name().to_string(),
        Unsaid::Author(_) => model.library.label(id),
    })
}

impl<'a> PageLinks<'a> {
    fn page(&self, id: PageId) -> String {
        [self.root.as_str(), &super::path(&self.maker.model.page(id).url)].concat()
    }

    /// A note, in which each work says its language.
    fn in_languages<'n>(&self, note: &'n str) -> Cow<'n, str> {
        let foreign = self.foreign.get_or_init(|| foreign(self.maker));
        if foreign.is_empty() {
            return Cow::Borrowed(note);
        }
        let (mut out, mut done) = (String::new(), 0);
        for (at, start) in note.match_indices(LINK) {
            let end = note[at + start.len()..].find('"').map_or(note.len(), |length| at + start.len() + length + 1);
            if let Some(tag) = foreign.get(&note[at..end]) {
                out.push_str(&note[done..end]);
                out.push_str(&format!(" lang=\"{tag}\""));
                done = end;
            }
        }
        if done == 0 { Cow::Borrowed(note) } else { Cow::Owned(out + &note[done..]) }
    }
}

/// What the link of a cite begins with, up to the anchor.
const LINK: &str = "<a class=\"cite\" href=\"#";

/// How links to cited works in another language than the page begin, and the tag of each.
fn foreign<'a>(maker: &Maker<'a>) -> FxHashMap<String, &'a str> {
    let own = &maker.page.language;
    let cited = maker.model.outgoing(maker.page.id).iter().filter(|one| one.sort == Sort::Citation);
    let ids: std::collections::BTreeSet<PageId> = cited.filter_map(|one| one.to.page()).collect();
    let one = |id: PageId| {
        let page = maker.model.page(id);
        let tag = super::entries::words_language(page);
        let link = || format!("{LINK}{}\"", crate::model::citation::anchor(&page.key));
        (tag != own.as_str()).then(|| (link(), tag))
    };
    ids.into_iter().filter_map(one).collect()
}

impl Links for PageLinks<'_> {
    fn href(&self, target: &Target) -> String {
        match target {
            Target::Page(id) if *id == self.maker.page.id => "#main".into(),
            Target::Page(id) => self.page(*id),
            Target::Anchor(id, anchor) if *id == self.maker.page.id => format!("#{anchor}"),
            Target::Anchor(id, anchor) => format!("{}#{anchor}", self.page(*id)),
            Target::Asset(path) => {
                asset_address(self.maker.model, path).map_or(String::new(), |url| format!("{}{}", self.root, super::path(&url)))
            }
            Target::Listing(url) => format!("{}{}", self.root, super::path(url)),
            Target::Web => String::new(),
        }
    }

    fn name(&self, target: &Target) -> String {
        shown_name(self.maker.model, &self.maker.theme.words, self.maker.page, target)
    }

    fn look(&self, id: PageId) -> Option<Look<'_>> {
        let page = self.maker.model.page(id);
        let class = match page.kind {
            Kind::Actor | Kind::Place | Kind::Event => "who",
            Kind::Term => "term",
            _ => return None,
        };
        let own = &self.maker.page.language;
        let (language, is_defined) = match &page.record.own {
            Own::Term(term) => {
                let told = |text: &Option<Line>| text.as_ref().is_some_and(|text| !text.value.trim().is_empty());
                let language = term.language.as_ref().map(|tag| tag.value.as_str()).filter(|tag| *tag != own);
                (language, told(&term.definition) || told(&page.record.summary))
            }
            _ => (None, false),
        };
        let card = (id != self.maker.page.id).then(|| Cow::Owned(card_id(page.kind, &page.key)));
        Some(Look { class, card, language, is_defined })
    }

    fn anchor(&self, mention: &Reference) -> Option<String> {
        let start = mention.range.start;
        let at = self.mentions.partition_point(|(other, ..)| *other <= start).checked_sub(1)?;
        let (_, to, count) = self.mentions.get(at).filter(|(other, ..)| *other == start)?;
        Some(mention_anchor(self.maker.model.page(*to), *count))
    }

    fn citation(&self, range: &Range) -> Option<Cited<'_>> {
        let cited = self.rendered.at(range)?;
        let note = cited.note.as_deref().map(|note| (self.in_languages(note), cited.number as u32));
        Some(Cited { text: Cow::Borrowed(&cited.text), note })
    }

    fn drawing(&self, drawing: &Drawing, words: &Drawn) -> Option<String> {
        let Maker { model, shared, theme, page, .. } = self.maker;
        let pen = crate::render::drawing::Pen { model, shared, theme, page, links: self, root: &self.root };
        Some(crate::render::drawing::draw(&pen, drawing, words))
    }

    fn size(&self, target: &Target) -> Option<(u32, u32)> {
        let Target::Asset(path) = target else { return None };
        self.maker.model.assets.get(path)?.bytes.size()
    }

    fn author(&self, key: &Range) -> Option<String> {
        let Maker { model, page, .. } = self.maker;
        Some(model.library.label(model.target_at(page.id, key)?.to.page()?))
    }

    fn note_number(&self, note: u32, own: u32) -> u32 {
        crate::model::citation::note_number(&self.rendered.notes, note, own)
    }
}

/// The words of a body, in a language; borrowed from the strings files.
pub fn words<'a>(maker: &'a Maker) -> Words<'a> {
    let text = |key: &str, fallback: &'static str| -> &'a str {
        maker.theme.words.text(&maker.page.language, key, None).unwrap_or(fallback)
    };
    let english = Words::ENGLISH;
    Words {
        paragraph: text("paragraph-n", english.paragraph),
        back_to_paragraph: text("back-to-paragraph", english.back_to_paragraph),
        back_to_text: text("back-to-text", english.back_to_text),
        note: text("note-n", english.note),
        figure: text("figure-n", english.figure),
        table: text("table-n", english.table),
        equation: text("equation-n", english.equation),
        unsourced: text("unsourced", english.unsourced),
        unsourced_because: text("unsourced-because", english.unsourced_because),
        own_analysis: text("own-analysis", english.own_analysis),
        done: text("task-done", english.done),
        open: text("task-open", english.open),
        callouts: [
            text("callout-note", english.callouts[0]),
            text("callout-tip", english.callouts[1]),
            text("callout-important", english.callouts[2]),
            text("callout-warning", english.callouts[3]),
            text("callout-caution", english.callouts[4]),
            text("callout-key", english.callouts[5]),
        ],
        french: is_french(&maker.page.language),
        comma: text("comma", english.comma),
    }
}
