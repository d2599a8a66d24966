//! Every place that points at a record: the sentences of reports that name it, and the fields of records that list it.

use super::common::Maker;
use super::links::{mention_anchor, shown_at};
use crate::base::Range;
use crate::document::dialect::citation::item_said;
use crate::document::tree::CiteItem;
use crate::document::{Kind, Sort};
use crate::model::mention::{APART, Cut, Excerpt, Excerpts};
use crate::model::{Page, PageId, Reference};
use serde::Serialize;
use std::collections::BTreeMap;
use tera::Value;

/// Words of a sentence shown on either side of the name.
const WORDS: usize = 30;

/// Who points at a record, and where.
#[derive(Default, Debug, Clone, Serialize)]
pub struct Backlinks {
    /// Numbered paragraphs of reports' main texts that refer to it.
    pub paragraphs: u32,
    /// Reports that refer to it.
    pub reports: u32,
    /// The texts that refer to it, reports first and newest first.
    pub groups: Vec<Group>,
    /// Records whose fields list it, such as `sources`.
    pub fields: Vec<ByField>,
}

/// The places of one text.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The text.
    pub entry: Value,
    /// Its places, in order.
    pub mentions: Vec<Mention>,
}

/// A sentence that refers to the record.
#[derive(Debug, Clone, Serialize)]
pub struct Mention {
    /// Number of the paragraph; empty in texts without numbers.
    pub number: String,
    /// Address of the place, from the top of the site.
    pub path: String,
    /// The words before the name, cut with `…`.
    pub before: String,
    /// The name as written; for a citation its label.
    pub name: String,
    /// The words after the name.
    pub after: String,
    /// `mention`, `citation` or `link`.
    pub sort: &'static str,
}

/// A record that lists this one in its front matter.
#[derive(Debug, Clone, Serialize)]
pub struct ByField {
    /// The record.
    pub entry: Value,
    /// The fields, such as `actors` and `authors`.
    pub fields: Vec<&'static str>,
}

/// The places that refer to the maker's page.
pub fn backlinks(maker: &Maker) -> Backlinks {
    let (model, shared) = (maker.model, maker.shared);
    let own = maker.page.id;
    let incoming = || model.incoming(own).filter(|reference| reference.from != own);
    let groups = maker.if_part_wanted("backlinks", "groups", || groups(maker, incoming()));
    let fields = maker.if_part_wanted("backlinks", "fields", || by_field(maker, incoming()));
    let named = &shared.named[own.0 as usize];
    let mut reports: Vec<PageId> = named.iter().map(|(report, _)| *report).collect();
    reports.dedup();
    Backlinks { paragraphs: named.len() as u32, reports: reports.len() as u32, groups, fields }
}

/// The texts that refer to the maker's page: reports newest first, the main text before its versions; then records by
/// kind and key.
fn groups<'a>(maker: &Maker<'a>, incoming: impl Iterator<Item = &'a Reference>) -> Vec<Group> {
    let (model, shared) = (maker.model, maker.shared);
    let mut found: Vec<&Reference> = incoming.filter(|reference| reference.leaf.is_some()).collect();
    let place = |id: PageId| (model.page(id).kind, shared.rank[id.0 as usize], model.page(id).main != id, id);
    if found.windows(2).any(|two| place(two[0].from) > place(two[1].from)) {
        found.sort_by_cached_key(|reference| place(reference.from));
    }
    let mut buffer = Cut::default();
    let group = |references: &[&Reference]| {
        let from = references.first()?.from;
        Some(Group { entry: maker.short(from), mentions: mentions(maker, model.page(from), references, &mut buffer) })
    };
    found.chunk_by(|a, b| a.from == b.from).filter_map(group).collect()
}

/// The records whose front matter lists the maker's page.
fn by_field<'a>(maker: &Maker<'a>, incoming: impl Iterator<Item = &'a Reference>) -> Vec<ByField> {
    let (model, shared) = (maker.model, maker.shared);
    let mut fields: BTreeMap<PageId, Vec<&'static str>> = BTreeMap::new();
    for reference in incoming {
        if let (None, Sort::Field(name) | Sort::Prose(name, _)) = (reference.leaf, reference.sort) {
            let list = fields.entry(model.page(reference.from).main).or_default();
            if !list.contains(&name) {
                list.push(name);
            }
        }
    }
    let mut listed: Vec<(PageId, Vec<&'static str>)> = fields.into_iter().collect();
    listed.sort_by_key(|(id, _)| (model.page(*id).kind, shared.rank[id.0 as usize], *id));
    listed.into_iter().map(|(id, fields)| ByField { entry: maker.short(id), fields }).collect()
}

/// The sentences of one text, each once; the text is read into the buffer.
fn mentions(maker: &Maker, page: &Page, references: &[&Reference], buffer: &mut Cut) -> Vec<Mention> {
    let naming = |range: &Range| shown_at(maker.model, &maker.theme.words, page, range);
    let mut excerpts = Excerpts::naming(page, &naming, &maker.shared.sentences, std::mem::take(buffer));
    let mut mentions: Vec<Mention> = Vec::with_capacity(references.len());
    let mut count = 0;
    for reference in references {
        count += u32::from(reference.sort == Sort::Mention);
        let found = excerpts.around(reference, WORDS);
        let cited = excerpts.cited(reference).filter(|_| found.name.is_empty());
        let mention = mention(maker, page, reference, count, (found, cited));
        // A sentence that says the name twice is shown once.
        if !mentions.last().is_some_and(|last| last.number == mention.number && same_words(last, &mention)) {
            mentions.push(mention);
        }
    }
    *buffer = excerpts.into_buffer();
    mentions
}

/// Whether two excerpts read the same, wherever the name stands in them.
fn same_words(a: &Mention, b: &Mention) -> bool {
    let parts = |mention: &Mention| mention.before.len() + mention.name.len() + mention.after.len();
    let words = |mention: &Mention| [mention.before.as_str(), &mention.name, &mention.after].concat();
    parts(a) == parts(b) && words(a) == words(b)
}

/// A place; `count` tells which mention in its text it is, from 1.
fn mention(maker: &Maker, page: &Page, reference: &Reference, count: u32, (found, cited): (Excerpt, Option<&CiteItem>)) -> Mention {
    let path = super::path(&page.url);
    let number = found.paragraph.filter(|_| page.kind == Kind::Report).unwrap_or_default();
    let sort = match reference.sort {
        Sort::Mention => "mention",
        Sort::Citation => "citation",
        _ => "link",
    };
    let spaced = |text: &str, cut: bool, end: &str| if cut { end.replace("{}", text) } else { text.to_string() };
    let mut before = spaced(&found.before, found.cut_start, "… {}");
    // The excerpt leaves out citations together with their space; here the label stands in its place.
    if sort == "citation" && found.name.is_empty() && !before.is_empty() && !before.ends_with(char::is_whitespace) {
        before.push(' ');
    }
    let unsaid = found.name.is_empty() && sort != "citation";
    if unsaid && !before.is_empty() && !before.ends_with(APART) {
        before.push_str(APART);
    }
    Mention {
        path: match reference.sort {
            Sort::Mention => format!("{path}#{}", mention_anchor(maker.page, count)),
            _ if number.is_empty() => path,
            _ => format!("{path}#p{number}"),
        },
        number,
        before,
        name: match found.name {
            name if !name.is_empty() => name,
            _ if sort == "citation" => {
                let label = maker.model.library.label(maker.page.id);
                format!("({})", cited.map_or_else(|| label.clone(), |cited| item_said(cited, &label)))
            }
            // A picture shows it, and does not say so.
            _ => maker.page.printed_name().into_owned(),
        },
        after: spaced(&found.after, found.cut_end, "{} …"),
        sort,
    }
}
