//! The tags of a `.csl` file with their places: what the engine's reader cannot tell about a file that it refuses.

use crate::base::Range;

/// A tag. Comments, instructions and character data are left out.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'a> {
    /// Its name; without the slash.
    pub name: &'a str,
    /// All between the angle brackets.
    pub body: &'a str,
    /// Offset of `<`, in bytes.
    pub start: usize,
    /// What it does.
    pub sort: Sort,
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// `<a>`.
    Open,
    /// `</a>`.
    Close,
    /// `<a/>`.
    Empty,
}

impl Tag<'_> {
    /// Its place.
    pub fn range(&self) -> Range {
        self.start as u32..(self.start + self.body.len() + 2) as u32
    }

    /// The value of an attribute, as written.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut rest = self.body;
        while let Some(at) = rest.find(name) {
            let before = rest[..at].chars().next_back();
            rest = &rest[at + name.len()..];
            if before.is_some_and(char::is_whitespace)
                && let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start)
                && let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\''))
            {
                return value[1..].split(quote).next();
            }
        }
        None
    }
}

/// All tags of a file, nested as they should be; else the place of the first that is not, and what is wrong there.
pub fn tags(xml: &str, most_deep: usize) -> Result<Vec<Tag<'_>>, (Range, String)> {
    let mut tags = Vec::new();
    let mut open: Vec<Tag> = Vec::new();
    let mut at = 0;
    while let Some(next) = xml[at..].find('<') {
        let start = at + next;
        if let Some(end) = aside(&xml[start..]) {
            at = start + end;
            continue;
        }
        let Some(length) = length(&xml[start + 1..]) else {
            return Err((start as u32..start as u32 + 1, "this tag does not end".into()));
        };
        let body = &xml[start + 1..start + 1 + length];
        let sort = match (body.starts_with('/'), body.ends_with('/')) {
            (true, _) => Sort::Close,
            (_, true) => Sort::Empty,
            _ => Sort::Open,
        };
        let name = body.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
        let tag = Tag { name, body, start, sort };
        match sort {
            Sort::Open => open.push(tag),
            Sort::Close => match open.pop() {
                Some(begun) if begun.name == name => {}
                Some(begun) => return Err((tag.range(), format!("`</{name}>` stands where `</{}>` should", begun.name))),
                None => return Err((tag.range(), format!("`</{name}>` ends what did not begin"))),
            },
            Sort::Empty => {}
        }
        if open.len() > most_deep {
            return Err((tag.range(), format!("its elements are nested more than {most_deep} deep")));
        }
        tags.push(tag);
        at = start + length + 2;
    }
    match open.pop() {
        Some(begun) => Err((begun.range(), format!("`<{}>` does not end", begun.name))),
        None => Ok(tags),
    }
}

/// Length of a comment, an instruction or character data; one that does not end goes to the end.
fn aside(xml: &str) -> Option<usize> {
    let marks = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
    let (_, end) = marks.iter().find(|(begin, _)| xml.starts_with(begin))?;
    Some(xml.find(end).map_or(xml.len(), |at| at + end.len()))
}

/// Length of a tag's body: up to the first `>` outside quotation marks.
fn length(body: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in body.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_has_its_place() {
        let wrong = |xml: &str| tags(xml, 3).map(|tags| tags.len()).map_err(|(range, why)| (range.start, why));
        assert_eq!(wrong("<?xml x?><a b='>'><!-- <x> --><c/></a>"), Ok(3));
        assert_eq!(wrong("<a><b></a>"), Err((6, "`</a>` stands where `</b>` should".into())));
        assert_eq!(wrong("<a>é<b>"), Err((5, "`<b>` does not end".into())));
        assert_eq!(wrong("<a"), Err((0, "this tag does not end".into())));
        assert_eq!(wrong("</a>"), Err((0, "`</a>` ends what did not begin".into())));
        assert!(wrong("<a><a><a><a>").unwrap_err().1.contains("nested"));
        assert_eq!(tags("<a name = 'x' b=\"y\">", 9).unwrap_err().1, "`<a>` does not end");
        assert_eq!(tags("<a name = 'x'/>", 9).unwrap()[0].attribute("name"), Some("x"));
    }
}
