//! The fields of an actor.

use super::*;

/// Sorts of actor.
pub static ACTOR_SORTS: [&str; 7] = crate::config::ActorSort::NAMES;

/// An actor.
pub static ACTOR: Shape = Shape {
    name: "an actor",
    about: "Who acts: a person, a state, an organisation, an alliance, a bloc, a group or an office.",
    fields: &[
        &[
            Field::new("name", Want::Text, "The name shown to readers.", "Nayib Bukele").must(),
            ID,
            Field::new(
                "kind",
                Want::Word(&ACTOR_SORTS),
                "What sort of actor. An `office` is a post that people hold, such as President of El Salvador.",
                "person",
            )
            .must(),
            SUMMARY,
            Field::new(
                "names",
                Want::List(&Want::TextOr(&NAME)),
                "Other names. A plain text is taken as full, short or acronym by its looks; `as:` says it.",
                "[{name: Bukele, as: short}, {name: Nayib Armando Bukele Ortez, as: full, lang: es}]",
            ),
            Field::new(
                "demonyms",
                Want::List(&Want::Text),
                "Adjectives and nouns of nationality: counted; the first is linked where a page names the actor in no other way.",
                "[Salvadoran, Salvadorans]",
            ),
            Field::new(
                "descriptors",
                Want::List(&Want::Text),
                "Phrases that stand for the actor: counted, never linked. A shorter name inside one is not looked for.",
                "[the Salvadoran president]",
            ),
            LINK,
            Field::new(
                "sort_name",
                Want::Text,
                "What lists are sorted by, and how a person is cited: `Family, Given` or `Family, Given, Jr.`; without a comma the name stays as it is.",
                "\"Bukele, Nayib\"",
            ),
            Field::new("born", Want::Date, "Day of birth of a person.", "1917-08-15"),
            Field::new("died", Want::Date, "Day of death of a person.", "1980-03-24"),
            Field::new("founded", Want::Date, "When an organisation or state began.", "1945-10-24"),
            Field::new("dissolved", Want::Date, "When it ended.", "1991-12-26"),
            Field::new("part_of", Want::Id(&PART_OF), "The actor that it is a part of.", "united-states"),
            Field::new(
                "posts",
                Want::List(&Want::Map(&POST)),
                "Offices that a person holds or held.",
                "[{post: president-sv, from: 2019-06-01, to: .., sources: [tse-2019]}]",
            ),
            Field::new(
                "relations",
                Want::List(&Want::Map(&RELATION)),
                "Ties to other actors; each is written once, on the page that has the proof.",
                "[{type: ally-of, to: donald-trump, from: 2025, sources: [csis-2023]}]",
            ),
            Field::new("ids", Want::Identifiers, "Identifiers elsewhere, by scheme.", "{wikidata: Q5371, iso3166: SV}"),
            Field::new(
                "reliability",
                Want::Word(&GRADES),
                "How reliable its publications are, for sources that do not say so themselves: a letter of the Admiralty code, from A completely \
                 reliable to E unreliable; F cannot be judged.",
                "B",
            )
            .rare(),
            Field::new("website", Want::Web, "Its own pages on the web.", "https://example.org"),
            Field::new("image", Want::File("image"), "An image beside the record.", "portrait.jpg"),
            SOURCE_LIST,
            OTHER_NAMES.rare(),
        ],
        COMMON,
    ],
    instead: &[
        ("title", "name"),
        ("type", "kind"),
        ("sort", "kind"),
        ("description", "summary"),
        ("parent", "part_of"),
        ("member_of", "relations"),
        ("identifiers", "ids"),
        ("wikidata", "ids"),
        ("orcid", "ids"),
        ("iso", "ids"),
        ("url", "website"),
        ("offices", "posts"),
        ("positions", "posts"),
        ("photo", "image"),
        ("birth_date", "born"),
        ("adjectives", "demonyms"),
    ],
};

/// Another name.
pub static NAME: Shape = Shape {
    name: "a name",
    about: "Another name.",
    fields: &[&[
        Field::new("name", Want::Text, "The name.", "Bukele").must(),
        Field::new(
            "as",
            Want::Word(&["full", "short", "acronym", "former", "foreign", "shadow"]),
            "What sort of name: a `short` one links only after the full one; a `shadow` one exists only to block shorter names inside it.",
            "short",
        ),
        Field::new("lang", Want::Language, "Its language.", "es"),
        Field::new("date", Want::Date, "When it was borne.", "1990/2005"),
        Field::new("force", Want::Bool, "Look for it although it is short or a common word.", "true"),
    ]],
    instead: &[("language", "lang"), ("kind", "as"), ("type", "as")],
};

/// Someone holds an office.
pub static POST: Shape = Shape {
    name: "a post",
    about: "An office, held for a time.",
    fields: &[&[
        Field::new("post", Want::Id(&HELD), "The office (an actor of that kind).", "president-sv").must(),
        Field::new("from", Want::Date, "Since when.", "2019-06-01"),
        Field::new("to", Want::End, "Until when; `..` if it is still held.", ".."),
        NOTE,
        SOURCE_LIST,
    ]],
    instead: &[("office", "post"), ("since", "from"), ("until", "to"), ("holder", "post")],
};

/// A relation, on the page of the actor that acts.
pub static RELATION: Shape = Shape {
    name: "a relation",
    about: "A tie from this actor to another.",
    fields: &[&[
        Field::new("type", Want::Text, "A type of the registry of relations.", "ally-of").must(),
        Field::new("to", Want::Id(&RELATED), "The other actor.", "donald-trump").must(),
        Field::new("from", Want::Date, "Its beginning.", "2025"),
        Field::new("since", Want::Date, "Its beginning; the same as `from`.", "2025").rare(),
        Field::new("until", Want::End, "Its end, or `..` while it goes on.", "2028"),
        SOURCE_LIST,
        Field::new("event", Want::Id(&EVENTS), "The event in which it shows.", "bukele-visit"),
        NOTE,
        Field::new("reported", Want::Bool, "Reported or offered, not stated as done.", "true"),
    ]],
    instead: &[("date", "from"), ("with", "to"), ("actor", "to"), ("kind", "type"), ("relation", "type")],
};
