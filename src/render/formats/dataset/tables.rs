//! Tables as CSV (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe before it.

use super::{found, identity, joined, keys, text, when};
use crate::document::record::{ActorSort, NameSort, Own};
use crate::document::{Kind, Line, Sort};
use crate::model::mention::Excerpts;
use crate::model::{Model, Page, PageId, Reference};

/// A row of a table.
pub type Cells = Vec<String>;

pub const ACTORS: [&str; 18] = [
    "id",
    "kind",
    "name",
    "other_names",
    "acronyms",
    "summary",
    "born",
    "died",
    "founded",
    "dissolved",
    "part_of",
    "wikidata",
    "orcid",
    "ror",
    "iso3166",
    "reliability",
    "website",
    "path",
];
pub const RELATIONS: [&str; 14] = [
    "type",
    "label",
    "group",
    "from",
    "to",
    "since",
    "until",
    "reported",
    "sources",
    "event",
    "note",
    "stated_in",
    "cameo",
    "withdrawn",
];
pub const EVENTS: [&str; 11] =
    ["id", "title", "date", "date_note", "place", "precision", "actors", "roles", "sources", "cameo", "summary"];
pub const CLAIMS: [&str; 15] = [
    "report",
    "id",
    "words",
    "paragraph",
    "kind",
    "as_of",
    "likelihood",
    "confidence",
    "review",
    "source",
    "is",
    "credibility",
    "locator",
    "quote",
    "note",
];
pub const SOURCES: [&str; 19] = [
    "id",
    "type",
    "title",
    "authors",
    "issued",
    "publisher",
    "publisher_actor",
    "container",
    "doi",
    "url",
    "archive_url",
    "reliability",
    "reliability_of",
    "origin",
    "party",
    "access",
    "retracted",
    "cited_in",
    "path",
];
pub const MENTIONS: [&str; 8] = ["page", "paragraph", "kind", "id", "words", "linked", "language", "how"];

/// A table as bytes: UTF-8, with a head, lines ended by CR LF.
pub fn write(head: &[&str], rows: impl IntoIterator<Item = Cells>) -> Vec<u8> {
    let mut out = String::new();
    line(head.iter().copied(), &mut out);
    for row in rows {
        line(row.iter().map(String::as_str), &mut out);
    }
    out.into_bytes()
}

fn line<'a>(cells: impl Iterator<Item = &'a str>, out: &mut String) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let cell = safe(cell);
        if cell.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// What a spreadsheet must not take for a formula: <https://owasp.org/www-community/attacks/CSV_Injection>. A year before
/// our era is none, `-0043`; the wide forms of the signs are signs to some.
fn safe(cell: &str) -> String {
    let is_date = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit() || b"-/.~?%".contains(&byte));
    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if begins && !(cell.starts_with('-') && is_date(cell)) { format!("'{cell}") } else { cell.to_string() }
}

/// Names in one cell, with semicolons between them. A semicolon within a name has a backslash before it, and each name is
/// as harmless as a cell: some programs part cells there.
fn listed(names: impl Iterator<Item = impl AsRef<str>>) -> String {
    names.map(|name| safe(&name.as_ref().replace(';', "\\;"))).collect::<Vec<_>>().join(";")
}

pub fn actors(model: &Model) -> Vec<Cells> {
    let row = |page: &Page| {
        let Own::Actor(actor) = &page.record.own else { return None };
        let id =
            |scheme: &str| actor.ids.iter().find(|(name, _)| name == scheme).map(|(_, id)| id.value.clone()).unwrap_or_default();
        let names = |acronyms: bool| {
            let own =
                actor.names.iter().filter(|name| name.sort != NameSort::Shadow && (name.sort == NameSort::Acronym) == acronyms);
            listed(own.map(|name| name.name.value.as_str()))
        };
        Some(vec![
            page.key.clone(),
            actor.sort.value.name().into(),
            page.name().into(),
            names(false),
            names(true),
            summary(page, model),
            when(&actor.born),
            when(&actor.died),
            when(&actor.founded),
            when(&actor.dissolved),
            actor.part_of.as_ref().map(|id| joined(found(model, std::slice::from_ref(id), Kind::Actor))).unwrap_or_default(),
            id("wikidata"),
            id("orcid"),
            id("ror"),
            id("iso3166"),
            actor.reliability.as_ref().map(|grade| grade.value.to_string()).unwrap_or_default(),
            text(&actor.website),
            page.url.relative().into(),
        ])
    };
    model.of_kind(Kind::Actor).filter_map(row).collect()
}

/// The summary without its Markdown.
pub fn summary(page: &Page, model: &Model) -> String {
    words(&page.record.summary, model)
}

pub fn relations(model: &Model) -> Vec<Cells> {
    let date = |date: Option<crate::base::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let key = |id| model.page(id).key.clone();
    let ties = model.ties.iter().map(|tie| {
        let kind = model.config.relation_types.get(&tie.sort);
        vec![
            tie.sort.clone(),
            kind.map(|kind| kind.forward.clone()).unwrap_or_default(),
            kind.map(|kind| kind.group.name().to_string()).unwrap_or_default(),
            key(tie.from),
            key(tie.to),
            date(tie.since),
            date(tie.until),
            tie.reported.to_string(),
            keys(model, &tie.sources),
            tie.event.map(key).unwrap_or_default(),
            words(&tie.note, model),
            identity(model.page(tie.stated.0)),
            kind.map(|kind| kind.cameo.clone()).unwrap_or_default(),
            model.is_withdrawn(tie).to_string(),
        ]
    });
    let tenures = model.tenures.iter().map(|tenure| {
        let holder = key(tenure.holder);
        let mut row =
            vec!["holds-office".to_string(), "holds the office".into(), "structure".into(), holder.clone(), key(tenure.office)];
        row.extend([date(tenure.from), date(tenure.to), "false".into(), keys(model, &tenure.sources), String::new()]);
        row.extend([words(&tenure.note, model), holder, String::new(), "false".into()]);
        row
    });
    let parts = super::parts(model).map(|(part, whole)| {
        let row =
            ["part-of", "is part of", "structure", &part.key, &whole.key, "", "", "false", "", "", "", &part.key, "", "false"];
        row.map(str::to_string).to_vec()
    });
    ties.chain(tenures).chain(parts).collect()
}

pub fn events(model: &Model) -> Vec<Cells> {
    let row = |page: &Page| {
        let Own::Event(event) = &page.record.own else { return None };
        let actors = event.actors.iter().filter_map(|one| Some((model.find(&one.actor.value, &[Kind::Actor])?, text(&one.role))));
        let (actors, roles): (Vec<_>, Vec<_>) = actors.unzip();
        Some(vec![
            page.key.clone(),
            page.name().into(),
            when(&event.date),
            words(&event.date_note, model),
            event.place.as_ref().and_then(|id| model.find(&id.value, &[])).map(|id| model.page(id).key.clone()).unwrap_or_default(),
            event.precision.as_ref().map_or("", |word| word.value).into(),
            keys(model, &actors),
            listed(roles.iter()),
            joined(found(model, &event.sources, Kind::Source)),
            text(&event.cameo),
            summary(page, model),
        ])
    };
    model.of_kind(Kind::Event).filter_map(row).collect()
}

pub fn claims(model: &Model) -> Vec<Cells> {
    let mut rows = Vec::new();
    for placed in &model.claims {
        let page = model.page(placed.page);
        let Some(claim) = model.report(page).and_then(|report| report.claims.get(placed.claim)) else { continue };
        let head = vec![
            identity(page),
            text(&claim.id),
            claim.at.value.clone(),
            placed.leaf.map(|leaf| paragraph(page, leaf)).unwrap_or_default(),
            text(&claim.kind),
            when(&claim.as_of),
            text(&claim.likelihood),
            text(&claim.confidence),
            when(&claim.review),
        ];
        let note = words(&claim.note, model);
        if claim.evidence.is_empty() {
            let empty = std::iter::repeat_n(String::new(), 5);
            rows.push(head.iter().cloned().chain(empty).chain([note.clone()]).collect());
        }
        for evidence in &claim.evidence {
            let own = [
                joined(found(model, std::slice::from_ref(&evidence.source), Kind::Source)),
                evidence.is.value.clone(),
                evidence.credibility.as_ref().map(|grade| grade.value.to_string()).unwrap_or_default(),
                text(&evidence.locator),
                text(&evidence.quote),
                note.clone(),
            ];
            rows.push(head.iter().cloned().chain(own).collect());
        }
    }
    rows
}

/// Every source, and the reports whose texts cite it.
pub fn sources(model: &Model) -> Vec<Cells> {
    let rows = model.library.works().filter_map(|(id, work)| {
        let page = model.page(id);
        let Own::Source(source) = &page.record.own else { return None };
        let makers = ["author", "editor"].map(|role| work.names(role)).into_iter().find(|names| !names.is_empty());
        let makers = listed(makers.iter().flatten().map(|name| name.spoken()));
        let citing =
            model.incoming(id).filter(|reference| reference.sort.in_body() == Sort::Citation).map(|reference| reference.from);
        let mut reports: Vec<PageId> = citing.filter(|from| model.page(*from).kind == Kind::Report).collect();
        reports.iter_mut().for_each(|report| *report = model.page(*report).main);
        reports.sort();
        reports.dedup();
        let rare = &source.rare;
        let publisher = model.publisher_of(source).map(|publisher| publisher.key.clone()).unwrap_or_default();
        let grade = model.grade(source);
        Some(vec![
            page.key.clone(),
            text(&source.sort),
            page.name().into(),
            makers,
            when(&source.issued),
            work.text("publisher").into(),
            publisher.clone(),
            work.text("container-title").into(),
            text(&source.doi),
            text(&source.url),
            text(&rare.archive_url),
            grade.map(|(letter, _)| letter.to_string()).unwrap_or_default(),
            grade.map(|(_, inherited)| if inherited { publisher } else { page.key.clone() }).unwrap_or_default(),
            text(&rare.origin),
            rare.party.as_ref().map(|id| joined(found(model, std::slice::from_ref(id), Kind::Actor))).unwrap_or_default(),
            text(&rare.access),
            rare.retracted.to_string(),
            keys(model, &reports),
            page.url.relative().into(),
        ])
    });
    rows.collect()
}

/// Whether a reference names a record in prose: found by its names, or linked by who wrote it.
pub fn is_mention(reference: &Reference, model: &Model) -> bool {
    let named = |id| matches!(model.page(id).kind, Kind::Actor | Kind::Place | Kind::Term | Kind::Event);
    let linked = || matches!(reference.sort, Sort::Wiki | Sort::Link) && reference.leaf.is_some();
    reference.sort == Sort::Mention || linked() && reference.to.page().is_some_and(|id| id != reference.from && named(id))
}

/// One row at a time, for there may be very many.
pub fn mentions(model: &Model) -> impl Iterator<Item = Cells> {
    model.pages.iter().flat_map(move |page| {
        let said = model.outgoing(page.id).iter().filter(|reference| is_mention(reference, model));
        let mut excerpts = None;
        said.filter_map(move |reference| {
            let to = model.page(reference.to.page()?);
            let text = page.text();
            let mut words = text.get(reference.range.start as usize..reference.range.end as usize).unwrap_or("").to_string();
            let found = reference.sort == Sort::Mention;
            // What a link shows; one without words of its own, or in a drawing, shows the name.
            if !found {
                let shown = excerpts.get_or_insert_with(|| Excerpts::new(page)).around(reference, 0).name;
                words = if shown == words || shown.is_empty() { to.name().to_string() } else { shown };
            }
            Some(vec![
                identity(page),
                reference.leaf.map(|leaf| paragraph(page, leaf)).unwrap_or_default(),
                to.kind.name().into(),
                to.key.clone(),
                words.split_whitespace().collect::<Vec<_>>().join(" "),
                reference.linked.to_string(),
                page.language.clone(),
                if found { "found" } else { "linked" }.into(),
            ])
        })
    })
}

/// A line of Markdown in plain words.
fn words(line: &Option<Line>, model: &Model) -> String {
    line.as_ref().map(|line| crate::render::html::inline_plain(line, Some(model))).unwrap_or_default()
}

/// Number of the paragraph that a leaf is or stands behind.
fn paragraph(page: &Page, leaf: u32) -> String {
    page.body().paragraph_of(leaf).map(|paragraph| paragraph.number.clone()).unwrap_or_default()
}

/// Whether an actor can hold, own and pay; an office cannot.
pub fn acts(sort: ActorSort) -> bool {
    sort != ActorSort::Office
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_harmless() {
        let rows = vec![vec!["a,\"b\"".into(), "=1+1".into(), "-x\ny".into(), "é".into(), "\tz".into(), "＝1".into()]];
        let out = String::from_utf8(write(&["h"], rows)).unwrap();
        assert_eq!(out, "h\r\n\"a,\"\"b\"\"\",'=1+1,\"'-x\ny\",é,'\tz,'＝1\r\n");
        // Years before our era stay what they are.
        assert_eq!([safe("-0043"), safe("-0043-03/-0042~"), safe("-1+1")], ["-0043", "-0043-03/-0042~", "'-1+1"]);
        assert_eq!(listed(["Foo; Bar", "=1", "C"].iter()), "Foo\\; Bar;'=1;C");
    }
}
