//! A folder reached by SFTP, through the system's `sftp`: keys, agents and hosts are those of the person's SSH.

use super::programs::{Scratch, last_lines, run, temporary};
use super::targets::from_host;
use super::{Failure, Item, Mode, Object, Seen, Target, bytes_of};
use crate::base::Hash;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a host is reached.
#[derive(Debug, Clone, Default)]
pub(super) struct Host {
    /// `user@host`, or `host`.
    pub name: String,
    /// The port, where it is not that of SSH.
    pub port: Option<u16>,
    /// The folder there.
    pub folder: String,
    /// A configuration for SSH instead of the person's own.
    pub ssh_config: Option<PathBuf>,
}

/// The folder.
pub(super) struct Sftp {
    host: Host,
    scratch: Scratch,
    folders: Mutex<BTreeSet<String>>,
    /// What others left half written was cleared away.
    cleared: AtomicBool,
}

impl Sftp {
    pub(super) fn new(host: Host, scratch: Scratch) -> Sftp {
        Sftp { host, scratch, folders: Mutex::default(), cleared: AtomicBool::new(false) }
    }

    fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.host.folder.trim_end_matches('/'))
    }

    /// Runs some commands in one connection; the first that fails ends it, unless a `-` stands before it.
    fn batch(&self, commands: &str) -> Result<Result<String, String>, Failure> {
        let mut command = Command::new("sftp");
        // Not `-q`, which would hide why there is no connection.
        command.args(["-oLogLevel=ERROR", "-oBatchMode=yes", "-oConnectTimeout=20", "-oServerAliveInterval=20"]).env("LC_ALL", "C");
        if let Some(config) = &self.host.ssh_config {
            command.arg("-F").arg(config);
        }
        if let Some(port) = self.host.port {
            command.arg(format!("-P{port}"));
        }
        let output = run(command.args(["-b", "-", "--", &self.host.name]), commands.as_bytes())?;
        match output.status.success() {
            true => Ok(Ok(String::from_utf8_lossy(&output.stdout).into_owned())),
            false => Ok(Err(last_lines(&output.stderr).replace(&format!("Connected to {}.; ", self.host.name), ""))),
        }
    }

    fn must(&self, commands: &str) -> Result<String, Failure> {
        self.batch(commands)?.map_err(|said| Failure::new(format!("sftp says: {said}")))
    }

    /// Commands that make the folders above a path. A folder that is there is no fault.
    fn folders(&self, path: &str, out: &mut String) {
        let mut known = self.folders.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let full = self.at(path);
        for (end, _) in full.match_indices('/') {
            let folder = full.get(..end).unwrap_or_default();
            // The root and the home folder are there.
            if !matches!(folder, "" | ".") && known.insert(folder.to_string()) {
                let _ = writeln!(out, "-mkdir {}", quoted(folder));
            }
        }
    }

    /// Commands that remove files, and the folders that become empty; those that are not stay by themselves.
    fn removal(&self, paths: &[String]) -> String {
        let mut commands = String::new();
        let mut above = BTreeSet::new();
        for path in paths {
            let _ = writeln!(commands, "-rm {}", quoted(&self.at(path)));
            let folders = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
            above.extend(folders.filter(|folder| *folder != ".chancery").map(|folder| self.at(folder)));
        }
        let mut known = self.folders.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // A folder comes behind those in it.
        for folder in above.iter().rev() {
            let _ = writeln!(commands, "-rmdir {}", quoted(folder));
            known.remove(folder);
        }
        commands
    }

    fn upload(&self, from: &Path, path: &str, create: bool, out: &mut String) {
        self.folders(path, out);
        self.folders(".chancery/x", out);
        let number = from.file_name().unwrap_or_default().to_string_lossy();
        let temp = self.at(&format!(".chancery/{}{number}", temporary()));
        let (temp, to) = (quoted(&temp), quoted(&self.at(path)));
        let _ = writeln!(out, "put {} {temp}", quoted(&from.to_string_lossy()));
        // `-l` is the rename of the protocol itself: it fails if something stands there.
        let _ = writeln!(out, "rename {}{temp} {to}", if create { "-l " } else { "" });
    }
}

/// A word of a batch: in quotes nothing is special but the quote and the backslash.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a file is not there, by what sftp says. Keys and programs of this machine may be missing as well; then there was no connection.
fn is_missing(said: &str) -> bool {
    (said.contains("not found") || said.contains("No such file")) && !said.contains("Connection closed")
}

impl Target for Sftp {
    fn shown(&self) -> String {
        format!("sftp://{}{}", self.host.name, from_host(&self.host.folder))
    }

    fn read(&self, path: &str) -> Result<Option<Object>, Failure> {
        let local = self.scratch.name();
        match self.batch(&format!("get {} {}\n", quoted(&self.at(path)), quoted(&local.to_string_lossy())))? {
            Ok(_) => {
                let bytes = std::fs::read(&local).map_err(|error| Failure::new(format!("cannot read `{path}`: {error}")))?;
                Ok(Some(Object { tag: Some(Hash::of(&bytes).to_string()), bytes }))
            }
            Err(said) if is_missing(&said) => Ok(None),
            Err(said) => Err(Failure::new(format!("sftp says: {said}"))),
        }
    }

    fn write(&self, path: &str, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
        if let Mode::Replace(tag) = &mode
            && self.read(path)?.and_then(|object| object.tag).as_ref() != Some(tag)
        {
            return Err(Failure::Changed(format!("somebody else changed `{path}`")));
        }
        let local = self.scratch.name();
        self.scratch.write(&local, bytes)?;
        let mut commands = String::new();
        self.upload(&local, path, mode == Mode::Create, &mut commands);
        match self.batch(&commands)? {
            Ok(_) => Ok(()),
            Err(_) if mode == Mode::Create && self.read(path)?.is_some() => {
                Err(Failure::Changed(format!("`{path}` is there already")))
            }
            Err(said) => Err(Failure::new(format!("sftp says: {said}"))),
        }
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        let (mut found, mut open) = (BTreeMap::new(), vec![String::new()]);
        while let Some(folder) = open.pop() {
            let listed = match self.batch(&format!("ls -lan {}\n", quoted(self.at(&folder).trim_end_matches('/'))))? {
                Ok(listed) => listed,
                Err(said) if is_missing(&said) => continue,
                Err(said) => return Err(Failure::new(format!("sftp says: {said}"))),
            };
            for line in listed.lines().filter(|line| line.starts_with(['d', '-', 'l'])) {
                let mut fields = line.split_whitespace();
                let (kind, size) = (line.chars().next(), fields.nth(4).and_then(|size| size.parse().ok()).unwrap_or(0));
                // Name after the date's three fields; the listing may show it with its folder.
                let name = fields.skip(3).collect::<Vec<_>>().join(" ");
                let name = name.rsplit('/').next().unwrap_or_default().to_string();
                match (kind, name.as_str()) {
                    (_, "" | "." | "..") => {}
                    (Some('d'), _) => open.push(format!("{folder}{name}/")),
                    _ => drop(found.insert(format!("{folder}{name}"), size)),
                }
            }
        }
        Ok(found)
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        let (mut commands, mut local) = (String::new(), Vec::new());
        if !self.cleared.swap(true, Ordering::Relaxed) {
            // Nothing of ours is there yet; within quotation marks a star is a star.
            let _ = writeln!(commands, "-rm {}tmp-*", quoted(&self.at(".chancery/")));
        }
        for item in items {
            let name = self.scratch.name();
            self.scratch.write(&name, &bytes_of(item)?)?;
            self.upload(&name, &item.path, false, &mut commands);
            local.push(name);
        }
        self.must(&commands)?;
        for (item, name) in items.iter().zip(local) {
            let _ = std::fs::remove_file(name);
            seen(&item.path, item.size)?;
        }
        Ok(())
    }

    fn hashes(&self, paths: &[&str], seen: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        let local: Vec<PathBuf> = paths.iter().map(|_| self.scratch.name()).collect();
        let mut commands = String::new();
        for (path, local) in paths.iter().zip(&local) {
            let _ = writeln!(commands, "-get {} {}", quoted(&self.at(path)), quoted(&local.to_string_lossy()));
        }
        self.must(&commands)?;
        let mut found = BTreeMap::new();
        for (path, local) in paths.iter().zip(&local) {
            if let Ok(bytes) = std::fs::read(local) {
                found.insert((*path).to_string(), Hash::of(&bytes));
                let _ = std::fs::remove_file(local);
                seen(path, bytes.len() as u64)?;
            }
        }
        Ok(found)
    }

    fn has_folders(&self) -> bool {
        true
    }

    fn delete(&self, paths: &[String], seen: Seen) -> Result<(), Failure> {
        self.must(&self.removal(paths))?;
        paths.iter().try_for_each(|path| seen(path, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(folder: &str) -> Sftp {
        let host = Host { name: "h".into(), folder: folder.into(), ..Host::default() };
        Sftp::new(host, Scratch::below(&std::env::temp_dir()).unwrap())
    }

    #[test]
    fn folders_are_made_from_the_top_once() {
        for (folder, made) in [
            ("/", "-mkdir \"/a\"\n"),
            ("/www/site", "-mkdir \"/www\"\n-mkdir \"/www/site\"\n-mkdir \"/www/site/a\"\n"),
            ("./site", "-mkdir \"./site\"\n-mkdir \"./site/a\"\n"),
            (".", "-mkdir \"./a\"\n"),
        ] {
            let (target, mut commands) = (at(folder), String::new());
            target.folders("a/x.html", &mut commands);
            target.folders("a/y.html", &mut commands);
            assert_eq!(commands, made, "{folder}");
        }
    }

    #[test]
    fn no_connection_is_no_missing_file() {
        assert!(is_missing("File \"/a/b\" not found."));
        assert!(is_missing("Couldn't stat remote file: No such file or directory"));
        assert!(!is_missing(
            "no such identity: /k: No such file or directory; me@h: Permission denied (publickey).; Connection closed"
        ));
        assert!(!is_missing("Host key verification failed.; Connection closed"));
    }

    #[test]
    fn temporary_names_are_this_runs_own() {
        let (target, mut commands) = (at("/www"), String::new());
        target.upload(Path::new("/t/7"), "a", true, &mut commands);
        let name = format!("/www/.chancery/{}7", temporary());
        assert!(commands.contains(&format!("rename -l \"{name}\" \"/www/a\"")) && temporary().len() > 20, "{commands}");
    }

    #[test]
    fn a_folder_that_becomes_empty_goes() {
        let (target, mut commands) = (at("/www"), String::new());
        target.folders("a/b/x", &mut commands);
        let removed = target.removal(&["a/b/x".into(), ".chancery/lock.json".into()]);
        assert_eq!(removed, "-rm \"/www/a/b/x\"\n-rm \"/www/.chancery/lock.json\"\n-rmdir \"/www/a/b\"\n-rmdir \"/www/a\"\n");
        commands.clear();
        target.folders("a/x", &mut commands);
        assert_eq!(commands, "-mkdir \"/www/a\"\n");
    }
}
