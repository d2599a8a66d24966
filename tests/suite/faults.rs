//! Seeded faults: each is found, at its place, and nothing else; see `tests/faults/README.md`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A mark in a file of the fixture.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Seed {
    file: String,
    line: u64,
    column: u64,
    rule: String,
}

/// Copies the fixture, with the wrong words or the right ones; the places of the wrong ones.
fn plant(from: &Path, to: &Path, wrong: bool) -> Vec<Seed> {
    let mut seeds = Vec::new();
    for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
        let entry = entry.expect("the fixture can be read");
        let relative = entry.path().strip_prefix(from).expect("it lies there");
        if entry.file_type().is_dir() || relative == Path::new("README.md") {
            continue;
        }
        let target = to.join(relative);
        std::fs::create_dir_all(target.parent().expect("it has a folder")).expect("a folder can be made");
        let bytes = std::fs::read(entry.path()).expect("the fixture can be read");
        let Ok(text) = String::from_utf8(bytes.clone()) else {
            std::fs::write(target, bytes).expect("a file can be written");
            continue;
        };
        let text = choose(&text, &relative.to_string_lossy().replace('\\', "/"), wrong, &mut seeds);
        std::fs::write(target, text).expect("a file can be written");
    }
    seeds
}

fn choose(text: &str, file: &str, wrong: bool, seeds: &mut Vec<Seed>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, mark)) = rest.split_once('⟦') {
        out.push_str(before);
        let (mark, after) = mark.split_once('⟧').expect("a mark is closed");
        let parts: Vec<&str> = mark.split('|').collect();
        let [rule, bad, good] = parts[..] else { panic!("a mark has three parts: {mark}") };
        if rule != "nothing" {
            let line = out.matches('\n').count() as u64 + 1;
            let column = out.rsplit('\n').next().unwrap_or("").chars().count() as u64 + 1;
            seeds.push(Seed { file: file.into(), line, column, rule: rule.into() });
        }
        out.push_str(if wrong { bad } else { good });
        rest = after;
    }
    out.push_str(rest);
    out
}

fn chancery(site: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery")).arg("--root").arg(site).args(arguments).output().expect("the program runs")
}

/// Every file below a folder with its bytes and its time of change.
fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
    let files =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file());
    files
        .map(|file| {
            let changed = std::fs::metadata(file.path()).and_then(|meta| meta.modified()).unwrap_or(std::time::UNIX_EPOCH);
            (file.path().to_path_buf(), std::fs::read(file.path()).unwrap_or_default(), changed)
        })
        .collect()
}

#[test]
fn every_seeded_fault_is_found_where_it_is() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let site = folder.path().join("site");

    // A good build first: it has to survive the bad one.
    plant(&fixture, &site, false);
    let good = chancery(&site, &["build"]);
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    let before = snapshot(&site.join("public"));
    assert!(before.len() > 20, "the good site has pages");

    let mut seeds = plant(&fixture, &site, true);
    assert!(seeds.len() >= 30, "{} seeds", seeds.len());
    let bad = chancery(&site, &["build", "--format", "json"]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(before == snapshot(&site.join("public")), "the last good site stays as it was");

    let report: serde_json::Value = serde_json::from_slice(&bad.stdout).expect("the report is JSON");
    let mut found: Vec<Seed> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| Seed {
            file: one["file"].as_str().unwrap_or_default().into(),
            line: one["line"].as_u64().unwrap_or(0),
            column: one["column"].as_u64().unwrap_or(0),
            rule: one["rule"].as_str().unwrap_or_default().into(),
        })
        .collect();
    for one in report["diagnostics"].as_array().expect("a list") {
        assert!(one["help"].is_string(), "no way out of {one}");
    }
    seeds.sort();
    found.sort();
    let missing: Vec<_> = seeds.iter().filter(|seed| !found.contains(seed)).collect();
    let extra: Vec<_> = found.iter().filter(|one| !seeds.contains(one)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "not found: {missing:#?}\nnot seeded: {extra:#?}");
    assert_eq!(found.len(), seeds.len(), "each once");

    plant(&fixture, &site, false);
    assert_eq!(chancery(&site, &["build"]).status.code(), Some(0));
}
