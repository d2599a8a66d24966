//! The house rules, read from the source.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each module and its floor; a module uses those below only (ARCHITECTURE.md, "The floors").
const FLOORS: [(&str, u8); 15] = [
    ("system", 0),
    ("base", 0),
    ("files", 1),
    ("config", 2),
    ("document", 3),
    ("import", 4),
    ("model", 4),
    ("render", 5),
    ("check", 6),
    ("session", 7),
    ("serve", 8),
    ("lsp", 8),
    ("publish", 8),
    ("external", 8),
    ("cli", 9),
];

/// What may lie at the top of the project.
const TOP: [&str; 33] = [
    "static",
    "target",
    "themes",
    ".cargo",
    ".ci",
    ".config",
    ".git",
    ".github",
    ".gitattributes",
    ".gitignore",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "NOTICE",
    "README.md",
    "SECURITY.md",
    "assets",
    "benches",
    "chancery.yaml",
    "content",
    "deny.toml",
    "docs",
    "fuzz",
    "public",
    "rustfmt.toml",
    "src",
    "test",
    "tests",
];

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The text of a source file up to the tests in it. Tests in a file of their own are named further up.
pub fn without_tests(text: &str) -> &str {
    let mut begins = text.match_indices("#[cfg(test)]").map(|(at, _)| at);
    let inside = |at: &usize| text[*at..].lines().nth(1).is_some_and(|line| line.trim() == "mod tests {");
    begins.find(inside).map_or(text, |at| &text[..at])
}

/// Source files and their text, without their tests.
fn sources() -> Vec<(PathBuf, String)> {
    let walk = walkdir::WalkDir::new("src").sort_by_file_name().into_iter().flatten();
    walk.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .filter(|entry| entry.file_name() != "tests.rs")
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.path().to_path_buf(), without_tests(&text).to_string())
        })
        .collect()
}

/// The module at the top of `src` that a file belongs to; empty for lib.rs and main.rs.
fn module(path: &Path) -> String {
    let first = path.components().nth(1).map(|part| part.as_os_str().to_string_lossy().into_owned()).unwrap_or_default();
    let name = first.strip_suffix(".rs").unwrap_or(&first).to_string();
    if matches!(name.as_str(), "lib" | "main") { String::new() } else { name }
}

/// Modules that a line names after `crate::`, those in braces too.
fn named(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let parts: Vec<&str> = match rest.strip_prefix('{') {
            Some(list) => list.split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for part in parts {
            found.push(part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn no_module_uses_a_floor_above_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        let Some(own_floor) = floor(&own) else {
            assert!(own.is_empty(), "{}: the module `{own}` has no floor; see FLOORS", path.display());
            continue;
        };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for used in named(line).into_iter().filter(|used| *used != own) {
                if floor(&used).is_some_and(|floor| floor >= own_floor) {
                    let place = format!("{}:{}", path.display(), number + 1);
                    wrong.push(format!("{place}: '{own}' may not use '{used}', which is not on a floor below it"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Lines outside comments that contain one of some words.
fn lines_with(words: &[&str], skip: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !skip(path)) {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn nothing_below_the_command_line_prints_ends_or_reads_the_environment() {
    let words = [
        "println!",
        "eprintln!",
        "print!(",
        "dbg!",
        "process::exit",
        "env::var",
        "env::args",
        "env::home_dir",
        "stdout()",
        "stderr()",
    ];
    let found = lines_with(&words, |path| path.starts_with("src/cli") || path.starts_with("src/system"));
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// Elsewhere it would be found out by whoever has another system.
#[test]
fn only_one_room_knows_which_system_it_is() {
    let words = [
        "std::os::",
        "rustix",
        "cfg(unix",
        "cfg(windows",
        "cfg(target_os",
        "cfg!(unix",
        "cfg!(windows",
        "cfg!(target_os",
        "\"/proc/",
        ".canonicalize(",
    ];
    let inside = ["src/system", "src/system.rs", "src/serve/interrupt.rs"];
    let found = lines_with(&words, |path| inside.iter().any(|room| path.starts_with(room)));
    assert!(found.is_empty(), "it belongs into src/system:\n{}", found.join("\n"));
}

#[test]
fn no_unwrap() {
    let found = lines_with(&[".unwrap()", "todo!(", "unimplemented!("], |_| false);
    assert!(found.is_empty(), "say with `expect` why it holds, or handle it:\n{}", found.join("\n"));
}

/// Files that are longer than a file should be, and how long they may be at most. Nothing is to be added here.
const LONG: [(&str, usize); 1] = [("src/render/values/listing.rs", 500)];

#[test]
fn files_stay_readable() {
    let most = |path: &Path| LONG.iter().find(|(long, _)| Path::new(long) == path).map_or(450, |(_, most)| *most);
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| text.lines().count() > most(path))
        .map(|(path, text)| format!("{}: {} lines; is it two files?", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
    for (path, text) in sources() {
        let first = text.lines().find(|line| !line.starts_with("#!")).unwrap_or("");
        assert!(first.starts_with("//!"), "{}: the first line does not say what the file is about", path.display());
    }
}

#[test]
fn the_top_holds_what_was_agreed() {
    let agreed: BTreeSet<&str> = TOP.into_iter().collect();
    // What git does not know is nobody's business.
    let Ok(output) = std::process::Command::new("git").args(["ls-files", "-z"]).output() else { return };
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let tops: BTreeSet<&str> =
        listed.split('\0').filter(|path| !path.is_empty()).filter_map(|path| path.split('/').next()).collect();
    let strange: Vec<_> = tops.difference(&agreed).collect();
    assert!(strange.is_empty(), "not agreed at the top: {strange:?}");
}

#[test]
fn every_rule_is_told_of_in_one_file() {
    let told: BTreeSet<String> =
        std::fs::read_dir("src/check/about").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let wanted: BTreeSet<String> = chancery::check::RULES.iter().map(|rule| format!("{}.md", rule.name)).collect();
    assert_eq!(told, wanted);
}
