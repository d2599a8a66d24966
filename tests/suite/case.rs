//! Cases written as Markdown, in `tests/cases/`: a heading names one, a fence `markdown` is its input, the fences after it
//! what must come of it.
//!
//! * `html` the body as a report, `record` as the body of a record, `html raw` with raw HTML allowed
//! * `tree` what the tree holds: numbers, anchors, notes, references
//! * `faults` what is wrong, with the words that are underlined
//!
//! `BLESS=1` writes what came out into the files; look at the difference before keeping it.

use chancery::base::{Fault, Range};
use chancery::document::drawing::Drawing;
use chancery::document::tree::{Body, LeafSort};
use chancery::document::{Options, Sort, markdown};
use chancery::model::{PageId, Reference, Target};
use chancery::render::html::{self, Cited, Input, Links, Look, Settings, Words};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The rest of a site that is not there: a link leads to where it says, a citation shows its range.
pub struct Nowhere;

impl Links for Nowhere {
    fn href(&self, target: &Target) -> String {
        match target {
            Target::Page(id) => format!("../page-{}/", id.0),
            Target::Anchor(id, anchor) => format!("../page-{}/#{anchor}", id.0),
            Target::Asset(path) => path.as_str().to_string(),
            Target::Listing(url) => url.relative().to_string(),
            Target::Web => String::new(),
        }
    }

    fn name(&self, target: &Target) -> String {
        target.page().map_or_else(String::new, |id| format!("Page {}", id.0))
    }

    fn look(&self, page: PageId) -> Option<Look<'_>> {
        let card = Some(format!("card-{}", page.0).into());
        (page.0 > 0).then_some(Look { class: "who", card, ..Look::default() })
    }

    fn anchor(&self, mention: &Reference) -> Option<String> {
        mention.to.page().map(|page| format!("m-{}-{}", page.0, mention.range.start))
    }

    fn citation(&self, _: &Range) -> Option<Cited<'_>> {
        None
    }
}

/// A site of one page in a note style, in which everything resolves: ids and files to page 1, `NAME` is a mention of it.
struct Somewhere<'a> {
    text: &'a str,
    /// Citations make notes, numbered after the footnotes of the page.
    notes: Option<u32>,
}

impl Links for Somewhere<'_> {
    fn href(&self, target: &Target) -> String {
        Nowhere.href(target)
    }

    fn name(&self, target: &Target) -> String {
        Nowhere.name(target)
    }

    fn look(&self, page: PageId) -> Option<Look<'_>> {
        Nowhere.look(page)
    }

    fn anchor(&self, mention: &Reference) -> Option<String> {
        Nowhere.anchor(mention)
    }

    fn citation(&self, range: &Range) -> Option<Cited<'_>> {
        let written = html::escape(&self.text[range.start as usize..range.end as usize]);
        let text = format!("<a href=\"#source\">({written})</a>");
        Some(match self.notes {
            Some(before) => Cited { text: "".into(), note: Some((format!("Source: {written}.").into(), before + 1)) },
            None => Cited { text: text.into(), note: None },
        })
    }

    fn drawing(&self, _: &Drawing, words: &html::Drawn) -> Option<String> {
        Some(format!("<figure class=\"chart\">{}</figure>", words.title))
    }

    fn size(&self, _: &Target) -> Option<(u32, u32)> {
        Some((800, 600))
    }
}

#[test]
fn cases() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut files = Vec::new();
    find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/markdown"), &mut files);
    files.sort();
    let (mut bad, mut count) = (Vec::new(), 0);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a file of cases");
        let (new, failures, cases) = check(&text);
        count += cases;
        if bless && new != text {
            std::fs::write(&file, new).expect("a file of cases");
        } else if !bless {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            bad.extend(failures.into_iter().map(|failure| format!("{name}: {failure}")));
        }
    }
    assert!(count >= 60, "only {count} cases");
    assert!(bad.is_empty(), "{} cases (BLESS=1 accepts them):\n\n{}", bad.len(), bad.join("\n\n"));
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder of cases").flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
}

/// Runs the cases of a file: the file with what came out, what differs, and how many expectations it has.
fn check(text: &str) -> (String, Vec<String>, usize) {
    let (mut out, mut failures, mut count) = (String::new(), Vec::new(), 0);
    let (mut name, mut input) = (String::new(), None::<String>);
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        out.push_str(line);
        let fence = line.len() - line.trim_start_matches('`').len();
        if fence < 3 {
            if let Some(title) = line.strip_prefix("## ") {
                assert!(input.is_none() || count > 0, "{name} expects nothing");
                (name, input) = (title.trim().to_string(), None);
            }
            continue;
        }
        let info = line[fence..].trim().to_string();
        let close = "`".repeat(fence);
        let content: String = lines.by_ref().take_while(|line| line.trim_end() != close).collect();
        let found = match (info.as_str(), &input) {
            ("markdown", _) => {
                input = Some(content.clone());
                content
            }
            (form, Some(input)) => {
                count += 1;
                let found = made(form, &unescaped(input));
                if found != content {
                    failures.push(format!("{name}, {form}\n--- expected\n{content}--- found\n{found}"));
                }
                found
            }
            (form, None) => panic!("{name}: `{form}` stands before its `markdown`"),
        };
        out.push_str(&found);
        out.push_str(&close);
        out.push('\n');
    }
    (out, failures, count)
}

/// `␀`, `␍` and `→` stand for bytes that an editor would not keep.
fn unescaped(text: &str) -> String {
    text.replace('␀', "\0").replace("␍\n", "\r").replace('␍', "\r").replace('→', "\t")
}

fn made(form: &str, text: &str) -> String {
    let words: Vec<&str> = form.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    let options = Options {
        math: has("math"),
        typography: !has("straight"),
        raw_html: has("raw"),
        literal_html: false,
        ..Options::default()
    };
    let (body, faults) = markdown::parse(text, 0, &options);
    let settings = if has("record") { Settings::RECORD } else { Settings::REPORT };
    let mut out = match words.first() {
        Some(&("html" | "record")) => page(text, &body, Settings { raw_html: has("raw"), ..settings }, has("notes")),
        Some(&"tree") => tree(text, &body),
        Some(&"faults") => told(text, &faults),
        _ => panic!("there is no form `{form}`"),
    };
    if !out.ends_with('\n') && !out.is_empty() {
        out.push('\n');
    }
    out
}

fn page(text: &str, body: &Body, settings: Settings, notes: bool) -> String {
    let reference = |sort, range: Range, to, linked| Reference { from: PageId(0), to, sort, range, leaf: Some(0), linked };
    let target = |written: &str| match written {
        web if web.contains("://") => Target::Web,
        image if image.ends_with(".png") => Target::Asset(chancery::base::FilePath::new(image).expect("a path")),
        _ => Target::Page(PageId(1)),
    };
    let known = body.written.iter().filter(|written| {
        !written.text.contains("nowhere") && !written.text.starts_with(['#', 'j', 'J', 'd']) && !written.text.starts_with("mailto:")
    });
    let mut references: Vec<Reference> =
        known.map(|written| reference(written.sort, written.range.clone(), target(&written.text), true)).collect();
    // `Ann` is linked, `Bob` is counted only; the marks of emphasis and line ends may stand within a name.
    for (name, linked) in [("Ann Lee", true), ("Ann", true), ("Bob", false)] {
        for at in places(text, name) {
            if !references.iter().any(|other| other.range.start < at.end && at.start < other.range.end) {
                references.push(reference(Sort::Mention, at, Target::Page(PageId(2)), linked));
            }
        }
    }
    references.sort_by_key(|reference| reference.range.start);
    let links = Somewhere { text, notes: notes.then_some(body.notes.len() as u32) };
    let mut out = String::new();
    html::write(&Input { text, body, references: &references, links: &links, words: &Words::ENGLISH, settings }, &mut out);
    out
}

/// Where a name stands, with marks and line ends between its letters.
fn places(text: &str, name: &str) -> Vec<Range> {
    let mut found = Vec::new();
    for (start, _) in text.match_indices(&name[..1]) {
        let mut wanted = name.chars().peekable();
        for (at, c) in text[start..].char_indices() {
            match wanted.peek() {
                None => break,
                Some(next) if *next == c || (*next == ' ' && c == '\n') => {
                    wanted.next();
                    if wanted.peek().is_none() {
                        found.push(with_marks(text, start, start + at + c.len_utf8()));
                    }
                }
                Some(_) if matches!(c, '*' | '_') => {}
                Some(_) => break,
            }
        }
    }
    found
}

/// A name that holds the whole of an emphasis takes its marks with it.
fn with_marks(text: &str, mut start: usize, mut end: usize) -> Range {
    let marks = text[start..end].bytes().filter(|b| *b == b'*').count();
    if marks > 0 && text[..start].ends_with(&"*".repeat(marks)) && !text[end..].starts_with('*') {
        start -= marks;
    } else if marks > 0 && text[end..].starts_with(&"*".repeat(marks)) && !text[..start].ends_with('*') {
        end += marks;
    }
    start as u32..end as u32
}

/// What a tree holds besides its blocks, a line each.
fn tree(text: &str, body: &Body) -> String {
    let mut out = String::new();
    let quoted = |range: &Range| format!("{:?}", &text[range.start as usize..range.end as usize]);
    for leaf in body.leaves.iter().filter(|leaf| leaf.sort != LeafSort::Paragraph) {
        let _ = writeln!(out, "{} {}", format!("{:?}", leaf.sort).to_lowercase(), quoted(&leaf.range));
    }
    for paragraph in &body.paragraphs {
        let _ = writeln!(out, "paragraph {} {}", paragraph.number, quoted(&body.leaves[paragraph.leaf as usize].range));
    }
    for heading in &body.headings {
        let _ = writeln!(out, "heading {} #{} {:?}", heading.level, heading.id, heading.text);
    }
    for figure in &body.figures {
        let sort = format!("{:?}", figure.sort).to_lowercase();
        let _ = writeln!(
            out,
            "{sort} {} #{} caption {} source {}",
            figure.number,
            figure.id.value,
            figure.caption.is_some(),
            figure.source.is_some()
        );
    }
    for note in &body.notes {
        let _ = writeln!(out, "note {} [^{}] referred to {} times", note.number, note.label, note.references);
    }
    for written in &body.written {
        let sort = format!("{:?}", written.sort).to_lowercase();
        let _ = writeln!(out, "{sort} {:?} at {}", written.text, quoted(&written.range));
    }
    if !body.anchors.is_empty() {
        let _ = writeln!(out, "anchors {}", body.anchors.join(" "));
    }
    let _ = writeln!(out, "words {}", body.words);
    out
}

fn told(text: &str, faults: &[Fault]) -> String {
    let mut out = String::new();
    for fault in faults {
        let place = &text[fault.range.start as usize..fault.range.end as usize];
        let help = fault.help.as_deref().unwrap_or("no help");
        let _ = writeln!(out, "{} {place:?}: {} ({help})", fault.rule, fault.message);
    }
    out
}
