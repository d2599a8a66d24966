//! What may stand in prose: `[[id]]`, `[[id#anchor]]`, `@key`, `](path#anchor)`.

use super::{Offer, records};
use crate::base::Range;
use crate::base::text::{fold, shown};
use crate::document::tree::{Block, Place};
use crate::document::{Body, Kind};
use crate::lsp::features::search::likeness;
use crate::lsp::features::{Asked, Item, ItemSort};
use crate::lsp::under;
use crate::model::Page;
use crate::model::anchors::Anchors;

/// So many bytes before the cursor are looked at.
const NEAR: usize = 500;
/// So many paths are offered.
const MOST: usize = 200;

/// What is being typed.
#[derive(Debug, PartialEq, Eq)]
enum Typed<'t> {
    /// `[[id`
    Id(&'t str),
    /// `[[id#anchor`
    AnchorOf(&'t str, &'t str),
    /// `@key`
    Key(&'t str),
    /// `](path`
    Path(&'t str),
    /// `](path#anchor`, `](#anchor`
    AnchorAt(&'t str, &'t str),
}

/// Offers what fits the letters before the cursor.
pub(super) fn offer(asked: &Asked) -> Offer {
    let at = asked.at() as usize;
    let from = asked.text.ceil_char_boundary(at.saturating_sub(NEAR));
    let before = asked.text.get(from..at).unwrap_or_default();
    let line = &before[before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
    let own = under::page_of(asked.site, asked.path);
    let is_code = || own.is_some_and(|page| in_code(page.body(), at as u32));
    let Some(typed) = typed(line).filter(|_| !is_code()) else { return Offer::default() };
    let range = |typed: &str| (at - typed.len()) as u32..at as u32;
    let rest = &asked.text[at..];
    let close = |id: &str, end: &str| if rest.starts_with(&end[..1]) { id.to_string() } else { format!("{id}{end}") };
    match typed {
        Typed::Id(id) => {
            let (kind, key) = Kind::parted(id);
            let kinds: Vec<Kind> = kind.into_iter().collect();
            let mut offer = records(asked, &kinds, key, &range(key), |id| close(id, "]]"));
            if kind.is_none() {
                let figures = own
                    .into_iter()
                    .flat_map(|page| figures(page, key))
                    .map(|(id, detail)| Item { text: close(&id, "]]"), ..anchor(id, detail, range(key)) });
                offer.items.splice(0..0, figures);
            }
            offer
        }
        Typed::AnchorOf(id, typed) => {
            let page = if id.is_empty() { own } else { asked.site.model.find(id, &[]).map(|id| asked.site.model.page(id)) };
            anchors(page, typed, &range(typed), |id| close(id, "]]"))
        }
        Typed::Key(key) => records(asked, &[Kind::Source], key, &range(key), str::to_string),
        Typed::Path(path) => paths(asked, path, &range(path), |path| close(path, ")")),
        Typed::AnchorAt(path, typed) => {
            let page = if path.is_empty() { own } else { under::page_at(asked.site, asked.path, path) };
            anchors(page, typed, &range(typed), |id| close(id, ")"))
        }
    }
}

/// What is being typed at the end of a line.
fn typed(line: &str) -> Option<Typed<'_>> {
    // Code is never touched.
    if line.matches('`').count() % 2 == 1 {
        return None;
    }
    let open = |begin: &str, end: char| {
        let at = line.rfind(begin)?;
        let inside = &line[at + begin.len()..];
        (!inside.contains(end) && !line[..at].ends_with('\\')).then_some(inside)
    };
    if let Some(inside) = open("[[", ']') {
        return match inside.split_once('#') {
            _ if inside.contains('|') || inside.starts_with('!') => None,
            Some((id, anchor)) => Some(Typed::AnchorOf(id, anchor)),
            None => Some(Typed::Id(inside)),
        };
    }
    if let Some(inside) = open("](", ')') {
        return match inside.split_once('#') {
            _ if inside.contains(['"', ' ']) || inside.contains("://") => None,
            Some((path, anchor)) => Some(Typed::AnchorAt(path, anchor)),
            None => Some(Typed::Path(inside)),
        };
    }
    let at = line.rfind('@')?;
    let key = &line[at + 1..];
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '.' | '+' | '/' | '#' | '%' | '&');
    // Within a word it is an address of a person.
    let begins = line[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '\\' && c != '.');
    (begins && key.chars().all(fits)).then_some(Typed::Key(key))
}

/// Whether an offset lies in code or a drawing.
fn in_code(body: &Body, at: u32) -> bool {
    let within = |range: &Range| range.start < at && at < range.end;
    body.blocks.iter().any(|block| match block {
        Block::Code { range, .. } | Block::Html { range, .. } | Block::Math { range, .. } => within(range),
        Block::Drawing(drawing) => within(&drawing.range),
        _ => false,
    })
}

fn anchor(id: String, detail: String, range: Range) -> Item {
    Item { label: id.clone(), detail, about: String::new(), text: id, range, found_by: String::new(), sort: ItemSort::Anchor }
}

/// Figures, tables and formulas of a page, with what each is.
fn figures(page: &Page, typed: &str) -> Vec<(String, String)> {
    let typed = fold(typed);
    let all = page.body().figures.iter().filter(|figure| likeness(&fold(&figure.id.value), &typed).is_some_and(|near| near < 3));
    all.map(|figure| (figure.id.value.clone(), format!("{} {}", figure.sort.name(), figure.number))).collect()
}

/// Places of a page.
fn anchors(page: Option<&Page>, typed: &str, range: &Range, text: impl Fn(&str) -> String) -> Offer {
    let Some(page) = page else { return Offer::default() };
    let folded = fold(typed);
    let known = Anchors::of(page);
    let rank = |place: &Option<Place>| match place {
        Some(Place::Heading(_)) => 0,
        Some(Place::Figure(_)) => 1,
        None => 2,
        Some(Place::Paragraph(_)) => 3,
    };
    let mut found: Vec<_> = known
        .iter()
        .filter_map(|id| Some((likeness(&fold(id), &folded)?, id, page.body().place(id))))
        .map(|(near, id, place)| ((near, rank(&place), place_of(&place)), id, place))
        .collect();
    found.sort_by_key(|(order, ..)| *order);
    let cut = found.len() > MOST;
    let item = |(_, id, place): (_, &str, Option<Place>)| {
        let detail = match place {
            Some(Place::Heading(heading)) => heading.text.clone(),
            Some(Place::Figure(figure)) => format!("{} {}", figure.sort.name(), figure.number),
            Some(Place::Paragraph(paragraph)) => first_words(page, paragraph.leaf),
            None => String::new(),
        };
        Item { text: text(id), ..anchor(id.to_string(), detail, range.clone()) }
    };
    Offer { items: found.into_iter().take(MOST).map(item).collect(), cut }
}

fn place_of(place: &Option<Place>) -> u32 {
    match place {
        Some(Place::Heading(heading)) => heading.range.start,
        Some(Place::Figure(figure)) => figure.id.range.start,
        Some(Place::Paragraph(paragraph)) => paragraph.leaf,
        None => 0,
    }
}

fn first_words(page: &Page, leaf: u32) -> String {
    let text = page.text();
    let range = page.body().leaves.get(leaf as usize).map(|leaf| leaf.range.clone()).unwrap_or_default();
    shown(text.get(range.start as usize..range.end as usize).unwrap_or_default()).to_string()
}

/// Files that a link may lead to: pages, and what lies beside this one.
fn paths(asked: &Asked, typed: &str, range: &Range, text: impl Fn(&str) -> String) -> Offer {
    let site = asked.site;
    let folded = fold(typed.trim_start_matches("./"));
    let pages = site.model.index.by_path.keys().filter(|path| path.is_markdown()).map(|path| (path, under::page_of(site, path)));
    let folder = asked.path.folder();
    let beside = site.files.below(folder).map(|file| &file.path);
    let files = beside.filter(|path| !site.model.index.by_path.contains_key(path)).map(|path| (path, None));
    let mut found = Vec::new();
    for (path, page) in pages.chain(files).filter(|(path, _)| *path != asked.path) {
        let seen = asked.path.towards(path);
        let name = page.map_or("", |page| page.name());
        let near = [likeness(&fold(&seen), &folded), likeness(&fold(name), &folded).map(|near| near + 1)];
        if let Some(near) = near.into_iter().flatten().min() {
            found.push(((near, seen.matches("../").count()), seen, name.to_string()));
        }
    }
    found.sort();
    let cut = found.len() > MOST;
    let item = |(_, seen, name): (_, String, String)| {
        // A space would end it.
        let written = if seen.contains([' ', '(', ')']) { format!("<{seen}>") } else { seen.clone() };
        Item {
            label: seen,
            detail: name.clone(),
            about: String::new(),
            text: text(&written),
            range: range.clone(),
            found_by: name,
            sort: ItemSort::File,
        }
    };
    Offer { items: found.into_iter().take(MOST).map(item).collect(), cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_known_by_the_letters_before_it() {
        for (line, found) in [
            ("See [[na", Some(Typed::Id("na"))),
            ("See [[actor:", Some(Typed::Id("actor:"))),
            ("See [[report:x#", Some(Typed::AnchorOf("report:x", ""))),
            ("See [[#p", Some(Typed::AnchorOf("", "p"))),
            ("See [[a|b", None),
            ("See [[!B", None),
            ("See [[a]] and [[", Some(Typed::Id(""))),
            ("See [[a]] and", None),
            ("It [@oe", Some(Typed::Key("oe"))),
            ("It [see @a, p. 2; @", Some(Typed::Key(""))),
            ("It [-@a", Some(Typed::Key("a"))),
            ("As @", Some(Typed::Key(""))),
            ("mail me@example", None),
            ("\\@a", None),
            ("`[[a", None),
            ("`x` [[a", Some(Typed::Id("a"))),
            ("a [b](../ac", Some(Typed::Path("../ac"))),
            ("a [b](#", Some(Typed::AnchorAt("", ""))),
            ("a [b](x.md#p", Some(Typed::AnchorAt("x.md", "p"))),
            ("a [b](https://x", None),
            ("\\[[a", None),
        ] {
            assert_eq!(typed(line), found, "{line}");
        }
    }
}
