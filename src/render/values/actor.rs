//! What `actor.html` sees as `page`.

use super::Html;
use super::backlinks::{Backlinks, backlinks};
use super::cards::{Card, cards};
use super::common::{Cited, Maker, Moment, asset, asset_size, edtf};
use super::head::Head;
use crate::base::text::typeset;
use crate::document::Kind;
use crate::document::record::{Actor, Name, NameSort, Own, Text, borne};
use crate::model::{PageId, Tenure, Tie};
use crate::render::identifiers;
use serde::Serialize;
use tera::Value;

/// An actor.
#[derive(Debug, Serialize)]
pub struct ActorPage {
    /// What stands in the head.
    pub head: Head,
    /// The actor in short.
    pub entry: Value,
    /// One to three sentences.
    pub summary: Option<Html>,
    /// Other names.
    pub names: Vec<OtherName>,
    /// Phrases that stand for it.
    pub descriptors: Vec<String>,
    /// Day of birth (EDTF).
    pub born: Option<String>,
    /// Day of death (EDTF).
    pub died: Option<String>,
    /// Day of foundation (EDTF).
    pub founded: Option<String>,
    /// Day of dissolution (EDTF).
    pub dissolved: Option<String>,
    /// What it belongs to.
    pub part_of: Option<Value>,
    /// Actors that say they belong to it.
    pub parts: Vec<Value>,
    /// Identifiers elsewhere.
    pub ids: Vec<Identifier>,
    /// Its own page on the web, or empty.
    pub website: String,
    /// How reliable its publications are, A to F of the Admiralty code, or empty.
    pub grade: String,
    /// Address of its image, or empty.
    pub image: String,
    /// Its width and height in pixels; 0 if not known.
    pub image_size: (u32, u32),
    /// Posts that it holds or held, the latest first.
    pub posts: Vec<Term>,
    /// Who holds or held this office, the latest first.
    pub holders: Vec<Term>,
    /// Relations in which another acts on this one.
    pub ties_in: Vec<TieRow>,
    /// Relations in which this one acts.
    pub ties_out: Vec<TieRow>,
    /// Relations in which neither end acts on the other.
    pub ties_mutual: Vec<TieRow>,
    /// Some tie in which one acts on the other is reported or offered, not stated as done.
    pub any_reported: bool,
    /// Events it took part in, in order of date.
    pub timeline: Vec<Moment>,
    /// Actors named in the same paragraphs, the most frequent first.
    pub together: Vec<Together>,
    /// Reports it wrote, newest first.
    pub wrote: Vec<Value>,
    /// Sources that it cites or lists.
    pub sources: Vec<Cited>,
    /// Sources that take its side.
    pub party_of: Vec<Value>,
    /// The profile.
    pub body: Option<Html>,
    /// Who refers to it.
    pub backlinks: Backlinks,
    /// Cards for the records that the profile links to.
    pub cards: Vec<Card>,
    /// Free data of the front matter.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// Another name.
#[derive(Debug, Serialize)]
pub struct OtherName {
    /// The name.
    pub name: String,
    /// `full`, `short`, `acronym`, `former` or `foreign`.
    pub sort: &'static str,
    /// BCP 47 tag, or empty.
    pub language: String,
    /// When it was borne (EDTF).
    pub date: Option<String>,
}

/// An identifier elsewhere.
#[derive(Debug, Clone, Serialize)]
pub struct Identifier {
    /// As `wikidata`.
    pub scheme: String,
    /// What the scheme is called: `Wikidata`; the scheme itself where that is not known.
    pub name: String,
    /// The identifier.
    pub value: String,
    /// Where it leads, or empty.
    pub url: String,
}

/// Somebody in an office for a time.
#[derive(Debug, Serialize)]
pub struct Term {
    /// The office, or its holder.
    pub entry: Value,
    /// From when (EDTF).
    pub from: Option<String>,
    /// Until when (EDTF); none if it is not known.
    pub to: Option<String>,
    /// The whole span as EDTF, for the `date` filter; none if nothing is known.
    pub span: Option<String>,
    /// It lasts.
    pub current: bool,
    /// A remark.
    pub note: Option<Html>,
    /// Sources that show it.
    pub sources: Vec<Value>,
}

/// A relation, seen from one end.
#[derive(Debug, Serialize)]
pub struct TieRow {
    /// The other end.
    pub entry: Value,
    /// What it is, read from the one who acts: "praises".
    pub label: String,
    /// What it is, read from the other end: "praised by"; empty if the registry does not say.
    pub backward: String,
    /// `cooperation`, `conflict`, `structure`, or what the site adds.
    pub group: String,
    /// The whole span as EDTF; none if nothing is known.
    pub span: Option<String>,
    /// A remark.
    pub note: Option<Html>,
    /// Reported or offered, not stated as done.
    pub reported: bool,
    /// The report that has the proof was withdrawn.
    pub withdrawn: bool,
    /// Sources that show it.
    pub sources: Vec<Value>,
    /// The event it belongs to.
    pub event: Option<Value>,
    /// The record that has the proof.
    pub stated: Value,
}

/// An actor named in the same paragraphs.
#[derive(Debug, Serialize)]
pub struct Together {
    /// The actor.
    pub entry: Value,
    /// In how many paragraphs.
    pub count: u32,
    /// Length of its bar, in per cent of the longest.
    pub share: u32,
}

/// The values of an actor's page.
pub fn page(maker: &Maker, actor: &Actor) -> ActorPage {
    let (model, shared, page) = (maker.model, maker.shared, maker.page);
    let ties: Vec<&Tie> = model.ties_of(page.id).collect();
    let mutual = |tie: &Tie| model.config.relation_types.get(&tie.sort).is_some_and(|sort| sort.symmetric);
    let rows = |wanted: &dyn Fn(&Tie) -> bool| ties.iter().filter(|tie| wanted(tie)).map(|tie| row(maker, tie)).collect::<Vec<_>>();
    let attended = shared.attended.get(&page.id).map_or(&[][..], Vec::as_slice);
    let tenures = |mine: &dyn Fn(&Tenure) -> bool, other: &dyn Fn(&Tenure) -> PageId| {
        let positions = shared.tenures.get(&page.id).into_iter().flatten();
        let all = positions.filter_map(|at| model.tenures.get(*at as usize)).filter(|tenure| mine(tenure));
        let mut terms: Vec<Term> = all.map(|tenure| term(maker, tenure, other(tenure))).collect();
        terms.reverse();
        terms
    };
    ActorPage {
        head: maker.head(page.name(), page.record.summary.as_ref()),
        entry: maker.short(page.id),
        summary: maker.if_wanted("summary", || maker.inline_if(&page.record.summary)),
        names: maker.if_wanted("names", || names(&actor.names, &maker.page.language)),
        descriptors: actor.descriptors.iter().map(|words| typeset(&words.value, &maker.page.language).into_owned()).collect(),
        born: edtf(&actor.born),
        died: edtf(&actor.died),
        founded: edtf(&actor.founded),
        dissolved: edtf(&actor.dissolved),
        part_of: maker.if_wanted("part_of", || actor.part_of.as_ref().and_then(|id| maker.entry(id, &[Kind::Actor]))),
        parts: maker.if_wanted("parts", || {
            super::order::sorted(maker.all(shared.children.get(&page.id).map_or(&[], Vec::as_slice)), &maker.page.language)
        }),
        ids: maker.if_wanted("ids", || actor.ids.iter().map(|(scheme, value)| identifier(scheme, value)).collect()),
        grade: actor.reliability.as_ref().map_or(String::new(), |grade| grade.value.to_string()),
        website: actor.website.as_ref().map_or(String::new(), |text| text.value.clone()),
        image_size: maker
            .if_wanted("image_size", || actor.image.as_ref().map(|written| asset_size(model, page, written)).unwrap_or_default()),
        image: maker
            .if_wanted("image", || actor.image.as_ref().and_then(|written| asset(model, page, written)).unwrap_or_default()),
        posts: maker.if_wanted("posts", || tenures(&|tenure| tenure.holder == page.id, &|tenure| tenure.office)),
        holders: maker.if_wanted("holders", || {
            tenures(&|tenure| tenure.office == page.id && tenure.holder != page.id, &|tenure| tenure.holder)
        }),
        ties_in: maker.if_wanted("ties_in", || rows(&|tie| tie.to == page.id && !mutual(tie))),
        ties_out: maker.if_wanted("ties_out", || rows(&|tie| tie.from == page.id && !mutual(tie))),
        ties_mutual: maker.if_wanted("ties_mutual", || rows(&mutual)),
        any_reported: ties.iter().any(|tie| tie.reported && !mutual(tie)),
        timeline: maker.if_wanted("timeline", || maker.timeline(attended, false)),
        together: maker.if_wanted("together", || together(maker)),
        wrote: maker.if_wanted("wrote", || maker.all(shared.written.get(&page.id).map_or(&[], Vec::as_slice))),
        sources: maker.if_wanted("sources", || maker.sources()),
        party_of: maker.if_wanted("party_of", || party_of(maker)),
        body: maker.if_wanted("body", || maker.body()),
        backlinks: maker.if_wanted("backlinks", || backlinks(maker)),
        cards: maker.if_wanted("cards", || cards(maker)),
        extra: maker.extra(),
    }
}

/// Names for readers; shadow names exist for matching only.
pub fn names(names: &[Name], language: &str) -> Vec<OtherName> {
    let shown = borne(names);
    let other = |name: &Name| OtherName {
        name: typeset(&name.name.value, language).into_owned(),
        sort: match name.sort {
            NameSort::Full => "full",
            NameSort::Short => "short",
            NameSort::Acronym => "acronym",
            NameSort::Former => "former",
            NameSort::Foreign => "foreign",
            NameSort::Shadow => "shadow",
        },
        language: name.language.as_ref().map_or(String::new(), |tag| tag.value.clone()),
        date: edtf(&name.date),
    };
    shown.map(other).collect()
}

pub(super) fn identifier(scheme: &str, value: &Text) -> Identifier {
    let (name, url) = (identifiers::scheme(scheme).0, identifiers::address(scheme, &value.value));
    Identifier { scheme: scheme.to_string(), name: name.to_string(), value: value.value.clone(), url }
}

/// Two dates as one span: `2019-06-01/..`.
fn span(from: Option<crate::base::Date>, to: Option<crate::base::Date>) -> Option<String> {
    use crate::base::date::End;
    let ongoing = to.is_some_and(|to| matches!(to.start, End::Open) || matches!(to.end, Some(End::Open)));
    let text = match (from, to) {
        (None, None) => return None,
        (Some(from), None) => from.point().to_string(),
        (Some(from), Some(_)) if ongoing => format!("{}/..", from.point()),
        (Some(from), Some(to)) => format!("{}/{}", from.point(), to.last_point()),
        (None, Some(_)) if ongoing => return None,
        (None, Some(to)) => format!("/{}", to.last_point()),
    };
    // Two ends that do not make a span (written the wrong way round) were reported when they were read.
    crate::base::Date::parse(&text).ok().map(|date| date.to_string())
}

fn term(maker: &Maker, tenure: &Tenure, other: PageId) -> Term {
    let whole = span(tenure.from, tenure.to);
    Term {
        entry: maker.short(other),
        from: tenure.from.map(|date| date.to_string()),
        to: tenure.to.map(|date| date.to_string()),
        current: whole.as_ref().is_some_and(|span| span.ends_with("/..")),
        span: whole,
        note: maker.remark(&tenure.note, tenure.holder),
        sources: maker.all(&tenure.sources),
    }
}

fn row(maker: &Maker, tie: &Tie) -> TieRow {
    let acts = tie.from == maker.page.id;
    let sort = maker.model.config.relation_types.get(&tie.sort);
    let (label, backward) = maker.theme.words.tie(&maker.model.config, &maker.page.language, &tie.sort);
    TieRow {
        entry: maker.short(if acts { tie.to } else { tie.from }),
        label,
        backward,
        group: sort.map_or(String::new(), |sort| sort.group.name().to_string()),
        span: span(tie.since, tie.until),
        note: maker.remark(&tie.note, tie.stated.0),
        reported: tie.reported,
        withdrawn: maker.model.is_withdrawn(tie),
        sources: maker.all(&tie.sources),
        event: tie.event.map(|id| maker.short(id)),
        stated: maker.short(tie.stated.0),
    }
}

fn together(maker: &Maker) -> Vec<Together> {
    let company = super::companions(maker.model, maker.shared, maker.page.id);
    let most = company.iter().map(|one| one.count).max().unwrap_or(1).max(1);
    let one = |companion: &crate::model::mention::Companion| Together {
        entry: maker.short(companion.page),
        count: companion.count,
        share: (companion.count * 100).div_ceil(most),
    };
    company.iter().map(one).collect()
}

/// Sources whose record says that they take this actor's side, or that it published them.
fn party_of(maker: &Maker) -> Vec<Value> {
    let mut found = Vec::new();
    for reference in maker.model.incoming(maker.page.id).filter(|reference| reference.leaf.is_none()) {
        let from = maker.model.page(reference.from);
        if matches!(&from.record.own, Own::Source(_)) && !found.contains(&from.id) {
            found.push(from.id);
        }
    }
    maker.all(&found)
}
