//! XML in pieces, as far as drawings and data need it: whatever a browser could read otherwise is refused.

use crate::base::Range;
use std::borrow::Cow;

/// One piece of a file. Ranges are of the file.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// A tag that opens an element; `empty` if it closes it as well.
    Start { name: &'a str, range: Range, attributes: Vec<Attribute<'a>>, empty: bool },
    /// A tag that closes one.
    End { name: &'a str },
    /// Text as written, or what stands in `CDATA`.
    Text { text: Cow<'a, str>, range: Range },
    /// `<?name …?>`
    Instruction { text: &'a str, range: Range },
    /// A document type, behind which nothing can be told without reading it: the last piece.
    Type { range: Range },
    /// A comment.
    Comment,
}

/// An attribute, with references decoded.
#[derive(Debug)]
pub(super) struct Attribute<'a> {
    pub name: &'a str,
    pub value: Cow<'a, str>,
    pub range: Range,
}

/// Reads a file piece by piece; an error is the place of what is not well-formed, and the end.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Reader<'a> {
        // Browsers skip it.
        Reader { text, at: if text.starts_with('\u{feff}') { 3 } else { 0 } }
    }

    /// What stands between two marks, of which the first is here.
    fn between(&mut self, open: &str, close: &str) -> Option<&'a str> {
        let inner = self.text[self.at..].strip_prefix(open)?;
        let end = inner.find(close)?;
        self.at += open.len() + end + close.len();
        Some(&inner[..end])
    }

    fn piece(&mut self) -> Option<Piece<'a>> {
        let (from, rest) = (self.at, &self.text[self.at..]);
        let range = |end: usize| from as u32..end as u32;
        if !rest.starts_with('<') {
            self.at += rest.find('<').unwrap_or(rest.len());
            return Some(Piece::Text { text: decoded(&self.text[from..self.at])?, range: range(self.at) });
        }
        if rest.starts_with("<!--") {
            return self.between("<!--", "-->").map(|_| Piece::Comment);
        }
        if rest.starts_with("<![CDATA[") {
            let text = self.between("<![CDATA[", "]]>")?.into();
            return Some(Piece::Text { text, range: range(self.at) });
        }
        if rest.starts_with("<?") {
            let text = self.between("<?", "?>")?;
            return Some(Piece::Instruction { text, range: range(self.at) });
        }
        if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            self.at = self.text.len();
            return Some(Piece::Type { range: range(from + 9) });
        }
        if rest.starts_with("</") {
            self.at += 2;
            let name = self.name()?;
            self.space();
            return self.next_is(">").then_some(Piece::End { name });
        }
        self.at += 1;
        let name = self.name()?;
        let range = range(self.at);
        let mut attributes = Vec::new();
        loop {
            let gap = self.space();
            if self.next_is(">") {
                return Some(Piece::Start { name, range, attributes, empty: false });
            } else if self.next_is("/>") {
                return Some(Piece::Start { name, range, attributes, empty: true });
            }
            attributes.push(if gap { self.attribute()? } else { return None });
        }
    }

    fn attribute(&mut self) -> Option<Attribute<'a>> {
        let from = self.at;
        let name = self.name()?;
        self.space();
        if !self.next_is("=") {
            return None;
        }
        self.space();
        let value = if self.text[self.at..].starts_with('"') { self.between("\"", "\"")? } else { self.between("'", "'")? };
        let value = if value.contains('<') { None } else { decoded(value) }?;
        Some(Attribute { name, value, range: from as u32..self.at as u32 })
    }

    fn name(&mut self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let length = rest.find([' ', '\t', '\r', '\n', '/', '>', '<', '=', '"', '\'', '&', '!', '?'])?;
        self.at += length;
        (length > 0).then(|| &rest[..length])
    }

    fn space(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        self.at += length;
        length > 0
    }

    fn next_is(&mut self, mark: &str) -> bool {
        let found = self.text[self.at..].starts_with(mark);
        self.at += if found { mark.len() } else { 0 };
        found
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Piece<'a>, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.at;
        if from >= self.text.len() {
            return None;
        }
        Some(self.piece().ok_or_else(|| {
            self.at = self.text.len();
            from
        }))
    }
}

/// A text with its references decoded. There are five names without a document type; another is an error.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('&') {
        return Some(text.into());
    }
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (name, rest) = part.split_once(';')?;
        let number = match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(digits), _) => u32::from_str_radix(digits, 16).ok().and_then(char::from_u32),
            (None, Some(digits)) => digits.parse().ok().and_then(char::from_u32),
            (None, None) => None,
        };
        out.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => number?,
        });
        out.push_str(rest);
    }
    Some(out.into())
}
