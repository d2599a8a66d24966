//! A branch of a git repository, through the system's git: one commit on top of what is there, never by force.
//!
//! Works in a bare repository of its own, without a work tree: blobs and an index are enough.

use super::manifest::is_plain;
use super::programs::{Scratch, last_lines, must, run};
use super::{Failure, Item, Mode, Object, Seen, Target, bytes_of};
use crate::base::Hash;
use crate::system::real_path;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// The branch.
pub(super) struct Branch {
    url: String,
    shown: String,
    branch: String,
    scratch: Scratch,
    /// The commit that it stands at; `None` if it does not exist yet.
    base: Option<String>,
}

impl Branch {
    /// Fetches the newest commit of a branch, if there is one.
    pub(super) fn open(url: &str, shown: &str, branch: &str, scratch: Scratch) -> Result<Branch, Failure> {
        let mut made = Branch { url: url.into(), shown: shown.into(), branch: branch.into(), scratch, base: None };
        let repository = made.repository();
        must(Command::new("git").arg("init").arg("--quiet").arg("--bare"), &[repository.as_os_str()], b"")?;
        let full = format!("refs/heads/{branch}");
        made.git(&["check-ref-format", &full], b"").map_err(|_| Failure::new(format!("`{branch}` cannot be a branch")))?;
        let listed = made.git(&["ls-remote", "--", url, &full], b"")?;
        if !listed.is_empty() {
            made.git(&["fetch", "--quiet", "--depth", "1", "--no-tags", "--", url, &format!("+{full}:refs/base")], b"")?;
            made.base = Some(made.line(&["rev-parse", "refs/base"])?);
            made.git(&["read-tree", "refs/base"], b"")?;
        }
        Ok(made)
    }

    fn repository(&self) -> PathBuf {
        self.scratch.path().join("repository.git")
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(self.repository()).args(["-c", "core.autocrlf=false", "-c", "gc.auto=0"]);
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"] {
            command.env_remove(name);
        }
        command
    }

    fn git(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Failure> {
        must(&mut self.command(), args, input).map_err(|failure| Failure::new(in_words(&failure.to_string())))
    }

    fn line(&self, args: &[&str]) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&self.git(args, b"")?).trim().to_string())
    }

    fn stage(&self, lines: &[u8]) -> Result<(), Failure> {
        self.git(&["update-index", "--add", "-z", "--index-info"], lines).map(drop)
    }

    fn commit(&self, tree: &str, note: &str) -> Result<String, Failure> {
        let mut command = self.command();
        if self.git(&["var", "GIT_COMMITTER_IDENT"], b"").is_err() {
            command.args(["-c", "user.name=Chancery", "-c", "user.email=chancery@localhost"]);
        }
        let mut args = vec!["commit-tree", tree, "-m", note];
        if let Some(base) = &self.base {
            args.extend(["-p", base]);
        }
        Ok(String::from_utf8_lossy(&must(&mut command, &args, b"")?).trim().to_string())
    }
}

/// What git says, with the way out where it is known.
fn in_words(said: &str) -> String {
    let help =
        if ["could not read Username", "could not read Password", "Authentication failed"].iter().any(|sign| said.contains(sign)) {
            "; set up a credential helper for this host (`git config credential.helper`), or publish by `git+ssh://`"
        } else if said.contains("Permission denied (publickey") {
            "; load your key into the SSH agent, and give its public half to the host"
        } else if said.contains("protected branch") || said.contains("GH006") {
            "; publish to a branch that you may push to"
        } else {
            ""
        };
    format!("{said}{help}")
}

impl Target for Branch {
    fn shown(&self) -> String {
        format!("git+{}#{}", self.shown, self.branch)
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn read(&self, path: &str) -> Result<Option<Object>, Failure> {
        if self.base.is_none() {
            return Ok(None);
        }
        let name = format!("refs/base:{path}");
        let output = run(self.command().args(["cat-file", "blob", &name]), b"")?;
        Ok(output.status.success().then_some(Object { bytes: output.stdout, tag: None }))
    }

    fn write(&self, path: &str, bytes: &[u8], _: Mode) -> Result<(), Failure> {
        let id = String::from_utf8_lossy(&self.git(&["hash-object", "-w", "--stdin"], bytes)?).trim().to_string();
        self.stage(format!("100644 {id}\t{path}\0").as_bytes())
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        if self.base.is_none() {
            return Ok(BTreeMap::new());
        }
        let listed = self.git(&["ls-tree", "-r", "-l", "-z", "refs/base"], b"")?;
        let entries = listed.split(|byte| *byte == 0).filter_map(|line| {
            let (about, path) = std::str::from_utf8(line).ok()?.split_once('\t')?;
            Some((path.to_string(), about.split_whitespace().last()?.parse().unwrap_or(0)))
        });
        Ok(entries.collect())
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        if items.is_empty() {
            return Ok(());
        }
        let mut names = Vec::new();
        for item in items {
            bytes_of(item)?;
            let source = real_path(&item.source).map_err(|error| Failure::new(format!("cannot read `{}`: {error}", item.path)))?;
            names.extend(source.as_os_str().as_encoded_bytes());
            names.push(b'\n');
        }
        let ids = self.git(&["hash-object", "-w", "--no-filters", "--stdin-paths"], &names)?;
        let ids = String::from_utf8_lossy(&ids);
        let mut lines = Vec::new();
        for (item, id) in items.iter().zip(ids.lines()) {
            lines.extend(format!("100644 {id}\t{}\0", item.path).bytes());
            seen(&item.path, item.size)?;
        }
        self.stage(&lines)
    }

    fn hashes(&self, paths: &[&str], _: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        let read = paths
            .iter()
            .filter_map(|path| Some(self.read(path).transpose()?.map(|object| ((*path).to_string(), Hash::of(&object.bytes)))));
        read.collect()
    }

    fn delete(&self, paths: &[String], _: Seen) -> Result<(), Failure> {
        let lines: String =
            paths.iter().filter(|path| is_plain(path)).map(|path| format!("0 {}\t{path}\0", "0".repeat(40))).collect();
        if lines.is_empty() { Ok(()) } else { self.stage(lines.as_bytes()) }
    }

    fn finish(&self, note: &str) -> Result<(), Failure> {
        let tree = self.line(&["write-tree"])?;
        if self.base.is_some() && self.line(&["rev-parse", "refs/base^{tree}"])? == tree {
            return Ok(());
        }
        let commit = self.commit(&tree, note)?;
        let to = format!("{commit}:refs/heads/{}", self.branch);
        let output = run(self.command().args(["push", "--quiet", "--", &self.url, &to]), b"")?;
        if !output.status.success() {
            let said = last_lines(&output.stderr);
            if ["non-fast-forward", "fetch first", "stale info", "cannot lock ref", "already exists"]
                .iter()
                .any(|sign| said.contains(sign))
            {
                return Err(Failure::Changed(format!("somebody else pushed to `{}` meanwhile; publish again", self.branch)));
            }
            return Err(Failure::new(in_words(&format!("git says: {said}"))));
        }
        let now = self.line(&["ls-remote", "--", &self.url, &format!("refs/heads/{}", self.branch)])?;
        match now.starts_with(&commit) {
            true => Ok(()),
            false => Err(Failure::Changed(format!("`{}` was pushed, but stands at another commit now", self.branch))),
        }
    }
}
