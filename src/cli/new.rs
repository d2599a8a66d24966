//! `chancery new`.

use super::args::Made;
use super::build::today;
use super::{CLEAN, init, terminal};
use crate::base::FilePath;
use crate::base::address::on_site;
use crate::base::date::day_iso;
use crate::base::text::slug;
use crate::config::Config;
use crate::document::Kind;
use crate::document::schema::{left_empty, template};
use crate::model::layout::is_list_page;
use crate::render::theme::BUILT_IN;
use crate::render::{builtin, listings};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Makes a file with its front matter filled in, or a theme, which may be a copy of the built-in one; `called` is its id or its
/// name.
pub(super) fn new(root: &Path, made: Made, called: &str, copy: bool) -> Result<u8> {
    if called.contains(['/', '\\']) {
        bail!("`{called}` is a path, and an id or a name is wanted: which folder the file belongs to is known by its kind");
    }
    let id = slug(called);
    if id.is_empty() {
        bail!("no id can be made of `{called}`, which has no letters; write one in lower case, as `water-prices`");
    }
    let id = id.as_str();
    if root.join("chancery.yaml").symlink_metadata().is_err() {
        bail!(
            "there is no chancery.yaml here; go to the folder of your site, name it with --root, or make one with `chancery init`"
        );
    }
    let kind = match made {
        Made::Page(_) if copy => bail!("only a theme can be a copy: write `chancery new theme NAME --copy`"),
        Made::Page(kind) => kind,
        Made::Theme => return theme(root, id, copy),
    };
    let folder = kind.row().folder;
    let relative = match kind {
        Kind::Report => format!("content/{folder}/{id}/index.md"),
        _ => format!("content/{folder}/{id}.md"),
    };
    if let Some(why) = refused(kind, id, &relative) {
        bail!("`{id}` {why}; choose another id, or a longer name");
    }
    let path = root.join(&relative);
    let is_name = called.contains(char::is_whitespace) || called.contains(char::is_uppercase);
    let name = if is_name { called.to_string() } else { name_from(kind, id) };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    // A report that was begun a moment ago is not for readers yet.
    let day = day_iso(today(root)?);
    let given: &[(&str, &str)] = if kind == Kind::Report { &[("date", &day), ("status", "draft")] } else { &[] };
    if !init::write_new(&path, template(kind, id, &name, given))? {
        bail!("`{relative}` exists already");
    }
    terminal::say(&format!("made {relative}"));
    let empty: Vec<String> = left_empty(kind, given).iter().map(|name| format!("`{name}`")).collect();
    if !empty.is_empty() {
        let row = kind.row().name;
        terminal::say(&format!("next: fill in {}; `chancery explain {row}` tells what may stand there", empty.join(" and ")));
    }
    if kind == Kind::Report {
        terminal::say("it is a draft: `chancery serve` shows it; take `status: draft` out when readers may see it");
    }
    Ok(CLEAN)
}

/// Why a record of a kind cannot have an id, where a build would refuse its file.
pub(super) fn refused(kind: Kind, id: &str, file: &str) -> Option<String> {
    let prefix = kind.row().prefix;
    let address = if prefix.is_empty() { format!("/{id}/") } else { format!("/{prefix}/{id}/") };
    if let Err(reason) = on_site(&address) {
        return Some(format!("cannot be part of an address: {reason}"));
    }
    if FilePath::new(file).is_some_and(|file| is_list_page(&file)) {
        return Some("is the name of a list in other generators, and the site makes its lists itself".to_string());
    }
    let config = Config { languages: vec![String::new()], ..Config::default() };
    let lists = listings(&config, false);
    lists.fixed.contains(&address).then(|| format!("has an address at which the site has a page of its own: `{address}`"))
}

/// The files of a new theme; `NAME` is replaced by its name.
const THEME: [(&str, &str); 4] = [
    ("theme.yaml", include_str!("starter/theme/theme.yaml")),
    ("README.md", include_str!("starter/theme/README.md")),
    ("templates/base.html", include_str!("starter/theme/base.html")),
    ("assets/NAME.css", include_str!("starter/theme/theme.css")),
];

/// What a new theme is made of, by path below it. All that may be written in a theme is told by the `REFERENCE.md` in it.
fn theme_files(name: &str, copy: bool) -> Vec<(String, Vec<u8>)> {
    let own = |(path, text): (&str, &str)| (path.replace("NAME", name), text.replace("NAME", name).into_bytes());
    let manifest = "# A copy of the built-in theme. What is taken out of it shows as it is there.\nname: NAME\nextends: chancery\n";
    let mut files: Vec<(String, Vec<u8>)> = match copy {
        true => vec![own(("theme.yaml", manifest))],
        false => THEME.map(own).into(),
    };
    for (path, bytes) in builtin::FILES {
        match *path {
            "README.md" => files.push(("REFERENCE.md".into(), bytes.to_vec())),
            "theme.yaml" => {}
            // Fonts are no use to change.
            path if copy && !path.starts_with("assets/fonts/") => files.push((path.into(), bytes.to_vec())),
            _ => {}
        }
    }
    files
}

/// Makes a theme that lies over the built-in one and changes one thing, or is a copy of it, and tells how the site takes it.
fn theme(root: &Path, name: &str, copy: bool) -> Result<u8> {
    if name == BUILT_IN {
        bail!("`{name}` is the built-in theme; give yours another name");
    }
    let folder = format!("themes/{name}");
    if root.join(&folder).symlink_metadata().is_ok() {
        bail!("`{folder}` exists already");
    }
    for (path, bytes) in theme_files(name, copy) {
        let file = root.join(&folder).join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        init::write_new(&file, &bytes)?;
    }
    terminal::say(&format!("made the theme {folder}"));
    terminal::say(&format!("next: write `theme: {name}` in chancery.yaml, and build"));
    Ok(CLEAN)
}

/// A first guess at the name that an id stands for: `jane-doe` is Jane Doe, `water-prices` is Water prices.
fn name_from(kind: Kind, id: &str) -> String {
    let every_word = matches!(kind, Kind::Actor | Kind::Place);
    let lower = kind == Kind::Term;
    let word = |(at, word): (usize, &str)| {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if !lower && (every_word || at == 0) => first.to_uppercase().chain(letters).collect(),
            _ => word.to_string(),
        }
    };
    id.split(['-', '_']).filter(|word| !word.is_empty()).enumerate().map(word).collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_a_build_would_refuse_are_none() {
        for (kind, id) in [
            (Kind::Plain, "topics"),
            (Kind::Plain, "search"),
            (Kind::Plain, "index"),
            (Kind::Actor, "index"),
            (Kind::Report, "con"),
            (Kind::Term, &"a".repeat(201)),
        ] {
            let file = format!("content/{}/{id}.md", kind.row().folder);
            assert!(refused(kind, id, &file).is_some(), "{id}");
        }
        assert_eq!(refused(Kind::Report, "index", "content/reports/index/index.md"), None);
        assert_eq!(refused(Kind::Actor, "topics", "content/actors/topics.md"), None);
    }

    #[test]
    fn ids_become_names() {
        assert_eq!(name_from(Kind::Actor, "jane-doe"), "Jane Doe");
        assert_eq!(name_from(Kind::Report, "water-prices"), "Water prices");
        assert_eq!(name_from(Kind::Term, "due-process"), "due process");
    }
}
