//! One mistake is told once, by its cause: what follows from it is silent until it is mended. And what several files say of
//! one record is judged together.

use crate::sandbox;
use chancery::base::FilePath;
use chancery::files::{Change, Files};
use chancery::session::{Session, Site};
use std::collections::BTreeMap;
use std::sync::Arc;

const CONFIG: (&str, &str) = ("chancery.yaml", "title: Papers\nlanguage: en\n");
const REPORT: &str = "content/reports/r/index.md";

fn files(files: &[(&str, &str)]) -> Files {
    let files = [CONFIG].iter().chain(files).map(|(path, text)| (path.to_string(), text.to_string()));
    Files::from_memory(files.collect::<BTreeMap<_, _>>())
}

/// The rules that speak, each with what it says.
fn said(site: &Site) -> Vec<(&'static str, String)> {
    site.diagnostics.iter().map(|one| (one.fault.rule, one.fault.message.clone())).collect()
}

fn site(list: &[(&str, &str)]) -> Arc<Site> {
    Session::of(files(list), sandbox::settings(), Vec::new()).update([])
}

/// The rules that speak of a site.
fn rules(list: &[(&str, &str)]) -> Vec<&'static str> {
    said(&site(list)).into_iter().map(|(rule, _)| rule).collect()
}

/// A report with some lines of front matter, and a text that refers to what they declare.
fn report(lines: &str) -> String {
    format!(
        "---\n{lines}summary: It is here.\ndate: 2025-03-01\nsources: [{{id: a, type: book, title: A}}]\n---\n\nIt is so [@a], see [[a]].\n"
    )
}

#[test]
fn what_stands_in_unread_front_matter_is_not_called_missing() {
    for lines in ["title: Water: the reform\n", "title: \"Water\n", "title: @home\n", "title: [Draft] Water\n", "title: R\n x: y\n"]
    {
        assert_eq!(rules(&[(REPORT, &report(lines))]), ["invalid-yaml"], "{lines}");
    }
    let unclosed = "---\ntitle: R\nsources: [{id: a, type: book, title: A}]\n\nIt is so [@a].\n";
    assert_eq!(rules(&[(REPORT, unclosed)]), ["unclosed-front-matter"]);
    for text in
        ["\n---\ntitle: R\nsources: [{id: a}]\n---\n[@a]\n", "—\ntitle: R\n—\n", "+++\ntitle = \"R\"\n+++\n", "title: R\n\nText.\n"]
    {
        assert_eq!(rules(&[(REPORT, text)]), ["unmarked-front-matter"], "{text}");
    }
    // What nothing speaks of is missing for all that.
    let other = report("title: Water: the reform\n").replace("[[a]]", "[[b]]");
    assert_eq!(rules(&[(REPORT, &other)]), ["invalid-yaml", "unresolved-reference"]);
}

#[test]
fn a_date_that_cannot_be_read_is_not_called_missing() {
    let text = "---\ntitle: R\nsummary: S.\ndate: 2025-03-01\n---\n\nIt is so [@a].\n";
    let source = |issued: &str| format!("- {{id: a, type: report, title: A, publisher: C{issued}}}\n");
    let of = |issued: &str| rules(&[(REPORT, text), ("content/sources/a.yaml", &source(issued))]);
    assert_eq!(of(", issued: 2004-77"), ["invalid-date"]);
    assert_eq!(of(", issued: soon"), ["invalid-date"]);
    assert_eq!(of(", issued:"), ["incomplete-source"]);
    for date in ["2004-21", "198X", "2004-XX", "1985/..", "../1985", "2004?"] {
        assert_eq!(of(&format!(", issued: {date}")), [""; 0], "{date}");
    }
}

#[test]
fn what_an_unread_file_may_declare_is_not_missing_elsewhere() {
    let text = "---\ntitle: R\nsummary: S.\ndate: 2025-03-01\n---\n\nIt is so [@smith-2020].\n";
    for (path, broken, rule) in [
        ("content/reports/o/index.md", "---\ntitle: a: b\nsources: [{id: smith-2020, type: book}]\n---\n", "invalid-yaml"),
        ("content/sources/s.yaml", "- {id: smith-2020, type: book, title: a: b}\n", "invalid-yaml"),
        ("content/sources/s.bib", "@book{smith-2020, title = {A}, year = 2020", "invalid-bibtex"),
        ("content/sources/s.json", "[{\"id\": \"smith-2020\", \"type\": \"book\" \"title\": \"A\"}]", "invalid-json"),
    ] {
        let found = rules(&[(REPORT, text), (path, broken)]);
        assert!(found.contains(&rule) && !found.contains(&"unknown-source"), "{path}: {found:?}");
        let found = rules(&[(REPORT, text), (path, &broken.replace("smith", "jones"))]);
        assert!(found.contains(&rule) && found.contains(&"unknown-source"), "{path}: {found:?}");
    }
}

/// Who was silent while a file could not be read speaks when it can.
#[test]
fn what_is_missing_after_all_is_told_once_the_file_is_mended() {
    let text = "---\ntitle: R\nsummary: S.\ndate: 2025-03-01\n---\n\nIt is so [@smith-2020].\n";
    let other = "content/pages/o.md";
    let mut session =
        Session::of(files(&[(REPORT, text), (other, "---\ntitle: a: smith-2020\n---\n")]), sandbox::settings(), Vec::new());
    assert_eq!(said(&session.update([])).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>(), ["invalid-yaml"]);
    let mended = Change::Put(FilePath::new(other).unwrap(), b"---\ntitle: smith-2020\n---\n".as_slice().into());
    assert_eq!(said(&session.update([mended])).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>(), ["unknown-source"]);
}

/// A site with one report whose front matter has some lines, and other files.
fn with_lines(lines: &str, others: &[(&str, &str)]) -> Arc<Site> {
    let text = format!("---\ntitle: R\nsummary: S.\ndate: 2025-03-01\n{lines}---\n\nIt is so [@a].\n");
    let all: Vec<(&str, &str)> = [(REPORT, text.as_str())].into_iter().chain(others.iter().copied()).collect();
    site(&all)
}

#[test]
fn a_second_declaration_may_only_add() {
    use chancery::document::{Kind, record::Own};
    let bib = (
        "content/sources/all.bib",
        "@book{z, title = {Z}, author = {Y, X}, year = 2019}\n@book{a, title = {A}, author = {Y, X}, year = 2020}\n",
    );
    let csl = r#"[{"id": "a", "type": "book", "title": "A", "author": [{"family": "Y", "given": "X"}], "issued": {"date-parts": [[2020]]}}]"#;
    let md = "---\ntype: book\ntitle: A\nauthor: [{family: Y, given: X}]\nissued: 2020\n---\n";
    for first in [bib, ("content/sources/all.json", csl), ("content/sources/a.md", md)] {
        for adds in ["{id: a, reliability: B}", "{id: a, type: book, title: \"A\", issued: 2020, reliability: B}"] {
            let inline = with_lines(&format!("sources: [{adds}]\n"), &[first]);
            let listed = with_lines("", &[first, ("content/sources/more.yaml", &format!("- {adds}\n"))]);
            let again =
                with_lines(&format!("sources: [{adds}]\n"), &[first, ("content/sources/more.yaml", "a: {reliability: B}\n")]);
            for site in [inline, listed, again] {
                let errors: Vec<_> = said(&site).into_iter().filter(|(rule, _)| *rule != "uncited-source").collect();
                assert_eq!(errors, [], "{} and {adds}", first.0);
                let page = site.model.page(site.model.find("a", &[Kind::Source]).expect("the source"));
                let Own::Source(source) = &page.record.own else { panic!("a source") };
                assert_eq!((page.name(), source.rare.reliability.as_ref().map(|letter| letter.value)), ("A", Some('B')));
            }
        }
    }
    // Whoever comes first, a name and a kind are those that someone says.
    let usa = ("content/actors/more.yaml", "- {id: usa, kind: state, aliases: [America]}\n");
    let site = with_lines("actors: [{id: usa, name: United States}]\nsources: [{id: a, type: book, title: A}]\n", &[usa]);
    assert!(!said(&site).iter().any(|(rule, _)| matches!(*rule, "missing-field" | "duplicate-id")), "{:?}", said(&site));
}

#[test]
fn what_declarations_lack_together_is_told_at_the_first() {
    let told = |site: &Site, rule: &str| -> Vec<(String, String)> {
        let found = site.diagnostics.iter().filter(|one| one.fault.rule == rule);
        found.map(|one| (one.path.to_string(), one.fault.message.clone())).collect()
    };
    let more = ("content/sources/more.yaml", "- {id: a, reliability: B}\n");
    let site = with_lines("sources: [{id: a, title: A}]\n", &[more]);
    assert_eq!(told(&site, "missing-field"), [(more.0.into(), "`type` is missing; a source needs it".into())]);
    // Without an id it adds to nothing.
    let site = with_lines("sources: [{id: a, type: book, title: A}, {title: B}]\n", &[]);
    assert_eq!(told(&site, "missing-field"), [(REPORT.into(), "`type` is missing; a source needs it".into())]);
    let site =
        with_lines("sources: [{id: a, type: book, title: A}]\n", &[("content/sources/a.md", "---\ntype: report\ntitle: A\n---\n")]);
    assert_eq!(told(&site, "duplicate-id"), [(REPORT.into(), "source `a` is declared twice, and both say `type`".into())]);
    // What is wrong in what is added is shown where it stands.
    let added = ("content/sources/more.yaml", "- {id: a, archive_date: 2999-01-01}\n");
    let site = with_lines("", &[("content/sources/a.md", "---\ntype: book\ntitle: A\n---\n"), added]);
    assert_eq!(told(&site, "future-access-date").into_iter().map(|(path, _)| path).collect::<Vec<_>>(), [added.0]);
    // What a file that cannot be read may add is not missing yet.
    let broken = ("content/sources/more.yaml", "- {id: a, type: book, title: A: B}\n");
    let site = with_lines("sources: [{id: a, title: A}]\n", &[broken]);
    assert_eq!(told(&site, "missing-field"), []);
}

#[test]
fn a_misspelt_field_is_not_called_missing() {
    let typo = "---\ntitle: A\ndtae: 2025-03-01\nsumary: It is here.\n---\n\nText.\n";
    assert_eq!(rules(&[(REPORT, typo)]), ["unknown-field", "unknown-field"]);
    let title = "---\ntitel: A\ndate: 2025-03-01\nsummary: It is here.\n---\n\nText.\n";
    assert_eq!(rules(&[(REPORT, title)]), ["unknown-field"]);
    assert_eq!(rules(&[(REPORT, "---\ntitle: A\n---\n\nText.\n")]), ["missing-date", "missing-summary"]);
}

/// What Git leaves in a file is one mistake, whatever the file would mean with it.
#[test]
fn an_unsettled_conflict_is_told_and_nothing_else_of_its_file() {
    let both = |ours: &str, theirs: &str| format!("<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> branch\n");
    let chart = "```chart\ntitle: T\nlabel: Year\nsources: [a]\ntakeaway: It rose.\nunit: N\ndata: a.csv\n```\n";
    let body = format!("{}{}", report("title: R\n"), both("Our phone is [12](gone.md).", "It is 13 [@nobody]."));
    let front = format!("---\n{}---\n\nText.\n", both("title: A", "title: B"));
    let entry = |key: &str| format!("@book{{{key},\n  title = {{A}},\n  publisher = {{P}},\n  year = {{2001}},\n}}\n");
    let bib = format!("{}{}", entry("k"), both(&entry("a"), &entry("a")));
    for (path, text) in [
        (REPORT, body.as_str()),
        ("content/pages/p.md", &front),
        ("content/actors/people.yaml", &both("- {id: x, kind: person, name: X}", "- {id: x, kind: person, name: Y}")),
        ("content/sources/z.bib", &bib),
        ("published.json", &both("{", "{")),
    ] {
        let found = rules(&[(path, text), ("content/pages/q.md", "---\ntitle: Q\n---\nText [@k].\n")]);
        let expected: &[&str] = if path.ends_with(".bib") { &["merge-conflict"] } else { &["merge-conflict", "unknown-source"] };
        let mut found: Vec<_> = found
            .into_iter()
            .filter(|rule| !rule.starts_with("unused") && !rule.ends_with("-source") || *rule == "unknown-source")
            .collect();
        found.sort();
        assert_eq!(found, expected, "{path}");
    }
    let files = Files::from_memory(BTreeMap::from([("chancery.yaml".to_string(), both("title: A", "title: B"))]));
    let site = Session::of(files, sandbox::settings(), Vec::new()).update([]);
    assert_eq!(said(&site).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>(), ["merge-conflict"]);
    let page = format!("{}\n{chart}", report("title: R\n"));
    let site = self::site(&[(REPORT, &page), ("content/reports/r/a.csv", &format!("y,n\n2019,5\n{}", both("2020,7", "2020,9")))]);
    assert_eq!(
        said(&site).into_iter().map(|(rule, _)| rule).filter(|rule| *rule != "incomplete-source").collect::<Vec<_>>(),
        ["merge-conflict"]
    );
}

/// Quarto and Pandoc refer to figures and sections as if they were sources.
#[test]
fn places_that_are_cited_are_told_how_to_be_referred_to() {
    let page = format!(
        "{}\n![R](r.png){{#fig-r}}\n\n## Aims {{#sec-aims}}\n\nSee @fig-r, [@fig-r], @sec-aims, @fig-x.\n",
        report("title: R\n")
    );
    let site = site(&[(REPORT, &page), ("content/reports/r/r.png", "")]);
    let told = |one: &chancery::check::Diagnostic| {
        let fix =
            one.fault.fix.as_ref().map(|fix| format!("{} → {}", &page[fix.range.start as usize..fix.range.end as usize], fix.text));
        (one.fault.rule == "unknown-source").then(|| fix.or(one.fault.help.as_deref().map(String::from)).unwrap_or_default())
    };
    let found: Vec<String> = site.diagnostics.iter().filter_map(told).collect();
    assert_eq!(found[..3], ["@fig-r → [[fig-r]]", "[@fig-r] → [[fig-r]]", "write `[words](#sec-aims)`"]);
    assert!(found[3].contains("refer to it as `[[fig-x]]`"), "{}", found[3]);
}

/// The texts of a report share the name of its folder.
#[test]
fn the_name_of_a_folder_is_told_once() {
    let report = "---\ntitle: R\nsummary: It is here.\ndate: 2025-03-01\n---\nText.\n";
    let found = site(&[
        ("chancery.yaml", "title: Papers\nlanguage: en\nlanguages: [en, es]\n"),
        ("content/reports/a b/index.md", report),
        ("content/reports/a b/index.es.md", report),
        ("content/reports/a b/short.md", "---\nversion_title: Short\n---\nText.\n"),
    ]);
    let odd: Vec<_> = said(&found).into_iter().filter(|(rule, _)| *rule == "odd-id").map(|(_, message)| message).collect();
    assert_eq!(odd, ["`a b`, the name of the folder, is no good id: it has spaces or signs in it"]);
}

#[test]
fn a_coarse_date_does_not_tell_two_actors_apart() {
    let john = |born: &str| format!("---\nname: John Smith\nkind: person\nsummary: A clerk.\nborn: {born}\n---\n");
    let told = |one: &str, other: &str| {
        let list = [("content/actors/a.md", john(one)), ("content/actors/b.md", john(other))];
        rules(&list.each_ref().map(|(path, text)| (*path, text.as_str()))).contains(&"duplicate-actor")
    };
    assert!(told("1950", "1950-03-02") && told("195X", "1950"));
    assert!(!told("1950", "1951-03-02"));
}
