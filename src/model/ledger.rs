//! The ledger, `published.json`: what readers were given so far. Addresses and anchors in it must go on working, numbers
//! of paragraphs in it stay, and a text that differs from it needs an entry that says so.
//!
//! Without the file nothing was ever published, and nothing of this speaks. `chancery publish` writes it.

pub mod apart;
pub mod beside;
pub mod carried;
pub mod compare;
pub mod digest;
pub mod entries;
pub mod evidence;
pub mod kept;
pub mod merge;
pub mod number;
mod read;
pub mod text;

pub use apart::Apart;
pub use beside::{Shown, Wording};
pub use carried::Carried;
pub use compare::{Change, ChangeKind};
pub use read::{FORMAT, read};

use super::memory::{Heads, Last, same_page};
use super::{Model, Page, PageId, Target};
use crate::base::{Fault, FilePath, Hash, Range, SHARE};
use crate::document::tree::Paragraph;
use crate::document::{Body, Kind};
use crate::files::Files;
use number::{Now, Was};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use text::{Elsewhere, Piece, Pieces};

/// Where the ledger lies.
pub fn path() -> FilePath {
    FilePath::new("published.json").expect("a plain name is a path")
}

/// What was published.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// The day of the last publication, `2025-07-02`; empty if there was none.
    pub published: String,
    /// Every address that was ever public, such as `/reports/x/`.
    pub addresses: BTreeMap<String, Address>,
    /// Every page that was ever public, by its identity: see [`identity`].
    pub pages: BTreeMap<String, Published>,
    /// What was published against the ledger's word, and why.
    pub overrides: Vec<Override>,
    /// The publications that it knows, by day and name (`2025-07-02 0123456789abcdef`). What stands at a target under
    /// another name was published by somebody whose ledger this one has not seen.
    pub publications: BTreeSet<String>,
}

/// An address that was public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// What stood there: `page`, `listing`, `file`, `atom` …: the name of its format.
    pub kind: String,
    /// Day of its first publication.
    pub first: String,
    /// Day of the last publication that still had it; empty while it is there.
    pub last: String,
    /// Of a file that a report shows or links to, and of a source that one rests on: what readers have of it, the latter by
    /// its [`evidence::mark`].
    pub files: Vec<Shown>,
    /// Its place in the ledger.
    pub range: Range,
}

/// A page that was public.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Its address then.
    pub address: String,
    /// The address at which it was published first; empty where that is the same.
    pub first: String,
    /// Every anchor that it ever had, sorted.
    pub anchors: Vec<String>,
    /// What readers have of the text of a report: one wording, or several where two published without knowing of each other.
    /// The newest first.
    pub wordings: Vec<Wording>,
    /// Its place in the ledger.
    pub range: Range,
}

/// A piece of a published text: what is needed to know it again and to say what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// Number of a paragraph, else what it is: `title`, `table`, `note`.
    pub name: String,
    /// Hash of its words: see [`digest::hash`].
    pub hash: u64,
    /// The same with what it refers to by id in the place of names, where it does: a record may be called otherwise.
    pub meant: Option<u64>,
    /// See [`digest::sketch`].
    pub sketch: u64,
    /// Its figures, in order.
    pub figures: Vec<String>,
    /// Its first words.
    pub words: String,
}

/// A refusal that an editor set aside.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Override {
    /// On which day.
    pub date: String,
    /// Why.
    pub reason: String,
    /// What: addresses, with anchor where one was dropped; pages whose text changed.
    pub what: Vec<String>,
}

/// The name of a publication as the ledger writes it.
pub fn publication(deploy: &str) -> &str {
    deploy.get(..16).unwrap_or(deploy)
}

/// What a page is known by from one publication to the next, whatever becomes of its address: `report:new-alliance@en`.
pub fn identity(page: &Page) -> String {
    let version = if page.version.is_empty() { String::new() } else { format!("/{}", page.version) };
    format!("{}:{}{version}@{}", page.kind, page.key, page.language)
}

/// The ledger as it was read.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Of its file; `None` if there is none.
    pub hash: Option<Hash>,
    pub value: Arc<Ledger>,
    pub faults: Vec<Fault>,
    /// Addresses that stay in letters apart.
    pub apart: Arc<Apart>,
}

/// The ledger; that of the last model where its file is the same.
pub(super) fn known(files: &Files, last: Option<&Arc<Known>>) -> Arc<Known> {
    let file = files.get(&path());
    let hash = file.map(|file| file.hash);
    if let Some(last) = last.filter(|last| last.hash == hash) {
        return last.clone();
    }
    let (value, faults) = read(file.map(|file| file.bytes.open()).as_deref());
    Arc::new(Known { hash, apart: apart::of(&value).into(), value: Arc::new(value), faults })
}

/// What the ledger makes of a page as it is now.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// The body with its numbers, where they are not those that counting gives.
    body: Option<Arc<Body>>,
    /// How its text differs from what was published.
    changes: Vec<Change>,
    /// Paragraphs whose number seemed to be given twice, and is not: counting alone could not know.
    solved: Vec<Range>,
}

impl Model {
    /// What was published of a page, and the identity that it had then.
    pub fn published(&self, page: &Page) -> Option<(&str, &Published)> {
        self.carried.published(page, &self.ledger)
    }

    /// Other identities under which what a page carries on stands in the ledger as well.
    pub fn published_also(&self, page: &Page) -> &[String] {
        self.carried.also(page)
    }
}

/// Files that a page shows or links to, each with the first place where it does; not those whose figures stand in the page
/// itself: these are text of it.
pub fn files_of<'a>(model: &'a Model, page: &Page) -> BTreeMap<&'a FilePath, Range> {
    let drawn: Vec<FilePath> = page.body().drawings().iter().filter_map(|drawing| page.path.join(drawing.spec.data()?)).collect();
    let mut files = BTreeMap::new();
    for reference in model.outgoing(page.id) {
        if let Target::Asset(path) = &reference.to
            && !drawn.contains(path)
        {
            files.entry(path).or_insert_with(|| reference.range.clone());
        }
    }
    files
}

impl Ledger {
    /// Whether it knows a publication of that name.
    pub fn knows(&self, deploy: &str) -> bool {
        let name = publication(deploy);
        self.publications.iter().any(|one| one.split(' ').nth(1) == Some(name))
    }

    /// Names of the refusals that an editor set aside.
    pub fn aside(&self) -> FxHashSet<&str> {
        self.overrides.iter().flat_map(|one| &one.what).map(String::as_str).collect()
    }
}

impl Published {
    /// The address at which it was published first.
    pub fn first_address(&self) -> &str {
        if self.first.is_empty() { &self.address } else { &self.first }
    }

    /// Numbers of paragraphs that were public once.
    fn numbers(&self) -> BTreeSet<String> {
        let number = |anchor: &String| {
            let rest = anchor.strip_prefix('p')?;
            number::is_number(rest).then(|| rest.to_string())
        };
        self.anchors.iter().filter_map(number).collect()
    }
}

/// Gives every report's paragraphs the numbers that they were published with, every page the old anchors that its front
/// matter keeps, and says what differs from what was published. What the last model's page came to is taken from there.
pub(super) fn settle(
    pages: &mut [Arc<Page>],
    heads: &Arc<Heads>,
    files: &Files,
    known: &Arc<Known>,
    last: Option<&Last>,
) -> (Vec<Arc<Settled>>, Arc<Carried>) {
    // Figures in a file may change while the page stays as it is.
    let shows_files = |page: &Page| {
        page.kind == Kind::Report
            && !known.value.pages.is_empty()
            && page.body().drawings().iter().any(|drawing| drawing.spec.data().is_some())
    };
    // Names of records are part of a text that shows them.
    let alike = last.filter(|last| Arc::ptr_eq(&last.heads, heads) && Arc::ptr_eq(&last.ledger, known));
    let carried = alike.map_or_else(|| Arc::new(carried::carried(pages, &known.value)), |last| last.carried.clone());
    let before = |page: &Page| {
        let last = alike?;
        let old = last.pages.get(page.id.0 as usize).filter(|old| Arc::ptr_eq(&old.document, &page.document))?;
        if shows_files(page) {
            return None;
        }
        last.settled.get(old.id.0 as usize).cloned()
    };
    // Most pages are the very ones of the last model, and are not touched.
    let same = |at: usize, page: &Arc<Page>| {
        alike.is_some_and(|last| last.pages.get(at).is_some_and(|old| Arc::ptr_eq(old, page))) && !shows_files(page)
    };
    let same: Vec<bool> = pages.iter().enumerate().map(|(at, page)| same(at, page)).collect();
    let known_of = |at: usize| alike.and_then(|last| last.settled.get(at)).cloned();
    let kept: Vec<Option<Arc<Settled>>> =
        pages.iter().enumerate().map(|(at, page)| if same[at] { known_of(at) } else { before(page) }).collect();
    for (page, _) in pages.iter_mut().zip(&kept).filter(|(page, kept)| kept.is_none() && page.settled.is_some()) {
        Arc::make_mut(page).settled = None;
    }
    let all: &[Arc<Page>] = pages;
    let named = |id: &str| heads.index.find(all, id, &[]).map(|id| text::Named::of(&all[id.0 as usize]));
    let cited = |key: &str| {
        let source = &all[heads.index.find(all, key, &[Kind::Source])?.0 as usize];
        evidence::published_key(source, &known.value).map(str::to_string)
    };
    let data = |path: &FilePath| files.get(path).map(|file| String::from_utf8_lossy(&file.bytes.open()).into_owned());
    let one = |(page, kept): (&Arc<Page>, Option<Arc<Settled>>)| {
        let before = || carried.published(page, &known.value).map(|(_, before)| before);
        kept.unwrap_or_else(|| shared(one(page, before(), &Elsewhere { named: &named, cited: &cited, data: &data })))
    };
    let settled: Vec<Arc<Settled>> = all.par_iter().zip(kept).with_max_len(SHARE).map(one).collect();
    for (at, (page, settled)) in pages.iter_mut().zip(&settled).enumerate() {
        if same[at] || page.settled.is_none() && settled.body.is_none() {
            continue;
        }
        let old = last.and_then(|last| last.pages.get(page.id.0 as usize));
        match old.filter(|old| same_page(old, page) && same_numbers(old.settled.as_deref(), settled.body.as_deref())) {
            Some(old) => *page = old.clone(),
            None => Arc::make_mut(page).settled = settled.body.clone(),
        }
    }
    (settled, carried)
}

/// Most pages have nothing to settle, and share one value.
fn shared(settled: Settled) -> Arc<Settled> {
    static NOTHING: LazyLock<Arc<Settled>> = LazyLock::new(Arc::default);
    let nothing = settled.body.is_none() && settled.changes.is_empty() && settled.solved.is_empty();
    if nothing { NOTHING.clone() } else { Arc::new(settled) }
}

fn same_numbers(a: Option<&Body>, b: Option<&Body>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.paragraphs == b.paragraphs && a.kept == b.kept)
}

fn one(page: &Page, before: Option<&Published>, elsewhere: &Elsewhere) -> Settled {
    let before = before.filter(|_| page.kind == Kind::Report);
    let (mut numbers, changes) = before.map_or_else(Default::default, |before| against(page, before, elsewhere));
    unlike(&mut numbers, page);
    let solved = solved(page.body(), &numbers);
    let mut body = (!numbers.is_empty()).then(|| page.body().clone());
    for (paragraph, number) in body.iter_mut().flat_map(|body| &mut body.paragraphs).zip(numbers) {
        paragraph.number = number;
    }
    let kept = kept::kept(page, body.as_ref().unwrap_or(page.body()));
    if !kept.is_empty() {
        body.get_or_insert_with(|| page.body().clone()).kept = kept;
    }
    Settled { body: body.map(Arc::new), changes, solved }
}

/// How the texts of pages differ from what was published; only pages that do.
pub(super) fn changes(pages: &[Arc<Page>], settled: &[Arc<Settled>]) -> BTreeMap<PageId, Vec<Change>> {
    let changed = pages.iter().zip(settled).filter(|(_, settled)| !settled.changes.is_empty());
    changed.map(|(page, settled)| (page.id, settled.changes.clone())).collect()
}

/// Whether the number of the paragraph at that place is given once only, whatever counting alone said.
pub(super) fn is_solved(pages: &[Arc<Page>], settled: &[Arc<Settled>], path: &FilePath, range: &Range) -> bool {
    pages.iter().zip(settled).any(|(page, settled)| page.path == *path && settled.solved.contains(range))
}

/// The numbers of a report's paragraphs, and what differs.
fn against(page: &Page, before: &Published, elsewhere: &Elsewhere) -> (Vec<String>, Vec<Change>) {
    let mut pieces = text::pieces(page, elsewhere);
    let (all, used) = (before.paragraphs(), before.numbers());
    renamed(&mut pieces.paragraphs, all.iter().copied());
    let several = before.wordings.len() > 1;
    let alike =
        if several { before.alike(&pieces.paragraphs.iter().map(|piece| piece.unit.hash).collect()) } else { FxHashMap::default() };
    let numbers = number::number(&now(page, &pieces, &alike), &was(&all), &used);
    for (piece, number) in pieces.paragraphs.iter_mut().zip(&numbers) {
        piece.unit.name.clone_from(&number.number);
    }
    let mut changes = Vec::new();
    if !several {
        renamed(&mut pieces.parts, before.wording().parts.iter());
        changes = compare::compare(&pieces, &numbers, (0, before.wording()));
    }
    // Each of several wordings is one that some readers have.
    for (at, wording) in before.wordings.iter().enumerate().filter(|_| several) {
        let mut pieces = pieces.clone();
        renamed(&mut pieces.paragraphs, wording.paragraphs.iter());
        renamed(&mut pieces.parts, wording.parts.iter());
        let olds: Vec<&Unit> = wording.paragraphs.iter().collect();
        let pairs = number::number(&now(page, &pieces, &FxHashMap::default()), &was(&olds), &used);
        changes.extend(compare::compare(&pieces, &pairs, (at, wording)));
    }
    (numbers.into_iter().map(|number| number.number).collect(), changes)
}

/// The paragraphs as they stand; of those that are `alike`, as if they were the others.
fn now<'a>(page: &'a Page, pieces: &Pieces, alike: &FxHashMap<u64, u64>) -> Vec<Now<'a>> {
    let both = pieces.paragraphs.iter().zip(&page.body().paragraphs);
    let one = |(piece, paragraph): (&Piece, &'a Paragraph)| Now {
        given: paragraph.given.then(|| as_given(&paragraph.number)),
        hash: *alike.get(&piece.unit.hash).unwrap_or(&piece.unit.hash),
        sketch: piece.unit.sketch,
    };
    both.map(one).collect()
}

fn was<'a>(units: &[&'a Unit]) -> Vec<Was<'a>> {
    units.iter().map(|unit| Was { number: &unit.name, hash: unit.hash, sketch: unit.sketch }).collect()
}

/// Where a piece refers to the same as before, and only the names of that are others, its words are those of before.
fn renamed<'a>(pieces: &mut [Piece], before: impl DoubleEndedIterator<Item = &'a Unit>) {
    let was: BTreeMap<u64, u64> = before.rev().filter_map(|unit| Some((unit.meant?, unit.hash))).collect();
    for unit in pieces.iter_mut().map(|piece| &mut piece.unit) {
        if let Some(hash) = unit.meant.and_then(|meant| was.get(&meant)) {
            unit.hash = *hash;
        }
    }
}

/// A number as its author wrote it: the parser adds `-6` where counting had come to the same number before.
fn as_given(number: &str) -> &str {
    number.split('-').next().unwrap_or(number)
}

/// The places of numbers that are not given twice any more.
fn solved(body: &Body, numbers: &[String]) -> Vec<Range> {
    let both = body.paragraphs.iter().zip(numbers);
    let solved = both.filter(|(before, now)| before.number.contains('-') && !now.contains('-'));
    solved.filter_map(|(paragraph, _)| Some(body.leaves.get(paragraph.leaf as usize)?.range.clone())).collect()
}

/// Forgets the numbers where the body has the same already, which is so for nearly every page.
fn unlike(numbers: &mut Vec<String>, page: &Page) {
    if page.body().paragraphs.iter().map(|paragraph| &paragraph.number).eq(numbers.iter()) {
        numbers.clear();
    }
}
