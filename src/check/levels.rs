//! How loud each rule is: its default, then chancery.yaml, then the command line; and which pages are excused.

use super::groups::{group, named, names};
use super::{Found, Level, Rule, rule};
use crate::base::text::nearest;
use crate::base::{Fault, FilePath, Range, Ranged};
use crate::model::Model;
use std::collections::BTreeMap;

/// The levels that hold for a site.
#[derive(Debug, Default, Clone)]
pub struct Levels {
    set: BTreeMap<&'static str, Level>,
    /// By file: the rule, and the part of the file that is excused.
    excused: BTreeMap<FilePath, Vec<(&'static str, Range)>>,
    /// What would be a warning is an error.
    strict: bool,
}

/// The word for all warnings, where rules that are to be errors are named.
pub const WARNINGS: &str = "warnings";

impl Levels {
    /// Silences rules for the whole site.
    pub fn allow(&mut self, names: &[String]) {
        let rules = names.iter().flat_map(|name| named(name)).filter(|rule| !rule.is_never_silent());
        self.set.extend(rules.map(|rule| (rule.name, Level::Allow)));
    }

    /// Makes errors of rules for the whole site; `warnings` are all that would be warnings.
    pub fn deny(&mut self, names: &[String]) {
        self.strict |= names.iter().any(|name| name == WARNINGS);
        self.set.extend(names.iter().flat_map(|name| named(name)).map(|rule| (rule.name, Level::Error)));
    }

    /// Applies the table `rules:` of chancery.yaml; a name that is no rule is a fault there.
    pub fn configure<'a>(&mut self, path: &FilePath, table: impl IntoIterator<Item = &'a (Ranged<String>, Level)>) -> Vec<Found> {
        let mut table: Vec<_> = table.into_iter().collect();
        // What is said of a rule itself goes before what is said of its group.
        table.sort_by_key(|(name, _)| group(&name.value).is_none());
        let mut found = Vec::new();
        for (name, level) in table {
            let rules = named(&name.value);
            if rules.is_empty() {
                found.push((path.clone(), unknown(name)));
            }
            for rule in rules {
                match rule.is_never_silent() && *level == Level::Allow {
                    true => found.push((path.clone(), never_silent(name))),
                    false => drop(self.set.insert(rule.name, *level)),
                }
            }
        }
        found
    }

    /// Applies the lists `allow:` in front matter; see [`Rule::may_be_excused`].
    pub fn excuse(&mut self, model: &Model) -> Vec<Found> {
        let mut found = Vec::new();
        for page in model.pages.iter() {
            let whole = page.position == 0 || page.document.records.len() == 1;
            let range = if whole { 0..u32::MAX } else { page.record.range.clone() };
            // A version inherits its report's fields, and with them ranges of another file: only its own count.
            let own = page.document.records.get(page.position).unwrap_or(&page.record);
            // What one declaration of a record says holds for all of it: an entry of a bibliography has no front matter.
            let added: Vec<_> =
                page.additions.iter().filter_map(|(path, document, at)| Some((path, document.records.get(*at)?))).collect();
            for (path, record) in
                std::iter::once((&page.path, &**own)).chain(added.iter().map(|(path, record)| (*path, &***record)))
            {
                for name in &record.rare.allow {
                    let rules = named(&name.value);
                    if rules.is_empty() {
                        found.push((path.clone(), unknown(name)));
                    }
                    for rule in rules {
                        if !rule.may_be_excused() {
                            found.push((path.clone(), firm(name, rule)));
                            continue;
                        }
                        self.excused.entry(page.path.clone()).or_default().push((rule.name, range.clone()));
                        for (path, record) in &added {
                            self.excused.entry((*path).clone()).or_default().push((rule.name, record.range.clone()));
                        }
                    }
                }
            }
        }
        found
    }

    /// Whether a build stops wherever front matter could not be read to its end.
    pub fn stops_at_unread(&self) -> bool {
        UNREAD.iter().all(|name| match self.set.get(name).copied().or_else(|| rule(name).map(|rule| rule.level)) {
            Some(Level::Warn) => self.strict,
            level => level == Some(Level::Error),
        })
    }

    /// Whether a rule may say anything at all.
    pub fn speaks(&self, name: &str) -> bool {
        self.set.get(name).copied().or_else(|| rule(name).map(|rule| rule.level)) != Some(Level::Allow)
    }

    /// The level of a fault in a file.
    pub fn of(&self, path: &FilePath, fault: &Fault) -> Level {
        let level = self.set.get(fault.rule).copied().or_else(|| rule(fault.rule).map(|rule| rule.level));
        // A fault without a rule is a mistake of ours, which a test finds; better it speaks.
        let level = level.unwrap_or(Level::Error);
        let excused = || {
            let excuses = self.excused.get(path)?;
            excuses.iter().find(|(name, range)| *name == fault.rule && range.contains(&fault.range.start))
        };
        match level {
            Level::Allow => Level::Allow,
            _ if excused().is_some() => Level::Allow,
            Level::Warn if self.strict => Level::Error,
            level => level,
        }
    }
}

fn unknown(name: &Ranged<String>) -> Fault {
    let help = match nearest(&name.value, names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`chancery explain` lists all rules".into(),
    };
    Fault::new("unknown-rule", name.range.clone(), format!("no rule is called `{}`", name.value)).with_help(help)
}

fn never_silent(name: &Ranged<String>) -> Fault {
    let message = format!("`{}` cannot be allowed: it tells what other rules were told not to", name.value);
    Fault::new("firm-rule", name.range.clone(), message)
        .with_help("take the line out; what holds a page back is put right, or taken out")
}

fn firm(name: &Ranged<String>, rule: &Rule) -> Fault {
    let message = format!("a page cannot excuse itself from `{}`", name.value);
    let level = rule.other_level().name();
    let help = match rule.level {
        Level::Error => format!("put it right, or set `rules: {{ {}: {level} }}` in chancery.yaml for the whole site", name.value),
        _ => {
            format!("it speaks of no page; `rules: {{ {}: {level} }}` in chancery.yaml silences it for the whole site", name.value)
        }
    };
    Fault::new("firm-rule", name.range.clone(), message).with_help(help)
}

/// What is said of front matter that could not be read to its end.
pub(super) const UNREAD: [&str; 7] =
    ["invalid-yaml", "yaml-limit", "unclosed-front-matter", "unmarked-front-matter", "wrong-type", "merge-conflict", "not-utf8"];

/// A rule that nobody can silence: it tells what was silenced elsewhere.
const NEVER_SILENT: &str = "held-back";

/// Rules that speak of files, settings or themes, and of no page.
const OF_NO_PAGE: [&str; 15] = [
    NEVER_SILENT,
    "refused-link",
    "not-a-file",
    "odd-name",
    "hidden-file",
    "unknown-text",
    "untranslated-interface",
    "low-contrast",
    "unused-theme-file",
    "theme-reference",
    "unread-file",
    "firm-rule",
    "unknown-source-field",
    "large-image",
    "image-metadata",
];

/// Rules whose faults are never set apart as known, beside [`UNREAD`]: they keep drafts and secrets from readers, content from running
/// script, and what was published from being lost; or the page, or the whole site, is not made at all. What the web says is looked at
/// by `--external` alone, and known nowhere.
const NEVER_KNOWN: [&str; 36] = [
    NEVER_SILENT,
    "host-file",
    "secret-file",
    "file-too-large",
    "unreadable-file",
    "no-config",
    "no-content",
    "unknown-time-zone",
    "broken-ledger",
    "dropped-address",
    "dropped-anchor",
    "silent-change",
    "invalid-bibtex",
    "invalid-json",
    "no-kind",
    "public-comment",
    "outside-site",
    "forbidden-address",
    "draft-reference",
    "duplicate-id",
    "same-path",
    "odd-address",
    "broken-template",
    "broken-theme",
    "template-budget",
    "unknown-rule",
    "list-page",
    "unnamed-version",
    "active-file",
    "active-svg",
    "broken-known-faults",
    "mended-fault",
    "image-metadata",
    "dead-link",
    "moved-link",
    "unchecked-link",
];

impl Rule {
    /// Whether its faults can be set apart as known; see [`super::known`].
    pub fn may_be_known(&self) -> bool {
        !UNREAD.contains(&self.name) && !NEVER_KNOWN.contains(&self.name)
    }

    /// Whether `allow:` in front matter can silence it.
    ///
    /// A page may excuse itself from advice. What is an error by default protects the whole site: only its owner, in
    /// chancery.yaml or on the command line, can lower it.
    pub fn may_be_excused(&self) -> bool {
        self.level != Level::Error && !OF_NO_PAGE.contains(&self.name)
    }

    /// A level that it does not have yet, for examples.
    pub fn other_level(&self) -> Level {
        match self.level {
            Level::Warn if self.is_never_silent() => Level::Error,
            Level::Warn => Level::Allow,
            _ => Level::Warn,
        }
    }

    /// Whether nobody can silence it.
    pub fn is_never_silent(&self) -> bool {
        self.name == NEVER_SILENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_name_rules() {
        for name in UNREAD.iter().chain(&NEVER_KNOWN).chain(&OF_NO_PAGE) {
            assert!(rule(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_table_is_obeyed_and_unknown_names_are_told() {
        let path = FilePath::new("chancery.yaml").unwrap();
        let mut levels = Levels::default();
        let names = [Ranged::new("missing-alt".to_string(), 0..3), Ranged::new("mising-summary".to_string(), 4..9)];
        let found = {
            let pairs: Vec<(Ranged<String>, Level)> = names.iter().map(|name| (name.clone(), Level::Error)).collect();
            levels.configure(&path, &pairs)
        };
        assert_eq!(levels.of(&path, &Fault::new("missing-alt", 0..1, "")), Level::Error);
        assert_eq!(levels.of(&path, &Fault::new("missing-summary", 0..1, "")), Level::Warn);
        assert_eq!(found[0].1.rule, "unknown-rule");
        assert_eq!(found[0].1.help.as_deref(), Some("did you mean `missing-summary`?"));
        assert_eq!(found[0].1.range, 4..9);
    }

    #[test]
    fn a_group_is_set_by_its_word_and_each_of_its_rules_by_its_own() {
        let path = FilePath::new("chancery.yaml").unwrap();
        let mut levels = Levels::default();
        let name = |name: &str| Ranged::new(name.to_string(), 0..1);
        assert!(!levels.speaks("vague-time"));
        let table = [(name("long-sentence"), Level::Allow), (name("prose"), Level::Warn), (name("vague-time"), Level::Error)];
        assert!(levels.configure(&path, &table).is_empty());
        let level = |levels: &Levels, rule: &'static str| levels.of(&path, &Fault::new(rule, 0..1, ""));
        assert_eq!(level(&levels, "long-sentence"), Level::Allow);
        assert_eq!(level(&levels, "unused-acronym"), Level::Warn);
        assert_eq!(level(&levels, "vague-time"), Level::Error);
        levels.allow(&["prose".to_string()]);
        assert!(!levels.speaks("vague-time"));
    }
}
