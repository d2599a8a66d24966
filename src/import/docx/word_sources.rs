//! Word's own list of sources, in a part of custom XML (ECMA-376, 22.6).

use super::super::Refusal;
use super::cite::Works;
use super::package::{Package, Relations};
use super::xml::Element;
use serde_json::{Map, Value, json};

/// Most parts of custom XML that are looked at.
const MOST_PARTS: usize = 50;

/// Finds the list, if there is one.
pub(super) fn read(package: &mut Package, relations: &Relations) -> Result<Works, Refusal> {
    let mut works = Works::default();
    let mut parts: Vec<String> = relations.all_of_sort("customXml").map(str::to_string).collect();
    parts.sort();
    for part in parts.into_iter().take(MOST_PARTS) {
        // Such parts may hold anything; one that is broken is no fault of the text.
        let Ok(Some(root)) = package.xml(&part) else { continue };
        if root.name() != "b:Sources" {
            continue;
        }
        for source in root.elements("b:Source") {
            let Some(tag) = source.first("b:Tag").map(Element::text) else { continue };
            works.own.insert(tag, item(source));
        }
    }
    Ok(works)
}

/// A source as CSL-JSON.
fn item(source: &Element) -> Map<String, Value> {
    let text = |name: &str| source.words(&[name]);
    let sort = match text("b:SourceType").as_deref() {
        Some("JournalArticle") => "article-journal",
        Some("ArticleInAPeriodical") => "article-magazine",
        Some("Book") => "book",
        Some("BookSection") => "chapter",
        Some("ConferenceProceedings") => "paper-conference",
        Some("Report") => "report",
        Some("InternetSite" | "DocumentFromInternetSite") => "webpage",
        Some("Interview") => "interview",
        Some("Case") => "legal_case",
        Some("Patent") => "patent",
        Some("Film") => "motion_picture",
        Some("SoundRecording") => "song",
        Some("Art") => "graphic",
        _ => "document",
    };
    let mut out = Map::new();
    out.insert("type".into(), json!(sort));
    let fields = [
        ("title", "b:Title"),
        ("container-title", "b:JournalName"),
        ("container-title", "b:PeriodicalTitle"),
        ("container-title", "b:BookTitle"),
        ("container-title", "b:InternetSiteTitle"),
        ("publisher", "b:Publisher"),
        ("publisher", "b:Institution"),
        ("publisher-place", "b:City"),
        ("volume", "b:Volume"),
        ("issue", "b:Issue"),
        ("page", "b:Pages"),
        ("edition", "b:Edition"),
        ("number", "b:StandardNumber"),
        ("URL", "b:URL"),
        ("DOI", "b:DOI"),
    ];
    for (name, field) in fields {
        if let Some(text) = text(field) {
            out.entry(name).or_insert(json!(text));
        }
    }
    for (name, [year, month, day]) in
        [("issued", ["b:Year", "b:Month", "b:Day"]), ("accessed", ["b:YearAccessed", "b:MonthAccessed", "b:DayAccessed"])]
    {
        let Some(year) = text(year) else { continue };
        let written = match (text(month), text(day)) {
            (Some(month), Some(day)) => format!("{year} {month} {day}"),
            (Some(month), None) => format!("{month} {year}"),
            _ => year.clone(),
        };
        let date = super::super::works::edtf(&written).unwrap_or(year);
        out.insert(name.into(), json!(date));
    }
    for (name, role) in [("author", "b:Author"), ("editor", "b:Editor"), ("translator", "b:Translator")] {
        let Some(people) = source.at(&["b:Author", role]) else { continue };
        let mut names: Vec<Value> = Vec::new();
        for person in people.first("b:NameList").into_iter().flat_map(|list| list.elements("b:Person")) {
            let part = |name: &str| person.words(&[name]);
            let given = [part("b:First"), part("b:Middle")].into_iter().flatten().collect::<Vec<_>>().join(" ");
            match part("b:Last") {
                Some(family) if given.is_empty() => names.push(json!({"literal": family})),
                Some(family) => names.push(json!({"family": family, "given": given})),
                None => {}
            }
        }
        if let Some(body) = people.first("b:Corporate") {
            names.push(json!({"literal": body.text().trim()}));
        }
        if !names.is_empty() {
            out.insert(name.into(), Value::Array(names));
        }
    }
    out
}
