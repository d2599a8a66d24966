//! Texts by pattern: what a style makes of a source is asked for once, with stand-ins in place of its words.
//!
//! Sources of one shape (the same variables, the same type) differ in titles, addresses, institutions and years, and a
//! style sets these into the same frame. So the second source of a shape is rendered with stand-ins as well, and later
//! ones are filled in. A stand-in shows by itself what case a style gives to its words. Whatever a style could treat
//! otherwise than a stand-in (numbers, names of persons, quotation marks, markup, an end that is a sign) goes to the engine
//! as it is, and a pattern that does not give back the letters of the source that it was made for is never used.

mod even;

use super::Form;
use super::engine::{has_case, turned_month};
use super::html::{anchor, escape};
use super::item::Work;
use super::letters::{kept, restored};
use crate::base::Hash;
use even::{is_even, is_plain_address, is_steady};
use hayagriva::lang::{Case, SentenceCase, TitleCase};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Variables whose words are set into the frame as they are, but for their case.
const WORDS: [&str; 9] = [
    "authority",
    "collection-title",
    "container-title",
    "event-title",
    "publisher",
    "publisher-place",
    "title",
    "title-short",
    "volume-title",
];
/// What the engine is never given.
const UNSEEN: [&str; 4] = ["abstract", "annote", "custom", "id"];
/// In every stand-in, and nowhere else.
const MARK: &str = "qzx";
/// Key of the source that stands in.
const KEY: &str = "qzxkey";
/// Stands in for a year.
const YEAR: &str = "8713";
/// What a number of a place is taken down as; no source has it.
const LOCATOR: &str = "locator";
/// Stands in for it.
const PAGE: &str = "937";
/// Stand in for days of one figure and of two; the first is taken that no other value has.
const DAYS: [[&str; 4]; 2] = [["6", "5", "4", "9"], ["26", "25", "24", "29"]];
/// Most values that are put into a pattern.
const MOST: usize = 20;
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

/// What a style does to the letters of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    Kept,
    Title,
    Sentence,
    Upper,
    Lower,
    AllUpper,
    FirstUpper,
}

const LETTERS: [Letters; 7] =
    [Letters::Kept, Letters::Title, Letters::Sentence, Letters::Upper, Letters::Lower, Letters::AllUpper, Letters::FirstUpper];

impl Letters {
    fn of(self, text: &str) -> String {
        let case = match self {
            Letters::Kept => Case::NoTransform,
            Letters::Title => Case::Title(TitleCase::default()),
            Letters::Sentence => Case::Sentence(SentenceCase::default()),
            Letters::Upper => Case::Uppercase,
            Letters::Lower => Case::Lowercase,
            Letters::AllUpper => Case::AllUpper,
            Letters::FirstUpper => Case::FirstUpper,
        };
        case.transform(text)
    }
}

/// A value that was taken out of a work, and what stands in for it.
struct Taken<'a> {
    /// The variable that held it; none for the work's key.
    variable: &'a str,
    value: Cow<'a, str>,
    stand_in: String,
    /// The engine is given it with marks for words that keep their letters.
    marked: bool,
}

impl Taken<'_> {
    /// A text in this one's place as it is written.
    fn written(&self, text: &str, letters: Letters, form: Form) -> String {
        let mut out = String::new();
        if letters == Letters::Kept && !matches!(form, Form::Key(_)) {
            // Marks that are set and taken out again change nothing.
            if form == Form::Plain {
                out.push_str(text)
            } else {
                escape(text, &mut out)
            }
            return out;
        }
        let text = if self.marked { letters.of(&kept(text)) } else { letters.of(text) };
        match form {
            // Only ever compared, so its marks are left where they are.
            Form::Key(_) => out = text,
            Form::Plain => out = restored(&text).into_owned(),
            Form::Html | Form::Cited(_) => escape(&restored(&text), &mut out),
        }
        out
    }
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

/// What works have in common that differ in words only.
struct Shape<'a> {
    /// Every variable with its value, or with what stands in for it.
    bytes: Vec<u8>,
    taken: Vec<Taken<'a>>,
}

impl<'a> Shape<'a> {
    /// The shape of a work; `None` where nothing may be taken out of it.
    fn of(work: &'a Work, language: &str) -> Option<Shape<'a>> {
        let holds = |word: &str| work.json.values().filter_map(Value::as_str).any(|text| text.contains(word));
        // In these, words of the title are looked at after the style has made its text.
        if work.text("type") == "legal_case" || turned_month(work, language).is_some_and(holds) {
            return None;
        }
        let key = Taken { variable: "", value: anchor(&work.key).into(), stand_in: anchor(KEY), marked: false };
        let mut shape = Shape { bytes: Vec::with_capacity(256), taken: vec![key] };
        let mut date = None;
        for (name, value) in work.json.iter().filter(|(name, _)| !UNSEEN.contains(&name.as_str())) {
            let number = shape.taken.len();
            shape.bytes.extend_from_slice(name.as_bytes());
            match if number < MOST { stand_in(name, value, number) } else { None } {
                Some(one) => {
                    shape.bytes.extend_from_slice(b"\0=");
                    shape.bytes.extend_from_slice(one.stand_in.as_bytes());
                    // What else a date says comes last, for a day is taken out only where no other value has such figures.
                    date = date.or(value.as_object());
                    shape.taken.push(one);
                }
                None => {
                    shape.bytes.extend_from_slice(b"\0:");
                    let start = shape.bytes.len();
                    serde_json::to_writer(&mut shape.bytes, value).ok()?;
                    if holds_mark(&shape.bytes[start..]) {
                        return None;
                    }
                }
            }
            shape.bytes.push(0);
        }
        date.map_or(Some(()), |date| shape.date(date))?;
        (shape.taken.len() > 1).then_some(shape)
    }

    /// Takes down which place is cited; a number of up to four figures is one of many.
    fn at(mut self, label: &str, locator: &'a str) -> Shape<'a> {
        if locator.is_empty() {
            return self;
        }
        // One of something is no plural.
        let is_number =
            locator.len() <= 4 && locator != "1" && !locator.starts_with('0') && locator.bytes().all(|byte| byte.is_ascii_digit());
        // What stands in for it must be found again.
        let is_free = !self.bytes.windows(PAGE.len()).any(|part| part == PAGE.as_bytes());
        let taken = is_number && is_free && !self.taken.iter().any(|one| one.stand_in.contains(PAGE));
        self.bytes.extend_from_slice(b"\0@");
        self.bytes.extend_from_slice(label.as_bytes());
        self.bytes.extend_from_slice(if taken { b"\0=" } else { b"\0:" });
        self.bytes.extend_from_slice(if taken { PAGE.as_bytes() } else { locator.as_bytes() });
        if taken {
            let stand_in = PAGE.to_string();
            self.taken.push(Taken { variable: LOCATOR, value: locator.into(), stand_in, marked: false });
        }
        self
    }

    /// Takes down what a date says besides its year.
    fn date(&mut self, date: &'a Map<String, Value>) -> Option<()> {
        for (name, value) in date.iter().filter(|(name, _)| *name != "date-parts") {
            self.bytes.extend_from_slice(name.as_bytes());
            serde_json::to_writer(&mut self.bytes, value).ok()?;
        }
        let (_, mut rest) = issued(date)?;
        if let [month, day] = rest
            && let Some(day) = day.as_i64().and_then(|day| self.day(day))
        {
            self.bytes.extend_from_slice(day.stand_in.as_bytes());
            self.taken.push(day);
            rest = std::slice::from_ref(month);
        }
        serde_json::to_writer(&mut self.bytes, rest).ok()
    }

    /// What stands in for a day; not for those that languages have ordinals of their own for.
    fn day(&self, day: i64) -> Option<Taken<'a>> {
        let stand_ins = match day {
            4..=9 => DAYS[0],
            10 | 14..=20 | 24..=30 => DAYS[1],
            _ => return None,
        };
        let is_free = |figures: &&str| !self.bytes.windows(figures.len()).any(|part| part == figures.as_bytes());
        let stand_in = stand_ins.into_iter().find(is_free)?;
        Some(Taken { variable: "issued", value: day.to_string().into(), stand_in: stand_in.to_string(), marked: false })
    }
}

/// Whether some JSON has letters that are those of stand-ins.
fn holds_mark(json: &[u8]) -> bool {
    json.windows(MARK.len()).any(|part| part.eq_ignore_ascii_case(MARK.as_bytes()))
        || json.windows(YEAR.len()).any(|part| part == YEAR.as_bytes())
}

/// A work with stand-ins for its values.
fn specimen(work: &Work, taken: &[Taken]) -> Work {
    let mut json: Map<String, Value> = work.json.clone();
    json.retain(|name, _| !UNSEEN.contains(&name.as_str()));
    for one in taken {
        let Some(value) = json.get_mut(one.variable) else { continue };
        let own = Value::from(one.stand_in.as_str());
        match value {
            Value::Array(_) => *value = json!([{ "literal": own }]),
            Value::Object(date) => {
                let at = usize::from(one.stand_in != YEAR) * 2;
                if let Some(part) = date.get_mut("date-parts").and_then(|parts| parts.get_mut(0)?.get_mut(at)) {
                    *part = one.stand_in.parse::<i64>().map_or(own, Value::from);
                }
            }
            _ => *value = own,
        }
    }
    Work { key: KEY.to_string(), json }
}

/// What stands in for a variable's value.
fn stand_in<'a>(name: &'a str, value: &'a Value, number: usize) -> Option<Taken<'a>> {
    let own = char::from(b'a' + number as u8);
    let taken = |value: Cow<'a, str>, stand_in: String| Taken { variable: name, value, stand_in, marked: has_case(name) };
    match value {
        Value::String(text) if name == "URL" && is_plain_address(text) => {
            let scheme = text.split_once("://")?.0;
            let end = if text.ends_with('/') { "/" } else { "" };
            Some(taken(text.into(), format!("{scheme}://{MARK}.example/{MARK}{own}{end}")))
        }
        Value::String(text) if WORDS.contains(&name) && is_even(text) && is_steady(text, has_case(name)) => {
            Some(taken(text.into(), words(text, own)))
        }
        Value::Array(list) => {
            let [Value::Object(only)] = list.as_slice() else { return None };
            let text = only
                .get("literal")
                .and_then(Value::as_str)
                .filter(|text| only.len() == 1 && is_even(text) && is_steady(text, has_case(name)))?;
            Some(taken(text.into(), words(text, own)))
        }
        Value::Object(date) if name == "issued" => Some(taken(issued(date)?.0.to_string().into(), YEAR.to_string())),
        _ => None,
    }
}

/// Year of a date that is one point, and the month and day behind it.
fn issued(date: &Map<String, Value>) -> Option<(i64, &[Value])> {
    let [Value::Array(point)] = date.get("date-parts")?.as_array()?.as_slice() else { return None };
    let (year, rest) = point.split_first()?;
    Some((year.as_i64().filter(|year| (1000..=9999).contains(year))?, rest))
}

/// Words that begin and end as a text does, and show what case a style gives to them.
fn words(text: &str, own: char) -> String {
    let first = match text.chars().next() {
        Some(c) if c.is_uppercase() => "Qzx",
        Some(c) if c.is_numeric() => "7 qzx",
        _ => "qzx",
    };
    let inner = text.strip_suffix(')');
    let last = if inner.unwrap_or(text).ends_with(char::is_numeric) { '8' } else { 'e' };
    match inner {
        Some(_) => format!("{first}{own} of qzx, Qzx. qzx the (Qzx{own}{last})"),
        None => format!("{first}{own} of qzx, Qzx. qzx the Qzx{own}{last}"),
    }
}

#[cfg(test)]
mod tests;
