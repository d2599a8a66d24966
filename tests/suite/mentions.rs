//! Names in prose: tables of sentences with the mentions that they must give.
//!
//! Each file in `tests/cases/mentions` holds records and cases. A case is a text and the mentions expected, in order:
//! `Bukele => nayib-bukele` is linked, `Bukele -- nayib-bukele` is counted only.

use chancery::base::{FilePath, Ranged, UrlPath};
use chancery::config::Config;
use chancery::document::record::{Actor, ActorSort, Linking, Name, NameSort, Own, Place, Record, Term};
use chancery::document::{Document, Kind, Options, Sort, markdown};
use chancery::model::mention::{Excerpts, excerpt, undeclared};
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
#[allow(clippy::too_many_arguments)]
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
        rare: Default::default(),
        summary: None,
        link: link.map(text),
        own,
        written: vec![],
        holds: 0,
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
        additions: Vec::new(),
        language: language.to_string(),
        version: String::new(),
        main: PageId(id),
        unpublished: false,
        settled: None,
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
            "event" => return (Kind::Event, Own::Event(Box::default())),
            "report" => return (Kind::Report, Own::Report(Box::default())),
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
            reliability: None,
        };
        (Kind::Actor, Own::Actor(Box::new(actor)))
    }
}

fn empty() -> Document {
    Document {
        text: "".into(),
        records: vec![],
        fields: vec![],
        body: Default::default(),
        faults: vec![],
        lacking: vec![],
        unread: None,
    }
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

#[test]
fn a_term_is_risky_in_every_language_where_it_is_looked_for() {
    let mut location = entry("location", "term", "location", &[]);
    location.language = Some("fr".into());
    let told = |entry: &Entry| Names::new(&pages(std::slice::from_ref(entry), "en"), &config("en")).1;
    assert!(told(&location).is_empty(), "it is looked for in French only");
    location.foreign.insert("en".into(), "stage".into());
    let faults = told(&location);
    assert!(faults.len() == 1 && faults[0].1.message.contains("`stage`") && faults[0].1.message.contains("(en)"), "{faults:?}");
}

fn entry(id: &str, kind: &str, name: &str, names: &[&str]) -> Entry {
    let names = names.iter().map(|name| OtherName::Plain(name.to_string())).collect();
    Entry { id: id.into(), kind: kind.into(), name: name.into(), names, ..Entry::default() }
}

/// A report with that text.
fn report(text: &str) -> Page {
    let (body, _) = markdown::parse(text, 0, &Options::default());
    let document = Document { text: text.into(), body: Arc::new(body), ..empty() };
    page(999, Kind::Report, "this", "This", Own::Report(Box::default()), None, "en", document)
}

#[test]
fn risky_and_shadowed_names_are_reported_where_they_are_written() {
    let mut china = entry("china", "state", "China", &["PRC"]);
    china.demonyms = vec!["Sinophile".into(), "Chinese".into()];
    let records = [
        china,
        entry("sinophile", "term", "Sinophile", &[]),
        entry("stephen-king", "person", "Stephen King", &["King"]),
        entry("who", "organisation", "World Health Organization", &["WHO", "WH"]),
        entry("state", "term", "state", &[]),
        entry("water", "report", "Water", &[]),
    ];
    let (_, faults) = Names::new(&pages(&records, "en"), &config("en"));
    let shown: Vec<String> = faults.iter().map(|(path, fault)| format!("{path}: {}: {}", fault.rule, fault.message)).collect();
    assert_eq!(
        shown,
        [
            "content/actor/china.md: shadowed-alias: `Sinophile` never leads to `china`, because term `sinophile` bears the same name and comes first",
            "content/actor/stephen-king.md: risky-name: `King` is not looked for in prose, because it is a common word (en)",
            "content/actor/who.md: risky-name: `WH` is not looked for in prose, because it has only two letters",
            "content/term/state.md: risky-name: `state` is not looked for in prose, because it is a common word (en)",
        ]
    );
    assert!(faults.iter().all(|(_, fault)| fault.help.is_some()));
}

#[test]
fn nouns_of_languages_whose_words_are_unknown_are_no_actors() {
    let records = [entry("nato", "alliance", "NATO", &[])];
    let found = |language: &str| {
        let pages = pages(&records, language);
        let (names, _) = Names::new(&pages, &config(language));
        let mut page = report("Im Jahr zahlten Private Haushalte. Diese Preise trugen Private Haushalte.");
        page.language = language.into();
        undeclared(&page, &names, &names.find(&page, &[]).mentions).len()
    };
    assert_eq!((found("de"), found("de-AT")), (0, 0));
    assert!(found("en") > 0);
}

#[test]
fn undeclared_actors_come_with_front_matter_to_paste() {
    let records = [entry("nayib-bukele", "person", "Nayib Bukele", &["Bukele"]), entry("nato", "alliance", "NATO", &[])];
    let pages = pages(&records, "en");
    let (names, _) = Names::new(&pages, &config("en"));
    let shown = |text: &str| -> Vec<String> {
        let page = report(text);
        let found = names.find(&page, &[]);
        undeclared(&page, &names, &found.mentions)
            .iter()
            .map(|fault| format!("{} | {}", fault.message, fault.help.clone().unwrap_or_default()))
            .collect()
    };
    assert_eq!(
        shown("Then Vladimir Putin called NATO. Putin left. Vladimir Putin came back."),
        [
            "`Vladimir Putin` looks like the name of an actor and matches no record | write in the front matter: `actors: [{id: vladimir-putin, name: Vladimir Putin, kind: person}]`"
        ]
    );
    for (text, kind) in [
        ("Later, South Africa left.", "state"),
        ("Then the World Bank came.", "organisation"),
        ("The Estados Unidos came.", "state"),
        // What stands behind an article, in common words or as one thing of another, is no person.
        ("So the White House said.", "organisation"),
        ("The White House said so. A White House came.", "organisation"),
        ("Then the Tren de Aragua came.", "organisation"),
        ("So Charles de Gaulle said.", "person"),
        // Without an article, a given name or a title says that it is one.
        ("They feared Tren de Aragua most.", "organisation"),
        ("Later, Ruta del Sol came.", "organisation"),
        ("They feared Simone de Beauvoir most.", "person"),
        ("They feared President Uxue de Souza most.", "person"),
        ("They feared Luiz Lula da Silva most.", "person"),
        ("Then White House Smith came.", "person"),
        ("They lent to Banco de España in Partido de la U.", "organisation"),
        ("It rose in Partido de la U.", "organisation"),
        ("They feared President San Martín most.", "person"),
    ] {
        assert!(shown(text).iter().any(|help| help.ends_with(&format!("kind: {kind}}}]`"))), "{:?}", shown(text));
    }
    for (text, name) in [
        ("They met Rio de Janeiro and left.", "rio-de-janeiro, name: Rio de Janeiro"),
        ("They met in Palma de Mallorca.", "palma-de-mallorca, name: Palma de Mallorca"),
        ("It sailed the Gulf of Aden.", "gulf-of-aden, name: Gulf of Aden"),
        ("Later, San Pedro Sula rose.", "san-pedro-sula, name: San Pedro Sula"),
        ("So Tierra del Fuego froze.", "tierra-del-fuego, name: Tierra del Fuego"),
        ("They left Santa Cruz de la Sierra.", "santa-cruz-de-la-sierra, name: Santa Cruz de la Sierra"),
    ] {
        let (found, item) = (shown(text), format!("`places: [{{id: {name}}}]`"));
        assert!(found.iter().any(|told| told.contains("like the name of a place") && told.ends_with(&item)), "{found:?}");
    }
    assert_eq!(
        shown("So said Bukele."),
        [
            "`Bukele` is a short name of `nayib-bukele`, which this report neither names in full nor declares | write in the front matter: `actors: [nayib-bukele]`"
        ]
    );
    for quiet in [
        "The President of NATO spoke on Monday, in March. Military: yes.",
        "After the Second World War the Paris Agreement came.",
        "He read `Vladimir Putin` and [Vladimir Putin](x.md).",
        "## Vladimir Putin",
        "Once Cecot. ",
        "The French and the British, in English.",
        "Nayib Bukele, then Bukele.",
        "The Secretary of Homeland Security.",
        // Of an image or link that is none, the file is told of, and its name is nobody's.
        "See ![Ada Lovelace](Angela Davis.png) and [the plan of Vladimir Putin](plans/Rio Grande.pdf).",
        "![](Blue Lagoon.png \"Charles Babbage\")",
    ] {
        assert_eq!(shown(quiet), [] as [&str; 0], "{quiet}");
    }
    assert_eq!(shown("See [sic](in Angela Davis).").len(), 1);
    assert_eq!(shown("They went to Cecot. The Cecot prison. See Cecot.").len(), 1);
    let null = shown("They went to Null. The Null prison. See Null.");
    assert!(null.iter().any(|help| help.contains("{id: 'null', name: 'Null', kind: organisation}")), "{null:?}");
    let called = |text: &str| -> Vec<String> {
        let name = |fault: String| fault.split('`').nth(1).unwrap_or("").to_string();
        shown(text).into_iter().map(name).collect()
    };
    // A nation is a part of the name of a body, and a common word or given name that begins a sentence may be.
    for (text, names) in [
        // A month behind a word of time, or a day, is none of the name; a person may be called so.
        ("In May South Africa left, and on 3 June New Zealand did.", &["South Africa", "New Zealand"][..]),
        ("So April Jones and June Carter came.", &["April Jones", "June Carter"]),
        ("The European Commission acted. Then the European Commission said.", &["European Commission"][..]),
        (
            "So the American Enterprise Institute and the Chinese Communist Party.",
            &["American Enterprise Institute", "Chinese Communist Party"],
        ),
        ("Human Rights Watch wrote.", &["Human Rights Watch"]),
        ("However Human Rights Watch wrote.", &["Human Rights Watch"]),
        ("Charles Babbage built it.", &["Charles Babbage"]),
        ("European Court judges met.", &["European Court"]),
        ("Yesterday Angela Davis spoke.", &["Angela Davis"]),
        ("Former Communist Party members met.", &["Communist Party"]),
        ("The Honduran President met French ministers.", &[]),
    ] {
        assert_eq!(called(text), names, "{text}");
    }
}

#[test]
fn excerpts_show_the_sentence_of_each_reference() {
    let pages = pages(&[entry("nayib-bukele", "person", "Nayib Bukele", &["Bukele"])], "en");
    let (names, _) = Names::new(&pages, &config("en"));
    let page =
        report("One.\n\nThe \"world's\" man, **Nayib**\nBukele of the U.S. party, won [@x]. He left.\n\n- In a list, Bukele's.");
    let found = names.find(&page, &[]);
    let mut excerpts = Excerpts::new(&page);
    let shown: Vec<_> = found.mentions.iter().map(|mention| excerpts.around(mention, 30)).collect();
    let text =
        |at: usize| (shown[at].before.as_str(), shown[at].name.as_str(), shown[at].after.as_str(), shown[at].paragraph.as_deref());
    assert_eq!(text(0), ("The “world’s” man, ", "Nayib Bukele", " of the U.S. party, won.", Some("2")));
    assert_eq!(text(1), ("In a list, ", "Bukele", "’s.", Some("2")));
    let cite = Reference { range: 64..66, sort: Sort::Citation, ..found.mentions[0].clone() };
    let at = page.text().find("@x").unwrap() as u32;
    let cite = Reference { range: at..at + 2, ..cite };
    let around = excerpt(&page, &cite, 3);
    assert_eq!(
        (around.before.as_str(), around.name.as_str(), around.after.as_str(), around.cut_start),
        ("U.S. party, won", "", ".", true)
    );
    let front = Reference { leaf: None, range: 0..3, ..cite };
    assert_eq!(excerpt(&page, &front, 3).name, "One");
}

#[test]
fn work_grows_with_the_text_and_not_with_the_names() {
    // Nested names and text made of them: every place is a candidate of many names, none takes more than its share.
    let records: Vec<Entry> = (1..60).map(|n| entry(&format!("a{n}"), "organisation", &vec!["Ab"; n].join(" "), &[])).collect();
    let pages = pages(&records, "en");
    let (names, _) = Names::new(&pages, &config("en"));
    let page = report(&"Ab ".repeat(4000));
    let start = std::time::Instant::now();
    let found = names.find(&page, &[]);
    assert!(!found.mentions.is_empty());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    #[test]
    fn no_text_makes_it_stumble(text in "([ \\n.,'’“”‘*_\\[\\]!|`@:/-]|Nayib|Bukele|Garcia|US|U\\.S\\.|tariffs?|ß|İ|é|e\u{301}|ﬁ|\u{200d}|中|[a-z]{0,4}){0,60}") {
        let records = [
            entry("nayib-bukele", "person", "Nayib Bukele", &["Bukele"]),
            entry("us", "state", "U.S.", &["ß", "İe", "eé", "中"]),
            entry("garcia", "person", "É Garcia", &["Garcia"]),
            entry("tariff", "term", "tariff", &[]),
        ];
        let pages = pages(&records, "en");
        let (names, _) = Names::new(&pages, &config("en"));
        let page = report(&text);
        let found = names.find(&page, &[]);
        let mut excerpts = Excerpts::new(&page);
        let mut last = 0;
        for mention in &found.mentions {
            let range = mention.range.start as usize..mention.range.end as usize;
            assert!(text.get(range).is_some() && mention.range.start >= last && mention.range.end > mention.range.start);
            last = mention.range.end;
            excerpts.around(mention, 5);
        }
        undeclared(&page, &names, &found.mentions);
    }
}
