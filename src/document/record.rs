//! What a record says: the fields of each kind, as plain values. `schema.rs` is the table they are read by.
//! Fields that have no comment here are explained, for authors, in that table.
#![allow(missing_docs)]

mod names;
mod source;

use super::kind::Kind;
use super::line::Line;
use crate::base::fields::{Held, holds};
use crate::base::{Date, Range, Ranged, Rare, Silent};
pub use crate::config::ActorSort;
pub use names::{Name, NameSort, borne};
pub use source::{RareSourceFields, Source};

/// A text field and its place.
pub type Text = Ranged<String>;
/// An id as written in front matter, such as `nayib-bukele`, `actor:usa` or `report:slug#anchor`.
pub type Id = Ranged<String>;
/// A date and its place.
pub type When = Ranged<Date>;

/// One described thing: a report, an actor, a source … A file holds one, and may declare more inline.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Its id within its kind: from `id:`, or else from the file's name.
    pub key: Id,
    /// The whole of its YAML.
    pub range: Range,
    /// The name shown to readers: `title`, `name` or `term`.
    pub name: Text,
    /// One to three sentences.
    pub summary: Option<Line>,
    /// How mentions in prose are linked: see `Linking`.
    pub link: Option<Ranged<Linking>>,
    /// Fields that few records have.
    pub rare: Rare<RareFields>,
    /// The fields of its kind.
    pub own: Own,
    /// How many of the records behind it in the file's list were declared within it.
    pub holds: u32,
    /// The fields of its kind that were written, with the range of each value: what "only adds fields" is judged by.
    pub written: Vec<(&'static str, Range)>,
}

impl Record {
    /// The language of its text, where it names one itself.
    pub fn own_language(&self) -> Option<&Ranged<String>> {
        match &self.own {
            Own::Report(report) => report.language.as_ref(),
            Own::Plain(plain) => plain.language.as_ref(),
            _ => None,
        }
    }
}

/// Fields of any kind that few records have.
#[derive(Debug, Clone, PartialEq)]
pub struct RareFields {
    /// Old addresses that lead here.
    pub aliases: Vec<Text>,
    /// Old anchors of the text, each with the one that it leads to now.
    pub anchors: Vec<(String, Text)>,
    /// Last part of the address where it is not the key.
    pub slug: Option<Text>,
    /// Rules that do not speak about this page.
    pub allow: Vec<Text>,
    /// Free data for templates; none is no map at all.
    pub extra: Option<serde_json::Map<String, serde_json::Value>>,
    /// The title, where it refers to something.
    pub title: Option<Line>,
    /// The second line of the title, where it refers to something.
    pub subtitle: Option<Line>,
    /// When words that are no fields here hold it back, such as `draft: true`, and fields of which nobody can tell what they say.
    /// Whoever lowers the rule about them has not asked for it to be public.
    pub held: Option<Held>,
}

impl Silent for RareFields {
    const NONE: &'static Self = &RareFields {
        aliases: Vec::new(),
        anchors: Vec::new(),
        slug: None,
        allow: Vec::new(),
        extra: None,
        title: None,
        subtitle: None,
        held: None,
    };
}

/// The fields that only one kind has.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Own {
    Report(Box<Report>),
    Actor(Box<Actor>),
    Place(Box<Place>),
    Source(Box<Source>),
    Term(Box<Term>),
    Event(Box<Event>),
    Plain(Box<Plain>),
}

/// When a mention found in prose becomes a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linking {
    /// The first in each section.
    Section,
    /// The first on the page.
    Page,
    /// Every one.
    Always,
    /// None; it is counted all the same.
    Never,
}

/// Where a report stands on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Status {
    /// Not for readers: in no output unless asked for.
    Draft,
    /// With reviewers: treated as a draft.
    Review,
    /// Public.
    #[default]
    Published,
    /// Public, with a notice that it no longer stands.
    Withdrawn,
}

/// A report: `content/reports/<slug>/index.md`. Versions and translations lie beside it and inherit what they leave out.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub subtitle: Option<Text>,
    /// Series symbol, `PREFIX/YEAR/N`; the last part is the serial number on the cover.
    pub symbol: Option<Text>,
    pub date: Option<When>,
    pub updated: Option<When>,
    pub authors: Vec<Credit>,
    pub status: Ranged<Status>,
    /// Not public before this day, or the last of these days.
    pub embargo_until: Option<When>,
    pub topics: Vec<Text>,
    /// Places.
    pub regions: Vec<Id>,
    /// At most 60 words on the cover.
    pub standfirst: Option<Line>,
    pub key_judgements: Vec<Judgement>,
    pub recommendations: Vec<Recommendation>,
    pub actors: Vec<Id>,
    pub places: Vec<Id>,
    pub sources: Vec<Id>,
    pub terms: Vec<Id>,
    pub events: Vec<Id>,
    /// The day as of which titles and offices hold.
    pub about_date: Option<When>,
    pub claims: Vec<Claim>,
    pub corrections: Vec<Correction>,
    pub revisions: Vec<Revision>,
    pub disclosures: Disclosures,
    pub doi: Option<Text>,
    pub licence: Option<Text>,
    /// Paper colour: blue, buff, green, rose or orange.
    pub binding: Option<Text>,
    /// An image beside the report.
    pub cover: Option<Text>,
    /// The text as a PDF: a file beside it.
    pub pdf: Option<Text>,
    /// The work that this report presents or adapts (a source).
    pub origin: Option<Id>,
    /// The report that replaces this one.
    pub superseded_by: Option<Id>,
    /// Reports to read next.
    pub see_also: Vec<Id>,
    /// Relations that this report has the proof of.
    pub asserts: Vec<Relation>,
    /// Records whose mentions are not linked here.
    pub no_link: Vec<Id>,
    pub language: Option<Text>,
    /// What this version is called, such as "Summary".
    pub version_title: Option<Text>,
}

impl Report {
    /// The day as of which it is to be read, and titles and offices hold: `about_date`, or else its own.
    pub fn as_of(&self) -> Option<&When> {
        self.about_date.as_ref().or(self.date.as_ref())
    }

    /// Whether it is under embargo on a day: before the last day that `embargo_until` may mean. One without a known end
    /// has no end.
    pub fn is_embargoed(&self, today: (i32, u8, u8)) -> bool {
        self.embargo_until.as_ref().is_some_and(|until| holds(&until.value, today))
    }
}

/// Who wrote a report, and as what.
#[derive(Debug, Clone)]
pub struct Credit {
    /// An actor.
    pub actor: Id,
    pub role: Option<Text>,
}

/// A judgement on the first pages: likelihood and confidence are separate (ICD 203).
#[derive(Debug, Clone)]
pub struct Judgement {
    pub text: Line,
    /// A word of the site's scale, as `likely` or `very-likely`.
    pub likelihood: Option<Text>,
    /// `low`, `moderate` or `high`.
    pub confidence: Option<Text>,
    pub sources: Vec<Id>,
    /// Anchors of the paragraphs that argue it, as `p7`.
    pub paragraphs: Vec<Text>,
}

/// What should be done, by whom.
#[derive(Debug, Clone)]
pub struct Recommendation {
    pub text: Line,
    /// The actor it is addressed to.
    pub to: Option<Id>,
    /// By when.
    pub by: Option<When>,
}

/// A claim that the prose makes; it points there by quoting it.
#[derive(Debug, Clone)]
pub struct Claim {
    pub id: Option<Text>,
    /// Exact words of the body.
    pub at: Text,
    /// `fact`, `judgement` or `forecast`.
    pub kind: Option<Text>,
    pub as_of: Option<When>,
    pub likelihood: Option<Text>,
    pub confidence: Option<Text>,
    /// When to look again.
    pub review: Option<When>,
    pub note: Option<Line>,
    pub evidence: Vec<Evidence>,
}

/// What one source says of one claim.
#[derive(Debug, Clone)]
pub struct Evidence {
    pub source: Id,
    /// `supports` or `contradicts`.
    pub is: Text,
    /// 1 to 6 of the Admiralty code: it belongs to the pair.
    pub credibility: Option<Ranged<u8>>,
    pub locator: Option<Text>,
    pub quote: Option<Text>,
}

/// Something that was wrong and what stands now.
#[derive(Debug, Clone)]
pub struct Correction {
    pub date: When,
    /// `minor`, `source`, `substantive` or `retraction`.
    pub level: Text,
    pub was: Option<Line>,
    pub now: Option<Line>,
    /// Why, or what follows.
    pub note: Option<Line>,
    /// The paragraph or section it concerns, as `p7`.
    pub at: Option<Text>,
    pub sources: Vec<Id>,
}

/// A change that corrects nothing.
#[derive(Debug, Clone)]
pub struct Revision {
    pub date: When,
    pub note: Line,
}

/// What a reader must know of how the report came about.
#[derive(Debug, Clone, Default)]
pub struct Disclosures {
    pub funding: Option<Line>,
    pub interests: Option<Line>,
    pub method: Option<Line>,
    pub ai: Option<Line>,
}

/// Who acts.
#[derive(Debug, Clone)]
pub struct Actor {
    pub sort: Ranged<ActorSort>,
    pub names: Vec<Name>,
    /// Adjectives and nouns of nationality: counted; the first is linked where a page names the actor in no other way.
    pub demonyms: Vec<Text>,
    /// Phrases that stand for the actor: counted, never linked.
    pub descriptors: Vec<Text>,
    pub sort_name: Option<Text>,
    pub born: Option<When>,
    pub died: Option<When>,
    pub founded: Option<When>,
    pub dissolved: Option<When>,
    pub part_of: Option<Id>,
    /// Identifiers elsewhere, by scheme: wikidata, orcid, ror, iso3166 …
    pub ids: Vec<(String, Text)>,
    pub posts: Vec<Post>,
    pub relations: Vec<Relation>,
    /// An image beside the record.
    pub image: Option<Text>,
    pub sources: Vec<Id>,
    /// Own pages on the web.
    pub website: Option<Text>,
    /// A to F of the Admiralty code: of what it publishes, where a source does not say it.
    pub reliability: Option<Ranged<char>>,
}

/// Someone holds an office for a time.
#[derive(Debug, Clone)]
pub struct Post {
    /// The office (an actor).
    pub post: Id,
    pub from: Option<When>,
    /// An end, or `Date::OPEN` (written `..`) for one who still holds it.
    pub to: Option<When>,
    pub note: Option<Line>,
    pub sources: Vec<Id>,
}

/// A typed, directed, dated, sourced tie; written once, by the page that has the proof, and shown on both.
#[derive(Debug, Clone)]
pub struct Relation {
    /// A key of the registry, such as `ally-of`.
    pub sort: Text,
    /// Who acts; `None` on an actor's own page: that actor.
    pub from: Option<Id>,
    pub to: Id,
    /// Beginning (`from:` cannot be used for it in a report, where it names the actor): `since:`.
    pub since: Option<When>,
    pub until: Option<When>,
    pub sources: Vec<Id>,
    pub event: Option<Id>,
    pub note: Option<Line>,
    /// Reported or offered, not stated as done: drawn dashed.
    pub reported: bool,
}

/// Where things happen; states are actors.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// region, city, border, strait …
    pub sort: Option<Text>,
    pub names: Vec<Name>,
    /// "European" for Europe: counted, and linked only on a page that names the place in no other way.
    pub adjectives: Vec<Text>,
    /// What lists are sorted by, where it is not the name.
    pub sort_name: Option<Text>,
    /// The place or state it lies in.
    pub within: Option<Id>,
    /// Latitude and longitude in degrees.
    pub coordinates: Option<Ranged<(f64, f64)>>,
    /// The same place elsewhere: an address, as Wikidata's.
    pub same_as: Vec<Text>,
    pub sources: Vec<Id>,
}

/// A glossary entry.
#[derive(Debug, Clone, Default)]
pub struct Term {
    /// One sentence.
    pub definition: Option<Line>,
    /// Other forms in which it occurs.
    pub forms: Vec<Text>,
    pub abbreviation: Option<Text>,
    /// What the glossary is sorted by, where it is not the term.
    pub sort_name: Option<Text>,
    /// BCP 47, where it is not the site's language.
    pub language: Option<Text>,
    /// The term in other languages, by BCP 47 tag.
    pub foreign: Vec<(String, Text)>,
    pub see_also: Vec<Id>,
    pub broader: Option<Id>,
    /// What it is easily taken for.
    pub not: Vec<Id>,
    /// Its use is disputed; marked in the glossary.
    pub contested: bool,
    pub sources: Vec<Id>,
    /// Matched although it is short or a common word.
    pub force: bool,
}

/// Something dated that actors took part in.
#[derive(Debug, Clone, Default)]
pub struct Event {
    pub date: Option<When>,
    /// Why the date is not certain.
    pub date_note: Option<Line>,
    pub place: Option<Id>,
    /// How exactly the place is known: `site`, `city` or `country`.
    pub precision: Option<Ranged<&'static str>>,
    pub actors: Vec<Participant>,
    pub sources: Vec<Id>,
    /// Marked in timelines.
    pub key: bool,
    /// A code of the CAMEO codebook: two to four digits, of which the first two are its root, 01 to 20.
    pub cameo: Option<Text>,
}

/// Who took part, and as what.
#[derive(Debug, Clone)]
pub struct Participant {
    pub actor: Id,
    pub role: Option<Text>,
}

/// About, method, contact …
#[derive(Debug, Clone, Default)]
pub struct Plain {
    pub language: Option<Text>,
    /// Shown in the footer's list.
    pub in_footer: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site has many tens of thousands of them.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn they_stay_small() {
        let sizes = [size_of::<Record>(), size_of::<Source>()];
        assert!(sizes[0] <= 208 && sizes[1] <= 208, "{sizes:?}");
    }
}
