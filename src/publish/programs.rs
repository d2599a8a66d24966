//! The system's own programs (git, sftp, rsync), and a folder for what passes through them.

use super::Failure;
use crate::system::{self, Lock, private_folder};
use std::ffi::OsStr;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A folder of our own for a while; it is removed in the end. Who is killed leaves it behind, unlocked, and the next one removes it.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    next: AtomicUsize,
    /// Locked as long as the folder is in use.
    _held: Option<Lock>,
}

/// So old is a folder at least that was left behind: one that was made just now may be about to be locked.
const LEFT: Duration = Duration::from_secs(3600);

/// How temporary files of this run begin at a target, where others may be writing as well, on this machine or on another.
pub fn temporary() -> &'static str {
    static NAME: LazyLock<String> = LazyLock::new(|| format!("tmp-{:016x}-", RandomState::new().build_hasher().finish()));
    &NAME
}

impl Scratch {
    /// Makes one below `above`, readable by its owner only.
    pub fn below(above: &Path) -> Result<Scratch, Failure> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        clear(above);
        for _ in 0..100 {
            let name = format!("chancery-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
            let folder = above.join(name);
            match private_folder(&folder) {
                Ok(()) => {
                    let held = lock(&folder);
                    return Ok(Scratch { folder, next: AtomicUsize::new(0), _held: held });
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Failure::new(format!("cannot make a folder in {}: {error}", above.display()))),
            }
        }
        Err(Failure::new(format!("cannot make a folder in {}", above.display())))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// A new name in it.
    pub fn name(&self) -> PathBuf {
        self.folder.join(self.next.fetch_add(1, Ordering::Relaxed).to_string())
    }

    /// Writes a file with some bytes at a path in it. Everybody may read it, as far as they come: programs send its permissions along.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let made = made.and_then(|()| std::fs::write(path, bytes)).and_then(|()| system::set_mode(path, 0o644));
        made.map_err(|error| Failure::new(format!("cannot write to {}: {error}", self.folder.display())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Removes folders that were left behind.
fn clear(above: &Path) {
    let Ok(entries) = std::fs::read_dir(above) else { return };
    let left = |entry: &std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let numbers = name.strip_prefix("chancery-").and_then(|rest| rest.split_once('-'));
        let named =
            numbers.is_some_and(|(a, b)| [a, b].iter().all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit())));
        named
            && entry.metadata().is_ok_and(|meta| {
                meta.is_dir()
                    && system::is_own(&meta)
                    && meta.modified().is_ok_and(|time| time.elapsed().is_ok_and(|age| age > LEFT))
            })
    };
    for entry in entries.flatten().filter(left) {
        if lock(&entry.path()).is_some() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Locks a folder, if nobody has.
fn lock(folder: &Path) -> Option<Lock> {
    Lock::take(folder, &folder.with_extension("lock")).ok().flatten()
}

/// Runs a program with some input, and waits for its end. An error is one of starting it.
pub fn run(command: &mut Command, input: &[u8]) -> Result<Output, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::new(format!("the program `{name}` is needed for this and is not installed")),
        _ => Failure::new(format!("cannot run `{name}`: {error}")),
    };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(missing)?;
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output().map_err(missing)
    })
}

/// Runs a program that has to succeed; gives what it printed.
pub fn must<I: AsRef<OsStr>>(command: &mut Command, args: &[I], input: &[u8]) -> Result<Vec<u8>, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = run(command.args(args), input)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Failure::new(format!("{name} says: {}", last_lines(&output.stderr))))
}

/// The last few lines that a program said, on one.
pub fn last_lines(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:")).collect();
    let from = lines.len().saturating_sub(4);
    let text = lines.get(from..).unwrap_or_default().join("; ");
    if text.is_empty() { "nothing, but it failed".into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_behind_goes() {
        let above = tempfile::tempdir().unwrap();
        let used = Scratch::below(above.path()).unwrap();
        for name in ["chancery-1-0", "chancery-2-0", "chancery-x-0", "chancery-3-0"] {
            std::fs::create_dir(above.path().join(name)).unwrap();
        }
        let age = |path: &Path| std::fs::File::open(path).unwrap().set_modified(std::time::SystemTime::now() - 2 * LEFT).unwrap();
        ["chancery-1-0", "chancery-x-0"].iter().for_each(|name| age(&above.path().join(name)));
        let locked = lock(&above.path().join("chancery-3-0"));
        assert!(locked.is_some());
        age(&above.path().join("chancery-3-0"));
        age(used.path());
        clear(above.path());
        let there = |name: &str| above.path().join(name).exists();
        assert!(used.path().exists() && !there("chancery-1-0"));
        assert!(there("chancery-2-0") && there("chancery-x-0") && there("chancery-3-0"));
    }
}
