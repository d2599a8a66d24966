//! Some entries of a file, as they stand in it.

use super::scan::{Entry, scan};
use super::{LINKS, find};
use crate::document::sources::Found;
use std::collections::BTreeSet;

/// The file without the entries that nobody asks for: those whose keys are wanted stay as they are written, with the entries that they
/// inherit from and the abbreviations. `None` where the file has none of them.
pub fn excerpt(text: &str, wanted: &dyn Fn(&str) -> bool) -> Option<(String, BTreeSet<String>)> {
    let mut faults = Vec::new();
    let entries = scan(text, &mut Found::of(&mut faults));
    let mut found: BTreeSet<String> = entries.iter().map(|entry| &entry.key.value).filter(|key| wanted(key)).cloned().collect();
    if found.is_empty() {
        return None;
    }
    let own = found.clone();
    // Parents have parents, and each round finds at least one more.
    loop {
        let parents = entries.iter().filter(|entry| found.contains(&entry.key.value)).flat_map(parents);
        let parents: Vec<String> = parents.filter(|key| !found.contains(key)).collect();
        let before = found.len();
        found.extend(parents);
        if found.len() == before {
            break;
        }
    }
    let mut out = String::new();
    let mut at = 0;
    for entry in entries.iter().filter(|entry| !found.contains(&entry.key.value)) {
        out.push_str(text.get(at..entry.range.start as usize).unwrap_or_default());
        at = (entry.range.end as usize).max(at);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    // Where entries stood, lines are empty now.
    let mut lines: Vec<&str> = Vec::new();
    for line in out.lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|before| !before.is_empty()) {
            lines.push(line);
        }
    }
    Some((format!("{}\n", lines.join("\n").trim_end()), own))
}

fn parents(entry: &Entry) -> Vec<String> {
    let named = LINKS.iter().filter_map(|name| find(entry, name));
    named.flat_map(|keys| keys.value.split(',')).map(|key| key.trim().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stay_as_they_are_with_what_they_need() {
        let text = "@string{o = {Oxford}}\n\n@book{a, title = {A}, publisher = o}\n\n@misc{b, title={B}}\n\n\
            @incollection{c, title={C}, crossref={d}}\n@collection{d, title={D}, xdata={e}}\n@xdata{e, year={2020}}\n@misc{f, title={F}}\n";
        let (found, keys) = excerpt(text, &|key| matches!(key, "a" | "c")).unwrap();
        assert_eq!(
            found,
            "@string{o = {Oxford}}\n\n@book{a, title = {A}, publisher = o}\n\n\
            @incollection{c, title={C}, crossref={d}}\n@collection{d, title={D}, xdata={e}}\n@xdata{e, year={2020}}\n"
        );
        assert_eq!(keys.into_iter().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(excerpt(text, &|key| key == "z"), None);
        // Parents in a circle, and what is no BibTeX.
        let (found, _) = excerpt("@misc{a, crossref={b}}@misc{b, crossref={a}}", &|key| key == "a").unwrap();
        assert_eq!(found, "@misc{a, crossref={b}}@misc{b, crossref={a}}\n");
        for broken in ["@misc{a, title={A", "@", "@misc{a,,}\n@misc(b)", ""] {
            let _ = excerpt(broken, &|_| true);
        }
    }
}
