//! `chancery import`: documents, and the reports that become of them. A case is a folder below `tests/import/`: the document, which
//! is a folder of its parts where it is one of Word, and what is expected. `BLESS=1` rewrites the expectations.

use crate::sandbox::{Ran, Sandbox};
use chancery::document::{Options, markdown};
use chancery::import::tree::{Block, Draft, Inline, Style, Table};
use chancery::import::{self, write};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

fn zipped<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part begins");
        zip.write_all(bytes).expect("a part is written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// The document of a case: its name, and its bytes.
fn document(case: &Path) -> (String, Vec<u8>) {
    let inputs = std::fs::read_dir(case).expect("a case").flatten().map(|entry| entry.path());
    let input = inputs.into_iter().find(|path| path.file_stem().is_some_and(|name| name == "input")).expect("a case has an input");
    let name = input.file_name().expect("a name").to_string_lossy().into_owned();
    if !input.is_dir() {
        return (name, std::fs::read(&input).expect("it is read"));
    }
    let files = walkdir::WalkDir::new(&input).sort_by_file_name().into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let parts: Vec<(String, Vec<u8>)> = files
        .map(|file| {
            let part = file.path().strip_prefix(&input).expect("below").to_string_lossy().replace('\\', "/");
            (part, std::fs::read(file.path()).expect("it is read"))
        })
        .collect();
    (name, zipped(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))))
}

/// Imports a document into the site of `chancery init`, which must build with it.
fn imported(name: &str, bytes: &[u8]) -> (Sandbox, Ran) {
    let sandbox = Sandbox::starter();
    sandbox.write(&format!("in/{name}"), bytes);
    let ran = sandbox.run(&["import", &format!("in/{name}"), "--id", "made"]);
    (sandbox, ran)
}

#[test]
fn documents_become_what_is_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root).expect("cases").flatten().map(|entry| entry.path()).collect();
    cases.sort();
    assert!(cases.len() >= 8, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let (name, bytes) = document(&case);
        let (sandbox, ran) = imported(&name, &bytes);
        let shown = case.display();
        assert_eq!(ran.code, 0, "{shown}: {}", ran.err);
        let files: Vec<String> = sandbox.snapshot("content/reports/made").into_iter().map(|(name, _)| name).collect();
        let found = [
            ("index.md", sandbox.read("content/reports/made/index.md")),
            ("said.txt", format!("{}\nfiles: {}\n", ran.err.trim_end(), files.join(", "))),
        ];
        for (name, text) in found {
            let path = case.join("expected").join(name);
            if std::env::var_os("BLESS").is_some() {
                std::fs::create_dir_all(case.join("expected")).expect("a folder");
                std::fs::write(&path, text).expect("an expectation");
                continue;
            }
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            if expected != text {
                let lines = expected.lines().zip(text.lines()).find(|(a, b)| a != b);
                wrong.push(format!("{}: {lines:?}", path.display()));
            }
        }
        let built = sandbox.run(&["build", "--drafts"]);
        assert_eq!(built.code, 0, "{shown}: {}", built.err);
        let again = sandbox.run(&["import", &format!("in/{name}"), "--id", "made"]);
        assert_eq!(again.code, 2, "{shown}: an existing report is overwritten");
    }
    assert!(wrong.is_empty(), "{}\n\nBLESS=1 cargo test import, if that is as it should be", wrong.join("\n"));
}

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

fn word(body: &str) -> Vec<u8> {
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    zipped([("word/document.xml", document.as_bytes())])
}

/// Why a document is refused.
fn refused(name: &str, bytes: &[u8]) -> String {
    let refusal = import::read(name, bytes, &mut |_| None).expect_err("it is refused");
    assert!(!refusal.help.is_empty(), "no way out: {}", refusal.message);
    refusal.message
}

#[test]
fn hostile_documents_are_refused_in_plain_words() {
    let deep = word(&format!("{}{}", "<w:p>".repeat(300), "</w:p>".repeat(300)));
    assert!(refused("a.docx", &deep).contains("nested deeper"));
    let text = format!("<!DOCTYPE w [<!ENTITY a \"{}\">]><w:document {W}><w:body/></w:document>", "x".repeat(100));
    assert!(refused("a.docx", &zipped([("word/document.xml", text.as_bytes())])).contains("document type"));
    let bomb = vec![b' '; 65 << 20];
    assert!(refused("a.docx", &zipped([("word/document.xml", bomb.as_slice())])).contains("unpacks to more than 64 MB"));
    let names: Vec<String> = (0..10_001).map(|at| format!("p{at}")).collect();
    assert!(refused("a.docx", &zipped(names.iter().map(|name| (name.as_str(), &b""[..])))).contains("parts"));
    assert!(refused("a.docx", b"PK\x03\x04 broken").contains("damaged"));
    assert!(refused("a.docx", &word("<w:p><w:r>")).contains("damaged"));
    assert!(refused("a.docx", &zipped([("mimetype", &b"x"[..])])).contains("no Word document"));
    assert!(refused("a.docx", &word("")).contains("no text"));
    assert!(refused("a.html", "<div>".repeat(5000).as_bytes()).contains("nested deeper"));
    assert!(refused("a.html", b"<meta charset=windows-1251><p>\xcf\xf0").contains("windows-1251"));
    assert!(refused("a.txt", b"MZ\0\0").contains("no text"));
    assert!(refused("a.txt", b"").contains("empty"));
}

#[test]
fn nothing_of_a_document_is_lost_in_silence() {
    let cell = |inner: &str| format!("<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>");
    let innermost = "<w:p><w:r><w:t>innermost</w:t></w:r></w:p>".to_string();
    let nested = (0..40).fold(innermost, |inner, _| cell(&inner));
    let mut draft =
        import::read("a.docx", &word(&format!("<w:p><w:r><w:t>T</w:t></w:r></w:p>{nested}")), &mut |_| None).expect("it is read");
    assert!(write::body(&mut draft, false).contains("innermost"));
    assert_eq!(draft.told.count(import::told::Matter::Deep), 1);
    // Fields that never end hold nothing back, and take no time of others.
    let begin = "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>".repeat(2000);
    let open = word(&format!("<w:p>{begin}<w:r><w:t>first</w:t></w:r></w:p><w:p><w:r><w:t>second words</w:t></w:r></w:p>"));
    let mut draft = import::read("a.docx", &open, &mut |_| None).expect("it is read");
    let body = write::body(&mut draft, false);
    let text = format!("{:?}{body}", draft.title);
    assert!(text.contains("first") && text.contains("second words"), "{text}");
}

#[test]
fn what_nests_without_end_is_read_to_its_end() {
    let body = |name: &str, bytes: &[u8]| {
        let mut draft = import::read(name, bytes, &mut |_| None).expect("it is read");
        (write::body(&mut draft, false), draft)
    };
    // Levels that no list of Google Docs has.
    let lists = "<ul class=lst-kix_a-99999><li>inner</ul>".repeat(5000);
    let (text, _) = body("a.html", format!("<p>Title</p><p>Text.</p><ul class=lst-kix_a-0><li>x</ul>{lists}").as_bytes());
    assert_eq!(text.matches("inner").count(), 5000);
    // Marks within marks, around what can bear none.
    let marks = "<span style='font-weight:bold'>".repeat(60);
    let (text, _) = body("a.html", format!("<p>Title</p><p>{marks}…</p>").as_bytes());
    assert!(text.contains('…'), "{text}");
    // Notes within notes.
    let note = |at: usize| {
        let next = at + 1;
        format!(
            r#"<w:footnote w:id="{at}"><w:p><w:r><w:t>n{at}</w:t><w:footnoteReference w:id="{next}"/></w:r></w:p></w:footnote>"#
        )
    };
    let notes = format!("<w:footnotes {W}>{}</w:footnotes>", (0..3000).map(note).collect::<String>());
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="n" Type="x/footnotes" Target="footnotes.xml"/></Relationships>"#;
    let document = format!(
        r#"<w:document {W}><w:body><w:p><w:r><w:t>T</w:t></w:r></w:p><w:p><w:r><w:t>Text.</w:t><w:footnoteReference w:id="0"/></w:r></w:p></w:body></w:document>"#
    );
    let bytes = zipped([
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
    ]);
    let (text, draft) = body("a.docx", &bytes);
    assert!(text.contains("n0") && text.contains("n15"), "{text}");
    assert_eq!(draft.told.count(import::told::Matter::Deep), 1);
}

#[test]
fn no_words_are_dropped_between_two_ways_of_reading() {
    let body = |name: &str, bytes: &[u8]| {
        let mut draft = import::read(name, bytes, &mut |_| None).expect("it is read");
        write::body(&mut draft, false)
    };
    // An instruction that never ends holds back its paragraph at most.
    let open = r#"<w:p><w:r><w:t>T</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p><w:p><w:r><w:t>Kept words.</w:t></w:r></w:p>"#;
    assert!(body("a.docx", &word(open)).contains("Kept words."));
    // Texts of several shapes in one group.
    let shape = |words: &str| format!("<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>");
    let group = format!(
        "<w:p><w:r><w:t>T</w:t></w:r></w:p><w:p><w:r><w:t>Text.</w:t><w:drawing>{}{}</w:drawing></w:r></w:p>",
        shape("One shape."),
        shape("Another shape.")
    );
    let text = body("a.docx", &word(&group));
    assert!(text.contains("One shape.") && text.contains("Another shape."), "{text}");
    // Pages that are all one form, and days that are not that of the page.
    let text = body(
        "a.html",
        b"<form><p>Title</p><p>Text of the page.</p><p class=date>June 1, 2020</p><p class=date>June 2, 2020</p></form>",
    );
    assert!(text.contains("Text of the page.") && text.contains("June 2, 2020"), "{text}");
    // Notes that count from the beginning again, and a small word at the beginning of a line.
    let text = body(
        "a.txt",
        b"Title

Text [1] that goes on, and on, and
o more of it.

[1] first
[2] second
[1] third
[2] fourth
",
    );
    assert!(["o more", "first", "second", "third", "fourth"].iter().all(|words| text.contains(words)), "{text}");
}

#[test]
fn notes_of_titles_and_captions_stay() {
    let page = r##"<h1>Title<a href="#fn1">1</a></h1><p>Text.</p><p id="fn1">The note.</p>"##;
    let mut draft = import::read("a.html", page.as_bytes(), &mut |_| None).expect("it is read");
    let written = write::body(&mut draft, false);
    assert!(written.contains("Text.[^1]"), "{written}");
    assert_eq!(draft.title, text("Title"));
    let caption = vec![Inline::Text("Prices. Source: ".into()), Inline::Note(0)];
    let figure = Block::Figure { file: "image-1.png".into(), alt: "Prices".into(), caption, id: None };
    let mut draft = Draft { blocks: vec![figure], notes: vec![vec![Block::Paragraph(text("The note."))]], ..Draft::default() };
    let written = write::body(&mut draft, false);
    assert!(written.contains("{#fig-1}\n\n[^1]\n"), "{written}");
}

/// What a document becomes: its text, and the draft.
fn written(name: &str, bytes: &[u8]) -> (String, Draft) {
    let mut draft = import::read(name, bytes, &mut |_| None).expect("it is read");
    (write::body(&mut draft, false), draft)
}

#[test]
fn classes_of_pages_take_no_words_away() {
    let long = "Words of the text that go on and on. ".repeat(8);
    let page = format!(
        "<h1>Title</h1><p class=author>About the author, and more of her</p><p class=author>Jane Doe and OECD</p>
         <div class=abstract><div class=abstract-title>Abstract</div><p>First.</p><p>Second.</p></div><p>{long}</p>
         <div class=author>Karl Marx</div><p class=date>June 1, 2020</p><p class='card title'>A card</p>
         <figure><figure><img src='data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1Pe'><figcaption>One picture</figcaption></figure>
         <figcaption>The gallery</figcaption></figure>"
    );
    let (text, draft) = written("a.html", page.as_bytes());
    for words in
        ["About the author", "Abstract", "First.", "Second.", "Karl Marx", "June 1, 2020", "A card", "One picture", "The gallery"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!((draft.authors, draft.date), (vec!["Jane Doe".to_string(), "OECD".to_string()], None));
}

#[test]
fn what_is_called_an_abstract_is_read_once() {
    let formulas = |page: &str| {
        let (text, draft) = written("a.html", page.as_bytes());
        (text, words_of(&draft.summary), draft.told.count(import::told::Matter::Formula))
    };
    let two = "<p>First <math>x</math>.</p><p>Second.</p>";
    let (text, summary, count) = formulas(&format!("<h1>Title</h1><div class=abstract>{two}</div><p>Text.</p>"));
    assert_eq!((text.matches("Second.").count(), &*summary, count), (1, "", 1), "{text}");
    // As many as are read within each other.
    let (open, close) = ("<div class=abstract>".repeat(40), "</div>".repeat(40));
    let (text, _, count) = formulas(&format!("<h1>Title</h1>{open}{two}{close}<p>Text.</p>"));
    assert_eq!((text.matches("Second.").count(), count), (1, 1), "{text}");
    let (text, summary, _) = formulas(&format!("<h1>Title</h1>{open}<p>Short.</p>{close}<p>Text.</p>"));
    assert_eq!((&*text, &*summary), ("Text.\n", "Short."));
}

#[test]
fn titles_and_links_that_only_look_like_others_stay() {
    let page = "<title>????</title><p>* * *</p><p>The text, which is a sentence.</p><p>More of it.</p>";
    let (text, draft) = written("a.html", page.as_bytes());
    assert!(text.starts_with("\\* \\* \\*\n"), "{text} {:?}", draft.title);
    let page = "<h1>Title</h1><p>See the <a href='#cmnt-law'>commentary</a>.</p><h2 id='cmnt-law'>Law</h2><p>Text.</p>";
    let (text, draft) = written("a.html", page.as_bytes());
    assert!(text.contains("See the [commentary](#law)."), "{text}");
    assert_eq!(draft.told.count(import::told::Matter::Comments), 0);
}

#[test]
fn links_that_google_leads_on_are_what_they_lead_to() {
    let document = format!(
        r#"<w:document {W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body><w:p><w:r><w:t>Title</w:t></w:r></w:p>
        <w:p><w:hyperlink r:id="a"><w:r><w:t>one</w:t></w:r></w:hyperlink> <w:hyperlink r:id="b"><w:r><w:t>two</w:t></w:r></w:hyperlink></w:p></w:body></w:document>"#
    );
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="a" Type="x/hyperlink" Target="https://www.google.com/url?q=https://x.org/" TargetMode="External"/>
        <Relationship Id="b" Type="x/hyperlink" Target="https://www.google.com/url?q=javascript://x%250aalert(1)" TargetMode="External"/></Relationships>"#;
    let bytes = zipped([("word/document.xml", document.as_bytes()), ("word/_rels/document.xml.rels", relations.as_bytes())]);
    let (text, draft) = written("a.docx", &bytes);
    assert!(text.contains("[one](https://x.org/)") && text.contains("two") && !text.contains("javascript"), "{text}");
    assert_eq!(draft.told.count(import::told::Matter::Address), 1);
}

#[test]
fn an_author_who_is_named_twice_is_one() {
    let page = b"---\nauthors: [Jane Doe, Jo Smith]\nby: Jane Doe\n---\nText\n";
    let draft = import::read("a.md", page, &mut |_| None).expect("it is read");
    assert_eq!(draft.authors, ["Jane Doe", "Jo Smith"]);
    let sandbox = Sandbox::starter();
    sandbox.write("content/actors/ana-diaz.md", "---\nname: Ana D\u{ed}az\nkind: person\nsummary: X.\n---\n");
    sandbox.write("paper.md", "---\ntitle: A paper\nby: [Ana D\u{ed}az, Jo Smith, Ana Diaz]\n---\nText of the paper.\n");
    let ran = sandbox.run(&["import", "paper.md"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = sandbox.read("content/reports/a-paper/index.md");
    assert!(text.contains("authors:\n  - ana-diaz\n  - {id: jo-smith, name: Jo Smith, kind: person}\nstatus"), "{text}");
}

#[test]
fn pages_of_google_docs_and_libreoffice() {
    let page = r##"<p class="c1 title">The title</p><p class="c1 subtitle">Its second line</p>
        <p>Text<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup> and more<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>.</p>
        <ul class="lst-kix_a-0 start"><li>One</li></ul><ul class="lst-kix_a-1 start"><li>Deeper</li></ul><ul class="lst-kix_a-0"><li>Two</li></ul>
        <hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a> The note.</p></div>
        <div class="c2"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a>Is this right?</p><p>I doubt it.</p></div>"##;
    let (text, draft) = written("a.html", page.as_bytes());
    assert_eq!(text, "Text[^1] and more.\n\n- One\n  - Deeper\n- Two\n\n[^1]: The note.\n");
    assert_eq!((words_of(&draft.title), words_of(&draft.subtitle)), ("The title".into(), "Its second line".into()));
    assert_eq!(draft.told.count(import::told::Matter::Comments), 1);
    let page = r##"<h1>Title</h1><div title="header"><p>Draft of May</p></div>
        <p>Text<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>.</p><ul><ul><ul><li>deep</li></ul></ul></ul>
        <div id="sdfootnote1"><p><a name="sdfootnote1sym" href="#sdfootnote1anc">1</a>The note.</p><p>Its second paragraph.</p></div>"##;
    let (text, _) = written("a.html", page.as_bytes());
    assert_eq!(text, "Text[^1].\n\n- deep\n\n[^1]: The note.\n\n    Its second paragraph.\n");
}

fn words_of(text: &[Inline]) -> String {
    import::tree::plain(text)
}

#[test]
fn tags_with_attributes_without_end_are_refused() {
    let many: String = (0..20_000).map(|at| format!(" a{at}")).collect();
    let refused_page = |page: &str| refused("a.html", page.as_bytes()).contains("attributes");
    assert!(refused_page(&format!("<p>Text</p><p{many}>x</p>")));
    // Nothing that stands before it hides it.
    assert!(refused_page(&format!("<script>\"<a x='</script><p title='>'{many}>x</p>")));
    let values: String = (0..20_000).map(|at| format!(" a{at} = \"<p>\"")).collect();
    assert!(refused_page(&format!("<p{values}>x</p>")));
    // Long values and long scripts are none.
    let value = "a b='c' ".repeat(20_000);
    let page = format!("<p title=\"{value}\">Title</p><script>if (a <b) {{{}}}</script><p>Text.</p>", "x = 1 > 2; ".repeat(20_000));
    assert!(written("a.html", page.as_bytes()).0.contains("Text."));
}

#[test]
fn pictures_and_texts_of_one_group_all_go_over() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82";
    let picture = |id: &str| format!("<pic:pic><pic:cNvPr descr=\"Picture {id}\"/><a:blip r:embed=\"{id}\"/></pic:pic>");
    let group = format!(
        r#"<w:document {W} xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
        xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body><w:p><w:r><w:t>Title</w:t></w:r></w:p><w:p><w:r><w:t>Text.</w:t><w:drawing>
        {}<w:txbxContent><w:p><w:r><w:t>Words of the box.</w:t></w:r></w:p></w:txbxContent>{}</w:drawing></w:r></w:p></w:body></w:document>"#,
        picture("x"),
        picture("y")
    );
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="x" Type="x/image" Target="x.png"/><Relationship Id="y" Type="x/image" Target="y.png"/></Relationships>"#;
    let bytes = zipped([
        ("word/document.xml", group.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/x.png", png),
        ("word/y.png", png),
    ]);
    let (text, draft) = written("a.docx", &bytes);
    assert!(text.contains("![Picture x](image-1.png)![Picture y](image-2.png)") && text.contains("Words of the box."), "{text}");
    assert_eq!(draft.told.count(import::told::Matter::Group), 1);
}

#[test]
fn numbers_places_and_names_of_word_stay() {
    let numbering = format!(
        r#"<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    );
    let paragraph = |properties: &str, words: &str| format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>");
    let style = |name: &str, words: &str| paragraph(&format!("<w:pStyle w:val=\"{name}\"/>"), words);
    let number = "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>";
    let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
    let row = |words: &str| format!("<w:tr>{}{}</w:tr>", cell(&paragraph(number, "")), cell(&paragraph("", words)));
    let body = format!(
        "{}{}{}<w:p><w:hyperlink w:anchor=\"here\"><w:r><w:t>Below</w:t></w:r></w:hyperlink></w:p><w:tbl>{}{}</w:tbl>{}
        <w:bookmarkStart w:id=\"1\" w:name=\"here\"/>{}{}{}",
        style("Title", "The title"),
        style("Author", "Jane Doe"),
        style("Author", "Jo Smith (Delta Institute)"),
        row("Wheat"),
        row("Maize"),
        style("Caption", "Figure 7: A caption without a figure"),
        style("Heading1", "Prices"),
        paragraph("", "وهذا نص عربي طويل"),
        style("Author", "Karl Marx").repeat(8),
    );
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="n" Type="x/numbering" Target="numbering.xml"/></Relationships>"#;
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let bytes = zipped([
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
    ]);
    let (text, draft) = written("a.docx", &bytes);
    for words in
        ["| 1. | Wheat |", "| 2. | Maize |", "Figure 7: A caption", "[Below](#prices)", "Jo Smith (Delta Institute)", "Karl Marx"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!((draft.authors, draft.language.as_deref()), (vec!["Jane Doe".to_string()], Some("ar")));
}

#[test]
fn lines_between_marks_begin_no_lists_and_addresses_stay() {
    for line in ["1. one", "- one", "+ one", "> one", "# one", "– one"] {
        let marked = Inline::Styled(Style::Strong, vec![Inline::Text("First".into()), Inline::Break, Inline::Text(line.into())]);
        let (written, leaves) = read_back(vec![Block::Paragraph(vec![Inline::Text("So: ".into()), marked])], Vec::new());
        assert_eq!(leaves, [bare(&format!("So:First{line}"))], "{written}");
    }
    let noted = Block::Paragraph(vec![Inline::Note(0), Inline::Text(": so".into())]);
    let (written, leaves) = read_back(vec![noted], vec![vec![Block::Paragraph(text("The note."))]]);
    assert_eq!(leaves, [":so", "Thenote."], "{written}");
    for address in ["https://example.org/?a=1&lt;=2&amp;b", "https://example.org/?a&copy=1", "https://example.org/&#38;"] {
        for words in ["here", address] {
            let link = Block::Paragraph(vec![Inline::Link(address.into(), text(words))]);
            let (written, _) = read_back(vec![link], Vec::new());
            let (body, _) = markdown::parse(&written, 0, &Options::default());
            let found: Vec<&str> = body.written.iter().map(|written| written.text.as_str()).collect();
            assert_eq!(found, [address], "{written}");
        }
    }
}

#[test]
fn lines_before_a_text_are_taken_over_within_bounds() {
    let lines = "Keywords: water\n\n".repeat(60);
    let (text, draft) = written("a.txt", format!("Title\n\n{lines}The text, which is one sentence.\n").as_bytes());
    assert_eq!(draft.topics, ["water"]);
    assert!(text.matches("Keywords").count() > 30, "{text}");
    let page = format!(
        "<h1>Title</h1><p>Keywords: {}</p><p>Text.</p>",
        "a word of the text that is far too long to be one of its key words, ".repeat(2)
    );
    assert!(written("a.html", page.as_bytes()).0.contains("far too long"));
}

#[test]
fn many_documents_at_once() {
    let sandbox = Sandbox::starter();
    let cites = document(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/citations")).1;
    sandbox.write("in/one.docx", &cites);
    sandbox.write("in/two.docx", &cites);
    sandbox.write("in/broken.docx", "PK");
    sandbox.write("in/~$one.docx", "open in Word");
    sandbox.write("in/picture.png", "no document");
    sandbox.write("in/old/paper.txt", "A paper of old\n\nThe text of the paper, which is one sentence.\n");
    sandbox.write("in/old/scan.pdf", "%PDF-1.7");
    let ran = sandbox.run(&["import", "in"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("3 of 5 documents imported"), "{}", ran.err);
    assert!(ran.err.contains("not in/broken.docx: ") && ran.err.contains("not in/old/scan.pdf: "), "{}", ran.err);
    let made: Vec<String> =
        sandbox.snapshot("content/reports").into_iter().map(|(name, _)| name).filter(|name| name.ends_with("index.md")).collect();
    let (first, second) = made
        .iter()
        .find_map(|name| {
            let second = name.replace("/index.md", "-2/index.md");
            made.contains(&second).then(|| (name.clone(), second))
        })
        .expect("two reports of one title");
    // The sources of the first are those of the second.
    let of = |name: &str| sandbox.read(&format!("content/reports/{name}"));
    assert!(of(&first).contains("\nsources:\n") && !of(&second).contains("\nsources:\n"), "{}", of(&second));
    let built = sandbox.run(&["build", "--drafts"]);
    assert_eq!(built.code, 0, "{}", built.err);
    let again = sandbox.run(&["import", "in/old/paper.txt", "in/one.docx"]);
    assert!(again.code == 1 && again.err.contains("exists already"), "{}", again.err);
    // A folder without a document stops nobody, beside others; what is named twice is imported once.
    sandbox.write("none/picture.png", "no document");
    sandbox.write("new.txt", "A new paper\n\nThe text of the paper, which is one sentence.\n");
    let some = sandbox.run(&["import", "none", "new.txt", "new.txt"]);
    assert!(
        some.code == 1 && some.err.contains("1 of 1 document imported\n  not none: there is no document in it; "),
        "{}",
        some.err
    );
    let none = sandbox.run(&["import", "none"]);
    assert!(none.code == 2 && none.err.contains("none: there is no document in it; "), "{}", none.err);
    let named = sandbox.run(&["import", "in", "--id", "x"]);
    assert!(named.code == 2 && named.err.contains("one by one"), "{}", named.err);
}

#[test]
fn what_is_not_read_is_told_with_a_way_out() {
    for (name, bytes, what) in [
        ("a.doc", &b"\xd0\xcf\x11\xe0"[..], "before 2007"),
        ("a.docx", b"\xd0\xcf\x11\xe0", "password"),
        ("a.odt", b"PK", "LibreOffice"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.txt", b"%PDF-1.7", "PDF"),
        ("a.rtf", b"{\\rtf1", "RTF"),
        ("a.pages", b"PK", "Pages"),
        ("a.xyz", b"x", ".xyz"),
        ("brief", b"x", "no ending"),
    ] {
        let message = refused(name, bytes);
        assert!(message.contains(what), "{name}: {message}");
    }
}

#[test]
fn pictures_stay_in_the_folder_and_none_is_fetched() {
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="a" Type="x/image" Target="../../../../etc/passwd"/>
        <Relationship Id="b" Type="x/image" Target="http://127.0.0.1:9/x.png" TargetMode="External"/></Relationships>"#;
    let blip = |id: &str| {
        format!(
            r#"<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
            xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{id}"/></w:drawing></w:r></w:p>"#
        )
    };
    let body =
        format!("<w:document {W}><w:body><w:p><w:r><w:t>Text</w:t></w:r></w:p>{}{}</w:body></w:document>", blip("a"), blip("b"));
    let bytes = zipped([("word/document.xml", body.as_bytes()), ("word/_rels/document.xml.rels", relations.as_bytes())]);
    let (sandbox, ran) = imported("a.docx", &bytes);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("not in the document") && ran.err.contains("was not fetched"), "{}", ran.err);
    assert_eq!(sandbox.snapshot("content/reports/made").len(), 1);
}

#[test]
fn html_takes_pictures_beside_it_alone() {
    let sandbox = Sandbox::starter();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82";
    sandbox.write("in/files/a.png", png);
    sandbox.write("secret.png", png);
    sandbox.write("in/secret.txt", "secret");
    #[cfg(unix)]
    std::os::unix::fs::symlink(sandbox.at("secret.png"), sandbox.at("in/link.png")).expect("a link");
    let page = r#"<h1>Title</h1><p>Text</p><img src="files/a.png" alt="A"><img src="../secret.png"><img src="secret.txt"><img src="link.png">
        <img src="/etc/passwd"><img src="https://example.org/x.png" alt="The rivers of 1930">"#;
    sandbox.write("in/a.html", page);
    let ran = sandbox.run(&["import", "in/a.html"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let files: Vec<String> = sandbox.snapshot("content/reports/title").into_iter().map(|(name, _)| name).collect();
    assert_eq!(files, ["image-1.png", "index.md"], "{}", ran.err);
    // What is left out keeps its words.
    assert!(sandbox.read("content/reports/title/index.md").contains("[The rivers of 1930"));
}

#[test]
fn folders_that_lead_elsewhere_are_not_written_to() {
    let sandbox = Sandbox::starter();
    sandbox.write("in/a.txt", "Title\n\nText of the brief, which is one sentence.\n");
    std::fs::remove_dir_all(sandbox.at("content/reports")).expect("it is gone");
    std::fs::create_dir(sandbox.at("elsewhere")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink(sandbox.at("elsewhere"), sandbox.at("content/reports")).expect("a link");
    let ran = sandbox.run(&["import", "in/a.txt"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(sandbox.snapshot("elsewhere").is_empty());
    let ran = sandbox.run(&["import", "in/a.txt", "--id", "../x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("is a path"), "{}", ran.err);
}

/// A draft of some blocks as Markdown, and the words of each leaf as Chancery reads them, without white space.
fn read_back(blocks: Vec<Block>, notes: Vec<Vec<Block>>) -> (String, Vec<String>) {
    let mut draft = Draft { blocks, notes, ..Draft::default() };
    let text = write::body(&mut draft, false);
    let options = Options { typography: false, ..Options::default() };
    let (body, _) = markdown::parse(&text, 0, &options);
    let leaves = body.plain_leaves(&text, &|_| None).map(|(_, words)| bare(&words)).collect();
    (text, leaves)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.to_string())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever a document says is read as just that, wherever it stands.
    #[test]
    fn words_stay_what_they_are(words in r"[-a-zA-Z0-9 .,;:!?@#$%^&*()_+=\[\]{}<>|/\\~`'é’]{1,40}") {
        prop_assume!(!words.trim().is_empty());
        let expected = bare(&words);
        for (what, block) in [
            ("paragraph", Block::Paragraph(text(&words))),
            ("quotation", Block::Quote(vec![Block::Paragraph(text(&words))])),
            ("item", Block::List { start: None, items: vec![vec![Block::Paragraph(text(&words))]] }),
            ("numbered item", Block::List { start: Some(9), items: vec![vec![Block::Paragraph(text(&words))]] }),
            ("heading", Block::Heading { level: 1, text: text(&words), id: None }),
        ] {
            let (written, leaves) = read_back(vec![Block::Paragraph(text("Before")), block, Block::Paragraph(text("After"))], Vec::new());
            prop_assert_eq!(&leaves, &["Before".to_string(), expected.clone(), "After".to_string()], "{}: {}", what, written);
        }
    }

    /// The same in a table, in a note, between marks, in a link and beside other pieces.
    #[test]
    fn words_stay_what_they_are_within_others(words in r"[-a-z0-9 .,;:!?@#$^&*()_+=\[\]{}<>|/\\~`'é’]{1,24}", other in r"[a-z*_ .(\[\]`!~]{0,6}") {
        prop_assume!(!words.trim().is_empty());
        let table = Block::Table(Table { rows: vec![vec![text("Head"), text("b")], vec![text(&words), text("x")]], ..Table::default() });
        let (written, leaves) = read_back(vec![table], Vec::new());
        prop_assert_eq!(&leaves, &["Head".to_string(), "b".to_string(), bare(&words), "x".to_string()], "table: {}", written);
        let noted = Block::Paragraph(vec![Inline::Text("a".into()), Inline::Note(0)]);
        let (written, leaves) = read_back(vec![noted], vec![vec![Block::Paragraph(text(&words))]]);
        prop_assert_eq!(&leaves, &["a".to_string(), bare(&words)], "note: {}", written);
        for inner in [
            Inline::Styled(Style::Strong, text(&words)),
            Inline::Styled(Style::Emph, text(&words)),
            Inline::Styled(Style::Struck, text(&words)),
            Inline::Styled(Style::Strong, vec![Inline::Styled(Style::Emph, text(&words))]),
            Inline::Link("https://example.org/a(b)".into(), text(&words)),
            Inline::Code("x".into()),
            Inline::Break,
        ] {
            let shown = match &inner { Inline::Code(_) => "x", Inline::Break => "", _ => words.as_str() };
            let line = vec![Inline::Text(other.clone()), inner.clone(), Inline::Text(other.clone()), inner.clone(), Inline::Text(words.clone())];
            let (written, leaves) = read_back(vec![Block::Paragraph(line)], Vec::new());
            let expected = bare(&format!("{other}{shown}{other}{shown}{words}"));
            prop_assert_eq!(leaves.concat(), expected, "{:?}: {}", inner, written);
        }
    }

    /// Nothing that is read as a document brings the program down.
    #[test]
    fn no_bytes_break_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300), page in r"[<>/a-z =\x22#&;]{0,200}", xml in r"(<w:(p|r|t|tbl|tr|tc|ins|fldChar)>|</w:(p|r|t|tbl|tr|tc|ins|fldChar)>|[a-z ]){0,40}") {
        for name in ["a.docx", "a.html", "a.md", "a.txt"] {
            let _ = import::read(name, &bytes, &mut |_| None);
            let _ = import::read(name, page.as_bytes(), &mut |_| None);
        }
        let _ = import::read("a.docx", &word(&xml), &mut |_| None);
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\0IEND\xaeB`\x82";

/// The files of a report that was made, without its text.
fn files_of(sandbox: &Sandbox, id: &str) -> Vec<String> {
    let all = sandbox.snapshot(&format!("content/reports/{id}"));
    all.into_iter().map(|(name, _)| name).filter(|name| name != "index.md").collect()
}

/// Obsidian finds a picture by its name, wherever in the vault it lies.
#[test]
fn pictures_of_a_vault_come_along() {
    let sandbox = Sandbox::starter();
    let text = "# A note\n\n![[river one.png]] ![[deep.png|300]] ![[near.png|A river at dawn|400x200]] ![[Pics/deep.png|Words]] \
        ![[shot (1).png]] ![[none.png]] ![[secret.png]] ![[.hidden.png]]\n";
    let picture = |path: &str| sandbox.write(path, PNG);
    for vault in ["in/vault", "in/folder"] {
        sandbox.write(&format!("{vault}/notes/brief.md"), text);
        for path in
            ["Pics/river one.png", "Pics/deep.png", "notes/near.png", "Pics/old/deep.png", "Pics/shot (1).png", ".trash/none.png"]
        {
            picture(&format!("{vault}/{path}"));
        }
    }
    sandbox.write("in/vault/.obsidian/app.json", "{}");
    picture("in/secret.png");
    let made = ["Pics/deep.png", "deep.png", "near.png", "river one.png", "shot (1).png"];
    // The vault is known by its settings, or is the folder that was named.
    for (named, more, id) in [("in/vault/notes/brief.md", &["--id", "one"][..], "one"), ("in/folder", &[], "a-note")] {
        let ran = sandbox.run(&[&["import", named], more].concat());
        assert!(
            ran.err.contains(
                "3 files that the text shows or links to were not taken over (near “none.png”, “secret.png”, “.hidden.png”)"
            ),
            "{}",
            ran.err
        );
        assert_eq!(files_of(&sandbox, id), made, "{}", ran.err);
    }
    // A note alone has what lies below it; a page says where its pictures lie.
    sandbox.write("alone/brief.md", "# Alone\n\n![[a.png]] ![[b.png]]\n");
    sandbox.write("alone/page.html", "<h1>Page</h1><p>Text</p><img src=\"a.png\" alt=\"A\">");
    picture("alone/files/a.png");
    picture("b.png");
    sandbox.run(&["import", "alone/brief.md", "alone/page.html"]);
    assert_eq!(files_of(&sandbox, "alone"), ["a.png"]);
    assert_eq!(files_of(&sandbox, "page"), [""; 0]);
    // The size is none of the words.
    let page = "<img src=\"../../files/reports/one/near.png\" alt=\"A river at dawn\" width=\"400\" height=\"200\"";
    sandbox.write(
        "content/reports/one/index.md",
        sandbox.read("content/reports/one/index.md").replace("![[none.png]] ![[secret.png]] ![[.hidden.png]]", ""),
    );
    let built = sandbox.run(&["build", "--drafts", "--allow", "missing-asset"]);
    assert_eq!(built.code, 0, "{}", built.err);
    let made = sandbox.read("public/reports/one/index.html");
    assert!(made.contains(page), "{made}");
}

/// What a text cites is taken out of the file of sources that it names, or that lies beside it.
#[test]
fn cited_sources_beside_a_text_come_along() {
    const BIB: &str = "@string{o = {Oxford}}\n@book{smith, author={Smith, Ann}, title={The Dam}, year={2020}, publisher=o}\n\
        @incollection{roe, author={Roe, Ben}, title={The River}, crossref={acts}}\n@book{acts, title={Acts}, year={2021}, publisher={P}}\n\
        @book{uncited, author={Nobody}, title={Uncited}, year={2021}, publisher={P}}\n";
    let text = |head: &str| format!("---\ntitle: A brief\n{head}---\n\nIt fell [@smith, p. 3], says @roe, and [@unga-64-292].\n");
    for (head, name) in
        [("bibliography: refs.bib\n", "refs.bib"), ("bibliography: [data/all.bib, none.bib]\n", "data/all.bib"), ("", "any.bib")]
    {
        let sandbox = Sandbox::starter();
        sandbox.write("in/brief.md", text(head));
        sandbox.write(&format!("in/{name}"), BIB);
        let ran = sandbox.run(&["import", "in/brief.md"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let said = format!("the sources that it cites are in content/sources/a-brief.bib, as they stand in {name}");
        assert!(ran.err.contains(&said), "{}", ran.err);
        assert_eq!(
            ran.err.contains("the sources lie in a file of their own (near “none.bib”)"),
            head.contains("none"),
            "{}",
            ran.err
        );
        let made = sandbox.read("content/sources/a-brief.bib");
        assert!(
            ["@string", "{smith,", "{roe,", "{acts,"].iter().all(|part| made.contains(part)) && !made.contains("uncited"),
            "{made}"
        );
        let built = sandbox.run(&["build", "--drafts"]);
        assert_eq!(built.code, 0, "{}", built.err);
        // What the site has by now is not written again.
        sandbox.write("in/other.md", text(head).replace("A brief", "Another"));
        let again = sandbox.run(&["import", "in/other.md"]);
        assert_eq!(again.code, 0, "{}", again.err);
        assert!(!sandbox.at("content/sources/another.bib").exists());
    }
    // Nothing is cited, or the file is nowhere.
    let sandbox = Sandbox::starter();
    sandbox.write("in/refs.bib", BIB);
    sandbox.write("in/brief.md", "---\ntitle: A brief\nbibliography: ../refs.bib\n---\n\nText [@smith].\n");
    sandbox.write("in/none.md", "# Nothing cited\n\nText.\n");
    let ran = sandbox.run(&["import", "in/brief.md", "in/none.md"]);
    assert!(ran.err.contains("the sources lie in a file of their own (near “../refs.bib”)"), "{}", ran.err);
    assert!(!sandbox.at("content/sources/a-brief.bib").exists() && !sandbox.at("content/sources/nothing-cited.bib").exists());
}

#[test]
fn a_site_does_not_import_itself() {
    let sandbox = Sandbox::starter();
    sandbox.write("old/paper.txt", "A paper of old\n\nThe text of the paper, which is one sentence.\n");
    sandbox.write("old/content/second.txt", "A second paper\n\nThe text of the paper, which is one sentence.\n");
    sandbox.write("templates/x.html", "<p>No paper</p>");
    assert_eq!(sandbox.run(&["build", "--allow", "unused-theme-file"]).code, 0);
    let before = sandbox.snapshot("content").len();
    let ran = sandbox.run(&["import", "."]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("2 of 2 documents imported"), "{}", ran.err);
    assert_eq!(sandbox.snapshot("content").len(), before + 2);
    for named in ["content", "content/reports", "./content/../content/reports", "public"] {
        let own = sandbox.run(&["import", named]);
        assert!(own.code == 2 && own.err.contains("whose texts are there already"), "{named}: {}", own.err);
    }
}

#[test]
fn addresses_of_mail_beside_names_are_told() {
    let body = "\n\nThis is the first paragraph of the text, which goes on for a while.\n\nAnd the second one follows here.\n";
    for byline in [
        "By Jane Doe (jane@x.org) and Jo Smith, jo@y.org",
        "By Jane Doe <jane@x.org>, Jo Smith <jo@y.org>",
        "Authors: Jane Doe, e-mail: jane@x.org; Jo Smith, e-mail: jo@y.org",
        "By Doe, Jane [jane@x.org]; Smith, Jo [jo@y.org]",
    ] {
        let text = format!("A title of a paper\n\n{byline}\n19 June 2025{body}");
        let (sandbox, ran) = imported("a.txt", text.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let made = sandbox.read("content/reports/made/index.md");
        assert!(
            made.contains("name: Jane Doe, kind") && made.contains("name: Jo Smith, kind") && made.contains("date: 2025-06-19"),
            "{made}"
        );
        let told = "2 addresses of mail beside authors were left out (near “jane@x.org”, “jo@y.org”)";
        assert!(ran.err.contains(told), "{byline}: {}", ran.err);
    }
    // In the head of Markdown the line stays; of a page that links to it, the address is told.
    let (sandbox, ran) = imported("a.md", b"---\ntitle: T\nauthor: Jane Doe <jane@x.org>\n---\n\nText.\n");
    let made = sandbox.read("content/reports/made/index.md");
    assert!(made.contains("name: Jane Doe, kind") && made.contains("# author: Jane Doe <jane@x.org>"), "{made}");
    assert!(ran.err.contains("1 line of the front matter"), "{}", ran.err);
    let page =
        "<h1>Title</h1><p>By <a href=\"mailto:jane@x.org\">Jane Doe</a></p><p>The text of it, which is long enough to be one.</p>";
    let (sandbox, ran) = imported("a.html", page.as_bytes());
    assert!(sandbox.read("content/reports/made/index.md").contains("name: Jane Doe, kind"));
    assert!(ran.err.contains("1 address of mail beside an author was left out (near “jane@x.org”)"), "{}", ran.err);
}

#[test]
fn days_in_arabic_are_read() {
    for day in
        ["١٩ حزيران ٢٠٢٥", "19 يونيو 2025", "الخميس 19 حزيران/يونيو 2025", "التاريخ: ١٩ يونيو، ٢٠٢٥ م", "بتاريخ 19 جوان 2025"]
    {
        let text = format!(
            "تقرير عن المياه\n\nبقلم: أحمد علي\n{day}\n\nهذا هو النص الأول من التقرير وهو طويل بما يكفي.\n\nهذا هو النص الثاني.\n"
        );
        let (sandbox, ran) = imported("a.txt", text.as_bytes());
        assert_eq!(ran.code, 0, "{}", ran.err);
        let made = sandbox.read("content/reports/made/index.md");
        assert!(made.contains("date: 2025-06-19") && made.contains("name: أحمد علي") && !made.contains(day), "{day}: {made}");
    }
}
