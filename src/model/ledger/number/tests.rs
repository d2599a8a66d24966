//! What must hold of numbers, whatever an author does.

use super::*;
use crate::model::ledger::digest::{hash, sketch};

fn now(texts: &[&str]) -> Vec<(u64, u64)> {
    texts.iter().map(|text| (hash(text), sketch(text))).collect()
}

/// Numbers for some texts, after others were published under some numbers.
fn numbered(was: &[(&str, &str)], texts: &[&str]) -> Vec<String> {
    given(was, &texts.iter().map(|text| (None, *text)).collect::<Vec<_>>())
}

fn given(was: &[(&str, &str)], texts: &[(Option<&str>, &str)]) -> Vec<String> {
    let was: Vec<Was> = was.iter().map(|(number, text)| Was { number, hash: hash(text), sketch: sketch(text) }).collect();
    let now: Vec<Now> = texts.iter().map(|(given, text)| Now { given: *given, hash: hash(text), sketch: sketch(text) }).collect();
    number(&now, &was, &BTreeSet::new()).into_iter().map(|one| one.number).collect()
}

const A: &str = "The prison agreement was signed in February and paid for in March.";
const B: &str = "Deportation flights carried 238 people to the new prison near Tecoluca.";
const C: &str = "Congress learned of the payment from a newspaper, four weeks afterwards.";
const D: &str = "Courts in three districts ordered the government to bring them back.";
const NEW: &str = "Nothing like this stood anywhere in the paper before today, at all.";

fn abcd() -> [(&'static str, &'static str); 4] {
    [("1", A), ("2", B), ("3", C), ("4", D)]
}

#[test]
fn what_is_new_gets_a_letter_and_what_is_gone_leaves_its_number() {
    assert_eq!(numbered(&abcd(), &[A, B, C, D]), ["1", "2", "3", "4"]);
    assert_eq!(numbered(&abcd(), &[A, NEW, B, C, D]), ["1", "1A", "2", "3", "4"]);
    assert_eq!(numbered(&abcd(), &[NEW, A, B, C, D]), ["0A", "1", "2", "3", "4"]);
    assert_eq!(numbered(&abcd(), &[A, B, C, D, NEW]), ["1", "2", "3", "4", "5"]);
    assert_eq!(numbered(&abcd(), &[A, C, D]), ["1", "3", "4"]);
    let edited = B.replace("238", "261");
    assert_eq!(numbered(&abcd(), &[A, NEW, &edited, C, D]), ["1", "1A", "2", "3", "4"]);
    assert_eq!(numbered(&abcd(), &[A, NEW, C, D]), ["1", "2", "3", "4"], "written anew in its place");
    assert_eq!(numbered(&abcd(), &[D, A, B, C]), ["4", "1", "2", "3"], "moved");
    assert_eq!(numbered(&[], &[A, B]), ["1", "2"]);
}

#[test]
fn letters_upon_letters() {
    let was = [("7", A), ("7A", B), ("7B", C), ("8", D)];
    assert_eq!(numbered(&was, &[A, B, NEW, C, D]), ["7", "7A", "7AA", "7B", "8"]);
    assert_eq!(numbered(&was, &[A, NEW, B, C, D]), ["7", "7ZA", "7A", "7B", "8"]);
    assert_eq!(numbered(&was, &[A, B, C, NEW, D]), ["7", "7A", "7B", "7C", "8"]);
    // 7A was withdrawn: its number is not given again.
    assert_eq!(numbered(&was, &[A, C, NEW, "Words of another kind stand here.", D]), ["7", "7B", "7C", "7D", "8"]);
    let used = BTreeSet::from(["1A".to_string(), "9".to_string()]);
    let texts = now(&[A, NEW, B, "An end."]);
    let was = [A, B].map(hash);
    let was: Vec<Was> = was.iter().zip(["1", "2"]).map(|(hash, number)| Was { number, hash: *hash, sketch: 0 }).collect();
    let now: Vec<Now> = texts.iter().map(|(hash, sketch)| Now { given: None, hash: *hash, sketch: *sketch }).collect();
    let numbers: Vec<String> = number(&now, &was, &used).into_iter().map(|one| one.number).collect();
    assert_eq!(numbers, ["1", "1B", "2", "10"]);
}

#[test]
fn numbers_that_were_given_win() {
    assert_eq!(given(&abcd(), &[(None, A), (Some("1X"), NEW), (None, B), (None, C), (None, D)]), ["1", "1X", "2", "3", "4"]);
    assert_eq!(given(&abcd(), &[(None, A), (None, B), (Some("9"), NEW), (None, "Fresh words follow it.")]), ["1", "2", "9", "10"]);
    assert_eq!(given(&abcd(), &[(None, A), (Some("4"), NEW), (None, C)]), ["1", "4", "3"]);
}

#[test]
fn many_at_one_place() {
    let mut texts = vec![A.to_string()];
    texts.extend((0..1000).map(|n| format!("new text {n} {}", n * 7919)));
    texts.push(B.to_string());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let found = numbered(&[("1", A), ("2", B)], &texts);
    assert_eq!([&found[0], &found[1], &found[1000], &found[1001]], ["1", "1AAA", "1BOY", "2"]);
    // Hostile: everything equal, everything new.
    let same = vec!["x"; 5000];
    assert_eq!(numbered(&[("1", "x"), ("2", "x")], &same).iter().collect::<BTreeSet<_>>().len(), 5000);
}

/// Steele, Lea and Flood's SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 33) as usize % sides.max(1)
    }

    fn text(&mut self) -> String {
        (0..20).map(|_| format!("w{}", self.roll(5000))).collect::<Vec<_>>().join(" ")
    }
}

/// Whatever is put in, taken out or edited, a paragraph that stayed keeps its number, no number is given twice or again,
/// and new ones stand in order.
#[test]
fn hold_through_any_history() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let mut texts: Vec<String> = (0..8).map(|_| dice.text()).collect();
        let mut published: Vec<(String, String)> = Vec::new();
        let mut used = BTreeSet::new();
        for round in 0..12 {
            let mut kept: Vec<String> = texts.clone();
            if round > 0 {
                for _ in 0..=dice.roll(3) {
                    let at = dice.roll(texts.len() + 1);
                    match dice.roll(3) {
                        0 => texts.insert(at, dice.text()),
                        1 if at < texts.len() && texts.len() > 3 => drop(texts.remove(at)),
                        _ if at < texts.len() => texts[at] = texts[at].replacen(' ', " changed ", 1),
                        _ => {}
                    }
                }
            }
            kept.retain(|text| texts.contains(text));
            let was: Vec<Was> =
                published.iter().map(|(number, text)| Was { number, hash: hash(text), sketch: sketch(text) }).collect();
            let all: Vec<Now> = texts.iter().map(|text| Now { given: None, hash: hash(text), sketch: sketch(text) }).collect();
            let found = number(&all, &was, &used);
            let numbers: BTreeSet<&str> = found.iter().map(|one| one.number.as_str()).collect();
            assert_eq!(numbers.len(), texts.len(), "seed {seed}, round {round}: {found:?}");
            for (text, one) in texts.iter().zip(&found) {
                if let Some((number, _)) = published.iter().find(|(_, before)| before == text) {
                    assert_eq!(&one.number, number, "seed {seed}, round {round}");
                }
                assert!(one.was.is_some() || !used.contains(&one.number), "seed {seed}: {} is given again", one.number);
            }
            let order: Vec<Parts> =
                found.iter().map(|one| parts(&one.number)).map(|(base, letters)| (base, order(&letters))).collect();
            assert!(order.is_sorted(), "seed {seed}, round {round}: {order:?}");
            published = found.iter().map(|one| one.number.clone()).zip(texts.iter().cloned()).collect();
            used.extend(found.into_iter().map(|one| one.number));
        }
    }
}

/// A hand may have written any number: what counts on neither ends there nor begins anew.
#[test]
fn what_counts_on_never_runs_over() {
    for odd in ["18446744073709551615", "999999999", "18446744073709551615A"] {
        let was = [Was { number: "1", hash: 1, sketch: 0 }, Was { number: odd, hash: 2, sketch: 0 }];
        let now = [1, 2, 3, 4].map(|hash| Now { given: None, hash, sketch: !0 });
        let found: Vec<String> = number(&now, &was, &BTreeSet::new()).into_iter().map(|one| one.number).collect();
        assert_eq!(found, ["1", odd, "2", "3"]);
    }
}
