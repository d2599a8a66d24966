//! Front matter in TOML, as Hugo and Zola have it between lines of `+++`, in YAML.

use crate::document::schema::quoted;
use std::collections::BTreeMap;

/// The text with its head in YAML: what is simple says the same with a colon, what stands in `[taxonomies]` stands for itself, and other
/// tables are maps.
pub(super) fn as_yaml(text: &str) -> String {
    let Some(rest) = text.strip_prefix("+++\n") else { return text.to_string() };
    let Some(end) = rest.find("\n+++").or(rest.starts_with("+++").then_some(0)) else { return text.to_string() };
    let mut out = String::from("---\n");
    // The table that lines belong to; none are of the head itself.
    let mut table: Option<&str> = None;
    let mut tables: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines = rest[..end].lines();
    while let Some(line) = lines.next() {
        let bare = line.trim();
        if let Some(name) =
            bare.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).filter(|name| !name.contains(['"', ',']))
        {
            table = Some(name.trim_matches(['[', ']', ' '])).filter(|name| *name != "taxonomies");
            if let Some(table) = table {
                // A list of tables has the same name several times.
                let count = tables.entry(table).and_modify(|count| *count += 1).or_insert(1);
                let number = if *count > 1 { format!("-{count}") } else { String::new() };
                out.push_str(&format!("{table}{number}:\n"));
            }
            continue;
        }
        let pair = bare.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
        let fine = |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        let Some((key, value)) = pair.filter(|(key, _)| fine(key) && !bare.starts_with('#')) else {
            if !bare.is_empty() {
                out.push_str(&format!("# {}\n", bare.trim_start_matches("# ")));
            }
            continue;
        };
        let indent = if table.is_some() { "  " } else { "" };
        out.push_str(&format!("{indent}{key}: {}\n", whole(value, &mut lines)));
    }
    out.push_str("---\n");
    out.push_str(rest[end..].trim_start_matches('\n').trim_start_matches('+').trim_start_matches(' '));
    out
}

/// A value with the further lines that it has, as YAML writes it; a table within a line stands as the text that it is.
fn whole<'t>(first: &str, lines: &mut impl Iterator<Item = &'t str>) -> String {
    for mark in ["\"\"\"", "'''"] {
        let Some(inner) = first.strip_prefix(mark) else { continue };
        let mut text = inner.to_string();
        while !text.contains(mark) {
            let Some(line) = lines.next() else { break };
            text.push('\n');
            text.push_str(line);
        }
        let text = text.split(mark).next().unwrap_or_default().replace("\\\n", "");
        return quoted(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if !first.starts_with('[') {
        let value = uncommented(first).trim_end();
        return if value.starts_with('{') { quoted(value) } else { value.to_string() };
    }
    let mut text = uncommented(first).to_string();
    while !closed(&text) {
        let Some(line) = lines.next() else { break };
        text.push(' ');
        text.push_str(uncommented(line.trim()));
    }
    if text.contains('{') {
        return quoted(&text);
    }
    // The last item may have a comma behind it.
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']').trim().trim_end_matches(',');
    format!("[{inner}]")
}

/// Whether the brackets of a list are closed.
fn closed(text: &str) -> bool {
    let (mut depth, mut quote) = (0_i32, None);
    for c in text.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '[') => depth += 1,
            (None, ']') => depth -= 1,
            _ => {}
        }
    }
    depth <= 0
}

/// A line without the comment at its end.
fn uncommented(line: &str) -> &str {
    let mut quote = None;
    let end = line.char_indices().find(|(_, c)| {
        match (quote, *c) {
            (None, '"' | '\'') => quote = Some(*c),
            (Some(open), _) if open == *c => quote = None,
            (None, '#') => return true,
            _ => {}
        }
        false
    });
    end.map_or(line, |(at, _)| line[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::as_yaml;

    #[test]
    fn heads_in_toml_become_heads_in_yaml() {
        let toml = "+++\ntitle = \"\"\"\nWater: what\nit costs\n\"\"\"\ndate = 2025-06-19 # the day\ndraft = true\n\n[taxonomies]\ntags = [\n  \"a\", # one\n  \"b]\",\n]\n\n[extra]\ntoc = true\nlinks = {a = 1}\n+++\nText\n";
        assert_eq!(
            as_yaml(toml),
            "---\ntitle: 'Water: what it costs'\ndate: 2025-06-19\ndraft: true\ntags: [\"a\", \"b]\"]\nextra:\n  toc: true\n  links: '{a = 1}'\n---\n\nText\n"
        );
        for text in [
            "+++\n",
            "+++\n+++\nText",
            "+++\na = [\n+++\nT",
            "+++\na = \"\"\"\n+++\nT",
            "---\na: b\n---\n",
            "+++\n[[x]]\na=1\n+++\n",
        ] {
            let _ = as_yaml(text);
        }
        assert_eq!(as_yaml("+++\n+++\nText"), "---\n---\n\nText");
    }
}
