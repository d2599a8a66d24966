//! Citations of reference managers: fields that hold the works themselves in CSL-JSON (Zotero, Mendeley), or name them (Word,
//! EndNote).

use super::super::tree::{Cited, Work};
use super::super::{images, works};
use super::xml::{self, Element};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Most bytes of an instruction that is read.
const MOST_BYTES: usize = 4 << 20;

/// Most works of a document.
const MOST_WORKS: usize = 5000;

/// The works that a document cites, each once.
#[derive(Default)]
pub(super) struct Works {
    list: Vec<Work>,
    known: HashMap<String, usize>,
    /// Word's own list, by tag.
    pub own: HashMap<String, Map<String, Value>>,
}

impl Works {
    /// What is cited, in order of first citation.
    pub fn into_list(self) -> Vec<Work> {
        self.list
    }

    /// Reads an instruction; `None` if it is no citation, `Some(None)` if it is one that cannot be read.
    pub fn cited(&mut self, instruction: &str) -> Option<Option<Vec<Cited>>> {
        let trimmed = instruction.trim_start();
        if instruction.len() > MOST_BYTES {
            return trimmed.starts_with("ADDIN").then_some(None);
        }
        if trimmed.starts_with("ADDIN") && (trimmed.contains("CSL_CITATION") || trimmed.contains("ZOTERO_ITEM")) {
            let json = trimmed.find('{').map(|at| &trimmed[at..]);
            return Some(json.and_then(first_json).and_then(|value| self.items(&value)));
        }
        if trimmed.starts_with("ADDIN EN.CITE") {
            // The data of a field within the field says the same again.
            if trimmed.starts_with("ADDIN EN.CITE.DATA") {
                return None;
            }
            let xml = trimmed.find("<EndNote>").map(|at| &trimmed[at..]);
            return Some(xml.and_then(|xml| self.endnote(xml)));
        }
        if trimmed.starts_with("ADDIN CitaviPlaceholder") {
            return Some(None);
        }
        let rest = trimmed.strip_prefix("CITATION")?.strip_prefix(char::is_whitespace)?;
        Some(self.word(rest))
    }

    /// The tag of Mendeley Cite: `MENDELEY_CITATION_v3_` and CSL-JSON in base 64.
    pub fn mendeley(&mut self, tag: &str) -> Option<Vec<Cited>> {
        let coded = tag.rsplit('_').next()?;
        let bytes = images::base64(coded)?;
        let value: Value = serde_json::from_slice(&bytes).ok()?;
        self.items(&value)
    }

    /// `citationItems` of a citation in CSL's data format.
    fn items(&mut self, value: &Value) -> Option<Vec<Cited>> {
        let items = value.get("citationItems")?.as_array()?;
        let cited: Option<Vec<Cited>> = items.iter().map(|item| self.item(item)).collect();
        cited.filter(|cited| !cited.is_empty())
    }

    fn item(&mut self, item: &Value) -> Option<Cited> {
        let uri = item.get("uris").or(item.get("uri")).and_then(|uris| uris.get(0).or(Some(uris)));
        let data = item.get("itemData").and_then(Value::as_object);
        let name = works::text(uri).or_else(|| works::text(item.get("id"))).or_else(|| works::text(data?.get("id")))?;
        let work = match self.known.get(&name) {
            Some(known) => *known,
            None => self.add(name, data?)?,
        };
        let string = |name: &str| works::text(item.get(name)).unwrap_or_default();
        let label = item.get("label").and_then(Value::as_str).unwrap_or("page");
        Some(Cited {
            work,
            prefix: string("prefix"),
            locator: located(label, &string("locator")),
            suffix: string("suffix"),
            year_only: item.get("suppress-author").or(item.get("suppressAuthor")).and_then(Value::as_bool).unwrap_or(false),
        })
    }

    fn add(&mut self, name: String, item: &Map<String, Value>) -> Option<usize> {
        if self.list.len() >= MOST_WORKS {
            return None;
        }
        let csl = works::record(item)?;
        let position = self.list.len();
        let same = self.list.iter().position(|work| work.csl == csl);
        self.known.insert(name, same.unwrap_or(position));
        if same.is_none() {
            self.list.push(Work { key: works::own_key(item).unwrap_or_default(), known: false, csl });
        }
        Some(same.unwrap_or(position))
    }

    /// Word's own: `CITATION Tag \l 1033 \p 4 \m Tag2` (ECMA-376, 17.16.5.10).
    fn word(&mut self, instruction: &str) -> Option<Vec<Cited>> {
        let mut out: Vec<Cited> = Vec::new();
        let words = super::fields::words(instruction);
        let mut words = words.iter().peekable();
        let mut next_is_tag = true;
        while let Some(word) = words.next() {
            let value = |words: &mut std::iter::Peekable<std::slice::Iter<'_, String>>| {
                words.next_if(|next| !next.starts_with('\\')).cloned().unwrap_or_default()
            };
            match word.as_str() {
                "\\l" => drop(value(&mut words)),
                "\\m" => next_is_tag = true,
                "\\p" | "\\v" | "\\f" | "\\s" | "\\n" | "\\y" | "\\t" => {
                    let takes = matches!(word.as_str(), "\\p" | "\\v" | "\\f" | "\\s");
                    let value = if takes { value(&mut words) } else { String::new() };
                    let Some(last) = out.last_mut() else { continue };
                    match word.as_str() {
                        "\\p" => last.locator = located("page", &value),
                        "\\f" => last.prefix = value,
                        "\\s" => last.suffix = value,
                        "\\n" => last.year_only = true,
                        _ => {}
                    }
                }
                tag if next_is_tag => {
                    next_is_tag = false;
                    let name = format!("word {tag}");
                    let work = match self.known.get(&name) {
                        Some(known) => *known,
                        None => {
                            let item = self.own.get(tag)?.clone();
                            self.add(name, &item)?
                        }
                    };
                    out.push(Cited { work, ..Cited::default() });
                }
                _ => {}
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// EndNote's: `<EndNote><Cite><record>…`.
    fn endnote(&mut self, text: &str) -> Option<Vec<Cited>> {
        let end = text.find("</EndNote>")? + "</EndNote>".len();
        let root = xml::parse(&text.as_bytes()[..end], "a field of EndNote").ok()?;
        let cited: Option<Vec<Cited>> = root
            .elements("Cite")
            .map(|cite| {
                let record = cite.first("record")?;
                let number = record.words(&["rec-number"]).or_else(|| cite.first("RecNum").map(Element::text))?;
                let name = format!("endnote {number}");
                let work = match self.known.get(&name) {
                    Some(known) => *known,
                    None => self.add(name, &from_endnote(record)?)?,
                };
                let part = |name: &str| cite.words(&[name]).unwrap_or_default();
                Some(Cited {
                    work,
                    prefix: part("Prefix"),
                    locator: located("page", &part("Pages")),
                    suffix: part("Suffix"),
                    year_only: cite.get("ExcludeAuth") == Some("1"),
                })
            })
            .collect();
        cited.filter(|cited| !cited.is_empty())
    }
}

/// A record of EndNote's export as CSL-JSON.
fn from_endnote(record: &Element) -> Option<Map<String, Value>> {
    let inner = |path: &[&str]| record.words(path);
    let sort = record.first("ref-type").and_then(|sort| sort.get("name")).unwrap_or_default();
    let mut out = Map::new();
    let kind = match sort {
        "Journal Article" => "article-journal",
        "Newspaper Article" => "article-newspaper",
        "Magazine Article" => "article-magazine",
        "Book" | "Edited Book" => "book",
        "Book Section" => "chapter",
        "Report" => "report",
        "Web Page" => "webpage",
        "Thesis" => "thesis",
        "Conference Paper" | "Conference Proceedings" => "paper-conference",
        _ => "document",
    };
    out.insert("type".into(), kind.into());
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            out.insert(name.into(), value.into());
        }
    };
    put("title", inner(&["titles", "title"]));
    put("container-title", inner(&["titles", "secondary-title"]).or_else(|| inner(&["periodical", "full-title"])));
    put("issued", inner(&["dates", "year"]));
    put("publisher", inner(&["publisher"]));
    put("publisher-place", inner(&["pub-location"]));
    put("volume", inner(&["volume"]));
    put("issue", inner(&["number"]));
    put("page", inner(&["pages"]));
    put("DOI", inner(&["electronic-resource-num"]));
    put("URL", inner(&["urls", "related-urls", "url"]));
    let authors: Vec<Value> = record
        .at(&["contributors", "authors"])
        .into_iter()
        .flat_map(|authors| authors.elements("author"))
        .map(|author| name(&author.text()))
        .collect();
    if !authors.is_empty() {
        out.insert("author".into(), authors.into());
    }
    Some(out)
}

/// `Family, Given` in parts; what has no comma, or ends with one, is the name of a body.
fn name(written: &str) -> Value {
    match written.trim().split_once(',') {
        Some((family, given)) if !given.trim().is_empty() => serde_json::json!({"family": family.trim(), "given": given.trim()}),
        _ => serde_json::json!({"literal": written.trim().trim_end_matches(',')}),
    }
}

/// A place in a work, with the label that stands before it in a text.
fn located(label: &str, locator: &str) -> String {
    let locator = locator.trim();
    if locator.is_empty() {
        return String::new();
    }
    let several = locator.contains(['-', '–', ',', '&']);
    let (one, many) = match label {
        "page" | "" => ("p.", "pp."),
        "chapter" => ("ch.", "chs."),
        "section" => ("sec.", "secs."),
        "paragraph" => ("para.", "paras."),
        "volume" => ("vol.", "vols."),
        "figure" => ("fig.", "figs."),
        "table" => ("tbl.", "tbls."),
        "note" => ("n.", "nn."),
        "line" => ("l.", "ll."),
        "part" => ("pt.", "pts."),
        "article" | "article-locator" => ("art.", "arts."),
        "appendix" => ("app.", "apps."),
        "column" => ("col.", "cols."),
        "book" => ("bk.", "bks."),
        "issue" => ("no.", "nos."),
        "verse" => ("v.", "vv."),
        "folio" => ("fol.", "fols."),
        other => (other, other),
    };
    // People write the label into the place, too.
    if locator.starts_with(|c: char| c.is_alphabetic()) && locator.contains('.') {
        return locator.to_string();
    }
    format!("{} {locator}", if several { many } else { one })
}

/// The first value of JSON that a text begins with; what follows it is of no interest.
fn first_json(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter::<Value>().next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_labels() {
        assert_eq!(located("page", "4"), "p. 4");
        assert_eq!(located("page", "4-6"), "pp. 4-6");
        assert_eq!(located("chapter", "2"), "ch. 2");
        assert_eq!(located("page", "ch. 2"), "ch. 2");
        assert_eq!(located("page", " "), "");
    }

    #[test]
    fn the_works_of_a_citation() {
        let mut works = Works::default();
        let field = r#" ADDIN ZOTERO_ITEM CSL_CITATION {"citationItems":[{"id":1,"uris":["http://zotero.org/users/1/items/A"],
            "itemData":{"id":1,"type":"report","title":"Water"},"locator":"4","label":"page","prefix":"see","suppress-author":true}],
            "schema":"x"} trailing"#;
        let cited = works.cited(field).unwrap().unwrap();
        assert_eq!(
            cited,
            [Cited { work: 0, prefix: "see".into(), locator: "p. 4".into(), suffix: String::new(), year_only: true }]
        );
        assert_eq!(works.cited(" ADDIN ZOTERO_ITEM CSL_CITATION {broken"), Some(None));
        assert_eq!(works.cited(" CITATION Nobody \\l 1033"), Some(None));
        assert_eq!(works.cited(" REF x"), None);
        works.own.insert("Smi20".into(), serde_json::json!({"type": "book", "title": "B"}).as_object().unwrap().clone());
        let cited = works.cited(r#"CITATION Smi20 \p "4-6" \l 1033 \m Smi20 \n "#).unwrap().unwrap();
        assert_eq!((cited.len(), cited[0].locator.as_str(), cited[1].year_only), (2, "pp. 4-6", true));
        assert_eq!(works.into_list().len(), 2);
    }
}
