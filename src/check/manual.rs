//! The fields of everything that an author writes, for people: what `chancery explain report` prints, and docs/fields.md. All of it
//! is made from the tables by which the files are read.

use crate::base::fields::{Field, Shape, Target, Want};
use crate::base::text::article;
use crate::config::schema::CONFIG;
use crate::config::{ActorSort, Config};
use crate::document::kind::KINDS;
use crate::document::schema;
use crate::render::theme::schema::MANIFEST;
use std::fmt::Write as _;

/// What else can be asked for.
const CHANCERY: &str = "chancery.yaml";
const THEME: &str = "theme.yaml";
const STYLES: &str = "styles";
const RELATIONS: &str = "relations";
const LIKELIHOOD: &str = "likelihood";

/// What can be told of: the kinds of page, files of settings, and lists of words.
pub fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|row| row.name).chain([CHANCERY, THEME, STYLES, RELATIONS, LIKELIHOOD])
}

/// What is told under a name; `None` if nothing is.
pub fn of(name: &str) -> Option<String> {
    Some(match name {
        CHANCERY | "chancery" | "chancery.yml" | "config" => whole(&CONFIG, CHANCERY, "It lies at the top of the site."),
        THEME | "theme.yml" => whole(&MANIFEST, THEME, ""),
        STYLES => styles(),
        RELATIONS => relations(),
        LIKELIHOOD => likelihood(),
        name => {
            let row = KINDS.iter().find(|row| row.name == name)?;
            let file = match row.kind {
                crate::document::Kind::Report => "ID/index.md",
                _ => "ID.md",
            };
            let place = format!("It lies in `content/{}/{file}`; `chancery new {name} ID` begins one.", row.folder);
            whole(schema::shape(row.kind), row.name, &place)
        }
    })
}

/// docs/fields.md: all fields of all files.
pub fn all() -> String {
    let mut out = String::from(
        "# Fields\n\nWhat may be written in front matter, in lists of records, in `chancery.yaml` and in a theme's `theme.yaml`. \
         `chancery explain report` prints the part of one kind, `chancery schema` the same for editors.\n\
         This page is made from the program's own tables (`BLESS=1 cargo test manual`).\n",
    );
    for name in names().filter(|name| *name != STYLES) {
        out.push('\n');
        out.push_str(&of(name).unwrap_or_default());
    }
    out
}

/// A shape with all that stands within it.
fn whole(shape: &'static Shape, title: &str, place: &str) -> String {
    let mut out = format!("## {title}\n\n{}\n", [shape.about, place].join(" ").trim_end());
    let mut parts = vec![shape];
    fields(shape, &mut parts, &mut out);
    let mut at = 1;
    while let Some(part) = parts.get(at).copied() {
        let _ = write!(out, "\n### {}\n\n{}\n", part.name, part.about);
        fields(part, &mut parts, &mut out);
        at += 1;
    }
    out
}

fn fields(shape: &'static Shape, parts: &mut Vec<&'static Shape>, out: &mut String) {
    out.push('\n');
    for field in shape.all() {
        let must = if field.required { ", required" } else { "" };
        let line = format!("* `{}` ({}{must}): {} {}", field.name, wants(&field.want, parts), field.about, example(field));
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// What is said beside a field: its example, or where its words are told.
fn example(field: &Field) -> String {
    match field.name {
        "type" if field.about.contains("registry") => "`chancery explain relations` lists them.".into(),
        "likelihood" if matches!(field.want, Want::Text) => "`chancery explain likelihood` lists them.".into(),
        _ if matches!(field.want, Want::Word(_) | Want::Bool) => String::new(),
        _ => format!("`{}: {}`", field.name, field.example),
    }
    .trim_end()
    .to_string()
}

/// What is written behind a field; shapes that stand in it are added to `parts`.
fn wants(want: &'static Want, parts: &mut Vec<&'static Shape>) -> String {
    let mut part = |shape: &'static Shape| {
        if !parts.iter().any(|known| std::ptr::eq(*known, shape)) {
            parts.push(shape);
        }
        format!("{} (below)", shape.name)
    };
    match want {
        Want::Text => "text".into(),
        Want::Inline => "text with Markdown".into(),
        Want::Word(words) => format!("one of `{}`", words.join("`, `")),
        Want::Date => "date".into(),
        Want::End => "date, or `..` while it goes on".into(),
        Want::Bool => "`true` or `false`".into(),
        Want::Integer(from, to) => format!("whole number from {from} to {to}"),
        Want::Number(from, to) => format!("number from {from} to {to}"),
        Want::Web => "address on the web".into(),
        Want::Doi => "DOI".into(),
        Want::Identifier(scheme) => scheme.to_uppercase(),
        Want::Language => "language tag".into(),
        Want::Key => "id".into(),
        Want::Id(target) => id(target),
        Want::IdOr(target, shape, _) => format!("{}, or {}", id(target), part(shape)),
        Want::File(_) => "name of a file beside this one".into(),
        Want::TextOrId(target) => format!("text, or the id of {}", kinds(target)),
        Want::TextOr(shape) => format!("text, or {}", part(shape)),
        Want::List(item) => format!("list; each {}", wants(item, parts)),
        Want::Map(shape) => part(shape),
        Want::Keyed(item) => format!("map of names; behind each {}", wants(item, parts)),
        Want::Identifiers => "map of schemes and identifiers".into(),
        Want::Coordinates => "latitude and longitude".into(),
        Want::Names => "name, or list of names, each with `family` and `given`, or `literal`".into(),
        Want::CslDate => "date".into(),
        Want::Free => "anything".into(),
    }
}

fn id(target: &Target) -> String {
    // A record of one of many kinds is only named.
    let full = if target.kinds.len() <= 2 { ", or the record in full" } else { "" };
    format!("id of {}{full}", kinds(target))
}

fn kinds(target: &Target) -> String {
    target.kinds.iter().map(|kind| format!("{} {kind}", article(kind))).collect::<Vec<_>>().join(" or ")
}

fn relations() -> String {
    let mut out = String::from(
        "## relations\n\nTypes of relation, for `type` in `relations` of an actor and `asserts` of a report. \
         `relation_types` in chancery.yaml adds others.\n\n",
    );
    for (key, sort) in &Config::new().relation_types {
        let back =
            if sort.symmetric { "the same from both sides".to_string() } else { format!("from the other side: {}", sort.backward) };
        let sorts = |all: &[ActorSort]| all.iter().map(|sort| sort.name()).collect::<Vec<_>>().join(", ");
        let from = if sort.from.is_empty() { String::new() } else { format!("; from {}", sorts(&sort.from)) };
        let to = if sort.to.is_empty() { String::new() } else { format!("; to {}", sorts(&sort.to)) };
        let _ = writeln!(out, "* `{key}`: {}; {back}{from}{to}", sort.forward);
    }
    out
}

fn likelihood() -> String {
    let mut out = String::from(
        "## likelihood\n\nWords of likelihood, for judgements and claims, with what they mean in per cent (ICD 203). \
         `likelihood` in chancery.yaml has others in their place.\n\n",
    );
    for word in &Config::new().likelihood {
        let _ = writeln!(out, "* `{}`: {} to {}", word.word, word.from, word.to);
    }
    out
}

fn styles() -> String {
    let about = "## styles\n\nCitation styles of the program, for `citation: {style: NAME}` in chancery.yaml; any other CSL style can be \
         put into the site's folder `styles/`, and is named by its path, as `styles/house.csl`.\n\n";
    #[cfg(feature = "citations")]
    let list: String = crate::model::citation::style::list().iter().map(|(name, title)| format!("* `{name}`: {title}\n")).collect();
    #[cfg(not(feature = "citations"))]
    let list = "";
    format!("{about}{list}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_the_documentation_is_current() {
        let page = all();
        let path = std::path::Path::new("docs/fields.md");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(path, &page).unwrap();
        }
        let same = std::fs::read_to_string(path).is_ok_and(|written| written == page);
        assert!(same, "docs/fields.md is not what the tables say; `BLESS=1 cargo test manual` writes it anew");
    }

    #[test]
    fn what_stands_within_is_told_too() {
        let report = of("report").unwrap();
        for part in [
            "* `date` (date): ",
            "### a claim\n",
            "### a piece of evidence\n",
            "* `credibility` (whole number from 1 to 6): ",
            "* `extra` ",
        ] {
            assert!(report.contains(part), "{part}: {report}");
        }
        assert!(of("source").unwrap().contains("* `volume` ") && of("theme.yaml").unwrap().contains("### a setting\n"));
        assert!(of("relations").unwrap().contains("* `sanctions`: sanctions; from the other side: is sanctioned by; from state"));
        assert!(of("likelihood").unwrap().contains("* `very-likely`: 80 to 95\n"));
        assert!(of("nothing").is_none() && of("chancery.yaml").unwrap().contains("* `time_zone` "));
        #[cfg(feature = "citations")]
        assert!(of("styles").unwrap().lines().count() > 80);
    }
}
