//! The bytes of a shard of terms, and how they are read again. `search.js` reads the same.
//!
//! A number of words, then for each word: how many bytes it shares with the one before, its other bytes, how many bytes
//! its stem shares with it, the stem's other bytes, how many bytes all words of that stem begin with, how many passages
//! hold it, how long its postings are (0 where it is too common to be looked for). Then all postings: for each passage
//! its distance from the one before, times sixteen, plus its level. Numbers are LEB128; texts have their length first.
//!
//! Beside it lies a shard of places, for phrases: how many words it is about (those with postings), for each the length of
//! its places; then the places: for each passage of its postings where the word stands in it, the distance from the one
//! before, times two, plus one if another follows.

/// Lowest weight, and how much each of the 16 levels lies above the one before.
const LOWEST: f32 = 3.0;
const STEP: f32 = 1.33;

/// A word and where it stands.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Folded.
    pub word: String,
    /// Its stem, folded.
    pub stem: String,
    /// How many bytes all words of that stem begin with.
    pub shared: usize,
    /// Passages that hold it.
    pub count: u32,
    /// Distances and levels; empty if it is too common.
    pub postings: Vec<u8>,
    /// Where it stands in each passage of its postings.
    pub places: Vec<u8>,
}

impl Entry {
    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        self.word.len() / 2 + 8 + self.postings.len()
    }

    /// The places in each passage, in the order of its postings.
    pub fn places(&self) -> Vec<Vec<u32>> {
        let (mut at, mut found, mut own) = (0, Vec::new(), Vec::new());
        while let Some(value) = take(&self.places, &mut at) {
            own.push(own.last().copied().unwrap_or(0) + (value >> 1));
            if value & 1 == 0 {
                found.push(std::mem::take(&mut own));
            }
        }
        found
    }

    /// Passages and levels.
    pub fn passages(&self) -> Vec<(u32, u32)> {
        let (mut at, mut last, mut found) = (0, 0, Vec::new());
        while let Some(value) = take(&self.postings, &mut at) {
            last += value >> 4;
            found.push((last, value & 15));
        }
        found
    }
}

/// The level that stands for a weight, 0 to 15.
pub fn level(weight: f32) -> u32 {
    let steps = (weight.max(LOWEST) / LOWEST).ln() / STEP.ln();
    (steps.round() as u32).min(15)
}

/// The weight that a level stands for.
pub fn weight(level: u32) -> f32 {
    LOWEST * STEP.powi(level.min(15) as i32)
}

/// How many bytes two words begin with alike, whole characters only.
pub fn common(a: &str, b: &str) -> usize {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    same.map(|(c, _)| c.len_utf8()).sum()
}

/// Writes a number, seven bits to a byte, the lowest first.
pub fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads a number; `None` at the end, or if it is longer than five bytes.
pub fn take(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut number = 0u32;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Writes a shard; the words are in order.
pub fn write(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.iter().map(Entry::size).sum());
    put(&mut bytes, entries.len() as u32);
    let mut before = "";
    for entry in entries {
        put_rest(&mut bytes, before, &entry.word);
        put_rest(&mut bytes, &entry.word, &entry.stem);
        put(&mut bytes, entry.shared as u32);
        put(&mut bytes, entry.count);
        put(&mut bytes, entry.postings.len() as u32);
        before = &entry.word;
    }
    entries.iter().for_each(|entry| bytes.extend_from_slice(&entry.postings));
    bytes
}

/// Writes the places of a word in one passage; they are in order.
pub fn put_places(bytes: &mut Vec<u8>, places: &[u32]) {
    let (mut last, count) = (0, places.len());
    for (at, place) in places.iter().enumerate() {
        put(bytes, (place - last) << 1 | u32::from(at + 1 < count));
        last = *place;
    }
}

/// Writes the shard of places that lies beside a shard of terms.
pub fn write_places(entries: &[Entry]) -> Vec<u8> {
    let found: Vec<&Entry> = entries.iter().filter(|entry| !entry.postings.is_empty()).collect();
    let mut bytes = Vec::with_capacity(found.iter().map(|entry| entry.places.len() + 3).sum());
    put(&mut bytes, found.len() as u32);
    found.iter().for_each(|entry| put(&mut bytes, entry.places.len() as u32));
    found.iter().for_each(|entry| bytes.extend_from_slice(&entry.places));
    bytes
}

/// Reads a shard of places into its words; `None` if it is damaged or belongs to others.
pub fn read_places(bytes: &[u8], entries: &mut [Entry]) -> Option<()> {
    let mut at = 0;
    let mut found: Vec<&mut Entry> = entries.iter_mut().filter(|entry| !entry.postings.is_empty()).collect();
    if bytes.is_empty() && found.is_empty() {
        return Some(());
    }
    if take(bytes, &mut at)? as usize != found.len() {
        return None;
    }
    let lengths = found.iter().map(|_| take(bytes, &mut at)).collect::<Option<Vec<u32>>>()?;
    for (entry, length) in found.iter_mut().zip(lengths) {
        let end = at.checked_add(length as usize)?;
        entry.places = bytes.get(at..end)?.to_vec();
        at = end;
    }
    Some(())
}

fn put_rest(bytes: &mut Vec<u8>, before: &str, text: &str) {
    let shared = common(before, text);
    put(bytes, shared as u32);
    put(bytes, (text.len() - shared) as u32);
    bytes.extend_from_slice(text.as_bytes().get(shared..).unwrap_or_default());
}

/// Reads a shard; `None` if it is damaged.
pub fn read(bytes: &[u8]) -> Option<Vec<Entry>> {
    if bytes.is_empty() {
        return Some(Vec::new());
    }
    let mut at = 0;
    let count = take(bytes, &mut at)?;
    let (mut entries, mut lengths) = (Vec::<Entry>::new(), Vec::new());
    for _ in 0..count {
        let before = entries.last().map_or("", |entry| entry.word.as_str());
        let word = take_rest(bytes, &mut at, before)?;
        let stem = take_rest(bytes, &mut at, &word)?;
        let shared = take(bytes, &mut at)? as usize;
        let count = take(bytes, &mut at)?;
        lengths.push(take(bytes, &mut at)? as usize);
        entries.push(Entry { word, stem, shared, count, ..Entry::default() });
    }
    for (entry, length) in entries.iter_mut().zip(lengths) {
        entry.postings = bytes.get(at..at.checked_add(length)?)?.to_vec();
        at += length;
    }
    Some(entries)
}

fn take_rest(bytes: &[u8], at: &mut usize, before: &str) -> Option<String> {
    let shared = take(bytes, at)? as usize;
    let length = take(bytes, at)? as usize;
    let rest = bytes.get(*at..at.checked_add(length)?)?;
    *at += length;
    Some(format!("{}{}", before.get(..shared)?, std::str::from_utf8(rest).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(word: &str, stem: &str, places: &[(u32, u32)]) -> Entry {
        let (mut postings, mut last) = (Vec::new(), 0);
        for (passage, level) in places {
            put(&mut postings, (passage - last) << 4 | level);
            last = *passage;
        }
        let count = places.len() as u32;
        Entry { word: word.into(), stem: stem.into(), shared: 3, count, postings, places: Vec::new() }
    }

    #[test]
    fn places_are_read_again() {
        let mut entries = [entry("a", "a", &[(1, 1), (4, 1)]), entry("common", "common", &[]), entry("z", "z", &[(2, 2)])];
        put_places(&mut entries[0].places, &[0, 5, 300]);
        put_places(&mut entries[0].places, &[64]);
        put_places(&mut entries[2].places, &[7, 8]);
        let bytes = write_places(&entries);
        let mut read = entries.clone();
        read.iter_mut().for_each(|entry| entry.places.clear());
        assert_eq!(read_places(&bytes, &mut read), Some(()));
        assert_eq!(read, entries);
        assert_eq!(read[0].places(), [vec![0, 5, 300], vec![64]]);
        assert_eq!(read_places(&bytes[..bytes.len() - 1], &mut read), None);
        assert_eq!(read_places(&bytes, &mut read[..1]), None);
        assert_eq!(read_places(&[], &mut read[1..2]), Some(()));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let entries = [
            entry("nacion", "nacion", &[(0, 15), (7, 0), (300_000, 4)]),
            entry("naciones", "nacion", &[]),
            entry("外", "外", &[(1, 1)]),
        ];
        let bytes = write(&entries);
        assert_eq!(read(&bytes).as_deref(), Some(&entries[..]));
        assert_eq!(entries[0].passages(), [(0, 15), (7, 0), (300_000, 4)]);
        assert_eq!(read(&[]), Some(Vec::new()));
        for end in 1..bytes.len() {
            assert_eq!(read(&bytes[..end]), None, "{end} of {}", bytes.len());
        }
    }

    #[test]
    fn levels_keep_the_order_of_weights() {
        let levels: Vec<u32> = [0.0, 4.0, 16.0, 30.0, 80.0, 113.0, 160.0, 5000.0].map(level).to_vec();
        assert!(levels.is_sorted() && levels[7] == 15, "{levels:?}");
        assert!((1..16).all(|n| weight(n) > weight(n - 1) && level(weight(n)) == n));
    }
}
