//! The fields of places, terms, events and plain pages.

use super::*;

/// What lists are sorted by.
const SORT_NAME: Field = Field::new(
    "sort_name",
    Want::Text,
    "What lists are sorted by, where it is not the name: its reading, for instance.",
    "けいざい",
)
.rare();

/// A place.
pub static PLACE: Shape = Shape {
    name: "a place",
    about: "Where things happen: a region, a city, a strait. States are actors.",
    fields: &[
        &[
            Field::new("name", Want::Text, "The name shown to readers.", "Panama Canal").must(),
            ID,
            Field::new("kind", Want::Text, "What sort of place: region, city, border, strait, or another word.", "region"),
            SUMMARY,
            OTHER_NAMES,
            Field::new(
                "names",
                Want::List(&Want::TextOr(&NAME)),
                "Other names, each with its sort and language.",
                "[{name: Canal de Panamá, as: foreign, lang: es}]",
            ),
            Field::new(
                "adjectives",
                Want::List(&Want::Text),
                "Adjectives: counted; the first is linked where a page names the place in no other way.",
                "[Latin American]",
            ),
            SORT_NAME,
            Field::new("within", Want::Id(&WITHIN), "The place or state that it lies in.", "panama"),
            Field::new("coordinates", Want::Coordinates, "Latitude and longitude in degrees.", "[9.08, -79.68]"),
            Field::new("same_as", Want::List(&Want::Web), "The same place elsewhere.", "[\"https://www.wikidata.org/wiki/Q7350\"]"),
            LINK,
            SOURCE_LIST,
        ],
        COMMON,
    ],
    instead: &[
        ("title", "name"),
        ("type", "kind"),
        ("part_of", "within"),
        ("description", "summary"),
        ("demonyms", "adjectives"),
        ("location", "coordinates"),
        ("country", "within"),
    ],
};

/// A glossary entry.
pub static TERM: Shape = Shape {
    name: "a term",
    about: "A glossary entry; the text below the front matter is the long explanation.",
    fields: &[
        &[
            Field::new("term", Want::Text, "The term.", "state of exception").must(),
            ID,
            KIND,
            Field::new("definition", Want::Inline, "One sentence.", "\"Suspension of constitutional guarantees.\""),
            OTHER_NAMES,
            Field::new("forms", Want::List(&Want::Text), "Other forms; the same as `aliases`.", "[states of exception]").rare(),
            Field::new("abbreviation", Want::Text, "Its short form.", "SoE"),
            SORT_NAME,
            LANGUAGE,
            Field::new(
                "foreign",
                Want::Keyed(&Want::Text),
                "The term in other languages, by their tags: each is looked for in texts of that language.",
                "{es: régimen de excepción}",
            ),
            Field::new("see_also", Want::List(&Want::Id(&SEE_TERMS)), "Related terms.", "[mano-dura]"),
            Field::new("broader", Want::Id(&BROADER), "The wider term.", "emergency-powers"),
            Field::new("not", Want::List(&Want::Id(&NOT_THIS)), "Terms that it is easily taken for.", "[state-of-emergency]"),
            Field::new("contested", Want::Bool, "Its use is disputed.", "true"),
            LINK,
            Field::new("force", Want::Bool, "Look for it although it is short or a common word.", "true").rare(),
            SOURCE_LIST,
            SUMMARY.rare(),
        ],
        COMMON,
    ],
    instead: &[
        ("title", "term"),
        ("name", "term"),
        ("acronym", "abbreviation"),
        ("lang", "language"),
        ("see", "see_also"),
        ("related", "see_also"),
        ("description", "definition"),
        ("synonyms", "aliases"),
        ("names", "aliases"),
    ],
};

/// How exactly the place of an event is known.
pub static PRECISIONS: [&str; 3] = ["site", "city", "country"];

/// Something dated.
pub static EVENT: Shape = Shape {
    name: "an event",
    about: "Something dated that actors took part in.",
    fields: &[
        &[
            Field::new("title", Want::Inline, "What happened.", "\"Merino Monroy meets Hegseth\"").must(),
            ID,
            KIND,
            Field::new("date", Want::Date, "When: a date or a range.", "2025-04-16").must(),
            Field::new("date_note", Want::Inline, "Why the date is not certain.", "\"Sources differ.\""),
            SUMMARY,
            Field::new("place", Want::Id(&AT_PLACE), "Where.", "pentagon"),
            Field::new(
                "precision",
                Want::Word(&PRECISIONS),
                "How exactly the place is known: the `site` itself, the `city`, or only the `country`.",
                "city",
            )
            .of("place")
            .rare(),
            Field::new(
                "actors",
                Want::List(&Want::IdOr(&ACTORS, &PARTICIPANT, "actor")),
                "Who took part: ids, or `{actor, role}`, or whole actors.",
                "[{actor: pete-hegseth, role: host}, rene-merino-monroy]",
            ),
            SOURCE_LIST,
            Field::new("key", Want::Bool, "Marked in timelines.", "true"),
            Field::new(
                "cameo",
                Want::Identifier("cameo"),
                "Code of the CAMEO codebook: two to four digits, of which the first two are its root, 01 to 20.",
                "\"04\"",
            )
            .rare(),
            LINK.rare(),
            OLD_ADDRESSES,
        ],
        COMMON,
    ],
    instead: &[
        ("name", "title"),
        ("participants", "actors"),
        ("who", "actors"),
        ("when", "date"),
        ("where", "place"),
        ("location", "place"),
        ("description", "summary"),
    ],
};

/// Who took part.
pub static PARTICIPANT: Shape = Shape {
    name: "a participant",
    about: "Who took part, and as what.",
    fields: &[&[
        Field::new("actor", Want::Id(&ACTORS), "The actor.", "pete-hegseth").must(),
        Field::new("role", Want::Text, "As what.", "host"),
    ]],
    instead: &[("id", "actor"), ("name", "actor"), ("as", "role")],
};

/// A plain page.
pub static PLAIN: Shape = Shape {
    name: "a page",
    about: "A plain page, such as about, method or contact.",
    fields: &[
        &[
            Field::new("title", Want::Inline, "The title.", "About").must(),
            ID,
            KIND,
            SUMMARY,
            LANGUAGE,
            Field::new("in_footer", Want::Bool, "Shown in the footer's list.", "true"),
            OLD_ADDRESSES,
        ],
        COMMON,
    ],
    instead: &[("name", "title"), ("description", "summary"), ("lang", "language"), ("footer", "in_footer")],
};
