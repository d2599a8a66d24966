//! Words with full stops inside: `U.S.`

/// Watches a word grow: whether it is, so far, single letters with full stops between them (`U.S`). Each character is looked at
/// once, however many stops a text has.
#[derive(Debug, Clone, Copy)]
pub struct Dotted {
    holds: bool,
    /// Letters since the last stop, two at most.
    letters: u8,
    stops: bool,
}

impl Default for Dotted {
    fn default() -> Self {
        Dotted { holds: true, letters: 0, stops: false }
    }
}

impl Dotted {
    /// Takes in what comes next of the word; `is_letter` says which characters may stand alone.
    pub fn read(&mut self, more: &str, is_letter: impl Fn(char) -> bool) {
        for c in more.chars() {
            // What is none already never becomes one.
            if !self.holds {
                return;
            }
            if c == '.' {
                self.holds = self.letters == 1;
                (self.letters, self.stops) = (0, true);
            } else {
                self.letters += 1;
                self.holds = self.letters == 1 && is_letter(c);
            }
        }
    }

    /// Whether it is so: a letter, or letters with full stops between them.
    pub fn holds(self) -> bool {
        self.holds && self.letters == 1
    }

    /// Whether there was a full stop.
    pub fn has_stop(self) -> bool {
        self.stops
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letter_by_letter_is_as_all_at_once(word in "[aÉ.1-]{0,6}", more in "[aÉ.]{0,5}") {
            let whole = format!("{word}{more}");
            let mut dotted = Dotted::default();
            dotted.read(&word, char::is_alphabetic);
            dotted.read(&more, char::is_alphabetic);
            let all = whole.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
            prop_assert_eq!(dotted.holds(), all, "{:?}", whole);
        }
    }
}
