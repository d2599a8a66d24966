//! The table of fields of theme.yaml.

use crate::base::fields::{Field, Shape, Want};

/// What a setting may hold; see `manifest::Type`.
pub static TYPES: [&str; 7] = ["text", "number", "flag", "colour", "choice", "asset", "file"];

/// theme.yaml.
pub static MANIFEST: Shape = Shape {
    name: "theme.yaml",
    about: "What a theme is called, what it lies over, and what a site may set. It lies in `themes/NAME/`.",
    fields: &[&[
        Field::new("name", Want::Text, "Its name.", "ours"),
        Field::new(
            "extends",
            Want::Text,
            "The theme below it, by its folder; what this one has not shows as it is there. The built-in one, if it is not said.",
            "chancery",
        ),
        Field::new(
            "without",
            Want::List(&Want::Text),
            "Templates of the themes below that are left out, with their pages: `search.html`.",
            "[search.html]",
        ),
        Field::new(
            "settings",
            Want::Keyed(&Want::Map(&SETTING)),
            "What a site may set under `settings:` in chancery.yaml, by name.",
            "{motto: {type: text, default: \"\", doc: A line at the foot of every page.}}",
        ),
    ]],
    instead: &[("title", "name"), ("parent", "extends"), ("params", "settings"), ("options", "settings")],
};

/// One thing that a site may set.
pub static SETTING: Shape = Shape {
    name: "a setting",
    about: "One thing that a site may set.",
    fields: &[&[
        Field::new(
            "type",
            Want::Word(&TYPES),
            "What it holds; a `flag` is yes or no, a `choice` one of the words in `of`, an `asset` a file in the theme's `assets/`, a `file` one in the site's `static/`.",
            "text",
        )
        .must(),
        Field::new("default", Want::Free, "Its value where the site says nothing.", "\"\"").present(),
        Field::new("doc", Want::Text, "One sentence for the site's author.", "A line at the foot of every page.").must(),
        Field::new("of", Want::List(&Want::Text), "The words that a `choice` allows.", "[plain, framed]"),
    ]],
    instead: &[("kind", "type"), ("value", "default"), ("description", "doc"), ("about", "doc"), ("options", "of"), ("choices", "of")],
};
