//! What is held back is in no output of any kind, however it is said, and wherever.

use crate::sandbox::{Ran, Sandbox, ran};
use std::collections::BTreeSet;

const CONFIG: &str = "title: T\nbase_url: https://e.org/\nlanguages: [en, fr, es]\n";

/// The front matter of a report: a title that is found wherever it comes out, and some lines more.
fn report(title: &str, lines: &str) -> String {
    format!("---\ntitle: {title}\nsummary: S.\ndate: 2025-01-01\n{lines}---\n\nText.\n")
}

fn build(config: &str, files: &[(&str, String)]) -> (Sandbox, Ran) {
    let sandbox = Sandbox::with([("chancery.yaml", format!("{CONFIG}{config}"))]);
    for (path, text) in files {
        sandbox.write(&format!("content/{path}"), text);
    }
    let ran = ran(sandbox.command(&["build"]).env("SOURCE_DATE_EPOCH", "1767225600").output().expect("the program starts"));
    (sandbox, ran)
}

/// Which of some words stand in the output.
fn public<'a>(sandbox: &Sandbox, words: &[&'a str]) -> BTreeSet<&'a str> {
    let all = sandbox.snapshot("public");
    let stands = |word: &&str| {
        let in_name = |name: &str| name.to_lowercase().contains(&word.to_lowercase());
        all.iter().any(|(name, bytes)| in_name(name) || String::from_utf8_lossy(bytes).contains(*word))
    };
    words.iter().copied().filter(stands).collect()
}

/// Builds without an error, and looks for words.
fn published<'a>(config: &str, files: &[(&str, String)], words: &[&'a str]) -> Vec<&'a str> {
    let (sandbox, ran) = build(config, files);
    assert_eq!(ran.code, 0, "{}", ran.err);
    public(&sandbox, words).into_iter().collect()
}

#[test]
fn a_report_that_is_declared_by_the_way_is_held_back_like_any_other() {
    let held =
        ["status: draft", "status: review", "embargo_until: 2999-01-01", "embargo_until: soon", "status: publishd", "draft: true"];
    for held in held {
        let inline = format!(
            "see_also: [{{id: sec, title: Sealed, date: 2025-01-01, summary: S., {held}, authors: [{{id: whistle, name: Whistle, kind: person}}]}}]\n"
        );
        let rules = "rules: {unknown-word: warn, unknown-field: warn, invalid-date: warn, draft-reference: warn}\n";
        let files =
            [("reports/a/index.md", report("Open", &inline)), ("pages/p.md", report("Page", "").replace("date: 2025-01-01\n", ""))];
        assert_eq!(published(rules, &files, &["Open", "Sealed", "Whistle"]), ["Open"], "{held}");
        let (_, ran) = build("", &files);
        assert!(ran.code == 1 && ran.err.contains("error[draft-reference]: `sec` is a draft or under embargo"), "{}", ran.err);
    }
    // By its identity: what lies in its folder is held back with it, and whatever else declares it.
    let files = [
        ("reports/a/index.md", report("Open", "see_also: [{id: sec, title: Sealed, status: draft}]\n")),
        ("reports/b/index.md", report("Other", "see_also: [{id: sec, summary: Leaked}]\n")),
        ("reports/sec/index.es.md", report("Sellado", "")),
        ("reports/own/index.md", report("Hidden", "status: draft\n")),
        ("reports/c/index.md", report("Third", "see_also: [{id: own, title: Betrayed}]\n")),
    ];
    let words = ["Open", "Other", "Third", "Sealed", "Leaked", "Sellado", "Hidden", "Betrayed"];
    assert_eq!(published("rules: {draft-reference: warn}\n", &files, &words), ["Open", "Other", "Third"]);
}

#[test]
fn a_draft_does_not_hide_what_is_public() {
    let files = [
        ("reports/a/index.md", report("Open", "")),
        ("reports/z/index.md", report("Hidden", "status: draft\nsee_also: [{id: a, title: Betrayed, status: draft}]\n")),
    ];
    assert_eq!(published("", &files, &["Open", "Hidden", "Betrayed"]), ["Open"]);
    // Two files of one id: each speaks for what lies beside it.
    let files = [
        ("reports/a/index.md", report("Open", "")),
        ("reports/z/index.md", report("Hidden", "id: a\nstatus: draft\n")),
        ("reports/z/summary.md", report("Summed", "version_title: S\n")),
    ];
    assert_eq!(published("", &files, &["Open", "Hidden", "Summed"]), ["Open"]);
}

#[test]
fn all_texts_of_a_folder_are_one_report() {
    for held in ["status: draft\n", "embargo_until: 2999-01-01\n"] {
        let files = [
            ("reports/water/index.md", report("Hidden", &format!("id: water-prices\n{held}"))),
            ("reports/water/index.es.md", report("Oculto", "")),
            ("reports/water/summary.md", report("Summed", "version_title: S\n")),
            ("reports/flat.md", report("Flat", &format!("id: other\n{held}"))),
            ("reports/flat.es.md", report("Plano", "")),
            // A record beside a draft is as public as its pictures are.
            ("reports/water/spy.md", "---\ntitle: Spymaster\nkind: event\ndate: 2020\n---\n".to_string()),
            ("reports/open/index.md", report("Open", "")),
        ];
        let words = ["Hidden", "Oculto", "Summed", "Flat", "Plano", "Spymaster", "Open"];
        assert_eq!(published("", &files, &words), ["Open"], "{held}");
    }
    let page = |lines: &str| format!("---\ntitle: About\n{lines}---\n\nText.\n");
    let files = [
        ("reports/water/index.md", report("Water", "id: water-prices\n")),
        ("reports/water/index.es.md", report("Agua", "")),
        ("reports/water/summary.md", report("Short", "version_title: S\n")),
        ("reports/water/acme.md", "---\ntitle: Acme\nkind: event\ndate: 2020\n---\n\nSee [[water-prices]].\n".to_string()),
        ("pages/about.md", page("id: about-us\n")),
        ("pages/about.es.md", page("")),
    ];
    let (sandbox, ran) = build("", &files);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let addresses = [
        "reports/water-prices",
        "es/reports/water-prices",
        "reports/water-prices/summary",
        "events/acme",
        "about-us",
        "es/about-us",
    ];
    for address in addresses {
        assert!(sandbox.at(&format!("public/{address}/index.html")).exists(), "{address}");
    }
    assert!(sandbox.read("public/es/reports/water-prices/index.html").contains("href=\"../../../reports/water-prices/\""));
}

#[test]
fn a_text_has_the_id_of_its_report() {
    let files = |id: &str| {
        [("reports/water/index.md", report("Water", "id: water-prices\n")), ("reports/water/index.es.md", report("Agua", id))]
    };
    let (_, ran) = build("", &files("id: agua\n"));
    let said = "error[second-id]: this is a text of the report `water-prices`, and its `id` says `agua`";
    assert!(ran.code == 1 && ran.err.contains(said), "{}", ran.err);
    assert_eq!(build("", &files("id: water-prices\n")).1.code, 0);
    assert_eq!(build("", &files("slug: agua\n")).1.code, 0);
    // Where the rule is lowered, a draft holds it back all the same.
    let files = [
        ("reports/water/index.md", report("Water", "status: draft\n")),
        ("reports/water/index.es.md", report("Agua", "id: agua\n")),
    ];
    assert_eq!(published("rules: {second-id: warn}\n", &files, &["Water", "Agua"]), [""; 0]);
}

#[test]
fn a_report_without_a_text_in_the_main_language_has_a_main_text() {
    let files = |first: &str| {
        [
            ("reports/fam/index.fr.md", report("Eau", first)),
            ("reports/fam/index.es.md", report("Agua", "")),
            ("reports/fam/summary.fr.md", report("Bref", "version_title: S\n")),
        ]
    };
    assert_eq!(published("", &files("status: draft\n"), &["Eau", "Agua", "Bref"]), [""; 0]);
    let (sandbox, ran) = build("", &files("licence: CC-BY-4.0\ntopics: [rivers]\n"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    for address in ["fr/reports/fam", "es/reports/fam", "fr/reports/fam/summary"] {
        let data = sandbox.read(&format!("public/{address}/index.json"));
        assert!(data.contains("rivers"), "{address} inherits: {data}");
    }
    // The languages of the site come in their order: the other one is a translation, and holds back itself alone.
    let config = "title: T\nlanguages: [en, es, fr]\n";
    let sandbox = Sandbox::with([("chancery.yaml", config)]);
    for (path, text) in files("status: draft\n") {
        sandbox.write(&format!("content/{path}"), text);
    }
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert_eq!(public(&sandbox, &["Eau", "Agua", "Bref"]).into_iter().collect::<Vec<_>>(), ["Agua", "Bref"]);
}

#[test]
fn whoever_lowers_a_rule_has_not_asked_for_drafts() {
    let rules = "rules: {unknown-field: warn, invalid-yaml: warn, unclosed-front-matter: warn, unmarked-front-matter: warn, \
                 missing-field: warn, invalid-date: warn, duplicate-key: warn, not-utf8: warn, merge-conflict: warn, no-kind: warn}\n";
    let head = "title: Hidden\nsummary: S.\ndate: 2025-01-01\n";
    let lines = [
        "draft: true",
        "draft:",
        "Draft: yes",
        "published: false",
        "publish: no",
        "private: true",
        "hidden: true",
        "embargo: 2999-01-01",
        "embargo-until: 2999-01-01",
        "publishDate: 2999-01-01T10:00:00Z",
        "stauts: draft",
        "drfat: true",
        "embrago: 2999-01-01",
        "\u{a0}status: draft",
        "publised: false",
        "visible: false",
        "visibility: private",
        "status:",
        "embargo_until:",
        "status: published\nstatus: draft",
        "status: published\ndraft: true",
        "expiryDate: 2025-12-31",
        "headless: true",
    ];
    let mut texts: Vec<String> = lines.iter().map(|line| format!("---\n{head}{line}\n---\n\nText.\n")).collect();
    texts.extend([
        format!("---\n{head}status: draft\n\nText.\n"),
        format!("\n---\n{head}status: draft\n---\n\nText.\n"),
        format!("{head}status: draft\n---\n\nText.\n"),
        format!("status: draft\n{head}---\n\nText.\n"),
        "+++\ndraft = true\ntitle = \"Hidden\"\n+++\n\nText.\n".to_string(),
        "{ \"draft\": true,\n  \"title\": \"Hidden\" }\n\nText.\n".to_string(),
        format!("---\n{head}origin: a: b\nstatus: draft\n---\n\nText.\n"),
        format!("---\n{head}<<<<<<< ours\nstatus: draft\n=======\n>>>>>>> theirs\n---\n\nText.\n"),
    ]);
    // All in one site: a folder with a version, and a file of its own, for each.
    let mut files = vec![("reports/open/index.md".to_string(), report("Open", ""))];
    for (at, text) in texts.iter().enumerate() {
        let text = text.replace("Hidden", &format!("Hidden{at}-"));
        files.push((format!("reports/sealed-{at}/index.md"), text.clone()));
        files.push((format!("reports/sealed-{at}/summary.md"), report("Summed", "version_title: S\n")));
        files.push((format!("reports/sealed-{at}-flat.md"), text));
    }
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let (sandbox, ran) = build(rules, &files);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let reports = std::fs::read_dir(sandbox.at("public/reports")).expect("the reports").flatten();
    let reports: BTreeSet<String> = reports.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(reports, ["index.html", "open"].map(String::from).into());
    assert_eq!(public(&sandbox, &["Hidden", "Summed", "Open"]), ["Open"].into());
    // Outside of all folders, and in those of others.
    let kind = format!("---\nkind: report\n{head}origin: a: b\nstatus: draft\n---\n\nText.\n");
    let files = [
        ("sealed.md", kind),
        ("none.md", format!("---\n{head}status: draft\n---\n")),
        ("pages/page.md", "---\ntitle: Hidden\ndraft: true\n---\n".to_string()),
        ("actors/odd.md", "---\nname: Hidden\nkind: person\n\u{a0}private: true\n---\n".to_string()),
        ("actors/spy.md", "---\nname: Hidden\nkind: person\ndraft: true\n---\n".to_string()),
        ("pages/gone.md", "---\ntitle: Hidden\nexpiryDate: 2025-12-31T10:00:00Z\n---\n".to_string()),
        ("pages/later.md", "---\ntitle: Hidden\npublishDate: 2026-01-02\n---\n".to_string()),
    ];
    assert_eq!(published(rules, &files, &["Hidden", "sealed"]), [""; 0]);
    // A main text of which not even the letters are known.
    let sandbox = Sandbox::with([("chancery.yaml", format!("{CONFIG}{rules}"))]);
    sandbox.write("content/reports/sealed/index.md", b"---\ntitle: Hid\xe9\nstatus: draft\n---\n");
    sandbox.write("content/reports/sealed/summary.md", report("Summed", "version_title: S\n"));
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert!(public(&sandbox, &["Summed"]).is_empty());
    assert_eq!(sandbox.run(&["build", "--allow", "not-utf8"]).code, 0);
    // What says that it is public stays so.
    for line in [
        "draft: false",
        "published: true",
        "publishDate: 2020-01-01",
        "expiryDate: 2026-01-02",
        "stauts: published",
        "drfat: false",
        "listed: true",
        "publisher: RAND",
        "colour: red",
    ] {
        let files = [("reports/open/index.md", report("Open", &format!("{line}\n")))];
        assert_eq!(published(rules, &files, &["Open"]), ["Open"], "{line}");
    }
}

/// A list may say of one of its records twice who may see it: that one is held back, and no other.
#[test]
fn what_is_said_twice_in_a_list_holds_back_its_record() {
    let rules = "rules: {unknown-field: warn, duplicate-key: warn, draft-reference: warn}\n";
    for twice in ["status: published\n  status: draft", "private: false\n  private: true", "hidden: no\n  hidden: yes"] {
        let list = format!("- id: sealed\n  title: Hidden\n  date: 2024\n  {twice}\n- id: open\n  title: Shown\n  date: 2024\n");
        let map = format!("sealed:\n  name: Hidden\n  kind: person\n  {twice}\nopen:\n  name: Seen\n  kind: person\n");
        let one = format!("name: Hidden\nkind: person\n{}\n", twice.replace("  ", ""));
        let inline = twice.replace("\n  ", ", ");
        let inline = format!("events: [{{id: own, title: Hidden, date: 2024, {inline}}}]\n");
        let files = [
            ("events/list.yaml", list),
            ("actors/map.yaml", map),
            ("actors/one.yaml", one),
            ("reports/a/index.md", report("Open", &inline)),
        ];
        assert_eq!(published(rules, &files, &["Hidden", "Shown", "Seen", "Open"]), ["Open", "Seen", "Shown"], "{twice}");
    }
}

/// Whoever silences a rule hears all the same that a page is missing for it, and why; and cannot silence that.
#[test]
fn what_is_held_back_without_a_word_is_told() {
    let silent = |more: &str| {
        format!(
            "rules: {{unknown-field: allow, unknown-word: allow, invalid-date: allow, missing-field: allow, duplicate-key: allow, invalid-yaml: allow, not-utf8: allow, no-kind: allow{more}}}\n"
        )
    };
    for (line, said) in [
        ("stauts: draft", "a report has no field `stauts`"),
        ("draft: true", "a report has no field `draft`"),
        ("expiryDate: 2025-01-01", "a report has no field `expiryDate`"),
        ("status: publishd", "`publishd` is no word for `status`"),
        ("status:", "`status` is empty"),
        ("embargo_until: soon", "`soon` is no date for `embargo_until`"),
        ("status: published\nstatus: draft", "`status` is written twice"),
        ("origin: a: b", "stands where no value can begin"),
    ] {
        let files = [("reports/a/index.md", report("Hidden", &format!("{line}\n")))];
        let (sandbox, ran) = build(&silent(""), &files);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        assert!(public(&sandbox, &["Hidden"]).is_empty(), "{line}");
        let told: Vec<&str> = ran.err.lines().filter(|line| line.starts_with("warning")).collect();
        assert!(told.len() == 1 && told[0].starts_with("warning[held-back]: this is kept from readers: "), "{line}: {}", ran.err);
        assert!(told[0].contains(said), "{line}: {}", told[0]);
        // Where the mistake is told, it is told once.
        let (_, ran) = build("", &files);
        assert!(ran.code == 1 && !ran.err.contains("held-back"), "{line}: {}", ran.err);
        let allowed = sandbox.run(&["build", "--allow", "held-back"]);
        assert!(allowed.err.contains("warning[held-back]"), "{line}: {}", allowed.err);
    }
    let (_, ran) = build(&silent(", held-back: allow"), &[("reports/a/index.md", report("A", "stauts: draft\n"))]);
    assert!(
        ran.err.contains("warning[firm-rule]: `held-back` cannot be allowed") && ran.err.contains("warning[held-back]"),
        "{}",
        ran.err
    );
    let (_, ran) = build(&silent(", held-back: error"), &[("reports/a/index.md", report("A", "stauts: draft\n"))]);
    assert!(ran.code == 1 && ran.err.contains("error[held-back]"), "{}", ran.err);
    // Who says clearly that it is held back needs no other words, and may say it to other programs, too.
    for line in
        ["status: draft\ndraft: true", "embargo_until: 2999-01-01\npublishDate: 2999-01-01", "draft: false", "publishDate: 2020"]
    {
        let (_, ran) = build(&silent(""), &[("reports/a/index.md", report("A", &format!("{line}\n")))]);
        assert!(ran.code == 0 && !ran.err.contains("held-back"), "{line}: {}", ran.err);
    }
    // What is not read at all, and a text of which nobody knows what it describes.
    let sandbox = Sandbox::with([("chancery.yaml", format!("{CONFIG}{}", silent("")))]);
    sandbox.write("content/reports/sealed/index.md", b"---\ntitle: Hid\xe9\nstatus: draft\n---\n");
    sandbox.write("content/sealed.md", "---\ntitle: Hidden\nstatus: draft\n---\n");
    let ran = sandbox.run(&["build"]);
    assert_eq!((ran.code, ran.err.matches("warning[held-back]").count()), (0, 2), "{}", ran.err);
}

/// What was public and is so no more leaves the target with the publication that takes it away.
#[test]
fn what_is_taken_back_is_nowhere_at_the_target() {
    let sandbox = Sandbox::with([("chancery.yaml", CONFIG)]);
    sandbox.write("content/reports/a/index.md", report("Open", ""));
    sandbox.write("content/reports/own/index.md", report("Hidden", "status: published\n"));
    let to = format!("file://{}", sandbox.at("www").display());
    let publish = |more: &[&str]| sandbox.run(&[&["publish", &to, "--yes", "--allow-deletes", "99"], more].concat());
    let stands = || sandbox.snapshot("www").iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Hidden"));
    assert_eq!(publish(&[]).code, 0);
    assert!(stands());
    sandbox.write("content/reports/own/index.md", report("Hidden", "status: draft\n"));
    assert!(publish(&[]).code == 1 && stands(), "an address would vanish");
    assert_eq!(publish(&["--override-reason", "by mistake"]).code, 0);
    assert!(!stands());
}

#[test]
fn an_empty_status_is_told() {
    for (line, said) in [
        ("status:", "error[missing-field]: `status` is empty: nothing says whether readers may see the report"),
        ("embargo_until: ~", "error[invalid-date]: `embargo_until` is empty: nothing says on which day the report may be read"),
    ] {
        let (_, ran) = build("", &[("reports/a/index.md", report("A", &format!("{line}\n")))]);
        assert!(ran.code == 1 && ran.err.contains(said), "{}", ran.err);
    }
}

/// A rule that stops the build says all; so nothing has to be held back for it.
#[test]
fn what_cannot_be_read_is_checked_all_the_same() {
    let broken = report("Water: the reform", "").replace("Text.", "See [[nowhere]].");
    let files = [("reports/a/index.md", broken), ("reports/b/index.md", report("B", "").replace("Text.", "See [[a]]."))];
    let (_, ran) = build("", &files);
    assert!(ran.err.contains("error[invalid-yaml]") && ran.err.contains("`nowhere`"), "{}", ran.err);
    assert!(!ran.err.contains("draft-reference"), "{}", ran.err);
}

#[test]
fn topics_of_drafts_lead_nowhere() {
    let files = [
        ("reports/own/index.md", report("Hidden", "status: draft\ntopics: [rivers]\n")),
        ("reports/a/index.md", report("Open", "").replace("Text.", "See [[topic:rivers]].")),
    ];
    let (_, ran) = build("", &files);
    assert!(ran.code == 1 && ran.err.contains("error[unresolved-reference]"), "{}", ran.err);
}

#[test]
fn a_record_of_which_only_a_draft_speaks_is_told_as_public() {
    let actor = || ("actors/spy.md", "---\nname: Jane Spy\nkind: person\n---\n".to_string());
    for speaks in ["See [[spy]].", "See Jane Spy.", "actors: [spy]"] {
        let (lines, text) = if speaks.starts_with("actors") { (speaks, "Text.") } else { ("licence: CC0-1.0", speaks) };
        let draft = report("Hidden", &format!("status: draft\n{lines}\n")).replace("Text.", text);
        let (_, ran) = build("", &[actor(), ("reports/own/index.md", draft)]);
        let said = "warning[unused-record]: only what is held back refers to the actor `spy`, whose page is public: content/reports/own/index.md";
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    let (_, ran) = build("", &[actor(), ("reports/own/index.md", report("Hidden", "status: draft\n"))]);
    assert!(ran.err.contains("nothing refers to the actor `spy`"), "{}", ran.err);
}

/// A main text that is there and was not read may say that it is a draft: what lies beside it waits for it, whatever the rules are set to.
#[test]
fn what_lies_beside_a_text_that_was_not_read_is_held_back() {
    let large = |sandbox: &Sandbox, path: &str| {
        let file = std::fs::File::create(sandbox.at(path)).expect("a file");
        file.set_len((256 << 20) + 1).expect("a file with a hole");
    };
    let linked = |sandbox: &Sandbox, path: &str| {
        std::fs::write(sandbox.at("elsewhere.md"), report("Hidden", "status: draft\n")).expect("written");
        std::os::unix::fs::symlink(sandbox.at("elsewhere.md"), sandbox.at(path)).expect("linked");
    };
    let odd = |sandbox: &Sandbox, path: &str| sandbox.write(path, b"---\ntitle: Hid\xe9\nstatus: draft\n---\n");
    let ways: [(&str, &str, &dyn Fn(&Sandbox, &str)); 3] = [
        ("refused-link", "{}", &linked),
        ("file-too-large", "{file-too-large: warn}", &large),
        ("not-utf8", "{not-utf8: warn}", &odd),
    ];
    for (rule, rules, make) in ways {
        let rules = rules.replace('}', ", draft-reference: warn}").replace("{,", "{");
        let sandbox = Sandbox::with([("chancery.yaml", format!("{CONFIG}rules: {rules}\n"))]);
        let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"><title>Sealed</title></svg>";
        sandbox.write(
            "content/reports/a/index.md",
            report("Open", "").replace("Text.", "![p](../sealed/plan.svg) [d](../sealed/costs.csv)"),
        );
        sandbox.write("content/reports/sealed/plan.svg", picture);
        sandbox.write("content/reports/sealed/costs.csv", "what,much\nSealed,1\n");
        sandbox.write("content/reports/sealed/summary.md", report("Summed", "version_title: S\n"));
        sandbox.write("content/reports/flat.es.md", report("Plano", ""));
        make(&sandbox, "content/reports/sealed/index.md");
        make(&sandbox, "content/reports/flat.md");
        let ran = sandbox.run(&["build"]);
        assert_eq!(ran.code, 0, "{rule}: {}", ran.err);
        assert!(ran.err.contains("lies beside a draft, a report under embargo or one that could not be read"), "{}", ran.err);
        let words = ["Open", "Sealed", "Summed", "Plano", "plan.svg", "costs.csv"];
        let found: Vec<&str> = public(&sandbox, &words).into_iter().filter(|word| !word.contains('.')).collect();
        assert_eq!(found, ["Open"], "{rule}");
        assert!(!sandbox.at("public/files").exists(), "{rule}");
    }
}
