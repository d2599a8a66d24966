//! Writes BibTeX: names that every reader knows, BibLaTeX's where BibTeX has none, and text that LaTeX can set.

use super::item::{Name, Work};
use std::borrow::Cow;

/// Several works, one entry after the other.
pub fn list<'a>(works: impl Iterator<Item = &'a Work>) -> String {
    works.map(entry).collect::<Vec<_>>().join("\n")
}

/// One entry, with a line end.
pub fn entry(work: &Work) -> String {
    let (sort, subtype) = sort(work);
    let present = work.present();
    let has = |(_, variable): &(&str, &str)| present.may_have(variable);
    let mut fields = Fields(format!("@{sort}{{{}", key(&work.key)));
    fields.protected("title", &escape(work.text("title").trim()));
    for (name, variable) in [
        ("author", "author"),
        ("editor", "editor"),
        ("translator", "translator"),
        ("bookauthor", "container-author"),
        ("director", "director"),
        ("interviewer", "interviewer"),
        ("origauthor", "original-author"),
        ("recipient", "recipient"),
    ]
    .into_iter()
    .filter(has)
    {
        fields.braced(name, &names(&work.names(variable)));
    }
    fields.braced("entrysubtype", subtype);
    fields.protected(if sort == "article" { "journal" } else { "booktitle" }, &escape(work.text("container-title").trim()));
    let publisher = match sort {
        "techreport" => "institution",
        "phdthesis" | "mastersthesis" | "thesis" => "school",
        _ => "publisher",
    };
    fields.institution(publisher, work.text("publisher"));
    fields.institution("authority", work.text("authority"));
    dates(work, &mut fields);
    let number = if sort == "article" { "number" } else { "issue" };
    for (name, variable) in [(number, "issue"), (if number == "number" { "articlenumber" } else { "number" }, "number")] {
        fields.braced(name, &escape(work.text(variable)));
    }
    // The number of a book in its series.
    if number == "issue" && work.text("number").is_empty() {
        fields.braced("number", &escape(work.text("collection-number")));
    }
    for (name, variable) in TEXTS.into_iter().filter(has) {
        fields.braced(name, &escape(work.text(variable)));
    }
    fields.braced("pages", &escape(&work.text("page").replace('–', "-").replace("--", "-").replace('-', "--")));
    for (name, variable) in [("doi", "DOI"), ("url", "URL")].into_iter().filter(has) {
        fields.braced(name, &verbatim(work.text(variable)));
    }
    // Of these a work may have several.
    for (name, variable) in [("isbn", "ISBN"), ("issn", "ISSN"), ("pmid", "PMID"), ("pmcid", "PMCID")].into_iter().filter(has) {
        fields.braced(name, &escape(work.text(variable)));
    }
    let custom = work.json.get("custom").and_then(|custom| custom.get("archive_url")).and_then(|url| url.as_str());
    fields.braced("archiveurl", &verbatim(custom.unwrap_or("")));
    fields.0.push_str("\n}\n");
    fields.0
}

/// An entry while its fields are written; one without a value is left out.
struct Fields(String);

impl Fields {
    fn put(&mut self, name: &str, open: &str, value: &str, close: &str) {
        if !value.is_empty() {
            self.0.extend([",\n  ", name, " = ", open, value, close]);
        }
    }

    fn braced(&mut self, name: &str, value: &str) {
        self.put(name, "{", value.trim(), "}");
    }

    /// A title has braces of its own, so that no style changes its capitals.
    fn protected(&mut self, name: &str, value: &str) {
        self.put(name, "{{", value.trim(), "}}");
    }

    /// A publisher whose name has an "and" is one publisher.
    fn institution(&mut self, name: &str, value: &str) {
        let own = if value.contains(" and ") { ("{{", "}}") } else { ("{", "}") };
        self.put(name, own.0, escape(value).trim(), own.1);
    }
}

/// Texts that mean the same under every type.
const TEXTS: [(&str, &str); 31] = [
    ("address", "publisher-place"),
    ("type", "genre"),
    ("series", "collection-title"),
    ("volume", "volume"),
    ("edition", "edition"),
    ("chapter", "chapter-number"),
    ("scale", "scale"),
    ("section", "section"),
    ("part", "part-number"),
    ("volumes", "number-of-volumes"),
    ("pagetotal", "number-of-pages"),
    ("version", "version"),
    ("eventtitle", "event-title"),
    ("venue", "event-place"),
    ("jurisdiction", "jurisdiction"),
    ("howpublished", "medium"),
    ("pubstate", "status"),
    ("shorttitle", "title-short"),
    ("shortjournal", "container-title-short"),
    ("volumetitle", "volume-title"),
    ("origtitle", "original-title"),
    ("origpublisher", "original-publisher"),
    ("origlocation", "original-publisher-place"),
    ("library", "call-number"),
    ("archive", "archive"),
    ("archivelocation", "archive_location"),
    ("archiveplace", "archive-place"),
    ("language", "language"),
    ("keywords", "keyword"),
    ("note", "note"),
    ("abstract", "abstract"),
];

/// A type, and the CSL type where that says more.
fn sort(work: &Work) -> (&'static str, &str) {
    let csl = work.text("type");
    let genre = work.text("genre").to_lowercase();
    let sort = match csl {
        "article-journal" => "article",
        "article-newspaper" => return ("article", "newspaper"),
        "article-magazine" => return ("article", "magazine"),
        "review" | "review-book" | "article" => return ("article", csl),
        "book" => "book",
        "chapter" => "incollection",
        "paper-conference" => "inproceedings",
        "entry-encyclopedia" => "inreference",
        "entry" | "entry-dictionary" => return ("inreference", csl),
        "report" => "techreport",
        "thesis" if genre.contains("ph") => "phdthesis",
        "thesis" if genre.contains("master") => "mastersthesis",
        "thesis" => "thesis",
        "webpage" => "online",
        "post" | "post-weblog" => return ("online", csl),
        "manuscript" => "unpublished",
        "legal_case" => "jurisdiction",
        "legislation" => "legislation",
        "dataset" | "software" | "patent" | "periodical" => {
            return (["dataset", "software", "patent", "periodical"].into_iter().find(|name| *name == csl).unwrap_or("misc"), "");
        }
        "document" => return ("misc", if work.text("URL").is_empty() { "" } else { csl }),
        csl => return ("misc", csl),
    };
    (sort, "")
}

/// Year and month where the date is plain, `date` where it is a range, about or a season.
fn dates(work: &Work, fields: &mut Fields) {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let date = work.edtf("issued");
    let [year, month, day] = work.dates("issued").first().copied().unwrap_or_default();
    let words = if date.is_empty() { work.words("issued") } else { None };
    if let Some(words) = words {
        fields.braced("year", &escape(words));
    } else if (1000..=9999).contains(&year) && month <= 12 && date.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
        fields.braced("year", &year.to_string());
        if let Some(name) = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)) {
            fields.put("month", "", name, "");
            if day > 0 {
                fields.braced("day", &day.to_string());
            }
        }
    } else {
        fields.braced("date", &date);
    }
    for (name, variable) in [("urldate", "accessed"), ("origdate", "original-date"), ("eventdate", "event-date")] {
        fields.braced(name, &work.edtf(variable));
    }
}

/// A key without what BibTeX cannot have in one.
pub fn key(key: &str) -> String {
    let odd = |c: char| c.is_whitespace() || c.is_control() || ",{}#%~\\\"='()@&$^".contains(c);
    let key: String = key.chars().map(|c| if odd(c) { '-' } else { c }).collect();
    if key.is_empty() { "source".into() } else { key }
}

fn names(names: &[Name]) -> String {
    names.iter().map(name).collect::<Vec<_>>().join(" and ")
}

fn name(name: &Name) -> String {
    if !name.literal.is_empty() {
        return if name.literal == "others" { "others".into() } else { format!("{{{}}}", escape(name.literal)) };
    }
    let safe = |part: &str| {
        let text = escape(part);
        if part.contains(',') || part.contains(" and ") { format!("{{{text}}}") } else { text.into_owned() }
    };
    let particle = if name.particle.is_empty() { name.dropping } else { name.particle };
    // A family name that begins with a small letter, as `al-Sisi`, would be taken for a particle.
    let small = name.family.starts_with(char::is_lowercase);
    let family = if small { format!("{{{}}}", escape(name.family)) } else { safe(name.family) };
    // A particle must begin with a small letter; `De` is part of the name.
    let whole = match particle {
        "" => family,
        particle if particle.starts_with(char::is_lowercase) => format!("{} {family}", safe(particle)),
        particle => format!("{{{} {}}}", escape(particle), escape(name.family)),
    };
    match (name.suffix, name.given) {
        ("", "") => format!("{{{whole}}}"),
        ("", given) => format!("{whole}, {}", safe(given)),
        (suffix, given) => format!("{whole}, {}, {}", safe(suffix), safe(given)),
    }
}

/// Text as LaTeX; CSL's tags become commands.
fn escape(text: &str) -> Cow<'_, str> {
    const TAGS: [(&str, &str); 11] = [
        ("<i>", "\\emph{"),
        ("</i>", "}"),
        ("<b>", "\\textbf{"),
        ("</b>", "}"),
        ("<sup>", "\\textsuperscript{"),
        ("</sup>", "}"),
        ("<sub>", "\\textsubscript{"),
        ("</sub>", "}"),
        ("<span class=\"nocase\">", "{"),
        ("<span style=\"font-variant: small-caps;\">", "\\textsc{"),
        ("</span>", "}"),
    ];
    // Most text is letters, figures and simple signs.
    if text.bytes().all(|byte| PLAIN[usize::from(byte)]) {
        return text.into();
    }
    // Tags that do not come in pairs are text, or the braces would not either.
    let paired = balanced(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if paired
            && c == '<'
            && let Some((tag, command)) = TAGS.iter().find(|(tag, _)| rest.starts_with(tag))
        {
            out.push_str(command);
            rest = &rest[tag.len()..];
            continue;
        }
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '%' | '&' | '#' | '_' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\u{a0}' => out.push('~'),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out.into()
}

/// Bytes that LaTeX sets as they are.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        plain[byte as usize] = !matches!(byte, b'\\' | b'{' | b'}' | b'~' | b'^' | b'%' | b'&' | b'#' | b'_' | b'$' | b'<');
        byte += 1;
    }
    plain
};

/// Whether the tags of a text open and close in turn.
fn balanced(text: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for part in text.split('<').skip(1) {
        let Some((tag, _)) = part.split_once('>') else { continue };
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or("");
        if !matches!(name, "i" | "b" | "sup" | "sub" | "span") {
            continue;
        }
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else {
            open.push(name);
        }
    }
    open.is_empty()
}

/// An address: what would end the field is percent-encoded, all else stays.
fn verbatim(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'!'..=b'~') && !matches!(byte, b'{' | b'}' | b'\\')) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{bibtex, csl, csljson};

    /// What is written is read back by our own reader, field by field.
    #[test]
    fn entries_survive_a_round_trip() {
        let text = include_str!("../../../tests/citations/sources.json");
        let (records, _, _) = csljson::parse(text);
        let works: Vec<Work> = records.iter().map(|record| Work::new(&record.key.value, record, None).unwrap()).collect();
        let (back, _, faults) = bibtex::parse(&list(works.iter()));
        assert_eq!(faults, []);
        assert_eq!(back.len(), works.len());
        let mut lost = Vec::new();
        for (work, record) in works.iter().zip(back) {
            let again = Work::new(&record.key.value, &record, None).unwrap();
            for (name, value) in &work.json {
                if again.json.get(name) != Some(value) {
                    lost.push(format!("{name} of {}: {value} became {:?}", work.key, again.json.get(name)));
                }
            }
        }
        assert_eq!(lost, [""; 0]);
    }

    #[test]
    fn dates_keep_their_doubts_and_open_ends() {
        for (date, wanted) in [
            ("2021-05", "year = {2021},\n  month = may"),
            ("2021-21", "date = {2021-21}"),
            ("2004-06?", "date = {2004-06?}"),
            ("1985/..", "date = {1985/..}"),
            ("../1985", "date = {../1985}"),
            ("forthcoming", "year = {forthcoming}"),
        ] {
            let text = serde_json::json!([{ "id": "a", "type": "map", "title": "T", "scale": "1:500", "issued": { "raw": date } }]);
            let (records, _, _) = csljson::parse(&text.to_string());
            let made = entry(&Work::new("a", &records[0], None).unwrap());
            assert!(made.contains(wanted), "{made}");
            let (back, _, faults) = bibtex::parse(&made);
            assert_eq!(faults, []);
            assert_eq!(entry(&Work::new("a", &back[0], None).unwrap()), made);
            assert!(made.contains("scale = {1:500}"), "{made}");
        }
    }

    /// Whatever a variable holds, it stays in its field: of the same entry our own reader finds no more and no fewer.
    #[test]
    fn no_value_ends_its_field() {
        let odd = "12}, author = {Mallory}, note = {x} 50% & {a # b_c";
        let text = |name: &str| (name.to_string(), serde_json::Value::from(odd));
        let mut json: serde_json::Map<String, serde_json::Value> = csl::TEXTS.iter().map(|name| text(name)).collect();
        for name in csl::NAMES {
            json.insert((*name).into(), serde_json::json!([{ "literal": odd }, { "family": odd, "given": odd, "suffix": odd }]));
        }
        for name in csl::DATES {
            json.insert((*name).into(), serde_json::json!({ "literal": odd }));
        }
        json.insert("custom".into(), serde_json::json!({ "archive_url": odd }));
        for sort in ["book", "article-journal", "report", "thesis"] {
            json.insert("type".into(), sort.into());
            let made = entry(&Work { key: "a".into(), json: json.clone() });
            let (records, _, faults) = bibtex::parse(&made);
            let rules: Vec<&str> = faults.iter().map(|fault| fault.rule).collect();
            assert!(!rules.contains(&"invalid-bibtex") && !rules.contains(&"duplicate-key"), "{rules:?}\n{made}");
            let again = Work::new("a", &records[0], None).unwrap();
            assert_eq!((records.len(), again.text("note")), (1, odd), "{made}");
            assert!(again.names("author").iter().all(|name| name.literal != "Mallory"), "{made}");
        }
    }

    #[test]
    fn text_is_safe_in_latex() {
        assert_eq!(
            escape("50% of <i>A & B</i> #1_x {y} \\ ~"),
            "50\\% of \\emph{A \\& B} \\#1\\_x \\textbraceleft{}y\\textbraceright{} \\textbackslash{} \\textasciitilde{}"
        );
        assert_eq!(verbatim("https://x.org/{a}\\ b\u{a0}é"), "https://x.org/%7Ba%7D%5C%20b%20é");
        // Every character of ASCII alone is what it is beside one that takes the long way.
        for byte in 0..0x80_u8 {
            let text = char::from(byte).to_string();
            assert_eq!(escape(&format!("é{text}")), format!("é{}", escape(&text)), "{text:?}");
        }
        assert_eq!(escape("a <i>b"), "a <i>b");
        assert_eq!(escape("a </i>b<i>"), "a </i>b<i>");
        assert_eq!(key("a b,{c}"), "a-b--c-");
    }
}
