//! Citations in five styles against golden files: `BLESS=1` writes them. `tests/citations/compare_pandoc.py` holds the
//! same files against another engine.

use chancery::check::Level;
use chancery::document::csljson;
use chancery::files::Files;
use chancery::model::PageId;
use chancery::model::citation::item::Work;
use chancery::model::citation::reading::{Cite, One};
use chancery::model::citation::{Library, Manner, Setup};
use chancery::session::Session;
use chancery::session::build::{self, Progress};
use std::fmt::Write as _;
use std::path::PathBuf;

const STYLES: [&str; 5] = ["apa", "chicago-author-date", "chicago-notes", "ieee", "law-notes"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/citations")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn works() -> Vec<(PageId, Work)> {
    let (records, _, faults) = csljson::parse(&read("sources.json"));
    assert_eq!(faults, []);
    let work = |(at, record): (usize, &std::sync::Arc<chancery::document::Record>)| {
        (PageId(at as u32), Work::new(&record.key.value, record, None).unwrap())
    };
    records.iter().enumerate().map(work).collect()
}

fn cites(works: &[(PageId, Work)]) -> Vec<(String, Cite)> {
    let list: serde_json::Value = serde_json::from_str(&read("cites.json")).unwrap();
    let text = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap_or("").to_string();
    let one = |item: &serde_json::Value| One {
        work: works.iter().position(|(_, work)| work.key == item["key"].as_str().unwrap()).unwrap(),
        prefix: text(item, "prefix"),
        label: text(item, "label"),
        locator: text(item, "locator"),
        suffix: text(item, "suffix"),
        suppress_author: item["suppress_author"] == true,
    };
    let cite = |(at, cite): (usize, &serde_json::Value)| {
        let items = cite["items"].as_array().unwrap().iter().map(one).collect();
        (text(cite, "markdown"), Cite { items, narrative: cite["narrative"] == true, note: at + 1, ..Cite::default() })
    };
    list.as_array().unwrap().iter().enumerate().map(cite).collect()
}

fn library(style: &str) -> Library {
    let own = (style == "law-notes").then(|| read("law-notes.csl"));
    let setup = Setup { style, range: 0..0, csl: own.as_ref().map(|text| text.as_bytes()), ..Setup::default() };
    let (library, faults) = Library::of(works(), &setup);
    assert_eq!(faults, [], "{style}");
    library
}

#[test]
fn golden_files_hold() {
    for style in STYLES {
        let library = library(style);
        let (written, cites): (Vec<_>, Vec<_>) = cites(&works()).into_iter().unzip();
        let rendered = library.cites(&cites, "en-GB");
        let mut out = String::new();
        for (markdown, cited) in written.iter().zip(&rendered.citations) {
            let note = cited.note.as_ref().map(|note| format!(" ^ {note}")).unwrap_or_default();
            writeln!(out, "{markdown}\n    {}{note}", cited.text).unwrap();
        }
        out.push('\n');
        for (page, html) in &rendered.bibliography {
            writeln!(out, "{}\n    {html}", library.work(*page).unwrap().key).unwrap();
        }
        let path = folder().join(format!("{style}.txt"));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &out).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(out == expected, "{style} differs from {}; BLESS=1 rewrites it\n{out}", path.display());
    }
}

#[test]
fn every_archived_style_renders_every_source() {
    for (style, manner) in [("mla", Manner::AuthorDate), ("vancouver", Manner::Numeric), ("mhra", Manner::Note)] {
        let library = library(style);
        assert_eq!(library.manner(), manner);
        let cites: Vec<Cite> = cites(&works()).into_iter().map(|(_, cite)| cite).collect();
        let rendered = library.cites(&cites, "de-DE");
        assert_eq!(rendered.bibliography.len(), works().len(), "{style}");
        assert!(rendered.citations.iter().all(|cited| !cited.text.is_empty() || cited.note.is_some()));
    }
}

/// Writes the styles as files for `tests/citations/compare_pandoc.py`, so that both engines read the same ones.
#[test]
#[ignore = "for compare_pandoc.py"]
fn styles_are_written_for_pandoc() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/styles");
    std::fs::create_dir_all(&folder).unwrap();
    for style in STYLES {
        std::fs::write(folder.join(format!("{style}.csl")), library(style).style_xml().unwrap()).unwrap();
    }
}

/// Odd values in every variable: all sources still get an entry, and no tag of theirs gets out.
#[test]
fn odd_sources_are_rendered_and_escaped() {
    let odd = ["<script>x</script>", "\u{202e}&\"'", "", "–", "<i>", "9999999999999", "1-2-3/x", "{}\\", "é\u{301}\u{0}"];
    for style in ["apa", "chicago-notes", "ieee", "mla", "law-notes"] {
        let mut list = works();
        for (at, (_, work)) in list.iter_mut().enumerate() {
            for (number, (name, value)) in work.json.iter_mut().enumerate() {
                if value.is_string() && name != "type" && name != "id" {
                    *value = odd[(at + number) % odd.len()].into();
                }
                if name == "author" && at % 3 == 0 {
                    *value = serde_json::json!([{ "family": odd[at % odd.len()], "given": odd[(at + 1) % odd.len()] }]);
                }
                if name == "issued" && at % 4 == 0 {
                    *value = serde_json::json!({ "date-parts": [[-99999, 99, 99], [1]] });
                }
            }
        }
        let own = read("law-notes.csl");
        let setup = Setup { style, range: 0..0, csl: (style == "law-notes").then_some(own.as_bytes()), ..Setup::default() };
        let (library, _) = Library::of(list, &setup);
        let cites: Vec<Cite> = cites(&works()).into_iter().map(|(_, cite)| cite).collect();
        let rendered = library.cites(&cites, "x-odd");
        assert_eq!(rendered.bibliography.len(), works().len());
        let all = rendered.bibliography.iter().map(|(_, html)| html.clone());
        let all =
            all.chain(rendered.citations.iter().map(|cited| format!("{}{}", cited.text, cited.note.clone().unwrap_or_default())));
        for html in all {
            assert!(!html.contains("<script") && !html.contains('\u{0}'), "{html}");
            for tag in html.split('<').skip(1) {
                let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or("");
                assert!(["a", "i", "b", "u", "sup", "sub", "span"].contains(&name), "{name} in {html}");
            }
        }
    }
}

/// A site with one source and one citation, in a style of its own: what `check` says of it.
fn checked(style: Option<&[u8]>) -> (String, i32) {
    let sandbox = crate::sandbox::Sandbox::with([
        ("chancery.yaml", "title: T\ncitation: {style: styles/own.csl}\n"),
        ("content/sources/a.bib", "@book{a, title={A}, author={B, C}, publisher={P}, date={2020}}\n"),
        (
            "content/reports/r/index.md",
            "---\ntitle: R\ndate: 2025-01-01\nsummary: S.\n---\n\nText [@a, p. 4]. More.[^n]\n\n[^n]: Own words, and [@a].\n",
        ),
    ]);
    if let Some(style) = style {
        sandbox.write("styles/own.csl", style);
    }
    let ran = sandbox.run(&["build"]);
    let page = if ran.code == 0 { sandbox.read("public/reports/r/index.html") } else { String::new() };
    (format!("{ran:?}{page}"), ran.code)
}

#[test]
fn a_style_of_the_site_is_used_or_refused_with_its_place() {
    let (page, code) = checked(Some(read("law-notes.csl").as_bytes()));
    assert_eq!(code, 0, "{page}");
    assert!(page.contains("Text.<a class=\"ref\" id=\"r1\""), "the numeral stands behind the full stop: {page}");
    assert!(page.contains("Own words, and <a class=\"cite\" href=\"#src-a\" data-card=\"card-src-a\">B (n 1)</a>."), "{page}");
    let head =
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\" version=\"1.0\">\n<info><title>x</title><id>x</id>\n";
    let broken = format!("{head}<b></c></info></style>");
    let dependent = format!(
        "{head}<link href=\"http://example.org/nosuch\" rel=\"independent-parent\"/><updated>2020-01-01T00:00:00Z</updated></info></style>"
    );
    let big = vec![b' '; 2 << 20];
    let cases: [(Option<&[u8]>, &str); 5] = [
        (None, "there is no citation style"),
        (Some(broken.as_bytes()), "stands where `</b>` should"),
        (Some(dependent.as_bytes()), "is not among the styles of this program"),
        (Some(&big), "is the most"),
        (Some(b"\xff"), "is not UTF-8"),
    ];
    for (style, words) in cases {
        let (said, code) = checked(style);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(words), "{words}: {said}");
        let place = if style.is_some() { "styles/own.csl" } else { "chancery.yaml" };
        assert!(said.contains(place), "{place}: {said}");
    }
}

/// Keys as reference managers make them are keys; their pages have addresses all the same.
#[test]
fn keys_of_reference_managers_are_keys() {
    let files = [
        ("chancery.yaml", "title: S\nbase_url: https://example.org/\nlanguages: [en, es]\n"),
        ("content/sources/z.bib", "@book{DBLP:conf/x/Y_Z,\n title={On Ports}, author={Bo Aas}, year=2019, publisher={P}\n}\n"),
        ("content/reports/a/index.md", "---\ntitle: A\ndate: 2025-01-01\nsummary: S.\n---\nOne [@{DBLP:conf/x/Y_Z}, sec. 3].\n"),
    ];
    let site = Session::of(Files::from_memory(files), super::sandbox::settings(), Vec::new()).update([]);
    let outcome = build::build(&site, None, None, &Progress::new()).expect("nothing is written");
    let errors: Vec<_> = outcome.diagnostics.iter().filter(|one| one.level == Level::Error).map(|one| one.fault.rule).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(site.route("/sources/dblp-conf-x-y-z/").is_some());
    let report = site.render_one(site.route("/reports/a/").expect("the report")).expect("it is made");
    let report = String::from_utf8_lossy(&report).into_owned();
    assert!(report.contains("sources/dblp-conf-x-y-z/") && report.contains("Aas"), "{report}");
}
