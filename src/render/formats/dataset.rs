//! The site as data, below `data/`: sources for reference managers, tables for spreadsheets, FollowTheMoney for Aleph.

mod ftm;
mod gexf;
mod graphml;
mod network;
mod tables;

use super::{citations, json_bytes};
use crate::base::{FilePath, OutPath};
use crate::document::Kind;
use crate::document::record::{Own, Text, When};
use crate::model::{Model, Page, PageId};
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The files of the dataset.
pub static DATASET: Format = Format::new("dataset", plan, render);

/// A file of the dataset, as a page that lists them describes it.
#[derive(Debug, Clone, Serialize)]
pub struct DataFile {
    /// Its address from the top of the site.
    pub path: String,
    /// Its name without the folder.
    pub name: &'static str,
    /// Its name in the theme's words, `data-sources-json` and so on; what it holds is said by the same with `-about`.
    pub key: &'static str,
    /// `application/json`, `text/csv` …
    pub media_type: &'static str,
    /// What its format is called.
    pub format: &'static str,
    /// Names of the columns of a table; of other formats none.
    pub fields: &'static [&'static str],
    /// How many things it lists.
    pub rows: usize,
    /// How long it is, in bytes; 0 where that was not asked for.
    pub bytes: usize,
    /// The same in thousands of bytes, rounded up.
    pub kilobytes: usize,
}

/// Name, name in the theme's words, media type, format, columns.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const FILES: [Row; 12] = [
    ("sources.json", "data-sources-json", "application/vnd.citationstyles.csl+json", "CSL-JSON", &[]),
    ("sources.bib", "data-sources-bib", "application/x-bibtex", "BibTeX", &[]),
    ("sources.ris", "data-sources-ris", "application/x-research-info-systems", "RIS", &[]),
    ("sources.csv", "data-sources", "text/csv", "CSV", &tables::SOURCES),
    ("actors.csv", "data-actors", "text/csv", "CSV", &tables::ACTORS),
    ("relations.csv", "data-relations", "text/csv", "CSV", &tables::RELATIONS),
    ("events.csv", "data-events", "text/csv", "CSV", &tables::EVENTS),
    ("claims.csv", "data-claims", "text/csv", "CSV", &tables::CLAIMS),
    ("mentions.csv", "data-mentions", "text/csv", "CSV", &tables::MENTIONS),
    ("entities.ftm.json", "data-entities", "application/json+ftm", "FollowTheMoney", &[]),
    ("network.gexf", "data-network", "application/gexf+xml", "GEXF", &[]),
    ("network.graphml", "data-network-graphml", "application/graphml+xml", "GraphML", &[]),
];

/// What the files are called.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, ..)| *name)
}

/// What formats are called on the command line, each once.
pub fn formats() -> impl Iterator<Item = &'static str> {
    ["csv", "csl-json", "bibtex", "ris", "ftm", "gexf", "graphml"].into_iter()
}

/// The files that a word means: the name of a format (`csv` is that of all tables), or of one file.
pub fn called(word: &str) -> Vec<&'static str> {
    let format = if word.eq_ignore_ascii_case("ftm") { "FollowTheMoney" } else { word };
    let meant = |row: &&Row| row.3.eq_ignore_ascii_case(format) || row.0 == word;
    FILES.iter().filter(meant).map(|(name, ..)| *name).collect()
}

/// The files that exist, for the page that lists them; empty on a site without records.
pub fn files(model: &Model, lengths: &Lengths) -> Vec<DataFile> {
    let wanted = FILES.iter().filter(|(name, ..)| is_there(name, model));
    let file = |(name, key, media_type, format, fields): &Row| {
        let length = lengths.of(name, model);
        DataFile {
            path: format!("data/{name}"),
            name,
            key,
            media_type,
            format,
            fields,
            rows: length.rows,
            bytes: length.bytes,
            kilobytes: length.bytes.div_ceil(1000),
        }
    };
    wanted.map(file).collect()
}

fn rows(name: &str, model: &Model, bytes: &[u8]) -> usize {
    match name {
        "sources.json" | "sources.bib" | "sources.ris" | "sources.csv" => model.of_kind(Kind::Source).count(),
        "actors.csv" => model.of_kind(Kind::Actor).count(),
        "relations.csv" | "network.gexf" | "network.graphml" => model.ties.len() + model.tenures.len() + parts(model).count(),
        "events.csv" => model.of_kind(Kind::Event).count(),
        "claims.csv" => tables::claims(model).len(),
        "mentions.csv" => model.references().filter(|reference| tables::is_mention(reference, model)).count(),
        // A line for each entity.
        _ => bytes.iter().filter(|byte| **byte == b'\n').count(),
    }
}

/// Whether any file exists.
pub fn any(model: &Model) -> bool {
    model.config.exports.dataset && FILES.iter().any(|(name, ..)| is_there(name, model))
}

/// Whether a file has any row; quicker than counting them, for this is asked at every update.
pub fn is_there(name: &str, model: &Model) -> bool {
    match name {
        "sources.json" | "sources.bib" | "sources.ris" | "sources.csv" => model.of_kind(Kind::Source).next().is_some(),
        "actors.csv" => model.of_kind(Kind::Actor).next().is_some(),
        "mentions.csv" => model.references().any(|reference| tables::is_mention(reference, model)),
        "entities.ftm.json" => ftm::any(model),
        _ => rows(name, model, b"") > 0,
    }
}

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    if !model.config.exports.dataset {
        return;
    }
    for (name, ..) in FILES.iter().filter(|(name, ..)| is_there(name, model)) {
        if let Ok(path) = OutPath::new(&format!("data/{name}")) {
            planner.routes.push(Route { path, format: &DATASET, subject: Subject::Site, origin: None::<FilePath> });
        }
    }
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let name = route.path.as_str().rsplit('/').next().unwrap_or("");
    let model = view.model;
    let bytes = bytes(name, model);
    view.plan
        .shared
        .dataset
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(name.to_string(), Length::of(name, model, &bytes));
    Ok(bytes)
}

/// Lengths of the files that were made already, by name: the page that lists them says how long they are.
#[derive(Debug, Default)]
pub struct Lengths(Mutex<BTreeMap<String, Length>>);

/// How long a file is.
#[derive(Debug, Clone, Copy)]
struct Length {
    bytes: usize,
    /// Things that it lists.
    rows: usize,
}

impl Length {
    fn of(name: &str, model: &Model, bytes: &[u8]) -> Length {
        Length { bytes: bytes.len(), rows: rows(name, model, bytes) }
    }
}

impl Lengths {
    /// How long a file is; if it was not made yet, it is made for that.
    fn of(&self, name: &str, model: &Model) -> Length {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied();
        known.unwrap_or_else(|| Length::of(name, model, &bytes(name, model)))
    }
}

/// What a file holds, by its name, whether [`is_there`] or not: a table of nothing has its columns.
pub fn bytes(name: &str, model: &Model) -> Vec<u8> {
    match name {
        "sources.json" | "sources.bib" | "sources.ris" => {
            citations::bytes(name, model.library.works().map(|(_, work)| work).collect())
        }
        "sources.csv" => tables::write(&tables::SOURCES, tables::sources(model)),
        "actors.csv" => tables::write(&tables::ACTORS, tables::actors(model)),
        "relations.csv" => tables::write(&tables::RELATIONS, tables::relations(model)),
        "events.csv" => tables::write(&tables::EVENTS, tables::events(model)),
        "claims.csv" => tables::write(&tables::CLAIMS, tables::claims(model)),
        "mentions.csv" => tables::write(&tables::MENTIONS, tables::mentions(model)),
        "entities.ftm.json" => {
            let mut out = Vec::new();
            ftm::entities(model).for_each(|entity| json_line(&entity, &mut out));
            out
        }
        "network.gexf" => gexf::network(model),
        "network.graphml" => graphml::network(model),
        _ => json_bytes(&()),
    }
}

fn json_line(value: &impl Serialize, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(&mut *out, value);
    out.push(b'\n');
}

fn text(text: &Option<Text>) -> String {
    text.as_ref().map(|text| text.value.clone()).unwrap_or_default()
}

fn when(when: &Option<When>) -> String {
    when.as_ref().map(|when| when.value.to_string()).unwrap_or_default()
}

/// The key of a page; of a version or translation with its name and language: `slug/summary@es`.
pub(super) fn identity(page: &Page) -> String {
    let mut id = page.key.clone();
    if !page.version.is_empty() {
        id.extend(["/", &page.version]);
    }
    if page.main != page.id {
        id.extend(["@", &page.language]);
    }
    id
}

/// Actors that belong to another, and that one.
fn parts(model: &Model) -> impl Iterator<Item = (&Page, &Page)> {
    model.of_kind(Kind::Actor).filter_map(|page| {
        let Own::Actor(actor) = &page.record.own else { return None };
        let whole = model.whole_of(actor)?;
        (whole != page.id).then(|| (page, model.page(whole)))
    })
}

/// Keys of pages, joined by semicolons.
fn keys(model: &Model, pages: &[PageId]) -> String {
    pages.iter().map(|id| model.page(*id).key.as_str()).collect::<Vec<_>>().join(";")
}

/// Pages that ids in front matter mean.
fn found<'a>(model: &'a Model, ids: &[Text], kind: Kind) -> Vec<&'a Page> {
    ids.iter().filter_map(|id| model.find(&id.value, &[kind])).map(|id| model.page(id)).collect()
}

fn joined<'a>(pages: impl IntoIterator<Item = &'a Page>) -> String {
    pages.into_iter().map(|page| page.key.as_str()).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_called_by_its_name_and_by_that_of_its_format() {
        let by_format: Vec<&str> = formats().flat_map(called).collect();
        let mut sorted = by_format.clone();
        sorted.sort_unstable();
        let mut all: Vec<&str> = names().collect();
        all.sort_unstable();
        assert_eq!(sorted, all);
        assert!(names().all(|name| called(name) == [name]) && called("csv").len() == 6 && called("xls").is_empty());
        assert_eq!((called("FTM"), called("GraphML")), (vec!["entities.ftm.json"], vec!["network.graphml"]));
    }
}
