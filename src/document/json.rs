//! JSON with places: every value and key knows its bytes, and what is wrong is said where it is.

use crate::base::{Fault, Ranged};

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 64;

/// A value and its place.
pub type Node = Ranged<Json>;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// As written.
    Number(String),
    /// Its characters, escapes decoded.
    String(String),
    /// `[…]`
    Array(Vec<Node>),
    /// `{…}`, in order; keys may occur twice.
    Object(Vec<(Ranged<String>, Node)>),
}

impl Json {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The same value without places.
    pub fn plain(&self) -> serde_json::Value {
        match self {
            Json::Null => serde_json::Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Number(text) => text.parse::<serde_json::Number>().map_or(serde_json::Value::Null, serde_json::Value::Number),
            Json::String(text) => text.as_str().into(),
            Json::Array(list) => list.iter().map(|node| node.value.plain()).collect(),
            Json::Object(fields) => fields.iter().map(|(key, node)| (key.value.clone(), node.value.plain())).collect(),
        }
    }
}

/// Reads a text. What was read before the first fault of grammar is kept, so a list gives its whole entries.
pub fn parse(text: &str) -> (Option<Node>, Option<Fault>) {
    let mut reader = Reader { text, at: if text.starts_with('\u{feff}') { 3 } else { 0 }, fault: None };
    reader.space();
    if reader.at == text.len() {
        return (None, Some(reader.wrong(reader.at, "the file is empty")));
    }
    let node = reader.value(0);
    reader.space();
    if reader.fault.is_none() && reader.at < text.len() {
        reader.fault = Some(reader.wrong(reader.at, "something stands after the end of the JSON value"));
    }
    (node, reader.fault)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    fault: Option<Fault>,
}

impl Reader<'_> {
    fn wrong(&self, at: usize, message: &str) -> Fault {
        let rest = self.text.get(at..).unwrap_or("");
        let length = rest.chars().next().filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8);
        let help = "names and texts stand in double quotes, a comma between two entries, and none behind the last";
        Fault::new("invalid-json", at as u32..(at + length) as u32, message).with_help(help)
    }

    fn fail(&mut self, at: usize, message: &str) {
        if self.fault.is_none() {
            self.fault = Some(self.wrong(at, message));
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'[' | b'{') if depth >= MAX_DEPTH => {
                self.fail(start, "lists and objects are nested too deep");
                None
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
            None => {
                self.fail(start, "the file ends where a value should stand");
                None
            }
        }?;
        Some(Ranged::new(value, start as u32..self.at as u32))
    }

    fn array(&mut self, depth: usize) -> Option<Json> {
        let open = self.at;
        self.at += 1;
        let mut list = Vec::new();
        self.space();
        if self.eat(b']') {
            return Some(Json::Array(list));
        }
        loop {
            match self.value(depth + 1) {
                Some(node) => list.push(node),
                None => return Some(Json::Array(list)),
            }
            // A fault inside the last value: what came before it is whole.
            if self.fault.is_some() {
                return Some(Json::Array(list));
            }
            self.space();
            if self.eat(b']') {
                return Some(Json::Array(list));
            }
            if !self.eat(b',') {
                match self.peek() {
                    Some(_) => self.fail(self.at, "a comma or `]` is missing here"),
                    None => self.fail(open, "this list is never closed"),
                }
                return Some(Json::Array(list));
            }
            self.space();
            if self.peek() == Some(b']') {
                self.fail(self.at - 1, "a comma stands before `]`");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json> {
        let open = self.at;
        self.at += 1;
        let mut fields = Vec::new();
        self.space();
        if self.eat(b'}') {
            return Some(Json::Object(fields));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                match self.peek() {
                    Some(_) => self.fail(start, "the name of a field, in double quotation marks, should stand here"),
                    None => self.fail(open, "this object is never closed"),
                }
                return None;
            }
            let key = self.string()?;
            let key = Ranged::new(key, start as u32..self.at as u32);
            self.space();
            if !self.eat(b':') {
                self.fail(self.at, "a colon is missing here");
                return None;
            }
            let node = self.value(depth + 1)?;
            fields.push((key, node));
            if self.fault.is_some() {
                return None;
            }
            self.space();
            if self.eat(b'}') {
                return Some(Json::Object(fields));
            }
            if !self.eat(b',') {
                match self.peek() {
                    Some(_) => self.fail(self.at, "a comma or `}` is missing here"),
                    None => self.fail(open, "this object is never closed"),
                }
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let open = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let Some(stop) = rest.find(['"', '\\', '\n', '\r']) else {
                self.fail(open, "this text is never closed");
                return None;
            };
            out.push_str(&rest[..stop]);
            self.at += stop;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Some(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                _ => {
                    self.fail(open, "this text is not closed before the end of the line");
                    return None;
                }
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Option<()> {
        let start = self.at;
        self.at += 2;
        match self.text.as_bytes().get(start + 1) {
            Some(b'n') => out.push('\n'),
            Some(b't') => out.push('\t'),
            Some(b'r') => out.push('\r'),
            Some(b'b' | b'f') => out.push(' '),
            Some(c @ (b'"' | b'\\' | b'/')) => out.push(char::from(*c)),
            Some(b'u') => {
                let first = self.hex()?;
                let low = (0xD800..0xDC00).contains(&first) && self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u");
                let code = if low {
                    self.at += 2;
                    let second = self.hex()?;
                    0x10000 + ((first - 0xD800) << 10) + (second.wrapping_sub(0xDC00) & 0x3FF)
                } else {
                    first
                };
                out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            _ => {
                self.fail(start, "there is no such escape");
                return None;
            }
        }
        Some(())
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            self.fail(self.at, "four hexadecimal digits should stand after `\\u`");
            return None;
        };
        self.at += 4;
        Some(code)
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        if text.parse::<serde_json::Number>().is_err() {
            self.fail(start, "this is not a number");
            return None;
        }
        Some(Json::Number(text.to_string()))
    }

    fn word(&mut self) -> Option<Json> {
        let start = self.at;
        for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))] {
            if self.text[start..].starts_with(word) {
                self.at += word.len();
                return Some(value);
            }
        }
        self.fail(start, "a value should stand here; texts are written in double quotation marks");
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_places() {
        let text = r#" [{"a\u00e9": [1, -2.5e3, "x\n\ud83d\ude00"], "b": null}, true]"#;
        let (node, fault) = parse(text);
        assert_eq!(fault, None);
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        let node = node.unwrap();
        assert_eq!(node.value.plain(), expected);
        assert_eq!(node.range, 1..text.len() as u32);
        let Json::Array(list) = node.value else { panic!() };
        assert_eq!(&text[list[1].range.start as usize..list[1].range.end as usize], "true");
    }

    #[test]
    fn faults_have_places_and_whole_entries_are_kept() {
        for (text, at, whole) in [
            (r#"[{"a":1},{"b":]"#, 14, 1),
            (r#"[{"a":1} {"b":2}]"#, 9, 1),
            (r#"[1,2"#, 0, 2),
            (r#"[1,2,]"#, 4, 2),
            ("[\"x\n\"]", 1, 0),
            ("[1] 2", 4, 1),
            ("", 0, 0),
        ] {
            let (node, fault) = parse(text);
            assert_eq!(fault.map(|fault| fault.range.start), Some(at), "{text}");
            let kept = node.map_or(0, |node| if let Json::Array(list) = node.value { list.len() } else { 0 });
            assert_eq!(kept, whole, "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).1.is_some());
    }
}
