//! The words of a text as it is written, without a folded copy of it: where they stand, and what they hash to.
//!
//! Every text of a site is read here, so 64 bytes are looked at together.

use std::ops::{ControlFlow, Range};

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// Whether a byte of a text, in any case, is part of a word of ASCII.
#[inline]
pub fn is_simple(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() | (byte == b'_')
}

/// Visits all tokens of a text in order, until a visit breaks off: runs of ASCII letters, figures, `_` and any characters
/// beyond ASCII. The flag says whether the token is all ASCII, and so one word.
pub fn each(text: &[u8], mut visit: impl FnMut(Range<usize>, bool) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut start = None;
    let mut before = 0;
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [b' '; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    // Filled up with spaces, for a token to end there.
    for (number, block) in blocks.iter().chain([&last]).enumerate() {
        let base = number * BLOCK;
        let words = bits(block, |byte| is_simple(byte) | (byte >= 0x80));
        let plain = block.is_ascii();
        // A token begins or ends where a byte differs from the one before it.
        let mut borders = words ^ (words << 1 | before);
        before = words >> (BLOCK - 1);
        while borders != 0 {
            let at = base + borders.trailing_zeros() as usize;
            borders &= borders - 1;
            match start.take() {
                None => start = Some(at),
                Some(start) => visit(start..at, (plain && start >= base) || text[start..at].is_ascii())?,
            }
        }
    }
    ControlFlow::Continue(())
}

/// One bit for each byte of a block: whether something holds of it.
#[inline]
fn bits(block: &[u8; BLOCK], holds: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0; BLOCK];
    flags.iter_mut().zip(block).for_each(|(flag, byte)| *flag = u8::from(holds(*byte)));
    let (eights, _) = flags.as_chunks::<8>();
    // The product gathers the lowest bits of eight bytes in its highest byte.
    let gathered = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    eights.iter().enumerate().fold(0, |all, (at, eight)| all | gathered(eight) << (8 * at))
}

/// The hash of a word of ASCII within some bytes; that of its small letters. Its highest bits are the best ones.
#[inline]
pub fn hash(bytes: &[u8], word: Range<usize>) -> u64 {
    /// Makes letters small, leaves figures as they are, and gives `_` a byte of its own.
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let mix = |hash: u64, part: u64| (hash.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
    let mut at = word.start;
    let mut hash = 0;
    while at + 8 < word.end {
        hash = mix(hash, eight(bytes, at) | SMALL);
        at += 8;
    }
    let left = word.end.saturating_sub(at).min(8) as u32;
    let mask = u64::MAX.checked_shr(64 - 8 * left).unwrap_or(0);
    mix(hash, (eight(bytes, at) | SMALL) & mask)
}

/// The hash of two words, one after the other, from those of each.
pub fn pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(32) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The eight bytes that begin at a place; nought behind the end.
#[inline]
fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(text: &str) -> Vec<(Range<usize>, bool)> {
        let mut found = Vec::new();
        let _ = each(text.as_bytes(), |token, plain| {
            found.push((token, plain));
            ControlFlow::Continue(())
        });
        found
    }

    proptest! {
        #[test]
        fn tokens_are_those_of_a_walk_byte_by_byte(text in "([a-zB7_]{0,9}[ .,’é-]{0,2}){0,30}|[a_]{60,70}[é ]{0,3}[a.]{50,70}") {
            let mut slow = Vec::new();
            let mut start = None;
            for (at, byte) in text.bytes().chain([b' ']).enumerate() {
                match (start, is_simple(byte) || byte >= 0x80) {
                    (None, true) => start = Some(at),
                    (Some(from), false) => {
                        slow.push((from..at, text[from..at].is_ascii()));
                        start = None;
                    }
                    _ => {}
                }
            }
            prop_assert_eq!(tokens(&text), slow);
        }

        #[test]
        fn words_hash_alike_wherever_they_stand(word in "[a-zA-Z0-9_]{1,30}", before in "[ é.]{0,9}", after in "[ .é][a-zé ]{0,9}") {
            let text = format!("{before}{word}{after}");
            let start = before.len();
            let low = word.to_ascii_lowercase();
            prop_assert_eq!(hash(text.as_bytes(), start..start + word.len()), hash(low.as_bytes(), 0..low.len()));
        }
    }

    #[test]
    fn words_hash_differently() {
        let words = ["a", "b", "aa", "a_", "abcdefgh", "abcdefghi", "abcdefgha", "bbcdefghi", "abcdefghabcdefgh", "1", "_"];
        let mut hashes = words.map(|word| hash(word.as_bytes(), 0..word.len()) >> 50);
        hashes.sort_unstable();
        assert!(hashes.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
