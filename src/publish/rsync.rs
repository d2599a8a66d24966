//! A folder reached by rsync, its own protocol or over SSH, through the system's `rsync`.

use super::programs::{Scratch, last_lines, run};
use super::sftp::Host;
use super::{Failure, Item, Mode, Object, Seen, Target, bytes_of};
use crate::base::Hash;
use std::collections::BTreeMap;
use std::process::Command;

/// The exit codes of rsync for "some files were not there"; a daemon's rsync has another than one over SSH.
const PARTIAL: [i32; 2] = [23, 24];

/// The folder.
pub(super) struct Rsync {
    /// As rsync writes it, with a slash at the end.
    root: String,
    /// Where names of files are read from, and the folder within it that is ours, with a slash at the end. A daemon finds
    /// such names only from its module on.
    module: String,
    within: String,
    host: Option<Host>,
    shown: String,
    scratch: Scratch,
}

impl Rsync {
    pub(super) fn daemon(url: &str, shown: String, scratch: Scratch) -> Rsync {
        let root = format!("{}/", url.trim_end_matches('/'));
        // rsync://host/module/folder/
        let ends = root.match_indices('/').nth(3).map_or(root.len(), |(at, _)| at + 1);
        let (module, within) = root.split_at(ends);
        Rsync { module: module.into(), within: within.into(), root, host: None, shown, scratch }
    }

    pub(super) fn ssh(host: Host, shown: String, scratch: Scratch) -> Rsync {
        let root = format!("{}:{}/", host.name, host.folder.trim_end_matches('/'));
        Rsync { module: root.clone(), within: String::new(), root, host: Some(host), shown, scratch }
    }

    fn rsync(&self, args: &[&str], input: &[u8]) -> Result<Result<Vec<u8>, (Option<i32>, String)>, Failure> {
        let mut command = Command::new("rsync");
        command.args(["--timeout=120", "--protect-args"]).env("LC_ALL", "C");
        if let Some(host) = &self.host {
            let mut ssh = "ssh -oBatchMode=yes -oConnectTimeout=20".to_string();
            if let Some(config) = &host.ssh_config {
                ssh.push_str(&format!(" -F '{}'", config.to_string_lossy().replace('\'', "")));
            }
            if let Some(port) = host.port {
                ssh.push_str(&format!(" -p {port}"));
            }
            command.arg("-e").arg(ssh);
        }
        let output = run(command.args(args), input)?;
        match output.status.success() {
            true => Ok(Ok(output.stdout)),
            false => Ok(Err((output.status.code(), last_lines(&output.stderr)))),
        }
    }

    fn must(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Failure> {
        self.rsync(args, input)?.map_err(|(_, said)| Failure::new(format!("rsync says: {said}")))
    }

    fn send(&self, folder: &std::path::Path, more: &[&str]) -> Result<(), Failure> {
        let from = format!("{}/", folder.to_string_lossy());
        let mut args = vec!["-r", "--ignore-times", "--delay-updates", "--mkpath", "--chmod=D755,F644"];
        args.extend(more);
        args.extend(["--", &from, &self.root]);
        self.must(&args, b"")?;
        let _ = std::fs::remove_dir_all(folder);
        Ok(())
    }

    /// Fetches what is there of some paths into a folder.
    fn fetch(&self, paths: &[&str]) -> Result<std::path::PathBuf, Failure> {
        let folder = self.scratch.name();
        std::fs::create_dir_all(&folder).map_err(|error| Failure::new(format!("cannot make a folder: {error}")))?;
        let to = format!("{}/", folder.to_string_lossy());
        let names: String = paths.iter().map(|path| format!("{}{path}\0", self.within)).collect();
        let found = folder.join(&self.within);
        match self.rsync(&["-r", "--from0", "--files-from=-", "--", &self.module, &to], names.as_bytes())? {
            Ok(_) => Ok(found),
            Err((Some(code), _)) if PARTIAL.contains(&code) => Ok(found),
            Err((_, said)) if is_missing(&said) => Ok(found),
            Err((_, said)) => Err(Failure::new(format!("rsync says: {said}"))),
        }
    }
}

impl Target for Rsync {
    fn shown(&self) -> String {
        self.shown.clone()
    }

    fn has_folders(&self) -> bool {
        true
    }

    fn read(&self, path: &str) -> Result<Option<Object>, Failure> {
        let bytes = std::fs::read(self.fetch(&[path])?.join(path)).ok();
        Ok(bytes.map(|bytes| Object { tag: Some(Hash::of(&bytes).to_string()), bytes }))
    }

    fn write(&self, path: &str, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
        if let Mode::Replace(tag) = &mode
            && self.read(path)?.and_then(|object| object.tag).as_ref() != Some(tag)
        {
            return Err(Failure::Changed(format!("somebody else changed `{path}`")));
        }
        let folder = self.scratch.name();
        self.scratch.write(&folder.join(path), bytes)?;
        self.send(&folder, if mode == Mode::Create { &["--ignore-existing"] } else { &[] })?;
        if mode == Mode::Create && self.read(path)?.is_none_or(|object| object.bytes != bytes) {
            return Err(Failure::Changed(format!("`{path}` is there already")));
        }
        Ok(())
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        let listed = match self.rsync(&["-r", "--list-only", "--no-human-readable", "--", &self.root], b"")? {
            Ok(listed) => listed,
            Err((_, said)) if is_missing(&said) => return Ok(BTreeMap::new()),
            Err((_, said)) => return Err(Failure::new(format!("rsync says: {said}"))),
        };
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let files = listed.lines().filter(|line| !line.starts_with('d')).filter_map(|line| {
            let mut rest = line;
            let mut fields = Vec::new();
            for _ in 0..4 {
                let (field, after) = rest.trim_start().split_once(' ')?;
                fields.push(field);
                rest = after;
            }
            Some((rest.to_string(), fields.get(1)?.replace(',', "").parse().ok()?))
        });
        Ok(files.collect())
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        let folder = self.scratch.name();
        for item in items {
            self.scratch.write(&folder.join(&item.path), &bytes_of(item)?)?;
        }
        self.send(&folder, &[])?;
        items.iter().try_for_each(|item| seen(&item.path, item.size))
    }

    fn hashes(&self, paths: &[&str], seen: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        let folder = self.fetch(paths)?;
        let mut found = BTreeMap::new();
        for path in paths {
            if let Ok(bytes) = std::fs::read(folder.join(path)) {
                found.insert((*path).to_string(), Hash::of(&bytes));
                seen(path, bytes.len() as u64)?;
            }
        }
        let _ = std::fs::remove_dir_all(folder);
        Ok(found)
    }

    fn delete(&self, paths: &[String], seen: Seen) -> Result<(), Failure> {
        let (empty, rules) = (self.scratch.name(), self.scratch.name());
        // Of an empty folder nothing is missing there but what is at risk. (`--delete-missing-args` would say the same; servers refuse
        // it since their fix of CVE-2024-12087.)
        self.scratch.write(&rules, removal(paths).as_bytes())?;
        // A folder that is missing here would keep its files from being looked at.
        for above in
            std::iter::once(std::path::Path::new("")).chain(paths.iter().filter_map(|path| std::path::Path::new(path).parent()))
        {
            std::fs::create_dir_all(empty.join(above)).map_err(|error| Failure::new(format!("cannot make a folder: {error}")))?;
        }
        let (from, rule) = (format!("{}/", empty.to_string_lossy()), format!("--filter=merge {}", rules.to_string_lossy()));
        let args = ["-r", "--delete", "--existing", &rule, "--", &from, &self.root];
        match self.rsync(&args, b"")? {
            Ok(_) => {}
            // A folder by now: a publication that was broken off had come so far.
            Err((_, said)) if said.contains("non-empty directory") => {}
            Err((_, said)) => return Err(Failure::new(format!("rsync says: {said}"))),
        }
        let _ = std::fs::remove_dir_all(&empty);
        let _ = std::fs::remove_file(&rules);
        paths.iter().try_for_each(|path| seen(path, 0))
    }
}

/// Whether what was asked for is not there, by what rsync says. Where there is no connection, a key or a program of this machine may be
/// missing, which SSH says.
fn is_missing(said: &str) -> bool {
    ["change_dir ", "link_stat "].iter().any(|what| said.contains(what)) && said.contains("No such file or directory")
}

/// Rules by which these files are at risk of being deleted, and nothing else is.
fn removal(paths: &[String]) -> String {
    let mut rules = String::new();
    for path in paths {
        // A backslash says that a star is a star, but only in a rule that has one.
        let escaped: String =
            path.chars().flat_map(|c| matches!(c, '*' | '?' | '[').then_some('\\').into_iter().chain([c])).collect();
        rules.push_str(&format!("R /{escaped}\n"));
    }
    rules.push_str("P **\n");
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_is_at_risk() {
        let paths = ["a/b.html".to_string(), ".chancery/lock.json".into(), "x [1]*?.txt".into()];
        assert_eq!(removal(&paths), "R /a/b.html\nR /.chancery/lock.json\nR /x \\[1]\\*\\?.txt\nP **\n");
        assert!(is_missing("rsync: change_dir \"/x\" failed: No such file or directory (2)"));
        assert!(!is_missing("no such identity: /k: No such file or directory; Permission denied (publickey)."));
    }

    #[test]
    fn exactly_these_files_are_deleted() {
        let folder = tempfile::tempdir().unwrap();
        if Command::new("rsync").arg("--version").output().is_err() {
            return;
        }
        let root = folder.path().join("t");
        let files =
            ["a/b/f", "a/b/g", ".chancery/l", ".chancery/m", "x/q[1]*.txt", "x/q1.txt", "top", " lead", "full/of", "a/b/f.html"];
        for file in files {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let scratch = Scratch::below(folder.path()).unwrap();
        let root_name = format!("{}/", root.display());
        let target =
            Rsync { root: root_name.clone(), module: root_name, within: String::new(), host: None, shown: String::new(), scratch };
        let gone = ["a/b/f", ".chancery/l", "x/q[1]*.txt", "top", " lead", "no/where", "full"];
        target.delete(&gone.map(str::to_string), &|_, _| Ok(())).unwrap();
        let left: Vec<String> = target.list().unwrap().into_keys().collect();
        assert_eq!(left, [".chancery/m", "a/b/f.html", "a/b/g", "full/of", "x/q1.txt"]);
        assert!(!root.join("no").exists());
    }
}
