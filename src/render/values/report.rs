//! What `report.html` sees as `page`.

mod authors;
mod changes;
mod download;
mod judged;
pub mod texts;

use super::exports::Exports;
use authors::{authors, credits};
pub use changes::{Corrected, Retraction, Revised, corrections};
use changes::{retraction, revisions};
use download::{Download, download};
use judged::{claims, disclosures, judgement, recommendations};
use texts::{cite, languages, versions};

use super::actor::Identifier;
use super::backlinks::{Backlinks, backlinks};
use super::cards::{Card, cards};
use super::common::{Cited, Maker, Moment, Paragraph, Section, Switch, asset, asset_size, edtf};
use super::head::Head;
use super::{Html, evidence::Coverage};
use crate::document::Kind;
use crate::document::record::{Id, Own, Report, Status, Text};
use crate::model::PageId;
use crate::render::formats::metadata::Licence;
use serde::Serialize;
use tera::Value;

/// A text of a report.
#[derive(Debug, Serialize)]
pub struct ReportPage {
    /// What stands in the head.
    pub head: Head,
    /// The report in short: title, subtitle, symbol, serial, binding, date, topics, status.
    pub entry: Value,
    /// At most 60 words on the cover.
    pub standfirst: Option<Html>,
    /// Day of the last change that is no correction (EDTF).
    pub updated: Option<String>,
    /// Who wrote it, as what.
    pub authors: Vec<Author>,
    /// All of them with what is known of each, for the foot of the report; empty where the cover has said it all.
    pub credits: Vec<Author>,
    /// Regions it is about.
    pub regions: Vec<Value>,
    /// How many numbered paragraphs it has.
    pub count: u32,
    /// Minutes that reading takes, at 220 words a minute.
    pub minutes: u32,
    /// The day as of which titles and offices hold (EDTF).
    pub about_date: Option<String>,
    /// Not yet public: this page is a preview.
    pub unpublished: bool,
    /// Day of the last correction that concerns substance or source (EDTF).
    pub corrected: Option<String>,
    /// The report that replaces this one.
    pub superseded_by: Option<Value>,
    /// The work that it presents or adapts.
    pub origin: Option<Value>,
    /// One to three sentences.
    pub summary: Option<Html>,
    /// Numbered sections with the paragraphs they hold.
    pub sections: Vec<Section>,
    /// The key judgements.
    pub judgements: Vec<Judgement>,
    /// What should be done.
    pub recommendations: Vec<Recommendation>,
    /// The text.
    pub body: Option<Html>,
    /// Events that the report lists or names, in order of date.
    pub timeline: Vec<Moment>,
    /// Actors named, by name.
    pub actors: Vec<Named>,
    /// Places named, by name.
    pub places: Vec<Named>,
    /// Terms used, by name.
    pub terms: Vec<Named>,
    /// Sources cited or listed.
    pub sources: Vec<Cited>,
    /// Claims with their evidence.
    pub claims: Vec<Claim>,
    /// How much of the text rests on sources; none where nothing in it wants one, or the site has no evidence page.
    pub coverage: Option<Coverage>,
    /// Funding, interests, method, use of AI: those that are said.
    pub disclosures: Vec<Disclosure>,
    /// What was wrong and what stands now, newest first.
    pub corrections: Vec<Corrected>,
    /// Changes that correct nothing, newest first.
    pub revisions: Vec<Revised>,
    /// Since when it is withdrawn, and why, where a correction says so.
    pub retraction: Option<Retraction>,
    /// How to cite this text.
    pub cite: Cite,
    /// Digital object identifier.
    pub doi: String,
    /// Under what terms the text may be reused.
    pub licence: String,
    /// The same as a name and an address; none if it is not said of this report.
    pub deed: Option<Licence>,
    /// Address of the cover's image; empty if there is none.
    pub cover: String,
    /// Its width and height in pixels; 0 if not known.
    pub cover_size: (u32, u32),
    /// This text as a PDF.
    pub pdf: Option<Download>,
    /// Versions in this language: full, summary … ; empty if there is only one.
    pub versions: Vec<Switch>,
    /// The same version in other languages; empty if there is only one.
    pub languages: Vec<Switch>,
    /// The report before it in the series.
    pub older: Option<Value>,
    /// The report after it.
    pub newer: Option<Value>,
    /// Reports to read next.
    pub see_also: Vec<Value>,
    /// Who refers to this report.
    pub backlinks: Backlinks,
    /// Cards for the records that its text links to.
    pub cards: Vec<Card>,
    /// Address of the style that prints its symbol at the head; empty without a symbol.
    pub print_sheet: String,
    /// Free data of the front matter.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Somebody who wrote a report.
#[derive(Debug, Clone, Serialize)]
pub struct Author {
    /// Who.
    pub entry: Value,
    /// As what; empty if it is not said.
    pub role: String,
    /// BCP 47 tag of the role, where a translation has it from the main text; else empty.
    pub language: String,
    /// What the author belongs to.
    pub affiliation: Option<Value>,
    /// The author's ORCID.
    pub orcid: Option<Identifier>,
}

/// A key judgement: likelihood and confidence are separate.
#[derive(Debug, Serialize)]
pub struct Judgement {
    /// A, B, C …
    pub letter: String,
    /// The judgement.
    pub text: Html,
    /// How likely; none if it is not said.
    pub likelihood: Option<Likelihood>,
    /// `low`, `moderate`, `high`, or empty.
    pub confidence: String,
    /// Squares that are filled: 0 to 3.
    pub level: u8,
    /// Sources it rests on.
    pub sources: Vec<Value>,
    /// Paragraphs that argue it.
    pub paragraphs: Vec<Paragraph>,
}

/// A word of the scale, and what it means.
#[derive(Debug, Clone, Serialize)]
pub struct Likelihood {
    /// As `very-likely`.
    pub word: String,
    /// As readers see it: from the strings file (`likelihood-very-likely`), or else from the site's scale.
    pub name: String,
    /// Least probability, in per cent.
    pub low: String,
    /// Greatest probability, in per cent.
    pub high: String,
    /// `high - low`, at least 1: width of the bar.
    pub width: String,
}

/// What should be done, by whom.
#[derive(Debug, Serialize)]
pub struct Recommendation {
    /// The recommendation.
    pub text: Html,
    /// To whom.
    pub to: Option<Value>,
    /// By when (EDTF).
    pub by: Option<String>,
}

/// A record and where this report names it.
#[derive(Debug, Serialize)]
pub struct Named {
    /// The record.
    pub entry: Value,
    /// Paragraphs that name it; empty if only front matter lists it.
    pub paragraphs: Vec<Paragraph>,
}

/// A claim of the text and what sources say of it.
#[derive(Debug, Serialize)]
pub struct Claim {
    /// Its anchor on the page; empty for a claim without id.
    pub anchor: String,
    /// The words of the text.
    pub at: String,
    /// `fact`, `judgement`, `forecast`, or empty.
    pub kind: String,
    /// The day it holds for (EDTF).
    pub as_of: Option<String>,
    /// How likely; none if it is not said.
    pub likelihood: Option<Likelihood>,
    /// `low`, `moderate`, `high`, or empty.
    pub confidence: String,
    /// When to look again (EDTF).
    pub review: Option<String>,
    /// A remark.
    pub note: Option<Html>,
    /// The paragraph that makes it.
    pub paragraph: Option<Paragraph>,
    /// What sources say.
    pub evidence: Vec<Evidence>,
}

/// What one source says of a claim.
#[derive(Debug, Serialize)]
pub struct Evidence {
    /// The source.
    pub entry: Value,
    /// `supports` or `contradicts`.
    pub stance: String,
    /// 1 to 6 of the Admiralty code; 0 if it is not said.
    pub credibility: u8,
    /// Where in the source.
    pub locator: String,
    /// Its words.
    pub quote: String,
}

/// Something that a reader must know of how the report came about.
#[derive(Debug, Serialize)]
pub struct Disclosure {
    /// `funding`, `interests`, `method` or `ai`.
    pub key: &'static str,
    /// What is said.
    pub text: Html,
}

/// How to cite a report.
#[derive(Debug, Default, Serialize)]
pub struct Cite {
    /// Names of the authors, joined.
    pub authors: String,
    /// The whole title.
    pub title: String,
    /// Series symbol, or empty.
    pub symbol: String,
    /// Day of publication (EDTF).
    pub date: Option<String>,
    /// Day of the last correction (EDTF).
    pub corrected: Option<String>,
    /// A sentence that says that it was withdrawn, or by what it was superseded; empty for a report that stands.
    pub standing: String,
    /// Address with scheme and host; empty where the site has none.
    pub url: String,
    /// The full reference in the site's citation style.
    pub text: String,
    /// The same, with its address set apart from text in another direction.
    pub marked: Option<Html>,
    /// The same with `{number}` and `{anchor}` for a paragraph's number and anchor; empty without numbered paragraphs.
    pub passage: String,
    /// The same reference for reference managers.
    pub exports: Exports,
}

/// The values of a report's page.
pub fn page(maker: &Maker) -> ReportPage {
    let (model, shared, page) = (maker.model, maker.shared, maker.page);
    let fallback = Report::default_own();
    let report = match &page.record.own {
        Own::Report(report) => report,
        _ => &fallback,
    };
    let corrections = corrections(maker, report);
    // That it was withdrawn is said in other words.
    let withdrawn = report.status.value == Status::Withdrawn;
    let told = |one: &&Corrected| one.level != "minor" && !(withdrawn && one.level == "retraction");
    let corrected = corrections.iter().find(told).map(|one| one.date.clone());
    let rank = shared.rank[page.id.0 as usize] as usize;
    let neighbour = |at: Option<usize>| at.and_then(|at| shared.reports.get(at)).map(|id| maker.text(*id));
    let cite = maker.if_wanted("cite", || cite(maker, report, corrected.clone()));
    let symbol = report.symbol.is_some();
    let authors =
        if maker.wanted.part("authors").or(maker.wanted.part("credits")).is_some() { authors(maker, report) } else { Vec::new() };
    ReportPage {
        head: maker.head(page.name(), page.record.summary.as_ref().or(report.standfirst.as_ref())),
        entry: maker.short(page.id),
        standfirst: maker.if_wanted("standfirst", || maker.inline_if(&report.standfirst)),
        updated: edtf(&report.updated),
        credits: maker.if_wanted("credits", || credits(&authors)),
        authors,
        regions: maker.if_wanted("regions", || maker.entries(&report.regions, &[Kind::Place, Kind::Actor])),
        count: page.body().paragraphs.len() as u32,
        minutes: page.body().words.div_ceil(220).max(1),
        about_date: edtf(&report.about_date),
        unpublished: page.unpublished,
        corrected,
        superseded_by: maker.if_wanted("superseded_by", || {
            report.superseded_by.as_ref().and_then(|id| maker.texts(std::slice::from_ref(id)).pop())
        }),
        origin: maker.if_wanted("origin", || report.origin.as_ref().and_then(|id| maker.entry(id, &[Kind::Source]))),
        summary: maker.if_wanted("summary", || maker.inline_if(&page.record.summary)),
        sections: maker.if_wanted("sections", || maker.sections()),
        judgements: maker.if_wanted("judgements", || {
            report.key_judgements.iter().enumerate().map(|(at, one)| judgement(maker, at, one)).collect()
        }),
        recommendations: maker.if_wanted("recommendations", || recommendations(maker, report)),
        body: maker.if_wanted("body", || maker.body()),
        timeline: maker.if_wanted("timeline", || maker.timeline(&events(maker, report), true)),
        actors: maker.if_wanted("actors", || named(maker, report, Kind::Actor)),
        places: maker.if_wanted("places", || named(maker, report, Kind::Place)),
        terms: maker.if_wanted("terms", || named(maker, report, Kind::Term)),
        sources: maker.if_wanted("sources", || maker.sources()),
        claims: maker.if_wanted("claims", || claims(maker, report)),
        coverage: maker.if_wanted("coverage", || Coverage::shown(model, page.id)),
        disclosures: maker.if_wanted("disclosures", || disclosures(maker, report)),
        corrections,
        revisions: maker.if_wanted("revisions", || revisions(maker, report)),
        retraction: maker.if_wanted("retraction", || retraction(maker, report)),
        cite,
        doi: text(&report.doi),
        licence: text(&report.licence),
        deed: report.licence.as_ref().and_then(|licence| Licence::shown(&licence.value)),
        cover_size: maker
            .if_wanted("cover_size", || report.cover.as_ref().map(|written| asset_size(model, page, written)).unwrap_or_default()),
        cover: maker
            .if_wanted("cover", || report.cover.as_ref().and_then(|written| asset(model, page, written)).unwrap_or_default()),
        pdf: maker.if_wanted("pdf", || model.printed(page).map(download)),
        versions: maker.if_wanted("versions", || versions(maker)),
        languages: maker.if_wanted("languages", || languages(maker)),
        older: maker.if_wanted("older", || neighbour(rank.checked_add(1))),
        newer: maker.if_wanted("newer", || neighbour(rank.checked_sub(1))),
        see_also: maker.if_wanted("see_also", || maker.texts(&report.see_also)),
        backlinks: maker.if_wanted("backlinks", || backlinks(maker)),
        cards: maker.if_wanted("cards", || cards(maker)),
        print_sheet: maker
            .if_wanted("print_sheet", || if symbol { format!("{}print.css", super::path(&page.url)) } else { String::new() }),
        extra: maker.extra(),
    }
}

impl Report {
    fn default_own() -> Box<Report> {
        Box::default()
    }
}

fn text(text: &Option<Text>) -> String {
    text.as_ref().map_or(String::new(), |text| text.value.clone())
}

/// The records of one kind that this text refers to, by name, with the paragraphs; those in front matter only have none.
fn named(maker: &Maker, report: &Report, kind: Kind) -> Vec<Named> {
    let (model, page) = (maker.model, maker.page);
    let listed: &[Id] = match kind {
        // A summary inherits the lists of the whole text; it names only some of what they hold.
        _ if !page.version.is_empty() => &[],
        Kind::Actor => &report.actors,
        Kind::Place => &report.places,
        Kind::Term => &report.terms,
        _ => &[],
    };
    let mut places: Vec<(PageId, Option<u32>)> =
        listed.iter().filter_map(|id| Some((model.find(&id.value, &[kind])?, None))).collect();
    for reference in model.outgoing(page.id) {
        let (Some(to), Some(leaf)) = (reference.to.page(), reference.leaf) else { continue };
        if model.page(to).kind == kind {
            places.push((to, page.body().position_of(leaf)));
        }
    }
    places.sort_unstable();
    places.dedup();
    let mut found: Vec<(PageId, Named)> = Vec::new();
    for places in places.chunk_by(|a, b| a.0 == b.0) {
        let Some((id, _)) = places.first() else { continue };
        let paragraphs = places.iter().filter_map(|(_, position)| maker.paragraph((*position)?)).collect();
        found.push((*id, Named { entry: maker.short(*id), paragraphs }));
    }
    maker.shared.ranks.sort(model, &page.language, kind, &mut found);
    found.into_iter().map(|(_, named)| named).collect()
}

/// The events that front matter lists and those that the text refers to, in order of date.
fn events(maker: &Maker, report: &Report) -> Vec<PageId> {
    let listed = if maker.page.version.is_empty() { &report.events[..] } else { &[] };
    let mut wanted: Vec<PageId> = listed.iter().filter_map(|id| maker.model.find(&id.value, &[Kind::Event])).collect();
    let whole = maker.page.version.is_empty();
    let outgoing = maker.model.outgoing(maker.page.id).iter().filter(|reference| whole || reference.leaf.is_some());
    wanted.extend(outgoing.filter_map(|reference| reference.to.page()));
    let wanted: std::collections::BTreeSet<PageId> =
        wanted.into_iter().filter(|id| maker.model.page(*id).kind == Kind::Event).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    maker.shared.events.iter().copied().filter(|id| wanted.contains(id)).collect()
}
