//! One mistake is told once, by its cause: what follows from it is silent until it is mended.

use crate::sandbox;
use chancery::base::FilePath;
use chancery::files::{Change, Files};
use chancery::session::{Session, Site};
use std::collections::BTreeMap;
use std::sync::Arc;

const CONFIG: (&str, &str) = ("chancery.yaml", "title: Papers\nlanguage: en\n");
const REPORT: &str = "content/reports/r/index.md";

fn files(files: &[(&str, &str)]) -> Files {
    let files = [CONFIG].iter().chain(files).map(|(path, text)| (path.to_string(), text.to_string()));
    Files::from_memory(files.collect::<BTreeMap<_, _>>())
}

/// The rules that speak, each with what it says.
fn said(site: &Site) -> Vec<(&'static str, String)> {
    site.diagnostics.iter().map(|one| (one.fault.rule, one.fault.message.clone())).collect()
}

fn site(list: &[(&str, &str)]) -> Arc<Site> {
    Session::of(files(list), sandbox::settings(), Vec::new()).update([])
}

/// The rules that speak of a site.
fn rules(list: &[(&str, &str)]) -> Vec<&'static str> {
    said(&site(list)).into_iter().map(|(rule, _)| rule).collect()
}

/// A report with some lines of front matter, and a text that refers to what they declare.
fn report(lines: &str) -> String {
    format!(
        "---\n{lines}summary: It is here.\ndate: 2025-03-01\nsources: [{{id: a, type: book, title: A}}]\n---\n\nIt is so [@a], see [[a]].\n"
    )
}

#[test]
fn what_stands_in_unread_front_matter_is_not_called_missing() {
    for lines in ["title: Water: the reform\n", "title: \"Water\n", "title: @home\n", "title: [Draft] Water\n", "title: R\n x: y\n"]
    {
        assert_eq!(rules(&[(REPORT, &report(lines))]), ["invalid-yaml"], "{lines}");
    }
    let unclosed = "---\ntitle: R\nsources: [{id: a, type: book, title: A}]\n\nIt is so [@a].\n";
    assert_eq!(rules(&[(REPORT, unclosed)]), ["unclosed-front-matter"]);
    for text in
        ["\n---\ntitle: R\nsources: [{id: a}]\n---\n[@a]\n", "—\ntitle: R\n—\n", "+++\ntitle = \"R\"\n+++\n", "title: R\n\nText.\n"]
    {
        assert_eq!(rules(&[(REPORT, text)]), ["unmarked-front-matter"], "{text}");
    }
    // What nothing speaks of is missing for all that.
    let other = report("title: Water: the reform\n").replace("[[a]]", "[[b]]");
    assert_eq!(rules(&[(REPORT, &other)]), ["invalid-yaml", "unresolved-reference"]);
}

#[test]
fn what_an_unread_file_may_declare_is_not_missing_elsewhere() {
    let text = "---\ntitle: R\nsummary: S.\ndate: 2025-03-01\n---\n\nIt is so [@smith-2020].\n";
    for (path, broken, rule) in [
        ("content/reports/o/index.md", "---\ntitle: a: b\nsources: [{id: smith-2020, type: book}]\n---\n", "invalid-yaml"),
        ("content/sources/s.yaml", "- {id: smith-2020, type: book, title: a: b}\n", "invalid-yaml"),
        ("content/sources/s.bib", "@book{smith-2020, title = {A}, year = 2020", "invalid-bibtex"),
        ("content/sources/s.json", "[{\"id\": \"smith-2020\", \"type\": \"book\" \"title\": \"A\"}]", "invalid-json"),
    ] {
        let found = rules(&[(REPORT, text), (path, broken)]);
        assert!(found.contains(&rule) && !found.contains(&"unknown-source"), "{path}: {found:?}");
        let found = rules(&[(REPORT, text), (path, &broken.replace("smith", "jones"))]);
        assert!(found.contains(&rule) && found.contains(&"unknown-source"), "{path}: {found:?}");
    }
}

/// Who was silent while a file could not be read speaks when it can.
#[test]
fn what_is_missing_after_all_is_told_once_the_file_is_mended() {
    let text = "---\ntitle: R\nsummary: S.\ndate: 2025-03-01\n---\n\nIt is so [@smith-2020].\n";
    let other = "content/pages/o.md";
    let mut session =
        Session::of(files(&[(REPORT, text), (other, "---\ntitle: a: smith-2020\n---\n")]), sandbox::settings(), Vec::new());
    assert_eq!(said(&session.update([])).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>(), ["invalid-yaml"]);
    let mended = Change::Put(FilePath::new(other).unwrap(), b"---\ntitle: smith-2020\n---\n".as_slice().into());
    assert_eq!(said(&session.update([mended])).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>(), ["unknown-source"]);
}
