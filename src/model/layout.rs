//! What a file is, by its path: folders sort, names carry the id, the version and the language.

use crate::base::FilePath;
use crate::base::paths::MARKDOWN;
use crate::document::Kind;
use crate::files::Files;
use std::collections::BTreeSet;

/// What a file under `content/` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Records: one in a Markdown file, any number in a data file.
    Records(Place),
    /// Something that pages link to or show.
    Asset,
}

/// What a file's path says of the record in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From the folder; `None` outside the known folders, where `kind:` decides.
    pub kind: Option<Kind>,
    /// The id of its record, if it is not written.
    pub key: String,
    /// Name of the version; empty for the main text.
    pub version: String,
    /// BCP 47 tag in the file's name; empty for the site's language.
    pub language: String,
    /// The last dotted part of the name looks like a language that the site does not list.
    pub unknown_language: bool,
    /// What the texts of one record have in common: their folder, with `/` at the end, or the path without language and ending.
    pub home: String,
}

/// Folders that hold an `index.md` or `index.<language>.md`: every Markdown file in one is a text of the same report.
pub fn report_folders<'a>(paths: impl Iterator<Item = &'a FilePath>) -> BTreeSet<String> {
    paths
        .filter(|path| path.below("content/reports").is_some() && path.is_markdown() && !is_list_page(path))
        .filter(|path| path.name().split('.').next() == Some("index"))
        .map(|path| path.folder().to_string())
        .collect()
}

/// The same of a site: a text that is there and was not read makes a report's folder of its own all the same.
pub fn report_folders_of(files: &Files) -> BTreeSet<String> {
    report_folders(files.below("content").map(|file| &file.path).chain(files.refused_texts()))
}

/// Whether a text is that of a list in other generators: `_index.md`, and an `index.md` in the very folder of a kind. Lists
/// are made by the site itself, so it can be no record.
pub fn is_list_page(path: &FilePath) -> bool {
    let Some(below) = path.below("content").filter(|_| path.is_markdown()) else { return false };
    let of_kind = || below.split_once('/').is_some_and(|(top, rest)| !rest.contains('/') && Kind::of_folder(top).is_some());
    match path.name().split('.').next() {
        Some("_index") => true,
        Some("index") => of_kind(),
        _ => false,
    }
}

/// What a file below `content/` is. `folders` are those of `report_folders`, `languages` those of the site, `main` its first.
pub fn role(path: &FilePath, folders: &BTreeSet<String>, languages: &[String], main: &str) -> Role {
    let Some(below) = path.below("content") else { return Role::Asset };
    let kind = below.split_once('/').and_then(|(top, _)| Kind::of_folder(top));
    let extension = path.extension();
    let records = match extension.as_str() {
        ending if MARKDOWN.contains(&ending) => !is_list_page(path),
        "yaml" | "yml" => !matches!(kind, None | Some(Kind::Report | Kind::Plain)),
        "bib" | "json" => kind == Some(Kind::Source),
        _ => false,
    };
    if !records {
        return Role::Asset;
    }
    let stem = path.stem();
    if !path.is_markdown() {
        let (version, language, home) = (String::new(), String::new(), path.to_string());
        return Role::Records(Place { kind, key: stem.to_string(), version, language, unknown_language: false, home });
    }
    let (name, language, unknown_language) = split_language(stem, languages, main);
    let in_report_folder = kind == Some(Kind::Report) && folders.contains(path.folder());
    let own_folder = in_report_folder || name == "index" && path.folder() != "content";
    let (key, home) = match own_folder {
        true => (path.folder().rsplit('/').next().unwrap_or(name), format!("{}/", path.folder())),
        false => (name, format!("{}/{name}", path.folder())),
    };
    let version = if in_report_folder && name != "index" { name.to_string() } else { String::new() };
    Role::Records(Place { kind, key: key.to_string(), version, language, unknown_language, home })
}

/// Splits `summary.es` into name and language; the site's main language counts as none.
fn split_language<'a>(stem: &'a str, languages: &[String], main: &str) -> (&'a str, String, bool) {
    let Some((name, tag)) = stem.rsplit_once('.') else { return (stem, String::new(), false) };
    let same = |language: &str| language.eq_ignore_ascii_case(tag);
    if same(main) {
        return (name, String::new(), false);
    }
    match languages.iter().find(|language| same(language)) {
        Some(language) => (name, language.clone(), false),
        None if looks_like_language(tag) => (name, tag.to_string(), true),
        None => (stem, String::new(), false),
    }
}

/// Two or three letters, and perhaps a region or script: `es`, `pt-BR`, `zh-Hant`.
fn looks_like_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Option<(Option<Kind>, String, String, String)> {
        let languages = ["en-GB".to_string(), "es".to_string()];
        let all = ["content/reports/a/index.md", "content/reports/2025/b/index.es.md"].map(|p| FilePath::new(p).unwrap());
        match role(&FilePath::new(path).unwrap(), &report_folders(all.iter()), &languages, "en-GB") {
            Role::Records(place) => Some((place.kind, place.key, place.version, place.language)),
            Role::Asset => None,
        }
    }

    #[test]
    fn texts_of_one_record_have_one_home() {
        let languages = ["en".to_string(), "es".to_string()];
        let all = ["content/reports/a/index.md"].map(|p| FilePath::new(p).unwrap());
        let home = |path: &str| match role(&FilePath::new(path).unwrap(), &report_folders(all.iter()), &languages, "en") {
            Role::Records(place) => place.home,
            Role::Asset => String::new(),
        };
        for path in ["content/reports/a/index.md", "content/reports/a/index.es.md", "content/reports/a/summary.en.md"] {
            assert_eq!(home(path), "content/reports/a/");
        }
        assert_eq!([home("content/reports/a.md"), home("content/reports/a.es.md")], ["content/reports/a"; 2]);
        assert_eq!([home("content/pages/b/index.md"), home("content/pages/b/index.es.md")], ["content/pages/b/"; 2]);
        assert_ne!(home("content/actors/a.md"), home("content/actors/a.yaml"));
    }

    #[test]
    fn paths_say_what_files_are() {
        let is = |kind, key: &str, version: &str, language: &str| {
            Some((kind, key.to_string(), version.to_string(), language.to_string()))
        };
        assert_eq!(place("content/reports/a/index.md"), is(Some(Kind::Report), "a", "", ""));
        assert_eq!(place("content/reports/a/summary.es.md"), is(Some(Kind::Report), "a", "summary", "es"));
        assert_eq!(place("content/reports/2025/b/index.en-GB.md"), is(Some(Kind::Report), "b", "", ""));
        assert_eq!(place("content/reports/flat.md"), is(Some(Kind::Report), "flat", "", ""));
        assert_eq!(place("content/actors/europe/x.md"), is(Some(Kind::Actor), "x", "", ""));
        assert_eq!(place("content/actors/j.d.vance.md"), is(Some(Kind::Actor), "j.d.vance", "", ""));
        assert_eq!(place("content/sources/zotero.bib"), is(Some(Kind::Source), "zotero", "", ""));
        assert_eq!(place("content/brief.md"), is(None, "brief", "", ""));
        assert_eq!(place("content/actors/old.markdown"), is(Some(Kind::Actor), "old", "", ""));
        for list in ["content/reports/_index.md", "content/reports/index.md", "content/actors/index.es.md", "content/_index.md"] {
            assert_eq!(place(list), None, "{list}");
        }
        assert_eq!(place("content/reports/a/data.yaml"), None);
        assert_eq!(place("content/reports/a/chart.png"), None);
    }
}
