//! A page that goes on under another name is held against what was published of it.

use crate::ledger::{BODY, CONFIG, Desk, FRONT};
use chancery::model::ledger::{Override, identity};
use chancery::publish::ledger;

const OLD: &str = "content/reports/a/index.md";
const NEW: &str = "content/reports/b/index.md";

/// A report with a paragraph 2A, published.
fn published() -> (Desk, String) {
    let mut desk = Desk::new();
    desk.publish("2025-03-01");
    let front = format!("{FRONT}revisions:\n  - {{date: 2025-04-01, note: More.}}\n");
    let body = BODY.replace("Congress", "Fresh words stand before it.\n\nCongress");
    desk.report(&front, &body);
    desk.publish("2025-04-01");
    assert_eq!(desk.numbers_of("a"), ["1", "2", "2A", "3"]);
    (desk, front)
}

fn body(men: &str) -> String {
    BODY.replace("Congress", "Fresh words stand before it.\n\nCongress").replace("61", men)
}

fn silent(key: &str) -> (&'static str, String) {
    let message = "differs in paragraph 1 (`61` is now `62`), and no correction or revision says so";
    ("silent-change", format!("the published report `{key}` {message}"))
}

#[test]
fn under_another_name_with_an_alias() {
    let (mut desk, front) = published();
    desk.remove(OLD);
    desk.put(NEW, &format!("---\n{front}aliases: [reports/a]\n---\n{}", body("62")));
    assert_eq!(desk.refusals(), [silent("b")]);
    assert_eq!(desk.numbers_of("b"), ["1", "2", "2A", "3"]);
    assert!(ledger::explain(&desk.site).contains("paragraph 1 (`61` is now `62`)"));
    // Its places and its log are its own, too.
    desk.put(NEW, &format!("---\n{FRONT}aliases: [/reports/a/]\n---\n{}", body("61").replace("The agreement\n", "What\n")));
    let said: Vec<_> = desk.refusals().into_iter().map(|(_, message)| message).collect();
    assert!(said.contains(&"1 of the published corrections and revisions of `b` are gone".to_string()), "{said:?}");
    assert!(said.contains(&"report `b` was published with a place `#the-agreement`, and has none any more".to_string()));

    // From then on it goes on under its new name.
    desk.put(NEW, &format!("---\n{front}aliases: [/reports/a/]\n---\n{}", body("61")));
    assert_eq!(desk.refusals(), []);
    let text = desk.publish("2025-05-01");
    assert!(!text.contains("\"report:a@en\"") && text.contains("\"report:b@en\""), "{text}");
    assert!(text.contains("\"since\": \"2025-04-01\""), "{text}");
    assert_eq!(desk.refusals(), []);
    desk.put(NEW, &format!("---\n{front}aliases: [/reports/a/]\n---\n{}", body("62")));
    assert_eq!(desk.refusals(), [silent("b")]);
    assert_eq!(desk.numbers_of("b"), ["1", "2", "2A", "3"]);
}

#[test]
fn under_another_id_or_language_at_the_same_address() {
    let (mut desk, front) = published();
    desk.report(&format!("{front}id: other\nslug: a\n"), &body("62"));
    assert_eq!(desk.refusals(), [silent("other")]);
    assert_eq!(desk.numbers_of("other"), ["1", "2", "2A", "3"]);

    let (mut desk, front) = published();
    desk.put("chancery.yaml", &CONFIG.replace("language: en", "language: en-GB"));
    desk.report(&front, &body("62"));
    assert_eq!(desk.refusals(), [silent("a")]);
    assert_eq!(desk.numbers_of("a"), ["1", "2", "2A", "3"]);
}

#[test]
fn a_new_page_of_the_old_name() {
    let (mut desk, front) = published();
    let moved = format!("---\n{front}aliases: [/reports/a/]\n---\n{}", body("61"));
    desk.put(NEW, &moved);
    // At another address it is new, whatever it is called: who cites the old one is led to the other page.
    desk.put(OLD, "---\ntitle: Other\nsummary: S.\ndate: 2025-03-01\nslug: c\n---\nQuite other words.\n");
    assert_eq!(desk.refusals(), []);
    assert_eq!((desk.numbers_of("a"), desk.numbers_of("b").len()), (vec!["1".to_string()], 4));
    let text = desk.publish("2025-05-01");
    assert!(text.contains("\"report:a@en\": {\n      \"address\": \"/reports/c/\",\n      \"since\": \"2025-05-01\""), "{text}");
    assert!(text.contains("\"report:b@en\": {\n      \"address\": \"/reports/b/\",\n      \"first\": \"/reports/a/\",\n      \"since\": \"2025-04-01\""), "{text}");
    assert_eq!(desk.refusals(), []);

    // At the old address it is the old one, changed beyond recognition; the page that was moved is new.
    let (mut desk, _) = published();
    desk.put(NEW, &moved.replace("aliases: [/reports/a/]\n", ""));
    desk.put(OLD, "---\ntitle: Other\nsummary: S.\ndate: 2025-03-01\n---\nQuite other words.\n");
    assert!(desk.refusals().iter().any(|(rule, message)| *rule == "silent-change" && message.contains("`a` differs")));
    assert_eq!(desk.numbers_of("b"), ["1", "2", "3", "4"]);
}

/// A translation that comes to stand where the text stood is no form of it.
#[test]
fn a_translation_at_the_old_address_is_new() {
    let (mut desk, front) = published();
    desk.put("chancery.yaml", &CONFIG.replace("language: en", "language: es\nlanguages: [es, en]"));
    desk.remove(OLD);
    desk.put("content/reports/a/index.en.md", &format!("---\n{front}---\n{}", body("61")));
    desk.put(OLD, "---\ntitle: Otra\nsummary: S.\ndate: 2025-03-01\n---\nUno.\n\nDos.\n");
    let page = |language: &str| {
        let page = desk.site.model.pages.iter().find(|page| page.key == "a" && page.language == language).unwrap();
        let numbers: Vec<_> = page.body().paragraphs.iter().map(|one| one.number.as_str()).collect();
        (page.url.as_str().to_string(), numbers.join(" "), desk.site.model.published(page).map(|(name, _)| name.to_string()))
    };
    assert_eq!(page("es"), ("/reports/a/".into(), "1 2".into(), None));
    assert_eq!(page("en"), ("/en/reports/a/".into(), "1 2 2A 3".into(), Some("report:a@en".into())));
}

#[test]
fn what_was_set_aside_stays_so() {
    let (mut desk, front) = published();
    let shorter = body("61").replace("Fresh words stand before it.\n\n", "");
    let front = format!("{front}  - {{date: 2025-05-01, note: Less.}}\n");
    desk.report(&front, &shorter);
    assert_eq!(ledger::refused(&desk.site), ["report:a@en#p2A"]);
    let one = Override { date: "2025-05-01".into(), reason: "A test.".into(), what: ledger::refused(&desk.site) };
    desk.put("published.json", &String::from_utf8(ledger::next(&desk.site, "2025-05-01", "", &[one])).unwrap());
    assert_eq!(desk.refusals(), []);
    desk.report(&format!("{front}id: other\nslug: a\n"), &shorter);
    desk.publish("2025-06-01");
    assert_eq!(desk.refusals(), []);
    // The number is not given again.
    let page = desk.site.model.pages.iter().find(|page| page.key == "other").unwrap();
    let (name, before) = desk.site.model.published(page).unwrap();
    assert!(name == identity(page) && before.anchors.contains(&"p2A".to_string()));
}

/// A file of a report that moved stands at its old address as well, where the report says so.
#[test]
fn a_file_goes_with_its_report() {
    let (mut desk, front) = published();
    let text = |front: &str| format!("---\n{front}---\n{}\n\n[Annex](annex.pdf) and [map](maps/map.pdf).\n", body("61"));
    let front = format!("{front}  - {{date: 2025-05-01, note: An annex.}}\n");
    let files = ["annex.pdf", "maps/map.pdf"];
    files.iter().for_each(|name| desk.put(&format!("content/reports/a/{name}"), &format!("%PDF {name}")));
    desk.put(OLD, &text(&front));
    desk.publish("2025-05-01");
    for name in files {
        desk.remove(&format!("content/reports/a/{name}"));
        desk.put(&format!("content/reports/b/{name}"), &format!("%PDF {name}"));
    }
    desk.remove(OLD);
    let aliases = "aliases: [/reports/a/]\n";
    desk.put(NEW, &text(&format!("{front}{aliases}")));
    let help: Vec<_> = ledger::refusals(&desk.site).iter().map(|one| one.fault.help.clone().unwrap().into_owned()).collect();
    assert!(
        help.len() == 2 && help[0].starts_with("add `aliases: [/files/reports/a/annex.pdf]` to content/reports/b/index.md"),
        "{help:?}"
    );
    let aliases = "aliases: [/reports/a/, /files/reports/a/annex.pdf, /files/reports/a/maps/map.pdf]\n";
    desk.put(NEW, &text(&format!("{front}{aliases}")));
    assert_eq!(desk.refusals(), []);
    let built = desk.built();
    for name in files {
        for folder in ["a", "b"] {
            assert_eq!(built[&format!("files/reports/{folder}/{name}")], format!("%PDF {name}"));
        }
        let line = format!("/files/reports/a/{name} /files/reports/b/{name} 301");
        assert!(built["_redirects"].lines().any(|one| one == line), "{}", built["_redirects"]);
    }
    assert!(!built.keys().any(|path| path.contains(".pdf/")));
    // One that no file answers to is told of.
    desk.put(NEW, &text(&format!("{front}{}", aliases.replace("annex.pdf", "index.pdf"))));
    assert!(desk.site.diagnostics.iter().any(|one| one.fault.rule == "odd-address" && one.fault.message.contains("index.pdf")));
    // A tombstone for a file is no paper on the log.
    desk.put(NEW, &text(&format!("{front}aliases: [/reports/a/]\n")));
    let buried = files.map(|name| format!("  - {{address: /files/reports/a/{name}, date: 2025-06-01, reason: Gone.}}\n"));
    desk.put("chancery.yaml", &format!("{CONFIG}withdrawn:\n{}", buried.concat()));
    assert_eq!(desk.refusals(), []);
    assert!(!desk.built()["corrections/index.html"].contains("annex.pdf"));
}

/// What is cut for a message is never what is written down, or to be written.
#[test]
fn long_addresses_are_whole() {
    let mut desk = Desk::new();
    let key = "water-prices-and-the-politics-of-reform-in-the-northern-departments";
    let anchor = "what-the-tariff-of-the-northern-departments-did-to-the-bills-of-households";
    let file = format!("content/reports/{key}/index.md");
    desk.put(&file, &format!("---\n{FRONT}---\n{BODY}"));
    desk.report(FRONT, &format!("{BODY}\n## Bills {{#{anchor}}}\n\nThey rose.\n"));
    desk.publish("2025-03-01");
    desk.report(FRONT, BODY);
    desk.remove(&file);
    let refused = ledger::refused(&desk.site);
    let address = format!("/reports/{key}/");
    assert!(refused.contains(&address), "{refused:?}");
    let help = |rule: &str| {
        let all = ledger::refusals(&desk.site);
        all.iter().find(|one| one.fault.rule == rule).and_then(|one| one.fault.help.clone()).unwrap()
    };
    assert!(help("dropped-address").contains(&format!("`aliases: [{address}]`")), "{}", help("dropped-address"));
    assert!(help("dropped-anchor").contains(&format!("`anchors: {{{anchor}: ")), "{}", help("dropped-anchor"));
    let one = Override { date: "2025-07-02".into(), reason: "Gone for good.".into(), what: refused };
    desk.put("published.json", &String::from_utf8(ledger::next(&desk.site, "2025-07-02", "", &[one])).unwrap());
    assert_eq!(desk.refusals(), []);
}

/// Names of files were once published as macOS writes them, with accents apart from their letters: what stands there stays there.
#[test]
fn addresses_in_letters_apart_stay() {
    use crate::sandbox::Sandbox;
    use unicode_normalization::UnicodeNormalization;
    let apart = |text: &str| text.nfd().collect::<String>();
    let sandbox = Sandbox::with([("chancery.yaml", "title: T\nbase_url: https://e.org/\n")]);
    let report = "---\ntitle: A\nsummary: S.\ndate: 2025-01-01\npdf: drück.pdf\n---\n\nSee [the plan](pläne.csv) and [[josé]], and [the page](/über/).\n";
    sandbox.write("content/reports/städte/index.md", report);
    sandbox.write("content/reports/städte/pläne.csv", "a,b\n1,2\n");
    sandbox.write("content/reports/städte/drück.pdf", "%PDF-1.7\n%%EOF\n");
    sandbox.write("content/actors/josé.md", "---\nname: José Díaz\nkind: person\n---\n");
    sandbox.write("content/pages/über.md", "---\ntitle: Uber\n---\n\nText of José Díaz.\n");
    let publish = |place: &str| sandbox.run(&["publish", &format!("file://{}", sandbox.at(place).display()), "--yes"]);
    assert_eq!(publish("new").code, 0);
    assert!(sandbox.at("public/reports/städte/index.html").exists(), "new names are whole");
    // As an older release has published it.
    let ledger = sandbox.read("published.json");
    sandbox.write("published.json", apart(&ledger));
    let checked = sandbox.run(&["check", "--deny", "warnings"]);
    assert_eq!(checked.code, 0, "{}", checked.err);
    let published = publish("www");
    assert_eq!(published.code, 0, "{}", published.err);
    let names: Vec<String> = sandbox.snapshot("www").into_iter().map(|(name, _)| name).collect();
    for old in [
        "reports/städte/index.html",
        "reports/städte/index.json",
        "files/reports/städte/pläne.csv",
        "reports/städte/drück.pdf",
        "actors/josé/index.html",
        "über/index.html",
    ] {
        assert!(names.contains(&apart(old)) && !names.contains(&old.to_string()), "{old}: {names:?}");
    }
    let page = sandbox.read(&apart("public/reports/städte/index.html"));
    for link in ["files/reports/sta%CC%88dte/pla%CC%88ne.csv", "actors/jose%CC%81/", "u%CC%88ber/"] {
        assert!(page.contains(&format!("href=\"../../{link}\"")), "{link}: {page}");
    }
    let now = sandbox.read("published.json");
    let mut of_pages = now.lines().filter(|line| line.contains("\"kind\": \"page\"") && !line.is_ascii());
    assert!(of_pages.all(|line| line.nfd().eq(line.chars())), "{now}");
    // What was changed there is owned up to.
    sandbox.write("content/reports/städte/index.md", report.replace("See", "Do not see"));
    let changed = publish("www");
    assert!(changed.code == 1 && changed.err.contains("error[silent-change]"), "{}", changed.err);
    // A page that is new has a whole name, and so has one that readers know by both.
    sandbox.write("content/pages/köln.md", "---\ntitle: K\n---\n\nText.\n");
    let both = apart(&ledger).replacen(
        &format!("    \"/{}/\"", apart("über")),
        &format!("    \"/über/\": {{\"kind\": \"page\", \"first\": \"2025-01-01\"}},\n    \"/{}/\"", apart("über")),
        1,
    );
    assert!(both.contains("\"/über/\""));
    sandbox.write("published.json", both);
    assert_eq!(sandbox.run(&["build"]).code, 0);
    assert!(sandbox.at("public/köln/index.html").exists() && sandbox.at("public/über/index.html").exists());
}
