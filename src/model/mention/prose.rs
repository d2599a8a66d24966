//! A leaf as one string: joined across emphasis, line ends as spaces, with the way back to the file.

use super::quotes::quotations;
use crate::base::{Part, Range};
use crate::document::dialect::citation::said;
use crate::document::dialect::spaced;
use crate::document::tree::{CiteItem, Inline, Leaf, Letters};

/// Stands for what is no text: images, notes, citations, raw HTML.
pub const GAP: char = '\u{fffc}';
/// Deepest nesting of inlines that is walked.
const DEPTH: usize = 100;

/// The text of a leaf as a reader sees it.
#[derive(Debug, Default)]
pub struct Prose {
    /// Its letters.
    pub text: String,
    /// Code, links and their text, addresses, what the author forbade: no name is looked for; in order, apart.
    closed: Vec<Range>,
    /// Quotations: a name is counted, not linked; in order, apart.
    quoted: Vec<Range>,
    /// Links, citations, images and notes: their bytes in the file, and in `text`.
    pub marks: Vec<(Range, Range)>,
    /// Links and wikilinks: where their text begins and ends, in order.
    links: Vec<Range>,
    runs: Vec<Run>,
    styled: Vec<(Range, Range)>,
    edges: Vec<(u32, u32)>,
}

/// What a part of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Code, links and their text, addresses, what the author forbade: no name is looked for.
    Closed,
    /// A quotation: a name is counted, not linked.
    Quoted,
}

/// Letters that stand in the file and in the text.
#[derive(Debug, Clone, Copy)]
struct Run {
    text: u32,
    text_end: u32,
    file: u32,
    file_end: u32,
}

/// What a reference without own words shows, by the place of its id: the name of its target, or who wrote what is cited
/// within a sentence.
pub type Naming<'a> = &'a dyn Fn(&Range) -> Option<String>;

impl Prose {
    /// Reads a leaf. `naming` gives the words of `[[id]]`, by the place of the id.
    pub fn new(leaf: &Leaf, source: &str, naming: Naming<'_>) -> Prose {
        let mut prose = Prose::default();
        prose.read(leaf, source, naming);
        prose
    }

    /// Reads a leaf in place of the one that was read before, into the same buffers.
    pub fn read(&mut self, leaf: &Leaf, source: &str, naming: Naming<'_>) {
        self.read_letters(leaf, Part::whole(source), naming);
        self.close_addresses();
        self.close_broken_links();
        quotations(&self.text, &mut self.quoted);
        for (index, (_, inner)) in self.styled.iter().enumerate() {
            self.edges.push((inner.start, index as u32));
            self.edges.push((inner.end, index as u32));
        }
        self.edges.sort_unstable();
    }

    /// The same for who looks for no names in it: its letters and where they stand.
    pub fn read_letters(&mut self, leaf: &Leaf, source: Part, naming: Naming<'_>) {
        self.clear();
        self.walk(&leaf.inlines, source, naming, false, 0);
        self.marks.sort_by_key(|(file, _)| (file.start, std::cmp::Reverse(file.end)));
    }

    /// Forgets what was read and keeps the buffers.
    fn clear(&mut self) {
        let Prose { text, closed, quoted, marks, links, runs, styled, edges } = self;
        text.clear();
        [closed, quoted, links].into_iter().for_each(Vec::clear);
        [marks, styled].into_iter().for_each(Vec::clear);
        runs.clear();
        edges.clear();
    }

    /// The plain letters, for tests and for text that is no Markdown: the file is the text.
    pub fn plain(text: &str) -> Prose {
        let mut prose = Prose { text: text.to_string(), ..Prose::default() };
        prose.runs.push(Run { text: 0, text_end: text.len() as u32, file: 0, file_end: text.len() as u32 });
        prose.close_addresses();
        quotations(&prose.text, &mut prose.quoted);
        prose
    }

    fn walk(&mut self, inlines: &[Inline], source: Part, naming: Naming<'_>, closed: bool, depth: usize) {
        if depth > DEPTH {
            return;
        }
        // Where a link of raw HTML begins.
        let mut raw: Option<u32> = None;
        let outside = closed;
        for inline in inlines {
            let start = self.len();
            let closed = outside || raw.is_some();
            match inline {
                Inline::Text(letters) => self.letters(letters, source),
                Inline::Soft(range) | Inline::Hard(range) => self.push(" ", range.clone()),
                Inline::Styled { children, .. } | Inline::Span { children, .. } => {
                    self.walk(children, source, naming, closed, depth + 1);
                    self.styled.push((inline.range(), start..self.len()));
                }
                Inline::Code { text, range } => {
                    self.push(text, range.clone());
                    self.close(start, closed);
                }
                Inline::Link { children, to } => {
                    self.walk(children, source, naming, true, depth + 1);
                    self.mark(&to.range, start);
                    self.links.push(start..self.len());
                    self.close(start, closed);
                }
                Inline::Wiki { to, children } => {
                    let (target, range) = (&to.target, &to.range);
                    if children.is_empty() {
                        let words = naming(&target.range).unwrap_or_else(|| target.value.clone());
                        self.push(&words, range.clone());
                    } else {
                        self.walk(children, source, naming, true, depth + 1);
                    }
                    self.mark(range, start);
                    self.links.push(start..self.len());
                    self.close(start, closed);
                }
                Inline::Unlinked { children, .. } => {
                    self.walk(children, source, naming, true, depth + 1);
                    self.close(start, closed);
                }
                Inline::Image(image) => self.gap(&image.range),
                Inline::Cite(citation) => {
                    let label = |item: &CiteItem| naming(&item.key.range);
                    match citation.narrative.then(|| said(citation, &label)).flatten() {
                        Some(words) => {
                            self.push(&words, citation.range.clone());
                            self.mark(&citation.range, start);
                            self.close(start, closed);
                        }
                        None => self.gap(&citation.range),
                    }
                }
                Inline::Html { text, range } => {
                    self.gap(range);
                    if starts_link(text) {
                        raw = raw.or(Some(self.len()));
                    } else if text.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("</a"))
                        && let Some(start) = raw.take()
                    {
                        self.close(start, outside);
                    }
                }
                Inline::NoteRef { range, .. } => self.gap(range),
                Inline::Math(formula) => self.gap(&formula.range),
            }
        }
        if let Some(start) = raw {
            self.close(start, outside);
        }
    }

    fn len(&self) -> u32 {
        self.text.len() as u32
    }

    fn close(&mut self, start: u32, within: bool) {
        if !within && self.len() > start {
            self.closed.push(start..self.len());
        }
    }

    fn mark(&mut self, file: &Range, start: u32) {
        self.marks.push((file.clone(), start..self.len()));
    }

    fn gap(&mut self, file: &Range) {
        let start = self.len();
        self.push(GAP.encode_utf8(&mut [0; 4]), file.clone());
        self.mark(file, start);
    }

    fn push(&mut self, text: &str, file: Range) {
        let start = self.len();
        self.text.push_str(text);
        let run = Run { text: start, text_end: self.len(), file: file.start, file_end: file.end };
        match self.runs.last_mut() {
            // Letters that go on where the last ones ended are one run.
            Some(last) if last.file_end == run.file && last.is_even() && run.is_even() => {
                last.text_end = run.text_end;
                last.file_end = run.file_end;
            }
            _ => self.runs.push(run),
        }
    }

    /// Letters; those that the parser changed are laid beside the file's character by character, as far as that goes.
    fn letters(&mut self, letters: &Letters, source: Part) {
        let range = letters.range.clone();
        let written = source.get(&range).unwrap_or("");
        let Some(own) = &letters.own else { return self.push(written, range) };
        let (mut shown, mut rest, mut at) = (&**own, written, range.start);
        while let (Some(a), Some(b)) = (shown.chars().next(), rest.chars().next()) {
            let escaped = ["&amp;", "&#38;", "&#x26;", r"\\"].iter().any(|sign| rest.starts_with(sign) && !shown.starts_with(sign));
            let (a, b) = if a == b && !escaped { (a.len_utf8(), b.len_utf8()) } else { (a.len_utf8(), width(a, rest)) };
            let (left, right) = (shown.get(a..).unwrap_or(""), rest.get(b..).unwrap_or(""));
            if left.is_empty() != right.is_empty() {
                break;
            }
            self.push(&shown[..a], at..at + b as u32);
            (shown, rest, at) = (left, right, at + b as u32);
        }
        if !shown.is_empty() {
            self.push(shown, at..range.end);
        }
    }

    /// The bytes of the file for some bytes of the text, and whether they cut through emphasis.
    pub fn place(&self, text: &Range) -> (Range, bool) {
        let mut file = self.file(text.start, false)..self.file(text.end, true);
        let first = self.edges.partition_point(|(at, _)| *at < text.start);
        let mut cut = false;
        for (_, index) in self.edges[first..].iter().take_while(|(at, _)| *at <= text.end) {
            let (outer, inner) = &self.styled[*index as usize];
            let (inside, around) =
                (text.start <= inner.start && inner.end <= text.end, inner.start <= text.start && text.end <= inner.end);
            if inside && !around {
                // A name that holds the whole of an emphasis takes its marks with it.
                if inner.start == text.start {
                    file.start = file.start.min(outer.start);
                }
                if inner.end == text.end {
                    file.end = file.end.max(outer.end);
                }
            } else if !around && inner.start < text.end && text.start < inner.end {
                cut = true;
            }
        }
        (file, cut)
    }

    fn file(&self, at: u32, end: bool) -> u32 {
        let index = self.runs.partition_point(|run| if end { run.text < at } else { run.text <= at });
        let Some(run) = index.checked_sub(1).and_then(|index| self.runs.get(index)) else { return 0 };
        if run.is_even() {
            run.file + (at - run.text).min(run.file_end - run.file)
        } else if end {
            run.file_end
        } else {
            run.file
        }
    }

    /// The bytes of the text that show a place in the file; empty if none does.
    pub fn shown(&self, file: &Range) -> Range {
        let before = self.marks.partition_point(|(mark, _)| mark.start <= file.start);
        // An image may stand in a link: the mark that holds the place is among the last few that begin before it.
        let mut near = self.marks[before.saturating_sub(4)..before].iter().rev();
        if let Some((_, text)) = near.find(|(mark, _)| file.end <= mark.end) {
            return text.clone();
        }
        let at = |offset: u32, end: bool| {
            let index = self.runs.partition_point(|run| if end { run.file < offset } else { run.file <= offset });
            match index.checked_sub(1).and_then(|index| self.runs.get(index)) {
                Some(run) if run.is_even() => run.text + (offset - run.file).min(run.text_end - run.text),
                Some(run) if end || offset >= run.file_end => run.text_end,
                Some(run) => run.text,
                None => 0,
            }
        };
        let start = at(file.start, false);
        start..at(file.end, true).max(start)
    }

    /// The zone that some bytes touch; a closed one before a quoted one.
    pub fn zone(&self, text: &Range) -> Option<Zone> {
        if touches(&self.closed, text) {
            return Some(Zone::Closed);
        }
        touches(&self.quoted, text).then_some(Zone::Quoted)
    }

    /// What stands between quotation marks, with them; in order, apart.
    pub fn quotations(&self) -> &[Range] {
        &self.quoted
    }

    /// Whether a link of the author's begins at some byte.
    pub fn is_link_start(&self, at: u32) -> bool {
        self.links.binary_search_by_key(&at, |link| link.start).is_ok()
    }

    /// Whether a link of the author's ends at some byte.
    pub fn is_link_end(&self, at: u32) -> bool {
        self.links.binary_search_by_key(&at, |link| link.end).is_ok()
    }

    /// Closes links and images that are none, for a space in their address: their words are no more of the text than those of others.
    fn close_broken_links(&mut self) {
        let before = self.closed.len();
        self.closed.extend(spaced::places(&self.text).map(|place| place.start as u32..place.end as u32));
        if self.closed.len() > before {
            join(&mut self.closed);
        }
    }

    /// Closes addresses of mail and web that stand in the text without being links.
    fn close_addresses(&mut self) {
        let bytes = self.text.as_bytes();
        let hint = |at: usize| match bytes[at] {
            b':' => bytes[at..].starts_with(b"://"),
            b'.' => bytes[..at].ends_with(b"www"),
            _ => true,
        };
        if !memchr::memchr3_iter(b'@', b':', b'.', bytes).any(hint) {
            return;
        }
        let mut start = 0;
        let mut found = Vec::new();
        for piece in self.text.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            let mail = word.char_indices().any(|(at, c)| c == '@' && word[at + 1..].starts_with(char::is_alphanumeric));
            if mail || word.contains("://") || word.starts_with("www.") || word.contains("(www.") {
                found.push(start..start + word.len() as u32);
            }
            start += piece.len() as u32;
        }
        self.closed.extend(found);
        // A link may hold an address: what overlaps is one.
        join(&mut self.closed);
    }
}

impl Run {
    /// Whether text and file correspond byte by byte.
    fn is_even(&self) -> bool {
        self.text_end - self.text == self.file_end - self.file
    }
}

/// Whether a tag of raw HTML begins a link.
fn starts_link(tag: &str) -> bool {
    let mut letters = tag.bytes().skip(1);
    tag.starts_with('<')
        && letters.next().is_some_and(|byte| byte.eq_ignore_ascii_case(&b'a'))
        && !letters.next().is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// Puts ranges in order, and makes one of those that overlap or meet.
pub fn join(ranges: &mut Vec<Range>) {
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, last| {
        let joined = next.start <= last.end;
        if joined {
            last.end = last.end.max(next.end);
        }
        joined
    });
}

/// Whether one of some ranges, in order and apart, shares bytes with another.
pub fn touches(ranges: &[Range], text: &Range) -> bool {
    let before = ranges.partition_point(|range| range.start < text.end);
    before.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|range| range.end > text.start)
}

/// How many bytes of the file became one other character.
fn width(shown: char, written: &str) -> usize {
    let first = written.chars().next().map_or(0, char::len_utf8);
    if written.starts_with('&') {
        return written.find(';').filter(|end| *end < 40).map_or(first, |end| end + 1);
    }
    if written.starts_with('\\') && written[1..].starts_with(shown) {
        return 1 + shown.len_utf8();
    }
    match shown {
        '—' if written.starts_with("---") => 3,
        '–' if written.starts_with("--") => 2,
        '…' if written.starts_with("...") => 3,
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_closed() {
        let prose = Prose::plain("write to trump@whitehouse.gov or see https://bukele.sv/x, not @ home");
        let closed: Vec<&str> = prose.closed.iter().map(|range| &prose.text[range.start as usize..range.end as usize]).collect();
        assert_eq!(closed, ["trump@whitehouse.gov", "https://bukele.sv/x,"]);
    }

    #[test]
    fn emphasis_is_joined_and_taken_along() {
        let source = "The *Trump* administration of **Nayib** Bukele";
        let text = |range: Range| Inline::Text(Letters { range, own: None });
        let styled = |range: Range, inner: Range| Inline::Styled {
            style: crate::document::tree::Style::Emphasis,
            children: Box::new([text(inner)]),
            range,
        };
        let inlines = vec![text(0..4), styled(4..11, 5..10), text(11..30), styled(30..39, 32..37), text(39..46)];
        let prose = Prose::new(&Leaf { id: 0, inlines: inlines.into_iter().collect() }, source, &|_| None);
        assert_eq!(prose.text, "The Trump administration of Nayib Bukele");
        let at = |name: &str| {
            let start = prose.text.find(name).unwrap() as u32;
            let (range, cut) = prose.place(&(start..start + name.len() as u32));
            (&source[range.start as usize..range.end as usize], cut)
        };
        assert_eq!(at("Trump administration"), ("*Trump* administration", false));
        assert_eq!(at("Trump"), ("Trump", false));
        assert_eq!(at("Nayib Bukele"), ("**Nayib** Bukele", false));
        assert_eq!(at("The Trump"), ("The *Trump*", false));
    }

    #[test]
    fn changed_letters_keep_their_place() {
        let source = "Trump's \"U.S.\" &amp; co -- Bukele";
        let own = "Trump’s “U.S.” & co – Bukele";
        let letters = Letters { range: 0..source.len() as u32, own: Some(own.into()) };
        let prose = Prose::new(&Leaf { id: 0, inlines: [Inline::Text(letters)].into_iter().collect() }, source, &|_| None);
        assert_eq!(prose.text, own);
        for name in ["Trump", "U.S.", "&", "co", "Bukele"] {
            let start = own.find(name).unwrap() as u32;
            let (range, _) = prose.place(&(start..start + name.len() as u32));
            let written = &source[range.start as usize..range.end as usize];
            assert_eq!(written, if name == "&" { "&amp;" } else { name });
            assert_eq!(prose.shown(&range), start..start + name.len() as u32);
        }
    }
}
