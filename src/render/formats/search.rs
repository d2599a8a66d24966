//! Search on plain static hosting: one index for each language, in shards that the search page fetches as it needs them.
//!
//! `search/<language>/index.json` says what there is, and which files belong to it, by the hash in their names; `t/*.bin` are the words and the passages that hold them; `p/*.bin`
//! where they stand in these, for phrases; `d/*.json` the texts that results are shown from. How many shards there are is known from the length of the texts, so that each can be
//! planned and made alone. docs/search.md describes the files.

pub mod layout;
pub mod passages;
pub mod shard;
pub mod terms;
pub mod tokens;

use super::listing::LISTING;
use crate::base::{Hash, OutPath, SHARE};
use crate::document::record::Own;
use crate::model::{Model, Page};
use crate::render::values::standing;
use crate::render::words::Form;
use crate::render::{Format, Listing, Planner, RenderFault, Route, Subject, Theme, View};
use layout::{KINDS, Layout, Made};
use rayon::prelude::*;
use serde::Serialize;

/// What there is to search in, and where: the one file of an index that has a name of its own.
pub static SEARCH: Format = Format::new("search index", plan, render).transient();
/// Its shards. An index names those that belong to it, so that no reader ever has some of one publication and some of another.
pub static SHARD: Format = Format::new("search shard", |_, _, _| {}, render).stamped();

/// Version of the files; `search.js` reads this one.
pub const VERSION: u32 = 4;

/// The template of the search page. A theme that leaves it out (`without` in its theme.yaml) has no search.
pub const TEMPLATE: &str = "search.html";

/// The folder of a language's index, from the top of the site.
pub fn folder(language: &str) -> String {
    format!("search/{language}/")
}

fn plan(model: &Model, theme: &Theme, planner: &mut Planner) {
    if !theme.has(TEMPLATE) {
        return;
    }
    for language in model.languages() {
        let page = Subject::Listing(Box::new((Listing::Search, language.clone())));
        if let Ok(path) = OutPath::new(&format!("{}search/index.html", model.language_prefix(&language))) {
            planner.routes.push(Route { path, format: &LISTING, subject: page, origin: None });
        }
        let layout = Layout::new(model, &language);
        let folder = folder(&language);
        let terms = (0..layout.terms).flat_map(|at| [format!("t/{at}.bin"), format!("p/{at}.bin")]);
        let texts = (0..layout.texts.len()).map(|at| format!("d/{at}.json"));
        let shards = terms.chain(texts).map(|name| (name, &SHARD));
        for (name, format) in std::iter::once(("index.json".to_string(), &SEARCH)).chain(shards) {
            if let Ok(path) = OutPath::new(&format!("{folder}{name}")) {
                planner.routes.push(Route { path, format, subject: Subject::Language(language.clone()), origin: None });
            }
        }
    }
}

/// Makes what all files of search share. Must have come to its end before a pool of threads renders any of them.
pub fn prepare(view: &View) {
    if view.theme.has(TEMPLATE) {
        for language in view.model.languages() {
            view.plan.shared.search.of(&language).index(view, &language);
        }
    }
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::Language(language) = &route.subject else { return Ok(Vec::new()) };
    let made = view.plan.shared.search.of(language);
    debug_assert!(made.is_ready() || rayon::current_thread_index().is_none(), "`prepare` comes before rendering in parallel");
    let mut parts = route.path.as_str().rsplit('/');
    let name = parts.next().unwrap_or("");
    let number = name.split('.').next().and_then(|number| number.parse::<usize>().ok());
    Ok(match (parts.next(), number) {
        (Some("t"), Some(at)) => made.index(view, language).shards.get(at).cloned().unwrap_or_default(),
        (Some("p"), Some(at)) => made.index(view, language).places.get(at).cloned().unwrap_or_default(),
        (Some("d"), Some(at)) => {
            let bytes = texts(view, &made, language, at);
            made.stamp(at, &bytes);
            bytes
        }
        _ => compact(&root(view, &made, language)),
    })
}

/// JSON without white space: these files are read by machines, many at a time.
fn compact(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// `index.json`
#[derive(Serialize)]
struct Root<'a> {
    version: u32,
    language: &'a str,
    /// How many passages there are.
    passages: u32,
    /// Kinds with their first passage; a kind ends where the next begins.
    kinds: Vec<(&'static str, u32)>,
    /// First word of each shard of terms.
    terms: &'a [String],
    /// How many passages each shard of texts holds.
    texts: Vec<u32>,
    /// The stamps in the names of the shards.
    stamps: Stamps,
}

/// What stands in the name of each shard, in order: `t/0.STAMP.bin`.
#[derive(Serialize)]
struct Stamps {
    t: Vec<String>,
    p: Vec<String>,
    d: Vec<String>,
}

fn root<'a>(view: &View, made: &'a Made, language: &'a str) -> Root<'a> {
    let layout = made.layout(view.model, language);
    let index = made.index(view, language);
    let stamps = |shards: &[Vec<u8>]| shards.iter().map(|bytes| Hash::of(bytes).short()).collect();
    // Where the site is built all texts were made before this; a preview makes them here.
    let known = made.stamps();
    let stamp = |at: usize| known.get(&at).cloned();
    let text = |at: usize| stamp(at).unwrap_or_else(|| Hash::of(&texts(view, made, language, at)).short());
    let stamps = Stamps {
        t: stamps(&index.shards),
        p: stamps(&index.places),
        d: (0..layout.texts.len()).into_par_iter().with_max_len(SHARE).map(text).collect(),
    };
    Root {
        version: VERSION,
        language,
        passages: layout.passages,
        kinds: KINDS.iter().map(|kind| kind.name()).zip(layout.kinds.iter().copied()).collect(),
        terms: &index.bounds,
        texts: layout.texts.iter().map(|pieces| pieces.iter().map(|piece| piece.to - piece.from).sum()).collect(),
        stamps,
    }
}

/// `d/*.json`
#[derive(Serialize)]
struct Texts<'a> {
    /// Kind, name, address from the top of the site, what else it is called, note, language where it is another one, mark.
    pages: Vec<(&'static str, String, String, String, String, String, String)>,
    /// Position in `pages`, sort, anchor, label, section, text.
    passages: Vec<(usize, &'static str, &'a str, &'a str, &'a str, &'a str)>,
}

fn texts(view: &View, made: &Made, language: &str, at: usize) -> Vec<u8> {
    let layout = made.layout(view.model, language);
    let (mut pages, mut held) = (Vec::new(), Vec::new());
    for piece in layout.texts.get(at).into_iter().flatten() {
        let Some(item) = layout.items.get(piece.item as usize) else { continue };
        let page = view.model.page(item.page);
        let names: Vec<&str> = match page.kind {
            crate::document::Kind::Report => Vec::new(),
            _ => passages::names(view.model, page).into_iter().filter(|(_, weight)| *weight >= 60).map(|(name, _)| name).collect(),
        };
        let path = crate::render::values::path(&page.url);
        let tongue = if page.language.eq_ignore_ascii_case(language) { String::new() } else { page.language.clone() };
        let (name, note) = (page.name().to_string(), note(page, view, language));
        let mark = view.model.report(page).and_then(|report| view.theme.words.text(language, standing(report), None));
        let names = names.join(comma(view, language));
        pages.push((page.kind.name(), name, path, names, note, tongue, mark.unwrap_or("").to_string()));
        held.push((
            made.passages(piece, item, || passages::passages(view.model, &view.theme.words, page, item.brief).into()),
            piece,
        ));
    }
    let own = held.iter().enumerate().flat_map(|(at, (all, piece))| {
        let own = all.get(piece.from as usize..all.len().min(piece.to as usize)).unwrap_or_default();
        own.iter().map(move |one| (at, one.sort.letter(), &*one.anchor, &*one.label, &*one.section, &*one.text))
    });
    compact(&Texts { pages, passages: own.collect() })
}

/// What stands behind the kind: symbol and date of a report, date of an event, year of a source.
fn note(page: &Page, view: &View, language: &str) -> String {
    let date = |when: &Option<crate::document::record::When>, form: Form| {
        when.as_ref().map(|when| view.theme.words.date(language, &when.value, form))
    };
    let parts: Vec<String> = match &page.record.own {
        Own::Report(report) => {
            let symbol = report.symbol.as_ref().map(|symbol| symbol.value.clone());
            let version = report.version_title.as_ref().map(|title| title.value.clone());
            symbol.into_iter().chain(version).chain(date(&report.date, Form::Long)).collect()
        }
        Own::Event(event) => date(&event.date, Form::Long).into_iter().collect(),
        Own::Source(source) => date(&source.issued, Form::Year).into_iter().collect(),
        _ => Vec::new(),
    };
    parts.join(comma(view, language))
}

/// What parts of a line are joined by in a language.
fn comma<'a>(view: &View<'a>, language: &str) -> &'a str {
    view.theme.words.text(language, "comma", None).unwrap_or(", ")
}
