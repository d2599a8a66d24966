//! What lies beside a document and is taken along: pictures that it shows, and the sources that it cites.

use super::many::DEEPEST;
use crate::base::yaml::{self, Node, Value};
use crate::base::{FilePath, picture};
use crate::import::told::Matter;
use crate::import::{self, Draft};
use crate::system::real_path;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest picture beside a document, in bytes.
const MOST_PICTURE: u64 = 64 << 20;
/// Most bytes of all pictures beside a document.
const MOST_BESIDE: u64 = 512 << 20;
/// Largest file of sources, in bytes.
const MOST_SOURCES: u64 = 16 << 20;
/// Largest file of settings, in bytes.
const MOST_SETTINGS: u64 = 1 << 20;
/// Most files of sources beside a document that names none.
const MOST_FILES: usize = 16;
/// Most files of a vault that are looked at for their names.
const MOST_OF_VAULT: usize = 100_000;
/// What the folder of a book or a site of another program holds.
const PROJECTS: [&str; 13] = [
    "_quarto.yml",
    "_quarto.yaml",
    "_bookdown.yml",
    "myst.yml",
    "mkdocs.yml",
    "_config.yml",
    "_toc.yml",
    "hugo.toml",
    "hugo.yaml",
    "config.toml",
    "config.yaml",
    "zola.toml",
    ".git",
];
/// Files of those in which sources are named.
const SETTINGS: [&str; 5] = ["_quarto.yml", "_quarto.yaml", "_bookdown.yml", "myst.yml", "_config.yml"];
/// Folders that such a program serves as the top of its site.
const SERVED: [&str; 6] = ["static", "", "assets", "content", "docs", "source"];
/// What a folder holds that is a vault of Obsidian.
const VAULT: &str = ".obsidian";

/// The neighbours of a document.
pub(super) struct Beside<'a> {
    document: &'a Path,
    /// The folder in which its pictures may lie anywhere; `None` for a format that says where they lie.
    top: Option<PathBuf>,
    /// The folder of the book, the site or the vault that it is of, in full.
    project: Option<PathBuf>,
    /// The files below that by name, once they are asked for.
    named: Option<BTreeMap<String, Vec<PathBuf>>>,
    /// Bytes of pictures that may still be taken.
    left: u64,
}

impl<'a> Beside<'a> {
    /// Those of a document. What may lie anywhere is looked for in the vault of Obsidian that it lies in, else in the folder that was
    /// `named` to be imported, else below its own.
    pub fn of(document: &'a Path, named: Option<&Path>) -> Beside<'a> {
        let scattered = document.file_name().is_some_and(|name| import::is_scattered(&name.to_string_lossy()));
        let own = folder(document);
        let whole = real_path(&own).ok().filter(|_| scattered);
        let above = |is: &dyn Fn(&Path) -> bool| {
            let found = whole.as_ref()?.ancestors().take(DEEPEST + 1).find(|above| is(above))?;
            Some(found.to_path_buf())
        };
        let vault = above(&|above| above.join(VAULT).is_dir());
        let project = above(&|above| PROJECTS.iter().any(|name| above.join(name).symlink_metadata().is_ok()));
        // Without such a mark it is the folder that was named, and what lies in it.
        let project = project.or_else(|| named.and_then(|named| real_path(named).ok()));
        let top = scattered.then(|| vault.clone().or_else(|| named.map(Path::to_path_buf)).unwrap_or_else(|| own.clone()));
        Beside { document, top, project: vault.or(project), named: None, left: MOST_BESIDE }
    }

    /// The bytes of a picture, by its path as the document has it: in its folder or below that, elsewhere in the project that it is of,
    /// or wherever its vault has it.
    pub fn picture(&mut self, path: &str) -> Option<Vec<u8>> {
        let bytes = self.file(path).and_then(|file| picture_of(&file));
        let bytes = bytes.or_else(|| self.elsewhere(&FilePath::new(path)?).and_then(|file| picture_of(&file)));
        let bytes = bytes.filter(|bytes| bytes.len() as u64 <= self.left)?;
        self.left -= bytes.len() as u64;
        Some(bytes)
    }

    /// The text of a part that the document includes.
    pub fn part(&self, path: &str) -> Option<String> {
        String::from_utf8(read(&self.file(path)?, MOST_SOURCES)?).ok()
    }

    /// A file by its path as the document has it: below its folder, or above that within its project (`../img/a.png`), or as an address of
    /// the site that the project makes (`/img/a.png`).
    fn file(&self, path: &str) -> Option<PathBuf> {
        let path = path.trim_start_matches("./");
        if let Some(below_own) =
            FilePath::new(path).and_then(|path| below(&folder(self.document), &path)).filter(|file| file.is_file())
        {
            return Some(below_own);
        }
        let project = self.project.as_ref()?;
        if let Some(address) = path.strip_prefix('/') {
            let path = FilePath::new(address)?;
            let mut all = SERVED.iter().filter_map(|served| below(&project.join(served), &path));
            return all.find(|file| file.is_file());
        }
        // Nothing above the project is looked at.
        let own = real_path(&folder(self.document)).ok()?;
        let mut parts: Vec<String> =
            own.strip_prefix(project).ok()?.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part.to_string()),
            }
        }
        below(project, &FilePath::new(&parts.join("/"))?).filter(|file| file.is_file())
    }

    /// The file of a vault whose path ends as one that is written; of several that with the shortest path, as in Obsidian.
    fn elsewhere(&mut self, path: &FilePath) -> Option<PathBuf> {
        let top = self.top.as_ref()?;
        let named = self.named.get_or_insert_with(|| files_by_name(top));
        let found = named.get(path.name())?.iter().filter(|file| file.ends_with(path.as_str()));
        found.min_by_key(|file| (file.components().count(), file.as_path())).cloned()
    }

    /// The sources that the document cites and the site has not: of the files that it names, or that its project does, or else of those
    /// beside it and above that. Those in CSL-JSON become works of the draft. What is named and cannot be taken along is told.
    pub fn sources(&self, draft: &mut Draft, has: &dyn Fn(&str) -> bool) -> Sources {
        let mut wanted: BTreeSet<String> = draft.cited.iter().filter(|key| !has(key)).cloned().collect();
        let mut found = Sources::default();
        let mut named: Vec<(String, Option<PathBuf>)> =
            draft.bibliographies.iter().map(|name| (name.clone(), self.file(name).or_else(|| self.above(name)))).collect();
        if !wanted.is_empty() {
            let near = || self.near().into_iter().map(|file| (shown(&file), Some(file)));
            if named.is_empty() {
                named.extend(near());
            }
        }
        for (name, file) in named {
            let bytes = file.as_ref().and_then(|file| read(file, MOST_SOURCES));
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
            let keys = match (text, end.as_str()) {
                (Some(text), "bib" | "bibtex") => import::cited_of(&text, &wanted).map(|(some, keys)| {
                    found.bibtex.get_or_insert_default().push_str(&some);
                    found.from.push(name);
                    keys
                }),
                (Some(text), "json") => match import::described_of(&text, &wanted) {
                    Some((works, keys)) => {
                        if !keys.is_empty() {
                            draft.works.extend(works);
                            found.described.push(name);
                        }
                        Some(keys)
                    }
                    None => {
                        draft.told.tell(Matter::Bibliography, &name);
                        None
                    }
                },
                _ => {
                    draft.told.tell(Matter::Bibliography, &name);
                    None
                }
            };
            wanted.retain(|key| keys.as_ref().is_none_or(|keys| !keys.contains(key)));
        }
        found
    }

    /// A file of sources that the head of the document names above its folder.
    fn above(&self, name: &str) -> Option<PathBuf> {
        let rest = name.trim_start_matches("../");
        let up = (name.len() - rest.len()) / 3;
        let own = real_path(&folder(self.document)).ok()?;
        let top = own.ancestors().nth(up).filter(|_| (1..=DEEPEST).contains(&up))?;
        below(top, &FilePath::new(rest)?).filter(|file| file.is_file())
    }

    /// Files of sources that the project names, or those that lie beside the document or above it within the project.
    fn near(&self) -> Vec<PathBuf> {
        let own = folder(self.document);
        let all = |folder: &Path| bibliographies(folder).into_iter().map(|name| folder.join(name)).collect::<Vec<_>>();
        let beside = all(&own);
        let Some(project) = self.project.as_ref().filter(|_| beside.is_empty()) else { return beside };
        let settings = SETTINGS.iter().filter_map(|name| read(&project.join(name), MOST_SETTINGS));
        let mut names = Vec::new();
        for text in settings.filter_map(|bytes| String::from_utf8(bytes).ok()) {
            let parsed = yaml::parse(&text, 0..text.len() as u32, yaml::FRONT_MATTER);
            parsed.node.iter().for_each(|node| bibliographies_of(node, 0, &mut names));
        }
        let named = names.iter().filter_map(|name| below(project, &FilePath::new(name.trim_start_matches("./"))?));
        let named: Vec<PathBuf> = named.filter(|file| file.is_file()).collect();
        if !named.is_empty() {
            return named;
        }
        let own = real_path(&own).unwrap_or(own);
        let above = own.ancestors().skip(1).take_while(|above| above.starts_with(project));
        above.map(all).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// Sources that were found beside a document.
#[derive(Default)]
pub(super) struct Sources {
    /// Those in BibTeX, as they stand there, and the names of their files.
    pub bibtex: Option<String>,
    pub from: Vec<String>,
    /// The names of the files of those that became works of the draft.
    pub described: Vec<String>,
}

/// The files of sources that settings name, wherever they do.
fn bibliographies_of(node: &Node, depth: usize, out: &mut Vec<String>) {
    for (key, value) in node.pairs() {
        if matches!(key.value.as_str(), "bibliography" | "bibtex_bibfiles") {
            match &value.value {
                Value::Seq(items) => out.extend(items.iter().filter_map(Node::text).map(str::to_string)),
                _ => out.extend(value.text().map(str::to_string)),
            }
        } else if depth < 3 {
            bibliographies_of(value, depth + 1, out);
        }
    }
}

/// The name of a file, for a message.
fn shown(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The folder of a document.
fn folder(document: &Path) -> PathBuf {
    match document.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// A file below a folder; none that a link leads to, which may be anywhere.
fn below(folder: &Path, path: &FilePath) -> Option<PathBuf> {
    let mut at = folder.to_path_buf();
    for part in path.as_str().split('/') {
        at.push(part);
        if at.symlink_metadata().ok()?.is_symlink() {
            return None;
        }
    }
    Some(at)
}

fn picture_of(file: &Path) -> Option<Vec<u8>> {
    read(file, MOST_PICTURE).filter(|bytes| picture::read(bytes).is_some())
}

/// The bytes of a regular file that is no larger than it may be.
fn read(file: &Path, most: u64) -> Option<Vec<u8>> {
    let meta = file.metadata().ok().filter(|meta| meta.is_file() && meta.len() <= most)?;
    let mut bytes = Vec::with_capacity(meta.len() as usize);
    fs::File::open(file).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Files of sources in a folder, by name.
fn bibliographies(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|sort| sort.is_file()));
    let mut names: Vec<String> = files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.starts_with('.') && name.to_ascii_lowercase().ends_with(".bib"));
    names.sort();
    names.truncate(MOST_FILES);
    names
}

/// The files below a folder by their names; what is hidden and what links lead to are none.
fn files_by_name(top: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mut all: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let visible = |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    let walk = walkdir::WalkDir::new(top).max_depth(DEEPEST + 1).sort_by_file_name().into_iter().filter_entry(visible).flatten();
    for entry in walk.filter(|entry| entry.file_type().is_file()).take(MOST_OF_VAULT) {
        all.entry(entry.file_name().to_string_lossy().into_owned()).or_default().push(entry.path().to_path_buf());
    }
    all
}
