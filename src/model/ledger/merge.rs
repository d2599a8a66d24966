//! Two ledgers that went on from one: what either of them says was published is public.

use super::{Address, Ledger, Published};
use std::collections::BTreeMap;

/// Both ledgers in one. Where they differ about the same thing, the one that was written last is right; of two of one day, the
/// first.
pub fn union(ours: Ledger, theirs: Ledger) -> Ledger {
    let (mut first, second) = if theirs.published > ours.published { (theirs, ours) } else { (ours, theirs) };
    for (address, other) in second.addresses {
        match first.addresses.get_mut(&address) {
            Some(entry) => join_address(entry, other),
            None => drop(first.addresses.insert(address, other)),
        }
    }
    join_pages(&mut first.pages, second.pages);
    first.overrides.extend(second.overrides);
    first.overrides.sort();
    first.overrides.dedup();
    first.publications.extend(second.publications);
    first
}

fn join_address(entry: &mut Address, other: Address) {
    if !other.first.is_empty() && (entry.first.is_empty() || other.first < entry.first) {
        entry.first = other.first;
    }
    if entry.hash.is_empty() {
        entry.hash = other.hash;
    }
}

fn join_pages(pages: &mut BTreeMap<String, Published>, others: BTreeMap<String, Published>) {
    for (name, other) in others {
        let Some(page) = pages.get_mut(&name) else {
            pages.insert(name, other);
            continue;
        };
        // The text that was published last is the one that readers have; what it was corrected by counts on both sides, and so
        // does every place that it ever had.
        let (mut newer, older) =
            if other.since > page.since { (other, std::mem::take(page)) } else { (std::mem::take(page), other) };
        let fresh: Vec<String> = older.entries.into_iter().filter(|entry| !newer.entries.contains(entry)).collect();
        newer.entries.extend(fresh);
        newer.anchors.extend(older.anchors);
        newer.anchors.sort();
        newer.anchors.dedup();
        *page = newer;
    }
}

/// The two sides of a text with marks of a conflict, ours and theirs; `None` if there are none, or they do not fit.
pub fn sides(text: &str) -> Option<(String, String)> {
    #[derive(PartialEq)]
    enum In {
        Both,
        Ours,
        /// What stood there before both, in some styles.
        Before,
        Theirs,
    }
    let (mut ours, mut theirs) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    let (mut at, mut any) = (In::Both, false);
    for line in text.split_inclusive('\n') {
        let mark = line.trim_end();
        at = match at {
            In::Both if mark.starts_with("<<<<<<<") => In::Ours,
            In::Ours if mark.starts_with("|||||||") => In::Before,
            In::Ours | In::Before if mark == "=======" => In::Theirs,
            In::Theirs if mark.starts_with(">>>>>>>") => In::Both,
            same => {
                match same {
                    In::Both => [&mut ours, &mut theirs].into_iter().for_each(|side| side.push_str(line)),
                    In::Ours => ours.push_str(line),
                    In::Before => {}
                    In::Theirs => theirs.push_str(line),
                }
                at = same;
                continue;
            }
        };
        any = true;
    }
    (any && at == In::Both).then_some((ours, theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_of_a_conflict() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> theirs\nd\n";
        assert_eq!(sides(text), Some(("a\nb\nd\n".into(), "a\nc\nd\n".into())));
        assert_eq!(
            sides(&text.replace("||||||| base\nx\n", "").replace('\n', "\r\n")),
            Some(("a\r\nb\r\nd\r\n".into(), "a\r\nc\r\nd\r\n".into()))
        );
        for none in ["a\n", "<<<<<<< a\nb\n=======\n", "=======\n", ""] {
            assert_eq!(sides(none), None, "{none}");
        }
    }

    #[test]
    fn nothing_of_either_side_is_forgotten() {
        let page = |since: &str, entry: &str, anchor: &str| Published {
            since: since.into(),
            entries: vec![entry.into()],
            anchors: vec![anchor.into()],
            ..Published::default()
        };
        let address = |first: &str, last: &str| Address { first: first.into(), last: last.into(), ..Address::default() };
        let side = |published: &str, address: (&str, Address), page: (&str, Published)| Ledger {
            published: published.into(),
            addresses: [("/both/".to_string(), address.1.clone()), (address.0.to_string(), address.1)].into(),
            pages: [("report:both@en".to_string(), page.1.clone()), (page.0.to_string(), page.1)].into(),
            publications: [format!("{published} 0123456789abcdef")].into(),
            ..Ledger::default()
        };
        let ours = || {
            side("2025-03-02", ("/ours/", address("2025-01-02", "2025-03-01")), ("report:ours@en", page("2025-03-01", "a", "p1")))
        };
        let theirs =
            || side("2025-03-01", ("/theirs/", address("2025-01-01", "")), ("report:theirs@en", page("2025-03-02", "b", "p2")));
        let both = union(ours(), theirs());
        assert_eq!(both, union(theirs(), ours()));
        assert_eq!(both.published, "2025-03-02");
        assert_eq!(both.addresses.keys().collect::<Vec<_>>(), ["/both/", "/ours/", "/theirs/"]);
        assert_eq!(both.addresses["/both/"], address("2025-01-01", "2025-03-01"));
        assert_eq!(both.pages.len(), 3);
        let Published { since, entries, anchors, .. } = &both.pages["report:both@en"];
        assert_eq!((since.as_str(), entries.len(), anchors.len()), ("2025-03-02", 2, 2));
        assert_eq!(both.publications.len(), 2);
        assert_eq!(union(ours(), ours()), ours());
    }
}
