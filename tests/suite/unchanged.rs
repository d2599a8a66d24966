//! A site of which nothing changed is not built again; whatever did change is noticed.

use crate::sandbox::Sandbox;
use std::fs;

const SEAL: &str = ".chancery-public.seal";

fn built(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let ran = sandbox.run(arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.err + &ran.out
}

/// Whether the seal was written anew: then the site was built.
fn builds(sandbox: &Sandbox, arguments: &[&str]) -> bool {
    // What is said again is taken from the seal, so a mark in it shows that it was believed.
    let mut seal: serde_json::Value = serde_json::from_str(&sandbox.read(SEAL)).unwrap();
    seal["said"] = "as before\n".into();
    fs::write(sandbox.at(SEAL), seal.to_string()).unwrap();
    !built(sandbox, arguments).contains("as before")
}

#[test]
fn only_what_changed_is_a_reason_to_build() {
    let sandbox = Sandbox::starter();
    built(&sandbox, &["build"]);
    let wanted = sandbox.snapshot("public");
    assert!(!wanted.iter().any(|(name, _)| name.ends_with(".seal")), "the seal is no part of the site");
    assert!(!builds(&sandbox, &["build"]), "nothing changed");
    assert!(sandbox.snapshot("public") == wanted);

    assert!(builds(&sandbox, &["build", "--drafts"]), "other settings");
    assert!(builds(&sandbox, &["build"]), "and back");
    assert!(!builds(&sandbox, &["build"]));

    let config = sandbox.read("chancery.yaml");
    sandbox.write("chancery.yaml", format!("{config}\n# a remark\n"));
    assert!(builds(&sandbox, &["build"]), "another input");
    assert!(!builds(&sandbox, &["build"]));

    for tamper in [|path: std::path::PathBuf| fs::write(path, "x"), |path| fs::remove_file(path)] {
        tamper(sandbox.at("public/index.html")).unwrap();
        assert!(builds(&sandbox, &["build"]), "another output");
        assert!(sandbox.snapshot("public") == wanted, "and it is mended");
        assert!(!builds(&sandbox, &["build"]));
    }

    let seal = sandbox.read(SEAL);
    for damaged in [&seal[..seal.len() / 2], "", "{}", "[1]"] {
        fs::write(sandbox.at(SEAL), damaged).unwrap();
        assert!(!built(&sandbox, &["build"]).contains("as before"));
        assert!(sandbox.snapshot("public") == wanted, "a damaged seal costs a build and nothing else");
    }
}

#[test]
fn a_site_that_could_not_be_built_is_not_sealed() {
    let sandbox = Sandbox::starter();
    let config = sandbox.read("chancery.yaml");
    sandbox.write("chancery.yaml", "title: [");
    assert_ne!(sandbox.run(&["build"]).code, 0);
    assert!(!sandbox.at(SEAL).exists());
    sandbox.write("chancery.yaml", &config);
    built(&sandbox, &["build"]);
    sandbox.write("chancery.yaml", "title: [");
    assert_ne!(sandbox.run(&["build"]).code, 0, "an old seal does not hide what is wrong");
}
