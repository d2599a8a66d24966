//! Keys of works: what citations name them by.

use super::tree::{Draft, Work};
use crate::base::text::{shortened, slug};
use serde_json::Value;
use std::collections::HashMap;

/// Longest part of a key that comes of a name, in bytes.
const LONGEST: usize = 40;

/// Ids that are given out, each once.
#[derive(Default)]
pub struct Ids(HashMap<String, usize>);

impl Ids {
    /// What is wanted, or, where that is given or `taken` elsewhere, the same with a number behind it.
    pub fn free(&mut self, wanted: &str, taken: &dyn Fn(&str) -> bool) -> String {
        // Very many may want the same: the search goes on where it ended.
        let mut count = self.0.get(wanted).copied().unwrap_or(0);
        loop {
            count += 1;
            let id = if count == 1 { wanted.to_string() } else { format!("{wanted}-{count}") };
            if !self.0.contains_key(&id) && !taken(&id) {
                self.0.insert(wanted.to_string(), count);
                self.0.entry(id.clone()).or_insert(1);
                return id;
            }
        }
    }
}

/// Gives keys to the works of a draft. `known` gives the key of a record that is the same work; `taken` says whether something
/// else bears a key.
pub fn name(draft: &mut Draft, known: &dyn Fn(&Work) -> Option<String>, taken: &dyn Fn(&str) -> bool) {
    let mut used = Ids::default();
    for work in &mut draft.works {
        if let Some(key) = known(work) {
            work.key = key;
            work.known = true;
            continue;
        }
        let wanted = if work.key.is_empty() { made(work) } else { work.key.clone() };
        work.key = used.free(&wanted, taken);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_given_once_and_without_a_search_from_the_beginning() {
        let asked = std::cell::Cell::new(0);
        let taken = |id: &str| {
            asked.set(asked.get() + 1);
            id == "x-3"
        };
        let mut ids = Ids::default();
        let given = ["x-2", "x", "x", "x", "x-2"].map(|wanted| ids.free(wanted, &taken));
        assert_eq!(given, ["x-2", "x", "x-4", "x-5", "x-2-2"]);
        let many: std::collections::BTreeSet<String> = (0..2000).map(|_| ids.free("x", &taken)).collect();
        assert!(many.len() == 2000 && asked.get() < 2100, "{}", asked.get());
    }
}
