//! What templates may call. Nothing here reads a disk, the network or the environment.

use super::theme::Parts;
use super::words::{self, Form, SharedWords};
use crate::base::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Error, Kwargs, State, TeraResult, Value};

/// Longest list that `range()` makes.
const MAX_RANGE: i128 = 10_000;

/// Registers every function and filter; must run before templates are added, because their names are checked then.
pub fn register(tera: &mut tera::Tera, words: SharedWords, assets: Arc<BTreeMap<String, String>>, parts: Arc<Parts>) {
    let own = words.clone();
    tera.register_function("t", move |kwargs: Kwargs, state: &State| text(&own, &kwargs, state));
    let own = words.clone();
    tera.register_function("has_text", move |kwargs: Kwargs, state: &State| -> TeraResult<bool> {
        let key = kwargs.must_get::<&str>("key")?;
        in_language(state, &kwargs, |language| Ok(own.find(language, key).is_some()))
    });
    tera.register_function("asset", move |kwargs: Kwargs, state: &State| asset(&assets, &kwargs, state));
    tera.register_function("url", |kwargs: Kwargs, state: &State| -> TeraResult<String> {
        let root = state.get::<String>("root")?.unwrap_or_default();
        Ok(root + kwargs.must_get::<&str>("path")?)
    });
    tera.register_function("shared", move |kwargs: Kwargs, state: &State| parts.call(&kwargs, state));
    tera.register_function("range", range);
    let own = words.clone();
    tera.register_filter("language", move |tag: &str, _: Kwargs, _: &State| -> String { words::Words::language_name(&own, tag) });
    tera.register_filter("date", move |value: &str, kwargs: Kwargs, state: &State| date(&words, value, &kwargs, state));
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State| json(&value));
}

/// Calls something with the tag of the language that is asked for, or else that of the page.
fn in_language<T>(state: &State, kwargs: &Kwargs, then: impl FnOnce(&str) -> TeraResult<T>) -> TeraResult<T> {
    let given = match kwargs.get::<Value>("lang")? {
        Some(given) => Some(given),
        None => state.get::<Value>("lang")?,
    };
    match given {
        Some(given) => match given.as_str() {
            Some(tag) => then(tag),
            None => then(&given.to_string()),
        },
        None => then("en"),
    }
}

/// `t(key="n-papers", n=3)`: a text of the strings file. Other arguments replace `{name}`; where one of them is HTML
/// made by Chancery, the result is HTML too, with everything else escaped.
fn text(words: &words::Words, kwargs: &Kwargs, state: &State) -> TeraResult<Value> {
    let key = kwargs.must_get::<&str>("key")?;
    let number = kwargs.get::<i64>("n")?;
    in_language(state, kwargs, |language| match words.text(language, key, number) {
        Some(pattern) => filled(pattern, kwargs, state),
        None => Err(Error::message(format!("no text is called `{key}`"))),
    })
}

/// A text with the arguments of a call in it.
fn filled(pattern: &str, kwargs: &Kwargs, state: &State) -> TeraResult<Value> {
    if kwargs.iter().count() == 1 {
        return Ok(Value::normal_string(pattern));
    }
    let html = kwargs.iter().any(|(_, value)| value.is_safe() && value.is_string());
    let mut pairs: Vec<(&str, Cow<str>)> = Vec::with_capacity(4);
    for (name, value) in kwargs.iter() {
        let Some(name) = name.as_str() else { continue };
        let text = value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
        pairs.push((name, if html && !value.is_safe() { state.escape(&text)?.into() } else { text }));
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, text)| (*name, &**text)).collect();
    if html {
        return Ok(Value::safe_string(&words::fill(&state.escape(pattern)?, &pairs)));
    }
    Ok(Value::normal_string(&words::fill(pattern, &pairs)))
}

/// `asset(name="chancery.css")`: where a file of the theme lies, seen from this page.
fn asset(assets: &BTreeMap<String, String>, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
    let name = kwargs.must_get::<&str>("name")?;
    let Some(path) = assets.get(name) else {
        let near = crate::base::text::nearest(name, assets.keys().map(String::as_str));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::message(format!("the theme has no asset `{name}`{hint}")));
    };
    Ok(state.get::<String>("root")?.unwrap_or_default() + path)
}

/// `{{ when | date }}`: an EDTF date as people write it; `form` is `long`, `short` (no year), `year` or `iso`.
fn date(words: &words::Words, value: &str, kwargs: &Kwargs, state: &State) -> TeraResult<String> {
    let date = Date::parse(value).map_err(|reason| Error::message(format!("`{value}` is no date: {reason}")))?;
    let form = match kwargs.get::<&str>("form")?.unwrap_or("long") {
        "long" => Form::Long,
        "short" => Form::Short,
        "year" => Form::Year,
        "iso" => return Ok(words::datetime(&date)),
        other => return Err(Error::message(format!("`{other}` is no form of a date: long, short, year or iso"))),
    };
    in_language(state, kwargs, |language| Ok(words.date(language, &date, form)))
}

/// `{{ value | json }}`: JSON that may stand inside a `<script type="application/ld+json">`.
fn json(value: &Value) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(|error| Error::message(error.to_string()))?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    Ok(Value::safe_string(&out))
}

/// `range(end=5)`, `range(start=1, end=6, step_by=2)`: whole numbers, at most 10,000 of them.
fn range(kwargs: Kwargs, _: &State) -> TeraResult<Vec<i128>> {
    if super::theme::budget::is_overdue() {
        return Err(Error::message("the loop did not come to an end"));
    }
    let start = kwargs.get::<i128>("start")?.unwrap_or(0);
    let end = kwargs.must_get::<i128>("end")?;
    let step = kwargs.get::<i128>("step_by")?.unwrap_or(1);
    if step < 1 {
        return Err(Error::message("`step_by` of `range` must be 1 or more"));
    }
    let span = end.saturating_sub(start).max(0);
    if span / step > MAX_RANGE {
        return Err(Error::message(format!("`range` makes at most {MAX_RANGE} numbers")));
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while next < end {
        numbers.push(next);
        next = next.saturating_add(step);
    }
    Ok(numbers)
}
