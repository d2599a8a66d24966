//! What stands at a target and the ledger at hand: who publishes from an old checkout is stopped.

use crate::sandbox::{Ran, Sandbox};

const WEB: &str = "https://papers.institute.test";

fn publish(sandbox: &Sandbox, more: &[&str]) -> Ran {
    let address = format!("file://{}", sandbox.at("www").display());
    sandbox.run(&[&["publish", &address, "--allow-deletes", "99"], more].concat())
}

fn there(sandbox: &Sandbox, path: &str) -> String {
    std::fs::read_to_string(sandbox.at("www").join(path)).unwrap_or_default()
}

fn page(title: &str) -> String {
    format!("---\ntitle: {title}\n---\n\nText.\n")
}

/// A site that was published twice; the second time with a page that the checkout at hand has not, nor its ledger.
fn old_checkout() -> (Sandbox, String) {
    let sandbox = Sandbox::starter();
    let config = sandbox.read("chancery.yaml");
    sandbox.write("chancery.yaml", format!("{config}base_url: \"{WEB}\"\n"));
    assert_eq!(publish(&sandbox, &[]).code, 0);
    let old = sandbox.read("published.json");
    sandbox.write("content/pages/theirs.md", page("Theirs"));
    assert_eq!(publish(&sandbox, &[]).code, 0);
    let new = sandbox.read("published.json");
    std::fs::remove_file(sandbox.at("content/pages/theirs.md")).unwrap();
    sandbox.write("published.json", old);
    (sandbox, new)
}

fn refused(sandbox: &Sandbox, words: &str) {
    let ledger = std::fs::read(sandbox.at("published.json")).ok();
    let ran = publish(sandbox, &[]);
    assert!(ran.code == 2 && ran.err.contains(words) && ran.err.contains("--override-reason"), "{ran:?}");
    assert!(there(sandbox, "theirs/index.html").contains("Theirs"));
    assert_eq!(std::fs::read(sandbox.at("published.json")).ok(), ledger);
}

#[test]
fn an_old_checkout_takes_nothing_away() {
    let (sandbox, new) = old_checkout();
    refused(&sandbox, "is not in this site's `published.json`");
    // Not even where nothing would be deleted: a corrected text would become the old one again.
    sandbox.write("content/pages/theirs.md", page("Old theirs"));
    let ran = publish(&sandbox, &[]);
    assert!(ran.code == 2 && there(&sandbox, "theirs/index.html").contains("Theirs"), "{ran:?}");
    std::fs::remove_file(sandbox.at("content/pages/theirs.md")).unwrap();
    std::fs::remove_file(sandbox.at("published.json")).unwrap();
    refused(&sandbox, "is not in this site's `published.json`");
    // With the newest ledger the rules about what was published speak.
    sandbox.write("published.json", &new);
    let ran = publish(&sandbox, &[]);
    assert!(ran.code == 1 && ran.err.contains("error[dropped-address]"), "{ran:?}");
    // Publishing the same once more takes nothing away, whatever became of the ledger.
    sandbox.write("content/pages/theirs.md", page("Theirs"));
    std::fs::remove_file(sandbox.at("published.json")).unwrap();
    let ran = publish(&sandbox, &[]);
    assert!(ran.code == 0 && ran.err.contains("nothing changed"), "{ran:?}");
    assert!(sandbox.read("published.json").contains("\"publications\""));
}

#[test]
fn a_reason_is_written_down() {
    let (sandbox, _) = old_checkout();
    let ran = publish(&sandbox, &["--override-reason", "The repository is lost"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(there(&sandbox, "theirs/index.html").is_empty());
    let ledger = sandbox.read("published.json");
    assert!(ledger.contains("The repository is lost") && ledger.contains("\"what\": [\"publication "), "{ledger}");
    assert!(publish(&sandbox, &[]).err.contains("nothing changed"));
}

/// Manifests of before do not name the ledger; what would be deleted is asked of it all the same.
#[test]
fn an_older_manifest_is_enough() {
    let (sandbox, new) = old_checkout();
    let manifest = there(&sandbox, ".chancery/manifest.json");
    assert!(manifest.contains("  \"record\": \"ledger\",\n"));
    let manifest = manifest.replace("  \"record\": \"ledger\",\n", "");
    std::fs::write(sandbox.at("www/.chancery/manifest.json"), &manifest).unwrap();
    refused(&sandbox, "does not know: `/theirs/`.");
    // Where nothing goes, it is published, and its manifest tells from then on.
    sandbox.write("content/pages/theirs.md", page("Theirs"));
    sandbox.write("content/pages/mine.md", page("Mine"));
    let without: String = new.lines().filter(|line| !line.contains("publications")).map(|line| format!("{line}\n")).collect();
    assert_ne!(without, new);
    let without = without.split("  \"overrides\": [],").next().unwrap().to_string() + "  \"overrides\": []\n}\n";
    sandbox.write("published.json", without);
    let ran = publish(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(there(&sandbox, ".chancery/manifest.json").contains("\"record\": \"ledger\""));
}

/// A target for review: nobody has read what stands there.
#[test]
fn a_preview_is_not_remembered() {
    let sandbox = Sandbox::starter();
    let config = sandbox.read("chancery.yaml");
    let staging = format!("file://{}", sandbox.at("staging").display());
    let targets = format!("publish:\n  targets:\n    staging: {{to: \"{staging}\", preview: true}}\n");
    sandbox.write("chancery.yaml", format!("{config}{targets}"));
    let report = |number: &str| format!("---\ntitle: Mine\nsummary: S.\ndate: 2025-03-01\n---\n\nThey held {number} men.\n");
    sandbox.write("content/reports/mine/index.md", report("5"));
    let slash = format!("{staging}/");
    for target in ["staging", &staging, &slash, "file://staging/"] {
        let ran = sandbox.run(&["publish", target]);
        assert!(ran.code == 0 && ran.err.contains("this is a preview"), "{ran:?}");
        assert!(!sandbox.at("published.json").exists());
    }
    assert!(std::fs::read_to_string(sandbox.at("staging/reports/mine/index.html")).unwrap().contains("5 men"));
    sandbox.write("content/reports/mine/index.md", report("6"));
    assert_eq!(publish(&sandbox, &[]).code, 0);
    // A change of what readers have is shown to reviewers before its correction is written, and pages may go from there.
    let ledger = sandbox.read("published.json");
    std::fs::remove_file(sandbox.at("content/reports/first-report/index.md")).unwrap();
    sandbox.write("content/reports/mine/index.md", report("7"));
    let ran = sandbox.run(&["publish", "staging", "--allow-deletes", "99"]);
    assert!(ran.code == 0 && ran.err.contains("warning[silent-change]"), "{ran:?}");
    assert_eq!(sandbox.read("published.json"), ledger);
    assert_eq!(publish(&sandbox, &[]).code, 1);
}

/// Without the whole ledger nobody knows what was public; no level lets it be written anew.
#[test]
fn a_broken_ledger_stops_it_at_any_level() {
    let (sandbox, new) = old_checkout();
    let config = sandbox.read("chancery.yaml");
    for level in ["warn", "allow"] {
        sandbox.write("chancery.yaml", format!("{config}rules: {{broken-ledger: {level}}}\n"));
        for broken in [&new[..new.len() / 2], "garbage", "", "\u{feff}{}"] {
            sandbox.write("published.json", broken);
            let ran = publish(&sandbox, &["--override-reason", "no"]);
            assert!(ran.code == 1 && ran.err.contains("error[broken-ledger]"), "{broken:?}: {ran:?}");
            assert_eq!(sandbox.read("published.json"), broken);
        }
        let explained = sandbox.run(&["publish", "--explain"]);
        assert!(explained.code == 1 && explained.out.is_empty(), "{explained:?}");
    }
}

#[test]
fn reading_back_wants_an_address_first() {
    let sandbox = Sandbox::starter();
    let ran = publish(&sandbox, &["--verify-web"]);
    assert!(ran.code == 2 && ran.err.contains("base_url") && !sandbox.at("www").exists(), "{ran:?}");
}

/// Two branches that both published: the union of their ledgers knows what stands there.
#[test]
fn both_sides_of_a_conflict() {
    let (sandbox, theirs) = old_checkout();
    sandbox.write("content/pages/mine.md", page("Mine"));
    let elsewhere = format!("file://{}", sandbox.at("elsewhere").display());
    assert_eq!(sandbox.run(&["publish", &elsewhere]).code, 0);
    let ours = sandbox.read("published.json");
    let union = |sandbox: &Sandbox| {
        let ledger = sandbox.read("published.json");
        let lines = ["\"/mine/\"", "\"/theirs/\"", "\"page:mine@", "\"page:theirs@"];
        assert!(lines.iter().all(|line| ledger.contains(line)), "{ledger}");
        ledger
    };
    // As Git leaves it.
    let both = [("ours", &ours), ("theirs", &theirs)];
    both.iter().for_each(|(name, text)| sandbox.write(name, text.as_bytes()));
    sandbox.write("published.json", format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> theirs\n"));
    assert_eq!(publish(&sandbox, &[]).code, 1);
    let ran = sandbox.run(&["merge"]);
    assert!(ran.code == 0 && ran.err.contains("both sides"), "{ran:?}");
    let merged = union(&sandbox);
    let again = sandbox.run(&["merge"]);
    assert!(again.code == 0 && again.err.contains("nothing to do") && sandbox.read("published.json") == merged, "{again:?}");
    // As Git calls it.
    let ran = sandbox.run(&["merge", "ours", "theirs"]);
    assert!(ran.code == 0 && sandbox.read("ours") == merged, "{ran:?}");
    sandbox.write("content/pages/theirs.md", page("Theirs"));
    let ran = publish(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    union(&sandbox);
    // A side that is broken is not half read.
    sandbox.write("published.json", format!("<<<<<<< HEAD\n{ours}=======\n{}>>>>>>> theirs\n", &theirs[..theirs.len() / 2]));
    let ran = sandbox.run(&["merge"]);
    assert!(ran.code == 2 && ran.err.contains("nothing was changed"), "{ran:?}");
    assert!(sandbox.read("published.json").starts_with("<<<<<<<"));
}

/// A publication that broke off behind its last step is one's own, whatever is published next.
#[test]
fn what_broke_off_is_no_one_elses() {
    let (sandbox, new) = old_checkout();
    sandbox.write("published.json", &new);
    sandbox.write("content/pages/theirs.md", page("Edited"));
    // The manifest is written, and the ledger cannot be brought to its end.
    let file = sandbox.at("www/theirs/index.html");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir_all(file.join("in the way")).unwrap();
    let ran = publish(&sandbox, &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let announced = sandbox.read("published.json");
    assert_eq!(announced.matches("\"publications\"").count(), 1);
    assert_eq!(announced.lines().count(), new.lines().count() + 1, "{announced}");
    assert_eq!(announced.lines().take(20).collect::<Vec<_>>(), new.lines().take(20).collect::<Vec<_>>());
    std::fs::remove_dir_all(&file).unwrap();
    sandbox.write("content/pages/theirs.md", page("Edited once more"));
    let ran = publish(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
}
