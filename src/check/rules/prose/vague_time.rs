//! Words such as *recently*, which say something else to each reader.

use super::words::of;
use super::{Reading, report};
use crate::base::Fault;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::model::Page;
use crate::model::mention::{begins_sentence, word_after, word_before};

/// Words behind which *last* and *next* count within what is told.
const BOUND: [&str; 11] = ["the", "and", "or", "its", "their", "his", "her", "our", "first", "second", "whose"];
/// Words on either side among which a year may stand: `as recently as 2015`.
const NEAR: usize = 4;

pub(in crate::check::rules) fn check(_: &View, page: &Page, reading: &Reading, found: &mut Diagnostics) {
    let Some(report) = report(page) else { return };
    let words = of(&page.language);
    let written = report.as_of().map(|when| when.value.point().year);
    for piece in reading.pieces().iter().filter(|piece| piece.is_running()) {
        let text = &piece.prose.text;
        for range in words.times.find_apart(text).into_iter().filter(|range| piece.is_own(range)) {
            let Some(said) = text.get(range.clone()) else { continue };
            // `USA Today` is a name.
            if said.starts_with(char::is_uppercase) && !begins_sentence(text, range.start as u32) || names_year(text, &range) {
                continue;
            }
            // `in the last year of the war`, `first and last year`.
            if word_after(text, range.end as u32).is_some_and(|(word, _)| word == "of") {
                continue;
            }
            let relative = ["last ", "next "].iter().any(|word| said.starts_with(word));
            if relative
                && word_before(text, range.start as u32).is_some_and(|(word, _)| BOUND.contains(&word.to_lowercase().as_str()))
            {
                continue;
            }
            let since = written.map_or("this text is read for years".to_string(), |year| {
                format!("the report is of {year}, and is read for years")
            });
            let message = format!("“{}” does not say when: {since}", shown(said));
            let year = written.map_or("2025".to_string(), |year| year.to_string());
            let help = format!("name the time, as in `in March {year}`, `since {year}` or `as of June {year}`");
            found.say(&page.path, Fault::new("vague-time", piece.place(&range), message).with_help(help));
        }
    }
}

/// Whether a year stands near.
fn names_year(text: &str, range: &std::ops::Range<usize>) -> bool {
    let is_year = |word: &str| {
        let digits = word.trim_matches(|c: char| !c.is_alphanumeric());
        digits.len() == 4
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (digits.starts_with('1') || digits.starts_with("20"))
    };
    let after = text.get(range.end..).unwrap_or_default().split_whitespace().take(NEAR);
    let before = text.get(..range.start).unwrap_or_default().rsplit(char::is_whitespace).filter(|word| !word.is_empty()).take(NEAR);
    after.chain(before).any(is_year)
}
