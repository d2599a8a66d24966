//! Search in the whole site: pages and records by any of their names.

use super::{Answer, Asked, Named};
use crate::base::text::fold;
use crate::document::record::{Own, borne};
use crate::lsp::under;
use crate::model::Page;

/// So many are answered; who wants one of more writes another letter.
const MOST: usize = 300;

/// Finds records and reports whose name or id has the letters of a word, the nearest first.
pub(super) fn search(asked: &Asked) -> Answer {
    let word = fold(asked.word.trim());
    let pages = asked.site.model.pages.iter().filter(|page| page.main == page.id);
    let mut found: Vec<(u8, String, &Page)> =
        pages.filter_map(|page| Some((nearness(page, &word)?, fold(page.name()), &**page))).collect();
    found.sort_by(|a, b| (a.0, &a.1, a.2.id).cmp(&(b.0, &b.1, b.2.id)));
    let named = |(_, _, page): (u8, String, &Page)| Named {
        name: if page.name().trim().is_empty() { page.key.clone() } else { page.name().to_string() },
        detail: format!("{} {}", page.kind, page.key),
        kind: page.kind,
        spot: under::declaration(page),
    };
    Answer::Records(found.into_iter().take(MOST).map(named).collect())
}

/// How near a page is to a folded word: 0 where a name begins with it, then where a word of one does, where one holds it, where one
/// has its letters in their order; `None` where none does.
pub(super) fn nearness(page: &Page, word: &str) -> Option<u8> {
    let others: Vec<&str> = match &page.record.own {
        Own::Actor(actor) => borne(&actor.names).map(|name| name.name.value.as_str()).collect(),
        Own::Place(place) => borne(&place.names).map(|name| name.name.value.as_str()).collect(),
        Own::Term(term) => term.forms.iter().chain(&term.abbreviation).map(|form| form.value.as_str()).collect(),
        _ => Vec::new(),
    };
    [page.key.as_str(), page.name()].into_iter().chain(others).filter_map(|name| likeness(&fold(name), word)).min()
}

/// The same of one folded name.
pub(super) fn likeness(name: &str, word: &str) -> Option<u8> {
    if name.starts_with(word) {
        return Some(0);
    }
    let mut found = name.match_indices(word).map(|(at, _)| at).peekable();
    if found.peek().is_some() {
        let begins = |at: usize| name[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        return Some(if found.any(begins) { 1 } else { 2 });
    }
    let mut letters = name.chars();
    word.chars().filter(|c| !c.is_whitespace()).all(|c| letters.any(|letter| letter == c)).then_some(3)
}
