//! Tiny sites and what they become: `tests/sites/<name>/` is a site, `expected/` beside its content what it is built to.
//!
//! Pages are compared inside `<main>`, so that a word in the footer does not touch every case; all other outputs whole.
//! `BLESS=1` rewrites the expectations.

use crate::sandbox;
use chancery::session::{Session, build};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The outputs that a case is about: pages, feeds and data; the theme's own files are the same for every site.
fn is_compared(path: &str) -> bool {
    // `suite/search.rs` reads the index of search and asks it.
    let index = path.starts_with("search/") && path.ends_with(".json");
    !path.starts_with("assets/")
        && !index
        && [".html", ".json", ".xml", ".txt", ".bib", ".ris", ".csv"].iter().any(|end| path.ends_with(end))
}

/// What is compared of a page: its `<main>`.
fn essence(path: &str, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    if !path.ends_with(".html") {
        return text;
    }
    let main = text.find("<main").and_then(|from| Some(&text[from..text.rfind("</main>")? + "</main>".len()]));
    main.map_or(text.clone(), |main| format!("{main}\n"))
}

fn build_in_memory(folder: &Path) -> BTreeMap<String, String> {
    let site = Session::of(sandbox::files_of(folder), sandbox::settings(), Vec::new()).update([]);
    let errors = site.report(&site.diagnostics, chancery::check::report::Form::Human);
    assert!(!chancery::check::has_errors(&site.diagnostics), "{}: {errors}", folder.display());
    let outputs = build::outputs(&site);
    for (path, bytes) in outputs.iter().filter(|(path, _)| path.as_str().ends_with(".html")) {
        for data in sandbox::linked_data(&String::from_utf8_lossy(bytes)) {
            assert!(data["@type"].is_string(), "{path} of {}: {data}", folder.display());
        }
    }
    let compared = outputs.into_iter().filter(|(path, _)| is_compared(path.as_str()));
    compared.map(|(path, bytes)| (path.to_string(), essence(path.as_str(), &bytes))).collect()
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files
        .map(|file| {
            let path = file.path().strip_prefix(folder).expect("it lies there").to_string_lossy().replace('\\', "/");
            (path, std::fs::read_to_string(file.path()).expect("expectations are text"))
        })
        .collect()
}

fn bless(folder: &Path, outputs: &BTreeMap<String, String>) {
    let _ = std::fs::remove_dir_all(folder);
    for (path, text) in outputs {
        let target = folder.join(path);
        std::fs::create_dir_all(target.parent().expect("it has a folder")).expect("a folder can be made");
        std::fs::write(target, text).expect("a file can be written");
    }
}

/// The first line in which two texts differ.
fn difference(expected: &str, found: &str) -> String {
    let pairs =
        expected.lines().map(Some).chain(std::iter::repeat(None)).zip(found.lines().map(Some).chain(std::iter::repeat(None)));
    let (at, (was, is)) = pairs.enumerate().find(|(_, (a, b))| a != b).expect("they differ");
    format!("line {}:\n  - {}\n  + {}", at + 1, was.unwrap_or("(end)"), is.unwrap_or("(end)"))
}

#[test]
fn sites_become_what_is_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(&root).expect("there are sites").filter_map(|entry| Some(entry.ok()?.path())).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    assert!(cases.len() >= 6, "{} sites", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let (found, folder) = (build_in_memory(&case), case.join("expected"));
        if std::env::var_os("BLESS").is_some() {
            // A case keeps only what it is about: the outputs that its expectation names, or all at first.
            let known = read(&folder);
            let kept = found.into_iter().filter(|(path, _)| known.is_empty() || known.contains_key(path)).collect();
            bless(&folder, &kept);
            continue;
        }
        let expected = read(&folder);
        assert!(!expected.is_empty(), "{} expects nothing", case.display());
        for (path, text) in &expected {
            match found.get(path) {
                None => wrong.push(format!("{}: {path} is missing", case.display())),
                Some(other) if other != text => wrong.push(format!("{}: {path}: {}", case.display(), difference(text, other))),
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n\nBLESS=1 cargo test golden, if that is as it should be", wrong.join("\n"));
}

#[test]
fn drafts_and_embargoes_appear_in_no_output() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/drafts");
    let outputs = |drafts: bool| {
        let settings = chancery::model::Settings { drafts, ..sandbox::settings() };
        build::outputs(&Session::of(sandbox::files_of(&case), settings, Vec::new()).update([]))
    };
    let tells = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("SECRETDRAFT");
    let public = outputs(false);
    let told: Vec<_> =
        public.iter().filter(|(path, bytes)| tells(bytes) || path.as_str().contains("secret")).map(|(path, _)| path).collect();
    assert!(told.is_empty(), "{told:?}");
    assert!(public.keys().any(|path| path.as_str() == "reports/now/index.html"), "an embargo ends on its day");
    let asked_for = outputs(true);
    assert!(asked_for.iter().any(|(path, bytes)| path.as_str() == "reports/draft/index.html" && tells(bytes)));
}
