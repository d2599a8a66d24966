//! The text of a file, shared by all who keep it.

use super::Range;
use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Arc;

/// The text of a file. It is in memory, or lies on a shelf: then whoever reads it opens it, or a part of it.
#[derive(Debug, Clone)]
pub struct SharedText(Held);

#[derive(Debug, Clone)]
enum Held {
    Here(Arc<str>),
    Shelved(Arc<Shelved>),
}

/// Where texts lie that are not in memory.
pub trait Shelf: Debug + Send + Sync {
    /// Puts what lies at an offset into all of `into`. What cannot be read any more is spaces; the shelf itself knows of it.
    fn read(&self, at: u64, into: &mut [u8]);
}

#[derive(Debug)]
struct Shelved {
    shelf: Arc<dyn Shelf>,
    at: u64,
    /// In bytes.
    length: u32,
}

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    words: &'a str,
    /// Where it begins in the text.
    start: u32,
}

/// An opened text.
#[derive(Debug)]
pub struct Opened<'a>(Words<'a>);

#[derive(Debug)]
enum Words<'a> {
    Here(&'a str),
    Read(Arc<String>),
}

thread_local! {
    /// The text that was opened last: whoever opens one mostly does so more than once.
    static LAST: RefCell<Option<(Arc<Shelved>, Arc<String>)>> = const { RefCell::new(None) };
}

impl SharedText {
    /// A text that lies on a shelf from an offset on, with its length in bytes.
    pub fn on_shelf(shelf: Arc<dyn Shelf>, at: u64, length: u32) -> SharedText {
        SharedText(Held::Shelved(Arc::new(Shelved { shelf, at, length })))
    }

    /// The words.
    pub fn open(&self) -> Opened<'_> {
        Opened(match &self.0 {
            Held::Here(text) => Words::Here(text),
            Held::Shelved(shelved) => Words::Read(opened(shelved)),
        })
    }

    /// A part of the words that has all of `range`; `buffer` may be used for it.
    pub fn open_part<'a>(&'a self, range: &Range, buffer: &'a mut String) -> Part<'a> {
        match &self.0 {
            Held::Here(text) => Part::whole(text),
            Held::Shelved(shelved) => {
                let start = range.start.min(shelved.length);
                let range = start..range.end.clamp(start, shelved.length);
                shelved.read(&range, buffer);
                Part { words: buffer, start: range.start }
            }
        }
    }

    /// Whether it is in memory.
    pub fn is_here(&self) -> bool {
        matches!(self.0, Held::Here(_))
    }

    /// The words, to keep.
    pub fn to_arc(&self) -> Arc<str> {
        match &self.0 {
            Held::Here(text) => text.clone(),
            Held::Shelved(shelved) => opened(shelved).as_str().into(),
        }
    }
}

impl<'a> Part<'a> {
    /// All of a text.
    pub fn whole(words: &'a str) -> Part<'a> {
        Part { words, start: 0 }
    }

    /// The words of a range of the whole text, as far as they are part of this part.
    pub fn get(&self, range: &Range) -> Option<&'a str> {
        let at = |offset: u32| Some(offset.checked_sub(self.start)? as usize);
        self.words.get(at(range.start)?..at(range.end)?)
    }
}

impl Shelved {
    /// Reads a range of the text in place of what the buffer holds.
    fn read(&self, range: &Range, buffer: &mut String) {
        let mut bytes = std::mem::take(buffer).into_bytes();
        bytes.resize((range.end - range.start) as usize, b' ');
        self.shelf.read(self.at + u64::from(range.start), &mut bytes);
        // Only a range that cuts a letter in two is no text.
        *buffer = String::from_utf8(bytes).unwrap_or_default();
    }
}

fn opened(shelved: &Arc<Shelved>) -> Arc<String> {
    LAST.with_borrow_mut(|last| {
        if let Some((_, text)) = last.as_ref().filter(|(of, _)| Arc::ptr_eq(of, shelved)) {
            return text.clone();
        }
        let mut room = last.take().and_then(|(_, text)| Arc::into_inner(text)).unwrap_or_default();
        shelved.read(&(0..shelved.length), &mut room);
        let text = Arc::new(room);
        *last = Some((shelved.clone(), text.clone()));
        text
    })
}

impl<T: Into<Arc<str>>> From<T> for SharedText {
    fn from(text: T) -> Self {
        SharedText(Held::Here(text.into()))
    }
}

impl std::ops::Deref for Opened<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Words::Here(text) => text,
            Words::Read(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug)]
    struct InMemory(Vec<u8>);

    impl Shelf for InMemory {
        fn read(&self, at: u64, into: &mut [u8]) {
            into.copy_from_slice(&self.0[at as usize..at as usize + into.len()]);
        }
    }

    proptest! {
        #[test]
        fn what_lies_on_a_shelf_is_read_as_it_was(
            texts in proptest::collection::vec("(\\PC{0,8}|ab ){0,40}", 1..5),
            range in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            order in proptest::collection::vec(any::<prop::sample::Index>(), 1..12),
        ) {
            let shelf = Arc::new(InMemory(texts.concat().into_bytes()));
            let mut end = 0;
            let shelved: Vec<SharedText> = texts.iter().map(|text| {
                end += text.len() as u64;
                SharedText::on_shelf(shelf.clone(), end - text.len() as u64, text.len() as u32)
            }).collect();
            for at in order {
                let (shelved, text) = (&shelved[at.index(texts.len())], texts[at.index(texts.len())].as_str());
                prop_assert_eq!(&*shelved.open(), text);
                prop_assert_eq!(&*shelved.clone().to_arc(), text);
                let here = SharedText::from(text);
                let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                let (one, other) = (*range.0.get(&borders), *range.1.get(&borders));
                let range = one.min(other) as u32..one.max(other) as u32;
                for shared in [shelved, &here] {
                    let mut buffer = "before".to_string();
                    let part = shared.open_part(&range, &mut buffer);
                    prop_assert_eq!(part.get(&range), text.get(range.start as usize..range.end as usize));
                }
                prop_assert_eq!(&*here.open(), text);
            }
        }
    }

    #[test]
    fn a_range_beyond_the_text_has_no_words() {
        let shelf = Arc::new(InMemory("äb".into()));
        for text in [SharedText::from("äb"), SharedText::on_shelf(shelf, 0, 3)] {
            #[allow(clippy::reversed_empty_ranges)]
            for range in [1..3, 2..9, 7..9, 3..2] {
                assert_eq!(text.open_part(&range, &mut String::new()).get(&range), None);
            }
        }
    }
}
