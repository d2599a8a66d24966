//! `.md`: Markdown of other programs. The text is kept as it was written, but for what these write in their own ways
//! (`dialects.rs`), and the front matter says the same in the words of this one: Pandoc's and Quarto's, Hugo's (also in TOML), Jekyll's,
//! Obsidian's.

mod blocks;
mod dialects;
mod directive;
pub(super) mod labels;
pub(super) mod lines;
mod tables;
mod toml;
mod words;

use super::plain::decode;
use super::told::Matter;
use super::tree::{Draft, Inline, Picture};
use super::works::edtf;
use super::{Beside, Refusal, guess, images, links};
use crate::base::FilePath;
use crate::base::address::{self, Scheme};
use crate::base::fields::{bcp47, check};
use crate::base::yaml::{self, Node, Value};
use crate::document::schema::{REPORT, kinds_of, quoted};
use crate::document::{Kind, Options, Sort, front, markdown};
use lines::Fence;
use std::collections::BTreeMap;

/// Most pictures that come along.
const MOST_PICTURES: usize = 500;

/// Reads a text in Markdown.
pub(super) fn read(bytes: &[u8], beside: Beside) -> Result<Draft, Refusal> {
    let mut draft = Draft::default();
    let text = decode(bytes, &mut draft.told)?;
    let text = toml::as_yaml(&text.replace("\r\n", "\n").replace('\r', "\n"));
    let parts = front::split(&text);
    if let Some(range) = &parts.yaml {
        describe(&text, range.clone(), &mut draft);
    }
    let body = text.get(parts.body..).unwrap_or_default();
    let (body, top) = titled(pandoc_head(body, &mut draft), &mut draft);
    let title = super::tree::plain(&draft.title);
    let (body, labels) = dialects::translated(body.trim_matches('\n'), &mut draft.told, (&top, &title));
    let body = files(body, &mut draft, beside);
    (draft.labels, draft.verbatim) = (labels, Some(format!("{}\n", body.trim_matches('\n'))));
    Ok(draft)
}

/// The front matter, key by key.
fn describe(text: &str, range: crate::base::Range, draft: &mut Draft) {
    let parsed = yaml::parse(text, range.clone(), yaml::FRONT_MATTER);
    let Some(node) = parsed.node.filter(|node| matches!(node.value, Value::Map(_))) else {
        // What cannot be read stays, for the author to see.
        for line in text.get(range.start as usize..range.end as usize).unwrap_or_default().lines() {
            draft.told.tell(Matter::Front, line);
            draft.fields.push(format!("# {line}"));
        }
        return;
    };
    let mut faults = Vec::new();
    check(&REPORT, &node, &(range.start..range.start), true, &mut faults);
    let starts: Vec<u32> = node.pairs().iter().map(|(key, _)| key.range.start).collect();
    for (at, (key, value)) in node.pairs().iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(range.end);
        let own = key.range.start..end;
        let lines: Vec<&str> = text.get(own.start as usize..end as usize).unwrap_or_default().trim_end().lines().collect();
        // Another program knows no ids of sources of this one.
        let names_sources = kinds_of(Kind::Report, &key.value) == [Kind::Source];
        let fine =
            REPORT.field(&key.value).is_some() && !names_sources && !faults.iter().any(|fault| own.contains(&fault.range.start));
        if !field(&key.value, value, draft) {
            if fine && !matches!(key.value.as_str(), "id" | "slug" | "kind" | "status" | "aliases" | "cover") {
                draft.fields.extend(lines.iter().map(|line| line.to_string()));
            } else {
                draft.told.tell(Matter::Front, lines.first().unwrap_or(&""));
                draft.fields.extend(lines.iter().map(|line| format!("# {line}")));
            }
        }
    }
}

/// Takes a field over; false if it says nothing to us.
fn field(name: &str, value: &Node, draft: &mut Draft) -> bool {
    let text = || value.text().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    let folded: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    match folded.as_str() {
        "title" => {
            let Some(text) = text() else { return false };
            draft.fields.insert(0, format!("title: {}", quoted(&text)));
            draft.title = vec![Inline::Text(text)];
        }
        "subtitle" => {
            let Some(text) = text() else { return false };
            draft.fields.push(format!("subtitle: {}", quoted(&text)));
        }
        "abstract" | "summary" | "description" | "excerpt" => {
            let Some(text) = text().filter(|_| draft.fields.iter().all(|line| !line.starts_with("summary:"))) else { return false };
            draft.fields.push(format!("summary: {}", quoted(&text)));
        }
        "author" | "authors" | "by" => {
            let found = authors(value);
            if found.is_empty() {
                return false;
            }
            draft.authors.extend(found);
            return !says_more(value) && !has_mail(value);
        }
        "published" if matches!(text().as_deref(), Some("true" | "false")) => {}
        "date" | "publishdate" | "pubdate" | "created" | "published" => {
            let day = text().and_then(|text| edtf(&text).or_else(|| text.get(..10).and_then(edtf)).or_else(|| guess::date(&text)));
            match day {
                // A second day stays, for the author to choose.
                Some(day) => return *draft.date.get_or_insert_with(|| day.clone()) == day,
                None => return false,
            }
        }
        "lastmod" | "updated" | "modified" | "lastmodifiedat" | "datemodified" => {
            let Some(day) = text().and_then(|text| text.get(..10).and_then(edtf)) else { return false };
            draft.fields.push(format!("updated: {day}"));
        }
        "lang" | "language" => {
            let Some(language) = text().filter(|language| bcp47(language)) else { return false };
            draft.language = Some(language);
        }
        "tags" | "keywords" | "categories" | "topics" | "subject" => {
            let all = match &value.value {
                Value::Seq(items) => {
                    items.iter().filter_map(Node::text).map(|text| text.trim_start_matches('#').trim().to_string()).collect()
                }
                _ => guess::topics(value.text().unwrap_or_default()),
            };
            for topic in all.into_iter().filter(|topic| !topic.is_empty()) {
                if !draft.topics.contains(&topic) {
                    draft.topics.push(topic);
                }
            }
        }
        // An imported report is a draft anyhow.
        "draft" | "status" | "layout" | "weight" | "format" | "output" | "toc" | "numbersections" => {}
        "bibliography" => match &value.value {
            Value::Seq(items) => draft.bibliographies.extend(items.iter().filter_map(Node::text).map(str::to_string)),
            _ => draft.bibliographies.extend(value.text().map(str::to_string)),
        },
        _ => return false,
    }
    true
}

/// Names, however they are written: `Jane Doe`, a list, or maps with `name`.
fn authors(value: &Node) -> Vec<String> {
    let one = |node: &Node| -> Vec<String> {
        if let Some(text) = node.text() {
            return guess::names(text);
        }
        let part =
            |name: &str| node.get(name).and_then(Node::text).map(|text| text.trim().to_string()).filter(|text| !text.is_empty());
        let parts = || [part("given"), part("family")].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let name = node.get("name").filter(|name| name.text().is_none()).map(|name| {
            let part = |field: &str| name.get(field).and_then(Node::text).unwrap_or_default().trim().to_string();
            let literal = part("literal");
            if literal.is_empty() { format!("{} {}", part("given"), part("family")).trim().to_string() } else { literal }
        });
        let name = name.or_else(|| part("name")).or_else(|| part("literal")).unwrap_or_else(parts);
        if name.is_empty() { Vec::new() } else { vec![name] }
    };
    match &value.value {
        Value::Seq(items) => items.iter().flat_map(one).collect(),
        _ => one(value),
    }
}

/// Whether an address of mail stands beside a name, which the line keeps for the author to see.
fn has_mail(value: &Node) -> bool {
    match &value.value {
        Value::Seq(items) => items.iter().any(has_mail),
        _ => value.text().is_some_and(|text| !guess::mails(text).is_empty()),
    }
}

/// Whether authors are described by more than their names, which has no place in the list of them.
fn says_more(value: &Node) -> bool {
    const NAMES: [&str; 4] = ["name", "given", "family", "literal"];
    match &value.value {
        Value::Seq(items) => items.iter().any(says_more),
        _ => value.pairs().iter().any(|(key, _)| !NAMES.contains(&key.value.as_str())),
    }
}

/// Pandoc's head: lines that begin with `%` are title, authors and day.
fn pandoc_head<'t>(body: &'t str, draft: &mut Draft) -> &'t str {
    if !body.starts_with("% ") || !draft.title.is_empty() {
        return body;
    }
    let mut rest = body;
    for at in 0..3 {
        let Some(inner) = rest.strip_prefix('%') else { break };
        let (first, mut behind) = inner.split_once('\n').unwrap_or((inner, ""));
        let mut lines = vec![first.trim()];
        // A line that begins with a space goes on from the one before it.
        while behind.starts_with(' ') {
            let (next, more) = behind.split_once('\n').unwrap_or((behind, ""));
            lines.push(next.trim());
            behind = more;
        }
        let line = lines.join(" ");
        let line = line.trim();
        let (name, taken) = match at {
            _ if line.is_empty() => ("", true),
            0 => {
                draft.fields.insert(0, format!("title: {}", quoted(line)));
                draft.title = vec![Inline::Text(line.replace(['*', '_', '`'], ""))];
                ("title", true)
            }
            1 => {
                let before = draft.authors.len();
                draft.authors.extend(lines.iter().flat_map(|line| guess::names(line)));
                ("author", draft.authors.len() > before && guess::mails(line).is_empty())
            }
            _ => {
                let day = guess::date(line);
                ("date", day.is_some_and(|day| *draft.date.get_or_insert_with(|| day.clone()) == day))
            }
        };
        if !taken {
            draft.told.tell(Matter::Front, line);
            draft.fields.push(format!("# {name}: {line}"));
        }
        rest = behind;
    }
    rest
}

/// The text without a first heading that is, or repeats, the title; and the labels that MyST gives to that.
fn titled(body: &str, draft: &mut Draft) -> (String, Vec<String>) {
    let body = body.trim_start_matches('\n');
    let (mut at, mut top) = (body, Vec::new());
    while let Some((label, rest)) = at.split_once('\n').and_then(|(line, rest)| Some((labels::target(line.trim())?, rest))) {
        top.push(label.to_string());
        at = rest.trim_start_matches('\n');
    }
    let Some(inner) = at.strip_prefix("# ") else { return (body.to_string(), Vec::new()) };
    let (line, rest) = inner.split_once('\n').unwrap_or((inner, ""));
    let line = line.trim().trim_end_matches('#').trim();
    // Quarto's `# Title {#sec-x}`.
    let line = match labels::heading(&format!("# {line}")) {
        Some((words, id)) if !words.is_empty() => {
            top.extend(id.map(str::to_string));
            &line[..words.len().min(line.len())]
        }
        _ => line,
    };
    let mut fence = Fence::default();
    let others = rest.lines().filter(|line| !fence.read(line) && line.starts_with("# ")).count();
    let known = super::tree::plain(&draft.title);
    if known.is_empty() && others == 0 {
        let plain: String = line.replace(['*', '_', '`'], "");
        draft.fields.insert(0, format!("title: {}", quoted(line)));
        draft.title = vec![Inline::Text(plain)];
    } else if !known.eq_ignore_ascii_case(line) {
        return (body.to_string(), Vec::new());
    }
    (rest.to_string(), top)
}

/// Pictures beside the text come along; other files are told of. The text, with the paths that they have here.
fn files(body: String, draft: &mut Draft, beside: Beside) -> String {
    let (parsed, _) = markdown::parse(&body, 0, &Options::default());
    let citations = parsed.written.iter().filter(|written| written.sort == Sort::Citation);
    draft.cited = citations.map(|written| written.text.to_string()).collect();
    // Whether a file came along, by its path as the text has it.
    let mut taken: BTreeMap<String, bool> = BTreeMap::new();
    let mut edits = Vec::new();
    for written in parsed.written.iter().filter(|written| matches!(written.sort, Sort::Image | Sort::Link)) {
        let path = address::percent_decoded(written.text.split(['#', '?']).next().unwrap_or_default());
        let path = path.trim_start_matches("./");
        if path.is_empty() {
            continue;
        }
        if !matches!(address::scheme(&written.text), Scheme::Relative) {
            if written.sort == Sort::Image && taken.insert(path.to_string(), false).is_none() {
                draft.told.tell(Matter::PictureElsewhere, &written.text);
            }
            continue;
        }
        // Where it lies here: in the folder of the report, even if it lay above that of the text.
        let name = path.trim_start_matches('/').trim_start_matches("../").trim_start_matches("./");
        let is_here = match taken.get(path) {
            Some(is_here) => *is_here,
            None => {
                let is_here = written.sort == Sort::Image && taken_along(path, name, draft, &mut *beside);
                if !is_here {
                    draft.told.tell(Matter::Attached, path);
                }
                taken.insert(path.to_string(), is_here);
                is_here
            }
        };
        if is_here && name != path {
            edits.extend(links::address_of(&body, written).map(|(start, end)| (start, end, name.replace(' ', "%20"))));
        }
    }
    links::edited(&body, edits)
}

/// Whether the picture at a path comes along under a name.
fn taken_along(path: &str, name: &str, draft: &mut Draft, beside: Beside) -> bool {
    let portable = name.chars().all(|c| c.is_alphanumeric() || "-_./ (),&+'".contains(c))
        && !name.split('/').any(|part| part.starts_with('.'));
    if !portable || draft.pictures.len() >= MOST_PICTURES || FilePath::new(name).is_none() {
        return false;
    }
    let Some(bytes) = beside(path).filter(|bytes| images::extension(bytes).is_some()) else { return false };
    // Two may have one name here.
    match draft.pictures.iter().find(|picture| picture.name == name) {
        Some(other) => other.bytes == bytes,
        None => {
            draft.pictures.push(Picture { name: name.to_string(), bytes });
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Draft {
        read(text.as_bytes(), &mut |path| (path == "img/a.png").then(|| b"\x89PNG\r\n\x1a\n".to_vec())).unwrap()
    }

    #[test]
    fn front_matter_of_others() {
        let draft = of(
            "---\ntitle: A *new* brief\nauthor:\n  - name: Jane Doe\n    affiliation: X\n  - Smith, Jo\ndate: 2025-06-19T10:00:00Z\ntags: [water, '#prices']\n\
             lang: es\ndescription: |\n  Short\n  text\nlayout: post\nregions: [x]\nodd: {a: 1}\ndraft: false\n---\n\n# A *new* brief\n\nText ![x](img/a.png) ![y](b.png).\n",
        );
        assert_eq!(draft.authors, ["Jane Doe", "Jo Smith"]);
        assert_eq!((draft.date.as_deref(), draft.language.as_deref()), (Some("2025-06-19"), Some("es")));
        assert_eq!(draft.topics, ["water", "prices"]);
        assert_eq!(
            draft.fields,
            [
                "title: A *new* brief",
                "# author:",
                "#   - name: Jane Doe",
                "#     affiliation: X",
                "#   - Smith, Jo",
                "summary: Short text",
                "regions: [x]",
                "# odd: {a: 1}"
            ]
        );
        assert_eq!(draft.verbatim.as_deref(), Some("Text ![x](img/a.png) ![y](b.png).\n"));
        assert_eq!((draft.pictures.len(), draft.told.count(Matter::Attached)), (1, 1));
    }

    #[test]
    fn pictures_from_above_the_text_have_their_paths_here() {
        let png = || Some(b"\x89PNG\r\n\x1a\n".to_vec());
        let text = "[![a](../a.png)](../a.png) [![b][p]](../b.png) ![c](//host.example/c.png) ![d](../d.png) [e](../e.md)\n\n[p]: ../b.png\n";
        let draft = read(text.as_bytes(), &mut |path| if path == "../d.png" { None } else { png() }).unwrap();
        assert_eq!(
            draft.verbatim.as_deref(),
            Some("[![a](a.png)](a.png) [![b][p]](b.png) ![c](//host.example/c.png) ![d](../d.png) [e](../e.md)\n\n[p]: b.png\n")
        );
        assert_eq!(draft.pictures.iter().map(|picture| picture.name.as_str()).collect::<Vec<_>>(), ["a.png", "b.png"]);
        assert_eq!([Matter::PictureElsewhere, Matter::Attached].map(|matter| draft.told.count(matter)), [1, 2]);
    }

    #[test]
    fn heads_of_hugo_and_pandoc() {
        let draft = of("+++\ntitle = \"T: x\"\ntags = [\"a\"]\n[params]\nx = 1\n+++\nText\n");
        assert_eq!((draft.fields[0].as_str(), draft.topics.as_slice()), ("title: 'T: x'", &["a".to_string()][..]));
        let draft = of("% The title\n% Jane Doe; Jo Smith\n% June 19, 2025\n\nText\n");
        assert_eq!((draft.authors.len(), draft.date.as_deref()), (2, Some("2025-06-19")));
        assert_eq!(draft.verbatim.as_deref(), Some("Text\n"));
        // What cannot be read stays, for the author to see; titles and authors may go on.
        let draft = of("% A *long*\n  title\n% Jane Doe\n  Jo Smith\n% sometime in June\n\nText\n");
        assert_eq!(draft.fields, ["title: A *long* title", "# date: sometime in June"]);
        assert_eq!((draft.authors.len(), draft.told.count(Matter::Front)), (2, 1));
        // What a head in YAML said before it stays, and a title that is left out is none.
        let draft = of("---\ndate: 2024-03-04\nauthor: Jane Doe\n---\n% \n% Jo Smith\n% June 19, 2025\n\nText\n");
        assert_eq!((draft.date.as_deref(), draft.authors), (Some("2024-03-04"), vec!["Jane Doe".into(), "Jo Smith".into()]));
        assert_eq!(draft.fields, ["# date: June 19, 2025"]);
        let draft = of("---\ndate: 2024-03-04\npublished: 2024-03-05\nauthor: Jane Doe\nby: Jo Smith\n---\nText\n");
        assert_eq!((draft.date.as_deref(), draft.authors.len()), (Some("2024-03-04"), 2));
        assert_eq!(draft.fields, ["# published: 2024-03-05"]);
        let draft = of("---\npublished: 2024-03-05\ndate: soon\n---\nText\n");
        assert_eq!((draft.date.as_deref(), draft.fields.as_slice()), (Some("2024-03-05"), &["# date: soon".to_string()][..]));
        let draft = of("# Title\n\n## A\n\nText\n");
        assert_eq!((draft.fields[0].as_str(), draft.verbatim.as_deref()), ("title: Title", Some("## A\n\nText\n")));
    }
}
