//! Finds 10,000 names in 10 MB of text: `cargo bench --bench names [names] [megabytes]`. The aim is below a second.

use chancery::base::{FilePath, Ranged, UrlPath};
use chancery::config::{ActorSort, Config};
use chancery::document::record::{Actor, Name, NameSort, Own, Record};
use chancery::document::{Document, Kind, Options, markdown};
use chancery::model::names::Names;
use chancery::model::{Page, PageId};
use std::sync::Arc;
use std::time::Instant;

const SYLLABLES: [&str; 18] =
    ["ka", "lo", "mi", "ter", "bra", "son", "vel", "dun", "ri", "pos", "gal", "nor", "em", "ish", "und", "ov", "sk", "ta"];
const FILLER: &str =
    "the alliance between both countries has changed since the election and its critics say that the courts will decide";

fn text<T>(value: T) -> Ranged<T> {
    Ranged { value, range: 0..0 }
}

fn page(id: u32, kind: Kind, name: &str, own: Own, document: Document) -> Option<Page> {
    let key = format!("k{id}");
    let record = Record {
        kind,
        key: text(key.clone()),
        range: 0..0,
        name: text(name.to_string()),
        rare: Default::default(),
        summary: None,
        link: None,
        own,
        holds: 0,
        written: vec![],
    };
    Some(Page {
        id: PageId(id),
        kind,
        url: UrlPath::new(&format!("/{key}/")).ok()?,
        path: FilePath::new(&key)?,
        key,
        document: Arc::new(document),
        record: Arc::new(record),
        position: 0,
        additions: Default::default(),
        language: "en".into(),
        version: String::new(),
        main: PageId(id),
        unpublished: false,
        settled: None,
    })
}

fn person(short: &str) -> Own {
    let name = Name { name: text(short.to_string()), sort: NameSort::Short, language: None, date: None, force: false };
    Own::Actor(Box::new(Actor {
        sort: text(ActorSort::Person),
        names: vec![name],
        demonyms: vec![],
        descriptors: vec![],
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
    }))
}

fn document(text: String) -> Document {
    let (body, _) = markdown::parse(&text, 0, &Options::default());
    Document {
        text: text.into(),
        records: vec![],
        fields: vec![],
        body: Arc::new(body),
        faults: vec![],
        lacking: vec![],
        unread: None,
    }
}

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let (count, megabytes) = (numbers.first().copied().unwrap_or(10_000), numbers.get(1).copied().unwrap_or(10));
    // A linear congruential generator (Knuth's constants): the same words in every run.
    let mut seed = 7_u64;
    let mut word = |syllables: usize| {
        let mut out = String::new();
        for _ in 0..syllables {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            out.push_str(SYLLABLES[(seed >> 33) as usize % SYLLABLES.len()]);
        }
        out[..1].to_uppercase() + &out[1..]
    };
    let known: Vec<(String, String)> =
        (0..count / 2).map(|_| (word(2), word(3))).map(|(given, family)| (format!("{given} {family}"), family)).collect();
    let record = |(at, (full, short)): (usize, &(String, String))| {
        page(at as u32, Kind::Actor, full, person(short), document(String::new()))
    };
    let pages: Vec<Page> = known.iter().enumerate().filter_map(record).collect();
    let start = Instant::now();
    let (names, _) = Names::new(&pages, &Config::default());
    println!("{} names gathered in {:?}", names.len(), start.elapsed());

    let filler: Vec<&str> = FILLER.split(' ').collect();
    let (mut reports, mut bytes, mut at) = (Vec::new(), 0, 0);
    while bytes < megabytes * 1_000_000 {
        let mut text = String::new();
        while text.len() < 100_000 {
            for _ in 0..80 {
                at += 1;
                let (full, short) = &known[(at * 7919) % known.len()];
                text.push_str(match at % 24 {
                    0 => full,
                    12 => short,
                    _ => filler[at % filler.len()],
                });
                text.push(' ');
            }
            text.push_str("\n\n");
        }
        bytes += text.len();
        reports.extend(page(u32::MAX, Kind::Report, "Report", Own::Report(Box::default()), document(text)));
    }
    let start = Instant::now();
    let found: usize = reports.iter().map(|report| names.find(report, &[]).mentions.len()).sum();
    println!("{found} mentions found in {} pages, {} MB, in {:?}", reports.len(), bytes / 1_000_000, start.elapsed());
}
