//! The index of search, read as the page's script reads it, and asked.

use crate::sandbox::{self, Sandbox};
use chancery::base::OutPath;
use chancery::render::formats::search::tokens::{self, Stems};
use chancery::render::formats::search::{passages, shard};
use chancery::render::unstamped;
use chancery::session::{Session, Site, build};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const CONFIG: &str = "title: Papers\nlanguage: en\nlanguages: [en, es]\npublisher: {name: Desk}\n";
const FILES: &[(&str, &str)] = &[
    ("chancery.yaml", CONFIG),
    (
        "content/actors/rios.md",
        "---\nname: Zury Ríos Sosa\nsort: person\nnames:\n- {name: Zury, as: short}\nsummary: A politician.\n---\n",
    ),
    (
        "content/actors/fsln.md",
        "---\nname: Sandinista Front\nsort: organisation\nnames:\n- {name: FSLN, as: acronym}\n- {name: Frente Sandinista, as: foreign, language: es}\nsummary: A party.\n---\n\nIts bastion is Straßburg.\n",
    ),
    ("content/places/lodz.md", "---\nname: Łódź\nsort: city\nsummary: A city.\n---\n"),
    ("content/glossary/due.md", "---\nterm: due process\nforms: [fair procedure]\ndefinition: Rules that bind a court.\n---\n"),
    ("content/events/pact.md", "---\ntitle: Pact of Espino\ndate: 1998-05-02\nsummary: Two parties share the courts.\n---\n"),
    (
        "content/reports/r/index.md",
        "---\ntitle: The river compact\ndate: 2025-03-01\nlanguage: en\nsummary: On water.\n---\n\n## Origins\n\nThe first paragraph names nobody.\n\nDelegates negotiated for years.[^a]\n\n- A list about turbines.\n\n[^a]: The archive of Managua.\n",
    ),
    ("content/reports/r/index.es.md", "---\ntitle: El pacto del río\nsummary: Sobre el agua.\n---\n\nLas naciones firmaron.\n"),
    ("content/reports/hidden/index.md", "---\ntitle: Unseen\nstatus: draft\nsummary: Nothing.\n---\n\nClandestine words.\n"),
];

/// The words of a query, as the page's script takes them: of a run without spaces not its last character alone.
fn asked(query: &str, mut visit: impl FnMut(tokens::Word)) {
    let mut end = 0;
    tokens::each(query, &mut |word| {
        let at = word.text.as_ptr() as usize - query.as_ptr() as usize;
        if at + word.text.len() > end {
            visit(word);
        }
        end = at + word.text.len();
    });
}

struct Index(BTreeMap<OutPath, Vec<u8>>);

fn site(files: &[(&str, &str)]) -> std::sync::Arc<Site> {
    let sandbox = Sandbox::with(files.iter().copied());
    Session::of(sandbox::files_of(sandbox.path()), sandbox::settings(), Vec::new()).update([])
}

impl Index {
    /// A file by its name without stamp.
    fn file(&self, path: &str) -> &[u8] {
        let is_it = |own: &&OutPath| own.as_str() == path || unstamped(own.as_str()).as_deref() == Some(path);
        &self.0[self.0.keys().find(is_it).unwrap_or_else(|| panic!("{path} is missing"))]
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(self.file(path)).unwrap()
    }

    /// Every word of a language, by its folded form.
    fn words(&self, language: &str) -> BTreeMap<String, shard::Entry> {
        let folder = format!("search/{language}/t/");
        let shards = self.0.iter().filter(|(path, _)| path.as_str().starts_with(&folder));
        let entries = shards.flat_map(|(path, bytes)| {
            let mut entries = shard::read(bytes).unwrap_or_else(|| panic!("{path} is damaged"));
            let places = unstamped(path.as_str()).expect("a stamp").replace("/t/", "/p/");
            shard::read_places(self.file(&places), &mut entries).unwrap_or_else(|| panic!("{places} is damaged"));
            entries
        });
        entries.map(|entry| (entry.word.clone(), entry)).collect()
    }

    /// What passages are called, by number: `address#anchor`.
    fn passages(&self, language: &str) -> Vec<(String, String)> {
        let root = self.json(&format!("search/{language}/index.json"));
        let mut found = Vec::new();
        for (at, count) in root["texts"].as_array().unwrap().iter().enumerate() {
            let texts = self.json(&format!("search/{language}/d/{at}.json"));
            let own = texts["passages"].as_array().unwrap();
            assert_eq!(own.len() as u64, count.as_u64().unwrap(), "shard {at}");
            for one in own {
                let page = texts["pages"][one[0].as_u64().unwrap() as usize][2].as_str().unwrap();
                let anchor = one[2].as_str().unwrap();
                let place = if anchor.is_empty() { page.to_string() } else { format!("{page}#{anchor}") };
                found.push((place, one[5].as_str().unwrap().to_string()));
            }
        }
        assert_eq!(found.len() as u64, root["passages"].as_u64().unwrap());
        found
    }

    /// The passages that hold a phrase.
    fn phrase(&self, language: &str, phrase: &str) -> Vec<String> {
        let (words, passages) = (self.words(language), self.passages(language));
        let mut starts: Option<BTreeSet<(u32, u32)>> = None;
        let mut offset = 0;
        asked(phrase, |word| {
            let mut buffer = String::new();
            let entry = words.get(tokens::folded(word, &mut buffer)).cloned().unwrap_or_default();
            let all = entry.passages().into_iter().zip(entry.places());
            let own = all.flat_map(|((passage, _), places)| places.into_iter().map(move |place| (passage, place)));
            let own: BTreeSet<(u32, u32)> =
                own.filter_map(|(passage, place)| Some((passage, place.checked_sub(offset)?))).collect();
            starts = Some(match starts.take() {
                None => own,
                Some(before) => before.intersection(&own).copied().collect(),
            });
            offset += 1;
        });
        starts.unwrap_or_default().into_iter().map(|(id, _)| passages[id as usize].0.clone()).collect()
    }

    /// The passages that hold all words of a query, in any form of the same stem; the heaviest first.
    fn ask(&self, language: &str, query: &str) -> Vec<String> {
        let (words, passages, stems) = (self.words(language), self.passages(language), Stems::new(language));
        let mut scores: Option<BTreeMap<u32, f32>> = None;
        asked(query, |word| {
            let mut buffer = String::new();
            let form = tokens::folded(word, &mut buffer);
            let stem = words.get(form).map_or_else(|| stems.of(word.text), |entry| entry.stem.clone());
            let mut own: BTreeMap<u32, f32> = BTreeMap::new();
            for entry in words.values().filter(|entry| entry.stem == stem) {
                for (passage, level) in entry.passages() {
                    *own.entry(passage).or_default() += shard::weight(level);
                }
            }
            scores = Some(match scores.take() {
                None => own,
                Some(all) => all.iter().filter_map(|(id, score)| Some((*id, score + own.get(id)?))).collect(),
            });
        });
        let mut found: Vec<(u32, f32)> = scores.unwrap_or_default().into_iter().collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.into_iter().map(|(id, _)| passages[id as usize].0.clone()).collect()
    }
}

#[test]
fn everything_is_found_by_any_name() {
    let site = site(FILES);
    let index = Index(build::outputs(&site));
    for (query, first) in [
        ("Ríos", "actors/rios/"),
        ("rios sosa", "actors/rios/"),
        ("ZURY", "actors/rios/"),
        ("fsln", "actors/fsln/"),
        ("frente sandinista", "actors/fsln/"),
        ("strassburg", "actors/fsln/"),
        ("lodz", "places/lodz/"),
        ("Łódź", "places/lodz/"),
        ("fair procedures", "glossary/due/"),
        ("pact espino", "events/pact/"),
        ("river compacts", "reports/r/"),
        ("origin", "reports/r/#origins"),
        ("nobody", "reports/r/#p1"),
        ("negotiating delegate", "reports/r/#p2"),
        // What stands behind a paragraph is its own, and so is a note that it refers to.
        ("turbine", "reports/r/#p2"),
        ("managua archives", "reports/r/#p2"),
    ] {
        assert_eq!(index.ask("en", query).first().map(String::as_str), Some(first), "{query}");
    }
    assert_eq!(index.ask("en", "clandestine"), [""; 0], "drafts are not found");
    assert_eq!(index.ask("en", "nobody negotiated"), [""; 0], "a passage has all words or none");
}

#[test]
fn a_phrase_is_found_by_where_its_words_stand() {
    let index = Index(build::outputs(&site(FILES)));
    for (phrase, found) in [
        ("first paragraph names", vec!["reports/r/#p1"]),
        ("the first paragraph names nobody", vec!["reports/r/#p1"]),
        ("paragraph first", vec![]),
        ("names first", vec![]),
        // Not from one text of a passage into the next: the summary, the name, another name.
        ("politician Zury", vec![]),
        ("Sosa Zury", vec![]),
        ("Zury Ríos", vec!["actors/rios/"]),
        ("of the river", vec![]),
    ] {
        assert_eq!(index.phrase("en", phrase), found, "{phrase}");
    }
}

#[test]
fn names_are_found_however_common_their_words_are() {
    let body: String = (0..700).map(|n| format!("Water {n} runs.\n\n")).collect();
    let report = format!("---\ntitle: All of it\ndate: 2025-03-01\nsummary: Long.\n---\n\n## Running water\n\n{body}");
    let index = Index(build::outputs(&site(&[
        ("chancery.yaml", "title: T\nlanguage: en\n"),
        ("content/glossary/water.md", "---\nterm: water\ndefinition: It is wet.\n---\n"),
        ("content/reports/r/index.md", &report),
    ])));
    assert_eq!(index.ask("en", "water"), ["glossary/water/", "reports/r/#running-water"]);
    assert_eq!(index.phrase("en", "running water"), ["reports/r/#running-water"]);
    let entry = &index.words("en")["water"];
    assert!(entry.count > 700 && entry.places().len() == 2, "what is left out is told by the number of passages");
}

#[test]
fn scripts_without_spaces_are_searched_by_pairs() {
    let common: String = (0..700).map(|_| "中国能源。\n\n").collect();
    let report = |text: &str| format!("---\ntitle: 报告\ndate: 2025-03-01\nsummary: 摘要\n---\n\n{text}");
    let index = Index(build::outputs(&site(&[
        ("chancery.yaml", "title: T\nlanguage: zh-Hans\n"),
        ("content/actors/china.md", "---\nname: 中国\nkind: state\n---\n"),
        ("content/reports/a/index.md", &report("外部交流策略与公共政治。\n\n外交政策。\n\nAI外交，水。\n")),
        ("content/reports/b/index.md", &report(&common)),
    ])));
    assert_eq!(index.ask("zh-Hans", "外交政策"), ["reports/a/#p2"]);
    assert_eq!(index.phrase("zh-Hans", "外交政策"), ["reports/a/#p2"]);
    assert_eq!(index.ask("zh-Hans", "ai 外交"), ["reports/a/#p3"]);
    assert_eq!(index.ask("zh-Hans", "水"), ["reports/a/#p3"]);
    let found = index.ask("zh-Hans", "中国");
    assert_eq!((found.len(), found[0].as_str()), (701, "actors/china/"), "common pairs keep their places");
    assert_eq!(index.phrase("zh-Hans", "中国能源").len(), 700);
}

#[test]
fn arabic_words_are_found_without_what_is_written_onto_them() {
    let index = Index(build::outputs(&site(&[
        ("chancery.yaml", "title: T\nlanguage: ar\n"),
        (
            "content/reports/r/index.md",
            "---\ntitle: المياه\ndate: 2025-03-01\nsummary: A.\n---\n\nالبنك والمشورة وقطر ٢٠٪ إلى مدرسة.\n",
        ),
    ])));
    for (query, found) in [("مياه", "reports/r/"), ("المياه", "reports/r/"), ("والمياه", "reports/r/")] {
        assert_eq!(index.ask("ar", query), [found], "{query}");
    }
    for query in ["بنك", "مشورة", "قطر", "وقطر", "20", "الي", "مدرسه"] {
        assert_eq!(index.ask("ar", query), ["reports/r/#p1"], "{query}");
    }
}

/// The page's script and the index cut and fold alike; asked of Node, where there is one.
#[test]
fn the_page_cuts_words_as_the_index_does() {
    let script = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/chancery/assets/search.js")).unwrap();
    let from = script.find("const LETTER =").unwrap();
    let own = &script[from..script.find("/* 2. Shards").unwrap()];
    let texts = [
        "Łódź, Straße; Ríos’ cœur, İzmir ıssız Ørsted",
        "Trump's U.S. policy. MS-13 l'État e.g. a. b x.y U.S.A. A.B",
        "soft\u{ad}hyphen 外交政策 x",
        "AI外交政策，水。カフェ ガス ก่า",
        "ＯＥＣＤ ２０ ٢٠٪ ۲۰",
        "المياه والصين للصين إلى علىَ مدرسة الله بالون فكالصين",
        "É.Ö. Ab.Cd. 1.2 a.b.",
        // No more than 64 bytes of a word are in the index, counted behind the article.
        "жжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжж الطططططططططططططططططططططططططططططططططططططططط жжжжжжжжжжжжжжжжжжжжaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];
    let program = format!(
        "{own}\nconsole.log(JSON.stringify({}.map((text) => cut(text).map((one) => [one.form, bare(one.form)]))))",
        serde_json::json!(texts)
    );
    let Ok(output) = std::process::Command::new("node").args(["-e", &program]).output() else {
        return println!("there is no Node here");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<Vec<[String; 2]>> = serde_json::from_slice(&output.stdout).unwrap();
    for (text, found) in texts.iter().zip(found) {
        let mut words = Vec::new();
        tokens::each(text, &mut |word| {
            let form = tokens::folded(word, &mut String::new()).to_string();
            words.push([form.clone(), tokens::bare(&form).unwrap_or(&form).to_string()]);
        });
        assert_eq!(found, words, "{text}");
    }
}

#[test]
fn every_word_stands_where_it_is_said_to_stand() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Session::of(sandbox::files_of(root), sandbox::settings(), Vec::new()).update([]);
    let index = Index(build::outputs(&site));
    let language = site.model.languages().remove(0);
    let texts = index.passages(&language);
    let (mut places, mut prose) = (0, 0);
    for (word, entry) in index.words(&language) {
        let passages = entry.passages();
        assert_eq!(entry.places().len(), passages.len(), "{word}");
        for ((passage, _), own) in passages.into_iter().zip(entry.places()) {
            assert!(!own.is_empty() && own.is_sorted_by(|a, b| a < b), "{word}: {own:?}");
            let mut at = 0;
            tokens::each(&texts[passage as usize].1, &mut |other| {
                let mut buffer = String::new();
                if tokens::folded(other, &mut buffer) == word {
                    assert!(own.contains(&at), "{word} stands at {at} of {}, not only at {own:?}", texts[passage as usize].0);
                    prose += 1;
                }
                at += 1;
            });
            places += own.len();
        }
    }
    // What stands in no text stands in names.
    assert!(prose > 10_000 && places > prose, "{prose} of {places}");
}

#[test]
fn an_index_names_the_shards_that_belong_to_it() {
    let names = |files: &[(&str, &str)]| {
        let index = Index(build::outputs(&site(files)));
        let root = index.json("search/en/index.json");
        let mut named = BTreeSet::new();
        for (kind, ending) in [("t", "bin"), ("p", "bin"), ("d", "json")] {
            for (at, stamp) in root["stamps"][kind].as_array().unwrap().iter().enumerate() {
                named.insert(format!("search/en/{kind}/{at}.{}.{ending}", stamp.as_str().unwrap()));
            }
        }
        let there = index.0.keys().map(|path| path.as_str().to_string());
        let there: BTreeSet<String> =
            there.filter(|path| path.starts_with("search/en/") && !path.ends_with("/index.json")).collect();
        assert_eq!(named, there);
        named
    };
    let before = names(FILES);
    let newer = "---\ntitle: Newer\ndate: 2026-01-01\nsummary: S.\n---\n\nTurbines.\n";
    let files: Vec<(&str, &str)> = FILES.iter().copied().chain([("content/reports/n/index.md", newer)]).collect();
    assert!(before.is_disjoint(&names(&files)), "all numbers move, so no file has the name of another");
    // A preview, which makes one file alone, names the same ones; and finds them by name.
    let site = site(FILES);
    let route = site.route("/search/en/index.json").unwrap();
    chancery::render::prepare(&site.view());
    let root: Value = serde_json::from_slice(&site.render_one(route).unwrap()).unwrap();
    let stamp = root["stamps"]["d"][0].as_str().unwrap();
    assert!(before.contains(&format!("search/en/d/0.{stamp}.json")));
    let bytes = site.render_one(site.route(&format!("/search/en/d/0.{stamp}.json")).unwrap()).unwrap();
    assert_eq!(chancery::base::Hash::of(&bytes).short(), stamp);
    assert!(site.route("/search/en/d/x.0123456789.json").is_none() && site.route("/feed.0123456789.xml").is_none());
}

#[test]
fn each_language_has_its_own_index() {
    let site = site(FILES);
    let index = Index(build::outputs(&site));
    assert_eq!(index.ask("es", "nación"), ["es/reports/r/#p1"]);
    assert_eq!(index.ask("es", "nobody"), [""; 0]);
    assert_eq!(index.ask("en", "naciones"), [""; 0]);
    // Records have one text, but names in any language.
    assert_eq!(index.ask("es", "FSLN").first().map(String::as_str), Some("actors/fsln/"));
    for path in ["search/index.html", "es/search/index.html"] {
        let page = String::from_utf8_lossy(index.file(path)).into_owned();
        assert!(page.contains("id=\"search\"") && page.contains("<noscript>"), "{path}");
    }
}

#[test]
fn passages_and_their_number_agree() {
    let site = Session::of(sandbox::files_of(std::path::Path::new(env!("CARGO_MANIFEST_DIR"))), sandbox::settings(), Vec::new())
        .update([]);
    let mut kinds = BTreeSet::new();
    for page in site.model.pages.iter() {
        kinds.insert(page.kind.name());
        let found = passages::passages(&site.model, &site.theme.words, page, false);
        let counted = chancery::render::formats::search::layout::count(page);
        assert_eq!(found.len() as u32, counted, "{}", page.path);
    }
    assert_eq!(kinds.len(), 7);
}

/// A long page is in many shards; every passage stands in one of them, and a note with the paragraph that refers to it.
#[test]
fn long_pages_are_whole_and_notes_stand_where_they_are_referred_to() {
    let paragraphs = 300;
    let text: String = (0..paragraphs).map(|at| format!("Paragraph {at} {}[^n{at}].\n\n", "of many words ".repeat(10))).collect();
    // In another order than the text refers to them.
    let notes: String = (0..paragraphs).rev().map(|at| format!("[^n{at}]: Note {at}.\n\n")).collect();
    let report = format!("---\ntitle: Long\ndate: 2025-03-01\nsummary: S.\n---\n\n{text}{notes}");
    let index =
        Index(build::outputs(&site(&[("chancery.yaml", "title: T\nlanguage: en\n"), ("content/reports/r/index.md", &report)])));
    assert!(index.0.keys().filter(|path| path.as_str().starts_with("search/en/d/")).count() > 3);
    let passages = index.passages("en");
    for at in 0..paragraphs {
        let (place, text) = &passages[at + 1];
        assert_eq!(*place, format!("reports/r/#p{}", at + 1));
        assert!(text.starts_with(&format!("Paragraph {at} of")) && text.ends_with(&format!(" Note {at}.")), "{text}");
    }
}

/// `cargo test --release --test suite search_in_numbers -- --ignored --nocapture` prints what docs/search.md quotes.
#[test]
#[ignore = "prints sizes; run it by hand"]
fn search_in_numbers() {
    let Ok(folder) = std::env::var("CORPUS") else { return println!("set CORPUS to a site, such as one of benches/corpus.py") };
    let site = Session::of(sandbox::files_of(std::path::Path::new(&folder)), sandbox::settings(), Vec::new()).update([]);
    let start = std::time::Instant::now();
    let routes: Vec<_> = site.plan.routes.iter().filter(|route| route.format.name == "search index").collect();
    let outputs: BTreeMap<OutPath, Vec<u8>> =
        routes.iter().filter_map(|route| Some((route.path.clone(), chancery::render::render(route, site.view()).ok()?))).collect();
    println!("{} files, {} bytes, {:?}", outputs.len(), outputs.values().map(Vec::len).sum::<usize>(), start.elapsed());
    for part in ["index.json", "/t/", "/p/", "/d/"] {
        let sizes: Vec<usize> =
            outputs.iter().filter(|(path, _)| path.as_str().contains(part)).map(|(_, bytes)| bytes.len()).collect();
        let (sum, most) = (sizes.iter().sum::<usize>(), sizes.iter().max().copied().unwrap_or(0));
        println!("{part}: {} files, {sum} bytes, {} on average, {most} at most", sizes.len(), sum / sizes.len().max(1));
    }
}
