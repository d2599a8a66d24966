//! Sentences that are longer than readers can hold.

use super::Reading;
use crate::base::Fault;
use crate::check::{Diagnostics, View};
use crate::model::Page;

/// Words from which on a sentence is told of.
const LONG: usize = 45;

pub(in crate::check::rules) fn check(_: &View, page: &Page, reading: &Reading, found: &mut Diagnostics) {
    for piece in reading.pieces().iter().filter(|piece| piece.is_running()) {
        for sentence in piece.sentences() {
            let Some(text) = piece.prose.text.get(sentence.clone()) else { continue };
            let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            if words < LONG {
                continue;
            }
            let trimmed = sentence.start..sentence.start + text.trim_end().len();
            let message = format!("this sentence has {words} words");
            let help = "make two of it, or a list; most readers lose the thread well before 45";
            found.say(&page.path, Fault::new("long-sentence", piece.place(&trimmed), message).with_help(help));
        }
    }
}
