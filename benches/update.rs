//! How long one update takes: `cargo bench --bench update -- [reports] [edits]`, or with the folder of a site instead of a
//! number. A corpus is made in memory: reports of about 2,000 words, 200 actors, three sources declared in each report.
//!
//! Prints the first build, then 50 edits of each sort, each with the time of every stage: least, median, most.

use chancery::base::FilePath;
use chancery::files::{Change, Files};
use chancery::model::Settings;
use chancery::session::{Session, Site};
use std::fmt::Write;
use std::time::{Duration, Instant};

const WORDS: &str = "policy budget agency reform ministry region council directive report committee evidence programme review sector \
    measure fund market regulation authority decision survey project standard framework strategy assessment transition harbour \
    railway licence tariff subsidy quota permit inspection audit new former regional national annual interim final technical joint \
    reported reviewed adopted rejected delayed extended reduced increased required under within across through against";
const FIRST: [&str; 14] = [
    "European",
    "National",
    "Federal",
    "Northern",
    "Southern",
    "Royal",
    "Joint",
    "Independent",
    "Central",
    "Regional",
    "Baltic",
    "Nordic",
    "Alpine",
    "Iberian",
];
const SECOND: [&str; 15] = [
    "Environment",
    "Energy",
    "Transport",
    "Audit",
    "Statistics",
    "Competition",
    "Health",
    "Food",
    "Medicines",
    "Banking",
    "Border",
    "Data",
    "Fisheries",
    "Labour",
    "Research",
];
const THIRD: [&str; 8] = ["Agency", "Authority", "Commission", "Council", "Office", "Board", "Institute", "Ministry"];

/// A linear congruential generator (Knuth, MMIX): the same corpus in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

fn actor(at: usize) -> String {
    let name = format!("{} {} {}", FIRST[at % 14], SECOND[(at / 14) % 15], THIRD[(at * 5 + at / 7) % 8]);
    if at < 210 { name } else { format!("{name} {at}") }
}

fn actor_key(at: usize) -> String {
    actor(at).to_lowercase().replace(' ', "-")
}

fn sentences(count: usize, dice: &mut Dice, words: &[&str]) -> String {
    let mut out = String::new();
    for _ in 0..count {
        let mut sentence = String::from("The");
        for _ in 0..14 + dice.roll(10) {
            let _ = write!(sentence, " {}", words[dice.roll(words.len())]);
        }
        out.push_str(&sentence);
        out.push_str(". ");
    }
    out
}

fn report(at: usize, count: usize, actors: usize, marker: &str) -> String {
    let (mut dice, words) = (Dice(at as u64 * 7919 + 1), WORDS.split_whitespace().collect::<Vec<_>>());
    // The first of the list are named most often.
    let chosen: Vec<usize> = (0..3).map(|_| dice.roll(actors).min(dice.roll(actors))).collect();
    let mut out = format!(
        "---\ntitle: \"Audit report on {} {}, no. {at}\"\ndate: {}-{:02}-{:02}\nsummary: \"{}\"\ntopics: [{}]\nactors: [{}]\nsources:\n",
        words[dice.roll(40)],
        words[dice.roll(40)],
        2004 + at % 20,
        1 + at % 12,
        1 + at % 28,
        sentences(1, &mut dice, &words).trim(),
        words[dice.roll(40)],
        chosen.iter().map(|one| actor_key(*one)).collect::<Vec<_>>().join(", ")
    );
    for (source, publisher) in chosen.iter().enumerate().take(3) {
        let _ = write!(
            out,
            "  - id: s{at}-{source}\n    type: report\n    title: \"Report {at}/{source}\"\n    issued: 2020\n    \
            publisher: \"{}\"\n    URL: \"https://source.example/{at}-{source}\"\n",
            actor(*publisher)
        );
    }
    let _ = write!(out, "---\n\n{}\n\nRevision marker {marker}. Footnoted claim[^1] here.\n\n", sentences(4, &mut dice, &words));
    for head in 0..8 {
        let _ = write!(out, "{} Part {head} of the findings\n\n", if head % 3 == 2 { "###" } else { "##" });
        for part in 0..3 {
            let mut text = sentences(3, &mut dice, &words);
            if part == 0 {
                let _ = write!(text, "The {} agreed. ", actor(chosen[dice.roll(3)]));
                if head < 5 {
                    let to = dice.roll(count);
                    let _ = write!(text, "See [report {to}](r{to:06}.md).");
                }
            }
            if part == 1 && head < 3 {
                let _ = write!(text, "The figure is published [@s{at}-{head}].");
            }
            let _ = write!(out, "{text}\n\n");
        }
        if head == 3 {
            out.push_str("| Actor | Budget | Staff |\n| --- | ---: | ---: |\n");
            for _ in 0..8 {
                let _ = writeln!(out, "| {} | {} | {} |", actor(dice.roll(actors)), dice.roll(900), dice.roll(4000));
            }
            out.push('\n');
        }
    }
    out + "[^1]: A note.\n"
}

fn corpus(count: usize) -> Files {
    let actors = (count / 5).clamp(40, 1000);
    let mut files = vec![
        ("chancery.yaml".to_string(), config("Bench")),
        ("content/terms/soft-power.md".into(), "---\nterm: soft power\ndefinition: To get without force.\n---\n".into()),
    ];
    for at in 0..actors {
        files.push((format!("content/actors/{}.md", actor_key(at)), record(&actor(at))));
    }
    for at in 0..count {
        files.push((format!("content/reports/r{at:06}.md"), report(at, count, actors, "rev0")));
    }
    Files::from_memory(files)
}

fn config(title: &str) -> String {
    format!("title: {title}\ndescription: Generated reports.\nbase_url: https://example.org\nlanguage: en\ntheme: chancery\n")
}

fn record(name: &str) -> String {
    format!("---\nname: {name}\nkind: organisation\nsummary: The {name} of the corpus.\n---\n")
}

fn put(path: &str, text: String) -> Change {
    Change::Put(FilePath::new(path).expect("a path"), text.into_bytes().into())
}

/// The stages of some updates, and the whole.
#[derive(Default)]
struct Times(Vec<[Duration; 5]>);

impl Times {
    fn add(&mut self, site: &Site, whole: Duration) {
        let times = &site.times;
        self.0.push([times.parse, times.resolve, times.plan, times.check, whole]);
    }

    fn print(&self, name: &str) {
        let mut line = format!("{name:<12}");
        for stage in 0..5 {
            let mut all: Vec<f64> = self.0.iter().map(|times| times[stage].as_secs_f64() * 1000.0).collect();
            all.sort_by(f64::total_cmp);
            let (first, last) = (all.first().copied().unwrap_or(0.0), all.last().copied().unwrap_or(0.0));
            let _ = write!(line, " | {first:6.1} {:6.1} {last:6.1}", all.get(all.len() / 2).copied().unwrap_or(0.0));
        }
        println!("{line}");
    }
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let count = given.first().and_then(|arg| arg.parse().ok()).unwrap_or(1000);
    let edits: usize = given.get(1).and_then(|arg| arg.parse().ok()).unwrap_or(50);
    let only = given.get(2).cloned().unwrap_or_default();
    let files = match given.first().filter(|arg| arg.parse::<usize>().is_err()) {
        Some(folder) => Files::read(std::path::Path::new(folder)).expect("the folder can be read"),
        None => corpus(count),
    };
    let reports: Vec<(String, String)> = files
        .below("content/reports")
        .filter(|file| file.path.extension() == "md")
        .map(|file| (file.path.to_string(), String::from_utf8_lossy(&file.bytes.open()).into_owned()))
        .collect();
    let actors: Vec<String> = files.below("content/actors").map(|file| file.path.to_string()).collect();
    let settings = Settings { today: (2025, 7, 1), drafts: false, base_url: None };
    println!(
        "{:<12} | {:^20} | {:^20} | {:^20} | {:^20} | {:^20}   ms: least, median, most",
        "", "parse", "resolve", "plan", "check", "all"
    );
    let mut first = Times::default();
    let mut session = Session::of(files.clone(), settings.clone(), Vec::new());
    for round in 0..3 {
        if round > 0 {
            session = Session::of(files.clone(), settings.clone(), Vec::new());
        }
        let start = Instant::now();
        let site = session.update([]);
        first.add(&site, start.elapsed());
    }
    first.print("first");
    let nth = |at: usize| &reports[(at * 7919) % reports.len()];
    let sorts: [(&str, &dyn Fn(usize) -> Change); 9] = [
        ("paragraph", &|at| put(&nth(at).0, nth(at).1.replacen("Footnoted claim", &format!("Edit {at} of the claim"), 1))),
        ("title", &|at| put(&nth(at).0, nth(at).1.replacen("title: \"", &format!("title: \"Edit {at}: "), 1))),
        ("actor", &|at| put(&actors[at % actors.len()], record(&format!("Renamed Edit {at} Agency")))),
        ("new", &|at| put(&format!("content/reports/new{at}.md"), report(at, reports.len(), actors.len(), "new"))),
        ("removed", &|at| Change::Remove(FilePath::new(&format!("content/reports/new{at}.md")).expect("a path"))),
        ("source", &|at| put(&nth(at).0, nth(at).1.replacen("issued: 2020", &format!("issued: {}", 1900 + at), 1))),
        ("term", &|at| put("content/terms/soft-power.md", format!("---\nterm: soft power {at}\ndefinition: To get.\n---\n"))),
        ("template", &|at| put("templates/parts/own.html", format!("<p>{at}</p>\n"))),
        ("config", &|at| put("chancery.yaml", config(&format!("Bench {at}")))),
    ];
    for (name, edit) in sorts.iter().filter(|(name, _)| only.is_empty() || only == *name) {
        let mut times = Times::default();
        // A site that is still looked at, as in a preview.
        let mut shown = session.update([]);
        for at in 0..edits {
            let change = edit(at);
            let start = Instant::now();
            let site = session.update([change]);
            times.add(&site, start.elapsed());
            shown = site;
        }
        drop(shown);
        times.print(name);
        // Back to where it began, so that one sort of edit does not mend another.
        let old = files.iter().map(|file| Change::Put(file.path.clone(), file.bytes.clone()));
        session.update(old.chain([Change::Remove(FilePath::new("templates/parts/own.html").expect("a path"))]));
    }
    println!("remembered: {}", session.remembered());
}
