//! Same input, same bytes: whatever the number of threads, the day, the zone, the locale or the folder.

use crate::sandbox;
use chancery::check::report::Form;
use chancery::files::{Change, Files};
use chancery::session::{Session, build};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let target = to.join(entry.path().strip_prefix(from).expect("it lies there"));
        std::fs::create_dir_all(target.parent().expect("it has a folder")).expect("a folder can be made");
        std::fs::copy(entry.path(), target).expect("a file can be copied");
    }
}

fn outputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files
        .map(|file| {
            (
                file.path().strip_prefix(folder).expect("inside").to_string_lossy().into_owned(),
                std::fs::read(file.path()).expect("readable"),
            )
        })
        .collect()
}

fn build_demo(folder: &Path, environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&source.join("content"), &folder.join("content"));
    std::fs::copy(source.join("chancery.yaml"), folder.join("chancery.yaml")).expect("it can be copied");
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    let result =
        command.arg("--root").arg(folder).arg("build").envs(environment.iter().copied()).output().expect("the program runs");
    assert!(result.status.success(), "{}", String::from_utf8_lossy(&result.stderr));
    outputs(&folder.join("public"))
}

#[test]
fn the_demo_site_is_the_same_everywhere() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let first = build_demo(&folder.path().join("a"), &[("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("LC_ALL", "C")]);
    assert!(first.len() > 400, "{} outputs", first.len());
    // Another folder, more threads than cores, another zone, language and day.
    let other = [
        ("RAYON_NUM_THREADS", "8"),
        ("TZ", "Pacific/Auckland"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("SOURCE_DATE_EPOCH", "1893456000"),
        ("HOME", "/nowhere"),
    ];
    let second = build_demo(&folder.path().join("another place/b"), &other);
    let names = |site: &BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    let differing: Vec<_> = first.iter().filter(|(path, bytes)| second[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

#[test]
fn neither_threads_nor_the_order_of_files_matter() {
    let sites = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    for name in ["basic", "versions", "relations"] {
        let files = sandbox::files_of(&sites.join(name));
        let all: Vec<Change> = files.iter().map(|file| Change::Put(file.path.clone(), file.bytes.clone())).collect();
        let build_with = |threads: usize, changes: Vec<Change>, steps: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| {
                let mut session = Session::of(Files::from_memory::<&str, &str>([]), sandbox::settings(), Vec::new());
                let mut site = None;
                for part in changes.chunks(changes.len().div_ceil(steps)) {
                    site = Some(session.update(part.iter().cloned()));
                }
                let site = site.expect("there are files");
                (build::outputs(&site), site.report(&site.diagnostics, Form::Json))
            })
        };
        let wanted = build_with(1, all.clone(), 1);
        for threads in 2..=8 {
            assert!(build_with(threads, all.clone(), 1) == wanted, "{name} with {threads} threads");
        }
        let mut order = all;
        let mut state = 7_u64;
        for round in 0..12 {
            for at in (1..order.len()).rev() {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                order.swap(at, (state >> 33) as usize % (at + 1));
            }
            // Some at once, some one after the other: what was seen half-way must leave no trace.
            assert!(build_with(2, order.clone(), 1 + round % 4) == wanted, "{name} in order {round}");
        }
    }
}

/// A session on a site whose texts lie in a folder.
fn aside(site: &Path, folder: &Path) -> Session {
    let mut session = Session::of(sandbox::files_of(site), sandbox::settings(), Vec::new());
    session.shelve(folder, 0);
    let markdown = session.files().below("content").filter(|file| file.path.extension() == "md");
    let texts: Vec<_> = markdown.filter_map(|file| file.bytes.text()).collect();
    assert!(!texts.is_empty() && texts.iter().all(|text| !text.is_here()), "{}", site.display());
    session
}

#[test]
fn texts_that_were_laid_aside_make_the_same_site() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let demo = Path::new(env!("CARGO_MANIFEST_DIR"));
    let small = std::fs::read_dir(demo.join("tests/sites")).expect("sites").map(|entry| entry.expect("a site").path());
    for site in small.chain([demo.to_path_buf()]) {
        let name = site.display();
        let here = Session::of(sandbox::files_of(&site), sandbox::settings(), Vec::new()).finish();
        let aside = aside(&site, folder.path()).finish();
        for form in [Form::Human, Form::Json] {
            assert_eq!(here.report(&here.diagnostics, form), aside.report(&aside.diagnostics, form), "{name}");
        }
        let (here, aside) = (build::outputs(&here), build::outputs(&aside));
        let differing: Vec<_> = here.iter().filter(|(path, bytes)| aside.get(path) != Some(bytes)).map(|(path, _)| path).collect();
        assert!(differing.is_empty() && here.len() == aside.len(), "{name}: {differing:?}");
    }
}

/// Whatever is made of texts that cannot be read again is not written.
#[cfg(target_os = "linux")]
#[test]
fn texts_that_were_laid_aside_and_are_lost_stop_the_build() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let session = aside(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/basic"), folder.path());
    let inside = |link: &Path| std::fs::read_link(link).is_ok_and(|file| file.starts_with(folder.path()));
    let open = std::fs::read_dir("/proc/self/fd").expect("open files").flatten().map(|entry| entry.path());
    let ours: Vec<_> = open.filter(|link| inside(link)).collect();
    assert!(!ours.is_empty());
    for link in ours {
        std::fs::File::options().write(true).open(link).and_then(|file| file.set_len(0)).expect("it can be emptied");
    }
    let said = build::build(&session.finish(), None, None, &build::Progress::new()).map(|_| ()).expect_err("nothing is right");
    assert!(said.to_string().contains("cannot be read again"), "{said:#}");
}
