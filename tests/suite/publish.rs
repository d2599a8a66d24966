//! Publishing: whatever fails, and whenever, readers get whole pages and the next run finishes.

use crate::sandbox::{PROGRAM, Sandbox};
use chancery::base::Hash;
use chancery::publish::lock::{LOCK, Owner};
use chancery::publish::manifest::{MANIFEST, PENDING};
use chancery::publish::plan::Stage;
use chancery::publish::protocol::{Done, Options, Step, Watch, carry_out, prepare};
use chancery::publish::{Failure, Item, Mode, Object, Seen, Target, headers};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A target in memory that fails at the n-th request and writes down every one.
#[derive(Default)]
pub struct Fake {
    pub files: Mutex<BTreeMap<String, Vec<u8>>>,
    log: Mutex<Vec<String>>,
    requests: AtomicUsize,
    fail_at: AtomicUsize,
}

impl Fake {
    fn request(&self, what: &str, path: &str) -> Result<(), Failure> {
        self.log.lock().unwrap().push(format!("{what} {path}"));
        let at = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        if self.fail_at.load(Ordering::Relaxed) == at { Err(Failure::new("the server is on fire")) } else { Ok(()) }
    }

    pub fn fail_at(&self, at: usize) {
        self.requests.store(0, Ordering::Relaxed);
        self.fail_at.store(at, Ordering::Relaxed);
        self.log.lock().unwrap().clear();
    }

    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    pub fn site(&self) -> BTreeMap<String, Vec<u8>> {
        self.files
            .lock()
            .unwrap()
            .iter()
            .filter(|(path, _)| !path.starts_with(".chancery/"))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect()
    }
}

impl Target for Fake {
    fn shown(&self) -> String {
        "fake".into()
    }

    fn read(&self, path: &str) -> Result<Option<Object>, Failure> {
        self.request("get", path)?;
        let files = self.files.lock().unwrap();
        Ok(files.get(path).map(|bytes| Object { bytes: bytes.clone(), tag: Some(Hash::of(bytes).to_string()) }))
    }

    fn write(&self, path: &str, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
        self.request("put", path)?;
        let mut files = self.files.lock().unwrap();
        let there = files.get(path).map(|bytes| Hash::of(bytes).to_string());
        match (mode, there) {
            (Mode::Create, Some(_)) => return Err(Failure::Changed("taken".into())),
            (Mode::Replace(tag), there) if there.as_ref() != Some(&tag) => return Err(Failure::Changed("changed".into())),
            _ => {}
        }
        files.insert(path.into(), bytes.to_vec());
        Ok(())
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        self.request("list", "")?;
        Ok(self.files.lock().unwrap().iter().map(|(path, bytes)| (path.clone(), bytes.len() as u64)).collect())
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        for item in items {
            self.request("put", &item.path)?;
            self.files.lock().unwrap().insert(item.path.clone(), std::fs::read(&item.source).unwrap());
            seen(&item.path, item.size)?;
        }
        Ok(())
    }

    fn hashes(&self, paths: &[&str], _: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        let mut found = BTreeMap::new();
        for path in paths {
            if let Some(object) = self.read(path)? {
                found.insert((*path).to_string(), Hash::of(&object.bytes));
            }
        }
        Ok(found)
    }

    fn delete(&self, paths: &[String], _: Seen) -> Result<(), Failure> {
        for path in paths {
            self.request("delete", path)?;
            self.files.lock().unwrap().remove(path);
        }
        Ok(())
    }
}

pub struct Quiet;

impl Watch for Quiet {
    fn begin(&self, _: Step, _: usize, _: u64) {}
    fn seen(&self, _: &str, _: u64) {}
    fn note(&self, _: &str) {}
}

/// As the planner of a site would say.
fn hashed(path: &str) -> bool {
    path.starts_with("style.")
}

pub fn site(folder: &Path, files: &[(&str, &str)]) -> Vec<Item> {
    let mut items = Vec::new();
    for (at, (path, text)) in files.iter().enumerate() {
        let source = folder.join(format!("{at}-{}", Hash::of(text.as_bytes()).short()));
        std::fs::write(&source, text).unwrap();
        let (hash, size) = (Hash::of(text.as_bytes()), text.len() as u64);
        items.push(Item {
            path: (*path).into(),
            source,
            size,
            hash,
            headers: headers::of(path, hashed(path), ""),
            hashed: hashed(path),
        });
    }
    items
}

pub const OLD: [(&str, &str); 6] = [
    ("index.html", "home 1"),
    ("a/b/index.html", "page 1"),
    ("gone/x/index.html", "page"),
    ("i.png", "image 1"),
    ("style.0123456789.css", "style 1"),
    ("feed.xml", "feed 1"),
];
pub const NEW: [(&str, &str); 6] = [
    ("index.html", "home 2"),
    ("a/b/index.html", "page 2"),
    ("new/x/index.html", "page"),
    ("i.png", "image 2"),
    ("style.9876543210.css", "style 2"),
    ("feed.xml", "feed 2"),
];

pub fn options() -> Options {
    let owner = Owner { machine: "here".into(), process: std::process::id(), time: 1_000_000 };
    Options { allow_deletes: Some(3), owner, ..Options::default() }
}

pub fn run(target: &dyn Target, items: Vec<Item>) -> Result<Done, Failure> {
    carry_out(target, prepare(target, items, false)?, &options(), &Quiet)
}

/// P01: whichever request fails, pages are the old or the new ones, nothing is deleted after a failed upload, and the
/// next run finishes.
#[test]
fn any_request_may_fail() {
    let folder = tempfile::tempdir().unwrap();
    let texts = |path: &str| OLD.iter().chain(&NEW).filter(|(name, _)| *name == path).map(|(_, text)| *text).collect::<Vec<_>>();
    let mut failures = 0;
    for at in 1..100 {
        let target = Fake::default();
        run(&target, site(folder.path(), &OLD)).unwrap();
        target.fail_at(at);
        let result = run(&target, site(folder.path(), &NEW));
        for (path, bytes) in target.site() {
            assert!(texts(&path).iter().any(|text| text.as_bytes() == bytes), "{path} at {at}");
        }
        let log = target.log();
        let manifest_written = log.iter().any(|line| line == &format!("put {MANIFEST}"));
        if log.iter().any(|line| line.starts_with("delete gone/")) {
            assert!(manifest_written, "deleted before the end at {at}: {log:?}");
        }
        failures += usize::from(result.is_err());
        target.fail_at(0);
        run(&target, site(folder.path(), &NEW)).unwrap_or_else(|error| panic!("{error} at {at}"));
        let expected: BTreeMap<String, Vec<u8>> =
            NEW.iter().map(|(path, text)| ((*path).into(), text.as_bytes().to_vec())).collect();
        let mut found = target.site();
        found.remove("style.0123456789.css");
        assert_eq!(found, expected, "at {at}");
        assert!(target.files.lock().unwrap().keys().all(|path| path != LOCK && path != PENDING));
        if result.is_ok() && log.len() < at {
            assert!(failures > 15, "{failures}");
            return;
        }
    }
    panic!("it never ends");
}

/// A target that has the old site, and of the new one what was sent before the request `at` failed.
pub fn broken_off(folder: &Path, at: usize) -> Fake {
    let target = Fake::default();
    run(&target, site(folder, &OLD)).unwrap();
    target.fail_at(at);
    let _ = run(&target, site(folder, &NEW));
    target.fail_at(0);
    target
}

/// Publishes the old site, which stands there alone then, beside a style sheet that is kept.
pub fn takes_back(target: &Fake, folder: &Path, at: usize) {
    run(target, site(folder, &OLD)).unwrap();
    let mut found = target.site();
    found.remove("style.9876543210.css");
    let expected: BTreeMap<String, Vec<u8>> = OLD.iter().map(|(path, text)| ((*path).into(), text.as_bytes().to_vec())).collect();
    assert_eq!(found, expected, "at {at}");
}

/// What an interrupted run changed is not believed, even if the author takes the change back.
#[test]
fn a_change_taken_back_after_an_interruption() {
    let folder = tempfile::tempdir().unwrap();
    for at in 1..30 {
        takes_back(&broken_off(folder.path(), at), folder.path(), at);
    }
}

/// P02: the order of requests.
#[test]
fn assets_before_pages_before_lists_before_deletions() {
    let folder = tempfile::tempdir().unwrap();
    let target = Fake::default();
    run(&target, site(folder.path(), &OLD)).unwrap();
    target.fail_at(0);
    run(&target, site(folder.path(), &NEW)).unwrap();
    let log = target.log();
    let stage = |path: &str| Stage::of(path, hashed(path));
    let puts: Vec<Stage> =
        log.iter().filter_map(|line| line.strip_prefix("put ")).filter(|path| !path.starts_with('.')).map(stage).collect();
    assert!(puts.is_sorted() && puts.len() == 6, "{log:?}");
    let place = |wanted: &str| log.iter().position(|line| line == wanted).unwrap_or_else(|| panic!("{wanted}: {log:?}"));
    assert!(place("put index.html") < place("get a/b/index.html"));
    assert!(place("get a/b/index.html") < place(&format!("put {MANIFEST}")));
    assert!(place(&format!("put {MANIFEST}")) < place("delete gone/x/index.html"));
    assert!(!log.contains(&"delete style.0123456789.css".to_string()), "old assets stay for one release");
}

/// P05: another writer between plan and manifest is noticed; a second publisher is told.
#[test]
fn two_publishers() {
    let folder = tempfile::tempdir().unwrap();
    let target = Fake::default();
    run(&target, site(folder.path(), &OLD)).unwrap();
    let planned = prepare(&target, site(folder.path(), &NEW), false).unwrap();
    run(&target, site(folder.path(), &[OLD[0], OLD[1], OLD[2]])).unwrap();
    let error = carry_out(&target, planned, &options(), &Quiet).unwrap_err();
    assert!(error.to_string().contains("since this was planned"), "{error}");
    let other = Owner { machine: "there".into(), process: 1, time: 999_990 };
    target.files.lock().unwrap().insert(LOCK.into(), serde_json::to_vec(&other).unwrap());
    let before = target.site();
    let error = run(&target, site(folder.path(), &NEW)).unwrap_err();
    assert!(error.to_string().contains("by somebody else") && error.to_string().contains("--break-lock"), "{error}");
    assert_eq!(target.site(), before);
    let planned = prepare(&target, site(folder.path(), &NEW), false).unwrap();
    let beat = Some(Duration::from_millis(5));
    carry_out(&target, planned, &Options { break_lock: true, beat, ..options() }, &Quiet).unwrap();
}

/// P04: a plan writes nothing; the same plan is carried out. Of 10,000 files with 10 changed only those are sent.
#[test]
fn only_what_changed_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..10_000).map(|at| format!("p/{at}/index.html")).chain(["index.html".into()]).collect();
    let files = |changed: usize| -> Vec<Item> {
        let texts = ["old", "new"];
        let both = site(folder.path(), &[("x", texts[0]), ("y", texts[1])]);
        let one = |(at, name): (usize, &String)| Item { path: name.clone(), ..both[usize::from(at < changed)].clone() };
        names.iter().enumerate().map(one).collect()
    };
    let target = Fake::default();
    run(&target, files(0)).unwrap();
    target.fail_at(0);
    let planned = prepare(&target, files(10), false).unwrap();
    assert!(target.log().iter().all(|line| line.starts_with("get ")), "{:?}", target.log());
    assert_eq!(planned.plan.put.len(), 10);
    assert_eq!(run(&target, files(10)).unwrap().put, 10);
    assert!(target.log().len() < 40, "{}", target.log().len());
    target.fail_at(0);
    assert_eq!(run(&target, files(10)).unwrap().put, 0);
    assert!(target.log().iter().all(|line| line.starts_with("get ")));
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
    let files = walk.filter_map(|entry| Some((name(entry.path()), std::fs::read(entry.path()).ok()?)));
    files.filter(|(path, _)| !path.starts_with(".chancery") && !path.starts_with(".git/")).collect()
}

#[test]
fn a_folder_and_its_guards() {
    let sandbox = Sandbox::starter();
    let to = sandbox.at("www");
    let address = format!("file://{}", to.display());
    let dry = sandbox.run(&["publish", &address, "--dry-run"]);
    assert!(dry.code == 0 && dry.out.contains("put") && !to.exists(), "{dry:?}");
    let ran = sandbox.run(&["publish", &address]);
    assert!(ran.code == 0 && ran.err.contains("published:"), "{ran:?}");
    assert_eq!(tree(&to), tree(&sandbox.at("public")));
    assert!(sandbox.at("published.json").exists());
    let again = sandbox.run(&["publish", &address]);
    assert!(again.code == 0 && again.err.contains("nothing changed"), "{again:?}");
    std::fs::write(to.join("theirs.txt"), "x").unwrap();
    let config = sandbox.read("chancery.yaml");
    for bad in ["file://.", "file://content/x", "file://public", "nowhere", "s4://x", "git+https://h/r", "zip:chancery.yaml"] {
        let ran = sandbox.run(&["publish", bad]);
        assert_eq!(ran.code, 2, "{bad}: {ran:?}");
    }
    assert_eq!(sandbox.read("chancery.yaml"), config);
    let other = sandbox.at("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("index.html"), "theirs").unwrap();
    let address = format!("file://{}", other.display());
    let refused = sandbox.run(&["publish", &address]);
    assert!(refused.code == 2 && refused.err.contains("--adopt"), "{refused:?}");
    assert_eq!(std::fs::read_to_string(other.join("index.html")).unwrap(), "theirs");
    sandbox.write("content/pages/bad.md", "---\ntitle: Bad\n---\n\nSee [[nobody-at-all]].\n");
    let stopped = sandbox.run(&["publish", &address]);
    assert!(stopped.code == 1 && stopped.err.contains("nothing was published"), "{stopped:?}");
}

/// A file becomes a folder and a folder a file, in a folder and in a branch.
#[test]
fn a_file_may_become_a_folder() {
    let sandbox = Sandbox::starter();
    let remote = sandbox.at("remote.git");
    git(sandbox.path(), &["init", "--quiet", "--bare", remote.to_str().unwrap()]);
    let to = sandbox.at("www");
    let addresses = [format!("file://{}", to.display()), format!("git+file://{}#pages", remote.display())];
    let publish = |sandbox: &Sandbox| {
        for address in &addresses {
            let ran = sandbox.run(&["publish", address, "--override-reason", "a test"]);
            assert_eq!(ran.code, 0, "{ran:?}");
        }
        assert_eq!(tree(&to), tree(&sandbox.at("public")));
    };
    sandbox.write("static/thing", "a file");
    sandbox.write("static/folder/inner/x.txt", "x");
    publish(&sandbox);
    std::fs::remove_file(sandbox.at("static/thing")).unwrap();
    std::fs::remove_dir_all(sandbox.at("static/folder")).unwrap();
    sandbox.write("static/thing/index.txt", "a folder");
    sandbox.write("static/folder", "a file");
    publish(&sandbox);
    assert_eq!(git(&remote, &["show", "pages:thing/index.txt"]), "a folder");
}

/// Whether a file of the release before stays beside those of this one: it has a hash in its name.
fn is_kept(path: &str) -> bool {
    let is_shard = || path.starts_with("search/") && ["/t/", "/p/", "/d/"].iter().any(|folder| path.contains(folder));
    path.starts_with("assets/") || is_shard()
}

/// Killed at any moment: each file is always whole, and the next run ends equal to the build.
#[test]
fn killed_and_run_again() {
    let sandbox = Sandbox::starter();
    let to = sandbox.at("www");
    let address = format!("file://{}", to.display());
    assert_eq!(sandbox.run(&["publish", &address]).code, 0);
    let mut known: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    let mut learn = |sandbox: &Sandbox| {
        for (path, bytes) in tree(&sandbox.at("public")) {
            known.entry(path).or_default().push(bytes);
        }
        known.clone()
    };
    learn(&sandbox);
    for round in 0..50u64 {
        sandbox.write("content/pages/about.md", format!("---\ntitle: About {round}\n---\n\nText {round}.\n"));
        let mut child = Command::new(PROGRAM)
            .args(["publish", &address])
            .current_dir(sandbox.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(8 * (round + 1)));
        let _ = child.kill();
        let _ = child.wait();
        // What it sent, it had built; the folder that it builds to is always whole.
        let known = learn(&sandbox);
        for (path, bytes) in tree(&to) {
            assert!(known[&path].contains(&bytes), "{path} is torn");
        }
        let ran = sandbox.run(&["publish", &address]);
        assert_eq!(ran.code, 0, "{ran:?}");
        // What the one killed did not come to build, this one did.
        learn(&sandbox);
        let here = tree(&sandbox.at("public"));
        let there = tree(&to);
        assert!(here.iter().all(|(path, bytes)| there.get(path) == Some(bytes)), "round {round}");
        assert!(there.keys().all(|path| here.contains_key(path) || is_kept(path)), "round {round}");
        assert!(!to.join(LOCK).exists() && !to.join(PENDING).exists());
    }
}

fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(folder).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_string()
}

#[test]
fn a_branch_gets_one_commit_on_top() {
    let sandbox = Sandbox::starter();
    let remote = sandbox.at("remote.git");
    std::fs::create_dir(&remote).unwrap();
    git(&remote, &["init", "--quiet", "--bare"]);
    let address = format!("git+file://{}#pages", remote.display());
    let ran = sandbox.run(&["publish", &address]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(git(&remote, &["rev-list", "--count", "pages"]), "1");
    sandbox.write("content/pages/about.md", "---\ntitle: About us\n---\n\nText.\n");
    let ran = sandbox.run(&["publish", &address]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(git(&remote, &["rev-list", "--count", "pages"]), "2");
    let again = sandbox.run(&["publish", &address]);
    assert!(again.code == 0 && again.err.contains("nothing changed"), "{again:?}");
    assert_eq!(git(&remote, &["rev-list", "--count", "pages"]), "2");
    let clone = sandbox.at("clone");
    git(sandbox.path(), &["clone", "--quiet", "--branch", "pages", remote.to_str().unwrap(), clone.to_str().unwrap()]);
    let mut there = tree(&clone);
    assert_eq!(there.remove(".nojekyll"), Some(Vec::new()));
    let here = tree(&sandbox.at("public"));
    there.retain(|path, _| here.contains_key(path) || !is_kept(path));
    assert!(there == here);
    std::fs::write(remote.join("hooks/pre-receive"), "#!/bin/sh\nexit 1\n").unwrap();
    Command::new("chmod").arg("+x").arg(remote.join("hooks/pre-receive")).status().unwrap();
    sandbox.write("content/pages/about.md", "---\ntitle: About them\n---\n\nText.\n");
    let refused = sandbox.run(&["publish", &address]);
    assert!(refused.code == 2 && refused.err.contains("git says") && refused.err.contains("stands"), "{refused:?}");
}

#[test]
fn an_archive_is_whole_and_always_the_same() {
    let sandbox = Sandbox::starter();
    assert_eq!(sandbox.run(&["publish", "zip:a.zip"]).code, 0);
    assert_eq!(sandbox.run(&["publish", "zip:b.zip"]).code, 0);
    let (a, b) = (std::fs::read(sandbox.at("a.zip")).unwrap(), std::fs::read(sandbox.at("b.zip")).unwrap());
    assert!(a == b && a.starts_with(b"PK"));
}

/// P07: no key is ever shown.
#[test]
fn secrets_are_never_shown() {
    let sandbox = Sandbox::starter();
    sandbox.write("home/.aws/credentials", "[press]\naws_access_key_id = AKIDSHOWN99\naws_secret_access_key = s3cr3t-in-file\n");
    let mut command = Command::new(PROGRAM);
    command.current_dir(sandbox.path()).env("HOME", sandbox.at("home")).env("AWS_PROFILE", "press");
    command
        .env_remove("AWS_ACCESS_KEY_ID")
        .args(["publish", "-v", "s3://bucket"])
        .env("AWS_ENDPOINT_URL", "http://s3cr3t-in-file:1/");
    let ran = command.stdin(Stdio::null()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert!(!said.contains("s3cr3t-in-file") && !said.contains("AKIDSHOWN99"), "{said}");
    let ran = sandbox.run(&["publish", "git+https://token-that-is-very-long-1234:pass-w0rd@127.0.0.1:9/r#b"]);
    assert!(ran.code == 2 && !ran.err.contains("pass-w0rd") && !ran.err.contains("very-long"), "{ran:?}");
}

/// Who may read and write the ledger stays as it was set.
#[cfg(unix)]
#[test]
fn the_ledger_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::starter();
    let address = format!("file://{}", sandbox.at("www").display());
    assert_eq!(sandbox.run(&["publish", &address]).code, 0);
    let before = sandbox.read("published.json");
    std::fs::set_permissions(sandbox.at("published.json"), PermissionsExt::from_mode(0o640)).unwrap();
    sandbox.write("content/pages/more.md", "---\ntitle: More\n---\nText.\n");
    assert_eq!(sandbox.run(&["publish", &address]).code, 0);
    assert_ne!(sandbox.read("published.json"), before);
    assert_eq!(std::fs::metadata(sandbox.at("published.json")).unwrap().permissions().mode() & 0o777, 0o640);
}
