//! What was found out before: addresses that were there lately are not asked for again.

use crate::check::external::Answer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of the file's form; what has another is not read.
const VERSION: u32 = 1;
/// So many addresses are remembered.
const MOST: usize = 100_000;

/// Addresses that were there, and when that was seen. What was not there is asked for anew each time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    answers: BTreeMap<String, Seen>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// Seconds since 1970.
    at: i64,
    /// Where it is now, for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    answers: BTreeMap<String, Seen>,
}

impl Remembered {
    /// Reads what was written, as far as it is not older than `longest` seconds `now`. What cannot be read is forgotten.
    pub fn read(bytes: &[u8], now: i64, longest: i64) -> Remembered {
        let file: Option<File> = serde_json::from_slice(bytes).ok();
        let mut answers = file.filter(|file| file.version == VERSION).map(|file| file.answers).unwrap_or_default();
        // What was seen in times to come was seen by a clock that was wrong.
        answers.retain(|_, seen| (0..longest).contains(&now.saturating_sub(seen.at)));
        Remembered { answers }
    }

    /// The answer of an address, if it is remembered.
    pub fn get(&self, url: &str) -> Option<Answer> {
        let seen = self.answers.get(url)?;
        Some(seen.moved.clone().map_or(Answer::There, Answer::Moved))
    }

    /// Remembers an answer, if it is one that is.
    pub fn put(&mut self, url: &str, answer: &Answer, now: i64) {
        let moved = match answer {
            Answer::There => None,
            Answer::Moved(to) => Some(to.clone()),
            Answer::Gone(_) | Answer::Private | Answer::Unclear(_) => {
                self.answers.remove(url);
                return;
            }
        };
        if self.answers.len() < MOST || self.answers.contains_key(url) {
            self.answers.insert(url.to_string(), Seen { at: now, moved });
        }
    }

    /// As it is written.
    pub fn write(&self) -> String {
        // Only a map with keys that are no texts could fail.
        serde_json::to_string(&File { version: VERSION, answers: self.answers.clone() }).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_lately_is_remembered() {
        let mut all = Remembered::default();
        all.put("https://a.example/", &Answer::There, 100);
        all.put("https://b.example/", &Answer::Moved("https://c.example/".into()), 200);
        all.put("https://d.example/", &Answer::Gone("x".into()), 200);
        all.put("https://e.example/", &Answer::There, 200);
        all.put("https://e.example/", &Answer::Unclear("x".into()), 200);
        let written = all.write();
        let of = |now| {
            let all = Remembered::read(written.as_bytes(), now, 50);
            ["a", "b", "d", "e"].map(|name| all.get(&format!("https://{name}.example/")))
        };
        assert_eq!(of(210), [None, Some(Answer::Moved("https://c.example/".into())), None, None]);
        assert_eq!(of(140), [Some(Answer::There), None, None, None]);
        assert_eq!(Remembered::read(written.as_bytes(), 200, 1000).write(), written);
        for broken in ["", "{", "[]", "{\"version\":2,\"answers\":{\"https://a.example/\":{\"at\":100}}}"] {
            assert_eq!(Remembered::read(broken.as_bytes(), 100, 50), Remembered::default(), "{broken}");
        }
    }
}
