//! A line of Markdown in front matter, such as a summary or a judgement: it is read once, together with its file.

use super::plain::{Name, named};
use super::record::Text;
use super::tree::{Block, Body, Inline, Manner, Sort, Written};
use super::{Options, markdown};
use crate::base::text::Quotes;
use crate::base::{Fault, Range, Ranged, yaml};
use std::borrow::Cow;
use std::sync::Arc;

/// A text of front matter in which Markdown means what it means in a paragraph.
#[derive(Debug, Clone)]
pub struct Line {
    text: Text,
    /// What it says, where that is not simply its letters; ranges in it are bytes of `text.value`.
    tree: Option<Arc<Tree>>,
}

#[derive(Debug)]
struct Tree {
    body: Body,
    /// Where each reference begins in the text, and its place in the file; in order.
    places: Box<[(u32, Range)]>,
}

/// Two lines with the same letters at the same place are the same.
impl PartialEq for Line {
    fn eq(&self, other: &Line) -> bool {
        self.text == other.text && self.tree.is_some() == other.tree.is_some()
    }
}

impl std::ops::Deref for Line {
    type Target = Text;

    fn deref(&self) -> &Text {
        &self.text
    }
}

/// Where a line stands: in which field of a file, and what the file refers to so far.
pub struct Place<'a> {
    /// The file's text.
    pub source: &'a str,
    /// The field's name.
    pub field: &'static str,
    /// The marks of its language, for straight ones.
    pub quotes: Quotes,
    /// References that stand in the file, to which those of the line are added.
    pub written: &'a mut Vec<Written>,
    /// What is wrong in the file.
    pub faults: &'a mut Vec<Fault>,
}

/// Characters that may mean something; a text without them is what it is.
const SIGNS: [char; 20] = ['*', '_', '`', '[', ']', '<', '&', '\\', '"', '\'', '-', '.', '~', '@', '\n', '#', '>', '|', '%', '{'];

impl Line {
    /// Letters that mean nothing but themselves, as in the files of reference managers.
    pub fn verbatim(text: Text) -> Line {
        Line { text, tree: None }
    }

    /// Reads a line that stands in a field of a file; what it refers to is added to what is written there.
    pub fn read(text: Text, place: Place) -> Line {
        let Place { source, field, quotes, written, faults } = place;
        if !text.value.contains(SIGNS) {
            return Line { text, tree: None };
        }
        let options = Options { literal_html: true, quotes, ..Options::default() };
        let (body, told) = markdown::parse(&text.value, 0, &options);
        let mut found = yaml::Places::new(source, &text.range, &text.value);
        // Of what else it may be in another program's Markdown nobody is harmed who reads it.
        for fault in told.into_iter().filter(|fault| fault.rule == "public-comment") {
            faults.push(Fault { range: found.of(&fault.range), fix: None, ..fault });
        }
        if as_written(&body, &text.value) {
            return Line { text, tree: None };
        }
        let mut found = yaml::Places::new(source, &text.range, &text.value);
        let mut places = Vec::with_capacity(body.written.len());
        for one in &body.written {
            let manner = match one.sort {
                Sort::Link => Manner::Link,
                Sort::Wiki => Manner::Wiki,
                Sort::Citation => Manner::Citation,
                _ => continue,
            };
            let range = found.of(&one.range);
            places.push((one.range.start, range.clone()));
            written.push(Written { text: one.text.clone(), range, sort: Sort::Prose(field, manner) });
        }
        let tree = Some(Arc::new(Tree { body, places: places.into() }));
        Line { text, tree }
    }

    /// What it says; `None` where it is simply its letters.
    pub fn body(&self) -> Option<&Body> {
        self.tree.as_ref().map(|tree| &tree.body)
    }

    /// Where in the file a reference stands that begins at a byte of the text.
    pub fn place(&self, start: u32) -> Option<&Range> {
        let places = &self.tree.as_ref()?.places;
        let at = places.binary_search_by_key(&start, |(start, _)| *start).ok()?;
        places.get(at).map(|(_, range)| range)
    }

    /// Its words, without marks and citations; `name` as for [`named`].
    pub fn words(&self, name: Name) -> Cow<'_, str> {
        let Some(body) = self.body() else { return Cow::Borrowed(self.text.value.trim()) };
        let blocks: Vec<String> = body.blocks.iter().map(|block| block_words(body, block, &self.text.value, name)).collect();
        Cow::Owned(blocks.join(" ").trim().to_string())
    }

    /// Its words where it has marks or references; else its letters as they were typed, for those who set them themselves.
    pub fn bare(&self, name: Name) -> Cow<'_, str> {
        let is_text = |inline: &Inline| matches!(inline, Inline::Text(_) | Inline::Soft(_));
        let is_plain = |block: &Block| matches!(block, Block::Paragraph { leaf, .. } if leaf.inlines.iter().all(is_text));
        match self.body() {
            Some(body) if self.has_escapes() || !body.blocks.iter().all(is_plain) => self.words(name),
            _ => Cow::Borrowed(self.text.value.trim()),
        }
    }
}

impl Line {
    /// Whether signs stand in it for others: `\\&`, `&amp;`.
    fn has_escapes(&self) -> bool {
        self.value.contains('\\') || self.value.contains('&') && self.value.contains(';')
    }
}

/// Whether a tree is one paragraph of letters that are those of the text.
fn as_written(body: &Body, text: &str) -> bool {
    let [Block::Paragraph { leaf, .. }] = body.blocks.as_slice() else { return false };
    matches!(&*leaf.inlines, [Inline::Text(letters)] if letters.of(text) == text.trim())
}

/// The words of a block of a line.
pub fn block_words(body: &Body, block: &Block, text: &str, name: Name) -> String {
    if let Block::Code { text, .. } = block {
        return text.trim().to_string();
    }
    let mut all = Vec::new();
    body.leaves_of(std::slice::from_ref(block), &mut |leaf| all.push(named(&leaf.inlines, text, name)));
    all.join(" ").trim().to_string()
}

/// A title in plain words: marks go, and a reference without words of its own shows what was written. The line is kept where
/// the title refers to something, for those who know what that is called.
pub fn title(text: Text, place: Place) -> (Text, Option<Line>) {
    if !text.value.contains(['[', '*', '_', '`', '%', '{', '\\', '&']) {
        return (text, None);
    }
    let Place { source, field, quotes, written, faults } = place;
    let before = written.len();
    let line = Line::read(text, Place { source, field, quotes, written: &mut *written, faults });
    let is_paragraph = line.body().is_some_and(|body| matches!(body.blocks.as_slice(), [Block::Paragraph { .. }]));
    if !is_paragraph {
        return (line.text, None);
    }
    let plain = Ranged::new(line.bare(&|_| None).into_owned(), line.range.clone());
    let refers = written.len() > before;
    (plain, refers.then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> (Line, Vec<(String, String)>) {
        let whole = 0..source.len() as u32;
        let node = yaml::parse(source, whole, yaml::FRONT_MATTER).node.unwrap();
        let (_, value) = &node.pairs()[0];
        let mut written = Vec::new();
        let text = Ranged::new(value.text().unwrap().trim_end().to_string(), value.range.clone());
        let (quotes, faults) = (Quotes::default(), &mut Vec::new());
        let line = Line::read(text, Place { source, field: "summary", quotes, written: &mut written, faults });
        let place = |one: &Written| source[one.range.start as usize..one.range.end as usize].to_string();
        (line, written.iter().map(|one| (one.text.clone(), place(one))).collect())
    }

    #[test]
    fn references_have_their_place_however_the_yaml_is_written() {
        for source in [
            "summary: Sum [[nix|N]] and [@s1, p. 3].\n",
            "summary: \"Sum \\\"so\\\" \\u00e9 [[nix]] and\\\n   [@s1].\"\n",
            "summary: 'It''s [[nix]] and\n  [@s1].'\n",
            "summary: >-\n  Sum\n  [[nix]]\n\n  and [@s1].\n",
            "summary: |\n  Sum [[nix]]\n  and [@s1].\n",
            "summary: Sum\n  [[nix]] and\n  [@s1].\n",
            "summary: \"Sum <!-- ask [[nix]] --> `<!-- x -->` [[nix]] <!-- and --> and [@s1].\"\n",
        ] {
            let (_, written) = read(source);
            assert_eq!(written, [("nix".into(), "nix".into()), ("s1".into(), "s1".into())], "{source}");
        }
    }

    #[test]
    fn what_says_only_its_letters_has_no_tree() {
        assert!(read("summary: Plain words, with a full stop. And more.\n").0.body().is_none());
        assert!(read("summary: It's *so*.\n").0.body().is_some());
    }

    #[test]
    fn titles_lose_their_marks() {
        let plain = |text: &str| {
            let mut written = Vec::new();
            let (quotes, faults) = (Quotes::default(), &mut Vec::new());
            let place = Place { source: "", field: "title", quotes, written: &mut written, faults };
            let (title, line) = title(Ranged::new(text.into(), 0..0), place);
            (title.value, line.is_some(), written.len())
        };
        assert_eq!(plain("A *new* kind of `x`"), ("A new kind of x".into(), false, 0));
        assert_eq!(plain("Meeting of [[ivan]]"), ("Meeting of ivan".into(), true, 1));
        assert_eq!(plain("* starred"), ("* starred".into(), false, 0));
        assert_eq!(plain("Q&amp;A \\& more of AT&T"), ("Q&A & more of AT&T".into(), false, 0));
        assert_eq!(plain("AT&T: a \"case\""), ("AT&T: a \"case\"".into(), false, 0));
        assert_eq!(plain("A* search [draft] \"so\""), ("A* search [draft] \"so\"".into(), false, 0));
    }
}
