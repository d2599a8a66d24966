//! `chancery export`: the dataset on its own.

use super::args::{Choice, Export};
use super::{CLEAN, CONTENT, build, terminal};
use crate::base::OutPath;
use crate::check::report::Form;
use crate::check::{Diagnostic, Level};
use crate::render::formats::dataset;
use crate::session::write::Staging;
use anyhow::{Result, bail};
use std::path::Path;
use std::time::Instant;

/// Where the dataset goes where nobody says.
const FOLDER: &str = "dataset";

/// Writes the dataset to a folder, or one file of it to standard output.
pub(super) fn export(root: &Path, args: &Export) -> Result<u8> {
    let start = Instant::now();
    build::require_site(root)?;
    let names = choose(&args.format)?;
    let out = match &args.to {
        Some(to) if to == Path::new("-") => None,
        Some(folder) => Some(folder.clone()),
        None if !args.format.is_empty() => None,
        None => Some(build::inside(root, FOLDER)),
    };
    if out.is_none() && names.len() != 1 {
        bail!("one file goes to standard output, so name one by `--format`, or a folder: there are {}", names.join(", "));
    }
    // Locked before the site is read, as a build does: what is there by then is compared with what was read.
    let staging = out.as_deref().map(|out| open(root, out)).transpose()?;
    let choice = Choice {
        drafts: args.drafts,
        allow: args.allow.clone(),
        deny: Vec::new(),
        format: Form::Human,
        timings: false,
        base_url: args.base_url.clone(),
    };
    let site = build::open(root, &choice)?;
    let errors: Vec<Diagnostic> = site.diagnostics.iter().filter(|one| one.level == Level::Error).cloned().collect();
    if !errors.is_empty() {
        terminal::say_raw(&site.report(&errors, Form::Human));
        terminal::say("nothing was exported");
        return Ok(CONTENT);
    }
    let (Some(staging), Some(out)) = (staging, out) else {
        // A list of nothing is a list all the same, to whoever reads it.
        names.iter().try_for_each(|name| terminal::print_bytes(&dataset::bytes(name, &site.model)))?;
        return Ok(CLEAN);
    };
    let there: Vec<&str> = names.into_iter().filter(|name| dataset::is_there(name, &site.model)).collect();
    if there.is_empty() && staging.made().next().is_some() {
        bail!("nothing in this site would be in the dataset; what stands in `{}` stays, remove it if that is meant", out.display());
    }
    for name in &there {
        if let Ok(path) = OutPath::new(name) {
            staging.put(&path, &dataset::bytes(name, &site.model))?;
        }
    }
    if let Some(why) = site.files.lost() {
        bail!("{why}; export again");
    }
    let written = staging.commit()?;
    build::say_written(&out, written.files, (written.changed, written.removed), start);
    Ok(CLEAN)
}

/// Locks the folder. One that holds more than a dataset is no place for it: what is not part of the dataset would go.
fn open(root: &Path, out: &Path) -> Result<Staging> {
    let staging = build::stage(root, out)?;
    if staging.made().any(|path| dataset::names().all(|name| name != path)) {
        bail!("`{}` cannot be the folder of a dataset: a website stands there, which would go; choose another", out.display());
    }
    Ok(staging)
}

/// The names of the files that are asked for; all, where nothing is.
fn choose(wanted: &[String]) -> Result<Vec<&'static str>> {
    let mut chosen = Vec::new();
    for word in wanted {
        let found = dataset::called(word);
        if found.is_empty() {
            let near = crate::base::text::nearest(word, dataset::formats().chain(dataset::names()));
            let hint = near.map_or_else(
                || format!("there are {}, and each file by its name", dataset::formats().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            bail!("no format of the dataset is called `{word}`; {hint}");
        }
        chosen.extend(found.into_iter().filter(|name| !chosen.contains(name)).collect::<Vec<_>>());
    }
    if wanted.is_empty() { Ok(dataset::names().collect()) } else { Ok(chosen) }
}
