//! Front matter in TOML, as Hugo and Zola have it between lines of `+++`, in YAML.

use ::toml::{Table, Value};

/// The text with its head in YAML; what stands in Zola's `[taxonomies]` stands for itself. A head that is no TOML stands as it is, for
/// the reader of YAML to tell that it cannot be read.
pub(super) fn as_yaml(text: &str) -> String {
    let Some(rest) = text.strip_prefix("+++\n") else { return text.to_string() };
    let Some(end) = rest.find("\n+++").or(rest.starts_with("+++").then_some(0)) else { return text.to_string() };
    let body = rest[end..].trim_start_matches('\n').trim_start_matches('+').trim_start_matches(' ');
    let head = rest[..end].parse::<Table>().ok().and_then(|head| written(head).ok());
    format!("---\n{}---\n{body}", head.unwrap_or_else(|| format!("{}\n", &rest[..end])))
}

fn written(mut head: Table) -> Result<String, serde_yaml::Error> {
    if let Some(Value::Table(taxonomies)) = head.remove("taxonomies") {
        taxonomies.into_iter().for_each(|(name, terms)| _ = head.entry(name).or_insert(terms));
    }
    if head.is_empty() { Ok(String::new()) } else { serde_yaml::to_string(&timeless(Value::Table(head))) }
}

/// A value with its times as text: for YAML they would be maps.
fn timeless(value: Value) -> Value {
    match value {
        Value::Datetime(time) => Value::String(time.to_string()),
        Value::Array(values) => Value::Array(values.into_iter().map(timeless).collect()),
        Value::Table(table) => Value::Table(table.into_iter().map(|(key, value)| (key, timeless(value))).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::as_yaml;

    #[test]
    fn heads_in_toml_become_heads_in_yaml() {
        let toml = "+++\ntitle = \"\"\"\nWater: what it costs\"\"\"\ndate = 2025-06-19 # the day\ndraft = true\n\n[taxonomies]\ntags = [\n  \"a\", # one\n  \"b]\",\n]\n\n[extra]\ntoc = true\nlinks = {a = 1}\n[[extra.parts]]\nat = 2025-06-19T08:00:00Z\n+++\nText\n";
        assert_eq!(
            as_yaml(toml),
            "---\ntitle: 'Water: what it costs'\ndate: 2025-06-19\ndraft: true\nextra:\n  toc: true\n  links:\n    a: 1\n  parts:\n  - at: 2025-06-19T08:00:00Z\ntags:\n- a\n- b]\n---\n\nText\n"
        );
        assert_eq!(as_yaml("+++\n+++\nText"), "---\n---\n\nText");
        for text in ["+++\n", "---\na: b\n---\n", "+++\na = 1\nText"] {
            assert_eq!(as_yaml(text), text);
        }
    }

    #[test]
    fn what_is_no_toml_is_left_to_the_reader_of_yaml() {
        assert_eq!(as_yaml("+++\na = [\n+++\nT"), "---\na = [\n---\n\nT");
    }
}
