//! Texts and lists below `content/` that nobody reads: they have an ending, or a place, that says nothing to Chancery.

use crate::base::{Fault, FilePath};
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::model::layout::{Role, report_folders_of, role};
use std::collections::BTreeSet;

/// Markdown under other names.
const MARKDOWN: [&str; 7] = ["mkd", "mkdn", "mdwn", "mdtext", "mdtxt", "mdx", "livemd"];
/// Markdown in which programs stand.
/// Lists of sources as reference managers write them.
const SOURCES: [&str; 4] = ["bib", "ris", "enw", "nbib"];
/// Other texts.
const TEXTS: [&str; 14] =
    ["txt", "html", "htm", "docx", "doc", "odt", "rtf", "rst", "org", "adoc", "asciidoc", "tex", "textile", "pages"];
/// Tables and records.
const DATA: [&str; 8] = ["yaml", "yml", "json", "toml", "csv", "tsv", "xlsx", "ods"];

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    let index = &view.model.index;
    let unread = |path: &&FilePath| !index.by_path.contains_key(*path) && !view.model.assets.contains_key(*path);
    let all = view.files.below("content").map(|file| &file.path).filter(unread);
    let candidates: Vec<(&FilePath, String)> = all.filter_map(|path| Some((path, help(path)?))).collect();
    if candidates.is_empty() {
        return;
    }
    let folders = report_folders_of(view.files);
    let drafts: BTreeSet<&str> = index.held.iter().map(FilePath::folder).collect();
    for (path, help) in candidates {
        // A report's folder may hold what its author works with; and a draft's files are not asked for as yet.
        let ending = path.extension();
        let is_own = TEXTS.contains(&ending.as_str()) || DATA.contains(&ending.as_str());
        let mut above = path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at]);
        if is_own && above.any(|folder| folders.contains(folder) || drafts.contains(folder)) {
            continue;
        }
        // What could not be read to its end is a file with records all the same.
        if role(path, &folders, &view.model.config.languages, "") != Role::Asset {
            continue;
        }
        let message = format!("`{}` is not read: nothing in it is on the site, and no page links to it", path.name());
        found.say(path, Fault::new("unread-file", 0..0, message).with_help(help));
    }
}

/// The way out, by ending and place; `None` for a file that is surely none of ours.
fn help(path: &FilePath) -> Option<String> {
    let ending = path.extension();
    let ending = ending.as_str();
    let stem = path.stem();
    let kind = path.below("content")?.split_once('/').and_then(|(top, _)| Kind::of_folder(top));
    let file = "a file for readers is published when a page links to it";
    Some(match ending {
        _ if MARKDOWN.contains(&ending) => format!("if it is Markdown, call it `{stem}.md`"),
        "qmd" | "rmd" => format!(
            "`chancery import {path}` makes a report of it, in the Markdown of this site; what it computes is not run: put the results \
             into the text, and move it out of `content/` then"
        ),
        "ipynb" => format!("what it computes is not run here: let its own program write Markdown, and save that as `{stem}.md`"),
        "bib" => "BibTeX is read in `content/sources/`: move it there, and every page may cite its sources".into(),
        _ if SOURCES.contains(&ending) => {
            "export the sources as BibTeX or CSL-JSON from your reference manager, into `content/sources/`".into()
        }
        "html" | "htm" => {
            format!("save its text as Markdown, in `{stem}.md`; a page that is to be published as it is goes into `static/`")
        }
        // A program has added its own ending.
        "txt" if FilePath::new(stem).is_some_and(|name| name.is_markdown()) => format!("call it `{stem}`"),
        "docx" | "txt" if matches!(kind, Some(Kind::Report)) => {
            format!("`chancery import {path}` makes a report of it; move it out of `content/` then")
        }
        _ if TEXTS.contains(&ending) => format!("save its text as Markdown, in `{stem}.md`; {file}"),
        "yaml" | "yml" if matches!(kind, Some(Kind::Report | Kind::Plain)) => {
            format!(
                "reports and pages are Markdown files; lists of records lie in the folder of their kind, as `content/actors/{stem}.yaml`"
            )
        }
        "yaml" | "yml" => "lists of records lie in the folder of their kind, as `content/actors/` or `content/sources/`".into(),
        "json" => format!("CSL-JSON is read in `content/sources/`; other records are written in YAML; {file}"),
        _ if DATA.contains(&ending) => {
            format!("write the records in YAML, as a list in `{stem}.yaml`; {file}, or when a chart shows it")
        }
        _ => return None,
    })
}
