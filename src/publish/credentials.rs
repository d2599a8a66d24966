//! Where the keys of S3 come from: the environment, then the files that the AWS tools keep. They are never shown.

use super::targets::Place;
use std::collections::BTreeMap;

/// The values of one profile, from `~/.aws/config` and `~/.aws/credentials`; the second wins.
pub(super) fn profile(place: &Place, wanted: &str) -> BTreeMap<String, String> {
    let var = |name: &str| place.vars.get(name).filter(|value| !value.is_empty());
    let file = |name: &str, usual: &str| match var(name) {
        Some(path) => std::fs::read_to_string(path).ok(),
        None => std::fs::read_to_string(place.home.as_ref()?.join(".aws").join(usual)).ok(),
    };
    let name = if wanted.is_empty() { var("AWS_PROFILE").map_or("default", String::as_str) } else { wanted };
    let mut values = BTreeMap::new();
    for text in [file("AWS_CONFIG_FILE", "config"), file("AWS_SHARED_CREDENTIALS_FILE", "credentials")].into_iter().flatten() {
        values.extend(section(&text, name));
    }
    values
}

/// One section of such a file. In `config` it is called `[profile x]`, in `credentials` `[x]`.
fn section(text: &str, name: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut within = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(head) = trimmed.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            let head = head.trim();
            within = head == name || head.strip_prefix("profile ").is_some_and(|head| head.trim() == name);
        } else if within
            && !line.starts_with([' ', '\t', '#', ';'])
            && let Some((key, value)) = trimmed.split_once('=')
        {
            values.insert(key.trim().to_ascii_lowercase(), value.trim().to_string());
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found() {
        let text = "# x\n[default]\naws_access_key_id = A\n\n[profile press]\naws_access_key_id=B\ns3 =\n  region = no\nregion = eu-west-1\n";
        assert_eq!(section(text, "default")["aws_access_key_id"], "A");
        let press = section(text, "press");
        assert_eq!((press["aws_access_key_id"].as_str(), press["region"].as_str()), ("B", "eu-west-1"));
        assert!(section(text, "none").is_empty());
    }
}
