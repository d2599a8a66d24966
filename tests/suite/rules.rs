//! Every rule on its own examples: on the bad one it speaks, on the good one it does not. And every name of a rule that
//! is used anywhere in the program is in the table, and the other way round.

use chancery::check::rules::Side;
use chancery::check::{Level, RULES, Rule};
use chancery::files::Files;
use chancery::model::Settings;
use chancery::session::Session;
use chancery::session::build::{self, Progress};
use std::collections::{BTreeMap, BTreeSet};

/// The rules that speak on some files, if `rule` is not silent. Whatever speaks tells a way out.
fn speak(rule: &Rule, files: &BTreeMap<&str, String>) -> BTreeSet<&'static str> {
    let mut files: BTreeMap<String, String> = files.iter().map(|(path, text)| (path.to_string(), text.clone())).collect();
    let on = if rule.level == Level::Allow { format!("rules: {{{}: warn}}\n", rule.name) } else { String::new() };
    files.entry("chancery.yaml".into()).or_insert_with(|| format!("title: Test\nlanguage: en\n{on}"));
    let settings = Settings { today: (2026, 1, 1), drafts: false, base_url: None };
    let site = Session::of(Files::from_memory(files), settings, Vec::new()).update([]);
    let outcome = build::build(&site, None, None, &Progress::new()).expect("nothing is written");
    for fault in outcome.diagnostics.iter().map(|diagnostic| &diagnostic.fault) {
        let help = fault.help.as_deref();
        assert!(help.is_some(), "{} tells no way out: {}", fault.rule, fault.message);
        // Terminals show it on one line; what is to be copied from there must stand on one.
        assert!(!help.is_some_and(|help| help.contains('\n')), "{}: {help:?}", fault.rule);
    }
    outcome.diagnostics.iter().map(|diagnostic| diagnostic.fault.rule).collect()
}

fn example(rule: &Rule, side: Side) -> BTreeMap<&'static str, String> {
    rule.examples().into_iter().filter(|(of, ..)| *of == side).map(|(_, path, text)| (path, text)).collect()
}

#[test]
fn every_rule_speaks_on_its_bad_example_only() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let (bad, good) = (example(rule, Side::Bad), example(rule, Side::Good));
        if bad.is_empty() {
            continue;
        }
        let (on_bad, on_good) = (speak(rule, &bad), speak(rule, &good));
        if !on_bad.contains(rule.name) {
            wrong.push(format!("{}: silent on its bad example; there speak {on_bad:?}", rule.name));
        }
        // Advice of other rules is not what the example is about; an error would be a bad example all the same.
        let in_the_way = |name: &&&str| **name == rule.name || chancery::check::rule(name).is_some_and(|r| r.level == Level::Error);
        if on_good.iter().any(|name| in_the_way(&name)) {
            wrong.push(format!("{}: on its good example speak {on_good:?}", rule.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Rules whose example would be a link, a device or a file too large to be written down here.
const WITHOUT_EXAMPLE: &[&str] = &[
    "refused-link",
    "not-a-file",
    "odd-name",
    "hidden-file",
    "host-file",
    "secret-file",
    "file-too-large",
    "unreadable-file",
    "no-config",
    "no-content",
    "not-utf8",
    "yaml-limit",
    "nesting-too-deep",
    "template-budget",
    "image-metadata",
    "large-image",
    "dead-link",
    "moved-link",
    "unchecked-link",
];

/// The same for what no example can hold: large images, by their bytes and by their pixels.
#[test]
fn large_images_are_told_of_where_they_are_shown() {
    let png = |width: u32, height: u32, length: usize| {
        let header = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes()].concat();
        [header, vec![0; length], b"\0\0\0\0IEND\xae\x42\x60\x82".to_vec()].concat()
    };
    for (text, image, expected) in [
        ("![A map](map.png)", png(9000, 6000, 100), &["large-image"][..]),
        ("![A map](map.png)", png(2000, 1000, 6_000_000), &["large-image"]),
        ("![A map](map.png)", png(2000, 1000, 1_000_000), &[]),
        ("![A map](map.png)", png(30_000, 6000, 100), &["bad-image"]),
        ("[A map](map.png)", png(9000, 6000, 100), &[]),
    ] {
        let page = format!("---\ntitle: A\n---\n{text}\n");
        let files = [
            ("chancery.yaml", b"title: T\n".to_vec()),
            ("content/pages/a.md", page.into_bytes()),
            ("content/pages/map.png", image),
        ];
        let site = Session::of(Files::from_memory(files), crate::sandbox::settings(), Vec::new()).update([]);
        let outcome = build::build(&site, None, None, &Progress::new()).expect("nothing is written");
        let found: Vec<&str> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.fault.rule).collect();
        assert_eq!(found, expected, "{text}");
    }
}

/// What an image is in truth, and a way out that makes one of it that browsers show; also of what is not kept in memory.
#[test]
fn images_under_a_wrong_name_are_told_as_what_they_are() {
    for (head, message, help) in [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\xff".as_slice(), "in truth a HEIC file", "save a copy as JPEG or PNG"),
        (b"II*\0\xff", "in truth a TIFF file", "save a copy as JPEG or PNG"),
        (b"%PDF-1.7\n\xff", "in truth a PDF", "save a copy as JPEG or PNG"),
        (b"\0\0\0\x18ftypmp42\xff", "in truth a film", "save a copy as JPEG or PNG"),
        (b"GIF89a\x01\0\x01\0\xff", "in truth a GIF file", "call it `map.gif`"),
        (b"\xff\xfe\xfd", "is not an image", "export the image again"),
    ] {
        for length in [head.len(), 2_000_000] {
            let mut image = head.to_vec();
            image.resize(length, 0xff);
            let folder = tempfile::tempdir().expect("a folder");
            let write = |path: &str, bytes: &[u8]| std::fs::write(folder.path().join(path), bytes).expect("written");
            std::fs::create_dir_all(folder.path().join("content/pages")).expect("made");
            write("chancery.yaml", b"title: T\n");
            write("content/pages/a.md", b"---\ntitle: A\n---\n![A map](map.png)\n");
            write("content/pages/map.png", &image);
            let files = Files::read(folder.path()).expect("read");
            let site = Session::of(files, crate::sandbox::settings(), Vec::new()).update([]);
            let outcome = build::build(&site, None, None, &Progress::new()).expect("nothing is written");
            let fault = outcome.diagnostics.iter().find(|one| one.fault.rule == "bad-image").map(|one| one.fault.clone());
            let fault = fault.unwrap_or_else(|| panic!("{message}, {length} bytes"));
            assert!(fault.message.contains(message), "{}", fault.message);
            assert!(fault.help.as_ref().is_some_and(|found| found.contains(help)), "{message}: {:?}", fault.help);
        }
    }
}

#[test]
fn rules_without_an_example_are_known() {
    let found: BTreeSet<&str> = RULES.iter().filter(|rule| rule.examples().is_empty()).map(|rule| rule.name).collect();
    assert_eq!(found, WITHOUT_EXAMPLE.iter().copied().collect::<BTreeSet<_>>());
}

/// What makes a fault in a file: `Fault::new`, and whatever else takes the name of a rule first.
fn makers(text: &str) -> BTreeSet<&str> {
    let takes = ["|rule,", "|rule:", "(rule: &'static str", "(&mut self, rule: &'static str", "(&self, rule: &'static str"];
    let lines = text.lines().filter(|line| takes.iter().any(|take| line.contains(take)));
    let names = lines.filter_map(|line| {
        let (_, rest) = line.split_once("let ").or_else(|| line.split_once("fn "))?;
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    });
    names.filter(|name| *name != "new").chain(["Fault::new"]).collect()
}

/// The names that stand first in calls of a maker.
fn named_by(text: &str, maker: &str) -> Vec<String> {
    let calls = text.match_indices(maker).filter_map(|(at, _)| text[at + maker.len()..].strip_prefix('('));
    let names = calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    names.map(String::from).collect()
}

#[test]
fn names_of_rules_are_those_of_the_table() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    let mut used: BTreeMap<String, String> = BTreeMap::new();
    for entry in
        walkdir::WalkDir::new("src").into_iter().flatten().filter(|entry| entry.path().extension().is_some_and(|e| e == "rs"))
    {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        // Names in tests are not told to anybody.
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
        for name in makers(text).iter().flat_map(|maker| named_by(text, maker)) {
            used.entry(name).or_insert_with(|| entry.path().display().to_string());
        }
        // A name may also reach a fault through a table or a helper; then it stands somewhere as a string.
        for name in &known {
            if text.contains(&format!("\"{name}\"")) && !entry.path().ends_with("check/rules/mod.rs") {
                used.entry(name.to_string()).or_default();
            }
        }
    }
    let unknown: Vec<_> = used.iter().filter(|(name, _)| !known.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "rules that are not in the table: {unknown:?}");
    let idle: Vec<_> = known.iter().filter(|name| !used.contains_key(**name)).collect();
    assert!(idle.is_empty(), "rules in the table that nothing tells: {idle:?}");
}
