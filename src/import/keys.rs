//! Keys of works: what citations name them by.

use super::tree::{Draft, Work};
use crate::base::text::{shortened, slug};
use serde_json::Value;
use std::collections::BTreeSet;

/// Longest part of a key that comes of a name, in bytes.
const LONGEST: usize = 40;

/// Gives keys to the works of a draft. `known` gives the key of a record that is the same work; `taken` says whether something
/// else bears a key.
pub fn name(draft: &mut Draft, known: &dyn Fn(&Work) -> Option<String>, taken: &dyn Fn(&str) -> bool) {
    let mut used: BTreeSet<String> = BTreeSet::new();
    for work in &mut draft.works {
        if let Some(key) = known(work) {
            work.key = key;
            work.known = true;
            continue;
        }
        let free = |key: &str, used: &BTreeSet<String>| !used.contains(key) && !taken(key);
        let base = if work.key.is_empty() { made(work) } else { work.key.clone() };
        let mut key = base.clone();
        let mut count = 1;
        while !free(&key, &used) {
            count += 1;
            key = format!("{base}-{count}");
        }
        used.insert(key.clone());
        work.key = key;
    }
}

/// Author and year: `oecd-2021`.
fn made(work: &Work) -> String {
    let people = ["author", "editor", "container-author", "director"].iter().find_map(|name| work.csl.get(*name)?.as_array());
    let first = people.and_then(|people| people.first());
    let part = |name: &str| first.and_then(|first| first.get(name)).and_then(Value::as_str);
    let text = |name: &str| work.csl.get(name).and_then(Value::as_str);
    let name = part("family").or(part("literal")).or(text("publisher")).or(text("title")).unwrap_or("source");
    let name = shortened(slug(name), LONGEST);
    let year = text("issued").and_then(|issued| issued.get(..4)).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    let name = if name.is_empty() { "source".to_string() } else { name };
    year.map_or(name.clone(), |year| format!("{name}-{year}"))
}
