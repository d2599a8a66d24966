//! Content hashes: what two files, or two inputs of a costly step, are compared by.

use std::cell::RefCell;
use std::fmt;

/// The first 16 bytes of a BLAKE3 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash([u8; 16]);

impl Hash {
    /// Hashes some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_parts(&[bytes])
    }

    /// Hashes several byte strings, each with its length, so that no two lists of parts run together.
    pub fn of_parts(parts: &[&[u8]]) -> Self {
        Self::of_each(parts.iter())
    }

    /// The same of parts that come one by one.
    pub fn of_each(parts: impl Iterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut gathered = Gathered::default();
        for part in parts {
            let part = part.as_ref();
            gathered.add(&(part.len() as u64).to_le_bytes());
            gathered.add(part);
        }
        gathered.finish()
    }

    /// Hashes bytes that come in pieces, wherever these end.
    pub fn of_pieces(pieces: impl Iterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut gathered = Gathered::default();
        pieces.for_each(|piece| gathered.add(piece.as_ref()));
        gathered.finish()
    }

    /// Hashes a value with all its fields. It holds within a process, for machines differ in how they write numbers.
    pub fn of_value(value: &impl std::hash::Hash) -> Self {
        struct Bytes(Vec<u8>);
        impl std::hash::Hasher for Bytes {
            fn write(&mut self, bytes: &[u8]) {
                self.0.extend_from_slice(bytes);
            }

            fn finish(&self) -> u64 {
                0
            }
        }
        let mut bytes = Bytes(Vec::with_capacity(256));
        value.hash(&mut bytes);
        Hash::of(&bytes.0)
    }

    /// Its bytes, for hashes of hashes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// All its hexadecimal digits.
    pub fn digits<'a>(&self, digits: &'a mut [u8; 32]) -> &'a str {
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[byte >> 4, byte & 15].map(|half| b"0123456789abcdef"[usize::from(half)]));
        }
        std::str::from_utf8(digits).unwrap_or_default()
    }

    /// How many digits [`Hash::short`] has.
    pub const SHORT: usize = 10;

    /// The first hexadecimal digits, for names of files whose content never changes.
    pub fn short(&self) -> String {
        self.to_string()[..Hash::SHORT].to_string()
    }
}

/// Bytes on their way into a hash. BLAKE3 takes many pieces of 1,024 bytes at once, but only where it is handed them together
/// and from an even place on; so what comes first is put together before it is handed over.
struct Gathered {
    first: Vec<u8>,
    /// Where there is more than fits into `first`.
    rest: Option<blake3::Hasher>,
}

/// How much is put together; most pages are smaller.
const FIRST: usize = 64 << 10;

thread_local! {
    /// The buffer of the last hash, for the next one.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Default for Gathered {
    fn default() -> Self {
        let mut first = BUFFER.take();
        first.clear();
        Gathered { first, rest: None }
    }
}

impl Gathered {
    fn add(&mut self, bytes: &[u8]) {
        if let Some(hasher) = &mut self.rest {
            hasher.update(bytes);
            return;
        }
        let (now, later) = bytes.split_at(bytes.len().min(FIRST - self.first.len()));
        self.first.extend_from_slice(now);
        if !later.is_empty() {
            let mut hasher = blake3::Hasher::new();
            hasher.update(&self.first).update(later);
            self.rest = Some(hasher);
        }
    }

    fn finish(self) -> Hash {
        let whole = self.rest.map_or_else(|| blake3::hash(&self.first), |hasher| hasher.finalize());
        BUFFER.replace(self.first);
        let mut short = [0; 16];
        short.copy_from_slice(&whole.as_bytes()[..16]);
        Hash(short)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits(&mut [0; 32]))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.short())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(Hash::of_parts(&[b"ab", b"c"]), Hash::of_parts(&[b"a", b"bc"]));
        assert_ne!(Hash::of_value(&("ab", "c")), Hash::of_value(&("a", "bc")));
        assert_eq!(Hash::of(b"a").short().len(), 10);
    }

    #[test]
    fn what_is_put_together_hashes_as_what_comes_bit_by_bit() {
        let bytes: Vec<u8> = (0..3 * FIRST).map(|at| ((at * at) >> 3) as u8).collect();
        for length in [0, 1, 7, 1015, 1016, 1017, 5000, FIRST - 9, FIRST - 8, FIRST - 7, FIRST, FIRST + 1, 3 * FIRST] {
            let parts: [&[u8]; 3] = [&bytes[..length], b"x", &bytes[length / 2..length]];
            for count in 0..=parts.len() {
                let mut hasher = blake3::Hasher::new();
                for part in &parts[..count] {
                    hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
                }
                assert_eq!(Hash::of_parts(&parts[..count]).as_bytes(), &hasher.finalize().as_bytes()[..16], "{length} {count}");
            }
        }
    }

    #[test]
    fn shown_as_hexadecimal_digits() {
        let hash = Hash([0, 1, 0x0f, 0x10, 0x7f, 0x80, 0x9a, 0xff, 8, 9, 10, 11, 12, 13, 14, 15]);
        assert_eq!(hash.to_string(), "00010f107f809aff08090a0b0c0d0e0f");
    }
}
