//! Where a site may be written, and where it may not.

use super::write::MANIFEST;
use crate::files::is_input;
use crate::system::real_path;
use anyhow::{Context, Result};
use std::fmt;
use std::path::{Path, PathBuf};

/// A reason not to write; the output is as it was.
#[derive(Debug)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Judges an output folder by where it lies; returns the folder above it and its own path, without links or `..`.
///
/// Never an output: a link, the site's own folder and those above it, what holds inputs or lies in them, the root of
/// the disk, and what is `protected`.
pub(super) fn judge(root: &Path, out: &Path, protected: &[PathBuf]) -> Result<(PathBuf, PathBuf)> {
    let refuse = |why: &str| Err(Refusal(format!("`{}` cannot be the output folder: {why}", out.display())).into());
    let Some(name) = out.file_name() else { return refuse("it has no name of its own") };
    let above = match out.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    let parent = real_path(above).with_context(|| format!("the folder `{}` does not exist", above.display()))?;
    let root = real_path(root).with_context(|| format!("the folder `{}` does not exist", root.display()))?;
    let out_path = parent.join(name);
    match out_path.symlink_metadata() {
        Ok(meta) if meta.file_type().is_symlink() => return refuse("it is a symbolic link"),
        Ok(meta) if !meta.is_dir() => return refuse("it is a file"),
        _ => {}
    }
    if root.starts_with(&out_path) {
        return refuse("the site's own files lie in it");
    }
    if protected.iter().filter_map(|path| real_path(path).ok()).any(|path| path.starts_with(&out_path)) {
        return refuse("it is your home folder, or holds it");
    }
    if is_input(&root, &out_path) {
        return refuse("it lies among the files that the site is made of");
    }
    if let Some(other) = other_site(&root, &out_path).filter(|_| out_path.join(MANIFEST).exists()) {
        return refuse(&format!("the site in `{}` is built there", other.display()));
    }
    Ok((parent, out_path))
}

/// The folder of another site in which an output lies. One that lies in what another site was built to is a part of that.
fn other_site(root: &Path, out: &Path) -> Option<PathBuf> {
    let above = out.ancestors().skip(1).take_while(|folder| !folder.join(MANIFEST).exists());
    let site = above.into_iter().find(|folder| folder.join("chancery.yaml").exists())?;
    (!root.starts_with(site)).then(|| site.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dangerous_places_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        std::fs::create_dir_all(root.join("content")).unwrap();
        std::fs::write(root.join("file"), "").unwrap();
        std::os::unix::fs::symlink("/tmp", root.join("link")).unwrap();
        for bad in [".", "..", "content", "content/x", "static", "styles", "link", "file", "../../"] {
            assert!(judge(&root, &root.join(bad), &[]).is_err(), "{bad}");
        }
        assert!(judge(&root, Path::new("/"), &[]).is_err());
        assert!(judge(&root, folder.path(), &[]).is_err());
        let home = folder.path().join("home/me");
        std::fs::create_dir_all(&home).unwrap();
        assert!(judge(&root, &folder.path().join("home"), std::slice::from_ref(&home)).is_err());
        assert!(judge(&root, &home.join("site"), &[home]).is_ok());
        // Another site may have its first build there, and is then the only one.
        let other = folder.path().join("other");
        std::fs::create_dir_all(other.join("public/part")).unwrap();
        std::fs::write(other.join("chancery.yaml"), "").unwrap();
        assert!(judge(&root, &other.join("public"), &[]).is_ok());
        std::fs::write(other.join("public").join(MANIFEST), "").unwrap();
        std::fs::write(other.join("public/part").join(MANIFEST), "").unwrap();
        let refusal = judge(&root, &other.join("public"), &[]).unwrap_err().to_string();
        assert!(refusal.contains("is built there"), "{refusal}");
        assert!(judge(&root, &other.join("public/part"), &[]).is_ok() && judge(&other, &other.join("public"), &[]).is_ok());
        assert!(judge(&root, &root.join("public"), &[]).is_ok());
        assert!(judge(&root, &folder.path().join("elsewhere"), &[]).is_ok());
    }
}
