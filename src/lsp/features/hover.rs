//! Hover: what is behind a reference, a citation or a name; what a rule wants; what a field is for.

use super::card;
use super::completion::field_at;
use super::{Answer, Asked, diagnostics};
use crate::check::{Diagnostic, rule};
use crate::lsp::under;

/// So many rules are told of at one place.
const MOST_RULES: usize = 3;

/// Tells what stands under the cursor.
pub(super) fn hover(asked: &Asked) -> Answer {
    let at = asked.at();
    let found = under::under(asked.site, asked.path, at);
    let mut parts: Vec<String> = found.iter().filter_map(|found| card::of(asked.site, found)).collect();
    let mut range = found.map(|found| found.range()).filter(|_| !parts.is_empty());
    let faults = diagnostics::of(asked.site, asked.path).map(|one| one.what);
    let here = faults.filter(|one| one.fault.range.start <= at && at <= one.fault.range.end);
    let mut told: Vec<&str> = Vec::new();
    for fault in here {
        if told.len() < MOST_RULES && !told.contains(&fault.fault.rule) {
            told.push(fault.fault.rule);
            parts.extend(rule_of(fault));
            range = range.or(Some(fault.fault.range.clone()));
        }
    }
    if parts.is_empty()
        && let Some((field, key)) = field_at(asked)
    {
        parts.push(format!("**{}** · {}\n\n{}\n\n`{}: {}`", field.name, field_kind(field), field.about, field.name, field.example));
        range = Some(key);
    }
    match range {
        Some(range) => Answer::Shown(parts.join("\n\n---\n\n"), range),
        None => Answer::Nothing,
    }
}

fn field_kind(field: &crate::base::fields::Field) -> &'static str {
    if field.required { "required field" } else { "field" }
}

/// What a rule wants, for one of its faults.
fn rule_of(diagnostic: &Diagnostic) -> Option<String> {
    let name = diagnostic.fault.rule;
    let rule = rule(name)?;
    Some(format!("**{name}** · {}\n\n`chancery explain {name}` tells more.", rule.short()))
}
