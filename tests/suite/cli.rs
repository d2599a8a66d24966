//! The commands, as a person at a terminal meets them.

use crate::sandbox::Sandbox;
use serde_json::Value;

#[test]
fn a_new_site_builds_clean() {
    let sandbox = Sandbox::starter();
    let ran = sandbox.run(&["build"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert!(!ran.err.contains("warning") && !ran.err.contains('\x1b'), "{ran:?}");
    assert!(sandbox.at("public/reports/first-report/index.html").exists());
    let again = sandbox.run(&["build"]);
    assert!(again.code == 0 && again.err.contains("nothing changed"), "{again:?}");
    let check = sandbox.run(&["check"]);
    assert_eq!((check.code, check.err.as_str()), (0, "no errors, no warnings\n"));
}

#[test]
fn init_never_overwrites() {
    let sandbox = Sandbox::with([("site/content/pages/about.md", "mine")]);
    let ran = sandbox.run(&["init", "site"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("cd site && chancery build"), "{ran:?}");
    assert_eq!(sandbox.read("site/content/pages/about.md"), "mine");
    let again = sandbox.run(&["init", "site"]);
    assert!(again.code == 2 && again.err.contains("there is a site"), "{again:?}");
}

#[test]
fn what_new_makes_is_valid() {
    let sandbox = Sandbox::starter();
    for kind in ["report", "actor", "source", "term", "event", "place", "page"] {
        let ran = sandbox.run(&["new", kind, &format!("new-{kind}")]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let again = sandbox.run(&["new", kind, &format!("new-{kind}")]);
        assert!(again.code == 2 && again.err.contains("exists already"), "{again:?}");
    }
    // A name does as well, whatever YAML would make of it.
    for (kind, words, file, line) in [
        ("actor", &["Zury", "Ríos"][..], "actors/zury-rios.md", "name: Zury Ríos\n"),
        ("actor", &["NATO"], "actors/nato.md", "name: NATO\n"),
        ("report", &["Prices: 'up' again?"], "reports/prices-up-again/index.md", "title: 'Prices: ''up'' again?'\n"),
    ] {
        let ran = sandbox.run(&[&["new", kind], words].concat());
        assert!(ran.code == 0 && ran.err.contains(&format!("made content/{file}")), "{ran:?}");
        let text = sandbox.read(&format!("content/{file}"));
        assert!(text.contains(line), "{text}");
    }
    // What only the author knows is left empty, and asked for; nothing is invented.
    let check = sandbox.run(&["check", "--format", "json"]);
    let value: Value = serde_json::from_str(&check.out).unwrap();
    let errors = value["diagnostics"].as_array().unwrap().iter().filter(|one| one["level"] == "error");
    let errors: Vec<(String, String)> = errors.map(|one| (one["file"].to_string(), one["message"].to_string())).collect();
    assert_eq!(errors.len(), 5, "{errors:?}");
    assert!(errors.iter().all(|(_, message)| message.contains("is empty; ")), "{errors:?}");
    for (file, line, full) in [
        ("actors/new-actor.md", "\nkind:\n", "\nkind: person\n"),
        ("actors/nato.md", "\nkind:\n", "\nkind: alliance\n"),
        ("actors/zury-rios.md", "\nkind:\n", "\nkind: person\n"),
        ("events/new-event.md", "\ndate:\n", "\ndate: 2025\n"),
        ("sources/new-source.md", "\ntype:\n", "\ntype: report\n"),
    ] {
        let path = format!("content/{file}");
        let text = sandbox.read(&path);
        assert!(text.contains(line), "{text}");
        sandbox.write(&path, text.replace(line, full));
    }
    let check = sandbox.run(&["check"]);
    assert_eq!(check.code, 0, "{}", check.err);
    for bad in ["../x", "a\\b", "?!"] {
        let odd = sandbox.run(&["new", "actor", bad]);
        assert!(odd.code == 2 && odd.err.contains(bad), "{odd:?}");
    }
}

/// Who writes a name where an id is wanted is told the id; a command that is suggested can be run as it stands.
#[test]
fn names_in_the_place_of_ids_are_understood() {
    let actor = "---\nname: World Health Organization\nkind: organisation\nnames: [The WHO, 'Organisation mondiale']\n---\n";
    let report = "---\ntitle: A\ndate: 2025-01-01\nsummary: S.\nactors: [World Health Organization]\n---\n\n\
        [[the who]] [[World Health Organisation]] [[Due process]] [[Who]] [[wh0]] [[Nobody At All]] [[x; rm -r y]] [[Same]]\n";
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\n"),
        ("content/actors/who.md", actor),
        ("content/actors/same-state.md", "---\nname: Same\nkind: state\n---\n"),
        ("content/places/same-place.md", "---\nname: Same\n---\n"),
        ("content/glossary/due-process.md", "---\nterm: due process of law\ndefinition: D.\nforms: [due process]\n---\n"),
        ("content/reports/a/index.md", report),
    ]);
    let ran = sandbox.run(&["check", "--format", "json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    let of = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_string();
    let all = value["diagnostics"].as_array().unwrap();
    let faults = all.iter().filter(|one| one["rule"] == "unresolved-reference");
    let found: Vec<[String; 2]> = faults.map(|one| [of(one, "text"), of(one, "help")]).collect();
    let expected = [
        ["World Health Organization", "write `who`"],
        ["the who", "write `who`"],
        ["World Health Organisation", "did you mean `who` (World Health Organization)? it is in content/actors/who.md"],
        ["Due process", "write `due-process`"],
        ["Who", "did you mean `who`? it is in content/actors/who.md"],
        ["wh0", "did you mean `who`? it is in content/actors/who.md"],
        ["Nobody At All", "`chancery new actor Nobody At All` begins a file for it"],
        ["x; rm -r y", "`chancery new actor x-rm-r-y` begins a file for it"],
        ["Same", "write `same-place` or `same-state`"],
    ];
    assert_eq!(found, expected.map(|pair| pair.map(str::to_string)));
    assert!(!all.iter().any(|one| one["rule"] == "invalid-id"), "{value}");
    let run = sandbox.run(&["new", "actor", "Nobody", "At", "All"]);
    assert!(run.code == 0 && sandbox.read("content/actors/nobody-at-all.md").contains("name: Nobody At All"), "{run:?}");
}

/// The same for ids written as paths or with a word before them that is no kind, for figures, for words that look like
/// citations, and for paths and addresses that lead nowhere: what is told can be written as it stands.
#[test]
fn ways_out_of_references_that_lead_nowhere_work() {
    let cases = [
        ("[[reports/first/index]]", "write `first`"),
        ("[[/content/reports/first/index.md|the first]]", "write `first`"),
        ("[[First.md]]", "write `first`"),
        ("[[../first/index]]", "write `first`"),
        ("[[actors/nobody-here]]", "`chancery new actor nobody-here` begins a file for it; its id is `nobody-here`"),
        ("[[places/wo]]", "`chancery new place wo` begins a file for it; its id is `wo`"),
        ("[[person:who]]", "write `who`"),
        ("[[organisation:twice]]", "write `actor:twice`"),
        ("[[glossary:twice]]", "write `actor:twice` or `place:twice`"),
        ("[[person:nobody-here]]", "`chancery new actor nobody-here` begins a file for it; its id is `nobody-here`"),
        ("[[Nobody Here.md]]", "`chancery new actor Nobody Here` begins a file for it; its id is `nobody-here`"),
        ("[[actor:nobody-here]]", "`chancery new actor nobody-here` begins a file for it"),
        ("[[tbl-a]]", "write `: Caption {#tbl-a}` on a line of its own under it, the colon first"),
        ("[[fig-a]]", "write `{#fig-a}` directly behind its image, or behind the word that begins its drawing"),
        ("[[fig-use]]", "`{#fig-use}` stands in this file, and takes no effect there: put right what else is said of that place"),
        ("As @UNICEF says", "`chancery new source UNICEF` begins a file for it; if it cites nothing, write `\\@UNICEF`"),
        (
            "As @World-Health says",
            "`chancery new source World-Health` begins a file for it; if it cites nothing, write `\\@World-Health`, or `[[who]]` to name that record",
        ),
        ("So [see @UNICEF]", "`chancery new source UNICEF` begins a file for it"),
        ("[a](../first.md)", "did you mean `../first/index.md`?"),
        ("[a](../first#b)", "did you mean `../first/index.md`?"),
        ("[a](who.md)", "did you mean `../../actors/who.md`?"),
        ("[a](../../actors/whoo.md)", "did you mean `../../actors/who.md`?"),
        ("[a](data/tabel.csv)", "did you mean `data/table.csv`?"),
        ("[a](data/anex%201.csv)", "did you mean `<data/annex 1.csv>`?"),
        ("[a](www.example.org)", "write `https://www.example.org`"),
        ("[a](who.int/news#today)", "write `https://who.int/news#today`"),
        ("[a](info@who.int)", "write `mailto:info@who.int`"),
    ];
    let lines = cases.map(|(line, _)| line).join("\n\n");
    let chart = "```chart {#fig-use}\ntitle: T\n```";
    let report = format!("---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\n\n{lines}\n\n{chart}\n");
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\n"),
        ("content/actors/who.md", "---\nname: World Health Organization\nkind: organisation\nnames: [World-Health]\n---\n"),
        ("content/actors/twice.md", "---\nname: Twice\nkind: organisation\n---\n"),
        ("content/places/twice.md", "---\nname: Twice\n---\n"),
        ("content/reports/first/index.md", "---\ntitle: First\ndate: 2025-01-01\nsummary: S.\n---\n\nText.\n"),
        ("content/reports/a/data/table.csv", "a,b\n"),
        ("content/reports/a/data/annex 1.csv", "a,b\n"),
        ("content/reports/a/index.md", report.as_str()),
    ]);
    let ran = sandbox.run(&["check", "--format", "json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    let all = value["diagnostics"].as_array().unwrap();
    let mut wrong = Vec::new();
    for (at, (line, help)) in cases.iter().enumerate() {
        let told = all.iter().find(|one| one["line"] == 7 + 2 * at).map(|one| one["help"].as_str().unwrap_or_default());
        if told != Some(help) {
            wrong.push(format!("{line}: {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn faults_are_shown_in_three_forms() {
    let sandbox = Sandbox::starter();
    sandbox.write("content/pages/bad.md", "---\ntitle: Bad\n---\n\nSee é [[nobody-at-all]].\n");
    let human = sandbox.run(&["check"]);
    assert_eq!(human.code, 1);
    assert!(human.err.contains("error[unresolved-reference]") && human.err.contains("content/pages/bad.md:5:9"), "{}", human.err);
    assert!(human.err.trim_end().ends_with("1 error in 1 file"), "{}", human.err);

    let json = sandbox.run(&["check", "--format", "json"]);
    let value: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json.code, json.err.as_str()), (1, ""));
    let first = &value["diagnostics"][0];
    assert_eq!((&first["line"], &first["column"], &first["text"]), (&5.into(), &9.into(), &"nobody-at-all".into()));

    let sarif = sandbox.run(&["check", "--format", "sarif"]);
    let value: Value = serde_json::from_str(&sarif.out).unwrap();
    assert_eq!(value["runs"][0]["results"][0]["ruleId"], "unresolved-reference");

    let allowed = sandbox.run(&["check", "--allow", "unresolved-reference"]);
    assert_eq!(allowed.code, 0, "{allowed:?}");
    let misspelt = sandbox.run(&["check", "--allow", "unresolved-refrence"]);
    assert!(misspelt.code == 2 && misspelt.err.contains("did you mean `unresolved-reference`?"), "{misspelt:?}");
}

#[test]
fn rules_are_explained() {
    let sandbox = Sandbox::empty();
    let list = sandbox.run(&["explain"]);
    // A line for each rule; behind an empty line one for each group.
    let (rules, groups) = list.out.split_once("\n\n").unwrap_or_default();
    assert_eq!((list.code, rules.lines().count()), (0, chancery::check::RULES.len()));
    for group in &chancery::check::groups::GROUPS {
        assert!(groups.contains(&format!("`{}` stands for {}.", group.name, group.rules.join(", "))), "{groups}");
        let ran = sandbox.run(&["explain", group.name]);
        assert!(ran.code == 0 && group.rules.iter().all(|rule| ran.out.contains(&format!("* {rule}: "))), "{ran:?}");
    }
    for rule in chancery::check::RULES {
        let ran = sandbox.run(&["explain", rule.name]);
        assert!(ran.code == 0 && ran.out.starts_with(&format!("# {}\n", rule.name)), "{ran:?}");
        // What publishing stops at is not excused by a page.
        let firm = chancery::check::rules::ledger::STOPS_PUBLISHING.contains(&rule.name);
        assert_eq!(ran.out.contains("--override-reason"), firm, "{ran:?}");
        assert!(!firm || !ran.out.contains("excused by"), "{ran:?}");
        // What is told to be written changes something.
        let own = format!("rules: {{ {}: {} }}", rule.name, rule.level.name());
        assert!(!ran.out.contains(&own), "{ran:?}");
    }
    let chart = sandbox.run(&["explain", "low-contrast"]);
    assert!(!chart.out.contains("excused"), "{chart:?}");
    let entry = sandbox.run(&["explain", "incomplete-source"]);
    assert!(entry.out.contains("`- {id: KEY, allow: [incomplete-source]}`"), "{entry:?}");
    let misspelt = sandbox.run(&["explain", "unknown-fild"]);
    assert!(misspelt.code == 2 && misspelt.err.contains("did you mean `unknown-field`?"), "{misspelt:?}");
}

#[test]
fn schemas_are_json() {
    let sandbox = Sandbox::empty();
    let one = sandbox.run(&["schema", "report"]);
    let value: Value = serde_json::from_str(&one.out).unwrap();
    assert!(value["properties"]["title"].is_object());
    let all = sandbox.run(&["schema", "--out", "schemas"]);
    assert_eq!(all.code, 0, "{all:?}");
    let value: Value = serde_json::from_str(&sandbox.read("schemas/actor.schema.json")).unwrap();
    assert!(value["properties"]["name"].is_object());
}

#[test]
fn what_cannot_be_done_ends_with_two() {
    let empty = Sandbox::empty();
    let ran = empty.run(&["build"]);
    assert!(ran.code == 2 && ran.err.contains("chancery init") && !empty.at("public").exists(), "{ran:?}");
    assert_eq!(empty.run(&["biuld"]).code, 2);
    assert_eq!(empty.run(&["--version"]).code, 0);
    let site = Sandbox::starter();
    for out in [".", "content", "content/x", "..", "/"] {
        let ran = site.run(&["build", "--out", out]);
        assert!(ran.code == 2 && site.at("chancery.yaml").exists(), "{out}: {ran:?}");
    }
}

#[test]
fn a_report_under_embargo_appears_on_its_day() {
    let sandbox = Sandbox::starter();
    let text = "---\ntitle: Later\nsummary: S.\ndate: 2025-06-01\nembargo_until: 2025-06-01\n---\nText.\n";
    sandbox.write("content/reports/later/index.md", text);
    let build = |seconds: &str| {
        let output = sandbox.command(&["build"]).env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        sandbox.at("public/reports/later/index.html").exists()
    };
    assert!(!build("1748735999"), "2025-05-31T23:59:59Z");
    assert!(build("1748736000"), "2025-06-01T00:00:00Z");
    let wrong = sandbox.command(&["build"]).env("SOURCE_DATE_EPOCH", "yesterday").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn timings_name_every_step() {
    let sandbox = Sandbox::starter();
    let ran = sandbox.run(&["build", "--timings"]);
    for step in ["read", "parse", "resolve", "plan", "check", "render", "write"] {
        assert!(ran.err.lines().any(|line| line.starts_with(step)), "{step}: {}", ran.err);
    }
}

#[test]
fn what_a_template_gets_is_shown() {
    let sandbox = Sandbox::starter();
    let ran = sandbox.run(&["build", "--dump-context", "/reports/first-report/"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(ran.code == 0 && value["page"].is_object() && value["site"].is_object(), "{ran:?}");
    assert!(!sandbox.at("public").exists());
    let none = sandbox.run(&["build", "--dump-context", "no/such/page/"]);
    assert!(none.code == 2 && none.err.contains("no template makes"), "{none:?}");
}

/// A result that could not be written is no success; a reader that went away is no fault.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_at_the_other_end_is_told() {
    let sandbox = Sandbox::starter();
    for args in [
        &["schema"][..],
        &["explain"],
        &["explain", "theme"],
        &["check", "--format", "json"],
        &["build", "--dump-context", ""],
        &["--help"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = sandbox.command(args).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(sandbox.command(args).stdout(writer).output().unwrap().status.code(), Some(0), "{args:?}");
    }
}

/// What the documentation and the rules tell people to write exists: options of commands, and settings in chancery.yaml.
#[test]
fn options_and_settings_that_are_told_of_exist() {
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
    let texts = ["docs", "README.md", "src", "themes"].into_iter().flat_map(|top| walkdir::WalkDir::new(top).sort_by_file_name());
    let texts = texts.flatten().filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"));
    let mut helps = std::collections::BTreeMap::new();
    let schemas = chancery::document::jsonschema::all();
    let schema = &schemas.iter().find(|(name, _)| name.starts_with("chancery")).expect("a schema of chancery.yaml").1;
    let (mut options, mut settings) = (0, 0);
    for entry in texts {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        // Commands stand in backticks, or on lines of their own.
        for piece in text.split(['`', '\n']).filter_map(|piece| piece.trim().strip_prefix("chancery ")) {
            let command = piece.split(' ').next().unwrap_or_default().to_string();
            for option in piece.split([' ', '=']).filter(|word| word.starts_with("--")) {
                let help = helps.entry(command.clone()).or_insert_with(|| sandbox.run(&[&command, "--help"]).out);
                assert!(help.split([' ', '=', ',', '\n']).any(|word| word == option), "{}: {piece}", entry.path().display());
                options += 1;
            }
        }
        for (at, _) in text.match_indices(" in `chancery.yaml`").chain(text.match_indices(" in chancery.yaml")) {
            let said = text[..at].trim_end_matches(" stands").strip_suffix('`').and_then(|before| before.rsplit('`').next());
            let Some((name, _)) = said.and_then(|said| said.split_once(':')) else { continue };
            assert!(schema["properties"].get(name).is_some(), "{}: {name}", entry.path().display());
            settings += 1;
        }
    }
    assert!(options > 2 && settings > 5, "{options} {settings}");
}

/// What is told to be written as an example can be written.
#[test]
fn examples_of_chancery_yaml_are_right() {
    let report = "---\ntitle: X\nsummary: S.\ndate: 2025-01-01\n---\nText.\n";
    for field in chancery::config::schema::CONFIG.all().filter(|field| field.name != "title") {
        let languages =
            if field.name == "translations" { "languages: [en, es]\nmenu: [{label: About, page: \"page:about\"}]\n" } else { "" };
        let config = format!("title: T\n{languages}{}: {}\n", field.name, field.example);
        let sandbox = Sandbox::with([
            ("chancery.yaml", config.as_str()),
            ("content/pages/about.md", "---\ntitle: About\n---\nText.\n"),
            ("content/reports/y/index.md", report),
        ]);
        let ran = sandbox.run(&["check"]);
        assert_eq!(ran.code, 0, "{config}{}", ran.err);
    }
    // In front matter, names of rules: all else is held against its table beside that.
    let allow = chancery::document::schema::shape(chancery::document::Kind::Plain).field("allow").expect("a field").example;
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\n".to_string()),
        ("content/pages/a.md", format!("---\ntitle: A\nallow: {allow}\n---\nX.\n")),
    ]);
    assert_eq!(sandbox.run(&["check"]).err, "no errors, no warnings\n");
}

/// What no page can excuse itself from is told, and free data must be a map.
#[test]
fn what_has_no_effect_is_told() {
    for (path, text, rule) in [
        ("content/pages/a.md", "---\ntitle: A\nallow: [low-contrast]\n---\nX.\n", "firm-rule"),
        ("chancery.yaml", "title: T\nsettings: x\n", "wrong-type"),
        ("chancery.yaml", "title: T\nextra: 3\n", "wrong-type"),
        ("content/pages/a.md", "---\ntitle: A\nextra: 3\n---\nX.\n", "wrong-type"),
    ] {
        let sandbox = Sandbox::with([("chancery.yaml", "title: T\n")]);
        sandbox.write(path, text);
        let ran = sandbox.run(&["check"]);
        assert!(ran.err.contains(&format!("[{rule}]")), "{text}{}", ran.err);
    }
    // An entry of a bibliography is excused by what is added to it elsewhere.
    let sandbox = Sandbox::with([
        ("chancery.yaml", "title: T\n"),
        ("content/sources/z.bib", "@misc{aa, title={A}}\n@misc{bb, title={B}}\n"),
        ("content/sources/zz.yaml", "- {id: bb, allow: [uncited-source, incomplete-source]}\n"),
    ]);
    let ran = sandbox.run(&["check"]);
    assert!(ran.err.contains("`aa`") && !ran.err.contains("`bb`"), "{}", ran.err);
}

#[test]
fn warnings_are_errors_where_they_are_denied() {
    let sandbox = Sandbox::starter();
    sandbox.write("content/pages/a.md", "---\ntitle: A\n---\n\n![](../pages/a.png) <b>x</b>\n");
    sandbox.write("content/pages/a.png", b"\x89PNG");
    let code = |args: &[&str]| sandbox.run(&[&["check", "--allow", "bad-image"], args].concat()).code;
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--deny", "warnings"]), 1);
    assert_eq!(code(&["--deny", "raw-html"]), 1);
    assert_eq!(code(&["--deny", "heading-jump", "--deny", "future-date"]), 0);
    assert_eq!(code(&["--deny", "warnings", "--allow", "raw-html", "--allow", "missing-alt"]), 0);
    assert_eq!(code(&["--deny", "raw-htm"]), 2);
    // What a page excuses itself from stays excused; and a build writes nothing.
    sandbox.write("content/pages/a.md", "---\ntitle: A\nallow: [raw-html]\n---\n\n<b>x</b>\n");
    assert_eq!(code(&["--deny", "warnings"]), 0);
    sandbox.write("content/pages/a.md", "---\ntitle: A\n---\n\n<b>x</b>\n");
    let build = sandbox.run(&["build", "--deny", "warnings"]);
    assert!(build.code == 1 && build.err.contains("error[raw-html]") && !sandbox.at("public").exists(), "{build:?}");
    assert_eq!(sandbox.run(&["build"]).code, 0);
}

/// Paths are those that one can open from where one stands; for code hosts, those from the top of the repository.
#[test]
fn paths_are_shown_as_they_are_found() {
    let sandbox = Sandbox::with([
        ("papers/site/chancery.yaml", "title: T\n"),
        ("papers/site/content/pages/a.md", "---\ntitle: A\n---\n\n<b>x</b>\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let human = sandbox.run(&["-C", "papers/site", "check"]);
    assert!(human.err.contains(" papers/site/content/pages/a.md:5:1\n"), "{}", human.err);
    let sarif = sandbox.run(&["-C", "papers/site", "check", "--format", "sarif"]);
    let value: Value = serde_json::from_str(&sarif.out).unwrap();
    let place = &value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!((&place["uri"], &place["uriBaseId"]), (&"papers/site/content/pages/a.md".into(), &"%SRCROOT%".into()));
    let json = sandbox.run(&["-C", "papers/site", "check", "--format", "json"]);
    assert!(json.out.contains("\"file\": \"content/pages/a.md\""), "{}", json.out);
}

#[test]
fn fields_are_told_to_people() {
    let sandbox = Sandbox::empty();
    for name in [
        "report",
        "actor",
        "place",
        "source",
        "term",
        "event",
        "page",
        "chancery.yaml",
        "theme.yaml",
        "styles",
        "relations",
        "likelihood",
    ] {
        let ran = sandbox.run(&["explain", name]);
        assert!(ran.code == 0 && ran.out.starts_with(&format!("## {name}\n")), "{ran:?}");
    }
    let one = sandbox.run(&["schema", "chancery"]);
    let value: Value = serde_json::from_str(&one.out).unwrap();
    assert!(value["properties"]["time_zone"].is_object(), "{value}");
    assert_eq!(sandbox.run(&["schema", "nothing"]).code, 2);
}

/// README's tour of two minutes, as it is written.
#[test]
fn the_tour_of_the_readme_works() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let tour = readme.split_once("## A tour of two minutes").expect("a tour").1;
    let fence = |text: &str, sort: &str| {
        text.split_once(&format!("```{sort}\n")).expect("a block").1.split_once("```").expect("its end").0.to_string()
    };
    let sandbox = Sandbox::empty();
    let mut site = String::new();
    for line in fence(tour, "sh").lines().map(|line| line.split('#').next().unwrap_or_default().trim()) {
        for command in line.split("&&").map(str::trim) {
            match command.split(' ').collect::<Vec<_>>().as_slice() {
                ["cd", folder] => site = (*folder).into(),
                ["chancery", "serve", ..] | ["cargo", ..] => {}
                ["chancery", args @ ..] => {
                    let root = if site.is_empty() { Vec::new() } else { vec!["-C", site.as_str()] };
                    let ran = sandbox.run(&[root.as_slice(), args].concat());
                    assert_eq!(ran.code, 0, "{command}: {}", ran.err);
                }
                other => panic!("what is {other:?}?"),
            }
        }
    }
    let report = fence(tour, "markdown");
    sandbox.write(&format!("{site}/content/reports/water-prices/index.md"), &report);
    let ran = sandbox.run(&["-C", &site, "build"]);
    assert!(ran.code == 0 && !ran.err.contains("warning"), "{}", ran.err);
    // The fault that it shows is the one that comes.
    sandbox.write(&format!("{site}/content/reports/water-prices/index.md"), report.replace("[@oecd-2021", "[@oecd-2012"));
    let told = ran_in(&sandbox, &site);
    let shown = fence(tour, "text");
    let shown: Vec<&str> = shown.lines().map(str::trim).collect();
    let told: Vec<&str> = told.lines().map(str::trim).collect();
    assert!(shown.len() > 5 && told.windows(shown.len()).any(|part| part == shown), "{told:#?}");
}

fn ran_in(sandbox: &Sandbox, site: &str) -> String {
    let mut command = sandbox.command(&["check"]);
    crate::sandbox::ran(command.current_dir(sandbox.at(site)).output().expect("the program starts")).err
}

/// The commands that the help lists.
fn commands(sandbox: &Sandbox) -> Vec<String> {
    let help = sandbox.run(&["--help"]).out;
    let list = help.split_once("Commands:\n").expect("a list of commands").1;
    let lines = list.lines().take_while(|line| !line.is_empty()).filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = lines.filter_map(|line| line.split_whitespace().next()).map(str::to_string);
    names.filter(|name| name != "help").collect()
}

#[test]
fn shells_complete_every_command() {
    let sandbox = Sandbox::empty();
    let commands = commands(&sandbox);
    assert!(commands.len() >= 10 && commands.iter().any(|name| name == "completions"), "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = sandbox.run(&["completions", shell]);
        assert_eq!(ran.code, 0, "{shell}: {}", ran.err);
        for name in &commands {
            assert!(ran.out.contains(name.as_str()), "{shell}: {name}");
        }
    }
    let unknown = sandbox.run(&["completions", "tcsh"]);
    assert!(unknown.code == 2 && unknown.err.contains("bash, elvish, fish, powershell, zsh"), "{}", unknown.err);

    let script = sandbox.at("chancery.bash");
    sandbox.write("chancery.bash", sandbox.run(&["completions", "bash"]).out);
    let bash = |more: &[&str]| {
        let ran = std::process::Command::new("bash").args(["--norc", "--noprofile"]).args(more).output().expect("bash");
        assert!(ran.status.success(), "{ran:?}");
        String::from_utf8(ran.stdout).expect("letters")
    };
    bash(&["-n", &script.display().to_string()]);
    // As bash asks for it when the Tab key is pressed.
    let ask = "source \"$1\"; shift; rule=$(complete -p chancery) || exit 1; [[ $rule =~ -F\\ ([^ ]+) ]] || exit 1; \
               COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); \
               \"${BASH_REMATCH[1]}\" chancery \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let completed = |words: &[&str]| -> Vec<String> {
        let script = script.display().to_string();
        let said = bash(&[&["-c", ask, "bash", &script, "chancery"], words].concat());
        said.lines().map(str::to_string).filter(|line| !line.is_empty()).collect()
    };
    assert_eq!(completed(&["expl"]), ["explain"]);
    for name in &commands {
        assert_eq!(completed(&[name]), [name.as_str()]);
    }
    assert_eq!(completed(&["build", "--dr"]), ["--drafts"]);
    assert_eq!(completed(&["check", "--format", "sa"]), ["sarif"]);
    assert_eq!(completed(&["completions", "z"]), ["zsh"]);
}
