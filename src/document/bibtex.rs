//! BibTeX and BibLaTeX: `.bib` files as they are, Zotero's and others'.

mod fields;
mod latex;
mod scan;

use super::record::Record;
use super::sources::{Draft, duplicate, is_own, unknown_field, unknown_type};
use super::{Written, csl};
use crate::base::text::fold;
use crate::base::{Date, Fault, Range, Ranged};
use fields::{AND_LISTS, FIELDS, IGNORED, LANGUAGES, NAMES, TYPES, VERBATIM};
use scan::Entry;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads a file; faults have places, and every entry with a key becomes a record.
pub fn parse(text: &str) -> (Vec<Arc<Record>>, Vec<Vec<Written>>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut entries = scan::scan(text, &mut faults);
    inherit(&mut entries);
    let mut records = Vec::new();
    let mut fields = Vec::new();
    let mut seen: BTreeMap<String, Range> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.sort.value != "xdata") {
        if let Some(first) = seen.get(&entry.key.value) {
            faults.push(duplicate(&entry.key, first));
            continue;
        }
        seen.insert(entry.key.value.clone(), entry.key.range.clone());
        let (record, written) = draft(entry, &mut faults).record(&mut faults);
        records.push(Arc::new(record));
        fields.push(written);
    }
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end));
    faults.dedup();
    (records, fields, faults)
}

/// `crossref` and `xdata`: an entry has what it does not say from its parent; a parent's title is its container's.
fn inherit(entries: &mut [Entry]) {
    let parents: BTreeMap<String, Entry> = entries.iter().map(|entry| (entry.key.value.clone(), entry.clone())).collect();
    for entry in entries.iter_mut() {
        let links = ["crossref", "xdata"].iter().flat_map(|name| find(entry, name).map(|value| (*name, value.value.clone())));
        for (name, keys) in links.collect::<Vec<_>>() {
            for parent in keys.split(',').filter_map(|key| parents.get(key.trim())) {
                for (field, value) in &parent.fields {
                    let inside =
                        entry.sort.value.starts_with("in") || matches!(entry.sort.value.as_str(), "article" | "conference");
                    let own = match field.value.as_str() {
                        "title" if name == "crossref" && entry.sort.value == "article" => "journaltitle",
                        "title" if name == "crossref" && inside => "booktitle",
                        "subtitle" if name == "crossref" && inside => "booksubtitle",
                        "crossref" | "xdata" | "ids" | "shorttitle" => continue,
                        own => own,
                    };
                    if find(entry, own).is_none() {
                        entry.fields.push((Ranged::new(own.to_string(), field.range.clone()), value.clone()));
                    }
                }
            }
        }
    }
}

fn find<'a>(entry: &'a Entry, name: &str) -> Option<&'a Ranged<String>> {
    entry.fields.iter().find(|(field, _)| field.value == name).map(|(_, value)| value)
}

fn draft(entry: &Entry, faults: &mut Vec<Fault>) -> Draft {
    let mut draft = Draft { key: entry.key.clone(), range: entry.range.clone(), ..Draft::default() };
    draft.sort = Some(Ranged::new(sort(entry, faults), entry.sort.range.clone()));
    title(entry, &mut draft);
    for (name, value) in &entry.fields {
        field(entry, name, value, &mut draft, faults);
    }
    dates(entry, &mut draft);
    numbers(entry, &mut draft);
    if let Some(id) = find(entry, "eprint") {
        eprint(entry, id, &mut draft);
    }
    draft
}

fn sort(entry: &Entry, faults: &mut Vec<Fault>) -> String {
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
            faults.push(unknown_type(sort, entry.sort.range.clone(), TYPES.iter().map(|(name, _)| *name)));
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
    put("container-title", whole("booktitle", "booksubtitle"));
    put("event-title", whole("eventtitle", "eventtitleaddon"));
}

fn field(entry: &Entry, name: &Ranged<String>, value: &Ranged<String>, draft: &mut Draft, faults: &mut Vec<Fault>) {
    let range = value.range.clone();
    let key = name.value.as_str();
    if let Some((_, variable)) = NAMES.iter().find(|(own, _)| *own == key) {
        let variable = match (key, find(entry, "editortype").map(|sort| sort.value.as_str())) {
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
        let text = if *variable == "DOI" { bare_doi(&text) } else { text };
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
        let known = FIELDS.iter().chain(&NAMES).chain(&VERBATIM).chain(&AND_LISTS).map(|(name, _)| *name);
        let fault = unknown_field(key, name.range.clone(), known.chain(IGNORED));
        // BibTeX has no such field, and whoever exports the file again would lose it.
        let id = &draft.key.value;
        let own = (is_own(key) && key != "archive_url")
            .then(|| format!("add it in a `.yaml` file beside this one, as `- {{id: {id}, {key}: …}}`"));
        faults.push(fault.with_help_if(own));
    }
}

/// The address that stands in `howpublished`, as BibTeX, which has no field for it, wants; or that is all of a `note`. With it
/// the other words of the field.
fn address(key: &str, value: &Ranged<String>) -> Option<(String, String)> {
    let is_all = |rest: &str| rest.is_empty() || key == "howpublished";
    let found = matches!(key, "howpublished" | "note").then(|| latex::address(&value.value))?;
    found.filter(|(_, rest)| is_all(rest))
}

fn bare_doi(text: &str) -> String {
    ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text)
        .trim()
        .to_string()
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

fn dates(entry: &Entry, draft: &mut Draft) {
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
    let month = find(entry, "month").and_then(|month| month_of(&latex::text(&month.value)));
    let day = find(entry, "day").and_then(|day| latex::text(&day.value).parse::<u8>().ok());
    let date = match (digits, month, day) {
        (true, Some(month), Some(day)) => format!("{text}-{month:02}-{day:02}"),
        (true, Some(month), None) => format!("{text}-{month:02}"),
        _ => text,
    };
    draft.put("issued", date.into(), year.range.clone());
}

fn month_of(text: &str) -> Option<u8> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = fold(text);
    let named = lower.get(..3).and_then(|start| NAMES.iter().position(|name| *name == start)).map(|at| at as u8 + 1);
    named.or_else(|| lower.parse().ok().filter(|month| (1..=12).contains(month)))
}

fn eprint(entry: &Entry, id: &Ranged<String>, draft: &mut Draft) {
    let sort = find(entry, "eprinttype").or(find(entry, "archiveprefix")).map(|sort| fold(&sort.value)).unwrap_or_default();
    let text = latex::verbatim(&id.value);
    match sort.as_str() {
        "pmid" | "pubmed" => draft.put("PMID", text.into(), id.range.clone()),
        "pmcid" => draft.put("PMCID", text.into(), id.range.clone()),
        "arxiv" => {
            draft.put("number", format!("arXiv:{text}").into(), id.range.clone());
            draft.put("URL", format!("https://arxiv.org/abs/{text}").into(), id.range.clone());
        }
        "jstor" => draft.put("URL", format!("https://www.jstor.org/stable/{text}").into(), id.range.clone()),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
