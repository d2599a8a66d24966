//! All names as a tree of words: a text is looked up word by word, and most of its words begin no name.
//!
//! A key is cut into runs of small ASCII letters, digits and `_` (a *word*), and single bytes of anything else. A name
//! that begins with a word can stand in a text only where a word of the text begins, and each of its words but the last
//! must be a whole word there; the last must be one too, because names end on borders of words. This holds for texts in
//! which folding dropped no character (`Folded::dropped`); the others are searched by the automaton.

use super::tokens::{self, hash, pair};
use crate::model::mention::fold::Folded;
use rustc_hash::FxHashMap;

/// Whether a folded byte is part of a word.
fn is_simple(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')
}

/// The words of a folded text: where each begins and ends.
pub fn words(bytes: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = next_word(bytes, at)?;
        at = word.end;
        Some(word)
    })
}

/// The first word from some byte on.
pub fn next_word(bytes: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
    let start = at + bytes.get(at..)?.iter().position(|byte| is_simple(*byte))?;
    Some(start..end_of(bytes, start))
}

fn end_of(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|byte| !is_simple(*byte)).map_or(bytes.len(), |length| start + length)
}

/// Names by their words.
#[derive(Debug, Default)]
pub struct Trie {
    /// Number of each word; single bytes have the numbers below 256.
    pieces: FxHashMap<Box<[u8]>, u32>,
    /// The node after a node and a piece. The first node is 0.
    next: FxHashMap<(u32, u32), u32>,
    /// The name that ends at a node, or `NONE`.
    ends: Vec<u32>,
    /// First words of names, by hash.
    first: Filter,
    /// First words of names that do not go on with a space and a second word.
    alone: Filter,
    /// The first two words of those that do.
    pairs: Filter,
}

/// Some hashes by their highest bits: one that was taken in is known for sure.
#[derive(Debug, Default)]
struct Filter(Vec<u64>);

impl Filter {
    /// Bits of a hash that are looked at; 4 KB stay close while a text is read.
    const WIDTH: u32 = 15;

    fn place(hash: u64) -> (usize, u64) {
        let at = hash >> (64 - Filter::WIDTH);
        (at as usize / 64, 1 << (at % 64))
    }

    fn add(&mut self, hash: u64) {
        let (at, bit) = Filter::place(hash);
        self.0.resize(1 << (Filter::WIDTH - 6), 0);
        self.0[at] |= bit;
    }

    fn may_have(&self, hash: u64) -> bool {
        let (at, bit) = Filter::place(hash);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

const NONE: u32 = u32::MAX;

impl Trie {
    /// Takes in all keys that begin with a word; the others are returned, by position.
    pub fn new(keys: &[Vec<u8>]) -> (Trie, Vec<u32>) {
        let mut trie = Trie { ends: vec![NONE], ..Trie::default() };
        let mut others = Vec::new();
        for (position, key) in keys.iter().enumerate() {
            if key.first().is_some_and(|byte| is_simple(*byte)) {
                trie.insert(key, position as u32);
            } else {
                others.push(position as u32);
            }
        }
        (trie, others)
    }

    fn insert(&mut self, key: &[u8], position: u32) {
        let (mut node, mut at) = (0, 0);
        let first = 0..end_of(key, 0);
        let second = first.end + 1..end_of(key, (first.end + 1).min(key.len()));
        let begins = hash(key, first.clone());
        self.first.add(begins);
        match key.get(first.end) {
            Some(b' ') if !second.is_empty() => self.pairs.add(pair(begins, hash(key, second))),
            _ => self.alone.add(begins),
        }
        while at < key.len() {
            let (piece, end) = if is_simple(key[at]) {
                let end = end_of(key, at);
                let new = 256 + self.pieces.len() as u32;
                let piece = match self.pieces.get(&key[at..end]) {
                    Some(piece) => *piece,
                    None => *self.pieces.entry(key[at..end].into()).or_insert(new),
                };
                (piece, end)
            } else {
                (u32::from(key[at]), at + 1)
            };
            let new = self.ends.len() as u32;
            node = *self.next.entry((node, piece)).or_insert(new);
            if node == new {
                self.ends.push(NONE);
            }
            at = end;
        }
        self.ends[node as usize] = position;
    }

    /// Whether some name may begin with a folded word of this hash (`tokens::hash`).
    pub fn may_begin(&self, hash: u64) -> bool {
        self.first.may_have(hash)
    }

    /// Whether some name may begin with a word of a text that is not folded, and go on with what follows it there.
    pub fn may_stand(&self, text: &[u8], word: std::ops::Range<usize>, hash: u64) -> bool {
        if !self.first.may_have(hash) {
            return false;
        }
        if self.alone.may_have(hash) {
            return true;
        }
        // Names of several words are left: most places have another second word.
        let second = match &text[word.end..] {
            [b' ', byte, ..] if tokens::is_simple(*byte) => word.end + 1,
            [byte, ..] => return byte.is_ascii_whitespace() || *byte == 0x0b || !byte.is_ascii(),
            [] => return false,
        };
        let end = text[second..].iter().position(|byte| !tokens::is_simple(*byte)).map_or(text.len(), |length| second + length);
        // A word that goes on beyond ASCII is known when it is folded.
        text.get(end).is_some_and(|byte| !byte.is_ascii()) || self.pairs.may_have(pair(hash, tokens::hash(text, second..end)))
    }

    /// Every name that stands at a word of a text: where it ends, and its position among the keys. The text is folded as
    /// far as names go on in it.
    pub fn at(&self, folded: &mut Folded, text: &str, word: std::ops::Range<usize>, mut found: impl FnMut(&Folded, usize, u32)) {
        let mut end = word.end;
        let mut piece = self.pieces.get(&folded.bytes[word]).copied();
        let mut node = 0;
        while let Some(next) = piece.and_then(|piece| self.next.get(&(node, piece))) {
            node = *next;
            while end == folded.bytes.len() && folded.go_on(text) {}
            let name = self.ends[node as usize];
            if name != NONE {
                found(folded, end, name);
            }
            let Some(byte) = folded.bytes.get(end) else { return };
            if is_simple(*byte) {
                let start = end;
                end = end_of(&folded.bytes, start);
                while end == folded.bytes.len() && folded.go_on(text) {
                    end = end_of(&folded.bytes, end);
                }
                piece = self.pieces.get(&folded.bytes[start..end]).copied();
            } else {
                piece = Some(u32::from(*byte));
                end += 1;
            }
        }
    }
}

const BITS: usize = 8192;

/// The words of a page, as bits: a word that is there is known for sure, one that is not is nearly always known not to be.
/// Nothing is kept of a page without words.
#[derive(Clone, Default)]
pub struct Words(Option<Box<[u64; BITS / 64]>>);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.0.iter().flat_map(|all| all.iter()).map(|bits| bits.count_ones()).sum::<u32>())
    }
}

fn bit(hash: u64) -> usize {
    (hash >> 51) as usize % BITS
}

impl Words {
    /// Takes in a word, by its hash (`tokens::hash`).
    pub fn add(&mut self, hash: u64) {
        let bit = bit(hash);
        self.all()[bit / 64] |= 1 << (bit % 64);
    }

    /// Holds every name from now on.
    pub fn add_all(&mut self) {
        self.all().fill(u64::MAX);
    }

    /// The bits; there are some from now on.
    pub fn all(&mut self) -> &mut [u64; BITS / 64] {
        self.0.get_or_insert_with(|| Box::new([0; BITS / 64]))
    }

    /// Whether a name, given as its `bits`, may stand among these words.
    pub fn may_hold(&self, bits: &[usize]) -> bool {
        self.0.as_ref().is_some_and(|all| bits.iter().all(|bit| all[bit / 64] & (1 << (bit % 64)) != 0))
    }

    /// The bits of a folded name.
    pub fn bits(key: &[u8]) -> Vec<usize> {
        words(key).map(|word| bit(hash(key, word))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_at_words() {
        let keys: Vec<Vec<u8>> = ["audit", "audit office", "audit office of wales", "u.s.", "wales", "ёлка"]
            .iter()
            .map(|key| key.as_bytes().to_vec())
            .collect();
        let (trie, others) = Trie::new(&keys);
        assert_eq!(others, [5]);
        let text = b"the audit office of walesia, u.s. wales, auditor";
        let mut found = Vec::new();
        let mut folded = Folded::default();
        folded.refill(std::str::from_utf8(text).unwrap());
        for word in words(text) {
            trie.at(&mut folded, "", word.clone(), |_, end, name| found.push((&text[word.start..end], name)));
        }
        let all: Vec<(&str, u32)> = found.iter().map(|(text, name)| (std::str::from_utf8(text).unwrap(), *name)).collect();
        assert_eq!(all, [("audit", 0), ("audit office", 1), ("u.s.", 3), ("wales", 4)]);
    }

    #[test]
    fn words_of_a_page_hold_their_names() {
        let mut page = Words::default();
        words(b"the audit office").for_each(|word| page.add(hash(b"the audit office", word)));
        assert!(page.may_hold(&Words::bits(b"audit office")) && !page.may_hold(&Words::bits(b"audit board")));
        // Of a name without plain words nothing is known, but where there are no words at all.
        assert!(page.may_hold(&Words::bits("ёлка".as_bytes())));
    }
}
