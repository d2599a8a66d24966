//! Which words the templates of a theme hold: a value that none of them names need not be computed.
//!
//! The answer errs on the side of yes. A template counts with all that it names in quotation marks, and with all
//! components if it uses any; where it hands on `page` as a whole, or may reach values by a name made while rendering,
//! it wants everything.

use super::templates::Source;
use std::collections::{BTreeMap, BTreeSet};

/// What each template, and all that it draws on, may want of its values.
#[derive(Debug, Default)]
pub struct Wants {
    /// By name, as `report.html`; those that want everything are not listed.
    by_template: BTreeMap<String, BTreeSet<String>>,
}

impl Wants {
    /// Reads all templates that are `good`: instead of a broken one the layer below shows. `prefixes` are those of the
    /// layers, highest first.
    pub fn new(sources: &BTreeMap<String, Source>, good: &BTreeSet<&str>, prefixes: &[String]) -> Wants {
        let usable = sources.iter().filter(|(name, _)| good.contains(name.as_str()));
        let texts: BTreeMap<&str, Text> = usable.map(|(name, source)| (name.as_str(), Text::read(&source.text))).collect();
        let find = |name: &str| -> Option<&str> {
            let named = prefixes.iter().map(|prefix| format!("{prefix}{name}"));
            std::iter::once(name.to_string()).chain(named).find_map(|name| Some(*texts.get_key_value(name.as_str())?.0))
        };
        let components: Vec<&str> = texts.iter().filter(|(_, text)| text.defines).map(|(name, _)| *name).collect();
        let short = |name: &str| {
            prefixes
                .iter()
                .find_map(|prefix| name.strip_prefix(prefix.as_str()).filter(|_| !prefix.is_empty()))
                .unwrap_or(name)
                .to_string()
        };
        let names: BTreeSet<String> = texts.keys().map(|name| short(name)).collect();
        let wanted = |name: &String| {
            let (mut open, mut seen) = (vec![find(name)?], BTreeSet::new());
            let mut words: BTreeSet<String> = BTreeSet::new();
            while let Some(name) = open.pop() {
                if !seen.insert(name) {
                    continue;
                }
                let text = &texts[name];
                if text.everything {
                    return None;
                }
                words.extend(text.words.iter().map(|word| word.to_string()));
                open.extend(text.quoted.iter().filter_map(|name| find(name)));
                open.extend(components.iter().filter(|_| text.uses));
            }
            Some((name.clone(), words))
        };
        Wants { by_template: names.iter().filter_map(wanted).collect() }
    }

    /// Whether a template, or what it draws on, may name a value.
    pub fn value(&self, template: &str, name: &str) -> bool {
        self.by_template.get(template).is_none_or(|words| words.contains(name))
    }
}

/// What is to be known of one template.
struct Text<'a> {
    words: BTreeSet<&'a str>,
    /// What stands in quotation marks and could be a template.
    quoted: Vec<&'a str>,
    /// It uses components.
    uses: bool,
    /// It defines components.
    defines: bool,
    everything: bool,
}

impl Text<'_> {
    fn read(text: &str) -> Text<'_> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let words: BTreeSet<&str> = text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).collect();
        let quoted = text.split(['"', '\'', '`']).filter(|part| part.contains('.') && part.len() < 200).collect();
        let opens = |mark: &str| {
            text.match_indices(mark).any(|(at, _)| text[at + mark.len()..].trim_start_matches('-').trim_start().starts_with('<'))
        };
        let named = ["include", "extends", "import"];
        // `{% include name %}` could be any.
        let open = text.match_indices("{%").any(|(at, _)| {
            let tag = text[at + 2..].trim_start_matches('-').trim_start();
            let rest = named.iter().find_map(|name| tag.strip_prefix(name)).map(str::trim_start);
            rest.is_some_and(|rest| !rest.starts_with(['"', '\'', '`']))
        });
        let everything = open || words.contains("__tera_context") || whole_page(text);
        Text { uses: opens("{{") || opens("{%"), defines: words.contains("component"), words, quoted, everything }
    }
}

/// Whether `page` is anywhere but before a full stop and a name: then any of its values may be reached.
fn whole_page(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    text.match_indices("page").any(|(at, word)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        // Part of a longer word, a value of something else, or plain text such as a class or a file's name.
        let part = after.starts_with(is_word)
            || before.ends_with(|c: char| is_word(c) || matches!(c, '.' | '"' | '\'' | '/')) && !before.ends_with("..");
        let value = after.strip_prefix("?.").or_else(|| after.strip_prefix('.'));
        let named = value.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'));
        !part && !named && in_code(before)
    })
}

/// Whether what follows stands within `{{ }}` or `{% %}`.
fn in_code(before: &str) -> bool {
    let last = |marks: [&str; 2]| marks.iter().filter_map(|mark| before.rfind(mark)).max();
    last(["{{", "{%"]).is_some_and(|open| last(["}}", "%}"]).is_none_or(|close| close < open))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::FilePath;

    fn wants(texts: &[(&str, &str)]) -> Wants {
        let path = FilePath::new("x.html").unwrap();
        let source = |text: &str| Source { path: path.clone(), text: text.into() };
        let sources = texts.iter().map(|(name, text)| (name.to_string(), source(text))).collect();
        Wants::new(&sources, &sources.keys().map(String::as_str).collect(), &[String::new(), "chancery/".to_string()])
    }

    #[test]
    fn a_value_is_wanted_where_a_template_in_reach_names_it() {
        let found = wants(&[
            ("report.html", "{% extends \"base.html\" %}{{ page.name }}"),
            ("base.html", "<i class=\"page\">page</i> {{ page?.head }}"),
            ("chancery/report.html", "{{ page.cite.text }}"),
            ("chancery/term.html", "{{ <card of={page.body} /> }}"),
            ("chancery/parts.html", "{% component card(of) %}{{ of.backlinks }}{% endcomponent %}"),
        ]);
        assert!(found.value("report.html", "name") && found.value("report.html", "head"));
        assert!(!found.value("report.html", "cite") && !found.value("report.html", "backlinks"));
        assert!(found.value("term.html", "backlinks") && !found.value("term.html", "cite"));
        assert!(found.value("no.html", "cite"), "what is not known wants everything");
    }

    #[test]
    fn what_could_reach_any_value_wants_all() {
        for text in [
            "{{ page[name] }}",
            "{% for one in page %}",
            "{{ <card of={page} /> }}",
            "{{ page | json }}",
            "{% set p = page -%}",
            "{{ __tera_context }}",
            "{% include name %}",
            "{%- include name %}",
        ] {
            assert!(wants(&[("report.html", text)]).value("report.html", "cite"), "{text}");
        }
        assert!(!wants(&[("report.html", "{{ page.body }} a page {{ x.page }}")]).value("report.html", "cite"));
    }
}
