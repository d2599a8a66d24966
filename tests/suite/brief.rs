//! The demonstration report against its mentions as labelled by hand.

use super::mentions::page;
use chancery::base::FilePath;
use chancery::config::{self, Config};
use chancery::document::record::{Own, Report};
use chancery::document::tree::LeafSort;
use chancery::document::{Document, Kind, Options, markdown, parse};
use chancery::model::mention::undeclared;
use chancery::model::names::Names;
use chancery::model::{Page, PageId, Reference, Target};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Label {
    at: String,
    names: Vec<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
    found.sort();
}

/// The pages of the demonstration site's records, and its reports, each with its body.
fn site() -> (Vec<Page>, Config) {
    let mut pages: Vec<Page> = Vec::new();
    for (folder, kind) in [
        ("actors", Kind::Actor),
        ("places", Kind::Place),
        ("glossary", Kind::Term),
        ("events", Kind::Event),
        ("reports", Kind::Report),
    ] {
        let mut paths = Vec::new();
        files(&root().join("content").join(folder), &mut paths);
        for path in paths {
            let name = path.file_name().unwrap().to_str().unwrap();
            let Some((stem, extension)) = name.split_once('.') else { continue };
            if !matches!(extension, "md" | "yaml") || kind == Kind::Report && stem != "index" {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let document = std::sync::Arc::new(parse(Some(kind), extension, text.into(), &Options::default()));
            let stem = if kind == Kind::Report { path.parent().unwrap().file_name().unwrap().to_str().unwrap() } else { stem };
            for (position, record) in document.records.iter().enumerate() {
                let key = if record.key.value.is_empty() { stem.to_string() } else { record.key.value.clone() };
                let id = PageId(pages.len() as u32);
                let own = record.own.clone();
                let mut page = page(id.0, kind, &key, &record.name.value, own, None, "en-GB", Document::clone(&document));
                page.record = record.clone();
                page.position = position;
                page.path = FilePath::new(&format!("content/{folder}/{name}")).unwrap();
                pages.push(page);
            }
        }
    }
    let text = std::fs::read_to_string(root().join("chancery.yaml")).ok();
    (pages, config::load(text.as_deref()).0)
}

/// A report with the text of the labelled copy and the declarations of the demonstration report.
fn brief(pages: &[Page]) -> Page {
    let text = std::fs::read_to_string(root().join("tests/cases/mentions/brief.md")).unwrap();
    let (body, _) = markdown::parse(&text, 0, &Options::default());
    let mut page = pages.iter().find(|page| page.key == "new-kind-of-alliance").unwrap().clone();
    page.document =
        std::sync::Arc::new(Document { text: text.into(), records: vec![], fields: vec![], body: body.into(), faults: vec![] });
    page
}

/// What links and wikilinks of a page lead to, by their ids.
fn explicit(page: &Page, pages: &[Page]) -> Vec<Reference> {
    let body = page.body();
    let one = |written: &chancery::document::Written| {
        let key = written.text.rsplit(':').next()?;
        let to = pages.iter().find(|page| page.key == key)?;
        let leaf =
            body.leaves.iter().position(|leaf| leaf.range.start <= written.range.start && written.range.end <= leaf.range.end)?;
        let range = written.range.clone();
        Some(Reference { from: page.id, to: Target::Page(to.id), sort: written.sort, range, leaf: Some(leaf as u32), linked: true })
    };
    body.written.iter().filter_map(one).collect()
}

/// The labels as (place, record), in order.
fn labels(page: &Page) -> BTreeSet<(u32, u32, String)> {
    let text = std::fs::read_to_string(root().join("tests/cases/mentions/brief-labels.yaml")).unwrap();
    let all: Vec<Label> = serde_yaml::from_str(&text).unwrap();
    let mut found = BTreeSet::new();
    for label in all {
        let starts = |leaf: &&chancery::document::tree::LeafInfo| {
            leaf.sort != LeafSort::Heading
                && page.text()[leaf.range.start as usize..leaf.range.end as usize].trim_start().starts_with(&label.at)
        };
        let mut leaves = page.body().leaves.iter().filter(starts);
        let leaf = leaves.next().unwrap_or_else(|| panic!("no paragraph begins with {}", label.at));
        assert!(leaves.next().is_none(), "two paragraphs begin with {}", label.at);
        let mut at = leaf.range.start as usize;
        for line in &label.names {
            let (name, id) = line.split_once(" = ").unwrap();
            let start =
                at + page.text()[at..leaf.range.end as usize].find(name).unwrap_or_else(|| panic!("{}: no {name} left", label.at));
            at = start + name.len();
            found.insert((start as u32, at as u32, id.to_string()));
        }
    }
    found
}

#[test]
fn the_labelled_report_is_read_with_precision_and_recall() {
    let (pages, config) = site();
    let (names, _) = Names::new(&pages, &config);
    let page = brief(&pages);
    let found = names.find(&page, &explicit(&page, &pages));
    let key = |mention: &Reference| pages[mention.to.page().unwrap().0 as usize].key.clone();
    let found: BTreeSet<_> = found.mentions.iter().map(|mention| (mention.range.start, mention.range.end, key(mention))).collect();
    let wanted = labels(&page);
    let show = |set: Vec<&(u32, u32, String)>| {
        let line = |(start, end, id): &(u32, u32, String)| {
            let from = page.text()[..*start as usize].char_indices().rev().nth(25).map_or(0, |(at, _)| at);
            format!("  …{} → {id}", page.text()[from..*end as usize].replace('\n', " "))
        };
        set.into_iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let (extra, missed) = (show(found.difference(&wanted).collect()), show(wanted.difference(&found).collect()));
    let right = found.intersection(&wanted).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / wanted.len() as f64);
    println!(
        "{} labels, precision {precision:.3}, recall {recall:.3}\nfound and not labelled:\n{extra}\nlabelled and not found:\n{missed}",
        wanted.len()
    );
    assert!(
        precision >= 0.97 && recall >= 0.97,
        "precision {precision:.3}, recall {recall:.3}\nextra:\n{extra}\nmissed:\n{missed}"
    );
}

#[test]
fn everything_that_the_report_declares_is_met() {
    let (pages, config) = site();
    let (names, _) = Names::new(&pages, &config);
    let page = brief(&pages);
    let explicit = explicit(&page, &pages);
    let found = names.find(&page, &explicit);
    let met: BTreeSet<&str> = found
        .mentions
        .iter()
        .chain(&explicit)
        .filter_map(|mention| mention.to.page())
        .map(|id| pages[id.0 as usize].key.as_str())
        .collect();
    let Own::Report(report) = &page.record.own else { panic!("no report") };
    let Report { actors, places, terms, .. } = &**report;
    assert!(actors.len() >= 60 && places.len() >= 10 && terms.len() >= 30, "{} {} {}", actors.len(), places.len(), terms.len());
    let missing: Vec<&str> =
        [actors, places, terms].into_iter().flatten().map(|id| id.value.as_str()).filter(|id| !met.contains(id)).collect();
    assert!(missing.is_empty(), "declared and never met: {missing:?}");
}

/// Names in the demonstration reports that are actors and have no record there, decided by reading. A short name of a known
/// record belongs here where the report names nobody in full; Washington, which stands for a government, does not.
const TRUE_NAMES: [&str; 11] = [
    "Associated Press",
    "Bukele",
    "International Crisis Group",
    "J. Reuben Clark",
    "Legislative Assembly",
    "Los Angeles Times",
    "National Guard",
    "Philander Knox",
    "State Department",
    "Truth Commission",
    "Amnesty International",
];

#[test]
fn undeclared_actors_are_few_and_true() {
    let (pages, config) = site();
    let (names, _) = Names::new(&pages, &config);
    let mut all = Vec::new();
    for page in pages.iter().filter(|page| page.kind == Kind::Report) {
        let explicit = explicit(page, &pages);
        let mut references = names.find(page, &explicit).mentions;
        references.extend(explicit);
        for fault in undeclared(page, &names, &references) {
            all.push(page.text()[fault.range.start as usize..fault.range.end as usize].to_string());
        }
    }
    let wrong: Vec<&String> = all.iter().filter(|name| !TRUE_NAMES.contains(&name.as_str())).collect();
    let precision = 1.0 - wrong.len() as f64 / all.len().max(1) as f64;
    assert!(precision >= 0.8, "precision {precision:.2}: {wrong:?} of {all:?}");
}
