//! The scale of likelihood: words, and what they mean in per cent.

use super::Config;
use crate::base::text::{nearest, slug};
use crate::base::{Fault, Ranged};

/// A word of the scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Likelihood {
    /// As written in front matter: `very-likely`.
    pub word: String,
    /// As readers see it: `very likely`.
    pub label: String,
    /// Least probability, in per cent.
    pub from: f64,
    /// Greatest probability, in per cent.
    pub to: f64,
}

/// The seven words of Intelligence Community Directive 203 (2015), section D.6.e.(2).(a).
pub(super) fn icd_203() -> Vec<Likelihood> {
    let words = [
        ("almost-no-chance", "almost no chance", 1.0, 5.0),
        ("very-unlikely", "very unlikely", 5.0, 20.0),
        ("unlikely", "unlikely", 20.0, 45.0),
        ("roughly-even", "roughly even chance", 45.0, 55.0),
        ("likely", "likely", 55.0, 80.0),
        ("very-likely", "very likely", 80.0, 95.0),
        ("almost-certain", "almost certain", 95.0, 99.0),
    ];
    words.map(|(word, label, from, to)| Likelihood { word: word.into(), label: label.into(), from, to }).into()
}

impl Config {
    /// The word of the scale that was written, with hyphens or spaces; the fault if there is none.
    pub fn likelihood(&self, written: &Ranged<String>) -> Result<&Likelihood, Box<Fault>> {
        let wanted = slug(&written.value);
        if let Some(found) = self.likelihood.iter().find(|one| slug(&one.word) == wanted || slug(&one.label) == wanted) {
            return Ok(found);
        }
        let message = format!("`{}` is no word of this site's scale of likelihood", written.value);
        let fault = Fault::new("unknown-word", written.range.clone(), message);
        let words: Vec<&str> = self.likelihood.iter().map(|one| one.word.as_str()).collect();
        Err(Box::new(match nearest(&wanted, words.iter().copied()) {
            Some(word) => fault.with_help(format!("did you mean `{word}`?")).with_fix(written.range.clone(), word),
            None => fault.with_help(format!("write one of `{}`", words.join("`, `"))),
        }))
    }
}
