//! Corrections that tell readers of a change which the text does not have.

use crate::base::Fault;
use crate::base::text::shown;
use crate::check::Diagnostics;
use crate::document::plain::plain;
use crate::document::record::{Correction, Own, Report};
use crate::model::Page;
use crate::model::claims::comparable;
use crate::model::place_anchor;

pub(super) fn check(page: &Page, found: &mut Diagnostics) {
    let Own::Report(report) = &page.record.own else { return };
    let told: Vec<Told> = report.corrections.iter().filter_map(Told::of).collect();
    if told.is_empty() {
        return;
    }
    let places = places(page, report);
    for one in &told {
        // What stood in between, between two corrections of one place, stands no more.
        if told.iter().any(|other| other.was == one.now) {
            continue;
        }
        let at = one.correction.at.as_ref().map(|at| place_anchor(&at.value));
        let at = at.filter(|at| places.iter().any(|place| place.anchor == *at));
        let meant = |place: &&Place| at.as_ref().is_none_or(|at| place.anchor == *at);
        let stands = |words: &str| places.iter().filter(meant).any(|place| holds(&place.text, words));
        let (was, now) = (shown(&one.was), shown(&one.now));
        let (message, help) = if stands(&one.was) && !stands(&one.now) {
            let message =
                format!("a correction tells readers that “{now}” stands now, and {} says “{was}”", the_place(page, at.as_deref()));
            (message, "change the text as well, or write what stands in it".to_string())
        } else if let Some(other) =
            places.iter().find(|place| is_telling(&one.was) && !meant(place) && holds(&place.text, &one.was))
        {
            let message = format!("“{was}” was corrected to “{now}”, and {} still says “{was}”", other.name);
            (message, "change it there as well; if it is right there, `allow: [correction-not-made]`".to_string())
        } else {
            continue;
        };
        let range = one.correction.now.as_ref().map_or(one.correction.date.range.clone(), |now| now.range.clone());
        found.say(page.file_of("corrections"), Fault::new("correction-not-made", range, message).with_help(help));
    }
}

/// A correction that says what stood and what stands, for comparing.
struct Told<'a> {
    correction: &'a Correction,
    was: String,
    now: String,
}

impl Told<'_> {
    fn of(correction: &Correction) -> Option<Told<'_>> {
        let words = |line: &Option<crate::document::Line>| line.as_ref().map(|line| comparable(&line.words(&|_| None)));
        let (was, now) = (words(&correction.was)?, words(&correction.now)?);
        (!was.is_empty() && !now.is_empty() && was != now).then_some(Told { correction, was, now })
    }
}

/// A piece of a text.
struct Place {
    /// `p7`; empty where it is no numbered paragraph.
    anchor: String,
    /// What it is called in a message.
    name: String,
    /// Its words, for comparing.
    text: String,
}

fn places(page: &Page, report: &Report) -> Vec<Place> {
    let (body, text) = (page.body(), page.text());
    let mut all = Vec::with_capacity(body.leaves.len() + 1);
    if let Some(summary) = &page.record.summary {
        all.push(Place { anchor: String::new(), name: "the summary".into(), text: comparable(&summary.words(&|_| None)) });
    }
    for judgement in &report.key_judgements {
        all.push(Place { anchor: String::new(), name: "a judgement".into(), text: comparable(&judgement.text.words(&|_| None)) });
    }
    body.each_leaf(&mut |leaf| {
        let number = body.paragraph_of(leaf.id).filter(|paragraph| paragraph.leaf == leaf.id).map(|paragraph| &paragraph.number);
        let (anchor, name) = match number {
            Some(number) => (format!("p{number}"), format!("paragraph {number}")),
            None => (String::new(), "the text".to_string()),
        };
        all.push(Place { anchor, name, text: comparable(&plain(&leaf.inlines, &text)) });
    });
    all
}

fn the_place(page: &Page, at: Option<&str>) -> String {
    match at.and_then(|at| at.strip_prefix('p')) {
        Some(number) => format!("paragraph {number}"),
        None => format!("the text of {}", page.path.name()),
    }
}

/// Whether words stand in a text as whole words; `5,150` does not stand in `15,150` or `5,150.5`.
fn holds(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + words.len()..]);
        let mut next = behind.chars();
        let first = next.next();
        let goes_on = matches!(first, Some('.' | ',')) && next.next().is_some_and(is_digit) && words.ends_with(is_digit);
        let figure_before = words.starts_with(is_digit) && {
            let mut back = before.chars().rev();
            matches!(back.next(), Some('.' | ',')) && back.next().is_some_and(is_digit)
        };
        !before.ends_with(char::is_alphanumeric) && !first.is_some_and(char::is_alphanumeric) && !goes_on && !figure_before
    })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Whether words can hardly mean something else where they stand again: several words, or a figure of many digits.
fn is_telling(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    words.contains(' ') || digits >= 5 || (digits >= 3 && words.contains(['.', ',']))
}
