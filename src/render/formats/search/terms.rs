//! Which words stand in which passages, how much they weigh there, and how that is cut into shards.

use super::layout::{Item, Layout};
use super::passages::{Sort, names, passages};
use super::shard::{self, Entry, put};
use super::tokens::{self, Stems};
use crate::document::csl;
use crate::model::mention::fold::is_unspaced;
use crate::model::{Model, Page};
use crate::render::View;
use crate::render::words::Words;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Pages that one thread takes at a time. Fixed, so that the bytes do not depend on the machine.
const PAGES: usize = 64;
/// A word in more passages than this, and in more than a third of all, is too common to look for but in names and headings.
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
    /// Those passages in which it stands in a name or heading.
    names: Option<Box<Named>>,
}

/// Where a word stands in names and headings: what is kept of one that is too common.
#[derive(Debug, Default)]
struct Named {
    /// Passages and levels.
    passages: Vec<(u32, u32)>,
    places: Vec<u8>,
}

impl Named {
    fn postings(&self) -> Vec<u8> {
        let (mut bytes, mut last) = (Vec::new(), 0);
        for (passage, level) in &self.passages {
            put(&mut bytes, (passage - last) << 4 | level);
            last = *passage;
        }
        bytes
    }
}

impl Postings {
    /// Adds a passage; passages come in order.
    fn add(&mut self, passage: u32, level: u32, places: &[u32]) {
        if self.count == 0 {
            self.first = passage;
            self.last = passage;
        }
        // The first is written without its number: what comes before it is known only when all parts are there.
        put(&mut self.bytes, (passage - self.last) << 4 | level);
        shard::put_places(&mut self.places, places);
        self.last = passage;
        self.count += 1;
    }
}

impl Index {
    /// Reads all pages of a language, in parallel.
    pub fn new(view: &View, layout: &Layout, language: &str) -> Index {
        let read = |items: &[Item]| {
            let mut reader = Reader { average: layout.average, stems: Stems::new(language), ..Reader::new(view) };
            items.iter().for_each(|item| reader.page(item));
            let mut words = reader.words;
            let take = |(word, id): (Box<str>, u32)| (word, std::mem::take(&mut words[id as usize]));
            reader.ids.into_iter().map(take).collect()
        };
        let parts: Vec<Vec<(Box<str>, Postings)>> = layout.items.par_chunks(PAGES).map(read).collect();
        let mut all: Vec<(Box<str>, Postings)> = parts.into_iter().flatten().collect();
        all.par_sort_unstable_by(|a, b| (&a.0, a.1.first).cmp(&(&b.0, b.1.first)));
        let mut entries: Vec<Entry> = Vec::new();
        let mut names: Vec<Named> = Vec::new();
        let mut last = 0;
        for (word, mut postings) in all {
            let named = postings.names.take();
            match entries.last_mut().filter(|entry| *entry.word == *word) {
                Some(entry) => append(entry, &postings, last),
                None => {
                    let mut entry = Entry { word: word.into(), stem: postings.stem.clone(), ..Entry::default() };
                    append(&mut entry, &postings, 0);
                    entries.push(entry);
                    names.push(Named::default());
                }
            }
            if let (Some(all), Some(named)) = (names.last_mut(), named) {
                all.passages.extend(named.passages);
                all.places.extend(named.places);
            }
            last = postings.last;
        }
        for (entry, names) in entries.iter_mut().zip(&mut names) {
            // Two characters of a script without spaces are no whole word: what they are a part of may be rare.
            let part = entry.word.chars().next().is_some_and(is_unspaced);
            if entry.count > COMMON && entry.count > layout.passages / 3 && !part {
                (entry.postings, entry.places) = (names.postings(), std::mem::take(&mut names.places));
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
    /// Texts of the interface.
    texts: &'a Words,
    average: f32,
    stems: Stems,
    /// Position in `words` of each word.
    ids: FxHashMap<Box<str>, u32>,
    words: Vec<Postings>,
    /// For each of `words` the passage that it was last found in, counted from 1, and its position in `here` then.
    seen: Vec<(u32, u32)>,
    /// How many passages were begun.
    begun: u32,
    /// Words of the passage at hand.
    here: Vec<Here>,
    /// Where they stand, by position in `here`.
    places: Vec<(u32, u32)>,
    /// The next place.
    place: u32,
    buffer: String,
}

/// A word of the passage at hand.
#[derive(Debug, Clone, Copy)]
struct Here {
    id: u32,
    /// How often it stands in the prose.
    times: u32,
    /// What it weighs in names; the most that any of them gives to it.
    name: f32,
    /// In how many places it stands.
    count: u32,
}

impl<'a> Reader<'a> {
    fn new(view: &View<'a>) -> Self {
        Reader {
            model: view.model,
            texts: &view.theme.words,
            average: 1.0,
            stems: Stems::new(""),
            ids: FxHashMap::default(),
            words: Vec::new(),
            seen: Vec::new(),
            begun: 0,
            here: Vec::new(),
            places: Vec::new(),
            place: 0,
            buffer: String::new(),
        }
    }

    fn page(&mut self, item: &Item) {
        let page = self.model.page(item.page);
        for (at, passage) in passages(self.model, self.texts, page, item.brief).iter().enumerate().take(item.count as usize) {
            self.here.clear();
            self.places.clear();
            self.place = 0;
            self.begun += 1;
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
        let before = self.places.len();
        tokens::each(name, &mut |word| self.stands(word, 0));
        self.place += GAP;
        let words = &self.places[before..];
        let each = NAME * weight as f32 / 100.0 / (words.len().max(1) as f32).sqrt();
        for (word, _) in words {
            let own = &mut self.here[*word as usize].name;
            *own = own.max(each);
        }
    }

    fn prose(&mut self, text: &str) {
        tokens::each(text, &mut |word| self.stands(word, 1));
        self.place += GAP;
    }

    /// Takes down that a word stands at the next place, and so many times more in prose.
    fn stands(&mut self, word: tokens::Word, times: u32) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let form = tokens::folded(word, &mut buffer);
        let id = self.id(form, word.text);
        self.note(id, times);
        if let Some(bare) = tokens::bare(form) {
            let id = self.id(bare, bare);
            self.note(id, times);
        }
        self.buffer = buffer;
        self.place += 1;
    }

    /// Takes down that a word stands at the place at hand.
    fn note(&mut self, id: u32, times: u32) {
        let (passage, at) = &mut self.seen[id as usize];
        if *passage != self.begun {
            (*passage, *at) = (self.begun, self.here.len() as u32);
            self.here.push(Here { id, times: 0, name: 0.0, count: 0 });
        }
        let here = &mut self.here[*at as usize];
        here.count += 1;
        here.times += times;
        self.places.push((*at, self.place));
    }

    /// The number of a word, by its folded form and as it is written where it is new.
    fn id(&mut self, form: &str, written: &str) -> u32 {
        if let Some(id) = self.ids.get(form) {
            return *id;
        }
        let id = self.words.len() as u32;
        self.ids.insert(form.into(), id);
        self.words.push(Postings { stem: self.stems.of(written), ..Postings::default() });
        self.seen.push((0, 0));
        id
    }

    /// Weighs the words of a passage and notes them.
    fn finish(&mut self, passage: u32) {
        let length = self.here.iter().map(|word| word.times).sum::<u32>() as f32;
        let held = K1 * (1.0 - B + B * length / self.average);
        // The places of each word side by side, in their order.
        let mut ends: Vec<u32> = Vec::with_capacity(self.here.len());
        let mut start = 0;
        for word in &self.here {
            ends.push(start);
            start += word.count;
        }
        let mut places = vec![0; self.places.len()];
        for (at, place) in &self.places {
            let end = &mut ends[*at as usize];
            places[*end as usize] = *place;
            *end += 1;
        }
        // Most words of a passage weigh the same.
        let mut last = (0.0, shard::level(0.0));
        for (word, end) in self.here.iter().zip(ends) {
            let times = word.times as f32;
            let weight = word.name + PROSE * times * (K1 + 1.0) / (times + held);
            if weight != last.0 {
                last = (weight, shard::level(weight));
            }
            let own = &places[(end - word.count) as usize..end as usize];
            let postings = &mut self.words[word.id as usize];
            postings.add(passage, last.1, own);
            if word.name > 0.0 {
                let names = postings.names.get_or_insert_default();
                names.passages.push((passage, last.1));
                shard::put_places(&mut names.places, own);
            }
        }
    }
}
