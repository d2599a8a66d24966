//! `chancery explain`.

use super::{CLEAN, terminal};
use crate::base::text::nearest;
use crate::check::groups::{self, GROUPS, group};
use crate::check::manual;
use crate::check::rules::ledger;
use crate::check::{Level, RULES, rule};
use anyhow::{Result, bail};

/// What is told of themes: every template, block, value, function, filter and setting.
const THEME: &str = include_str!("../../themes/chancery/README.md");

/// Tells what a rule wants, or how themes are made, or lists all rules.
pub(super) fn explain(name: Option<&str>) -> Result<u8> {
    let Some(name) = name else {
        terminal::print(&list())?;
        return Ok(CLEAN);
    };
    if name == "theme" {
        terminal::print(THEME)?;
        return Ok(CLEAN);
    }
    if let Some(fields) = manual::of(name) {
        terminal::print(&fields)?;
        return Ok(CLEAN);
    }
    if let Some(group) = group(name) {
        terminal::print(&of_group(group))?;
        return Ok(CLEAN);
    }
    let Some(rule) = rule(name) else {
        match nearest(name, groups::names().chain(manual::names()).chain(["theme"])) {
            Some(near) => bail!("no rule is called `{name}`; did you mean `{near}`?"),
            None => bail!("no rule is called `{name}`; `chancery explain` lists all rules"),
        }
    };
    let text = rule.about.replace("```bad ", "```wrong ").replace("```good ", "```right ");
    let level = match rule.level {
        Level::Error => "an error: the site is not built",
        Level::Warn => "a warning: the site is built all the same",
        Level::Allow => "silent",
    };
    let change = match name {
        "no-config" => String::new(),
        _ if rule.is_never_silent() => format!(" In chancery.yaml, `rules: {{ {name}: error }}` makes an error of it."),
        _ => format!(
            " In chancery.yaml, `rules: {{ {name}: {} }}` changes that, to `error`, `warn` or `allow`.",
            rule.other_level().name()
        ),
    };
    let page = if ledger::STOPS_PUBLISHING.contains(&name) {
        "\nNeither that nor `allow:` in a page's front matter counts for \
             `chancery publish`: it stops all the same, unless it is told `--override-reason \"the reason\"`."
            .to_string()
    } else if rule.may_be_excused() {
        format!("\nOne page is excused by `allow: [{name}]` in its front matter.{}", entries(name))
    } else {
        String::new()
    };
    terminal::print(&format!("# {name}\n\n{}\n\nThis is {level}.{change}{page}\n", text.trim_end()))?;
    Ok(CLEAN)
}

/// What is to be added for rules that speak of sources: those in `.bib` and `.json` have no front matter.
fn entries(name: &str) -> String {
    if !matches!(name, "incomplete-source" | "uncited-source" | "duplicate-source" | "missing-archive" | "unknown-command") {
        return String::new();
    }
    format!(
        "\nAn entry of a `.bib` or `.json` file is excused by a line in a YAML file beside it: `- {{id: KEY, allow: [{name}]}}`."
    )
}

/// A group and its rules.
fn of_group(group: &groups::Group) -> String {
    let mut out = format!("# {}\n\n{}\n\n", group.name, group.about);
    for rule in groups::named(group.name) {
        out.push_str(&format!("* {}: {}\n", rule.name, short(rule)));
    }
    let name = group.name;
    out.push_str(&format!(
        "\nAll are silent. In chancery.yaml, `rules: {{ {name}: warn }}` sets all of them, and the name of one sets that one. `chancery \
         check --deny {name}` tries them.\nOne page is excused by `allow: [{name}]` in its front matter.\n"
    ));
    out
}

/// What a rule is about, on one line.
fn short(rule: &crate::check::Rule) -> String {
    rule.short().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list() -> String {
    let mut rules: Vec<_> = RULES.iter().collect();
    rules.sort_by_key(|rule| rule.name);
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in rules {
        out.push_str(&format!("{:widest$}  {:5}  {}\n", rule.name, rule.level.name(), short(rule)));
    }
    for group in &GROUPS {
        out.push_str(&format!("\n`{}` stands for {}.\n", group.name, group.rules.join(", ")));
    }
    out
}
