//! Writes RIS, which reference managers read where they read nothing else.

use super::item::{Name, Work};

/// Several works.
pub fn list<'a>(works: impl Iterator<Item = &'a Work>) -> String {
    works.map(entry).collect()
}

/// One record: lines of a tag and a value, ended by `ER`.
pub fn entry(work: &Work) -> String {
    let (sort, present) = (work.text("type"), work.present());
    let has = |(_, variable): &(&str, &str)| present.may_have(variable);
    let mut out = format!("TY  - {}\r\n", tag(sort));
    let mut put = |tag: &str, value: &str| {
        let mut words = value.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let Some(first) = words.next() else { return };
        out.extend([tag, "  - ", first]);
        words.for_each(|word| out.extend([" ", word]));
        out.push_str("\r\n");
    };
    put("ID", &work.key);
    put("TI", &plain(work.text("title")));
    for (tag, variable) in [
        ("AU", "author"),
        ("A2", "editor"),
        ("A4", "translator"),
        ("A3", "collection-editor"),
        ("A3", "director"),
        ("A3", "interviewer"),
    ]
    .into_iter()
    .filter(has)
    {
        work.names(variable).iter().for_each(|one| put(tag, &name(one)));
    }
    put(if sort.starts_with("article") { "JO" } else { "T2" }, &plain(work.text("container-title")));
    for (tag, variable) in [
        ("T3", "collection-title"),
        ("ST", "title-short"),
        ("PB", "publisher"),
        ("CY", "publisher-place"),
        ("ET", "edition"),
        ("VL", "volume"),
        ("IS", "issue"),
        ("M1", "number"),
        ("M3", "genre"),
        ("C1", "authority"),
        ("C2", "event-title"),
        ("C3", "event-place"),
        ("SE", "section"),
        ("SN", "ISBN"),
        ("SN", "ISSN"),
        ("DO", "DOI"),
        ("UR", "URL"),
        ("LA", "language"),
        ("AB", "abstract"),
        ("N1", "note"),
        ("DB", "archive"),
        ("AN", "archive_location"),
        ("CN", "call-number"),
    ]
    .into_iter()
    .filter(has)
    {
        put(tag, &plain(work.text(variable)));
    }
    work.text("keyword").split([',', ';']).for_each(|word| put("KW", word));
    let custom = work.json.get("custom").and_then(|custom| custom.get("archive_url")).and_then(|url| url.as_str());
    put("L2", custom.unwrap_or(""));
    pages(work.text("page"), &mut put);
    if let Some([year, ..]) = work.dates("issued").first() {
        put("PY", &year_of(*year));
        put("DA", &day(work, "issued"));
    }
    put("Y2", &day(work, "accessed"));
    out.push_str("ER  - \r\n\r\n");
    out
}

fn pages(text: &str, put: &mut impl FnMut(&str, &str)) {
    match text.split_once(['-', '–']) {
        Some((first, last)) if !last.contains(',') => {
            put("SP", first);
            put("EP", last.trim_start_matches(['-', '–']));
        }
        _ => put("SP", text),
    }
}

/// `YYYY/MM/DD`, as far as known.
fn day(work: &Work, name: &str) -> String {
    let Some([year, month, day]) = work.dates(name).first().copied() else { return String::new() };
    let year = year_of(year);
    match (month, day) {
        (0, _) => year,
        // What is neither month nor day stands behind both.
        (21..=24, _) => format!("{year}///{}", ["Spring", "Summer", "Autumn", "Winter"][(month - 21) as usize]),
        (month, 0) => format!("{year}/{month:02}"),
        (month, day) => format!("{year}/{month:02}/{day:02}"),
    }
}

/// A year of four figures, counted as ISO 8601 does: 44 BC is -0043.
fn year_of(year: i64) -> String {
    if year < 0 { format!("-{:04}", (-year).saturating_sub(1)).replace("-0000", "0000") } else { format!("{year:04}") }
}

fn name(name: &Name) -> String {
    let family = name.listed();
    let given = [name.given, name.dropping].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    [family.as_str(), &given, name.suffix].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// RIS has no mark-up.
fn plain(text: &str) -> String {
    let mut out = String::new();
    super::html::rich(text, false, &mut out);
    out
}

fn tag(sort: &str) -> &'static str {
    match sort {
        "article-journal" | "review" | "review-book" => "JOUR",
        "article-magazine" => "MGZN",
        "article-newspaper" => "NEWS",
        "bill" => "BILL",
        "book" | "collection" | "classic" => "BOOK",
        "broadcast" | "motion_picture" => "VIDEO",
        "chapter" => "CHAP",
        "dataset" => "DATA",
        "entry" | "entry-encyclopedia" => "ENCYC",
        "entry-dictionary" => "DICT",
        "figure" | "graphic" => "FIGURE",
        "hearing" => "HEAR",
        "legal_case" => "CASE",
        "legislation" | "regulation" | "treaty" => "STAT",
        "manuscript" => "UNPB",
        "map" => "MAP",
        "pamphlet" => "PAMP",
        "paper-conference" => "CPAPER",
        "patent" => "PAT",
        "periodical" => "SER",
        "personal_communication" => "PCOMM",
        "post-weblog" => "BLOG",
        "post" | "webpage" => "ELEC",
        "report" => "RPRT",
        "software" => "COMP",
        "song" => "SOUND",
        "standard" => "STAND",
        "thesis" => "THES",
        _ => "GEN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn years_and_seasons_are_told() {
        let made = |issued: serde_json::Value| {
            let json = json!({ "type": "book", "issued": issued }).as_object().cloned().unwrap();
            entry(&Work { key: "k".into(), json }).replace("\r\n", "|")
        };
        assert!(made(json!({ "date-parts": [[-44]] })).contains("|PY  - -0043|DA  - -0043|"));
        assert!(made(json!({ "date-parts": [[-1]] })).contains("|PY  - 0000|"));
        assert!(made(json!({ "date-parts": [[2021]], "season": 2 })).contains("|PY  - 2021|DA  - 2021///Summer|"));
        assert!(!made(json!({ "literal": "–1985", "edtf": "../1985" })).contains("|PY"));
    }

    #[test]
    fn a_record_is_lines_of_tags() {
        let json = json!({
            "id": "k", "type": "report", "title": "A <i>b</i>\nc", "author": [{ "family": "Cruz", "non-dropping-particle": "de la", "given": "Ana" }],
            "issued": { "date-parts": [[2025, 4]] }, "page": "12-34", "publisher": "P"
        });
        let work = Work { key: "k".into(), json: json.as_object().cloned().unwrap() };
        assert_eq!(
            entry(&work),
            "TY  - RPRT\r\nID  - k\r\nTI  - A b c\r\nAU  - de la Cruz, Ana\r\nPB  - P\r\nSP  - 12\r\nEP  - 34\r\nPY  - 2025\r\nDA  - 2025/04\r\nER  - \r\n\r\n"
        );
    }
}
