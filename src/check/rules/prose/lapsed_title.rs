//! Titles that a person did not bear on the day of the report: who is called *President* before or after being it.

use super::words::{Words, of};
use super::{Piece, Reading, report};
use crate::base::Fault;
use crate::base::date::day_iso;
use crate::base::text::shown;
use crate::check::{Diagnostics, View};
use crate::document::Sort;
use crate::document::record::Own;
use crate::document::tree::LeafId;
use crate::model::words::is_title;
use crate::model::{Model, Page, PageId, Reference, Tenure};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Most words of a title: `Permanent Under-Secretary of State for Foreign and Commonwealth Affairs`.
const WORDS: usize = 10;

type Day = (i32, u8, u8);

pub(in crate::check::rules) fn check(view: &View, page: &Page, reading: &Reading, found: &mut Diagnostics) {
    let model = view.model;
    if model.tenures.is_empty() {
        return;
    }
    let Some(when) = report(page).and_then(|report| report.as_of()) else { return };
    let mut held: FxHashMap<PageId, Vec<&Tenure>> = FxHashMap::default();
    for tenure in model.tenures.iter() {
        held.entry(tenure.holder).or_default().push(tenure);
    }
    let mut persons: FxHashMap<LeafId, Vec<(&Reference, PageId)>> = FxHashMap::default();
    for one in model.outgoing(page.id).iter().filter(|one| one.sort == Sort::Mention) {
        if let (Some(leaf), Some(holder)) = (one.leaf, one.to.page().filter(|page| held.contains_key(page))) {
            persons.entry(leaf).or_default().push((one, holder));
        }
    }
    if persons.is_empty() {
        return;
    }
    let days = (when.value.point().first(), when.value.last_point().last());
    let words = of(&page.language);
    for piece in reading.pieces() {
        let Some(persons) = persons.get(&piece.leaf.id) else { continue };
        let years = years(&piece.prose.text);
        for (person, holder) in persons {
            let Some(held) = held.get(holder) else { continue };
            let name = piece.prose.shown(&person.range);
            let name = name.start as usize..name.end as usize;
            let Some((title, meant)) = title_before(model, piece, name.start, held, words) else { continue };
            if !piece.is_own(&name) || meant.iter().any(|tenure| covers(tenure, days)) || is_dated(&years, &meant) {
                continue;
            }
            let holder = model.page(meant[0].holder);
            if let Some(fault) = fault(model, holder, piece, title..name.end, &meant, days) {
                found.say(&page.path, fault);
            }
        }
    }
}

/// Where a title begins that stands directly before a name, and for which offices of the person it stands. The longest counts:
/// a vice president is no president.
fn title_before<'a>(
    model: &Model,
    piece: &Piece,
    name: usize,
    held: &[&'a Tenure],
    words: &Words,
) -> Option<(usize, Vec<&'a Tenure>)> {
    let before = piece.prose.text.get(..name)?;
    if !before.ends_with(char::is_whitespace) {
        return None;
    }
    // Each word with the byte at which it begins, from the name backwards; a comma or the like ends a title.
    let mut run: Vec<(usize, String)> = Vec::new();
    let mut rest = before.trim_end();
    while run.len() < WORDS + 1 {
        let start = rest.rfind(char::is_whitespace).map_or(0, |at| at + rest[at..].chars().next().map_or(1, char::len_utf8));
        let word = &rest[start..];
        if word.is_empty() || !word.ends_with(char::is_alphanumeric) {
            break;
        }
        run.push((start, word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()));
        if !word.starts_with(char::is_alphanumeric) {
            break;
        }
        rest = rest[..start].trim_end();
    }
    run.reverse();
    let names = |tenure: &Tenure| -> Vec<Vec<String>> {
        let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect();
        model.page(tenure.office).record.names().map(words).collect()
    };
    let held: Vec<(&Tenure, Vec<Vec<String>>)> = held.iter().map(|tenure| (*tenure, names(tenure))).collect();
    for from in 0..run.len() {
        let title: Vec<&str> = run[from..].iter().map(|(_, word)| word.as_str()).collect();
        if title.len() > WORDS || !title.iter().any(|word| is_title(word)) {
            continue;
        }
        let is_part = |name: &Vec<String>| name.windows(title.len()).any(|part| part.iter().zip(&title).all(|(a, b)| a == b));
        let meant: Vec<&Tenure> = held.iter().filter(|(_, names)| names.iter().any(is_part)).map(|(tenure, _)| *tenure).collect();
        if meant.is_empty() {
            continue;
        }
        let turned = from.checked_sub(1).is_some_and(|at| words.turns.split(", ").any(|turn| turn == run[at].1));
        return (!turned).then(|| (run[from].0, meant));
    }
    None
}

/// Whether somebody may have held an office on a day of a span.
fn covers(tenure: &Tenure, (first, last): (Day, Day)) -> bool {
    begins(tenure).is_none_or(|from| from <= last) && ends(tenure).is_none_or(|to| first <= to)
}

/// The first day on which it may have been held.
fn begins(tenure: &Tenure) -> Option<Day> {
    tenure.from.map(|from| from.point().first())
}

/// The last day on which it may have been held; `None` while it lasts, or where that is not known.
fn ends(tenure: &Tenure) -> Option<Day> {
    tenure.to.and_then(|to| to.known_end())
}

/// The years that a text names; each once.
fn years(text: &str) -> BTreeSet<i32> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    digits.filter_map(|digits| digits.parse().ok()).collect()
}

/// Whether a paragraph names a year in which one of the offices was held: then it tells of that time.
fn is_dated(years: &BTreeSet<i32>, meant: &[&Tenure]) -> bool {
    let within = |tenure: &&Tenure| years.iter().any(|year| covers(tenure, ((*year, 1, 1), (*year, 12, 31))));
    meant.iter().any(within)
}

fn fault(
    model: &Model,
    holder: &Page,
    piece: &Piece,
    words: std::ops::Range<usize>,
    meant: &[&Tenure],
    days: (Day, Day),
) -> Option<Fault> {
    let Own::Actor(actor) = &holder.record.own else { return None };
    let said = shown(piece.prose.text.get(words.clone())?);
    let name = &holder.record.name.value;
    let office = |tenure: &Tenure| model.page(tenure.office).record.name.value.clone();
    let to_come = meant
        .iter()
        .filter_map(|tenure| Some((begins(tenure)?, *tenure)))
        .filter(|(from, _)| *from > days.1)
        .min_by_key(|(from, _)| *from);
    let past = meant.iter().filter_map(|tenure| Some((ends(tenure)?, *tenure))).max_by_key(|(to, _)| *to);
    let (message, word) = match (to_come, past) {
        (_, Some((to, tenure))) if to < days.0 => {
            // Of the dead everyone knows that it is the past.
            if actor.died.as_ref().is_some_and(|died| died.value.point().first() <= days.1) {
                return None;
            }
            let until = tenure.to.map_or(String::new(), |to| to.last_point().iso());
            (format!("{name} was {} until {until}, and the report is of {}", office(tenure), day_iso(days.0)), "former")
        }
        (Some((_, tenure)), _) => {
            let from = tenure.from.map_or(String::new(), |from| from.point().iso());
            (format!("{name} is {} from {from} on, and the report is of {}", office(tenure), day_iso(days.1)), "future")
        }
        _ => return None,
    };
    let now = model.tenures.iter().find(|tenure| tenure.holder == holder.id && tenure.from.is_some() && covers(tenure, days));
    let now = now.map_or(String::new(), |tenure| format!("; on that day the title was {}", office(tenure)));
    let help = format!(
        "write `{word}` before it, or name the year that the paragraph tells of{now}; `about_date:` is the day as of which titles hold, \
         where it is not the report's own"
    );
    Some(Fault::new("lapsed-title", piece.place(&words), format!("“{said}”: {message}")).with_help(help))
}
