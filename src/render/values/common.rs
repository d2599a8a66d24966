//! Values that several kinds of page share.

use super::links::{PageLinks, shown_name};
use super::{Html, Link, Shared, html, path};
use crate::base::Range;
use crate::base::address::encoded;
use crate::document::record::{Id, Own, Status, Text, When};
use crate::document::{Kind, Line};
use crate::model::citation::Rendered;
use crate::model::{Model, Page, PageId, Target};
use crate::render::html::{At, Input, Settings, write};
use crate::render::theme::Wanted;
use crate::render::{Theme, View};
use serde::Serialize;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::Value;

/// What a page's values are made from.
pub struct Maker<'a> {
    /// The site.
    pub model: &'a Model,
    /// What all pages share.
    pub shared: &'a Shared,
    /// The theme.
    pub theme: &'a Theme,
    /// The page.
    pub page: &'a Page,
    /// What the template may reach of the page.
    pub wanted: &'a Wanted,
    /// Its citations, rendered when they are first needed.
    rendered: OnceCell<Arc<Rendered>>,
}

/// A line of the contents.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub name: String,
    /// The same with its formulas as MathML, without links.
    pub html: Html,
    /// Number of the section; empty for those without one.
    pub number: String,
    /// Range of its paragraphs: `5–9`, `5`, or empty.
    pub span: String,
}

/// A numbered paragraph as the goal of a link.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Paragraph {
    /// `7` or `7A`.
    pub number: String,
    /// Anchor: `p7`.
    pub anchor: String,
}

/// A stretch of a timeline.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    /// The event; none for a gap.
    pub event: Option<Value>,
    /// When (EDTF).
    pub date: Option<String>,
    /// Marked as decisive.
    pub decisive: bool,
    /// Whole years that are skipped here; 0 for an event.
    pub gap: i32,
    /// Where the page that shows the timeline speaks of it.
    pub at: Vec<Paragraph>,
}

/// A link to another text of the same report, or to the same in another language.
#[derive(Debug, Clone, Serialize)]
pub struct Switch {
    /// Name of the version, or of the language in that language.
    pub name: String,
    /// Its address from the top of the site.
    pub path: String,
    /// BCP 47 tag.
    pub language: String,
    /// It is this page.
    pub current: bool,
}

/// A source and where a page cites it.
#[derive(Debug, Serialize)]
pub struct Cited {
    /// Its place in the list, from 1.
    pub number: u32,
    /// Anchor in this page.
    pub anchor: String,
    /// The source.
    pub entry: Value,
    /// Its full reference.
    pub reference: Html,
    /// A to F of the Admiralty code, or empty.
    pub grade: String,
    /// That letter is the one of the actor that published it.
    pub graded_by_publisher: bool,
    /// `primary`, `secondary`, `tertiary`, or empty.
    pub origin: String,
    /// Address of an archived copy; empty if there is none.
    pub archive: String,
    /// It was withdrawn by its publisher.
    pub retracted: bool,
    /// Paragraphs that cite it; empty on pages without numbers.
    pub paragraphs: Vec<Paragraph>,
}

impl<'a> Maker<'a> {
    /// A maker for a page.
    pub fn new(view: &'a View, page: &'a Page) -> Self {
        let wanted = view.theme.wanted(page.kind.row().template);
        Maker { model: view.model, shared: &view.plan.shared, theme: view.theme, page, wanted, rendered: OnceCell::new() }
    }

    /// A value that is costly to make: empty where the page's template does not name it.
    pub fn if_wanted<T: Default>(&self, name: &str, make: impl FnOnce() -> T) -> T {
        if self.wanted.part(name).is_some() { make() } else { T::default() }
    }

    /// A part of a value that is costly to make, such as `backlinks`, `fields`.
    pub fn if_part_wanted<T: Default>(&self, name: &str, part: &str, make: impl FnOnce() -> T) -> T {
        let wanted = self.wanted.part(name).and_then(|wanted| wanted.part(part));
        if wanted.is_some() { make() } else { T::default() }
    }

    /// One line of Markdown as HTML.
    pub fn inline(&self, line: &Line) -> Html {
        self.line(line, self.page.id, true)
    }

    /// A line that a page's front matter says.
    fn line(&self, line: &Line, said_by: PageId, linked: bool) -> Html {
        let Maker { model, theme, page, .. } = self;
        let shown = |target: &Target| shown_name(model, &theme.words, page, target);
        let root = page.url.root();
        let at =
            At { model: Some(model), said_by: Some(said_by), shown: Some(&shown), root: &root, language: &page.language, linked };
        html(&crate::render::html::inline(line, at))
    }

    /// One line of Markdown as HTML for a card, which holds no links to records.
    pub fn unlinked(&self, line: &Option<Line>, said_by: PageId) -> Option<Html> {
        line.as_ref().filter(|line| !line.value.trim().is_empty()).map(|line| self.line(line, said_by, false))
    }

    /// One line of Markdown as HTML, where there is any.
    pub fn inline_if(&self, line: &Option<Line>) -> Option<Html> {
        line.as_ref().filter(|line| !line.value.trim().is_empty()).map(|line| self.inline(line))
    }

    /// A remark of a page, perhaps of another one.
    pub fn remark(&self, line: &Option<Line>, said_by: PageId) -> Option<Html> {
        line.as_ref().map(|line| self.line(line, said_by, true))
    }

    /// The body as HTML; none if there is no text.
    pub fn body(&self) -> Option<Html> {
        let body = self.page.body();
        if body.blocks.is_empty() {
            return None;
        }
        let is_report = self.page.kind == Kind::Report;
        let settings = if is_report { Settings::REPORT } else { Settings::RECORD };
        let settings = Settings { raw_html: self.model.config.markdown.raw_html, ..settings };
        let mentions = super::links::count_mentions(self.model, self.page);
        let links =
            PageLinks { maker: self, rendered: self.rendered(), root: self.page.url.root(), mentions, foreign: OnceCell::new() };
        let words = super::links::words(self);
        let references = self.model.outgoing(self.page.id);
        let text = self.page.text();
        let input = Input { text: &text, body, references, links: &links, words: &words, settings };
        let mut out = String::new();
        write(&input, &mut out);
        Some(html(&out))
    }

    /// The citations of this page and its list of sources.
    pub fn rendered(&self) -> &Rendered {
        self.rendered.get_or_init(|| self.model.library.report(self.page, self.model))
    }

    /// The list of sources of this page: what it cites, and what its front matter refers to.
    pub fn sources(&self) -> Vec<Cited> {
        let mut named: BTreeMap<PageId, Vec<Paragraph>> = BTreeMap::new();
        for reference in self.model.outgoing(self.page.id) {
            let (Some(to), Some(leaf)) = (reference.to.page(), reference.leaf) else { continue };
            let position = self.page.body().position_of(leaf);
            let list = named.entry(to).or_default();
            list.extend(position.and_then(|position| self.paragraph(position)).filter(|one| !list.contains(one)));
        }
        let cited = |(at, (id, reference)): (usize, &(PageId, String))| {
            let page = self.model.page(*id);
            let Own::Source(source) = &page.record.own else { return None };
            let grade = self.model.grade(source);
            let text = |text: &Option<Text>| text.as_ref().map_or(String::new(), |text| text.value.clone());
            Some(Cited {
                number: at as u32 + 1,
                anchor: crate::model::citation::anchor(&page.key),
                entry: self.short(*id),
                reference: html(reference),
                grade: grade.map_or(String::new(), |(letter, _)| letter.to_string()),
                graded_by_publisher: grade.is_some_and(|(_, inherited)| inherited),
                origin: text(&source.rare.origin),
                archive: text(&source.rare.archive_url),
                retracted: source.rare.retracted,
                paragraphs: if self.page.kind == Kind::Report { named.get(id).cloned().unwrap_or_default() } else { Vec::new() },
            })
        };
        self.rendered().bibliography.iter().enumerate().filter_map(cited).collect()
    }

    /// Free data of this page.
    pub fn extra(&self) -> serde_json::Map<String, serde_json::Value> {
        self.if_wanted("extra", || self.page.record.rare.extra.clone().unwrap_or_default())
    }

    /// The short form of a page, under the name that it has in this page's language.
    pub fn short(&self, id: PageId) -> Value {
        self.shared.entry_in(self.model, id, &self.page.language)
    }

    /// The short form of what an id means.
    pub fn entry(&self, id: &Id, kinds: &[Kind]) -> Option<Value> {
        self.model.find(&id.value, kinds).map(|id| self.short(id))
    }

    /// The short forms of what some ids mean.
    pub fn entries(&self, ids: &[Id], kinds: &[Kind]) -> Vec<Value> {
        ids.iter().filter_map(|id| self.entry(id, kinds)).collect()
    }

    /// Short forms by position.
    pub fn all(&self, ids: &[PageId]) -> Vec<Value> {
        ids.iter().map(|id| self.short(*id)).collect()
    }

    /// A paragraph of this page by its position.
    pub fn paragraph(&self, position: u32) -> Option<Paragraph> {
        paragraph(self.page, position)
    }

    /// The paragraphs of this page that refer to another, once each, in order.
    pub fn paragraphs_naming(&self, target: PageId) -> Vec<Paragraph> {
        let mut found: Vec<u32> = Vec::new();
        for reference in self.model.outgoing(self.page.id) {
            if reference.to.page() != Some(target) {
                continue;
            }
            let position = reference.leaf.and_then(|leaf| self.page.body().position_of(leaf));
            if let Some(position) = position.filter(|position| !found.contains(position)) {
                found.push(position);
            }
        }
        found.iter().filter_map(|position| self.paragraph(*position)).collect()
    }

    /// A timeline of events in order, with the years it skips.
    pub fn timeline(&self, events: &[PageId], places: bool) -> Vec<Moment> {
        let mut moments: Vec<Moment> = Vec::with_capacity(events.len());
        let mut last: Option<i32> = None;
        for id in events {
            let Own::Event(event) = &self.model.page(*id).record.own else { continue };
            let begins = event.date.as_ref().map(|date| date.value.point().year);
            if let (Some(before), Some(begins)) = (last, begins)
                && begins - before > 5
            {
                moments.push(Moment { event: None, date: None, decisive: false, gap: begins - before, at: Vec::new() });
            }
            last = event.date.as_ref().map(|date| date.value.last_point().year).max(last);
            moments.push(Moment {
                event: Some(self.short(*id)),
                date: event.date.as_ref().map(|date| date.value.to_string()),
                decisive: event.key,
                gap: 0,
                at: if places { self.paragraphs_naming(*id) } else { Vec::new() },
            });
        }
        moments
    }

    /// The contents of a body: its sections with the paragraphs they hold.
    pub fn sections(&self) -> Vec<Section> {
        let body = self.page.body();
        let tops: Vec<_> = body.headings.iter().filter(|heading| heading.section).collect();
        let start = |range: &Range| {
            body.paragraphs.partition_point(|paragraph| {
                body.leaves.get(paragraph.leaf as usize).is_some_and(|leaf| leaf.range.start < range.start)
            })
        };
        let mut sections = Vec::with_capacity(tops.len());
        let mut number = 0;
        for (position, heading) in tops.iter().enumerate() {
            let from = start(&heading.range);
            let to = tops.get(position + 1).map_or(body.paragraphs.len(), |next| start(&next.range));
            let span = match body.paragraphs.get(from..to).unwrap_or(&[]) {
                [] => String::new(),
                [one] => one.number.clone(),
                [first, .., last] => format!("{}–{}", first.number, last.number),
            };
            number += u32::from(!heading.unnumbered);
            sections.push(Section {
                id: heading.id.clone(),
                name: super::links::heading_text(self.model, self.page, heading).into_owned(),
                html: super::links::heading_html(self.model, self.page, heading),
                number: if heading.unnumbered { String::new() } else { number.to_string() },
                span,
            });
        }
        sections
    }
}

/// A paragraph of a page by its position.
pub fn paragraph(page: &Page, position: u32) -> Option<Paragraph> {
    let number = page.body().paragraphs.get(position as usize)?.number.clone();
    Some(Paragraph { anchor: format!("p{number}"), number })
}

/// A date as EDTF.
pub fn edtf(when: &Option<When>) -> Option<String> {
    when.as_ref().map(|when| when.value.to_string())
}

/// A status in a word.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Review => "review",
        Status::Published => "published",
        Status::Withdrawn => "withdrawn",
    }
}

/// The address of a file that a record names, such as an image beside it.
pub fn asset(model: &Model, page: &Page, written: &Text) -> Option<String> {
    let file = page.file_named(&written.value)?;
    crate::model::resolve::asset_address(model, &file).map(|url| path(&url))
}

/// Width and height in pixels of an image that a record names, so that nothing moves when it arrives; 0 if not known.
pub fn asset_size(model: &Model, page: &Page, written: &Text) -> (u32, u32) {
    let file = page.file_named(&written.value).and_then(|file| model.assets.get(&file));
    file.and_then(|asset| asset.bytes.size()).unwrap_or_default()
}

/// A page that the site makes, in a language: `es/reports/`.
pub fn listing_path(model: &Model, language: &str, path: &str) -> String {
    encoded(&format!("{}{path}", model.language_prefix(language)))
}

/// A link to a page that lists others.
pub fn link(name: &str, path: &str) -> Link {
    Link { name: name.to_string(), path: path.to_string() }
}
