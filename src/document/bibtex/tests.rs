use super::*;
use crate::document::record::{Own, Source};
use serde_json::json;

fn source(record: &Record) -> &Source {
    let Own::Source(source) = &record.own else { panic!("a source") };
    source
}

const ZOTERO: &str = r#"
@report{hrw2022,
  type = {Report},
  title = {``{{We Can Arrest Anyone We Want}}'': Widespread Human Rights Violations},
  author = {{Human Rights Watch}},
  date = {2022-12-07},
  institution = {Human Rights Watch},
  location = {New York},
  url = {https://www.hrw.example/a\_b},
  urldate = {2025-06-10},
  abstract = {A long \& winding abstract.},
  langid = {american},
  keywords = {gangs,police},
  annotation = {Read it},
  file = {/home/x/Zotero/hrw.pdf:application/pdf}
}

@article{delacruz2019,
  title = {Fronteras},
  author = {de la Cruz, Ana and van der Berg, Jan},
  journaltitle = {Revista de {\'E}tica},
  shortjournal = {Rev. {\'E}t.},
  year = 2019, month = mar, volume = {3}, number = {2},
  pages = {12--34},
  doi = {https://doi.org/10.1000/abc\_1}
}
"#;

#[test]
fn what_zotero_exports_is_read() {
    let (records, _, faults) = parse(ZOTERO);
    assert_eq!(faults, []);
    let first = source(&records[0]);
    assert_eq!(records[0].name.value, "“We Can Arrest Anyone We Want”: Widespread Human Rights Violations");
    assert_eq!(first.sort.as_ref().unwrap().value, "report");
    assert_eq!(first.csl["author"], json!([{ "literal": "Human Rights Watch" }]));
    assert_eq!(first.csl["publisher"], "Human Rights Watch");
    assert_eq!(first.csl["language"], "en-US");
    assert_eq!(first.url.as_ref().unwrap().value, "https://www.hrw.example/a_b");
    assert_eq!(first.rare.accessed.as_ref().unwrap().value.to_string(), "2025-06-10");
    assert_eq!(first.csl["keyword"], "gangs,police");
    // What its reader noted, and where they keep it, is for them.
    assert!(first.csl.values().all(|value| !value.to_string().contains("Read it")));
    let second = source(&records[1]);
    assert_eq!(second.csl["issued"], "2019-03");
    assert_eq!(second.csl["issue"], "2");
    assert_eq!(second.csl["page"], "12-34");
    assert_eq!(second.csl["DOI"], "10.1000/abc_1");
    assert_eq!(second.csl["container-title"], "Revista de Ética");
    assert_eq!(second.csl["author"][0]["non-dropping-particle"], "de la");
    let range = records[1].range.clone();
    assert!(ZOTERO[range.start as usize..range.end as usize].starts_with("@article{delacruz2019,"));
    assert!(ZOTERO[range.start as usize..range.end as usize].ends_with("}\n}"));
}

#[test]
fn faults_say_where_and_what_is_near() {
    let text = "@artcle{a, titel = {x}, date = {2025-13}, reliability = {B}}\n@book{a, title={y}}";
    let (records, _, faults) = parse(text);
    assert_eq!(records.len(), 1);
    let found: Vec<_> = faults
        .iter()
        .map(|fault| (fault.rule, &text[fault.range.start as usize..fault.range.end as usize], fault.help.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("unknown-source-field", "artcle", Some("did you mean `article`?")),
            ("unknown-source-field", "titel", Some("did you mean `title`?")),
            ("invalid-date", "2025-13", Some(crate::base::Date::HELP)),
            (
                "unknown-source-field",
                "reliability",
                Some("add it in a `.yaml` file beside this one, as `- {id: a, reliability: …}`"),
            ),
            ("duplicate-id", "a", Some("rename one of them, or remove it")),
        ]
    );
}

#[test]
fn entries_inherit() {
    let text =
        "@inproceedings{p, title={Paper}, author={A, B}, crossref={c}}\n@proceedings{c, title={Acts}, year={2020}, publisher={U}}";
    let (records, _, faults) = parse(text);
    assert_eq!(faults, []);
    let csl = &source(&records[0]).csl;
    assert_eq!((&csl["container-title"], &csl["issued"], &csl["title"]), (&json!("Acts"), &json!("2020"), &json!("Paper")));
}

/// A file of some kilobytes is read as one, whatever its entries have from each other.
#[test]
fn many_children_of_large_parents_are_read_quickly() {
    let fields: String = (0..3_000).map(|at| format!("odd{at} = {{x}}, ")).collect();
    let children: String = (0..3_000).map(|at| format!("@misc{{c{at}, title = {{T}}, crossref = {{p}}}}\n")).collect();
    let (records, _, faults) = parse(&format!("@book{{p, {fields}}}\n{children}"));
    assert_eq!((records.len(), faults.len()), (3_001, 3_000));
    let abstracts = "x".repeat(10_000);
    let (records, _, faults) = parse(&format!("@book{{p, abstract = {{{abstracts}}}}}\n{children}"));
    assert_eq!(records.len(), 3_001);
    assert_eq!(
        faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>(),
        ["the entries of this file inherit more than 8 MB of text"]
    );
    let editors = format!("@book{{p, {}}}", "editor = {A}, ".repeat(1_000));
    assert_eq!(parse(&editors).2, []);
}

#[test]
fn months_are_read_in_many_languages_or_told() {
    for (fields, date, fault) in [
        ("month = mar", "2020-03", None),
        ("month = {Mai}, day = {3}", "2020-05-03", None),
        ("month = {févr.}", "2020-02", None),
        ("month = {diciembre}", "2020-12", None),
        ("month = 3, day = 15", "2020-03-15", None),
        ("month = mar # \"~15\"", "2020-03-15", None),
        ("month = {15~} # mar", "2020-03-15", None),
        ("month = mar # \"--\" # apr", "2020-03/2020-04", None),
        ("month = {November--December}", "2020-11/2020-12", None),
        ("month = {Spring}", "2020-21", None),
        ("month = {Spring/Summer}", "2020-21/2020-22", None),
        ("month = {}", "2020", None),
        ("month = mar, day = {x}", "2020-03", None),
        ("month = 13", "2020", Some("13")),
        ("month = {Michaelmas}", "2020", Some("Michaelmas")),
    ] {
        let text = format!("@article{{a, title = {{T}}, year = 2020, {fields}}}");
        let (records, _, faults) = parse(&text);
        assert_eq!(source(&records[0]).csl["issued"], date, "{fields}");
        let found: Vec<_> =
            faults.iter().map(|fault| (fault.rule, &text[fault.range.start as usize..fault.range.end as usize])).collect();
        assert_eq!(found, fault.map(|place| ("invalid-date", place)).into_iter().collect::<Vec<_>>(), "{fields}");
    }
}

#[test]
fn dates_and_addresses_are_held_to_what_yaml_asks() {
    let issued = |date: &str| {
        let text = format!("@misc{{a, title = {{T}}, date = {{{date}}}}}");
        let (records, _, faults) = parse(&text);
        let at = |fault: &Fault| format!("{} at {}", fault.rule, &text[fault.range.start as usize..fault.range.end as usize]);
        (source(&records[0]).csl["issued"].as_str().unwrap().to_string(), faults.iter().map(at).collect::<Vec<_>>())
    };
    for (written, read) in [
        ("12 March 2020", "2020-03-12"),
        ("March 12th, 2020", "2020-03-12"),
        ("12-Mar-2020", "2020-03-12"),
        ("2020, Sept. 1", "2020-09-01"),
        ("May 2020", "2020-05"),
        ("c. 1979", "1979~"),
        ("ca. May 1979", "1979-05~"),
        ("Spring 2020", "2020-21"),
        ("12 marzo 2020", "2020-03-12"),
        ("2021-21", "2021-21"),
        ("199X", "199X"),
        ("1990s", "199X"),
        ("forthcoming", "forthcoming"),
        ("in press", "in press"),
    ] {
        assert_eq!(issued(written), (read.to_string(), vec![]), "{written}");
    }
    for wrong in ["31 February 2020", "Michaelmas 2020", "12 March", "12/03/2020", "2020a", "March 12 2020 5"] {
        assert_eq!(issued(wrong), (wrong.to_string(), vec![format!("invalid-date at {wrong}")]), "{wrong}");
    }
    let text = "@online{a, title={x}, date={2020}, url={www.x.org}, urldate={2 May 2021}, origdate={May 3}}";
    let (records, _, faults) = parse(text);
    let found: Vec<_> =
        faults.iter().map(|fault| (fault.rule, &text[fault.range.start as usize..fault.range.end as usize])).collect();
    assert_eq!(found, [("invalid-url", "www.x.org"), ("invalid-date", "May 3")]);
    assert!(faults.iter().all(|fault| fault.help.is_some()));
    assert_eq!(source(&records[0]).rare.accessed.as_ref().unwrap().value.to_string(), "2021-05-02");
}

#[test]
fn proceedings_are_no_part_of_themselves() {
    let text = "@proceedings{c, title={Acts}, booktitle={Acts}}\n@article{a, title={T}, journal={J}, eprint={2001.1}, eprinttype={arxiv}}\n@misc{m, title={T}, eprint={2001.1}, archiveprefix={arXiv}}";
    let (records, _, faults) = parse(text);
    assert_eq!(faults, []);
    let all: Vec<_> = records.iter().map(|record| &source(record).csl).collect();
    assert_eq!(
        (all[0].get("container-title"), all[1].get("number"), all[2].get("number")),
        (None, None, Some(&json!("arXiv:2001.1")))
    );
}

proptest::proptest! {
    /// Whatever is written: no panic, ranges within the text and on borders of letters.
    #[test]
    fn any_text_is_survived(text in r#"(@[a-z]{0,4}[{(]?|[a-z]{1,5}|[{}"=,#%\\@~$()é\n -]|\\['"`a-z]|\{|\}| and |--){0,60}"#) {
        let (records, _, faults) = parse(&text);
        let ranges = faults.iter().map(|fault| &fault.range).chain(records.iter().map(|record| &record.range));
        for range in ranges {
            proptest::prop_assert!(text.get(range.start as usize..range.end as usize).is_some(), "{range:?}");
        }
        let (_, _, faults) = crate::document::csljson::parse(&text);
        for fault in faults {
            proptest::prop_assert!(text.get(fault.range.start as usize..fault.range.end as usize).is_some(), "{:?}", fault.range);
        }
    }
}

/// BibTeX has no field for addresses.
#[test]
fn addresses_are_read_where_bibtex_keeps_them() {
    for (field, url, rest) in [
        ("howpublished={\\url{https://y.org/a\\_b}}", Some("https://y.org/a_b"), ""),
        ("howpublished={Available at: \\url{https://y.org}}", Some("https://y.org"), ""),
        ("howpublished={\\href{https://y.org}{Preprint}, 2020}", Some("https://y.org"), "Preprint, 2020"),
        ("howpublished={https://y.org.}", Some("https://y.org"), ""),
        ("howpublished={Leaflet}", None, "Leaflet"),
        ("note={\\url{https://y.org}}", Some("https://y.org"), ""),
        ("note={See \\url{https://y.org} and more}", None, ""),
        ("url={https://z.org}, howpublished={\\url{https://y.org}}", Some("https://z.org"), ""),
    ] {
        let (records, _, faults) = parse(&format!("@misc{{x, title={{T}}, {field}}}"));
        assert!(faults.is_empty(), "{field}: {faults:?}");
        let source = source(&records[0]);
        assert_eq!(source.url.as_ref().map(|url| url.value.as_str()), url, "{field}");
        assert_eq!(source.csl.get("medium").and_then(|medium| medium.as_str()).unwrap_or(""), rest, "{field}");
        let sort = if url.is_some() && rest.is_empty() && !field.starts_with("note") { "webpage" } else { "document" };
        assert_eq!(source.sort.as_ref().map(|sort| sort.value.as_str()), Some(sort), "{field}");
    }
}
