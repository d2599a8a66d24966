//! Ids that come from the names of files and folders, and are none.

use crate::base::{Fault, fields, text};
use crate::check::{Diagnostics, View};
use crate::document::Kind;
use crate::model::pages::INVALID;

pub(super) fn check(view: &View, found: &mut Diagnostics) {
    for page in view.model.pages.iter().filter(|page| page.position == 0 && page.kind != Kind::Source && page.path.is_markdown()) {
        // What cannot stand in an address has a fault already.
        if page.url.as_str().starts_with(&format!("/{INVALID}/")) {
            continue;
        }
        // Where capitals count, this is no `index.md`: it would stand at an address of its own.
        let stem = page.path.name().split('.').next().unwrap_or_default();
        if stem != "index" && stem.eq_ignore_ascii_case("index") {
            let right = page.path.name().replacen(stem, "index", 1);
            let message = format!("`{}` is taken for a text called `{stem}`", page.path.name());
            let help = format!("the text of a folder is called `{right}`, in small letters: rename it");
            found.say(&page.path, Fault::new("odd-id", page.record.name.range.clone(), message).with_help(help));
            continue;
        }
        let own = page.document.records.first().is_some_and(|record| record.key.value.is_empty());
        // The texts of a report share the name of their folder, which is told at its main text.
        let own = own && page.main == page.id;
        let folder = page.path.name().starts_with("index.");
        let (name, what, place) = match (own && !fields::key(&page.key), !page.version.is_empty() && !fields::key(&page.version)) {
            (_, true) => (&page.version, "version", "file"),
            (true, false) => (&page.key, "id", if folder { "folder" } else { "file" }),
            (false, false) => continue,
        };
        let id = text::slug(name);
        let id = if id.is_empty() { "its-id" } else { &id };
        let message = format!("`{}`, the name of the {place}, is no good {what}: it has spaces or signs in it", text::shown(name));
        let help = match what {
            "id" => format!(
                "call the {place} `{id}`, or write `id: {id}` in the front matter; `aliases:` keeps an address that was public"
            ),
            _ => format!("call the {place} `{id}`; `aliases:` keeps an address that was public"),
        };
        found.say(&page.path, Fault::new("odd-id", page.record.name.range.clone(), message).with_help(help));
    }
}
