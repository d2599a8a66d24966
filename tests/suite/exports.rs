//! Data beside the pages, and what is left of a site that does without.

use crate::sandbox::Sandbox;
use std::collections::BTreeSet;

const FILES: &[(&str, &str)] = &[
    ("content/actors/rios.md", "---\nname: Zury Ríos\nkind: person\nsummary: A politician.\n---\n"),
    ("content/sources/audit.md", "---\ntitle: Audit\ntype: report\nissued: 2024\npublisher: Court of Auditors\n---\n"),
    (
        "content/reports/r/index.md",
        "---\ntitle: On water\ndate: 2025-03-01\nsummary: Water.\nactors: [rios]\nsources: [audit]\n---\n\nZury Ríos paid [@audit].\n",
    ),
];

/// A site with some lines more in chancery.yaml: its files, and its pages as one text.
fn built(more: &str) -> (BTreeSet<String>, String) {
    let config = format!("title: Papers\nbase_url: https://example.org\n{more}");
    let files = FILES.iter().copied().chain([("chancery.yaml", config.as_str())]);
    let sandbox = Sandbox::with(files);
    let ran = sandbox.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let files = sandbox.snapshot("public");
    let html = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let text = html.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    (files.into_iter().map(|(path, _)| path).collect(), text)
}

#[test]
fn all_of_it_is_there_unless_the_site_says_otherwise() {
    let (files, pages) = built("");
    for path in ["reports/r/index.json", "reports/r/cite.ris", "reports/r/sources.bib", "sources/audit/cite.bib", "data/index.html"]
    {
        assert!(files.contains(path), "{path} is missing of {files:?}");
    }
    for link in ["href=\"cite.bib\"", "href=\"cite.json\"", "data/\""] {
        assert!(pages.contains(link), "{link} is missing");
    }
}

#[test]
fn what_is_not_wanted_is_not_written_and_nothing_leads_to_it() {
    let (all, _) = built("");
    let is_page = |path: &str| path.ends_with("index.json") && !path.starts_with("search/");
    let is_citation = |path: &str| path.contains("/cite.") || (path.contains("/sources.") && !path.starts_with("data/"));
    let is_dataset = |path: &str| path.starts_with("data/");
    type Is<'a> = &'a dyn Fn(&str) -> bool;
    let parts: [(&str, Is, &[&str]); 3] = [
        ("pages", &is_page, &["index.json"]),
        ("citations", &is_citation, &["cite.bib", "cite.ris", "cite.json"]),
        ("dataset", &is_dataset, &["data/\""]),
    ];
    for (name, is, links) in parts {
        let (files, pages) = built(&format!("exports: {{{name}: false}}\n"));
        let left: BTreeSet<String> = all.iter().filter(|path| !is(path)).cloned().collect();
        assert!(left.len() < all.len(), "{name}: there is nothing to leave out");
        assert_eq!(files, left, "{name}");
        for link in links {
            assert!(!pages.contains(link), "{name}: a page has {link}");
        }
    }
}

#[test]
fn a_link_to_the_dataset_that_is_not_there_is_a_fault() {
    let config = "title: Papers\nexports: {dataset: false}\n";
    let text = "---\ntitle: About\nsummary: Us.\n---\n\n[Our data](/data/).\n";
    let sandbox = Sandbox::with([("chancery.yaml", config), ("content/pages/about.md", text)]);
    let ran = sandbox.run(&["build"]);
    assert!(ran.code == 1 && ran.err.contains("/data/"), "{}", ran.err);
}
