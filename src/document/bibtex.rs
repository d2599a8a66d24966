//! BibTeX and BibLaTeX: `.bib` files as they are, Zotero's and others'.

mod excerpt;
mod fields;
mod latex;
mod scan;
mod signs;

pub use excerpt::excerpt;

use super::record::Record;
use super::sources::{Draft, Field, Found, duplicate, is_own};
use super::{Written, csl};
use crate::base::date::months;
use crate::base::fields::bare_doi;
use crate::base::text::{fold, shown};
use crate::base::{Date, Fault, Range, Ranged};
use fields::{AND_LISTS, FIELDS, IGNORED, LANGUAGES, NAMES, TYPES, VERBATIM};
use scan::{Entry, MOST};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads a file; faults have places, and every entry with a key becomes a record.
pub fn parse(text: &str) -> (Vec<Arc<Record>>, Vec<Vec<Written>>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut found = Found::of(&mut faults);
    let mut entries = scan::scan(text, &mut found);
    inherit(&mut entries, &mut found);
    let mut records = Vec::new();
    let mut fields = Vec::new();
    let mut seen: BTreeMap<String, Range> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.sort.value != "xdata") {
        if let Some(first) = seen.get(&entry.key.value) {
            found.faults.push(duplicate(&entry.key, first));
            continue;
        }
        seen.insert(entry.key.value.clone(), entry.key.range.clone());
        let draft = draft(entry, &mut found);
        found.faults.extend(draft.fields.iter().filter_map(unknown_command));
        let (record, written) = draft.record(found.faults);
        records.push(Arc::new(record));
        fields.push(written);
    }
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
    faults.dedup();
    (records, fields, faults)
}

/// A command of LaTeX that stays in a text as it is written.
fn unknown_command(field: &Field) -> Option<Fault> {
    let command = shown(latex::unknown(field.value.as_str()?)?);
    let message = format!("`{command}` is a command of LaTeX that Chancery does not know; readers see it as it stands here");
    let help = "write the letters that it stands for: `.bib` files may hold all characters of Unicode";
    Some(Fault::new("unknown-command", field.range.clone(), message).with_help(help))
}

/// What an entry names its parents in.
const LINKS: [&str; 2] = ["crossref", "xdata"];
/// What each look at a field of a parent counts as, in bytes: many parents of many children cost time, too.
const LOOK: usize = 16;

/// `crossref` and `xdata`: an entry has what it does not say from its parent; a parent's title is its container's.
fn inherit(entries: &mut [Entry], found: &mut Found) {
    let links = |entry: &Entry| LINKS.iter().filter_map(|name| Some((*name, find(entry, name)?.clone()))).collect::<Vec<_>>();
    let named: BTreeSet<String> = entries
        .iter()
        .flat_map(links)
        .flat_map(|(_, keys)| keys.value.split(',').map(|key| key.trim().to_string()).collect::<Vec<_>>())
        .collect();
    let known: BTreeSet<&str> = known().filter(|name| !matches!(*name, "crossref" | "xdata" | "ids" | "shorttitle")).collect();
    let parents = entries.iter().filter(|entry| named.contains(&entry.key.value));
    let parents: BTreeMap<String, Vec<_>> = parents.map(|entry| (entry.key.value.clone(), handed_on(entry, &known))).collect();
    let mut room = MOST;
    for entry in entries.iter_mut() {
        let links = links(entry);
        if links.is_empty() {
            continue;
        }
        let inside = entry.sort.value.starts_with("in") || matches!(entry.sort.value.as_str(), "article" | "conference");
        let mut own: BTreeSet<String> = entry.fields.iter().map(|(field, _)| field.value.clone()).collect();
        for (link, keys) in links {
            for (field, value) in keys.value.split(',').filter_map(|key| parents.get(key.trim())).flatten() {
                let name = match field.value.as_str() {
                    "title" if link == "crossref" && entry.sort.value == "article" => "journaltitle",
                    "title" if link == "crossref" && inside => "booktitle",
                    "subtitle" if link == "crossref" && inside => "booksubtitle",
                    name => name,
                };
                let new = !own.contains(name);
                let Some(left) = room.checked_sub(LOOK + if new { value.value.len() } else { 0 }) else {
                    let message = format!("the entries of this file inherit more than {} MB of text", MOST >> 20);
                    let help = "write into each entry what it needs, or spread the sources over several files";
                    return found.faults.push(Fault::new("invalid-bibtex", keys.range, message).with_help(help));
                };
                room = left;
                if new {
                    own.insert(name.to_string());
                    entry.fields.push((Ranged::new(name.to_string(), field.range.clone()), value.clone()));
                }
            }
        }
    }
}

/// What the children of an entry may have from it: each field that is known, once.
fn handed_on(entry: &Entry, known: &BTreeSet<&str>) -> Vec<(Ranged<String>, Ranged<String>)> {
    let mut seen = BTreeSet::new();
    let fields = entry.fields.iter().filter(|(field, _)| known.contains(field.value.as_str()) && seen.insert(&field.value));
    fields.cloned().collect()
}

/// The names of all fields.
fn known() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().chain(&NAMES).chain(&VERBATIM).chain(&AND_LISTS).map(|(name, _)| *name).chain(IGNORED)
}

fn find<'a>(entry: &'a Entry, name: &str) -> Option<&'a Ranged<String>> {
    entry.fields.iter().find(|(field, _)| field.value == name).map(|(_, value)| value)
}

fn draft(entry: &Entry, found: &mut Found) -> Draft {
    let mut draft = Draft { key: entry.key.clone(), range: entry.range.clone(), ..Draft::default() };
    draft.sort = Some(Ranged::new(sort(entry, found), entry.sort.range.clone()));
    title(entry, &mut draft);
    let editors = find(entry, "editortype").map(|sort| sort.value.as_str());
    for (name, value) in &entry.fields {
        field((entry, editors), name, value, &mut draft, found);
    }
    dates(entry, &mut draft, found);
    numbers(entry, &mut draft);
    if let Some(id) = find(entry, "eprint") {
        eprint(entry, id, &mut draft);
    }
    draft
}

fn sort(entry: &Entry, found: &mut Found) -> String {
    let sort = entry.sort.value.as_str();
    let sub = find(entry, "entrysubtype").map(|sub| fold(&sub.value)).unwrap_or_default();
    match (sort, sub.as_str()) {
        ("article" | "suppperiodical", "newspaper") => return "article-newspaper".into(),
        ("article" | "suppperiodical", "magazine") => return "article-magazine".into(),
        // Ours: what BibLaTeX has no type for is written as its subtype.
        (_, sub) if csl::TYPES.contains(&sub) => return sub.into(),
        ("misc", _) if is_webpage(entry) => return "webpage".into(),
        ("unpublished", _) if find(entry, "eventtitle").is_some() => return "speech".into(),
        _ => {}
    }
    match TYPES.iter().find(|(name, _)| *name == sort) {
        Some((_, sort)) => (*sort).into(),
        None => {
            found.unknown_type(sort, entry.sort.range.clone(), TYPES.iter().map(|(name, _)| *name));
            "document".into()
        }
    }
}

/// It has an address, and no other way of being published.
fn is_webpage(entry: &Entry) -> bool {
    match find(entry, "howpublished") {
        Some(way) => latex::address(&way.value).is_some_and(|(_, rest)| rest.is_empty()),
        None => find(entry, "url").is_some(),
    }
}

/// "Title: Subtitle"; the same of the book and the journal.
fn title(entry: &Entry, draft: &mut Draft) {
    let whole = |main: &str, sub: &str| {
        let main = find(entry, main)?;
        let mut text = latex::title(&main.value);
        if let Some(sub) = find(entry, sub).map(|sub| latex::title(&sub.value)).filter(|sub| !sub.is_empty()) {
            text.push_str(if text.ends_with(['?', '!', ':']) { " " } else { ": " });
            text.push_str(&sub);
        }
        Some((text, main.range.clone()))
    };
    let mut put = |name: &str, found: Option<(String, Range)>| {
        if let Some((text, range)) = found {
            draft.put(name, text.into(), range);
        }
    };
    put("title", whole("title", "subtitle"));
    put("container-title", whole("journaltitle", "journalsubtitle").or(whole("journal", "journalsubtitle")));
    put("container-title", whole("maintitle", "mainsubtitle").filter(|_| find(entry, "booktitle").is_none()));
    // Proceedings that bear the title of their book stand in no other.
    let own = |found: &(String, Range)| {
        matches!(entry.sort.value.as_str(), "proceedings" | "book" | "collection")
            && find(entry, "title").is_some_and(|title| latex::title(&title.value) == found.0)
    };
    put("container-title", whole("booktitle", "booksubtitle").filter(|found| !own(found)));
    put("event-title", whole("eventtitle", "eventtitleaddon"));
}

fn field(
    (entry, editors): (&Entry, Option<&str>),
    name: &Ranged<String>,
    value: &Ranged<String>,
    draft: &mut Draft,
    found: &mut Found,
) {
    let range = value.range.clone();
    let key = name.value.as_str();
    if let Some((_, variable)) = NAMES.iter().find(|(own, _)| *own == key) {
        let variable = match (key, editors) {
            ("editor", Some("director")) => "director",
            ("editor", Some("compiler")) => "compiler",
            ("editor", Some("organizer")) => "organizer",
            _ => variable,
        };
        let names = latex::names(&value.value);
        if names.as_array().is_some_and(|list| !list.is_empty()) {
            draft.put(variable, names, range);
        }
    } else if let Some((_, variable)) = VERBATIM.iter().find(|(own, _)| *own == key) {
        let text = latex::verbatim(&value.value);
        let text = if *variable == "DOI" { bare_doi(&text).to_string() } else { text };
        draft.put(variable, text.into(), range);
    } else if let Some((_, variable)) = AND_LISTS.iter().find(|(own, _)| *own == key) {
        // The court, where BibLaTeX and Zotero have no field for it.
        let court = entry.sort.value == "jurisdiction" && matches!(key, "institution" | "organization");
        draft.put(if court { "authority" } else { variable }, latex::list(&value.value).into(), range);
    } else if key == "entrysubtype" {
        let text = latex::text(&value.value);
        if !csl::TYPES.contains(&text.as_str()) && text != "newspaper" && text != "magazine" {
            draft.put("genre", text.into(), range);
        }
    } else if let Some((address, rest)) = address(key, value) {
        draft.put("URL", address.into(), range.clone());
        draft.put(if key == "note" { "note" } else { "medium" }, rest.into(), range);
    } else if let Some((_, variable)) = FIELDS.iter().find(|(own, _)| *own == key) {
        draft.put(variable, latex::text(&value.value).into(), range);
    } else if matches!(key, "language" | "langid" | "hyphenation") {
        let text = latex::text(&value.value);
        let folded = fold(&text);
        let tag = LANGUAGES.iter().find(|(own, _)| *own == folded).map_or(text.as_str(), |(_, tag)| tag);
        if key == "langid" || !tag.contains(' ') {
            draft.put("language", tag.into(), range);
        }
    } else if key == "pages" {
        let pages = latex::text(&value.value).replace(['–', '—'], "-").replace("--", "-");
        draft.put("page", pages.into(), range);
    } else if key == "type" {
        let text = latex::text(&value.value);
        let genre = match text.as_str() {
            "phdthesis" => "PhD thesis",
            "mathesis" | "mastersthesis" => "Master’s thesis",
            "bathesis" => "Bachelor’s thesis",
            "techreport" => "Technical report",
            "resreport" => "Research report",
            "patent" => "Patent",
            "patentus" => "US patent",
            "patenteu" => "European patent",
            "patentuk" => "British patent",
            "patentde" => "German patent",
            "patentfr" => "French patent",
            "candthesis" => "Candidate thesis",
            other => other,
        };
        draft.put("genre", genre.into(), range);
    } else if !IGNORED.contains(&key) && !key.contains('-') && !key.starts_with('_') {
        // BibTeX has no such field, and whoever exports the file again would lose it.
        let id = &draft.key.value;
        let own = (is_own(key) && key != "archive_url")
            .then(|| format!("add it in a `.yaml` file beside this one, as `- {{id: {id}, {key}: …}}`"));
        found.unknown_field(key, name.range.clone(), known(), own);
    }
}

/// The address that stands in `howpublished`, as BibTeX, which has no field for it, wants; or that is all of a `note`. With it
/// the other words of the field.
fn address(key: &str, value: &Ranged<String>) -> Option<(String, String)> {
    let is_all = |rest: &str| rest.is_empty() || key == "howpublished";
    let found = matches!(key, "howpublished" | "note").then(|| latex::address(&value.value))?;
    found.filter(|(_, rest)| is_all(rest))
}

/// `number` is the issue of a journal, the number of a book in its series, and the number of all else.
fn numbers(entry: &Entry, draft: &mut Draft) {
    let article = entry.sort.value.contains("article") || entry.sort.value == "periodical";
    let series = find(entry, "series").is_some() && !matches!(entry.sort.value.as_str(), "report" | "techreport");
    for (name, variable) in [
        (
            "number",
            if article {
                "issue"
            } else if series {
                "collection-number"
            } else {
                "number"
            },
        ),
        ("issue", "issue"),
    ] {
        if let Some(value) = find(entry, name) {
            draft.put(variable, latex::text(&value.value).into(), value.range.clone());
        }
    }
    let thesis = match entry.sort.value.as_str() {
        "phdthesis" => "PhD thesis",
        "mastersthesis" => "Master’s thesis",
        _ => return,
    };
    draft.put("genre", thesis.into(), entry.sort.range.clone());
}

fn dates(entry: &Entry, draft: &mut Draft, found: &mut Found) {
    for (name, variable) in
        [("date", "issued"), ("eventdate", "event-date"), ("origdate", "original-date"), ("urldate", "accessed")]
    {
        if let Some(value) = find(entry, name) {
            let text = latex::text(&value.value).replace('\u{a0}', "~");
            let day = text.split('T').next().unwrap_or(&text).trim();
            let text = if Date::parse(day).is_ok() { day.to_string() } else { text };
            draft.put(variable, text.into(), value.range.clone());
        }
    }
    let Some(year) = find(entry, "year") else { return };
    let text = latex::text(&year.value);
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let month = find(entry, "month").map(|month| (latex::text(&month.value), month.range.clone()));
    let month = month.filter(|(month, _)| digits && !month.trim().is_empty() && !draft.has("issued"));
    let date = match month {
        Some((month, place)) => {
            let day = find(entry, "day").map(|day| latex::text(&day.value)).unwrap_or_default();
            months::of_year(&text, &month, &day).or_else(|| months::of_year(&text, &month, "")).unwrap_or_else(|| {
                let message = format!("`{month}` is no month or season that Chancery knows");
                let help = "write the month as `may`, as `5` or by its name, several as `may # \"--\" # jun`; the whole date may be \
                            written as `date = {2021-05}`";
                found.faults.push(Fault::new("invalid-date", place, message).with_help(help));
                text
            })
        }
        None => text,
    };
    draft.put("issued", date.into(), year.range.clone());
}

fn eprint(entry: &Entry, id: &Ranged<String>, draft: &mut Draft) {
    let sort = find(entry, "eprinttype").or(find(entry, "archiveprefix")).map(|sort| fold(&sort.value)).unwrap_or_default();
    let text = latex::verbatim(&id.value);
    match sort.as_str() {
        "pmid" | "pubmed" => draft.put("PMID", text.into(), id.range.clone()),
        "pmcid" => draft.put("PMCID", text.into(), id.range.clone()),
        "arxiv" => {
            // The number of an article is that within its journal.
            if find(entry, "journaltitle").or(find(entry, "journal")).is_none() {
                draft.put("number", format!("arXiv:{text}").into(), id.range.clone());
            }
            draft.put("URL", format!("https://arxiv.org/abs/{text}").into(), id.range.clone());
        }
        "jstor" => draft.put("URL", format!("https://www.jstor.org/stable/{text}").into(), id.range.clone()),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
