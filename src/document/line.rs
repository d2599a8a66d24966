//! A line of Markdown in front matter, such as a summary or a judgement: it is read once, together with its file.

use super::plain::{Name, named};
use super::record::Text;
use super::tree::{Block, Body, Inline, Manner, Sort, Written};
use super::{Options, markdown};
use crate::base::text::Quotes;
use crate::base::{Fault, Fix, Range, Ranged, yaml};
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
    /// `$…$` is a formula.
    pub math: bool,
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
        let Place { source, field, quotes, math, written, faults } = place;
        let means = text.value.contains(SIGNS) || math && text.value.contains('$');
        if !means {
            return Line { text, tree: None };
        }
        let options = Options { literal_html: true, quotes, math, ..Options::default() };
        let (body, told) = markdown::parse(&text.value, 0, &options);
        let swallowed = if math { swallowed(source, &text) } else { None };
        // Of what else it may be in another program's Markdown nobody is harmed who reads it.
        for fault in told {
            match fault.rule {
                "public-comment" => {}
                "invalid-math" | "doubtful-math" | "wide-formula" if swallowed.is_none() => {}
                _ => continue,
            }
            faults.push(placed(fault, source, &text));
        }
        faults.extend(swallowed);
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

/// A fault of a text, at its place in the file; with what is meant in its place where the file says it in the same letters.
fn placed(fault: Fault, source: &str, text: &Text) -> Fault {
    let of = |range: &Range| yaml::Places::new(source, &text.range, &text.value).of(range);
    let slice = |text: &'_ str, range: &Range| text.get(range.start as usize..range.end as usize).map(str::to_string);
    let is_quoted = slice(source, &text.range).is_some_and(|written| written.starts_with(['"', '\'']));
    let fix = fault.fix.as_ref().filter(|_| !is_quoted).and_then(|fix| {
        let range = of(&fix.range);
        (slice(source, &range) == slice(&text.value, &fix.range)).then(|| Fix { range, ..fix.clone() })
    });
    Fault { range: of(&fault.range), fix, ..fault }
}

/// A command of TeX between double quotation marks, of which YAML took the backslash and the first letter for a sign of its own:
/// `"$\beta$"` is `$eta$` behind a sign that nobody sees.
fn swallowed(source: &str, text: &Text) -> Option<Fault> {
    let written = source.get(text.range.start as usize..text.range.end as usize)?.strip_prefix('"')?;
    let start = text.range.start as usize + 1;
    let mut behind = 0;
    let mut formulas = std::iter::from_fn(|| {
        let start = behind + written.get(behind..)?.find('$')?;
        let marks = if written[start..].starts_with("$$") { "$$" } else { "$" };
        let from = start + marks.len();
        let part = &written[from..from + written[from..].find(marks)?];
        behind = from + part.len() + marks.len();
        Some((from, part))
    });
    let is_command = |at: usize, part: &str| {
        let behind = &part[at + 1..];
        !part[..at].ends_with('\\') && behind.bytes().take_while(u8::is_ascii_alphabetic).count() > 1
    };
    let (from, part, at) = formulas.find_map(|(from, part)| {
        let at = part.match_indices('\\').map(|(at, _)| at).find(|at| is_command(*at, part))?;
        Some((from, part, at))
    })?;
    let name: String = part[at + 1..].chars().take_while(char::is_ascii_alphabetic).collect();
    let place = |from: usize, length: usize| (start + from) as u32..(start + from + length) as u32;
    let first = name.chars().next()?;
    let message = format!(
        "between double quotation marks YAML reads `\\{first}` as a sign of its own, and not as the beginning of `\\{name}`"
    );
    let fault = Fault::new("invalid-math", place(from + at, 1 + name.len()), message);
    let fault = fault.with_help("write the value between single quotation marks, or each backslash twice");
    Some(fault.with_fix(place(from, part.len()), doubled(part)))
}

/// A text with each single backslash written twice.
fn doubled(part: &str) -> String {
    let mut out = String::with_capacity(part.len() + 8);
    let mut rest = part;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        out.push_str("\\\\");
        rest = behind.strip_prefix('\\').unwrap_or(behind);
    }
    out + rest
}

/// Whether a tree is one paragraph of letters that are those of the text.
fn as_written(body: &Body, text: &str) -> bool {
    let [Block::Paragraph { leaf, .. }] = body.blocks.as_slice() else { return false };
    matches!(&*leaf.inlines, [Inline::Text(letters)] if letters.of(text) == text.trim())
}

/// The words of a block of a line.
pub fn block_words(body: &Body, block: &Block, text: &str, name: Name) -> String {
    match block {
        Block::Code { text, .. } => return text.trim().to_string(),
        Block::Math { formula, .. } => return formula.words.to_string(),
        _ => {}
    }
    let mut all = Vec::new();
    body.leaves_of(std::slice::from_ref(block), &mut |leaf| all.push(named(&leaf.inlines, text, name)));
    all.join(" ").trim().to_string()
}

/// A title in plain words: marks go, and a reference without words of its own shows what was written. The line is kept where
/// the title refers to something, for those who know what that is called.
pub fn title(text: Text, place: Place) -> (Text, Option<Line>) {
    let means = text.value.contains(['[', '*', '_', '`', '%', '{', '\\', '&']) || place.math && text.value.contains('$');
    if !means {
        return (text, None);
    }
    let Place { source, field, quotes, math, written, faults } = place;
    let before = written.len();
    let line = Line::read(text, Place { source, field, quotes, math, written: &mut *written, faults });
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
        let line = Line::read(text, Place { source, field: "summary", quotes, math: false, written: &mut written, faults });
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

    fn with_formulas(source: &str) -> (Line, Vec<Fault>) {
        let node = yaml::parse(source, 0..source.len() as u32, yaml::FRONT_MATTER).node.unwrap();
        let (_, value) = &node.pairs()[0];
        let text = Ranged::new(value.text().unwrap().trim_end().to_string(), value.range.clone());
        let (quotes, written, mut faults) = (Quotes::default(), &mut Vec::new(), Vec::new());
        let line = Line::read(text, Place { source, field: "summary", quotes, math: true, written, faults: &mut faults });
        (line, faults)
    }

    #[test]
    fn lines_take_formulas_where_a_site_has_them() {
        let words = |source: &str| with_formulas(source).0.words(&|_| None).into_owned();
        assert_eq!(words("summary: By $x^2$, for $5 and $6.\n"), "By x², for $5 and $6.");
        assert_eq!(words("summary: |\n  $$\n  a_1 \\le b\n  $$\n"), "a₁ ≤ b");
        assert_eq!(words("summary: '$\\beta$'\n"), "β");
        assert_eq!(read("summary: By $x^2$.\n").0.words(&|_| None), "By $x^2$.");
    }

    #[test]
    fn mistakes_in_formulas_of_lines_have_their_place() {
        let told = |source: &str| -> Vec<(&str, String, Option<String>)> {
            let (_, faults) = with_formulas(source);
            let place = |range: &Range| source[range.start as usize..range.end as usize].to_string();
            faults.into_iter().map(|fault| (fault.rule, place(&fault.range), fault.fix.map(|fix| fix.text))).collect()
        };
        let wrong = |place: &str, fix: Option<&str>| vec![("invalid-math", place.to_string(), fix.map(str::to_string))];
        assert_eq!(told("summary: By $\\fracc{a}{b}$.\n"), wrong("\\fracc", Some("\\frac")));
        assert_eq!(told("summary: 'It''s $\\fracc{a}{b}$.'\n"), wrong("\\fracc", None));
        // Where YAML took the backslash, that is the mistake, and the only one.
        assert_eq!(told("summary: \"By $\\beta + \\frac{a}{b}$.\"\n"), wrong("\\beta", Some("\\\\beta + \\\\frac{a}{b}")));
        assert_eq!(told("summary: \"By $$\\\\beta$$, $x$ and $\\tau$\"\n"), wrong("\\tau", Some("\\\\tau")));
        assert!(told("summary: \"By $\\\\beta$ for $5\\n\"\n").is_empty());
        assert_eq!(told("summary: $5-$6 a head\n")[0].0, "doubtful-math");
    }

    #[test]
    fn titles_lose_their_marks() {
        let plain = |text: &str| {
            let mut written = Vec::new();
            let (quotes, faults) = (Quotes::default(), &mut Vec::new());
            let place = Place { source: "", field: "title", quotes, math: false, written: &mut written, faults };
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
