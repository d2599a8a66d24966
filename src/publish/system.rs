//! The system's own programs (git, sftp, rsync), and a folder for what passes through them.

use super::Failure;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of our own for a while; it is removed in the end.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
    next: AtomicUsize,
}

impl Scratch {
    /// Makes one below `above`, readable by its owner only.
    pub fn below(above: &Path) -> Result<Scratch, Failure> {
        use std::os::unix::fs::DirBuilderExt;
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        for _ in 0..100 {
            let name = format!("chancery-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
            let folder = above.join(name);
            match std::fs::DirBuilder::new().mode(0o700).create(&folder) {
                Ok(()) => return Ok(Scratch { folder, next: AtomicUsize::new(0) }),
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

    /// Writes a file with some bytes at a path in it.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(path, bytes));
        made.map_err(|error| Failure::new(format!("cannot write to {}: {error}", self.folder.display())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
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
