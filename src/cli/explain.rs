//! `chancery explain`.

use super::{CLEAN, terminal};
use crate::base::text::nearest;
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
    let Some(rule) = rule(name) else {
        match nearest(name, RULES.iter().map(|rule| rule.name).chain(["theme"])) {
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
    let change = format!("In chancery.yaml, `rules: {{ {name}: warn }}` changes that, to `error`, `warn` or `allow`.");
    let page = match rule.level {
        Level::Error => String::new(),
        _ if ledger::STOPS_PUBLISHING.contains(&name) => "\nNeither that nor `allow:` in a page's front matter counts for \
             `chancery publish`: it stops all the same, unless it is told `--override \"the reason\"`."
            .to_string(),
        _ => format!("\nOne page is excused by `allow: [{name}]` in its front matter."),
    };
    terminal::print(&format!("# {name}\n\n{}\n\nThis is {level}. {change}{page}\n", text.trim_end()))?;
    Ok(CLEAN)
}

fn list() -> String {
    let mut rules: Vec<_> = RULES.iter().collect();
    rules.sort_by_key(|rule| rule.name);
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in rules {
        let short = rule.short().split_whitespace().collect::<Vec<_>>().join(" ");
        out.push_str(&format!("{:widest$}  {:5}  {short}\n", rule.name, rule.level.name()));
    }
    out
}
