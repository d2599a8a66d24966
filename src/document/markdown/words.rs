//! Words of prose, counted on the way.

/// Counts words: pieces between white space that have a letter or digit; in scripts without spaces, each character.
#[derive(Default)]
pub(super) struct Words {
    pub count: u32,
    inside: bool,
}

/// A byte in each of eight lanes.
const LANES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each lane; ASCII leaves it free.
const HIGH: u64 = LANES << 7;

impl Words {
    /// Adds letters, which may go on with a word that the last ones began.
    pub fn add(&mut self, letters: &str) {
        let mut rest = letters;
        while !rest.is_empty() {
            let ascii = if rest.is_ascii() { rest.len() } else { rest.bytes().take_while(u8::is_ascii).count() };
            self.ascii(&rest.as_bytes()[..ascii]);
            rest = &rest[ascii..];
            let mut chars = rest.chars();
            while let Some(c) = chars.as_str().chars().next().filter(|c| !c.is_ascii()) {
                self.other(c);
                chars.next();
            }
            rest = chars.as_str();
        }
    }

    /// A word ends here, whatever follows.
    pub fn pause(&mut self) {
        self.inside = false;
    }

    /// Eight bytes at a time. Whether a place lies in a word is a carry: a letter makes one, white space ends it, any other
    /// byte hands it on; so one addition says it for all eight, and a word begins at a letter that no carry reaches.
    fn ascii(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.lanes(chunk.try_into().unwrap_or_default());
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            // What fills the last lanes is no letter and no white space: it changes nothing.
            let mut last = [b'-'; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.lanes(last);
        }
    }

    fn lanes(&mut self, bytes: [u8; 8]) {
        let lanes = u64::from_le_bytes(bytes);
        let word = (between(lanes, b'0', b'9') | between(lanes | LANES << 5, b'a', b'z')) & HIGH;
        let space = (between(lanes, b'\t', b'\r') | between(lanes, b' ', b' ')) & HIGH;
        let on = !(space << 1).wrapping_sub(space >> 7);
        let (sum, over) = word.overflowing_add(on);
        let (sum, again) = sum.overflowing_add(u64::from(self.inside));
        let reached = on ^ sum;
        let begins = (word >> 7) & !reached;
        self.count += (begins.wrapping_mul(LANES) >> 56) as u32;
        self.inside = over || again;
    }

    fn other(&mut self, c: char) {
        if c.is_whitespace() {
            self.inside = false;
        } else if matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        {
            self.count += 1;
            self.inside = false;
        } else if !self.inside && c.is_alphanumeric() {
            self.count += 1;
            self.inside = true;
        } else if matches!(c, '—' | '…') {
            self.inside = false;
        }
    }
}

/// The highest bit of each lane whose byte is one of `first..=last`; the other bits mean nothing.
fn between(lanes: u64, first: u8, last: u8) -> u64 {
    let from = lanes + LANES * u64::from(0x80 - first);
    let beyond = lanes + LANES * u64::from(0x7f - last);
    from & !beyond
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, byte by byte.
    fn slowly(letters: &str, inside: bool) -> (u32, bool) {
        let (mut count, mut inside) = (0, inside);
        for c in letters.chars() {
            let begins = c.is_ascii_alphanumeric();
            count += u32::from(begins && !inside);
            inside = begins || (inside && !c.is_whitespace());
        }
        (count, inside)
    }

    fn quickly(letters: &str, inside: bool) -> (u32, bool) {
        let mut words = Words { count: 0, inside };
        words.add(letters);
        (words.count, words.inside)
    }

    #[test]
    fn eight_at_a_time_is_one_at_a_time() {
        for byte in 0..0x80_u8 {
            for (before, after) in [("", ""), ("a", "b"), (" ", "b"), ("a ", " b"), ("a--", "--b"), ("1234567", "8 9 0abcdef g")] {
                let letters = format!("{before}{}{after}", char::from(byte));
                for inside in [false, true] {
                    assert_eq!(quickly(&letters, inside), slowly(&letters, inside), "{letters:?}");
                }
            }
        }
        let alphabet = b"abcXYZ059 \t\n\x0b-.,'\x1f\x7f@[`{/:  ";
        let mut state = 7_u32;
        for length in 0..400 {
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                alphabet[(state >> 16) as usize % alphabet.len()]
            };
            let letters: String = (0..length).map(|_| char::from(next())).collect();
            for inside in [false, true] {
                assert_eq!(quickly(&letters, inside), slowly(&letters, inside), "{letters:?}");
            }
        }
    }

    #[test]
    fn other_scripts() {
        for (letters, count) in [
            ("Größe über alles — ja…nein", 5),
            ("Ärzte", 1),
            ("日本 語", 3),
            ("Договор 2020", 2),
            ("a\u{a0}b “c” d’e", 4),
            ("x日y", 3),
            ("—", 0),
        ] {
            assert_eq!(quickly(letters, false).0, count, "{letters}");
        }
    }
}
