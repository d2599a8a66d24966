//! `index.json` beside every page: what the page is about and what it is tied to, for programs.

use crate::base::{Date, OutPath};
use crate::document::record::{Own, Report, Text, borne};
use crate::document::{Kind, Sort};
use crate::model::{Model, Page, PageId, PlacedClaim, Reference, Target};
use crate::render::values::common::status;
use crate::render::values::evidence::Coverage;
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A page's data.
pub static DATA: Format = Format::new("data", plan, render).by_heads().transient();

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    if !model.config.exports.pages {
        return;
    }
    for page in model.pages.iter() {
        let html = page.url.out();
        let Some(folder) = html.as_str().strip_suffix("index.html").filter(|folder| !folder.is_empty()) else { continue };
        if let Ok(path) = OutPath::new(&format!("{folder}index.json")) {
            planner.routes.push(Route { path, format: &DATA, subject: Subject::Page(page.id), origin: Some(page.path.clone()) });
        }
    }
}

/// What the file holds. Addresses are relative to the top of the site.
#[derive(Serialize)]
struct Data<'a> {
    /// `actor:nayib-bukele`; a version adds its name, a translation its language.
    id: String,
    kind: &'a str,
    name: &'a str,
    path: &'a str,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    /// Dates, status and the like, by kind.
    #[serde(flatten)]
    own: Map<String, Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relations: Vec<Value>,
    /// Actors named in the same paragraphs, most often first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    named_with: Vec<Value>,
    /// What the page points at.
    refers_to: Vec<Pointing<'a>>,
    /// What points at the page.
    referred_by: Vec<Pointing<'a>>,
}

/// The other end of a reference.
#[derive(Serialize)]
struct Pointing<'a> {
    id: String,
    path: &'a str,
    by: &'static str,
    /// Where on that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<&'a str>,
    /// The number of the paragraph in which the reference stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<&'a str>,
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::Page(id) = route.subject else { return Ok(Vec::new()) };
    let model = view.model;
    let page = model.page(id);
    let data = Data {
        id: identity(page),
        kind: page.kind.name(),
        name: page.name(),
        path: page.url.relative(),
        language: &page.language,
        summary: page.record.summary.as_ref().map(|summary| crate::render::html::inline_plain(summary, Some(model))),
        own: own(page, model),
        relations: relations(model, id),
        named_with: named_with(view, id),
        refers_to: model.outgoing(id).iter().filter_map(|reference| outgoing(model, reference)).collect(),
        referred_by: model
            .incoming(id)
            .filter(|reference| reference.from != id)
            .map(|reference| incoming(model, reference))
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&data).unwrap_or_default();
    bytes.push(b'\n');
    Ok(bytes)
}

/// `report:slug`, `report:slug/summary`, `report:slug/summary@es`.
fn identity(page: &Page) -> String {
    [page.kind.name(), ":", &super::dataset::identity(page)].concat()
}

fn own(page: &Page, model: &Model) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            map.insert(name.into(), value.into());
        }
    };
    let date = |when: &Option<crate::document::record::When>| when.as_ref().map(|when| when.value.to_string());
    let text = |text: &Option<crate::document::record::Text>| text.as_ref().map(|text| text.value.clone());
    match &page.record.own {
        Own::Report(report) => {
            put("date", date(&report.date));
            put("updated", date(&report.updated));
            put("symbol", text(&report.symbol));
            put("doi", text(&report.doi));
            put("status", Some(status(report.status.value).into()));
            put("withdrawn", model.retraction(page).map(|one| one.date.value.to_string()));
            put("superseded_by", model.successor(page).map(|id| identity(model.page(id))));
            put("licence", text(&report.licence));
            let claims = claims(page, report, model);
            if !claims.is_empty() {
                map.insert("claims".into(), claims.into());
            }
            let coverage = Coverage::of(model, page.id).filter(|coverage| coverage.checked > 0 && model.config.exports.evidence);
            if let Some(coverage) = coverage {
                map.insert("evidence".into(), super::evidence::coverage(&coverage));
            }
            map.insert("topics".into(), report.topics.iter().map(|topic| topic.value.as_str()).collect());
            map.insert("words".into(), page.body().words.into());
            map.insert("paragraphs".into(), page.body().paragraphs.len().into());
        }
        Own::Actor(actor) => {
            put("actor_kind", Some(actor.sort.value.name().into()));
            put("born", date(&actor.born));
            put("died", date(&actor.died));
            put("founded", date(&actor.founded));
            put("dissolved", date(&actor.dissolved));
            let names: Vec<&str> = borne(&actor.names).map(|name| name.name.value.as_str()).collect();
            map.insert("names".into(), names.into());
            map.insert(
                "ids".into(),
                actor.ids.iter().map(|(scheme, id)| (scheme.clone(), Value::String(id.value.clone()))).collect(),
            );
        }
        Own::Event(event) => put("date", date(&event.date)),
        Own::Source(source) => {
            let mut csl = source.csl.clone();
            if let (Some(note), Some(remark)) = (csl.get_mut("note"), &source.rare.note) {
                *note = remark.bare(&|unsaid| crate::render::html::unsaid_in(model, unsaid)).into();
            }
            map.insert("csl".into(), Value::Object(csl));
        }
        Own::Term(term) => {
            put("definition", term.definition.as_ref().map(|words| crate::render::html::inline_plain(words, Some(model))))
        }
        Own::Place(_) | Own::Plain(_) => {}
    }
    map
}

/// What a report claims and what sources say of it, in the words of schema.org where it has some.
fn claims(page: &Page, report: &Report, model: &Model) -> Vec<Value> {
    // Claims are in order of page.
    let first = model.claims.partition_point(|placed| placed.page < page.id);
    let own = model.claims[first..].iter().take_while(|placed| placed.page == page.id);
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    let one = |placed: &PlacedClaim| {
        let claim = report.claims.get(placed.claim)?;
        let evidence = claim.evidence.iter().map(|one| {
            let source = model.find(&one.source.value, &[Kind::Source]).map(|id| identity(model.page(id)));
            filled([
                ("source", source.map(Value::from)),
                ("is", Some(one.is.value.as_str().into())),
                ("credibility", one.credibility.as_ref().map(|grade| grade.value.into())),
                ("locator", text(&one.locator).map(Value::from)),
                ("quote", text(&one.quote).map(Value::from)),
            ])
        });
        let evidence: Vec<Value> = evidence.collect();
        let paragraph = placed.leaf.and_then(|leaf| page.body().paragraph_of(leaf));
        Some(filled([
            ("@type", Some("Claim".into())),
            ("id", text(&claim.id).map(Value::from)),
            ("text", Some(claim.at.value.as_str().into())),
            ("paragraph", paragraph.map(|paragraph| paragraph.number.as_str().into())),
            ("kind", text(&claim.kind).map(Value::from)),
            ("as_of", claim.as_of.as_ref().map(|when| when.value.to_string().into())),
            ("likelihood", text(&claim.likelihood).map(Value::from)),
            ("confidence", text(&claim.confidence).map(Value::from)),
            ("review", claim.review.as_ref().map(|when| when.value.to_string().into())),
            ("evidence", (!evidence.is_empty()).then(|| evidence.into())),
        ]))
    };
    own.filter_map(one).collect()
}

/// An object of those fields that have a value.
fn filled<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    fields.into_iter().filter_map(|(name, value)| Some((name.to_string(), value?))).collect::<Map<_, _>>().into()
}

fn relations(model: &Model, id: PageId) -> Vec<Value> {
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let to_json = |tie: &crate::model::Tie| {
        json!({
            "type": tie.sort, "from": identity(model.page(tie.from)), "to": identity(model.page(tie.to)),
            "since": date(tie.since), "until": date(tie.until), "reported": tie.reported,
            "withdrawn": model.is_withdrawn(tie),
            "sources": tie.sources.iter().map(|source| model.page(*source).key.as_str()).collect::<Vec<_>>(),
            "stated_in": identity(model.page(tie.stated.0)),
        })
    };
    model.ties_of(id).map(to_json).collect()
}

fn named_with(view: &View, id: PageId) -> Vec<Value> {
    let company = crate::render::values::companions(view.model, &view.plan.shared, id);
    company.iter().map(|one| json!({ "id": identity(view.model.page(one.page)), "paragraphs": one.count })).collect()
}

fn outgoing<'a>(model: &'a Model, reference: &'a Reference) -> Option<Pointing<'a>> {
    let to = model.page(reference.to.page()?);
    let anchor = if let Target::Anchor(_, anchor) = &reference.to { Some(&**anchor) } else { None };
    Some(Pointing { anchor, ..pointing(model, reference, to) })
}

fn incoming<'a>(model: &'a Model, reference: &'a Reference) -> Pointing<'a> {
    pointing(model, reference, model.page(reference.from))
}

fn pointing<'a>(model: &'a Model, reference: &'a Reference, other: &'a Page) -> Pointing<'a> {
    let body = model.page(reference.from).body();
    let paragraph = reference.leaf.and_then(|leaf| body.paragraph_of(leaf));
    Pointing {
        id: identity(other),
        path: other.url.relative(),
        by: sort(reference.sort),
        anchor: None,
        paragraph: paragraph.map(|paragraph| paragraph.number.as_str()),
    }
}

fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Link => "link",
        Sort::Image => "image",
        Sort::Wiki => "wikilink",
        Sort::Citation => "citation",
        Sort::Mention => "mention",
        Sort::Field(name) | Sort::Prose(name, _) => name,
    }
}
