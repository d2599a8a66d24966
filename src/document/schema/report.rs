//! The fields of a report.

use super::*;

/// A report. Its title is not required here: versions inherit it; see `front::missing_title`.
pub static REPORT: Shape = Shape {
    name: "a report",
    about: "A policy report: its text, and what stands on its cover.",
    fields: &[
        &[
            Field::new("title", Want::Inline, "The title.", "\"A new kind of alliance?\""),
            ID,
            KIND,
            Field::new("subtitle", Want::Inline, "The second line of the title.", "\"How a pivot shows\""),
            Field::new("date", Want::Date, "Day of publication.", "2025-06-19"),
            Field::new("updated", Want::Date, "Day of the last change.", "2025-07-02"),
            Field::new(
                "authors",
                Want::List(&Want::IdOr(&AUTHORS, &CREDIT, "actor")),
                "Who wrote it: ids of actors, or `{actor, role}`, or whole actors.",
                "[raphael-mcmahon]",
            ),
            SUMMARY,
            Field::new(
                "status",
                Want::Word(&["draft", "review", "published", "withdrawn"]),
                "Where it stands on its way.",
                "draft",
            ),
            Field::new(
                "embargo_until",
                Want::Date,
                "It is not public before this day, which begins as `time_zone` in chancery.yaml says; of a month, a year or a range the last day.",
                "2025-07-01",
            ),
            Field::new("topics", Want::List(&Want::Text), "What it is about.", "[migration, security]"),
            Field::new("regions", Want::List(&Want::Id(&REGIONS)), "Places that it is about.", "[central-america]"),
            Field::new(
                "standfirst",
                Want::Inline,
                "At most 60 words on the cover.",
                "\"What one small state shows about a large one.\"",
            ),
            Field::new(
                "key_judgements",
                Want::List(&Want::TextOr(&JUDGEMENT)),
                "What the reader should take away; likelihood and confidence are separate.",
                "[{text: \"The alliance will last the term.\", likelihood: likely, confidence: moderate}]",
            ),
            Field::new(
                "recommendations",
                Want::List(&Want::TextOr(&RECOMMENDATION)),
                "What should be done, and by whom.",
                "[{text: \"Publish the agreement.\", to: united-states}]",
            ),
            Field::new(
                "actors",
                Want::List(&Want::Id(&ACTORS)),
                "Actors that it is about: their short names are linked too.",
                "[nayib-bukele, {name: Zury Ríos, kind: person}]",
            ),
            Field::new("places", Want::List(&Want::Id(&PLACES)), "Places that it names.", "[panama-canal]"),
            Field::new("sources", Want::List(&Want::Id(&SOURCES)), "Sources that it rests on.", "[hrw-2022]"),
            Field::new("terms", Want::List(&Want::Id(&TERMS)), "Terms that it uses.", "[mano-dura]"),
            Field::new("events", Want::List(&Want::Id(&EVENTS)), "Events that it tells of.", "[bukele-visit]"),
            Field::new("about_date", Want::Date, "The day as of which titles and offices hold.", "2025-06-19"),
            Field::new(
                "claims",
                Want::List(&Want::Map(&CLAIM)),
                "Claims that the text makes, each with its evidence.",
                "[{at: \"some 75,000 people\", kind: fact, evidence: [{source: ap-2025-03-15, is: contradicts}]}]",
            ),
            Field::new(
                "corrections",
                Want::List(&Want::Map(&CORRECTION)),
                "What was wrong, and what stands now.",
                "[{date: 2025-07-02, level: minor, was: \"75,000\", now: \"84,000\"}]",
            ),
            Field::new(
                "revisions",
                Want::List(&Want::Map(&REVISION)),
                "Changes that correct nothing.",
                "[{date: 2025-07-02, note: \"Added a map.\"}]",
            ),
            Field::new(
                "disclosures",
                Want::Map(&DISCLOSURES),
                "What a reader must know of how it came about.",
                "{funding: \"None.\", method: \"Public sources only.\"}",
            ),
            Field::new("symbol", Want::Text, "Its symbol in the series: prefix, year, number.", "CH/2025/1"),
            Field::new("doi", Want::Doi, "Its digital object identifier.", "10.1000/xyz123"),
            Field::new("licence", Want::Text, "Under which licence it may be used.", "CC BY 4.0"),
            Field::new("binding", Want::Word(&["blue", "buff", "green", "rose", "orange"]), "Colour of its paper.", "blue"),
            Field::new("cover", Want::File("cover"), "An image beside the report.", "cover.jpg"),
            Field::new(
                "pdf",
                Want::File("pdf"),
                "This text as a PDF beside it: readers can download it, and search engines are told of it.",
                "water-prices.pdf",
            ),
            Field::new("origin", Want::Id(&ORIGIN), "The work that it presents or adapts (a source).", "mcmahon-2025"),
            Field::new("superseded_by", Want::Id(&SUPERSEDED), "The report that replaces it.", "second-alliance"),
            Field::new("see_also", Want::List(&Want::Id(&READ_NEXT)), "Reports to read next.", "[monroe-doctrine]"),
            Field::new(
                "asserts",
                Want::List(&Want::Map(&ASSERTION)),
                "Relations between actors that this report has the proof of.",
                "[{type: pays, from: united-states, to: el-salvador, since: 2025-03, sources: [ap-2025-03-15]}]",
            ),
            Field::new(
                "no_link",
                Want::List(&Want::Id(&NOT_LINKED)),
                "Records whose names are not linked here.",
                "[united-states]",
            ),
            LANGUAGE,
            Field::new("version_title", Want::Text, "What this version is called.", "Summary"),
            OLD_ADDRESSES,
        ],
        COMMON,
    ],
    instead: &[
        ("name", "title"),
        ("author", "authors"),
        ("by", "authors"),
        ("tags", "topics"),
        ("keywords", "topics"),
        ("categories", "topics"),
        ("description", "summary"),
        ("abstract", "summary"),
        ("lang", "language"),
        ("license", "licence"),
        ("image", "cover"),
        ("glossary", "terms"),
        ("people", "actors"),
        ("autor", "authors"),
        ("byline", "authors"),
        ("writer", "authors"),
        ("references", "sources"),
        ("bibliography", "sources"),
        ("key_findings", "key_judgements"),
        ("judgements", "key_judgements"),
        ("judgments", "key_judgements"),
        ("key_judgments", "key_judgements"),
        ("relations", "asserts"),
        ("embargo", "embargo_until"),
        ("modified", "updated"),
        ("lastmod", "updated"),
        ("last_modified_at", "updated"),
        ("participants", "actors"),
    ],
};

/// One of the authors.
pub static CREDIT: Shape = Shape {
    name: "an author",
    about: "Who wrote a report, and as what.",
    fields: &[&[
        Field::new("actor", Want::Id(&AUTHORS), "The actor.", "raphael-mcmahon").must(),
        Field::new("role", Want::Text, "As what.", "lead author"),
    ]],
    instead: &[("id", "actor"), ("name", "actor")],
};

/// One of the key judgements.
pub static JUDGEMENT: Shape = Shape {
    name: "a judgement",
    about: "A judgement on the first pages.",
    fields: &[&[
        Field::new("text", Want::Inline, "The judgement, in a sentence.", "\"The alliance will last the term.\"").must(),
        LIKELIHOOD,
        CONFIDENCE,
        Field::new("sources", Want::List(&Want::Id(&JUDGED)), "Sources that it rests on.", "[hrw-2022]"),
        Field::new("paragraphs", Want::List(&Want::Text), "Anchors of the paragraphs that argue it.", "[p7, p8]"),
    ]],
    instead: &[("judgement", "text"), ("probability", "likelihood")],
};

/// One of the recommendations.
pub static RECOMMENDATION: Shape = Shape {
    name: "a recommendation",
    about: "What should be done, by whom.",
    fields: &[&[
        Field::new("text", Want::Inline, "What should be done.", "\"Publish the agreement.\"").must(),
        Field::new("to", Want::Id(&ADDRESSED), "The actor that should do it.", "united-states"),
        Field::new("by", Want::Date, "By when.", "2026"),
    ]],
    instead: &[("actor", "to"), ("until", "by")],
};

/// A claim of the text.
pub static CLAIM: Shape = Shape {
    name: "a claim",
    about: "A claim that the text makes; it points there by quoting it.",
    fields: &[&[
        Field::new("at", Want::Text, "Exact words of the text.", "\"some 75,000 people\"").must(),
        Field::new("id", Want::Key, "What it is called.", "detained"),
        Field::new("kind", Want::Word(&["fact", "judgement", "forecast"]), "What sort of claim it is.", "fact"),
        Field::new("as_of", Want::Date, "The day for which it holds.", "2024-02"),
        LIKELIHOOD,
        CONFIDENCE,
        Field::new("review", Want::Date, "When to look again.", "2026-06"),
        NOTE,
        Field::new(
            "evidence",
            Want::List(&Want::Map(&EVIDENCE)),
            "What sources say of it.",
            "[{source: ap-2025-03-15, is: contradicts, credibility: 2}]",
        ),
    ]],
    instead: &[("text", "at"), ("quote", "at"), ("sources", "evidence"), ("date", "as_of")],
};

/// What one source says of one claim.
pub static EVIDENCE: Shape = Shape {
    name: "a piece of evidence",
    about: "What one source says of one claim.",
    fields: &[&[
        Field::new("source", Want::Id(&CLAIMED), "The source.", "ap-2025-03-15").must(),
        Field::new("is", Want::Word(&["supports", "contradicts"]), "What it does to the claim.", "contradicts").must(),
        Field::new(
            "credibility",
            Want::Integer(1, 6),
            "Digit of the Admiralty code: 1 confirmed by others, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.",
            "2",
        ),
        Field::new("locator", Want::Text, "Where in the source.", "par. 3"),
        Field::new("quote", Want::Text, "Its words.", "\"more than 84,000 people\""),
    ]],
    instead: &[("id", "source"), ("page", "locator"), ("quotation", "quote")],
};

/// A correction.
pub static CORRECTION: Shape = Shape {
    name: "a correction",
    about: "Something that was wrong, and what stands now.",
    fields: &[&[
        Field::new("date", Want::Date, "When it was corrected.", "2025-07-02").must(),
        Field::new("level", Want::Word(&["minor", "source", "substantive", "retraction"]), "How grave it was.", "substantive")
            .must(),
        Field::new("was", Want::Inline, "What stood there.", "\"75,000\""),
        Field::new("now", Want::Inline, "What stands there now.", "\"84,000\""),
        Field::new("note", Want::Inline, "Why, or what follows.", "\"The figure was a year old.\""),
        Field::new("at", Want::Text, "The paragraph or section.", "p7"),
        Field::new("sources", Want::List(&Want::Id(&CORRECTED)), "Sources for what stands now.", "[ap-2025-03-15]"),
    ]],
    instead: &[("from", "was"), ("to", "now"), ("kind", "level"), ("text", "note")],
};

/// A change that corrects nothing.
pub static REVISION: Shape = Shape {
    name: "a revision",
    about: "A change that corrects nothing.",
    fields: &[&[
        Field::new("date", Want::Date, "When.", "2025-07-02").must(),
        Field::new("note", Want::Inline, "What changed.", "\"Added a map.\"").must(),
    ]],
    instead: &[("text", "note"), ("summary", "note")],
};

/// Disclosures.
pub static DISCLOSURES: Shape = Shape {
    name: "a set of disclosures",
    about: "What a reader must know of how the report came about.",
    fields: &[&[
        Field::new("funding", Want::Inline, "Who paid for it.", "\"None.\""),
        Field::new("interests", Want::Inline, "Interests of the authors.", "\"None declared.\""),
        Field::new("method", Want::Inline, "How it was made.", "\"Public sources only.\""),
        Field::new("ai", Want::Inline, "Use of artificial intelligence.", "\"None.\""),
    ]],
    instead: &[("conflicts", "interests"), ("methods", "method")],
};

/// A relation that a report has the proof of.
pub static ASSERTION: Shape = Shape {
    name: "an asserted relation",
    about: "A tie from one actor to another, proved by this report.",
    fields: &[&[
        Field::new("type", Want::Text, "A type of the registry of relations.", "pays").must(),
        Field::new("from", Want::Id(&ASSERTED), "Who acts.", "united-states").must(),
        Field::new("to", Want::Id(&ASSERTED), "Upon whom.", "el-salvador").must(),
        Field::new("since", Want::Date, "Its beginning.", "2025-03"),
        Field::new("until", Want::End, "Its end, or `..` while it goes on.", "2025-06"),
        SOURCE_LIST,
        Field::new("event", Want::Id(&EVENTS), "The event in which it shows.", "sv-payment"),
        NOTE,
        Field::new("reported", Want::Bool, "Reported or offered, not stated as done.", "true"),
    ]],
    instead: &[("date", "since"), ("actor", "from"), ("kind", "type")],
};
