//! Names in a text that match no record: capitalised words that behave like a name.

mod capitals;

use super::Seen;
use super::around::begins_sentence;
use super::prose::{Prose, Zone};
use crate::base::date::months::is_month;
use crate::base::text::slug;
use crate::base::{Fault, Range};
use crate::document::Kind;
use crate::document::record::Own;
use crate::document::schema::quoted;
use crate::document::tree::LeafSort;
use crate::model::names::{Language, Names};
use crate::model::{Page, Reference, words};
use capitals::{Word, Words, is_capital};
use rustc_hash::{FxHashMap, FxHashSet};

/// How often a single capitalised word must stand in a text to pass for a name; in any other place than the first of a sentence.
const SINGLE: u32 = 2;

/// The names in a report that match no record, each once, where it stands first: rule `undeclared-actor`.
///
/// Two or more capitalised words in a row count, and single ones that stand twice within sentences. What ends with a
/// word such as *War* or *Act*, begins with a title, or is a month, a nation or a common word does not; a nation belongs to the
/// name of a body (*European Commission*). `references` are
/// all references of the page: a short name of a known record that was found nowhere on it is reported as well.
pub fn undeclared(page: &Page, names: &Names, references: &[Reference]) -> Vec<Fault> {
    undeclared_in(page, names, references, &names.read(page, &[], &mut |_| {}).1)
}

/// The same on a page that was searched for names already.
pub(in crate::model) fn undeclared_in(page: &Page, names: &Names, references: &[Reference], seen: &Seen) -> Vec<Fault> {
    unknown(page, references, seen, names).into_iter().map(|(name, phrase)| fault(page, names, name, phrase)).collect()
}

/// What front matter may list for a name in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The list: `actors` or `places`.
    pub field: &'static str,
    /// Its item, in YAML on one line; the kind in it is a guess.
    pub item: String,
}

/// What the front matter of a report may list, so that no name in its text is unknown.
pub fn proposed(page: &Page, names: &Names, references: &[Reference]) -> Vec<Proposed> {
    let seen = names.read(page, &[], &mut |_| {}).1;
    unknown(page, references, &seen, names).into_iter().map(|(name, phrase)| item(names, name, &phrase)).collect()
}

/// The names that match no record, in order of place.
fn unknown<'s>(page: &'s Page, references: &[Reference], seen: &'s Seen, names: &Names) -> Vec<(&'s str, Phrase)> {
    let Own::Report(report) = &page.record.own else { return Vec::new() };
    let met: FxHashSet<u32> = references.iter().filter_map(|reference| names.of_page(reference.to.page()?)).collect();
    // What the record itself says in capitals is no actor: its title, its topics.
    let known: FxHashSet<&str> = report.topics.iter().chain([&page.record.name]).map(|text| text.value.as_str()).collect();
    let unknown = |stranger: &&Stranger| {
        let met = stranger.short.is_some_and(|short| met.contains(&short));
        !(met || known.contains(&*stranger.name) || is_dated(&stranger.name))
    };
    let mut order: Vec<&Stranger> = seen.strangers.iter().filter(unknown).collect();
    // Notes were read last, and stand where they stand.
    order.sort_by_key(|stranger| stranger.leaf);
    let mut found: FxHashMap<&str, Phrase> = FxHashMap::default();
    for stranger in order {
        let Stranger { name, place, words, short, .. } = stranger;
        let first = || Phrase { place: place.clone(), count: 0, words: *words, short: *short, like: Like::Anything };
        let phrase = found.entry(name).or_insert_with(first);
        phrase.like = phrase.like.max(stranger.like);
        // A short name that nobody introduced is reported as its record's.
        phrase.count += if short.is_some() { SINGLE } else { 1 };
    }
    phrases(found)
}

/// `Wheeler2020`: a name with its year is the key of a source.
fn is_dated(word: &str) -> bool {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    word.len() - name.len() == 4 && name.chars().all(char::is_alphanumeric)
}

fn phrases(found: FxHashMap<&str, Phrase>) -> Vec<(&str, Phrase)> {
    let mut phrases: Vec<(&str, Phrase)> =
        found.into_iter().filter(|(_, phrase)| phrase.words > 1 || phrase.count >= SINGLE).collect();
    phrases.sort_by(|(a, x), (b, y)| (x.place.start, a).cmp(&(y.place.start, b)));
    // The family name of somebody who is reported in full goes without saying.
    let long = phrases.iter().filter(|(_, phrase)| phrase.words > 1);
    let parts: FxHashSet<&str> = long.flat_map(|(name, _)| name.split(' ')).collect();
    phrases.retain(|(name, phrase)| phrase.words > 1 || !parts.contains(name));
    phrases
}

/// Whether names of nobody are looked for in such leaves.
pub(super) fn is_searched(sort: LeafSort) -> bool {
    matches!(sort, LeafSort::Paragraph | LeafSort::Item | LeafSort::Note | LeafSort::Callout | LeafSort::Definition)
}

/// A capitalised phrase and where it stands.
struct Phrase {
    place: Range,
    count: u32,
    words: usize,
    /// The record whose short name it is.
    short: Option<u32>,
    /// What it is called like somewhere.
    like: Like,
}

/// What a name is called like, where it stands; the later of two says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Like {
    Anything,
    Thing,
    Place,
}

/// Something in a text that may be the name of nobody; or a short name, which may be one that nobody introduced.
pub(super) struct Stranger {
    /// The position of its leaf.
    leaf: usize,
    name: Box<str>,
    place: Range,
    words: usize,
    /// The record whose short name it is.
    short: Option<u32>,
    /// What it is called like: see [`like`].
    like: Like,
}

/// Looks for names of nobody in the leaves of a page.
pub(super) struct Strangers {
    language: Language,
    /// In the order in which leaves are read.
    pub found: Vec<Stranger>,
    /// What recorded names own of the leaf that is read: see `Scan::taken`.
    taken: Vec<(Range, Option<u32>)>,
    leaf: usize,
}

impl Strangers {
    pub fn new(page: &Page) -> Self {
        Strangers { language: Language::new(&page.language), found: Vec::new(), taken: Vec::new(), leaf: 0 }
    }

    /// Reads a leaf; `owned` lists what recorded names own of it.
    pub fn leaf(&mut self, leaf: usize, prose: &Prose, owned: impl FnOnce(&mut Vec<(Range, Option<u32>)>)) {
        let mut taken = std::mem::take(&mut self.taken);
        owned(&mut taken);
        self.leaf = leaf;
        for (range, record) in &taken {
            if record.is_some() {
                self.put(prose, range.clone(), 1, *record, Like::Anything);
            }
        }
        if words::capitals_tell(self.language.tag()) {
            self.phrases(prose, &taken);
        }
        self.taken = taken;
    }

    /// Finds runs of capitalised words.
    fn phrases(&mut self, prose: &Prose, taken: &[(Range, Option<u32>)]) {
        let text = prose.text.as_str();
        let mut run: Vec<Word<'_>> = Vec::new();
        let mut words = Words { text, at: 0 };
        while let Some(word) = if run.is_empty() { words.next_capital() } else { words.next() } {
            let free = taken.partition_point(|(range, _)| range.start < word.range.end);
            let owned = free.checked_sub(1).is_some_and(|last| taken[last].0.end > word.range.start);
            let gap = run.last().map_or("", |last| text.get(last.range.end as usize..word.range.start as usize).unwrap_or("."));
            let capital = !owned && prose.zone(&word.range) != Some(Zone::Closed) && is_capital(word.text);
            // The full stop of an initial ends no name: `J. Reuben Clark`.
            let initial = gap == ". " && run.last().is_some_and(|last| last.text.chars().count() == 1);
            let joined = gap == " " || initial;
            if !run.is_empty() && (!joined || !(capital || is_particle(word.text) && !owned)) {
                self.phrase(prose, std::mem::take(&mut run), owned && gap == " ");
            }
            if capital || (!run.is_empty() && !owned) {
                run.push(word);
            }
        }
        self.phrase(prose, run, false);
    }

    /// Judges a run of capitalised words. `before_known`: a recorded name follows it right away.
    fn phrase(&mut self, prose: &Prose, mut run: Vec<Word<'_>>, before_known: bool) {
        let language = self.language.tag();
        let text = prose.text.as_str();
        while run.last().is_some_and(|word| !is_capital(word.text)) {
            run.pop();
        }
        // The first word of a sentence owes its capital to that; articles and titles are no part of a name.
        let (mut title, mut titled) = (false, false);
        loop {
            let Some(first) = run.first() else { return };
            let low = first.text.to_lowercase();
            // "Secretary of Homeland Security" is a post.
            if title && first.text == "of" {
                return;
            }
            title = words::is_title(&low);
            let opens = begins_sentence(text, first.range.start) && (words::is_common(&low, language) || run.len() == 1);
            let dropped = (opens || words::is_adjective(&low)) && !is_first_of_name(&run, &low, language);
            let dated = run.len() > 1 && is_month(&low) && follows_time(text, first.range.start);
            if title || dropped || dated || is_function(&low, language) || !is_capital(first.text) {
                titled = title;
                run.remove(0);
            } else {
                break;
            }
        }
        // "The Honduran President" before a known name is its title.
        let all_common = run.iter().all(|word| {
            let low = word.text.to_lowercase();
            words::is_common(&low, language) || words::is_generic(&low) || words::is_title(&low)
        });
        let last = run.last().map(|word| word.text.to_lowercase()).unwrap_or_default();
        let single = run.len() == 1;
        let dull = words::is_generic(&last)
            || words::is_generic(last.strip_suffix('s').unwrap_or(&last))
            || (single && all_common)
            || (single && before_known)
            || (run.len() == 2 && all_common && before_known);
        let (Some(first), Some(end)) = (run.first(), run.last()) else { return };
        if dull || first.text.chars().count() + usize::from(!single) * 2 < 3 {
            return;
        }
        let range = first.range.start..end.range.end;
        if !stands_in_compound(text, &range) {
            let (count, like) = (run.len(), like(&run, text, language, titled));
            self.put(prose, range, count, None, like);
        }
    }

    fn put(&mut self, prose: &Prose, range: Range, words: usize, short: Option<u32>, like: Like) {
        let name = super::fold::tidy(prose.text.get(range.start as usize..range.end as usize).unwrap_or(""));
        let place = prose.place(&range).0;
        self.found.push(Stranger { leaf: self.leaf, name: name.into(), place, words, short, like });
    }
}

fn fault(page: &Page, names: &Names, name: &str, phrase: Phrase) -> Fault {
    if let Some(record) = phrase.short {
        let known = names.record(record);
        let Proposed { field, item } = item(names, name, &phrase);
        let message = format!("`{name}` is a short name of `{}`, which this report neither names in full nor declares", known.key);
        return Fault::new("undeclared-actor", phrase.place, message).with_help(to_front_matter(page, field, &item));
    }
    let Proposed { field, item } = item(names, name, &phrase);
    let sort = if field == "places" { "a place" } else { "an actor" };
    let message = format!("`{name}` looks like the name of {sort} and matches no record");
    Fault::new("undeclared-actor", phrase.place, message).with_help(to_front_matter(page, field, &item))
}

/// The item of a list for a name: a known record by its id, or a new one.
fn item(names: &Names, name: &str, phrase: &Phrase) -> Proposed {
    if let Some(record) = phrase.short {
        let known = names.record(record);
        return Proposed { field: if known.kind == Kind::Place { "places" } else { "actors" }, item: known.key.clone() };
    }
    let kind = match () {
        () if words::is_state(name) => "state",
        () if phrase.like == Like::Place => {
            let item = format!("{{id: {}, name: {}}}", quoted(&slug(name)), quoted(name));
            return Proposed { field: "places", item };
        }
        () if phrase.words == 1 || phrase.like == Like::Thing || is_body(name) => "organisation",
        () => "person",
    };
    let item = format!("{{id: {}, name: {}, kind: {kind}}}", quoted(&slug(name)), quoted(name));
    Proposed { field: "actors", item }
}

/// How an item gets into a list of the front matter, on one line: wherever it is shown, it can be copied from there.
fn to_front_matter(page: &Page, field: &str, item: &str) -> String {
    let list = page.record.written.iter().find(|(name, _)| *name == field);
    let in_brackets = |range: &Range| page.text().get(range.start as usize..).is_some_and(|list| list.starts_with('['));
    match list {
        None => format!("write in the front matter: `{field}: [{item}]`"),
        Some((_, range)) if in_brackets(range) => {
            format!("add to the list `{field}` in the front matter, behind a comma: `{item}`")
        }
        Some(_) => format!("add to the list `{field}` in the front matter, on a line of its own: `- {item}`"),
    }
}

/// Whether a word that may owe its capital to a sentence, or a nation, is the first of a name all the same: `Charles Babbage`,
/// `European Commission`, `Human Rights Watch`, `Banco Mundial`.
fn is_first_of_name(run: &[Word<'_>], low: &str, language: &str) -> bool {
    let [_, rest @ ..] = run else { return false };
    if rest.is_empty() {
        return false;
    }
    // `Court of Human Rights` is a court.
    let head = rest.iter().take_while(|word| is_capital(word.text)).last();
    let body = head.is_some_and(|word| words::is_body(&word.text.to_lowercase()));
    match language {
        _ if words::is_given(low) => true,
        "en" => body && !words::is_opener(low),
        _ => words::is_body(low) || body && words::is_adjective(low),
    }
}

/// Whether a name is likelier that of a body than of a person.
pub fn is_body(name: &str) -> bool {
    name.contains(" of ") || name.split(' ').any(|word| words::is_body(&word.to_lowercase()))
}

/// What a run of words is called like. Of a place its first word says so (`Rio Grande`, `Gulf of Aden`, `Tierra del Fuego`), or that one
/// thing of another stands where something happens: `in Palma de Mallorca`.
fn like(run: &[Word<'_>], text: &str, language: &str, titled: bool) -> Like {
    let [first, next, ..] = run else { return Like::Anything };
    let named_body = || run.iter().any(|word| words::is_body(&word.text.to_lowercase()));
    let is_place = || words::is_place(&first.text.to_lowercase(), is_particle(next.text));
    let lies_somewhere = || {
        let before = word_before(text, first.range.start);
        is_one_of_another(run) && !is_given(first) && before.is_some_and(|word| is_where(&word.to_lowercase(), language))
    };
    match () {
        () if !titled && !named_body() && (is_place() || lies_somewhere()) => Like::Place,
        () if is_thing(run, text, language, titled) => Like::Thing,
        () => Like::Anything,
    }
}

fn is_given(word: &Word<'_>) -> bool {
    words::is_given(&word.text.to_lowercase())
}

/// Whether two capitalised words are joined by `de` or the like: `Tren de Aragua`.
fn is_one_of_another(run: &[Word<'_>]) -> bool {
    let [first, next, ..] = run else { return false };
    matches!(next.text, "de" | "del" | "do" | "da" | "dos" | "du" | "des")
        && run.iter().filter(|word| is_capital(word.text)).count() == 2
        && first.text.chars().count() > 2
}

/// Words behind which a name without an article is that of a place.
fn is_where(low: &str, language: &str) -> bool {
    match language {
        "es" => low == "en",
        "fr" => matches!(low, "à" | "en"),
        _ => matches!(low, "in" | "near"),
    }
}

/// Whether a run of words is called like a thing and not like a person: behind an article, and made of common words alone (`the White
/// House`), or of one and what it is of (`the Tren de Aragua`). Without an article, one word and what it is of is a thing where no given
/// name and no title says that it is a person: `Tren de Aragua`, but `Simone de Beauvoir`.
fn is_thing(run: &[Word<'_>], text: &str, language: &str, titled: bool) -> bool {
    let [first, _, ..] = run else { return false };
    let given = || is_given(first);
    let common = || run.iter().all(|word| words::is_common(&word.text.to_lowercase(), language));
    let of = || run.iter().any(|word| is_particle(word.text)) && !given();
    let behind_article = word_before(text, first.range.start).is_some_and(|word| is_article(&word.to_lowercase(), language));
    behind_article && (common() || of()) || !titled && is_one_of_another(run) && !given()
}

/// The word that stands before a place, with nothing but a space between.
fn word_before(text: &str, at: u32) -> Option<&str> {
    let before = text.get(..at as usize)?.strip_suffix([' ', '\u{a0}'])?;
    before.rsplit(|c: char| !c.is_alphanumeric()).next().filter(|word| !word.is_empty())
}

/// Whether a month that begins here is one: behind a day, or a word that times follow and persons do not.
fn follows_time(text: &str, at: u32) -> bool {
    const TIME: [&str; 16] = [
        "in",
        "since",
        "until",
        "till",
        "during",
        "throughout",
        "early",
        "late",
        "mid",
        "last",
        "next",
        "en",
        "desde",
        "hasta",
        "depuis",
        "dès",
    ];
    word_before(text, at)
        .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()) || TIME.contains(&word.to_lowercase().as_str()))
}

/// Small words inside names.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "of" | "de"
            | "del"
            | "la"
            | "las"
            | "los"
            | "du"
            | "des"
            | "von"
            | "van"
            | "der"
            | "bin"
            | "al"
            | "da"
            | "do"
            | "dos"
            | "y"
            | "for"
    )
}

/// Words that may stand with a capital before a name and are no part of it.
fn is_function(low: &str, language: &str) -> bool {
    is_article(low, language)
        || match language {
            "es" => matches!(low, "un" | "una"),
            "fr" => matches!(low, "un" | "une"),
            _ => matches!(low, "a" | "an" | "i" | "this" | "that"),
        }
}

/// Articles, in the languages whose words are known.
fn is_article(low: &str, language: &str) -> bool {
    match language {
        "es" => matches!(low, "el" | "la" | "los" | "las"),
        "fr" => matches!(low, "le" | "la" | "les"),
        _ => low == "the",
    }
}

/// Part of something longer that is joined by a hyphen or an elision.
fn stands_in_compound(text: &str, range: &Range) -> bool {
    let before = text.get(..range.start as usize).and_then(|left| left.chars().next_back());
    before.is_some_and(|c| matches!(c, '-' | '‑' | '#' | '@' | '/'))
}
