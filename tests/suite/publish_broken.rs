//! Publications that come to no good end: what is live is known, the lock is one person's, and the next run puts things right.

use crate::publish::{Fake, NEW, OLD, Quiet, broken_off, options, run, site, takes_back};
use crate::sandbox::{Ran, Sandbox};
use chancery::base::Hash;
use chancery::model::ledger::{merge, read};
use chancery::publish::ledger::write;
use chancery::publish::lock::{LOCK, Owner};
use chancery::publish::manifest::{LATE, PENDING};
use chancery::publish::protocol::{Options, Step, Watch, carry_out, prepare};
use chancery::publish::{Failure, Item, Mode, Object, Seen, Target};
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Knows whether it was told that readers have the new site.
#[derive(Default)]
struct Live(AtomicBool);

impl Watch for Live {
    fn begin(&self, _: Step, _: usize, _: u64) {}
    fn seen(&self, _: &str, _: u64) {}
    fn note(&self, _: &str) {}
    fn live(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn what_is_live_is_told_whatever_fails_then() {
    let folder = tempfile::tempdir().unwrap();
    for before in [&OLD[..], &[]] {
        for at in 1..60 {
            let target = Fake::default();
            if !before.is_empty() {
                run(&target, site(folder.path(), before)).unwrap();
            }
            target.fail_at(at);
            let live = Live::default();
            let done = prepare(&target, site(folder.path(), &NEW), false)
                .and_then(|planned| carry_out(&target, planned, &options(), &live));
            let log = target.log();
            let said = done.as_ref().err().map_or_else(String::new, ToString::to_string);
            let is_live = done.is_ok() || said.contains("the new site is live") || said.contains("everything is sent");
            assert_eq!(live.0.load(Ordering::Relaxed), is_live, "{at}: {said}");
            // Left over are files or notes, as it is said.
            let failed = log.get(at - 1).map_or("", String::as_str);
            assert!(said.contains("some files") || !failed.starts_with("delete gone/"), "{failed}: {said}");
            assert_eq!(said.contains("only the notes"), failed == format!("delete {PENDING}"), "{failed}: {said}");
        }
    }
}

fn publish(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let address = format!("file://{}", sandbox.at("www").display());
    sandbox.run(&[&["publish", &address, "--allow-deletes", "99"], more].concat())
}

fn report(sandbox: &Sandbox, number: u32, corrections: &str) {
    let text = format!("---\ntitle: Mine\nsummary: S.\ndate: 2025-03-01\n{corrections}---\n\nThey held {number} men.\n");
    sandbox.write("content/reports/mine/index.md", text);
}

/// The deletions fail: the new figure is public all the same, and another one is a change of it.
#[test]
fn what_is_live_is_in_the_ledger() {
    let sandbox = Sandbox::starter();
    sandbox.write("content/pages/gone.md", "---\ntitle: Gone\n---\n\nText.\n");
    report(&sandbox, 100, "");
    assert_eq!(publish(&sandbox, &[]).code, 0);
    std::fs::remove_file(sandbox.at("content/pages/gone.md")).unwrap();
    report(&sandbox, 200, "");
    let ran = publish(&sandbox, &[]);
    let line = ran.err.split('`').find(|part| part.starts_with("- {date:")).unwrap_or_else(|| panic!("{ran:?}"));
    let corrected = format!("corrections:\n  {line}\n");
    report(&sandbox, 200, &corrected);
    let gone = sandbox.at("www/gone");
    let elsewhere = sandbox.at("elsewhere");
    std::fs::rename(&gone, &elsewhere).unwrap();
    std::fs::write(elsewhere.join("index.json"), "theirs").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &gone).unwrap();
    let ran = publish(&sandbox, &["--override-reason", "data"]);
    assert!(ran.code == 2 && ran.err.contains("symbolic link"), "{ran:?}");
    assert_eq!(std::fs::read_to_string(elsewhere.join("index.json")).unwrap(), "theirs");
    let live = std::fs::read_to_string(sandbox.at("www/reports/mine/index.html")).unwrap();
    assert!(live.contains("200 men") && ran.err.contains("the new site is live"), "{ran:?}");
    report(&sandbox, 300, &corrected);
    let ran = publish(&sandbox, &[]);
    assert!(ran.code == 1 && ran.err.contains("`200` is now `300`"), "{ran:?}");
}

/// What cannot be written down is found out before anything is public, the first time as well.
#[test]
fn a_ledger_that_cannot_be_written_stops_the_first_publication() {
    let sandbox = Sandbox::starter();
    std::fs::create_dir_all(sandbox.at("published.json/x")).unwrap();
    let ran = publish(&sandbox, &[]);
    assert!(ran.code == 2 && ran.err.contains("published.json") && !sandbox.at("www").exists(), "{ran:?}");
}

/// A first publication that breaks off is one's own.
#[test]
fn a_first_publication_that_broke_off_is_no_one_elses() {
    let sandbox = Sandbox::starter();
    let file = sandbox.at("www/about/index.html");
    std::fs::create_dir_all(file.join("in the way")).unwrap();
    assert_eq!(publish(&sandbox, &["--adopt"]).code, 2);
    let announced = sandbox.read("published.json");
    assert!(announced.contains("\"publications\"") && !announced.contains("\"published\""), "{announced}");
    std::fs::remove_dir_all(&file).unwrap();
    sandbox.write("content/pages/new.md", "---\ntitle: New\n---\n\nText.\n");
    let ran = publish(&sandbox, &["--adopt"]);
    assert!(ran.code == 0 && sandbox.read("published.json").contains("\"/new/\""), "{ran:?}");
}

/// A target where somebody else takes the lock while the first file is sent.
struct Taken(Fake);

fn another() -> Vec<u8> {
    let owner = Owner { machine: "there".into(), process: 1, time: 1_000_000 };
    serde_json::to_vec(&owner).unwrap()
}

impl Target for Taken {
    fn shown(&self) -> String {
        "taken".into()
    }

    fn read(&self, path: &str) -> Result<Option<Object>, Failure> {
        self.0.read(path)
    }

    fn write(&self, path: &str, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
        self.0.write(path, bytes, mode)
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        self.0.list()
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        for item in items {
            self.0.put(&[*item], &|_, _| Ok(()))?;
            self.0.files.lock().unwrap().insert(LOCK.into(), another());
            // Long enough for a look.
            std::thread::sleep(Duration::from_millis(300));
            seen(&item.path, item.size)?;
        }
        Ok(())
    }

    fn hashes(&self, paths: &[&str], seen: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        self.0.hashes(paths, seen)
    }

    fn delete(&self, paths: &[String], seen: Seen) -> Result<(), Failure> {
        self.0.delete(paths, seen)
    }
}

#[test]
fn who_lost_the_lock_stops_and_the_next_one_heals() {
    let folder = tempfile::tempdir().unwrap();
    let target = Taken(Fake::default());
    run(&target.0, site(folder.path(), &OLD)).unwrap();
    let new = [NEW[0], NEW[1], NEW[2], NEW[3], NEW[5]];
    let planned = prepare(&target, site(folder.path(), &new), false).unwrap();
    target.0.fail_at(0);
    let beat = Some(Duration::from_millis(20));
    let error = carry_out(&target, planned, &Options { beat, ..options() }, &Quiet).unwrap_err().to_string();
    assert!(error.contains("took over") && error.contains("at least 1 of"), "{error}");
    // One file was under way; no other one is sent, and the lock of the other stays.
    let log = target.0.log();
    let sent: Vec<_> = log.iter().filter_map(|line| line.strip_prefix("put ")).filter(|path| !path.starts_with('.')).collect();
    assert_eq!(sent.len(), 1, "{log:?}");
    let (kept, late) = {
        let files = target.0.files.lock().unwrap();
        (files[LOCK].clone(), String::from_utf8(files[LATE].clone()).unwrap())
    };
    assert!(kept == another() && late.contains(sent[0]), "{late}");
    // The other one, who knew nothing of it, came to the end of theirs; the next publication sends it again.
    let mut files = target.0.files.lock().unwrap();
    files.remove(LOCK);
    files.remove(PENDING);
    files.insert(sent[0].into(), b"torn".to_vec());
    drop(files);
    let done = run(&target.0, site(folder.path(), &OLD)).unwrap();
    assert!(done.put >= 1, "{done:?}");
    let expected: BTreeMap<String, Vec<u8>> = OLD.iter().map(|(path, text)| ((*path).into(), text.as_bytes().to_vec())).collect();
    let mut found = target.0.site();
    found.remove("style.9876543210.css");
    assert_eq!(found, expected);
    assert!(!target.0.files.lock().unwrap().contains_key(LATE));
    assert_eq!(run(&target.0, site(folder.path(), &OLD)).unwrap().put, 0);
}

/// Notes that a power cut left empty: nothing that the manifest says is believed.
#[test]
fn notes_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut cleared = 0;
    for at in 1..30 {
        let target = broken_off(folder.path(), at);
        if let Some(notes) = target.files.lock().unwrap().get_mut(PENDING) {
            cleared += usize::from(!notes.is_empty());
            notes.clear();
        }
        target.files.lock().unwrap().retain(|path, _| !path.starts_with("new/"));
        takes_back(&target, folder.path(), at);
    }
    assert!(cleared > 0, "some were broken off while there were notes");
}

#[test]
fn a_file_of_somebody_else_is_not_written_over() {
    let sandbox = Sandbox::starter();
    assert_eq!(publish(&sandbox, &[]).code, 0);
    let page = sandbox.at("www/contact/index.html");
    std::fs::create_dir_all(page.parent().unwrap()).unwrap();
    std::fs::write(&page, "theirs").unwrap();
    sandbox.write("content/pages/contact.md", "---\ntitle: Contact\n---\n\nText.\n");
    for more in [&[][..], &["--dry-run"]] {
        let ran = publish(&sandbox, more);
        assert!(ran.code == 2 && ran.err.contains("`contact/index.html`") && ran.err.contains("--adopt"), "{ran:?}");
        assert_eq!(std::fs::read_to_string(&page).unwrap(), "theirs");
    }
    let ours = std::fs::read(sandbox.at("public/contact/index.html")).unwrap();
    // What is equal is no matter.
    std::fs::write(&page, &ours).unwrap();
    assert_eq!(publish(&sandbox, &["--dry-run"]).code, 0);
    std::fs::write(&page, "theirs").unwrap();
    let ran = publish(&sandbox, &["--adopt"]);
    assert!(ran.code == 0 && std::fs::read(&page).unwrap() == ours, "{ran:?}");
}

#[test]
fn all_is_read_back_and_sent_again() {
    let sandbox = Sandbox::starter();
    assert_eq!(publish(&sandbox, &[]).code, 0);
    let (page, gone) = (sandbox.at("www/about/index.html"), sandbox.at("www/404.html"));
    let ours = std::fs::read(&page).unwrap();
    std::fs::write(&page, "torn").unwrap();
    std::fs::remove_file(&gone).unwrap();
    assert!(publish(&sandbox, &[]).err.contains("nothing changed"));
    let ran = publish(&sandbox, &["--verify"]);
    assert!(ran.code == 0 && ran.err.contains("published: 2 sent"), "{ran:?}");
    assert!(std::fs::read(&page).unwrap() == ours && gone.exists());
    assert!(publish(&sandbox, &["--verify"]).err.contains("nothing changed"));
}

/// Where the driver could not run, Git leaves one side there without a mark.
#[test]
fn a_conflict_without_marks() {
    let sandbox = Sandbox::starter();
    let git = |args: &[&str], input: &str| {
        let mut child = Command::new("git")
            .arg("-C")
            .arg(sandbox.at(""))
            .args(args)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap().trim().to_string()
    };
    git(&["init", "-q"], "");
    let side = |address: &str| {
        format!(
            "{{\n  \"format\": 1,\n  \"addresses\": {{\n    \"{address}\": {{\"kind\": \"page\", \"first\": \"2025-01-02\"}}\n  }}\n}}\n"
        )
    };
    let (ours, theirs) = (side("/ours/"), side("/theirs/"));
    let id = |text: &str| git(&["hash-object", "-w", "--stdin"], text);
    let index = format!("100644 {} 2\tpublished.json\n100644 {} 3\tpublished.json\n", id(&ours), id(&theirs));
    git(&["update-index", "--index-info"], &index);
    sandbox.write("published.json", &ours);
    let ran = sandbox.run(&["merge"]);
    assert!(ran.code == 0 && ran.err.contains("both sides"), "{ran:?}");
    let ledger = |text: &str| read(Some(text.as_bytes())).0;
    assert_eq!(sandbox.read("published.json"), write(&merge::union(ledger(&ours), ledger(&theirs))));
    git(&["add", "published.json"], "");
    let ran = sandbox.run(&["merge"]);
    assert!(ran.code == 0 && ran.err.contains("nothing to do"), "{ran:?}");
}
