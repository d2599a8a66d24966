//! The demonstration report against its mentions as labelled by hand.

use super::mentions::{self, page};
use chancery::base::FilePath;
use chancery::config::{self, Config};
use chancery::document::tree::LeafSort;
use chancery::document::{Document, Kind, Options, Sort, markdown, parse};
use chancery::model::mention::undeclared;
use chancery::model::names::Names;
use chancery::model::{Page, PageId, Reference, Target};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Frozen {
    declared: Vec<String>,
    records: Vec<mentions::Entry>,
}

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

/// The labelled copy of the report, with the records as they were when it was labelled: its text, all pages, and it as a page.
fn labelled() -> (Vec<Page>, Page, Vec<Reference>) {
    let read = |name: &str| std::fs::read_to_string(root().join("tests/cases/mentions").join(name)).unwrap();
    let text = read("brief.md");
    let (body, _) = markdown::parse(&text, 0, &Options::default());
    let document = Document {
        text: text.into(),
        records: vec![],
        fields: vec![],
        body: body.into(),
        faults: vec![],
        lacking: vec![],
        unread: None,
    };
    let Frozen { declared, records } = serde_yaml::from_str(&read("brief-records.yaml")).unwrap();
    let pages = mentions::pages(&records, "en-GB");
    let mut page = pages.iter().find(|page| page.key == "new-kind-of-alliance").unwrap().clone();
    page.document = document.into();
    let field = |key: &String| {
        let to = Target::Page(pages.iter().find(|page| page.key == *key)?.id);
        Some(Reference { from: page.id, to, sort: Sort::Field("actors"), range: 0..0, leaf: None, linked: true })
    };
    let mut references: Vec<Reference> = declared.iter().filter_map(field).collect();
    references.extend(explicit(&page, &pages));
    (pages, page, references)
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
    let (pages, page, explicit) = labelled();
    let (names, _) = Names::new(&pages, &Config { language: "en-GB".into(), ..Config::default() });
    let found = names.find(&page, &explicit);
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
fn everything_in_the_inventory_is_met_on_the_site() {
    let (pages, config) = site();
    let (names, _) = Names::new(&pages, &config);
    let page = pages.iter().find(|page| page.key == "new-kind-of-alliance").unwrap();
    let explicit = explicit(page, &pages);
    let found = names.find(page, &explicit);
    let met: BTreeSet<&str> = found
        .mentions
        .iter()
        .chain(&explicit)
        .filter_map(|mention| mention.to.page())
        .map(|id| pages[id.0 as usize].key.as_str())
        .collect();
    let text = std::fs::read_to_string(root().join("tests/cases/mentions/brief-inventory.yaml")).unwrap();
    let inventory: BTreeMap<String, Vec<String>> = serde_yaml::from_str(&text).unwrap();
    let counts: Vec<(&str, usize)> = inventory.iter().map(|(kind, ids)| (kind.as_str(), ids.len())).collect();
    assert_eq!(counts, [("actors", 60), ("places", 10), ("terms", 30)]);
    let missing: Vec<&String> = inventory.values().flatten().filter(|id| !met.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "never met: {missing:?}");
}

/// Actors that the labelled report names and that had no record at first, decided by reading; Washington, which stands for
/// a government there, is not counted as one.
const UNDECLARED: [&str; 8] = [
    "Amnesty International",
    "Associated Press",
    "International Crisis Group",
    "Los Angeles Times",
    "National Guard",
    "Philander Knox",
    "State Department",
    "Truth Commission",
];

#[test]
fn undeclared_actors_are_found_and_little_else() {
    let (mut pages, page, explicit) = labelled();
    let later =
        ["Amnesty", "Associated", "International Crisis", "Los Angeles", "Mexican National", "Philander", "Truth", "Washington"];
    pages.retain(|page| !later.iter().any(|name| page.name().contains(name)) && page.key != "us-department-of-state");
    let (names, _) = Names::new(&pages, &Config { language: "en-GB".into(), ..Config::default() });
    let mut references = names.find(&page, &explicit).mentions;
    references.extend(explicit);
    let faults = undeclared(&page, &names, &references);
    let text = page.text();
    let found: Vec<&str> = faults.iter().map(|fault| &text[fault.range.start as usize..fault.range.end as usize]).collect();
    let right = found.iter().filter(|name| UNDECLARED.contains(name)).count() as f64;
    assert!(right / found.len() as f64 >= 0.8, "{found:?}");
    assert!(right >= UNDECLARED.len() as f64, "{found:?}");
}
