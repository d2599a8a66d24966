//! Known faults: those that a site had when they were written down are not told and stop nothing; all others do.

use crate::sandbox::Sandbox;
use serde_json::Value;

const REPORT: &str = "content/reports/a/index.md";
const FRONT: &str = "---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\n\n";

fn site(body: &str) -> Sandbox {
    Sandbox::with([("chancery.yaml", "title: T\n"), (REPORT, &format!("{FRONT}{body}"))])
}

#[test]
fn known_faults_stop_nothing_and_new_ones_do() {
    let sandbox = site("They paid [@nobody, p. 3].\n\n![](river.png)\n");
    assert_eq!(sandbox.run(&["build"]).code, 1);
    let freeze = sandbox.run(&["check", "--freeze"]);
    assert_eq!((freeze.code, freeze.err.as_str()), (0, "known-faults.yaml has 3 known faults; commit it with your site\n"));
    let listed = sandbox.read("known-faults.yaml");
    let lines: Vec<&str> = listed.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let expected = [
        "content/reports/a/index.md:",
        "  missing-alt:",
        "    \"![](river.png)\": 1",
        "  missing-asset:",
        "    \"river.png\": 1",
        "  unknown-source:",
        "    \"nobody\": 1",
    ];
    assert_eq!(lines, expected);
    let last = "no errors, no warnings; 3 known faults are not shown (known-faults.yaml)\n";
    let check = sandbox.run(&["check", "--deny", "warnings"]);
    assert_eq!((check.code, check.err.as_str()), (0, last));
    // A build says so, and says it again where nothing changed.
    for _ in 0..2 {
        let build = sandbox.run(&["build"]);
        assert!(build.code == 0 && build.err.ends_with(last), "{build:?}");
    }
    let publish = sandbox.run(&["publish", &format!("file://{}", sandbox.at("web").display())]);
    assert!(publish.code == 0 && publish.err.contains(last), "{publish:?}");
    assert!(sandbox.at("web/reports/a/index.html").exists());
    std::fs::remove_file(sandbox.at("published.json")).unwrap();
    // Lines move, and one of two is new.
    sandbox.write(REPORT, format!("{FRONT}First, words.\n\n![](river.png)\n\nThey paid [@nobody, p. 4], and more [@nobody].\n"));
    let check = sandbox.run(&["check"]);
    assert!(check.code == 1 && check.err.contains("error[unknown-source]"), "{check:?}");
    assert!(check.err.ends_with("1 error in 1 file; 3 known faults are not shown (known-faults.yaml)\n"), "{check:?}");
    assert_eq!(sandbox.run(&["build"]).code, 1);
    // It is not taken in by the way: only who freezes takes it in.
    let thaw = sandbox.run(&["check", "--thaw"]);
    assert!(thaw.code == 1 && thaw.err.ends_with("known-faults.yaml has 3 known faults, as before\n"), "{thaw:?}");
    let freeze = sandbox.run(&["check", "--freeze"]);
    assert!(freeze.code == 0 && freeze.err.ends_with("known-faults.yaml has 4 known faults: 1 added, 0 taken out\n"), "{freeze:?}");
    assert!(sandbox.read("known-faults.yaml").contains("    \"nobody\": 2\n"));
}

#[test]
fn what_was_put_right_is_told_and_taken_out() {
    let sandbox = site("They paid [@nobody, p. 3].\n\n![](river.png)\n");
    sandbox.run(&["check", "--freeze"]);
    sandbox.write(REPORT, format!("{FRONT}They paid [@nobody, p. 3].\n"));
    let check = sandbox.run(&["check"]);
    assert_eq!(check.code, 0, "{check:?}");
    assert!(check.err.contains("warning[mended-fault]: 2 known faults are not there any more"), "{check:?}");
    assert!(check.err.contains("known-faults.yaml:6:5") && check.err.contains("--thaw"), "{check:?}");
    assert_eq!(sandbox.run(&["check", "--deny", "mended-fault"]).code, 1);
    // Who looks for less, or for more, learns nothing of what was put right.
    for options in [&["check", "--drafts"][..], &["check", "--allow", "missing-alt", "--allow", "missing-asset"]] {
        let ran = sandbox.run(options);
        assert!(ran.code == 0 && !ran.err.contains("mended"), "{ran:?}");
    }
    let thaw = sandbox.run(&["check", "--thaw"]);
    assert_eq!((thaw.code, thaw.err.as_str()), (0, "known-faults.yaml has 1 known fault: 0 added, 2 taken out\n"));
    // What is held back for a while stays known.
    let draft = FRONT.replace("title: A", "title: A\nstatus: draft");
    sandbox.write(REPORT, format!("{draft}They paid [@nobody, p. 3].\n"));
    let thaw = sandbox.run(&["check", "--thaw"]);
    assert_eq!((thaw.code, thaw.err.as_str()), (0, "known-faults.yaml has 1 known fault, as before\n"));
    sandbox.write(REPORT, format!("{FRONT}They paid.\n"));
    let thaw = sandbox.run(&["check", "--thaw"]);
    assert!(thaw.code == 0 && !sandbox.at("known-faults.yaml").exists(), "{thaw:?}");
    assert_eq!(sandbox.run(&["check"]).err, "no errors, no warnings\n");
}

/// What keeps drafts from readers, what cannot be read and what would run is never left at that.
#[test]
fn what_protects_stays_an_error() {
    let sandbox = site("Words.\n");
    let wrong = [
        ("content/reports/b/index.md", "---\ntitle: B\nstauts: draft\nsummary: S.\ndate: 2025\n---\nText.\n"),
        ("content/reports/c/index.md", "---\ntitle: C\nstatus: publishd\nsummary: S.\ndate: 2025\n---\nText.\n"),
        ("content/reports/d/index.md", "---\ntitle: D\nvisible: false\nsummary: S.\ndate: 2025\n---\nText.\n"),
        ("content/reports/f/index.md", "---\ntitle: F\nembrago: 2999\nsummary: S.\ndate: 2025\n---\nText.\n"),
        ("content/actors/g.yaml", "- {name: Gee, id: g, kind: person, private: true}\n"),
        ("content/pages/d.md", "---\ntitle: [\n---\nText.\n"),
        ("content/pages/e.md", "---\ntitle: E\n---\n[x](javascript:alert) and [[nothing]]\n"),
        ("published.json", "{\"format\": 1, \"published\": \"last week\"}"),
    ];
    for (path, text) in wrong {
        sandbox.write(path, text);
    }
    let freeze = sandbox.run(&["check", "--freeze", "--format", "json"]);
    let value: Value = serde_json::from_str(&freeze.out).unwrap();
    let rules: Vec<&str> = value["diagnostics"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(freeze.code, 1, "{freeze:?}");
    let firm =
        ["unknown-field", "invalid-yaml", "forbidden-address", "unknown-field", "unknown-word", "unknown-field", "unknown-field"];
    assert_eq!(rules, [&firm[..], &["broken-ledger"]].concat(), "{value}");
    assert_eq!(value["known"], 1, "{value}");
    // A hand that writes them down changes nothing.
    let by_hand = "content/reports/b/index.md:\n  unknown-field:\n    \"stauts\": 1\ncontent/pages/e.md:\n  forbidden-address:\n    \"javascript:alert\": 1\n";
    sandbox.write("known-faults.yaml", by_hand);
    let check = sandbox.run(&["check"]);
    assert!(check.err.contains("error[unknown-field]") && check.err.contains("error[forbidden-address]"), "{check:?}");
    assert!(check.err.contains("warning[firm-rule]") && check.err.contains("known-faults.yaml:5:3"), "{check:?}");
}

#[test]
fn a_broken_list_is_an_error_with_its_place() {
    let sandbox = site("They paid [@nobody, p. 3].\n");
    sandbox.write("known-faults.yaml", "content/reports/a/index.md:\n  unknown-source:\n    nobody: some\n");
    let check = sandbox.run(&["check"]);
    assert!(check.code == 1 && check.err.contains("error[broken-known-faults]") && check.err.contains("known-faults.yaml:3:13"));
    assert!(check.err.contains("error[unknown-source]"), "{check:?}");
    let thaw = sandbox.run(&["check", "--thaw"]);
    assert!(thaw.code == 1 && thaw.err.ends_with("known-faults.yaml stays as it is\n"), "{thaw:?}");
    assert!(sandbox.read("known-faults.yaml").contains("some"));
    assert_eq!(sandbox.run(&["check", "--freeze"]).code, 0);
    assert_eq!(sandbox.run(&["check"]).code, 0);
    // What else has the name is not written over, and options that show another site are not taken.
    std::fs::remove_file(sandbox.at("known-faults.yaml")).unwrap();
    std::fs::create_dir(sandbox.at("known-faults.yaml")).unwrap();
    let ran = sandbox.run(&["check", "--freeze"]);
    assert!(ran.code == 2 && ran.err.contains("no regular file"), "{ran:?}");
    assert_eq!(sandbox.run(&["check", "--freeze", "--drafts"]).code, 2);
}

/// Code hosts are told of them as suppressed.
#[test]
fn programs_are_told_too() {
    let sandbox = site("They paid [@nobody, p. 3].\n");
    sandbox.run(&["check", "--freeze"]);
    sandbox.write(REPORT, format!("{FRONT}They paid [@nobody, p. 3] and [@others].\n"));
    let value: Value = serde_json::from_str(&sandbox.run(&["check", "--format", "json"]).out).unwrap();
    assert_eq!((&value["errors"], &value["known"], &value["diagnostics"][0]["text"]), (&1.into(), &1.into(), &"others".into()));
    let value: Value = serde_json::from_str(&sandbox.run(&["check", "--format", "sarif"]).out).unwrap();
    let results = value["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<usize> = results.iter().map(|one| one["suppressions"].as_array().unwrap().len()).collect();
    assert_eq!(suppressed, [0, 1], "{value}");
}
