//! Names whose letters the disk has otherwise: macOS writes `ü` as `u` and a mark, and archives carry that on. In a
//! [`FilePath`] each letter is one, as it is typed, so the name that the disk knows is looked up where it differs.

use crate::base::FilePath;
use crate::system::is_same_file;
use std::borrow::Cow;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// A path of the site as the disk has it; as it is, where nothing of that name is there.
pub(super) fn on_disk<'a>(root: &Path, path: &'a FilePath) -> Cow<'a, str> {
    let written = path.as_str();
    let is_there = |path: &str| path.is_ascii() || root.join(path).symlink_metadata().is_ok();
    if is_there(written) {
        return written.into();
    }
    let mut found = String::with_capacity(written.len());
    for part in written.split('/') {
        let folder = root.join(&found);
        if !found.is_empty() {
            found.push('/');
        }
        let plain = format!("{found}{part}");
        let spelt = if is_there(&plain) { None } else { spelt(&folder, part) };
        found = match spelt {
            Some(name) => format!("{found}{name}"),
            None => plain,
        };
    }
    found.into()
}

/// All that the disk has of the letters of a path's last part, in order: what is read, and what is told of beside it.
pub(super) fn all_on_disk(root: &Path, path: &FilePath) -> Vec<String> {
    let read = on_disk(root, path);
    if path.name().is_ascii() {
        return vec![read.into_owned()];
    }
    let above = read.rsplit_once('/').map_or("", |(above, _)| above);
    let names = root.join(above).read_dir().into_iter().flatten();
    let names = names.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let alike = names.filter(|other| other.nfc().eq(path.name().chars()));
    let mut all: Vec<String> = alike.map(|name| if above.is_empty() { name } else { format!("{above}/{name}") }).collect();
    all.sort();
    if all.is_empty() { vec![read.into_owned()] } else { all }
}

/// The name of an entry of a folder that has the letters of `name`.
fn spelt(folder: &Path, name: &str) -> Option<String> {
    // As macOS writes it; only for other spellings the whole folder is looked through.
    let apart: String = name.nfd().collect();
    if folder.join(&apart).symlink_metadata().is_ok() {
        return Some(apart);
    }
    let names = folder.read_dir().ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    // Of several it is always the same one.
    names.filter(|other| other.nfc().eq(name.chars())).min()
}

/// Whether another file or folder has the same letters as the one at `relative`, and is found before it.
pub(super) fn is_second(root: &Path, relative: &Path, path: &FilePath) -> bool {
    if path.as_str().is_ascii() || relative.to_str() == Some(path.as_str()) {
        return false;
    }
    let first = super::on_disk(root, path);
    first.symlink_metadata().is_ok() && !is_same_file(&first, &root.join(relative))
}

#[cfg(test)]
mod tests {
    use crate::base::FilePath;
    use crate::files::{Change, Files, on_disk};
    use std::fs;

    const APART: &str = "content/U\u{308}ber";
    const WHOLE: &str = "content/\u{dc}ber";

    fn paths(files: &Files) -> Vec<&str> {
        files.iter().map(|file| file.path.as_str()).collect()
    }

    #[test]
    fn letters_that_stand_apart_on_the_disk_are_one_in_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join(APART)).unwrap();
        let large = [vec![0xff; (1 << 20) + 1], b"end".to_vec()].concat();
        fs::write(root.join(APART).join("Pla\u{301}n.md"), "text").unwrap();
        fs::write(root.join(APART).join("fo\u{301}to.png"), &large).unwrap();
        let mut files = Files::read(root).unwrap();
        assert_eq!(paths(&files), [format!("{WHOLE}/Plán.md"), format!("{WHOLE}/fóto.png")]);
        assert!(files.faults.is_empty(), "{:?}", files.faults);
        let path = |path: String| FilePath::new(&path).unwrap();
        assert_eq!(on_disk(root, &path(format!("{WHOLE}/Plán.md"))), root.join(APART).join("Pla\u{301}n.md"));
        assert_eq!(on_disk(root, &path(format!("{WHOLE}/né.md"))), root.join(APART).join("né.md"), "what is not there yet");
        // What is not kept is found again.
        let photograph = files.get(&FilePath::new(&format!("{WHOLE}/fóto.png")).unwrap()).unwrap().bytes.clone();
        assert_eq!((photograph.open().len(), files.lost()), (large.len(), None));

        // A look finds what changed, went and came, however it is called.
        let mut look = |at: &str| {
            let changes = files.look(root, &[FilePath::new(at).unwrap()]).unwrap();
            let told: Vec<String> = changes
                .iter()
                .map(|change| match change {
                    Change::Put(path, _) => format!("+{path}"),
                    Change::Remove(path) => format!("-{path}"),
                    Change::Faults(faults) => format!("{faults:?}"),
                })
                .collect();
            changes.into_iter().for_each(|change| files.apply(change));
            told
        };
        assert_eq!(look(&format!("{WHOLE}/Plán.md")), [] as [String; 0]);
        fs::write(root.join(APART).join("Pla\u{301}n.md"), "other").unwrap();
        assert_eq!(look(&format!("{APART}/Pla\u{301}n.md")), [format!("+{WHOLE}/Plán.md")]);
        fs::remove_file(root.join(APART).join("Pla\u{301}n.md")).unwrap();
        assert_eq!(look(&format!("{WHOLE}/Plán.md")), [format!("-{WHOLE}/Plán.md")]);
    }

    #[test]
    fn two_files_of_the_same_letters_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("content")).unwrap();
        fs::write(root.join(format!("{APART}.md")), "apart").unwrap();
        fs::write(root.join(format!("{WHOLE}.md")), "whole").unwrap();
        for (name, text) in [(APART, "apart"), (WHOLE, "whole")] {
            fs::create_dir_all(root.join(name)).unwrap();
            fs::write(root.join(name).join(format!("{text}.md")), text).unwrap();
        }
        if fs::read(root.join(format!("{APART}.md"))).unwrap() == b"whole" {
            // Here the disk itself takes them for one.
            return;
        }
        let files = Files::read(root).unwrap();
        assert_eq!(paths(&files), [format!("{WHOLE}.md"), format!("{WHOLE}/whole.md")]);
        assert_eq!(
            files.iter().next().and_then(|file| file.bytes.text().map(|text| text.open().to_string())).as_deref(),
            Some("whole")
        );
        let told = |files: &Files| -> Vec<(String, &str)> {
            files.faults.iter().map(|(path, fault)| (path.to_string(), fault.rule)).collect()
        };
        let both = [(WHOLE.to_string(), "odd-name"), (format!("{WHOLE}.md"), "odd-name")];
        assert_eq!(told(&files), both);

        // So they are after a change of either, until one of the two is gone.
        let mut files = files;
        let mut look = |at: &str| {
            let changes = files.look(root, &[FilePath::new(at).unwrap()]).unwrap();
            changes.into_iter().for_each(|change| files.apply(change));
            assert_eq!(told(&files), told(&Files::read(root).unwrap()), "{at}");
            told(&files)
        };
        for name in [APART, WHOLE] {
            fs::write(root.join(format!("{name}.md")), "other").unwrap();
            assert_eq!(look(&format!("{name}.md")), both);
            assert_eq!(look(name), both);
        }
        fs::remove_file(root.join(format!("{APART}.md"))).unwrap();
        assert_eq!(look(&format!("{APART}.md")), both[..1]);
        fs::remove_dir_all(root.join(WHOLE)).unwrap();
        assert_eq!(look(WHOLE), []);
    }
}
