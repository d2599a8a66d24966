//! Compares what is written with the table, and says what does not fit.

use super::unknown::{dated, nested, no_field, parted, suggestion, unknown_field};
use super::{Field, Shape, Target, Want, foreign, form, words};
use crate::base::text::slug;
use crate::base::yaml::{Node, Value};
use crate::base::{Date, Fault, Range};

/// So many words are named where one of them is missing.
const FEW: usize = 12;

/// A field that a record must have and that a declaration of it does not say. Another declaration may.
#[derive(Debug, Clone, PartialEq)]
pub struct Lacking {
    /// The declaration: all of its YAML.
    pub record: Range,
    /// The field.
    pub field: &'static str,
    /// What is told if no declaration has it.
    pub fault: Fault,
}

/// Compares a map with its fields.
///
/// `place` is what is underlined where a field is missing; `whole` says whether all of the YAML could be read: if not,
/// nothing is called missing.
pub fn check(shape: &'static Shape, node: &Node, place: &Range, whole: bool, faults: &mut Vec<Fault>) {
    let lacking = check_record(shape, node, place, whole, faults);
    faults.extend(lacking.into_iter().map(|one| one.fault));
}

/// The same for a record; what it, and records declared in it by their ids, lack is for whoever knows all declarations.
pub fn check_record(shape: &'static Shape, node: &Node, place: &Range, whole: bool, faults: &mut Vec<Fault>) -> Vec<Lacking> {
    let mut checker = Checker { faults, lacking: Vec::new(), whole };
    checker.record(shape, node, place);
    checker.lacking
}

struct Checker<'a> {
    faults: &'a mut Vec<Fault>,
    lacking: Vec<Lacking>,
    whole: bool,
}

impl Checker<'_> {
    fn record(&mut self, shape: &'static Shape, node: &Node, place: &Range) {
        self.values(shape, node);
        for (field, fault) in self.missing(shape, node, place) {
            // A field that is there and empty says that there is nothing.
            match node.get(field) {
                None => self.lacking.push(Lacking { record: node.range.clone(), field, fault }),
                Some(_) => self.faults.push(fault),
            }
        }
    }

    fn map(&mut self, shape: &'static Shape, node: &Node, place: &Range) {
        if let Some(fault) = dated(shape, node) {
            self.faults.push(fault);
            return;
        }
        self.values(shape, node);
        let missing = self.missing(shape, node, place);
        self.faults.extend(missing.into_iter().map(|(_, fault)| fault));
    }

    fn values(&mut self, shape: &'static Shape, node: &Node) {
        for (key, value) in node.pairs() {
            match shape.field(&key.value) {
                Some(field) if !value.is_null() => self.value(field, &field.want, value),
                Some(_) => {}
                // A space that is none to YAML is told already.
                None if key.value.starts_with(char::is_whitespace) && key.range.len() == key.value.len() => {}
                None => self.faults.push(match foreign::told(shape, node, key.range.clone(), value, &key.value) {
                    Some(answer) => answer.add_to(no_field(shape, &key.value, key.range.clone())),
                    None => nested(shape, node, (&key.value, &key.range), value)
                        .unwrap_or_else(|| unknown_field(shape, &key.value, key.range.clone())),
                }),
            }
        }
    }

    fn missing(&self, shape: &'static Shape, node: &Node, place: &Range) -> Vec<(&'static str, Fault)> {
        let required = shape.all().filter(|field| field.required && self.whole);
        let required = required.filter_map(|field| Some((field.name, missing(shape, field, node, place)?)));
        let about = node.pairs().iter().filter(|_| self.whole).filter_map(|(key, value)| alone(shape, node, &key.value, value));
        required.chain(about).collect()
    }

    fn value(&mut self, field: &Field, want: &Want, node: &Node) {
        if let Some(fault) = parted(field, want, node) {
            self.faults.push(fault);
            return;
        }
        match want {
            Want::Free => {}
            Want::List(item) => self.list(field, item, node),
            Want::Map(shape) => match node.value {
                Value::Map(_) => self.map(shape, node, &first_key(node)),
                _ => self.wrong(field, want, node),
            },
            Want::Keyed(inner) => match &node.value {
                Value::Map(pairs) => {
                    pairs.iter().filter(|(_, value)| !value.is_null()).for_each(|(_, value)| self.value(field, inner, value))
                }
                _ => self.wrong(field, want, node),
            },
            Want::TextOr(shape) => match &node.value {
                Value::Map(_) => self.map(shape, node, &first_key(node)),
                Value::Scalar { .. } => {}
                _ => self.wrong(field, want, node),
            },
            Want::Id(target) => self.id(field, want, target, node),
            Want::IdOr(target, shape, key) => match node.value {
                Value::Map(_) if node.get(key).is_some() => self.map(shape, node, &first_key(node)),
                _ => self.id(field, want, target, node),
            },
            Want::Names => self.names(field, node),
            Want::CslDate if matches!(node.value, Value::Map(_)) => {}
            Want::Coordinates => {
                if coordinates(node).is_none() {
                    self.wrong(field, want, node);
                }
            }
            Want::Identifiers => match &node.value {
                Value::Map(pairs) => pairs.iter().for_each(|(scheme, value)| self.identifier(field, want, &scheme.value, value)),
                _ => self.wrong(field, want, node),
            },
            _ => match node.text() {
                Some(text) => self.scalar(field, want, node, text),
                None => self.wrong(field, want, node),
            },
        }
    }

    fn list(&mut self, field: &Field, item: &'static Want, node: &Node) {
        match &node.value {
            Value::Seq(items) => items.iter().for_each(|node| match node.value {
                Value::Null => self.faults.push(
                    Fault::new("wrong-type", node.range.clone(), format!("an item of `{}` is empty", field.name))
                        .with_help("write a value behind the `-`, or remove it"),
                ),
                _ => self.value(field, item, node),
            }),
            Value::Scalar { plain: true, text } if text.starts_with('-') && !text.starts_with("--") => {
                let help = "write a space behind each `-` that begins an item";
                self.faults.push(wrong_type(field, &Want::List(item), node).with_help(help));
            }
            Value::Scalar { plain: true, text } if !text.contains([',', '[', ']', '{', '}', '\n', ':', '#']) => {
                let fault = wrong_type(field, &Want::List(item), node).with_fix(node.range.clone(), format!("[{text}]"));
                self.faults.push(fault);
            }
            _ => self.wrong(field, &Want::List(item), node),
        }
    }

    fn id(&mut self, field: &Field, want: &Want, target: &'static Target, node: &Node) {
        match &node.value {
            Value::Map(_) if target.kinds.len() <= 2 => {
                if let Some((_, shape)) = target.kind_of(node) {
                    // Only by its id can it be meant to add to another declaration.
                    match node.get("id").and_then(Node::text) {
                        Some(_) => self.record(shape, node, &first_key(node)),
                        None => self.map(shape, node, &first_key(node)),
                    }
                }
            }
            // Whether there is such a record, or one of that name, is told where all of them are known.
            Value::Scalar { text, .. } if text.split('#').next().is_some_and(|id| !id.trim().is_empty()) => {}
            Value::Scalar { text, .. } => self.faults.push(not_an_id(field, node, text)),
            _ => self.wrong(field, want, node),
        }
    }

    fn names(&mut self, field: &Field, node: &Node) {
        const PARTS: [&str; 10] = [
            "family",
            "given",
            "literal",
            "suffix",
            "dropping-particle",
            "non-dropping-particle",
            "comma-suffix",
            "static-ordering",
            "parse-names",
            "name",
        ];
        match &node.value {
            Value::Seq(items) => items.iter().for_each(|item| match item.value {
                Value::Seq(_) | Value::Null => self.wrong(field, &Want::Names, item),
                _ => self.names(field, item),
            }),
            Value::Map(pairs) => {
                for (key, _) in pairs.iter().filter(|(key, _)| !PARTS.contains(&key.value.as_str())) {
                    let fault = Fault::new("unknown-field", key.range.clone(), format!("`{}` is no part of a name", key.value));
                    self.faults.push(fault.with_help("a name has `family` and `given`, or `literal` for an organisation"));
                }
            }
            _ => {}
        }
    }

    fn identifier(&mut self, field: &Field, want: &Want, scheme: &str, value: &Node) {
        match value.text() {
            Some(text) => {
                if let Err(reason) = form::identifier(scheme, text) {
                    let message = format!("`{}` is no identifier of the scheme `{scheme}`", clip(text));
                    self.faults.push(Fault::new("invalid-identifier", value.range.clone(), message).with_help(reason));
                }
            }
            None if value.is_null() => {}
            None => self.wrong(field, want, value),
        }
    }

    fn scalar(&mut self, field: &Field, want: &Want, node: &Node, text: &str) {
        let fault = |rule, message: String| Some(Fault::new(rule, node.range.clone(), message));
        let found = match want {
            Want::Word(words) if !words.contains(&text) => Some(unknown_word(field, words, node, text)),
            Want::End if text.trim() == ".." => None,
            Want::Date | Want::End | Want::CslDate => Date::parse(text).err().map(|reason| bad_date(field, node, text, &reason)),
            Want::Bool if !matches!(text, "true" | "false") => Some(wrong_bool(field, node, text)),
            Want::Integer(from, to) if !text.parse::<i64>().is_ok_and(|n| (*from..=*to).contains(&n)) => {
                Some(wrong_type(field, want, node))
            }
            Want::Number(from, to) if !text.parse::<f64>().is_ok_and(|n| (*from..=*to).contains(&n)) => {
                Some(wrong_type(field, want, node))
            }
            Want::Web => not_web(field, text, node.range.clone()),
            Want::Doi => form::doi(text).err().and_then(|reason| {
                fault("invalid-identifier", format!("`{}` is no DOI", clip(text))).map(|fault| fault.with_help(reason))
            }),
            Want::Identifier(scheme) => {
                form::identifier(scheme, text).err().map(|reason| no_identifier(field, scheme, node, text, reason))
            }
            Want::Language if !form::bcp47(text) => {
                fault("invalid-language", format!("`{}` is no language tag", clip(text))).map(|fault| {
                    match text.replace('_', "-") {
                        tag if form::bcp47(&tag) => {
                            fault.with_help(format!("did you mean `{tag}`?")).with_fix(node.range.clone(), tag)
                        }
                        _ => fault.with_help("write its BCP 47 tag, as `en`, `es` or `pt-BR`: English is `en`"),
                    }
                })
            }
            Want::Key if !form::key(text) => Some(not_an_id(field, node, text)),
            _ => None,
        };
        self.faults.extend(found);
    }

    fn wrong(&mut self, field: &Field, want: &Want, node: &Node) {
        self.faults.push(wrong_type(field, want, node));
    }
}

/// The fault of a map that lacks a field.
fn missing(shape: &Shape, field: &Field, node: &Node, place: &Range) -> Option<Fault> {
    let written = node.get(field.name);
    let is_empty = |value: &Node| value.is_null() || value.text().is_some_and(|text| text.trim().is_empty());
    let empty = written.is_none_or(|value| is_empty(value) && !field.may_be_empty);
    // A wrong key that was surely meant for this one has its own fault already.
    let meant =
        node.pairs().iter().any(|(key, _)| shape.field(&key.value).is_none() && suggestion(shape, &key.value) == Some(field.name));
    if !empty || meant {
        return None;
    }
    let what = if written.is_some() { "is empty" } else { "is missing" };
    let range = written.map_or(place, |value| &value.range).clone();
    let fault = Fault::new("missing-field", range, format!("`{}` {what}; {} needs it", field.name, shape.name));
    Some(fault.with_help(match field.want {
        Want::Word(words) if words.len() <= FEW => format!("write one of `{}`", words.join("`, `")),
        _ => format!("write for instance `{}: {}`", field.name, field.example),
    }))
}

/// The fault of a field that is about another one, which is not there.
fn alone(shape: &Shape, node: &Node, written: &str, value: &Node) -> Option<(&'static str, Fault)> {
    let field = shape.field(written).filter(|_| !value.is_null())?;
    let other = shape.field(field.of?)?;
    let is_there = node.get(other.name).is_some_and(|value| !value.is_null());
    let meant =
        || node.pairs().iter().any(|(key, _)| shape.field(&key.value).is_none() && suggestion(shape, &key.value) == field.of);
    if is_there || meant() {
        return None;
    }
    let message = format!("`{}` is missing; `{}` says something about it", other.name, field.name);
    let fault = Fault::new("missing-field", value.range.clone(), message);
    let help = format!("write for instance `{}: {}`, or take `{}` out", other.name, other.example, field.name);
    Some((other.name, fault.with_help(help)))
}

/// The fault of a text that is no address on the web.
pub fn not_web(field: &Field, text: &str, range: Range) -> Option<Fault> {
    let reason = form::web_address(text).err()?;
    let fault = Fault::new("invalid-url", range, format!("`{}` is no web address: {reason}", clip(text)));
    Some(fault.with_help(format!("write it in full, as `{}`", field.example)))
}

/// The place of a nested map: its first key, because the whole may be long.
fn first_key(node: &Node) -> Range {
    node.pairs().first().map_or(node.range.clone(), |(key, _)| key.range.clone())
}

/// Latitude and longitude, written as a list, a map or a text with a comma.
pub(crate) fn coordinates(node: &Node) -> Option<(f64, f64)> {
    let number = |node: &Node| node.text().and_then(|text| text.trim().parse::<f64>().ok());
    let (north, east) = match &node.value {
        Value::Seq(items) => match items.as_slice() {
            [north, east] => (number(north)?, number(east)?),
            _ => return None,
        },
        Value::Map(_) => (
            number(node.get("latitude").or_else(|| node.get("lat"))?)?,
            number(node.get("longitude").or_else(|| node.get("lon"))?)?,
        ),
        Value::Scalar { text, .. } => {
            let (north, east) = text.split_once(',')?;
            (north.trim().parse().ok()?, east.trim().parse().ok()?)
        }
        Value::Null => return None,
    };
    ((-90.0..=90.0).contains(&north) && (-180.0..=180.0).contains(&east)).then_some((north, east))
}

fn unknown_word(field: &Field, words: &[&'static str], node: &Node, text: &str) -> Fault {
    let fault = Fault::new("unknown-word", node.range.clone(), format!("`{}` is no word for `{}`", clip(text), field.name));
    let all: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match words::meant(text, words.iter().copied()) {
        Some(word) => fault.with_help(format!("did you mean `{word}`?")).with_fix(node.range.clone(), word),
        None => fault.with_help(format!("write one of {}", all.join(", "))),
    }
}

fn bad_date(field: &Field, node: &Node, text: &str, reason: &str) -> Fault {
    if field.name == "embargo_until"
        && let Some(fault) = Date::at_an_hour(node.range.clone(), field.name, text)
    {
        return fault;
    }
    if field.name == "embargo_until" && Date::is_unsaid(text) {
        let message = format!("`{}` is no date for `embargo_until`: it says that there is none as yet", clip(text));
        let help = "write `status: draft` in the place of this line until the day is known; without either, readers see the report";
        return Fault::new("invalid-date", node.range.clone(), message).with_help(help);
    }
    Date::refused(node.range.clone(), format!("`{}` is no date for `{}`", clip(text), field.name), text, reason)
}

fn no_identifier(field: &Field, scheme: &str, node: &Node, text: &str, reason: &'static str) -> Fault {
    let is_cameo = scheme == "cameo";
    let called = if is_cameo { "code of CAMEO" } else { field.name };
    let fault = Fault::new("invalid-identifier", node.range.clone(), format!("`{}` is no {called}", clip(text)));
    // A number has lost the nought before it.
    match format!("0{text}") {
        code if is_cameo && code.len() == 2 && form::identifier(scheme, &code).is_ok() => {
            fault.with_help(format!("did you mean `{code}`?")).with_fix(node.range.clone(), format!("\"{code}\""))
        }
        _ => fault.with_help(reason),
    }
}

fn wrong_bool(field: &Field, node: &Node, text: &str) -> Fault {
    let value = match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "true" | "y" => Some("true"),
        "no" | "off" | "false" | "n" => Some("false"),
        _ => None,
    };
    let fault = wrong_type(field, &Want::Bool, node);
    match value {
        Some(value) => fault.with_help(format!("did you mean `{value}`?")).with_fix(node.range.clone(), value),
        None => fault,
    }
}

fn not_an_id(field: &Field, node: &Node, text: &str) -> Fault {
    let fault =
        Fault::new("invalid-id", node.range.clone(), format!("`{}` cannot be the id that `{}` wants", clip(text), field.name));
    let id = slug(text);
    if form::key(&id) {
        fault
            .with_help(format!(
                "write `{id}`; an id has letters, digits and hyphens, and is how the record is called in references"
            ))
            .with_fix(node.range.clone(), id)
    } else {
        fault.with_help("an id has letters, digits and hyphens, as `nayib-bukele`")
    }
}

fn wrong_type(field: &Field, want: &Want, node: &Node) -> Fault {
    let found = match &node.value {
        Value::Null => "nothing",
        Value::Scalar { .. } => "a text",
        Value::Seq(_) => "a list",
        Value::Map(_) => "a map of keys and values",
    };
    let message = match want {
        Want::Integer(from, to) => format!("`{}` wants a whole number from {from} to {to}", field.name),
        Want::Number(from, to) => format!("`{}` wants a number from {from} to {to}", field.name),
        want => format!("`{}` wants {}, and {found} stands here", field.name, describe(want)),
    };
    Fault::new("wrong-type", node.range.clone(), message)
        .with_help(format!("write for instance `{}: {}`", field.name, field.example))
}

/// What is wanted, with its article.
pub(crate) fn describe(want: &Want) -> &'static str {
    match want {
        Want::Text | Want::Inline | Want::TextOrId(_) => "a text",
        Want::Word(_) => "a word",
        Want::Date | Want::CslDate => "a date",
        Want::End => "a date or `..`",
        Want::Bool => "`true` or `false`",
        Want::Integer(..) => "a whole number",
        Want::Number(..) => "a number",
        Want::Web => "a web address",
        Want::Doi => "a DOI",
        Want::Identifier(_) => "an identifier",
        Want::Language => "a language tag",
        Want::Key => "an id",
        Want::Id(_) => "the id of a record, or a record in full",
        Want::IdOr(..) => "an id, or a map",
        Want::File(_) => "the name of a file",
        Want::TextOr(_) => "a text or a map",
        Want::List(_) => "a list",
        Want::Map(_) | Want::Keyed(_) | Want::Identifiers => "a map of keys and values",
        Want::Coordinates => "latitude and longitude",
        Want::Names => "a name or a list of names",
        Want::Free => "anything",
    }
}

/// A text for a message: one line, at most 60 characters.
pub(super) fn clip(text: &str) -> String {
    let line: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(60).is_some() { format!("{line}…") } else { line }
}
