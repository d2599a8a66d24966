//! What was meant by keys that are no fields, and by texts that became keys.

use super::check::clip;
use super::{Field, Shape, Want};
use crate::base::text::nearest;
use crate::base::yaml::Node;
use crate::base::{Date, Fault, Range};

/// The fault of a text that a colon within it parts into a key and a value: `- Bills will rise: by a tenth.`
pub(super) fn parted(field: &Field, want: &Want, node: &Node) -> Option<Fault> {
    let is_text = match want {
        Want::TextOr(shape) => shape.all().all(|field| node.get(field.name).is_none()),
        want => matches!(want, Want::Text | Want::Inline | Want::TextOrId(_)),
    };
    let [(key, value)] = node.pairs() else { return None };
    let text = value.text()?;
    if !is_text || !key.value.contains(' ') {
        return None;
    }
    let message = format!("`{}` wants a text here, and the colon in it makes a key and a value of it", field.name);
    let fault = Fault::new("wrong-type", key.range.clone(), message).with_help("put the whole text in quotation marks: `\"text\"`");
    // As it is written, with one space behind the colon, no marks, and no braces around it.
    let whole = key.range.start..value.range.end;
    let plain = node.range.start == whole.start
        && whole.len() == key.value.len() + 2 + text.len()
        && ![key.value.as_str(), text].iter().any(|text: &&str| text.contains(['"', '\\']));
    Some(if plain { fault.with_fix(whole, format!("\"{}: {text}\"", key.value)) } else { fault })
}

/// The fault of a day that became a key, with words behind it: `- 2 July 2025: The figure was a year old.`
pub(super) fn dated(shape: &Shape, node: &Node) -> Option<Fault> {
    let [(key, value)] = node.pairs() else { return None };
    shape.field("date").filter(|_| shape.field(&key.value).is_none())?;
    let of_words = ["note", "title", "reason"].into_iter().find(|name| shape.field(name).is_some())?;
    let day = match Date::parse(&key.value) {
        Ok(_) => key.value.clone(),
        Err(_) => Date::meant(&key.value).into_iter().next()?,
    };
    let words = value.text()?;
    // What else must be said, and where the words belong.
    let others: Vec<&Field> =
        shape.all().filter(|field| field.required && field.name != "date" && field.name != of_words).collect();
    let more: String = others.iter().map(|field| format!("{}: …, ", field.name)).collect();
    let whole = |words: &str| format!("{{date: {day}, {more}{of_words}: {words}}}");
    let message = format!("the day `{}` stands here as the name of a field; {} says it under `date`", clip(&key.value), shape.name);
    let fault = Fault::new("wrong-type", key.range.clone(), message);
    let of = |field: &&Field| match field.want {
        Want::Word(words) => format!("; `{}` is one of `{}`", field.name, words.join("`, `")),
        _ => String::new(),
    };
    let fault = fault.with_help(format!("write `{}`{}", whole("\"…\""), others.iter().map(of).collect::<String>()));
    let place = node.range.start..value.range.end.max(key.range.end);
    let plain = others.is_empty() && place.start == key.range.start && !words.contains(['"', '\\', '\n']);
    Some(if plain { fault.with_fix(place, whole(&format!("\"{}\"", words.trim()))) } else { fault })
}

pub(super) fn suggestion(shape: &Shape, written: &str) -> Option<&'static str> {
    let known = shape.instead.iter().find(|(wrong, _)| *wrong == written).map(|(_, right)| *right);
    known
        .or_else(|| nearest(&written.replace('-', "_"), shape.all().map(|field| field.name)))
        .or_else(|| nearest(written, shape.all().map(|field| field.name)))
}

pub(super) fn no_field(shape: &Shape, written: &str, range: Range) -> Fault {
    Fault::new("unknown-field", range, format!("{} has no field `{}`", shape.name, clip(written)))
}

/// The fault of a field that stands one step too high: `style` of `citation`, `funding` of `disclosures`.
pub(super) fn nested(shape: &Shape, record: &Node, (written, range): (&str, &Range), value: &Node) -> Option<Fault> {
    let mut above = shape.all().filter(|field| matches!(field.want, Want::Map(inner) if inner.field(written).is_some()));
    let (Some(above), None) = (above.next().map(|field| field.name), above.next()) else { return None };
    // What is surely called otherwise is that; a name that is merely near is not.
    if shape.instead.iter().any(|(wrong, right)| *wrong == written && *right != above) {
        return None;
    }
    let fault = no_field(shape, written, range.clone());
    let simple = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'));
    match value.text() {
        _ if record.get(above).is_some() => Some(fault.with_help(format!("`{written}` is a part of `{above}`: move it there"))),
        Some(text) if simple(text) => {
            let right = format!("{above}: {{{written}: {text}}}");
            let whole = range.start..value.range.end.max(range.end);
            Some(fault.with_help(format!("it is a part of `{above}`: write `{right}`")).with_fix(whole, right))
        }
        _ => Some(
            fault.with_help(format!("it is a part of `{above}`: write `{above}:`, and this line below it, indented by 2 spaces")),
        ),
    }
}

pub(super) fn unknown_field(shape: &Shape, written: &str, range: Range) -> Fault {
    let fault = no_field(shape, written, range.clone());
    match suggestion(shape, written) {
        Some(right) => {
            let plain = shape.field(right).is_some();
            let fault = fault.with_help(if plain { format!("did you mean `{right}`?") } else { format!("write {right}") });
            if plain { fault.with_fix(range, right) } else { fault }
        }
        None if shape.field("extra").is_some() => fault.with_help("data of your own goes under `extra:`"),
        None => {
            let names: Vec<_> = shape.all().map(|field| format!("`{}`", field.name)).collect();
            fault.with_help(format!("its fields are {}", names.join(", ")))
        }
    }
}
