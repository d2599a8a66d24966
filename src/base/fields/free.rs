//! Free data: what templates get of it.

use crate::base::yaml::{Node, Value};

/// A value as JSON. A number becomes one only if it keeps its letters (`1.10` stays text).
pub fn json(node: &Node) -> serde_json::Value {
    use serde_json::Value as J;
    match &node.value {
        Value::Null => J::Null,
        Value::Seq(items) => J::Array(items.iter().map(json).collect()),
        Value::Map(pairs) => J::Object(pairs.iter().map(|(key, value)| (key.value.clone(), json(value))).collect()),
        Value::Scalar { text, plain: false } => J::String(text.clone()),
        Value::Scalar { text, plain: true } => match text.as_str() {
            "true" => J::Bool(true),
            "false" => J::Bool(false),
            _ => number(text).unwrap_or_else(|| J::String(text.clone())),
        },
    }
}

fn number(text: &str) -> Option<serde_json::Value> {
    if let Some(whole) = text.parse::<i64>().ok().filter(|whole| whole.to_string() == text) {
        return Some(whole.into());
    }
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && number.to_string() == text)?;
    serde_json::Number::from_f64(number).map(serde_json::Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::yaml;

    #[test]
    fn numbers_become_numbers_only_if_they_keep_their_letters() {
        let text = "a: [1, 1.5, 1.10, 007, no, true, 'true', .nan, 99999999999999999999, 1e999, null]";
        let node = yaml::parse(text, 0..text.len() as u32, yaml::FRONT_MATTER).node.unwrap();
        let expected = r#"{"a":[1,1.5,"1.10","007","no",true,"true",".nan","99999999999999999999","1e999",null]}"#;
        assert_eq!(json(&node).to_string(), expected);
    }
}
