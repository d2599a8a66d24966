//! A second look at parts of a site's folder: what changed there since the snapshot.

use super::{Change, Files, INPUTS, door, list, on_disk, read_all, refuse, spelling};
use crate::base::{Fault, FilePath};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

impl Files {
    /// Looks at the files and folders at some paths below `root`, and tells what must be applied so that the snapshot says
    /// what is there now. No paths at all means the whole folder. The rules of [`Files::read`] hold here too.
    pub fn look(&self, root: &Path, paths: &[FilePath]) -> io::Result<Vec<Change>> {
        let door = Arc::new(door::Door::at(root)?);
        let tops = INPUTS.iter().filter_map(|top| FilePath::new(top));
        let wanted: Vec<FilePath> = if paths.is_empty() { tops.collect() } else { paths.to_vec() };
        let (mut scopes, mut listed, mut faults) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for path in wanted {
            let Some(top) = path.as_str().split('/').next().filter(|top| INPUTS.contains(top)) else { continue };
            let scope = enter(root, top, &path, &mut faults);
            if let Ok(scope) = &scope {
                let mut found = Vec::new();
                for start in spelling::all_on_disk(root, scope) {
                    list(root, top, &start, &mut found, &mut faults);
                }
                listed.extend(found);
            }
            scopes.insert(scope.unwrap_or_else(|refused| refused));
        }
        let read = read_all(&door, listed.into_iter().collect(), &self.lost);
        let (mut changes, mut there) = (Vec::new(), BTreeSet::new());
        for (result, path) in read {
            match result {
                Ok((bytes, hash)) => {
                    if self.get(&path).is_none_or(|file| file.hash != hash) {
                        changes.push(Change::Put(path.clone(), bytes));
                    }
                    there.insert(path);
                }
                Err(fault) => faults.push((path, *fault)),
            }
        }
        changes.extend(self.within(&scopes).filter(|path| !there.contains(*path)).cloned().map(Change::Remove));
        changes.extend(self.refused(&scopes, faults).map(Change::Faults));
        Ok(changes)
    }

    /// The files of the snapshot that lie at or below some paths.
    fn within<'a>(&'a self, scopes: &'a BTreeSet<FilePath>) -> impl Iterator<Item = &'a FilePath> {
        scopes
            .iter()
            .flat_map(move |scope| {
                // A folder's files follow it in order, but for names such as `a-b` that stand between `a` and `a/b`.
                let prefix = scope.as_str();
                self.by_path.range(scope.clone()..).map(|(path, _)| path).take_while(move |path| path.as_str().starts_with(prefix))
            })
            .filter(|path| scopes.iter().any(|scope| holds(scope, path)))
    }

    /// The list of what is refused, where it is another than before.
    fn refused(&self, scopes: &BTreeSet<FilePath>, found: Vec<(FilePath, Fault)>) -> Option<Vec<(FilePath, Fault)>> {
        let outside = |path: &FilePath| !scopes.iter().any(|scope| holds(scope, path));
        let mut now: Vec<(FilePath, Fault)> = self.faults.iter().filter(|(path, _)| outside(path)).cloned().collect();
        now.extend(found);
        now.sort_by(|a, b| (&a.0, a.1.rule).cmp(&(&b.0, b.1.rule)));
        now.dedup();
        (now != self.faults).then_some(now)
    }
}

/// Whether a path is a scope, or lies in it.
fn holds(scope: &FilePath, path: &FilePath) -> bool {
    path == scope || path.below(scope.as_str()).is_some()
}

/// Judges the folders above a path; the one that is refused or left out, if any is.
fn enter(root: &Path, top: &str, path: &FilePath, faults: &mut Vec<(FilePath, Fault)>) -> Result<FilePath, FilePath> {
    for (at, _) in path.as_str().match_indices('/') {
        let Some(above) = FilePath::new(&path.as_str()[..at]) else { continue };
        // What is not there any more is found to be gone when its files are.
        let Ok(meta) = on_disk(root, &above).symlink_metadata() else { return Ok(above) };
        match refuse::by_name(top, Path::new(above.as_str()), above.name().as_ref(), meta.file_type()) {
            refuse::Verdict::Take(_) => {}
            refuse::Verdict::Skip => return Err(above),
            refuse::Verdict::Refuse(fault) => {
                faults.push((refuse::shown(Path::new(above.as_str())), fault));
                return Err(above);
            }
        }
    }
    Ok(path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn path(path: &str) -> FilePath {
        FilePath::new(path).expect("a path")
    }

    /// After any look the snapshot is the one that a fresh reading gives.
    fn looked(files: &mut Files, root: &Path, paths: &[&str]) -> usize {
        let paths: Vec<FilePath> = paths.iter().map(|written| path(written)).collect();
        let changes = files.look(root, &paths).expect("the folder is there");
        let count = changes.len();
        changes.into_iter().for_each(|change| files.apply(change));
        let fresh = Files::read(root).expect("the folder is there");
        let all = |files: &Files| files.iter().map(|file| (file.path.clone(), file.hash)).collect::<Vec<_>>();
        assert_eq!(all(files), all(&fresh));
        assert_eq!(files.faults, fresh.faults);
        count
    }

    #[test]
    fn a_look_ends_where_a_fresh_reading_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir_all(root.join("content/reports/a")).expect("made");
        fs::write(root.join("chancery.yaml"), "title: X").expect("written");
        fs::write(root.join("content/reports/a/index.md"), "text").expect("written");
        let mut files = Files::read(root).expect("read");
        assert_eq!(looked(&mut files, root, &["content/reports/a/index.md"]), 0);

        fs::write(root.join("content/reports/a/index.md"), "other").expect("written");
        fs::write(root.join("content/reports/a-b.md"), "beside").expect("written");
        assert_eq!(looked(&mut files, root, &["content/reports/a", "content/reports/a-b.md"]), 2);

        fs::rename(root.join("content/reports/a"), root.join("content/reports/c")).expect("renamed");
        assert_eq!(looked(&mut files, root, &["content/reports/a", "content/reports/c"]), 2);

        symlink("/etc/passwd", root.join("content/leak.md")).expect("linked");
        fs::create_dir_all(root.join("static/.hidden/deep")).expect("made");
        fs::write(root.join("static/.hidden/deep/x"), "secret").expect("written");
        looked(&mut files, root, &["content/leak.md", "static/.hidden/deep/x"]);
        assert_eq!(files.faults.len(), 2);

        fs::remove_file(root.join("content/leak.md")).expect("removed");
        fs::remove_dir_all(root.join("static")).expect("removed");
        fs::remove_dir_all(root.join("content/reports")).expect("removed");
        looked(&mut files, root, &[]);
        assert!(files.faults.is_empty());
        assert_eq!(files.iter().count(), 1);
    }

    #[test]
    fn nothing_outside_the_inputs_is_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("public")).expect("made");
        fs::write(folder.path().join("public/a.md"), "x").expect("written");
        let changes = Files::default().look(folder.path(), &[path("public/a.md"), path("public")]).expect("looked");
        assert!(changes.is_empty());
    }
}
