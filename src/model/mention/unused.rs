//! Records and declarations that nothing in the site uses.

use crate::base::yaml::{self, Node, Value};
use crate::base::{Fault, FilePath};
use crate::document::record::Own;
use crate::document::{Kind, Sort, Unread, front};
use crate::files::Files;
use crate::model::names::{Language, Names};
use crate::model::{Model, Page, Reference};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// The actors, places, terms and events that no other page mentions, links, lists or is tied to: rule `unused-record`.
///
/// Sources have a rule of their own, and a report is read without being referred to.
pub fn unused_records(model: &Model, names: &Names, files: &Files) -> Vec<(FilePath, Fault)> {
    // What is held back is no part of the model; its words tell whether it speaks of a record.
    let held: LazyCell<Vec<(&FilePath, Unread)>, _> = LazyCell::new(|| {
        let text = |path| Some(said(&files.get(path)?.bytes.text()?.open(), path));
        model.index.held.iter().filter_map(|path| Some((path, text(path)?))).collect()
    });
    let speaks_of = |page: &Page, words: &Unread| {
        words.holds(&page.key) || names.of_page(page.id).is_some_and(|own| names.of_record(own).any(|name| words.holds(name)))
    };
    let unused = |page: &&Page| {
        !model.incoming(page.id).any(|reference| reference.from != page.id)
            // Who is tied to others stands on their pages.
            && model.ties_of(page.id).next().is_none()
            && !model.index.may_be_unread(&page.key)
    };
    let fault = |page: &Page| {
        let by_held = held.iter().find(|(_, words)| speaks_of(page, words));
        if let Some((path, _)) = by_held.filter(|(path, _)| **path != page.path) {
            let message =
                format!("only what is held back refers to the {} `{}`, whose page is public: {path}", page.kind, page.key);
            let help =
                "if readers may not know of it as yet, declare it in the front matter of that report: then it is held back, too";
            return (page.path.clone(), Fault::new("unused-record", page.record.name.range.clone(), message).with_help(help));
        }
        let message = format!("nothing refers to the {} `{}`", page.kind, page.key);
        let help = match foreign(page, names, &model.config.language) {
            Some(foreign) => format!("{foreign}; or delete it"),
            None => "name it in a report, list it in front matter, or delete it".to_string(),
        };
        (page.path.clone(), Fault::new("unused-record", page.record.name.range.clone(), message).with_help(help))
    };
    let kinds = [Kind::Actor, Kind::Place, Kind::Term, Kind::Event];
    kinds.into_iter().flat_map(|kind| model.of_kind(kind)).filter(unused).map(fault).collect()
}

/// How a word of another language becomes one that is looked for in texts of some language; `None` if the term is already.
fn foreign(term: &Page, names: &Names, language: &str) -> Option<String> {
    let Own::Term(own) = &term.record.own else { return None };
    let tag = &own.language.as_ref()?.value;
    let record = names.of_page(term.id)?;
    let unsought = !names.is_sought(record, Language::new(language));
    let example = format!("foreign: {{{}: {}}}", Language::new(language).tag(), term.record.name.value);
    unsought.then(|| {
        format!(
            "a word of another language (`{tag}`) is looked for in texts of that language only: write `{example}` in the term for \
             it to be found in others, too"
        )
    })
}

/// The terms that a report declares in `terms:` and never mentions: rule `unused-term`.
///
/// `references` are all references of the page, mentions among them.
pub fn unused_terms(page: &Page, names: &Names, references: &[Reference]) -> Vec<Fault> {
    let Own::Report(report) = &page.record.own else { return Vec::new() };
    // A version inherits the list of the main text; only the main text answers for it.
    if page.main != page.id {
        return Vec::new();
    }
    let in_text = references.iter().filter(|reference| reference.leaf.is_some() && !matches!(reference.sort, Sort::Field(_)));
    let met: FxHashSet<u32> = in_text.filter_map(|reference| names.of_page(reference.to.page()?)).collect();
    let declared = report.terms.iter().filter_map(|id| Some((id, names.of_id(Kind::Term, &id.value)?)));
    declared
        .filter(|(_, record)| !met.contains(record))
        .map(|(id, record)| {
            let message = format!("the term `{}` is declared here and not used in the text", id.value);
            let language = Language::new(&page.language);
            let help = match names.is_sought(record, language) {
                true => "remove it from `terms:`, or add the form that the text uses to the term".to_string(),
                false => format!(
                    "a word of another language is looked for in texts of that language only: write `foreign: {{{}: …}}` in the term, \
                     or remove it from `terms:`",
                    language.tag()
                ),
            };
            Fault::new("unused-term", id.range.clone(), message).with_help(help)
        })
        .collect()
}

/// The words of a file that can be read, without comments in its YAML: these say nothing of what the file refers to.
fn said(text: &str, path: &FilePath) -> Unread {
    let front = path.is_markdown().then(|| front::split(text));
    let (part, limits) = match &front {
        Some(front) => (front.yaml.clone(), yaml::FRONT_MATTER),
        None => (Some(0..text.len() as u32).filter(|_| matches!(&*path.extension(), "yaml" | "yml")), yaml::DATA_FILE),
    };
    let Some(parsed) = part.map(|part| yaml::parse(text, part, limits)).filter(|parsed| parsed.whole) else {
        return Unread::new(text);
    };
    let mut words = String::new();
    parsed.node.iter().for_each(|node| add_words(node, &mut words));
    words.push_str(front.and_then(|front| text.get(front.body..)).unwrap_or_default());
    Unread::new(&words)
}

/// Keys and values, each on a line of its own.
fn add_words(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => out.push_str(text),
        Value::Seq(items) => items.iter().for_each(|item| add_words(item, out)),
        Value::Map(pairs) => pairs.iter().for_each(|(key, value)| {
            out.push_str(&key.value);
            out.push('\n');
            add_words(value, out);
        }),
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_in_yaml_say_nothing() {
        let path = |path: &str| FilePath::new(path).unwrap();
        let text = "---\n# actors: [ana]\nactors: [ben, \"# cem\"] # dov\nmap: {eve: [fay]}\n---\n\n# Gus\n";
        let unread = said(text, &path("content/a.md"));
        let held = |unread: &Unread| ["ana", "ben", "cem", "dov", "eve", "fay", "gus"].map(|id| unread.holds(id));
        assert_eq!(held(&unread), [false, true, true, false, true, true, true]);
        assert_eq!(held(&said("- ben # ana\n", &path("a.yaml"))), [false, true, false, false, false, false, false]);
        // What cannot be read may say anything.
        assert!(said("---\nactors: [ben # ana\n---\n", &path("a.md")).holds("ana"));
        assert!(said("% ana\n@book{ben}", &path("a.bib")).holds("ana"));
    }
}
