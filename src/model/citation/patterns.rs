//! Texts by pattern: what a style makes of a source is asked for once, with stand-ins in place of its words.
//!
//! Sources of one shape (the same variables, the same type) differ in titles, addresses, institutions and years, and a
//! style sets these into the same frame. So the second source of a shape is rendered with stand-ins as well, and later
//! ones are filled in. A stand-in shows by itself what case a style gives to its words. Whatever a style could treat
//! otherwise than a stand-in (numbers, names of persons, quotation marks, markup, an end that is a sign) goes to the engine
//! as it is, and a pattern that does not give back the letters of the source that it was made for is never used.

mod even;
mod shape;
mod taken;

use super::Form;
use super::item::Work;
use super::letters::restored;
use crate::base::Hash;
use serde_json::Value;
use shape::{LOCATOR, MARK, Shape, YEAR, specimen};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use taken::{LETTERS, Letters, Taken};

/// How often a shape is seen until its keys are worth two sources and a style of their own. Tests are not to wait for it.
const OFTEN: u8 = if cfg!(test) { 1 } else { 12 };

/// What is known of a shape.
#[derive(Clone)]
enum State {
    /// So many sources of it were asked for.
    Seen(u8),
    /// One for each form; `None` where no pattern does.
    Made(Option<Arc<Vec<Pattern>>>),
}

/// A shape by style, language and what else its sources have in common, and what is asked of it.
type Asked = (Hash, [Option<Form>; 2]);

static SHAPES: Mutex<BTreeMap<Asked, State>> = Mutex::new(BTreeMap::new());
/// Most shapes that are kept, below 1 kB each.
const MOST_SHAPES: usize = 8192;

/// A text with places for values.
#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    form: Form,
    pieces: Vec<Piece>,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A value by position, in a case.
    Value(usize, Letters),
}

/// A work, and what it has in common with others in a style and a language.
pub(super) struct Frame<'a> {
    work: &'a Work,
    /// How its place is named that is cited; empty for the whole.
    locator: &'a str,
    /// Tells its shape from others, and what was taken out of it; `None` where nothing may be.
    shape: Option<(Hash, Vec<Taken<'a>>)>,
}

impl<'a> Frame<'a> {
    /// The frame of a work.
    pub fn of(style: Hash, language: &str, work: &'a Work) -> Frame<'a> {
        Frame::at(style, language, work, "", "")
    }

    /// The frame of a work of which some place is cited.
    pub fn at(style: Hash, language: &str, work: &'a Work, label: &str, locator: &'a str) -> Frame<'a> {
        let id = |bytes: &[u8]| Hash::of_parts(&[style.as_bytes(), language.as_bytes(), bytes]);
        let shape = Shape::of(work, language).map(|shape| shape.at(label, locator));
        Frame { work, locator, shape: shape.map(|shape| (id(&shape.bytes), shape.taken)) }
    }

    /// What `make` makes of the work and the locator, one text for each of at most two forms. The more sources of a shape
    /// there are, the less it is asked for.
    pub fn texts(&self, forms: &[Form], make: impl Fn(&Work, &str) -> Option<Vec<String>>) -> Option<Vec<String>> {
        let make_own = |work: &Work| make(work, self.locator);
        let work = self.work;
        let Some((shape, taken)) = &self.shape else { return make_own(work) };
        let shape = (*shape, [forms.first().copied(), forms.get(1).copied()]);
        match known(&shape) {
            Some(State::Made(Some(patterns))) => Some(patterns.iter().map(|pattern| pattern.filled(taken)).collect()),
            Some(State::Made(None)) => make_own(work),
            Some(State::Seen(_)) => {
                let made = make_own(work)?;
                let locator = taken.iter().find(|one| one.variable == LOCATOR).map_or(self.locator, |one| &one.stand_in);
                remember(shape, State::Made(patterns(work, taken, forms, &made, |work| make(work, locator))));
                Some(made)
            }
            None => {
                remember(shape, State::Seen(1));
                make_own(work)
            }
        }
    }

    /// The text that a key of the order has for the work, in small letters; `None` unless a pattern has it. `make` is asked
    /// for two sources of a shape that is often seen.
    pub fn key(&self, number: u8, make: impl Fn(&Work) -> Option<String>) -> Option<String> {
        let (shape, taken) = self.shape.as_ref()?;
        let form = Form::Key(number);
        let shape = (*shape, [Some(form), None]);
        // The engine takes an article from the front of a name; names of persons it turns round.
        let lists = self.work.json.iter().filter(|(_, value)| value.is_array());
        let plain = |(name, _): (&String, &Value)| taken.iter().any(|one| one.variable == name && !has_article(&one.value));
        if !{ lists }.all(plain) {
            return None;
        }
        let patterns = match known(&shape) {
            Some(State::Made(patterns)) => patterns,
            Some(State::Seen(times)) if times >= OFTEN => {
                let make = |work: &Work| Some(vec![make(work)?]);
                let found = make(self.work).and_then(|made| patterns(self.work, taken, &[form], &made, make));
                remember(shape, State::Made(found.clone()));
                found
            }
            seen => {
                let times = if let Some(State::Seen(times)) = seen { times } else { 0 };
                remember(shape, State::Seen(times + 1));
                None
            }
        };
        let text = patterns?.first()?.filled(taken);
        // What this letter becomes depends on what stands behind it.
        (!text.contains('Σ')).then(|| text.to_lowercase())
    }
}

/// Whether a name begins with a word that may be an article.
fn has_article(name: &str) -> bool {
    name.split_once(' ').is_some_and(|(first, _)| ["a", "an", "the"].iter().any(|article| first.eq_ignore_ascii_case(article)))
}

/// Patterns for the shape of a work, of what is made of it and of one that stands in; `None` if that gives other letters.
fn patterns(
    work: &Work,
    taken: &[Taken],
    forms: &[Form],
    made: &[String],
    make: impl Fn(&Work) -> Option<Vec<String>>,
) -> Option<Arc<Vec<Pattern>>> {
    let texts = make(&specimen(work, taken))?;
    let read = forms.iter().zip(&texts).map(|(form, text)| Pattern::read(text, *form, taken));
    let patterns: Vec<Pattern> = read.collect::<Option<_>>()?;
    let is_key = matches!(forms, [Form::Key(_)]);
    let plain_key = |text: &str| restored(text).to_lowercase();
    let same = |filled: String, made: &String| filled == *made || (is_key && plain_key(&filled) == plain_key(made));
    let all = patterns.len() == made.len() && patterns.iter().zip(made).all(|(pattern, made)| same(pattern.filled(taken), made));
    all.then(|| Arc::new(patterns))
}

fn known(shape: &Asked) -> Option<State> {
    SHAPES.lock().unwrap_or_else(PoisonError::into_inner).get(shape).cloned()
}

fn remember(shape: Asked, state: State) {
    let mut shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
    if shapes.len() >= MOST_SHAPES {
        shapes.clear();
    }
    shapes.insert(shape, state);
}

impl Pattern {
    /// Reads the text of a specimen; `None` if a stand-in is not in it as a whole, or stands against a letter or figure.
    fn read(text: &str, form: Form, taken: &[Taken]) -> Option<Pattern> {
        let written = |letters: Letters| {
            taken.iter().enumerate().map(move |(at, one)| (at, letters, one.written(&one.stand_in, letters, form)))
        };
        let all: Vec<(usize, Letters, String)> = LETTERS.into_iter().flat_map(written).collect();
        let (mut pieces, mut rest) = (Vec::new(), text);
        let next = |rest: &str| {
            let found = all.iter().filter_map(|(value, letters, text)| Some((rest.find(text)?, *value, *letters, text.len())));
            found.min_by_key(|(at, ..)| *at)
        };
        while let Some((at, value, letters, length)) = next(rest) {
            let (before, after) = (&rest[..at], &rest[at + length..]);
            let stuck = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            // In a key of the order a year is of nine figures, and those of its month follow.
            let is_year = matches!(form, Form::Key(_)) && taken[value].stand_in == YEAR;
            let stuck = !is_year && (stuck(before.chars().next_back()) || stuck(after.chars().next()));
            if stuck || (at == 0 && !pieces.is_empty()) {
                return None;
            }
            pieces.push(Piece::Text(before.to_string()));
            pieces.push(Piece::Value(value, letters));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_string()));
        let is_whole = |piece: &Piece| match piece {
            Piece::Text(text) => !text.to_lowercase().contains(MARK) && !text.contains(YEAR),
            Piece::Value(..) => true,
        };
        pieces.iter().all(is_whole).then_some(Pattern { form, pieces })
    }

    fn filled(&self, taken: &[Taken]) -> String {
        let mut out = String::with_capacity(256);
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value(at, letters) => {
                    if let Some(one) = taken.get(*at) {
                        // No order looks at marks, nor, in the end, at the case of letters.
                        if matches!(self.form, Form::Key(_)) && one.value.is_ascii() {
                            out.push_str(&one.value);
                            continue;
                        }
                        out.push_str(&one.written(&one.value, *letters, self.form));
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests;
