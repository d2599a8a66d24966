//! `chancery init`.

use super::{CLEAN, terminal};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The site to start from, file by file.
const STARTER: [(&str, &str); 8] = [
    ("chancery.yaml", include_str!("starter/chancery.yaml")),
    (".gitignore", include_str!("starter/gitignore")),
    ("content/reports/first-report/index.md", include_str!("starter/report.md")),
    ("content/actors/world-health-organization.md", include_str!("starter/actor.md")),
    ("content/sources/unga-64-292.md", include_str!("starter/source.md")),
    ("content/glossary/safe-water.md", include_str!("starter/term.md")),
    ("content/events/right-to-water.md", include_str!("starter/event.md")),
    ("content/pages/about.md", include_str!("starter/about.md")),
];

/// Makes the site.
pub(super) fn init(root: &Path, folder: Option<&Path>) -> Result<u8> {
    let here = root == Path::new(".");
    let target = folder.map_or_else(|| root.to_path_buf(), |folder| if here { folder.to_path_buf() } else { root.join(folder) });
    if target.join("chancery.yaml").symlink_metadata().is_ok() {
        bail!("there is a site in `{}` already", target.display());
    }
    let mut kept = 0;
    for (path, text) in STARTER {
        let file = target.join(path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        kept += usize::from(!write_new(&file, text)?);
    }
    terminal::say(&format!("made a site in {}", target.display()));
    if kept > 0 {
        terminal::say(&format!("{kept} files were there already, and stay as they were"));
    }
    let go = folder.map(|folder| format!("cd {} && ", folder.display())).unwrap_or_default();
    terminal::say(&format!("next: {go}chancery build"));
    Ok(CLEAN)
}

/// Puts a file in the place of another: whoever reads sees the old one or the new one. Who may read and write it stays.
pub(super) fn replace(path: &Path, content: impl AsRef<[u8]>) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    clear_stale(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")), &name);
    let temp = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let kept = || match path.symlink_metadata() {
        Ok(old) if old.is_file() => fs::set_permissions(&temp, old.permissions()),
        _ => Ok(()),
    };
    let written = fs::write(&temp, content).and_then(|()| kept()).and_then(|()| fs::rename(&temp, path));
    if written.is_err() {
        let _ = fs::remove_file(&temp);
    }
    written
}

/// Removes what those left who were killed while they replaced a file: nobody takes an hour for that.
fn clear_stale(folder: &Path, name: &str) {
    let hour = std::time::Duration::from_secs(3600);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let own = entry.file_name().into_string().unwrap_or_default();
        let pid = own.strip_prefix(&format!(".{name}.")).and_then(|rest| rest.strip_suffix(".tmp"));
        let is_ours = pid.is_some_and(|pid| pid.parse::<u32>().is_ok());
        let age = || entry.metadata().ok().filter(fs::Metadata::is_file)?.modified().ok()?.elapsed().ok();
        if is_ours && age().is_some_and(|age| age > hour) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a file that does not exist yet; false if it does. What cannot be written whole is not there.
pub(super) fn write_new(path: &Path, content: impl AsRef<[u8]>) -> Result<bool> {
    match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            let written = file.write_all(content.as_ref());
            if written.is_err() {
                let _ = fs::remove_file(path);
            }
            written.with_context(|| format!("cannot write {}", path.display()))?;
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot write {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_killed_ones_left_is_cleared() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let names = [".x.json.12.tmp", ".x.json.13.tmp", ".x.json.mine.tmp", ".y.json.12.tmp"];
        for name in names {
            fs::write(at(name), "half").expect("a file");
            let file = fs::File::options().write(true).open(at(name)).expect("a file");
            file.set_modified(SystemTime::now() - Duration::from_secs(7200)).expect("a time");
        }
        fs::write(at(".x.json.13.tmp"), "somebody writes").expect("a file");
        replace(&at("x.json"), "whole").expect("it is written");
        let left = names.map(|name| at(name).exists());
        assert_eq!(left, [false, true, true, true]);
        assert_eq!(fs::read_to_string(at("x.json")).expect("it is there"), "whole");
    }
}
