//! Files to start from: required fields filled in, the others as commented examples.

use super::super::Kind;
use super::shape;
use crate::base::fields::{Field, Want};

/// The text of a new file: its front matter, with every common field explained, and an empty body.
///
/// Required fields are filled with `name` or with their example; optional ones stand there as comments, but for those that
/// are `given`.
pub fn template(kind: Kind, key: &str, name: &str, given: &[(&str, &str)]) -> String {
    let row = kind.row();
    let mut out = String::from("---\n");
    for field in shape(kind).all().filter(|field| !field.rare) {
        if field.name == row.title_field {
            out.push_str(&format!("{}: {}\n", field.name, quoted(if name.trim().is_empty() { key } else { name })));
        } else if let Some((_, value)) = given.iter().find(|(name, _)| *name == field.name) {
            out.push_str(&format!("# {}\n{}: {value}\n", about(field), field.name));
        } else if field.required {
            out.push_str(&format!("# {}\n{}: {}\n", about(field), field.name, field.example));
        } else {
            out.push_str(&format!("# {}\n# {}: {}\n", about(field), field.name, field.example));
        }
    }
    out.push_str("---\n\n");
    out
}

fn about(field: &Field) -> String {
    match field.want {
        Want::Word(words) if words.len() <= 10 => format!("{} One of: {}.", field.about, words.join(", ")),
        _ => field.about.to_string(),
    }
}

/// A text as a YAML scalar on one line, in quotation marks where it needs them.
fn quoted(text: &str) -> String {
    let line: String = text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match serde_yaml::to_string(&line) {
        Ok(yaml) if yaml.trim_end().lines().count() == 1 => yaml.trim_end().to_string(),
        _ => format!("'{}'", line.replace('\'', "''")),
    }
}
