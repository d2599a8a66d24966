//! What stands at a place of a file: a reference, a name in prose, a declaration, a heading.

use super::features::Spot;
use crate::base::{FilePath, Range, address};
use crate::document::tree::{Heading, Place};
use crate::document::{Kind, Sort, Written, schema};
use crate::model::{Page, PageId, Target};
use crate::session::{Parsed, Site};
use std::collections::BTreeMap;

/// What stands at a place.
#[derive(Debug, Clone)]
pub enum Under<'a> {
    /// A reference in so many words, and where it leads, if it leads anywhere.
    Reference(&'a Written, Option<Target>),
    /// A name that was found in prose.
    Mention(Range, PageId),
    /// The id or the name with which a record is declared.
    Declaration(Range, PageId),
    /// A heading of a page.
    Heading(&'a Heading, PageId),
}

impl Under<'_> {
    /// What would be underlined.
    pub fn range(&self) -> Range {
        match self {
            Under::Reference(written, _) => written.range.clone(),
            Under::Mention(range, _) | Under::Declaration(range, _) => range.clone(),
            Under::Heading(heading, _) => heading.range.clone(),
        }
    }

    /// Where it leads, or what it declares.
    pub fn target(&self) -> Option<Target> {
        match self {
            Under::Reference(_, target) => target.clone(),
            Under::Mention(_, page) | Under::Declaration(_, page) => Some(Target::Page(*page)),
            Under::Heading(heading, page) => Some(Target::Anchor(*page, heading.id.as_str().into())),
        }
    }
}

/// A file with what it holds.
pub fn parsed<'a>(site: &'a Site, path: &FilePath) -> Option<&'a Parsed> {
    site.documents.binary_search_by(|parsed| parsed.path.cmp(path)).ok().map(|at| &site.documents[at])
}

/// What stands at an offset of a file.
pub fn under<'a>(site: &'a Site, path: &FilePath, at: u32) -> Option<Under<'a>> {
    let parsed = parsed(site, path)?;
    let holds = |range: &Range| range.start <= at && at <= range.end && range.start < range.end;
    let narrowest = |one: &Range| one.end - one.start;
    let all = written(site, parsed).filter(|made| holds(&made.what.range));
    if let Some(made) = all.min_by_key(|made| narrowest(&made.what.range)) {
        return Some(Under::Reference(made.what, target(site, parsed, &made)));
    }
    let pages = || site.model.index.by_path.get(path).into_iter().flatten().map(|id| site.model.page(*id));
    for page in pages().filter(|page| page.position == 0) {
        let mentions = site.model.outgoing(page.id).iter().filter(|one| one.sort == Sort::Mention && holds(&one.range));
        if let Some((Some(to), range)) = mentions.map(|one| (one.to.page(), one.range.clone())).next() {
            return Some(Under::Mention(range, to));
        }
        if let Some(heading) = page.body().headings.iter().find(|heading| holds(&heading.range)) {
            return Some(Under::Heading(heading, page.id));
        }
    }
    for (position, record) in parsed.document.records.iter().enumerate() {
        let Some(range) = [&record.key.range, &record.name.range].into_iter().find(|range| holds(range)) else { continue };
        let own = pages().find(|page| page.position == position).map(|page| page.id);
        // What only adds to another declaration is no page of its own.
        let id = own.or_else(|| site.model.find(&record.key.value, &[record.kind]));
        return id.map(|id| Under::Declaration(range.clone(), id));
    }
    None
}

/// A reference that a file makes in so many words.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// What is written.
    pub what: &'a Written,
    /// Which record of the file makes it.
    pub position: usize,
    /// The page of that record; a declaration that only adds to another one has none.
    pub page: Option<&'a Page>,
}

/// Every reference that a file makes in so many words.
pub fn written<'a>(site: &'a Site, parsed: &'a Parsed) -> impl Iterator<Item = Made<'a>> {
    let ids = site.model.index.by_path.get(&parsed.path).into_iter().flatten();
    let pages: BTreeMap<usize, &Page> = ids.map(|id| site.model.page(*id)).map(|page| (page.position, page)).collect();
    let first = pages.get(&0).copied();
    let body = parsed.document.body.written.iter().map(move |what| Made { what, position: 0, page: first });
    let fields = parsed.document.fields.iter().enumerate().flat_map(move |(position, all)| {
        let page = pages.get(&position).copied();
        all.iter().map(move |what| Made { what, position, page })
    });
    body.chain(fields)
}

/// Where a reference leads.
pub fn target(site: &Site, parsed: &Parsed, made: &Made) -> Option<Target> {
    if let Some(page) = made.page {
        return site.model.target_at(page.id, &made.what.range).map(|one| one.to.clone());
    }
    // Of a declaration that only adds to another one the model keeps no places.
    let kinds = match made.what.sort {
        Sort::Field(field) => {
            let record = parsed.document.records.get(made.position);
            record.map(|record| schema::kinds_of(record.kind, field)).unwrap_or(&[])
        }
        Sort::Citation => &[Kind::Source],
        _ => &[],
    };
    site.model.find(&made.what.text, kinds).map(Target::Page)
}

/// Where a page is declared: the file, and in it the id or the name that declares it.
pub fn declaration(page: &Page) -> Spot {
    // A text inherits what it leaves out, with places of another file: only what its own file says counts.
    let own = page.document.records.get(page.position).unwrap_or(&page.record);
    let ranges = [&own.name.range, &own.key.range].map(Range::clone);
    let range = ranges.into_iter().find(|range| range.start < range.end);
    Spot::new(&page.path, &range.unwrap_or(own.range.start..own.range.start))
}

/// Where a target stands in the files of the site; `None` for what has no place in them.
pub fn spot(site: &Site, target: &Target) -> Option<Spot> {
    match target {
        Target::Page(id) => Some(declaration(site.model.page(*id))),
        Target::Asset(path) => Some(Spot::new(path, &(0..0))),
        Target::Anchor(id, anchor) => {
            let page = site.model.page(*id);
            Some(anchor_range(page, anchor).map_or_else(|| declaration(page), |range| Spot::new(&page.path, &range)))
        }
        Target::Listing(_) | Target::Web => None,
    }
}

/// The bytes of what stands at an anchor of a page.
pub fn anchor_range(page: &Page, anchor: &str) -> Option<Range> {
    let body = page.body();
    match body.place(anchor) {
        Some(Place::Heading(heading)) => Some(heading.range.clone()),
        Some(Place::Figure(figure)) => Some(figure.id.range.clone()),
        Some(Place::Paragraph(paragraph)) => Some(body.leaves.get(paragraph.leaf as usize)?.range.clone()),
        None => {
            let written = format!("#{anchor}");
            let text = page.text();
            let at = text.match_indices(&written).map(|(at, _)| at).find(|at| text[..*at].ends_with('{'))?;
            Some(at as u32..(at + written.len()) as u32)
        }
    }
}

/// Everything that leads to a target, with its place; of a page also what leads to places on it.
pub fn leading_to(site: &Site, target: &Target) -> Vec<Spot> {
    let model = &site.model;
    let Some(id) = target.page() else {
        let same = model.references().filter(|one| one.to == *target);
        return same.map(|one| Spot::new(&model.page(one.from).path, &one.range)).collect();
    };
    let texts = model.family(id).map_or_else(|| vec![id], |family| family.texts.clone());
    let wanted = |to: &Target| match target {
        Target::Anchor(..) => to == target,
        _ => true,
    };
    let said = texts.iter().flat_map(|text| model.incoming(*text)).filter(|one| wanted(&one.to) && one.range.end > 0);
    let mut spots: Vec<Spot> = said.map(|one| Spot::new(&model.page(one.from).path, &one.range)).collect();
    // Declarations that add to others.
    let adding = model.pages.iter().flat_map(|page| &page.additions);
    for parsed in adding.filter_map(|(path, ..)| self::parsed(site, path)) {
        let own = written(site, parsed).filter(|made| made.page.is_none());
        let leads = own.filter(|made| self::target(site, parsed, made).as_ref() == Some(target));
        spots.extend(leads.map(|made| Spot::new(&parsed.path, &made.what.range)));
    }
    spots.sort();
    spots.dedup();
    spots
}

/// The page of a file: the one that its text belongs to.
pub fn page_of<'a>(site: &'a Site, path: &FilePath) -> Option<&'a Page> {
    let ids = site.model.index.by_path.get(path)?;
    ids.iter().map(|id| site.model.page(*id)).find(|page| page.position == 0)
}

/// The page that a link leads to by the path of its file, as seen from another file, before it is part of a finished text.
pub fn page_at<'a>(site: &'a Site, from: &FilePath, written: &str) -> Option<&'a Page> {
    let path = from.join(&address::percent_decoded(written))?;
    page_of(site, &path).or_else(|| page_of(site, &FilePath::new(&format!("{path}/index.md"))?))
}
