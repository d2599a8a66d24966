//! What the fuzzers look for, on the inputs that they kept and on those that once broke something.

#[path = "../../fuzz/checks.rs"]
mod checks;

use std::path::Path;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut inputs: Vec<_> = std::fs::read_dir(&folder).expect("a corpus").flatten().map(|entry| entry.path()).collect();
    inputs.sort();
    assert!(inputs.len() >= 10, "the corpus of `{target}` is gone");
    for input in inputs {
        // A panic's message does not name its input.
        eprintln!("{}", input.display());
        check(&std::fs::read(&input).expect("an input"));
    }
}

#[test]
fn front_matter() {
    replay("front_matter", checks::front_matter);
}

#[test]
fn markdown() {
    replay("markdown", checks::markdown);
}

#[test]
fn citations() {
    replay("citations", checks::citations);
}

#[test]
fn names() {
    replay("names", checks::names);
}

#[test]
fn whole_sites() {
    replay("site", checks::site);
}

#[test]
fn documents_of_others() {
    replay("import", checks::import);
}

#[test]
fn requests() {
    replay("request", checks::request);
}
