//! The table of all fields: what an author may write in the front matter of each kind.
//!
//! Reading, messages, JSON Schemas and the files of `chancery new` are all made from it.

mod actor;
mod other;
mod report;
mod source;
mod template;

pub use template::{left_empty, quoted, template};

use super::Kind;
use crate::base::fields::{self, Field, Shape, Target, Want};

pub use actor::{ACTOR, ACTOR_SORTS, NAME, POST, RELATION};
pub use other::{EVENT, PARTICIPANT, PLACE, PLAIN, PRECISIONS, TERM};
pub use report::{ASSERTION, CLAIM, CORRECTION, CREDIT, DISCLOSURES, EVIDENCE, JUDGEMENT, RECOMMENDATION, REPORT, REVISION};
pub use source::{CSL_DATES, CSL_NAMES, CSL_NUMBERS, CSL_TEXTS, CSL_TYPES, SOURCE};

/// The fields of a kind.
pub fn shape(kind: Kind) -> &'static Shape {
    match kind {
        Kind::Report => &REPORT,
        Kind::Actor => &ACTOR,
        Kind::Place => &PLACE,
        Kind::Source => &SOURCE,
        Kind::Term => &TERM,
        Kind::Event => &EVENT,
        Kind::Plain => &PLAIN,
    }
}

/// The kinds that a front matter reference may lead to: `sort` is the name in `Sort::Field`, `owner` the kind of the record.
///
/// None for references to files (`cover`, `image`, `pdf`); see `is_file`.
pub fn kinds_of(owner: Kind, sort: &str) -> &'static [Kind] {
    match (owner, sort) {
        (Kind::Term, "see_also") => &[Kind::Term],
        _ => KINDS_OF.iter().find(|(name, _)| *name == sort).map_or(&[], |(_, kinds)| kinds),
    }
}

/// Whether what is written for a front matter reference of that name is a text where it is no id.
pub fn may_be_text(sort: &str) -> bool {
    sort == PUBLISHER.sort
}

/// Whether a text may be the id of a record of a kind, with that kind before it or without.
pub fn may_be_id(text: &str, of: Kind) -> bool {
    let (kind, key) = Kind::parted(text);
    kind.is_none_or(|kind| kind == of) && fields::key(key)
}

/// Whether a front matter reference of that name leads to a file beside the record.
pub fn is_file(sort: &str) -> bool {
    is_image(sort) || sort == "pdf"
}

/// Whether that file is shown as an image.
pub fn is_image(sort: &str) -> bool {
    matches!(sort, "cover" | "image")
}

macro_rules! targets {
    ($($name:ident = $sort:literal: $($kind:ident)+;)+) => {
        $(pub(crate) static $name: Target = Target { sort: $sort, kinds: &[$(stringify!($kind)),+], shape: shape_named };)+
        /// Everything that ids in front matter can mean: the name of the reference, and what it may lead to.
        pub static KINDS_OF: &[(&str, &[Kind])] = &[$(($sort, &[$(targets!(@ $kind)),+])),+];
    };
    (@ report) => { Kind::Report };
    (@ actor) => { Kind::Actor };
    (@ place) => { Kind::Place };
    (@ source) => { Kind::Source };
    (@ term) => { Kind::Term };
    (@ event) => { Kind::Event };
}

/// A function and no reference, because a static that leads back to itself cannot be evaluated.
fn shape_named(kind: &str) -> Option<&'static Shape> {
    Kind::named(kind).map(shape)
}

targets! {
    ACTORS = "actors": actor;
    AUTHORS = "authors": actor;
    PLACES = "places": place;
    REGIONS = "regions": place actor;
    SOURCES = "sources": source;
    TERMS = "terms": term;
    EVENTS = "events": event;
    JUDGED = "key_judgements": source;
    ADDRESSED = "recommendations": actor;
    CLAIMED = "claims": source;
    CORRECTED = "corrections": source;
    ORIGIN = "origin": source;
    SUPERSEDED = "superseded_by": report;
    READ_NEXT = "see_also": report;
    ASSERTED = "asserts": actor place;
    NOT_LINKED = "no_link": actor place source term event report;
    PART_OF = "part_of": actor;
    HELD = "posts": actor;
    RELATED = "relations": actor place;
    WITHIN = "within": place actor;
    PUBLISHER = "publisher": actor;
    PUBLISHED_BY = "publisher_actor": actor;
    PARTY = "party": actor;
    DERIVED = "derived_from": source;
    SEE_TERMS = "see_also": term;
    BROADER = "broader": term;
    NOT_THIS = "not": term;
    AT_PLACE = "place": place actor;
}

/// Words of `kind:` outside of the folders that give the kind.
pub static KIND_WORDS: [&str; 14] = [
    "report",
    "actor",
    "place",
    "source",
    "term",
    "event",
    "page",
    "person",
    "state",
    "organisation",
    "alliance",
    "bloc",
    "group",
    "office",
];

/// Letters of the Admiralty code.
pub(crate) static GRADES: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

pub(crate) const ID: Field =
    Field::new("id", Want::Key, "How references call it. Without it, the name of the file is taken.", "nayib-bukele").rare();
pub(crate) const KIND: Field =
    Field::new("kind", Want::Word(&KIND_WORDS), "What the file describes, where its folder does not say it.", "report").rare();

/// Fields that every kind has.
pub(crate) const COMMON: &[Field] = &[
    Field::new("slug", Want::Key, "Last part of its address, where that is not its id.", "bukele").rare(),
    Field::new("allow", Want::List(&Want::Text), "Rules that do not speak about this page.", "[missing-summary]").rare(),
    Field::new(
        "anchors",
        Want::Keyed(&Want::Text),
        "Old anchors of the text that must go on working, each with the place it leads to now.",
        "{p7: p6, old-heading: new-heading}",
    )
    .rare(),
    Field::new("extra", Want::Keyed(&Want::Free), "Data of your own, for templates.", "{colour: blue}").rare(),
];
pub(crate) const OLD_ADDRESSES: Field =
    Field::new("aliases", Want::List(&Want::Text), "Old addresses that lead here.", "[/briefs/2025/new-alliance/]").rare();
pub(crate) const OTHER_NAMES: Field = Field::new(
    "aliases",
    Want::List(&Want::Text),
    "Other names and forms under which it occurs; those that begin with `/` are old addresses that lead here.",
    "[the Canal]",
);
pub(crate) const SUMMARY: Field = Field::new(
    "summary",
    Want::Inline,
    "One to three sentences, shown in lists, on cards and to search engines.",
    "\"What it is, in a sentence or two.\"",
);
pub(crate) const LINK: Field = Field::new(
    "link",
    Want::Word(&["section", "page", "always", "never"]),
    "When its name in prose becomes a link: at first use in each `section`, on each `page`, `always` or `never`.",
    "section",
);
static A_SOURCE: Want = Want::Id(&SOURCES);
pub(crate) const SOURCE_LIST: Field = Field::new("sources", Want::List(&A_SOURCE), "Sources that this rests on.", "[hrw-2022]");
pub(crate) const NOTE: Field = Field::new("note", Want::Inline, "A remark.", "\"According to his office.\"");
pub(crate) const CONFIDENCE: Field = Field::new(
    "confidence",
    Want::Word(&["low", "moderate", "high"]),
    "How strong the basis is; never in one sentence with the likelihood.",
    "moderate",
);
pub(crate) const LIKELIHOOD: Field =
    Field::new("likelihood", Want::Text, "How likely it is, in a word of the site's scale.", "likely");
pub(crate) const LANGUAGE: Field = Field::new("language", Want::Language, "Language of the text, as a BCP 47 tag.", "es");

#[cfg(test)]
mod tests {
    use super::super::kind::KINDS;
    use super::*;
    use crate::base::yaml;

    /// All shapes that a kind is made of, each once.
    fn shapes() -> Vec<&'static Shape> {
        let mut all: Vec<&'static Shape> = KINDS.iter().map(|row| shape(row.kind)).collect();
        let mut at = 0;
        while at < all.len() {
            for field in all[at].all() {
                let mut want = &field.want;
                while let Want::List(inner) | Want::Keyed(inner) = want {
                    want = inner;
                }
                let (Want::Map(shape) | Want::TextOr(shape) | Want::IdOr(_, shape, _)) = want else { continue };
                if !all.iter().any(|known| std::ptr::eq(*known, *shape)) {
                    all.push(shape);
                }
            }
            at += 1;
        }
        all
    }

    #[test]
    fn every_field_stands_once_and_its_example_is_right() {
        for shape in shapes() {
            let mut names: Vec<_> = shape.all().map(|field| field.name).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(count, names.len(), "{} has a field twice", shape.name);
            for field in shape.all() {
                assert!(field.about.ends_with('.'), "{}: {}", shape.name, field.name);
                let text = format!("{}: {}\n", field.name, field.example);
                let parsed = yaml::parse(&text, 0..text.len() as u32, yaml::FRONT_MATTER);
                assert!(parsed.faults.is_empty(), "{text}");
                let mut faults = Vec::new();
                crate::base::fields::check(shape, &parsed.node.unwrap(), &(0..0), false, &mut faults);
                assert!(faults.is_empty(), "{}: {text}{faults:?}", shape.name);
            }
            for (wrong, right) in shape.instead {
                assert!(shape.field(wrong).is_none(), "{}: {wrong}", shape.name);
                assert!(right.contains(' ') || shape.field(right).is_some(), "{}: {right}", shape.name);
            }
        }
    }

    #[test]
    fn every_kind_has_its_title_field() {
        for row in &KINDS {
            assert!(shape(row.kind).field(row.title_field).is_some(), "{}", row.name);
        }
        assert_eq!(kinds_of(Kind::Report, "regions"), [Kind::Place, Kind::Actor]);
        assert_eq!(
            (kinds_of(Kind::Term, "see_also"), kinds_of(Kind::Report, "see_also")),
            (&[Kind::Term][..], &[Kind::Report][..])
        );
        assert_eq!((kinds_of(Kind::Report, "cover"), is_file("cover")), (&[][..], true));
    }
}
