//! What the templates of a theme may reach: a value that none of them names need not be computed.
//!
//! The answer errs on the side of yes. A template counts with all that it names in quotation marks, and with all
//! components if it uses any; where it hands on `page` as a whole, or may reach values by a name made while rendering,
//! it wants everything. Of `page` it is known by path: a template that says `page.head.title`, and `page.head` nowhere
//! else, reaches no other part of the head.

use super::templates::Source;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::{BTreeMap, BTreeSet};

/// What each template, and all that it draws on, may want of its values.
#[derive(Debug, Default)]
pub struct Wants {
    /// By name, as `report.html`; those that want everything are not listed.
    by_template: BTreeMap<String, Reach>,
}

/// What a template and all that it draws on may reach.
#[derive(Debug)]
struct Reach {
    /// Every word in them.
    words: BTreeSet<String>,
    /// What they name of `page`.
    page: Wanted,
    /// They may reach parts of other values by names that stand nowhere in them.
    by_name: bool,
}

/// What is wanted of a value: all of it, or some of its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    whole: bool,
    parts: FxHashMap<String, Wanted>,
}

impl Wanted {
    /// Everything.
    pub const WHOLE: &'static Wanted = &Wanted { whole: true, parts: FxHashMap::with_hasher(FxBuildHasher) };

    /// All of some parts.
    pub fn all_of<'a>(names: impl IntoIterator<Item = &'a str>) -> Wanted {
        let mut wanted = Wanted::default();
        names.into_iter().for_each(|name| wanted.add(std::iter::once(name)));
        wanted
    }

    /// Whether all parts are wanted.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// What is wanted of a part; `None` if nothing is.
    pub fn part(&self, name: &str) -> Option<&Wanted> {
        if self.whole { Some(Wanted::WHOLE) } else { self.parts.get(name) }
    }

    /// For how many parts of so many room is made ahead. Of all the words of a template few are parts of one value.
    pub fn count(&self, of: usize) -> usize {
        match self.parts.len() {
            _ if self.whole => of,
            wanted if wanted <= of => wanted,
            _ => of.min(4),
        }
    }

    /// Adds a path, such as `head`, `title`: all of what it leads to is wanted.
    fn add<'a>(&mut self, path: impl Iterator<Item = &'a str>) {
        let mut at = self;
        for name in path {
            at = at.parts.entry(name.to_string()).or_default();
        }
        at.whole = true;
    }
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
        let all: BTreeSet<String> = texts.keys().map(|name| short(name)).collect();
        let wanted = |name: &String| {
            let (mut open, mut seen) = (vec![find(name)?], BTreeSet::new());
            let (mut words, mut page, mut by_name) = (BTreeSet::new(), Wanted::default(), false);
            while let Some(name) = open.pop() {
                if !seen.insert(name) {
                    continue;
                }
                let text = &texts[name];
                if text.everything {
                    return None;
                }
                by_name |= text.by_name;
                words.extend(text.words.iter().map(|word| word.to_string()));
                text.paths.iter().for_each(|path| page.add(names(path)));
                open.extend(text.quoted.iter().filter_map(|name| find(name)));
                open.extend(components.iter().filter(|_| text.uses));
            }
            Some((name.clone(), Reach { words, page, by_name }))
        };
        Wants { by_template: all.iter().filter_map(wanted).collect() }
    }

    /// Whether a template, or what it draws on, may name a value.
    pub fn value(&self, template: &str, name: &str) -> bool {
        self.by_template.get(template).is_none_or(|reach| reach.words.contains(name))
    }

    /// What a template, and what it draws on, may name of any value.
    pub fn of_any(&self, template: &str) -> Wanted {
        let reach = self.by_template.get(template).filter(|reach| !reach.by_name);
        reach.map_or_else(|| Wanted::WHOLE.clone(), |reach| Wanted::all_of(reach.words.iter().map(String::as_str)))
    }

    /// What a template, and what it draws on, may reach of `page`.
    pub fn page(&self, template: &str) -> &Wanted {
        self.by_template.get(template).map_or(Wanted::WHOLE, |reach| &reach.page)
    }
}

/// What is to be known of one template.
struct Text<'a> {
    words: BTreeSet<&'a str>,
    /// What stands behind `page.`, such as `head.title`.
    paths: BTreeSet<&'a str>,
    /// What stands in quotation marks and could be a template.
    quoted: Vec<&'a str>,
    /// It uses components.
    uses: bool,
    /// It defines components.
    defines: bool,
    everything: bool,
    /// It may reach parts of values by names that do not stand in it.
    by_name: bool,
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
        Text {
            uses: opens("{{") || opens("{%"),
            defines: words.contains("component"),
            words,
            paths: paths(text),
            quoted,
            everything,
            by_name: by_name(text),
        }
    }
}

/// Whether a byte may stand in a name.
fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Every path that stands behind `page.` or `page?.`, wherever that is: one in plain text does no harm.
fn paths(text: &str) -> BTreeSet<&str> {
    let found = text.match_indices("page").filter_map(|(at, word)| {
        let path = &text[at + word.len()..];
        let begins = text[..at].bytes().next_back().is_none_or(|before| !in_name(before));
        let start = path.strip_prefix("?.").or_else(|| path.strip_prefix('.')).filter(|_| begins)?;
        let mut end = 0;
        loop {
            end += start[end..].bytes().take_while(|byte| in_name(*byte)).count();
            let rest = &start[end..];
            let next = rest.strip_prefix("?.").or_else(|| rest.strip_prefix('.'));
            // A full stop that no name follows ends the path.
            match next.filter(|next| next.bytes().next().is_some_and(in_name)) {
                Some(next) => end = start.len() - next.len(),
                None => return Some(&start[..end]).filter(|path| !path.is_empty()),
            }
        }
    });
    found.collect()
}

/// The names of a path.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '?']).filter(|name| !name.is_empty())
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

/// Whether parts of values may be reached by names that do not stand in a text: by filters that take a value apart, by an index
/// that is no plain text, or by a loop over keys.
fn by_name(text: &str) -> bool {
    const FILTERS: [&str; 5] = ["json", "get", "keys", "values", "pairs"];
    let after_bar = |part: &str| {
        let name = part.trim_start();
        FILTERS.iter().any(|filter| name.strip_prefix(filter).is_some_and(|rest| !rest.bytes().next().is_some_and(in_name)))
    };
    let indexed = |(at, _): (usize, &str)| {
        let (before, after) = (&text[..at], text[at + 1..].trim_start());
        let of_value = before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ']' | ')' | '?'));
        of_value && !after.starts_with(['"', '\'', '`']) && !after.starts_with(|c: char| c.is_ascii_digit()) && in_code(before)
    };
    let over_keys = |(at, word): (usize, &str)| {
        let names = text[at + word.len()..].split_once(" in ").map_or("", |(names, _)| names);
        names.contains(',') && !names.contains(['%', '}']) && in_code(&text[..at])
    };
    text.split('|').skip(1).any(after_bar) || text.match_indices('[').any(indexed) || text.match_indices("for ").any(over_keys)
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
        assert!(found.page("no.html").is_whole() && found.of_any("no.html").is_whole());
        let any = found.of_any("term.html");
        let has = |part: &str| any.part(part).is_some_and(Wanted::is_whole);
        assert!(has("backlinks") && any.part("cite").is_none());
        let some = Wanted::all_of(["name", "key"]);
        assert!(!some.is_whole() && some.part("name").is_some_and(Wanted::is_whole) && some.part("sort").is_none());
        for text in ["{{ x | get(key=k) }}", "{{ a.b[name] }}", "{{ a?[ -1] }}", "{% for key, value in x %}", "{{ x|json }}"] {
            assert!(wants(&[("report.html", text)]).of_any("report.html").is_whole(), "{text}");
        }
        let plain = "{{ x['a'][0].b | sort(attribute=\"c\") }} {% set l = [one for one in x if one.d] %} a[n] for a, b";
        let any = wants(&[("report.html", plain)]).of_any("report.html");
        assert!(!any.is_whole() && ["a", "b", "c", "d"].iter().all(|name| any.part(name).is_some()) && any.part("e").is_none());
        let (report, term) = (found.page("report.html"), found.page("term.html"));
        assert!(report.part("name").is_some() && report.part("head").is_some() && report.part("cite").is_none());
        assert!(term.part("body").is_some() && term.part("backlinks").is_none(), "`of.backlinks` is no part of the page");
    }

    #[test]
    fn parts_are_known_by_path() {
        let text = "{{ page?.head?.title }} {% if a.page.head.meta %}{{ page.cite.text | safe }}{{ page.entry }}. A page.that.";
        let found = wants(&[("report.html", text), ("a.html", "{{ page.head.x }}{{ page.head }}{{ page.list[0].name }}")]);
        let part = |template: &str, path: &str| {
            path.split('.').try_fold(found.page(template), |wanted, name| wanted.part(name)).map(Wanted::is_whole)
        };
        assert_eq!(
            ["head", "head.title", "head.meta"].map(|path| part("report.html", path)),
            [Some(false), Some(true), Some(true)]
        );
        assert_eq!(["head.canonical", "cite.url", "body"].map(|path| part("report.html", path)), [None; 3]);
        assert_eq!(["entry.name", "cite.text"].map(|path| part("report.html", path)), [Some(true); 2]);
        assert_eq!(["head.y", "list.z"].map(|path| part("a.html", path)), [Some(true); 2]);
        assert_eq!(found.page("report.html").count(2), 2);
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
