//! Names in prose: tables of sentences with the mentions that they must give.
//!
//! Each file in `tests/cases/mentions` holds records and cases. A case is a text and the mentions expected, in order:
//! `Bukele => nayib-bukele` is linked, `Bukele -- nayib-bukele` is counted only.

use chancery::base::{FilePath, Ranged, UrlPath};
use chancery::config::Config;
use chancery::document::record::{Actor, ActorSort, Event, Linking, Name, NameSort, Own, Place, Record, Report, Term};
use chancery::document::{Document, Kind, Options, Sort, markdown};
use chancery::model::names::Names;
use chancery::model::{Page, PageId, Reference, Target};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    language: Option<String>,
    records: Vec<Entry>,
    cases: Vec<Case>,
}

/// A record as the tables write it.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    pub id: String,
    /// A sort of actor, or `place`, `term`, `event`, `report`.
    pub kind: String,
    pub name: String,
    pub names: Vec<OtherName>,
    pub demonyms: Vec<String>,
    pub descriptors: Vec<String>,
    pub forms: Vec<String>,
    pub abbreviation: Option<String>,
    pub language: Option<String>,
    pub foreign: BTreeMap<String, String>,
    pub link: Option<String>,
    pub force: bool,
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub enum OtherName {
    Plain(String),
    Full {
        name: String,
        #[serde(rename = "as", default)]
        sort: Option<String>,
        #[serde(default)]
        force: bool,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    language: Option<String>,
    /// Declared in front matter.
    #[serde(default)]
    declared: Vec<String>,
    #[serde(default)]
    no_link: Vec<String>,
    /// The text is the profile of this record.
    own: Option<String>,
    #[serde(default)]
    find: Vec<String>,
    #[serde(default)]
    faults: Vec<String>,
}

fn text<T>(value: T) -> Ranged<T> {
    Ranged { value, range: 0..0 }
}

/// Makes a page out of a record and a text.
pub fn page(
    id: u32,
    kind: Kind,
    key: &str,
    name: &str,
    own: Own,
    link: Option<Linking>,
    language: &str,
    document: Document,
) -> Page {
    let record = Record {
        kind,
        key: text(key.to_string()),
        range: 0..0,
        name: text(name.to_string()),
        aliases: vec![],
        slug: None,
        summary: None,
        link: link.map(text),
        allow: vec![],
        extra: Default::default(),
        own,
        written: vec![],
    };
    Page {
        id: PageId(id),
        kind,
        key: key.to_string(),
        url: UrlPath::new(&format!("/{kind}/{key}/")).unwrap(),
        path: FilePath::new(&format!("content/{kind}/{key}.md")).unwrap(),
        document: Arc::new(document),
        record: Arc::new(record),
        position: 0,
        language: language.to_string(),
        version: String::new(),
        main: PageId(id),
        unpublished: false,
    }
}

impl Entry {
    /// The kind of record, and what only that kind has.
    fn own(&self) -> (Kind, Own) {
        let names = self.names.iter().map(|name| match name {
            OtherName::Plain(name) => (name.clone(), NameSort::Full, false),
            OtherName::Full { name, sort, force } => (
                name.clone(),
                match sort.as_deref() {
                    None | Some("full") => NameSort::Full,
                    Some("short") => NameSort::Short,
                    Some("acronym") => NameSort::Acronym,
                    Some("former") => NameSort::Former,
                    Some("foreign") => NameSort::Foreign,
                    Some("shadow") => NameSort::Shadow,
                    Some(other) => panic!("{other}"),
                },
                *force,
            ),
        });
        let names = names.map(|(name, sort, force)| Name { name: text(name), sort, language: None, date: None, force }).collect();
        let texts = |list: &[String]| list.iter().cloned().map(text).collect::<Vec<_>>();
        let sort = match self.kind.as_str() {
            "place" => {
                return (Kind::Place, Own::Place(Box::new(Place { names, adjectives: texts(&self.demonyms), ..Place::default() })));
            }
            "term" => {
                let term = Term {
                    forms: texts(&self.forms),
                    abbreviation: self.abbreviation.clone().map(text),
                    language: self.language.clone().map(text),
                    foreign: self.foreign.iter().map(|(tag, form)| (tag.clone(), text(form.clone()))).collect(),
                    force: self.force,
                    ..Term::default()
                };
                return (Kind::Term, Own::Term(Box::new(term)));
            }
            "event" => return (Kind::Event, Own::Event(Box::new(Event::default()))),
            "report" => return (Kind::Report, Own::Report(Box::new(Report::default()))),
            "person" => ActorSort::Person,
            "state" => ActorSort::State,
            "organisation" => ActorSort::Organisation,
            "alliance" => ActorSort::Alliance,
            "bloc" => ActorSort::Bloc,
            "group" => ActorSort::Group,
            "office" => ActorSort::Office,
            other => panic!("{other}"),
        };
        let actor = Actor {
            sort: text(sort),
            names,
            demonyms: texts(&self.demonyms),
            descriptors: texts(&self.descriptors),
            sort_name: None,
            born: None,
            died: None,
            founded: None,
            dissolved: None,
            part_of: None,
            ids: vec![],
            posts: vec![],
            relations: vec![],
            image: None,
            sources: vec![],
            website: None,
        };
        (Kind::Actor, Own::Actor(Box::new(actor)))
    }
}

fn empty() -> Document {
    Document { text: "".into(), records: vec![], fields: vec![], body: Default::default(), faults: vec![] }
}

fn linking(name: &str) -> Linking {
    match name {
        "section" => Linking::Section,
        "page" => Linking::Page,
        "always" => Linking::Always,
        "never" => Linking::Never,
        other => panic!("{other}"),
    }
}

/// The pages of some records, in order.
pub fn pages(records: &[Entry], language: &str) -> Vec<Page> {
    let one = |(at, entry): (usize, &Entry)| {
        let (kind, own) = entry.own();
        page(at as u32, kind, &entry.id, &entry.name, own, entry.link.as_deref().map(linking), language, empty())
    };
    records.iter().enumerate().map(one).collect()
}

fn config(language: &str) -> Config {
    Config { language: language.to_string(), ..Config::default() }
}

/// What a text gives, written as the tables write it.
fn found(case: &Case, pages: &[Page], names: &Names, language: &str) -> (Vec<String>, Vec<String>) {
    let language = case.language.as_deref().unwrap_or(language);
    let id = |key: &str| pages.iter().find(|page| page.key == key).unwrap_or_else(|| panic!("no record {key}")).id;
    let (body, _) = markdown::parse(&case.text, 0, &Options { raw_html: true, ..Options::default() });
    let document = Document { text: case.text.as_str().into(), body: Arc::new(body), ..empty() };
    let mut explicit = Vec::new();
    let mut field = |key: &String, name| {
        let to = Target::Page(id(key));
        explicit.push(Reference { from: PageId(999), to, sort: Sort::Field(name), range: 0..0, leaf: None, linked: true });
    };
    case.declared.iter().for_each(|key| field(key, "actors"));
    case.no_link.iter().for_each(|key| field(key, "no_link"));
    for written in &document.body.written {
        let key = written.text.trim_end_matches(".md").rsplit('/').next().unwrap_or("");
        let Some(to) = pages.iter().find(|page| page.key == key) else { continue };
        let leaf = document
            .body
            .leaves
            .iter()
            .position(|leaf| leaf.range.start <= written.range.start && written.range.end <= leaf.range.end);
        let leaf = leaf.map(|at| at as u32);
        explicit.push(Reference {
            from: PageId(999),
            to: Target::Page(to.id),
            sort: written.sort,
            range: written.range.clone(),
            leaf,
            linked: true,
        });
    }
    let mut this = page(999, Kind::Report, "this", "This", Own::Report(Box::default()), None, language, document);
    if let Some(own) = &case.own {
        this.id = id(own);
        this.main = id(own);
    }
    let found = names.find(&this, &explicit);
    let show = |mention: &Reference| {
        let written = &case.text[mention.range.start as usize..mention.range.end as usize];
        let key = &pages[mention.to.page().unwrap().0 as usize].key;
        format!("{} {} {key}", written.split_whitespace().collect::<Vec<_>>().join(" "), if mention.linked { "=>" } else { "--" })
    };
    let mentions = found.mentions.iter().map(show).collect();
    let faults = found.faults.iter().map(|fault| format!("{}: {}", fault.rule, fault.message)).collect();
    (mentions, faults)
}

#[test]
fn sentences_give_the_mentions_that_the_tables_say() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/mentions");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("brief") {
            continue;
        }
        let table: Table = serde_yaml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let language = table.language.as_deref().unwrap_or("en");
        let pages = pages(&table.records, language);
        let (names, _) = Names::new(&pages, &config(language));
        for case in &table.cases {
            count += 1;
            let (mentions, faults) = found(case, &pages, &names, language);
            let rules: Vec<&str> = faults.iter().map(|fault| fault.split(':').next().unwrap_or("")).collect();
            if mentions != case.find || rules != case.faults {
                wrong.push(format!(
                    "{name}: {}\n  wanted {:?} {:?}\n  found  {mentions:?} {faults:?}",
                    case.text, case.find, case.faults
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 150, "only {count} cases");
}
