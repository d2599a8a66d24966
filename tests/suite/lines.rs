//! What the words of front matter refer to: summaries, judgements, corrections, notes, titles of events.

use crate::sandbox::Sandbox;

const CONFIG: (&str, &str) = ("chancery.yaml", "title: T\nbase_url: https://x.org\ncitation: {style: apa}\n");
const WHO: (&str, &str) = ("content/actors/who.md", "---\nname: World Health Organization\nkind: organisation\n---\n");
const AUDIT: (&str, &str) = (
    "content/sources/audit.md",
    "---\ntitle: Audit\ntype: report\nauthor: [{family: Paz, given: O}]\nissued: 2024\npublisher: Court\n\
     note: \"See [[who]] and *more* [@other].\"\n---\n",
);
const OTHER: (&str, &str) = (
    "content/sources/other.md",
    "---\ntitle: Other\ntype: report\nauthor: [{family: Ríos, given: Z}]\nissued: 2023\npublisher: Court\n---\n",
);

/// Each unknown name stands in another field, and each is told at its place.
#[test]
fn unknown_references_are_told_where_they_stand() {
    let report = "---\ntitle: A\ndate: 2025-01-01\nsummary: \"Of [[whoo]].\"\nstandfirst: >-\n  Two lines\n  [@auditt] of it.\n\
        key_judgements: [{text: 'It''s [@nobody].'}, \"And [[who]].\"]\nrecommendations: [{text: \"Ask [[nobody-2]].\"}]\n\
        disclosures: {method: \"By [[nobody-3]].\"}\ncorrections: [{date: 2025-02-01, level: minor, now: \"[x](nowhere.md)\"}]\n\
        revisions: [{date: 2025-02-01, note: \"[@nobody-4]\"}]\n---\n\nText.\n";
    let event = "---\ntitle: Meeting of [[nobody-5]]\ndate: 2025-01-01\n---\n";
    let site = Sandbox::with([
        CONFIG,
        WHO,
        AUDIT,
        OTHER,
        ("content/reports/a/index.md", report),
        ("content/events/meeting.md", event),
        ("content/glossary/t.md", "---\nterm: Tariff rule\ndefinition: As [[nobody-6]] says.\n---\n"),
    ]);
    let ran = site.run(&["check"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let all = format!("{}{}", ran.out, ran.err);
    for (name, place) in [
        ("whoo", "a/index.md:4:16"),
        ("auditt", "a/index.md:7:5"),
        ("nobody", "a/index.md:8:34"),
        ("nobody-2", "a/index.md:9:33"),
        ("nobody-3", "a/index.md:10:29"),
        ("nowhere.md", "a/index.md:11:58"),
        ("nobody-4", "a/index.md:12:41"),
        ("nobody-5", "meeting.md:2:21"),
        ("nobody-6", "t.md:3:18"),
    ] {
        assert!(all.contains(&format!("{name}`")), "{name}\n{all}");
        assert!(all.contains(place), "{name} at {place}\n{all}");
    }
    assert!(all.contains("did you mean `who`?"), "{all}");
    assert_eq!(all.matches("error[").count(), 9, "{all}");
}

/// What they refer to is cited, listed and counted like what the text refers to.
#[test]
fn they_count_as_references() {
    let report = "---\ntitle: A\ndate: 2025-01-01\nsummary: \"Of [[who]], [@other].\"\nactors: [who]\n\
        key_judgements: [{text: \"Prices will fall [@audit, 3]; see [b](../b/index.md) and [[tbl-x]].\"}]\n\
        corrections: [{date: 2025-02-01, level: minor, note: \"By [[who]].\"}]\n---\n\n| a |\n|---|\n| 1 |\n\n: Words. {#tbl-x}\n\nText.\n";
    let site = Sandbox::built([
        CONFIG,
        WHO,
        AUDIT,
        OTHER,
        ("content/reports/a/index.md", report),
        ("content/reports/b/index.md", "---\ntitle: B\ndate: 2025-01-02\nsummary: S.\n---\n\nText.\n"),
        ("content/events/meeting.md", "---\ntitle: \"Meeting of [[who]] on *health*\"\ndate: 2025-01-01\n---\n"),
    ]);
    let page = site.read("public/reports/a/index.html");
    assert!(page.contains("id=\"src-audit\"") && page.contains("id=\"src-other\""), "{page}");
    assert!(page.contains("<a href=\"../../reports/b/\">b</a>"), "{page}");
    assert!(page.contains("Table\u{a0}1</a>"), "{page}");
    assert!(page.contains("<a class=\"cite\" href=\"../../sources/audit/\">Paz 2024, 3</a>"), "{page}");
    let data = site.read("public/reports/a/index.json");
    for part in [
        "\"id\":\"source:audit\",\"path\":\"sources/audit/\",\"by\":\"key_judgements\"",
        "\"by\":\"summary\"",
        "\"by\":\"corrections\"",
    ] {
        assert!(data.contains(part), "{part}\n{data}");
    }
    assert!(site.read("public/reports/a/sources.bib").contains("Audit"));
    assert!(site.read("public/sources/audit/index.html").contains("behind a key judgement"));
    // Other programs read no Markdown.
    for path in ["public/sources/audit/index.json", "public/sources/audit/cite.bib", "public/sources/audit/cite.ris"] {
        let text = site.read(path);
        assert!(text.contains("See World Health Organization and more."), "{path}: {text}");
    }
    let events = site.read("public/events/index.html");
    assert!(events.contains("Meeting of World Health Organization on health"), "{events}");
}

/// What stands in bibliographies is taken as it is.
#[test]
fn remarks_of_bibliographies_are_no_markdown() {
    let bib = "@report{x,\n author = {Paz, O}, title = {X}, institution = {Court}, year = 2024,\n note = {Posted by @nobody, [[draft]]}\n}\n";
    let report = "---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\n\nText [@x].\n";
    let site = Sandbox::built([CONFIG, ("content/sources/x.bib", bib), ("content/reports/a/index.md", report)]);
    assert!(site.read("public/sources/x/index.html").contains("Posted by @nobody, [[draft]]"));
}

/// Claims are told apart and found by their ids.
#[test]
fn claims_have_ids_of_their_own() {
    let report = |second: &str| {
        format!(
            "---\ntitle: A\ndate: 2025-01-01\nsummary: S.\nclaims:\n  - {{id: c7, at: 12 died, likelihood: likely, review: 2999-05}}\n  \
             - {{id: {second}, at: prices fell}}\n---\n\nOf these 12 died, and prices fell.\n"
        )
    };
    let other = "---\ntitle: B\ndate: 2025-01-02\nsummary: S.\n---\n\nAs [it](../a/index.md#claim-c7) says.\n";
    let site = Sandbox::with([CONFIG, ("content/reports/b/index.md", other)]);
    site.write("content/reports/a/index.md", report("c7"));
    let ran = site.run(&["check"]);
    assert!(ran.err.contains("error[duplicate-id]: two claims have the id `c7`"), "{}", ran.err);
    site.write("content/reports/a/index.md", report("c8"));
    let ran = site.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page = site.read("public/reports/a/index.html");
    assert!(page.contains("<li id=\"claim-c7\">") && page.contains("<li id=\"claim-c8\">"), "{page}");
    assert!(page.contains("<p class=\"meta\">Likely, To be looked at again: May 2999</p>"), "{page}");
    assert!(site.read("public/reports/b/index.html").contains("reports/a/#claim-c7\""));
}

/// What editors write for each other in front matter and data files is in no output of any kind.
#[test]
fn comments_reach_no_reader() {
    let report = "---\ntitle: A <!-- zq1 -->\nsubtitle: \"<!-- zq2 -->B\"\ndate: 2025-01-01\nsummary: >-\n  Of <!-- zq3 [[nobody]] [@none] -->\n  [[who]] and `<!-- kept -->`.\n\
        key_judgements: [\"It <!-- zq4 --> may be.\", {text: '<!-- zq5 -->It''s so.', likelihood: likely}]\n\
        corrections: [{date: 2025-02-01, level: minor, was: \"x <!-- zq6 -->\", now: \"y<!-- zq7 -->\"}]\n\
        disclosures: {method: \"By hand <!-- zq8 -->\"}\n---\n\nText.\n\n\
        ```timeline\ntitle: \"Years <!-- zq9 -->\"\nevents:\n  - {date: 2015, text: \"It began. <!-- zq16 -->\"}\n```\n";
    let who = "---\nname: \"World Health Organization <!-- zq10 -->\"\nkind: organisation\nsummary: Health. <!-- zq11 -->\nfounded: 1948\n---\n";
    let sources = "- id: audit\n  title: Audit <!-- zq12 -->\n  type: report\n  issued: 2024\n  publisher: Court <!-- zq13 -->\n  note: \"Sealed. <!-- zq14 -->\"\n";
    let site = Sandbox::with([
        ("chancery.yaml", "title: T <!-- zq15 -->\nbase_url: https://x.org\n"),
        ("content/reports/a/index.md", report),
        ("content/actors/who.md", who),
        ("content/sources/all.yaml", sources),
    ]);
    let ran = site.run(&["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut texts = 0;
    for file in walkdir::WalkDir::new(site.at("public")).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        // A script that is packed may hold any letters.
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        if file.path().extension().is_none_or(|ending| ending != "js") {
            assert!(!text.contains("zq"), "{}\n{text}", file.path().display());
            texts += 1;
        }
    }
    assert!(texts > 20, "{texts}");
    let page = std::fs::read_to_string(site.at("public/reports/a/index.html")).unwrap();
    assert!(page.contains("&lt;!-- kept --&gt;</code>."), "{page}");
}

/// What is a comment to other programs only would be read by all: it is told at its place in any line.
#[test]
fn comments_of_other_programs_are_told() {
    let report = "---\ntitle: A %% b %%\ndate: 2025-01-01\nsummary: \"Words. %% ask %%\"\nkey_judgements: [{text: \"So {# may we? #} it is.\"}]\n\
        standfirst: 50 % of all, and 5%% of some.\nrecommendations: [\"Ask <!-- them\"]\n---\n\nText.\n";
    let site = Sandbox::with([CONFIG, ("content/reports/a/index.md", report)]);
    let ran = site.run(&["check"]);
    let all = format!("{}{}", ran.out, ran.err);
    for place in ["2:10", "4:18", "5:29", "7:19"] {
        assert!(all.contains(&format!("a/index.md:{place}")), "{place}\n{all}");
    }
    assert_eq!(all.matches("error[public-comment]").count(), 4, "{all}");
}
