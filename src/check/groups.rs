//! Rules that are set together, by one word for them all: `rules: {prose: warn}`.

use super::{RULES, Rule, rule};

/// Rules with one word for all of them.
pub struct Group {
    /// The word; no rule is called so.
    pub name: &'static str,
    /// What they look at.
    pub about: &'static str,
    /// The names of the rules.
    pub rules: &'static [&'static str],
}

/// Every group.
pub static GROUPS: [Group; 1] = [Group {
    name: "prose",
    about: "What an editor marks in the prose of a report: words that do not say when or who, acronyms, long sentences.",
    rules: &["vague-time", "vague-attribution", "unexplained-acronym", "unused-acronym", "long-sentence"],
}];

/// The group of that name.
pub fn group(name: &str) -> Option<&'static Group> {
    GROUPS.iter().find(|group| group.name == name)
}

/// The rules that a name stands for: one, those of a group, or none.
pub fn named(name: &str) -> Vec<&'static Rule> {
    match group(name) {
        Some(group) => group.rules.iter().filter_map(|name| rule(name)).collect(),
        None => rule(name).into_iter().collect(),
    }
}

/// All names of rules and groups.
pub fn names() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.name).chain(GROUPS.iter().map(|group| group.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Level;

    #[test]
    fn groups_name_rules_that_are_silent_by_themselves() {
        for group in &GROUPS {
            assert!(rule(group.name).is_none() && named(group.name).len() == group.rules.len(), "{}", group.name);
            assert!(named(group.name).iter().all(|rule| rule.level == Level::Allow && rule.may_be_excused()));
        }
        assert!(named("vague-tme").is_empty() && named("vague-time").len() == 1);
    }
}
