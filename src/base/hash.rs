//! Content hashes: what two files, or two inputs of a costly step, are compared by.

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
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            let part = part.as_ref();
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut short = [0; 16];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Hash(short)
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

    /// Ten hexadecimal digits, for names of files whose content never changes.
    pub fn short(&self) -> String {
        self.to_string()[..10].to_string()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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
}
