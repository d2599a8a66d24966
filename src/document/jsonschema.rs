//! JSON Schemas (draft 2020-12) of front matter, made from the table of fields; editors complete and check by them.

use super::drawing;
use super::kind::Kind;
use super::schema;
use crate::base::fields::{Field, Shape, Target, Want};
use crate::config::schema::CONFIG;
use serde_json::{Map, Value, json};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// EDTF, as `base::date` reads it; the days of months are not counted here.
const POINT: &str = r"(\d{2}XX|\d{3}X|-?\d{4}(-(2[1-4]|XX(-XX)?|(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]|XX))?))?)[~?%]?";
const KEY: &str = r"^[^\s/#:|@\[\]{}.\-][^\s/#:|@\[\]{}]*$";

/// The schema of the front matter of one kind.
pub fn schema(kind: Kind) -> Value {
    root(schema::shape(kind), &format!("Front matter of {}", schema::shape(kind).name))
}

/// The schema of chancery.yaml.
pub fn config_schema() -> Value {
    root(&CONFIG, "chancery.yaml")
}

/// What schemas are of: the kinds of page, `chancery` for chancery.yaml, and the sorts of drawing.
pub fn sorts() -> Vec<&'static str> {
    let kinds = super::kind::KINDS.iter().map(|row| row.name);
    kinds.chain(["chancery"]).chain(drawing::schema::SHAPES.iter().map(|(name, _)| *name)).collect()
}

/// All schemas, each with the name of its file.
pub fn all() -> Vec<(String, Value)> {
    let kinds = super::kind::KINDS.iter().map(|row| (format!("{}.schema.json", row.name), schema(row.kind)));
    let drawings = drawing::schema::SHAPES.iter();
    let drawings = drawings.map(|(name, shape)| (format!("{name}.schema.json"), root(shape, &format!("A fenced block `{name}`"))));
    kinds.chain([("chancery.schema.json".to_string(), config_schema())]).chain(drawings).collect()
}

fn root(shape: &'static Shape, title: &str) -> Value {
    let mut writer = Writer::default();
    let mut out = Map::new();
    out.insert("$schema".into(), DRAFT.into());
    out.insert("title".into(), title.into());
    out.extend(writer.object(shape));
    let mut definitions = Map::new();
    while let Some((name, shape)) = writer.waiting.pop() {
        let mut object = writer.object(shape);
        // A record that is named by its id may add to what is declared elsewhere.
        if shape.field("extra").is_some()
            && let Some(required) = object.remove("required")
        {
            object.insert("anyOf".into(), json!([{ "required": required }, { "required": ["id"] }]));
        }
        definitions.insert(name, Value::Object(object));
    }
    definitions.sort_keys();
    if !definitions.is_empty() {
        out.insert("$defs".into(), Value::Object(definitions));
    }
    Value::Object(out)
}

/// Shapes that are referred to are written once, under `$defs`.
#[derive(Default)]
struct Writer {
    known: Vec<String>,
    waiting: Vec<(String, &'static Shape)>,
}

impl Writer {
    fn object(&mut self, shape: &'static Shape) -> Map<String, Value> {
        let mut properties = Map::new();
        for field in shape.all() {
            properties.insert(field.name.into(), self.field(field));
        }
        let required: Vec<&str> = shape.all().filter(|field| field.required).map(|field| field.name).collect();
        let mut out = Map::new();
        out.insert("description".into(), shape.about.into());
        out.insert("type".into(), "object".into());
        out.insert("properties".into(), Value::Object(properties));
        if !required.is_empty() {
            out.insert("required".into(), json!(required));
        }
        out.insert("additionalProperties".into(), false.into());
        out
    }

    fn field(&mut self, field: &'static Field) -> Value {
        let mut out = Map::new();
        out.insert("description".into(), field.about.into());
        if let Value::Object(want) = self.want(&field.want) {
            out.extend(want);
        }
        Value::Object(out)
    }

    fn refer(&mut self, shape: &'static Shape) -> Value {
        let name = shape.name.trim_start_matches("an ").trim_start_matches("a ").replace(' ', "-");
        if !self.known.contains(&name) {
            self.known.push(name.clone());
            self.waiting.push((name.clone(), shape));
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn id(&mut self, target: &'static Target) -> Vec<Value> {
        let mut any = vec![json!({ "type": "string", "minLength": 1 })];
        if target.kinds.len() <= 2 {
            any.extend(
                target.kinds.iter().filter_map(|kind| (target.shape)(kind)).map(|shape| self.refer(shape)).collect::<Vec<_>>(),
            );
        }
        any
    }

    fn want(&mut self, want: &'static Want) -> Value {
        match want {
            Want::Text | Want::Inline | Want::TextOrId(_) => json!({ "type": ["string", "number", "boolean"] }),
            Want::Word(words) => json!({ "enum": words.iter().map(|word| scalar(word)).collect::<Vec<_>>() }),
            Want::Date => date(),
            Want::End => json!({ "anyOf": [{ "const": ".." }, date()] }),
            Want::Bool => json!({ "type": "boolean" }),
            Want::Integer(from, to) => json!({ "type": "integer", "minimum": from, "maximum": to }),
            Want::Number(from, to) => json!({ "type": "number", "minimum": from, "maximum": to }),
            Want::Web => json!({ "type": "string", "format": "uri", "pattern": "^https?://[^\\s]+$" }),
            Want::Doi => json!({ "type": "string", "pattern": r"^(https?://(dx\.)?doi\.org/|doi:)?10\.[0-9.]{4,}/\S+$" }),
            // To editors `04` is the number 4.
            Want::Identifier("cameo") => {
                json!({ "type": ["string", "integer"], "pattern": "^(0[1-9]|1[0-9]|20)[0-9]{0,2}$", "minimum": 1, "maximum": 2099 })
            }
            Want::Identifier(_) => json!({ "type": ["string", "number"] }),
            Want::Language => json!({ "type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$" }),
            Want::Key => json!({ "type": ["string", "integer"], "pattern": KEY, "maxLength": 100 }),
            Want::Id(target) => json!({ "anyOf": self.id(target) }),
            Want::IdOr(target, shape, _) => {
                let mut any = self.id(target);
                any.push(self.refer(shape));
                json!({ "anyOf": any })
            }
            Want::File(_) => json!({ "type": "string" }),
            Want::TextOr(shape) => json!({ "anyOf": [{ "type": ["string", "number"] }, self.refer(shape)] }),
            Want::List(item) => json!({ "type": "array", "items": self.want(item) }),
            Want::Map(shape) => self.refer(shape),
            Want::Keyed(item) => json!({ "type": "object", "additionalProperties": self.want(item) }),
            Want::Identifiers => json!({ "type": "object", "additionalProperties": { "type": ["string", "number"] } }),
            Want::Coordinates => coordinates(),
            Want::Names => names(),
            Want::CslDate => json!({ "anyOf": [date(), { "type": "object" }] }),
            Want::Free => json!({}),
        }
    }
}

/// Digits are numbers to editors.
fn scalar(word: &str) -> Value {
    word.parse::<i64>().map_or_else(|_| Value::String(word.into()), Value::from)
}

fn date() -> Value {
    let pattern = format!(r"^({POINT}|({POINT}|\.\.)?/({POINT}|\.\.)?)$");
    json!({ "anyOf": [{ "type": "string", "pattern": pattern }, { "type": "integer", "minimum": 1000, "maximum": 9999 }] })
}

fn coordinates() -> Value {
    let pair = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
    json!({ "anyOf": [pair, { "type": "string" }, { "type": "object" }] })
}

fn names() -> Value {
    let one = json!({ "anyOf": [{ "type": "string" }, { "type": "object" }] });
    json!({ "anyOf": [{ "type": "string" }, { "type": "object" }, { "type": "array", "items": one }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_within_a_schema_leads_somewhere() {
        for (name, schema) in all() {
            let text = schema.to_string();
            for part in text.split("\"#/$defs/").skip(1) {
                let target = part.split('"').next().unwrap_or("");
                assert!(schema["$defs"].get(target).is_some(), "{name}: {target}");
            }
            assert_eq!(schema["$schema"], DRAFT);
            assert_eq!(schema["additionalProperties"], false);
        }
    }

    #[test]
    fn words_and_required_fields_are_there() {
        let actor = schema(Kind::Actor);
        assert_eq!(actor["required"], json!(["name", "kind"]));
        assert_eq!(actor["properties"]["kind"]["enum"][6], "office");
        let report = schema(Kind::Report);
        assert_eq!(report["$defs"]["source"]["anyOf"], json!([{ "required": ["title", "type"] }, { "required": ["id"] }]));
        assert_eq!(report["$defs"]["claim"]["required"], json!(["at"]));
        assert_eq!(actor["properties"]["posts"]["items"]["$ref"], "#/$defs/post");
        assert_eq!(schema(Kind::Report), schema(Kind::Report));
    }
}
