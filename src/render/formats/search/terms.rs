//! Which words stand in which passages, how much they weigh there, and how that is cut into shards.

use super::layout::{Item, Layout};
use super::passages::{Sort, names, passages};
use super::shard::{self, Entry, put};
use super::tokens::{self, Stems};
use crate::document::csl;
use crate::model::{Model, Page};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Pages that one thread takes at a time. Fixed, so that the bytes do not depend on the machine.
const PAGES: usize = 64;
/// A word in more passages than this, and in more than a third of all, is too common to look for.
const COMMON: u32 = 600;
/// BM25: how fast more of the same word counts less, and how much long passages are held back.
const K1: f32 = 1.2;
const B: f32 = 0.6;
/// Weight of a word that is a whole name.
const NAME: f32 = 160.0;
/// Weight of a word that stands once in a passage of average length.
const PROSE: f32 = 16.0;
/// Places between two texts of a passage, so that no phrase reaches from one into the other.
const GAP: u32 = 16;

/// The finished shards of terms.
#[derive(Debug, Default)]
pub struct Index {
    /// First word of each shard that holds any.
    pub bounds: Vec<String>,
    /// The shards; those without words are empty.
    pub shards: Vec<Vec<u8>>,
    /// The places that belong to each.
    pub places: Vec<Vec<u8>>,
}

/// Where a word stands, while it is collected.
#[derive(Debug, Default)]
struct Postings {
    stem: String,
    bytes: Vec<u8>,
    places: Vec<u8>,
    count: u32,
    first: u32,
    last: u32,
}

impl Postings {
    /// Adds a passage; passages come in order.
    fn add(&mut self, passage: u32, weight: f32, places: impl Iterator<Item = u32>) {
        if self.count == 0 {
            self.first = passage;
            self.last = passage;
        }
        // The first is written without its number: what comes before it is known only when all parts are there.
        put(&mut self.bytes, (passage - self.last) << 4 | shard::level(weight));
        shard::put_places(&mut self.places, places);
        self.last = passage;
        self.count += 1;
    }
}

impl Index {
    /// Reads all pages of a language, in parallel.
    pub fn new(model: &Model, layout: &Layout, language: &str) -> Index {
        let read = |items: &[Item]| {
            let mut reader = Reader { average: layout.average, stems: Stems::new(language), ..Reader::new(model) };
            items.iter().for_each(|item| reader.page(item));
            let mut words = reader.words;
            let take = |(word, id): (Box<str>, u32)| (word, std::mem::take(&mut words[id as usize]));
            reader.ids.into_iter().map(take).collect()
        };
        let parts: Vec<Vec<(Box<str>, Postings)>> = layout.items.par_chunks(PAGES).map(read).collect();
        let mut all: Vec<(Box<str>, Postings)> = parts.into_iter().flatten().collect();
        all.par_sort_unstable_by(|a, b| (&a.0, a.1.first).cmp(&(&b.0, b.1.first)));
        let mut entries: Vec<Entry> = Vec::new();
        let mut last = 0;
        for (word, postings) in all {
            match entries.last_mut().filter(|entry| *entry.word == *word) {
                Some(entry) => append(entry, &postings, last),
                None => {
                    let mut entry = Entry { word: word.into(), stem: postings.stem.clone(), ..Entry::default() };
                    append(&mut entry, &postings, 0);
                    entries.push(entry);
                }
            }
            last = postings.last;
        }
        for entry in &mut entries {
            if entry.count > COMMON && entry.count > layout.passages / 3 {
                (entry.postings, entry.places) = (Vec::new(), Vec::new());
            }
        }
        group(&mut entries);
        cut(&entries, layout.terms)
    }
}

/// Puts what a later part found behind what is there; `last` is the passage that came before.
fn append(entry: &mut Entry, more: &Postings, last: u32) {
    let level = u32::from(more.bytes.first().copied().unwrap_or(0));
    put(&mut entry.postings, (more.first - last) << 4 | level);
    entry.postings.extend_from_slice(more.bytes.get(1..).unwrap_or_default());
    entry.places.extend_from_slice(&more.places);
    entry.count += more.count;
    if more.stem < entry.stem {
        entry.stem.clone_from(&more.stem);
    }
}

/// Says of every word how much of it the other words of its stem begin with.
fn group(entries: &mut [Entry]) {
    let mut groups: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
    for (at, entry) in entries.iter().enumerate() {
        let (first, shared) = groups.entry(&entry.stem).or_insert((at, entry.word.len()));
        *shared = (*shared).min(shard::common(&entries[*first].word, &entry.word));
    }
    let shared: Vec<usize> = entries.iter().map(|entry| groups.get(entry.stem.as_str()).map_or(0, |group| group.1)).collect();
    entries.iter_mut().zip(shared).for_each(|(entry, shared)| entry.shared = shared);
}

/// Cuts the words into shards of about the same length; words that begin alike stay together where that is possible.
fn cut(entries: &[Entry], count: usize) -> Index {
    let total: usize = entries.iter().map(Entry::size).sum();
    let target = total / count.max(1) + 1;
    let mut index = Index::default();
    let mut close = |entries: &[Entry]| {
        if let Some(first) = entries.first() {
            index.bounds.push(first.word.clone());
            index.shards.push(shard::write(entries));
            index.places.push(shard::write_places(entries));
        }
        index.shards.len()
    };
    let (mut start, mut size, mut closed) = (0, 0, 0);
    for (at, entry) in entries.iter().enumerate() {
        let alike = at > 0 && shard::common(&entries[at - 1].word, &entry.word) >= 4;
        if size >= target && (!alike || size >= 2 * target) && closed + 1 < count {
            closed = close(&entries[start..at]);
            (start, size) = (at, 0);
        }
        size += entry.size();
    }
    close(&entries[start..]);
    index.shards.resize(count, Vec::new());
    index.places.resize(count, Vec::new());
    index
}

/// Reads pages one after the other.
struct Reader<'a> {
    model: &'a Model,
    average: f32,
    stems: Stems,
    /// Position in `words` of each word.
    ids: FxHashMap<Box<str>, u32>,
    words: Vec<Postings>,
    /// Words of the prose of the passage at hand.
    found: Vec<u32>,
    /// Words of its names, and what they weigh.
    named: Vec<(u32, f32)>,
    /// Where all of these stand.
    places: Vec<(u32, u32)>,
    /// The next place.
    place: u32,
    buffer: String,
}

impl<'a> Reader<'a> {
    fn new(model: &'a Model) -> Self {
        Reader {
            model,
            average: 1.0,
            stems: Stems::new(""),
            ids: FxHashMap::default(),
            words: Vec::new(),
            found: Vec::new(),
            named: Vec::new(),
            places: Vec::new(),
            place: 0,
            buffer: String::new(),
        }
    }

    fn page(&mut self, item: &Item) {
        let page = self.model.page(item.page);
        for (at, passage) in passages(self.model, page, item.brief).iter().enumerate().take(item.count as usize) {
            self.found.clear();
            self.named.clear();
            self.places.clear();
            self.place = 0;
            self.prose(&passage.text);
            match passage.sort {
                Sort::Head => self.titles(page),
                Sort::Heading => self.name(&passage.label, 40),
                _ => {}
            }
            self.finish(item.first + at as u32);
        }
    }

    fn titles(&mut self, page: &Page) {
        let model = self.model;
        self.name(page.name(), 100);
        for (name, weight) in names(model, page) {
            // Titles of journals and books may have CSL's tags.
            self.name(&csl::plain(name), weight);
        }
    }

    /// The words of a name share its weight; a word of two names has the higher one.
    fn name(&mut self, name: &str, weight: u32) {
        let before = self.named.len();
        let mut words = 0;
        tokens::each(name, &mut |word| {
            let id = self.id(word);
            self.named.push((id, 0.0));
            self.stands(id);
            words += 1;
        });
        self.place += GAP;
        let each = NAME * weight as f32 / 100.0 / (words.max(1) as f32).sqrt();
        self.named[before..].iter_mut().for_each(|(_, own)| *own = each);
    }

    fn prose(&mut self, text: &str) {
        tokens::each(text, &mut |word| {
            let id = self.id(word);
            self.found.push(id);
            self.stands(id);
        });
        self.place += GAP;
    }

    fn stands(&mut self, id: u32) {
        self.places.push((id, self.place));
        self.place += 1;
    }

    fn id(&mut self, word: &str) -> u32 {
        let form = tokens::folded(word, &mut self.buffer);
        if let Some(id) = self.ids.get(form) {
            return *id;
        }
        let id = self.words.len() as u32;
        self.ids.insert(form.into(), id);
        self.words.push(Postings { stem: self.stems.of(word), ..Postings::default() });
        id
    }

    /// Weighs the words of a passage and notes them.
    fn finish(&mut self, passage: u32) {
        let length = self.found.len() as f32;
        let held = K1 * (1.0 - B + B * length / self.average);
        self.found.sort_unstable();
        self.places.sort_unstable();
        let mut places = self.places.chunk_by(|a, b| a.0 == b.0);
        self.named.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        self.named.dedup_by_key(|(id, _)| *id);
        let mut named = self.named.iter().copied().peekable();
        let mut runs = self.found.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as f32)).peekable();
        loop {
            let id = match (runs.peek(), named.peek()) {
                (Some(a), Some(b)) => a.0.min(b.0),
                (Some(a), None) => a.0,
                (None, Some(b)) => b.0,
                (None, None) => break,
            };
            let times = runs.next_if(|run| run.0 == id).map_or(0.0, |run| run.1);
            let name = named.next_if(|named| named.0 == id).map_or(0.0, |named| named.1);
            let weight = name + PROSE * times * (K1 + 1.0) / (times + held);
            // Each of these words stands somewhere, and both lists are in the order of words.
            let own = places.next().unwrap_or_default();
            if let Some(postings) = self.words.get_mut(id as usize) {
                postings.add(passage, weight, own.iter().map(|(_, place)| *place));
            }
        }
    }
}
