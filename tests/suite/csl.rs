//! The test suite of the Citation Style Language, held against the citation engine as a site drives it.
//!
//! The suite carries no licence, so it is not kept here: `CSL_SUITE=FOLDER cargo test csl -- --ignored --nocapture`
//! reads its `processor-tests/humans`.

use chancery::document::csljson;
use chancery::model::PageId;
use chancery::model::citation::item::Work;
use chancery::model::citation::reading::{Cite, One};
use chancery::model::citation::{Library, Setup};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// One case of the suite.
struct Fixture {
    name: String,
    parts: BTreeMap<String, String>,
}

impl Fixture {
    fn read(path: &Path) -> Fixture {
        let text = std::fs::read_to_string(path).unwrap();
        let mut parts = BTreeMap::new();
        let mut open: Option<(String, String)> = None;
        for line in text.lines() {
            let head = |mark: &str| {
                let name = line.trim().strip_prefix(mark)?.trim_matches(|sign: char| "=<> ".contains(sign));
                line.contains("==").then(|| name.to_string())
            };
            match (&mut open, head(">>="), head("<<=")) {
                (None, Some(name), _) => open = Some((name, String::new())),
                (Some(_), _, Some(_)) => parts.extend(open.take()),
                (Some((_, text)), ..) => {
                    text.push_str(line);
                    text.push('\n');
                }
                _ => (),
            }
        }
        Fixture { name: path.file_stem().unwrap().to_string_lossy().into_owned(), parts }
    }

    fn part(&self, name: &str) -> &str {
        self.parts.get(name).map_or("", |text| text.trim())
    }

    fn json(&self, name: &str) -> Option<Value> {
        serde_json::from_str(self.parts.get(name)?).ok()
    }
}

fn works(input: &str) -> Vec<(PageId, Work)> {
    let (records, ..) = csljson::parse(input);
    let work = |(at, record): (usize, &std::sync::Arc<chancery::document::Record>)| {
        Some((PageId(at as u32), Work::new(&record.key.value, record, None)?))
    };
    records.iter().enumerate().filter_map(work).collect()
}

fn cite(items: &Value, note: usize, works: &[(PageId, Work)]) -> Option<Cite> {
    let one = |item: &Value| {
        let id = item["id"].as_str().map(str::to_string).unwrap_or_else(|| item["id"].to_string());
        let text = |name: &str| match &item[name] {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let label = if text("label").is_empty() && !text("locator").is_empty() { "page".to_string() } else { text("label") };
        Some(One {
            work: works.iter().position(|(_, work)| work.key == id)?,
            prefix: text("prefix"),
            label,
            locator: text("locator"),
            suffix: text("suffix"),
            suppress_author: item["suppress-author"] == true,
        })
    };
    let items = items.as_array()?.iter().map(one).collect::<Option<_>>()?;
    Some(Cite { items, note, ..Cite::default() })
}

/// What the case asks for, and what comes out; `None` where it asks for what no site can.
fn run(case: &Fixture) -> Option<(String, String)> {
    let works = works(case.part("INPUT"));
    let csl = case.part("CSL");
    let setup = Setup { style: "case.csl", csl: Some(csl.as_bytes()), ..Setup::default() };
    let (library, faults) = Library::of(works.clone(), &setup);
    if let Some(fault) = faults.first() {
        return Some((String::new(), format!("!! {}", fault.message)));
    }
    let language = csl.split("default-locale=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("en-US");
    let all = || works.iter().map(|(_, work)| serde_json::json!({ "id": work.key })).collect::<Value>();
    let cites: Vec<Cite> = if let Some(list) = case.json("CITATIONS") {
        let one = |(at, entry): (usize, &Value)| {
            let note = entry[0]["properties"]["noteIndex"].as_u64().unwrap_or(at as u64 + 1);
            cite(&entry[0]["citationItems"], note as usize, &works)
        };
        list.as_array()?.iter().enumerate().map(one).collect::<Option<_>>()?
    } else if let Some(list) = case.json("CITATION-ITEMS") {
        list.as_array()?.iter().enumerate().map(|(at, items)| cite(items, at + 1, &works)).collect::<Option<_>>()?
    } else {
        vec![cite(&all(), 1, &works)?]
    };
    let rendered = library.cites(&cites, language);
    let expected = case.part("RESULT");
    if case.part("MODE") == "bibliography" {
        let list: Vec<String> = rendered.bibliography.iter().map(|(_, html)| plain(html)).collect();
        return Some((lines(&plain(expected)), lines(&list.join("\n"))));
    }
    let mark = |line: &str| {
        let rest = line.strip_prefix(">>").or_else(|| line.strip_prefix("..")).filter(|rest| rest.starts_with('['));
        rest.and_then(|rest| rest.split_once("] ")).map_or(line.to_string(), |(_, text)| text.to_string())
    };
    let expected: Vec<String> = expected.lines().map(mark).collect();
    let shown = |cited: &chancery::model::citation::Cited| plain(cited.note.as_deref().unwrap_or(&cited.text));
    let found: Vec<String> = rendered.citations.iter().map(shown).collect();
    Some((lines(&plain(&expected.join("\n"))), lines(&found.join("\n"))))
}

/// One line without what the two write differently on purpose, or to the same effect: Chancery begins a note with a capital
/// letter, and a space stands on either side of a tag.
fn lines(text: &str) -> String {
    let line = |line: &str| {
        let mut letters = line.trim().chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>())
    };
    let mut out = text.lines().filter_map(line).collect::<Vec<_>>().join("\n");
    for tag in ["i", "b", "sup", "sub", "span"] {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        out = out.replace(&format!(" {close}"), &format!("{close} ")).replace(&format!("{open} "), &format!(" {open}"));
        out = out.replace(&format!("{open}{close}"), "").replace(&format!("{close}{open}"), "");
    }
    out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}

/// Whether both are the same, but for the capitals that lines begin with and where lines end.
fn alike(expected: &str, found: &str) -> bool {
    let mut begins = true;
    let mut all = expected.chars().zip(found.chars());
    let same = |(a, b): (char, char)| {
        let first = std::mem::replace(&mut begins, a == '\n');
        let blank = |c: char| if c == '\n' { ' ' } else { c };
        blank(a) == blank(b) || first && a.to_lowercase().eq(b.to_lowercase())
    };
    expected.chars().count() == found.chars().count() && all.all(same)
}

/// HTML in one dialect: links and boxes are left out, the tags for letters have the suite's names.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    let mut closing: Vec<&str> = Vec::new();
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('>') else { break };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or("");
        let known = match name {
            "em" | "i" => "i",
            "strong" | "b" => "b",
            "sup" => "sup",
            "sub" => "sub",
            "span" => "span",
            _ => "",
        };
        if tag.starts_with('/') {
            if known == "span" {
                out.push_str(closing.pop().unwrap_or(""));
            } else if !known.is_empty() {
                out.push_str(&format!("</{known}>"));
            }
        } else if known == "span" {
            let shown =
                ["small-caps", "underline", "font-style:normal", "font-weight:normal"].iter().any(|what| tag.contains(what));
            closing.push(if shown { "</span>" } else { "" });
            if shown {
                let what = ["small-caps", "underline", "normal"].iter().find(|what| tag.contains(**what)).unwrap();
                out.push_str(&format!("<{what}>"));
            }
        } else if !known.is_empty() {
            out.push_str(&format!("<{known}>"));
        }
    }
    out.push_str(rest);
    let out = out.replace("&#38;", "&").replace("&amp;", "&").replace("&#60;", "<").replace("&lt;", "<");
    out.replace("&#62;", ">").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'")
}

#[test]
#[ignore = "needs the suite: CSL_SUITE"]
fn csl() {
    let folder = std::env::var("CSL_SUITE").expect("CSL_SUITE names a folder with the suite");
    let mut cases: Vec<_> = std::fs::read_dir(Path::new(&folder).join("processor-tests/humans")).unwrap().flatten().collect();
    cases.sort_by_key(|entry| entry.file_name());
    let mut sums: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for entry in cases.iter().filter(|entry| entry.path().extension().is_some_and(|ending| ending == "txt")) {
        let case = Fixture::read(&entry.path());
        let group = case.name.split('_').next().unwrap_or("").to_string();
        let sum = sums.entry(group).or_default();
        match run(&case) {
            None => sum[2] += 1,
            Some((expected, found)) if alike(&expected, &found) => sum[0] += 1,
            Some((expected, found)) => {
                sum[1] += 1;
                println!("--- {}\n- {}\n+ {}", case.name, expected.replace('\n', "\n- "), found.replace('\n', "\n+ "));
            }
        }
    }
    let mut all = [0; 3];
    for (group, sum) in &sums {
        println!("{group}: {} of {} ({} left out)", sum[0], sum[0] + sum[1], sum[2]);
        (0..3).for_each(|at| all[at] += sum[at]);
    }
    println!("all: {} of {} ({} left out)", all[0], all[0] + all[1], all[2]);
}
