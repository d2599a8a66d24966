//! Acronyms: each is written out where a reader meets it first, and none is introduced for nothing.

use super::words::KNOWN;
use super::{Piece, Reading};
use crate::base::{Fault, Range};
use crate::check::{Diagnostics, View};
use crate::document::Sort;
use crate::document::tree::{LeafId, LeafSort};
use crate::model::mention::Zone;
use crate::model::{Page, Reference};
use rustc_hash::{FxHashMap, FxHashSet};

/// Fewest and most letters of an acronym; what is longer is a word in capitals.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=6;
/// Bytes before and behind an acronym in which its bracket, or its meaning, is looked for.
const REACH: usize = 200;

/// An acronym where it stands.
struct Acronym<'a> {
    /// Its letters, without full stops and the `s` of a plural.
    letters: String,
    /// As it stands.
    words: std::ops::Range<usize>,
    /// The bracket that it stands alone in, behind what it stands for: `National Civil Police (PNC)`.
    alone: Option<std::ops::Range<usize>>,
    text: &'a str,
}

pub(in crate::check::rules) fn unexplained(view: &View, page: &Page, reading: &Reading, found: &mut Diagnostics) {
    let model = view.model;
    let named = Named::new(model.outgoing(page.id), &page.text());
    let mut settled: FxHashSet<String> = model.config.acronyms.iter().map(|known| bare(known)).collect();
    for piece in reading.pieces() {
        each(piece, &mut |acronym| {
            let place = piece.place(&acronym.words);
            let reads = piece.is_running() && !matches!(piece.info.sort, LeafSort::Caption);
            if !acronym.is_authors(piece) || !reads || settled.contains(&acronym.letters) {
                return;
            }
            let name = named.at(piece.leaf.id, &place);
            // A part of a longer name, such as `UN Security Council`.
            if name.is_some_and(|name| name.range.start < place.start || name.range.end > place.end + 2) {
                return;
            }
            let record = name.and_then(|name| name.to.page()).map(|id| model.page(id));
            let is_its_name = record.is_some_and(|record| bare(&record.record.name.value) == acronym.letters);
            let named_before = name.is_some_and(|name| named.is_written_out_before(name));
            settled.insert(acronym.letters.clone());
            if is_its_name || named_before || acronym.alone.is_some() || acronym.is_followed_by_its_meaning() {
                return;
            }
            let message = format!("`{}` stands here for the first time, and nothing says what it means", acronym.letters);
            let long = record.map_or("What It Means", |record| record.record.name.value.as_str());
            let help = format!(
                "write it out where it stands first, as `{long} ({letters})`; `acronyms: [{letters}]` in chancery.yaml says that your \
                 readers know it",
                letters = acronym.letters
            );
            found.say(&page.path, Fault::new("unexplained-acronym", place, message).with_help(help));
        });
    }
}

pub(in crate::check::rules) fn unused(_: &View, page: &Page, reading: &Reading, found: &mut Diagnostics) {
    // How often each stands, and where it was introduced.
    let mut seen: FxHashMap<String, (usize, Option<Range>)> = FxHashMap::default();
    let mut order: Vec<String> = Vec::new();
    for piece in reading.pieces() {
        each(piece, &mut |acronym| {
            let introduced = acronym.alone.as_ref().filter(|_| piece.is_running());
            let entry = seen.entry(acronym.letters.clone()).or_insert_with(|| {
                order.push(acronym.letters.clone());
                (0, introduced.map(|bracket| piece.place(bracket)))
            });
            entry.0 += 1;
        });
    }
    for letters in order {
        if let Some((1, Some(place))) = seen.get(&letters) {
            let message = format!("`{letters}` is introduced here, and stands nowhere else");
            let fault = Fault::new("unused-acronym", place.clone(), message);
            found.say(&page.path, fault.with_help("leave it out: readers keep in mind what they need not"));
        }
    }
}

/// Finds acronyms in the words of a piece. Code, addresses and links are passed over, and so are lines in capitals.
fn each(piece: &Piece, visit: &mut dyn FnMut(Acronym)) {
    let text = piece.prose.text.as_str();
    let words: Vec<std::ops::Range<usize>> = words(text).collect();
    let capitals = |at: Option<usize>| {
        let word = at.and_then(|at| words.get(at)).and_then(|range| text.get(range.clone()));
        word.is_some_and(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1 && !word.contains(char::is_lowercase))
    };
    let apart = |from: usize, to: usize| text.get(from..to).is_none_or(|between| between != " ");
    for (at, range) in words.iter().enumerate() {
        let Some(letters) = text.get(range.clone()).and_then(letters) else { continue };
        let before = at.checked_sub(1).filter(|before| !apart(words[*before].end, range.start));
        let after = words.get(at + 1).filter(|after| !apart(range.end, after.start)).map(|_| at + 1);
        let known = |at: Option<usize>| {
            let word = at.and_then(|at| words.get(at)).and_then(|range| text.get(range.clone()));
            word.and_then(self::letters).is_some_and(|letters| is_known(&letters))
        };
        let shouted = [before, after].into_iter().any(|near| capitals(near) && !known(near));
        // `JD Vance`: two letters before a name are the initials of one.
        let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
        let initials = letters.chars().count() == 2 && after.and_then(|at| text.get(words[at].clone())).is_some_and(is_name);
        if shouted || initials || is_known(&letters) || piece.prose.zone(&super::narrow(range)) == Some(Zone::Closed) {
            continue;
        }
        visit(Acronym { letters, words: range.clone(), alone: alone(text, range), text });
    }
}

/// Words with the signs that may stand within them.
fn words(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '‑' | '/' | '&' | '\'' | '’' | '@' | '_' | '$' | '%');
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text.get(rest..)?.find(inner)?;
        let end = text[start..].find(|c| !inner(c)).map_or(text.len(), |length| start + length);
        rest = end;
        let trimmed = text[start..end].trim_end_matches(['.', '-', '‑', '/', '&', '\'', '’', '@', '_']);
        // `U.S.` keeps its last stop.
        let end = start + trimmed.len();
        Some(start..end.max(start))
    })
}

/// The letters of a word that is an acronym: `NGOs`, `U.N.`, `PNC’s`, `GIZ-led`.
fn letters(word: &str) -> Option<String> {
    // Most words are none, and are told by their first two signs.
    let mut signs = word.chars();
    let is_capital = signs.next().is_some_and(char::is_uppercase);
    if !is_capital || !signs.next().is_some_and(|second| second == '.' || second.is_uppercase()) {
        return None;
    }
    let word = word.split(['-', '‑']).next().filter(|first| {
        // `MS-13`, `HTS-BBC`: the whole is a name of its own.
        let behind = word.get(first.len()..).unwrap_or_default().trim_start_matches(['-', '‑']);
        behind.is_empty() || behind.starts_with(char::is_lowercase)
    })?;
    let word = ["’s", "'s", "’", "'"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    let whole =
        word.strip_suffix('s').filter(|stem| stem.chars().count() > 1 && !stem.contains(char::is_lowercase)).unwrap_or(word);
    let dotted = whole.contains('.');
    if dotted && !whole.split('.').all(|part| part.chars().count() <= 1) {
        return None;
    }
    let letters: String = whole.chars().filter(|c| *c != '.').collect();
    let fits = LETTERS.contains(&letters.chars().count()) && letters.chars().all(char::is_uppercase);
    (fits && !is_roman(&letters)).then_some(letters)
}

/// `XIV` is a number.
fn is_roman(letters: &str) -> bool {
    letters.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'))
}

fn is_known(letters: &str) -> bool {
    KNOWN.split_whitespace().any(|known| known == letters)
}

/// An acronym as it is compared.
fn bare(written: &str) -> String {
    written.chars().filter(|c| *c != '.').collect()
}

/// The bracket in which an acronym stands alone behind words; `(the PNC)` and `(PNC, in Spanish)` count.
fn alone(text: &str, word: &std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let before = text.get(..word.start)?;
    let near = text.floor_char_boundary(word.start.saturating_sub(REACH));
    let open = near + before[near..].rfind('(').filter(|open| !before[near + *open..].contains(')'))?;
    let close = word.end + reach(text, word.end).find(')')?;
    let inner = text.get(open + 1..close)?;
    let few = inner.split_whitespace().count() <= 4;
    let behind = before[..open].trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, '”' | '"' | '’' | '»' | '*'));
    (few && behind).then_some(open..close + 1)
}

impl Acronym<'_> {
    /// Whether the author wrote it, and not whom a quotation quotes: `(the “PNC”)` is the author's.
    fn is_authors(&self, piece: &Piece) -> bool {
        self.alone.is_some() || piece.is_own(&self.words)
    }

    /// `PNC (National Civil Police)`, and `PNC, the National Civil Police`, whose initials it has.
    fn is_followed_by_its_meaning(&self) -> bool {
        let after = reach(self.text, self.words.end).trim_start_matches('.');
        let Some(bracket) = after.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
            return has_initials(&self.letters, after);
        };
        bracket.0.split_whitespace().count() > 1
    }
}

/// What stands behind a place, as far as it is looked at.
fn reach(text: &str, from: usize) -> &str {
    text.get(from..text.ceil_char_boundary((from + REACH).min(text.len()))).unwrap_or_default()
}

/// Whether the next words begin with these letters, one after the other; small words between may be passed over.
fn has_initials(letters: &str, words: &str) -> bool {
    let mut wanted = letters.chars().flat_map(char::to_lowercase).peekable();
    for word in words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(letters.len() * 2 + 2) {
        let first = word.chars().next().map(|first| first.to_lowercase().next());
        match wanted.peek() {
            Some(next) if first == Some(Some(*next)) => _ = wanted.next(),
            Some(_) => {}
            None => break,
        }
    }
    wanted.peek().is_none()
}

/// Names of records in the text, and where each was written out first.
struct Named<'a> {
    by_leaf: FxHashMap<LeafId, Vec<&'a Reference>>,
    /// By record: the first place at which more than an acronym stands for it.
    written_out: FxHashMap<u32, u32>,
}

impl<'a> Named<'a> {
    fn new(said: &'a [Reference], text: &str) -> Named<'a> {
        let mut named = Named { by_leaf: FxHashMap::default(), written_out: FxHashMap::default() };
        for one in said.iter().filter(|one| matches!(one.sort, Sort::Mention | Sort::Link | Sort::Wiki)) {
            let (Some(leaf), Some(page)) = (one.leaf, one.to.page()) else { continue };
            if one.sort == Sort::Mention {
                named.by_leaf.entry(leaf).or_default().push(one);
            }
            let words = text.get(one.range.start as usize..one.range.end as usize).unwrap_or_default();
            if one.sort != Sort::Mention || words.contains(char::is_lowercase) && words.contains(' ') {
                let first = named.written_out.entry(page.0).or_insert(one.range.start);
                *first = (*first).min(one.range.start);
            }
        }
        named
    }

    /// The name that holds a place. Names stand in order, and apart.
    fn at(&self, leaf: LeafId, place: &Range) -> Option<&'a Reference> {
        let near = self.by_leaf.get(&leaf)?;
        let before = near.partition_point(|one| one.range.start <= place.start).checked_sub(1)?;
        near.get(before).copied().filter(|one| place.start < one.range.end)
    }

    fn is_written_out_before(&self, name: &Reference) -> bool {
        name.to.page().and_then(|page| self.written_out.get(&page.0)).is_some_and(|first| *first < name.range.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_told_from_other_words_in_capitals() {
        for (word, found) in [
            ("PNC", Some("PNC")),
            ("NGOs", Some("NGO")),
            ("U.N", Some("UN")),
            ("PNC’s", Some("PNC")),
            ("GIZ-led", Some("GIZ")),
            ("MS-13", None),
            ("XIV", None),
            ("A", None),
            ("Is", None),
            ("PUBLISHED", None),
            ("G20", None),
            ("Ph.D", None),
            ("ÉNA", Some("ÉNA")),
        ] {
            assert_eq!(letters(word).as_deref(), found, "{word}");
        }
        let found: Vec<&str> =
            words("The U.S. army (PNC), a/b c@d.").map(|range| &"The U.S. army (PNC), a/b c@d."[range]).collect();
        assert_eq!(found, ["The", "U.S", "army", "PNC", "a/b", "c@d"]);
    }

    #[test]
    fn meanings_stand_before_or_behind() {
        let text = "The National Civil Police (PNC) and (PNC)";
        assert_eq!(alone(text, &(27..30)), Some(26..31));
        assert!(has_initials("PNC", ", the Policía Nacional Civil, arrests"));
        assert!(!has_initials("PNC", " arrested three"));
    }
}
