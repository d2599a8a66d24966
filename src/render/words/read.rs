//! Strings files: read with the places of their texts, and held against the English ones of the program.

use super::{Strings, Text};
use crate::base::text::{nearest, shown};
use crate::base::yaml::{self, Node, Value};
use crate::base::{Fault, Range, Ranged};
use std::collections::{BTreeMap, BTreeSet};

/// A text of a strings file, with its place.
pub struct Line {
    /// Its name.
    pub key: Ranged<String>,
    /// What it says, and where.
    pub text: Ranged<Text>,
}

/// Categories of CLDR that a text with a number may have a form for.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Reads a strings file. What is no text is left out, with a fault.
pub fn read(text: &str) -> (Vec<Line>, Vec<Fault>) {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let parsed = yaml::parse(text, start..text.len() as u32, yaml::DATA_FILE);
    let mut faults = parsed.faults;
    let Some(node) = parsed.node else { return (Vec::new(), faults) };
    if !matches!(node.value, Value::Map(_)) {
        faults.push(broken(&node.range, "this is no list of texts by their names".into(), ONE_TEXT));
    }
    let mut lines = Vec::with_capacity(node.pairs().len());
    for (key, node) in node.pairs() {
        match value(&key.value, node) {
            Ok(text) => lines.push(Line { key: key.clone(), text: Ranged::new(text, node.range.clone()) }),
            Err(fault) => faults.push(*fault),
        }
    }
    (lines, faults)
}

const ONE_TEXT: &str = "write one text in each line, as `skip: \"To the text\"`";

fn broken(range: &Range, message: String, help: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::new("broken-theme", range.clone(), message).with_help(help)
}

fn value(key: &str, node: &Node) -> Result<Text, Box<Fault>> {
    let no_text = |node: &Node| Box::new(broken(&node.range, format!("`{}` needs a text here", shown(key)), ONE_TEXT));
    let text = |node: &Node| node.text().map(str::to_string).ok_or_else(|| no_text(node));
    Ok(match &node.value {
        Value::Null => return Err(no_text(node)),
        Value::Scalar { text, .. } => Text::Plain(text.clone()),
        Value::Seq(items) => Text::List(items.iter().map(text).collect::<Result<_, _>>()?),
        Value::Map(pairs) => {
            let mut forms = BTreeMap::new();
            for (category, node) in pairs {
                if !CATEGORIES.contains(&category.value.as_str()) {
                    let message = format!("`{}` is no plural category", shown(&category.value));
                    let help = format!("write one of `{}`", CATEGORIES.join("`, `"));
                    return Err(Box::new(broken(&category.range, message, help)));
                }
                forms.insert(category.value.clone(), text(node)?);
            }
            if !forms.contains_key("other") {
                let message = format!("`{}` has no form for all other numbers", shown(key));
                return Err(Box::new(broken(&node.range, message, "write a form called `other`, too")));
            }
            Text::Plural(forms)
        }
    })
}

/// What is wrong with a line, held against the English text of that name; whether it can be used all the same. `is_asked` says
/// whether a template asks for a text of that name.
pub fn check(line: &Line, english: &Strings, is_asked: impl Fn(&str) -> bool) -> (Option<Fault>, bool) {
    let key = line.key.value.as_str();
    let Some(wanted) = english.get(key) else {
        if is_asked(key) {
            return (None, true);
        }
        let message = format!("no template asks for a text called `{}`", shown(key));
        let fault = Fault::new("unknown-text", line.key.range.clone(), message);
        let mut names: Vec<&str> = english.keys().map(String::as_str).collect();
        names.sort_unstable();
        return (
            Some(match nearest(key, names) {
                Some(near) => fault.with_help(format!("did you mean `{near}`?")).with_fix(line.key.range.clone(), near),
                None => fault.with_help("remove it, or ask for it in a template, as `{{ t(key=\"…\") }}`"),
            }),
            // Nor is it missing in other languages.
            false,
        );
    };
    let range = &line.text.range;
    let fault = match (wanted, &line.text.value) {
        (Text::List(all), Text::List(own)) if all.len() == own.len() => return (None, true),
        (Text::List(all), _) => {
            broken(range, format!("`{key}` is a list of {} texts", all.len()), "write them in brackets, with commas")
        }
        (_, Text::List(_)) => broken(range, format!("`{key}` is one text, and no list"), ONE_TEXT),
        (wanted, own) => {
            let known = placeholders(wanted);
            let Some(odd) = placeholders(own).into_iter().find(|name| !known.contains(name)) else { return (None, true) };
            let message = format!("readers would see `{{{odd}}}`: nothing is filled in there");
            let known: Vec<String> = known.iter().map(|name| format!("`{{{name}}}`")).collect();
            let help = match known.as_slice() {
                [] => format!("`{key}` has nothing that is filled in: leave it out"),
                known => format!("`{key}` has {}", known.join(", ")),
            };
            return (Some(Fault::new("unknown-text", range.clone(), message).with_help(help)), true);
        }
    };
    (Some(fault), false)
}

/// The names in braces of all forms of a text.
fn placeholders(text: &Text) -> BTreeSet<&str> {
    let texts: Vec<&String> = match text {
        Text::Plain(text) => vec![text],
        Text::Plural(forms) => forms.values().collect(),
        Text::List(texts) => texts.iter().collect(),
    };
    let is_name = |name: &&str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    texts
        .iter()
        .flat_map(|text| text.split('{').skip(1))
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(is_name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_stands_at_its_place() {
        let english: Strings =
            read("menu-reports: Papers\nn-papers: {one: \"{n} paper\", other: \"{n} papers\"}\nmonths: [a, b]\n")
                .0
                .into_iter()
                .map(|line| (line.key.value, line.text.value))
                .collect();
        for (text, at, rule, help) in [
            ("menu-report: x", "menu-report", "unknown-text", "did you mean `menu-reports`?"),
            ("n-papers: \"{m} x\"", "\"{m} x\"", "unknown-text", "`n-papers` has `{n}`"),
            ("menu-reports: \"{n}\"", "\"{n}\"", "unknown-text", "nothing that is filled in"),
            ("menu-reports: [a]", "[a]", "broken-theme", "one text in each line"),
            ("months: [a]", "[a]", "broken-theme", "in brackets"),
            ("menu-reports: {several: x}", "several", "broken-theme", "`other`"),
            ("menu-reports: {one: x}", "{one: x}", "broken-theme", "`other`"),
            ("menu-reports:", "menu-reports", "broken-theme", "one text in each line"),
            ("- a", "- a", "broken-theme", "one text in each line"),
        ] {
            let (lines, mut faults) = read(text);
            faults.extend(lines.iter().filter_map(|line| check(line, &english, |_| false).0));
            let [fault] = faults.as_slice() else { panic!("{text}: {faults:?}") };
            let range = fault.range.start as usize..fault.range.end as usize;
            assert_eq!((fault.rule, &text[range]), (rule, at), "{text}");
            assert!(fault.help.as_deref().is_some_and(|told| told.contains(help)), "{fault:?}");
        }
        let (lines, faults) = read("menu-reports: \"{ a } {b\"\nmine: 1\nn-papers: {other: x}\n");
        assert!(faults.is_empty() && lines.iter().all(|line| check(line, &english, |key| key == "mine") == (None, true)));
    }
}
