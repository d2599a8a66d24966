//! The fields of fenced blocks, as tables: what is checked, and what editors and the manual are told.

use crate::base::fields::{Field, Shape, Want};
use crate::document::schema::{ACTORS, PLACES, SOURCES};

/// The blocks by the word behind the fence.
pub static SHAPES: [(&str, &Shape); 3] = [("chart", &CHART), ("timeline", &TIMELINE), ("relations", &RELATIONS)];

/// A line to begin a block with.
pub(super) fn first_line(shape: &Shape) -> String {
    shape.all().next().map(|field| format!("{}: {}", field.name, field.example)).unwrap_or_default()
}

const NOTE: Field = Field::new("note", Want::Inline, "A remark under the picture.", "Only the two end years are reported.");

/// A chart.
pub static CHART: Shape = Shape {
    name: "a chart",
    about: "Figures with a source, drawn as bars or lines; the numbers stand in a table beside them.",
    fields: &[&[
        Field::new("title", Want::Inline, "What is measured, where and when.", "Murders per 100,000 people in El Salvador").must(),
        Field::new("unit", Want::Text, "What one unit is; it heads the column of values.", "Murders per 100,000 people").must(),
        Field::new("sources", Want::List(&Want::Id(&SOURCES)), "Where the figures come from.", "[fp-2019]").must(),
        Field::new(
            "takeaway",
            Want::Inline,
            "One sentence that says what the chart shows: for those who cannot see it, too.",
            "The rate fell from over 100 in 2015 to 1.9 in 2024.",
        )
        .must(),
        Field::new("type", Want::Word(&["bars", "lines"]), "How it is drawn; bars, if nothing is said.", "bars"),
        Field::new(
            "values",
            Want::Free,
            "Labels with their values: a number, a list of one number for each series, `none` where nothing is known, or \
             `{value: 100, shown: over 100}` where a text tells more than the number.",
            "{2015: 103, 2024: 1.9}",
        ),
        Field::new("series", Want::List(&Want::Text), "Names of the series, at most four.", "[Paid, Pledged]"),
        Field::new("data", Want::File("data"), "A CSV file beside the report, instead of `values`.", "homicides.csv"),
        Field::new(
            "label",
            Want::Text,
            "What heads the labels; with `data`, the column that they stand in (the first, if nothing is said).",
            "year",
        ),
        Field::new("columns", Want::List(&Want::Text), "The columns of the values, one for each series.", "[rate]"),
        Field::new("stacked", Want::Bool, "Series stand one behind another in one bar, not one under another.", "true"),
        Field::new("marginal", Want::Bool, "A small chart of at most four rows, for the margin.", "true"),
        NOTE,
    ]],
    instead: &[("source", "sources"), ("units", "unit"), ("kind", "type"), ("caption", "title"), ("file", "data")],
};

/// A timeline.
pub static TIMELINE: Shape = Shape {
    name: "a timeline",
    about: "Events in order of date, with the years that are skipped.",
    fields: &[&[
        Field::new("title", Want::Inline, "What stands over it.", "How the alliance came about"),
        Field::new("events", Want::Free, "Ids of events, or `{date, text, sources, key}` told here.", "[bukele-visit]"),
        Field::new("actors", Want::List(&Want::Id(&ACTORS)), "The site's events that one of these took part in.", "[nayib-bukele]"),
        Field::new("places", Want::List(&Want::Id(&PLACES)), "The site's events at one of these.", "[panama-canal]"),
        Field::new("from", Want::Date, "None that ended earlier.", "2019"),
        Field::new("to", Want::Date, "None that began later.", "2025-06"),
        NOTE,
    ]],
    instead: &[("since", "from"), ("until", "to"), ("actor", "actors"), ("place", "places")],
};

/// A moment that only its timeline tells.
pub static MOMENT: Shape = Shape {
    name: "a moment of a timeline",
    about: "Something that happened and has no page of its own.",
    fields: &[&[
        Field::new("date", Want::Date, "When.", "2025-04").must(),
        Field::new("text", Want::Inline, "What happened.", "The two defence ministers meet.").must(),
        Field::new("sources", Want::List(&Want::Id(&SOURCES)), "Who says so.", "[dod-2025-04-16]"),
        Field::new("key", Want::Bool, "It is decisive, and marked.", "true"),
    ]],
    instead: &[("source", "sources"), ("title", "text"), ("decisive", "key")],
};

/// Relations.
pub static RELATIONS: Shape = Shape {
    name: "a picture of relations",
    about: "Ties of one actor, or a matrix of the ties among several, as records and reports of the site state them.",
    fields: &[&[
        Field::new("title", Want::Inline, "What stands over it.", "Ties among the main actors"),
        Field::new("of", Want::Id(&ACTORS), "The actor in the middle.", "nayib-bukele"),
        Field::new(
            "actors",
            Want::List(&Want::Id(&ACTORS)),
            "The others around the one in the middle; without `of`, the rows and columns of the matrix.",
            "[donald-trump, united-states]",
        ),
        Field::new("types", Want::List(&Want::Text), "Only ties of these types.", "[sanctions]"),
        Field::new("groups", Want::List(&Want::Text), "Only ties of these groups.", "[conflict]"),
        Field::new("from", Want::Date, "None that ended earlier.", "2019"),
        Field::new("to", Want::Date, "None that began later.", "2025-06"),
        NOTE,
    ]],
    instead: &[("since", "from"), ("until", "to"), ("actor", "of"), ("type", "types"), ("group", "groups")],
};
