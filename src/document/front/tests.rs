use super::*;
use crate::document::tree::Sort;
use crate::document::{Document, Options, parse};

fn read(kind: Option<Kind>, text: &str) -> Document {
    parse(kind, "md", text.into(), &Options::default())
}

fn actor(yaml: &str) -> Document {
    read(Some(Kind::Actor), &format!("---\nname: A\nkind: person\n{yaml}---\n"))
}

fn report(yaml: &str) -> Document {
    read(Some(Kind::Report), &format!("---\ntitle: A\n{yaml}---\nText.\n"))
}

/// The rule of each fault and what it underlines.
fn faults(document: &Document) -> Vec<(&'static str, String)> {
    let text = document.text.open();
    let underlined = |range: &Range| text[range.start as usize..range.end as usize].to_string();
    let lacking = document.lacking.iter().map(|one| &one.fault);
    document.faults.iter().chain(lacking).map(|fault| (fault.rule, underlined(&fault.range))).collect()
}

fn said(faults: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    faults.iter().map(|(rule, underlined)| (*rule, underlined.to_string())).collect()
}

fn own_report(document: &Document) -> &crate::document::record::Report {
    match &document.records[0].own {
        Own::Report(report) => report,
        _ => panic!("a report"),
    }
}

fn own_actor(document: &Document) -> &crate::document::record::Actor {
    match &document.records[0].own {
        Own::Actor(actor) => actor,
        _ => panic!("an actor"),
    }
}

#[test]
fn a_report_has_no_more_topics_than_readers_look_under() {
    let topics: Vec<String> = (0..60).map(|n| format!("t{n}")).collect();
    let document = report(&format!("topics: [{}]\n", topics.join(", ")));
    assert_eq!(faults(&document), said(&[("yaml-limit", "t50")]));
    assert_eq!(own_report(&document).topics.len(), 50);
}

#[test]
fn front_matter_is_found() {
    for (text, yaml, body) in [
        ("---\na: 1\n---\nText", Some("a: 1\n"), "Text"),
        ("\u{feff}---\r\na: 1\r\n--- \r\nText", Some("a: 1\r\n"), "Text"),
        ("---\ra: 1\r---\rText", Some("a: 1\r"), "Text"),
        ("---\n---\n", Some(""), ""),
        ("---\na: |\n  ---\n---", Some("a: |\n  ---\n"), ""),
        ("Text\n---\nmore", None, "Text\n---\nmore"),
        ("----\nText", None, "----\nText"),
        ("", None, ""),
    ] {
        let front = split(text);
        assert_eq!(front.yaml.map(|range| &text[range.start as usize..range.end as usize]), yaml, "{text:?}");
        assert_eq!(&text[front.body..], body, "{text:?}");
        assert_eq!(front.fault, None);
    }
    assert_eq!(split("---\ntitle: x\n").fault.unwrap().rule, "unclosed-front-matter");
    let fault = split("---\ntitle: x\n—\nText\n----\n").fault.unwrap();
    assert_eq!(
        (fault.help.as_deref(), fault.labels[0].range.clone()),
        (Some("write `---`, three hyphens and nothing else, in the place of `—`"), 13..16)
    );
}

#[test]
fn front_matter_without_its_first_line_is_told_apart() {
    for (text, underlined, body, message) in [
        ("\n\n---\ntitle: R\n---\nText", "---", "Text", "line 3; it has to be line 1"),
        (" ---\ntitle: R\n---\nText", " ---", "Text", "spaces stand before"),
        ("----\ntitle: R\n----\nText", "----", "Text", "`----` stands where"),
        ("—\ntitle: R\n—\nText", "—", "Text", "`—` stands where"),
        ("***\ntopics: [a]\n***\nText", "***", "Text", "`***` stands where"),
        ("\u{feff}+++\r\ntitle = \"R\"\r\n+++\r\nText", "+++", "Text", "TOML"),
        ("title: R\nsummary: S\n---\nText", "title: R", "Text", "no line `---` above them"),
        ("\ntitle: R\nsummary: S\n\nText", "title: R", "Text", "no line `---` above them"),
        ("title: R", "title: R", "", "no line `---` above them"),
    ] {
        let front = split(text);
        let fault = front.fault.expect(text);
        assert_eq!(&text[fault.range.start as usize..fault.range.end as usize], underlined, "{text:?}");
        assert!(fault.message.contains(message), "{text:?}: {}", fault.message);
        assert_eq!((front.yaml, &text[front.body..]), (None, body), "{text:?}");
        assert_eq!(faults(&read(Some(Kind::Report), text)), said(&[("unmarked-front-matter", underlined)]));
    }
    for text in ["Title: a text\n", "***\n\nText: more\n", "- title: x\n", "----\nText\n", "http://x.example\n", "id\n", "\n\n"] {
        assert_eq!(split(text).fault, None, "{text:?}");
    }
}

#[test]
fn bytes_that_are_no_text_are_told_apart() {
    assert_eq!(decode("é".as_bytes()), Ok("é"));
    assert_eq!(decode(b"ab\xe9c").unwrap_err().offset, 2);
    assert!(decode(b"\xff\xfea\0").unwrap_err().message.contains("UTF-16"));
    assert!(decode(b"\xfe\xff\0a").unwrap_err().message.contains("UTF-16"));
}

#[test]
fn every_fault_of_a_field_is_underlined() {
    for (yaml, rule, underlined) in [
        ("alias: [x]\n", "unknown-field", "alias"),
        ("embargo-until: 2025\n", "unknown-field", "embargo-until"),
        ("actors: nayib-bukele\n", "wrong-type", "nayib-bukele"),
        ("actors: [[x]]\n", "wrong-type", "[x]"),
        ("subtitle: [a]\n", "wrong-type", "[a]"),
        ("actors: ['#x']\n", "invalid-id", "'#x'"),
        ("status: drafty\n", "unknown-word", "drafty"),
        ("date: 2025-02-30\n", "invalid-date", "2025-02-30"),
        ("date: 31.12.2025\n", "invalid-date", "31.12.2025"),
        ("about_date: 1992/1979\n", "reversed-range", "1992/1979"),
        ("date: 2025-06-01\nupdated: 2025-05-01\n", "reversed-range", "2025-05-01"),
        ("doi: 11.1\n", "invalid-identifier", "11.1"),
        ("language: Spanish\n", "invalid-language", "Spanish"),
        ("slug: ../x\n", "invalid-id", "../x"),
        ("date: 2025\ndate: 2026\n", "duplicate-key", "date"),
        ("claims: [{kind: fact}]\n", "missing-field", "kind"),
        ("claims: [{at: x, evidence: [{source: s, is: supports, credibility: 7}]}]\n", "wrong-type", "7"),
        ("disclosures: {fundng: x}\n", "unknown-field", "fundng"),
        ("actors:\n  -\n", "wrong-type", ""),
        ("asserts: [{type: pays, from: a, to: b, since: 2025, until: 2024}]\n", "reversed-range", "2024"),
        ("extra: {any: [thing]}\nsummary: {a: b}\n", "wrong-type", "{a: b}"),
        ("actors: [{name: X, kind: persn}]\n", "unknown-word", "persn"),
        ("sources: [{title: X, type: webpage, url: \"javascript:x\"}]\n", "unknown-field", "url"),
        ("sources: [{title: X, type: webpage, URL: \"javascript:x\"}]\n", "invalid-url", "\"javascript:x\""),
        ("title: \n", "duplicate-key", "title"),
    ] {
        let document = report(yaml);
        assert_eq!(faults(&document), said(&[(rule, underlined)]), "{yaml}");
        assert!(document.faults[0].help.is_some(), "{yaml}");
        assert_eq!(document.records[0].name.value, "A");
    }
}

#[test]
fn suggestions_are_near() {
    let help = |document: Document| document.faults[0].help.clone().unwrap();
    assert_eq!(help(report("embargo-until: 2025\n")), "did you mean `embargo_until`?");
    assert_eq!(help(report("alias: [x]\n")), "did you mean `aliases`?");
    assert_eq!(help(actor("part-of: x\n")), "did you mean `part_of`?");
    assert_eq!(help(report("autor: x\n")), "did you mean `authors`?");
    assert_eq!(help(report("sources: [{title: X, type: website}]\n")), "did you mean `webpage`?");
    assert_eq!(help(report("draft: true\n")), "write `status: draft`, which keeps it out of the site");
    assert_eq!(help(report("status: Draft\n")), "did you mean `draft`?");
    assert_eq!(help(report("xyzzy: 1\n")), "data of your own goes under `extra:`");
    let fix = report("slug: Water Prices\n").faults[0].fix.clone().unwrap();
    assert_eq!(fix.text, "water-prices");
    let late = report("date: 2025-06-01\nupdated: 2025-05-01\n").faults[0].message.clone();
    assert_eq!(late, "`updated` is 2025-05-01, which is before `date`, 2025-06-01");
    // It may be the name of a record; that is looked for where all are known.
    assert_eq!(report("actors: [Nayib Bukele]\n").faults, []);
}

#[test]
fn what_is_missing_is_said_at_the_record() {
    let document = read(Some(Kind::Actor), "---\nkind: state\n---\n");
    assert_eq!(faults(&document), said(&[("missing-field", "---")]));
    let document = read(Some(Kind::Actor), "Only text.\n");
    assert_eq!(faults(&document), said(&[("missing-field", "Only text."), ("missing-field", "Only text.")]));
    // A wrong key has one fault, not two.
    let document = read(Some(Kind::Actor), "---\ntitle: X\nkind: state\n---\n");
    assert_eq!(faults(&document), said(&[("unknown-field", "title")]));
    // What cannot be read is not called missing.
    assert_eq!(faults(&read(Some(Kind::Actor), "---\nkind: [state\n---\n")), said(&[("invalid-yaml", "[state")]));
    assert_eq!(faults(&read(Some(Kind::Actor), "---\nname: X\n")), said(&[("unclosed-front-matter", "---")]));
}

/// What YAML refuses is told by that, and not once more as a letter that was lost.
#[test]
fn a_misread_sign_is_one_fault() {
    for (text, told) in [
        ("---\ntitle: The state\u{92}s plan\n---\nText.\n", vec![("invalid-yaml", false)]),
        ("---\ntitle: The state\u{92}s plan\n---\nIt\u{92}s here.\n", vec![("invalid-yaml", true)]),
        ("---\ntitle: A\u{b}b\n---\nText.\n", vec![("invalid-yaml", false)]),
        ("---\ntitle: A\n---\nIt\u{92}s here.\n", vec![("lost-letter", false)]),
        ("---\ntitle: It\u{92}s\n---\n\u{93}Here.\n", vec![("invalid-yaml", false), ("lost-letter", false)]),
    ] {
        let faults = parse(Some(Kind::Plain), "md", text.into(), &Options::default()).faults;
        let found: Vec<_> =
            faults.iter().map(|fault| (fault.rule, fault.message.ends_with("stands in this file 2 times"))).collect();
        assert_eq!(found, told, "{text:?}: {faults:?}");
    }
}

#[test]
fn a_version_of_a_report_may_leave_out_the_title() {
    let document = read(Some(Kind::Report), "---\nversion_title: Summary\n---\nText\n");
    assert_eq!(faults(&document), []);
    assert_eq!(missing_title(&document.records[0]).unwrap().rule, "missing-field");
    assert_eq!(missing_title(&report("").records[0]), None);
}

#[test]
fn the_kind_comes_from_the_file_or_the_folder() {
    let kind = |folder, said: &str| read(folder, &format!("---\n{said}\n---\n")).records[0].kind;
    assert_eq!(kind(None, "kind: person"), Kind::Actor);
    assert_eq!(kind(None, "kind: term"), Kind::Term);
    assert_eq!(kind(Some(Kind::Report), "kind: event"), Kind::Event);
    assert_eq!(kind(Some(Kind::Place), "kind: state"), Kind::Place);
    assert_eq!(kind(Some(Kind::Actor), "kind: state"), Kind::Actor);
    // The end of an item of `actors:` that lost its indent.
    let document = read(Some(Kind::Report), "---\ntitle: X\ndate: 2025-01-01\nactors:\n- a\nkind: person\n---\n");
    assert_eq!((document.records[0].kind, faults(&document)), (Kind::Report, said(&[("unknown-word", "person")])));
    let document = read(None, "---\ntitle: X\n---\n");
    assert_eq!((document.records[0].kind, faults(&document)[0].0), (Kind::Plain, "no-kind"));
}

#[test]
fn records_written_in_full_become_records() {
    let document = report(
        "actors: [nayib-bukele, {id: x, name: X, kind: person, part_of: {name: The State, kind: state}}]\nauthors: [{actor: a, role: lead}, b, {name: C D, kind: person}]\n\
         events: [{title: E, date: 2025, actors: [x], sources: [{title: S, type: report}]}]\n",
    );
    assert_eq!(faults(&document), []);
    let keys: Vec<_> = document.records.iter().map(|record| (record.kind, record.key.value.as_str())).collect();
    let expected = [
        (Kind::Report, ""),
        (Kind::Actor, "c-d"),
        (Kind::Actor, "x"),
        (Kind::Actor, "the-state"),
        (Kind::Event, "e"),
        (Kind::Source, "s"),
    ];
    assert_eq!(keys, expected);
    let report = own_report(&document);
    assert_eq!(report.actors.iter().map(|id| id.value.as_str()).collect::<Vec<_>>(), ["nayib-bukele", "x"]);
    assert_eq!(report.authors[0].role.as_ref().unwrap().value, "lead");
    let written: Vec<_> = document.fields[0].iter().map(|one| (one.text.as_str(), one.sort)).collect();
    let expected = [
        ("nayib-bukele", Sort::Field("actors")),
        ("x", Sort::Field("actors")),
        ("a", Sort::Field("authors")),
        ("b", Sort::Field("authors")),
        ("c-d", Sort::Field("authors")),
        ("e", Sort::Field("events")),
    ];
    assert_eq!(written, expected);
    assert_eq!(document.fields[2][0].text, "the-state");
    assert_eq!(document.fields.len(), document.records.len());
}

#[test]
fn actors_are_read() {
    let document = actor(
        "names: [Bukele, {name: B, as: acronym, lang: es}]\naliases: [Other, /old/]\nposts: [{post: president-sv, from: 2019-06-01, to: .., sources: [s]}]\n\
         relations: [{type: ally-of, to: donald-trump, from: 2025, reported: true}]\nids: {wikidata: Q1, orcid: 0000-0002-1825-0097}\nlink: never\nimage: a.png\n",
    );
    assert_eq!(faults(&document), []);
    let one = own_actor(&document);
    assert_eq!(one.names.iter().map(|name| name.name.value.as_str()).collect::<Vec<_>>(), ["Bukele", "B", "Other"]);
    assert_eq!(document.records[0].rare.aliases[0].value, "/old/");
    assert_eq!(one.posts[0].to.as_ref().unwrap().value.to_string(), "..");
    assert_eq!(one.relations[0].since.as_ref().unwrap().value.to_string(), "2025");
    assert!(one.relations[0].reported && one.ids.len() == 2);
    let sorts: Vec<_> = document.fields[0].iter().map(|one| one.sort).collect();
    assert_eq!(sorts, [Sort::Field("posts"), Sort::Field("sources"), Sort::Field("relations"), Sort::Field("image")]);
    for (yaml, rule, underlined) in [
        ("ids: {orcid: 0000-0002-1825-0098}\n", "invalid-identifier", "0000-0002-1825-0098"),
        ("posts: [{post: p, from: 2020, to: 2019}]\n", "reversed-range", "2019"),
        ("born: 2000\ndied: 1999\n", "reversed-range", "1999"),
        ("website: example.org\n", "invalid-url", "example.org"),
        ("link: sometimes\n", "unknown-word", "sometimes"),
        ("relations: [{to: x}]\n", "missing-field", "to"),
    ] {
        assert_eq!(faults(&actor(yaml)), said(&[(rule, underlined)]));
    }
}

#[test]
fn sources_keep_their_variables() {
    let text = "- id: a\n  type: webpage\n  title: no\n  version: 1.10\n  author: [{family: Olay, given: Matthew}, UN]\n  issued: {date-parts: [[2025, 4, 16]]}\n  URL: https://x.org/\n  reliability: B\n- {title: Two, type: book, container-title: C}\n";
    let document = parse(Some(Kind::Source), "yaml", text.into(), &Options::default());
    assert_eq!(faults(&document), []);
    let Own::Source(one) = &document.records[0].own else { panic!("a source") };
    let expected = r#"{"type":"webpage","title":"no","version":"1.10","author":[{"family":"Olay","given":"Matthew"},{"literal":"UN"}],"issued":"2025-04-16","URL":"https://x.org/"}"#;
    assert_eq!(serde_json::to_string(&one.csl).unwrap(), expected);
    assert_eq!(one.rare.reliability.as_ref().unwrap().value, 'B');
    assert_eq!(document.records[1].key.value, "two");
}

#[test]
fn data_files_hold_one_or_many() {
    let keys = |text: &str| -> Vec<String> {
        let document = parse(Some(Kind::Place), "yml", text.into(), &Options::default());
        assert_eq!(faults(&document), [], "{text}");
        document.records.iter().map(|record| record.key.value.clone()).collect()
    };
    assert_eq!(keys("name: A\n"), [""]);
    assert_eq!(keys("- {id: a, name: A}\n- {name: B C}\n"), ["a", "b-c"]);
    assert_eq!(keys("a: {name: A}\nb: {name: B}\n"), ["a", "b"]);
    assert_eq!(keys("\u{feff}- {id: a, name: A, coordinates: [1, -2.5]}\r\n"), ["a"]);
    let document = parse(Some(Kind::Place), "yaml", "- a\n".into(), &Options::default());
    assert_eq!(faults(&document), said(&[("wrong-type", "a")]));
}

#[test]
fn positions_hold_in_files_of_windows() {
    let text = "\u{feff}---\r\ntitle: é\r\nactors: [a,\r\n  b]\r\ntopcs: x\r\n---\r\nText\r\n";
    let document = read(Some(Kind::Report), text);
    assert_eq!(faults(&document), said(&[("unknown-field", "topcs")]));
    let written: Vec<_> = document.fields[0].iter().map(|one| &text[one.range.start as usize..one.range.end as usize]).collect();
    assert_eq!(written, ["a", "b"]);
}

#[test]
fn a_status_that_cannot_be_read_publishes_nothing() {
    use crate::document::record::Status;
    assert_eq!(own_report(&report("status: Drafft\n")).status.value, Status::Draft);
    assert_eq!(own_report(&report("")).status.value, Status::Published);
}

#[test]
fn templates_of_new_files_are_free_of_faults() {
    for row in &super::super::kind::KINDS {
        for name in ["A name", "No", "x: y # z", "\"quoted\" é", ""] {
            let mut text = schema::template(row.kind, "the-key", name, &[]);
            // What only the author knows is empty, and nothing else is said.
            let empty = schema::left_empty(row.kind, &[]);
            let document = read(Some(row.kind), &text);
            assert!(
                document.faults.len() == empty.len() && document.faults.iter().all(|fault| fault.rule == "missing-field"),
                "{text}"
            );
            for field in empty {
                let example = schema::shape(row.kind).field(field).unwrap().example;
                text = text.replace(&format!("\n{field}:\n"), &format!("\n{field}: {example}\n"));
            }
            let document = read(Some(row.kind), &text);
            assert_eq!(faults(&document), [], "{text}");
            assert_eq!(document.records[0].name.value, if name.is_empty() { "the-key" } else { name });
            // With every example made real, it still is.
            let all: Vec<&str> = text.lines().filter(|line| !line.starts_with("# ") || line.contains(": ")).collect();
            let fields = schema::shape(row.kind).all().map(|field| field.name).collect::<Vec<_>>();
            let real = |line: &&str| {
                line.strip_prefix("# ")
                    .filter(|rest| fields.iter().any(|f| rest.starts_with(&format!("{f}:"))))
                    .unwrap_or(line)
                    .to_string()
            };
            let full = all.iter().map(real).collect::<Vec<_>>().join("\n");
            assert_eq!(faults(&read(Some(row.kind), &full)), [], "{full}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_it(text in "(---\n|\u{feff}|title|name|actors|authors|sources|kind|person|posts|relations|claims|names|issued|coordinates|: |: |\n|\r\n|  |- |\\[|\\]|\\{|\\}|, |é|\"|&a |\\*a|2025|\\.\\.|x|.){0,60}", kind in 0usize..8) {
        let kind = super::super::kind::KINDS.get(kind).map(|row| row.kind);
        for extension in ["md", "yaml"] {
            for text in [text.clone(), format!("---\n{text}\n---\n")] {
                let document = parse(kind, extension, text.as_str().into(), &Options::default());
                let ranges = document.faults.iter().map(|fault| &fault.range)
                    .chain(document.faults.iter().flat_map(|fault| fault.labels.iter().map(|label| &label.range)))
                    .chain(document.fields.iter().flatten().map(|one| &one.range))
                    .chain(document.records.iter().flat_map(|record| [&record.range, &record.name.range, &record.key.range]));
                for range in ranges {
                    proptest::prop_assert!(text.get(range.start as usize..range.end as usize).is_some(), "{range:?}");
                }
                proptest::prop_assert_eq!(document.records.len(), document.fields.len());
            }
        }
    }

    #[test]
    fn bytes_of_any_sort_are_decoded_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60)) {
        if let Err(fault) = decode(&bytes) {
            proptest::prop_assert!(fault.offset <= bytes.len());
        }
    }
}

/// However a DOI is written, it is one: what is made of it puts its address together itself.
#[test]
fn the_address_of_a_doi_is_that_doi() {
    for written in ["10.1000/xyz", "https://doi.org/10.1000/xyz", "http://dx.doi.org/10.1000/xyz", "\"doi: 10.1000/xyz\""] {
        let source = format!("---\ntitle: A\ntype: book\nDOI: {written}\n---\n");
        let json = format!("[{{\"id\": \"a\", \"type\": \"book\", \"title\": \"A\", \"DOI\": {:?}}}]", written.trim_matches('"'));
        let bib = format!("@book{{a, title = {{A}}, doi = {{{}}}}}", written.trim_matches('"'));
        for (extension, text) in [("md", source), ("json", json), ("bib", bib)] {
            let document = parse(Some(Kind::Source), extension, text.as_str().into(), &Options::default());
            let Own::Source(source) = &document.records[0].own else { panic!("a source") };
            let found = (source.doi.as_ref().map(|doi| doi.value.as_str()), source.csl["DOI"].as_str());
            assert_eq!(found, (Some("10.1000/xyz"), Some("10.1000/xyz")), "{text}");
        }
        let document = report(&format!("doi: {written}\n"));
        assert_eq!(own_report(&document).doi.as_ref().map(|doi| doi.value.as_str()), Some("10.1000/xyz"), "{written}");
    }
}

/// What is said of some front matter of a report, and the front matter with what is proposed.
fn mended(yaml: &str) -> (&'static str, String, Option<String>) {
    let text = format!("---\ntitle: X\ndate: 2025-01-01\n{yaml}\n---\n");
    let document = read(Some(Kind::Report), &text);
    let [fault] = &document.faults[..] else { panic!("{yaml}: {:?}", document.faults) };
    let made = fault.fix.as_ref().map(|fix| {
        let made = [&text[..fix.range.start as usize], &fix.text, &text[fix.range.end as usize..]].concat();
        made.lines().skip(3).take(yaml.lines().count()).collect::<Vec<_>>().join("\n")
    });
    (fault.rule, fault.help.clone().unwrap_or_default().into_owned(), made)
}

#[test]
fn what_was_meant_is_proposed() {
    for (yaml, rule, help, right) in [
        (
            "key_judgements:\n- Bills will rise: a tenth",
            "wrong-type",
            "put the whole text",
            "key_judgements:\n- \"Bills will rise: a tenth\"",
        ),
        ("topics: [Water and land: prices]", "wrong-type", "put the whole text", "topics: [\"Water and land: prices\"]"),
        ("topics: [{Water and land: prices}]", "wrong-type", "put the whole text", ""),
        ("topics:\n- Water and land: prices", "wrong-type", "put the whole text", "topics:\n- \"Water and land: prices\""),
        ("key_judgements:\n- txet: Bills rise", "unknown-field", "did you mean `text`?", "key_judgements:\n- text: Bills rise"),
        ("topics:\n  -water\n  -prices", "wrong-type", "write a space behind each `-`", ""),
        ("funding: None", "unknown-field", "it is a part of `disclosures`: write", "disclosures: {funding: None}"),
        ("funding: Paid by us.", "unknown-field", "it is a part of `disclosures`: write `disclosures:`, and", ""),
        ("disclosures: {ai: None}\nfunding: None", "unknown-field", "`funding` is a part of `disclosures`: move", ""),
        ("series: Water", "unknown-field", "a report has its place in the series by `symbol:", ""),
        (
            "revisions:\n- 3 July 2025: Added a map.",
            "wrong-type",
            "write `{date: 2025-07-03, note: \"…\"}`",
            "revisions:\n- {date: 2025-07-03, note: \"Added a map.\"}",
        ),
        (
            "corrections:\n- 2025-07-02: words",
            "wrong-type",
            "write `{date: 2025-07-02, level: …, note: \"…\"}`; `level` is one of `minor`,",
            "",
        ),
        ("corrections:\n- 2 July 2025: words", "wrong-type", "write `{date: 2025-07-02, level: …, note", ""),
        (
            "events:\n- 2 July 2025: Talks began",
            "wrong-type",
            "write `{date: 2025-07-02, title: \"…\"}`",
            "events:\n- {date: 2025-07-02, title: \"Talks began\"}",
        ),
        ("revisions: [{3 July 2025: Added a map.}]", "wrong-type", "write `{date: 2025-07-03, note", ""),
        ("embargo_until: TBD", "invalid-date", "write `status: draft` in the place of this line until the day is known", ""),
        ("updated: n.d.", "invalid-date", "leave the line out: what has no date", ""),
        ("language: en_GB", "invalid-language", "did you mean `en-GB`?", "language: en-GB"),
        ("language: English", "invalid-language", "write its BCP 47 tag", ""),
    ] {
        let (found, said, made) = mended(yaml);
        assert_eq!((found, made.as_deref().unwrap_or_default()), (rule, right), "{yaml}");
        assert!(said.starts_with(help), "{yaml}: {said}");
    }
}

#[test]
fn of_what_nobody_knows_the_kind_nothing_else_is_said() {
    let document = read(None, "---\ntitle: X\ndate: 2025-01-01\nkey_judgements: [a]\n---\n");
    assert_eq!(faults(&document).iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), ["no-kind"]);
    // Nor where the line that says it may stand behind what breaks it.
    let document = read(None, "---\ntitle: X\nkey_judgements: [a]\nsummary: [\nkind: report\n---\n");
    assert_eq!(faults(&document).iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), ["invalid-yaml"]);
}

#[test]
fn front_matter_in_a_block_of_code_is_told() {
    for text in ["```yaml\n---\ntitle: X\n---\n```\n\nText.\n", "```\ntitle: X\n```\n"] {
        let front = split(text);
        let fault = front.fault.unwrap();
        assert!(fault.rule == "unmarked-front-matter" && fault.message.contains("block of code"), "{fault:?}");
        // None of the fields is read as text.
        assert_eq!(text.get(front.body..).map(str::trim), Some(if text.contains("Text") { "Text." } else { "" }), "{text}");
    }
    assert!(split("```yaml\nspeed: 4\n```\n").fault.is_none());
}

#[test]
fn documents_that_are_no_text_are_called_what_they_are() {
    let said = |bytes: &[u8]| decode(bytes).unwrap_err().message;
    assert!(said(b"PK\x03\x04\xff").contains("such as a document of Word"));
    assert!(said(b"{\\rtf1 x}").contains("RTF"));
}
