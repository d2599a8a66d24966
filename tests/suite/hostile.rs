//! Hostile inputs: every case of `tests/hostile/manifest.json`, each in a sandbox with secrets around it.

use crate::sandbox::PROGRAM;
use std::process::Command;

#[test]
fn every_hostile_case_gets_what_it_must() {
    // The sandbox measures memory and time of the program, which Python can and the standard library cannot.
    let output = Command::new("python3")
        .args(["tests/hostile/run.py", "--program", PROGRAM])
        // A debug build is several times slower than what people use; the budgets are those of a release build.
        .args(["--slow", if cfg!(debug_assertions) { "5" } else { "1" }])
        .output()
        .expect("python3 is needed for this test");
    let text = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<&str> = text.lines().filter(|line| line.starts_with("FAIL")).collect();
    assert!(
        output.status.success(),
        "{}\n{}{}",
        failed.join("\n"),
        text.lines().last().unwrap_or(""),
        String::from_utf8_lossy(&output.stderr)
    );
}
