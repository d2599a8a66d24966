//! What the documents of a run become, so that links of one lead to the others.

use super::beside::Beside;
use super::many::Named;
use super::{made_of, read};
use crate::base::text::slug;
use crate::import::links::{self, Others as Asked};
use crate::import::{self, Draft, Label};
use crate::model::Model;
use crate::system::real_path;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// How files of documents end that other texts link to.
const ENDS: [&str; 6] = ["md", "qmd", "markdown", "Rmd", "rmd", "mdx"];

/// The documents in Markdown of a run.
#[derive(Default)]
pub(super) struct Others {
    /// The id of the report that each becomes, by its path in full.
    ids: BTreeMap<PathBuf, String>,
    /// Their paths by the last part without its ending, in small letters; of an `index.md` the name of its folder.
    named: BTreeMap<String, Vec<PathBuf>>,
    /// Places that are labelled, if one document alone has a label.
    labels: BTreeMap<String, Option<(String, Label)>>,
}

impl Others {
    /// Those of a run. Each is read once for its title and its places; whatever cannot be read is none.
    pub fn of(files: &[Named]) -> Others {
        let mut all = Others::default();
        let mut made = BTreeSet::new();
        for (file, folder) in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if !import::is_scattered(&name) {
                continue;
            }
            let Ok(path) = real_path(file) else { continue };
            let Some(draft) = read(file, &Beside::of(file, folder.as_deref()))
                .ok()
                .and_then(|bytes| import::read(&name, &bytes, &mut |_| None).ok())
            else {
                continue;
            };
            let Ok(id) = made_of(None, &draft, file, &made) else { continue };
            made.insert(id.clone());
            for (label, place) in draft.labels.all().filter(|(_, place)| place.numbered || !place.words.is_empty()) {
                let found = Some((id.clone(), place.clone()));
                all.labels.entry(label.to_string()).and_modify(|only| *only = None).or_insert(found);
            }
            all.named.entry(stem(&path)).or_default().push(path.clone());
            all.ids.insert(path, id);
        }
        all
    }

    /// Whether there are any.
    pub fn any(&self) -> bool {
        !self.ids.is_empty()
    }

    /// The id that a document of the run is given.
    pub fn id(&self, file: &Path) -> Option<&String> {
        self.ids.get(&real_path(file).ok()?)
    }

    /// Whether an id is given to a document of the run.
    pub fn has(&self, id: &str) -> bool {
        self.ids.values().any(|given| given == id)
    }

    /// Leads the links of a draft to the others, and to what the site has.
    pub fn join(&self, draft: &mut Draft, file: &Path, model: &Model) {
        let folder = real_path(file).ok().and_then(|path| path.parent().map(Path::to_path_buf)).unwrap_or_default();
        // Zola's `@/` is the top of its texts.
        let by_path = |path: &str| {
            self.by_path(&folder, path.trim_start_matches("@/"))
                .or_else(|| self.ends_so(path.trim_start_matches("@/"), true))
                .cloned()
        };
        let by_name = |name: &str| {
            let own = self.by_path(&folder, name).or_else(|| self.ends_so(name, false)).cloned();
            own.or_else(|| record(model, name))
        };
        let by_label = |label: &str| self.labels.get(label).cloned().flatten();
        links::join(draft, &Asked { by_path: &by_path, by_name: &by_name, by_label: &by_label });
    }

    /// By a path as seen from a folder.
    fn by_path(&self, folder: &Path, path: &str) -> Option<&String> {
        let mut whole = folder.to_path_buf();
        for part in Path::new(path).components() {
            match part {
                Component::ParentDir => {
                    whole.pop();
                }
                Component::Normal(part) => whole.push(part),
                Component::CurDir => {}
                _ => return None,
            }
        }
        if let Some(id) = self.ids.get(&whole) {
            return Some(id);
        }
        let bare = match whole.extension().is_some_and(|end| end.eq_ignore_ascii_case("html") || end.eq_ignore_ascii_case("htm")) {
            true => whole.with_extension(""),
            false => whole,
        };
        let beside = |end: &str| {
            let mut name = bare.clone().into_os_string();
            name.push(end);
            self.ids.get(Path::new(&name))
        };
        ENDS.iter().find_map(|end| {
            beside(&format!(".{end}")).or_else(|| beside(&format!("/index.{end}")).or_else(|| beside(&format!("/_index.{end}"))))
        })
    }

    /// The one whose path ends as a name does, whatever the case of its letters; of several the one with the shortest path, as in
    /// Obsidian, or none where one `only` may be meant.
    fn ends_so(&self, name: &str, only: bool) -> Option<&String> {
        let name = name.trim_matches('/').to_lowercase();
        let bare = ENDS.iter().find_map(|end| name.strip_suffix(&format!(".{}", end.to_lowercase()))).unwrap_or(&name);
        let bare = bare.strip_suffix("/index").or(bare.strip_suffix("/_index")).unwrap_or(bare);
        let found = self.named.get(bare.rsplit('/').next()?)?;
        let mut all = found.iter().filter(|path| whole(path).ends_with(bare));
        let first = all.next()?;
        match only {
            true => all.next().is_none().then(|| self.ids.get(first)).flatten(),
            false => all
                .chain([first])
                .min_by_key(|path| (path.components().count(), path.as_path()))
                .and_then(|path| self.ids.get(path)),
        }
    }
}

/// A path without its ending, in small letters; of an `index.md` that of its folder.
fn whole(path: &Path) -> String {
    let bare = path.with_extension("").to_string_lossy().replace('\\', "/").to_lowercase();
    let folder = bare.strip_suffix("/index").or(bare.strip_suffix("/_index"));
    folder.unwrap_or(&bare).to_string()
}

fn stem(path: &Path) -> String {
    whole(path).rsplit('/').next().unwrap_or_default().to_string()
}

/// The record of the site that has a name, or an id.
fn record(model: &Model, name: &str) -> Option<String> {
    let bare = name.strip_suffix(".md").unwrap_or(name);
    let slugged = slug(bare.rsplit('/').next().unwrap_or(bare));
    let key = |id: &str| model.find(id, &[]).is_some().then(|| id.to_string());
    let named = || {
        let mut all = model.pages.iter().filter(|page| page.record.name.value == bare);
        all.next().filter(|_| all.next().is_none()).map(|page| page.key.clone())
    };
    key(name).or_else(named).or_else(|| key(&slugged))
}
