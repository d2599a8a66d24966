//! The site is written whole or not at all, whatever happens.

use crate::sandbox::{Sandbox, ran};
use chancery::base::OutPath;
use chancery::session::write::{Busy, MANIFEST, Staging, Swap, Written};
use chancery::session::{self, Refusal, Session};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

fn site() -> Sandbox {
    Sandbox::with([("chancery.yaml", "title: T")])
}

fn open(sandbox: &Sandbox) -> anyhow::Result<Staging> {
    Staging::open(sandbox.path(), &sandbox.at("public"), &[])
}

fn build_by(sandbox: &Sandbox, swap: Option<Swap>, files: &[(&str, &str)]) -> anyhow::Result<Written> {
    let mut staging = open(sandbox)?;
    if let Some(swap) = swap {
        staging.swap_by(swap);
    }
    for (path, text) in files {
        staging.put(&OutPath::new(path).unwrap(), text.as_bytes())?;
    }
    staging.commit()
}

fn build(sandbox: &Sandbox, files: &[(&str, &str)]) -> anyhow::Result<Written> {
    build_by(sandbox, None, files)
}

/// Names of what lies in the site's folder.
fn beside(sandbox: &Sandbox) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(sandbox.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn inode(path: &Path) -> u64 {
    fs::symlink_metadata(path).unwrap().ino()
}

#[test]
fn unchanged_files_stay_and_an_unchanged_site_is_not_touched() {
    let sandbox = site();
    build(&sandbox, &[("index.html", "one"), ("a/b.html", "two"), ("old/x.html", "gone")]).unwrap();
    let kept = (inode(&sandbox.at("public/a/b.html")), fs::metadata(sandbox.at("public/a/b.html")).unwrap().mtime_nsec());
    std::thread::sleep(Duration::from_millis(20));

    let written = build(&sandbox, &[("index.html", "ONE"), ("a/b.html", "two")]).unwrap();
    assert_eq!((written.files, written.changed, written.removed), (2, 1, 1));
    let path = sandbox.at("public/a/b.html");
    assert_eq!((inode(&path), fs::metadata(&path).unwrap().mtime_nsec()), kept);
    assert_eq!(sandbox.read("public/index.html"), "ONE");
    assert!(!sandbox.at("public/old").exists());

    let folder = inode(&sandbox.at("public"));
    let written = build(&sandbox, &[("index.html", "ONE"), ("a/b.html", "two")]).unwrap();
    assert_eq!((written.files, written.changed, written.removed), (2, 0, 0));
    assert_eq!(inode(&sandbox.at("public")), folder, "the folder was exchanged although nothing changed");
    assert_eq!(beside(&sandbox), ["chancery.yaml", "public"]);
}

#[test]
fn a_file_changed_by_hand_is_put_right() {
    let sandbox = site();
    build(&sandbox, &[("index.html", "one")]).unwrap();
    sandbox.write("public/index.html", "eno");
    assert_eq!(build(&sandbox, &[("index.html", "one")]).unwrap().changed, 1);
    assert_eq!(sandbox.read("public/index.html"), "one");
}

#[test]
fn strangers_are_carried_over_by_every_way_to_swap() {
    for swap in [None, Some(Swap::Aside), Some(Swap::Files)] {
        let sandbox = site();
        sandbox.write("public/.gitignore", "*");
        sandbox.write("public/.DS_Store", "of the Finder");
        build_by(&sandbox, swap, &[("index.html", "one"), ("gone/x.html", "x")]).unwrap();
        sandbox.write("public/notes/mine.txt", "mine");
        sandbox.write("public/gone/also-mine.txt", "mine");
        build_by(&sandbox, swap, &[("index.html", "two")]).unwrap();
        let names: Vec<String> = sandbox.snapshot("public").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, [".DS_Store", MANIFEST, ".gitignore", "gone/also-mine.txt", "index.html", "notes/mine.txt"], "{swap:?}");
        assert_eq!(sandbox.read("public/index.html"), "two");
        assert_eq!(beside(&sandbox), ["chancery.yaml", "public"], "{swap:?}");
    }
}

/// A repository in the output: git knows it by folders that are empty, and keeps some to itself.
#[test]
fn folders_of_strangers_keep_their_permissions_and_may_be_empty() {
    for swap in [Swap::Exchange, Swap::Aside, Swap::Files] {
        let sandbox = site();
        build_by(&sandbox, Some(swap), &[("index.html", "one")]).unwrap();
        for (folder, mode) in
            [(".git/refs/heads", 0o750), (".git/refs", 0o2755), (".git/locked", 0o500), (".git", 0o700), ("later", 0o700)]
        {
            fs::create_dir_all(sandbox.at("public").join(folder)).unwrap();
            if folder == ".git/locked" {
                sandbox.write("public/.git/locked/HEAD", "ref");
            }
            fs::set_permissions(sandbox.at("public").join(folder), fs::Permissions::from_mode(mode)).unwrap();
        }
        build_by(&sandbox, Some(swap), &[("index.html", "two"), ("later/index.html", "ours")]).unwrap();
        let mode = |path: &str| fs::metadata(sandbox.at("public").join(path)).unwrap().permissions().mode() & 0o7777;
        let modes = [".git", ".git/refs", ".git/refs/heads", ".git/locked"].map(mode);
        assert_eq!(modes, [0o700, 0o2755, 0o750, 0o500], "{swap:?}");
        assert_eq!(sandbox.read("public/.git/locked/HEAD"), "ref");
        assert_eq!(beside(&sandbox), ["chancery.yaml", "public"], "{swap:?}");
        if swap != Swap::Files {
            assert_eq!(mode("later"), 0o755, "where pages stand, all may read");
        }
        fs::set_permissions(sandbox.at("public/.git/locked"), fs::Permissions::from_mode(0o700)).unwrap();
    }
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    for swap in [Swap::Exchange, Swap::Aside, Swap::Files] {
        let sandbox = site();
        build_by(&sandbox, Some(swap), &[("a", "file"), ("b/c", "in a folder")]).unwrap();
        build_by(&sandbox, Some(swap), &[("a/x", "in a folder"), ("b", "file")]).unwrap();
        assert_eq!((sandbox.read("public/a/x"), sandbox.read("public/b")), ("in a folder".into(), "file".into()), "{swap:?}");
    }
}

#[test]
fn what_is_not_ours_is_refused_and_stays() {
    let refused = |prepare: fn(&Sandbox), wanted: &str| {
        let sandbox = site();
        prepare(&sandbox);
        let before = sandbox.snapshot("public");
        let error = build(&sandbox, &[("index.html", "new")]).unwrap_err();
        assert!(error.is::<Refusal>() && error.to_string().contains(wanted), "{error:#}");
        assert!(sandbox.snapshot("public") == before);
        assert!(beside(&sandbox).iter().all(|name| !name.starts_with(".public")), "{:?}", beside(&sandbox));
    };
    refused(|sandbox| sandbox.write("public/thesis.docx", "mine"), "thesis.docx");
    refused(
        |sandbox| {
            sandbox.write("elsewhere/mine.txt", "mine");
            symlink(sandbox.at("elsewhere"), sandbox.at("public")).unwrap();
        },
        "symbolic link",
    );
    refused(
        |sandbox| {
            drop(build(sandbox, &[("a.html", "a")]));
            sandbox.write("public/index.html", "mine");
        },
        "index.html",
    );
    refused(
        |sandbox| {
            drop(build(sandbox, &[("a.html", "a")]));
            symlink("/etc", sandbox.at("public/etc")).unwrap();
        },
        "`etc`",
    );
    refused(
        |sandbox| {
            drop(build(sandbox, &[("a.html", "a")]));
            sandbox.write(&format!("public/{MANIFEST}"), "{");
        },
        "damaged",
    );
}

#[test]
fn what_a_killed_build_left_is_cleared_and_the_old_site_comes_back() {
    let sandbox = site();
    build(&sandbox, &[("index.html", "one")]).unwrap();
    sandbox.write(".public.tmp-99999999/index.html", "half");
    sandbox.write(".public.tmp-99999999/.chancery-building", "");
    sandbox.write(".public.old-99999999/index.html", "older");
    sandbox.write(&format!(".public.old-99999999/{MANIFEST}"), "{}");
    build(&sandbox, &[("index.html", "two")]).unwrap();
    assert_eq!(beside(&sandbox), ["chancery.yaml", "public"]);

    // Killed between the two renames of a file system that cannot exchange.
    fs::rename(sandbox.at("public"), sandbox.at(".public.old-99999999")).unwrap();
    drop(open(&sandbox).unwrap());
    assert_eq!(sandbox.read("public/index.html"), "two");
    assert_eq!(beside(&sandbox), ["chancery.yaml", "public"]);

    // A build that stands between them now holds what it moved aside.
    let running = open(&sandbox).unwrap();
    fs::rename(sandbox.at("public"), sandbox.at(".public.old-99999999")).unwrap();
    assert_eq!(open(&sandbox).err().unwrap().downcast_ref::<Busy>().unwrap().0, Some(99_999_999));
    assert!(!sandbox.at("public").exists());
    drop(running);
    drop(open(&sandbox).unwrap());
    assert_eq!(sandbox.read("public/index.html"), "two");
}

#[test]
fn folders_of_others_that_are_named_like_ours_stay() {
    for swap in [Swap::Exchange, Swap::Aside, Swap::Files] {
        let sandbox = site();
        build_by(&sandbox, Some(swap), &[("index.html", "one")]).unwrap();
        let others = [".public.old-backup/x", ".public.tmp-notes/x", ".public.old-2024/x", "public/.public.tmp-mine/x"];
        others.iter().for_each(|path| sandbox.write(path, "mine"));
        build_by(&sandbox, Some(swap), &[("index.html", "two")]).unwrap();
        others.iter().for_each(|path| assert_eq!(sandbox.read(path), "mine", "{path}, {swap:?}"));
        // Nor are they taken for a site that was moved aside.
        fs::rename(sandbox.at("public"), sandbox.at("elsewhere")).unwrap();
        build_by(&sandbox, Some(swap), &[("index.html", "three")]).unwrap();
        assert_eq!(sandbox.read(".public.old-backup/x"), "mine");
        assert!(!sandbox.at("public/x").exists());
    }
}

#[test]
fn a_site_whose_content_is_away_keeps_its_pages() {
    let sandbox = Sandbox::starter();
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let old = sandbox.snapshot("public");
    fs::rename(sandbox.at("content"), sandbox.at("elsewhere")).unwrap();
    let end = sandbox.run(&["build"]);
    assert!(end.code == 1 && end.err.contains("error[no-content]") && end.err.contains("pages of the site"), "{end:?}");
    assert!(sandbox.snapshot("public") == old, "the site changed");
    // Whoever means it takes the old one away.
    fs::remove_dir_all(sandbox.at("public")).unwrap();
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert_eq!(sandbox.run(&["build"]).code, 0);
}

#[test]
fn a_build_that_is_given_up_leaves_everything_as_it_was() {
    let sandbox = site();
    drop(open(&sandbox).unwrap());
    assert_eq!(beside(&sandbox), ["chancery.yaml"]);
    build(&sandbox, &[("index.html", "one")]).unwrap();
    let staging = open(&sandbox).unwrap();
    staging.put(&OutPath::new("index.html").unwrap(), b"two").unwrap();
    drop(staging);
    assert_eq!(sandbox.read("public/index.html"), "one");
    assert_eq!(beside(&sandbox), ["chancery.yaml", "public"]);
}

#[test]
fn a_second_build_is_told_who_builds() {
    let sandbox = site();
    let first = open(&sandbox).unwrap();
    let error = open(&sandbox).err().unwrap();
    assert_eq!(error.downcast_ref::<Busy>().unwrap().0, Some(std::process::id()));
    drop(first);
    open(&sandbox).unwrap();
}

#[test]
fn modes_do_not_depend_on_the_mask() {
    let sandbox = site();
    build(&sandbox, &[("a/index.html", "one")]).unwrap();
    let mode = |path: &str| fs::metadata(sandbox.at(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("public"), mode("public/a"), mode("public/a/index.html")), (0o755, 0o755, 0o644));
}

/// A site large enough that a build takes a while; `mark` stands on every page.
fn large(sandbox: &Sandbox, mark: &str) {
    for at in 0..60 {
        let text = format!("---\ntitle: Page {at}\n---\n{mark} {}\n", "Some words that fill the page. ".repeat(40));
        sandbox.write(&format!("content/pages/page-{at}.md"), text);
    }
}

/// How many builds are killed.
const KILLS: u32 = 200;

#[test]
fn killed_at_any_moment_the_site_is_the_old_one_or_the_new_one() {
    // Two sites side by side, half of the moments each.
    std::thread::scope(|scope| {
        scope.spawn(|| kill_in_rounds(0..KILLS / 2));
        scope.spawn(|| kill_in_rounds(KILLS / 2..KILLS));
    });
}

fn kill_in_rounds(rounds: std::ops::Range<u32>) {
    let sandbox = Sandbox::starter();
    large(&sandbox, "old");
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let old = sandbox.snapshot("public");
    large(&sandbox, "new");
    let start = std::time::Instant::now();
    let ran_once = sandbox.run(&["build"]);
    let whole = start.elapsed();
    assert_eq!(ran_once.code, 0, "{ran_once:?}");
    let new = sandbox.snapshot("public");
    assert!(old != new);
    // Each round begins to build one of the two and is killed somewhere; now and then a build may come to its end.
    let mut stands = &new;
    let mut seen = [0, 0];
    for round in rounds {
        let (mark, wanted) = if round % 2 == 0 { ("old", &old) } else { ("new", &new) };
        large(&sandbox, mark);
        let mut child = sandbox.command(&["build"]).stderr(std::process::Stdio::null()).spawn().unwrap();
        // Spread over the whole build, and no two rounds alike.
        std::thread::sleep(whole.mul_f64(f64::from(round * 37 % KILLS) / f64::from(KILLS)));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = sandbox.snapshot("public");
        assert!(now == *stands || now == *wanted, "round {round}: the site is torn");
        seen[usize::from(now != *stands)] += 1;
        stands = if now == *stands { stands } else { wanted };
        if round % 10 == 9 {
            let healed = sandbox.run(&["build"]);
            assert_eq!(healed.code, 0, "{healed:?}");
            assert!(sandbox.snapshot("public") == *wanted, "the site changed in round {round}");
            stands = wanted;
        }
    }
    assert!(seen[0] > 0, "no build was killed in time: {seen:?}");
    let left: Vec<String> = beside(&sandbox).into_iter().filter(|name| name.starts_with(".public")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn of_two_builds_at_once_one_is_sent_away() {
    let sandbox = Sandbox::starter();
    large(&sandbox, "text");
    for _ in 0..5 {
        let start = || sandbox.command(&["build"]).stderr(std::process::Stdio::piped()).spawn().unwrap();
        let (first, second) = (start(), start());
        let ends = [first, second].map(|child| ran(child.wait_with_output().unwrap()));
        for end in &ends {
            assert!(end.code == 0 || end.code == 75 && end.err.contains("another build is running"), "{ends:?}");
        }
        assert!(ends.iter().any(|end| end.code == 0), "{ends:?}");
        assert!(sandbox.at("public/index.html").exists());
    }
}

#[test]
fn an_error_in_the_content_keeps_the_old_site() {
    let sandbox = Sandbox::starter();
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let old = sandbox.snapshot("public");
    sandbox.write("content/pages/broken.md", "---\ntitle: B\n---\nSee [[nobody-at-all]].\n");
    let end = sandbox.run(&["build"]);
    assert_eq!(end.code, 1, "{end:?}");
    assert!(sandbox.snapshot("public") == old, "the site changed");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_keeps_the_old_site() {
    let sandbox = Sandbox::starter();
    assert_eq!(sandbox.run(&["build"]).code, 0);
    let old = sandbox.snapshot("public");
    sandbox.write("content/pages/more.md", "---\ntitle: More\n---\n");
    let mut build = as_somebody_else(&sandbox);
    let set = |path: &str, mode| fs::set_permissions(sandbox.at(path), fs::Permissions::from_mode(mode)).unwrap();
    set("public", 0o555);
    set(".", 0o555);
    let end = ran(build.output().unwrap());
    set(".", 0o755);
    set("public", 0o755);
    assert_eq!(end.code, 2, "{end:?}");
    assert!(end.err.contains("cannot write"), "{end:?}");
    assert!(sandbox.snapshot("public") == old, "the site changed");
}

/// A build by a person without special rights. Root writes everywhere, so then it is run by `nobody`, from a copy of the
/// program that others may run.
fn as_somebody_else(sandbox: &Sandbox) -> Command {
    let mut command = sandbox.command(&["build"]);
    if is_root() {
        let program = sandbox.at("program");
        fs::copy(crate::sandbox::PROGRAM, &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        command = Command::new(program);
        command.arg("build").current_dir(sandbox.path()).uid(65534).gid(65534);
    }
    command
}

#[test]
fn a_large_file_that_changes_during_a_build_stops_it() {
    let sandbox = Sandbox::starter();
    let film = |byte: u8| vec![byte; 3 << 20];
    let path = sandbox.at("static/film.webm");
    fs::create_dir_all(sandbox.at("static")).unwrap();
    fs::write(&path, film(0xff)).unwrap();
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert!(fs::read(sandbox.at("public/film.webm")).unwrap() == film(0xff));

    fs::write(&path, film(0xfe)).unwrap();
    let site = Session::open(sandbox.path(), crate::sandbox::settings(), Vec::new()).unwrap().finish();
    fs::write(&path, film(0xfd)).unwrap();
    let said = session::build::build(&site, Some(open(&sandbox).unwrap()), None, &session::build::Progress::new())
        .map(|_| ())
        .unwrap_err();
    assert_eq!(said.to_string(), "`static/film.webm` was changed while the site was built; build again");
    assert!(fs::read(sandbox.at("public/film.webm")).unwrap() == film(0xff));
}

#[test]
fn files_that_change_or_vanish_during_a_build_never_tear_it() {
    let sandbox = Sandbox::starter();
    large(&sandbox, "text");
    let over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0_u32;
            while !over.load(std::sync::atomic::Ordering::Relaxed) {
                round += 1;
                let path = sandbox.at(&format!("content/pages/page-{}.md", round % 60));
                match round % 3 {
                    0 => drop(fs::remove_file(&path)),
                    1 => fs::write(&path, format!("---\ntitle: Page\n---\nRound {round}.\n")).unwrap(),
                    // In two pieces, with a moment between.
                    _ => {
                        fs::write(&path, "---\ntitle: Pa").unwrap();
                        std::thread::yield_now();
                        fs::write(&path, "---\ntitle: Page\n---\nWhole.\n").unwrap();
                    }
                }
            }
        });
        let outcome = std::panic::catch_unwind(|| {
            for _ in 0..30 {
                let end = sandbox.run(&["build"]);
                // 1: a half-written file was read, and is told as what it is. Never a panic, never a torn site.
                assert!(matches!(end.code, 0 | 1), "{end:?}");
                if sandbox.at("public").exists() {
                    for (path, bytes) in sandbox.snapshot("public").iter().filter(|(path, _)| path.ends_with(".html")) {
                        assert!(String::from_utf8_lossy(bytes).trim_end().ends_with("</html>"), "{path} is torn");
                    }
                }
            }
        });
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
    // On a busy machine each of them may have met a file in pieces; whatever they left does not stand in the way.
    assert_eq!(sandbox.run(&["build"]).code, 0);
}

#[test]
fn a_full_disk_is_told_and_keeps_the_old_site() {
    let sandbox = Sandbox::starter();
    fs::create_dir(sandbox.at("disk")).unwrap();
    let mounted = is_root()
        && std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(sandbox.at("disk"))
            .status()
            .is_ok_and(|status| status.success());
    if !mounted {
        return; // only root may make a small disk
    }
    let result = std::panic::catch_unwind(|| {
        assert_eq!(sandbox.run(&["build", "--out", "disk/site"]).code, 0);
        let old = sandbox.snapshot("disk/site");
        for at in 0..60 {
            let text = format!("---\ntitle: Page {at}\n---\n{}\n", "Some words that fill the page. ".repeat(2000));
            sandbox.write(&format!("content/pages/page-{at}.md"), text);
        }
        let end = sandbox.run(&["build", "--out", "disk/site"]);
        assert_eq!(end.code, 2, "{end:?}");
        assert!(end.err.contains("No space left"), "{end:?}");
        assert!(sandbox.snapshot("disk/site") == old, "the site changed");
        let left: Vec<_> = fs::read_dir(sandbox.at("disk")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let expected = |name: &std::ffi::OsString| *name == *"site" || *name == *".chancery-site.seal";
        assert!(left.iter().all(expected), "something was left on the disk: {left:?}");
    });
    let _ = std::process::Command::new("umount").arg(sandbox.at("disk")).status();
    result.unwrap();
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Who builds with a narrow mask publishes a site that a web server can read all the same.
#[test]
fn every_file_and_folder_is_readable_by_all() {
    for mask in ["077", "022", "000"] {
        let sandbox = Sandbox::starter();
        let program = sandbox.command(&[]).get_program().to_owned();
        let mut shell = Command::new("sh");
        shell.args(["-c", "umask \"$0\"; \"$1\" build", mask]).arg(program).current_dir(sandbox.path());
        let ran = ran(shell.output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.err);
        for entry in walkdir::WalkDir::new(sandbox.at("public")).min_depth(1).into_iter().flatten() {
            let wanted = if entry.file_type().is_dir() { 0o755 } else { 0o644 };
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, wanted, "{} with mask {mask}", entry.path().display());
        }
    }
}
