//! Two ledgers that went on from one: what either of them says was published is public.

use super::{Address, Ledger, beside};
use std::collections::btree_map::Entry;

/// Both ledgers in one: nothing that either of them says is left out but what the other one has replaced. It does not matter which
/// of them is ours.
pub fn union(ours: Ledger, theirs: Ledger) -> Ledger {
    let (mut both, theirs) = (ours, theirs);
    both.published = both.published.max(theirs.published);
    for (address, other) in theirs.addresses {
        match both.addresses.entry(address) {
            Entry::Occupied(mut entry) => join(entry.get_mut(), other),
            Entry::Vacant(entry) => drop(entry.insert(other)),
        }
    }
    for (name, other) in theirs.pages {
        let page = match both.pages.remove(&name) {
            Some(page) => page.joined(other),
            None => other,
        };
        both.pages.insert(name, page);
    }
    both.overrides.extend(theirs.overrides);
    both.overrides.sort();
    both.overrides.dedup();
    both.publications.extend(theirs.publications);
    both
}

fn join(entry: &mut Address, other: Address) {
    if !other.first.is_empty() && (entry.first.is_empty() || other.first < entry.first) {
        entry.first = other.first;
    }
    // While one side has something there, it is there.
    let rank = |address: &Address| (address.last.is_empty(), address.last.clone(), address.kind.clone());
    (_, entry.last, entry.kind) = rank(entry).max((other.last.is_empty(), other.last, other.kind));
    entry.files = beside::files(std::mem::take(&mut entry.files), other.files);
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
    use crate::model::ledger::{Published, Shown, Unit, Wording};

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

    fn address(first: &str, last: &str) -> Address {
        Address { first: first.into(), last: last.into(), ..Address::default() }
    }

    #[test]
    fn nothing_of_either_side_is_forgotten() {
        let page = |since: &str, entry: &str, anchor: &str| {
            let wording = Wording { since: since.into(), entries: vec![entry.into()], ..Wording::default() };
            Published { anchors: vec![anchor.into()], wordings: vec![wording], ..Published::default() }
        };
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
        assert_eq!(both.addresses["/both/"], address("2025-01-01", ""));
        assert_eq!(both.pages.len(), 3);
        let Published { wordings, anchors, .. } = &both.pages["report:both@en"];
        assert_eq!((wordings[0].since.as_str(), wordings.len(), anchors.len()), ("2025-03-02", 2, 2));
        assert_eq!(both.publications.len(), 2);
        assert_eq!(union(ours(), ours()), ours());
    }

    /// Steps of a history: who publishes, what, and on which day. Each side goes on from what it knows.
    fn ledgers(steps: &[(usize, u64, u64, u8)]) -> Vec<Ledger> {
        let mut sides = vec![Ledger::default(); 3];
        for (step, (side, place, words, day)) in steps.iter().enumerate() {
            let (name, day) = (format!("report:{}@en", place % 2), format!("2025-01-{day:02}"));
            let ledger = &mut sides[side % 3];
            let old = ledger.pages.remove(&name).unwrap_or_default();
            let mut paragraphs = old.wording().paragraphs.clone();
            let unit = Unit { name: (place / 2 + 1).to_string(), hash: *words, ..Unit::default() };
            match paragraphs.iter().position(|one| one.name == unit.name) {
                Some(at) if *words == 0 => drop(paragraphs.remove(at)),
                Some(at) => paragraphs[at] = unit,
                None => paragraphs.push(unit),
            }
            let mut entries: Vec<String> = old.wordings.iter().flat_map(|one| one.entries.clone()).collect();
            entries.push(format!("{:016x}", 1_000 + step));
            entries.sort();
            entries.dedup();
            let next = Wording { since: day.clone(), entries, paragraphs, ..Wording::default() }.after(&old.wordings);
            let anchors = next.paragraphs.iter().map(|one| format!("p{}", one.name)).chain(old.anchors.clone());
            let anchors = anchors.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            // It is published at one address first, and may move.
            let address = format!("/{}/", if old.wordings.is_empty() { 0 } else { words % 3 });
            let first = if address == "/0/" { "" } else { "/0/" };
            ledger
                .pages
                .insert(name, Published { first: first.into(), address: address.clone(), anchors, wordings: vec![next], ..old });
            let known = ledger.addresses.entry(address).or_insert(Address { first: day.clone(), ..Address::default() });
            known.last = if words % 3 == 0 { day.clone() } else { String::new() };
            known.files = vec![Shown::after(format!("{words:016x}"), &known.files)];
            ledger.published = day;
            // Somebody takes over what another knows.
            if place % 3 == 0 {
                let other = sides[(side + 1) % 3].clone();
                sides[side % 3] = union(sides[side % 3].clone(), other);
            }
        }
        sides
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
        #[test]
        fn sides_may_be_joined_in_any_order(steps in proptest::collection::vec((0usize..3, 0u64..8, 0u64..6, 1u8..4), 1..14)) {
            let sides = ledgers(&steps);
            let [a, b, c] = &sides[..] else { panic!() };
            let join = |one: &Ledger, other: &Ledger| union(one.clone(), other.clone());
            assert_eq!(join(a, a), *a);
            let both = join(a, b);
            assert_eq!(both, join(b, a));
            assert_eq!(join(&both, c), join(a, &join(b, c)));
            assert_eq!(join(&both, a), both);
            for (name, page) in a.pages.iter().chain(&b.pages) {
                let now = &both.pages[name];
                assert!(page.anchors.iter().all(|anchor| now.anchors.contains(anchor)));
                for wording in &page.wordings {
                    // It is there still, or another one replaced every piece that it has not.
                    let there = |one: &Wording| one.pieces().chain(one.replaced.iter().copied()).collect::<Vec<_>>();
                    assert!(now.wordings.iter().any(|one| wording.pieces().all(|piece| there(one).contains(&piece))));
                    assert!(wording.entries.iter().all(|entry| now.wordings.iter().any(|one| one.entries.contains(entry))));
                }
            }
            for (name, address) in a.addresses.iter().chain(&b.addresses) {
                let now = &both.addresses[name];
                assert!(now.first <= address.first && (now.last.is_empty() || now.last >= address.last));
                assert!(address.files.iter().all(|file| now.files.iter().any(|one| one.hash == file.hash || one.was.contains(&file.hash))));
            }
        }
    }
}
