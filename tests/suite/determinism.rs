//! Same input, same bytes: whatever the number of threads, the day, the zone, the locale or the folder.

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

fn build(folder: &Path, environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
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
    let first = build(&folder.path().join("a"), &[("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("LC_ALL", "C")]);
    assert!(first.len() > 400, "{} outputs", first.len());
    // Another folder, more threads than cores, another zone, language and day.
    let other = [
        ("RAYON_NUM_THREADS", "8"),
        ("TZ", "Pacific/Auckland"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("SOURCE_DATE_EPOCH", "1893456000"),
        ("HOME", "/nowhere"),
    ];
    let second = build(&folder.path().join("another place/b"), &other);
    let names = |site: &BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    let differing: Vec<_> = first.iter().filter(|(path, bytes)| second[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(differing.is_empty(), "{differing:?}");
}
