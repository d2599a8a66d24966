//! Files to start from: required fields filled in, the others as commented examples.

use super::super::Kind;
use super::shape;
use crate::base::fields::{Field, Want};

/// The text of a new file: its front matter, with every common field explained, and an empty body.
///
/// The title is `name`. Other required fields are empty, because only the author knows them, and optional ones stand there as
/// comments, but for those that are `given`.
pub fn template(kind: Kind, key: &str, name: &str, given: &[(&str, &str)]) -> String {
    let row = kind.row();
    let mut out = String::from("---\n");
    for field in shape(kind).all().filter(|field| !field.rare) {
        if field.name == row.title_field {
            out.push_str(&format!("{}: {}\n", field.name, quoted(if name.trim().is_empty() { key } else { name })));
        } else if let Some((_, value)) = given.iter().find(|(name, _)| *name == field.name) {
            out.push_str(&format!("# {}\n{}: {value}\n", about(field, row.name), field.name));
        } else if field.required {
            let example =
                if matches!(field.want, Want::Word(_)) { String::new() } else { format!(" For instance: {}", field.example) };
            out.push_str(&format!("# {}{example}\n{}:\n", about(field, row.name), field.name));
        } else {
            out.push_str(&format!("# {}\n# {}: {}\n", about(field, row.name), field.name, field.example));
        }
    }
    out.push_str(&format!("# `chancery explain {}` tells all fields, and what stands within them.\n---\n\n", row.name));
    out
}

/// The fields that are left empty for the author.
pub fn left_empty(kind: Kind, given: &[(&str, &str)]) -> Vec<&'static str> {
    let is_given = |name: &str| given.iter().any(|(given, _)| *given == name);
    let fields = shape(kind).all().filter(|field| field.required && !field.rare);
    fields.map(|field| field.name).filter(|name| *name != kind.row().title_field && !is_given(name)).collect()
}

fn about(field: &Field, kind: &str) -> String {
    match field.want {
        Want::Word(words) if words.len() > 10 => format!("{} `chancery explain {kind}` lists them.", field.about),
        Want::Word(words) => format!("{} One of: {}.", field.about, words.join(", ")),
        _ => field.about.to_string(),
    }
}

/// A text as a YAML scalar on one line, in quotation marks where it needs them.
pub fn quoted(text: &str) -> String {
    let line: String = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match serde_yaml::to_string(&line) {
        Ok(yaml) if yaml.trim_end().lines().count() == 1 => yaml.trim_end().to_string(),
        _ => format!("'{}'", line.replace('\'', "''")),
    }
}
