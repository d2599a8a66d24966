//! The sentence around a reference: what a page shows of the places that name it.

use super::prose::{GAP, Naming, Prose};
use super::sentences::sentences;
use crate::base::Range;
use crate::document::tree::{CiteItem, Inline, Leaf, LeafId};
use crate::model::{Page, PageId, Reference};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A sentence, cut at words around the name in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// What stands before the name.
    pub before: String,
    /// The name as written; empty for a citation or a note, which has no letters.
    pub name: String,
    /// What stands after it.
    pub after: String,
    /// The sentence begins earlier.
    pub cut_start: bool,
    /// The sentence goes on.
    pub cut_end: bool,
    /// Number of the paragraph, such as `7A`.
    pub paragraph: Option<String>,
}

/// Cuts excerpts out of one page; it remembers the leaf that it read last, so ask in order of place.
pub struct Excerpts<'a> {
    page: &'a Page,
    naming: Naming<'a>,
    known: Option<&'a Sentences>,
    last: Option<&'a Leaf>,
    cut: Cut,
}

/// Where the sentences of leaves begin. Several records are named in one leaf, and each has its own page.
#[derive(Debug, Default)]
pub struct Sentences(Mutex<FxHashMap<(PageId, LeafId), Known>>);

/// A leaf that was read before.
#[derive(Debug, Clone)]
struct Known {
    sentences: Arc<[u32]>,
    /// How often it was asked for since.
    asked: u32,
    /// What was read, if it is asked for so often that this is worth its room.
    prose: Option<Arc<Prose>>,
}

/// Most leaves name fewer records; one that names thousands would be read for each of them, with all their names.
const OFTEN: u32 = 32;

impl Sentences {
    /// Gives the sentences of a leaf, read into `prose` unless it was asked for often; then what was read is given, too.
    fn of(&self, leaf: (PageId, LeafId), prose: &mut Prose, read: impl FnOnce(&mut Prose)) -> (Arc<[u32]>, Option<Arc<Prose>>) {
        let all = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all().get_mut(&leaf).map(|known| {
            known.asked += 1;
            known.clone()
        });
        if let Some(Known { sentences, prose: Some(kept), .. }) = known {
            return (sentences, Some(kept));
        }
        read(prose);
        let mut known = known.unwrap_or_else(|| Known { sentences: sentences(&prose.text).into(), asked: 0, prose: None });
        if known.asked == OFTEN {
            known.prose = Some(Arc::new(std::mem::take(prose)));
        }
        if known.asked == 0 || known.prose.is_some() {
            all().insert(leaf, known.clone());
        }
        (known.sentences, known.prose)
    }
}

/// A leaf with its sentences.
#[derive(Debug, Default)]
pub struct Cut {
    prose: Prose,
    /// What was read before, in its place.
    kept: Option<Arc<Prose>>,
    sentences: Arc<[u32]>,
    /// For the part of the text that it stands in.
    part: String,
}

/// The sentence around a reference, with at most `words` words on either side.
pub fn excerpt(page: &Page, reference: &Reference, words: usize) -> Excerpt {
    Excerpts::new(page).around(reference, words)
}

impl<'a> Excerpts<'a> {
    /// Gets ready to cut; `[[id]]` without words of its own shows as its id.
    pub fn new(page: &'a Page) -> Self {
        Excerpts { page, naming: &|_| None, known: None, last: None, cut: Cut::default() }
    }

    /// Gets ready to cut; `naming` gives what `[[id]]` shows, by the place of the id, always the same where `known` is.
    /// `buffer` may hold anything, and comes back by `into_buffer`.
    pub fn naming(page: &'a Page, naming: Naming<'a>, known: &'a Sentences, buffer: Cut) -> Self {
        Excerpts { page, naming, known: Some(known), last: None, cut: buffer }
    }

    /// What the next page may be read into.
    pub fn into_buffer(self) -> Cut {
        self.cut
    }

    /// The sentence around a reference; one in front matter has no sentence, only what is written there.
    pub fn around(&mut self, reference: &Reference, words: usize) -> Excerpt {
        let written = || {
            let range = reference.range.start as usize..reference.range.end as usize;
            Excerpt { name: self.page.text().get(range).unwrap_or("").to_string(), ..Excerpt::default() }
        };
        let known = |id: LeafId| self.last.filter(|last| last.id == id).or_else(|| self.page.body().leaf(id));
        match reference.leaf.and_then(known) {
            Some(leaf) => self.at(leaf, &reference.range, words),
            None => written(),
        }
    }

    /// The sentence around some bytes of the file in a leaf of the page, or those that they run through.
    pub fn at(&mut self, leaf: &'a Leaf, place: &Range, words: usize) -> Excerpt {
        let id = leaf.id;
        let paragraph = self.page.body().paragraph_of(id).map(|paragraph| paragraph.number.clone());
        if self.last.is_none_or(|last| last.id != id) {
            let range = self.page.body().leaves.get(id as usize).map_or(0..0, |info| info.range.clone());
            let Cut { prose, kept, sentences: starts, part } = &mut self.cut;
            let mut read = |prose: &mut Prose| {
                prose.read_letters(leaf, self.page.document.text.open_part(&range, part), self.naming);
            };
            (*starts, *kept) = match self.known {
                Some(known) => known.of((self.page.id, id), prose, read),
                None => {
                    read(prose);
                    (sentences(&prose.text).into(), None)
                }
            };
            self.last = Some(leaf);
        }
        Excerpt { paragraph, ..self.cut.around(&self.cut.prose().shown(place), words) }
    }

    /// What a citation says of its source, for the reference that was asked for last: what stands before and behind it, and where
    /// in the source.
    pub fn cited(&self, reference: &Reference) -> Option<&'a CiteItem> {
        item_at(&self.last?.inlines, &reference.range)
    }
}

/// The item of a citation whose key stands at a place. The tree is no deeper than the parser allows.
fn item_at<'a>(inlines: &'a [Inline], key: &Range) -> Option<&'a CiteItem> {
    inlines.iter().find_map(|inline| match inline {
        Inline::Cite(citation) => citation.items.iter().find(|item| item.key.range == *key),
        other => item_at(other.children(), key),
    })
}

/// Stands between the parts of a picture's words.
pub const APART: &str = " · ";

impl Cut {
    fn prose(&self) -> &Prose {
        self.kept.as_deref().unwrap_or(&self.prose)
    }

    fn around(&self, name: &Range, words: usize) -> Excerpt {
        let text = self.prose().text.as_str();
        let slice = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or("");
        let begins = |sentence: usize| self.sentences.get(sentence).copied().unwrap_or(0);
        let mut first = self.sentences.partition_point(|start| *start <= name.start).saturating_sub(1);
        let next = self.sentences.partition_point(|start| *start < name.end.max(name.start + 1));
        let mut end = self.sentences.get(next).copied().unwrap_or(text.len() as u32);
        // A sign that stands behind a full stop belongs to what was said before it: "fell by half. [@a] Nobody …"
        if first > 0 && !slice(begins(first), name.end).contains(char::is_alphanumeric) {
            first -= 1;
            end = name.end;
        }
        let start = begins(first);
        let (before, cut_start) = last_words(slice(start, name.start), words);
        let (after, cut_end) = first_words(slice(name.end, end), words);
        let (mut before, shown, mut after) =
            (clean(before.trim_start()), clean(slice(name.start, name.end)), clean(after.trim_end()));
        if shown.is_empty() {
            // A citation leaves no space before the full stop.
            if after.starts_with(is_stop) {
                before.truncate(before.trim_end().len());
            }
            // What a picture shows without saying it stands between two parts of its words.
            if before.ends_with(APART) && !after.is_empty() && !after.starts_with(APART) {
                after.insert_str(0, APART);
            }
        }
        Excerpt { before, name: shown, after, cut_start, cut_end, paragraph: None }
    }
}

/// Signs that no space stands before.
fn is_stop(c: char) -> bool {
    ".,;:?!)。，、；：？！）」』》】．｡､".contains(c)
}

/// Without what is no text; a space that stood before a note goes with it.
fn clean(text: &str) -> String {
    if !text.contains([GAP, '\n']) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            GAP => {}
            '\n' => out.push(' '),
            c => {
                let doubled = out.ends_with(' ') && text.contains(GAP);
                if doubled && is_stop(c) {
                    out.pop();
                }
                if !(doubled && c == ' ') {
                    out.push(c);
                }
            }
        }
    }
    out
}

/// Of a text without spaces no more than this is taken for a word: else all of it would stand around each name in it.
const LONGEST_WORD: usize = 25;

/// The last words of a text, and whether any are left out.
fn last_words(text: &str, most: usize) -> (&str, bool) {
    let mut inside = false;
    let mut count = 0;
    for (place, (at, c)) in text.char_indices().rev().enumerate() {
        let letter = !c.is_whitespace() && c != GAP;
        if place == LONGEST_WORD * (most + 1) || letter && !inside && count == most {
            return (&text[at + c.len_utf8()..], true);
        }
        count += usize::from(letter && !inside);
        inside = letter;
    }
    (text, false)
}

/// The first words of a text, and whether any are left out.
fn first_words(text: &str, most: usize) -> (&str, bool) {
    let mut inside = text.starts_with(|c: char| !c.is_whitespace() && c != GAP);
    let mut count = 0;
    for (place, (at, c)) in text.char_indices().enumerate() {
        let letter = !c.is_whitespace() && c != GAP;
        if place == LONGEST_WORD * (most + 1) || letter && !inside && count == most {
            return (&text[..at], true);
        }
        count += usize::from(letter && !inside);
        inside = letter;
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, name: &str, words: usize) -> (String, String, bool, bool) {
        let cut = Cut { prose: Prose::plain(text), sentences: sentences(text).into(), ..Cut::default() };
        let start = text.find(name).unwrap() as u32;
        let found = cut.around(&(start..start + name.len() as u32), words);
        assert_eq!(found.name, name);
        (found.before, found.after, found.cut_start, found.cut_end)
    }

    #[test]
    fn a_leaf_that_is_asked_for_often_is_read_a_few_times() {
        let (known, mut prose, mut reads) = (Sentences::default(), Prose::default(), 0);
        for _ in 0..1000 {
            let read = |prose: &mut Prose| {
                reads += 1;
                *prose = Prose::plain("One. Two.");
            };
            let (sentences, kept) = known.of((PageId(0), 7), &mut prose, read);
            assert_eq!((&*sentences, kept.as_deref().unwrap_or(&prose).text.as_str()), (&[0, 5][..], "One. Two."));
        }
        assert!((2..100).contains(&reads), "{reads}");
    }

    #[test]
    fn a_sign_behind_a_stop_belongs_to_what_was_said() {
        let around = |text: &str| {
            let cut = Cut { prose: Prose::plain(text), sentences: sentences(text).into(), ..Cut::default() };
            let start = text.find(GAP).unwrap() as u32;
            let found = cut.around(&(start..start + GAP.len_utf8() as u32), 30);
            (found.before, found.after)
        };
        let fell = ("Exports fell by half.".to_string(), String::new());
        assert_eq!(around("It was so. Exports fell by half.\u{fffc} Nobody knew."), fell);
        let (before, after) = around("It was so. Exports fell by half. \u{fffc} The ministry denied it.");
        assert_eq!((before.trim_end(), after.as_str()), (fell.0.as_str(), ""));
        assert_eq!(around("Exports fell \u{fffc}. Nobody knew."), ("Exports fell".into(), ".".into()));
        assert_eq!(around("\u{fffc} So it began. It ended."), (String::new(), " So it began.".into()));
    }

    #[test]
    fn chinese_and_japanese_sentences_keep_their_signs() {
        let text = "中国に助言した \u{fffc}。「引用」";
        let cut = Cut { prose: Prose::plain(text), sentences: sentences(text).into(), ..Cut::default() };
        let found = cut.around(&(0..6), 30);
        assert_eq!((found.name.as_str(), found.after.as_str()), ("中国", "に助言した。"));
    }

    /// Else all of a text without spaces would stand around each name in it.
    #[test]
    fn what_has_no_spaces_is_cut_at_letters() {
        let text = format!("{}Bukele{}", "é,".repeat(9000), ",é".repeat(9000));
        let (before, after, cut_start, cut_end) = cut(&text, "Bukele", 3);
        assert_eq!((before.chars().count(), after.chars().count()), (4 * LONGEST_WORD, 4 * LONGEST_WORD));
        assert!(cut_start && cut_end);
    }

    #[test]
    fn excerpts_are_cut_at_words() {
        let text = "First one. The evolving alliance of the U.S. and Bukele’s El Salvador has lasted. Last.";
        assert_eq!(
            cut(text, "Bukele", 30),
            ("The evolving alliance of the U.S. and ".into(), "’s El Salvador has lasted.".into(), false, false)
        );
        assert_eq!(cut(text, "Bukele", 2), ("U.S. and ".into(), "’s El Salvador".into(), true, true));
        assert_eq!(cut(text, "Bukele", 0), (String::new(), "’s".into(), true, true));
        assert_eq!(cut("Bukele", "Bukele", 30), (String::new(), String::new(), false, false));
    }
}
